"""How much each step's input still moves the answer at a later step."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping

import numpy as np

from core.arrays import Array, read_only
from core.compiler import Record, Sweep
from core.decay import CHUNK, LAGS, SAFE
from core.errors import checked_index
from core.network import Network
from core.norms import log10_frobenius, rescaled
from core.trace import Trace
from core.wiring import leaving, turned

Flow = Mapping[tuple[int, str], Array]
"""(layer, signal) -> (outputs, units): what reaches a signal at one step from the steps behind it."""


@np.errstate(all="ignore")  # what overflows is shown as such
def input_gain(trace: Trace, step: int, lags: int = LAGS, sequence: int = 0) -> Array:
    """log10 of the gain of x[k] on the answer at `step`, for k from `step` back over `lags` steps.

    (steps,), float64, read-only, k ascending, ending at `step`. gain = Frobenius norm of d logits[step] / d x[k], over
    the root of the number of inputs: the RMS effect of a random nudge of the input. Of the logits, so that an answer
    that is sure is not taken for one that is deaf. Carried rescaled by powers of two, as in `gradient_decay`: -inf
    only for an exact zero, or for what is 1e150 times smaller (float32: 1e15) than the largest derivative of its step.
    Where a layer runs backward or sees a window of inputs it is not rescaled: there -inf is less than the smallest
    number, too. `sequence` picks one of a batch; `step` lies within its length. CarouselError where an argument does
    not fit.
    """
    records, step, end = _one_sequence(trace, step, sequence)
    first = max(0, step - checked_index("lags", lags, sys.maxsize))
    runs_on = all(layer.window == 1 and not layer.reverse for layer in trace.network.layers)
    if runs_on:
        gains = _chunked(trace.network, records, first, step)
    else:
        gains = _whole(trace.network, records, step, end)[first : step + 1]
    return read_only(gains - 0.5 * math.log10(trace.network.inputs))


@np.errstate(all="ignore")
def input_gain_ahead(trace: Trace, step: int, lags: int = LAGS, sequence: int = 0) -> Array:
    """log10 of the gain of x[k] on the answer at `step`, for the `lags` steps k that follow, as in `input_gain`.

    (steps,), float64, read-only, k ascending from the step after `step`; empty where no layer runs backward, for then
    nothing of what follows is known. CarouselError where an argument does not fit.
    """
    records, step, end = _one_sequence(trace, step, sequence)
    last = min(end - 1, step + checked_index("lags", lags, sys.maxsize))
    if not any(layer.reverse for layer in trace.network.layers):
        return read_only(np.empty(0))
    gains = _whole(trace.network, records, step, end)[step + 1 : last + 1]
    return read_only(gains - 0.5 * math.log10(trace.network.inputs))


def _one_sequence(trace: Trace, step: int, sequence: int) -> tuple[list[Record], int, int]:
    """The records of one sequence, `step` within it, and its length."""
    sequence = checked_index("sequence", sequence, trace.records[0].batch)
    end = trace.steps if trace.lengths is None else int(trace.lengths[sequence])
    records = [record if record.batch == 1 else record.of_batch(sequence) for record in trace.records]
    return records, checked_index("step", step, end), end


def _chunked(network: Network, records: list[Record], first: int, step: int) -> Array:
    """log10 norms of d logits[step] / d x[k] for k from `first` to `step`, rescaled on the way."""
    log10 = np.full(step - first + 1, -np.inf)
    flowing, exponent = rescaled(_readers(network))
    high = step
    while high >= first and any(v.any() for v in flowing.values()):
        low, sweeps, d_x = _safe_chunk(network, records, flowing, max(first, high - CHUNK + 1), high)
        log10[low - first : high - first + 1] = log10_frobenius(d_x) + exponent * math.log10(2)
        flowing, shift = rescaled(_before(sweeps))
        exponent, high = exponent + shift, low - 1
    return log10


def _whole(network: Network, records: list[Record], step: int, end: int) -> Array:
    """log10 norms of d logits[step] / d x[k] for every k, in one sweep of `end` steps a layer."""
    dtype, outputs = records[0].dtype, network.outputs
    flowing = np.zeros((end, outputs, network.width(len(network.levels) - 1)), dtype)
    flowing[step] = network.readout_effective["W_y"]
    for level in reversed(network.levels):
        below: list[Array] = []
        for index in level:
            layer, record = network.layers[index], records[index]
            part = flowing[:, :, network.offset(index) :][:, :, : layer.units]
            seeds = {layer.cell.output: turned(part, None) if layer.reverse else part}
            sweep = record.program.backward(record, seeds, outputs, 0, end - 1)
            below.append(leaving(layer, record.program.input_adjoint(sweep), None))
        flowing = np.add.reduce(below)
    return log10_frobenius(flowing)


def _readers(network: Network) -> dict[tuple[int, str], Array]:
    """The readout's weights by the signals that they read, each (outputs, units)."""
    weights = network.readout_effective["W_y"]
    found = {}
    for index in network.levels[-1]:
        layer, offset = network.layers[index], network.offset(index)
        found[index, layer.cell.output] = weights[:, offset : offset + layer.units]
    return found


def _safe_chunk(
    network: Network, records: list[Record], flowing: Flow, low: int, high: int
) -> tuple[int, list[Sweep], Array]:
    """Sweeps from `high` to `low`, or of one step where the values leave the range of numbers on the way."""
    sweeps, d_x = _swept(network, records, flowing, low, high)
    if low == high or (_is_whole(d_x) and _is_safe(sweeps)):
        return low, sweeps, d_x
    return high, *_swept(network, records, flowing, high, high)


def _swept(network: Network, records: list[Record], flowing: Flow, low: int, high: int) -> tuple[list[Sweep], Array]:
    """The sweeps of all layers, and d logits / d x, (steps, outputs, inputs)."""
    columns = network.outputs
    sweeps: dict[int, Sweep] = {}
    arriving: Array | None = None
    for level in reversed(network.levels):
        below: list[Array] = []
        for index in level:
            layer, record = network.layers[index], records[index]
            seeds: dict[str, Array] = {}
            if arriving is not None:
                seeds[layer.cell.output] = arriving[:, :, network.offset(index) :][:, :, : layer.units].copy()
            for (place, signal), values in flowing.items():
                if place == index and signal in seeds:
                    seeds[signal][-1] += values
                elif place == index:
                    seeds[signal] = values.astype(record.dtype)
            sweeps[index] = record.program.backward(record, seeds, columns, low, high)
            below.append(record.program.input_adjoint(sweeps[index]))
        arriving = below[0] if len(below) == 1 else np.add.reduce(below)
    assert arriving is not None
    return [sweeps[index] for index in range(len(records))], arriving


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
