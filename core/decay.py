"""How a gradient decays going back in time: norms of d of[step] / d s[k], the belt's, half-life and reach."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from core.arrays import Array, read_only
from core.belt import belt_factor
from core.compiler import Record, Sweep
from core.errors import CarouselError, checked_index
from core.norms import Norm, log10_frobenius, log10_norm_of, log10_spectral, rescaled
from core.trace import Trace

LAGS = 200
CHUNK = 32  # steps that are swept at once
# decimal digits that a norm may rise or fall within a chunk before the chunk is taken step by step
SAFE = {np.dtype(np.float64): 150.0, np.dtype(np.float32): 15.0}


@dataclass(frozen=True, eq=False)
class Decay:
    """How the derivative of `of` at `step` with respect to each state falls, going back in time.

    Arrays are indexed by `steps` (k, ending at `step`; they rise towards it, and fall for a layer that runs backward,
    whose past is what follows). log10_norm: norm, Frobenius or spectral as `kind` says, of the total derivative;
    log10_belt: along the belt alone. Both are -inf only for an exact zero, and where every path leads through a
    function so saturated that its value is 1 to the last digit: its slope is then 0, as in PyTorch. gain = Frobenius
    norm / sqrt(units): the RMS effect of a random nudge; of the spectral norm it is the norm itself, the effect of the
    worst nudge. `units` counts those whose state is nudged or, where only some of `of` are looked at, these.
    """

    layer: int
    of: str
    step: int
    units: int
    states: tuple[str, ...]
    steps: Array
    log10_norm: Mapping[str, Array]
    log10_belt: Mapping[str, Array]
    kind: Norm = "frobenius"

    @cached_property
    def norm(self) -> dict[str, Array]:
        """10 ** log10_norm; 0 or inf where that leaves the range of a double."""
        with np.errstate(over="ignore", under="ignore"):
            return {s: 10.0**v for s, v in self.log10_norm.items()}

    @cached_property
    def log10_gain(self) -> dict[str, Array]:
        """log10 of the gain."""
        return {s: v - self._log10_root for s, v in self.log10_norm.items()}

    @cached_property
    def gain(self) -> dict[str, Array]:
        """The effect of a nudge: norm / sqrt(units), or the spectral norm."""
        with np.errstate(over="ignore", under="ignore"):
            return {s: 10.0**v for s, v in self.log10_gain.items()}

    @cached_property
    def log10_belt_gain(self) -> dict[str, Array]:
        """log10 of the belt on the same scale as the gain."""
        return {s: v - self._log10_root for s, v in self.log10_belt.items()}

    @property
    def _log10_root(self) -> float:
        return 0.5 * math.log10(self.units) if self.kind == "frobenius" else 0.0

    @cached_property
    def half_life(self) -> dict[str, float]:
        """Lags over which the gain halves: see `half_life`."""
        return {s: half_life(v) for s, v in self.log10_gain.items()}

    @cached_property
    def reach(self) -> dict[str, int]:
        """The largest lag whose gain is at least 1% of lag 1's; 0 where there is none."""
        return {s: reach(v) for s, v in self.log10_gain.items()}


def half_life(log10_gain: Array) -> float:
    """ln 2 / -slope of a least-squares line through log gain over lags >= 1; the array ends at lag 0.

    inf where it does not fall, 0 where the gain is exactly zero before 3 lags are seen; NaN for fewer than 3 lags
    and where the gain has left the range of numbers.
    """
    past = log10_gain[-2::-1]
    if len(past) < 3 or not (past < math.inf).all():
        return math.nan
    lags = np.flatnonzero(np.isfinite(past))
    if len(lags) < 3:
        return 0.0
    heights = past[lags] - past[lags[0]]  # exact zeros where nothing falls
    centred = lags - lags.mean()
    slope = float(centred @ heights) / float(centred @ centred)
    return math.inf if slope >= 0 else math.log10(2) / -slope


def reach(log10_gain: Array) -> int:
    """The largest lag with gain at least 1% of lag 1's; the array ends at lag 0."""
    past = log10_gain[-2::-1]
    if len(past) == 0 or not np.isfinite(past[0]):
        return 0
    return int(np.flatnonzero(past >= past[0] - 2.0)[-1]) + 1


@np.errstate(all="ignore")  # what overflows is shown as such
def gradient_decay(
    trace: Trace,
    step: int,
    layer: int = 0,
    of: str | None = None,
    lags: int = LAGS,
    sequence: int = 0,
    units: Sequence[int] | None = None,
    of_units: Sequence[int] | None = None,
    norm: Norm = "frobenius",
) -> Decay:
    """d of[step] / d s[k] for every state s of a layer and k from `step` back over `lags` steps.

    The total derivative: all that s[k] reaches counts. Carried as a matrix rescaled by powers of two, in which what
    is 1e308 times smaller than the largest entry of its step is 0. `sequence` picks one of a batch; `step` lies
    within its length. `units` are those whose state is nudged (all unless given): the norm is that of their columns
    of the Jacobian. `of_units` are the units of `of` that are looked at (all unless given): the norm is that of their
    rows, and the cost falls with their number, which is the way to ask a layer of hundreds of units. CarouselError
    where an argument does not fit.
    """
    log10_norm = log10_norm_of(norm)
    asked = _asked(trace, step, layer, of, sequence, of_units)
    record, graph = asked.record, asked.record.program.graph
    first = max(0, asked.last - checked_index("lags", lags, sys.maxsize))
    chosen = None if units is None else _chosen(units, record.units, "units")
    logs = {s: np.full(asked.last - first + 1, -np.inf) for s in graph.states}
    at_step = {s: np.zeros((len(asked.rows), record.units)) for s in graph.states}
    for part in _parts(asked, first):
        for s in graph.states:
            adjoint = part.sweep.adjoint(s)
            heights = part.logs[s] if chosen is None and norm == "frobenius" else None
            if heights is None:
                heights = log10_norm(adjoint if chosen is None else adjoint[:, :, chosen])
            logs[s][part.low - first : part.high - first + 1] = heights + part.exponent * math.log10(2)
            if part.high == asked.last:
                at_step[s] = adjoint[-1]
    belts = {s: _log10_belt(record, s, at_step[s], first, asked.last, chosen, norm) for s in graph.states}
    steps = np.arange(first, asked.last + 1)
    shown = read_only(asked.end - 1 - steps if asked.is_turned else steps)
    count = len(asked.rows) if chosen is None else len(chosen)
    norms = {s: read_only(log) for s, log in logs.items()}
    return Decay(layer, asked.of, step, count, graph.states, shown, norms, belts, norm)


class Jacobian(NamedTuple):
    """A derivative as matrix x 2 ** exponent, the matrix (units of `of`, units of the state)."""

    matrix: Array
    exponent: int

    def log10_norm(self, norm: Norm = "frobenius") -> float:
        """log10 of its norm; -inf only for an exact zero."""
        return float(log10_norm_of(norm)(self.matrix[None])[0]) + self.exponent * math.log10(2)


@np.errstate(all="ignore")  # what overflows is shown as such
def jacobian(
    trace: Trace, step: int, k: int, layer: int = 0, of: str | None = None, state: str | None = None, sequence: int = 0
) -> Jacobian:
    """d of[step] / d state[k] in total, `state` the cell's memory unless given.

    `k` is no later than `step`; for a layer that runs backward no earlier. CarouselError where something does not fit.
    """
    asked = _asked(trace, step, layer, of, sequence, None)
    state = trace.network.layers[layer].cell.memory if state is None else state
    if state not in asked.record.program.graph.states:
        raise CarouselError("state", f"one of {', '.join(asked.record.program.graph.states)}", repr(state)[:60])
    checked_index("k", k, asked.end)
    first = asked.end - 1 - k if asked.is_turned else k
    if first > asked.last:
        raise CarouselError("k", f"{step} or {'later' if asked.is_turned else 'earlier'}", repr(k))
    for part in _parts(asked, first):
        if part.low == first:
            return Jacobian(read_only(part.sweep.adjoint(state)[0].copy()), part.exponent)
    return Jacobian(read_only(np.zeros((asked.record.units, asked.record.units))), 0)


class _Asked(NamedTuple):
    """What is differentiated: `rows` of `of` at step `last` of the layer's own order, in a record of one sequence."""

    record: Record
    of: str
    rows: list[int]
    last: int
    end: int
    is_turned: bool


def _asked(
    trace: Trace, step: int, layer: int, of: str | None, sequence: int, of_units: Sequence[int] | None
) -> _Asked:
    layer = checked_index("layer", layer, len(trace.records))
    record = trace.records[layer]
    sequence = checked_index("sequence", sequence, record.batch)
    graph = record.program.graph
    of = graph.output if of is None else of
    if of not in graph.signals:
        raise CarouselError("of", f"one of {', '.join(graph.signals)}", repr(of))
    end = record.steps if trace.lengths is None else int(trace.lengths[sequence])
    step = checked_index("step", step, end)
    rows = list(range(record.units)) if of_units is None else _chosen(of_units, record.units, "of_units")
    is_turned = trace.network.layers[layer].reverse
    one = record if record.batch == 1 else record.of_batch(sequence)
    return _Asked(one, of, rows, end - 1 - step if is_turned else step, end, is_turned)


def _chosen(units: Sequence[int], count: int, field: str) -> list[int]:
    if not isinstance(units, Iterable):
        raise CarouselError(field, "several units, such as [0]", repr(units)[:60])
    chosen = [checked_index(field, unit, count) for unit in units]
    if not chosen or len(set(chosen)) < len(chosen):
        raise CarouselError(field, "at least one, each of them once", f"{list(units)}"[:60])
    return chosen


class _Part(NamedTuple):
    """A sweep over steps low..high; its adjoints times 2 ** exponent are the derivatives, `logs` their log10 norms."""

    low: int
    high: int
    sweep: Sweep
    exponent: int
    logs: dict[str, Array]


def _parts(asked: _Asked, first: int) -> Iterator[_Part]:
    """Sweeps from the step that is asked about back to `first`, as far as anything still flows."""
    states = asked.record.program.graph.states
    flowing: dict[str, Array] = {asked.of: np.eye(asked.record.units, dtype=asked.record.dtype)[asked.rows]}
    exponent, high = 0, asked.last
    while high >= first and any(v.any() for v in flowing.values()):
        low, sweep, logs = _safe_chunk(asked.record, flowing, max(first, high - CHUNK + 1), high)
        yield _Part(low, high, sweep, exponent, logs)
        flowing, shift = rescaled({s: sweep.whole(s)[0] for s in states})
        exponent, high = exponent + shift, low - 1


def _safe_chunk(record: Record, flowing: dict[str, Array], low: int, high: int) -> tuple[int, Sweep, dict[str, Array]]:
    """A sweep from `high` to `low`, or of one step where the values leave the range of numbers on the way."""
    states, limit = record.program.graph.states, SAFE[record.dtype]
    columns = len(next(iter(flowing.values())))
    sweep = record.program.backward(record, flowing, columns, low, high)
    logs: dict[str, Array] = {}
    for s in states:
        adjoint = sweep.adjoint(s)
        logs[s] = 0.5 * np.log10(np.einsum("tij,tij->t", adjoint, adjoint, dtype=np.float64))
        is_safe = bool((np.abs(logs[s][:-1]) < limit).all()) and (abs(logs[s][-1]) < limit or not adjoint[-1].any())
        if not is_safe and adjoint.any():
            break
    else:
        return low, sweep, logs
    sweep = record.program.backward(record, flowing, columns, high, high)
    return high, sweep, {s: log10_frobenius(sweep.adjoint(s)) for s in states}


def _log10_belt(
    record: Record, state: str, at_step: Array, first: int, last: int, chosen: list[int] | None, norm: Norm
) -> Array:
    """log10 norm of (d of / d s at `last`) times the product of the belt factors from k + 1 to `last`."""
    factors = belt_factor(record, state, first + 1, last + 1)
    if chosen is not None:
        at_step, factors = at_step[:, chosen], None if factors is None else factors[:, chosen]
    if factors is None:
        return read_only(np.append(np.full(last - first, -np.inf), log10_norm_of(norm)(at_step[None])))
    by_unit = log10_frobenius(at_step.T[:, None, :])  # a unit's factor scales its column
    back = np.log10(np.abs(factors[::-1]).astype(np.float64))
    paths = np.vstack([by_unit, by_unit + np.cumsum(back, axis=0)])[::-1]
    top = paths.max(axis=1)
    shift = np.where(np.isfinite(top), top, 0.0)
    sizes = 10.0 ** (paths - shift[:, None])  # a column's, over the largest of its lag
    if norm == "frobenius":
        return read_only(np.asarray(shift + 0.5 * np.log10((sizes**2).sum(axis=1))))
    columns = at_step / np.where(np.isfinite(by_unit), 10.0**by_unit, 1.0)
    return read_only(shift + log10_spectral(columns * sizes[:, None, :]))
