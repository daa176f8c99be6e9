"""Panels put away, brought back, dragged and floated, with real events."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from core.state import FIRST_PANELS
from gui.keys_dialog import KeysDialog
from gui.main_window import MainWindow
from tests.display.conftest import Hands

pytestmark = pytest.mark.display


def test_a_panel_is_dragged_to_another_place(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    dock, panel = window.arrangement.docks["weights"], window.panels["weights"]
    start = QPoint(150, 16)
    goal = panel.header.mapFromGlobal(window.panels["timeline"].mapToGlobal(QPoint(30, 120)))
    hands.drag(panel.header, start, *(start + (goal - start) * share / 8 for share in range(1, 9)))
    qtbot.waitUntil(lambda: window.dockWidgetArea(dock) == Qt.DockWidgetArea.BottomDockWidgetArea)
    qtbot.waitUntil(lambda: not dock.isFloating())
    assert window.arrangement.by_hand and panel.isVisible()
    window.actions_by_key["reset_layout"].trigger()
    qtbot.waitUntil(lambda: window.store.state.view.panels == FIRST_PANELS)
    qtbot.waitUntil(lambda: not panel.isVisible())


def test_a_panel_goes_by_its_cross_and_comes_back_by_its_keys(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    dock = window.arrangement.docks["gradient"]
    hands.click(dock.cross)
    qtbot.waitUntil(lambda: not window.panels["gradient"].isVisible())
    hands.press_keys("ctrl+4")
    qtbot.waitUntil(window.panels["gradient"].isVisible)


def test_the_keys_are_shown(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    hands.type("?")
    qtbot.waitUntil(lambda: window.findChild(KeysDialog) is not None)
    qtbot.waitUntil(window.findChild(KeysDialog).isActiveWindow)
    hands.press_keys("Escape")
    qtbot.waitUntil(lambda: window.findChild(KeysDialog) is None)
