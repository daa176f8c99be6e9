"""Where each millisecond of one slider move goes. Run: python -m tests.bench.profile [light | dark] [unfolded | first]

Every part is timed without the parts within it, so that the parts add up to the whole. With --cpu it is the processor
time of the window's thread, which what else the machine does leaves alone.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

import core.state
from gui.main_window import MainWindow
from tests.bench import scene

MOVES = 200
REST = "Qt: events, layout, backing store"
CORE = ("run", "gradient_decay", "input_gain")  # what a State derives, where core.state calls it


class Clock:
    """Milliseconds by part; entering a part stops that around it. Nothing is timed outside of every part."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.spent: dict[str, float] = defaultdict(float)
        self._within: list[str] = []
        self._since = 0.0

    def enter(self, part: str) -> None:
        """What is done from now on belongs to `part`."""
        self._note()
        self._within.append(part)

    def leave(self) -> None:
        """What is done from now on belongs to the part around."""
        self._note()
        self._within.pop()

    @property
    def runs(self) -> bool:
        """Whether some part is being timed."""
        return bool(self._within)

    def _note(self) -> None:
        now = self._now()
        if self._within:
            self.spent[self._within[-1]] += 1000 * (now - self._since)
        self._since = now

    def take(self) -> dict[str, float]:
        """What was spent since the last time."""
        spent, self.spent = self.spent, defaultdict(float)
        return spent

    def around(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """`function`, timed as `part`."""

        def timed(*arguments: Any, **named: Any) -> Any:
            if not self.runs:
                return function(*arguments, **named)
            self.enter(part)
            try:
                return function(*arguments, **named)
            finally:
                self.leave()

        return timed


class TimedApplication(QApplication):
    """Times each painting of a widget, once `clock` and `window` are set."""

    clock: Clock | None = None
    window: MainWindow

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        clock = self.clock
        if clock is None or not clock.runs or event.type() != QEvent.Type.Paint or not isinstance(receiver, QWidget):
            return super().notify(receiver, event)
        clock.enter(f"paint: {_owner(self.window, receiver)}")
        try:
            return super().notify(receiver, event)
        finally:
            clock.leave()


def _owner(window: MainWindow, widget: QWidget) -> str:
    for key, panel in window.panels.items():
        if panel is widget or panel.isAncestorOf(widget):
            return key
    return "window and bar"


def main() -> None:
    """Drag a slider and print the medians of each part over 200 moves."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.profile", description=main.__doc__)
    parser.add_argument("theme", nargs="?", choices=["light", "dark"], default="light")
    parser.add_argument("panels", nargs="?", choices=list(scene.SETS), default="unfolded")
    parser.add_argument("--cpu", action="store_true", help="processor time in place of the clock's")
    arguments = parser.parse_args()
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    clock = Clock(time.thread_time if arguments.cpu else time.perf_counter)
    application = TimedApplication([])
    application.setApplicationName("Carousel")
    with scene.opened_window(application, arguments.theme, arguments.panels) as window:
        drag = scene.Drag(application, window)
        moves, plain = _moves(application, window, drag, clock)
        drag.release()
    size = "x".join(map(str, scene.SIZE))
    kind = "processor time" if arguments.cpu else "time on the clock"
    print(f"{arguments.panels}, {arguments.theme}, {application.platformName()}, {size}, {MOVES} moves, {kind}")
    print(_table(moves))
    print(f"{'on the clock, the parts not timed':36}{statistics.median(plain):9.2f}")


def _moves(
    application: TimedApplication, window: MainWindow, drag: scene.Drag, clock: Clock
) -> tuple[list[dict[str, float]], list[float]]:
    """The parts of each timed move, and the whole of as many others, taken in turn."""
    _instrument(clock, window)
    application.window, application.clock = window, clock
    moves, plain = [], []
    for _ in range(MOVES):
        plain.append(scene.timed(drag.move).clock)
        clock.enter(REST)
        drag.move()
        clock.leave()
        moves.append(clock.take())
    application.clock = None
    return moves, plain


def _instrument(clock: Clock, window: MainWindow) -> None:
    store: Any = window.store
    store.edit = clock.around("edit", store.edit)
    store.publish = clock.around("publish: what is no panel", store.publish)
    for key, panel in window.panels.items():
        shown: Any = panel
        shown._refresh = clock.around(f"refresh: {key}", panel._refresh)
    for name in CORE:
        setattr(core.state, name, clock.around("core: run, decay, gain", getattr(core.state, name)))


def _table(moves: list[dict[str, float]]) -> str:
    """Parts by their medians, most first, in the order of a move: the median, the 95th percentile, the share."""
    totals = sorted(sum(move.values()) for move in moves)
    whole = statistics.median(totals)
    rows = []
    for part in sorted({part for move in moves for part in move}, key=_order):
        times = sorted(move.get(part, 0.0) for move in moves)
        rows.append((part, statistics.median(times), times[int(0.95 * len(times))]))
    rows.append(("a move", whole, totals[int(0.95 * len(totals))]))
    head = f"{'part':36}{'median ms':>9}{'p95 ms':>9}{'share':>8}"
    return "\n".join([head, *(f"{part:36}{median:9.2f}{p95:9.2f}{median / whole:8.0%}" for part, median, p95 in rows)])


def _order(part: str) -> tuple[int, str]:
    kinds = ("edit", "core", "publish", "refresh", "paint", "Qt")
    return next(k for k, kind in enumerate(kinds) if part.startswith(kind)), part


if __name__ == "__main__":
    main()
