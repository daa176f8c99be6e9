"""Training: Adam on cross-entropy, the gradient clipped, signals priced. A generator; it owns no thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np

from core.errors import CarouselError
from core.gradients import Gradients, backward
from core.network import Array, Network, Place
from core.tasks import Batch
from core.trace import Trace, run

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-8
_TINY = 1e-12  # keeps the clip's division from 0 / 0


@dataclass(frozen=True)
class Price:
    """What a signal costs: `weight` x the mean over steps of the sum over units, added to the loss.

    Nothing up to the part `begins` of the training, all of it from the part `full` on, rising in between.
    """

    layer: int
    signal: str
    weight: float
    begins: float = 0.0
    full: float = 0.0

    def at(self, update: int, updates: int) -> float:
        """The weight at an update, counted from 0."""
        part = update / updates
        if part >= self.full:
            return self.weight
        return self.weight * max(0.0, (part - self.begins) / (self.full - self.begins))


@dataclass(frozen=True)
class Schedule:
    """How long and how fast.

    `drops` are (part of the training, factor): from there on the rate is `rate` x factor. `clip` is the
    largest norm of the gradient of all parameters together, or None.
    """

    updates: int = 1500
    rate: float = 0.02
    drops: tuple[tuple[float, float], ...] = ((0.6, 0.3), (0.85, 0.1))
    clip: float | None = 1.0

    def at(self, update: int) -> float:
        """The rate at an update, counted from 0."""
        passed = [factor for part, factor in self.drops if update >= part * self.updates]
        return self.rate * (passed[-1] if passed else 1.0)


@dataclass(frozen=True, eq=False)
class Step:
    """One update, counted from 0, and what it left.

    `loss` (cross-entropy), `cost` (the prices) and `norm` (of the gradient of both, before clipping) are of
    the network before the update; `values` (all parameters in one vector) and `network` are after it.
    """

    update: int
    loss: float
    cost: float
    norm: float
    values: Array
    layout: Layout

    @cached_property
    def network(self) -> Network:
        """The network after this update."""
        return self.layout.network(self.values)


def train(
    network: Network, draw: Callable[[], Batch], schedule: Schedule, prices: Sequence[Price] = ()
) -> Iterator[Step]:
    """Train on a fresh batch an update; yields a Step after each. What is cut keeps its value.

    To the bit reproducible on one machine with one BLAS thread. CarouselError where the batch does not fit
    the network or the loss is no longer finite.
    """
    layout = Layout(network)
    values, adam = layout.flat(network), Adam(layout.size)
    for update in range(schedule.updates):
        weighted = [(p, p.at(update, schedule.updates)) for p in prices]
        with np.errstate(all="ignore"):  # what overflows is told below
            loss, cost, gradients = loss_and_gradients(network, draw(), weighted)
            gradient, norm = clipped(layout.flat_gradient(gradients), schedule.clip)
        if not np.isfinite(loss + cost + norm):
            found = f"loss {loss + cost}, gradient {norm}"
            raise CarouselError(f"training, update {update}", "finite numbers", found)
        values = values - adam.move(gradient, schedule.at(update))
        network = layout.network(values)
        yield Step(update, loss, cost, norm, values, layout)


def loss_and_gradients(
    network: Network, batch: Batch, prices: Sequence[tuple[Price, float]] = ()
) -> tuple[float, float, Gradients]:
    """The cross-entropy (mean over scored steps), the cost at the prices' weights, the gradient of their sum.

    A sigmoid readout has one output and targets from 0 to 1; a softmax readout's targets are classes, 0 to
    outputs - 1.
    """
    trace = run(network, batch.x, lengths=batch.lengths.tolist())
    loss, d_logits = cross_entropy(trace, batch)
    real, cost = float(batch.lengths.sum()), 0.0
    d_signals: dict[tuple[int, str], Array] = {}
    for price, weight in prices:
        signal = trace[price.layer, price.signal]
        cost += weight * float(signal.sum()) / real
        key = (price.layer, price.signal)
        d_signals[key] = d_signals.get(key, 0.0) + np.full(signal.shape, weight / real)
    return loss, cost, backward(trace, logits=d_logits, signals=d_signals)


def cross_entropy(trace: Trace, batch: Batch) -> tuple[float, Array]:
    """Mean cross-entropy over the scored steps, and its derivative with respect to the logits."""
    z, y, scored = trace.logits, batch.target, batch.scored
    count = int(scored.sum())
    readout, outputs = trace.network.readout, trace.network.outputs
    if not count or scored.shape != z.shape[:2]:
        found = f"{count} in shape {scored.shape}"
        raise CarouselError("scored steps", f"some, in shape {z.shape[:2]}", found)
    if readout == "sigmoid" and outputs == 1:  # -y ln p - (1 - y) ln (1 - p), p = sigmoid(z)
        each = np.logaddexp(0.0, z[:, :, 0]) - y * z[:, :, 0]
        slope = trace.output - y[:, :, None]
    elif readout == "softmax":  # -ln p_y
        hot = np.arange(outputs) == y[:, :, None]
        top = z.max(axis=2)
        each = np.log(np.exp(z - top[:, :, None]).sum(axis=2)) + top - np.where(hot, z, 0.0).sum(axis=2)
        slope = trace.output - hot
    else:
        raise CarouselError("readout", "softmax, or sigmoid with one output", f"{readout} with {outputs}")
    return float(each[scored].sum()) / count, np.where(scored[:, :, None], slope, 0.0) / count


def clipped(gradient: Array, limit: float | None) -> tuple[Array, float]:
    """The gradient, shortened to the norm `limit` where it is longer, and its norm before that."""
    norm = float(np.sqrt(np.sum(gradient * gradient)))
    if limit is None or norm <= limit:
        return gradient, norm
    return gradient * (limit / (norm + _TINY)), norm


class Adam:
    """Kingma & Ba 2015, algorithm 1, over one vector of all parameters."""

    def __init__(self, size: int) -> None:
        self._mean, self._square, self._count = np.zeros(size), np.zeros(size), 0

    def move(self, gradient: Array, rate: float) -> Array:
        """What to take from the parameters."""
        self._count += 1
        self._mean = BETA_1 * self._mean + (1 - BETA_1) * gradient
        self._square = BETA_2 * self._square + (1 - BETA_2) * gradient * gradient
        mean = self._mean / (1 - BETA_1**self._count)
        square = self._square / (1 - BETA_2**self._count)
        return np.asarray(rate * mean / (np.sqrt(square) + EPSILON))


class Layout:
    """Where each parameter of a network lies in one vector."""

    def __init__(self, network: Network) -> None:
        self._like = network
        self._places: list[tuple[Place, str, tuple[int, ...], slice]] = []
        self.size = 0
        for place, name in network.places():
            array = network.parameter(place, name)
            self._places.append((place, name, array.shape, slice(self.size, self.size + array.size)))
            self.size += array.size

    def flat(self, network: Network) -> Array:
        """All parameters in one vector."""
        return np.concatenate([network.parameter(place, name).ravel() for place, name, _, _ in self._places])

    def flat_gradient(self, gradients: Gradients) -> Array:
        """The gradient of all parameters in one vector."""
        found = gradients.parameters
        return np.concatenate([found[place][name].ravel() for place, name, _, _ in self._places])

    def network(self, values: Array) -> Network:
        """The network whose parameters are views of `values`, which becomes read-only; cuts as before."""
        values.flags.writeable = False
        found: dict[Place, dict[str, Array]] = {}
        for place, name, shape, window in self._places:
            found.setdefault(place, {})[name] = values[window].reshape(shape)
        layers = tuple(
            replace(layer, parameters=MappingProxyType(found[index])) for index, layer in enumerate(self._like.layers)
        )
        return replace(self._like, layers=layers, readout_parameters=MappingProxyType(found["readout"]))
