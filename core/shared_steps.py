"""Which steps of one sequence are those of another, and clamps that stay on their steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from core.clamps import Clamp

MOST_PAIRS = 1_000_000  # of words that are compared: beyond, it would take a second


def shared_steps(before: Sequence[str], after: Sequence[str]) -> list[int | None]:
    """Which step of `before` each of `after` is: the same word, or one of as many that give way to as many others.

    Where what differs is long on both sides, none of it is.
    """
    head, tail = shared_ends(before, after)
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    middle: list[int | None] = [None] * len(new)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if len(old) * len(new) <= MOST_PAIRS else ()
    for tag, a, b, c, d in codes:
        if tag == "equal" or (tag == "replace" and b - a == d - c):
            middle[c:d] = range(head + a, head + b)
    return [*range(head), *middle, *range(len(before) - tail, len(before))]


def shared_ends(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many words at the beginning are the same, and how many of the rest at the end."""
    least = min(len(before), len(after))
    head = next((k for k in range(least) if before[k] != after[k]), least)
    tail = next((k for k in range(least - head) if before[-1 - k] != after[-1 - k]), least - head)
    return head, tail


def moved_clamps(clamps: Sequence[Clamp], sources: Sequence[int | None], steps: int) -> tuple[Clamp, ...]:
    """Clamps of a sequence of `steps` on their steps; `sources` has for each step which it was, None for a new one.

    What is put within one is held as well, and one to the end stays to the end.
    """
    found = []
    for clamp in clamps:
        if clamp.always:
            found.append(clamp)
            continue
        held = _held(clamp, sources)
        runs = _runs(held)
        for first, last in runs:
            to_end = clamp.last is None and last == len(sources) - 1
            found.append(replace(clamp, first=first, last=None if to_end else last))
        if not runs and clamp.last is None and clamp.first >= steps:
            found.append(replace(clamp, first=clamp.first + len(sources) - steps))
    return tuple(found)


def _held(clamp: Clamp, sources: Sequence[int | None]) -> list[bool]:
    """Which of the steps a clamp holds: its own, and new ones that stand between two of its own or at its open end."""
    own = [old is not None and clamp.covers(old) for old in sources]
    ahead, follows = [False] * len(own), clamp.last is None
    for k in range(len(own) - 1, -1, -1):
        if sources[k] is not None:
            follows = own[k]
        ahead[k] = follows
    held, before = [], False
    for k, old in enumerate(sources):
        before = own[k] if old is not None else before and ahead[k]
        held.append(before)
    return held


def _runs(held: Sequence[bool]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for k, one in enumerate(held):
        if not one:
            continue
        if runs and runs[-1][1] == k - 1:
            runs[-1] = runs[-1][0], k
        else:
            runs.append((k, k))
    return runs
