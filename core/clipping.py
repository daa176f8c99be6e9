"""A gradient that is too large is made smaller before the update: Pascanu, Mikolov & Bengio 2013."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from core.arrays import Array
from core.errors import CarouselError

_TINY = 1e-12  # keeps a division from 0 / 0


class Clip(Protocol):
    """A way to clip."""

    def clip(self, gradient: Array, norm: float) -> float:
        """Make a gradient of this norm smaller, in place; the norm that is left."""
        ...


@dataclass(frozen=True)
class ClipNorm:
    """A gradient longer than `limit`, all parameters together, is shortened to it and keeps its direction."""

    limit: float = 1.0

    def __post_init__(self) -> None:
        _check("largest norm", self.limit)

    def clip(self, gradient: Array, norm: float) -> float:
        """Make a gradient of this norm smaller, in place; the norm that is left."""
        if norm <= self.limit:
            return norm
        gradient *= self.limit / (norm + _TINY)
        return norm_of(gradient)


@dataclass(frozen=True)
class ClipValue:
    """Each entry is brought into +-`limit`; the direction changes."""

    limit: float = 1.0

    def __post_init__(self) -> None:
        _check("largest entry", self.limit)

    def clip(self, gradient: Array, norm: float) -> float:
        """Make a gradient of this norm smaller, in place; the norm that is left."""
        np.clip(gradient, -self.limit, self.limit, out=gradient)
        return norm_of(gradient)


def norm_of(gradient: Array) -> float:
    """The Euclidean norm; what overflows when squared is measured on a smaller scale."""
    norm = float(np.sqrt(np.sum(gradient * gradient)))
    if math.isfinite(norm):
        return norm
    largest = float(np.abs(gradient).max())
    if not math.isfinite(largest):
        return largest
    scaled = gradient / largest
    return largest * float(np.sqrt(np.sum(scaled * scaled)))


def _check(what: str, limit: float) -> None:
    if not 0 < limit < math.inf:
        raise CarouselError(f"{what} of the gradient", "a finite number above 0", repr(limit)[:60])
