"""What is held or cut is seen in the diagram: padlocks, broken lines, words at the mouse."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.cells import load_cell
from core.clamps import Clamp
from core.document import Document, Model, replace, set_clamp, set_cuts
from core.edges import Weight
from core.network import READOUT, Network
from core.state import State, View
from gui.diagram import words
from gui.diagram.curves import sampled
from gui.diagram.edges import EdgeTable
from gui.diagram.layout import Key, Node
from gui.fonts import load_fonts
from gui.held import gate_held_words, when_words
from gui.panels.network import NetworkPanel
from gui.store import Store
from gui.theme import DARK, LIGHT
from gui.value_card import open_cards
from tests.core import scenes

UNITS = Key("unit", 0)


def make(qtbot: QtBot, document: Document | None = None, **view: object) -> NetworkPanel:
    load_fonts()
    store = Store(document or scenes.document(), View(**{"cursor": 7, "signal": "i", **view}))  # type: ignore[arg-type]
    panel = NetworkPanel(store, LIGHT)
    store.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(900, 400)
    panel.show()
    return panel


@pytest.fixture
def panel(qtbot: QtBot) -> NetworkPanel:
    return make(qtbot)


def clamp(panel: NetworkPanel, *clamps: Clamp) -> None:
    for each in clamps:
        panel.store.edit(set_clamp, panel.store.state.view.model, each, label="clamp")
    panel.store.publish()


def cut(panel: NetworkPanel, *weights: Weight, cut: bool = True) -> None:
    panel.store.edit(set_cuts, 0, weights, cut, label="cut")
    panel.store.publish()


def look(panel: NetworkPanel, **changes: object) -> None:
    panel.store.look(**changes)
    panel.store.publish()


def table(panel: NetworkPanel) -> EdgeTable:
    assert panel.view.diagram.table is not None
    return panel.view.diagram.table


def pixels(panel: NetworkPanel, rect: QRectF) -> np.ndarray:
    """What is painted within a rectangle of the scene."""
    image = panel.view.viewport().grab(rect.toAlignedRect()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return flat[..., :3].astype(int)


def node_pixels(panel: NetworkPanel, row: int) -> np.ndarray:
    return pixels(panel, panel.view.diagram.nodes[UNITS].node_rect(row))


def differing(one: np.ndarray, other: np.ndarray) -> int:
    return int((np.abs(one - other).max(axis=2) > 20).sum())


def middle(panel: NetworkPanel, weight: Weight, along: float = 0.5) -> QPoint:
    row = table(panel).row_of(weight)
    assert row is not None
    points = sampled(table(panel).points[row], 101)
    return panel.view.mapFromScene(QPointF(*points[int(100 * along)]))


# padlocks


def held_at_its_value(panel: NetworkPanel, signal: str, unit: int, first: int = 0, last: int | None = None) -> Clamp:
    """A clamp that changes no number at the cursor, so that only its mark is new."""
    state = panel.store.state
    value = float(state.trace()[0, signal][state.view.cursor, unit])
    return Clamp(0, signal, unit, value, first, last)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("signal", ["f", "i", "g", "o", "c", "h"])
def test_a_unit_that_is_held_has_a_padlock(panel: NetworkPanel, theme: object, signal: str) -> None:
    panel.set_theme(theme)  # type: ignore[arg-type]
    free, other = node_pixels(panel, 1), node_pixels(panel, 2)
    clamp(panel, held_at_its_value(panel, signal, 1, 7, 7))
    assert panel.view.diagram.nodes[UNITS].held == {1: True}
    assert differing(free, node_pixels(panel, 1)) > 30
    assert differing(other, node_pixels(panel, 2)) == 0


def test_one_held_at_other_steps_has_a_fainter_one(panel: NetworkPanel) -> None:
    free = node_pixels(panel, 1)
    clamp(panel, Clamp(0, "f", 1, 0.5, 9, 9))  # later than the cursor: no number changes
    faint = node_pixels(panel, 1)
    assert panel.view.diagram.nodes[UNITS].held == {1: False} and differing(free, faint) > 20
    clamp(panel, held_at_its_value(panel, "o", 1, 7, 7))
    strong = node_pixels(panel, 1)
    assert panel.view.diagram.nodes[UNITS].held == {1: True} and differing(faint, strong) > 10
    ink = (strong.max(axis=2) < 90).sum(), (faint.max(axis=2) < 90).sum()
    assert ink[0] > ink[1]


def test_marks_follow_the_cursor_the_model_and_undo(panel: NetworkPanel) -> None:
    item = panel.view.diagram.nodes[UNITS]
    clamp(panel, Clamp(0, "f", 1, 0.5, 7, 7))
    for cursor, here in ((6, False), (8, False), (7, True)):
        look(panel, cursor=cursor)
        assert item.held == {1: here}
    look(panel, model=1)
    assert panel.view.diagram.nodes[UNITS].held == {}
    look(panel, model=0)
    assert panel.view.diagram.nodes[UNITS].held == {1: True}
    panel.store.undo()
    panel.store.publish()
    assert panel.view.diagram.nodes[UNITS].held == {}


def test_a_layer_marks_its_own_units(qtbot: QtBot) -> None:
    net = Network.build(4, [(load_cell("lstm"), 3), (load_cell("gru"), 2)], 1, "sigmoid", seed=4)
    panel = make(qtbot, replace(scenes.document(), models=(Model("two", net),)))
    clamp(panel, Clamp(1, "z", 1, 0.5))
    assert panel.view.diagram.nodes[UNITS].held == {}
    assert panel.view.diagram.nodes[Key("unit", 1)].held == {1: True}


@pytest.mark.parametrize(("units", "size"), [(1, (420, 300)), (12, (420, 300)), (64, (850, 400)), (200, (850, 400))])
def test_marks_are_seen_at_every_size(qtbot: QtBot, units: int, size: tuple[int, int]) -> None:
    panel = make(qtbot, scenes.document(cells=(("lstm", units),)))
    panel.resize(*size)
    QApplication.processEvents()
    last = units - 1
    rect = panel.view.diagram.nodes[UNITS].node_rect(last)
    free = pixels(panel, rect)
    clamp(panel, held_at_its_value(panel, "o", last))
    assert differing(free, pixels(panel, rect)) >= 3


def test_the_chip_of_a_gate_that_is_held_has_a_padlock(panel: NetworkPanel) -> None:
    chips = {chip.key: chip for chip in panel.gates._chips}
    free = {key: chip.grab().toImage() for key, chip in chips.items()}
    clamp(panel, Clamp(0, "f", 0, 0.5, 7, 7), Clamp(0, "o", 0, 0.5, 9, 9), Clamp(0, "g", 1, 0.5))
    assert {key: chip.held for key, chip in chips.items()} == {"f": 2, "i": 0, "g": 0, "o": 1}
    seen = {key: chip.grab().toImage() for key, chip in chips.items()}
    assert {key for key in chips if seen[key] != free[key]} == {"f", "o"}
    look(panel, unit=1)
    assert {key: chip.held for key, chip in chips.items()} == {"f": 0, "i": 0, "g": 2, "o": 0}


# words


def test_the_label_says_what_is_held(panel: NetworkPanel) -> None:
    clamp(panel, Clamp(0, "f", 1, 0.25, 7, 7), Clamp(0, "c", 1, -2.0), Clamp(0, "h", 1, 0.5, 9, None))
    panel.view.diagram.hover(Node(UNITS, 1))
    label = panel.view.diagram.label()
    assert label is not None
    said = {line.symbol: (line.name, line.value) for line in label.lines[:6]}
    assert said["f"] == ("Forget gate, held here", "0.25")
    assert said["c"] == ("Cell state, held at every step", "−2.00")
    assert said["h"][0] == "Hidden state"
    assert [(line.symbol, line.name, line.value) for line in label.lines[6:]] == [("h", "held from “dogs” on", "+0.50")]
    look(panel, unit=1)
    assert "Forget gate, held here 0.25" in panel.view.accessibleDescription()


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (0, None, "at every step"),
        (0, 12, "at every step"),
        (7, 7, "at “near”"),
        (12, None, "at “.”"),
        (2, 7, "from “who” to “near”"),
        (2, None, "from “who” on"),
        (2, 40, "from “who” on"),
        (30, 30, "at step 31"),
    ],
)
def test_when_a_clamp_holds(first: int, last: int | None, expected: str) -> None:
    sequence = scenes.document().sequence
    assert when_words(sequence, Clamp(0, "f", 0, 0.0, first, last)) == expected


def test_the_chosen_gate_is_said_to_be_held() -> None:
    document = set_clamp(scenes.document(), 0, Clamp(0, "g", 2, 0.5, 7, 7))
    assert gate_held_words(State(document, View(7, unit=2, signal="g"))) == "held at +0.50 at “near”"
    assert gate_held_words(State(document, View(6, unit=2, signal="g"))) == ""


def test_a_cut_edge_says_so(panel: NetworkPanel) -> None:
    weight = Weight(0, "W_i", (0, 1))
    cut(panel, weight)
    row = table(panel).row_of(weight)
    assert row is not None
    label = words.edge_label(panel.store.state, table(panel).edge(row))
    assert [line.value for line in label.lines] == ["cut", f"{table(panel).weights[row]:+.2f}".replace("-", "−")]


# cut edges


def test_a_cut_edge_of_the_selected_unit_stays_in_sight(panel: NetworkPanel) -> None:
    weight = Weight(0, "W_i", (0, 3))
    cut(panel, weight)
    assert table(panel).cuts.tolist() == [table(panel).row_of(weight)]
    # without its line and its cross nothing but the surface and faint edges is there
    at = middle(panel, weight)
    rect = QRectF(at.x() - 15, at.y() - 10, 30, 20)
    seen = pixels(panel, rect)
    marks = panel.view.diagram.cuts, panel.view.diagram.crosses
    for item in marks:
        item.hide()
        assert differing(seen, pixels(panel, rect)) > 8
        item.show()
    look(panel, unit=1)
    assert table(panel).cuts.size == 0
    look(panel, unit=0, signal="f")
    assert table(panel).cuts.size == 0
    look(panel, signal="i")
    assert differing(seen, pixels(panel, rect)) == 0
    cut(panel, weight, cut=False)
    assert table(panel).cuts.size == 0


@pytest.mark.parametrize("weight", [Weight(0, "W_i", (0, 1)), Weight(0, "U_i", (0, 3)), Weight(READOUT, "W_y", (0, 0))])
def test_a_cut_edge_is_hit_and_can_be_restored(panel: NetworkPanel, weight: Weight) -> None:
    cut(panel, weight)
    along = next(
        k for k in range(10, 90) if panel.view._hit(middle(panel, weight, k / 100)) == table(panel).row_of(weight)
    )
    at = middle(panel, weight, along / 100)
    panel.view._point_at(at)
    assert panel.view.diagram.over._marked == [table(panel).row_of(weight)]
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    (card,) = open_cards(panel)
    assert card.quantity.weight == weight and card.row.is_cut
    QTest.mouseClick(card.restore_button, Qt.MouseButton.LeftButton)
    panel.store.publish()
    assert table(panel).cuts.size == 0 and table(panel).shown[table(panel).row_of(weight)]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_crosses_lie_above_the_edges_that_stand_out(qtbot: QtBot, theme: object) -> None:
    panel = make(qtbot)
    panel.resize(576, 324)
    panel.set_theme(theme)  # type: ignore[arg-type]
    cut(panel, *[Weight(0, "U_i", (0, k)) for k in (0, 1, 2)])
    for k in (0, 1, 2):
        at = middle(panel, Weight(0, "U_i", (0, k)))
        colour = pixels(panel, QRectF(at.x(), at.y(), 1, 1))[0, 0]
        ink = theme.text  # type: ignore[attr-defined]
        assert max(abs(a - b) for a, b in zip(colour, (ink.blue(), ink.green(), ink.red()), strict=True)) < 60


def test_a_whole_matrix_that_is_cut_stays_calm(panel: NetworkPanel) -> None:
    whole = [Weight(0, "U_i", (j, k)) for j in range(4) for k in range(4)]
    cut(panel, *whole)
    edges = table(panel)
    assert [edges.edge(row).entry for row in edges.cuts] == whole[:4] and edges.whole.all()
    assert edges.at(*[float(v) for v in sampled(edges.points[edges.cuts[0]], 101)[50]], 1.0) in edges.cuts
    cut(panel, whole[0], cut=False)
    assert len(table(panel).cuts) == 3 and not table(panel).whole.any()


def test_many_cuts_of_a_whole_matrix_are_not_drawn(qtbot: QtBot) -> None:
    panel = make(qtbot, scenes.document(cells=(("lstm", 24),)))
    cut(panel, *[Weight(0, "U_i", (0, k)) for k in range(24)])
    assert table(panel).cuts.size == 0
    cut(panel, Weight(0, "U_i", (0, 5)), cut=False)
    assert table(panel).cuts.size == 23  # what is left out of many is worth a line


def test_cuts_are_read_again_only_when_they_change(panel: NetworkPanel) -> None:
    cut(panel, Weight(0, "W_i", (0, 1)))
    rows = table(panel).cuts
    panel.store.edit(lambda d: d, label="nothing")
    look(panel, cursor=3)
    assert table(panel).cuts is rows


def test_an_entry_has_its_own_row_in_stacked_layers(qtbot: QtBot) -> None:
    net = Network.build(4, [(load_cell("lstm"), 3), (load_cell("lstm"), 2)], 1, "sigmoid", seed=4)
    panel = make(qtbot, replace(scenes.document(), models=(Model("two", net),)))
    edges = table(panel)
    for row in range(len(edges.weights)):
        assert edges.row_of(edges.edge(row).entry) == row
    assert edges.row_of(Weight(0, "W_f", (0, 0))) is None and edges.row_of(Weight(0, "b_i", (0,))) is None
    assert edges.row_of(Weight(1, "W_i", (9, 0))) is None
