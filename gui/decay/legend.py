"""The legend of the decay picture: the models with half-life and reach, and whose belt the dashes are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.decay.line import Line, draw_sample
from gui.decay.text import EXTRAPOLATED
from gui.fonts import REGULAR, SEMIBOLD, ui_font
from gui.theme import Theme

ROW = 17
SIZE = 12
MIN_WIDTH = 300
TABLE = 3  # models that have a row each, with half-life and reach in columns; more stand side by side
CELL = 150  # the least width of one that stands beside others
MOST_ROWS = 4  # of those

_SAMPLE = 24
_GAP = 10
_APART = 16  # between two that stand side by side
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, eq=False)
class LegendRow:
    """A line, what is said of it in one or two columns, and what is said on request.

    Without `texts` it is a note on all the width, `short` where `name` does not fit.
    """

    line: Line | None
    name: str
    texts: tuple[str, ...]
    tip: str
    short: str = ""

    def look(self) -> tuple[object, ...]:
        """What can be seen of it: one of the same look is not painted anew."""
        return self.name, self.texts, *((self.line.colour, self.line.marker, self.line.width) if self.line else ())


class DecayLegend(QWidget):
    """Rows in columns of a fixed width, so that nothing moves while the figures do.

    Few models have a row each; more stand side by side in as many columns as there is room for, without their
    reach; where even these would take the plot's room, the last place counts the rest.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: tuple[LegendRow, ...] = ()
        self._look: list[tuple[object, ...]] = []
        self._is_short = False
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # what is below need not be painted
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(MIN_WIDTH)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self.update()

    def show_rows(self, rows: Sequence[LegendRow]) -> None:
        """Show `rows`, from top to bottom."""
        kinds, self._rows = self.kinds, tuple(rows)
        if self.kinds != kinds:
            self._fit()
        look = [row.look() for row in rows]
        if look != self._look:
            self._look = look
            self.setAccessibleName("; ".join(" ".join((row.name, *row.texts)) for row in rows))
            self.update()

    def set_short(self, short: bool) -> None:
        """Only the models, side by side: where there is little height. Their lines' names tell the rest."""
        if short != self._is_short:
            self._is_short = short
            self._fit()
            self.update()

    @property
    def kinds(self) -> tuple[int, int]:
        """How many models and how many notes it has: its heights depend on these, and on its width."""
        models = sum(bool(row.texts) for row in self._rows)
        return models, len(self._rows) - models

    @property
    def full_height(self) -> int:
        """With a row for everything that has one."""
        return _high(self._places(False))

    @property
    def least_height(self) -> int:
        """Where it is short."""
        return _high(self._places(True))

    @property
    def texts(self) -> list[tuple[str, ...]]:
        """Name and texts of every row."""
        return [(row.name, *row.texts) for row in self._rows]

    @property
    def places(self) -> list[tuple[LegendRow, QRect]]:
        """What is shown now, and where: the models, then the notes."""
        return self._places(self._is_short)

    def _is_table(self, short: bool) -> bool:
        return short or sum(bool(row.texts) for row in self._rows) > TABLE

    def _places(self, short: bool) -> list[tuple[LegendRow, QRect]]:
        models, notes = [r for r in self._rows if r.texts], [r for r in self._rows if not r.texts]
        notes = [] if short else notes
        columns, rows = 1, len(models)
        if models and self._is_table(short):
            most = max(1, (self.width() + _APART) // (CELL + _APART))
            columns = most if short else min(most, max(2, -(-len(models) // MOST_ROWS)))
            columns = min(columns, len(models))
            rows = 1 if short else min(-(-len(models) // columns), MOST_ROWS)
            models = _counted(models, rows * columns)
        wide = (self.width() + _APART) // columns
        found = []
        for k, row in enumerate(models):  # down first, as one reads a list in columns
            found.append((row, QRect(k // rows * wide, k % rows * ROW, wide - _APART, ROW)))
        return found + [(row, QRect(0, (rows + k) * ROW, self.width(), ROW)) for k, row in enumerate(notes)]

    def sizeHint(self) -> QSize:
        return QSize(280, self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self.height() != self._height() or self.minimumHeight() != self._height():
            self.setFixedHeight(self._height())

    def _height(self) -> int:
        return _high(self.places)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = self._tip_at(event.pos())
            if tip:
                QToolTip.showText(event.globalPos(), tip, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _tip_at(self, point: QPoint) -> str:
        return next((row.tip for row, place in self.places if place.contains(point)), "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.surface)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        places = self.places
        if self._is_table(self._is_short):
            for row, place in places:
                self._paint_cell(painter, row, place)
            return
        names = max((_width(row.name, SEMIBOLD) for row in self._rows if row.texts), default=0)
        first = _SAMPLE + _GAP + min(names, self.width() // 4) + _GAP + 2
        rows, second = columns([row for row, _ in places], self.width() - first)
        for k, row in enumerate(rows):
            self._paint_row(painter, row, k * ROW, (first, first + second, self.width()))

    def _paint_row(self, painter: QPainter, row: LegendRow, top: int, columns: tuple[int, ...]) -> None:
        if not row.texts:
            self._paint_note(painter, row, top)
            return
        self._paint_sample(painter, row, QRectF(0, top, _SAMPLE, ROW))
        left = _SAMPLE + _GAP
        painter.setPen(self._theme.text)
        _write(painter, SEMIBOLD, QRectF(left, top, columns[0] - _GAP - left, ROW), row.name)
        painter.setPen(self._theme.muted)
        for text, start, end in zip(row.texts, columns, columns[1:], strict=False):
            _write(painter, REGULAR, QRectF(start, top, end - start, ROW), text)

    def _paint_cell(self, painter: QPainter, row: LegendRow, place: QRect) -> None:
        """Sample and name at the left, the half-life at the right."""
        if not row.texts:
            self._paint_note(painter, row, place.top())
            return
        self._paint_sample(painter, row, QRectF(place.left(), place.top(), _SAMPLE, ROW))
        text = _in_short(row.texts[0])
        inner = QRectF(place).adjusted(_SAMPLE + _GAP, 0, 0, 0)
        figures = QRectF(inner)
        figures.setLeft(inner.right() - _width(text))
        painter.setPen(self._theme.muted)
        _write(painter, REGULAR, figures, text, _RIGHT)
        painter.setPen(self._theme.text if row.line else self._theme.muted)
        weight = SEMIBOLD if row.line and row.line.chosen else REGULAR
        _write(painter, weight, inner.adjusted(0, 0, -figures.width() - _GAP if text else 0, 0), row.name)

    def _paint_note(self, painter: QPainter, row: LegendRow, top: int) -> None:
        self._paint_sample(painter, row, QRectF(0, top, _SAMPLE, ROW))
        place = QRectF(_SAMPLE + _GAP, top, self.width() - _SAMPLE - _GAP, ROW)
        painter.setPen(self._theme.muted)
        fits = not row.short or _width(row.name) <= place.width()
        _write(painter, REGULAR, place, row.name if fits else row.short)

    def _paint_sample(self, painter: QPainter, row: LegendRow, place: QRectF) -> None:
        if row.line is not None:
            draw_sample(painter, row.line, self._theme.surface, place)


def _high(places: list[tuple[LegendRow, QRect]]) -> int:
    return max((place.bottom() + 1 for _, place in places), default=0)


def _counted(rows: list[LegendRow], places: int) -> list[LegendRow]:
    """As many as there are places; the last of these counts those that have none."""
    if len(rows) <= places:
        return rows
    rest = rows[places - 1 :]
    tip = "\n".join(f"{row.name}: {', '.join(filter(None, row.texts))}" for row in rest)
    return [*rows[: places - 1], LegendRow(None, f"and {len(rest)} more", ("",), tip)]


def _in_short(half_life: str) -> str:
    """Such as "½-life 43"; what is no half-life as it was."""
    none = "\u00bd-life \u2013"
    known = {"does not decay": "\u00bd-life \u221e", "step further": none, "step back": none}
    short = _without_a_word(half_life).replace("half-life", "\u00bd-life")
    return known.get(half_life, short.replace(" steps", "").replace(" step", "") if short.startswith("0 ") else short)


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


def _write(painter: QPainter, weight: int, rect: QRectF, text: str, align: Qt.AlignmentFlag = _LEFT) -> None:
    painter.setFont(_font(weight))
    room = int(rect.width()) + 1
    if _width(text, weight) > room:
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(rect.adjusted(0, 0, 2 if align == _LEFT else 0, 0), align, text)


def _font(weight: int) -> QFont:
    """Of names, which are bold, and of figures, which are of one width."""
    return ui_font(SIZE, weight, tabular=weight == REGULAR)


@lru_cache(maxsize=256)
def _width(text: str, weight: int = REGULAR) -> int:
    return QFontMetrics(_font(weight)).horizontalAdvance(text) + 1
