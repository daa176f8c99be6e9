"""What the diagram says beside its nodes and edges: the way round to the next step, and what the colours mean."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPainterPathStroker, QPen

from gui.diagram.item import Item
from gui.fonts import REGULAR, SEMIBOLD, SMALL, ui_font
from gui.theme import Theme

KEY = 14.0  # length of a line that shows a colour

LEAST_DASHES = 14.0  # on each side of the words

_ROUND = (" goes round to the next step", " to the next step", " to next step", " next")
_BACKWARD = (" goes round to the step before", " to the step before", " to step before", " before")


class Way(NamedTuple):
    """From below the units to below what they remember, and the signal that goes this way, backward or not."""

    x: float
    y: float
    end_x: float
    end_y: float
    signal: str
    reverse: bool = False


class BackItem(Item):
    """The way of a layer's output round to the next step: thin, dashed, with an arrow."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 0.5)
        self._back: float | None = None
        self._ways: list[Way] = []
        self._dashes: list[QPainterPath] = []

    def show_ways(self, back: float | None, ways: Sequence[Way], rect: QRectF) -> None:
        """Show `ways`, their lowest stretch at the height `back`; none where that is None."""
        if (back, list(ways), rect) != (self._back, self._ways, self._rect):
            self._back, self._ways = back, list(ways)
            self._dashes = [] if back is None else [_dashes(way, back) for way in ways]
            self._place(rect)

    def draw(self, painter: QPainter, exposed: QRectF) -> None:
        if self._back is None:
            return
        for way, dashes in zip(self._ways, self._dashes, strict=True):
            painter.fillPath(dashes, self.theme.faint)
            self._paint_head(painter, way)
            self._paint_words(painter, way, self._back)

    def _paint_head(self, painter: QPainter, way: Way) -> None:
        painter.setPen(QPen(self.theme.faint, 1.5))
        head = [QPointF(way.end_x + dx, way.end_y + dy) for dx, dy in ((-3.5, 5.0), (0.0, 1.0), (3.5, 5.0))]
        painter.drawPolyline(head)

    def _paint_words(self, painter: QPainter, way: Way, back: float) -> None:
        words = _fitting(way.signal, abs(way.x - way.end_x) - 12 - 2 * LEAST_DASHES, way.reverse)
        if words is None:
            return
        text, first, rest = words
        rect = QRectF((way.x + way.end_x - first - rest - 12) / 2, back - 8, first + rest + 12, 16)
        painter.fillRect(rect, self.theme.surface)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(self.theme.text)
        painter.setFont(ui_font(SMALL, SEMIBOLD))
        painter.drawText(rect.adjusted(6, 0, 0, 0), align, way.signal)
        painter.setPen(self.theme.muted)
        painter.setFont(ui_font(SMALL))
        painter.drawText(rect.adjusted(6 + first, 0, 0, 0), align, text)


def _dashes(way: Way, back: float) -> QPainterPath:
    """The outline of a way's dashes: painted in parts, a dashed pen does not put them in the same places."""
    x, y, end_x, end_y, *_ = way
    turn = min(5.0, max(0.0, back - end_y - 2), max(0.0, back - y))
    path = QPainterPath(QPointF(x, min(y, back)))
    path.lineTo(x, back - turn)
    path.quadTo(x, back, x - turn, back)
    path.lineTo(end_x + turn, back)
    path.quadTo(end_x, back, end_x, back - turn)
    path.lineTo(end_x, end_y + 2)
    stroker = QPainterPathStroker()
    stroker.setWidth(1.25)
    stroker.setCapStyle(Qt.PenCapStyle.SquareCap)
    stroker.setDashPattern([3, 3])
    return stroker.createStroke(path)


@lru_cache(maxsize=64)
def _fitting(signal: str, room: float, reverse: bool = False) -> tuple[str, float, float] | None:
    """The longest words after a way's signal for which there is room, the signal's width and theirs."""
    strong, plain = (QFontMetricsF(ui_font(SMALL, weight)) for weight in (SEMIBOLD, REGULAR))
    first = strong.horizontalAdvance(signal)
    for text in _BACKWARD if reverse else _ROUND:
        rest = plain.horizontalAdvance(text)
        if first + rest <= room:
            return text, first, rest
    return None


class NoteItem(Item):
    """Small words at the lower right: what colour and width of an edge mean, or which edges are drawn."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 0.5)
        self._texts: tuple[str, ...] = ()

    def show_one_of(self, texts: Sequence[str], rect: QRectF) -> None:
        """Show the first of `texts` that fits within `rect`; none are for the meaning of the colours."""
        if (tuple(texts), rect) != (self._texts, self._rect):
            self._texts = tuple(texts)
            self._place(rect)

    def draw(self, painter: QPainter, exposed: QRectF) -> None:
        font = ui_font(SMALL)
        metrics = QFontMetricsF(font)
        text = next((one for one in self._texts if metrics.horizontalAdvance(one) <= self._rect.width()), "")
        parts = [(0.0, text)] if self._texts else [(1.0, "positive"), (-1.0, "negative weight")]
        sizes = [metrics.horizontalAdvance(text) + (KEY + 6 if sign else 0) for sign, text in parts]
        x = self._rect.right() - sum(sizes) - 12 * (len(parts) - 1)
        if x < self._rect.left():
            return
        painter.setFont(font)
        middle = self._rect.center().y()
        for (sign, text), size in zip(parts, sizes, strict=True):
            if sign:
                painter.setPen(QPen(self.theme.sign_colour(sign), 3.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
                painter.drawLine(QPointF(x, middle), QPointF(x + KEY, middle))
            painter.setPen(self.theme.muted)
            rect = QRectF(x, self._rect.top(), size, self._rect.height())
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
            x += size + 12
