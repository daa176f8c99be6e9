"""Equations -> flow: gates, operators and what runs between them, for any cell. Knows no Qt and no places."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, reduce

from core.cells import Cell
from core.equations import (
    Binary,
    Call,
    Expr,
    Input,
    Negative,
    Number,
    Product,
    Signal,
    Vector,
    children,
    walk,
)

SIGNS = {"*": "×", "/": "÷", "+": "+", "-": "−"}
FUNCTIONS = {"sigmoid": "σ"}
SUM = "Σ"


@dataclass(frozen=True)
class Node:
    """One part of the flow.

    `kind` is gate (owns matrix products), call (a function of one value), op (an operator), scale (an operator with a
    parameter or a number), mix (a matrix times what other units do as well), term (one summand of a lone gate), feed
    (a sum of products that a gate or an operator takes from the inputs) or before (a remembered state).
    `inputs` are keys of nodes; `signal` is the line it is the result of, `owner` the line it stands in; a `level`
    lies between 0 and 1; `reach` is the largest size its value can have, 1 where there is none.
    """

    key: int
    kind: str
    text: str
    expr: Expr
    inputs: tuple[int, ...]
    owner: str
    role: str
    signal: str = ""
    level: bool = False
    reach: float = 1.0

    @cached_property
    def matrices(self) -> tuple[str, ...]:
        """The matrices whose products it is made of, in order."""
        return tuple(dict.fromkeys(e.matrix for e in walk(self.expr) if isinstance(e, Product)))


@dataclass(frozen=True, eq=False)
class Flow:
    """All nodes, inputs first; `roots` tells the node of each signal; `belt` the operators a state passes, in order.

    One flow is made of a cell, and it is equal to itself only: a key for what is made of it.
    """

    cell: Cell
    nodes: tuple[Node, ...]
    roots: dict[str, int]
    state: str  # whose path the belt is, or ""
    belt: tuple[int, ...]
    output: str
    alone: bool  # one gate, its sum laid open
    carried: tuple[str, ...] = ()  # the remembered signals that come in beside x, but for the belt's own
    joins: bool = False  # whether the belt's state is one that matrices read

    def starts_belt(self, key: int) -> bool:
        """Whether a node is what comes in on the belt."""
        return self.nodes[key].kind == "before" and self.nodes[key].text == self.state

    def names(self, key: int) -> tuple[str, ...]:
        """The signals whose value a node is."""
        return tuple(name for name, root in self.roots.items() if root == key)

    def names_before(self, state: str) -> tuple[str, ...]:
        """The signals that are only what `state` was at the step before."""
        before = (self.nodes[root] for root in self.roots.values())
        return tuple(name for name, n in zip(self.roots, before, strict=True) if n.kind == "before" and n.text == state)


@lru_cache(maxsize=64)
def flow_of(cell: Cell) -> Flow:
    """The flow of a cell's equations."""
    return _Builder(cell).flow()


def is_constant(expr: Expr) -> bool:
    """Whether `expr` is made of numbers and vector parameters only."""
    return not any(isinstance(e, Signal | Product) for e in walk(expr))


def is_fed(expr: Expr, same: Collection[str] = ()) -> bool:
    """Whether `expr` is a sum of products with x or what is remembered, scaled at most by constants.

    `same` are signals that only repeat a remembered one.
    """
    match expr:
        case Product(operand=Input()):
            return True
        case Product(operand=Signal(name=name, previous=previous)):
            return previous or name in same
        case Negative(operand=e):
            return is_fed(e, same)
        case Binary(op=("+" | "-"), left=a, right=b):
            fed = (is_fed(e, same) or is_constant(e) for e in (a, b))
            return all(fed) and not is_constant(expr)
        case Binary(left=a, right=b):
            one, other = is_fed(a, same) and is_constant(b), is_constant(a) and is_fed(b, same)
            return one or (other and expr.op == "*")
    return False


def squashed(expr: Expr) -> tuple[Call, str] | None:
    """The call in a function whose range numbers stretch and shift, and the whole function's name: "4σ−2"."""
    match expr:
        case Binary(
            op=("+" | "-") as op,
            left=Binary(op="*", left=Number(value=scale), right=Call() as call),
            right=Number(value=shift),
        ):
            name = _function(call)
            return call, f"{scale:g}{name if len(name) == 1 else f'·{name}'}{SIGNS[op]}{shift:g}"
        case Call():
            return expr, _function(expr)
    return None


def summands(expr: Expr) -> list[Expr]:
    """The terms of a sum, left to right, signs kept."""
    match expr:
        case Binary(op="+", left=a, right=b):
            return summands(a) + summands(b)
        case Binary(op="-", left=a, right=b):
            return summands(a) + [Negative(e) for e in summands(b)]
    return [expr]


def _sum(terms: list[Expr]) -> Expr:
    return reduce(lambda a, b: Binary("+", a, b), terms)


def written(expr: Expr) -> str:
    """A short form of an expression: "U·h", "p_f·c", "1−z"."""
    match expr:
        case Number(value=value):
            return f"{value:g}".replace("-", "−")
        case Signal(name=name) | Vector(name=name):
            return name
        case Input():
            return "x"
        case Product(matrix=matrix, operand=e):
            return f"{matrix}·{_bracketed(e)}"
        case Negative(operand=e):
            return f"−{_bracketed(e)}"
        case Binary(op=op, left=a, right=b):
            if op in "*/":
                return f"{_bracketed(a)}{'·' if op == '*' else '/'}{_bracketed(b)}"
            return f"{written(a)} {SIGNS[op]} {_bracketed(b) if op == '-' else written(b)}"
        case Call(function=name, argument=e):
            return f"{FUNCTIONS.get(name, name)}({written(e)})"


def _bracketed(expr: Expr) -> str:
    return f"({written(expr)})" if isinstance(expr, Binary) and expr.op in "+-" else written(expr)


def _owns_product(expr: Expr) -> bool:
    if isinstance(expr, Product):
        return True
    return not isinstance(expr, Call) and any(_owns_product(e) for e in children(expr))


class _Builder:
    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.nodes: list[Node] = []
        self.roots: dict[str, int] = {}
        self.before: dict[str, int] = {}
        self.same = cell.repeated  # what a matrix takes of it comes from the rail
        self.owner = ""

    def flow(self) -> Flow:
        lines = self.cell.graph.lines
        alone = len(lines) == 1 and self._is_lone(lines[0].expr)
        for line in lines:
            self.owner = line.name
            key = self.lone(line.expr) if alone else self.part(line.expr)
            self._claim(key, line.name)
        state, belt = self._belt()
        read = self._read()
        wired = {n.text for n in self.nodes if n.kind == "before"}
        carried = tuple(s for s in self.cell.states if s != state and (s in read or s in wired))
        nodes, output = tuple(self.nodes), self.cell.output
        return Flow(self.cell, nodes, self.roots, state, belt, output, alone, carried, state in read)

    def _read(self) -> set[str]:
        """The remembered signals that feeds and terms read."""
        return set().union(*(self.cell.remembered(n.expr) for n in self.nodes if n.kind in ("feed", "term")))

    def _is_lone(self, expr: Expr) -> bool:
        argument = expr.argument if isinstance(expr, Call) else expr
        terms = summands(argument)
        return is_fed(argument) and len(terms) <= 5

    def _claim(self, key: int, signal: str) -> None:
        node = self.nodes[key]
        self.roots[signal] = key
        if not node.signal and node.kind != "before":
            self.nodes[key] = replace(node, signal=signal, role=self.cell.info(signal).role)

    def add(self, kind: str, text: str, expr: Expr, inputs: tuple[int, ...] = ()) -> int:
        key = len(self.nodes)
        role = next((self.nodes[k].role for k in inputs if self.nodes[k].kind != "before"), None)
        if role is None or kind == "gate":
            role = self.cell.info(self.owner).role if kind == "gate" or not inputs else self.nodes[inputs[0]].role
        level, size = self.cell.gives_level(expr), max(map(abs, self.cell.span(expr)))
        reach = size if 0.0 < size < math.inf else 1.0
        self.nodes.append(Node(key, kind, text, expr, inputs, self.owner, role, level=level, reach=reach))
        return key

    def lone(self, expr: Expr) -> int:
        argument, text = (expr.argument, _function(expr)) if isinstance(expr, Call) else (expr, SUM)
        terms = tuple(self.add("term", written(e), e) for e in summands(argument))
        if text == SUM:
            return self.add("gate", SUM, expr, terms)
        total = self.add("op", "+", argument, terms) if len(terms) > 1 else terms[0]
        return self.add("gate", text, expr, (total,))

    def part(self, expr: Expr, inside: bool = False) -> int:
        """The key of the node whose value `expr` is; `inside` a gate a plain sum of products needs no box."""
        match expr:
            case Signal(name=name, previous=True):
                return self.remembered(name)
            case Signal(name=name):
                return self.roots[name]
        if is_constant(expr):
            return self.add("gate", written(expr) if len(written(expr)) < 6 else SUM, expr)
        if is_fed(expr, self.same):
            feed = self.add("feed", "", expr)
            return feed if inside else self.add("gate", SUM, expr, (feed,))
        if whole := squashed(expr):
            argument, text = whole[0].argument, whole[1]
            if _owns_product(argument):
                return self.gate(expr, argument, text)
            return self.add("call", text, expr, (self.part(argument, inside),))
        match expr:
            case Product(matrix=matrix, operand=operand):
                return self.add("mix", f"{matrix}·", expr, (self.part(operand, inside),))
            case Negative(operand=operand):
                return self.add("op", "−", expr, (self.part(operand, inside),))
            case Binary():
                return self.binary(expr, inside)
        raise TypeError(type(expr).__name__)

    def binary(self, expr: Binary, inside: bool) -> int:
        sign = SIGNS[expr.op]
        if is_constant(expr.left):
            text = written(expr.left)
            kind = "op" if text == "1" and expr.op == "-" else "scale"
            return self.add(kind, f"{text}{sign}", expr, (self.part(expr.right, inside),))
        if is_constant(expr.right):
            return self.add("scale", f"{sign}{written(expr.right)}", expr, (self.part(expr.left, inside),))
        left, right = self.part(expr.left, inside), self.part(expr.right, inside)
        return self.add("op", sign, expr, (left, right))

    def gate(self, expr: Expr, argument: Expr, text: str) -> int:
        terms = summands(argument)
        fed = [e for e in terms if is_fed(e, self.same) or is_constant(e)]
        others = [e for e in terms if e not in fed]
        sides = [self.part(e, True) for e in others]
        if any(is_fed(e, self.same) for e in fed):
            sides.insert(0, self.add("feed", "", _sum(fed)))
        elif fed:
            # a bias that does not come with the inputs is added on the way
            total = _sum(fed)
            sides[0] = self.add("scale", f"+{written(total)}", Binary("+", others[0], total), (sides[0],))
        return self.add("gate", text, expr, tuple(sides))

    def remembered(self, name: str) -> int:
        if name not in self.before:
            key = len(self.nodes)
            role = self.cell.info(name).role
            level = self.cell.is_level(name)
            self.nodes.append(Node(key, "before", name, Signal(name, True), (), name, role, level=level))
            self.before[name] = key
        return self.before[name]

    def _belt(self) -> tuple[str, tuple[int, ...]]:
        states = self.cell.states
        first = [self.cell.memory] if self.cell.memory in states else []
        for state in [*first, *states]:
            if state in self.before:
                path = self._path(self.roots[state], self.before[state])
                if path:
                    return state, path
        return "", ()

    def _path(self, key: int, end: int) -> tuple[int, ...]:
        """The shortest way up from `end` to the node `key` through operators only; () if there is none."""
        trails: list[tuple[int, ...]] = [(key,)]
        seen = {key}
        for trail in trails:
            node = self.nodes[trail[0]]
            if node.kind not in ("op", "scale"):
                continue
            if end in node.inputs:
                return trail
            fresh = [k for k in node.inputs if k not in seen]
            seen.update(fresh)
            trails += [(k, *trail) for k in fresh]
        return ()


def _function(expr: Expr) -> str:
    return FUNCTIONS.get(expr.function, expr.function) if isinstance(expr, Call) else SUM
