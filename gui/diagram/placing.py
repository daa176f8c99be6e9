"""Nodes where a person has put them: a layout with positions in place of its own. Pure, knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from core.positions import Position
from gui.diagram.layout import BACK, CAPTION, LABEL_GAP, MARGIN, Group, Key, Layout, Node, Shape

Point = tuple[float, float]


def moved(layout: Layout, positions: Iterable[Position]) -> Layout:
    """`layout` with nodes at their positions, held within the picture; captions and the way back follow."""
    places: dict[Key, dict[int, Point]] = {}
    for position in positions:
        node = node_of(layout.shape, position)
        group = layout.groups.get(node.key)
        if group is not None and group.block is None and node.row < len(group.y):
            at = position.x * layout.width, position.y * layout.height
            places.setdefault(node.key, {})[node.row] = within(layout, node, at)
    if not places:
        return layout
    groups = {key: _moved(layout, group, places.get(key, {})) for key, group in layout.groups.items()}
    return replace(layout, groups=groups, back=_back(layout, groups))


def node_of(shape: Shape, position: Position) -> Node:
    """The node that a position is of."""
    layer = len(shape.layers) if position.kind == "output" else position.layer
    return Node(Key(position.kind, layer), position.row)


def nodes_of(layout: Layout) -> list[Node]:
    """Every node that is drawn, those of other steps too."""
    return [Node(key, row) for key, group in layout.groups.items() for row in group.drawn]


def can_move(node: Node) -> bool:
    """Whether a node may be put elsewhere: what is of another step has its place under what it is read with."""
    return not node.key.is_ghost and not node.key.shift


def stands_alone(layout: Layout, node: Node) -> bool:
    """Whether it may be put elsewhere in this layout: in a block, places are for those drawn out of it."""
    return can_move(node) and layout.groups[node.key].block is None


def beside(layout: Layout | None, node: Node, way: int) -> Node | None:
    """The nearest node, of this step, in the next column to the left (-1) or right (+1) that has any."""
    if layout is None:
        return None
    columns = [[key for key in keys if can_move(Node(key, 0))] for keys in layout.columns]
    index = next((k for k, keys in enumerate(columns) if node.key in keys), None)
    if index is None or not 0 <= index + way < len(columns):
        return None
    _, height = layout.centre(node)
    others = [other for other in nodes_of(layout) if other.key in columns[index + way]]
    return min(others, key=lambda other: abs(layout.centre(other)[1] - height))


def position_at(layout: Layout, node: Node, at: Point) -> Position:
    """The position of a node whose middle is put at a point, held within the picture."""
    x, y = within(layout, node, at)
    kind = node.key.kind
    assert kind != "before"
    layer = node.key.layer if kind == "unit" else 0
    return Position(kind, layer, node.row, _share(x, layout.width), _share(y, layout.height))


def bounds(layout: Layout, node: Node) -> tuple[float, float, float, float]:
    """Left, top, right, bottom within which the middle of a node may stand, its name beside it."""
    group = layout.groups[node.key]
    named = group.label + LABEL_GAP
    left = MARGIN + group.width / 2 + (named if node.key.kind == "input" else 0.0)
    right = layout.width - MARGIN - group.width / 2 - (named if node.key.kind == "output" else 0.0)
    top, bottom = MARGIN + group.height / 2, _floor(layout) - group.height / 2
    return left, top, max(left, right), max(top, bottom)


def within(layout: Layout, node: Node, at: Point) -> Point:
    """The nearest point at which the middle of a node may stand."""
    left, top, right, bottom = bounds(layout, node)
    return min(max(at[0], left), right), min(max(at[1], top), bottom)


def _share(value: float, whole: float) -> float:
    return min(max(value / max(whole, 1.0), 0.0), 1.0)


def _floor(layout: Layout) -> float:
    return layout.height - MARGIN - (BACK if layout.back is not None else 0.0)


def _moved(layout: Layout, group: Group, places: dict[int, Point]) -> Group:
    if not places:
        return group
    made = replace(group, moved=places)
    if len(places) < len(group.y):
        return made  # the words stay above those that keep to the column
    top = int(np.argmin(made.ys))
    x, y = float(made.xs[top]), float(made.ys[top])
    above = y - group.height / 2 - CAPTION / 2 - (4 if group.key.kind == "unit" else 1)
    return _with_words_at(replace(made, caption=max(CAPTION / 2, above)), x, layout.width)


def _with_words_at(group: Group, x: float, width: float) -> Group:
    """The words above a group at a node's middle, as wide as the picture allows."""
    if group.is_first:  # they end at its right
        right = x + group.width / 2
        return replace(group, words=right / 2, room=right)
    return replace(group, words=x, room=min(group.room, 2 * min(x, width - x)))


def _back(layout: Layout, groups: dict[Key, Group]) -> float | None:
    if layout.back is None:
        return None
    lowest = max(
        group.block.bottom if group.block else float(group.ys.max()) + group.height / 2 for group in groups.values()
    )
    return min(_floor(layout) + 5, lowest + 2 * BACK)
