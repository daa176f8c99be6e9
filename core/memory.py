"""Memory for large arrays, taken again when nothing uses it any more: to have it anew from the system costs as much as
the arithmetic that fills it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
LEAST = 2**16  # bytes; below it the system's own allocator keeps memory at hand
MOST_IDLE = 2**27  # bytes that are kept while nothing uses them
SPARE = 1.25  # a block is taken for what is at most so much smaller

_idle: dict[int, Array] = {}  # by identity; each change of it is one step, whatever thread makes it


class _Lease:
    """Holds a block while any view of it lives; NumPy keeps it as the base of the array made from it."""

    def __init__(self, block: Array) -> None:
        self._block = block
        self.__array_interface__ = block.__array_interface__

    def __del__(self) -> None:
        if sum(block.nbytes for block in list(_idle.values())) + self._block.nbytes <= MOST_IDLE:
            _idle[id(self._block)] = self._block


def empty(shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """An array with any content, as `np.empty` makes it."""
    size = math.prod(shape) * dtype.itemsize
    if size < LEAST:
        return np.empty(shape, dtype)
    return np.asarray(_Lease(_block(size)))[:size].view(dtype).reshape(shape)


def _block(size: int) -> Array:
    """An idle block that fits, or a new one."""
    fitting = [block for block in list(_idle.values()) if size <= block.nbytes <= SPARE * size]
    for block in sorted(fitting, key=lambda block: block.nbytes):
        if _idle.pop(id(block), None) is not None:
            return block
    return np.empty(size, np.uint8)
