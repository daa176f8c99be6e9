"""A line edit for a word that is opened over what it changes: Enter commits, Esc gives up."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.fonts import ui_font

_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


class WordEditor(QLineEdit):
    """`committed` carries what was typed where it is new; then, or without it, comes `closed`."""

    committed = Signal(str)
    closed = Signal(bool)  # whether the keyboard stays with the control that opened it

    def __init__(self, text: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setObjectName("number")  # as slim as the editor of a number
        self.setFont(ui_font(12))
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setMaxLength(2000)
        self._first, self._done = text, False
        self.selectAll()

    def event(self, event: QEvent) -> bool:
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() in _KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._close(keep_focus=True, commit=True)
        elif event.key() == Qt.Key.Key_Escape:
            self._close(keep_focus=True, commit=False)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        stays = event.reason() in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if not stays:
            self._close(keep_focus=False, commit=True)

    def _close(self, keep_focus: bool, commit: bool) -> None:
        if self._done:
            return
        self._done = True
        text = self.text().strip()
        if commit and text and text != self._first:
            self.committed.emit(text)
        self.closed.emit(keep_focus)
