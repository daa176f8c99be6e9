"""The documents that ship with the app."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources

from core import session
from core.document import Document
from core.state import View

FIRST_SCENE = "red-hat"


def first_scene() -> tuple[Document, View]:
    """The red hat: an LSTM that holds its subject's number beside an RNN that never learnt to."""
    return preset(FIRST_SCENE)


def preset(key: str) -> tuple[Document, View]:
    """The document in resources/presets/<key>.carousel."""
    return session.loads(_read(f"{key}{session.SUFFIX}"), f"{key}{session.SUFFIX}")


def from_gallery(key: str) -> tuple[Document, View]:
    """A preset with what there is to look at, as the gallery tells it."""
    from core.presets import entry

    document, view = preset(key)
    return replace(document, says=entry(key).says), view


def thumbnail(key: str, theme: str) -> bytes:
    """The PNG of a preset's picture, "light" or "dark"."""
    return _read(f"{key}-{theme}.png")


def _read(name: str) -> bytes:
    return resources.files("resources").joinpath("presets", name).read_bytes()
