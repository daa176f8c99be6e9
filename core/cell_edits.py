"""Edits of a cell, Cell -> Cell, each the same as editing the text of its equations; untouched lines keep their text.

What can be done to a cell is told beside each edit: `removable`, `activation`, `peepholes`, `couplings`. The edit
itself raises CarouselError where it cannot be done.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from core.cell_identity import made_from, same
from core.cells import GATES, Cell, SignalInfo
from core.equations import (
    FUNCTIONS,
    Binary,
    Call,
    Expr,
    Graph,
    Negative,
    Number,
    Product,
    Signal,
    Vector,
    parse,
    reads,
    walk,
)
from core.errors import CarouselError, EquationError
from core.formulas import Row, combined, factors, negated, rows, summands, text_of, with_headings

NONE = "none"  # the activation of a line without one
SCALED = "scaled"  # of one that numbers stretch, such as 4 * sigmoid(a) - 2
ZERO, ONE = Number(0.0), Number(1.0)


def is_gate(cell: Cell, signal: str) -> bool:
    """Whether a signal is a gate: it lies between 0 and 1, has a gate's role and is not what the layer puts out."""
    return cell.info(signal).role in GATES and cell.is_level(signal) and signal != cell.output


# a gate taken out


@lru_cache(maxsize=256)
def removable(cell: Cell) -> tuple[str, ...]:
    """The gates that can be taken out, so that what is left is still a cell that reads x and has no constant line.

    Of a pair of which one is 1 minus the other, that one alone: without the other it would be nothing.
    """
    return tuple(s for s in cell.signals if is_gate(cell, s) and _removed(cell, s) is not None)


def remove_gate(cell: Cell, signal: str) -> Cell:
    """The cell in which a gate is always 1: what it multiplied stays, what reads it by a matrix goes with it."""
    _check(signal, removable(cell), "a gate that can be taken out")
    graph = _removed(cell, signal)
    assert graph is not None
    words = _words(cell, signal)
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
    graph = _parsed(text_of(kept, below))
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


# another activation


def activation(cell: Cell, signal: str) -> str | None:
    """The function that makes a signal of its sum: one of FUNCTIONS, NONE or SCALED; None where none can be set."""
    found = _activated(cell, signal)
    if found is None:
        return None
    return found.function if isinstance(found, Call) else SCALED if _is_scaled(found) else NONE


def set_activation(cell: Cell, signal: str, function: str) -> Cell:
    """The cell with another function (of FUNCTIONS, or NONE) around a line's sum, or around what a gate lets out."""
    _check(function, (*FUNCTIONS, NONE), "an activation")
    old = _activated(cell, signal) if signal in cell.signals else None
    if old is None:
        raise CarouselError("signal", "one whose line has an activation", repr(signal)[:60])
    if activation(cell, signal) == function:
        return cell
    inner = _argument(old)
    new = inner if function == NONE else Call(function, inner)
    lines, below = rows(cell.graph)
    changed = [r.with_expr(_replaced(r.expr, old, new)) if r.name == signal else r for r in lines]
    phrase = f"linear {signal}" if function == NONE else f"{function} for {signal}"
    return _made(cell, changed, below, rf"(linear|\w+ for) {signal}", phrase)


def _activated(cell: Cell, signal: str) -> Expr | None:
    """The part of a line that its activation makes, or could make."""
    expr = _line(cell, signal)
    outer = [e for e in factors(expr) if isinstance(e, Call) or _is_scaled(e)]
    if isinstance(expr, Call) or _is_scaled(expr):
        return expr
    if len(outer) == 1 and not any(isinstance(e, Call) for f in factors(expr) if f is not outer[0] for e in walk(f)):
        return outer[0]
    if any(isinstance(e, Call) for e in walk(expr)):
        return None
    if any(isinstance(term, Product) for _, term in summands(expr)):
        return expr
    bare = [e for e in factors(expr) if isinstance(e, Signal) and not cell.is_level(e.name) and not e.previous]
    plain = signal == cell.output and len(bare) == 1 and all(isinstance(e, Signal) for e in factors(expr))
    return bare[0] if plain and not isinstance(expr, Negative) else None


def _is_scaled(expr: Expr) -> bool:
    """Whether numbers alone stretch and shift a function."""
    match expr:
        case Binary(op="+" | "-", left=Binary(op="*", left=Number(), right=Call()), right=Number()):
            return True
        case Binary(op="*", left=Number(), right=Call()):
            return True
    return False


def _argument(expr: Expr) -> Expr:
    call = next((e for e in walk(expr) if isinstance(e, Call)), None) if isinstance(expr, Call | Binary) else None
    return call.argument if call is not None else expr


# peepholes


@lru_cache(maxsize=256)
def peepholes(cell: Cell) -> Mapping[str, bool]:
    """The gates that can see the cell state: whether each does."""
    if cell.memory == cell.output:
        return {}
    gates = (s for s in cell.gates if is_gate(cell, s) and isinstance(_line(cell, s), Call))
    return {s: any(_is_peephole(cell, term) for _, term in summands(_argument(_line(cell, s)))) for s in gates}


def add_peephole(cell: Cell, gate: str) -> Cell:
    """The cell in which a gate sees the cell state: the new one where that does not need the gate, else the last.

    Gers & Schmidhuber 2000. So the output gate's line comes behind the cell state's.
    """
    _check(gate, [s for s, sees in peepholes(cell).items() if not sees], "a gate without a peephole")
    lines, below = rows(cell.graph)
    at = _index(lines, gate)
    memory = _index(lines, cell.memory)
    moved = lines
    if at < memory and gate not in _needs(cell, cell.memory):
        row = lines[at]
        moved = [*lines[:at], *lines[at + 1 : memory + 1], row, *lines[memory + 1 :]]
        moved = moved if same(_graph(moved, below), cell.graph) else lines
    at = _index(moved, gate)
    term = Binary("*", Vector(_fresh(cell, f"p_{gate}")), Signal(cell.memory, at <= _index(moved, cell.memory)))
    moved[at] = moved[at].with_expr(_with_term(moved[at].expr, term))
    return _made(cell, moved, below, rf"(no )?peephole to {gate}", _phrase(cell, "no peephole to", "peephole to", gate))


def remove_peephole(cell: Cell, gate: str) -> Cell:
    """The cell in which a gate no longer sees the cell state."""
    _check(gate, [s for s, sees in peepholes(cell).items() if sees], "a gate with a peephole")
    lines, below = rows(cell.graph)
    changed = [r.with_expr(_without_peephole(cell, r.expr)) if r.name == gate else r for r in lines]
    phrase = _phrase(cell, "peephole to", "no peephole to", gate)
    return _made(cell, changed, below, rf"(no )?peephole to {gate}", phrase)


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


# coupled gates


@lru_cache(maxsize=256)
def couplings(cell: Cell) -> tuple[tuple[str, str], ...]:
    """The pairs (kept, coupled) of gates that share a sum, as f * c + i * g, of which one can be 1 minus the other."""
    found = []
    for line in cell.graph.lines:
        terms = [
            {e.name for e in factors(t) if isinstance(e, Signal) and not e.previous} for _, t in summands(line.expr)
        ]
        gates = [[s for s in cell.gates if s in names and is_gate(cell, s)] for names in terms]
        found += [(a, b) for one in gates for other in gates if one is not other for a in one for b in other if a != b]
    return tuple(pair for pair in dict.fromkeys(found) if _coupled(cell, *pair) is not None)


def couple(cell: Cell, kept: str, coupled: str) -> Cell:
    """The cell in which one gate is what another leaves: coupled = 1 - kept (Greff et al. 2015, CIFG)."""
    if (kept, coupled) not in couplings(cell):
        raise CarouselError("gates", "two that share a sum, kept and coupled", repr((kept, coupled))[:60])
    graph = _coupled(cell, kept, coupled)
    assert graph is not None
    made = made_from(
        cell, graph, rf"{coupled} = .*|(no )?peephole to {coupled}|.* for {coupled}", f"{coupled} = 1 − {kept}"
    )
    if made.key or coupled not in made.infos:
        return made
    info = made.infos[coupled]
    says = f"what the {_words(cell, kept)} leaves"
    return replace(made, infos={**made.infos, coupled: SignalInfo(info.title, info.role, says)})


def _coupled(cell: Cell, kept: str, coupled: str) -> Graph | None:
    lines, below = rows(cell.graph)
    at, row = _index(lines, kept), lines[_index(lines, coupled)].with_expr(Binary("-", ONE, Signal(kept)))
    rest = [line for line in lines if line.name != coupled]
    if lines[at].name in reads(row.expr, previous=False) and _index(lines, coupled) < at:
        place = _index(rest, kept) + 1
    else:
        place = _index(lines, coupled)
    graph = _parsed(text_of([*rest[:place], row, *rest[place:]], below))
    wanted = {line.name: line.expr for line in cell.graph.lines} | {coupled: row.expr}
    return graph if graph is not None and {line.name: line.expr for line in graph.lines} == wanted else None


@lru_cache(maxsize=256)
def uncoupled(cell: Cell) -> Mapping[str, str]:
    """The gates that are 1 minus another: which; those that can have a line of their own, like the other's."""
    found = {}
    for line in cell.graph.lines:
        match line.expr:
            case Binary(op="-", left=Number(value=1.0), right=Signal(name=kept, previous=False)):
                if is_gate(cell, line.name) and _freed(cell, kept, line.name) is not None:
                    found[line.name] = kept
    return found


def uncouple(cell: Cell, signal: str) -> Cell:
    """The cell in which a gate that was 1 minus another has parameters of its own, in a line like the other's."""
    _check(signal, tuple(uncoupled(cell)), "a gate that is 1 minus another")
    kept = uncoupled(cell)[signal]
    expr = _freed(cell, kept, signal)
    assert expr is not None
    lines, below = rows(cell.graph)
    changed = [row.with_expr(expr) if row.name == signal else row for row in lines]
    coupled = f"{signal} = 1 − {kept}" in cell.name
    made = _made(cell, changed, below, rf"{signal} = .*", "" if coupled else f"free {signal}")
    if made.key or signal not in made.infos:
        return made
    return replace(made, infos={**made.infos, signal: replace(made.infos[signal], says="")})


def _freed(cell: Cell, kept: str, signal: str) -> Expr | None:
    """The line of `kept` with the parameters named after `signal`; None where they cannot be."""
    expr = _line(cell, kept)
    names = {}
    for name in cell.parameters_of(kept):
        ending = f"_{kept}"
        names[name] = name.removesuffix(ending) + f"_{signal}" if name.endswith(ending) or "_" not in name else ""
    free = names and all(names.values()) and not set(names.values()) & {*cell.parameters, *cell.signals}
    return _renamed(expr, names) if free and signal not in reads(expr) else None


def _renamed(expr: Expr, names: Mapping[str, str]) -> Expr:
    match expr:
        case Vector(name=name):
            return Vector(names[name])
        case Product(matrix=matrix, operand=e):
            return Product(names[matrix], _renamed(e, names))
        case Negative(operand=e):
            return Negative(_renamed(e, names))
        case Call(function=function, argument=e):
            return Call(function, _renamed(e, names))
        case Binary(op=op, left=a, right=b):
            return Binary(op, _renamed(a, names), _renamed(b, names))
    return expr


# what edits share


def _check(found: str, known: Collection[str], what: str) -> None:
    if found not in known:
        raise CarouselError(
            what, f"one of {', '.join(known)}" if known else "none, this cell has none", repr(found)[:60]
        )


def _line(cell: Cell, signal: str) -> Expr:
    return next(line.expr for line in cell.graph.lines if line.name == signal)


def _words(cell: Cell, signal: str) -> str:
    """What a gate is called within a sentence: "forget gate"; the signal's name where the cell says nothing."""
    title = cell.info(signal).title
    return title[0].lower() + title[1:] if title[1:2].islower() else title


def _phrase(cell: Cell, undone: str, done: str, gate: str) -> str:
    """What a cell is called further: nothing where this takes back what it was called after."""
    return "" if f"{undone} {gate}" in cell.name and f", {undone} {gate}" in cell.name else f"{done} {gate}"


def _index(lines: Sequence[Row], name: str) -> int:
    return next(k for k, line in enumerate(lines) if line.name == name)


def _needs(cell: Cell, signal: str) -> set[str]:
    """All signals of this step that a signal is made of."""
    now = reads(_line(cell, signal), previous=False)
    return now.union(*(_needs(cell, name) for name in now))


def _replaced(expr: Expr, old: Expr, new: Expr) -> Expr:
    if expr is old:
        return new
    match expr:
        case Binary(op=op, left=a, right=b):
            return Binary(op, _replaced(a, old, new), _replaced(b, old, new))
        case Negative(operand=e):
            return Negative(_replaced(e, old, new))
    return expr


def _parsed(text: str) -> Graph | None:
    try:
        return parse(text)
    except EquationError:
        return None


def _graph(lines: Sequence[Row], below: Sequence[str]) -> Graph:
    return parse(text_of(lines, below))


def _made(cell: Cell, lines: Sequence[Row], below: Sequence[str], subject: str, phrase: str) -> Cell:
    return made_from(cell, _graph(lines, below), subject, phrase)
