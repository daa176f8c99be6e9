"""The card of an edge and the menu of a part, with real mouse and keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.clamps import Clamp
from gui.diagram.curves import sampled
from gui.diagram.layout import Key, Node
from gui.main_window import MainWindow
from gui.panels.network import NetworkPanel
from gui.part_menu import PartMenu
from gui.value_card import WeightCard, open_cards
from tests.display.conftest import Hands

pytestmark = pytest.mark.display


def network(window: MainWindow) -> NetworkPanel:
    panel = window.panels["network"]
    assert isinstance(panel, NetworkPanel)
    return panel


def on_edge(panel: NetworkPanel) -> QPoint:
    """A place on an edge of the selected unit."""
    table = panel.view.diagram.table
    assert table is not None
    points = sampled(table.points[table.row("W_i", 0, 2)], 101)
    return panel.view.mapFromScene(QPointF(*points[12]))


def open_card(window: MainWindow, hands: Hands, qtbot: QtBot) -> WeightCard:
    hands.click(network(window).view.viewport(), on_edge(network(window)))
    qtbot.waitUntil(lambda: len(open_cards(window)) == 1)
    (card,) = open_cards(window)
    assert isinstance(card, WeightCard)
    qtbot.waitUntil(card.row.hasFocus)
    return card


def test_an_edge_is_clicked_dragged_on_its_card_and_left(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    card = open_card(window, hands, qtbot)
    first, start = card.row.value, card.row.handle_position()
    hands.drag(card.row, start, start + QPoint(15, 0), start + QPoint(30, 0))
    qtbot.waitUntil(lambda: card.row.value > first)
    qtbot.waitUntil(lambda: window.store.undo_label is not None)
    hands.press_keys("ctrl+z")
    qtbot.waitUntil(lambda: card.row.value == first)
    assert window.store.undo_label is None
    place = window.store.state.view.cursor
    hands.press_keys("Escape")
    qtbot.waitUntil(lambda: not open_cards(window))
    hands.press_keys("Left")
    qtbot.waitUntil(lambda: window.store.state.view.cursor == place - 1)


def test_a_number_is_typed_on_the_card_while_it_plays(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    window.store.look(cursor=0, speed=4.0)
    card = open_card(window, hands, qtbot)
    weight = card.quantity
    hands.press_keys("space")
    qtbot.waitUntil(lambda: window.player.playing)
    hands.type("-2.5")
    hands.press_keys("Return")
    qtbot.waitUntil(lambda: weight.value(window.store.state.document) == -2.5)
    qtbot.waitUntil(lambda: not open_cards(window))
    window.player.pause()


def test_a_second_click_and_one_elsewhere_put_it_away(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    open_card(window, hands, qtbot)
    hands.click(network(window).view.viewport(), on_edge(network(window)))
    qtbot.waitUntil(lambda: not open_cards(window))
    qtbot.wait(500)  # not a double click
    open_card(window, hands, qtbot)
    hands.click(window.bar, QPoint(window.bar.width() // 2 + 250, window.bar.height() // 2))
    qtbot.waitUntil(lambda: not open_cards(window))


@pytest.mark.parametrize("keys", [False, True])
def test_a_unit_is_clamped_from_its_menu(window: MainWindow, hands: Hands, qtbot: QtBot, keys: bool) -> None:
    panel = network(window)
    if keys:
        window.store.look(unit=2)
        panel.view.setFocus()
        hands.press_keys("Menu")
    else:
        hands.move_to(panel.view.viewport(), panel.view.position(Node(Key("unit", 0), 2)))
        hands._do("click", "3")
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), PartMenu))
    step = window.store.state.view.cursor
    hands.press_keys("Down", "Right", "Down")  # h, at this step: to 0
    hands.press_keys("Return")
    qtbot.waitUntil(lambda: window.store.state.model.clamps == (Clamp(0, "h", 2, 0.0, step, step),))
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
