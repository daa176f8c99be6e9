"""What a picture of a cell is made of. Knows no Qt."""

from __future__ import annotations

import math
from typing import NamedTuple

from core.cells import Cell
from core.state import State
from gui.cell.flow import Flow, Node, flow_of
from gui.cell.values import before, cut_feeds, held, idle, signal_value, values
from gui.numbers import number

DIGITS = 3


class Shown(NamedTuple):
    """A cell with the numbers of one unit at one step."""

    cell: Cell
    flow: Flow
    values: dict[int, float]
    entering: dict[str, float]  # of each remembered signal, as the step found it
    chosen: str
    word: str  # what x is
    held: frozenset[str] = frozenset()  # signals that a clamp holds
    idle: frozenset[int] = frozenset()  # nodes that have no effect, as what they make is held
    cut: frozenset[int] = frozenset()  # feeds of which every weight is cut
    apart: tuple[tuple[str, float], ...] = ()  # held signals that are but another name for a part, and their values

    def value_of(self, signal: str) -> float:
        """The value of a signal: of its part, or its own where it is held apart from it."""
        return dict(self.apart).get(signal, self.values[self.flow.roots[signal]])

    def is_held(self, key: int) -> bool:
        """Whether a node is a signal that is held."""
        return self.flow.nodes[key].signal in self.held

    def is_dead(self, target: int | None) -> bool:
        """Whether what comes into a node has no effect."""
        return target is not None and (target in self.idle or self.is_held(target))


def shown(state: State) -> Shown:
    """What is shown of a State."""
    cell, flow = state.cell, flow_of(state.cell)
    entering = {name: before(state, name) for name in cell.states}
    signals = held(state)
    word = f"“{state.document.sequence[state.view.cursor]}”"
    if state.view.layer:
        word = f"what layer {state.view.layer} puts out"
    apart = tuple((s, signal_value(state, s)) for s in signals if flow.nodes[flow.roots[s]].signal != s)
    numbers, cut = values(state, flow), cut_feeds(state, flow)
    return Shown(cell, flow, numbers, entering, state.view.signal, word, signals, idle(flow, signals), cut, apart)


def thickness(value: float) -> float:
    """How wide the wire of `value` is: a hairline for 0, what is beyond 1 grows slowly."""
    if not math.isfinite(value):
        return 1.25
    size = abs(value)
    return 1.25 + 4.0 * min(size, 1.0) + min(1.5, max(0.0, size - 1.0) * 0.5)


def text_of(node: Node, value: float) -> str:
    """The number of a node: a gate between 0 and 1 has no sign."""
    return number(value, DIGITS, signed=node.text != "σ")
