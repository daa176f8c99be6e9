"""The keys: every shortcut is listed, and they are shown and put away by the same key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from core.state import View
from gui.actions import TABLE
from gui.keys_dialog import NAMES, KeysDialog
from gui.main_window import MainWindow
from gui.store import Store
from gui.theme import LIGHT, apply
from tests.core import scenes


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply(LIGHT, application)
    store = Store(scenes.document(), View(cursor=3))
    made = MainWindow(store, LIGHT, QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    store.setParent(made)
    with qtbot.waitExposed(made):
        made.show()
    made.setFocus()
    yield made
    made.close()
    made.deleteLater()


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
