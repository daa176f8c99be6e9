"""How much each step's input still moves the answer at a later step."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping

import numpy as np

from core.compiler import Record, Sweep
from core.errors import checked_index
from core.gradients import CHUNK, LAGS, SAFE, log10_frobenius, rescaled
from core.network import Array, read_only
from core.trace import Trace

Flow = Mapping[tuple[int, str], Array]
"""(layer, signal) -> (units, outputs): what reaches a signal at one step from the steps behind it."""


@np.errstate(all="ignore")  # what overflows is shown as such
def input_gain(trace: Trace, step: int, lags: int = LAGS, sequence: int = 0) -> Array:
    """log10 of the gain of x[k] on the answer at `step`, for k from `step` back over `lags` steps.

    (steps,), float64, read-only, k ascending, ending at `step`. gain = Frobenius norm of d logits[step] / d x[k], over
    the root of the number of inputs: the RMS effect of a random nudge of the input. Of the logits, so that an answer
    that is sure is not taken for one that is deaf. Carried rescaled by powers of two, as in `gradient_decay`: -inf
    only for an exact zero, or for what is 1e150 times smaller (float32: 1e15) than the largest derivative of its step.
    `sequence` picks one of a batch; `step` lies within its length. CarouselError where an argument does not fit.
    """
    sequence = checked_index("sequence", sequence, trace.records[0].batch)
    step = checked_index("step", step, trace.steps if trace.lengths is None else int(trace.lengths[sequence]))
    first = max(0, step - checked_index("lags", lags, sys.maxsize))
    records = [record if record.batch == 1 else record.of_batch(sequence) for record in trace.records]
    log10 = np.full(step - first + 1, -np.inf)
    end = len(records) - 1, records[-1].program.graph.output
    flowing, exponent = rescaled({end: trace.network.readout_effective["W_y"].T})
    high = step
    while high >= first and any(v.any() for v in flowing.values()):
        low, sweeps, d_x = _safe_chunk(records, flowing, max(first, high - CHUNK + 1), high)
        log10[low - first : high - first + 1] = log10_frobenius(d_x) + exponent * math.log10(2)
        flowing, shift = rescaled(_before(sweeps))
        exponent, high = exponent + shift, low - 1
    return read_only(log10 - 0.5 * math.log10(trace.network.inputs))


def _safe_chunk(records: list[Record], flowing: Flow, low: int, high: int) -> tuple[int, list[Sweep], Array]:
    """Sweeps from `high` to `low`, or of one step where the values leave the range of numbers on the way."""
    sweeps, d_x = _swept(records, flowing, low, high)
    if low == high or (_is_whole(d_x) and _is_safe(sweeps)):
        return low, sweeps, d_x
    return high, *_swept(records, flowing, high, high)


def _swept(records: list[Record], flowing: Flow, low: int, high: int) -> tuple[list[Sweep], Array]:
    """The sweeps of all layers, from the top down, and d logits / d x, (steps, inputs, outputs)."""
    columns = next(iter(flowing.values())).shape[1]
    sweeps: list[Sweep] = []
    arriving: dict[str, Array] = {}
    for layer in reversed(range(len(records))):
        record, seeds = records[layer], arriving
        for (place, signal), values in flowing.items():
            if place == layer and signal in seeds:
                seeds[signal][-1] += values
            elif place == layer:
                seeds[signal] = values.astype(record.dtype)
        sweeps.insert(0, record.program.backward(record, seeds, columns, low, high))
        down = record.program.input_adjoint(sweeps[0])
        arriving = {records[layer - 1].program.graph.output: down}
    return sweeps, down


def _before(sweeps: list[Sweep]) -> Flow:
    """What the sweeps leave to the step before their first."""
    states = [(layer, s) for layer, sweep in enumerate(sweeps) for s in sweep.record.program.graph.states]
    return {(layer, s): sweeps[layer].whole(s)[0] for layer, s in states}


def _is_whole(d_x: Array) -> bool:
    """Whether all is zero, or no step's largest derivative has lost digits or is gone."""
    largest, limits = np.abs(d_x).max(axis=(1, 2)), np.finfo(d_x.dtype)
    return not largest.any() or bool((limits.tiny / limits.eps < largest.min()) and (largest.max() < np.inf))


def _is_safe(sweeps: list[Sweep]) -> bool:
    """Whether at every step the largest derivative of a state is far from where numbers end."""
    states = [sweep.adjoint(s) for sweep in sweeps for s in sweep.record.program.graph.states]
    if not states:
        return False
    largest = np.max([np.abs(adjoint).max(axis=(1, 2)) for adjoint in states], axis=0)
    return bool((np.abs(np.log10(largest)) < SAFE[states[0].dtype]).all())
