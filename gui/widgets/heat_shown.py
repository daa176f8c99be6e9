"""Everything that a heat map shows at one moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gui.widgets.heat_plan import Plan, Row
from gui.widgets.heat_strip import Strip

WORD = -1


@dataclass(frozen=True)
class Shown:
    """What is painted: `across` and `down` say how far it is scrolled, `ringed` that it has the keyboard.

    `hovered` is the step, `pointed` the row whose label is under the pointer; `note` stands below the rows. `place` is
    the row that the keys are about, WORD for the word on top; `left_out` counts the strips for which there is no room.
    """

    plan: Plan
    words: Sequence[str]
    rows: Sequence[Row]
    strips: Sequence[Strip]
    note: str
    cursor: int
    hovered: int | None
    pointed: int | None
    ringed: bool
    across: int
    down: int
    place: int = WORD
    left_out: int = 0
