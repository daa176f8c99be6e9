"""Every line of a cell as typeset mathematics, aligned at the equals signs, and where the cell is from."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from core.cells import Cell
from gui.equations.row import INSET, LEFT
from gui.equations.row_list import RowList
from gui.equations.symbol_row import PADDING, Places, SymbolRow
from gui.theme import Theme

SMALLEST = 0.62  # of the full size: 11 pixels; what is longer still can be scrolled
AHEAD = 4  # left of the longest symbol
LOWERED = 0.78  # down to which formulas are made smaller so that all are seen, then broken: 14 pixels
SOURCE_GAP = 4  # above the lines below
WAITING = "Setting the formulas\u2026"


class SymbolList(RowList[SymbolRow]):
    """Formulas are set one at a time, so that the window stays awake, and shown when all are."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName("Equations as mathematics")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.source = QLabel("", self.content)
        self.source.setProperty("tone", "small")
        self.source.setWordWrap(True)
        self._source = ""
        self.waiting = QLabel(WAITING, self.content)
        self.waiting.setProperty("tone", "small")
        self.waiting.move(LEFT, 6)
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(0)
        self._next.timeout.connect(self._set_next)

    def make_row(self) -> SymbolRow:
        return SymbolRow(self.theme, self.content)

    @property
    def ready(self) -> bool:
        """Whether every formula is set."""
        return self.cell is not None and all(row.is_set for row in self.rows)

    def show_symbols(self, cell: Cell, chosen: str, held: Mapping[str, str], backward: bool = False) -> None:
        """Show the lines of `cell`, the chosen gate and which signals are held, each with what is said of it."""
        if self.show_cell(cell, backward):
            self._source = cell.source
            self.source.setText(cell.source)
            self._show_rows()
            self._next.start()
        self.choose(chosen)
        for row in self.rows:
            row.set_held(held.get(row.signal, ""))

    def finish(self) -> None:
        """Set now what is not set yet."""
        for row in self.rows:
            if not row.is_set:
                row.typeset()
        self._next.stop()
        self._show_rows()

    def _set_next(self) -> None:
        row = next((row for row in self.rows if not row.is_set), None)
        if row is not None:
            row.typeset()
            self._next.start()
        if self.ready:
            self._next.stop()
            self._show_rows()

    def _show_rows(self) -> None:
        ready = self.ready
        for row in self.rows:
            row.setVisible(ready)
        self.source.setVisible(ready and self._source != "")
        self.waiting.setVisible(not ready)
        self.waiting.adjustSize()
        self.place()

    def place_rows(self, size: QSize) -> int:
        if not self.ready:
            return 0
        left = max((row.sides[0].width for row in self.rows if row.sides), default=0.0)
        room = size.width() - LEFT - AHEAD - INSET
        broken = left + max(row.whole for row in self.rows) > room / LOWERED
        for row in self.rows:
            row.fold(broken)
        rights = [row.right for row in self.rows if row.sides]
        right = max(rights, default=0.0)
        scale = self._scale(room, [left + width for width in rights])
        scale = min(scale, max(LOWERED, self._scale_for_height(size)))
        places = Places(LEFT + scale * left, scale, self._padding(size, scale))
        width = max(size.width(), round(places.equals + scale * right) + AHEAD + INSET)
        self.content.setMinimumWidth(width if width > size.width() + 1 else 0)
        y = 0
        for row in self.rows:
            row.place(places)
            height = row.height_at(scale) + 2 * places.padding
            row.setGeometry(0, y, width, height)
            y += height
        return y + self._place_source(y, size.width())

    def _scale(self, room: int, widths: list[float]) -> float:
        """What all formulas are drawn with, so that they fit.

        In the window those that would be too small then do not count; a picture cannot be scrolled.
        """
        fitting = [width for width in widths if self.is_bare or width * SMALLEST <= room]
        return min(1.0, room / max(fitting)) if fitting else SMALLEST if widths else 1.0

    def _scale_for_height(self, size: QSize) -> float:
        """With which all rows and the source have room above each other."""
        room = size.height() - self._source_height(size.width()) - 2 * PADDING[0] * len(self.rows)
        return (room - len(self.rows) / 2) / sum(row.height_at(1.0) for row in self.rows)  # heights are rounded

    def least_width(self) -> int:
        widest = max((row.least_width_at(SMALLEST) for row in self.rows), default=0)
        return max(super().least_width(), round(widest) + LEFT + AHEAD + INSET)

    def _padding(self, size: QSize, scale: float) -> int:
        """What is left around each formula of a list of this size."""
        needed = sum(row.height_at(scale) for row in self.rows)
        least, most = PADDING
        spare = size.height() - needed - self._source_height(size.width())
        return min(most, max(least, spare // (2 * len(self.rows))))

    def _source_height(self, width: int) -> int:
        """The room that the source takes below the rows."""
        return SOURCE_GAP + self.source.heightForWidth(width - LEFT - INSET) if self._source else 0

    def _place_source(self, y: int, width: int) -> int:
        """Put the source below the rows; the height it takes."""
        height = self._source_height(width)
        if height:
            self.source.setGeometry(LEFT, y + SOURCE_GAP, width - LEFT - INSET, height - SOURCE_GAP)
        return height
