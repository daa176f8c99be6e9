"""Why the 1997 cell fails on a stream: nothing takes from its cell state, so that what it adds piles up.

Gers, Schmidhuber & Cummins 2000, "Learning to forget", section 2, whose remedy is the forget gate.
"""

from __future__ import annotations

import math

from numpy.typing import ArrayLike

from core.document import Document, Model, Question
from core.network import Network
from core.presets.by_hand import by_hand
from core.scene import encoder
from core.state import View
from core.tasks import INPUTS, OTHER, PLURAL, SINGULAR, STOP

GATE = 10.0
ABOUT_SEVERAL = ("The", "dogs", "were", "here", ".")
SUBJECTS = ("boy", "girl", "man")
SENTENCE = (
    *(word for noun in SUBJECTS for word in ("The", noun, "was", "here", ".")),
    *ABOUT_SEVERAL,
)
DOGS = SENTENCE.index("dogs")


def document() -> tuple[Document, View]:
    """Three sentences about one, then one about several, with no reset between."""
    models = (Model("LSTM 1997", old(), color="#D1495B"), Model("LSTM", new(), color="#2F6FDE"))
    question = Question("the verb", "were", "was", DOGS, DOGS)
    made = Document("", models, SENTENCE, encoder(), question)
    return made, View(cursor=DOGS, panels=("network", "cell", "timeline"))


def old() -> Network:
    """Adds 1 for a singular noun and takes 1 for a plural one: 4 sigmoid(ln 3) - 2 = 1."""
    return by_hand("lstm_1997", 1, len(INPUTS), {"W_g": _signed(math.log(3)), **_gates()})


def new() -> Network:
    """The same, and a forget gate that shuts at the full stop."""
    shuts = _row({STOP: -2 * GATE})
    return by_hand("lstm", 1, len(INPUTS), {"W_g": _signed(GATE), "W_f": shuts, "b_f": [GATE], **_gates()})


def _gates() -> dict[str, ArrayLike]:
    """The input gate is open at a noun, the output gate always; the readout asks for the sign of h."""
    opens = _row({SINGULAR: 2 * GATE, PLURAL: 2 * GATE})
    return {"W_i": opens, "b_i": [-GATE], "b_o": [GATE], "W_y": [[8.0]]}


def _signed(size: float) -> list[list[float]]:
    return _row({SINGULAR: size, PLURAL: -size, OTHER: 0.0})


def _row(values: dict[int, float]) -> list[list[float]]:
    """A row of weights from the inputs."""
    return [[values.get(k, 0.0) for k in range(len(INPUTS))]]
