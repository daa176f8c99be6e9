"""The panels in the window: which are shown, how they share it, what is kept of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from core.state import FIRST_PANELS, PANELS, View
from gui.arrangement import GAP, LEAST, LEFT, RIGHT, grouped, kept_panels
from gui.main_window import MainWindow
from gui.panel_list import TITLES, panel_class
from tests.core import scenes
from tests.gui.conftest import Open

SIZES = [(960, 600), (1280, 800), (1440, 900), (1920, 1080)]
KEYS = tuple(key for key in PANELS if key in TITLES)


def place(window: MainWindow, key: str) -> QRect:
    panel = window.panels[key]
    return QRect(panel.mapTo(window, QPoint(0, 0)), panel.size())


def near(a: QRect, b: QRect) -> bool:
    """Whether two places are the same, but for a pixel that sharing out leaves over."""
    return all(abs(p - q) <= 1 for p, q in zip(a.getRect(), b.getRect(), strict=True))


def seen(window: MainWindow) -> list[str]:
    return [key for key, panel in window.panels.items() if panel.isVisible()]


def settle(window: MainWindow) -> None:
    """What the store was told is shown, and laid out."""
    window.store.publish()
    for _ in range(5):
        QApplication.processEvents()


def show(window: MainWindow, *panels: str) -> None:
    window.store.look(panels=panels)
    settle(window)


def test_the_first_window_shows_few_things(open_window: Open) -> None:
    window = open_window()
    assert tuple(seen(window)) == ("network", "timeline", "gradient")
    assert set(window.panels) == set(FIRST_PANELS)  # what is not seen is not made


def test_every_panel_has_its_class() -> None:
    for key, title in TITLES.items():
        kind = panel_class(key)
        assert (kind.key, kind.title) == (key, title)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", range(1, len(KEYS) + 1))
def test_panels_share_the_window(open_window: Open, size: tuple[int, int], count: int) -> None:
    window = open_window(KEYS[:count], size)
    assert window.size().toTuple() == size
    places = {key: place(window, key) for key in seen(window)}
    for a, b in combinations(places.values(), 2):
        assert not a.intersects(b)
    for rect in places.values():
        assert window.rect().adjusted(GAP, 0, -GAP, -GAP).contains(rect)
        assert rect.width() >= 280 and rect.height() >= 100
    # what is not seen shares a place with what is, for its column has no room for all
    for key in set(KEYS[:count]) - set(places):
        column = ("network", *LEFT) if key in LEFT else RIGHT
        least = [LEAST[one] + GAP for one in column if one in KEYS[:count]]
        assert sum(least) > window.arrangement._height()


@pytest.mark.parametrize("key", KEYS)
def test_a_panel_goes_and_comes_back(open_window: Open, key: str) -> None:
    window = open_window(KEYS, (1920, 1500))
    action = window.actions_by_key[f"panel_{key}"]
    assert action.isChecked()
    before = place(window, key)
    action.trigger()
    settle(window)
    assert key not in seen(window) and not action.isChecked() and key not in window.store.state.view.panels
    action.trigger()
    settle(window)
    assert near(place(window, key), before) and action.isChecked()
    assert window.store.undo_label is None


@pytest.mark.parametrize("key", [key for key in KEYS if key != "network"])
def test_the_cross_puts_a_panel_away(open_window: Open, key: str, qtbot: QtBot) -> None:
    window = open_window(KEYS)
    cross = window.arrangement.docks[key].cross
    assert cross.icon().isNull()  # seen under the mouse only
    QTest.mouseClick(cross, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: key not in window.store.state.view.panels)
    window.store.publish()
    assert key not in seen(window)


def test_without_any_panel_the_window_stays(open_window: Open) -> None:
    window = open_window()
    show(window)
    assert not seen(window) and window.arrangement.note.isVisible()
    show(window, "network")
    assert seen(window) == ["network"] and not window.arrangement.note.isVisible()
    assert place(window, "network").height() > 700


def test_a_hidden_network_leaves_its_room(open_window: Open) -> None:
    window = open_window(("timeline", "gradient"))
    assert place(window, "timeline").height() > 700


@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize("left", [("timeline",), ("cell",), ("cell", "timeline")])
def test_what_is_below_the_network_takes_its_place(open_window: Open, left: tuple[str, ...], by_hand: bool) -> None:
    window = open_window(("network", *left, "gradient"), (1280, 900))
    window.arrangement.by_hand = by_hand
    before = place(window, "network")
    show(window, *left, "gradient")
    top = place(window, left[0])
    assert top.top() == place(window, "gradient").top() == before.top()
    assert window.rect().bottom() - place(window, left[-1]).bottom() == GAP
    assert by_hand or abs(top.width() - before.width()) <= 1
    show(window, "network", *left, "gradient")
    assert place(window, left[0]).top() > place(window, "network").bottom()
    assert place(window, left[0]).left() == place(window, "network").left() == before.left()


def test_the_layout_is_kept(open_window: Open) -> None:
    window = open_window(("network", "timeline", "gradient", "weights"))
    window.arrangement.by_hand = True
    window.resizeDocks([window.arrangement.docks["timeline"]], [330], Qt.Orientation.Vertical)
    window.resizeDocks([window.arrangement.docks["gradient"]], [500], Qt.Orientation.Horizontal)
    QApplication.processEvents()
    places = {key: place(window, key) for key in seen(window)}
    assert abs(places["timeline"].height() - 330) <= 1
    window.arrangement.save(window.settings)
    assert kept_panels(window.settings) == ("network", "timeline", "gradient", "weights")
    again = open_window(kept_panels(window.settings))
    QApplication.processEvents()
    assert {key: place(again, key) for key in seen(again)} == places


def test_a_broken_layout_is_passed_over(open_window: Open) -> None:
    window = open_window()
    for value in ("nonsense", 3):
        window.settings.setValue("layout/by_hand", "yes")
        window.settings.setValue("layout/state", value)
        window.settings.setValue("layout/panels", "nonsense")
        window.arrangement.restore(window.settings)
        assert not window.arrangement.by_hand and kept_panels(window.settings) is None


def test_reset_layout(open_window: Open) -> None:
    window = open_window()
    first = {key: place(window, key) for key in seen(window)}
    show(window, *KEYS)
    window.arrangement.docks["timeline"].setFloating(True)
    window.arrangement.by_hand = True
    window.actions_by_key["reset_layout"].trigger()
    QApplication.processEvents()
    assert {key: place(window, key) for key in seen(window)} == first
    assert not window.arrangement.docks["timeline"].isFloating()


def test_a_border_moved_by_hand_stays(open_window: Open) -> None:
    window = open_window()
    window.arrangement.by_hand = True
    window.resizeDocks([window.arrangement.docks["timeline"]], [333], Qt.Orientation.Vertical)
    QApplication.processEvents()
    window.resize(1500, 950)
    QApplication.processEvents()
    assert abs(place(window, "timeline").height() - 333) <= 60
    assert window.arrangement.by_hand


def test_the_menu_of_a_header(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    dock = window.arrangement.docks["gradient"]
    header = window.panels["gradient"].header
    spot = QPoint(4, 4)
    QApplication.sendEvent(header, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, header.mapToGlobal(spot)))
    (menu,) = dock.findChildren(QMenu)
    assert [action.text() for action in menu.actions()] == ["Float", "Hide"]
    menu.actions()[0].trigger()
    assert dock.isFloating() and dock.isVisible()
    menu.close()


def test_a_panel_that_floats_leaves_its_room_and_comes_back(open_window: Open) -> None:
    window = open_window(("network", "timeline", "gradient", "weights"))
    places = {key: place(window, key) for key in seen(window)}
    dock = window.arrangement.docks["weights"]
    dock.setFloating(True)
    settle(window)
    assert not window.arrangement.by_hand and dock.cross._always
    assert place(window, "gradient").height() > 700
    dock.setFloating(False)
    settle(window)
    assert all(near(place(window, key), places[key]) for key in places)


def test_a_floating_panel_is_closed_by_its_window(open_window: Open) -> None:
    window = open_window()
    dock = window.arrangement.docks["gradient"]
    dock.setFloating(True)
    dock.close()
    assert "gradient" not in window.store.state.view.panels


def test_opened_documents_bring_their_panels(open_window: Open) -> None:
    window = open_window()
    window.store.open(scenes.document(), View(panels=("network", "weights")))
    window.store.publish()
    assert sorted(seen(window)) == ["network", "weights"]


@pytest.mark.parametrize("height", [300, 544, 700, 900])
def test_a_column_never_asks_for_more_than_there_is(height: int) -> None:
    groups = grouped(RIGHT, height)
    assert [key for group in groups for key in group] == list(RIGHT)
    least = sum(LEAST[group[0]] for group in groups) + GAP * (len(groups) - 1)
    assert least <= height or len(groups) == 1


def test_stepping_moves_no_panel(open_window: Open) -> None:
    window = open_window(KEYS)
    places = {key: place(window, key) for key in seen(window)}
    for cursor in (0, 5, 12):
        window.store.look(cursor=cursor)
        window.store.publish()
        assert {key: place(window, key) for key in seen(window)} == places


def test_an_empty_document_looks_designed(open_window: Open) -> None:
    window = open_window(KEYS, (1920, 1080))
    before = {key: controls(window, key) for key in KEYS}
    empty = replace(scenes.document(), sequence=(), question=None)
    window.store.open(empty, View(panels=KEYS))
    window.store.publish()
    window.resize(1900, 1060)
    settle(window)
    for panel in window.panels.values():
        if panel.needs_steps:
            assert panel.empty is not None and panel.empty.isVisibleTo(panel) and not panel.content.isVisibleTo(panel)
            assert not any(control.isVisibleTo(panel) for control in panel.header._controls())
    window.transport.toggle()
    window.transport.last()
    assert not window.player.playing
    window.store.open(scenes.document(), View(panels=KEYS, cursor=3))
    settle(window)
    for panel in window.panels.values():
        assert panel.content.isVisibleTo(panel)
        assert panel.empty is None or not panel.empty.isVisibleTo(panel)
    assert {key: controls(window, key) for key in KEYS} == before


def controls(window: MainWindow, key: str) -> list[bool]:
    """Which controls of a panel's header can be seen."""
    panel = window.panels[key]
    return [control.isVisibleTo(panel) for control in panel.header._controls()]


def test_a_header_is_dragged_like_a_title(open_window: Open) -> None:
    window = open_window()
    dock, header = window.arrangement.docks["gradient"], window.panels["gradient"].header
    for kind, at in (
        (QEvent.Type.MouseButtonPress, QPoint(20, 16)),
        (QEvent.Type.MouseMove, QPoint(-60, 90)),
        (QEvent.Type.MouseMove, QPoint(-160, 190)),
        (QEvent.Type.MouseButtonRelease, QPoint(-160, 190)),
    ):
        _mouse(header, kind, at)
    assert dock.isFloating() and window.arrangement.by_hand
    # and so is one that floats already
    place_before = dock.pos()
    for kind, at in (
        (QEvent.Type.MouseButtonPress, QPoint(20, 16)),
        (QEvent.Type.MouseMove, QPoint(70, 60)),
        (QEvent.Type.MouseMove, QPoint(90, 80)),
        (QEvent.Type.MouseButtonRelease, QPoint(90, 80)),
    ):
        _mouse(header, kind, at)
    assert dock.pos() != place_before


def test_a_panel_opened_after_a_drag_has_room_and_its_place(open_window: Open) -> None:
    window = open_window()
    window.arrangement.by_hand = True
    show(window, *FIRST_PANELS, "weights")
    gradient, weights = place(window, "gradient"), place(window, "weights")
    assert weights.top() > gradient.bottom() and weights.height() >= LEAST["weights"] - 2
    show(window, *FIRST_PANELS, "weights", "cell")
    cell, timeline = place(window, "cell"), place(window, "timeline")
    assert cell.height() >= 200 and not cell.intersects(timeline)
    heights = place(window, "weights").height()
    show(window, *FIRST_PANELS, "cell")
    show(window, *FIRST_PANELS, "weights", "cell")
    assert abs(place(window, "weights").height() - heights) <= 2  # where it was


def test_the_keyboard_is_the_windows_when_its_panel_goes(open_window: Open) -> None:
    window = open_window(("network", "timeline", "gradient", "weights"))
    window.activateWindow()
    row = window.panels["weights"].rows[0]  # type: ignore[attr-defined]
    row.setFocus()
    assert window.focusWidget() is row
    window.actions_by_key["panel_weights"].trigger()
    settle(window)
    assert window.focusWidget() is window


def _mouse(widget: QWidget, kind: QEvent.Type, at: QPoint) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button, held = (
        none if kind == QEvent.Type.MouseMove else left,
        none if kind == QEvent.Type.MouseButtonRelease else left,
    )
    spot = QPointF(at)
    QApplication.sendEvent(
        widget, QMouseEvent(kind, spot, widget.mapToGlobal(spot), button, held, Qt.KeyboardModifier.NoModifier)
    )
