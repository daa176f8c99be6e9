"""Nodes chosen together are removed, reset and let go in one edit; a unit's weights are given to others."""

from __future__ import annotations

import numpy as np
import pytest

from core import Network, load_cell
from core.clamps import Clamp
from core.document import Document, set_clamp, set_cuts, set_network, set_weight
from core.edges import Weight, acting, weights_into
from core.errors import CarouselError
from core.input_edits import add_output
from core.node_edits import paste_unit, release_clamps, remove_nodes, reset_units
from core.unit_edits import copy_unit, scale_weights, set_clamps, set_weights
from tests.core import scenes, wired_scenes


@pytest.fixture
def document() -> Document:
    return scenes.document()


def network(document: Document) -> Network:
    return document.models[0].network


def test_nodes_of_every_kind_go_at_once(document: Document) -> None:
    wide = add_output(add_output(document, 0), 0)
    made = remove_nodes(wide, 0, [(0, 1), (0, 3)], (0, 2), (1,))
    old, new = network(wide), network(made)
    assert (new.inputs, new.layers[0].units, new.outputs) == (2, 2, 2)
    units = np.ix_([0, 2], [0, 2])
    assert np.array_equal(new.parameter(0, "U_f"), old.parameter(0, "U_f")[units])
    assert np.array_equal(new.parameter(0, "W_i"), old.parameter(0, "W_i")[np.ix_([0, 2], [1, 3])])
    assert made.encoder.inputs == (document.encoder.inputs[1], document.encoder.inputs[3])
    assert made.models[1].network.inputs == 2


@pytest.mark.parametrize(
    "nodes", [([(0, k) for k in range(4)],), ([], (0, 1, 2, 3)), ([], (), (0,)), ([(0, 9)],), ([], (7,))]
)
def test_no_kind_may_lose_its_last_node(document: Document, nodes: tuple[object, ...]) -> None:
    with pytest.raises(CarouselError):
        remove_nodes(document, 0, *nodes)  # type: ignore[arg-type]


def test_nothing_to_remove_is_the_same_document(document: Document) -> None:
    assert remove_nodes(document, 0) is document


def test_units_go_back_to_what_was_opened(document: Document) -> None:
    changed = set_weight(document, 0, 0, "W_f", (1, 2), 7.0)
    changed = set_clamp(changed, 0, Clamp(0, "c", 2, 1.0))
    changed = set_weight(changed, 0, 0, "W_f", (3, 0), 9.0)
    back = reset_units(changed, document, 0, [(0, 1), (0, 2)])
    assert back.models[0].clamps == document.models[0].clamps
    assert network(back).parameter(0, "W_f")[1, 2] == network(document).parameter(0, "W_f")[1, 2]
    assert network(back).parameter(0, "W_f")[3, 0] == 9.0


def test_clamps_are_let_go_together(document: Document) -> None:
    clamps = [Clamp(0, "h", unit, 0.5, 2, 4) for unit in (0, 2)]
    held = set_clamps(document, 0, clamps)
    assert set(clamps) <= set(held.models[0].clamps)
    assert release_clamps(held, 0, clamps).models[0].clamps == document.models[0].clamps


@pytest.mark.parametrize("name", list(wired_scenes.WIRED))
def test_a_unit_pasted_within_its_layer_is_a_unit_copied(name: str) -> None:
    document = wired_scenes.document(name)
    layer = network(document).layers[0]
    cut = set_cuts(document, 0, weights_into(network(document), 0, 0)[:3], True)
    source = network(cut).layers[0]
    pasted = paste_unit(cut, 0, 0, [layer.units - 1], source, 0)
    assert network(pasted).equals(network(copy_unit(cut, 0, 0, 0, [layer.units - 1])))


def test_a_unit_is_pasted_from_another_layer_as_it_was_then(document: Document) -> None:
    source = network(document).layers[0]
    gone = remove_nodes(document, 0, [(0, 2)])
    with pytest.raises(CarouselError, match="unit to copy"):  # its rows are shorter now
        paste_unit(gone, 0, 0, [0], source, 2)
    fresh = set_network(document, 0, Network.build(4, [(load_cell("lstm"), 4)], 1, "sigmoid", seed=5))
    pasted = network(paste_unit(fresh, 0, 0, [0, 3], source, 2))
    for name, own in source.parameters.items():
        assert np.array_equal(pasted.parameter(0, name)[0], own[2])
        assert np.array_equal(pasted.parameter(0, name)[3], own[2])
        assert np.array_equal(pasted.parameter(0, name)[1], network(fresh).parameter(0, name)[1])
    with pytest.raises(CarouselError, match="unit to copy"):
        paste_unit(document, 1, 0, [0], source, 2)
    with pytest.raises(CarouselError):
        paste_unit(document, 0, 0, [4], source, 2)


@pytest.mark.parametrize("name", list(wired_scenes.WIRED))
def test_weights_are_scaled_and_set_each_once(name: str) -> None:
    document = wired_scenes.document(name)
    before = network(document)
    into = [weight for unit in (0, 1) for weight in weights_into(before, 0, unit)]
    scaled, zero = scale_weights(document, 0, into, 0.5), set_weights(document, 0, into, 0.0)
    touched = {acting(before, weight) for weight in into}
    for place, matrix, at in touched:
        assert network(scaled).parameter(place, matrix)[at] == 0.5 * before.parameter(place, matrix)[at]
        assert network(zero).parameter(place, matrix)[at] == 0.0
    rest = Weight(0, "b" if "b" in before.layers[0].parameters else next(iter(before.layers[0].parameters)), (0,))
    if rest.name == "b":
        assert network(scaled).parameter(0, "b")[0] == before.parameter(0, "b")[0]
    assert scale_weights(document, 0, into, 1.0) is document and scale_weights(document, 0, [], 2.0) is document
