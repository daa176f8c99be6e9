"""Columns and rows: gates below, operators over what they join, the belt on top. Pure; no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from gui.cell.flow import Flow, Node

LANE = 0.5  # of a column between two groups
SHARES = {"gate": 1.0, "call": 0.9, "op": 0.6, "scale": 0.8, "mix": 0.8}


@dataclass
class Grid:
    """Columns (left to right, in shares) and rows (0 is the gates') of the nodes."""

    x: dict[int, float] = field(default_factory=dict)
    row: dict[int, int] = field(default_factory=dict)
    last: float = 0.0  # right edge of the rightmost column

    @property
    def rows(self) -> int:
        """How many rows there are above the gates'."""
        return max(self.row.values(), default=0)


@lru_cache(maxsize=32)
def grid_of(flow: Flow) -> Grid:
    """Where the nodes of `flow` stand, in columns and rows."""
    return _Columns(flow).grid()


class _Columns:
    """Gives every node a column and a row: gates below, operators over what they join, the belt on top."""

    def __init__(self, flow: Flow) -> None:
        self.nodes, self.belt, self.roots = flow.nodes, flow.belt, tuple(flow.roots.values())
        self.found = Grid()
        self.after = self._later()

    def grid(self) -> Grid:
        grid, edge = self.found, 0.0
        for key in self.belt:
            sides = [k for k in self.nodes[key].inputs if k not in self.belt and self.nodes[k].kind != "before"]
            fresh = [k for k in sides if k not in grid.x]
            for side in fresh:
                self.place(side)
            heads = [grid.x[k] for k in fresh if k in grid.x]
            x = max(heads) if heads else -1.0
            grid.x[key] = x if x >= edge else self.column(key)
            edge = grid.x[key] + 0.4
            grid.last += LANE
        for key in self.roots:
            self.place(key)
        return grid

    def _later(self) -> set[int]:
        """The nodes that read the belt's end."""
        found = set(self.belt[-1:])
        for node in self.nodes:
            if node.key not in self.belt and found & set(node.inputs):
                found.add(node.key)
        return found

    def column(self, key: int) -> float:
        share = SHARES.get(self.nodes[key].kind, 0.8)
        x = self.found.last + share / 2
        self.found.last += share
        return x

    def put(self, key: int, x: float, row: int) -> None:
        grid = self.found
        while any(grid.row[k] == row and abs(grid.x[k] - x) < self.room(k, key) for k in grid.row):
            row += 1
        grid.x[key], grid.row[key] = x, row

    def room(self, a: int, b: int) -> float:
        return sum(SHARES.get(self.nodes[k].kind, 0.8) for k in (a, b)) / 2 - 0.02

    def place(self, key: int) -> None:
        node = self.nodes[key]
        if key in self.found.x or node.kind in ("before", "feed"):
            return
        if node.kind == "gate":
            for side in node.inputs:
                self.beside(side)
            self.put(key, self.column(key), 0)
        elif key in self.after:
            self.hang(node)
        else:
            self.join(node)

    def beside(self, key: int) -> None:
        """A node on the way into a gate: in the gates' row, to the left of it."""
        node = self.nodes[key]
        if key in self.found.x or node.kind in ("before", "feed"):
            return
        for k in node.inputs:
            self.beside(k)
        self.put(key, self.column(key), 0)

    def hang(self, node: Node) -> None:
        """A node below the belt's end: its chain goes down in a column of its own."""
        grid = self.found
        for k in node.inputs:
            self.place(k)
        above = [k for k in node.inputs if k in self.after and k not in self.belt and grid.row.get(k) == 1]
        if above and self.is_free(grid.x[above[-1]], node.key):
            self.put(node.key, grid.x[above[-1]], 0)
        else:
            self.put(node.key, self.column(node.key), 1)

    def is_free(self, x: float, key: int) -> bool:
        grid = self.found
        return all(grid.row[k] or abs(grid.x[k] - x) >= self.room(k, key) for k in grid.row)

    def join(self, node: Node) -> None:
        """An operator above what it joins."""
        grid = self.found
        fresh = [k for k in node.inputs if k not in grid.x]
        for k in fresh:
            self.place(k)
        low = [grid.x[k] for k in fresh if grid.row.get(k) == 0]
        some = low or [grid.x[k] for k in fresh if k in grid.row]
        # a function of one value has it below; an operator with a second reader of it stands beside
        x = sum(some) / len(some) if some else self.column(node.key)
        rows = [grid.row[k] + (abs(grid.x[k] - x) < 0.45) for k in node.inputs if k in grid.row]
        self.put(node.key, x, max([1, *rows]))
