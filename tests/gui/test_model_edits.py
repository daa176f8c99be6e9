"""Networks are added, copied, renamed, put back and removed in the Models panel; any number stands side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core import Network, load_cell
from core.cells import cell_names, parse_cell
from core.document import Document, Model, set_weight
from core.model_edits import COLOURS, MOST_MODELS, add_model
from core.state import State, View
from gui.decay import chosen
from gui.models.add_menu import cells_of
from gui.models.menu import ModelMenu
from gui.models.words import rows_of
from gui.panels.models import ModelsPanel
from gui.presets import first_scene
from gui.some_models import some
from gui.store import Store
from gui.theme import LIGHT
from gui.timeline.rows import MOST_STRIPS, strips_left_out, strips_of
from tests.core import scenes
from tests.gui.conftest import Open

LEFT, NO_KEYS, Key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.Key
Show = Callable[..., ModelsPanel]
OF_MODELS = ("network", "cell", "timeline", "gradient", "weights", "equations", "models")


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def shown(document: Document | None = None, **view: object) -> ModelsPanel:
        store = Store(document or scenes.document(), View(**view))  # type: ignore[arg-type]
        panel = ModelsPanel(store, LIGHT)
        store.setParent(panel)
        qtbot.addWidget(panel)
        panel.resize(340, 400)
        with qtbot.waitExposed(panel):
            panel.show()
        panel.activateWindow()
        return panel

    return shown


def names(panel: ModelsPanel) -> list[str]:
    panel.store.publish()
    assert [row.row.name for row in panel.rows if row.row] == [m.name for m in panel.store.state.document.models]
    return [model.name for model in panel.store.state.document.models]


def key(panel: ModelsPanel, index: int, pressed: Qt.Key) -> None:
    panel.rows[index].setFocus()
    QTest.keyClick(panel.rows[index], pressed)


def typed(panel: ModelsPanel, name: str, end: Qt.Key = Key.Key_Return) -> None:
    assert panel.field is not None
    panel.field.clear()
    QTest.keyClicks(panel.field, name)
    QTest.keyClick(panel.field, end)


def lines(menu: QMenu) -> dict[str, QAction]:
    """Every line by its words without keys; those of a submenu behind its title."""
    found: dict[str, QAction] = {}
    for action in menu.actions():
        if action.menu() is not None:
            found |= {f"{action.text()} {text}": each for text, each in lines(action.menu()).items()}
        elif action.text():
            found[action.text().partition("\t")[0]] = action
    return found


def adding(panel: ModelsPanel) -> dict[str, QAction]:
    menu = panel.add_button.menu()
    menu.aboutToShow.emit()
    return lines(menu)


def choose(panel: ModelsPanel, index: int, text: str) -> None:
    row = panel.rows[index]
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(60, 12), row.mapToGlobal(QPoint(60, 12)))
    QApplication.sendEvent(row, event)
    menu = panel.findChildren(ModelMenu)[-1]
    found = lines(menu)
    assert found[text].isEnabled(), text
    found[text].trigger()
    menu.close()
    panel.store.publish()


def enabled(panel: ModelsPanel, index: int) -> dict[str, bool]:
    menu = ModelMenu(panel.store, LIGHT, index, panel)
    found = {text: action.isEnabled() for text, action in lines(menu).items()}
    menu.deleteLater()
    return found


# added


def test_every_cell_that_ships_can_be_added_and_what_is_added_is_selected(show: Show) -> None:
    panel = show()
    found = adding(panel)
    for cell in cell_names():
        assert any(text.endswith(f"{load_cell(cell).name} 4 units") for text in found), cell
    next(action for text, action in found.items() if text.endswith("GRU 8 units")).trigger()
    assert names(panel) == ["LSTM", "RNN", "GRU"]
    state = panel.store.state
    assert state.view.model == 2 and state.layer.units == 8 and state.model.network.outputs == 1
    assert panel.store.labels == ("", "Add 8 GRU units")
    assert panel.rows[2].row is not None and panel.rows[2].row.note == "untrained"
    panel.store.undo()
    assert names(panel) == ["LSTM", "RNN"]


def test_two_that_are_added_alike_are_not_the_same_network(show: Show) -> None:
    panel = show()
    for _ in range(2):
        adding(panel)["LSTM 4 units"].trigger()
    first, second = panel.store.state.document.models[2:]
    assert (first.name, second.name) == ("LSTM 2", "LSTM 3") and first.color != second.color
    assert not np.array_equal(first.network.parameter(0, "W_i"), second.network.parameter(0, "W_i"))


def test_a_copy_of_the_selected_one_stands_behind_it(show: Show) -> None:
    panel = show(model=0)
    adding(panel)["A copy of LSTM"].trigger()
    assert names(panel) == ["LSTM", "LSTM 2", "RNN"] and panel.store.state.view.model == 1
    choose(panel, 2, "Duplicate")
    assert names(panel) == ["LSTM", "LSTM 2", "RNN", "RNN 2"] and panel.store.state.view.model == 3
    models = panel.store.state.document.models
    assert models[3].network is models[2].network and models[3].identity is not models[2].identity


def test_a_typed_cell_of_the_document_is_offered_too() -> None:
    cell = parse_cell("h = tanh(W @ x + U @ h)", "mine")
    document = add_model(scenes.document(), cell, 2)
    assert cells_of(State(document, View()))[-1] is cell
    assert len(cells_of(State(scenes.document(), View()))) == len(cell_names())


def test_of_the_most_there_can_be_none_is_added(show: Show) -> None:
    panel = show(many(MOST_MODELS))
    (only,) = adding(panel).values()
    assert not only.isEnabled() and "64" in only.text()
    assert not enabled(panel, 0)["Duplicate"]


# renamed


@pytest.mark.parametrize("by", ["F2", "double click", "menu"])
def test_a_name_is_changed_in_place(show: Show, by: str) -> None:
    panel = show()
    if by == "F2":
        key(panel, 1, Key.Key_F2)
    elif by == "menu":
        choose(panel, 1, "Rename…")
    else:
        place = panel.rows[1].name_place().center()
        QTest.mouseClick(panel.rows[1], LEFT, NO_KEYS, place)
        QTest.mouseDClick(panel.rows[1], LEFT, NO_KEYS, place)
    typed(panel, "My RNN")
    assert names(panel) == ["LSTM", "My RNN"] and panel.field is None
    assert panel.store.labels == ("", "Rename RNN to My RNN")
    assert panel.rows[1].hasFocus()


def test_a_name_that_another_has_is_refused(show: Show) -> None:
    panel = show()
    key(panel, 1, Key.Key_F2)
    typed(panel, "LSTM")
    assert panel.field is not None and "no other network" in panel.field.toolTip()
    QTest.keyClick(panel.field, Key.Key_Escape)
    assert names(panel) == ["LSTM", "RNN"] and panel.store.labels == ("",)


def test_the_field_goes_when_the_models_change_under_it(show: Show) -> None:
    panel = show()
    key(panel, 1, Key.Key_F2)
    panel.store.edit(lambda document: replace(document, models=document.models[1:]), label="Remove the first")
    panel.store.publish()
    assert panel.field is None and names(panel) == ["RNN"]


# removed and put back


def test_delete_removes_a_model_but_not_the_last(show: Show, qtbot: QtBot) -> None:
    panel = show(model=1)
    key(panel, 0, Key.Key_Delete)
    assert names(panel) == ["RNN"] and panel.store.labels[-1] == "Remove LSTM" and panel.rows[0].hasFocus()
    with qtbot.waitSignal(panel.store.failed) as told:
        key(panel, 0, Key.Key_Delete)
    assert "RNN is the only network" in told.args[0]
    assert names(panel) == ["RNN"] and not enabled(panel, 0)["Remove (the only network stays)"]
    panel.store.undo()
    assert names(panel) == ["LSTM", "RNN"]


def test_what_is_looked_at_follows_through_removal_undo_and_redo(show: Show) -> None:
    panel = show(scenes.document(cells=(("lstm", 2), ("elman", 3), ("gru", 2))), model=2)
    store = panel.store
    QTest.mouseClick(panel.rows[1].eye, LEFT)
    choose(panel, 0, "Remove")
    assert (store.state.view.model, store.state.view.hidden) == (1, (0,)) and names(panel) == ["RNN", "GRU"]
    store.undo()
    assert (store.state.view.model, store.state.view.hidden) == (2, (1,)) and len(names(panel)) == 3
    store.redo()
    assert (store.state.view.model, store.state.view.hidden) == (1, (0,)) and names(panel) == ["RNN", "GRU"]


def test_the_selected_one_removed_its_neighbour_is_selected(show: Show) -> None:
    panel = show(scenes.document(cells=(("lstm", 2), ("elman", 3), ("gru", 2))), model=2)
    choose(panel, 2, "Remove")
    assert panel.store.state.view.model == 1
    choose(panel, 0, "Remove")
    assert panel.store.state.model.name == "RNN"


def test_a_model_goes_back_to_before_its_training(show: Show) -> None:
    document, _ = first_scene()
    panel = show(document)
    choose(panel, 0, "Rewind to before training")
    model = panel.store.state.document.models[0]
    assert model.start is not None and model.network.equals(model.start)
    assert panel.rows[0].row is not None and panel.rows[0].row.note == "before training"
    assert not enabled(panel, 0)["Rewind to before training"]
    assert panel.store.labels == ("", f"Rewind {model.name} to before training")
    panel.store.undo()
    assert panel.store.state.document is document


def test_without_a_known_start_there_is_no_way_back(show: Show) -> None:
    document = scenes.document()
    panel = show(replace(document, models=tuple(replace(model, start=None) for model in document.models)))
    assert not enabled(panel, 0)["Rewind to before training"]


def test_the_recipe_tells_of_no_network_that_was_added_under_a_name_of_its() -> None:
    document, _ = first_scene()
    lstm = document.models[0]
    renamed = replace(document, models=(replace(lstm, name="other"), *document.models[1:]))
    added = add_model(renamed, lstm.network.layers[0].cell, 4, lstm.name)
    assert rows_of(State(added, View()), added)[-1].note == "untrained"
    edited = set_weight(added, len(added.models) - 1, 0, "W_i", (0, 0), 3.0)
    assert "right" not in rows_of(State(edited, View()), edited)[-1].note


# many


def many(count: int) -> Document:
    """Models of four cells and of one to three outputs."""
    document = scenes.document()
    models = []
    for k in range(count):
        cell = load_cell(("lstm", "elman", "gru", "dense")[k % 4])
        outputs = 1 if k % 3 else 1 + k % 9 // 3
        network = Network.build(4, [(cell, 2 + k % 3)], outputs, "sigmoid" if outputs == 1 else "softmax", k)
        models.append(Model(f"{cell.name} {k}", network, network, COLOURS[k % 6]))
    return replace(document, models=tuple(models))


@pytest.mark.parametrize("count", [8, 16, 64])
def test_any_number_of_networks_stands_in_every_panel(open_window: Open, count: int) -> None:
    window = open_window(OF_MODELS, document=many(count))
    store = window.store
    for model in (0, 3, count - 1):  # of three outputs, of one, of a cell without memory
        store.look(model=model)
        store.publish()
        assert not window.grab().isNull()
        assert strips_of(store.state)[min(model, MOST_STRIPS - 1)].name == store.state.model.name
        assert model in chosen.shown(store.state)
    timeline, network = window.panels["timeline"], window.panels["network"]
    plan = timeline.rows.places  # type: ignore[attr-defined]
    assert plan.strips == min(count, MOST_STRIPS) and plan.bottom - plan.head >= plan.row_height
    assert strips_left_out(store.state) == count - plan.strips
    assert len(network.answers.meters) == count  # type: ignore[attr-defined]


def test_some_of_many_hold_the_chosen_one() -> None:
    assert some((0, 1, 2), 2, 3) == (0, 1, 2)
    assert some((0, 1, 2, 5), 1, 2) == (0, 1)
    assert some((0, 1, 2, 5), 5, 2) == (0, 5)
    assert some((0, 1, 2), 7, 2) == (0, 1)
