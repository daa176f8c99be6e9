"""What a layout is made of: boxes, wires, belt, rail and what stands at their ends. Pure; no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from gui.cell.routes import Point, Rect

GATE_MOST, GATE_HIGH = 106.0, 44.0
CIRCLE = 26.0
PILL_HIGH = 24.0
BELT = 20.0  # its width
NAME_PAD = 8.0  # beside a gate's name
HEAD = 16.0  # height of a gate's name
END = 52.0  # width of what stands at an end


class Wire(NamedTuple):
    """What runs from a node to another; a target of None is the way out, at the right."""

    source: int
    target: int | None
    points: tuple[Point, ...]


class Stub(NamedTuple):
    """Where a feed rises from the rail into a part."""

    source: int
    target: int
    bottom: Point
    top: Point


class End(NamedTuple):
    """Where a signal comes in (of the step before) or goes out: its name over a line, its value under it."""

    signal: str
    at: Point
    before: bool
    belt: bool = False
    aside: float = 0.0  # how far its value is moved, past a line that goes down

    @property
    def symbol(self) -> Rect:
        """Where its name stands."""
        return Rect(self._left, self.at.y - (30 if self.belt else 25), END, 18)

    @property
    def figure(self) -> Rect:
        """Where its value stands."""
        return Rect(self._left + self.aside, self.at.y + (12 if self.belt else 6), END, 17)

    @property
    def _left(self) -> float:
        return self.at.x - 11 if self.before else self.at.x + 11 - END

    def covers(self, x: float, y: float) -> bool:
        """Whether a place is on its name or its value."""
        return any(r.x <= x <= r.right and r.y <= y <= r.bottom for r in (self.symbol, self.figure))


@dataclass(frozen=True, eq=False)
class Plan:
    """Every place, in pixels. `rail` is the line of the inputs, `word` where what x is stands."""

    size: tuple[float, float]
    boxes: dict[int, Rect]
    wires: tuple[Wire, ...]
    belt: tuple[Point, ...] = ()  # before, each operator, now
    rail: tuple[Point, ...] = ()
    stubs: tuple[Stub, ...] = ()
    ends: tuple[End, ...] = ()
    word: Rect | None = None
    port: Point | None = None  # where the output leaves, unless by the belt


def name_place(gate: Rect) -> Rect:
    """Where the name of a gate stands in its box, and its function."""
    pad = NAME_PAD if gate.width > 70 else 6.0
    return Rect(gate.x + pad, gate.y + 4, gate.width - 2 * pad, HEAD)


def value_place(gate: Rect) -> Rect:
    """Where the value of a gate stands in its box."""
    return Rect(gate.x, gate.y + 4 + HEAD - 1, gate.width, gate.height - HEAD - 6)
