"""The belt: how a state's value goes on to the next step along element-wise paths alone."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.compiler import Record
from core.equations import Binary, Call, Expr, Input, Negative, Number, Product, Signal, Vector


def belt_factor(record: Record, state: str, first: int = 0, stop: int | None = None) -> Array | None:
    """d s[t] / d s[t-1] with every function call and every matrix product held constant.

    (steps, units) for the steps from `first` to before `stop`, of the first sequence; None where no such path is.
    """
    window = slice(first, record.steps if stop is None else stop)
    belt = _Belt(record, state, window)
    for line in record.program.graph.lines:
        tangent = belt.tangent(line.expr)
        if tangent is not None and line.name in record.clamps:
            tangent = np.where(record.clamps[line.name].mask[window, 0], 0.0, tangent)
        belt.tangents[line.name] = tangent
    found = belt.tangents[state]
    shape = (window.stop - window.start, record.units)
    return None if found is None else np.broadcast_to(found, shape)


class _Belt:
    """Forward derivative of one step along element-wise paths; None stands for an exact zero."""

    def __init__(self, record: Record, state: str, window: slice) -> None:
        self.record, self.state, self.window = record, state, window
        self.tangents: dict[str, Array | None] = {}

    def tangent(self, expr: Expr) -> Array | None:
        match expr:
            case Signal(name=name, previous=True):
                return np.ones(1) if name == self.state else None
            case Signal(name=name):
                return self.tangents[name]
            case Negative(operand=operand):
                inner = self.tangent(operand)
                return None if inner is None else -inner
            case Binary():
                return self.binary(expr)
        return None  # numbers, parameters, calls and products are held constant

    def binary(self, expr: Binary) -> Array | None:
        left, right = self.tangent(expr.left), self.tangent(expr.right)
        if expr.op in "+-":
            return _sum(left, right if right is None or expr.op == "+" else -right)
        divisor = self.value(expr.right)
        if expr.op == "*":
            return _sum(
                None if left is None else left * divisor,
                None if right is None else right * self.value(expr.left),
            )
        return _sum(
            None if left is None else left / divisor,
            None if right is None else -right * self.value(expr.left) / divisor**2,
        )

    def value(self, expr: Expr) -> Array:
        """(steps, units) or broadcastable: the value of a sub-expression at every step."""
        record = self.record
        match expr:
            case Number(value=value):
                return np.full((1, 1), value)
            case Vector(name=name):
                return record.parameters[name][None]
            case Signal(name=name, previous=previous):
                return record.signal(name, previous)[self.window, 0]
            case Negative(operand=operand):
                return -self.value(operand)
            case Call(function=function, argument=argument):
                return _apply(function, self.value(argument))
            case Product(matrix=matrix, operand=operand):
                is_input = isinstance(operand, Input)
                right = record.x[self.window, 0] if is_input else self.value(operand)
                wide = np.broadcast_to(right, (len(right), record.parameters[matrix].shape[1]))
                return np.asarray(wide @ record.parameters[matrix].T)
            case Binary(op=op, left=left, right=right_):
                a, b = self.value(left), self.value(right_)
                return np.asarray({"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}[op](a, b))
        raise TypeError("x stands only to the right of @")


def _sum(a: Array | None, b: Array | None) -> Array | None:
    if a is None or b is None:
        return a if b is None else b
    return np.asarray(a + b)


def _apply(function: str, a: Array) -> Array:
    if function == "sigmoid":
        return np.asarray(1 / (1 + np.exp(-a)))
    if function == "relu":
        return np.maximum(a, 0)
    if function == "softplus":
        return np.logaddexp(a, 0)
    return np.asarray({"tanh": np.tanh, "exp": np.exp}[function](a))
