"""Edits of nodes chosen together, of whatever kind, and of a unit from one of another layer or network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from core.clamps import Clamp
from core.document import Document, model_of, release, reset_clamps, reset_weights, reshape_model, set_network
from core.edges import weights_of
from core.errors import CarouselError, checked_index
from core.input_edits import remove_inputs
from core.layer import Layer
from core.reshape import without_outputs
from core.unit_edits import Node, remove_units


def remove_nodes(
    document: Document, model: int, units: Iterable[Node] = (), inputs: Sequence[int] = (), outputs: Sequence[int] = ()
) -> Document:
    """The document without some nodes of a model; CarouselError where none of their kind would be left.

    An input goes from every model.
    """
    document = remove_units(document, model, units)
    if outputs:
        document = reshape_model(document, model, lambda network: without_outputs(network, outputs))
    return remove_inputs(document, inputs) if inputs else document


def reset_units(document: Document, opened: Document, model: int, units: Iterable[Node]) -> Document:
    """Units as they were in `opened`: weights, cuts and clamps."""
    network, chosen = model_of(document, model).network, set(units)
    weights = (weight for layer, unit in sorted(chosen) for weight in weights_of(network, layer, unit))
    document = reset_weights(document, opened, model, weights)
    return reset_clamps(document, opened, model, lambda clamp: (clamp.layer, clamp.unit) in chosen)


def release_clamps(document: Document, model: int, clamps: Iterable[Clamp]) -> Document:
    """The document with what some clamps hold let go, at the steps that they cover."""
    for clamp in clamps:
        document = release(document, model, clamp.layer, clamp.signal, clamp.unit, clamp.first, clamp.last)
    return document


def paste_unit(
    document: Document, model: int, layer: int, targets: Iterable[int], source: Layer, unit: int
) -> Document:
    """The document with all that led into a unit of `source`, a layer of any network, leading into `targets`.

    Its row of every matrix, with the cuts, its biases and learnt states. CarouselError where the layers' parameters
    are not alike: the same names, and rows as long.
    """
    network = before = model_of(document, model).network
    chosen = network.layers[checked_index("layer", layer, len(network.layers))]
    unit = checked_index("unit to copy", unit, source.units)
    rows = [checked_index("unit to copy to", target, chosen.units) for target in targets]
    _check_alike(source, chosen)
    for name, own in source.arrays.items():
        values = network.parameter(layer, name).copy()
        values[rows] = own[unit]
        network = network.with_parameter(layer, name, values)
        cut, mask = source.cuts.get(name), network.cut(layer, name)
        if cut is not None or mask is not None:
            mask = np.zeros(values.shape, bool) if mask is None else mask.copy()
            mask[rows] = False if cut is None else cut[unit]
            network = network.with_cut(layer, name, mask)
    return document if network.equals(before) else set_network(document, model, network)


def _check_alike(source: Layer, target: Layer) -> None:
    shapes = [{name: array.shape[1:] for name, array in layer.arrays.items()} for layer in (source, target)]
    if shapes[0] != shapes[1]:
        told = [", ".join(f"{name} of {rest[0]}" if rest else name for name, rest in each.items()) for each in shapes]
        raise CarouselError("unit to copy", f"one with the parameters {told[1]}", told[0])
