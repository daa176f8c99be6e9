"""A real window on an X display, moved by real mouse and keyboard events (xdotool)."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.app import make_application
from gui.main_window import MainWindow
from gui.presets import first_scene
from gui.store import Store
from gui.theme import LIGHT, apply


@pytest.fixture(scope="session")
def qapp() -> Iterator[object]:
    application = make_application()
    apply(LIGHT, application)
    yield application


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """The first scene, with its weights, in a window of 1280x800 that has the keyboard."""
    document, view = first_scene()
    store = Store(document, replace(view, panels=("network", "timeline", "gradient", "weights")))
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    made = MainWindow(store, LIGHT, settings)
    made.setGeometry(QRect(40, 60, 1280, 800))
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    qtbot.waitUntil(lambda: all(panel.shown for panel in made.panels.values()))
    made.setFocus()
    yield made
    store.saved(tmp_path / "unused.carousel")
    made.close()
    made.deleteLater()
    store.deleteLater()


class Hands:
    """Mouse and keyboard as the X server sees them."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot

    def press_keys(self, *keys: str) -> None:
        """Keys by X's names: Right, space, ctrl+z."""
        self._do("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        """Text, character by character."""
        self._do("type", "--delay", "5", "--", text)

    def enter(self, *texts: str, key: str = "Return") -> None:
        """One text after the other, each followed by a key."""
        typed = [("type", "--delay", "5", "--args", "1", "--", text) if text else () for text in texts]
        self._do(*(word for part in typed for word in (*part, "key", key)))

    def move_to(self, widget: QWidget, place: QPoint) -> None:
        """The pointer to a place in a widget."""
        self._move_to(widget.mapToGlobal(place))

    def _move_to(self, spot: QPoint) -> None:
        self._do("mousemove", "--sync", str(spot.x()), str(spot.y()))

    def click(self, widget: QWidget, place: QPoint | None = None, times: int = 1, button: int = 1) -> None:
        """A click with the left button, or another (2 is the middle one, 3 the right one)."""
        self.move_to(widget, widget.rect().center() if place is None else place)
        self._do("click", "--repeat", str(times), "--delay", "40", str(button))

    def drag(self, widget: QWidget, start: QPoint, *places: QPoint) -> None:
        """Press at `start`, move over `places` as they are before (the widget may move along), release."""
        spots = [widget.mapToGlobal(place) for place in places]
        self.move_to(widget, start)
        self._do("mousedown", "1")
        for spot in spots:
            self._move_to(spot)
        self._do("mouseup", "1")

    def wheel(self, widget: QWidget, place: QPoint, up: bool = True) -> None:
        """One notch of the wheel."""
        self.move_to(widget, place)
        self._do("click", "4" if up else "5")

    def _do(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], check=True, timeout=20)
        self._qtbot.wait(1)


@pytest.fixture
def hands(qtbot: QtBot) -> Hands:
    return Hands(qtbot)
