"""Orthogonal wires: of all ways with few bends the one that touches and crosses least. Pure; no Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

SIDEWAYS = ("left", "right")
MOST_ROUNDS = 1_500  # ways round of a large cell, which take too long to look at
MENDED = 280.0  # cost of a way that touches nothing
WAYS = {"up": (0, -1), "top": (0, -1), "down": (0, 1), "bottom": (0, 1), "left": (-1, 0), "right": (1, 0)}


class Point(NamedTuple):
    """A place."""

    x: float
    y: float


class Port(NamedTuple):
    """A place where a wire begins or ends, and the side of its box."""

    point: Point
    side: str


class Rect(NamedTuple):
    """A box."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> Point:
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    def port(self, side: str) -> Port:
        """The middle of a side."""
        x, y = self.middle
        dx, dy = WAYS[side]
        return Port(Point(x + dx * self.width / 2, y + dy * self.height / 2), side)

    def overlaps(self, other: Rect, margin: float = 0.0) -> bool:
        """Whether both cover a place, `margin` around counted."""
        across = self.x < other.right + margin and other.x < self.right + margin
        return across and self.y < other.bottom + margin and other.y < self.bottom + margin


def around(x: float, y: float, width: float, height: float) -> Rect:
    """The box whose middle is at (x, y)."""
    return Rect(x - width / 2, y - height / 2, width, height)


Path = tuple[Point, ...]


class Router:
    """Finds ways past boxes and past the wires that are there already."""

    def __init__(self, boxes: Sequence[Rect], lanes_x: Sequence[float], lanes_y: Sequence[float]) -> None:
        self.boxes, self.lanes_x, self.lanes_y = boxes, lanes_x, lanes_y
        self.laid: list[tuple[Point, Point, object]] = []
        self.hits: dict[tuple[Point, Point], int] = {}
        self.met: dict[tuple[Point, Point], float] = {}  # of the wire that is looked for
        self.used: dict[Point, tuple[object, object]] = {}

    @property
    def _rounds(self) -> int:
        """How many ways round there are between two places."""
        return len(self.lanes_x) * len(self.lanes_y) ** 2

    def block(self, path: Sequence[Point]) -> None:
        """Lay a line that others should not cross."""
        self.laid += [(a, b, None) for a, b in pairwise(path)]

    def route(self, starts: Sequence[Port], ends: Sequence[Port], ends_of: tuple[object, object]) -> Path:
        """The best way from one of `starts` to one of `ends`; `ends_of` names source and target."""
        self.met.clear()
        best: Path = (starts[0].point, ends[0].point)
        least = float("inf")
        # the many ways round are looked at only where the short ones run into something
        for ways in (self._ways, self._ways_round):
            if least < MENDED or ways == self._ways_round and self._rounds > MOST_ROUNDS:
                break
            for start in starts:
                for end in ends:
                    for path in ways(start, end):
                        cost = self._cost(path, least, ends_of)
                        if cost < least:
                            best, least = path, cost
        self.laid += [(a, b, ends_of[0]) for a, b in pairwise(best)]
        self.used[best[0]] = (ends_of[0], "from")
        self.used[best[-1]] = (ends_of[1], "to")
        return best

    def _ways(self, start: Port, end: Port) -> Iterator[Path]:
        (a, out), (b, into) = start, end
        across = out in SIDEWAYS, into in SIDEWAYS
        if across == (True, True):
            yield from self._if_fair((a, b), out, into) if abs(a.y - b.y) < 0.6 else ()
            for x in (*self.lanes_x, (a.x + b.x) / 2):
                yield from self._if_fair((a, Point(x, a.y), Point(x, b.y), b), out, into)
        elif across == (False, False):
            yield from self._if_fair((a, b), out, into) if abs(a.x - b.x) < 0.6 else ()
            for y in (*self.lanes_y, (a.y + b.y) / 2):
                yield from self._if_fair((a, Point(a.x, y), Point(b.x, y), b), out, into)
        else:
            corner = Point(b.x, a.y) if across[0] else Point(a.x, b.y)
            yield from self._if_fair((a, corner, b), out, into)

    def _ways_round(self, start: Port, end: Port) -> Iterator[Path]:
        (a, out), (b, into) = start, end
        across = out in SIDEWAYS, into in SIDEWAYS
        if across == (True, True):
            return
        for x in self.lanes_x:
            for y in self.lanes_y:
                if across[0]:
                    yield from self._if_fair((a, Point(x, a.y), Point(x, y), Point(b.x, y), b), out, into)
                elif across[1]:
                    yield from self._if_fair((a, Point(a.x, y), Point(x, y), Point(x, b.y), b), out, into)
                else:
                    for other in self.lanes_y:
                        path = (a, Point(a.x, y), Point(x, y), Point(x, other), Point(b.x, other), b)
                        yield from self._if_fair(path, out, into)

    def _if_fair(self, path: Path, out: str, into: str) -> Iterator[Path]:
        """A way that leaves and enters from outside."""
        leave, enter = _toward(path[0], path[1]), _toward(path[-1], path[-2])
        if leave == WAYS[out] and enter == WAYS[into]:
            yield path

    def _cost(self, path: Path, least: float, ends_of: tuple[object, object]) -> float:
        cost = 26.0 * (len(path) - 2) + sum(abs(a.x - b.x) + abs(a.y - b.y) for a, b in pairwise(path)) * 0.25
        for place, mine in ((path[0], (ends_of[0], "from")), (path[-1], (ends_of[1], "to"))):
            if place in self.used and (self.used[place] != mine or mine[1] == "to"):
                cost += 400
        if cost >= least:
            return cost
        for a, b in pairwise(path):
            cost += 1000 * self._hit(a, b)
            if cost >= least:
                return cost
        for a, b in pairwise(path):
            cost += self._met(a, b, ends_of[0])
        return cost

    def _hit(self, a: Point, b: Point) -> int:
        """How many boxes a stretch touches; many ways share a stretch."""
        found = self.hits.get((a, b))
        if found is None:
            found = self.hits[a, b] = sum(_hits(a, b, box) for box in self.boxes)
        return found

    def _met(self, a: Point, b: Point, mine: object) -> float:
        """What a stretch costs beside the wires that are there now."""
        found = self.met.get((a, b))
        if found is None:
            found = sum(_meets(a, b, c, d, mine is not None and source == mine) for c, d, source in self.laid)
            self.met[a, b] = found
        return found


def _toward(a: Point, b: Point) -> tuple[int, int]:
    dx, dy = b.x - a.x, b.y - a.y
    if abs(dx) > abs(dy):
        return (1 if dx > 0 else -1, 0) if abs(dx) > 0.6 else (0, 0)
    return (0, 1 if dy > 0 else -1) if abs(dy) > 0.6 else (0, 0)


def _hits(a: Point, b: Point, box: Rect) -> bool:
    margin = 5.0 if a.x == b.x else 3.0
    # an end on the edge of its own box does not count
    shrink = 1.0
    x0, x1 = (a.x, b.x) if a.x < b.x else (b.x, a.x)
    y0, y1 = (a.y, b.y) if a.y < b.y else (b.y, a.y)
    grown = x0 < box.right + margin and x1 > box.x - margin and y0 < box.bottom + margin and y1 > box.y - margin
    if not grown:
        return False
    inner = x0 < box.right - shrink and x1 > box.x + shrink and y0 < box.bottom - shrink and y1 > box.y + shrink
    return inner or not (_on_edge(a, box) or _on_edge(b, box))


def _on_edge(p: Point, box: Rect) -> bool:
    x, y = box.middle
    return any(abs(p.x - q.x) < 0.7 and abs(p.y - q.y) < 0.7 for q in (box.port(s).point for s in WAYS)) and (
        abs(p.x - x) > 0.1 or abs(p.y - y) > 0.1
    )


def _meets(a: Point, b: Point, c: Point, d: Point, same: bool) -> float:
    """What it costs to cross or to run along a wire; nothing along one from the same source."""
    flat, other = abs(a.y - b.y) < 0.6, abs(c.y - d.y) < 0.6
    if flat == other:
        away = abs(a.y - c.y) if flat else abs(a.x - c.x)
        p, q = (sorted((a.x, b.x)), sorted((c.x, d.x))) if flat else (sorted((a.y, b.y)), sorted((c.y, d.y)))
        shared = min(p[1], q[1]) - max(p[0], q[0])
        if away > 7 or shared <= 1:
            return 0.0
        return -0.2 * shared if same and away < 0.6 else 300.0
    (h, k), (v, w) = ((a, b), (c, d)) if flat else ((c, d), (a, b))
    x0, x1 = sorted((h.x, k.x))
    y0, y1 = sorted((v.y, w.y))
    crosses = x0 + 0.6 < v.x < x1 - 0.6 and y0 + 0.6 < h.y < y1 - 0.6
    return 0.0 if not crosses or same else 60.0
