"""Derivatives between any two steps, Frobenius and spectral norms, chosen units; each step's part in a gradient."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core import LayerForm, Network, backward, gradient_decay, load_cell, parse_cell, run
from core.cells import Cell
from core.decay import jacobian
from core.errors import CarouselError
from core.network import READOUT
from tests.core import oracles
from tests.core.oracles import close, random_network, randomised

X = np.random.default_rng(7).standard_normal((6, 2))
BATCH = np.random.default_rng(8).standard_normal((6, 3, 2))
LENGTHS = [4, 6, 2]


def test_between_any_two_steps_it_is_that_of_central_differences(any_cell: Cell) -> None:
    if not any_cell.states:
        return
    network = random_network(any_cell)
    trace = run(network, X)
    for step, k in [(5, 5), (5, 2), (3, 0)]:
        for state in any_cell.states:
            reference = oracles.jacobian(network, X, any_cell.output, step, state, k)
            found = jacobian(trace, step, k, state=state)
            assert close(np.ldexp(found.matrix, found.exponent), reference, 1e-9)
            spectral = gradient_decay(trace, step, norm="spectral")
            for norm, order in (("frobenius", None), ("spectral", 2)):
                size = np.linalg.norm(reference, order)
                told = found.log10_norm(norm)  # type: ignore[arg-type]
                assert abs(10**told - size) < 1e-9
                decay = gradient_decay(trace, step, norm=norm)  # type: ignore[arg-type]
                assert decay.log10_norm[state][k] == pytest.approx(told, abs=1e-9)
            assert np.array_equal(spectral.log10_gain[state], spectral.log10_norm[state])


def test_of_chosen_units_it_is_their_rows(any_cell: Cell) -> None:
    network = random_network(any_cell, units=4)
    trace = run(network, X)
    decay = gradient_decay(trace, 5, of_units=[2, 0])
    for state in any_cell.states:
        for k in range(6):
            whole = jacobian(trace, 5, k, state=state)
            rows = np.ldexp(whole.matrix, whole.exponent)[[2, 0]]
            assert abs(decay.norm[state][k] - np.linalg.norm(rows)) < 1e-12
            assert abs(decay.gain[state][k] - np.linalg.norm(rows) / math.sqrt(2)) < 1e-12
    if any_cell.output in any_cell.states:  # the identity's rows: it begins at 1, as the gain of all units does
        assert abs(decay.gain[any_cell.output][5] - 1) < 1e-12


def test_chosen_units_of_both_ends() -> None:
    trace = run(random_network(load_cell("lstm"), units=4), X)
    decay = gradient_decay(trace, 5, units=[1, 3], of_units=[0])
    whole = jacobian(trace, 5, 2, state="c")
    part = np.ldexp(whole.matrix, whole.exponent)[np.ix_([0], [1, 3])]
    assert abs(decay.norm["c"][2] - np.linalg.norm(part)) < 1e-12


@pytest.mark.parametrize("u", [1e-3, 1e3])
@pytest.mark.parametrize("norm", ["frobenius", "spectral"])
def test_straight_lines_to_800_digits(u: float, norm: str) -> None:
    linear = Network.build(1, [(parse_cell("h = W @ x + U @ h"), 3)], 1).with_parameter(0, "U", u * np.eye(3))
    decay = gradient_decay(run(linear, np.zeros((280, 1))), 279, lags=270, norm=norm)  # type: ignore[arg-type]
    lags = np.arange(270, -1, -1)
    start = math.log10(math.sqrt(3)) if norm == "frobenius" else 0.0
    assert np.abs(decay.log10_norm["h"] - (start + lags * math.log10(u))).max() < 1e-9
    far = jacobian(run(linear, np.zeros((280, 1))), 279, 9)
    assert abs(far.log10_norm("spectral") - 270 * math.log10(u)) < 1e-9


def test_the_spectral_belt_is_the_largest_singular_value_of_its_matrix() -> None:
    trace = run(random_network(load_cell("lstm"), units=3), X)
    decay = gradient_decay(trace, 5, norm="spectral")
    at_step = jacobian(trace, 5, 5, state="c")
    factors = np.cumprod(trace[0, "f"][:1:-1], axis=0)
    for lag, factor in enumerate(factors, 1):
        matrix = np.ldexp(at_step.matrix, at_step.exponent) * factor
        assert abs(10 ** decay.log10_belt["c"][5 - lag] - np.linalg.norm(matrix, 2)) < 1e-12


def test_what_jacobians_and_norms_are_not_there() -> None:
    trace = run(random_network(load_cell("lstm")), X)
    for arguments, message in [
        ({"k": 4}, "k: expected 3 or earlier, found 4"),
        ({"k": 1, "state": "f"}, "state: expected one of c, h, found 'f'"),
        ({"k": 1, "of": "q"}, "of: expected one of f, i, g, o, c, h, found 'q'"),
    ]:
        with pytest.raises(CarouselError, match=message):
            jacobian(trace, 3, **arguments)  # type: ignore[arg-type]
    with pytest.raises(CarouselError, match="norm: expected one of frobenius, spectral, found 'max'"):
        gradient_decay(trace, 3, norm="max")  # type: ignore[arg-type]
    with pytest.raises(CarouselError, match="of_units: expected at least one, each of them once"):
        gradient_decay(trace, 3, of_units=[])


# each step's part in a gradient


def test_terms_of_a_gradient_add_up_to_it(any_cell: Cell) -> None:
    network = random_network(any_cell)
    cut = np.zeros(network.parameter(READOUT, "W_y").shape, bool)
    cut[0, 0] = True
    network = network.with_cut(READOUT, "W_y", cut)
    gradients = backward(run(network, BATCH, lengths=LENGTHS), output=np.ones((6, 3, 2)))
    for place, name in network.places():
        terms = gradients.by_step(place, name)
        assert terms.shape == (6, *network.parameter(place, name).shape)
        assert close(terms.sum(axis=0), gradients.parameters[place][name], 1e-13)
        shares = gradients.share(place, name)
        assert shares.shape == (6,) and (abs(shares.sum() - 1) < 1e-12 or not gradients.parameters[place][name].any())


def test_a_term_is_the_gradient_of_a_matrix_used_at_that_step_alone() -> None:
    """A second matrix in U's place, at one step only: fed through a signal that is 1 there and 0 elsewhere."""
    text = "k = W_k @ x\nh = tanh(W @ x + U @ h + k * (R @ h) + b)"
    network = randomised(Network.build(3, [(parse_cell(text), 3)], 2), 2)
    network = network.with_parameter(0, "R", np.zeros((3, 3)))
    network = network.with_parameter(0, "W_k", np.repeat([[0.0, 0.0, 1.0]], 3, axis=0))
    x = np.random.default_rng(0).standard_normal((6, 3))
    for step in range(6):
        x[:, 2] = np.arange(6) == step
        gradients = backward(run(network, x), output=np.ones((6, 2)))
        assert close(gradients.by_step(0, "U")[step], gradients.parameters[0]["R"], 1e-13)


def test_terms_of_layers_in_both_directions_are_at_the_steps_of_the_sequence() -> None:
    network = randomised(Network.build(2, [LayerForm(load_cell("lstm"), 2, "both", learnt=("c", "h"))], 2), 3)
    d = np.random.default_rng(0).standard_normal((6, 3, 2))
    together = backward(run(network, BATCH, lengths=LENGTHS), output=d)
    alone = [backward(run(network, BATCH[:length, k]), output=d[:length, k]) for k, length in enumerate(LENGTHS)]
    for place, name in network.places():
        summed = np.zeros_like(together.by_step(place, name))
        for one, length in zip(alone, LENGTHS, strict=True):
            summed[:length] += one.by_step(place, name)
        assert close(together.by_step(place, name), summed, 1e-12), (place, name)
    assert together.by_step(1, "initial_c")[[3, 5, 1]].any(axis=1).all(), "where each sequence ends"


def test_most_of_the_recurrent_gradient_of_an_rnn_comes_from_its_last_steps() -> None:
    network = Network.build(4, [(load_cell("elman"), 8)], 1, seed=0)
    x = np.random.default_rng(1).standard_normal((50, 4))
    d = np.zeros((50, 1))
    d[-1] = 1
    share = backward(run(network, x), output=d).share(0, "U")
    assert share[-5:].sum() > 0.9 and share[0] == 0.0, "the first step found zeros"
