"""The weights that lead into and out of a unit, as places in a network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from core.equations import Product, walk
from core.network import READOUT, Network, Place


class Weight(NamedTuple):
    """One entry of one parameter: `at` is its index in the array."""

    place: Place
    name: str
    at: tuple[int, ...]


def weights_into(network: Network, layer: int, unit: int, signal: str | None = None) -> list[Weight]:
    """The weights of matrices that lead into a unit of a layer, or into one gate of it."""
    found: list[Weight] = []
    for name in _matrices(network, layer, signal):
        columns = network.layers[layer].shape(name)[1]
        found += [Weight(layer, name, (unit, k)) for k in range(columns)]
    return found


def weights_out_of(network: Network, layer: int, unit: int) -> list[Weight]:
    """The weights by which anything reads a unit of a layer: the layer itself, the next one or the readout."""
    units, last = network.layers[layer].units, layer == len(network.layers) - 1
    found = [Weight(layer, name, (k, unit)) for name in _of_kind(network, layer, "units") for k in range(units)]
    if last:
        return found + [Weight(READOUT, "W_y", (k, unit)) for k in range(network.outputs)]
    above = layer + 1
    rows = range(network.layers[above].units)
    return found + [Weight(above, name, (k, unit)) for name in _of_kind(network, above, "inputs") for k in rows]


def weights_of(network: Network, layer: int, unit: int, signal: str | None = None) -> list[Weight]:
    """Every parameter of a unit of a layer, vectors too; or those of one gate of it."""
    cell = network.layers[layer].cell
    vectors = [n for n in _names(network, layer, signal) if len(cell.parameters[n]) == 1]
    return weights_into(network, layer, unit, signal) + [Weight(layer, name, (unit,)) for name in vectors]


def all_cut(network: Network, weights: list[Weight]) -> bool:
    """Whether each of `weights`, at least one, is held at 0."""
    return bool(weights) and all(_is_cut(network, weight) for weight in weights)


def _is_cut(network: Network, weight: Weight) -> bool:
    mask = network.cut(weight.place, weight.name)
    return mask is not None and bool(mask[weight.at])


def _names(network: Network, layer: int, signal: str | None) -> tuple[str, ...]:
    cell = network.layers[layer].cell
    return tuple(cell.parameters) if signal is None else cell.parameters_of(signal)


def _matrices(network: Network, layer: int, signal: str | None) -> Iterator[str]:
    cell = network.layers[layer].cell
    used = {e.matrix for line in cell.graph.lines for e in walk(line.expr) if isinstance(e, Product)}
    return (name for name in _names(network, layer, signal) if name in used)


def _of_kind(network: Network, layer: int, kind: str) -> list[str]:
    parameters = network.layers[layer].cell.parameters
    return [name for name, shape in parameters.items() if shape == ("units", kind)]
