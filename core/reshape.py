"""Structural edits of a network: units, layers, inputs, outputs, cells. What remains keeps its weights and cuts.

Every edit is told as what the new network's layers, inputs and outputs were in the old one, and carried out by one
function: a weight is kept where both what it leads from and what it leads to are still there. New weights are drawn
from a seed as `Network.build` draws them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from core.arrays import Array, read_only
from core.cells import Cell
from core.clamps import Clamp
from core.errors import CarouselError, checked_index
from core.layer import INITIAL, Layer, LayerForm
from core.network import READOUTS, Network, Readout
from core.positions import Position, followed

MOST_UNITS = 512  # of a layer, and inputs and outputs
MOST_LAYERS = 16
Source = tuple[str, int, int]
"""What a column of a matrix reads: ("input", 0, which), ("unit", layer, which) or, of a window, with its lag."""


@dataclass(frozen=True)
class Part:
    """One layer of the new network: its form, the old layer it was (None for a new one), and its units in that."""

    form: LayerForm
    old: int | None
    units: tuple[int | None, ...]


@dataclass(frozen=True)
class Reshaped:
    """A reshaped network and what its layers and units, inputs and outputs were in the old one."""

    network: Network
    parts: tuple[Part, ...]
    inputs: tuple[int | None, ...]
    outputs: tuple[int | None, ...]

    def clamps(self, clamps: Iterable[Clamp]) -> tuple[Clamp, ...]:
        """Those that still hold something, on the layers and units where that is now."""
        found = []
        for clamp in clamps:
            for layer, part in enumerate(self.parts):
                if part.old == clamp.layer and clamp.unit in part.units and clamp.signal in part.form.cell.signals:
                    found.append(replace(clamp, layer=layer, unit=part.units.index(clamp.unit)))
        return tuple(found)

    def positions(self, positions: Iterable[Position]) -> tuple[Position, ...]:
        """Those of the nodes that are still there, for where these are now."""
        units = [(part.old, part.units) for part in self.parts]
        return followed(positions, {"input": [(0, self.inputs)], "unit": units, "output": [(0, self.outputs)]})


def with_units(network: Network, layer: int, count: int, seed: int = 0) -> Reshaped:
    """`count` more units behind those of a layer."""
    parts = _parts(network)
    part = parts[checked_index("layer", layer, len(parts))]
    parts[layer] = _with_units(part, (*part.units, *[None] * _count(count)))
    return _reshaped(network, parts, _all(network.inputs), _all(network.outputs), seed)


def without_units(network: Network, layer: int, units: Collection[int]) -> Reshaped:
    """A layer without some of its units; CarouselError where none would be left."""
    parts = _parts(network)
    part = parts[checked_index("layer", layer, len(parts))]
    kept = _without(part.units, units, "unit", "units of a layer")
    parts[layer] = _with_units(part, kept)
    return _reshaped(network, parts, _all(network.inputs), _all(network.outputs), 0)


def with_layer(network: Network, at: int, form: LayerForm, seed: int = 0) -> Reshaped:
    """One more layer, before layer `at` or, where that is their number, behind the last; both directions make two."""
    parts = _parts(network)
    at = checked_index("place of a layer", at, len(parts) + 1)
    form.check()
    parts[at:at] = [Part(single, None, (None,) * single.units) for single in form.single()]
    return _reshaped(network, parts, _all(network.inputs), _all(network.outputs), seed)


def without_layer(network: Network, layer: int, seed: int = 0) -> Reshaped:
    """The network without a layer; what read it reads what it read, by new weights."""
    parts = _parts(network)
    layer = checked_index("layer", layer, len(parts))
    if len(parts) == 1:
        raise CarouselError("layers", "at least one", "none left")
    after = layer + 1
    if not parts[layer].form.beside and after < len(parts) and parts[after].form.beside:
        parts[after] = replace(parts[after], form=replace(parts[after].form, beside=False))
    del parts[layer]
    return _reshaped(network, parts, _all(network.inputs), _all(network.outputs), seed)


def with_cell(network: Network, layer: int, cell: Cell, seed: int = 0, keep: Network | None = None) -> Reshaped:
    """A layer with another cell: parameters of the same name and kind keep their values, as do learnt states.

    What the layer did not have is as in the same layer of `keep`, where that has it in the same shape.
    """
    parts = _parts(network)
    part = parts[checked_index("layer", layer, len(parts))]
    learnt = tuple(state for state in part.form.learnt if state in cell.states)
    parts[layer] = replace(part, form=replace(part.form, cell=cell, learnt=learnt))
    made = _reshaped(network, parts, _all(network.inputs), _all(network.outputs), seed)
    if keep is None or layer >= len(keep.layers):
        return made
    old, now, before = (
        with_cell(keep, layer, cell, seed).network.layers[layer],
        made.network.layers[layer],
        part.form.cell,
    )
    if (old.units, old.inputs) != (now.units, now.inputs):
        return made
    layers = list(made.network.layers)
    layers[layer] = _with_kept(now, old, before)
    return replace(made, network=replace(made.network, layers=tuple(layers)))


def _with_kept(now: Layer, old: Layer, before: Cell) -> Layer:
    """A layer in which what the cell `before` did not have is as in an `old` one of the same cell and size."""
    names = set(now.cell.parameters) - set(before.parameters)
    states = set(now.cell.states) - set(before.states)

    def merged(mine: Mapping[str, Array], kept: Mapping[str, Array], own: set[str]) -> Mapping[str, Array]:
        both = {**mine, **kept}  # in the order of mine
        return MappingProxyType({k: (kept if k in own else mine)[k] for k in both if k in (kept if k in own else mine)})

    return replace(
        now,
        parameters=merged(now.parameters, old.parameters, names),
        cuts=merged(now.cuts, old.cuts, names | {INITIAL + state for state in states}),
        shared=merged(now.shared, old.shared, names),
        initial=merged(now.initial, old.initial, states),
    )


def with_inputs(network: Network, count: int, seed: int = 0) -> Reshaped:
    """`count` more inputs behind those there are."""
    inputs = (*_all(network.inputs), *[None] * _count(count))
    return _reshaped(network, _parts(network), inputs, _all(network.outputs), seed)


def without_inputs(network: Network, inputs: Collection[int]) -> Reshaped:
    """The network without some of its inputs; CarouselError where none would be left."""
    kept = _without(_all(network.inputs), inputs, "input", "inputs")
    return _reshaped(network, _parts(network), kept, _all(network.outputs), 0)


def with_input_order(network: Network, inputs: Sequence[int | None], seed: int = 0) -> Reshaped:
    """The network with other inputs: for each the old one that it was, None for a new one."""
    known = [index for index in inputs if index is not None]
    for index in known:
        checked_index("input", index, network.inputs)
    if not inputs or len(set(known)) < len(known):
        raise CarouselError("inputs", "at least one, and none of the old ones twice", repr(tuple(inputs))[:60])
    return _reshaped(network, _parts(network), tuple(inputs), _all(network.outputs), seed)


def with_readout(network: Network, readout: Readout) -> Reshaped:
    """The network with another function on its outputs; the readout's weights stay."""
    if readout not in READOUTS:
        raise CarouselError("readout", f"one of {', '.join(READOUTS)}", repr(readout)[:60])
    whole = Reshaped(network, tuple(_parts(network)), _all(network.inputs), _all(network.outputs))
    return replace(whole, network=replace(network, readout=readout))


def with_outputs(network: Network, count: int, seed: int = 0) -> Reshaped:
    """`count` more outputs behind those there are."""
    outputs = (*_all(network.outputs), *[None] * _count(count))
    return _reshaped(network, _parts(network), _all(network.inputs), outputs, seed)


def without_outputs(network: Network, outputs: Collection[int]) -> Reshaped:
    """The network without some of its outputs; CarouselError where none would be left."""
    kept = _without(_all(network.outputs), outputs, "output", "outputs")
    return _reshaped(network, _parts(network), _all(network.inputs), kept, 0)


def _parts(network: Network) -> list[Part]:
    return [Part(form, index, _all(form.units)) for index, form in enumerate(network.forms)]


def _with_units(part: Part, units: tuple[int | None, ...]) -> Part:
    return replace(part, form=replace(part.form, units=len(units)), units=units)


def _all(count: int) -> tuple[int | None, ...]:
    return tuple(range(count))


def _count(count: int) -> int:
    if not isinstance(count, int) or count < 1:
        raise CarouselError("how many more", "a whole number of at least 1", repr(count)[:60])
    return count


def _without(whole: tuple[int | None, ...], gone: Collection[int], what: str, all_of: str) -> tuple[int | None, ...]:
    leaving = {checked_index(what, index, len(whole)) for index in gone}
    if len(leaving) == len(whole):
        raise CarouselError(all_of, "at least one", "none left")
    return tuple(index for index in whole if index not in leaving)


def _reshaped(
    network: Network,
    parts: Sequence[Part],
    inputs: tuple[int | None, ...],
    outputs: tuple[int | None, ...],
    seed: int,
) -> Reshaped:
    forms = [part.form for part in parts]
    sizes = [("units of a layer", form.units, MOST_UNITS) for form in forms]
    sizes += [("inputs", len(inputs), MOST_UNITS), ("outputs", len(outputs), MOST_UNITS)]
    for what, size, most in [*sizes, ("layers", len(forms), MOST_LAYERS)]:
        if size > most:
            raise CarouselError(what, f"at most {most}", str(size))
    fresh = Network.build(len(inputs), forms, len(outputs), network.readout, seed)
    origins = _values(fresh, [("input", 0, k) if k is not None else None for k in inputs], parts)
    old_sources = _values(network, [("input", 0, k) for k in range(network.inputs)], _parts(network))
    layers = []
    for index, part in enumerate(parts):
        layer = fresh.layers[index]
        if part.old is not None:
            columns = _columns(network, part.old, old_sources, fresh, index, origins)
            layer = _carried(network.layers[part.old], layer, part.units, columns)
        layers.append(layer)
    rows = list(outputs)
    columns = _matched(old_sources[len(network.levels)], origins[len(fresh.levels)])
    readout = {"W_y": _moved(network.readout_parameters["W_y"], fresh.readout_parameters["W_y"], rows, columns)}
    readout["b_y"] = _moved(network.readout_parameters["b_y"], fresh.readout_parameters["b_y"], rows, None)
    cuts = _moved_cuts(network.readout_cuts, readout, rows, {"W_y": columns, "b_y": None})
    made = replace(
        fresh,
        layers=tuple(layers),
        readout_parameters=MappingProxyType(readout),
        readout_cuts=cuts,
    )
    return Reshaped(made, tuple(parts), inputs, outputs)


def _values(network: Network, inputs: list[Source | None], parts: Sequence[Part]) -> list[list[Source | None]]:
    """What each level reads, and last what the readout reads: by value, its place in the old network."""
    found = [inputs]
    for level in network.levels:
        values: list[Source | None] = []
        for index in level:
            old = parts[index].old
            values += [None if old is None or unit is None else ("unit", old, unit) for unit in parts[index].units]
        found.append(values)
    return found


def _columns(
    old: Network,
    old_layer: int,
    old_sources: list[list[Source | None]],
    new: Network,
    new_layer: int,
    new_sources: list[list[Source | None]],
) -> list[int | None]:
    """For each column of a layer's input matrices the old column that read the same, of the same lag."""
    before, after = old_sources[old.level_of(old_layer)], new_sources[new.level_of(new_layer)]
    matched = _matched(before, after)
    windows = min(old.layers[old_layer].window, new.layers[new_layer].window)
    found: list[int | None] = []
    for lag in range(new.layers[new_layer].window):
        found += [None if k is None or lag >= windows else lag * len(before) + k for k in matched]
    return found


def _matched(before: list[Source | None], after: list[Source | None]) -> list[int | None]:
    places = {source: k for k, source in enumerate(before) if source is not None}
    return [None if source is None else places.get(source) for source in after]


def _carried(old: Layer, new: Layer, units: Sequence[int | None], columns: list[int | None]) -> Layer:
    """The new layer with what it has in common with the old one."""
    common = {name: shape for name, shape in new.cell.parameters.items() if old.cell.parameters.get(name) == shape}
    across = {name: _across(shape, units, columns) for name, shape in common.items()}
    parameters = {
        name: _moved(old.parameters[name], values, units, across[name]) if name in common else values
        for name, values in new.parameters.items()
    }
    initial = {
        state: _moved(old.initial[state], values, units, None) if state in old.initial else values
        for state, values in new.initial.items()
    }
    learnt = {INITIAL + state: values for state, values in initial.items() if state in old.initial}
    kept = {name: mask for name, mask in old.cuts.items() if name in common or name in learnt}
    cuts = _moved_cuts(kept, parameters | learnt, units, across | dict.fromkeys(learnt))
    tied = {name: _moved_rows(old.shared[name], units) for name in common if name in old.shared}
    layer = replace(
        new,
        parameters=MappingProxyType(parameters),
        initial=MappingProxyType(initial),
        cuts=cuts,
        shared=MappingProxyType(tied),
    )
    for name in tied:
        layer = layer.with_array(name, layer.parameters[name], "the layer")
        if name in layer.cuts:
            layer = layer.with_cut(name, layer.cuts[name])
    return layer


def _across(
    shape: tuple[str, ...], units: Sequence[int | None], columns: list[int | None]
) -> Sequence[int | None] | None:
    if len(shape) == 1:
        return None
    return columns if shape[1] == "inputs" else units


def _moved(old: Array, fresh: Array, rows: Sequence[int | None], columns: Sequence[int | None] | None) -> Array:
    """The fresh array with the entries of the old one where row and column were there before."""
    values = fresh.copy()
    new_rows = [k for k, row in enumerate(rows) if row is not None]
    old_rows = [row for row in rows if row is not None]
    if columns is None:
        values[new_rows] = old[old_rows]
        return read_only(values)
    new_columns = [k for k, column in enumerate(columns) if column is not None]
    old_columns = [column for column in columns if column is not None]
    values[np.ix_(new_rows, new_columns)] = old[np.ix_(old_rows, old_columns)]
    return read_only(values)


def _moved_cuts(
    cuts: Mapping[str, Array],
    parameters: Mapping[str, Array],
    rows: Sequence[int | None],
    across: Mapping[str, Sequence[int | None] | None],
) -> Mapping[str, Array]:
    """The cuts of what remains."""
    found = {}
    for name, mask in cuts.items():
        moved = _moved(mask, np.zeros(parameters[name].shape, bool), rows, across[name])
        if moved.any():
            found[name] = moved
    return MappingProxyType(found)


def _moved_rows(shared: Array, units: Sequence[int | None]) -> Array:
    """The ties of what remains: where the row that others are the same as is gone, the first of them stands for it."""
    first: dict[int, int] = {}
    rows = []
    for place, unit in enumerate(units):
        rows.append(place if unit is None else first.setdefault(int(shared[unit]), place))
    return read_only(np.array(rows))
