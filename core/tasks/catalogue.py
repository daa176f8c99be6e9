"""The tasks by name."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from core.errors import CarouselError
from core.tasks import (
    adding,
    bag_or_order,
    latch,
    number_agreement,
    parity,
    recall,
    sine_or_saw,
    temporal_order,
)
from core.tasks.task import Task

TASKS: dict[str, Callable[..., Task]] = {
    "agreement": number_agreement.task,
    "adding": adding.task,
    "temporal-order": temporal_order.task,
    "latch": latch.task,
    "recall": recall.task,
    "parity": parity.task,
    "bag-or-order": bag_or_order.task,
    "sine-or-saw": sine_or_saw.task,
}


def task_names() -> tuple[str, ...]:
    """The names of all tasks."""
    return tuple(TASKS)


def load_task(name: str, **settings: Any) -> Task:
    """The task called so, such as `load_task("adding", length=20)`.

    A length is a number of steps, or the least and the most of them. CarouselError for an unknown name or setting,
    which lists what there is, and for a setting out of its range.
    """
    if name not in TASKS:
        raise CarouselError("task", f"one of {', '.join(TASKS)}", repr(name)[:60])
    known = tuple(inspect.signature(TASKS[name]).parameters)
    for setting in settings:
        if setting not in known:
            raise CarouselError(f"setting of the task {name}", f"one of {', '.join(known)}", repr(setting)[:60])
    return TASKS[name](**settings)
