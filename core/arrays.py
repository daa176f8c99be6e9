"""Arrays of real, finite numbers: checked once, where they come in, and read-only from there on."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from core.errors import CarouselError, ShapeError

Array = np.ndarray[Any, np.dtype[Any]]
DTYPES = (np.dtype(np.float64), np.dtype(np.float32))


def as_numbers(values: ArrayLike, field_name: str, dtype: DTypeLike = np.float64) -> Array:
    """A copy of `values` as real, finite numbers; ShapeError where they are something else."""
    try:
        given = np.asarray(values)
    except ValueError:  # lists of unequal lengths
        raise ShapeError(field_name, "an array of numbers", repr(values)[:60]) from None
    if given.dtype.kind not in "biuf":
        raise ShapeError(field_name, "real numbers", f"{repr(values)[:60]} ({given.dtype})")
    with np.errstate(over="ignore"):
        array = given.astype(dtype)
    if not np.isfinite(array).all():
        place = tuple(np.argwhere(~np.isfinite(array))[0].tolist())
        raise ShapeError(field_name, f"finite numbers ({array.dtype})", f"{given[place]} at {place}")
    return array


def checked_dtype(given: DTypeLike) -> np.dtype[Any]:
    """float64 or float32; CarouselError for any other."""
    try:
        dtype = np.dtype(given)
    except TypeError:
        dtype = np.dtype(object)
    if dtype not in DTYPES:
        raise CarouselError("dtype", "float64 or float32", repr(given)[:60])
    return dtype


def generator(seed: Any) -> np.random.Generator:
    """What draws from a seed, or goes on from a generator; CarouselError where it is neither."""
    try:
        return np.random.default_rng(seed)
    except (TypeError, ValueError):
        expected = "a whole number of at least 0, several, or a generator"
        raise CarouselError("seed", expected, repr(seed)[:60]) from None


def frozen(values: ArrayLike, shape: tuple[int, ...], field_name: str) -> Array:
    """A read-only float64 copy of `values`; ShapeError where it is not finite numbers of this shape."""
    array = as_numbers(values, field_name)
    if array.shape != shape:
        raise ShapeError(field_name, f"shape {shape}", f"{array.shape}")
    return read_only(array)


def read_only(array: Array) -> Array:
    """The array itself, which can no longer be written."""
    array.flags.writeable = False
    return array


def frozen_mask(values: ArrayLike, shape: tuple[int, ...], field_name: str) -> Array:
    """A read-only copy of `values` as True and False; ShapeError where the shape is another."""
    mask = np.array(values, dtype=bool)
    if mask.shape != shape:
        raise ShapeError(field_name, f"shape {shape}", f"{mask.shape}")
    return read_only(mask)
