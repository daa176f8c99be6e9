"""Results that are kept for who asks again: a few of any size, many while they are small."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """Keeps what was made, by key; what was not asked for longest goes first.

    `few` stay whatever their size, up to `many` while together they have at most `most_bytes`; `size` tells the bytes
    of one.
    """

    def __init__(self, few: int, many: int, most_bytes: int, size: Callable[[Value], int]) -> None:
        self._few, self._many, self._most, self._size = few, many, most_bytes, size
        self._found: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """What is kept under `key`, or else is made now."""
        with self._lock:
            found = self._found.get(key)
            if found is not None:
                self._found.move_to_end(key)
                return found[0]
        value = make()
        with self._lock:
            if key not in self._found:
                self._add(key, value)
        return value

    def _add(self, key: Hashable, value: Value) -> None:
        size = self._size(value)
        self._found[key] = value, size
        self._bytes += size
        while len(self._found) > self._many or len(self._found) > self._few and self._bytes > self._most:
            self._bytes -= self._found.popitem(last=False)[1][1]

    def __len__(self) -> int:
        return len(self._found)
