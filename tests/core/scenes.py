"""A small document for tests: an untrained LSTM beside an Elman RNN on a short sentence."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from core import Network, load_cell
from core.cells import Cell
from core.document import Document, Encoder, Model, Question

INPUTS = ("singular noun", "plural noun", "other word", "full stop")


def encoder() -> Encoder:
    """Four one-hot kinds of word."""
    one_hot = np.eye(4).tolist()
    kinds = {"boy": 0, "hat": 0, "boys": 1, "dogs": 1, ".": 3}
    words = {word: tuple(one_hot[kind]) for word, kind in kinds.items()}
    return Encoder(INPUTS, MappingProxyType(words), tuple(one_hot[2]))


def network(cell: Cell, units: int, seed: int = 1) -> Network:
    """A network for the small document, every parameter random."""
    net = Network.build(4, [(cell, units)], 1, "sigmoid", seed)
    rng = np.random.default_rng(seed)
    for place, name in list(net.places()):
        net = net.with_parameter(place, name, rng.normal(0, 0.8, net.parameter(place, name).shape))
    return net


def document(
    sentence: str = "The boy who wore a red hat near the dogs was playing .",
    cells: tuple[tuple[str, int], ...] = (("lstm", 4), ("elman", 9)),
) -> Document:
    """The document: one model a cell, each with a network from before its training."""
    models = tuple(
        Model(load_cell(key).name, network(load_cell(key), units, k + 1), network(load_cell(key), units, k + 50))
        for k, (key, units) in enumerate(cells)
    )
    fillers = ("who", "barked", "again", "and", "again", "and", "again", "and", "ran", "around")
    words = tuple(sentence.split())
    asked = words.index("dogs") if "dogs" in words else len(words) - 1
    question = Question("the verb", "were", "was", subject=words.index("boy") if "boy" in words else 0, asked=asked)
    return Document("The red hat", models, words, encoder(), question, fillers)
