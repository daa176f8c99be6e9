"""Whose numbers a panel shows, in words: which unit, of which layer and model, at which word. Knows no Qt."""

from __future__ import annotations

from core.state import State


def layer_words(state: State) -> str:
    """The selected layer's model, and the layer where there are several: "LSTM", "layer 2 of LSTM"."""
    several = len(state.model.network.layers) > 1
    return f"layer {state.view.layer + 1} of {state.model.name}" if several else state.model.name


def unit_words(state: State) -> str:
    """The selected unit: "unit 1 of LSTM"."""
    return f"unit {state.view.unit + 1} of {layer_words(state)}"


def step_words(state: State) -> str:
    """The word at the cursor: "at “dogs”"."""
    return f"at “{state.document.sequence[state.view.cursor]}”"
