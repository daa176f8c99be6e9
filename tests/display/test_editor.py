"""A cell typed with a real keyboard, and a gate taken out with a real mouse."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from core.cells import load_cell
from gui.main_window import MainWindow
from gui.panels.editor import EditorPanel
from gui.part_menu import PartMenu
from tests.display.conftest import Hands

pytestmark = pytest.mark.display


def test_a_line_is_typed_completed_and_undone(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    window.store.look(panels=("network", "editor", "cell"))
    qtbot.waitUntil(lambda: "editor" in window.panels and window.panels["editor"].isVisible())
    panel, store = window.panels["editor"], window.store
    assert isinstance(panel, EditorPanel)
    hands.click(panel.text)
    qtbot.waitUntil(panel.text.hasFocus)
    hands.press_keys("ctrl+End")
    hands.type(" + t")
    qtbot.waitUntil(lambda: [one.name for one in panel.text.completions.rows] == ["tanh"])
    hands.press_keys("Tab")
    hands.type("W")
    hands.press_keys("Escape")
    hands.type(" @ x)")
    qtbot.waitUntil(lambda: "W" in store.state.cell.parameters)
    assert panel.problem.isHidden() and store.undo_label == "Edit the equations of LSTM"
    hands.press_keys("Escape")
    qtbot.waitUntil(lambda: not panel.text.hasFocus())
    hands.press_keys("ctrl+z")
    qtbot.waitUntil(lambda: store.state.cell is load_cell("lstm"))
    qtbot.waitUntil(lambda: panel.text.toPlainText() == load_cell("lstm").equations.strip())


def test_a_gate_is_taken_out_by_its_menu(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    window.store.look(panels=("network", "cell"))
    qtbot.waitUntil(lambda: "cell" in window.panels and window.panels["cell"].isVisible())
    canvas = window.panels["cell"].canvas  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: canvas.shown is not None)
    hands.click(canvas, canvas.gate_box("f").center(), button=3)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(PartMenu)))
    (menu,) = [one for one in window.findChildren(PartMenu) if one.isVisible()]
    found = next(one for one in menu.actions() if one.text().startswith("Remove the gate"))
    hands.click(menu, menu.actionGeometry(found).center())
    qtbot.waitUntil(lambda: window.store.state.cell.name == "LSTM without forget gate")
