"""A strip of a heat map: the gain of each step's input on one network's answer, as bars on a fixed log scale."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from core.arrays import Array
from gui.decay.text import gain_text, power_text, spoken
from gui.widgets.heat_plan import shown_word

LOW, HIGH = -6.0, 1.0  # log10 of the gain at no height and at full height
HEADING, HEADING_SHORT = "input gain", "gain"  # the second where some networks are left out
MARKER_ROOM = 12
SCALE = f"log scale, {power_text(int(LOW))} to {10.0**HIGH:.0f}"
NOTES = (
    f"input gain: how much each word\u2019s input moves the answer at {{}} \u00b7 {SCALE}",
    f"input gain on the answer at {{}} \u00b7 {SCALE}",
    f"input gain \u00b7 {SCALE}",
    "",
)
SAYS = (
    "Gain: the root mean square of what a small random nudge of a word\u2019s input changes in the answer (before its "
    f"sigmoid or softmax), for a nudge of 1. Bars: {SCALE}; a bar with a cap goes beyond."
)


@dataclass(frozen=True, eq=False)
class Strip:
    """The gains of one network: `log10` of them, for the steps up to and with `cursor`; -inf is an exact zero.

    `marker` stands before the name where another network has the same colour. `ahead` are the gains of the steps that
    follow, where the network `looks_ahead`.
    """

    name: str
    colour: str
    log10: Array
    cursor: int
    marker: int | None = None
    ahead: Array = field(default_factory=lambda: np.empty(0))
    looks_ahead: bool = False

    @property
    def first(self) -> int:
        """The first step whose gain is known."""
        return self.cursor + 1 - len(self.log10)

    @cached_property
    def gains(self) -> Array:
        """All that are known, from `first` on."""
        return np.concatenate([self.log10, self.ahead]) if len(self.ahead) else self.log10

    def at(self, step: int) -> float | None:
        """log10 of the gain at `step`; None where there is none."""
        place = step - self.first
        return float(self.gains[place]) if 0 <= place < len(self.gains) else None

    def of(self, first: int, last: int) -> list[float | None]:
        """log10 of the gains of the steps first..last, both included."""
        start, end = max(first, self.first), min(last, self.first + len(self.gains) - 1)
        if start > end:
            return [None] * (last - first + 1)
        known: list[float | None] = self.gains[start - self.first : end + 1 - self.first].tolist()
        return [None] * (start - first) + known + [None] * (last - end)


def heading(left_out: int) -> str:
    """What stands above the names of the strips: how many there are beside them."""
    return f"{HEADING_SHORT} (+{left_out})" if left_out else HEADING


def left_out_words(left_out: int) -> str:
    """That there is no strip of some networks, and what to do about it; "" where there is one of each."""
    networks = "network has" if left_out == 1 else "networks have"
    return f"{left_out} more {networks} no room here: hide others in Models to see them. " if left_out else ""


def marker_room(strip: Strip) -> int:
    """What a marker before the name needs."""
    return 0 if strip.marker is None else MARKER_ROOM


def share(log10: float) -> float:
    """The height of a bar, 0 to 1 of the strip's."""
    if math.isnan(log10):
        return 0.0
    return min(max((log10 - LOW) / (HIGH - LOW), 0.0), 1.0)


def height(log10: float, full: int) -> float:
    """The height of a bar in a strip that has room for `full` pixels, in half pixels: less cannot be seen."""
    return round(2 * full * share(log10)) / 2


def bar_look(log10: float | None, full: int) -> object:
    """What can be seen of a gain: two of the same look need no painting."""
    if log10 is None or math.isnan(log10):
        return str(log10)
    return height(log10, full), log10 > HIGH


def note_of(words: Sequence[str], cursor: int, widest: str, fits: Callable[[str], bool]) -> str:
    """What the strips show: the fullest wording that fits with the widest word too, so that it stays while stepping."""
    wording = next(note for note in NOTES if not note or fits(note.format(_said(widest))))
    return wording.format(_said(words[cursor])) if words else ""


def strip_tip(strip: Strip, words: Sequence[str], step: int) -> str:
    """What the bar at `step` says, in a sentence."""
    here, there = f"{_said(words[step])} (step {step + 1})", _said(words[strip.cursor])
    gain = strip.at(step)
    if step > strip.cursor and not strip.looks_ahead:
        return f"{here} comes after {there}: it cannot move the answer there"
    if gain is None and step > strip.cursor:
        return f"{here} is more than {len(strip.ahead)} steps on from {there}: not computed"
    if gain is None:
        return f"{here} is more than {len(strip.log10) - 1} steps back from {there}: not computed"
    if math.isnan(gain):
        return f"The gain of the input at {here} on the {strip.name}\u2019s answer at {there} is not a number"
    if gain == -math.inf:
        return f"A nudge of the input at {here} does not move the {strip.name}\u2019s answer at {there}: gain 0"
    return (
        f"A nudge of the input at {here} moves the {strip.name}\u2019s answer at {there} by "
        f"{gain_text(gain)} times its size (gain)"
    )


def label_tip(strip: Strip, words: Sequence[str]) -> str:
    """What the whole strip shows."""
    return f"{strip.name}: gain of each word\u2019s input on its answer at {_said(words[strip.cursor])}"


def _said(word: str) -> str:
    return spoken(shown_word(word))
