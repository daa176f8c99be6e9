"""The row of a line as typeset mathematics, in two where it is too long for the width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from core.cells import Cell
from core.equations import Line
from gui.cell import marks
from gui.equations.notation import colour_of, latex, latex_rows, text
from gui.equations.row import INSET, LEFT, EquationRow
from gui.equations.typeset import BLACK, SIZE, Drawing, drawing, paint
from gui.fonts import ui_font
from gui.theme import Theme

PADDING = (3, 7)  # above and below a formula, least and most
LOCK_LEFT = 6.5
TEXT = 20  # height of what could not be typeset
INDENT = 14.0  # of the second row, from the equals sign
BELOW = 3.0  # between the two rows


class Places(NamedTuple):
    """What all rows share: where the equals signs stand, how large formulas are drawn, and the room around them."""

    equals: float
    scale: float
    padding: int


class SymbolRow(EquationRow):
    """f_t = σ(W_f x_t + U_f h_(t−1) + b_f)."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.places = Places(LEFT, 1.0, PADDING[0])
        self.sides: tuple[Drawing, ...] | None = None  # left of the equals sign, then what each row is right of it
        self.is_set = False
        self._whole: tuple[Drawing, ...] | None = None
        self._broken: tuple[Drawing, ...] | None = None
        self._held = ""
        self._roles: dict[str, str] = {}
        self._latex = ("", "")
        self._rows: tuple[str, str] | None = None
        self._text = ""

    def set_line(self, cell: Cell, line: Line, backward: bool) -> None:
        """Be the row of a line, not typeset yet."""
        self._latex, self._rows = latex(line, backward), latex_rows(line, backward)
        self._text = text(line, backward)
        self._roles = {colour_of(name): cell.info(name).role for name in cell.signals}
        self.sides = self._whole = self._broken = None
        self.is_set = False
        super().set_line(cell, line, backward)

    def typeset(self) -> None:
        """Set the formula; where that cannot be done the row shows it as a line of text."""
        left, right = self._latex
        self._whole = _drawn(left, right)
        self._broken = _drawn(left, self._rows[0], f"{{}}{self._rows[1]}") if self._rows else None
        self.sides, self.is_set = self._whole, True
        self.update()

    @property
    def whole(self) -> float:
        """The width right of the equals sign, at full size, of a formula that can be broken and is not; else 0."""
        return _right(self._whole) if self._broken else 0.0

    def fold(self, broken: bool) -> None:
        """Show the formula in two rows if it can be broken, or in one."""
        sides = self._broken if broken and self._broken else self._whole
        if sides is not self.sides:
            self.sides = sides
            self.update()

    def set_held(self, words: str) -> None:
        """Mark that the signal is held, and say at what; "" where it is free."""
        if words != self._held:
            self._held = words
            self.setAccessibleDescription(words)
            self.update()

    def place(self, places: Places) -> None:
        """Take its place among the others."""
        if places != self.places:
            self.places = places
            self.update()

    def height_at(self, scale: float) -> int:
        """The height of the formula alone."""
        return round(scale * self._height()) if self.sides else TEXT

    def _height(self) -> float:
        rows = self._drawn_rows()
        return sum(map(_high, rows)) + BELOW * (len(rows) - 1)

    def _drawn_rows(self) -> list[tuple[Drawing, ...]]:
        """What stands in each row."""
        left, first, *rest = self.sides or ()
        return [(left, first), *((side,) for side in rest)]

    @property
    def right(self) -> float:
        """The width of the formula right of the equals sign, at full size."""
        return _right(self.sides)

    def least_width_at(self, scale: float) -> float:
        """The width of the formula alone, broken if it can be."""
        sides = self._broken or self._whole
        return scale * (sides[0].width + _right(sides)) if sides else 0.0

    # paint

    def paint_line(self, painter: QPainter, area: QRect) -> None:
        if not self.is_set:
            return
        if self._held:
            marks.lock(painter, LOCK_LEFT, (self.height() - marks.LOCK[1]) / 2, self.ink(self.role))
        if self.sides is None:
            self._paint_text(painter)
            return
        equals, scale, _ = self.places
        colours = {code: self.ink(role).name() for code, role in self._roles.items()} | {BLACK: self.ink().name()}
        y = (self.height() - scale * self._height()) / 2
        for row in self._drawn_rows():
            above, below = _reach(row)
            baseline = round(y + scale * (_high(row) + above - below) / 2)
            starts = (equals - scale * (row[0].width - 1), equals) if len(row) > 1 else (equals + scale * INDENT,)
            for start, side in zip(starts, row, strict=True):
                paint(painter, QPointF(start, baseline), side, scale, colours)
            y += scale * (_high(row) + BELOW)

    def _paint_text(self, painter: QPainter) -> None:
        font = ui_font(12)
        painter.setFont(font)
        painter.setPen(self.ink())
        room = QRectF(self.rect()).adjusted(LEFT, 0, -INSET - 4, 0)
        words = QFontMetricsF(font).elidedText(self._text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


def _drawn(*latex: str) -> tuple[Drawing, ...] | None:
    """The drawings of all parts of a formula; None where one cannot be set."""
    found = tuple(made for part in latex if (made := drawing(part)) is not None)
    return found if len(found) == len(latex) else None


def _right(sides: Sequence[Drawing] | None) -> float:
    """The width right of the equals sign, at full size."""
    if not sides:
        return 0.0
    return max(sides[1].width, *(INDENT + side.width for side in sides[2:]), 0.0)


def _reach(row: Sequence[Drawing]) -> tuple[float, float]:
    """How far what stands in a row reaches above and below its baseline."""
    return max(side.ascent for side in row), max(side.descent for side in row)


def _high(row: Sequence[Drawing]) -> float:
    return max(sum(_reach(row)), SIZE)
