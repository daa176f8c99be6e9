"""One session file read field by field: what is asked for is there and fits, or SessionError says where it does not.

A path such as "models[0].network" goes along for the messages.
"""

from __future__ import annotations

import math
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from types import MappingProxyType
from typing import Any, TypeVar, cast

import numpy as np

from core.arrays import Array, frozen
from core.errors import CarouselError, SessionError
from core.session_format import MAX_UNITS, VERSION

T = TypeVar("T")
LONGEST = 300  # characters of what a message names

# what zipfile raises at damaged or hostile bytes; RuntimeError: encrypted, or of an unknown version
DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError)


class Fields:
    """What an archive holds, with the checks; `name` stands in the messages, `version` is the file's."""

    def __init__(self, name: str, archive: zipfile.ZipFile) -> None:
        self.name, self.archive, self.version = name, archive, VERSION

    def wrong(self, path: str, expected: str, found: str) -> SessionError:
        """The error that says what was expected at `path` and what was found."""
        return SessionError(f"{self.name}, {path}"[:LONGEST], expected, found)

    def entry(self, filename: str, place: str) -> bytes:
        """What an entry of the archive holds."""
        try:
            return self.archive.read(filename)
        except KeyError:
            raise self.wrong(place, f"{filename} in the file", "none") from None
        except DAMAGE as error:
            raise self.wrong(place, f"{filename} whole", str(error)[:80] or "damage") from None

    def field(
        self,
        data: Any,
        key: str,
        kind: type[T],
        path: str = "",
        among: set[Any] | frozenset[Any] | None = None,
    ) -> T:
        """data[key], which must be of `kind` (and one of `among`)."""
        place = f"{path}.{key}" if path else key
        if not isinstance(data, dict) or key not in data:
            raise self.wrong(place, kind_words(kind), "nothing")
        return self.value(data[key], kind, place, among)

    def value(self, value: Any, kind: type[T], place: str, among: set[Any] | frozenset[Any] | None = None) -> T:
        """`value`, found at `place`, which must be of `kind` (and one of `among`); a whole number is a number too."""
        fits = isinstance(value, kind) and not (isinstance(value, bool) and kind is not bool)
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            fits = True
        if not fits:
            raise self.wrong(place, kind_words(kind), found_words(value))
        if isinstance(value, int | float) and not -_LARGEST <= value <= _LARGEST:  # false for NaN too
            raise self.wrong(place, "a finite number", found_words(value))
        if among is not None and value not in among:
            raise self.wrong(place, f"one of {', '.join(map(str, sorted(among)))}", found_words(value))
        return cast(T, value)

    def items(self, data: Any, key: str, kind: type[T], path: str, most: int = 10_000) -> list[T]:
        """data[key], a list of `kind`."""
        values = self.field(data, key, list, path)
        if len(values) > most:
            raise self.wrong(f"{path}.{key}", f"at most {most:,} entries", f"{len(values):,}")
        return [self.value(v, kind, f"{path}.{key}[{i}]") for i, v in enumerate(values)]

    def optional(self, data: Any, key: str, path: str) -> dict[str, Any] | None:
        """data[key], a group of fields; None where it is null or missing."""
        return None if isinstance(data, dict) and data.get(key) is None else self.field(data, key, dict, path)

    def strings(self, data: dict[str, Any], kind: type[Any], path: str) -> dict[str, str]:
        """A text for each field of the dataclass `kind`."""
        return {f.name: self.field(data, f.name, str, path) for f in fields(kind)}

    def size(self, data: dict[str, Any], key: str, path: str) -> int:
        """data[key], how many units, inputs or outputs there are."""
        size = self.field(data, key, int, path)
        if not 1 <= size <= MAX_UNITS:
            raise self.wrong(f"{path}.{key}", f"1 to {MAX_UNITS}", str(size))
        return size

    def arrays(
        self, data: dict[str, Any], key: str, shapes: Mapping[str, tuple[int, ...]], path: str
    ) -> Mapping[str, Array]:
        """Arrays of finite numbers, read-only: data[key] says where each of those in `shapes` is, and no other."""
        places = self.field(data, key, dict, path)
        if set(places) != set(shapes):
            raise self.wrong(f"{path}.{key}", ", ".join(shapes), ", ".join(places)[:60] or "nothing")
        found = {}
        for name, shape in shapes.items():
            place = f"{path}.{key}.{name}"
            index = self.field(places, name, int, f"{path}.{key}")
            found[name] = frozen(self.array(index, place, shape, "<f8"), shape, place)
        return MappingProxyType(found)

    def masks(
        self, data: dict[str, Any], key: str, shapes: Mapping[str, tuple[int, ...]], path: str
    ) -> Mapping[str, Array]:
        """Masks, read-only: data[key] says where those of some of `shapes` are; one of nothing is left out."""
        found = {}
        for name in (places := self.field(data, key, dict, path)):
            place = f"{path}.{key}.{name}"
            if name not in shapes:
                raise self.wrong(place, f"one of {', '.join(shapes)}", found_words(name))
            mask = self.array(self.field(places, name, int, f"{path}.{key}"), place, shapes[name], "|b1")
            mask.flags.writeable = False
            if mask.any():  # as in a network, a mask of nothing is none
                found[name] = mask
        return MappingProxyType(found)

    def array(self, index: int, place: str, shape: tuple[int, ...], dtype: str) -> Array:
        """The array of that index, which must be of this shape and dtype ("<f8" or "|b1"), as `dumps` writes it.

        Read here and not by NumPy, whose reader evaluates the header as Python.
        """
        what = f"{'numbers' if dtype == '<f8' else 'yes or no'} of shape {shape}"
        raw = self.entry(f"arrays/{index}.npy", place)
        if (header := _NPY.match(raw)) is None:
            raise self.wrong(place, f"an array of {what}", "another kind of data")
        found = tuple(int(size) for size in header[2].decode().split(",") if size.strip())
        if (header[1].decode(), found) != (dtype, shape):
            raise self.wrong(place, f"an array of {what}", f"{header[1].decode()} of shape {found}")
        size = math.prod(shape) * np.dtype(dtype).itemsize
        if len(raw) - header.end() != size:
            raise self.wrong(place, f"an array of {what}", f"{len(raw) - header.end():,} bytes, not {size:,}")
        values = np.frombuffer(raw, "<f8" if dtype == "<f8" else np.uint8, offset=header.end()).reshape(shape)
        return values if dtype == "<f8" else values != 0

    def vector(self, data: Any, key: str, size: int, path: str) -> tuple[float, ...]:
        """data[key], `size` numbers."""
        return self.numbers(self.field(data, key, list, path), size, f"{path}.{key}")

    def numbers(self, values: Any, size: int, place: str) -> tuple[float, ...]:
        """`values`, found at `place`: a list of `size` numbers."""
        values = self.value(values, list, place)
        if len(values) != size:
            raise self.wrong(place, f"{size} numbers", str(len(values)))
        return tuple(float(self.value(v, float, f"{place}[{i}]")) for i, v in enumerate(values))

    @contextmanager
    def within(self, place: str) -> Iterator[None]:
        """A CarouselError raised within names the file and `place`."""
        try:
            yield
        except CarouselError as error:
            raise self.wrong(f"{place}, {error.field}", error.expected, error.found) from None


_KINDS = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "yes or no",
    dict: "a group of fields",
    list: "a list",
}
_NPY = re.compile(
    rb"\x93NUMPY\x01\x00..\{'descr': '(<f8|\|b1)', 'fortran_order': False, 'shape': \(([0-9, ]{1,40})\), \} *\n",
    re.DOTALL,
)
_LARGEST = sys.float_info.max


def kind_words(kind: type[Any]) -> str:
    """What a kind of value is called in a message."""
    return _KINDS.get(kind, kind.__name__)


def found_words(value: Any) -> str:
    """What was found, in a few characters however large it is."""
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return f"{kind_words(type(value))} of {len(value):,}"
    return repr(value[:60] if isinstance(value, str) else value)[:60]
