"""Between which values signals lie: no run leaves them, and roles are told by equations."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core import Network, load_cell, parse_cell, run
from core.cells import GATES, Cell, cell_names
from core.equations import Binary, Signal
from core.errors import EquationError
from tests.core.equation_texts import equation_texts

CELLS = [load_cell(key) for key in cell_names()]


def read(text: str) -> Cell | None:
    """A cell, or None for equations that are refused."""
    try:
        return parse_cell(text)
    except EquationError:
        return None


@settings(max_examples=60)
@given(
    cell=st.sampled_from(CELLS) | equation_texts().map(read),
    seed=st.integers(0, 10_000),
    scale=st.sampled_from([0.1, 1.0, 30.0]),
)
def test_no_run_leaves_the_bounds(cell: Cell | None, seed: int, scale: float) -> None:
    assume(cell is not None)
    assert cell is not None
    rng = np.random.default_rng(seed)
    network = Network.build(2, [(cell, 3)], 1, "identity", seed)
    for place, name in list(network.places()):
        network = network.with_parameter(place, name, rng.normal(0, scale, network.parameter(place, name).shape))
    trace = run(network, rng.normal(0, scale, (6, 2)))
    for signal in cell.signals:
        low, high = cell.bounds(signal)
        values = trace[0, signal]
        values = values[np.isfinite(values)]
        assert (values >= low - 1e-12).all() and (values <= high + 1e-12).all()


def test_bounds_of_the_lstm() -> None:
    lstm = load_cell("lstm")
    assert [lstm.bounds(s) for s in "figo"] == [(0, 1), (0, 1), (-1, 1), (0, 1)]
    assert lstm.bounds("c") == (-math.inf, math.inf) and lstm.bounds("h") == (-1, 1)
    assert [lstm.is_level(s) for s in lstm.signals] == [True, True, False, True, False, False]


def test_which_expressions_give_levels() -> None:
    cell = parse_cell("z = sigmoid(W @ x)\nn = tanh(U @ h)\nh = (1 - z) * n + z * h\no = sigmoid(h) * (1 - z)")
    blend = cell.graph.lines[2].expr
    assert isinstance(blend, Binary) and isinstance(blend.left, Binary)
    assert cell.gives_level(blend.left.left) and not cell.gives_level(blend.left)
    assert cell.gives_level(cell.graph.lines[3].expr)
    assert cell.gives_level(Signal("z", previous=True)) and not cell.gives_level(Signal("h", previous=True))


@pytest.mark.parametrize("key", cell_names())
def test_gates_of_known_cells_are_levels(key: str) -> None:
    cell = load_cell(key)
    for signal in cell.signals:
        assert cell.is_level(signal) is (cell.info(signal).role in GATES)


def test_roles_of_a_typed_cell_are_told_by_its_equations() -> None:
    text = (
        "keep = sigmoid(W_k @ x + U_k @ h)\nnew = 1 - keep\nfresh = tanh(W @ x + b)\n"
        "c = keep * c + new * fresh\no = sigmoid(W_o @ x)\nh = o * tanh(c)"
    )
    cell = parse_cell(text)
    roles = {signal: cell.info(signal).role for signal in cell.signals}
    assert roles == {"keep": "forget", "new": "input", "fresh": "candidate", "c": "cell", "o": "output", "h": "hidden"}
    assert cell.memory == "c"


@pytest.mark.parametrize("key", ["lstm", "gru"])
def test_a_cell_from_a_paper_is_known_by_its_names(key: str) -> None:
    known = load_cell(key)
    typed = Cell("typed", known.graph)
    assert {s: typed.info(s).role for s in typed.signals} == {s: known.info(s).role for s in known.signals}
