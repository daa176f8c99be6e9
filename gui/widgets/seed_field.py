"""A line edit for a seed: Enter uses it, up and down step, Esc gives the keyboard back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRegularExpression, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from gui.fonts import mono_font

DIGITS = 6
MOST = 10**DIGITS - 1
_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_KEYS = {*_STEPS, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}


class SeedField(QLineEdit):
    """A whole number from 0 to MOST. `entered` is sent by Enter."""

    entered = Signal()

    def __init__(self, seed: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seed = seed
        self.setFont(mono_font(12))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(DIGITS)
        self.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]*"), self))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Seed")
        self.setText(str(seed))
        self.textEdited.connect(self._on_text_edited)

    @property
    def seed(self) -> int:
        """The seed that is shown; of an emptied field the last one."""
        return self._seed

    def set_seed(self, seed: int) -> None:
        """Show `seed`, from 0 again after the greatest."""
        self._seed = seed % (MOST + 1)
        self.setText(str(self._seed))
        if self.hasFocus():
            self.selectAll()

    def sizeHint(self) -> QSize:
        width = QFontMetrics(self.font()).horizontalAdvance("0" * DIGITS) + 20
        return QSize(width, super().sizeHint().height())

    def event(self, event: QEvent) -> bool:
        # the window's shortcuts wait while a seed is typed
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() in _KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key in _STEPS:
            self.set_seed(min(MOST, max(0, self._seed + _STEPS[Qt.Key(key)])))
        elif key == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.setText(str(self._seed))

    def _on_text_edited(self, text: str) -> None:
        if text:
            self._seed = int(text)
