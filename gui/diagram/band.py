"""What is drawn over the nodes while the mouse is down: the band that chooses, the lines that nodes fall in with."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui.diagram.drag import Guides
from gui.diagram.item import Item
from gui.theme import Theme

TINT = 28  # of 255: the ground of the band


class BandItem(Item):
    """A rubber band, or guide lines across the picture; nothing at rest."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 6.0)
        self.band: QRectF | None = None
        self.guides = Guides()

    def set_band(self, band: QRectF | None) -> None:
        """Show a band, or none."""
        if band != self.band:
            old, self.band = self.band, band
            for rect in (old, band):
                if rect is not None:
                    self.touch(rect.adjusted(-2, -2, 2, 2))

    def set_guides(self, guides: Guides) -> None:
        """Show the lines that a dragged node stands in, or none."""
        if guides != self.guides:
            old, self.guides = self.guides, guides
            for each in (old, guides):
                for rect in self._lines(each):
                    self.touch(rect.adjusted(-1, -1, 1, 1))

    def set_area(self, rect: QRectF) -> None:
        """The picture it is drawn over."""
        if rect != self._rect:
            self._place(rect)

    def is_idle(self) -> bool:
        """Whether there is nothing to draw."""
        return self.band is None and self.guides == Guides()

    def draw(self, painter: QPainter, exposed: QRectF) -> None:
        accent = self.theme.accent
        zoom = painter.worldTransform().m11()
        if self.band is not None:
            ground = QColor(accent)
            ground.setAlpha(TINT)
            painter.setPen(QPen(accent, 1.0 / zoom))
            painter.setBrush(ground)
            painter.drawRect(self.band)
        painter.setPen(QPen(self.theme.faint, 1.0 / zoom, Qt.PenStyle.DotLine))
        for rect in self._lines(self.guides):
            painter.drawLine(rect.topLeft(), rect.bottomRight())

    def _lines(self, guides: Guides) -> list[QRectF]:
        found, rect = [], self._rect
        if guides.x is not None:
            found.append(QRectF(QPointF(guides.x, rect.top()), QPointF(guides.x, rect.bottom())))
        if guides.y is not None:
            found.append(QRectF(QPointF(rect.left(), guides.y), QPointF(rect.right(), guides.y)))
        return found
