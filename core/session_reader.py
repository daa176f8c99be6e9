"""The bytes of a session file -> Document and View; whatever does not fit is refused with the field's name."""

from __future__ import annotations

import io
import json
import zipfile
from types import MappingProxyType
from typing import Any

from core.arrays import frozen
from core.clamps import Clamp, check_clamp
from core.document import Document, Encoder, Model, Question, Recipe, SeedRow, is_colour, node_counts
from core.errors import CarouselError, SessionError
from core.network import Network
from core.positions import Position, check_position
from core.session_fields import DAMAGE, LONGEST, Fields, found_words
from core.session_format import FORMAT, MAX_BYTES, MAX_CLAMPS, MAX_JSON, MAX_STEPS, MAX_UNITS, VERSION
from core.session_network import read_network
from core.state import View


def loads(data: bytes, name: str = "session") -> tuple[Document, View]:
    """A session from bytes; `name` stands in the messages. SessionError where something does not fit."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGE:
        raise SessionError(name, "a whole Carousel session", "a damaged file or another kind") from None
    with archive:
        _check_archive(archive, name)
        try:
            return _session(Fields(name, archive))
        except SessionError:
            raise
        except CarouselError as error:
            raise SessionError(f"{name}, {error.field}"[:LONGEST], error.expected, error.found) from None


def _check_archive(archive: zipfile.ZipFile, name: str) -> None:
    total = sum(entry.file_size for entry in archive.infolist())
    if total > MAX_BYTES:
        raise SessionError(name, f"at most {MAX_BYTES >> 20} MB unpacked", f"{total >> 20} MB")
    for entry in archive.infolist():
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise SessionError(name, "entries stored or deflated", f"compression {entry.compress_type}")
        if entry.filename.startswith(("/", "\\")) or ".." in entry.filename or ":" in entry.filename:
            raise SessionError(name, "only document.json and arrays inside", found_words(entry.filename))
    if "document.json" not in archive.namelist():
        raise SessionError(name, "document.json inside", "none: not a Carousel session")
    if (size := archive.getinfo("document.json").file_size) > MAX_JSON:
        raise SessionError(f"{name}, document.json", f"at most {MAX_JSON >> 20} MB", f"{size >> 20} MB")


def _session(fields: Fields) -> tuple[Document, View]:
    raw = fields.entry("document.json", "document.json")
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise fields.wrong("document.json", "JSON", str(error)[:80]) from None
    fields.field(content, "format", str, "", {FORMAT})
    version = fields.field(content, "version", int)
    if not 1 <= version <= VERSION:
        newer = " (made by a newer Carousel)" if version > VERSION else ""
        raise fields.wrong("version", f"1 to {VERSION}", f"{version}{newer}")
    fields.version = version
    document = _document(fields, fields.field(content, "document", dict))
    return document, _view(fields, fields.field(content, "view", dict)).fitted(document)


def _document(fields: Fields, data: dict[str, Any]) -> Document:
    path = "document"
    models = fields.items(data, "models", dict, path, 64)
    question = fields.optional(data, "question", path)
    recipe = fields.optional(data, "recipe", path)
    encoder = _encoder(fields, fields.field(data, "encoder", dict, path), f"{path}.encoder")
    document = Document(
        title=fields.field(data, "title", str, path),
        models=tuple(_model(fields, m, f"{path}.models[{i}]") for i, m in enumerate(models)),
        sequence=tuple(fields.items(data, "sequence", str, path, MAX_STEPS)),
        encoder=encoder,
        question=None if question is None else _question(fields, question, f"{path}.question"),
        fillers=tuple(fields.items(data, "fillers", str, path)),
        recipe=None if recipe is None else _recipe(fields, recipe, f"{path}.recipe"),
        vectors=_vectors(fields, data, len(encoder.inputs), path) if fields.version > 3 else (),
        says=fields.field(data, "says", str, path) if fields.version > 3 else "",
    )
    for step in range(len(document.sequence)):
        document.vector(step)
    return document


def _vectors(fields: Fields, data: dict[str, Any], size: int, path: str) -> tuple[tuple[float, ...] | None, ...]:
    """The inputs that steps have of their own, None for those that have their word's."""
    if fields.version < 5:
        return _listed_vectors(fields, data, size, path)
    place, steps = f"{path}.vectors", len(data["sequence"])
    given = fields.field(data, "vectors", dict, path)
    if not given:
        return ()
    has_own = fields.array(fields.field(given, "own", int, place), f"{place}.own", (steps,), "|b1")
    shape = int(has_own.sum()), size
    values = fields.array(fields.field(given, "values", int, place), f"{place}.values", shape, "<f8")
    rows = map(tuple, frozen(values, shape, f"{place}.values").tolist())
    return tuple(next(rows) if own else None for own in has_own.tolist())


def _listed_vectors(fields: Fields, data: dict[str, Any], size: int, path: str) -> tuple[tuple[float, ...] | None, ...]:
    """The same as version 4 has them."""
    given, steps = fields.field(data, "vectors", list, path), len(data["sequence"])
    if given and len(given) != steps:
        raise fields.wrong(f"{path}.vectors", f"one entry for each of {steps:,} steps, or none", f"{len(given):,}")
    return tuple(None if v is None else fields.numbers(v, size, f"{path}.vectors[{i}]") for i, v in enumerate(given))


def _question(fields: Fields, data: dict[str, Any], path: str) -> Question:
    return Question(
        prompt=fields.field(data, "prompt", str, path),
        low=fields.field(data, "low", str, path),
        high=fields.field(data, "high", str, path),
        subject=fields.field(data, "subject", int, path),
        asked=fields.field(data, "asked", int, path),
    )


def _encoder(fields: Fields, data: dict[str, Any], path: str) -> Encoder:
    inputs = tuple(fields.items(data, "inputs", str, path, MAX_UNITS))
    words = fields.field(data, "words", dict, path)
    vectors = {w: fields.vector(words, w, len(inputs), f"{path}.words") for w in words}
    other = fields.vector(data, "other", len(inputs), path) if data.get("other") is not None else None
    return Encoder(inputs, MappingProxyType(vectors), other)


def _recipe(fields: Fields, data: dict[str, Any], path: str) -> Recipe:
    settings = fields.items(data, "settings", list, path)
    gaps = tuple(fields.items(data, "gaps", int, path))
    rows = fields.items(data, "seeds", dict, path)
    trained = fields.items(data, "trained_gaps", int, path)
    if len(trained) != 2:
        raise fields.wrong(f"{path}.trained_gaps", "the least and the greatest gap", f"{len(trained)} numbers")
    return Recipe(
        command=fields.field(data, "command", str, path),
        chosen=fields.field(data, "chosen", int, path),
        trained_gaps=(trained[0], trained[1]),
        settings=tuple(_pair(fields, pair, f"{path}.settings[{i}]") for i, pair in enumerate(settings)),
        gaps=gaps,
        seeds=tuple(_seed_row(fields, row, len(gaps), f"{path}.seeds[{i}]") for i, row in enumerate(rows)),
        criterion=fields.field(data, "criterion", str, path),
    )


def _pair(fields: Fields, values: list[Any], path: str) -> tuple[str, str]:
    if len(values) != 2:
        raise fields.wrong(path, "a name and a value", f"{len(values)} entries")
    name, value = (fields.value(v, str, f"{path}[{i}]") for i, v in enumerate(values))
    return name, value


def _seed_row(fields: Fields, data: dict[str, Any], gaps: int, path: str) -> SeedRow:
    readable = data.get("readable")
    return SeedRow(
        model=fields.field(data, "model", str, path),
        seed=fields.field(data, "seed", int, path),
        accuracy=fields.vector(data, "accuracy", gaps, path),
        readable=None if readable is None else fields.field(data, "readable", bool, path),
    )


def _model(fields: Fields, data: dict[str, Any], path: str) -> Model:
    start = fields.optional(data, "start", path)
    color = fields.field(data, "color", str, path)
    if not is_colour(color):
        raise fields.wrong(f"{path}.color", "a colour such as #2F6FDE", found_words(color))
    network = read_network(fields, fields.field(data, "network", dict, path), f"{path}.network")
    before = None if start is None else read_network(fields, start, f"{path}.start")
    if before and not before.has_form_of(network):
        raise fields.wrong(f"{path}.start", "cells, sizes and wiring like the network's", "other ones")
    held = fields.items(data, "clamps", dict, path, MAX_CLAMPS) if fields.version > 1 else []
    clamps = tuple(_clamp(fields, entry, network, f"{path}.clamps[{i}]") for i, entry in enumerate(held))
    trained = fields.field(data, "trained", str, path) if fields.version > 1 else ""
    placed = fields.items(data, "positions", dict, path, MAX_CLAMPS) if fields.version > 3 else []
    positions = tuple(_position(fields, entry, f"{path}.positions[{i}]") for i, entry in enumerate(placed))
    for index, position in enumerate(positions):
        with fields.within(f"{path}.positions[{index}]"):
            check_position(position, node_counts(network))
    return Model(fields.field(data, "name", str, path), network, before, color, clamps, trained, positions)


def _position(fields: Fields, data: dict[str, Any], path: str) -> Position:
    return Position(
        kind=fields.field(data, "kind", str, path),  # type: ignore[arg-type]  # checked with the network
        layer=fields.field(data, "layer", int, path),
        row=fields.field(data, "row", int, path),
        x=float(fields.field(data, "x", float, path)),
        y=float(fields.field(data, "y", float, path)),
    )


def _clamp(fields: Fields, data: dict[str, Any], network: Network, path: str) -> Clamp:
    last = data.get("last")
    clamp = Clamp(
        layer=fields.field(data, "layer", int, path),
        signal=fields.field(data, "signal", str, path),
        unit=fields.field(data, "unit", int, path),
        value=float(fields.field(data, "value", float, path)),
        first=fields.field(data, "first", int, path),
        last=None if last is None else fields.field(data, "last", int, path),
    )
    with fields.within(path):
        check_clamp(network, clamp)
    return clamp


def _view(fields: Fields, data: dict[str, Any]) -> View:
    return View(
        cursor=fields.field(data, "cursor", int, "view"),
        model=fields.field(data, "model", int, "view"),
        layer=fields.field(data, "layer", int, "view"),
        unit=fields.field(data, "unit", int, "view"),
        signal=fields.field(data, "signal", str, "view"),
        before=fields.field(data, "before", bool, "view"),
        unfolded=fields.field(data, "unfolded", bool, "view"),
        speed=float(fields.field(data, "speed", float, "view")),
        **(_shown(fields, data) if fields.version > 1 else {}),
    )


def _shown(fields: Fields, data: dict[str, Any]) -> dict[str, Any]:
    """The fields of a view that came with version 2, and the one that came with version 4."""
    ghost = {"ghost": fields.field(data, "ghost", bool, "view")} if fields.version > 3 else {}
    return {
        **ghost,
        "across": fields.field(data, "across", str, "view"),
        "formulas": fields.field(data, "formulas", str, "view"),
        "panels": tuple(fields.items(data, "panels", str, "view")),
        "hidden": tuple(fields.items(data, "hidden", int, "view")),
    }
