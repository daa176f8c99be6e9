"""Networks whose weights are set by hand: what is not named is 0."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from core.cells import load_cell
from core.network import READOUT, Network

OPEN = 20.0  # a gate at 1 / (1 + e^-20): open but for 2e-9, so that a count of hundreds comes out right


def by_hand(cell: str, units: int, inputs: int, arrays: Mapping[str, ArrayLike]) -> Network:
    """One layer of a cell from resources/cells and a sigmoid readout of it all, with these arrays, by name.

    CarouselError for a name that the network does not have, or a shape that does not fit.
    """
    network = Network.build(inputs, [(load_cell(cell), units)], 1, "sigmoid")
    for place, name in network.places():
        network = network.with_parameter(place, name, np.zeros(network.parameter(place, name).shape))
    for name, values in arrays.items():
        network = network.with_parameter(READOUT if name in ("W_y", "b_y") else 0, name, values)
    return network
