"""A line of the decay picture: colour, marker or dashes, and the sample of it that a legend shows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from core.network import Array
from gui.decay.curve import Curve
from gui.theme import Theme

WIDTH = 2.0  # of a line, in pixels
DASHES = (4.0, 2.5)  # of a belt, in widths of the line
RADIUS = 3.2

# the corners of each model's marker, on a circle, and the turn of the first; None is the circle itself
_SHAPES: tuple[tuple[int, float] | None, ...] = (None, (3, 0.0), (4, 0.125), (4, 0.0), (3, 0.5), (5, 0.0))


@dataclass(frozen=True, eq=False)
class Line:
    """log10 values by lag, from 0 on: a model's gain, or its belt, which has no marker. `ink` is for words."""

    name: str
    colour: QColor
    ink: QColor
    values: Array
    marker: int | None


def lines_of(curves: Sequence[Curve], theme: Theme) -> Iterator[Line]:
    """Each model's line, then the belts, in the colour of the signal they run along."""
    for curve in curves:
        colour, ink = theme.line_colour(curve.colour), theme.text_colour(curve.colour)
        yield Line(curve.name, colour, ink, curve.log10_gain, curve.index)
    belts = [(curve, curve.log10_belt) for curve in curves if curve.log10_belt is not None]
    for curve, values in belts:
        colours = theme.role(curve.role)
        yield Line("belt" if len(belts) == 1 else f"{curve.name} belt", colours.stroke, colours.text, values, None)


def pen_of(line: Line, dashes: Sequence[float] = DASHES) -> QPen:
    """The pen that draws a line."""
    pen = QPen(line.colour, WIDTH)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if line.marker is None:
        pen.setDashPattern(list(dashes))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def draw_sample(painter: QPainter, line: Line, ground: QColor, place: QRectF) -> None:
    """A piece of a line across the middle of `place`: stroke and marker, or the dashes of a belt."""
    middle = place.center().y()
    painter.setPen(pen_of(line, (2.5, 1.25) if place.width() < 20 else DASHES))
    painter.drawLine(QPointF(place.left(), middle), QPointF(place.right(), middle))
    if line.marker is not None:
        draw_markers(painter, line.marker, [QPointF(place.center().x(), middle)], line.colour, ground)


def draw_markers(
    painter: QPainter, shape: int, points: Sequence[QPointF], colour: QColor, ground: QColor, hollow: bool = False
) -> None:
    """One model's markers, each with a thin edge in the ground's colour that parts it from lines it stands on."""
    path = _marker(shape)
    painter.setPen(QPen(colour, 1.8) if hollow else QPen(ground, 1))
    painter.setBrush(ground if hollow else colour)
    for point in points:
        painter.translate(point)
        painter.drawPath(path)
        painter.translate(-point)


@cache
def _marker(shape: int) -> QPainterPath:
    """The marker of the model at `shape`, around the origin; they repeat after six."""
    path = QPainterPath()
    corners = _SHAPES[shape % len(_SHAPES)]
    if corners is None:
        path.addEllipse(QPointF(0, 0), RADIUS, RADIUS)
        return path
    count, turn = corners
    size = RADIUS * (1.35 if count == 3 else 1.2)
    angles = [2 * math.pi * (turn + k / count) for k in range(count)]
    path.addPolygon(QPolygonF([QPointF(size * math.sin(a), -size * math.cos(a)) for a in angles]))
    path.closeSubpath()
    return path
