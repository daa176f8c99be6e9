"""The cells that ship: the papers' weight counts, what they have in common, what is kept on their belts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import numpy as np
import pytest

from core import Clamp, Network, gradient_decay, load_cell, parse_cell, run
from core.cells import LISTED, Cell, cell_names
from core.network import READOUT, Place
from core.trace import Trace
from tests.core.oracles import close, random_states, randomised

RNG = np.random.default_rng(71)
X = RNG.standard_normal((12, 3, 2))
GREFF = [key for key in LISTED if "Greff" in load_cell(key).source]


# what they say


def test_they_are_listed_from_the_plainest_on() -> None:
    assert cell_names() == LISTED
    assert cell_names()[:4] == ("dense", "elman", "elman_relu", "lstm")


def test_every_cell_has_a_short_name_of_its_own_and_a_paper() -> None:
    names = [load_cell(key).name for key in cell_names()]
    assert len(set(names)) == len(names) and max(map(len, names)) <= 20
    without = [key for key in cell_names() if not re.search(r"\b(19|20)\d\d\b", load_cell(key).source)]
    assert without == ["dense"]
    assert len(GREFF) == 7


def test_what_a_cell_remembers_by() -> None:
    for key in cell_names():
        assert load_cell(key).memory == ("c" if key.startswith("lstm") else "h")


def test_what_only_repeats_the_step_before() -> None:
    repeated = {key: dict(load_cell(key).repeated) for key in cell_names() if load_cell(key).repeated}
    assert repeated == {"lstm_1997": {"i_past": "i"}, "lstm_fgr": {"f_past": "f", "i_past": "i"}}
    typed = parse_cell("k = h\nq = k\nc = 0.5 * c + W @ x\nm = c\nh = tanh(c + U @ q + R @ k)")
    assert dict(typed.repeated) == {"k": "h", "q": "h"}
    assert typed.remembered(typed.graph.lines[-1].expr) == {"h"}
    assert typed.remembered(typed.graph.lines[2].expr) == {"c"}


@pytest.mark.parametrize("key", ["lstm_1997", "lstm_fgr"])
def test_every_gate_sees_what_every_gate_was(key: str) -> None:
    cell = load_cell(key)
    gates = [s for s in cell.signals if s in "fio"]
    for line in cell.graph.lines:
        if line.name in gates or (line.name, key) == ("g", "lstm_1997"):
            assert cell.remembered(line.expr) - {"c", "h"} == set(gates), line.name


def test_a_repeated_signal_lies_where_the_other_does() -> None:
    cell = parse_cell("k = g\nq = s\ng = 4 * sigmoid(W @ x) - 2\ns = 1 + sigmoid(U @ h)\nh = tanh(R @ k + q)")
    assert cell.bounds("k") == (-2, 2) and cell.bounds("q") == (0, 2)  # 0 before the first step
    assert cell.span(cell.graph.lines[2].expr) == (-2, 2)


# weight counts of the papers


def without(network: Network, names: Iterable[tuple[Place, str]]) -> Network:
    """The network with some parameters cut altogether."""
    for place, name in names:
        network = network.with_cut(place, name, np.ones(network.parameter(place, name).shape, bool))
    return network


CELL_BIAS, OUTPUT_BIAS = (0, "b_g"), (READOUT, "b_y")
GATE_BIASES = [(0, "b_i"), (0, "b_o")]


@pytest.mark.parametrize(
    ("inputs", "units", "outputs", "cut", "published"),
    [
        pytest.param(7, 4, 7, [CELL_BIAS, OUTPUT_BIAS], 264, id="task 1, table 1: the gate units are biased"),
        pytest.param(1, 3, 1, [OUTPUT_BIAS], 102, id="task 3a, table 4: cells and gates have bias weights"),
        *(
            pytest.param(p + 4, 2, 2, [*GATE_BIASES, CELL_BIAS, OUTPUT_BIAS], weights, id=f"task 2c, table 3: p = {p}")
            for p, weights in ((50, 364), (100, 664), (200, 1264), (500, 3064), (1000, 6064))
        ),
    ],
)
def test_the_1997_cell_has_as_many_weights_as_published(
    inputs: int, units: int, outputs: int, cut: list[tuple[Place, str]], published: int
) -> None:
    network = Network.build(inputs, [(load_cell("lstm_1997"), units)], outputs)
    assert without(network, cut).count(free_only=True) == published


def test_full_gate_recurrence_adds_nine_matrices() -> None:
    more = set(load_cell("lstm_fgr").parameters) - set(load_cell("lstm_peephole").parameters)
    assert more == {f"R_{gate}{other}" for gate in "fio" for other in "fio"}


# an ablation is the whole cell with a part held


def copied(cell: Cell, whole: Network) -> Network:
    """A network of `cell` with those parameters of `whole` that it has."""
    layer = whole.layers[0]
    network = Network.build(whole.inputs, [(cell, layer.units)], whole.outputs)
    for name in cell.parameters:
        network = network.with_parameter(0, name, layer.parameters.get(name, np.zeros(layer.shape("U_f"))))
    for name, values in whole.readout_parameters.items():
        network = network.with_parameter(READOUT, name, values)
    return network


@pytest.mark.parametrize(("key", "gate"), [("lstm_nig", "i"), ("lstm_nfg", "f"), ("lstm_nog", "o")])
def test_without_a_gate_it_is_the_lstm_with_that_gate_held_at_1(key: str, gate: str) -> None:
    whole = randomised(Network.build(2, [(load_cell("lstm_peephole"), 3)], 2))
    part, initial = copied(load_cell(key), whole), random_states(whole, 3)
    held = run(whole, X, clamps=[Clamp(0, gate, unit, 1.0) for unit in range(3)], initial=initial)
    assert close(run(part, X, initial=initial).output, held.output, 1e-14)


def test_without_peepholes_it_is_the_lstm() -> None:
    whole = randomised(Network.build(2, [(load_cell("lstm_peephole"), 3)], 2))
    cut, initial = without(whole, [(0, "p_f"), (0, "p_i"), (0, "p_o")]), random_states(whole, 3)
    plain = run(copied(load_cell("lstm"), whole), X, initial=initial)
    assert close(plain.output, run(cut, X, initial=initial).output, 1e-14)
    assert not close(plain.output, run(whole, X, initial=initial).output, 1e-3)


def test_without_what_gates_tell_gates_full_recurrence_is_the_lstm_with_peepholes() -> None:
    whole = randomised(Network.build(2, [(load_cell("lstm_peephole"), 3)], 2))
    assert close(run(copied(load_cell("lstm_fgr"), whole), X).output, run(whole, X).output, 1e-14)


def test_coupled_gates_share_out_one() -> None:
    trace = run(randomised(Network.build(2, [(load_cell("lstm_coupled"), 3)], 2)), X)
    assert np.array_equal(trace[0, "f"], 1 - trace[0, "i"])


def test_behind_shut_gates_the_1997_cell_keeps_its_state_to_the_bit() -> None:
    network = randomised(Network.build(2, [(load_cell("lstm_1997"), 3)], 2))
    network = network.with_parameter(0, "b_i", np.full(3, -2000.0))
    c = np.array([0.7, -11.3, 1e-9])
    trace = run(network, RNG.standard_normal((1000, 2)), initial={(0, "c"): c})
    assert np.array_equal(trace[0, "c"], np.broadcast_to(c, (1000, 3)))
    belt = gradient_decay(trace, step=999, lags=999).log10_belt["c"]
    assert np.array_equal(belt, np.full(1000, belt[-1]))


# what is kept on the belt at each step


def kept(key: str) -> Callable[[Trace], np.ndarray]:
    """The belt factor of a cell's memory at each step, by the papers."""
    if key in ("lstm_1997", "lstm_nfg"):
        return lambda trace: np.ones(trace.steps)
    if key in ("gru", "gru_reset_before"):
        return lambda trace: trace[0, "z"][:, 0]
    if key == "mgu":
        return lambda trace: 1 - trace[0, "f"][:, 0]
    if key == "lstm_coupled":
        return lambda trace: 1 - trace[0, "i"][:, 0]
    if key.startswith("lstm"):
        return lambda trace: trace[0, "f"][:, 0]
    return lambda trace: np.zeros(trace.steps)


@pytest.mark.parametrize("key", [key for key in cell_names() if load_cell(key).states])
def test_the_belt_is_the_product_of_what_is_kept(key: str) -> None:
    cell = load_cell(key)
    trace = run(randomised(Network.build(2, [(cell, 1)], 1)), X[:, 0])
    belt = gradient_decay(trace, step=11).log10_belt[cell.memory]
    with np.errstate(divide="ignore"):
        factors = np.log10(kept(key)(trace))
    expected = belt[-1] + np.concatenate([np.cumsum(factors[:0:-1])[::-1], [0.0]])
    assert np.isfinite(belt[-1]) and close(belt, expected, 1e-13)
