"""Each task can be learnt, in about a second."""

from __future__ import annotations

from typing import Any

import pytest

from core import load_cell, load_task, start, train
from core.tasks import Task, task_names

LEARNT = (
    ("agreement", {}, 8, 600, ("forget", {"value": 3.0}), 0.95),
    ("adding", {}, 8, 800, ("forget", {}), 0.01),
    ("adding", {"form": "hochreiter"}, 8, 600, ("forget", {}), 0.004),
    ("temporal-order", {}, 8, 400, ("forget", {}), 0.95),
    ("latch", {}, 8, 300, ("chrono", {"longest": 30.0}), 0.95),
    ("recall", {"delay": 5, "symbols": 2, "letters": 4}, 24, 800, ("forget", {}), 0.9),
    ("parity", {}, 8, 800, ("forget", {}), 0.95),
    ("bag-or-order", {}, 8, 400, ("forget", {}), 0.95),
    ("bag-or-order", {"decides": "bag"}, 8, 300, ("forget", {}), 0.95),
    ("sine-or-saw", {}, 8, 400, ("forget", {}), 0.9),
    ("sine-or-saw", {"asked": "next"}, 16, 800, ("forget", {}), 0.1),
)


def test_every_task_is_learnt() -> None:
    assert {name for name, *_ in LEARNT} == set(task_names())


@pytest.mark.slow
@pytest.mark.parametrize(("name", "settings", "units", "updates", "begin", "bar"), LEARNT)
def test_a_small_lstm_learns_it(
    name: str, settings: dict[str, Any], units: int, updates: int, begin: tuple[str, dict[str, float]], bar: float
) -> None:
    task: Task = load_task(name, **settings)
    network = start(task.network([(load_cell("lstm"), units)]), begin[0], **begin[1])
    *_, step = train(network, task, updates=updates, rate=0.02, schedule="cosine")
    score = task.score(step.network)
    assert task.beats_chance(bar)
    assert score >= bar if task.metric == "accuracy" else score <= bar
    assert step.loss < task.chance_loss / 4
