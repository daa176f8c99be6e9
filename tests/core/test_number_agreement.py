"""The agreement task keeps its rules, its seeds and its answers to itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import Network, load_cell
from core.errors import CarouselError
from core.tasks import CHANCE, INPUTS, OTHER, PLURAL, SINGULAR, STOP, Batch, accuracy, agreement


def words(batch: Batch, stream: int) -> list[int]:
    """The words of one stream up to its end, as places in INPUTS."""
    return [int(k) for k in batch.x[: batch.lengths[stream], stream].argmax(axis=1)]


def sentences(batch: Batch) -> list[tuple[list[int], int, int]]:
    """Every sentence: its words, stream and first step, told from the full stops alone."""
    found = []
    for stream in range(len(batch.lengths)):
        text, first = words(batch, stream), 0
        for step, word in enumerate(text):
            if word == STOP:
                found.append((text[first : step + 1], stream, first))
                first = step + 1
        assert first == len(text), "a stream ends with a full stop"
    return found


@given(st.integers(0, 2**32), st.integers(0, 12), st.integers(0, 12))
def test_every_sentence_keeps_the_rules(seed: int, shortest: int, wider: int) -> None:
    batch = agreement(seed, 6, (shortest, shortest + wider))
    found = sentences(batch)
    assert len(found) == 12
    for text, stream, first in found:
        subject = next(k for k, word in enumerate(text) if word != OTHER)
        asked = len(text) - 4  # before the verb, one other word and the full stop
        assert subject in (1, 2)
        assert text[subject] in (SINGULAR, PLURAL)
        assert shortest <= asked - subject <= shortest + wider
        assert STOP not in text[:-1]
        assert text[-3:] == [OTHER, OTHER, STOP]
        scored = batch.scored[first : first + len(text), stream]
        assert np.flatnonzero(scored).tolist() == [asked]
        assert batch.target[first + asked, stream] == (text[subject] == SINGULAR)


def test_only_two_steps_of_a_stream_are_scored_and_none_beyond_its_end() -> None:
    batch = agreement(3, 40)
    steps = np.arange(len(batch.x))[:, None]
    beyond = steps >= batch.lengths
    assert beyond.any(), "the streams of a batch end at different steps"
    assert (batch.scored.sum(axis=0) == 2).all()
    assert not (batch.scored & beyond).any()
    assert (batch.x.argmax(axis=2)[beyond] == OTHER).all()
    assert (batch.x.sum(axis=2) == 1).all()
    assert batch.lengths.max() == len(batch.x)


def test_how_often_is_as_told() -> None:
    batch = agreement(0, 4000)
    found = sentences(batch)
    subjects = [next(k for k, w in enumerate(text) if w != OTHER) for text, _, _ in found]
    gap_words = np.concatenate([text[s + 1 : -3] for (text, _, _), s in zip(found, subjects, strict=True)])
    gaps = np.array([len(text) - 4 - s for (text, _, _), s in zip(found, subjects, strict=True)])
    nouns = gap_words[gap_words != OTHER]
    assert np.mean(gap_words != OTHER) == pytest.approx(0.3, abs=0.01)
    assert np.mean(nouns == PLURAL) == pytest.approx(0.5, abs=0.01)
    assert np.mean(np.array(subjects) == 1) == pytest.approx(0.5, abs=0.02)
    assert batch.target[batch.scored].mean() == pytest.approx(CHANCE, abs=0.02)
    assert (np.bincount(gaps, minlength=21)[10:] / len(gaps)).tolist() == pytest.approx([1 / 11] * 11, abs=0.01)


def test_neither_the_verb_nor_the_gap_tells_of_the_subject() -> None:
    batch = agreement(1, 4000, (10, 10))
    kinds = batch.x.argmax(axis=2)
    step, stream = np.nonzero(batch.scored)
    singular = batch.target[step, stream] == 1
    for later in (1, 2):
        assert (kinds[step + later, stream] == OTHER).all()
    for earlier in range(10):
        word = kinds[step - earlier, stream]
        told = np.mean((word == SINGULAR)[word != OTHER] == singular[word != OTHER])
        assert told == pytest.approx(0.5, abs=0.04)  # 2,400 nouns: four standard deviations


def test_a_seed_gives_the_same_batch_to_the_bit_and_a_generator_goes_on() -> None:
    def as_bytes(batch: Batch) -> list[bytes]:
        return [array.tobytes() for array in (batch.x, batch.target, batch.scored, batch.lengths)]

    assert as_bytes(agreement(5, 8)) == as_bytes(agreement(5, 8))
    assert as_bytes(agreement(5, 8)) != as_bytes(agreement(6, 8))
    rng = np.random.default_rng(5)
    first, second = agreement(rng, 8), agreement(rng, 8)
    assert as_bytes(first) == as_bytes(agreement(5, 8))
    assert as_bytes(first) != as_bytes(second)


def test_the_arrays_are_shaped_as_told_and_read_only() -> None:
    batch = agreement(0, 8)
    steps = len(batch.x)
    assert batch.x.shape == (steps, 8, len(INPUTS))
    assert batch.target.shape == batch.scored.shape == (steps, 8)
    assert batch.scored.dtype == bool
    for array in (batch.x, batch.target, batch.scored, batch.lengths):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def last_word_reader() -> Network:
    """Says plural where the word it sees is a plural noun, else singular."""
    network = Network.build(len(INPUTS), [(load_cell("dense"), 1)], 1, "sigmoid")
    network = network.with_parameter(0, "W", [[1.0, -1.0, 0.1, 0.1]])
    return network.with_parameter("readout", "W_y", [[1.0]])


def test_accuracy_counts_the_right_answers() -> None:
    reader = last_word_reader()
    assert accuracy(reader, 0, 200) == 1.0  # at gap 0 the word asked at is the subject
    assert accuracy(reader.with_parameter("readout", "W_y", [[-1.0]]), 0, 200) == 0.0
    assert accuracy(reader, 10, 4000) == pytest.approx(CHANCE, abs=0.03)
    assert accuracy(reader, 10, 200, seed=1) == accuracy(reader, 10, 200, seed=1)
    assert accuracy(reader, 10, 201, seed=1) == accuracy(reader, 10, 202, seed=1)  # whole streams


@pytest.mark.parametrize(("streams", "gaps"), [(0, (1, 2)), (1, (-1, 2)), (1, (3, 2)), (1, (1, 10**9))])
def test_numbers_that_do_not_fit_are_refused(streams: int, gaps: tuple[int, int]) -> None:
    with pytest.raises(CarouselError, match="expected"):
        agreement(0, streams, gaps)


@pytest.mark.parametrize(("inputs", "outputs", "readout"), [(3, 1, "sigmoid"), (4, 2, "softmax")])
def test_a_network_for_another_task_is_refused(inputs: int, outputs: int, readout: str) -> None:
    network = Network.build(inputs, [(load_cell("elman"), 2)], outputs, readout)
    with pytest.raises(CarouselError, match="4 inputs and one sigmoid output"):
        accuracy(network, 1)
