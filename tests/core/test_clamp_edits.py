"""Clamps as tuples: with one more, without some, moved along with their words; against steps counted one by one."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import Clamp, Network, load_cell, run
from core.clamps import check_clamp, clamped_to, shifted, with_clamp, without
from core.errors import CarouselError
from tests.core.oracles import randomised

Spot = tuple[int, str, int]
SPOTS: list[Spot] = [(0, "f", 0), (0, "f", 1), (0, "c", 0), (1, "f", 0)]
HORIZON = 40
STEP = st.integers(0, 9)
SPOT = st.sampled_from(SPOTS)
VALUE = st.integers(-9, 9).map(float)


@st.composite
def windows(draw: st.DrawFn) -> tuple[int, int | None]:
    first = draw(st.integers(0, 3) | STEP)
    return first, draw(st.none() | st.integers(first, 12))


@st.composite
def clamps(draw: st.DrawFn) -> Clamp:
    return Clamp(*draw(SPOT), draw(VALUE), *draw(windows()))


def values(held: tuple[Clamp, ...], spot: Spot) -> list[float | None]:
    """What holds a signal of a unit at each step."""
    found = [clamped_to(held, *spot, step) for step in range(HORIZON)]
    return [None if clamp is None else clamp.value for clamp in found]


# on any tuple of clamps, however they overlap


@given(st.lists(clamps(), max_size=6), clamps())
def test_one_more_holds_at_its_steps_and_changes_nothing_else(held: list[Clamp], clamp: Clamp) -> None:
    after = with_clamp(held, clamp)
    for spot in SPOTS:
        expected = values(tuple(held), spot)
        if clamp.is_of(*spot):
            expected = [clamp.value if clamp.covers(k) else value for k, value in enumerate(expected)]
        assert values(after, spot) == expected


@given(st.lists(clamps(), max_size=6), SPOT, windows())
def test_what_is_let_go_is_free_and_nothing_else_changes(
    held: list[Clamp], spot: Spot, window: tuple[int, int | None]
) -> None:
    after = without(held, *spot, *window)
    span = range(window[0], HORIZON if window[1] is None else window[1] + 1)
    for other in SPOTS:
        expected = values(tuple(held), other)
        assert values(after, other) == [None if other == spot and k in span else v for k, v in enumerate(expected)]


@given(st.lists(clamps(), max_size=6), STEP, st.integers(0, 5))
def test_each_clamp_stays_on_its_words_and_holds_those_put_within(held: list[Clamp], at: int, count: int) -> None:
    words = list(range(HORIZON))
    longer = words[:at] + [-1] * count + words[at:]
    for before, after in zip(held, shifted(held, at, count), strict=True):
        own = {word for word in words if before.covers(word)}
        found = {word for k, word in enumerate(longer[:HORIZON]) if after.covers(k)}
        assert found - {-1} == {word for word in own if word < HORIZON - count or word < at}
        assert (-1 in found) == (count > 0 and (before.always or {at - 1, at} <= own))


@given(st.lists(clamps(), max_size=6), STEP, st.integers(0, 5))
def test_edits_are_pure_and_what_they_make_fits(held: list[Clamp], at: int, count: int) -> None:
    network = Network.build(1, [(load_cell("lstm"), 2), (load_cell("lstm"), 1)], 1)
    given_clamps = tuple(held)
    for edited in (shifted(given_clamps, at, count), without(given_clamps, 0, "f", 0, at, at + count)):
        for clamp in edited:
            check_clamp(network, clamp)
    assert given_clamps == tuple(held)


# a series of edits, against a stack of holds at each step


@dataclass(eq=False)
class Hold:
    value: float
    always: bool


@dataclass
class Model:
    """At each step and spot what holds, the topmost last."""

    steps: list[dict[Spot, list[Hold]]] = field(
        default_factory=lambda: [{spot: [] for spot in SPOTS} for _ in range(HORIZON)]
    )

    def hold(self, clamp: Clamp) -> None:
        new, spot = Hold(clamp.value, clamp.always), (clamp.layer, clamp.signal, clamp.unit)
        for k, step in enumerate(self.steps):
            if clamp.covers(k):
                beneath = [] if clamp.always else [hold for hold in step[spot] if hold.always]
                step[spot] = [*beneath, new]

    def let_go(self, spot: Spot, first: int, last: int | None) -> None:
        for step in self.steps[first : None if last is None else last + 1]:
            for hold in step[spot]:
                hold.always = False
            step[spot] = []

    def put_in(self, at: int, count: int) -> None:
        before = self.steps[at - 1] if at else {spot: [] for spot in SPOTS}
        within = {
            spot: [hold for hold in holds if hold.always or hold in before[spot]]
            for spot, holds in self.steps[at].items()
        }
        fresh = [{spot: list(holds) for spot, holds in within.items()} for _ in range(count)]
        self.steps = (self.steps[:at] + fresh + self.steps[at:])[:HORIZON]

    def values(self, spot: Spot) -> list[float | None]:
        return [step[spot][-1].value if step[spot] else None for step in self.steps]


EDITS = st.one_of(
    st.tuples(st.just("hold"), clamps()),
    st.tuples(st.just("let go"), st.tuples(SPOT, windows())),
    st.tuples(st.just("put in"), st.tuples(STEP, st.integers(1, 3))),
)


@given(st.lists(EDITS, max_size=8))
def test_any_series_of_edits_is_that_of_steps_counted_one_by_one(series: list[tuple[str, object]]) -> None:
    model, held = Model(), ()
    for kind, what in series:
        if isinstance(what, Clamp):
            model.hold(what)
            held = with_clamp(held, what)
        elif kind == "let go":
            spot, window = what  # type: ignore[misc]
            model.let_go(spot, *window)
            held = without(held, *spot, *window)
        else:
            at, count = what  # type: ignore[misc]
            model.put_in(at, count)
            held = shifted(held, at, count)
        for spot in SPOTS:
            assert values(held, spot) == model.values(spot)
    for spot in SPOTS:
        for step in range(HORIZON):
            covering = [clamp for clamp in held if clamp.is_of(*spot) and clamp.covers(step)]
            assert len(covering) <= 1 or (len(covering) == 2 and covering[0].always)


def test_words_put_in_beside_an_exception_are_held_as_everywhere() -> None:
    held = with_clamp(with_clamp((), Clamp(0, "f", 0, 1.0)), Clamp(0, "f", 0, 0.0, 3, 3))
    for at in (0, 3, 4, 9):
        longer = values(shifted(held, at, 10), (0, "f", 0))
        assert longer.count(0.0) == 1 and longer.index(0.0) == (13 if at <= 3 else 3)
        assert longer.count(1.0) == HORIZON - 1


@given(st.lists(clamps(), max_size=6))
def test_a_run_holds_what_the_clamps_say(held: list[Clamp]) -> None:
    network = randomised(Network.build(1, [(load_cell("lstm"), 2), (load_cell("lstm"), 1)], 1))
    trace = run(network, np.ones((15, 1)), clamps=held)
    free = run(network, np.ones((15, 1)))
    for layer, signal, unit in SPOTS:
        for step in range(15):
            clamp = clamped_to(held, layer, signal, unit, step)
            if clamp is not None:
                assert trace[layer, signal][step, unit] == clamp.value
    touched = {(clamp.layer, clamp.signal) for clamp in held if clamp.first < 15}
    assert touched or np.array_equal(trace.output, free.output)


@pytest.mark.parametrize("value", [[0.5, 0.5], [[1.0]], np.zeros(1)])
def test_a_value_is_one_number(value: object) -> None:
    network = Network.build(1, [(load_cell("lstm"), 2)], 1)
    with pytest.raises(CarouselError, match="clamp's value: expected one number"):
        check_clamp(network, Clamp(0, "f", 0, value))  # type: ignore[arg-type]
    check_clamp(network, Clamp(0, "f", 0, np.float32(0.5)))  # type: ignore[arg-type]
