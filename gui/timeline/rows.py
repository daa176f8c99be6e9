"""The rows and strips of the timeline, from a State: the signals of one unit, or one signal of all units."""

from __future__ import annotations

from functools import lru_cache

from core.cells import Cell
from core.clamps import Clamp
from core.state import State
from core.trace import Trace
from gui.part_menu import Part
from gui.weight_entries import gate_words
from gui.whose import layer_words, unit_words
from gui.widgets.heat_plan import Row
from gui.widgets.heat_strip import Strip

LEVELS = ("forget", "input", "output", "update", "reset")  # roles of gates: 0..1
BEHIND = ("output", "hidden")  # roles that a large cell shows only when asked
FEW = 4  # signals that are all shown


def shown_signals(cell: Cell, unfolded: bool) -> tuple[str, ...]:
    """The signals of the rows: in the order of the lines, what the cell shows to the outside last or folded away."""
    ahead = tuple(s for s in cell.signals if cell.info(s).role not in BEHIND)
    behind = tuple(s for s in cell.signals if s not in ahead)
    return ahead + behind if unfolded or not folds(cell) else ahead


def folds(cell: Cell) -> int:
    """How many rows can be folded away; 0 for a cell with few signals."""
    behind = sum(cell.info(s).role in BEHIND for s in cell.signals)
    return behind if FEW < len(cell.signals) > behind else 0


def parts_of(state: State) -> tuple[Part, ...]:
    """What each row shows: a signal of the selected unit, or `across` of every unit of the layer."""
    view = state.view
    if view.across:
        return tuple(Part(view.layer, unit, view.across) for unit in range(state.layer.units))
    return tuple(Part(view.layer, view.unit, signal) for signal in shown_signals(state.cell, view.unfolded))


def rows_of(state: State) -> tuple[Row, ...]:
    """The rows that the view asks for."""
    trace, held = state.trace(), _held_steps(state)
    return tuple(_row(state, trace, part, held.get(part, ())) for part in parts_of(state))


def _row(state: State, trace: Trace, part: Part, held: tuple[tuple[int, int], ...]) -> Row:
    info, view = state.cell.info(part.signal), state.view
    return Row(
        label=f"unit {part.unit + 1}" if view.across else label(state.cell, part.signal),
        title=f"{info.title} of unit {part.unit + 1}",
        says=info.says,
        role=info.role,
        signed=info.role not in LEVELS,
        values=trace[part.layer, part.signal][:, part.unit],
        held=held,
        marked=part.unit == view.unit if view.across else part.signal == view.signal,
        pickable=bool(view.across) or part.signal in state.cell.gates,
    )


def _held_steps(state: State) -> dict[Part, tuple[tuple[int, int], ...]]:
    """From which step to which each clamped part of the selected model is held."""
    found: dict[Part, list[tuple[int, int]]] = {}
    for clamp in state.model.clamps:
        if clamp.first < state.steps:
            found.setdefault(Part(clamp.layer, clamp.unit, clamp.signal), []).append(_span(clamp, state.steps))
    return {part: _joined(spans) for part, spans in found.items()}


def _span(clamp: Clamp, steps: int) -> tuple[int, int]:
    return clamp.first, steps - 1 if clamp.last is None else min(clamp.last, steps - 1)


def _joined(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Spans of steps in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


def strips_of(state: State) -> tuple[Strip, ...]:
    """The gain of each step's input on the answer at the cursor, for every network that is shown."""
    models, cursor = state.document.models, state.view.cursor
    return tuple(Strip(models[k].name, models[k].color, state.input_gain(k), cursor) for k in state.visible)


@lru_cache(maxsize=256)
def label(cell: Cell, signal: str) -> str:
    """The first word of a signal's title ("forget"); all of it where two signals share that word."""
    title = cell.info(signal).title
    if title == signal:
        return signal
    first = title.split()[0].lower()
    shared = sum(cell.info(s).title.lower().split()[:1] == [first] for s in cell.signals) > 1
    return title.lower() if shared else first


def subject(state: State) -> str:
    """What the rows are of: "unit 1 of LSTM", "forget gate of all 4 units of LSTM"."""
    if not state.view.across:
        return unit_words(state)
    count = state.layer.units
    units = f"all {count} units" if count > 1 else "the one unit"
    return f"{gate_words(state.cell, state.view.across)} of {units} of {layer_words(state)}"
