"""Writes the two loops of the fast form: Python source made from a graph and its plan, with fixed names only."""

from __future__ import annotations

import re
from typing import Any

from core.equations import Binary, Call, Expr, Graph, Input, Negative, Number, Product, Signal, Vector, walk
from core.plan import Gate, Place, Plan, Run, function_runs

_UFUNC = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}


def _call_lines(function: str, source: str, out: str) -> list[str]:
    """Statements for out = function(source); sigmoid keeps its relative precision down to -700."""
    if function == "sigmoid":
        return [f"negative({source}, {out})", *_call_lines("falling", out, out)]
    if function == "falling":  # sigmoid(-a) = 1 / (1 + exp(a))
        return [f"exp({source}, {out})", f"add({out}, one, {out})", f"divide(one, {out}, {out})"]
    if function == "relu":
        return [f"maximum({source}, 0.0, out={out})"]
    if function == "softplus":
        return [f"logaddexp({source}, 0.0, {out})"]
    return [f"{function}({source}, {out})"]


_SLOPES = {  # statements for g = function'(argument), told from z, the function's value
    "sigmoid": ("subtract(1.0, z, g)", "multiply(g, z, g)"),  # s' = (1 - s) s
    "falling": ("subtract(z, 1.0, g)", "multiply(g, z, g)"),
    "tanh": ("multiply(z, z, g)", "subtract(1.0, g, g)"),  # tanh' = 1 - tanh^2
    "relu": ("greater(z, 0.0, g)",),  # 1 above zero, 0 at and below it
    "exp": ("copyto(g, z)",),
    "softplus": ("negative(z, g)", "expm1(g, g)", "negative(g, g)"),  # sigmoid = 1 - exp(-softplus)
}


class Writer:
    """Writes the two loops.

    Names: z rows, s signals, q remembered signals, v saved values, n numbers, w and u scratch, r and rr products; in
    the backward loop d adjoints of signals, dq of remembered ones, da of the values of gates, dz and e of their
    arguments, g and k slopes, l and b what the gradients of parameters need.
    """

    def __init__(self, graph: Graph, plan: Plan, clamped: frozenset[str], folded: bool = False) -> None:
        self.graph, self.plan, self.clamped, self.folded = graph, plan, clamped, folded
        self.gates = {id(g.node): g for g in plan.gates}
        self.raw_rows = {id(p): row for row, p in enumerate(plan.raws, plan.first_raw)}
        self.row_of = self._signal_rows()
        self.numbers = numbers(graph)
        self.names: dict[int, str] = {}  # node -> the name that holds its value at this step
        self.sources: dict[str, str] = {}  # name -> the buffer's part that it steps through
        self.saved: list[str] = []  # buffers (T + 1, units, batch) beside those of the signals
        self.scratch = 0
        self.late: dict[str, list[Any]] = {"L": [], "B": [], "K": []}  # what buffers L0, L1, ... are for
        self.slopes: list[str] = []  # statements that take the slopes of all steps at once
        self.back_scratch = 0
        self.unwritten: set[str] = set()  # adjoints that nothing has reached yet
        self.views: dict[str, str] = {}
        self.body: list[str] = []
        self.needed = self._needed()
        self.strided = {self._signal(self._folded_signal())} if folded else set()

    def _folded_signal(self) -> Signal:
        assert self.plan.foldable is not None
        operand = self.plan.runs[self.plan.foldable].operand
        assert isinstance(operand, Signal)
        return Signal(operand.name)

    def _signal_rows(self) -> dict[str, int]:
        lines = self.graph.lines
        return {line.name: self.gates[id(line.expr)].row for line in lines if id(line.expr) in self.gates}

    def _needed(self) -> set[int]:
        """Nodes whose values the chain rule asks for."""
        found: set[int] = set()
        for line in self.graph.lines:
            for e in walk(line.expr):
                if isinstance(e, Binary) and e.op in "*/":
                    found |= {id(e.left), id(e.right)} | ({id(e)} if e.op == "/" else set())
                elif isinstance(e, Call):
                    found.add(id(e))
                elif isinstance(e, Product):
                    found.add(id(e.operand))
        return found

    # forward

    def forward(self) -> str:
        self.body, self.views = [], {}
        folded = self.plan.foldable if self.folded else None
        if folded is not None:  # one product of the remembered signal, x and 1 makes the arguments of its rows, whole
            self.body.append(f"product({self._view('q', 'Q[lo - 1:hi - 1]')}, F, {self._view('y', 'Y[lo:hi]')})")
        for index, run in enumerate(self.plan.runs):
            if not isinstance(run.operand, Input) and index != folded:
                self._forward_run(index, run)
        self._early_gates()
        for line in self.graph.lines:
            self._forward_line(line.name, line.expr)
        self.sources = dict(self.views)
        arguments = self._arguments() + [f"w{k}" for k in range(self.scratch)]
        return self._loop(arguments, [], reverse=False)

    def _forward_run(self, index: int, run: Run) -> None:
        assert isinstance(run.operand, Signal)
        rows, source = self._rows("z", run.start, run.stop), self._signal(run.operand)
        self.body.append(f"product({source}, Mt{index}, r{index})")
        self.body.append(f"add({rows}, rr{index}, {rows})")

    def _early_gates(self) -> None:
        early = [g for g in self.plan.gates if g.early]
        for gate in early:
            self._add_others(gate)
        for function, start, stop in function_runs(early):
            rows = self._rows("z", start, stop)
            self.body += _call_lines(function, rows, rows)
        for gate in early:
            self.names[id(gate.node)] = self._rows("z", gate.row, gate.row + 1)

    def _add_others(self, gate: Gate) -> None:
        row = self._rows("z", gate.row, gate.row + 1)
        for sign, other in gate.others:
            ufunc = "add" if sign > 0 else "subtract"
            self.body.append(f"{ufunc}({row}, {self._value(other)}, {row})")

    def _forward_line(self, name: str, expr: Expr) -> None:
        view = self._signal(Signal(name))
        if id(expr) in self.gates:
            self._value(expr)
        else:
            self._into(expr, view)
            self.names[id(expr)] = view
        if name in self.clamped:
            held = self._view(f"held_{name}", f"held_{name}")
            self.body.append(f"copyto({view}, {held}, where={self._mask(name)})")

    def _mask(self, name: str) -> str:
        return self._view(f"mask_{name}", f"mask_{name}")

    def _value(self, expr: Expr) -> str:
        """The name that holds the value of `expr`, writing the statements that make it once."""
        if id(expr) in self.names:
            return self.names[id(expr)]
        match expr:
            case Number(value=value):
                return self.numbers[value]
            case Signal():
                return self._signal(expr)
            case Vector(name=name):
                return f"p_{name}"
        name = self._make(expr)
        self.names[id(expr)] = name
        return name

    def _make(self, expr: Expr) -> str:
        if (raw := self.raw_rows.get(id(expr))) is not None:
            return self._rows("z", raw, raw + 1)
        if gate := self.gates.get(id(expr)):
            row = self._rows("z", gate.row, gate.row + 1)
            self._add_others(gate)
            self.body += _call_lines(gate.function, row, row)
            return row
        out = self._save() if id(expr) in self.needed else self._scratch()
        self._into(expr, out)
        return out

    def _into(self, expr: Expr, out: str) -> None:
        match expr:
            case Binary(op=op, left=left, right=right):
                self.body.append(f"{_UFUNC[op]}({self._value(left)}, {self._value(right)}, {out})")
            case Negative(operand=operand):
                self.body.append(f"negative({self._value(operand)}, {out})")
            case Call(function=function, argument=argument):
                self.body += _call_lines(function, self._value(argument), out)
            case Product(matrix=matrix, operand=operand) if id(expr) not in self.raw_rows:
                product = "matmul" if out in self.strided else "dot"  # dot writes into whole arrays only
                self.body.append(f"{product}({self._full(operand)}, p_{matrix}.T, {out})")
            case _:
                self.body.append(f"copyto({out}, {self._value(expr)})")

    def _full(self, operand: Expr) -> str:
        """The operand of a product as a whole array: constants and vectors are spread over the batch."""
        if isinstance(operand, Number | Vector):
            name = self._save()
            self.body.append(f"copyto({name}, {self._value(operand)})")
            self.names[id(operand)] = name
            return name
        return self._value(operand)

    def _save(self) -> str:
        buffer = f"V{len(self.saved)}"
        self.saved.append(buffer)
        return self._view(buffer.lower(), f"{buffer}[lo:hi]")

    def _scratch(self) -> str:
        self.scratch += 1
        return f"w{self.scratch - 1}"

    # views of this step, taken by iterating over slices of the buffers

    def _view(self, name: str, source: str) -> str:
        self.views.setdefault(name, source)
        return name

    def _rows(self, kind: str, start: int, stop: int) -> str:
        """A view of rows: "z" values, "da" and "dz" adjoints of values and arguments, "g" slopes."""
        return self._view(f"{kind}{start}_{stop}", _part(kind, start, stop))

    def _signal(self, signal: Signal) -> str:
        row = self.row_of.get(signal.name)
        window = "lo - 1:hi - 1" if signal.previous else "lo:hi"
        source = f"S_{signal.name}[{window}]" if row is None else f"Z[{window}, {row}]"
        return self._view(f"{'q' if signal.previous else 's'}_{signal.name}", source)

    def _adjoint(self, signal: Signal) -> str:
        row = self.row_of.get(signal.name)
        window = ":-1" if signal.previous else "1:"
        source = f"D_{signal.name}[{window}]" if row is None else f"DA[{window}, {row}]"
        return self._view(f"{'dq' if signal.previous else 'd'}_{signal.name}", source)

    def _loop(self, arguments: list[str], ahead: list[str], *, reverse: bool) -> str:
        used = set(re.findall(r"\w+", " ".join(self.body)))
        views = {name: source for name, source in self.views.items() if name in used}
        sources = [f"{source}[::-1]" if reverse else source for source in views.values()]
        rows = [*ahead, f"for {', '.join(views)}, in zip({', '.join(sources)}):"]
        rows += [f"    {row}" for row in self.body]
        read = set(re.findall(r"\w+", " ".join(rows)))
        taken = ", ".join(name for name in arguments if name in read)
        return "\n".join([f"def loop({taken}):", *(f"    {row}" for row in rows)]) + "\n"

    def _arguments(self) -> list[str]:
        owned = [s for s in self.graph.signals if s not in self.row_of]
        common = ["H", "lo", "hi", "Z", *(f"S_{s}" for s in owned), *self.saved]
        common += [*self.numbers.values(), *(f"p_{p}" for p in self.graph.parameters)]
        common += ["product", "negative", *(["Q", "F", "Y"] if self.folded else [])]
        common += [f"{kind}_{s}" for s in sorted(self.clamped) for kind in ("mask", "held")]
        runs = [k for k, run in enumerate(self.plan.runs) if not isinstance(run.operand, Input)]
        return common + [f"{kind}{k}" for k in runs for kind in ("M", "Mt", "r", "rr")]

    # backward

    def backward(self, seeded: frozenset[str]) -> str:
        """The loop for a sweep in which these signals may be reached from outside the layer at any step."""
        self.body, self.views = [], {}
        self.unwritten = self._unreached(seeded)
        for function, start, stop in function_runs(self.plan.gates):
            self._take_slopes(function, _part("z", start, stop), _part("g", start, stop))
        for name in sorted(self.clamped & self.row_of.keys()):
            row = self.row_of[name]
            self.slopes.append(f"copyto({_part('g', row, row + 1)}, 0.0, where=mask_{name})")
        for line in reversed(self.graph.lines):
            self._backward_line(line.name, line.expr)
        self._early_gates_back()
        for index, run in enumerate(self.plan.runs):
            if isinstance(run.operand, Signal):
                rows = self._view(f"e{run.start}_{run.stop}", f"E[:, :, {run.start} * H:{run.stop} * H]")
                self._hand(run.operand, f"dot({rows}, M{index}, {{}})")
        arguments = [*self._arguments(), *self._adjoint_arguments()]
        return self._loop(arguments, self.slopes, reverse=True)

    def _unreached(self, seeded: frozenset[str]) -> set[str]:
        """Adjoints that begin a step empty, so that what comes first is written instead of added.

        A state's own was begun by the step after it; what a step finds empty is that of the remembered state.
        """
        states, free = self.graph.states, [s for s in self.graph.signals if s not in seeded]
        return {self._adjoint(Signal(s, previous=s in states)) for s in free}

    def begins_empty(self, signal: str) -> bool:
        """Whether the loop as written leaves an adjoint of a signal that nothing has reached as it was."""
        return self._adjoint(Signal(signal, previous=signal in self.graph.states)) in self.unwritten

    def _take_slopes(self, function: str, values: str, out: str) -> None:
        self.slopes += [f"z, g = {values}, {out}", *_SLOPES[function]]

    def _adjoint_arguments(self) -> list[str]:
        owned = [f"D_{s}" for s in self.graph.signals if s not in self.row_of]
        late = [f"{letter}{k}" for letter, table in self.late.items() for k in range(len(table))]
        return ["DA", "DZ", "E", "G", *owned, *late, *(f"u{k}" for k in range(self.back_scratch))]

    def _backward_line(self, name: str, expr: Expr) -> None:
        gate = self.gates.get(id(expr))
        if gate and gate.early:
            return  # finished together with its neighbours, at the end of the step
        incoming = self._adjoint(Signal(name))
        if gate:
            self._late_gate_back(gate, incoming)
        elif isinstance(expr, Call):
            self._flow_call(expr, incoming, name)
        else:
            self._push(expr, self._open(name, incoming))

    def _open(self, name: str, incoming: str) -> str:
        """The part of a signal's adjoint that flows on into its line: none where the signal is clamped."""
        if name not in self.clamped:
            return incoming
        out = self._back_scratch()
        self.body += [f"copyto({out}, {incoming})", f"copyto({out}, 0.0, where={self._mask(name)})"]
        return out

    def _early_gates_back(self) -> None:
        early = [g for g in self.plan.gates if g.early]
        if not early:
            return
        slopes, incoming, out = (self._rows(kind, 0, len(early)) for kind in ("g", "da", "dz"))
        self.body.append(f"multiply({slopes}, {incoming}, {out})")
        for gate in early:
            self._push_others(gate, self._rows("dz", gate.row, gate.row + 1))

    def _late_gate_back(self, gate: Gate, incoming: str) -> None:
        slope, out = (self._rows(kind, gate.row, gate.row + 1) for kind in ("g", "dz"))
        self.body.append(f"multiply({slope}, {incoming}, {out})")
        self._push_others(gate, out)

    def _push_others(self, gate: Gate, incoming: str) -> None:
        for sign, other in gate.others:
            if sign > 0:
                self._push(other, incoming)
            else:
                self._hand(other, f"negative({incoming}, {{}})")

    def _back_scratch(self) -> str:
        self.back_scratch += 1
        return f"u{self.back_scratch - 1}"

    def _hand(self, expr: Expr, statement: str) -> None:
        """Hand down to `expr` the adjoint that `statement` makes, straight into its place if it has one."""
        if isinstance(expr, Number):
            return
        place = self._place_of_adjoint(expr)
        out = place or self._back_scratch()
        if out.startswith("dz"):  # dot writes into whole arrays only
            statement = statement.replace("dot(", "matmul(", 1)
        self.body.append(statement.format(out))
        self._flow(expr, out) if place else self._push(expr, out)

    def _push(self, expr: Expr, incoming: str) -> None:
        """Hand down to `expr` the adjoint `incoming`, which others may share."""
        place = self._place_of_adjoint(expr)
        if place:
            self.body.append(f"copyto({place}, {incoming})")
        elif isinstance(expr, Signal):
            target = self._adjoint(expr)
            self.body.append(f"add({target}, {incoming}, {target})")
        self._flow(expr, place or incoming)

    def _place_of_adjoint(self, expr: Expr) -> str | None:
        """Where the adjoint of `expr` is kept, if nothing else adds to it; asked for once."""
        match expr:
            case Signal():
                target = self._adjoint(expr)
                is_first = target in self.unwritten
                self.unwritten.discard(target)
                return target if is_first else None
            case Vector(name=name):
                return self._late("B", name)
            case Product(matrix=matrix, operand=operand):
                if (row := self.raw_rows.get(id(expr))) is not None:
                    return self._rows("dz", row, row + 1)
                return self._late("L", (matrix, self._place(operand)))
            case Call() if (gate := self.gates.get(id(expr))) and gate.early:
                return self._rows("da", gate.row, gate.row + 1)
        return None

    def _late(self, letter: str, entry: Any) -> str:
        """A buffer that keeps something of a node at every step, beside the loop."""
        table = self.late[letter]
        table.append(entry)
        return self._view(f"{letter.lower()}{len(table) - 1}", f"{letter}{len(table) - 1}")

    def _flow(self, expr: Expr, incoming: str) -> None:
        """The chain rule at one node: hand the adjoint `incoming` down to what `expr` was made from."""
        match expr:
            case Negative(operand=operand):
                self._hand(operand, f"negative({incoming}, {{}})")
            case Product(matrix=matrix, operand=operand) if id(expr) not in self.raw_rows:
                self._hand(operand, f"dot({incoming}, p_{matrix}, {{}})")
            case Call():
                self._flow_call(expr, incoming)
            case Binary(op=op, left=left, right=right) if op in "+-":
                self._push(left, incoming)
                if op == "+":
                    self._push(right, incoming)
                else:
                    self._hand(right, f"negative({incoming}, {{}})")
            case Binary():
                self._flow_product(expr, incoming)

    def _place(self, expr: Expr) -> Place:
        if isinstance(expr, Signal):
            return Place("signal", expr.name, previous=expr.previous)
        name = self.names[id(expr)]
        if name.startswith("z"):
            gate = self.gates.get(id(expr))
            return Place("row", "Z", row=gate.row if gate else self.raw_rows[id(expr)])
        return Place("buffer", name.upper())

    def _flow_call(self, expr: Call, incoming: str, signal: str = "") -> None:
        """`signal` is the call's own, where it makes up a line."""
        gate = self.gates.get(id(expr))
        if gate and gate.early:
            return  # its adjoint waits on its row for the end of the step
        if gate:
            self._late_gate_back(gate, incoming)
            return
        values = self.views[self._known(expr)]
        slope = self._late("K", expr)
        self._take_slopes(expr.function, values, slope.upper())
        if signal in self.clamped:
            self.slopes.append(f"copyto(g, 0.0, where=mask_{signal})")
        self._hand(expr.argument, f"multiply({incoming}, {slope}, {{}})")

    def _known(self, expr: Expr) -> str:
        """The value of `expr` as the forward loop left it, with a view of it in this loop."""
        name = self._value(expr)
        if name in self.sources:
            self._view(name, self.sources[name])
        return name

    def _flow_product(self, expr: Binary, incoming: str) -> None:
        left, right = expr.left, expr.right
        # d(a b)/da = b, d(a / b)/da = 1 / b
        self._hand(left, f"{_UFUNC[expr.op]}({incoming}, {self._known(right)}, {{}})")
        if expr.op == "*":
            self._hand(right, f"multiply({incoming}, {self._known(left)}, {{}})")
        elif not isinstance(right, Number):  # d(a / b)/db = -(a / b) / b
            out = self._back_scratch()
            self.body.append(f"multiply({incoming}, {self._known(expr)}, {out})")
            self.body.append(f"divide({out}, {self._known(right)}, {out})")
            self._hand(right, f"negative({out}, {{}})")


def numbers(graph: Graph) -> dict[float, str]:
    """The names of the equations' constants; arrays of no dimension, which NumPy takes faster than a float."""
    found = [e.value for line in graph.lines for e in walk(line.expr) if isinstance(e, Number)]
    return {1.0: "one"} | {value: f"n{k}" for k, value in enumerate(found) if value != 1.0}


def _part(kind: str, start: int, stop: int) -> str:
    """Rows of a buffer at all steps; a single row has no axis of its own."""
    window = {"z": "Z[lo:hi", "da": "DA[1:", "dz": "DZ[:", "g": "G[:"}[kind]
    return f"{window}, {start}]" if stop == start + 1 else f"{window}, {start}:{stop}]"
