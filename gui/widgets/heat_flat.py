"""Tiles of rows that are too thin for numbers: many at once, as one small picture drawn large."""

from __future__ import annotations

from functools import cache

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from core.network import Array
from gui.theme import STEPS, Theme
from gui.widgets.heat_plan import Row
from gui.widgets.heat_shown import Shown


def paint_flat(painter: QPainter, theme: Theme, shown: Shown, steps: tuple[int, int], rows: tuple[int, int]) -> None:
    """Paint the tiles of the steps `steps` (both included) of the rows from `rows[0]` up to `rows[1]`."""
    (first, last), (top, below), plan = steps, rows, shown.plan
    if top >= below:
        return
    known = min(last, shown.cursor) + 1 - first
    colours = np.full((below - top, last + 1 - first), theme.unknown.rgb(), np.uint32)
    if known > 0:
        for index in range(top, below):
            colours[index - top, :known] = row_colours(theme, shown.rows[index], first, first + known)
    picture = QImage(colours.data, colours.shape[1], colours.shape[0], 4 * colours.shape[1], QImage.Format.Format_RGB32)
    x, y = plan.x(first, shown.across), plan.y(top, shown.down)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    wide, tall = colours.shape[1] * plan.pitch, colours.shape[0] * plan.row_height
    painter.drawImage(QRect(x, y, wide, tall), picture)
    # tiles stand apart; known ones by a line, without which those near zero would not be seen
    ways = ((0, known, theme.line), (max(known, 0), last + 1 - first, theme.surface))
    for start, end, colour in ways:
        left, width = x + start * plan.pitch, (end - start) * plan.pitch
        for index in range(below - top if width > 0 else 0):
            painter.fillRect(left, y + (index + 1) * plan.row_height - 1, width, 1, colour)
        for step in range(start, end):
            painter.fillRect(x + (step + 1) * plan.pitch - 1, y, 1, tall, colour)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def row_colours(theme: Theme, row: Row, first: int, end: int) -> Array:
    """The colours of a row's values from step `first` up to `end`, as 0xffRRGGBB."""
    values = np.asarray(row.values[first:end], np.float64)
    low, high = (-1.0, 1.0) if row.signed else (0.0, 1.0)
    # as the theme rounds: halves upwards
    index = (STEPS * (np.clip(values, low, high) - low) + 0.5).astype(np.float64)
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
