"""The rows and strips of the timeline, from a State: the signals of one unit, or one signal of all units."""

from __future__ import annotations

from itertools import pairwise

from core.cells import Cell
from core.clamps import Clamp, clamped_to
from core.state import State
from core.trace import Trace
from gui.part_menu import Part
from gui.signal_label import label
from gui.some_models import some
from gui.weight_entries import gate_words
from gui.whose import layer_words, unit_words
from gui.widgets.heat_plan import Row
from gui.widgets.heat_strip import Strip

BEHIND = ("output", "hidden")  # roles that a large cell shows only when asked
MOST_STRIPS = 8  # more would leave the rows no room
FEW = 4  # signals that are all shown


def shown_signals(cell: Cell, unfolded: bool) -> tuple[str, ...]:
    """The signals of the rows: in the order of the lines, what the cell shows to the outside last or folded away."""
    behind = folding(cell)
    ahead = tuple(s for s in cell.signals if s not in behind)
    return ahead + behind if unfolded or not folds(cell) else ahead


def folding(cell: Cell) -> tuple[str, ...]:
    """The signals whose rows stand last: what the cell shows to the outside, and what only repeats the step before."""
    return tuple(s for s in cell.signals if cell.info(s).role in BEHIND or s in cell.repeated)


def folds(cell: Cell) -> int:
    """How many rows can be folded away; 0 for a cell with few signals."""
    behind = len(folding(cell))
    return behind if FEW < len(cell.signals) > behind else 0


def parts_of(state: State) -> tuple[Part, ...]:
    """What each row shows: a signal of the selected unit, or `across` of every unit of the layer."""
    view = state.view
    if view.across:
        return tuple(Part(view.layer, unit, view.across) for unit in range(state.layer.units))
    return tuple(Part(view.layer, view.unit, signal) for signal in shown_signals(state.cell, view.unfolded))


def rows_of(state: State, since: str = "") -> tuple[Row, ...]:
    """The rows that the view asks for; `since` is what the last edit did, for what they were before it."""
    trace, ghost, held = state.trace(), state.ghost(), _held_parts(state)
    return tuple(
        _row(state, (trace, ghost), part, spans_held(state, part) if part in held else (), since)
        for part in parts_of(state)
    )


def _row(
    state: State, runs: tuple[Trace, Trace | None], part: Part, held: tuple[tuple[int, int], ...], since: str
) -> Row:
    info, view, (trace, ghost) = state.cell.info(part.signal), state.view, runs
    return Row(
        label=f"unit {part.unit + 1}" if view.across else label(state.cell, part.signal),
        title=f"{info.title} of unit {part.unit + 1}",
        says=info.says,
        role=info.role,
        signed=not state.cell.is_level(part.signal),
        values=trace[part.layer, part.signal][:, part.unit],
        held=held,
        marked=part.unit == view.unit if view.across else part.signal == view.signal,
        pickable=bool(view.across) or part.signal in state.cell.gates,
        backward=state.layer.reverse,
        was=None if ghost is None else ghost[part.layer, part.signal][:, part.unit],
        since=since,
    )


def _held_parts(state: State) -> set[Part]:
    return {Part(clamp.layer, clamp.unit, clamp.signal) for clamp in state.model.clamps}


def spans_held(state: State, part: Part) -> tuple[tuple[int, int], ...]:
    """From which step to which (both included) a part of the selected model is held, a span for each value."""
    clamps = [clamp for clamp in state.model.clamps if clamp.is_of(part.layer, part.signal, part.unit)]
    ends = {state.steps} | {clamp.last + 1 for clamp in clamps if clamp.last is not None}
    changes = sorted(step for step in ends | {clamp.first for clamp in clamps} if step <= state.steps)
    spans: list[tuple[int, int]] = []
    before: Clamp | None = None
    for start, end in pairwise(changes):
        clamp = clamped_to(clamps, part.layer, part.signal, part.unit, start)
        if clamp is not None and before is not None and clamp.value == before.value:
            spans[-1] = (spans[-1][0], end - 1)
        elif clamp is not None:
            spans.append((start, end - 1))
        before = clamp
    return tuple(spans)


def strips_of(state: State) -> tuple[Strip, ...]:
    """The gain of each step's input on the answer at the cursor, for the networks that are shown; of many, a few."""
    models, shown = state.document.models, some(state.visible, state.view.model, MOST_STRIPS)
    colours = [models[k].color.upper() for k in shown]
    shared = {colour for colour in colours if colours.count(colour) > 1}
    return tuple(_strip(state, k, k if colour in shared else None) for k, colour in zip(shown, colours, strict=True))


def strips_left_out(state: State) -> int:
    """How many of the networks that are shown have no strip."""
    return max(len(state.visible) - MOST_STRIPS, 0)


def _strip(state: State, index: int, marker: int | None) -> Strip:
    model, gains = state.document.models[index], (state.input_gain(index), state.input_gain_ahead(index))
    looks_ahead = any(layer.reverse for layer in model.network.layers)
    return Strip(model.name, model.color, gains[0], state.view.cursor, marker, gains[1], looks_ahead)


def subject(state: State) -> str:
    """What the rows are of: "unit 1 of LSTM", "forget gate of all 4 units of LSTM"; and that it reads from the end."""
    way = ", read from the end" if state.layer.reverse else ""
    if not state.view.across:
        return f"{unit_words(state)}{way}"
    count = state.layer.units
    units = f"all {count} units" if count > 1 else "the one unit"
    return f"{gate_words(state.cell, state.view.across)} of {units} of {layer_words(state)}{way}"
