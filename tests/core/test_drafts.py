"""A typed sequence: what its words, numbers and rows are, what must be asked for, and what answers make of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.blank import blank
from core.clamps import Clamp
from core.document import Document, Encoder, set_clamp
from core.drafts import Answer, Draft, apply_draft, drafted, quoted, read_text, with_words, written
from core.errors import CarouselError
from core.input_edits import add_input, rename_input, rename_word, set_content
from core.shared_steps import shared_steps
from core.step_edits import set_sequence, set_values, set_vector
from core.tasks import load_task, task_names
from core.texts import tokens
from tests.core import scenes


def strict() -> Document:
    """A document whose encoder has no vector for other words."""
    document = scenes.document()
    words = {word: document.encoder.vector(word) for word in document.sequence}
    return replace(document, encoder=Encoder(scenes.INPUTS, words))


def numeric(inputs: int = 1) -> Document:
    document, _ = blank()
    for _ in range(inputs - 1):
        document = add_input(document)
    return document


def test_what_is_written_is_read_back_and_changes_nothing() -> None:
    document = set_vector(scenes.document(), 2, (1, 2, 3, 4))
    draft = drafted(document, written(document))
    assert apply_draft(document, draft) is document


def test_punctuation_is_a_step_and_names_of_several_words_are_one() -> None:
    document = strict()
    draft = drafted(document, 'The boy, playing. "singular noun"')
    assert draft.words == ("The", "boy", ",", "playing", ".", "singular noun")
    assert draft.unknown(document) == (",", "singular noun")
    assert [written(document)[0:3], quoted("a b"), quoted('a"b')] == ["The", '"a b"', '"a""b"']


def test_places_are_where_the_words_stand() -> None:
    text = "The  zebra, was"
    draft = drafted(strict(), text)
    assert [text[a:b] for a, b in draft.places] == ["The", "zebra", ",", "was"]


@pytest.mark.parametrize("text", ["0.5 -1 0.3", "0,5 -1 0,3", "0.5; -1; 0.3", "0.5\n-1\n0.3", "0.5, -1, 0.3"])
def test_numbers_of_one_input(text: str) -> None:
    draft = drafted(numeric(), text)
    assert draft.vectors == ((0.5,), (-1.0,), (0.3,))
    assert draft.words == ("0.5", "-1", "0.3")


@pytest.mark.parametrize("text", ["0.5,1 -1,0", "0.5, 1; -1, 0", "0.5 1; -1 0;", "0.5,1\n-1,0"])
def test_rows_of_several_inputs(text: str) -> None:
    draft = drafted(numeric(2), text)
    assert draft.vectors == ((0.5, 1.0), (-1.0, 0.0))
    assert draft.words == ("0.5,1", "-1,0")


def test_a_row_of_too_many_numbers_is_told() -> None:
    with pytest.raises(CarouselError, match="row 2: expected 2 numbers, one for each input, found 3"):
        drafted(numeric(2), "1 2; 3 4 5")


def test_numbers_keep_all_their_digits_while_their_label_is_shorter() -> None:
    document = set_sequence(numeric(), ["0.123", "1"], [(0.123456789,), (1.0,)])
    made = apply_draft(document, drafted(document, "0.123 2 1"))
    assert made.vectors == ((0.123456789,), (2.0,), (1.0,))


def test_a_word_with_numbers_of_its_own_keeps_them_through_an_edit_elsewhere() -> None:
    document = set_clamp(set_vector(scenes.document(), 6, (1, 2, 3, 4)), 0, Clamp(0, "f", 0, 0.0, 6, 6))
    text = written(document).replace("who", "who often")
    made = apply_draft(document, drafted(document, text))
    assert made.vector(7) == (1, 2, 3, 4) and made.sequence[7] == document.sequence[6]
    assert made.models[0].clamps[0].first == 7
    assert made.question is not None and document.question is not None
    assert made.question.asked == document.question.asked + 1


def test_a_new_word_is_known_as_answered() -> None:
    document = strict()
    draft = drafted(document, "The zebra was")
    with pytest.raises(CarouselError, match="a word that the encoder knows, found 'zebra'"):
        apply_draft(document, draft)
    like = apply_draft(document, draft, {"zebra": Answer("like", like="dogs")})
    assert like.vector(1) == document.encoder.vector("dogs")
    own = apply_draft(document, draft, {"zebra": Answer("own", numbers=(0.5, 0, 0, 1))})
    assert own.vector(1) == (0.5, 0, 0, 1)
    fresh = apply_draft(document, draft, {"zebra": Answer("input")})
    assert fresh.encoder.inputs == (*scenes.INPUTS, "zebra")
    assert fresh.vector(1) == (0, 0, 0, 0, 1) and fresh.vector(0) == (*document.vector(0), 0)
    assert fresh.models[0].network.inputs == 5


def test_several_new_words_get_an_input_each_and_numbers_grow() -> None:
    document = strict()
    draft = Draft(("zebra", "gnu", "ibex", "1"), (None, None, None, (1.0, 2.0, 3.0, 4.0)))
    answers = {"zebra": Answer("input"), "gnu": Answer("input"), "ibex": Answer("own", numbers=(9.0, 0.0, 0.0, 0.0))}
    made = apply_draft(document, draft, answers)
    assert made.x.tolist() == [[0, 0, 0, 0, 1, 0], [0, 0, 0, 0, 0, 1], [9, 0, 0, 0, 0, 0], [1, 2, 3, 4, 0, 0]]


def test_new_words_share_an_input_that_is_named_and_what_nobody_uses_is_gone_at_first() -> None:
    bare, _ = blank()
    answers = {"a": Answer("input", name="letter"), "b": Answer("input", name="letter"), "!": Answer("input")}
    made = apply_draft(bare, drafted(bare, "a b !"), answers)
    assert made.encoder.inputs == ("letter", "!") and made.x.tolist() == [[1, 0], [1, 0], [0, 1]]
    kept = apply_draft(bare, drafted(bare, "a 0.5 b"), {**answers, "b": Answer("own", numbers=(2.0,))})
    assert kept.encoder.inputs == ("input 1", "letter", "!") and kept.x.tolist() == [[0, 1, 0], [0.5, 0, 0], [2, 0, 0]]
    named = rename_input(bare, 0, "mine")
    assert apply_draft(named, drafted(named, "a"), {"a": answers["a"]}).encoder.inputs == ("mine", "letter")
    more = apply_draft(made, drafted(made, "c"), {"c": Answer("input", name="!")})
    assert more.encoder.inputs == made.encoder.inputs and more.x.tolist() == [[0, 1]]


@given(st.lists(st.sampled_from(["boy", "dogs", ".", "who", 'a "b" c', "x; y", "two words"]), min_size=1, max_size=12))
def test_any_sequence_is_read_back_as_it_is_written(words: list[str]) -> None:
    document = set_sequence(scenes.document(), words)
    assert drafted(document, written(document)).words == tuple(words)


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_shared_steps_are_in_order_and_ends_are_kept(before: list[str], after: list[str]) -> None:
    found = shared_steps(before, after)
    assert len(found) == len(after)
    kept = [old for old in found if old is not None]
    assert kept == sorted(set(kept))
    if before == after:
        assert found == list(range(len(before)))


def test_a_word_put_into_a_very_long_sequence_leaves_the_others_what_they_were() -> None:
    before = ["a", "b"] * 3000
    found = shared_steps(before, [*before[:10], "new", *before[10:]])
    assert found[:12] == [*range(10), None, 10] and found[-1] == 5999


def test_texts_fall_apart_into_words_and_marks() -> None:
    assert tokens("Don't stop: well-known 3.5 €!") == ("Don't", "stop", ":", "well-known", "3.5", "€", "!")
    assert tokens("The THE", lower=True, most=1) == ("the",)
    assert len(tokens("x" * 99)[0]) == 60


@pytest.mark.parametrize("name", task_names())
def test_a_sample_of_every_task_becomes_a_document(name: str) -> None:
    from core.samples import sample

    task = load_task(name)
    found = sample(task, 3)
    document = set_content(blank()[0], found.inputs, found.words, found.sequence, found.vectors)
    batch = task.draw(3, 1)
    assert (document.x == batch.x[: batch.lengths[0], 0]).all()
    assert len(found.answers) == int(batch.counted.sum())
    again = sample(task, 3)
    assert again.sequence == found.sequence and again.answers == found.answers


def test_a_step_that_is_called_by_its_value_follows_it_and_a_word_stays() -> None:
    document = set_sequence(numeric(), ["0.5", "again"], [(0.5,), (0.5,)])
    made = set_values(document, 0, [(0.25,), (0.75,)])
    assert made.sequence == ("0.25", "again") and made.x.ravel().tolist() == [0.25, 0.75]
    assert set_values(made, 0, [(0.25,), (0.75,)]) is made
    assert set_values(made, 0, []) is made


def test_values_of_a_word_are_no_longer_its_own_only_where_they_differ() -> None:
    document = scenes.document()
    same = set_values(document, 1, [document.vector(1)])
    assert same is document
    made = set_values(document, 1, [(0, 0, 0, 2)])
    assert made.sequence == document.sequence and made.vector(1) == (0, 0, 0, 2)


def test_what_is_put_in_does_not_take_the_numbers_of_a_step_of_the_same_name() -> None:
    document = set_vector(scenes.document(), 2, (1, 2, 3, 4))
    assert read_text(document, "who").vectors == (None,)
    assert drafted(document, "who").vectors == ((1, 2, 3, 4),)


def test_the_words_of_a_text_get_an_input_each_or_one_for_all() -> None:
    words = ("a", "dog", "and", "a", "cat")
    bare, _ = blank()
    each = with_words(bare, words, "inputs")
    assert each.encoder.inputs == ("a", "dog", "and", "cat") and each.x.argmax(axis=1).tolist() == [0, 1, 2, 0, 3]
    one = with_words(bare, words, "other")
    assert one.encoder.inputs == ("other word",) and one.x.tolist() == [[1.0]] * 5
    document = strict()
    more = with_words(document, ("boy", "zebra", "gnu"), "inputs")
    assert more.encoder.inputs == (*scenes.INPUTS, "zebra", "gnu")
    assert more.x.argmax(axis=1).tolist() == [0, 4, 5]
    other = with_words(document, ("boy", "zebra", "gnu"), "other")
    assert other.encoder.inputs == (*scenes.INPUTS, "other word 2") and other.x.argmax(axis=1).tolist() == [0, 4, 4]
    with pytest.raises(CarouselError, match="inputs: expected at most 512, found 600, one for each word"):
        with_words(bare, [f"w{k}" for k in range(600)], "inputs")


def test_a_word_is_renamed_wherever_it_stands() -> None:
    document = scenes.document("dogs and dogs")
    made = rename_word(document, "dogs", "hounds")
    assert made.sequence == ("hounds", "and", "hounds") and (made.x == document.x).all()
    assert list(made.encoder.words) == ["boy", "hat", "boys", "hounds", "."]
    for name, sentence in (("boy", "one that no other word has, found 'boy'"), ("", "1 to 60 printable characters")):
        with pytest.raises(CarouselError, match=sentence):
            rename_word(document, "dogs", name)


def test_a_new_word_can_be_read_as_any_other_without_the_encoder_being_told() -> None:
    document = scenes.document()
    draft = drafted(document, "The zebra was")
    assert draft.unknown(document) == ("zebra",)
    made = apply_draft(document, draft, {"zebra": Answer("any")})
    assert made.encoder is document.encoder and made.vector(1) == document.encoder.other
    assert with_words(document, ("boy", "zebra"), "any").encoder is document.encoder
    assert with_words(document, ("boy", "zebra"), "inputs").encoder.inputs == (*scenes.INPUTS, "zebra")
