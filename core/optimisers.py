"""Optimisers over one vector of all parameters: frozen settings, and a state that says what to take away.

g is the gradient, eta the rate, w the parameters; every update is w <- w - move. Written as in PyTorch's `torch.optim`,
with which all agree to rounding. They work in the gradient's own type: in float32 nothing becomes float64.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import DTypeLike

from core.arrays import Array
from core.errors import CarouselError


class Moves(Protocol):
    """What an optimiser remembers from update to update."""

    def move(self, gradient: Array, rate: float) -> Array:
        """What to take from the parameters; it is overwritten by the next call."""
        ...


class Optimiser(Protocol):
    """Settings of an optimiser."""

    def state(self, size: int, dtype: DTypeLike = np.float64) -> Moves:
        """A fresh state for `size` parameters."""
        ...


@dataclass(frozen=True)
class SGD:
    """Gradient descent on batches (Robbins & Monro 1951): move = eta g."""

    def state(self, size: int, dtype: DTypeLike = np.float64) -> Moves:
        """A fresh state for `size` parameters."""
        return _SGDState(size, dtype)


@dataclass(frozen=True)
class Momentum:
    """Momentum (Polyak 1964): v <- mu v + g, move = eta v; with `nesterov` move = eta (g + mu v).

    The second is Nesterov's 1983 in the form of Sutskever, Martens, Dahl & Hinton 2013 as PyTorch writes it.
    """

    momentum: float = 0.9
    nesterov: bool = False

    def __post_init__(self) -> None:
        _check_part("momentum", self.momentum)

    def state(self, size: int, dtype: DTypeLike = np.float64) -> Moves:
        """A fresh state for `size` parameters."""
        return _MomentumState(self, size, dtype)


@dataclass(frozen=True)
class RMSProp:
    """RMSProp (Tieleman & Hinton 2012, lecture 6.5): s <- d s + (1 - d) g^2, move = eta g / (sqrt(s) + epsilon)."""

    decay: float = 0.9
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        _check_part("decay", self.decay)
        _check_epsilon(self.epsilon)

    def state(self, size: int, dtype: DTypeLike = np.float64) -> Moves:
        """A fresh state for `size` parameters."""
        return _RMSPropState(self, size, dtype)


@dataclass(frozen=True)
class Adam:
    """Adam (Kingma & Ba 2015, algorithm 1), t counting updates from 1.

    m <- b1 m + (1 - b1) g, s <- b2 s + (1 - b2) g^2, move = eta (m / (1 - b1^t)) / (sqrt(s / (1 - b2^t)) + epsilon).
    """

    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        _check_part("beta_1", self.beta_1)
        _check_part("beta_2", self.beta_2)
        _check_epsilon(self.epsilon)

    def state(self, size: int, dtype: DTypeLike = np.float64) -> Moves:
        """A fresh state for `size` parameters."""
        return _AdamState(self, size, dtype)


def find_optimiser(name: str) -> Optimiser:
    """The optimiser called so, with its usual settings; CarouselError lists what there is."""
    if name not in OPTIMISERS:
        raise CarouselError("optimiser", f"one of {', '.join(OPTIMISERS)}", repr(name)[:60])
    return OPTIMISERS[name]


def _check_part(field: str, value: float) -> None:
    if not 0 <= value < 1:
        raise CarouselError(field, "a number of at least 0 and below 1", repr(value)[:60])


def _check_epsilon(value: float) -> None:
    if not 0 < value < np.inf:
        raise CarouselError("epsilon", "a finite number above 0", repr(value)[:60])


class _SGDState:
    def __init__(self, size: int, dtype: DTypeLike) -> None:
        self._move = np.empty(size, dtype)

    def move(self, gradient: Array, rate: float) -> Array:
        return np.multiply(gradient, rate, out=self._move)


class _MomentumState:
    def __init__(self, settings: Momentum, size: int, dtype: DTypeLike) -> None:
        self._settings = settings
        self._speed, self._move = np.zeros(size, dtype), np.empty(size, dtype)

    def move(self, gradient: Array, rate: float) -> Array:
        speed, move, momentum = self._speed, self._move, self._settings.momentum
        speed *= momentum
        speed += gradient
        if not self._settings.nesterov:
            return np.multiply(speed, rate, out=move)
        np.multiply(speed, momentum, out=move)
        move += gradient
        move *= rate
        return move


class _RMSPropState:
    def __init__(self, settings: RMSProp, size: int, dtype: DTypeLike) -> None:
        self._settings = settings
        self._square, self._move, self._below = np.zeros(size, dtype), np.empty(size, dtype), np.empty(size, dtype)

    def move(self, gradient: Array, rate: float) -> Array:
        square, move, below, decay = self._square, self._move, self._below, self._settings.decay
        np.multiply(gradient, 1 - decay, out=move)
        move *= gradient
        square *= decay
        square += move
        np.sqrt(square, out=below)
        below += self._settings.epsilon
        np.multiply(gradient, rate, out=move)
        move /= below
        return move


class _AdamState:
    def __init__(self, settings: Adam, size: int, dtype: DTypeLike) -> None:
        self._settings, self._count = settings, 0
        self._mean, self._square = np.zeros(size, dtype), np.zeros(size, dtype)
        self._move, self._below = np.empty(size, dtype), np.empty(size, dtype)

    def move(self, gradient: Array, rate: float) -> Array:
        mean, square, move, below = self._mean, self._square, self._move, self._below
        beta_1, beta_2 = self._settings.beta_1, self._settings.beta_2
        self._count += 1
        np.multiply(gradient, 1 - beta_1, out=move)
        mean *= beta_1
        mean += move
        np.multiply(gradient, 1 - beta_2, out=move)
        move *= gradient
        square *= beta_2
        square += move
        np.divide(square, 1 - beta_2**self._count, out=below)
        np.sqrt(below, out=below)
        below += self._settings.epsilon
        np.divide(mean, 1 - beta_1**self._count, out=move)
        move *= rate
        move /= below
        return move


OPTIMISERS: dict[str, Optimiser] = {
    "sgd": SGD(),
    "momentum": Momentum(),
    "nesterov": Momentum(nesterov=True),
    "rmsprop": RMSProp(),
    "adam": Adam(),
}
