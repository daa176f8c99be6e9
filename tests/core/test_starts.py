"""The starts: what each changes and what it leaves, the laws it keeps, and its bits by seed."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest

from core import Network, load_cell, parse_cell, run, start
from core.errors import CarouselError
from core.starts import STARTS
from tests.core.oracles import randomised

CIFG = "f = sigmoid(W_f @ x + U_f @ h + b_f)\nc = f * c + (1 - f) * tanh(W_g @ x + U_g @ h + b_g)\nh = tanh(c)"
CHO = "z = sigmoid(W_z @ x + U_z @ h + b_z)\nh = (1 - z) * h + z * tanh(W @ x + U @ h + b)"
TURNED = "f = sigmoid(W_f @ x - b_f)\nc = f * c + W_g @ x\nh = tanh(c)"
TWO = "f = sigmoid(W_f @ x + b_f + (U_f @ h + d_f) + p_f * c)\nc = f * c + W_g @ x\nh = tanh(c)"


def stack() -> Network:
    """An LSTM over a GRU of another width, everything random."""
    return randomised(Network.build(3, [(load_cell("lstm"), 6), (load_cell("gru"), 4)], 2, "softmax"))


def lone(text: str, units: int = 5) -> Network:
    return randomised(Network.build(3, [(parse_cell(text), units)], 1))


def changed(before: Network, after: Network) -> set[str]:
    """The names of what is no longer the same, with the layer."""
    return {f"{p}.{n}" for p, n in before.places() if not np.array_equal(before.parameter(p, n), after.parameter(p, n))}


def all_values(network: Network) -> np.ndarray:
    return np.concatenate([network.parameter(*place).ravel() for place in network.places()])


# what each is


@pytest.mark.parametrize("seed", [0, 7])
def test_uniform_is_what_build_draws_to_the_bit(seed: int) -> None:
    network = stack()
    fresh = Network.build(3, [(load_cell("lstm"), 6), (load_cell("gru"), 4)], 2, "softmax", seed)
    assert all_values(start(network, "uniform", seed)).tobytes() == all_values(fresh).tobytes()
    assert all_values(start(network, seed=seed)).tobytes() == all_values(fresh).tobytes()


def test_xavier_has_the_spread_of_the_paper_and_leaves_vectors() -> None:
    network = randomised(Network.build(40, [(load_cell("lstm"), 60)], 30))
    after = start(network, "xavier", seed=1, gain=2.0)
    assert all(name.partition(".")[2][0] in "WU" for name in changed(network, after))
    for place, name in network.places():
        values = after.parameter(place, name)
        if values.ndim == 2:
            bound = 2.0 * np.sqrt(6 / sum(values.shape))
            assert np.abs(values).max() == pytest.approx(bound, rel=0.01) and np.abs(values).max() <= bound
            assert values.var() == pytest.approx(4 * 2 / sum(values.shape), rel=0.1)  # 2 / (fan in + fan out)


def test_orthogonal_matrices_are_orthogonal_and_drawn_evenly() -> None:
    network = stack()
    after = start(network, "orthogonal", seed=3, gain=1.5)
    assert changed(network, after) == {f"0.U_{g}" for g in "figo"} | {f"1.U_{g}" for g in "rzn"}
    for place, name in network.places():
        if name.startswith("U"):
            u = after.parameter(place, name) / 1.5
            assert u.T @ u == pytest.approx(np.eye(len(u)), abs=1e-14)
    dets = [np.linalg.det(start(lone(CHO, 3), "orthogonal", seed=s).parameter(0, "U")) for s in range(100)]
    assert 30 <= sum(det > 0 for det in dets) <= 70  # rotations and reflections alike
    corners = np.array([start(lone(CHO, 3), "orthogonal", seed=s).parameter(0, "U")[0, 0] for s in range(200)])
    assert corners.mean() == pytest.approx(0, abs=0.15)  # without the signs of R it leans to one side
    assert corners.var() == pytest.approx(1 / 3, abs=0.08)


def test_a_matrix_before_x_is_not_recurrent_even_when_it_is_square() -> None:
    network = randomised(Network.build(5, [(load_cell("elman"), 5)], 1))
    assert changed(network, start(network, "orthogonal")) == {"0.U"}
    assert changed(network, start(network, "identity")) == {"0.U"}


def test_identity_keeps_the_state_of_a_relu_network() -> None:
    irnn = randomised(Network.build(2, [(parse_cell("h = relu(W @ x + U @ h + b)"), 4)], 1))
    irnn = start(irnn, "identity").with_parameter(0, "b", np.zeros(4))
    trace = run(irnn, np.zeros((30, 2)), initial={(0, "h"): [1.0, 2.0, 0.5, 0.0]})
    assert trace[0, "h"][-1].tolist() == [1.0, 2.0, 0.5, 0.0]
    faded = start(irnn, "identity", scale=0.5)
    assert faded.parameter(0, "U").tolist() == (0.5 * np.eye(4)).tolist()


def test_forget_sets_the_forget_gates_bias_alone() -> None:
    network = stack()
    after = start(network, "forget", value=3.0)
    assert changed(network, after) == {"0.b_f"}
    assert after.parameter(0, "b_f").tolist() == [3.0] * 6
    assert start(network, "forget").parameter(0, "b_f").tolist() == [1.0] * 6


def test_a_bias_is_what_is_added_in_the_brackets_with_its_sign() -> None:
    assert start(lone(TURNED), "forget", value=2.0).parameter(0, "b_f").tolist() == [-2.0] * 5
    two = lone(TWO)
    after = start(two, "forget", value=2.0)
    assert changed(two, after) == {"0.b_f", "0.d_f"}  # the peephole p_f is no bias
    assert (after.parameter(0, "b_f") + after.parameter(0, "d_f")).tolist() == [2.0] * 5


def test_a_gate_at_rest_is_open_as_the_bias_says() -> None:
    """With no input and no state, f is sigmoid of the value, whatever the sign in the equation."""
    for text in (CIFG, TURNED):
        trace = run(start(lone(text), "forget", value=1.5), np.zeros((1, 3)))
        assert trace[0, "f"] == pytest.approx(1 / (1 + np.exp(-1.5)))


# chrono


def times(levels: np.ndarray) -> np.ndarray:
    """How many steps a gate that keeps the part `levels` at each step keeps for."""
    return 1 / (1 - levels)


def test_chrono_of_an_lstm_is_the_papers() -> None:
    network = randomised(Network.build(3, [(load_cell("lstm"), 400)], 1))
    after = start(network, "chrono", seed=2, longest=50)
    assert changed(network, after) == {"0.b_f", "0.b_i"}
    b_f = after.parameter(0, "b_f")
    assert np.array_equal(after.parameter(0, "b_i"), -b_f)
    drawn = np.exp(b_f)
    assert drawn.min() >= 1 and drawn.max() <= 49
    assert drawn.mean() == pytest.approx(25, rel=0.05) and drawn.std() == pytest.approx(48 / np.sqrt(12), rel=0.06)


@pytest.mark.parametrize("text", [CIFG, CHO, TURNED])
def test_chrono_keeps_for_up_to_the_longest_whichever_way_the_gate_works(text: str) -> None:
    network = start(lone(text, 300), "chrono", longest=40)
    gate = "z" if text == CHO else "f"
    level = run(network, np.zeros((1, 3)))[0, gate][0]
    kept = times(1 - level if text == CHO else level)
    assert kept.min() >= 2 and kept.max() <= 40
    assert kept.mean() == pytest.approx(21, rel=0.1)


def test_chrono_of_a_gru_is_about_its_update_gate() -> None:
    network = randomised(Network.build(3, [(load_cell("gru"), 300)], 1))
    after = start(network, "chrono", longest=40)
    assert changed(network, after) == {"0.b_z"}
    kept = times(run(after, np.zeros((1, 3)))[0, "z"][0])  # h = (1 - z) * n + z * h
    assert kept.min() >= 2 and kept.max() <= 40 and kept.mean() == pytest.approx(21, rel=0.1)


# what all keep


@pytest.mark.parametrize("kind", STARTS)
def test_a_start_leaves_the_network_it_is_given_and_its_cuts(kind: str) -> None:
    network = stack().with_cut(0, "U_f", np.eye(6) == 0).with_cut("readout", "W_y", [[True] * 4, [False] * 4])
    network = network.with_cut(0, "b_f", [True, False, False, False, False, False])
    before = all_values(network).copy()
    after = start(network, kind, seed=1)
    assert np.array_equal(all_values(network), before)
    assert after.has_form_of(network)
    for place in network.places():
        mine, theirs = after.cut(*place), network.cut(*place)
        assert mine is theirs or (mine is not None and np.array_equal(mine, theirs))
        assert not after.parameter(*place).flags.writeable
    assert changed(network, after)


def test_starts_follow_one_another() -> None:
    network = start(start(start(stack(), "xavier", 5), "orthogonal", 5), "forget", value=2.0)
    assert np.array_equal(network.parameter(0, "W_g"), start(stack(), "xavier", 5).parameter(0, "W_g"))
    assert np.array_equal(network.parameter(1, "U_z"), start(stack(), "orthogonal", 5).parameter(1, "U_z"))
    assert (network.parameter(0, "b_f") == 2).all()


def fingerprint(network: Network, digits: int | None) -> str:
    """Of all parameters to the bit, or (what goes through LAPACK or log) to so many digits."""
    values = all_values(network)
    told = values if digits is None else np.round(values, digits) + 0.0
    return hashlib.sha256(told.astype("<f8").tobytes()).hexdigest()[:16]


PINNED: dict[str, tuple[dict[str, Any], int | None, str]] = {
    "uniform": ({}, None, "4d66ce4f8a18aaa4"),
    "xavier": ({"gain": 0.5}, None, "a88e8ba3a699e216"),
    "orthogonal": ({"gain": 2.0}, 9, "e7f3b7c57c2f275d"),
    "identity": ({"scale": 0.9}, None, "1125295509b62ce5"),
    "forget": ({"value": 2.0}, None, "93ceadef076daf2e"),
    "chrono": ({"longest": 30}, 9, "2da027c7b4fed8bd"),
}


@pytest.mark.parametrize("kind", STARTS)
def test_a_seed_gives_the_same_bits_today_and_tomorrow(kind: str) -> None:
    settings, digits, told = PINNED[kind]
    network = start(stack(), "uniform", 0)
    after = start(network, kind, seed=11, **settings)
    assert fingerprint(after, digits) == told
    assert all_values(after).tobytes() == all_values(start(network, kind, seed=11, **settings)).tobytes()
    other = start(network, kind, seed=12, **settings)
    assert (fingerprint(other, digits) == told) == (kind in ("identity", "forget"))


# what does not fit


@pytest.mark.parametrize(
    ("kind", "settings", "told"),
    [
        ("he", {}, "start: expected one of uniform, xavier, orthogonal, identity, forget, chrono, found 'he'"),
        ("forget", {"bias": 1.0}, "setting of the start forget: expected one of value, found 'bias'"),
        ("uniform", {"gain": 1.0}, "setting of the start uniform: expected none, found 'gain'"),
        ("xavier", {"gain": float("nan")}, "gain of the start xavier: expected a finite number"),
        ("xavier", {"gain": "big"}, "gain of the start xavier"),
        ("chrono", {"longest": 2}, "longest of the start chrono: expected at least 3 steps"),
    ],
)
def test_what_there_is_not_is_told(kind: str, settings: dict[str, Any], told: str) -> None:
    with pytest.raises(CarouselError, match=told):
        start(stack(), kind, **settings)


@pytest.mark.parametrize(
    ("kind", "cell", "told"),
    [
        ("orthogonal", "dense", "a layer with a recurrent matrix, found none"),
        ("identity", "dense", "a layer with a recurrent matrix"),
        ("forget", "gru", "a layer with a forget gate with a bias"),
        ("chrono", "elman", "a layer with a forget or update gate with a bias"),
    ],
)
def test_a_network_that_has_nothing_of_the_kind_is_refused(kind: str, cell: str, told: str) -> None:
    with pytest.raises(CarouselError, match=f"network for the start {kind}: expected {told}"):
        start(Network.build(2, [(load_cell(cell), 3)], 1), kind)
