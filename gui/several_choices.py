"""What can be done with several nodes at once: their menu's choices, in groups. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from core.clamps import Clamp
from core.document import Document
from core.edges import Weight, weights_into, weights_of, weights_out_of
from core.network import Network
from core.node_edits import release_clamps, remove_nodes, reset_units
from core.state import State
from core.unit_edits import copy_unit, scale_weights, set_clamps, set_weights
from gui.choice import Choice, Group, Input, Output, Several, Submenu, back_choices, cut_choices, short
from gui.end_choices import weights_at
from gui.held import clamp_values, quoted
from gui.level_words import counted
from gui.whose import layer_name

FACTORS = (0.5, 0.9, 1.1, 2.0, -1.0)


def several_title(state: State, several: Several) -> str:
    """What they are called together: "3 units", "2 units of layer 2, 1 input"."""
    told, layers = [], {layer for layer, _ in several.units}
    if several.units:
        name = layer_name(state.model.network, min(layers)) if len(layers) == 1 else ""
        told.append(counted(len(several.units), "unit") + (f" of {name}" if name else ""))
    for rows, what in ((several.inputs, "input"), (several.outputs, "output")):
        told += [counted(len(rows), what)] if rows else []
    return ", ".join(told)


def several_groups(state: State, opened: Document, several: Several) -> list[Group]:
    """Everything, each line one step for undo."""
    return [
        tuple(_clamps(state, several)),
        tuple(_weights(state, several)),
        tuple(_copies(state, several)),
        (_removal(state, several),),
        (*_back(state, several), *_reset(state, opened, several)),
    ]


@dataclass(frozen=True)
class Found:
    """Weights that are looked up when they are asked for: of a large layer there are a million."""

    state: State
    several: Several
    look_up: Callable[[State, Several], Iterator[Weight]]

    def __iter__(self) -> Iterator[Weight]:
        return self.look_up(self.state, self.several)


def weights_into_all(state: State, several: Several) -> Iterator[Weight]:
    """What leads into the units and the outputs."""
    for layer, unit in several.units:
        yield from weights_into(state.model.network, layer, unit)
    for row in several.outputs:
        yield from weights_at(state, Output(row))


def weights_that_read(state: State, several: Several) -> Iterator[Weight]:
    """What reads the units and the inputs; some may come twice."""
    for layer, unit in several.units:
        yield from weights_out_of(state.model.network, layer, unit)
    for row in several.inputs:
        yield from weights_at(state, Input(row))


def _weights(state: State, several: Several) -> Iterator[Choice | Submenu]:
    who, model = several_title(state, several), state.view.model
    into, readers = Found(state, several, weights_into_all), Found(state, several, weights_that_read)
    yield from cut_choices(state, into, "the weights into them", f"the weights into {who}")
    yield from cut_choices(state, readers, "the weights that read them", f"the weights that read {who}")
    if any(True for _ in into):
        lines = [
            Choice(f"by {short(f)}", f"Scale the weights into {who} by {short(f)}", scale_weights, (model, into, f))
            for f in FACTORS
        ]
        yield Submenu("Scale the weights into them", tuple(lines))
        yield Choice(
            "Set the weights into them to 0", f"Set the weights into {who} to 0", set_weights, (model, into, 0.0)
        )


def _clamps(state: State, several: Several) -> Iterator[Choice | Submenu]:
    """Hold a signal of all units, or let all of theirs go."""
    model, step, network = state.view.model, state.view.cursor, state.model.network
    cells = {network.layers[layer].cell.graph: network.layers[layer].cell for layer, _ in several.units}
    if len(cells) == 1 and state.steps:
        (cell,) = cells.values()
        for signal in dict.fromkeys([*reversed(cell.states), cell.output]):
            at = quoted(state.document.sequence, step)
            yield _holds(state, several, signal, f"at {at}", (step, step), clamp_values(cell, signal))
            yield _holds(state, several, signal, "at every step", (0, None), clamp_values(cell, signal))
    held = [clamp for clamp in state.model.clamps if (clamp.layer, clamp.unit) in several.units]
    if held:
        yield Choice("Release all of them", f"Release {several_title(state, several)}", release_clamps, (model, held))


def _holds(
    state: State, several: Several, signal: str, when: str, steps: tuple[int, int | None], values: tuple[float, ...]
) -> Submenu:
    lines = []
    for value in values:
        clamps = [Clamp(layer, signal, unit, value, *steps) for layer, unit in several.units]
        label = f"Clamp {signal} of {several_title(state, several)} {when}"
        known = set(clamps) <= set(state.model.clamps)
        lines.append(Choice(f"to {short(value)}", label, set_clamps, (state.view.model, clamps), chosen=known))
    return Submenu(f"Clamp {signal} {when}", tuple(lines))


def _copies(state: State, several: Several) -> Iterator[Choice]:
    """The weights of the unit that is looked at for the others, where all are of one layer."""
    first, layers = several.first, {layer for layer, _ in several.units}
    if first is None or len(layers) != 1 or len(several.units) < 2:
        return
    layer, source = first
    others = [unit for _, unit in several.units if unit != source]
    what = f"Copy unit {source + 1}’s weights to the others"
    yield Choice(what, what, copy_unit, (state.view.model, layer, source, others))


def _removal(state: State, several: Several) -> Choice:
    network = state.model.network
    layers = {layer for layer, _ in several.units}
    left = [network.layers[k].units > sum(layer == k for layer, _ in several.units) for k in layers]
    left += [len(several.inputs) < network.inputs, len(several.outputs) < network.outputs]
    arguments = (state.view.model, several.units, several.inputs, several.outputs)
    label = f"Remove {several_title(state, several)}"
    return Choice("Remove them", label, remove_nodes, arguments, enabled=all(left), key="Del")


def _back(state: State, several: Several) -> Iterator[Choice]:
    nodes = [("unit", layer, unit) for layer, unit in several.units]
    nodes += [("input", 0, row) for row in several.inputs] + [("output", 0, row) for row in several.outputs]
    yield from back_choices(state, nodes, several_title(state, several))


def _reset(state: State, opened: Document, several: Several) -> Iterator[Choice]:
    """The units as they were opened, where the model had the same form."""
    model, network = state.view.model, state.model.network
    if not several.units or model >= len(opened.models) or not opened.models[model].network.has_form_of(network):
        return
    old = opened.models[model].network
    held = {c for c in state.model.clamps if (c.layer, c.unit) in several.units}
    were = {c for c in opened.models[model].clamps if (c.layer, c.unit) in several.units}
    same = held == were and all(_are_equal(network, old, *rows) for rows in _rows(several))
    label = f"Reset {several_title(state, several)}"
    yield Choice("Reset (as opened)", label, reset_units, (opened, model, several.units), enabled=not same)


def _rows(several: Several) -> Iterator[tuple[int, list[int]]]:
    """Each layer with those of its units."""
    for layer in sorted({layer for layer, _ in several.units}):
        yield layer, [unit for of, unit in several.units if of == layer]


def _are_equal(one: Network, other: Network, layer: int, units: list[int]) -> bool:
    """Whether all parameters of units, and what is cut of them, are the same in two networks of one form."""
    names = dict.fromkeys(weight.name for weight in weights_of(one, layer, units[0]))
    for name in names:
        if not np.array_equal(one.parameter(layer, name)[units], other.parameter(layer, name)[units]):
            return False
        cuts = [False if (mask := net.cut(layer, name)) is None else mask[units] for net in (one, other)]
        if np.any(cuts[0] != cuts[1]):
            return False
    return True
