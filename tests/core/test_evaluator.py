"""The arithmetic of one unit at one step: its terms add up, and their values are the run's."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core import Clamp, load_cell, parse_cell, run
from core.cells import Cell
from core.evaluator import Term, apply, explain, explain_all
from core.trace import Trace
from tests.core.oracles import random_network, random_states

X = np.random.default_rng(41).standard_normal((5, 2))


def traced(cell: Cell, clamps: tuple[Clamp, ...] = ()) -> Trace:
    network = random_network(cell)
    return run(network, X, initial=random_states(network), clamps=clamps)


def explained(trace: Trace, step: int, unit: int, held: dict[str, dict[int, float]] | None = None) -> dict[str, Term]:
    layer = trace.network.layers[0]
    before = {state: trace.before(0, state)[step] for state in layer.cell.states}
    return explain(layer.cell.graph, layer.effective, trace.x[step], before, unit, held)


def walk(term: Term) -> list[Term]:
    return [term, *(below for part in term.parts for below in walk(part))]


def test_values_are_the_runs(any_cell: Cell) -> None:
    trace = traced(any_cell)
    for step in range(5):
        for unit in range(3):
            for signal, term in explained(trace, step, unit).items():
                assert term.value == pytest.approx(trace[0, signal][step, unit], rel=1e-12, abs=1e-15)


def test_every_term_is_made_of_its_parts(any_cell: Cell) -> None:
    for term in explained(traced(any_cell), 3, 1).values():
        for node in walk(term):
            values = [part.value for part in node.parts]
            match node.kind:
                case "product":
                    assert node.value == pytest.approx(sum(values))
                    assert all(part.kind == "*" and part.parts[0].kind == "weight" for part in node.parts)
                case "call":
                    assert node.value == apply(node.name, values[0])
                case "negative":
                    assert node.value == -values[0]
                case "+" | "-" | "*":
                    a, b = values
                    assert node.value == {"+": a + b, "-": a - b, "*": a * b}[node.kind]
                case kind:
                    assert kind in ("number", "signal", "remembered", "parameter", "weight", "input")
                    assert node.parts == ()


def test_the_terms_of_a_line_as_a_person_reads_them() -> None:
    trace = traced(load_cell("lstm"))
    layer = trace.network.layers[0]
    term = explained(trace, 2, 1)["f"]
    assert (term.kind, term.name) == ("call", "sigmoid")
    (total,) = term.parts
    assert total.kind == "+" and total.parts[1] == Term("parameter", "b_f", layer.parameters["b_f"][1])
    inputs, recurrent = total.parts[0].parts
    assert (inputs.name, recurrent.name) == ("W_f", "U_f")
    assert [p.parts[0] for p in inputs.parts] == [Term("weight", "W_f", w) for w in layer.parameters["W_f"][1]]
    assert [p.parts[1] for p in inputs.parts] == [Term("input", "x", v) for v in X[2]]
    assert [p.parts[1] for p in recurrent.parts] == [Term("remembered", "h", v) for v in trace[0, "h"][1]]


def test_remembered_and_current_signals_are_told_apart() -> None:
    trace = traced(parse_cell("c = 0.5 * c + W @ x\nh = tanh(U @ c)"))
    terms = explained(trace, 2, 0)
    kinds = [{node.kind for node in walk(terms[s]) if node.name == "c"} for s in ("c", "h")]
    assert kinds == [{"remembered"}, {"signal"}]


def test_all_units_at_once() -> None:
    trace = traced(load_cell("gru"))
    layer = trace.network.layers[0]
    everything = explain_all(layer.cell.graph, layer.effective, X[1], {"h": trace[0, "h"][0]})
    for unit in range(3):
        assert {name: terms[unit] for name, terms in everything.items()} == explained(trace, 1, unit)


def test_what_is_held_is_told_with_what_it_would_have_been() -> None:
    cell = load_cell("lstm")
    clamps = (Clamp(0, "f", 1, 0.25, 2, 2), Clamp(0, "c", 0, -1.0, 2, 2))
    trace, held = traced(cell, clamps), {"f": {1: 0.25}, "c": {0: -1.0}}
    free = explained(trace, 2, 1)["f"]
    terms = explained(trace, 2, 1, held)
    assert terms["f"] == Term("held", "f", 0.25, (free,))
    for unit in range(3):
        for signal, term in explained(trace, 2, unit, held).items():
            assert term.value == pytest.approx(trace[0, signal][2, unit], rel=1e-12)


def test_lists_will_do() -> None:
    graph = load_cell("elman").graph
    parameters = {"W": [[0.5]], "U": [[2.0]], "b": [0.25]}
    term = explain(graph, parameters, [1.0], {"h": [0.5]}, 0)["h"]
    assert term.value == math.tanh(1.75)


@pytest.mark.parametrize("function", ["sigmoid", "tanh", "relu", "exp", "softplus"])
def test_functions_agree_with_the_compiled_ones(function: str) -> None:
    network = random_network(parse_cell(f"k = {function}(W @ x)\nh = {function}(p + W_2 @ x) + 0 * k"), 1, 1)
    for name in ("W", "p", "W_2"):
        network = network.with_parameter(0, name, network.parameter(0, name) * 0 + (name != "p"))
    values = [-1e9, -745.2, -710.0, -700.0, -30.0, -1.0, -1e-300, 0.0, 1e-300, 0.5, 30.0, 700.0, 709.7, 710.0, 1e9]
    with np.errstate(all="ignore"):
        trace = run(network, np.array(values)[:, None])
    for step, value in enumerate(values):
        assert trace[0, "k"][step, 0] == pytest.approx(apply(function, value), rel=1e-13, abs=1e-323)


@pytest.mark.parametrize("function", ["sigmoid", "tanh", "relu", "exp", "softplus"])
def test_functions_of_what_is_no_number(function: str) -> None:
    assert math.isnan(apply(function, math.nan))
    with np.errstate(all="ignore"):
        for value in (math.inf, -math.inf):
            expected = {
                "sigmoid": 1 / (1 + np.exp(-value)),
                "tanh": np.tanh(value),
                "relu": np.maximum(value, 0),
                "exp": np.exp(value),
                "softplus": np.logaddexp(value, 0),
            }[function]
            assert apply(function, value) == expected


def test_division_by_zero_and_sums_of_infinities_are_numpys() -> None:
    graph = parse_cell("a = b / c\nc = a - a\nh = U @ a").graph
    parameters = {"b": [1.0, -1.0, 0.0], "U": np.ones((3, 3))}
    terms = explain_all(graph, parameters, [], {"c": [0.0, 0.0, 0.0]})
    assert [t.value for t in terms["a"]][:2] == [math.inf, -math.inf]
    assert math.isnan(terms["a"][2].value) and math.isnan(terms["c"][0].value) and math.isnan(terms["h"][0].value)
    (term,) = explain_all(graph, {"b": [1.0], "U": [[1.0]]}, [], {"c": [-0.0]})["a"]
    assert term.value == -math.inf
