"""What stands above the panels: the bar, and below it the note on what was opened."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.title_bar import TitleBar
from gui.widgets.note import Note


class Head(QWidget):
    """The bar over the note; without a note it is as tall as the bar.

    It places both itself: a layout would have the window lay out and paint all of its panels anew whenever a text in
    the bar changes.
    """

    def __init__(self, bar: TitleBar, note: Note, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar, self._note = bar, note
        for part in (bar, note):
            part.setParent(self)
        note.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._bar.minimumSizeHint().width(), self._tall())

    def sizeHint(self) -> QSize:
        return QSize(self._bar.sizeHint().width(), self._tall())

    def _tall(self) -> int:
        return self._bar.height() + (0 if self._note.isHidden() else self._note.heightForWidth(self.width()))

    def _place(self) -> None:
        self._bar.setGeometry(0, 0, self.width(), self._bar.height())
        self._note.setGeometry(0, self._bar.height(), self.width(), self._tall() - self._bar.height())
        if self.minimumHeight() != self._tall():
            self.setFixedHeight(self._tall())
