"""Parts of the diagram drawn once, on the pixels of the screen, and shown again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPixmap, QTransform

MOST_PIXELS = 6e6  # pictures are kept up to this size

Grid = tuple[float, float, float]


class Picture(NamedTuple):
    """What was drawn, and where the picture belongs."""

    place: QPointF
    pixels: QPixmap


def grid_of(painter: QPainter, area: QRectF) -> Grid | None:
    """How the screen's pixels lie: a picture fits where it is the same. None where `area` had better be drawn."""
    transform = painter.deviceTransform()
    scale = transform.m11()
    if painter.paintEngine().type() != QPaintEngine.Type.Raster:
        return None
    if area.width() * area.height() * scale**2 > MOST_PIXELS:
        return None
    return scale, round(transform.dx() % 1, 3), round(transform.dy() % 1, 3)


def drawn(
    area: QRectF, transform: QTransform, draw: Callable[[QPainter], None], ground: QColor | None = None
) -> Picture:
    """What `draw` draws, on the pixels that `area` covers under `transform`; nothing is seen through a `ground`."""
    covered = transform.mapRect(area).toAlignedRect()
    pixels = QPixmap(covered.size())
    pixels.fill(Qt.GlobalColor.transparent if ground is None else ground)
    painter = QPainter(pixels)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(transform * QTransform.fromTranslate(-covered.x(), -covered.y()))
    draw(painter)
    painter.end()
    pixels.setDevicePixelRatio(transform.m11())
    return Picture(transform.inverted()[0].map(QPointF(covered.topLeft())), pixels)


class Kept:
    """A picture that is drawn anew only when something that it depends on has changed."""

    def __init__(self) -> None:
        self._of: Hashable = None
        self._picture: Picture | None = None

    def show(
        self,
        painter: QPainter,
        of: Hashable,
        area: QRectF,
        draw: Callable[[QPainter], None],
        ground: QColor | None = None,
    ) -> None:
        """Show the picture of `of`, all that `draw` depends on: drawn now if the one at hand is of something else."""
        if self._picture is None or of != self._of:
            self._of, self._picture = of, drawn(area, painter.deviceTransform(), draw, ground)
        painter.drawPixmap(*self._picture)
