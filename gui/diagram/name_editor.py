"""A small field over a name in the diagram, while it is typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.fonts import ui_font

_OWN = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
LEAST_WIDTH, HEIGHT = 96, 22


class NameEditor(QLineEdit):
    """Enter, and a press elsewhere, announce the name; Esc does not. It deletes itself when it is done."""

    committed = Signal(str)
    done = Signal(bool)  # whether the keyboard stays with the diagram

    def __init__(self, name: str, words: str, place: QRect, parent: QWidget) -> None:
        super().__init__(name, parent)
        self.setObjectName("number")  # the look of a small field over what it edits
        self.setFont(ui_font(12))
        self.setAccessibleName(words)
        self._room, self._name, self._done = parent, name, False
        self.stand_over(place)
        self.selectAll()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def stand_over(self, place: QRect) -> None:
        """Stand where the name is, within the diagram."""
        room = self._room.size()
        width = min(max(place.width(), LEAST_WIDTH), room.width() - 4)
        left = min(max(2, place.right() - width), room.width() - width - 2)
        top = min(max(2, place.center().y() - HEIGHT // 2), max(2, room.height() - HEIGHT - 2))
        self.setGeometry(left, top, width, HEIGHT)

    def event(self, event: QEvent) -> bool:
        # the window's shortcuts wait while a name is typed
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _OWN:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.finish(keep=True)
        elif event.key() in _OWN:
            self._commit()
            self.finish(keep=True)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        stays = event.reason() in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if not stays and not self._done:
            self._commit()
            self.finish(keep=False)

    def finish(self, keep: bool) -> None:
        """Go away; `keep` gives the keyboard back to the diagram."""
        if not self._done:
            self._done = True
            self.hide()
            self.done.emit(keep)
            self.deleteLater()

    def _commit(self) -> None:
        if self.text().strip() != self._name:
            self.committed.emit(self.text())
