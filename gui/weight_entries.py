"""The parameters of one unit and gate: which there are, in groups, and what each is called. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from core.cells import Cell
from core.document import Document
from core.edges import Weight
from core.equations import Binary, Expr, Product, Signal, Vector, reads, walk
from core.layer import INITIAL
from core.network import READOUT, Network, Place
from core.state import State
from gui.weight_sources import Source, sources_of
from gui.whose import earlier, unit_name

MOST_LISTED = 2000  # weights of a unit by which it reads the input
VECTOR_WORDS = {"b": "bias", "d": "bias", "p": "peephole"}


@dataclass(frozen=True)
class Entry:
    """One number of one parameter: `tip` says what it joins."""

    place: Place
    name: str
    index: tuple[int, ...]
    label: str
    tip: str

    @property
    def weight(self) -> Weight:
        """Which weight of the network it is."""
        return Weight(self.place, self.name, self.index)


@dataclass(frozen=True)
class Group:
    """Entries that belong together; no caption where the labels say it all. `role` gives the colour."""

    caption: str
    role: str
    entries: tuple[Entry, ...]


def groups_of(state: State) -> tuple[Group, ...]:
    """Every parameter of the selected unit and gate, the unit's learnt initial states, and the readout's of the unit.

    The readout's only if its layer is of the last level.
    """
    view, network = state.view, state.model.network
    is_last = network.level_of(view.layer) == len(network.levels) - 1
    sources = sources_of(network, state.document, view.layer)
    return _groups(_place(state), sources, answers(state) if is_last else ())


def _place(state: State) -> _Place:
    view, network, layer = state.view, state.model.network, state.layer
    tied = {
        name: tuple(k for k, row in enumerate(rows.tolist()) if row == rows[view.unit] and k != view.unit)
        for name, rows in layer.shared.items()
    }
    return _Place(
        state.cell,
        view.signal,
        view.layer,
        view.unit,
        layer.units,
        unit_name(network, view.layer, view.unit),
        network.offset(view.layer),
        earlier(network, view.layer),
        tuple(layer.initial),
        tuple((name, units) for name, units in tied.items() if units),
    )


def answers(state: State) -> tuple[str, ...]:
    """What the outputs of the selected model are called: “was”, or output 1, 2, ..."""
    return _answers(state.document, state.model.network)


def _answers(document: Document, network: Network) -> tuple[str, ...]:
    question, count = document.question, network.outputs
    if question is not None and count <= 2:
        return (f"“{question.high}”", f"“{question.low}”")[:count]
    return tuple(f"output {k + 1}" for k in range(count))


def gate_beside(state: State, way: int) -> tuple[int, int, str] | None:
    """Layer, unit and gate before (-1) or after (+1) the selected ones, unit by unit; None at the ends."""
    layers = state.model.network.layers
    places = [
        (k, unit, gate) for k, layer in enumerate(layers) for unit in range(layer.units) for gate in layer.cell.gates
    ]
    here = (state.view.layer, state.view.unit, state.view.signal)
    at = places.index(here) + way if here in places else -1
    return places[at] if 0 <= at < len(places) else None


def gate_words(cell: Cell, signal: str) -> str:
    """What a gate is called within a sentence: "input gate"."""
    title = cell.info(signal).title
    return title[0].lower() + title[1:] if title[1:2].islower() else title


def weight_words(state: State, weight: Weight, model: int | None = None) -> str:
    """What a weight of a model (the selected one) is called in a list of edits: "W_i plural noun → unit 1"."""
    document, (place, name, at) = state.document, weight
    network = document.models[state.view.model if model is None else model].network
    if place == READOUT:
        output = _answers(document, network)[at[0]]
        return f"b_y of {output}" if len(at) == 1 else f"{name} {_last_unit(network, at[1])} → {output}"
    target = unit_name(network, place, at[0])
    if len(at) == 1:
        return f"{name} of {target}"
    if network.layers[place].cell.parameters[name][1] != "inputs":
        return f"{name} unit {at[1] + 1} → {target}"
    source = next(s for s in reversed(sources_of(network, document, place)) if s.first <= at[1])
    return f"{name} {source.names[at[1] - source.first]} → {target}"


def _last_unit(network: Network, column: int) -> str:
    """The unit that a column of W_y reads: of the last level the layer is said where it has several."""
    layer = next(k for k in reversed(network.levels[-1]) if network.offset(k) <= column)
    unit = column - network.offset(layer)
    return unit_name(network, layer, unit) if len(network.levels[-1]) > 1 else f"unit {unit + 1}"


@dataclass(frozen=True)
class _Place:
    """The unit and gate whose parameters are asked for, and what they lie in.

    `who` is the unit in words, `offset` where its layer begins in what its level passes on, `earlier` where it
    remembers from, `initial` the states that begin at learnt values, `tied` the other units of which a parameter is
    the same.
    """

    cell: Cell
    signal: str
    layer: int
    unit: int
    units: int
    who: str
    offset: int
    earlier: str
    initial: tuple[str, ...]
    tied: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def expr(self) -> Expr:
        return next(line.expr for line in self.cell.graph.lines if line.name == self.signal)

    @property
    def gate(self) -> str:
        return f"the {gate_words(self.cell, self.signal)} of {self.who}"


@lru_cache(maxsize=256)
def _groups(place: _Place, sources: tuple[Source, ...], outputs: tuple[str, ...]) -> tuple[Group, ...]:
    role = place.cell.info(place.signal).role
    kinds: dict[str, list[str]] = {"inputs": [], "units": [], "": []}
    for name in place.cell.parameters_of(place.signal):
        shape = place.cell.parameters[name]
        kinds[shape[1] if len(shape) == 2 else ""].append(name)
    found = []
    some = _listed(sources)
    left_out = len(sources) - len(some)
    for name in kinds["inputs"]:
        found += [Group(f"{s.caption} · {name}", role, tuple(_from_input(place, name, s))) for s in some]
        if left_out:
            more = f"{found[-1].caption}; {left_out:,} more like it are not listed"
            found[-1] = replace(found[-1], caption=more)
    for name in kinds["units"]:
        found.append(Group(f"{_when(place, name)} · {name}", role, tuple(_from_units(place, name))))
    if kinds[""]:
        found.append(Group("", role, tuple(_vector(place, name) for name in kinds[""])))
    for k, state in enumerate(place.initial):
        start = "before the first step" if place.earlier == "before" else "after the last step"
        found.append(Group("" if k else f"learnt, {start}", place.cell.info(state).role, (_start(place, state),)))
    if outputs:
        found.append(Group("to the answer · W_y", "hidden", tuple(_readout(place, outputs))))
    return tuple(found)


def _listed(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """As many as there are rows for, one at least: a window may see very many steps."""
    fits = [source.first + len(source.labels) <= MOST_LISTED for source in sources]
    return sources[: max(1, sum(fits))]


def _from_input(place: _Place, name: str, source: Source) -> Iterator[Entry]:
    for k, (label, origin) in enumerate(zip(source.labels, source.names, strict=True)):
        told = f"“{label}”{origin.removeprefix(label)}" if source.is_input else origin
        tip = f"{name}: from {told} to {place.gate}{_shared(place, name)}"
        yield Entry(place.layer, name, (place.unit, source.first + k), label, tip)


def _start(place: _Place, state: str) -> Entry:
    name = f"{INITIAL}{state}"
    run = "run" if place.earlier == "before" else "run, which goes from the last step to the first"
    tip = f"{name}: the {gate_words(place.cell, state)} of {place.who} at the start of the {run}, whatever the gate"
    return Entry(place.layer, name, (place.unit,), f"initial {state}", tip)


def _from_units(place: _Place, name: str) -> Iterator[Entry]:
    operand = _operand(place, name)
    plain = operand.name if isinstance(operand, Signal) else ""
    signals = sorted(reads(operand))
    what = " and ".join(gate_words(place.cell, s) for s in signals) or "constant"
    before = f" one step {place.earlier}" if reads(operand, previous=True) == set(signals) else ""
    for j in range(place.units):
        label = f"{plain} unit {j + 1}".strip()
        whose = "its own" if j == place.unit else f"unit {j + 1}'s"
        tip = f"{name}: from {whose} {what}{before} to {place.gate}{_shared(place, name)}"
        yield Entry(place.layer, name, (place.unit, j), label, tip)


def _vector(place: _Place, name: str) -> Entry:
    word = VECTOR_WORDS[name[0]]
    factor = _factor(place, name)
    if factor is None:
        tip = f"{name}: the bias of {place.gate}" if word == "bias" else f"{name}: a factor in {place.gate}"
    else:
        before = f" one step {place.earlier}" if factor.previous else ""
        tip = f"{name}: from its own {gate_words(place.cell, factor.name)}{before} to {place.gate}"
    return Entry(place.layer, name, (place.unit,), f"{word} {name}", tip + _shared(place, name))


def _readout(place: _Place, outputs: tuple[str, ...]) -> Iterator[Entry]:
    for k, output in enumerate(outputs):
        tip = f"W_y: from {place.who} to {output}, whatever the gate"
        yield Entry(READOUT, "W_y", (k, place.offset + place.unit), f"to {output}", tip)
    for k, output in enumerate(outputs):
        tip = f"b_y: the bias of {output}, the same for every unit"
        label = "bias b_y" if len(outputs) == 1 else f"b_y of {output}"
        yield Entry(READOUT, "b_y", (k,), label, tip)


def _when(place: _Place, name: str) -> str:
    operand = _operand(place, name)
    return f"from the step {place.earlier}" if reads(operand, previous=True) == reads(operand) else "from this step"


def _operand(place: _Place, name: str) -> Expr:
    """What a matrix of the gate's line is first applied to, by its own name where another repeats it."""
    operand = next(e.operand for e in walk(place.expr) if isinstance(e, Product) and e.matrix == name)
    if isinstance(operand, Signal) and operand.name in place.cell.repeated:
        return Signal(place.cell.repeated[operand.name], previous=True)
    return operand


def _factor(place: _Place, name: str) -> Signal | None:
    """The signal that a vector multiplies, as a peephole does; None where it is added."""
    for e in walk(place.expr):
        if isinstance(e, Binary) and e.op == "*":
            for one, other in ((e.left, e.right), (e.right, e.left)):
                if one == Vector(name) and isinstance(other, Signal):
                    return other
    return None


def _shared(place: _Place, name: str) -> str:
    others = [s for s in place.cell.gates if s != place.signal and name in place.cell.parameters_of(s)]
    told = f"\nShared with the {', '.join(gate_words(place.cell, s) for s in others)}" if others else ""
    units = ", ".join(str(k + 1) for k in dict(place.tied).get(name, ()))
    return f"{told}\nOne with that of unit {units}: units of a block share the gate" if units else told
