"""A network: layers of (cell, size, parameters, cuts) and a readout. Frozen; every edit returns a new one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from core.arrays import Array, frozen, frozen_mask, generator, read_only
from core.cells import Cell
from core.errors import CarouselError, checked_index
from core.layer import Layer, LayerForm, effective, levels_of, with_mask

Readout = Literal["identity", "sigmoid", "softmax"]
READOUTS: tuple[Readout, ...] = ("identity", "sigmoid", "softmax")
READOUT: Final = "readout"
Place = int | Literal["readout"]


@dataclass(frozen=True, eq=False)
class Network:
    """Layers and a readout: output = readout(W_y @ h + b_y), h what the last layers pass on.

    Layers that stand beside each other make a level: they read the same, and what they pass on is joined in their
    order. W_y is (outputs, units of the last level), b_y (outputs,). Edits return a new Network and share what they
    do not change.
    """

    inputs: int
    layers: tuple[Layer, ...]
    outputs: int
    readout: Readout
    readout_parameters: Mapping[str, Array]
    readout_cuts: Mapping[str, Array] = field(default_factory=dict)

    @staticmethod
    def build(
        inputs: int,
        layers: Sequence[tuple[Cell, int] | LayerForm],
        outputs: int,
        readout: Readout = "identity",
        seed: int = 0,
    ) -> Network:
        """A network with matrices uniform in +-1/sqrt(units) and vectors 0, from a seed, to the bit.

        `layers` are (cell, units), or LayerForm for those that run backward, in both directions, side by side, over
        a window of inputs or from initial states that are learnt. CarouselError where something does not fit.
        """
        forms = _single_forms(inputs, layers, outputs, readout)
        rng = generator(seed)
        built: list[Layer] = []
        entering = width = inputs
        for form in forms:
            entering, width = (entering, width + form.units) if form.beside else (width, form.units)
            built.append(_built(form, entering * form.window, rng))
        weights = {"W_y": _start(rng, (outputs, width), width), "b_y": _start(rng, (outputs,), width)}
        return Network(inputs, tuple(built), outputs, readout, MappingProxyType(weights))

    @cached_property
    def levels(self) -> tuple[tuple[int, ...], ...]:
        """The layers by index, from the input up; those beside each other together."""
        return levels_of(self.layers)

    def level_of(self, layer: int) -> int:
        """The level that a layer is in."""
        return next(k for k, level in enumerate(self.levels) if layer in level)

    def width(self, level: int) -> int:
        """How many values a level passes on; level -1 is the input."""
        return self.inputs if level < 0 else sum(self.layers[index].units for index in self.levels[level])

    def offset(self, layer: int) -> int:
        """Where the units of a layer begin in what its level passes on."""
        level = self.levels[self.level_of(layer)]
        return sum(self.layers[index].units for index in level if index < layer)

    @property
    def main_layer(self) -> int:
        """The layer whose memory is watched: of the last level the first that runs forward, else its first."""
        level = self.levels[-1]
        return next((index for index in level if not self.layers[index].reverse), level[0])

    @property
    def forms(self) -> tuple[LayerForm, ...]:
        """What `build` makes such layers from."""
        return tuple(layer.form for layer in self.layers)

    @cached_property
    def readout_effective(self) -> Mapping[str, Array]:
        """The readout's parameters that act: those cut are 0."""
        return effective(self.readout_parameters, self.readout_cuts)

    def places(self) -> Iterator[tuple[Place, str]]:
        """Every array that can be learnt, by place: (layer index or "readout", name); a state's as "initial_c"."""
        for index, layer in enumerate(self.layers):
            for name in layer.arrays:
                yield index, name
        for name in self.readout_parameters:
            yield READOUT, name

    def parameter(self, place: Place, name: str) -> Array:
        """The array at a place, read-only, cuts not applied."""
        if place == READOUT:
            found = self.readout_parameters.get(name)
        else:
            index = checked_index("layer", place, len(self.layers), f' or "{READOUT}"')
            found = self.layers[index].arrays.get(name)
        if found is None:
            self._shape(place, name)  # tells what there is
        assert found is not None
        return found

    def cut(self, place: Place, name: str) -> Array | None:
        """The mask of cuts at a place, or None where nothing is cut."""
        self._shape(place, name)
        cuts = self.readout_cuts if place == READOUT else self.layers[place].cuts
        return cuts.get(name)

    def with_parameter(self, place: Place, name: str, values: ArrayLike) -> Network:
        """A new Network with one array replaced; ShapeError where the shape or content is wrong."""
        shape = self._shape(place, name)
        if place != READOUT:
            return self._with_layer(place, self.layers[place].with_array(name, values, _where(place)))
        array = frozen(values, shape, f"parameter {name} of {_where(place)}")
        return replace(self, readout_parameters=MappingProxyType({**self.readout_parameters, name: array}))

    def with_cut(self, place: Place, name: str, mask: ArrayLike) -> Network:
        """A new Network in which the entries where `mask` is True act as 0 and take no gradient."""
        shape = self._shape(place, name)
        if place != READOUT:
            return self._with_layer(place, self.layers[place].with_cut(name, mask))
        cut = frozen_mask(mask, shape, f"cuts of {name}")
        return replace(self, readout_cuts=with_mask(self.readout_cuts, name, cut))

    def with_blocks(self, layer: int, size: int, signals: Iterable[str]) -> Network:
        """A new Network in which the units of a layer stand in blocks of `size` that share the gates `signals`.

        As in the memory cell blocks of Hochreiter & Schmidhuber 1997: the rows of a shared gate's parameters are tied
        within a block, and of the copies of a gate only the first is read by matrices, the others' columns are cut.
        CarouselError where the units do not divide into such blocks or the cell has no such signal.
        """
        index = checked_index("layer", layer, len(self.layers))
        chosen, names = self.layers[index], list(signals)
        if not isinstance(size, int) or size < 1 or chosen.units % size:
            raise CarouselError("size of the blocks", f"a divisor of {chosen.units} units", repr(size)[:60])
        for name in names:
            if name not in chosen.cell.gates:
                raise CarouselError("shared gate", f"one of {', '.join(chosen.cell.gates)}", repr(name)[:60])
        return self._with_layer(index, chosen.with_blocks(size, names))

    def has_form_of(self, other: Network) -> bool:
        """Whether the parameters of one fit into the other: the same cells, sizes, wiring and readout."""
        return self._form() == other._form()

    def equals(self, other: Network) -> bool:
        """Whether form, parameters and cuts are the same, value by value."""
        return self is other or (self.has_form_of(other) and all(map(_equal, self._tables(), other._tables())))

    def _tables(self) -> Iterator[Mapping[str, Array]]:
        """All arrays there are, by name: those of each layer, its cuts, then the readout's."""
        for layer in self.layers:
            yield layer.arrays
            yield layer.cuts
            yield layer.shared
        yield self.readout_parameters
        yield self.readout_cuts

    @cached_property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that tell whether form, parameters and cuts are the same to the bit."""
        found = hashlib.sha256(repr([self.inputs, self.outputs, self.readout]).encode())
        for layer in self.layers:
            found.update(repr([layer.cell.equations, layer.units]).encode())
            found.update(repr(_wiring(layer)).encode() if _wiring(layer) else b"")
        for place in self.places():
            mask = self.cut(*place)
            found.update(np.ascontiguousarray(self.parameter(*place), "<f8").tobytes())
            found.update(b"" if mask is None else np.ascontiguousarray(mask).tobytes())
        return found.hexdigest()[:16]

    def _form(self) -> tuple[object, ...]:
        layers = tuple((layer.cell.graph, layer.units, _wiring(layer)) for layer in self.layers)
        return self.inputs, layers, self.outputs, self.readout

    def count(self, *, free_only: bool = False) -> int:
        """How many parameters there are; `free_only` leaves out those cut, and of those tied all but one."""
        if not free_only:
            return sum(self.parameter(place, name).size for place, name in self.places())
        readout = self.readout_parameters.items()
        return sum(layer.free(name) for layer in self.layers for name in layer.arrays) + sum(
            array.size - int(self.readout_cuts[name].sum() if name in self.readout_cuts else 0)
            for name, array in readout
        )

    def _with_layer(self, index: int, layer: Layer) -> Network:
        layers = list(self.layers)
        layers[index] = layer
        return replace(self, layers=tuple(layers))

    def _shape(self, place: Place, name: str) -> tuple[int, ...]:
        if place != READOUT:
            index = checked_index("layer", place, len(self.layers), f' or "{READOUT}"')
            return self.layers[index].shape(name)
        if name not in self.readout_parameters:
            raise CarouselError("parameter of the readout", "W_y or b_y", repr(name))
        shape: tuple[int, ...] = self.readout_parameters[name].shape
        return shape


def _wiring(layer: Layer) -> tuple[object, ...]:
    """What a layer has beside cell, size and parameters; empty for one that simply runs forward."""
    plain = not (layer.reverse or layer.beside or layer.initial or layer.shared) and layer.window == 1
    shared = tuple((name, tuple(rows.tolist())) for name, rows in sorted(layer.shared.items()))
    return () if plain else (layer.reverse, layer.beside, layer.window, tuple(layer.initial), shared)


def _equal(these: Mapping[str, Array], those: Mapping[str, Array]) -> bool:
    """Whether the names and the values are the same; most arrays are shared after an edit."""
    return these.keys() == those.keys() and all(
        array is those[name] or np.array_equal(array, those[name]) for name, array in these.items()
    )


def _where(place: Place) -> str:
    return "the readout" if place == READOUT else f"layer {place}"


def _single_forms(
    inputs: int, layers: Sequence[tuple[Cell, int] | LayerForm], outputs: int, readout: str
) -> list[LayerForm]:
    """The forms of single layers; CarouselError where something does not fit."""
    if readout not in READOUTS:
        raise CarouselError("readout", f"one of {', '.join(READOUTS)}", repr(readout))
    if not layers:
        raise CarouselError("layers", "at least one (cell, units)", "none")
    for what, size in (("inputs", inputs), ("outputs", outputs)):
        if not isinstance(size, int | np.integer) or size < 1:
            raise CarouselError(what, "a whole number of at least 1", repr(size))
    forms = [_form_of(form) for form in layers]
    for form in forms:
        form.check()
    if forms[0].beside:
        raise CarouselError("beside", "a layer before it", "the first layer")
    return [single for form in forms for single in form.single()]


def _form_of(given: tuple[Cell, int] | LayerForm) -> LayerForm:
    if isinstance(given, LayerForm):
        return given
    if not isinstance(given, tuple | list) or len(given) != 2:
        raise CarouselError("layer", "(cell, units) or a LayerForm", repr(given)[:60])
    return LayerForm(*given)


def _built(form: LayerForm, inputs: int, rng: np.random.Generator) -> Layer:
    shapes = {name: form.cell.shape(name, form.units, inputs) for name in form.cell.parameters}
    parameters = {name: _start(rng, shape, form.units) for name, shape in shapes.items()}
    initial = {state: read_only(np.zeros(form.units)) for state in form.cell.states if state in form.learnt}
    return Layer(
        form.cell,
        form.units,
        inputs,
        MappingProxyType(parameters),
        reverse=form.direction == "backward",
        beside=form.beside,
        window=form.window,
        initial=MappingProxyType(initial),
    )


def _start(rng: np.random.Generator, shape: tuple[int, ...], units: int) -> Array:
    is_matrix = len(shape) == 2
    return read_only(rng.uniform(-1, 1, shape) / np.sqrt(units) if is_matrix else np.zeros(shape))
