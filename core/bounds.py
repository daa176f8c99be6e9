"""Between which values a signal of a cell must lie, whatever its parameters: interval arithmetic on its equation."""

from __future__ import annotations

import math
from collections.abc import Mapping

from core.equations import Binary, Call, Expr, Graph, Negative, Number, Signal

Interval = tuple[float, float]
ANY: Interval = (-math.inf, math.inf)
_RANGES: Mapping[str, Interval] = {
    "sigmoid": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "relu": (0.0, math.inf),
    "exp": (0.0, math.inf),
    "softplus": (0.0, math.inf),
}


def bounds(graph: Graph) -> dict[str, Interval]:
    """Signal -> (least, greatest), where states begin at 0.

    What is remembered is taken to be anything, but for a line that is nothing else: it lies where the signal does
    that it brings from the step before.
    """
    found: dict[str, Interval] = {}
    for line in graph.lines:
        found[line.name] = interval(line.expr, found)
    for line in graph.lines:
        if isinstance(line.expr, Signal) and line.expr.previous:
            low, high = found[line.expr.name]
            found[line.name] = min(low, 0.0), max(high, 0.0)
    return found


def interval(expr: Expr, known: Mapping[str, Interval]) -> Interval:
    """Between which values an expression lies where this step's signals lie between those `known`."""
    match expr:
        case Number(value=value):
            return value, value
        case Signal(name=name, previous=False):
            return known[name]
        case Call(function=function):
            return _RANGES[function]
        case Negative(operand=operand):
            low, high = interval(operand, known)
            return -high, -low
        case Binary(op=op, left=left, right=right):
            return _combined(op, interval(left, known), interval(right, known))
    return ANY  # parameters, products, what is remembered


def _combined(op: str, a: Interval, b: Interval) -> Interval:
    if op == "+":
        return a[0] + b[0], a[1] + b[1]
    if op == "-":
        return a[0] - b[1], a[1] - b[0]
    if op == "*":
        products = [0.0 if 0.0 in (x, y) else x * y for x in a for y in b]  # 0 times what is bounded by infinity is 0
        return min(products), max(products)
    return ANY
