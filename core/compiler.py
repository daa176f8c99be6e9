"""The fast form of a cell's equations: private code made from the graph, with the numbers of the plain form.

Arrays are laid out (time, rows, batch). Every `M @ x` of all steps is one product ahead of the loop, every
`M @ h` of a step one product with stacked rows, and gates of one function lie on neighbouring rows and are
called at once. Index 0 of a buffer holds the state before the first step. The backward sweep is the chain rule,
line by line in reverse; the slopes of all functions at all steps are taken ahead of its loop.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from core.equations import Graph, Input
from core.plan import Place, make_plan, operand_place
from core.writer import Writer, numbers

Array = np.ndarray[Any, np.dtype[Any]]

_TABLE: dict[str, Any] = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "negative": np.negative,
    "reciprocal": np.reciprocal,
    "exp": np.exp,
    "expm1": np.expm1,
    "tanh": np.tanh,
    "maximum": np.maximum,
    "greater": np.greater,
    "logaddexp": np.logaddexp,
    "dot": np.dot,  # on small arrays half the time of matmul
    "copyto": np.copyto,
    "zip": zip,
}


class Record:
    """What one run of one layer left: every signal at every step, and what the chain rule needs beside it.

    Arrays are (T + 1, rows, batch); index 0 holds the initial states. Private: read it through `signal`.
    """

    def __init__(
        self,
        program: Program,
        units: int,
        x: Array,
        parameters: dict[str, Array],
        clamps: Mapping[str, Clamped],
    ) -> None:
        self.program, self.units, self.x, self.parameters, self.clamps = program, units, x, parameters, clamps
        steps, _, batch = x.shape
        self.steps: int = steps
        self.batch: int = batch
        self.dtype = x.dtype
        self.buffers = {"Z": np.empty((steps + 1, program.rows * units, batch), x.dtype)}
        for name in (*(f"S_{s}" for s in program.own_signals), *program.saved):
            self.buffers[name] = np.empty((steps + 1, units, batch), x.dtype)
        self.stacks = program.stacks(parameters, units)

    def whole(self, name: str) -> Array:
        """(T + 1, units, batch): the signal with its initial value at index 0."""
        row = self.program.row_of.get(name)
        if row is None:
            return self.buffers[f"S_{name}"]
        return self.buffers["Z"][:, row * self.units : (row + 1) * self.units]

    def signal(self, name: str, previous: bool = False) -> Array:
        """(T, units, batch): the signal at each step, or (`previous`) at the step before each."""
        return self.whole(name)[:-1] if previous else self.whole(name)[1:]

    def hold_ends(self, lengths: Array) -> None:
        """Where values overflow beyond a sequence's end, keep its last step's: there, zero times all stays zero."""
        for values in self.buffers.values():
            if not np.isfinite(values[1:].sum()):
                for index, end in enumerate(lengths.tolist()):
                    values[end + 1 :, :, index] = values[end, :, index]

    def of_batch(self, index: int) -> Record:
        """The record of one sequence of the batch; buffers are views."""
        one = copy(self)
        one.batch, one.x = 1, self.x[:, :, index : index + 1]
        one.buffers = {name: values[:, :, index : index + 1] for name, values in self.buffers.items()}
        return one

    def place(self, place: Place) -> Array:
        """(T, units, batch): the values at a place."""
        if place.kind == "signal":
            return self.signal(place.name, place.previous)
        if place.kind == "row":
            return self.buffers["Z"][1:, place.row * self.units : (place.row + 1) * self.units]
        return self.buffers[place.name][1:]


@dataclass(frozen=True)
class Clamped:
    """A signal held: where `mask` (T, units, 1) is true it takes the value in `held`, shaped alike."""

    mask: Array
    held: Array


@dataclass(frozen=True)
class _Backward:
    """A compiled backward loop and the buffers it asks for.

    `products` (matrix, place of its operand) and `vectors` (names) own the buffers L and B; K keep slopes.
    """

    function: Callable[..., None]
    scratch: int
    products: list[tuple[str, Place]]
    vectors: list[str]
    slopes: int


class Sweep:
    """What one backward sweep over steps first..last left; arrays are (steps, rows, columns)."""

    def __init__(self, record: Record, loop: _Backward, first: int, last: int, columns: int) -> None:
        program, units, steps = record.program, record.units, last - first + 1
        self.record, self.loop, self.first, self.last, self.columns = record, loop, first, last, columns
        self.steps = steps
        dtype, rows = record.dtype, program.rows * units
        adjoints = np.empty((steps + 1, rows, columns), dtype)
        is_shared = columns == record.batch  # each slope then gives way to the adjoint made with it
        self.buffers = {
            "DA": np.zeros((steps + 1, rows, columns), dtype),
            "DZ": adjoints,
            "G": adjoints[1:] if is_shared else np.empty((steps, rows, record.batch), dtype),
        }
        for name in program.own_signals:
            self.buffers[f"D_{name}"] = np.zeros((steps + 1, units, columns), dtype)
        for letter, count in (("L", len(loop.products)), ("B", len(loop.vectors))):
            for k in range(count):
                self.buffers[f"{letter}{k}"] = np.empty((steps, units, columns), dtype)
        for k in range(loop.slopes):
            self.buffers[f"K{k}"] = np.empty((steps, units, record.batch), dtype)

    def whole(self, name: str) -> Array:
        """(steps + 1, units, columns): the adjoint of a signal; index 0 is of the step before the first."""
        row, units = self.record.program.row_of.get(name), self.record.units
        if row is None:
            return self.buffers[f"D_{name}"]
        return self.buffers["DA"][:, row * units : (row + 1) * units]

    def adjoint(self, name: str) -> Array:
        """(steps, units, columns): the derivative with respect to the signal at each step."""
        return self.whole(name)[1:]

    def rows(self, start: int, stop: int) -> Array:
        """(steps, rows, columns): the adjoints of the arguments of gates, and of raw products."""
        units = self.record.units
        return self.buffers["DZ"][1:, start * units : stop * units]


class Program:
    """The compiled form of a graph with some signals clamped."""

    def __init__(self, graph: Graph, clamped: frozenset[str]) -> None:
        plan = make_plan(graph)
        writer = Writer(graph, plan, clamped)
        self._forward = _execute(writer.forward())
        self.graph, self.clamped, self.rows, self.runs = graph, clamped, plan.rows, plan.runs
        self.row_of, self.saved = writer.row_of, tuple(writer.saved)
        self.own_signals = tuple(s for s in graph.signals if s not in writer.row_of)
        loaded = {row for run in plan.runs if isinstance(run.operand, Input) for row in range(run.start, run.stop)}
        self.unloaded = [row for row in range(plan.rows) if row not in loaded]
        self.biases = [(g.row, sign, v.name) for g in plan.gates for sign, v in g.biases]
        self.constants = [(g.row, g.constant) for g in plan.gates if g.constant]
        self._scratch = writer.scratch
        self.numbers = numbers(graph)
        self._loops: dict[frozenset[str], _Backward] = {}

    def _backward_loop(self, seeded: frozenset[str]) -> _Backward:
        if seeded not in self._loops:
            writer = Writer(self.graph, make_plan(self.graph), self.clamped)
            writer.forward()
            function, late = _execute(writer.backward(seeded)), writer.late
            loop = _Backward(function, writer.back_scratch, late["L"], late["B"], len(late["K"]))
            self._loops[seeded] = loop
        return self._loops[seeded]

    def stacks(self, parameters: Mapping[str, Array], units: int) -> list[Array]:
        """For each run its matrices on top of each other, signs included."""
        stacks = []
        for run in self.runs:
            first = parameters[run.parts[0][2]]
            stack = np.empty((len(run.parts) * units, first.shape[1]), first.dtype)
            for k, (_, sign, name) in enumerate(run.parts):
                np.multiply(parameters[name], sign, out=stack[k * units : (k + 1) * units])
            stacks.append(stack)
        return stacks

    def forward(
        self,
        parameters: Mapping[str, Array],
        x: Array,
        initial: Mapping[str, Array],
        clamps: Mapping[str, Clamped],
        units: int,
    ) -> Record:
        """Run over x (T, inputs, batch) from `initial` (units, 1 or batch) states."""
        columns = {k: v.reshape(-1, 1) if v.ndim == 1 else v for k, v in parameters.items()}
        record = Record(self, units, x, columns, clamps)
        for name in self.graph.states:
            record.whole(name)[0] = initial.get(name, 0.0)
        self._load_rows(record)
        scratch = {f"w{k}": np.empty((units, record.batch), x.dtype) for k in range(self._scratch)}
        with np.errstate(all="ignore"):
            self._forward(**self._arguments(record, 1, record.steps + 1), **scratch)
        return record

    def _load_rows(self, record: Record) -> None:
        """Put W @ x of all steps, the biases and the constants on their rows."""
        z, units = record.buffers["Z"][1:], record.units
        for run, stack in zip(self.runs, record.stacks, strict=True):
            if isinstance(run.operand, Input):
                _product_over_time(stack, record.x, z[:, run.start * units : run.stop * units])
        for row in self.unloaded:
            z[:, row * units : (row + 1) * units] = 0.0
        base = np.zeros((self.rows * units, 1), record.dtype)
        for row, sign, name in self.biases:
            base[row * units : (row + 1) * units] += sign * record.parameters[name]
        for row, constant in self.constants:
            base[row * units : (row + 1) * units] += constant
        if self.biases or self.constants:
            z += base

    def _arguments(self, record: Record, lo: int, hi: int) -> dict[str, Any]:
        arguments: dict[str, Any] = {"H": record.units, "lo": lo, "hi": hi, **record.buffers}
        arguments |= {name: np.array(value, record.dtype) for value, name in self.numbers.items()}
        arguments |= {f"p_{name}": value for name, value in record.parameters.items()}
        for name, clamped in record.clamps.items():
            arguments |= {
                f"mask_{name}": clamped.mask[lo - 1 : hi - 1],
                f"held_{name}": clamped.held[lo - 1 : hi - 1],
            }
        for k, (run, stack) in enumerate(zip(self.runs, record.stacks, strict=True)):
            if not isinstance(run.operand, Input):
                arguments[f"M{k}"] = stack
                arguments[f"r{k}"] = np.empty((len(stack), record.batch), record.dtype)
        return arguments

    def backward(
        self,
        record: Record,
        seeds: Mapping[str, Array],
        columns: int,
        first: int = 0,
        last: int | None = None,
    ) -> Sweep:
        """Sweep from step `last` back to `first`.

        `seeds` maps a signal to what reaches it from outside the layer: (steps, units, columns), or
        (units, columns) for what reaches it at `last` alone. `columns` is the batch, or any number of seeds for
        a batch of one.
        """
        last = record.steps - 1 if last is None else last
        states = self.graph.states
        seeded = frozenset(s for s, seed in seeds.items() if seed.ndim == 3 or s not in states)
        loop = self._backward_loop(seeded)
        sweep = Sweep(record, loop, first, last, columns)
        for name, seed in seeds.items():
            target = sweep.adjoint(name)
            target[-1 if seed.ndim == 2 else slice(None)] += seed
        scratch = {f"u{k}": np.empty((record.units, columns), record.dtype) for k in range(loop.scratch)}
        with np.errstate(all="ignore"):
            loop.function(**self._arguments(record, first + 1, last + 2), **sweep.buffers, **scratch)
        return sweep

    def parameter_gradients(self, sweep: Sweep) -> dict[str, Array]:
        """The gradient of every parameter, summed over the sweep's steps and columns."""
        record, units = sweep.record, sweep.record.units
        window = slice(sweep.first, sweep.last + 1)
        gradients = {name: np.zeros_like(value) for name, value in record.parameters.items()}
        for run in self.runs:
            operand = record.x if isinstance(run.operand, Input) else record.place(operand_place(run.operand))
            stacked = _outer_over_time(sweep.rows(run.start, run.stop), operand[window])
            for k, (_, sign, name) in enumerate(run.parts):
                gradients[name] += sign * stacked[k * units : (k + 1) * units]
        for k, (matrix, place) in enumerate(sweep.loop.products):
            gradients[matrix] += _outer_over_time(sweep.buffers[f"L{k}"], record.place(place)[window])
        for row, sign, name in self.biases:
            gradients[name] += sign * sweep.rows(row, row + 1).sum((0, 2))[:, None]
        for k, name in enumerate(sweep.loop.vectors):
            gradients[name] += sweep.buffers[f"B{k}"].sum((0, 2))[:, None]
        shapes = self.graph.parameters
        return {name: g[:, 0] if len(shapes[name]) == 1 else g for name, g in gradients.items()}

    def input_adjoint(self, sweep: Sweep) -> Array:
        """(steps, inputs, columns): the derivative with respect to x at each step."""
        record = sweep.record
        total = np.zeros((sweep.steps, record.x.shape[1], sweep.columns), record.dtype)
        for run, stack in zip(self.runs, record.stacks, strict=True):
            if isinstance(run.operand, Input):
                total += np.matmul(stack.T, sweep.rows(run.start, run.stop))
        return total


def _product_over_time(matrix: Array, x: Array, out: Array) -> None:
    """out[t] = matrix @ x[t] for all t; one product where the batch is one."""
    if x.shape[2] == 1:
        out[:, :, 0] = x[:, :, 0] @ matrix.T
    else:
        np.matmul(matrix, x, out=out)


def _outer_over_time(left: Array, right: Array) -> Array:
    """sum over t and batch of left[t, :, b] right[t, :, b]^T as one product."""
    if left.shape[2] == 1:
        return np.asarray(left[:, :, 0].T @ right[:, :, 0])
    a = left.transpose(1, 0, 2).reshape(left.shape[1], -1)
    b = right.transpose(1, 0, 2).reshape(right.shape[1], -1)
    return np.asarray(a @ b.T)


def _execute(source: str) -> Callable[..., None]:
    """Run the generated source with no builtins and the fixed table; a traceback shows its lines."""
    filename = f"<cell {abs(hash(source)):x}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    names: dict[str, Any] = {"__builtins__": {}, **_TABLE}
    exec(compile(source, filename, "exec"), names)
    loop: Callable[..., None] = names["loop"]
    return loop


@lru_cache(maxsize=256)
def compile_graph(graph: Graph, clamped: frozenset[str] = frozenset()) -> Program:
    """The program for a graph, memoised on its text and on which signals may be clamped."""
    return Program(graph, clamped)
