"""Where a person has put the nodes of a network's picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from core.errors import CarouselError

Kind = Literal["input", "unit", "output"]
KINDS: tuple[Kind, ...] = ("input", "unit", "output")


@dataclass(frozen=True)
class Position:
    """The middle of a node: x and y from 0 to 1 across the picture. Nodes without one stand where the layout says.

    `layer` is a unit's; 0 for inputs and outputs.
    """

    kind: Kind
    layer: int
    row: int
    x: float
    y: float

    @property
    def node(self) -> tuple[Kind, int, int]:
        """Which node it is: kind, layer, row."""
        return self.kind, self.layer, self.row


def check_position(position: Position, sizes: dict[Kind, Sequence[int]]) -> None:
    """CarouselError where it is of no node, or not within the picture.

    `sizes` has the number of rows by kind: one for inputs, one for outputs, one for each layer of units.
    """
    if position.kind not in KINDS:
        raise CarouselError("position's kind", f"one of {', '.join(KINDS)}", repr(position.kind)[:60])
    rows = sizes[position.kind]
    if not 0 <= position.layer < len(rows) or not 0 <= position.row < rows[position.layer]:
        raise CarouselError("position", "one of a node that there is", repr(position.node)[:60])
    if not (0.0 <= position.x <= 1.0 and 0.0 <= position.y <= 1.0):
        raise CarouselError("position", "x and y from 0 to 1", f"{position.x}, {position.y}")


def placed(positions: Iterable[Position], moved: Iterable[Position]) -> tuple[Position, ...]:
    """`positions` with those of `moved` in place of what their nodes had."""
    found = {position.node: position for position in positions}
    found |= {position.node: position for position in moved}
    return tuple(found.values())


def followed(
    positions: Iterable[Position], sources: dict[Kind, Sequence[tuple[int | None, Sequence[int | None]]]]
) -> tuple[Position, ...]:
    """Those whose nodes are still there, where these are now.

    `sources` has, by kind, for each layer (one for inputs and for outputs) the old layer and its rows' old rows.
    """
    old = {position.node: position for position in positions}
    found = []
    for kind, layers in sources.items():
        for layer, (was, rows) in enumerate(layers):
            for row, before in enumerate(rows):
                position = None if was is None or before is None else old.get((kind, was, before))
                if position is not None:
                    found.append(replace(position, layer=layer, row=row))
    return tuple(found)
