"""Where the diagram's small buttons stand that add and remove parts. Pure, knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np

from gui.diagram.layout import LABEL_GAP, MARGIN, Group, Key, Layout, Node

Adds = Literal["input", "unit", "layer", "output"]

RADIUS = 9.0  # of a button, with the room around it
LEAST_HEIGHT = 11.0  # of a node that has room for a button of its own
MOST_PAD = 24.0  # of a column, on each side
RING = 5.0  # a mark round a node reaches so far


class Box(NamedTuple):
    """What had better stay in sight."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, x: float, y: float, radius: float) -> bool:
        """Whether a button about a point lies over it."""
        beside = self.left - radius < x < self.right + radius
        return beside and self.top - radius < y < self.bottom + radius


class Spot(NamedTuple):
    """A button that adds a part: a unit to `layer`, or a layer before that one; `column` is where the mouse asks.

    Columns are counted from the left, the gap behind one half a column more.
    """

    adds: Adds
    layer: int
    column: float
    x: float
    y: float


def column_at(layout: Layout, x: float) -> float:
    """Which column, or gap between two, is at a place across: 0 is the first column, 0.5 the gap behind it."""
    edges = _edges(layout)
    for index, (left, right) in enumerate(edges):
        gap_before = left - edges[index - 1][1] if index else 1e9
        gap_after = edges[index + 1][0] - right if index + 1 < len(edges) else 1e9
        if x < left - min(MOST_PAD, 0.25 * gap_before) and index:
            return index - 0.5
        if x <= right + min(MOST_PAD, 0.25 * gap_after):
            return float(index)
    return float(len(edges) - 1)


def spots(layout: Layout, words: Sequence[Box], scale: float = 1.0) -> list[Spot]:
    """Every button that adds a part, clear of `words` and nodes where there is room; `scale` is the zoom."""
    radius = RADIUS / scale
    taken = [*words, *_nodes(layout)]
    found = []
    for index, keys in enumerate(layout.columns):
        for key in keys:
            if not key.is_ghost and not key.shift:
                x, y = _first_free(layout, _under(layout.groups[key], words, radius), taken, radius)
                found.append(Spot("unit" if key.kind == "unit" else _end(key), key.layer, float(index), x, y))
    for index, (left, right) in enumerate(_gaps(layout)):
        levels = layout.shape.levels
        at = levels[index][0] if index < len(levels) else len(layout.shape.layers)
        x, y = _first_free(layout, _between(layout, left, right, radius), taken, radius)
        found.append(Spot("layer", at, index + 0.5, x, y))
    return found


def removal(layout: Layout, node: Node, held: bool, scale: float = 1.0) -> tuple[float, float] | None:
    """Where the button that removes a node stands: at its upper right, beside the padlock of one that is `held`."""
    group = layout.groups[node.key]
    if group.height * scale < LEAST_HEIGHT or group.place(node.row) is None:
        return None
    x, y = layout.centre(node)
    away = (RING if group.key.kind == "unit" else 2.0) + (9.0 if held else 0.0)
    radius = RADIUS / scale
    right = min(x + group.width / 2 + away, layout.width - radius)
    return right, max(y - group.height / 2 - 1.0, radius)


def _end(key: Key) -> Adds:
    return "input" if key.kind == "input" else "output"


def _edges(layout: Layout) -> list[tuple[float, float]]:
    """Left and right of each column's nodes where the layout has them."""
    groups = [[layout.groups[key] for key in keys] for keys in layout.columns]
    return [(min(g.left for g in column), max(g.right for g in column)) for column in groups]


def _gaps(layout: Layout) -> Iterator[tuple[float, float]]:
    edges = _edges(layout)
    for (_, left), (right, _) in zip(edges, edges[1:], strict=False):
        yield left, right


def _nodes(layout: Layout) -> Iterator[Box]:
    for group in layout.groups.values():
        wide, high = group.width / 2, group.height / 2
        if (block := group.block) is not None:
            yield Box(block.left, block.top, block.right, block.bottom)
        if group.height >= LEAST_HEIGHT:
            places = zip(group.xs.tolist(), group.ys.tolist(), strict=True)
            yield from (Box(x - wide, y - high, x + wide, y + high) for x, y in places)
        else:  # very many: the column as a whole
            yield Box(group.x - wide, group.top(), group.x + wide, group.bottom())


def _under(group: Group, words: Sequence[Box], radius: float) -> list[tuple[float, float]]:
    """Places below the lowest node of a group, the best first; at its side where others stand below."""
    row = int(np.argmax(group.ys))
    x, bottom = float(group.xs[row]), float(group.ys[row]) + group.height / 2
    if (block := group.block) is not None:
        wide = block.right + radius + 3, block.left - radius - 3
        return [(x, block.bottom + radius + 1), *((side, block.bottom - radius) for side in wide)]
    below = bottom + radius + (RING if group.key.kind == "unit" else 1.0)
    beside = [(word.left - radius - 3, (word.top + word.bottom) / 2) for word in words if word.meets(x, below, radius)]
    if group.key.kind == "input":  # beside the last name: beside the words below it would seem to be theirs
        beside.insert(0, (group.left - LABEL_GAP - group.label - radius, float(group.ys[row])))
    side = group.width / 2 + radius + RING
    return [(x, below), *beside, (x + side, bottom - radius / 2), (x - side, bottom - radius / 2), (x, bottom)]


def _between(layout: Layout, left: float, right: float, radius: float) -> list[tuple[float, float]]:
    """Places in the gap between two columns, above and below where edges run."""
    top, bottom = MARGIN + radius, layout.height - MARGIN - radius
    shares = (0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.2)
    return [(left + share * (right - left), y) for y in (top, bottom) for share in shares]


def _first_free(
    layout: Layout, places: Iterable[tuple[float, float]], taken: Sequence[Box], radius: float
) -> tuple[float, float]:
    """The first place within the picture that nothing stands at; else the first that is within it."""
    inside = [
        (x, y) for x, y in places if radius <= x <= layout.width - radius and radius <= y <= layout.height - radius
    ]
    free = [(x, y) for x, y in inside if not any(box.meets(x, y, radius - 1.0) for box in taken)]
    return next(iter([*free, *inside]), (layout.width / 2, layout.height - radius))
