"""A network read from a session file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np

from core.arrays import Array, read_only
from core.cells import ROLES, Cell, SignalInfo, cell_names, load_cell
from core.equations import Graph, parse
from core.errors import EquationError
from core.layer import INITIAL, MAX_WINDOW, Layer
from core.network import READOUTS, Network
from core.session_fields import Fields, found_words
from core.session_format import MAX_LAYERS, MAX_UNITS


def read_network(fields: Fields, data: dict[str, Any], path: str) -> Network:
    """The network that stands at `path`; SessionError where something of it does not fit."""
    inputs, outputs = fields.size(data, "inputs", path), fields.size(data, "outputs", path)
    layers: list[Layer] = []
    entering = width = inputs
    for index, entry in enumerate(fields.items(data, "layers", dict, path, MAX_LAYERS)):
        place = f"{path}.layers[{index}]"
        wiring = _wiring(fields, entry, place, is_first=index == 0)
        entering = entering if wiring["beside"] else width
        layer = _layer(fields, entry, entering, wiring, place)
        layers.append(layer)
        width = width + layer.units if layer.beside else layer.units
    if not layers:
        raise fields.wrong(f"{path}.layers", "at least one layer", "none")
    shapes = {"W_y": (outputs, width), "b_y": (outputs,)}
    readout = fields.field(data, "readout", str, path, set(READOUTS))
    return Network(
        inputs,
        tuple(layers),
        outputs,
        next(r for r in READOUTS if r == readout),
        fields.arrays(data, "readout_parameters", shapes, path),
        fields.masks(data, "readout_cuts", shapes, path),
    )


def _wiring(fields: Fields, data: dict[str, Any], path: str, *, is_first: bool) -> dict[str, Any]:
    """The fields of a layer that came with version 3 and ask for no size."""
    if fields.version < 3:
        return {"reverse": False, "beside": False, "window": 1}
    found = {name: fields.field(data, name, bool, path) for name in ("reverse", "beside")}
    window = fields.field(data, "window", int, path)
    if not 1 <= window <= MAX_WINDOW:
        raise fields.wrong(f"{path}.window", f"1 to {MAX_WINDOW}", str(window))
    if is_first and found["beside"]:
        raise fields.wrong(f"{path}.beside", "no for the first layer", "yes")
    return {**found, "window": window}


def _layer(fields: Fields, data: dict[str, Any], entering: int, wiring: dict[str, Any], path: str) -> Layer:
    cell = _cell(fields, fields.field(data, "cell", dict, path), f"{path}.cell")
    units, inputs = fields.size(data, "units", path), entering * wiring["window"]
    initial: Mapping[str, Array] = {}
    if fields.version > 2:
        states = dict.fromkeys(fields.field(data, "initial", dict, path), (units,))
        for name in states:
            if name not in cell.states:
                raise fields.wrong(f"{path}.initial", f"some of {', '.join(cell.states)}", found_words(name))
        initial = fields.arrays(data, "initial", states, path)
    shapes = {name: cell.shape(name, units, inputs) for name in cell.parameters}
    parameters = fields.arrays(data, "parameters", shapes, path)
    cuts = fields.masks(data, "cuts", shapes | {INITIAL + name: (units,) for name in initial}, path)
    layer = Layer(cell, units, inputs, parameters, cuts, initial=initial, **wiring)
    return replace(layer, shared=_shared(fields, data, layer, path)) if fields.version > 2 else layer


def _shared(fields: Fields, data: dict[str, Any], layer: Layer, path: str) -> Mapping[str, Array]:
    """The rows that are tied; each goes back to one that stands for itself, and is the same as that."""
    found: dict[str, Array] = {}
    for name in (entries := fields.field(data, "shared", dict, path)):
        place = f"{path}.shared.{name}"
        rows = fields.items(entries, name, int, f"{path}.shared", MAX_UNITS)
        if name not in layer.parameters:
            raise fields.wrong(place, f"one of {', '.join(layer.parameters)}", found_words(name))
        if len(rows) != layer.units or not all(0 <= k < layer.units and rows[k] == k for k in rows):
            raise fields.wrong(
                place, f"{layer.units} rows, each the same as one that is the same as itself", found_words(rows)
            )
        values, mask = layer.parameters[name], layer.cuts.get(name)
        if not np.array_equal(values[rows], values) or (mask is not None and not np.array_equal(mask[rows], mask)):
            raise fields.wrong(place, "rows that are the same", "other ones")
        found[name] = read_only(np.array(rows))
    return MappingProxyType(found)


def _cell(fields: Fields, data: dict[str, Any], path: str) -> Cell:
    key, equations = fields.field(data, "key", str, path), fields.field(data, "equations", str, path)
    if key in cell_names() and load_cell(key).equations == equations:
        return load_cell(key)
    graph = _graph(fields, equations, f"{path}.equations")
    signals = fields.field(data, "signals", dict, path)
    infos = {n: _info(fields, signals, n, graph, f"{path}.signals") for n in signals}
    name, source = fields.field(data, "name", str, path), fields.field(data, "source", str, path)
    return Cell(name, graph, source, "", MappingProxyType(infos))


def _graph(fields: Fields, equations: str, path: str) -> Graph:
    try:
        return parse(equations)
    except EquationError as error:
        raise fields.wrong(f"{path}, {error.field}", error.expected, error.found) from None


def _info(fields: Fields, signals: dict[str, Any], name: str, graph: Graph, path: str) -> SignalInfo:
    data = fields.field(signals, name, dict, path)
    if name not in graph.signals:
        raise fields.wrong(f"{path}.{name}", f"one of {', '.join(graph.signals)}", found_words(name))
    fields.field(data, "role", str, f"{path}.{name}", set(ROLES))
    return SignalInfo(**fields.strings(data, SignalInfo, f"{path}.{name}"))
