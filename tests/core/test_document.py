"""Documents: edits are pure, share what they do not change, and refuse what does not fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import load_cell, start
from core.document import (
    Document,
    Question,
    randomise,
    reset_model,
    reset_weight,
    set_network,
    set_weight,
)
from core.errors import CarouselError
from core.network import Network
from core.step_edits import insert_words
from tests.core import scenes

PLACES = [
    (0, 0, "W_i", (0, 2)),
    (0, 0, "U_f", (3, 1)),
    (0, 0, "b_o", (2,)),
    (0, "readout", "W_y", (0, 1)),
    (1, 0, "U", (8, 8)),
    (1, "readout", "b_y", (0,)),
]


@pytest.mark.parametrize("model, place, name, index", PLACES)
def test_a_weight_is_set_and_nothing_else_moves(
    model: int, place: int | str, name: str, index: tuple[int, ...]
) -> None:
    before = scenes.document()
    after = set_weight(before, model, place, name, index, 2.5)  # type: ignore[arg-type]
    array, old = after.models[model].network.parameter(place, name), before.models[model].network.parameter(place, name)  # type: ignore[arg-type]
    assert array[index] == 2.5
    assert old[index] != 2.5
    assert (np.argwhere(array != old) == np.array([index])).all()
    assert after.models[1 - model] is before.models[1 - model]
    assert after.encoder is before.encoder


@pytest.mark.parametrize("model, place, name, index", PLACES)
def test_a_weight_goes_back_to_the_document_as_opened(
    model: int, place: int | str, name: str, index: tuple[int, ...]
) -> None:
    opened = scenes.document()
    edited = set_weight(opened, model, place, name, index, 2.5)  # type: ignore[arg-type]
    back = reset_weight(edited, opened, model, place, name, index)  # type: ignore[arg-type]
    assert (
        back.models[model].network.parameter(place, name) == opened.models[model].network.parameter(place, name)
    ).all()  # type: ignore[arg-type]


def test_a_whole_model_goes_back() -> None:
    opened = scenes.document()
    edited = set_weight(set_weight(opened, 0, 0, "W_i", (0, 0), 9.0), 0, "readout", "b_y", (0,), 1.0)
    assert reset_model(edited, opened, 0).models[0].network is opened.models[0].network


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(CarouselError, match="W_i.*finite"):
        set_weight(scenes.document(), 0, 0, "W_i", (0, 0), value)


@pytest.mark.parametrize("index", [(4, 0), (0, 4), (-1, 0), (0,), (0, 0, 0)])
def test_a_place_outside_is_refused(index: tuple[int, ...]) -> None:
    with pytest.raises(CarouselError, match="index into W_i"):
        set_weight(scenes.document(), 0, 0, "W_i", index, 1.0)


def test_randomise_is_a_function_of_the_shown_seed() -> None:
    document = scenes.document()
    one, same, other = randomise(document, 1, 7), randomise(document, 1, 7), randomise(document, 1, 8)
    pairs = list(document.models[1].network.places())
    for place, name in pairs:
        assert (one.models[1].network.parameter(place, name) == same.models[1].network.parameter(place, name)).all()
    assert (one.models[1].network.parameter(0, "U") != other.models[1].network.parameter(0, "U")).any()
    assert np.abs(one.models[1].network.parameter(0, "U")).max() <= 1 / 3


def test_randomise_keeps_cuts() -> None:
    document = scenes.document()
    mask = np.eye(4, dtype=bool)
    document = set_network(document, 0, document.models[0].network.with_cut(0, "U_g", mask))
    network = randomise(document, 0, 3).models[0].network
    assert (network.cut(0, "U_g") == mask).all()
    assert (network.layers[0].effective["U_g"][mask] == 0).all()


def test_randomise_draws_as_build_does_and_puts_another_start_on_top() -> None:
    document = scenes.document()
    build = Network.build(4, [(load_cell("lstm"), 4)], 1, "sigmoid", 5)
    assert randomise(document, 0, 5).models[0].network.equals(build)
    begun = randomise(document, 0, 5, "orthogonal", gain=2.0).models[0].network
    assert begun.equals(start(build, "orthogonal", 5, gain=2.0))
    with pytest.raises(CarouselError, match="start: expected one of uniform"):
        randomise(document, 0, 5, "he")


@given(at=st.integers(0, 13))
def test_words_are_inserted_in_place(at: int) -> None:
    document = scenes.document()
    longer = insert_words(document, at, document.fillers)
    assert longer.sequence[at : at + 10] == document.fillers
    assert longer.sequence[:at] + longer.sequence[at + 10 :] == document.sequence
    assert longer.x.shape == (23, 4)


def test_an_unknown_word_needs_a_vector_for_others() -> None:
    document = scenes.document()
    strict = replace(document.encoder, other=None)
    known = Document("t", document.models, ("boy",), strict)
    with pytest.raises(CarouselError, match="zebra"):
        insert_words(known, 0, ("zebra",))


def test_a_model_must_fit_the_encoder() -> None:
    document = scenes.document()
    narrow = Network.build(3, [(document.models[0].network.layers[0].cell, 2)], 1)
    with pytest.raises(CarouselError, match="4 inputs"):
        set_network(document, 0, narrow)


def test_the_encoded_sequence_is_one_read_only_array() -> None:
    document = scenes.document()
    assert document.x is set_weight(document, 0, 0, "W_i", (0, 0), 1.0).x
    assert not document.x.flags.writeable
    assert (document.x.sum(axis=1) == 1).all()


@pytest.mark.parametrize(
    "at, subject, asked", [(0, 11, 19), (1, 11, 19), (2, 1, 19), (10, 1, 19), (11, 1, 9), (13, 1, 9)]
)
def test_the_question_goes_along_with_its_words(at: int, subject: int, asked: int) -> None:
    question = insert_words(scenes.document(), at, ("x",) * 10).question
    assert question is not None
    assert (question.subject, question.asked) == (subject, asked)


@pytest.mark.parametrize("subject, asked", [(-1, 9), (10, 9), (1, 13)])
def test_a_question_outside_the_sequence_is_refused(subject: int, asked: int) -> None:
    document = scenes.document()
    with pytest.raises(CarouselError, match="question"):
        replace(document, question=Question("?", "a", "b", subject, asked))
