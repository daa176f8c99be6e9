"""A document is the whole state of the work: models, sequence, encoder. Frozen; an edit is a pure function.

Weights are named by `core.edges.Weight`: place, name, index in the array. An edit that a document has no place for
is a CarouselError; one of cuts, clamps, a colour or back to what was opened that changes nothing gives the same object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from core.arrays import Array
from core.cells import Cell
from core.clamps import Clamp, check_clamp, shifted, with_clamp, without
from core.edges import Weight, acting, entries, weights_of
from core.errors import CarouselError, checked_index
from core.layer import Layer, LayerForm
from core.network import Network, Place
from core.positions import Kind, Position, check_position
from core.reshape import Reshaped, with_cell, with_layer, with_units, without_layer, without_units
from core.shared_steps import moved_clamps, shared_ends, shared_steps
from core.starts import start as started

LONGEST_NAME = 80
RESHAPED = "another form"  # in place of the fingerprint of a training: no network has it


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
    its training left it, "" where that is not known, RESHAPED where that had another form. `positions` are those of
    the nodes that were moved by hand. `identity` says which model it is through all its edits, while the program runs.
    """

    name: str
    network: Network
    start: Network | None = None
    color: str = "#2F6FDE"
    clamps: tuple[Clamp, ...] = ()
    trained: str = ""
    positions: tuple[Position, ...] = ()
    identity: object = field(default_factory=object, repr=False)

    @property
    def is_as_trained(self) -> bool | None:
        """Whether the network is as its training left it, with nothing held; None where that is not known."""
        return not self.clamps and self.network.fingerprint == self.trained if self.trained else None


@dataclass(frozen=True, eq=False)
class Document:
    """Everything that is worked on. What one looks at is the View. A sequence may be empty.

    `sequence` has the word of each step, `vectors` its input where that is not the word's own: () where all are, else
    one entry a step, None for the word's. `says` is what to look at, "" for nothing.
    """

    title: str
    models: tuple[Model, ...]
    sequence: tuple[str, ...]
    encoder: Encoder
    question: Question | None = None
    fillers: tuple[str, ...] = ()
    recipe: Recipe | None = None
    vectors: tuple[tuple[float, ...] | None, ...] = ()
    says: str = ""

    def __post_init__(self) -> None:
        if not self.models:
            raise CarouselError("models", "at least one", "none")
        question, steps = self.question, len(self.sequence)
        if question is not None and not steps:
            raise CarouselError("question", "none, for there is no word", repr(question.prompt)[:60])
        if question is not None and not 0 <= question.subject <= question.asked < steps:
            found = f"subject {question.subject}, asked {question.asked}"
            raise CarouselError("question", f"subject and asked in order within 0 to {steps - 1}", found)
        if self.vectors and len(self.vectors) != steps:
            raise CarouselError("vectors", f"one for each of {steps} steps, or none", str(len(self.vectors)))
        for model in self.models:
            if model.network.inputs != len(self.encoder.inputs):
                expected = f"{len(self.encoder.inputs)} inputs, as the encoder has"
                raise CarouselError(f"model {model.name}", expected, str(model.network.inputs))
            for clamp in model.clamps:
                check_clamp(model.network, clamp)
            for position in model.positions:
                check_position(position, node_counts(model.network))

    @property
    def x(self) -> Array:
        """(T, inputs): the sequence as the networks see it, read-only."""
        return encoded(self.encoder, self.sequence, self.vectors)

    def vector(self, step: int) -> tuple[float, ...]:
        """The input at a step: its own, or its word's."""
        own = self.vectors[step] if self.vectors else None
        return self.encoder.vector(self.sequence[step]) if own is None else own


def node_counts(network: Network) -> dict[Kind, Sequence[int]]:
    """How many rows of nodes a network's picture has, by kind and layer."""
    return {"input": (network.inputs,), "unit": [x.units for x in network.layers], "output": (network.outputs,)}


def encoded(encoder: Encoder, sequence: tuple[str, ...], vectors: tuple[tuple[float, ...] | None, ...] = ()) -> Array:
    """(T, inputs), read-only; memoised, so that the same sequence is the same array."""
    return _encoded(_Steps(encoder, sequence, vectors))


class _Steps:
    """A sequence as a key: the same objects are the same key, for that of a long one is slow to compare."""

    def __init__(
        self, encoder: Encoder, sequence: tuple[str, ...], vectors: tuple[tuple[float, ...] | None, ...]
    ) -> None:
        self.encoder, self.sequence, self.vectors = encoder, sequence, vectors

    def __hash__(self) -> int:
        return hash((id(self.encoder), id(self.sequence), id(self.vectors)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Steps) and (
            self.encoder is other.encoder and self.sequence is other.sequence and self.vectors is other.vectors
        )


@lru_cache(maxsize=16)
def _encoded(steps: _Steps) -> Array:
    own = steps.vectors or (None,) * len(steps.sequence)
    pairs = zip(steps.sequence, own, strict=True)
    rows = [steps.encoder.vector(word) if vector is None else vector for word, vector in pairs]
    x = np.array(rows, dtype=np.float64).reshape(-1, len(steps.encoder.inputs))
    x.flags.writeable = False
    return x


def differs(document: Document, opened: Document, model: int) -> bool:
    """Whether a model's network or clamps are not those in `opened`."""
    one, other = document.models[model], opened.models[model]
    return not one.network.equals(other.network) or set(one.clamps) != set(other.clamps)


def set_network(document: Document, model: int, network: Network) -> Document:
    """The document with another network in one model."""
    return with_model(document, model, replace(model_of(document, model), network=network))


def set_title(document: Document, title: str) -> Document:
    """The document under another name."""
    title = named("title", title)
    return document if title == document.title else replace(document, title=title)


def named(what: str, text: str) -> str:
    """A name as it is kept, without space around; CarouselError for none, one of several lines or a long one."""
    name = text.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        found = "nothing" if not name else f"{len(name):,} characters" if name.isprintable() else repr(name)[:60]
        raise CarouselError(what, f"1 to {LONGEST_NAME} printable characters", found)
    return name


def reshape_model(document: Document, model: int, edit: Callable[[Network], Reshaped]) -> Document:
    """The document with one model's network reshaped, and its start alike; clamps and positions stay on their units.

    `edit` is one of core/reshape.py with all but the network said. CarouselError where it leaves the model with other
    inputs than the encoder has.
    """
    return with_model(document, model, reshaped(model_of(document, model), edit))


def reshaped(model: Model, edit: Callable[[Network], Reshaped]) -> Model:
    """A model with its network, and its start, reshaped; clamps and positions stay on their units."""
    made = edit(model.network)
    start = None if model.start is None else edit(model.start).network
    clamps, positions = made.clamps(model.clamps), made.positions(model.positions)
    trained = RESHAPED if model.trained and not made.network.equals(model.network) else model.trained
    return replace(model, network=made.network, start=start, clamps=clamps, positions=positions, trained=trained)


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
    before, chosen = _layer(document, model, layer), model_of(document, model)
    if before.cell is cell:
        return document
    kept = {} if keep is None else {id(chosen.network): keep.network, id(chosen.start): keep.start}
    made = reshape_model(document, model, lambda network: with_cell(network, layer, cell, keep=kept.get(id(network))))
    fresh = set(cell.signals) - set(before.cell.signals)
    clamps = [c for c in keep.clamps if c.layer == layer and c.signal in fresh] if keep else []
    clamps = [clamp for clamp in clamps if clamp.unit < before.units]
    return _with_clamps(made, model, (*made.models[model].clamps, *clamps))


def _layer(document: Document, model: int, layer: int) -> Layer:
    layers = model_of(document, model).network.layers
    return layers[checked_index("layer", layer, len(layers))]


def model_of(document: Document, index: int) -> Model:
    """A model by its index; CarouselError where there is none."""
    return document.models[checked_index("model", index, len(document.models))]


def with_model(document: Document, index: int, model: Model) -> Document:
    """The document with another model at an index."""
    models = list(document.models)
    models[index] = model
    return replace(document, models=tuple(models))


def _with_clamps(document: Document, index: int, clamps: tuple[Clamp, ...]) -> Document:
    chosen = model_of(document, index)
    if clamps == chosen.clamps:
        return document
    return with_model(document, index, replace(chosen, clamps=clamps))


def set_weight(
    document: Document, model: int, place: Place, name: str, index: tuple[int, ...], value: float
) -> Document:
    """The document with one entry of one parameter set to `value`; where rows are tied, that of each of them."""
    network = model_of(document, model).network
    array = network.parameter(place, name).copy()
    array[acting(network, Weight(place, name, index)).at] = value
    return set_network(document, model, network.with_parameter(place, name, array))


def set_cuts(document: Document, model: int, weights: Iterable[Weight], cut: bool) -> Document:
    """The document with `weights` of a model held at 0, or let go; their values stay."""
    network = before = model_of(document, model).network
    for (place, name), indices in entries(before, weights).items():
        changed = _mask(network, place, name)
        changed[indices] = cut
        network = network.with_cut(place, name, changed)
    return document if network.equals(before) else set_network(document, model, network)


def _mask(network: Network, place: Place, name: str) -> Array:
    """The cuts of an array, to be changed."""
    mask = network.cut(place, name)
    return np.zeros(network.parameter(place, name).shape, bool) if mask is None else mask.copy()


def set_clamp(document: Document, model: int, clamp: Clamp) -> Document:
    """The document with a signal of a unit held; what held it at these steps gives way."""
    chosen = model_of(document, model)
    check_clamp(chosen.network, clamp)
    return _with_clamps(document, model, with_clamp(chosen.clamps, clamp))


def release(
    document: Document, model: int, layer: int, signal: str, unit: int, first: int = 0, last: int | None = None
) -> Document:
    """The document with a signal of a unit no longer held from step `first` to `last` (None is the end)."""
    chosen = model_of(document, model)
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
    network = before = model_of(document, model).network
    old = _model_of_form(opened, model, network).network
    for (place, name), indices in entries(before, weights).items():
        values, cuts = network.parameter(place, name).copy(), _mask(network, place, name)
        old_values, old_cuts = old.parameter(place, name), _mask(old, place, name)
        values[indices], cuts[indices] = old_values[indices], old_cuts[indices]
        network = network.with_parameter(place, name, values).with_cut(place, name, cuts)
    return document if network.equals(before) else set_network(document, model, network)


def _model_of_form(opened: Document, index: int, network: Network) -> Model:
    """The model of `opened`, to which the parameters of `network` can go back."""
    found = model_of(opened, index)
    if not found.network.has_form_of(network):
        raise CarouselError("model as opened", "the same cells, sizes, wiring and readout", "other ones")
    return found


def reset_unit(
    document: Document, opened: Document, model: int, layer: int, unit: int, signal: str | None = None
) -> Document:
    """A unit, or one gate of it, as it was in `opened`: weights, cuts and clamps, these on the words they held."""
    chosen = model_of(document, model)
    document = reset_weights(document, opened, model, weights_of(chosen.network, layer, unit, signal))

    def concerns(clamp: Clamp) -> bool:
        return (clamp.layer, clamp.unit) == (layer, unit) and signal in (None, clamp.signal)

    return reset_clamps(document, opened, model, concerns)


def reset_clamps(document: Document, opened: Document, model: int, concerns: Callable[[Clamp], bool]) -> Document:
    """Those clamps of a model that an edit `concerns` as they were in `opened`, on the words they held."""
    chosen = model_of(document, model)
    others = [clamp for clamp in chosen.clamps if not concerns(clamp)]
    back = [clamp for clamp in _clamps_as_opened(document, opened, model) if concerns(clamp)]
    if back == [clamp for clamp in chosen.clamps if concerns(clamp)]:
        return document
    return _with_clamps(document, model, (*others, *back))


def reset_model(document: Document, opened: Document, model: int) -> Document:
    """All parameters, cuts and clamps of one model as they were in `opened`, clamps on the words they held."""
    network, clamps = model_of(opened, model).network, _clamps_as_opened(document, opened, model)
    chosen = model_of(document, model)
    if chosen.network is network and chosen.clamps == clamps:
        return document
    if not chosen.network.has_form_of(network):  # what was laid out and known of another form goes with it
        old = model_of(opened, model)
        chosen = replace(chosen, start=old.start, positions=old.positions, trained=old.trained)
    return with_model(document, model, replace(chosen, network=network, clamps=clamps))


def opened_for(document: Document, opened: Document) -> Document:
    """`opened` as resets need it: its models in the order of the document's, by identity.

    A model that was not there, or had another number of inputs, stands for itself: nothing of it can be reset.
    """
    models = tuple(_as_opened(model, opened) for model in document.models)
    if models == opened.models:
        return opened
    return replace(opened, models=models, encoder=document.encoder)


def _as_opened(model: Model, opened: Document) -> Model:
    for old in opened.models:
        if old.identity is model.identity and old.network.inputs == model.network.inputs:
            return old
    return model


def _clamps_as_opened(document: Document, opened: Document, model: int) -> tuple[Clamp, ...]:
    """The clamps of a model of `opened`, on the steps that are left of those they held."""
    clamps, old, new = model_of(opened, model).clamps, opened.sequence, document.sequence
    if not clamps or old == new:
        return clamps
    count = len(new) - len(old)
    head, tail = shared_ends(old, new)
    if count > 0 and head + tail == len(old):  # one run of words was put in
        return shifted(clamps, head, count)
    return moved_clamps(clamps, shared_steps(old, new), len(old))


def recolour(document: Document, model: int, color: str) -> Document:
    """The document with a model in another colour, such as "#2F6FDE"."""
    if not is_colour(color):
        raise CarouselError("colour", "one such as #2F6FDE", repr(color)[:60])
    chosen = model_of(document, model)
    return document if color == chosen.color else with_model(document, model, replace(chosen, color=color))


def is_colour(text: str) -> bool:
    """Whether a text is a colour such as "#2F6FDE"."""
    return len(text) == 7 and text[0] == "#" and all(c in "0123456789abcdefABCDEF" for c in text[1:])


def randomise(document: Document, model: int, seed: int, kind: str = "uniform", **settings: float) -> Document:
    """All parameters of one model drawn anew from `seed`, as `Network.build` draws them; cuts stay.

    A start of another `kind`, with its `settings`, is put on top: see core/starts.py.
    """
    fresh = started(model_of(document, model).network, "uniform", seed)
    return set_network(document, model, started(fresh, kind, seed, **settings))


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
