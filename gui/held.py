"""Clamps in words: at which value a signal is held, and when. Knows no Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.cells import Cell
from core.clamps import Clamp
from core.state import State
from gui.numbers import number

LONGEST = 24  # characters of a word of the sentence


def level_number(value: float, level: bool, digits: int = 2) -> str:
    """A number; of a level, which lies between 0 and 1, without a sign unless it is held below 0."""
    return number(value, digits, signed=not level or round(value, digits) < 0.0)


def signal_number(cell: Cell, signal: str, value: float, digits: int = 2) -> str:
    """A signal's value as it is written everywhere: "0.07", "+0.89"."""
    return level_number(value, cell.is_level(signal), digits)


def clamp_values(cell: Cell, signal: str) -> tuple[float, ...]:
    """The values to hold a signal at that are offered: 0 and the ends of what it can be, -1 and 1 where it has none."""
    low, high = cell.bounds(signal)
    ends = (low if math.isfinite(low) else -1.0, high if math.isfinite(high) else 1.0)
    return tuple(sorted({0.0, *ends}))


def held_words(cell: Cell, clamp: Clamp) -> str:
    """At what a clamp holds its signal: "held at 0.00"."""
    return f"held at {signal_number(cell, clamp.signal, clamp.value)}"


def when_words(sequence: Sequence[str], clamp: Clamp) -> str:
    """When a clamp holds: "at every step", "at “near”", "from “red” to “near”", "from “near” on"."""
    first, last = clamp.first, clamp.last
    open_end = last is None or last >= len(sequence) - 1
    if clamp.always or first == 0 and open_end and len(sequence) > 1:
        return "at every step"
    if first == last or first == len(sequence) - 1:
        return f"at {quoted(sequence, first)}"
    if last is None or open_end:
        return f"from {quoted(sequence, first)} on"
    return f"from {quoted(sequence, first)} to {quoted(sequence, last)}"


def gate_held_words(state: State) -> str:
    """That the chosen gate of the selected unit is held at the cursor: "held at 0.00 at “near”", or ""."""
    clamp = state.clamp(state.view.signal)
    if clamp is None:
        return ""
    return f"{held_words(state.cell, clamp)} {when_words(state.document.sequence, clamp)}"


def quoted(sequence: Sequence[str], step: int) -> str:
    """The word at a step in quotation marks, shortened; beyond the end, the step's number."""
    if step >= len(sequence):
        return f"step {step + 1}"
    word = sequence[step]
    return f"“{word if len(word) <= LONGEST else word[: LONGEST - 1] + '…'}”"
