"""Documents of the first scene's sentence whose networks are wired in every way that there is."""

from __future__ import annotations

from dataclasses import replace

from core import Network
from core.document import Document, Model
from core.layer import LayerForm
from tests.core import scenes
from tests.core.oracles import randomised
from tests.core.test_wiring import BLOCKS, DENSE, GRU, LSTM, NETWORKS

SHARED = {"in blocks": (2, ("i", "o"))}
WIRED = {
    **NETWORKS,
    "a window of all there is to see": [LayerForm(DENSE, 2, window=2), LayerForm(LSTM, 2, "both", window=2)],
    "in blocks": [(BLOCKS, 4)],
    "large": [LayerForm(LSTM, 16, "both"), (GRU, 8)],
}


def network(name: str, seed: int = 1) -> Network:
    """Four inputs, as the scene's encoder has, and a sigmoid output; every parameter random."""
    net = Network.build(4, WIRED[name], 1, "sigmoid", seed)  # type: ignore[arg-type]
    if name in SHARED:
        net = net.with_blocks(0, *SHARED[name])
    return randomised(net, seed)


def document(name: str) -> Document:
    """One model, called as its wiring is, with a network from before its training."""
    return replace(scenes.document(), title=name, models=(Model(name, network(name), network(name, 2)),))
