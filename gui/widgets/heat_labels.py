"""The names at the left of a heat map: of its strips and of its rows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from gui.decay.line import draw_markers
from gui.theme import Theme
from gui.widgets.heat_clamp import LOCK, LOCK_ROOM, is_locked_beside_name
from gui.widgets.heat_plan import LABEL_GAP, STRIP_LEAST, Row
from gui.widgets.heat_shown import Shown
from gui.widgets.heat_strip import MARKER_ROOM, heading, marker_room
from gui.widgets.heat_text import Texts, write
from gui.widgets.pin import paint_lock

LINE = 14  # height of a name: where rows are thinner, only some have room for one
HEADING_HEIGHT = 16
MARK, MARK_LEFT = 3, 4  # width of the bar beside the selected row's name, and its distance from the columns' side


def paint_labels(painter: QPainter, theme: Theme, texts: Texts, shown: Shown, area: QRect) -> None:
    """Paint the names that lie within `area`."""
    plan = shown.plan
    width = plan.labels - LABEL_GAP
    if shown.strips and area.top() < plan.head:
        _paint_strip_names(painter, theme, texts, shown, width)
    painter.setClipRect(area.intersected(QRect(0, plan.head, plan.labels, plan.bottom - plan.head)))
    for index, y in named(shown):
        place = (0, y, width, max(plan.row_height, LINE))
        locked = is_locked_beside_name(plan, shown.rows[index])
        _paint_name(painter, theme, texts, shown.rows[index], place, index == shown.pointed, locked)
    painter.setClipRect(area)


def named(shown: Shown) -> list[tuple[int, int]]:
    """The rows in sight that have room for their name, the selected one first, and the upper edge of each name."""
    plan, rows = shown.plan, shown.rows
    stride, tall = -(-LINE // plan.row_height), max(plan.row_height, LINE)
    highest, lowest = plan.y(0, shown.down), plan.y(plan.rows, shown.down) - tall
    top, below = plan.rows_seen(plan.head, plan.bottom - 1, shown.down)
    some = range(max(0, top - 1), min(len(rows), below + 1))
    found: list[tuple[int, int]] = []
    for index in sorted(some, key=lambda k: not rows[k].marked):
        y = plan.y(index, shown.down) + (plan.row_height - tall) // 2
        y = max(highest, min(y, lowest))
        beside = (found[0], found[-1]) if found else ()
        if rows[index].marked or (index % stride == 0 and all(abs(y - other) >= LINE for _, other in beside)):
            found.append((index, y))
    return found


def row_named_at(shown: Shown, y: float) -> int | None:
    """The row whose name is at `y`; where there is none, the row itself, or None."""
    if not shown.plan.thin:
        return shown.plan.row_at(y, shown.down)
    inside = shown.plan.head <= y < shown.plan.bottom
    near = (index for index, top in named(shown) if inside and top <= y < top + LINE)
    return next(near, shown.plan.row_at(y, shown.down))


def _paint_name(
    painter: QPainter,
    theme: Theme,
    texts: Texts,
    row: Row,
    place: tuple[int, int, int, int],
    pointed: bool,
    locked: bool,
) -> None:
    x, y, width, height = place
    colours = theme.role(row.role)
    if pointed:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.hover)
        painter.drawRoundedRect(QRectF(x, y + 1, width + LABEL_GAP - 2, height - 2), 4, 4)
    if row.marked:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.stroke)
        tall = min(height - 2, 16)
        bar = QRectF(x + width + MARK_LEFT, y + (height - tall) / 2, MARK, tall)
        painter.drawRoundedRect(bar, MARK / 2, MARK / 2)
    laid = texts.get(row.label, "label now" if row.marked else "label", width - LOCK_ROOM * locked)
    write(painter, laid, place, colours.text, across=1.0)
    if locked:
        middle = QPointF(x + width - laid.width - LOCK_ROOM + LOCK / 2, y + height / 2)
        paint_lock(painter, middle, LOCK, colours.text, True)


def _paint_strip_names(painter: QPainter, theme: Theme, texts: Texts, shown: Shown, width: int) -> None:
    plan = shown.plan
    laid = texts.get(heading(shown.left_out), "note", width)
    write(painter, laid, (0, plan.words - HEADING_HEIGHT, width, HEADING_HEIGHT), theme.muted, across=1.0)
    for index, strip in enumerate(shown.strips):
        laid = texts.get(
            strip.name, "strip" if plan.strip_height >= STRIP_LEAST else "low strip", width - marker_room(strip)
        )
        place = (0, plan.strip_y(index), width, plan.strip_height)
        write(painter, laid, place, theme.text_colour(strip.colour), across=1.0)
        if strip.marker is not None:
            middle = QPointF(width - laid.width - MARKER_ROOM / 2, plan.strip_y(index) + plan.strip_height / 2)
            draw_markers(painter, strip.marker, [middle], theme.line_colour(strip.colour), theme.surface)
