"""The numbers of every line of a cell, as text, for the selected unit at the cursor. Knows no Qt."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from core.equations import Binary, Call, Expr, Input, Negative, Product, walk
from core.network import Array
from core.state import State
from gui.cell.flow import summands
from gui.cell.values import Reader
from gui.equations.notation import MINUS, expression_text
from gui.equations.plan import RowPlan, Sum, plan_of, positive
from gui.numbers import number

RESULT = 3  # decimals of a line's result and of what is added
TIMES, LESS = " \u00b7 ", f"{MINUS} "
GROUP, ENTRY, TOTAL = "group", "entry", "total"


@dataclass(frozen=True)
class Term:
    """One row below an unfolded line: a caption, something that is added, or what it all comes to."""

    kind: str
    label: str
    factors: str = ""
    value: str = ""
    quiet: bool = False  # it adds nothing
    is_symbol: bool = False  # the label is notation, not words


@dataclass(frozen=True)
class Shown:
    """A line with its numbers: the text of each of its tokens, the result, and what it is the sum of.

    Where a clamp holds the signal, `would` is the result that the line would have had, else it is "".
    """

    plan: RowPlan
    texts: tuple[str, ...]
    value: str
    would: str = ""
    terms: tuple[Term, ...] = ()

    @property
    def held(self) -> bool:
        """Whether a clamp holds the signal."""
        return self.would != ""

    @property
    def spoken(self) -> str:
        """The line in words, for those who hear it."""
        written = "".join(self.texts)
        if self.held:
            return f"held at {self.value.strip()}, would be {written} = {self.would.strip()}"
        return f"{written} = {self.value.strip()}"


@np.errstate(all="ignore")  # what overflows is shown as such
def shown_rows(state: State, unfolded: Collection[str] = ()) -> tuple[Shown, ...]:
    """Every line of the selected cell; `unfolded` names the signals whose sums are taken apart."""
    reader = Reader(state)
    return tuple(_row(state, reader, plan, plan.signal in unfolded) for plan in plan_of(state.cell))


def _row(state: State, reader: Reader, plan: RowPlan, unfolded: bool) -> Shown:
    texts = tuple(
        number(total(reader, token.exprs), signed=token.signed) if token.exprs else token.text for token in plan.tokens
    )
    clamp = state.clamp(plan.signal)
    would = "" if clamp is None else number(reader.one(plan.line.expr), RESULT)
    terms = tuple(_terms(state, reader, plan)) if unfolded else ()
    return Shown(plan, texts, number(reader.signal(plan.signal), RESULT), would, terms)


def total(reader: Reader, exprs: tuple[Expr, ...]) -> float:
    """What expressions come to together, added from left to right."""
    found = reader.one(exprs[0])
    for expr in exprs[1:]:
        found += reader.one(expr)
    return found


def _terms(state: State, reader: Reader, plan: RowPlan) -> Iterator[Term]:
    for part in plan.sums:
        for term in part.terms:
            if isinstance(positive(term), Product):
                yield from _product(state, reader, term)
            else:
                yield _single(reader, term)
        yield Term(TOTAL, _total_words(plan, part), "", number(total(reader, part.terms), RESULT))


def _total_words(plan: RowPlan, part: Sum) -> str:
    calls = (expr for expr in walk(plan.line.expr) if isinstance(expr, Call))
    return "the argument" if any(tuple(summands(call.argument)) == part.terms for call in calls) else "in all"


def _product(state: State, reader: Reader, term: Expr) -> Iterator[Term]:
    product, sign = positive(term), -1.0 if isinstance(term, Negative) else 1.0
    assert isinstance(product, Product)
    yield Term(GROUP, expression_text(term), is_symbol=True)
    weights, values, added = contributions(reader, product)
    labels = _labels(state, product, len(weights))
    cuts = state.layer.cuts.get(product.matrix)
    from_words = isinstance(product.operand, Input) and not state.view.layer
    for k, (label, weight, value, part) in enumerate(zip(labels, weights, values, added, strict=True)):
        cut = cuts is not None and bool(cuts[state.view.unit, k])
        first = "  cut" if cut else number(weight)
        second = f"{value:<5g}" if from_words and value in (0.0, 1.0) else number(value)
        factors = f"{LESS if sign < 0 else ''}{first}{TIMES}{second}"
        yield Term(ENTRY, label, factors, number(sign * part, RESULT), quiet=part == 0.0)


def contributions(reader: Reader, product: Product) -> tuple[list[float], list[float], list[float]]:
    """The weights of a product's row, the values that they weigh, and what each adds."""
    row: Array = reader.parameters[product.matrix][reader.unit]
    column: Array = np.asarray(reader.inputs() if isinstance(product.operand, Input) else reader.all(product.operand))
    return row.tolist(), column.tolist(), (row * column).tolist()


def _single(reader: Reader, term: Expr) -> Term:
    """A constant, or a constant times a signal."""
    inner, value = positive(term), reader.one(term)
    factors = ""
    if isinstance(inner, Binary) and inner.op == "*":
        sign = LESS if isinstance(term, Negative) else ""
        factors = f"{sign}{number(reader.one(inner.left))}{TIMES}{number(reader.one(inner.right))}"
    return Term(ENTRY, expression_text(term), factors, number(value, RESULT), value == 0.0, is_symbol=True)


def _labels(state: State, product: Product, count: int) -> tuple[str, ...]:
    if isinstance(product.operand, Input) and not state.view.layer:
        return state.document.encoder.inputs
    return tuple(f"unit {k + 1}" for k in range(count))
