"""The marks on a cell: the lock of what is held, the head and the break of a wire."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

LOCK = (9.0, 11.0)  # width and height


def lock(painter: QPainter, x: float, y: float, colour: QColor) -> None:
    """A closed padlock whose upper left corner is at (x, y)."""
    width, height = LOCK
    body = QRectF(x, y + height - 6.5, width, 6.5)
    bow = QPainterPath(QPointF(x + 2.0, body.top()))
    bow.lineTo(x + 2.0, y + 3.0)
    bow.arcTo(QRectF(x + 2.0, y + 0.5, width - 4.0, 5.0), 180, -180)
    bow.lineTo(x + width - 2.0, body.top())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawPath(bow)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(body, 1.5, 1.5)


def head(painter: QPainter, tip: QPointF, way: tuple[float, float], width: float, colour: QColor) -> None:
    """An arrow's head that points `way` (a step of 1 along one axis), as long as `length_of(width)`."""
    (dx, dy), length, half = way, length_of(width), width / 2 + 2.4
    back = QPointF(tip.x() - dx * length, tip.y() - dy * length)
    side = QPointF(dy * half, dx * half)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([tip, back + side, back - side]))


def length_of(width: float) -> float:
    """How long the head of a wire of this width is."""
    return 5.0 + width * 0.45


def stop(painter: QPainter, at: QPointF, way: tuple[float, float], colour: QColor) -> None:
    """A short bar across a wire: nothing gets through."""
    side = QPointF(way[1] * 4.5, way[0] * 4.5)
    painter.setPen(QPen(colour, 1.75, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(at + side, at - side)
