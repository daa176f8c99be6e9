"""The errors a person may see: each names the field, what was expected and what was found."""

from __future__ import annotations

import operator
from typing import SupportsIndex


class CarouselError(ValueError):
    """A problem with something that came from outside, told in one sentence.

    `field` is where (a file, a field, a line), `expected` what should be there, `found` what is.
    """

    def __init__(self, field: str, expected: str, found: str) -> None:
        self.field, self.expected, self.found = field, expected, found
        super().__init__(f"{field}: expected {expected}, found {found}")


class EquationError(CarouselError):
    """A cell's equations cannot be read; `line` and `column` count from 1."""

    def __init__(self, line: int, column: int, expected: str, found: str) -> None:
        self.line, self.column = line, column
        super().__init__(f"line {line}, column {column}", expected, found)


class ShapeError(CarouselError):
    """An array has another shape, type or content than its place asks for."""


class SessionError(CarouselError):
    """A session file cannot be read or written; nothing was changed."""


def checked_index(field: str, value: SupportsIndex, stop: int, also: str = "") -> int:
    """`value` as a whole number from 0 to `stop` - 1; CarouselError, which names what `also` fits, if it is none."""
    try:
        index = operator.index(value)
    except TypeError:
        index = -1
    if not 0 <= index < stop:
        raise CarouselError(field, f"0 to {stop - 1}{also}" if stop else "none, there is nothing", repr(value)[:60])
    return index
