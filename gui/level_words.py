"""A network in words: its levels, and how they are wired. Knows no Qt."""

from __future__ import annotations

import numpy as np

from core.cells import Cell
from core.layer import Layer
from core.network import Network


def level_words(network: Network, level: int) -> str:
    """Such as "4 LSTM units", "2 × 3 LSTM units, both directions", "3 ANN units, last 3 words"."""
    layers = [network.layers[index] for index in network.levels[level]]
    what = "words" if level == 0 else "steps"
    first, *others = layers
    if len(layers) == 2 and _alike(*layers):
        return f"2 × {_units(first)}, both directions{_window(first, what, both=True)}{_blocks(first)}"
    if not others:
        return f"{_units(first)}{', backward' if first.reverse else ''}{_window(first, what)}{_blocks(first)}"
    return " + ".join(_beside(layer, what) for layer in layers) + " units"


def named(cell: Cell) -> tuple[str, str]:
    """A cell's name, and the variant that it is: "LSTM" and "no input gate" of "LSTM, no input gate", else ""."""
    name, _, variant = cell.name.partition(", ")
    return (name, variant) if name and variant else (cell.name, "")


def counted(count: int, what: str) -> str:
    """Such as "1 input", "1,024 inputs"."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def trait_words(network: Network) -> list[str]:
    """What else there is to say of the layers: initial states that are learnt, gates that are shared."""
    found = []
    learnt = dict.fromkeys(state for layer in network.layers for state in layer.initial)
    if learnt:
        found.append(f"learnt initial {' and '.join(learnt)}")
    for layer in network.layers:
        if block_size(layer) > 1:
            found.append(f"gates {', '.join(shared_gates(layer))} shared within blocks of {block_size(layer)}")
    return list(dict.fromkeys(found))


def shared_gates(layer: Layer) -> tuple[str, ...]:
    """The gates that units of a layer share."""
    named = {gate: layer.cell.parameters_of(gate) for gate in layer.cell.gates}
    return tuple(gate for gate, names in named.items() if names and layer.shared.keys() >= set(names))


def block_size(layer: Layer) -> int:
    """How many units at most share a gate; 1 where none do."""
    return max((int(np.bincount(rows).max()) for rows in layer.shared.values()), default=1)


def _alike(one: Layer, other: Layer) -> bool:
    """Whether two layers are the same but for their directions."""
    same = (one.cell.graph, one.units, one.window) == (other.cell.graph, other.units, other.window)
    return same and one.reverse != other.reverse


def _units(layer: Layer) -> str:
    name, variant = named(layer.cell)
    return counted(layer.units, f"{name} unit") + (f" ({variant})" if variant else "")


def _window(layer: Layer, what: str, both: bool = False) -> str:
    if layer.window == 1:
        return ""
    if both:
        return f", {layer.window} {what} each way"
    if layer.reverse:
        return f", this and the next {what[:-1] if layer.window == 2 else f'{layer.window - 1} {what}'}"
    return f", last {layer.window} {what}"


def _blocks(layer: Layer) -> str:
    size = block_size(layer)
    return f", blocks of {size}" if size > 1 else ""


def _beside(layer: Layer, what: str) -> str:
    notes = "backward" if layer.reverse else ""
    window = _window(layer, what).removeprefix(", ")
    name, variant = named(layer.cell)
    told = ", ".join(filter(None, (variant, notes, window, _blocks(layer).removeprefix(", "))))
    return f"{layer.units:,} {name}" + (f" ({told})" if told else "")
