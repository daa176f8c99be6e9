"""A number of the document that a slider can move: a weight, or the value that a clamp holds at. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from core.clamps import Clamp
from core.document import Document, reset_weights, set_clamp, set_weight
from core.edges import Weight, all_cut
from core.network import READOUT, Network
from core.state import State
from gui.held import when_words
from gui.weight_entries import weight_words
from gui.whose import unit_name


class Quantity(Protocol):
    """What a row needs to know of the number that it moves."""

    def value(self, document: Document) -> float | None:
        """The number in `document`; None where there is no such thing."""

    def set(self, document: Document, value: float) -> Document:
        """The document with another number."""

    def reset(self, document: Document, opened: Document) -> Document:
        """The document with the number as it was in `opened`; the same document where that is so already."""

    def label(self, state: State) -> str:
        """What undo calls a change."""

    def reset_label(self, state: State) -> str:
        """What undo calls a reset."""


@dataclass(frozen=True)
class WeightValue:
    """A weight of a model."""

    model: int
    weight: Weight

    def value(self, document: Document) -> float | None:
        network = _network(document, self.model)
        if network is None or not has_weight(network, self.weight):
            return None
        place, name, at = self.weight
        return float(network.parameter(place, name)[at])

    def is_cut(self, document: Document) -> bool:
        """Whether the weight is held at 0."""
        network = _network(document, self.model)
        return network is not None and all_cut(network, [self.weight])

    def opened_value(self, document: Document, opened: Document) -> float | None:
        """The weight in `opened`; None where the model there has another form."""
        network, before = _network(document, self.model), _network(opened, self.model)
        same = network is not None and before is not None and before.has_form_of(network)
        return self.value(opened) if same else None

    def set(self, document: Document, value: float) -> Document:
        return set_weight(document, self.model, *self.weight, value)

    def reset(self, document: Document, opened: Document) -> Document:
        if not self.differs(document, opened):
            return document
        return reset_weights(document, opened, self.model, [self.weight])

    def differs(self, document: Document, opened: Document) -> bool:
        """Whether value or cut can be put back."""
        before = self.opened_value(document, opened)
        if before is None:
            return False
        return before != self.value(document) or self.is_cut(document) != self.is_cut(opened)

    def label(self, state: State) -> str:
        return f"Change {weight_words(state, self.weight, self.model)}"

    def reset_label(self, state: State) -> str:
        return f"Reset {weight_words(state, self.weight, self.model)}"


@dataclass(frozen=True)
class ClampValue:
    """The value of a clamp of a model, found again by its signal, unit and steps."""

    model: int
    clamp: Clamp

    def value(self, document: Document) -> float | None:
        if self.model >= len(document.models):
            return None
        wanted = self.clamp
        for clamp in document.models[self.model].clamps:
            if replace(clamp, value=wanted.value) == wanted:
                return clamp.value
        return None

    def set(self, document: Document, value: float) -> Document:
        return set_clamp(document, self.model, replace(self.clamp, value=value))

    def reset(self, document: Document, opened: Document) -> Document:
        return document

    def label(self, state: State) -> str:
        return f"Clamp {self._words(state)}"

    def reset_label(self, state: State) -> str:
        return f"Reset {self._words(state)}"

    def release_label(self, state: State) -> str:
        """What undo calls letting the signal go."""
        return f"Release {self._words(state)}"

    def _words(self, state: State) -> str:
        clamp = self.clamp
        whose = unit_name(state.document.models[self.model].network, clamp.layer, clamp.unit)
        return f"{clamp.signal} of {whose} {when_words(state.document.sequence, clamp)}"


def has_weight(network: Network, weight: Weight) -> bool:
    """Whether a network has this entry of this parameter."""
    place, name, at = weight
    if place == READOUT:
        parameters = network.readout_parameters
    elif place < len(network.layers):
        parameters = network.layers[place].arrays
    else:
        return False
    shape = parameters[name].shape if name in parameters else ()
    return len(at) == len(shape) > 0 and all(0 <= i < n for i, n in zip(at, shape, strict=True))


def _network(document: Document, model: int) -> Network | None:
    return document.models[model].network if model < len(document.models) else None
