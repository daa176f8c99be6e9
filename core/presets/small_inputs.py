"""RNNs whose recurrent matrix is orthogonal, or 1.2 times that, before any training: what their inputs' size does.

With inputs of 0 the gain is the factor to the lag, exactly; tanh, driven from 0, takes from it. The orthogonal start:
Saxe, McClelland & Ganguli 2014.
"""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from core.cells import load_cell
from core.document import Document, Encoder, Model
from core.network import Network
from core.starts import start
from core.state import View

SEED = 0  # the first; nothing was tried
UNITS = 8
STEPS = 50
EXPLODES = 1.2
COLOURS = ("#D1495B", "#B07A12", "#64748B")


def exploding() -> tuple[Document, View]:
    """1.2 times an orthogonal matrix; the same noise comes in whole, at a tenth and at a thousandth."""
    models = [Model(f"inputs × {scale:g}", rnn(EXPLODES, scale)) for scale in (0.001, 0.1, 1.0)]
    return _document(models, COLOURS)


def orthogonal() -> tuple[Document, View]:
    """An orthogonal matrix with the noise at a tenth and whole, and the usual start, uniform within 1/sqrt(units)."""
    models = [
        Model("orthogonal, inputs × 0.1", rnn(1.0, 0.1)),
        Model("orthogonal, inputs × 1", rnn(1.0, 1.0)),
        Model("usual start, inputs × 0.1", rnn(None, 0.1)),
    ]
    return _document(models, ("#2F6FDE", "#12887E", "#D1495B"))


def rnn(factor: float | None, scale: float, seed: int = SEED) -> Network:
    """The Elman RNN as built, with `factor` times an orthogonal U (None: U as built); its W is taken times `scale`."""
    network = Network.build(1, [(load_cell("elman"), UNITS)], 1, "sigmoid", seed)
    if factor is not None:
        network = start(network, "orthogonal", seed, gain=factor)
    return network.with_parameter(0, "W", scale * network.parameter(0, "W"))


def noise(steps: int, seed: int = SEED) -> tuple[str, ...]:
    """Words such as "+0.3": normal numbers to one decimal place."""
    values = np.random.default_rng(seed).standard_normal(steps).round(1) + 0.0
    return tuple(f"{value:+.1f}" for value in values)


def _document(models: list[Model], colours: tuple[str, ...]) -> tuple[Document, View]:
    tenths = [f"{k / 10:+.1f}" for k in range(-40, 41)]
    encoder = Encoder(("number",), MappingProxyType({word: (float(word),) for word in tenths}))
    coloured = tuple(Model(m.name, m.network, color=c) for m, c in zip(models, colours, strict=True))
    made = Document("", coloured, noise(STEPS), encoder, fillers=noise(10, SEED + 1))
    return made, View(cursor=STEPS - 1, across="h", panels=("network", "timeline", "gradient"))
