"""What every task has: named inputs and outputs, what it is made for, its chance, sequences and a score."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from core.arrays import Array, generator
from core.cells import Cell
from core.errors import CarouselError
from core.layer import LayerForm
from core.network import Network, Readout
from core.tasks.batch import Batch
from core.trace import run

Metric = Literal["accuracy", "mse"]
CHUNK = 50  # sequences that a score runs at once: a trace keeps every signal


@dataclass(frozen=True)
class Task:
    """A task with its settings.

    `readout` and `loss` are what it is made for. The score is the `metric` on the steps that are asked about: the share
    of right answers, or the mean squared error. `chance` is the best score of an answerer that knows the settings and
    which step it is, but nothing of the sequence; `chance_loss` is its loss; `chance_reason` says why.
    """

    name: str
    title: str
    says: str
    source: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    readout: Readout
    loss: str
    metric: Metric
    chance: float
    chance_loss: float
    chance_reason: str
    make: Callable[..., Batch] = field(repr=False)
    """(seed or Generator, sequences, **settings) -> Batch"""
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def draw(self, rng: int | np.random.Generator, sequences: int = 32) -> Batch:
        """Sequences to the bit from a seed, or going on from a generator; CarouselError for fewer than one."""
        return self.make(rng, sequences, **self.settings)

    def network(self, layers: Sequence[tuple[Cell, int] | LayerForm], seed: int = 0) -> Network:
        """A network with the task's inputs, outputs and readout, as `Network.build` makes it."""
        return Network.build(len(self.inputs), layers, len(self.outputs), self.readout, seed)

    def check(self, network: Network) -> None:
        """CarouselError where the network has not the task's inputs, outputs and readout."""
        if (network.inputs, network.outputs, network.readout) != (len(self.inputs), len(self.outputs), self.readout):
            expected = _form(len(self.inputs), len(self.outputs), self.readout)
            found = _form(network.inputs, network.outputs, network.readout)
            raise CarouselError(f"network for the task {self.name}", expected, found)

    def score(self, network: Network, sequences: int = 1000, seed: int = 0) -> float:
        """The metric over new sequences; CarouselError where the network does not fit."""
        self.check(network)
        if sequences < 1:
            raise CarouselError("sequences", "at least 1", repr(sequences))
        rng = generator(seed)
        total, count = 0.0, 0
        for first in range(0, sequences, CHUNK):
            batch = self.draw(rng, min(CHUNK, sequences - first))
            each = self._each(network, batch)
            total, count = total + float(each.sum()), count + each.size
        return total / count

    def beats_chance(self, score: float) -> bool:
        """Whether a score is better than chance: higher for an accuracy, lower for an error."""
        return score > self.chance if self.metric == "accuracy" else score < self.chance

    def _each(self, network: Network, batch: Batch) -> Array:
        """What the metric is the mean of."""
        trace, asked = run(network, batch.x, lengths=batch.ends), batch.counted
        z, y = trace.logits[asked], batch.target[asked]
        if self.metric == "mse":
            return np.asarray(np.square(trace.output[asked] - y.reshape(z.shape)))
        if self.readout == "softmax":
            return np.asarray(z.argmax(axis=1) == y)
        return np.asarray((z > 0) == (y.reshape(z.shape) > 0.5))


def _form(inputs: int, outputs: int, readout: str) -> str:
    return f"{_counted(inputs, 'input')} and {_counted(outputs, f'{readout} output')}"


def _counted(count: int, what: str) -> str:
    return f"one {what}" if count == 1 else f"{count} {what}s"
