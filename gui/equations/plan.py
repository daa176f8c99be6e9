"""Which numbers stand in the line of an equation, and what they are the sum of. Knows no Qt and no values.

A sum that holds a product of a matrix is one number, with all that is added to it; what else is added or
multiplied keeps a number of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from core.cells import Cell
from core.equations import Binary, Call, Expr, Line, Negative, Number, Product, Signal, Vector
from gui.cell.flow import SIGNS, is_constant, summands
from gui.equations.notation import FUNCTIONS, MINUS

INK, MUTED = "ink", "muted"  # roles of what is in the colour of words


@dataclass(frozen=True)
class Token:
    """A piece of a line: words, or the number that the sum of `exprs` is."""

    text: str
    exprs: tuple[Expr, ...] = ()
    role: str = INK
    level: bool = False  # it lies between 0 and 1
    breaks: bool = False  # a line that is too long goes on below from here


@dataclass(frozen=True)
class Sum:
    """What one number of a line is made of: the terms that are added, at least one a product of a matrix."""

    terms: tuple[Expr, ...]


@dataclass(frozen=True)
class RowPlan:
    """The line of one signal: its tokens, and the sums in it that can be taken apart."""

    line: Line
    role: str
    tokens: tuple[Token, ...]
    sums: tuple[Sum, ...]
    level: bool  # the signal lies between 0 and 1

    @property
    def signal(self) -> str:
        """The signal of the line."""
        return self.line.name


@lru_cache(maxsize=64)
def plan_of(cell: Cell) -> tuple[RowPlan, ...]:
    """A plan for every line of a cell, in their order."""
    return tuple(_row(cell, line) for line in cell.graph.lines)


def _row(cell: Cell, line: Line) -> RowPlan:
    writer = _Writer(cell)
    tokens = tuple(_joined(writer.write(line.expr)))
    return RowPlan(line, cell.info(line.name).role, tokens, tuple(writer.sums), cell.is_level(line.name))


def _joined(tokens: Iterator[Token]) -> Iterator[Token]:
    """Words that stand side by side as one token."""
    held: Token | None = None
    for token in tokens:
        if held is not None and not held.exprs and not token.exprs and not token.breaks:
            held = Token(held.text + token.text, breaks=held.breaks)
            continue
        if held is not None:
            yield held
        held = token
    if held is not None:
        yield held


class _Writer:
    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.sums: list[Sum] = []

    def write(self, expr: Expr) -> Iterator[Token]:
        match expr:
            case Number(value=value):
                yield Token(f"{value:g}".replace("-", MINUS))
            case Signal(name=name):
                yield Token("", (expr,), self.cell.info(name).role, self.cell.is_level(name))
            case Vector():
                yield Token("", (expr,))
            case Call(function=function, argument=argument):
                yield Token(f"{FUNCTIONS.get(function, function)}(")
                yield from self.write(argument)
                yield Token(")")
            case Binary(op=("*" | "/") as op, left=left, right=right):
                yield from self.factor(left)
                yield Token("\u00b7" if op == "*" else "/")
                yield from self.factor(right, bracketed=op == "/" and isinstance(right, Binary))
            case _:
                yield from self.sum(expr)

    def factor(self, expr: Expr, bracketed: bool = False) -> Iterator[Token]:
        tokens = list(self.write(expr))
        is_sum = isinstance(expr, Negative) or (isinstance(expr, Binary) and expr.op in "+-")
        if bracketed or (is_sum and len(tokens) > 1):
            tokens = [Token("("), *map(_close, tokens), Token(")")]
        yield from tokens

    def sum(self, expr: Expr) -> Iterator[Token]:
        """A sum, its first number that of all that stands beside products of matrices."""
        terms = summands(expr)
        joined = [term for term in terms if is_linear(term)]
        if not any(isinstance(positive(term), Product) for term in joined):
            joined = []
        if joined:
            self.sums.append(Sum(tuple(joined)))
            yield Token("", tuple(joined))
        others = [] if len(joined) == len(terms) else [term for term in terms if not (joined and is_linear(term))]
        for index, term in enumerate(others):
            first = index == 0 and not joined
            negative = isinstance(term, Negative)
            if negative or not first:
                sign = SIGNS["-"] if negative else SIGNS["+"]
                yield Token(sign if first else f" {sign} ", breaks=not first)
            inner = positive(term) if negative else term
            # a sign is never followed by the sign of a number, unless there is room between them
            yield from self.factor(inner, bracketed=first) if negative else self.write(inner)


def is_linear(expr: Expr) -> bool:
    """Whether a summand is a product of a matrix, a constant, or a constant times a signal."""
    expr = positive(expr)
    match expr:
        case Product():
            return True
        case Binary(op="*", left=a, right=b):
            pairs = ((a, b), (b, a))
            return is_constant(expr) or any(is_constant(one) and isinstance(other, Signal) for one, other in pairs)
    return is_constant(expr)


def _close(token: Token) -> Token:
    """A token within the brackets of a factor: its signs stand close, and no line ends there."""
    return replace(token, text=token.text.strip(), breaks=False)


def positive(expr: Expr) -> Expr:
    """What a term is without the minus in front of it."""
    return expr.operand if isinstance(expr, Negative) else expr
