"""The latch: the class is told in the first steps, and noise follows.

Of Bengio, Simard & Frasconi 1994, "Learning long-term dependencies with gradient descent is difficult", in the form of
Hochreiter & Schmidhuber 1997, experiment 3a: the first steps are all 1 or all -1, then comes Gaussian noise of mean 0
and variance 0.2. Asked for at the last step is the class, 1 or 0.
"""

from __future__ import annotations

import math

import numpy as np

from core.arrays import generator
from core.errors import CarouselError
from core.tasks.batch import Batch
from core.tasks.checks import Length, drawn_lengths, inside, last, sequences_of, span, whole
from core.tasks.task import Task

VARIANCE = 0.2  # of the noise


def latch(
    seed: int | np.random.Generator, sequences: int, length: tuple[int, int], told: int, variance: float
) -> Batch:
    """`sequences` sequences, to the bit from a seed or on from a generator; lengths from `length`, both ends included.

    x (T, batch, 1). target (T, batch): 1 where the first `told` steps were 1, scored at the last step.
    """
    rng = generator(seed)
    lengths = drawn_lengths(rng, length, sequences_of(sequences))
    is_one = rng.integers(0, 2, sequences)
    within, scored = inside(lengths), last(lengths)
    values = np.where(within, math.sqrt(variance) * rng.standard_normal(within.shape), 0.0)
    values[:told] = 2.0 * is_one - 1
    return Batch(values[:, :, None], np.where(scored, is_one, 0.0), scored, lengths)


def task(length: Length = 30, told: int = 3, variance: float = VARIANCE) -> Task:
    """The task; Hochreiter & Schmidhuber used 100 steps with 3 that tell the class."""
    steps = whole("told", told, 1, 1000)
    if not 0 <= variance < math.inf:
        raise CarouselError("variance", "a finite number of at least 0", repr(variance)[:60])
    return Task(
        name="latch",
        title="Latch",
        says="The first steps tell the class; noise follows; which class was it?",
        source="Bengio, Simard & Frasconi 1994; Hochreiter & Schmidhuber 1997, experiment 3a",
        inputs=("value",),
        outputs=("class 1",),
        readout="sigmoid",
        loss="binary",
        metric="accuracy",
        chance=0.5,
        chance_loss=math.log(2),
        chance_reason="the two classes are equally likely",
        make=latch,
        settings={"length": span("length", length, steps + 1), "told": steps, "variance": float(variance)},
    )
