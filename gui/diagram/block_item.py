"""A group of very many nodes as an item: a few drawn out as nodes, all of them as the cells of a grid below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPaintEngine, QPainter

from core.arrays import Array
from gui.diagram.block_words import Heading, paint_heading, title_rect
from gui.diagram.blocks import APART, LINE, Block
from gui.diagram.cells_grid import CellsGrid, outline
from gui.diagram.layout import NUMBER, Group
from gui.diagram.nodes import Look, NodesItem
from gui.diagram.pictures import Grid
from gui.numbers import number, probability
from gui.theme import Theme
from gui.widgets.laid import Face, width, write

LEAST_DOT = 2.0  # in the cell of a node that is held


class BlockItem(NodesItem):
    """Nodes are told by their place in the whole group; what is not drawn out is a cell."""

    def __init__(self, group: Group, theme: Theme) -> None:
        self._all = np.zeros(group.count)
        self._around: Array | None = None
        self._all_names: tuple[str, ...] = ()
        self._all_held: dict[int, bool] = {}
        self._marked: tuple[int | None, int | None, frozenset[int], bool] = (None, None, frozenset(), False)
        self._heading = Heading()
        self._grids = (CellsGrid(), CellsGrid())
        super().__init__(group, theme)

    @property
    def block(self) -> Block:
        """Where the cells are."""
        assert self.column.block is not None
        return self.column.block

    def set_group(self, group: Group) -> None:
        super().set_group(group)
        if self._all_names:
            self.set_names(self._all_names)
        self._show_drawn()
        self.set_marks(*self._marked)
        self.set_held(self._all_held)

    def set_names(self, names: Sequence[str]) -> None:
        self._all_names = tuple(names)
        super().set_names([names[row] for row in self.column.drawn if row < len(names)])

    def set_heading(self, heading: Heading) -> None:
        """The words above the cells."""
        if heading != self._heading:
            self._heading = heading
            self._place_block()

    def _place_block(self) -> None:
        self._place(self._rect.united(self.more_rect()))

    def set_values(self, values: Array, rings: Array | None = None, style: str = "signed", limit: float = 1.0) -> None:
        self._all, self._around = values, rings
        changed = self._grids[0].set_values(2 * values - 1 if style == "answer" else values, limit)
        changed |= self._grids[1].set_values(np.zeros(len(values)) if rings is None else rings, 1.0)
        if changed:
            self.touch(self.more_rect())
        self._show_drawn(style, limit)

    def _show_drawn(self, style: str | None = None, limit: float | None = None) -> None:
        rows = list(self.column.drawn)
        rings = None if self._around is None else self._around[rows]
        super().set_values(
            self._all[rows], rings, self.style if style is None else style, self._limit if limit is None else limit
        )

    def set_marks(
        self, selected: int | None, hovered: int | None, chosen: frozenset[int] = frozenset(), apart: bool = False
    ) -> None:
        marked = selected, hovered, chosen, apart
        if marked != self._marked:
            self._marked = marked
            self.touch(self.more_rect())
        places = [None if row is None else self.column.place(row) for row in (selected, hovered)]
        drawn = {self.column.place(row) for row in chosen}
        super().set_marks(places[0], places[1], frozenset(place for place in drawn if place is not None), apart)

    def set_held(self, held: Mapping[int, bool]) -> None:
        if held != self._all_held:
            self._all_held = dict(held)
            self.touch(self.more_rect())
        places = {self.column.place(row): here for row, here in held.items()}
        super().set_held({place: here for place, here in places.items() if place is not None})

    @property
    def held(self) -> dict[int, bool]:
        return self._all_held

    def text(self, row: int) -> str:
        place = self.column.place(row)
        if place is not None:
            return super().text(place)
        value = float(self._all[row])
        if self.style == "empty":
            return ""
        if self.style == "whole":
            return str(round(value))
        return number(value) if self.style == "signed" else probability(value)

    def node_rect(self, row: int) -> QRectF:
        place = self.column.place(row)
        return self.cell_rect(row).adjusted(-3, -3, 3, 3) if place is None else self._rect_of(place)

    def name_rect(self, row: int) -> QRectF:
        place = self.column.place(row)
        return self.node_rect(row) if place is None else super().name_rect(place)

    def cell_rect(self, row: int, grid: int = 0) -> QRectF:
        """The cell of a node."""
        size = self.block.fold.cell
        return QRectF(*self.block.cell(row, grid), size, size)

    def block_rect(self) -> QRectF:
        """The cells of all grids."""
        block = self.block
        return QRectF(QPointF(block.left, block.top), QPointF(block.right, block.bottom))

    def column_rect(self) -> QRectF:
        return super().column_rect().united(self.block_rect())

    def more_rect(self) -> QRectF:
        around = self.block_rect().adjusted(-4, -LINE * self.block.fold.lines - 3, 4, 4)
        if self.block.fold.lines:
            around = around.united(self._title_rect().adjusted(-4, 0, 4, 0)).adjusted(0, 0, APART, 0)
        return around

    def word_rects(self) -> list[QRectF]:
        return [*super().word_rects(), *([self._title_rect()] if self.block.fold.lines else [])]

    def _title_rect(self) -> QRectF:
        return title_rect(self.block, self._heading, self.column.is_first)

    # painting

    def draw_rest(self, painter: QPainter, exposed: QRectF, grid: Grid | None) -> None:
        super().draw_rest(painter, exposed, grid)
        if exposed.intersects(self.more_rect()):
            self._paint_block(painter)

    def _paint_block(self, painter: QPainter) -> None:
        block, theme = self.block, self.theme
        painter.fillRect(self.block_rect().adjusted(-3, -2, 4, 4), theme.surface)
        if block.fold.lines:
            values = (None, None) if self.style == "empty" else (self._all, self._around)
            paint_heading(painter, theme, block, self._heading, values, self.column.is_first)
        as_picture = painter.paintEngine().type() == QPaintEngine.Type.Raster
        for which, (cells, left) in enumerate(zip(self._grids, block.lefts, strict=False)):
            cells.draw(painter, theme, block.fold, left, block.top, as_picture)
            self._paint_marks(painter, which)

    def _paint_marks(self, painter: QPainter, grid: int) -> None:
        """Which cells are of nodes that are drawn out, selected, held or under the mouse."""
        theme, (selected, hovered, chosen, _) = self.theme, self._marked
        for drawn in self.column.drawn:
            self._frame(painter, drawn, grid, theme.muted, 1.0)
        for held, here in self._all_held.items():
            middle, size = self.cell_rect(held, grid).center(), max(LEAST_DOT, self.block.fold.cell / 3)
            dot = QRectF(middle.x() + 0.5 - size / 2, middle.y() + 0.5 - size / 2, size, size)
            painter.fillRect(dot, theme.text if here else theme.muted)
        for together in chosen:
            self._frame(painter, together, grid, theme.accent, 1.0)
        for row, colour in ((hovered, theme.text), (selected, theme.accent)):
            if row is not None:
                self._frame(painter, row, grid, colour, 2.0)

    def _frame(self, painter: QPainter, row: int, grid: int, colour: QColor, line: float) -> None:
        # upon the lines between the cells
        outline(painter, self.cell_rect(row, grid).adjusted(1, 1, 0, 0), colour, line)

    def _paint_inside(self, painter: QPainter, body: QRectF, row: int, look: Look) -> None:
        """The number of a unit in the whole group before its value, where no name stands beside."""
        if self.column.is_first or self.column.key.kind not in ("unit", "before") or not self.column.font:
            super()._paint_inside(painter, body, row, look)
            return
        text, face = str(self.column.drawn[row] + 1), Face(int(NUMBER))
        room = width("0" * len(str(self.column.count)), face) + 7
        write(painter, QRectF(body.left() + 5, body.top(), room - 5, body.height()), text, face, look.ink, 1.0)
        self._paint_number(painter, body.adjusted(room, 0, 0, 0), look.ink, look.text)
