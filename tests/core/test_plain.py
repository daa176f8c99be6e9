"""The NumPy code that is shown: it compiles, stands alone, runs as it is, and reads like the equations."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core import load_cell, parse_cell, plain, run
from core.cells import Cell
from tests.core.oracles import close, random_network, random_states
from tests.core.test_readers import WRITTEN

X = np.random.default_rng(51).standard_normal((5, 2))


def standalone(source: str) -> dict[str, object]:
    names: dict[str, object] = {}
    exec(compile(source, "copied.py", "exec"), names)  # the code a person has copied
    return names


def test_the_source_runs_as_it_is_copied(any_cell: Cell) -> None:
    network = random_network(any_cell)
    initial = {state: values for (_, state), values in random_states(network).items()}
    trace = run(network, X, initial={(0, state): values for state, values in initial.items()})
    signals = standalone(plain.source(any_cell.graph))["forward"](X, network.layers[0].parameters, initial)  # type: ignore[operator]
    assert list(signals) == list(any_cell.signals)
    for name, values in signals.items():
        assert close(values, trace[0, name], 1e-13)


def test_it_stands_alone_with_numpy(any_cell: Cell, tmp_path: Path) -> None:
    network = random_network(any_cell)
    parameters = {name: values.tolist() for name, values in network.layers[0].parameters.items()}
    program = tmp_path / "cell.py"
    program.write_text(
        f"{plain.source(any_cell.graph)}\n"
        f"parameters = {{name: np.array(values) for name, values in {parameters!r}.items()}}\n"
        f"initial = {{state: np.zeros(3) for state in {list(any_cell.states)!r}}}\n"
        f"x = np.array({X.tolist()!r})\n"
        "signals = forward(x, parameters, initial)\n"
        "backward(x, parameters, initial, signals, {'h': np.ones((5, 3))})\n"
        "print(signals['h'].tolist())\n"
    )
    # -I: without this folder, the environment's variables and the user's packages
    told = subprocess.run([sys.executable, "-I", program], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert told.stderr == ""
    assert close(np.array(json.loads(told.stdout)), run(network, X)[0, "h"], 1e-13)


def test_it_reads_like_the_equations() -> None:
    cell = load_cell("lstm")
    source = plain.forward(cell.graph)
    for line in cell.equations.strip().split("\n"):
        assert line.replace("@ x ", "@ x[t] ") in source
    assert source.split("\n")[0] == "def forward(x, parameters, initial):"


def test_long_equations_are_broken_where_python_lets_them_be(any_cell: Cell) -> None:
    text = plain.forward(any_cell.graph)
    loop = text.split("\n    for ")[1]
    assert max(map(len, loop.split("\n"))) <= plain.LONGEST
    whole = re.sub(r"\n +\+ ", " + ", loop)
    for line in any_cell.graph.text.strip().split("\n"):
        assert f"        {line}\n".replace("@ x", "@ x[t]") in whole


def test_only_the_functions_that_are_called_are_defined() -> None:
    source = plain.source(parse_cell("h = tanh (W @ x + U @ h)  # not sigmoid(h)").graph)
    assert "tanh = np.tanh" in source and "def sigmoid" not in source


def test_its_own_names_give_way_to_the_cells() -> None:
    cell = parse_cell("t = tanh(W @ x + p * t)\nh = t * d_h + parameters")
    source = plain.source(cell.graph)
    assert "for t_ in range" in source and 'parameters = parameters_["parameters"]' in source
    assert "d_h_ = " in source and 'd_h = parameters_["d_h"]' in source


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN.keys())
def test_no_line_is_left_with_a_mark_of_ours(text: str) -> None:
    source = plain.source(parse_cell(text).graph)
    assert "$" not in source and source.endswith("\n")
    compile(source, "copied.py", "exec")


def test_whole_numbers_will_do() -> None:
    module = plain.load(load_cell("elman").graph)
    parameters = {"W": np.array([[1, 0]]), "U": np.array([[2]]), "b": np.array([0])}
    x, initial = np.array([[1, 0], [0, 1]]), {"h": np.array([0])}
    signals = module["forward"](x, parameters, initial)
    grad, d_x, _, _ = module["backward"](x, parameters, initial, signals, {"h": np.ones((2, 1))})
    assert signals["h"][0, 0] == np.tanh(1) and 0 < d_x[0, 0] < 1 and 0 < grad["W"][0, 0] < 1


def test_derivatives_from_outside_are_not_written_to() -> None:
    cell = load_cell("lstm")
    network = random_network(cell)
    module, initial = plain.load(cell.graph), {"c": np.zeros(3), "h": np.zeros(3)}
    signals = module["forward"](X, network.layers[0].parameters, initial)
    given = {"h": np.ones((5, 3)), "c": np.ones((5, 3))}
    module["backward"](X, network.layers[0].parameters, initial, signals, given)
    assert all((values == 1).all() for values in given.values())
