"""Sine or saw: two waves of random frequency and phase.

A sine is sin(2 pi (f t + a)), a saw 2 ((f t + a) mod 1) - 1, which rises and falls back; each as likely, t counted
from 0, the frequency f uniform between two numbers of cycles a step, the phase a uniform from 0 to 1. `asked`
"which": at the last step, is it a sine? "next": at each step, what is the next value?

A single value tells a little: a sine is often near +-1. Who answers "sine" where the last value is beyond
sqrt(1 - 4/pi^2) = 0.771 in size is right in 60.5%, without any memory.
"""

from __future__ import annotations

import math

import numpy as np

from core.arrays import generator
from core.errors import CarouselError
from core.network import Readout
from core.tasks.batch import Batch
from core.tasks.checks import Length, choice, drawn_lengths, inside, last, sequences_of, span
from core.tasks.task import Metric, Task

ASKED = ("which", "next")


def sine_or_saw(
    seed: int | np.random.Generator,
    sequences: int,
    length: tuple[int, int],
    asked: str,
    frequency: tuple[float, float],
) -> Batch:
    """`sequences` sequences, to the bit from a seed or on from a generator; lengths from `length`, both ends included.

    x (T, batch, 1). target (T, batch): 1 for a sine, scored at the last step; or the next value, scored at each step.
    """
    rng = generator(seed)
    lengths = drawn_lengths(rng, length, sequences_of(sequences))
    is_sine, f, phase = (
        rng.integers(0, 2, sequences),
        rng.uniform(*frequency, sequences),
        rng.uniform(0.0, 1.0, sequences),
    )
    cycles = np.arange(lengths.max() + 1)[:, None] * f + phase
    values = np.where(is_sine, np.sin(2 * np.pi * cycles), 2 * (cycles % 1.0) - 1)
    within = inside(lengths)
    x = np.where(within, values[:-1], 0.0)[:, :, None]
    scored = last(lengths) if asked == "which" else within
    return Batch(x, np.where(scored, is_sine if asked == "which" else values[1:], 0.0), scored, lengths)


def task(length: Length = 30, asked: str = "which", frequency: tuple[float, float] = (0.05, 0.15)) -> Task:
    """The task; `frequency` in cycles a step, from 0 to 0.5, neither included."""
    low, high = _frequency(frequency)
    which = choice("asked", asked, ASKED) == "which"
    readout: Readout = "sigmoid" if which else "identity"
    metric: Metric = "accuracy" if which else "mse"
    left = (1 / 2 + 1 / 3) / 2
    return Task(
        name="sine-or-saw",
        title="Sine or saw" if which else "The next value of a wave",
        says="Is the wave a sine or a saw?" if which else "A sine or a saw: what comes next?",
        source="Carousel",
        inputs=("value",),
        outputs=("sine",) if which else ("next value",),
        readout=readout,
        loss="binary" if which else "mse",
        metric=metric,
        chance=0.5 if which else left,
        chance_loss=math.log(2) if which else left,
        chance_reason="the two waves are equally likely"
        if which
        else "always answering 0: the mean square, 1/2 of a sine and 1/3 of a saw, is left",
        make=sine_or_saw,
        settings={"length": span("length", length, 3), "asked": asked, "frequency": (low, high)},
    )


def _frequency(given: tuple[float, float]) -> tuple[float, float]:
    try:
        low, high = (float(value) for value in given)
    except (TypeError, ValueError):
        low, high = math.nan, math.nan
    if not 0 < low <= high < 0.5:
        raise CarouselError("frequency", "two rising numbers between 0 and 0.5", repr(given)[:60])
    return low, high
