"""The application: one QApplication, one Store, one window; and the window drawn into a picture."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from core import session
from core.document import Document
from core.errors import CarouselError
from core.state import View
from gui.arrangement import kept_panels
from gui.folders import data_folder
from gui.fonts import load_fonts
from gui.main_window import MainWindow, window_picture
from gui.presets import first_scene
from gui.store import Store
from gui.theme import DARK, LIGHT, Theme, apply, system_theme

if TYPE_CHECKING:
    from gui.autosave import Orphan


def run_app(arguments: Sequence[str]) -> int:
    """Open the window on the file named in `arguments` (or the first scene) and run until it is closed."""
    application = make_application()
    work = Work(application, arguments)
    work.window.show()
    work.window.setFocus()
    QTimer.singleShot(0, work.guard)
    QTimer.singleShot(0, _collect_again)
    return application.exec()


def _collect_again() -> None:
    """Garbage is collected from now on; what is there stays, and need not be looked through again and again."""
    gc.freeze()
    gc.enable()


def make_application() -> QApplication:
    """The one QApplication, named, with the shipped typefaces."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    application = QApplication(sys.argv[:1])
    QCoreApplication.setOrganizationName("Carousel")
    QCoreApplication.setApplicationName("Carousel")
    application.setDesktopFileName("carousel")
    load_fonts()
    return application


class Work(QObject):
    """A store, its window, and what keeps the work safe."""

    def __init__(self, application: QApplication, arguments: Sequence[str]) -> None:
        super().__init__(application)
        self._application = application
        self.settings = QSettings(str(data_folder("settings.ini")), QSettings.Format.IniFormat, self)
        theme = _chosen_theme(self.settings)
        apply(theme, application)
        document, view, path, problem = _opened(arguments)
        if path is None:
            view = replace(view, panels=kept_panels(self.settings) or view.panels)
        self.store = Store(document, view, self)
        self.store.path = path
        self.window = MainWindow(self.store, theme, self.settings)
        self.window.restore()
        if path is not None:
            self.window.files.recent.remember(path)
        self._orphans: list[Orphan] = []
        application.styleHints().colorSchemeChanged.connect(self.window.on_system_theme_changed)
        if problem:
            self.window.toast.show_error(problem)

    def guard(self) -> None:
        """Keep the work safe from now on, and offer what a crash left. Called when the window has been seen once."""
        from gui import autosave, crash

        folder = autosave.default_folder()
        self.autosave = autosave.Autosave(self.store, folder, self)
        self.reporter = crash.install(folder.parent, self)
        self.reporter.crashed.connect(self.window.toast.show_error)
        self._application.aboutToQuit.connect(self.autosave.close)
        self._orphans = autosave.orphans(folder)
        self._offer_recovery()

    def _offer_recovery(self) -> None:
        """Offer the newest copy that a crash left; the older ones come at later starts."""
        if self._orphans:
            from gui.recovery import RecoveryQuestion

            question = RecoveryQuestion(self._orphans[-1], self.window)
            question.restore.connect(self._restore)
            question.discard.connect(self._discard)
            question.finished.connect(self._release)
            question.open()

    def _restore(self) -> None:
        try:
            self.autosave.recover(self._orphans.pop())
        except CarouselError as error:
            self.window.toast.show_error(str(error))

    def _discard(self) -> None:
        self._orphans.pop().discard()

    def _release(self) -> None:
        """Copies not decided about are offered again at the next start."""
        for orphan in self._orphans:
            orphan.release()
        self._orphans = []


def _opened(arguments: Sequence[str]) -> tuple[Document, View, Path | None, str]:
    """The session named in the arguments, or the first scene and the sentence that says why not."""
    if not arguments:
        return *first_scene(), None, ""
    path = Path(arguments[0])
    try:
        return *session.load(path), path, ""
    except CarouselError as error:
        return *first_scene(), None, str(error)


def _chosen_theme(settings: QSettings) -> Theme:
    """The theme chosen the last time, or the system's."""
    return {"light": LIGHT, "dark": DARK}.get(str(settings.value("theme", ""))) or system_theme()


def render_window(
    *,
    out: Path,
    size: tuple[int, int],
    scale: float,
    theme: str,
    path: Path | None,
    panels: Sequence[str] | None = None,
) -> None:
    """Draw the window into a PNG without a display; CarouselError where a file cannot be read or written.

    `panels` are the keys of those to show; None leaves it to the document.
    """
    from gui.export import save_png

    application = make_application()
    chosen = DARK if theme == "dark" else LIGHT
    apply(chosen, application)
    document, view = session.load(path) if path else first_scene()
    if panels is not None:
        view = replace(view, panels=tuple(panels))
    save_png(window_picture(document, view, chosen, QSize(*size), scale), out)
