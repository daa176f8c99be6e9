"""Derivatives of a run: adjoints of every signal, gradients of every parameter, and each step's part in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from core.arrays import Array, as_numbers, read_only
from core.compiler import Sweep, outer_over_time
from core.errors import ShapeError
from core.layer import INITIAL, Layer
from core.network import READOUT, Place
from core.trace import Trace, masked, pair, public, sigmoid_slope
from core.wiring import leaving


class Gradients:
    """The derivative of a loss with respect to everything, shaped as a user sees it.

    `parameters[place][name]` like the parameter; `x` like the trace's x; `gradients[layer, signal]` like
    `trace[layer, signal]`; `initial[layer, state]` (units,) or (batch, units).
    """

    def __init__(
        self, trace: Trace, parameters: dict[Place, dict[str, Array]], sweeps: list[Sweep], d_logits: Array
    ) -> None:
        self.parameters = parameters
        self._trace, self._sweeps, self._d_logits = trace, sweeps, d_logits

    def __getitem__(self, key: tuple[int, str]) -> Array:
        layer, signal = pair(key, "what is asked of gradients", "signal")
        self._trace.record(layer, signal)
        return public(self._trace.in_order(layer, self._sweeps[layer].adjoint(signal)), self._trace.batched)

    def by_step(self, place: Place, name: str) -> Array:
        """(T, *shape of the parameter): what each step adds to its gradient, which is their sum.

        A matrix that is shared over time, U say, gets a term from every step at which it is applied. A learnt initial
        state has all of its gradient at the step that begins with it. CarouselError for an unknown parameter.
        """
        trace = self._trace
        trace.network.parameter(place, name)
        if place == READOUT:
            return self._readout_by_step(name)
        layer, sweep = trace.network.layers[place], self._sweeps[place]
        if name in layer.parameters:
            terms = sweep.record.program.gradient_by_step(sweep, name, lambda values: trace.in_order(place, values))
        else:
            terms = self._initial_by_step(place, name.removeprefix(INITIAL))
        return read_only(np.stack([layer.gradient(name, term) for term in terms]))

    def _initial_by_step(self, index: int, state: str) -> Array:
        trace, sweep = self._trace, self._sweeps[index]
        terms = np.zeros((trace.steps, sweep.columns, sweep.record.units), sweep.record.dtype)
        if (index, state) not in trace.given:
            terms[0] = sweep.whole(state)[0]
        return np.asarray(trace.in_order(index, terms).sum(axis=1))

    def _readout_by_step(self, name: str) -> Array:
        d, hidden = self._d_logits, self._trace.hidden
        terms = d.sum(axis=1) if name == "b_y" else np.matmul(d.swapaxes(1, 2), hidden)
        cuts = self._trace.network.readout_cuts
        return read_only(np.where(cuts[name], terms.dtype.type(0), terms) if name in cuts else terms)

    def share(self, place: Place, name: str) -> Array:
        """(T,): the norm of each step's term of a parameter's gradient over the sum of these norms; 0 where all are."""
        terms = self.by_step(place, name)
        sizes = np.sqrt((terms.reshape(len(terms), -1).astype(np.float64) ** 2).sum(axis=1))
        total = float(sizes.sum())
        return read_only(np.asarray(sizes / total if total > 0 else sizes))

    @cached_property
    def x(self) -> Array:
        """(T, inputs) or (T, batch, inputs): with respect to x; made when it is first asked for."""
        return public(_below(self._trace, 0, self._sweeps), self._trace.batched)

    @property
    def initial(self) -> dict[tuple[int, str], Array]:
        """With respect to the states before a layer's first step."""
        found: dict[tuple[int, str], Array] = {}
        for index, sweep in enumerate(self._sweeps):
            for state in sweep.record.program.graph.states:
                found[index, state] = public(sweep.whole(state)[:1], self._trace.batched)[0]
        return found


@np.errstate(all="ignore")  # what overflows is shown as such
def backward(
    trace: Trace,
    *,
    output: ArrayLike | None = None,
    logits: ArrayLike | None = None,
    signals: Mapping[tuple[int, str], ArrayLike] | None = None,
) -> Gradients:
    """Back-propagation through time from the derivatives of a loss.

    `output` and `logits` are shaped like the trace's, `signals[layer, signal]` like `trace[layer, signal]`; what
    is left out is 0. Beyond a sequence's length nothing flows. ShapeError or CarouselError where one does not fit.
    """
    network = trace.network
    seeds = _seeds(trace, signals or {})
    parameters: dict[Place, dict[str, Array]] = {}
    d_logits = _logit_adjoint(trace, output, logits)
    flowing, parameters[READOUT] = _readout_back(trace, d_logits)
    sweeps: dict[int, Sweep] = {}
    for number, level in reversed(list(enumerate(network.levels))):
        for index in level:
            layer, record = network.layers[index], trace.records[index]
            part = flowing[:, :, network.offset(index) :][:, :, : layer.units]
            reaching = trace.in_order(index, part)
            if layer.cell.output in seeds[index]:
                reaching = reaching + seeds[index][layer.cell.output]
            sweep = record.program.backward(record, {**seeds[index], layer.cell.output: reaching}, record.batch)
            parameters[index] = _of_layer(layer, sweep, {state for k, state in trace.given if k == index})
            sweeps[index] = sweep
        if number:
            flowing = _below(trace, number, sweeps)
    return Gradients(trace, parameters, [sweeps[index] for index in range(len(network.layers))], d_logits)


@np.errstate(all="ignore")
def _below(trace: Trace, level: int, sweeps: Mapping[int, Sweep] | Sequence[Sweep]) -> Array:
    """(T, batch, values): the adjoint of what a level reads, from the sweeps of its layers."""
    parts = []
    for index in trace.network.levels[level]:
        adjoint = trace.records[index].program.input_adjoint(sweeps[index])
        parts.append(leaving(trace.network.layers[index], adjoint, trace.lengths))
    return parts[0] if len(parts) == 1 else np.add.reduce(parts)


def _of_layer(layer: Layer, sweep: Sweep, given: set[str]) -> dict[str, Array]:
    """The gradients of what a layer has learnt; of an initial state that was given instead, 0."""
    found = sweep.record.program.parameter_gradients(sweep)
    for state in layer.initial:
        found[INITIAL + state] = sweep.whole(state)[0].sum(axis=0) * (state not in given)
    return {name: layer.gradient(name, values) for name, values in found.items()}


def _seeds(trace: Trace, signals: Mapping[tuple[int, str], ArrayLike]) -> list[dict[str, Array]]:
    """For each layer what reaches its signals from outside: (T, batch, units), in the layer's order."""
    seeds: list[dict[str, Array]] = [{} for _ in trace.records]
    for key, values in signals.items():
        layer, signal = pair(key, "derivative of a signal", "signal")
        like = trace.record(layer, signal).signal(signal)
        given = _inner(trace, values, like, f"derivative of {signal} of layer {layer}")
        seeds[layer][signal] = trace.in_order(layer, given)
    return seeds


def _inner(trace: Trace, values: ArrayLike, like: Array, field: str) -> Array:
    """What a user gives for `like` (T, batch, rows), laid out like it; 0 beyond the end of a sequence."""
    array = as_numbers(values, field, like.dtype)
    expected = public(like, trace.batched).shape
    if array.shape != expected:
        raise ShapeError(field, f"shape {expected}", f"{array.shape}")
    return masked(array if trace.batched else array[:, None], trace.lengths)


def _logit_adjoint(trace: Trace, output: ArrayLike | None, logits: ArrayLike | None) -> Array:
    y = trace.inner_output
    total = np.zeros_like(y)
    if logits is not None:
        total += _inner(trace, logits, y, "derivative of the logits")
    if output is None:
        return total
    d = _inner(trace, output, y, "derivative of the output")
    if trace.network.readout == "sigmoid":
        d = d * sigmoid_slope(trace.logits if trace.batched else trace.logits[:, None])
    elif trace.network.readout == "softmax":  # d y_a / d z_b = y_a (delta_ab - y_b)
        # what all outputs have in common makes no difference; without it what is left of a sure answer keeps its digits
        d = d - np.take_along_axis(d, y.argmax(axis=2)[:, :, None], axis=2)
        d = y * (d - (d * y).sum(axis=2, keepdims=True))
    return np.asarray(total + d)


def _readout_back(trace: Trace, d_logits: Array) -> tuple[Array, dict[str, Array]]:
    network = trace.network
    weights = network.readout_effective["W_y"].astype(d_logits.dtype, copy=False)
    outer = outer_over_time(d_logits, trace.hidden)
    gradients = _without_cuts({"W_y": outer, "b_y": d_logits.sum(axis=(0, 1))}, network.readout_cuts)
    back = d_logits.reshape(-1, d_logits.shape[2]) @ weights
    return back.reshape(*d_logits.shape[:2], weights.shape[1]), gradients


def _without_cuts(gradients: dict[str, Array], cuts: Mapping[str, Array]) -> dict[str, Array]:
    return {name: np.where(cuts[name], g.dtype.type(0), g) if name in cuts else g for name, g in gradients.items()}
