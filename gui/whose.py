"""Whose numbers a panel shows, in words: which unit, of which layer and model, at which word. Knows no Qt."""

from __future__ import annotations

from string import ascii_lowercase

from core.network import Network
from core.state import State


def layer_name(network: Network, layer: int) -> str:
    """What a layer is called within a sentence: "layer 2", "the backward layer", "layer 1b"; "" for the only one."""
    number = "" if len(network.levels) == 1 else f" {network.level_of(layer) + 1}"
    part = layer_part(network, layer)
    if part in ("forward", "backward"):
        return f"{part} layer{number}" if number else f"the {part} layer"
    if not (number or part):
        return ""
    return f"layer{number or ' 1'}{part}"


def layer_part(network: Network, layer: int) -> str:
    """Which of the layers of its level one is: "forward" or "backward" of such a pair, "a", "b" ... of others."""
    level = network.levels[network.level_of(layer)]
    if len(level) == 1:
        return ""
    if len(level) == 2 and network.layers[level[0]].reverse != network.layers[level[1]].reverse:
        return "backward" if network.layers[layer].reverse else "forward"
    place = level.index(layer)
    return ascii_lowercase[place] if place < len(ascii_lowercase) else f".{place + 1}"


def layer_mark(network: Network, layer: int) -> str:
    """A short sign of the same, "→", "←" or "1b"; an arrow too where one runs backward, else ""."""
    part, back = layer_part(network, layer), "←" if network.layers[layer].reverse else ""
    if part in ("", "forward", "backward"):
        return back or ("→" if part else "")
    return f"{network.level_of(layer) + 1}{part}{back}"


def unit_name(network: Network, layer: int, unit: int) -> str:
    """What a unit is called: "unit 1", "unit 1 of layer 2", "unit 1 of the backward layer"."""
    name = layer_name(network, layer)
    return f"unit {unit + 1}" + (f" of {name}" if name else "")


def layer_words(state: State) -> str:
    """The selected layer's model, and the layer where there are several: "LSTM", "layer 2 of LSTM"."""
    name = layer_name(state.model.network, state.view.layer)
    return f"{name} of {state.model.name}" if name else state.model.name


def unit_words(state: State) -> str:
    """The selected unit: "unit 1 of LSTM"."""
    return f"unit {state.view.unit + 1} of {layer_words(state)}"


def step_words(state: State) -> str:
    """The word at the cursor: "at “dogs”"."""
    return f"at “{state.document.sequence[state.view.cursor]}”"


def earlier(network: Network, layer: int) -> str:
    """Where what a layer remembers comes from: "before", or "after" for one that runs backward."""
    return "after" if network.layers[layer].reverse else "before"
