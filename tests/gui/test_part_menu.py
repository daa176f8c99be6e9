"""The menu of a weight, a gate or a unit: each choice does what it says, in every cell, and nothing of it stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from core.cells import load_cell, parse_cell
from core.clamps import Clamp
from core.document import Document, Model, set_clamp, set_cuts, set_network, set_weight
from core.edges import Weight, weights_into, weights_of, weights_out_of
from core.network import READOUT, Network
from core.state import State, View
from core.trace import run
from gui.diagram.curves import sampled
from gui.diagram.layout import Key, Node
from gui.fonts import load_fonts
from gui.held import clamp_values
from gui.panels.network import NetworkPanel
from gui.part_choices import Choice, Input, Output, Part, Several, Subject, Submenu, choices, title
from gui.part_menu import PartMenu, open_part_menu
from gui.picture_states import COMMON, TELLING
from gui.store import Store
from gui.theme import LIGHT
from gui.value_card import ClampCard, WeightCard, open_cards
from tests.core import scenes

UNITS = Key("unit", 0)


def make(qtbot: QtBot, document: Document | None = None, **view: object) -> NetworkPanel:
    load_fonts()
    store = Store(document or scenes.document(), View(**{"cursor": 7, **view}))  # type: ignore[arg-type]
    panel = NetworkPanel(store, LIGHT)
    store.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(900, 400)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    return panel


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[NetworkPanel]:
    made = make(qtbot)
    yield made
    close_menus(made)


def close_menus(panel: QWidget) -> None:
    for menu in panel.findChildren(PartMenu):
        menu.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def lines(menu: QMenu) -> dict[str, QAction]:
    """Every choice by its words; those of a submenu behind its title."""
    found: dict[str, QAction] = {}
    for action in menu.actions():
        if action.menu() is not None:
            inner = lines(action.menu())
            found |= {f"{action.text()} {text}": each for text, each in inner.items()}
        elif isinstance(action.data(), Choice):
            found[action.text()] = action
    return found


def choose(panel: NetworkPanel, part: Subject, text: str) -> None:
    menu = open_part_menu(panel.store, LIGHT, part, panel.mapToGlobal(QPoint(300, 200)), panel)
    lines(menu)[text].trigger()
    menu.close()
    panel.store.publish()


def offered(panel: NetworkPanel, part: Subject) -> list[str]:
    menu = open_part_menu(panel.store, LIGHT, part, panel.mapToGlobal(QPoint(300, 200)), panel)
    texts = list(lines(menu))
    menu.close()
    return texts


def state(panel: NetworkPanel) -> State:
    return panel.store.state


def stored(panel: NetworkPanel, weight: Weight) -> float:
    return float(state(panel).model.network.parameter(weight.place, weight.name)[weight.at])


def cut_weights(network: Network) -> set[Weight]:
    """What is cut, found without the edits' help."""
    found = set()
    for place, name in network.places():
        mask = network.cut(place, name)
        if mask is not None:
            found |= {Weight(place, name, tuple(index)) for index in np.argwhere(mask).tolist()}
    return found


# a weight


@pytest.mark.parametrize("key", COMMON)
def test_a_weight_of_any_cell_is_set_cut_restored_and_reset(qtbot: QtBot, key: str) -> None:
    panel = make(qtbot, scenes.document(cells=((key, 3),)))
    name = next(n for n, shape in load_cell(key).parameters.items() if shape == ("units", "inputs"))
    for weight in (Weight(0, name, (1, 2)), Weight(READOUT, "W_y", (0, 1))):
        was = stored(panel, weight)
        for value in (0.0, 1.0):
            choose(panel, weight, f"Set to {value:g}")
            assert stored(panel, weight) == value
        choose(panel, weight, "Reset (as opened)")
        assert stored(panel, weight) == was
        choose(panel, weight, "Cut (hold at 0)")
        assert cut_weights(state(panel).model.network) == {weight}
        assert offered(panel, weight) == ["Restore", "Reset (as opened)"]
        choose(panel, weight, "Restore")
        assert not cut_weights(state(panel).model.network) and stored(panel, weight) == was
    for _ in range(10):
        panel.store.undo()
    assert state(panel).document is panel.store.opened


def test_a_weight_is_set_on_its_card(panel: NetworkPanel) -> None:
    weight = Weight(0, "W_i", (1, 2))
    choose(panel, weight, "Set to a value…")
    (card,) = open_cards(panel)
    assert isinstance(card, WeightCard) and card.quantity.weight == weight and card.row.hasFocus()


def test_what_is_so_already_is_ticked_and_edits_nothing(panel: NetworkPanel) -> None:
    weight = Weight(0, "W_i", (1, 2))
    choose(panel, weight, "Set to 1")
    document = state(panel).document
    menu = open_part_menu(panel.store, LIGHT, weight, QPoint(), panel)
    assert [text for text, action in lines(menu).items() if action.isChecked()] == ["Set to 1"]
    menu.close()
    choose(panel, weight, "Set to 1")
    assert state(panel).document is document


# a gate and a unit


def test_the_values_that_are_offered_are_those_that_a_signal_can_have() -> None:
    cell = parse_cell("gate = sigmoid(W @ x)\nfresh = tanh(U @ h)\nc = gate * c + fresh\nr = relu(c)\nh = tanh(r)")
    assert clamp_values(load_cell("lstm_1997"), "g") == (-2, 0, 2)
    assert clamp_values(load_cell("lstm_1997"), "i_past") == (0, 1)
    offered = {signal: clamp_values(cell, signal) for signal in cell.signals}
    assert offered == {"gate": (0, 1), "fresh": (-1, 0, 1), "c": (-1, 0, 1), "r": (0, 1), "h": (-1, 0, 1)}


@pytest.mark.parametrize("key", TELLING)
def test_every_signal_of_any_cell_is_clamped_and_released(qtbot: QtBot, key: str) -> None:
    panel = make(qtbot, scenes.document(cells=((key, 3),)))
    cell = load_cell(key)
    for signal in cell.gates:
        values = clamp_values(cell, signal)
        if cell.is_level(signal):
            assert values == (0.0, 1.0)
        part = Part(0, 2, signal)
        for value in values:
            text = f"to {value:g}".replace("-", "−")
            choose(panel, part, f"Clamp at “near” {text}")
            assert state(panel).model.clamps == (Clamp(0, signal, 2, value, 7, 7),)
            assert state(panel).trace()[0, signal][7, 2] == value
        choose(panel, part, "Release at “near”")
        assert state(panel).model.clamps == ()
        choose(panel, part, "Clamp at every step to 0")
        assert state(panel).model.clamps == (Clamp(0, signal, 2, 0.0),)
        assert not state(panel).trace()[0, signal][:, 2].any()
        assert panel.store.undo_label == f"Clamp {signal} of unit 3 at every step"
        choose(panel, part, "Release at every step")
        assert state(panel).model.clamps == ()


@pytest.mark.parametrize("key", TELLING)
def test_what_leads_into_a_gate_or_unit_is_cut_and_restored(qtbot: QtBot, key: str) -> None:
    panel = make(qtbot, scenes.document(cells=((key, 3),)))
    network = state(panel).model.network
    cases = [
        (Part(0, 1), "the weights into it", weights_into(network, 0, 1)),
        (Part(0, 1), "the weights that read it", weights_out_of(network, 0, 1)),
    ]
    for gate in load_cell(key).gates:
        cases.append((Part(0, 1, gate), "the weights into it", weights_into(network, 0, 1, gate)))
    for part, words, weights in cases:
        assert weights
        choose(panel, part, f"Cut {words}")
        assert cut_weights(state(panel).model.network) == set(weights)
        choose(panel, part, f"Restore {words}")
        assert not cut_weights(state(panel).model.network)


def test_a_unit_offers_its_output_and_what_it_remembers(panel: NetworkPanel) -> None:
    texts = offered(panel, Part(0, 1))
    assert [text for text in texts if text.startswith("Clamp") and text.endswith("to a value…")] == [
        f"Clamp {signal} {when} to a value…" for signal in "hc" for when in ("at “near”", "at every step")
    ]
    assert not any("Release" in text for text in texts)


@pytest.mark.parametrize("signal", ["", "i"])
def test_a_reset_puts_back_weights_cuts_and_clamps_of_that_part(panel: NetworkPanel, signal: str) -> None:
    part = Part(0, 1, signal)
    network = state(panel).model.network
    assert not lines(PartMenu(panel.store, LIGHT, part, panel))["Reset (as opened)"].isEnabled()
    for weight in (Weight(0, "W_i", (1, 0)), Weight(0, "b_i", (1,)), Weight(0, "W_i", (0, 0))):
        panel.store.edit(set_weight, 0, *weight, 5.0, label="change")
    panel.store.edit(set_cuts, 0, [Weight(0, "U_i", (1, 2))], True, label="cut")
    for clamp in (Clamp(0, "i", 1, 0.5), Clamp(0, "i", 0, 0.5)):
        panel.store.edit(set_clamp, 0, clamp, label="clamp")
    choose(panel, part, "Reset (as opened)")
    after = state(panel).model
    for weight in weights_of(network, 0, 1):
        assert after.network.parameter(weight.place, weight.name)[weight.at] == stored_in(network, weight)
    assert not cut_weights(after.network)
    assert stored(panel, Weight(0, "W_i", (0, 0))) == 5.0 and after.clamps == (Clamp(0, "i", 0, 0.5),)
    assert panel.store.undo_label == ("Reset input gate of unit 2" if signal else "Reset unit 2")


def stored_in(network: Network, weight: Weight) -> float:
    return float(network.parameter(weight.place, weight.name)[weight.at])


def test_a_network_of_another_form_has_no_reset(panel: NetworkPanel) -> None:
    panel.store.edit(set_network, 0, scenes.network(load_cell("gru"), 5), label="another")
    for part in (Part(0, 1), Weight(0, "W_r", (0, 0))):
        assert not any(text.startswith("Reset") for text in offered(panel, part))


def test_a_clamp_within_others_is_released_at_its_step(panel: NetworkPanel) -> None:
    panel.store.edit(set_clamp, 0, Clamp(0, "f", 0, 0.5), label="clamp")
    choose(panel, Part(0, 0, "f"), "Release at “near”")
    assert [state(panel).model.clamps[k].covers(7) for k in (0, 1)] == [False, False]
    assert all(any(clamp.covers(step) for clamp in state(panel).model.clamps) for step in (0, 6, 8, 12))


def test_a_clamp_is_set_on_a_card(panel: NetworkPanel) -> None:
    choose(panel, Part(0, 1, "o"), "Clamp at every step to a value…")
    (card,) = open_cards(panel)
    assert isinstance(card, ClampCard)
    assert card.accessibleName() == "output gate of unit 2 · held at every step"
    (clamp,) = state(panel).model.clamps
    assert (clamp.signal, clamp.unit, clamp.always) == ("o", 1, True)


# an input and an output


@pytest.mark.parametrize("key", COMMON)
def test_what_reads_an_input_or_leads_into_the_output_is_cut_restored_and_reset(qtbot: QtBot, key: str) -> None:
    panel = make(qtbot, scenes.document(cells=((key, 3),)))
    network = state(panel).model.network
    reading = {
        Weight(0, name, (unit, 1))
        for place, name in network.places()
        if place == 0 and network.parameter(0, name).shape == (3, network.inputs) and name.startswith("W")
        for unit in range(3)
    }
    into = {Weight(READOUT, "W_y", (0, unit)) for unit in range(3)}
    for part, words, weights in (
        (Input(1), "the weights that read it", reading),
        (Output(0), "the weights into it", into),
    ):
        assert weights
        choose(panel, part, f"Cut {words}")
        assert cut_weights(state(panel).model.network) == weights
        choose(panel, part, f"Restore {words}")
        assert not cut_weights(state(panel).model.network)
        choose(panel, part, f"Cut {words}")
        choose(panel, part, "Reset (as opened)")
        assert not cut_weights(state(panel).model.network)


def test_a_cut_input_no_longer_matters(panel: NetworkPanel) -> None:
    choose(panel, Input(1), "Cut the weights that read it")
    network = state(panel).model.network
    x = state(panel).document.x.copy()
    x[:, 1] += 1.0
    shown = state(panel).trace()
    assert np.array_equal(run(network, x).output, shown.output)


def test_the_outputs_bias_is_set_cut_and_reset(panel: NetworkPanel) -> None:
    bias = Weight(READOUT, "b_y", (0,))
    was, before = stored(panel, bias), state(panel).trace().output
    choose(panel, Output(0), "Set bias b_y to 1")
    assert stored(panel, bias) == 1.0 and not np.array_equal(state(panel).trace().output, before)
    choose(panel, Output(0), "Cut bias b_y (hold at 0)")
    assert cut_weights(state(panel).model.network) == {bias}
    assert "Restore bias b_y" in offered(panel, Output(0)) and "Set bias b_y to 0" not in offered(panel, Output(0))
    choose(panel, Output(0), "Reset (as opened)")
    assert stored(panel, bias) == was and not cut_weights(state(panel).model.network)
    assert panel.store.undo_label == "Reset output “was”"
    choose(panel, Output(0), "Set bias b_y to a value…")
    (card,) = open_cards(panel)
    assert isinstance(card, WeightCard) and card.quantity.weight == bias


# words


def test_parts_are_called_by_their_names() -> None:
    two = Network.build(4, [(load_cell("lstm"), 3), (load_cell("gru"), 2)], 1, "sigmoid")
    one, stacked = scenes.document(), replace(scenes.document(), models=(Model("two", two),))
    assert title(State(one, View()), Part(0, 0, "f")) == "forget gate of unit 1"
    assert title(State(one, View()), Part(0, 2)) == "unit 3"
    assert title(State(one, View()), Input(0)) == "input singular noun"
    assert title(State(one, View()), Output(0)) == "output “was”"
    assert title(State(replace(one, question=None), View()), Output(0)) == "output 1"
    assert title(State(one, View()), Weight(0, "W_i", (0, 1))) == "W_i plural noun → unit 1"
    assert title(State(one, View(model=1).fitted(one)), Weight(0, "U", (8, 2))) == "U unit 3 → unit 9"
    assert title(State(one, View()), Weight(READOUT, "W_y", (0, 3))) == "W_y unit 4 → “was”"
    assert title(State(stacked, View()), Part(1, 1, "z")) == "update gate of unit 2 of layer 2"
    assert title(State(stacked, View()), Weight(1, "W_z", (1, 2))) == "W_z unit 3 of layer 1 → unit 2 of layer 2"


def test_words_of_the_sentence_are_shown_as_they_are(qtbot: QtBot) -> None:
    word = "R&D" + "x" * 60
    panel = make(qtbot, scenes.document(f"The {word} was"), cursor=1)
    menu = open_part_menu(panel.store, LIGHT, Part(0, 0, "f"), QPoint(), panel)
    texts = [action.text() for action in menu.actions() if action.menu() is not None]
    assert texts[0].startswith("Clamp at “R&&Dxxx") and texts[0].endswith("…”") and len(texts[0]) < 45
    menu.close()


def test_an_edit_names_the_model_it_was_asked_for(panel: NetworkPanel) -> None:
    panel.store.look(model=1)
    for group in choices(state(panel), panel.store.opened, Part(0, 3)):
        for line in group:
            for choice in line.choices if isinstance(line, Submenu) else (line,):
                model = choice.arguments[1] if choice.text.startswith("Reset") else (choice.arguments or (1,))[0]
                assert model == 1, choice


# by mouse and keyboard


def context(widget: QWidget, where: QPoint, reason: QContextMenuEvent.Reason = QContextMenuEvent.Reason.Mouse) -> None:
    QTest.mousePress(widget, Qt.MouseButton.RightButton, pos=where)
    QApplication.sendEvent(widget, QContextMenuEvent(reason, where, widget.mapToGlobal(where)))
    QTest.mouseRelease(widget, Qt.MouseButton.RightButton, pos=where)


def heading(panel: NetworkPanel) -> str:
    (menu,) = [menu for menu in panel.findChildren(PartMenu) if menu.isVisible()]
    name = menu.accessibleName()
    close_menus(panel)
    return name


def edge_point(panel: NetworkPanel, name: str, target: int, source: int, along: float) -> QPoint:
    table = panel.view.diagram.table
    assert table is not None
    points = sampled(table.points[table.row(name, target, source)], 101)
    return panel.view.mapFromScene(QPointF(*points[int(100 * along)]))


@pytest.mark.parametrize("key", [UNITS, Key("before", 0)])
def test_the_right_button_on_a_unit_selects_it(panel: NetworkPanel, key: Key) -> None:
    context(panel.view.viewport(), panel.view.position(Node(key, 2)))
    assert state(panel).view.unit == 2 and "cell" not in state(panel).view.panels
    assert heading(panel) == "unit 3"


def test_the_right_button_on_an_edge(panel: NetworkPanel) -> None:
    where = edge_point(panel, "W_i", 0, 3, 0.1)
    row = panel.view._hit(where)
    assert isinstance(row, int)
    entry = panel.view.diagram.table.edge(row).entry
    context(panel.view.viewport(), where)
    assert heading(panel) == title(state(panel), entry)
    assert state(panel).view.unit == entry.at[0] and not open_cards(panel)


@pytest.mark.parametrize("by_key", [False, True])
def test_no_label_stays_under_the_menu(panel: NetworkPanel, by_key: bool) -> None:
    view, where = panel.view, panel.view.position(Node(UNITS, 2))
    view._point_at(where)
    assert view.label.isVisible()
    if by_key:
        QTest.keyClick(view, Qt.Key.Key_Menu)
    else:
        context(view.viewport(), where)
    assert view.label.isHidden() and view.diagram.hovered is None
    panel.store.publish()
    assert view.label.isHidden() and heading(panel)


@pytest.mark.parametrize(
    ("node", "words"),
    [(Node(Key("input", 0), 1), "input plural noun"), (Node(Key("output", 1), 0), "output “was”")],
)
def test_the_right_button_on_an_input_or_the_output(panel: NetworkPanel, node: Node, words: str) -> None:
    before = state(panel).view
    context(panel.view.viewport(), panel.view.position(node))
    assert heading(panel) == words and state(panel).view == before


def test_the_right_button_elsewhere_is_about_the_network(panel: NetworkPanel) -> None:
    context(panel.view.viewport(), QPoint(2, 2))
    (menu,) = [menu for menu in panel.findChildren(PartMenu) if menu.isVisible()]
    assert menu.accessibleName() == panel.store.state.model.name


def test_the_right_button_on_a_gates_chip(panel: NetworkPanel) -> None:
    chip = next(chip for chip in panel.gates._chips if chip.key == "o")
    context(chip, chip.rect().center())
    assert heading(panel) == "output gate of unit 1"


def test_a_gates_chip_chooses_and_asks_for_the_weights(panel: NetworkPanel) -> None:
    chip = next(chip for chip in panel.gates._chips if chip.key == "o")
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert state(panel).view.signal == "o" and "weights" in state(panel).view.panels


def test_a_click_on_a_unit_asks_for_its_cell(panel: NetworkPanel) -> None:
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=panel.view.position(Node(UNITS, 1)))
    assert "cell" in state(panel).view.panels and "weights" not in state(panel).view.panels


@pytest.mark.parametrize(
    ("key", "modifier"),
    [(Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)],
)
def test_keys_open_the_menu_of_the_selected_unit_once(
    panel: NetworkPanel, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    panel.store.look(unit=3)
    panel.store.publish()
    panel.view.setFocus()
    QTest.keyClick(panel.view, key, modifier)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), panel.view.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(panel.view.viewport(), event)
    assert heading(panel) == "unit 4"


# nothing stays


def test_twenty_menus_leave_nothing_behind(panel: NetworkPanel) -> None:
    widgets = len(panel.findChildren(QWidget))
    gone: list[None] = []
    for k in range(20):
        part = (Part(0, 1), Part(0, 1, "f"), Weight(0, "W_i", (0, 0)))[k % 3]
        menu = open_part_menu(panel.store, LIGHT, part, panel.mapToGlobal(QPoint(100, 100)), panel)
        menu.destroyed.connect(lambda: gone.append(None))
        if k % 2:
            QTest.keyClick(menu, Qt.Key.Key_Escape)
        else:
            menu.setActiveAction(list(lines(menu).values())[-2])
            QTest.keyClick(menu, Qt.Key.Key_Return)
        for card in open_cards(panel):
            card.dismiss()
        del menu
    QApplication.processEvents()
    close_menus(panel)
    gc.collect()
    assert len(panel.findChildren(QWidget)) == widgets and len(gone) == 20


def test_the_menu_of_many_units_looks_no_weight_up_before_it_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    document = scenes.document(cells=(("lstm", 64),))
    looked_up: list[int] = []

    def counted(network: Network, layer: int, unit: int) -> list[Weight]:
        looked_up.append(unit)
        return weights_into(network, layer, unit)

    monkeypatch.setattr("gui.several_choices.weights_into", counted)
    state = State(document, View(cursor=3).fitted(document))
    groups = choices(state, document, Several(tuple((0, unit) for unit in range(64))))
    assert set(looked_up) == {0}
    (scale,) = (one for group in groups for one in group if one.text == "Scale the weights into them")
    assert isinstance(scale, Submenu) and scale.choices[0].edit is not None
    scaled = scale.choices[0].edit(document, *scale.choices[0].arguments).models[0].network
    for name, factor in (("W_f", 0.5), ("U_f", 0.5), ("b_f", 1.0)):
        before = document.models[0].network.parameter(0, name)
        assert np.array_equal(scaled.parameter(0, name), factor * before)
    assert set(looked_up) == set(range(64))
