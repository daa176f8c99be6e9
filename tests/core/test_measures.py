"""Spectra, the RNN's bound and saturation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import Network, gradient_decay, load_cell, parse_cell, run
from core.errors import CarouselError
from core.measures import has_bound, log10_bound, saturation, spectra
from tests.core.oracles import random_network, randomised

X = np.random.default_rng(7).standard_normal((12, 2))


def test_spectra_of_a_rotation_and_of_a_shear() -> None:
    network = Network.build(2, [(load_cell("elman"), 2)], 1)
    turned = 1.5 * np.array([[0.6, -0.8], [0.8, 0.6]])
    assert spectra(network.with_parameter(0, "U", turned), 0)["U"] == pytest.approx((1.5, 1.5))
    sheared = np.array([[0.5, 4.0], [0.0, 0.5]])
    radius, largest = spectra(network.with_parameter(0, "U", sheared), 0)["U"]
    assert radius == pytest.approx(0.5) and largest == pytest.approx(
        math.sqrt(np.linalg.eigvalsh(sheared.T @ sheared)[-1])
    )
    cut = network.with_parameter(0, "U", sheared).with_cut(0, "U", [[False, True], [False, False]])
    assert spectra(cut, 0)["U"] == pytest.approx((0.5, 0.5))


def test_spectra_name_every_recurrent_matrix() -> None:
    assert set(spectra(Network.build(2, [(load_cell("lstm"), 3)], 1), 0)) == {"U_f", "U_i", "U_g", "U_o"}


@given(st.integers(0, 10_000), st.sampled_from(["tanh", "relu", "sigmoid", "softplus"]), st.floats(0.1, 2.0))
def test_no_gain_exceeds_the_bound(seed: int, function: str, size: float) -> None:
    cell = parse_cell(f"h = {function}(W @ x + U @ h - R @ h + b)")
    network = randomised(Network.build(2, [(cell, 4)], 1), seed, size)
    bound = log10_bound(network, 0)
    for norm in ("frobenius", "spectral"):
        decay = gradient_decay(run(network, X), 11, norm=norm)  # type: ignore[arg-type]
        lags = np.arange(11, -1, -1)
        assert (decay.log10_gain["h"] <= lags * bound + 1e-9).all()


def test_the_bound_is_reached_where_slopes_are_largest() -> None:
    network = Network.build(1, [(load_cell("elman"), 2)], 1).with_parameter(0, "U", 0.7 * np.eye(2))
    decay = gradient_decay(run(network, np.zeros((9, 1))), 8)
    assert decay.log10_gain["h"][0] == pytest.approx(8 * log10_bound(network, 0))


@pytest.mark.parametrize("key", ["lstm", "gru", "dense"])
def test_other_cells_have_no_such_bound(key: str) -> None:
    cell = load_cell(key)
    assert not has_bound(cell) and has_bound(load_cell("elman"))
    with pytest.raises(CarouselError, match="cell: expected a cell with one state that is one function"):
        log10_bound(Network.build(2, [(cell, 2)], 1), 0)


def test_a_function_without_a_largest_slope_has_no_finite_bound() -> None:
    network = Network.build(2, [(parse_cell("h = exp(W @ x + U @ h)"), 2)], 1)
    assert log10_bound(network, 0) == math.inf
    still = network.with_parameter(0, "U", np.zeros((2, 2)))
    assert log10_bound(still, 0) == -math.inf


def test_saturation_counts_steps_and_units() -> None:
    network = random_network(load_cell("lstm"), units=3)
    for name, bias in (("b_f", [9.0, -9.0, 0.0]), ("U_f", np.zeros((3, 3))), ("W_f", np.zeros((3, 2)))):
        network = network.with_parameter(0, name, bias)
    found = saturation(run(network, X))
    assert set(found) == {"f", "i", "o"}
    assert found["f"].open.tolist() == [1, 0, 0] and found["f"].shut.tolist() == [0, 1, 0]
    assert found["f"].share == pytest.approx(2 / 3)


def test_saturation_of_a_batch_leaves_out_what_lies_beyond_the_ends() -> None:
    network = random_network(load_cell("gru"), units=3)
    x = np.random.default_rng(0).standard_normal((9, 3, 2)) * 6
    lengths = [9, 2, 5]
    found = saturation(run(network, x, lengths=lengths))
    for gate in ("r", "z"):
        values = np.vstack([run(network, x[:n, k])[0, gate] for k, n in enumerate(lengths)])
        assert found[gate].shut == pytest.approx((values < 0.05).mean(axis=0))
        assert found[gate].open == pytest.approx((values > 0.95).mean(axis=0))
