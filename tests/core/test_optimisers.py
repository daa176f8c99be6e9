"""The optimisers: PyTorch's paths, step by step, and nothing that becomes float64."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import CarouselError
from core.optimisers import OPTIMISERS, SGD, Adam, Momentum, Optimiser, RMSProp, find_optimiser
from tests.core.pytorch_figures import DATA

SETTINGS: dict[str, Optimiser] = {
    "sgd": SGD(),
    "momentum": Momentum(0.9),
    "nesterov": Momentum(0.8, nesterov=True),
    "rmsprop": RMSProp(0.9, 1e-8),
    "rmsprop-slow": RMSProp(0.99, 1e-3),
    "adam": Adam(),
    "adam-other": Adam(0.5, 0.9, 1e-4),
}


def path(settings: Optimiser, figures: dict[str, np.ndarray], dtype: type) -> np.ndarray:
    """The parameters after each step."""
    values = figures["start"].astype(dtype)
    state, found = settings.state(len(values), dtype), []
    for gradient, rate in zip(figures["gradients"].astype(dtype), figures["rates"].tolist(), strict=True):
        move = state.move(gradient, rate)
        assert move.dtype == dtype
        values = values - move
        found.append(values)
    return np.array(found)


@pytest.fixture(scope="module")
def figures() -> dict[str, np.ndarray]:
    with np.load(DATA / "optimisers.npz") as file:
        return dict(file)


@pytest.mark.parametrize("name", SETTINGS)
def test_the_path_is_pytorchs(name: str, figures: dict[str, np.ndarray]) -> None:
    expected = figures[f"path.{name}"]
    assert len(expected) == 20
    ours = path(SETTINGS[name], figures, np.float64)
    assert np.abs(ours - expected).max() <= 1e-12 * np.abs(expected).max()


@pytest.mark.parametrize("name", SETTINGS)
def test_in_float32_it_is_the_same_but_for_rounding(name: str, figures: dict[str, np.ndarray]) -> None:
    expected = figures[f"path.{name}"]
    ours = path(SETTINGS[name], figures, np.float32)
    assert ours.dtype == np.float32
    assert np.abs(ours - expected).max() <= 1e-5 * np.abs(expected).max()


def test_adam_is_the_algorithm_of_the_paper_to_the_bit() -> None:
    """In this order of arithmetic, in which the shipped networks were trained."""
    rng, settings = np.random.default_rng(0), Adam()
    state, mean, square = settings.state(5), np.zeros(5), np.zeros(5)
    for t in range(1, 30):
        g, rate = rng.standard_normal(5), float(rng.random())
        mean = 0.9 * mean + (1 - 0.9) * g
        square = 0.999 * square + (1 - 0.999) * g * g
        expected = rate * (mean / (1 - 0.9**t)) / (np.sqrt(square / (1 - 0.999**t)) + 1e-8)
        assert state.move(g, rate).tobytes() == expected.tobytes()


@pytest.mark.parametrize("name", OPTIMISERS)
def test_the_gradient_is_left_as_it_is_and_nothing_is_shared(name: str) -> None:
    one, other = (find_optimiser(name).state(3) for _ in range(2))
    gradient = np.array([1.0, -2.0, 0.0])
    first = one.move(gradient, 0.1).copy()
    assert gradient.tolist() == [1.0, -2.0, 0.0]
    assert np.array_equal(other.move(gradient, 0.1), first)  # not what one remembers
    assert first[2] == 0.0 and first[0] > 0 > first[1]
    assert (one.move(gradient, 0.0) == 0).all()


@pytest.mark.parametrize("name", OPTIMISERS)
def test_each_goes_down_a_bowl(name: str) -> None:
    values, steep = np.array([1.0, -1.0]), np.array([1.0, 5.0])
    state = find_optimiser(name).state(2)
    for update in range(300):
        values = values - state.move(steep * values, 0.05 * 0.98**update)
    assert np.abs(values).max() < 0.1


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Adam(beta_1=1.0), "beta_1: expected a number of at least 0 and below 1, found 1.0"),
        (lambda: Adam(beta_2=-0.1), "beta_2"),
        (lambda: Adam(epsilon=0.0), "epsilon: expected a finite number above 0"),
        (lambda: Momentum(1.5), "momentum"),
        (lambda: RMSProp(decay=float("nan")), "decay"),
        (lambda: RMSProp(epsilon=float("inf")), "epsilon"),
        (lambda: find_optimiser("adamw"), "one of sgd, momentum, nesterov, rmsprop, adam, found 'adamw'"),
    ],
)
def test_settings_that_do_not_fit_are_refused(make: object, told: str) -> None:
    assert callable(make)
    with pytest.raises(CarouselError, match=told):
        make()
