"""How a slider looks: thin track filled from zero, ticks for zero and the default, round hollow handle."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui.theme import Theme
from gui.widgets.slider_scale import Scale

TRACK = 3
RADIUS = 6.5


def paint_track(
    painter: QPainter, theme: Theme, scale: Scale, y: float, value: float, default: float, fill: QColor
) -> None:
    """The track around height `y`, filled from zero to `value` unless that is no number."""
    top = y - TRACK / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.track)
    painter.drawRoundedRect(QRectF(scale.left, top, scale.right - scale.left, TRACK), TRACK / 2, TRACK / 2)
    if scale.low < 0.0 < scale.high:
        painter.fillRect(_tick(scale.x(0.0), top - 3, TRACK + 6), theme.line_strong)
    if default not in (0.0, value) and scale.low <= default <= scale.high:
        painter.fillRect(_tick(scale.x(default), top + TRACK + 2, 4), theme.muted)
    if math.isfinite(value):
        zero, at = scale.x(0.0), scale.x(value)
        painter.setBrush(fill)
        painter.drawRect(QRectF(min(zero, at), top, abs(at - zero), TRACK))


def paint_handle(
    painter: QPainter, theme: Theme, centre: QPointF, stroke: QColor, ground: QColor, focused: bool
) -> None:
    """The handle, with a ring around it while it has the keyboard."""
    if focused:
        painter.setPen(QPen(theme.focus, 1.5))
        painter.setBrush(theme.accent_soft)
        painter.drawEllipse(centre, RADIUS + 3.25, RADIUS + 3.25)
    painter.setPen(QPen(stroke, 2))
    painter.setBrush(ground)
    painter.drawEllipse(centre, RADIUS - 1, RADIUS - 1)


def _tick(x: float, top: float, height: float) -> QRectF:
    return QRectF(round(x) - 0.5, top, 1, height)
