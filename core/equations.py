"""Text -> graph: a recurrent cell as its equations, read by Python's own grammar and never evaluated.

The reading rules: lines run in order; a signal read before its line is the one remembered from the step
before, so it is state; each signal is assigned once; the last line is the layer's output. Any other name is a
parameter: W, U or R begins a matrix, b, d or p a vector. `x` appears only as `W @ x`; `U @ e` takes `units`
values.
"""

from __future__ import annotations

import ast
import difflib
import keyword
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from core.errors import EquationError

MAX_CHARACTERS = 4_000
MAX_LINES = 100
MAX_NESTING = 50
FUNCTIONS = ("sigmoid", "tanh", "relu", "exp", "softplus")
MATRIX_LETTERS = "WUR"
VECTOR_LETTERS = "bdp"
# what the NumPy form of a cell needs under its own name
TAKEN = {"x": "the input", "np": "NumPy", **dict.fromkeys(("len", "range", "reversed"), "Python's own")}
EXAMPLE = 'an equation such as "c = f * c + i * g"'


@dataclass(frozen=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True)
class Signal:
    """A signal's value; `previous` means the one remembered from the step before."""

    name: str
    previous: bool = False


@dataclass(frozen=True)
class Vector:
    """A vector parameter, one value a unit."""

    name: str


@dataclass(frozen=True)
class Input:
    """The layer's input x; it stands only to the right of `@`."""


@dataclass(frozen=True)
class Product:
    """`matrix @ operand`, the matrix a parameter's name."""

    matrix: str
    operand: Expr


@dataclass(frozen=True)
class Negative:
    """`-operand`."""

    operand: Expr


@dataclass(frozen=True)
class Binary:
    """`left op right`, element by element; op is one of + - * /."""

    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True)
class Call:
    """`function(argument)`, element by element."""

    function: str
    argument: Expr


Expr = Number | Signal | Vector | Input | Product | Negative | Binary | Call


@dataclass(frozen=True)
class Line:
    """One equation: the signal `name` becomes `expr`; `number` is its line in the text, from 1."""

    name: str
    expr: Expr
    number: int


@dataclass(frozen=True)
class Graph:
    """A cell's equations as data.

    `signals` and `states` are in the order of their lines; `parameters` maps each name to its symbolic shape:
    ("units", "inputs"), ("units", "units") or ("units",), in the order of first use.
    """

    text: str
    lines: tuple[Line, ...]
    signals: tuple[str, ...]
    states: tuple[str, ...]
    parameters: Mapping[str, tuple[str, ...]]

    @property
    def output(self) -> str:
        """The signal the layer passes on: that of the last line."""
        return self.lines[-1].name

    def __hash__(self) -> int:
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Graph) and self.text == other.text


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct sub-expressions of `expr`, left to right."""
    match expr:
        case Product(operand=e) | Negative(operand=e) | Call(argument=e):
            return (e,)
        case Binary(left=a, right=b):
            return (a, b)
    return ()


def walk(expr: Expr) -> Iterator[Expr]:
    """`expr` and all below it, parents first."""
    yield expr
    for child in children(expr):
        yield from walk(child)


def reads(expr: Expr, *, previous: bool | None = None) -> set[str]:
    """Names of the signals `expr` reads; `previous` picks those of the step before (True) or of this one."""
    return {e.name for e in walk(expr) if isinstance(e, Signal) and (previous is None or e.previous == previous)}


@lru_cache(maxsize=256)
def parse(text: str) -> Graph:
    """The graph of a cell's equations; EquationError, with line and column, when they do not read."""
    _check_length(text)
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    indent = _common_indent(rows)
    try:
        return _parse("\n".join(row[indent:] for row in rows))
    except EquationError as error:
        column = min(error.column + indent, len(rows[error.line - 1]) + 1)
        raise EquationError(error.line, column, error.expected, error.found) from None


def _common_indent(rows: list[str]) -> int:
    # so that a block pasted with its indentation reads; tabs only where there are no spaces beside them
    filled = [row for row in rows if row.strip()]
    for blank in " \t":
        if indent := min((len(row) - len(row.lstrip(blank)) for row in filled), default=0):
            return indent
    return 0


def _parse(text: str) -> Graph:
    statements = _syntax(text)
    targets = [_target(statement, text) for statement in statements]
    _check_assigned_once(targets, statements)
    reader = _Reader(text, targets)
    lines = tuple(reader.line(name, statement) for name, statement in zip(targets, statements, strict=True))
    remembered = set().union(*(reads(line.expr, previous=True) for line in lines))
    states = tuple(name for name in targets if name in remembered)
    if not states and not reader.parameters:
        expected = "a parameter or a remembered signal somewhere, which give the layer its units"
        raise _at(statements[-1], expected, "neither")
    return Graph(text, lines, tuple(targets), states, MappingProxyType(reader.parameters))


def _check_length(text: str) -> None:
    if not isinstance(text, str):
        raise EquationError(1, 1, "a text", repr(text)[:40])
    if len(text) > MAX_CHARACTERS:
        raise EquationError(1, 1, f"at most {MAX_CHARACTERS:,} characters", f"{len(text):,}")


def _syntax(text: str) -> list[ast.stmt]:
    count = len(text.strip().split("\n"))
    if count > MAX_LINES:
        raise EquationError(MAX_LINES + 1, 1, f"at most {MAX_LINES} lines", f"{count}")
    _check_characters(text)
    _check_brackets(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's own remarks on odd numbers and escapes
            tree = ast.parse(text)
    except SyntaxError as error:
        raise _syntax_error(text, error) from None
    except (MemoryError, RecursionError):
        raise EquationError(1, 1, f"expressions nested at most {MAX_NESTING} deep", "deeper ones") from None
    if not tree.body:
        raise EquationError(1, 1, 'at least one equation, such as "h = tanh(W @ x + U @ h + b)"', "none")
    for statement in tree.body:
        _check_depth(statement)
    return tree.body


def _check_characters(text: str) -> None:
    for number, row in enumerate(text.split("\n"), 1):
        code = len(row.split("#", 1)[0])
        for column, character in enumerate(row, 1):
            is_allowed = character.isprintable() and (character.isascii() or column > code)
            if not is_allowed and character != "\t":
                raise EquationError(number, column, "plain ASCII letters, digits and signs", ascii(character))


def _check_brackets(text: str) -> None:
    depth = 0
    for number, row in enumerate(text.split("\n"), 1):
        for column, character in enumerate(row.split("#", 1)[0], 1):
            depth += (character in "([{") - (character in ")]}")
            if depth > MAX_NESTING:
                expected = f"brackets nested at most {MAX_NESTING} deep"
                raise EquationError(number, column, expected, "deeper ones")


def _syntax_error(text: str, error: SyntaxError) -> EquationError:
    row = min(max(error.lineno or 1, 1), text.count("\n") + 1)
    source = text.split("\n")[row - 1]
    column = min(max(error.offset or 1, 1), len(source) + 1)
    if isinstance(error, IndentationError):
        column = len(source) - len(source.lstrip()) + 1
    rest = source[column - 1 :].strip()
    found = _quoted(rest[:12]) if rest else "the line's end"
    return EquationError(row, column, f"{EXAMPLE} ({error.msg})", found)


def _check_depth(statement: ast.stmt) -> None:
    stack: list[tuple[ast.expr | ast.stmt, int]] = [(statement, 0)]
    while stack:
        node, depth = stack.pop()
        if depth > MAX_NESTING + 1:
            raise _at(node, f"expressions nested at most {MAX_NESTING} deep", "deeper ones; use more lines")
        stack += [(c, depth + 1) for c in ast.iter_child_nodes(node) if isinstance(c, ast.expr | ast.stmt)]


def _at(node: ast.expr | ast.stmt, expected: str, found: str) -> EquationError:
    return EquationError(node.lineno, node.col_offset + 1, expected, found)


def _typed(node: ast.expr | ast.stmt, text: str) -> str:
    """What stands in the text at a node, in quotes; its first line, cut short."""
    return _quoted((ast.get_source_segment(text, node) or "").split("\n")[0])


def _quoted(found: str) -> str:
    return f'"{found[:39]}…"' if len(found) > 40 else f'"{found}"'


def _target(statement: ast.stmt, text: str) -> str:
    if not isinstance(statement, ast.Assign):
        raise _at(statement, EXAMPLE, _typed(statement, text))
    target = statement.targets[0]
    if len(statement.targets) != 1:
        raise _at(statement.targets[1], "one = in an equation", "a second one")
    if not isinstance(target, ast.Name):
        raise _at(target, "one name to the left of =", _typed(target, text))
    name = target.id
    if name in TAKEN or name in FUNCTIONS:
        found = f'"{name}", which is {TAKEN.get(name, "a function")}'
        raise _at(target, "the name of a signal to the left of =", found)
    if name[0] in MATRIX_LETTERS or name[0] == "_" or keyword.issoftkeyword(name):
        expected = f"a signal's name (not beginning with {', '.join(MATRIX_LETTERS)} or _)"
        raise _at(target, expected, f'"{name}"')
    return name


def _check_assigned_once(targets: list[str], statements: list[ast.stmt]) -> None:
    seen: dict[str, int] = {}
    for name, statement in zip(targets, statements, strict=True):
        if name in seen:
            found = f"a second line for it (the first is line {seen[name]})"
            raise _at(statement, f'"{name}" assigned once', found)
        seen[name] = statement.lineno


def _hint(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, known, 1, 0.5)
    return f' (did you mean "{near[0]}"?)' if near else ""


class _Reader:
    """Turns the syntax of each line into the graph's nodes, collecting parameters on the way."""

    def __init__(self, text: str, targets: list[str]) -> None:
        self.text = text
        self.targets = targets
        self.done: set[str] = set()
        self.parameters: dict[str, tuple[str, ...]] = {}

    def line(self, name: str, statement: ast.stmt) -> Line:
        assert isinstance(statement, ast.Assign)
        expr = self.expr(statement.value)
        self.done.add(name)
        return Line(name, expr, statement.lineno)

    def expr(self, node: ast.expr) -> Expr:
        match node:
            case ast.Constant():
                return self.number(node)
            case ast.Name():
                return self.name(node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Negative(self.expr(operand))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.expr(operand)
            case ast.BinOp(op=ast.MatMult()):
                return self.product(node)
            case ast.BinOp():
                return self.binary(node)
            case ast.Call():
                return self.call(node)
        raise _at(node, "names, numbers, + - * / @, brackets and functions", self.typed(node))

    def typed(self, node: ast.expr) -> str:
        return _typed(node, self.text)

    def number(self, node: ast.Constant) -> Number:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise _at(node, "a number", self.typed(node))
        try:
            value = float(node.value)
        except OverflowError:
            value = float("inf")
        if value in (float("inf"), float("-inf")):
            raise _at(node, "a number below 1.8e308", "a larger one")
        return Number(value)

    def name(self, node: ast.Name) -> Expr:
        name = node.id
        if name in self.targets:
            return Signal(name, previous=name not in self.done)
        if name == "x":
            raise _at(node, 'x only to the right of @, as in "W @ x"', "x alone")
        if name in FUNCTIONS:
            raise _at(node, f'"{name}(...)"', f'"{name}" without brackets')
        if name[0] in MATRIX_LETTERS:
            raise _at(node, f'the matrix to the left of @, as in "{name} @ h"', f'"{name}" alone')
        if name[0] not in VECTOR_LETTERS:
            raise self.unknown(node, name)
        self.declare(node, name, ("units",))
        return Vector(name)

    def unknown(self, node: ast.Name, name: str) -> EquationError:
        hint = _hint(name, [*self.targets, *FUNCTIONS, *self.parameters, "x"])
        rule = "a signal, or a parameter that begins with W, U, R (matrix) or b, d, p (vector)"
        return _at(node, rule, f'"{name}"{hint}')

    def product(self, node: ast.BinOp) -> Product:
        left = node.left
        if not isinstance(left, ast.Name) or left.id in self.targets or left.id[0] not in MATRIX_LETTERS:
            hint = " (brackets missing?)" if isinstance(left, ast.BinOp | ast.UnaryOp) else ""
            raise _at(left, "a matrix's name (W, U or R) to the left of @", f"{self.typed(left)}{hint}")
        if isinstance(node.right, ast.Name) and node.right.id == "x":
            self.declare(left, left.id, ("units", "inputs"))
            return Product(left.id, Input())
        operand = self.expr(node.right)
        self.declare(left, left.id, ("units", "units"))
        return Product(left.id, operand)

    def binary(self, node: ast.BinOp) -> Binary:
        signs = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
        op = signs.get(type(node.op))
        if op is None:
            raise _at(node, "one of + - * / @", self.typed(node))
        if op in "*/":
            self.check_bracketed(node)
        left, right = self.expr(node.left), self.expr(node.right)
        if op == "/" and right == Number(0.0):
            raise _at(node.right, "a divisor other than 0", "0")
        return Binary(op, left, right)

    def check_bracketed(self, node: ast.BinOp) -> None:
        # an unbracketed left operand begins where the whole expression does
        left = node.left
        bare = (left.lineno, left.col_offset) == (node.lineno, node.col_offset)
        if bare and isinstance(left, ast.BinOp) and isinstance(left.op, ast.MatMult):
            expected = 'brackets where * or / stands beside @, as in "r * (U @ h)"'
            raise _at(node, expected, self.typed(node))

    def call(self, node: ast.Call) -> Call:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in FUNCTIONS:
            found = self.typed(node.func) + _hint(name, FUNCTIONS)
            raise _at(node, f"one of the functions {', '.join(FUNCTIONS)}", found)
        count = len(node.args) + len(node.keywords)
        if count != 1:
            raise _at(node, f"one argument in {name}(...)", str(count))
        if node.keywords or isinstance(node.args[0], ast.Starred):
            raise _at(node, f"one argument in {name}(...), by its place", self.typed(node))
        return Call(name, self.expr(node.args[0]))

    def declare(self, node: ast.Name, name: str, shape: tuple[str, ...]) -> None:
        known = self.parameters.setdefault(name, shape)
        if known != shape:
            one = f'"{name}" used as one shape, {" x ".join(known)}'
            raise _at(node, one, f"it used as {' x '.join(shape)} too")
