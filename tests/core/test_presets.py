"""The presets: each is what its command makes, and what its two sentences say is so, measured anew."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from core import Clamp, gradient_decay, run
from core.document import Document
from core.errors import CarouselError, SessionError
from core.presets import BUILDERS, BY_HAND, BY_TRAINING, build, counter, entries, entry, small_inputs, stream, write
from core.presets import store_and_forget as store
from core.session import SUFFIX, dumps, loads
from core.state import State, View
from core.step_edits import insert_words
from core.tasks import accuracy
from core.trace import Trace

KEYS = [one.key for one in entries()]


def data(key: str) -> bytes:
    return resources.files("resources").joinpath("presets", f"{key}{SUFFIX}").read_bytes()


def shipped(key: str) -> tuple[Document, View]:
    return loads(data(key), key)


def traces(document: Document, clamps: tuple[Clamp, ...] = ()) -> list[Trace]:
    return [run(model.network, document.x, clamps=clamps) for model in document.models]


def gain(document: Document, model: int, step: int, back: int, signal: str = "h") -> float:
    """The gain from a step back to another."""
    decay = gradient_decay(run(document.models[model].network, document.x), step)
    return float(decay.gain[signal][back])


def said(key: str, *texts: str) -> None:
    """What is measured below stands in the preset's sentences."""
    for text in texts:
        assert text in entry(key).says


# what holds of all


def test_the_first_scene_comes_first_and_the_others_are_all_made_here() -> None:
    assert KEYS[0] == "red-hat"
    assert sorted(KEYS[1:]) == sorted(BUILDERS)
    files = resources.files("resources").joinpath("presets").iterdir()
    assert {file.name.removesuffix(SUFFIX) for file in files if file.name.endswith(SUFFIX)} == set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_it_opens_and_runs(key: str) -> None:
    document, view = shipped(key)
    state = State(document, view.fitted(document))
    assert state.view == view
    for index in range(len(document.models)):
        assert np.isfinite(state.trace(index).output).all()
        assert state.decay(index) is not None


@pytest.mark.parametrize("key", KEYS)
def test_it_has_a_title_and_two_sentences(key: str) -> None:
    document, view = shipped(key)
    assert document.title == entry(key).title != ""
    assert len(re.findall(r"[.!?](?=\s|$)", entry(key).says)) == 2
    assert entry(key).says == entry(key).says.strip()
    if key != "red-hat":  # whose own command knows no gallery
        assert document.says == entry(key).says


@pytest.mark.parametrize("key", KEYS)
def test_it_is_small_and_begins_with_few_panels(key: str) -> None:
    assert len(data(key)) < 25_000
    assert len(shipped(key)[1].panels) <= 3


@pytest.mark.parametrize("key", BY_HAND)
def test_it_is_what_its_command_makes(key: str) -> None:
    assert dumps(*build(key)) == data(key)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("key", BY_TRAINING)
def test_the_trained_one_is_what_its_command_makes(key: str) -> None:
    made, view = build(key)
    CLAIMS[key](made)
    if made_with(made) == made_with(shipped(key)[0]):
        assert dumps(made, view) == data(key)


def made_with(document: Document) -> str:
    assert document.recipe is not None
    return dict(document.recipe.settings)["Made with"]


@pytest.mark.parametrize("key", BY_TRAINING)
def test_the_trained_one_tells_how_and_names_the_command(key: str) -> None:
    recipe = shipped(key)[0].recipe
    assert recipe is not None
    assert recipe.command == f"carousel presets {key} --out ."
    seeds = {row.seed for row in recipe.seeds}
    assert recipe.chosen in seeds
    assert dict(recipe.settings)["Seed shown"].startswith(f"{recipe.chosen}, of {min(seeds)} to {max(seeds)} ")
    for model in shipped(key)[0].models:
        assert model.is_as_trained is True


def test_a_wrong_key_or_folder_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(CarouselError, match="latch.*found 'ladder'"):
        write(["latch", "ladder"], tmp_path, print)
    with pytest.raises(CarouselError, match="latch.*found 'red-hat'"):
        build("red-hat")
    with pytest.raises(CarouselError, match="red-hat, .*found 'ladder'"):
        entry("ladder")
    with pytest.raises(SessionError, match="a folder that exists, found no such folder"):
        write(["latch"], tmp_path / "no", print)
    assert list(tmp_path.iterdir()) == []


def test_what_is_written_is_the_file_that_ships(tmp_path: Path) -> None:
    told: list[str] = []
    made = write(["latch", "counter"], tmp_path, told.append)
    assert list(made) == ["latch", "counter"]
    assert (tmp_path / "latch.carousel").read_bytes() == data("latch")
    assert told == ["latch.carousel written, 3 kB", "counter.carousel written, 4 kB"]


# what each says


def red_hat(document: Document) -> None:
    said("red-hat", "0.82 at “boy”", "0.05 at most at “hat” and “dogs”", "“was” at 0.997", "says 0.50")
    lstm, rnn, _ = traces(document)
    i = dict(zip(document.sequence, lstm[0, "i"][:, 0], strict=True))
    assert i["boy"] == pytest.approx(0.82, abs=0.005)
    assert max(i["hat"], i["dogs"]) < 0.055
    asked = document.question.asked if document.question else 0
    assert lstm.output[asked, 0] == pytest.approx(0.997, abs=5e-4)
    assert rnn.output[asked, 0] == pytest.approx(0.50, abs=0.005)
    assert abs(document.models[0].network.count(free_only=True) / document.models[1].network.count() - 1) < 0.1


def forgetting_rnn(document: Document) -> None:
    said("forgetting-rnn", "gaps of 10 to 20 words", "“was” at 0.99", "after thirty more words it says “were”")
    assert len(document.fillers) == 10
    assert np.array_equal(document.models[0].start.parameter(0, "U"), np.eye(9))  # type: ignore[union-attr]
    assert min(accuracy(document.models[0].network, gap, seed=11) for gap in (10, 15, 20)) >= 0.95
    assert accuracy(document.models[0].network, 50, seed=11) <= 0.85
    for subject, firstly in (("boy", "was"), ("boys", "were")):
        p = [answer(document, subject, times) for times in range(7)]
        assert (p[0] > 0.98) if firstly == "was" else (p[0] < 0.02)
        assert all(later < 0.1 for later in p[3:])
        assert all((p[times] > 0.9) == (firstly == "was") for times in (1, 2))
    assert answer(document, "boy", 0) == pytest.approx(0.99, abs=0.005)


def answer(document: Document, subject: str, times: int) -> float:
    """P(was) with another subject, and the sentence made longer so many times, as the button does it."""
    assert document.question is not None
    at = document.question.subject
    words = (*document.sequence[:at], subject, *document.sequence[at + 1 :])
    document = Document("", document.models, words, document.encoder, document.question, document.fillers)
    for _ in range(times):
        assert document.question is not None
        document = insert_words(document, document.question.asked + 1, document.fillers)
    assert document.question is not None
    return float(traces(document)[0].output[document.question.asked, 0])


def latch(document: Document) -> None:
    said("latch", "h = +0.9575 thirty steps after “up”", "is 4e-24", "its gain is 0.006", "faded to +0.02")
    keeps, fades = (trace[0, "h"][:, 0] for trace in traces(document))
    assert len(keeps) == 31
    assert keeps[-1] == pytest.approx(0.9575, abs=5e-5)
    assert keeps[-1] == pytest.approx(np.tanh(2 * keeps[-1]), abs=1e-15)
    assert fades[-1] == pytest.approx(0.02, abs=0.005)
    assert gain(document, 0, 30, 0) == pytest.approx(np.prod(2 * (1 - keeps[1:] ** 2)), rel=1e-9)
    assert gain(document, 0, 30, 0) == pytest.approx(4e-24, rel=0.1)
    assert gain(document, 1, 30, 0) == pytest.approx(0.006, abs=5e-4)
    longer = insert_words(document, 31, ("wait",) * 1000)
    assert traces(longer)[0][0, "h"][-1, 0] == pytest.approx(0.9575, abs=5e-5)


def right(letters: str) -> bool:
    return letters != "" and letters == "a" * (len(letters) // 2) + "b" * (len(letters) // 2)


def counts(document: Document) -> None:
    said("counter", "adds 1 to c at each a and takes 1 away at each b", "f and i are 1 at every step")
    network = document.models[0].network
    (trace,) = traces(document)
    count = np.cumsum([1 if letter == "a" else -1 for letter in document.sequence])
    assert np.abs(trace[0, "c"][:, 0] - count).max() < 1e-6
    assert min(trace[0, "f"][:, 0].min(), trace[0, "i"][:, 0].min()) > 1 - 1e-8
    for length in range(1, 13):  # every string there is, at every length, so every prefix too
        strings = ["".join(letters) for letters in itertools.product("ab", repeat=length)]
        x = np.stack([document.encoder.encode(letters) for letters in strings], axis=1)
        p = run(network, x).output[-1, :, 0]
        assert np.abs(p - [right(letters) for letters in strings]).max() < 1e-3
    for n in (12, 200):
        for letters in ("a" * n + "b" * n, "a" * n + "b" * (n - 1), "a" * n + "b" * (n + 1), "a" * n + "b" * n + "a"):
            p = run(network, document.encoder.encode(letters)).output[-1, 0]
            assert p == pytest.approx(float(right(letters)), abs=1e-3), (n, letters[-3:])


def stores_and_forgets(document: Document) -> None:
    said("store-and-forget", "tanh(0.7) = +0.60", "+0.60 − 0.46 = +0.14")
    (trace,) = traces(document)
    i, f, c = (trace[0, signal][:, 0] for signal in "ifc")
    assert np.abs(c[store.FIRST : store.FORGET] - np.tanh(0.7)).max() < 1e-3
    assert np.abs(c[store.FORGET : store.AGAIN]).max() < 1e-3
    assert np.abs(c[store.AGAIN :] - np.tanh(-0.5)).max() < 1e-3
    for step, word in enumerate(document.sequence):
        assert i[step] == pytest.approx(float(word.startswith("store")), abs=1e-4)
        assert f[step] == pytest.approx(float(word != "forget"), abs=1e-4)
    (held,) = traces(document, (Clamp(0, "f", 0, 1.0, store.FORGET, store.FORGET),))
    assert held[0, "c"][-1, 0] == pytest.approx(0.14, abs=5e-3)
    assert held[0, "c"][-1, 0] == pytest.approx(np.tanh(0.7) + np.tanh(-0.5), abs=1e-3)


def runs_over(document: Document) -> None:
    said("stream-1997", "four sentences", "has grown to 3", "takes it to 2", "says “was” where the LSTM says “were”")
    assert document.sequence.count(".") == 4
    old, new = traces(document)
    assert old[0, "c"][stream.DOGS - 1 : stream.DOGS + 1, 0] == pytest.approx([3, 2], abs=1e-3)
    assert new[0, "c"][stream.DOGS - 1 : stream.DOGS + 1, 0] == pytest.approx([0, -1], abs=1e-3)
    assert old.output[stream.DOGS, 0] > 0.99
    assert new.output[stream.DOGS, 0] < 0.01
    stops = [step for step, word in enumerate(document.sequence) if word == "."]
    assert np.abs(new[0, "c"][stops, 0]).max() < 1e-3
    many = document.encoder.encode(("The", "boy", "was", "here", ".") * 100)
    assert run(document.models[0].network, many)[0, "c"][-1, 0] == pytest.approx(100, abs=0.02)


def explodes(document: Document) -> None:
    said("exploding-rnn", "1.2 times an orthogonal matrix", "over 49 steps the gain is 0.16", "21 with a tenth")
    said("exploding-rnn", "2,300 with a thousandth", "h stays within ±1")
    U = [model.network.parameter(0, "U") for model in document.models]
    assert all(np.array_equal(U[0], other) for other in U)
    assert U[0] @ U[0].T == pytest.approx(1.44 * np.eye(8), abs=1e-12)
    W = [model.network.parameter(0, "W") for model in document.models]
    assert 0.1 * W[2] == pytest.approx(W[1]) and 0.001 * W[2] == pytest.approx(W[0])
    gains = [gain(document, k, 49, 0) for k in range(3)]
    assert gains == [pytest.approx(2300, rel=0.01), pytest.approx(21, rel=0.03), pytest.approx(0.16, abs=0.005)]
    assert np.log10(gains[0]) > 3
    assert all(np.abs(trace[0, "h"]).max() < 1 for trace in traces(document))


def turns(document: Document) -> None:
    said("orthogonal-rnn", "over 49 steps is 0.61", "has 3e-7", "falls to 0.003")
    U = [model.network.parameter(0, "U") for model in document.models]
    assert U[0] @ U[0].T == pytest.approx(np.eye(8), abs=1e-12) and np.array_equal(U[0], U[1])
    gains = [gain(document, k, 49, 0) for k in range(3)]
    assert gains == [pytest.approx(0.61, abs=0.005), pytest.approx(0.003, abs=5e-4), pytest.approx(3e-7, rel=0.1)]


def both_answer(document: Document) -> None:
    said("gru-and-lstm", "149 parameters", "117", "0.15 in the LSTM", "1.2 in the GRU")
    assert [model.network.count() for model in document.models] == [149, 117]
    question = document.question
    assert question is not None
    for index, trace in enumerate(traces(document)):
        assert trace.output[question.asked, 0] < 0.01
        network = document.models[index].network
        assert min(accuracy(network, gap, seed=11) for gap in (8, 15, 30, 50, 100)) >= 0.95
    assert gain(document, 0, question.asked, question.subject, "c") == pytest.approx(0.15, abs=0.005)
    assert gain(document, 1, question.asked, question.subject) == pytest.approx(1.2, abs=0.05)


CLAIMS: dict[str, Callable[[Document], None]] = {
    "red-hat": red_hat,
    "forgetting-rnn": forgetting_rnn,
    "latch": latch,
    "counter": counts,
    "store-and-forget": stores_and_forgets,
    "stream-1997": runs_over,
    "exploding-rnn": explodes,
    "orthogonal-rnn": turns,
    "gru-and-lstm": both_answer,
}


@pytest.mark.parametrize("key", KEYS)
def test_what_it_says_is_so(key: str) -> None:
    CLAIMS[key](shipped(key)[0])


def test_the_exploding_one_is_no_lucky_seed() -> None:
    found = []
    for seed in range(20):
        small = small_inputs.rnn(small_inputs.EXPLODES, 0.1, seed)
        whole = small_inputs.rnn(small_inputs.EXPLODES, 1.0, seed)
        x = np.array([[float(word)] for word in small_inputs.noise(50, 100 + seed)])
        found.append([float(gradient_decay(run(network, x), 49).gain["h"][0]) for network in (small, whole)])
    assert sum(one > 1 for one, _ in found) == 20
    assert sum(one > other for one, other in found) == 20


def test_the_counters_units_are_what_the_code_says() -> None:
    (trace,) = (run(counter.network(), counter.document()[0].encoder.encode("aabab")),)
    c = trace[0, "c"]
    assert c[:, counter.SEEN] == pytest.approx([0, 0, 1, 1, 2], abs=1e-3)
    assert c[:, counter.BACK] == pytest.approx([0, 0, 0, 1, 1], abs=1e-3)
    assert c[:, counter.SHORT] == pytest.approx([0, 0, 0, 0, 0], abs=1e-3)
    (trace,) = (run(counter.network(), counter.document()[0].encoder.encode("abb")),)
    assert trace[0, "c"][:, counter.SHORT] == pytest.approx([0, 0, 1], abs=1e-3)
