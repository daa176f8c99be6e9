"""The list of nodes: what it says, that it and the diagram go together, and what its keys do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core import Network, load_cell
from core.blank import blank
from core.cells import cell_names
from core.document import Document, Model, add_unit
from core.layer import LayerForm
from core.state import State, View
from gui.diagram.layout import Key, Node
from gui.diagram.node_list import NodeList
from gui.diagram.node_model import NodeModel, Place
from gui.fonts import load_fonts
from gui.main_window import MainWindow
from gui.numbers import number, probability
from gui.panels.network import NetworkPanel
from gui.part_menu import PartMenu
from gui.store import Store
from gui.theme import DARK, LIGHT
from gui.widgets.number_editor import NumberEditor
from tests.core import scenes
from tests.gui.conftest import Open

NO_KEYS = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
INPUTS, UNITS, OUTPUTS = 0, 1, 2  # the groups


def make(qtbot: QtBot, document: Document | None = None, size: tuple[int, int] = (900, 400), **view: object):
    load_fonts()
    store = Store(document or scenes.document(), View(**{"cursor": 9, "signal": "i", **view}))  # type: ignore[arg-type]
    panel = NetworkPanel(store, LIGHT)
    store.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(*size)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.activateWindow()
    panel.toggle_list()
    return panel


@pytest.fixture
def panel(qtbot: QtBot) -> NetworkPanel:
    made: NetworkPanel = make(qtbot)
    return made


def nodes(panel: NetworkPanel) -> NodeList:
    assert panel.beside.list is not None
    return panel.beside.list


def go(panel: NetworkPanel, *place: int) -> None:
    shown = nodes(panel)
    index = shown.nodes.index_of(Place(*place))
    shown.expand(index.parent())
    shown.setCurrentIndex(index)
    panel.store.publish()


def press(panel: NetworkPanel, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_KEYS) -> None:
    QTest.keyClick(QApplication.focusWidget() or nodes(panel), key, modifiers)
    panel.store.publish()


def said(panel: NetworkPanel, *place: int) -> str:
    index = nodes(panel).nodes.index_of(Place(*place))
    return str(index.data(Qt.ItemDataRole.AccessibleTextRole))


def here(panel: NetworkPanel) -> Place | None:
    return nodes(panel).nodes.place(nodes(panel).currentIndex())


# what it says


def test_it_is_a_sound_model() -> None:
    model = NodeModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    document = scenes.document(cells=(("lstm", 2),))
    view = View().fitted(document)
    model.show_state(State(document, view))
    model.show_state(State(add_unit(document, 0, 0), view))
    assert model.rowCount() == 3 and tester is not None


@pytest.mark.parametrize("name", cell_names())
def test_every_node_of_every_cell_tells_its_values(qtbot: QtBot, name: str) -> None:
    layers = [LayerForm(load_cell(name), 3, direction="both"), (load_cell(name), 2)]
    document = replace(scenes.document(), question=None)
    document = replace(document, models=(Model("m", Network.build(4, layers, 2, "softmax", seed=1)),))
    model, state = NodeModel(), State(document, View(cursor=4).fitted(document))
    model.show_state(state)
    assert [b.count for b in model.branches] == [4, 3, 3, 2, 2]
    trace, cell = state.trace(), load_cell(name)
    for group, branch in enumerate(model.branches):
        for row in range(branch.count):
            index = model.index_of(Place(group, row))
            assert model.node_index(branch.node(row)) == index
            text = str(index.data(Qt.ItemDataRole.AccessibleTextRole))
            if branch.kind == "unit":
                value = float(trace[branch.layer, cell.output][4, row])
                assert text.startswith(f"unit {row + 1}, ") and number(value).strip("+− ") in text
            for k in range(model.rowCount(index)):
                weight = model.index(k, 0, index)
                assert str(weight.data()) and model.weight_at(weight) is not None


def test_the_words_are_those_of_the_design(panel: NetworkPanel) -> None:
    trace = panel.store.state.trace()
    h, c = (float(trace[0, name][9, 0]) for name in ("h", "c"))
    assert said(panel, UNITS, 0) == f"unit 1, hidden {number(h)}, cell {number(c)}"
    assert said(panel, INPUTS, 1) == "plural noun, +1.00"
    assert said(panel, OUTPUTS, 0) == f"P(“was”), {probability(float(trace.output[9, 0]))}"
    weight = float(panel.store.state.model.network.parameter(0, "W_f")[0, 0])
    assert said(panel, UNITS, 0, 0) == f"W_f singular noun, {number(weight)}"
    assert said(panel, OUTPUTS, 0, 0).startswith("W_y unit 1, ")
    panel.store.look(cursor=3)
    panel.store.publish()
    assert number(float(trace[0, "h"][3, 0])) in said(panel, UNITS, 0)


def test_without_steps_names_stand_alone(qtbot: QtBot) -> None:
    panel = make(qtbot, blank()[0])
    assert (said(panel, INPUTS, 0), said(panel, UNITS, 0)) == ("input 1", "unit 1")


def test_a_screen_reader_finds_a_tree_with_names(panel: NetworkPanel) -> None:
    shown = nodes(panel)
    found = QAccessible.queryAccessibleInterface(shown)
    assert found.role() == QAccessible.Role.Tree
    assert found.text(QAccessible.Text.Name) == "Nodes of the network"
    cells = [found.child(k) for k in range(found.childCount())]
    names = [cell.text(QAccessible.Text.Name) for cell in cells]
    assert said(panel, UNITS, 0) in names and "4 LSTM units" in names
    unit = cells[names.index(said(panel, UNITS, 0))]
    assert unit.role() == QAccessible.Role.TreeItem and unit.state().expandable
    bar = QAccessible.queryAccessibleInterface(panel.find_bar.field)
    assert bar.role() == QAccessible.Role.EditableText and bar.text(QAccessible.Text.Name) == "Find a unit"


# it and the diagram


def test_moving_in_the_list_selects_in_the_diagram(panel: NetworkPanel) -> None:
    go(panel, UNITS, 1)
    press(panel, Qt.Key.Key_Down)
    assert panel.store.state.view.unit == 2 and panel.view.diagram.nodes[Key("unit", 0)].selected == 2
    go(panel, INPUTS, 3)
    assert panel.view.diagram.hovered == Node(Key("input", 0), 3) and panel.store.state.view.unit == 2
    go(panel, UNITS, 0, 0)
    assert (panel.store.state.view.unit, panel.store.state.view.signal) == (0, "f")


def test_selecting_in_the_diagram_moves_in_the_list(panel: NetworkPanel) -> None:
    panel.store.look(unit=3)
    panel.store.publish()
    assert here(panel) == Place(UNITS, 3)
    go(panel, UNITS, 3, 2)
    panel.store.look(cursor=4)
    panel.store.publish()
    assert here(panel) == Place(UNITS, 3, 2)  # a weight of the unit is as good


def test_a_hidden_list_does_nothing(panel: NetworkPanel) -> None:
    panel.toggle_list()
    assert not panel.beside.shown and panel.view.isVisible()
    changed: list[object] = []
    nodes(panel).nodes.dataChanged.connect(lambda *what: changed.append(what))
    panel.store.look(cursor=2)
    panel.store.publish()
    assert not changed
    panel.toggle_list()
    assert changed


def test_weights_are_not_listed_until_they_are_asked_for(qtbot: QtBot) -> None:
    panel = make(qtbot, scenes.document(cells=(("lstm", 300),)))
    panel.grab()
    assert not nodes(panel).nodes.listed
    go(panel, UNITS, 7, 0)
    assert nodes(panel).nodes.listed == ((1, 7),)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("size", [(400, 300), (620, 300), (1300, 700)])
def test_it_finds_room_at_every_size(qtbot: QtBot, size: tuple[int, int], theme: object) -> None:
    panel = make(qtbot, size=size)
    panel.set_theme(theme)  # type: ignore[arg-type]
    QApplication.processEvents()
    assert nodes(panel).isVisible() and nodes(panel).width() >= 200
    assert panel.view.isVisible() is (size[0] > 460)
    assert nodes(panel).geometry().right() <= panel.width() - 15
    panel.toggle_list()
    assert panel.view.isVisible()


# what its keys do


def test_enter_opens_what_a_click_would(panel: NetworkPanel) -> None:
    go(panel, UNITS, 1)
    press(panel, Qt.Key.Key_Return)
    assert "cell" in panel.store.state.view.panels
    go(panel, UNITS)
    open_before = nodes(panel).isExpanded(nodes(panel).currentIndex())
    press(panel, Qt.Key.Key_Return)
    assert nodes(panel).isExpanded(nodes(panel).currentIndex()) is not open_before


@pytest.mark.parametrize(("key", "modifiers"), [(Qt.Key.Key_Menu, NO_KEYS), (Qt.Key.Key_F10, SHIFT)])
@pytest.mark.parametrize(
    ("place", "name"),
    [
        ((UNITS, 1), "unit 2"),
        ((INPUTS, 0), "input singular noun"),
        ((OUTPUTS, 0), "output “was”"),
        ((UNITS, 0, 0), "W_f singular noun → unit 1"),
    ],
)
def test_the_menu_key_opens_the_menu_of_what_it_is_at(
    panel: NetworkPanel, key: Qt.Key, modifiers: Qt.KeyboardModifier, place: tuple[int, ...], name: str
) -> None:
    go(panel, *place)
    press(panel, key, modifiers)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, PartMenu) and menu.accessibleName() == name
    menu.close()


def test_units_inputs_and_outputs_come_and_go(panel: NetworkPanel) -> None:
    go(panel, UNITS, 3)
    press(panel, Qt.Key.Key_Insert)
    assert panel.store.state.layer.units == 5 and panel.store.undo_label == "Add unit 5"
    press(panel, Qt.Key.Key_Delete)
    assert panel.store.state.layer.units == 4 and panel.store.undo_label == "Remove unit 4"
    assert here(panel) == Place(UNITS, 3)
    go(panel, INPUTS, 1)
    press(panel, Qt.Key.Key_Insert)
    assert len(panel.store.state.document.encoder.inputs) == 5
    go(panel, INPUTS, 4)
    press(panel, Qt.Key.Key_Delete)
    go(panel, OUTPUTS, 0)
    press(panel, Qt.Key.Key_Insert)
    assert panel.store.state.model.network.outputs == 2
    go(panel, OUTPUTS, 1)
    press(panel, Qt.Key.Key_Delete)
    network = panel.store.state.model.network
    assert (network.inputs, network.outputs) == (4, 1)
    for _ in range(6):
        panel.store.undo()
    panel.store.publish()
    assert panel.store.state.document is panel.store.opened and panel.store.undo_label is None


def test_several_units_go_at_once(panel: NetworkPanel) -> None:
    go(panel, UNITS, 1)
    press(panel, Qt.Key.Key_Down, SHIFT)
    press(panel, Qt.Key.Key_Delete)
    assert panel.store.state.layer.units == 2 and panel.store.undo_label == "Remove 2 units"
    panel.store.undo()
    assert panel.store.state.layer.units == 4


def test_the_last_unit_stays_and_it_is_told(qtbot: QtBot) -> None:
    panel = make(qtbot, blank()[0])
    told: list[str] = []
    panel.store.failed.connect(told.append)
    for place in ((UNITS, 0), (INPUTS, 0), (OUTPUTS, 0)):
        go(panel, *place)
        press(panel, Qt.Key.Key_Delete)
    assert len(told) == 3 and panel.store.undo_label is None


def test_a_weight_is_typed_where_it_stands(panel: NetworkPanel) -> None:
    go(panel, UNITS, 1, 2)
    weight = nodes(panel).nodes.weight_at(nodes(panel).currentIndex())
    assert weight is not None
    press(panel, Qt.Key.Key_Return)
    editor = nodes(panel).findChild(NumberEditor)
    assert editor is not None and editor.hasFocus()
    QTest.keyClicks(editor, "1.25")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    panel.store.publish()
    assert panel.store.state.model.network.parameter(weight.place, weight.name)[weight.at] == 1.25
    assert said(panel, UNITS, 1, 2).endswith("+1.25") and nodes(panel).hasFocus()
    assert panel.store.undo_label == "Change W_f other word → unit 2"
    press(panel, Qt.Key.Key_Return)
    editor = next(e for e in nodes(panel).findChildren(NumberEditor) if e.hasFocus())
    QTest.keyClicks(editor, "7")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert panel.store.state.model.network.parameter(weight.place, weight.name)[weight.at] == 1.25
    panel.store.undo()
    panel.store.publish()
    assert panel.store.state.document is panel.store.opened


def test_delete_cuts_a_weight_and_restores_it(panel: NetworkPanel) -> None:
    go(panel, UNITS, 1, 2)
    press(panel, Qt.Key.Key_Delete)
    assert said(panel, UNITS, 1, 2).endswith(", cut") and panel.store.undo_label == "Cut W_f other word → unit 2"
    press(panel, Qt.Key.Key_Delete)
    mask = panel.store.state.model.network.cut(0, "W_f")
    assert mask is None or not np.any(mask)


def test_what_is_open_stays_open_through_an_edit(panel: NetworkPanel) -> None:
    shown = nodes(panel)
    shown.expand(shown.nodes.index_of(Place(UNITS, 1)))
    go(panel, UNITS, 1, 3)
    panel.store.edit(add_unit, 0, 0, label="test")
    panel.store.publish()
    assert shown.isExpanded(shown.nodes.index_of(Place(UNITS, 1))) and here(panel) == Place(UNITS, 1, 3)
    assert shown.nodes.rowCount(shown.nodes.index(UNITS, 0, QModelIndex())) == 5


# in the window


def test_its_key_shows_it_and_escape_gives_the_keys_back(open_window: Open, qtbot: QtBot) -> None:
    window: MainWindow = open_window(("timeline",))
    window.activateWindow()
    window.setFocus()
    window.actions_by_key["node_list"].trigger()
    panel = window.panels["network"]
    assert isinstance(panel, NetworkPanel) and nodes(panel).isVisible()
    qtbot.waitUntil(nodes(panel).hasFocus)
    cursor = window.store.state.view.cursor
    QTest.keyClick(nodes(panel), Qt.Key.Key_Right)
    QTest.keyClick(nodes(panel), Qt.Key.Key_Home)
    assert window.store.state.view.cursor == cursor  # the list's own keys
    QTest.keyClick(nodes(panel), Qt.Key.Key_Escape)
    assert window.hasFocus() and nodes(panel).isVisible()
    window.actions_by_key["node_list"].trigger()
    assert nodes(panel).hasFocus()
    window.actions_by_key["node_list"].trigger()
    assert not nodes(panel).isVisible() and panel.view.hasFocus()


def test_a_button_in_the_header_shows_it_where_there_is_room(panel: NetworkPanel) -> None:
    assert panel.list_button.isVisible() and panel.list_button.isChecked()
    QTest.mouseClick(panel.list_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.list_button, Qt.MouseButton.LeftButton)
    assert panel.beside.shown is panel.list_button.isChecked()
    panel.resize(600, 400)
    assert not panel.list_button.isVisible()
    panel.prepare_picture()
    assert not panel.beside.shown
