"""Equations written again read the same; untouched rows of a text stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import assume, given

from core.cells import Cell
from core.equations import Expr, parse
from core.errors import EquationError
from core.formulas import rows, text_of, written
from tests.core.equation_texts import equation_texts


def test_every_line_that_ships_is_written_as_it_stands(any_cell: Cell) -> None:
    lines, below = rows(any_cell.graph)
    assert text_of(lines, below) == any_cell.equations
    assert [line.code for line in lines] == [f"{line.name} = {written(line.expr)}" for line in lines]


@given(equation_texts())
def test_what_is_written_reads_the_same(text: str) -> None:
    try:
        graph = parse(text)
    except EquationError:
        assume(False)
    again = parse("\n".join(f"{line.name} = {written(line.expr)}" for line in graph.lines))
    assert [line.expr for line in again.lines] == [line.expr for line in graph.lines]


@pytest.mark.parametrize(
    "text",
    [
        "# ahead\n\nf = sigmoid(W_f @ x)  # é, a gate\n# so\nh = tanh(\n    W @ x + # two\n    U @ h)\n\n# end\n",
        "f = sigmoid( W_f@x )\nh=f*tanh(U @ h)",
        "h = tanh(W @ x)  # no row below",
    ],
)
def test_rows_keep_what_stands_around_them(text: str) -> None:
    assert text_of(*rows(parse(text))) == text


def test_two_equations_of_one_row_get_rows_of_their_own() -> None:
    assert text_of(*rows(parse("k = W @ x; h = tanh(U @ k)  # both"))) == "k = W @ x\nh = tanh(U @ k)  # both"


def test_a_changed_row_keeps_its_comment() -> None:
    lines, below = rows(parse("# above\nk  =  W @ x  # why\nh = tanh(k)"))
    expr: Expr = lines[1].expr
    assert text_of([lines[0].with_expr(expr), lines[1]], below) == "# above\nk = tanh(k)  # why\nh = tanh(k)"
