"""How much each step's input still moves the answer at a later step."""

from __future__ import annotations

import math
import sys

import numpy as np

from core.errors import checked_index
from core.gradients import LAGS
from core.network import Array, read_only
from core.trace import Trace


@np.errstate(all="ignore")  # what overflows is shown as such
def input_gain(trace: Trace, step: int, lags: int = LAGS, sequence: int = 0) -> Array:
    """log10 of the gain of x[k] on the answer at `step`, for k from `step` back over `lags` steps: the last is its own.

    gain = Frobenius norm of d logits[step] / d x[k], over the root of the number of inputs: the RMS effect of a random
    nudge of the input. Of the logits, so that an answer that is sure is not taken for one that is deaf. -inf for an
    exact zero. `sequence` picks one of a batch; `step` lies within its length. CarouselError where one does not fit.
    """
    sequence = checked_index("sequence", sequence, trace.records[0].batch)
    ends = trace.steps if trace.lengths is None else int(trace.lengths[sequence])
    step = checked_index("step", step, ends)
    first = max(0, step - checked_index("lags", lags, sys.maxsize))
    network = trace.network
    flowing: Array = network.readout_effective["W_y"].T
    for index in reversed(range(len(network.layers))):
        whole = trace.records[index]
        record = whole if whole.batch == 1 else whole.of_batch(sequence)
        seeds = {record.program.graph.output: flowing.astype(record.dtype, copy=False)}
        sweep = record.program.backward(record, seeds, network.outputs, first, step)
        flowing = record.program.input_adjoint(sweep)
    wide = flowing.astype(np.float64)
    largest = np.abs(wide).max(axis=(1, 2))
    scaled = wide / np.where((largest > 0) & np.isfinite(largest), largest, 1.0)[:, None, None]
    log10 = np.log10(largest) + 0.5 * np.log10((scaled**2).sum(axis=(1, 2)))
    return read_only(np.asarray(log10 - 0.5 * math.log10(network.inputs)))
