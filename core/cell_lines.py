"""What edits of a cell share: its lines, what is a gate, and the cell that comes out."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from core.cell_identity import made_from
from core.cells import GATES, Cell
from core.equations import Expr, Graph, parse
from core.errors import CarouselError, EquationError
from core.formulas import Row, text_of


def is_gate(cell: Cell, signal: str) -> bool:
    """Whether a signal is a gate: it lies between 0 and 1, has a gate's role and is not what the layer puts out."""
    return cell.info(signal).role in GATES and cell.is_level(signal) and signal != cell.output


def check(found: str, known: Collection[str], what: str) -> None:
    if found not in known:
        raise CarouselError(
            what, f"one of {', '.join(known)}" if known else "none, this cell has none", repr(found)[:60]
        )


def line_of(cell: Cell, signal: str) -> Expr:
    return next(line.expr for line in cell.graph.lines if line.name == signal)


def gate_words(cell: Cell, signal: str) -> str:
    """What a gate is called within a sentence: "forget gate"; the signal's name where the cell says nothing."""
    title = cell.info(signal).title
    return title[0].lower() + title[1:] if title[1:2].islower() else title


def index_of(lines: Sequence[Row], name: str) -> int:
    return next(k for k, line in enumerate(lines) if line.name == name)


def parsed(text: str) -> Graph | None:
    try:
        return parse(text)
    except EquationError:
        return None


def graph_of(lines: Sequence[Row], below: Sequence[str]) -> Graph:
    return parse(text_of(lines, below))


def made(cell: Cell, lines: Sequence[Row], below: Sequence[str], subject: str, phrase: str) -> Cell:
    return made_from(cell, graph_of(lines, below), subject, phrase)
