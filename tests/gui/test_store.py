"""The store: one publication a turn, edits that are refused change nothing, gestures are one undo step."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.document import set_weight
from core.state import State, View
from gui.store import Store
from tests.core import scenes


@pytest.fixture
def store(qtbot: QtBot) -> Store:
    return Store(scenes.document(), View())


def weight(store: Store) -> float:
    return float(store.state.document.models[0].network.parameter(0, "W_i")[0, 0])


def set_to(store: Store, value: float, gesture: object | None = None) -> bool:
    return store.edit(set_weight, 0, 0, "W_i", (0, 0), value, label="change", gesture=gesture)


def test_many_edits_of_one_turn_are_published_once(store: Store, qtbot: QtBot) -> None:
    seen: list[State] = []
    store.changed.connect(seen.append)
    with qtbot.waitSignal(store.changed):
        for value in range(10):
            set_to(store, float(value))
        store.look(cursor=3)
    assert len(seen) == 1
    assert seen[0] is store.state
    assert seen[0].view.cursor == 3
    assert weight(store) == 9.0


def test_nothing_is_published_when_nothing_changed(store: Store, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(store.changed, wait=30):
        store.look(cursor=0)
        store.undo()


def test_a_refused_edit_tells_why_and_changes_nothing(store: Store, qtbot: QtBot) -> None:
    before = store.state
    with qtbot.waitSignal(store.failed) as told:
        assert not set_to(store, float("nan"))
    assert "finite" in told.args[0]
    assert store.state is before
    assert store.undo_label is None


def test_a_drag_is_one_step_and_two_are_two(store: Store) -> None:
    first = weight(store)
    for token in (object(), object()):
        for value in range(5):
            set_to(store, float(value), token)
        store.end_gesture()
    store.undo()
    assert weight(store) == 4.0
    store.undo()
    assert weight(store) == first
    store.redo()
    assert weight(store) == 4.0


def test_modified_follows_save_and_undo(store: Store, tmp_path: Path) -> None:
    assert not store.modified
    set_to(store, 1.0)
    assert store.modified
    store.undo()
    assert not store.modified
    store.redo()
    store.saved(tmp_path / "a.carousel")
    assert not store.modified
    store.undo()
    assert store.modified


def test_a_recovered_document_counts_as_modified(store: Store) -> None:
    store.recovered(scenes.document(), View(), None)
    assert store.modified


def test_the_view_always_fits_the_document(store: Store) -> None:
    store.look(model=1, unit=8)
    assert store.state.view.unit == 8
    store.look(model=0)
    assert store.state.view.unit == 3
    assert store.state.view.signal in store.state.cell.gates


def test_looking_is_not_undone(store: Store) -> None:
    set_to(store, 1.0)
    store.look(cursor=5)
    store.undo()
    assert store.state.view.cursor == 5
