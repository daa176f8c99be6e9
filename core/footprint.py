"""How much memory a document holds that the one before it does not share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from sys import getsizeof
from typing import Any

from core.document import Document, Encoder, own_bytes

FLOAT = getsizeof(0.5)
ENTRY = 30  # of a word in a dictionary of many
CLAMP = 200  # the object and what it holds


def footprint(document: Document, before: Document) -> int:
    """Bytes of arrays, steps, words, clamps and positions that `document` holds and `before` does not, roughly."""
    return own_bytes(document, before) + _steps(document, before) + _words(document.encoder, before.encoder)


def _steps(document: Document, before: Document) -> int:
    fields = [(document.sequence, before.sequence), (document.vectors, before.vectors)]
    fields.append((document.fillers, before.fillers))
    size = sum(_fresh([now], [was]) for now, was in fields)
    size += _fresh([model.clamps for model in document.models], [model.clamps for model in before.models])
    return size + _fresh([m.positions for m in document.models], [m.positions for m in before.models])


def _fresh(now: Iterable[Sequence[Any]], was: Iterable[Sequence[Any]]) -> int:
    """Bytes of the rows of `now` that are not among those of `was`, and of what is new in them."""
    was = list(was)
    kept = {id(row) for row in was}
    rows = [row for row in now if id(row) not in kept]
    if not rows:
        return 0
    known = {id(item) for row in was for item in row}
    items = {id(item): item for row in rows for item in row if id(item) not in known}
    return sum(map(getsizeof, rows)) + sum(map(_size, items.values()))


def _size(item: object) -> int:
    if isinstance(item, str):
        return getsizeof(item)
    if isinstance(item, tuple):
        return getsizeof(item) + FLOAT * len(item)
    return 0 if item is None else CLAMP


def _words(encoder: Encoder, before: Encoder) -> int:
    if encoder is before:
        return 0
    pairs = (tuple(encoder.words), tuple(before.words)), (tuple(encoder.words.values()), tuple(before.words.values()))
    new = sum(_fresh([now], [was]) - getsizeof(now) for now, was in pairs)
    return ENTRY * len(encoder.words) + max(new, 0)
