"""The weights into and out of a unit: cut, nothing passes; each of them counts; together they are all there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np
import pytest

from core import Clamp, Network, backward, load_cell, parse_cell, run
from core.cells import Cell
from core.edges import Weight, all_cut, check_weight, entries, weights_into, weights_of, weights_out_of
from core.equations import Product, reads, walk
from core.errors import CarouselError
from core.network import READOUT
from tests.core.oracles import random_states, randomised
from tests.core.test_readers import WRITTEN

X = np.random.default_rng(4).standard_normal((4, 2))
LSTM = load_cell("lstm")
ABOVE = ["dense", "elman", "lstm", "lstm_1997", "gru", None]  # of every kind that reads what is below


def network_of(cell: Cell, above: str | None, units: int = 3) -> Network:
    """`cell` alone, or with a layer above it; every parameter random, and no unit asleep."""
    layers = [(cell, units)] if above is None else [(cell, units), (load_cell(above), 2)]
    return awake(randomised(Network.build(2, layers, 2)))


def awake(network: Network) -> Network:
    """With the argument of an RNN's relu above 0, where it shows what it reads: U positive, b more than W takes."""
    for index, layer in enumerate(network.layers):
        if layer.cell.key == "elman_relu":
            network = network.with_parameter(index, "U", np.abs(layer.parameters["U"]))
            network = network.with_parameter(index, "b", 5.0 + np.abs(layer.parameters["b"]))
    return network


def with_cuts(network: Network, weights: Iterable[Weight]) -> Network:
    for place, name, at in weights:
        mask = network.cut(place, name)
        mask = np.zeros(network.parameter(place, name).shape, bool) if mask is None else mask.copy()
        mask[at] = True
        network = network.with_cut(place, name, mask)
    return network


def seen_of(network: Network, unit: int, seed: int) -> list[np.ndarray]:
    """Everything but a unit of layer 0, while all signals of the unit are held at values of a seed."""
    rng = np.random.default_rng(seed)
    held = [
        Clamp(0, signal, unit, float(rng.uniform(-1, 1)), step, step)
        for signal in network.layers[0].cell.signals
        for step in range(len(X))
    ]
    trace = run(network, X, clamps=held)
    others = [k for k in range(network.layers[0].units) if k != unit]
    found = [trace[0, signal][:, others] for signal in network.layers[0].cell.signals]
    for layer in range(1, len(network.layers)):
        found += [trace[layer, signal] for signal in network.layers[layer].cell.signals]
    return [*found, trace.logits]


def depends(network: Network, unit: int) -> bool:
    one, other = seen_of(network, unit, 1), seen_of(network, unit, 2)
    return not all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


# out of a unit


@pytest.mark.parametrize("above", ABOVE)
def test_with_what_reads_a_unit_cut_nothing_else_depends_on_it(any_cell: Cell, above: str | None) -> None:
    network = network_of(any_cell, above)
    for unit in range(3):
        assert depends(network, unit)
        assert not depends(with_cuts(network, weights_out_of(network, 0, unit)), unit)


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN.keys())
def test_so_it_is_with_written_equations(text: str) -> None:
    network = network_of(parse_cell(text), None)
    assert not depends(with_cuts(network, weights_out_of(network, 0, 1)), 1)


@pytest.mark.parametrize("above", ABOVE)
def test_each_weight_that_reads_a_unit_counts(any_cell: Cell, above: str | None) -> None:
    network = network_of(any_cell, above)
    reading = weights_out_of(network, 0, 1)
    for weight in reading:
        is_own = weight.place == 0 and weight.at[0] == 1
        others = [other for other in reading if other is not weight]
        assert is_own or depends(with_cuts(network, others), 1), weight


def test_the_last_layers_units_are_read_by_the_readout_and_by_no_other() -> None:
    network = network_of(LSTM, "gru")
    places = Counter(weight.place for weight in weights_out_of(network, 1, 0))
    assert places == {1: 3 * 2, READOUT: 2}
    assert Counter(w.place for w in weights_out_of(network, 0, 0)) == {0: 4 * 3, 1: 3 * 2}


def test_a_matrix_that_reads_no_signal_reads_no_unit() -> None:
    network = network_of(parse_cell("h = tanh(W @ x + U @ h + R @ b)"), None)
    assert {weight.name for weight in weights_out_of(network, 0, 0)} == {"U", "W_y"}


# into a unit


def gates_of(network: Network, layer: int, unit: int, seed: int) -> dict[str, np.ndarray]:
    """The gates of a unit for an input and starting states of a seed; of its own states the start is fixed."""
    states = random_states(network, seed=seed)
    for (index, _), values in states.items():
        if index == layer:
            values[unit] = 0.3
    trace = run(network, np.random.default_rng(seed).standard_normal((1, 2)), initial=states)
    return {signal: trace[layer, signal][:, unit] for signal in network.layers[layer].cell.gates}


@pytest.mark.parametrize("layer", [0, 1])
def test_with_what_leads_into_a_unit_cut_its_gates_see_neither_x_nor_h(any_cell: Cell, layer: int) -> None:
    network = awake(randomised(Network.build(2, [(any_cell, 3), (any_cell, 2)], 1)))
    cut = with_cuts(network, weights_into(network, layer, 1))
    other = with_cuts(network, weights_into(network, layer, 0))
    lines = {line.name: line.expr for line in any_cell.graph.lines}
    for gate in any_cell.gates:
        assert gates_of(network, layer, 1, 1)[gate] != gates_of(network, layer, 1, 2)[gate]
        assert gates_of(cut, layer, 1, 1)[gate] == gates_of(cut, layer, 1, 2)[gate]
        # a gate may see what other units' gates are at this step, as in the first GRU
        products = [e for e in walk(lines[gate]) if isinstance(e, Product)]
        if not any(reads(e.operand, previous=False) for e in products):
            assert gates_of(other, layer, 1, 1)[gate] == gates_of(network, layer, 1, 1)[gate]


@pytest.mark.parametrize("gate", LSTM.gates)
def test_with_what_leads_into_one_gate_cut_the_others_still_see(gate: str) -> None:
    network = network_of(LSTM, None)
    cut = with_cuts(network, weights_into(network, 0, 2, gate))
    one, other = gates_of(cut, 0, 2, 1), gates_of(cut, 0, 2, 2)
    assert {name for name in LSTM.gates if one[name] != other[name]} == set(LSTM.gates) - {gate}


def test_the_weights_of_a_gate_are_those_its_value_has_a_derivative_by(any_cell: Cell) -> None:
    network = network_of(any_cell, None)
    lines = {line.name: line.expr for line in any_cell.graph.lines}
    for gate in (gate for gate in any_cell.gates if not reads(lines[gate], previous=False)):
        trace = run(network, X[:1], initial=random_states(network))
        seed = np.zeros((1, 3))
        seed[0, 1] = 1.0
        gradients = backward(trace, signals={(0, gate): seed}).parameters[0]
        moved = {(name, at) for name, g in gradients.items() for at in map(tuple, np.argwhere(g).tolist())}
        assert moved == {(name, at) for _, name, at in weights_of(network, 0, 1, gate)}


def test_the_units_share_out_all_parameters_of_a_layer(any_cell: Cell) -> None:
    network = network_of(any_cell, "gru")
    for layer, chosen in enumerate(network.layers):
        every = {
            Weight(layer, name, tuple(at))
            for name, array in chosen.parameters.items()
            for at in np.argwhere(np.ones(array.shape)).tolist()
        }
        found = [w for unit in range(chosen.units) for w in weights_of(network, layer, unit)]
        assert Counter(found) == Counter(every)
        into = {w for unit in range(chosen.units) for w in weights_into(network, layer, unit)}
        assert into == {w for w in every if len(w.at) == 2}


def test_a_matrix_that_gates_share_leads_into_each() -> None:
    cell = parse_cell("f = sigmoid(W @ x + U @ h + b_f)\ng = tanh(W @ x + b_g)\nh = f * h + g")
    network = network_of(cell, None)
    assert {w.name for w in weights_into(network, 0, 0, "f")} == {"W", "U"}
    assert {w.name for w in weights_into(network, 0, 0, "g")} == {"W"}
    assert weights_into(network, 0, 0, "h") == []


def test_all_cut_is_of_some_weights_and_of_each() -> None:
    network = network_of(LSTM, None)
    weights = weights_into(network, 0, 0, "i")
    assert not all_cut(network, weights) and not all_cut(network, [])
    assert not all_cut(with_cuts(network, weights[1:]), weights)
    assert all_cut(with_cuts(network, weights), weights)
    assert all_cut(with_cuts(network, weights), iter(weights[:1]))


# what does not fit

N = network_of(LSTM, "gru")


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: weights_into(N, 2, 0), "layer"),
        (lambda: weights_into(N, -1, 0), "layer"),
        (lambda: weights_into(N, 0, 3), "unit"),
        (lambda: weights_into(N, 0, 0, "z"), "signal"),
        (lambda: weights_out_of(N, 1, 2), "unit"),
        (lambda: weights_out_of(N, 7, 0), "layer"),
        (lambda: weights_of(N, 0, -1), "unit"),
        (lambda: weights_of(N, 1, 0, "f"), "signal"),
        (lambda: all_cut(N, [Weight(0, "W_q", (0, 0))]), "parameter"),
        (lambda: check_weight(N, Weight(0, "W_f", (3, 0))), "index into W_f"),
        (lambda: check_weight(N, Weight(0, "W_f", (0,))), "index into W_f"),
        (lambda: check_weight(N, Weight(READOUT, "b_y", (-1,))), "index into b_y"),
    ],
)
def test_what_a_network_does_not_have_is_told(call: Callable[[], object], field: str) -> None:
    with pytest.raises(CarouselError) as caught:
        call()
    assert caught.value.field == field


def test_weights_are_found_by_their_arrays() -> None:
    weights = [*weights_into(N, 0, 1), *weights_out_of(N, 0, 1), *weights_of(N, 0, 0)]
    found = entries(N, iter(weights))
    there = {
        Weight(place, name, tuple(map(int, at))) for (place, name), k in found.items() for at in zip(*k, strict=True)
    }
    assert there == set(weights) and sum(len(k[0]) for k in found.values()) == len(there) < len(weights)
    for wrong in (Weight(0, "W_i", (0, 99)), Weight(0, "W_i", (-1, 0)), Weight(0, "W_i", (0,)), Weight(0, "b_i", (9,))):
        with pytest.raises(CarouselError, match="index into"):
            entries(N, [weights[0], wrong])
