"""Every signal at every step: a network run over a sequence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from core.arrays import Array, as_numbers, checked_dtype, read_only
from core.clamps import Clamp, checked_clamps
from core.compiler import Clamped, Record, compile_graph
from core.errors import CarouselError, ShapeError, checked_index
from core.layer import Layer, check_state
from core.network import Network
from core.wiring import entering, joined, own_order


class Trace:
    """What a run left. `trace[0, "f"]` is layer 0's forget gate, (T, units) or (T, batch, units).

    `x` (T, inputs) or (T, batch, inputs), `output` and `logits` (T, outputs) or (T, batch, outputs). Steps are those
    of the sequence, for a layer that runs backward too. `given` names the initial states that were given, by
    (layer, state). Read-only.
    """

    def __init__(
        self,
        network: Network,
        x: Array,
        records: list[Record],
        lengths: Array | None,
        batched: bool,
        given: frozenset[tuple[int, str]] = frozenset(),
    ) -> None:
        self.network, self.records, self.lengths, self.batched, self.given = network, records, lengths, batched, given
        self._views: dict[tuple[int, str], Array] = {}  # many ask for the same
        self.hidden = joined([self.in_order(k, self._output(k)) for k in network.levels[-1]])
        logits = _logits(network, self.hidden)
        self.inner_output = masked(readout_values(network.readout, logits), lengths)
        self.x = public(x, batched)
        self.logits = public(masked(logits, lengths), batched)
        self.output = public(self.inner_output, batched)

    @property
    def steps(self) -> int:
        """How many steps the sequence has."""
        return self.records[0].steps

    def __getitem__(self, key: tuple[int, str]) -> Array:
        layer, signal = pair(key, "what is asked of a trace", "signal")
        record = self.record(layer, signal)
        return self._public(layer, record.signal(signal))

    def before(self, layer: int, state: str) -> Array:
        """(T, units) or (T, batch, units): the state as each step found it."""
        record = self.record(layer, state)
        check_state(self.network.layers[layer].cell, state, f"state of layer {layer}")
        return self._public(layer, record.signal(state, previous=True))

    def entering(self, layer: int) -> Array:
        """(T, inputs of the layer) or (T, batch, inputs of the layer): what each step of a layer saw as its x."""
        return self._public(layer, self.records[checked_index("layer", layer, len(self.records))].x)

    def record(self, layer: int, signal: str) -> Record:
        """What the run of a layer left, which knows `signal`; CarouselError for an unknown one. For the core."""
        index = checked_index("layer", layer, len(self.records))
        names = self.network.layers[index].cell.signals
        if signal not in names:
            raise CarouselError(f"signal of layer {index}", f"one of {', '.join(names)}", repr(signal))
        return self.records[index]

    def in_order(self, layer: int, values: Array) -> Array:
        """Values of a layer's steps, (T, batch, anything), from its own order to the sequence's or back."""
        return own_order(self.network.layers[layer], values, self.lengths)

    def _output(self, layer: int) -> Array:
        return self.records[layer].signal(self.network.layers[layer].cell.output)

    def _public(self, layer: int, values: Array) -> Array:
        return public(masked(self.in_order(layer, values), self.lengths), self.batched)


@np.errstate(all="ignore")  # what overflows is shown as such
def run(
    network: Network,
    x: ArrayLike,
    *,
    clamps: Iterable[Clamp] = (),
    initial: Mapping[tuple[int, str], ArrayLike] | None = None,
    lengths: Sequence[int] | None = None,
    dtype: DTypeLike = np.float64,
) -> Trace:
    """Run `network` over x, (T, inputs) or (T, batch, inputs), and keep every signal.

    `initial` maps (layer, state) to (units,) or (batch, units); where it says nothing a state begins at its learnt
    value, or at zeros. `lengths` (batch,) ends sequences early: what lies beyond is 0, and a layer that runs backward
    begins at the end. CarouselError or ShapeError where an argument does not fit.
    """
    values, batched = checked_input(network, x, dtype)
    ends = _lengths(lengths, values)
    starts = checked_initial(network, initial or {}, values)
    held = checked_clamps(network, clamps)
    records, _ = forward(network, values, starts, held, ends)
    return Trace(network, values, records, ends, batched, frozenset(initial or {}))


def forward(
    network: Network,
    x: Array,
    starts: Sequence[Mapping[str, Array]],
    clamps: Sequence[Clamp],
    lengths: Array | None,
    past: Sequence[Array] = (),
) -> tuple[list[Record], list[Array]]:
    """The records of all layers over x (T, batch, inputs), and what each level read, (T, batch, values). For the core.

    `starts` are the initial states by layer that are given; `past` is what each level read before the first step.
    """
    records: list[Record] = []
    read: list[Array] = []
    current = x
    for number, level in enumerate(network.levels):
        read.append(current)
        for index in level:
            layer = network.layers[index]
            own = entering(layer, current, lengths, past[number] if past else None)
            held = _clamped(layer, [clamp for clamp in clamps if clamp.layer == index], own, lengths)
            records.append(_layer_run(layer, own, starts[index], held))
            if lengths is not None:
                records[-1].hold_ends(lengths)
        outputs = [records[k].signal(network.layers[k].cell.output) for k in level]
        current = joined([own_order(network.layers[k], out, lengths) for k, out in zip(level, outputs, strict=True)])
    return records, read


def _layer_run(layer: Layer, x: Array, given: Mapping[str, Array], held: Mapping[str, Clamped]) -> Record:
    """One layer over what it sees, (T, batch, inputs) in its own order."""
    program = compile_graph(layer.cell.graph, frozenset(held))
    learnt = layer.effective_initial if layer.initial else {}
    parameters = layer.effective
    if x.dtype != np.float64:
        parameters = {name: array.astype(x.dtype, copy=False) for name, array in parameters.items()}
    return program.forward(parameters, x, {**learnt, **given}, held, layer.units)


def readout_values(readout: str, logits: Array) -> Array:
    """The readout's nonlinearity over the last axis."""
    if readout == "sigmoid":
        return np.asarray(1 / (1 + np.exp(-logits)))
    if readout == "softmax":
        shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
        return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True))
    return logits


def sigmoid_slope(logits: Array) -> Array:
    """p (1 - p) of p = sigmoid(logits) from exp(-|logits|), which keeps its digits where p is 1 but for rounding."""
    small = np.exp(-np.abs(logits))
    return np.asarray(small / np.square(1 + small))


def _logits(network: Network, hidden: Array) -> Array:
    """(T, batch, outputs): W_y @ h + b_y as one product over all steps."""
    weights = network.readout_effective
    w, b = (weights[name].astype(hidden.dtype, copy=False) for name in ("W_y", "b_y"))
    logits = hidden.reshape(-1, hidden.shape[2]) @ w.T
    logits += b
    return np.asarray(logits.reshape(*hidden.shape[:2], len(b)))


def pair(key: tuple[int, str], field: str, name: str) -> tuple[int, str]:
    """A layer and the name of something in it; CarouselError where it is no pair."""
    if not isinstance(key, tuple) or len(key) != 2:
        raise CarouselError(field, f'(layer, {name}), such as (0, "h")', repr(key)[:60])
    return key


def public(values: Array, batched: bool) -> Array:
    """(T, batch, rows) as a user sees it: (T, rows) for a single sequence; read-only."""
    return read_only(values.view() if batched else values[:, 0])


def masked(values: Array, lengths: Array | None) -> Array:
    """(T, batch, rows) with zeros beyond the end of each sequence."""
    if lengths is None:
        return values
    within = (np.arange(len(values))[:, None] < lengths)[:, :, None]
    return np.where(within, values, values.dtype.type(0))


def checked_input(network: Network, x: ArrayLike, dtype: DTypeLike) -> tuple[Array, bool]:
    """(T, batch, inputs), contiguous, and whether there is a batch."""
    values = as_numbers(x, "x", checked_dtype(dtype))
    if values.ndim not in (2, 3) or values.shape[-1] != network.inputs or len(values) == 0:
        expected = f"shape (T, {network.inputs}) or (T, batch, {network.inputs}) with T of at least 1"
        raise ShapeError("x", expected, f"{values.shape}")
    batched = values.ndim == 3
    return np.ascontiguousarray(values if batched else values[:, None]), batched


def _lengths(lengths: Sequence[int] | None, x: Array) -> Array | None:
    if lengths is None:
        return None
    steps, batch, _ = x.shape
    ends = as_numbers(lengths, "lengths")
    if ends.shape != (batch,) or (ends % 1 != 0).any() or (ends < 1).any() or (ends > steps).any():
        raise ShapeError("lengths", f"{batch} whole numbers from 1 to {steps}", repr(lengths)[:60])
    return ends.astype(int)


def checked_initial(network: Network, initial: Mapping[tuple[int, str], ArrayLike], x: Array) -> list[dict[str, Array]]:
    """For each layer state -> (units,) or (batch, units), of the states that are given."""
    batch = x.shape[1]
    starts: list[dict[str, Array]] = [{} for _ in network.layers]
    for key, values in initial.items():
        index, state = pair(key, "initial state", "state")
        layer = network.layers[checked_index("layer of an initial state", index, len(network.layers))]
        field = f"initial {state} of layer {index}"
        check_state(layer.cell, state, field)
        given = as_numbers(values, field, x.dtype)
        if given.shape not in ((layer.units,), (batch, layer.units)):
            raise ShapeError(field, f"shape ({layer.units},) or ({batch}, {layer.units})", f"{given.shape}")
        starts[index][state] = given
    return starts


def _clamped(layer: Layer, clamps: Sequence[Clamp], x: Array, lengths: Array | None) -> dict[str, Clamped]:
    """What holds each signal, in the layer's own order of steps."""
    by_batch = layer.reverse and lengths is not None
    shape = (len(x), x.shape[1] if by_batch else 1, layer.units)
    held: dict[str, Clamped] = {}
    for clamp in clamps:
        target = held.setdefault(clamp.signal, Clamped(np.zeros(shape, bool), np.zeros(shape, x.dtype)))
        window = slice(clamp.first, None if clamp.last is None else clamp.last + 1)
        target.mask[window, :, clamp.unit] = True
        target.held[window, :, clamp.unit] = clamp.value
    return {
        name: Clamped(own_order(layer, clamped.mask, lengths), own_order(layer, clamped.held, lengths))
        for name, clamped in held.items()
    }
