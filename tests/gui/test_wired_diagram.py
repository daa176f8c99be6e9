"""The network panel of layers that run backward, stand side by side, see windows or begin at learnt states."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core import Clamp, run
from core.cells import load_cell
from core.document import Document, Model, set_clamp, set_cuts
from core.edges import Weight, all_cut
from core.layer import LayerForm
from core.network import READOUT, Network
from core.state import State, View
from gui.diagram import captions
from gui.diagram.curves import sampled
from gui.diagram.edges import Edge, EdgeTable
from gui.diagram.headings import names_beside
from gui.diagram.layout import Key, Layout, Node, arrange
from gui.diagram.runs import Words
from gui.diagram.wiring import MOST_SEEN, bundles, shape_of, shown_gate, undrawn
from gui.diagram.words import before, edge_label, node_label, node_name, remembered, summary, values
from gui.fonts import load_fonts
from gui.level_words import level_words, named
from gui.numbers import number
from gui.panels.network import NetworkPanel
from gui.store import Store
from gui.theme import LIGHT
from gui.value_card import open_cards
from tests.core import wired_scenes
from tests.core.test_wiring import DENSE, GRU, LSTM, RNN
from tests.core.wired_scenes import WIRED
from tests.gui.test_diagram_layout import boxes, gap_to_node

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture(params=WIRED)
def document(request: pytest.FixtureRequest) -> Document:
    return wired_scenes.document(request.param)


def state_of(document: Document, **view: object) -> State:
    return State(document, View(**{"cursor": 6, **view}).fitted(document))  # type: ignore[arg-type]


def table_of(state: State, size: tuple[int, int] = (850, 500)) -> tuple[Layout, EdgeTable]:
    network = state.model.network
    layout = arrange(shape_of(network, 1), *size, names=90, words=44)
    return layout, EdgeTable(layout, bundles(network, state.view.layer, state.view.signal), state.view.layer, 0)


def edges_of(table: EdgeTable) -> list[Edge]:
    return [table.edge(row) for row in range(len(table.points))]


def matrices_shown(state: State) -> dict[int, set[str]]:
    """By layer the matrices of the gate that is shown there, from the cells themselves."""
    network, chosen = state.model.network, state.view.signal
    role = state.cell.info(chosen).role
    found = {}
    for index, layer in enumerate(network.layers):
        names = layer.cell.parameters_of(shown_gate(layer.cell, chosen, role))
        found[index] = {name for name in names if len(layer.shape(name)) == 2}
    return found


def test_every_weight_of_the_gate_shown_is_one_edge(document: Document) -> None:
    network = document.models[0].network
    for layer in range(len(network.layers)):
        state = state_of(document, layer=layer)
        _, table = table_of(state)
        expected = [Weight(READOUT, "W_y", (0, k)) for k in range(network.width(len(network.levels) - 1))]
        for index, names in matrices_shown(state).items():
            of = network.layers[index]
            level = network.level_of(index)
            for name in names:
                rows, columns = of.shape(name)
                if of.cell.parameters[name][1] == "inputs" and undrawn(network, level):
                    columns = network.width(level - 1)  # those of this step
                expected += [Weight(index, name, (k, j)) for k in range(rows) for j in range(columns)]
        assert Counter(edge.entry for edge in edges_of(table)) == Counter(expected)
        for row, edge in enumerate(edges_of(table)):
            assert edge.weight == network.parameter(edge.entry.place, edge.entry.name)[edge.entry.at]
            assert table.row_of(edge.entry) == row


@pytest.mark.parametrize("cursor", [0, 6, 12])
def test_an_edge_comes_from_a_node_that_shows_what_its_weight_multiplies(document: Document, cursor: int) -> None:
    network = document.models[0].network
    trace = run(network, document.x)
    for layer in range(len(network.layers)):
        state = state_of(document, layer=layer, cursor=cursor)
        for edge in edges_of(table_of(state)[1]):
            source, _ = edge.nodes
            seen, (place, name, at) = values(state, source.key)[source.row], edge.entry
            if place == READOUT:
                assert seen == trace.hidden[cursor, 0, at[1]]
            elif network.layers[place].cell.parameters[name][1] == "inputs":
                assert seen == trace.entering(place)[cursor, at[1]]
            elif edge.bundle.remembered:
                signal = remembered(network.layers[place].cell)
                assert seen == trace.before(place, signal)[cursor, at[1]]


def test_nodes_lie_inside_and_no_edge_covers_one_it_does_not_join(document: Document) -> None:
    for size in ((850, 400), (640, 260), (1270, 560)):
        layout, table = table_of(state_of(document), size)
        for _, left, top, right, bottom in boxes(layout):
            assert left >= 0 and right <= size[0] and top >= 0 and bottom <= size[1]
        for a, b in itertools.combinations(layout.groups.values(), 2):
            assert a.right <= b.left or b.right <= a.left or a.bottom() <= b.top() or b.bottom() <= a.top()
        if len(table.points) > 300:
            continue
        paths = sampled(table.points, 40)
        for row, edge in enumerate(edges_of(table)):
            for key, group in layout.groups.items():
                for index in range(len(group.y)):
                    if (key, index) not in edge.nodes:
                        assert gap_to_node(paths[row], group, index).min() > 0, (edge.nodes, key, index)


def test_the_layers_of_a_level_stand_in_one_column_and_levels_from_left_to_right(document: Document) -> None:
    network = document.models[0].network
    layout, _ = table_of(state_of(document))
    places = [{layout.groups[Key("unit", index)].x for index in level} for level in network.levels]
    assert all(len(of_level) == 1 for of_level in places)
    columns = [layout.groups[Key("input", 0)].x, *(of_level.pop() for of_level in places)]
    assert sorted(columns) == columns and columns[-1] < layout.groups[Key("output", len(network.layers))].x
    for level in network.levels:
        tops = [layout.groups[Key("unit", index)].top() for index in level]
        assert sorted(tops) == tops


def test_what_a_window_sees_is_drawn_while_there_is_room() -> None:
    def shifts(*forms: LayerForm) -> tuple[tuple[int, ...], ...]:
        return shape_of(Network.build(4, forms, 1)).shifts

    assert shifts(LayerForm(DENSE, 2, window=3)) == ((-1, -2),)
    assert shifts(LayerForm(DENSE, 2, "backward", window=3)) == ((1, 2),)
    assert shifts(LayerForm(DENSE, 9, "both", window=2)) == ((-1, 1),)
    assert shifts(LayerForm(DENSE, 2, window=5)) == ((),) and MOST_SEEN < 4 * 5
    assert shifts(LayerForm(LSTM, 4, window=3)) == ((-1, -2),) and shifts(LayerForm(LSTM, 5, window=3)) == ((),)
    mixed = LayerForm(RNN, 2), LayerForm(GRU, 1, window=4), LayerForm(GRU, 1, "backward", beside=True, window=2)
    assert shifts(*mixed) == ((), (-1, -2, -3, 1))
    assert undrawn(Network.build(4, [LayerForm(DENSE, 2, window=5)], 1), 0) == 5


def test_only_what_a_window_sees_leads_to_a_layer() -> None:
    forms = [LayerForm(GRU, 1, window=3), LayerForm(RNN, 1, beside=True), LayerForm(RNN, 1, "backward", True, 2)]
    shape = shape_of(Network.build(2, forms, 1))
    assert shape.shifts == ((-1, -2, 1),)
    for layer, seen in enumerate([{0, -1, -2}, {0}, {0, 1}]):
        leading = {shift for shift in (0, -1, -2, 1) if shape.leads(Key("input", 0, shift), Key("unit", layer))}
        assert leading == seen
        assert shape.leads(Key("before", layer), Key("unit", layer))
        assert shape.leads(Key("unit", layer), Key("output", 3))
    assert not shape.leads(Key("before", 0), Key("unit", 1)) and not shape.leads(Key("unit", 0), Key("unit", 1))


def test_a_gate_as_it_was_is_of_the_step_that_the_layer_came_from() -> None:
    state = state_of(wired_scenes.document("both"), cursor=5)
    trace = state.trace()
    assert np.array_equal(before(state, 0, "f"), trace[0, "f"][4])
    assert np.array_equal(before(state, 1, "f"), trace[1, "f"][6])
    last = state_of(wired_scenes.document("both"), cursor=12)
    assert not before(last, 1, "f").any() and before(last, 0, "f").any()


# words


def text(runs: list[Words]) -> str:
    return "".join(run.text for run in runs)


SUMMARIES = {
    "backward": "3 LSTM units, backward",
    "both": "2 × 3 LSTM units, both directions",
    "both, stacked, mixed": (
        "2 × 3 LSTM units, both directions → 2 × 2 GRU units, both directions, 2 steps each way → 2 RNN units"
    ),
    "side by side": "3 LSTM + 2 GRU + 2 RNN (backward) units → 2 GRU units",
    "a window": "3 ANN units, last 3 words",
    "a window longer than the sequence": "2 RNN units, last 9 words → 2 LSTM units",
    "a window, backward": "2 RNN units → 2 GRU units, backward, this and the next 2 steps",
    "learnt": "2 LSTM units → 2 × 2 GRU units, both directions",
    "in blocks": "4 LSTM 1997 units, blocks of 2",
    "large": "2 × 16 LSTM units, both directions → 8 GRU units",
}


@pytest.mark.parametrize("name", SUMMARIES)
def test_the_network_in_a_line(name: str) -> None:
    assert summary(state_of(wired_scenes.document(name))) == f"4 inputs → {SUMMARIES[name]} → 1 output"


def test_the_variant_of_a_cell_is_told_behind_its_units() -> None:
    cut_short, reset = load_cell("lstm_nig"), load_cell("gru_reset_before")
    beside = LayerForm(reset, 1, "backward", beside=True)
    network = Network.build(4, [LayerForm(cut_short, 3, "both"), (cut_short, 2), beside, (reset, 1)], 1)
    assert [level_words(network, level) for level in range(3)] == [
        "2 × 3 LSTM units (no input gate), both directions",
        "2 LSTM (no input gate) + 1 GRU (reset first, backward) units",
        "1 GRU unit (reset first)",
    ]
    odd = [replace(reset, name=name) for name in ("mine", ", mine", "mine, ", "a, b, c")]
    assert [named(cell) for cell in odd] == [("mine", ""), (", mine", ""), ("mine, ", ""), ("a", "b, c")]


def test_captions_tell_direction_and_step() -> None:
    state = state_of(wired_scenes.document("both"))
    assert [text(captions.units(state, Key("unit", k), False, 2.0)[0]) for k in (0, 1)] == [
        "→ h inside, c around (full turn 2)",
        "← h inside, c around (full turn 2)",
    ]
    assert [text(captions.remembered(state, k, False)[0]) for k in (0, 1)] == [
        "→ h one step before",
        "← h one step after",
    ]
    first, last = (state_of(wired_scenes.document("learnt"), cursor=cursor) for cursor in (0, 12))
    assert text(captions.remembered(first, 0, False)[0]) == "h learnt, before the first step"
    assert text(captions.remembered(first, 0, False)[1]) == "h learnt at the start"
    assert text(captions.remembered(first, 2, False)[0]) == "← h one step after"
    assert text(captions.remembered(last, 2, True)[0]) == "← h learnt, after the last step, as colour"
    assert text(captions.remembered(last, 1, False)[0]) == "→ h one step before"
    beside = state_of(wired_scenes.document("side by side"))
    assert text(captions.units(beside, Key("unit", 1), False, None)[0]) == "1b GRU h inside"
    assert text(captions.remembered(beside, 2, False)[0]) == "1c← h one step after"


def test_captions_of_a_window() -> None:
    state = state_of(wired_scenes.document("a window"), cursor=1)
    assert [text(captions.inputs(state, shift)[0]) for shift in (0, -1, -2)] == [
        "x at “boy”",
        "x 1 word before: “The”",
        "x 2 words before: none",
    ]
    wide = state_of(wired_scenes.document("a window longer than the sequence"))
    assert text(captions.inputs(wide, 0)[0]) == "x at “hat”, 1 of 9"
    assert captions.drawn(0, False, True)[-1] == "drawn: this step’s weights"
    ahead = state_of(wired_scenes.document("a window, backward"))
    assert text(captions.units(ahead, Key("unit", 0, 2), False, None)[0]) == "h 2 steps after"


def test_nodes_and_edges_say_which_step_they_are_of() -> None:
    state = state_of(wired_scenes.document("a window of all there is to see"))
    assert node_name(state, Node(Key("input", 0, -1), 2)) == "other word (1 word before)"
    assert node_name(state, Node(Key("unit", 0, 1), 1)) == "unit 2 of layer 1 (1 step after)"
    assert node_name(state, Node(Key("unit", 2), 0)) == "unit 1 of backward layer 2"
    assert node_name(state, Node(Key("before", 2), 0)) == "unit 1 of backward layer 2 (one step after)"
    trace = state.trace()
    (line,) = node_label(state, Node(Key("unit", 0, 1), 1)).lines
    assert line.value == number(float(trace[0, "h"][7, 1]))
    table = table_of(state)[1]
    said = {edge.entry: edge_label(state, edge).lines[0].name for edge in edges_of(table)}
    assert said[Weight(0, "W", (0, 1))] == "plural noun (this word) → unit 1 of layer 1"
    assert said[Weight(0, "W", (0, 5))] == "plural noun (1 word before) → unit 1 of layer 1"
    assert said[Weight(2, "W_f", (1, 0))] == "unit 1 of layer 1 (this step) → unit 2 of backward layer 2"
    assert said[Weight(2, "W_f", (1, 3))] == "unit 2 of layer 1 (1 step after) → unit 2 of backward layer 2"
    assert said[Weight(2, "U_f", (0, 1))] == (
        "unit 2 of backward layer 2 (one step after) → unit 1 of backward layer 2"
    )
    assert said[Weight(READOUT, "W_y", (0, 3))] == "unit 2 of backward layer 2 → P(“was”)"


# what a person does


def make(qtbot: QtBot, document: Document, **view: object) -> NetworkPanel:
    load_fonts()
    store = Store(document, View(**{"cursor": 6, **view}))  # type: ignore[arg-type]
    panel = NetworkPanel(store, LIGHT)
    store.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(900, 480)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def press(panel: NetworkPanel, at: QPointF) -> None:
    QTest.mouseClick(panel.view.viewport(), LEFT, NO_KEYS, panel.view.mapFromScene(at))
    panel.store.publish()


def test_nodes_show_the_numbers_of_a_fresh_run(qtbot: QtBot, document: Document) -> None:
    panel = make(qtbot, document)
    network = document.models[0].network
    trace = run(network, document.x)
    for cursor in (0, 6, 12):
        panel.store.look(cursor=cursor)
        panel.store.publish()
        for index, layer in enumerate(network.layers):
            item = panel.view.diagram.nodes[Key("unit", index)]
            found = [item.text(row) for row in range(layer.units)]
            assert found == [number(float(v)) for v in trace[index, layer.cell.output][cursor]]


def test_a_click_on_any_node_selects_its_unit(qtbot: QtBot, document: Document) -> None:
    panel = make(qtbot, document)
    diagram = panel.view.diagram
    assert diagram.layout is not None
    for key, group in list(diagram.layout.groups.items()):
        for row in {0, len(group.y) - 1}:
            press(panel, QPointF(group.x, float(group.y[row])))
            view = panel.store.state.view
            if key.kind in ("unit", "before"):
                assert (view.layer, view.unit) == (key.layer, row)
                assert diagram.nodes[Key("unit", view.layer)].selected == row


def test_a_click_on_an_edge_opens_its_weight_which_is_set_cut_and_undone(qtbot: QtBot, document: Document) -> None:
    panel = make(qtbot, document)
    opened, clicked = panel.store.state.document, 0
    for layer in range(len(opened.models[0].network.layers)):
        panel.store.look(layer=layer, unit=0)
        panel.store.publish()
        table = panel.view.diagram.table
        assert table is not None
        row = int(table.strong_rows[-1])
        entry = table.edge(row).entry
        along = next(
            (k for k in range(4, 37) if panel.view.diagram.hit(*sampled(table.points[row], 41)[k]) == row), None
        )
        if along is None:  # thin, and others upon it all along
            continue
        press(panel, QPointF(*sampled(table.points[row], 41)[along]))
        clicked += 1
        (card,) = open_cards(panel)
        assert card.quantity.weight == entry and panel.store.state.view.layer == layer
        value = float(panel.store.state.model.network.parameter(entry.place, entry.name)[entry.at])
        card.row.typed.emit(value + 1.0)
        panel.store.publish()
        assert panel.store.state.model.network.parameter(entry.place, entry.name)[entry.at] == value + 1.0
        card.cut_button.click()
        panel.store.publish()
        assert all_cut(panel.store.state.model.network, [entry])
        assert row in panel.view.diagram.table.cuts  # type: ignore[union-attr]
        panel.store.undo()
        panel.store.undo()
        panel.store.publish()
        assert panel.store.state.document is opened
        card.dismiss()
    assert clicked


def test_a_held_unit_is_marked_in_its_own_layer(qtbot: QtBot) -> None:
    panel = make(qtbot, wired_scenes.document("both"))
    panel.store.edit(set_clamp, 0, Clamp(1, "f", 2, 0.0, 6, 6), label="hold")
    panel.store.publish()
    held = {key: item.held for key, item in panel.view.diagram.nodes.items() if key.kind == "unit"}
    assert held == {Key("unit", 0): {}, Key("unit", 1): {2: True}}


def test_a_weight_beyond_what_is_drawn_can_be_cut_and_nothing_breaks(qtbot: QtBot) -> None:
    panel = make(qtbot, wired_scenes.document("a window longer than the sequence"))
    far = Weight(0, "W", (0, 35))
    assert panel.view.diagram.table.row_of(far) is None  # type: ignore[union-attr]
    panel.store.edit(set_cuts, 0, [far], True, label="cut")
    panel.store.publish()
    panel.view.diagram.pin(far)
    assert not panel.grab().isNull()
    assert all_cut(panel.store.state.model.network, [far])


def test_the_same_network_is_laid_out_and_read_once(qtbot: QtBot, document: Document) -> None:
    panel = make(qtbot, document)
    table = panel.view.diagram.table
    assert table is not None
    weights = table.weights
    panel.store.look(cursor=3)
    panel.store.publish()
    assert panel.view.diagram.table is table and table.weights is weights


def test_opening_a_plain_network_after_a_wired_one_leaves_nothing_behind(qtbot: QtBot) -> None:
    panel = make(qtbot, wired_scenes.document("a window of all there is to see"))
    panel.store.open(wired_scenes.document("backward"), View())
    panel.store.publish()
    assert set(panel.view.diagram.nodes) == {Key("input", 0), Key("before", 0), Key("unit", 0), Key("output", 1)}
    table = panel.view.diagram.table
    assert table is not None and np.isfinite(table.points).all()


@pytest.mark.parametrize("size", [(400, 200), (620, 220), (850, 500)], ids=str)
def test_names_beside_nodes_do_not_overlap(document: Document, size: tuple[int, int]) -> None:
    load_fonts()
    layout = arrange(shape_of(document.models[0].network), *size, 84.0, 60.0)
    for group in layout.groups.values():
        names = [f"unit {k + 1}" for k in range(len(group.y))]
        middles = [run.rect.center().y() for run in names_beside(group, names)]
        assert all(below - above >= 10 for above, below in itertools.pairwise(middles)), group.key


def test_of_units_too_close_for_two_names_the_count_is_told() -> None:
    load_fonts()
    layout = arrange(shape_of(wired_scenes.document("side by side").models[0].network), 850, 210, 84.0, 60.0)
    group = layout.groups[Key("before", 1)]
    assert group.bottom() - group.top() < 24
    assert [run.text for run in names_beside(group, ["unit 1", "unit 2"])] == ["2 units"]


def test_an_edge_tells_which_gate_it_takes_where_its_node_shows_another_signal() -> None:
    full, gru = load_cell("lstm_fgr"), load_cell("gru_reset_before")
    network = Network.build(4, [LayerForm(full, 2), LayerForm(gru, 2, "backward")], 1)
    document = replace(wired_scenes.document("backward"), models=(Model("full", network),))
    said = {}
    for layer, signal in ((0, "o"), (1, "n")):
        state = state_of(document, layer=layer, signal=signal)
        for bundle in bundles(network, layer, signal):
            said[bundle.place, bundle.name] = edge_label(state, Edge(bundle, 0, 1)).lines[0].name
    assert said[0, "U_o"] == "unit 2 of layer 1 (one step before) → unit 1 of layer 1"
    gates = {"R_of": "f", "R_oi": "i", "R_oo": "o"}
    for matrix, gate in gates.items():
        assert said[0, matrix] == f"{gate} of unit 2 of layer 1 (one step before) → unit 1 of layer 1"
    assert said[1, "U_n"] == "unit 2 of layer 2 (one step after) → unit 1 of layer 2"


@pytest.mark.parametrize("unit", [0, 1, 14, 15])
def test_the_numbers_at_the_ends_of_a_small_group_stand_clear_of_padlocks(qtbot: QtBot, unit: int) -> None:
    held = set_clamp(wired_scenes.document("large"), 0, Clamp(0, "f", unit, 0.2))
    item = make(qtbot, held, layer=2).view.diagram.nodes[Key("unit", 0)]
    lock = item.lock(unit)
    assert lock is not None and unit in item.held
    assert [text for text, _ in item.ends()] == ["1", "16"]
    assert not any(rect.intersects(lock) for _, rect in item.ends())
