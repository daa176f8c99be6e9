"""Document and View <-> one self-contained file: a zip of document.json and arrays, versioned, written whole.

Nothing from a file is executed or unpacked to disk; whatever does not fit is refused with the field's name.
"""

from __future__ import annotations

import contextlib
import errno
import io
import json
import math
import os
import re
import sys
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast

import numpy as np

from core.arrays import Array, frozen, read_only
from core.cells import ROLES, Cell, SignalInfo, cell_names, load_cell
from core.clamps import Clamp, check_clamp
from core.document import Document, Encoder, Model, Question, Recipe, SeedRow, is_colour
from core.equations import Graph, parse
from core.errors import CarouselError, EquationError, SessionError
from core.layer import INITIAL, MAX_WINDOW, Layer
from core.network import READOUTS, Network
from core.state import View

FORMAT = "carousel-session"
VERSION = 3  # 2: clamps; what is shown of a document. 3: how layers stand among each other
SUFFIX = ".carousel"
MAX_BYTES = 256 * 2**20
MAX_JSON = 32 * 2**20
MAX_UNITS = 512
MAX_STEPS = 100_000
MAX_CLAMPS = 10_000
MAX_LAYERS = 16
T = TypeVar("T")

# what zipfile raises at damaged or hostile bytes; RuntimeError: encrypted, or of an unknown version
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError)


def save(path: Path, document: Document, view: View) -> None:
    """Write a session whole or not at all; SessionError where it cannot be written or not be read again."""
    data = dumps(document, view)
    loads(data, path.name)
    try:
        target = Path(os.path.realpath(path))  # a link stays a link
    except ValueError as error:  # a zero byte in the name
        raise SessionError(str(path), "a place that can be written", str(error)) from None
    temporary = target.parent / f".{target.name[:50]}.{os.getpid()}.part"
    try:
        with open(temporary, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except OSError as error:
        raise SessionError(str(path), "a place that can be written", error.strerror or str(error)) from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def load(path: Path) -> tuple[Document, View]:
    """Read a session; SessionError names the file, the field, what was expected and what was found."""
    try:
        if path.exists() and not path.is_file():  # what a device gives need not end
            raise OSError(errno.EISDIR, "a folder or a device")
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        found = str(getattr(error, "strerror", None) or error)
        raise SessionError(str(path), "a file that can be read", found) from None
    if len(data) > MAX_BYTES:
        raise SessionError(path.name, f"at most {MAX_BYTES >> 20} MB", "more")
    return loads(data, path.name)


def dumps(document: Document, view: View) -> bytes:
    """The bytes of a session file; the same document gives the same bytes."""
    arrays: list[Array] = []
    content = {
        "format": FORMAT,
        "version": VERSION,
        "document": _document_data(document, arrays),
        "view": {**asdict(view), "speed": float(view.speed)},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(content, indent=1, ensure_ascii=False)
        _add(archive, "document.json", text.encode("utf-8", "surrogatepass"))
        for index, array in enumerate(arrays):
            raw = io.BytesIO()
            np.save(raw, np.ascontiguousarray(array, "<f8" if array.dtype == float else bool), allow_pickle=False)
            _add(archive, f"arrays/{index}.npy", raw.getvalue())
    return buffer.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # the same bytes on every system
    archive.writestr(entry, data)


def _document_data(document: Document, arrays: list[Array]) -> dict[str, Any]:
    encoder, other = document.encoder, document.encoder.other
    words = {word: _numbers(vector) for word, vector in encoder.words.items()}
    return {
        "title": document.title,
        "sequence": list(document.sequence),
        "encoder": {"inputs": encoder.inputs, "words": words, "other": other and _numbers(other)},
        "question": asdict(document.question) if document.question else None,
        "fillers": list(document.fillers),
        "recipe": _recipe_data(document.recipe) if document.recipe else None,
        "models": [_model_data(model, arrays) for model in document.models],
    }


def _recipe_data(recipe: Recipe) -> dict[str, Any]:
    rows = [{**asdict(row), "accuracy": _numbers(row.accuracy)} for row in recipe.seeds]
    return {**asdict(recipe), "seeds": rows}


def _numbers(values: tuple[float, ...]) -> list[float]:
    return [float(value) for value in values]


def _model_data(model: Model, arrays: list[Array]) -> dict[str, Any]:
    return {
        "name": model.name,
        "color": model.color,
        "network": _network_data(model.network, arrays),
        "start": _network_data(model.start, arrays) if model.start else None,
        "trained": model.trained,
        "clamps": [_clamp_data(clamp) for clamp in model.clamps],
    }


def _clamp_data(clamp: Clamp) -> dict[str, Any]:
    whole = {name: int(getattr(clamp, name)) for name in ("layer", "unit", "first")}
    last = None if clamp.last is None else int(clamp.last)
    return {**asdict(clamp), **whole, "last": last, "value": float(clamp.value)}


def _network_data(network: Network, arrays: list[Array]) -> dict[str, Any]:
    return {
        "inputs": network.inputs,
        "outputs": network.outputs,
        "readout": network.readout,
        "layers": [_layer_data(layer, arrays) for layer in network.layers],
        "readout_parameters": _array_data(network.readout_parameters, arrays),
        "readout_cuts": _array_data(network.readout_cuts, arrays),
    }


def _layer_data(layer: Layer, arrays: list[Array]) -> dict[str, Any]:
    cell = layer.cell
    signals = {name: asdict(info) for name, info in cell.infos.items()}
    about = {"key": cell.key, "name": cell.name, "source": cell.source, "signals": signals}
    return {
        "cell": {**about, "equations": cell.equations},
        "units": layer.units,
        "parameters": _array_data(layer.parameters, arrays),
        "cuts": _array_data(layer.cuts, arrays),
        "reverse": layer.reverse,
        "beside": layer.beside,
        "window": int(layer.window),
        "initial": _array_data(layer.initial, arrays),
        "shared": {name: rows.tolist() for name, rows in layer.shared.items()},
    }


def _array_data(named: Mapping[str, Array], arrays: list[Array]) -> dict[str, int]:
    places = {}
    for name, array in named.items():
        places[name] = len(arrays)
        arrays.append(array)
    return places


def loads(data: bytes, name: str = "session") -> tuple[Document, View]:
    """A session from bytes; `name` stands in the messages."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGE:
        raise SessionError(name, "a whole Carousel session", "a damaged file or another kind") from None
    with archive:
        _check_archive(archive, name)
        try:
            return _Reader(name, archive).session()
        except SessionError:
            raise
        except CarouselError as error:
            raise SessionError(f"{name}, {error.field}"[:_LONGEST], error.expected, error.found) from None


def _check_archive(archive: zipfile.ZipFile, name: str) -> None:
    total = sum(entry.file_size for entry in archive.infolist())
    if total > MAX_BYTES:
        raise SessionError(name, f"at most {MAX_BYTES >> 20} MB unpacked", f"{total >> 20} MB")
    for entry in archive.infolist():
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise SessionError(name, "entries stored or deflated", f"compression {entry.compress_type}")
        if entry.filename.startswith(("/", "\\")) or ".." in entry.filename or ":" in entry.filename:
            raise SessionError(name, "only document.json and arrays inside", _found(entry.filename))
    if "document.json" not in archive.namelist():
        raise SessionError(name, "document.json inside", "none: not a Carousel session")
    if (size := archive.getinfo("document.json").file_size) > MAX_JSON:
        raise SessionError(f"{name}, document.json", f"at most {MAX_JSON >> 20} MB", f"{size >> 20} MB")


class _Reader:
    """Reads one archive field by field; a path such as "models[0].network" goes along for the messages."""

    def __init__(self, name: str, archive: zipfile.ZipFile) -> None:
        self.name, self.archive, self.version = name, archive, VERSION

    def session(self) -> tuple[Document, View]:
        raw = self.entry("document.json", "document.json")
        try:
            content = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise self.wrong("document.json", "JSON", str(error)[:80]) from None
        self.field(content, "format", str, "", {FORMAT})
        version = self.field(content, "version", int)
        if not 1 <= version <= VERSION:
            newer = " (made by a newer Carousel)" if version > VERSION else ""
            raise self.wrong("version", f"1 to {VERSION}", f"{version}{newer}")
        self.version = version
        document = self.document(self.field(content, "document", dict))
        return document, self.view(self.field(content, "view", dict)).fitted(document)

    def wrong(self, path: str, expected: str, found: str) -> SessionError:
        return SessionError(f"{self.name}, {path}"[:_LONGEST], expected, found)

    def entry(self, filename: str, place: str) -> bytes:
        """What an entry of the archive holds."""
        try:
            return self.archive.read(filename)
        except KeyError:
            raise self.wrong(place, f"{filename} in the file", "none") from None
        except _DAMAGE as error:
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
            raise self.wrong(place, _kind(kind), "nothing")
        return self.value(data[key], kind, place, among)

    def value(self, value: Any, kind: type[T], place: str, among: set[Any] | frozenset[Any] | None = None) -> T:
        fits = isinstance(value, kind) and not (isinstance(value, bool) and kind is not bool)
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            fits = True
        if not fits:
            raise self.wrong(place, _kind(kind), _found(value))
        if isinstance(value, int | float) and not -_LARGEST <= value <= _LARGEST:  # false for NaN too
            raise self.wrong(place, "a finite number", _found(value))
        if among is not None and value not in among:
            raise self.wrong(place, f"one of {', '.join(map(str, sorted(among)))}", _found(value))
        return cast(T, value)

    def items(self, data: Any, key: str, kind: type[T], path: str, most: int = 10_000) -> list[T]:
        """data[key], a list of `kind`."""
        values = self.field(data, key, list, path)
        if len(values) > most:
            raise self.wrong(f"{path}.{key}", f"at most {most:,} entries", f"{len(values):,}")
        return [self.value(v, kind, f"{path}.{key}[{i}]") for i, v in enumerate(values)]

    def optional(self, data: Any, key: str, path: str) -> dict[str, Any] | None:
        return None if isinstance(data, dict) and data.get(key) is None else self.field(data, key, dict, path)

    def document(self, data: dict[str, Any]) -> Document:
        path = "document"
        models = self.items(data, "models", dict, path, 64)
        question = self.optional(data, "question", path)
        recipe = self.optional(data, "recipe", path)
        document = Document(
            title=self.field(data, "title", str, path),
            models=tuple(self.model(m, f"{path}.models[{i}]") for i, m in enumerate(models)),
            sequence=tuple(self.items(data, "sequence", str, path, MAX_STEPS)),
            encoder=self.encoder(self.field(data, "encoder", dict, path), f"{path}.encoder"),
            question=None if question is None else self.question(question, f"{path}.question"),
            fillers=tuple(self.items(data, "fillers", str, path)),
            recipe=None if recipe is None else self.recipe(recipe, f"{path}.recipe"),
        )
        for word in set(document.sequence):
            document.encoder.vector(word)
        return document

    def strings(self, data: dict[str, Any], kind: type[Any], path: str) -> dict[str, str]:
        return {f.name: self.field(data, f.name, str, path) for f in fields(kind)}

    def question(self, data: dict[str, Any], path: str) -> Question:
        return Question(
            prompt=self.field(data, "prompt", str, path),
            low=self.field(data, "low", str, path),
            high=self.field(data, "high", str, path),
            subject=self.field(data, "subject", int, path),
            asked=self.field(data, "asked", int, path),
        )

    def encoder(self, data: dict[str, Any], path: str) -> Encoder:
        inputs = tuple(self.items(data, "inputs", str, path, MAX_UNITS))
        words = self.field(data, "words", dict, path)
        vectors = {w: self.vector(words, w, len(inputs), f"{path}.words") for w in words}
        other = self.vector(data, "other", len(inputs), path) if data.get("other") is not None else None
        return Encoder(inputs, MappingProxyType(vectors), other)

    def vector(self, data: Any, key: str, size: int, path: str) -> tuple[float, ...]:
        values = tuple(float(v) for v in self.items(data, key, float, path, MAX_UNITS))
        if len(values) != size:
            raise self.wrong(f"{path}.{key}", f"{size} numbers", str(len(values)))
        return values

    def recipe(self, data: dict[str, Any], path: str) -> Recipe:
        settings = self.items(data, "settings", list, path)
        gaps = tuple(self.items(data, "gaps", int, path))
        rows = self.items(data, "seeds", dict, path)
        trained = self.items(data, "trained_gaps", int, path)
        if len(trained) != 2:
            raise self.wrong(f"{path}.trained_gaps", "the least and the greatest gap", f"{len(trained)} numbers")
        return Recipe(
            command=self.field(data, "command", str, path),
            chosen=self.field(data, "chosen", int, path),
            trained_gaps=(trained[0], trained[1]),
            settings=tuple(self.pair(pair, f"{path}.settings[{i}]") for i, pair in enumerate(settings)),
            gaps=gaps,
            seeds=tuple(self.seed_row(row, len(gaps), f"{path}.seeds[{i}]") for i, row in enumerate(rows)),
            criterion=self.field(data, "criterion", str, path),
        )

    def pair(self, values: list[Any], path: str) -> tuple[str, str]:
        if len(values) != 2:
            raise self.wrong(path, "a name and a value", f"{len(values)} entries")
        name, value = (self.value(v, str, f"{path}[{i}]") for i, v in enumerate(values))
        return name, value

    def seed_row(self, data: dict[str, Any], gaps: int, path: str) -> SeedRow:
        readable = data.get("readable")
        return SeedRow(
            model=self.field(data, "model", str, path),
            seed=self.field(data, "seed", int, path),
            accuracy=self.vector(data, "accuracy", gaps, path),
            readable=None if readable is None else self.field(data, "readable", bool, path),
        )

    def model(self, data: dict[str, Any], path: str) -> Model:
        start = self.optional(data, "start", path)
        color = self.field(data, "color", str, path)
        if not is_colour(color):
            raise self.wrong(f"{path}.color", "a colour such as #2F6FDE", _found(color))
        network = self.network(self.field(data, "network", dict, path), f"{path}.network")
        before = None if start is None else self.network(start, f"{path}.start")
        if before and not before.has_form_of(network):
            raise self.wrong(f"{path}.start", "sizes and cells like the network's", "other ones")
        held = self.items(data, "clamps", dict, path, MAX_CLAMPS) if self.version > 1 else []
        clamps = tuple(self.clamp(entry, network, f"{path}.clamps[{i}]") for i, entry in enumerate(held))
        trained = self.field(data, "trained", str, path) if self.version > 1 else ""
        return Model(self.field(data, "name", str, path), network, before, color, clamps, trained)

    def clamp(self, data: dict[str, Any], network: Network, path: str) -> Clamp:
        last = data.get("last")
        clamp = Clamp(
            layer=self.field(data, "layer", int, path),
            signal=self.field(data, "signal", str, path),
            unit=self.field(data, "unit", int, path),
            value=float(self.field(data, "value", float, path)),
            first=self.field(data, "first", int, path),
            last=None if last is None else self.field(data, "last", int, path),
        )
        try:
            check_clamp(network, clamp)
        except CarouselError as error:
            raise self.wrong(f"{path}, {error.field}", error.expected, error.found) from None
        return clamp

    def network(self, data: dict[str, Any], path: str) -> Network:
        inputs, outputs = self.size(data, "inputs", path), self.size(data, "outputs", path)
        layers: list[Layer] = []
        entering = width = inputs
        for index, entry in enumerate(self.items(data, "layers", dict, path, MAX_LAYERS)):
            place = f"{path}.layers[{index}]"
            wiring = self.wiring(entry, place, is_first=index == 0)
            entering = entering if wiring["beside"] else width
            layer = self.layer(entry, entering, wiring, place)
            layers.append(layer)
            width = width + layer.units if layer.beside else layer.units
        if not layers:
            raise self.wrong(f"{path}.layers", "at least one layer", "none")
        shapes = {"W_y": (outputs, width), "b_y": (outputs,)}
        readout = self.field(data, "readout", str, path, set(READOUTS))
        return Network(
            inputs,
            tuple(layers),
            outputs,
            next(r for r in READOUTS if r == readout),
            self.arrays(data, "readout_parameters", shapes, path),
            self.masks(data, "readout_cuts", shapes, path),
        )

    def size(self, data: dict[str, Any], key: str, path: str) -> int:
        size = self.field(data, key, int, path)
        if not 1 <= size <= MAX_UNITS:
            raise self.wrong(f"{path}.{key}", f"1 to {MAX_UNITS}", str(size))
        return size

    def wiring(self, data: dict[str, Any], path: str, *, is_first: bool) -> dict[str, Any]:
        """The fields of a layer that came with version 3 and ask for no size."""
        if self.version < 3:
            return {"reverse": False, "beside": False, "window": 1}
        found = {name: self.field(data, name, bool, path) for name in ("reverse", "beside")}
        window = self.field(data, "window", int, path)
        if not 1 <= window <= MAX_WINDOW:
            raise self.wrong(f"{path}.window", f"1 to {MAX_WINDOW}", str(window))
        if is_first and found["beside"]:
            raise self.wrong(f"{path}.beside", "no for the first layer", "yes")
        return {**found, "window": window}

    def layer(self, data: dict[str, Any], entering: int, wiring: dict[str, Any], path: str) -> Layer:
        cell = self.cell(self.field(data, "cell", dict, path), f"{path}.cell")
        units, inputs = self.size(data, "units", path), entering * wiring["window"]
        initial: Mapping[str, Array] = {}
        if self.version > 2:
            states = dict.fromkeys(self.field(data, "initial", dict, path), (units,))
            for name in states:
                if name not in cell.states:
                    raise self.wrong(f"{path}.initial", f"some of {', '.join(cell.states)}", _found(name))
            initial = self.arrays(data, "initial", states, path)
        shapes = {name: cell.shape(name, units, inputs) for name in cell.parameters}
        parameters = self.arrays(data, "parameters", shapes, path)
        cuts = self.masks(data, "cuts", shapes | {INITIAL + name: (units,) for name in initial}, path)
        layer = Layer(cell, units, inputs, parameters, cuts, initial=initial, **wiring)
        return replace(layer, shared=self.shared(data, layer, path)) if self.version > 2 else layer

    def shared(self, data: dict[str, Any], layer: Layer, path: str) -> Mapping[str, Array]:
        """The rows that are tied; each goes back to one that stands for itself, and is the same as that."""
        found: dict[str, Array] = {}
        for name in (entries := self.field(data, "shared", dict, path)):
            place = f"{path}.shared.{name}"
            rows = self.items(entries, name, int, f"{path}.shared", MAX_UNITS)
            if name not in layer.parameters:
                raise self.wrong(place, f"one of {', '.join(layer.parameters)}", _found(name))
            if len(rows) != layer.units or not all(0 <= k < layer.units and rows[k] == k for k in rows):
                raise self.wrong(
                    place, f"{layer.units} rows, each the same as one that is the same as itself", _found(rows)
                )
            values, mask = layer.parameters[name], layer.cuts.get(name)
            if not np.array_equal(values[rows], values) or (mask is not None and not np.array_equal(mask[rows], mask)):
                raise self.wrong(place, "rows that are the same", "other ones")
            found[name] = read_only(np.array(rows))
        return MappingProxyType(found)

    def cell(self, data: dict[str, Any], path: str) -> Cell:
        key, equations = self.field(data, "key", str, path), self.field(data, "equations", str, path)
        if key in cell_names() and load_cell(key).equations == equations:
            return load_cell(key)
        graph = self.graph(equations, f"{path}.equations")
        signals = self.field(data, "signals", dict, path)
        infos = {n: self.info(signals, n, graph, f"{path}.signals") for n in signals}
        name, source = self.field(data, "name", str, path), self.field(data, "source", str, path)
        return Cell(name, graph, source, "", MappingProxyType(infos))

    def graph(self, equations: str, path: str) -> Graph:
        try:
            return parse(equations)
        except EquationError as error:
            raise self.wrong(f"{path}, {error.field}", error.expected, error.found) from None

    def info(self, signals: dict[str, Any], name: str, graph: Graph, path: str) -> SignalInfo:
        data = self.field(signals, name, dict, path)
        if name not in graph.signals:
            raise self.wrong(f"{path}.{name}", f"one of {', '.join(graph.signals)}", _found(name))
        self.field(data, "role", str, f"{path}.{name}", set(ROLES))
        return SignalInfo(**self.strings(data, SignalInfo, f"{path}.{name}"))

    def arrays(
        self, data: dict[str, Any], key: str, shapes: Mapping[str, tuple[int, ...]], path: str
    ) -> Mapping[str, Array]:
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
        found = {}
        for name in (places := self.field(data, key, dict, path)):
            place = f"{path}.{key}.{name}"
            if name not in shapes:
                raise self.wrong(place, f"one of {', '.join(shapes)}", _found(name))
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

    def view(self, data: dict[str, Any]) -> View:
        return View(
            cursor=self.field(data, "cursor", int, "view"),
            model=self.field(data, "model", int, "view"),
            layer=self.field(data, "layer", int, "view"),
            unit=self.field(data, "unit", int, "view"),
            signal=self.field(data, "signal", str, "view"),
            before=self.field(data, "before", bool, "view"),
            unfolded=self.field(data, "unfolded", bool, "view"),
            speed=float(self.field(data, "speed", float, "view")),
            **(self.shown(data) if self.version > 1 else {}),
        )

    def shown(self, data: dict[str, Any]) -> dict[str, Any]:
        """The fields of a view that came with version 2."""
        return {
            "across": self.field(data, "across", str, "view"),
            "formulas": self.field(data, "formulas", str, "view"),
            "panels": tuple(self.items(data, "panels", str, "view")),
            "hidden": tuple(self.items(data, "hidden", int, "view")),
        }


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
_LONGEST = 300


def _kind(kind: type[Any]) -> str:
    return _KINDS.get(kind, kind.__name__)


def _found(value: Any) -> str:
    """What was found, in a few characters however large it is."""
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return f"{_kind(type(value))} of {len(value):,}"
    return repr(value[:60] if isinstance(value, str) else value)[:60]
