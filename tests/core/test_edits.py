"""Edits of cuts, clamps, colours and back to what was opened; any series of edits, and its undoing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import Clamp, Network, load_cell
from core.document import (
    Document,
    is_colour,
    randomise,
    recolour,
    release,
    release_all,
    reset_model,
    reset_unit,
    reset_weight,
    reset_weights,
    set_clamp,
    set_cuts,
    set_network,
    set_weight,
)
from core.edges import Weight, all_cut, weights_into, weights_of, weights_out_of
from core.errors import CarouselError
from core.history import History
from core.network import READOUT
from core.session import dumps, loads
from core.state import State, View
from core.step_edits import delete_steps, insert_words
from tests.core import scenes, wired_scenes

# cuts


def test_holds_that_were_let_go_come_back_on_the_words_that_are_left() -> None:
    opened = set_clamp(set_clamp(scenes.document(), 0, Clamp(0, "f", 1, 0.5, 6, 6)), 0, Clamp(0, "i", 1, 0.5, 2, 3))
    freed = release_all(opened, 0)
    for document, clamps in (
        (delete_steps(freed, 0, 0), {Clamp(0, "f", 1, 0.5, 5, 5), Clamp(0, "i", 1, 0.5, 1, 2)}),
        (delete_steps(freed, 3, 6), {Clamp(0, "i", 1, 0.5, 2, 2)}),
        (
            delete_steps(insert_words(freed, 5, ("boy",)), 0, 1),
            {Clamp(0, "f", 1, 0.5, 5, 5), Clamp(0, "i", 1, 0.5, 0, 1)},
        ),
    ):
        assert set(reset_unit(document, opened, 0, 0, 1).models[0].clamps) == clamps
        assert set(reset_model(document, opened, 0).models[0].clamps) == clamps


def test_cuts_hold_weights_at_zero_and_their_values_stay() -> None:
    before = scenes.document()
    weights = weights_into(before.models[0].network, 0, 2) + weights_out_of(before.models[0].network, 0, 2)
    after = set_cuts(before, 0, weights, True)
    network, old = after.models[0].network, before.models[0].network
    assert all_cut(network, weights)
    assert network.count() - network.count(free_only=True) == len(set(weights))
    for place, name in network.places():
        assert network.parameter(place, name) is old.parameter(place, name)
    assert after.models[1] is before.models[1]
    mended = set_cuts(after, 0, iter(weights), False)
    assert mended.models[0].network.equals(old)


def test_cuts_leave_those_that_are_there() -> None:
    one, other = Weight(0, "W_f", (0, 0)), Weight(0, "W_f", (1, 0))
    document = set_cuts(set_cuts(scenes.document(), 0, [one], True), 0, [other], True)
    assert all_cut(document.models[0].network, [one, other])
    document = set_cuts(document, 0, [one], False)
    assert not all_cut(document.models[0].network, [one]) and all_cut(document.models[0].network, [other])


# clamps


def test_a_clamp_is_set_moved_and_let_go() -> None:
    document = scenes.document()
    held = set_clamp(document, 0, Clamp(0, "f", 1, 0.25, 3, 5))
    moved = set_clamp(held, 0, Clamp(0, "f", 1, 0.75, 3, 5))
    assert [clamp.value for clamp in moved.models[0].clamps] == [0.75]
    assert not document.models[0].clamps and not moved.models[1].clamps
    parted = release(moved, 0, 0, "f", 1, 4, 4)
    assert [(clamp.first, clamp.last) for clamp in parted.models[0].clamps] == [(3, 3), (5, 5)]
    assert release(parted, 0, 0, "f", 1).models[0].clamps == ()
    both = set_clamp(parted, 0, Clamp(0, "c", 0, 1.0))
    assert release_all(both, 0).models[0].clamps == ()


def test_words_that_are_held_are_held_when_others_are_put_in() -> None:
    clamps = [Clamp(0, "f", 0, 0.0, 7, 7), Clamp(0, "i", 1, 1.0, 1, 3), Clamp(0, "o", 2, 0.5), Clamp(0, "g", 0, 0.5, 9)]
    document = scenes.document()
    words = document.sequence
    for clamp in clamps:
        document = set_clamp(document, 0, clamp)
    held = {clamp.signal: [words[k] for k in range(13) if clamp.covers(k)] for clamp in clamps}
    for at in range(14):
        after = insert_words(document, at, ("X", "Y"))
        for clamp in after.models[0].clamps:
            now = [word for k, word in enumerate(after.sequence) if clamp.covers(k)]
            assert [word for word in now if word not in "XY"] == held[clamp.signal]


# no change is no edit


HELD = Clamp(0, "f", 1, 0.5, 2, 6)
CHANGED = set_clamp(set_cuts(scenes.document(), 0, [Weight(0, "U_i", (1, 1))], True), 0, HELD)
SAME: dict[str, Callable[[Document], Document]] = {
    "cut again": lambda d: set_cuts(d, 0, [Weight(0, "U_i", (1, 1))], True),
    "mend what is whole": lambda d: set_cuts(d, 0, [Weight(0, "U_i", (0, 1)), Weight(READOUT, "b_y", (0,))], False),
    "cut nothing": lambda d: set_cuts(d, 0, [], True),
    "hold again": lambda d: set_clamp(d, 0, HELD),
    "let go what is free": lambda d: release(d, 0, 0, "f", 1, 7),
    "let go of another model": lambda d: release_all(d, 1),
    "back to itself": lambda d: reset_model(d, d, 0),
    "a unit back to itself": lambda d: reset_unit(d, d, 0, 0, 1),
    "weights back to themselves": lambda d: reset_weights(d, d, 0, [Weight(0, "U_i", (1, 1))]),
    "the same colour": lambda d: recolour(d, 0, d.models[0].color),
}


@pytest.mark.parametrize("case", SAME)
def test_an_edit_that_changes_nothing_gives_the_same_document(case: str) -> None:
    assert SAME[case](CHANGED) is CHANGED


# back to what was opened


def edited(document: Document) -> Document:
    """Weights, cuts and clamps of units 0 and 1 changed."""
    for unit in (0, 1):
        for weight in weights_of(document.models[0].network, 0, unit)[::3]:
            document = set_weight(document, 0, *weight, 7.5)
        document = set_cuts(document, 0, weights_into(document.models[0].network, 0, unit, "i"), True)
        document = set_clamp(document, 0, Clamp(0, "f", unit, 0.25, 4, 6))
        document = set_clamp(document, 0, Clamp(0, "i", unit, 0.75))
    return document


def differing(one: Network, other: Network) -> set[Weight]:
    found: set[Weight] = set()
    for place, name in one.places():
        values = one.parameter(place, name) != other.parameter(place, name)
        for mask in (one.cut(place, name), other.cut(place, name)):
            values = values ^ (0 if mask is None else mask)
        found |= {Weight(place, name, tuple(at)) for at in np.argwhere(values).tolist()}
    return found


@pytest.mark.parametrize("signal", [None, "f", "i", "o"])
def test_a_unit_or_a_gate_of_it_goes_back_and_no_other(signal: str | None) -> None:
    opened = set_clamp(scenes.document(), 0, Clamp(0, "f", 1, 1.0, 9, 9))
    document = edited(opened)
    back = reset_unit(document, opened, 0, 0, 1, signal)
    network, old = back.models[0].network, opened.models[0].network
    own = set(weights_of(old, 0, 1, signal))
    assert differing(network, old) == differing(document.models[0].network, old) - own
    assert differing(network, document.models[0].network) <= own

    def of(d: Document, unit: int, name: str) -> list[Clamp]:
        return [clamp for clamp in d.models[0].clamps if clamp.is_of(0, name, unit)]

    for unit in (0, 1):
        for name in ("f", "i", "o"):
            source = opened if unit == 1 and signal in (None, name) else document
            assert of(back, unit, name) == of(source, unit, name)


def test_cuts_go_back_either_way() -> None:
    one, other = Weight(0, "W_f", (0, 0)), Weight(0, "W_f", (0, 1))
    opened = set_cuts(scenes.document(), 0, [one], True)
    document = set_cuts(set_cuts(opened, 0, [one], False), 0, [other], True)
    assert reset_weights(document, opened, 0, [one, other]).models[0].network.equals(opened.models[0].network)
    half = reset_weight(document, opened, 0, *one).models[0].network
    assert all_cut(half, [one, other])


def test_a_whole_model_goes_back_with_its_clamps_and_keeps_its_colour() -> None:
    opened = set_clamp(scenes.document(), 0, Clamp(0, "o", 3, 0.0))
    back = reset_model(recolour(edited(opened), 0, "#123456"), opened, 0)
    assert back.models[0].network is opened.models[0].network
    assert back.models[0].clamps == opened.models[0].clamps
    assert back.models[0].color == "#123456"


@pytest.mark.parametrize("at", [0, 7, 8, 13])
def test_clamps_go_back_to_the_words_they_held(at: int) -> None:
    opened = set_clamp(scenes.document(), 0, Clamp(0, "f", 0, 0.0, 7, 7))
    longer = insert_words(opened, at, opened.fillers)
    freed = release_all(longer, 0)
    for back in (reset_unit(freed, opened, 0, 0, 0), reset_model(freed, opened, 0)):
        assert back.models[0].clamps == longer.models[0].clamps
        (clamp,) = back.models[0].clamps
        assert back.sequence[clamp.first] == "near"
    assert reset_model(longer, opened, 0) is longer


# colours


@pytest.mark.parametrize("text", ["#2F6FDE", "#abcdef", "#000000"])
def test_a_colour_is_taken(text: str) -> None:
    assert is_colour(text)
    document = recolour(scenes.document(), 1, text)
    assert [model.color for model in document.models] == ["#2F6FDE", text]


@pytest.mark.parametrize(
    "text", ["", "red", "2F6FDE", "#2F6FD", "#2F6FDEA", "#GGGGGG", "#\u0661\u0662\u0663456", "#+12345"]
)
def test_what_is_no_colour_is_refused(text: str) -> None:
    assert not is_colour(text)
    with pytest.raises(CarouselError, match="colour: expected one such as #2F6FDE"):
        recolour(scenes.document(), 0, text)


# a document without words


def test_a_document_may_have_no_words() -> None:
    empty = replace(scenes.document(), sequence=(), question=None)
    state = State(empty, View(cursor=5).fitted(empty))
    assert (state.steps, state.view.cursor, empty.x.shape) == (0, 0, (0, 4))
    assert state.clamp("f") is None
    again, view = loads(dumps(empty, state.view))
    assert (again.sequence, view) == ((), state.view)
    held = set_clamp(set_weight(empty, 0, 0, "W_i", (0, 0), 1.0), 0, Clamp(0, "f", 0, 0.5))
    longer = insert_words(held, 0, ("The", "boy"))
    assert longer.sequence == ("The", "boy") and longer.models[0].clamps == held.models[0].clamps
    assert State(longer, View().fitted(longer)).trace(0)[0, "f"][:, 0].tolist() == [0.5, 0.5]


def test_no_question_is_asked_of_no_words() -> None:
    document = scenes.document()
    with pytest.raises(CarouselError, match="question: expected none, for there is no word, found 'the verb'"):
        replace(document, sequence=())


# what does not fit

D = scenes.document()
OTHER = scenes.document(cells=(("gru", 2),))
WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "model": (lambda: set_weight(D, 2, 0, "W_i", (0, 0), 1.0), "model"),
    "a model to randomise": (lambda: randomise(D, -1, 0), "model"),
    "a model of a network": (lambda: set_network(D, 9, D.models[0].network), "model"),
    "a model of cuts": (lambda: set_cuts(D, 2, [], True), "model"),
    "a model of clamps": (lambda: release_all(D, 2), "model"),
    "a model of a colour": (lambda: recolour(D, 2, "#000000"), "model"),
    "a cut's layer": (lambda: set_cuts(D, 0, [Weight(1, "W_i", (0, 0))], True), "layer"),
    "a cut's name": (lambda: set_cuts(D, 0, [Weight(0, "W_q", (0, 0))], True), "parameter"),
    "a cut's place": (lambda: set_cuts(D, 0, [Weight(0, "W_i", (0, -1))], True), "index into W_i"),
    "a place to reset": (lambda: reset_weight(D, D, 0, 0, "b_i", (4,)), "index into b_i"),
    "a clamp's signal": (lambda: set_clamp(D, 1, Clamp(0, "f", 0, 0.5)), "clamp's signal"),
    "a clamp without end": (lambda: set_clamp(D, 0, Clamp(0, "f", 0, float("inf"))), "clamp's value"),
    "a unit to release": (lambda: release(D, 0, 0, "f", 4), "clamp's unit"),
    "a signal to release": (lambda: release(D, 0, 0, "q", 0), "clamp's signal"),
    "steps to release": (lambda: release(D, 0, 0, "f", 0, 5, 4), "clamp's last step"),
    "a unit to reset": (lambda: reset_unit(D, D, 0, 0, 4), "unit"),
    "a gate to reset": (lambda: reset_unit(D, D, 0, 0, 0, "q"), "signal"),
    "another form": (lambda: reset_unit(D, OTHER, 0, 0, 0), "model as opened"),
    "a model not opened": (lambda: reset_model(D, OTHER, 1), "model"),
    "a clamp that a network has no unit for": (
        lambda: set_network(set_clamp(D, 0, Clamp(0, "f", 3, 0.5)), 0, Network.build(4, [(load_cell("lstm"), 3)], 1)),
        "clamp's unit",
    ),
    "a place for words": (lambda: insert_words(D, 14, ("x",)), "place in the sequence"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_a_document_has_no_place_for_is_told(case: str) -> None:
    call, field = WRONG[case]
    with pytest.raises(CarouselError) as caught:
        call()
    assert caught.value.field == field


# any series of edits

PLAIN = scenes.document("The boy near dogs ran", cells=(("lstm", 2), ("gru", 1)))
WIRED = [wired_scenes.document(name).models[0] for name in ("in blocks", "learnt", "a window, backward")]
OPENED = set_clamp(replace(PLAIN, models=(*PLAIN.models, *WIRED)), 0, Clamp(0, "f", 1, 0.5, 1, 2))
SMALL = st.integers(0, 3)
VALUE = st.sampled_from([0.0, -1.0, 0.5, 1e300, -1.7e308, 5e-324]) | st.floats(allow_nan=False, allow_infinity=False)
KINDS = ["weight", "cut", "mend", "hold", "let go", "free", "words", "randomise", "colour", "unit back", "model back"]
MOVES = st.tuples(st.sampled_from(KINDS), st.integers(0, 4), SMALL, SMALL, VALUE)


def changed(document: Document, kind: str, model: int, a: int, b: int, value: float) -> Document:
    """One edit of a kind, its numbers brought to what the document has."""
    model %= len(document.models)
    network = document.models[model].network
    layer = (a + b) % len(network.layers)
    cell = network.layers[layer].cell
    unit, signal = a % network.layers[layer].units, cell.signals[b % len(cell.signals)]
    weights = weights_of(network, layer, unit) + weights_out_of(network, layer, unit)
    match kind:
        case "weight":
            return set_weight(document, model, *weights[(7 * a + b) % len(weights)], value)
        case "cut" | "mend":
            return set_cuts(document, model, weights[a :: b + 1], kind == "cut")
        case "hold":
            return set_clamp(document, model, Clamp(layer, signal, unit, value, a, None if b == 0 else a + b))
        case "let go":
            return release(document, model, layer, signal, unit, b, b + a)
        case "free":
            return release_all(document, model)
        case "words":
            return insert_words(document, min(a + b, len(document.sequence)), ("x", "dogs")[: a % 3])
        case "randomise":
            return randomise(document, model, a)
        case "colour":
            return recolour(document, model, f"#{a}{b}0000")
        case "unit back":
            return reset_unit(document, OPENED, model, layer, unit, None if b else signal)
    return reset_model(document, OPENED, model)


@given(st.lists(MOVES, max_size=10), st.data())
@settings(max_examples=60)
def test_any_series_of_edits_is_valid_and_undone_to_the_same_objects(
    moves: list[tuple[str, int, int, int, float]], data: st.DataObject
) -> None:
    history, past = History(OPENED), [OPENED]
    for kind, *numbers in moves:
        document = changed(history.document, kind, *numbers)  # type: ignore[arg-type]
        history.push(document, kind)
        if document is not past[-1]:
            past.append(document)
    written = [dumps(document, View()) for document in past]
    for document, data_written in zip(past, written, strict=True):
        assert dumps(loads(data_written)[0], View()) == data_written
        state = State(document, View(cursor=99, unit=9).fitted(document))
        assert all(state.trace(index).steps == state.steps for index in range(len(document.models)))
    steps = data.draw(st.lists(st.booleans(), max_size=2 * len(past)))
    present = len(past) - 1
    for forward in steps:
        moved = history.redo() if forward else history.undo()
        aim = present + (1 if forward else -1)
        assert moved == (0 <= aim < len(past))
        present = aim if moved else present
        assert history.document is past[present]
    for document, data_written in zip(past, written, strict=True):
        assert dumps(document, View()) == data_written  # no edit reached into what was before it
