"""What the tasks share: settings that are checked, and lengths that are drawn."""

from __future__ import annotations

import operator
from collections.abc import Sequence

import numpy as np

from core.arrays import Array
from core.errors import CarouselError

MOST = 100_000  # steps of a sequence
Length = int | tuple[int, int]
"""A number of steps, or the least and the most of them, both included."""


def span(field: str, given: object, least: int, most: int = MOST) -> tuple[int, int]:
    """The least and the most of a length; CarouselError outside of `least` to `most`."""
    pair = given if isinstance(given, Sequence) else (given, given)
    low, high = (_whole(value) for value in pair) if len(pair) == 2 else (None, None)
    if low is None or high is None or not least <= low <= high <= most:
        expected = f"a whole number from {least} to {most:,}, or two that rise"
        raise CarouselError(field, expected, repr(given)[:60])
    return low, high


def whole(field: str, given: object, least: int, most: int) -> int:
    """`given` as a whole number; CarouselError outside of `least` to `most`."""
    value = _whole(given)
    if value is None or not least <= value <= most:
        raise CarouselError(field, f"a whole number from {least} to {most:,}", repr(given)[:60])
    return value


def choice(field: str, given: object, choices: Sequence[str]) -> str:
    """`given`, which is one of `choices`; CarouselError lists them."""
    if given not in choices:
        raise CarouselError(field, f"one of {', '.join(choices)}", repr(given)[:60])
    return str(given)


def sequences_of(given: object) -> int:
    """`given` as a number of sequences; CarouselError below 1."""
    return whole("sequences", given, 1, 10_000_000)


def drawn_lengths(rng: np.random.Generator, between: tuple[int, int], sequences: int) -> Array:
    """(sequences,): each length as likely, both ends included; nothing is drawn where there is one only."""
    low, high = between
    return np.full(sequences, low) if low == high else rng.integers(low, high + 1, sequences)


def inside(lengths: Array) -> Array:
    """(T, batch): True up to the end of each sequence; T is the longest."""
    return np.asarray(np.arange(lengths.max())[:, None] < lengths)


def last(lengths: Array) -> Array:
    """(T, batch): True at the last step of each sequence."""
    return np.asarray(np.arange(lengths.max())[:, None] == lengths - 1)


def settings_text(between: tuple[int, int]) -> str:
    """A range as a person reads it."""
    return str(between[0]) if between[0] == between[1] else f"{between[0]} to {between[1]}"


def _whole(value: object) -> int | None:
    try:
        return None if isinstance(value, bool) else operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        return None
