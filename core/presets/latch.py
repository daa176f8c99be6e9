"""Memory and gradient part: a tanh unit that latches has no gradient, one that fades has more of it.

h = tanh(w h) has, for w > 1, two fixed points apart from 0, which keep a push for ever; the slope there,
w (1 - h^2), is below 1, so that a nudge dies out: Bengio, Simard & Frasconi 1994.
"""

from __future__ import annotations

from types import MappingProxyType

from core.document import Document, Encoder, Model, Question
from core.network import Network
from core.presets.by_hand import by_hand
from core.state import View

LATCHES, FADES = 2.0, 0.9
PUSH = 2.0
WAIT = 30
SENTENCE = ("up", *["wait"] * WAIT)


def document() -> tuple[Document, View]:
    """One unit with w = 2, one with w = 0.9; pushed up once, then left alone for 30 steps."""
    encoder = Encoder(("push",), MappingProxyType({"up": (1.0,), "down": (-1.0,), "wait": (0.0,)}))
    models = (
        Model(f"w = {LATCHES:g}", unit(LATCHES), color="#2F6FDE"),
        Model(f"w = {FADES:g}", unit(FADES), color="#D1495B"),
    )
    question = Question("", "down", "up", 0, WAIT)
    made = Document("", models, SENTENCE, encoder, question, fillers=("wait",) * 10)
    return made, View(cursor=WAIT, panels=("network", "timeline", "gradient"))


def unit(w: float) -> Network:
    """A tanh unit that sees the push and itself."""
    return by_hand("elman", 1, 1, {"W": [[PUSH]], "U": [[w]], "W_y": [[8.0]]})
