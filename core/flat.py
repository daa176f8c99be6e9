"""All parameters of a network in one vector, and back."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import numpy as np

from core.gradients import Gradients
from core.network import READOUT, Array, Network, Place


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
        layers = tuple(
            replace(layer, parameters=MappingProxyType(found[index])) for index, layer in enumerate(self._like.layers)
        )
        return replace(self._like, layers=layers, readout_parameters=MappingProxyType(found[READOUT]))
