"""The schedules: their values at the first, the last and the updates between."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import CarouselError
from core.schedules import SCHEDULES, Constant, Cosine, Drops, Exponential, Schedule, WarmUp, find_schedule


def factors(schedule: Schedule, updates: int) -> list[float]:
    return [schedule.factor(update, updates) for update in range(updates)]


def test_constant_and_drops() -> None:
    assert factors(Constant(), 3) == [1.0, 1.0, 1.0]
    told = {0: 1.0, 599: 1.0, 600: 0.3, 849: 0.3, 850: 0.1, 999: 0.1}
    assert {u: Drops().factor(u, 1000) for u in told} == told
    assert Drops(()).factor(5, 10) == 1.0


def test_exponential_falls_by_the_same_factor() -> None:
    found = factors(Exponential(0.01), 5)
    assert (found[0], found[-1]) == (1.0, 0.01)
    assert [b / a for a, b in zip(found, found[1:], strict=False)] == pytest.approx([0.01**0.25] * 4)


def test_cosine_is_half_a_cosine() -> None:
    assert factors(Cosine(), 5) == pytest.approx([1, (1 + math.sqrt(0.5)) / 2, 0.5, (1 - math.sqrt(0.5)) / 2, 0])
    assert factors(Cosine(0.2), 3) == pytest.approx([1.0, 0.6, 0.2])


def test_warm_up_rises_evenly_and_hands_over() -> None:
    assert factors(WarmUp(0.4), 10) == pytest.approx([0.25, 0.5, 0.75] + [1.0] * 7)
    then = factors(WarmUp(0.4, Cosine()), 10)
    assert then[4:] == factors(Cosine(), 6)
    assert factors(WarmUp(0.5, WarmUp(0.5, Exponential(0.1))), 8)[4:] == factors(WarmUp(0.5, Exponential(0.1)), 4)
    assert factors(WarmUp(0.0, Cosine()), 4) == factors(Cosine(), 4)
    assert factors(WarmUp(1.0), 2) == [0.5, 1.0]


@given(st.sampled_from(sorted(SCHEDULES)), st.integers(1, 50))
def test_each_stays_between_0_and_1(name: str, updates: int) -> None:
    found = factors(find_schedule(name), updates)
    assert all(0 <= factor <= 1 for factor in found)
    assert max(found) == 1.0


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Drops(((0.5, 0.1), (0.4, 0.1))), "parts of the training that rise"),
        (lambda: Drops(((1.5, 0.1),)), "part of the training"),
        (lambda: Drops(((0.5, -1.0),)), "factor"),
        (lambda: Exponential(0.0), "last factor"),
        (lambda: Cosine(float("nan")), "last factor"),
        (lambda: WarmUp(-0.1), "part of the training"),
        (lambda: find_schedule("step"), "one of constant, drops, exponential, cosine, warm-up, found 'step'"),
    ],
)
def test_settings_that_do_not_fit_are_refused(make: object, told: str) -> None:
    assert callable(make)
    with pytest.raises(CarouselError, match=told):
        make()
