"""Where the parts of a cell stand: flow and size -> boxes, wires, belt. Pure; no Qt."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from gui.cell.chain import GATE, chain, least_chain
from gui.cell.columns import Grid, grid_of
from gui.cell.flow import Flow, Node
from gui.cell.plan import BELT, CIRCLE, END, GATE_HIGH, GATE_MOST, PILL_HIGH, End, Plan, Stub, Wire
from gui.cell.routes import Point, Port, Rect, Router, around

SIDE = 64.0  # for what comes in and goes out
MORE = END + 10  # for each further thing that comes in
EDGE = 12.0  # least room beside the belt's ends
ABOVE, BELOW = 31.0, 25.0  # for the words over the belt and under the rail
STUB = 22.0  # least height of what rises from the rail
PER_COLUMN, PER_COLUMN_MOST = 57.0, 180.0  # of a gate
GATE_SHARE = 0.88  # of a column
SCALE_SHARE = 0.76
LETTER = 7.2  # about the width of one in an operator
GAP, GAP_MORE = 12.0, 85.0  # least between two rows; what it can take above it


@lru_cache(maxsize=32)
def least_size(flow: Flow) -> tuple[float, float]:
    """Width and height below which the parts of `flow` would touch."""
    if flow.alone:
        return least_chain(flow)
    grid = grid_of(flow)
    width = max(300.0, _left(flow) + SIDE + PER_COLUMN * grid.last)
    return width, _above(flow, grid) + _high(_rows(flow, grid), GAP) + GATE_HIGH / 2 + _under(flow)


def width_for(flow: Flow, gate: float) -> float:
    """The width in which gates are as wide as `gate`; infinite where they never are."""
    if gate > GATE_MOST:
        return float("inf")
    if flow.alone:
        return gate / GATE
    return _left(flow) + SIDE + grid_of(flow).last * gate / GATE_SHARE


def _left(flow: Flow) -> float:
    return SIDE + MORE * max(0, len(flow.carried) - 1)


def _high(row: int, gap: float) -> float:
    """How far the middle of a row is above the middle of the gates."""
    return (GATE_HIGH + CIRCLE) / 2 + gap + (row - 1) * (CIRCLE + gap) if row else 0.0


def _rows(flow: Flow, grid: Grid) -> int:
    return grid.rows + (1 if flow.belt else 0)


def _above(flow: Flow, grid: Grid) -> float:
    """From the top to the middle of the first row."""
    if flow.belt:
        return ABOVE
    return GATE_HIGH / 2 + 5 if not grid.rows else CIRCLE / 2 + 5


def _under(flow: Flow) -> float:
    """From the gates' lower edge to the bottom."""
    return STUB + BELOW if flow.carried or any(n.kind == "feed" for n in flow.nodes) else 6.0


@lru_cache(maxsize=32)
def _plan(flow: Flow, width: float, height: float) -> Plan:
    return chain(flow, width, height) if flow.alone else _Placed(flow, width, height).plan()


def plan(flow: Flow, width: float, height: float) -> Plan:
    """The places in `width` x `height` pixels, or in `least_size` where that is more."""
    least = least_size(flow)
    return _plan(flow, max(width, least[0]), max(height, least[1]))


class _Placed:
    """The general layout, in pixels."""

    def __init__(self, flow: Flow, width: float, height: float) -> None:
        self.flow, self.width, self.height = flow, width, height
        self.grid = grid_of(flow)
        self._place_columns()
        self._place_rows()
        self.boxes = {key: self.box(flow.nodes[key]) for key in self.grid.x}

    def _place_columns(self) -> None:
        last = max(self.grid.last, 1.0)
        room = self.width - _left(self.flow) - SIDE
        self.unit = min(room / last, PER_COLUMN_MOST)
        spare = (room - self.unit * last) / 2
        self.left = _left(self.flow) + spare
        self.edge = max(EDGE, spare - 16)
        self.end = self.width - self.edge

    def _place_rows(self) -> None:
        rows, least = _rows(self.flow, self.grid), least_size(self.flow)[1]
        tall = min(self.height, least + GAP_MORE * rows)
        top = (self.height - tall) / 2
        under = _under(self.flow)
        stub = (tall - least) * 0.12 if under > STUB else 0.0
        self.top = top + _above(self.flow, self.grid)
        self.gates = top + tall - under - stub - GATE_HIGH / 2
        self.rail = top + tall - BELOW
        self.gap = (self.gates - self.top - _high(rows, 0.0)) / max(rows, 1)

    def x(self, key: int) -> float:
        return self.left + self.unit * self.grid.x[key]

    def box(self, node: Node) -> Rect:
        x = self.x(node.key)
        y = self.top if node.key in self.flow.belt else self.gates - _high(self.grid.row[node.key], self.gap)
        if node.kind == "gate":
            return around(x, y, min(GATE_MOST, self.unit * GATE_SHARE), GATE_HIGH)
        if node.kind == "op":
            return around(x, y, CIRCLE, CIRCLE)
        usual = min(66.0, max(40.0, self.unit * 0.62))
        wished = min(LETTER * len(node.text) + 14, self.unit * SCALE_SHARE)
        return around(x, y, max(usual, wished), PILL_HIGH)

    def plan(self) -> Plan:
        flow = self.flow
        belt = self.belt_points()
        stubs = tuple(self.stubs())
        ends = [*self.ends_of_belt(belt), *self.ends_of_rail()]
        kept = [r for e in ends for r in (e.symbol, e.figure)]
        self.router = Router([*self.boxes.values(), *kept], self.lanes_x(), self.lanes_y())
        if belt:
            self.router.block(belt)
        for stub in stubs:
            self.router.block((stub.top, stub.bottom))
        wires = [self.wire(a, b) for a, b in self.pairs()]
        port = None
        root = flow.roots[flow.output]
        if not belt or root != flow.belt[-1]:
            wire, port = self.way_out(root, stubs)
            wires.append(wire)
            ends.append(End(flow.output, port, False))
        rail = self.rail_points(stubs, wires)
        size = self.width, self.height
        return Plan(size, self.boxes, tuple(wires), belt, rail, stubs, tuple(ends), self.word(stubs), port)

    def belt_points(self) -> tuple[Point, ...]:
        if not self.flow.belt:
            return ()
        xs = [self.edge, *(self.x(key) for key in self.flow.belt), self.end]
        return tuple(Point(x, self.top) for x in xs)

    def rail_points(self, stubs: tuple[Stub, ...], wires: list[Wire]) -> tuple[Point, ...]:
        """From the left edge to the last part that takes something from it; () where nothing does."""
        ends = [s.bottom.x for s in stubs]
        for wire in wires:
            node = self.flow.nodes[wire.source]
            if node.kind == "before" and node.text != self.flow.state and wire.target is not None:
                ends.append(wire.points[0].x)
        return (Point(self.edge, self.rail), Point(max(ends), self.rail)) if ends else ()

    def ends_of_belt(self, belt: tuple[Point, ...]) -> list[End]:
        if not belt:
            return []
        # one line goes down to the rail where the belt's state is what the matrices read
        aside = 14.0 if self.flow.joins else 0.0
        return [End(self.flow.state, belt[0], True, True, aside), End(self.flow.state, belt[-1], False, True)]

    def ends_of_rail(self) -> list[End]:
        places = (Point(self.edge + MORE * k, self.rail) for k in range(len(self.flow.carried)))
        return [End(name, at, True) for name, at in zip(self.flow.carried, places, strict=True)]

    def word(self, stubs: tuple[Stub, ...]) -> Rect | None:
        """Under the rail, right of what is remembered: what x is; the line down to it is at its left."""
        if not stubs:
            return None
        x = self.edge + MORE * len(self.flow.carried) + (20 if self.flow.joins else 8)
        return Rect(x, self.rail + 6, min(240.0, self.end - END - 16 - x), 17)

    def stubs(self) -> list[Stub]:
        found = []
        for key, box in self.boxes.items():
            for k in self.flow.nodes[key].inputs:
                if self.flow.nodes[k].kind == "feed":
                    x = box.middle.x
                    found.append(Stub(k, key, Point(x, self.rail), Point(x, box.bottom)))
        return found

    def lanes_x(self) -> list[float]:
        return sorted({round(v, 1) for b in self.boxes.values() for v in (b.x - 11, b.right + 11)})

    def lanes_y(self) -> list[float]:
        ys = sorted({round(b.middle.y, 1) for b in self.boxes.values()} | {self.top})
        between = [(a + b) / 2 for a, b in pairwise(ys)]
        between.append(self.gates - (GATE_HIGH + self.gap) / 2)  # midway to the first row above the gates
        more = [self.gates - GATE_HIGH / 2 - 9, self.top + 22, self.gates + GATE_HIGH / 2 + 8]
        return [*between, *more]

    def pairs(self) -> list[tuple[int, int]]:
        """The wires to draw, those that go straight up first."""
        flow, belt = self.flow, set(self.flow.belt)
        found = []
        for node in flow.nodes:
            for k in dict.fromkeys(node.inputs):
                along = node.key in belt and (k in belt or flow.starts_belt(k) or flow.nodes[k].signal == flow.state)
                if not along and flow.nodes[k].kind != "feed":
                    found.append((k, node.key))
        return sorted(found, key=lambda pair: self.far(*pair))

    def far(self, a: int, b: int) -> float:
        if a not in self.boxes:
            return 1e4
        p, q = self.boxes[a].middle, self.boxes[b].middle
        return abs(p.x - q.x) + abs(p.y - q.y) / 4

    def wire(self, a: int, b: int) -> Wire:
        return Wire(a, b, self.router.route(self.leaving(a, b), self.entering(b), (a, b)))

    def leaving(self, a: int, b: int) -> list[Port]:
        source, goal = self.flow.nodes[a], self.boxes[b].middle
        if source.kind == "before":
            if source.text != self.flow.state:
                low = self.edge + MORE * len(self.flow.carried)
                return [Port(Point(x, self.rail), "up") for x in _spots(goal.x, low, self.end)]
            first = self.boxes[self.flow.belt[0]].x
            return [Port(Point(x, self.top), "down") for x in _spots(goal.x, self.edge + END, first - 8)]
        if self.flow.belt and a == self.flow.belt[-1]:
            low, high = self.boxes[a].right + 10, self.end - END - 8
            return [Port(Point(x, self.top), "down") for x in _spots(goal.x, low, high)]
        if source.kind != "gate":
            return self.sides(a, "top", "left", "right", "bottom")
        level = abs(goal.y - self.boxes[a].middle.y) < GATE_HIGH / 2
        return self.sides(a, *(("left", "right", "top") if level else ("top",)))

    def entering(self, b: int) -> list[Port]:
        if b in self.flow.belt:
            return self.sides(b, "bottom")
        stub = any(self.flow.nodes[k].kind == "feed" for k in self.flow.nodes[b].inputs)
        return self.sides(b, "top", "left", "right", "" if stub else "bottom")

    def sides(self, key: int, *names: str) -> list[Port]:
        return [self.boxes[key].port(name) for name in names if name]

    def way_out(self, root: int, stubs: tuple[Stub, ...]) -> tuple[Wire, Point]:
        node, low = self.flow.nodes[root], Point(self.end, self.rail)
        if node.kind == "before":
            return Wire(root, None, (Point(self.edge, self.rail), low)), low
        box = self.boxes[root]
        level = Point(self.end, box.middle.y)
        beside = [b for b in self.boxes.values() if abs(b.middle.y - box.middle.y) <= GATE_HIGH]
        if node.kind == "gate" and all(b.right <= box.right for b in beside):
            return Wire(root, None, (box.port("right").point, level)), level
        goal = [Port(low, "left")]
        if max((s.bottom.x for s in stubs), default=0.0) >= box.middle.x:
            goal = [Port(level, "left"), Port(Point(self.end, self.top + BELT + 24), "left")]
        names = ("bottom", "right", "top", "left") if node.kind != "gate" else ("right", "top", "left")
        points = self.router.route(self.sides(root, *names), goal, (root, None))
        return Wire(root, None, points), points[-1]


def _spots(wanted: float, low: float, high: float) -> list[float]:
    high = max(low, high)
    return sorted({min(max(v, low), high) for v in (wanted, wanted - 9, low, high, (low + high) / 2)})
