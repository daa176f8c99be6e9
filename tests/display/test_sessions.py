"""The document's name, the history and a new document, with real mouse and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from core.document import set_weight
from gui.main_window import MainWindow
from gui.panels.history import HistoryPanel
from tests.display.conftest import Hands

pytestmark = pytest.mark.display


def test_the_name_is_typed_where_it_stands(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    name = window.bar.document
    hands.click(name, name.rect().center() + QPoint(name.width() // 3, 0), times=2)
    qtbot.waitUntil(lambda: name.field is not None and name.field.hasFocus())
    hands.type("My own hat")
    hands.press_keys("Return")
    qtbot.waitUntil(lambda: window.store.state.document.title == "My own hat")
    hands.press_keys("ctrl+z")
    qtbot.waitUntil(lambda: window.store.state.document.title == "The red hat")
    hands.press_keys("F2")
    qtbot.waitUntil(lambda: name.field is not None and name.field.hasFocus())
    hands.type("dropped")
    hands.press_keys("Escape")
    qtbot.waitUntil(lambda: name.field is None)
    assert window.store.state.document.title == "The red hat"
    hands.press_keys("Left")
    qtbot.waitUntil(lambda: window.store.state.view.cursor == 8)


def test_a_step_of_the_history_is_clicked(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    for value in range(6):
        window.store.edit(set_weight, 0, 0, "W_i", (0, 0), float(value), label=f"Change {value}")
    window.store.show_panel("history")
    qtbot.waitUntil(lambda: "history" in window.panels and window.panels["history"].shown)
    panel = window.panels["history"]
    assert isinstance(panel, HistoryPanel)
    qtbot.waitUntil(lambda: panel.list.visualRect(panel.model.index(6)).isValid())
    row = next(
        k for k in range(7) if panel.list.viewport().rect().contains(panel.list.visualRect(panel.model.index(k)))
    )
    hands.click(panel.list.viewport(), panel.list.visualRect(panel.model.index(row)).center())
    qtbot.waitUntil(lambda: window.store.position == row)
    hands.press_keys("Down", "Return")
    qtbot.waitUntil(lambda: window.store.position == row + 1)
    hands.press_keys("Escape", "Right")
    qtbot.waitUntil(lambda: window.store.state.view.cursor == 10)


def test_a_new_document_by_its_keys(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    hands.press_keys("ctrl+n")
    qtbot.waitUntil(lambda: window.store.state.steps == 0 and window.windowTitle().startswith("Untitled"))
