"""Norms of matrices whose size leaves the range of numbers: as logarithms, and rescaled by powers of two."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Literal, TypeVar

import numpy as np

from core.arrays import Array
from core.errors import CarouselError

Norm = Literal["frobenius", "spectral"]
K = TypeVar("K")


@np.errstate(all="ignore")  # the logarithm of an exact zero is -inf
def log10_frobenius(matrices: Array) -> Array:
    """log10 of the Frobenius norm of each of a stack, without overflow or underflow in the squares."""
    scaled, log10 = _scaled(matrices)
    return np.asarray(log10 + 0.5 * np.log10((scaled**2).sum((1, 2))))


@np.errstate(all="ignore")
def log10_spectral(matrices: Array) -> Array:
    """log10 of the largest singular value of each of a stack; NaN or inf where the matrix is no longer finite."""
    scaled, log10 = _scaled(matrices)
    is_finite: Array = np.asarray(np.isfinite(scaled).all(axis=(1, 2)))
    largest = np.linalg.norm(np.where(is_finite[:, None, None], scaled, 0.0), 2, axis=(1, 2))
    return np.asarray(np.where(is_finite, log10 + np.log10(largest), np.abs(matrices).max(axis=(1, 2))))


def _scaled(matrices: Array) -> tuple[Array, Array]:
    """Each of a stack over its largest entry, in float64, and log10 of that entry."""
    largest = np.abs(matrices).max(axis=(1, 2), keepdims=True)
    scaled = (matrices / np.where((largest > 0) & np.isfinite(largest), largest, 1)).astype(np.float64)
    return scaled, np.log10(largest[:, 0, 0].astype(np.float64))


NORMS: Mapping[str, Callable[[Array], Array]] = {"frobenius": log10_frobenius, "spectral": log10_spectral}


def log10_norm_of(norm: str) -> Callable[[Array], Array]:
    """The function that takes a norm of each of a stack of matrices; CarouselError for an unknown name."""
    if norm not in NORMS:
        raise CarouselError("norm", f"one of {', '.join(NORMS)}", repr(norm)[:60])
    return NORMS[norm]


def rescaled(flowing: Mapping[K, Array]) -> tuple[dict[K, Array], int]:
    """The matrices divided by one power of two that brings the largest entry near 1, and its exponent."""
    largest = max((float(np.abs(v).max()) for v in flowing.values()), default=0.0)
    shift = math.frexp(largest)[1]  # 0 for 0 and for what is no number
    return {s: np.ldexp(v, -shift) for s, v in flowing.items()}, shift
