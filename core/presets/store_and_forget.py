"""Store and forget: one LSTM unit that takes a number when told to, keeps it, and lets it go when told to."""

from __future__ import annotations

from types import MappingProxyType

from numpy.typing import ArrayLike

from core.document import Document, Encoder, Model, Question
from core.network import Network
from core.presets.by_hand import by_hand
from core.state import View

GATE = 10.0  # opens a gate to 0.99995 and shuts it to 0.00005
STORED, SECOND = "store:+0.7", "store:-0.5"
SENTENCE = ("-0.2", STORED, "-0.9", "+0.4", "-0.6", "forget", "+0.8", "-0.3", SECOND, "+0.9", "-0.7")
FIRST, FORGET, AGAIN = SENTENCE.index(STORED), SENTENCE.index("forget"), SENTENCE.index(SECOND)


def document() -> tuple[Document, View]:
    """Numbers, of which two are to be stored, and one "forget" between these."""
    model = Model("LSTM", network(), color="#2F6FDE")
    question = Question("", "negative", "positive", AGAIN, len(SENTENCE) - 1)
    made = Document("", (model,), SENTENCE, encoder(), question)
    return made, View(cursor=FIRST, signal="i", panels=("network", "cell", "timeline"))


def encoder() -> Encoder:
    """A word for every tenth from -0.9 to +0.9, the same to be stored, and "forget"."""
    tenths = [f"{k / 10:+.1f}" for k in range(-9, 10)]
    words = {word: (float(word), 0.0, 0.0) for word in tenths}
    words |= {f"store:{word}": (float(word), 1.0, 0.0) for word in tenths}
    return Encoder(("value", "store", "forget"), MappingProxyType(words | {"forget": (0.0, 0.0, 1.0)}))


def network() -> Network:
    """The input gate is open at "store" only, the forget gate shut at "forget" only; the candidate is tanh of x."""
    arrays: dict[str, ArrayLike] = {
        "W_f": [[0.0, 0.0, -2 * GATE]],
        "b_f": [GATE],
        "W_i": [[0.0, 2 * GATE, 0.0]],
        "b_i": [-GATE],
        "W_g": [[1.0, 0.0, 0.0]],
        "b_o": [GATE],
        "W_y": [[8.0]],
    }
    return by_hand("lstm", 1, 3, arrays)
