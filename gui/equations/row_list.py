"""The lines of a cell as rows that scroll, of which the chosen gate's is marked."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from core.cells import Cell
from gui.equations.row import EquationRow
from gui.theme import Theme

LEAST_WIDTH = 200

Row = TypeVar("Row", bound=EquationRow)


class RowList(QScrollArea, Generic[Row]):
    """Rows are kept and given other lines. A subclass makes them in `make_row` and lays them out in `place_rows`."""

    gate_chosen = Signal(str)  # by the keyboard
    gate_clicked = Signal(str)
    menu_asked = Signal(str, QPoint)
    unfold_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.cell: Cell | None = None
        self.backward = False
        self.content = _Content(theme, self)
        self._pool: list[Row] = []
        self.is_bare = False
        self.setWidget(self.content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def make_row(self) -> Row:
        """A row of the content; a subclass's own."""
        raise NotImplementedError

    def place_rows(self, size: QSize) -> int:
        """Lay the rows out in a list of this size; the height of it all. A subclass's own."""
        raise NotImplementedError

    @property
    def rows(self) -> list[Row]:
        """The rows that are shown, from the top."""
        return self._pool[: len(self.cell.signals)] if self.cell else []

    def row(self, signal: str) -> Row:
        """The row of a signal of the cell."""
        return next(row for row in self.rows if row.signal == signal)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self.theme = self.content.theme = theme
        self.content.update()
        for row in self._pool:
            row.set_theme(theme)

    def set_bare(self) -> None:
        """Leave out what is of use only where it can be clicked, and grow to show everything."""
        self.is_bare = True
        for row in self._pool:
            row.set_bare(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.place()
        self.setMinimumSize(self.least_width(), self.content.minimumHeight())

    def least_width(self) -> int:
        """The width that a picture of the rows needs; a subclass's own."""
        return LEAST_WIDTH

    def show_cell(self, cell: Cell, backward: bool) -> bool:
        """Have a row for every line of `cell`, in a layer that may run backward; whether these are others."""
        if cell is self.cell and backward == self.backward:
            return False
        self.cell, self.backward = cell, backward
        while len(self._pool) < len(cell.graph.lines):
            row = self.make_row()
            row.set_bare(self.is_bare)
            row.pressed.connect(self.gate_clicked)
            row.menu_asked.connect(self.menu_asked)
            row.unfold_asked.connect(self.unfold_asked)
            row.stepped.connect(self._on_stepped)
            self._pool.append(row)
        for row, line in zip(self._pool, cell.graph.lines, strict=False):
            row.set_line(cell, line, backward)
        for index, row in enumerate(self._pool):
            row.setVisible(index < len(cell.graph.lines))
        return True

    def choose(self, signal: str) -> None:
        """Mark the row of the chosen gate."""
        for row in self.rows:
            row.set_chosen(row.signal == signal)

    def place(self) -> None:
        """Lay the rows out anew."""
        if self.cell is not None:
            self.content.setMinimumHeight(self.place_rows(self.viewport().size()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def minimumSizeHint(self) -> QSize:
        return self.minimumSize().expandedTo(QSize(LEAST_WIDTH, 72))

    def _on_stepped(self, way: int) -> None:
        gates = [row for row in self.rows if row.is_gate]
        now = next((k for k, row in enumerate(gates) if row.is_chosen), 0)
        row = gates[min(max(now + way, 0), len(gates) - 1)]
        self.choose(row.signal)
        row.setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(row, 0, 8)
        self.gate_chosen.emit(row.signal)


class _Content(QWidget):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setObjectName("content")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # else all of it would be painted with each row

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self.theme.surface)
