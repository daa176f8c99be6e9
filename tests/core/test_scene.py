"""The first scene: what its networks do is what is said of them, and the command makes them again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from core import Clamp, Network, gradient_decay, run
from core import scene as red_hat
from core.decay import Decay
from core.document import Document, Recipe, SeedRow
from core.errors import CarouselError, SessionError
from core.scene import BOY, DOGS, GAPS, GRU, HAT, LSTM, RNN, SEED, SEEDS, SENTENCE, Outcome
from core.session import dumps, load
from core.state import State, View
from core.tasks import INPUTS, accuracy
from core.trace import Trace

ROOT = Path(__file__).resolve().parents[2]
WHO, NEAR, THE = SENTENCE.index("who"), SENTENCE.index("near"), DOGS - 1


def opened() -> tuple[Document, View]:
    with resources.as_file(resources.files("resources").joinpath("presets", "red-hat.carousel")) as path:
        return load(path)


@pytest.fixture(scope="module")
def shipped() -> Document:
    """The preset as it ships."""
    return opened()[0]


def recipe(document: Document) -> Recipe:
    assert document.recipe is not None
    return document.recipe


def probability(
    document: Document, model: int, words: Sequence[str], step: int = DOGS, clamps: Sequence[Clamp] = ()
) -> float:
    """P(was) of a model's network at a step of a sentence."""
    network = document.models[model].network
    return float(run(network, document.encoder.encode(words), clamps=clamps).output[step, 0])


def with_subject(subject: str, words: Sequence[str] = SENTENCE) -> list[str]:
    return [*words[:BOY], subject, *words[BOY + 1 :]]


def held(signal: str, value: float, first: int, last: int | None = None) -> Clamp:
    """A signal of unit 1 held, at one step or from one to another."""
    return Clamp(0, signal, 0, value, first, first if last is None else last)


# what is claimed of the networks, shipped or made anew


def answers_turn_with_the_subject(document: Document) -> None:
    for model in (LSTM, GRU):
        assert probability(document, model, SENTENCE) > 0.95
        assert probability(document, model, with_subject("boys")) < 0.05


def lstm_and_gru_answer_and_rnn_guesses(document: Document) -> None:
    for gap in (8, 15, 30, 50):
        for model in (LSTM, GRU):
            assert accuracy(document.models[model].network, gap, 1000, seed=11) >= 0.95, gap
        assert accuracy(document.models[RNN].network, gap, 1000, seed=11) == pytest.approx(0.5, abs=0.05), gap


def unit_1_reads_as_the_criterion_says(document: Document) -> None:
    trace = run(document.models[LSTM].network, document.x)
    i, f, g = (trace[0, signal][:, 0] for signal in "ifg")
    for step, word in enumerate(SENTENCE):
        if word == "boy":
            assert i[step] >= 0.7
            assert abs(g[step]) >= 0.9
        elif word in ("hat", "dogs"):
            assert i[step] <= 0.2, word
        elif step > BOY and word != ".":
            assert i[step] <= 0.05, word
        if BOY < step <= DOGS:
            assert f[step] >= 0.95, word
    assert np.sign(g[DOGS]) == -np.sign(g[BOY])


CLAIMS = (answers_turn_with_the_subject, lstm_and_gru_answer_and_rnn_guesses, unit_1_reads_as_the_criterion_says)


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_holds_for_the_shipped_networks(claim: Callable[[Document], None], shipped: Document) -> None:
    claim(shipped)


def test_the_rnn_says_neither_at_dogs(shipped: Document) -> None:
    for subject in ("boy", "boys"):
        assert 0.4 <= probability(shipped, RNN, with_subject(subject)) <= 0.6


def test_the_answer_outlasts_many_more_words(shipped: Document) -> None:
    assert red_hat.keeps(shipped.models[LSTM].network, 1000)
    assert not red_hat.keeps(shipped.models[RNN].network, 0)
    longer = [*SENTENCE[: DOGS + 1], *shipped.fillers]
    assert probability(shipped, LSTM, longer, len(longer) - 1) > 0.95
    assert probability(shipped, LSTM, with_subject("boys", longer), len(longer) - 1) < 0.05


def test_what_holding_a_gate_does(shipped: Document) -> None:
    def was(*clamps: Clamp) -> float:
        return probability(shipped, LSTM, SENTENCE, DOGS, clamps)

    assert was() > 0.95
    assert was(held("o", 0.0, WHO, THE)) > 0.95  # the cell keeps what nobody sees
    assert was(held("f", 0.0, NEAR)) < 0.6  # forgotten
    assert 0.3 < was(held("i", 0.0, BOY)) < 0.7  # never let in
    assert 0.1 < was(held("i", 1.0, DOGS)) < 0.9  # added to, it cancels
    assert was(held("i", 1.0, DOGS), held("f", 0.0, DOGS)) < 0.05  # overwritten


def test_at_dogs_the_candidate_proposes_plural_and_the_input_gate_refuses(shipped: Document) -> None:
    trace = run(shipped.models[LSTM].network, shipped.x)
    c, g = trace[0, "c"][:, 0], trace[0, "g"][:, 0]
    assert g[DOGS] < -0.9
    assert min(c[BOY : DOGS + 1]) > 0.7
    assert abs(c[len(SENTENCE) - 1]) < 0.2  # the full stop clears it


def test_it_took_the_first_noun_for_the_subject(shipped: Document) -> None:
    words = ["Near", "the", "dogs", "the", "boy", "was", "playing", "."]
    assert probability(shipped, LSTM, words, words.index("boy")) < 0.05


def test_a_second_sentence_gets_an_answer_of_its_own(shipped: Document) -> None:
    words = [*SENTENCE, *with_subject("boys")]
    again = len(SENTENCE) + DOGS
    assert probability(shipped, LSTM, words, again) < 0.05
    never_cleared = [Clamp(0, "f", unit, 1.0) for unit in range(4)]
    assert probability(shipped, LSTM, words, again, never_cleared) > 0.5


def decay(network: Network, document: Document) -> Decay:
    return gradient_decay(run(network, document.x), DOGS)


def test_the_gradient_reaches_the_subject_in_the_lstm_only(shipped: Document) -> None:
    lstm, rnn, _ = (decay(model.network, shipped) for model in shipped.models)
    assert 40 <= lstm.half_life["c"] <= 60
    assert lstm.gain["c"][BOY] > 0.3
    assert rnn.half_life["h"] < 3
    assert rnn.gain["h"][BOY] < 0.05


def test_the_gru_answers_for_long_though_its_gradient_has_faded(shipped: Document) -> None:
    model = shipped.models[GRU]
    assert model.start is not None
    before, trained = decay(model.start, shipped), decay(model.network, shipped)
    assert before.gain["h"][BOY] > 0.5 and before.half_life["h"] > 10
    assert trained.gain["h"][BOY] < 0.1 and trained.half_life["h"] < 5  # its units have latched
    assert red_hat.keeps(model.network, 1000)


def test_the_gradient_before_training_tells_who_will_learn(shipped: Document) -> None:
    lstm, rnn, gru = (decay(model.start, shipped) for model in shipped.models if model.start)
    for gain, half_life in ((lstm.gain["c"], lstm.half_life["c"]), (gru.gain["h"], gru.half_life["h"])):
        assert gain[BOY] > 10 * rnn.gain["h"][BOY]
        assert half_life > 5 * rnn.half_life["h"]


def test_the_preset_opens_at_dogs_on_the_input_gate_of_unit_1_without_the_gru() -> None:
    document, view = opened()
    assert view == view.fitted(document) == red_hat.VIEW
    assert State(document, view).visible == (LSTM, RNN)
    assert SENTENCE[view.cursor] == "dogs"
    assert (view.model, view.layer, view.unit, view.signal) == (LSTM, 0, 0, "i")
    assert document.title == "The red hat"
    assert document.sequence == SENTENCE
    assert [(m.name, m.color, m.network.layers[0].units) for m in document.models] == [
        ("LSTM", "#2F6FDE", 4),
        ("RNN", "#D1495B", 9),
        ("GRU", "#12887E", 4),
    ]


def test_every_word_is_encoded_as_what_it_is(shipped: Document) -> None:
    kinds = {"boy": 0, "hat": 0, "dog": 0, "boys": 1, "dogs": 1, "hats": 1, "The": 2, "who": 2, "": 2, ".": 3}
    for word, kind in kinds.items():
        assert shipped.encoder.vector(word) == tuple(np.eye(4)[kind]), word
    assert shipped.encoder.inputs == INPUTS
    assert len(shipped.fillers) == 10
    assert {shipped.encoder.vector(word) for word in shipped.fillers} == {tuple(np.eye(4)[2])}


def test_the_starts_are_the_untrained_networks(shipped: Document) -> None:
    starts = red_hat.lstm_start(SEED), red_hat.rnn_start(SEED), red_hat.gru_start(SEED)
    for model, start in zip(shipped.models, starts, strict=True):
        assert model.start is not None
        for place, name in start.places():
            assert np.array_equal(model.start.parameter(place, name), start.parameter(place, name))
            if start.cut(place, name) is None:
                assert not np.array_equal(model.network.parameter(place, name), start.parameter(place, name))
        assert accuracy(model.start, 15, 400) == pytest.approx(0.5, abs=0.1)


def test_the_lstm_starts_as_the_recipe_says() -> None:
    start = red_hat.lstm_start(3)
    parameters = start.layers[0].parameters
    assert set(parameters["b_f"]) == {3.0}
    assert set(parameters["b_i"]) == {-2.0}
    assert not parameters["b_g"].any()
    assert not parameters["b_o"].any()
    assert start.layers[0].cuts["U_g"].all()
    assert start.readout_effective["W_y"].tolist() == [[1, 0, 0, 0]]
    assert start.readout_cuts["W_y"].tolist() == [[False, True, True, True]]
    for name, bound in (("W_f", 0.5), ("U_o", 0.5)):
        assert 0.3 < np.abs(parameters[name]).max() <= bound
    rnn = red_hat.rnn_start(3).layers[0].parameters
    assert 0.3 < np.abs(rnn["U"]).max() <= 1 / 3 + 1e-12
    assert not rnn["b"].any()


def test_the_gru_starts_keeping_as_the_lstm_does() -> None:
    start = red_hat.gru_start(3)
    parameters = start.layers[0].parameters
    assert set(parameters["b_z"]) == {3.0}
    assert not any(parameters[name].any() for name in ("b_r", "b_n", "d_n"))
    assert not start.layers[0].cuts and not start.readout_cuts
    for name in ("W_z", "U_n", "U_r"):
        assert 0.3 < np.abs(parameters[name]).max() <= 0.5
    trace = run(start, np.zeros((1, 4)))
    kept = run(red_hat.lstm_start(3), np.zeros((1, 4)))
    assert trace[0, "z"] == pytest.approx(kept[0, "f"])  # both keep the same share of what was


def test_no_other_size_of_the_gru_is_nearer_to_the_lstms() -> None:
    sizes = [start.count(free_only=True) for start in (red_hat.lstm_start(0), red_hat.rnn_start(0))]
    grus = {units: red_hat.gru_start(0, units).count(free_only=True) for units in range(1, 10)}
    for size in sizes:
        assert min(grus, key=lambda units: abs(grus[units] - size)) == red_hat.GRU_UNITS


def test_every_seed_tried_is_in_the_table(shipped: Document) -> None:
    told = recipe(shipped)
    assert told.gaps == GAPS
    assert told.chosen == SEED
    for name in ("LSTM", "RNN", "GRU"):
        assert [row.seed for row in told.seeds if row.model == name] == list(SEEDS)
    assert all((row.readable is None) == (row.model != "LSTM") for row in told.seeds)
    readable = [row for row in told.seeds if row.readable]
    others = [row for row in told.seeds if row.readable is False]
    assert f"{len(readable)} of the {len(SEEDS)} LSTMs are readable" in dict(told.settings)["Other seeds"]
    assert f"Of the {len(others)} others" in dict(told.settings)["Other seeds"]
    grus = [row for row in told.seeds if row.model == "GRU" and min(row.accuracy) >= 0.95]
    assert f"Of the {len(SEEDS)} GRUs {len(grus)} are right" in dict(told.settings)["Other seeds"]
    assert "--all-seeds" in told.command
    assert "Readable:" in told.criterion


def test_the_settings_are_those_of_the_networks(shipped: Document) -> None:
    told = dict(recipe(shipped).settings)
    lstm, rnn, gru = (model.network for model in shipped.models)
    assert told["RNN"].startswith(f"{rnn.layers[0].units} units") and told["GRU"].startswith(
        f"{gru.layers[0].units} units"
    )
    counts = [network.count(free_only=True) for network in (lstm, rnn, gru)]
    assert told["Sizes"].startswith(
        "{} parameters are trained in the LSTM, {} in the RNN, {} in the GRU".format(*counts)
    )
    assert "update gate's starts at 3" in told["GRU's biases"]


def test_the_table_is_right_about_the_seed_shown(shipped: Document) -> None:
    rows = {row.model: row for row in recipe(shipped).seeds if row.seed == SEED}
    for model in shipped.models:
        assert rows[model.name].accuracy == tuple(accuracy(model.network, gap) for gap in GAPS)
    assert rows["LSTM"].readable is True


def outcome(seed: int, document: Document) -> Outcome:
    """An outcome with the shipped networks under another seed's name."""
    networks = [network for model in document.models for network in (model.start, model.network) if network]
    return Outcome(seed, *networks)


def test_the_first_seed_that_passes_is_shown(shipped: Document) -> None:
    good, better = outcome(3, shipped), outcome(4, shipped)
    start = replace(good, seed=2, lstm=good.lstm_start, rnn=good.rnn_start)
    learnt = replace(good, seed=1, rnn_start=good.lstm_start, rnn=good.lstm)  # an "RNN" that answers
    assert good.passes()
    assert not start.readable
    assert learnt.readable
    assert not learnt.passes()
    assert red_hat.chosen([learnt, start, good, better]) is good
    assert red_hat.chosen([start, learnt]) is learnt
    assert red_hat.chosen([start]) is start


def test_a_seed_that_the_rule_does_not_take_is_called_so(shipped: Document) -> None:
    first, second = outcome(0, shipped), outcome(5, shipped)
    for shown, text in (
        (first, "0, of 0 to 5 the first whose"),
        (second, "5, though the scene's rule does not"),
    ):
        made = red_hat.document(shown, [first, second], "command")
        assert dict(recipe(made).settings)["Seed shown"].startswith(text)
    alone = recipe(red_hat.document(second, [second], "command"))
    assert dict(alone.settings)["Seed shown"] == "5, the only one of this run."
    assert alone.seeds == (
        SeedRow("LSTM", 5, second.lstm_accuracy, True),
        SeedRow("RNN", 5, second.rnn_accuracy),
        SeedRow("GRU", 5, second.gru_accuracy),
    )


@pytest.mark.parametrize(
    ("signal", "step", "value"),
    [
        ("i", BOY, 0.69),
        ("i", WHO, 0.06),
        ("i", HAT, 0.21),
        ("i", DOGS, 0.21),
        ("f", NEAR, 0.94),
        ("g", BOY, 0.89),
        ("g", DOGS, 0.5),
    ],
)
def test_one_figure_beyond_the_criterion_is_not_readable(
    signal: str, step: int, value: float, shipped: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    lstm = shipped.models[LSTM].network

    def spoiled(network: Network, x: np.ndarray) -> Trace:
        return run(network, x, clamps=[held(signal, value, step)])

    assert red_hat.readable(lstm)
    monkeypatch.setattr(red_hat, "run", spoiled)
    assert not red_hat.readable(lstm)


@pytest.mark.parametrize(("scene", "seed", "match"), [("blue-hat", 0, "red-hat"), ("red-hat", -1, "at least 0")])
def test_what_does_not_fit_is_refused(scene: str, seed: int, match: str, tmp_path: Path) -> None:
    with pytest.raises(CarouselError, match=match):
        red_hat.main(scene, seed=seed, out=tmp_path / "x.carousel", all_seeds=False)


def test_a_place_that_cannot_be_written_is_told_before_the_training(tmp_path: Path) -> None:
    for out in (tmp_path, tmp_path / "no" / "x.carousel"):
        with pytest.raises(SessionError, match="a file in a folder that exists"):
            red_hat.main("red-hat", seed=0, out=out, all_seeds=False)


def train(out: Path, *arguments: str) -> str:
    """Run the command and return what it prints."""
    environment = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    command = [sys.executable, str(ROOT / "main.py"), "train", "red-hat", "--out", str(out), *arguments]
    done = subprocess.run(command, cwd=out.parent, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.slow
def test_the_command_for_one_seed_makes_the_shipped_networks(shipped: Document, tmp_path: Path) -> None:
    out = tmp_path / "one.carousel"
    printed = train(out)
    made, _ = load(out)
    assert recipe(made).command == "carousel train red-hat --seed 1 --out red-hat.carousel"
    assert len(recipe(made).seeds) == 3
    assert "seed 1, LSTM: right at gap" in printed
    for claim in CLAIMS:
        claim(made)
    if made_with(made) == made_with(shipped):
        for one, other in zip(made.models, shipped.models, strict=True):
            for place, name in one.network.places():
                assert np.array_equal(one.network.parameter(place, name), other.network.parameter(place, name))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_documented_command_makes_the_shipped_preset(shipped: Document, tmp_path: Path) -> None:
    out = tmp_path / "red-hat.carousel"
    command = recipe(shipped).command
    assert command == "carousel train red-hat --all-seeds --out red-hat.carousel"
    train(out, "--all-seeds")
    made, view = load(out)
    for claim in CLAIMS:
        claim(made)
    for row in recipe(made).seeds:
        if row.model == "LSTM" and row.readable:
            assert min(row.accuracy) >= 0.95
    if made_with(made) == made_with(shipped):
        assert dumps(made, view) == dumps(*opened())


def made_with(document: Document) -> str:
    return dict(recipe(document).settings)["Made with"]
