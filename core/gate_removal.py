"""A gate taken out of a cell."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from core.cell_identity import made_from
from core.cell_lines import check, gate_words, is_gate, parsed
from core.cells import Cell
from core.equations import Binary, Call, Expr, Graph, Negative, Number, Product, Signal, Vector, reads, walk
from core.formulas import Row, combined, negated, rows, text_of, with_headings

ZERO, ONE = Number(0.0), Number(1.0)


@lru_cache(maxsize=256)
def removable(cell: Cell) -> tuple[str, ...]:
    """The gates that can be taken out, so that what is left is still a cell that reads x and has no constant line.

    Of a pair of which one is 1 minus the other, that one alone: without the other it would be nothing.
    """
    return tuple(s for s in cell.signals if is_gate(cell, s) and _removed(cell, s) is not None)


def remove_gate(cell: Cell, signal: str) -> Cell:
    """The cell in which a gate is always 1: what it multiplied stays, what reads it by a matrix goes with it."""
    check(signal, removable(cell), "a gate that can be taken out")
    graph = _removed(cell, signal)
    assert graph is not None
    words = gate_words(cell, signal)
    return made_from(cell, graph, rf"(without|no) {re.escape(words)}|.*\b{signal}", f"without {words}")


def _removed(cell: Cell, signal: str) -> Graph | None:
    gone = {signal, *(name for name, state in cell.repeated.items() if state == signal)}
    lines, below = rows(cell.graph)
    if not any(_multiplies(line.expr, gone) for line in lines):
        return None
    kept = [line.with_expr(_without(line.expr, gone)) for line in lines if line.name not in gone]
    kept = _read_still(kept, lines)
    names = {line.name for line in kept}
    kept = with_headings(kept, lines, [line.name for line in lines if line.name not in names])
    graph = parsed(text_of(kept, below))
    if graph is None or graph.output != cell.output or not _is_sound(graph):
        return None
    return graph


def _multiplies(expr: Expr, gone: Collection[str]) -> bool:
    products = [e for e in walk(expr) if isinstance(e, Binary) and e.op == "*"]
    return any(isinstance(e, Signal) and e.name in gone for one in products for e in (one.left, one.right))


def _without(expr: Expr, gone: Collection[str]) -> Expr:
    """`expr` with signals that are 1 left out, and without the products of matrices with them."""
    match expr:
        case Signal(name=name) if name in gone:
            return ONE
        case Product(operand=Signal(name=name)) if name in gone:
            return ZERO
        case Product(matrix=matrix, operand=e):
            inner = _without(e, gone)
            return ZERO if inner == ZERO else Product(matrix, inner)
        case Negative(operand=e):
            return negated(_without(e, gone)) if reads(e) & set(gone) else expr
        case Call(function=function, argument=e):
            return Call(function, _without(e, gone))
        case Binary(op=op, left=a, right=b) if reads(expr) & set(gone):
            return combined(op, _without(a, gone), _without(b, gone))
    return expr


def _read_still(kept: list[Row], before: Sequence[Row]) -> list[Row]:
    """Without the lines that only what is gone has read."""
    was = set().union(*(reads(line.expr) for line in before))
    while True:
        read = set().union(*(reads(line.expr) for line in kept))
        idle = [line for line in kept[:-1] if line.name in was - read]
        if not idle:
            return kept
        kept = [line for line in kept if line not in idle]


def _is_sound(graph: Graph) -> bool:
    """Whether no line is a constant, and what is put out depends on x."""
    fed: set[str] = set()
    for _ in graph.lines:
        for line in graph.lines:
            if graph.parameters.keys() & _inputs(graph) & _matrices(line.expr) or reads(line.expr) & fed:
                fed.add(line.name)
    return graph.output in fed and all(
        reads(line.expr) or _matrices(line.expr) or any(isinstance(e, Vector) for e in walk(line.expr))
        for line in graph.lines
    )


def _inputs(graph: Graph) -> set[str]:
    return {name for name, shape in graph.parameters.items() if shape == ("units", "inputs")}


def _matrices(expr: Expr) -> set[str]:
    return {e.matrix for e in walk(expr) if isinstance(e, Product)}
