"""Clamps: a signal of one unit held at a value for some steps or all. Pure functions on tuples of them.

Of several that hold the same signal at a step the last one counts.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.arrays import as_numbers
from core.errors import CarouselError, checked_index
from core.network import Network


@dataclass(frozen=True)
class Clamp:
    """A signal of one unit held at `value` from step `first` to `last` (both included; None is the end).

    What of it lies beyond a sequence's end has no effect.
    """

    layer: int
    signal: str
    unit: int
    value: float
    first: int = 0
    last: int | None = None

    @property
    def always(self) -> bool:
        """Whether it holds at every step."""
        return self.first == 0 and self.last is None

    def is_of(self, layer: int, signal: str, unit: int) -> bool:
        """Whether it holds this signal of this unit."""
        return (self.layer, self.signal, self.unit) == (layer, signal, unit)

    def covers(self, step: int) -> bool:
        """Whether it holds at `step`."""
        return self.first <= step and (self.last is None or step <= self.last)


def checked_clamps(network: Network, clamps: Iterable[Clamp]) -> tuple[Clamp, ...]:
    """The clamps, each of them checked; CarouselError where one does not fit or is none."""
    if isinstance(clamps, Clamp) or not isinstance(clamps, Iterable):
        raise CarouselError("clamps", "several clamps, such as [Clamp(...)]", repr(clamps)[:60])
    held = tuple(clamps)
    for clamp in held:
        check_clamp(network, clamp)
    return held


def check_clamp(network: Network, clamp: Clamp) -> None:
    """CarouselError where `network` has no such signal or unit, or the steps are out of order."""
    if not isinstance(clamp, Clamp):
        raise CarouselError("clamp", "a Clamp", repr(clamp)[:60])
    layer = network.layers[checked_index("clamp's layer", clamp.layer, len(network.layers))]
    if clamp.signal not in layer.cell.signals:
        raise CarouselError("clamp's signal", f"one of {', '.join(layer.cell.signals)}", repr(clamp.signal)[:60])
    checked_index("clamp's unit", clamp.unit, layer.units)
    if as_numbers(clamp.value, "clamp's value").ndim:
        raise CarouselError("clamp's value", "one number", repr(clamp.value)[:60])
    first = checked_index("clamp's first step", clamp.first, sys.maxsize)
    if clamp.last is not None and checked_index("clamp's last step", clamp.last, sys.maxsize) < first:
        raise CarouselError("clamp's last step", f"{first}, its first, or later", repr(clamp.last))


def clamped_to(clamps: Iterable[Clamp], layer: int, signal: str, unit: int, step: int) -> Clamp | None:
    """The clamp that holds a signal of a unit at `step`, or None; of several the last one counts."""
    found = None
    for clamp in clamps:
        if clamp.is_of(layer, signal, unit) and clamp.covers(step):
            found = clamp
    return found


def with_clamp(clamps: Sequence[Clamp], clamp: Clamp) -> tuple[Clamp, ...]:
    """`clamps` with one more, which takes the place of what held the same signal at its steps.

    What holds at every step stays beneath it, for words that are put in beside its own.
    """
    kept: list[Clamp] = []
    for other in clamps:
        stays = not other.is_of(clamp.layer, clamp.signal, clamp.unit) or (other.always and not clamp.always)
        kept += [other] if stays else _outside(other, clamp.first, clamp.last)
    return (*kept, clamp)


def without(
    clamps: Iterable[Clamp], layer: int, signal: str, unit: int, first: int = 0, last: int | None = None
) -> tuple[Clamp, ...]:
    """`clamps` with a signal of a unit let go from step `first` to `last` (None is the end).

    What held at every step and is left of it gives way to what lay over it, so that no two hold the same steps.
    """
    kept: list[Clamp] = []
    for index, clamp in enumerate(given := tuple(clamps)):
        if not clamp.is_of(layer, signal, unit):
            kept.append(clamp)
            continue
        parts = _outside(clamp, first, last)
        for other in given[index + 1 :] if parts != [clamp] else ():
            if other.is_of(layer, signal, unit):
                parts = [left for part in parts for left in _outside(part, other.first, other.last)]
        kept += parts
    return tuple(kept)


def _outside(clamp: Clamp, first: int, last: int | None) -> list[Clamp]:
    """What is left of a clamp in front of `first` and behind `last`."""
    parts = []
    if clamp.first < first:
        end = first - 1 if clamp.last is None else min(clamp.last, first - 1)
        parts.append(replace(clamp, last=end))
    if last is not None and (clamp.last is None or clamp.last > last):
        parts.append(replace(clamp, first=max(clamp.first, last + 1)))
    return parts


def shifted(clamps: Iterable[Clamp], at: int, count: int) -> tuple[Clamp, ...]:
    """`clamps` after `count` steps were put before step `at`: they stay on their words, and hold what is put within."""
    return tuple(_shifted(clamp, at, count) for clamp in clamps)


def _shifted(clamp: Clamp, at: int, count: int) -> Clamp:
    if clamp.always:
        return clamp
    first = clamp.first + (count if at <= clamp.first else 0)
    last = None if clamp.last is None else clamp.last + (count if at <= clamp.last else 0)
    return replace(clamp, first=first, last=last)
