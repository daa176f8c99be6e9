"""Which edges the diagram shows: the matrices of the chosen gate of each layer, and the readout's. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from core.arrays import Array
from core.cells import Cell
from core.equations import Product, walk
from core.network import READOUT, Network, Place
from gui.diagram.layout import Key


@dataclass(frozen=True, eq=False)
class Bundle:
    """All edges of one matrix. `weights` and `cut` are (targets, sources); a cut weight acts as 0.

    `remembered` tells whether it reads the step before; `order` counts matrices between the same two groups.
    """

    place: Place
    name: str
    source: Key
    target: Key
    weights: Array
    cut: Array | None
    remembered: bool = False
    order: int = 0


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


def bundles(network: Network, chosen: int, signal: str) -> list[Bundle]:
    """The edges of `network` where `signal` is the gate chosen in layer `chosen`, the readout's last."""
    found = []
    for index, name, source, target, remembered, order in _wires(tuple(n.cell for n in network.layers), chosen, signal):
        layer = network.layers[index]
        weights, cut = layer.parameters[name], layer.cuts.get(name)
        found.append(Bundle(index, name, source, target, weights, cut, remembered, order))
    last = len(network.layers)
    weights, cut = network.readout_parameters["W_y"], network.readout_cuts.get("W_y")
    return [*found, Bundle(READOUT, "W_y", Key("unit", last - 1), Key("output", last), weights, cut)]


_Wire = tuple[int, str, Key, Key, bool, int]


@lru_cache(maxsize=256)
def _wires(cells: tuple[Cell, ...], chosen: int, signal: str) -> list[_Wire]:
    """Layer, matrix, both ends, whether it reads the step before, its order: of each bundle but the readout's."""
    role = cells[chosen].info(signal).role
    found: list[_Wire] = []
    for index, cell in enumerate(cells):
        for name, remembered in _matrices(cell, shown_gate(cell, signal, role)).items():
            inner = cell.parameters[name] == ("units", "units")
            source = Key("before", index) if inner else Key("unit", index - 1) if index else Key("input", 0)
            target = Key("unit", index)
            order = sum(wire[2:4] == (source, target) for wire in found)
            found.append((index, name, source, target, remembered, order))
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
