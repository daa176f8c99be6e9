"""Paints the parts of a cell: gates filled to their level, operators, functions."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.cells import Cell
from gui.cell import marks
from gui.cell.flow import SIGNS, Flow, Node
from gui.cell.layout import width_for
from gui.cell.plan import NAME_PAD, Plan, name_place, value_place
from gui.cell.routes import Rect
from gui.cell.shown import Shown, level, text_of
from gui.cell.texts import fitted, laid, write
from gui.palette import legible, mixed
from gui.signal_label import label
from gui.theme import Theme

ROUND = 8.0
TICK, SHORT_TICK = 4.0, 2.5  # in a wide gate and a narrow one
BETWEEN, CLOSE = 7.0, 4.0  # room between a gate's title and its function, and the least beside a short name


def paint_ring(painter: QPainter, theme: Theme, shown: Shown, node: Node, box: Rect) -> None:
    """Round what belongs to the chosen signal."""
    gates = shown.cell.gates
    if len(gates) > 1 and node.signal == shown.chosen and node.signal in gates:
        radius = _radius(node, box) + 3.5
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.accent, 2))
        painter.drawRoundedRect(QRectF(*box).adjusted(-3.5, -3.5, 3.5, 3.5), radius, radius)


def paint_part(painter: QPainter, theme: Theme, shown: Shown, node: Node, box: Rect, hovered: bool) -> None:
    """An operator, a function, a summand; in place of its sign the lock where its signal is held."""
    role = theme.role(_role(shown, node))
    resting = node.key in shown.idle
    rect = QRectF(*box)
    radius = _radius(node, box)
    painter.setBrush(theme.surface)
    painter.setPen(QPen(theme.line_strong if resting else role.stroke, 2.25 if hovered else 1.5))
    painter.drawRoundedRect(rect, radius, radius)
    if shown.is_held(node.key):
        width, height = marks.LOCK
        marks.lock(painter, rect.center().x() - width / 2, rect.center().y() - height / 2, role.text)
        return
    kind = "sign" if node.kind == "op" and len(node.text) == 1 else "part"
    if kind == "part" and laid(node.text, kind).width > box.width - 6:
        kind = "small"
    ink = theme.muted if resting else role.text
    write(painter, _part_text(node.text, kind, int(box.width) - 4), kind, box, ink, 0.5)


@lru_cache(maxsize=256)
def _part_text(text: str, kind: str, room: int) -> str:
    """What stands in an operator; a parameter's name may be cut short, what is done with it is not."""
    if len(text) == 1 or text[-1] not in SIGNS.values() or laid(text, kind).width <= room:
        return fitted(text, kind, room)
    return fitted(text[:-1], kind, room - ceil(laid(text[-1], kind).width)) + text[-1]


def paint_gate(painter: QPainter, theme: Theme, shown: Shown, node: Node, box: Rect, hovered: bool) -> None:
    """A gate: its value as level."""
    fill, stroke, _ = _colours(theme, node.role)
    resting = node.key in shown.idle
    rect = QRectF(*box)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.surface)
    painter.drawRoundedRect(rect, ROUND, ROUND)
    if not resting:
        _level(painter, node, rect, shown.values[node.key], fill, stroke)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.line_strong if resting else stroke, 2.25 if hovered else 1.5))
    painter.drawRoundedRect(rect, ROUND, ROUND)


def paint_name(painter: QPainter, theme: Theme, shown: Shown, node: Node, box: Rect, titles: bool) -> None:
    """A gate's name (its title, or the short one) and its function."""
    ink = theme.muted if node.key in shown.idle else _colours(theme, node.role)[2]
    _head(painter, shown, node, box, ink, titles)


def paint_value(painter: QPainter, theme: Theme, shown: Shown, node: Node, box: Rect) -> None:
    """A gate's value as number; where it has no effect a signal's alone, muted."""
    resting = node.key in shown.idle
    if node.signal or not resting:
        ink = theme.muted if resting else theme.text
        write(painter, text_of(node, shown.values[node.key]), "value", value_place(box), ink, 0.5)


@lru_cache(maxsize=128)
def _colours(theme: Theme, role: str) -> tuple[QColor, QColor, QColor]:
    """Fill of a gate's level, its edge, and words that read on fill and surface."""
    colours = theme.role(role)
    fill = mixed(theme.surface, colours.fill, 0.34 if theme.dark else 0.24)
    words = legible(legible(colours.text, fill, 4.5), theme.surface, 4.5)
    return fill, colours.stroke, words


def _role(shown: Shown, node: Node) -> str:
    return shown.cell.info(shown.flow.state).role if node.key in shown.flow.belt else node.role


def _radius(node: Node, box: Rect) -> float:
    return ROUND if node.kind == "gate" else 7.0 if node.kind in ("call", "term") else box.height / 2


def _level(painter: QPainter, node: Node, rect: QRectF, value: float, fill: QColor, stroke: QColor) -> None:
    share = level(value, node.reach)
    if share is None:
        return
    signed = not node.level
    base = rect.center().y() if signed else rect.bottom()
    edge = base - share * rect.height() / (2 if signed else 1)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.save()
    filled = QRectF(rect.left(), min(base, edge), rect.width(), abs(base - edge))
    painter.setClipRect(filled, Qt.ClipOperation.IntersectClip)
    painter.drawRoundedRect(rect, ROUND, ROUND)
    painter.restore()
    # ticks at both sides: a line across would strike the number through
    painter.setPen(QPen(stroke, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    tick = TICK if rect.width() > 70 else SHORT_TICK
    heights = [edge] if rect.top() + 3 < edge < rect.bottom() - 3 else []
    for y in (*heights, base) if signed else heights:
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.left() + tick, y))
        painter.drawLine(QPointF(rect.right(), y), QPointF(rect.right() - tick, y))


@lru_cache(maxsize=32)
def titles_fit(cell: Cell, flow: Flow, plan: Plan) -> bool:
    """Whether the titles of all gates have room: otherwise all have their short names."""
    return all(_title_width(cell, node) <= name_place(plan.boxes[node.key]).width for node in _named(flow))


@lru_cache(maxsize=32)
def width_with_titles(cell: Cell, flow: Flow) -> float:
    """The width of a plan in which the titles of all gates have room."""
    return width_for(flow, max((_title_width(cell, node) for node in _named(flow)), default=0.0) + 2 * NAME_PAD + 0.5)


def _named(flow: Flow) -> list[Node]:
    return [node for node in flow.nodes if node.kind == "gate" and node.signal]


def _title_width(cell: Cell, node: Node) -> float:
    """Of a gate's title with its function beside it."""
    return laid(_title(cell, node), "name").width + BETWEEN + laid(node.text, "name").width


def _head(painter: QPainter, shown: Shown, node: Node, box: Rect, words: QColor, titles: bool) -> None:
    """Name and function; where the gate is held a lock, and "held" if there is room, in place of the function."""
    top, title = name_place(box), _title(shown.cell, node) if titles else node.signal
    if not shown.is_held(node.key):
        if not title or laid(title, "name").width + CLOSE + laid(node.text, "name").width <= top.width:
            write(painter, node.text, "name", top, words, 1.0)
        write(painter, fitted(title, "name", int(top.width)), "name", top, words)
        return
    room = top.width - marks.LOCK[0] - BETWEEN
    held = laid("held", "name").width + 4
    right = top.right - marks.LOCK[0]
    if laid(node.signal, "name").width + held <= room:
        write(painter, "held", "name", top, words, 1.0)
        right, room = right - held, room - held
    marks.lock(painter, right, top.y + 2, words)
    write(
        painter,
        title if laid(title, "name").width <= room else fitted(node.signal, "name", int(room)),
        "name",
        top,
        words,
    )


def _title(cell: Cell, node: Node) -> str:
    return label(cell, node.signal) if node.signal else ""
