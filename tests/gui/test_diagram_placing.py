"""Nodes that were moved by hand: within the picture, where they were put, with their edges and hit areas."""

from __future__ import annotations

import numpy as np
import pytest

from core.positions import Position
from gui.diagram.curves import curves
from gui.diagram.drag import NodeDrag, nudged
from gui.diagram.layout import Key, Layout, Node, arrange
from gui.diagram.placing import beside, bounds, can_move, moved, position_at, within
from gui.diagram.spots import Box, column_at, removal, spots
from gui.diagram.wiring import shape_of
from tests.core import wired_scenes

SIZES = [(900.0, 330.0), (420.0, 200.0), (1600.0, 900.0)]


def laid(name: str, size: tuple[float, float] = SIZES[0]) -> Layout:
    return arrange(shape_of(wired_scenes.network(name)), *size, 80.0, 60.0)


def nodes_of(layout: Layout) -> list[Node]:
    found = [Node(key, row) for key, group in layout.groups.items() for row in range(len(group.y))]
    return [node for node in found if can_move(node)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", list(wired_scenes.WIRED))
def test_a_node_put_where_it_stands_does_not_move(name: str, size: tuple[float, float]) -> None:
    layout = laid(name, size)
    for node in nodes_of(layout):
        x, y = layout.centre(node)
        placed = moved(layout, [position_at(layout, node, (x, y))]).centre(node)
        # where there is too little room the layout itself goes beyond the picture
        assert np.allclose(placed, within(layout, node, (x, y)))
        left, top, right, bottom = bounds(layout, node)
        if left < right and top < bottom and size == SIZES[0]:
            assert np.allclose(placed, (x, y), atol=0.6)


@pytest.mark.parametrize("name", list(wired_scenes.WIRED))
def test_a_node_is_found_where_it_was_put_and_its_edges_end_there(name: str) -> None:
    layout = laid(name)
    for node in nodes_of(layout)[:: max(1, len(nodes_of(layout)) // 6)]:
        place = moved(layout, [position_at(layout, node, (0.5 * layout.width, 0.97 * layout.height))])
        x, y = place.centre(node)
        assert place.node_at(x, y) == node or any(np.hypot(x - a, y - b) < 30 for a, b in _others(place, node))
        for key in layout.groups:
            if place.shape.leads(key, node.key):
                ends = curves(place, key, node.key)[node.row, :, 3]
                half = place.groups[node.key].width / 2 + 1, place.groups[node.key].height / 2 + 1
                assert (np.abs(ends - (x, y)) <= half).all()


def _others(layout: Layout, node: Node) -> list[tuple[float, float]]:
    return [layout.centre(other) for other in nodes_of(layout) if other != node]


@pytest.mark.parametrize("x, y", [(-5.0, -5.0), (0.0, 1e9), (1e9, 0.0), (1e9, 1e9)])
def test_no_node_leaves_the_picture(x: float, y: float) -> None:
    layout = laid("in blocks")
    for node in nodes_of(layout):
        position = position_at(layout, node, (x, y))
        assert 0.0 <= position.x <= 1.0 and 0.0 <= position.y <= 1.0
        group = layout.groups[node.key]
        at = moved(layout, [position]).centre(node)
        assert group.width / 2 <= at[0] <= layout.width - group.width / 2
        assert group.height / 2 <= at[1] <= layout.height - group.height / 2


def test_a_position_is_a_share_of_the_picture() -> None:
    small, large = laid("in blocks"), laid("in blocks", SIZES[2])
    position = Position("unit", 0, 1, 0.55, 0.4)
    node = Node(Key("unit", 0), 1)
    assert np.allclose(moved(small, [position]).centre(node), (0.55 * 900, 0.4 * 330))
    assert np.allclose(moved(large, [position]).centre(node), (0.55 * 1600, 0.4 * 900))


def test_the_words_above_follow_when_all_nodes_have_moved() -> None:
    layout, key = laid("in blocks"), Key("unit", 0)
    some = moved(layout, [Position("unit", 0, 0, 0.6, 0.5)]).groups[key]
    assert (some.caption, some.words) == (layout.groups[key].caption, layout.groups[key].words)
    every = moved(layout, [Position("unit", 0, k, 0.6, 0.5 + 0.1 * k) for k in range(4)]).groups[key]
    assert every.words == pytest.approx(0.6 * 900) and every.caption < 0.5 * 330 - every.height / 2


def test_dragged_nodes_keep_their_places_to_each_other_and_stop_together_at_the_edge() -> None:
    layout = laid("in blocks")
    nodes = [Node(Key("unit", 0), k) for k in (0, 1)]
    drag = NodeDrag(layout, nodes[0], nodes, (100.0, 100.0))
    for at in ((140.0, 90.0), (-500.0, -500.0), (5000.0, 5000.0)):
        a, b = drag.to(at, free=True)
        (ax, ay), (bx, by) = (layout.centre(node) for node in nodes)
        assert (b.x - a.x) * layout.width == pytest.approx(bx - ax)
        assert (b.y - a.y) * layout.height == pytest.approx(by - ay)


def test_a_dragged_node_falls_in_with_another_unless_it_is_free() -> None:
    layout = laid("in blocks")
    node, other = Node(Key("unit", 0), 0), Node(Key("input", 0), 1)
    (x, y), (_, line) = layout.centre(node), layout.centre(other)
    drag = NodeDrag(layout, node, [node], (x, y))
    (position,) = drag.to((x - 60.0, line + 3.0))
    assert position.y * layout.height == pytest.approx(line) and drag.guides.y == line
    (position,) = drag.to((x - 60.0, line + 3.0), free=True)
    assert position.y * layout.height == pytest.approx(line + 3.0) and drag.guides == (None, None)


def test_keys_move_nodes_by_a_little() -> None:
    layout, node = laid("in blocks"), Node(Key("unit", 0), 2)
    x, y = layout.centre(node)
    (position,) = nudged(layout, {node}, 4.0, -4.0)
    assert (position.x * layout.width, position.y * layout.height) == pytest.approx((x + 4.0, y - 4.0))


def test_the_node_beside_is_the_nearest_of_the_next_column() -> None:
    layout = laid("large")
    assert beside(layout, Node(Key("input", 0), 0), -1) is None
    unit = beside(layout, Node(Key("input", 0), 0), 1)
    assert unit is not None and unit.key == Key("unit", 0)
    assert beside(layout, Node(Key("output", 3), 0), 1) is None
    last = beside(layout, Node(Key("output", 3), 0), -1)
    assert last is not None and last.key == Key("unit", 2)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", list(wired_scenes.WIRED))
def test_every_part_has_its_button_within_the_picture(name: str, size: tuple[float, float]) -> None:
    layout = laid(name, size)
    found = spots(layout, [])
    assert [s.layer for s in found if s.adds == "unit"] == list(range(len(layout.shape.layers)))
    levels = layout.shape.levels
    assert [s.layer for s in found if s.adds == "layer"] == [*(lv[0] for lv in levels), len(layout.shape.layers)]
    assert sorted(s.adds for s in found if s.adds in ("input", "output")) == ["input", "output"]
    for spot in found:
        assert 0 <= spot.x <= layout.width and 0 <= spot.y <= layout.height
        assert 0 <= column_at(layout, spot.x) <= len(layout.columns) - 1


def test_a_button_stands_clear_of_words() -> None:
    layout = laid("in blocks")
    (free,) = [s for s in spots(layout, []) if s.adds == "output"]
    words = Box(free.x - 20, free.y - 6, free.x + 20, free.y + 6)
    (moved_on,) = [s for s in spots(layout, [words]) if s.adds == "output"]
    assert not words.meets(moved_on.x, moved_on.y, 7.0)


def test_very_small_nodes_have_no_button_to_remove_them() -> None:
    assert removal(laid("large"), Node(Key("unit", 0), 0), False) is None
    free = removal(laid("in blocks"), Node(Key("unit", 0), 0), False)
    locked = removal(laid("in blocks"), Node(Key("unit", 0), 0), True)
    assert free is not None and locked is not None and locked[0] > free[0]
