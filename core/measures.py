"""What a network's matrices and a run's gates tell about how it will forget or explode."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from core.arrays import Array, read_only
from core.cells import Cell
from core.equations import Binary, Call, Expr, Negative, Product, Signal, reads
from core.errors import CarouselError, checked_index
from core.network import Network
from core.trace import Trace

SLOPES = {"sigmoid": 0.25, "tanh": 1.0, "relu": 1.0, "softplus": 1.0, "exp": math.inf}  # the largest of each function
SHUT, OPEN = 0.05, 0.95


class Spectrum(NamedTuple):
    """Of a recurrent matrix: the largest absolute eigenvalue, and the largest singular value."""

    radius: float
    largest: float


def spectra(network: Network, layer: int) -> dict[str, Spectrum]:
    """The spectrum of every units x units matrix of a layer, cuts applied."""
    chosen = network.layers[checked_index("layer", layer, len(network.layers))]
    names = [name for name, shape in chosen.cell.parameters.items() if shape == ("units", "units")]
    return {name: _spectrum(chosen.effective[name]) for name in names}


def _spectrum(matrix: Array) -> Spectrum:
    return Spectrum(float(np.abs(np.linalg.eigvals(matrix)).max()), float(np.linalg.norm(matrix, 2)))


def log10_bound(network: Network, layer: int) -> float:
    """log10 of what no gain of one more lag can exceed: the largest singular value of U x the largest slope.

    For a cell with one state that is one function of a sum in which the state stands in products only, the Elman RNN
    say: its gain over n lags is at most 10 ** (n x this). Pascanu, Mikolov & Bengio 2013, section 2.1. Below 0 the
    gradient must vanish; above it may do either. CarouselError for another cell, of which no such bound is known.
    """
    chosen = network.layers[checked_index("layer", layer, len(network.layers))]
    call, matrices = _one_function(chosen.cell)
    total = sum(sign * chosen.effective[name] for sign, name in matrices)
    largest = float(np.linalg.norm(total, 2)) if matrices else 0.0
    return math.log10(largest * SLOPES[call.function]) if largest else -math.inf


def has_bound(cell: Cell) -> bool:
    """Whether `log10_bound` knows one for such a cell."""
    try:
        _one_function(cell)
    except CarouselError:
        return False
    return True


def _one_function(cell: Cell) -> tuple[Call, list[tuple[float, str]]]:
    """The function that makes a cell's only state, and the matrices with their signs that are applied to the state."""
    expected = "a cell with one state that is one function of a sum with U @ state"
    lines = cell.graph.lines
    if len(cell.states) != 1 or len(lines) != 1 or not isinstance(lines[0].expr, Call):
        raise CarouselError("cell", expected, cell.name[:60])
    call, state = lines[0].expr, Signal(cell.states[0], previous=True)
    found = []
    for sign, term in _signed_terms(call.argument, 1.0):
        if isinstance(term, Product) and term.operand == state:
            found.append((sign, term.matrix))
        elif reads(term):
            raise CarouselError("cell", expected, cell.name[:60])
    return call, found


def _signed_terms(expr: Expr, sign: float) -> list[tuple[float, Expr]]:
    match expr:
        case Negative(operand=operand):
            return _signed_terms(operand, -sign)
        case Binary(op="+", left=left, right=right):
            return _signed_terms(left, sign) + _signed_terms(right, sign)
        case Binary(op="-", left=left, right=right):
            return _signed_terms(left, sign) + _signed_terms(right, -sign)
    return [(sign, expr)]


class Saturation(NamedTuple):
    """(units,) each: the shares of steps at which a gate is shut (below 0.05) and open (above 0.95)."""

    shut: Array
    open: Array

    @property
    def share(self) -> float:
        """The share of all steps and units at which the gate is one or the other; its gradient hardly flows there."""
        return float((self.shut + self.open).mean())


def saturation(trace: Trace, layer: int = 0, low: float = SHUT, high: float = OPEN) -> dict[str, Saturation]:
    """For each signal of a layer that lies between 0 and 1 how often it is shut and open, over all steps and sequences.

    What lies beyond a sequence's length does not count.
    """
    layer = checked_index("layer", layer, len(trace.records))
    cell, steps = trace.network.layers[layer].cell, trace.steps
    batch, units = trace.records[layer].batch, trace.records[layer].units
    ends = np.full(batch, steps) if trace.lengths is None else trace.lengths
    within = np.arange(steps)[:, None] < ends
    count = max(int(within.sum()), 1)
    found = {}
    for signal in cell.signals:
        if cell.is_level(signal):
            values = trace[layer, signal].reshape(steps, batch, units)[within]
            shares = ((values < low).sum(axis=0) / count, (values > high).sum(axis=0) / count)
            found[signal] = Saturation(*(read_only(np.asarray(share)) for share in shares))
    return found
