"""Asks what to do with the copies that a crash left."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

from gui.autosave import Orphan


class RecoveryQuestion(QMessageBox):
    """Offers the newest copy; `restore` and `discard` are sent, "later" leaves it for the next start."""

    restore = Signal()
    discard = Signal()

    def __init__(self, orphan: Orphan, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Carousel")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(f"Carousel did not close properly. There is a copy of “{orphan.title}” from {orphan.time}.")
        self.setInformativeText("Restoring it opens it here; the file it came from is left as it is.")
        roles = QMessageBox.ButtonRole
        self._restore = self.addButton("Restore it", roles.AcceptRole)
        self._discard = self.addButton("Delete the copy", roles.DestructiveRole)
        self.setEscapeButton(self.addButton("Later", roles.RejectRole))
        self.setDefaultButton(self._restore)
        self.buttonClicked.connect(self._on_button_clicked)

    def _on_button_clicked(self, button: QAbstractButton) -> None:
        if button is self._restore:
            self.restore.emit()
        elif button is self._discard:
            self.discard.emit()
