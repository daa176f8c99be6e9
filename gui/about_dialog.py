"""What this is, its version and the licences of what it ships."""

from __future__ import annotations

import platform

import numpy as np
from PySide6 import __version__ as qt_version
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from gui import __version__
from gui.theme import Theme

TEXT = """See why an LSTM remembers and what a plain RNN cannot learn to keep.

The name: Hochreiter and Schmidhuber called the LSTM cell's self-loop the constant error carousel (1997).

Every number on the screen is computed from the document that is open; nothing is staged."""
LICENCES = "Carousel: MIT licence. Typefaces Inter and JetBrains Mono: SIL Open Font License 1.1."


class AboutDialog(QDialog):
    """A short card."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Carousel")
        self.setFixedWidth(440)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(10)
        for tone, text in (
            ("heading", "Carousel"),
            ("small", f"Version {__version__}"),
            ("", TEXT),
            ("small", LICENCES),
            ("small", f"Python {platform.python_version()}, PySide6 {qt_version}, NumPy {np.__version__}"),
        ):
            layout.addWidget(_label(text, tone, self))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)


def _label(text: str, tone: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setProperty("tone", tone)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
