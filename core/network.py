"""A network: layers of (cell, size, parameters, cuts) and a readout. Frozen; every edit returns a new one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from core.cells import Cell
from core.errors import CarouselError, ShapeError, checked_index

Array = np.ndarray[Any, np.dtype[Any]]
Readout = Literal["identity", "sigmoid", "softmax"]
READOUTS: tuple[Readout, ...] = ("identity", "sigmoid", "softmax")
READOUT: Final = "readout"
Place = int | Literal["readout"]


def as_numbers(values: ArrayLike, field_name: str, dtype: DTypeLike = np.float64) -> Array:
    """A copy of `values` as real, finite numbers; ShapeError where they are something else."""
    try:
        given = np.asarray(values)
    except ValueError:  # lists of unequal lengths
        raise ShapeError(field_name, "an array of numbers", repr(values)[:60]) from None
    if given.dtype.kind not in "biuf":
        raise ShapeError(field_name, "real numbers", f"{repr(values)[:60]} ({given.dtype})")
    with np.errstate(over="ignore"):
        array = given.astype(dtype)
    if not np.isfinite(array).all():
        place = tuple(np.argwhere(~np.isfinite(array))[0].tolist())
        raise ShapeError(field_name, f"finite numbers ({array.dtype})", f"{given[place]} at {place}")
    return array


def frozen(values: ArrayLike, shape: tuple[int, ...], field_name: str) -> Array:
    """A read-only float64 copy of `values`; ShapeError where it is not finite numbers of this shape."""
    array = as_numbers(values, field_name)
    if array.shape != shape:
        raise ShapeError(field_name, f"shape {shape}", f"{array.shape}")
    return read_only(array)


def read_only(array: Array) -> Array:
    """The array itself, which can no longer be written."""
    array.flags.writeable = False
    return array


def _frozen_mask(values: ArrayLike, shape: tuple[int, ...], field_name: str) -> Array:
    mask = np.array(values, dtype=bool)
    if mask.shape != shape:
        raise ShapeError(f"cuts of {field_name}", f"shape {shape}", f"{mask.shape}")
    return read_only(mask)


def _with_mask(cuts: Mapping[str, Array], name: str, mask: Array) -> Mapping[str, Array]:
    """The cuts with one mask in place; a mask of nothing is none."""
    others = {key: value for key, value in cuts.items() if key != name}
    return MappingProxyType({**others, name: mask} if mask.any() else others)


def _effective(parameters: Mapping[str, Array], cuts: Mapping[str, Array]) -> Mapping[str, Array]:
    acting = {k: read_only(np.where(cuts[k], 0.0, v)) if k in cuts else v for k, v in parameters.items()}
    return MappingProxyType(acting)


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer. `parameters` are read-only arrays; `cuts` maps a parameter to a mask, True where it is held at 0."""

    cell: Cell
    units: int
    inputs: int
    parameters: Mapping[str, Array]
    cuts: Mapping[str, Array] = field(default_factory=dict)

    @cached_property
    def effective(self) -> Mapping[str, Array]:
        """The parameters that act: those cut are 0."""
        return _effective(self.parameters, self.cuts)

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a parameter; CarouselError for an unknown name."""
        if name not in self.cell.parameters:
            raise CarouselError("parameter", f"one of {', '.join(self.cell.parameters)}", repr(name))
        return self.cell.shape(name, self.units, self.inputs)


@dataclass(frozen=True, eq=False)
class Network:
    """Layers and a readout: output = readout(W_y @ h + b_y), h the last layer's output.

    W_y is (outputs, units), b_y (outputs,). Edits return a new Network and share what they do not change.
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
        layers: Sequence[tuple[Cell, int]],
        outputs: int,
        readout: Readout = "identity",
        seed: int = 0,
    ) -> Network:
        """A network with matrices uniform in +-1/sqrt(units) and vectors 0, from a seed, to the bit."""
        _check_sizes(inputs, layers, outputs, readout)
        rng = np.random.default_rng(seed)
        built, width = [], inputs
        for cell, units in layers:
            shapes = {name: cell.shape(name, units, width) for name in cell.parameters}
            parameters = {name: _start(rng, shape, units) for name, shape in shapes.items()}
            built.append(Layer(cell, units, width, MappingProxyType(parameters)))
            width = units
        weights = {"W_y": _start(rng, (outputs, width), width), "b_y": _start(rng, (outputs,), width)}
        return Network(inputs, tuple(built), outputs, readout, MappingProxyType(weights))

    @cached_property
    def readout_effective(self) -> Mapping[str, Array]:
        """The readout's parameters that act: those cut are 0."""
        return _effective(self.readout_parameters, self.readout_cuts)

    def places(self) -> Iterator[tuple[Place, str]]:
        """Every parameter's place: (layer index or "readout", name)."""
        for index, layer in enumerate(self.layers):
            for name in layer.parameters:
                yield index, name
        for name in self.readout_parameters:
            yield READOUT, name

    def parameter(self, place: Place, name: str) -> Array:
        """The array at a place, read-only, cuts not applied."""
        self._shape(place, name)
        return self._parameters(place)[name]

    def cut(self, place: Place, name: str) -> Array | None:
        """The mask of cuts at a place, or None where nothing is cut."""
        self._shape(place, name)
        cuts = self.readout_cuts if place == READOUT else self.layers[place].cuts
        return cuts.get(name)

    def with_parameter(self, place: Place, name: str, values: ArrayLike) -> Network:
        """A new Network with one array replaced; ShapeError where the shape or content is wrong."""
        array = frozen(values, self._shape(place, name), f"parameter {name} of {_where(place)}")
        changed = MappingProxyType({**self._parameters(place), name: array})
        if place == READOUT:
            return replace(self, readout_parameters=changed)
        return self._with_layer(place, replace(self.layers[place], parameters=changed))

    def with_cut(self, place: Place, name: str, mask: ArrayLike) -> Network:
        """A new Network in which the entries where `mask` is True act as 0 and take no gradient."""
        cut = _frozen_mask(mask, self._shape(place, name), name)
        if place == READOUT:
            return replace(self, readout_cuts=_with_mask(self.readout_cuts, name, cut))
        layer = self.layers[place]
        return self._with_layer(place, replace(layer, cuts=_with_mask(layer.cuts, name, cut)))

    def has_form_of(self, other: Network) -> bool:
        """Whether the parameters of one fit into the other: the same cells, sizes and readout."""
        return self._form() == other._form()

    def equals(self, other: Network) -> bool:
        """Whether form, parameters and cuts are the same, value by value."""
        return self is other or (self.has_form_of(other) and all(map(_equal, self._tables(), other._tables())))

    def _tables(self) -> Iterator[Mapping[str, Array]]:
        """All arrays there are, by name: those of each layer, its cuts, then the readout's."""
        for layer in self.layers:
            yield layer.parameters
            yield layer.cuts
        yield self.readout_parameters
        yield self.readout_cuts

    @cached_property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that tell whether form, parameters and cuts are the same to the bit."""
        found = hashlib.sha256(repr([self.inputs, self.outputs, self.readout]).encode())
        for layer in self.layers:
            found.update(repr([layer.cell.equations, layer.units]).encode())
        for place in self.places():
            mask = self.cut(*place)
            found.update(np.ascontiguousarray(self.parameter(*place), "<f8").tobytes())
            found.update(b"" if mask is None else np.ascontiguousarray(mask).tobytes())
        return found.hexdigest()[:16]

    def _form(self) -> tuple[object, ...]:
        layers = tuple((layer.cell.graph, layer.units) for layer in self.layers)
        return self.inputs, layers, self.outputs, self.readout

    def count(self, *, free_only: bool = False) -> int:
        """How many parameters there are; `free_only` leaves out those cut."""
        total = sum(self.parameter(place, name).size for place, name in self.places())
        masks = [self.cut(place, name) for place, name in self.places()] if free_only else []
        return total - sum(int(mask.sum()) for mask in masks if mask is not None)

    def _parameters(self, place: Place) -> Mapping[str, Array]:
        return self.readout_parameters if place == READOUT else self.layers[place].parameters

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


def _equal(these: Mapping[str, Array], those: Mapping[str, Array]) -> bool:
    """Whether the names and the values are the same; most arrays are shared after an edit."""
    return these.keys() == those.keys() and all(
        array is those[name] or np.array_equal(array, those[name]) for name, array in these.items()
    )


def _where(place: Place) -> str:
    return "the readout" if place == READOUT else f"layer {place}"


def _check_sizes(inputs: int, layers: Sequence[tuple[Cell, int]], outputs: int, readout: str) -> None:
    if readout not in READOUTS:
        raise CarouselError("readout", f"one of {', '.join(READOUTS)}", repr(readout))
    if not layers:
        raise CarouselError("layers", "at least one (cell, units)", "none")
    sizes = [("inputs", inputs), ("outputs", outputs), *(("units", units) for _, units in layers)]
    for what, size in sizes:
        if not isinstance(size, int | np.integer) or size < 1:
            raise CarouselError(what, "a whole number of at least 1", repr(size))


def _start(rng: np.random.Generator, shape: tuple[int, ...], units: int) -> Array:
    is_matrix = len(shape) == 2
    return read_only(rng.uniform(-1, 1, shape) / np.sqrt(units) if is_matrix else np.zeros(shape))
