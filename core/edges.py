"""The weights that lead into and out of a unit, as places in a network.

`layer`, `unit` and `signal` that a network does not have are a CarouselError.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from core.arrays import Array
from core.cells import Cell
from core.equations import Product, reads, walk
from core.errors import CarouselError, checked_index
from core.layer import INITIAL, Layer
from core.network import READOUT, Network, Place


class Weight(NamedTuple):
    """One entry of one parameter: `at` is its index in the array, (row, column) or (unit,)."""

    place: Place
    name: str
    at: tuple[int, ...]


def check_weight(network: Network, weight: Weight) -> None:
    """CarouselError where `network` has no such parameter or the parameter no such entry."""
    place, name, at = weight
    shape = network.parameter(place, name).shape
    if len(at) != len(shape) or not all(0 <= k < size for k, size in zip(at, shape, strict=True)):
        raise CarouselError(f"index into {name}", f"a place in shape {shape}", repr(at)[:60])


def acting(network: Network, weight: Weight) -> Weight:
    """The weight that one is the same as: of rows that are tied the one that the others follow, else itself."""
    check_weight(network, weight)
    place, name, (row, *column) = weight
    rows = {} if place == READOUT else network.layers[place].shared
    return Weight(place, name, (int(rows[name][row]), *column)) if name in rows else weight


def entries(network: Network, weights: Iterable[Weight]) -> dict[tuple[Place, str], tuple[Array, ...]]:
    """The indices of weights by the array they are in, each once; of rows that are tied the one that acts."""
    found: dict[tuple[Place, str], list[tuple[int, ...]]] = {}
    for place, name, at in weights:
        found.setdefault((place, name), []).append(at)
    return {key: _entries_of(network, *key, places) for key, places in found.items()}


def _entries_of(network: Network, place: Place, name: str, places: list[tuple[int, ...]]) -> tuple[Array, ...]:
    shape = network.parameter(place, name).shape
    wrong = [at for at in places if len(at) != len(shape)]
    if not wrong:
        indices = np.array(places, dtype=np.intp).T
        outside = np.any((indices < 0) | (indices >= np.array(shape)[:, None]), axis=0)
        wrong = [places[k] for k in np.flatnonzero(outside)[:1]]
    if wrong:
        check_weight(network, Weight(place, name, wrong[0]))
    rows = {} if place == READOUT else network.layers[place].shared
    if name in rows:
        indices[0] = rows[name][indices[0]]
    return np.unravel_index(np.unique(np.ravel_multi_index(tuple(indices), shape)), shape)


def weights_into(network: Network, layer: int, unit: int, signal: str | None = None) -> list[Weight]:
    """The weights of matrices that lead into a unit of a layer, or into one gate of it: rows of W and U."""
    chosen = _checked(network, layer, unit)
    names = [name for name in _names(chosen.cell, signal) if len(chosen.shape(name)) == 2]
    return [Weight(layer, name, (unit, k)) for name in names for k in range(chosen.shape(name)[1])]


def weights_out_of(network: Network, layer: int, unit: int) -> list[Weight]:
    """The weights by which anything reads a unit of a layer: the layer itself, those above it or the readout.

    Columns of U, and of the W of the level above or of W_y.
    """
    chosen = _checked(network, layer, unit)
    found = [Weight(layer, name, (k, unit)) for name in _recurrent(chosen.cell) for k in range(chosen.units)]
    level, column = network.level_of(layer), network.offset(layer) + unit
    if level == len(network.levels) - 1:
        return found + [Weight(READOUT, "W_y", (k, column)) for k in range(network.outputs)]
    width = network.width(level)
    for index in network.levels[level + 1]:
        above = network.layers[index]
        names = [name for name, shape in above.cell.parameters.items() if shape == ("units", "inputs")]
        columns = range(column, above.inputs, width)  # one of each lag of the window
        found += [Weight(index, name, (k, at)) for name in names for at in columns for k in range(above.units)]
    return found


def weights_of(network: Network, layer: int, unit: int, signal: str | None = None) -> list[Weight]:
    """Every parameter of a unit of a layer, vectors and learnt states too; or those of one signal of it."""
    chosen = _checked(network, layer, unit)
    vectors = [name for name in _names(chosen.cell, signal) if len(chosen.shape(name)) == 1]
    vectors += [INITIAL + state for state in chosen.initial if signal in (None, state)]
    return weights_into(network, layer, unit, signal) + [Weight(layer, name, (unit,)) for name in vectors]


def all_cut(network: Network, weights: Iterable[Weight]) -> bool:
    """Whether each of `weights`, at least one, is held at 0."""
    weights = iter(weights)
    first = next(weights, None)  # mostly enough, of a million
    return first is not None and _is_cut(network, first) and all(_is_cut(network, weight) for weight in weights)


def _is_cut(network: Network, weight: Weight) -> bool:
    check_weight(network, weight)
    mask = network.cut(weight.place, weight.name)
    return mask is not None and bool(mask[weight.at])


def _checked(network: Network, layer: int, unit: int) -> Layer:
    chosen = network.layers[checked_index("layer", layer, len(network.layers))]
    checked_index("unit", unit, chosen.units)
    return chosen


def _names(cell: Cell, signal: str | None) -> tuple[str, ...]:
    """The parameters of a cell, or of one line of it."""
    if signal is not None and signal not in cell.signals:
        raise CarouselError("signal", f"one of {', '.join(cell.signals)}", repr(signal)[:60])
    return tuple(cell.parameters) if signal is None else cell.parameters_of(signal)


def _recurrent(cell: Cell) -> list[str]:
    """The matrices applied to something that holds a signal."""
    expressions = [e for line in cell.graph.lines for e in walk(line.expr)]
    reading = {e.matrix for e in expressions if isinstance(e, Product) and reads(e.operand)}
    return [name for name in cell.parameters if name in reading]
