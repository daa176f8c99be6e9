"""Edits of what a document's networks read and say: inputs, the words' vectors, outputs and the readout.

Every model has the encoder's inputs: an input that comes or goes does so in all of them, and what remains keeps its
weights.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from core.arrays import as_numbers
from core.document import Document, Encoder, named, reshape_model, reshaped
from core.errors import CarouselError, checked_index
from core.network import Network, Readout
from core.reshape import Reshaped, with_input_order, with_outputs, with_readout, without_outputs
from core.step_edits import Vector, checked_word, set_sequence

UNNAMED = re.compile(r"input \d+")  # what an input is called that nobody named


def add_input(document: Document, name: str = "") -> Document:
    """The document with one more input, 0 in every word; "input 5" without a name."""
    inputs = document.encoder.inputs
    name = named("name of the input", name) if name else _free(inputs)
    _check_free(inputs, name)
    return _with_inputs(document, (*inputs, name), (*range(len(inputs)), None))


def add_inputs(document: Document, names: Sequence[str]) -> Document:
    """The document with more inputs, 0 in every word; CarouselError for a name that another input has."""
    inputs = document.encoder.inputs
    if not names:
        return document
    for name in names:
        _check_free(inputs, name := named("name of the input", name))
        inputs = (*inputs, name)
    old = len(document.encoder.inputs)
    return _with_inputs(document, inputs, (*range(old), *[None] * len(names)))


def remove_input(document: Document, index: int) -> Document:
    """The document without an input; CarouselError for the last one."""
    return remove_inputs(document, (index,))


def remove_inputs(document: Document, indices: Sequence[int]) -> Document:
    """The document without some inputs; CarouselError where none would be left."""
    inputs = document.encoder.inputs
    gone = {checked_index("input", index, len(inputs)) for index in indices}
    kept = [k for k in range(len(inputs)) if k not in gone]
    if not kept:
        raise CarouselError("inputs", "at least one", "none left")
    return _with_inputs(document, tuple(inputs[k] for k in kept), tuple(kept))


def rename_input(document: Document, index: int, name: str) -> Document:
    """The document with an input under another name; CarouselError for one that another input has."""
    inputs = document.encoder.inputs
    index, name = checked_index("input", index, len(inputs)), named("name of the input", name)
    if name == inputs[index]:
        return document
    _check_free(inputs, name)
    renamed = (*inputs[:index], name, *inputs[index + 1 :])
    return replace(document, encoder=replace(document.encoder, inputs=renamed))


def set_word_vector(document: Document, word: str, vector: Sequence[float]) -> Document:
    """The document whose encoder knows a word by a vector, wherever the word stands."""
    word, numbers = checked_word(word), _numbers(document.encoder, vector)
    if document.encoder.words.get(word) == numbers:
        return document
    words = MappingProxyType({**document.encoder.words, word: numbers})
    return replace(document, encoder=replace(document.encoder, words=words))


def set_word_vectors(document: Document, vectors: Mapping[str, Sequence[float]]) -> Document:
    """The document whose encoder knows several words, each by a vector."""
    for word, vector in vectors.items():
        document = set_word_vector(document, word, vector)
    return document


def rename_word(document: Document, word: str, name: str) -> Document:
    """The document with a word under another name, wherever it stands; CarouselError for one that is known already."""
    name = checked_word(name)
    if word not in document.encoder.words:
        raise CarouselError("word", "one that the encoder knows", repr(word)[:60])
    if name == word:
        return document
    if name in document.encoder.words or name in bare_words(document):
        raise CarouselError("name of the word", "one that no other word has", repr(name)[:60])
    words = MappingProxyType({name if w == word else w: v for w, v in document.encoder.words.items()})
    sequence, fillers = (
        tuple(name if w == word else w for w in group) for group in (document.sequence, document.fillers)
    )
    encoder = replace(document.encoder, words=words)
    return replace(document, sequence=sequence, fillers=fillers, encoder=encoder)


def forget_word(document: Document, word: str) -> Document:
    """The document whose encoder no longer knows a word; CarouselError where it stands in the sequence.

    Nor may it be one that more words are taken from.
    """
    if word not in document.encoder.words:
        raise CarouselError("word", "one that the encoder knows", repr(word)[:60])
    words = MappingProxyType({w: v for w, v in document.encoder.words.items() if w != word})
    if document.encoder.other is None and word in bare_words(document):
        raise CarouselError("word to forget", "one that the sequence does not need", repr(word)[:60])
    return replace(document, encoder=replace(document.encoder, words=words))


def bare_words(document: Document) -> set[str]:
    """The words whose vectors are needed: those of steps without an input of their own, and the fillers."""
    own = document.vectors or (None,) * len(document.sequence)
    return {w for w, v in zip(document.sequence, own, strict=True) if v is None} | set(document.fillers)


def set_other(document: Document, vector: Sequence[float] | None) -> Document:
    """The document with a vector for every word that the encoder does not know, or none.

    CarouselError for none where the sequence has such a word.
    """
    other = None if vector is None else _numbers(document.encoder, vector)
    made = replace(document, encoder=replace(document.encoder, other=other))
    for step in range(len(made.sequence)):
        made.vector(step)
    return made


def set_content(
    document: Document,
    inputs: Sequence[str],
    words: Mapping[str, Sequence[float]],
    sequence: Sequence[str],
    vectors: Sequence[Vector | None] = (),
) -> Document:
    """The document on another sequence with other inputs, as a table or a task gives; no question is asked.

    Inputs of the same name keep their weights in every model.
    """
    names = [named("name of the input", name) for name in inputs]
    if len(set(names)) < len(names):
        raise CarouselError("names of the inputs", "each once", next(n for n in names if names.count(n) > 1))
    old = document.encoder.inputs
    sources = tuple(old.index(name) if name in old else None for name in names)
    bare = replace(set_sequence(document, ()), fillers=())
    bare = replace(bare, encoder=replace(bare.encoder, words=MappingProxyType({}), other=None))
    made = _with_inputs(bare, tuple(names), sources)
    return set_sequence(set_word_vectors(made, words), sequence, vectors)


def add_output(document: Document, model: int) -> Document:
    """The document with one more output of a model, its weights drawn from the number of outputs."""

    def edit(network: Network) -> Reshaped:
        return with_outputs(network, 1, seed=network.outputs)

    return reshape_model(document, model, edit)


def remove_output(document: Document, model: int, output: int) -> Document:
    """The document without an output of a model; CarouselError for the last one."""
    return reshape_model(document, model, lambda network: without_outputs(network, [output]))


def set_readout(document: Document, model: int, readout: Readout) -> Document:
    """The document with another function on a model's outputs: "identity", "sigmoid" or "softmax"."""
    return reshape_model(document, model, lambda network: with_readout(network, readout))


def _with_inputs(document: Document, names: tuple[str, ...], sources: tuple[int | None, ...]) -> Document:
    """The document with other inputs: for each the old one that it was."""

    def moved(vector: Vector) -> Vector:
        return tuple(0.0 if old is None else vector[old] for old in sources)

    encoder = document.encoder
    words = MappingProxyType({word: moved(vector) for word, vector in encoder.words.items()})
    other = None if encoder.other is None else moved(encoder.other)
    vectors = tuple(None if vector is None else moved(vector) for vector in document.vectors)
    seed = len(encoder.inputs)
    models = tuple(reshaped(m, lambda net: with_input_order(net, sources, seed)) for m in document.models)
    return replace(document, encoder=Encoder(names, words, other), vectors=vectors, models=models)


def _numbers(encoder: Encoder, vector: Sequence[float]) -> Vector:
    numbers = as_numbers(vector, "vector of the word")
    if numbers.shape != (len(encoder.inputs),):
        raise CarouselError("vector of the word", f"{len(encoder.inputs)} numbers", f"{len(vector)}")
    return tuple(float(number) for number in numbers)


def _free(inputs: Sequence[str]) -> str:
    return next(name for k in range(len(inputs) + 1, 2 * len(inputs) + 2) if (name := f"input {k}") not in inputs)


def _check_free(inputs: Sequence[str], name: str) -> None:
    if name in inputs:
        raise CarouselError("name of the input", "one that no other input has", repr(name)[:60])
