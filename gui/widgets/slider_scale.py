"""The arithmetic of a slider: which value lies where, how far a step goes, how a range grows."""

from __future__ import annotations

import math
from dataclasses import dataclass

MOST_POWER = 1000  # a track's arithmetic overflows beyond
SLACK = 24  # pixels beyond the end of the track before a drag enlarges the range


@dataclass(frozen=True)
class Scale:
    """The values low..high on a track from left to right, in pixels."""

    low: float
    high: float
    left: float
    right: float

    def x(self, value: float) -> float:
        """Where `value` lies; beyond an end, at that end."""
        held = min(self.high, max(self.low, value))
        return self.left + (self.right - self.left) * (held - self.low) / (self.high - self.low)

    def value_at(self, x: float, step: float) -> float:
        """The value under a pointer, on the grid of `step`.

        It stays at an end for the next 24 pixels; from there on it goes further than the end.
        """
        unit = (self.high - self.low) / (self.right - self.left)
        value = self.low + unit * (x - self.left)
        if value > self.high:
            value = max(self.high, value - unit * SLACK)
        elif value < self.low:
            value = min(self.low, value + unit * SLACK)
        return tidy(value, step)

    def step(self) -> float:
        """A power of ten between a 200th and a 20th of the range."""
        return 10.0 ** math.floor(math.log10((self.high - self.low) / 20))


def nice(value: float) -> float:
    """The least power of two, from 1 on, that is not below |value|."""
    return 2.0 ** min(MOST_POWER, math.ceil(math.log2(max(1.0, abs(value)))))


def tidy(value: float, step: float) -> float:
    """`value` on the grid of `step`, without the last bits' noise; -0 becomes 0."""
    decimals = max(0, -math.floor(math.log10(step)))
    return round(round(value / step) * step, decimals) + 0.0
