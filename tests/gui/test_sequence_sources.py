"""Sequences from the clipboard, tables, texts and tasks: what the dialogs show, and the one edit they make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from core.blank import blank
from core.document import Document, Encoder
from core.state import View
from core.step_edits import set_sequence
from core.tasks import load_task, task_names
from gui.panels.sequence import SequencePanel
from gui.sequence import told
from gui.sequence.clipboard import as_table
from gui.sequence.table_dialog import TableDialog
from gui.sequence.task_dialog import TaskDialog
from gui.sequence.text_dialog import TextDialog
from gui.store import Store
from gui.theme import LIGHT
from tests.core import scenes

TABLES = Path(__file__).parents[1] / "data" / "tables"
LEFT = Qt.MouseButton.LeftButton
Show = Callable[..., SequencePanel]
D = TypeVar("D", bound=QDialog)


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def shown(document: Document | None = None) -> SequencePanel:
        store = Store(document or scenes.document(), View(cursor=3))
        panel = SequencePanel(store, LIGHT)
        store.setParent(panel)
        qtbot.addWidget(panel)
        panel.resize(900, 300)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    return shown


def document(panel: SequencePanel) -> Document:
    panel.store.publish()
    return panel.store.state.document


def opened(panel: SequencePanel, kind: type[D]) -> D:
    (dialog,) = panel.findChildren(kind)
    return dialog


def take(dialog: TableDialog | TextDialog | TaskDialog) -> None:
    QTest.mouseClick(dialog.take_button, LEFT)


def labels(panel: SequencePanel) -> tuple[str, ...]:
    return panel.store.labels[1:]


# the clipboard


def test_what_is_copied_is_pasted_back_as_it_was(show: Show) -> None:
    numbers = [(0.1,), (-0.25,), (1 / 3,)]
    panel = show(set_sequence(blank()[0], ["a", "b b", 'c"'], numbers))
    panel.steps.grid.setFocus()
    QTest.keyClick(panel.steps.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text = QApplication.clipboard().text()
    assert text == as_table(document(panel), 0, 2) and text.startswith("word\tinput 1\na\t0.1\n")
    before = document(panel)
    QTest.keyClick(panel.steps.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    take(opened(panel, TableDialog))
    assert document(panel) is before and not labels(panel)


def test_only_the_chosen_steps_are_copied(show: Show) -> None:
    panel = show()
    panel.steps.grid.select(1, 2)
    panel.steps.grid.asked.emit("copy")
    assert [line.split("\t")[0] for line in QApplication.clipboard().text().splitlines()] == ["word", "boy", "who"]


def test_a_spreadsheet_with_decimal_commas_is_pasted(show: Show) -> None:
    panel = show()
    panel.sources.paste_text("Tag\tx1\tx2\nMo\t0,5\t-1\nDi\t1,25\t2\n")
    dialog = opened(panel, TableDialog)
    assert (dialog.table.decimal, dialog.separator.currentText()) == (",", "Tabulator")
    assert dialog.label_box.currentText() == "Tag"
    sentence = "2 inputs instead of 4, under other names: the networks’ weights from the inputs are drawn anew."
    assert dialog.effect.text() == f"2 steps. {sentence}"
    take(dialog)
    made = document(panel)
    assert (made.encoder.inputs, made.sequence) == (("x1", "x2"), ("Mo", "Di"))
    assert made.x.tolist() == [[0.5, -1], [1.25, 2]] and labels(panel) == ("Take over a table",)
    assert panel.entry.field.toPlainText() == "Mo Di" and panel.store.state.view.cursor == 0


def test_words_are_pasted_behind_the_cursor(show: Show) -> None:
    panel = show()
    panel.sources.paste_text("dogs\r\nagain")
    assert document(panel).sequence[3:7] == ("wore", "dogs", "again", "a")


def test_an_empty_clipboard_is_told(show: Show, qtbot: QtBot) -> None:
    panel = show()
    with qtbot.waitSignal(panel.store.failed) as caught:
        panel.sources.paste_text("  ")
    assert caught.args == ["clipboard: expected a table, numbers or words, found nothing"]


def test_a_table_that_is_pasted_into_the_field_goes_to_the_dialog(show: Show) -> None:
    panel = show()
    QApplication.clipboard().setText("1\t2\n3\t4")
    panel.entry.field.paste()
    assert opened(panel, TableDialog).table.width == 2


# tables


def test_a_file_is_chosen_and_its_table_taken(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = show()
    monkeypatch.setattr(panel.sources, "ask_path", lambda *_: TABLES / "one_column.csv")
    panel.sources.open_table()
    dialog = opened(panel, TableDialog)
    dialog.scale.setCurrentIndex(dialog.scale.findData("signed"))
    assert "− 1, column by column" in dialog.scale_says.text()
    dialog.last.setValue(2)
    take(dialog)
    assert document(panel).x.ravel().tolist() == [-1, 1] and document(panel).encoder.inputs == ("value",)


def test_nothing_chosen_changes_nothing(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = show()
    before = document(panel)
    monkeypatch.setattr(panel.sources, "ask_path", lambda *_: None)
    panel.sources.open_table()
    panel.sources.open_text()
    assert document(panel) is before and not panel.findChildren(QDialog)


def test_what_is_no_number_is_told_and_left_out_when_asked(show: Show) -> None:
    panel = show()
    panel.sources.open_path(TABLES / "missing.csv")
    dialog = opened(panel, TableDialog)
    assert dialog.problem.text() == "column temperature, row 3: expected a number, found 'n/a'. And 2 more."
    assert not dialog.take_button.isEnabled() and dialog.skips.text() == "Leave these 3 rows out"
    dialog.skips.setChecked(True)
    assert dialog.take_button.isEnabled() and dialog.effect.text().startswith("1 step.")
    dialog.skips.setChecked(False)
    dialog.columns.item(1).setCheckState(Qt.CheckState.Unchecked)
    dialog.columns.item(2).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.problem.text() and dialog.choice().columns == (0,)


def test_a_wide_table_offers_as_many_columns_as_there_may_be_inputs(show: Show) -> None:
    panel = show()
    panel.sources.open_path(TABLES / "wide.csv")
    dialog = opened(panel, TableDialog)
    assert dialog.head.text() == "Columns that become inputs: 512 of 600" and dialog.take_button.isEnabled()
    dialog.columns.item(599).setCheckState(Qt.CheckState.Checked)
    assert dialog.problem.text() == "inputs: expected at most 512, found 513"
    assert not dialog.take_button.isEnabled()


def test_a_table_can_be_read_another_way(show: Show) -> None:
    panel = show()
    panel.sources.open_path(TABLES / "decimal_commas.csv")
    dialog = opened(panel, TableDialog)
    assert dialog.columns.count() == 1
    dialog.separator.setCurrentIndex(dialog.separator.findData(","))
    assert dialog.columns.count() == 2
    dialog.headed.setChecked(True)
    assert dialog.table.columns == ("0", "5")


@pytest.mark.parametrize("name", ["empty.csv", "binary.csv", "unclosed.csv", "none.csv"])
def test_a_bad_file_is_told_and_nothing_changes(show: Show, qtbot: QtBot, name: str) -> None:
    panel = show()
    before = document(panel)
    with qtbot.waitSignal(panel.store.failed) as caught:
        panel.sources.open_path(TABLES / name)
    assert str(caught.args[0]).startswith(name) and document(panel) is before
    assert not panel.findChildren(QDialog)


def test_inputs_of_the_same_names_keep_words_question_and_weights(show: Show) -> None:
    panel = show()
    before = document(panel)
    panel.sources.paste_text(as_table(before, 0, 12).replace("who\t0", "who\t0.5"))
    dialog = opened(panel, TableDialog)
    assert dialog.effect.text() == "13 steps. The inputs stay, and so do all weights."
    take(dialog)
    made = document(panel)
    assert made.vector(2)[0] == 0.5 and made.question == before.question
    assert made.encoder is before.encoder and made.models[0].network is before.models[0].network


def test_a_dropped_file_is_opened(show: Show) -> None:
    panel = show()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(TABLES / "one_column.csv"))])
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, LEFT, none)
    panel.dragEnterEvent(enter)
    assert enter.isAccepted()
    panel.dropEvent(QDropEvent(QPointF(5, 5), copy, data, LEFT, none))
    assert opened(panel, TableDialog).table.name == "one_column.csv"


# texts


def test_a_text_becomes_the_sequence_and_new_words_get_inputs(show: Show, tmp_path: Path) -> None:
    panel = show(blank()[0])
    path = tmp_path / "tale.txt"
    path.write_text("It was the best. IT was", encoding="utf-8")
    panel.sources.open_path(path)
    dialog = opened(panel, TextDialog)
    assert dialog.count.text() == "7 steps, 6 different words, 6 of them new."
    dialog.small.setChecked(True)
    dialog.most.setValue(6)
    assert dialog.words == ("it", "was", "the", "best", ".", "it")
    take(dialog)
    assert document(panel).x.argmax(axis=1).tolist() == [0, 1, 2, 3, 4, 0]
    assert document(panel).models[0].network.inputs == 5


def test_new_words_of_a_text_can_share_one_input(show: Show, tmp_path: Path) -> None:
    before = scenes.document()
    known = {word: before.encoder.vector(word) for word in before.sequence}
    panel = show(replace(before, encoder=Encoder(scenes.INPUTS, known)))
    path = tmp_path / "new.txt"
    path.write_text("The zebra was near a gnu", encoding="utf-8")
    panel.sources.open_path(path)
    dialog = opened(panel, TextDialog)
    dialog.new.setCurrentIndex(1)
    take(dialog)
    assert document(panel).x[[1, 5]].tolist() == [[0, 0, 0, 0, 1]] * 2


def test_a_text_with_too_many_new_words_is_told(show: Show, tmp_path: Path) -> None:
    panel = show(blank()[0])
    path = tmp_path / "many.txt"
    path.write_text(" ".join(f"w{k}" for k in range(600)), encoding="utf-8")
    panel.sources.open_path(path)
    dialog = opened(panel, TextDialog)
    dialog.most.setValue(600)
    assert dialog.problem.text() == "inputs: expected at most 512, found 600, one for each word"
    assert not dialog.take_button.isEnabled()


# tasks


@pytest.mark.parametrize("row", range(len(task_names())), ids=task_names())
def test_a_sequence_of_every_task_is_taken_over(show: Show, row: int) -> None:
    panel = show()
    panel.sources.from_task()
    dialog = opened(panel, TaskDialog)
    dialog.tasks.setCurrentRow(row)
    assert dialog.take_button.isEnabled() and dialog.answers.text().startswith("Right answer at step ")
    take(dialog)
    task = load_task(task_names()[row])
    batch = task.draw(0, 1)
    assert (document(panel).x == batch.x[: batch.lengths[0], 0]).all()
    assert document(panel).encoder.inputs == task.inputs and len(labels(panel)) == 1


def test_another_seed_and_length_is_another_sequence(show: Show) -> None:
    panel = show()
    panel.sources.from_task()
    dialog = opened(panel, TaskDialog)
    dialog.tasks.setCurrentRow(list(task_names()).index("latch"))
    assert dialog.sample is not None
    first = dialog.sample.vectors
    QTest.mouseClick(dialog.next_button, LEFT)
    assert dialog.seed.seed == 1 and dialog.sample.vectors != first
    for box in dialog.settings.fields["length"]:
        box.setValue(50)  # type: ignore[union-attr]
    assert len(dialog.sample.vectors) == 50
    dialog.settings.fields["length"][0].setValue(60)  # type: ignore[union-attr]
    assert dialog.problem.text().startswith("length: expected a whole number from 4 to 100,000, or two that rise")
    assert not dialog.take_button.isEnabled()


# words


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        (scenes.INPUTS, "The inputs stay, and so do all weights."),
        (
            ("full stop", "x"),
            "2 inputs instead of 4: the networks keep the weights of “full stop”; those of “x” are drawn.",
        ),
        (("full stop",), "1 input instead of 4: the networks keep the weights of “full stop”."),
        (("a", "b", "c", "d"), "4 inputs, under other names: the networks’ weights from the inputs are drawn anew."),
    ],
)
def test_what_changes_is_told(inputs: tuple[str, ...], sentence: str) -> None:
    assert told.changes(scenes.document(), inputs) == sentence
