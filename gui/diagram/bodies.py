"""The body of a node, its outline and the track of its ring, kept as pictures: many nodes look alike."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from gui.diagram.pictures import Picture, drawn
from gui.diagram.stadium import paint_outline
from gui.theme import Theme

MOST_PIXELS = 40_000  # of a picture that is kept
AWAY = 0.5  # of the ring from the body's outline, beyond half a pixel of it


Mark = tuple[int, float, float]  # a line round a body: colour, width, how far away


class Body(NamedTuple):
    """All that is seen of a body, but for its place: sizes in the scene's pixels, colours as numbers."""

    theme: Theme
    width: float
    height: float
    thick: float  # of the ring's track, 0 where there is none
    fill: int
    outline: int
    line: float  # width of the outline, 0 where there is none
    mark: Mark | None = None

    def rect(self) -> QRectF:
        """The body about (0, 0)."""
        return QRectF(-self.width / 2, -self.height / 2, self.width, self.height)

    def track(self) -> QRectF:
        """The middle of the ring's track."""
        grow = 1.0 + self.thick / 2 + AWAY
        return self.rect().adjusted(-grow, -grow, grow, grow)

    def draw(self, painter: QPainter) -> None:
        """Draw it about (0, 0)."""
        if self.mark is not None:
            colour, line, away = self.mark
            paint_outline(painter, self.rect(), away, QPen(QColor.fromRgba(colour), line))
        if self.thick:
            track = self.track()
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.theme.role("cell").soft, self.thick))
            painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        painter.setPen(QPen(QColor.fromRgba(self.outline), self.line) if self.line else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(QColor.fromRgba(self.fill))
        painter.drawRoundedRect(self.rect(), self.height / 2, self.height / 2)


def body_picture(body: Body, x: float, y: float, transform: QTransform) -> Picture | None:
    """The picture of a body about (x, y) on the pixels that `transform` leads to; None where it had better be drawn."""
    scale = transform.m11()
    if (body.width + 24) * (body.height + 24) * scale**2 > MOST_PIXELS:
        return None
    # the part of a pixel by which the middle is beside one
    over, down = (x * scale + transform.dx()) % 1, (y * scale + transform.dy()) % 1
    place, pixels = _picture(body, scale, round(over, 3), round(down, 3))
    return Picture(place + QPointF(x - over / scale, y - down / scale), pixels)


@lru_cache(maxsize=512)
def _picture(body: Body, scale: float, over: float, down: float) -> Picture:
    """The picture of a body that is drawn at `scale`, its middle a part of a pixel beside (0, 0)."""
    away = max(1.0 + AWAY + body.thick if body.thick else body.line, sum(body.mark[1:]) if body.mark else 0.0) + 1
    one = drawn(body.rect().adjusted(-away, -away, away, away), QTransform(scale, 0, 0, scale, over, down), body.draw)
    # where it belongs is told from the whole pixel
    return Picture(one.place + QPointF(over, down) / scale, one.pixels)
