"""What does not fit is refused in one sentence: the field, what was expected, what was found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from core import (
    Clamp,
    LayerForm,
    Network,
    backward,
    gradient_decay,
    load_cell,
    load_task,
    parse_cell,
    run,
    run_long,
    saturation,
    start,
    train,
)
from core.errors import CarouselError

LSTM = load_cell("lstm")
NET: Any = Network.build(2, [(LSTM, 3)], 1)
X = np.ones((5, 2))
TRACE: Any = run(NET, X)
TASK = load_task("adding", length=5)
anything: Any = lambda value: value  # noqa: E731  # so that a type checker lets a wrong argument pass

REFUSED: dict[str, Callable[[], object]] = {
    "dtype: expected float64 or float32, found 'foo'": lambda: run(NET, X, dtype="foo"),
    "dtype: expected float64 or float32, found <class 'int'>": lambda: run(NET, X, dtype=int),
    "initial state: expected (layer, state), such as (0, \"h\"), found 'c'": lambda: run(
        NET, X, initial=anything({"c": np.ones(3)})
    ),
    "clamps: expected several clamps, such as [Clamp(...)], found Clamp(": lambda: run(
        NET, X, clamps=anything(Clamp(0, "f", 0, 1.0))
    ),
    "clamp: expected a Clamp, found 1": lambda: run(NET, X, clamps=anything([1])),
    "what is asked of a trace: expected (layer, signal), such as (0, \"h\"), found 'f'": lambda: TRACE["f"],
    'what is asked of a trace: expected (layer, signal), such as (0, "h"), found 0': lambda: TRACE[0],
    "what is asked of gradients: expected (layer, signal)": lambda: anything(backward(TRACE))["f"],
    "derivative of a signal: expected (layer, signal)": lambda: backward(TRACE, signals=anything({"f": 1})),
    "units: expected several units, such as [0], found 2": lambda: gradient_decay(TRACE, 3, units=anything(2)),
    "layer: expected (cell, units) or a LayerForm, found Cell(": lambda: Network.build(2, anything([LSTM]), 1),
    "cell: expected a cell, such as load_cell(\"lstm\"), found 'lstm'": lambda: Network.build(
        2, anything([("lstm", 3)]), 1
    ),
    "units: expected a whole number of at least 1, found True": lambda: Network.build(2, [(LSTM, True)], 1),
    "window: expected a whole number from 1 to 1000, found 0": lambda: Network.build(
        2, [LayerForm(LSTM, 3, window=0)], 1
    ),
    "seed: expected a whole number of at least 0, several, or a generator, found -1": lambda: Network.build(
        2, [(LSTM, 3)], 1, seed=-1
    ),
    "seed: expected a whole number of at least 0, several, or a generator, found 'a'": lambda: start(
        NET, "uniform", seed=anything("a")
    ),
    "seed: expected a whole number of at least 0, several, or a generator, found 'b'": lambda: TASK.draw(anything("b")),
    "seed: expected a whole number of at least 0, several, or a generator, found 'd'": lambda: train(
        NET, TASK, seed=anything("d")
    ),
    "clip: expected one with a method clip, or a largest norm, or None, found 'a'": lambda: train(NET, TASK, clip="a"),
    "optimiser: expected one with a method state, or the name of one, found 3": lambda: train(NET, TASK, optimiser=3),
    "schedule: expected one with a method factor, or the name of one, found None": lambda: train(
        NET, TASK, schedule=None
    ),
    "loss: expected one with a method measure, or the name of one, or None, found 3": lambda: train(NET, TASK, loss=3),
    "sequences: expected a Task, a Batch, arrays (x, target), or a function, found 5": lambda: train(NET, anything(5)),
    "training, update 0: expected a Batch, found 5": lambda: next(train(NET, anything(lambda: 5))),
    "stop: expected 4 to 5, found 3": lambda: run_long(NET, X).window(3, 3),
    "stop: expected 0 to 5, found 2.5": lambda: run_long(NET, X).window(0, anything(2.5)),
    "lags: expected 0 to 9223372036854775806, found -1": lambda: run_long(NET, X).decay(2, lags=-1),
    "line 1, column 1: expected a text, found None": lambda: parse_cell(anything(None)),
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_does_not_fit_is_told_in_a_sentence(message: str) -> None:
    with pytest.raises(CarouselError) as caught:
        REFUSED[message]()
    assert str(caught.value).startswith(message)


def test_clamps_may_come_one_by_one() -> None:
    held = [Clamp(0, "f", 0, 0.25), Clamp(0, "c", 2, 1.0)]
    for signal in ("f", "c", "h"):
        one_by_one = run(NET, X, clamps=(clamp for clamp in held))
        assert np.array_equal(one_by_one[0, signal], run(NET, X, clamps=held)[0, signal])


def test_of_no_sequences_no_share_is_saturated() -> None:
    assert saturation(run(NET, np.zeros((5, 0, 2))))["f"].share == 0.0
