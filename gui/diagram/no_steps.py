"""The quiet line under the diagram of a document without steps: how to give it some."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gui.panel_list import TITLES
from gui.theme import Theme
from gui.widgets.quiet_button import QuietButton

SEQUENCE = "sequence"  # the panel in which steps are typed
WORDS = "No steps yet: the weights can be changed, and there are no values to show."
WITH_PANEL = "No steps yet. Type a sentence in Sequence to run it."


class NoSteps(QWidget):
    """What is to be done, with a link to the panel where it is done."""

    asked = Signal()  # for that panel

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        has_panel = SEQUENCE in TITLES
        self.words = QLabel(WITH_PANEL if has_panel else WORDS, self)
        self.words.setProperty("tone", "muted")
        self.words.setWordWrap(True)
        self.button = QuietButton(theme, "Open Sequence", parent=self)
        self.button.setVisible(has_panel)
        self.button.clicked.connect(self.asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.words, 0 if has_panel else 1)
        row.addWidget(self.button)
        row.addStretch(1 if has_panel else 0)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self.button.set_theme(theme)
