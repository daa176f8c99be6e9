"""Who has the keyboard: Tab goes through every control once, in the order in which one reads."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from core.state import PANELS
from gui.keys import _as_read
from gui.main_window import MainWindow
from gui.panels.models import ModelsPanel
from gui.panels.timeline import TimelinePanel
from tests.gui.conftest import Open


@pytest.fixture
def window(open_window: Open) -> MainWindow:
    made = open_window(PANELS, (1920, 1500))
    made.activateWindow()
    made.setFocus()
    return made


@pytest.mark.parametrize("forward", [True, False])
def test_tab_goes_through_every_panel_and_comes_back(window: MainWindow, forward: bool) -> None:
    key = Qt.Key.Key_Tab if forward else Qt.Key.Key_Backtab
    seen: list[QWidget] = []
    for _ in range(400):
        QTest.keyClick(QApplication.focusWidget() or window, key)
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused in seen:
            break
        seen.append(focused)
    assert focused is seen[0]
    for panel in window.panels.values():
        assert any(panel.isAncestorOf(widget) for widget in seen), panel.key
    controls = {widget for area in (window.bar, *window.panels.values()) for widget in _as_read(area)}
    assert controls <= set(seen)


def test_rows_that_scroll_are_read_before_what_stands_below_them(qtbot: QtBot) -> None:
    area, inside = QWidget(), QWidget()
    qtbot.addWidget(area)
    area.resize(200, 300)
    scroller = QScrollArea(area)
    scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroller.setGeometry(0, 0, 200, 150)
    inside.setFixedSize(180, 600)
    rows = [QWidget(inside) for _ in range(12)]
    below = QWidget(area)
    below.setGeometry(10, 200, 50, 20)
    for k, row in enumerate(rows):
        row.setGeometry(0, 50 * k, 180, 40)
    scroller.setWidget(inside)
    for widget in (*rows, below):
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    with qtbot.waitExposed(area):
        area.show()
    assert below.mapTo(area, QPoint(0, 0)).y() == 200
    assert _as_read(area) == [*rows, below]


def test_what_has_the_keyboard_is_renamed_before_the_document(window: MainWindow) -> None:
    timeline, models = window.panels["timeline"], window.panels["models"]
    assert isinstance(timeline, TimelinePanel) and isinstance(models, ModelsPanel)
    for owner in (timeline.rows, models.rows[0]):
        owner.setFocus()
        QTest.keyClick(owner, Qt.Key.Key_F2)
        assert window.bar.document.field is None
        field = QApplication.focusWidget()
        assert isinstance(field, QLineEdit) and field is not owner
        QTest.keyClick(field, Qt.Key.Key_Escape)
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_F2)
    assert window.bar.document.field is not None
