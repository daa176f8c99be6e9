"""Paints a cell's plan with its numbers: belt, rail, wires as wide as what flows, gates filled to their level."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from core.cells import Cell
from gui.cell.flow import Flow, Node
from gui.cell.layout import Plan, Wire
from gui.cell.routes import Point, Rect
from gui.fonts import MEDIUM, SEMIBOLD, SMALL, mono_font, ui_font
from gui.palette import legible, mixed
from gui.theme import Theme, number

CENTRE = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
DIGITS = 3
TICK = 7.0
FIGURES = 6  # "+0.957"


class Shown(NamedTuple):
    """All that a picture of the cell is made of."""

    cell: Cell
    flow: Flow
    plan: Plan
    values: dict[int, float]
    chosen: str
    hovered: object
    word: str  # what x is
    inputs: str  # what else runs on the rail: "h"
    entering: float  # the unit's own value of it


def thickness(value: float) -> float:
    """How wide the wire of `value` is: a hairline for 0, what is beyond 1 grows slowly."""
    if not math.isfinite(value):
        return 1.25
    size = abs(value)
    return 1.25 + 4.0 * min(size, 1.0) + min(1.5, max(0.0, size - 1.0) * 0.5)


def text_of(node: Node, value: float) -> str:
    """The number of a node: a gate between 0 and 1 has no sign."""
    return number(value, DIGITS, signed=node.text != "σ")


def sums(flow: Flow, values: dict[int, float]) -> list[tuple[int, str, float]]:
    """Of each sum on the belt what is kept (once, in front of the first) and what is added: node, word, value."""
    found: list[tuple[int, str, float]] = []
    trail = (None, *flow.belt)
    for earlier, key in zip(trail, flow.belt, strict=False):
        node = flow.nodes[key]
        if node.text not in "+−" or len(node.inputs) != 2:
            continue
        left, right = node.inputs
        along = left if left == earlier or _is_start(flow, left) else right
        other = right if along == left else left
        sign = -1 if node.text == "−" else 1
        if not found:
            found.append((key, "kept", values[along] * (sign if along == right else 1)))
        found.append((key, "added", values[other] * (sign if other == right else 1)))
    return found


def _is_start(flow: Flow, key: int) -> bool:
    return flow.nodes[key].kind == "before" and flow.nodes[key].text == flow.state


@lru_cache(maxsize=128)
def _level_colours(theme: Theme, role: str) -> tuple[QColor, QColor, QColor]:
    """Fill of a gate's level, its edge, and words that read on fill and surface."""
    colours = theme.role(role)
    fill = mixed(theme.surface, colours.fill, 0.34 if theme.dark else 0.24)
    words = legible(legible(colours.text, fill, 4.5), theme.surface, 4.5)
    return fill, colours.stroke, words


@lru_cache(maxsize=16)
def _width_of_number() -> float:
    return QFontMetricsF(mono_font(SMALL, MEDIUM)).horizontalAdvance("0" * FIGURES)


class CellPaint:
    """Paints one picture on one painter."""

    def __init__(self, painter: QPainter, theme: Theme, shown: Shown) -> None:
        self.painter, self.theme, self.shown = painter, theme, shown
        self.flow, self.plan, self.values = shown.flow, shown.plan, shown.values
        self.busy: list[Rect] = []
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def paint(self) -> None:
        """Everything, from the back to the front."""
        self.rail()
        self.belt()
        for wire in sorted(self.plan.wires, key=lambda w: thickness(self.values[w.source])):
            self.wire(wire)
        for key, box in self.plan.boxes.items():
            self.node(self.flow.nodes[key], box)
        self.claim()
        self.ends()
        self.belt_words()
        self.numbers()

    # lines

    def line(self, points: tuple[Point, ...], colour: QColor, width: float, radius: float = 6.0) -> None:
        path = QPainterPath(QPointF(*points[0]))
        for a, b, c in zip(points, points[1:], points[2:], strict=False):
            turn = min(radius, _far(a, b) / 2, _far(b, c) / 2)
            path.lineTo(_toward(b, a, turn))
            path.quadTo(QPointF(*b), _toward(b, c, turn))
        path.lineTo(QPointF(*points[-1]))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        cap = Qt.PenCapStyle.RoundCap
        self.painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, cap, Qt.PenJoinStyle.RoundJoin))
        self.painter.drawPath(path)

    def rail(self) -> None:
        plan, colour = self.plan, self.theme.line_strong
        if not plan.rail:
            return
        self.line(plan.rail, colour, 1.5)
        for key, top, bottom in plan.stubs:
            feed = self.flow.nodes[key].kind == "feed"
            width = thickness(self.values[key]) if feed else 1.5
            self.line((bottom, top), self.theme.role(self.flow.nodes[key].role).stroke if feed else colour, width)
        if self.joins_rail():
            self.line((plan.belt[0], plan.rail[0]), colour, 1.5)

    def joins_rail(self) -> bool:
        """Whether the belt's state is what the rail carries: one line goes down to it."""
        return bool(self.plan.belt and self.plan.rail) and self.shown.inputs == self.flow.state

    def wire(self, wire: Wire) -> None:
        node = self.flow.nodes[wire.source]
        colour = self.theme.role(node.role).stroke
        if self.shown.hovered == wire:
            self.line(wire.points, mixed(self.theme.surface, colour, 0.25), thickness(self.values[wire.source]) + 7)
        self.line(wire.points, colour, thickness(self.values[wire.source]))

    def belt(self) -> None:
        belt = self.plan.belt
        if not belt:
            return
        colours = self.theme.role(self.shown.cell.info(self.flow.state).role)
        self.line((belt[0], belt[-1]), mixed(self.theme.surface, colours.fill, 0.3 if self.theme.dark else 0.2), 20)
        flows = [self.entering_belt(), *(self.values[key] for key in self.flow.belt)]
        for (a, b), value in zip(pairwise(belt), flows, strict=True):
            self.line((a, b), colours.stroke, 0.8 + 1.25 * thickness(value))

    def entering_belt(self) -> float:
        return next(self.values[n.key] for n in self.flow.nodes if _is_start(self.flow, n.key))

    # parts

    def node(self, node: Node, box: Rect) -> None:
        if node.kind == "gate":
            self.gate(node, box)
            return
        painter, theme = self.painter, self.theme
        colour = theme.role(self.role(node)).stroke
        rect = QRectF(*box)
        self.ring(node, rect, rect.height() / 2)
        painter.setBrush(theme.surface)
        painter.setPen(QPen(colour, 2.25 if self.shown.hovered == node.key else 1.5))
        radius = 7.0 if node.kind in ("call", "term") else rect.height() / 2
        painter.drawRoundedRect(rect, radius, radius)
        small = node.kind != "op" or len(node.text) > 1
        painter.setFont(ui_font(12 if small else 16, SEMIBOLD))
        painter.setPen(theme.role(self.role(node)).text)
        text = QFontMetricsF(painter.font()).elidedText(node.text, Qt.TextElideMode.ElideRight, rect.width() - 4)
        painter.drawText(rect.translated(0, -0.5 if small else -1), CENTRE, text)

    def role(self, node: Node) -> str:
        return self.shown.cell.info(self.flow.state).role if node.key in self.flow.belt else node.role

    def ring(self, node: Node, rect: QRectF, radius: float) -> None:
        """Round what belongs to the chosen signal."""
        gates = self.shown.cell.gates
        if len(gates) > 1 and node.signal == self.shown.chosen and node.signal in gates:
            self.painter.setBrush(Qt.BrushStyle.NoBrush)
            self.painter.setPen(QPen(self.theme.accent, 2))
            self.painter.drawRoundedRect(rect.adjusted(-4, -4, 4, 4), radius + 4, radius + 4)

    def gate(self, node: Node, box: Rect) -> None:
        painter, value = self.painter, self.values[node.key]
        fill, stroke, words = _level_colours(self.theme, node.role)
        rect = QRectF(*box)
        self.ring(node, rect, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.surface)
        painter.drawRoundedRect(rect, 8, 8)
        self.level(node, rect, value, fill, stroke)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(stroke, 2.25 if self.shown.hovered == node.key else 1.5))
        painter.drawRoundedRect(rect, 8, 8)
        self.gate_words(node, rect, value, words)

    def level(self, node: Node, rect: QRectF, value: float, fill: QColor, stroke: QColor) -> None:
        if not math.isfinite(value):
            return
        share = max(-1.0, min(1.0, value))
        painter = self.painter
        painter.save()
        clip = QPainterPath()
        clip.addRoundedRect(rect, 8, 8)
        painter.setClipPath(clip)
        signed = node.text != "σ"
        base = rect.center().y() if signed else rect.bottom()
        edge = base - share * rect.height() / (2 if signed else 1)
        painter.fillRect(QRectF(rect.left(), min(base, edge), rect.width(), abs(base - edge)), fill)
        # ticks at both sides: a line across would strike the number through
        painter.setPen(QPen(stroke, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        for x, way in ((rect.left(), 1), (rect.right(), -1)):
            tick = TICK if rect.width() > 70 else 3.0
            painter.drawLine(QPointF(x, edge), QPointF(x + way * tick, edge))
            if signed:
                painter.drawLine(QPointF(x, base), QPointF(x + way * min(4.0, tick), base))
        painter.restore()

    def gate_words(self, node: Node, rect: QRectF, value: float, words: QColor) -> None:
        painter = self.painter
        inner = rect.adjusted(8, 4, -8, -4)
        top = QRectF(inner.left(), inner.top(), inner.width(), 16)
        painter.setPen(words)
        painter.setFont(ui_font(SMALL, SEMIBOLD))
        sign = QFontMetricsF(painter.font()).horizontalAdvance(node.text)
        painter.drawText(top, RIGHT, node.text)
        name = self.name(node, top.width() - sign - 5)
        painter.drawText(top, LEFT, name)
        painter.setPen(self.theme.text)
        painter.setFont(mono_font(13, SEMIBOLD))
        low = QRectF(rect.left(), top.bottom(), rect.width(), inner.bottom() - top.bottom() + 1)
        painter.drawText(low, CENTRE, text_of(node, value))

    def name(self, node: Node, room: float) -> str:
        if not node.signal:
            return ""
        title = self.shown.cell.info(node.signal).title.removesuffix(" gate").lower()
        metrics = QFontMetricsF(ui_font(SMALL, SEMIBOLD))
        return title if metrics.horizontalAdvance(title) <= room else node.signal

    # words

    def claim(self) -> None:
        """What no number may cover."""
        self.busy = [Rect(b.x - 3, b.y - 3, b.width + 6, b.height + 6) for b in self.plan.boxes.values()]
        lines: list[tuple[tuple[Point, ...], float]] = [
            (w.points, thickness(self.values[w.source])) for w in self.plan.wires
        ]
        lines += [((b, a), 2.0) for _, a, b in self.plan.stubs]
        if self.plan.belt:
            lines.append(((self.plan.belt[0], self.plan.belt[-1]), 20.0))
        if self.plan.rail:
            lines.append((self.plan.rail, 2.0))
        for points, width in lines:
            half = width / 2 + 1
            for a, b in pairwise(points):
                x, y = min(a.x, b.x) - half, min(a.y, b.y) - half
                self.busy.append(Rect(x, y, abs(a.x - b.x) + 2 * half, abs(a.y - b.y) + 2 * half))

    def say(self, rect: QRectF, text: str, font: QFont, colour: QColor, align: Qt.AlignmentFlag = LEFT) -> None:
        self.painter.setFont(font)
        self.painter.setPen(colour)
        self.painter.drawText(rect, align, text)
        width = QFontMetricsF(font).horizontalAdvance(text)
        x = rect.right() - width if align & Qt.AlignmentFlag.AlignRight else rect.left()
        self.busy.append(Rect(x, rect.top(), width, rect.height()))

    def symbol(self, x: float, y: float, name: str, index: str, role: str, right: bool = False) -> None:
        """A signal with its time as an index: h with t-1."""
        font, small = ui_font(15, SEMIBOLD), ui_font(SMALL, MEDIUM)
        font.setItalic(True)
        colour = self.theme.role(role).text
        first = QFontMetricsF(font).horizontalAdvance(name)
        second = QFontMetricsF(small).horizontalAdvance(index)
        left = x - first - second - 2 if right else x
        self.say(QRectF(left, y, first + 4, 18), name, font, colour)
        self.say(QRectF(left + first + 2, y + 5, second + 2, 15), index, small, self.theme.muted)

    def figure(self, x: float, y: float, value: float, role: str, right: bool = False) -> None:
        font = mono_font(13, SEMIBOLD)
        rect = QRectF(x - 80 if right else x, y, 80, 17)
        self.say(rect, number(value, DIGITS), font, self.theme.role(role).text, RIGHT if right else LEFT)

    def ends(self) -> None:
        """What comes in at the left and goes out at the right."""
        shown, plan = self.shown, self.plan
        info = shown.cell.info
        if plan.belt:
            role, (x, y), end = info(self.flow.state).role, plan.belt[0], plan.belt[-1]
            names = ", ".join(self.flow.names(self.flow.belt[-1]))
            self.symbol(x - 6, y - 34, self.flow.state, "t−1", role)
            self.figure(x - 6 + (14 if self.joins_rail() else 0), y + 13, self.entering_belt(), role)
            self.symbol(end.x + 6, y - 34, names, "t", role, right=True)
            self.figure(end.x + 6, y + 13, self.values[self.flow.belt[-1]], role, right=True)
        if plan.port:
            role, root = info(self.flow.output).role, self.flow.roots[self.flow.output]
            self.symbol(plan.port.x + 6, plan.port.y - 27, self.flow.output, "t", role, right=True)
            self.figure(plan.port.x + 6, plan.port.y + 8, self.values[root], role, right=True)
        if self.flow.alone:
            self.terms()
        elif plan.rail:
            self.inputs()

    def inputs(self) -> None:
        """Left of the rail: what is remembered, and the word."""
        shown, start = self.shown, self.plan.rail[0]
        x = start.x - 6
        if shown.inputs and not self.joins_rail():
            role = shown.cell.info(shown.inputs).role
            self.symbol(x, start.y - 27, shown.inputs, "t−1", role)
            self.figure(x, start.y + 8, shown.entering, role)
            x += 72
        if not any(n.fed for n in self.flow.nodes) and not self.plan.stubs:
            return
        down = x + 6
        if any(abs(p.x - down) < 14 for _, _, p in self.plan.stubs):
            down += 18
        if shown.inputs:
            self.line((Point(down, start.y + 24), Point(down, start.y)), self.theme.line_strong, 1.5)
        font = ui_font(12, MEDIUM)
        words = QFontMetricsF(font).elidedText(f"x = {shown.word}", Qt.TextElideMode.ElideRight, 220)
        self.say(QRectF(down + 7, start.y + 8, 240, 17), words, font, self.theme.text)

    def terms(self) -> None:
        """Of a lone gate: each summand with what it is made of."""
        for node in self.flow.nodes:
            if node.kind != "term":
                continue
            box = self.plan.boxes[node.key]
            left = max(28.0, (self.plan.size[0] - 980) / 2 + 28)
            text, value = self.source(node)
            if not text:
                continue
            y = box.middle.y
            self.line((Point(left, y), Point(box.x - 1.5, y)), self.theme.line_strong, 1.5)
            if value is None:
                rect = QRectF(left, y - 20, box.x - left - 8, 17)
                self.say(rect, self.fitted(text, rect.width()), ui_font(12, MEDIUM), self.theme.text)
                continue
            role = self.shown.cell.info(self.shown.inputs).role
            self.symbol(left, y - 24, text, "t−1", role)
            self.figure(left, y + 4, value, role)

    def fitted(self, text: str, room: float) -> str:
        return QFontMetricsF(ui_font(12, MEDIUM)).elidedText(text, Qt.TextElideMode.ElideRight, room)

    def source(self, node: Node) -> tuple[str, float | None]:
        """What a summand reads, and the unit's own value of it."""
        if "x" in node.text.split("·")[1:]:
            return f"x = {self.shown.word}", None
        if self.shown.inputs and node.text.endswith(f"·{self.shown.inputs}"):
            return self.shown.inputs, self.shown.entering
        return ("bias", None) if node.text.startswith("b") else ("", None)

    def belt_words(self) -> None:
        """ "kept" and "added" over the belt."""
        for key, word, value in sums(self.flow, self.values):
            at, role = self.plan.boxes[key], self.flow.nodes[key].role
            if word == "kept":
                place = self.flow.belt.index(key)
                if place == 0:
                    continue
                before = self.flow.belt[place - 1]
                at, role = self.plan.boxes[before], self.flow.nodes[before].role
            else:
                other = [k for k in self.flow.nodes[key].inputs if k not in self.flow.belt]
                role = self.flow.nodes[other[0]].role if other else role
            text = f"{number(value, DIGITS)} {word}"
            y = self.plan.belt[0].y - 34
            rect = QRectF(at.middle.x + 10, y, 120, 17)
            self.say(rect, text, mono_font(12, MEDIUM), self.theme.role(role).text)

    def numbers(self) -> None:
        """The number of each wire whose end does not say it already."""
        said = set()
        for wire in self.plan.wires:
            node = self.flow.nodes[wire.source]
            if node.kind == "gate" or wire.target is None or wire.source in said or self.at_end(wire.source):
                continue
            if wire.target in self.flow.belt and self.added(wire):
                continue
            said.add(wire.source)
            name = f"{node.text} " if node.kind == "before" else ""
            self.number(wire.points, self.values[node.key], self.theme.role(node.role).text, name, wire.source)
        for key, top, bottom in self.plan.stubs:
            if self.flow.nodes[key].kind == "feed":
                self.number((bottom, top), self.values[key], self.theme.role(self.flow.nodes[key].role).text)

    def at_end(self, key: int) -> bool:
        """Whether a node's number stands at an end of the belt."""
        return key in self.flow.belt[-1:] or (bool(self.flow.belt) and _is_start(self.flow, key))

    def added(self, wire: Wire) -> bool:
        """Whether "added" already says what the wire brings."""
        node = self.flow.nodes[wire.target or 0]
        return node.text in "+−" and len(node.inputs) == 2

    def number(
        self, points: tuple[Point, ...], value: float, colour: QColor, name: str = "", source: int | None = None
    ) -> None:
        text = f"{name}{number(value, DIGITS)}"
        width, gap = _width_of_number() * len(text) / FIGURES, thickness(value) / 2 + 4
        segments = sorted(pairwise(points), key=lambda ab: -_far(*ab))
        places: list[tuple[float, float]] = []
        for a, b in segments:
            for share in (0.5, 0.3, 0.7, 0.15, 0.85):
                x, y = a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share
                if abs(a.y - b.y) < 1:
                    places += [(x - width / 2, y - gap - 13), (x - width / 2, y + gap - 1)]
                else:
                    places += [(x + gap, y - 7), (x - gap - width, y - 7)]
        if source in self.plan.boxes:
            # a wire too short for its number: under or over the part it comes from
            box = self.plan.boxes[source]
            places += [(box.middle.x - width / 2, box.bottom + 3.5), (box.middle.x - width / 2, box.y - 17.5)]
        limit = self.plan.size
        for x, y in places:
            rect = Rect(x, y, width, 14)
            inside = x >= 2 and y >= 0 and x + width <= limit[0] - 2 and y + 14 <= limit[1]
            if inside and not any(rect.overlaps(b) for b in self.busy):
                self.say(QRectF(*rect), text, mono_font(SMALL, MEDIUM), colour)
                return


def _far(a: Point, b: Point) -> float:
    return abs(a.x - b.x) + abs(a.y - b.y)


def _toward(a: Point, b: Point, way: float) -> QPointF:
    far = _far(a, b) or 1.0
    return QPointF(a.x + (b.x - a.x) * way / far, a.y + (b.y - a.y) * way / far)
