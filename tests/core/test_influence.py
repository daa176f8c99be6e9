"""How much each input still moves the answer: against differences, back-propagation and exact fractions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from core import Clamp, Network, backward, input_gain, load_cell, parse_cell, run
from core.cells import Cell
from core.decay import CHUNK
from core.errors import CarouselError, EquationError
from core.network import READOUT
from core.state import State, View
from core.trace import Trace
from tests.core import scenes
from tests.core.equation_texts import equation_texts
from tests.core.oracles import central, random_network, random_states, randomised
from tests.core.test_clamps import some_clamps

RNG = np.random.default_rng(77)
X = RNG.standard_normal((7, 2))
BATCH = RNG.standard_normal((7, 3, 2))
STACKS: dict[str, list[tuple[Cell, int]]] = {
    "lstm, gru": [(load_cell("lstm"), 3), (load_cell("gru"), 2)],
    "dense, elman": [(load_cell("dense"), 2), (load_cell("elman"), 3)],
    "gru, dense": [(load_cell("gru"), 3), (load_cell("dense"), 2)],
    "output is no state": [(parse_cell("c = 0.9 * c + W @ x\nh = tanh(c)"), 2), (load_cell("lstm"), 2)],
    "three": [(load_cell("elman"), 2), (load_cell("lstm"), 2), (parse_cell("c = 0.5 * c + W @ x\nh = tanh(c)"), 3)],
}


def log10_norm(jacobian: np.ndarray) -> float:
    """log10 of a Frobenius norm over the root of the number of inputs; jacobian (outputs, inputs)."""
    norm = math.sqrt(float((jacobian**2).sum()) / jacobian.shape[1])
    return math.log10(norm) if norm else -math.inf


def by_differences(network: Network, x: np.ndarray, step: int, clamps: Sequence[Clamp] = ()) -> np.ndarray:
    def logit(output: int, k: int) -> np.ndarray:
        def value(row: np.ndarray) -> float:
            moved = x.copy()
            moved[k] = row
            return float(run(network, moved, clamps=clamps).logits[step, output])

        return central(value, x[k])

    jacobians = [np.array([logit(output, k) for output in range(network.outputs)]) for k in range(step + 1)]
    return np.array([log10_norm(jacobian) for jacobian in jacobians])


def by_backward(trace: Trace, step: int, sequence: int | None = None) -> np.ndarray:
    rows = []
    for output in range(trace.network.outputs):
        seed = np.zeros(trace.logits.shape)
        seed[(step, output) if sequence is None else (step, sequence, output)] = 1.0
        x = backward(trace, logits=seed).x
        rows.append(x[: step + 1] if sequence is None else x[: step + 1, sequence])
    return np.array([log10_norm(jacobian) for jacobian in np.stack(rows, axis=1)])


def agree(ours: np.ndarray, reference: np.ndarray, tolerance: float = 1e-9) -> bool:
    """Whether logs agree; what is smaller than 1e-9 is beyond the differences."""
    assert ours.shape == reference.shape
    seen = reference > -9
    return bool(np.allclose(ours[seen], reference[seen], rtol=0, atol=tolerance) and (ours[~seen] < -8.5).all())


@pytest.mark.parametrize("step", [0, 3, 6])
def test_of_every_cell_it_is_the_difference_that_an_input_makes(any_cell: Cell, step: int) -> None:
    network = random_network(any_cell)
    assert agree(input_gain(run(network, X), step), by_differences(network, X, step), 1e-7)


@pytest.mark.parametrize("readout", ["sigmoid", "softmax"])
def test_it_is_of_the_answer_before_it_is_squashed(readout: str) -> None:
    network = random_network(load_cell("lstm"), readout=readout)
    assert np.array_equal(input_gain(run(network, X), 6), input_gain(run(random_network(load_cell("lstm")), X), 6))


@pytest.mark.parametrize("stack", STACKS.values(), ids=STACKS.keys())
def test_through_layers_it_is_the_difference_that_an_input_makes(stack: list[tuple[Cell, int]]) -> None:
    network = randomised(Network.build(2, stack, 2))
    for step in (0, 6):
        assert agree(input_gain(run(network, X), step), by_differences(network, X, step), 1e-7)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_held_lets_nothing_through(any_cell: Cell, seed: int) -> None:
    network = randomised(Network.build(2, [(any_cell, 3), (load_cell("lstm"), 3)], 2))
    clamps = some_clamps(any_cell, seed) + some_clamps(load_cell("lstm"), seed, layer=1)
    ours = input_gain(run(network, X, clamps=clamps), 6)
    assert agree(ours, by_differences(network, X, 6, clamps), 1e-7)


def test_what_is_cut_counts_as_nothing() -> None:
    network = random_network(load_cell("lstm"))
    rows = np.array([[True] * 3, [False] * 3])
    one = network.with_cut(READOUT, "W_y", rows)
    assert agree(input_gain(run(one, X), 6), by_differences(one, X, 6), 1e-7)
    none = network.with_cut(READOUT, "W_y", np.ones((2, 3)))
    assert np.isneginf(input_gain(run(none, X), 6)).all()
    deaf = network
    for name in ("W_f", "W_i", "W_g", "W_o"):
        deaf = deaf.with_cut(0, name, np.ones((3, 2)))
    assert np.isneginf(input_gain(run(deaf, X), 6)).all()


@pytest.mark.parametrize("stack", STACKS.values(), ids=STACKS.keys())
def test_in_a_batch_it_is_that_of_back_propagation(stack: list[tuple[Cell, int]]) -> None:
    network, lengths = randomised(Network.build(2, stack, 3)), [7, 4, 1]
    initial = random_states(network, batch=3)
    trace = run(network, BATCH, lengths=lengths, initial=initial)
    for sequence, length in enumerate(lengths):
        for step in range(length):
            ours = input_gain(trace, step, sequence=sequence)
            assert agree(ours, by_backward(trace, step, sequence))
    alone = run(network, BATCH[:4, 1], initial={key: value[1] for key, value in initial.items()})
    assert np.allclose(input_gain(trace, 3, sequence=1), input_gain(alone, 3), rtol=0, atol=1e-12)


@given(equation_texts(), st.integers(0, 99))
@settings(max_examples=100, derandomize=True, phases=[Phase.generate])
def test_of_random_equations_it_is_that_of_back_propagation(text: str, seed: int) -> None:
    try:
        cell = parse_cell(text)
    except EquationError:
        return
    network = randomised(Network.build(2, [(cell, 2), (load_cell("gru"), 2)], 2), seed)
    trace = run(network, X)
    assume(all(np.abs(trace[0, signal]).max() < 1e3 for signal in cell.signals))
    assert agree(input_gain(trace, 6), by_backward(trace, 6), 1e-8)


@pytest.mark.parametrize("lags", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 80])
def test_a_window_of_lags_is_the_end_of_the_whole(lags: int) -> None:
    network = randomised(Network.build(2, STACKS["lstm, gru"], 2))
    trace = run(network, np.random.default_rng(1).standard_normal((81, 2)))
    whole = input_gain(trace, 80)
    assert whole.shape == (81,) and agree(whole, by_backward(trace, 80))
    assert np.allclose(input_gain(trace, 80, lags), whole[80 - lags :], rtol=0, atol=1e-12)


def test_a_run_in_single_precision_has_the_same_gain() -> None:
    network = randomised(Network.build(2, STACKS["lstm, gru"], 2))
    single = input_gain(run(network, X, dtype=np.float32), 6)
    assert single.dtype == np.float64 and not single.flags.writeable
    assert np.allclose(single, input_gain(run(network, X), 6), rtol=0, atol=1e-4)


# beyond the range of numbers


def silent(weights: dict[str, float], layers: int = 1) -> Trace:
    """Elman layers of one unit on 300 steps of nothing: every slope is 1, so that they are linear."""
    network = Network.build(1, [(load_cell("elman"), 1)] * layers, 1)
    for name, value in weights.items():
        place, matrix = (READOUT, name) if name == "W_y" else (int(name[-1]), name[0])
        network = network.with_parameter(place, matrix, [[value]])  # type: ignore[arg-type]
    return run(network, np.zeros((300, 1)))


def log10_of(value: Fraction) -> float:
    """log10 of a positive fraction of any size."""
    return math.log10(value.numerator) - math.log10(value.denominator)


@pytest.mark.parametrize("u", [1e-3, 0.5, 1.0, 7.0, 1e3, 1e-12, 1e12, 1e-200, 1e200])
@pytest.mark.parametrize("w", [1.0, 1e300, 1e-300])
def test_what_one_unit_passes_on_is_a_power_of_any_size(u: float, w: float) -> None:
    ours = input_gain(silent({"U0": u, "W0": w, "W_y": 1e300}), 299, lags=250)
    expected = np.arange(250, -1, -1) * math.log10(u) + math.log10(w) + 300
    assert np.allclose(ours, expected, rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize(("lower", "upper"), [(1e-3, 1e-5), (1e-5, 1e-3), (0.9, 1e-9), (20.0, 1e3), (1e-4, 1e4)])
def test_what_two_layers_pass_on_is_the_sum_over_ways_of_any_size(lower: float, upper: float) -> None:
    ours = input_gain(silent({"U0": lower, "W0": 2.0, "U1": upper, "W1": 1.0, "W_y": 3.0}, layers=2), 299)
    a, b = Fraction(lower), Fraction(upper)
    for lag in (0, 1, 2, 31, 32, 33, 90, 200):
        ways = sum(((b**j) * (a ** (lag - j)) for j in range(lag + 1)), Fraction(0))
        assert ours[-1 - lag] == pytest.approx(log10_of(6 * ways), abs=1e-8), lag


def test_what_passes_unseen_through_steps_that_hear_nothing_is_not_lost() -> None:
    cell = parse_cell("z = W @ x\nc = U @ c + z\nh = c")
    network = Network.build(1, [(cell, 1)], 1)
    for place, name, value in ((0, "W", 1.0), (0, "U", 1e-12), (READOUT, "W_y", 1.0)):
        network = network.with_parameter(place, name, [[value]])  # type: ignore[arg-type]
    ours = input_gain(run(network, np.zeros((120, 1)), clamps=[Clamp(0, "z", 0, 0.0, 40)]), 119)
    assert np.isneginf(ours[40:]).all()
    assert np.allclose(ours[:40], -12.0 * np.arange(119, 79, -1), rtol=1e-12)


def test_an_exact_zero_is_told_from_what_is_small() -> None:
    assert np.isneginf(input_gain(silent({"U0": 0.0, "W0": 1.0, "W_y": 1.0}), 299)[:-1]).all()
    assert np.isneginf(input_gain(silent({"W0": 0.0}), 299)).all()
    small = input_gain(silent({"U0": 1e-300, "W0": 1.0, "W_y": 1e-300}), 299)
    assert small[0] == pytest.approx(-300 * 201) and np.isfinite(small).all()
    dense = run(random_network(load_cell("dense")), X)
    assert np.isneginf(input_gain(dense, 6)[:-1]).all() and np.isfinite(input_gain(dense, 6)[-1])


@pytest.mark.parametrize("value", [1e300, -1e300])
@pytest.mark.parametrize("signal", ["f", "i", "g", "o", "c", "h"])
def test_a_huge_value_held_raises_nothing(signal: str, value: float) -> None:
    network = randomised(Network.build(2, STACKS["lstm, gru"], 2))
    trace = run(network, X, clamps=[Clamp(0, signal, 0, value, 2, 2)])
    gain = input_gain(trace, 6)
    assert gain.shape == (7,) and np.isfinite(gain[-1])


def test_what_is_no_number_is_shown_as_such() -> None:
    cell = parse_cell("c = 1e200 * c * c + W @ x\nh = c")
    gain = input_gain(run(random_network(cell), np.ones((9, 2))), 8)
    assert np.isnan(gain).any() or np.isposinf(gain).any()


# arguments, and where it is asked for


TRACE = run(random_network(load_cell("lstm")), BATCH, lengths=[7, 4, 1])
WRONG: dict[str, tuple[Callable[[], object], str, str]] = {
    "step": (lambda: input_gain(TRACE, 7), "step", "0 to 6"),
    "step before the first": (lambda: input_gain(TRACE, -1), "step", "0 to 6"),
    "step past a length": (lambda: input_gain(TRACE, 4, sequence=1), "step", "0 to 3"),
    "sequence": (lambda: input_gain(TRACE, 0, sequence=3), "sequence", "0 to 2"),
    "lags": (lambda: input_gain(TRACE, 0, lags=-1), "lags", "0 to"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_does_not_fit_is_told(case: str) -> None:
    call, field, expected = WRONG[case]
    with pytest.raises(CarouselError) as caught:
        call()
    assert caught.value.field == field and caught.value.expected.startswith(expected)


def test_a_state_asks_for_it_once_at_its_cursor() -> None:
    document = scenes.document()
    state = State(document, View(cursor=9).fitted(document))
    other = State(document, View(cursor=9, unit=2).fitted(document))
    found = state.input_gain(0)
    assert found is other.input_gain(0)
    assert np.array_equal(found, input_gain(run(document.models[0].network, document.x), 9))
