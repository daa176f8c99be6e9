"""What stands between layers: the order of steps, windows of past inputs, outputs joined; forward and back.

Arrays are (T, batch, values). A layer that runs backward has its steps in its own order, each sequence turned
within its length, so that what lies beyond an end stays behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.arrays import Array
from core.layer import Layer


def turned(values: Array, lengths: Array | None) -> Array:
    """The steps in the opposite order, each sequence within its length; the same again turns them back."""
    if lengths is None:
        return values[::-1]
    steps = np.arange(len(values))[:, None]
    order = np.where(steps < lengths, lengths - 1 - steps, steps)
    return np.take_along_axis(values, order[:, :, None], axis=0)


def own_order(layer: Layer, values: Array, lengths: Array | None) -> Array:
    """Values of steps in the order in which a layer runs through them; the same again leads back."""
    return turned(values, lengths) if layer.reverse else values


def entering(layer: Layer, values: Array, lengths: Array | None, past: Array | None = None) -> Array:
    """(T, batch, inputs of the layer): what its level reads, as the layer runs through it; contiguous.

    `past` (any number of steps, batch, values) came before the first step of `values`; zeros where nothing is said.
    """
    own = own_order(layer, values, lengths)
    if layer.window == 1:
        return np.ascontiguousarray(own)
    steps, batch, width = own.shape
    before = np.zeros((layer.window - 1, batch, width), own.dtype)
    if past is not None and len(past):
        known = past[-(layer.window - 1) :]
        before[len(before) - len(known) :] = known
    whole = np.concatenate([before, own])
    by_lag = [whole[layer.window - 1 - lag :][:steps] for lag in range(layer.window)]
    return np.concatenate(by_lag, axis=2)


def leaving(layer: Layer, adjoint: Array, lengths: Array | None) -> Array:
    """(T, batch, values of the level below): the adjoint of what the level reads, from that of `entering`."""
    if layer.window > 1:
        steps, batch, seen = adjoint.shape
        by_lag = adjoint.reshape(steps, batch, layer.window, seen // layer.window)
        adjoint = by_lag[:, :, 0].copy()
        for lag in range(1, min(layer.window, steps)):
            adjoint[: steps - lag] += by_lag[lag:, :, lag]
    return own_order(layer, adjoint, lengths)


def joined(outputs: Sequence[Array]) -> Array:
    """What a level passes on: the outputs of its layers side by side."""
    return outputs[0] if len(outputs) == 1 else np.concatenate(outputs, axis=2)
