"""The line below a grid: a hint, or the buttons that act on what is chosen, below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gui.sequence.columns import LABEL_GAP
from gui.theme import Theme
from gui.widgets.heat_text import Texts, write
from gui.widgets.quiet_button import QuietButton

HEIGHT = 25


class Foot(QWidget):
    """`pressed` carries the key of a button. Each of `buttons` is key, words, icon ("" for none), tooltip."""

    pressed = Signal(str)

    def __init__(self, theme: Theme, buttons: Sequence[tuple[str, str, str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._texts = theme, Texts()
        self._hint = ""
        self._middle: int | None = None
        self._bar = QWidget(self)
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.buttons: dict[str, QuietButton] = {}
        for key, words, icon, tooltip in buttons:
            button = self.buttons[key] = QuietButton(theme, words, icon, tooltip, self._bar)
            button.clicked.connect(self._on_clicked)
            row.addWidget(button)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        for button in self.buttons.values():
            button.set_theme(theme)
        self.update()

    def set_hint(self, hint: str) -> None:
        """Say `hint` where there is room beside the buttons."""
        if hint != self._hint:
            self._hint = hint
            self.update()

    def show_bar(self, middle: int | None) -> None:
        """Show the buttons, their middle at `middle`; None hides them."""
        self._middle = middle
        self._bar.setVisible(middle is not None)
        self._place()

    def enable(self, key: str, enabled: bool, shown: bool = True) -> None:
        """Whether a button can be pressed, and is there."""
        self.buttons[key].setEnabled(enabled)
        self.buttons[key].setVisible(shown)
        self._place()

    def _place(self) -> None:
        if self._middle is not None:
            wide = self._bar.sizeHint().width()
            x = min(max(self._middle - wide // 2, 0), max(0, self.width() - wide))
            self._bar.setGeometry(QRect(x, 1, wide, HEIGHT - 2))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._hint:
            return
        laid = self._texts.get(self._hint, "note")
        bar = self._bar.geometry() if self._middle is not None else QRect()
        left = 0 if bar.isEmpty() or laid.width + LABEL_GAP <= bar.left() else bar.right() + LABEL_GAP
        room = self.width() - left
        if bar.isEmpty() and laid.width > room:
            laid = self._texts.get(self._hint, "note", room)
        if laid.width <= room:
            painter = QPainter(self)
            write(painter, laid, (left, 0, room, HEIGHT), self._theme.muted, across=0.0)

    def _on_clicked(self) -> None:
        sender = self.sender()
        self.pressed.emit(next(key for key, button in self.buttons.items() if button is sender))
