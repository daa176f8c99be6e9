"""What is shown is derived: State = (document, view); traces and gradients are pure functions of it, memoised."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from core.cells import Cell
from core.document import Document, Model
from core.gradients import Decay, gradient_decay
from core.network import Array, Layer, Network
from core.trace import Trace, run


@dataclass(frozen=True)
class View:
    """What one looks at: not the document, saved with a session and not undone.

    `cursor` is a step; `model`, `layer`, `unit` and `signal` what is selected; `before` shows the gradient as it was
    before training; `unfolded` the timeline with all its rows; `speed` is in steps a second.
    """

    cursor: int = 0
    model: int = 0
    layer: int = 0
    unit: int = 0
    signal: str = ""
    before: bool = False
    unfolded: bool = False
    speed: float = 2.0

    def fitted(self, document: Document) -> View:
        """The nearest view that `document` has: indices within range, a signal of the selected cell."""
        model = _within(self.model, len(document.models))
        layers = document.models[model].network.layers
        layer = _within(self.layer, len(layers))
        cell = layers[layer].cell
        signal = self.signal if self.signal in cell.gates else _first_choice(cell)
        return replace(
            self,
            cursor=_within(self.cursor, len(document.sequence)),
            model=model,
            layer=layer,
            unit=_within(self.unit, layers[layer].units),
            signal=signal,
            speed=min(max(self.speed, 0.25), 20.0),
        )


def moved_cursor(cursor: int, before: tuple[str, ...], after: tuple[str, ...]) -> int:
    """Where a cursor is when one run of words was put into a sequence, or taken out: on the same word, if it is left.

    On a word that is gone it goes back to the one in front of the gap.
    """
    if before == after:
        return cursor
    shared = next(
        (k for k, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    longer = len(after) - len(before)
    if cursor < shared:
        return cursor
    return cursor + longer if cursor >= shared - longer else max(shared - 1, 0)


def _within(index: int, count: int) -> int:
    return min(max(index, 0), count - 1)


def _first_choice(cell: Cell) -> str:
    gates = cell.gates or cell.signals
    return next((s for s in gates if cell.info(s).role == "input"), gates[0])


@dataclass(frozen=True, eq=False)
class State:
    """A document and a view of it; `view` always fits `document`."""

    document: Document
    view: View

    @property
    def model(self) -> Model:
        """The selected model."""
        return self.document.models[self.view.model]

    @property
    def layer(self) -> Layer:
        """The selected layer of the selected model."""
        return self.model.network.layers[self.view.layer]

    @property
    def cell(self) -> Cell:
        """The selected layer's cell."""
        return self.layer.cell

    @property
    def steps(self) -> int:
        """How many steps the sequence has."""
        return len(self.document.sequence)

    def network(self, model: int, before: bool = False) -> Network | None:
        """The network of a model, or as it was before training (None where that is not known)."""
        chosen = self.document.models[model]
        return chosen.start if before else chosen.network

    def trace(self, model: int | None = None, before: bool = False) -> Trace:
        """The run of a model (the selected one) over the sequence."""
        network = self.network(self.view.model if model is None else model, before)
        assert network is not None
        return _trace(network, _Sequence(self.document.x))

    def decay(self, model: int, before: bool = False) -> Decay | None:
        """The gradient's decay from the cursor back in the last layer, or None where there is no such network."""
        network = self.network(model, before)
        if network is None:
            return None
        return _decay(self.trace(model, before), self.view.cursor, len(network.layers) - 1)

    def probability(self, model: int) -> float:
        """The first output of a model at the cursor."""
        return float(self.trace(model).output[self.view.cursor, 0])


class _Sequence:
    """An input array as a key: the same array is the same key."""

    def __init__(self, x: Array) -> None:
        self.x = x

    def __hash__(self) -> int:
        return id(self.x)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sequence) and self.x is other.x


@lru_cache(maxsize=32)
def _trace(network: Network, sequence: _Sequence) -> Trace:
    return run(network, sequence.x)


@lru_cache(maxsize=64)
def _decay(trace: Trace, step: int, layer: int) -> Decay:
    return gradient_decay(trace, step, layer)
