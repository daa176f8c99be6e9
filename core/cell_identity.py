"""Which of the cells that ship a cell is, and what one is called that was made of another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from core.cells import GATES, Cell, SignalInfo, cell_names, load_cell
from core.equations import Expr, Graph, parse

AFTER = "after "  # before the source of the cell that another was made of
EDITED = ", edited"  # behind the name of the cell whose text was typed in
NEW = "New cell"  # the name of one that was made of nothing


def same(one: Graph, other: Graph) -> bool:
    """Whether two graphs compute the same: the same lines, each reading the same of this step and the one before.

    The order of lines that do not read each other, blanks and comments make no difference.
    """
    lines = [{line.name: line.expr for line in graph.lines} for graph in (one, other)]
    return lines[0] == lines[1] and one.output == other.output


@lru_cache(maxsize=256)
def shipped_as(graph: Graph) -> Cell | None:
    """The cell in resources/cells that computes the same, or None."""
    cells = (load_cell(key) for key in cell_names())
    return next((cell for cell in cells if same(cell.graph, graph)), None)


def known(cell: Cell) -> Cell:
    """The cell that ships, where a cell computes the same; with comments of its own it keeps its text."""
    shipped = shipped_as(cell.graph)
    if shipped is None or shipped is cell:
        return cell
    return replace(shipped, graph=cell.graph, key="") if "#" in cell.equations else shipped


def origin(cell: Cell) -> Cell | None:
    """The cell that ships whose name a cell's begins with: the one that it was made of."""
    shipped = [load_cell(key) for key in cell_names()]
    begun = [one for one in shipped if f"{cell.name},".startswith((f"{one.name},", f"{one.name} without "))]
    return max(begun, key=lambda one: len(one.name), default=None)


def made_from(old: Cell, graph: Graph, subject: str, phrase: str) -> Cell:
    """The cell of `graph`, made of `old`: one that ships where it is that, else named by what was done.

    `phrase` says what was done, such as "without forget gate"; it takes the place of what was done before to the same
    `subject`, a regular expression of such phrases. An empty one only takes away.
    """
    return known(Cell(renamed(old.name, subject, phrase), graph, after(old.source), "", infos_of(old, graph)))


def typed(base: Cell, text: str) -> Cell:
    """The cell of a text that was typed where a cell's stood; EquationError where it does not read.

    The text stays as it was typed. It is the base itself, one that ships, or the base edited.
    """
    graph = parse(text)
    if trimmed(text) == trimmed(base.equations):
        return base
    twin = base if same(graph, base.graph) else shipped_as(graph)
    if twin is not None:
        as_it_ships = twin.key and trimmed(text) == trimmed(twin.equations)
        return twin if as_it_ships else replace(twin, graph=graph, key="")
    name = base.name if EDITED in base.name or base.name == NEW else base.name + EDITED
    return Cell(name, graph, after(base.source), "", infos_of(base, graph))


def trimmed(text: str) -> str:
    """A text without blanks at the ends of its rows, and without empty rows around it."""
    return "\n".join(row.rstrip() for row in text.strip("\n").split("\n")).rstrip("\n")


def after(source: str) -> str:
    """The source of what was made of a cell with this source."""
    return source if not source or source.startswith(AFTER) else AFTER + source


def renamed(name: str, subject: str, phrase: str) -> str:
    """`name` with a phrase behind it: "LSTM without forget gate", "LSTM without forget gate, no input gate"."""
    base, *done = re.split(r", | (?=without )", name)
    kept = [one for one in done if not re.fullmatch(subject, one)]
    first, *rest = [*kept, phrase] if phrase else [*kept, ""]
    if not first:
        return base
    begin = f" {first}" if first.startswith("without ") else f", {first}"
    return "".join([base, begin, *(f", {re.sub('^without ', 'no ', one)}" for one in rest if one)])


def infos_of(old: Cell, graph: Graph) -> Mapping[str, SignalInfo]:
    """What the signals of a changed cell are called: as before; a sentence that may be true no longer is left out."""
    before = {line.name: line.expr for line in old.graph.lines}
    found = {}
    for line in graph.lines:
        info = old.infos.get(line.name)
        if info is None:
            continue
        changed = before.get(line.name) != line.expr and info.role not in GATES
        found[line.name] = (
            (_shipped_info(line.name, info.role, line.expr) or replace(info, says="")) if changed else info
        )
    return found


def _shipped_info(signal: str, role: str, expr: Expr) -> SignalInfo | None:
    """What is said of such a signal in a cell that ships and has the same line for it."""
    for cell in (load_cell(key) for key in cell_names()):
        info = cell.infos.get(signal)
        if info and info.role == role and any((signal, expr) == (line.name, line.expr) for line in cell.graph.lines):
            return info
    return None
