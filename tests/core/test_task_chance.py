"""What each task calls chance, found again by brute force, and what its inputs give away."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable
from typing import Any

import numpy as np
import pytest

from core import load_cell, load_task
from core.tasks import Batch
from tests.core.any_task import CASES, TaskCase, dog_before_man

MANY = 20_000  # sequences, of which a share has a standard deviation below 0.004


def asked(batch: Batch, mask: np.ndarray) -> tuple[list[int], np.ndarray, np.ndarray]:
    """At each step of a mask: how many follow in its sequence, the input, the answer."""
    step, sequence = np.nonzero(mask)
    left = (batch.lengths[sequence] - 1 - step).tolist()
    return left, batch.x[step, sequence], batch.target[step, sequence]


def best_score(metric: str, keys: tuple[list[Hashable], list[Hashable]], answers: tuple[Any, Any]) -> float:
    """Of who answers best for each key: learnt from the first half, scored on the second."""
    learnt = defaultdict(list)
    for key, answer in zip(keys[0], answers[0].tolist(), strict=True):
        learnt[key].append(answer)
    best = {k: np.mean(v) if metric == "mse" else max(set(v), key=v.count) for k, v in learnt.items()}
    given = np.array([best[key] for key in keys[1]])
    return float(np.mean(np.square(given - answers[1]) if metric == "mse" else given == answers[1]))


def test_chance_is_the_best_score_without_seeing_the_sequence(any_task: TaskCase) -> None:
    task = any_task.task
    halves = [asked(batch, batch.counted) for batch in (task.draw(1, MANY), task.draw(2, MANY))]
    keys = [half[0] if any_task.asks != "twice" else [0] * len(half[0]) for half in halves]
    found = best_score(task.metric, (keys[0], keys[1]), (halves[0][2], halves[1][2]))  # type: ignore[arg-type]
    near = {"abs": 0.016} if task.metric == "accuracy" else {"rel": 0.03}
    assert found == pytest.approx(task.chance, **near)


def test_the_loss_at_chance_is_that_of_the_best_answer_without_seeing(any_task: TaskCase) -> None:
    """The best probabilities, or the best number, for each count of steps that are left."""
    task = any_task.task
    batch = task.draw(4, MANY)
    left, _, answers = asked(batch, batch.scored)
    by_left, groups = np.array(left), [np.array(left) == k for k in set(left)]
    if any_task.asks == "twice":
        groups = [np.ones(len(by_left), bool)]
    total = 0.0
    for group in groups:
        share = np.unique(answers[group], return_counts=True)[1] / group.sum()
        spread = np.var(answers[group]) if task.loss == "mse" else -(share * np.log(share)).sum()
        total += spread * group.sum()
    assert total / len(answers) == pytest.approx(task.chance_loss, rel=0.02)
    assert task.chance_reason and task.says.endswith((".", "?"))


@pytest.mark.parametrize("case", [case for case in CASES if case.seen is not None], ids=str)
def test_the_input_at_the_asked_step_gives_no_more_away_than_is_told(case: TaskCase) -> None:
    assert case.seen is not None
    task = case.task
    halves = [asked(batch, batch.counted) for batch in (task.draw(5, MANY), task.draw(6, MANY))]
    keys = [[tuple(row) for row in np.clip(np.floor(10 * half[1]), -12, 12).tolist()] for half in halves]
    found = best_score(task.metric, (keys[0], keys[1]), (halves[0][2], halves[1][2]))  # type: ignore[arg-type]
    assert found == pytest.approx(case.seen, abs=0.016 if task.metric == "accuracy" else 0.004)


def test_a_network_that_sees_nothing_scores_chance(any_task: TaskCase) -> None:
    task = any_task.task
    network = task.network([(load_cell("elman"), 2)])
    network = network.with_parameter("readout", "W_y", 0 * network.parameter("readout", "W_y"))
    middle = {"le": 1.0, "hochreiter": 0.5}.get(task.settings.get("form", ""), 0.0)
    network = network.with_parameter("readout", "b_y", [middle] * len(task.outputs))
    score = task.score(network, 4000)
    assert score == pytest.approx(task.chance, abs=0.035 if task.metric == "accuracy" else 0.02)
    assert not task.beats_chance(task.chance)


def test_who_counts_words_is_at_chance_where_order_decides_and_whole_where_it_does_not() -> None:
    for decides, expected in (("order", 0.5), ("bag", 1.0)):
        task = load_task("bag-or-order", length=(6, 9), decides=decides)
        halves = [task.draw(seed, MANY) for seed in (7, 8)]
        bags = [[tuple(row) for row in batch.x.sum(axis=0).astype(int).tolist()] for batch in halves]
        answers = tuple(batch.target[batch.lengths - 1, np.arange(MANY)] for batch in halves)
        found = best_score("accuracy", (bags[0], bags[1]), answers)  # type: ignore[arg-type]
        assert found == pytest.approx(expected, abs=0.016 if decides == "order" else 0.0)


def test_a_window_over_the_tail_is_at_chance_and_exchanging_the_words_turns_the_answer() -> None:
    for tail in (1, 4):
        task = load_task("bag-or-order", length=8, tail=tail)
        batch = task.draw(9, 200)
        assert (batch.x[-tail:, :, :2] == 0).all()
        assert (batch.x[-tail - 1, :, :2] != 0).any()
        exchanged = batch.x[:, :, [1, 0, 2, 3]]
        turned = [dog_before_man(exchanged[:, k]) for k in range(200)]
        assert turned == (1 - batch.target[-1]).tolist()


def test_published_chance() -> None:
    assert load_task("adding", length=100).chance == pytest.approx(0.167, abs=5e-4)
    copying = load_task("recall", delay=100, symbols=10, letters=8)
    assert copying.chance_loss == pytest.approx(10 * math.log(8) / 120)
    assert copying.chance_loss == pytest.approx(0.1733, abs=5e-5)
    assert copying.draw(0, 2).x.shape == (120, 2, 10)
