"""The first scene used as a new user would, with real events."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from gui.diagram.layout import Key, Node
from gui.main_window import MainWindow
from gui.panels.gradient import GradientPanel
from gui.panels.network import NetworkPanel
from gui.panels.timeline import TimelinePanel
from gui.widgets.slider_row import SliderRow
from tests.display.conftest import Hands

pytestmark = pytest.mark.display


def cursor(window: MainWindow) -> int:
    return window.store.state.view.cursor


def first_row(window: MainWindow) -> SliderRow:
    return next(row for row in window.findChildren(SliderRow) if row.isVisible() and row.isEnabled())


def test_keys_step_through_the_sentence(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    hands.press_keys("Home")
    qtbot.waitUntil(lambda: cursor(window) == 0)
    hands.press_keys("Right", "Right", "Right")
    qtbot.waitUntil(lambda: cursor(window) == 3)
    hands.press_keys("Left")
    qtbot.waitUntil(lambda: cursor(window) == 2)
    hands.press_keys("End")
    qtbot.waitUntil(lambda: cursor(window) == window.store.state.steps - 1)


def test_space_plays_to_the_end_and_stops(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    window.store.look(cursor=10, speed=20.0)
    hands.press_keys("space")
    qtbot.waitUntil(lambda: window.player.playing)
    qtbot.waitUntil(lambda: not window.player.playing, timeout=10_000)
    assert cursor(window) == window.store.state.steps - 1


def test_the_transport_is_clicked(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    window.store.look(cursor=5)
    hands.click(window.transport.forward_button)
    qtbot.waitUntil(lambda: cursor(window) == 6)


def test_a_weight_is_dragged_and_every_panel_follows(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    before = {key: panel.grab().toImage() for key, panel in window.panels.items()}
    row = first_row(window)
    value = row.value
    start = row.handle_position()
    hands.drag(row, start, start + QPoint(20, 0), start + QPoint(45, 0))
    qtbot.waitUntil(lambda: window.store.undo_label is not None)
    assert row.value > value
    for key, panel in window.panels.items():
        qtbot.waitUntil(lambda panel=panel, key=key: panel.grab().toImage() != before[key])
    hands.press_keys("ctrl+z")
    qtbot.waitUntil(lambda: row.value == value)
    assert window.store.undo_label is None


def test_a_value_is_typed_and_the_field_keeps_its_keys(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    place = cursor(window)
    row = first_row(window)
    hands.click(row, QPoint(row.width() - 20, row.height() // 2), times=2)
    hands.press_keys("ctrl+a")
    hands.type("-1.25")
    hands.press_keys("Home", "Right", "End", "Left", "End")
    hands.press_keys("Return")
    qtbot.waitUntil(lambda: row.value == -1.25)
    assert cursor(window) == place
    hands.press_keys("Escape")
    hands.press_keys("Left")
    qtbot.waitUntil(lambda: cursor(window) == place - 1)


def test_the_wheel_needs_focus(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    row = first_row(window)
    value = row.value
    window.setFocus()
    hands.wheel(row, row.handle_position())
    assert row.value == value
    row.setFocus()
    hands.wheel(row, row.handle_position())
    qtbot.waitUntil(lambda: row.value != value)


def test_a_word_is_clicked(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    timeline = window.panels["timeline"]
    assert isinstance(timeline, TimelinePanel)
    hands.click(timeline.rows, QRectF(timeline.rows.column_rect(2)).center().toPoint())
    qtbot.waitUntil(lambda: cursor(window) == 2)


def test_the_picture_of_the_gradient_is_saved(
    window: MainWindow, hands: Hands, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gui.export_dialog import ExportDialog

    out = tmp_path / "gradient.png"
    monkeypatch.setattr(ExportDialog, "_ask_path", lambda self, suggested: out)
    hands.press_keys("ctrl+e")
    qtbot.waitUntil(lambda: window.findChild(ExportDialog) is not None)
    dialog = window.findChild(ExportDialog)
    qtbot.waitUntil(dialog.isVisible)
    qtbot.waitUntil(dialog.isActiveWindow)
    hands.press_keys("Return")
    qtbot.waitUntil(out.exists, timeout=10_000)
    picture = QImage(str(out))
    assert picture.width() >= 640
    dialog.close()


def test_the_theme_is_switched(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    light = window.grab().toImage().pixelColor(5, 400).lightness()
    hands.press_keys("ctrl+d")
    qtbot.waitUntil(lambda: window.theme.dark)
    qtbot.waitUntil(lambda: window.grab().toImage().pixelColor(5, 400).lightness() < light)
    hands.press_keys("ctrl+d")
    qtbot.waitUntil(lambda: not window.theme.dark)


def test_a_unit_is_clicked_and_selected_everywhere(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    network, weights, timeline = (window.panels[key] for key in ("network", "weights", "timeline"))
    assert isinstance(network, NetworkPanel)
    hands.click(network.view.viewport(), network.view.position(Node(Key("unit", 0), 2)))
    qtbot.waitUntil(lambda: window.store.state.view.unit == 2)
    qtbot.waitUntil(lambda: "unit 3" in weights.header.subtitle and "unit 3" in timeline.header.subtitle)


def test_ten_more_words_are_one_undo_step(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    gradient = window.panels["gradient"]
    assert isinstance(gradient, GradientPanel)
    steps, place = window.store.state.steps, cursor(window)
    hands.click(gradient.longer)
    qtbot.waitUntil(lambda: window.store.state.steps == steps + 10)
    assert cursor(window) == place + 10
    hands.press_keys("ctrl+z")
    qtbot.waitUntil(lambda: window.store.state.steps == steps)
    assert window.store.undo_label is None
