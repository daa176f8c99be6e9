"""Undo and redo as a list of documents."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import Clamp
from core import history as module
from core.document import Document, recolour, release_all, set_clamp, set_cuts, set_weight
from core.edges import weights_into
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


def test_cuts_count_in_memory_with_what_acts_in_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    document = scenes.document(cells=(("lstm", 16),))
    weights = weights_into(document.models[0].network, 0, 0)
    cut = set_cuts(document, 0, weights, True)
    masks = sum(mask.nbytes for mask in cut.models[0].network.layers[0].cuts.values())
    acting = sum(cut.models[0].network.layers[0].effective[name].nbytes for name in ("W_f", "U_f"))
    history = History(document)
    history.push(cut, "cut")
    assert history._entries[1].own_bytes == masks + 4 * acting
    monkeypatch.setattr(module, "MAX_BYTES", 10 * (masks + 4 * acting))
    for step in range(40):
        history.push(set_cuts(history.document, 0, weights, step % 2 == 1), "cut or mend")
    undone = 0
    while history.undo():
        undone += 1
    assert 10 <= undone < 40


def test_clamps_and_colours_share_all_arrays() -> None:
    history = History(scenes.document())
    history.push(set_clamp(history.document, 0, Clamp(0, "f", 0, 0.5)), "hold")
    history.push(recolour(history.document, 0, "#123456"), "colour")
    assert all(entry.own_bytes < 500 for entry in history._entries[1:])


def test_a_clamp_dragged_is_one_entry_and_one_that_changes_nothing_is_none() -> None:
    history = History(scenes.document())
    opened = history.document
    for value in np.linspace(0, 1, 9):
        history.push(set_clamp(history.document, 0, Clamp(0, "f", 0, float(value))), "hold", "drag")
    history.end_gesture()
    dragged = history.document

    def again(document: Document) -> Document:
        return set_clamp(document, 0, Clamp(0, "f", 0, 1.0))

    history.push(again(history.document), "hold again")
    history.push(release_all(history.document, 1), "let go of nothing")
    assert history.document is dragged
    assert history.undo() and history.document is opened
    assert history.redo() and history.document is dragged


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


def test_it_says_which_of_several_models_each_entry_changed() -> None:
    history = History(scenes.document())
    names = [model.name for model in history.document.models]
    history.push(set_weight(history.document, 1, 0, "U", (0, 0), 2.0), "a weight")
    history.push(recolour(history.document, 0, "#123456"), "a colour")
    both = set_weight(set_weight(history.document, 1, 0, "U", (0, 0), 3.0), 0, 0, "W_i", (0, 0), 3.0)
    history.push(both, "both")
    assert history.subjects == ("", names[1], names[0], "")
    history.merge_since(history._entries[1].document)
    assert history.subjects == ("", names[1], "")
    alone = History(scenes.document(cells=(("lstm", 2),)))
    edited(alone, 2.0)
    assert alone.subjects == ("", "")


def test_entries_that_were_let_go_of_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ENTRIES", 5)
    history = History(scenes.document())
    for step in range(1, 9):
        edited(history, float(step))
    assert (history.let_go, len(history.labels), history.labels[0]) == (4, 5, "to 4.0")
    assert history.undo() and history.let_go == 4
