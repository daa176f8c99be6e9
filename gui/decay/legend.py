"""The legend of the decay picture: a row for each model with its half-life and reach, and one for the belt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.decay.line import Line, draw_sample
from gui.decay.text import EXTRAPOLATED
from gui.fonts import REGULAR, SEMIBOLD, ui_font
from gui.theme import Theme

ROW = 17
SIZE = 12
MIN_WIDTH = 300
BELT_TIP = (
    "The belt: the derivative along the state itself from step to step, every gate held as it is. The whole "
    "gradient also runs through the gates, which can add to it or cancel it."
)

_SAMPLE = 24
_GAP = 10
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True, eq=False)
class LegendRow:
    """A line, what is said of it in one or two columns, and what is said on request."""

    line: Line | None
    name: str
    texts: tuple[str, ...]
    tip: str

    def look(self) -> tuple[object, ...]:
        """What can be seen of it: one of the same look is not painted anew."""
        return self.name, self.texts, *((self.line.colour, self.line.marker) if self.line else ())


class DecayLegend(QWidget):
    """Rows in columns of a fixed width, so that nothing moves while the figures do."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: tuple[LegendRow, ...] = ()
        self._look: list[tuple[object, ...]] = []
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # what is below need not be painted
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(MIN_WIDTH)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self.update()

    def show_rows(self, rows: Sequence[LegendRow]) -> None:
        """Show `rows`, from top to bottom."""
        if len(rows) != len(self._rows):
            self.setFixedHeight(ROW * len(rows))
        self._rows = tuple(rows)
        look = [row.look() for row in rows]
        if look != self._look:
            self._look = look
            self.setAccessibleName("; ".join(" ".join((row.name, *row.texts)) for row in rows))
            self.update()

    @property
    def texts(self) -> list[tuple[str, ...]]:
        """Name and texts of every row."""
        return [(row.name, *row.texts) for row in self._rows]

    def sizeHint(self) -> QSize:
        return QSize(280, ROW * len(self._rows))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = event.pos().y() // ROW
            if 0 <= at < len(self._rows) and self._rows[at].tip:
                QToolTip.showText(event.globalPos(), self._rows[at].tip, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.surface)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        names = max((_width(row.name, SEMIBOLD) for row in self._rows if row.texts), default=0)
        first = _SAMPLE + _GAP + min(names, self.width() // 4) + _GAP + 2
        rows, second = columns(self._rows, self.width() - first)
        for k, row in enumerate(rows):
            self._paint_row(painter, row, k * ROW, (first, first + second, self.width()))

    def _paint_row(self, painter: QPainter, row: LegendRow, top: int, columns: tuple[int, ...]) -> None:
        if row.line is not None:
            draw_sample(painter, row.line, self._theme.surface, QRectF(0, top, _SAMPLE, ROW))
        left = _SAMPLE + _GAP
        room = (columns[0] - _GAP if row.texts else self.width()) - left
        painter.setPen(self._theme.text if row.texts else self._theme.muted)
        _write(painter, SEMIBOLD if row.texts else REGULAR, QRectF(left, top, room, ROW), row.name)
        painter.setPen(self._theme.muted)
        for text, start, end in zip(row.texts, columns, columns[1:], strict=False):
            _write(painter, REGULAR, QRectF(start, top, end - start, ROW), text)


def columns(rows: Sequence[LegendRow], room: int) -> tuple[list[LegendRow], int]:
    """The rows in the fullest wording that fits on `room` pixels behind the names, and where the last column begins."""
    wide = room - _width("reach 200 of 200")
    widest = _width(f"half-life > 600{EXTRAPOLATED}") + _GAP
    if widest <= wide:  # nothing moves while the figures do
        return list(rows), widest
    for shorten in (_full, _without_a_word, _without_the_lags):
        found = [replace(row, texts=tuple(map(shorten, row.texts))) for row in rows]
        texts = [row.texts for row in found if len(row.texts) == 2]
        left = max((_width(text) for text, _ in texts), default=0) + _GAP
        right = max((_width(text) for _, text in texts), default=0)
        if left + right <= room:
            break
    return found, min(max(left, wide), room - right)


def _full(text: str) -> str:
    return text


def _without_a_word(text: str) -> str:
    return text.removesuffix(EXTRAPOLATED)


def _without_the_lags(text: str) -> str:
    return _without_a_word(text).split(" of ")[0]


def _write(painter: QPainter, weight: int, rect: QRectF, text: str) -> None:
    painter.setFont(_font(weight))
    room = int(rect.width()) + 1
    if _width(text, weight) > room:
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(rect.adjusted(0, 0, 2, 0), _LEFT, text)


def _font(weight: int) -> QFont:
    """Of names, which are bold, and of figures, which are of one width."""
    return ui_font(SIZE, weight, tabular=weight == REGULAR)


@lru_cache(maxsize=256)
def _width(text: str, weight: int = REGULAR) -> int:
    return QFontMetrics(_font(weight)).horizontalAdvance(text) + 1
