"""Temporal order: two symbols far apart, and which came first (Hochreiter & Schmidhuber 1997, experiment 6a).

A sequence begins with E and ends with B; between them are a, b, c or d at random, save for two symbols X or Y at t1
and t2. Asked for at B is which of XX, XY, YX, YY it was. With L the shortest length, t1 is drawn from L/10 to L/5 and
t2 from L/2 to 3L/5, rounded down, both included: in the paper, with lengths of 100 to 110, from 10 to 20 and from 50
to 60.
"""

from __future__ import annotations

import math

import numpy as np

from core.arrays import generator
from core.tasks.batch import Batch
from core.tasks.checks import Length, drawn_lengths, last, sequences_of, span
from core.tasks.task import Task

INPUTS = ("E", "a", "b", "c", "d", "X", "Y", "B")
BEGIN, X, Y, END = 0, 5, 6, 7
FILLERS = (1, 4)  # from a to d
CLASSES = ("XX", "XY", "YX", "YY")


def temporal_order(seed: int | np.random.Generator, sequences: int, length: tuple[int, int]) -> Batch:
    """`sequences` sequences, to the bit from a seed or on from a generator; lengths from `length`, both ends included.

    x (T, batch, 8) one-hot over INPUTS. target (T, batch): the place in CLASSES, scored at the last step, B.
    """
    rng = generator(seed)
    lengths, each = drawn_lengths(rng, length, sequences_of(sequences)), np.arange(sequences)
    least = length[0]
    first = rng.integers(least // 10, least // 5 + 1, sequences)
    second = rng.integers(least // 2, 3 * least // 5 + 1, sequences)
    symbols = rng.integers(FILLERS[0], FILLERS[1] + 1, (lengths.max(), sequences))
    is_y = rng.integers(0, 2, (2, sequences))
    symbols[0] = BEGIN
    symbols[lengths - 1, each] = END
    symbols[first, each], symbols[second, each] = np.where(is_y, Y, X)
    x, scored = np.eye(len(INPUTS))[symbols], last(lengths)
    x[np.arange(len(x))[:, None] >= lengths] = 0.0
    return Batch(x, np.where(scored, 2 * is_y[0] + is_y[1], 0), scored, lengths)


def task(length: Length = (20, 22)) -> Task:
    """The task; (100, 110) are the lengths of the paper."""
    return Task(
        name="temporal-order",
        title="Temporal order",
        says="Two symbols far apart, each X or Y: which came first, which second?",
        source="Hochreiter & Schmidhuber 1997, experiment 6a",
        inputs=INPUTS,
        outputs=CLASSES,
        readout="softmax",
        loss="categorical",
        metric="accuracy",
        chance=1 / len(CLASSES),
        chance_loss=math.log(len(CLASSES)),
        chance_reason="the four classes are equally likely",
        make=temporal_order,
        settings={"length": span("length", length, 10)},
    )
