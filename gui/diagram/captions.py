"""The small words above the groups of the diagram, in full and shorter."""

from __future__ import annotations

from core.state import State
from gui.diagram.block_words import Heading
from gui.diagram.edges import MOST_FAINT
from gui.diagram.layout import Group, Key
from gui.diagram.runs import Words
from gui.diagram.wiring import ring_state, undrawn
from gui.diagram.words import begins, shift_words
from gui.diagram.words import remembered as remembered_signal
from gui.level_words import counted, named
from gui.whose import earlier, layer_mark, layer_part

Runs = list[Words]


def inputs(state: State, shift: int) -> list[Runs]:
    """Which word the inputs are; of a window's other steps how far away it is."""
    sequence, step = state.document.sequence, state.view.cursor + shift
    name = Words("x", "text", True)
    if not sequence:
        return [[name]]
    if not shift:
        seen = undrawn(state.model.network, 0)
        here = [name, Words(f" at “{sequence[step]}”")]
        return [[*here, Words(f", 1 of {seen}")], here] if seen else [here]
    word = f"“{sequence[step]}”" if 0 <= step < len(sequence) else "none"
    away, way = shift_words(shift), "after" if shift > 0 else "before"
    return [[name, Words(f" {text}")] for text in (f"{away}: {word}", f"{abs(shift)} {way}: {word}", away)]


def remembered(state: State, layer: int, is_colour: bool) -> list[Runs]:
    """What a layer remembers, and of which step it is."""
    network = state.model.network
    signal = remembered_signal(network.layers[layer].cell)
    way, told = earlier(network, layer), ", as colour" if is_colour else ""
    start, short = " before the first step" if way == "before" else " after the last step", f" {way}"
    if signal in network.layers[layer].initial:
        start, short = f" learnt,{start}", " learnt at the start"
    when, short = (start, short) if begins(state, layer) else (f" one step {way}", f" {way}")
    runs = [*_mark(state, layer), Words(signal, "text", True)]
    return [[*runs, Words(text)] for text in (when + told, short + told, short)]


def units(state: State, key: Key, is_colour: bool, turn: float | None) -> list[Runs]:
    """What the numbers and rings are; `turn` is the cell state that fills a ring, None where there is none."""
    cell = state.model.network.layers[key.layer].cell
    mark, output, ring = _mark(state, key.layer, named(cell)[0]), Words(cell.output, "text", True), ring_state(cell)
    if key.shift:
        return [[*mark, output, Words(f" {shift_words(key.shift, 'step')}")], [*mark, output]]
    inside = [*mark, output, Words(" as colour" if is_colour else " inside")]
    if ring is None or turn is None:
        return [inside, [*mark, output]]
    around = [*inside, Words(", "), Words(ring, "cell", True), Words(" around")]
    short = [*mark, output, Words(", "), Words(ring, "cell", True)]
    return [[*around, Words(f" (full turn {turn:g})")], around, short]


def drawn(unit: int, is_some: bool, is_one_step: bool) -> tuple[str, ...]:
    """Which edges are drawn, where these are not all, in full and shorter: `is_one_step` of what a window sees."""
    some = f"drawn: unit {unit + 1}’s weights, the {MOST_FAINT} largest others"
    if not is_one_step:
        return (some,) if is_some else ()
    if is_some:
        return f"{some}; of a window, this step’s", some
    return "drawn: of a window, this step’s weights", "drawn: this step’s weights"


def of_blocks(unit: int) -> tuple[str, ...]:
    """What is drawn where there are blocks, in full and shorter."""
    some = f"drawn: the largest weights of unit {unit + 1}"
    return f"{some} and its neighbours; bands: all others", f"{some}; bands: all others", some


def heading(state: State, key: Key, group: Group, turn: float) -> Heading:
    """What stands above the cells of a block."""
    if key.kind in ("input", "output"):
        return Heading(counted(group.count, key.kind), ("",))
    cell = state.model.network.layers[key.layer].cell
    if key.kind == "before":
        return Heading(counted(group.count, "unit"), (remembered_signal(cell),))
    title = counted(group.count, f"{named(cell)[0]} unit")
    ring = ring_state(cell)
    return Heading(title, (cell.output, *((ring,) if ring else ())), (1.0, turn))


def _mark(state: State, layer: int, cell: str = "") -> Runs:
    """Which layer of its level it is, where there are several, and that it runs backward; a letter with its cell."""
    mark = layer_mark(state.model.network, layer)
    which = f" {cell}" if cell and layer_part(state.model.network, layer) not in ("", "forward", "backward") else ""
    return [Words(f"{mark}{which} ")] if mark else []
