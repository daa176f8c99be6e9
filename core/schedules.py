"""How the rate goes on: a factor for each update. Frozen, and one may hold another."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Protocol

from core.errors import CarouselError


class Schedule(Protocol):
    """What the rate is multiplied with."""

    def factor(self, update: int, updates: int) -> float:
        """At an update, counted from 0, of so many."""
        ...


@dataclass(frozen=True)
class Constant:
    """1 throughout."""

    def factor(self, update: int, updates: int) -> float:
        """At an update, counted from 0, of so many."""
        return 1.0


@dataclass(frozen=True)
class Drops:
    """`drops` are (part of the training, factor): the factor holds from there on, before the first it is 1."""

    drops: tuple[tuple[float, float], ...] = ((0.6, 0.3), (0.85, 0.1))

    def __post_init__(self) -> None:
        parts = [part for part, _ in self.drops]
        if parts != sorted(parts):
            raise CarouselError("drops", "parts of the training that rise", repr(self.drops)[:60])
        for part, factor in self.drops:
            _check("part of the training", part, 0, 1)
            _check("factor", factor, 0, math.inf)

    def factor(self, update: int, updates: int) -> float:
        """At an update, counted from 0, of so many."""
        passed = [factor for part, factor in self.drops if update >= part * updates]
        return passed[-1] if passed else 1.0


@dataclass(frozen=True)
class Exponential:
    """Falls by the same factor at each update, from 1 at the first to `last` at the last."""

    last: float = 0.01

    def __post_init__(self) -> None:
        if not 0 < self.last < math.inf:
            raise CarouselError("last factor", "a finite number above 0", repr(self.last)[:60])

    def factor(self, update: int, updates: int) -> float:
        """At an update, counted from 0, of so many."""
        return float(self.last ** _passed(update, updates))


@dataclass(frozen=True)
class Cosine:
    """Half a cosine, from 1 at the first update to `last` at the last: Loshchilov & Hutter 2017, eq. 5, no restarts."""

    last: float = 0.0

    def __post_init__(self) -> None:
        _check("last factor", self.last, 0, math.inf)

    def factor(self, update: int, updates: int) -> float:
        """At an update, counted from 0, of so many."""
        return self.last + (1 - self.last) * (1 + math.cos(math.pi * _passed(update, updates))) / 2


@dataclass(frozen=True)
class WarmUp:
    """Rises in equal steps to 1 in the first `part` of the training; then `then`, over the rest of the updates."""

    part: float = 0.1
    then: Schedule = field(default_factory=Constant)

    def __post_init__(self) -> None:
        _check("part of the training", self.part, 0, 1)

    def factor(self, update: int, updates: int) -> float:
        """At an update, counted from 0, of so many."""
        rising = math.ceil(self.part * updates)
        if update < rising:
            return (update + 1) / rising
        return self.then.factor(update - rising, updates - rising)


def find_schedule(name: str) -> Schedule:
    """The schedule called so, with its usual settings; CarouselError lists what there is."""
    if name not in SCHEDULES:
        raise CarouselError("schedule", f"one of {', '.join(SCHEDULES)}", repr(name)[:60])
    return SCHEDULES[name]


def _passed(update: int, updates: int) -> float:
    """0 at the first update, 1 at the last."""
    return update / (updates - 1) if updates > 1 else 0.0


def _check(what: str, value: float, least: float, most: float) -> None:
    if not (least <= value <= most and math.isfinite(value)):
        raise CarouselError(what, f"a finite number from {least} to {most}", repr(value)[:60])


SCHEDULES: dict[str, Schedule] = {
    "constant": Constant(),
    "drops": Drops(),
    "exponential": Exponential(),
    "cosine": Cosine(),
    "warm-up": WarmUp(),
}
