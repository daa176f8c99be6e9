"""Undo and redo as a list of documents."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core import history as module
from core.document import set_weight
from core.history import History
from tests.core import scenes


def edited(history: History, value: float, gesture: object | None = None) -> None:
    document = set_weight(history.document, 0, 0, "W_i", (0, 0), value)
    history.push(document, f"to {value}", gesture)


def value(history: History) -> float:
    return float(history.document.models[0].network.parameter(0, "W_i")[0, 0])


def test_undo_and_redo_walk_the_list() -> None:
    history = History(scenes.document())
    first = value(history)
    edited(history, 1.0)
    edited(history, 2.0)
    assert history.undo() and value(history) == 1.0
    assert history.undo() and value(history) == first
    assert not history.undo()
    assert history.redo() and history.redo() and value(history) == 2.0
    assert not history.redo()


def test_a_gesture_is_one_entry_and_two_are_two() -> None:
    history = History(scenes.document())
    first = value(history)
    for token in ("drag", "another"):
        for step in range(5):
            edited(history, float(step), token)
        history.end_gesture()
    history.undo()
    assert value(history) == 4.0
    history.undo()
    assert value(history) == first


def test_the_same_token_after_its_end_begins_anew() -> None:
    history = History(scenes.document())
    edited(history, 1.0, "token")
    history.end_gesture()
    edited(history, 2.0, "token")
    history.undo()
    assert value(history) == 1.0


def test_an_undo_within_a_gesture_is_not_merged_over() -> None:
    history = History(scenes.document())
    edited(history, 1.0, "a")
    edited(history, 2.0, "b")
    history.undo()
    edited(history, 3.0, "a")
    history.undo()
    assert value(history) == 1.0


def test_labels_tell_what_undo_and_redo_would_do() -> None:
    history = History(scenes.document())
    assert history.undo_label is None and history.redo_label is None
    edited(history, 1.0)
    assert history.undo_label == "to 1.0"
    history.undo()
    assert history.redo_label == "to 1.0"


def test_an_edit_that_changes_nothing_is_no_entry() -> None:
    history = History(scenes.document())
    history.push(history.document, "nothing")
    assert history.undo_label is None


def test_the_list_is_bounded_in_length() -> None:
    history = History(scenes.document())
    for step in range(module.MAX_ENTRIES + 20):
        edited(history, float(step))
    undone = 0
    while history.undo():
        undone += 1
    assert undone == module.MAX_ENTRIES - 1


def test_the_list_is_bounded_in_memory() -> None:
    history = History(scenes.document())
    limit = module.MAX_BYTES
    module.MAX_BYTES = 20_000
    try:
        for step in range(200):
            edited(history, float(step))
    finally:
        module.MAX_BYTES = limit
    undone = 0
    while history.undo():
        undone += 1
    assert 10 < undone < 200  # arrays that documents share count once


@given(st.lists(st.one_of(st.floats(-5, 5), st.sampled_from(["undo", "redo"])), max_size=40))
def test_it_behaves_like_two_stacks(moves: list[float | str]) -> None:
    history = History(scenes.document())
    behind, ahead, present = [], [], value(history)
    for move in moves:
        if move == "undo":
            assert history.undo() == bool(behind)
            if behind:
                ahead.append(present)
                present = behind.pop()
        elif move == "redo":
            assert history.redo() == bool(ahead)
            if ahead:
                behind.append(present)
                present = ahead.pop()
        else:
            edited(history, float(move))
            behind.append(present)
            present, ahead = float(move), []
        assert value(history) == present
