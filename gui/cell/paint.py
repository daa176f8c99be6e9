"""Paints a cell's plan with its numbers: belt, rail, wires as wide as what flows, words, numbers."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QRegion

from core.equations import Input, reads, walk
from gui.cell import marks
from gui.cell.chain import start
from gui.cell.flow import Node
from gui.cell.parts import paint_gate, paint_name, paint_part, paint_ring, paint_value, titles_fit
from gui.cell.pieces import Pieces, end_names, end_place, in_order
from gui.cell.plan import BELT, End, Plan, Stub, Wire
from gui.cell.routes import Point, Rect
from gui.cell.shown import Shown, figures, text_of, thickness
from gui.cell.spots import Spot, sums
from gui.cell.texts import fitted, laid, write
from gui.palette import mixed
from gui.theme import Theme

CORNER = 6.0
THIN = 1.5


class Line(NamedTuple):
    """A wire's path, and where and which way it ends."""

    points: tuple[Point, ...]
    tip: QPointF
    way: tuple[float, float]


class CellPaint:
    """Paints one picture on one painter; the kinds of pieces are its methods."""

    def __init__(self, painter: QPainter, theme: Theme, shown: Shown, plan: Plan, hovered: object = None) -> None:
        self.painter, self.theme, self.shown, self.plan, self.hovered = painter, theme, shown, plan, hovered
        self.flow, self.values = shown.flow, shown.values
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def paint(self, pieces: Pieces, region: QRegion) -> None:
        """What lies within `region`, in pixels of the widget; the painter may be scaled."""
        for area, some in pieces.within(region):
            self.painter.setWorldMatrixEnabled(False)
            self.painter.setClipRect(area)
            # more than all of it: where the screen has no whole pixel for an edge, it must be covered whole
            self.painter.fillRect(area.adjusted(-1, -1, 1, 1), self.theme.surface)
            self.painter.setWorldMatrixEnabled(True)
            for piece in in_order(some, self.shown):
                if piece.look is figures and not self.shown.numbers:
                    continue
                getattr(self, piece.kind)(piece.what)
            if self.shown.apart:
                for end in self.plan.ends:
                    self.apart(end)

    def colour(self, node: Node) -> QColor:
        return self.theme.role(node.role).stroke

    # lines

    def line(self, points: tuple[Point, ...], pen: QPen) -> None:
        if len(points) == 2 and pen.capStyle() == Qt.PenCapStyle.FlatCap and pen.style() == Qt.PenStyle.SolidLine:
            self.painter.fillRect(_bar(*points, pen.widthF()), pen.color())  # the same, at a third of the cost
            return
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.setPen(pen)
        self.painter.drawPath(_path(points))

    def rail(self, _: None) -> None:
        plan = self.plan
        pen = _pen(self.theme.line_strong, THIN)
        self.line(plan.rail, pen)
        if self.flow.joins:
            self.line((plan.belt[0], plan.rail[0]), pen)

    def word(self, place: Rect) -> None:
        """What x is, and the line down to it."""
        x = place.x - 8
        self.line((Point(x, place.bottom - 1), Point(x, self.plan.rail[0].y)), _pen(self.theme.line_strong, THIN))
        words = fitted(f"x = {self.shown.word}", "word", int(place.width))
        write(self.painter, words, "word", place, self.theme.text)

    def stub(self, stub: Stub) -> None:
        """From the rail into a gate go vectors, a thin line; an operator is given one number."""
        theme, node = self.theme, self.flow.nodes[stub.source]
        single = self.flow.nodes[stub.target].kind != "gate"
        width = thickness(self.values[stub.source]) if single else THIN
        colour = self.colour(node) if single else theme.line_strong
        if self.hovered == stub.source:
            self.line((stub.bottom, stub.top), _pen(mixed(theme.surface, colour, 0.3), width + 7))
        if stub.source in self.shown.cut:
            self.line((stub.bottom, stub.top), _dotted(theme.muted))
        elif self.shown.is_dead(stub.target):
            self.dead((stub.bottom, stub.top), stub.target)
        else:
            self.flowing((stub.bottom, stub.top), colour, width)

    def wire(self, wire: Wire) -> None:
        node, value = self.flow.nodes[wire.source], self.values[wire.source]
        colour = self.colour(node)
        if self.hovered == wire:
            self.line(wire.points, _pen(mixed(self.theme.surface, colour, 0.25), thickness(value) + 7))
        if self.shown.is_dead(wire.target):
            self.dead(wire.points, wire.target)
        elif wire.target is None and self.flow.output in dict(self.shown.apart):
            self.blocked(wire.points)
        else:
            self.flowing(wire.points, colour, thickness(value))

    def flowing(self, points: tuple[Point, ...], colour: QColor, width: float) -> None:
        """A wire with its head."""
        tip, way = _end(points)
        last = marks.length_of(width) - 1
        *most, end = points
        self.line((*most, Point(end.x - way[0] * last, end.y - way[1] * last)), _pen(colour, width))
        marks.head(self.painter, tip, way, width, colour)

    def dead(self, points: tuple[Point, ...], target: int | None) -> None:
        """A wire without effect; into what is held it stops short."""
        if target is not None and self.shown.is_held(target):
            self.blocked(points)
        else:
            self.line(points, _pen(self.theme.line_strong, THIN))

    def blocked(self, points: tuple[Point, ...]) -> None:
        """A wire that stops short."""
        _, way = _end(points)
        *most, end = points
        gap = min(7.0, _far(points[-2], end) / 2)
        stop = Point(end.x - way[0] * gap, end.y - way[1] * gap)
        colour = self.theme.muted
        self.line((*most, stop), _pen(self.theme.line_strong, THIN))
        marks.stop(self.painter, QPointF(*stop), way, colour)

    # the belt

    def halo(self, _: None) -> None:
        pen = _pen(_halo(self.theme, self.shown.cell.info(self.flow.state).role), BELT)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        self.line((self.plan.belt[0], self.plan.belt[-1]), pen)

    def belt(self, k: int) -> None:
        """The stretch of the belt to its operator `k`, or on to the end."""
        belt, nodes = self.plan.belt, self.flow.belt
        value = self.values[nodes[k - 1]] if k else self.shown.entering[self.flow.state]
        width = 0.8 + 1.25 * thickness(value)
        target = nodes[k] if k < len(nodes) else None
        a = Point(self.plan.boxes[nodes[k - 1]].right, belt[k].y) if k else belt[k]
        b = Point(self.plan.boxes[target].x, belt[k + 1].y) if target is not None else belt[k + 1]
        colour = self.theme.role(self.shown.cell.info(self.flow.state).role).stroke
        if self.shown.is_dead(target):
            self.dead((a, b), target)
        elif target is None:
            self.flowing((a, Point(b.x + 5, b.y)), colour, width)
        else:
            self.line((a, b), _pen(colour, width))

    # parts and words

    def ring(self, node: Node) -> None:
        paint_ring(self.painter, self.theme, self.shown, node, self.plan.boxes[node.key])

    def gate(self, node: Node) -> None:
        hovered = self.hovered == node.key
        paint_gate(self.painter, self.theme, self.shown, node, self.plan.boxes[node.key], hovered)

    def name(self, node: Node) -> None:
        titles = titles_fit(self.shown.cell, self.flow, self.plan)
        paint_name(self.painter, self.theme, self.shown, node, self.plan.boxes[node.key], titles)

    def value(self, node: Node) -> None:
        paint_value(self.painter, self.theme, self.shown, node, self.plan.boxes[node.key])

    def part(self, node: Node) -> None:
        hovered = self.hovered == node.key
        paint_part(self.painter, self.theme, self.shown, node, self.plan.boxes[node.key], hovered)

    def end(self, end: End) -> None:
        """A name with its time as an index."""
        role = self.theme.role(self.shown.cell.info(end.signal).role)
        apart = [name for name, _ in self.shown.apart] if end.belt and not end.before else []
        names = ", ".join(name for name in end_names(self.flow, end) if name not in apart)
        index = self.shown.earlier_index if end.before else "t"
        first, second = laid(names, "symbol").width, laid(index, "index").width
        x = end.symbol.x if end.before else end.symbol.right - first - second - 1
        y = end.symbol.y
        write(self.painter, names, "symbol", Rect(x, y, first, 18), role.text)
        write(self.painter, index, "index", Rect(x + first + 1, y + 4, second, 18), self.theme.muted)

    def figure(self, end: End) -> None:
        """The value at an end."""
        shown = self.shown
        ink = self.theme.role(shown.cell.info(end.signal).role).text
        value = shown.entering[end.signal] if end.before else shown.value_of(end.signal)
        text = figures(value, shown.cell.is_level(end.signal))
        write(self.painter, text, "value", end.figure, ink, 0.0 if end.before else 1.0)

    def apart(self, end: End) -> None:
        """Another name of what leaves, held at a value of its own: below it, or with a lock at its name.

        A lock as well where what only repeats the step before is held.
        """
        flow, figure = self.flow, end.figure
        for name, value in self.shown.apart:
            ink = self.theme.role(self.shown.cell.info(name).role).text
            if end.before:
                if name in flow.names_before(end.signal):
                    marks.lock(self.painter, end_place(flow, end).right + 3, end.symbol.y + 3, ink)
            elif name == end.signal:
                marks.lock(self.painter, end.symbol.right - 38, end.symbol.y + 3, ink)
            elif name in flow.names(flow.roots[end.signal]):
                row = Rect(figure.x, figure.bottom, figure.width, figure.height)
                text = figures(value, self.shown.cell.is_level(name))
                write(self.painter, f"{name} held {text}", "number", row, ink, 1.0)

    def term(self, node: Node) -> None:
        """A summand of a lone gate, with what it is made of."""
        box, left, muted = self.plan.boxes[node.key], start(self.plan), self.theme.muted
        line = Point(left, box.middle.y), Point(box.x, box.middle.y)
        is_cut = node.key in self.shown.cut
        if is_cut:
            self.line(line, _dotted(muted))
        elif node.matrices:
            self.flowing(line, self.theme.line_strong, THIN)
        text = self.source(node)
        rect = Rect(left - 3, box.middle.y - 22, box.x - left - 4, 17)
        if node.matrices:
            write(self.painter, fitted(text, "word", int(rect.width)), "word", rect, self.theme.text)
        else:
            rect = Rect(left, box.y, box.x - left - 8, box.height)
            write(self.painter, text, "word", rect, muted, 1.0)
        if is_cut:
            write(self.painter, "cut", "index", Rect(rect.x, box.middle.y + 4, rect.width - 4, 15), muted, 1.0)

    def source(self, node: Node) -> str:
        """What a summand reads, but for a remembered signal, which is an end."""
        if any(isinstance(e, Input) for e in walk(node.expr)):
            return f"x = {self.shown.word}"
        return "" if reads(node.expr) else "bias" if node.text.lstrip("−").startswith("b") else ""

    def spot(self, spot: Spot) -> None:
        shown, theme, painter = self.shown, self.theme, self.painter
        node = self.flow.nodes[spot.key]
        if spot.what == "held":
            if shown.is_held(spot.key):
                write(painter, "held", "name", spot.rect, theme.role(node.role).text)
        elif spot.what == "cut":
            if spot.key in shown.cut:
                write(painter, "cut", "index", spot.rect, theme.muted, 1.0)
        elif spot.what in ("number", "name"):
            if not shown.is_dead(spot.target) and spot.key not in shown.idle:
                into_gate = node.kind == "feed" and self.flow.nodes[spot.target or 0].kind == "gate"
                ink = theme.muted if into_gate else theme.role(node.role).text
                text = spot.name + (text_of(node, self.values[spot.key]) if spot.what == "number" else "")
                write(painter, text, "number", spot.rect, ink)
        else:
            self.sum(spot)

    def sum(self, spot: Spot) -> None:
        part = next(p for p in sums(self.flow) if (p.word, p.source) == (spot.what, spot.key))
        if self.shown.is_dead(part.key):
            return
        role = self.flow.nodes[spot.key].role
        text = f"{figures(self.values[spot.key] * part.sign)} {part.word}"
        write(self.painter, text, "belt", spot.rect, self.theme.role(role).text)


@lru_cache(maxsize=32)
def _halo(theme: Theme, role: str) -> QColor:
    return mixed(theme.surface, theme.role(role).fill, 0.3 if theme.dark else 0.18)


@lru_cache(maxsize=256)
def _path(points: tuple[Point, ...]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for a, b, c in zip(points, points[1:], points[2:], strict=False):
        turn = min(CORNER, _far(a, b) / 2, _far(b, c) / 2)
        path.lineTo(_toward(b, a, turn))
        path.quadTo(QPointF(*b), _toward(b, c, turn))
    path.lineTo(QPointF(*points[-1]))
    return path


def _bar(a: Point, b: Point, width: float) -> QRectF:
    """What a line from `a` to `b`, along an axis, covers."""
    across, down = (0.0, width / 2) if a.y == b.y else (width / 2, 0.0)
    return QRectF(QPointF(*a), QPointF(*b)).normalized().adjusted(-across, -down, across, down)


def _end(points: tuple[Point, ...]) -> tuple[QPointF, tuple[float, float]]:
    a, b = points[-2:]
    far = _far(a, b) or 1.0
    return QPointF(*b), ((b.x - a.x) / far, (b.y - a.y) / far)


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin)


def _dotted(colour: QColor) -> QPen:
    pen = QPen(colour, 2, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.RoundCap)
    pen.setDashPattern([0.01, 2.4])
    return pen


def _far(a: Point, b: Point) -> float:
    return math.hypot(a.x - b.x, a.y - b.y)


def _toward(a: Point, b: Point, way: float) -> QPointF:
    far = _far(a, b) or 1.0
    return QPointF(a.x + (b.x - a.x) * way / far, a.y + (b.y - a.y) * way / far)
