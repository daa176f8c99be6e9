"""The keys: every shortcut is listed, and they are shown and put away by the same key."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from gui.actions import TABLE
from gui.keys_dialog import NAMES, KeysDialog
from gui.main_window import MainWindow
from gui.theme import LIGHT
from tests.gui.conftest import Open


@pytest.fixture
def window(open_window: Open) -> MainWindow:
    made = open_window(cursor=3)
    made.setFocus()
    return made


def test_every_shortcut_is_listed(qtbot: QtBot) -> None:
    dialog = KeysDialog(LIGHT)
    qtbot.addWidget(dialog)
    words = {label.text() for label in dialog.findChildren(QLabel)}
    for spec in TABLE:
        if spec.shortcut:
            native = QKeySequence(spec.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
            assert NAMES.get(native, native) in words
            does = spec.text.removesuffix("…")
            assert does in words or f"Show or hide {does.lower()}" in words


def test_it_fits_a_small_screen(qtbot: QtBot) -> None:
    dialog = KeysDialog(LIGHT)
    qtbot.addWidget(dialog)
    assert dialog.sizeHint().width() <= 1240 and dialog.sizeHint().height() <= 740


def test_it_comes_and_goes_by_its_key(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClicks(window, "?")
    qtbot.waitUntil(lambda: window.findChild(KeysDialog) is not None)
    dialog = window.findChild(KeysDialog)
    assert dialog.isVisible()
    QTest.keyClicks(dialog, "?")
    qtbot.waitUntil(lambda: window.findChild(KeysDialog) is None)


def test_a_field_keeps_the_question_mark(window: MainWindow, qtbot: QtBot) -> None:
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    QTest.keyClicks(field, "what?")
    assert field.text() == "what?"
    assert window.findChild(KeysDialog) is None
    field.deleteLater()
