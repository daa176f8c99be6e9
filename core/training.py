"""Training: one update after the other, as a generator; it owns no thread.

for step in train(network, load_task("adding"), updates=500, optimiser="adam", rate=0.01):
    step.update, step.loss, step.norm, step.network
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from core.arrays import Array, checked_dtype, generator
from core.clipping import Clip, ClipNorm, norm_of
from core.errors import CarouselError
from core.flat import Layout
from core.gradients import Gradients, backward
from core.losses import Loss, count_scored, find_loss, usual_loss
from core.network import Network
from core.optimisers import Adam, Optimiser, find_optimiser
from core.prices import Price, cost_of
from core.schedules import Constant, Schedule, find_schedule
from core.tasks import Batch, Task
from core.trace import Trace, run

Draws = Callable[[], Batch] | Task | Batch | tuple[ArrayLike, ArrayLike]


@dataclass(frozen=True)
class Settings:
    """How long, how fast and by which rule.

    The rate at an update is `rate` x what the `schedule` says. `optimiser`, `schedule` and `loss` may be names:
    see OPTIMISERS, SCHEDULES and LOSSES in their files. No `loss` is the task's own, else the one the readout is made
    for. `clip` is a way to clip, a largest norm, or None. `dtype` is what is computed in: float64 or float32.
    """

    updates: int = 1000
    rate: float = 0.01
    optimiser: Optimiser | str = field(default_factory=Adam)
    schedule: Schedule | str = field(default_factory=Constant)
    loss: Loss | str | None = None
    clip: Clip | float | None = 1.0
    dtype: DTypeLike = np.float64

    def __post_init__(self) -> None:
        if not isinstance(self.updates, int | np.integer) or self.updates < 1:
            raise CarouselError("updates", "a whole number of at least 1", repr(self.updates)[:60])
        if not (isinstance(self.rate, int | float | np.number) and 0 <= self.rate < math.inf):
            raise CarouselError("rate", "a finite number of at least 0", repr(self.rate)[:60])
        object.__setattr__(self, "dtype", checked_dtype(self.dtype))
        for name, find in (("optimiser", find_optimiser), ("schedule", find_schedule), ("loss", find_loss)):
            if isinstance(given := getattr(self, name), str):
                object.__setattr__(self, name, find(given))
        if isinstance(self.clip, int | float | np.number):
            object.__setattr__(self, "clip", ClipNorm(float(self.clip)))
        self._check_rules()

    def _check_rules(self) -> None:
        for name, does, also in (
            ("optimiser", "state", "the name of one"),
            ("schedule", "factor", "the name of one"),
            ("loss", "measure", "the name of one, or None"),
            ("clip", "clip", "a largest norm, or None"),
        ):
            given = getattr(self, name)
            if not hasattr(given, does) and not (given is None and also.endswith("None")):
                raise CarouselError(name, f"one with a method {does}, or {also}", repr(given)[:60])

    def rate_at(self, update: int) -> float:
        """The rate at an update, counted from 0."""
        assert not isinstance(self.schedule, str)
        return self.rate * self.schedule.factor(update, self.updates)


@dataclass(frozen=True, eq=False)
class Step:
    """One update, counted from 0, and what it left.

    `loss`, `cost` (of the prices), `norm` (of the gradient of both) and `clipped_norm` (what clipping left of it) are
    of the network before the update; `rate` is what it was done with; `values` (all parameters in one vector) and
    `network` are after it.
    """

    update: int
    loss: float
    cost: float
    norm: float
    clipped_norm: float
    rate: float
    values: Array
    layout: Layout

    @cached_property
    def network(self) -> Network:
        """The network after this update, in float64."""
        return self.layout.network(self.values.astype(np.float64, copy=False))


def train(
    network: Network,
    draw: Draws,
    settings: Settings | None = None,
    *,
    prices: Sequence[Price] = (),
    batch: int = 32,
    seed: int = 0,
    lengths: Sequence[int] | None = None,
    **choices: Any,
) -> Iterator[Step]:
    """Train a network; yields a Step after each update. What is cut keeps its value.

    `draw` gives the sequences: a function that returns a Batch at each update; a Task, of which `batch` new sequences
    are drawn at each update from `seed`; or one Batch, or arrays (x, target), for all updates, the arrays ended early
    by `lengths`. `choices` are fields of Settings, such as `updates=500, rate=0.01, optimiser="rmsprop"`, and stand
    above `settings`.

    To the bit reproducible on one machine with one BLAS thread. CarouselError, before the first update, for what does
    not fit; while training where a batch does not fit or numbers are no longer finite: it names the update, and the
    last step that was yielded is good.
    """
    chosen = _chosen(settings or Settings(), choices)
    loss = chosen.loss or (find_loss(draw.loss) if isinstance(draw, Task) else usual_loss(network))
    assert isinstance(loss, Loss)
    loss.check(network)
    if isinstance(draw, Task):
        draw.check(network)
    return _updates(network, _batches(draw, batch, seed, lengths), loss, chosen, tuple(prices))


def loss_and_gradients(
    network: Network,
    batch: Batch,
    prices: Sequence[tuple[Price, float]] = (),
    loss: Loss | None = None,
    dtype: DTypeLike = np.float64,
) -> tuple[float, float, Gradients]:
    """The loss, the cost at the prices' weights, and the gradient of their sum; see core/losses.py.

    The loss is the one the readout is made for unless given. CarouselError where the batch does not fit.
    """
    loss = loss or usual_loss(network)
    loss.check(network)
    measured = _measure(network, batch, prices, loss, dtype)
    return measured.loss, measured.cost, measured.gradients()


@dataclass(frozen=True, eq=False)
class _Measured:
    """What is minimised, and its derivatives where the chain rule begins."""

    trace: Trace
    loss: float
    cost: float
    d_logits: Array
    d_signals: dict[tuple[int, str], Array]

    def gradients(self) -> Gradients:
        return backward(self.trace, logits=self.d_logits, signals=self.d_signals)


def _measure(
    network: Network, batch: Batch, prices: Sequence[tuple[Price, float]], loss: Loss, dtype: DTypeLike
) -> _Measured:
    trace = run(network, batch.x, lengths=batch.ends, dtype=dtype)
    count = count_scored(batch.scored, trace.logits.shape[:-1])
    value, d_logits = loss.measure_checked(trace, batch.target, batch.scored, count)
    cost, d_signals = cost_of(trace, prices, float(batch.lengths.sum()))
    return _Measured(trace, value, cost, d_logits, d_signals)


def _updates(
    network: Network, draw: Callable[[], Batch], loss: Loss, settings: Settings, prices: Sequence[Price]
) -> Iterator[Step]:
    """The parameters lie in one vector, a new one at each update, and the network's arrays are views of it."""
    layout, dtype, clip = Layout(network), settings.dtype, settings.clip
    assert not isinstance(settings.optimiser, str) and not isinstance(clip, float | int)
    values, moves = layout.flat(network).astype(dtype), settings.optimiser.state(layout.size, dtype)
    gradient, network = np.empty(layout.size, dtype), layout.network(values)
    for update in range(settings.updates):
        weighted = [(price, price.at(update, settings.updates)) for price in prices]
        rate, given = settings.rate_at(update), draw()
        if not isinstance(given, Batch):
            raise CarouselError(f"training, update {update}", "a Batch", repr(given)[:60])
        with np.errstate(all="ignore"):  # what overflows is told below
            measured = _measure(network, given, weighted, loss, dtype)
            _check_finite(update, "loss", measured.loss + measured.cost)
            layout.flat_gradient(measured.gradients(), gradient)
            norm = norm_of(gradient)
            _check_finite(update, "gradient", norm)
            clipped_norm = norm if clip is None else clip.clip(gradient, norm)
            values = values - moves.move(gradient, rate)
        if not np.isfinite(values).all():
            raise CarouselError(
                f"training, update {update}", "finite numbers", f"parameters that are not, at rate {rate}"
            )
        network = layout.network(values)
        yield Step(update, measured.loss, measured.cost, norm, clipped_norm, rate, values, layout)


def _check_finite(update: int, what: str, value: float) -> None:
    if not math.isfinite(value):
        raise CarouselError(f"training, update {update}", "finite numbers", f"{what} {value}")


def _chosen(settings: Settings, choices: dict[str, Any]) -> Settings:
    known = tuple(f.name for f in fields(Settings))
    for name in choices:
        if name not in known:
            raise CarouselError("choice for training", f"one of {', '.join(known)}", repr(name)[:60])
    return replace(settings, **choices)


def _batches(draw: Draws, batch: int, seed: int, lengths: Sequence[int] | None) -> Callable[[], Batch]:
    """A function that gives the sequences of each update."""
    if lengths is not None and not isinstance(draw, tuple):
        raise CarouselError("lengths", "those of arrays (x, target)", "sequences that have lengths of their own")
    if isinstance(draw, Task):
        task, rng = draw, generator(seed)
        return lambda: task.draw(rng, batch)
    if isinstance(draw, tuple):
        draw = Batch.of(*draw, lengths=lengths)
    if isinstance(draw, Batch):
        always = draw
        return lambda: always
    if not callable(draw):
        raise CarouselError("sequences", "a Task, a Batch, arrays (x, target), or a function", repr(draw)[:60])
    return draw
