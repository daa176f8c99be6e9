"""Every panel on layers that run backward, stand side by side, see windows, begin at learnt states or share gates."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core import Clamp, Network, backward, gradient_decay, run
from core.document import Document, Model, set_clamp, set_cuts
from core.edges import Weight, all_cut, weights_out_of
from core.layer import LayerForm
from core.network import READOUT
from core.state import PANELS, State, View
from gui.cell.flow import flow_of
from gui.cell.shown import input_words
from gui.cell.shown import shown as cell_shown
from gui.cell.words import label_of
from gui.decay.curve import curve_of
from gui.decay.text import decay_texts, decay_tip
from gui.equations.code_view import BACKWARD, NOTE
from gui.equations.notation import latex
from gui.equations.shown import ENTRY, GROUP, shown_rows
from gui.equations.typeset import drawing
from gui.fonts import load_fonts
from gui.main_window import MainWindow
from gui.models.words import rows_of as model_rows
from gui.numbers import number
from gui.panels.cell import CellPanel
from gui.panels.equations import EquationsPanel, subtitle
from gui.panels.gradient import CAPTION, CAPTION_AHEAD, NO_FUTURE, OTHER_WAY, GradientPanel
from gui.panels.panel import Panel
from gui.panels.timeline import TimelinePanel
from gui.panels.weights import WeightsPanel
from gui.part_choices import Choice, Input, Output, Part, choices, title
from gui.quantity import WeightValue
from gui.store import Store
from gui.theme import DARK, LIGHT
from gui.timeline.rows import rows_of as timeline_rows
from gui.timeline.rows import strips_of, subject
from gui.weight_entries import MOST_LISTED, groups_of, weight_words
from gui.weight_list import CAPTION as LINE
from gui.weight_sources import sources_of
from gui.whose import layer_name, unit_name
from gui.widgets.heat_plan import Row, tiles
from gui.widgets.heat_strip import strip_tip
from tests.core import wired_scenes
from tests.core.oracles import close, randomised
from tests.core.test_wiring import DENSE, GRU, LSTM, RNN
from tests.core.wired_scenes import WIRED

LEFT = Qt.MouseButton.LeftButton
Show = Callable[..., Panel]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def shown(kind: type[Panel], document: Document, **view: object) -> Panel:
        store = Store(document, View(**{"cursor": 6, **view}))  # type: ignore[arg-type]
        panel = kind(store, LIGHT)
        store.setParent(panel)
        panel.resize(panel.picture_size)
        qtbot.addWidget(panel)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    return shown


@pytest.fixture(params=WIRED)
def document(request: pytest.FixtureRequest) -> Document:
    return wired_scenes.document(request.param)


def state_of(document: Document | str, **view: object) -> State:
    of = wired_scenes.document(document) if isinstance(document, str) else document
    return State(of, View(**{"cursor": 6, **view}).fitted(of))  # type: ignore[arg-type]


def every_place(document: Document) -> list[tuple[int, int]]:
    """The first and the last unit of every layer."""
    layers = document.models[0].network.layers
    return [(index, unit) for index, layer in enumerate(layers) for unit in sorted({0, layer.units - 1})]


# every panel


def test_every_panel_shows_every_unit_at_every_step(any_panel: type[Panel], show: Show, document: Document) -> None:
    panel = show(any_panel, document)
    for layer, unit in every_place(document):
        gates = document.models[0].network.layers[layer].cell.gates
        for cursor, signal in ((0, gates[0]), (12, gates[-1])):
            panel.store.look(layer=layer, unit=unit, signal=signal, cursor=cursor)
            panel.store.publish()
    panel.store.look(before=True, across=document.models[0].network.layers[0].cell.output, unfolded=True)
    panel.store.publish()
    panel.set_theme(DARK)
    panel.resize(320, 240)
    assert not panel.grab().isNull()
    assert panel.store.state.document is document and panel.store.undo_label is None


def test_every_panel_follows_an_edit_and_its_undoing(
    any_panel: type[Panel], show: Show, document: Document, qtbot: QtBot
) -> None:
    panel = show(any_panel, document, cursor=6)
    before = panel.grab().toImage()
    network = document.models[0].network
    layer = network.main_layer
    panel.store.edit(set_clamp, 0, Clamp(layer, network.layers[layer].cell.output, 0, 0.9), label="hold")
    panel.store.publish()
    panel.store.undo()
    panel.store.publish()
    if panel.key == "history":  # which shows what is undone
        panel.store.open(document, View(cursor=6))
        panel.store.publish()
    qtbot.waitUntil(lambda: panel.grab().toImage() == before)  # what it lays out anew comes a turn later


def test_every_panel_has_a_picture(any_panel: type[Panel], show: Show, document: Document) -> None:
    panel = show(any_panel, document, formulas="symbols")
    panel.prepare_picture()
    assert not panel.grab().isNull()


def test_a_sentence_of_one_word(any_panel: type[Panel], show: Show, document: Document) -> None:
    short = replace(document, sequence=("boy",), question=None)
    assert not show(any_panel, short, cursor=0).grab().isNull()


def test_the_window_opens_it_with_every_panel(open_window: Callable[..., MainWindow], document: Document) -> None:
    window = open_window(PANELS)
    window.store.open(document, View(cursor=3, panels=PANELS))
    window.store.publish()
    for layer, unit in every_place(document):
        window.store.look(layer=layer, unit=unit, cursor=window.store.state.view.cursor + 1)
        window.store.publish()
    assert not window.grab().isNull()
    assert window.store.state.document is document


# what layers and units are called


@pytest.mark.parametrize(
    ("forms", "names"),
    [
        ([LSTM], [""]),
        ([LSTM, GRU], ["layer 1", "layer 2"]),
        ([LayerForm(LSTM, 2, "both")], ["the forward layer", "the backward layer"]),
        ([LayerForm(LSTM, 2, "both"), GRU], ["forward layer 1", "backward layer 1", "layer 2"]),
        ([LayerForm(LSTM, 2, "backward"), LayerForm(GRU, 2, beside=True)], ["the backward layer", "the forward layer"]),
        ([LSTM, LayerForm(GRU, 2, beside=True)], ["layer 1a", "layer 1b"]),
        ([RNN, LSTM, LayerForm(GRU, 2, "both", beside=True)], ["layer 1", "layer 2a", "layer 2b", "layer 2c"]),
    ],
)
def test_layers_have_names_of_their_own(forms: list[object], names: list[str]) -> None:
    made = [form if isinstance(form, LayerForm) else LayerForm(form, 2) for form in forms]  # type: ignore[arg-type]
    network = Network.build(4, made, 1)
    found = [layer_name(network, index) for index in range(len(network.layers))]
    assert found == names and len(set(found)) == len(found)
    assert unit_name(network, 0, 1) == ("unit 2" if not names[0] else f"unit 2 of {names[0]}")


def test_of_thirty_layers_side_by_side_each_has_a_name() -> None:
    network = Network.build(4, [LayerForm(RNN, 1, beside=k > 0) for k in range(30)], 1)
    assert len({layer_name(network, k) for k in range(30)}) == 30


# weights


def distinct(document: Document) -> Document:
    """The document with a vector of its own for every word, no two numbers alike."""
    rng = np.random.default_rng(8)
    words = tuple(f"w{k}" for k in range(8))
    encoder = replace(document.encoder, words={w: tuple(rng.uniform(0.1, 1, 4).tolist()) for w in words}, other=None)
    return replace(document, sequence=words, encoder=encoder, question=None)


def test_the_columns_of_a_matrix_are_called_as_what_they_read(document: Document) -> None:
    document = distinct(document)
    network, step = document.models[0].network, 4
    trace = run(network, document.x)
    for index, layer in enumerate(network.layers):
        level = network.level_of(index)
        below = network.levels[level - 1] if level else ()
        series = {layer_name(network, k): trace[k, network.layers[k].cell.output] for k in below}
        if not below:
            series = {"": document.x}
        sources = sources_of(network, document, index)
        columns = [(source, k) for source in sources for k in range(len(source.names))]
        assert [source.first + k for source, k in columns] == list(range(layer.inputs))
        for column, (source, k) in enumerate(columns):
            value = trace.entering(index)[step, column]
            name, label = source.names[k], source.labels[k]
            lag = re.search(r"(\d+) (?:word|step)s? (before|after)$", name)
            away = 0 if lag is None else int(lag[1]) * (1 if lag[2] == "after" else -1)
            whose = max((n for n in series if n in name), key=len)
            row = document.encoder.inputs.index(label) if not below else int(label.removeprefix("unit ")) - 1
            at = step + away
            assert value == (series[whose][at, row] if 0 <= at < len(trace.x) else 0.0), (index, column, name)
            assert (layer.window > 1) == ("this" in name or lag is not None)
            assert source.caption.startswith("from ") or "word" in source.caption


def test_the_rows_are_every_parameter_of_the_unit_and_gate(show: Show, document: Document) -> None:
    panel = show(WeightsPanel, document)
    network = document.models[0].network
    for index, unit in every_place(document):
        layer = network.layers[index]
        for signal in layer.cell.gates:
            panel.store.look(layer=index, unit=unit, signal=signal)
            panel.store.publish()
            assert isinstance(panel, WeightsPanel)
            expected = set()
            for name in [*layer.cell.parameters_of(signal), *(f"initial_{state}" for state in layer.initial)]:
                shape = layer.shape(name)
                at = [(unit, k) for k in range(shape[1])] if len(shape) == 2 else [(unit,)]
                expected |= {Weight(index, name, place) for place in at}
            if network.level_of(index) == len(network.levels) - 1:
                expected |= {Weight(READOUT, "W_y", (0, network.offset(index) + unit)), Weight(READOUT, "b_y", (0,))}
            found = [row.entry.weight for row in panel.rows]
            assert len(found) == len(set(found)) and set(found) == expected
            for row in panel.rows:
                place, name, at = row.entry.weight
                value = 0.0 if all_cut(network, [row.entry.weight]) else network.parameter(place, name)[at]
                assert row.value == value
                assert WeightValue(0, row.entry.weight).value(document) == network.parameter(place, name)[at]


def test_a_row_moves_its_own_weight_and_undo_takes_it_back(show: Show, document: Document) -> None:
    panel = show(WeightsPanel, document)
    assert isinstance(panel, WeightsPanel)
    for index, unit in every_place(document):
        panel.store.look(layer=index, unit=unit)
        panel.store.publish()
        free = [row for row in panel.rows if not row.is_cut]
        for row in (free[0], free[-1]):
            place, name, at = row.entry.weight
            before = panel.store.state.model.network
            row.typed.emit(row.value + 0.75)
            panel.store.publish()
            after = panel.store.state.model.network
            assert after.parameter(place, name)[at] == before.parameter(place, name)[at] + 0.75 == row.value
            assert panel.store.undo_label == f"Change {weight_words(panel.store.state, row.entry.weight)}"
            panel.store.undo()
            panel.store.publish()
            assert panel.store.state.model.network is before


def captions_of(state: State) -> list[str]:
    return [group.caption for group in groups_of(state) if group.caption]


def test_groups_of_weights_tell_where_they_come_from() -> None:
    assert captions_of(state_of("both", layer=1, signal="f")) == [
        "from the input · W_f",
        "from the step after · U_f",
        "to the answer · W_y",
    ]
    assert captions_of(state_of("a window")) == [
        "this word · W",
        "1 word before · W",
        "2 words before · W",
        "to the answer · W_y",
    ]
    assert captions_of(state_of("both, stacked, mixed", layer=3, signal="z")) == [
        "from forward layer 1, this step · W_z",
        "from backward layer 1, this step · W_z",
        "from forward layer 1, 1 step after · W_z",
        "from backward layer 1, 1 step after · W_z",
        "from the step after · U_z",
    ]
    assert captions_of(state_of("learnt", layer=2, signal="n")) == [
        "from layer 1 · W_n",
        "from the step after · U_n",
        "learnt, after the last step",
        "to the answer · W_y",
    ]


def test_a_long_caption_stands_above_the_range_of_its_rows(show: Show) -> None:
    load_fonts()
    panel = show(WeightsPanel, wired_scenes.document("both, stacked, mixed"), layer=3, signal="z")
    assert isinstance(panel, WeightsPanel)
    for width, layer, lines in ((440, 3, 2), (440, 0, 1), (900, 3, 2)):
        panel.resize(width, 400)
        panel.store.look(layer=layer)
        panel.store.publish()
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        rows = panel.rows
        assert rows[0].y() == lines * LINE
        assert rows[-1].geometry().bottom() < rows[-1].parentWidget().minimumHeight()


def test_tips_tell_direction_ties_and_learnt_states() -> None:
    def tips(state: State) -> dict[str, str]:
        return {entry.name: entry.tip for group in groups_of(state) for entry in group.entries}

    both = tips(state_of("both", layer=1, unit=2, signal="f"))
    assert both["U_f"] == (
        "U_f: from its own hidden state one step after to the forget gate of unit 3 of the backward layer"
    )
    assert both["W_y"] == "W_y: from unit 3 of the backward layer to “was”, whatever the gate"
    learnt = tips(state_of("learnt", layer=0, unit=1, signal="f"))
    assert learnt["initial_c"] == (
        "initial_c: the cell state of unit 2 of layer 1 at the start of the run, whatever the gate"
    )
    blocks = tips(state_of("in blocks", unit=3, signal="i"))
    assert blocks["W_i"].endswith("\nOne with that of unit 3: units of a block share the gate")
    assert "One with" not in tips(state_of("in blocks", unit=3, signal="g"))["W_g"]


WORDS = {
    ("both", Weight(1, "W_f", (2, 1))): "W_f plural noun → unit 3 of the backward layer",
    ("both", Weight(1, "U_f", (2, 1))): "U_f unit 2 → unit 3 of the backward layer",
    ("both", Weight(READOUT, "W_y", (0, 5))): "W_y unit 3 of the backward layer → “was”",
    ("a window", Weight(0, "W", (1, 9))): "W plural noun, 2 words before → unit 2",
    ("a window", Weight(0, "W", (1, 1))): "W plural noun, this word → unit 2",
    ("a window, backward", Weight(1, "W_z", (0, 5))): "W_z unit 2 of layer 1, 2 steps after → unit 1 of layer 2",
    ("side by side", Weight(3, "W_z", (0, 4))): "W_z unit 2 of layer 1b → unit 1 of layer 2",
    ("learnt", Weight(0, "initial_c", (1,))): "initial_c of unit 2 of layer 1",
}


@pytest.mark.parametrize(("name", "weight"), WORDS)
def test_a_weight_is_called_by_layer_and_step(name: str, weight: Weight) -> None:
    assert weight_words(state_of(name), weight) == WORDS[name, weight]


def test_of_a_very_wide_window_some_weights_are_listed_and_the_rest_is_told() -> None:
    network = Network.build(4, [LayerForm(DENSE, 1, window=700)], 1, "sigmoid")
    wide = replace(wired_scenes.document("a window"), models=(Model("wide", network),))
    groups = groups_of(state_of(wide))
    assert sum(entry.name == "W" for group in groups for entry in group.entries) == MOST_LISTED == 2000
    assert groups[499].caption == "499 words before · W; 200 more like it are not listed"
    assert weight_words(state_of(wide), Weight(0, "W", (0, 2799))) == "W full stop, 699 words before → unit 1"


# menus


def chosen(state: State, part: object, text: str) -> Choice:
    found = [line for group in choices(state, state.document, part) for line in group]  # type: ignore[arg-type]
    return next(line for line in found if isinstance(line, Choice) and line.text == text)


def test_an_input_is_cut_for_all_that_read_it_at_whatever_step(document: Document) -> None:
    state = state_of(document)
    choice = chosen(state, Input(1), "Cut the weights that read it")
    assert choice.edit is not None
    cut = choice.edit(document, *choice.arguments)
    other = replace(document.encoder, words={**document.encoder.words, "boys": (0.0, 5.0, 0.0, 0.0)})
    moved = replace(cut, encoder=other, sequence=("boys", *cut.sequence[1:-1], "boys"))
    plain = replace(moved, encoder=replace(other, words={**other.words, "boys": (0.0, 0.0, 0.0, 0.0)}))
    outputs = [run(d.models[0].network, d.x).output for d in (moved, plain)]
    assert np.array_equal(*outputs), "it is deaf to that input"
    assert not np.array_equal(*(run(document.models[0].network, d.x).output for d in (moved, plain)))


def test_an_output_is_cut_from_every_layer_of_the_last_level(document: Document) -> None:
    state = state_of(document)
    choice = chosen(state, Output(0), "Cut the weights into it")
    assert choice.edit is not None
    cut = choice.edit(document, *choice.arguments)
    network = cut.models[0].network
    expected = 1 / (1 + math.exp(-network.parameter(READOUT, "b_y")[0]))
    assert close(run(network, cut.x).output, np.full((13, 1), expected), 1e-15)


def test_a_unit_of_any_layer_has_its_menu(document: Document) -> None:
    for index, unit in every_place(document):
        state = state_of(document, layer=index)
        assert title(state, Part(index, unit)) == unit_name(state.model.network, index, unit)
        choice = chosen(state, Part(index, unit), "Cut the weights that read it")
        assert choice.edit is not None
        cut = choice.edit(document, *choice.arguments)
        assert all_cut(cut.models[0].network, weights_out_of(document.models[0].network, index, unit))
        assert chosen(State(cut, state.view), Part(index, unit), "Restore the weights that read it")


# the cell and its equations


def test_the_cell_shows_the_numbers_of_a_fresh_run(show: Show, document: Document) -> None:
    panel = show(CellPanel, document)
    network = document.models[0].network
    trace = run(network, document.x)
    for index, unit in every_place(document):
        for cursor in (0, 6, 12):
            state = state_of(document, layer=index, unit=unit, cursor=cursor)
            panel.store.look(layer=index, unit=unit, cursor=cursor)
            panel.store.publish()
            found = cell_shown(state)
            for signal in state.cell.signals:
                assert close(found.value_of(signal), trace[index, signal][cursor, unit], 1e-12)
            for name, value in found.entering.items():
                assert value == trace.before(index, name)[cursor, unit]
            # the parts, computed from their operands, come to what the run has
            flow = flow_of(state.cell)
            for node in flow.nodes:
                if node.kind == "gate" and node.inputs and node.text != "Σ":
                    assert math.isfinite(found.values[node.key])


def test_the_cell_says_what_x_is_and_where_it_remembers_from() -> None:
    assert input_words(state_of("both", layer=1)) == "“hat”"
    assert input_words(state_of("a window")) == "“hat” and 2 before"
    assert input_words(state_of("a window, backward", layer=1)) == "what layer 1 puts out and 2 after"
    shown = cell_shown(state_of("both", layer=1))
    (end,) = [node for node in shown.flow.nodes if node.kind == "before" and node.text == "c"]
    label = label_of(shown, end.key)
    assert label is not None and label.title == "Cell state, one step after"
    assert label.lines[0].name == "remembered from the step after"
    assert shown.earlier_index == "t+1" and shown.begins_words("c") == "0 after the last step"
    assert cell_shown(state_of("learnt")).begins_words("c") == "learnt before the first step"
    assert cell_shown(state_of("both")).earlier_index == "t−1"


def test_sums_of_an_unfolded_line_add_up_column_by_column(document: Document) -> None:
    network = document.models[0].network
    trace = run(network, document.x)
    for index, unit in every_place(document):
        state = state_of(document, layer=index, unit=unit)
        for row in shown_rows(state, state.cell.signals):
            name = row.plan.signal
            assert row.value.strip() == number(float(trace[index, name][6, unit]), 3, not row.plan.level).strip()
            matrices = [m for m in state.cell.parameters_of(name) if len(state.layer.shape(m)) == 2]
            entries = [term for term in row.terms if term.kind == ENTRY and term.factors]
            of_input = [m for m in matrices if state.cell.parameters[m][1] == "inputs"]
            for matrix in of_input:
                columns = state.layer.effective[matrix][unit] * trace.entering(index)[6]
                values = [number(float(v), 3) for v in columns]
                assert values in [[e.value for e in entries[k : k + len(values)]] for k in range(len(entries))]


def test_groups_of_summands_are_told_apart() -> None:
    (row,) = shown_rows(state_of("a window"), ("h",))
    groups = [term.label for term in row.terms if term.kind == GROUP]
    assert groups == ["W x_t", "this word", "1 word before", "2 words before"]
    row = next(r for r in shown_rows(state_of("both", layer=1, signal="f"), ("f",)) if r.plan.signal == "f")
    assert [term.label for term in row.terms if term.kind == GROUP] == ["W_f x_t", "U_f h_(t+1)"]


def test_symbols_and_program_of_a_backward_layer_say_so() -> None:
    for formulas in ("symbols", "numpy"):
        assert subtitle(state_of("both", layer=1, formulas=formulas)) == (
            "the backward layer of both · run from the last word to the first"
        )
    assert subtitle(state_of("both", layer=0, formulas="symbols")) == "the forward layer of both"


def test_what_the_program_does_not_know_of_a_layer_is_told_and_makes_its_numbers(show: Show) -> None:
    document = wired_scenes.document("a window, backward")
    panel = show(EquationsPanel, document, formulas="numpy", layer=1)
    assert isinstance(panel, EquationsPanel)
    assert panel.code.note.text().endswith(" A row of x is 3 steps side by side, this one first." + BACKWARD)
    program: dict[str, Callable[..., object]] = {}
    exec(panel.code.text.toPlainText(), program)
    layer, trace = document.models[0].network.layers[1], panel.store.state.trace()
    found = program["forward"](trace.entering(1)[::-1], layer.parameters, {"h": np.zeros(layer.units)})
    assert close(np.array(found["h"])[::-1], trace[1, "h"], 1e-12)  # type: ignore[index]
    panel.store.look(layer=0)
    panel.store.publish()
    assert panel.code.note.text() == NOTE


def test_what_a_backward_layer_remembers_is_written_as_of_the_step_after(show: Show) -> None:
    panel = show(EquationsPanel, wired_scenes.document("both"), formulas="symbols")
    assert isinstance(panel, EquationsPanel)
    for layer, remembered in ((0, "t−1"), (1, "t+1"), (0, "t−1")):
        for formulas, rows in (("numbers", panel.numbers), ("symbols", panel.symbols)):
            panel.refresh(State(panel.store.state.document, View(layer=layer, formulas=formulas)))
            row = rows.row("c")
            assert f"<i>c</i><sub>{remembered}</sub>" in row.toolTip()
            assert f"c_({remembered})" in row.accessibleName()
        panel.symbols.finish()
        drawn, written = panel.symbols.row("f").sides, f"h_{{{remembered.replace('−', '-')}}}"
        _, right = latex(LSTM.graph.lines[0], backward=bool(layer))
        assert drawn is not None and written in right and drawn[1] == drawing(right)


# the timeline


def test_of_a_backward_layer_the_steps_from_the_cursor_on_are_known() -> None:
    state = state_of("both", layer=1, cursor=4)
    rows = timeline_rows(state)
    trace = state.trace()
    shown = tiles(rows, 4, 0, 12)
    assert {tile.step for tile in shown if tile.value is not None} == set(range(4, 13))
    assert {tile.step for tile in shown if tile.value is None} == set(range(4))
    for tile in shown:
        if tile.value is not None:
            assert tile.value == trace[1, ("f", "i", "g", "c")[tile.row]][tile.step, 0]
    forward = tiles(timeline_rows(state_of("both", layer=0, cursor=4)), 4, 0, 12)
    assert {tile.step for tile in forward if tile.value is not None} == set(range(5))
    assert subject(state) == "unit 1 of the backward layer of both, read from the end"


@pytest.mark.parametrize("backward_row", [False, True])
@pytest.mark.parametrize("cursor", [0, 3, 7])
@pytest.mark.parametrize(("first", "last"), [(0, 7), (0, 2), (4, 7), (3, 3), (7, 7)])
def test_tiles_are_one_for_every_step(backward_row: bool, cursor: int, first: int, last: int) -> None:
    row = Row("h", "h", "", "hidden", True, np.arange(8.0), backward=backward_row)
    found = tiles([row], cursor, first, last)
    assert [tile.step for tile in found] == list(range(first, last + 1))
    for tile in found:
        known = tile.step >= cursor if backward_row else tile.step <= cursor
        assert (tile.value == tile.step) if known else tile.value is None
        assert row.is_known(tile.step, cursor) == known


def test_the_gains_of_what_follows_are_shown_where_the_answer_depends_on_it(document: Document) -> None:
    state = state_of(document, cursor=5)
    (strip,) = strips_of(state)
    trace = run(document.models[0].network, document.x)
    seed = np.zeros((13, 1))
    seed[5] = 1.0
    gains = np.sqrt((backward(trace, logits=seed).x ** 2).sum(axis=1) / 4)
    looks_ahead = any(layer.reverse for layer in document.models[0].network.layers)
    for step, found in enumerate(strip.of(0, 12)):
        assert found == strip.at(step)
        if step > 5 and not looks_ahead:
            assert found is None and gains[step] == 0
        elif gains[step] > 1e-9:
            assert found is not None and abs(found - math.log10(gains[step])) < 1e-8
    said = strip_tip(strip, document.sequence, 7)
    assert ("cannot move the answer" in said) != looks_ahead


def test_a_timeline_of_a_backward_layer_is_painted_the_same_in_parts(show: Show) -> None:
    for across in ("", "h"):
        panel = show(TimelinePanel, wired_scenes.document("both"), layer=1, across=across)
        for cursor in (6, 9, 2, 12, 0):
            panel.store.look(cursor=cursor)
            panel.store.publish()
            in_parts = panel.grab().toImage()
            panel.update()
            assert panel.grab().toImage() == in_parts
        assert isinstance(panel, TimelinePanel)
        assert "not yet known" in panel.rows.tip_at(*tile_at(panel, 0, 5)) or panel.store.state.view.cursor == 0


def tile_at(panel: TimelinePanel, row: int, step: int) -> tuple[float, float]:
    places = panel.rows.places
    at = QPoint(panel.rows.column_rect(step).center().x(), places.y(row, 0) + places.row_height // 2)
    return at.x(), at.y()


def test_thin_rows_of_a_backward_layer_have_the_colours_of_their_values(show: Show) -> None:
    document = wired_scenes.document("large")
    panel = show(TimelinePanel, document, layer=1, across="h", cursor=4)
    panel.resize(930, 200)
    assert isinstance(panel, TimelinePanel) and panel.rows.places.thin
    image, trace = panel.rows.grab().toImage(), run(document.models[0].network, document.x)
    for unit in range(16):
        for step in range(13):
            x, y = tile_at(panel, unit, step)
            value = float(trace[1, "h"][step, unit])
            expected = LIGHT.value_colour(value) if step >= 4 else LIGHT.unknown
            assert image.pixelColor(int(x) + 10, int(y)) == expected, (unit, step)


def test_a_click_on_a_tile_of_a_backward_layer_goes_there(show: Show) -> None:
    panel = show(TimelinePanel, wired_scenes.document("both"), layer=1, cursor=6)
    assert isinstance(panel, TimelinePanel)
    x, y = tile_at(panel, 0, 3)
    assert "not yet known" in panel.rows.tip_at(x, y)
    QTest.mouseClick(panel.rows, LEFT, pos=QPoint(int(x), int(y)))
    panel.store.publish()
    assert panel.store.state.view.cursor == 3
    assert "not yet known" not in panel.rows.tip_at(x, y)


# the gradient


def test_the_lines_are_the_main_layers_gradient(show: Show, document: Document) -> None:
    panel = show(GradientPanel, document, cursor=6)
    assert isinstance(panel, GradientPanel)
    network = document.models[0].network
    main, name = network.main_layer, document.models[0].name
    cell = network.layers[main].cell
    lags, gains = panel.plot.line_data(name)
    decay = gradient_decay(run(network, document.x), 6, main)
    words = document.sequence[6:] if network.layers[main].reverse else document.sequence[6::-1]
    assert panel.plot.lags == len(words) - 1 and lags.tolist() == list(range(len(words)))
    if cell.memory in decay.states:
        assert np.array_equal(gains, decay.log10_gain[cell.memory][::-1])
    ticks = dict(panel.plot.tick_texts)
    assert all(ticks[lag] == words[lag] for lag in ticks)
    panel.plot._hover(3)
    readout = panel.plot.readout
    assert readout is not None and readout.word == words[3]
    assert readout.distance == ("3 steps ahead" if network.layers[main].reverse else "3 steps back")


def test_the_axis_says_which_way_it_leads(show: Show) -> None:
    back = wired_scenes.document("backward").models[0]
    both = replace(wired_scenes.document("both").models[0], color="#B07A12")
    panel = show(GradientPanel, replace(wired_scenes.document("both"), models=(both, back)), cursor=6)
    assert isinstance(panel, GradientPanel)
    assert panel._way.text() == CAPTION and panel.plot.line_names()[:1] == ["both"]
    assert ("backward: " + OTHER_WAY,) in panel.legend.texts
    assert "the forward h" in panel.plot.accessibleName() and " back," in panel.plot.accessibleName()
    panel.store.look(model=1)
    panel.store.publish()
    assert panel._way.text() == CAPTION_AHEAD and panel.plot.line_names()[:1] == ["backward"]
    assert ("both: " + OTHER_WAY,) in panel.legend.texts
    assert "words ahead" in panel.plot.accessibleName()
    assert "6 steps ahead" in panel.verdict.whole
    panel.store.look(cursor=12)
    panel.store.publish()
    assert panel.plot.message == NO_FUTURE
    panel.store.look(before=True, model=0)
    panel.store.publish()
    assert panel.plot.line_names()[:1] == ["both"]


def test_without_a_start_of_its_way_the_gradient_is_that_of_now(show: Show) -> None:
    back = replace(wired_scenes.document("backward").models[0], start=None)
    both = wired_scenes.document("both").models[0]
    panel = show(GradientPanel, replace(wired_scenes.document("both"), models=(both, back)), model=1, before=True)
    assert isinstance(panel, GradientPanel)
    assert panel.plot.line_names()[:1] == ["backward"] and not panel.views.isVisible()


def test_what_is_said_of_a_backward_curve() -> None:
    state = state_of("backward", cursor=12)
    decay = state.decay(0)
    assert decay is not None
    assert decay_texts(curve_of(0, state.model, decay))[0] == "step back"
    state = state_of("backward", cursor=2)
    decay = state.decay(0)
    assert decay is not None
    tip = decay_tip(curve_of(0, state.model, decay))
    assert "runs backward" in tip and "step ahead" in tip and " back " not in tip.replace("runs backward", "")
    window = state_of("a window")
    decay = window.decay(0)
    assert decay is not None
    assert "its window of 3 sees anew" in decay_tip(curve_of(0, window.model, decay))
    both = state_of("both")
    decay = both.decay(0)
    assert decay is not None
    assert "Of the forward layer." in decay_tip(curve_of(0, both.model, decay))


def test_steps_ahead_are_counted_up(show: Show) -> None:
    document = wired_scenes.document("backward")
    panel = show(GradientPanel, replace(document, sequence=document.sequence * 20), cursor=3)
    assert isinstance(panel, GradientPanel)
    texts = [text for _, text in panel.plot.tick_texts]
    assert len(texts) > 3 and all(text.startswith("+") for text in texts[1:])


# the models


def test_models_are_described_by_their_wiring() -> None:
    names = ("both", "a window", "learnt", "in blocks")
    models = tuple(wired_scenes.document(name).models[0] for name in names)
    state = state_of(replace(wired_scenes.document("both"), models=models))
    rows = model_rows(state, state.document)
    assert [row.description.split(" · ")[0] for row in rows] == [
        "2 × 3 LSTM units, both directions",
        "3 ANN units, last 3 words",
        "2 LSTM units → 2 × 2 GRU units, both directions",
        "4 LSTM 1997 units, blocks of 2",
    ]
    assert "Learnt initial c and h." in rows[2].tip
    assert "Gates i, o shared within blocks of 2." in rows[3].tip
    network = models[3].network
    free = network.count(free_only=True)
    counts = [int(n) for n in re.findall(r"and (\d+) that are", rows[3].tip)]
    assert sum(counts) == network.count() - free and len(counts) == 2
    assert f"{free} parameters" in rows[3].description


def test_what_is_cut_among_tied_rows_is_counted_once() -> None:
    document = wired_scenes.document("in blocks")
    cut = set_cuts(document, 0, [Weight(0, "W_i", (1, 0)), Weight(0, "W_g", (1, 0))], True)
    before, after = (
        [int(n) for n in re.findall(r"and (\d+) that are", model_rows(state_of(d), d)[0].tip)] for d in (document, cut)
    )
    assert [b - a for a, b in zip(before, after, strict=True)] == [2, 0]


# large ones


def test_a_long_sentence_of_a_wide_bidirectional_network_is_shown_and_stepped(show: Show) -> None:
    network = randomised(Network.build(4, [LayerForm(LSTM, 64, "both"), LayerForm(DENSE, 8, window=4)], 1, "sigmoid"))
    document = wired_scenes.document("both")
    words = tuple(document.sequence[k % 13] for k in range(200))
    wide = replace(document, models=(Model("wide", network),), sequence=words, question=None)
    for kind in (TimelinePanel, WeightsPanel, CellPanel):
        panel = show(kind, wide, layer=1, unit=63, cursor=100)
        panel.store.look(cursor=101, across="c")
        panel.store.publish()
        assert not panel.grab().isNull()
    assert set(PANELS) >= {"network", "cell", "timeline", "gradient", "weights", "equations", "models"}
