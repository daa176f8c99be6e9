"""What can be done with a weight, a gate, a unit, an input or an output: its menu's choices, in groups. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from core.cells import cell_names, load_cell
from core.clamps import Clamp
from core.document import (
    Document,
    add_layer,
    add_unit,
    release,
    remove_layer,
    remove_unit,
    reset_unit,
    reset_weights,
    set_cell,
    set_clamp,
    set_cuts,
    set_weight,
)
from core.edges import Weight, all_cut, weights_into, weights_out_of
from core.network import READOUT
from core.reshape import MOST_LAYERS, MOST_UNITS
from core.state import State
from gui.held import clamp_values, quoted, when_words
from gui.numbers import MINUS
from gui.weight_entries import answers, gate_words, weight_words
from gui.whose import layer_name, unit_name


@dataclass(frozen=True)
class Part:
    """A unit of a layer of the selected model, or one signal of it."""

    layer: int
    unit: int
    signal: str = ""


@dataclass(frozen=True)
class Input:
    """One input of the selected model."""

    row: int


@dataclass(frozen=True)
class Output:
    """One output of the selected model."""

    row: int


Subject = Part | Weight | Input | Output  # what a menu is about


@dataclass(frozen=True)
class Choice:
    """One line of the menu: an edit with its arguments, or a `card` on which a value is chosen.

    `label` is what undo calls the edit; `chosen` marks what is so already.
    """

    text: str
    label: str = ""
    edit: Callable[..., Document] | None = None
    arguments: tuple[Any, ...] = ()
    card: Clamp | Weight | None = None
    enabled: bool = True
    chosen: bool = False


@dataclass(frozen=True)
class Submenu:
    """A line that opens further choices."""

    text: str
    choices: tuple[Choice, ...]


Group = tuple[Choice | Submenu, ...]


def title(state: State, part: Subject) -> str:
    """What a part is called: "forget gate of unit 1", "W_i plural noun → unit 1"."""
    if isinstance(part, Weight):
        return weight_words(state, part)
    if isinstance(part, Input):
        return f"input {state.document.encoder.inputs[part.row]}"
    if isinstance(part, Output):
        name = answers(state)[part.row]
        return name if name.startswith("output") else f"output {name}"
    whose = unit_name(state.model.network, part.layer, part.unit)
    cell = state.model.network.layers[part.layer].cell
    return f"{gate_words(cell, part.signal)} of {whose}" if part.signal else whose


def choices(state: State, opened: Document, part: Subject) -> tuple[Group, ...]:
    """Groups of what can be done with a part of the selected model; `opened` is what a reset goes back to."""
    if isinstance(part, Weight):
        found = _of_weight(state, part)
    else:
        found = _of_part(state, part) if isinstance(part, Part) else _of_end(state, part)
    back = _reset(state, opened, part)
    return (*found, (back,)) if back else tuple(found)


# a weight


def _of_weight(state: State, weight: Weight, called: str = "") -> list[Group]:
    """The choices of a weight, which is `called` by its name where the menu is about something else."""
    words, cut = weight_words(state, weight), all_cut(state.model.network, [weight])
    model = state.view.model
    verb = "Restore" if cut else "Cut"
    name = f" {called}" if called else ""
    text = f"Restore{name}" if cut else f"Cut{name} (hold at 0)"
    first = Choice(text, f"{verb} {words}", set_cuts, (model, [weight], not cut))
    if cut:
        return [(first,)]
    present = float(state.model.network.parameter(weight.place, weight.name)[weight.at])
    values = [
        Choice(f"Set{name} to {_short(v)}", f"Change {words}", set_weight, (model, *weight, v), chosen=present == v)
        for v in (0.0, 1.0)
    ]
    return [(first,), (*values, Choice(f"Set{name} to a value…", card=weight))]


# an input or an output


def _of_end(state: State, end: Input | Output) -> list[Group]:
    who, weights = title(state, end), _weights_at(state, end)
    if isinstance(end, Input):
        return [tuple(_cut(state, weights, "the weights that read it", f"the weights that read {who}"))]
    into = tuple(_cut(state, weights, "the weights into it", f"the weights into {who}"))
    return [into, *_of_weight(state, _bias(end), "bias b_y")]


def _weights_at(state: State, end: Input | Output) -> list[Weight]:
    """The weights by which the first level reads an input, at whatever step, or those that lead into an output."""
    network = state.model.network
    if isinstance(end, Output):
        return [Weight(READOUT, "W_y", (end.row, k)) for k in range(network.width(len(network.levels) - 1))]
    found = []
    for index in network.levels[0]:
        layer = network.layers[index]
        names = [name for name, shape in layer.cell.parameters.items() if shape == ("units", "inputs")]
        columns = range(end.row, layer.inputs, network.inputs)
        found += [Weight(index, name, (k, at)) for name in names for at in columns for k in range(layer.units)]
    return found


def _bias(output: Output) -> Weight:
    return Weight(READOUT, "b_y", (output.row,))


# a gate or a unit


def _of_part(state: State, part: Part) -> list[Group]:
    cell = state.model.network.layers[part.layer].cell
    signals = [part.signal] if part.signal else list(dict.fromkeys([*reversed(cell.states), cell.output]))
    clamps = [tuple(_clamps(state, part, signal, named=not part.signal)) for signal in signals]
    groups: list[Group] = [*clamps, tuple(_cuts(state, part))]
    return groups if part.signal else [*groups, tuple(_units(state, part)), tuple(_layers(state, part))]


def _units(state: State, part: Part) -> Iterator[Choice]:
    """One unit more or less in the layer of a unit."""
    network, model = state.model.network, state.view.model
    units = network.layers[part.layer].units
    yield Choice(
        "Add a unit to its layer",
        f"Add unit {units + 1}" + _whose(state, part),
        add_unit,
        (model, part.layer),
        enabled=units < MOST_UNITS,
    )
    yield Choice(
        "Remove it",
        f"Remove {title(state, part)}",
        remove_unit,
        (model, part.layer, part.unit),
        enabled=units > 1,
    )


def _layers(state: State, part: Part) -> Iterator[Choice | Submenu]:
    """Another cell in the layer of a unit, a layer behind it, or the layer taken away."""
    network, model = state.model.network, state.view.model
    layer, name = network.layers[part.layer], layer_name(network, part.layer) or "the layer"
    behind = network.levels[network.level_of(part.layer)][-1] + 1
    cells = [load_cell(key) for key in cell_names()]
    yield Submenu(
        "Change its layer's cell",
        tuple(
            Choice(
                cell.name,
                f"Make {name} {cell.name}",
                set_cell,
                (model, part.layer, cell),
                chosen=cell.graph == layer.cell.graph,
            )
            for cell in cells
        ),
    )
    yield Submenu(
        f"Add a layer of {layer.units} behind it",
        tuple(
            Choice(
                cell.name,
                f"Add a layer of {cell.name}",
                add_layer,
                (model, behind, cell, layer.units),
                enabled=len(network.layers) < MOST_LAYERS,
            )
            for cell in cells
        ),
    )
    yield Choice(
        "Remove its layer", f"Remove {name}", remove_layer, (model, part.layer), enabled=len(network.layers) > 1
    )


def _whose(state: State, part: Part) -> str:
    """Such as " of layer 2", where there are several."""
    network = state.model.network
    return f" of {layer_name(network, part.layer)}" if len(network.layers) > 1 else ""


def _clamps(state: State, part: Part, signal: str, named: bool) -> Iterator[Choice | Submenu]:
    """Hold a signal at this step or at all of them; let it go."""
    step, sequence = state.view.cursor, state.document.sequence
    name = f" {signal}" if named else ""
    here = Clamp(part.layer, signal, part.unit, 0.0, step, step)
    if sequence:
        yield _holds(state, f"Clamp{name} at {quoted(sequence, step)}", here)
    yield _holds(state, f"Clamp{name} at every step", replace(here, first=0, last=None))
    held = [clamp for clamp in state.model.clamps if clamp.is_of(part.layer, signal, part.unit)]
    what = f"{signal} of {unit_name(state.model.network, part.layer, part.unit)}"
    place = (state.view.model, part.layer, signal, part.unit)
    if any(clamp.covers(step) for clamp in held):
        at = f"at {quoted(sequence, step)}"
        yield Choice(f"Release{name} {at}", f"Release {what} {at}", release, (*place, step, step))
    if held and {(clamp.first, clamp.last) for clamp in held} != {(step, step)}:
        yield Choice(f"Release{name} at every step", f"Release {what}", release, place)


def _holds(state: State, text: str, clamp: Clamp) -> Submenu:
    cell = state.model.network.layers[clamp.layer].cell
    whose = unit_name(state.model.network, clamp.layer, clamp.unit)
    label = f"Clamp {clamp.signal} of {whose} {when_words(state.document.sequence, clamp)}"
    lines = []
    for value in clamp_values(cell, clamp.signal):
        held = replace(clamp, value=value)
        known = held in state.model.clamps
        lines.append(Choice(f"to {_short(value)}", label, set_clamp, (state.view.model, held), chosen=known))
    return Submenu(text, (*lines, Choice("to a value…", card=clamp)))


def _cuts(state: State, part: Part) -> Iterator[Choice]:
    """Cut, or restore, all that leads into a part, and all that reads a unit."""
    network, who = state.model.network, title(state, part)
    into = weights_into(network, part.layer, part.unit, part.signal or None)
    yield from _cut(state, into, "the weights into it", f"the weights into {who}")
    if not part.signal:
        out_of = weights_out_of(network, part.layer, part.unit)
        yield from _cut(state, out_of, "the weights that read it", f"the weights that read {who}")


def _cut(state: State, weights: list[Weight], words: str, label: str) -> Iterator[Choice]:
    if weights:
        cut = all_cut(state.model.network, weights)
        verb = "Restore" if cut else "Cut"
        yield Choice(f"{verb} {words}", f"{verb} {label}", set_cuts, (state.view.model, weights, not cut))


# all of them


def _reset(state: State, opened: Document, part: Subject) -> Choice | None:
    """Back to what was opened, where that has the same form; off where nothing differs."""
    model, document = state.view.model, state.document
    if model >= len(opened.models) or not opened.models[model].network.has_form_of(state.model.network):
        return None
    edit: Callable[..., Document]
    arguments: tuple[Any, ...]
    if isinstance(part, Weight):
        edit, arguments = reset_weights, (opened, model, [part])
    elif not isinstance(part, Part):
        own = [_bias(part)] if isinstance(part, Output) else []
        edit, arguments = reset_weights, (opened, model, [*_weights_at(state, part), *own])
    else:
        edit, arguments = reset_unit, (opened, model, part.layer, part.unit, part.signal or None)
    before, after = document.models[model], edit(document, *arguments).models[model]
    differs = not after.network.equals(before.network) or set(after.clamps) != set(before.clamps)
    return Choice("Reset (as opened)", f"Reset {title(state, part)}", edit, arguments, enabled=differs)


def _short(value: float) -> str:
    return f"{value:g}".replace("-", MINUS)
