"""Text -> graph: the reading rules, and every error with its place and its words."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.equations import (
    MAX_CHARACTERS,
    MAX_LINES,
    MAX_NESTING,
    Binary,
    Call,
    Input,
    Negative,
    Number,
    Product,
    Signal,
    Vector,
    parse,
    walk,
)
from core.errors import CarouselError, EquationError

ELMAN = "h = tanh(W @ x + U @ h + b)"
LSTM = """f = sigmoid(W_f @ x + U_f @ h + b_f)
i = sigmoid(W_i @ x + U_i @ h + b_i)
g = tanh(W_g @ x + U_g @ h + b_g)
o = sigmoid(W_o @ x + U_o @ h + b_o)
c = f * c + i * g
h = o * tanh(c)"""


def refused(text: str) -> EquationError:
    with pytest.raises(EquationError) as caught:
        parse(text)
    error = caught.value
    assert isinstance(error, CarouselError)
    assert error.field == f"line {error.line}, column {error.column}"
    assert str(error) == f"{error.field}: expected {error.expected}, found {error.found}"
    assert "\n" not in str(error)
    return error


# reading rules


def test_lstm_signals_states_output() -> None:
    graph = parse(LSTM)
    assert graph.signals == ("f", "i", "g", "o", "c", "h")
    assert graph.states == ("c", "h")
    assert graph.output == "h"
    assert [line.number for line in graph.lines] == [1, 2, 3, 4, 5, 6]


def test_parameters_in_order_of_first_use_with_symbolic_shapes() -> None:
    assert list(parse(LSTM).parameters.items())[:4] == [
        ("W_f", ("units", "inputs")),
        ("U_f", ("units", "units")),
        ("b_f", ("units",)),
        ("W_i", ("units", "inputs")),
    ]


def test_read_before_its_line_is_remembered_and_after_it_is_current() -> None:
    graph = parse("a = tanh(U @ c)\nc = a + p * c\nk = U_2 @ c\nh = k + a")
    assert graph.states == ("c",)
    a, c, k, _ = (line.expr for line in graph.lines)
    assert a == Call("tanh", Product("U", Signal("c", previous=True)))
    assert c == Binary("+", Signal("a"), Binary("*", Vector("p"), Signal("c", previous=True)))
    assert k == Product("U_2", Signal("c"))


def test_states_are_in_the_order_of_their_lines_not_of_their_reading() -> None:
    assert parse("q = tanh(U @ h + U_c @ c)\nc = q + c\nh = tanh(c)").states == ("c", "h")


def test_a_signal_may_read_itself_and_a_later_one() -> None:
    graph = parse("a = a + b_1\nh = a * b_2")
    assert (graph.states, graph.output) == (("a",), "h")


def test_no_remembered_signal_is_a_feed_forward_layer() -> None:
    assert parse("h = tanh(W @ x + b)").states == ()


def test_one_name_is_one_array() -> None:
    graph = parse("a = U @ h + b\nh = tanh(U @ a + b)")
    assert list(graph.parameters) == ["U", "b"]


def test_a_signal_may_have_a_parameters_letter() -> None:
    graph = parse("d = sigmoid(W @ x + U @ h)\nh = d * h")
    assert graph.signals == ("d", "h") and list(graph.parameters) == ["W", "U"]


def test_precedence_is_pythons() -> None:
    (line,) = parse("h = 1 - b * h + W @ x").lines
    kept = Binary("-", Number(1.0), Binary("*", Vector("b"), Signal("h", previous=True)))
    assert line.expr == Binary("+", kept, Product("W", Input()))


def test_signs() -> None:
    (line,) = parse("h = -b + +h").lines
    assert line.expr == Binary("+", Negative(Vector("b")), Signal("h", previous=True))


@pytest.mark.parametrize(
    "text", ["r * (U @ h)", "(U @ h) * r", "U @ (r * h)", "U @ h - W @ x", "-(U @ h)", "r / (U @ h)"]
)
def test_brackets_beside_products(text: str) -> None:
    assert parse(f"r = sigmoid(W @ x + b)\nh = {text}").states == ("h",)


@pytest.mark.parametrize("function", ["sigmoid", "tanh", "relu", "exp", "softplus"])
def test_functions(function: str) -> None:
    (line,) = parse(f"h = {function} (b)").lines
    assert line.expr == Call(function, Vector("b"))


def test_what_python_allows_is_allowed() -> None:
    gate = "f = sigmoid(  # the gate, öffnet sich\n    W @ x\n    + b)  # it\n"
    text = f"# a cell\n\n{gate}h = f * h; k = h + \\\n  1.5e-3\n"
    graph = parse(text)
    assert graph.signals == ("f", "h", "k")
    assert Number(0.0015) in walk(graph.lines[2].expr)


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_newlines_of_other_systems(newline: str) -> None:
    assert parse(LSTM.replace("\n", newline)).states == ("c", "h")
    assert refused(f"h = b{newline}k = foo").line == 2


@pytest.mark.parametrize("indent", ["  ", "        ", "\t"])
def test_an_indented_paste_reads_and_keeps_its_columns(indent: str) -> None:
    assert parse("\n".join(indent + row for row in LSTM.split("\n"))).lines == parse(LSTM).lines
    error = refused(f"\n{indent}f = sigmoid(b)\n{indent}h = f * oops\n")
    assert (error.line, error.column) == (3, len(indent) + 9)


def test_an_error_of_the_whole_text_has_a_column_that_is_there() -> None:
    error = refused("\n        # nothing yet")
    assert (error.line, error.column) == (1, 1)


def test_brackets_are_hinted_at_only_where_they_can_be_missing() -> None:
    assert refused("h = b @ x").found == '"b"'
    assert refused("h = -U @ h").found == '"-U" (brackets missing?)'


def test_graphs_are_values() -> None:
    assert parse(ELMAN) == parse(ELMAN) and hash(parse(ELMAN)) == hash(parse(ELMAN))
    assert parse(ELMAN) != parse(LSTM)
    with pytest.raises(TypeError):
        parse(ELMAN).parameters["b"] = ("units", "units")  # type: ignore[index]


# errors: (text, line, column, words of what was expected, words of what was found)

ERRORS = {
    "a typo of a signal": (
        "foo = b\nh = tanh(fooo)",
        2,
        10,
        "a signal, or a parameter",
        '"fooo" (did you mean "foo"?)',
    ),
    "a typo of a function's name": ("h = tahn(W @ x)", 1, 5, "sigmoid, tanh", '"tahn" (did you mean "tanh"?)'),
    "a typo of the input": ("h = W @ xt", 1, 9, "a signal", '"xt" (did you mean "x"?)'),
    "an unknown name": ("h = q1_7z + b", 1, 5, "begins with W, U, R (matrix) or b, d, p (vector)", '"q1_7z"'),
    "two assignments": ("h = b\nk = h\nh = k", 3, 1, '"h" assigned once', "second line for it (the first is line 1)"),
    "f * U @ h": ("f = b\nh = f * U @ h", 2, 5, "a matrix's name", '"f * U" (brackets missing?)'),
    "U @ r * h": ("r = b\nh = U @ r * h", 2, 5, "brackets where * or / stands beside @", '"U @ r * h"'),
    "U @ r / 2": ("r = b\nh = 1 + U @ r / 2", 2, 9, "brackets where * or / stands beside @", '"U @ r / 2"'),
    "-W @ x": ("h = -W @ x", 1, 5, "a matrix's name", '"-W" (brackets missing?)'),
    "U @ V @ h": ("h = U @ R @ h", 1, 5, "a matrix's name", '"U @ R" (brackets missing?)'),
    "a vector to the left of @": ("h = b @ x", 1, 5, "a matrix's name", '"b"'),
    "a signal to the left of @": ("f = b\nh = f @ x", 2, 5, "a matrix's name", '"f"'),
    "x alone": ("h = tanh(x)", 1, 10, 'x only to the right of @, as in "W @ x"', "x alone"),
    "x in an expression": ("h = W @ (x + b)", 1, 10, 'x only to the right of @, as in "W @ x"', "x alone"),
    "x assigned": ("x = b", 1, 1, "the name of a signal", '"x", which is the input'),
    "a matrix alone": ("h = U + b", 1, 5, 'as in "U @ h"', '"U" alone'),
    "a matrix to the right of @": ("h = U @ W", 1, 9, 'as in "W @ h"', '"W" alone'),
    "one name, two shapes": ("h = W @ x + W @ h", 1, 13, '"W" used as one shape, units x inputs', "units x units"),
    "an unknown function": ("h = sin(b)", 1, 5, "one of the functions", '"sin"'),
    "a parameter called": ("h = b(h)", 1, 5, "one of the functions", '"b"'),
    "a function without brackets": ("h = tanh + b", 1, 5, '"tanh(...)"', '"tanh" without brackets'),
    "a function assigned": ("tanh = b", 1, 1, "the name of a signal", "a function"),
    "no argument": ("h = tanh()", 1, 5, "one argument in tanh(...)", "0"),
    "two arguments": ("h = tanh(b, b)", 1, 5, "one argument in tanh(...)", "2"),
    "a keyword argument": ("h = tanh(a=b)", 1, 5, "one argument in tanh(...)", '"tanh(a=b)"'),
    "a starred argument": ("h = tanh(*b)", 1, 5, "one argument in tanh(...)", '"tanh(*b)"'),
    "a matrix assigned": ("W = b", 1, 1, "a signal's name (not beginning with W, U, R or _)", '"W"'),
    "an underscore": ("_h = b", 1, 1, "a signal's name", '"_h"'),
    "a soft keyword": ("match = b", 1, 1, "a signal's name", '"match"'),
    "NumPy's name": ("np = b", 1, 1, "the name of a signal", '"np", which is NumPy'),
    "a name that Python needs": ("len = b", 1, 1, "the name of a signal", '"len", which is Python\'s own'),
    "a comparison": ("h = b < 1", 1, 5, "names, numbers", '"b < 1"'),
    "a chained comparison": ("h = 0 < b < 1", 1, 5, "names, numbers", '"0 < b < 1"'),
    "a condition": ("h = b if b else 1", 1, 5, "names, numbers", '"b if b else 1"'),
    "and": ("h = b and b", 1, 5, "names, numbers", '"b and b"'),
    "not": ("h = not b", 1, 5, "names, numbers", '"not b"'),
    "lambda": ("h = lambda: b", 1, 5, "names, numbers", '"lambda: b"'),
    "a lambda called": ("h = (lambda: b)()", 1, 5, "one of the functions", "lambda: b"),
    "attribute access": ("h = b.T", 1, 5, "names, numbers", '"b.T"'),
    "a method": ("h = b.sum()", 1, 5, "one of the functions", '"b.sum"'),
    "a subscript": ("h = b[0]", 1, 5, "names, numbers", '"b[0]"'),
    "a subscript assigned": ("h[0] = b", 1, 1, "one name to the left of =", '"h[0]"'),
    "an attribute assigned": ("h.a = b", 1, 1, "one name to the left of =", '"h.a"'),
    "a string": ("h = 'b'", 1, 5, "a number", "\"'b'\""),
    "an f-string": ('h = f"{b}"', 1, 5, "names, numbers", 'f"{b}"'),
    "bytes": ("h = b'1'", 1, 5, "a number", "b'1'"),
    "True": ("h = True", 1, 5, "a number", '"True"'),
    "None": ("h = None", 1, 5, "a number", '"None"'),
    "an ellipsis": ("h = ...", 1, 5, "a number", '"..."'),
    "a complex number": ("h = b + 2j", 1, 9, "a number", '"2j"'),
    "import": ("h = __import__('os')", 1, 5, "one of the functions", '"__import__"'),
    "import, a statement": ("import os", 1, 1, "an equation such as", '"import os"'),
    "a walrus": ("h = (k := b)", 1, 6, "names, numbers", '"k := b"'),
    "a list": ("h = [b]", 1, 5, "names, numbers", '"[b]"'),
    "a comprehension": ("h = [b for b in b]", 1, 5, "names, numbers", "for b in"),
    "a tuple": ("h = b, b", 1, 5, "names, numbers", '"b, b"'),
    "tuple assignment": ("f, h = b, b", 1, 1, "one name to the left of =", '"f, h"'),
    "a chained assignment": ("f = h = b", 1, 5, "one = in an equation", "a second one"),
    "augmented assignment": ("h = b\nh += b", 2, 1, "an equation such as", '"h += b"'),
    "an annotation": ("h: float = b", 1, 1, "an equation such as", '"h: float = b"'),
    "an expression alone": ("tanh(b)", 1, 1, "an equation such as", '"tanh(b)"'),
    "a loop": ("for t in b:\n    h = b", 1, 1, "an equation such as", '"for t in b:"'),
    "a function defined": ("def f():\n    return 1", 1, 1, "an equation such as", '"def f():"'),
    "a decorator": ("@b\ndef f(): 1", 2, 1, "an equation such as", "def f"),
    "a power": ("h = b ** 2", 1, 5, "one of + - * / @", '"b ** 2"'),
    "a remainder": ("h = b % 2", 1, 5, "one of + - * / @", '"b % 2"'),
    "a bitwise not": ("h = ~b", 1, 5, "names, numbers", '"~b"'),
    "division by zero": ("h = b / 0.0", 1, 9, "a divisor other than 0", "0"),
    "non-ASCII letter": ("h = tanh(b)\nσ = b", 2, 1, "plain ASCII", "'\\u03c3'"),
    "non-ASCII sign": ("h = b − 1", 1, 7, "plain ASCII", "'\\u2212'"),
    "a look-alike": ("h = b + \uff42", 1, 9, "plain ASCII", "'\\uff42'"),
    "a byte order mark": ("\ufeffh = b", 1, 1, "plain ASCII", "'\\ufeff'"),
    "a NUL byte": ("h = b\0", 1, 6, "plain ASCII", "'\\x00'"),
    "a NUL byte in a comment": ("h = b # \0", 1, 9, "plain ASCII", "'\\x00'"),
    "a lone surrogate in a comment": ("h = b # \ud800", 1, 9, "plain ASCII", "'\\ud800'"),
    "a form feed": ("h = b\x0c", 1, 6, "plain ASCII", "'\\x0c'"),
    "empty": ("", 1, 1, "at least one equation", "none"),
    "blank": (" \n\t\n", 1, 1, "at least one equation", "none"),
    "comments only": ("# h = b\n# that is all", 1, 1, "at least one equation", "none"),
    "a bracket left open": ("f = b\nh = tanh(b", 2, 9, "'(' was never closed", '"(b"'),
    "a bracket too many": ("h = tanh(b))", 1, 12, "unmatched ')'", '")"'),
    "a line left open": ("f = b\nh = ", 2, 5, "an equation such as", "the line's end"),
    "an operator missing": ("h = b b", 1, 7, "an equation such as", '"b"'),
    "an indented second line": ("f = b\n   h = b", 2, 4, "unexpected indent", '"h = b"'),
    "a keyword": ("in = b", 1, 1, "an equation such as", '"in = b"'),
    "infinity": ("h = b + 1e999", 1, 9, "a number below 1.8e308", "a larger one"),
    "a huge whole number": (f"h = b + {'9' * 3000}", 1, 9, "a number below 1.8e308", "a larger one"),
    "a huge hexadecimal power": (f"h = b ** 0x{'f' * 3900}", 1, 5, "one of + - * / @", '"b ** 0xfff'),
    "neither parameter nor memory": ("f = 1\nh = tanh(f)", 2, 1, "a parameter or a remembered signal", "neither"),
}


@pytest.mark.parametrize(("text", "line", "column", "expected", "found"), ERRORS.values(), ids=ERRORS.keys())
def test_errors(text: str, line: int, column: int, expected: str, found: str) -> None:
    error = refused(text)
    assert (error.line, error.column) == (line, column)
    assert expected in error.expected
    assert found in error.found


def test_what_was_found_is_cut_short() -> None:
    assert len(refused("h = " + "b and " * 500 + "b").found) < 60


# limits


def padded(length: int) -> str:
    return ELMAN + "\n#" + "." * (length - len(ELMAN) - 2)


def test_characters() -> None:
    assert parse(padded(MAX_CHARACTERS)).output == "h"
    error = refused(padded(MAX_CHARACTERS + 1))
    assert (error.line, error.column) == (1, 1)
    assert (error.expected, error.found) == ("at most 4,000 characters", "4,001")


def lines(count: int) -> str:
    return "\n".join(["f0 = b", *(f"f{k} = f{k - 1}" for k in range(1, count))])


def test_lines() -> None:
    assert len(parse(lines(MAX_LINES)).lines) == 100
    error = refused(lines(MAX_LINES + 1))
    assert (error.line, error.column) == (101, 1)
    assert (error.expected, error.found) == ("at most 100 lines", "101")


def nested(depth: int) -> str:
    return f"h = {'tanh(' * depth}b{')' * depth}"


def test_nesting() -> None:
    depth = sum(isinstance(e, Call) for e in walk(parse(nested(MAX_NESTING)).lines[0].expr))
    assert depth == 50
    error = refused(nested(MAX_NESTING + 1))
    assert (error.line, error.column) == (1, 4 + 5 * 51)
    assert "nested at most 50 deep" in error.expected


def test_a_long_sum_nests_too() -> None:
    assert parse("h = b" + " + b" * MAX_NESTING).states == ()
    error = refused("h = b" + " + b" * (MAX_NESTING + 1))
    assert "nested at most 50 deep" in error.expected and error.line == 1
    assert error.column > 1


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3900,
        "h = " + "(" * 1900 + "b" + ")" * 1900,
        "h = " + "[" * 1900 + "]" * 1900,
        ")" * 1900 + "(" * 1900,
        "h = '#' " + "(" * 3900,
        "h = " + "-" * 3900 + "b",
        "h = " + "~" * 3900 + "b",
        "h = " + "not " * 900 + "b",
        "h = " + "-" * 200 + "b",
        "h = b" + ".b" * 1900,
        "h = b" + "+b" * 1900,
        "h = b" + "@b" * 1900,
        "h = b" + "()" * 1900,
        "h = b" + "[b]" * 1300,
        "h = " + "lambda:" * 500 + "b",
        "h = " + "b if b else " * 300 + "b",
        "h =" * 1300 + "b",
        "f'" + "{" * 3000,
        "\\" * 3900,
        "'" * 3901,
        "h = 1" + "_0" * 1900,
        "h = 0x" + "f" * 3900,
        "if b:\n" + "".join(" " * k + "if b:\n" for k in range(1, 60)),
    ],
    ids=lambda text: text[:12],
)
def test_monsters_are_refused_in_peace(text: str) -> None:
    error = refused(text)
    assert error.line >= 1 and error.column >= 1


def test_pythons_remarks_on_odd_text_stay_silent() -> None:
    # each makes Python warn, which the suite turns into a failure
    for text in ("h = b + 1if b else 2", "h = '\\d'", "h = 1 is 1", "h = b(1)(2)", "h = 0x1for"):
        refused(text)


# nothing typed is evaluated


def test_nothing_is_evaluated(monkeypatch: pytest.MonkeyPatch) -> None:
    touched: list[str] = []
    monkeypatch.setattr(sys, "touched", touched, raising=False)
    for text in (
        "h = __import__('sys').touched.append(1)",
        "h = tanh(__import__('sys').touched.append(1))",
        "h = [__import__('sys').touched.append(k) for k in 'ab']",
        "h = f\"{__import__('sys').touched.append(1)}\"",
        "h = W @ exec('import sys; sys.touched.append(1)')",
        "h = (lambda: __import__('sys').touched.append(1))()",
        "h: __import__('sys').touched.append(1) = b",
        "@__import__('sys').touched.append\ndef f(): pass",
        "h = b\nimport sys; sys.touched.append(1)",
    ):
        refused(text)
    assert touched == []


TOKENS = [
    *"fhcxbWU+-*/@()=,.'\"#\n\t :[]{}",
    " = ",
    "\n",
    "tanh(",
    "W @ x",
    "U @ h",
    "1e999",
    "0",
    "\0",
    "é",
    "\r",
    "lambda",
    "if ",
]


@given(st.lists(st.sampled_from(TOKENS), max_size=30).map("".join) | st.text(max_size=60))
@settings(max_examples=400, derandomize=True)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        graph = parse(text)
    except EquationError as error:
        rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert 1 <= error.line <= len(rows)
        assert 1 <= error.column <= len(rows[error.line - 1]) + 1
    else:
        assert graph.output == graph.signals[-1]
        assert graph.parameters or graph.states
