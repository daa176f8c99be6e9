"""The first scene in a window with every panel unfolded, and a slider of it that is dragged."""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from core.state import FIRST_PANELS
from gui.main_window import MainWindow
from gui.presets import first_scene
from gui.store import Store
from gui.theme import DARK, LIGHT, apply
from gui.widgets.slider_row import SliderRow

SIZE = (1440, 900)
SETS = {
    "unfolded": ("network", "cell", "timeline", "gradient", "weights", "equations"),  # as in the picture of the README
    "first": (*FIRST_PANELS, "weights"),  # the slider is there
}
SWING = 40  # pixels to either side
PERIOD = 12  # moves in a radian of it


@contextmanager
def opened_window(application: QApplication, theme: str = "light", panels: str = "unfolded") -> Iterator[MainWindow]:
    """A window of 1440x900 on the first scene, shown and settled; `panels` is a key of SETS."""
    chosen = DARK if theme == "dark" else LIGHT
    apply(chosen, application)
    document, view = first_scene()
    view = replace(view, panels=SETS[panels], unfolded=panels == "unfolded", cursor=9)
    store = Store(document, view)
    with tempfile.TemporaryDirectory() as folder:
        window = MainWindow(store, chosen, QSettings(f"{folder}/s.ini", QSettings.Format.IniFormat))
        window.resize(*SIZE)
        window.show()
        store.look(panels=SETS[panels])
        settle(application)
        yield window
        store.undo()  # so that closing asks nothing
        window.close()
        window.deleteLater()
    settle(application)


def settle(application: QApplication) -> None:
    """All that is due has been done."""
    for _ in range(20):
        application.processEvents()


class Took(NamedTuple):
    """Milliseconds on the clock; and of the processor for this thread, which other work of the machine leaves alone."""

    clock: float
    cpu: float


def timed(act: Callable[[], object]) -> Took:
    """What it takes to do something."""
    began, cpu = time.perf_counter(), time.thread_time()
    act()
    return Took(1000 * (time.perf_counter() - began), 1000 * (time.thread_time() - cpu))


class Drag:
    """The mouse holds a slider of the weights; each move goes to and fro over half of the track."""

    def __init__(self, application: QApplication, window: MainWindow) -> None:
        self._application = application
        rows = window.panels["weights"].findChildren(SliderRow)
        self._row = next(row for row in rows if row.isVisible() and row.isEnabled())
        self._start = self._row.handle_position()
        self._moves = 0
        mouse(self._row, QEvent.Type.MouseButtonPress, self._start)
        settle(application)

    def move(self) -> None:
        """Move once, from the mouse event to the end of the paints."""
        self._moves += 1
        position = self._start + QPoint(round(SWING * math.sin(self._moves / PERIOD)) or 1, 0)
        mouse(self._row, QEvent.Type.MouseMove, position)
        self._application.processEvents()  # the publication and the updates it asks for
        self._application.processEvents()  # the paints

    def release(self) -> None:
        """Let the slider go."""
        mouse(self._row, QEvent.Type.MouseButtonRelease, self._start)
        settle(self._application)


def mouse(widget: QWidget, kind: QEvent.Type, position: QPoint) -> None:
    """Send a widget an event of the left button."""
    button = Qt.MouseButton.LeftButton
    buttons = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
    pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else button
    place = QPointF(position)
    event = QMouseEvent(kind, place, widget.mapToGlobal(place), pressed, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)
