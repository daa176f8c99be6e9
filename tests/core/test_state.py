"""State: what is shown is derived from document and view, and computed once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import Clamp, Network, gradient_decay, input_gain, load_cell, run
from core.cells import cell_names
from core.document import Document, recolour, set_clamp, set_network, set_weight
from core.state import FORMULAS, PANELS, WHOLE_UNITS, State, View, moved_cursor, watched_units
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


@given(
    model=FAR,
    across=st.sampled_from(["", "f", "c", "h", "z", "zz"]),
    formulas=st.text(max_size=3) | st.sampled_from(FORMULAS),
    panels=st.lists(st.sampled_from([*PANELS, "kitchen", ""]), max_size=12).map(tuple),
    hidden=st.lists(st.integers(-2, 5), max_size=6).map(tuple),
)
def test_what_is_shown_is_fitted(
    model: int, across: str, formulas: str, panels: tuple[str, ...], hidden: tuple[int, ...]
) -> None:
    document = THREE
    view = View(model=model, across=across, formulas=formulas, panels=panels, hidden=hidden).fitted(document)
    state = State(document, view)
    assert view.fitted(document) == view
    assert view.across in ("", *state.cell.signals) and view.formulas in FORMULAS
    assert view.across == across or across not in state.cell.signals
    assert [panel for panel in PANELS if panel in panels] == list(view.panels)
    assert state.visible and view.model in state.visible
    assert set(state.visible) == set(range(3)) - set(view.hidden) and list(state.visible) == sorted(state.visible)
    asked = set(hidden) & set(range(3))
    assert set(view.hidden) == asked or (len(asked) == 3 and len(view.hidden) == 2)
    wanted = min(max(model, 0), 2)
    assert view.model == wanted or wanted in view.hidden


def test_hiding_the_selected_model_selects_another() -> None:
    view = View(model=1).fitted(THREE)
    assert replace(view, hidden=(1,)).fitted(THREE).model == 0
    assert replace(view, hidden=(0, 1)).fitted(THREE).model == 2


THREE = scenes.document(cells=(("lstm", 4), ("elman", 9), ("gru", 2)))


# clamps


def held() -> Document:
    """The LSTM's forget gate of unit 2 is held at "near", of all steps its output gate's; and one of the RNN's."""
    document = scenes.document()
    document = set_clamp(document, 0, Clamp(0, "f", 1, 0.0, 7, 7))
    document = set_clamp(document, 0, Clamp(0, "o", 1, 0.5))
    return set_clamp(document, 1, Clamp(0, "h", 3, -1.0, 2))


def test_the_clamp_at_the_cursor_is_that_of_the_selected_unit_unless_another_is_named() -> None:
    document = held()
    state = State(document, View(cursor=7, unit=1).fitted(document))
    assert state.clamp("f") == Clamp(0, "f", 1, 0.0, 7, 7)
    assert state.clamp("f", unit=0) is None and state.clamp("f", unit=1, layer=0) == state.clamp("f")
    assert state.clamp("i") is None
    other = State(document, View(cursor=8, unit=0).fitted(document))
    assert other.clamp("f", 1) is None and other.clamp("o", 1) == Clamp(0, "o", 1, 0.5)
    rnn = State(document, View(cursor=8, model=1).fitted(document))
    assert rnn.clamp("h", 3) == Clamp(0, "h", 3, -1.0, 2) and rnn.clamp("h") is None


def test_traces_decays_and_gains_are_those_with_the_clamps() -> None:
    document = held()
    state = State(document, View(cursor=9).fitted(document))
    for index, model in enumerate(document.models):
        expected = run(model.network, document.x, clamps=model.clamps)
        assert (state.trace(index).output == expected.output).all()
        assert (state.trace(index).output != run(model.network, document.x).output).any()
        assert state.probability(index) == expected.output[9, 0]
        decay = state.decay(index)
        assert decay is not None
        memory = model.network.layers[0].cell.memory
        assert (decay.log10_norm[memory] == gradient_decay(expected, 9).log10_norm[memory]).all()
        assert (state.input_gain(index) == input_gain(expected, 9)).all()
    assert (state.trace(0)[0, "f"][7, 1], state.trace(1)[0, "h"][5, 3]) == (0.0, -1.0)


def test_what_is_held_is_held_before_training_too() -> None:
    document = held()
    trace = State(document, View().fitted(document)).trace(0, before=True)
    assert trace.network is document.models[0].start
    assert trace[0, "f"][7, 1] == 0.0 and (trace[0, "o"][:, 1] == 0.5).all()


def test_a_clamp_makes_a_new_run_of_its_model_alone_and_a_colour_none() -> None:
    document, view = scenes.document(), View().fitted(scenes.document())
    state, after = State(document, view), State(set_clamp(document, 0, Clamp(0, "f", 0, 0.5)), view)
    assert after.trace(0) is not state.trace(0) and after.trace(1) is state.trace(1)
    assert State(recolour(document, 0, "#000000"), view).trace(0) is state.trace(0)


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


@given(st.permutations("abcdefgh"), st.integers(0, 7))
def test_a_cursor_follows_its_word_wherever_it_is_moved(after: list[str], cursor: int) -> None:
    there = moved_cursor(cursor, tuple("abcdefgh"), tuple(after))
    assert after[there] == "abcdefgh"[cursor]


def test_a_cursor_follows_its_word_through_changes_at_several_places() -> None:
    before = ("the", "red", "hat", "and", "the", "dog")
    after = ("a", "hat", "and", "a", "big", "the", "dog")
    assert [after[moved_cursor(k, before, after)] for k in (2, 3, 5)] == ["hat", "and", "dog"]


@pytest.mark.parametrize("units", [1, 64, 65, 128, 256, 512])
def test_a_large_layer_is_asked_for_as_much_as_64_units_cost(units: int) -> None:
    watched = watched_units(units)
    if units <= WHOLE_UNITS:
        assert watched is None
        return
    assert watched is not None and len(set(watched)) == len(watched) >= 1
    assert watched[0] >= 0 and watched[-1] < units
    assert len(watched) == 1 or len(watched) * units**2 <= WHOLE_UNITS**3


def test_the_decay_of_a_large_layer_is_that_of_the_units_it_names() -> None:
    document = scenes.document()
    network = Network.build(document.models[0].network.inputs, [(load_cell("lstm"), 100)], 1, "sigmoid")
    document = set_network(document, 0, network)
    state = State(document, View(cursor=2).fitted(document))
    found = state.decay(0)
    reference = gradient_decay(state.trace(0), 2, of_units=watched_units(100))
    assert found is not None and found.units == len(watched_units(100) or ()) == 26
    assert (found.log10_gain["c"] == reference.log10_gain["c"]).all()
    one = state.decay(0, unit=7)
    assert one is not None and one.units == 1


def test_the_earlier_run_is_that_of_the_document_before_and_none_where_nothing_differs() -> None:
    before = scenes.document()
    after = set_clamp(before, 0, Clamp(0, "i", 0, 0.5))
    state = State(after, View().fitted(after), before)
    ghost = state.ghost()
    assert ghost is not None
    assert np.array_equal(ghost.output, run(before.models[0].network, before.x).output)
    assert state.has_earlier(0) and not state.has_earlier(1) and state.ghost(1) is None
    unseen = State(after, replace(state.view, ghost=False), before)
    assert unseen.has_earlier() and unseen.ghost() is None
    assert not State(after, state.view).has_earlier()
    assert not State(recolour(after, 0, "#D1495B"), state.view, after).has_earlier()
    weight = set_weight(before, 0, 0, "W_i", (0, 0), 3.0)
    assert not State(weight, state.view, before).has_earlier()  # no edit of the past
