"""The models: what is said of each, which are shown, which is selected, by mouse, keys and menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core import session
from core.clamps import Clamp
from core.document import Document, Recipe, SeedRow, recolour, set_clamp, set_cuts, set_weight
from core.edges import Weight
from core.state import State, View
from gui.models.choice import alone, selected, toggled
from gui.models.menu import NAMES, OTHER, ColourDialog, ModelMenu
from gui.models.row import ModelRow
from gui.models.words import can_reset, rows_of
from gui.panels.gradient import _is_edited
from gui.panels.models import ModelsPanel
from gui.presets import first_scene
from gui.store import Store
from gui.theme import DARK, LIGHT, MODEL_FILLS
from tests.core import scenes

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
Show = Callable[..., ModelsPanel]


def several(count: int) -> Document:
    cells = (("lstm", 2), ("elman", 3), ("gru", 2))
    document = scenes.document(cells=tuple(cells[k % 3] for k in range(count)))
    models = [replace(model, name=f"{model.name} {k}") for k, model in enumerate(document.models)]
    return replace(document, models=tuple(models))


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def shown(document: Document | None = None, size: tuple[int, int] = (320, 400), **view: object) -> ModelsPanel:
        store = Store(document or several(3), View(**view))  # type: ignore[arg-type]
        panel = ModelsPanel(store, LIGHT)
        store.setParent(panel)
        qtbot.addWidget(panel)
        panel.resize(*size)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    return shown


def view(panel: ModelsPanel) -> View:
    return panel.store.state.view


def looked(panel: ModelsPanel) -> tuple[int, tuple[int, ...]]:
    """The selected model, and those that are hidden."""
    panel.store.publish()
    return view(panel).model, view(panel).hidden


def click(panel: ModelsPanel, index: int) -> None:
    row = panel.rows[index]
    QTest.mouseClick(row, LEFT, NO_KEYS, QPoint(row.width() // 2, row.height() // 2))


def click_eye(panel: ModelsPanel, index: int) -> None:
    QTest.mouseClick(panel.rows[index].eye, LEFT)


def menu(panel: ModelsPanel, index: int) -> ModelMenu:
    """The menu of a row, opened as by a right click."""
    row = panel.rows[index]
    place = QPoint(60, 12)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, row.mapToGlobal(place))
    QApplication.sendEvent(row, event)
    return panel.findChildren(ModelMenu)[-1]


def action(of: QMenu, text: str) -> QAction:
    return next(one for one in of.actions() if one.text() == text)


def words(of: QMenu) -> list[str]:
    return [one.text() for one in of.actions() if not one.isSeparator()]


# what is said


def test_a_row_for_every_model_says_what_it_is(show: Show) -> None:
    panel = show(scenes.document())
    assert [row.row.name for row in panel.rows if row.row] == ["LSTM", "RNN"]
    counts = [model.network.count() for model in panel.store.state.document.models]
    assert [row.row.description for row in panel.rows if row.row] == [
        f"4 LSTM units \u00b7 {counts[0]} parameters",
        f"9 RNN units \u00b7 {counts[1]} parameters",
    ]
    assert panel.header.subtitle == "2 networks"


def test_what_is_cut_or_held_is_counted(show: Show) -> None:
    panel = show(scenes.document(cells=(("elman", 1),)))
    count = panel.store.state.model.network.count()
    panel.store.edit(set_cuts, 0, [Weight(0, "W", (0, 1))], True, label="cut")
    panel.store.edit(set_clamp, 0, Clamp(0, "h", 0, 0.5), label="hold")
    panel.store.publish()
    assert panel.rows[0].row is not None
    assert panel.rows[0].row.description == f"1 RNN unit \u00b7 {count - 1} parameters \u00b7 1 clamp"
    assert "and 1 that are cut" in panel.rows[0].toolTip()


def test_how_it_answered_comes_from_the_recipe(show: Show) -> None:
    document, _ = first_scene()
    panel = show(document)
    recipe = document.recipe
    assert recipe is not None
    at = recipe.gaps.index(15)
    for row in panel.rows:
        assert row.row is not None
        accuracy = next(r for r in recipe.seeds if (r.model, r.seed) == (row.row.name, recipe.chosen)).accuracy
        percent = f"{100 * accuracy[at]:.1f}".removesuffix(".0")
        assert row.row.note == f"{percent}% right at gap 15"
        assert f"As trained from seed {recipe.chosen}" in row.toolTip() and "at 50 words" in row.toolTip()


@pytest.mark.parametrize(("share", "text"), [(1.0, "100%"), (0.9996, "99.9%"), (0.0004, "0.1%"), (0.5, "50%")])
def test_nothing_less_than_all_is_called_all(share: float, text: str, show: Show) -> None:
    rows = (SeedRow("LSTM", 3, (share,)), SeedRow("LSTM", 4, (0.1,)), SeedRow("RNN", 4, (0.1,)))
    recipe = Recipe("", 3, (10, 20), (), (30,), rows, "")
    panel = show(replace(scenes.document(), recipe=recipe))
    lstm, rnn = (row.row for row in panel.rows)
    assert lstm is not None and rnn is not None
    assert lstm.note == f"{text} right at gap 30"
    assert rnn.note == ""  # the recipe does not know this seed of it


def test_a_model_that_was_changed_is_called_so(show: Show) -> None:
    panel = show(first_scene()[0])
    before = [row.row for row in panel.rows]
    for change in ((set_weight, 1, 0, "U", (0, 0), 7.0), (set_clamp, 1, Clamp(0, "h", 0, 0.0))):
        panel.store.edit(*change, label="change")
        panel.store.publish()
        assert [row.row.note for row in panel.rows if row.row][1] == "changed"
        panel.store.undo()
        panel.store.publish()
        assert [row.row for row in panel.rows] == before


def test_a_screen_reader_hears_what_is_to_be_seen(show: Show) -> None:
    panel = show(several(3), hidden=(2,), model=1)
    told = [(row.accessibleName(), row.accessibleDescription()) for row in panel.rows]
    assert [name for name, _ in told] == ["LSTM 0", "RNN 1", "GRU 2"]
    assert "shown, selected" in told[1][1] and "parameters" in told[1][1]
    assert told[2][1].endswith("hidden")
    assert [row.isChecked() for row in panel.rows] == [False, True, False]
    assert panel.rows[2].eye.accessibleName() == "Show GRU 2"
    assert panel.rows[0].swatch.accessibleName() == "Colour of LSTM 0"


# shown and hidden


def test_the_eye_hides_and_shows(show: Show) -> None:
    panel = show(several(3), model=1)
    click_eye(panel, 2)
    assert looked(panel) == (1, (2,))
    assert panel.header.subtitle == "2 of 3 networks shown"
    click_eye(panel, 2)
    assert looked(panel) == (1, ())
    assert panel.store.undo_label is None


def test_with_the_selected_one_hidden_its_neighbour_is_selected(show: Show) -> None:
    panel = show(several(4), model=1)
    for index, expected in ((1, (2, (1,))), (2, (3, (1, 2))), (3, (0, (1, 2, 3)))):
        click_eye(panel, index)
        assert looked(panel) == expected


def test_the_last_one_stays_and_its_eye_says_why(show: Show) -> None:
    panel = show(several(2), hidden=(1,))
    assert not panel.rows[0].eye.isEnabled()
    assert panel.rows[0].eye.toolTip() == "LSTM 0 is the only network shown: show another one first"
    assert toggled(panel.store.state, 0) == {}
    click_eye(panel, 1)
    panel.store.publish()
    assert panel.rows[0].eye.isEnabled() and panel.rows[0].eye.toolTip() == "Hide LSTM 0"


def test_a_document_of_one_model_has_nothing_to_hide(show: Show) -> None:
    panel = show(several(1))
    assert len(panel.rows) == 1 and not panel.rows[0].eye.isEnabled()
    assert panel.header.subtitle == "1 network"
    assert not action(menu(panel, 0), "Hide").isEnabled()


def test_the_first_scenes_gru_is_one_click_away(show: Show) -> None:
    document, first = first_scene()
    panel = show(document, hidden=first.hidden)
    assert [row.row.is_hidden for row in panel.rows if row.row] == [False, False, True]
    click_eye(panel, 2)
    assert looked(panel) == (0, ())


@pytest.mark.parametrize("hidden", [(), (0,), (1, 2)])
@pytest.mark.parametrize("index", [0, 1, 2])
def test_every_choice_is_a_view_that_fits(hidden: tuple[int, ...], index: int) -> None:
    document = several(3)
    state = State(document, View(hidden=hidden, model=1).fitted(document))
    for changes, shown in ((selected(state, index), True), (alone(state, index), True), (toggled(state, index), None)):
        wanted = replace(state.view, **changes)
        assert wanted.fitted(document).hidden == tuple(sorted(wanted.hidden))
        assert wanted.fitted(document).model == wanted.model
        assert shown is None or index == wanted.model


# selected


def test_a_click_selects_and_shows_what_was_hidden(show: Show) -> None:
    panel = show(several(3), hidden=(2,))
    click(panel, 1)
    assert looked(panel) == (1, (2,))
    click(panel, 2)
    assert looked(panel) == (2, ())
    click(panel, 2)
    assert looked(panel) == (2, ()) and panel.rows[2].isChecked()


def test_up_and_down_select_and_pass_over_what_is_hidden(show: Show) -> None:
    panel = show(several(4), hidden=(1,))
    panel.rows[0].setFocus()
    QTest.keyClick(panel.rows[0], Qt.Key.Key_Up)
    assert looked(panel) == (0, (1,))
    QTest.keyClick(panel.rows[0], Qt.Key.Key_Down)
    assert looked(panel) == (0, (1,)) and panel.rows[1].hasFocus()  # it is not shown by passing over it
    QTest.keyClick(panel.rows[1], Qt.Key.Key_Down)
    assert looked(panel) == (2, (1,)) and panel.rows[2].hasFocus()
    QTest.keyClick(panel.rows[2], Qt.Key.Key_Up)
    QTest.keyClick(panel.rows[1], Qt.Key.Key_Return)
    assert looked(panel) == (1, ())


def test_the_tabulator_comes_to_one_row_and_its_buttons(show: Show, qtbot: QtBot) -> None:
    panel = show(several(12), model=4)
    stops = [w for row in panel.rows for w in (row, row.swatch, row.eye) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == [panel.rows[4], panel.rows[4].swatch, panel.rows[4].eye]
    panel.rows[4].setFocus()
    QTest.keyClick(panel.rows[4], Qt.Key.Key_Down)
    assert panel.rows[5].focusPolicy() & Qt.FocusPolicy.TabFocus
    assert not panel.rows[4].eye.focusPolicy() & Qt.FocusPolicy.TabFocus
    panel.rows[5].eye.setFocus()
    QTest.keyClick(panel.rows[5].eye, Qt.Key.Key_Space)
    assert looked(panel) == (6, (5,))
    QTest.mouseClick(panel.rows[0], LEFT, NO_KEYS, QPoint(120, 20))
    assert looked(panel)[0] == 0 and not panel.rows[0].hasFocus()  # a click leaves the keyboard where it is


def test_the_selected_row_is_in_sight(show: Show) -> None:
    panel = show(several(12), size=(320, 240))
    panel.store.look(model=11)
    panel.store.publish()
    row = panel.rows[11]
    assert panel.rect().contains(row.mapTo(panel, row.rect().center()))


# colour


def test_a_colour_is_one_undo_step(show: Show) -> None:
    panel = show(several(3))
    QTest.mouseClick(panel.rows[1].swatch, LEFT)
    colours = panel.findChildren(ModelMenu)[-1]
    assert colours.accessibleName() == "Colour of RNN 1"
    action(colours, "Teal").trigger()
    assert panel.store.state.document.models[1].color == MODEL_FILLS[NAMES.index("Teal")]
    assert panel.store.undo_label == "Colour RNN 1 teal"
    panel.store.publish()
    assert panel.rows[1].swatch.accessibleDescription() == MODEL_FILLS[2]
    panel.store.undo()
    assert panel.store.undo_label is None
    colours.close()


def test_the_colours_say_who_has_them(show: Show) -> None:
    document = recolour(several(3), 1, MODEL_FILLS[1].lower())
    panel = show(document)
    QTest.mouseClick(panel.rows[0].swatch, LEFT)
    colours = panel.findChildren(ModelMenu)[-1]
    assert words(colours) == [
        "Blue  \u00b7  now", "Red  \u00b7  RNN 1", "Teal", "Ochre", "Purple", "Grey", OTHER
    ]  # fmt: skip
    assert not action(colours, "Blue  \u00b7  now").isEnabled()
    colours.close()


def test_any_other_colour_can_be_chosen(show: Show) -> None:
    panel = show(several(3))
    QTest.mouseClick(panel.rows[2].swatch, LEFT)
    colours = panel.findChildren(ModelMenu)[-1]
    action(colours, OTHER).trigger()
    dialog = panel.findChild(ColourDialog)
    assert dialog is not None and dialog.isVisible() and dialog.windowTitle() == "Colour of GRU 2"
    dialog.setCurrentColor(QColor("#336699"))
    assert panel.store.undo_label is None
    dialog.accept()
    assert panel.store.state.document.models[2].color == "#336699"
    assert panel.store.undo_label == "Colour GRU 2"
    colours.close()


def test_a_colour_that_is_not_chosen_changes_nothing(show: Show) -> None:
    panel = show(several(2))
    QTest.mouseClick(panel.rows[0].swatch, LEFT)
    colours = panel.findChildren(ModelMenu)[-1]
    action(colours, OTHER).trigger()
    dialog = panel.findChild(ColourDialog)
    assert dialog is not None
    dialog.reject()
    assert panel.store.undo_label is None
    colours.close()


# the menu


def test_the_menu_hides_shows_one_and_shows_all(show: Show) -> None:
    panel = show(several(3), model=1)
    for index, text, expected in (
        (0, "Hide", (1, (0,))),
        (0, "Show", (1, ())),
        (2, "Show only this one", (2, (0, 1))),
        (1, "Show all", (2, ())),
    ):
        opened = menu(panel, index)
        action(opened, text).trigger()
        assert looked(panel) == expected, text
        opened.close()
    assert panel.store.undo_label is None


def test_a_button_opens_the_menu_of_the_selected_model(show: Show) -> None:
    panel = show(model=1)
    panel.more_button.click()
    (opened,) = [one for one in panel.findChildren(ModelMenu) if one.isVisible()]
    name = panel.store.state.document.models[1].name
    assert opened.accessibleName() == name and panel.more_button.accessibleName()
    action(opened, "Rename…\tF2").trigger()
    assert panel.field is not None and panel.field.text() == name


def test_the_menu_puts_a_model_back(show: Show) -> None:
    panel = show(several(2))
    opened = menu(panel, 1)
    assert not action(opened, "Reset (as opened)").isEnabled()
    opened.close()
    panel.store.edit(set_weight, 1, 0, "U", (0, 0), 7.0, label="change")
    panel.store.edit(set_clamp, 1, Clamp(0, "h", 0, 0.0), label="hold")
    opened = menu(panel, 1)
    action(opened, "Reset (as opened)").trigger()
    model = panel.store.state.document.models[1]
    assert model.network is panel.store.opened.models[1].network and not model.clamps
    assert panel.store.undo_label == "Reset RNN 1"
    opened.close()


def test_the_menu_has_the_colours_too_and_a_key_opens_it(show: Show) -> None:
    panel = show(several(2))
    row = panel.rows[0]
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), row.mapToGlobal(QPoint(0, 0)))
    QApplication.sendEvent(row, event)
    opened = panel.findChildren(ModelMenu)[-1]
    assert opened.isVisible()
    colours = action(opened, "Colour").menu()
    assert isinstance(colours, QMenu)
    action(colours, "Purple").trigger()
    assert panel.store.state.document.models[0].color == MODEL_FILLS[NAMES.index("Purple")]
    opened.close()


# looks


@pytest.mark.parametrize("count", [1, 3, 12])
def test_rows_stand_apart_and_inside(count: int, show: Show) -> None:
    panel = show(several(count), size=(320, 700))
    places = [row.geometry().translated(row.parentWidget().mapTo(panel, QPoint(0, 0))) for row in panel.rows]
    assert not any(a.intersects(b) for k, a in enumerate(places) for b in places[:k])
    assert all(panel.rect().contains(place) for place in places)
    assert len({place.height() for place in places}) == 1


def test_a_long_name_is_cut_short_and_told_whole(show: Show) -> None:
    name = "an LSTM with a name that is much longer than there is room for in a list"
    document = several(2)
    document = replace(document, models=(replace(document.models[0], name=name), document.models[1]))
    panel = show(document)
    assert panel.rows[0].toolTip().startswith(f"{name}: ")
    assert panel.rows[0].width() <= panel.width()


def test_what_differs_can_be_seen(show: Show) -> None:
    panel = show(several(2))

    def picture(row: ModelRow) -> object:
        return row.grab().toImage()

    plain = picture(panel.rows[1])
    seen = [plain]
    for changes in ({"model": 1}, {"model": 0, "hidden": (1,)}):
        panel.store.look(**changes)
        panel.store.publish()
        assert picture(panel.rows[1]) not in seen
        seen.append(picture(panel.rows[1]))
    panel.store.look(hidden=())
    panel.store.publish()
    assert picture(panel.rows[1]) == plain
    panel.set_theme(DARK)
    assert picture(panel.rows[1]) != plain


def test_a_change_elsewhere_repaints_no_row(show: Show) -> None:
    panel = show(several(3))
    rows = [row.row for row in panel.rows]
    panel.store.look(cursor=3, unit=1)
    panel.store.publish()
    assert [row.row for row in panel.rows] == rows
    assert all(row.row is old for row, old in zip(panel.rows, rows, strict=True))


def test_a_picture_says_in_words_what_is_hidden(show: Show) -> None:
    panel = show(hidden=(1,))
    panel.prepare_picture()
    assert not any(row.eye.isVisible() for row in panel.rows)
    assert [row.row.note == "hidden" for row in panel.rows if row.row] == [False, True, False]


def test_what_was_changed_is_not_called_trained_after_it_was_saved() -> None:
    document, view = first_scene()
    for edited in (
        set_clamp(document, 0, Clamp(0, "f", 0, 1.0)),
        set_weight(document, 0, 0, "W_i", (0, 0), 5.0),
        set_cuts(document, 0, [Weight("readout", "W_y", (0, 0))], True),
    ):
        opened, seen = session.loads(session.dumps(edited, view))
        state = State(opened, seen)
        assert [row.note for row in rows_of(state, opened)[:2]] == ["changed", "49.4% right at gap 15"]
        assert _is_edited(state, opened) and not can_reset(state, opened, 0)
    opened, seen = session.loads(session.dumps(document, view))
    assert rows_of(State(opened, seen), opened)[0].note == "100% right at gap 15"
    assert not _is_edited(State(opened, seen), opened)
