"""The names at the left of a heat map: of its strips and of its rows."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from gui.theme import Theme
from gui.widgets.heat_plan import LABEL_GAP, Row
from gui.widgets.heat_shown import Shown
from gui.widgets.heat_strip import HEADING
from gui.widgets.heat_text import Texts, write

LINE = 14  # height of a name: where rows are thinner, some are left out
HEADING_HEIGHT = 16
MARK, MARK_LEFT = 3, 4  # width of the bar beside the selected row's name, and its distance from the columns' side


def paint_labels(painter: QPainter, theme: Theme, texts: Texts, shown: Shown, area: QRect) -> None:
    """Paint the names that lie within `area`."""
    plan = shown.plan
    width = plan.labels - LABEL_GAP
    if shown.strips and area.top() < plan.head:
        _paint_strip_names(painter, theme, texts, shown, width)
    painter.setClipRect(area.intersected(QRect(0, plan.head, plan.labels, plan.bottom - plan.head)))
    step, tall = stride(plan.row_height), max(plan.row_height, LINE)
    highest, lowest = plan.y(0, shown.down), plan.y(plan.rows, shown.down) - tall
    top, below = plan.rows_seen(plan.head, plan.bottom - 1, shown.down)
    marked = next((index for index in range(top, below) if shown.rows[index].marked), None)
    for index in range(max(0, top - 1), min(len(shown.rows), below + 1)):
        if index == marked or (index % step == 0 and (marked is None or abs(index - marked) >= step)):
            y = plan.y(index, shown.down) + (plan.row_height - tall) // 2
            place = (0, max(highest, min(y, lowest)), width, tall)
            _paint_name(painter, theme, texts, shown.rows[index], place, index == shown.pointed)
    painter.setClipRect(area)


def stride(row_height: int) -> int:
    """Every how many rows one is named: all, unless they are thinner than a name."""
    return -(-LINE // row_height)


def _paint_name(
    painter: QPainter, theme: Theme, texts: Texts, row: Row, place: tuple[int, int, int, int], pointed: bool
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
    laid = texts.get(row.label, "label now" if row.marked else "label", width)
    write(painter, laid, place, colours.text, across=1.0)


def _paint_strip_names(painter: QPainter, theme: Theme, texts: Texts, shown: Shown, width: int) -> None:
    plan = shown.plan
    heading = texts.get(HEADING, "note", width)
    write(painter, heading, (0, plan.words - HEADING_HEIGHT, width, HEADING_HEIGHT), theme.muted, across=1.0)
    for index, strip in enumerate(shown.strips):
        laid = texts.get(strip.name, "strip", width)
        place = (0, plan.strip_y(index), width, plan.strip_height)
        write(painter, laid, place, theme.text_colour(strip.colour), across=1.0)
