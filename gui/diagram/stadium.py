"""Drawing round a stadium: a part of its outline as a path, and a line at a distance."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen


@lru_cache(maxsize=512)
def round_path(width: float, height: float, share: float) -> QPainterPath:
    """The outline of a stadium about (0, 0) from the middle of its top: `share` of it, clockwise if positive."""
    rect = QRectF(-width / 2, -height / 2, width, height)
    way = math.copysign(1.0, share)
    radius, middle = rect.height() / 2, rect.center().x()
    straight = rect.width() / 2 - radius
    left = min(1.0, abs(share)) * (4 * straight + 2 * math.pi * radius)
    path = QPainterPath(QPointF(middle, rect.top()))
    # half the top, a cap, the bottom, the other cap, the rest of the top
    for y, start, side in ((rect.top(), 90.0, way), (rect.bottom(), 270.0, -way), (rect.top(), 0.0, 0.0)):
        x = path.currentPosition().x()
        end = middle + side * straight
        go = min(left, abs(end - x))
        path.lineTo(x + math.copysign(go, end - x), y)
        left -= go
        if left <= 0 or not side:
            break
        turn = min(left, math.pi * radius)
        cap = QRectF(end - radius, rect.top(), 2 * radius, 2 * radius)
        path.arcTo(cap, start, -way * math.degrees(turn / radius))
        left -= turn
        if left <= 0:
            break
    return path


def paint_outline(painter: QPainter, body: QRectF, away: float, pen: QPen) -> None:
    """A line round a stadium, `away` pixels from it."""
    around = body.adjusted(-away, -away, away, away)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(around, around.height() / 2, around.height() / 2)
