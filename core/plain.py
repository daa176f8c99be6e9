"""A cell's equations as NumPy the way a person writes it: a time loop forward, the chain rule backward.

This is what is shown, copied and exported, and it runs. The app runs an equivalent, faster form.
"""

from __future__ import annotations

import linecache
import re
from functools import lru_cache
from typing import Any

from core.equations import Binary, Call, Expr, Graph, Input, Negative, Number, Product, Signal, Vector, walk

_FUNCTIONS = {
    "sigmoid": "def sigmoid(a):\n    return 1 / (1 + np.exp(-a))\n",
    "relu": "def relu(a):\n    return np.maximum(a, 0)\n",
    "softplus": "def softplus(a):\n    return np.logaddexp(a, 0)\n",
    "tanh": "tanh = np.tanh\n",
    "exp": "exp = np.exp\n",
}
LONGEST = 88  # characters of an equation in one row
_RANK = {"+": 1, "-": 1, "*": 2, "/": 2}


def source(graph: Graph) -> str:
    """A whole module: `forward(x, parameters, initial)`, `backward(x, parameters, initial, signals, given)`.

    x is (T, inputs); `initial` maps a state to (units,); signals and adjoints are (T, units).
    """
    called = {e.function for line in graph.lines for e in walk(line.expr) if isinstance(e, Call)}
    functions = [text for name, text in _FUNCTIONS.items() if name in called]
    return "\n\n".join(["import numpy as np\n", *functions, forward(graph), backward(graph)])


def forward(graph: Graph) -> str:
    """The source of the forward pass: the equations in a time loop, line by line."""
    sized = next(iter(graph.parameters), None) or f'$initial["{graph.states[0]}"]'
    rows = ["def forward(x, $parameters, $initial):", *_unpack(graph)]
    rows += [f'    {s} = $initial["{s}"]' for s in graph.states]
    rows += [f"    $units = len({sized})"]
    names = ", ".join(f'"{s}"' for s in graph.signals)
    rows += [f"    $signals = {{name: np.zeros((len(x), $units)) for name in [{names}]}}"]
    rows += ["    for $t in range(len(x)):"]
    for line in graph.lines:
        value = _text(line.expr, "{}")
        whole = f"np.full($units, {value})" if _is_constant(line.expr) else value
        rows += _in_rows(f"        {line.name} = {whole}")
    rows += [f'        $signals["{s}"][$t] = {s}' for s in graph.signals]
    return _named([*rows, "    return $signals"], graph)


def backward(graph: Graph) -> str:
    """The source of the backward pass: `given` maps a signal to the derivative that reaches it from outside.

    It returns the gradients of the parameters, of x, of every signal and of the initial states.
    """
    rows = ["def backward(x, $parameters, $initial, $signals, $given):", *_unpack(graph)]
    rows += ["    $grad = {name: np.zeros_like(value, float) for name, value in $parameters.items()}"]
    rows += ["    $d_x = np.zeros_like(x, float)"]
    start = "np.zeros_like(value) + $given.get(name, 0)"
    rows += [f"    $adjoint = {{name: {start} for name, value in $signals.items()}}"]
    rows += [f'    $back_{s} = np.zeros_like($initial["{s}"], float)' for s in graph.states]
    rows += ["    for $t in reversed(range(len(x))):"]
    rows += [f"        {row}" for row in _backward_step(graph)]
    states = ", ".join(f'"{s}": $back_{s}' for s in graph.states)
    return _named([*rows, f"    return $grad, $d_x, $adjoint, {{{states}}}"], graph)


def _in_rows(text: str) -> list[str]:
    """A long line broken ahead of a plus sign within brackets, where Python lets it go on."""
    rows, start, depth = [], text.find("(") + 1, 0
    while len(text) > LONGEST:
        breaks = []
        for k, character in enumerate(text[:LONGEST]):
            depth += (character == "(") - (character == ")")
            if depth and k > start and text[k : k + 3] == " + ":
                breaks.append((k, depth))
        if not breaks:
            break
        end, depth = breaks[-1]
        rows.append(text[:end])
        text = " " * start + text[end + 1 :]
    return [*rows, text]


def _unpack(graph: Graph) -> list[str]:
    return [f'    {name} = $parameters["{name}"]' for name in graph.parameters]


def _backward_step(graph: Graph) -> list[str]:
    rows = [f'{s} = $signals["{s}"][$t]' for s in graph.signals]
    rows += [f'${s}_before = $signals["{s}"][$t - 1] if $t else $initial["{s}"]' for s in graph.states]
    for s in graph.signals:
        arriving = f" + $back_{s}" if s in graph.states else ""
        rows.append(f'$d_{s} = $adjoint["{s}"][$t]{arriving}')
    rows += [f"$back_{s} = np.zeros_like({s})" for s in graph.states]
    chain = _Chain()
    for line in reversed(graph.lines):
        chain.line(line.name, line.expr)
    return rows + chain.rows


class _Chain:
    """Writes the chain rule: `push` hands the derivative of a node down to what it was made from."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self.count = 0
        self.whole: dict[int, str] = {}  # node -> the signal that holds its value

    def line(self, name: str, expr: Expr) -> None:
        self.rows += [f"# {name} = {_text(expr)}", f'$adjoint["{name}"][$t] = $d_{name}']
        self.whole[id(expr)] = name
        self.push(expr, f"$d_{name}")

    def push(self, expr: Expr, d: str) -> None:
        match expr:
            case Signal(name=name, previous=previous):
                target = f"$back_{name}" if previous else f"$d_{name}"
                self.rows.append(f"{target} = {target} + {d}")
            case Vector(name=name):
                self.rows.append(f'$grad["{name}"] += {d}')
            case Negative(operand=operand):
                self.push(operand, self.keep(f"-{d}"))
            case Product():
                self.push_product(expr, d)
            case Call(argument=argument):
                self.push(argument, self.keep(f"{d} * {self.slope(expr)}"))
            case Binary():
                self.push_binary(expr, d)

    def keep(self, value: str) -> str:
        self.count += 1
        self.rows.append(f"$a{self.count} = {value}")
        return f"$a{self.count}"

    def push_product(self, expr: Product, d: str) -> None:
        self.rows.append(f'$grad["{expr.matrix}"] += np.outer({d}, {_full(expr)})')
        if isinstance(expr.operand, Input):
            self.rows.append(f"$d_x[$t] += {expr.matrix}.T @ {d}")
        elif not isinstance(expr.operand, Number):
            self.push(expr.operand, self.keep(f"{expr.matrix}.T @ {d}"))

    def slope(self, expr: Call) -> str:
        value = self.whole.get(id(expr)) or _text(expr)
        return {
            "sigmoid": f"{value} * (1 - {value})",
            "tanh": f"(1 - {value} ** 2)",
            "relu": f"({value} > 0)",
            "exp": value,
            "softplus": f"-np.expm1(-{value})",  # sigmoid, from softplus
        }[expr.function]

    def push_binary(self, expr: Binary, d: str) -> None:
        left, right = expr.left, expr.right
        if expr.op in "+-":
            self.push(left, d)
            if not isinstance(right, Number):
                self.push(right, d if expr.op == "+" else self.keep(f"-{d}"))
            return
        a, b = _bracketed(left), _bracketed(right)
        if not isinstance(left, Number):
            self.push(left, self.keep(f"{d} {expr.op} {b}"))
        if not isinstance(right, Number):
            self.push(right, self.keep(f"{d} * {a}" if expr.op == "*" else f"-{d} * ({a} / {b}) / {b}"))


def _is_constant(expr: Expr) -> bool:
    return all(isinstance(e, Number | Binary | Negative | Call) for e in walk(expr))


def _full(product: Product, before: str = "${}_before") -> str:
    """The operand of a product; constants are spread over the units."""
    text = _inner(product.operand, 3, before)
    return f"np.full(len({product.matrix}), {text})" if _is_constant(product.operand) else text


def _bracketed(expr: Expr) -> str:
    return _inner(expr, 3, "${}_before")


def _text(expr: Expr, before: str = "${}_before") -> str:
    """The expression as NumPy; `before` is the pattern of a remembered signal's name."""
    match expr:
        case Number(value=value):
            return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case Signal(name=name, previous=previous):
            return before.format(name) if previous else name
        case Vector(name=name):
            return name
        case Input():
            return "x[$t]"
        case Negative(operand=operand):
            return f"-{_inner(operand, 3, before)}"
        case Call(function=function, argument=argument):
            return f"{function}({_text(argument, before)})"
        case Product(matrix=matrix):
            return f"{matrix} @ {_full(expr, before)}"
        case Binary(op=op, left=left, right=right):
            rank = _RANK[op]
            return f"{_inner(left, rank, before)} {op} {_inner(right, rank + 0.5, before)}"


def _inner(expr: Expr, rank: float, before: str) -> str:
    """The expression as an operand of something that binds with `rank`."""
    text = _text(expr, before)
    own = 9.0
    if isinstance(expr, Binary):
        own = _RANK[expr.op]
    elif isinstance(expr, Product | Negative):
        own = 1.5  # stands beside + and -, needs brackets beside * and /
    return f"({text})" if own < rank else text


def _named(rows: list[str], graph: Graph) -> str:
    """The rows as text; `$name` becomes a name of our own that is none of the cell's."""
    taken = {*graph.signals, *graph.parameters}
    ours: dict[str, str] = {}

    def free(match: re.Match[str]) -> str:
        if match[1] not in ours:
            name = match[1]
            while name in taken:
                name += "_"
            taken.add(name)
            ours[match[1]] = name
        return ours[match[1]]

    return re.sub(r"\$(\w+)", free, "\n".join(rows)) + "\n"


@lru_cache(maxsize=128)
def load(graph: Graph) -> dict[str, Any]:
    """The names of the plain module, run: "forward" and "backward"."""
    text = source(graph)
    filename = f"<plain cell {abs(hash(text)):x}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(True), filename)
    names: dict[str, Any] = {}
    exec(compile(text, filename, "exec"), names)
    return names
