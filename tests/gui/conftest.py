"""What the tests of panels share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.document import Document
from core.state import FIRST_PANELS, View
from gui.fonts import load_fonts
from gui.main_window import MainWindow
from gui.panel_list import panel_classes
from gui.panels.panel import Panel
from gui.store import Store
from gui.theme import LIGHT, apply
from tests.core import scenes

Open = Callable[..., MainWindow]


@pytest.fixture(params=panel_classes(), ids=[panel.key for panel in panel_classes()])
def any_panel(request: pytest.FixtureRequest) -> type[Panel]:
    """Every panel of the window, one after the other."""
    kind: type[Panel] = request.param
    return kind


@pytest.fixture(scope="session", autouse=True)
def shipped_fonts(qapp: QApplication) -> None:
    """The shipped typefaces are there before any text is laid out, as in the app: laid-out texts are kept."""
    load_fonts()


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    """Opens windows on the small document, or another; all share the settings of the test."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply(LIGHT, application)
    made: list[MainWindow] = []

    def opened(
        panels: tuple[str, ...] = FIRST_PANELS,
        size: tuple[int, int] = (1440, 900),
        cursor: int = 9,
        document: Document | None = None,
    ) -> MainWindow:
        store = Store(document or scenes.document(), View(cursor=cursor, panels=panels))
        window = MainWindow(store, LIGHT, QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
        store.setParent(window)
        made.append(window)
        window.resize(*size)
        window.arrangement.restore(window.settings)
        with qtbot.waitExposed(window):
            window.show()
        return window

    yield opened
    for window in made:
        window.store.saved(tmp_path / "unused.carousel")
        window.close()
        window.deleteLater()
