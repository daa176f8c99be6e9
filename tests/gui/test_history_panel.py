"""The history panel: every step told, a click or Enter goes there, the present one is followed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from core import history as core_history
from core.blank import blank
from core.document import recolour, set_title, set_weight
from core.model_edits import remove_model
from core.state import View
from core.step_edits import insert_words
from gui.history.rows import let_go_words, rows, summary
from gui.panels.history import HistoryPanel
from gui.store import Store
from gui.theme import DARK, LIGHT
from tests.core import scenes

Show = Callable[[], HistoryPanel]


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[HistoryPanel]:
    store = Store(scenes.document(cells=(("lstm", 4),)), View())
    made = HistoryPanel(store, LIGHT)
    store.setParent(made)
    QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.resize(400, 320)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made


def edit(panel: HistoryPanel, count: int, first: int = 1, gesture: object | None = None) -> None:
    for k in range(first, first + count):
        panel.store.edit(set_weight, 0, 0, "W_i", (0, 0), float(k), label=f"Change {k}", gesture=gesture)
    panel.store.publish()


def said(panel: HistoryPanel) -> list[str]:
    model = panel.model
    return [model.index(k).data(Qt.ItemDataRole.AccessibleTextRole) for k in range(model.rowCount())]


def weight(panel: HistoryPanel) -> float:
    return float(panel.store.state.document.models[0].network.parameter(0, "W_i")[0, 0])


def place(panel: HistoryPanel, row: int) -> QPoint:
    return panel.list.visualRect(panel.model.index(row)).center()


def click(panel: HistoryPanel, row: int) -> None:
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place(panel, row))
    panel.store.publish()


def test_it_tells_every_step_and_where_one_is(panel: HistoryPanel) -> None:
    assert said(panel) == ["Opened “The red hat”, present"]
    assert panel.header.subtitle == "no step yet" and panel.hint.isVisible()
    edit(panel, 3)
    panel.store.undo()
    panel.store.publish()
    assert said(panel) == [
        "Opened “The red hat”",
        "Step 1 of 3: Change 1",
        "Step 2 of 3: Change 2, present",
        "Step 3 of 3: Change 3, undone",
    ]
    assert panel.header.subtitle == "step 2 of 3" and not panel.hint.isVisible()


def test_it_says_which_of_several_networks_was_changed(panel: HistoryPanel) -> None:
    store = panel.store
    store.open(scenes.document(), View())
    name = store.state.document.models[1].name
    store.edit(set_weight, 1, 0, "U", (0, 0), 3.0, label="Change U")
    store.edit(recolour, 0, "#123456", label="Colour LSTM")
    store.edit(insert_words, 0, ("red",), label="Add “red”")
    store.edit(remove_model, 1, label="Remove a network")
    store.publish()
    assert said(panel)[1:4] == [f"Step 1 of 4: Change U ({name})", "Step 2 of 4: Colour LSTM", "Step 3 of 4: Add “red”"]
    assert said(panel)[4] == "Step 4 of 4: Remove a network, present"


def test_a_click_goes_back_and_forward_again(panel: HistoryPanel) -> None:
    edit(panel, 4)
    first = panel.store.state.document
    click(panel, 1)
    assert weight(panel) == 1.0 and panel.store.redo_label == "Change 2"
    click(panel, 0)
    assert panel.store.undo_label is None and panel.header.subtitle == "before the first of 4"
    click(panel, 4)
    assert panel.store.state.document is first


def test_the_keys_look_and_enter_goes(panel: HistoryPanel) -> None:
    edit(panel, 4)
    panel.list.setFocus()
    for _ in range(2):
        QTest.keyClick(panel.list, Qt.Key.Key_Up)
    assert weight(panel) == 4.0
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert weight(panel) == 2.0
    QTest.keyClick(panel.list, Qt.Key.Key_Home)
    QTest.keyClick(panel.list, Qt.Key.Key_Space)
    assert panel.store.position == 0
    QTest.keyClick(panel.list, Qt.Key.Key_Escape)
    assert not panel.list.hasFocus()


def test_an_edit_after_going_back_takes_the_place_of_what_was_undone(panel: HistoryPanel) -> None:
    edit(panel, 5)
    click(panel, 2)
    edit(panel, 1, first=9)
    assert said(panel)[-1] == "Step 3 of 3: Change 9, present" and len(said(panel)) == 4


def test_a_gesture_is_one_step(panel: HistoryPanel) -> None:
    edit(panel, 1)
    edit(panel, 30, first=2, gesture="drag")
    assert said(panel)[1:] == ["Step 1 of 2: Change 1", "Step 2 of 2: Change 2, present"]
    click(panel, 1)
    assert weight(panel) == 1.0
    click(panel, 2)
    assert weight(panel) == 31.0


def test_what_the_file_holds_is_marked(panel: HistoryPanel, tmp_path: Path) -> None:
    edit(panel, 3)
    panel.store.undo()
    panel.store.saved(tmp_path / "mine.carousel")
    panel.store.publish()
    assert [text.endswith("saved") for text in said(panel)] == [False, False, True, False]
    before = panel.grab().toImage()
    edit(panel, 1, first=7)
    assert said(panel)[2] == "Step 2 of 3: Change 2, saved" and panel.grab().toImage() != before
    panel.store.open(scenes.document(), View(), tmp_path / "other.carousel")
    panel.store.publish()
    assert said(panel) == ["Opened “The red hat”, present, saved"]


def test_what_is_new_or_recovered_says_so(panel: HistoryPanel) -> None:
    panel.store.open(*blank(), began="New")
    panel.store.publish()
    assert said(panel) == ["New “Untitled”, present"]
    panel.store.recovered(scenes.document(), View(), None)
    panel.store.publish()
    assert said(panel) == ["Recovered “The red hat”, present"]


def test_five_hundred_steps_and_more(panel: HistoryPanel) -> None:
    edit(panel, 520)
    count = core_history.MAX_ENTRIES
    assert panel.model.rowCount() == count
    assert panel.note.isVisible() and panel.note.text() == "21 earlier steps were let go"
    assert said(panel)[0] == "Step 21 of 520: Change 21" and said(panel)[-1] == "Step 520 of 520: Change 520, present"
    seen = panel.list.viewport().rect()
    assert seen.contains(place(panel, count - 1))
    panel.store.go_to(100)
    panel.store.publish()
    assert seen.contains(place(panel, 100)) and not seen.contains(place(panel, count - 1))
    panel.list.setFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_Home)
    assert seen.contains(place(panel, 0))
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert weight(panel) == 21.0


def test_where_one_has_scrolled_to_stays_while_nothing_is_done(panel: HistoryPanel) -> None:
    edit(panel, 60)
    panel.list.scrollToTop()
    panel.store.look(cursor=3)
    panel.store.publish()
    assert panel.list.verticalScrollBar().value() == 0


def test_only_the_rows_in_sight_are_painted(panel: HistoryPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(panel, 499)
    painted: list[int] = []
    delegate = panel.list.itemDelegate()
    paint = type(delegate)._paint_words
    monkeypatch.setattr(type(delegate), "_paint_words", lambda d, p, r, row: (painted.append(1), paint(d, p, r, row)))
    panel.list.viewport().repaint()
    assert 0 < len(painted) <= panel.list.height() // 30 + 2


def test_the_present_step_is_told_apart_without_colours(panel: HistoryPanel) -> None:
    """The same row in grey, present and not: ring, weight and ground differ."""
    edit(panel, 2)
    panel.list.clearFocus()

    def row(k: int) -> QImage:
        rect = panel.list.visualRect(panel.model.index(k)).adjusted(0, 0, -60, 0)
        return panel.list.viewport().grab(rect).toImage().convertToFormat(QImage.Format.Format_Mono)

    present = row(2)
    panel.store.undo()
    panel.store.publish()
    undone = row(2)
    assert present != undone


def test_a_screen_reader_reads_the_rows(panel: HistoryPanel) -> None:
    edit(panel, 2)
    reader = QAccessible.queryAccessibleInterface(panel.list)
    assert reader.text(QAccessible.Text.Name) == "Steps of the history"
    texts = [reader.child(k).text(QAccessible.Text.Name) for k in range(reader.childCount())]
    assert "Step 2 of 2: Change 2, present" in texts


def test_long_words_are_in_the_tooltip_and_markup_is_not_read(panel: HistoryPanel) -> None:
    title = "<b>bold</b> & a title that is longer than the room for it"
    panel.store.edit(set_title, title, label=f"Rename to “{title}”")
    panel.store.publish()
    tip = panel.model.index(1).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; a title" in tip and "Step 1 of 1" in tip
    assert panel.model.index(1).data() == f"Rename to “{title}”"


def test_it_takes_another_theme(panel: HistoryPanel) -> None:
    edit(panel, 3)
    light = panel.grab().toImage()
    panel.set_theme(DARK)
    assert panel.grab().toImage() != light


def test_the_words() -> None:
    assert [let_go_words(k) for k in (0, 1, 1_200)] == [
        "",
        "One earlier step was let go",
        "1,200 earlier steps were let go",
    ]
    found = rows(("a", "b", "c"), ("", "", "RNN"), 0, None, "Opened “A”", 4)
    assert summary(found) == "step 4 of 6" and found[0].said == "Step 4 of 6: a, present"
