"""Edits of cells: those of the literature come out as the cells that ship, and whatever is offered runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from pathlib import Path

import numpy as np
import pytest

from core.cell_edits import (
    NONE,
    activation,
    add_peephole,
    couple,
    couplings,
    peepholes,
    removable,
    remove_gate,
    remove_peephole,
    set_activation,
    uncouple,
    uncoupled,
)
from core.cell_identity import known, renamed, same, typed
from core.cells import ROLES, Cell, load_cell, parse_cell
from core.document import set_cell
from core.equations import FUNCTIONS, parse
from core.errors import CarouselError
from core.session import load, save
from core.state import View
from tests.core import scenes
from tests.core.test_readers import assert_readers_agree, make_case


def offered(cell: Cell) -> Iterator[tuple[str, Cell]]:
    """Everything that can be done to a cell, in words, and what comes out."""
    for signal in removable(cell):
        yield f"remove {signal}", remove_gate(cell, signal)
    for signal in cell.signals:
        if activation(cell, signal) is not None:
            for function in (*FUNCTIONS, NONE):
                yield f"{function} for {signal}", set_activation(cell, signal, function)
    for gate, sees in peepholes(cell).items():
        yield f"peephole {gate}", (remove_peephole if sees else add_peephole)(cell, gate)
    for pair in couplings(cell):
        yield f"couple {pair}", couple(cell, *pair)
    for signal in uncoupled(cell):
        yield f"uncouple {signal}", uncouple(cell, signal)


# what the literature calls by a name


@pytest.mark.parametrize(("gate", "key"), [("f", "lstm_nfg"), ("i", "lstm_nig"), ("o", "lstm_nog")])
def test_a_gate_taken_out_is_the_ablation_that_ships(gate: str, key: str) -> None:
    assert remove_gate(load_cell("lstm_peephole"), gate) is load_cell(key)


@pytest.mark.parametrize(("signal", "key"), [("g", "lstm_niaf"), ("h", "lstm_noaf")])
def test_an_activation_left_out_is_the_ablation_that_ships(signal: str, key: str) -> None:
    cell = load_cell("lstm_peephole")
    made = set_activation(cell, signal, NONE)
    assert made is load_cell(key) and activation(made, signal) == NONE
    assert set_activation(made, signal, "tanh") is cell


def test_an_activation_that_is_as_it_was_is_no_longer_told() -> None:
    cell = remove_gate(load_cell("lstm_peephole"), "f")
    for signal, function in (("i", "relu"), ("g", NONE), ("h", "relu")):
        changed = set_activation(cell, signal, function)
        assert changed.name != cell.name
        back = set_activation(changed, signal, "sigmoid" if signal == "i" else "tanh")
        assert (back.name, back.equations) == (cell.name, cell.equations)
    two = set_activation(set_activation(cell, "i", "relu"), "g", "relu")
    assert set_activation(two, "i", "sigmoid").name == set_activation(cell, "g", "relu").name


@pytest.mark.parametrize("order", ["fio", "oif", "ofi", "iof"])
def test_three_peepholes_make_the_lstm_with_peepholes_and_back(order: str) -> None:
    lstm, full = load_cell("lstm"), load_cell("lstm_peephole")
    assert peepholes(lstm) == {"f": False, "i": False, "o": False}
    assert reduce(add_peephole, order, lstm) is full
    assert reduce(remove_peephole, order, full) is lstm


def test_the_output_gate_sees_the_new_cell_state() -> None:
    assert add_peephole(load_cell("lstm"), "o").equations == (
        "f = sigmoid(W_f @ x + U_f @ h + b_f)\n"
        "i = sigmoid(W_i @ x + U_i @ h + b_i)\n"
        "g = tanh(W_g @ x + U_g @ h + b_g)\n"
        "c = f * c + i * g\n"
        "o = sigmoid(W_o @ x + U_o @ h + p_o * c + b_o)\n"
        "h = o * tanh(c)\n"
    )


def test_coupled_gates_are_the_cell_that_ships_and_back() -> None:
    full, coupled = load_cell("lstm_peephole"), load_cell("lstm_coupled")
    assert couple(full, "i", "f") is coupled
    assert uncoupled(coupled) == {"f": "i"} and uncouple(coupled, "f") is full


def test_the_input_gate_can_be_what_the_forget_gate_leaves() -> None:
    made = couple(load_cell("lstm"), "f", "i")
    assert made.equations.split("\n")[:2] == ["f = sigmoid(W_f @ x + U_f @ h + b_f)", "i = 1 - f"]
    assert (made.name, made.infos["i"].says) == ("LSTM, i = 1 − f", "what the forget gate leaves")
    assert uncouple(made, "i") is load_cell("lstm")


def test_the_rnn_with_relu_ships() -> None:
    assert set_activation(load_cell("elman"), "h", "relu") is load_cell("elman_relu")


# what has no such name


@pytest.mark.parametrize(
    ("gate", "name", "lines"),
    [
        ("f", "LSTM without forget gate", ("c = c + i * g", "h = o * tanh(c)")),
        ("i", "LSTM without input gate", ("c = f * c + g", "h = o * tanh(c)")),
        ("o", "LSTM without output gate", ("c = f * c + i * g", "h = tanh(c)")),
    ],
)
def test_a_gate_of_the_plain_lstm_taken_out(gate: str, name: str, lines: tuple[str, ...]) -> None:
    lstm = load_cell("lstm")
    made = remove_gate(lstm, gate)
    before = [row for row in lstm.equations.split("\n")[:4] if not row.startswith(gate)]
    assert made.equations == "\n".join([*before, *lines, ""])
    assert (made.name, made.key, made.source) == (name, "", f"after {lstm.source}")
    assert made.infos["c"].title == "Cell state" and gate not in made.infos


def test_what_is_said_stays_true() -> None:
    """Of a line that has changed it is said what a cell that ships says of the same line, or nothing."""
    lstm = load_cell("lstm")
    assert remove_gate(lstm, "f").infos["c"] == load_cell("lstm_nfg").infos["c"]
    assert remove_gate(lstm, "o").infos["h"] == load_cell("lstm_nog").infos["h"]
    assert set_activation(lstm, "g", "relu").infos["g"].says == ""
    assert add_peephole(lstm, "f").infos["f"] == lstm.infos["f"]


def test_the_matrices_that_read_a_gate_go_with_it() -> None:
    assert remove_gate(load_cell("lstm_1997"), "i").equations == (
        "g = 4 * sigmoid(W_g @ x + U_g @ h + R_go @ o + b_g) - 2\n"
        "o = sigmoid(W_o @ x + U_o @ h + R_oo @ o + b_o)\n"
        "c = c + g\n"
        "h = o * (2 * sigmoid(c) - 1)\n"
    )


def test_of_coupled_gates_only_the_one_that_follows_can_go() -> None:
    coupled = load_cell("lstm_coupled")
    assert removable(coupled) == ("f", "o")
    assert remove_gate(coupled, "f") is load_cell("lstm_nfg")


def test_a_gate_without_which_nothing_is_made_is_not_offered() -> None:
    assert removable(load_cell("gru")) == ("r",)  # with z = 1 the hidden state would never change
    assert removable(load_cell("elman")) == () and removable(load_cell("dense")) == ()


def test_names_compose_and_an_edit_taken_back_is_named_no_more() -> None:
    cell = remove_gate(load_cell("lstm"), "f")
    cell = set_activation(cell, "g", "relu")
    assert cell.name == "LSTM without forget gate, relu for g"
    cell = add_peephole(set_activation(cell, "g", NONE), "i")
    assert cell.name == "LSTM without forget gate, linear g, peephole to i"
    cell = remove_gate(remove_peephole(cell, "i"), "o")
    assert cell.name == "LSTM without forget gate, linear g, no output gate"
    assert remove_gate(load_cell("lstm_nfg"), "i").name == "LSTM, no forget gate, no input gate"
    assert cell.source.count("after ") == 1
    assert renamed("My own, cell", "x", "linear g") == "My own, cell, linear g"


def test_texts_keep_comments_and_a_shipped_graph_with_comments_keeps_them() -> None:
    full = load_cell("lstm_peephole")
    mine = parse_cell("# mine\n\n" + full.equations.replace("g = ", "g   = ", 1).replace("h = ", "\nh = "), "Mine")
    made = remove_gate(mine, "f")
    assert made.equations.startswith("# mine\n\ni = sigmoid(") and "\ng   = tanh(" in made.equations
    assert (made.name, made.key) == ("LSTM, no forget gate", "") and made.infos == load_cell("lstm_nfg").infos


def test_what_comes_in_another_order_is_the_same_unless_it_reads_otherwise() -> None:
    one = parse("f = sigmoid(W @ x)\ni = sigmoid(W_i @ x)\nh = f * h + i")
    assert same(one, parse("i = sigmoid(W_i @ x)\nf = sigmoid(W @ x)\nh = f * h + i"))
    assert not same(one, parse("f = sigmoid(W @ x)\ni = sigmoid(W_i @ x)\nh = i * h + f"))
    lstm = load_cell("lstm").equations.split("\n")
    assert known(parse_cell("\n".join([lstm[3], *lstm[:3], *lstm[4:]]))) is load_cell("lstm")
    assert (
        known(parse_cell("\n".join([lstm[4], *lstm[:4], *lstm[5:]]))).key == ""
    )  # c reads the gates of the step before


def test_what_cannot_be_done_is_told() -> None:
    lstm, gru = load_cell("lstm"), load_cell("gru")
    for edit, arguments in (
        (remove_gate, (lstm, "c")),
        (remove_gate, (load_cell("elman"), "h")),
        (set_activation, (lstm, "c", "tanh")),
        (set_activation, (lstm, "g", "sin")),
        (set_activation, (lstm, "what", "tanh")),
        (add_peephole, (load_cell("lstm_peephole"), "f")),
        (add_peephole, (gru, "r")),
        (remove_peephole, (lstm, "f")),
        (couple, (lstm, "f", "o")),
        (uncouple, (lstm, "f")),
    ):
        with pytest.raises(CarouselError):
            edit(*arguments)


# all of it


def test_whatever_is_offered_reads_runs_and_keeps_parameters(any_cell: Cell) -> None:
    before = scenes.document(cells=((any_cell.key, 3),)) if any_cell.key else None
    assert before is not None
    for words, made in offered(any_cell):
        assert parse(made.equations) == made.graph and made.output == any_cell.output, words
        assert all(info.role in ROLES and name in made.signals for name, info in made.infos.items()), words
        case = make_case(made, units=3, inputs=2, steps=3, batch=1)
        # small ones: a remembered signal that goes through exp again and again is soon beyond all numbers
        small = {name: 0.1 * values for name, values in case.parameters.items()}
        assert_readers_agree(replace(case, parameters=small))
        after = set_cell(before, 0, 0, made).models[0].network
        for name in set(made.parameters) & set(any_cell.parameters):
            assert np.array_equal(after.parameter(0, name), before.models[0].network.parameter(0, name)), (words, name)


@pytest.mark.parametrize("key", ["elman", "lstm", "lstm_1997", "lstm_coupled", "gru"])
def test_every_second_edit_runs_too(key: str) -> None:
    any_cell = load_cell(key)
    for words, made in offered(any_cell):
        for more, again in offered(made):
            assert parse(again.equations) == again.graph and again.output == any_cell.output, (words, more)
            assert len(again.name) <= 80


def test_a_typed_text_is_known_or_edited() -> None:
    lstm = load_cell("lstm")
    assert typed(lstm, "\n" + lstm.equations.replace("\n", "  \n")) is lstm
    assert typed(lstm, load_cell("gru").equations.strip()) is load_cell("gru")
    spaced = typed(lstm, lstm.equations.replace("*", " * "))
    assert (spaced.name, spaced.key, spaced.infos) == ("LSTM", "", lstm.infos) and "  *  " in spaced.equations
    edited = typed(lstm, lstm.equations.replace("i * g", "i * g + b"))
    assert edited.name == "LSTM, edited" and edited.infos["f"] == lstm.infos["f"] and not edited.infos["c"].says
    assert typed(edited, edited.equations + "q = h").name == "LSTM, edited"
    with pytest.raises(CarouselError, match="line 1, column 5"):
        typed(lstm, "h = y")


def test_an_edited_cell_is_saved_with_a_session(tmp_path: Path) -> None:
    document = set_cell(scenes.document(), 0, 0, remove_gate(load_cell("lstm"), "f"))
    save(tmp_path / "a.carousel", document, View())
    again = load(tmp_path / "a.carousel")[0].models[0].network.layers[0].cell
    cell = document.models[0].network.layers[0].cell
    assert (again.name, again.source, again.equations) == (cell.name, cell.source, cell.equations)
    assert dict(again.infos) == dict(cell.infos)
