"""Sequences too long to keep whole: run in parts, states kept now and then, any stretch run again when asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from core.arrays import Array, read_only
from core.clamps import Clamp, checked_clamps
from core.decay import LAGS, Decay, gradient_decay
from core.errors import CarouselError, checked_index
from core.network import Network
from core.norms import Norm
from core.trace import Trace, checked_initial, checked_input, forward, public

PART = 1000  # steps that are run at once, and between two states that are kept


class _Kept(NamedTuple):
    """What is needed to go on at a step: every layer's states, and what each level read in the steps before."""

    states: list[dict[str, Array]]
    past: list[Array]


class LongRun:
    """A run of which the output is kept whole, and every signal of any stretch is had again by running it anew.

    `output` and `logits` are (T, outputs) or (T, batch, outputs), read-only. Memory: x, output, logits, one part's
    signals, and the states every `part` steps.
    """

    def __init__(
        self, network: Network, x: Array, batched: bool, start: _Kept, clamps: tuple[Clamp, ...], part: int
    ) -> None:
        self.network, self._x, self._batched, self._clamps, self._part = network, x, batched, clamps, part
        self._kept = [start]
        shape = (len(x), x.shape[1], network.outputs)
        output, logits = np.empty(shape, x.dtype), np.empty(shape, x.dtype)
        for first in range(0, len(x), part):
            trace, after = self._run(first, min(first + part, len(x)), self._kept[-1])
            window = slice(first, first + trace.steps)
            output[window] = trace.output if batched else trace.output[:, None]
            logits[window] = trace.logits if batched else trace.logits[:, None]
            self._kept.append(after)
        self.output, self.logits = public(output, batched), public(logits, batched)

    @property
    def steps(self) -> int:
        """How many steps the sequence has."""
        return len(self._x)

    def window(self, first: int, stop: int) -> Trace:
        """The trace of steps first..stop - 1, as in a run of the whole to rounding; its step 0 is `first`."""
        first = checked_index("first step", first, self.steps)
        stop = checked_index("stop", stop, self.steps + 1)
        if stop <= first:
            raise CarouselError("stop", f"{first + 1} to {self.steps}", repr(stop)[:60])
        nearest = first // self._part
        kept, begun = self._kept[nearest], nearest * self._part
        if begun < first:
            _, kept = self._run(begun, first, kept)
        return self._run(first, stop, kept)[0]

    def decay(
        self,
        step: int,
        layer: int = 0,
        of: str | None = None,
        lags: int = LAGS,
        sequence: int = 0,
        units: Sequence[int] | None = None,
        of_units: Sequence[int] | None = None,
        norm: Norm = "frobenius",
    ) -> Decay:
        """As `gradient_decay` of a run of the whole; only the steps within `lags` are run again."""
        step = checked_index("step", step, self.steps)
        first = max(0, step - checked_index("lags", lags, sys.maxsize))
        found = gradient_decay(
            self.window(first, step + 1), step - first, layer, of, lags, sequence, units, of_units, norm
        )
        return replace(found, step=step, steps=read_only(found.steps + first))

    @np.errstate(all="ignore")  # what overflows is shown as such
    def _run(self, first: int, stop: int, kept: _Kept) -> tuple[Trace, _Kept]:
        """Steps first..stop - 1 from what was kept in front of them, and what is kept behind them."""
        x = self._x[first:stop]
        records, read = forward(self.network, x, kept.states, _within(self._clamps, first), None, kept.past)
        states = [{s: record.whole(s)[-1].copy() for s in record.program.graph.states} for record in records]
        deepest = max(layer.window for layer in self.network.layers) - 1
        whole = [np.concatenate(both) for both in zip(kept.past, read, strict=True)]
        past = [values[max(len(values) - deepest, 0) :] for values in whole]
        given = frozenset((k, s) for k, found in enumerate(states) for s in found)
        return Trace(self.network, x, records, None, self._batched, given), _Kept(states, past)


def run_long(
    network: Network,
    x: ArrayLike,
    *,
    clamps: Iterable[Clamp] = (),
    initial: Mapping[tuple[int, str], ArrayLike] | None = None,
    part: int = PART,
    dtype: DTypeLike = np.float64,
) -> LongRun:
    """Run `network` over a long x, (T, inputs) or (T, batch, inputs), in parts of `part` steps.

    100,000 steps of 64 units would hold 0.36 GB of signals; so they take a part's. CarouselError where a layer runs
    backward, for it begins at the end; else as `run`.
    """
    for index, layer in enumerate(network.layers):
        if layer.reverse:
            raise CarouselError(f"layer {index}", "one that runs forward, for a run in parts", "one that runs backward")
    if not isinstance(part, int) or part < 1:
        raise CarouselError("part", "a whole number of at least 1", repr(part)[:60])
    values, batched = checked_input(network, x, dtype)
    held = checked_clamps(network, clamps)
    starts = checked_initial(network, initial or {}, values)
    past = [
        np.zeros((0, values.shape[1], network.width(level - 1)), values.dtype) for level in range(len(network.levels))
    ]
    return LongRun(network, values, batched, _Kept(starts, past), held, part)


def _within(clamps: Iterable[Clamp], first: int) -> list[Clamp]:
    """Clamps as a part sees them whose step 0 is `first`."""
    found = []
    for clamp in clamps:
        last = None if clamp.last is None else clamp.last - first
        if last is None or last >= 0:
            found.append(replace(clamp, first=max(clamp.first - first, 0), last=last))
    return found
