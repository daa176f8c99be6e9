"""Equations as mathematics: brackets where they are needed, signs as they are written, and formulas that can be set."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given

from core.cells import Cell, cell_names, load_cell, parse_cell
from core.errors import EquationError
from core.evaluator import apply, explain_all
from gui.equations.notation import FUNCTIONS, MINUS, colour_of, latex, latex_rows, parts, rich, text
from gui.equations.typeset import LONGEST, drawing
from tests.core.equation_texts import equation_texts
from tests.core.oracles import close, random_arrays
from tests.gui.test_cell_layout import CELLS

UNITS, INPUTS = 3, 2


def cell_of(equations: str) -> Cell:
    """A random cell, if it is one: some have neither a parameter nor a state."""
    try:
        return parse_cell(equations)
    except EquationError:
        assume(False)
        raise


def right(equation: str, *others: str) -> str:
    """The right side of the first of some equations as LaTeX, colours left out."""
    line = parse_cell("\n".join([equation, *others])).graph.lines[0]
    return re.sub(r"\\textcolor\{#\w+\}\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}", r"\1", latex(line)[1])


# reading a line of text back, by its grammar: juxtaposed is multiplied, more tightly than by a sign


class Matrix:
    """A matrix, or a multiple of one, that multiplies constants too."""

    def __init__(self, array: np.ndarray) -> None:
        self.array = array

    def __matmul__(self, other: object) -> object:
        if isinstance(other, Matrix):
            return Matrix(self.array @ other.array)
        return self.array @ np.broadcast_to(np.asarray(other, float), self.array.shape[1:])

    def __rmul__(self, other: float) -> Matrix:
        return Matrix(other * self.array)

    def __neg__(self) -> Matrix:
        return Matrix(-self.array)


TOKEN = re.compile(
    r"(?P<number>\d[\d.]*(?:e[+\u2212]?\d+)?)|(?P<name>[A-Za-z\u03c3]+(?:_\([^)]*\)|_[A-Za-z0-9]+)?)|(?P<sign>\S)"
)
SIGNS = {"\u2299": "*", "\u00b7": "*", MINUS: "-"}


def symbol(name: str, time: str = "") -> str:
    base, *below = name.split("_")
    digits = re.fullmatch(r"([A-Za-z]+)(\d+)", base)
    if digits:
        base, below = digits[1], [digits[2], *below]
    written = ",".join([*filter(None, below), *([time] if time else [])])
    return f"{base}_({written})" if set(written) & {",", MINUS} else f"{base}_{written}" if written else base


def read(written: str, values: dict[str, object]) -> object:
    """The value of what is written, with the values of its symbols."""
    tokens = [(found.lastgroup, found[0]) for found in TOKEN.finditer(written)]
    functions = {FUNCTIONS.get(name, name): name for name in ("sigmoid", "tanh", "relu", "exp", "softplus")}
    scope: dict[str, object] = {
        name: lambda v, name=name: np.vectorize(lambda a: apply(name, float(a)))(v) for name in functions.values()
    }
    out, end = [], ("sign", "")
    for (kind, token), (next_kind, follower) in pairwise([*tokens, end]):
        if token in functions and follower == "(":
            out.append(functions[token])
            continue
        if kind == "name":
            scope[f"v{len(out)}"] = values[token]
            out.append(f"v{len(out)}")
        else:
            out.append(SIGNS.get(token, token.replace(MINUS, "-")))
        if (kind != "sign" or token == ")") and (next_kind != "sign" or follower == "("):
            out.append("@" if isinstance(values.get(token), Matrix) else "*")
    return eval(" ".join(out), scope)


def assert_reads_back(cell: Cell) -> None:
    graph = cell.graph
    parameters = random_arrays(graph, UNITS, INPUTS)
    rng = np.random.default_rng(3)
    x, before = rng.standard_normal(INPUTS), {s: 0.5 * rng.standard_normal(UNITS) for s in graph.states}
    terms = explain_all(graph, parameters, x, before)
    values: dict[str, object] = {"x_t": x}
    values |= {symbol(n): Matrix(a) if a.ndim == 2 else a for n, a in parameters.items()}
    values |= {symbol(s, "t"): np.array([t.value for t in terms[s]]) for s in graph.signals}
    values |= {symbol(s, f"t{MINUS}1"): array for s, array in before.items()}
    for line in graph.lines:
        left, sign, found = text(line).partition(" = ")
        assert (left, sign) == (symbol(line.name, "t"), " = ")
        expected = np.array([term.value for term in terms[line.name]])
        assert close(np.broadcast_to(np.asarray(read(found, values), float), (UNITS,)), expected, 1e-9), text(line)


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_what_is_written_is_what_is_computed(cell: Cell) -> None:
    assert_reads_back(cell)


@given(equation_texts())
def test_any_equation_is_written_as_it_is_computed(equations: str) -> None:
    cell = cell_of(equations)
    symbols = [symbol(s, "t") for s in cell.signals] + [symbol(p) for p in cell.parameters]
    assume(len(set(symbols)) == len(symbols))
    assert_reads_back(cell)


def test_a_gate_as_everybody_writes_it() -> None:
    assert text(load_cell("lstm").graph.lines[0]) == "f_t = σ(W_f x_t + U_f h_(t−1) + b_f)"
    assert text(load_cell("lstm").graph.lines[0], backward=True) == "f_t = σ(W_f x_t + U_f h_(t+1) + b_f)"
    assert right("f = sigmoid(W_f @ x + U_f @ h + b_f)", "h = f") == r"= \sigma(W_{f}\,x_{t} + U_{f}\,h_{t-1} + b_{f})"


@pytest.mark.parametrize(
    ("equation", "expected"),
    [
        ("h = W_out @ x", r"= W_{\mathrm{out}}\,x_{t}"),
        ("h = relu(W @ x)", r"= \operatorname{relu}(W\,x_{t})"),
        ("h = b * d", r"= b\,\odot\,d"),
        ("h = 0.5 * tanh(h)", r"= 0.5\,\operatorname{tanh}(h_{t-1})"),
        ("h = h * 0.5", r"= h_{t-1} \cdot 0.5"),
        ("h = 2 * 3 * h", r"= 2 \cdot 3\,\odot\,h_{t-1}"),
        ("h = (1 - b) * h", r"= (1 - b)\,\odot\,h_{t-1}"),
        ("h = b - (d - h)", r"= b - (d - h_{t-1})"),
        ("h = b + (d - h)", r"= b + d - h_{t-1}"),
        ("h = -(b + d)", r"= {-}(b + d)"),
        ("h = b - -d", r"= b - ({-}d)"),
        ("h = (-b) * d", r"= ({-}b)\,\odot\,d"),
        ("h = U @ (b * h)", r"= U\,(b\,\odot\,h_{t-1})"),
        ("h = U @ (U @ h)", r"= U\,U\,h_{t-1}"),
        ("h = (U @ h) * (W @ x)", r"= (U\,h_{t-1})\,\odot\,(W\,x_{t})"),
        ("h = 2 * (W @ x)", r"= 2\,W\,x_{t}"),
        ("h = b * (2 * (W @ x))", r"= b\,\odot\,(2\,W\,x_{t})"),
        ("h = (b + d) / (1 + h)", r"= \frac{b + d}{1 + h_{t-1}}"),
        ("h = b / (d / (2 / h))", r"= \frac{b}{\frac{d}{2 / h_{t-1}}}"),
        ("h = 1e-5 * h + 3e8 * b", r"= 10^{-5}\,h_{t-1} + 3\times 10^{8}\,b"),
        ("h = exp(-h)", r"= \operatorname{exp}({-}h_{t-1})"),
    ],
)
def test_every_kind_of_expression(equation: str, expected: str) -> None:
    assert right(equation) == expected


def test_names_of_several_letters_and_their_subscripts() -> None:
    assert [parts(n) for n in ("f", "W_out", "c2", "h1_in", "gate", "a_b_c", "d__")] == [
        ("f", ""),
        ("W", "out"),
        ("c", "2"),
        ("h", "1,in"),
        ("gate", ""),
        ("a", "b,c"),
        ("d", ""),
    ]
    assert right("a = gate_in + c2", "gate_in = b", "c2 = b") == r"= \mathit{gate}_{\mathrm{in},t-1} + c_{2,t-1}"
    assert text(parse_cell("c2 = c2 + p_in").graph.lines[0]) == "c_(2,t) = c_(2,t−1) + p_in"
    assert rich(parse_cell("h = b_f + h").graph.lines[0]).endswith("<i>b</i><sub>f</sub> + <i>h</i><sub>t\u22121</sub>")


def test_signals_have_a_colour_each_which_is_not_that_of_words() -> None:
    for cell in CELLS:
        codes = {colour_of(name) for name in cell.signals}
        assert len(codes) == len(cell.signals) and "#000000" not in codes


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_every_formula_can_be_set(cell: Cell) -> None:
    for line in cell.graph.lines:
        for side in latex(line):
            found = drawing(side)
            assert found is not None and found.width > 5
            assert found.ascent > 5 and found.descent > -5
            assert drawing(side) is found


def test_nested_quotients_are_set_in_good_time() -> None:
    deep = "b"
    for _ in range(15):
        deep = f"(1 / (1 + {deep}))"
    side = latex(parse_cell(f"h = {deep}").graph.lines[0])[1]
    assert side.count(r"\frac") == 2 and drawing(side) is not None


def test_what_is_too_long_is_not_set() -> None:
    side = latex(parse_cell("h = " + " + ".join(["W_recurrent @ x"] * 45)).graph.lines[0])[1]
    assert len(side) > LONGEST and drawing(side) is None


@given(equation_texts())
def test_two_rows_are_the_whole_formula(equations: str) -> None:
    for line in cell_of(equations).graph.lines:
        rows = latex_rows(line)
        assert rows is None or " ".join(rows) == latex(line)[1]


def test_a_long_sum_is_broken_in_its_middle_and_never_in_a_fraction() -> None:
    def rows(expression: str) -> tuple[str, str] | None:
        return latex_rows(cell_of(f"h = {expression} + U @ h").graph.lines[0])

    assert rows("p + b + d") is None
    assert rows("p + b + d + b_2") == (r"= p + b", r"+ d + b_{2} + U\,\textcolor{#000069}{h_{t-1}}")
    assert rows("1 / (p + b + d + b_2 + b_3)") is None
    known = {key: [line.name for line in load_cell(key).graph.lines if latex_rows(line)] for key in cell_names()}
    assert {key: names for key, names in known.items() if names} == {
        "lstm_1997": ["g", "i", "o"],
        "lstm_fgr": ["f", "i", "o"],
    }
