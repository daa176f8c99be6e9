"""What resources/presets/index.toml tells of every preset, in the order of the gallery."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from core.errors import CarouselError


@dataclass(frozen=True)
class Entry:
    """One preset: the stem of its files, its title, and two sentences that tell what to look at.

    `picture` is the kind of its thumbnail, `of` which signals that shows: (model, unit, signal).
    """

    key: str
    title: str
    says: str
    picture: str
    of: tuple[tuple[int, int, str], ...]


@lru_cache(maxsize=1)
def entries() -> tuple[Entry, ...]:
    """All that ship, the first scene first."""
    text = resources.files("resources").joinpath("presets", "index.toml").read_text("utf-8")
    return tuple(_entry(row) for row in tomllib.loads(text)["preset"])


def entry(key: str) -> Entry:
    """The one called so; CarouselError, which lists what there is, for another."""
    found = next((one for one in entries() if one.key == key), None)
    if found is None:
        raise CarouselError("preset", f"one of {', '.join(one.key for one in entries())}", repr(key)[:60])
    return found


def _entry(row: dict[str, Any]) -> Entry:
    of = tuple((int(model), int(unit), str(signal)) for model, unit, signal in row["picture"]["of"])
    return Entry(row["key"], row["title"], row["says"], row["picture"]["kind"], of)
