"""A network of layers that run both ways, with real mouse and keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core.state import View
from gui.diagram.layout import Key
from gui.main_window import MainWindow
from gui.panels.network import NetworkPanel
from gui.panels.weights import WeightsPanel
from gui.part_menu import PartMenu
from gui.store import Store
from gui.theme import LIGHT
from tests.core import wired_scenes
from tests.display.conftest import Hands

pytestmark = pytest.mark.display

SHOWN = ("network", "cell", "timeline", "gradient", "weights")


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """Two levels of both directions and one more layer, at the question."""
    store = Store(wired_scenes.document("both, stacked, mixed"), View(cursor=9, panels=SHOWN))
    made = MainWindow(store, LIGHT, QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    made.setGeometry(QRect(40, 60, 1280, 800))
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    qtbot.waitUntil(lambda: all(made.panels[key].shown for key in SHOWN))
    made.setFocus()
    yield made
    store.saved(tmp_path / "unused.carousel")
    made.close()
    made.deleteLater()
    store.deleteLater()


def network(window: MainWindow) -> NetworkPanel:
    panel = window.panels["network"]
    assert isinstance(panel, NetworkPanel)
    return panel


def unit_at(window: MainWindow, layer: int, unit: int) -> QPoint:
    panel = network(window)
    return panel.view.mapFromScene(panel.view.diagram.nodes[Key("unit", layer)].node_rect(unit).center())


def select(window: MainWindow, hands: Hands, qtbot: QtBot, layer: int, unit: int) -> None:
    hands.click(network(window).view.viewport(), unit_at(window, layer, unit))
    qtbot.waitUntil(lambda: (window.store.state.view.layer, window.store.state.view.unit) == (layer, unit))


def choose(hands: Hands, qtbot: QtBot, menu: PartMenu, *path: str) -> None:
    """Click the entries of a menu and its submenus that begin so."""
    at: QMenu | None = menu
    for words in path:
        assert at is not None
        qtbot.waitUntil(at.isVisible)
        action = next(a for a in at.actions() if a.text().startswith(words))
        place, under = at.actionGeometry(action).center(), action.menu()
        hands.click(at, place)
        at = under if isinstance(under, QMenu) else None


def test_every_unit_is_selected_by_a_click(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    layers = window.store.state.model.network.layers
    for layer in (4, 3, 0, 2, 1):
        for unit in range(layers[layer].units):
            select(window, hands, qtbot, layer, unit)
            qtbot.waitUntil(lambda unit=unit: window.panels["cell"].header.title == f"Inside unit {unit + 1}")


def test_a_backward_layer_is_clamped_dragged_undone_and_played(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    store = window.store
    select(window, hands, qtbot, 1, 2)
    hands.click(network(window).view.viewport(), unit_at(window, 1, 2) + QPoint(4, 2), button=3)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), PartMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, PartMenu)
    choose(hands, qtbot, menu, "Clamp", "to 0")
    qtbot.waitUntil(lambda: len(store.state.model.clamps) == 1)
    (clamp,) = store.state.model.clamps
    assert (clamp.layer, clamp.unit, clamp.first, clamp.last) == (1, 2, 9, 9)
    assert store.state.trace()[1, clamp.signal][9, 2] == 0.0

    weights = window.panels["weights"]
    assert isinstance(weights, WeightsPanel)
    row = weights.rows[0]
    first, start = row.value, row.handle_position()
    hands.drag(row, start, start + QPoint(15, 0), start + QPoint(30, 0))
    qtbot.waitUntil(lambda: row.value > first)
    qtbot.waitUntil(lambda: store.state.layer.parameters[row.entry.name][row.entry.index] == row.value)
    hands.press_keys("ctrl+z")
    qtbot.waitUntil(lambda: row.value == first)
    hands.press_keys("ctrl+z")
    qtbot.waitUntil(lambda: not store.state.model.clamps)

    hands.press_keys("Escape", "Right")  # the slider had the keyboard
    qtbot.waitUntil(lambda: store.state.view.cursor == 10)
    hands.press_keys("Home")
    qtbot.waitUntil(lambda: store.state.view.cursor == 0)
    store.look(speed=20.0)
    hands.press_keys("space")
    qtbot.waitUntil(lambda: store.state.view.cursor == store.state.steps - 1)
    qtbot.waitUntil(lambda: not window.player.playing)
    assert store.undo_label is None
