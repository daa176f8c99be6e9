"""Coupled gates: one of them is what the other leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from core.cell_identity import made_from
from core.cell_lines import check, gate_words, index_of, is_gate, line_of, made, parsed
from core.cells import Cell, SignalInfo
from core.equations import Binary, Call, Expr, Graph, Negative, Number, Product, Signal, Vector, reads
from core.errors import CarouselError
from core.formulas import factors, rows, summands, text_of

ONE = Number(1.0)


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
    result = made_from(
        cell, graph, rf"{coupled} = .*|(no )?peephole to {coupled}|.* for {coupled}", f"{coupled} = 1 − {kept}"
    )
    if result.key or coupled not in result.infos:
        return result
    info = result.infos[coupled]
    says = f"what the {gate_words(cell, kept)} leaves"
    return replace(result, infos={**result.infos, coupled: SignalInfo(info.title, info.role, says)})


def _coupled(cell: Cell, kept: str, coupled: str) -> Graph | None:
    lines, below = rows(cell.graph)
    at, row = index_of(lines, kept), lines[index_of(lines, coupled)].with_expr(Binary("-", ONE, Signal(kept)))
    rest = [line for line in lines if line.name != coupled]
    if lines[at].name in reads(row.expr, previous=False) and index_of(lines, coupled) < at:
        place = index_of(rest, kept) + 1
    else:
        place = index_of(lines, coupled)
    graph = parsed(text_of([*rest[:place], row, *rest[place:]], below))
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
    check(signal, tuple(uncoupled(cell)), "a gate that is 1 minus another")
    kept = uncoupled(cell)[signal]
    expr = _freed(cell, kept, signal)
    assert expr is not None
    lines, below = rows(cell.graph)
    changed = [row.with_expr(expr) if row.name == signal else row for row in lines]
    coupled = f"{signal} = 1 − {kept}" in cell.name
    result = made(cell, changed, below, rf"{signal} = .*", "" if coupled else f"free {signal}")
    if result.key or signal not in result.infos:
        return result
    return replace(result, infos={**result.infos, signal: replace(result.infos[signal], says="")})


def _freed(cell: Cell, kept: str, signal: str) -> Expr | None:
    """The line of `kept` with the parameters named after `signal`; None where they cannot be."""
    expr = line_of(cell, kept)
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
