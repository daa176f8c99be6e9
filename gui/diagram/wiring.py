"""Which edges the diagram shows: the matrices of the chosen gate of each layer, and the readout's. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from core.cells import Cell
from core.equations import Product, reads, walk
from core.network import READOUT, Array, Network, Place
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


def recurrent(cell: Cell) -> bool:
    """Whether any matrix of the cell takes the values of units."""
    return any(shape == ("units", "units") for shape in cell.parameters.values())


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
    role = network.layers[chosen].cell.info(signal).role
    found: list[Bundle] = []
    for index, layer in enumerate(network.layers):
        gate = shown_gate(layer.cell, signal, role)
        for name, remembered in _matrices(layer.cell, gate).items():
            inner = layer.cell.parameters[name] == ("units", "units")
            source = Key("before", index) if inner else Key("unit", index - 1) if index else Key("input", 0)
            target = Key("unit", index)
            order = sum((b.source, b.target) == (source, target) for b in found)
            found.append(Bundle(index, name, source, target, *_entries(network, index, name), remembered, order))
    last = len(network.layers)
    weights, cut = _entries(network, READOUT, "W_y")
    return [*found, Bundle(READOUT, "W_y", Key("unit", last - 1), Key("output", last), weights, cut)]


@lru_cache(maxsize=256)
def _matrices(cell: Cell, gate: str) -> dict[str, bool]:
    """The matrices in a gate's line, and whether what each takes is of the step before."""
    line = next((line for line in cell.graph.lines if line.name == gate), None)
    found: dict[str, bool] = {}
    for part in walk(line.expr) if line else ():
        if isinstance(part, Product):
            found.setdefault(part.matrix, bool(reads(part.operand, previous=True)))
    return found


def _entries(network: Network, place: Place, name: str) -> tuple[Array, Array | None]:
    return network.parameter(place, name), network.cut(place, name)
