"""How a gradient decays: norms, gain, belt, half-life and reach, from brute force and from closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core import Clamp, Network, backward, gradient_decay, load_cell, parse_cell, run
from core.belt import belt_factor
from core.cells import Cell
from core.decay import Decay, half_life, reach
from core.errors import CarouselError
from core.trace import Trace
from tests.core.oracles import close, jacobian, random_network, randomised
from tests.core.test_readers import WRITTEN

RNG = np.random.default_rng(31)
X = RNG.standard_normal((8, 2))
LN2 = math.log(2)


def frobenius(matrix: np.ndarray) -> float:
    return float(np.sqrt((matrix**2).sum()))


# norms


def test_norms_are_those_of_brute_force(any_cell: Cell) -> None:
    network = random_network(any_cell)
    trace = run(network, X)
    for step in (0, 4, 7):
        decay = gradient_decay(trace, step=step)
        for state in any_cell.states:
            brute = [frobenius(jacobian(network, X, any_cell.output, step, state, k)) for k in range(step + 1)]
            assert np.allclose(decay.norm[state], brute, rtol=1e-8, atol=1e-11)


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN.keys())
def test_norms_of_written_equations_are_those_of_brute_force(text: str) -> None:
    cell = parse_cell(text)
    network, x = random_network(cell, units=2, seed=4), X[:4]
    trace = run(network, x)
    for of in cell.signals:
        decay = gradient_decay(trace, step=3, of=of)
        for state in cell.states:
            brute = [frobenius(jacobian(network, x, of, 3, state, k)) for k in range(4)]
            assert np.allclose(decay.norm[state], brute, rtol=1e-8, atol=1e-10), (of, state)


def test_norms_are_those_of_products_of_jacobians() -> None:
    # Elman: d h_t / d h_(t-1) = diag(1 - h_t^2) U
    network = random_network(load_cell("elman"), units=4)
    trace = run(network, X)
    product, norms = np.eye(4), [2.0]
    for t in range(7, 0, -1):
        product = product @ np.diag(1 - trace[0, "h"][t] ** 2) @ network.layers[0].parameters["U"]
        norms.append(frobenius(product))
    assert np.allclose(gradient_decay(trace, step=7).norm["h"], norms[::-1], rtol=1e-13)


def test_at_its_own_step_the_output_is_the_identity(any_cell: Cell) -> None:
    decay = gradient_decay(run(random_network(any_cell, units=5), X), step=7)
    assert decay.states == any_cell.states
    if any_cell.output not in any_cell.states:  # a feed-forward layer remembers nothing
        return
    assert decay.norm["h"][-1] == pytest.approx(math.sqrt(5), rel=1e-15)
    assert decay.gain["h"][-1] == pytest.approx(1, rel=1e-15)


def test_of_another_signal() -> None:
    network = random_network(load_cell("lstm"))
    trace = run(network, X)
    decay = gradient_decay(trace, step=5, of="c")
    assert decay.of == "c" and decay.gain["c"][-1] == pytest.approx(1, rel=1e-15)
    assert np.isneginf(decay.log10_norm["h"][-1]) and np.isneginf(decay.log10_belt["h"]).all()
    assert decay.norm["h"][4] == pytest.approx(frobenius(jacobian(network, X, "c", 5, "h", 4)))
    gate = gradient_decay(trace, step=5, of="f")
    assert np.isneginf(gate.log10_norm["c"][-1]) and np.isfinite(gate.log10_norm["c"][:-1]).all()


def test_gain_is_the_norm_per_root_of_units(any_cell: Cell) -> None:
    decay = gradient_decay(run(random_network(any_cell, units=4), X), step=7)
    for state in any_cell.states:
        assert np.allclose(decay.gain[state], decay.norm[state] / 2, rtol=1e-14)
        assert np.allclose(decay.log10_gain[state], np.log10(decay.norm[state] / 2), rtol=1e-14)
        belt = 10 ** decay.log10_belt[state] / 2
        assert np.allclose(10 ** decay.log10_belt_gain[state], belt, rtol=1e-14)


def test_a_window_of_lags_is_the_end_of_the_whole(any_cell: Cell) -> None:
    trace = run(random_network(any_cell), RNG.standard_normal((90, 2)))
    whole = gradient_decay(trace, step=80, lags=89)
    assert whole.steps.tolist() == list(range(81))
    for lags in (0, 1, 2, 31, 32, 33, 80):
        part = gradient_decay(trace, step=80, lags=lags)
        assert part.steps.tolist() == list(range(80 - lags, 81))
        for state in any_cell.states:
            assert close(part.log10_norm[state], whole.log10_norm[state][80 - lags :], 1e-12)
            belts = part.log10_belt[state], whole.log10_belt[state][80 - lags :]
            assert np.allclose(*belts, rtol=1e-12)


def test_without_asking_the_window_is_two_hundred_lags() -> None:
    trace = run(random_network(load_cell("elman")), RNG.standard_normal((300, 2)))
    assert gradient_decay(trace, step=250).steps.tolist() == list(range(50, 251))
    assert gradient_decay(trace, step=150).steps[0] == 0


@pytest.mark.parametrize("units", [[0], [2], [1, 0], [0, 1, 2]], ids=str)
def test_a_nudge_of_chosen_units_is_their_columns_of_the_jacobian(any_cell: Cell, units: list[int]) -> None:
    network = random_network(any_cell)
    for clamps in ([], [Clamp(0, any_cell.output, 0, 0.25, 4, 5)], [Clamp(0, any_cell.signals[0], 0, 0.0)]):
        trace = run(network, X, clamps=clamps)
        decay = gradient_decay(trace, step=7, units=units)
        assert decay.units == len(units)
        for state in any_cell.states:
            by_step = jacobians(trace, any_cell.output, 7, state)[:, :, units]
            assert np.allclose(decay.norm[state], [frobenius(m) for m in by_step], rtol=1e-12, atol=1e-15)
            assert np.allclose(decay.gain[state], decay.norm[state] / math.sqrt(len(units)), rtol=1e-13)


def jacobians(trace: Trace, of: str, step: int, state: str) -> np.ndarray:
    """(steps, units of `of`, units of the state): by back-propagation from one unit after the other."""
    rows = []
    for unit in range(trace[0, of].shape[1]):
        seed = np.zeros_like(trace[0, of])
        seed[step, unit] = 1
        rows.append(backward(trace, signals={(0, of): seed})[0, state][: step + 1])
    return np.stack(rows, axis=1)


def test_all_units_one_after_the_other_are_the_whole(any_cell: Cell) -> None:
    trace = run(random_network(any_cell), RNG.standard_normal((70, 2)))
    whole, parts = gradient_decay(trace, step=69), [gradient_decay(trace, step=69, units=[k]) for k in range(3)]
    for state in any_cell.states:
        for key in ("log10_norm", "log10_belt"):
            squares = sum(100.0 ** getattr(part, key)[state] for part in parts)
            assert np.allclose(squares, 100.0 ** getattr(whole, key)[state], rtol=1e-11)


def test_a_unit_whose_belt_is_cut_is_told_from_the_others() -> None:
    network = random_network(load_cell("lstm"))
    trace = run(network, X, clamps=[Clamp(0, "f", 1, 0.0)])
    own, other = (gradient_decay(trace, step=7, units=[unit]) for unit in (1, 0))
    assert np.isneginf(own.log10_belt["c"][:-1]).all() and np.isfinite(own.log10_belt["c"][-1])
    assert np.isfinite(other.log10_belt["c"]).all()
    alone = np.prod(trace[0, "f"][1:, 0]) * trace[0, "o"][7, 0] * (1 - np.tanh(trace[0, "c"][7, 0]) ** 2)
    assert other.log10_belt["c"][0] == pytest.approx(math.log10(alone), rel=1e-12)


def test_a_units_gain_is_straight_beyond_the_range_of_a_double() -> None:
    cell = parse_cell("a = d * a\nh = a + W @ x")
    network = Network.build(1, [(cell, 2)], 1).with_parameter(0, "d", [1e-4, 1.0])
    own = gradient_decay(run(network, np.zeros((150, 1))), step=149, units=[0]).log10_norm["a"]
    # what is 1e308 times smaller than the largest entry of its step is 0
    assert np.allclose(own[-70:], -4.0 * np.arange(70)[::-1], rtol=1e-12)


@pytest.mark.parametrize("units", [[], [3], [-1], [0, 0], [0.5]], ids=str)
def test_units_that_are_not_there(units: list[int]) -> None:
    with pytest.raises(CarouselError, match="units"):
        gradient_decay(run(random_network(load_cell("lstm")), X), step=5, units=units)


def test_the_second_of_two_layers() -> None:
    network = randomised(Network.build(2, [(load_cell("lstm"), 3), (load_cell("gru"), 2)], 1))
    decay = gradient_decay(run(network, X), step=6, layer=1)
    assert (decay.layer, decay.units, decay.states) == (1, 2, ("h",))
    brute = [frobenius(jacobian(network, X, "h", 6, "h", k, layer=1)) for k in range(7)]
    assert np.allclose(decay.norm["h"], brute, rtol=1e-8)


def test_one_sequence_of_a_batch() -> None:
    network, x = random_network(load_cell("lstm")), RNG.standard_normal((8, 3, 2))
    together = run(network, x)
    for k in range(3):
        ours, alone = gradient_decay(together, step=6, sequence=k), gradient_decay(run(network, x[:, k]), step=6)
        assert close(ours.log10_norm["c"], alone.log10_norm["c"], 1e-13)
        assert close(ours.log10_belt["c"], alone.log10_belt["c"], 1e-13)


def test_a_cell_without_states_has_nothing_to_decay() -> None:
    decay = gradient_decay(run(random_network(load_cell("dense")), X), step=5)
    assert decay.states == () and decay.log10_norm == {} and decay.half_life == {} and decay.reach == {}


def test_a_state_that_never_reaches_the_output() -> None:
    cell = parse_cell("m = 0.5 * m + W @ x\nh = tanh(U @ h + b)")
    decay = gradient_decay(run(random_network(cell), RNG.standard_normal((100, 2))), step=99)
    assert np.isneginf(decay.log10_norm["m"]).all() and np.isneginf(decay.log10_belt["m"]).all()
    assert np.isfinite(decay.log10_norm["h"]).all()
    assert (decay.half_life["m"], decay.reach["m"]) == (0.0, 0)


# beyond the range of a double


def scalar(text: str, u: float, steps: int, states: tuple[str, ...] = ("h",)) -> Trace:
    """A cell of one unit with U = `u`, other parameters 0, that begins at 1e-9."""
    network = Network.build(1, [(parse_cell(text), 1)], 1).with_parameter(0, "U", [[u]]).with_parameter(0, "W", [[0.0]])
    return run(network, np.zeros((steps, 1)), initial={(0, s): [1e-9] for s in states})


def straight(decay: Decay, state: str, slope: float) -> None:
    lags = np.arange(len(decay.steps))[::-1]
    assert np.allclose(decay.log10_norm[state], slope * lags, rtol=1e-12, atol=1e-12)
    assert decay.half_life[state] == (math.inf if slope >= 0 else pytest.approx(math.log10(2) / -slope, rel=1e-10))


@pytest.mark.parametrize("u", [0.1, 1e-3, 1e-7, 1e-40, 1e-120, 1e-160, 1e-300])
def test_a_decay_far_beyond_underflow_is_a_straight_line(u: float) -> None:
    # a tanh so near 0 is linear: the norm at lag k is u^k
    decay = gradient_decay(scalar("h = tanh(W @ x + U @ h)", u, 900), step=899, lags=900)
    straight(decay, "h", math.log10(u))
    assert decay.log10_norm["h"][0] == pytest.approx(899 * math.log10(u), rel=1e-12)
    assert decay.log10_norm["h"][0] <= -899
    assert decay.norm["h"][0] == 0.0


@pytest.mark.parametrize("u", [8.0, 1e6, 1e100, 1e300])
def test_growth_far_beyond_overflow_is_a_straight_line(u: float) -> None:
    # the values themselves are held at 0, so that only the gradient grows
    cell = parse_cell("h = U @ k + W @ x\nk = h + 0 * b")
    network = Network.build(1, [(cell, 1)], 1).with_parameter(0, "U", [[u]])
    trace = run(network, np.zeros((2001, 1)))
    decay = gradient_decay(trace, step=2000, lags=2000, of="k")
    straight(decay, "k", math.log10(u))
    assert decay.log10_norm["k"][0] == pytest.approx(2000 * math.log10(u), rel=1e-12)
    assert decay.norm["k"][0] == math.inf


def test_relu_grows_for_as_long_as_its_values_are_numbers() -> None:
    trace = scalar("h = relu(W @ x + U @ h)", 8.0, 300)
    decay = gradient_decay(trace, step=299, lags=300)
    straight(decay, "h", math.log10(8))
    assert decay.log10_norm["h"][0] == pytest.approx(299 * math.log10(8))


def test_a_fall_and_a_rise_in_one_window() -> None:
    # shut for 40 steps, wide open for 40: 1e-280 on the way, 1 at its end
    cell = parse_cell("h = exp(W @ x) * h + 0 * b")
    network = Network.build(1, [(cell, 1)], 1).with_parameter(0, "W", [[1.0]])
    x = np.concatenate([np.full(41, 16.0), np.full(40, -16.0)])[:, None]
    decay = gradient_decay(run(network, x), step=80)
    expected = np.append(np.cumsum(x[:0:-1, 0])[::-1], 0) / math.log(10)
    assert np.allclose(decay.log10_norm["h"], expected, atol=1e-9)
    assert np.allclose(decay.log10_belt["h"], expected, atol=1e-9)
    assert expected.min() < -270


def test_states_of_very_different_size() -> None:
    # two paths that do not meet, of 1e-9 and 1e-2 a step: neither may drown in the other
    cell = parse_cell("a = 1e-9 * a + W @ x\nc = 1e-2 * c + b\nh = a + c")
    decay = gradient_decay(run(random_network(cell, units=1), RNG.standard_normal((16, 2))), step=15)
    lags = np.arange(16)[::-1]
    assert np.allclose(decay.log10_norm["a"], -9.0 * lags, rtol=1e-12)
    assert np.allclose(decay.log10_norm["c"], -2.0 * lags, rtol=1e-12)


def test_float32_draws_the_same_line() -> None:
    network = Network.build(1, [(load_cell("elman"), 1)], 1).with_parameter(0, "U", [[1e-4]])
    decay = gradient_decay(run(network, np.zeros((201, 1)), dtype=np.float32), step=200)
    assert np.allclose(decay.log10_norm["h"], -4.0 * np.arange(201)[::-1], rtol=1e-6)
    assert decay.log10_norm["h"].dtype == np.float64


def test_a_shut_sigmoid_is_small_not_zero() -> None:
    network = random_network(load_cell("lstm"), units=1)
    for name in ("W_f", "U_f", "W_i", "U_i", "W_o", "U_o", "U_g"):
        network = network.with_parameter(0, name, np.zeros_like(network.parameter(0, name)))
    network = network.with_parameter(0, "b_f", [-700.0])
    decay = gradient_decay(run(network, X), step=7)
    assert np.allclose(np.diff(decay.log10_norm["c"]), 700 / math.log(10), rtol=1e-12)
    assert np.allclose(np.diff(decay.log10_belt["c"]), 700 / math.log(10), rtol=1e-12)


# the belt


def belt_of(trace: Trace, state: str, factors: np.ndarray, at_step: np.ndarray, step: int) -> np.ndarray:
    """By its definition: |(d h_step / d s_step) diag(product of the factors)|, k = 0..step."""
    return np.array([frobenius(at_step * factors[k + 1 : step + 1].prod(axis=0)) for k in range(step + 1)])


BELTS = {
    "LSTM: f": ("lstm", "c", lambda t: t[0, "f"]),
    "GRU: z": ("gru", "h", lambda t: t[0, "z"]),
    "Elman: 0": ("elman", "h", lambda t: 0 * t[0, "h"]),
    "LSTM's h: 0": ("lstm", "h", lambda t: 0 * t[0, "h"]),
    "1997: 1": (
        "i = sigmoid(W_i @ x + U_i @ h)\nc = c + i * tanh(W @ x)\nh = tanh(c)",
        "c",
        lambda t: 0 * t[0, "c"] + 1,
    ),
    "coupled: f": (
        "f = sigmoid(W_f @ x + U_f @ h + b_f)\nc = f * c + (1 - f) * tanh(W @ x + b)\nh = tanh(c)",
        "c",
        lambda t: t[0, "f"],
    ),
    "coupled, the other way: 1 - f": (
        "f = sigmoid(W_f @ x + U_f @ h + b_f)\nc = (1 - f) * c + f * tanh(W @ x + b)\nh = tanh(c)",
        "c",
        lambda t: 1 - t[0, "f"],
    ),
    "over several lines": (
        "f = sigmoid(W_f @ x)\nk = f * c\nm = k - b * k\nc = m / 2 + W @ x + k\nh = tanh(c)",
        "c",
        lambda t: t[0, "f"] * ((1 - t.network.layers[0].parameters["b"]) / 2 + 1),
    ),
    "c beside itself": (
        "c = c * c + W @ x\nh = tanh(c)",
        "c",
        lambda t: 2 * t.before(0, "c"),
    ),
    "a quotient": (
        "f = sigmoid(W_f @ x)\nc = -(c / (2 + f)) + b / (2 + c * c)\nh = tanh(c)",
        "c",
        lambda t: (
            -1 / (2 + t[0, "f"])
            - t.network.layers[0].parameters["b"] * 2 * t.before(0, "c") / (2 + t.before(0, "c") ** 2) ** 2
        ),
    ),
    "calls and products are held constant": (
        "c = tanh(c) * c + (U @ c) * c + sigmoid(c) / softplus(W @ x) - exp(-relu(c))\nh = tanh(c)",
        "c",
        lambda t: np.tanh(t.before(0, "c")) + t.before(0, "c") @ t.network.layers[0].parameters["U"].T,
    ),
}


@pytest.mark.parametrize(("text", "state", "factor"), BELTS.values(), ids=BELTS.keys())
def test_the_belt_by_its_definition(text: str, state: str, factor) -> None:  # type: ignore[no-untyped-def]
    cell = parse_cell(text) if "=" in text else load_cell(text)
    network = random_network(cell, seed=2)
    trace = run(network, X)
    factors, step = factor(trace), 6
    found = belt_factor(trace.records[0], state)
    assert np.allclose(factors, 0 if found is None else found, rtol=1e-12, atol=1e-15)
    decay = gradient_decay(trace, step=step)
    at_step = jacobian(network, X, "h", step, state, step)
    expected = belt_of(trace, state, factors, at_step, step)
    assert np.allclose(10 ** decay.log10_belt[state], expected, rtol=1e-9, atol=1e-15)


def test_elman_has_no_belt_after_lag_0() -> None:
    belt = gradient_decay(run(random_network(load_cell("elman")), X), step=7).log10_belt["h"]
    assert np.isneginf(belt[:-1]).all() and belt[-1] == pytest.approx(0.5 * math.log10(3))


def test_at_lag_0_the_belt_is_the_norm(any_cell: Cell) -> None:
    trace = run(random_network(any_cell), X)
    for of in any_cell.signals:
        decay = gradient_decay(trace, step=7, of=of)
        for state in any_cell.states:
            belt, norm = decay.log10_belt[state][-1], decay.log10_norm[state][-1]
            assert belt == norm if np.isneginf(norm) else belt == pytest.approx(norm, abs=1e-14)


def test_the_1997_belt_does_not_decay() -> None:
    cell = parse_cell("i = sigmoid(W_i @ x + U_i @ h)\nc = c + i * tanh(W @ x + U @ h)\nh = tanh(c)")
    decay = gradient_decay(run(random_network(cell), RNG.standard_normal((60, 2))), step=59)
    assert half_life(decay.log10_belt["c"]) == math.inf
    assert np.ptp(decay.log10_belt["c"]) == 0


def test_the_belt_of_a_network_without_gates_paths_is_the_norm() -> None:
    network = random_network(load_cell("lstm"))
    for name in ("U_f", "U_i", "U_g", "U_o"):
        network = network.with_parameter(0, name, np.zeros((3, 3)))
    decay = gradient_decay(run(network, X), step=7)
    assert close(decay.log10_belt["c"], decay.log10_norm["c"], 1e-12)


# half-life and reach


@pytest.mark.parametrize("lives", [0.05, 0.34, 1.0, 2.5, 43.0, 1e6])
@pytest.mark.parametrize("lags", [3, 4, 12, 200])
def test_half_life_of_an_exponential(lives: float, lags: int) -> None:
    gain = 0.7 * 0.5 ** (np.arange(lags + 1)[::-1] / lives)
    gain[-1] = 123.0  # lag 0 does not count
    with np.errstate(divide="ignore"):
        log10 = np.log10(gain)
    if np.isfinite(log10).all():
        assert half_life(log10) == pytest.approx(lives, rel=1e-6)


def test_half_life_is_a_least_squares_line() -> None:
    log10 = RNG.standard_normal(40).cumsum()
    slope = np.polyfit(np.arange(1, 40), log10[::-1][1:] * math.log(10), 1)[0]
    expected = math.inf if slope >= 0 else LN2 / -slope
    assert half_life(log10) == pytest.approx(expected, rel=1e-12)
    assert half_life(log10[::-1]) == math.inf or half_life(log10) == math.inf


def test_half_life_of_what_does_not_fall() -> None:
    assert half_life(np.zeros(10)) == math.inf
    assert half_life(np.full(10, -0.3010299956639812)) == math.inf
    assert half_life(np.full(7, 1 / 3)) == math.inf
    assert half_life(-0.1 * np.arange(10)) == math.inf  # rises, going back


def test_half_life_needs_three_lags() -> None:
    falling = np.array([-3.0, -2.0, -1.0, 0.0])
    assert half_life(falling) == pytest.approx(math.log10(2))
    for lags in (0, 1, 2):
        assert math.isnan(half_life(falling[3 - lags :]))


def test_half_life_past_an_exact_zero() -> None:
    gone = -math.inf
    assert half_life(np.array([gone, gone, gone, gone, 0.0])) == 0.0
    assert half_life(np.array([gone, gone, -2.0, -1.0, 0.0])) == 0.0
    assert half_life(np.array([gone, -3.0, -2.0, -1.0, 0.0])) == pytest.approx(math.log10(2))


@pytest.mark.parametrize("lost", [math.nan, math.inf])
def test_half_life_of_what_left_the_numbers_is_not_told(lost: float) -> None:
    assert math.isnan(half_life(np.array([lost, -3.0, -2.0, -1.0, 0.0])))


def test_reach() -> None:
    assert reach(np.array([-2.1, -1.9, -0.5, 0.1, 3.0])) == 3  # 1% of lag 1's, wherever lag 0 is
    assert reach(np.array([-1.0, -9.0, -0.5, 0.1, 0.0])) == 4  # the largest such lag, past a dip
    assert reach(np.array([0.0, 0.0])) == 1
    assert reach(np.array([0.0])) == 0
    assert reach(np.array([-math.inf, 0.0])) == 0
    assert reach(np.array([-1.0, -math.inf, 0.0])) == 0


def test_half_life_and_reach_of_a_decay() -> None:
    decay = gradient_decay(scalar("h = tanh(W @ x + U @ h)", 0.5, 50), step=49)
    assert decay.half_life["h"] == pytest.approx(1, rel=1e-10)
    assert decay.reach["h"] == 1 + int(2 / math.log10(2))
    assert gradient_decay(scalar("h = tanh(W @ x + U @ h)", 0.5, 50), step=1).reach["h"] == 1
    assert math.isnan(gradient_decay(scalar("h = tanh(W @ x + U @ h)", 0.5, 50), step=2).half_life["h"])


def test_half_life_is_that_of_the_forget_gate() -> None:
    network = random_network(load_cell("lstm"), units=1)
    for name in ("W_f", "U_f", "U_i", "U_o", "U_g"):
        network = network.with_parameter(0, name, np.zeros_like(network.parameter(0, name)))
    network = network.with_parameter(0, "b_f", [3.0])
    decay = gradient_decay(run(network, RNG.standard_normal((60, 2))), step=59)
    assert decay.half_life["c"] == pytest.approx(LN2 / math.log(1 + math.exp(-3)), rel=1e-9)
