"""A gate's menu edits its cell: each choice is one undo step, and is named after what it makes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from core.cell_library import save_cell
from core.cells import Cell, load_cell, parse_cell
from gui.cell_choices import cell_edits, variant
from gui.main_window import MainWindow
from gui.own_cells import cells_folder, own_cells
from gui.part_choices import Choice, Part
from gui.part_menu import PartMenu
from gui.theme import LIGHT
from tests.gui.conftest import Open


def lines(menu: QMenu) -> dict[str, QAction]:
    found: dict[str, QAction] = {}
    for action in menu.actions():
        if action.menu() is not None:
            found |= {f"{action.text()} > {text}": each for text, each in lines(action.menu()).items()}
        elif isinstance(action.data(), Choice):
            found[action.text()] = action
    return found


def choose(window: MainWindow, part: Part, text: str) -> None:
    menu = PartMenu(window.store, LIGHT, part, window, QPoint(0, 0))
    lines(menu)[text].trigger()
    menu.deleteLater()
    window.store.publish()


def offered(window: MainWindow, part: Part) -> dict[str, bool]:
    menu = PartMenu(window.store, LIGHT, part, window, QPoint(0, 0))
    found = {text: action.isChecked() for text, action in lines(menu).items()}
    menu.deleteLater()
    return found


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CAROUSEL_DATA", str(tmp_path / "data"))
    return cells_folder()


@pytest.fixture
def window(open_window: Open, own_folder: Path) -> MainWindow:
    return open_window(("network", "cell", "equations"))


def cell(window: MainWindow) -> Cell:
    return window.store.state.cell


def test_what_a_gate_of_an_lstm_offers() -> None:
    texts = [(edit.under, edit.text) for edit in cell_edits(load_cell("lstm"), "f")]
    assert texts == [
        ("", "Remove the gate (makes NFG without peepholes)"),
        ("Activation", "sigmoid"),
        ("Activation", "tanh"),
        ("Activation", "relu"),
        ("Activation", "exp"),
        ("Activation", "softplus"),
        ("Activation", "no activation"),
        ("", "Add a peephole"),
        ("Couple with the input gate", "i = 1 − f"),
        ("Couple with the input gate", "f = 1 − i (makes CIFG without peepholes)"),
    ]


@pytest.mark.parametrize(
    ("key", "signal", "text"),
    [
        ("lstm_peephole", "f", "Remove the gate (makes NFG: no forget gate)"),
        ("lstm_peephole", "i", "Remove the gate (makes NIG: no input gate)"),
        ("lstm_peephole", "o", "Remove the gate (makes NOG: no output gate)"),
        ("lstm_peephole", "g", "no activation (makes NIAF: linear input)"),
        ("lstm_peephole", "h", "no activation (makes NOAF: linear output)"),
        ("lstm_peephole", "i", "f = 1 − i (makes CIFG: coupled)"),
        ("lstm_coupled", "f", "Uncouple from the input gate"),
        ("gru", "r", "Remove the gate (makes GRU without reset gate)"),
    ],
)
def test_what_is_made_is_named_as_in_the_literature(key: str, signal: str, text: str) -> None:
    assert text in [edit.text for edit in cell_edits(load_cell(key), signal)]


def test_variants() -> None:
    assert variant(load_cell("lstm_nfg")) == "NFG: no forget gate"
    assert variant(load_cell("lstm")) == variant(load_cell("gru")) == ""


def test_each_choice_is_one_undo_step_and_weights_stay(window: MainWindow) -> None:
    store = window.store
    before = store.state.document
    weights = store.state.model.network.parameter(0, "W_i")
    choose(window, Part(0, 0, "f"), "Remove the gate (makes NFG without peepholes)")
    assert cell(window).name == "LSTM without forget gate" and store.undo_label == "Remove the forget gate"
    assert np.array_equal(store.state.model.network.parameter(0, "W_i"), weights)
    choose(window, Part(0, 0, "i"), "Add a peephole")
    choose(window, Part(0, 0, "g"), "Activation > relu")
    choose(window, Part(0, 0, "i"), "Remove the peephole")
    assert store.undo_label == "Remove the peephole of the input gate"
    assert offered(window, Part(0, 0, "g"))["Activation > relu"]
    assert not window.grab().isNull()
    for _ in range(4):
        store.undo()
    assert store.state.document is before


def test_the_equations_are_edited_from_a_gate_and_a_unit(window: MainWindow) -> None:
    for part in (Part(0, 2, "o"), Part(0, 1)):
        window.store.show_panel("editor", False)
        choose(window, part, "Edit the equations")
        assert "editor" in window.store.state.view.panels and window.store.state.view.unit == part.unit
        assert window.store.undo_label is None


def test_own_cells_are_offered_for_a_layer_after_those_that_ship(window: MainWindow, own_folder: Path) -> None:
    save_cell(own_folder, parse_cell("h = tanh(W @ x + U @ h)", "Mine & yours"))
    (own_folder / "bad.toml").write_text("what")
    assert [one.name for one in own_cells()] == ["Mine & yours"]
    texts = [text for text in offered(window, Part(0, 1)) if text.startswith("Change its layer’s cell")]
    assert texts[-1] == "Change its layer’s cell > Mine && yours"
    choose(window, Part(0, 1), texts[-1])
    assert cell(window).name == "Mine & yours" and offered(window, Part(0, 1))[texts[-1]]
