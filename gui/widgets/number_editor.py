"""A line edit for one number: Enter commits, Esc restores, up and down step."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip, QWidget

from gui.fonts import mono_font
from gui.numbers import parse_number

_OWN_KEYS = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}


class NumberEditor(QLineEdit):
    """Open while a value is typed. Text that is no number is underlined, explained and put back.

    A double click chooses all of it, as does the second click of the one whose first click opened it.
    """

    committed = Signal(float)
    closed = Signal(bool)  # whether the keyboard stays with the control that opened it
    escaped = Signal()  # after it is closed by Esc
    stepped = Signal(int, Qt.KeyboardModifier)  # +1 up, -1 down

    def __init__(self, value: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("number")
        self.setFont(mono_font(12))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(32)
        self._low, self._high = -float("inf"), float("inf")
        self._done = False
        self._all_chosen = False  # by the button that is down
        self._age = QElapsedTimer()
        self._age.start()
        self.show_value(value)
        self.textEdited.connect(self._on_text_edited)

    def set_bounds(self, low: float, high: float) -> None:
        """Refuse what is typed outside low..high."""
        self._low, self._high = low, high

    def show_value(self, value: float) -> None:
        """Show `value` in full, selected, as the one to go back to."""
        self._text = f"{value:.5g}"
        self._put_back()

    def event(self, event: QEvent) -> bool:
        # the window's shortcuts wait while a number is typed
        if event.type() == QEvent.Type.ShortcutOverride and _key(event) in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._commit(explain=True):
                self._close(keep_focus=True)
        elif key == Qt.Key.Key_Escape:
            self._close(keep_focus=False)
            self.escaped.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            if self._commit(explain=True):
                self.stepped.emit(1 if key == Qt.Key.Key_Up else -1, event.modifiers())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if not self._age.hasExpired(QApplication.doubleClickInterval()):
            self._choose_all()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self._choose_all()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        # a hand that trembles on the second click changes nothing
        if not self._all_chosen:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._all_chosen = False

    def _choose_all(self) -> None:
        self._all_chosen = True
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        stays = event.reason() in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if not stays and not self._done:
            self._commit(explain=False)
            self._close(keep_focus=False)

    def _commit(self, explain: bool) -> bool:
        """Announce what was typed if it is new and a number; whether it was one."""
        if self.text() == self._text:
            return True
        try:
            value = self._parsed()
        except ValueError as error:
            if explain:
                self._explain(str(error))
            return False
        self._text = self.text()
        self.committed.emit(value)
        return True

    def _parsed(self) -> float:
        value = parse_number(self.text())
        if not self._low <= value <= self._high:
            raise ValueError(f"{value:g} is outside {self._low:g} to {self._high:g}.")
        return value

    def _put_back(self) -> None:
        """The text to go back to, selected; the cursor at its start, so that this is seen where it is long."""
        self.setText(self._text)
        self.setSelection(len(self._text), -len(self._text))

    def _explain(self, sentence: str) -> None:
        self._put_back()
        self._mark(sentence)
        QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), sentence, self)

    def _on_text_edited(self) -> None:
        try:
            self._parsed()
        except ValueError as error:
            self._mark(str(error) if self.text().strip(" +-.\u2212") else "")
        else:
            self._mark("")

    def _mark(self, sentence: str) -> None:
        """Underline in red with a sentence as the tooltip; "" takes both away."""
        self.setToolTip(sentence)
        if bool(self.property("invalid")) != bool(sentence):
            self.setProperty("invalid", bool(sentence))
            self.style().unpolish(self)
            self.style().polish(self)

    def _close(self, keep_focus: bool) -> None:
        if not self._done:
            self._done = True
            self.closed.emit(keep_focus)


def _key(event: QEvent) -> int | None:
    return event.key() if isinstance(event, QKeyEvent) else None
