"""What stands above the panels: the bar, and below it the note on what was opened."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.title_bar import TitleBar
from gui.widgets.note import Note


class Head(QWidget):
    """The bar over the note; without a note it is as tall as the bar."""

    def __init__(self, bar: TitleBar, note: Note, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(note)
