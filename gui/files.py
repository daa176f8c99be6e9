"""Opening and saving sessions: asks for names, tells what went wrong, never loses what is open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from core import session
from core.errors import CarouselError
from gui.presets import first_scene, from_gallery
from gui.store import Store
from gui.widgets.toast import Toast

FILTER = f"Carousel sessions (*{session.SUFFIX})"


class Files(QObject):
    """The store's file: opened, saved, asked about before it is left."""

    preset_opened = Signal()

    def __init__(self, store: Store, toast: Toast, settings: QSettings, parent: QWidget) -> None:
        super().__init__(parent)
        self.store, self.toast, self.settings, self.window = store, toast, settings, parent

    def open(self) -> None:
        """Ask for a session and open it."""
        path = self._ask_open()
        if path is not None and self.may_leave():
            self.open_path(path)

    def open_path(self, path: Path) -> bool:
        """Open a session; what cannot be read is told, and the open document stays."""
        try:
            document, view = session.load(path)
        except CarouselError as error:
            self.toast.show_error(str(error))
            return False
        self._remember_folder(path)
        self.store.open(document, view, path)
        return True

    def open_first_scene(self) -> None:
        """Open the red hat as it ships."""
        if self.may_leave():
            self.store.open(*first_scene())

    def open_preset(self, key: str) -> bool:
        """Open a preset of the gallery, with the note on what to look at; False where the document was not left."""
        if not self.may_leave():
            return False
        self.store.open(*from_gallery(key))
        self.preset_opened.emit()
        return True

    def save(self) -> bool:
        """Save to the document's file, asking for a name where it has none; False where it was not saved."""
        return self._save_to(self.store.path) if self.store.path else self.save_as()

    def save_as(self) -> bool:
        """Ask for a name and save there; False where it was not saved."""
        path = self._ask_save()
        return path is not None and self._save_to(path)

    def _save_to(self, path: Path) -> bool:
        state = self.store.state
        try:
            session.save(path, state.document, state.view)
        except CarouselError as error:
            self.toast.show_error(str(error))
            return False
        self._remember_folder(path)
        self.store.saved(path)
        self.toast.show_info(f"Saved to {path.name}")
        return True

    def may_leave(self) -> bool:
        """Whether the document may be left: it is saved, or the user said what to do with its changes."""
        if not self.store.modified:
            return True
        answer = self._ask_leave()
        if answer == QMessageBox.StandardButton.Save:
            return self.save()
        return answer == QMessageBox.StandardButton.Discard

    # asked apart, so that a test can answer

    def _ask_open(self) -> Path | None:
        name, _ = QFileDialog.getOpenFileName(self.window, "Open a session", self._folder(), FILTER)
        return Path(name) if name else None

    def _ask_save(self) -> Path | None:
        suggested = self.store.path or Path(self._folder()) / f"{self.store.state.document.title}{session.SUFFIX}"
        name, _ = QFileDialog.getSaveFileName(self.window, "Save the session", str(suggested), FILTER)
        if not name:
            return None
        return Path(name) if name.endswith(session.SUFFIX) else Path(name + session.SUFFIX)

    def _ask_leave(self) -> QMessageBox.StandardButton:
        box = QMessageBox(self.window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(f"Save the changes to “{self.store.state.document.title}”?")
        box.setInformativeText("They are lost otherwise.")
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        for button in box.buttons():
            button.setIcon(QIcon())
        answer = QMessageBox.StandardButton(box.exec())
        box.deleteLater()
        return answer

    def _folder(self) -> str:
        return str(self.settings.value("folder", str(Path.home())))

    def _remember_folder(self, path: Path) -> None:
        self.settings.setValue("folder", str(path.parent))
