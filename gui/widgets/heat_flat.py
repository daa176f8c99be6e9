"""Tiles of rows that are too thin for numbers: many at once, as one small picture drawn large."""

from __future__ import annotations

from functools import cache

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from core.arrays import Array
from gui.theme import STEPS, Theme
from gui.widgets.heat_plan import Row
from gui.widgets.heat_shown import Shown

APART = 4  # rows lower than that have no line between them


def paint_flat(painter: QPainter, theme: Theme, shown: Shown, steps: tuple[int, int], rows: tuple[int, int]) -> None:
    """Paint the tiles of the steps `steps` (both included) of the rows from `rows[0]` up to `rows[1]`."""
    (first, last), (top, below), plan = steps, rows, shown.plan
    if first > last or top >= below:
        return
    known = shown.rows[top].known(shown.cursor, first, last)  # the same of every row
    colours = np.full((below - top, last + 1 - first), theme.unknown.rgb(), np.uint32)
    for index in range(top, below if known else top):
        found = row_colours(theme, shown.rows[index], known.start, known.stop)
        colours[index - top, known.start - first : known.stop - first] = found
    size = QSize(colours.shape[1] * plan.pitch, colours.shape[0] * plan.row_height)
    area = QRect(QPoint(plan.x(first, shown.across), plan.y(top, shown.down)), size)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if _has_whole_pixels(painter.deviceTransform()):
        tall, wide = colours.shape
        painter.drawImage(area, QImage(colours.data, wide, tall, 4 * wide, QImage.Format.Format_RGB32))
    else:
        _paint_each(painter, colours, area, plan.pitch, plan.row_height)
    ends = [area.left() + (step - first) * plan.pitch for step in (known.start, known.stop)] if known else [0, 0]
    _paint_gaps(painter, theme, area, (ends[0], ends[1]), plan.pitch, plan.row_height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _has_whole_pixels(grid: QTransform) -> bool:
    """Whether every edge lies between pixels of the screen; else a picture drawn large differs from a part of it."""
    return all(float(number).is_integer() for number in (grid.m11(), grid.m22(), grid.dx(), grid.dy()))


def _paint_each(painter: QPainter, colours: Array, area: QRect, wide: int, tall: int) -> None:
    known = {rgb: QColor.fromRgb(rgb) for rgb in np.unique(colours).tolist()}
    for y, row in zip(range(area.top(), area.bottom() + 1, tall), colours.tolist(), strict=True):
        for x, rgb in zip(range(area.left(), area.right() + 1, wide), row, strict=True):
            painter.fillRect(x, y, wide, tall, known[rgb])


def _paint_gaps(painter: QPainter, theme: Theme, area: QRect, known: tuple[int, int], wide: int, tall: int) -> None:
    """Tiles stand apart; known ones by a line, without which those near zero would not be seen."""
    for y in range(area.top() + tall - 1, area.bottom() + 1, tall) if tall >= APART else ():
        painter.fillRect(area.left(), y, area.width(), 1, theme.surface)
        painter.fillRect(known[0], y, known[1] - known[0], 1, theme.line)
    for x in range(area.left() + wide - 1, area.right() + 1, wide):
        painter.fillRect(x, area.top(), 1, area.height(), theme.line if known[0] <= x < known[1] else theme.surface)


def row_colours(theme: Theme, row: Row, first: int, end: int) -> Array:
    """The colours of a row's values from step `first` up to `end`, as 0xffRRGGBB."""
    values = np.asarray(row.values[first:end], np.float64)
    low, high = (-1.0, 1.0) if row.signed else (0.0, 1.0)
    # as the theme rounds: halves upwards
    index = STEPS * (np.clip(values, low, high) - low) + 0.5
    table = _table(theme, row.role if not row.signed else "", row.signed)
    found: Array = table[np.where(np.isnan(index), len(table) - 1, index).astype(np.intp)]
    return found


@cache
def _table(theme: Theme, role: str, signed: bool) -> Array:
    """The theme's colours of the values of a scale, in its steps, and of what is no number."""
    if signed:
        scale = [theme.value_colour(k / STEPS) for k in range(-STEPS, STEPS + 1)]
        scale.append(theme.value_colour(float("nan")))
    else:
        scale = [theme.level_colour(role, k / STEPS) for k in range(STEPS + 1)]
        scale.append(theme.level_colour(role, float("nan")))
    return np.array([colour.rgb() for colour in scale], np.uint32)
