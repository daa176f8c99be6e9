"""The cell panel: its numbers are the trace's, what is kept and added is the state, a click selects."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core import Network
from core.cells import Cell, cell_names, load_cell
from core.document import Document, Model, set_weight
from core.evaluator import Term, explain
from core.state import State, View
from gui.cell.flow import flow_of
from gui.cell.layout import Wire
from gui.cell.paint import sums, text_of, thickness
from gui.cell.values import before, values
from gui.panels.cell import CellPanel, carried, subtitle
from gui.store import Store
from gui.theme import DARK, LIGHT, apply
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
    flow, found = flow_of(cell), values(State(state.document, state.view), flow_of(cell))
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
    flow, found = flow_of(cell), values(state, flow_of(cell))
    for node in flow.nodes:
        if node.kind == "term" and node.text.startswith("−"):
            continue
        assert np.abs(known - found[node.key]).min() < 1e-9


def below(term: Term) -> list[float]:
    return [term.value, *(value for part in term.parts for value in below(part))]


@every_cell
@pytest.mark.parametrize("cursor", [0, 9])
def test_kept_and_added_make_the_state(cell: Cell, cursor: int) -> None:
    state = State(document_of(cell), View(cursor=cursor))
    flow, found = flow_of(cell), values(state, flow_of(cell))
    parts = sums(flow, found)
    if parts:
        assert sum(value for _, _, value in parts) == pytest.approx(found[flow.belt[-1]], abs=1e-12)
        assert [word for _, word, _ in parts].count("kept") == 1


def test_kept_and_added_are_there_for_lstm_and_gru() -> None:
    for key in ("lstm", "gru"):
        state = State(document_of(load_cell(key)), View(cursor=3))
        flow = flow_of(state.cell)
        assert [word for _, word, _ in sums(flow, values(state, flow))] == ["kept", "added"]


def test_at_the_first_step_nothing_was_before() -> None:
    state = State(scenes.document(), View())
    assert before(state, "c") == before(state, "h") == 0.0


def test_a_deep_layer_reads_the_one_below() -> None:
    document = scenes.document()
    low, high = load_cell("lstm"), load_cell("elman")
    net = Network.build(4, [(low, 3), (high, 2)], 1, "sigmoid", 4)
    state = State(replace(document, models=(Model("deep", net),)), View(cursor=5, layer=1, unit=1))
    flow = flow_of(high)
    found = values(state, flow)
    term = next(n for n in flow.nodes if n.text == "W·x")
    expected = net.layers[1].parameters["W"][1] @ state.trace()[0, "h"][5]
    assert found[term.key] == pytest.approx(float(expected))
    assert subtitle(state) == "unit 2 of layer 2 of deep at “red”"


def test_the_subtitle_and_the_words(show: Show) -> None:
    panel = show(cursor=9)
    assert panel.header.subtitle == "unit 1 of LSTM at “dogs”"
    assert "Forget gate" in panel.canvas.accessibleDescription()
    assert carried(panel.store.state) == "h"


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
    assert panel.canvas.values == values(state, flow_of(state.cell))


def test_a_click_on_a_gate_selects_it(show: Show) -> None:
    panel = show(cursor=9, size=(893, 300))
    for gate in ("f", "g", "o", "i"):
        QTest.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=panel.canvas.gate_box(gate).center())
        assert panel.store.state.view.signal == gate


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
    words = canvas._words(key)
    assert words is not None and words.title == "Forget gate f"
    value = float(panel.store.state.trace()[0, "f"][9, 0])
    assert words.lines[0].name == panel.store.state.cell.info("f").says
    assert float(words.lines[0].value) == pytest.approx(value, abs=1e-5)
    wire = canvas.plan.wires[0]
    a, b = wire.points[:2]
    assert isinstance(canvas.part_at(QPointF((a.x + b.x) / 2, (a.y + b.y) / 2)), Wire)
    belt = canvas.plan.belt
    assert canvas.part_at(QPointF((belt[1].x + belt[2].x) / 2, belt[0].y)) == "belt"
    label = canvas._words("belt")
    assert label is not None and [line.name for line in label.lines][:2] == ["kept", "added"]
    canvas._hover(None)
    assert canvas.label.isHidden()


def test_keys_are_the_windows(show: Show) -> None:
    panel = show()
    assert panel.canvas.focusPolicy() == panel.area.focusPolicy() == Qt.FocusPolicy.NoFocus


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
    assert panel.header.subtitle.startswith(f"unit {units} of")
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


def test_values_that_are_no_numbers_are_shown(show: Show) -> None:
    panel = show(cursor=9)
    flow, state = flow_of(load_cell("lstm")), panel.store.state
    for odd in (float("nan"), float("inf"), -1e9):
        panel.canvas.show_cell(state.cell, flow, {n.key: odd for n in flow.nodes}, "i", "“dogs”", "h", odd)
        assert not panel.grab().isNull()


def test_width_tells_size_and_text_has_one_length() -> None:
    sizes = [thickness(v) for v in (0.0, 0.1, -0.5, 1.0, 3.0, -100.0)]
    assert sizes == sorted(sizes) and sizes[0] > 0.5 and sizes[-1] < 8
    gate = next(n for n in flow_of(load_cell("lstm")).nodes if n.signal == "f")
    assert all(re.fullmatch(r"\d\.\d{3}", text_of(gate, v)) for v in (0.0, 0.5, 1.0))
