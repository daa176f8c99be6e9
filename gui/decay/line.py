"""A line of the decay picture: colour, marker or dashes, and the sample of it that a legend shows.

Dashes are a belt's, dashes and dots one unit's own; models differ by marker, filled for the first six and hollow for
the next.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from core.arrays import Array
from gui.decay.curve import Curve
from gui.theme import Theme

WIDTH = 2.0  # of a line, in pixels
CHOSEN, OTHER = 2.5, 1.5  # widths where there are more than FEW models: of the selected one, and of the others
FEW = 2
DASHES = (4.0, 2.5)  # of a belt, in widths of the line
DASH_DOT = (6.0, 2.5, 1.2, 2.5)  # of one unit's own
RADIUS = 3.2

# the corners of each model's marker, on a circle, and the turn of the first; None is the circle itself
_SHAPES: tuple[tuple[int, float] | None, ...] = (None, (3, 0.0), (4, 0.125), (4, 0.0), (3, 0.5), (5, 0.0))


@dataclass(frozen=True, eq=False)
class Line:
    """log10 values by lag, from 0 on: a model's gain, or without a marker its belt or one unit's own, in `dashes`.

    `ink` is for words.
    `chosen`: it is the selected model's, among more than a few.
    """

    name: str
    colour: QColor
    ink: QColor
    values: Array
    marker: int | None
    width: float = WIDTH
    chosen: bool = False
    dashes: tuple[float, ...] = DASHES

    @cached_property
    def look(self) -> tuple[object, ...]:
        """All that can be seen of it in a frame."""
        ink = self.colour.rgba(), self.ink.rgba()
        return self.name, self.marker, self.width, self.chosen, self.dashes, ink, self.data

    @cached_property
    def data(self) -> bytes:
        """Its values as a key."""
        return np.asarray(self.values, dtype=np.float64).tobytes()

    @cached_property
    def span(self) -> tuple[float, float]:
        """The least and the greatest value; without end where some value is no number."""
        low, high = float(self.values.min()), float(self.values.max())
        return (low, high) if low <= high else (-math.inf, math.inf)


def lines_of(
    curves: Sequence[Curve], theme: Theme, chosen: int | None = None, own: Curve | None = None
) -> Iterator[Line]:
    """Each model's line, then a belt, in the colour of the signal it runs along, then that of `own`, one unit's.

    `chosen` is the selected model.
    """
    several = len(curves) > FEW
    for curve in curves:
        mine = several and curve.index == chosen
        width = WIDTH if not several else CHOSEN if mine else OTHER
        yield _line(curve, theme, width, mine)
    belted = belted_of(curves, chosen)
    if belted is not None and belted.log10_belt is not None:
        colours = theme.role(belted.role)
        yield Line("belt", colours.stroke, colours.text, belted.log10_belt, None, OTHER if several else WIDTH)
    if own is not None:
        yield _own_line(own, theme)


@lru_cache(maxsize=32)  # curves and themes are told apart by identity; one that stays is not looked at anew
def _line(curve: Curve, theme: Theme, width: float, chosen: bool) -> Line:
    colour, ink = theme.line_colour(curve.colour), theme.text_colour(curve.colour)
    return Line(curve.name, colour, ink, curve.log10_gain, curve.index, width, chosen)


@lru_cache(maxsize=16)
def _own_line(curve: Curve, theme: Theme) -> Line:
    colour, ink = theme.line_colour(curve.colour), theme.text_colour(curve.colour)
    return Line(curve.name, colour, ink, curve.log10_gain, None, OTHER, dashes=DASH_DOT)


def belted_of(curves: Sequence[Curve], chosen: int | None) -> Curve | None:
    """The curve whose belt is shown: the selected model's, else the first that has one."""
    belts = [curve for curve in curves if curve.log10_belt is not None]
    return next((curve for curve in belts if curve.index == chosen), belts[0] if belts else None)


def pen_of(line: Line, dashes: Sequence[float] = ()) -> QPen:
    """The pen that draws a line, in other `dashes` where they are given."""
    pen = QPen(line.colour, line.width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if line.marker is None:
        pen.setDashPattern(list(dashes or line.dashes))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def draw_sample(painter: QPainter, line: Line, ground: QColor, place: QRectF) -> None:
    """A piece of a line across the middle of `place`: stroke and marker, or the dashes of a belt."""
    middle = place.center().y()
    short = (2.5, 1.25) if len(line.dashes) == 2 else (3.6, 1.5, 1.0, 1.5)
    painter.setPen(pen_of(line, short if place.width() < 20 else ()))
    painter.drawLine(QPointF(place.left(), middle), QPointF(place.right(), middle))
    if line.marker is not None:
        draw_markers(painter, line.marker, [QPointF(place.center().x(), middle)], line.colour, ground)


def draw_markers(
    painter: QPainter, shape: int, points: Sequence[QPointF], colour: QColor, ground: QColor, hollow: bool = False
) -> None:
    """One model's markers, each with a thin edge in the ground's colour that parts it from lines it stands on."""
    path = _marker(shape % len(_SHAPES))
    hollow = hollow or shape // len(_SHAPES) % 2 == 1
    painter.setPen(QPen(colour, 1.8) if hollow else QPen(ground, 1))
    painter.setBrush(ground if hollow else colour)
    for point in points:
        painter.translate(point)
        painter.drawPath(path)
        painter.translate(-point)


@cache
def _marker(shape: int) -> QPainterPath:
    """One of the shapes, around the origin."""
    path = QPainterPath()
    corners = _SHAPES[shape]
    if corners is None:
        path.addEllipse(QPointF(0, 0), RADIUS, RADIUS)
        return path
    count, turn = corners
    size = RADIUS * (1.35 if count == 3 else 1.2)
    angles = [2 * math.pi * (turn + k / count) for k in range(count)]
    path.addPolygon(QPolygonF([QPointF(size * math.sin(a), -size * math.cos(a)) for a in angles]))
    path.closeSubpath()
    return path
