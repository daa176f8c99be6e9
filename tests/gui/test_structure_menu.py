"""Units, cells and layers are changed from a unit's menu, with every panel open, and undone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from core import Network, load_cell, run
from core.cells import cell_names
from core.state import PANELS, View
from gui.main_window import MainWindow
from gui.part_choices import Choice, Part
from gui.part_menu import PartMenu
from gui.store import Store
from gui.theme import LIGHT
from tests.core import wired_scenes
from tests.gui.conftest import Open

UNIT = Part(0, 1)


def lines(menu: QMenu) -> dict[str, QAction]:
    """Every choice by its words; those of a submenu behind its title."""
    found: dict[str, QAction] = {}
    for action in menu.actions():
        if action.menu() is not None:
            found |= {f"{action.text()} {text}": each for text, each in lines(action.menu()).items()}
        elif isinstance(action.data(), Choice):
            found[action.text()] = action
    return found


def choose(window: MainWindow, part: Part, text: str) -> None:
    menu = PartMenu(window.store, LIGHT, part, window, QPoint(0, 0))
    lines(menu)[text].trigger()
    menu.deleteLater()
    window.store.publish()


def offered(window: MainWindow, part: Part) -> dict[str, bool]:
    menu = PartMenu(window.store, LIGHT, part, window, QPoint(0, 0))
    found = {text: action.isEnabled() for text, action in lines(menu).items()}
    menu.deleteLater()
    return found


def network(window: MainWindow) -> Network:
    return window.store.state.model.network


def assert_all_shown(window: MainWindow) -> None:
    """Every panel painted, and the numbers those of a fresh run."""
    state = window.store.state
    assert not window.grab().isNull()
    assert np.array_equal(state.trace().output, run(state.model.network, state.document.x).output)


@pytest.fixture
def window(open_window: Open) -> MainWindow:
    return open_window(PANELS)


def test_a_unit_is_added_and_removed_and_all_of_it_undone(window: MainWindow) -> None:
    before, store = window.store.state.document, window.store
    units = network(window).layers[0].units
    choose(window, UNIT, "Add a unit to its layer")
    assert network(window).layers[0].units == units + 1
    assert_all_shown(window)
    first = network(window).parameter(0, "W_f")
    choose(window, UNIT, "Remove it")
    assert np.array_equal(network(window).parameter(0, "W_f"), np.delete(first, 1, axis=0))
    assert_all_shown(window)
    store.undo()
    store.undo()
    assert store.state.document is before
    store.redo()
    assert network(window).layers[0].units == units + 1
    assert store.undo_label == f"Add unit {units + 1}"


def test_the_last_unit_and_the_last_layer_stay(window: MainWindow) -> None:
    while network(window).layers[0].units > 1:
        choose(window, Part(0, 0), "Remove it")
    assert_all_shown(window)
    found = offered(window, Part(0, 0))
    assert not found["Remove it"] and not found["Remove its layer"] and found["Add a unit to its layer"]


@pytest.mark.parametrize("key", cell_names())
def test_a_layer_takes_any_cell_and_goes_back(window: MainWindow, key: str) -> None:
    cell = load_cell(key)
    old = network(window)
    if old.layers[0].cell is cell:
        return
    choose(window, UNIT, f"Change its layer’s cell {cell.name}")
    assert network(window).layers[0].cell is cell
    for name, shape in cell.parameters.items():
        if old.layers[0].cell.parameters.get(name) == shape:
            assert np.array_equal(network(window).parameter(0, name), old.parameter(0, name))
    assert_all_shown(window)
    window.store.undo()
    assert network(window) is old


def test_a_layer_is_put_behind_and_taken_away(window: MainWindow) -> None:
    units = network(window).layers[0].units
    choose(window, UNIT, f"Add a layer of {units} behind it GRU")
    assert [layer.cell.name for layer in network(window).layers] == [network(window).layers[0].cell.name, "GRU"]
    assert_all_shown(window)
    window.store.look(layer=1, unit=units - 1)
    window.store.publish()
    choose(window, Part(0, 0), "Remove its layer")
    assert [layer.cell.name for layer in network(window).layers] == ["GRU"]
    assert network(window).layers[0].inputs == network(window).inputs
    assert_all_shown(window)


def test_a_gates_menu_leaves_the_layer_alone(window: MainWindow) -> None:
    assert not {"Remove it", "Add a unit to its layer", "Remove its layer"} & set(offered(window, Part(0, 1, "f")))


@pytest.mark.parametrize("name", wired_scenes.WIRED)
def test_every_wiring_is_reshaped(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    store = Store(wired_scenes.document(name), View(cursor=6, panels=PANELS))
    made = MainWindow(store, LIGHT, QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    store.setParent(made)
    qtbot.addWidget(made, before_close_func=lambda window: window.store.saved(tmp_path / "unused.carousel"))
    made.show()
    for layer in reversed(range(len(network(made).layers))):
        choose(made, Part(layer, 0), "Add a unit to its layer")
        assert_all_shown(made)
        if offered(made, Part(layer, 1))["Remove it"]:
            choose(made, Part(layer, 1), "Remove it")
            assert_all_shown(made)
    while offered(made, Part(0, 0))["Remove its layer"]:
        choose(made, Part(0, 0), "Remove its layer")
        assert_all_shown(made)
