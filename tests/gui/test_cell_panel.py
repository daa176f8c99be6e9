"""The cell panel: its numbers are the trace's, what is kept and added is the state, a click selects."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core import Network
from core.cells import Cell, cell_names, load_cell
from core.clamps import Clamp
from core.document import Document, Model, set_clamp, set_cuts, set_network, set_weight
from core.edges import all_cut, weights_into
from core.equations import Binary
from core.evaluator import Term, explain
from core.evaluator import apply as applied
from core.state import State, View
from gui.cell import parts
from gui.cell.flow import Flow, flow_of, squashed
from gui.cell.parts import titles_fit
from gui.cell.plan import End, Wire
from gui.cell.routes import Rect
from gui.cell.shown import level, text_of, thickness
from gui.cell.shown import shown as shown_of
from gui.cell.spots import spots, sums
from gui.cell.texts import laid
from gui.cell.values import Reader, cut_feeds, held, idle, values
from gui.cell.words import belt_sentence, label_of, spoken
from gui.numbers import number
from gui.panels import cell as cell_panel
from gui.panels.cell import CellPanel, heading, subtitle
from gui.part_menu import Part, PartMenu
from gui.store import Store
from gui.theme import DARK, LIGHT, apply
from gui.timeline.rows import label
from tests.core import scenes
from tests.gui.test_cell_layout import CELLS

Show = Callable[..., CellPanel]
every_cell = pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)


def document_of(cell: Cell, units: int = 3) -> Document:
    return replace(scenes.document(), models=(Model(cell.name, scenes.network(cell, units)),))


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply(LIGHT, application)

    def shown(document: Document | None = None, size: tuple[int, int] = (893, 300), **view: int) -> CellPanel:
        panel = CellPanel(Store(document or scenes.document(), View(**view)), LIGHT)
        panel.store.setParent(panel)
        qtbot.addWidget(panel)
        panel.resize(*size)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    return shown


@every_cell
@pytest.mark.parametrize("cursor", [0, 9])
def test_values_are_the_traces(cell: Cell, cursor: int) -> None:
    state = State(document_of(cell), View(cursor=cursor, unit=1))
    flow, found = flow_of(cell), values(Reader(state), flow_of(cell))
    assert set(found) == {node.key for node in flow.nodes}
    for signal, key in flow.roots.items():
        assert found[key] == pytest.approx(float(state.trace()[0, signal][cursor, 1]), rel=1e-12)


@every_cell
def test_every_part_has_the_value_that_explains_the_step(cell: Cell) -> None:
    state = State(document_of(cell), View(cursor=9, unit=2))
    trace = state.trace()
    held = {name: trace.before(0, name)[9] for name in cell.states}
    terms = explain(cell.graph, state.layer.effective, trace.x[9], held, 2)
    known = np.array(sorted(value for term in terms.values() for value in below(term)))
    flow, found = flow_of(cell), values(Reader(state), flow_of(cell))
    for node in flow.nodes:
        if node.kind == "term" and node.text.startswith("−"):
            continue
        if node.kind == "gate" and node.inputs:
            total, whole = sum(found[key] for key in node.inputs), squashed(node.expr)
            value = applied(whole[0].function, total) if whole else total
            if isinstance(node.expr, Binary) and whole:  # such as 4σ−2
                scale, shift = (float(part) for part in re.split(r"·?[a-zσ]+", node.text.replace("−", "-")))
                value = scale * value + shift
            assert found[node.key] == pytest.approx(value, abs=1e-12)
        if node.kind != "feed":
            assert np.abs(known - found[node.key]).min() < 1e-9


def below(term: Term) -> list[float]:
    return [term.value, *(value for part in term.parts for value in below(part))]


@every_cell
@pytest.mark.parametrize("cursor", [0, 9])
def test_kept_and_added_make_the_state(cell: Cell, cursor: int) -> None:
    state = State(document_of(cell), View(cursor=cursor))
    flow, found = flow_of(cell), values(Reader(state), flow_of(cell))
    parts = sums(flow)
    if parts:
        total = sum(part.sign * found[part.source] for part in parts)
        assert total == pytest.approx(found[flow.belt[-1]], abs=1e-12)
        assert [part.word for part in parts].count("kept") == 1


def test_kept_and_added_are_there_for_lstm_and_gru() -> None:
    for key in ("lstm", "gru"):
        assert [part.word for part in sums(flow_of(load_cell(key)))] == ["kept", "added"]


def test_at_the_first_step_nothing_was_before() -> None:
    state = State(scenes.document(), View())
    assert Reader(state).before("c") == Reader(state).before("h") == 0.0


def test_a_deep_layer_reads_the_one_below() -> None:
    document = scenes.document()
    low, high = load_cell("lstm"), load_cell("elman")
    net = Network.build(4, [(low, 3), (high, 2)], 1, "sigmoid", 4)
    state = State(replace(document, models=(Model("deep", net),)), View(cursor=5, layer=1, unit=1))
    flow = flow_of(high)
    found = values(Reader(state), flow)
    term = next(n for n in flow.nodes if n.text == "W·x")
    expected = net.layers[1].parameters["W"][1] @ state.trace()[0, "h"][5]
    assert found[term.key] == pytest.approx(float(expected))
    assert (heading(state), subtitle(state)) == ("Inside unit 2", "layer 2 of deep at “red”")


def test_the_title_the_subtitle_and_what_is_spoken(show: Show) -> None:
    panel = show(cursor=9)
    assert (panel.header.title, panel.header.subtitle) == ("Inside unit 1", "LSTM at “dogs”")
    assert CellPanel.title == "Cell"
    assert panel.canvas.accessibleName() == "Inside unit 1, LSTM at “dogs”"
    assert "Forget gate 0." in panel.canvas.accessibleDescription()
    panel.store.look(unit=2, cursor=1)
    panel.store.publish()
    assert (panel.header.title, panel.header.subtitle) == ("Inside unit 3", "LSTM at “boy”")


def test_what_comes_in_beside_x() -> None:
    carried = {key: flow_of(load_cell(key)).carried for key in cell_names()}
    on_the_belt = ("gru", "gru_reset_before", "mgu")
    beside = {
        "dense": (),
        "lstm_1997": ("i", "o", "h"),
        "lstm_fgr": ("f", "i", "o", "h"),
        **dict.fromkeys(on_the_belt, ()),
    }
    assert carried == {key: beside.get(key, ("h",)) for key in cell_names()}
    assert [key for key in cell_names() if flow_of(load_cell(key)).joins] == list(on_the_belt)


def test_it_follows_cursor_unit_and_weight(show: Show) -> None:
    panel = show(cursor=9)
    for change in ({"cursor": 4}, {"unit": 3}):
        old = dict(panel.canvas.values)
        panel.store.look(**change)
        panel.store.publish()
        assert panel.canvas.values != old
    old = dict(panel.canvas.values)
    panel.store.edit(set_weight, 0, 0, "b_f", (3,), -4.0, label="change")
    panel.store.publish()
    state = panel.store.state
    assert panel.canvas.values != old
    assert panel.canvas.values == values(Reader(state), flow_of(state.cell))


def test_a_click_on_a_gate_selects_it(show: Show) -> None:
    panel = show(cursor=9, size=(893, 300))
    for gate in ("f", "g", "o", "i"):
        QTest.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=panel.canvas.gate_box(gate).center())
        assert panel.store.state.view.signal == gate


def test_a_click_on_a_gate_opens_its_weights(show: Show) -> None:
    panel = show(cursor=9)
    panel.store.look(panels=("cell",))
    QTest.keyClick(panel.canvas, Qt.Key.Key_Down)
    QTest.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert panel.store.state.view.panels == ("cell",)
    QTest.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=panel.canvas.gate_box("f").center())
    assert panel.store.state.view.panels == ("cell", "weights")


def test_a_click_shows_a_ring(show: Show) -> None:
    panel = show(cursor=9)
    image = panel.grab().toImage()
    panel.store.look(signal="o")
    panel.store.publish()
    assert panel.grab().toImage() != image


def test_a_click_beside_a_gate_changes_nothing(show: Show) -> None:
    panel = show(cursor=9)
    view = panel.store.state.view
    box = panel.canvas.gate_box("h")
    QTest.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=box.center())
    QTest.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    QTest.mouseClick(panel.canvas, Qt.MouseButton.RightButton, pos=panel.canvas.gate_box("f").center())
    assert panel.store.state.view == view


def test_the_mouse_on_a_gate_a_wire_and_the_belt(show: Show) -> None:
    panel = show(cursor=9)
    canvas = panel.canvas
    box = canvas.gate_box("f")
    QTest.mouseMove(canvas, QPoint(2, 2))
    QTest.mouseMove(canvas, box.center())
    assert canvas.label.isVisible()
    key = canvas.part_at(QPointF(box.center()))
    shown = canvas.shown
    assert shown is not None
    words = label_of(shown, key)
    assert words is not None and words.title == "Forget gate f"
    value = float(panel.store.state.trace()[0, "f"][9, 0])
    assert panel.store.state.cell.info("f").says.startswith(words.lines[0].name)
    told = next(line.value for line in words.lines if line.name == "value")
    assert float(told) == pytest.approx(value, abs=1e-5)
    scale = canvas.scale
    wire = canvas.plan.wires[0]
    a, b = wire.points[:2]
    assert isinstance(canvas.part_at(QPointF((a.x + b.x) / 2, (a.y + b.y) / 2) * scale), Wire)
    stub = canvas.plan.stubs[0]
    at = QPointF(stub.top.x, (stub.top.y + stub.bottom.y) / 2 + 2) * scale
    assert canvas.part_at(at) == stub.source
    belt = canvas.plan.belt
    assert canvas.part_at(QPointF((belt[1].x + belt[2].x) / 2, belt[0].y) * scale) == "belt"
    label = label_of(shown, "belt")
    assert label is not None
    *sentences, total = label.lines
    assert " ".join(line.name for line in sentences) == belt_sentence(shown.cell, shown.flow)
    parts = re.fullmatch(r"(\S+) kept, (\S+) added", total.name)
    assert parts is not None
    kept, added, result = (float(text.replace("\u2212", "-")) for text in (*parts.groups(), total.value))
    assert kept + added == pytest.approx(result, abs=2e-6)
    canvas._hover(None)
    assert canvas.label.isHidden()


def test_it_is_used_by_keys(show: Show) -> None:
    panel = show(cursor=9)
    canvas, store = panel.canvas, panel.store
    canvas.setFocus(Qt.FocusReason.OtherFocusReason)
    plain = panel.grab().toImage()
    canvas.clearFocus()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert panel.grab().toImage() != plain
    gates = store.state.cell.gates
    at = gates.index(store.state.view.signal)
    for key, by in ((Qt.Key.Key_Up, -1), (Qt.Key.Key_Up, -1), (Qt.Key.Key_Down, 1), (Qt.Key.Key_Down, 1)):
        at = min(max(at + by, 0), len(gates) - 1)
        QTest.keyClick(canvas, key)
        assert store.state.view.signal == gates[at]
    for _ in range(9):
        QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert store.state.view.signal == gates[-1]
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert not canvas.hasFocus()


@pytest.mark.parametrize(
    ("key", "modifiers", "own"),
    [
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, False),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, False),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, False),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier, True),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier, False),
        (Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier, True),
        (Qt.Key.Key_F10, Qt.KeyboardModifier.NoModifier, False),
    ],
)
def test_the_windows_keys_stay_the_windows(show: Show, key: Qt.Key, modifiers: Qt.KeyboardModifier, own: bool) -> None:
    panel = show()
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
    event.ignore()
    QApplication.sendEvent(panel.canvas, event)
    assert event.isAccepted() == own
    view = panel.store.state.view
    if not own:
        QTest.keyClick(panel.canvas, key, modifiers)
        assert panel.store.state.view == view


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Part]:
    """The parts whose menus were asked for, in place of the menus."""
    found: list[Part] = []
    monkeypatch.setattr(cell_panel, "open_part_menu", lambda _store, _theme, part, _at, _parent: found.append(part))
    return found


def right_click(panel: CellPanel, at: QPoint) -> None:
    canvas = panel.canvas
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, canvas.mapToGlobal(at))
    QApplication.sendEvent(canvas, event)
    assert event.isAccepted()


def test_a_right_click_asks_for_the_menu_of_the_part(show: Show, asked: list[Part]) -> None:
    panel = show(cursor=9, unit=2)
    canvas = panel.canvas
    place, scale = canvas.plan, canvas.scale
    view = panel.store.state.view
    for gate in ("f", "i", "g", "o", "h", "c"):
        right_click(panel, canvas.gate_box(gate).center())
    assert asked == [Part(0, 2, gate) for gate in ("f", "i", "g", "o", "h", "c")]
    asked.clear()
    for end in place.ends:
        right_click(panel, (QPointF(*end.symbol.middle) * scale).toPoint())
    assert asked == [Part(0, 2, end.signal) for end in place.ends]
    asked.clear()
    between = QPointF((place.belt[1].x + place.belt[2].x) / 2, place.belt[1].y) * scale
    right_click(panel, between.toPoint())
    right_click(panel, QPoint(canvas.width() // 2, canvas.height() - 3))
    inner = next(n.key for n in canvas.shown.flow.nodes if n.text == "×" and not n.signal and n.owner == "c")
    box = place.boxes[[k for k in place.boxes if k == inner][0]]
    right_click(panel, (QPointF(*box.middle) * scale).toPoint())
    assert asked == [Part(0, 2, "c"), Part(0, 2), Part(0, 2)]
    assert panel.store.state.view == view


def test_the_menu_by_keys_is_the_chosen_gates(show: Show, asked: list[Part]) -> None:
    panel = show(cursor=9, unit=1)
    panel.store.look(signal="o")
    panel.store.publish()
    QTest.keyClick(panel.canvas, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    QApplication.sendEvent(panel.canvas, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint()))
    assert asked == [Part(0, 1, "o")] * 2


def test_the_menu_holds_a_gate(show: Show, qtbot: QtBot) -> None:
    panel = show(cursor=9)
    right_click(panel, panel.canvas.gate_box("f").center())
    menu = panel.findChild(PartMenu)
    assert menu is not None
    here = menu.findChild(QMenu)
    assert here is not None and here.title() == "Clamp at “dogs”"
    here.actions()[0].trigger()
    panel.store.publish()
    menu.hide()
    shown = panel.canvas.shown
    assert shown is not None and shown.held == {"f"}
    assert shown.values[shown.flow.roots["f"]] == 0.0


def feeds_into(flow: Flow, key: int) -> set[int]:
    """The nodes that a node's value reaches."""
    found: set[int] = set()
    for node in flow.nodes[key + 1 :]:
        if {key, *found} & set(node.inputs):
            found.add(node.key)
    return found


@every_cell
@pytest.mark.parametrize("step", [4, None])
def test_what_is_held_shows_its_value_and_rests_what_would_make_it(cell: Cell, step: int | None) -> None:
    for signal in cell.signals:
        clamp = Clamp(0, signal, 1, 0.25, step or 0, step)
        state = State(set_clamp(document_of(cell), 0, clamp), View(cursor=4, unit=1))
        flow = flow_of(cell)
        assert held(state) == {signal}
        shown = shown_of(state)
        assert shown.value_of(signal) == 0.25
        for other in cell.signals:
            assert shown.value_of(other) == pytest.approx(float(state.trace()[0, other][4, 1]), rel=1e-12)
        resting = idle(flow, held(state))
        inner = {n.key for n in flow.nodes if n.owner == signal and not n.signal and n.kind != "before"}
        # what a matrix brings to other units has an effect there
        abroad = {key for n in flow.nodes if n.kind == "mix" for key in n.inputs}
        inner -= {n.key for n in flow.nodes if n.key in abroad or abroad & feeds_into(flow, n.key)}
        assert inner <= resting and flow.roots[signal] not in resting
        other = State(state.document, View(cursor=5, unit=1))
        assert bool(held(other)) == (step is None)
        assert not held(State(state.document, View(cursor=4, unit=0)))


@every_cell
def test_what_rests_is_what_moves_nothing(cell: Cell) -> None:
    """A signal rests where holding it at some other value as well changes nothing that leaves the unit."""

    def leaving(clamps: list[Clamp]) -> np.ndarray:
        document = document_of(cell)
        for clamp in clamps:
            document = set_clamp(document, 0, clamp)
        trace = State(document, View()).trace()
        return np.concatenate([trace[0, name].ravel() for name in (*cell.states, cell.output)])

    flow = flow_of(cell)
    for signal in cell.signals:
        clamp = Clamp(0, signal, 1, 0.25, 4, 4)
        resting = idle(flow, frozenset({signal}))
        for other in cell.signals:
            if other != signal and flow.nodes[flow.roots[other]].signal == other:
                changed = leaving([clamp, Clamp(0, other, 1, 7.0, 4, 4)])
                moves = not np.array_equal(changed, leaving([clamp]))
                assert moves == (flow.roots[other] not in resting), (signal, other)


def test_what_repeats_the_step_before_is_held_at_its_end(show: Show) -> None:
    document = set_clamp(document_of(load_cell("lstm_1997")), 0, Clamp(0, "i_past", 0, 0.25))
    panel = show(document, cursor=9)
    shown, plan = panel.canvas.shown, panel.canvas.plan
    assert shown is not None and shown.value_of("i_past") == 0.25
    told = {end.signal: label_of(shown, end) for end in plan.ends if end.before}
    lines = {signal: [(line.name, line.value) for line in words.lines] for signal, words in told.items() if words}
    assert ("i_past is held by a clamp", "0.250000") in lines["i"]
    assert not any("held" in name for signal in ("o", "h", "c") for name, _ in lines[signal])
    marked = panel.canvas.grab().toImage()
    panel.canvas.show_cell(shown._replace(apart=()))
    assert panel.canvas.grab().toImage() != marked


def test_what_was_comes_from_the_rail_by_whatever_name() -> None:
    for key in ("lstm_1997", "lstm_fgr"):
        cell = load_cell(key)
        shown = shown_of(State(document_of(cell), View(cursor=9)))
        assert not [node for node in shown.flow.nodes if node.kind == "mix"]
        feed = next(node for node in shown.flow.nodes if node.kind == "feed" and node.owner == "o")
        words = label_of(shown, feed.key)
        was = "".join(f"{name}(t−1), " for name in sorted(cell.remembered(feed.expr))[:-1])
        assert words is not None and words.title == f"From x, {was[:-2]} and o(t−1) into output gate"


def test_a_stretched_function_is_one_part_and_filled_by_its_range() -> None:
    shown = shown_of(State(document_of(load_cell("lstm_1997")), View(cursor=9)))
    nodes = {node.text: node for node in shown.flow.nodes}
    gate, call = nodes["4σ−2"], nodes["2σ−1"]
    assert (gate.kind, gate.signal, gate.reach) == ("gate", "g", 2.0)
    assert (call.kind, call.signal, call.reach) == ("call", "", 1.0)
    assert level(-1.0, gate.reach) == -0.5 and level(5.0, gate.reach) == 1.0
    words = label_of(shown, gate.key)
    assert words is not None
    total = number(sum(shown.values[key] for key in gate.inputs), 6)
    assert [(line.name, line.value) for line in words.lines][-1] == (
        "of the sum W_g·x + U_g·h + R_gi·i + R_go·o + b_g",
        total,
    )


def test_gates_rest_while_the_cell_state_is_held() -> None:
    document = set_clamp(scenes.document(), 0, Clamp(0, "c", 0, 0.5))
    shown = shown_of(State(document, View(cursor=9)))
    roots = shown.flow.roots
    assert {name for name, key in roots.items() if key in shown.idle} == {"f", "i", "g"}
    for name in "fig":
        words = label_of(shown, roots[name])
        assert words is not None and any(line.name.startswith("no effect now") for line in words.lines)
    assert "Input gate" in spoken(shown) and spoken(shown).count(", no effect") == 3


def test_the_hover_of_a_feed_tells_what_it_reads(show: Show) -> None:
    shown = shown_of(State(document_of(load_cell("gru")), View(cursor=9)))
    titles = {label_of(shown, node.key).title for node in shown.flow.nodes if node.kind == "feed"}
    assert titles == {
        "From x and h(t−1) into reset gate",
        "From x and h(t−1) into update gate",
        "From x into candidate",
        "From h(t−1) into candidate",
    }
    peephole = next(cell for cell in CELLS if cell.name == "no matrix")
    assert not [node for node in flow_of(peephole).nodes if node.kind == "feed"]


@every_cell
def test_levels_have_no_sign(cell: Cell) -> None:
    state = State(document_of(cell), View(cursor=9, unit=1))
    shown = shown_of(state)
    for signal, key in shown.flow.roots.items():
        node = shown.flow.nodes[key]
        assert node.level == cell.is_level(node.signal or signal)
        written = text_of(node, shown.values[key])
        assert (written[0] in "+−") is not node.level
        words = label_of(shown, key)
        assert words is not None and (words.lines[0].value or words.lines[-1].value)[0] in "+−0123456789"
    for one in (node for node in shown.flow.nodes if node.level):
        assert 0.0 <= shown.values[one.key] <= 1.0


@pytest.mark.parametrize("signal", ["f", "g", "c", "h"])
@pytest.mark.parametrize("step", [9, None])
def test_what_is_held_is_marked(show: Show, signal: str, step: int | None) -> None:
    panel = show(cursor=9)
    value = float(panel.store.state.trace()[0, signal][9, 0])
    before = panel.grab().toImage()
    # at the very value it has: only the marks differ
    panel.store.edit(set_clamp, 0, Clamp(0, signal, 0, value, step or 0, step), label="clamp")
    panel.store.publish()
    assert panel.grab().toImage() != before
    shown = panel.canvas.shown
    assert shown is not None
    assert ", held" in panel.canvas.accessibleDescription()
    words = label_of(shown, shown.flow.roots[signal])
    assert words is not None and any("held by a clamp" in line.name for line in words.lines)


def test_a_held_state_is_not_the_sum_of_what_comes_in(show: Show) -> None:
    document = set_clamp(scenes.document(), 0, Clamp(0, "c", 0, 5.0))
    shown = shown_of(State(document, View(cursor=9)))
    words = label_of(shown, "belt")
    assert words is not None
    assert not any("kept" in line.name for line in words.lines)
    assert shown.is_dead(shown.flow.roots["c"]) and not shown.is_dead(shown.flow.roots["h"])


@pytest.mark.parametrize("key", cell_names())
def test_cuts_are_marked_where_every_weight_is_cut(show: Show, key: str) -> None:
    document = document_of(load_cell(key))
    network, flow = document.models[0].network, flow_of(load_cell(key))
    feeds = [node for node in flow.nodes if node.kind in ("feed", "term") and node.matrices]
    for node in feeds:
        weights = [w for w in weights_into(network, 0, 1) if w.name in node.matrices]
        some, every = set_cuts(document, 0, weights[1:], True), set_cuts(document, 0, weights, True)
        assert node.key not in cut_feeds(State(some, View(unit=1)), flow)
        state = State(every, View(unit=1))
        assert all_cut(state.model.network, weights)
        assert node.key in cut_feeds(state, flow)
        assert not cut_feeds(State(every, View(unit=0)), flow)
        words = label_of(shown_of(state), node.key)
        assert words is not None
        (told,) = (line.name for line in words.lines if "cut" in line.name)
        assert all(matrix in told for matrix in node.matrices)
    panel = show(every, unit=1)
    shown = panel.canvas.shown
    assert shown is not None and shown.cut
    marked = panel.canvas.grab().toImage()
    panel.canvas.show_cell(shown._replace(cut=frozenset()))
    assert panel.canvas.grab().toImage() != marked


def test_what_the_belt_is_said_to_be() -> None:
    said = {cell.name: belt_sentence(cell, flow_of(cell)).split("; ")[1] for cell in CELLS if flow_of(cell).belt}
    kept_whole = ("LSTM 1997", "LSTM, no forget gate")
    lstms = [cell.name for cell in CELLS if cell.name.startswith("LSTM")]
    expected = {
        **{name: "nothing scales it" if name in kept_whole else "only f scales it" for name in lstms},
        "GRU": "only z scales it",
        "GRU, reset first": "only z scales it",
        "MGU": "only 1 − f scales it",
        "coupled": "only f scales it",
        "1997": "nothing scales it",
        "names of the past": "only z scales it",
        "stretched": "only 0.9 scales it",
        "leaky": "only 0.9 scales it",
        "same name twice": "only 0.5 scales it",
        "constant": "only p scales it",
        "big": "only a scales it",
    }
    assert said == expected


@pytest.mark.parametrize("cell", [c for c in CELLS if flow_of(c).belt], ids=lambda cell: cell.name)
def test_what_is_said_of_the_belt_is_its_factor(cell: Cell) -> None:
    """The belt's factor is what the sentence names, by differences of the state it starts from."""
    state = State(document_of(cell), View(cursor=9, unit=1))
    flow = flow_of(cell)
    word = belt_sentence(cell, flow).split("; ")[1].removeprefix("only ").split(" scale")[0]
    found = values(Reader(state), flow)
    signal = word.removeprefix("1 − ")
    factor = 1.0 if word == "nothing" else found[flow.roots[signal]] if signal in flow.roots else float(word)
    factor = factor if signal == word else 1.0 - factor
    kept = next((p.sign * found[p.source] for p in sums(flow) if p.word == "kept"), found[flow.belt[-1]])
    assert kept == pytest.approx(factor * Reader(state).before(flow.state), abs=1e-12)


def test_an_end_tells_of_its_step(show: Show) -> None:
    panel = show(cursor=9)
    shown, state = panel.canvas.shown, panel.store.state
    assert shown is not None
    for end in panel.canvas.plan.ends:
        at = (QPointF(*end.figure.middle) * panel.canvas.scale).toPoint()
        assert panel.canvas.part_at(QPointF(at)) == end
        words = label_of(shown, end)
        assert words is not None
        series = state.trace().before(0, end.signal) if end.before else state.trace()[0, end.signal]
        assert float(words.lines[-1].value.replace("\u2212", "-")) == pytest.approx(float(series[9, 0]), abs=1e-5)
    assert isinstance(panel.canvas.plan.ends[0], End)


def test_the_same_numbers_are_not_painted_again(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = show(cursor=9)
    asked: list[object] = []
    monkeypatch.setattr(panel.canvas, "update", lambda *area: asked.append(area))
    # a weight of the other model changes nothing here, one of this unit does
    panel.store.edit(set_weight, 1, 0, "W", (0, 0), 0.5, label="change")
    panel.store.publish()
    panel.store.edit(set_weight, 0, 0, "b_o", (0,), 0.5, label="change")
    panel.store.publish()
    assert len(asked) == 1


def test_no_number_moves_from_step_to_step(show: Show) -> None:
    panel = show()
    places = set()
    for cursor in range(13):
        panel.store.look(cursor=cursor)
        panel.store.publish()
        flow = panel.canvas.flow
        assert flow is not None
        places.add(spots(flow, panel.canvas.plan))
    assert len(places) == 1


@every_cell
@pytest.mark.parametrize("size", [(893, 300), (560, 300), (120, 60), (1, 1)], ids=str)
def test_it_shows_every_cell_at_every_size(show: Show, cell: Cell, size: tuple[int, int]) -> None:
    panel = show(document_of(cell), size, cursor=5)
    panel.set_theme(DARK)
    assert not panel.grab().isNull()
    panel.store.look(cursor=0)
    panel.store.publish()
    assert not panel.grab().isNull()


@pytest.mark.parametrize("units", [1, 64])
@pytest.mark.parametrize("key", cell_names())
def test_one_unit_one_step_and_many_units(show: Show, key: str, units: int) -> None:
    document = scenes.document("boy", ((key, units),))
    panel = show(document, unit=units - 1)
    assert panel.header.title == f"Inside unit {units}"
    assert not panel.grab().isNull()


def test_the_theme_changes_the_picture(show: Show) -> None:
    panel = show(cursor=9)
    image = panel.canvas.grab().toImage()
    panel.set_theme(DARK)
    assert panel.canvas.grab().toImage() != image


def test_a_picture_needs_no_scroll_bars(show: Show) -> None:
    panel = show(document_of(CELLS[-1]), (400, 200), cursor=9)
    assert panel.area.horizontalScrollBar().maximum() > 0
    panel.prepare_picture()
    panel.grab()
    QApplication.sendPostedEvents()
    assert panel.canvas.minimumWidth() == 0
    assert panel.canvas.width() <= panel.area.viewport().width()


@pytest.mark.parametrize("key", cell_names())
def test_a_larger_cell_says_no_less(show: Show, key: str) -> None:
    panel = show(document_of(load_cell(key)), cursor=9)
    canvas, said = panel.canvas, []
    for width in range(500, 1700, 40):
        panel.resize(width, round(width * 0.5))
        assert canvas.flow is not None and canvas.shown is not None
        said.append(titles_fit(canvas.shown.cell, canvas.flow, canvas.plan))
    assert said == sorted(said) and said[-1]


@every_cell
def test_a_gate_is_called_what_the_timeline_calls_it(show: Show, cell: Cell) -> None:
    panel = show(document_of(cell), (1600, 700), cursor=9)
    shown = panel.canvas.shown
    assert shown is not None
    drawn: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "write", lambda _painter, text, *_: drawn.append(text))
        panel.canvas.grab()
    if titles_fit(cell, shown.flow, panel.canvas.plan):
        gates = [node.signal for node in shown.flow.nodes if node.kind == "gate" and node.signal]
        assert {label(cell, signal) for signal in gates} <= set(drawn)


@every_cell
@pytest.mark.parametrize("size", [(400, 240), (560, 300), (893, 300)], ids=str)
def test_words_in_a_gate_do_not_overlap(show: Show, cell: Cell, size: tuple[int, int]) -> None:
    panel = show(document_of(cell), size, cursor=9)
    drawn: dict[tuple[float, ...], list[tuple[float, float]]] = {}

    def note(_painter: object, text: str, kind: str, rect: Rect, _ink: object, across: float = 0.0) -> None:
        if kind == "name":
            width = laid(text, kind).width
            x = rect.x + (rect.width - width) * across
            assert rect.x - 1 <= x and x + width <= rect.right + 1
            drawn.setdefault(tuple(rect), []).append((x, x + width))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "write", note)
        panel.canvas.grab()
    assert drawn or not any(node.kind == "gate" for node in flow_of(cell).nodes)
    for spans in drawn.values():
        for (_, end), (begin, _) in pairwise(sorted(set(spans))):
            assert end <= begin


def test_a_parameter_cut_short_keeps_what_is_done_with_it() -> None:
    for room in range(30, 60):
        text = parts._part_text("p_keep_long×", "small", room)
        assert text.startswith("p") and text.endswith("…×") and laid(text, "small").width <= room + 1
    assert parts._part_text("p×", "small", 40) == "p×"


def test_values_that_are_no_numbers_are_shown(show: Show) -> None:
    panel = show(cursor=9)
    shown = panel.canvas.shown
    assert shown is not None
    images = [panel.grab().toImage()]
    for odd in (float("nan"), float("inf"), -1e9):
        values = dict.fromkeys(shown.values, odd)
        panel.canvas.show_cell(shown._replace(values=values, entering=dict.fromkeys(shown.entering, odd)))
        image = panel.grab().toImage()
        assert all(image != other for other in images)
        images.append(image)


def test_width_tells_size_and_text_has_one_length() -> None:
    sizes = [thickness(v) for v in (0.0, 0.1, -0.5, 1.0, 3.0, -100.0)]
    assert sizes == sorted(sizes) and sizes[0] > 0.5 and sizes[-1] < 8
    gate = next(n for n in flow_of(load_cell("lstm")).nodes if n.signal == "f")
    assert all(re.fullmatch(r"\d\.\d{3}", text_of(gate, v)) for v in (0.0, 0.5, 1.0))


def test_a_run_that_overflows_is_shown_without_a_warning() -> None:
    document = scenes.document(cells=(("elman_relu", 2),))
    network = document.models[0].network
    network = network.with_parameter(0, "W", np.full((2, 4), 1e200)).with_parameter(
        0, "U", [[1e200, 0.0], [0.0, 1e200]]
    )
    document = set_network(document, 0, network)
    state = State(document, View(cursor=6).fitted(document))
    assert not np.isfinite(state.trace()[0, "h"][6]).any()
    assert any(math.isnan(value) for value in shown_of(state).values.values())  # infinity times 0
