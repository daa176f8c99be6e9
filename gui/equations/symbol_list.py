"""Every line of a cell as typeset mathematics, aligned at the equals signs, and where the cell is from."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from core.cells import Cell
from gui.equations.row import INSET, LEFT
from gui.equations.row_list import RowList
from gui.equations.symbol_row import PADDING, Places, SymbolRow
from gui.theme import Theme

SMALLEST = 0.62  # of the full size: 11 pixels; what is longer still can be scrolled
AHEAD = 4  # left of the longest symbol
SOURCE, SOURCE_GAP = 16, 6  # height of the line below, and what is left above it
WAITING = "Setting the formulas\u2026"


class SymbolList(RowList[SymbolRow]):
    """Formulas are set one at a time, so that the window stays awake, and shown when all are."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName("Equations as mathematics")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.source = QLabel("", self.content)
        self.source.setProperty("tone", "small")
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

    def show_symbols(self, cell: Cell, chosen: str) -> None:
        """Show the lines of `cell` and the chosen gate."""
        if cell is not self.cell:
            self.show_cell(cell)
            self._source = cell.source
            self.source.setAccessibleName(cell.source)
            self._show_rows()
            self._next.start()
        self.choose(chosen)

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
        sides = [row.sides for row in self.rows if row.sides is not None]
        left = max((pair[0].width for pair in sides), default=0.0)
        right = max((pair[1].width for pair in sides), default=0.0)
        scale = self._scale(size.width() - LEFT - AHEAD - INSET, [left + pair[1].width for pair in sides])
        places = Places(LEFT + scale * left, scale, self._padding(size.height(), scale))
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

    def least_width(self) -> int:
        widest = max((row.width_at(SMALLEST) for row in self.rows), default=0)
        return max(super().least_width(), round(widest) + LEFT + AHEAD + INSET)

    def _padding(self, height: int, scale: float) -> int:
        """What is left around each formula of a list of this height."""
        needed = sum(row.height_at(scale) for row in self.rows)
        source = SOURCE_GAP + SOURCE if self._source else 0
        least, most = PADDING
        return min(most, max(least, (height - needed - source) // (2 * len(self.rows))))

    def _place_source(self, y: int, width: int) -> int:
        """Put the source below the rows, cut short where it is long; the height it takes."""
        if not self._source:
            return 0
        room = width - LEFT - INSET
        words = self.source.fontMetrics().elidedText(self._source, Qt.TextElideMode.ElideRight, room)
        self.source.setText(words)
        self.source.setToolTip(self._source if words != self._source else "")
        self.source.setGeometry(LEFT, y + SOURCE_GAP, room, SOURCE)
        return SOURCE_GAP + SOURCE
