"""What the rows of the speed table say of the times they are given; nothing here depends on how fast anything is."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench import core_rows, tables, timing
from tests.bench.problem import Cell, network, words
from tests.bench.sides import Answer, Best, Manner, Side, ask, best, check_same
from tests.bench.tables import BOUNDS, Outcome

ROOT = Path(__file__).resolve().parents[2]


def outcome(cell: Cell, ratio: float) -> Outcome:
    return Outcome(cell, Best(1.0, 1), Best(ratio, 2))


def test_the_mean_weighs_twice_as_fast_like_half_as_fast() -> None:
    assert tables.geometric_mean([0.5, 2.0]) == pytest.approx(1.0)
    assert tables.geometric_mean([1.0, 10.0, 100.0]) == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("row", "cell", "bound"),
    [
        ("run", Cell(256, 8, 20), 1.5),
        ("run", Cell(64, 32, 1000), 1.5),
        ("run", Cell(257, 8, 20), 0.9),
        ("run", Cell(256, 32, 20), 0.9),
        ("gradients", Cell(256, 32, 1000), 1.3),
        ("training", Cell(32, 32, 100), 0.5),
    ],
)
def test_each_size_has_its_bound(row: str, cell: Cell, bound: float) -> None:
    assert BOUNDS[row].each(cell) == bound


def test_what_reaches_its_bound_is_not_below_it() -> None:
    small, large = Cell(4, 1, 20), Cell(256, 32, 20)
    outcomes = [outcome(small, 1.5), outcome(large, 0.9), outcome(small, 1.4), outcome(large, 0.45)]
    missed = tables.below(outcomes, BOUNDS["run"])
    assert [(one.cell, one.ratio) for one in missed] == [(large, 0.45), (small, 1.4)]


def test_a_table_has_a_column_for_each_length_and_bold_for_what_is_below() -> None:
    outcomes = [outcome(Cell(4, 1, 200), 3.0), outcome(Cell(4, 1, 20), 1.234), outcome(Cell(16, 8, 20), 2.5)]
    assert tables.ratios(outcomes, BOUNDS["run"]).splitlines() == [
        "| H | batch | T 20 | T 200 |",
        "| --- | --- | --- | --- |",
        "| 4 | 1 | **1.23** | 3.00 |",
        "| 16 | 8 | 2.50 |  |",
    ]


def test_the_verdict_names_mean_count_and_what_is_below() -> None:
    outcomes = [outcome(Cell(4, 1, 20), 1.0), outcome(Cell(4, 1, 200), 4.0)]
    told = tables.verdict(outcomes, BOUNDS["run"])
    assert told.startswith("Geometric mean 2.00 (to reach: 1.8); 1 of 2 below their bound")
    assert "Carousel in 0, PyTorch in 2" in told
    assert told.splitlines()[1:] == ["- H 4, batch 1, T 20: 1.00 (to reach: 1.5), 1e+03 ms against 1e+03 ms"]


@given(st.floats(-3, 3), st.floats(1e-9, 1e9))
def test_the_exponent_of_a_power_is_found(power: float, factor: float) -> None:
    sizes = [8, 20, 300, 5000]
    assert tables.exponent(sizes, [factor * size**power for size in sizes]) == pytest.approx(power, abs=1e-6)


def test_the_better_count_of_threads_is_kept_by_its_median() -> None:
    taken = [(1, 5.0), (2, 1.0), (1, 2.0), (2, 9.0), (1, 3.0), (2, 4.0)]
    answers = [Answer(threads, {"seconds": seconds}) for threads, seconds in taken]
    assert best(answers) == Best(3.0, 1)


def test_where_a_step_goes_adds_up_at_the_threads_that_are_kept() -> None:
    kept = Answer(1, {"seconds": 0.010, "parts": {"run": 0.2, "backward": 0.5}})
    other = Answer(2, {"seconds": 0.020, "parts": {"run": 0.9, "backward": 0.1}})
    assert core_rows._parts([kept, other]) == "2.00 5.00 3.00"


def test_the_grids_reach_to_the_ends_of_the_table() -> None:
    for grid, ends in (
        (core_rows.CORE, ((4, 256), (1, 32), (20, 1000))),
        (core_rows.TRAINING, ((4, 32), (1, 32), (20, 100))),
    ):
        assert tuple((min(sizes), max(sizes)) for sizes in (grid.units, grid.batches, grid.steps)) == ends
        assert len(set(grid.cells())) == len(grid.units) * len(grid.batches) * len(grid.steps)
    assert {cell.inputs == cell.units for cell in core_rows.CORE.cells(inputs=None)} == {True}


@pytest.mark.parametrize("other", [1.0 + 1e-6, math.nan])
def test_sides_that_differ_are_told(other: float) -> None:
    cell = Cell(4, 1, 20)
    check_same(cell, [1.0, 1.0 + 1e-12])
    with pytest.raises(ValueError, match="H 4, batch 1, T 20: the sides differ"):
        check_same(cell, [1.0, other])


@pytest.mark.parametrize("each", [1e-3, 0.5])
def test_a_call_is_timed_by_a_clock(each: float, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]

    def act() -> None:
        clock[0] += each

    monkeypatch.setattr(timing.time, "perf_counter", lambda: clock[0])
    assert timing.seconds(act) == pytest.approx(each)
    assert clock[0] >= timing.BLOCKS * timing.BLOCK


def test_a_side_answers_for_its_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    cell = Cell(3, 2, 5)
    ((key, (answer,)),) = ask(["carousel"], "run", [cell], Manner(rounds=1, cpu=True)).items()
    assert key == ("carousel", cell) and answer.threads == 1 and answer.said["seconds"] > 0
    assert answer.said["check"] == pytest.approx(squares(cell), rel=1e-12)


def squares(cell: Cell) -> float:
    """The sum of the squares of h, by the equations."""
    net, x = network(cell), words(cell)
    p = {name: net.parameter(0, name) for name in net.layers[0].parameters}
    h = c = np.zeros((cell.batch, cell.units))
    total = 0.0
    for word in x:
        f, i, g, o = (word @ p[f"W_{k}"].T + h @ p[f"U_{k}"].T + p[f"b_{k}"] for k in "figo")
        c = c / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i))
        h = np.tanh(c) / (1 + np.exp(-o))
        total += float((h * h).sum())
    return total


def test_a_side_that_ends_early_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(RuntimeError, match="tests.bench.carousel nothing ended early"):
        Side("carousel", "nothing", 1, False)
