"""Sequences with known answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.arrays import Array, as_numbers
from core.errors import ShapeError


@dataclass(frozen=True, eq=False)
class Batch:
    """Sequences with known answers; the arrays are read-only.

    x (T, batch, inputs). target (T, batch), or (T, batch, outputs) for several outputs: the right answer, to be read
    where scored (T, batch) is True. lengths (batch,): what lies beyond the end of a sequence is no part of it. `asked`
    (T, batch): those of the scored steps that a score counts; all of them unless given. ShapeError where a step beyond
    the end of its sequence is scored; `Batch.of` checks the rest.
    """

    x: Array
    target: Array
    scored: Array
    lengths: Array
    asked: Array | None = None

    def __post_init__(self) -> None:
        if self.ends is not None and (self.scored & (np.arange(len(self.x))[:, None] >= self.lengths)).any():
            raise ShapeError("scored", "no step beyond the end of its sequence", "some")
        for array in (self.x, self.target, self.scored, self.lengths, self.asked):
            if array is not None:
                array.flags.writeable = False

    @staticmethod
    def of(
        x: ArrayLike, target: ArrayLike, scored: ArrayLike | None = None, lengths: Sequence[int] | None = None
    ) -> Batch:
        """A batch of one's own arrays, which are copied and checked.

        x (T, inputs) or (T, batch, inputs), the rest to match. Unless given, every step up to the end of each sequence
        is scored and every sequence has T steps. ShapeError where one does not fit.
        """
        values, answers = as_numbers(x, "x"), as_numbers(target, "target")
        if values.ndim == 2:
            values, answers = values[:, None], answers[:, None]
            scored = scored if scored is None else np.asarray(scored)[:, None]
        if values.ndim != 3 or not values.size:
            raise ShapeError("x", "shape (T, inputs) or (T, batch, inputs)", f"{np.shape(x)}")
        shape = values.shape[:2]
        if answers.shape[:2] != shape or answers.ndim > 3:
            raise ShapeError("target", f"shape {shape}, or that and the outputs", f"{answers.shape}")
        ends = _ends(lengths, *shape)
        counted = np.arange(shape[0])[:, None] < ends if scored is None else np.array(scored, bool)
        if counted.shape != shape:
            raise ShapeError("scored", f"shape {shape}", f"{counted.shape}")
        return Batch(values, answers, counted, ends)

    @property
    def counted(self) -> Array:
        """The steps that a score counts: `asked`, or all that are scored."""
        return self.scored if self.asked is None else self.asked

    @property
    def ends(self) -> list[int] | None:
        """The lengths as `run` takes them; None where every sequence is as long as the batch."""
        return None if int(self.lengths.min()) == len(self.x) else self.lengths.tolist()


def _ends(lengths: Sequence[int] | None, steps: int, batch: int) -> Array:
    if lengths is None:
        return np.full(batch, steps)
    ends = as_numbers(lengths, "lengths")
    if ends.shape != (batch,) or (ends % 1 != 0).any() or (ends < 1).any() or (ends > steps).any():
        raise ShapeError("lengths", f"{batch} whole numbers from 1 to {steps}", repr(lengths)[:60])
    return ends.astype(int)
