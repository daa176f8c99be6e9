"""Every line of a cell with this step's numbers."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from core.cells import Cell
from gui.equations.number_row import SIZE, NumberRow, Places, symbol_width, wrapped
from gui.equations.row import LEFT
from gui.equations.row_list import RowList
from gui.equations.shown import Shown
from gui.theme import Theme

LEAST, MOST = 26, 34  # height of a row
SMALLER = 12  # letters where longer lines do not fit
BESIDE = 8  # between the longest symbol and the equals signs


class NumberList(RowList[NumberRow]):
    """Rows with numbers; a click on a small arrow takes the sum of a line apart."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._form: tuple[object, ...] = ()
        self.setAccessibleName("Equations with this step's numbers")

    def make_row(self) -> NumberRow:
        return NumberRow(self.theme, self.content)

    def show_numbers(self, cell: Cell, shown: tuple[Shown, ...], chosen: str, backward: bool = False) -> None:
        """Show the lines of `cell` with their numbers, and the chosen gate."""
        self.show_cell(cell, backward)
        for row, one in zip(self.rows, shown, strict=True):
            row.show_numbers(one)
        self.choose(chosen)
        # numbers keep their length, so the places are the same as long as the lines are
        form = (cell, *(len(one.terms) for one in shown), *(len(text) for one in shown for text in one.texts))
        if form != self._form:
            self._form = form
            self.place()

    def place_rows(self, size: QSize) -> int:
        rows = [row for row in self.rows if row.shown is not None]
        if not rows:
            return 0
        indent = LEFT + ceil(max(symbol_width(row.signal) for row in rows)) + BESIDE
        pitch = min(MOST, max(LEAST, size.height() // len(rows)))
        letters = SIZE if all(self._fits(row, Places(indent, SIZE, pitch), size.width()) for row in rows) else SMALLER
        places, y = Places(indent, letters, pitch), 0
        for row in rows:
            height = row.place(places, size.width())
            row.setGeometry(0, y, size.width(), height)
            y += height
        return y

    def _fits(self, row: NumberRow, places: Places, width: int) -> bool:
        assert row.shown is not None
        return len(wrapped(row.shown.plan.tokens, row.shown.texts, row.room(places, width))) == 1
