"""What is held in a heat map: a line under the tiles, with a lock at its left end or beside the row's name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter

from gui.theme import Theme
from gui.widgets.heat_plan import LOW, Plan, Row, above
from gui.widgets.heat_shown import Shown
from gui.widgets.heat_text import Texts, write
from gui.widgets.pin import paint_lock

LOCK, LOCK_ROOM = 9.0, 12  # height of a lock; and the width it takes beside a name
LEFT = 7  # of its middle from the edge of a tile that holds a number
PITCH = 60  # narrower columns have no room for it beside a number
ROOMY, ASIDE = 64, 2  # pitch of a tile in which it can stand aside, and how far
LINE, RISE = 2, 4  # the line, and how far above a row's lower edge it begins
RAISED, RAISED_LOW = (
    4,
    2,
)  # how much lower a tile is with a line under it; and where rows are low, which have a thin one
LEGEND, LEGEND_GAP = "held by a clamp", 16


def raised(plan: Plan) -> int:
    """How much of a held tile's height the line takes; thin rows have it within their tiles."""
    return 0 if plan.thin else RAISED if plan.row_height > LOW else RAISED_LOW


def is_locked_beside_name(plan: Plan, row: Row) -> bool:
    """Whether a row's lock stands beside its name: it is held at every step, or its tiles have no room for a lock."""
    if not row.held:
        return False
    return row.held == ((0, plan.steps - 1),) or plan.thin or (plan.numbers and plan.pitch < PITCH)


def paint_clamps(painter: QPainter, theme: Theme, shown: Shown, steps: tuple[int, int], rows: tuple[int, int]) -> None:
    """Paint what holds the tiles of `steps` (both included) of the rows from `rows[0]` up to `rows[1]`."""
    for index in range(*rows):
        row = shown.rows[index]
        beside = is_locked_beside_name(shown.plan, row)
        for start, end in row.held:
            if start <= steps[1] and end >= steps[0]:
                _paint_line(painter, theme, shown, index, start, end)
                if not beside:
                    x = shown.plan.x(start, shown.across)
                    middle = x + LEFT + 2 if shown.plan.numbers else x + shown.plan.pitch / 2
                    known = row.is_known(start, shown.cursor)
                    if known and shown.plan.pitch >= ROOMY and row.differing(start, start + 1)[0]:
                        middle += ASIDE  # clear of the strip of the earlier run
                    paint_tile_lock(painter, theme, shown, index, middle, float(row.values[start]) if known else None)


def _paint_line(painter: QPainter, theme: Theme, shown: Shown, index: int, start: int, end: int) -> None:
    plan, across = shown.plan, shown.across
    left, right = plan.x(start, across) + 2, plan.x(end + 1, across) - 2  # parted from what another clamp holds
    thin = plan.row_height <= LOW
    top = plan.y(index, shown.down) + plan.row_height - (2 if thin else RISE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(left, top, right - left, 1 if thin else LINE, theme.text if plan.thin else theme.muted)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def paint_tile_lock(painter: QPainter, theme: Theme, shown: Shown, index: int, x: float, value: float | None) -> None:
    """A lock in a tile of this value, its middle at `x`."""
    plan, row = shown.plan, shown.rows[index]
    top, tall = plan.y(index, shown.down) + above(plan.row_height), plan.row_height - 2 * above(plan.row_height)
    paint_lock(painter, QPointF(x, top + (tall - raised(plan)) / 2), LOCK, _ink(theme, row, value), True)


def _ink(theme: Theme, row: Row, value: float | None) -> QColor:
    if value is None:
        return theme.muted
    return theme.value_text_colour(value) if row.signed else theme.level_text_colour(row.role, value)


def legend_width(texts: Texts, rows: Sequence[Row]) -> int:
    """What the explanation of the locks needs behind the note; 0 where nothing is held."""
    return LEGEND_GAP + LOCK_ROOM + texts.width(LEGEND, "note") if any(row.held for row in rows) else 0


def paint_legend(painter: QPainter, theme: Theme, texts: Texts, place: tuple[int, int, int, int]) -> None:
    """Say what a lock is, from the left edge of `place` on."""
    x, y, width, height = place
    painter.setPen(Qt.PenStyle.NoPen)
    paint_lock(painter, QPointF(x + LOCK / 2, y + height / 2), LOCK, theme.muted, True)
    at = (x + LOCK_ROOM, y, width - LOCK_ROOM, height)
    write(painter, texts.get(LEGEND, "note"), at, theme.muted, across=0.0)
