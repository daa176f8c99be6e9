"""What both sides of a row compute: the same numbers from a cell of its grid."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.network import Array, Network, Readout

OUTPUTS = 1  # as the first scene has
RATE, CLIP = 0.01, 1.0  # of training
FIRST_UPDATES = 3  # after these the losses of both sides are compared


class Cell(NamedTuple):
    """One cell of a row's grid: an LSTM of `units` over `batch` sequences of `steps` words among `inputs`."""

    units: int
    batch: int
    steps: int
    inputs: int = 4
    dtype: str = "float64"

    def __str__(self) -> str:
        return f"H {self.units}, batch {self.batch}, T {self.steps}"


def network(cell: Cell, readout: Readout = "identity") -> Network:
    """An LSTM and a readout, their parameters from a seed."""
    from core.cells import load_cell

    return Network.build(cell.inputs, [(load_cell("lstm"), cell.units)], OUTPUTS, readout)


def words(cell: Cell) -> Array:
    """(T, batch, inputs): one-hot words, as the app feeds them."""
    drawn = np.random.default_rng(1).integers(cell.inputs, size=(cell.steps, cell.batch))
    return np.eye(cell.inputs, dtype=cell.dtype)[drawn]


def slopes(cell: Cell) -> Array:
    """(T, batch, outputs): the derivative of a loss with respect to every output."""
    drawn = np.random.default_rng(2).standard_normal((cell.steps, cell.batch, OUTPUTS))
    return drawn.astype(cell.dtype)


def answers(cell: Cell) -> Array:
    """(T, batch): a right answer, 0 or 1, at every step."""
    return np.random.default_rng(3).integers(2, size=(cell.steps, cell.batch)).astype(cell.dtype)
