"""Finding nodes by what is typed: a number, a layer and a number, a name, or a condition on a signal. Knows no Qt."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator

import numpy as np

from core.arrays import Array
from core.errors import CarouselError
from core.state import State
from gui.diagram.layout import Key, Node
from gui.diagram.node_rows import short_name
from gui.diagram.words import output_names
from gui.numbers import MINUS
from gui.whose import layer_name

Comparison = Callable[[Array, float], Array]
_COMPARISONS: dict[str, Comparison] = {
    ">=": operator.ge,
    "≥": operator.ge,
    "<=": operator.le,
    "≤": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_CONDITION = re.compile(
    rf"(\|)?\s*([A-Za-z_]\w*)\s*(\|)?\s*(>=|<=|≥|≤|>|<)\s*([+\-{MINUS}]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)",
    re.IGNORECASE,
)
_UNIT = re.compile(r"(?:(?P<before>.*?)\s*\bunit\s*|(?P<layer>.*\blayer\s+\S+)\s+|)#?(?P<number>\d+)(?P<after>\D.*)?")
_SMALL = {"of", "the", "in"}


def found(state: State, text: str) -> list[Node]:
    """The nodes that are meant, the likeliest first; none for empty text.

    "37" and "unit 37" are units, the selected layer's first; "layer 2 unit 5" is one; other text is looked for in the
    names of inputs and outputs; "c > 0.9" are the units of which that is so at the cursor, what is largest first.
    CarouselError for a condition on a signal that there is not, or where there are no steps.
    """
    text = text.strip()
    if not text:
        return []
    if condition := _CONDITION.fullmatch(text):
        return _by_condition(state, condition)
    unit = _UNIT.fullmatch(text.lower())
    units = list(_by_number(state, unit)) if unit else []
    return list(dict.fromkeys([*units, *_by_name(state, text)]))


def _by_number(state: State, unit: re.Match[str]) -> Iterator[Node]:
    """The unit of that number in each layer that the other words name."""
    number = int(unit["number"])
    words = " ".join(unit[name] or "" for name in ("before", "layer", "after")).split()
    wanted = {word for word in words if word not in _SMALL}
    network, chosen = state.model.network, state.view.layer
    order = sorted(range(len(network.layers)), key=lambda layer: (layer != chosen, layer))
    for layer in order:
        named = {*(layer_name(network, layer) or "the layer 1").split(), "layer"}
        if wanted <= named and 1 <= number <= network.layers[layer].units:
            yield Node(Key("unit", layer), number - 1)


def _by_name(state: State, text: str) -> list[Node]:
    """Inputs and outputs whose names hold a text: those that begin with it first."""
    wanted = text.casefold()
    scored: list[tuple[bool, bool, int, Node]] = []
    ends = [(Key("input", 0), state.document.encoder.inputs)]
    ends.append((Key("output", len(state.model.network.layers)), tuple(output_names(state))))
    for key, names in ends:
        for row, name in enumerate(names):
            at = name.casefold().find(wanted)
            if at >= 0:
                scored.append((name.casefold() != wanted, at > 0, len(scored), Node(key, row)))
    return [node for *_, node in sorted(scored, key=lambda one: one[:3])]


def _by_condition(state: State, condition: re.Match[str]) -> list[Node]:
    opened, name, closed, sign, number = condition.groups()
    if not state.steps:
        raise CarouselError("condition", "a step to look at", "no steps")
    size, limit = bool(opened and closed), float(number.replace(MINUS, "-"))
    groups = list(_signals(state, name))
    if not groups:
        raise CarouselError("signal", f"one of {', '.join(_known(state))}", f"“{name}”")
    hits: list[tuple[float, Node]] = []
    for key, values in groups:
        shown = np.abs(values) if size else values
        for row in np.flatnonzero(_COMPARISONS[sign](shown, limit)).tolist():
            hits.append((float(shown[row]), Node(key, row)))
    down = sign in (">", ">=", "≥")
    return [node for _, node in sorted(hits, key=lambda hit: -hit[0] if down else hit[0])]


def _signals(state: State, name: str) -> Iterator[tuple[Key, Array]]:
    """The values at the cursor of what is called `name`, by group: a signal, or x or y."""
    trace, cursor, wanted = state.trace(), state.view.cursor, name.casefold()
    layers = state.model.network.layers
    if wanted in ("x", "y"):
        kind = Key("input", 0) if wanted == "x" else Key("output", len(layers))
        yield kind, (trace.x if wanted == "x" else trace.output)[cursor]
        return
    for index, layer in enumerate(layers):
        named = {s.casefold(): s for s in layer.cell.signals}
        titled = {short_name(layer.cell, s): s for s in layer.cell.signals}
        signal = named.get(wanted, titled.get(wanted))
        if signal is not None:
            yield Key("unit", index), trace[index, signal][cursor]


def _known(state: State) -> list[str]:
    signals = [signal for layer in state.model.network.layers for signal in layer.cell.signals]
    return list(dict.fromkeys([*signals, "x", "y"]))
