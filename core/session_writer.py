"""Document and View -> the bytes of a session file: a zip of document.json and arrays."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from core.arrays import Array
from core.clamps import Clamp
from core.document import Document, Model, Recipe
from core.layer import Layer
from core.network import Network
from core.session_format import FORMAT, VERSION
from core.state import View


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
        "says": document.says,
        "sequence": list(document.sequence),
        "encoder": {"inputs": encoder.inputs, "words": words, "other": other and _numbers(other)},
        "question": asdict(document.question) if document.question else None,
        "fillers": list(document.fillers),
        "recipe": _recipe_data(document.recipe) if document.recipe else None,
        "models": [_model_data(model, arrays) for model in document.models],
        "vectors": _vectors_data(document, arrays),
    }


def _vectors_data(document: Document, arrays: list[Array]) -> dict[str, int]:
    """Where the arrays are that say which steps have an input of their own, and these inputs; {} where none has."""
    if not document.vectors:
        return {}
    own = [vector for vector in document.vectors if vector is not None]
    values = np.array(own, dtype=np.float64).reshape(-1, len(document.encoder.inputs))
    has_own = np.array([vector is not None for vector in document.vectors])
    return _array_data({"own": has_own, "values": values}, arrays)


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
        "positions": [asdict(position) for position in model.positions],
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
