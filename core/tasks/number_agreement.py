"""Number agreement across a gap.

A stream is two sentences, with no reset between them:

    1 or 2 other words, SUBJECT, gap, verb, one other word, full stop

Each word of the gap is a noun with p = 0.3, else an other word; each noun's number is a fair coin. The verb
is fed as "other word", so that the answer never leaks. Asked for is the subject's number, at the word before
the verb and nowhere else. The idea is that of Linzen, Dupoux & Goldberg 2016, "Assessing the ability of LSTMs
to learn syntax-sensitive dependencies".
"""

from __future__ import annotations

import math

import numpy as np

from core.arrays import generator
from core.errors import CarouselError
from core.network import Network
from core.tasks.batch import Batch
from core.tasks.checks import Length, span
from core.tasks.task import Task
from core.trace import run

INPUTS = ("singular noun", "plural noun", "other word", "full stop")
SINGULAR, PLURAL, OTHER, STOP = range(4)
CHANCE = 0.5
SENTENCES = 2  # of one stream
NOUN = 0.3  # the probability that a word of the gap is a noun
GAPS = (10, 20)  # trained on; both included
MOST_GAP = 100_000


def agreement(seed: int | np.random.Generator, streams: int, gaps: tuple[int, int] = GAPS) -> Batch:
    """`streams` streams of two sentences, to the bit from a seed (or going on from a generator).

    The gap of each sentence is drawn from `gaps`, both included. x is one-hot over INPUTS; target 1 is a
    singular subject, 0 a plural one. Streams that end early are filled with other words. CarouselError where
    a number does not fit.
    """
    _check(streams, gaps)
    rng = generator(seed)
    shape = (SENTENCES, streams)
    gap, lead = rng.integers(gaps[0], gaps[1] + 1, shape), rng.integers(1, 3, shape)
    plural = rng.integers(0, 2, shape)
    ends = np.cumsum(lead + 1 + gap + 3, axis=0)
    starts = np.vstack([np.zeros(streams, int), ends[:-1]])
    steps, each = np.arange(ends[-1].max())[:, None], np.arange(streams)
    size = (len(steps), streams)
    words = np.where(rng.random(size) < NOUN, rng.integers(SINGULAR, PLURAL + 1, size), OTHER)
    target, scored, in_gap = np.zeros(size), np.zeros(size, bool), np.zeros(size, bool)
    for subject, asked in zip(starts + lead, starts + lead + gap, strict=True):
        in_gap |= (steps > subject) & (steps <= asked)
    words[~in_gap] = OTHER
    for k, subject in enumerate(starts + lead):
        words[subject, each] = np.where(plural[k], PLURAL, SINGULAR)
        words[ends[k] - 1, each] = STOP
        scored[subject + gap[k], each] = True
        target[subject + gap[k], each] = 1 - plural[k]
    return Batch(np.eye(len(INPUTS))[words], target, scored, ends[-1])


def accuracy(network: Network, gap: int, sentences: int = 1000, seed: int = 0) -> float:
    """The share of right answers over `sentences` sentences (rounded up to whole streams) with this gap.

    CarouselError where the network does not have the task's four inputs and one sigmoid output.
    """
    if (network.inputs, network.outputs, network.readout) != (len(INPUTS), 1, "sigmoid"):
        found = f"{network.inputs} inputs, {network.outputs} outputs, readout {network.readout}"
        raise CarouselError("network", f"{len(INPUTS)} inputs and one sigmoid output", found)
    batch = agreement(seed, -(-sentences // SENTENCES), (gap, gap))
    says_singular = run(network, batch.x, lengths=batch.lengths.tolist()).logits[:, :, 0] > 0
    return float((says_singular == (batch.target == 1))[batch.scored].mean())


def task(gaps: Length = GAPS) -> Task:
    """The task over gaps of so many words, 0 and more."""
    return Task(
        name="agreement",
        title="Number agreement",
        says="Was the subject singular? Asked before the verb, with other nouns in between.",
        source="after Linzen, Dupoux & Goldberg 2016",
        inputs=INPUTS,
        outputs=("singular",),
        readout="sigmoid",
        loss="binary",
        metric="accuracy",
        chance=CHANCE,
        chance_loss=math.log(2),
        chance_reason="the subject's number is a fair coin",
        make=agreement,
        settings={"gaps": span("gaps", gaps, 0, MOST_GAP)},
    )


def _check(streams: int, gaps: tuple[int, int]) -> None:
    if streams < 1:
        raise CarouselError("streams", "at least 1", repr(streams))
    if not 0 <= gaps[0] <= gaps[1] <= MOST_GAP:
        raise CarouselError("gaps", f"two rising numbers from 0 to {MOST_GAP:,}", repr(gaps))
