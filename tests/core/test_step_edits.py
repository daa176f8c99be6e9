"""Edits of the sequence: what each step was, stays on it: its word, its own input, its clamps, the question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import Clamp, run
from core.clamps import clamped_to
from core.document import Document, Question, set_clamp
from core.errors import CarouselError
from core.step_edits import (
    clear_vectors,
    delete_steps,
    duplicate_steps,
    insert_words,
    move_steps,
    new_words,
    relabel_step,
    set_input,
    set_question,
    set_sequence,
    set_vector,
    set_vectors,
    set_word,
    unknown_words,
)
from tests.core import scenes

OWN = (0.25, -1.0, 0.0, 2.0)
D = scenes.document()
T = len(D.sequence)


def held(document: Document, step: int) -> float | None:
    """What f of the LSTM's unit 1 is held at, at a step."""
    clamp = clamped_to(document.models[0].clamps, 0, "f", 0, step)
    return None if clamp is None else clamp.value


def by_hand(document: Document) -> list[tuple[str, tuple[float, ...], float | None]]:
    """Word, input and hold of every step."""
    own = document.vectors or (None,) * len(document.sequence)
    steps = enumerate(zip(document.sequence, own, strict=True))
    return [(w, document.encoder.vector(w) if v is None else v, held(document, k)) for k, (w, v) in steps]


def marked(clamps: tuple[Clamp, ...] = (Clamp(0, "f", 0, 0.5, 2, 4), Clamp(0, "f", 0, -1.0, 9))) -> Document:
    document = set_vector(set_vector(D, 3, OWN), 7, (0.0, 0.0, 0.0, 0.0))
    for clamp in clamps:
        document = set_clamp(document, 0, clamp)
    return document


def test_a_step_with_an_input_of_its_own_is_run_on_it() -> None:
    document = set_vector(D, 3, OWN)
    x = D.x.copy()
    x[3] = OWN
    assert np.array_equal(document.x, x) and document.sequence is D.sequence
    ours, theirs = run(document.models[0].network, document.x), run(document.models[0].network, x)
    assert np.array_equal(ours[0, "h"], theirs[0, "h"]) and not np.array_equal(
        ours.output, run(ours.network, D.x).output
    )
    assert np.array_equal(ours.output[:3], run(ours.network, D.x).output[:3])  # the past of the step is as it was
    assert set_vector(document, 3, None).vectors == () and set_vector(document, 3, OWN) is document
    assert set_vector(document, 3, D.vector(3)).vectors == ()  # its word's own is none of its own
    assert set_input(D, 3, 1, -1.0).vector(3) == (D.vector(3)[0], -1.0, *D.vector(3)[2:])
    assert set_word(document, 3, "boys").vectors == () and set_word(document, 3, "boys").vector(3) == D.encoder.vector(
        "boys"
    )


def test_steps_have_the_input_of_their_words_again_all_at_once() -> None:
    document = set_vector(set_vector(set_vector(D, 1, OWN), 3, OWN), 7, OWN)
    assert clear_vectors(document, (1, 3)).vectors == set_vector(set_vector(document, 1, None), 3, None).vectors
    assert clear_vectors(document, range(T)).vectors == () and clear_vectors(document, ()) is document
    nameless = relabel_step(replace(document, encoder=replace(D.encoder, other=None)), 3, "zebra")
    with pytest.raises(CarouselError, match="word: expected a word that the encoder knows, found 'zebra'"):
        clear_vectors(nameless, (1, 3))


def test_the_same_sequence_is_the_same_array_however_else_the_document_changes() -> None:
    document = set_vector(D, 3, OWN)
    assert replace(document, title="other").x is document.x
    assert set_vector(set_vector(document, 3, None), 3, OWN).x is not None


@given(st.data())
@settings(max_examples=150)
def test_runs_of_steps_are_deleted_moved_and_copied_as_a_list_would_be(data: st.DataObject) -> None:
    document = marked()
    steps = by_hand(document)
    first = data.draw(st.integers(0, T - 1))
    last = data.draw(st.integers(first, T - 1))
    run_of, others = steps[first : last + 1], steps[:first] + steps[last + 1 :]
    assert by_hand(delete_steps(document, first, last)) == others
    to = data.draw(st.integers(0, len(others)))
    assert by_hand(move_steps(document, first, last, to)) == others[:to] + run_of + others[to:]
    copied = by_hand(duplicate_steps(document, first, last))
    assert [step[:2] for step in copied] == [s[:2] for s in steps[: last + 1] + run_of + steps[last + 1 :]]
    assert copied[: last + 1] == steps[: last + 1]


def test_what_is_put_within_a_hold_is_held_and_what_is_beside_it_is_not() -> None:
    document = marked()
    assert [held(insert_words(document, 3, ("again",)), k) for k in range(1, 7)] == [None, 0.5, 0.5, 0.5, 0.5, None]
    assert held(insert_words(document, 2, ("again",)), 2) is None
    assert held(insert_words(document, T, ("again",)), T) == -1.0  # held to the end, however far that is
    everywhere = marked((Clamp(0, "f", 0, 0.5),))
    assert delete_steps(everywhere, 0, T - 1).models[0].clamps == (Clamp(0, "f", 0, 0.5),)
    beyond = marked((Clamp(0, "f", 0, 0.5, T + 3),))
    assert delete_steps(beyond, 0, 1).models[0].clamps == (Clamp(0, "f", 0, 0.5, T + 1),)


def test_the_question_stays_on_its_words_and_goes_with_them() -> None:
    question = D.question
    assert question is not None
    moved = delete_steps(D, 0, 0).question
    assert moved == replace(question, subject=question.subject - 1, asked=question.asked - 1)
    assert delete_steps(D, question.subject, question.subject).question is None
    assert delete_steps(D, question.asked, question.asked).question is None
    assert move_steps(D, question.subject, question.subject, question.asked + 1).question is None
    assert delete_steps(D, 0, T - 1).question is None and delete_steps(D, 0, T - 1).sequence == ()
    assert set_word(D, question.subject, "boys").question == question
    other = Question("p", "a", "b", 2, 5)
    assert set_question(D, other).question == other and set_question(D, None).question is None
    assert set_question(D, question) is D
    with pytest.raises(CarouselError, match="subject and asked in order"):
        set_question(D, replace(other, asked=T))


def test_a_sentence_typed_anew_keeps_what_is_on_the_words_it_shares() -> None:
    document = marked()
    longer = set_sequence(
        document,
        ("And", *document.sequence[:5], "red", *document.sequence[5:]),
        (None, *document.vectors[:5], None, *document.vectors[5:]),
    )
    assert [held(longer, k) for k in range(7)] == [None, None, None, 0.5, 0.5, 0.5, None]
    assert longer.question is not None and D.question is not None and longer.question.asked == D.question.asked + 2
    plural = tuple("boys" if word == "boy" else word for word in D.sequence)
    assert set_sequence(D, plural).question == D.question
    assert set_sequence(document, document.sequence, document.vectors) is document
    other = set_sequence(document, ("dogs", "ran"), ())
    assert other.sequence == ("dogs", "ran") and other.vectors == () and other.question is None


def test_a_label_changes_without_the_input_and_a_curve_without_the_labels() -> None:
    labelled = relabel_step(D, 1, "+0.3")
    assert labelled.sequence[1] == "+0.3" and np.array_equal(labelled.x, D.x)
    drawn = set_vectors(D, 2, [(0.1, 0, 0, 0), (0.2, 0, 0, 0)])
    assert drawn.sequence == D.sequence and drawn.x[2:4, 0].tolist() == [0.1, 0.2]
    assert np.array_equal(np.delete(drawn.x, [2, 3], 0), np.delete(D.x, [2, 3], 0))
    assert set_vectors(drawn, 2, [(0.1, 0, 0, 0), (0.2, 0, 0, 0)]) is drawn and set_vectors(D, 0, []) is D
    known = replace(D.encoder, other=None)
    assert unknown_words(known, ("boy", "zebra", "ant", "zebra")) == ("zebra", "ant")
    assert unknown_words(D.encoder, ("zebra",)) == ()


BARE = replace(D, sequence=("boy",), encoder=replace(D.encoder, other=None), question=None)
REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "an unknown word": (lambda: insert_words(BARE, 0, ("zebra",)), "word: expected a word that the encoder"),
    "an unknown word in place": (lambda: set_word(BARE, 0, "zebra"), "word: expected a word that the encoder knows"),
    "no word": (lambda: set_word(D, 0, "  "), "word: expected 1 to 60 printable characters, found nothing"),
    "two lines": (lambda: set_word(D, 0, "a\nb"), "word: expected 1 to 60 printable characters, found 'a"),
    "a step too far": (lambda: set_word(D, T, "a"), f"step: expected 0 to {T - 1}, found {T}"),
    "a run the wrong way": (lambda: delete_steps(D, 3, 2), "last step: expected 3, the first, or later, found 2"),
    "a place too far": (lambda: move_steps(D, 0, 1, T), f"place to move to: expected 0 to {T - 2}, found {T}"),
    "too few numbers": (lambda: set_vector(D, 0, (1.0,)), "input of the step: expected 4 numbers, found 1"),
    "no number": (
        lambda: set_vector(D, 0, (1.0, 0.0, 0.0, float("nan"))),
        "input of the step: expected finite numbers",
    ),
    "an input too far": (lambda: set_input(D, 0, 4, 1.0), "input: expected 0 to 3, found 4"),
    "a label without a vector": (
        lambda: set_vector(relabel_step(BARE, 0, "zebra"), 0, None),
        "word: expected a word that",
    ),
    "too many vectors": (
        lambda: set_sequence(D, ("boy",), (None, None)),
        "vectors: expected one for each of 1 words, or none, found 2",
    ),
    "too many steps": (
        lambda: insert_words(D, 0, ("boy",) * 100_000),
        f"steps: expected at most 100,000, found {100_000 + T:,}",
    ),
    "vectors without a step": (
        lambda: replace(D, vectors=(None,)),
        f"vectors: expected one for each of {T} steps, or none, found 1",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_no_place_is_refused_in_a_sentence(name: str) -> None:
    edit, sentence = REFUSED[name]
    with pytest.raises(CarouselError) as caught:
        edit()
    assert str(caught.value).startswith(sentence)


def test_a_word_is_new_until_somebody_said_what_its_input_is() -> None:
    assert new_words(D, ("boy", "The", D.fillers[0], "zebra", "gnu", "zebra")) == ("zebra", "gnu")
    labelled = set_vector(
        relabel_step(D, 1, "zebra"), 1, OWN
    )  # that has numbers of its own, and says nothing of the word
    assert new_words(labelled, ("zebra",)) == ("zebra",)
    assert new_words(insert_words(D, 0, ("zebra",)), ("zebra",)) == ()
    assert new_words(BARE, ("boy", "zebra")) == ("zebra",)
