"""What the columns of a layer's input matrices are, in words: which input or unit, at which step. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from core.document import Document
from core.network import Network
from gui.whose import layer_name


@dataclass(frozen=True)
class Source:
    """What a layer reads of one layer, or of the input, at one step: the columns of W from `first` on.

    `labels` are short, `names` tell layer and step as well; `caption` stands above them.
    """

    caption: str
    labels: tuple[str, ...]
    names: tuple[str, ...]
    first: int
    is_input: bool


def sources_of(network: Network, document: Document, layer: int) -> tuple[Source, ...]:
    """What the columns of a layer's input matrices are, in order: this step's, then those that its window sees."""
    level, chosen = network.level_of(layer), network.layers[layer]
    below = network.levels[level - 1] if level else ()
    units = tuple((layer_name(network, k), network.layers[k].units) for k in below)
    return _sources(document.encoder.inputs, units, chosen.window, chosen.reverse)


@lru_cache(maxsize=64)
def _sources(
    inputs: tuple[str, ...], below: tuple[tuple[str, int], ...], window: int, reverse: bool
) -> tuple[Source, ...]:
    found: list[Source] = []
    first, what = 0, "step" if below else "word"
    for lag in range(window):
        when = _lag_words(lag, what, reverse) if window > 1 else ""
        for caption, labels, names in _read(inputs, below):
            full = f"{caption}, {when}" if when and below else when or caption
            told = tuple(f"{name}, {when}" if when else name for name in names)
            found.append(Source(full, labels, told, first, not below))
            first += len(labels)
    return tuple(found)


def _read(
    inputs: tuple[str, ...], below: tuple[tuple[str, int], ...]
) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Caption, labels and names of the input, or of each layer below."""
    if not below:
        yield "from the input", inputs, inputs
    for name, count in below:
        labels = tuple(f"unit {j + 1}" for j in range(count))
        yield f"from {name}", labels, tuple(f"{label} of {name}" for label in labels)


def _lag_words(lag: int, what: str, reverse: bool) -> str:
    """How far a step of a window is: "this word", "2 words before"."""
    if not lag:
        return f"this {what}"
    return f"{lag} {what}{'' if lag == 1 else 's'} {'after' if reverse else 'before'}"
