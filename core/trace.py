"""Every signal at every step: a network run over a sequence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from core.clamps import Clamp, check_clamp
from core.compiler import Clamped, Record, compile_graph
from core.errors import CarouselError, ShapeError, checked_index
from core.network import Array, Layer, Network, as_numbers


class Trace:
    """What a run left. `trace[0, "f"]` is layer 0's forget gate, (T, units) or (T, batch, units).

    `x` (T, inputs) or (T, batch, inputs), `output` and `logits` (T, outputs) or (T, batch, outputs). Read-only.
    """

    def __init__(self, network: Network, x: Array, records: list[Record], lengths: Array | None, batched: bool) -> None:
        self.network, self.records, self.lengths, self.batched = network, records, lengths, batched
        self.x = public(x, batched)
        logits = _logits(network, records[-1])
        self.logits = public(masked(logits, lengths), batched)
        self.output = public(masked(readout_values(network.readout, logits), lengths), batched)

    @property
    def steps(self) -> int:
        """How many steps the sequence has."""
        return self.records[0].steps

    def __getitem__(self, key: tuple[int, str]) -> Array:
        layer, signal = key
        record = self.record(layer, signal)
        return public(masked(record.signal(signal), self.lengths), self.batched)

    def before(self, layer: int, state: str) -> Array:
        """(T, units) or (T, batch, units): the state as each step found it."""
        record = self.record(layer, state)
        states = record.program.graph.states
        if state not in states:
            raise CarouselError(f"state of layer {layer}", f"one of {', '.join(states)}", repr(state))
        return public(masked(record.signal(state, previous=True), self.lengths), self.batched)

    def record(self, layer: int, signal: str) -> Record:
        """What the run of a layer left, which knows `signal`; CarouselError for an unknown one. For the core."""
        index = checked_index("layer", layer, len(self.records))
        names = self.network.layers[index].cell.signals
        if signal not in names:
            raise CarouselError(f"signal of layer {index}", f"one of {', '.join(names)}", repr(signal))
        return self.records[index]


@np.errstate(all="ignore")  # what overflows is shown as such
def run(
    network: Network,
    x: ArrayLike,
    *,
    clamps: Sequence[Clamp] = (),
    initial: Mapping[tuple[int, str], ArrayLike] | None = None,
    lengths: Sequence[int] | None = None,
    dtype: DTypeLike = np.float64,
) -> Trace:
    """Run `network` over x, (T, inputs) or (T, batch, inputs), and keep every signal.

    `initial` maps (layer, state) to (units,) or (batch, units); zeros otherwise. `lengths` (batch,) ends
    sequences early: what lies beyond is 0. CarouselError or ShapeError where an argument does not fit.
    """
    values, batched = _input(network, x, dtype)
    ends = _lengths(lengths, values)
    starts = _initial(network, initial or {}, values)
    for clamp in clamps:
        check_clamp(network, clamp)
    records: list[Record] = []
    current = values
    for index, layer in enumerate(network.layers):
        held = _clamped(layer, [clamp for clamp in clamps if clamp.layer == index], current)
        program = compile_graph(layer.cell.graph, frozenset(held))
        parameters = layer.effective
        if current.dtype != np.float64:
            parameters = {name: array.astype(current.dtype) for name, array in parameters.items()}
        records.append(program.forward(parameters, current, starts[index], held, layer.units))
        if ends is not None:
            records[-1].hold_ends(ends)
        current = records[-1].signal(layer.cell.output)
    return Trace(network, values, records, ends, batched)


def readout_values(readout: str, logits: Array) -> Array:
    """The readout's nonlinearity over axis 1 of (T, outputs, batch)."""
    if readout == "sigmoid":
        return np.asarray(1 / (1 + np.exp(-logits)))
    if readout == "softmax":
        shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))
    return logits


def _logits(network: Network, record: Record) -> Array:
    hidden = record.signal(network.layers[-1].cell.output)
    weights = network.readout_effective
    w, b = weights["W_y"].astype(hidden.dtype), weights["b_y"].astype(hidden.dtype)
    return np.asarray(np.matmul(w, hidden) + b[:, None])


def public(values: Array, batched: bool) -> Array:
    """(T, rows, batch) as a user sees it: (T, batch, rows), or (T, rows) for a single sequence; read-only."""
    view = values.transpose(0, 2, 1) if batched else values[:, :, 0]
    view.flags.writeable = False
    return view


def masked(values: Array, lengths: Array | None) -> Array:
    """(T, rows, batch) with zeros beyond the end of each sequence."""
    if lengths is None:
        return values
    within = np.arange(len(values))[:, None, None] < lengths
    return np.where(within, values, values.dtype.type(0))


def _input(network: Network, x: ArrayLike, dtype: DTypeLike) -> tuple[Array, bool]:
    if np.dtype(dtype) not in (np.dtype(np.float64), np.dtype(np.float32)):
        raise CarouselError("dtype", "float64 or float32", str(np.dtype(dtype)))
    values = as_numbers(x, "x", dtype)
    if values.ndim not in (2, 3) or values.shape[-1] != network.inputs or len(values) == 0:
        expected = f"shape (T, {network.inputs}) or (T, batch, {network.inputs}) with T of at least 1"
        raise ShapeError("x", expected, f"{values.shape}")
    batched = values.ndim == 3
    inner = values.transpose(0, 2, 1) if batched else values[:, :, None]
    return np.ascontiguousarray(inner), batched


def _lengths(lengths: Sequence[int] | None, x: Array) -> Array | None:
    if lengths is None:
        return None
    steps, _, batch = x.shape
    ends = as_numbers(lengths, "lengths")
    if ends.shape != (batch,) or (ends % 1 != 0).any() or (ends < 1).any() or (ends > steps).any():
        raise ShapeError("lengths", f"{batch} whole numbers from 1 to {steps}", repr(lengths)[:60])
    return ends.astype(int)


def _initial(network: Network, initial: Mapping[tuple[int, str], ArrayLike], x: Array) -> list[dict[str, Array]]:
    """For each layer state -> (units, 1 or batch), of the states that are given."""
    batch = x.shape[2]
    starts: list[dict[str, Array]] = [{} for _ in network.layers]
    for key, values in initial.items():
        index, state = key
        layer = network.layers[checked_index("layer of an initial state", index, len(network.layers))]
        field = f"initial {state} of layer {index}"
        if state not in layer.cell.states:
            raise CarouselError(field, f"one of the states {', '.join(layer.cell.states)}", repr(state))
        given = as_numbers(values, field, x.dtype)
        if given.shape not in ((layer.units,), (batch, layer.units)):
            raise ShapeError(field, f"shape ({layer.units},) or ({batch}, {layer.units})", f"{given.shape}")
        starts[index][state] = given[:, None] if given.ndim == 1 else given.T
    return starts


def _clamped(layer: Layer, clamps: Sequence[Clamp], x: Array) -> dict[str, Clamped]:
    shape = (len(x), layer.units, 1)
    held: dict[str, Clamped] = {}
    for clamp in clamps:
        target = held.setdefault(clamp.signal, Clamped(np.zeros(shape, bool), np.zeros(shape, x.dtype)))
        window = slice(clamp.first, None if clamp.last is None else clamp.last + 1)
        target.mask[window, clamp.unit] = True
        target.held[window, clamp.unit] = clamp.value
    return held
