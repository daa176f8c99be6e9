"""Huge, tiny and zero: what is representable is exact, what overflows shows, and nothing warns or raises."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core import Network, backward, gradient_decay, load_cell, parse_cell, run
from core.cells import Cell
from core.network import READOUT
from tests.core.oracles import random_network

X = np.random.default_rng(61).standard_normal((6, 2))
NOT_SQUASHED = ("elman_relu", "lstm_noaf")  # the cells whose output has no bound


def everywhere(cell: Cell, value: float, readout: str = "softmax") -> Network:
    """A network with every parameter at `value`."""
    network = random_network(cell, readout=readout)
    for place, name in network.places():
        network = network.with_parameter(place, name, np.full_like(network.parameter(place, name), value))
    return network


def everything(network: Network, x: np.ndarray = X) -> dict[str, np.ndarray]:
    """All that is derived from a run."""
    trace = run(network, x)
    gradients = backward(trace, output=np.ones_like(trace.output))
    decay = gradient_decay(trace, step=len(x) - 1)
    found = {"output": trace.output, "x": gradients.x}
    found |= {signal: trace[0, signal] for signal in network.layers[0].cell.signals}
    found |= {f"gradient of {name}": values for name, values in gradients.parameters[0].items()}
    found |= {f"gradient of {name}": values for name, values in gradients.parameters[READOUT].items()}
    for name in ("log10_norm", "log10_belt", "norm", "gain"):
        found |= {f"{name} of {state}": values for state, values in getattr(decay, name).items()}
    assert all(isinstance(value, float) for value in decay.half_life.values())
    assert all(isinstance(value, int) for value in decay.reach.values())
    return found


@pytest.mark.parametrize("readout", ["identity", "sigmoid", "softmax"])
@pytest.mark.parametrize("value", [1e300, -1e300, 1e155, 5e-324, 1e-310, -1e-310, 0.0])
def test_nothing_raises_and_gates_stay_gates(any_cell: Cell, value: float, readout: str) -> None:
    found = everything(everywhere(any_cell, value, readout))
    for signal in any_cell.signals:
        if any_cell.info(signal).role in ("forget", "input", "output", "update", "reset"):
            assert ((found[signal] >= 0) & (found[signal] <= 1)).all()
    if any_cell.key not in NOT_SQUASHED:
        assert np.isfinite(found["h"]).all() and np.abs(found["h"]).max() <= 1


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_nothing_raises_for_growth_past_all_numbers(dtype: type) -> None:
    cell = parse_cell("c = exp(softplus(U @ c)) * c + W @ x\nh = relu(c) / c - c * c")
    network = everywhere(cell, 30.0)
    trace = run(network, 100 * np.abs(X), dtype=dtype)
    backward(trace, output=np.ones_like(trace.output))
    decay = gradient_decay(trace, step=5)
    assert set(decay.half_life) == set(decay.reach) == {"c"}
    assert not np.isfinite(trace[0, "h"]).all()


def test_all_zeros(any_cell: Cell) -> None:
    found = everything(everywhere(any_cell, 0.0, "identity"), np.zeros((6, 2)))
    for name, values in found.items():
        assert not np.isnan(values).any(), name
    assert not found["h"].any() and not found["output"].any()
    assert np.array_equal(found["gradient of b_y"], [6.0, 6.0])
    if any_cell.key == "lstm":
        assert (found["f"] == 0.5).all()
        # c_k -> c_(k+1): 0.5 each; h = o tanh(c): 0.5
        assert np.allclose(found["norm of c"], 0.5 * math.sqrt(3) * 0.5 ** np.arange(6)[::-1], rtol=1e-15)


def test_denormal_weights_and_inputs_are_exact() -> None:
    network = Network.build(1, [(parse_cell("h = W @ x + b"), 1)], 1)
    network = network.with_parameter(0, "W", [[2.0**-1000]]).with_parameter(0, "b", [5e-324])
    assert run(network, [[2.0**-70]])[0, "h"][0, 0] == 2.0**-1070 + 5e-324


def test_huge_weights_saturate_and_cancel_as_numbers_do() -> None:
    network = everywhere(load_cell("elman"), 1e300)
    trace = run(network, np.array([[1.0, 1.0], [-1.0, 1.0], [-1e8, -1e8]]))
    # at step 1 the inputs cancel and the recurrent sum does not; at step 2 the sum is -inf
    assert np.array_equal(trace[0, "h"], [[1, 1, 1], [1, 1, 1], [-1, -1, -1]])


ARGUMENTS = [-708.0, -700.0, -600.5, -100.0, -40.0, -30.0, -1.0, 0.0, 1.0, 30.0, 700.0]


@pytest.mark.parametrize(
    "text",
    [
        "f = sigmoid(W @ x + U @ f)",  # a gate
        "f = sigmoid(p + W @ x)\nh = f * 1",  # a gate, read on
        "k = W @ x\nf = sigmoid(k)",  # beside the gates
        "k = W @ x\nf = sigmoid(k + W_2 @ x)",  # a late gate
        "f = 1 * sigmoid(W @ x)",  # inline
    ],
)
@pytest.mark.parametrize("argument", ARGUMENTS)
def test_a_shut_gate_is_small_and_precise(text: str, argument: float) -> None:
    cell = parse_cell(text)
    network = Network.build(1, [(cell, 1)], 1)
    for name in cell.parameters:
        values = np.full_like(network.parameter(0, name), name == "W")
        network = network.with_parameter(0, name, values)
    trace = run(network, [[argument]])
    exact = 1 / (1 + math.exp(-argument))
    assert exact > 0
    assert trace[0, "f"][0, 0] == pytest.approx(exact, rel=1e-13, abs=0)
    slope = backward(trace, signals={(0, "f"): [[1.0]]}).x[0, 0]
    if argument < 30:  # above it 1 - f has lost its digits
        assert slope == pytest.approx(exact / (1 + math.exp(argument)), rel=1e-9 if argument > 0 else 1e-13, abs=0)


@pytest.mark.parametrize("argument", ARGUMENTS)
@pytest.mark.parametrize("text", ["s = softplus(W @ x + U @ s)", "k = W @ x\ns = softplus(k)"])
def test_softplus_and_its_slope_are_precise(text: str, argument: float) -> None:
    network = Network.build(1, [(parse_cell(text), 1)], 1).with_parameter(0, "W", [[1.0]])
    trace = run(network, [[argument]])
    softplus = math.log1p(math.exp(argument)) if argument < 30 else argument + math.log1p(math.exp(-argument))
    assert trace[0, "s"][0, 0] == pytest.approx(softplus, rel=1e-13, abs=0)
    slope = backward(trace, signals={(0, "s"): [[1.0]]}).x[0, 0]
    assert slope == pytest.approx(1 / (1 + math.exp(-argument)), rel=1e-13, abs=0)


@pytest.mark.parametrize("readout", ["sigmoid", "softmax"])
@pytest.mark.parametrize("logit", [0.0, 20.0, 30.0, 40.0, 700.0, -20.0, -700.0])
def test_the_slope_of_a_sure_answer_keeps_its_digits(readout: str, logit: float) -> None:
    outputs = 1 if readout == "sigmoid" else 2
    network = Network.build(2, [(load_cell("dense"), 2)], outputs, readout)  # type: ignore[arg-type]
    network = network.with_parameter(READOUT, "W_y", np.zeros((outputs, 2)))
    network = network.with_parameter(READOUT, "b_y", [logit, 0.0][:outputs])
    slope = 1 / (2 + 2 * math.cosh(logit))  # p (1 - p)
    for asked in range(outputs):
        gradients = backward(run(network, X[:1]), output=np.eye(outputs)[[asked]])
        expected = [slope, -slope] if asked == 0 else [-slope, slope]
        assert gradients.parameters[READOUT]["b_y"] == pytest.approx(expected[:outputs], rel=1e-13, abs=0)


def test_a_sigmoid_beyond_minus_745_is_zero() -> None:
    network = Network.build(1, [(parse_cell("f = sigmoid(W @ x)"), 1)], 1).with_parameter(0, "W", [[1.0]])
    assert run(network, [[-1000.0]])[0, "f"][0, 0] == 0.0


def test_a_hundred_thousand_steps() -> None:
    network = random_network(load_cell("elman"), units=1, inputs=1)
    trace = run(network, np.ones((100_000, 1)))
    assert np.isfinite(trace.output).all() and trace.steps == 100_000
    decay = gradient_decay(trace, step=99_999, lags=50)
    assert decay.steps[0] == 99_949
