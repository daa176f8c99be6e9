"""The weights panel: a row for every parameter, and what mouse, wheel and keys do to the document."""

from __future__ import annotations

import gc
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.cells import cell_names, load_cell, parse_cell
from core.clamps import Clamp
from core.document import Document, Encoder, Model, Recipe, set_clamp, set_cuts, set_network
from core.network import Network
from core.state import State, View
from gui.panels.weights import WeightsPanel
from gui.part_menu import PartMenu
from gui.store import Store
from gui.theme import DARK, LIGHT
from gui.value_card import open_cards
from gui.weight_entries import groups_of
from gui.weight_list import range_words
from gui.weight_row import WeightRow
from gui.widgets.number_editor import NumberEditor
from gui.widgets.slider_scale import nice
from tests.core import scenes

LEFT = Qt.MouseButton.LeftButton


def make(qtbot: QtBot, document: Document | None = None, **view: object) -> WeightsPanel:
    store = Store(document or scenes.document(), View(**{"signal": "i", **view}))  # type: ignore[arg-type]
    panel = WeightsPanel(store, LIGHT)
    store.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(400, 600)
    panel.show()
    return panel


@pytest.fixture
def panel(qtbot: QtBot) -> WeightsPanel:
    return make(qtbot)


def network(panel: WeightsPanel) -> Network:
    return panel.store.state.model.network


def stored(panel: WeightsPanel, row: WeightRow) -> float:
    entry = row.entry
    return float(network(panel).parameter(entry.place, entry.name)[entry.index])


def shown(panel: WeightsPanel) -> dict[tuple[object, ...], float]:
    return {(row.entry.place, row.entry.name, row.entry.index): row.value for row in panel.rows}


def row_of(panel: WeightsPanel, label: str) -> WeightRow:
    return next(row for row in panel.rows if row.entry.label == label)


def look(panel: WeightsPanel, **changes: object) -> None:
    panel.store.look(**changes)
    panel.store.publish()


def undo(panel: WeightsPanel) -> None:
    panel.store.undo()
    panel.store.publish()


def drag(row: WeightRow, *distances: int) -> None:
    start = row.handle_position()
    QTest.mousePress(row, LEFT, pos=start)
    for distance in distances:
        QTest.mouseMove(row, start + QPoint(distance, 0))
    QTest.mouseRelease(row, LEFT, pos=start + QPoint(distances[-1], 0))


def turn(row: WeightRow, notches: int) -> bool:
    where = QPointF(row.rect().center())
    event = QWheelEvent(
        where,
        QPointF(row.mapToGlobal(where.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(row, event)
    return event.isAccepted()


def type_in(row: WeightRow, text: str) -> NumberEditor | None:
    """Type over the value and press Enter; the editor if it stays open."""
    QTest.keyClick(row, Qt.Key.Key_Return)
    editor = row.findChild(NumberEditor)
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    return editor if editor.isVisible() else None


# which rows there are


def expected(state: State) -> dict[tuple[object, ...], float]:
    """Every parameter of the selected unit and gate, and the readout's, found without the panel's help."""
    unit, layer, net = state.view.unit, state.view.layer, state.model.network
    found: dict[tuple[object, ...], float] = {}
    for name in state.cell.parameters_of(state.view.signal):
        array = state.layer.parameters[name]
        if array.ndim == 1:
            found[layer, name, (unit,)] = array[unit]
        else:
            found |= {(layer, name, (unit, k)): value for k, value in enumerate(array[unit])}
    if layer == len(net.layers) - 1:
        for k in range(net.outputs):
            found["readout", "W_y", (k, unit)] = net.readout_parameters["W_y"][k, unit]
            found["readout", "b_y", (k,)] = net.readout_parameters["b_y"][k]
    return found


@pytest.mark.parametrize("key", cell_names())
def test_every_parameter_of_every_unit_and_gate_has_a_row(qtbot: QtBot, key: str) -> None:
    panel = make(qtbot, scenes.document(cells=((key, 3),)))
    for signal in load_cell(key).gates:
        for unit in range(3):
            look(panel, signal=signal, unit=unit)
            assert shown(panel) == expected(panel.store.state)


def test_both_networks_of_the_scene(panel: WeightsPanel) -> None:
    for model, unit in ((0, 3), (1, 8), (0, 0)):
        look(panel, model=model, unit=unit)
        assert shown(panel) == expected(panel.store.state)
        assert all(row.isVisible() for row in panel.rows)
    assert panel.header.subtitle == "unit 1 · input gate · LSTM"
    look(panel, model=1, unit=8)
    assert panel.header.subtitle == "unit 9 · RNN"


def test_rows_are_named_in_words(panel: WeightsPanel) -> None:
    labels = [row.entry.label for row in panel.rows]
    assert labels[:5] == ["singular noun", "plural noun", "other word", "full stop", "h unit 1"]
    assert labels[8:] == ["bias b_i", "to “was”", "bias b_y"]
    tips = [row.tip() for row in panel.rows]
    assert tips[0] == "W_i: from “singular noun” to the input gate of unit 1"
    assert tips[4] == "U_i: from its own hidden state one step before to the input gate of unit 1"
    assert tips[5] == "U_i: from unit 2's hidden state one step before to the input gate of unit 1"
    assert tips[8] == "b_i: the bias of the input gate of unit 1"
    assert panel.rows[4].accessibleName() == "h unit 1, from the step before · U_i"


def test_what_repeats_the_step_before_goes_by_its_own_name(qtbot: QtBot) -> None:
    panel = make(qtbot, scenes.document(cells=(("lstm_fgr", 2),)))
    look(panel, signal="o")
    row = next(row for row in panel.rows if row.entry.name == "R_of")
    assert row.accessibleName() == "f unit 1, from the step before · R_of"
    assert row.tip() == "R_of: from its own forget gate one step before to the output gate of unit 1"


def test_peepholes_shared_and_inner_parameters_are_named(qtbot: QtBot) -> None:
    cell = parse_cell(
        "f = sigmoid(W @ x + U @ (f * h) + p_f * c + b)\ng = tanh(W @ x + U_g @ f + d_g)\n"
        "c = f * c + (1 - f) * g\nh = tanh(c)"
    )
    document = scenes.document()
    model = Model("mine", Network.build(4, [(cell, 2)], 1, "sigmoid"))
    groups = groups_of(State(replace(document, models=(model,)), View(signal="f")))
    entries = {entry.label: entry.tip for group in groups for entry in group.entries}
    assert entries["peephole p_f"] == "p_f: from its own c one step before to the f of unit 1"
    assert "Shared with the g" in entries["singular noun"]
    assert "unit 1" in entries and "h unit 1" not in entries
    assert [group.caption.split(" · ")[0] for group in groups][1] == "from the step before"
    later = groups_of(State(replace(document, models=(model,)), View(signal="g")))
    assert [group.caption for group in later][1] == "from this step · U_g"


def test_a_layer_above_another_takes_its_units(qtbot: QtBot) -> None:
    stacked = Network.build(4, [(load_cell("lstm"), 2), (load_cell("elman"), 3)], 2, "softmax", seed=3)
    panel = make(qtbot, set_network(scenes.document(), 0, stacked))
    assert shown(panel) == expected(panel.store.state)
    assert not any(row.entry.place == "readout" for row in panel.rows)
    look(panel, layer=1, unit=2)
    assert shown(panel) == expected(panel.store.state)
    assert [row.entry.label for row in panel.rows[:2]] == ["unit 1", "unit 2"]
    assert [row.entry.label for row in panel.rows[-4:]] == ["to “was”", "to “were”", "b_y of “was”", "b_y of “were”"]
    assert panel.header.subtitle == "layer 2 · unit 3 · LSTM"


def test_many_inputs_and_one_unit(qtbot: QtBot) -> None:
    names = tuple(f"feature {k}" for k in range(64))
    encoder = Encoder(names, {}, tuple(np.zeros(64)))
    model = Model("LSTM", Network.build(64, [(load_cell("lstm"), 1)], 1, "sigmoid"))
    panel = make(qtbot, replace(scenes.document(), encoder=encoder, models=(model,)))
    assert shown(panel) == expected(panel.store.state)
    assert len(panel.rows) == 64 + 1 + 1 + 2


def test_a_cut_weight_is_marked_and_cannot_be_moved(qtbot: QtBot) -> None:
    document = scenes.document()
    net = document.models[0].network.with_cut(0, "U_i", np.eye(4, dtype=bool))
    panel = make(qtbot, set_network(document, 0, net))
    row, free = row_of(panel, "h unit 1"), row_of(panel, "h unit 2")
    assert row.is_cut and row.value == 0.0 and "cut: held at 0 in training and here" in row.tip()
    assert not free.is_cut and free.value == stored(panel, free) != 0.0
    drag(row, 30)
    QTest.keyClick(row, Qt.Key.Key_Up)
    QTest.mouseDClick(row, LEFT, pos=QPoint(5, 10))
    assert network(panel) is net
    look(panel, unit=1)
    assert not row.is_cut and row.value == stored(panel, row) != 0.0
    assert row_of(panel, "h unit 2").is_cut


# what a person does


def test_a_drag_is_one_step_and_two_are_two(panel: WeightsPanel) -> None:
    row = panel.rows[0]
    first = row.value
    drag(row, 5, 12, 20)
    second = stored(panel, row)
    panel.store.publish()
    assert row.value == second > first
    assert panel.store.undo_label == "Change W_i singular noun → unit 1"
    drag(row, 3, 9)
    assert stored(panel, row) > second
    undo(panel)
    assert row.value == stored(panel, row) == second
    undo(panel)
    assert row.value == first and panel.store.undo_label is None


def test_a_move_reaches_the_right_weight_of_the_right_network(panel: WeightsPanel) -> None:
    look(panel, model=1, unit=8)
    for label, (place, name, index) in {
        "plural noun": (0, "W", (8, 1)),
        "h unit 3": (0, "U", (8, 2)),
        "bias b": (0, "b", (8,)),
        "to “was”": ("readout", "W_y", (0, 8)),
        "bias b_y": ("readout", "b_y", (0,)),
    }.items():
        before = network(panel)
        type_in(row_of(panel, label), "0.123")
        panel.store.publish()
        changed = before.parameter(place, name).copy()  # type: ignore[arg-type]
        changed[index] = 0.123
        for where, each in before.places():
            wanted = changed if (where, each) == (place, name) else before.parameter(where, each)
            assert np.array_equal(network(panel).parameter(where, each), wanted)
    assert panel.store.state.document.models[0] is panel.store.opened.models[0]


def test_typing_is_one_edit(panel: WeightsPanel) -> None:
    row = panel.rows[2]
    first = row.value
    assert type_in(row, "-1,5") is None
    panel.store.publish()
    assert row.value == stored(panel, row) == -1.5
    undo(panel)
    assert row.value == first and panel.store.undo_label is None


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1e999", "two"])
def test_what_is_no_number_is_refused_and_said(panel: WeightsPanel, text: str) -> None:
    row, before = panel.rows[0], network(panel)
    editor = type_in(row, text)
    assert editor is not None and editor.property("invalid") and editor.toolTip()
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert network(panel) is before and row.value == stored(panel, row)


def test_an_edit_that_the_document_refuses_leaves_the_row_as_it_was(panel: WeightsPanel, qtbot: QtBot) -> None:
    row, before = panel.rows[0], network(panel)
    with qtbot.waitSignal(panel.store.failed) as told:
        row.typed.emit(float("nan"))
    assert "finite" in told.args[0]
    assert network(panel) is before and row.value == stored(panel, row)


def test_arrows_step_and_a_run_of_them_is_one_undo(panel: WeightsPanel) -> None:
    row = panel.rows[0]
    first = row.value
    for _ in range(3):
        QTest.keyClick(row, Qt.Key.Key_Up)
    assert stored(panel, row) == row.value > first
    row.end_gesture()
    QTest.keyClick(row, Qt.Key.Key_Down)
    undo(panel)
    undo(panel)
    assert row.value == first and panel.store.undo_label is None


def test_the_wheel_changes_a_value_only_with_the_keyboard_on_it(panel: WeightsPanel, qtbot: QtBot) -> None:
    panel.activateWindow()
    panel.setFocus()
    row, before = panel.rows[1], network(panel)
    assert not row.hasFocus()
    turn(row, 1)
    assert network(panel) is before
    row.setFocus()
    qtbot.waitUntil(row.hasFocus)
    assert turn(row, 2)
    assert stored(panel, row) == row.value > float(before.parameter(0, "W_i")[0, 1])


def test_the_range_fits_all_rows_of_the_gate(panel: WeightsPanel) -> None:
    row, other, answer = panel.rows[0], panel.rows[1], row_of(panel, "to “was”")
    before, narrow = row.limit, answer.limit
    type_in(row, "11")
    panel.store.publish()
    assert row.limit == other.limit == 16.0 and answer.limit == narrow
    type_in(row, "0.5")
    panel.store.publish()
    assert row.limit == other.limit == before
    type_in(other, "-40")
    panel.store.publish()
    assert row.limit == other.limit == 64.0
    undo(panel)
    assert row.limit == other.limit == before


def test_the_range_shrinks_when_a_gesture_ends_and_not_before(panel: WeightsPanel) -> None:
    row, other = panel.rows[0], panel.rows[1]
    start, before = row.handle_position(), row.limit
    QTest.mousePress(row, LEFT, pos=start)
    QTest.mouseMove(row, QPoint(row.width() + 200, 10))
    panel.store.publish()
    wide = row.limit
    assert wide > before and other.limit == wide
    QTest.mouseMove(row, start)
    panel.store.publish()
    assert row.limit == other.limit == wide
    QTest.mouseRelease(row, LEFT, pos=start)
    assert row.limit == other.limit == before


@pytest.mark.parametrize(("text", "end"), [("-3e199", "4e199"), ("70000", "1e5"), ("-40000", "65536"), ("3", "4")])
def test_the_ends_of_the_range_are_short(panel: WeightsPanel, text: str, end: str) -> None:
    assert range_words(nice(float(text))) == end
    row = panel.rows[0]
    type_in(row, text)
    panel.store.publish()
    assert len(range_words(row.limit)) <= 5


# an edge that was clicked


def chosen(panel: WeightsPanel) -> WeightRow | None:
    return panel.marked


def test_a_weight_that_was_chosen_is_shown_marked_and_has_the_keyboard(panel: WeightsPanel, qtbot: QtBot) -> None:
    panel.resize(400, 300)
    look(panel, unit=0)
    panel.store.look(unit=2)  # not yet published
    with qtbot.waitActive(panel):
        panel.activateWindow()
    panel.show_weight("readout", "W_y", (0, 2))
    row = row_of(panel, "to “was”")
    assert row.entry.index == (0, 2) and row.hasFocus() and chosen(panel) is row
    assert panel._list.viewport().rect().contains(row.mapTo(panel._list.viewport(), row.rect().center()))
    assert not panel.grab().isNull()
    panel._list._content._mark.setCurrentTime(panel._list._content._mark.duration())
    assert chosen(panel) is None


def test_the_mark_goes_with_its_weight(panel: WeightsPanel) -> None:
    panel.show_weight(0, "U_i", (0, 1))
    assert chosen(panel) is row_of(panel, "h unit 2")
    panel.show_weight(0, "W_i", (0, 0))
    assert chosen(panel) is row_of(panel, "singular noun")
    look(panel, unit=3)
    assert chosen(panel) is None
    panel.show_weight(0, "W_f", (0, 0))  # of another gate
    assert chosen(panel) is None


def test_a_drag_beyond_the_end_enlarges_the_range(panel: WeightsPanel) -> None:
    row = panel.rows[0]
    end = row.limit
    QTest.mousePress(row, LEFT, pos=row.handle_position())
    QTest.mouseMove(row, QPoint(row.width() + 200, 10))
    panel.store.publish()
    assert row.value > end and row.limit > end
    assert all(each.limit == row.limit for each in panel.rows if each.entry.place == 0)
    QTest.mouseRelease(row, LEFT, pos=QPoint(row.width() + 200, 10))
    assert stored(panel, row) == row.value


@pytest.mark.parametrize("text", ["1e300", "-1.7e308", "1e-300"])
def test_extreme_values_are_taken_and_drawn(panel: WeightsPanel, text: str) -> None:
    row = panel.rows[0]
    type_in(row, text)
    panel.store.publish()
    assert stored(panel, row) == float(text)
    assert not panel.grab().isNull()


# back to what was opened


def test_a_double_click_on_the_name_resets_one(panel: WeightsPanel) -> None:
    first, second = panel.rows[0], panel.rows[1]
    was = first.value
    type_in(first, "3")
    type_in(second, "2")
    panel.store.publish()
    assert "as opened: double-click the name to go back" in first.tip()
    QTest.mouseDClick(first, LEFT, pos=QPoint(10, 10))
    panel.store.publish()
    assert first.value == stored(panel, first) == was and second.value == 2.0
    assert panel.store.undo_label == "Reset W_i singular noun → unit 1"
    QTest.mouseDClick(first, LEFT, pos=QPoint(10, 10))
    undo(panel)
    assert first.value == 3.0


def menu_of(row: WeightRow) -> PartMenu:
    """The menu that the right button opens."""
    middle = row.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, row.mapToGlobal(middle))
    QApplication.sendEvent(row, event)
    (menu,) = [menu for menu in row.findChildren(PartMenu) if menu.isVisible()]
    return menu


def action_of(row: WeightRow, text: str) -> QAction:
    return next(action for action in menu_of(row).actions() if action.text() == text)


def close_menus(panel: WeightsPanel) -> None:
    for menu in panel.findChildren(PartMenu):
        menu.close()


def test_the_menu_of_a_row_resets_and_types(panel: WeightsPanel) -> None:
    row = panel.rows[0]
    was = row.value
    assert not action_of(row, "Reset (as opened)").isEnabled()
    close_menus(panel)
    type_in(row, "3")
    panel.store.publish()
    action_of(row, "Reset (as opened)").trigger()
    panel.store.publish()
    assert row.value == stored(panel, row) == was
    close_menus(panel)
    action_of(row, "Set to a value…").trigger()
    close_menus(panel)
    assert row.findChild(NumberEditor) is not None
    assert not open_cards(panel)


def test_a_cut_row_is_restored_from_its_menu(panel: WeightsPanel, qtbot: QtBot) -> None:
    row = panel.rows[0]
    was = stored(panel, row)
    action_of(row, "Cut (hold at 0)").trigger()
    panel.store.publish()
    close_menus(panel)
    assert row.is_cut and row.value == 0.0 and stored(panel, row) == was
    assert panel.reset_button.isEnabled()
    with qtbot.waitActive(panel):
        panel.activateWindow()
    row.setFocus()
    assert row.hasFocus()
    QTest.keyClick(row, Qt.Key.Key_Menu)
    (menu,) = [menu for menu in row.findChildren(PartMenu) if menu.isVisible()]
    assert [action.text() for action in menu.actions() if action.data()][:1] == ["Restore"]
    next(action for action in menu.actions() if action.text() == "Restore").trigger()
    panel.store.publish()
    close_menus(panel)
    assert not row.is_cut and row.value == was


def test_a_reset_takes_a_cut_back(panel: WeightsPanel) -> None:
    row = panel.rows[0]
    was = stored(panel, row)
    panel.store.edit(set_cuts, 0, [row.entry.weight], True, label="cut")
    panel.store.publish()
    action_of(row, "Reset (as opened)").trigger()
    panel.store.publish()
    close_menus(panel)
    assert not row.is_cut and row.value == was and panel.store.undo_label == "Reset W_i singular noun → unit 1"


# a gate that is held


def clamp(panel: WeightsPanel, held: Clamp) -> None:
    panel.store.edit(set_clamp, 0, held, label="clamp")
    panel.store.publish()


def test_a_gate_that_is_held_is_said_and_can_be_let_go(panel: WeightsPanel) -> None:
    look(panel, cursor=7)
    assert not panel.release_button.isVisible()
    clamp(panel, Clamp(0, "i", 0, 0.25, 7, 7))
    assert panel.held_words == "held at 0.25 at “near”: its weights have no effect here"
    assert panel.release_button.isVisible() and panel.reset_button.isEnabled()
    for other in ({"cursor": 8}, {"unit": 1}, {"signal": "f"}, {"model": 1}):
        look(panel, **other)
        assert panel.held_words == "" and not panel.release_button.isVisible(), other
        look(panel, cursor=7, unit=0, model=0, signal="i")
    QTest.mouseClick(panel.release_button, LEFT)
    panel.store.publish()
    assert panel.store.state.model.clamps == () and not panel.release_button.isVisible()
    assert panel.store.undo_label == "Release i of unit 1 at “near”" and not panel.reset_button.isEnabled()


def test_a_gate_held_at_every_step_is_said_so(panel: WeightsPanel) -> None:
    clamp(panel, Clamp(0, "g", 0, -1.0))
    look(panel, signal="g", cursor=3)
    assert panel.held_words == "held at −1.00 at every step: its weights have no effect"
    QTest.mouseClick(panel.reset_button, LEFT)
    panel.store.publish()
    assert panel.store.state.model.clamps == ()


def test_reset_all_is_one_step_and_is_off_when_nothing_differs(panel: WeightsPanel) -> None:
    button = panel.reset_button
    opened = network(panel)
    assert not button.isEnabled() and button.toolTip() == "LSTM is as it was opened"
    type_in(panel.rows[0], "3")
    type_in(panel.rows[5], "-3")
    panel.store.publish()
    assert button.isEnabled()
    look(panel, model=1)
    assert not button.isEnabled()
    look(panel, model=0)
    QTest.mouseClick(button, LEFT)
    panel.store.publish()
    assert network(panel) is opened and not button.isEnabled()
    assert panel.store.undo_label == "Reset LSTM"
    undo(panel)
    assert panel.rows[0].value == 3.0 and button.isEnabled()


def test_values_brought_back_by_hand_do_not_differ(panel: WeightsPanel) -> None:
    row = panel.rows[0]
    was = row.value
    type_in(row, "3")
    type_in(row, repr(was))
    panel.store.publish()
    assert row.value == was and not panel.reset_button.isEnabled()


def test_a_network_of_another_form_has_nothing_to_go_back_to_but_itself(panel: WeightsPanel) -> None:
    opened = network(panel)
    other = scenes.network(load_cell("lstm"), 5, seed=9)
    panel.store.edit(set_network, 0, other, label="another")
    panel.store.publish()
    assert shown(panel) == expected(panel.store.state)
    QTest.mouseDClick(panel.rows[0], LEFT, pos=QPoint(10, 10))
    assert network(panel) is other and panel.rows[0].value == stored(panel, panel.rows[0])
    assert "Reset (as opened)" not in [action.text() for action in menu_of(panel.rows[0]).actions()]
    close_menus(panel)
    QTest.mouseClick(panel.reset_button, LEFT)
    panel.store.publish()
    assert network(panel) is opened


# randomise


def test_randomise_draws_from_the_shown_seed_which_then_goes_on(panel: WeightsPanel) -> None:
    opened = network(panel)
    assert not panel.seed_field.isVisible()
    QTest.mouseClick(panel.more_button, LEFT)
    assert panel.seed_field.isVisible()
    panel.seed_field.selectAll()
    QTest.keyClicks(panel.seed_field, "7")
    QTest.keyClick(panel.seed_field, Qt.Key.Key_Return)
    panel.store.publish()
    assert panel.store.undo_label == "Randomise LSTM from seed 7"
    seventh = network(panel)
    built = Network.build(4, [(load_cell("lstm"), 4)], 1, "sigmoid", 7)
    assert np.array_equal(seventh.parameter(0, "U_o"), built.parameter(0, "U_o"))
    assert shown(panel) == expected(panel.store.state)
    assert panel.seed_field.text() == "8" and panel.note == "now seed 7"
    QTest.mouseClick(panel.randomise_button, LEFT)
    panel.store.publish()
    assert panel.store.undo_label == "Randomise LSTM from seed 8" and panel.note == "now seed 8"
    undo(panel)
    assert network(panel) is seventh
    undo(panel)
    assert network(panel) is opened and panel.note == ""


def test_randomise_from_the_same_seed_gives_the_same(panel: WeightsPanel) -> None:
    drawn = []
    for _ in range(2):
        panel.seed_field.set_seed(12)
        panel.randomise_button.click()
        drawn.append(network(panel))
    for place, name in drawn[0].places():
        assert np.array_equal(drawn[0].parameter(place, name), drawn[1].parameter(place, name))


def test_the_seed_field_takes_whole_numbers_only_and_keeps_its_keys(panel: WeightsPanel, qtbot: QtBot) -> None:
    QTest.mouseClick(panel.more_button, LEFT)
    field = panel.seed_field
    panel.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    field.selectAll()
    QTest.keyClicks(field, "-4a2.")
    assert field.text() == "42" and field.seed == 42
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.seed == 43
    field.clear()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not field.hasFocus() and field.text() == "43"
    field.set_seed(999_999)
    field.set_seed(field.seed + 1)
    assert field.seed == 0


# what is around


def test_the_recipe_is_one_click_away_where_there_is_one(qtbot: QtBot) -> None:
    recipe = Recipe("carousel train", 1, (10, 20), (), (), (), "")
    panel = make(qtbot, replace(scenes.document(), recipe=recipe))
    with qtbot.waitSignal(panel.recipe_requested):
        QTest.mouseClick(panel.recipe_button, LEFT)
    assert not make(qtbot).recipe_button.isVisible()


def test_typing_under_way_goes_to_the_weight_it_was_begun_for(panel: WeightsPanel, qtbot: QtBot) -> None:
    row = panel.rows[0]
    panel.activateWindow()
    QTest.keyClick(row, Qt.Key.Key_Return)
    editor = row.findChild(NumberEditor)
    qtbot.waitUntil(editor.hasFocus)
    editor.selectAll()
    QTest.keyClicks(editor, "0.25")
    look(panel, unit=2)
    panel.store.publish()
    assert float(network(panel).parameter(0, "W_i")[0, 0]) == 0.25
    assert not editor.isVisible()
    assert shown(panel) == expected(panel.store.state)


def test_typing_under_way_is_dropped_when_another_document_is_opened(panel: WeightsPanel, qtbot: QtBot) -> None:
    row = panel.rows[0]
    panel.activateWindow()
    QTest.keyClick(row, Qt.Key.Key_Return)
    editor = row.findChild(NumberEditor)
    qtbot.waitUntil(editor.hasFocus)
    editor.selectAll()
    QTest.keyClicks(editor, "0.25")
    other = scenes.document(cells=(("gru", 2),))
    panel.store.open(other, View())
    panel.store.publish()
    assert panel.store.state.document is other
    assert shown(panel) == expected(panel.store.state)


def test_stepping_touches_no_row(panel: WeightsPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WeightRow, "show_weight", None)
    look(panel, cursor=5)


def test_a_hidden_panel_waits(panel: WeightsPanel) -> None:
    panel.hide()
    look(panel, model=1, unit=8)
    assert panel.rows[0].entry.name == "W_i"
    panel.show()
    assert shown(panel) == expected(panel.store.state)


def test_the_tabulator_goes_from_row_to_row_and_then_to_the_buttons(panel: WeightsPanel, qtbot: QtBot) -> None:
    look(panel, model=1)
    look(panel, model=0)
    QTest.mouseClick(panel.more_button, LEFT)
    panel.activateWindow()
    panel.rows[0].setFocus()
    qtbot.waitUntil(panel.rows[0].hasFocus)
    visited: list[QWidget | None] = []
    for _ in range(len(panel.rows) + 3):
        visited.append(QApplication.focusWidget())
        QTest.keyClick(visited[-1], Qt.Key.Key_Tab)
    assert visited[: len(panel.rows)] == panel.rows
    assert visited[len(panel.rows) :] == [panel.randomise_button, panel.seed_field, panel.more_button]


def test_rows_are_reused(panel: WeightsPanel) -> None:
    look(panel, model=1)
    count = len(panel.findChildren(QWidget))
    for k in range(200):
        look(panel, model=k % 2, unit=k % 4, signal="figo"[k % 4])
    gc.collect()
    assert len(panel.findChildren(QWidget)) == count


def test_themes_and_sizes_draw(panel: WeightsPanel) -> None:
    light = panel.grab().toImage()
    panel.set_theme(DARK)
    dark = panel.grab().toImage()
    assert light != dark
    for size in ((200, 160), (360, 330), (900, 1200)):
        panel.resize(*size)
        assert not panel.grab().isNull()
    assert panel.rows[0].height() > 24
    panel.prepare_picture()
    assert not panel.reset_button.isVisible()


# typing one number after the other


def type_on(panel: WeightsPanel, text: str) -> None:
    """Type a number where the keyboard is, as a hand does."""
    focused = panel.focusWidget()
    QTest.keyClicks(focused, text[:1])
    QTest.keyClicks(panel.focusWidget(), text[1:])
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Return)
    panel.store.publish()


def test_enter_goes_on_to_the_next_weight_that_can_be_typed(panel: WeightsPanel) -> None:
    entry = panel.rows[1].entry
    panel.store.edit(set_cuts, 0, [entry.weight], True, label="Cut")
    panel.store.publish()
    panel.rows[0].setFocus()
    type_on(panel, "0.123456789")
    assert stored(panel, panel.rows[0]) == 0.123456789
    assert panel.focusWidget() is panel.rows[2]
    type_on(panel, "-2.5")
    assert stored(panel, panel.rows[2]) == -2.5
    assert panel.focusWidget() is panel.rows[3]
    panel.rows[-1].setFocus()
    type_on(panel, "7")
    assert stored(panel, panel.rows[-1]) == 7
    assert panel.focusWidget() is panel.rows[-1]


def test_all_numbers_of_a_network_are_typed_by_keys_alone(qtbot: QtBot) -> None:
    panel = make(qtbot, unit=0, signal="f")
    wanted = np.random.default_rng(1)
    typed = {}
    panel.rows[0].setFocus()
    while True:
        for row in panel.rows:
            assert panel.focusWidget() is row
            value = round(float(wanted.standard_normal()), 6)
            typed[row.entry.weight] = value
            type_on(panel, str(value))
        before = panel.store.state.view
        QTest.keyClick(panel.focusWidget(), Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
        if panel.store.state.view == before:
            break
    found = network(panel)
    assert len(typed) == found.count()
    assert all(found.parameter(place, name)[at] == value for (place, name, at), value in typed.items())
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    view = panel.store.state.view
    assert (view.unit, view.signal) == (network(panel).layers[0].units - 1, "g")
    assert panel.focusWidget() is panel.rows[0]


def test_a_number_that_is_being_typed_is_kept_by_going_to_another_gate(panel: WeightsPanel) -> None:
    row = panel.rows[0]
    weight = row.entry.weight
    row.setFocus()
    QTest.keyClicks(row, "3")
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert network(panel).parameter(weight.place, weight.name)[weight.at] == 3.0
    assert panel.store.state.view.signal == "g"
