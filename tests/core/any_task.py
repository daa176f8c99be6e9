"""Every task, in small, with answers worked out from the sequence alone: plain, and apart from the task's code."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.tasks import Task, load_task

Answer = Callable[[np.ndarray], float]
"""(t + 1, inputs), the sequence up to a scored step -> the right answer there."""


@dataclass(frozen=True)
class TaskCase:
    """A task with settings; what it asks, worked out anew; and where."""

    name: str
    settings: dict[str, Any]
    asks: str
    """Which steps are scored: "last", "each" or "twice"."""
    answer: Answer | None = None
    seen: float | None = None
    """The best score from the input of the asked step alone; worked out beside each case."""

    @property
    def task(self) -> Task:
        return load_task(self.name, **self.settings)

    def __str__(self) -> str:
        return "-".join([self.name, *(str(v) for v in self.settings.values() if isinstance(v, str))])


def subject_is_singular(x: np.ndarray) -> float:
    words = x.argmax(axis=1).tolist()
    begins = len(words) - words[::-1].index(3) if 3 in words else 0  # after the last full stop
    return float(next(word for word in words[begins:] if word in (0, 1)) == 0)


def sum_of_marked(x: np.ndarray) -> float:
    return sum(value for value, mark in x.tolist() if mark == 1.0)


def scaled_sum_of_marked(x: np.ndarray) -> float:
    return 0.5 + sum_of_marked(x) / 4


def class_of_order(x: np.ndarray) -> float:
    seen = "".join("EabcdXYB"[k] for k in x.argmax(axis=1))
    assert seen[0] == "E" and seen[-1] == "B" and not set("EB") & set(seen[1:-1])
    return ["XX", "XY", "YX", "YY"].index("".join(c for c in seen if c in "XY"))


def first_value(x: np.ndarray) -> float:
    assert x[0, 0] == x[1, 0] == x[2, 0] and abs(x[0, 0]) == 1
    return float(x[0, 0] > 0)


def letter_or_blank(x: np.ndarray) -> float:
    """4 letters, then 4 is blank and 5 the signal; 3 letters are said after it."""
    shown = x.argmax(axis=1).tolist()
    since = len(shown) - 1 - shown.index(5) if 5 in shown else 0
    return shown[since - 1] if since else 4


def odd_ones(x: np.ndarray) -> float:
    return float(int(x.sum()) % 2)


def dog_before_man(x: np.ndarray) -> float:
    words = x.argmax(axis=1).tolist()
    assert sorted(w for w in words if w < 2) == [0, 1]
    return float(words.index(0) < words.index(1))


def more_dogs(x: np.ndarray) -> float:
    words = x.argmax(axis=1).tolist()
    assert (words.count(0), words.count(1)) in ((2, 0), (0, 2))
    return float(words.count(0) > words.count(1))


def is_sine(x: np.ndarray) -> float:
    """A saw rises by one step or falls by one fall; a sine does not."""
    rises = np.diff(x[:, 0])
    steady = np.isclose(rises[rises > 0], rises[rises > 0][0]).all()
    return float(not (steady and np.allclose(rises[rises < 0], rises[rises > 0][0] - 2)))


def mean_of(low: int, high: int, of: Callable[[int], float]) -> float:
    return float(np.mean([of(k) for k in range(low, high + 1)]))


CASES = (
    TaskCase("agreement", {"gaps": (2, 5)}, "twice", subject_is_singular, 0.5),
    # the last step is marked in 2 of L sequences: then one of the two values, of variance 1/12, is seen
    TaskCase("adding", {"length": (12, 16)}, "last", sum_of_marked, 1 / 6 - mean_of(12, 16, lambda n: 2 / n) / 12),
    TaskCase(
        "adding",
        {"length": (14, 20), "form": "hochreiter"},
        "last",
        scaled_sum_of_marked,
        # a mark is on the first step, which counts nothing, in 1/10 and in 9/10 of 1 / (L/2 - 1)
        mean_of(14, 20, lambda n: (2 - 0.1 - 0.9 / (n // 2 - 1)) / 48),
    ),
    TaskCase("temporal-order", {"length": (20, 24)}, "last", class_of_order, 0.25),
    TaskCase("latch", {"length": (8, 12)}, "last", first_value, 0.5),
    TaskCase("recall", {"delay": (2, 5), "symbols": 3, "letters": 4}, "each", letter_or_blank, 0.25),
    # at the first step the bit is the answer
    TaskCase("parity", {"length": (4, 8), "asked": "each"}, "each", odd_ones, 0.5 + 0.5 / 6),
    TaskCase("parity", {"length": (4, 8), "asked": "end"}, "last", odd_ones, 0.5),
    TaskCase("bag-or-order", {"length": (6, 9), "decides": "order"}, "last", dog_before_man, 0.5),
    TaskCase("bag-or-order", {"length": (6, 9), "decides": "bag"}, "last", more_dogs, 0.5),
    # a sine is beyond 0.771 more often than a saw: half of 1 - (2 / pi) asin(0.771), and of 0.771
    TaskCase(
        "sine-or-saw",
        {"length": (20, 24), "asked": "which"},
        "last",
        is_sine,
        (1 - 2 / math.pi * math.asin(math.sqrt(1 - 4 / math.pi**2)) + math.sqrt(1 - 4 / math.pi**2)) / 2,
    ),
    TaskCase("sine-or-saw", {"length": (12, 16), "asked": "next"}, "each"),
)
