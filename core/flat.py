"""All parameters of a network in one vector, and back."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import numpy as np

from core.arrays import Array, read_only
from core.gradients import Gradients
from core.layer import INITIAL, Layer
from core.network import READOUT, Network, Place


class Layout:
    """Where each parameter of a network lies in one vector."""

    def __init__(self, network: Network) -> None:
        self._like = network
        self._places: list[tuple[Place, str, tuple[int, ...], slice]] = []
        self.size = 0
        for place, name in network.places():
            array = network.parameter(place, name)
            self._places.append((place, name, array.shape, slice(self.size, self.size + array.size)))
            self.size += array.size

    def flat(self, network: Network) -> Array:
        """All parameters in one vector."""
        return np.concatenate([network.parameter(place, name).ravel() for place, name, _, _ in self._places])

    def flat_gradient(self, gradients: Gradients, out: Array | None = None) -> Array:
        """The gradient of all parameters in one vector, `out` where it is given."""
        found = gradients.parameters
        return np.concatenate([found[place][name].ravel() for place, name, _, _ in self._places], out=out)

    def network(self, values: Array) -> Network:
        """The network whose parameters are views of `values`, which becomes read-only; cuts as before."""
        values.flags.writeable = False
        found: dict[Place, dict[str, Array]] = {}
        for place, name, shape, window in self._places:
            found.setdefault(place, {})[name] = values[window].reshape(shape)
        layers = tuple(_with_arrays(layer, found[index]) for index, layer in enumerate(self._like.layers))
        return replace(self._like, layers=layers, readout_parameters=MappingProxyType(found[READOUT]))


def _with_arrays(layer: Layer, arrays: dict[str, Array]) -> Layer:
    """The layer with all that it learns replaced, unchecked; rows that are tied follow the row they are the same as."""
    for name, rows in layer.shared.items():
        arrays[name] = read_only(arrays[name][rows])
    initial = {state: arrays.pop(INITIAL + state) for state in layer.initial}
    return replace(layer, parameters=MappingProxyType(arrays), initial=MappingProxyType(initial))
