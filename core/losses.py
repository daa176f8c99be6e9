"""Losses: one number for all that is scored, and its exact derivative with respect to the logits.

With z the logits, p = readout(z), y the target, n the scored steps and m the outputs:

    mse           identity, sigmoid   sum (p - y)^2 / (n m)
    binary        sigmoid             sum -(y ln p + (1 - y) ln(1 - p)) / (n m), y from 0 to 1
    categorical   softmax             sum -ln p_y / n, y a class from 0 to outputs - 1

so they are means, over scored steps and outputs or over scored steps: those of PyTorch's `mse_loss`,
`binary_cross_entropy_with_logits` and `cross_entropy` on what is scored. All keep to logits that overflow exp.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.arrays import Array, as_numbers
from core.errors import CarouselError, ShapeError
from core.network import Network, Readout
from core.trace import Trace, sigmoid_slope


@dataclass(frozen=True)
class Loss:
    """A loss by name, and the readouts it fits."""

    name: str
    title: str
    readouts: tuple[Readout, ...]
    takes_classes: bool
    sums: Callable[[str, Array, Array, Array], tuple[float, Array]]
    """readout, z, p, y of the scored steps, (n, outputs) or y (n,) -> the sum and its derivative with respect to z."""

    def check(self, network: Network) -> None:
        """CarouselError where the network's readout does not fit."""
        if network.readout not in self.readouts:
            raise CarouselError(f"readout for the loss {self.name}", " or ".join(self.readouts), network.readout)

    def measure(self, trace: Trace, target: ArrayLike, scored: ArrayLike | None = None) -> tuple[float, Array]:
        """The loss and its derivative with respect to the logits, shaped like `trace.logits`.

        `target`: classes (T,) or (T, batch) for the categorical loss; else like the logits, of which the last axis
        may go for one output. `scored` (T,) or (T, batch): True where the answer counts; every step of every
        sequence unless given. CarouselError or ShapeError where one does not fit.
        """
        self.check(trace.network)
        counted = _within(trace) if scored is None else np.asarray(scored, bool)
        count = count_scored(counted, trace.logits.shape[:-1])
        y = as_numbers(target, "target", trace.logits.dtype)
        return self.measure_checked(trace, y, counted, count)

    def measure_checked(self, trace: Trace, target: Array, scored: Array, count: int) -> tuple[float, Array]:
        """`measure` for a readout that fits, and for `count` scored steps in a mask that does."""
        z = trace.logits
        y = self._scored_target(z, target, scored)
        total, slope = self.sums(trace.network.readout, z[scored], trace.output[scored], y)
        parts = count if self.takes_classes else count * z.shape[-1]
        slope /= parts
        d_logits = np.zeros_like(z)
        d_logits[scored] = slope
        return total / parts, d_logits

    def _scored_target(self, z: Array, target: Array, scored: Array) -> Array:
        if self.takes_classes:
            if target.shape != z.shape[:-1]:
                raise ShapeError("target", f"classes in shape {z.shape[:-1]}", f"{target.shape}")
            return target[scored]
        if target.shape == z.shape[:-1] and z.shape[-1] == 1:
            target = target[..., None]
        if target.shape != z.shape:
            raise ShapeError("target", f"shape {z.shape}", f"{target.shape}")
        return target[scored].astype(z.dtype, copy=False)


def find_loss(name: str) -> Loss:
    """The loss called so; CarouselError lists what there is."""
    if name not in LOSSES:
        raise CarouselError("loss", f"one of {', '.join(LOSSES)}", repr(name)[:60])
    return LOSSES[name]


def usual_loss(network: Network) -> Loss:
    """The loss that a readout is made for: mse for identity, binary for sigmoid, categorical for softmax."""
    return LOSSES[{"identity": "mse", "sigmoid": "binary", "softmax": "categorical"}[network.readout]]


def count_scored(scored: Array, shape: tuple[int, ...]) -> int:
    """How many steps are scored; CarouselError where none is or the mask is not of this shape."""
    count = int(np.count_nonzero(scored))
    if not count or scored.shape != shape:
        raise CarouselError("scored steps", f"some, in shape {shape}", f"{count} in shape {scored.shape}")
    return count


def _within(trace: Trace) -> Array:
    """Every step up to the end of its sequence."""
    inside = np.ones(trace.logits.shape[:-1], bool)
    return inside if trace.lengths is None else inside & (np.arange(trace.steps)[:, None] < trace.lengths)


def _mse(readout: str, z: Array, p: Array, y: Array) -> tuple[float, Array]:
    error = p - y
    slope = 2 * error
    if readout == "sigmoid":
        slope *= sigmoid_slope(z)
    return float(np.sum(error * error)), slope


def _binary(readout: str, z: Array, p: Array, y: Array) -> tuple[float, Array]:
    if not ((y >= 0) & (y <= 1)).all():
        raise CarouselError("target of the loss binary", "numbers from 0 to 1", f"{y.min()} to {y.max()}")
    # -y ln p - (1 - y) ln(1 - p) = max(z, 0) - y z + ln(1 + exp(-|z|)), p = sigmoid(z)
    each = np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))
    return float(np.sum(each)), p - y


def _categorical(readout: str, z: Array, p: Array, y: Array) -> tuple[float, Array]:
    classes, outputs = np.arange(z.shape[1]), z.shape[1]
    hot = classes == y[:, None]
    if np.count_nonzero(hot) != len(y):
        expected = f"whole classes from 0 to {outputs - 1}"
        raise CarouselError("target of the loss categorical", expected, f"{y.min()} to {y.max()}")
    # -ln p_y = ln sum exp(z - top) + (top - z_y)
    top = z.max(axis=1)
    each = np.log(np.exp(z - top[:, None]).sum(axis=1)) + (top - z[hot])
    return float(np.sum(each)), p - hot


LOSSES = {
    loss.name: loss
    for loss in (
        Loss("mse", "mean squared error", ("identity", "sigmoid"), False, _mse),
        Loss("binary", "binary cross-entropy", ("sigmoid",), False, _binary),
        Loss("categorical", "categorical cross-entropy", ("softmax",), True, _categorical),
    )
}
