"""What every kind of thumbnail draws with: lines, dots, words, in a theme's colours."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from gui.fonts import MEDIUM, SMALL, mono_font, ui_font
from gui.theme import Theme

WIDE = 2.4  # of a curve
DOT = 3.6
LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
CENTRE, MIDDLE = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignVCenter


class Paper:
    """A painter with a theme; y grows downwards."""

    def __init__(self, painter: QPainter, theme: Theme) -> None:
        self.painter, self.theme = painter, theme

    def words(self, area: QRectF, text: str, align: Qt.AlignmentFlag = LEFT, colour: QColor | None = None) -> None:
        """A few words, small; muted unless a colour is said."""
        self._text(area, text, align, colour or self.theme.muted, ui_font(SMALL, MEDIUM))

    def figure(self, area: QRectF, text: str, colour: QColor, align: Qt.AlignmentFlag = LEFT) -> None:
        """A number, in the fixed-width face."""
        self._text(area, text, align, colour, mono_font(12, MEDIUM))

    def _text(self, area: QRectF, text: str, align: Qt.AlignmentFlag, colour: QColor, font: QFont) -> None:
        self.painter.setFont(font)
        self.painter.setPen(colour)
        self.painter.drawText(area, int(align | MIDDLE), text)

    def width(self, text: str) -> float:
        """How wide a few words are."""
        return QFontMetricsF(ui_font(SMALL, MEDIUM)).horizontalAdvance(text)

    def curve(self, points: Sequence[QPointF], colour: QColor) -> None:
        """A line through points."""
        pen = QPen(colour, WIDE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawPolyline(QPolygonF(points))

    def dot(self, at: QPointF, colour: QColor) -> None:
        """Where a value is told."""
        self.painter.setPen(QPen(self.theme.surface, 1.5))
        self.painter.setBrush(colour)
        self.painter.drawEllipse(at, DOT, DOT)

    def rule(self, left: float, right: float, y: float, dotted: bool = False) -> None:
        """A thin level line."""
        style = Qt.PenStyle.DotLine if dotted else Qt.PenStyle.SolidLine
        self.painter.setPen(QPen(self.theme.faint if dotted else self.theme.line, 1, style))
        self.painter.drawLine(QPointF(left, y), QPointF(right, y))

    def tile(self, area: QRectF, colour: QColor, edge: bool = False) -> None:
        """A rounded patch; one hardly coloured is set off by its edge."""
        self.painter.setPen(QPen(self.theme.line, 1) if edge else Qt.PenStyle.NoPen)
        self.painter.setBrush(colour)
        self.painter.drawRoundedRect(area, 2.5, 2.5)


def width_of(text: str) -> float:
    """How wide a figure is."""
    return QFontMetricsF(mono_font(12, MEDIUM)).horizontalAdvance(text)


def apart(heights: Sequence[float], least: float, top: float, bottom: float) -> list[float]:
    """Those heights moved as little as keeps `least` between them, within top and bottom, in their order."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed = list(heights)
    edge = top
    for k in order:
        placed[k] = edge = max(placed[k], edge)
        edge += least
    edge = bottom
    for k in reversed(order):
        placed[k] = edge = min(placed[k], edge)
        edge -= least
    return placed
