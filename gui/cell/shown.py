"""What a picture of a cell is made of. Knows no Qt."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

from core.cells import Cell
from core.equations import Signal
from core.state import State
from gui.cell.flow import Flow, Node, flow_of
from gui.cell.values import Reader, cut_feeds, held, idle, values
from gui.held import level_number
from gui.whose import earlier

DIGITS = 3
FINEST = 4  # parts of a pixel in which the widths of wires differ
LEVELS = 400  # steps between 0 and 1 in which gates are filled


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
    # held signals that are but another name for a part, and what repeats them, with their values
    apart: tuple[tuple[str, float], ...] = ()
    earlier: str = "before"  # where the remembered comes from; "after" in a layer that runs backward
    learnt: frozenset[str] = frozenset()  # states that begin at values that are learnt
    numbers: bool = True  # whether there are any: without a step there are none

    @property
    def form(self) -> tuple[object, ...]:
        """All that is shown but for the numbers of nodes and of what the step found."""
        numbers_apart = self.held, self.idle, self.cut, self.apart
        return self.cell, self.flow, self.chosen, self.word, *numbers_apart, self.earlier, self.learnt, self.numbers

    @property
    def earlier_index(self) -> str:
        """The time of what is remembered, as it is written: "t−1"."""
        return "t−1" if self.earlier == "before" else "t+1"

    def begins_words(self, state: str) -> str:
        """What a state is where the run begins: "0 before the first step"."""
        start = "before the first step" if self.earlier == "before" else "after the last step"
        return f"{'learnt' if state in self.learnt else '0'} {start}"

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
    reader = Reader(state)
    entering = {name: reader.before(name) for name in cell.states}
    signals = held(state)
    network, layer = state.model.network, state.view.layer
    apart = tuple((s, reader.signal(s)) for s in _repeating(cell, signals) if flow.nodes[flow.roots[s]].signal != s)
    numbers, cut = values(reader, flow), cut_feeds(state, flow)
    what = (cell, flow, numbers, entering, state.view.signal, input_words(state), signals, idle(flow, signals), cut)
    return Shown(*what, apart, earlier(network, layer), frozenset(state.layer.initial))


def without_numbers(state: State) -> Shown:
    """The form of the selected layer's cell, where there is no step that has numbers."""
    cell, flow = state.cell, flow_of(state.cell)
    network, layer = state.model.network, state.view.layer
    nothing = dict.fromkeys((node.key for node in flow.nodes), 0.0)
    found = Shown(cell, flow, nothing, dict.fromkeys(cell.states, 0.0), state.view.signal, "the input")
    return found._replace(earlier=earlier(network, layer), numbers=False)


def input_words(state: State) -> str:
    """What x is: “dogs”, “dogs” and 2 before, what layer 1 puts out."""
    level = state.model.network.level_of(state.view.layer)
    word = f"what layer {level} puts out" if level else f"“{state.document.sequence[state.view.cursor]}”"
    others = state.layer.window - 1
    return f"{word} and {others} {earlier(state.model.network, state.view.layer)}" if others else word


def _repeating(cell: Cell, signals: frozenset[str]) -> tuple[str, ...]:
    """Those `signals` and all whose line is only the name of one of them at this step."""
    found: list[str] = []
    for line in cell.graph.lines:
        match line.expr:
            case Signal(name=name, previous=False) if name in found:
                found.append(line.name)
            case _ if line.name in signals:
                found.append(line.name)
    return tuple(found)


def thickness(value: float) -> float:
    """How wide the wire of `value` is: a hairline for 0, what is beyond 1 grows slowly. In steps that are not seen."""
    if not math.isfinite(value):
        return 1.25
    size = abs(value)
    return round(FINEST * (1.25 + 4.0 * min(size, 1.0) + min(1.5, max(0.0, size - 1.0) * 0.5))) / FINEST


def level(value: float, reach: float = 1.0) -> float | None:
    """How far a gate is filled, -1 to 1 at its `reach`, in steps that are not seen; None for what is no number."""
    return round(LEVELS * max(-1.0, min(1.0, value / reach))) / LEVELS if math.isfinite(value) else None


@lru_cache(maxsize=1024)
def figures(value: float, level: bool = False) -> str:
    """A value as it is written: asked for when it is compared with the one before, when painted, and once more."""
    return level_number(value, level, DIGITS)


def text_of(node: Node, value: float) -> str:
    """The number of a node: what lies between 0 and 1 has no sign."""
    return figures(value, node.level)
