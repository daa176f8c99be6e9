"""What the diagram says: names of nodes and edges, their values, the small words above the columns. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeGuard

import numpy as np

from core.arrays import Array
from core.cells import Cell
from core.equations import Expr, Product, reads, walk
from core.network import READOUT
from core.state import State
from gui.diagram.edges import Edge
from gui.diagram.layout import Key, Node, count_of
from gui.diagram.wiring import ring_state, shape_of
from gui.held import signal_number, when_words
from gui.level_words import counted, level_words
from gui.numbers import number, probability
from gui.whose import earlier, unit_name

INSIDE = "click to look inside"
ITS_WEIGHT = "click for its weight"


@dataclass(frozen=True)
class Line:
    """A line of the label at the mouse: name and value, and of a signal its symbol and role."""

    name: str
    value: str
    symbol: str = ""
    role: str | None = None
    sign: int = 0  # of a weight


@dataclass(frozen=True)
class Label:
    """What is said of the node or edge under the mouse."""

    title: str
    lines: tuple[Line, ...]
    hint: str = ""  # what a click does


def summary(state: State) -> str:
    """The network in a line: "4 inputs → 4 LSTM units → 1 output"."""
    network = state.model.network
    levels = [level_words(network, level) for level in range(len(network.levels))]
    return " → ".join([counted(network.inputs, "input"), *levels, counted(network.outputs, "output")])


def chosen_words(nodes: Iterable[Node]) -> str:
    """What is chosen together, as further words: ". Chosen: 2 units, 1 input", or ""."""
    kinds = [node.key.kind for node in nodes]
    told = [counted(kinds.count(kind), kind) for kind in ("input", "unit", "output") if kind in kinds]
    return f". Chosen: {', '.join(told)}" if told else ""


def short_title(title: str) -> str:
    """A signal's title without the word that all gates share: "Forget gate" is "Forget"."""
    return title.removesuffix(" gate")


@lru_cache(maxsize=64)
def remembered(cell: Cell) -> str:
    """The signal of the step before that the recurrent matrices read: the output where they read it."""
    names = [
        name
        for line in cell.graph.lines
        for part in walk(line.expr)
        if isinstance(part, Product)
        for name in reads(part.operand, previous=True)
    ]
    if cell.output in names or not (names or cell.states):
        return cell.output
    return names[0] if names else cell.states[0]


def values(state: State, key: Key) -> Array:
    """The number in each node of a group at the cursor; of a window's other steps 0 where there is none.

    0 as well where there are no steps.
    """
    if not state.steps:
        return np.zeros(count_of(shape_of(state.model.network), key))
    trace, cursor = state.trace(), state.view.cursor
    if key.kind == "output":
        return trace.output[cursor]
    if key.kind == "input":
        return _at(trace.x, cursor + key.shift)
    cell = state.model.network.layers[key.layer].cell
    if key.kind == "unit":
        return _at(trace[key.layer, cell.output], cursor + key.shift)
    return before(state, key.layer, remembered(cell))


def before(state: State, layer: int, signal: str) -> Array:
    """A signal of a layer as the cursor's step found it: one step before, or after for one that runs backward.

    0 where the run begins there and nothing is remembered.
    """
    trace, chosen = state.trace(), state.model.network.layers[layer]
    if signal in chosen.cell.states:
        return trace.before(layer, signal)[state.view.cursor]
    return _at(trace[layer, signal], state.view.cursor + (1 if chosen.reverse else -1))


def _at(series: Array, step: int) -> Array:
    return series[step] if 0 <= step < len(series) else np.zeros_like(series[0])


def begins(state: State, layer: int) -> bool:
    """Whether the run of a layer begins at the cursor: at the last step where it runs backward."""
    first = state.steps - 1 if state.model.network.layers[layer].reverse else 0
    return state.steps > 0 and state.view.cursor == first


def shift_words(shift: int, what: str = "word") -> str:
    """How far other steps are: "1 word before", "2 words after"."""
    return f"{counted(abs(shift), what)} {'after' if shift > 0 else 'before'}"


def not_asked(state: State) -> str:
    """Why the output means nothing at the cursor, or "" where it does."""
    question = state.document.question
    if question is None or not state.steps or state.view.cursor == question.asked:
        return ""
    word = state.document.sequence[question.asked]
    return f"asked only at “{word}”" + (f", the word before {question.prompt}" if question.prompt else "")


def output_names(state: State) -> list[str]:
    """The names of the outputs: with a question the first is the probability of its word."""
    count = state.model.network.outputs
    names = [f"output {index + 1}" for index in range(count)] if count > 1 else ["output"]
    if state.document.question is not None:
        names[0] = f"P(“{state.document.question.high}”)"
    return names


def node_name(state: State, node: Node) -> str:
    """What a node is called: "singular noun", "unit 1", "unit 2 (one step before)", "plural noun (1 word before)"."""
    kind, layer, shift = node.key
    if kind == "output":
        return output_names(state)[node.row]
    network = state.model.network
    name = state.document.encoder.inputs[node.row] if kind == "input" else unit_name(network, layer, node.row)
    if kind == "before":
        return f"{name} (one step {earlier(network, layer)})"
    return f"{name} ({shift_words(shift, 'word' if kind == 'input' else 'step')})" if shift else name


def node_label(state: State, node: Node) -> Label:
    """Name and every value of a node at the cursor."""
    kind, layer, shift = node.key
    if not state.steps:
        return Label(node_name(state, node), (), INSIDE if kind == "unit" and "cell" not in state.view.panels else "")
    if kind in ("input", "output"):
        value = float(values(state, node.key)[node.row])
        sure = kind == "output" and state.model.network.readout != "identity"
        return Label(node_name(state, node), (Line("value", probability(value) if sure else number(value)),))
    cell = state.model.network.layers[layer].cell
    if kind == "before":
        names = cell.states or (cell.output,)
        lines = [_signal_line(cell, name, float(before(state, layer, name)[node.row])) for name in names]
    elif shift:
        lines = [_signal_line(cell, cell.output, float(values(state, node.key)[node.row]))]
    else:
        lines = _unit_lines(state, cell, layer, node.row)
    return Label(node_name(state, node), tuple(lines), "" if "cell" in state.view.panels else INSIDE)


def _unit_lines(state: State, cell: Cell, layer: int, unit: int) -> list[Line]:
    """Every signal of a unit, then what is held at other steps."""
    trace, cursor, sequence = state.trace(), state.view.cursor, state.document.sequence
    clamps = {name: state.clamp(name, unit, layer) for name in cell.signals} if state.model.clamps else {}
    here = {name: clamp for name, clamp in clamps.items() if clamp is not None}
    lines = []
    for name in cell.signals:
        line = _signal_line(cell, name, float(trace[layer, name][cursor, unit]))
        if name in here:
            when = "held at every step" if here[name].always else "held here"
            line = replace(line, name=f"{line.name}, {when}" if line.name else when)
        lines.append(line)
    for clamp in state.model.clamps:
        if (clamp.layer, clamp.unit) == (layer, unit) and clamp is not here.get(clamp.signal):
            value = signal_number(cell, clamp.signal, clamp.value)
            role = cell.info(clamp.signal).role
            lines.append(Line(f"held {when_words(sequence, clamp)}", value, clamp.signal, role))
    return lines


def edge_label(state: State, edge: Edge) -> Label:
    """Matrix, both ends and the weight of an edge."""
    source, target = edge.nodes
    away = node_name(state, source)
    if source.key.kind == "before" and (other := _other_signal(state, edge)):
        away = f"{other} of {away}"
    if source.key.kind == "before" and not edge.bundle.remembered:
        away = away.replace(f"one step {earlier(state.model.network, source.key.layer)}", "this step")
    elif _is_windowed(state, edge) and not source.key.shift:
        away = f"{away} (this {'word' if source.key.kind == 'input' else 'step'})"
    sign = -1 if edge.weight < 0 else 1
    name = f"{away} → {node_name(state, target)}"
    if edge.cut:
        kept = Line("its weight when it is restored", number(edge.weight), sign=sign)
        return Label(_matrix_title(state, edge), (Line(name, "cut"), kept), ITS_WEIGHT)
    return Label(_matrix_title(state, edge), (Line(name, number(edge.weight), sign=sign),), ITS_WEIGHT)


def _other_signal(state: State, edge: Edge) -> str:
    """What an edge takes from the step before where that is not what its node shows: "f and i", else ""."""
    cell = state.model.network.layers[edge.nodes[0].key.layer].cell
    operands = (part.operand for line in cell.graph.lines for part in walk(line.expr) if _is_of(part, edge.bundle.name))
    names = sorted({name for operand in operands for name in cell.remembered(operand)})
    return "" if remembered(cell) in names else " and ".join(names)


def _is_of(part: Expr, matrix: str) -> TypeGuard[Product]:
    return isinstance(part, Product) and part.matrix == matrix


def _is_windowed(state: State, edge: Edge) -> bool:
    """Whether an edge is of a matrix that sees several steps."""
    place, source = edge.bundle.place, edge.bundle.source
    return place != READOUT and source.kind != "before" and state.model.network.layers[place].window > 1


def ring_values(state: State, layer: int) -> Array | None:
    """What goes round the units of a layer: the cell state at the cursor, or None where there is none."""
    signal = ring_state(state.model.network.layers[layer].cell)
    return None if signal is None or not state.steps else state.trace()[layer, signal][state.view.cursor]


def unit_description(state: State) -> str:
    """The selected unit and its values, for a screen reader."""
    view = state.view
    label = node_label(state, Node(Key("unit", view.layer), view.unit))
    said = ", ".join(f"{n.name or n.symbol} {n.value.strip()}" for n in label.lines)
    return f"{label.title}: {said}" if said else label.title


def _matrix_title(state: State, edge: Edge) -> str:
    place, name = edge.bundle.place, edge.bundle.name
    if place == READOUT:
        return f"{name} · readout"
    cell = state.model.network.layers[int(place)].cell
    if len(cell.gates) == 1:
        return f"{name} · {'recurrent' if edge.bundle.source.kind == 'before' else 'input'} weight"
    return f"{name} · " + next(cell.info(s).title.lower() for s in cell.gates if name in cell.parameters_of(s))


def _signal_line(cell: Cell, name: str, value: float) -> Line:
    info = cell.info(name)
    title = info.title if info.title != name else ""
    return Line(title, signal_number(cell, name, value), name, info.role)
