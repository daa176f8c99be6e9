"""Peepholes: gates that see the cell state."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from core.activations import argument_of
from core.cell_identity import same
from core.cell_lines import check, graph_of, index_of, is_gate, line_of, made
from core.cells import Cell
from core.equations import Binary, Call, Expr, Negative, Number, Signal, Vector, reads
from core.formulas import combined, negated, rows, summands

ZERO = Number(0.0)


@lru_cache(maxsize=256)
def peepholes(cell: Cell) -> Mapping[str, bool]:
    """The gates that can see the cell state: whether each does."""
    if cell.memory == cell.output:
        return {}
    gates = (s for s in cell.gates if is_gate(cell, s) and isinstance(line_of(cell, s), Call))
    return {s: any(_is_peephole(cell, term) for _, term in summands(argument_of(line_of(cell, s)))) for s in gates}


def add_peephole(cell: Cell, gate: str) -> Cell:
    """The cell in which a gate sees the cell state: the new one where that does not need the gate, else the last.

    Gers & Schmidhuber 2000. So the output gate's line comes behind the cell state's.
    """
    check(gate, [s for s, sees in peepholes(cell).items() if not sees], "a gate without a peephole")
    lines, below = rows(cell.graph)
    at = index_of(lines, gate)
    memory = index_of(lines, cell.memory)
    moved = lines
    if at < memory and gate not in _needs(cell, cell.memory):
        row = lines[at]
        moved = [*lines[:at], *lines[at + 1 : memory + 1], row, *lines[memory + 1 :]]
        moved = moved if same(graph_of(moved, below), cell.graph) else lines
    at = index_of(moved, gate)
    term = Binary("*", Vector(_fresh(cell, f"p_{gate}")), Signal(cell.memory, at <= index_of(moved, cell.memory)))
    moved[at] = moved[at].with_expr(_with_term(moved[at].expr, term))
    return made(cell, moved, below, rf"(no )?peephole to {gate}", _phrase(cell, "no peephole to", "peephole to", gate))


def remove_peephole(cell: Cell, gate: str) -> Cell:
    """The cell in which a gate no longer sees the cell state."""
    check(gate, [s for s, sees in peepholes(cell).items() if sees], "a gate with a peephole")
    lines, below = rows(cell.graph)
    changed = [r.with_expr(_without_peephole(cell, r.expr)) if r.name == gate else r for r in lines]
    phrase = _phrase(cell, "peephole to", "no peephole to", gate)
    return made(cell, changed, below, rf"(no )?peephole to {gate}", phrase)


def _is_peephole(cell: Cell, expr: Expr) -> bool:
    match expr:
        case (
            Binary(op="*", left=Vector(), right=Signal(name=name))
            | Binary(op="*", left=Signal(name=name), right=Vector())
        ):
            return name == cell.memory or cell.repeated.get(name) == cell.memory
    return False


def _with_term(expr: Expr, term: Expr) -> Expr:
    """A gate's line with one more summand, ahead of its bias."""
    assert isinstance(expr, Call)
    match expr.argument:
        case Binary(op="+", left=rest, right=Vector() as bias):
            return Call(expr.function, Binary("+", Binary("+", rest, term), bias))
        case argument:
            return Call(expr.function, Binary("+", argument, term))


def _without_peephole(cell: Cell, expr: Expr) -> Expr:
    assert isinstance(expr, Call)

    def dropped(e: Expr) -> Expr:
        if _is_peephole(cell, e):
            return ZERO
        if isinstance(e, Binary) and e.op in "+-":
            return combined(e.op, dropped(e.left), dropped(e.right))
        return negated(dropped(e.operand)) if isinstance(e, Negative) else e

    return Call(expr.function, dropped(expr.argument))


def _fresh(cell: Cell, name: str) -> str:
    taken = {*cell.parameters, *cell.signals}
    return next(n for n in (name, *(f"{name}{k}" for k in range(2, 200))) if n not in taken)


def _needs(cell: Cell, signal: str) -> set[str]:
    """All signals of this step that a signal is made of."""
    now = reads(line_of(cell, signal), previous=False)
    return now.union(*(_needs(cell, name) for name in now))


def _phrase(cell: Cell, undone: str, done: str, gate: str) -> str:
    """What a cell is called further: nothing where this takes back what it was called after."""
    return "" if f"{undone} {gate}" in cell.name and f", {undone} {gate}" in cell.name else f"{done} {gate}"
