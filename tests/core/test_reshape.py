"""Structural edits: what remains keeps its weights, and acts as it did where nothing it reads has changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import Clamp, LayerForm, Network, load_cell, parse_cell, run
from core.document import reshape_model, set_clamp
from core.edges import weights_out_of
from core.errors import CarouselError
from core.network import READOUT
from core.reshape import (
    with_cell,
    with_inputs,
    with_layer,
    with_outputs,
    with_units,
    without_inputs,
    without_layer,
    without_outputs,
    without_units,
)
from tests.core import scenes
from tests.core.oracles import close, randomised
from tests.core.test_wiring import BLOCKS, NETWORKS

LSTM, GRU, RNN = (load_cell(key) for key in ("lstm", "gru", "elman"))
X = np.random.default_rng(3).standard_normal((6, 3, 2))


@pytest.fixture(params=NETWORKS)
def wired(request: pytest.FixtureRequest) -> Network:
    """Every wiring there is, with a cut in each matrix of the readout."""
    net = randomised(Network.build(2, NETWORKS[request.param], 2), 1)
    mask = np.zeros(net.parameter(READOUT, "W_y").shape, bool)
    mask[1, 0] = True
    return net.with_cut(READOUT, "W_y", mask)


def deaf_to(network: Network, layer: int, unit: int) -> Network:
    """The network with every weight out of a unit cut."""
    for place, name, at in weights_out_of(network, layer, unit):
        old = network.cut(place, name)
        mask = np.zeros(network.parameter(place, name).shape, bool) if old is None else old.copy()
        mask[at] = True
        network = network.with_cut(place, name, mask)
    return network


def test_without_a_unit_the_others_are_as_if_they_did_not_hear_it(wired: Network) -> None:
    for index, layer in enumerate(wired.layers):
        if layer.units == 1:
            continue
        fewer = without_units(wired, index, [1]).network
        reference = run(deaf_to(wired, index, 1), X)
        assert close(run(fewer, X).output, reference.output, 1e-13)
        kept = [unit for unit in range(layer.units) if unit != 1]
        for signal in layer.cell.signals:
            assert close(run(fewer, X)[index, signal], reference[index, signal][..., kept], 1e-13)
        assert (fewer.cut(READOUT, "W_y") is None) == (wired.cut(READOUT, "W_y") is None)


def test_units_that_are_added_and_not_heard_change_nothing(wired: Network) -> None:
    for index, layer in enumerate(wired.layers):
        more = with_units(wired, index, 2, seed=5).network
        quiet = deaf_to(deaf_to(more, index, layer.units), index, layer.units + 1)
        assert close(run(quiet, X).output, run(wired, X).output, 1e-13)
        assert more.layers[index].units == layer.units + 2
        assert not without_units(more, index, [layer.units, layer.units + 1]).network.has_form_of(more)
        assert without_units(more, index, [layer.units, layer.units + 1]).network.equals(wired)


def test_new_weights_are_those_of_a_seed(wired: Network) -> None:
    one, same, other = (with_units(wired, 0, 1, seed).network for seed in (1, 1, 2))
    assert one.equals(same) and not one.equals(other)


def test_inputs_and_outputs_come_and_go(wired: Network) -> None:
    wide = with_inputs(wired, 1).network
    zero = np.concatenate([X, np.zeros((6, 3, 1))], axis=2)
    assert close(run(wide, zero).output, run(wired, X).output, 1e-13)
    assert without_inputs(wide, [2]).network.equals(wired)
    first = without_inputs(wired, [1]).network
    assert close(run(first, X[..., :1]).output, run(wired, X * [1, 0]).output, 1e-13)
    more = with_outputs(wired, 2).network
    assert close(run(more, X).output[..., :2], run(wired, X).output, 1e-13)
    assert without_outputs(more, [2, 3]).network.equals(wired)
    assert close(run(without_outputs(wired, [0]).network, X).output, run(wired, X).output[..., 1:], 1e-13)


def test_another_cell_keeps_the_parameters_of_the_same_name() -> None:
    net = randomised(Network.build(2, [(LSTM, 3), (GRU, 2)], 1), 2)
    peephole = with_cell(net, 0, load_cell("lstm_peephole")).network
    for name in LSTM.parameters:
        assert np.array_equal(peephole.parameter(0, name), net.parameter(0, name))
    for name in ("p_f", "p_i", "p_o"):
        peephole = peephole.with_parameter(0, name, np.zeros(3))
    assert close(run(peephole, X).output, run(net, X).output, 1e-13), "peepholes of zero see nothing"
    assert with_cell(peephole, 0, LSTM).network.equals(net)
    other = parse_cell("b_f = W @ x\nh = tanh(b_f + U_f @ h)")
    assert with_cell(net, 0, other).network.layers[0].cell is other


def test_layers_come_and_go() -> None:
    net = randomised(Network.build(2, [(LSTM, 3), (GRU, 2)], 2), 2)
    longer = with_layer(net, 1, LayerForm(RNN, 4, "both")).network
    assert [layer.units for layer in longer.layers] == [3, 4, 4, 2]
    assert longer.levels == ((0,), (1, 2), (3,))
    assert np.array_equal(longer.parameter(3, "U_z"), net.parameter(1, "U_z"))
    assert not np.array_equal(longer.parameter(3, "W_z")[:, :3], net.parameter(1, "W_z"))
    shorter = without_layer(without_layer(longer, 2).network, 1).network
    assert shorter.has_form_of(net) and np.array_equal(shorter.parameter(0, "U_f"), net.parameter(0, "U_f"))
    assert np.array_equal(with_layer(net, 2, LayerForm(RNN, 1)).network.parameter(1, "W_z"), net.parameter(1, "W_z"))


def test_of_two_layers_side_by_side_the_other_stays() -> None:
    net = randomised(Network.build(2, [LayerForm(LSTM, 3, "both"), (GRU, 2)], 1), 2)
    left = without_layer(net, 0).network
    assert [(layer.reverse, layer.beside) for layer in left.layers] == [(True, False), (False, False)]
    assert np.array_equal(left.parameter(1, "W_z"), net.parameter(2, "W_z")[:, 3:])


def test_clamps_stay_on_their_units() -> None:
    net = Network.build(2, [(LSTM, 3), (GRU, 3)], 1)
    clamps = (Clamp(0, "f", 0, 1.0), Clamp(0, "f", 2, 0.5, 1, 2), Clamp(1, "z", 1, 0.0))
    assert without_units(net, 0, [0]).clamps(clamps) == (Clamp(0, "f", 1, 0.5, 1, 2), clamps[2])
    assert without_layer(net, 0).clamps(clamps) == (replace(clamps[2], layer=0),)
    assert with_layer(net, 0, LayerForm(RNN, 1)).clamps(clamps) == tuple(replace(c, layer=c.layer + 1) for c in clamps)
    assert with_cell(net, 0, GRU).clamps(clamps) == (clamps[2],)


def test_learnt_states_keep_their_cuts() -> None:
    net = Network.build(2, [LayerForm(LSTM, 3, learnt=("c",))], 1).with_cut(0, "initial_c", [True, False, True])
    cuts = {
        "one more": with_units(net, 0, 1).network.cut(0, "initial_c"),
        "one less": without_units(net, 0, [0]).network.cut(0, "initial_c"),
        "another input": with_inputs(net, 1).network.cut(0, "initial_c"),
        "another cell": with_cell(net, 0, load_cell("lstm_peephole")).network.cut(0, "initial_c"),
    }
    found = {name: None if mask is None else mask.tolist() for name, mask in cuts.items()}
    whole = [True, False, True]
    kept = {"one more": [*whole, False], "one less": [False, True], "another input": whole, "another cell": whole}
    assert found == kept


def test_blocks_stay_tied() -> None:
    net = randomised(Network.build(2, [(BLOCKS, 4)], 1).with_blocks(0, 2, ["i", "o"]), 4)
    fewer = without_units(net, 0, [0]).network
    assert fewer.layers[0].shared["W_i"].tolist() == [0, 1, 1]
    values = fewer.layers[0].parameters["W_i"]
    assert np.array_equal(values[1], values[2])
    more = with_units(net, 0, 1).network
    assert more.layers[0].shared["W_i"].tolist() == [0, 0, 2, 2, 4]


@pytest.mark.parametrize(
    "edit, message",
    [
        (lambda net: without_units(net, 0, [0, 1, 2]), "units of a layer: expected at least one, found none left"),
        (lambda net: without_units(net, 0, [3]), "unit: expected 0 to 2, found 3"),
        (lambda net: with_units(net, 1, 1), "layer: expected 0 to 0, found 1"),
        (lambda net: with_units(net, 0, 0), "how many more: expected a whole number of at least 1, found 0"),
        (lambda net: without_layer(net, 0), "layers: expected at least one, found none left"),
        (lambda net: with_layer(net, 2, LayerForm(RNN, 1)), "place of a layer: expected 0 to 1, found 2"),
        (lambda net: with_layer(net, 0, LayerForm(RNN, 1, beside=True)), "beside: expected a layer before it"),
        (lambda net: without_inputs(net, [0, 1]), "inputs: expected at least one"),
        (lambda net: without_outputs(net, [0]), "outputs: expected at least one"),
    ],
)
def test_edits_that_there_is_no_place_for(edit, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(CarouselError, match=message):
        edit(Network.build(2, [(LSTM, 3)], 1))


def test_a_model_is_reshaped_with_its_start_and_its_clamps() -> None:
    document = scenes.document()
    clamped = set_clamp(document, 0, Clamp(0, "f", 1, 0.5))
    changed = reshape_model(clamped, 0, lambda network: without_units(network, 0, [0]))
    model, before = changed.models[0], clamped.models[0]
    assert model.network.layers[0].units == before.network.layers[0].units - 1
    assert np.array_equal(model.network.parameter(0, "b_f"), before.network.parameter(0, "b_f")[1:])
    assert model.clamps == (Clamp(0, "f", 0, 0.5),)
    assert before.start is None or (model.start is not None and model.start.has_form_of(model.network))
    assert model.name == before.name and changed.models[1:] == clamped.models[1:]
    with pytest.raises(CarouselError, match="4 inputs, as the encoder has"):
        reshape_model(document, 0, lambda network: with_inputs(network, 1))


@settings(max_examples=40)
@given(st.sampled_from(sorted(NETWORKS)), st.lists(st.integers(0, 99), min_size=1, max_size=5))
def test_any_series_of_edits_leaves_a_network_that_runs(name: str, choices: list[int]) -> None:
    net = randomised(Network.build(2, NETWORKS[name], 2), 1)
    for choice in choices:
        layer = choice % len(net.layers)
        edits = [
            lambda layer=layer, net=net: with_units(net, layer, 1),
            lambda layer=layer, net=net: without_units(net, layer, [0]),
            lambda layer=layer, net=net: with_cell(net, layer, GRU),
            lambda layer=layer, net=net: with_layer(net, layer, LayerForm(RNN, 2, "both", window=2)),
            lambda layer=layer, net=net: without_layer(net, layer),
        ]
        try:
            net = edits[choice % len(edits)]().network
        except CarouselError:
            continue
    assert np.isfinite(run(net, X).output).all()
    again = Network.build(2, net.forms, 2)
    assert again.has_form_of(net) or any(layer.shared for layer in net.layers)
