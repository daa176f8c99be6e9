"""One sequence of a task as the content of a document: inputs, words, steps, and which answer is right where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from core.arrays import Array
from core.step_edits import Vector, value_label
from core.tasks import Task


@dataclass(frozen=True, eq=False)
class Sample:
    """What `set_content` takes, and the right answers by step, in words, where the task asks for one.

    Of a task whose inputs are one-hot every step is a word, the input's name; of another it has its own numbers.
    """

    inputs: tuple[str, ...]
    words: Mapping[str, Vector]
    sequence: tuple[str, ...]
    vectors: tuple[Vector | None, ...]
    answers: Mapping[int, str]


def sample(task: Task, seed: int) -> Sample:
    """The first sequence that the task makes of a seed."""
    batch = task.draw(seed, 1)
    x = batch.x[: int(batch.lengths[0]), 0]
    answers = MappingProxyType(
        {int(k): _answer(task, batch.target[k, 0]) for k in np.flatnonzero(batch.counted[: len(x), 0])}
    )
    if not _is_one_hot(x):
        rows = [tuple(float(v) for v in row) for row in x]
        return Sample(task.inputs, MappingProxyType({}), tuple(map(value_label, rows)), tuple(rows), answers)
    size = len(task.inputs)
    words = {name: tuple(float(j == k) for j in range(size)) for k, name in enumerate(task.inputs)}
    sequence = tuple(task.inputs[int(k)] for k in x.argmax(axis=1))
    return Sample(task.inputs, MappingProxyType(words), sequence, (), answers)


def _is_one_hot(x: Array) -> bool:
    return x.shape[1] > 1 and bool(((x == 0) | (x == 1)).all() and (x.sum(axis=1) == 1).all())


def _answer(task: Task, target: Array) -> str:
    """The right answer in words: the output that is 1, or the number."""
    values = np.atleast_1d(target)
    if task.readout == "identity":
        return value_label(values.tolist())
    if task.readout == "softmax":
        return task.outputs[int(values[0])]
    return task.outputs[0] if values[0] > 0.5 else f"not {task.outputs[0]}"
