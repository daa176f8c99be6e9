"""The places of a cell that is one gate: its sum laid open, from left to right. Pure; no Qt."""

from __future__ import annotations

from gui.cell.flow import Flow
from gui.cell.plan import CIRCLE, GATE_HIGH, GATE_MOST, PILL_HIGH, End, Plan, Wire
from gui.cell.routes import Point, Rect, around

WIDEST = 960.0
LEAST = 410.0
PER_TERM = 46.0  # least
GATE = 0.165  # of the width


def least_chain(flow: Flow) -> tuple[float, float]:
    """Width and height below which the parts would touch."""
    return LEAST, PER_TERM * sum(n.kind == "term" for n in flow.nodes) + 8


def chain(flow: Flow, width: float, height: float) -> Plan:
    """One gate: each summand comes in at the left, the output leaves at the right."""
    room = min(width, WIDEST)
    left, middle = (width - room) / 2, height / 2
    boxes = _boxes(flow, left, room, middle, height)
    gate = boxes[flow.roots[flow.output]]
    wires = [Wire(k, node.key, _joined(boxes[k], boxes[node.key])) for node in flow.nodes for k in node.inputs]
    port = Point(left + room - 12, middle)
    wires.append(Wire(flow.roots[flow.output], None, (gate.port("right").point, port)))
    ends = [End(flow.output, port, False)]
    for node in flow.nodes:
        if node.kind == "term":
            ends += [End(s, Point(left + 10, boxes[node.key].middle.y), True) for s in flow.cell.remembered(node.expr)]
    return Plan((width, height), boxes, tuple(wires), ends=tuple(ends), port=port)


def start(plan: Plan) -> float:
    """Where the lines of the summands begin."""
    return (plan.size[0] - min(plan.size[0], WIDEST)) / 2 + 2


def _boxes(flow: Flow, left: float, room: float, middle: float, height: float) -> dict[int, Rect]:
    terms = [n for n in flow.nodes if n.kind == "term"]
    step = min(74.0, (height - 8) / len(terms))
    boxes = {}
    for k, node in enumerate(terms):
        y = middle + step * (k - (len(terms) - 1) / 2)
        boxes[node.key] = around(left + room * 0.305, y, min(92.0, room * 0.13), PILL_HIGH + 4)
    for node in flow.nodes:
        if node.kind == "op":
            boxes[node.key] = around(left + room * 0.52, middle, CIRCLE + 4, CIRCLE + 4)
    gate = flow.roots[flow.output]
    boxes[gate] = around(left + room * 0.755, middle, min(GATE_MOST, room * GATE), GATE_HIGH + 4)
    return boxes


def _joined(a: Rect, b: Rect) -> tuple[Point, ...]:
    begin = a.port("right").point
    if abs(a.middle.y - b.middle.y) < 1:
        return begin, b.port("left").point
    if b.width <= CIRCLE + 4:
        end = b.port("top" if a.middle.y < b.middle.y else "bottom").point
        return begin, Point(end.x, begin.y), end
    end = b.port("left").point
    turn = (begin.x + end.x) / 2
    return begin, Point(turn, begin.y), Point(turn, end.y), end
