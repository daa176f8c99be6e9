"""What of a heat map looks different after a change: only that is painted again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRect

from gui.theme import Theme
from gui.widgets.heat_paint import look
from gui.widgets.heat_plan import Row
from gui.widgets.heat_shown import Shown
from gui.widgets.heat_strip import Strip, bar_look
from gui.widgets.heat_strip_paint import bar_room


def forms(rows: Sequence[Row], strips: Sequence[Strip]) -> list[tuple[object, ...]]:
    """What of the rows and strips is not their values."""
    forms: list[tuple[object, ...]] = [(row.label, row.role, row.signed, row.held, row.marked) for row in rows]
    return forms + [(strip.name, strip.colour) for strip in strips]


def changed_tiles(theme: Theme, shown: Shown, old: Sequence[Row]) -> Iterator[QRect]:
    """Where the tiles in sight differ from the `old` rows, which are of the same form; a thin row's are one."""
    plan = shown.plan
    first, last = plan.seen(plan.left, plan.right, shown.across)
    # what holds a tile reaches to its edge, where on some screens two rows share a pixel
    pad = int(any(row.held for row in shown.rows))
    for index in range(*plan.rows_seen(plan.head, plan.bottom - 1, shown.down)):
        steps = _changed(theme, shown, old[index], shown.rows[index], first, min(last, shown.cursor))
        y, tall = plan.y(index, shown.down) - pad, plan.row_height + 2 * pad
        for step in steps:
            if plan.thin:
                yield QRect(plan.columns_area.left(), y, plan.columns_area.width(), tall)
                break
            yield QRect(plan.x(step, shown.across), y, plan.pitch, tall)


def _changed(theme: Theme, shown: Shown, was: Row, row: Row, first: int, last: int) -> Iterator[int]:
    """The steps first..last (both included) whose tiles look different."""
    values, numbers = was.values[first : last + 1].tolist(), shown.plan.numbers
    for step, (old, new) in enumerate(zip(values, row.values[first : last + 1].tolist(), strict=True), first):
        if old != new and look(theme, row, old, numbers) != look(theme, row, new, numbers):
            yield step


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
