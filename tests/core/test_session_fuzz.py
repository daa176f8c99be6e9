"""Sessions changed at random: the tree of JSON pulled apart and put together again, arrays swapped, entries dropped.

What comes of it is refused in one sentence, or is a document that runs, is saved and is read again to the same bytes.
"""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from core.errors import SessionError
from core.session import dumps, loads
from core.state import State

NAME = "fuzzed.carousel"
FOLDER = Path(__file__).parents[1] / "data"
KEPT = [FOLDER / f"session-v{version}.carousel" for version in (1, 2, 3, 4)]
ODD = (None, True, False, 0, 1, -1, 2, 3, 7, 0.5, -0.0, 1e308, 1e-320, 2**31, 2**63, 10**30, "", "x", "h", "f", "units")
ODD_LISTS: tuple[Any, ...] = ([], {}, [0], [None], {"h": 0}, [[]], "W_f @ x", "sigmoid", "é\u202e\x00", float("inf"))


@lru_cache(maxsize=8)
def entries(path: Path | None) -> dict[str, bytes]:
    """What the file holds; None is the first scene."""
    data = (
        resources.files("resources").joinpath("presets", "red-hat.carousel").read_bytes()
        if path is None
        else path.read_bytes()
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything in a JSON tree but its root."""
    for key in list(data) if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else []:
        yield (*path, key)
        yield from places(data[key], (*path, key))


def at(data: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        data = data[key]
    return data


def mutate(tree: Any, rng: random.Random) -> None:
    """One change somewhere in a tree, the deeper the more seldom: a value replaced, copied, moved or taken away."""
    found = list(places(tree))
    path = min(rng.sample(found, min(3, len(found))), key=len)
    parent, key = at(tree, path[:-1]), path[-1]
    match rng.randrange(6):
        case 0:
            parent[key] = rng.choice(ODD)
        case 1:
            parent[key] = json.loads(json.dumps(rng.choice(ODD_LISTS)))
        case 2:
            parent[key] = json.loads(json.dumps(at(tree, rng.choice(found))))
        case 3:
            del parent[key]
        case 4 if isinstance(parent, list):
            parent.insert(key, json.loads(json.dumps(parent[rng.randrange(len(parent))])))
        case 4:
            parent[f"{key}_{rng.randrange(3)}"] = parent[key]
        case _ if isinstance(parent[key], int | float) and not isinstance(parent[key], bool):
            parent[key] = rng.choice((-parent[key], parent[key] + 1, parent[key] - 1, parent[key] * 2, parent[key] / 3))
        case _:
            parent[key] = [parent[key]]


def fuzzed(path: Path | None, rng: random.Random) -> bytes:
    """A file with some changes, most often in its JSON."""
    held = dict(entries(path))
    tree = json.loads(held["document.json"])
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        mutate(tree, rng)
    held["document.json"] = json.dumps(tree).encode("utf-8", "surrogatepass")
    arrays = [name for name in held if name.startswith("arrays/")]
    if rng.random() < 0.2:
        one, other = rng.choice(arrays), rng.choice(arrays)
        held[one], held[other] = held[other], held[one]
    if rng.random() < 0.1:
        held.pop(rng.choice(list(held)))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in held.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def check(data: bytes) -> bool:
    """Whether the file is read; what is read is whole, what is refused is so in one sentence."""
    try:
        document, view = loads(data, NAME)
    except SessionError as error:
        assert re.fullmatch(rf"{NAME}(, [^\n]+)?: expected [^\n]+, found [^\n]*", str(error)) and len(str(error)) < 700
        return False
    state = State(document, view)
    assert view.fitted(document) == view
    for index in range(len(document.models) if state.steps else 0):
        assert state.trace(index).output.shape[0] == state.steps
    written = dumps(document, view)
    again = loads(written, NAME)
    assert dumps(*again) == written
    return True


def fuzz(path: Path | None, seed: int, count: int) -> None:
    rng, read = random.Random(seed), 0
    for number in range(count):
        data = fuzzed(path, rng)
        try:
            read += check(data)
        except Exception as error:
            raise AssertionError(f"seed {seed}, file {number}: {type(error).__name__}: {error}") from error
    assert 0 < read < count  # it both reads and refuses, else it looks at nothing


@pytest.mark.parametrize("path", [None, *KEPT], ids=["first scene", *(p.stem for p in KEPT)])
def test_a_session_changed_at_random_is_refused_or_whole(path: Path | None) -> None:
    fuzz(path, 1, 60)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("path", [None, *KEPT], ids=["first scene", *(p.stem for p in KEPT)])
def test_many_sessions_changed_at_random_are_refused_or_whole(path: Path | None) -> None:
    fuzz(path, 2, 500)
