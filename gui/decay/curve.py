"""One model's decay as a plot and its legend show it: from lag 0 on, with the reading of the fit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from core.arrays import Array
from core.cells import Cell, SignalInfo
from core.decay import Decay, half_life, reach
from core.document import Model
from core.equations import Binary, Expr, Negative, Number, Signal
from gui.whose import layer_name


@dataclass(frozen=True, eq=False)
class Curve:
    """How far back the output of the model at `index`, at the cursor, feels a nudge of its memory.

    log10_gain, log10_belt: by lag, from 0 on; -inf is an exact zero. `log10_belt` is None for a cell without a
    belt. `role` and `memory`: the role of the signal that remembers, and what it is called. `remembers` is False
    for a feed-forward layer, of which nothing but lag 0 is left. `factor` is what the belt takes at each step, such as
    "f", called `factor_title`; "" where that has no name of its own. `ahead`: lags lead to what follows, the past of a
    layer that runs backward; `window` is how many steps the layer sees, `layer` what it is called among others.
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
    factor: str = ""
    factor_title: str = ""
    ahead: bool = False
    window: int = 1
    layer: str = ""

    @property
    def way(self) -> str:
        """Which way in time its lags lead, as after "3 steps"."""
        return "ahead" if self.ahead else "back"

    @property
    def lags(self) -> int:
        """The largest lag there is."""
        return len(self.log10_gain) - 1

    @cached_property
    def is_broken(self) -> bool:
        """Whether some gain is not a number."""
        return bool(np.isnan(self.log10_gain).any())


@lru_cache(maxsize=32)  # models and decays are told apart by identity
def curve_of(index: int, model: Model, decay: Decay) -> Curve:
    """The curve of a model's memory (an LSTM's c, an RNN's h) in the layer that a decay is of."""
    layer = model.network.layers[decay.layer]
    cell = layer.cell
    memory = cell.memory if cell.memory in decay.states else (*decay.states, cell.output)[0]
    info, remembers = cell.info(memory), memory in decay.states
    factor = belt_factor(cell, memory) if remembers else None
    gain = decay.log10_gain[memory] if remembers else None
    return Curve(
        index,
        model.name,
        model.color,
        info.role,
        _called(memory, info),
        gain[::-1] if gain is not None else _forgotten(len(decay.steps)),
        decay.log10_belt_gain[memory][::-1] if factor is not None else None,
        half_life(gain) if gain is not None else math.nan,
        reach(gain) if gain is not None else 0,
        remembers,
        factor or "",
        cell.info(factor).title if factor in cell.signals else "",
        layer.reverse,
        layer.window,
        layer_name(model.network, decay.layer),
    )


def _forgotten(steps: int) -> Array:
    """The output's gain with respect to itself, and exact zeros: no path leads further back."""
    gain = np.full(steps, -math.inf)
    gain[0] = 0.0
    return gain


def _called(signal: str, info: SignalInfo) -> str:
    """Such as "the cell state"; the signal's own name where it has no other."""
    return signal if info.title == signal else f"the {info.title.lower()}"


def has_belt(cell: Cell, state: str) -> bool:
    """Whether a path leads from a state to itself one step on through no function call and no matrix product."""
    return belt_factor(cell, state) is not None


@lru_cache(maxsize=64)
def belt_factor(cell: Cell, state: str) -> str | None:
    """What a state is multiplied by on that path at each step: a signal such as "f", "(1 − f)", "1", or "" for others.

    None where there is no such path.
    """
    factors: dict[str, str | None] = {}
    for line in cell.graph.lines:
        factors[line.name] = _factor(line.expr, state, factors)
    return factors[state]


def _factor(expr: Expr, state: str, factors: dict[str, str | None]) -> str | None:
    match expr:
        case Signal(name=name, previous=True):
            return "1" if name == state else None
        case Signal(name=name):
            return factors[name]
        case Negative(operand=operand):
            return None if _factor(operand, state, factors) is None else ""
        case Binary(op=op, left=left, right=right):
            return _joined(op, (left, _factor(left, state, factors)), (right, _factor(right, state, factors)))
    return None


def _joined(op: str, left: tuple[Expr, str | None], right: tuple[Expr, str | None]) -> str | None:
    """The factor of `left op right`, each with its own."""
    (_, first), (_, second) = left, right
    if first is None and second is None:
        return None
    if first is not None and second is not None:
        return ""
    if op == "*":
        (other, _), mine = (right, first) if first is not None else (left, second)
        return _said(other) if mine == "1" else ""
    return first if op in "+-" and first is not None else second if op == "+" else ""


def _said(factor: Expr) -> str:
    match factor:
        case Signal(name=name, previous=False):
            return name
        case Binary(op="-", left=Number(value=1.0), right=Signal(name=name, previous=False)):
            return f"(1 − {name})"
    return ""
