"""Random clicks, drags, wheels and keys on whatever can be seen never raise, and leave a whole document."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.panel_list import TITLES
from tests.gui.conftest import Open
from tests.gui.test_random_user import check_against_fresh, settled

KEYS = (
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Menu),
    *(Qt.Key.Key_Delete, Qt.Key.Key_Insert, Qt.Key.Key_Backspace, Qt.Key.Key_F2, Qt.Key.Key_Plus, Qt.Key.Key_Minus),
    *(Qt.Key.Key_0, Qt.Key.Key_1, Qt.Key.Key_Period, Qt.Key.Key_A, Qt.Key.Key_X, Qt.Key.Key_C, Qt.Key.Key_PageDown),
)
MODIFIERS = (Qt.KeyboardModifier.NoModifier,) * 5 + (Qt.KeyboardModifier.ShiftModifier,)
WITH_CONTROL = (Qt.Key.Key_Z, Qt.Key.Key_Y, Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_F, Qt.Key.Key_L)
LEAVES_ALONE = ("quit", "full_screen", "theme", "theme_system", "theme_light", "theme_dark")


class RandomHands:
    """Mouse and keyboard of somebody who tries everything, from a seed."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        self.window, self.rng = window, random.Random(seed)

    def act(self) -> str:
        """One click, drag, turn of the wheel or key; then whatever opened is chosen from or closed."""
        name = self.rng.choice(("click", "click", "double", "right", "drag", "wheel", "key", "key", "key", "control"))
        target = self._widget()
        getattr(self, f"_{name}")(target)
        QApplication.processEvents()
        self._answer()
        return f"{name} on {type(target).__name__}"

    def _widget(self) -> QWidget:
        """Something in a panel that is seen, the smaller the likelier."""
        panels = [panel for panel in self.window.panels.values() if panel.isVisible()]
        chosen = self.rng.choice(panels)
        inside = [w for w in chosen.findChildren(QWidget) if w.isVisible() and w.isEnabled() and w.width() > 2]
        return self.rng.choice(inside)

    def _place(self, widget: QWidget) -> QPoint:
        return QPoint(self.rng.randrange(widget.width()), self.rng.randrange(max(widget.height(), 1)))

    def _modifier(self) -> Qt.KeyboardModifier:
        return self.rng.choice(MODIFIERS)

    def _click(self, widget: QWidget) -> None:
        QTest.mouseMove(widget, place := self._place(widget))
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, self._modifier(), place)

    def _double(self, widget: QWidget) -> None:
        place = self._place(widget)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, self._modifier(), place)
        QTest.mouseDClick(widget, Qt.MouseButton.LeftButton, self._modifier(), place)

    def _right(self, widget: QWidget) -> None:
        place = self._place(widget)
        QTest.mouseClick(widget, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, place)

    def _drag(self, widget: QWidget) -> None:
        modifier = self._modifier()
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, modifier, self._place(widget))
        for _ in range(3):
            QTest.mouseMove(widget, self._place(widget))
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, modifier, self._place(widget))

    def _wheel(self, widget: QWidget) -> None:
        place, turn = QPointF(self._place(widget)), QPoint(0, self.rng.choice((-120, 120)))
        buttons, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
        at = widget.mapToGlobal(place)
        QApplication.sendEvent(widget, QWheelEvent(place, at, QPoint(), turn, buttons, self._modifier(), phase, False))

    def _key(self, widget: QWidget) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, self.rng.choice(KEYS), self._modifier())

    def _control(self, widget: QWidget) -> None:
        focused = QApplication.focusWidget() or self.window
        QTest.keyClick(focused, self.rng.choice(WITH_CONTROL), Qt.KeyboardModifier.ControlModifier)

    def _answer(self) -> None:
        """Choose from a menu that opened, or close it; close a dialog."""
        for _ in range(4):
            popup = QApplication.activePopupWidget()
            if popup is None:
                break
            if isinstance(popup, QMenu) and self.rng.random() < 0.7:
                actions = [a for a in popup.actions() if a.isEnabled() and a.objectName() not in LEAVES_ALONE]
                if actions:
                    popup.setActiveAction(self.rng.choice(actions))
                    QTest.keyClick(popup, Qt.Key.Key_Return)
                    QApplication.processEvents()
                    continue
            QTest.keyClick(popup, Qt.Key.Key_Escape)
            popup.close()
        close_dialogs()


def close_dialogs() -> None:
    for dialog in (w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()):
        dialog.reject()


def close_all() -> None:
    close_dialogs()
    if (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


@pytest.fixture
def window(open_window: Open, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    made = open_window(panels=tuple(TITLES), size=(1600, 1000))
    for name in ("_ask_open", "_ask_save", "_ask_leave"):
        monkeypatch.setattr(made.files, name, lambda: None)
    closer = QTimer(made)  # a dialog, or the menu of a button, that runs a loop of its own
    closer.timeout.connect(close_all)
    closer.start(200)
    yield made
    closer.stop()
    close_dialogs()


def act(window: MainWindow, seed: int, count: int, every: int) -> None:
    hands, done = RandomHands(window, seed), []
    for number in range(count):
        done.append(hands.act())
        if number % every == every - 1:
            settled()
            try:
                check_against_fresh(window.store.state)
            except AssertionError as error:
                raise AssertionError(f"seed {seed}, after {', '.join(done[-8:])}: {error}") from error
        if not any(panel.isVisible() for panel in window.panels.values()):
            window.store.look(panels=tuple(TITLES))
            settled()


@pytest.mark.parametrize("seed", range(2))
def test_random_hands_leave_a_whole_document(window: MainWindow, qtbot: QtBot, seed: int) -> None:
    act(window, seed, 120, 40)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_thousands_of_random_acts_leave_a_whole_document(window: MainWindow, qtbot: QtBot) -> None:
    act(window, 7, 4_000, 200)
