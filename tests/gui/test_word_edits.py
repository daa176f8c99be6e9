"""Words and values of the past are changed in the timeline: by double click, keys and the menu of a word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core import run
from core.clamps import Clamp
from core.document import Document, set_clamp
from core.state import View
from core.step_edits import set_vector
from gui.panels.timeline import TimelinePanel
from gui.store import Store
from gui.theme import LIGHT
from gui.timeline.rows import parts_of
from gui.timeline.word_choices import WordChoice, choices, refusal
from gui.timeline.word_field import WordField
from gui.timeline.word_menu import WordMenu
from gui.value_card import open_cards
from gui.widgets.heat_shown import WORD
from tests.core import scenes

LEFT, ALT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
Key = Qt.Key
Show = Callable[..., TimelinePanel]


def strict() -> Document:
    """The small document, whose encoder knows the words of its sentence alone."""
    document = scenes.document()
    words = {word: document.encoder.vector(word) for word in document.sequence}
    return replace(document, encoder=replace(document.encoder, words=words | dict(document.encoder.words), other=None))


@pytest.fixture
def show(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Show:
    monkeypatch.setenv("CAROUSEL_REDUCED_MOTION", "1")

    def shown(document: Document | None = None, **view: object) -> TimelinePanel:
        store = Store(document or scenes.document(), View(**({"cursor": 9} | view)))  # type: ignore[arg-type]
        panel = TimelinePanel(store, LIGHT)
        store.setParent(panel)
        qtbot.addWidget(panel)
        panel.resize(900, 250)
        with qtbot.waitExposed(panel):
            panel.show()
        panel.activateWindow()
        return panel

    return shown


def place(panel: TimelinePanel, row: int, step: int) -> QPoint:
    return panel.rows.mapFromGlobal(panel.rows.screen_place(row, step).center())


def double_click(panel: TimelinePanel, at: QPoint) -> None:
    """As a real one comes: press, release, the double click, release."""
    QTest.mouseClick(panel.rows, LEFT, NO_KEYS, at)
    QTest.mouseDClick(panel.rows, LEFT, NO_KEYS, at)
    panel.store.publish()


def field(panel: TimelinePanel) -> WordField:
    assert panel.field is not None
    return panel.field


def typed(panel: TimelinePanel, text: str) -> None:
    field(panel).clear()
    QTest.keyClicks(field(panel), text)
    QTest.keyClick(field(panel), Key.Key_Return)
    panel.store.publish()


def words(panel: TimelinePanel) -> str:
    return " ".join(panel.store.state.document.sequence)


def press(panel: TimelinePanel, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    QTest.keyClick(panel.rows, key, keys)
    panel.store.publish()


def menu(panel: TimelinePanel, step: int) -> dict[str, QAction]:
    """The menu of a word by its lines, opened by a right click."""
    at = place(panel, WORD, step)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, panel.rows.mapToGlobal(at))
    QApplication.sendEvent(panel.rows, event)
    opened = panel.findChildren(WordMenu)[-1]
    return {action.text().partition("\t")[0]: action for action in opened.actions() if action.text()}


def choose(panel: TimelinePanel, step: int, text: str) -> None:
    found = menu(panel, step)
    found[text].trigger()
    for opened in panel.findChildren(WordMenu):
        opened.close()
    panel.store.publish()


# another word


def test_a_double_click_on_a_word_changes_it_and_all_that_follows(show: Show) -> None:
    panel = show()
    double_click(panel, place(panel, WORD, 1))
    assert panel.store.state.view.cursor == 1 and field(panel).text() == "boy"
    typed(panel, "boys")
    state = panel.store.state
    assert state.document.sequence[1] == "boys" and panel.field is None
    assert panel.store.labels == ("", "Change “boy” to “boys”")
    assert (state.trace().output == run(state.model.network, state.document.x).output).all()
    panel.store.undo()
    assert panel.store.state.document.sequence[1] == "boy"


@pytest.mark.parametrize("key", [Key.Key_F2, Key.Key_Return, Key.Key_Enter])
def test_a_key_changes_the_word_at_the_cursor(show: Show, key: Qt.Key) -> None:
    panel = show(cursor=9)
    panel.rows.setFocus()
    press(panel, key)
    typed(panel, "boys")
    assert panel.store.state.document.sequence[9] == "boys"
    assert panel.rows.hasFocus()


def test_escape_leaves_the_word_and_gives_the_keys_back(show: Show) -> None:
    panel = show()
    press(panel, Key.Key_F2)
    QTest.keyClicks(field(panel), "hat")
    QTest.keyClick(field(panel), Key.Key_Escape)
    assert panel.field is None and panel.store.labels == ("",) and panel.rows.hasFocus()


def test_an_unknown_word_is_refused_with_a_sentence(show: Show) -> None:
    panel = show(strict())
    press(panel, Key.Key_F2)
    typed(panel, "zebra")
    assert panel.store.labels == ("",)
    assert "“zebra”" in field(panel).toolTip() and "Sequence panel" in field(panel).toolTip()
    assert field(panel).text() == "zebra" and field(panel).property("invalid")
    typed(panel, "hat")
    assert panel.store.state.document.sequence[9] == "hat"


def test_a_new_word_that_is_read_as_any_other_is_told(show: Show) -> None:
    panel = show(scenes.document())
    told: list[str] = []
    panel.store.told.connect(told.append)
    for word in ("boys", "zebra", "zebra"):
        press(panel, Key.Key_F2)
        typed(panel, word)
    assert told == ["“zebra” is new and read as any other word: Sequence gives it a vector"]


def test_what_is_refused_is_told(show: Show) -> None:
    document = strict()
    assert refusal(document, "hat") == "" and refusal(document, " hat ") == ""
    assert "Type a word" in refusal(document, "  ")
    assert "60" in refusal(document, "x" * 61)
    assert refusal(scenes.document(), "zebra") == ""  # any word is one of the others there


def test_known_words_are_offered(show: Show) -> None:
    panel = show()
    press(panel, Key.Key_F2)
    QTest.keyClick(field(panel), Key.Key_Down)
    popup = field(panel).completer().popup()
    known = sorted(panel.store.state.document.encoder.words)
    model = popup.model()
    assert popup.isVisible() and [model.index(k, 0).data() for k in range(model.rowCount())] == known
    popup.setCurrentIndex(model.index(1, 0))
    QTest.mouseClick(popup.viewport(), LEFT, NO_KEYS, popup.visualRect(model.index(1, 0)).center())
    panel.store.publish()
    assert panel.store.state.document.sequence[9] == known[1]


def test_leaving_the_field_keeps_what_will_do(show: Show) -> None:
    panel = show(strict())
    for text, expected in (("hat", "hat"), ("zebra", "hat")):
        press(panel, Key.Key_F2)
        field(panel).setText(text)
        panel.rows.setFocus()
        panel.store.publish()
        assert panel.field is None and panel.store.state.document.sequence[9] == expected


def test_the_field_goes_when_the_sequence_changes_under_it(show: Show) -> None:
    panel = show()
    press(panel, Key.Key_F2)
    panel.store.edit(lambda document: replace(document, sequence=document.sequence[:9], question=None), label="Shorten")
    panel.store.publish()
    assert panel.field is None


# the menu of a word


@pytest.mark.parametrize(("text", "at"), [("Insert a word before it…", 9), ("Insert a word after it…", 10)])
def test_a_word_is_put_in(show: Show, text: str, at: int) -> None:
    panel = show()
    before = panel.store.state.document.sequence
    choose(panel, 9, text)
    assert panel.store.labels == ("",) and field(panel).text() == ""
    typed(panel, "hat")
    assert panel.store.state.document.sequence == (*before[:at], "hat", *before[at:])
    assert panel.store.state.view.cursor == at
    assert panel.store.labels == ("", "Insert “hat”")


def test_nothing_typed_puts_nothing_in(show: Show) -> None:
    panel = show()
    choose(panel, 9, "Insert a word after it…")
    QTest.keyClick(field(panel), Key.Key_Return)
    assert panel.field is not None and panel.store.labels == ("",)
    QTest.keyClick(field(panel), Key.Key_Escape)


def test_words_are_copied_moved_and_deleted(show: Show) -> None:
    panel = show()
    choose(panel, 1, "Duplicate")
    assert words(panel).startswith("The boy boy who") and panel.store.state.view.cursor == 2
    choose(panel, 2, "Move right")
    assert words(panel).startswith("The boy who boy") and panel.store.state.view.cursor == 3
    choose(panel, 3, "Move left")
    choose(panel, 2, "Delete")
    assert words(panel).startswith("The boy who wore") and panel.store.state.view.cursor == 1
    assert panel.store.labels[1:] == (
        "Duplicate “boy”",
        "Move “boy” to the right",
        "Move “boy” to the left",
        "Delete “boy”",
    )


def test_the_ends_do_not_move_beyond(show: Show) -> None:
    panel = show()
    assert not menu(panel, 0)["Move left"].isEnabled()
    assert not menu(panel, 12)["Move right"].isEnabled()
    for opened in panel.findChildren(WordMenu):
        opened.close()


def test_the_question_is_asked_elsewhere_and_about_another_word(show: Show) -> None:
    panel = show()
    choose(panel, 11, "Ask the question here")
    choose(panel, 6, "The question is about this word")
    question = panel.store.state.document.question
    assert question is not None and (question.subject, question.asked) == (6, 11)
    found = menu(panel, 3)
    assert not found["Ask the question here"].isEnabled() and found["The question is about this word"].isEnabled()
    for opened in panel.findChildren(WordMenu):
        opened.close()


def test_that_the_question_goes_too_is_said(show: Show) -> None:
    panel = show()
    choose(panel, 9, "Delete (and the question)")
    assert panel.store.state.document.question is None
    panel.store.undo()
    assert panel.store.state.document.question is not None


def test_a_step_with_an_input_of_its_own_goes_back_to_its_words() -> None:
    document = set_vector(scenes.document(), 3, (0.1, 0.2, 0.3, 0.4))
    state = Store(document, View(cursor=3)).state
    back = [c for group in choices(state, 3) for c in group if c.text.startswith("Back")]
    assert [c.text for c in back] == ["Back to the input of “wore”"]
    (only,) = back
    assert only.edit is not None and only.edit(document, *only.arguments).vectors == ()
    assert not any(c.text.startswith("Back") for group in choices(state, 4) for c in group)


def test_every_line_of_the_menu_does_something_else_than_it_is() -> None:
    state = Store(scenes.document(), View(cursor=5)).state
    lines: list[WordChoice] = [c for group in choices(state, 5) for c in group if c.enabled and not c.chosen]
    for choice in lines:
        assert choice.asks or (choice.edit and choice.edit(state.document, *choice.arguments) is not state.document)


# keys


def test_delete_takes_the_word_at_the_cursor(show: Show) -> None:
    panel = show(cursor=2)
    press(panel, Key.Key_Delete)
    assert words(panel).startswith("The boy wore") and panel.store.state.view.cursor == 1


def test_alt_and_the_arrows_move_the_word(show: Show) -> None:
    panel = show(cursor=2)
    press(panel, Key.Key_Right, ALT)
    assert words(panel).startswith("The boy wore who") and panel.store.state.view.cursor == 3
    press(panel, Key.Key_Left, ALT)
    assert words(panel).startswith("The boy who wore") and panel.store.state.view.cursor == 2
    panel.store.look(cursor=0)
    press(panel, Key.Key_Left, ALT)
    assert words(panel).startswith("The boy who wore")


@pytest.mark.parametrize(("key", "keys"), [(Key.Key_Menu, NO_KEYS), (Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)])
def test_a_key_opens_the_menu_of_the_word(show: Show, key: Qt.Key, keys: Qt.KeyboardModifier) -> None:
    panel = show(cursor=4)
    press(panel, key, keys)
    (opened,) = panel.findChildren(WordMenu)
    assert opened.accessibleName() == "“a”, step 5"
    opened.close()


def test_the_keys_go_down_to_a_tile_and_hold_it(show: Show) -> None:
    panel = show(cursor=6)
    panel.rows.setFocus()
    press(panel, Key.Key_Down)
    press(panel, Key.Key_Return)
    (card,) = open_cards(panel)
    assert panel.store.state.clamp("f") is not None
    QTest.keyClick(card.row, Key.Key_Return)
    panel.store.publish()
    press(panel, Key.Key_Delete)
    assert panel.store.state.clamp("f") is None
    press(panel, Key.Key_Up)
    press(panel, Key.Key_Delete)
    assert panel.store.labels[-1] == "Delete “hat”"


# a value


@pytest.mark.parametrize("across", ["", "c"])
@pytest.mark.parametrize("row", [0, 3])
def test_a_double_click_on_a_tile_holds_it_at_its_step(show: Show, across: str, row: int) -> None:
    panel = show(across=across, cursor=9)
    double_click(panel, place(panel, row, 4))
    (card,) = open_cards(panel)
    state = panel.store.state
    part = parts_of(state)[row]
    (clamp,) = state.model.clamps
    assert state.view.cursor == 4
    assert (clamp.layer, clamp.signal, clamp.unit, clamp.first, clamp.last) == (
        part.layer,
        part.signal,
        part.unit,
        4,
        4,
    )
    assert len(panel.store.labels) == 2
    QTest.keyClick(card.row, Key.Key_Escape)
    panel.store.publish()
    assert not panel.store.state.model.clamps


def test_the_card_is_one_step_and_the_ghost_is_the_run_before_it(show: Show) -> None:
    panel = show(cursor=9)
    before = panel.store.state.trace()
    double_click(panel, place(panel, 0, 4))
    (card,) = open_cards(panel)
    for value in (0.5, 0.1):
        held = Clamp(0, "f", 0, value, 4, 4)
        panel.store.edit(set_clamp, 0, held, label="Clamp f", gesture=str(value))
        panel.store.publish()
        panel.store.end_gesture()
    QTest.keyClick(card.row, Key.Key_Return)
    panel.store.publish()
    assert len(panel.store.labels) == 2
    assert panel.store.state.ghost() is before


def test_a_double_click_on_a_strip_changes_nothing(show: Show) -> None:
    panel = show()
    plan = panel.rows.places
    double_click(panel, QPoint(plan.x(4, 0) + 8, plan.strip_y(0) + 5))
    assert panel.field is None and not open_cards(panel) and panel.store.labels == ("",)
