"""The quiet line under the diagram of a document without steps: how to give it some."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from core.state import State
from gui.theme import Theme
from gui.widgets.quiet_button import QuietButton

SEQUENCE = "sequence"  # the panel in which steps are typed
WORDS = "No steps yet. Type a sentence in Sequence to run it."


class NoSteps(QWidget):
    """What is to be done, with a link to the panel where it is done."""

    asked = Signal()  # for that panel

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLabel(WORDS, self)
        self.words.setProperty("tone", "muted")
        self.words.setMinimumWidth(1)
        self.button = QuietButton(theme, "Open Sequence", parent=self)
        self.button.clicked.connect(self.asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.words)
        row.addWidget(self.button)
        row.addStretch(1)
        self.hide()

    def show_state(self, state: State) -> None:
        """Appear while there is no step; the link only where its panel is not open."""
        self.setVisible(not state.steps)
        self.button.setVisible(SEQUENCE not in state.view.panels)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self.button.set_theme(theme)
