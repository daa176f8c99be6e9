"""A cell that is typed bit by bit: what goes and comes back has its values again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core import Network, load_cell, parse_cell
from core.clamps import Clamp
from core.document import Document, set_cell, set_clamp, set_cuts, set_weight
from core.edges import Weight
from core.layer import LayerForm
from tests.core import scenes

LSTM = load_cell("lstm")
LESS = parse_cell("c = c + tanh(W_g @ x + U_g @ h + b_g)\nh = tanh(c)")


def arrays(document: Document, before: bool = False) -> dict[str, np.ndarray]:
    model = document.models[0]
    network = model.start if before else model.network
    assert network is not None
    return {name: network.parameter(0, name) for place, name in network.places() if place == 0}


def test_what_comes_back_has_its_values_cuts_and_clamps_again() -> None:
    document = set_cuts(scenes.document(), 0, [Weight(0, "W_f", (1, 2))], True)
    document = set_clamp(document, 0, Clamp(0, "f", 2, 0.5))
    keep = document.models[0]
    less = set_cell(document, 0, 0, LESS, keep)
    less = set_weight(less, 0, 0, "U_g", (0, 0), 9.0)  # changed meanwhile
    again = set_cell(less, 0, 0, LSTM, keep)
    for before in (False, True):
        old, new = arrays(document, before), arrays(again, before)
        for name, values in old.items():
            expected = values.copy()
            if name == "U_g" and not before:
                expected[0, 0] = 9.0
            assert np.array_equal(new[name], expected), name
    assert list(again.models[0].network.layers[0].parameters) == list(keep.network.layers[0].parameters)
    assert np.argwhere(again.models[0].network.cut(0, "W_f")).tolist() == [[1, 2]]
    assert again.models[0].clamps == keep.clamps and less.models[0].clamps == ()


def test_without_it_they_are_drawn_anew() -> None:
    document = scenes.document()
    again = set_cell(set_cell(document, 0, 0, LESS), 0, 0, LSTM)
    assert not np.array_equal(arrays(again)["W_f"], arrays(document)["W_f"])
    assert np.array_equal(arrays(again)["U_g"], arrays(document)["U_g"])


def test_learnt_states_and_tied_rows_come_back() -> None:
    network = Network.build(4, [LayerForm(load_cell("lstm_1997"), 4, learnt=("c",))], 1, "sigmoid", seed=3)
    network = network.with_blocks(0, 2, ["i", "o"])
    base = scenes.document()
    document = replace(base, models=(replace(base.models[0], network=network, start=None),))
    keep = document.models[0]
    elman = set_cell(document, 0, 0, load_cell("elman"), keep)
    again = set_cell(elman, 0, 0, load_cell("lstm_1997"), keep)
    assert again.models[0].network.equals(network)


def test_a_layer_of_another_size_takes_nothing() -> None:
    document, other = scenes.document(), scenes.document(cells=(("lstm", 7),))
    less = set_cell(document, 0, 0, LESS)
    again, fresh = set_cell(less, 0, 0, LSTM, other.models[0]), set_cell(less, 0, 0, LSTM)
    assert again.models[0].network.equals(fresh.models[0].network)
    assert set_cell(document, 0, 0, LSTM, keep=other.models[0]) is document
