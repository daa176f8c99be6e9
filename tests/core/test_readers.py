"""Plain, compiler and evaluator read the same numbers out of the same equations, forward and backward."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from core import Network, backward, parse_cell, plain, run
from core.cells import Cell
from core.equations import parse
from core.errors import EquationError
from core.trace import Trace
from tests.core.equation_texts import equation_texts
from tests.core.oracles import Arrays, by_hand, central, close, random_arrays, random_states
from tests.core.pytorch_figures import agreement

# every way to write a line that the compiler treats on its own
WRITTEN = {
    "peephole on a current signal": (
        "f = sigmoid(W @ x + U @ h + p_f * c)\nc = f * c + tanh(W_g @ x)\n"
        "o = sigmoid(W_o @ x + U_o @ h + p_o * c)\nh = o * tanh(c)"
    ),
    "product of a product, reset first": "r = sigmoid(W_r @ x + U_r @ h)\nh = tanh(W @ x + U @ (r * h) + b)",
    "product nested in calls": "h = tanh(sigmoid(U @ tanh(W @ x + b)) + U @ sigmoid(U_2 @ h))",
    "a matrix used twice": "k = tanh(W @ x + U @ h)\nh = tanh(U @ k + U @ h)",
    "the same product twice in a sum": "h = tanh(U @ h + W @ x + U @ h + W @ x - U @ h)",
    "two matrices on one signal": "h = tanh(U @ h + U_2 @ h - R @ h + b)",
    "a vector alone": "h = b",
    "a number alone, then used": "k = 2\nh = tanh(U @ k + U @ 0.5 + k * b)",
    "a name alone": "k = h\nc = k\nh = tanh(W @ x + U @ c)",
    "a product alone": "k = W @ x\nc = U @ h\nh = tanh(k + c)",
    "products of products": "h = tanh(U @ (U_2 @ (W @ x)) + U @ (U_2 @ h))",
    "a vector to the right of @": "h = tanh(U @ b + W @ x + R @ (b * b))",
    "negatives": "h = -tanh(-(W @ x) - (-(U @ h)) + -b) - -h",
    "division": "q = 2 + tanh(W @ x)\nh = tanh(U @ h) / q - b / (1 + q * q) + 1 / q / 3",
    "constants in a gate": "h = tanh(1 + W @ x - 2.5 + 0.5 * 3 + U @ h)",
    "a state that is never the output": "m = 0.9 * m + tanh(W @ x)\nk = 0.5 * k + b\nh = tanh(U @ h + W_2 @ x)",
    "no states": "k = relu(W @ x + b)\nh = softplus(U @ k) * sigmoid(W_2 @ x)",
    "no parameters": "c = 0.5 * c + 1\nh = tanh(c) * h",
    "inline gates": "h = sigmoid(W_z @ x + U_z @ h) * h + (1 - sigmoid(W_z @ x + U_z @ h)) * tanh(W @ x)",
    "a gate in a gate": "h = tanh(W @ x + U @ h + b * sigmoid(W_2 @ x + U_2 @ h + tanh(W_3 @ x - b)))",
    "a late gate in an early line": "k = tanh(W @ x)\nh = tanh(W_2 @ x + k * sigmoid(U @ h + k))",
    "gates of every function": (
        "a = relu(W_a @ x + U_a @ h + b_a)\ne = exp(W_e @ x - U_e @ h)\ns = softplus(U_s @ h + b_s)\n"
        "g = sigmoid(b_g - W_g @ x)\nh = tanh(U @ (a - e) + s * g)"
    ),
    "every function without products": (
        "c = 0.4 * c + W @ x\nh = relu(c) - exp(-c * c) + softplus(c) * sigmoid(c) / 2 + tanh(h)"
    ),
    "gates apart, of one function": (
        "a = tanh(W_a @ x)\ns = sigmoid(W_s @ x + U_s @ h)\ng = tanh(W_g @ x + U_g @ h)\nh = a * s + g"
    ),
    "a remembered gate": "h = tanh(W @ x + R @ f)\nf = sigmoid(W_f @ x + U_f @ h + U_g @ f)",
    "what a gate was, read after it": (
        "past = i\ng = tanh(W_g @ x + R_g @ i + R @ o)\ni = sigmoid(W_i @ x + U_i @ h + R_i @ i + R_2 @ o)\n"
        "o = sigmoid(W_o @ x + R_3 @ past + R_4 @ o + R_5 @ i)\nc = c + i * g\nh = o * tanh(c)"
    ),
    "a late gate of early and late terms": (
        "past = f\nf = sigmoid(W @ x + R @ f + p_f * c + b_f)\nc = f * c + tanh(W_g @ x + U_g @ h)\n"
        "o = sigmoid(W_o @ x + U_o @ h + p_o * c + R_2 @ past + R_3 @ o + b_o)\nh = o * c"
    ),
    "gates that numbers stretch": "g = 4 * sigmoid(W @ x + U @ h + b) - 2\nc = c + g / 3\nh = 2 * sigmoid(c) - 1",
    "what repeats a repeated one": "k = h\nq = k\nr = q\nh = tanh(W @ x + U @ q + R @ (r * k)) * r",
    "signals that nothing reads": "k = tanh(W_k @ x + U_k @ h)\nj = k * b\nh = tanh(W @ x + U @ h)",
    "our own names": (
        "t = tanh(W @ x)\nd_h = t * d_t\na1 = d_h + back_h\nback_h = a1 / 2\nsignals = U @ back_h\n"
        "h = signals + units\nunits = h"
    ),
    "parameters with our names": "h = tanh(W @ x + U @ h + parameters * d_x + b_given * d_h + p)",
}


@dataclass(frozen=True)
class Case:
    """One cell with numbers: parameters, x (T, batch, inputs), initial states, adjoints from outside."""

    cell: Cell
    parameters: Arrays
    x: np.ndarray
    initial: Arrays
    given: Arrays

    @property
    def batch(self) -> range:
        return range(self.x.shape[1])

    @property
    def trace(self) -> Trace:
        units = next(iter(self.given.values())).shape[-1]
        network = Network.build(self.x.shape[-1], [(self.cell, units)], 1)
        for name, values in self.parameters.items():
            network = network.with_parameter(0, name, values)
        return run(network, self.x, initial={(0, name): v for name, v in self.initial.items()})

    def loss(self) -> float:
        trace = self.trace
        return sum(float((trace[0, name] * values).sum()) for name, values in self.given.items())


def make_case(
    cell: Cell, units: int, inputs: int, steps: int, batch: int, seed: int = 0, reached: Iterable[str] = ()
) -> Case:
    """Normal numbers; `reached` are the signals with adjoints from outside, all if none is named."""
    rng = np.random.default_rng(seed)
    parameters = random_arrays(cell.graph, units, inputs, seed)
    network = Network.build(inputs, [(cell, units)], 1)
    states = {name: values for (_, name), values in random_states(network, batch, seed).items()}
    given_ = {name: rng.standard_normal((steps, batch, units)) for name in list(reached) or cell.signals}
    return Case(cell, parameters, rng.standard_normal((steps, batch, inputs)), states, given_)


def assert_forward_agrees(case: Case, tolerance: float) -> None:
    module, trace = plain.load(case.cell.graph), case.trace
    for k in case.batch:
        initial = {name: values[k] for name, values in case.initial.items()}
        signals = module["forward"](case.x[:, k], case.parameters, initial)
        hand = by_hand(case.cell.graph, case.parameters, case.x[:, k], initial)
        for name in case.cell.signals:
            assert close(trace[0, name][:, k], signals[name], tolerance), f"plain's {name}"
            assert close(trace[0, name][:, k], hand[name], tolerance), f"the evaluator's {name}"


def assert_backward_agrees(case: Case, tolerance: float) -> None:
    module = plain.load(case.cell.graph)
    ours = backward(case.trace, signals={(0, name): values for name, values in case.given.items()})
    total = {name: np.zeros_like(values) for name, values in case.parameters.items()}
    for k in case.batch:
        initial = {name: values[k] for name, values in case.initial.items()}
        reached = {name: values[:, k] for name, values in case.given.items()}
        signals = module["forward"](case.x[:, k], case.parameters, initial)
        grad, d_x, adjoint, d_initial = module["backward"](case.x[:, k], case.parameters, initial, signals, reached)
        assert close(ours.x[:, k], d_x, tolerance), "adjoint of x"
        for name in case.cell.signals:
            assert close(ours[0, name][:, k], adjoint[name], tolerance), f"adjoint of {name}"
        for name in case.cell.states:
            assert close(ours.initial[0, name][k], d_initial[name], tolerance), f"adjoint of the initial {name}"
        total = {name: total[name] + grad[name] for name in total}
    assert ours.parameters[0].keys() == total.keys()
    for name, values in total.items():
        assert close(ours.parameters[0][name], values, tolerance), f"gradient of {name}"


def assert_readers_agree(case: Case, tolerance: float = 1e-12) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the plain form's, where exp overflows
        assert_forward_agrees(case, tolerance)
        assert_backward_agrees(case, tolerance)


def assert_gradients_are_differences(case: Case, tolerance: float = 1e-6) -> None:
    """Every parameter, x and every initial state, against central differences."""
    ours = backward(case.trace, signals={(0, name): values for name, values in case.given.items()})
    for name, values in case.parameters.items():
        parameters = case.parameters
        found = central(lambda v, n=name, p=parameters: replace(case, parameters={**p, n: v}).loss(), values)
        assert agreement(ours.parameters[0][name], found) < tolerance, name
    for name, values in case.initial.items():
        initial = case.initial
        found = central(lambda v, n=name, i=initial: replace(case, initial={**i, n: v}).loss(), values)
        assert agreement(ours.initial[0, name], found) < tolerance, f"initial {name}"
    found = central(lambda v: replace(case, x=v).loss(), case.x)
    assert close(ours.x, found, tolerance), "x"


# every cell that ships


@pytest.mark.parametrize("batch", [1, 3])
def test_readers_agree_on_every_cell(any_cell: Cell, batch: int) -> None:
    assert_readers_agree(make_case(any_cell, units=4, inputs=3, steps=6, batch=batch))


@pytest.mark.parametrize("shape", [(1, 1, 1, 1), (1, 3, 5, 2), (5, 1, 1, 2), (5, 1, 40, 1)], ids=str)
def test_readers_agree_on_every_cell_at_the_edges(any_cell: Cell, shape: tuple[int, int, int, int]) -> None:
    assert_readers_agree(make_case(any_cell, *shape))


@pytest.mark.parametrize("batch", [1, 2])
def test_gradients_of_every_cell_are_central_differences(any_cell: Cell, batch: int) -> None:
    case = make_case(any_cell, units=3, inputs=2, steps=4, batch=batch)
    assert_gradients_are_differences(case)
    assert_gradients_are_differences(replace(case, given={any_cell.output: case.given[any_cell.output]}))


# equations written for their difficulty


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN.keys())
@pytest.mark.parametrize("batch", [1, 2])
def test_readers_agree_on_written_equations(text: str, batch: int) -> None:
    cell = parse_cell(text)
    for reached in ((), (cell.output,), cell.signals[:1]):
        assert_readers_agree(make_case(cell, 3, 2, 5, batch, seed=batch, reached=reached))


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN.keys())
def test_gradients_of_written_equations_are_central_differences(text: str) -> None:
    assert_gradients_are_differences(make_case(parse_cell(text), units=2, inputs=2, steps=3, batch=1, seed=3))


# random equations


def assert_refused_or_agree(text: str, batch: int, share: float, seed: int) -> None:
    """`share` is how many of the signals have adjoints from outside."""
    try:
        cell = parse_cell(text)
    except EquationError as error:
        rows = text.split("\n")
        assert 1 <= error.line <= len(rows) and 1 <= error.column <= len(rows[error.line - 1]) + 1
        return
    chosen = np.random.default_rng(seed).random(len(cell.signals)) < share
    reached = [name for name, is_chosen in zip(cell.signals, chosen, strict=True) if is_chosen]
    case = make_case(cell, 3, 2, 4, batch, seed, reached)
    trace = case.trace
    assume(all(np.abs(trace[0, name]).max() < 1e4 for name in cell.signals))
    assert_readers_agree(case, 1e-10)


ANY = (equation_texts(), st.integers(1, 2), st.sampled_from([0.3, 1.0]), st.integers(0, 9))
# without shrinking, which takes minutes here
QUICK = settings(max_examples=300, derandomize=True, phases=[Phase.generate])


@given(*ANY)
@QUICK
def test_random_equations_are_refused_or_agreed_on(text: str, batch: int, share: float, seed: int) -> None:
    assert_refused_or_agree(text, batch, share, seed)


@pytest.mark.slow
@pytest.mark.timeout(900)
@given(*ANY)
@settings(QUICK, max_examples=10_000, derandomize=False)
def test_many_random_equations_are_refused_or_agreed_on(text: str, batch: int, share: float, seed: int) -> None:
    assert_refused_or_agree(text, batch, share, seed)


SEEN = {
    "product of an expression": r"@ \(",
    "a matrix used twice": r"\b(U|U_1|R|W|W_1|R_x) @.*\b\1 @",
    "the same product twice in a line": r"((?:U|R|W)\w* @ \w+)[^\n]*\1",
    "a product in a call in a call": r"\w\([^()]*\w\([^()]*@",
    "peephole": r"p_f",
    "a bare name": r"= \w+(\n|$)",
    "a bare number": r"= [\d.e-]+(\n|$)",
    "division": r" / ",
    "negative": r"\(-",
    "feed-forward": None,
    "states": None,
    "a state that is not the output": None,
}


def test_random_equations_reach_what_they_are_for() -> None:
    """What the tests above stand on: a strategy that is refused, or plain, would prove nothing."""
    seen: dict[str, int] = dict.fromkeys([*SEEN, "refused"], 0)

    @given(equation_texts())
    @QUICK
    def look(text: str) -> None:
        try:
            graph = parse(text)
        except EquationError:
            seen["refused"] += 1
            return
        seen["feed-forward"] += not graph.states
        seen["states"] += bool(graph.states)
        seen["a state that is not the output"] += any(s != graph.output for s in graph.states)
        for name, pattern in SEEN.items():
            seen[name] += pattern is not None and re.search(pattern, text) is not None

    look()
    assert seen.pop("refused") < 30
    assert min(seen.values()) >= 5, seen
