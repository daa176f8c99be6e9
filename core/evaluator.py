"""The arithmetic of one unit at one step, operand by operand, for explanations: Python numbers, no arrays."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.equations import Binary, Call, Expr, Graph, Input, Negative, Number, Product, Signal, Vector

Parameters = Mapping[str, Any]
"""Name -> (units, inputs), (units, units) or (units,): arrays or nested lists."""
Vectors = Mapping[str, Sequence[float]]
Held = Mapping[str, Mapping[int, float]]
"""Signal -> unit -> the value it is clamped to."""


@dataclass(frozen=True)
class Term:
    """One node of an equation with its value for one unit.

    `kind` is number, signal, remembered, parameter, weight, input, product, negative, call, held or one of
    + - * /; `name` is the signal, parameter or function; `parts` are the operands. A product's parts are its
    weighted terms; a held signal's part is what it would have been.
    """

    kind: str
    name: str
    value: float
    parts: tuple[Term, ...] = ()


def explain(
    graph: Graph,
    parameters: Parameters,
    x: Sequence[float],
    before: Vectors,
    unit: int,
    held: Held | None = None,
) -> dict[str, Term]:
    """For each signal the term of its equation at one unit.

    x: (inputs,); before: state -> (units,), as the step found it; `held` says what is clamped at this step.
    """
    return {name: terms[unit] for name, terms in explain_all(graph, parameters, x, before, held).items()}


def explain_all(
    graph: Graph, parameters: Parameters, x: Sequence[float], before: Vectors, held: Held | None = None
) -> dict[str, list[Term]]:
    """For each signal the terms of all units, since `U @ h` needs every unit of what it multiplies."""
    units = len(next(iter({**before, **parameters}.values())))
    reader = _Reader(parameters, x, before, units)
    found: dict[str, list[Term]] = {}
    for line in graph.lines:
        terms = reader.all_units(line.expr)
        for unit, value in (held or {}).get(line.name, {}).items():
            terms[unit] = Term("held", line.name, float(value), (terms[unit],))
        reader.now[line.name] = [term.value for term in terms]
        found[line.name] = terms
    return found


class _Reader:
    def __init__(self, parameters: Parameters, x: Sequence[float], before: Vectors, units: int) -> None:
        self.parameters, self.x, self.before, self.units = parameters, x, before, units
        self.now: dict[str, list[float]] = {}

    def all_units(self, expr: Expr) -> list[Term]:
        match expr:
            case Number(value=value):
                return [Term("number", "", value)] * self.units
            case Signal(name=name, previous=True):
                return [Term("remembered", name, float(v)) for v in self.before[name]]
            case Signal(name=name):
                return [Term("signal", name, v) for v in self.now[name]]
            case Vector(name=name):
                return [Term("parameter", name, float(v)) for v in self.parameters[name]]
            case Negative(operand=operand):
                return [Term("negative", "-", -t.value, (t,)) for t in self.all_units(operand)]
            case Call(function=name, argument=argument):
                return [Term("call", name, apply(name, t.value), (t,)) for t in self.all_units(argument)]
            case Binary(op=op, left=left, right=right):
                pairs = zip(self.all_units(left), self.all_units(right), strict=True)
                return [Term(op, op, _combine(op, a.value, b.value), (a, b)) for a, b in pairs]
            case Product(matrix=matrix, operand=operand):
                return self.product(matrix, operand)
            case Input():
                raise TypeError("x stands only to the right of @")

    def product(self, matrix: str, operand: Expr) -> list[Term]:
        if isinstance(operand, Input):
            column = [Term("input", "x", float(v)) for v in self.x]
        else:
            column = self.all_units(operand)
        return [self.row(matrix, row, column) for row in self.parameters[matrix]]

    def row(self, matrix: str, weights: Sequence[float], column: Sequence[Term]) -> Term:
        parts = []
        for weight, term in zip(weights, column, strict=True):
            factor = Term("weight", matrix, float(weight))
            parts.append(Term("*", "*", factor.value * term.value, (factor, term)))
        return Term("product", matrix, sum(part.value for part in parts), tuple(parts))


def _combine(op: str, a: float, b: float) -> float:
    if op == "+":
        return a + b
    if op == "-":
        return a - b
    if op == "*":
        return a * b
    if b == 0:
        return math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1, b)
    return a / b


def apply(function: str, a: float) -> float:
    """One of the listed functions at a number; what overflows is inf, as in NumPy."""
    if function == "tanh":
        return math.tanh(a)
    if function == "relu":
        return max(a, 0.0)
    if function == "softplus":
        return max(a, 0.0) + math.log1p(_exp(-abs(a)))
    return 1 / (1 + _exp(-a)) if function == "sigmoid" else _exp(a)


def _exp(a: float) -> float:
    try:
        return math.exp(a)
    except OverflowError:
        return math.inf
