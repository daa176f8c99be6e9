"""A document is the whole state of the work: models, sequence, encoder. Frozen; an edit is a pure function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from core.errors import CarouselError
from core.network import Array, Network, Place


@dataclass(frozen=True, eq=False)
class Encoder:
    """word -> vector. `inputs` names the components; `other` is the vector of a word that is not in `words`."""

    inputs: tuple[str, ...]
    words: Mapping[str, tuple[float, ...]]
    other: tuple[float, ...] | None = None

    def vector(self, word: str) -> tuple[float, ...]:
        """The vector of one word; CarouselError for an unknown one where the encoder has no `other`."""
        found = self.words.get(word, self.other)
        if found is None:
            raise CarouselError("word", "a word that the encoder knows", repr(word))
        return found

    def encode(self, sequence: Sequence[str]) -> Array:
        """(T, inputs), float64."""
        return np.array([self.vector(word) for word in sequence], dtype=np.float64).reshape(-1, len(self.inputs))


@dataclass(frozen=True)
class Question:
    """How the output is read: its probability is that of `high`, the rest that of `low`.

    It is asked at step `asked` of the sequence, about the word at step `subject`; elsewhere the output means nothing.
    """

    prompt: str
    low: str
    high: str
    subject: int
    asked: int

    def shifted(self, at: int, count: int) -> Question:
        """The question after `count` words were put before step `at`; those right behind `asked` come before it."""
        subject = self.subject + (count if at <= self.subject else 0)
        return replace(self, subject=subject, asked=self.asked + (count if at <= self.asked + 1 else 0))


@dataclass(frozen=True)
class SeedRow:
    """How one seed came out: accuracy by gap, and whether its gates read as the lesson shows them."""

    model: str
    seed: int
    accuracy: tuple[float, ...]
    readable: bool | None = None


@dataclass(frozen=True)
class Recipe:
    """How the models were trained, and how every seed tried came out. `chosen` is the seed that is shown.

    `trained_gaps` are the least and the greatest gap of the training, `gaps` those of the test.
    """

    command: str
    chosen: int
    trained_gaps: tuple[int, int]
    settings: tuple[tuple[str, str], ...]
    gaps: tuple[int, ...]
    seeds: tuple[SeedRow, ...]
    criterion: str


@dataclass(frozen=True, eq=False)
class Model:
    """A network with a name and a colour; `start` is the network as it was before training, where known."""

    name: str
    network: Network
    start: Network | None = None
    color: str = "#2F6FDE"


@dataclass(frozen=True, eq=False)
class Document:
    """Everything that is worked on. What one looks at is the View."""

    title: str
    models: tuple[Model, ...]
    sequence: tuple[str, ...]
    encoder: Encoder
    question: Question | None = None
    fillers: tuple[str, ...] = ()
    recipe: Recipe | None = None

    def __post_init__(self) -> None:
        if not self.models:
            raise CarouselError("models", "at least one", "none")
        if not self.sequence:
            raise CarouselError("sequence", "at least one step", "none")
        question, steps = self.question, len(self.sequence)
        if question is not None and not 0 <= question.subject <= question.asked < steps:
            found = f"subject {question.subject}, asked {question.asked}"
            raise CarouselError("question", f"subject and asked in order within 0 to {steps - 1}", found)
        for model in self.models:
            if model.network.inputs != len(self.encoder.inputs):
                expected = f"{len(self.encoder.inputs)} inputs, as the encoder has"
                raise CarouselError(f"model {model.name}", expected, str(model.network.inputs))

    @property
    def x(self) -> Array:
        """(T, inputs): the sequence as the networks see it, read-only."""
        return encoded(self.encoder, self.sequence)


@lru_cache(maxsize=16)
def encoded(encoder: Encoder, sequence: tuple[str, ...]) -> Array:
    """(T, inputs), read-only; memoised, so that the same sequence is the same array."""
    x = encoder.encode(sequence)
    x.flags.writeable = False
    return x


def set_network(document: Document, model: int, network: Network) -> Document:
    """The document with another network in one model."""
    models = list(document.models)
    models[model] = replace(models[model], network=network)
    return replace(document, models=tuple(models))


def set_weight(
    document: Document, model: int, place: Place, name: str, index: tuple[int, ...], value: float
) -> Document:
    """The document with one entry of one parameter set to `value`."""
    network = document.models[model].network
    array = network.parameter(place, name).copy()
    if len(index) != array.ndim or not all(0 <= i < n for i, n in zip(index, array.shape, strict=True)):
        raise CarouselError(f"index into {name}", f"a place in shape {array.shape}", repr(index))
    array[index] = value
    return set_network(document, model, network.with_parameter(place, name, array))


def reset_weight(
    document: Document, opened: Document, model: int, place: Place, name: str, index: tuple[int, ...]
) -> Document:
    """One entry as it was in `opened`."""
    value = float(opened.models[model].network.parameter(place, name)[index])
    return set_weight(document, model, place, name, index, value)


def reset_model(document: Document, opened: Document, model: int) -> Document:
    """All parameters of one model as they were in `opened`."""
    return set_network(document, model, opened.models[model].network)


def randomise(document: Document, model: int, seed: int) -> Document:
    """All parameters of one model drawn anew from `seed`, as `Network.build` draws them; cuts stay."""
    old = document.models[model].network
    fresh = Network.build(old.inputs, [(n.cell, n.units) for n in old.layers], old.outputs, old.readout, seed)
    for place, name in old.places():
        mask = old.cut(place, name)
        if mask is not None:
            fresh = fresh.with_cut(place, name, mask)
    return set_network(document, model, fresh)


def insert_words(document: Document, at: int, words: Sequence[str]) -> Document:
    """The document with `words` put before step `at` (0..T)."""
    if not 0 <= at <= len(document.sequence):
        raise CarouselError("place in the sequence", f"0 to {len(document.sequence)}", repr(at))
    sequence = document.sequence[:at] + tuple(words) + document.sequence[at:]
    document.encoder.encode(words)
    question = document.question and document.question.shifted(at, len(words))
    return replace(document, sequence=sequence, question=question)


def arrays(document: Document) -> dict[int, Array]:
    """Every parameter array of the document by identity, for telling what two documents share."""
    found: dict[int, Array] = {}
    for model in document.models:
        for network in (model.network, model.start):
            if network is not None:
                groups = [layer.parameters for layer in network.layers] + [network.readout_parameters]
                found |= {id(array): array for group in groups for array in group.values()}
    return found
