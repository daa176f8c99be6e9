"""The user's own cells: a folder of TOML files, each written whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.cells import ROLES, Cell, SignalInfo
from core.equations import parse
from core.errors import CarouselError, EquationError

SUFFIX = ".toml"
MAX_BYTES = 200_000
MAX_NAME = 80  # characters
MOST = 1000  # files of a folder that are looked at
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{k}" for port in ("com", "lpt") for k in range(1, 10))}


@dataclass(frozen=True)
class Saved:
    """A file of the folder: the cell in it, or what is wrong with it."""

    path: Path
    cell: Cell | None
    problem: str = ""


def file_name(name: str) -> str:
    """A name for the file of a cell that every system takes: "my-cell.toml"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "cell"
    return f"{'cell-' if stem in RESERVED else ''}{stem}{SUFFIX}"


def checked_name(name: str) -> str:
    """A cell's name without blanks around it; CarouselError where it is none."""
    found = name.strip()
    if not found or len(found) > MAX_NAME or not found.isprintable():
        expected = f"1 to {MAX_NAME} characters that can be printed"
        raise CarouselError("name of the cell", expected, repr(name)[:60] if found else "none")
    return found


def list_cells(folder: Path) -> tuple[Saved, ...]:
    """The files of the folder, by the names of their cells; those that cannot be read last, with the reason."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == SUFFIX)[:MOST]
    except OSError:
        return ()
    found = [_saved(path) for path in paths]
    return tuple(
        sorted(found, key=lambda one: (one.cell is None, one.cell.name.lower() if one.cell else one.path.name))
    )


def _saved(path: Path) -> Saved:
    try:
        return Saved(path, load_saved(path))
    except CarouselError as error:
        return Saved(path, None, str(error))


def find(folder: Path, name: str) -> Path | None:
    """The file of the cell called `name`, or None."""
    return next((one.path for one in list_cells(folder) if one.cell is not None and one.cell.name == name), None)


def save_cell(folder: Path, cell: Cell) -> Path:
    """Write a cell to the folder, in place of one of its name; what could not be written changed nothing."""
    name = checked_name(cell.name)
    path = find(folder, name) or _free(folder, file_name(name))
    temporary = ""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=folder, delete=False) as file:
            temporary = file.name
            file.write(as_toml(cell, name))
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except (OSError, UnicodeError) as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise CarouselError(str(path), "a place that can be written", _reason(error)) from None
    return path


def _free(folder: Path, name: str) -> Path:
    stem, number = name.removesuffix(SUFFIX), 2
    path = folder / name
    while path.exists():
        path = folder / f"{stem}-{number}{SUFFIX}"
        number += 1
    return path


def delete_cell(folder: Path, name: str) -> Cell:
    """Remove the file of the cell called `name`; the cell, so that it can be saved again."""
    path = find(folder, name)
    if path is None:
        raise CarouselError("cell", "one that was saved", repr(name)[:60])
    cell = load_saved(path)
    try:
        path.unlink()
    except OSError as error:
        raise CarouselError(str(path), "a file that can be deleted", _reason(error)) from None
    return cell


# what a file holds


def as_toml(cell: Cell, name: str) -> str:
    """The text of a cell's file, which reads as the same cell."""
    lines = [f"name = {_string(name)}", f"source = {_string(cell.source)}", f"equations = {_text(cell.equations)}"]
    for signal, info in cell.infos.items():
        lines += ["", f"[signals.{signal}]", f"title = {_string(info.title)}", f"role = {_string(info.role)}"]
        lines += [f"says = {_string(info.says)}"]
    return "\n".join(lines) + "\n"


def _string(text: str) -> str:
    return f'"{_escaped(text)}"'


def _text(text: str) -> str:
    """Several lines as they are, for they are there to be read."""
    body = "\n".join(_escaped(row) for row in text.split("\n"))
    return f'"""\n{body}"""'


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in '"\\' else c if c.isprintable() else f"\\U{ord(c):08X}" for c in text)


def load_saved(path: Path) -> Cell:
    """The cell in a file; CarouselError, which names the file and what is wrong in it."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise CarouselError(path.name, f"at most {MAX_BYTES:,} bytes", f"{size:,}")
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise CarouselError(path.name, "a file that can be read", _reason(error)) from None
    except UnicodeDecodeError:
        raise CarouselError(path.name, "a text in UTF-8", "other bytes") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise CarouselError(path.name, "a file in TOML", str(error) or "deeper nesting") from None
    return _cell(path.name, data)


def _cell(file: str, data: Mapping[str, Any]) -> Cell:
    text = {key: _field(file, data, key, str) for key in ("name", "source", "equations")}
    try:
        graph = parse(text["equations"])
    except EquationError as error:
        raise CarouselError(f"{file}, equations, {error.field}", error.expected, error.found) from None
    signals = _field(file, data, "signals", dict) if "signals" in data else {}
    infos = {name: _info(f"{file}, signals.{name}", entry) for name, entry in signals.items()}
    if unknown := [name for name in infos if name not in graph.signals]:
        raise CarouselError(f"{file}, signals", f"some of {', '.join(graph.signals)}", repr(unknown[0])[:60])
    try:
        name = checked_name(text["name"])
    except CarouselError as error:
        raise CarouselError(f"{file}, name", error.expected, error.found) from None
    return Cell(name, graph, text["source"], "", infos)


def _info(place: str, entry: object) -> SignalInfo:
    if not isinstance(entry, dict):
        raise CarouselError(place, "title, role and says", repr(entry)[:60])
    title, role, says = (_field(place, entry, key, str) for key in ("title", "role", "says"))
    if role not in ROLES:
        raise CarouselError(f"{place}.role", f"one of {', '.join(ROLES)}", repr(role)[:60])
    return SignalInfo(title, role, says)


def _field(place: str, data: Mapping[str, Any], key: str, kind: type) -> Any:
    value = data.get(key)
    if not isinstance(value, kind):
        expected = "a text" if kind is str else "a table"
        raise CarouselError(f"{place}, {key}", expected, "nothing" if value is None else repr(value)[:60])
    return value


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or repr(error)
