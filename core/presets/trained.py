"""What the presets that are trained share: a run of updates, the accuracy of each seed, the rows of the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.document import SeedRow
from core.network import Network
from core.tasks import accuracy, agreement
from core.training import Settings, train

STREAMS = 32
Report = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Trained:
    """One network of one seed, before and after; right answers at each of `gaps`."""

    name: str
    seed: int
    start: Network
    network: Network
    gaps: tuple[int, ...]

    @cached_property
    def accuracy(self) -> tuple[float, ...]:
        """The share of right answers at each gap."""
        return tuple(accuracy(self.network, gap) for gap in self.gaps)

    def at(self, gap: int) -> float:
        """The share of right answers at one of the gaps."""
        return self.accuracy[self.gaps.index(gap)]

    @property
    def row(self) -> SeedRow:
        """Its row in the table."""
        return SeedRow(self.name, self.seed, self.accuracy)


def trained(name: str, seed: int, start: Network, settings: Settings, gaps: Sequence[int], report: Report) -> Trained:
    """Train on number agreement; the sentences are the same for every network of a seed."""
    rng = np.random.default_rng([seed, 1])
    for step in train(start, lambda: agreement(rng, STREAMS), settings):
        last = step
    made = Trained(name, seed, start, last.network, tuple(gaps))
    shares = ", ".join(f"{100 * a:.1f}% at {gap}" for gap, a in zip(gaps, made.accuracy, strict=True))
    report(f"seed {seed}, {name}: right at gap {shares}")
    return made


TASK = (
    (
        "Task",
        "Streams of two sentences, nothing reset between: 1 or 2 other words, the subject, the gap, the verb, one "
        "other word, a full stop. A word of the gap is a noun with probability 0.3; each noun's number is a fair coin. "
        "The verb is fed as an other word, so it gives nothing away.",
    ),
    ("Asked", "Is the subject singular? Only at the word before the verb; guessing gives 50%."),
    ("Tested on", "1,000 new sentences at each gap, the same for every seed."),
)
