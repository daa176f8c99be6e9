"""The network is edited in its diagram by mouse and keys, with every panel open; undo brings back the very document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from core import Network, run
from core.document import Document
from core.input_edits import add_input
from core.session import load, save
from core.state import PANELS, View
from gui.answers_dialog import AnswersDialog
from gui.choice import Choice, Several
from gui.diagram.layout import Key, Node
from gui.diagram.name_editor import NameEditor
from gui.diagram.view import DiagramView
from gui.panels.network import NetworkPanel
from gui.part_menu import PartMenu
from gui.store import Store
from gui.theme import DARK, LIGHT
from gui.value_card import open_cards
from tests.core import scenes, wired_scenes
from tests.gui.conftest import Open
from tests.gui.picture_compare import levels_off
from tests.gui.test_painting import ROUNDING

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
UNITS, INPUTS, OUTPUTS = Key("unit", 0), Key("input", 0), Key("output", 1)
SOME = ("both, stacked, mixed", "side by side", "a window, backward", "in blocks")


class Desk:
    """The network panel, alone or in the window, and hands."""

    def __init__(self, panel: NetworkPanel) -> None:
        self.panel, self.store, self.window = panel, panel.store, panel.window()
        self.view: DiagramView = panel.view
        self.view.setFocus()

    @property
    def network(self) -> Network:
        return self.store.state.model.network

    @property
    def document(self) -> Document:
        return self.store.state.document

    @property
    def chosen(self) -> set[Node]:
        return set(self.view.diagram.chosen)

    def settle(self) -> None:
        self.store.publish()
        QApplication.processEvents()

    def at(self, node: Node) -> QPoint:
        return self.view.position(node)

    def point(self, at: QPoint) -> None:
        self.view._point_at(at)
        QApplication.processEvents()

    def click(self, node: Node, keys: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.mouseClick(self.view.viewport(), LEFT, keys, self.at(node))
        self.settle()

    def drag(self, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier = PLAIN, drop: bool = True) -> None:
        port = self.view.viewport()
        QTest.mousePress(port, LEFT, keys, start)
        for step in (0.3, 0.6, 1.0):
            QTest.mouseMove(port, start + (end - start) * step)
            self.settle()
        if drop:
            QTest.mouseRelease(port, LEFT, keys, end)
            self.settle()

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.keyClick(self.view, key, keys)
        self.settle()

    def press(self, words: str) -> None:
        QTest.mouseClick(self.view.buttons.visible[words], LEFT)
        self.settle()

    def ground(self) -> QPoint:
        """A place where nothing stands, a little away from everything."""
        port = self.view.viewport().rect().adjusted(6, 6, -6, -6)
        for y in range(port.top(), port.bottom(), 5):
            for x in range(port.left(), port.right(), 5):
                if self.view._hit(QPoint(x, y)) is None:
                    return QPoint(x, y)
        raise AssertionError("no ground")

    def assert_all_shown(self) -> None:
        state = self.store.state
        assert not self.window.grab().isNull()
        assert np.array_equal(
            state.trace().output, run(state.model.network, state.document.x, clamps=state.model.clamps).output
        )


def alone(qtbot: QtBot, document: Document) -> Desk:
    store = Store(document, View(cursor=9))
    panel = NetworkPanel(store, LIGHT)
    store.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(900, 400)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    return Desk(panel)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return alone(qtbot, scenes.document())


@pytest.fixture
def wired(qtbot: QtBot) -> Callable[[str], Desk]:
    return lambda name: alone(qtbot, wired_scenes.document(name))


def lines(menu: QMenu) -> dict[str, QAction]:
    found: dict[str, QAction] = {}
    for action in menu.actions():
        if action.menu() is not None:
            found |= {f"{action.text()} {text}": each for text, each in lines(action.menu()).items()}
        elif isinstance(action.data(), Choice):
            found[action.text()] = action
    return found


def menu_at(desk: Desk, at: QPoint) -> PartMenu:
    port = desk.view.viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, port.mapToGlobal(at))
    QApplication.sendEvent(port, event)
    (menu,) = [menu for menu in desk.panel.findChildren(PartMenu) if menu.isVisible()]
    return menu


def choose(desk: Desk, at: QPoint, text: str) -> None:
    menu = menu_at(desk, at)
    lines(menu)[text].trigger()
    close(menu)
    desk.settle()


def close(menu: QWidget) -> None:
    menu.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


# every panel beside


@pytest.mark.parametrize("name", (*SOME, "backward", "large"))
def test_every_panel_shows_what_was_added_and_removed(open_window: Open, name: str) -> None:
    window = open_window(PANELS)
    window.store.open(wired_scenes.document(name), View(cursor=9, panels=PANELS))
    window.store.publish()
    panel = window.findChild(NetworkPanel)
    assert panel is not None
    desk = Desk(panel)
    before = desk.document
    for node in (Node(INPUTS, 0), Node(UNITS, 0), Node(Key("output", len(desk.network.layers)), 0)):
        desk.panel.editing.select(node)
        desk.panel.editing.add_beside()
    desk.panel.editing.add("layer", len(desk.network.layers))
    desk.settle()
    desk.assert_all_shown()
    after = desk.document
    for _ in range(4):
        desk.store.undo()
    assert desk.document is before
    for _ in range(4):
        desk.store.redo()
    desk.settle()
    assert desk.document is after
    desk.panel.editing.remove(Node(INPUTS, 2))
    desk.settle()
    desk.assert_all_shown()


# the small buttons


@pytest.mark.parametrize(
    "node, words, count",
    [
        (Node(INPUTS, 1), "Add an input", lambda net: net.inputs),
        (Node(UNITS, 1), "Add a unit", lambda net: net.layers[0].units),
        (Node(OUTPUTS, 0), "Add an output", lambda net: net.outputs),
    ],
)
def test_a_part_is_added_by_the_button_near_the_mouse(
    desk: Desk, node: Node, words: str, count: Callable[[Network], int]
) -> None:
    before, many = desk.document, count(desk.network)
    assert not desk.view.buttons.visible
    desk.point(desk.at(node))
    desk.press(words)
    assert count(desk.network) == many + 1
    desk.assert_all_shown()
    current = desk.view.diagram.current
    assert current.key.kind == node.key.kind and current.row == many  # the new one
    desk.store.undo()
    desk.settle()
    assert desk.document is before
    desk.assert_all_shown()


@pytest.mark.parametrize("name", SOME)
def test_layers_are_added_in_every_gap(wired: Callable[[str], Desk], name: str) -> None:
    desk = wired(name)
    before = desk.document
    gaps = [spot for spot in desk.view.buttons._all(desk.view.diagram.layout) if spot.adds == "layer"]
    for spot in gaps:
        desk.point(desk.view.mapFromScene(QPointF(spot.x, spot.y)))
        desk.press("Add a layer")
        assert len(desk.network.layers) == len(before.models[0].network.layers) + 1
        assert desk.store.state.view.layer == spot.layer
        desk.assert_all_shown()
        desk.store.undo()
        desk.settle()
        assert desk.document is before


@pytest.mark.parametrize("node", [Node(INPUTS, 2), Node(UNITS, 3)])
def test_the_cross_on_a_node_removes_it(desk: Desk, node: Node) -> None:
    before, name = desk.document, desk.view.diagram.name_of(node)
    desk.point(desk.at(node))
    desk.press(f"Remove {name}")
    assert (desk.network.inputs, desk.network.layers[0].units) == ((3, 4) if node.key == INPUTS else (4, 3))
    desk.assert_all_shown()
    desk.store.undo()
    desk.settle()
    assert desk.document is before


def test_the_last_of_a_kind_has_no_cross_and_is_not_removed(desk: Desk) -> None:
    desk.point(desk.at(Node(OUTPUTS, 0)))
    assert set(desk.view.buttons.visible) == {"Add an output"}
    before, said = desk.document, []
    desk.store.failed.connect(said.append)
    desk.click(Node(OUTPUTS, 0))
    desk.key(Qt.Key.Key_Delete)
    assert desk.document is before and len(said) == 1


def test_buttons_go_with_the_mouse_and_come_with_the_keyboard(desk: Desk) -> None:
    desk.view.viewport().setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)  # wherever other tests have left it
    desk.point(desk.at(Node(UNITS, 1)))
    assert set(desk.view.buttons.visible) == {"Add a unit", "Remove unit 2"}
    desk.view.put_away()
    assert not desk.view.buttons.visible
    desk.view.clearFocus()
    desk.view.setFocus(Qt.FocusReason.TabFocusReason)
    desk.view.put_away()
    assert set(desk.view.buttons.visible) == {"Add a unit", "Remove unit 1"}
    desk.view.clearFocus()
    assert not desk.view.buttons.visible


def test_a_button_that_moved_away_from_the_mouse_does_not_keep_the_buttons(desk: Desk) -> None:
    desk.point(desk.at(Node(UNITS, 3)))
    plus = desk.view.buttons.visible["Add a unit"]
    plus.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)  # as Qt has it once the mouse is on it
    before = plus.geometry()
    desk.key(Qt.Key.Key_Insert)
    assert plus.geometry() != before and not plus.underMouse()
    QApplication.sendEvent(desk.view.viewport(), QEvent(QEvent.Type.Leave))
    assert not desk.view.buttons.visible


def test_buttons_take_the_theme(desk: Desk) -> None:
    desk.point(desk.at(Node(UNITS, 1)))
    desk.view.set_theme(DARK)
    assert {button._theme for button in desk.view.buttons.visible.values()} == {DARK}


# names


def editor_of(desk: Desk) -> NameEditor:
    (editor,) = desk.view.viewport().findChildren(NameEditor)
    return editor


def test_a_double_click_renames_an_input(desk: Desk) -> None:
    before = desk.document
    item = desk.view.diagram.nodes[INPUTS]
    place = desk.view.mapFromScene(item.name_rect(1).center())
    QTest.mouseDClick(desk.view.viewport(), LEFT, PLAIN, place)
    editor = editor_of(desk)
    assert editor.text() == "plural noun" and editor.hasSelectedText()
    QTest.keyClicks(editor, "several")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    desk.settle()
    assert desk.document.encoder.inputs[1] == "several" and desk.view.hasFocus()
    desk.assert_all_shown()
    desk.store.undo()
    assert desk.document is before


def test_a_name_is_left_by_esc_and_refused_where_another_has_it(desk: Desk) -> None:
    before, said = desk.document, []
    desk.store.failed.connect(said.append)
    desk.click(Node(INPUTS, 1))
    for typed, end in (("other", Qt.Key.Key_Escape), ("full stop", Qt.Key.Key_Return)):
        desk.key(Qt.Key.Key_F2)
        editor = editor_of(desk)
        QTest.keyClicks(editor, typed)
        QTest.keyClick(editor, end)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert desk.document is before and len(said) == 1 and "full stop" in said[0]


def test_the_field_of_a_name_stays_over_it(desk: Desk) -> None:
    desk.click(Node(INPUTS, 1))
    desk.key(Qt.Key.Key_F2)
    editor = editor_of(desk)

    def stands() -> bool:
        place = desk.view._seen(desk.view.diagram.nodes[INPUTS].name_rect(1))
        return abs(editor.geometry().center().y() - place.center().y()) <= 1

    before = editor.y()
    desk.view.zoom_at(1.4, QPointF(desk.view.rect().center()))
    assert stands() and editor.y() != before
    desk.view.fit()
    desk.store.edit(add_input, label="Add an input")
    desk.settle()
    assert stands() and editor.y() != before and editor.isVisible()


# several


def test_a_band_chooses_what_it_holds(desk: Desk) -> None:
    first, top, low = (desk.at(Node(UNITS, k)) for k in range(3))
    heights = range(first.y(), top.y())
    starts = [at for y in heights if desk.view._hit(at := QPoint(top.x() + 70, y)) is None and y > first.y() + 10]
    desk.drag(starts[0], QPoint(low.x() - 40, low.y() + 10), SHIFT)
    assert desk.chosen == {Node(UNITS, k) for k in (0, 1, 2)}  # beside the one that was looked at
    ground = desk.ground()
    desk.drag(ground, QPoint(desk.view.viewport().width() - 2, desk.view.viewport().height() - 2))
    assert {node.key for node in desk.chosen} <= {UNITS, INPUTS, OUTPUTS} and len(desk.chosen) >= 4
    desk.key(Qt.Key.Key_Escape)
    assert not desk.chosen and desk.view.hasFocus()
    desk.key(Qt.Key.Key_Escape)
    assert not desk.view.hasFocus()


def test_clicks_with_a_key_choose_beside_and_let_go(desk: Desk) -> None:
    desk.click(Node(UNITS, 2), CONTROL)
    assert desk.chosen == {Node(UNITS, 0), Node(UNITS, 2)} and desk.store.state.view.unit == 2
    desk.click(Node(INPUTS, 1), SHIFT)
    assert Node(INPUTS, 1) in desk.chosen and desk.store.state.view.unit == 2
    desk.click(Node(UNITS, 2), CONTROL)
    assert desk.chosen == {Node(UNITS, 0), Node(INPUTS, 1)} and desk.store.state.view.unit == 0
    desk.click(Node(UNITS, 3))
    assert not desk.chosen and desk.store.state.view.unit == 3


def test_a_click_on_the_ground_lets_go(desk: Desk) -> None:
    desk.key(Qt.Key.Key_A, CONTROL)
    assert desk.chosen == {Node(UNITS, k) for k in range(4)}
    QTest.mouseClick(desk.view.viewport(), LEFT, PLAIN, desk.ground())
    assert not desk.chosen


def test_another_unit_looked_at_elsewhere_lets_go(desk: Desk) -> None:
    desk.click(Node(UNITS, 1), CONTROL)
    desk.store.look(unit=3)
    desk.settle()
    assert not desk.chosen


def test_shift_and_arrows_choose_more(desk: Desk) -> None:
    desk.key(Qt.Key.Key_Down, SHIFT)
    desk.key(Qt.Key.Key_Down, SHIFT)
    assert desk.chosen == {Node(UNITS, k) for k in range(3)} and desk.store.state.view.unit == 2


@pytest.mark.parametrize("name", SOME)
def test_what_is_chosen_is_removed_and_chosen_again_by_undo(wired: Callable[[str], Desk], name: str) -> None:
    desk = wired(name)
    layer, added = desk.store.state.view.layer, 3 - min(desk.store.state.layer.units, 3)
    for _ in range(added):
        desk.key(Qt.Key.Key_Insert)
    desk.store.look(unit=0)
    desk.settle()
    before, units = desk.document, desk.network.layers[layer].units
    desk.key(Qt.Key.Key_Down, SHIFT)
    chosen = desk.chosen
    assert len(chosen) == 2
    desk.key(Qt.Key.Key_Delete)
    assert desk.network.layers[layer].units == units - 2 and not desk.chosen
    desk.assert_all_shown()
    desk.store.undo()
    desk.settle()
    assert desk.document is before and desk.chosen == chosen
    desk.store.redo()
    desk.settle()
    assert not desk.chosen
    desk.assert_all_shown()


def test_all_units_cannot_be_removed(desk: Desk) -> None:
    before, said = desk.document, []
    desk.store.failed.connect(said.append)
    desk.key(Qt.Key.Key_A, CONTROL)
    desk.key(Qt.Key.Key_Delete)
    assert desk.document is before and len(said) == 1 and len(desk.chosen) == 4


def test_another_model_has_nothing_chosen(desk: Desk) -> None:
    desk.key(Qt.Key.Key_A, CONTROL)
    desk.store.look(model=1)
    desk.settle()
    assert not desk.chosen
    desk.assert_all_shown()


@pytest.mark.parametrize(
    "text",
    [
        "Cut the weights into them",
        "Cut the weights that read them",
        "Clamp h at every step to 1",
        "Clamp c at “dogs” to 0",
        "Scale the weights into them by 0.5",
        "Set the weights into them to 0",
        "Copy unit 2’s weights to the others",
        "Remove them",
    ],
)
def test_the_menu_of_several_is_one_step_each(desk: Desk, text: str) -> None:
    before = desk.document
    desk.click(Node(UNITS, 1), CONTROL)
    choose(desk, desk.at(Node(UNITS, 0)), text)
    assert desk.document is not before and len(desk.store.labels) == 2
    desk.assert_all_shown()
    desk.store.undo()
    desk.settle()
    assert desk.document is before


def test_several_are_reset_and_released(desk: Desk) -> None:
    desk.click(Node(UNITS, 1), CONTROL)
    assert desk.panel.editing.several() == Several(((0, 0), (0, 1)), (), (), (0, 1))
    at = desk.at(Node(UNITS, 0))
    menu = menu_at(desk, at)
    assert not lines(menu)["Reset (as opened)"].isEnabled() and "Release all of them" not in lines(menu)
    close(menu)
    before = desk.document.models[0]
    choose(desk, at, "Clamp h at every step to 1")
    choose(desk, at, "Scale the weights into them by 2")
    choose(desk, at, "Reset (as opened)")
    after = desk.document.models[0]
    assert after.network.equals(before.network) and after.clamps == before.clamps
    choose(desk, at, "Clamp h at every step to 1")
    choose(desk, at, "Release all of them")
    assert desk.document.models[0].clamps == before.clamps


def test_the_menu_elsewhere_lets_go_of_several(desk: Desk) -> None:
    desk.click(Node(UNITS, 1), CONTROL)
    menu = menu_at(desk, desk.at(Node(UNITS, 3)))
    assert menu.accessibleName() == "unit 4" and desk.store.state.view.unit == 3
    close(menu)
    desk.settle()
    assert not desk.chosen


# menus of ends and of the ground


def test_the_menu_of_an_input_renames_adds_and_removes(desk: Desk) -> None:
    at = desk.at(Node(INPUTS, 1))
    choose(desk, at, "Rename…")
    QTest.keyClicks(editor_of(desk), "b")
    QTest.keyClick(editor_of(desk), Qt.Key.Key_Return)
    choose(desk, at, "Add an input")
    assert desk.document.encoder.inputs == ("singular noun", "b", "other word", "full stop", "input 5")
    choose(desk, desk.at(Node(INPUTS, 1)), "Remove it")
    assert desk.document.encoder.inputs == ("singular noun", "other word", "full stop", "input 5")
    desk.assert_all_shown()


def test_the_menu_of_an_output_changes_the_readout(desk: Desk) -> None:
    before = desk.document
    choose(desk, desk.at(Node(OUTPUTS, 0)), "Add an output")
    choose(desk, desk.at(Node(OUTPUTS, 1)), "Readout Softmax: shares of 1")
    assert (desk.network.outputs, desk.network.readout) == (2, "softmax")
    assert desk.store.state.trace().output.sum(axis=-1) == pytest.approx(1.0)
    choose(desk, desk.at(Node(OUTPUTS, 0)), "Remove it")
    desk.assert_all_shown()
    for _ in range(3):
        desk.store.undo()
    assert desk.document is before


def test_the_menu_of_the_ground(desk: Desk) -> None:
    ground = desk.ground()
    menu = menu_at(desk, ground)
    assert not lines(menu)["Reset all positions"].isEnabled() and "Paste the copied weights" not in lines(menu)
    close(menu)
    choose(desk, ground, "Select all units of the layer")
    assert len(desk.chosen) == 4
    choose(desk, ground, "Add a layer of 4 behind the last GRU")
    assert [layer.cell.name for layer in desk.network.layers] == ["LSTM", "GRU"]
    desk.view.zoom_at(2.0, QPointF(10, 10))
    choose(desk, desk.ground(), "Fit the whole network")
    assert desk.view.zoom == 1.0
    desk.assert_all_shown()


def test_keys_are_told_in_the_diagrams_menus_only(desk: Desk) -> None:
    menu = menu_at(desk, desk.at(Node(UNITS, 1)))
    assert lines(menu)["Remove it"].shortcut().toString() == "Del"
    close(menu)
    other = PartMenu(desk.store, LIGHT, desk.panel.editing.subject(), desk.window, QPoint())
    assert lines(other)["Remove it"].shortcut().isEmpty() and "Copy its weights" not in lines(other)
    other.deleteLater()


# dragging


def test_a_node_is_dragged_in_one_step_and_stays(desk: Desk, tmp_path: Path) -> None:
    before, node = desk.document, Node(UNITS, 2)
    start = desk.at(node)
    desk.drag(start, start + QPoint(-70, 21), ALT)
    assert (desk.at(node) - start - QPoint(-70, 21)).manhattanLength() <= 1
    assert desk.store.labels[1:] == ("Move unit 3",) and desk.store.state.view.unit == 0
    (position,) = desk.document.models[0].positions
    save(tmp_path / "moved.carousel", desk.document, desk.store.state.view)
    loaded, _ = load(tmp_path / "moved.carousel")
    assert loaded.models[0].positions == (position,)
    desk.window.resize(1180, 760)
    QApplication.processEvents()
    port = desk.view.viewport()
    x, y = desk.view.diagram.layout.centre(node)
    assert (x / port.width(), y / port.height()) == pytest.approx((position.x, position.y), abs=1e-6)
    desk.store.undo()
    desk.settle()
    assert desk.document is before


def test_edges_and_the_hit_area_follow_a_dragged_node(desk: Desk) -> None:
    node = Node(UNITS, 0)
    start = desk.at(node)
    desk.drag(start, start + QPoint(-80, 40), ALT, drop=False)
    table = desk.view.diagram.table
    assert table is not None
    end = table.points[table.row("W_y", 0, 0), 0]
    x, y = desk.view.diagram.layout.centre(node)
    group = desk.view.diagram.layout.groups[UNITS]
    assert abs(end[0] - x) <= group.width / 2 + 1 and abs(end[1] - y) <= group.height / 2
    assert desk.view._hit(start + QPoint(-80, 40)) == node and desk.view._hit(start) != node
    QTest.mouseRelease(desk.view.viewport(), LEFT, PLAIN, start + QPoint(-80, 40))


@pytest.mark.parametrize("name", SOME)
def test_a_dragged_network_looks_as_one_that_is_opened(wired: Callable[[str], Desk], name: str) -> None:
    desk = wired(name)
    node = Node(INPUTS, 1)
    at = desk.at(node)
    desk.drag(at, at + QPoint(60, 30), ALT)
    desk.view.put_away()
    fresh = DiagramView(LIGHT)
    fresh.resize(desk.view.size())
    fresh.show_state(desk.store.state)
    fresh.fit()
    fresh.show_state(desk.store.state)
    assert levels_off(desk.view.grab().toImage(), fresh.grab().toImage()).max() <= ROUNDING
    fresh.deleteLater()


def test_a_hand_that_trembles_clicks(desk: Desk) -> None:
    before, at = desk.document, desk.at(Node(UNITS, 3))
    desk.drag(at, at + QPoint(2, 1))
    assert desk.document is before and desk.store.state.view.unit == 3


def test_all_that_is_chosen_is_dragged_together(desk: Desk) -> None:
    desk.click(Node(UNITS, 1), CONTROL)
    places = [desk.at(Node(UNITS, k)) for k in range(3)]
    desk.drag(places[0], places[0] + QPoint(50, 10), ALT)
    moved = [desk.at(Node(UNITS, k)) - places[k] for k in range(3)]
    assert moved[0] == moved[1] and moved[0].x() > 40 and moved[2] == QPoint(0, 0)
    assert desk.store.labels[1:] == ("Move 2 nodes",)
    at = desk.at(Node(UNITS, 0))
    choose(desk, at, "Reset the position")
    assert [desk.at(Node(UNITS, k)) for k in range(3)] == places


def test_esc_takes_a_drag_back(desk: Desk) -> None:
    before, at = desk.document, desk.at(Node(UNITS, 1))
    desk.drag(at, at + QPoint(40, 20), drop=False)
    assert desk.document is not before
    desk.key(Qt.Key.Key_Escape)
    assert desk.document is before and desk.at(Node(UNITS, 1)) == at
    QTest.mouseRelease(desk.view.viewport(), LEFT, PLAIN, at + QPoint(40, 20))
    assert desk.document is before


def test_what_is_of_another_step_is_not_dragged(desk: Desk) -> None:
    before, at = desk.document, desk.at(Node(Key("before", 0), 1))
    desk.drag(at, at + QPoint(60, 20))
    assert desk.document is before


def test_a_drag_ends_where_the_network_changes(desk: Desk) -> None:
    at = desk.at(Node(UNITS, 1))
    desk.drag(at, at + QPoint(40, 20), drop=False)
    desk.panel.editing.add("unit", 0)
    desk.settle()
    moved = desk.document
    QTest.mouseMove(desk.view.viewport(), at + QPoint(60, 30))
    QTest.mouseRelease(desk.view.viewport(), LEFT, PLAIN, at + QPoint(60, 30))
    assert desk.document is moved


def test_a_zoomed_view_is_moved_by_the_ground_and_banded_with_shift(desk: Desk) -> None:
    desk.view.zoom_at(2.0, QPointF(desk.at(Node(UNITS, 1))))
    ground, place = desk.ground(), desk.at(Node(UNITS, 1))
    desk.drag(ground, ground + QPoint(-20, -10))
    assert desk.at(Node(UNITS, 1)) - place == QPoint(-20, -10) and not desk.chosen
    at = desk.at(Node(UNITS, 1))
    desk.drag(desk.ground(), at + QPoint(40, 40), SHIFT)
    assert Node(UNITS, 1) in desk.chosen


def test_keys_move_what_is_chosen_in_one_step(desk: Desk) -> None:
    before, at = desk.document, desk.at(Node(UNITS, 0))
    for _ in range(3):
        desk.key(Qt.Key.Key_Left, ALT)
    assert desk.at(Node(UNITS, 0)) - at == QPoint(-12, 0) and desk.store.labels[1:] == ("Move unit 1",)
    desk.store.undo()
    assert desk.document is before


@pytest.mark.parametrize("name", SOME)
def test_positions_survive_parts_that_come_and_go(wired: Callable[[str], Desk], name: str) -> None:
    desk = wired(name)
    last = Node(Key("input", 0), 3)
    desk.store.look()
    desk.panel.editing.select(last)
    desk.settle()
    for _ in range(4):
        desk.key(Qt.Key.Key_Right, ALT)
    at = desk.document.models[0].positions
    desk.panel.editing.remove(Node(Key("input", 0), 1))
    desk.settle()
    (moved,) = desk.document.models[0].positions
    assert moved.row == 2 and (moved.x, moved.y) == (at[0].x, at[0].y)
    desk.assert_all_shown()
    choose(desk, desk.ground(), "Reset all positions")
    assert not desk.document.models[0].positions


# keys


def test_keys_add_and_remove_beside_the_current_node(desk: Desk) -> None:
    desk.key(Qt.Key.Key_Insert)
    assert desk.network.layers[0].units == 5 and desk.store.state.view.unit == 4
    desk.key(Qt.Key.Key_Delete)
    assert desk.network.layers[0].units == 4
    desk.key(Qt.Key.Key_Left, CONTROL)
    assert desk.view.diagram.current.key == INPUTS
    desk.key(Qt.Key.Key_Insert)
    assert desk.network.inputs == 5 and desk.view.diagram.current == Node(INPUTS, 4)
    desk.key(Qt.Key.Key_Up)
    assert desk.view.diagram.current == Node(INPUTS, 3)
    desk.key(Qt.Key.Key_Right, CONTROL)
    desk.key(Qt.Key.Key_Right, CONTROL)
    assert desk.view.diagram.current == Node(OUTPUTS, 0)
    desk.key(Qt.Key.Key_Insert)
    assert desk.network.outputs == 2
    desk.assert_all_shown()


def test_stepping_stays_the_windows(open_window: Open) -> None:
    window = open_window(("network",), cursor=5)
    panel = window.findChild(NetworkPanel)
    assert panel is not None
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_Right)
    assert window.store.state.view.cursor == 6


def test_a_units_weights_are_copied_to_those_that_are_chosen(desk: Desk) -> None:
    before, told = desk.document, []
    desk.store.told.connect(told.append)
    desk.key(Qt.Key.Key_C, CONTROL)
    assert len(told) == 1 and "unit 1" in told[0]
    desk.click(Node(UNITS, 2))
    desk.click(Node(UNITS, 3), CONTROL)
    desk.key(Qt.Key.Key_V, CONTROL)
    weights = desk.network.parameter(0, "U_f")
    assert np.array_equal(weights[2], weights[0]) and np.array_equal(weights[3], weights[0])
    assert desk.store.labels[1:] == ("Copy the weights of unit 1 to 2 units",)
    desk.store.undo()
    desk.settle()
    assert desk.document is before
    choose(desk, desk.at(Node(UNITS, 0)), "Copy its weights to unit 3")
    assert np.array_equal(desk.network.parameter(0, "W_o")[2], desk.network.parameter(0, "W_o")[0])


def test_what_cannot_be_pasted_is_told(desk: Desk) -> None:
    said: list[str] = []
    desk.store.failed.connect(said.append)
    desk.key(Qt.Key.Key_V, CONTROL)
    desk.key(Qt.Key.Key_C, CONTROL)
    desk.store.look(model=1)
    desk.settle()
    before = desk.document
    desk.key(Qt.Key.Key_V, CONTROL)
    assert desk.document is before and len(said) == 1 and "unit to copy" in said[0]


def test_an_edge_is_cut_and_restored_by_a_key(desk: Desk) -> None:
    before, table = desk.document, desk.view.diagram.table
    assert table is not None
    row = table.row("W_y", 0, 2)
    desk.view.diagram.hover(row)
    desk.key(Qt.Key.Key_X)
    assert desk.network.cut("readout", "W_y")[0, 2]
    desk.view.diagram.hover(row)
    desk.key(Qt.Key.Key_Delete)
    assert desk.network.equals(before.models[0].network)
    desk.view.diagram.hover(None)
    desk.key(Qt.Key.Key_X)
    assert desk.network.equals(before.models[0].network)


def test_a_card_about_an_edge_cuts_it_by_a_key(desk: Desk) -> None:
    table = desk.view.diagram.table
    assert table is not None
    edge = table.edge(table.row("W_y", 0, 2))
    desk.view.edge_clicked.emit(edge, desk.view.mapToGlobal(QPoint(200, 100)))
    desk.settle()
    (card,) = open_cards(desk.window)
    for cut in (True, False):
        QTest.keyClick(card.row, Qt.Key.Key_X)
        desk.settle()
        mask = desk.network.cut("readout", "W_y")
        assert (mask is not None and bool(mask[0, 2])) is cut
    card.dismiss()


# answers


def dialog_of(desk: Desk) -> AnswersDialog:
    (dialog,) = [one for one in desk.window.findChildren(AnswersDialog) if one.isVisible()]
    return dialog


def test_the_answers_are_named_and_the_question_taken_away(desk: Desk) -> None:
    before = desk.document
    QTest.mouseDClick(desk.view.viewport(), LEFT, PLAIN, desk.at(Node(OUTPUTS, 0)))
    dialog = dialog_of(desk)
    assert (dialog.high.text(), dialog.low.text(), dialog.prompt.text()) == ("was", "were", "the verb")
    dialog.high.setText("were")
    assert not dialog.done_button.isEnabled() and "differ" in dialog.problem.text()
    dialog.high.setText("is")
    dialog.subject.box.setValue(12)
    assert not dialog.done_button.isEnabled()
    dialog.subject.box.setValue(1)
    QTest.mouseClick(dialog.done_button, LEFT)
    desk.settle()
    question = desk.document.question
    assert question is not None and (question.high, question.low, question.subject, question.asked) == (
        "is",
        "were",
        0,
        9,
    )
    desk.assert_all_shown()
    choose(desk, desk.at(Node(OUTPUTS, 0)), "Ask no question")
    assert desk.document.question is None
    desk.assert_all_shown()
    desk.store.undo()
    desk.store.undo()
    assert desk.document is before


def test_a_first_question_is_about_the_first_step_and_asked_at_the_cursor(desk: Desk) -> None:
    choose(desk, desk.at(Node(OUTPUTS, 0)), "Ask no question")
    desk.store.look(cursor=6)
    desk.settle()
    choose(desk, desk.at(Node(OUTPUTS, 0)), "Name the answers…")
    dialog = dialog_of(desk)
    assert (dialog.subject.step, dialog.asked.step) == (0, 6) and dialog.none_button.isHidden()
    QTest.keyClicks(dialog.high, "yes")
    QTest.keyClicks(dialog.low, "no")
    QTest.keyClick(dialog.low, Qt.Key.Key_Return)
    desk.settle()
    question = desk.document.question
    assert question is not None and (question.high, question.low, question.asked) == ("yes", "no", 6)


def test_leaving_the_answers_changes_nothing(desk: Desk) -> None:
    before = desk.document
    desk.click(Node(OUTPUTS, 0))
    desk.key(Qt.Key.Key_F2)
    dialog = dialog_of(desk)
    dialog.high.setText("is")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert desk.document is before
