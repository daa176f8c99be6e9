"""Where the parts of a cell stand: flow and size -> boxes, wires, belt. Pure; no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from gui.cell.flow import Flow, Node
from gui.cell.routes import Point, Port, Rect, Router

LEFT, RIGHT = 74.0, 74.0  # for what comes in and goes out
ABOVE, BELOW = 42.0, 34.0  # for the words over the belt and under the rail
GATE_MOST, GATE_HIGH = 104.0, 46.0
CIRCLE = 26.0
PILL_HIGH = 24.0
PER_COLUMN = 62.0  # least, of a gate
PER_ROW = 46.0  # least
LANE = 0.5  # of a column between two groups
SHARES = {"gate": 1.0, "call": 0.9, "op": 0.6, "scale": 0.8, "mix": 0.8}


@dataclass(frozen=True)
class Wire:
    """What runs from a node to another; a key of None is the way out, at the right."""

    source: int
    target: int | None
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Plan:
    """Every place, in pixels. `rail` is the line of the inputs, `stubs` where it rises into gates."""

    size: tuple[float, float]
    boxes: dict[int, Rect]
    wires: tuple[Wire, ...]
    belt: tuple[Point, ...] = ()  # before, each operator, now
    rail: tuple[Point, ...] = ()
    stubs: tuple[tuple[int, Point, Point], ...] = ()
    port: Point | None = None  # where the output leaves, unless by the belt


@dataclass
class _Grid:
    """Columns (left to right, in shares) and rows (0 is the gates') of the nodes."""

    x: dict[int, float] = field(default_factory=dict)
    row: dict[int, int] = field(default_factory=dict)
    taken: float = 0.0
    last: float = 0.0  # right edge of the rightmost column


def least_size(flow: Flow) -> tuple[float, float]:
    """Width and height below which the parts of `flow` would touch."""
    if flow.alone:
        terms = sum(n.kind == "term" for n in flow.nodes)
        return 430.0, terms * 40.0 + 40.0
    grid = _grid(flow)
    rows = max([1, *grid.row.values()])
    width = max(340.0, LEFT + RIGHT + PER_COLUMN * grid.last)
    return width, ABOVE + BELOW + GATE_HIGH + 28 + PER_ROW * rows + (30 if flow.belt else 0)


@lru_cache(maxsize=32)
def _grid_of(nodes: tuple[Node, ...], belt: tuple[int, ...], roots: tuple[int, ...]) -> _Grid:
    return _Columns(nodes, belt, roots).grid()


def _grid(flow: Flow) -> _Grid:
    return _grid_of(flow.nodes, flow.belt, tuple(flow.roots.values()))


class _Columns:
    """Gives every node a column and a row: gates below, operators over what they join, the belt on top."""

    def __init__(self, nodes: tuple[Node, ...], belt: tuple[int, ...], roots: tuple[int, ...]) -> None:
        self.nodes, self.belt, self.roots = nodes, belt, roots
        self.found = _Grid()
        self.after = self._later()

    def grid(self) -> _Grid:
        grid, edge = self.found, 0.0
        for key in self.belt:
            sides = [k for k in self.nodes[key].inputs if k not in self.belt and self.nodes[k].kind != "before"]
            fresh = [k for k in sides if k not in grid.x]
            for side in fresh:
                self.place(side)
            heads = [grid.x[k] for k in fresh if k in grid.x]
            x = max(heads) if heads else -1.0
            grid.x[key] = x if x >= edge else self.column(key)
            edge = grid.x[key] + 0.4
            grid.last += LANE
        for key in self.roots:
            self.place(key)
        return grid

    def _later(self) -> set[int]:
        """The nodes that read the belt's end."""
        found = set(self.belt[-1:])
        for node in self.nodes:
            if node.key not in self.belt and found & set(node.inputs):
                found.add(node.key)
        return found

    def column(self, key: int) -> float:
        share = SHARES.get(self.nodes[key].kind, 0.8)
        x = self.found.last + share / 2
        self.found.last += share
        return x

    def put(self, key: int, x: float, row: int) -> None:
        grid = self.found
        while any(grid.row[k] == row and abs(grid.x[k] - x) < self.room(k, key) for k in grid.row):
            row += 1
        grid.x[key], grid.row[key] = x, row

    def room(self, a: int, b: int) -> float:
        return sum(SHARES.get(self.nodes[k].kind, 0.8) for k in (a, b)) / 2 - 0.02

    def place(self, key: int) -> None:
        node = self.nodes[key]
        if key in self.found.x or node.kind in ("before", "feed"):
            return
        if node.kind == "gate":
            for side in node.inputs:
                self.beside(side)
            self.put(key, self.column(key), 0)
        elif key in self.after:
            self.hang(node)
        else:
            self.join(node)

    def beside(self, key: int) -> None:
        """A node on the way into a gate: in the gates' row, to the left of it."""
        node = self.nodes[key]
        if key in self.found.x or node.kind in ("before", "feed"):
            return
        for k in node.inputs:
            self.beside(k)
        self.put(key, self.column(key), 0)

    def hang(self, node: Node) -> None:
        """A node below the belt's end: its chain goes down in a column of its own."""
        grid = self.found
        for k in node.inputs:
            self.place(k)
        above = [k for k in node.inputs if k in self.after and k not in self.belt and grid.row.get(k) == 1]
        if above and self.is_free(grid.x[above[-1]], node.key):
            self.put(node.key, grid.x[above[-1]], 0)
        else:
            self.put(node.key, self.column(node.key), 1)

    def is_free(self, x: float, key: int) -> bool:
        grid = self.found
        return all(grid.row[k] or abs(grid.x[k] - x) >= self.room(k, key) for k in grid.row)

    def join(self, node: Node) -> None:
        """An operator above what it joins."""
        grid = self.found
        fresh = [k for k in node.inputs if k not in grid.x]
        for k in fresh:
            self.place(k)
        low = [grid.x[k] for k in fresh if grid.row.get(k) == 0]
        some = low or [grid.x[k] for k in fresh if k in grid.row]
        # a function of one value has it below; an operator with a second reader of it stands beside
        x = sum(some) / len(some) if some else self.column(node.key)
        rows = [grid.row[k] + (abs(grid.x[k] - x) < 0.45) for k in node.inputs if k in grid.row]
        self.put(node.key, x, max([1, *rows]))


@lru_cache(maxsize=32)
def _plan(key: _Same, width: float, height: float) -> Plan:
    least = least_size(key.flow)
    size = max(width, least[0]), max(height, least[1])
    return _chain(key.flow, *size) if key.flow.alone else _Placed(key.flow, *size).plan()


def plan(flow: Flow, width: float, height: float) -> Plan:
    """The places in `width` x `height` pixels, or in `least_size` where that is more."""
    return _plan(_Same(flow), width, height)


class _Same:
    """A flow as a key: the same flow is the same key."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow

    def __hash__(self) -> int:
        return id(self.flow)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.flow is other.flow


def _box(x: float, y: float, width: float, height: float) -> Rect:
    return Rect(x - width / 2, y - height / 2, width, height)


class _Placed:
    """The general layout, in pixels."""

    def __init__(self, flow: Flow, width: float, height: float) -> None:
        self.flow, self.width, self.height = flow, width, height
        self.grid = _grid(flow)
        last = max(self.grid.last, 1.0)
        room = width - LEFT - RIGHT
        self.unit = min(room / last, 190.0)
        self.left = LEFT + (room - self.unit * last) / 2
        tall = min(height, 420.0)
        top = (height - tall) / 2
        self.rail = top + tall - BELOW
        rows = max([1, *self.grid.row.values()])
        self.gates = self.rail - 20 - max(10.0, (tall - 200) * 0.14) - GATE_HIGH / 2
        self.top = top + (ABOVE if flow.belt else 22.0)
        self.step = (self.gates - self.top) / (rows + (1 if flow.belt else 0.5))
        self.boxes = {key: self.box(flow.nodes[key]) for key in self.grid.x}
        self.ports: dict[int, set[str]] = {}

    def x(self, key: int) -> float:
        return self.left + self.unit * self.grid.x[key]

    def box(self, node: Node) -> Rect:
        x = self.x(node.key)
        y = self.top if node.key in self.flow.belt else self.gates - self.step * self.grid.row[node.key]
        if node.kind == "gate":
            return _box(x, y, min(GATE_MOST, self.unit * 0.84), GATE_HIGH)
        if node.kind == "op":
            return _box(x, y, CIRCLE, CIRCLE)
        return _box(x, y, min(66.0, max(40.0, self.unit * 0.62)), PILL_HIGH)

    def plan(self) -> Plan:
        flow = self.flow
        belt = self.belt_points()
        stubs = tuple(self.stubs())
        self.router = Router(list(self.boxes.values()), self.lanes_x(), self.lanes_y())
        if belt:
            self.router.block(belt)
        for _, a, b in stubs:
            self.router.block((a, b))
        wires = [self.wire(a, b) for a, b in self.pairs()]
        port = None
        root = flow.roots[flow.output]
        if not belt or root != flow.belt[-1]:
            wire, port = self.way_out(root)
            wires.append(wire)
        ends = [b for _, _, b in stubs]
        rail: tuple[Point, ...] = ()
        if ends or not belt:
            far = max((p.x for p in ends), default=LEFT)
            rail = (Point(self.edge(), self.rail), Point(far, self.rail))
        return Plan((self.width, self.height), self.boxes, tuple(wires), belt, rail, stubs, port)

    def edge(self) -> float:
        """Where belt and rail begin."""
        return max(34.0, self.left - 70)

    def end(self) -> float:
        return min(self.width - 34.0, self.left + self.unit * self.grid.last + 70)

    def belt_points(self) -> tuple[Point, ...]:
        if not self.flow.belt:
            return ()
        xs = [self.edge(), *(self.x(key) for key in self.flow.belt), self.end()]
        return tuple(Point(x, self.top) for x in xs)

    def stubs(self) -> list[tuple[int, Point, Point]]:
        found = []
        for node in self.flow.nodes:
            for k in node.inputs:
                if self.flow.nodes[k].kind == "feed" and node.key in self.boxes:
                    box = self.boxes[node.key]
                    found.append((k, Point(box.middle.x, box.bottom), Point(box.middle.x, self.rail)))
            if node.fed and node.key in self.boxes:
                box = self.boxes[node.key]
                found.append((node.key, Point(box.middle.x, box.bottom), Point(box.middle.x, self.rail)))
        return found

    def lanes_x(self) -> list[float]:
        edges = sorted({round(v, 1) for b in self.boxes.values() for v in (b.x - 11, b.right + 11)})
        return edges

    def lanes_y(self) -> list[float]:
        ys = sorted({round(b.middle.y, 1) for b in self.boxes.values()} | {self.top})
        between = [(a + b) / 2 for a, b in zip(ys, ys[1:], strict=False)]
        more = [self.gates - GATE_HIGH / 2 - 9, self.top + 22, self.gates + GATE_HIGH / 2 + 8]
        return [*between, *more]

    def pairs(self) -> list[tuple[int, int]]:
        """The wires to draw, those that go straight up first."""
        belt = set(self.flow.belt)
        found = []
        for node in self.flow.nodes:
            for k in dict.fromkeys(node.inputs):
                source = self.flow.nodes[k]
                along = node.key in belt and (k in belt or source.signal == self.flow.state)
                along = along or (node.key in belt and source.kind == "before" and source.text == self.flow.state)
                if not along and source.kind != "feed":
                    found.append((k, node.key))
        return sorted(found, key=lambda pair: self.far(*pair))

    def far(self, a: int, b: int) -> float:
        if a not in self.boxes:
            return 1e4
        p, q = self.boxes[a].middle, self.boxes[b].middle
        return abs(p.x - q.x) + abs(p.y - q.y) / 4

    def wire(self, a: int, b: int) -> Wire:
        points = self.router.route(self.leaving(a, b), self.entering(b), (a, b))
        return Wire(a, b, points)

    def leaving(self, a: int, b: int) -> list[Port]:
        source, goal = self.flow.nodes[a], self.boxes[b].middle
        if source.kind == "before":
            if source.text != self.flow.state:
                return [Port(Point(x, self.rail), "up") for x in self.spots(goal.x, self.edge(), self.end())]
            first = self.boxes[self.flow.belt[0]].x
            return [Port(Point(x, self.top), "down") for x in self.spots(goal.x, self.edge() + 14, first - 8)]
        if self.flow.belt and a == self.flow.belt[-1]:
            start = self.boxes[a].right
            return [Port(Point(x, self.top), "down") for x in self.spots(goal.x, start + 10, self.end() - 20)]
        if source.kind != "gate":
            return self.sides(a, "top", "left", "right", "bottom")
        level = abs(goal.y - self.boxes[a].middle.y) < GATE_HIGH / 2
        return self.sides(a, *(("left", "right", "top") if level else ("top",)))

    def spots(self, wanted: float, low: float, high: float) -> list[float]:
        high = max(low, high)
        return sorted({min(max(v, low), high) for v in (wanted, wanted - 9, low, high, (low + high) / 2)})

    def entering(self, b: int) -> list[Port]:
        node = self.flow.nodes[b]
        if b in self.flow.belt:
            return self.sides(b, "bottom")
        stub = node.fed or any(self.flow.nodes[k].kind == "feed" for k in node.inputs)
        return self.sides(b, "top", "left", "right", "" if stub else "bottom")

    def sides(self, key: int, *names: str) -> list[Port]:
        return [self.boxes[key].port(name) for name in names if name]

    def way_out(self, root: int) -> tuple[Wire, Point]:
        node, end = self.flow.nodes[root], self.end()
        if node.kind == "before":
            point = Point(end, self.rail)
            return Wire(root, None, (Point(self.edge(), self.rail), point)), point
        box = self.boxes[root]
        rightmost = all(b.right <= box.right or abs(b.middle.y - box.middle.y) > GATE_HIGH for b in self.boxes.values())
        if node.kind == "gate" and rightmost:
            point = Point(end, box.middle.y)
            return Wire(root, None, (box.port("right").point, point)), point
        point = Point(end, self.rail)
        goal = [Port(point, "left")]
        far = max((p.x for _, _, p in self.stubs()), default=0.0)
        if far >= box.middle.x:
            goal = [Port(Point(end, box.middle.y), "left"), Port(Point(end, self.top + 44), "left")]
        names = ("bottom", "right", "top", "left") if node.kind != "gate" else ("right", "top", "left")
        points = self.router.route(self.sides(root, *names), goal, (root, None))
        return Wire(root, None, points), points[-1]


def _chain(flow: Flow, width: float, height: float) -> Plan:
    """One gate: its sum laid open, from left to right."""
    terms = [n for n in flow.nodes if n.kind == "term"]
    gate = flow.nodes[flow.roots[flow.output]]
    room = min(width, 980.0)
    left = (width - room) / 2
    middle = height / 2
    step = min(74.0, (height - 30) / len(terms))
    at = {"term": left + room * 0.31, "op": left + room * 0.505, "gate": left + room * 0.735}
    boxes = {}
    for k, node in enumerate(terms):
        y = middle + step * (k - (len(terms) - 1) / 2)
        boxes[node.key] = _box(at["term"], y, min(92.0, room * 0.13), PILL_HIGH + 4)
    for node in flow.nodes:
        if node.kind == "op":
            boxes[node.key] = _box(at["op"], middle, CIRCLE + 4, CIRCLE + 4)
    boxes[gate.key] = _box(at["gate"], middle, min(GATE_MOST, room * 0.17), GATE_HIGH + 6)
    wires = []
    for node in flow.nodes:
        for k in node.inputs:
            wires.append(Wire(k, node.key, _joined(boxes[k], boxes[node.key])))
    port = Point(left + room - 40, middle)
    wires.append(Wire(gate.key, None, (boxes[gate.key].port("right").point, port)))
    return Plan((width, height), boxes, tuple(wires), port=port)


def _joined(a: Rect, b: Rect) -> tuple[Point, ...]:
    start = a.port("right").point
    if abs(a.middle.y - b.middle.y) < 1:
        return start, b.port("left").point
    if b.width <= CIRCLE + 4:
        end = b.port("top" if a.middle.y < b.middle.y else "bottom").point
        return start, Point(end.x, start.y), end
    end = b.port("left").point
    turn = (start.x + end.x) / 2
    return start, Point(turn, start.y), Point(turn, end.y), end
