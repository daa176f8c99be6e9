"""Opening and saving sessions: asks for names, tells what went wrong, never loses what is open."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from core import session
from core.blank import blank
from core.document import Document
from core.errors import CarouselError
from core.state import View
from gui.panel_list import TITLES
from gui.presets import first_scene, from_gallery
from gui.recent import RecentFiles
from gui.store import Store
from gui.widgets.toast import Toast

FILTER = f"Carousel sessions (*{session.SUFFIX})"
NEW_PANELS = ("network", "sequence")  # where a document begins that has nothing yet
FORBIDDEN = '<>:"/\\|?*'  # in a file's name, on one system or another
LONGEST = 200  # bytes of a file's name that is suggested


class Files(QObject):
    """The store's file: opened, saved, asked about before it is left."""

    preset_opened = Signal()
    begun = Signal()  # a document that has nothing yet

    def __init__(self, store: Store, toast: Toast, settings: QSettings, parent: QWidget) -> None:
        super().__init__(parent)
        self.store, self.toast, self.settings, self.window = store, toast, settings, parent
        self.recent = RecentFiles(settings, self)

    def new(self) -> None:
        """Begin a document that has nothing yet."""
        if self.may_leave():
            document, view = blank()
            panels = tuple(key for key in NEW_PANELS if key in TITLES)
            self.store.open(document, replace(view, panels=panels), began="New")
            self.begun.emit()

    def open(self) -> None:
        """Ask for a session and open it."""
        path = self._ask_open()
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> bool:
        """Open a session, if the document may be left; what cannot be read is told, and the open document stays."""
        loaded = self._load(path)
        if loaded is None or not self.may_leave():
            return False
        if self.store.path is not None and path.absolute() == self.store.path.absolute():
            loaded = self._load(path)  # it may have been saved just now
        if loaded is None:
            return False
        self._remember(path)
        self.store.open(*loaded, path)
        return True

    def open_recent(self, path: Path) -> bool:
        """Open a file of the list; one that is gone leaves the list, and that is told."""
        if os.path.exists(path):
            return self.open_path(path)
        self.recent.forget(path)
        self.toast.show_error(f"{path.name}: expected a file in {path.parent}, found none; it has left the list")
        return False

    def _load(self, path: Path) -> tuple[Document, View] | None:
        try:
            return session.load(path)
        except CarouselError as error:
            self.toast.show_error(str(error))
            return None

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
        self._remember(path)
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
        name, _ = QFileDialog.getSaveFileName(self.window, "Save the session", str(self._suggested()), FILTER)
        if not name:
            return None
        if name.endswith(session.SUFFIX):
            return Path(name)
        path = Path(name + session.SUFFIX)  # the dialog has asked about the other name only
        return path if not path.exists() or self._ask_replace(path) else None

    def _suggested(self) -> Path:
        """The document's file; where it has none or the document is called otherwise since, one of its name."""
        path, title = self.store.path, self.store.state.document.title
        if path is not None and self.store.saved_title in (None, title):
            return path
        return (path.parent if path is not None else Path(self._folder())) / file_name(title)

    def _ask_replace(self, path: Path) -> bool:
        buttons = QMessageBox.StandardButton
        box = self._box(f"There is a file “{path.name}” already. Replace it?", buttons.Yes | buttons.No, buttons.No)
        return self._answer(box) == buttons.Yes

    def _ask_leave(self) -> QMessageBox.StandardButton:
        buttons = QMessageBox.StandardButton
        text = f"Save the changes to “{self.store.state.document.title}”?"
        box = self._box(text, buttons.Save | buttons.Discard | buttons.Cancel, buttons.Save)
        box.setInformativeText("They are lost otherwise.")
        return self._answer(box)

    def _box(self, text: str, buttons: QMessageBox.StandardButton, default: QMessageBox.StandardButton) -> QMessageBox:
        box = QMessageBox(self.window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        box.setStandardButtons(buttons)
        box.setDefaultButton(default)
        for button in box.buttons():
            button.setIcon(QIcon())
        return box

    def _answer(self, box: QMessageBox) -> QMessageBox.StandardButton:
        answer = QMessageBox.StandardButton(box.exec())
        box.deleteLater()
        return answer

    def _folder(self) -> str:
        return str(self.settings.value("folder", str(Path.home())))

    def _remember(self, path: Path) -> None:
        self.settings.setValue("folder", str(path.parent))
        self.recent.remember(path)


def file_name(title: str) -> str:
    """The name of a file for a document: without what no name of a file may have, and not too long."""
    allowed = "".join("-" if letter in FORBIDDEN else letter for letter in title).strip(" .") or "Untitled"
    short = allowed.encode()[:LONGEST].decode(errors="ignore").rstrip(" .")
    return f"{short}{session.SUFFIX}"
