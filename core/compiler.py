"""The fast form of a cell's equations: private code made from the graph, with the numbers of the plain form.

Arrays are laid out (time, batch, units). Every `M @ x` of all steps is one product ahead of the loop, or goes into the
one that makes `M @ h`; every `M @ h` of a step is one product with stacked rows, and gates of one function lie on
neighbouring rows and are called at once. Index 0 of a buffer holds the state before the first step. The backward sweep
is the chain rule, line by line in reverse; slopes are taken for some steps ahead. What overflows is the caller's to
ignore.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from core import memory
from core.equations import Graph, Input
from core.plan import Place, make_plan, operand_place
from core.writer import Writer, numbers

Array = np.ndarray[Any, np.dtype[Any]]
LOADED = 2**15  # numbers of a row that are made at once ahead of the loop
# inputs up to which the product that makes U @ h makes W @ x and the biases too: of one sequence, of several
FOLDED = (8, 32)
COPIED = 100  # steps above which it pays to lay out a matrix anew
SLOPED = 2**16  # numbers whose slopes are taken at once, so that they are still near the processor when they are used

_TABLE: dict[str, Any] = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "exp": np.exp,
    "expm1": np.expm1,
    "tanh": np.tanh,
    "maximum": np.maximum,
    "greater": np.greater,
    "logaddexp": np.logaddexp,
    "dot": np.dot,  # on small arrays half the time of matmul
    "matmul": np.matmul,
    "copyto": np.copyto,
    "zip": zip,
}


class Record:
    """What one run of one layer left: every signal at every step, and what the chain rule needs beside it.

    Buffers are (T + 1, batch, units), rows of gates (T + 1, rows, batch, units); index 0 holds the initial states.
    Steps are in the layer's own order. Private: read it through `signal`.
    """

    def __init__(
        self,
        program: Program,
        units: int,
        x: Array,
        parameters: Mapping[str, Array],
        clamps: Mapping[str, Clamped],
    ) -> None:
        self.program, self.units, self.x, self.parameters, self.clamps = program, units, x, parameters, clamps
        steps, batch, inputs = x.shape
        self.steps: int = steps
        self.batch: int = batch
        self.dtype = x.dtype
        self.folded = program.foldable is not None and inputs <= min(FOLDED[batch > 1], 2 * units)
        self.buffers = {"Z": memory.empty((steps + 1, program.rows, batch, units), x.dtype)}
        for name in (*(f"S_{s}" for s in program.own_signals), *program.saved):
            if not (self.folded and name == f"S_{program.fold_operand}"):
                self.buffers[name] = memory.empty((steps + 1, batch, units), x.dtype)
        if self.folded:  # each step's operand: the remembered signal, x, 1
            beside = memory.empty((steps + 1, batch, units + inputs + 1), x.dtype)
            self.buffers |= {"Q": beside, f"S_{program.fold_operand}": beside[:, :, :units]}
            self.fold = program.fold(parameters, units, inputs, x.dtype)

    @cached_property
    def stacks(self) -> list[Array]:
        """For each run its matrices on top of each other, signs included."""
        return self.program.stacks(self.parameters, self.units, self.fold if self.folded else None)

    def whole(self, name: str) -> Array:
        """(T + 1, batch, units): the signal with its initial value at index 0."""
        row = self.program.row_of.get(name)
        return self.buffers[f"S_{name}"] if row is None else self.buffers["Z"][:, row]

    def signal(self, name: str, previous: bool = False) -> Array:
        """(T, batch, units): the signal at each step, or (`previous`) at the step before each."""
        return self.whole(name)[:-1] if previous else self.whole(name)[1:]

    def hold_ends(self, lengths: Array) -> None:
        """Where values overflow beyond a sequence's end, keep its last step's: there, zero times all stays zero."""
        for values in self.buffers.values():
            if not np.isfinite(values[1:].sum()):
                for index, end in enumerate(lengths.tolist()):
                    values[end + 1 :, ..., index, :] = values[end, ..., index, :]

    def of_batch(self, index: int) -> Record:
        """The record of one sequence of the batch; buffers are views."""
        one = copy(self)
        chosen = slice(index, index + 1)
        one.batch, one.x = 1, self.x[:, chosen]
        one.buffers = {name: values[..., chosen, :] for name, values in self.buffers.items()}
        one.clamps = {name: clamped.of_batch(index) for name, clamped in self.clamps.items()}
        return one

    def place(self, place: Place) -> Array:
        """(T, batch, units): the values at a place."""
        if place.kind == "signal":
            return self.signal(place.name, place.previous)
        if place.kind == "row":
            return self.buffers["Z"][1:, place.row]
        return self.buffers[place.name][1:]


@dataclass(frozen=True)
class Clamped:
    """A signal held: where `mask` (T, 1 or batch, units) is true it takes the value in `held`, shaped alike."""

    mask: Array
    held: Array

    def of_batch(self, index: int) -> Clamped:
        """What holds one sequence of the batch."""
        if self.mask.shape[1] == 1:
            return self
        return Clamped(self.mask[:, index : index + 1], self.held[:, index : index + 1])


@dataclass(frozen=True)
class _Loop:
    """A compiled loop and the names of its arguments."""

    function: Callable[..., None]
    names: frozenset[str]

    def __call__(self, arguments: Mapping[str, Any]) -> None:
        """Run it with those of `arguments` that it takes."""
        self.function(**{name: arguments[name] for name in self.names})


@dataclass(frozen=True)
class _Backward:
    """A compiled backward loop and the buffers it asks for.

    `products` (matrix, place of its operand) and `vectors` (names) own the buffers L and B; K keep slopes. The adjoints
    of the signals `unwritten` are added to before anything is written there, or not at all.
    """

    loop: _Loop
    scratch: int
    products: list[tuple[str, Place]]
    vectors: list[str]
    slopes: int
    unwritten: frozenset[str]


class Sweep:
    """What one backward sweep over steps first..last left; arrays are (steps, columns, units)."""

    def __init__(self, record: Record, loop: _Backward, first: int, last: int, columns: int) -> None:
        program, units, steps = record.program, record.units, last - first + 1
        self.record, self.loop, self.first, self.last, self.columns = record, loop, first, last, columns
        self.steps = steps
        dtype, rows = record.dtype, program.rows
        sloped = max((rows + loop.slopes) * record.batch * units, 1)
        self.at_once = min(max(SLOPED // sloped, 1), steps)
        # the arguments' adjoints lie side by side, as the products that go on from them want them
        self.arguments = memory.empty((steps, columns, rows * units), dtype)
        self.buffers = {
            "DA": memory.empty((steps + 1, rows, columns, units), dtype),
            "DZ": self.arguments.reshape(steps, columns, rows, units).swapaxes(1, 2),
            "E": self.arguments,
            "G": memory.empty((self.at_once, rows, record.batch, units), dtype),
        }
        for name in program.own_signals:
            self.buffers[f"D_{name}"] = memory.empty((steps + 1, columns, units), dtype)
        for letter, count in (("L", len(loop.products)), ("B", len(loop.vectors))):
            for k in range(count):
                self.buffers[f"{letter}{k}"] = memory.empty((steps, columns, units), dtype)
        for k in range(loop.slopes):
            self.buffers[f"K{k}"] = memory.empty((self.at_once, record.batch, units), dtype)

    def part(self, low: int, high: int) -> dict[str, Array]:
        """The buffers over steps low..high - 1 of the sweep; those of slopes are used again for each part."""
        found: dict[str, Array] = {}
        for name, values in self.buffers.items():
            if name[0] in "GK":
                found[name] = values[: high - low]
            else:
                found[name] = values[low : high + (len(values) > self.steps)]
        return found

    def whole(self, name: str) -> Array:
        """(steps + 1, columns, units): the adjoint of a signal; index 0 is of the step before the first."""
        row = self.record.program.row_of.get(name)
        return self.buffers[f"D_{name}"] if row is None else self.buffers["DA"][:, row]

    def adjoint(self, name: str) -> Array:
        """(steps, columns, units): the derivative with respect to the signal at each step."""
        return self.whole(name)[1:]

    def rows(self, start: int, stop: int) -> Array:
        """(steps, columns, rows x units): the adjoints of the arguments of gates, and of raw products."""
        units = self.record.units
        return self.arguments[:, :, start * units : stop * units]


class Program:
    """The compiled form of a graph with some signals clamped."""

    def __init__(self, graph: Graph, clamped: frozenset[str]) -> None:
        plan = make_plan(graph)
        writer = Writer(graph, plan, clamped)
        self._forward = _execute(writer.forward())
        self.graph, self.clamped, self.rows, self.runs = graph, clamped, plan.rows, plan.runs
        self.foldable = plan.foldable
        if plan.foldable is not None:
            run = plan.runs[plan.foldable]
            self.fold_operand, self.fold_rows = operand_place(run.operand).name, range(run.start, run.stop)
            self.unfolded = sorted(set(range(plan.rows)) - set(self.fold_rows))
            self._forward_folded = _execute(Writer(graph, plan, clamped, folded=True).forward())
        self.row_of, self.saved = writer.row_of, tuple(writer.saved)
        self.own_signals = tuple(s for s in graph.signals if s not in writer.row_of)
        of_input = [(index, run) for index, run in enumerate(plan.runs) if isinstance(run.operand, Input)]
        self.input_rows = [(index, k, run.start + k) for index, run in of_input for k in range(len(run.parts))]
        self.unloaded = sorted(set(range(plan.rows)) - {row for _, _, row in self.input_rows})
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
            left = frozenset(s for s in self.graph.signals if writer.begins_empty(s))
            loop = _Backward(function, writer.back_scratch, late["L"], late["B"], len(late["K"]), left)
            self._loops[seeded] = loop
        return self._loops[seeded]

    def stacks(self, parameters: Mapping[str, Array], units: int, fold: Array | None) -> list[Array]:
        """For each run its matrices on top of each other, signs included; of the folded run a view of `fold`."""
        stacks = []
        for index, run in enumerate(self.runs):
            if fold is not None and index == self.foldable:
                stacks.append(fold[:, :units])
                continue
            first = parameters[run.parts[0][2]]
            stack = memory.empty((len(run.parts) * units, first.shape[1]), first.dtype)
            for k, (_, sign, name) in enumerate(run.parts):
                np.multiply(parameters[name], sign, out=stack[k * units : (k + 1) * units])
            stacks.append(stack)
        return stacks

    def fold(self, parameters: Mapping[str, Array], units: int, inputs: int, dtype: np.dtype[Any]) -> Array:
        """(rows x units, units + inputs + 1): the matrices of the folded run, those of x and the biases beside them."""
        assert self.foldable is not None
        rows = self.fold_rows
        folded = memory.empty((len(rows) * units, units + inputs + 1), dtype)
        folded[:, units:] = 0.0
        for k, (_, sign, name) in enumerate(self.runs[self.foldable].parts):
            np.multiply(parameters[name], sign, out=folded[k * units : (k + 1) * units, :units])
        for index, k, row in self.input_rows:
            if row in rows:
                _, sign, name = self.runs[index].parts[k]
                part = folded[(row - rows.start) * units :][:units, units:-1]
                np.multiply(parameters[name], sign, out=part)
        for row, values in self._base(parameters, units, dtype).items():
            if row in rows:
                folded[(row - rows.start) * units :][:units, -1] = values
        return folded

    def forward(
        self,
        parameters: Mapping[str, Array],
        x: Array,
        initial: Mapping[str, Array],
        clamps: Mapping[str, Clamped],
        units: int,
    ) -> Record:
        """Run over x (T, batch, inputs) from `initial` (units,) or (batch, units) states."""
        record = Record(self, units, x, parameters, clamps)
        for name in self.graph.states:
            record.whole(name)[0] = initial.get(name, 0.0)
        self._load_rows(record)
        loop = self._forward_folded if record.folded else self._forward
        arguments = self._arguments(record, loop, 1, record.steps + 1)
        arguments |= {f"w{k}": np.empty((record.batch, units), x.dtype) for k in range(self._scratch)}
        loop(arguments | self._fold_arguments(record) if record.folded else arguments)
        return record

    def _fold_arguments(self, record: Record) -> dict[str, Array]:
        """Operand, matrices and destination of the folded product: Q, F and Y."""
        rows, z, steps, units = self.fold_rows, record.buffers["Z"], record.steps, record.units
        operand, folded = record.buffers["Q"], record.fold
        if record.batch != 1:
            return {"Q": operand, "F": _by_row(folded, units), "Y": z[:, rows.start : rows.stop]}
        flat = z.reshape(steps + 1, 1, self.rows * units)[:, :, rows.start * units : rows.stop * units]
        return {"Q": operand, "F": np.ascontiguousarray(folded.T) if steps > COPIED else folded.T, "Y": flat}

    def _load_rows(self, record: Record) -> None:
        """Put W @ x of all steps, the biases and the constants on their rows, or x and 1 beside the folded operand."""
        z = record.buffers["Z"][1:]
        if record.folded:
            beside = record.buffers["Q"][:, :, record.units :]
            beside[:-1, :, :-1] = record.x
            beside[-1, :, :-1] = 0.0
            beside[:, :, -1] = 1.0
        if record.folded and not self.unfolded:
            return
        base = self._base(record.parameters, record.units, record.dtype)
        for row in self.unloaded:
            if not (record.folded and row in self.fold_rows):
                z[:, row] = base.get(row, 0.0)
        loaded = list(self._loaded(record))
        if not loaded:
            return
        values = max(record.batch * record.units, 1)
        product = np.empty((min(max(LOADED // values, 1), record.steps), record.batch, record.units), record.dtype)
        for low in range(0, record.steps, len(product)):  # a block stays near the processor until it is in its place
            x = record.x[low : low + len(product)]
            part = product[: len(x)]
            for row, matrix in loaded:
                np.dot(x.reshape(-1, x.shape[2]), matrix.T, out=part.reshape(-1, record.units))
                np.add(part, base.get(row, 0.0), out=z[low : low + len(x), row])

    def _loaded(self, record: Record) -> Iterator[tuple[int, Array]]:
        """Each row that takes a product of x ahead of the loop, and its matrix with its sign."""
        units, folded = record.units, self.fold_rows if record.folded else range(0)
        for index, k, row in self.input_rows:
            if row not in folded:
                yield row, record.stacks[index][k * units : (k + 1) * units]

    def _base(self, parameters: Mapping[str, Array], units: int, dtype: np.dtype[Any]) -> dict[int, Array]:
        """row -> (units,): the biases and constants that are added to it."""
        base: dict[int, Array] = {}
        for row, sign, name in self.biases:
            base[row] = base.get(row, 0.0) + sign * parameters[name]
        for row, constant in self.constants:
            base[row] = base.get(row, np.zeros(units, dtype)) + dtype.type(constant)
        return base

    def _arguments(self, record: Record, loop: _Loop, lo: int, hi: int) -> dict[str, Any]:
        """What a loop takes of a record: its buffers, parameters, numbers and matrices."""
        is_one = record.batch == 1
        arguments: dict[str, Any] = {"H": record.units, "product": np.dot if is_one else np.matmul, **record.buffers}
        arguments["negative"] = np.negative if record.units > 1 else _negative
        arguments |= {name: np.array(value, record.dtype) for value, name in self.numbers.items()}
        arguments |= {f"p_{name}": value for name, value in record.parameters.items()}
        arguments |= self._window(record, lo, hi)
        for k, run in enumerate(self.runs):
            if f"M{k}" in loop.names:
                arguments[f"M{k}"] = record.stacks[k]
            if f"Mt{k}" in loop.names:
                stack, parts = record.stacks[k], len(run.parts)
                product = np.empty((1, len(stack)) if is_one else (parts, record.batch, record.units), record.dtype)
                by_row = product.reshape(parts, record.batch, record.units)
                arguments[f"Mt{k}"] = stack.T if is_one else _by_row(stack, record.units)
                arguments |= {f"r{k}": product, f"rr{k}": by_row[0] if parts == 1 else by_row}
        return arguments

    def _window(self, record: Record, lo: int, hi: int) -> dict[str, Any]:
        """The arguments that say which steps a loop goes through: lo..hi - 1, counted from 1."""
        found: dict[str, Any] = {"lo": lo, "hi": hi}
        for name, clamped in record.clamps.items():
            found[f"mask_{name}"], found[f"held_{name}"] = clamped.mask[lo - 1 : hi - 1], clamped.held[lo - 1 : hi - 1]
        return found

    def backward(
        self,
        record: Record,
        seeds: Mapping[str, Array],
        columns: int,
        first: int = 0,
        last: int | None = None,
    ) -> Sweep:
        """Sweep from step `last` back to `first`.

        `seeds` maps a signal to what reaches it from outside the layer: (steps, columns, units), or
        (columns, units) for what reaches it at `last` alone. `columns` is the batch, or any number of seeds for
        a batch of one.
        """
        last = record.steps - 1 if last is None else last
        states = self.graph.states
        seeded = frozenset(s for s, seed in seeds.items() if seed.ndim == 3 or s not in states)
        loop = self._backward_loop(seeded)
        sweep = Sweep(record, loop, first, last, columns)
        for name in self.graph.signals:
            self._begin(sweep, name, seeds.get(name), name in seeded)
        scratch = {f"u{k}": np.empty((columns, record.units), record.dtype) for k in range(loop.scratch)}
        common = {**self._arguments(record, loop.loop, first + 1, last + 2), **scratch}
        for high in range(sweep.steps, 0, -sweep.at_once):
            low = max(0, high - sweep.at_once)
            window = self._window(record, first + 1 + low, first + 1 + high)
            loop.loop(common | window | sweep.part(low, high))
        return sweep

    def _begin(self, sweep: Sweep, name: str, seed: Array | None, is_seeded: bool) -> None:
        """Put into a signal's adjoint what the loop adds to; what it writes first is left as it is."""
        whole = sweep.whole(name)
        if is_seeded or name in sweep.loop.unwritten:
            whole[:] = 0.0
        if seed is not None and seed.ndim == 3:
            whole[1:] = seed
        elif seed is not None:
            whole[-1] = seed
        elif name in self.graph.states:  # what is remembered is written by the step after; the last has none
            whole[-1] = 0.0

    def parameter_gradients(self, sweep: Sweep) -> dict[str, Array]:
        """The gradient of every parameter, summed over the sweep's steps and columns."""
        record, units = sweep.record, sweep.record.units
        window = slice(sweep.first, sweep.last + 1)
        sums: dict[str, Array] = {}
        folded = self.fold_rows if record.folded else range(0)
        for index, run in enumerate(self.runs):
            if record.folded and index == self.foldable:
                self._folded_gradients(sweep, sums)
                continue
            operand = record.x if isinstance(run.operand, Input) else record.place(operand_place(run.operand))
            parts = [part for part in run.parts if not (isinstance(run.operand, Input) and part[0] in folded)]
            for start, stop in _neighbours([row for row, _, _ in parts]):
                stacked = outer_over_time(sweep.rows(start, stop), operand[window])
                for row, sign, name in parts:
                    if start <= row < stop:
                        _add(sums, name, sign, stacked[(row - start) * units : (row - start + 1) * units])
        for k, (matrix, place) in enumerate(sweep.loop.products):
            _add(sums, matrix, 1.0, outer_over_time(sweep.buffers[f"L{k}"], record.place(place)[window]))
        for row, sign, name in self.biases:
            if row not in folded:
                _add(sums, name, sign, sweep.rows(row, row + 1).sum((0, 1)))
        for k, name in enumerate(sweep.loop.vectors):
            _add(sums, name, 1.0, sweep.buffers[f"B{k}"].sum((0, 1)))
        return {name: sums[name] for name in record.parameters}

    def gradient_by_step(self, sweep: Sweep, name: str, order: Callable[[Array], Array]) -> Array:
        """(steps, *shape of a parameter): what each step adds to its gradient.

        `order` puts the steps of (steps, batch, values) in the order that is asked for.
        """
        record = sweep.record
        window = slice(sweep.first, sweep.last + 1)
        total = np.zeros((sweep.steps, *record.parameters[name].shape), record.dtype)
        for run in self.runs:
            operand = record.x if isinstance(run.operand, Input) else record.place(operand_place(run.operand))
            for row, sign, matrix in run.parts:
                if matrix == name:
                    total += sign * _outer_by_step(order(sweep.rows(row, row + 1)), order(operand[window]))
        for k, (matrix, place) in enumerate(sweep.loop.products):
            if matrix == name:
                total += _outer_by_step(order(sweep.buffers[f"L{k}"]), order(record.place(place)[window]))
        for row, sign, vector in self.biases:
            if vector == name:
                total += sign * order(sweep.rows(row, row + 1)).sum(1)
        for k, vector in enumerate(sweep.loop.vectors):
            if vector == name:
                total += order(sweep.buffers[f"B{k}"]).sum(1)
        return total

    def _folded_gradients(self, sweep: Sweep, sums: dict[str, Array]) -> None:
        """Add what the folded run has: the matrices of the remembered signal, those of x, and the biases, at once."""
        record, units, rows = sweep.record, sweep.record.units, self.fold_rows
        beside = record.buffers["Q"][sweep.first : sweep.last + 1]
        whole = outer_over_time(sweep.rows(rows.start, rows.stop), beside)
        runs = [(self.runs[self.foldable or 0], slice(0, units))]
        runs += [(run, slice(units, -1)) for run in self.runs if isinstance(run.operand, Input)]
        for run, columns in runs:
            for row, sign, name in run.parts:
                if row in rows:
                    _add(sums, name, sign, whole[(row - rows.start) * units :][:units, columns])
        for row, sign, name in self.biases:
            if row in rows:
                _add(sums, name, sign, whole[(row - rows.start) * units :][:units, -1])

    def input_adjoint(self, sweep: Sweep) -> Array:
        """(steps, columns, inputs): the derivative with respect to x at each step."""
        record = sweep.record
        total = np.zeros((sweep.steps * sweep.columns, record.x.shape[2]), record.dtype)
        for run, stack in zip(self.runs, record.stacks, strict=True):
            if isinstance(run.operand, Input):
                total += sweep.rows(run.start, run.stop).reshape(len(total), len(stack)) @ stack
        return total.reshape(sweep.steps, sweep.columns, total.shape[1])


def _add(sums: dict[str, Array], name: str, sign: float, term: Array) -> None:
    """Add a term to what there is under a name; the first is taken as it is."""
    signed = term if sign > 0 else np.multiply(term, -1.0)
    sums[name] = sums[name] + signed if name in sums else signed


def _negative(values: Array, out: Array) -> None:
    """WORKAROUND: np.negative (NumPy 2.4) is wrong where both lie apart, the values by 4 float32 or 8 float64."""
    np.multiply(values, -1.0, out=out)


def _by_row(stack: Array, units: int) -> Array:
    """(rows, columns, units): stacked matrices transposed one by one, so that their products come out row by row."""
    return np.ascontiguousarray(stack.reshape(-1, units, stack.shape[1]).swapaxes(1, 2))


def _neighbours(rows: list[int]) -> list[tuple[int, int]]:
    """Rising rows as (start, stop) of those without a gap."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and found[-1][1] == row:
            found[-1] = (found[-1][0], row + 1)
        else:
            found.append((row, row + 1))
    return found


def outer_over_time(left: Array, right: Array) -> Array:
    """sum over t and batch of left[t, b] right[t, b]^T, (rows, columns), as one product."""
    return np.asarray(left.reshape(-1, left.shape[2]).T @ right.reshape(-1, right.shape[2]))


def _outer_by_step(left: Array, right: Array) -> Array:
    """sum over the batch of left[t, b] right[t, b]^T, (steps, rows, columns)."""
    return np.asarray(np.matmul(left.swapaxes(1, 2), right))


def _execute(source: str) -> _Loop:
    """Run the generated source with no builtins and the fixed table; a traceback shows its lines."""
    filename = f"<cell {abs(hash(source)):x}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    names: dict[str, Any] = {"__builtins__": {}, **_TABLE}
    exec(compile(source, filename, "exec"), names)
    function = names["loop"]
    code = function.__code__
    return _Loop(function, frozenset(code.co_varnames[: code.co_argcount]))


@lru_cache(maxsize=256)
def compile_graph(graph: Graph, clamped: frozenset[str] = frozenset()) -> Program:
    """The program for a graph, memoised on its text and on which signals may be clamped."""
    return Program(graph, clamped)
