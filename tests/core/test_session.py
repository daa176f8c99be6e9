"""Sessions: what is saved is what is read, whole or not at all; nothing bad is read."""

from __future__ import annotations

import errno
import io
import json
import os
import random
import re
import struct
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import Clamp, Network, load_cell, parse_cell, session, session_format, session_reader
from core.cells import Cell, SignalInfo, cell_names
from core.document import Document, Encoder, Model, Question, Recipe, SeedRow
from core.equations import parse
from core.errors import SessionError
from core.layer import LayerForm
from core.positions import Position
from core.session import dumps, load, loads, save
from core.state import FORMULAS, PANELS, State, View
from tests.core import wired_scenes

NAME = "bad.carousel"
TYPED = Cell(
    "Häufig",
    parse("f = sigmoid(W_f @ x + U_f @ h + b_f)\nc = f * c + (1 - f) * tanh(W @ x + b)\nh = tanh(c)  # one gate"),
    "typed here",
    infos={"f": SignalInfo("Tor", "forget", "behält"), "c": SignalInfo("Zelle", "cell")},
)
CELLS = (
    load_cell("lstm"),
    load_cell("elman"),
    load_cell("gru"),
    load_cell("dense"),
    TYPED,
    parse_cell("h = W @ x"),
)


def small() -> Document:
    """A document with something in every field."""
    network = Network.build(2, [(TYPED, 2), (load_cell("gru"), 1)], 1, "sigmoid", 0)
    network = network.with_cut(0, "U_f", [[True, False], [False, False]]).with_cut("readout", "b_y", [True])
    return Document(
        "small",
        (
            Model(
                "one",
                network,
                Network.build(2, [(TYPED, 2), (load_cell("gru"), 1)], 1, "sigmoid", 1),
                "#00ff00",
                (Clamp(0, "f", 1, 0.5, 1, 3), Clamp(1, "z", 0, -2.0)),
                positions=(Position("unit", 1, 0, 0.25, 0.75), Position("input", 0, 1, 0.0, 1.0)),
            ),
            Model("two", small_wired()),
        ),
        ("a", "b"),
        Encoder(("p", "q"), MappingProxyType({"a": (1.0, 0.0)}), (0.0, 1.0)),
        Question("which", "low", "high", 0, 1),
        ("b",),
        Recipe("do it", 1, (3, 5), (("rate", "0.1"),), (8, 15), (SeedRow("one", 1, (0.5, 1.0), True),), "by eye"),
        ((0.5, -2.0), None),
        "Look at unit 1. It waits.",
    )


def small_wired() -> Network:
    """A network with something in every field of how layers stand among each other."""
    form = LayerForm(load_cell("elman"), 2, "both", window=2, learnt=("h",))
    network = Network.build(2, [form], 1).with_blocks(0, 2, ["h"])
    return network.with_parameter(0, "initial_h", [0.5, -1.0]).with_cut(0, "initial_h", [False, True])


def with_first(model: Model, document: Document | None = None) -> Document:
    """The small document, or another, with another first model."""
    document = document or small()
    return replace(document, models=(model, *document.models[1:]))


VIEW = View(
    cursor=1,
    layer=1,
    signal="z",
    before=True,
    across="z",
    formulas="numpy",
    panels=("cell", "equations"),
    speed=3.0,
    ghost=False,
)
FOLDER = Path(__file__).parents[1] / "data"


# round trips


def vectors(size: int) -> st.SearchStrategy[tuple[float, ...]]:
    return st.tuples(*[st.floats(-1e6, 1e6)] * size)


@st.composite
def networks(draw: st.DrawFn, inputs: int) -> Network:
    layers = [draw(forms(is_first=k == 0)) for k in range(draw(st.integers(1, 3)))]
    readout = draw(st.sampled_from(["identity", "sigmoid", "softmax"]))
    network = Network.build(inputs, layers, draw(st.integers(1, 3)), readout, draw(st.integers(0, 99)))
    for index, layer in enumerate(network.layers):
        if layer.cell.gates and draw(st.booleans()):
            size = draw(st.sampled_from([k for k in (1, 2, 3) if layer.units % k == 0]))
            network = network.with_blocks(index, size, draw(st.sets(st.sampled_from(layer.cell.gates))))
    for place, name in draw(st.lists(st.sampled_from(list(network.places())), max_size=3)):
        shape = network.parameter(place, name).shape
        network = network.with_cut(place, name, np.random.default_rng(len(name)).random(shape) < 0.5)
        network = network.with_parameter(place, name, np.full(shape, draw(st.floats(-1e300, 1e300))))
    return network


@st.composite
def forms(draw: st.DrawFn, is_first: bool) -> LayerForm:
    cell = draw(st.sampled_from(CELLS))
    learnt = draw(st.sets(st.sampled_from(cell.states))) if cell.states else ()
    return LayerForm(
        cell,
        draw(st.integers(1, 3)),
        draw(st.sampled_from(["forward", "forward", "backward", "both"])),
        not is_first and draw(st.booleans()),
        draw(st.sampled_from([1, 1, 2, 5])),
        tuple(learnt),
    )


@st.composite
def clamps(draw: st.DrawFn, network: Network) -> Clamp:
    index = draw(st.integers(0, len(network.layers) - 1))
    layer = network.layers[index]
    signal, unit = draw(st.sampled_from(layer.cell.signals)), draw(st.integers(0, layer.units - 1))
    first = draw(st.integers(0, 5) | st.just(sys.maxsize - 1))
    last = draw(st.none() | st.integers(first, sys.maxsize - 1))
    return Clamp(index, signal, unit, draw(st.floats(allow_nan=False, allow_infinity=False)), first, last)


def started(network: Network) -> Network:
    fresh = Network.build(network.inputs, network.forms, network.outputs, network.readout, 5)
    for place, name in fresh.places():  # into the same wiring, shared rows too
        network = network.with_parameter(place, name, fresh.parameter(place, name))
    return network


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    text, count = st.text(max_size=9), draw(st.integers(0, 3))
    rows = st.builds(SeedRow, text, st.integers(), vectors(count), st.none() | st.booleans())
    settings = st.lists(st.tuples(text, text), max_size=3)
    return Recipe(
        draw(text),
        draw(st.integers()),
        (draw(st.integers()), draw(st.integers())),
        tuple(draw(settings)),
        tuple(draw(st.lists(st.integers(), min_size=count, max_size=count))),
        tuple(draw(st.lists(rows, max_size=3))),
        draw(text),
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text, inputs = st.text(max_size=9), draw(st.integers(1, 4))
    colors = st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True)
    models = []
    for network in draw(st.lists(networks(inputs), min_size=1, max_size=3)):
        held = tuple(draw(st.lists(clamps(network), max_size=3)))
        start = started(network) if draw(st.booleans()) else None
        models.append(Model(draw(text), network, start, draw(colors), held))
    words = draw(st.dictionaries(text, vectors(inputs), min_size=1, max_size=4))
    other = draw(st.none() | vectors(inputs))
    known = st.sampled_from(list(words)) if other is None else text
    sequence = tuple(draw(st.lists(known, max_size=5)))
    subject, asked = sorted(draw(st.tuples(*[st.integers(0, max(len(sequence) - 1, 0))] * 2)))
    questions = st.builds(Question, text, text, text, st.just(subject), st.just(asked))
    return Document(
        title=draw(text),
        models=tuple(models),
        sequence=sequence,
        encoder=Encoder(tuple(draw(st.tuples(*[text] * inputs))), MappingProxyType(words), other),
        question=draw(st.none() | questions) if sequence else None,
        fillers=tuple(draw(st.lists(text, max_size=3))),
        recipe=draw(st.none() | recipes()),
    )


VIEWS = st.builds(
    View,
    cursor=st.integers(-2, 9),
    model=st.integers(-2, 9),
    layer=st.integers(-2, 9),
    unit=st.integers(-2, 9),
    signal=st.text(max_size=2) | st.sampled_from("fighoczn"),
    before=st.booleans(),
    unfolded=st.booleans(),
    across=st.text(max_size=2) | st.sampled_from("fighoczn"),
    formulas=st.sampled_from([*FORMULAS, "runes"]),
    panels=st.lists(st.sampled_from([*PANELS, "kitchen"]), max_size=9).map(tuple),
    hidden=st.lists(st.integers(-1, 4), max_size=4).map(tuple),
    speed=st.integers(0, 9) | st.floats(-1e9, 1e9),
)


def assert_same(one: Document, other: Document) -> None:
    for name in ("title", "sequence", "question", "fillers", "recipe", "vectors", "says"):
        assert getattr(one, name) == getattr(other, name)
    assert one.encoder.inputs == other.encoder.inputs
    assert list(one.encoder.words.items()) == list(other.encoder.words.items())
    assert one.encoder.other == other.encoder.other
    for ours, theirs in zip(one.models, other.models, strict=True):
        assert (ours.name, ours.color, ours.clamps) == (theirs.name, theirs.color, theirs.clamps)
        assert ours.positions == theirs.positions
        assert_same_network(ours.network, theirs.network)
        assert (ours.start is None) == (theirs.start is None)
        if ours.start and theirs.start:
            assert_same_network(ours.start, theirs.start)


def assert_same_network(one: Network, other: Network) -> None:
    assert (one.inputs, one.outputs, one.readout) == (other.inputs, other.outputs, other.readout)
    for ours, theirs in zip(one.layers, other.layers, strict=True):
        assert (ours.units, ours.inputs) == (theirs.units, theirs.inputs)
        for name in ("reverse", "beside", "window"):
            assert getattr(ours, name) == getattr(theirs, name)
            assert type(getattr(ours, name)) is type(getattr(theirs, name))
        assert list(ours.initial) == list(theirs.initial)
        assert {n: rows.tolist() for n, rows in ours.shared.items()} == {
            n: rows.tolist() for n, rows in theirs.shared.items()
        }
        assert (ours.cell.name, ours.cell.key, ours.cell.source) == (
            theirs.cell.name,
            theirs.cell.key,
            theirs.cell.source,
        )
        assert ours.cell.equations == theirs.cell.equations
        assert dict(ours.cell.infos) == dict(theirs.cell.infos)
    assert list(one.places()) == list(other.places())
    for place, name in one.places():
        ours, theirs = one.parameter(place, name), other.parameter(place, name)
        assert ours.tobytes() == theirs.tobytes()
        assert not theirs.flags.writeable
        cuts = one.cut(place, name), other.cut(place, name)
        assert (cuts[0] is None) == (cuts[1] is None)
        assert cuts[0] is None or np.array_equal(*cuts)


@given(documents(), VIEWS)
def test_a_document_comes_back_as_it_was(document: Document, view: View) -> None:
    view = view.fitted(document)
    data = dumps(document, view)
    again, seen = loads(data)
    assert_same(document, again)
    assert seen == view
    assert dumps(again, seen) == data


def test_the_preset_comes_back_as_it_is_to_the_byte(tmp_path: Path) -> None:
    with resources.as_file(resources.files("resources").joinpath("presets", "red-hat.carousel")) as path:
        document, view = load(path)
    save(tmp_path / "a.carousel", document, view)
    again, seen = load(tmp_path / "a.carousel")
    assert_same(document, again)
    assert view == seen
    save(tmp_path / "b.carousel", again, seen)
    assert (tmp_path / "a.carousel").read_bytes() == (tmp_path / "b.carousel").read_bytes()


def test_the_bytes_do_not_tell_how_an_array_lies_in_memory_or_a_number_was_written() -> None:
    document = small()
    network = document.models[0].network
    turned = network.with_parameter(0, "W", np.asfortranarray(network.parameter(0, "W")))
    whole = replace(document.encoder, words={"a": (1, 0)}, other=(0, 1))
    changed = with_first(replace(document.models[0], network=turned), replace(document, encoder=whole))
    assert dumps(changed, VIEW) == dumps(document, VIEW)
    assert dumps(document, replace(VIEW, speed=3)) == dumps(document, VIEW)


@pytest.mark.parametrize("name", wired_scenes.WIRED)
def test_networks_come_back_wired_as_they_were(name: str) -> None:
    document, view = wired_scenes.document(name), View(layer=9).fitted(wired_scenes.document(name))
    data = dumps(document, view)
    again, seen = loads(data)
    assert_same(document, again)
    assert again.models[0].network.equals(document.models[0].network)
    assert again.models[0].network.fingerprint == document.models[0].network.fingerprint
    assert np.array_equal(State(document, view).trace().output, State(again, seen).trace().output)
    assert dumps(again, seen) == data


@pytest.mark.parametrize("word", ["\ud800", "\x00", "\u202e", "e\u0301", "\U0001f3a9", '"', "\\", "\n"])
def test_odd_characters_come_back(word: str) -> None:
    document = replace(small(), title=word, sequence=(word, "a"))
    assert loads(dumps(document, VIEW))[0].sequence == (word, "a")


def test_the_view_read_fits_the_document() -> None:
    document, view = loads(dumps(small(), View(cursor=99, model=7, layer=-1, unit=50, signal="?", speed=1e9)))
    assert view == view.fitted(document)
    assert view.cursor == 1


@pytest.mark.parametrize("value", [1e300, -1e300, sys.float_info.max, -sys.float_info.max, 5e-324, -0.0])
def test_numbers_of_any_size_come_back(value: float) -> None:
    document = small()
    held = replace(document.models[0], clamps=(Clamp(0, "f", 0, value),))
    wide = replace(document.encoder, other=(value, 1.0))
    again, _ = loads(dumps(with_first(held, replace(document, encoder=wide)), VIEW))
    assert np.array(again.models[0].clamps[0].value).tobytes() == np.array(value).tobytes()
    assert np.array(again.encoder.other[0]).tobytes() == np.array(value).tobytes()  # type: ignore[index]


def test_a_clamp_of_numpys_numbers_is_written_like_any() -> None:
    model = small().models[0]
    one = Clamp(np.int64(0), "f", np.int64(1), np.float32(0.5), np.int64(1), np.int64(3))  # type: ignore[arg-type]
    changed = with_first(replace(model, clamps=(one, model.clamps[1])))
    assert dumps(changed, VIEW) == dumps(small(), VIEW)


# earlier versions: the first knew no clamps, the second no wiring, the third no inputs of a step's own


def opened_by_hand(path: Path) -> tuple[Any, dict[int, np.ndarray]]:
    """A session's JSON and arrays, read without the core."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("arrays/")]
        arrays = {int(name[7:-4]): np.load(io.BytesIO(archive.read(name)), allow_pickle=False) for name in names}
        return json.loads(archive.read("document.json")), arrays


@pytest.mark.parametrize("version", [1, 2])
def test_a_session_of_an_earlier_version_opens_to_the_same_arrays(version: int) -> None:
    path = FOLDER / f"session-v{version}.carousel"
    raw, arrays = opened_by_hand(path)
    models = raw["document"]["models"]
    assert raw["version"] == version and "reverse" not in models[0]["network"]["layers"][0]
    assert ("clamps" in models[0], "panels" in raw["view"]) == (version > 1, version > 1)
    document, view = load(path)
    assert document.sequence == tuple(raw["document"]["sequence"])
    read: set[int] = set()
    for model, known in zip(document.models, models, strict=True):
        held = tuple(Clamp(**clamp) for clamp in known.get("clamps", ()))
        assert (model.name, model.color, model.clamps) == (known["name"], known["color"], held)
        assert model.trained == known.get("trained", "")
        for network, data in ((model.network, known["network"]), (model.start, known["start"])):
            assert network is not None
            assert all(layer.form == LayerForm(layer.cell, layer.units) for layer in network.layers)
            assert not any(layer.shared for layer in network.layers)
            read |= indices_read(network, data, arrays)
    assert read == set(arrays) and len(read) > 20
    told = {name: tuple(value) if isinstance(value, list) else value for name, value in raw["view"].items()}
    assert view == View(**told).fitted(document)


def test_the_third_version_has_its_wiring_and_no_inputs_of_a_step() -> None:
    path = FOLDER / "session-v3.carousel"
    raw, arrays = opened_by_hand(path)
    assert raw["version"] == 3 and "vectors" not in raw["document"] and "positions" not in raw["document"]["models"][0]
    document, view = load(path)
    assert (document.vectors, document.says) == ((), "") and not any(model.positions for model in document.models)
    wired, blocks = document.models[3:]
    assert [layer.form for layer in wired.network.layers] == [
        LayerForm(load_cell("lstm"), 3, learnt=("c", "h")),
        LayerForm(load_cell("lstm"), 3, "backward", beside=True, learnt=("c", "h")),
        LayerForm(load_cell("gru"), 2, window=2),
        LayerForm(load_cell("elman"), 2, beside=True),
    ]
    assert blocks.network.layers[0].shared["U_i"].tolist() == [0, 0, 2, 2]
    assert wired.clamps == (Clamp(2, "h", 1, 0.25, 3, 5),)
    told = {name: tuple(value) if isinstance(value, list) else value for name, value in raw["view"].items()}
    assert view == View(**told).fitted(document) and (view.hidden, view.model, view.ghost) == ((1, 4), 3, True)
    for index in (0, 1, 2):
        model = raw["document"]["models"][index]
        assert indices_read(document.models[index].network, model["network"], arrays)


def test_the_second_version_has_what_was_done_in_it() -> None:
    document, view = load(FOLDER / "session-v2.carousel")
    near = document.sequence.index("near")
    assert [model.clamps for model in document.models] == [
        (Clamp(0, "f", 0, 0.0, near, near),),
        (Clamp(0, "h", 2, -0.5),),
        (),
    ]
    network = document.models[0].network
    assert np.argwhere(network.cut(0, "U_f")).tolist() == [[0, 1]] and network.cut("readout", "b_y").tolist() == [True]  # type: ignore[union-attr]
    assert view == View(near, 0, 0, 2, "o", False, False, "c", "symbols", ("network", "cell", "equations"), (1,), 4.0)
    assert [model.is_as_trained for model in document.models] == [False, False, True]


def indices_read(network: Network, data: Any, arrays: dict[int, np.ndarray]) -> set[int]:
    """Which arrays a network was read from; it holds just what they hold."""
    read: set[int] = set()
    for place, name in network.places():
        layer = None if place == "readout" else data["layers"][place]
        index = (layer["parameters"] if layer else data["readout_parameters"])[name]
        assert network.parameter(place, name).tobytes() == arrays[index].tobytes()
        cuts, mask = layer["cuts"] if layer else data["readout_cuts"], network.cut(place, name)
        assert (mask is not None) == (name in cuts)
        assert mask is None or np.array_equal(mask, arrays[cuts[name]])
        read |= {index, cuts.get(name, index)}
    return read


def test_the_fourth_version_has_the_inputs_of_steps_as_lists() -> None:
    path = FOLDER / "session-v4.carousel"
    raw, arrays = opened_by_hand(path)
    document, view = load(path)
    listed = raw["document"]["vectors"]
    assert raw["version"] == 4 and [k for k, vector in enumerate(listed) if vector is not None] == [3, 6, 7]
    assert document.vectors == tuple(None if vector is None else tuple(vector) for vector in listed)
    assert document.says == raw["document"]["says"] != "" and view.ghost is False
    assert document.models[0].positions == (Position("unit", 0, 1, 0.25, 0.75), Position("input", 0, 0, 0.0, 1.0))
    for model, told in list(zip(document.models, raw["document"]["models"], strict=True))[:3]:
        assert indices_read(model.network, told["network"], arrays)
    for wrong, sentence in (
        ([None], "document.vectors: expected one entry for each of 15 steps, or none, found 1"),
        ([None] * 14 + [[1.0]], "document.vectors[14]: expected 4 numbers, found 1"),
        ({}, "document.vectors: expected a list, found a group of fields of 0"),
    ):
        raw["document"]["vectors"] = wrong
        with zipfile.ZipFile(path) as archive:
            held = {name: archive.read(name) for name in archive.namelist()}
        assert sentence in refused(packed(raw, **{name: held[name] for name in held if name.startswith("arrays")}))


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_what_was_of_an_earlier_version_is_saved_as_the_present_one(version: int, tmp_path: Path) -> None:
    document, view = load(FOLDER / f"session-v{version}.carousel")
    save(tmp_path / "a.carousel", document, view)
    assert opened_by_hand(tmp_path / "a.carousel")[0]["version"] == session_format.VERSION
    again, seen = load(tmp_path / "a.carousel")
    assert_same(document, again)
    assert seen == view


def test_the_first_version_has_no_clamps_and_shows_the_first_panels() -> None:
    first = content() | {"version": 1}
    del first["document"]["models"][1]
    document, view = loads(packed(first), NAME)
    assert document.models[0].clamps == ()
    assert (view.panels, view.formulas, view.across) == (View().panels, View().formulas, "")


# written whole or not at all


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A session that is there already."""
    path = tmp_path / "lesson.carousel"
    save(path, small(), VIEW)
    return path


def other() -> Document:
    return replace(small(), title="other")


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("fails", ["replace", "fsync"])
def test_a_disk_that_fails_leaves_the_old_file(old: Path, fails: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = old.read_bytes()
    monkeypatch.setattr(os, fails, full)
    with pytest.raises(SessionError, match=r"lesson\.carousel: expected a place that can be written, found No space"):
        save(old, other(), VIEW)
    assert old.read_bytes() == before
    assert os.listdir(old.parent) == [old.name]


def test_what_is_interrupted_leaves_the_old_file(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = old.read_bytes()
    monkeypatch.setattr(os, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        save(old, other(), VIEW)
    assert old.read_bytes() == before
    assert os.listdir(old.parent) == [old.name]


@pytest.mark.parametrize("place", ["no/such/folder.carousel", ".", "x" * 300 + ".carousel", "nul\0byte"])
def test_a_place_that_cannot_be_written_is_told(place: str, tmp_path: Path) -> None:
    with pytest.raises(SessionError, match="a place that can be written"):
        save(tmp_path / place, small(), VIEW)
    assert os.listdir(tmp_path) == []


def test_a_name_as_long_as_a_name_can_be_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("\u00e4" * 123 + ".carousel")
    save(path, small(), VIEW)
    assert os.listdir(tmp_path) == [path.name]


def test_what_could_not_be_read_again_is_not_written(old: Path) -> None:
    before = old.read_bytes()
    long = replace(small(), sequence=("a",) * (session_format.MAX_STEPS + 1), vectors=())
    with pytest.raises(SessionError, match=r"document\.sequence: expected at most 100,000 entries, found 100,001"):
        save(old, long, VIEW)
    assert old.read_bytes() == before


def test_a_link_stays_a_link(old: Path) -> None:
    link = old.with_name("link.carousel")
    link.symlink_to(old)
    save(link, other(), VIEW)
    assert link.is_symlink()
    assert load(old)[0].title == "other"


# bad files


def refused(data: bytes) -> str:
    """The one sentence that a bad file is refused with; quickly, and with no other exception."""
    began = time.process_time()
    with pytest.raises(SessionError) as caught:
        loads(data, NAME)
    assert time.process_time() - began < 3
    assert in_one_sentence(caught.value)
    return str(caught.value)


def in_one_sentence(error: SessionError) -> bool:
    """Whether the error names the file, what was expected and what was found, at a length one can read."""
    sentence = str(error)
    return re.match(rf"{NAME}(, [^\n]+)?: expected [^\n]+, found [^\n]+$", sentence) is not None and len(sentence) < 700


@lru_cache(maxsize=1)
def entries() -> dict[str, bytes]:
    """What the small session's file holds."""
    with zipfile.ZipFile(io.BytesIO(dumps(small(), VIEW))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: Any = None, **changed: bytes) -> bytes:
    """The small session with its JSON replaced (bytes as they are, else dumped) and entries added or replaced."""
    held = entries() | changed
    if content is not None:
        held["document.json"] = content if isinstance(content, bytes) else json.dumps(content).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in held.items():
            method = zipfile.ZIP_DEFLATED if len(data) > 10**6 else zipfile.ZIP_STORED
            archive.writestr(name, data, method)
    return buffer.getvalue()


def content() -> Any:
    """The small session's JSON."""
    return json.loads(entries()["document.json"])


def parts(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything in a JSON tree but its root."""
    for key in list(data) if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else []:
        yield (*path, key)
        yield from parts(data[key], (*path, key))


def at(data: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        data = data[key]
    return data


def spelled(path: tuple[Any, ...]) -> str:
    return "".join(f"[{k}]" if isinstance(k, int) else f".{k}" for k in path)[1:]


PATHS = list(parts(content()))
WRONG = [None, -1, 10**400, float("inf"), float("nan"), True, 0.5, "x", [], {}, [[]], {"x": 1}, "x" * 10**5]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda value: repr(value)[:9])
def test_a_wrong_value_in_any_field_is_refused_or_harmless(wrong: Any) -> None:
    read = 0
    for path in PATHS:
        changed = content()
        at(changed, path[:-1])[path[-1]] = wrong
        data = packed(changed)
        try:
            document, view = loads(data, NAME)
        except SessionError as error:
            assert in_one_sentence(error)
        else:
            read += 1
            assert_same(document, loads(dumps(document, view))[0])
    assert read < len(PATHS) / 2  # titles and the like may be anything of their kind


def test_a_name_of_any_length_gives_a_short_sentence() -> None:
    changed = content()
    changed["document"]["encoder"]["words"]["x" * 10**5] = "y" * 10**5
    refused(packed(changed))


def is_required(path: tuple[Any, ...]) -> bool:
    """Whether a session without the field at `path` is refused."""
    *_, parent, key = ("", *path)
    if isinstance(key, int) or key in ("other", "question", "recipe", "start", "readable", "last"):
        return False
    if "cell" in path[:-1] and entries_of_cell(path)[0] in cell_names():  # one that ships is known by these two
        return key in ("key", "equations")
    return parent not in ("words", "signals", "cuts", "readout_cuts", "initial", "shared")  # any number of names


def entries_of_cell(path: tuple[Any, ...]) -> list[Any]:
    return list(at(content(), path[: path.index("cell") + 1]).values())


def test_a_field_that_is_missing_is_named() -> None:
    required = [path for path in PATHS if is_required(path)]
    assert len(required) > 100
    for path in required:
        changed = content()
        del at(changed, path[:-1])[path[-1]]
        # of parameters all are named
        named = path[:-1] if path[-2:-1] in (("parameters",), ("readout_parameters",)) else path
        assert f"{NAME}, {spelled(named)}: expected" in refused(packed(changed))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("format", "else", "format: expected one of carousel-session, found 'else'"),
        ("document.vectors", [], "document.vectors: expected a group of fields, found a list of 0"),
        ("document.vectors", {"own": 0}, "document.vectors.own: expected an array of yes or no of shape (2,), found"),
        ("document.vectors.values", 99, "document.vectors.values: expected arrays/99.npy in the file, found none"),
        ("document.vectors.values", 0, "document.vectors.values: expected an array of numbers of shape (1, 2), found"),
        ("document.says", None, "document.says: expected text, found nothing"),
        (
            "document.models.0.positions.0.row",
            1,
            "document.models[0].positions[0], position: expected one of a node that there is, found ('unit', 1, 1)",
        ),
        (
            "document.models.0.positions.1.x",
            1.5,
            "document.models[0].positions[1], position: expected x and y from 0 to 1, found 1.5, 1.0",
        ),
        (
            "document.models.0.positions.1.kind",
            "gate",
            "document.models[0].positions[1], position's kind: expected one of input, unit, output, found 'gate'",
        ),
        ("view.ghost", 1, "view.ghost: expected yes or no, found 1"),
        ("version", 0, "version: expected 1 to 5, found 0"),
        ("version", 6, "version: expected 1 to 5, found 6 (made by a newer Carousel)"),
        ("version", "1", "version: expected a whole number, found '1'"),
        ("document.models.0.clamps", {}, "document.models[0].clamps: expected a list, found a group of fields of 0"),
        (
            "document.models.0.clamps.0.signal",
            "q",
            "document.models[0].clamps[0], clamp's signal: expected one of f, c, h, found 'q'",
        ),
        (
            "document.models.0.clamps.0.unit",
            2,
            "document.models[0].clamps[0], clamp's unit: expected 0 to 1, found 2",
        ),
        (
            "document.models.0.clamps.0.value",
            None,
            "document.models[0].clamps[0].value: expected a number, found nothing",
        ),
        (
            "document.models.0.clamps.0.last",
            0,
            "document.models[0].clamps[0], clamp's last step: expected 1, its first, or later, found 0",
        ),
        ("view.panels", "cell", "view.panels: expected a list, found 'cell'"),
        ("view.hidden", ["0"], "view.hidden[0]: expected a whole number, found '0'"),
        ("document.question", {}, "document.question.prompt: expected text, found nothing"),
        ("document.recipe", {}, "document.recipe.settings: expected a list, found nothing"),
        (
            "document.recipe.settings",
            [["a"]],
            "document.recipe.settings[0]: expected a name and a value, found 1",
        ),
        (
            "document.recipe.seeds.0.accuracy",
            [1],
            "document.recipe.seeds[0].accuracy: expected 2 numbers, found 1",
        ),
        (
            "document.models.0.start",
            {},
            "document.models[0].start.inputs: expected a whole number, found nothing",
        ),
        (
            "document.models.0.color",
            "red",
            "document.models[0].color: expected a colour such as #2F6FDE, found 'red'",
        ),
        (
            "document.models.0.network.layers",
            [],
            "document.models[0].network.layers: expected at least one layer",
        ),
        (
            "document.models.0.network.outputs",
            513,
            "document.models[0].network.outputs: expected 1 to 512, found 513",
        ),
        (
            "document.models.0.network.readout",
            "max",
            "document.models[0].network.readout: expected one of identity",
        ),
        ("document.sequence", [], "document.vectors.own: expected an array of yes or no of shape (0,), found |b1"),
        ("document.models", [], "models: expected at least one, found none"),
        ("document.encoder.other", None, "word: expected a word that the encoder knows, found 'b'"),
        ("document.encoder.inputs", ["p"], "document.encoder.words.a: expected 1 numbers, found 2"),
        ("view.cursor", 1.5, "view.cursor: expected a whole number, found 1.5"),
        (
            "document.models.0.network.layers.0.cell.equations",
            "h = tanh(q)",
            "document.models[0].network.layers[0].cell.equations, line 1, column 10: expected ",
        ),
        (
            "document.models.0.network.layers.0.cell.equations",
            "h = __import__('os').system('true')",
            "document.models[0].network.layers[0].cell.equations, line 1, column ",
        ),
        (
            "document.models.0.network.layers.0.cell.signals.f.role",
            "boss",
            "document.models[0].network.layers[0].cell.signals.f.role: expected one of candidate",
        ),
        (
            "document.models.0.network.layers.0.cell.signals.k",
            {"title": "a", "role": "cell", "says": ""},
            "document.models[0].network.layers[0].cell.signals.k: expected one of f, c, h, found 'k'",
        ),
        (
            "document.models.0.network.layers.0.parameters.W_f",
            999,
            "document.models[0].network.layers[0].parameters.W_f: expected arrays/999.npy in the file, found none",
        ),
        (
            "document.models.0.network.layers.0.parameters.b_f",
            0,
            "document.models[0].network.layers[0].parameters.b_f: expected an array of numbers of shape (2,), found",
        ),
        (
            "document.models.0.network.layers.0.cuts.U_f",
            0,
            "document.models[0].network.layers[0].cuts.U_f: expected an array of yes or no of shape (2, 2), found",
        ),
        (
            "document.models.0.start.layers.1.units",
            2,
            "document.models[0].start.layers[1].parameters.W_r: expected an array of numbers of shape (2, 2)",
        ),
    ],
)
def test_the_sentence_names_the_field(field: str, value: Any, sentence: str) -> None:
    changed = content()
    *way, last = [int(k) if k.isdigit() else k for k in field.split(".")]
    at(changed, tuple(way))[last] = value
    assert refused(packed(changed)).startswith(f"{NAME}, {sentence}")


TIES = "2 rows, each the same as one that is the same as itself"


@pytest.mark.parametrize(
    ("layer", "field", "value", "sentence"),
    [
        (0, "window", 0, "window: expected 1 to 1000, found 0"),
        (0, "window", 10**6, "window: expected 1 to 1000, found 1000000"),
        (0, "window", "2", "window: expected a whole number, found '2'"),
        (0, "window", 3, "parameters.W: expected an array of numbers of shape (2, 6), found <f8 of shape (2, 4)"),
        (0, "beside", True, "beside: expected no for the first layer, found yes"),
        (1, "beside", "yes", "beside: expected yes or no, found 'yes'"),
        (0, "reverse", 0, "reverse: expected yes or no, found 0"),
        (0, "initial", [], "initial: expected a group of fields, found a list of 0"),
        (0, "initial", {"c": 0}, "initial: expected some of h, found 'c'"),
        (0, "initial.h", None, "initial.h: expected a whole number, found nothing"),
        (0, "initial", {}, "cuts.initial_h: expected one of W, U, b, found 'initial_h'"),
        (0, "shared", [], "shared: expected a group of fields, found a list of 0"),
        (0, "shared.W", 0, "shared.W: expected a list, found 0"),
        (0, "shared.W", [0], f"shared.W: expected {TIES}, found a list of 1"),
        (0, "shared.W", [0, 0, 0], f"shared.W: expected {TIES}, found a list of 3"),
        (0, "shared.W", [0, 2], f"shared.W: expected {TIES}, found a list of 2"),
        (0, "shared.W", [-1, 0], f"shared.W: expected {TIES}, found a list of 2"),
        (0, "shared.W", [1, 0], f"shared.W: expected {TIES}, found a list of 2"),
        (0, "shared.W", [0.0, 0.0], "shared.W[0]: expected a whole number, found 0.0"),
        (0, "shared", {"V": [0, 0]}, "shared.V: expected one of W, U, b, found 'V'"),
        (0, "shared", {"initial_h": [0, 0]}, "shared.initial_h: expected one of W, U, b, found 'initial_h'"),
        (1, "shared", {"W": [0, 0]}, "shared.W: expected rows that are the same, found other ones"),
    ],
)
def test_the_sentence_names_the_field_of_the_wiring(layer: int, field: str, value: Any, sentence: str) -> None:
    changed = content()
    *way, last = field.split(".")
    at(changed, ("document", "models", 1, "network", "layers", layer, *way))[last] = value
    assert refused(packed(changed)).startswith(f"{NAME}, document.models[1].network.layers[{layer}].{sentence}")


def test_a_layer_beside_that_is_put_above_gives_the_readout_too_much() -> None:
    changed = content()
    changed["document"]["models"][1]["network"]["layers"][1]["beside"] = False
    sentence = "readout_parameters.W_y: expected an array of numbers of shape (1, 2), found <f8 of shape (1, 4)"
    assert refused(packed(changed)) == f"{NAME}, document.models[1].network.{sentence}"


@pytest.mark.parametrize(
    ("array", "found"),
    [
        (np.zeros(3), "<f8 of shape (3,)"),
        (np.zeros((2, 1)), "<f8 of shape (2, 1)"),
        (np.zeros(2, bool), "|b1 of shape (2,)"),
        (np.array([0.0, np.nan]), "found nan at (1,)"),
        (np.array([0.0, np.inf]), "found inf at (1,)"),
    ],
)
def test_an_initial_state_that_does_not_fit_is_refused(array: np.ndarray, found: str) -> None:
    place = content()["document"]["models"][1]["network"]["layers"][0]["initial"]["h"]
    said = refused(packed(**{f"arrays/{place}.npy": npy(array)}))
    assert said.startswith(f"{NAME}, document.models[1].network.layers[0].initial.h: expected") and found in said


def test_a_cut_of_one_row_of_those_that_are_tied_is_refused() -> None:
    place = content()["document"]["models"][1]["network"]["layers"][0]["cuts"]["U"]
    mask = npy(np.array([[False, True], [False, False]]))
    said = refused(packed(**{f"arrays/{place}.npy": mask}))
    layer = "document.models[1].network.layers[0]"
    assert said == f"{NAME}, {layer}.shared.U: expected rows that are the same, found other ones"


def test_a_start_that_is_wired_otherwise_is_refused() -> None:
    two = small().models[1]
    start = Network.build(2, [LayerForm(load_cell("elman"), 2, "both", window=2, learnt=("h",))], 1)
    data = dumps(replace(small(), models=(replace(two, start=start),)), View())
    expected = "expected cells, sizes and wiring like the network's, found other ones"
    assert refused(data) == f"{NAME}, document.models[0].start: {expected}"


@pytest.mark.parametrize("field", ["outputs", "readout"])
def test_a_start_of_another_kind_than_the_network_is_refused(field: str) -> None:
    document = small()
    start = document.models[0].start
    assert start is not None
    layers = [(layer.cell, layer.units) for layer in start.layers]
    changed = Network.build(2, layers, 2, "sigmoid") if field == "outputs" else Network.build(2, layers, 1, "identity")
    data = dumps(with_first(replace(document.models[0], start=changed)), VIEW)
    assert "document.models[0].start: expected cells, sizes and wiring like the network's" in refused(data)


@pytest.mark.parametrize(
    "data",
    [b"", b"\0", b"PK", b"{}", b"carousel" * 1000, b"\x80\x04\x95", bytes(10**6), b"PK\5\6" + bytes(18)],
    ids=["empty", "zero", "two letters", "JSON", "text", "pickle", "zeros", "empty zip"],
)
def test_what_is_no_session_is_refused(data: bytes) -> None:
    refused(data)


@given(st.binary(max_size=300), st.booleans())
def test_random_bytes_are_refused(data: bytes, looks_like_a_zip: bool) -> None:
    refused(b"PK\3\4" + data if looks_like_a_zip else data)


def test_a_file_cut_off_anywhere_is_refused() -> None:
    data = dumps(small(), VIEW)
    for length in [*range(0, len(data), 23), *range(len(data) - 40, len(data))]:
        refused(data[:length])


def test_a_byte_changed_anywhere_is_refused_or_harmless() -> None:
    document, data, rng = small(), dumps(small(), VIEW), random.Random(0)
    read = 0
    for place in rng.sample(range(len(data)), 600):
        changed = bytearray(data)
        changed[place] ^= rng.choice([1, 2, 4, 8, 16, 32, 64, 128, 255])
        try:
            found, _ = loads(bytes(changed), NAME)
        except SessionError as error:
            assert in_one_sentence(error)
        else:
            read += 1
            assert_same(document, found)  # dates, attributes and names that nothing reads
    assert read < 600


def zipped(name: str, data: bytes = b"{}", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "\\evil", "C:\\evil", "arrays/../../evil"])
def test_a_path_that_climbs_is_refused_and_nothing_is_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "only document.json and arrays inside" in refused(packed(**{name: b"evil"}))
    assert list(tmp_path.rglob("*")) == []


def test_a_zip_of_something_else_is_refused() -> None:
    assert "none: not a Carousel session" in refused(zipped("word/document.xml"))
    assert "document.json whole" in refused(encrypted(zipped("document.json")))
    assert "format: expected text, found nothing" in refused(zipped("document.json", b"{}", zipfile.ZIP_STORED))
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        assert "entries stored or deflated" in refused(zipped("document.json", b"{}", method))


def encrypted(data: bytes) -> bytes:
    """The zip with its one entry marked as encrypted."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        changed[data.index(signature) + offset] |= 1
    return bytes(changed)


JSONS = {
    "empty": b"",
    "not JSON": b"{",
    "deep list": b"[" * 100_000,
    "deep group": b'{"a":' * 100_000,
    "whole and deep": b"[" * 100_000 + b"]" * 100_000,
    "not UTF-8": b'{"format": "\xff"}',
    "UTF-16": '{"format": 1}'.encode("utf-16"),
    "long number": b'{"version": ' + b"9" * 100_000 + b"}",
    "a list": b"[]",
    "null": b"null",
    "a number": b"1e999",
    "a key twice": b'{"format": "carousel-session", "format": 1}',
    "many keys": json.dumps(dict.fromkeys(map(str, range(100_000)), 0)).encode(),
}


@pytest.mark.parametrize("kind", JSONS)
def test_odd_json_is_refused(kind: str) -> None:
    refused(packed(JSONS[kind]))


def test_a_very_long_sequence_of_wide_vectors_is_read_quickly() -> None:
    half, inputs = session_format.MAX_STEPS // 2, tuple("abcdefghijklmnopqrst")
    rows = np.random.default_rng(0).standard_normal((half, len(inputs))).tolist()
    own = [vector for row in rows for vector in (tuple(row), None)]
    encoder = Encoder(inputs, {}, (0.0,) * len(inputs))
    models = (Model("one", Network.build(len(inputs), [(load_cell("lstm"), 1)], 1)),)
    document = Document("long", models, ("a",) * 2 * half, encoder, vectors=tuple(own))
    began = time.process_time()
    assert loads(dumps(document, VIEW))[0].vectors == document.vectors
    assert time.process_time() - began < 6


def npy(array: Any, **options: Any) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, **options)
    return buffer.getvalue()


def header(text: str, version: bytes = b"\1\0") -> bytes:
    return b"\x93NUMPY" + version + struct.pack("<H", len(text)) + text.encode("latin1")


class Evil:
    """Makes a file when it is unpickled."""

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, str]]:
        return open, ("evil", "w")


ARRAYS = {
    "NaN": npy(np.full((2, 2), np.nan)),
    "infinity": npy(np.full((2, 2), np.inf)),
    "too large for a double": npy(np.full((2, 2), np.longdouble("1e4000"))),
    "shape": npy(np.zeros((2, 3))),
    "one more axis": npy(np.zeros((2, 2, 1))),
    "one number": npy(np.float64(1)),
    "complex": npy(np.zeros((2, 2), complex)),
    "text": npy(np.full((2, 2), "x")),
    "yes or no": npy(np.zeros((2, 2), bool)),
    "dates": npy(np.zeros((2, 2), "M8[s]")),
    "fields": npy(np.zeros((2, 2), [("a", float), ("b", object)]), allow_pickle=True),
    "objects": npy(np.array([[Evil(), 1], [2, 3]], dtype=object), allow_pickle=True),
    "npz": zipped("a.npy", npy(np.zeros((2, 2)))),
    "pickle": b"\x80\x04N.",
    "empty": b"",
    "magic only": b"\x93NUMPY",
    "cut off": npy(np.zeros((2, 2)))[:-1],
    "newer": b"\x93NUMPY\x09\x00" + npy(np.zeros((2, 2)))[8:],
    "header": header("{'descr': '<f8', 'fortran_order': False, 'shape': (2, "),
    "header of code": header("__import__('os').system('touch evil')"),
    "deep header": header("(" * 9000),
    "huge": header("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 1000000), }\n"),
    "overflowing": header("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967297), }\n"),
    "negative": header("{'descr': '<f8', 'fortran_order': False, 'shape': (-2, 2), }\n"),
    "of Python 2": header("{'descr': '<f8', 'fortran_order': False, 'shape': (2L, 3L), }\n"),
    "wide": header("{'descr': '|V2000000000', 'fortran_order': False, 'shape': (2, 2), }\n"),
    "unhashable": header("{[]: 1, 'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }\n"),
    "odd dtype": header("{'descr': [('a', [], 3)], 'fortran_order': False, 'shape': (2, 2), }\n"),
    "bytes": header("{'descr': b'<f8', 'fortran_order': False, 'shape': (2, 2), }\n"),
}


@pytest.mark.filterwarnings("ignore:Reading `.npy` or `.npz` file required additional header parsing")
@pytest.mark.parametrize("kind", ARRAYS)
def test_an_array_that_does_not_fit_is_refused(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    index = content()["document"]["models"][0]["network"]["layers"][0]["parameters"]["U_f"]
    sentence = refused(packed(**{f"arrays/{index}.npy": ARRAYS[kind]}))
    assert sentence.startswith(f"{NAME}, document.models[0].network.layers[0].parameters.U_f: expected ")
    assert list(tmp_path.iterdir()) == [], "something was executed"


def test_a_mask_of_numbers_is_refused() -> None:
    index = content()["document"]["models"][0]["network"]["layers"][0]["cuts"]["U_f"]
    assert "cuts.U_f: expected an array of yes or no" in refused(packed(**{f"arrays/{index}.npy": npy(np.eye(2))}))


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "document.json: expected at most 32 MB" in refused(packed(b" " * (session_format.MAX_JSON + 1)))
    data = packed(**{"arrays/9999.npy": bytes(2**20)})
    loads(data)
    monkeypatch.setattr(session_reader, "MAX_BYTES", 2**20)
    assert "at most 1 MB unpacked" in refused(data)


def test_a_size_that_lies_does_not_unpack_more() -> None:
    data = zipped("document.json", b"[" * 10**6)
    for size in (0, 10, 2**31):
        changed = bytearray(data)
        for signature, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
            struct.pack_into("<I", changed, data.index(signature) + offset, size)
        refused(bytes(changed))


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SessionError, match=r"gone\.carousel: expected a file that can be read, found No such file"):
        load(tmp_path / "gone.carousel")
    for place in (tmp_path, Path("/dev/zero"), Path("a\0b")):
        with pytest.raises(SessionError, match="expected a file"):
            load(place)
    big = tmp_path / "big.carousel"
    with open(big, "wb") as file:
        file.truncate(10**6)
    monkeypatch.setattr(session, "MAX_BYTES", 1000)
    with pytest.raises(SessionError, match=r"big\.carousel: expected at most 0 MB, found more"):
        load(big)


def test_the_name_of_the_file_stands_in_the_message(tmp_path: Path) -> None:
    path = tmp_path / "torn.carousel"
    path.write_bytes(dumps(small(), VIEW)[:200])
    with pytest.raises(SessionError, match=r"^torn\.carousel: expected a whole Carousel session"):
        load(path)
