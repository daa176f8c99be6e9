"""The activation of a line: the function around its sum, or around what a gate lets out."""

from __future__ import annotations

from core.cell_identity import origin
from core.cell_lines import check, line_of, made
from core.cells import Cell
from core.equations import FUNCTIONS, Binary, Call, Expr, Negative, Number, Product, Signal, walk
from core.errors import CarouselError
from core.formulas import factors, rows, summands

NONE = "none"  # the activation of a line without one
SCALED = "scaled"  # of one that numbers stretch, such as 4 * sigmoid(a) - 2


def activation(cell: Cell, signal: str) -> str | None:
    """The function that makes a signal of its sum: one of FUNCTIONS, NONE or SCALED; None where none can be set."""
    found = _activated(cell, signal)
    if found is None:
        return None
    return found.function if isinstance(found, Call) else SCALED if _is_scaled(found) else NONE


def set_activation(cell: Cell, signal: str, function: str) -> Cell:
    """The cell with another function (of FUNCTIONS, or NONE) around a line's sum, or around what a gate lets out."""
    check(function, (*FUNCTIONS, NONE), "an activation")
    old = _activated(cell, signal) if signal in cell.signals else None
    if old is None:
        raise CarouselError("signal", "one whose line has an activation", repr(signal)[:60])
    if activation(cell, signal) == function:
        return cell
    inner = argument_of(old)
    new = inner if function == NONE else Call(function, inner)
    lines, below = rows(cell.graph)
    changed = [r.with_expr(_replaced(r.expr, old, new)) if r.name == signal else r for r in lines]
    phrase = f"linear {signal}" if function == NONE else f"{function} for {signal}"
    base = origin(cell)
    if base is not None and signal in base.signals and activation(base, signal) == function:
        phrase = ""  # as it was
    return made(cell, changed, below, rf"(linear|\w+ for) {signal}", phrase)


def _activated(cell: Cell, signal: str) -> Expr | None:
    """The part of a line that its activation makes, or could make."""
    expr = line_of(cell, signal)
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


def argument_of(expr: Expr) -> Expr:
    call = next((e for e in walk(expr) if isinstance(e, Call)), None) if isinstance(expr, Call | Binary) else None
    return call.argument if call is not None else expr


def _replaced(expr: Expr, old: Expr, new: Expr) -> Expr:
    if expr is old:
        return new
    match expr:
        case Binary(op=op, left=a, right=b):
            return Binary(op, _replaced(a, old, new), _replaced(b, old, new))
        case Negative(operand=e):
            return Negative(_replaced(e, old, new))
    return expr
