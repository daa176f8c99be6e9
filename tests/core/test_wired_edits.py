"""Edits of documents whose layers are wired in every way: none is lost on a copy, and the wiring stays."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from core import Clamp, Network, backward, gradient_decay, input_gain, load_cell, run
from core.document import Document, own_bytes, randomise, reset_model, reset_unit, reset_weights, set_cuts, set_weight
from core.edges import Weight, acting, all_cut, weights_into, weights_of
from core.influence import input_gain_ahead
from core.layer import LayerForm
from core.network import READOUT
from core.state import State, View
from tests.core import wired_scenes
from tests.core.oracles import close, randomised
from tests.core.test_influence import agree, log10_norm
from tests.core.wired_scenes import WIRED


@pytest.fixture(params=WIRED)
def document(request: pytest.FixtureRequest) -> Document:
    return wired_scenes.document(request.param)


def every_weight(network: Network) -> list[Weight]:
    return [w for k, layer in enumerate(network.layers) for u in range(layer.units) for w in weights_of(network, k, u)]


def values_of(network: Network, document: Document) -> np.ndarray:
    """Every signal of every unit at every step."""
    trace = run(network, document.x)
    found = [trace[k, s].ravel() for k, layer in enumerate(network.layers) for s in layer.cell.signals]
    return np.concatenate(found)


def test_the_weights_of_the_units_are_all_that_can_be_learnt(document: Document) -> None:
    network = document.models[0].network
    places = [(place, name) for place, name in network.places() if place != READOUT]
    every = [
        Weight(place, name, tuple(at))
        for place, name in places
        for at in np.argwhere(np.ones(network.parameter(place, name).shape)).tolist()
    ]
    assert Counter(every_weight(network)) == Counter(every)


def test_no_edit_of_a_weight_is_without_effect(document: Document) -> None:
    network = document.models[0].network
    before = values_of(network, document)
    free = [w for w in every_weight(network) if not all_cut(network, [w])]
    for weight in free[:: max(1, len(free) // 60)]:
        value = float(network.parameter(weight.place, weight.name)[weight.at]) + 1.5
        after = set_weight(document, 0, *weight, value)
        changed = after.models[0].network.parameter(weight.place, weight.name)
        assert changed[weight.at] == value
        layer = network.layers[int(weight.place)]
        reads_input = layer.cell.parameters.get(weight.name) == ("units", "inputs")
        silent = reads_input and not run(network, document.x).entering(int(weight.place))[:, weight.at[1]].any()
        assert silent or not np.array_equal(values_of(after.models[0].network, document), before), weight


def test_rows_that_are_tied_are_edited_cut_mended_and_reset_as_one() -> None:
    document = wired_scenes.document("in blocks")
    network = document.models[0].network
    for name in ("W_i", "b_o", "R_oi"):
        own = Weight(0, name, (3, 0) if network.parameter(0, name).ndim == 2 else (3,))
        source = Weight(0, name, (2, *own.at[1:]))
        assert acting(network, own) == source and acting(network, source) == source
        after = set_weight(document, 0, *own, 4.5)
        assert after.models[0].network.parameter(0, name)[source.at] == 4.5
        assert after.models[0].network.equals(set_weight(document, 0, *source, 4.5).models[0].network)
        cut = set_cuts(after, 0, [own], True)
        assert all_cut(cut.models[0].network, [own, source])
        assert set_cuts(cut, 0, [source], True) is cut
        assert set_cuts(cut, 0, [own], False).models[0].network.equals(after.models[0].network)
        assert reset_weights(cut, document, 0, [own]).models[0].network.equals(network)
    free = Weight(0, "W_g", (3, 0))
    assert acting(network, free) == free
    other = set_weight(document, 0, *free, 4.5).models[0].network.parameter(0, "W_g")
    assert other[3, 0] == 4.5 and other[2, 0] == network.parameter(0, "W_g")[2, 0]


def test_a_unit_goes_back_with_its_learnt_initial_state() -> None:
    opened = wired_scenes.document("learnt")
    document = set_weight(opened, 0, 0, "initial_c", (1,), 9.0)
    document = set_weight(document, 0, 0, "initial_c", (0,), 8.0)
    document = set_cuts(document, 0, [Weight(0, "initial_h", (1,))], True)
    back = reset_unit(document, opened, 0, 0, 1).models[0].network
    old = opened.models[0].network
    assert back.parameter(0, "initial_c").tolist() == [8.0, old.parameter(0, "initial_c")[1]]
    assert back.cut(0, "initial_h") is None
    only_c = reset_unit(document, opened, 0, 0, 1, "c").models[0].network
    assert only_c.parameter(0, "initial_c")[1] == old.parameter(0, "initial_c")[1]
    assert only_c.cut(0, "initial_h").tolist() == [False, True]  # type: ignore[union-attr]
    assert reset_unit(document, opened, 0, 0, 1, "f").models[0].network.equals(document.models[0].network)
    assert reset_model(document, opened, 0).models[0].network is old


def test_what_is_drawn_anew_is_wired_and_cut_as_before(document: Document) -> None:
    document = set_cuts(document, 0, weights_into(document.models[0].network, 0, 0)[::2], True)
    old = document.models[0].network
    new, same, other = (randomise(document, 0, seed).models[0].network for seed in (7, 7, 8))
    assert new.has_form_of(old) and new.equals(same) and not new.equals(other)
    built = Network.build(4, old.forms, 1, "sigmoid", 7)
    for place, name in old.places():
        cuts = old.cut(place, name), new.cut(place, name)
        assert cuts[0] is cuts[1] or np.array_equal(*cuts)  # type: ignore[arg-type]
        rows = {} if place == READOUT else old.layers[place].shared
        expected = built.parameter(place, name)
        assert np.array_equal(new.parameter(place, name), expected[rows[name]] if name in rows else expected)
    for ours, theirs in zip(new.layers, old.layers, strict=True):
        assert {k: v.tolist() for k, v in ours.shared.items()} == {k: v.tolist() for k, v in theirs.shared.items()}


def test_all_arrays_of_a_network_count_once(document: Document) -> None:
    model = document.models[0]
    network = randomised(model.network, 9)
    layer = network.layers[0]
    for name in list(layer.arrays)[::3]:
        mask = np.zeros(layer.shape(name), bool)
        mask[0] = True
        network = network.with_cut(0, name, mask)
    after = replace(document, models=(replace(model, network=network),))
    arrays = {id(a): a for one in network.layers for a in (*one.arrays.values(), *one.cuts.values())}
    arrays |= {id(a): a for a in network.readout_parameters.values()}
    acting_instead = sum(one.arrays[name].nbytes for one in network.layers for name in one.cuts)
    kept = {id(rows) for one in model.network.layers for rows in one.shared.values()}
    ties = {id(rows): rows for one in network.layers for rows in one.shared.values() if id(rows) not in kept}
    cut_before = {id(mask) for one in model.network.layers for mask in one.cuts.values()}
    expected = sum(a.nbytes for key, a in (arrays | ties).items() if key not in cut_before)
    assert own_bytes(after, document) == expected + acting_instead
    assert own_bytes(document, document) == 0


def test_ties_count() -> None:
    document = wired_scenes.document("in blocks")
    plain = replace(document, models=(replace(document.models[0], start=None),))
    other = replace(plain, models=(replace(plain.models[0], network=wired_scenes.network("in blocks", 5)),))
    layer = other.models[0].network.layers[0]
    ties = {id(rows): rows.nbytes for rows in layer.shared.values()}
    masks = sum(mask.nbytes + layer.parameters[name].nbytes for name, mask in layer.cuts.items())
    parameters = sum(array.nbytes for array in layer.parameters.values())
    readout = sum(array.nbytes for array in other.models[0].network.readout_parameters.values())
    assert own_bytes(other, plain) == parameters + readout + masks + sum(ties.values())


# what is derived


def test_decay_is_that_of_the_main_layer(document: Document) -> None:
    network = document.models[0].network
    state = State(document, View(cursor=5).fitted(document))
    decay = state.decay(0)
    assert decay is not None and decay.layer == network.main_layer
    alone = gradient_decay(run(network, document.x), 5, network.main_layer)
    assert decay.steps.tolist() == alone.steps.tolist()
    for name in decay.states:
        assert np.array_equal(decay.log10_norm[name], alone.log10_norm[name])


@pytest.mark.parametrize("step", [0, 5, 12])
def test_the_gain_of_what_follows_is_that_of_back_propagation(document: Document, step: int) -> None:
    network = document.models[0].network
    trace = run(network, document.x, clamps=[Clamp(0, network.layers[0].cell.signals[0], 0, 0.5, 2, 4)])
    seed = np.zeros(trace.logits.shape)
    seed[step] = 1.0
    expected = np.array([log10_norm(row[None]) for row in backward(trace, logits=seed).x])
    assert agree(input_gain(trace, step), expected[: step + 1])
    ahead = input_gain_ahead(trace, step)
    if any(layer.reverse for layer in network.layers):
        assert agree(ahead, expected[step + 1 :])
        assert agree(input_gain_ahead(trace, step, lags=3), expected[step + 1 : step + 4])
    else:
        assert ahead.size == 0 and np.isneginf(expected[step + 1 :]).all()


def test_of_a_batch_what_follows_ends_with_the_sequence() -> None:
    network = randomised(Network.build(2, [LayerForm(load_cell("lstm"), 3, "both")], 2), 1)
    x = np.random.default_rng(3).standard_normal((6, 3, 2))
    trace = run(network, x, lengths=[6, 2, 4])
    assert close(input_gain_ahead(trace, 1, sequence=2), input_gain_ahead(run(network, x[:4, 2]), 1), 1e-12)
    assert input_gain_ahead(trace, 1, sequence=1).size == 0


def test_the_state_knows_what_follows() -> None:
    document = wired_scenes.document("both")
    state = State(document, View(cursor=9).fitted(document))
    assert np.array_equal(state.input_gain_ahead(0), input_gain_ahead(state.trace(0), 9))
    assert len(state.input_gain_ahead(0)) == 3
