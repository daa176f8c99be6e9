"""Parity: was the number of ones so far odd? Every bit counts, and none may be forgotten.

Of Minsky & Papert 1969, bit by bit. `asked` "each": after each bit; "end": after the last one only, which is far harder
to learn, since no prefix is ever answered.
"""

from __future__ import annotations

import math

import numpy as np

from core.arrays import generator
from core.tasks.batch import Batch
from core.tasks.checks import Length, choice, drawn_lengths, inside, last, sequences_of, span
from core.tasks.task import Task

ASKED = ("each", "end")


def parity(seed: int | np.random.Generator, sequences: int, length: tuple[int, int], asked: str) -> Batch:
    """`sequences` sequences, to the bit from a seed or on from a generator; lengths from `length`, both ends included.

    x (T, batch, 1): fair bits. target (T, batch): 1 for an odd number of ones up to and with this step.
    """
    rng = generator(seed)
    lengths = drawn_lengths(rng, length, sequences_of(sequences))
    within = inside(lengths)
    bits = rng.integers(0, 2, within.shape) * within
    scored = within if asked == "each" else last(lengths)
    odd = np.cumsum(bits, axis=0) % 2
    return Batch(bits[:, :, None].astype(float), np.where(scored, odd, 0).astype(float), scored, lengths)


def task(length: Length = 12, asked: str = "each") -> Task:
    """The task over so many bits."""
    return Task(
        name="parity",
        title="Parity",
        says="Was the number of ones so far odd?",
        source="Minsky & Papert 1969, bit by bit",
        inputs=("bit",),
        outputs=("odd",),
        readout="sigmoid",
        loss="binary",
        metric="accuracy",
        chance=0.5,
        chance_loss=math.log(2),
        chance_reason="the last bit is a fair coin and turns the answer",
        make=parity,
        settings={"length": span("length", length, 1), "asked": choice("asked", asked, ASKED)},
    )
