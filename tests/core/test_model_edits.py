"""Whole models, several units, where nodes stand; and the view that follows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core import Clamp, load_cell, run
from core.blank import blank
from core.document import (
    Document,
    Recipe,
    SeedRow,
    add_unit,
    opened_for,
    remove_unit,
    reset_model,
    set_clamp,
    set_cuts,
    set_weight,
)
from core.edges import Weight, weights_into
from core.errors import CarouselError
from core.history import History
from core.input_edits import add_input, remove_input
from core.model_edits import add_model, duplicate_model, free_name, is_told_of, remove_model, rename_model, rewind
from core.positions import Position
from core.session import dumps, loads
from core.state import State, View
from core.step_edits import set_vector
from core.unit_edits import copy_unit, move_nodes, remove_units, reset_positions, scale_weights, set_clamps, set_weights
from tests.core import scenes, wired_scenes

D = scenes.document(cells=(("lstm", 4), ("elman", 9), ("gru", 3)))


def names(document: object) -> list[str]:
    return [model.name for model in document.models]  # type: ignore[attr-defined]


def test_models_are_added_copied_renamed_and_taken_away() -> None:
    more = add_model(D, load_cell("gru"), 5)
    made = more.models[-1]
    assert (made.name, made.network.inputs, made.network.outputs, made.network.readout) == ("GRU 2", 4, 1, "sigmoid")
    assert made.start is made.network and len({model.color for model in more.models}) >= 2
    twice = duplicate_model(D, 0)
    assert names(twice) == ["LSTM", "LSTM 2", *names(D)[1:]]
    assert twice.models[1].network is D.models[0].network and twice.models[1].identity is not D.models[0].identity
    assert free_name(twice, "LSTM") == "LSTM 3" and free_name(twice, "LSTM 2") == "LSTM 3" and free_name(D, "x") == "x"
    assert names(rename_model(D, 1, " plain ")) == ["LSTM", "plain", "GRU"] and rename_model(D, 1, names(D)[1]) is D
    assert remove_model(D, 1).models == (D.models[0], D.models[2])


def with_recipe() -> Document:
    """Three trained models, and how each answered."""
    models = tuple(replace(model, trained=model.network.fingerprint) for model in D.models)
    rows = tuple(SeedRow(model.name, 0, (0.1 * k,)) for k, model in enumerate(models))
    return replace(D, models=models, recipe=Recipe("train", 0, (1, 2), (), (1,), rows, "all"))


def test_the_results_of_a_training_go_with_the_name() -> None:
    """Never to another network that takes a name which had results."""
    document = with_recipe()
    lstm, rnn = (model.name for model in document.models[:2])

    def results(document: Document, name: str) -> list[tuple[float, ...]]:
        assert document.recipe is not None
        return [row.accuracy for row in document.recipe.seeds if row.model == name]

    of_lstm, of_rnn = results(document, lstm), results(document, rnn)
    assert of_lstm and of_rnn and of_lstm != of_rnn
    swapped = rename_model(rename_model(document, 0, "A"), 1, lstm)
    assert results(swapped, "A") == of_lstm and results(swapped, lstm) == of_rnn and not results(swapped, rnn)
    alone = rename_model(remove_model(document, 0), 0, lstm)
    assert results(alone, lstm) == of_rnn
    added = add_model(remove_model(document, 0), load_cell("gru"), 4)
    assert rename_model(added, len(added.models) - 1, lstm).recipe is added.recipe


def test_the_view_stays_on_its_models_as_others_come_and_go() -> None:
    view = View(model=2, hidden=(1,)).fitted(D)
    fewer = remove_model(D, 0)
    followed = view.followed(D, fewer)
    assert (followed.model, followed.hidden) == (1, (0,))
    assert followed.followed(fewer, D) == view
    assert view.followed(D, remove_model(D, 1)).hidden == ()
    assert view.followed(D, duplicate_model(D, 0)).model == 3
    assert view.followed(D, set_weight(D, 0, 0, "b_f", (0,), 1.0)) is view
    assert view.followed(D, remove_model(D, 2)).fitted(remove_model(D, 2)).model == 0
    assert view.followed(D, scenes.document()).fitted(scenes.document()).model in (0, 1)


def test_a_reset_finds_the_model_it_is_of() -> None:
    changed = set_weight(remove_model(D, 0), 1, 0, "b_z", (0,), 7.0)
    opened = opened_for(changed, D)
    assert [model.name for model in opened.models] == names(D)[1:]
    assert reset_model(changed, opened, 1).models[1].network.equals(D.models[2].network)
    copied = duplicate_model(D, 0)
    assert opened_for(copied, D).models[1] is copied.models[1]  # a copy was not there: nothing to go back to
    assert opened_for(D, D) is D
    wider = add_input(D)
    assert all(a is b for a, b in zip(opened_for(wider, D).models, wider.models, strict=True))
    smaller = remove_unit(D, 0, 0, 1)
    back = reset_model(smaller, opened_for(smaller, D), 0).models[0]
    assert back.network is D.models[0].network and back.start is D.models[0].start


def test_a_model_is_rewound_to_where_its_training_began() -> None:
    held = set_cuts(set_clamp(D, 0, Clamp(0, "f", 0, 0.5)), 0, [Weight(0, "U_f", (0, 0))], True)
    back = rewind(held, 0)
    start = D.models[0].start
    assert start is not None
    for place, name in start.places():
        assert np.array_equal(back.models[0].network.parameter(place, name), start.parameter(place, name))
    assert back.models[0].clamps == held.models[0].clamps
    assert back.models[0].network.count(free_only=True) == held.models[0].network.count(free_only=True)
    assert rewind(back, 0) is back


@pytest.mark.parametrize("name", wired_scenes.WIRED)
def test_a_unit_takes_over_what_leads_into_another(name: str) -> None:
    document = wired_scenes.document(name)
    for layer, chosen in enumerate(document.models[0].network.layers):
        if chosen.units < 2 or chosen.shared:
            continue
        cut = set_cuts(document, 0, weights_into(document.models[0].network, layer, 0)[:1], True)
        after = copy_unit(cut, 0, layer, 0, [1]).models[0].network
        for parameter in chosen.arrays:
            values = after.parameter(layer, parameter)
            assert np.array_equal(values[1], values[0]) and np.array_equal(
                np.delete(values, 1, 0), np.delete(cut.models[0].network.parameter(layer, parameter), 1, 0)
            )
            mask = after.cut(layer, parameter)
            assert mask is None or np.array_equal(mask[1], mask[0])


def test_several_weights_units_and_clamps_change_together() -> None:
    network = D.models[0].network
    weights = weights_into(network, 0, 2, "i")
    assert {float(set_weights(D, 0, weights, 0.5).models[0].network.parameter(*w[:2])[w.at]) for w in weights} == {0.5}
    doubled = scale_weights(D, 0, [*weights, weights[0]], 2.0).models[0].network
    for place, name, at in weights:
        assert doubled.parameter(place, name)[at] == 2.0 * network.parameter(place, name)[at]
    held = set_clamps(D, 0, [Clamp(0, "f", k, 0.0) for k in range(3)])
    assert len(held.models[0].clamps) == 3
    fewer = remove_units(held, 0, [(0, 0), (0, 2)])
    assert fewer.models[0].network.layers[0].units == 2
    assert fewer.models[0].clamps == (Clamp(0, "f", 0, 0.0),)
    assert np.array_equal(fewer.models[0].network.parameter(0, "b_f"), network.parameter(0, "b_f")[[1, 3]])


def test_places_of_nodes_stay_on_their_nodes() -> None:
    placed = move_nodes(D, 0, [Position("unit", 0, 2, 0.5, 0.1), Position("input", 0, 3, 0.1, 0.9)])
    moved = move_nodes(placed, 0, [Position("unit", 0, 2, 0.6, 0.2)])
    assert set(moved.models[0].positions) == {Position("unit", 0, 2, 0.6, 0.2), Position("input", 0, 3, 0.1, 0.9)}
    assert move_nodes(moved, 0, moved.models[0].positions) is moved
    fewer = remove_input(remove_unit(moved, 0, 0, 0), 1)
    assert set(fewer.models[0].positions) == {Position("unit", 0, 1, 0.6, 0.2), Position("input", 0, 2, 0.1, 0.9)}
    assert remove_unit(moved, 0, 0, 2).models[0].positions == (Position("input", 0, 3, 0.1, 0.9),)
    assert set(add_unit(moved, 0, 0).models[0].positions) == set(moved.models[0].positions)
    assert reset_positions(moved, 0, [("unit", 0, 2)]).models[0].positions == (Position("input", 0, 3, 0.1, 0.9),)
    assert reset_positions(moved, 0).models[0].positions == () and reset_positions(D, 0) is D
    assert loads(dumps(moved, View()))[0].models[0].positions == moved.models[0].positions


def test_the_ghost_is_the_run_before_the_last_edit() -> None:
    later = set_vector(D, 5, (1.0, 1.0, 1.0, 1.0))
    ghost = State(later, View(), D).ghost()
    assert ghost is not None and np.array_equal(ghost[0, "h"], run(D.models[0].network, D.x)[0, "h"])
    assert State(later, View(ghost=False), D).ghost() is None and State(later, View()).ghost() is None
    assert State(add_unit(D, 0, 0), View(), D).ghost() is None  # another form
    weight = set_weight(D, 0, 0, "b_f", (0,), 3.0)
    assert State(weight, View(), D).ghost() is None  # no edit of the past
    other = set_clamp(D, 0, Clamp(0, "f", 0, 0.5))
    assert State(other, View(), D).ghost(1) is None and State(other, View(), D).ghost(0) is not None
    without = remove_model(other, 1)
    assert State(without, View(model=1), other).ghost(1) is None  # that model did not change
    held = set_clamp(D, 2, Clamp(0, "h", 0, 0.5))
    assert State(held, View(), D).ghost(2) is not None


def test_the_history_can_be_gone_through() -> None:
    history, documents = History(D), [D]
    for value in (1.0, 2.0, 3.0):
        documents.append(set_weight(documents[-1], 0, 0, "b_f", (0,), value))
        history.push(documents[-1], f"to {value:g}")
    assert history.labels == ("", "to 1", "to 2", "to 3") and history.position == 3
    for position in (0, 3, 1, 2):
        assert history.go_to(position) and history.document is documents[position]
        assert history.before is (documents[position - 1] if position else None)
    assert not history.go_to(2) and not history.go_to(4) and not history.go_to(-1)
    assert (history.undo_label, history.redo_label) == ("to 2", "to 3")


def test_a_blank_document_has_the_least_there_can_be() -> None:
    document, view = blank()
    assert (document.sequence, len(document.models), document.x.shape) == ((), 1, (0, 1))
    assert loads(dumps(document, view))[0].models[0].network.equals(document.models[0].network)


ONE = replace(D, models=D.models[:1])
STARTLESS = replace(D, models=(replace(D.models[0], start=None),))
REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "the last model": (lambda: remove_model(ONE, 0), "networks: expected at least one, found none left"),
    "a name twice": (
        lambda: rename_model(D, 0, D.models[1].name),
        "name of the network: expected one that no other network has",
    ),
    "no such model": (lambda: duplicate_model(D, 3), "model: expected 0 to 2, found 3"),
    "no start": (lambda: rewind(STARTLESS, 0), "start of LSTM: expected the parameters that its training"),
    "too many models": (
        lambda: duplicate_model(replace(ONE, models=ONE.models * 64), 0),
        "networks: expected at most 64, found 64 and one more",
    ),
    "all units": (
        lambda: remove_units(D, 0, [(0, k) for k in range(4)]),
        "units of a layer: expected at least one, found none left",
    ),
    "no such unit": (lambda: copy_unit(D, 0, 0, 4, [0]), "unit to copy: expected 0 to 3, found 4"),
    "no such target": (lambda: copy_unit(D, 0, 0, 0, [4]), "unit to copy to: expected 0 to 3, found 4"),
    "a place outside": (
        lambda: move_nodes(D, 0, [Position("unit", 0, 0, 1.5, 0.0)]),
        "position: expected x and y from 0 to 1, found 1.5, 0.0",
    ),
    "a place of no node": (
        lambda: move_nodes(D, 0, [Position("unit", 1, 0, 0.5, 0.0)]),
        "position: expected one of a node that there is",
    ),
    "a place that is none": (
        lambda: move_nodes(D, 0, [Position("unit", 0, 0, float("nan"), 0.0)]),
        "position: expected x and y from 0 to 1, found nan",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_no_place_is_refused_in_a_sentence(name: str) -> None:
    edit, sentence = REFUSED[name]
    with pytest.raises(CarouselError) as caught:
        edit()
    assert str(caught.value).startswith(sentence)


def test_the_recipe_tells_of_no_model_that_was_given_another_form_since() -> None:
    trained = replace(D, models=tuple(replace(m, trained=m.network.fingerprint) for m in D.models))
    more = add_unit(trained, 0, 0)
    assert is_told_of(trained, trained.models[0]) and not is_told_of(more, more.models[0])
    assert is_told_of(more, more.models[1]) and more.models[0].is_as_trained is False
    alone = replace(more, models=more.models[:1])
    assert not is_told_of(alone, alone.models[0])
    back = reset_model(more, opened_for(more, trained), 0)
    assert is_told_of(back, back.models[0]) and back.models[0].is_as_trained
    assert loads(dumps(more, View()))[0].models[0].trained == more.models[0].trained
