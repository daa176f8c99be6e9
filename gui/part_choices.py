"""What can be done with a weight, a gate, a unit, an input or an output: its menu's choices, in groups. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
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
from core.reshape import MOST_LAYERS, MOST_UNITS
from core.state import State
from core.unit_edits import copy_unit
from gui.cell_choices import cell_edits
from gui.choice import (
    Choice,
    Ground,
    Group,
    Input,
    Output,
    Part,
    Several,
    Subject,
    Submenu,
    back_choices,
    cut_choices,
    short,
)
from gui.end_choices import bias_of, end_groups, end_title, weights_at
from gui.ground_choices import ground_groups
from gui.held import clamp_values, quoted, when_words
from gui.own_cells import own_cells
from gui.several_choices import several_groups, several_title
from gui.weight_entries import gate_words, weight_words
from gui.whose import layer_name, unit_name

__all__ = ["Choice", "Ground", "Group", "Input", "Output", "Part", "Several", "Subject", "Submenu", "choices", "title"]

MOST_LISTED = 40  # units of a layer that are offered to copy to


def title(state: State, part: Subject) -> str:
    """What a part is called: "forget gate of unit 1", "W_i plural noun → unit 1"."""
    if isinstance(part, Weight):
        return weight_words(state, part)
    if isinstance(part, Input | Output):
        return end_title(state, part)
    if isinstance(part, Several):
        return several_title(state, part)
    if isinstance(part, Ground):
        return state.model.name
    whose = unit_name(state.model.network, part.layer, part.unit)
    cell = state.model.network.layers[part.layer].cell
    return f"{gate_words(cell, part.signal)} of {whose}" if part.signal else whose


def choices(state: State, opened: Document, part: Subject) -> tuple[Group, ...]:
    """Groups of what can be done with a part of the selected model; `opened` is what a reset goes back to."""
    if isinstance(part, Several):
        return tuple(several_groups(state, opened, part))
    if isinstance(part, Ground):
        return tuple(ground_groups(state))
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
    first = Choice(text, f"{verb} {words}", set_cuts, (model, [weight], not cut), key="" if called else "X")
    if cut:
        return [(first,)]
    present = float(state.model.network.parameter(weight.place, weight.name)[weight.at])
    values = [
        Choice(f"Set{name} to {short(v)}", f"Change {words}", set_weight, (model, *weight, v), chosen=present == v)
        for v in (0.0, 1.0)
    ]
    return [(first,), (*values, Choice(f"Set{name} to a value…", card=weight))]


def _of_end(state: State, end: Input | Output) -> list[Group]:
    first, *others = end_groups(state, end)
    bias = _of_weight(state, bias_of(end), "bias b_y") if isinstance(end, Output) else []
    return [first, *bias, *others]


# a gate or a unit


def _of_part(state: State, part: Part) -> list[Group]:
    cell = state.model.network.layers[part.layer].cell
    signals = [part.signal] if part.signal else list(dict.fromkeys([*reversed(cell.states), cell.output]))
    clamps = [tuple(_clamps(state, part, signal, named=not part.signal)) for signal in signals]
    groups: list[Group] = [*clamps, tuple(_cuts(state, part))]
    if part.signal:
        return [*groups, tuple(_equations(state, part))]
    back = tuple(back_choices(state, [("unit", part.layer, part.unit)], title(state, part)))
    return [*groups, tuple(_copies(state, part)), tuple(_units(state, part)), tuple(_layers(state, part)), back]


def _copies(state: State, part: Part) -> Iterator[Choice | Submenu]:
    """What leads into a unit, for others of its layer."""
    model, who = state.view.model, title(state, part)
    yield Choice("Copy its weights", act="copy", key="Ctrl+C")
    yield Choice("Paste the copied weights", act="paste", key="Ctrl+V")
    others = [unit for unit in range(state.model.network.layers[part.layer].units) if unit != part.unit]
    if not others:
        return
    place = (model, part.layer, part.unit)
    lines = [
        Choice(f"unit {unit + 1}", f"Copy the weights of {who} to unit {unit + 1}", copy_unit, (*place, [unit]))
        for unit in (others if len(others) < MOST_LISTED else ())
    ]
    every = Choice("all others", f"Copy the weights of {who} to all others", copy_unit, (*place, others))
    yield Submenu("Copy its weights to", (*lines, *([every] if len(others) > 1 else [])))


def _equations(state: State, part: Part) -> Iterator[Choice | Submenu]:
    """Edits of the layer's cell at a signal, and the panel in which its text is edited."""
    place = (state.view.model, part.layer)
    cell = state.model.network.layers[part.layer].cell
    for under, edits in groupby(cell_edits(cell, part.signal), key=attrgetter("under")):
        lines = [Choice(e.text, e.label, set_cell, (*place, e.cell), chosen=e.chosen) for e in edits]
        yield from (Submenu(under, tuple(lines)),) if under else lines
    yield Choice("Edit the equations", panel="editor")


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
        key="Ins",
    )
    yield Choice(
        "Remove it",
        f"Remove {title(state, part)}",
        remove_unit,
        (model, part.layer, part.unit),
        enabled=units > 1,
        key="Del",
    )


def _layers(state: State, part: Part) -> Iterator[Choice | Submenu]:
    """Another cell in the layer of a unit, a layer behind it, or the layer taken away."""
    network, model = state.model.network, state.view.model
    layer, name = network.layers[part.layer], layer_name(network, part.layer) or "the layer"
    behind = network.levels[network.level_of(part.layer)][-1] + 1
    cells = [load_cell(key) for key in cell_names()]
    yield Submenu(
        "Change its layer’s cell",
        tuple(
            Choice(
                cell.name,
                f"Make {name} {cell.name}",
                set_cell,
                (model, part.layer, cell),
                chosen=cell.graph == layer.cell.graph,
            )
            for cell in cells
        )
        + _own(state, part),
    )
    yield Choice("Edit the equations", panel="editor")
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


def _own(state: State, part: Part) -> tuple[Choice, ...]:
    """The user's own cells for the layer of a unit."""
    network = state.model.network
    layer, name = network.layers[part.layer], layer_name(network, part.layer) or "the layer"
    return tuple(
        Choice(
            cell.name,
            f"Make {name} {cell.name}",
            set_cell,
            (state.view.model, part.layer, cell),
            chosen=cell.graph == layer.cell.graph and cell.name == layer.cell.name,
            separated=k == 0,
        )
        for k, cell in enumerate(own_cells())
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
        lines.append(Choice(f"to {short(value)}", label, set_clamp, (state.view.model, held), chosen=known))
    return Submenu(text, (*lines, Choice("to a value…", card=clamp)))


def _cuts(state: State, part: Part) -> Iterator[Choice]:
    """Cut, or restore, all that leads into a part, and all that reads a unit."""
    network, who = state.model.network, title(state, part)
    into = weights_into(network, part.layer, part.unit, part.signal or None)
    yield from cut_choices(state, into, "the weights into it", f"the weights into {who}")
    if not part.signal:
        out_of = weights_out_of(network, part.layer, part.unit)
        yield from cut_choices(state, out_of, "the weights that read it", f"the weights that read {who}")


# all of them


def _reset(state: State, opened: Document, part: Part | Weight | Input | Output) -> Choice | None:
    """Back to what was opened, where that has the same form; off where nothing differs."""
    model, document = state.view.model, state.document
    if model >= len(opened.models) or not opened.models[model].network.has_form_of(state.model.network):
        return None
    edit: Callable[..., Document]
    arguments: tuple[Any, ...]
    if isinstance(part, Weight):
        edit, arguments = reset_weights, (opened, model, [part])
    elif not isinstance(part, Part):
        own = [bias_of(part)] if isinstance(part, Output) else []
        edit, arguments = reset_weights, (opened, model, [*weights_at(state, part), *own])
    else:
        edit, arguments = reset_unit, (opened, model, part.layer, part.unit, part.signal or None)
    before, after = document.models[model], edit(document, *arguments).models[model]
    differs = not after.network.equals(before.network) or set(after.clamps) != set(before.clamps)
    return Choice("Reset (as opened)", f"Reset {title(state, part)}", edit, arguments, enabled=differs)
