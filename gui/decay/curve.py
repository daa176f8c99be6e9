"""One model's decay as a plot and its legend show it: from lag 0 on, with the reading of the fit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.cells import Cell, SignalInfo
from core.document import Model
from core.equations import Binary, Expr, Negative, Signal
from core.gradients import Decay
from core.network import Array


@dataclass(frozen=True, eq=False)
class Curve:
    """How far back the output of the model at `index`, at the cursor, feels a nudge of its memory.

    log10_gain, log10_belt: by lag, from 0 on; -inf is an exact zero. `log10_belt` is None for a cell without a
    belt. `role` and `memory`: the role of the signal that remembers, and what it is called. `remembers` is False
    for a feed-forward layer, of which nothing but lag 0 is left.
    """

    index: int
    name: str
    colour: str
    role: str
    memory: str
    log10_gain: Array
    log10_belt: Array | None
    half_life: float
    reach: int
    remembers: bool

    @property
    def lags(self) -> int:
        """The largest lag there is."""
        return len(self.log10_gain) - 1

    @property
    def is_broken(self) -> bool:
        """Whether some gain is not a number."""
        return bool(np.isnan(self.log10_gain).any())


def curve_of(index: int, model: Model, decay: Decay) -> Curve:
    """The curve of a model's memory (an LSTM's c, an RNN's h) in its last layer."""
    cell = model.network.layers[-1].cell
    memory = cell.memory if cell.memory in decay.states else (*decay.states, cell.output)[0]
    info, remembers = cell.info(memory), memory in decay.states
    return Curve(
        index,
        model.name,
        model.color,
        info.role,
        _called(memory, info),
        decay.log10_gain[memory][::-1] if remembers else _forgotten(len(decay.steps)),
        decay.log10_belt_gain[memory][::-1] if remembers and has_belt(cell, memory) else None,
        decay.half_life[memory] if remembers else math.nan,
        decay.reach[memory] if remembers else 0,
        remembers,
    )


def _forgotten(steps: int) -> Array:
    """The output's gain with respect to itself, and exact zeros: no path leads further back."""
    gain = np.full(steps, -math.inf)
    gain[0] = 0.0
    return gain


def _called(signal: str, info: SignalInfo) -> str:
    """Such as "the cell state"; the signal's own name where it has no other."""
    return signal if info.title == signal else f"the {info.title.lower()}"


@lru_cache(maxsize=64)
def has_belt(cell: Cell, state: str) -> bool:
    """Whether a path leads from a state to itself one step on through no function call and no matrix product."""
    carries: dict[str, bool] = {}
    for line in cell.graph.lines:
        carries[line.name] = _carries(line.expr, state, carries)
    return carries[state]


def _carries(expr: Expr, state: str, carries: dict[str, bool]) -> bool:
    match expr:
        case Signal(name=name, previous=True):
            return name == state
        case Signal(name=name):
            return carries[name]
        case Negative(operand=operand):
            return _carries(operand, state, carries)
        case Binary(left=left, right=right):
            return _carries(left, state, carries) or _carries(right, state, carries)
    return False
