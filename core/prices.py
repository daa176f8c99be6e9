"""What signals cost: a price a signal, added to the loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.trace import Trace


@dataclass(frozen=True)
class Price:
    """What a signal costs: `weight` x the mean over steps of the sum over units, added to the loss.

    Nothing up to the part `begins` of the training, all of it from the part `full` on, rising in between.
    """

    layer: int
    signal: str
    weight: float
    begins: float = 0.0
    full: float = 0.0

    def at(self, update: int, updates: int) -> float:
        """The weight at an update, counted from 0."""
        part = update / updates
        if part >= self.full:
            return self.weight
        return self.weight * max(0.0, (part - self.begins) / (self.full - self.begins))


def cost_of(
    trace: Trace, prices: Sequence[tuple[Price, float]], steps: float
) -> tuple[float, dict[tuple[int, str], Array]]:
    """The cost at the prices' weights, a mean over `steps`, and its derivative with respect to the signals."""
    cost, slopes = 0.0, dict[tuple[int, str], Array]()
    for price, weight in prices:
        key = (price.layer, price.signal)
        signal = trace[key]
        cost += weight * float(signal.sum()) / steps
        slope = np.full(signal.shape, weight / steps, signal.dtype)
        slopes[key] = slopes[key] + slope if key in slopes else slope
    return cost, slopes
