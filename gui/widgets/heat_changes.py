"""What of a heat map looks different after a change: only that is painted again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import QRect

from core.arrays import Array
from gui.theme import STEPS
from gui.widgets.heat_paint import PALE
from gui.widgets.heat_plan import Row
from gui.widgets.heat_shown import Shown
from gui.widgets.heat_strip import Strip, bar_look
from gui.widgets.heat_strip_paint import bar_room

CLOSE = 1e-9  # of a hundredth
LARGE = 9.99


def forms(rows: Sequence[Row], strips: Sequence[Strip]) -> list[tuple[object, ...]]:
    """What of the rows and strips is not their values."""
    forms: list[tuple[object, ...]] = [
        (row.label, row.role, row.signed, row.held, row.marked, row.backward) for row in rows
    ]
    return forms + [(strip.name, strip.colour, strip.marker) for strip in strips]


def changed_tiles(shown: Shown, old: Sequence[Row]) -> Iterator[QRect]:
    """Where the tiles in sight differ from the `old` rows, which are of the same form; a thin row's are one."""
    plan = shown.plan
    first, last = plan.seen(plan.left, plan.right, shown.across)
    top, below = plan.rows_seen(plan.head, plan.bottom - 1, shown.down)
    known = shown.rows[0].known(shown.cursor, first, last) if shown.rows else range(0)  # the same of every row
    if not known or top >= below:
        return
    first, end = known.start, known.stop
    was, now = (np.array([row.values[first:end] for row in rows[top:below]]) for rows in (old, shown.rows))
    # what holds a tile reaches to its edge, where on some screens two rows share a pixel
    pad = int(any(row.held for row in shown.rows))
    painted = -1
    differ = _differ(was, now) | _strips_differ(old[top:below], shown.rows[top:below], first, end)
    for row, step in np.argwhere(differ).tolist():
        y, tall = plan.y(top + row, shown.down) - pad, plan.row_height + 2 * pad
        if not plan.thin:
            yield QRect(plan.x(first + step, shown.across), y, plan.pitch, tall)
        elif row != painted:
            painted = row
            yield QRect(plan.columns_area.left(), y, plan.columns_area.width(), tall)


@np.errstate(all="ignore")
def _differ(was: Array, now: Array) -> Array:
    """Which values look different: numbers and colours change in the middle between two hundredths, edges at PALE."""
    here, there = STEPS * was, STEPS * now
    # larger numbers have fewer decimals; near the middle a product may lie on the other side of it
    sure = (np.abs(was) < LARGE) & (np.abs(now) < LARGE) & _off_middle(here) & _off_middle(there)
    pale = (np.abs(was) < PALE) != (np.abs(now) < PALE)
    differ: Array = (np.rint(here) != np.rint(there)) | pale | (~sure & (was != now))
    return differ


def _strips_differ(old: Sequence[Row], rows: Sequence[Row], first: int, end: int) -> Array:
    """Where the strips of the earlier run look different: there are others, or of another colour."""
    if all(row.was is None for row in (*old, *rows)):
        return np.zeros((len(rows), end - first), bool)
    was, now = (np.array([_strip_looks(row, first, end) for row in some]) for some in (old, rows))
    return np.asarray(was != now)


def _strip_looks(row: Row, first: int, end: int) -> Array:
    """A number for each look that a strip can have; 2 for none, 3 for one of what is no number."""
    if row.was is None:
        return np.full(end - first, 2.0)
    colour = np.rint(STEPS * np.clip(row.was[first:end], -1.0, 1.0)) / STEPS
    return np.where(row.differing(first, end), np.nan_to_num(colour, nan=3.0), 2.0)


def _off_middle(values: Array) -> Array:
    off: Array = np.abs(values - np.floor(values) - 0.5) > CLOSE
    return off


def changed_bars(shown: Shown, old: Sequence[Strip]) -> Iterator[QRect]:
    """Where the strips in sight differ from the `old` ones: of each, from the first bar to the last that does."""
    plan = shown.plan
    first, last = plan.seen(plan.left, plan.right, shown.across)
    full = bar_room(plan.strip_height)
    for index, (was, strip) in enumerate(zip(old, shown.strips, strict=True)):
        pairs = zip(was.of(first, last), strip.of(first, last), strict=True)
        steps = [k for k, (a, b) in enumerate(pairs, first) if a != b and bar_look(a, full) != bar_look(b, full)]
        if steps:
            width = (steps[-1] + 1 - steps[0]) * plan.pitch
            yield QRect(plan.x(steps[0], shown.across), plan.strip_y(index), width, plan.strip_height)
