"""Who learns across a gap: the figures that ship, what is refused of them, and how they are made."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import load_cell
from core import zone as experiment
from core.errors import CarouselError
from core.scene import made_with
from core.tasks import OTHER, PLURAL, SINGULAR, STOP, Batch, accuracy, agreement
from core.zone import (
    GAPS,
    SEEDS,
    STARTS,
    Outcome,
    Row,
    Start,
    Tally,
    Zone,
    dumps,
    gain,
    load_zone,
    loads,
    shares,
    spans,
)
from tests.core.oracles import jacobian, random_network

LIMIT = 1e-3
RNN, LSTM_0, LSTM_1, LSTM_3, ORTHOGONAL = (start.name for start in STARTS)


def shipped() -> bytes:
    return resources.files("resources").joinpath("experiments", "zone.json").read_bytes()


# what ships


def test_the_file_is_read_once_and_written_the_same() -> None:
    assert load_zone() is load_zone()
    assert dumps(load_zone()) == shipped()


def test_every_start_is_there_over_every_gap_with_every_seed() -> None:
    zone = load_zone()
    assert zone.networks == tuple(start.name for start in STARTS)
    assert zone.gaps == GAPS
    assert len(zone.rows) == len(STARTS) * len(GAPS)
    assert all(tuple(o.seed for o in row.outcomes) == SEEDS for row in zone.rows)
    assert zone.seeds == len(SEEDS)


def test_it_says_how_it_was_made() -> None:
    zone = load_zone()
    assert (zone.command, zone.criterion, zone.settings) == (
        experiment.COMMAND,
        experiment.CRITERION,
        experiment.settings(),
    )
    assert (zone.units, zone.updates, zone.sentences) == (
        experiment.UNITS,
        experiment.TRAINING.updates,
        experiment.TESTED,
    )


def test_the_counts_add_up() -> None:
    zone = load_zone()
    tallies = [row.tally for row in zone.rows]
    under, above = zone.under(LIMIT), zone.above(LIMIT)
    assert {tally.networks for tally in tallies} == {zone.seeds}
    assert under.networks + above.networks == zone.seeds * len(zone.rows)
    assert under.learnt + above.learnt == sum(tally.learnt for tally in tallies)
    assert under.clears + above.clears == sum(tally.clears for tally in tallies)
    assert all(0 <= tally.clears <= tally.learnt <= tally.networks for tally in tallies)
    assert zone.under(math.inf).learnt == zone.above(0.0).learnt == under.learnt + above.learnt


def test_under_the_limit_next_to_nobody_learnt() -> None:
    zone = load_zone()
    under, above = zone.under(LIMIT), zone.above(LIMIT)
    assert under.networks >= 64
    assert under.learnt <= 0.1 * under.networks
    assert above.learnt >= 0.6 * above.networks
    assert zone.under(LIMIT / 10).networks >= 48
    assert zone.under(LIMIT / 10).learnt == 0
    rows = [row.tally for row in zone.rows_under(LIMIT)]
    assert sum(tally.learnt for tally in rows) <= 0.1 * sum(tally.networks for tally in rows)


def test_the_rows_under_the_limit_are_the_long_gaps_of_the_usual_starts() -> None:
    zone = load_zone()
    found = {(row.network, row.gaps) for row in zone.rows_under(LIMIT)}
    assert found == {(RNN, gaps) for gaps in GAPS[1:]} | {(LSTM_0, gaps) for gaps in GAPS[2:]}


def test_the_gain_falls_with_the_gap_and_rises_with_the_forget_bias() -> None:
    zone = load_zone()
    gains = {network: [zone.row(network, gaps).gain for gaps in zone.gaps] for network in zone.networks}
    for network, values in gains.items():
        assert values == sorted(values, reverse=True), network
    for lower, higher in ((LSTM_0, LSTM_1), (LSTM_1, LSTM_3), (RNN, ORTHOGONAL)):
        assert all(a < b for a, b in zip(gains[lower], gains[higher], strict=True)), (lower, higher)


def test_enough_gain_is_no_promise() -> None:
    zone = load_zone()
    row = zone.row(ORTHOGONAL, GAPS[2])
    assert row.gain > 0.05
    assert row.tally.learnt < row.tally.networks


def test_a_row_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(CarouselError, match="expected one of RNN over .* found GRU over"):
        load_zone().row("GRU", GAPS[0])


# the figures of a row


def test_a_row_has_the_median_on_a_logarithmic_scale() -> None:
    def row(*gains: float) -> Row:
        return Row("RNN", (1, 2), tuple(Outcome(k, value, 0.5, 0.5) for k, value in enumerate(gains)))

    assert row(1e-2, 1e-6, 1e-4).gain == pytest.approx(1e-4)
    assert row(1e-2, 1e-8, 1e-4, 1e-6).gain == pytest.approx(1e-5)


def test_a_tally_counts_who_learnt_and_who_of_them_clears() -> None:
    outcomes = [Outcome(0, 1.0, 0.95, 0.94), Outcome(1, 1.0, 0.949, 1.0), Outcome(2, 1.0, 1.0, 0.95)]
    assert Tally.of(outcomes) == Tally(networks=3, learnt=2, clears=1, best=1.0)
    assert Tally.of([]) == Tally(0, 0, 0, 0.0)


def test_the_limit_itself_is_above() -> None:
    rows = (Row("RNN", (1, 2), (Outcome(0, 1e-3, 1.0, 1.0), Outcome(1, 0.9e-3, 0.5, 0.5))),)
    zone = replace(load_zone(), rows=rows)
    assert zone.under(1e-3) == Tally(1, 0, 0, 0.5)
    assert zone.above(1e-3) == Tally(1, 1, 1, 1.0)
    assert zone.rows_under(1e-3) == rows
    assert zone.rows_under(rows[0].gain) == ()


# what is refused


def content() -> dict[str, Any]:
    rows = [
        {
            "network": network,
            "gaps": gaps,
            "seeds": [0, 1],
            "gain": [0.5, 1],
            "first": [1, 0.5],
            "second": [0.0, 0.5],
        }
        for network in ("RNN", "LSTM")
        for gaps in ([1, 2], [3, 3])
    ]
    head = {"format": "carousel-zone", "version": 1, "command": "c", "criterion": "d", "made_with": "m"}
    return {**head, "settings": [["a", "b"]], "units": 8, "updates": 9, "sentences": 10, "rows": rows}


def read(data: Any) -> Zone:
    return loads(json.dumps(data).encode(), "a.json")


def test_what_is_whole_is_read() -> None:
    zone = read(content())
    assert zone.row("LSTM", (3, 3)).outcomes == (Outcome(0, 0.5, 1.0, 0.0), Outcome(1, 1.0, 0.5, 0.5))
    assert zone.settings == (("a", "b"),)
    assert loads(dumps(zone)) == zone


def spoil(*path: str | int, value: Any = None) -> Callable[[dict[str, Any]], None]:
    """Sets what lies at a path; takes it out where no value is given."""

    def change(data: Any) -> None:
        for key in path[:-1]:
            data = data[key]
        if value is None:
            del data[path[-1]]
        else:
            data[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (spoil("format"), "a.json, format: expected text, found nothing"),
        (spoil("format", value="carousel-session"), "a.json, format: expected carousel-zone, found 'carousel-session'"),
        (spoil("version", value=2), "a.json, version: expected 1, found 2"),
        (spoil("version", value=True), "a.json, version: expected a whole number of at least 1, found True"),
        (spoil("criterion", value=3), "a.json, criterion: expected text, found 3"),
        (spoil("made_with"), "a.json, made_with: expected text, found nothing"),
        (spoil("units", value=0), "a.json, units: expected a whole number of at least 1, found 0"),
        (spoil("updates", value=1.5), "a.json, updates: expected a whole number of at least 1, found 1.5"),
        (spoil("sentences"), "a.json, sentences: expected a whole number of at least 1, found nothing"),
        (spoil("settings", 0, value=["a"]), r"a.json, settings\[0\]: expected a name and a text"),
        (spoil("settings", value={}), "a.json, settings: expected a list with something in it"),
        (spoil("rows", value=[]), "a.json, rows: expected a list with something in it"),
        (spoil("rows", 1), "a.json, rows: expected one for every network and range of gaps"),
        (spoil("rows", 0, value=7), r"a.json, rows\[0\].seeds: expected a list"),
        (spoil("rows", 0, "network"), r"a.json, rows\[0\].network: expected text, found nothing"),
        (spoil("rows", 1, "gaps", value=[1, 2]), "a.json, rows: expected one for every network"),
        (spoil("rows", 0, "gaps", value=[2, 1]), r"a.json, rows\[0\].gaps: expected two rising whole numbers"),
        (spoil("rows", 0, "gaps", value=[1]), r"a.json, rows\[0\].gaps: expected two rising whole numbers"),
        (spoil("rows", 0, "gaps", value=["1", "2"]), r"a.json, rows\[0\].gaps: expected two rising whole numbers"),
        (spoil("rows", 2, "seeds", value=[1, 1]), r"a.json, rows\[2\].seeds\[1\]: expected another whole number"),
        (spoil("rows", 2, "seeds", 0, value=-1), r"a.json, rows\[2\].seeds\[0\]: expected another whole number"),
        (spoil("rows", 2, "seeds", value=[0, 2]), "a.json, rows: expected the same seeds in every row"),
        (spoil("rows", 2, "gain", value=[0.5]), r"a.json, rows\[2\].gain: expected 2 numbers, one a seed"),
        (spoil("rows", 2, "gain", 1, value=0), r"a.json, rows\[2\].gain\[1\]: expected a finite number above 0"),
        (spoil("rows", 2, "gain", 1, value=math.inf), r"a.json, rows\[2\].gain\[1\]: expected a finite number above 0"),
        (spoil("rows", 2, "gain", 1, value=math.nan), r"a.json, rows\[2\].gain\[1\]: expected a finite number above 0"),
        (spoil("rows", 2, "gain", 1, value=True), r"a.json, rows\[2\].gain\[1\]: expected a finite number above 0"),
        (spoil("rows", 3, "first", 0, value=1.01), r"a.json, rows\[3\].first\[0\]: expected a number from 0 to 1"),
        (spoil("rows", 3, "first", 0, value="1"), r"a.json, rows\[3\].first\[0\]: expected a number from 0 to 1"),
        (spoil("rows", 3, "second"), r"a.json, rows\[3\].second: expected a list"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(change: Callable[[dict[str, Any]], None], told: str) -> None:
    data = content()
    change(data)
    with pytest.raises(CarouselError, match=told):
        read(data)


@pytest.mark.parametrize("data", [b"", b"{", shipped()[:-20], b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_refused(data: bytes) -> None:
    with pytest.raises(CarouselError, match="^zone.json: expected JSON, found "):
        loads(data)


@pytest.mark.parametrize("data", [b"[]", b"null", b"3", b'"text"'])
def test_json_of_another_kind_is_refused(data: bytes) -> None:
    with pytest.raises(CarouselError, match="format: expected text, found nothing"):
        loads(data)


# how it is made


def by_hand(*words: int, asked: tuple[int, ...]) -> Batch:
    """A batch of one stream."""
    scored = np.zeros((len(words), 1), bool)
    scored[list(asked)] = True
    return Batch(np.eye(4)[list(words)][:, None], np.zeros(scored.shape), scored, np.array([len(words)]))


O, S, P = OTHER, SINGULAR, PLURAL  # noqa: E741
STREAM = by_hand(O, S, O, P, O, O, STOP, O, O, P, O, O, O, O, STOP, asked=(3, 11))


def test_a_span_goes_from_the_subject_to_the_word_asked_about() -> None:
    assert list(spans(STREAM)) == [(0, 1, 3), (0, 9, 11)]


@pytest.mark.parametrize("gap", [0, 1, 6])
def test_the_spans_of_drawn_sentences_have_their_gap_and_their_answer(gap: int) -> None:
    batch = agreement(3, 20, (gap, gap))
    found = list(spans(batch))
    assert len(found) == 40
    for stream, subject, asked in found:
        assert asked - subject == gap
        assert batch.x[subject, stream].tolist() == np.eye(4)[1 - int(batch.target[asked, stream])].tolist()


@pytest.mark.parametrize(("cell", "memory"), [("lstm", "c"), ("elman", "h"), ("gru", "h")])
def test_the_gain_is_that_of_central_differences(cell: str, memory: str) -> None:
    network = random_network(load_cell(cell), units=3, inputs=4, outputs=1, readout="sigmoid", seed=2)
    logs = []
    for subject, asked in ((1, 3), (9, 11)):
        derivative = jacobian(network, STREAM.x[:, 0], "h", asked, memory, subject)
        logs.append(math.log(np.linalg.norm(derivative) / math.sqrt(3)))
    assert gain(network, STREAM) == pytest.approx(math.exp(sum(logs) / 2), rel=1e-6)


@pytest.mark.parametrize("start", STARTS, ids=lambda start: start.name)
def test_a_start_is_as_it_is_called(start: Start) -> None:
    network = start.network(5)
    (layer,) = network.layers
    biases = {name: array for name, array in layer.parameters.items() if array.ndim == 1}
    assert layer.units == 8
    assert not network.parameter("readout", "b_y").any()
    for name, bias in biases.items():
        assert set(bias) == {start.forget_bias if name == "b_f" else 0.0}, name
    if start.cell == "elman":
        square = layer.parameters["U"] @ layer.parameters["U"].T
        assert np.allclose(square, np.eye(8), atol=1e-12) == start.orthogonal
    for name, matrix in layer.parameters.items():
        if name not in biases and not (start.orthogonal and name == "U"):
            assert 0.2 < np.abs(matrix).max() <= 1 / math.sqrt(8), name


def test_the_starts_of_a_seed_differ_in_what_they_are_called_after_only() -> None:
    zero, three = (start.network(5).layers[0].parameters for start in (STARTS[1], STARTS[3]))
    assert [name for name in zero if not np.array_equal(zero[name], three[name])] == ["b_f"]
    plain, orthogonal = (start.network(5).layers[0].parameters for start in (STARTS[0], STARTS[4]))
    assert [name for name in plain if not np.array_equal(plain[name], orthogonal[name])] == ["U"]
    assert not np.array_equal(orthogonal["U"], STARTS[4].network(6).layers[0].parameters["U"])


def test_the_shares_are_those_of_first_and_second_sentences() -> None:
    network = STARTS[1].network(0)
    assert np.mean(shares(network, agreement(0, 50, (4, 4)))) == pytest.approx(accuracy(network, 4, 100))
    never_asked_for_plural = network.with_parameter("readout", "W_y", np.zeros((1, 8)))
    always = never_asked_for_plural.with_parameter("readout", "b_y", [1.0])
    batch = agreement(0, 50, (4, 4))
    streams = [[batch.target[asked, k] for stream, _, asked in spans(batch) if stream == k] for k in range(50)]
    assert shares(always, batch) == tuple(np.mean(streams, axis=0))


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """An experiment that is over at once."""
    monkeypatch.setattr(experiment, "STARTS", STARTS[:2])
    monkeypatch.setattr(experiment, "GAPS", ((0, 1), (2, 2)))
    monkeypatch.setattr(experiment, "SEEDS", (0, 3))
    monkeypatch.setattr(experiment, "TRAINING", replace(experiment.TRAINING, updates=3))
    monkeypatch.setattr(experiment, "TESTED", 20)


@pytest.mark.usefixtures("short")
def test_the_command_writes_what_it_tells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "zone.json"
    assert experiment.main(out=out) == 0
    zone = loads(out.read_bytes())
    assert [(row.network, row.gaps) for row in zone.rows] == [
        (name, gaps) for name in (RNN, LSTM_0) for gaps in ((0, 1), (2, 2))
    ]
    assert zone.made_with == made_with()
    told = capsys.readouterr().out
    assert f"{LSTM_0}, gaps 2 to 2: {zone.rows[-1].gain:.1e}, " in told
    assert all(line in told for line in experiment.table(zone))
    assert list(tmp_path.iterdir()) == [out]
    assert experiment.main(out=out) == 0
    assert loads(out.read_bytes()) == zone


def test_a_place_that_cannot_be_written_is_told_before_the_training(tmp_path: Path) -> None:
    for out in (tmp_path, tmp_path / "no" / "zone.json"):
        with pytest.raises(CarouselError, match="a file in a folder that exists"):
            experiment.main(out=out)


@pytest.mark.slow
def test_a_cell_of_the_table_comes_out_as_it_ships() -> None:
    zone, start, gaps = load_zone(), STARTS[3], GAPS[1]
    kept = zone.row(start.name, gaps).outcomes[:2]
    made = tuple(experiment.outcome(start, gaps, o.seed) for o in kept)
    if zone.made_with == made_with():
        assert made == kept
    for one, other in zip(made, kept, strict=True):
        assert one.gain == pytest.approx(other.gain, rel=1e-3)
        assert one.learnt == other.learnt
