"""Equations back to text as a person writes them, and what edits of a text need: its rows, one of them changed."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from core.equations import Binary, Call, Expr, Graph, Input, Negative, Number, Product, Signal, Vector

_SUM, _TIMES, _MATRIX, _SIGN, _ATOM = range(5)  # how tightly parts hold together, loosest first


def written(expr: Expr) -> str:
    """The text of an expression, with no more brackets than the reading rules ask for; it parses to the same."""
    return _written(expr)[0]


def _written(expr: Expr) -> tuple[str, int]:
    match expr:
        case Number(value=value):
            return _number(value), _ATOM
        case Signal(name=name) | Vector(name=name):
            return name, _ATOM
        case Input():
            return "x", _ATOM
        case Call(function=function, argument=e):
            return f"{function}({written(e)})", _ATOM
        case Product(matrix=matrix, operand=e):
            return f"{matrix} @ {_held(e, _ATOM)}", _MATRIX
        case Negative(operand=e):
            return f"-{_held(e, _ATOM)}", _SIGN
        case Binary(op=op, left=a, right=b) if op in "*/":
            # beside * and / a product with a matrix is bracketed
            return f"{_held(a, _TIMES, _MATRIX)} {op} {_held(b, _ATOM)}", _TIMES
        case Binary(op=op, left=a, right=b):
            return f"{_held(a, _SUM)} {op} {_held(b, _TIMES)}", _SUM
    raise TypeError(type(expr).__name__)


def _held(expr: Expr, least: int, never: int | None = None) -> str:
    """The text of a part, in brackets where it holds together less than `least`, or just so as `never`."""
    text, tightness = _written(expr)
    signed = tightness == _SIGN and least > _SUM and never is None
    return f"({text})" if tightness < least or tightness == never or signed else text


def _number(value: float) -> str:
    return repr(int(value)) if value.is_integer() and value < 1e15 else repr(value)


@dataclass(frozen=True)
class Row:
    """One equation of a text: what stands above it (comments, empty rows), itself, and the comment behind it."""

    name: str
    expr: Expr
    above: tuple[str, ...]
    code: str
    behind: str

    def with_expr(self, expr: Expr) -> Row:
        """The same with another right side; as it was written where that is the same."""
        return self if expr == self.expr else replace(self, expr=expr, code=f"{self.name} = {written(expr)}")


def rows(graph: Graph) -> tuple[list[Row], tuple[str, ...]]:
    """The equations of a text with all that stands between them, and what stands below the last."""
    source = graph.text.split("\n")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python's own remarks, as the parser does
        nodes = ast.parse(graph.text).body
    found, at = [], 0
    for k, (line, node) in enumerate(zip(graph.lines, nodes, strict=True)):
        end, column = (node.end_lineno or 1) - 1, node.end_col_offset or 0
        shares = k + 1 < len(nodes) and nodes[k + 1].lineno - 1 == end
        behind = "" if shares else source[end].encode()[column:].decode().lstrip("; ")
        code = ast.get_source_segment(graph.text, node) or ""
        above = tuple(source[at : node.lineno - 1])
        found.append(Row(line.name, line.expr, above, code, f"  {behind}" if behind else ""))
        at = end + 1
    return found, tuple(source[at:])


def text_of(lines: Iterable[Row], below: Sequence[str]) -> str:
    """The text of equations, a row for each."""
    return "\n".join([*(row for one in lines for row in (*one.above, one.code + one.behind)), *below])


def with_headings(kept: Sequence[Row], before: Sequence[Row], gone: Collection[str]) -> list[Row]:
    """Rows that are left of those `before`, with what headed those that are gone: what an empty row sets apart."""
    found = {row.name: row for row in kept}
    heading: tuple[str, ...] = ()
    for row in before:
        if row.name in gone:
            blank = max((k for k, text in enumerate(row.above, 1) if not text.strip()), default=0)
            heading += row.above[:blank]
        elif heading:
            found[row.name], heading = replace(found[row.name], above=heading + found[row.name].above), ()
    return list(found.values())


# sums and products


def summands(expr: Expr) -> list[tuple[str, Expr]]:
    """The terms of a sum with their signs, left to right."""
    match expr:
        case Binary(op="+" | "-" as op, left=a, right=b):
            flipped = {"+": "-", "-": "+"}
            inner = summands(b)
            return summands(a) + (inner if op == "+" else [(flipped[sign], term) for sign, term in inner])
        case Negative(operand=e):
            return [("-" if sign == "+" else "+", term) for sign, term in summands(e)]
    return [("+", expr)]


def factors(expr: Expr) -> list[Expr]:
    """The factors of a product, left to right."""
    match expr:
        case Binary(op="*", left=a, right=b):
            return factors(a) + factors(b)
        case Negative(operand=e):
            return factors(e)
    return [expr]


def combined(op: str, a: Expr, b: Expr) -> Expr:
    """`a op b` with what numbers 0 and 1 make superfluous left out."""
    if isinstance(a, Number) and isinstance(b, Number) and op in "+-*":
        value = {"+": a.value + b.value, "-": a.value - b.value, "*": a.value * b.value}[op]
        return Number(value) if value >= 0.0 else Negative(Number(-value))
    if op == "+":
        return _added(a, b)
    if op == "-":
        return a if b == Number(0.0) else negated(b) if a == Number(0.0) else Binary("-", a, b)
    if op == "*" and Number(0.0) in (a, b) or a == Number(0.0):
        return Number(0.0)
    if b == Number(1.0):
        return a
    return b if op == "*" and a == Number(1.0) else Binary(op, a, b)


def _added(a: Expr, b: Expr) -> Expr:
    if Number(0.0) in (a, b):
        return b if a == Number(0.0) else a
    match b:
        case Binary(op="+" | "-" as op, left=left, right=right):
            return Binary(op, _added(a, left), right)  # a + (b + c) is written without brackets
        case Negative(operand=e):
            return Binary("-", a, e)
    return Binary("+", a, b)


def negated(expr: Expr) -> Expr:
    """`-expr`, of a negative what it is of."""
    return expr.operand if isinstance(expr, Negative) else expr if expr == Number(0.0) else Negative(expr)
