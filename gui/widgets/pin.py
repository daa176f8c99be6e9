"""The mark of what is held at a value: a small padlock, filled where it holds now, an outline where at other steps."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from gui.theme import Theme

LEAST = 5.0  # smaller, it is a plain square


def paint_pin(painter: QPainter, theme: Theme, centre: QPointF, size: float, here: bool) -> None:
    """A padlock `size` pixels high about `centre`, on a round ground that sets it off from what lies below."""
    radius = 0.5 * size + 2.0
    painter.setPen(QPen(theme.text if here else theme.muted, 1.0))
    painter.setBrush(theme.raised)
    painter.drawEllipse(centre, radius, radius)
    paint_lock(painter, centre, size, theme.text if here else theme.muted, here)


def paint_lock(painter: QPainter, centre: QPointF, size: float, ink: QColor, filled: bool) -> None:
    """The padlock alone."""
    if size < LEAST:
        _paint_square(painter, centre, size, ink, filled)
        return
    line = max(1.25, size / 8)
    width, body = 0.74 * size, 0.5 * size
    top = centre.y() + size / 2 - body
    rect = QRectF(centre.x() - width / 2, top, width, body)
    reach = 0.25 * size
    shackle = QPainterPath(QPointF(centre.x() - reach, top))
    shackle.lineTo(centre.x() - reach, top - 0.16 * size)
    shackle.arcTo(QRectF(centre.x() - reach, top - 0.16 * size - reach, 2 * reach, 2 * reach), 180, -180)
    shackle.lineTo(centre.x() + reach, top)
    painter.setPen(QPen(ink, line))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(shackle)
    painter.setBrush(ink if filled else Qt.BrushStyle.NoBrush)
    half = 0 if filled else line / 2
    painter.setPen(Qt.PenStyle.NoPen if filled else QPen(ink, line))
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), 1.0, 1.0)


def _paint_square(painter: QPainter, centre: QPointF, size: float, ink: QColor, filled: bool) -> None:
    half = size / 2 if filled else size / 2 - 0.5
    painter.setPen(Qt.PenStyle.NoPen if filled else QPen(ink, 1.0))
    painter.setBrush(ink if filled else Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half))
