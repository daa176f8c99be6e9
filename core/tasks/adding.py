"""Adding two marked numbers among many.

At each step a value and a mark. Asked for at the last step is the sum of the two values that are marked 1. Two forms:

- "le" (Le, Jaitly & Hinton 2015, "A Simple Way to Initialize Recurrent Networks of Rectified Linear Units", 4.1):
  values uniform from 0 to 1; marks 0 and two 1s, here at any two steps, every pair as likely; the target is the sum.
- "hochreiter" (Hochreiter & Schmidhuber 1997, "Long Short-Term Memory", experiment 4): values uniform from -1 to 1;
  of a sequence of T steps the first mark is among the first ten, the second among the first T/2 - 1 that are still
  unmarked; the first and the last step are marked -1; the target is 0.5 + (X1 + X2) / 4. Where a mark falls on the
  first step, the step stays marked -1 and its value counts as 0 (the paper says so of X1).
"""

from __future__ import annotations

import numpy as np

from core.arrays import Array, generator
from core.tasks.batch import Batch
from core.tasks.checks import Length, choice, drawn_lengths, inside, last, sequences_of, span
from core.tasks.task import Task

FORMS = ("le", "hochreiter")
LEAST = {"le": 2, "hochreiter": 12}
FIRST_TEN = 10


def adding(seed: int | np.random.Generator, sequences: int, length: tuple[int, int], form: str) -> Batch:
    """`sequences` sequences, to the bit from a seed or on from a generator; lengths from `length`, both ends included.

    x (T, batch, 2): value, mark. target (T, batch), scored at the last step of each sequence.
    """
    rng = generator(seed)
    lengths, each = drawn_lengths(rng, length, sequences_of(sequences)), np.arange(sequences)
    first, second = (_any_two if form == "le" else _early_two)(rng, lengths)
    within = inside(lengths)
    values = np.where(within, rng.uniform(0.0 if form == "le" else -1.0, 1.0, within.shape), 0.0)
    marks = np.zeros(within.shape)
    marks[first, each] = marks[second, each] = 1.0
    if form == "hochreiter":
        marks[0] = marks[lengths - 1, each] = -1.0
    total = np.where(marks == 1.0, values, 0.0).sum(axis=0)
    scored = last(lengths)
    target = np.where(scored, total if form == "le" else 0.5 + total / 4, 0.0)
    return Batch(np.stack([values, marks], axis=2), target, scored, lengths)


def task(length: Length = 20, form: str = "le") -> Task:
    """The task; Le et al. used 150 to 400 steps, Hochreiter & Schmidhuber 100 to 110, 500 to 550 and 1,000 to 1,100."""
    choice("form", form, FORMS)
    between = span("length", length, LEAST[form])
    is_le = form == "le"
    error = 1 / 6 if is_le else _early_variance(between)
    return Task(
        name="adding",
        title="Adding",
        says="The sum of the two marked numbers, asked at the end.",
        source="Le, Jaitly & Hinton 2015" if is_le else "Hochreiter & Schmidhuber 1997, experiment 4",
        inputs=("value", "mark"),
        outputs=("sum",),
        readout="identity",
        loss="mse",
        metric="mse",
        chance=error,
        chance_loss=error,
        chance_reason=f"always answering {'1' if is_le else '0.5'}: the variance of the target is left",
        make=adding,
        settings={"length": between, "form": form},
    )


def _any_two(rng: np.random.Generator, lengths: Array) -> tuple[Array, Array]:
    first, second = rng.integers(0, lengths), rng.integers(0, lengths - 1)
    return first, second + (second >= first)


def _early_two(rng: np.random.Generator, lengths: Array) -> tuple[Array, Array]:
    first, second = rng.integers(0, FIRST_TEN, len(lengths)), rng.integers(0, lengths // 2 - 1)
    return first, second + (second >= first)


def _early_variance(between: tuple[int, int]) -> float:
    """That of the target: 1/48 for each of the two values (1/3 / 16), save where it stands on the first step."""
    lengths = np.arange(between[0], between[1] + 1)
    first_step = 1 / FIRST_TEN + (1 - 1 / FIRST_TEN) / (lengths // 2 - 1)
    return float(np.mean((2 - first_step) / 48))
