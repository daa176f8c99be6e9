"""A document without steps: the network's structure is shown and can be edited, and nothing asks for values."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.blank import blank
from core.cells import cell_names, load_cell
from core.clamps import Clamp
from core.document import Document, add_unit, set_network
from core.input_edits import add_input, add_output, set_word_vector
from core.layer import LayerForm
from core.network import Network
from core.state import View
from core.step_edits import insert_words
from gui import panel_list
from gui.diagram.layout import Key, Node
from gui.fonts import load_fonts
from gui.panels.network import NetworkPanel
from gui.panels.weights import WeightsPanel
from gui.part_choices import Input, Output, Part
from gui.part_menu import PartMenu
from gui.store import Store
from gui.theme import DARK, LIGHT
from gui.value_card import open_clamp_card

LEFT = Qt.MouseButton.LeftButton
UNITS = Key("unit", 0)


def with_network(network: Network) -> Document:
    document, _ = blank()
    for _ in range(network.inputs - 1):
        document = add_input(document)
    return set_network(document, 0, network)


def make(qtbot: QtBot, document: Document | None = None, size: tuple[int, int] = (850, 340)) -> NetworkPanel:
    load_fonts()
    store = Store(document or blank()[0], View())
    panel = NetworkPanel(store, LIGHT)
    store.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(*size)
    panel.show()
    return panel


def texts(panel: NetworkPanel) -> set[str]:
    return {item.text(row) for item in panel.view.diagram.nodes.values() for row in range(item.column.count)}


@pytest.mark.parametrize("name", cell_names())
def test_every_cell_is_shown_without_values(qtbot: QtBot, name: str) -> None:
    for layers in ([(load_cell(name), 3)], [LayerForm(load_cell(name), 40, direction="both")]):
        panel = make(qtbot, with_network(Network.build(2, layers, 2, "softmax", seed=3)))
        panel.set_theme(DARK)
        assert not panel.is_empty and not panel.grab().isNull() and texts(panel) == {""}
        for key, item in panel.view.diagram.nodes.items():
            panel.view.diagram.hover(Node(key, item.column.count - 1))
            label = panel.view.diagram.label()
            assert label is not None and label.title and not label.lines
        table = panel.view.diagram.table
        assert table is not None and len(table.shown)
    assert panel.view.accessibleDescription().startswith("unit 1")


def test_a_unit_is_selected_and_edited_and_a_step_brings_the_values(qtbot: QtBot) -> None:
    panel = make(qtbot)
    assert panel.no_steps.isVisible() and not panel.answers.isVisible()
    panel.store.edit(add_unit, 0, 0, label="test")
    panel.store.edit(add_output, 0, label="test")
    panel.store.publish()
    assert panel.view.diagram.nodes[UNITS].column.count == 2
    QTest.mouseClick(panel.view.viewport(), LEFT, pos=panel.view.position(Node(UNITS, 1)))
    panel.store.publish()
    assert panel.store.state.view.unit == 1
    panel.store.edit(lambda d: insert_words(set_word_vector(d, "a", [1.0]), 0, ("a",)), label="test")
    panel.store.publish()
    assert not panel.no_steps.isVisible() and "" not in texts(panel)
    for _ in range(3):
        panel.store.undo()
    panel.store.publish()
    assert panel.no_steps.isVisible() and texts(panel) == {""}


def test_an_edge_opens_its_card(qtbot: QtBot) -> None:
    panel = make(qtbot)
    table = panel.view.diagram.table
    assert table is not None
    edge = table.edge(table.row("W_i", 0, 0))
    panel.view.edge_clicked.emit(edge, panel.mapToGlobal(QPoint(300, 150)))
    assert panel.view.diagram.pinned == edge.entry


@pytest.mark.parametrize("part", [Part(0, 0), Part(0, 0, "f"), Input(0), Output(0)])
def test_menus_offer_what_needs_no_step(qtbot: QtBot, part: object) -> None:
    panel = make(qtbot)
    menu = PartMenu(panel.store, LIGHT, part, panel)  # type: ignore[arg-type]
    said = [action.text() for action in menu.actions()]
    assert said and not any("step 1" in text for text in said)
    menu.deleteLater()


def test_a_signal_can_be_held_at_every_step_to_come(qtbot: QtBot) -> None:
    panel = make(qtbot)
    for signal in ("h", "c", "f"):
        card = open_clamp_card(panel.store, LIGHT, Clamp(0, signal, 0, 0.0), QPoint(10, 10), panel)
        assert card is not None
        card.dismiss()
    panel.store.publish()
    assert len(panel.store.state.model.clamps) == 3 and panel.view.diagram.nodes[UNITS].held == {0: True}


def test_weights_are_shown_without_steps(qtbot: QtBot) -> None:
    store = Store(blank()[0], View())
    panel = WeightsPanel(store, LIGHT)
    store.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(480, 520)
    panel.show()
    assert not panel.is_empty and len(panel.rows) == 5
    panel.randomise_button.click()
    store.publish()
    assert panel.note == "now seed 1"


def test_the_line_leads_to_the_panel_where_steps_are_typed(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(panel_list.TITLES, "sequence", "Sequence")
    panel = make(qtbot)
    assert panel.no_steps.words.text() == "No steps yet. Type a sentence in Sequence to run it."
    asked: list[str] = []
    monkeypatch.setattr(panel.store, "show_panel", asked.append)
    QTest.mouseClick(panel.no_steps.button, LEFT)
    assert asked == ["sequence"]
    panel.prepare_picture()
    assert not panel.no_steps.button.isVisible() and panel.no_steps.words.isVisible()


def test_a_question_without_steps_asks_nothing(qtbot: QtBot) -> None:
    document, _ = blank()
    panel = make(qtbot, replace(document, question=None))
    assert panel.view.diagram.nodes[Key("output", 1)].column.count == 1
