"""What the editor offers where there is no step yet."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.theme import Theme
from gui.widgets.icon_button import IconButton

CHOICES = (
    ("draw", "Draw a curve"),
    ("paste", "Paste"),
    ("table", "Open a table…"),
    ("task", "From a task…"),
)
NARROW = 480


class EmptyPage(QWidget):
    """`asked` carries the key of a choice."""

    asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = QLabel("Type a sentence or numbers above, or:", self)
        words.setProperty("tone", "muted")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.buttons = {key: IconButton(theme, text=text, kind="tool", parent=self) for key, text in CHOICES}
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        for button in self.buttons.values():
            button.clicked.connect(self._on_clicked)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(self._grid)
        middle.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addStretch(1)
        layout.addWidget(words)
        layout.addSpacing(10)
        layout.addLayout(middle)
        layout.addStretch(2)
        self._columns = 0
        self._arrange(4)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        for button in self.buttons.values():
            button.set_theme(theme)

    def fit(self, width: int) -> None:
        """Put the buttons on one line or two."""
        self._arrange(2 if width < NARROW else 4)

    def _arrange(self, columns: int) -> None:
        if columns != self._columns:
            self._columns = columns
            for k, button in enumerate(self.buttons.values()):
                self._grid.addWidget(button, k // columns, k % columns, Qt.AlignmentFlag.AlignHCenter)

    def _on_clicked(self) -> None:
        sender = self.sender()
        self.asked.emit(next(key for key, button in self.buttons.items() if button is sender))
