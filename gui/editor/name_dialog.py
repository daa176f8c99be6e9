"""Asks for the name under which a cell is saved."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from core.cell_library import MAX_NAME, checked_name
from core.errors import CarouselError


class NameDialog(QDialog):
    """`named` tells the name that was accepted. Of a name that is `taken` it is said that its cell is replaced."""

    named = Signal(str)

    def __init__(self, name: str, taken: Collection[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._taken = frozenset(taken)
        self.setWindowTitle("Save as cell")
        self.setMinimumWidth(380)
        self.field = QLineEdit(name[:MAX_NAME], self)
        self.field.setAccessibleName("Name of the cell")
        self.field.selectAll()
        self.note = QLabel("", self)
        self.note.setProperty("tone", "small")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.save_button, cancel = QPushButton("Replace", self), QPushButton("Cancel", self)
        self.save_button.setFixedWidth(self.save_button.sizeHint().width())  # the longer of its words fits
        self.save_button.setDefault(True)
        self._lay_out(cancel)
        self.field.textChanged.connect(self._on_text_changed)
        self.save_button.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        self._on_text_changed(self.field.text())

    def _lay_out(self, cancel: QPushButton) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(8)
        layout.addWidget(QLabel("Name", self))
        layout.addWidget(self.field)
        layout.addWidget(self.note)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.save_button)
        layout.addSpacing(6)
        layout.addLayout(buttons)

    def accept(self) -> None:
        """Tell the name and close."""
        if self.save_button.isEnabled():
            super().accept()
            self.named.emit(self.field.text().strip())

    def _on_text_changed(self, text: str) -> None:
        try:
            name, problem = checked_name(text), ""
        except CarouselError as error:
            name, problem = "", str(error) if text.strip() else "It needs a name."
        replaces = name in self._taken
        kept = "It can then be chosen for any layer, in every document."
        self.note.setText(problem or (f"“{name}” is there already: saving takes its place." if replaces else kept))
        self.save_button.setText("Replace" if replaces else "Save")
        self.save_button.setEnabled(not problem)
