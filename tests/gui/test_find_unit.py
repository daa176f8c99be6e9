"""Finding a unit: what is meant by what is typed, and the field in which it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core import Network, load_cell
from core.blank import blank
from core.document import Model
from core.errors import CarouselError
from core.layer import LayerForm
from core.state import State, View
from gui.diagram.block_item import BlockItem
from gui.diagram.find import found
from gui.diagram.layout import Key, Node
from gui.main_window import MainWindow
from gui.panels.network import NetworkPanel
from tests.core import scenes
from tests.gui.conftest import Open

LSTM, RNN = 0, 1


def state(layer: int = 0) -> State:
    document = replace(scenes.document(), question=None)
    network = Network.build(4, [(load_cell("lstm"), 40), (load_cell("lstm"), 6)], 3, "identity", seed=2)
    document = replace(document, models=(Model("two", network),))
    return State(document, View(cursor=9, layer=layer).fitted(document))


def units(*places: tuple[int, int]) -> list[Node]:
    return [Node(Key("unit", layer), number - 1) for layer, number in places]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("37", units((0, 37))),
        ("unit 37", units((0, 37))),
        ("  Unit 5 ", units((0, 5), (1, 5))),
        ("layer 2 unit 5", units((1, 5))),
        ("unit 5 of layer 2", units((1, 5))),
        ("layer 2 5", units((1, 5))),
        ("layer 2 unit 7", []),
        ("unit 0", []),
        ("unit 41", []),
        ("plural", [Node(Key("input", 0), 1)]),
        ("NOUN", [Node(Key("input", 0), 0), Node(Key("input", 0), 1)]),
        ("output 2", [Node(Key("output", 2), 1)]),
        ("3", [*units((0, 3), (1, 3)), Node(Key("output", 2), 2)]),
        ("", []),
        ("xyzzy", []),
    ],
)
def test_what_is_meant(text: str, expected: list[Node]) -> None:
    assert found(state(), text) == expected


def test_the_selected_layers_unit_comes_first() -> None:
    assert found(state(1), "unit 5") == units((1, 5), (0, 5))


def test_layers_are_called_by_their_names() -> None:
    document = scenes.document()
    both = LayerForm(load_cell("gru"), 5, direction="both")
    document = replace(document, models=(Model("both", Network.build(4, [both], 1, "sigmoid", seed=1)),))
    shown = State(document, View(cursor=3).fitted(document))
    assert found(shown, "backward layer unit 2") == units((1, 2))
    assert found(shown, "unit 2 of the forward layer") == units((0, 2))
    assert found(shown, "2") == units((0, 2), (1, 2))


@pytest.mark.parametrize(
    ("text", "signal", "holds"),
    [
        ("c > 0.02", "c", lambda v: v > 0.02),
        ("c>=.02", "c", lambda v: v >= 0.02),
        ("cell < -0.01", "c", lambda v: v < -0.01),
        ("forget ≤ 0.5", "f", lambda v: v <= 0.5),
        ("|h| > 0.01", "h", lambda v: abs(v) > 0.01),
        ("h < −1e-3", "h", lambda v: v < -1e-3),
    ],
)
def test_a_condition_finds_what_it_holds_for_the_largest_first(text: str, signal: str, holds: object) -> None:
    shown = state()
    hits = found(shown, text)
    values = [float(shown.trace()[node.key.layer, signal][9, node.row]) for node in hits]
    every = [float(v) for layer in (0, 1) for v in shown.trace()[layer, signal][9]]
    assert len(hits) == sum(holds(v) for v in every) > 0 and all(map(holds, values))  # type: ignore[operator,arg-type]
    sizes = np.abs(values) if "|" in text else np.array(values)
    assert (np.diff(sizes) <= 0).all() if ">" in text else (np.diff(sizes) >= 0).all()


def test_inputs_and_outputs_have_conditions_too() -> None:
    assert found(state(), "x > 0.5") == [Node(Key("input", 0), 1)]
    shown = state()
    assert len(found(shown, "y > 0")) == int((shown.trace().output[9] > 0).sum())


def test_a_condition_that_cannot_be_looked_at_is_told() -> None:
    with pytest.raises(CarouselError, match="f, i, g, o, c, h, x, y"):
        found(state(), "q > 1")
    document, _ = blank()
    with pytest.raises(CarouselError, match="no steps"):
        found(State(document, View().fitted(document)), "c > 1")


# the field


@pytest.fixture
def window(open_window: Open, qtbot: QtBot) -> MainWindow:
    made: MainWindow = open_window(("network", "timeline"))
    made.store.open(scenes.document(cells=(("lstm", 128),)), View(cursor=9, panels=("network", "timeline")))
    made.store.publish()
    made.activateWindow()
    made.setFocus()
    made.actions_by_key["find"].trigger()
    qtbot.waitUntil(panel(made).find_bar.field.hasFocus)
    return made


def panel(window: MainWindow) -> NetworkPanel:
    found = window.panels["network"]
    assert isinstance(found, NetworkPanel)
    return found


def type_in(window: MainWindow, text: str) -> None:
    field = panel(window).find_bar.field
    field.selectAll()
    QTest.keyClicks(field, text)


def press(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(panel(window).find_bar.field, key)
    window.store.publish()


def test_enter_selects_the_unit_and_brings_it_into_view(window: MainWindow) -> None:
    view = panel(window).view
    view.zoom_at(4.0, QPointF(5, 5))
    type_in(window, "unit 100")
    assert window.store.state.view.unit == 0 and panel(window).find_bar.words.text().startswith("unit 100")
    press(window, Qt.Key.Key_Return)
    assert window.store.state.view.unit == 99
    item = view.diagram.nodes[Key("unit", 0)]
    assert isinstance(item, BlockItem) and 99 in item.column.drawn
    assert view.viewport().rect().contains(view.position(Node(Key("unit", 0), 99)))


def test_up_and_down_walk_through_what_is_found(window: MainWindow) -> None:
    type_in(window, "h > -2")
    order = panel(window).find_bar.found
    assert len(order) == 128
    press(window, Qt.Key.Key_Return)
    assert window.store.state.view.unit == order[0].row
    press(window, Qt.Key.Key_Down)
    assert window.store.state.view.unit == order[1].row
    assert panel(window).find_bar.words.text().startswith("2 of 128: unit ")
    press(window, Qt.Key.Key_Up)
    press(window, Qt.Key.Key_Up)
    assert window.store.state.view.unit == order[-1].row
    assert window.store.state.view.cursor == 9


def test_an_input_is_marked(window: MainWindow) -> None:
    type_in(window, "full stop")
    press(window, Qt.Key.Key_Return)
    assert panel(window).view.diagram.hovered == Node(Key("input", 0), 3)


def test_nothing_and_nonsense_are_told(window: MainWindow) -> None:
    type_in(window, "nothing of that kind")
    assert panel(window).find_bar.words.text() == "Nothing is called so."
    press(window, Qt.Key.Key_Return)
    press(window, Qt.Key.Key_Down)
    type_in(window, "q > 1")
    assert "signal" in panel(window).find_bar.words.text()
    assert window.store.state.view.unit == 0 and window.store.undo_label is None


def test_a_condition_is_looked_at_again_at_another_step(window: MainWindow) -> None:
    type_in(window, "h > 0")
    before = panel(window).find_bar.found
    window.store.look(cursor=2)
    window.store.publish()
    values = window.store.state.trace()[0, "h"][2]
    assert len(panel(window).find_bar.found) == int((values > 0).sum())
    assert panel(window).find_bar.found != before


def test_escape_closes_it_and_gives_the_keys_back(window: MainWindow) -> None:
    type_in(window, "5")
    QTest.keyClick(panel(window).find_bar.field, Qt.Key.Key_Left)
    assert window.store.state.view.cursor == 9
    press(window, Qt.Key.Key_Escape)
    assert not panel(window).find_bar.isVisible() and window.hasFocus()
    window.actions_by_key["find"].trigger()
    field = panel(window).find_bar.field
    assert field.hasFocus() and field.selectedText() == "5"


def test_it_shows_the_network_where_that_is_put_away(window: MainWindow) -> None:
    window.store.look(panels=("timeline",))
    window.store.publish()
    window.actions_by_key["find"].trigger()
    assert "network" in window.store.state.view.panels and panel(window).find_bar.field.isVisible()
