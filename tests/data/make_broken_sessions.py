"""Makes tests/data/broken: session files that cannot be read, each wrong in one way. Run from the repository's root:

python -m tests.data.make_broken_sessions
"""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from core import Network, load_cell
from core.document import Document, Model
from core.session import dumps
from core.state import View
from tests.core import scenes

FOLDER = Path(__file__).parent / "broken"


class Evil:
    """What a pickle would call when it is read."""

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, str]]:
        return open, ("evil", "w")


def whole() -> bytes:
    """A small session: one LSTM of two units on three words."""
    network = Network.build(4, [(load_cell("lstm"), 2)], 1, "sigmoid")
    encoder = scenes.encoder()
    return dumps(Document("Small", (Model("LSTM", network),), ("The", "boy", "."), encoder), View())


def entries(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(held: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def changed(change: Callable[[Any], None]) -> bytes:
    """The session with its JSON changed."""
    held = entries(whole())
    tree = json.loads(held["document.json"])
    change(tree)
    return packed(held | {"document.json": json.dumps(tree).encode()})


def with_array(array: bytes) -> bytes:
    return packed(entries(whole()) | {"arrays/0.npy": array})


def npy(array: Any, **options: Any) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, **options)
    return buffer.getvalue()


def set_at(*path: Any, value: Any) -> Callable[[Any], None]:
    def change(tree: Any) -> None:
        for key in path[:-1]:
            tree = tree[key]
        tree[path[-1]] = value

    return change


CODE = "h = __import__('os').system('touch evil')"
MODEL = ("document", "models", 0)
LAYER = (*MODEL, "network", "layers", 0)
FILES: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "text": lambda: b"The boy who wore a red hat near the dogs was playing.\n",
    "picture": lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 64,
    "pickle": lambda: pickle.dumps({"weights": Evil()}),
    "cut-off": lambda: whole()[: len(whole()) // 2],
    "another-zip": lambda: packed({"word/document.xml": b"<w/>"}),
    "climbing": lambda: packed(entries(whole()) | {"../../evil": b"x"}),
    "newer": lambda: changed(set_at("version", value=99)),
    "no-json": lambda: packed(entries(whole()) | {"document.json": b"{'title': 'single quotes'}"}),
    "no-view": lambda: changed(lambda tree: tree.pop("view")),
    "no-models": lambda: changed(set_at("document", "models", value=[])),
    "unknown-word": lambda: changed(set_at("document", "encoder", "other", value=None)),
    "nan-in-json": lambda: changed(set_at("document", "encoder", "other", value=[float("nan"), 0.0, 0.0, 0.0])),
    "code-as-equations": lambda: changed(set_at(*LAYER, "cell", "equations", value=CODE)),
    "missing-array": lambda: changed(set_at(*LAYER, "parameters", "W_f", value=77)),
    "units-do-not-fit": lambda: changed(set_at(*LAYER, "units", value=3)),
    "huge-units": lambda: changed(set_at(*LAYER, "units", value=10**9)),
    "clamp-of-no-unit": lambda: changed(
        set_at(*MODEL, "clamps", value=[{"layer": 0, "signal": "f", "unit": 5, "value": 0.0, "first": 0, "last": None}])
    ),
    "nan-array": lambda: with_array(npy(np.full((2, 4), np.nan))),
    "pickled-array": lambda: with_array(npy(np.array([Evil()], dtype=object), allow_pickle=True)),
    "whole-numbers": lambda: with_array(npy(np.ones((2, 4), np.int64))),
}  # fmt: skip


def main() -> None:
    """Write every file."""
    FOLDER.mkdir(exist_ok=True)
    for name, make in FILES.items():
        (FOLDER / f"{name}.carousel").write_bytes(make())


if __name__ == "__main__":
    main()
