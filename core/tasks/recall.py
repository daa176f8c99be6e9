"""Delayed recall, or copying: Arjovsky, Shah & Bengio 2016, "Unitary Evolution Recurrent Neural Networks", section 4.1.

First `symbols` letters at random, then delay - 1 blanks, then the signal, then as many blanks as letters: in all
delay + 2 symbols steps. The answer is blank until the signal has been seen, that step included, and then the letters in
their order. The loss is over every step; the score counts the letters alone. The idea is Hochreiter & Schmidhuber's.
"""

from __future__ import annotations

import math
from string import ascii_lowercase

import numpy as np

from core.arrays import generator
from core.tasks.batch import Batch
from core.tasks.checks import Length, drawn_lengths, inside, sequences_of, span, whole
from core.tasks.task import Task


def recall(
    seed: int | np.random.Generator, sequences: int, delay: tuple[int, int], symbols: int, letters: int
) -> Batch:
    """`sequences` sequences, to the bit from a seed or on from a generator; delays from `delay`, both ends included.

    x (T, batch, letters + 2) one-hot: the letters, blank, signal. target (T, batch): a letter, or `letters` for blank.
    """
    rng = generator(seed)
    delays, each = drawn_lengths(rng, delay, sequences_of(sequences)), np.arange(sequences)
    told = rng.integers(0, letters, (symbols, sequences))
    lengths = delays + 2 * symbols
    scored, steps = inside(lengths), np.arange(symbols)[:, None]
    shown = np.full(scored.shape, letters)
    target, asked = shown.copy(), np.zeros(scored.shape, bool)
    shown[:symbols] = told
    shown[symbols + delays - 1, each] = letters + 1
    target[symbols + delays + steps, each] = told
    asked[symbols + delays + steps, each] = True
    x = np.eye(letters + 2)[shown]
    x[~scored] = 0.0
    return Batch(x, target, scored, lengths, asked)


def task(delay: Length = 10, symbols: int = 3, letters: int = 8) -> Task:
    """The task; Arjovsky et al. used 10 symbols of 8 letters and delays of 100 to 500."""
    between, count, kinds = (
        span("delay", delay, 1),
        whole("symbols", symbols, 1, 1000),
        whole("letters", letters, 2, len(ascii_lowercase)),
    )
    names = (*ascii_lowercase[:kinds], "blank")
    steps = sum(between) / 2 + 2 * count
    return Task(
        name="recall",
        title="Delayed recall",
        says="Some letters, a long delay, a signal: say the letters in their order.",
        source="Arjovsky, Shah & Bengio 2016",
        inputs=(*names, "signal"),
        outputs=names,
        readout="softmax",
        loss="categorical",
        metric="accuracy",
        chance=1 / kinds,
        chance_loss=count * math.log(kinds) / steps,
        chance_reason="blank until the signal, then every letter equally likely",
        make=recall,
        settings={"delay": between, "symbols": count, "letters": kinds},
    )
