"""Edits of several units at once, of one by another, and of where nodes stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

import numpy as np

from core.arrays import Array
from core.clamps import Clamp, check_clamp, with_clamp
from core.document import Document, model_of, reshape_model, set_network, with_model
from core.edges import Weight, entries
from core.errors import checked_index
from core.layer import INITIAL
from core.positions import Position, placed
from core.reshape import without_units

Node = tuple[int, int]
"""A unit: its layer and its place in that."""


def remove_units(document: Document, model: int, units: Iterable[Node]) -> Document:
    """The document without some units of a model; CarouselError where a layer would have none left."""
    by_layer: dict[int, list[int]] = {}
    for layer, unit in units:
        by_layer.setdefault(layer, []).append(unit)
    for layer, gone in by_layer.items():
        document = reshape_model(document, model, partial(without_units, layer=layer, units=gone))
    return document


def copy_unit(document: Document, model: int, layer: int, source: int, targets: Iterable[int]) -> Document:
    """The document with all that leads into unit `source` of a layer copied to others of it.

    Its row of every matrix, with the cuts, its biases and learnt states; clamps and what reads the units stay.
    """
    network = before = model_of(document, model).network
    chosen = network.layers[checked_index("layer", layer, len(network.layers))]
    source = checked_index("unit to copy", source, chosen.units)
    rows = [checked_index("unit to copy to", target, chosen.units) for target in targets]
    names = [*chosen.parameters, *(INITIAL + state for state in chosen.initial)]
    for name in names:
        values = network.parameter(layer, name).copy()
        values[rows] = values[source]
        network = network.with_parameter(layer, name, values)
        cut = network.cut(layer, name)
        if cut is not None:
            mask = cut.copy()
            mask[rows] = mask[source]
            network = network.with_cut(layer, name, mask)
    return document if network.equals(before) else set_network(document, model, network)


def set_weights(document: Document, model: int, weights: Iterable[Weight], value: float) -> Document:
    """The document with several weights of a model set to one value."""
    return _changed(document, model, weights, lambda before: np.full_like(before, value))


def scale_weights(document: Document, model: int, weights: Iterable[Weight], factor: float) -> Document:
    """The document with several weights of a model multiplied by a factor."""
    return _changed(document, model, weights, lambda before: before * factor)


def _changed(document: Document, model: int, weights: Iterable[Weight], change: Callable[[Array], Array]) -> Document:
    """The document with each weight another; rows that are tied once."""
    network = before = model_of(document, model).network
    for (place, name), indices in entries(before, weights).items():
        values = network.parameter(place, name).copy()
        with np.errstate(over="ignore"):  # what leaves the range is told by the network
            values[indices] = change(values[indices])
        network = network.with_parameter(place, name, values)
    return document if network.equals(before) else set_network(document, model, network)


def set_clamps(document: Document, model: int, clamps: Iterable[Clamp]) -> Document:
    """The document with several signals of a model held."""
    chosen = model_of(document, model)
    held = chosen.clamps
    for clamp in clamps:
        check_clamp(chosen.network, clamp)
        held = with_clamp(held, clamp)
    return document if held == chosen.clamps else with_model(document, model, replace(chosen, clamps=held))


def move_nodes(document: Document, model: int, positions: Iterable[Position]) -> Document:
    """The document with nodes of a model's picture put where a person wants them."""
    chosen = model_of(document, model)
    moved = placed(chosen.positions, positions)
    return document if moved == chosen.positions else with_model(document, model, replace(chosen, positions=moved))


def reset_positions(document: Document, model: int, nodes: Iterable[tuple[str, int, int]] | None = None) -> Document:
    """The document with nodes of a model (None: all) where the layout puts them."""
    chosen = model_of(document, model)
    back = None if nodes is None else set(nodes)
    kept = tuple(p for p in chosen.positions if back is not None and p.node not in back)
    return document if kept == chosen.positions else with_model(document, model, replace(chosen, positions=kept))
