"""a^n b^n, answered by an LSTM that counts in its cell state, with weights set by hand.

That LSTMs find such counters by themselves is Gers & Schmidhuber 2001, "LSTM recurrent networks learn simple
context-free and context-sensitive languages".
"""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from core.document import Document, Encoder, Model, Question
from core.network import Network
from core.presets.by_hand import OPEN, by_hand
from core.state import View

SENTENCE = tuple("aaaaabbbbb")
COUNT, SEEN, BACK, SHORT = range(4)  # the units
SEEN_H = float(np.tanh(1.0))  # h of a unit that was told once
HALF = SEEN_H / 2  # between told and not told, and between a count of 1 and of 0
STRONG = 4 * OPEN  # a gate that h opens or shuts: half of it, times SEEN_H, is more than OPEN


def document() -> tuple[Document, View]:
    """Five a and five b, and whether that is right."""
    encoder = Encoder(("a", "b"), MappingProxyType({"a": (1.0, 0.0), "b": (0.0, 1.0)}))
    model = Model("LSTM", network(), color="#7B4FC9")
    question = Question("", "wrong", "right", 0, len(SENTENCE) - 1)
    made = Document("", (model,), SENTENCE, encoder, question)
    return made, View(cursor=len(SENTENCE) - 1, panels=("network", "cell", "timeline"))


def network() -> Network:
    """Unit 1 counts a less b; unit 2 was told of a b; unit 3 of an a behind a b; unit 4 of a b without its a.

    The string so far is right when the count is 0, a b was seen, and neither error was made.
    """
    W_i, U_i, b_i = np.zeros((4, 2)), np.zeros((4, 4)), np.zeros(4)
    W_g, b_g = np.zeros((4, 2)), np.full(4, OPEN)
    W_g[COUNT], b_g[COUNT] = (OPEN, -OPEN), 0.0  # one up for a, one down for b
    b_i[COUNT] = OPEN
    W_i[SEEN], b_i[SEEN] = (-OPEN, OPEN), 0.0  # at b
    W_i[BACK], U_i[BACK, SEEN] = (0.0, -STRONG), STRONG  # at a, once a b was seen
    b_i[BACK] = -STRONG * HALF
    W_i[SHORT], U_i[SHORT, COUNT] = (-STRONG, 0.0), -STRONG  # at b, while the count is not above 0
    b_i[SHORT] = STRONG * HALF
    arrays = {"W_i": W_i, "U_i": U_i, "b_i": b_i, "W_g": W_g, "b_g": b_g}
    always = {"b_f": np.full(4, OPEN), "b_o": np.full(4, OPEN)}
    readout = {"W_y": np.array([[-60.0, 20.0, -120.0, -120.0]]), "b_y": np.array([-20.0 * HALF])}
    return by_hand("lstm", 4, 2, arrays | always | readout)
