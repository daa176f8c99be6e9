"""Runs in parts are runs of the whole, and hold a part's memory."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import Clamp, LayerForm, Network, gradient_decay, load_cell, run
from core.cells import Cell
from core.errors import CarouselError
from core.long import run_long
from tests.core.oracles import close, random_network, random_states, randomised

X = np.random.default_rng(7).standard_normal((23, 2))
BATCH = np.random.default_rng(7).standard_normal((23, 3, 2))


def test_every_cell_in_parts_is_itself(any_cell: Cell) -> None:
    network = random_network(any_cell)
    initial = random_states(network)
    long, whole = run_long(network, X, initial=initial, part=5), run(network, X, initial=initial)
    assert long.steps == 23
    assert close(long.output, whole.output, 1e-14) and close(long.logits, whole.logits, 1e-14)
    stretch = long.window(7, 19)
    for signal in any_cell.signals:
        assert close(stretch[0, signal], whole[0, signal][7:19], 1e-14)
    for state in any_cell.states:
        assert close(stretch.before(0, state), whole.before(0, state)[7:19], 1e-14)


@settings(max_examples=30)
@given(st.integers(1, 30), st.integers(0, 22), st.integers(1, 23), st.integers(0, 22), st.integers(0, 22))
def test_any_stretch_of_a_wired_network(part: int, first: int, length: int, begin: int, end: int) -> None:
    layers = [
        LayerForm(load_cell("dense"), 3, window=4),
        LayerForm(load_cell("lstm"), 2, learnt=("c",)),
        LayerForm(load_cell("gru"), 2, beside=True, window=2),
        LayerForm(load_cell("elman"), 2, window=6),
    ]
    network = randomised(Network.build(2, layers, 2), 1)
    clamps = [Clamp(1, "f", 0, 0.2, min(begin, end), max(begin, end)), Clamp(0, "h", 1, 0.5)]
    whole, long = run(network, BATCH, clamps=clamps), run_long(network, BATCH, clamps=clamps, part=part)
    stop = min(first + length, 23)
    stretch = long.window(first, stop)
    assert close(long.output, whole.output, 1e-14)
    for index, layer in enumerate(network.layers):
        assert close(stretch.entering(index), whole.entering(index)[first:stop], 1e-14)
        for signal in layer.cell.signals:
            assert close(stretch[index, signal], whole[index, signal][first:stop], 1e-14)


def test_decay_at_a_late_step_is_that_of_the_whole() -> None:
    network = random_network(load_cell("lstm"))
    long, trace = run_long(network, X, part=4), run(network, X)
    for step, lags in [(22, 9), (3, 9), (22, 200)]:
        ours, whole = long.decay(step, lags=lags), gradient_decay(trace, step, lags=lags)
        assert ours.step == step and np.array_equal(ours.steps, whole.steps)
        assert np.allclose(ours.log10_norm["c"], whole.log10_norm["c"], atol=1e-12)
        assert np.allclose(ours.log10_belt["c"], whole.log10_belt["c"], atol=1e-12)


@pytest.mark.parametrize(
    "change, message",
    [
        ({"part": 0}, "part: expected a whole number of at least 1, found 0"),
        ({"x": np.zeros((0, 2))}, "x: expected shape"),
        ({"initial": {(0, "f"): [1, 2, 3]}}, "initial f of layer 0: expected one of the states c, h"),
    ],
)
def test_what_does_not_fit(change: dict[str, object], message: str) -> None:
    with pytest.raises(CarouselError, match=message):
        run_long(random_network(load_cell("lstm")), **{"x": X, **change})  # type: ignore[arg-type]


def test_what_cannot_be_run_in_parts_and_stretches_that_are_not_there() -> None:
    backward = Network.build(2, [LayerForm(load_cell("gru"), 2, "both")], 1)
    with pytest.raises(CarouselError, match="layer 1: expected one that runs forward"):
        run_long(backward, X)
    long = run_long(random_network(load_cell("gru")), X)
    for first, stop, message in [(23, 24, "first step"), (3, 3, "stop: expected 4 to 23"), (3, 24, "stop")]:
        with pytest.raises(CarouselError, match=message):
            long.window(first, stop)


@pytest.mark.slow
def test_a_hundred_thousand_steps_of_64_units_in_bounded_memory() -> None:
    network = Network.build(4, [(load_cell("lstm"), 64)], 1, "sigmoid")
    x = np.random.default_rng(0).standard_normal((100_000, 4)).astype(np.float32)
    run_long(network, x[:3000], dtype=np.float32)
    tracemalloc.start()
    long = run_long(network, x, dtype=np.float32)
    decay = long.decay(99_999, of_units=[0])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert np.isfinite(long.output).all() and len(decay.steps) == 201
    assert peak < 2 * x.nbytes + 2 * long.output.nbytes + 20e6, "the whole would take 180 MB more"


@pytest.mark.slow
def test_512_units_run_and_decay_for_chosen_units() -> None:
    network = Network.build(4, [(load_cell("lstm"), 512)], 2, "softmax")
    x = np.random.default_rng(0).standard_normal((60, 4))
    trace = run(network, x)
    some = gradient_decay(trace, 59, of_units=[0, 511])
    single = gradient_decay(run(network, x, dtype=np.float32), 59, of_units=[0, 511])
    assert np.isfinite(some.log10_norm["c"]).all()
    assert np.abs(some.log10_norm["c"] - single.log10_norm["c"]).max() < 1e-3
