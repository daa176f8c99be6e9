"""Every task keeps its rules: seeds, shapes, answers; and what does not fit is refused."""

from __future__ import annotations

import math
import pickle
from typing import Any

import numpy as np
import pytest

from core import Network, load_cell, load_task
from core.errors import CarouselError
from core.losses import find_loss
from core.tasks import Batch, task_names
from tests.core.any_task import CASES, TaskCase, is_sine


def as_bytes(batch: Batch) -> list[bytes]:
    return [array.tobytes() for array in (batch.x, batch.target, batch.scored, batch.lengths, batch.counted)]


def sequences(batch: Batch) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """x, target and scored steps of each, up to its end."""
    return [
        (batch.x[:n, k], batch.target[:n, k], np.flatnonzero(batch.scored[:n, k])) for k, n in enumerate(batch.lengths)
    ]


def test_every_task_there_is_is_tried() -> None:
    assert {case.name for case in CASES} == set(task_names())


def test_a_seed_gives_the_same_sequences_to_the_bit_and_a_generator_goes_on(any_task: TaskCase) -> None:
    task = any_task.task
    assert as_bytes(task.draw(5, 8)) == as_bytes(task.draw(5, 8)) != as_bytes(task.draw(6, 8))
    rng = np.random.default_rng(5)
    assert as_bytes(task.draw(rng, 8)) == as_bytes(task.draw(5, 8)) != as_bytes(task.draw(rng, 8))


def test_arrays_are_shaped_as_told_and_read_only(any_task: TaskCase) -> None:
    task = any_task.task
    batch = task.draw(0, 30)
    steps = int(batch.lengths.max())
    assert batch.x.shape == (steps, 30, len(task.inputs))
    assert batch.target.shape == batch.scored.shape == batch.counted.shape == (steps, 30)
    assert (batch.x.dtype, batch.scored.dtype, batch.counted.dtype) == (float, bool, bool)
    assert batch.lengths.shape == (30,) and len(set(batch.lengths.tolist())) > 1
    for array in (batch.x, batch.target, batch.scored, batch.lengths, batch.counted):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_nothing_beyond_the_end_of_a_sequence_is_scored_and_every_sequence_is(any_task: TaskCase) -> None:
    batch = any_task.task.draw(1, 30)
    beyond = np.arange(len(batch.x))[:, None] >= batch.lengths
    assert beyond.any() and not (batch.scored & beyond).any()
    assert not (batch.counted & ~batch.scored).any() and batch.counted.any(axis=0).all()


def test_each_step_that_is_scored_is_one_that_the_task_asks_about(any_task: TaskCase) -> None:
    for x, _, scored in sequences(any_task.task.draw(2, 60)):
        if any_task.asks == "twice":
            assert len(scored) == 2
        else:
            assert scored.tolist() == (list(range(len(x))) if any_task.asks == "each" else [len(x) - 1])


@pytest.mark.parametrize("case", [case for case in CASES if case.answer], ids=str)
def test_each_answer_is_right_and_known_from_what_was_seen_so_far(case: TaskCase) -> None:
    assert case.answer
    for x, target, scored in sequences(case.task.draw(3, 200)):
        for step in scored:
            assert target[step] == pytest.approx(case.answer(x[: step + 1]), abs=1e-12)


def test_the_next_value_of_a_wave_is_that_of_the_wave() -> None:
    for x, target, _ in sequences(load_task("sine-or-saw", length=(12, 16), asked="next").draw(3, 200)):
        assert np.array_equal(target[:-1], x[1:, 0])
        if is_sine(x):  # x[t+1] + x[t-1] = 2 cos(2 pi f) x[t]
            mid = np.abs(x[1:-1, 0]).argmax() + 1
            twice_cos = (x[mid - 1, 0] + x[mid + 1, 0]) / x[mid, 0]
            assert target[-1] == pytest.approx(twice_cos * x[-1, 0] - x[-2, 0], abs=1e-9)
        else:  # goes on rising, or falls by 2
            on = x[-1, 0] + max(np.diff(x[:, 0]))
            assert target[-1] == pytest.approx(on if on < 1 else on - 2, abs=1e-9)


def test_published_places_of_temporal_order() -> None:
    batch = load_task("temporal-order", length=(100, 110)).draw(0, 2000)
    assert {int(n) for n in batch.lengths} == set(range(100, 111))
    places = [np.flatnonzero(batch.x[:, k, 5:7].any(axis=1)).tolist() for k in range(2000)]
    assert {first for first, _ in places} == set(range(10, 21))
    assert {second for _, second in places} == set(range(50, 61))


def test_places_of_the_marks() -> None:
    le, early = (load_task("adding", length=20, form=form).draw(0, 6000).x[:, :, 1] for form in ("le", "hochreiter"))
    assert (le == 1).sum(axis=0).tolist() == [2] * 6000
    assert (le == 1).sum(axis=1) == pytest.approx([600] * 20, abs=100)  # anywhere, four standard deviations
    assert (early[0] == -1).all() and (early[-1] == -1).all()
    marked = [np.flatnonzero(early[:, k] == 1).tolist() for k in range(6000)]
    assert max(min(places) for places in marked if places) <= 9
    assert max(max(places) for places in marked if places) == 9  # of 20 / 2 - 1 = 9 unmarked steps the last
    assert {len(places) for places in marked} == {1, 2}


def test_a_latch_tells_its_class_in_the_first_steps_and_then_is_noise() -> None:
    batch = load_task("latch", length=40, told=5, variance=0.3).draw(0, 500)
    assert (batch.x[:5, :, 0] == 2 * batch.target[-1] - 1).all()
    assert batch.x[5:].var() == pytest.approx(0.3, rel=0.05)
    assert batch.x[5:].mean() == pytest.approx(0.0, abs=0.02)


# how tasks are asked for


def test_a_task_is_a_value() -> None:
    one, same, other = (
        load_task("adding", length=20),
        load_task("adding", length=(20, 20)),
        load_task("adding", length=9),
    )
    assert one == same != other
    assert hash(one) == hash(same)
    assert pickle.loads(pickle.dumps(one)) == one
    assert dict(one.settings) == {"length": (20, 20), "form": "le"}


def test_a_length_may_be_one_number(any_task: TaskCase) -> None:
    key = next(k for k in ("length", "delay", "gaps") if k in any_task.settings)
    low, high = any_task.settings[key]
    one = load_task(any_task.name, **{**any_task.settings, key: high})
    assert one.settings[key] == (high, high)
    if key != "gaps":  # a lead of one or two words goes before the subject
        assert len(set(one.draw(0, 20).lengths.tolist())) == 1
    for wrong in (-1, 10**7, (high, low), (low, high, high), "many", 2.5, True, None):
        with pytest.raises(CarouselError, match=f"{key}: expected a whole number from .*, or two that rise"):
            load_task(any_task.name, **{**any_task.settings, key: wrong})


@pytest.mark.parametrize(
    ("name", "settings", "told"),
    [
        ("add", {}, "task: expected one of agreement, adding, .*, found 'add'"),
        ("adding", {"steps": 3}, "setting of the task adding: expected one of length, form, found 'steps'"),
        ("adding", {"form": "new"}, "form: expected one of le, hochreiter"),
        ("adding", {"form": "hochreiter", "length": 11}, "length: expected a whole number from 12"),
        ("adding", {"length": 1}, "length: expected a whole number from 2"),
        ("temporal-order", {"length": 9}, "from 10"),
        ("latch", {"length": 5, "told": 5}, "length: expected a whole number from 6"),
        ("latch", {"told": 0}, "told"),
        ("latch", {"variance": math.nan}, "variance"),
        ("recall", {"letters": 27}, "letters: expected a whole number from 2 to 26"),
        ("recall", {"symbols": 0}, "symbols"),
        ("parity", {"asked": "never"}, "asked: expected one of each, end"),
        ("bag-or-order", {"decides": "luck"}, "decides: expected one of order, bag"),
        ("bag-or-order", {"tail": 0}, "tail"),
        ("bag-or-order", {"length": 5, "tail": 4}, "length: expected a whole number from 6"),
        ("sine-or-saw", {"frequency": (0.1, 0.5)}, "frequency: expected two rising numbers between 0 and 0.5"),
        ("sine-or-saw", {"frequency": 0.1}, "frequency"),
        ("sine-or-saw", {"asked": "why"}, "asked: expected one of which, next"),
    ],
)
def test_what_does_not_fit_is_refused(name: str, settings: dict[str, Any], told: str) -> None:
    with pytest.raises(CarouselError, match=told):
        load_task(name, **settings)


def test_the_shortest_of_each_can_be_drawn() -> None:
    shortest: dict[str, dict[str, Any]] = {
        "agreement": {"gaps": 0},
        "adding": {"length": 2},
        "temporal-order": {"length": 10},
        "latch": {"length": 2, "told": 1},
        "recall": {"delay": 1, "symbols": 1, "letters": 2},
        "parity": {"length": 1},
        "bag-or-order": {"length": 3, "tail": 1},
        "sine-or-saw": {"length": 3},
    }
    assert set(shortest) == set(task_names())
    for name, settings in shortest.items():
        assert load_task(name, **settings).draw(0, 1).scored.any()
    assert load_task("adding", length=12, form="hochreiter").draw(0, 300).x.shape == (12, 300, 2)


def test_the_network_it_makes_fits_it_and_its_loss_fits_the_network(any_task: TaskCase) -> None:
    task = any_task.task
    network = task.network([(load_cell("gru"), 3)], seed=4)
    task.check(network)
    find_loss(task.loss).check(network)
    assert network.equals(Network.build(len(task.inputs), [(load_cell("gru"), 3)], len(task.outputs), task.readout, 4))
    other = Network.build(len(task.inputs) + 1, [(load_cell("gru"), 3)], len(task.outputs), task.readout)
    with pytest.raises(
        CarouselError, match=f"network for the task {task.name}: expected .* and .* {task.readout} output"
    ):
        task.score(other)


def test_a_score_is_a_mean_over_all_sequences(any_task: TaskCase) -> None:
    task = any_task.task
    network = task.network([(load_cell("elman"), 3)])
    assert task.score(network, 120, seed=1) == task.score(network, 120, seed=1) != task.score(network, 121, seed=2)
    for wrong in (0, -3):
        with pytest.raises(CarouselError, match="sequences"):
            task.score(network, wrong)
        with pytest.raises(CarouselError, match=r"(sequences|streams): expected"):
            task.draw(0, wrong)
