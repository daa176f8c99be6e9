"""Bag or order: what a network that counts words can tell, and what it cannot.

Two words stand at two places among fillers, of which each is either of two at random. `decides` "order": they are one
"dog" and one "man", and asked for is whether the dog came first. Every bag of words then belongs to both classes
equally often, since exchanging the two words turns the answer and leaves the bag: who counts words is at chance, 0.5.
"bag": both are "dog" or both are "man", and asked for is which; no order matters, and counting gives the whole
answer.

The last `tail` words are fillers, so that the last word, or a window of that many, tells nothing either.
"""

from __future__ import annotations

import math

import numpy as np

from core.arrays import generator
from core.tasks.batch import Batch
from core.tasks.checks import Length, choice, drawn_lengths, last, sequences_of, span, whole
from core.tasks.task import Task

INPUTS = ("dog", "man", "bites", "and")
DOG, MAN = 0, 1
FILLERS = (2, 3)
DECIDES = ("order", "bag")


def bag_or_order(
    seed: int | np.random.Generator, sequences: int, length: tuple[int, int], decides: str, tail: int
) -> Batch:
    """`sequences` sequences, to the bit from a seed or on from a generator; lengths from `length`, both ends included.

    x (T, batch, 4) one-hot over INPUTS. target (T, batch): 1 where the first of the two words is "dog", scored at the
    last step.
    """
    rng = generator(seed)
    lengths, each = drawn_lengths(rng, length, sequences_of(sequences)), np.arange(sequences)
    one, other = rng.integers(0, lengths - tail), rng.integers(0, lengths - tail - 1)
    other = other + (other >= one)  # two different places, every pair equally likely
    first, second = np.minimum(one, other), np.maximum(one, other)
    words = rng.integers(FILLERS[0], FILLERS[1] + 1, (lengths.max(), sequences))
    dog_first = rng.integers(0, 2, sequences)
    words[first, each] = np.where(dog_first, DOG, MAN)
    words[second, each] = np.where(dog_first == (decides == "bag"), DOG, MAN)
    x, scored = np.eye(len(INPUTS))[words], last(lengths)
    x[np.arange(len(x))[:, None] >= lengths] = 0.0
    return Batch(x, np.where(scored, dog_first, 0).astype(float), scored, lengths)


def task(length: Length = 12, decides: str = "order", tail: int = 3) -> Task:
    """The task; of each sequence at least 2 words come before the tail."""
    fillers = whole("tail", tail, 1, 1000)
    by_order = choice("decides", decides, DECIDES) == "order"
    return Task(
        name="bag-or-order",
        title="Order of words" if by_order else "Bag of words",
        says="One dog and one man: which came first?" if by_order else "Two dogs or two men: which?",
        source="Carousel; after the three failures of a network without memory",
        inputs=INPUTS,
        outputs=("dog first",) if by_order else ("dogs",),
        readout="sigmoid",
        loss="binary",
        metric="accuracy",
        chance=0.5,
        chance_loss=math.log(2),
        chance_reason="a fair coin decides"
        + (", and the bag of words is the same for both answers" if by_order else ", though the bag of words tells"),
        make=bag_or_order,
        settings={"length": span("length", length, fillers + 2), "decides": decides, "tail": fillers},
    )
