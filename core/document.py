"""A document is the whole state of the work: models, sequence, encoder. Frozen; an edit is a pure function.

Weights are named by `core.edges.Weight`: place, name, index in the array. An edit that a document has no place for
is a CarouselError; one of cuts, clamps, a colour or back to what was opened that changes nothing gives the same object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from core.arrays import Array
from core.cells import Cell
from core.clamps import Clamp, check_clamp, shifted, with_clamp, without
from core.edges import Weight, acting, weights_of
from core.errors import CarouselError, checked_index
from core.layer import Layer, LayerForm
from core.network import Network, Place
from core.reshape import Reshaped, with_cell, with_layer, with_units, without_layer, without_units
from core.starts import start as started


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
    """A network with a name and a colour; `start` is the network as it was before training, where known.

    `clamps` hold signals of its units, in the network and in `start`. `trained` is the fingerprint of the network as
    its training left it, "" where that is not known.
    """

    name: str
    network: Network
    start: Network | None = None
    color: str = "#2F6FDE"
    clamps: tuple[Clamp, ...] = ()
    trained: str = ""

    @property
    def is_as_trained(self) -> bool | None:
        """Whether the network is as its training left it, with nothing held; None where that is not known."""
        return not self.clamps and self.network.fingerprint == self.trained if self.trained else None


@dataclass(frozen=True, eq=False)
class Document:
    """Everything that is worked on. What one looks at is the View. A sequence may be empty."""

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
        question, steps = self.question, len(self.sequence)
        if question is not None and not steps:
            raise CarouselError("question", "none, for there is no word", repr(question.prompt)[:60])
        if question is not None and not 0 <= question.subject <= question.asked < steps:
            found = f"subject {question.subject}, asked {question.asked}"
            raise CarouselError("question", f"subject and asked in order within 0 to {steps - 1}", found)
        for model in self.models:
            if model.network.inputs != len(self.encoder.inputs):
                expected = f"{len(self.encoder.inputs)} inputs, as the encoder has"
                raise CarouselError(f"model {model.name}", expected, str(model.network.inputs))
            for clamp in model.clamps:
                check_clamp(model.network, clamp)

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


def differs(document: Document, opened: Document, model: int) -> bool:
    """Whether a model's network or clamps are not those in `opened`."""
    one, other = document.models[model], opened.models[model]
    return not one.network.equals(other.network) or set(one.clamps) != set(other.clamps)


def set_network(document: Document, model: int, network: Network) -> Document:
    """The document with another network in one model."""
    return _with_model(document, model, replace(_model(document, model), network=network))


def reshape_model(document: Document, model: int, edit: Callable[[Network], Reshaped]) -> Document:
    """The document with one model's network reshaped, and its start alike; clamps stay on their units.

    `edit` is one of core/reshape.py with all but the network said. CarouselError where it leaves the model with other
    inputs than the encoder has.
    """
    chosen = _model(document, model)
    made = edit(chosen.network)
    if made.network.inputs != len(document.encoder.inputs):
        raise CarouselError("network", "as many inputs as the encoder has", str(made.network.inputs))
    start = None if chosen.start is None else edit(chosen.start).network
    changed = replace(chosen, network=made.network, start=start, clamps=made.clamps(chosen.clamps))
    return _with_model(document, model, changed)


def add_unit(document: Document, model: int, layer: int) -> Document:
    """The document with one more unit in a layer of a model, its weights drawn from the number of units."""
    units = _layer(document, model, layer).units
    return reshape_model(document, model, lambda network: with_units(network, layer, 1, seed=units))


def remove_unit(document: Document, model: int, layer: int, unit: int) -> Document:
    """The document without a unit of a layer; CarouselError for the last one."""
    return reshape_model(document, model, lambda network: without_units(network, layer, [unit]))


def add_layer(document: Document, model: int, at: int, cell: Cell, units: int) -> Document:
    """The document with one more layer of a model before layer `at`, or behind the last."""
    return reshape_model(document, model, lambda network: with_layer(network, at, LayerForm(cell, units), seed=at))


def remove_layer(document: Document, model: int, layer: int) -> Document:
    """The document without a layer of a model; CarouselError for the last one."""
    return reshape_model(document, model, lambda network: without_layer(network, layer))


def set_cell(document: Document, model: int, layer: int, cell: Cell, keep: Model | None = None) -> Document:
    """The document with another cell in a layer of a model; parameters of the same name keep their values.

    What the layer did not have, it takes from the same layer of `keep`, where that has it in the same shape: the model
    as it was before cells were tried. Clamps of signals that come back come back with them.
    """
    before, chosen = _layer(document, model, layer), _model(document, model)
    if before.cell is cell:
        return document
    kept = {} if keep is None else {id(chosen.network): keep.network, id(chosen.start): keep.start}
    made = reshape_model(document, model, lambda network: with_cell(network, layer, cell, keep=kept.get(id(network))))
    fresh = set(cell.signals) - set(before.cell.signals)
    clamps = [c for c in keep.clamps if c.layer == layer and c.signal in fresh] if keep else []
    clamps = [clamp for clamp in clamps if clamp.unit < before.units]
    return _with_clamps(made, model, (*made.models[model].clamps, *clamps))


def _layer(document: Document, model: int, layer: int) -> Layer:
    layers = _model(document, model).network.layers
    return layers[checked_index("layer", layer, len(layers))]


def _model(document: Document, index: int) -> Model:
    return document.models[checked_index("model", index, len(document.models))]


def _with_model(document: Document, index: int, model: Model) -> Document:
    models = list(document.models)
    models[index] = model
    return replace(document, models=tuple(models))


def _with_clamps(document: Document, index: int, clamps: tuple[Clamp, ...]) -> Document:
    chosen = _model(document, index)
    if clamps == chosen.clamps:
        return document
    return _with_model(document, index, replace(chosen, clamps=clamps))


def set_weight(
    document: Document, model: int, place: Place, name: str, index: tuple[int, ...], value: float
) -> Document:
    """The document with one entry of one parameter set to `value`; where rows are tied, that of each of them."""
    network = _model(document, model).network
    array = network.parameter(place, name).copy()
    array[acting(network, Weight(place, name, index)).at] = value
    return set_network(document, model, network.with_parameter(place, name, array))


def set_cuts(document: Document, model: int, weights: Iterable[Weight], cut: bool) -> Document:
    """The document with `weights` of a model held at 0, or let go; their values stay."""
    network = before = _model(document, model).network
    for (place, name), indices in _by_array(before, weights).items():
        changed = _mask(network, place, name)
        for index in indices:
            changed[index] = cut
        network = network.with_cut(place, name, changed)
    return document if network.equals(before) else set_network(document, model, network)


def _mask(network: Network, place: Place, name: str) -> Array:
    """The cuts of an array, to be changed."""
    mask = network.cut(place, name)
    return np.zeros(network.parameter(place, name).shape, bool) if mask is None else mask.copy()


def set_clamp(document: Document, model: int, clamp: Clamp) -> Document:
    """The document with a signal of a unit held; what held it at these steps gives way."""
    chosen = _model(document, model)
    check_clamp(chosen.network, clamp)
    return _with_clamps(document, model, with_clamp(chosen.clamps, clamp))


def release(
    document: Document, model: int, layer: int, signal: str, unit: int, first: int = 0, last: int | None = None
) -> Document:
    """The document with a signal of a unit no longer held from step `first` to `last` (None is the end)."""
    chosen = _model(document, model)
    check_clamp(chosen.network, Clamp(layer, signal, unit, 0.0, first, last))
    return _with_clamps(document, model, without(chosen.clamps, layer, signal, unit, first, last))


def release_all(document: Document, model: int) -> Document:
    """The document with no signal of a model held."""
    return _with_clamps(document, model, ())


def reset_weight(
    document: Document, opened: Document, model: int, place: Place, name: str, index: tuple[int, ...]
) -> Document:
    """One entry as it was in `opened`, its cut too."""
    return reset_weights(document, opened, model, [Weight(place, name, index)])


def reset_weights(document: Document, opened: Document, model: int, weights: Iterable[Weight]) -> Document:
    """Entries of a model as they were in `opened`, their cuts too; the model there has the same form."""
    network = before = _model(document, model).network
    old = _model_of_form(opened, model, network).network
    for (place, name), indices in _by_array(before, weights).items():
        values, cuts = network.parameter(place, name).copy(), _mask(network, place, name)
        old_values, old_cuts = old.parameter(place, name), _mask(old, place, name)
        for index in indices:
            values[index], cuts[index] = old_values[index], old_cuts[index]
        network = network.with_parameter(place, name, values).with_cut(place, name, cuts)
    return document if network.equals(before) else set_network(document, model, network)


def _model_of_form(opened: Document, index: int, network: Network) -> Model:
    """The model of `opened`, to which the parameters of `network` can go back."""
    found = _model(opened, index)
    if not found.network.has_form_of(network):
        raise CarouselError("model as opened", "the same cells, sizes, wiring and readout", "other ones")
    return found


def reset_unit(
    document: Document, opened: Document, model: int, layer: int, unit: int, signal: str | None = None
) -> Document:
    """A unit, or one gate of it, as it was in `opened`: weights, cuts and clamps, these on the words they held."""
    chosen = _model(document, model)
    document = reset_weights(document, opened, model, weights_of(chosen.network, layer, unit, signal))

    def concerns(clamp: Clamp) -> bool:
        return (clamp.layer, clamp.unit) == (layer, unit) and signal in (None, clamp.signal)

    others = [clamp for clamp in chosen.clamps if not concerns(clamp)]
    back = [clamp for clamp in _clamps_as_opened(document, opened, model) if concerns(clamp)]
    if back == [clamp for clamp in chosen.clamps if concerns(clamp)]:
        return document
    return _with_clamps(document, model, (*others, *back))


def reset_model(document: Document, opened: Document, model: int) -> Document:
    """All parameters, cuts and clamps of one model as they were in `opened`, clamps on the words they held."""
    network, clamps = _model(opened, model).network, _clamps_as_opened(document, opened, model)
    chosen = _model(document, model)
    if chosen.network is network and chosen.clamps == clamps:
        return document
    return _with_model(document, model, replace(chosen, network=network, clamps=clamps))


def _clamps_as_opened(document: Document, opened: Document, model: int) -> tuple[Clamp, ...]:
    """The clamps of a model of `opened`, moved along where one run of words was put in since."""
    clamps, old, new = _model(opened, model).clamps, opened.sequence, document.sequence
    count = len(new) - len(old)
    at = next((k for k, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    return shifted(clamps, at, count) if count > 0 and new[at + count :] == old[at:] else clamps


def recolour(document: Document, model: int, color: str) -> Document:
    """The document with a model in another colour, such as "#2F6FDE"."""
    if not is_colour(color):
        raise CarouselError("colour", "one such as #2F6FDE", repr(color)[:60])
    chosen = _model(document, model)
    return document if color == chosen.color else _with_model(document, model, replace(chosen, color=color))


def is_colour(text: str) -> bool:
    """Whether a text is a colour such as "#2F6FDE"."""
    return len(text) == 7 and text[0] == "#" and all(c in "0123456789abcdefABCDEF" for c in text[1:])


def _by_array(network: Network, weights: Iterable[Weight]) -> dict[tuple[Place, str], list[tuple[int, ...]]]:
    found: dict[tuple[Place, str], list[tuple[int, ...]]] = {}
    for place, name, at in (acting(network, weight) for weight in weights):
        found.setdefault((place, name), []).append(at)
    return found


def randomise(document: Document, model: int, seed: int, kind: str = "uniform", **settings: float) -> Document:
    """All parameters of one model drawn anew from `seed`, as `Network.build` draws them; cuts stay.

    A start of another `kind`, with its `settings`, is put on top: see core/starts.py.
    """
    fresh = started(_model(document, model).network, "uniform", seed)
    return set_network(document, model, started(fresh, kind, seed, **settings))


def insert_words(document: Document, at: int, words: Sequence[str]) -> Document:
    """The document with `words` put before step `at` (0..T)."""
    if not 0 <= at <= len(document.sequence):
        raise CarouselError("place in the sequence", f"0 to {len(document.sequence)}", repr(at))
    sequence = document.sequence[:at] + tuple(words) + document.sequence[at:]
    document.encoder.encode(words)
    question = document.question and document.question.shifted(at, len(words))
    models = tuple(replace(model, clamps=shifted(model.clamps, at, len(words))) for model in document.models)
    return replace(document, sequence=sequence, question=question, models=models)


def own_bytes(document: Document, before: Document) -> int:
    """Bytes of the arrays that a document holds and the one `before` it does not."""
    kept = {id(model) for model in before.models}
    changed = [model for model in document.models if id(model) not in kept]
    if not changed:
        return 0
    shared = _sizes_of(before.models)
    return sum(size for key, size in _sizes_of(changed).items() if key not in shared)


def _sizes_of(models: Iterable[Model]) -> dict[int, int]:
    """Bytes of all that models hold, by identity.

    Arrays of parameters, of cuts and of ties; and, of what has cuts, the parameters that act, which it makes when it
    runs.
    """
    found: dict[int, int] = {}
    for model in models:
        for network in (model.network, model.start):
            if network is not None:
                for layer in network.layers:
                    found |= _sizes(layer, layer.arrays, layer.cuts)
                    found |= {id(rows): rows.nbytes for rows in layer.shared.values()}
                found |= _sizes(network, network.readout_parameters, network.readout_cuts)
    return found


def _sizes(owner: Layer | Network, parameters: Mapping[str, Array], cuts: Mapping[str, Array]) -> dict[int, int]:
    found = {id(array): array.nbytes for array in (*parameters.values(), *cuts.values())}
    return found | {id(owner): sum(parameters[name].nbytes for name in cuts)}
