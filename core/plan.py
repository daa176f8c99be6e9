"""Where the fast form of a cell keeps its values: gates and products on neighbouring rows, and what is read where."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.equations import Binary, Call, Expr, Graph, Input, Negative, Number, Product, Signal, Vector, walk


@dataclass
class Gate:
    """A call whose argument sums products of x or of remembered signals: it owns a block of rows.

    A sigmoid's rows hold minus its argument and fall with it, which spares a change of sign at every step.
    """

    node: Call
    function: str
    products: list[tuple[float, Product]]
    biases: list[tuple[float, Vector]]
    constant: float
    others: list[tuple[float, Expr]]
    row: int = -1
    early: bool = False


@dataclass(frozen=True)
class Run:
    """Neighbouring rows multiplied with one operand: parts are (row, sign, matrix name)."""

    operand: Expr
    start: int
    parts: tuple[tuple[int, float, str], ...]

    @property
    def stop(self) -> int:
        return self.start + len(self.parts)


@dataclass(frozen=True)
class Place:
    """Where a value lies over time: a signal, a row of Z, or a saved buffer."""

    kind: str
    name: str
    row: int = 0
    previous: bool = False


@dataclass
class Plan:
    """Where everything lies: gates and raw products on rows, runs of rows, late products and vectors."""

    gates: list[Gate]
    raws: list[Product]
    first_raw: int
    runs: list[Run] = field(default_factory=list)
    foldable: int | None = None  # the run whose product may take in those of x and the biases

    @property
    def rows(self) -> int:
        return len(self.gates) + len(self.raws)


def _terms(expr: Expr, sign: float) -> list[tuple[float, Expr]]:
    match expr:
        case Binary(op="+", left=a, right=b):
            return _terms(a, sign) + _terms(b, sign)
        case Binary(op="-", left=a, right=b):
            return _terms(a, sign) + _terms(b, -sign)
        case Negative(operand=e):
            return _terms(e, -sign)
    return [(sign, expr)]


def _is_direct(expr: Expr) -> bool:
    """A product that can be taken as soon as the step begins: of x, or of a remembered signal."""
    if not isinstance(expr, Product):
        return False
    return isinstance(expr.operand, Input) or (isinstance(expr.operand, Signal) and expr.operand.previous)


def _gate(call: Call) -> Gate | None:
    falls = call.function == "sigmoid"
    gate = Gate(call, "falling" if falls else call.function, [], [], 0.0, [])
    operands: set[Expr] = set()
    for sign, term in _terms(call.argument, -1.0 if falls else 1.0):
        if isinstance(term, Product) and _is_direct(term) and term.operand not in operands:
            operands.add(term.operand)
            gate.products.append((sign, term))
        elif isinstance(term, Vector):
            gate.biases.append((sign, term))
        elif isinstance(term, Number):
            gate.constant += sign * term.value
        else:
            gate.others.append((sign, term))
    return gate if gate.products else None


def make_plan(graph: Graph) -> Plan:
    found = [g for line in graph.lines for e in walk(line.expr) if isinstance(e, Call) and (g := _gate(e))]
    nodes = {id(g.node) for g in found}
    taken = {id(p) for g in found for _, p in g.products}
    for gate in found:
        inner = [e for _, other in gate.others for e in walk(other)]
        gate.early = not any((isinstance(e, Signal) and not e.previous) or id(e) in nodes for e in inner)
    raws = [
        e
        for line in graph.lines
        for e in walk(line.expr)
        if isinstance(e, Product) and _is_direct(e) and id(e) not in taken
    ]
    gates = sorted(found, key=lambda g: (not g.early, g.function))
    early = sum(g.early for g in gates)
    for row, gate in enumerate(gates):
        # raw products lie beside the gates that begin a step
        gate.row = row if gate.early else row + len(raws)
    plan = Plan(gates, raws, early)
    plan.runs = _runs(plan)
    plan.foldable = _foldable(graph, plan)
    return plan


def _foldable(graph: Graph, plan: Plan) -> int | None:
    """The longest run of a remembered signal that has memory of its own, beside which x and 1 can lie."""
    on_rows = {line.name for line in graph.lines if any(line.expr is gate.node for gate in plan.gates)}
    found = [
        (len(run.parts), -index)
        for index, run in enumerate(plan.runs)
        if isinstance(run.operand, Signal) and run.operand.name not in on_rows
    ]
    return -max(found)[1] if found else None


def _runs(plan: Plan) -> list[Run]:
    parts: dict[Expr, list[tuple[int, float, str]]] = {}
    for gate in plan.gates:
        for sign, product in gate.products:
            parts.setdefault(product.operand, []).append((gate.row, sign, product.matrix))
    for row, product in enumerate(plan.raws, plan.first_raw):
        parts.setdefault(product.operand, []).append((row, 1.0, product.matrix))
    runs = []
    for operand, found in parts.items():
        found.sort()
        begin = 0
        for k in range(1, len(found) + 1):
            if k == len(found) or found[k][0] != found[k - 1][0] + 1:
                runs.append(Run(operand, found[begin][0], tuple(found[begin:k])))
                begin = k
    return runs


def function_runs(gates: list[Gate]) -> list[tuple[str, int, int]]:
    runs: list[tuple[str, int, int]] = []
    for gate in gates:
        if runs and runs[-1][0] == gate.function and runs[-1][2] == gate.row:
            runs[-1] = (runs[-1][0], runs[-1][1], gate.row + 1)
        else:
            runs.append((gate.function, gate.row, gate.row + 1))
    return runs


def operand_place(operand: Expr) -> Place:
    assert isinstance(operand, Signal)
    return Place("signal", operand.name, previous=operand.previous)
