"""Which models a picture shows that has no room for all. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence


def some(models: Sequence[int], chosen: int, most: int) -> tuple[int, ...]:
    """`most` of the `models`, the first ones, and the `chosen` one in any case, if it is among them."""
    if len(models) <= most:
        return tuple(models)
    first = tuple(models[:most])
    return first if chosen in first or chosen not in models else (*first[:-1], chosen)
