"""How much room the words and names of a heat map need."""

from __future__ import annotations

from collections.abc import Sequence

from gui.widgets.heat_clamp import LOCK_ROOM
from gui.widgets.heat_plan import (
    LABEL_GAP,
    LABEL_LEAST,
    LABEL_MOST,
    STANDING_GAP,
    STANDING_LEAST,
    STANDING_MOST,
    Row,
    shown_word,
)
from gui.widgets.heat_strip import HEADING, Strip, marker_room
from gui.widgets.heat_text import Texts

MEASURED = 1000  # words of a long sequence, or rows


def labels_width(texts: Texts, rows: Sequence[Row], strips: Sequence[Strip]) -> int:
    """What the names need, within limits."""
    some = (*rows[:MEASURED], *rows[-1:])
    needed = [texts.width(row.label, "label now") + (LOCK_ROOM if row.held else 0) for row in some]
    needed += [texts.width(strip.name, "strip") + marker_room(strip) for strip in strips]
    if strips:
        needed.append(texts.width(HEADING, "note"))
    return min(max([LABEL_LEAST, *needed]), LABEL_MOST) + LABEL_GAP


def widest_word(texts: Texts, words: Sequence[str]) -> tuple[str, int]:
    """The longest of the first words, and the height it needs to stand: nothing changes while scrolling."""
    widths = {texts.width(shown_word(word), "standing word now"): word for word in words[:MEASURED]}
    longest = max(widths, default=0)
    return widths.get(longest, ""), min(max(longest + 2 * STANDING_GAP, STANDING_LEAST), STANDING_MOST)
