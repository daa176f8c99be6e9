"""The gallery: cards by mouse and keys, what is asked before a preset opens, the note, and the pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from core.document import set_weight
from core.presets import entries, entry
from core.state import PANELS
from gui.gallery import Gallery
from gui.main_window import MainWindow
from gui.preset_card import PresetCard
from gui.presets import from_gallery, preset, thumbnail
from gui.store import Store
from gui.theme import DARK, LIGHT, Theme
from gui.thumbnail import SCALE, SIZE, draw, file_name, write
from gui.widgets.note import Note
from tests.gui.conftest import Open

KEYS = [one.key for one in entries()]


@pytest.fixture
def window(open_window: Open) -> MainWindow:
    made = open_window()
    made.setFocus()
    return made


def gallery(window: MainWindow, qtbot: QtBot) -> Gallery:
    window.actions_by_key["presets"].trigger()
    dialog = window.findChild(Gallery)
    assert isinstance(dialog, Gallery)
    qtbot.waitExposed(dialog)
    qtbot.waitUntil(lambda: focused(dialog) is not None)
    return dialog


def focused(dialog: Gallery) -> PresetCard | None:
    return next((card for card in dialog.cards if card.hasFocus()), None)


def edit(window: MainWindow) -> None:
    assert window.store.edit(set_weight, 0, "readout", "b_y", (0,), 0.25, label="Set a bias")


def settled(window: MainWindow, qtbot: QtBot) -> None:
    """The dialog that was closed is gone, and what waited for the event loop is done."""
    qtbot.waitUntil(lambda: window.findChild(Gallery) is None)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall.value)


# cards


def test_every_preset_has_a_card_that_says_what_it_is(window: MainWindow, qtbot: QtBot) -> None:
    dialog = gallery(window, qtbot)
    assert [card.entry.key for card in dialog.cards] == KEYS
    for card in dialog.cards:
        assert card.accessibleName() == card.entry.title
        assert card.accessibleDescription() == card.entry.says
        assert card.height() >= card.heightForWidth(card.width())
    dialog.reject()
    settled(window, qtbot)


def test_the_first_card_has_the_keyboard_and_arrows_move(window: MainWindow, qtbot: QtBot) -> None:
    dialog = gallery(window, qtbot)
    columns, last = dialog.columns, len(dialog.cards) - 1
    assert columns == 3

    def at_after(key: Qt.Key) -> int:
        card = focused(dialog)
        assert card is not None
        QTest.keyClick(card, key)
        moved = focused(dialog)
        assert moved is not None
        return dialog.cards.index(moved)

    assert focused(dialog) is dialog.cards[0]
    assert [at_after(key) for key in (Qt.Key.Key_Left, Qt.Key.Key_Up)] == [0, 0]
    assert [at_after(key) for key in (Qt.Key.Key_Right, Qt.Key.Key_Down)] == [1, 1 + columns]
    assert [at_after(key) for key in (Qt.Key.Key_Left, Qt.Key.Key_Up)] == [columns, 0]
    assert [at_after(key) for key in (Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Down)] == [last] * 3
    assert at_after(Qt.Key.Key_Home) == 0
    dialog.reject()
    settled(window, qtbot)


def test_the_card_with_the_keyboard_is_in_sight(open_window: Open, qtbot: QtBot) -> None:
    window = open_window(size=(960, 600))
    dialog = gallery(window, qtbot)
    card = dialog.cards[-1]
    QTest.keyClick(dialog.cards[0], Qt.Key.Key_End)
    inside = card.mapTo(dialog, card.rect().center())
    qtbot.waitUntil(lambda: dialog.rect().contains(card.mapTo(dialog, card.rect().center())))
    assert dialog.size().width() < window.width() and dialog.size().height() < window.height(), inside
    dialog.reject()
    settled(window, qtbot)


def test_a_narrow_gallery_has_one_column_and_all_words(qtbot: QtBot) -> None:
    dialog = Gallery(LIGHT)
    qtbot.addWidget(dialog)
    dialog.resize(dialog.minimumSize())
    with qtbot.waitExposed(dialog):
        dialog.show()
    assert dialog.columns == 1
    qtbot.waitUntil(lambda: all(card.height() >= card.heightForWidth(card.width()) for card in dialog.cards))
    dialog.resize(2 * dialog.minimumWidth(), 500)
    qtbot.waitUntil(lambda: dialog.columns == 2)


def test_escape_closes_and_changes_nothing(window: MainWindow, qtbot: QtBot) -> None:
    before = window.store.state.document
    dialog = gallery(window, qtbot)
    QTest.keyClick(dialog.cards[0], Qt.Key.Key_Escape)
    settled(window, qtbot)
    assert window.store.state.document is before
    assert window.note.isHidden()


# opening


@pytest.mark.parametrize("way", ["click", "enter", "space"])
def test_a_card_opens_its_preset(way: str, window: MainWindow, qtbot: QtBot) -> None:
    dialog = gallery(window, qtbot)
    card = dialog.cards[KEYS.index("latch")]
    card.setFocus()
    if way == "click":
        QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(card, Qt.Key.Key_Return if way == "enter" else Qt.Key.Key_Space)
    settled(window, qtbot)
    qtbot.waitUntil(lambda: window.windowTitle() == "Memory and gradient part — Carousel")
    assert not window.store.modified
    assert window.store.path is None
    assert window.store.undo_label is None
    assert window.store.state.document.says == window.note.text == entry("latch").says


def test_changes_are_asked_about_first(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(window)
    changed = window.store.state.document
    asked: list[str] = []

    def answer(button: QMessageBox.StandardButton) -> None:
        def ask() -> QMessageBox.StandardButton:
            asked.append(button.name)
            return button

        monkeypatch.setattr(window.files, "_ask_leave", ask)

    answer(QMessageBox.StandardButton.Cancel)
    assert window.files.open_preset("counter") is False
    assert window.store.state.document is changed and window.store.modified
    assert window.note.isHidden()
    answer(QMessageBox.StandardButton.Discard)
    assert window.files.open_preset("counter") is True
    assert window.store.state.document.title == "Counting in the cell state"
    assert asked == ["Cancel", "Discard"]


def test_an_unchanged_document_is_left_without_a_question(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window.files, "_ask_leave", lambda: pytest.fail("asked"))
    assert window.files.open_preset("latch")
    assert window.files.open_preset("counter")


# the note


def test_the_note_stays_over_edits_and_goes_with_the_document(window: MainWindow, qtbot: QtBot) -> None:
    bar = window.menuWidget().height()
    window.files.open_preset("latch")
    qtbot.waitUntil(lambda: window.menuWidget().height() > bar)
    edit(window)
    window.store.undo()
    window.store.publish()
    assert window.note.text == entry("latch").says
    window.files.open_preset("counter")
    window.store.publish()
    assert window.note.text == entry("counter").says
    window.files.open_first_scene()
    window.store.publish()
    assert window.note.text == ""
    qtbot.waitUntil(lambda: window.menuWidget().height() == bar)


def test_the_note_is_closed_by_its_cross_and_by_escape(window: MainWindow, qtbot: QtBot) -> None:
    bar = window.menuWidget().height()
    for way in ("cross", "escape"):
        window.files.open_preset("latch")
        qtbot.waitUntil(lambda: window.menuWidget().height() > bar)
        cross = window.note.findChild(QToolButton) or window.note.findChild(QPushButton)
        assert cross.accessibleName() == "Close the note"
        if way == "cross":
            QTest.mouseClick(cross, Qt.MouseButton.LeftButton)
        else:
            cross.setFocus()
            QTest.keyClick(cross, Qt.Key.Key_Escape)
        assert window.note.isHidden()
        qtbot.waitUntil(lambda: window.menuWidget().height() == bar)
        assert window.store.state.document.says == entry("latch").says


def test_the_first_scene_has_no_note_unless_it_comes_from_the_gallery(window: MainWindow) -> None:
    window.files.open_first_scene()
    window.store.publish()
    assert window.note.isHidden()
    window.files.open_preset("red-hat")
    window.store.publish()
    assert window.note.text == entry("red-hat").says


@pytest.mark.parametrize("width", [400, 944, 1424])
def test_all_words_of_the_longest_note_are_in_sight(width: int, qtbot: QtBot) -> None:
    note = Note(LIGHT)
    qtbot.addWidget(note)
    note.show_text(max((one.says for one in entries()), key=len))
    note.resize(width, note.heightForWidth(width))
    with qtbot.waitExposed(note):
        note.show()
    words = note._words
    assert words.height() >= words.heightForWidth(words.width())


# pictures and panels


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("key", KEYS)
def test_the_picture_is_the_presets_own_data(key: str, theme: Theme) -> None:
    """As it is drawn now, but for what fonts differ by from one machine to another."""
    kept = QImage.fromData(thumbnail(key, theme.name))
    drawn = draw(entry(key), *preset(key), theme)
    assert kept.size() == drawn.size() == SIZE * SCALE
    small = [image.scaled(SIZE / 6, mode=Qt.TransformationMode.SmoothTransformation) for image in (kept, drawn)]
    for x in range(small[0].width()):
        for y in range(small[0].height()):
            one, other = (image.pixelColor(x, y) for image in small)
            assert abs(one.lightness() - other.lightness()) < 24, (x, y)


@pytest.mark.parametrize("key", KEYS)
def test_the_pictures_ground_is_the_cards(key: str) -> None:
    for theme in (LIGHT, DARK):
        image = QImage.fromData(thumbnail(key, theme.name))
        assert len(thumbnail(key, theme.name)) < 30_000
        for x in (0, image.width() - 1):
            for y in (0, image.height() - 1):
                assert image.pixelColor(x, y) == theme.surface


def test_pictures_are_written_in_both_themes(tmp_path: Path) -> None:
    told: list[str] = []
    paths = write(tmp_path, [(entry("latch"), *preset("latch"))], told.append)
    assert [path.name for path in paths] == [file_name("latch", LIGHT), file_name("latch", DARK)]
    assert told == ["latch-light.png drawn", "latch-dark.png drawn"]
    assert all(not QImage(str(path)).isNull() for path in paths)


@pytest.mark.parametrize("key", KEYS)
def test_it_opens_in_every_panel(key: str, qtbot: QtBot, tmp_path: Path) -> None:
    document, view = from_gallery(key)
    store = Store(document, view)
    window = MainWindow(store, LIGHT, QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    store.setParent(window)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    with qtbot.waitExposed(window):
        window.show()
    assert not store.modified
    for panel in PANELS:
        store.look(panels=(panel,))
        store.publish()
        assert not window.panels[panel].is_empty
    for cursor in (0, len(document.sequence) - 1):
        for model in range(len(document.models)):
            store.look(cursor=cursor, model=model, panels=PANELS)
            store.publish()
    assert window.toast.text == ""
    assert not store.modified
