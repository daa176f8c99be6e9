"""What can be done to a cell at one of its signals: edits of the equations, and the cells they make. Knows no Qt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

from core.cell_edits import (
    NONE,
    activation,
    add_peephole,
    couple,
    couplings,
    peepholes,
    removable,
    remove_gate,
    remove_peephole,
    set_activation,
    uncouple,
    uncoupled,
)
from core.cells import Cell
from core.equations import FUNCTIONS
from gui.weight_entries import gate_words

PLAIN = "no activation"


@dataclass(frozen=True)
class CellEdit:
    """A line of a menu and the cell it makes; `label` is what undo calls it, `under` the submenu it stands in."""

    text: str
    label: str
    cell: Cell
    under: str = ""
    chosen: bool = False


def cell_edits(cell: Cell, signal: str) -> tuple[CellEdit, ...]:
    """Everything that can be done to a cell at a signal."""
    kinds = (_removal, _activations, _peephole, _couplings)
    return tuple(edit for kind in kinds for edit in kind(cell, signal))


def _removal(cell: Cell, signal: str) -> Iterator[CellEdit]:
    if signal in removable(cell):
        made = remove_gate(cell, signal)
        yield CellEdit(f"Remove the gate ({_makes(made)})", f"Remove the {gate_words(cell, signal)}", made)


def _activations(cell: Cell, signal: str) -> Iterator[CellEdit]:
    present = activation(cell, signal)
    if present is None:
        return
    for function in (*FUNCTIONS, NONE):
        made = set_activation(cell, signal, function)
        name = PLAIN if function == NONE else function
        text = name if made is cell or not variant(made) else f"{name} ({_makes(made)})"
        label = f"Activation of {signal}: {name}"
        yield CellEdit(text, label, made, "Activation", function == present)


def _peephole(cell: Cell, signal: str) -> Iterator[CellEdit]:
    sees, words = peepholes(cell).get(signal), gate_words(cell, signal)
    if sees is None:
        return
    made = (remove_peephole if sees else add_peephole)(cell, signal)
    text = "Remove the peephole" if sees else "Add a peephole"
    label = f"Remove the peephole of the {words}" if sees else f"Add a peephole to the {words}"
    yield CellEdit(f"{text} (makes {made.name})" if made.key else text, label, made)


def _couplings(cell: Cell, signal: str) -> Iterator[CellEdit]:
    for kept, coupled in couplings(cell):
        if signal in (kept, coupled):
            made = couple(cell, kept, coupled)
            other = gate_words(cell, coupled if signal == kept else kept)
            text = f"{coupled} = 1 − {kept}"
            text = f"{text} ({_makes(made)})" if variant(made) else text
            yield CellEdit(text, f"Couple {coupled} = 1 − {kept}", made, f"Couple with the {other}")
    kept = uncoupled(cell).get(signal, "")
    if kept:
        text = f"Uncouple from the {gate_words(cell, kept)}"
        yield CellEdit(text, f"Uncouple the {gate_words(cell, signal)}", uncouple(cell, signal))


def _makes(made: Cell) -> str:
    return f"makes {variant(made) or made.name}"


def variant(cell: Cell) -> str:
    """What the literature calls a cell, of those that ship: "NFG: no forget gate", "NFG without peepholes", or ""."""
    short = _short(cell)
    if short:
        rest = cell.name.partition(", ")[2]
        return f"{short}: {rest}" if rest else short
    lacking = [gate for gate, sees in peepholes(cell).items() if not sees]
    if not lacking or len(lacking) < len(peepholes(cell)):
        return ""
    short = _short(reduce(add_peephole, lacking, cell))
    return f"{short} without peepholes" if short else ""


def _short(cell: Cell) -> str:
    """The variant that a cell's source says it is: "NFG"."""
    found = re.search(r"variant ([A-Z]+)", cell.source) if cell.key else None
    return found[1] if found else ""
