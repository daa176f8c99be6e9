"""Clipping by norm and by value."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.clipping import ClipNorm, ClipValue, norm_of
from core.errors import CarouselError


def test_a_long_gradient_is_shortened_and_a_short_one_left() -> None:
    long = np.array([3.0, -4.0])
    assert ClipNorm(1.0).clip(long, 5.0) == pytest.approx(1.0, rel=1e-11)
    assert long == pytest.approx([0.6, -0.8], rel=1e-11)
    short = np.array([0.3, 0.4])
    assert ClipNorm(1.0).clip(short, 0.5) == 0.5
    assert short.tolist() == [0.3, 0.4]
    nothing = np.zeros(2)
    assert ClipNorm(1.0).clip(nothing, 0.0) == 0.0


def test_each_entry_is_brought_within() -> None:
    gradient = np.array([3.0, -4.0, 0.5])
    assert ClipValue(1.0).clip(gradient, norm_of(gradient)) == 1.5
    assert gradient.tolist() == [1.0, -1.0, 0.5]


def test_float32_stays_float32() -> None:
    for clip in (ClipNorm(1.0), ClipValue(1.0)):
        gradient = np.array([3.0, -4.0], np.float32)
        clip.clip(gradient, 5.0)
        assert gradient.dtype == np.float32 and np.abs(gradient).max() <= 1.0


@pytest.mark.parametrize(("dtype", "huge"), [(np.float64, 1e200), (np.float32, 1e30)])
def test_a_gradient_whose_squares_overflow_has_a_norm_and_can_be_clipped(dtype: type, huge: float) -> None:
    gradient = np.array([3 * huge, -4 * huge], dtype)
    with np.errstate(over="ignore"):
        norm = norm_of(gradient)
    assert norm == pytest.approx(5 * huge, rel=1e-6)
    ClipNorm(1.0).clip(gradient, norm)
    assert gradient == pytest.approx([0.6, -0.8], rel=1e-5)


def test_what_is_not_finite_has_no_finite_norm() -> None:
    with np.errstate(all="ignore"):
        assert norm_of(np.array([1.0, math.inf])) == math.inf
        assert math.isnan(norm_of(np.array([1.0, math.nan, math.inf])))


@pytest.mark.parametrize("limit", [0.0, -1.0, math.nan, math.inf])
def test_a_limit_that_does_not_fit_is_refused(limit: float) -> None:
    for kind in (ClipNorm, ClipValue):
        with pytest.raises(CarouselError, match="of the gradient: expected a finite number above 0"):
            kind(limit)
