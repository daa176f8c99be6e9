"""The number at every node of a flow, for one unit at one step, from the trace. Knows no Qt."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.arrays import Array
from core.equations import Binary, Call, Expr, Input, Negative, Number, Product, Signal, Vector
from core.evaluator import apply
from core.state import State
from gui.cell.flow import Flow, Node


@np.errstate(all="ignore")  # what overflows is shown as such
def values(reader: Reader, flow: Flow) -> dict[int, float]:
    """Key of a node -> its value, as a reader finds it."""
    return {node.key: reader.signal(node.signal) if node.signal else reader.one(node.expr) for node in flow.nodes}


def held(state: State) -> frozenset[str]:
    """The signals of the selected unit that a clamp holds at the cursor."""
    return frozenset(name for name in state.cell.signals if state.model.clamps and state.clamp(name) is not None)


def idle(flow: Flow, signals: frozenset[str]) -> frozenset[int]:
    """The nodes that have no effect while `signals` are held: all that read them are held, or have none themselves.

    What leaves the unit has one: what the layer puts out, what is remembered, what a matrix brings to other units.
    """
    if not signals:
        return frozenset()
    kept = {flow.roots[name] for name in (flow.output, flow.state, *flow.carried) if name}
    readers: dict[int, list[Node]] = {}
    found: set[int] = set()
    for node in reversed(flow.nodes):
        for key in node.inputs:
            readers.setdefault(key, []).append(node)
        some = readers.get(node.key, ())
        if node.key in kept or node.kind == "before" or node.signal in signals or not some:
            continue
        if all(n.signal in signals or n.key in found for n in some) and not any(n.kind == "mix" for n in some):
            found.add(node.key)
    return frozenset(found)


def cut_feeds(state: State, flow: Flow) -> frozenset[int]:
    """The feeds and terms into the selected unit of which every weight is cut."""
    masks = state.layer.cuts
    cut = {name for name, mask in masks.items() if mask.ndim == 2 and mask[state.view.unit].all()}
    if not cut:
        return frozenset()
    return frozenset(
        n.key for n in flow.nodes if n.matrices and n.kind in ("feed", "term") and cut.issuperset(n.matrices)
    )


class Reader:
    """Values of the selected unit (`one`) or of every unit (`all`) of the selected layer at the cursor."""

    def __init__(self, state: State) -> None:
        view = state.view
        self.trace, self.step, self.layer, self.unit = state.trace(), view.cursor, view.layer, view.unit
        self.state = state
        self.parameters = state.layer.effective
        self._found: dict[tuple[str, bool], Array] = {}

    def signal(self, name: str) -> float:
        return float(self.units(name)[self.unit])

    def before(self, name: str) -> float:
        """A state as the step at the cursor found it."""
        return float(self.units(name, True)[self.unit])

    def units(self, name: str, previous: bool = False) -> Array:
        """A signal of every unit, looked up once: now, or as the step found it."""
        found = self._found.get((name, previous))
        if found is None:
            series = self.trace.before(self.layer, name) if previous else self.trace[self.layer, name]
            found = self._found[name, previous] = series[self.step]
        return found

    def inputs(self) -> Array:
        """What the step saw as its x: the whole window."""
        return self.trace.entering(self.layer)[self.step]

    def one(self, expr: Expr) -> float:
        match expr:
            case Number(value=value):
                return value
            case Signal(name=name, previous=True):
                return self.before(name)
            case Signal(name=name):
                return self.signal(name)
            case Vector(name=name):
                return float(self.parameters[name][self.unit])
            case Negative(operand=e):
                return -self.one(e)
            case Call(function=name, argument=e):
                return apply(name, self.one(e))
            case Binary(op=op, left=a, right=b):
                return float(_combined(op, self.one(a), self.one(b)))
            case Product(matrix=matrix, operand=e):
                row = self.parameters[matrix][self.unit]
                return float(row @ (self.inputs() if isinstance(e, Input) else self.all(e)))
        raise TypeError(type(expr).__name__)

    def all(self, expr: Expr) -> Any:
        """The value for every unit: what a matrix product reads."""
        match expr:
            case Number(value=value):
                return np.full(self.state.layer.units, value)
            case Signal(name=name, previous=True):
                return self.units(name, True)
            case Signal(name=name):
                return self.units(name)
            case Vector(name=name):
                return self.parameters[name]
            case Negative(operand=e):
                return -self.all(e)
            case Call(function=name, argument=e):
                return np.array([apply(name, float(v)) for v in self.all(e)])
            case Binary(op=op, left=a, right=b):
                return _combined(op, self.all(a), self.all(b))
            case Product(matrix=matrix, operand=e):
                return self.parameters[matrix] @ (self.inputs() if isinstance(e, Input) else self.all(e))
        raise TypeError(type(expr).__name__)


def _combined(op: str, a: Any, b: Any) -> Any:
    if op == "+":
        return a + b
    if op == "-":
        return a - b
    if op == "*":
        return a * b
    with np.errstate(all="ignore"):
        return np.divide(a, b)
