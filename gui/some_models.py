"""Which models a picture shows that has no room for all, and of which the recipe tells. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence

from core.document import Document, Model


def some(models: Sequence[int], chosen: int, most: int) -> tuple[int, ...]:
    """`most` of the `models`, the first ones, and the `chosen` one in any case, if it is among them."""
    if len(models) <= most:
        return tuple(models)
    first = tuple(models[:most])
    return first if chosen in first or chosen not in models else (*first[:-1], chosen)


def is_told_of(document: Document, model: Model) -> bool:
    """Whether the recipe tells of a model: not of one that was added since, beside those that a training left."""
    return bool(model.trained) or not any(other.trained for other in document.models)
