"""A word and a value of the past are changed, and a network renamed and removed, with real mouse and keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.panels.models import ModelsPanel
from gui.panels.timeline import TimelinePanel
from gui.timeline.word_menu import WordMenu
from gui.value_card import open_cards
from gui.widgets.heat_shown import WORD
from tests.display.conftest import Hands

pytestmark = pytest.mark.display


def timeline(window: MainWindow) -> TimelinePanel:
    panel = window.panels["timeline"]
    assert isinstance(panel, TimelinePanel)
    return panel


def place(panel: TimelinePanel, row: int, step: int) -> QPoint:
    return panel.rows.mapFromGlobal(panel.rows.screen_place(row, step).center())


def words(window: MainWindow) -> tuple[str, ...]:
    return window.store.state.document.sequence


def test_a_word_is_changed_and_the_earlier_run_stays_in_sight(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    panel = timeline(window)
    hands.click(panel.rows, place(panel, WORD, 1), times=2)
    qtbot.waitUntil(lambda: panel.field is not None and panel.field.hasFocus())
    hands.type("boys")
    hands.press_keys("Return")
    qtbot.waitUntil(lambda: words(window)[1] == "boys")
    qtbot.waitUntil(panel.legend.isVisible)
    qtbot.waitUntil(panel.rows.hasFocus)
    hands.click(panel.legend.cross)
    qtbot.waitUntil(panel.legend.isHidden)
    hands.press_keys("ctrl+z")
    qtbot.waitUntil(lambda: words(window)[1] == "boy")


def test_a_known_word_is_chosen_from_the_list(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    panel = timeline(window)
    hands.click(panel.rows, place(panel, WORD, 1))
    hands.press_keys("F2")
    qtbot.waitUntil(lambda: panel.field is not None and panel.field.hasFocus())
    hands.press_keys("Down")
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    hands.press_keys("Down", "Down", "Return")
    known = sorted(window.store.state.document.encoder.words)
    qtbot.waitUntil(lambda: words(window)[1] == known[1])
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)


def test_a_tile_is_held_where_it_was_clicked_twice(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    panel = timeline(window)
    hands.click(panel.rows, place(panel, 0, 6), times=2)
    qtbot.waitUntil(lambda: len(open_cards(window)) == 1)
    (card,) = open_cards(window)
    qtbot.waitUntil(card.row.hasFocus)
    hands.type("0")
    hands.press_keys("Return")
    qtbot.waitUntil(lambda: [clamp.value for clamp in window.store.state.model.clamps] == [0.0])
    qtbot.waitUntil(lambda: not open_cards(window))
    assert len(window.store.labels) == 2
    assert window.store.state.has_earlier()


def test_the_menu_of_a_word_comes_by_mouse_and_by_key(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    panel = timeline(window)
    hands.click(panel.rows, place(panel, WORD, 3))
    qtbot.waitUntil(panel.rows.hasFocus)
    for ask in (lambda: hands.press_keys("Menu"), lambda: hands.click(panel.rows, place(panel, WORD, 3), button=3)):
        ask()
        qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), WordMenu))
        hands.press_keys("Escape")
        qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
    hands.press_keys("Delete")
    qtbot.waitUntil(lambda: len(words(window)) == 12)


def test_a_network_is_renamed_and_removed(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    window.store.show_panel("models")
    qtbot.waitUntil(lambda: "models" in window.panels and window.panels["models"].isVisible())
    panel = window.panels["models"]
    assert isinstance(panel, ModelsPanel)
    qtbot.waitUntil(lambda: panel.shown)
    hands.click(panel.rows[0], panel.rows[0].name_place().center(), times=2)
    qtbot.waitUntil(lambda: panel.field is not None and panel.field.hasFocus())
    hands.type("Mine")
    hands.press_keys("Return")
    qtbot.waitUntil(lambda: window.store.state.document.models[0].name == "Mine")
    qtbot.waitUntil(panel.rows[0].hasFocus)
    hands.press_keys("Delete")
    qtbot.waitUntil(lambda: all(model.name != "Mine" for model in window.store.state.document.models))
