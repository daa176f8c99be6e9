"""A grid of small cells coloured by value: one picture a change, drawn as rectangles where pictures would blur."""

from __future__ import annotations

from functools import cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from core.arrays import Array
from gui.diagram.blocks import LATTICE, Fold
from gui.theme import STEPS, Theme

_NAN = 2 * STEPS + 1


class CellsGrid:
    """The values of very many nodes as colours: blue, white, orange, as in every node."""

    def __init__(self) -> None:
        self._levels = np.zeros(0, dtype=np.intp)
        self._image: QImage | None = None
        self._of: tuple[object, ...] = ()

    def set_values(self, values: Array, limit: float) -> bool:
        """Take one number a node; whether any cell comes to look different."""
        levels = colour_levels(values, limit)
        if np.array_equal(levels, self._levels):
            return False
        self._levels, self._image = levels, None
        return True

    def draw(self, painter: QPainter, theme: Theme, fold: Fold, left: float, top: float, as_picture: bool) -> None:
        """Draw the cells, the upper left corner of the first at a point."""
        if not len(self._levels):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        if as_picture:
            size = QPointF(fold.grid_width, fold.grid_height)
            painter.drawImage(QRectF(QPointF(left, top), QPointF(left, top) + size), self._picture(theme, fold))
        else:
            self._draw_cells(painter, theme, fold, left, top)
        painter.restore()
        _draw_lattice(painter, theme, fold, left, top)

    def _picture(self, theme: Theme, fold: Fold) -> QImage:
        if self._image is None or (theme, fold) != self._of:
            self._of = (theme, fold)
            pixels = np.zeros(fold.rows * fold.columns, dtype=np.uint32)
            pixels[: fold.count] = _colours(theme)[self._levels]
            kept = pixels.tobytes()
            image = QImage(kept, fold.columns, fold.rows, 4 * fold.columns, QImage.Format.Format_ARGB32_Premultiplied)
            self._image = image.copy()  # Qt would not keep the bytes
        return self._image

    def _draw_cells(self, painter: QPainter, theme: Theme, fold: Fold, left: float, top: float) -> None:
        colours = _colours(theme)[self._levels].tolist()
        for node, colour in enumerate(colours):
            row, column = divmod(node, fold.columns)
            x, y = left + column * fold.cell, top + row * fold.cell
            painter.fillRect(QRectF(x, y, fold.cell, fold.cell), QColor.fromRgba(colour))


def colour_levels(values: Array, limit: float) -> Array:
    """Which colour of the scale each value has: 0..2 STEPS for -limit..limit, one more for what is no number."""
    with np.errstate(invalid="ignore"):
        shares = np.clip(values / limit if limit > 0 else values, -1.0, 1.0)
        return np.where(np.isnan(shares), _NAN, np.nan_to_num(STEPS * (shares + 1.0) + 0.5)).astype(np.intp)


@cache
def _colours(theme: Theme) -> Array:
    """The scale as numbers, what is no number last."""
    steps = [k / STEPS - 1.0 for k in range(2 * STEPS + 1)]
    return np.array([theme.value_colour(v).rgba() for v in (*steps, float("nan"))], dtype=np.uint32)


def _draw_lattice(painter: QPainter, theme: Theme, fold: Fold, left: float, top: float) -> None:
    """Thin lines between the cells where these are large enough, and round the grid, whose last row may be short."""
    rest = fold.count % fold.columns
    whole = fold.rows - (1 if rest else 0)
    right, bottom = left + fold.grid_width, top + whole * fold.cell
    end = left + rest * fold.cell
    step = 1 if fold.cell >= LATTICE else None
    line = theme.line

    def across(y: float, to: float) -> None:
        painter.fillRect(QRectF(left, y, to - left + 1, 1), line)

    def down(x: float, to: float) -> None:
        painter.fillRect(QRectF(x, top, 1, to - top + 1), line)

    for row in range(0, whole + 1, step or max(whole, 1)):
        across(top + row * fold.cell, right)
    for column in range(0, fold.columns + 1, step or fold.columns):
        down(left + column * fold.cell, bottom + (fold.cell if rest and column <= rest else 0))
    if rest:
        across(bottom + fold.cell, end)
        down(end, bottom + fold.cell)


def outline(painter: QPainter, rect: QRectF, colour: QColor, width: float) -> None:
    """A frame round a cell, outside of it."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for side in (
        QRectF(rect.left() - width, rect.top() - width, rect.width() + 2 * width, width),
        QRectF(rect.left() - width, rect.bottom(), rect.width() + 2 * width, width),
        QRectF(rect.left() - width, rect.top(), width, rect.height()),
        QRectF(rect.right(), rect.top(), width, rect.height()),
    ):
        painter.fillRect(side, colour)
