"""The page about the training: what it says comes from the recipe alone, and nothing in it is taken for markup."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QTextBrowser
from pytestqt.qtbot import QtBot

from core.document import Recipe, SeedRow
from gui.presets import first_scene
from gui.recipe_dialog import RecipeDialog
from gui.theme import DARK, LIGHT

LEFT = Qt.MouseButton.LeftButton

RECIPE = Recipe(
    command="carousel train red-hat --all-seeds",
    chosen=2,
    trained_gaps=(10, 20),
    settings=(("Task", "Streams of two sentences"), ("Other seeds", "They answer as well by other means")),
    gaps=(8, 50),
    seeds=(
        SeedRow("LSTM", 0, (1.0, 0.985), False),
        SeedRow("LSTM", 2, (1.0, 0.999), True),
        SeedRow("LSTM", 5, (0.75, 0.5), True),
        SeedRow("RNN", 0, (0.512, 0.487)),
        SeedRow("RNN", 2, (0.5, 0.491)),
    ),
    criterion="Readable: the input gate is at least 0.7",
)


def make(qtbot: QtBot, recipe: Recipe = RECIPE) -> RecipeDialog:
    dialog = RecipeDialog(recipe, LIGHT)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def lines(dialog: RecipeDialog) -> list[str]:
    return [line for line in dialog.text().split("\n") if line]


def test_everything_of_the_recipe_is_there(qtbot: QtBot) -> None:
    dialog = make(qtbot)
    text = lines(dialog)
    for name, words in RECIPE.settings:
        assert name in text and words in text
    assert RECIPE.criterion in text
    for found in ("98.5", "99.9", "75.0", "50.0", "51.2", "48.7", "49.1"):
        assert found in text
    assert [text.count(word) for word in ("yes", "no")] == [2, 1]
    assert dialog.findChild(QLineEdit).text() == RECIPE.command


def test_counts_come_from_the_table(qtbot: QtBot) -> None:
    text = make(qtbot).text()
    assert "Seed 2 is shown, picked from the 3 that were tried, all trained on gaps of 10 to 20." in text
    assert "Of the 3 LSTM networks 2 are readable." in text
    assert "RNN networks" not in text


def test_the_command_is_whole_when_it_opens(qtbot: QtBot) -> None:
    dialog = make(qtbot, replace(RECIPE, command="carousel train red-hat --all-seeds --out red-hat.carousel"))
    dialog.resize(dialog.sizeHint())  # which the tests' small screen does not grant
    field = dialog.findChild(QLineEdit)
    words, padding = field.fontMetrics().horizontalAdvance(field.text()), 2 * (7 + 1 + 2)
    assert words + padding <= field.width()


def test_the_shown_seed_is_marked_by_a_word_and_a_weight(qtbot: QtBot) -> None:
    dialog = make(qtbot)
    assert [line for line in lines(dialog) if line.endswith("shown")] == ["2 shown"]
    page = dialog.findChild(QTextBrowser)
    assert weight_of(page, "99.9") > weight_of(page, "98.5")


def weight_of(page: QTextBrowser, text: str) -> int:
    found = page.document().find(text)
    form: QTextCharFormat = found.charFormat()
    return form.fontWeight()


def test_a_seed_that_one_model_lacks_is_a_dash(qtbot: QtBot) -> None:
    text = lines(make(qtbot))
    at = text.index("5")
    assert text[at + 1 : at + 6] == ["75.0", "50.0", "yes", "–", "–"]


def test_one_seed_or_none(qtbot: QtBot) -> None:
    alone = replace(RECIPE, seeds=RECIPE.seeds[1:2])
    assert "Seed 2 is shown, trained on gaps of 10 to 20; no other is listed." in make(qtbot, alone).text()
    empty = make(qtbot, replace(RECIPE, seeds=(), settings=(), criterion="", gaps=()))
    assert "Seed 2 is shown" in empty.text()


@pytest.mark.parametrize("field", ["criterion", "setting", "model"])
def test_markup_in_a_recipe_is_shown_and_not_obeyed(qtbot: QtBot, field: str) -> None:
    nasty = "<img src=\"file:///etc/passwd\"><h1 style='color:red'>&amp;"
    made = {
        "criterion": replace(RECIPE, criterion=nasty),
        "setting": replace(RECIPE, settings=((nasty, nasty),)),
        "model": replace(RECIPE, seeds=(SeedRow(nasty, 2, (1.0, 1.0), True),)),
    }
    assert nasty in make(qtbot, made[field]).text()


def test_it_is_not_modal_and_escape_closes_it(qtbot: QtBot) -> None:
    dialog = make(qtbot)
    assert not dialog.isModal()
    QTest.keyClick(dialog.findChild(QTextBrowser), Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_text_can_be_selected(qtbot: QtBot) -> None:
    dialog = make(qtbot)
    page = dialog.findChild(QTextBrowser)
    QTest.mouseDClick(page.viewport(), LEFT, pos=QPoint(60, 40))
    assert page.textCursor().selectedText()
    page.selectAll()
    assert "99.9" in page.textCursor().selectedText()


def test_copy_puts_the_command_on_the_clipboard_and_says_so(qtbot: QtBot) -> None:
    dialog = make(qtbot)
    QGuiApplication.clipboard().clear()
    QTest.mouseClick(dialog.copy_button, LEFT)
    assert QGuiApplication.clipboard().text() == RECIPE.command
    assert dialog.copy_button.text() == "Copied"
    dialog.copied_timer.setInterval(1)
    QTest.mouseClick(dialog.copy_button, LEFT)
    qtbot.waitUntil(lambda: dialog.copy_button.text() == "Copy")


def test_it_draws_in_both_themes_and_keeps_its_place(qtbot: QtBot) -> None:
    dialog = make(qtbot)
    dialog.resize(480, 320)
    bar = dialog.findChild(QTextBrowser).verticalScrollBar()
    bar.setValue(60)
    light = dialog.text()
    dialog.set_theme(DARK)
    assert bar.value() == 60 and dialog.text() == light
    assert not dialog.grab().isNull()


def test_the_first_scenes_table_of_three_networks_fits(qtbot: QtBot) -> None:
    recipe = first_scene()[0].recipe
    assert recipe is not None
    dialog = make(qtbot, recipe)
    dialog.resize(dialog.sizeHint())
    assert dialog.findChild(QTextBrowser).horizontalScrollBar().maximum() == 0
    text = lines(dialog)
    heads = [line.split()[0] for line in text if line.endswith("right, in %, at a gap of")]
    assert heads == ["LSTM", "RNN", "GRU"]
    text = text[text.index("0") :]  # the heads have numbers too
    for seed in sorted({row.seed for row in recipe.seeds}):
        rows = [row for row in recipe.seeds if row.seed == seed]
        at = text.index(f"{seed} shown" if seed == recipe.chosen else f"{seed}")
        expected = [f"{100 * share:.1f}" for row in rows for share in row.accuracy]
        found = [cell for cell in text[at + 1 : at + 2 + len(expected)] if cell not in ("yes", "no")]
        assert found == expected, seed
