"""State: what is shown is derived from document and view, and computed once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import gradient_decay, run
from core.cells import cell_names
from core.document import set_weight
from core.state import State, View, moved_cursor
from tests.core import scenes

FAR = st.integers(-1000, 1000)


@given(cursor=FAR, model=FAR, layer=FAR, unit=FAR, signal=st.sampled_from(["", "f", "c", "zz"]), speed=st.floats(0, 99))
def test_any_view_is_fitted(cursor: int, model: int, layer: int, unit: int, signal: str, speed: float) -> None:
    document = scenes.document()
    view = View(cursor, model, layer, unit, signal, speed=speed).fitted(document)
    state = State(document, view)
    assert 0 <= view.cursor < state.steps
    assert 0 <= view.unit < state.layer.units
    assert view.signal in state.cell.gates
    assert view.fitted(document) == view


@given(hidden=st.lists(FAR | st.integers(-1, 3), max_size=6), model=FAR | st.integers(0, 2))
def test_the_selected_model_is_one_that_is_shown(hidden: list[int], model: int) -> None:
    document = scenes.document(cells=(("lstm", 1), ("elman", 1), ("gru", 1)))
    view = View(model=model, hidden=tuple(hidden)).fitted(document)
    visible = State(document, view).visible
    assert visible
    assert view.model in visible
    assert sorted({*visible, *view.hidden}) == [0, 1, 2] and not {*visible} & {*view.hidden}
    assert view.fitted(document) == view
    wanted = min(max(model, 0), 2)
    if wanted not in hidden:
        assert view.model == wanted
    if set(hidden) & {0, 1, 2} != {0, 1, 2}:
        assert visible == tuple(k for k in range(3) if k not in hidden)


def test_a_model_that_is_gone_is_no_longer_hidden() -> None:
    view = View(hidden=(0, 2), model=1)
    assert view.fitted(scenes.document()).hidden == (0,)
    assert view.fitted(scenes.document(cells=(("lstm", 2),))).hidden == ()


@pytest.mark.parametrize("key", cell_names())
def test_every_cell_has_a_view(key: str) -> None:
    document = scenes.document(cells=((key, 3),))
    state = State(document, View().fitted(document))
    assert state.view.signal in state.cell.signals
    assert 0 < state.probability(0) < 1


def test_derived_things_are_computed_once_and_are_the_cores() -> None:
    document = scenes.document()
    state = State(document, View(cursor=9).fitted(document))
    other = State(document, View(cursor=9, unit=2).fitted(document))
    assert state.trace(1) is other.trace(1)
    assert state.decay(0) is other.decay(0)
    expected = gradient_decay(run(document.models[0].network, document.x), 9)
    found = state.decay(0)
    assert found is not None
    assert (found.log10_norm["c"] == expected.log10_norm["c"]).all()


def test_an_edit_leaves_the_other_models_trace() -> None:
    document = scenes.document()
    edited = set_weight(document, 0, 0, "W_i", (0, 0), 3.0)
    view = View().fitted(document)
    assert State(edited, view).trace(1) is State(document, view).trace(1)
    assert State(edited, view).trace(0) is not State(document, view).trace(0)


def test_before_training_is_another_run() -> None:
    document = scenes.document()
    state = State(document, View(cursor=5).fitted(document))
    assert state.trace(0, before=True) is not state.trace(0)


@pytest.mark.parametrize("at", [0, 3, 10, 13])
@pytest.mark.parametrize("cursor", range(13))
def test_the_cursor_stays_on_its_word(at: int, cursor: int) -> None:
    before = ("The", "boy", "who", "wore", "a", "red", "hat", "near", "the", "dogs", "was", "playing", ".")
    after = before[:at] + ("x",) * 10 + before[at:]
    there = moved_cursor(cursor, before, after)
    assert after[there] == before[cursor]
    assert moved_cursor(there, after, before) == cursor


def test_from_a_word_that_is_gone_the_cursor_goes_to_the_one_in_front() -> None:
    before, after = tuple("abcXXXdef"), tuple("abcdef")
    assert [moved_cursor(k, before, after) for k in range(9)] == [0, 1, 2, 2, 2, 2, 3, 4, 5]
    assert moved_cursor(1, ("X", "X", "a"), ("a",)) == 0
