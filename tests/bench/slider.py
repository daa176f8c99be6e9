"""One slider dragged over 300 moves, every panel unfolded: from the mouse event to the end of the last paint.

Run: python -m tests.bench.slider [light | dark] [unfolded | first]
"""

from __future__ import annotations

import argparse
import json
import statistics

import numpy as np
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from tests.bench import scene

MOVES = 300
BLOCK = 30  # moves in turn with as many updates of the lone plot, so that what else the machine does meets both
CHECKED = 30  # moves after which the window is watched for paints that come late


def main() -> None:
    """Print the figures in milliseconds as JSON; `late` is the share of moves after which something was painted."""
    from gui.app import make_application

    parser = argparse.ArgumentParser(prog="python -m tests.bench.slider", description=main.__doc__)
    parser.add_argument("theme", nargs="?", choices=["light", "dark"], default="light")
    parser.add_argument("panels", nargs="?", choices=list(scene.SETS), default="unfolded")
    arguments = parser.parse_args()
    application = make_application()
    with scene.opened_window(application, arguments.theme, arguments.panels) as window:
        shown = [key for key, panel in window.panels.items() if panel.isVisible()]
        drag = scene.Drag(application, window)
        plot = LonePlot(application)
        moves: list[scene.Took] = []
        plots: list[scene.Took] = []
        for _ in range(0, MOVES, BLOCK):
            moves += [scene.timed(drag.move) for _ in range(BLOCK)]
            plots += [scene.timed(plot.move) for _ in range(BLOCK)]
        late = _late(application, drag)
        drag.release()
        plot.close()
    figures = {
        "median": statistics.median(move.clock for move in moves),
        "p95": sorted(move.clock for move in moves)[int(0.95 * MOVES)],
        "plot": statistics.median(move.clock for move in plots),
        "cpu": statistics.median(move.cpu for move in moves),
        "plot_cpu": statistics.median(move.cpu for move in plots),
    }
    print(json.dumps({key: round(value, 3) for key, value in figures.items()} | {"late": late, "panels": shown}))


class _Paints(QObject):
    """Counts what is painted."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += isinstance(event, QPaintEvent)
        return False


def _late(application: QApplication, drag: scene.Drag) -> float:
    """The share of moves after whose time has been taken something is still painted."""
    late = 0
    for _ in range(CHECKED):
        drag.move()
        paints = _Paints()
        application.installEventFilter(paints)
        scene.settle(application)
        application.removeEventFilter(paints)
        late += paints.count > 0
    return late / CHECKED


class LonePlot:
    """One pyqtgraph plot of four curves, 800x500, in a window of its own."""

    def __init__(self, application: QApplication) -> None:
        import pyqtgraph as pg

        self._application, self._moves = application, 0
        self._plot, self._x = pg.PlotWidget(), np.arange(200.0)
        self._plot.resize(800, 500)
        pens = [pg.mkPen(colour, width=1) for colour in "krgb"]
        self._curves = [self._plot.plot(self._x, np.sin(self._x / 20), pen=pen) for pen in pens]
        self._plot.show()
        scene.settle(application)

    def move(self) -> None:
        """Update and paint it once."""
        self._moves += 1
        for k, curve in enumerate(self._curves):
            curve.setData(self._x, np.sin(self._x / 20 + k + self._moves / 30))
        self._application.processEvents()
        self._application.processEvents()

    def close(self) -> None:
        """Close its window."""
        self._plot.close()


if __name__ == "__main__":
    main()
