"""The row of a line with this step's numbers, and below it, unfolded, what its sums are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import zip_longest
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from gui.equations.notation import parts
from gui.equations.plan import MUTED, Token
from gui.equations.row import INSET, LEFT, EquationRow
from gui.equations.shown import ENTRY, GROUP, TOTAL, Shown, Term
from gui.fonts import MEDIUM, REGULAR, SEMIBOLD, SMALL, mono_font, ui_font
from gui.widgets.laid import Laid, draw, lay_out

LINE = 18  # height of a further line, and of a term
FOOT = 8  # below the terms
GAP = 10  # between columns
BEGIN = "= "
RESULT_CHARACTERS = 6
SIZE = 13
HELD = "held at"
PLAIN, STRONG, STRUCK = "plain", "strong", "struck"


class Places(NamedTuple):
    """What all rows of a list share: where expressions begin, the size of their letters, the height of a row."""

    indent: int
    size: int
    pitch: int


class NumberRow(EquationRow):
    """f_t = σ(+7.74) | +1.000."""

    shown: Shown | None = None
    places = Places(LEFT, SIZE, 28)
    slices: tuple[tuple[int, int], ...] = ()

    def show_numbers(self, shown: Shown) -> None:
        """Show other numbers; what looks the same is not painted again."""
        old, self.shown = self.shown, shown
        self.unfolds = bool(shown.plan.sums)
        if old is None or old.plan is not shown.plan:
            self.update()
        else:
            if (old.texts, old.value, old.would) != (shown.texts, shown.value, shown.would):
                left = self.places.indent
                self.update(left, 0, self.width() - left, self.head_height)
            for k, (before, term) in enumerate(zip_longest(old.terms, shown.terms)):
                if before != term:
                    self.update(self._term_rect(k))
        self.setAccessibleDescription(shown.spoken)

    def place(self, places: Places, width: int) -> int:
        """Divide the line over a row of this width; the height that the row needs."""
        assert self.shown is not None
        slices = wrapped(self.shown.plan.tokens, self.shown.texts, self.room(places, width))
        if (places, slices) != (self.places, self.slices):
            self.places, self.slices = places, slices
            self.update()
        return self.head_height + (len(self.shown.terms) * LINE + FOOT if self.shown.terms else 0)

    def room(self, places: Places, width: int) -> int:
        """How many characters find room in front of the result."""
        advance = _advance(places.size)
        return int((width - INSET - places.indent - RESULT_CHARACTERS * advance - GAP) / advance)

    @property
    def head_height(self) -> int:
        return self.places.pitch + LINE * (max(1, len(self.slices)) - 1)

    def disclosure_rect(self) -> QRect:
        return QRect(0, 0, LEFT + 2, self.places.pitch)

    def _term_rect(self, k: int) -> QRect:
        return QRect(0, self.head_height + k * LINE - 1, self.width(), LINE + 2)

    # paint

    def paint_line(self, painter: QPainter, area: QRect) -> None:
        if self.shown is None:
            return
        if area.top() < self.head_height:
            if area.left() < self.places.indent:
                self._paint_name(painter, self.shown)
            self._paint_head(painter, self.shown)
        for k, term in enumerate(self.shown.terms):
            if area.intersects(self._term_rect(k)):
                self._paint_term(painter, self.head_height + k * LINE, term)

    @property
    def _baseline(self) -> float:
        return self.places.pitch / 2 + 5

    def _paint_name(self, painter: QPainter, shown: Shown) -> None:
        """What stays while the numbers change."""
        if self.unfolds and not self.bare:
            self._paint_disclosure(painter, bool(shown.terms))
        paint_symbol(painter, QPointF(LEFT, self._baseline), self.signal, "t", self.ink(self.role), self._muted())

    def _paint_head(self, painter: QPainter, shown: Shown) -> None:
        baseline = self._baseline
        end = self._paint_result(painter, shown, baseline)
        for k, part in enumerate(self.slices):
            begin = BEGIN if k == 0 else " " * len(BEGIN)
            x = self._paint_tokens(painter, part, begin, baseline + k * LINE, end)
        if shown.held:
            self._paint_would(painter, shown, x, baseline + (len(self.slices) - 1) * LINE, end)

    def _paint_tokens(self, painter: QPainter, part: tuple[int, int], begin: str, baseline: float, end: float) -> float:
        assert self.shown is not None
        shown, advance, x = self.shown, _advance(self.places.size), float(self.places.indent)
        size, muted = self.places.size, self._muted()
        write(painter, begin, size, x, baseline, muted if shown.held else self.ink())
        x += advance * len(begin)
        kind = STRUCK if shown.held else PLAIN
        for token, text in zip(shown.plan.tokens[slice(*part)], shown.texts[slice(*part)], strict=True):
            if token is shown.plan.tokens[part[0]] and begin != BEGIN:
                text = text.lstrip()
            room = int((end - GAP - x) / advance + 0.01)
            cut = text if len(text) <= room else text[: max(room - 1, 0)] + "\u2026"
            write(painter, cut, size, x, baseline, muted if shown.held else self.ink(token.role), kind)
            x += advance * len(text)
            if len(text) > room:
                break
        return x

    def _paint_result(self, painter: QPainter, shown: Shown, baseline: float) -> float:
        """The result at the right end, with what is said in front of it; where that begins."""
        size = self.places.size
        x = self.width() - INSET - _advance(size) * len(shown.value)
        write(painter, shown.value, size, x, baseline, self.ink(self.role), STRONG)
        if not shown.held:
            return x
        small = ui_font(SMALL, MEDIUM)
        x -= QFontMetricsF(small).horizontalAdvance(HELD) + 5
        painter.setFont(small)
        painter.setPen(self.ink())
        painter.drawText(QPointF(x, baseline - 0.5), HELD)
        return x

    def _paint_would(self, painter: QPainter, shown: Shown, x: float, baseline: float, end: float) -> None:
        """What the line would have come to, where there is room."""
        text = f" = {shown.would.strip()}"
        if x + _advance(self.places.size) * len(text) <= end - GAP:
            painter.setPen(self._muted())
            painter.setFont(mono_font(self.places.size))
            painter.drawText(QPointF(x, baseline), text)

    def _paint_disclosure(self, painter: QPainter, open_: bool) -> None:
        x, y = 10.0, self.places.pitch / 2
        points = [(-2.5, -1.5), (0, 1.5), (2.5, -1.5)] if open_ else [(-1.5, -2.5), (1.5, 0), (-1.5, 2.5)]
        painter.setPen(QPen(self._muted(), 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(QPolygonF([QPointF(x + a, y + b) for a, b in points]))

    def _paint_term(self, painter: QPainter, y: int, term: Term) -> None:
        baseline, muted = y + LINE - 5.0, self.theme.muted
        quiet = muted if term.quiet else self.theme.text
        right = self.width() - INSET - _advance(12) * max(RESULT_CHARACTERS, len(term.value))
        factors = right - GAP - _advance(12) * len(term.factors)
        left = float(self.places.indent)
        if term.kind == TOTAL:
            painter.setPen(QPen(self.theme.line_strong, 1))
            painter.drawLine(QPointF(left, y + 0.5), QPointF(self.width() - INSET, y + 0.5))
        if term.kind != GROUP:
            painter.setFont(mono_font(12, SEMIBOLD if term.kind == TOTAL else MEDIUM))
            painter.setPen(quiet)
            painter.drawText(QPointF(right, baseline), term.value)
            painter.setFont(mono_font(12))
            painter.drawText(QPointF(factors, baseline), term.factors)
        indent = left + (12 if term.kind == ENTRY and not term.is_symbol else 0)
        painter.setPen(muted if term.kind == GROUP or term.quiet else self.theme.text)
        paint_words(painter, QPointF(indent, baseline), term.label, term.is_symbol, factors - GAP - indent)

    def _muted(self) -> QColor:
        return self.ink(MUTED)


def wrapped(tokens: tuple[Token, ...], texts: tuple[str, ...], room: int) -> tuple[tuple[int, int], ...]:
    """First and last (not included) token of each line, where a line has room for so many characters."""
    starts = [0, *(k for k, token in enumerate(tokens) if token.breaks and k)]
    lines, begin, used = [], 0, len(BEGIN)
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        needed = sum(len(text) for text in texts[start:end])
        if start > begin and used + needed > room:
            lines.append((begin, start))
            begin, used = start, len(BEGIN)
        used += needed
    return (*lines, (begin, len(tokens)))


def symbol_width(name: str) -> float:
    """The width of a signal's name with its subscripts."""
    base, below = _symbol(name, "t")
    fonts = _symbol_fonts()
    return sum(QFontMetricsF(f).horizontalAdvance(t) for f, t in zip(fonts, (base, below), strict=True)) + 1


def paint_symbol(painter: QPainter, at: QPointF, name: str, time: str, colour: QColor, muted: QColor) -> None:
    """A signal's name, its time as a subscript."""
    base, below = _symbol(name, time)
    font, small = _symbol_fonts()
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(at, base)
    painter.setFont(small)
    painter.setPen(muted)
    painter.drawText(QPointF(at.x() + QFontMetricsF(font).horizontalAdvance(base) + 1, at.y() + 3), below)


def paint_words(painter: QPainter, at: QPointF, text: str, symbols: bool, room: float) -> None:
    """Words cut short where there is no room; `symbols` have subscripts behind an underscore."""
    font = ui_font(12)
    if not symbols:
        painter.setFont(font)
        painter.drawText(at, QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room))
        return
    small, x = ui_font(9, MEDIUM), at.x()
    for run, below in _runs(text):
        used = small if below else font
        width = QFontMetricsF(used).horizontalAdvance(run)
        painter.setFont(used)
        painter.drawText(QPointF(x, at.y() + 2.5 * below), run)
        x += width + 0.5


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    for found in re.finditer(r"_\(([^)]*)\)|_(\w+)|([^_]+)", text):
        yield (found[3], False) if found[3] else (found[1] or found[2], True)


def _symbol(name: str, time: str) -> tuple[str, str]:
    base, below = parts(name)
    return base, f"{below},{time}" if below else time


@cache
def _symbol_fonts() -> tuple[QFont, QFont]:
    font = ui_font(15, SEMIBOLD)
    font.setItalic(True)
    return font, ui_font(SMALL, MEDIUM)


def write(
    painter: QPainter, text: str, size: int, x: float, baseline: float, colour: QColor, kind: str = PLAIN
) -> None:
    """Draw a text of the fixed-width face."""
    laid = _laid(text, size, kind)
    draw(painter, laid, QPointF(x, baseline - laid.ascent), colour)


@lru_cache(maxsize=2048)
def _laid(text: str, size: int, kind: str) -> Laid:
    return lay_out(text, _font(size, kind))


@cache
def _font(size: int, kind: str) -> QFont:
    font = mono_font(size, SEMIBOLD if kind == STRONG else REGULAR)
    font.setStrikeOut(kind == STRUCK)
    return font


@cache
def _advance(size: int) -> float:
    """The width of one character of the fixed-width face."""
    return QFontMetricsF(mono_font(size)).horizontalAdvance("0" * 64) / 64
