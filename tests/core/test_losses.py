"""The losses: PyTorch's figures, central differences, and logits at which exp overflows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import Network, parse_cell, run
from core.errors import CarouselError
from core.losses import LOSSES, count_scored, find_loss, usual_loss
from core.network import Readout
from core.trace import Trace
from tests.core.pytorch_figures import DATA, agreement

CASES = ("mse.identity", "mse.sigmoid", "binary.sigmoid", "binary.sides", "categorical.softmax")
READOUTS: dict[str, Readout] = {"binary.sides": "sigmoid"}


def passing(readout: Readout, outputs: int) -> Network:
    """A network whose logits are its inputs."""
    network = Network.build(outputs, [(parse_cell("h = W @ x"), outputs)], outputs, readout)
    return network.with_parameter(0, "W", np.eye(outputs)).with_parameter("readout", "W_y", np.eye(outputs))


def traced(z: np.ndarray, readout: Readout, **options: object) -> Trace:
    """The trace of a network that has these logits: (T, outputs) or (T, batch, outputs)."""
    return run(passing(readout, z.shape[-1]), z, **options)  # type: ignore[arg-type]


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def readout_of(case: str) -> Readout:
    return READOUTS.get(case, case.partition(".")[2])  # type: ignore[return-value]


def test_value_and_gradient_are_pytorchs(case: str) -> None:
    with np.load(DATA / "losses.npz") as figures:
        trace = traced(figures["z"], readout_of(case))
        loss = find_loss(case.partition(".")[0])
        value, gradient = loss.measure(trace, figures[f"target.{case}"], figures["scored"])
        assert value == pytest.approx(float(figures[f"loss.{case}"]), rel=1e-13)
        assert agreement(gradient, figures[f"gradient.{case}"]) < 1e-13
        assert (gradient[~figures["scored"]] == 0).all()


def target_for(name: str, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    if name == "categorical":
        return rng.integers(0, shape[-1], shape[:-1])
    return rng.random(shape) if name == "binary" else rng.standard_normal(shape)


@pytest.mark.parametrize(("name", "readout"), [(n, r) for n, loss in LOSSES.items() for r in loss.readouts])
@given(seed=st.integers(0, 2**32), outputs=st.integers(2, 4))
def test_the_gradient_is_that_of_central_differences(name: str, readout: Readout, seed: int, outputs: int) -> None:
    rng = np.random.default_rng(seed)
    z = 3 * rng.standard_normal((3, 2, outputs))
    scored = rng.random((3, 2)) < 0.7
    scored[0, 0] = True
    target, loss, nudge = target_for(name, z.shape, rng), LOSSES[name], 1e-5
    _, gradient = loss.measure(traced(z, readout), target, scored)
    for at in np.ndindex(z.shape):
        step = np.zeros(z.shape)
        step[at] = nudge
        above, below = (loss.measure(traced(z + s, readout), target, scored)[0] for s in (step, -step))
        assert gradient[at] == pytest.approx((above - below) / (2 * nudge), rel=1e-6, abs=1e-9)


def test_what_is_averaged_is_as_told() -> None:
    """Two sequences of 3 and 1 steps and two outputs: by hand, over the real steps only."""
    z = np.arange(12.0).reshape(3, 2, 2)
    trace = traced(z, "identity", lengths=[3, 1])
    value, gradient = LOSSES["mse"].measure(trace, np.zeros(z.shape))
    real = [z[0, 0], z[1, 0], z[2, 0], z[0, 1]]
    assert value == np.mean(np.square(real))  # over 4 steps and 2 outputs
    assert gradient[0, 0].tolist() == (2 * z[0, 0] / 8).tolist()
    assert (gradient[1:, 1] == 0).all()
    trace = traced(np.log(np.array([[0.25, 0.75], [0.5, 0.5]])), "softmax")
    assert LOSSES["categorical"].measure(trace, [0, 1])[0] == pytest.approx(-(math.log(0.25) + math.log(0.5)) / 2)
    trace = traced(np.array([[0.0, math.log(3)]]), "sigmoid")
    value = LOSSES["binary"].measure(trace, [[1.0, 0.0]])[0]
    assert value == pytest.approx(-(math.log(0.5) + math.log(0.25)) / 2)


def test_one_output_may_go_without_its_axis() -> None:
    z, y = np.array([[1.0], [-2.0]]), np.array([1.0, 0.0])
    for name, readout in (("mse", "identity"), ("mse", "sigmoid"), ("binary", "sigmoid")):
        trace = traced(z, readout)  # type: ignore[arg-type]
        with_axis, without = (LOSSES[name].measure(trace, t) for t in (y[:, None], y))
        assert with_axis[0] == without[0] and np.array_equal(with_axis[1], without[1])


def test_far_logits_are_exact() -> None:
    far = np.array([[[1e3]], [[-1e3]]])
    for target, right in (([[1.0], [0.0]], [0.0, 0.0]), ([[0.0], [1.0]], [1e3, 1e3])):
        value, gradient = LOSSES["binary"].measure(traced(far, "sigmoid"), target)
        assert value == np.mean(right)
        assert np.abs(gradient).max() == (0.5 if value else 0.0)
    z = np.array([[1e3, -1e3, 0.0]])
    losses = [LOSSES["categorical"].measure(traced(z, "softmax"), [k]) for k in range(3)]
    assert [value for value, _ in losses] == [0.0, 2000.0, 1000.0]
    assert [gradient.tolist() for _, gradient in losses] == [[[0, 0, 0]], [[1, -1, 0]], [[1, 0, -1]]]
    for readout in ("identity", "sigmoid"):
        value, gradient = LOSSES["mse"].measure(traced(far, readout), np.zeros((2, 1)))  # type: ignore[arg-type]
        assert math.isfinite(value) and np.isfinite(gradient).all()


def test_small_losses_and_slopes_keep_their_digits() -> None:
    z = np.array([[40.0]])
    assert LOSSES["binary"].measure(traced(z, "sigmoid"), [[1.0]])[0] == pytest.approx(math.exp(-40), rel=1e-12)
    slope = LOSSES["mse"].measure(traced(z, "sigmoid"), [[0.0]])[1][0, 0]
    assert slope == pytest.approx(2 * math.exp(-40), rel=1e-12)


def test_float32_stays_float32() -> None:
    z = np.array([[0.5, -1.0]])
    for name, loss in LOSSES.items():
        target = [1] if name == "categorical" else [[0.25, 1.0]]
        for readout in loss.readouts:
            value, gradient = loss.measure(traced(z, readout, dtype=np.float32), target)
            expected, exact = loss.measure(traced(z, readout), target)
            assert gradient.dtype == np.float32
            assert value == pytest.approx(expected, rel=1e-6)
            assert gradient == pytest.approx(exact, rel=1e-6)


def test_each_readout_has_its_usual_loss() -> None:
    usual = {r: usual_loss(passing(r, 2)).name for r in ("identity", "sigmoid", "softmax")}  # type: ignore[arg-type]
    assert usual == {"identity": "mse", "sigmoid": "binary", "softmax": "categorical"}


@pytest.mark.parametrize(
    ("name", "readout", "told"),
    [("mse", "softmax", "identity or sigmoid"), ("binary", "identity", "sigmoid"), ("categorical", "sigmoid", "soft")],
)
def test_a_readout_that_does_not_fit_is_refused(name: str, readout: Readout, told: str) -> None:
    with pytest.raises(CarouselError, match=f"readout for the loss {name}: expected {told}.*found {readout}"):
        LOSSES[name].measure(traced(np.zeros((1, 2)), readout), [[0.0, 0.0]])


@pytest.mark.parametrize(
    ("name", "target", "told"),
    [
        ("mse", [0.0, 1.0], "target: expected shape"),
        ("mse", [[0.0]], "target: expected shape"),
        ("mse", [[math.nan, 0.0]], "finite"),
        ("binary", [[0.0, 1.5]], "numbers from 0 to 1"),
        ("categorical", [[0, 1]], "classes in shape"),
        ("categorical", [2], "whole classes from 0 to 1"),
        ("categorical", [-1], "whole classes from 0 to 1"),
        ("categorical", [0.5], "whole classes from 0 to 1"),
    ],
)
def test_a_target_that_does_not_fit_is_refused(name: str, target: list[float], told: str) -> None:
    readout: Readout = LOSSES[name].readouts[0]
    with pytest.raises(CarouselError, match=told):
        LOSSES[name].measure(traced(np.zeros((1, 2)), readout), target)


def test_nothing_scored_or_another_shape_is_refused() -> None:
    with pytest.raises(CarouselError, match=r"scored steps: expected some, in shape \(2,\), found 0"):
        count_scored(np.zeros(2, bool), (2,))
    with pytest.raises(CarouselError, match=r"found 3 in shape \(3,\)"):
        LOSSES["mse"].measure(traced(np.zeros((2, 1)), "identity"), [0.0, 0.0], [True] * 3)


def test_an_unknown_loss_is_told_what_there_is() -> None:
    with pytest.raises(CarouselError, match="loss: expected one of mse, binary, categorical, found 'hinge'"):
        find_loss("hinge")
