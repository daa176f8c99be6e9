"""The row of a line as typeset mathematics."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from core.cells import Cell
from core.equations import Line
from gui.cell import marks
from gui.equations.notation import colour_of, latex, text
from gui.equations.row import INSET, LEFT, EquationRow
from gui.equations.typeset import BLACK, SIZE, Drawing, drawing, paint
from gui.fonts import ui_font
from gui.theme import Theme

PADDING = (3, 7)  # above and below a formula, least and most
LOCK_LEFT = 6.5
TEXT = 20  # height of what could not be typeset


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
        self.sides: tuple[Drawing, Drawing] | None = None
        self.is_set = False
        self._held = ""
        self._roles: dict[str, str] = {}
        self._latex = ("", "")
        self._text = ""

    def set_line(self, cell: Cell, line: Line) -> None:
        """Be the row of a line, not typeset yet."""
        self._latex, self._text = latex(line), text(line)
        self._roles = {colour_of(name): cell.info(name).role for name in cell.signals}
        self.sides, self.is_set = None, False
        super().set_line(cell, line)

    def typeset(self) -> None:
        """Set the formula; where that cannot be done the row shows it as a line of text."""
        left, right = (drawing(side) for side in self._latex)
        self.sides = (left, right) if left and right else None
        self.is_set = True
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
        if self.sides is None:
            return TEXT
        height = max(d.ascent for d in self.sides) + max(d.descent for d in self.sides)
        return round(scale * max(height, SIZE))

    def width_at(self, scale: float) -> float:
        """The width of the formula alone."""
        return scale * sum(side.width for side in self.sides or ())

    # paint

    def paint_line(self, painter: QPainter, area: QRect) -> None:
        if not self.is_set:
            return
        if self._held:
            marks.lock(painter, LOCK_LEFT, (self.height() - marks.LOCK[1]) / 2, self.ink(self.role))
        if self.sides is None:
            self._paint_text(painter)
            return
        left, right = self.sides
        scale = self.places.scale
        above, below = (max(getattr(d, name) for d in self.sides) for name in ("ascent", "descent"))
        baseline = round((self.height() + scale * (above - below)) / 2)
        colours = {code: self.ink(role).name() for code, role in self._roles.items()} | {BLACK: self.ink().name()}
        start = self.places.equals - scale * (left.width - 1)
        paint(painter, QPointF(start, baseline), left, scale, colours)
        paint(painter, QPointF(self.places.equals, baseline), right, scale, colours)

    def _paint_text(self, painter: QPainter) -> None:
        font = ui_font(12)
        painter.setFont(font)
        painter.setPen(self.ink())
        room = QRectF(self.rect()).adjusted(LEFT, 0, -INSET - 4, 0)
        words = QFontMetricsF(font).elidedText(self._text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
