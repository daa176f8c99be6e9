"""The numbers of every line of a cell, as text, for the selected unit at the cursor. Knows no Qt."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.equations import Binary, Call, Expr, Input, Negative, Product, walk
from core.state import State
from gui.cell.flow import summands
from gui.cell.values import Reader
from gui.equations.notation import MINUS, expression_text
from gui.equations.plan import RowPlan, Sum, plan_of, positive
from gui.held import level_number
from gui.numbers import number
from gui.weight_sources import sources_of

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
    clamp = state.clamp(plan.signal)
    would = "" if clamp is None else level_number(reader.one(plan.line.expr), plan.level, RESULT)
    terms = tuple(_terms(state, reader, plan)) if unfolded else ()
    value = level_number(reader.signal(plan.signal), plan.level, RESULT)
    return Shown(plan, tuple(_texts(reader, plan)), value, would, terms)


def _texts(reader: Reader, plan: RowPlan) -> Iterator[str]:
    """The text of each token; a number with a sign that follows a sign closely is in brackets."""
    before = ""
    for token in plan.tokens:
        text = token.text
        if token.exprs:
            text = level_number(total(reader, token.exprs), token.level)
            if before.endswith(("+", MINUS)) and text.startswith(("+", MINUS)):
                text = f"({text})"
        yield text
        before = text


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
    yield Term(GROUP, expression_text(term, state.layer.reverse), is_symbol=True)
    weights, values, added = contributions(reader, product)
    labels, captions = _labels(state, product, len(weights))
    cuts = state.layer.cuts.get(product.matrix)
    from_words = isinstance(product.operand, Input) and not state.model.network.level_of(state.view.layer)
    level = _is_level(state, product.operand)
    for k, (label, weight, value, part) in enumerate(zip(labels, weights, values, added, strict=True)):
        if k in captions:
            yield Term(GROUP, captions[k])
        cut = cuts is not None and bool(cuts[state.view.unit, k])
        first = "  cut" if cut else number(weight)
        second = f"{value:<5g}" if from_words and value in (0.0, 1.0) else level_number(value, level)
        factors = f"{LESS if sign < 0 else ''}{first}{TIMES}{second}"
        yield Term(ENTRY, label, factors, number(sign * part, RESULT), quiet=part == 0.0)


def _is_level(state: State, operand: Expr) -> bool:
    """Whether what a matrix reads lies between 0 and 1; x of a deep layer is what the level below puts out."""
    if not isinstance(operand, Input):
        return state.cell.gives_level(operand)
    network = state.model.network
    level = network.level_of(state.view.layer)
    below = [network.layers[k].cell for k in network.levels[level - 1]] if level else []
    return level > 0 and all(cell.is_level(cell.output) for cell in below)


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
        factors = sign + TIMES.join(_operand(reader, expr) for expr in (inner.left, inner.right))
    text = expression_text(term, reader.state.layer.reverse)
    return Term(ENTRY, text, factors, number(value, RESULT), value == 0.0, is_symbol=True)


def _operand(reader: Reader, expr: Expr) -> str:
    return level_number(reader.one(expr), reader.state.cell.gives_level(expr))


def _labels(state: State, product: Product, count: int) -> tuple[tuple[str, ...], dict[int, str]]:
    """What each column of a matrix reads; where that is of several layers or steps, what stands above which column."""
    if not isinstance(product.operand, Input):
        return tuple(f"unit {k + 1}" for k in range(count)), {}
    sources = sources_of(state.model.network, state.document, state.view.layer)
    labels = tuple(label for source in sources for label in source.labels)
    return labels, {source.first: source.caption for source in sources} if len(sources) > 1 else {}
