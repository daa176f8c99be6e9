"""Which edges the diagram shows: the matrices of the chosen gate of each layer, and the readout's. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from core.arrays import Array
from core.cells import Cell
from core.equations import Product, walk
from core.layer import Layer
from core.network import READOUT, Network, Place
from gui.diagram.layout import Key, LayerShape, Shape

MOST_SEEN = 16  # nodes of a column up to which what a window sees of other steps is drawn


@dataclass(frozen=True, eq=False)
class Bundle:
    """All edges of one matrix between two groups. `weights` and `cut` are (targets, sources); a cut weight acts as 0.

    `first` is the column of the matrix that they begin at. `remembered` tells whether it reads the step before;
    `order` counts matrices between the same two groups.
    """

    place: Place
    name: str
    source: Key
    target: Key
    weights: Array
    cut: Array | None
    remembered: bool = False
    order: int = 0
    first: int = 0


@lru_cache(maxsize=64)
def recurrent(cell: Cell) -> bool:
    """Whether any matrix of the cell takes the values of units."""
    return any(shape == ("units", "units") for shape in cell.parameters.values())


@lru_cache(maxsize=64)
def ring_state(cell: Cell) -> str | None:
    """The signal drawn round a unit: the remembered one with role cell, or None."""
    return next((s for s in cell.states if cell.info(s).role == "cell"), None)


def shown_gate(cell: Cell, signal: str, role: str) -> str:
    """What `cell` shows when `signal`, of `role`, is chosen in some layer: the same, its like, or its first gate."""
    if signal in cell.gates:
        return signal
    return next((gate for gate in cell.gates if cell.info(gate).role == role), cell.gates[0] if cell.gates else "")


def shape_of(network: Network, digits: int = 5) -> Shape:
    """What shapes the diagram of a network, whose inputs' numbers take `digits` figures."""
    return _shape(tuple(map(_layer_of, network.layers)), network.inputs, network.outputs, digits)


def _layer_of(layer: Layer) -> LayerShape:
    is_ringed = ring_state(layer.cell) is not None
    return LayerShape(layer.units, recurrent(layer.cell), is_ringed, layer.beside, layer.reverse, layer.window)


@lru_cache(maxsize=64)
def _shape(layers: tuple[LayerShape, ...], inputs: int, outputs: int, digits: int) -> Shape:
    plain = Shape(inputs, layers, outputs, digits)
    return replace(plain, shifts=tuple(_shifts(plain, level) for level in range(len(plain.levels))))


def _shifts(shape: Shape, level: int) -> tuple[int, ...]:
    """The other steps that a level's windows see, those before first, if there is room for them."""
    layers = [shape.layers[index] for index in shape.levels[level]]
    seen = {shift for layer in layers for shift in layer.shifts}
    remembered = sum(layer.units for layer in layers if layer.recurrent)
    if (1 + len(seen)) * width_below(shape, level) + remembered > MOST_SEEN:
        return ()
    return tuple(sorted(seen, key=lambda shift: (shift > 0, abs(shift))))


def width_below(shape: Shape, level: int) -> int:
    """How many values a level reads of a step."""
    return sum(shape.layers[k].units for k in shape.levels[level - 1]) if level else shape.inputs


def undrawn(network: Network, level: int) -> int:
    """How many steps the widest window of a level sees, where only one of them is drawn; 0 where all are."""
    shape = shape_of(network)
    most = max(shape.layers[index].window for index in shape.levels[level])
    return most if most > 1 and not shape.shifts[level] else 0


def bundles(network: Network, chosen: int, signal: str) -> list[Bundle]:
    """The edges of `network` where `signal` is the gate chosen in layer `chosen`, the readout's last."""
    return list(_bundles(network, chosen, signal))


@lru_cache(maxsize=16)  # so that a part of a matrix is the same array while its network is the same
def _bundles(network: Network, chosen: int, signal: str) -> tuple[Bundle, ...]:
    shape, cells = shape_of(network), tuple(layer.cell for layer in network.layers)
    found = []
    for wire in _wires(cells, shape, chosen, signal):
        layer = network.layers[wire.layer]
        weights, cut = layer.parameters[wire.name], layer.cuts.get(wire.name)
        found.append(_bundle(wire.layer, wire, weights, cut))
    weights, cut = network.readout_parameters["W_y"], network.readout_cuts.get("W_y")
    output, first = Key("output", len(cells)), 0
    for index in shape.levels[-1]:
        units = shape.layers[index].units
        found.append(_bundle(READOUT, _Wire(index, "W_y", Key("unit", index), output, first, units), weights, cut))
        first += units
    return tuple(found)


class _Wire(NamedTuple):
    """A bundle but for its numbers: `columns` of the columns of `name`, from `first` on."""

    layer: int
    name: str
    source: Key
    target: Key
    first: int
    columns: int
    remembered: bool = False
    order: int = 0


def _bundle(place: Place, wire: _Wire, weights: Array, cut: Array | None) -> Bundle:
    if wire.columns < weights.shape[1]:
        columns = slice(wire.first, wire.first + wire.columns)
        weights, cut = weights[:, columns], None if cut is None else cut[:, columns]
    return Bundle(place, wire.name, wire.source, wire.target, weights, cut, wire.remembered, wire.order, wire.first)


@lru_cache(maxsize=256)
def _wires(cells: tuple[Cell, ...], shape: Shape, chosen: int, signal: str) -> list[_Wire]:
    """Those of each bundle but the readout's."""
    role = cells[chosen].info(signal).role
    found: list[_Wire] = []
    for index, cell in enumerate(cells):
        target = Key("unit", index)
        for name, remembered in _matrices(cell, shown_gate(cell, signal, role)).items():
            inner = cell.parameters[name] == ("units", "units")
            own = [(Key("before", index), 0, shape.layers[index].units)]
            for source, first, count in own if inner else _sources(shape, index):
                order = sum((wire.source, wire.target) == (source, target) for wire in found)
                found.append(_Wire(index, name, source, target, first, count, remembered, order))
    return found


def _sources(shape: Shape, layer: int) -> list[tuple[Key, int, int]]:
    """The groups that a layer reads: key, the first column that is theirs, how many are."""
    level = shape.level_of(layer)
    below = [(Key("input", 0), shape.inputs)]
    if level:
        below = [(Key("unit", index), shape.layers[index].units) for index in shape.levels[level - 1]]
    found, first = [], 0
    for shift in (0, *shape.layers[layer].shifts):
        for key, count in below:
            if not shift or shift in shape.shifts[level]:
                found.append((key._replace(shift=shift), first, count))
            first += count
    return found


@lru_cache(maxsize=256)
def _matrices(cell: Cell, gate: str) -> dict[str, bool]:
    """The matrices in a gate's line, and whether what each takes is of the step before."""
    line = next((line for line in cell.graph.lines if line.name == gate), None)
    found: dict[str, bool] = {}
    for part in walk(line.expr) if line else ():
        if isinstance(part, Product):
            found.setdefault(part.matrix, bool(cell.remembered(part.operand)))
    return found
