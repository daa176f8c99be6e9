"""The diagram's layout: pure geometry, and which edges there are."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import Network, load_cell, parse_cell
from gui.diagram.curves import curves, distances, sampled
from gui.diagram.edges import BEND, MOST_FAINT, MOST_STRONG, WIDEST, EdgeTable, bend, widths
from gui.diagram.layout import Group, Key, LayerShape, Layout, Node, Shape, arrange
from gui.diagram.wiring import bundles, recurrent, ring_state, shown_gate

SIZES = [(730, 230), (320, 130), (1270, 460)]
UNITS = Key("unit", 0)
BEFORE = Key("before", 0)


def layout_of(units: int, size: tuple[int, int] = (730, 230), ring: bool = True) -> Layout:
    shape = Shape(4, (LayerShape(units, True, ring),), 1, digits=1)
    return arrange(shape, *size, names=90, words=44)


def wired(layers: list[LayerShape]) -> tuple[LayerShape, ...]:
    return (replace(layers[0], beside=False), *layers[1:])


layers = st.builds(
    LayerShape,
    st.integers(1, 64),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from([1, 1, 2, 4]),
)
shapes = st.builds(
    Shape,
    st.integers(1, 40),
    st.lists(layers, min_size=1, max_size=4).map(wired),
    st.integers(1, 12),
    st.sampled_from([1, 5]),
    st.lists(st.sampled_from([(), (), (-1,), (-1, -2, 1), (1, 2)]), max_size=4).map(tuple),
)


def boxes(layout: Layout) -> list[tuple[Key, float, float, float, float]]:
    return [
        (key, group.left, float(y) - group.height / 2, group.right, float(y) + group.height / 2)
        for key, group in layout.groups.items()
        for y in group.y
    ]


@given(shapes, st.integers(400, 2000), st.integers(120, 1200))
def test_nodes_lie_inside_and_none_overlaps_another(shape: Shape, width: int, height: int) -> None:
    layout = arrange(shape, width, height, names=90, words=44)
    found = boxes(layout)
    for _, left, top, right, bottom in found:
        assert left >= 0 and right <= width
        assert top >= 0 and bottom <= height
    for group in layout.groups.values():
        assert group.height <= group.pitch + 1e-9
    for a, b in itertools.combinations(layout.groups.values(), 2):
        apart_x = a.right <= b.left or b.right <= a.left
        apart_y = a.bottom() <= b.top() or b.bottom() <= a.top()
        assert apart_x or apart_y, (a.key, b.key)


def gap_to_node(points: np.ndarray, group: Group, index: int) -> np.ndarray:
    """How far points are from the outline of a stadium; negative inside."""
    radius = group.height / 2
    half = group.width / 2 - radius
    dx = np.maximum(np.abs(points[..., 0] - group.x) - half, 0.0)
    dy = points[..., 1] - group.y[index]
    return np.hypot(dx, dy) - radius


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("units", range(1, 9))
def test_no_edge_covers_a_node_it_does_not_join(units: int, size: tuple[int, int]) -> None:
    layout = layout_of(units, size)
    joins = [(Key("input", 0), UNITS), (BEFORE, UNITS), (UNITS, Key("output", 1))]
    for source, target in joins:
        paths = sampled(curves(layout, source, target), 120)
        for t, s in np.ndindex(paths.shape[:2]):
            for key, group in layout.groups.items():
                for index in range(len(group.y)):
                    own = (key, index) in ((source, s), (target, t))
                    least = gap_to_node(paths[t, s], group, index).min()
                    assert least > (-0.5 if own else 0.5), (source, s, target, t, key, index)


def test_all_64_recurrent_edges_of_8_units_are_drawn_apart() -> None:
    network = Network.build(4, [(load_cell("lstm"), 8)], 1, "sigmoid", seed=0)
    layout = layout_of(8)
    found = [b for b in bundles(network, 0, "i") if b.source == BEFORE]
    assert [b.name for b in found] == ["U_i"]
    paths = curves(layout, BEFORE, UNITS)
    assert paths.shape == (8, 8, 4, 2)
    middles = sampled(paths, 33).reshape(64, -1)
    assert len(np.unique(middles.round(3), axis=0)) == 64
    table = EdgeTable(layout, bundles(network, 0, "i"), 0, 0)
    rows = [table.row("U_i", t, s) for t in range(8) for s in range(8)]
    assert table.shown[rows].all() and len(set(rows)) == 64


def test_no_node_stands_before_another_of_its_column() -> None:
    for units in (1, 4, 9, 64):
        groups = layout_of(units).groups
        assert groups[BEFORE].right == pytest.approx(groups[Key("input", 0)].right)


def test_edges_end_at_the_nodes_they_join() -> None:
    layout = layout_of(5)
    paths = curves(layout, BEFORE, UNITS)
    before, units = layout.groups[BEFORE], layout.groups[UNITS]
    for t, s in np.ndindex(5, 5):
        assert abs(gap_to_node(paths[t, s, 0], before, s)) < 1e-6
        assert abs(gap_to_node(paths[t, s, 3], units, t)) < 1e-6


def test_an_edge_of_a_second_matrix_takes_another_way() -> None:
    layout = layout_of(3)
    straight, bent = curves(layout, BEFORE, UNITS), curves(layout, BEFORE, UNITS, 10.0)
    assert np.allclose(straight[..., [0, 3], :], bent[..., [0, 3], :])
    assert np.abs(sampled(bent)[..., 12, 1] - sampled(straight)[..., 12, 1]).min() > 5


@pytest.mark.parametrize("units", [1, 4, 9, 64])
def test_the_node_at_its_middle_is_found(units: int) -> None:
    layout = layout_of(units)
    for key, group in layout.groups.items():
        for index in range(len(group.y)):
            assert layout.node_at(*layout.centre(Node(key, index))) == Node(key, index)
    assert layout.node_at(layout.groups[UNITS].x + 60, 10) is None


def test_names_are_part_of_the_nodes_they_name() -> None:
    group = layout_of(4).groups[Key("input", 0)]
    assert layout_of(4).node_at(group.left - 40, float(group.y[2])) == Node(group.key, 2)


def test_numbers_show_while_there_is_room() -> None:
    fonts = [layout_of(units).groups[UNITS].font for units in (1, 4, 9, 16, 64)]
    assert fonts == sorted(fonts, reverse=True)
    assert fonts[0] >= 12 and fonts[2] >= 10 and fonts[-1] == 0
    assert layout_of(9).groups[BEFORE].font >= 10


def test_nodes_grow_with_a_large_view_up_to_a_limit() -> None:
    sizes = [layout_of(4, size).groups[UNITS] for size in ((850, 380), (1350, 570), (2600, 1300), (5000, 3000))]
    heights = [group.height for group in sizes]
    assert heights[0] < heights[1] < heights[2] == heights[3]
    assert [group.font for group in sizes] == [13, 17, 17, 17]
    wide = layout_of(4, (1350, 570))
    assert wide.groups[Key("input", 0)].left < 200


def test_few_inputs_keep_their_names_beside_many_units() -> None:
    assert layout_of(64).groups[Key("input", 0)].label > 0
    assert layout_of(64).groups[BEFORE].label == 0


def test_the_cell_state_has_a_ring_only_where_there_is_one() -> None:
    assert layout_of(4, ring=True).groups[UNITS].ring > 0
    assert layout_of(4, ring=False).groups[UNITS].ring == 0


@given(st.floats(0, 50), st.floats(0, 50))
def test_a_larger_weight_is_never_drawn_thinner(a: float, b: float) -> None:
    thin, wide = widths(np.array(sorted((a, b))))
    assert 0 < thin <= wide <= WIDEST
    assert widths(np.array([-a]))[0] == widths(np.array([a]))[0]


def test_widths_tell_weights_apart() -> None:
    drawn = widths(np.array([0.1, 0.7, 3.3, 6.0]))
    assert (np.diff(drawn) > 0.8).all()


def test_distance_to_an_edge() -> None:
    line = sampled(np.array([[[0.0, 0.0], [30.0, 0.0], [60.0, 0.0], [90.0, 0.0]]]))
    assert distances(line, 45.0, 7.0)[0] == pytest.approx(7.0)
    assert distances(line, 93.0, 4.0)[0] == pytest.approx(5.0)


def table_of(units: int, unit: int = 0, gate: str = "i", cut: bool = False) -> EdgeTable:
    network = Network.build(4, [(load_cell("lstm"), units)], 1, "sigmoid", seed=0)
    if cut:
        mask = np.zeros((units, units), dtype=bool)
        mask[unit] = True
        network = network.with_cut(0, "U_i", mask)
    return EdgeTable(layout_of(units), bundles(network, 0, gate), 0, unit)


def test_edges_into_the_selected_unit_and_out_of_it_stand_out() -> None:
    table = table_of(4, unit=2)
    strong = {(e.bundle.name, e.target, e.source) for e in map(table.edge, np.flatnonzero(table.strong).tolist())}
    assert strong == {*(("W_i", 2, s) for s in range(4)), *(("U_i", 2, s) for s in range(4)), ("W_y", 0, 2)}
    assert (table.faint == ~table.strong).all()


def test_a_row_and_its_edge_are_each_other() -> None:
    table = table_of(5)
    for row in range(len(table.weights)):
        edge = table.edge(row)
        assert table.row(edge.bundle.name, edge.target, edge.source) == row
        assert edge.weight == table.weights[row]


def test_cut_edges_are_not_drawn_but_known() -> None:
    table = table_of(4, unit=1, cut=True)
    cut = [table.row("U_i", 1, s) for s in range(4)]
    assert not table.shown[cut].any()
    assert table.cuts_into(Node(UNITS, 1)).tolist() == cut
    assert table.cuts_into(Node(UNITS, 0)).tolist() == []


def test_of_very_many_edges_the_largest_are_drawn() -> None:
    table = table_of(64)
    others = table.faint & ~table.strong
    assert np.count_nonzero(others) == MOST_FAINT
    rest = ~table.faint & ~table.strong
    assert np.abs(table.weights[others]).min() >= np.abs(table.weights[rest]).max()
    assert table.shown[table.strong].all() and table.left_out == np.count_nonzero(rest)


def test_of_very_many_edges_into_a_unit_the_largest_stand_out() -> None:
    table = table_of(64)
    edges = [table.edge(row) for row in table.strong_rows.tolist()]
    recurrent = [edge for edge in edges if edge.bundle.source.kind == "before"]
    assert len(recurrent) == MOST_STRONG and len(edges) == MOST_STRONG + 4 + 1
    (unit,) = {edge.target for edge in recurrent}
    sizes = np.sort(np.abs(recurrent[0].bundle.weights[unit]))
    assert sorted(abs(edge.weight) for edge in recurrent) == sizes[-MOST_STRONG:].tolist()
    assert table.faint[table.strong].sum() == 64 - MOST_STRONG
    few = table_of(4)
    assert few.strong_rows.tolist() == np.flatnonzero(few.strong).tolist()


def test_a_weight_that_grows_comes_to_stand_out() -> None:
    table = table_of(64)
    row = next(row for row in np.flatnonzero(table.strong).tolist() if table.faint[row])
    edge = table.edge(row)
    weights = edge.bundle.weights.copy()
    weights[edge.target, edge.source] = 9.0
    table.read([replace(b, weights=weights) if b is edge.bundle else b for b in table.bundles])
    assert row in table.strong_rows and not table.faint[row] and table.shown[row]


def test_the_edge_under_the_mouse_is_found_within_a_few_pixels() -> None:
    table = table_of(4)
    row = table.row("W_y", 0, 0)
    x, y = sampled(table.points[row], 21)[10]
    assert table.at(x, y, 5.0) == row
    assert table.at(x, y - table.widths[row] / 2 - 4, 5.0) == row
    assert table.at(x, y - 40, 5.0) is None


def test_a_strong_edge_is_found_before_a_faint_one_that_crosses_it() -> None:
    table = table_of(4, unit=0)
    for row in np.flatnonzero(table.strong).tolist():
        x, y = sampled(table.points[row], 21)[8]
        found = table.at(x, y, 5.0)
        assert found is not None and table.strong[found]


def test_each_gate_has_its_own_matrices() -> None:
    network = Network.build(4, [(load_cell("lstm"), 3)], 2, "softmax", seed=0)
    for gate in network.layers[0].cell.gates:
        assert [b.name for b in bundles(network, 0, gate)] == [f"W_{gate}", f"U_{gate}", "W_y"]


def test_other_layers_show_the_like_gate() -> None:
    lstm, gru = load_cell("lstm"), load_cell("gru")
    assert shown_gate(gru, "g", "candidate") == "n"
    assert shown_gate(gru, "i", "input") == gru.gates[0]
    network = Network.build(2, [(lstm, 3), (gru, 2)], 1, seed=0)
    found = bundles(network, 0, "g")
    assert [b.name for b in found] == ["W_g", "U_g", "W_n", "U_n", "W_y"]
    assert [b.source for b in found] == [Key("input", 0), BEFORE, UNITS, Key("before", 1), Key("unit", 1)]


def test_of_gates_with_one_role_the_chosen_one_is_shown() -> None:
    cell = parse_cell("a = tanh(W_a @ x)\nq = tanh(W_q @ x)\nh = a * q")
    assert shown_gate(cell, "q", cell.info("q").role) == "q"


def test_a_product_of_this_step_is_told_from_one_of_the_step_before() -> None:
    cell = parse_cell("a = tanh(W @ x + U @ h)\nh = tanh(R @ a + b)")
    network = Network.build(2, [(cell, 2)], 1, seed=0)
    assert {b.name: b.remembered for b in bundles(network, 0, "h")}["R"] is False
    assert {b.name: b.remembered for b in bundles(network, 0, "a")}["U"] is True


def test_two_matrices_between_the_same_groups_are_counted() -> None:
    cell = parse_cell("h = tanh(W @ x + U @ h + R @ (h * h))")
    found = bundles(Network.build(2, [(cell, 2)], 1, seed=0), 0, "h")
    assert [(b.name, b.order) for b in found] == [("W", 0), ("U", 0), ("R", 1), ("W_y", 0)]


def test_what_repeats_the_step_before_is_of_the_step_before() -> None:
    network = Network.build(2, [(load_cell("lstm_1997"), 2)], 1, seed=0)
    found = {b.name: b for b in bundles(network, 0, "o")}
    assert found["R_oi"].remembered and found["R_oo"].remembered
    assert [found[name].order for name in ("U_o", "R_oi", "R_oo")] == [0, 1, 2]


def test_edges_of_many_matrices_between_the_same_nodes_stay_near_and_apart() -> None:
    bends = [bend(order) for order in range(7)]
    assert bends[:2] == [0.0, BEND] and len(set(bends)) == len(bends)
    assert max(map(abs, bends)) == BEND


def test_what_shapes_a_cell() -> None:
    assert (recurrent(load_cell("dense")), ring_state(load_cell("dense"))) == (False, None)
    assert (recurrent(load_cell("gru")), ring_state(load_cell("gru"))) == (True, None)
    assert (recurrent(load_cell("lstm")), ring_state(load_cell("lstm"))) == (True, "c")
