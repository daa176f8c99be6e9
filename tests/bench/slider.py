"""One slider dragged over 300 moves in the first window: from the mouse event to the end of the last paint."""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import json
import statistics
import tempfile
import time

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

MOVES = 300


def main() -> None:
    """Print the figures in milliseconds as JSON."""
    from gui.app import make_application
    from gui.main_window import MainWindow
    from gui.presets import first_scene
    from gui.store import Store
    from gui.theme import DARK, LIGHT, apply

    application = make_application()
    theme = DARK if "CAROUSEL_BENCH_DARK" in os.environ else LIGHT
    apply(theme, application)
    store = Store(*first_scene())
    with tempfile.TemporaryDirectory() as folder:
        window = MainWindow(store, theme, QSettings(f"{folder}/s.ini", QSettings.Format.IniFormat))
        window.resize(1440, 900)
        window.show()
        _settle(application)
        times = _drag(application, window)
        store.undo()  # so that closing asks nothing
        window.close()
    plot = _lone_plot(application)
    times.sort()
    figures = {"median": statistics.median(times), "p95": times[int(0.95 * len(times))], "plot": plot}
    print(json.dumps({key: round(value, 3) for key, value in figures.items()}))


def _settle(application: QApplication) -> None:
    for _ in range(20):
        application.processEvents()


def _drag(application: QApplication, window: QWidget) -> list[float]:
    """Milliseconds of each move; the handle goes to and fro over half the track."""
    from gui.widgets.slider_row import SliderRow

    row = next(row for row in window.findChildren(SliderRow) if row.isVisible())
    start = row.handle_position()
    _mouse(row, QEvent.Type.MouseButtonPress, start)
    _settle(application)
    times = []
    for move in range(MOVES):
        position = start + QPoint(round(40 * np.sin(move / 12)) or 1, 0)
        began = time.perf_counter()
        _mouse(row, QEvent.Type.MouseMove, position)
        application.processEvents()  # the publication and the updates it asks for
        application.processEvents()  # the paints
        times.append(1000 * (time.perf_counter() - began))
    _mouse(row, QEvent.Type.MouseButtonRelease, start)
    return times


def _mouse(widget: QWidget, kind: QEvent.Type, position: QPoint) -> None:
    button = Qt.MouseButton.LeftButton
    buttons = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
    pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else button
    place = QPointF(position)
    event = QMouseEvent(kind, place, widget.mapToGlobal(place), pressed, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)


def _lone_plot(application: QApplication) -> float:
    """Median milliseconds to update and paint one pyqtgraph plot of four curves, 800x500."""
    import pyqtgraph as pg

    plot = pg.PlotWidget()
    plot.resize(800, 500)
    x = np.arange(200.0)
    curves = [plot.plot(x, np.sin(x / 20 + k), pen=pg.mkPen("krgb"[k], width=1)) for k in range(4)]
    plot.show()
    _settle(application)
    times = []
    for move in range(MOVES):
        began = time.perf_counter()
        for k, curve in enumerate(curves):
            curve.setData(x, np.sin(x / 20 + k + move / 30))
        application.processEvents()
        application.processEvents()
        times.append(1000 * (time.perf_counter() - began))
    plot.close()
    return statistics.median(times)


if __name__ == "__main__":
    main()
