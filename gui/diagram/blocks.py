"""A group of very many nodes as a block: a grid of small cells, one a node, a few of them drawn out. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

COLUMNS = (16, 8, 32, 64)  # cells in a row of a grid, what is preferred first
LARGEST_CELL, SMALLEST_CELL = 9, 1  # pixels
NEARLY = 0.75  # as large as the largest: then rows are of the preferred length
LATTICE = 4  # from this size on cells stand apart
APART = 22.0  # two grids beside each other
ABOVE = 9.0  # from the last node that is drawn out to the block
LINE = 14.0  # height of a line of words above the grid


@dataclass(frozen=True)
class Fold:
    """How a group of `count` nodes is drawn: `slots` of them as nodes, all of them as cells below.

    There are `grids` of them, 2 where there is a cell state, each `columns` cells wide; `lines` of words stand above,
    `foot` pixels are free below.
    """

    count: int
    slots: int
    columns: int
    cell: int
    grids: int = 1
    lines: int = 1
    foot: float = 0.0

    @property
    def rows(self) -> int:
        """Rows of cells of a grid."""
        return -(-self.count // self.columns)

    @property
    def grid_width(self) -> float:
        """Of one grid."""
        return float(self.columns * self.cell)

    @property
    def grid_height(self) -> float:
        """Of the cells alone."""
        return float(self.rows * self.cell)

    @property
    def width(self) -> float:
        """Of all grids."""
        return self.grids * self.grid_width + (self.grids - 1) * APART

    @property
    def height(self) -> float:
        """From the last node that is drawn out to the lower end."""
        return ABOVE + self.lines * LINE + self.grid_height + self.foot


@dataclass(frozen=True)
class Block:
    """A fold in its place: `left` and `top` are those of the first grid's cells, whole pixels."""

    fold: Fold
    left: float
    top: float

    @property
    def right(self) -> float:
        """Of the last grid."""
        return self.left + self.fold.width

    @property
    def bottom(self) -> float:
        """Of the grids."""
        return self.top + self.fold.grid_height

    @cached_property
    def lefts(self) -> tuple[float, ...]:
        """Of each grid."""
        return tuple(self.left + k * (self.fold.grid_width + APART) for k in range(self.fold.grids))

    def at(self, x: float, y: float) -> int | None:
        """The node whose cell, of either grid, is at a point."""
        fold = self.fold
        for left in self.lefts:
            column, row = int((x - left) // fold.cell), int((y - self.top) // fold.cell)
            if 0 <= column < fold.columns and row >= 0 and (found := row * fold.columns + column) < fold.count:
                return found
        return None

    def cell(self, node: int, grid: int = 0) -> tuple[float, float]:
        """The upper left corner of a node's cell."""
        row, column = divmod(node, self.fold.columns)
        return self.lefts[grid] + column * self.fold.cell, self.top + row * self.fold.cell

    def within(self, left: float, top: float, right: float, bottom: float) -> list[int]:
        """The nodes whose cells, of either grid, have their middles in a rectangle."""
        fold, half = self.fold, self.fold.cell / 2
        rows = [k for k in range(-(-fold.count // fold.columns)) if top <= self.top + k * fold.cell + half <= bottom]
        across = range(fold.columns)
        columns = {k for first in self.lefts for k in across if left <= first + k * fold.cell + half <= right}
        found = (row * fold.columns + column for row in rows for column in sorted(columns))
        return [node for node in found if node < fold.count]

    def centre(self, node: int) -> tuple[float, float]:
        """The middle of a node's cell of the first grid."""
        x, y = self.cell(node)
        return x + self.fold.cell / 2, y + self.fold.cell / 2


def folded(
    count: int, slots: int, width: float, height: float, grids: int = 1, lines: int = 1, foot: float = 0.0
) -> Fold:
    """The fold whose cells are largest in width x height pixels, words included; where none fits, the smallest."""
    high = height - ABOVE - lines * LINE - foot
    wide = (width - (grids - 1) * APART) / grids

    def fits(columns: int) -> float:
        return min(wide / columns, high / -(-count // columns))

    def cell(columns: int) -> int:
        return min(max(int(fits(columns)), SMALLEST_CELL), LARGEST_CELL)

    columns = max((c for c in COLUMNS if c <= count), key=lambda c: (cell(c), min(fits(c), LARGEST_CELL)))
    if count >= COLUMNS[0] and cell(COLUMNS[0]) >= NEARLY * cell(columns):
        columns = COLUMNS[0]
    return Fold(count, slots, columns, cell(columns), grids, lines, foot)
