"""Equations -> mathematical notation, as LaTeX, as a line of text and as rich text. Knows no Qt.

Products of a matrix are juxtaposed, products of vectors are written with a circled dot, quotients as fractions. What is
remembered is of t−1, or of t+1 in a layer that runs `backward`.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from functools import lru_cache

from core.equations import Binary, Call, Expr, Input, Line, Negative, Number, Product, Signal, Vector, children

MINUS = "\u2212"
FUNCTIONS = {"sigmoid": "\u03c3"}
FRACTIONS = 2  # one within the other; deeper ones are written with a stroke, which is quicker to set as well
LONG = 5  # summands from which a sum may be broken
BREAK = "\n"
_SUM, _TIMES, _ATOM = 1, 2, 3  # how strongly what was written holds together


def parts(name: str) -> tuple[str, str]:
    """A name and its subscript: "W_out" is W with out, "c2" is c with 2, "gate" has none."""
    base, *rest = [part for part in name.split("_") if part] or [name]
    digits = re.fullmatch(r"([A-Za-z]+)(\d+)", base)
    if digits:
        base, rest = digits[1], [digits[2], *rest]
    return base, ",".join(rest)


def latex(line: Line, backward: bool = False) -> tuple[str, str]:
    """The two sides of an equation as LaTeX: that of the signal, and that which begins with the equals sign."""
    return _sides(_Latex(backward), line)


def latex_rows(line: Line, backward: bool = False) -> tuple[str, str] | None:
    """The right side of a long equation in two rows, broken ahead of a plus sign; None where it is short."""
    place = _break(line.expr)
    if place is None:
        return None
    writer = _Latex(backward)
    writer.place = place
    first, second = writer.write(line.expr)[0].split(BREAK)
    return f"= {first}", second


def text(line: Line, backward: bool = False) -> str:
    """An equation as a line of text: "f_t = σ(W_f x_t + U_f h_(t−1) + b_f)"."""
    return " ".join(_sides(_Text(backward), line))


def rich(line: Line, backward: bool = False) -> str:
    """An equation as rich text, for a tooltip."""
    return " ".join(_sides(_Rich(backward), line))


@lru_cache(maxsize=1024)
def expression_text(expr: Expr, backward: bool = False) -> str:
    """An expression as a line of text: "U_f h_(t−1)"."""
    return _Text(backward).write(expr)[0]


def colour_of(signal: str) -> str:
    """The colour that stands for a signal's own in LaTeX, until a theme is known: "#" and six figures."""
    code = 0
    for character in signal:
        code = (code * 131 + ord(character)) % 0xFFFFFE
    return f"#{code + 1:06x}"


def _break(expr: Expr) -> Expr | None:
    """The sum whose right operand begins the second row: in the middle of the longest that stands in no fraction."""
    longest: list[Binary] = []
    waiting = [expr]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, Binary) or one.op != "/":
            waiting += children(one)
            longest = max(longest, _chain(one), key=len)
    return longest[(len(longest) - 1) // 2] if len(longest) + 1 >= LONG else None


def _chain(expr: Expr) -> list[Binary]:
    """The sums and differences that an expression is made of one after the other, the first one first."""
    found: list[Binary] = []
    while isinstance(expr, Binary) and expr.op in "+-":
        found.insert(0, expr)
        expr = expr.left
    return found


def _sides(writer: _Writer, line: Line) -> tuple[str, str]:
    return writer.signal(line.name, False), f"= {writer.write(line.expr)[0]}"


class _Writer(ABC):
    """Decides what needs brackets; a subclass knows the signs."""

    dot: str
    times_sign: str
    apart: str  # between the factors of a matrix product
    minus: str  # in front of one operand
    less: str  # between two
    minus_one: str
    fractions = 0
    place: Expr | None = None  # ahead of whose sign a new row begins

    def __init__(self, backward: bool) -> None:
        self.earlier = f"t{'+1' if backward else self.minus_one}"  # the time of what is remembered

    def write(self, expr: Expr) -> tuple[str, int]:
        """The text of an expression, and how strongly it holds together."""
        match expr:
            case Number(value=value):
                return self.number(value), _ATOM
            case Signal(name=name, previous=previous):
                return self.signal(name, previous), _ATOM
            case Vector(name=name):
                return self.symbol(*parts(name)), _ATOM
            case Input():
                return self.symbol("x", "t"), _ATOM
            case Product(matrix=matrix, operand=operand):
                factor = self.operand(operand, _ATOM, juxtaposed=True)
                return f"{self.symbol(*parts(matrix))}{self.apart}{factor}", _TIMES
            case Negative(operand=operand):
                return f"{self.minus}{self.operand(operand, _TIMES)}", _SUM
            case Call(function=function, argument=argument):
                return f"{self.function(function)}({self.write(argument)[0]})", _ATOM
            case Binary(op="/", left=left, right=right):
                return self.quotient(left, right)
            case Binary(op="*", left=left, right=right):
                return self.times(left, right), _TIMES
            case Binary(op=op, left=left, right=right):
                # what is subtracted keeps its brackets, and nothing begins with a sign behind another sign
                least = _TIMES if op == "-" or isinstance(right, Negative) else _SUM
                sign = "+" if op == "+" else self.less
                row = BREAK if expr is self.place else " "
                return f"{self.operand(left, _SUM)}{row}{sign} {self.operand(right, least)}", _SUM
        raise TypeError(type(expr).__name__)

    def times(self, left: Expr, right: Expr) -> str:
        if isinstance(left, Number) and not _begins_with_a_number(right):
            # a number scales all of a matrix product, which then needs no brackets
            return f"{self.number(left.value)}{self.apart}{self.operand(right, _TIMES)}"
        sign = self.times_sign if isinstance(left, Number) or isinstance(right, Number) else self.dot
        return f"{self.operand(left, _TIMES, product=True)}{sign}{self.operand(right, _TIMES, product=True)}"

    def quotient(self, left: Expr, right: Expr) -> tuple[str, int]:
        if self.fractions >= FRACTIONS:
            return f"{self.operand(left, _TIMES, product=True)} / {self.operand(right, _ATOM)}", _TIMES
        self.fractions += 1
        written = self.fraction(self.write(left)[0], self.write(right)[0])
        self.fractions -= 1
        return written, _ATOM

    def operand(self, expr: Expr, least: int, product: bool = False, juxtaposed: bool = False) -> str:
        """An expression as part of one that holds together with `least`.

        A matrix product is set off from the other factors of a `product`; `juxtaposed` to a matrix it is not.
        """
        written, strength = self.write(expr)
        if juxtaposed and isinstance(expr, Product):
            return written
        return f"({written})" if strength < least or (product and _is_juxtaposed(expr)) else written

    def signal(self, name: str, previous: bool) -> str:
        base, below = parts(name)
        time = self.earlier if previous else "t"
        return self.coloured(self.symbol(base, f"{below},{time}" if below else time), name)

    def coloured(self, written: str, signal: str) -> str:
        return written

    @abstractmethod
    def symbol(self, base: str, below: str) -> str: ...

    @abstractmethod
    def number(self, value: float) -> str: ...

    @abstractmethod
    def function(self, name: str) -> str: ...

    @abstractmethod
    def fraction(self, above: str, below: str) -> str: ...


class _Latex(_Writer):
    dot = r"\,\odot\,"
    times_sign = r" \cdot "
    apart = r"\,"
    minus = "{-}"  # so that no room is left behind it, as there is behind the sign of a difference
    less = "-"
    minus_one = "-1"

    def symbol(self, base: str, below: str) -> str:
        first = base if len(base) == 1 else rf"\mathit{{{base}}}"
        if not below:
            return first
        return f"{first}_{{{','.join(_upright(part) for part in below.split(','))}}}"

    def coloured(self, written: str, signal: str) -> str:
        return rf"\textcolor{{{colour_of(signal)}}}{{{written}}}"

    def number(self, value: float) -> str:
        digits, _, exponent = f"{value:g}".partition("e")
        if not exponent:
            return digits
        power = f"10^{{{int(exponent)}}}"
        return power if digits == "1" else rf"{digits}\times {power}"

    def function(self, name: str) -> str:
        return r"\sigma" if name == "sigmoid" else rf"\operatorname{{{name}}}"

    def fraction(self, above: str, below: str) -> str:
        return rf"\frac{{{above}}}{{{below}}}"


def _begins_with_a_number(expr: Expr) -> bool:
    while isinstance(expr, Binary) and expr.op == "*":
        expr = expr.left
    return isinstance(expr, Number)


def _is_juxtaposed(expr: Expr) -> bool:
    """Whether an expression is a matrix product, or a multiple of one."""
    while isinstance(expr, Binary) and expr.op == "*" and isinstance(expr.left, Number):
        expr = expr.right
    return isinstance(expr, Product)


def _upright(part: str) -> str:
    """Part of a subscript: words stand upright, a letter is a variable."""
    return rf"\mathrm{{{part}}}" if len(part) > 1 and part.isalnum() else part


class _Text(_Writer):
    dot = " \u2299 "
    times_sign = " \u00b7 "
    apart = " "
    minus = less = MINUS
    minus_one = f"{MINUS}1"
    fractions = FRACTIONS  # every quotient in one line

    def symbol(self, base: str, below: str) -> str:
        if not below:
            return base
        return f"{base}_({below})" if {MINUS, "+", ","}.intersection(below) else f"{base}_{below}"

    def number(self, value: float) -> str:
        return f"{value:g}".replace("-", MINUS)

    def function(self, name: str) -> str:
        return FUNCTIONS.get(name, name)

    def fraction(self, above: str, below: str) -> str:
        return f"({above}) / ({below})"


class _Rich(_Text):
    def symbol(self, base: str, below: str) -> str:
        return f"<i>{base}</i><sub>{below}</sub>" if below else f"<i>{base}</i>"
