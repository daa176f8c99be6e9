"""A field over a text that is changed in place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

LOWEST, HEIGHT = 22, 28
_OWN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Up)
_NOT_LEFT = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class InlineField(QLineEdit):
    """Enter commits, Esc leaves all as it was. `refusal` says why a text will not do, "" for one that will.

    What is typed when the keyboard goes elsewhere is committed, if it will do. `closed` comes before `committed`.
    """

    committed = Signal(str)
    closed = Signal()

    def __init__(self, text: str, refusal: Callable[[str], str], parent: QWidget) -> None:
        super().__init__(parent)
        self._refusal, self._before = refusal, text
        self._ground = parent
        self._done = False
        self.setObjectName("inline")
        self.setText(text)
        self.textEdited.connect(self._on_text_edited)

    def open(self, place: QRect, least: int = 0) -> None:
        """Show the field in the middle of `place` of the parent, `least` pixels wide, and give it the keyboard."""
        wide = min(max(least, place.width()), self._ground.width())
        left = min(max(place.center().x() - wide // 2, 0), self._ground.width() - wide)
        tall = min(max(place.height(), LOWEST), HEIGHT)
        top = min(max(place.center().y() - tall // 2, 0), max(self._ground.height() - tall, 0))
        self.setGeometry(left, top, wide, tall)
        self.show()
        self.raise_()
        self.selectAll()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Go away, with nothing changed."""
        if not self._done:
            self._done = True
            self.closed.emit()
            self.hide()
            self.deleteLater()

    def commit(self) -> None:
        """Go away with what is typed; what will not do is told and stays."""
        text = self.text().strip()
        if sentence := self._refusal(text):
            self._mark(sentence)
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), sentence, self)
        elif not self._done:
            self.dismiss()
            if text != self._before:
                self.committed.emit(text)

    def event(self, event: QEvent) -> bool:
        # the window's shortcuts wait while something is typed
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
        elif event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() in _NOT_LEFT or self._done:
            return
        if self._refusal(self.text().strip()):
            self.dismiss()
        else:
            self.commit()

    def _on_text_edited(self) -> None:
        self._mark(self._refusal(self.text().strip()) if self.text().strip() else "")

    def _mark(self, sentence: str) -> None:
        """Outline in red with a sentence as the tooltip; "" takes both away."""
        self.setToolTip(sentence)
        self.setAccessibleDescription(sentence)
        if bool(self.property("invalid")) != bool(sentence):
            self.setProperty("invalid", bool(sentence))
            self.style().unpolish(self)
            self.style().polish(self)
