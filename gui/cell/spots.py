"""Where the numbers on wires stand: once for a plan, for the widest number, so that none moves. Pure; no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from gui.cell.flow import Flow
from gui.cell.plan import BELT, Plan, Wire
from gui.cell.routes import Point, Rect

FIGURES = 6  # "+0.957"
ADVANCE = 0.602  # of a character of the fixed-width face, in its size
SMALL, LARGE = 11, 12  # sizes of numbers on wires, and over the belt
HIGH = 14.0
NOWHERE = Rect(0, 0, 0, 0)
WIDE = 5.25  # a wire that carries 1
CLOSE = 190.0  # within which a number is not said again


class Spot(NamedTuple):
    """A place for a text: `what` is "number", "name", "kept", "added", "held" or "cut"; `key` the node it is of."""

    what: str
    key: int
    rect: Rect
    target: int | None = None  # of the wire
    name: str = ""  # in front of the number


class Sum(NamedTuple):
    """A part of what a state is made of on the belt: at `key` the value of `source` is "kept" or "added"."""

    key: int
    word: str
    source: int
    sign: int


def sums(flow: Flow) -> list[Sum]:
    """Of each sum on the belt what is kept (once, in front of the first) and what is added."""
    found: list[Sum] = []
    trail = (None, *flow.belt)
    for earlier, key in zip(trail, flow.belt, strict=False):
        node = flow.nodes[key]
        if node.text not in "+−" or len(node.inputs) != 2:
            continue
        left, right = node.inputs
        along = left if left == earlier or flow.starts_belt(left) else right
        other = right if along == left else left
        minus = -1 if node.text == "−" else 1
        if not found:
            found.append(Sum(key, "kept", along, minus if along == right else 1))
        found.append(Sum(key, "added", other, minus if other == right else 1))
    return found


@lru_cache(maxsize=32)
def spots(flow: Flow, plan: Plan) -> tuple[Spot, ...]:
    """Every place for a number or a word that there is room for."""
    return tuple(_Spots(flow, plan).all())


def width_of(characters: int, size: int = SMALL) -> float:
    """How wide a text of the fixed-width face is."""
    return characters * size * ADVANCE


class _Spots:
    def __init__(self, flow: Flow, plan: Plan) -> None:
        self.flow, self.plan = flow, plan
        self.busy = list(_taken(plan))
        self.found: list[Spot] = []
        self.said: set[int] = set()  # what has its number

    def all(self) -> list[Spot]:
        self.belt_words()
        self.wires()
        self.feeds()
        self.held()
        return self.found

    def add(self, places: Iterable[Rect], spot: Spot) -> bool:
        """Put a text at the first place that is free."""
        width, height = self.plan.size
        for rect in places:
            inside = rect.x >= 1 and rect.y >= 0 and rect.right <= width - 1 and rect.bottom <= height
            if inside and not any(rect.overlaps(other) for other in self.busy):
                self.busy.append(rect)
                self.found.append(spot._replace(rect=rect))
                return True
        return False

    def belt_words(self) -> None:
        """ "kept" and "added" over the belt, right of the operator that makes it so."""
        flow, belt = self.flow, self.plan.belt
        for part in sums(flow):
            place = flow.belt.index(part.key)
            if part.word == "kept" and place == 0:
                continue  # all of it: the number stands where the belt begins
            at = belt[place + 1 if part.word == "added" else place]
            after = belt[place + 2 if part.word == "added" else place + 1]
            width = width_of(FIGURES + 1 + len(part.word), LARGE)
            y = at.y - BELT / 2 - 20
            right, left = at.x + 16, at.x - 16 - width
            middle = (at.x + after.x - width) / 2
            under = at.y + BELT / 2 + 3
            tries = [(right, y), (middle, y), (left, y), (right, under), (left, under)]
            self.add((Rect(x, top, width, 17) for x, top in tries), Spot(part.word, part.source, NOWHERE))

    def wires(self) -> None:
        """The number of each wire whose ends do not say it already."""
        for wire in self.plan.wires:
            node = self.flow.nodes[wire.source]
            if node.kind == "gate" or wire.target is None or wire.source in self.said or self.is_added(wire.target):
                continue
            if self.is_told(wire):
                continue
            name = f"{node.text} " if node.kind == "before" and not self.flow.starts_belt(node.key) else ""
            if not self.number(wire.points, wire.source, wire.target, name) and name:
                places = _along(wire.points, width_of(len(node.text)))
                self.add(places, Spot("name", wire.source, NOWHERE, wire.target, node.text))

    def is_told(self, wire: Wire) -> bool:
        """Whether the number stands at an end of belt or rail that is near."""
        node, at = self.flow.nodes[wire.source], wire.points[0]
        if self.flow.belt and wire.source == self.flow.belt[-1]:
            return self.plan.belt[-1].x - at.x < CLOSE
        if node.kind != "before":
            return False
        return any(e.before and e.signal == node.text and at.x - e.at.x < CLOSE for e in self.plan.ends)

    def is_added(self, target: int) -> bool:
        """Whether "added" says what comes into an operator."""
        return target in self.flow.belt and any(s.what == "added" for s in self.found if self._adds(s.key, target))

    def _adds(self, source: int, target: int) -> bool:
        return any(part.key == target and part.source == source for part in sums(self.flow))

    def feeds(self) -> None:
        """The sums from the rail: of operators, and of gates where all have room."""
        nodes = self.flow.nodes
        for stub in self.plan.stubs:
            if nodes[stub.target].kind != "gate":
                self.number((stub.bottom, stub.top), stub.source, stub.target)
        into = [s for s in self.plan.stubs if nodes[s.target].kind == "gate"]
        busy, found = list(self.busy), list(self.found)
        fits = True
        for stub in into:
            if nodes[stub.source].expr != nodes[stub.target].expr:
                # near the rail: round a gate that is chosen there is a ring
                low = Rect(stub.top.x + 5.5, stub.bottom.y - HIGH - 2.5, width_of(FIGURES), HIGH)
                fits &= self.add([low], Spot("number", stub.source, low, stub.target))
        if not fits:
            self.busy, self.found = busy, found
        for stub in self.plan.stubs:
            y = stub.bottom.y - HIGH - 2.5
            self.add([Rect(stub.top.x - 27, y, 22, HIGH)], Spot("cut", stub.source, NOWHERE, stub.target))

    def held(self) -> None:
        """Beside each operator or function that is a signal: that it is held."""
        for key in set(self.flow.roots.values()):
            box = self.plan.boxes.get(key)
            if box is None or self.flow.nodes[key].kind == "gate":
                continue
            y = box.middle.y - HIGH / 2
            tries = [(box.right + 5, y), (box.x - 33, y), (box.middle.x - 14, box.bottom + 3)]
            if key in self.flow.belt:
                # in place of what would have been added
                over = box.middle.y - BELT / 2 - 18
                tries = [(box.right + 3, over), (box.x - 31, over), *tries[2:]]
            free = [s.rect for s in self.found if s.key in self.flow.nodes[key].inputs and s.what == "added"]
            self.busy = [r for r in self.busy if r not in free]
            self.add((Rect(x, top, 28, HIGH) for x, top in tries), Spot("held", key, NOWHERE))
            self.busy += free

    def number(self, points: Sequence[Point], source: int, target: int | None, name: str = "") -> bool:
        width = width_of(FIGURES + len(name))
        places = list(_along(points, width))
        if source in self.plan.boxes and source not in self.flow.belt:
            # a wire too short for its number: beside the part it comes from
            box = self.plan.boxes[source]
            x, y = box.middle.x - width / 2, box.middle.y - HIGH / 2
            places += [Rect(box.right + 4, y, width, HIGH), Rect(x, box.bottom + 3, width, HIGH)]
            places += [Rect(x, box.y - HIGH - 3, width, HIGH), Rect(box.x - 4 - width, y, width, HIGH)]
        if self.add(places, Spot("number", source, NOWHERE, target, name)):
            self.said.add(source)
            return True
        return False


def _along(points: Sequence[Point], width: float) -> Iterator[Rect]:
    """Places beside a wire, on its longest stretch first."""
    gap = WIDE / 2 + 3
    for a, b in sorted(pairwise(points), key=lambda ab: -abs(ab[0].x - ab[1].x) - abs(ab[0].y - ab[1].y)):
        for share in (0.5, 0.35, 0.65, 0.2, 0.8):
            x, y = a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share
            if abs(a.y - b.y) < 1:
                yield from (Rect(x - width / 2, top, width, HIGH) for top in (y - gap - HIGH + 1, y + gap - 1))
            else:
                yield from (Rect(left, y - HIGH / 2, width, HIGH) for left in (x + gap, x - gap - width))


def _taken(plan: Plan) -> Iterator[Rect]:
    """What no number may cover."""
    for box in plan.boxes.values():
        yield Rect(box.x - 2.5, box.y - 2.5, box.width + 5, box.height + 5)
    for end in plan.ends:
        yield from (end.symbol, end.figure)
    if plan.word:
        yield plan.word
    lines = [(wire.points, WIDE) for wire in plan.wires] + [((s.bottom, s.top), 2.0) for s in plan.stubs]
    lines += [(points, width) for points, width in ((plan.belt, BELT), (plan.rail, 2.0)) if points]
    for points, width in lines:
        half = width / 2 + 1
        for a, b in pairwise(points):
            x, y = min(a.x, b.x) - half, min(a.y, b.y) - half
            yield Rect(x, y, abs(a.x - b.x) + 2 * half, abs(a.y - b.y) + 2 * half)
