"""Batches of one's own arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.errors import ShapeError
from core.tasks import Batch


def test_a_batch_of_ones_own_arrays() -> None:
    x, y = np.ones((4, 3, 2)), np.zeros((4, 3))
    batch = Batch.of(x, y, lengths=[4, 2, 1])
    assert batch.scored.sum(axis=0).tolist() == [4, 2, 1] and batch.counted is batch.scored
    assert batch.ends == [4, 2, 1] and Batch.of(x, y).ends is None
    x[0] = 5  # what is one's own stays one's own
    assert (batch.x == 1).all()
    one = Batch.of(np.ones((4, 2)), np.zeros(4), scored=[False, False, False, True])
    assert one.x.shape == (4, 1, 2) and one.target.shape == (4, 1) and one.scored[:, 0].tolist() == [False] * 3 + [True]


@pytest.mark.parametrize(
    ("arrays", "told"),
    [
        ({"x": np.ones(3)}, "x: expected shape"),
        ({"x": np.ones((0, 3, 2))}, "x: expected shape"),
        ({"x": np.full((4, 3, 2), np.nan)}, "x: expected finite"),
        ({"target": np.zeros((4, 2))}, "target: expected shape"),
        ({"scored": np.ones((4, 2), bool)}, "scored: expected shape"),
        ({"lengths": [4, 4, 5]}, "lengths: expected 3 whole numbers from 1 to 4"),
        ({"lengths": [4, 4]}, "lengths"),
        (
            {"lengths": [3, 3, 3], "scored": np.ones((4, 3), bool)},
            "expected no step beyond the end of its",
        ),
    ],
)
def test_arrays_that_do_not_fit_are_refused(arrays: dict[str, Any], told: str) -> None:
    with pytest.raises(ShapeError, match=told):
        Batch.of(**{"x": np.ones((4, 3, 2)), "target": np.zeros((4, 3)), **arrays})


def test_a_batch_made_directly_scores_nothing_beyond_an_end_either() -> None:
    x, y, scored = np.ones((4, 2, 1)), np.zeros((4, 2)), np.ones((4, 2), bool)
    with pytest.raises(ShapeError, match="no step beyond the end of its sequence, found some"):
        Batch(x, y, scored, np.array([4, 3]))
    assert Batch(x, y, scored, np.array([4, 4])).ends is None
