"""The red hat's LSTM is built from an empty document by mouse and keyboard alone, broken, undone, saved, reopened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from core import run
from core.blank import blank
from core.document import Question
from core.network import Network
from core.session_writer import dumps
from gui.actions import TABLE
from gui.answers_dialog import AnswersDialog
from gui.diagram.curves import sampled
from gui.diagram.layout import Key, Node
from gui.main_window import MainWindow
from gui.panels.cell import CellPanel
from gui.panels.history import HistoryPanel
from gui.panels.network import NetworkPanel
from gui.panels.panel import Panel
from gui.panels.sequence import SequencePanel
from gui.panels.weights import WeightsPanel
from gui.part_menu import PartMenu
from gui.presets import first_scene
from gui.store import Store
from gui.theme import LIGHT
from tests.display.conftest import Hands

pytestmark = pytest.mark.display

SENTENCE = "The boy who wore a red hat near the dogs was playing ."
# the input of one word after the other: a letter is completed, nothing leaves the answer before
INPUTS = ("other word", "singular noun", "o", "", "", "", "s", "o", "", "plural noun", "o", "", "full stop")
NAMES = ("other word", "singular noun", "plural noun", "full stop")
UNITS, OUTPUTS = Key("unit", 0), Key("output", 1)

AnyPanel = TypeVar("AnyPanel", bound=Panel)


class Builder:
    """A person at a window: only mouse and keys change anything; the store is read to know when to go on."""

    def __init__(self, window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
        self.window, self.hands, self.qtbot, self.store = window, hands, qtbot, window.store

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=10_000)

    def panel(self, kind: type[AnyPanel]) -> AnyPanel:
        found = self.window.panels[kind.key]
        assert isinstance(found, kind)
        return found

    def open_panel(self, key: str) -> None:
        """By the panel's shortcut, or by the menu where it has none."""
        shortcut = next(spec.shortcut for spec in TABLE if spec.key == f"panel_{key}")
        self.hands.press_keys(shortcut.lower())
        self.wait(lambda: key in self.window.panels and self.window.panels[key].shown)

    @property
    def network(self) -> Network:
        return self.store.state.model.network

    @property
    def view(self) -> QWidget:
        return self.panel(NetworkPanel).view.viewport()

    def at(self, node: Node) -> QPoint:
        return self.panel(NetworkPanel).view.position(node)

    def choose(self, *path: str) -> None:
        """Click the entries that begin so in the menu that is open, and in its submenus."""
        self.wait(lambda: isinstance(QApplication.activePopupWidget(), PartMenu))
        at: QWidget | None = QApplication.activePopupWidget()
        for words in path:
            assert isinstance(at, QMenu)
            self.wait(at.isVisible)
            action = next(a for a in at.actions() if a.text().startswith(words))
            place, under = at.actionGeometry(action).center(), action.menu()
            self.hands.click(at, place)
            at = under if isinstance(under, QMenu) else None

    # building

    def write_the_sentence(self) -> None:
        self.hands.press_keys("ctrl+n")
        self.wait(lambda: self.store.state.steps == 0 and "sequence" in self.window.panels)
        entry = self.panel(SequencePanel).entry
        self.wait(entry.field.hasFocus)
        self.hands.enter(SENTENCE)
        self.wait(entry.asking.inputs.hasFocus)
        self.hands.enter(*INPUTS)
        self.wait(lambda: self.store.state.steps == 13)
        assert self.store.state.document.encoder.inputs == NAMES

    def add_units(self) -> None:
        self.hands.click(self.view, self.at(Node(UNITS, 0)))
        self.hands.press_keys("Insert", "Insert", "Insert")
        self.wait(lambda: self.network.layers[0].units == 4)

    def name_the_answers(self) -> None:
        self.hands.click(self.view, self.at(Node(OUTPUTS, 0)))
        self.hands.press_keys("F2")
        self.wait(lambda: isinstance(QApplication.activeWindow(), AnswersDialog))
        self.hands.enter("was", "were", "the verb", "10", key="Tab")
        self.hands.enter("2")
        self.wait(lambda: self.store.state.document.question is not None)
        self.wait(self.window.isActiveWindow)

    def type_the_weights(self, wanted: Network, order: tuple[int, ...]) -> None:
        """From the first gate of the first unit to the last of the last; `order` finds our inputs among its."""
        self.open_panel("weights")
        self.hands.click(self.view, self.at(Node(UNITS, 0)))
        weights = self.panel(WeightsPanel)
        self.wait(lambda: self.store.state.view.unit == 0 and len(weights.rows) == 11)
        row = weights.rows[0]
        self.hands.click(row, QPoint(row.width() - 20, row.height() // 2))
        self.hands.press_keys("ctrl+Prior")
        for unit in range(4):
            for gate in "figo":
                self.wait(lambda unit=unit, gate=gate: self._is_at(unit, gate))  # type: ignore[misc]
                self.hands.enter(*(f"{number:.9g}" for number in _numbers(wanted, order, unit, gate)))
                self.hands.press_keys("ctrl+Next")

    def _is_at(self, unit: int, gate: str) -> bool:
        view, rows = self.store.state.view, self.panel(WeightsPanel).rows
        return (view.unit, view.signal) == (unit, gate) and rows[0].hasFocus()

    # breaking

    def cut_an_edge(self) -> None:
        view = self.panel(NetworkPanel).view
        self.hands.click(self.view, self.at(Node(UNITS, 0)))
        table = view.diagram.table
        assert table is not None
        points = sampled(table.points[table.row(f"W_{self.store.state.view.signal}", 0, 2)], 101)
        self.hands.move_to(self.view, view.mapFromScene(QPointF(*points[12])))
        self.hands.press_keys("x")

    def remove_a_unit(self) -> None:
        self.hands.click(self.view, self.at(Node(UNITS, 2)))
        self.hands.press_keys("Delete")

    def clamp_a_unit(self) -> None:
        self.hands.click(self.view, self.at(Node(UNITS, 1)), button=3)
        self.choose("Clamp h at every step", "to 0")

    def remove_a_gate(self) -> None:
        canvas = self.panel(CellPanel).canvas
        self.hands.click(canvas, canvas.gate_box("o").center(), button=3)
        self.choose("Remove the gate")

    def change_the_cell(self) -> None:
        self.hands.click(self.view, self.at(Node(UNITS, 0)), button=3)
        self.choose("Change its layer", "GRU")

    def break_it(self) -> None:
        for deed in (
            self.cut_an_edge,
            self.remove_a_unit,
            self.clamp_a_unit,
            self.remove_a_gate,
            self.change_the_cell,
        ):
            before = self.store.state.document
            deed()
            self.wait(lambda before=before: self.store.state.document is not before)  # type: ignore[misc]
            self.wait(lambda: QApplication.activePopupWidget() is None)

    # keeping

    def save_as(self, path: Path) -> None:
        """Through the dialog, which runs an event loop of its own."""

        def answer() -> None:
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, QFileDialog) or not dialog.isActiveWindow():
                QTimer.singleShot(50, answer)
                return
            self.hands.enter(str(path))

        QTimer.singleShot(50, answer)
        self.hands.press_keys("ctrl+s")
        self.wait(lambda: self.store.path is not None and not self.store.modified)


def _numbers(wanted: Network, order: tuple[int, ...], unit: int, gate: str) -> list[float]:
    """A gate's numbers in the order of the rows, and with the first gate those of the readout."""
    arrays, readout = wanted.layers[0].parameters, wanted.readout_parameters
    weights = [arrays[f"W_{gate}"][unit, k] for k in order]
    found = [*weights, *arrays[f"U_{gate}"][unit], arrays[f"b_{gate}"][unit]]
    return [float(number) for number in (*found, *((readout["W_y"][0, unit], readout["b_y"][0]) * (gate == "f")))]


@pytest.fixture
def later(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """A window of the next day."""
    store = Store(*blank())
    made = MainWindow(store, LIGHT, QSettings(str(tmp_path / "later.ini"), QSettings.Format.IniFormat))
    made.setGeometry(QRect(40, 60, 1280, 800))
    yield made
    made.close()
    made.deleteLater()
    store.deleteLater()


def test_the_red_hat_is_built_from_nothing_broken_undone_and_kept(
    window: MainWindow, later: MainWindow, hands: Hands, qtbot: QtBot, tmp_path: Path
) -> None:
    preset, _ = first_scene()
    wanted = preset.models[0].network
    builder, store = Builder(window, hands, qtbot), window.store
    builder.write_the_sentence()
    builder.add_units()
    builder.type_the_weights(wanted, tuple(preset.encoder.inputs.index(name) for name in NAMES))
    builder.name_the_answers()
    built = store.state.document
    assert built.question == Question("the verb", "were", "was", 1, 9)
    said = run(builder.network, built.x).output
    assert np.abs(said - run(wanted, preset.x).output).max() < 1e-6 and said[9, 0] == pytest.approx(0.997, abs=1e-3)

    builder.break_it()
    assert len(store.labels) - store.position == 1
    hands.press_keys("ctrl+z", "ctrl+z")
    builder.open_panel("history")
    panel = builder.panel(HistoryPanel)
    steps = [step for step in range(len(store.labels)) if store.labels[step].startswith("Ask")]
    index = panel.model.index(steps[-1])
    builder.wait(lambda: panel.list.viewport().rect().contains(panel.list.visualRect(index)))
    hands.click(panel.list.viewport(), panel.list.visualRect(index).center())
    builder.wait(lambda: store.state.document is built)
    hands.press_keys("Escape")

    path = tmp_path / "my hat.carousel"
    builder.save_as(path)
    window.close()
    later.show()
    assert later.files.open_path(path)
    later.activateWindow()
    qtbot.waitUntil(later.isActiveWindow)
    state = later.store.state
    assert dumps(state.document, state.view) == dumps(built, store.state.view)
    assert state.view == store.state.view and len(later.store.labels) == 1
    qtbot.waitUntil(lambda: all(later.panels[key].shown for key in state.view.panels))
