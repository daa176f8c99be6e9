"""Nodes on the move: where they come to stand while the mouse drags them, and the lines they fall in with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from core.positions import Position
from gui.diagram.layout import Layout, Node
from gui.diagram.placing import Point, bounds, nodes_of, position_at

NEAR = 5.0  # pixels within which a node falls in with another


class Guides(NamedTuple):
    """The height and the place across of nodes that the dragged one stands in line with, if any."""

    x: float | None = None
    y: float | None = None


class NodeDrag:
    """A drag of `nodes`, one of them `held` by the mouse, from where they stand in `layout`."""

    def __init__(self, layout: Layout, held: Node, nodes: Iterable[Node], at: Point) -> None:
        self._layout, self._held, self._at = layout, held, at
        self._from = {node: layout.centre(node) for node in nodes}
        places = [layout.centre(node) for node in nodes_of(layout) if node not in self._from]
        self._across = sorted({x for x, _ in places})
        self._down = sorted({y for _, y in places})
        self.guides = Guides()
        self.token = object()  # of the gesture

    def to(self, at: Point, scale: float = 1.0, free: bool = False) -> tuple[Position, ...]:
        """Where all of them stand with the mouse at a point; `scale` is the zoom, `free` falls in with nothing."""
        x, y = self._from[self._held]
        dx, dy = at[0] - self._at[0], at[1] - self._at[1]
        self.guides = Guides()
        if not free:
            line_x, line_y = _nearest(self._across, x + dx, NEAR / scale), _nearest(self._down, y + dy, NEAR / scale)
            dx = dx if line_x is None else line_x - x
            dy = dy if line_y is None else line_y - y
            self.guides = Guides(line_x, line_y)
        return self._moved(*self._kept(dx, dy))

    def _moved(self, dx: float, dy: float) -> tuple[Position, ...]:
        return tuple(position_at(self._layout, node, (x + dx, y + dy)) for node, (x, y) in self._from.items())

    def _kept(self, dx: float, dy: float) -> Point:
        """As much of a move as leaves all of them within the picture, each as far from the others as before."""
        for node, (x, y) in self._from.items():
            left, top, right, bottom = bounds(self._layout, node)
            dx = min(max(dx, min(left - x, 0.0)), max(right - x, 0.0))
            dy = min(max(dy, min(top - y, 0.0)), max(bottom - y, 0.0))
        return dx, dy


def nudged(layout: Layout, nodes: Iterable[Node], dx: float, dy: float) -> tuple[Position, ...]:
    """Where nodes stand when all of them are moved a little."""
    chosen = sorted(nodes)
    drag = NodeDrag(layout, chosen[0], chosen, (0.0, 0.0))
    return drag.to((dx, dy), free=True)


def _nearest(lines: list[float], value: float, most: float) -> float | None:
    near = min(lines, key=lambda line: abs(line - value), default=None)
    return near if near is not None and abs(near - value) <= most else None
