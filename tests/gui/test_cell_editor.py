"""The cell editor: what is typed becomes the layer's cell, what does not read stays and says so."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, Qt
from PySide6.QtGui import QAction, QTextCharFormat, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core.cell_edits import remove_gate
from core.cell_library import list_cells, save_cell
from core.cells import Cell, cell_names, load_cell, parse_cell
from core.document import set_cell, set_weight
from core.input_edits import set_word_vector
from core.state import View
from core.step_edits import set_vector
from gui.editor.name_dialog import NameDialog
from gui.editor.text import LONGEST_PASTE
from gui.editor.words import candidates, prefix_at, words
from gui.main_window import MainWindow
from gui.own_cells import cells_folder
from gui.panels.editor import KEPT, TEMPLATE, EditorPanel
from gui.store import Store
from gui.theme import DARK, LIGHT
from tests.core import scenes
from tests.gui.conftest import Open

LSTM = load_cell("lstm")


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CAROUSEL_DATA", str(tmp_path / "data"))
    return cells_folder()


@pytest.fixture
def panel(qtbot: QtBot, own_folder: Path) -> Iterator[EditorPanel]:
    store = Store(scenes.document(), View(cursor=9))
    made = EditorPanel(store, LIGHT)
    store.setParent(made)
    made.resize(960, 400)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.text.setFocus()
    yield made
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def cell(panel: EditorPanel) -> Cell:
    return panel.store.state.cell


def go_to(panel: EditorPanel, text: str, end: bool = True) -> None:
    """Put the cursor behind (or before) a text."""
    cursor = panel.text.document().find(text)
    cursor.setPosition(cursor.selectionEnd() if end else cursor.selectionStart())
    panel.text.setTextCursor(cursor)


def type_in(panel: EditorPanel, text: str) -> None:
    for row in text.split("\n"):
        QTest.keyClicks(panel.text, row)
        if row != text.split("\n")[-1]:
            QTest.keyClick(panel.text, Qt.Key.Key_Return)
    panel.store.publish()


def press(panel: EditorPanel, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(panel.text, key, modifier)
    panel.store.publish()


def undo_keys(panel: EditorPanel) -> None:
    press(panel, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def paste(panel: EditorPanel, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    panel.text.selectAll()
    panel.text.insertFromMimeData(data)
    panel.store.publish()


# what is shown


def test_the_diagram_follows_a_word_and_a_step_that_are_given_other_numbers(panel: EditorPanel) -> None:
    def values() -> dict[int, float]:
        panel.store.publish()
        return dict(panel.picture.canvas.values)

    first, word = values(), panel.store.state.document.sequence[9]
    panel.store.edit(set_word_vector, word, [2.0, -1.0, 0.5, 3.0], label="word")
    second = values()
    panel.store.edit(set_vector, 9, [-2.0, 1.0, 0.0, 0.0], label="step")
    assert first != second and second != values() and first != values()


@pytest.mark.parametrize("key", cell_names())
def test_it_shows_the_text_of_every_cell(panel: EditorPanel, key: str) -> None:
    panel.store.edit(set_cell, 0, 0, load_cell(key), label="change")
    panel.store.publish()
    assert panel.text.toPlainText() == load_cell(key).equations.strip()
    assert panel.problem.isHidden() and panel.revert_button.isHidden()
    assert panel.picture.canvas.shown is not None and panel.picture.canvas.shown.cell is load_cell(key)
    assert load_cell(key).name in (panel.header.subtitle, panel.header.subtitle.split(" · ")[0])


def test_the_colours_are_those_of_the_signals(panel: EditorPanel) -> None:
    for theme in (LIGHT, DARK):
        panel.set_theme(theme)
        panel.store.publish()
        for row, name in enumerate(("f", "i", "g", "o", "c", "h")):
            assert colour_at(panel, row, 0) == theme.role(LSTM.info(name).role).text.name()
        assert colour_at(panel, 0, 4) == theme.text.name()  # sigmoid
        assert colour_at(panel, 0, 12) == theme.muted.name()  # W_f
    go_to(panel, "h = o * tanh(c)")
    type_in(panel, " + 0")
    assert colour_at(panel, 5, 18) == panel.text.colours.colour("number").name()


def colour_at(panel: EditorPanel, row: int, column: int) -> str:
    spans = panel.text.document().findBlockByNumber(row).layout().formats()
    (found,) = [s.format for s in spans if s.start <= column < s.start + s.length]
    return found.foreground().color().name()


def test_the_diagram_is_beside_the_text_or_below_it(panel: EditorPanel) -> None:
    assert panel.picture.x() > panel.text.geometry().right()
    panel.resize(420, 560)
    QApplication.processEvents()
    assert panel.picture.y() > panel.text.geometry().bottom() and panel.picture.isVisible()
    panel.resize(420, 250)
    QApplication.processEvents()
    assert panel.text.isVisible() and not panel.picture.isVisible()


def test_without_a_word_it_works_and_the_diagram_has_no_numbers(panel: EditorPanel) -> None:
    empty = replace(scenes.document(), sequence=(), question=None)
    panel.store.open(empty, View())
    panel.store.publish()
    shown = panel.picture.canvas.shown
    assert not panel.is_empty and shown is not None and not shown.numbers
    go_to(panel, "h = o * tanh(c)")
    type_in(panel, " + h")
    assert cell(panel).equations.endswith("tanh(c) + h")
    assert panel.picture.canvas.shown is not None and panel.picture.canvas.shown.cell is cell(panel)
    assert not panel.grab().isNull()


# typing


def test_what_is_typed_becomes_the_cell_and_values_stay(panel: EditorPanel) -> None:
    before = panel.store.state.model.network
    go_to(panel, "i * g")
    type_in(panel, " + b_c")
    assert "b_c" in cell(panel).parameters and cell(panel).name == "LSTM, edited"
    after = panel.store.state.model.network
    assert all(np.array_equal(after.parameter(0, n), before.parameter(0, n)) for n in LSTM.parameters)
    assert panel.store.undo_label == "Edit the equations of LSTM"
    assert panel.picture.canvas.shown is not None and panel.picture.canvas.shown.cell is cell(panel)
    assert panel.store.state.document.models[1].network is scenes_network(panel, 1)


def scenes_network(panel: EditorPanel, model: int) -> object:
    return panel.store.opened.models[model].network


def test_a_line_taken_out_and_typed_again_has_its_values_again(panel: EditorPanel) -> None:
    before = panel.store.state.model.network.parameter(0, "U_f")
    text = panel.text.toPlainText()
    paste(panel, "\n".join(text.split("\n")[1:]).replace("f * c", "c"))
    assert "U_f" not in cell(panel).parameters
    type_in(panel, "\nq = h")
    paste(panel, text.replace("h = o", "h =   o"))
    assert np.array_equal(panel.store.state.model.network.parameter(0, "U_f"), before)


def test_a_visit_that_is_over_forgets(panel: EditorPanel) -> None:
    before = panel.store.state.model.network.parameter(0, "U_f")
    text = panel.text.toPlainText()
    paste(panel, "\n".join(text.split("\n")[1:]).replace("f * c", "c"))
    panel.text.clearFocus()
    panel.text.setFocus()
    paste(panel, text)
    assert not np.array_equal(panel.store.state.model.network.parameter(0, "U_f"), before)
    assert cell(panel) is LSTM  # known again by its text


def test_a_run_of_typing_is_one_undo_step(panel: EditorPanel) -> None:
    document = panel.store.state.document
    go_to(panel, "i * g")
    type_in(panel, " + b_c")
    type_in(panel, " * b")
    assert cell(panel).equations.count("b_c * b") == 1
    panel.typing.rest()  # as after a pause
    type_in(panel, "_q")
    panel.store.undo()
    panel.store.publish()
    assert panel.text.toPlainText().count("b_c * b\n") == 1
    panel.store.undo()
    panel.store.publish()
    assert panel.store.state.document is document and panel.text.toPlainText() == LSTM.equations.strip()
    panel.store.redo()
    panel.store.publish()
    assert "b_c * b\n" in panel.text.toPlainText()


def test_a_pause_ends_the_run(panel: EditorPanel, qtbot: QtBot) -> None:
    panel.typing._pause.setInterval(1)
    go_to(panel, "i * g")
    type_in(panel, " + b_c")
    qtbot.waitUntil(lambda: panel.typing._run is None)
    type_in(panel, "c")
    panel.store.undo()
    panel.store.publish()
    assert "+ b_c\n" in panel.text.toPlainText()


def test_what_is_taken_back_while_typing_leaves_nothing(panel: EditorPanel) -> None:
    document = panel.store.state.document
    go_to(panel, "i * g")
    type_in(panel, " + b")
    for _ in range(4):
        press(panel, Qt.Key.Key_Backspace)
    assert panel.store.state.document is document and panel.store.undo_label is None


def test_undo_is_of_the_text_first_and_then_of_the_document(panel: EditorPanel) -> None:
    panel.store.edit(set_weight, 0, 0, "b_f", (0,), 3.0, label="Change b_f")
    weighted = panel.store.state.document
    go_to(panel, "i * g")
    type_in(panel, " + b")
    undo_keys(panel)
    assert panel.text.toPlainText() == LSTM.equations.strip() and panel.store.state.document is weighted
    press(panel, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert panel.text.toPlainText().count("g + b\n") == 1 and "b" in cell(panel).parameters
    undo_keys(panel)
    undo_keys(panel)
    assert panel.store.state.document is panel.store.opened
    press(panel, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert panel.store.state.document is weighted


def test_weights_changed_meanwhile_stay(panel: EditorPanel) -> None:
    go_to(panel, "i * g")
    type_in(panel, " + b")
    panel.store.edit(set_weight, 0, 0, "b", (1,), 5.0, label="Change b")
    panel.store.publish()
    type_in(panel, "_c + b")
    assert panel.store.state.model.network.parameter(0, "b")[1] != 0.0 or "b" in cell(panel).parameters
    assert panel.store.undo_label == "Edit the equations of LSTM"
    panel.store.undo()
    assert panel.store.undo_label == "Change b"


def test_a_cell_that_a_menu_made_meanwhile_is_what_is_edited_further(panel: EditorPanel) -> None:
    go_to(panel, "i * g")
    type_in(panel, " + b")
    panel.store.edit(set_cell, 0, 0, remove_gate(cell(panel), "f"), label="Remove the forget gate")
    panel.store.publish()
    assert "f = " not in panel.text.toPlainText()
    go_to(panel, "g + b")
    type_in(panel, "_c")
    assert cell(panel).name == "LSTM, edited, no forget gate" and panel.problem.isHidden()
    panel.store.undo()
    assert panel.store.undo_label == "Remove the forget gate"


# what does not read


def test_a_draft_that_does_not_read_stays_and_says_so(panel: EditorPanel) -> None:
    go_to(panel, "i * g")
    type_in(panel, " + y")
    assert panel.store.state.document is panel.store.opened and panel.text.toPlainText().count("+ y") == 1
    assert panel.problem.isVisible() and panel.problem.text().startswith("Line 5, column 21: expected a signal, or")
    assert panel.problem.text().endswith(KEPT) and panel.text.accessibleDescription() in "l" + panel.problem.text()[1:]
    (wave,) = panel.text.extraSelections()
    assert wave.format.underlineStyle() == QTextCharFormat.UnderlineStyle.WaveUnderline
    assert wave.cursor.selectedText() == "y" and wave.cursor.blockNumber() == 4
    panel.store.edit(set_weight, 0, 0, "b_f", (0,), 1.0, label="change")
    panel.store.publish()
    assert panel.text.toPlainText().count("+ y") == 1
    panel.store.undo()
    panel.store.publish()
    assert panel.text.toPlainText().count("+ y") == 1  # nor does another edit's undo take it
    panel.revert_button.click()
    assert panel.text.toPlainText() == LSTM.equations.strip() and panel.problem.isHidden()
    assert not panel.text.extraSelections()


def test_a_draft_waits_for_its_layer_to_be_shown_again(panel: EditorPanel) -> None:
    go_to(panel, "i * g")
    type_in(panel, " +")
    panel.store.look(model=1)
    panel.store.publish()
    assert panel.text.toPlainText() == load_cell("elman").equations.strip() and panel.problem.isHidden()
    panel.store.look(model=0)
    panel.store.publish()
    assert panel.text.toPlainText().count("i * g +\n") == 1 and panel.problem.isVisible()
    panel.store.open(scenes.document(), View())
    panel.store.publish()
    assert panel.text.toPlainText() == LSTM.equations.strip() and panel.problem.isHidden()


@pytest.mark.parametrize(
    ("text", "says", "marked"),
    [
        ("", "Line 1, column 1: expected at least one equation", ""),
        ("h = tanh(W @ x + U @ h", "Line 1, column 9: expected an equation", "("),
        ("h = tanh(W @ x +", "Line 1, column", None),
        ("h = tanh(W @ x)\r\nk = Ω @ h", "Line 2, column 5: expected plain ASCII letters", "Ω"),
        ("h = tanh(W @ x)\r\n\r\nq\t= tan(h)", "Line 3, column 5: expected one of the functions", "tan"),
        ("h = tanh(W @ x + U @ h)\n" * 101, "Line 101, column 1: expected at most 100 lines", "h"),
        ("h = " + "b + " * 1000 + "b", "Line 1, column 1: expected at most 4,000 characters, found 4,005", "h"),
    ],
)
def test_errors_are_told_at_their_place(panel: EditorPanel, text: str, says: str, marked: str | None) -> None:
    paste(panel, text)
    assert panel.problem.text().startswith(says)
    (wave,) = panel.text.extraSelections()
    assert marked is None or wave.cursor.selectedText() == marked
    assert not panel.grab().isNull()


def test_pasted_tabs_and_line_ends_of_other_systems_read(panel: EditorPanel) -> None:
    paste(panel, "\tk = sigmoid(W_k @ x)\r\n\th = tanh(k\t+ U @ h)\r\n")
    assert panel.problem.isHidden() and cell(panel).signals == ("k", "h")


def test_a_long_text_is_fine(panel: EditorPanel) -> None:
    rows = [f"a{k} = tanh(W_{k} @ x + U @ h)" for k in range(90)]
    paste(panel, "\n".join([*rows, "# " + "é" * 100, "h = " + " + ".join(f"a{k}" for k in range(40))]))
    assert panel.problem.isHidden() and len(cell(panel).signals) == 91
    canvas = panel.picture.canvas
    assert canvas.is_too_large and not panel.grab().isNull()
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton)
    panel.store.look(cursor=2)
    panel.store.publish()
    undo_keys(panel)
    assert not canvas.is_too_large and cell(panel) is LSTM


def test_what_cannot_be_meant_is_not_pasted(panel: EditorPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.store.failed) as told:
        paste(panel, "x" * (LONGEST_PASTE + 1))
    assert told.args == ["what is pasted: expected at most 4,000 characters, found 20,001"]
    assert panel.text.toPlainText() == LSTM.equations.strip()


# completion


def names(text: str, at: Cell = LSTM) -> list[str]:
    """What is offered where | stands."""
    return [one.name for one in candidates(text.replace("|", ""), text.index("|"), at)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("h = t|", ["tanh"]),
        ("q = sigmoid(|", ["W", "U", "b"]),
        ("f = tanh(W_f @ x)\nq = sigmoid(W|", ["W_q", "W_f"]),
        ("f = tanh(W_f @ x)\nq = sigmoid(|", ["W_q", "U_q", "b_q"]),
        ("f = tanh(W_f @ x + U_f @ |", ["x", "f"]),
        ("# W|", []),
        ("h = 1e|", []),
    ],
)
def test_what_could_come_next(text: str, expected: list[str]) -> None:
    assert names(text)[: len(expected)] == expected or not expected and names(text) == []


def test_words_of_a_gate_and_its_peephole_are_offered() -> None:
    text = LSTM.equations.replace("U_o @ h + b_o", "U_o @ h + |")
    assert names(text)[:5] == ["W_o", "U_o", "b_o", "p_o", "f"]
    assert names(LSTM.equations.replace("f = sig", "|")) == ["f"]  # the line that is missing


def test_words_are_told_apart() -> None:
    found = [(word.text, word.kind) for word in words("c = tanh(W_c @ x) * 0.5 + y  # so", ("c",))]
    kinds = ["signal", "function", "parameter", "input", "number", "unknown", "comment"]
    assert found == list(zip(("c", "tanh", "W_c", "x", "0.5", "y", "# so"), kinds, strict=True))
    assert (prefix_at("a = tan", 7), prefix_at("# tan", 5), prefix_at("a = 3e", 6)) == ("tan", "", "")


def test_a_word_is_completed_while_typing(panel: EditorPanel) -> None:
    offered = panel.text.completions
    go_to(panel, "h = o * tanh(c)")
    type_in(panel, " + t")
    assert [one.name for one in offered.rows] == ["tanh"] and offered.current is not None
    press(panel, Qt.Key.Key_Tab)
    assert panel.text.toPlainText().endswith("tanh(c) + tanh(") and not offered.rows
    assert panel.text.hasFocus()
    type_in(panel, "U")
    assert [one.name for one in offered.rows][:2] == ["U_h", "U_f"]
    press(panel, Qt.Key.Key_Down)
    press(panel, Qt.Key.Key_Return)
    assert panel.text.toPlainText().endswith("+ tanh(U_f")
    type_in(panel, " @ h)")
    assert panel.problem.isHidden() and not offered.rows


def test_it_is_asked_for_by_keys_and_given_up_by_escape(panel: EditorPanel) -> None:
    offered = panel.text.completions
    go_to(panel, "h = o * tanh(c)")
    press(panel, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert len(offered.rows) > 7 and not panel.grab().isNull()
    for _ in range(9):
        press(panel, Qt.Key.Key_Down)
    press(panel, Qt.Key.Key_Up)
    assert offered.current is offered.rows[8] and "9 of" in offered.accessibleDescription()
    text = panel.text.toPlainText()
    press(panel, Qt.Key.Key_Escape)
    assert not offered.rows and panel.text.hasFocus()
    press(panel, Qt.Key.Key_Escape)
    assert not panel.text.hasFocus() and panel.text.toPlainText() == text


def test_the_cursor_stays_in_sight_and_the_list_at_it(panel: EditorPanel) -> None:
    panel.resize(420, 460)
    QApplication.processEvents()
    go_to(panel, "h = o * tanh(c)")
    type_in(panel, "\nq = sigmoid(W")
    QApplication.processEvents()
    box = panel.text.cursorRect()
    assert panel.problem.isVisible() and panel.text.viewport().rect().contains(box)
    spot = panel.text.viewport().mapTo(panel, box.bottomLeft())
    assert 0 <= panel.text.completions.y() - spot.y() <= 6 and panel.text.completions.rows


def test_a_click_takes_a_word(panel: EditorPanel) -> None:
    go_to(panel, "h = o * tanh(c)")
    type_in(panel, " + s")
    offered = panel.text.completions
    assert [one.name for one in offered.rows] == ["sigmoid", "softplus"]
    QTest.mouseClick(offered, Qt.MouseButton.LeftButton, pos=offered.rect().center() + offered.rect().bottomLeft() / 4)
    assert panel.text.toPlainText().endswith("+ softplus(")


def test_a_name_that_is_whole_is_not_completed_unasked(panel: EditorPanel) -> None:
    go_to(panel, "h = o * tanh(c)")
    type_in(panel, " + h")
    assert not panel.text.completions.rows
    press(panel, Qt.Key.Key_Return)
    assert panel.text.toPlainText().endswith("+ h\n") and panel.problem.isHidden()


def test_tab_leaves_and_the_keys_of_the_window_are_not_lost(open_window: Open) -> None:
    window = open_window(("network", "editor"))
    window.activateWindow()
    panel = editor(window)
    panel.text.setFocus()
    cursor = window.store.state.view.cursor
    QTest.keyClicks(panel.text, " ")
    QTest.keyClick(panel.text, Qt.Key.Key_Right)
    assert window.store.state.view.cursor == cursor and not window.player.playing
    QTest.keyClick(panel.text, Qt.Key.Key_Tab)
    assert not panel.text.hasFocus()
    panel.text.setFocus()
    QTest.keyClick(panel.text, Qt.Key.Key_Escape)
    QTest.keyClick(window, Qt.Key.Key_Right)
    assert window.store.state.view.cursor == cursor + 1


def editor(window: MainWindow) -> EditorPanel:
    panel = window.panels["editor"]
    assert isinstance(panel, EditorPanel)
    return panel


def test_every_panel_follows_the_text(open_window: Open) -> None:
    window = open_window(("network", "cell", "timeline", "gradient", "weights", "equations", "editor"), (1920, 1080))
    panel = editor(window)
    panel.text.setFocus()
    panel.text.replace_all("z = sigmoid(W_z @ x + U_z @ h)\nh = z * h + (1 - z) * tanh(W @ x)")
    window.store.publish()
    assert window.store.state.cell.signals == ("z", "h")
    shown = window.panels["cell"].canvas.shown  # type: ignore[attr-defined]
    assert shown.cell is window.store.state.cell
    assert not window.grab().isNull()
    window.actions_by_key["undo"].trigger()
    window.store.publish()
    assert panel.text.toPlainText() == LSTM.equations.strip()


# new, load, save, delete


def test_a_new_cell_is_one_undo_step(panel: EditorPanel) -> None:
    document = panel.store.state.document
    panel.buttons["new"].click()
    panel.store.publish()
    assert panel.text.toPlainText() == TEMPLATE and cell(panel).name == "New cell" and panel.problem.isHidden()
    assert panel.text.textCursor().position() == 0 and panel.text.horizontalScrollBar().value() == 0
    panel.text.moveCursor(QTextCursor.MoveOperation.End)
    type_in(panel, " + 0 * b")
    assert cell(panel).name == "New cell" and cell(panel).source == ""
    panel.store.undo()
    assert panel.store.state.document is document


def menu_of(panel: EditorPanel) -> dict[str, QAction]:
    (menu,) = [one for one in panel.findChildren(QMenu) if one.isVisible()]
    return {action.text(): action for action in menu.actions() if action.text()}


def close_menus(panel: EditorPanel) -> None:
    for menu in panel.findChildren(QMenu):
        menu.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_cells_are_loaded_with_their_names_and_sources(panel: EditorPanel, own_folder: Path) -> None:
    save_cell(own_folder, parse_cell("h = tanh(W @ x)", "Mine"))
    (own_folder / "bad.toml").write_text("what")
    type_in(panel, "+")  # a draft that does not read gives way
    panel.buttons["load"].click()
    found = menu_of(panel)
    assert "LSTM, no forget gate\tGreff et al. 2015 · NFG" in found and "Mine\tyours" in found
    assert "RNN, ReLU\tLe, Jaitly && Hinton 2015" in found and "ANN\t" in found
    assert found["LSTM\tHochreiter & Schmidhuber 1997".replace("&", "&&")].isChecked()
    assert found["bad.toml\tcannot be read"].toolTip().startswith("bad.toml: expected a file in TOML")
    found["Mine\tyours"].trigger()
    close_menus(panel)
    panel.store.publish()
    assert cell(panel).name == "Mine" and panel.text.toPlainText() == "h = tanh(W @ x)" and panel.problem.isHidden()
    assert panel.store.undo_label == "Make the layer Mine"


def test_what_is_wrong_with_a_file_is_told(panel: EditorPanel, own_folder: Path, qtbot: QtBot) -> None:
    own_folder.mkdir(parents=True)
    (own_folder / "bad.toml").write_text("what")
    panel.buttons["load"].click()
    with qtbot.waitSignal(panel.store.failed) as told:
        menu_of(panel)["bad.toml\tcannot be read"].trigger()
    close_menus(panel)
    assert told.args[0].startswith("bad.toml: expected a file in TOML")


def test_a_cell_is_saved_under_a_name(panel: EditorPanel, own_folder: Path) -> None:
    go_to(panel, "i * g")
    type_in(panel, " + b_c")
    panel.buttons["save"].click()
    (dialog,) = panel.findChildren(NameDialog)
    assert dialog.field.text() == "LSTM, edited"
    dialog.field.setText("")
    assert not dialog.save_button.isEnabled() and dialog.note.text() == "It needs a name."
    dialog.field.setText("Mine")
    dialog.accept()
    panel.store.publish()
    (saved,) = list_cells(own_folder)
    assert saved.cell is not None and saved.cell.name == "Mine" == cell(panel).name
    assert saved.cell.equations == cell(panel).equations and dict(saved.cell.infos) == dict(cell(panel).infos)
    assert panel.toast.text == "Saved as “Mine”" and panel.store.undo_label == "Call the cell Mine"
    panel.buttons["save"].click()
    dialog = panel.findChildren(NameDialog)[-1]
    assert dialog.save_button.text() == "Replace" and "takes its place" in dialog.note.text()
    dialog.reject()
    panel.toast.dismiss()


def test_what_cannot_be_saved_is_told(panel: EditorPanel, own_folder: Path, qtbot: QtBot) -> None:
    own_folder.parent.mkdir(parents=True)
    own_folder.write_text("not a folder")
    with qtbot.waitSignal(panel.store.failed) as told:
        panel.save("Mine")
    assert "expected a place that can be written" in told.args[0]
    assert panel.store.state.document is panel.store.opened


def test_a_deleted_cell_comes_back(panel: EditorPanel, own_folder: Path) -> None:
    panel.buttons["delete"].click()
    assert list(menu_of(panel)) == ["None of yours is saved yet"]
    close_menus(panel)
    mine = replace(parse_cell("h = tanh(W @ x)", "Mine"), source="me")
    save_cell(own_folder, mine)
    panel.buttons["delete"].click()
    menu_of(panel)["Delete “Mine”"].trigger()
    close_menus(panel)
    assert list_cells(own_folder) == () and panel.toast.text == "Deleted “Mine”"
    panel.toast._act.click()
    (saved,) = list_cells(own_folder)
    assert saved.cell is not None and (saved.cell.name, saved.cell.source) == ("Mine", "me")


def test_every_part_has_a_name_for_a_screen_reader(panel: EditorPanel) -> None:
    named = [panel.text, panel.picture.canvas, panel.text.completions, panel.revert_button, *panel.buttons.values()]
    assert all(widget.accessibleName() for widget in named)
    assert panel.picture.canvas.accessibleDescription().startswith("Forget gate ")


def test_a_gate_of_the_diagram_is_chosen(panel: EditorPanel) -> None:
    canvas = panel.picture.canvas
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.gate_box("o").center())
    assert panel.store.state.view.signal == "o"
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    panel.store.publish()
    assert panel.store.state.view.signal == "g" and not panel.grab().isNull()


def test_the_cursor_can_be_anywhere(panel: EditorPanel) -> None:
    for position in range(len(panel.text.toPlainText())):
        cursor = QTextCursor(panel.text.document())
        cursor.setPosition(position)
        panel.text.setTextCursor(cursor)
        panel.text.offer(asked=True)
    panel.text.completions.hide()
    assert panel.store.undo_label is None


def test_nothing_in_it_holds_it(qtbot: QtBot) -> None:
    """Parts that hold each other would be taken apart by the collector, in any order, while Qt still calls them."""
    store = Store(scenes.document(), View())
    panel = EditorPanel(store, LIGHT)
    with qtbot.waitExposed(panel):
        panel.show()
    gone = weakref.ref(panel)
    gc.disable()
    try:
        del panel
        assert gone() is None
    finally:
        gc.enable()
    store.deleteLater()
