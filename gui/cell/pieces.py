"""What a cell is painted of: which pieces there are, where each is, and what can be seen of its number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any, NamedTuple, cast

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QRegion

from gui.cell.chain import start
from gui.cell.flow import Flow
from gui.cell.plan import BELT, End, Plan, Wire, name_place, value_place
from gui.cell.routes import Point, Rect
from gui.cell.shown import Shown, figures, level, thickness
from gui.cell.spots import spots
from gui.cell.texts import laid

WIRE_ROOM = 6.5  # from the middle of a wire to the edge of its head
MORE_ROOM = 8  # for what is round a wire under the mouse
THIN_ROOM = 1.0  # of a line that is always thin
STUB_ROOM, TIP = 2.0, 9.0  # of what rises from the rail into a gate; how far its head, or its end, reaches down
FLOW_ROOM = 8.0  # from the middle of the belt to the edge of its head
BELT_ROOM = BELT / 2
TEXT_ROOM = 1.5  # what letters may reach beyond their place
EDGE_ROOM, RING_ROOM = 1.5, 6.0  # round a part, and round one that is chosen
END_HIGH = 22.0  # of a name with its index
WIDEST = 1e99  # beyond, a number may be wider than its place

Look = Callable[[float], object]


class Piece(NamedTuple):
    """One piece: `kind` is the method of the painter that paints `what`; it lies within `areas`.

    `source` is what its number is of: a node (its key), or a state (its name) as the step found it. What can be seen
    of the number is its `look`; a piece without one has no number.
    """

    kind: str
    what: Any
    areas: tuple[QRect, ...]
    source: int | str | None = None
    look: Look | None = None

    def touches(self, area: QRect) -> bool:
        """Whether something of it can be seen in an area."""
        return any(map(area.intersects, self.areas))


@dataclass(frozen=True, eq=False)
class Pieces:
    """All pieces of a plan from the back to the front, those with numbers, and what can be seen where these are."""

    all: tuple[Piece, ...]
    live: tuple[Piece, ...]
    over: tuple[tuple[QRect, tuple[Piece, ...]], ...]

    def within(self, region: QRegion) -> Iterator[tuple[QRect, tuple[Piece, ...]]]:
        """What to paint so that all of `region` is painted: areas, and what can be seen in each."""
        if region.rectCount() > 1:
            done = QRegion()
            for area, pieces in self.over:
                if region.contains(area.topLeft()) and region.contains(area.bottomRight()):
                    done += area
                    yield area, pieces
            region -= done
        for area in cast(Iterable[QRect], region):
            around = area.adjusted(-MORE_ROOM, -MORE_ROOM, MORE_ROOM, MORE_ROOM)
            yield area, tuple(piece for piece in self.all if piece.touches(around))


@lru_cache(maxsize=32)
def pieces_of(flow: Flow, plan: Plan, scale: float, margin: int) -> Pieces:
    """The pieces of a plan that is drawn at `scale`, whatever their numbers are.

    The `margin` is 1 where a pixel of the screen may belong to two of the widget's, else 0.
    """
    found = tuple(_Pieces(flow, plan, scale).all())
    live = tuple(piece for piece in found if piece.look is not None)
    areas = {area.getRect(): area for piece in live for area in piece.areas}
    around = [(area, area.adjusted(-margin, -margin, margin, margin)) for area in areas.values()]
    return Pieces(found, live, tuple((area, tuple(p for p in found if p.touches(more))) for area, more in around))


def changed(pieces: Pieces, old: Shown, new: Shown) -> QRegion | None:
    """Where a cell looks different whose numbers have changed and nothing else; None where it cannot be told."""
    was, now = _numbers(old), _numbers(new)
    found = []
    for piece in pieces.live:
        before, after = was[piece.source], now[piece.source]
        if before != after and piece.look is not None:
            if max(abs(before), abs(after)) > WIDEST:
                return None
            if piece.look(before) != piece.look(after):
                found.append(piece)
    if any(piece.kind == "wire" for piece in found):
        wires = [piece for piece in pieces.live if piece.kind == "wire"]
        pairs = zip(in_order(wires, old), in_order(wires, new), strict=True)
        found += [one for one, other in pairs if one is not other]
    region = QRegion()
    for piece in found:
        for area in piece.areas:
            region += area
    return region


def _numbers(shown: Shown) -> Mapping[Any, float]:
    """By the sources of pieces."""
    return {**shown.values, **shown.entering}


def in_order(pieces: Sequence[Piece], shown: Shown) -> Sequence[Piece]:
    """Pieces as they lie over each other: of the wires, which stand together, wide ones last."""
    wires = [piece for piece in pieces if piece.kind == "wire"]
    if len(wires) < 2:
        return pieces

    def order(piece: Piece) -> tuple[bool, float]:
        wire: Wire = piece.what
        return not shown.is_dead(wire.target), thickness(shown.values[wire.source])

    begin = pieces.index(wires[0])
    return [*pieces[:begin], *sorted(wires, key=order), *pieces[begin + len(wires) :]]


class _Pieces:
    def __init__(self, flow: Flow, plan: Plan, scale: float) -> None:
        self.flow, self.plan, self.scale = flow, plan, scale
        width, height = plan.size
        self.whole = QRectF(0, 0, width * scale, height * scale).toAlignedRect()

    def all(self) -> Iterator[Piece]:
        plan = self.plan
        if plan.belt:
            yield Piece("halo", None, self.along((plan.belt[0], plan.belt[-1]), BELT_ROOM))
        yield from self.rail()
        for wire in plan.wires:
            yield Piece("wire", wire, self.along(wire.points), wire.source, thickness)
        yield from self.belt()
        for key, box in plan.boxes.items():
            node = self.flow.nodes[key]
            if node.signal:
                yield Piece("ring", node, self.around(box, RING_ROOM))
            if node.kind == "gate":
                yield Piece("gate", node, self.around(box, EDGE_ROOM), key, partial(level, reach=node.reach))
                x, y, width, height = name_place(box)
                yield Piece("name", node, self.around(Rect(x - 2, y + 1, width + 4, height - 2), 0.0))
                yield Piece("value", node, self.around(value_place(box), 0.0), key, figures)
            else:
                yield Piece("part", node, self.around(box, EDGE_ROOM))
        yield from self.ends()
        if self.flow.alone:
            yield from self.terms()
        for spot in spots(self.flow, plan):
            source, look = (None, None) if spot.what in ("held", "cut", "name") else (spot.key, figures)
            yield Piece("spot", spot, self.around(spot.rect), source, look)

    def rail(self) -> Iterator[Piece]:
        plan = self.plan
        if plan.rail:
            area = self.along(plan.rail, THIN_ROOM)
            if self.flow.joins:
                area += self.along((plan.belt[0], plan.rail[0]), THIN_ROOM)
            yield Piece("rail", None, area)
        for stub in plan.stubs:
            line = stub.bottom, stub.top
            if self.flow.nodes[stub.target].kind != "gate":
                yield Piece("stub", stub, self.along(line), stub.source, thickness)
            else:
                tip = Rect(stub.top.x, stub.top.y, 0, TIP)
                yield Piece("stub", stub, self.along(line, STUB_ROOM) + self.around(tip, WIRE_ROOM))
        if plan.word:
            down = Rect(plan.word.x - 8, plan.rail[0].y, 0, plan.word.bottom - plan.rail[0].y)
            yield Piece("word", plan.word, self.around(down, THIN_ROOM) + self.around(plan.word))

    def belt(self) -> Iterator[Piece]:
        belt, nodes = self.plan.belt, self.flow.belt
        for k, (a, b) in enumerate(pairwise(belt)):
            source = nodes[k - 1] if k else self.flow.state
            yield Piece("belt", k, self.along((a, Point(b.x + 5, b.y)), FLOW_ROOM), source, thickness)

    def ends(self) -> Iterator[Piece]:
        for end in self.plan.ends:
            yield Piece("end", end, self.around(end_place(self.flow, end)))
            source = end.signal if end.before else self.flow.roots[end.signal]
            yield Piece("figure", end, self.around(end.figure), source, figures)

    def terms(self) -> Iterator[Piece]:
        left = start(self.plan)
        for node in self.flow.nodes:
            if node.kind == "term":
                box = self.plan.boxes[node.key]
                room = Rect(left - 4, box.middle.y - 24, box.x - left + 8, 48)
                yield Piece("term", node, self.around(room))

    # places, in whole pixels of the widget

    def around(self, rect: Rect, room: float = TEXT_ROOM) -> tuple[QRect, ...]:
        x, y, right, bottom = rect.x - room, rect.y - room, rect.right + room, rect.bottom + room
        area = QRectF(QPointF(x, y) * self.scale, QPointF(right, bottom) * self.scale).toAlignedRect()
        return (area & self.whole,)

    def along(self, points: Sequence[Point], room: float = WIRE_ROOM) -> tuple[QRect, ...]:
        """Each stretch of a line."""
        return tuple(area for a, b in pairwise(points) for area in self.around(_spanned(a, b), room))


def end_names(flow: Flow, end: End) -> tuple[str, ...]:
    """The names of what comes in or goes out at an end."""
    return flow.names(flow.belt[-1]) if end.belt and not end.before and flow.belt else (end.signal,)


def end_place(flow: Flow, end: End) -> Rect:
    """Where the names at an end stand, with their time."""
    width = (
        laid(", ".join(end_names(flow, end)), "symbol").width + laid("t−1" if end.before else "t", "index").width + 1
    )
    return Rect(end.symbol.x if end.before else end.symbol.right - width, end.symbol.y, width, END_HIGH)


def _spanned(a: Point, b: Point) -> Rect:
    return Rect(min(a.x, b.x), min(a.y, b.y), abs(a.x - b.x), abs(a.y - b.y))
