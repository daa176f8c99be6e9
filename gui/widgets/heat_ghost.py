"""The earlier run in a heat map: a strip at the left of each tile that looks different now, in its colour of then."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from gui.theme import Theme
from gui.widgets.heat_flat import row_colours
from gui.widgets.heat_shown import Shown

WIDTH, NARROW, GAP = 3, 2, 1  # of a strip, of one in a narrow tile, and between it and the tile
WIDE = 46  # pixels of a tile that has room for the wider one beside a number


def strip_width(tile: float) -> int:
    """The width of the strip of a tile that is `tile` pixels wide."""
    return WIDTH if tile >= WIDE else NARROW


def paint_was(painter: QPainter, theme: Theme, tile: QRectF, colour: QColor, is_pale: bool) -> QRectF:
    """Paint the strip of a tile in its colour of then, a pale one with an edge; returns what is left of the tile."""
    wide = strip_width(tile.width())
    strip = QRectF(tile.left(), tile.top(), wide, tile.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.faint if is_pale else colour)
    painter.drawRoundedRect(strip, wide / 2, wide / 2)
    if is_pale:
        painter.fillRect(strip.adjusted(wide / 3, 1, -wide / 3, -1), colour)
    return tile.adjusted(wide + GAP, 0, 0, 0)


def paint_flat_was(
    painter: QPainter, theme: Theme, shown: Shown, steps: tuple[int, int], rows: tuple[int, int]
) -> None:
    """The strips of rows that are too thin for numbers, from `rows[0]` up to `rows[1]`."""
    (first, last), plan = steps, shown.plan
    tall = plan.row_height - 1 if plan.row_height > NARROW else plan.row_height
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for index in range(*rows):
        row = shown.rows[index]
        known = row.known(shown.cursor, first, last)
        if row.was is None or not known:
            continue
        differing = np.flatnonzero(row.differing(known.start, known.stop))
        colours = row_colours(theme, row.earlier(), known.start, known.stop)[differing].tolist()
        y = plan.y(index, shown.down)
        for step, rgb in zip((known.start + differing).tolist(), colours, strict=True):
            x = plan.x(step, shown.across)
            painter.fillRect(x, y, NARROW, tall, QColor.fromRgb(rgb))
            painter.fillRect(x + NARROW, y, GAP, tall, theme.surface)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def paint_sample(painter: QPainter, theme: Theme, place: QRectF) -> None:
    """A tile with a strip, as the legend shows it."""
    rest = paint_was(painter, theme, place, theme.value_colour(0.7), False)
    painter.setBrush(theme.line_strong)
    painter.drawRoundedRect(rest, 2, 2)
