"""What the models could learn from: their gains before training, over the gaps that they were trained across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.arrays import Array
from core.decay import gradient_decay
from core.document import Document, Encoder, Model, Question, encoded
from core.model_edits import is_told_of
from core.network import Network
from core.trace import run
from gui.decay.curve import curve_of
from gui.decay.text import ZONE

MOST_WORDS = 400  # that a sentence is made longer by


@dataclass(frozen=True)
class Gains:
    """log10 of a model's gain before training: over the least gap of the training, the greatest, and on average."""

    name: str
    least: float
    greatest: float
    mean: float

    @property
    def is_in_zone(self) -> bool:
        """Whether it is too little, as our test found, over these gaps on the whole."""
        return self.mean < ZONE


@dataclass(frozen=True)
class Training:
    """The gaps that `models` models were trained across; `gains` of those whose start is known, the weak last.

    They are those at the word asked about, in the sentence made longer by `added` of the document's fillers.
    """

    gaps: tuple[int, int]
    models: int
    gains: tuple[Gains, ...]
    added: int

    @property
    def words(self) -> str:
        """Such as "10\u201320"."""
        least, greatest = self.gaps
        return f"{least}" if least == greatest else f"{least}\u2013{greatest}"


def training_of(document: Document, shown: Sequence[int] | None = None) -> Training | None:
    """Of all models or those `shown`, by index. None where the document does not know of a training."""
    if document.recipe is None:
        return None
    models = document.models if shown is None else [document.models[index] for index in shown]
    gaps, count = document.recipe.trained_gaps, len(models)
    question = document.question
    longer = None if question is None else _longer(document.sequence, question, document.fillers, gaps[1])
    if question is None or longer is None:
        return Training(gaps, count, (), 0)
    found = [
        _gains(model.name, model.start, document.encoder, longer, gaps)
        for model in models
        if model.start is not None and is_told_of(document, model)
    ]
    known = [gains for gains in found if gains is not None]
    known.sort(key=_is_weak)
    return Training(gaps, count, tuple(known), len(longer) - question.asked - 1)


def _is_weak(gains: Gains) -> bool:
    return gains.is_in_zone


@lru_cache(maxsize=16)
def _longer(
    sequence: tuple[str, ...], question: Question, fillers: tuple[str, ...], gap: int
) -> tuple[str, ...] | None:
    """The words up to the one that would be asked about, were the gap at least this; None without fillers."""
    words = list(sequence[: question.asked + 1])
    while len(words) - 1 - question.subject < gap:
        if not fillers or len(words) > question.asked + MOST_WORDS:
            return None
        words += fillers
    return tuple(words)


@lru_cache(maxsize=32)
def _gains(name: str, start: Network, encoder: Encoder, words: tuple[str, ...], gaps: tuple[int, int]) -> Gains | None:
    """None where a gain is no number, or the memory runs backward. Networks are told apart by identity."""
    if start.layers[start.main_layer].reverse:  # which begins at the last word, and remembers none of those before
        return None
    trace = run(start, encoded(encoder, words))
    decay = gradient_decay(trace, len(words) - 1, start.main_layer, lags=gaps[1])
    gain: Array = curve_of(0, Model(name, start), decay).log10_gain[gaps[0] : gaps[1] + 1]
    mean = float(gain.mean())
    return Gains(name, float(gain[0]), float(gain[-1]), mean) if gain.size and mean == mean else None
