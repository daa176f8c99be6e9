"""Very many units, inputs and outputs: blocks of cells, and what is drawn out of them."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QWheelEvent
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core import Network, load_cell
from core.clamps import Clamp
from core.document import Document, Encoder, Model, randomise, set_clamp, set_cuts, set_weight
from core.edges import Weight
from core.layer import LayerForm
from core.positions import Position
from core.state import View
from core.unit_edits import move_nodes
from gui.diagram.block_item import BlockItem
from gui.diagram.block_words import span_words
from gui.diagram.blocks import Block, folded
from gui.diagram.cells_grid import colour_levels
from gui.diagram.drawn_out import around
from gui.diagram.folding import FEW, arranged
from gui.diagram.layout import Key, LayerShape, Layout, Node, Shape, arrange
from gui.fonts import load_fonts
from gui.numbers import number
from gui.panels.network import NetworkPanel
from gui.store import Store
from gui.theme import DARK, LIGHT

LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
INPUTS, BEFORE, UNITS = Key("input", 0), Key("before", 0), Key("unit", 0)


def document(
    inputs: int = 4, layers: tuple[tuple[str, int] | LayerForm, ...] = (("lstm", 128),), outputs: int = 1
) -> Document:
    forms = [form if isinstance(form, LayerForm) else (load_cell(form[0]), form[1]) for form in layers]
    network = Network.build(inputs, forms, outputs, "sigmoid", seed=1)
    rng = np.random.default_rng(0)
    for place, name in list(network.places()):
        network = network.with_parameter(place, name, rng.normal(0, 0.4, network.parameter(place, name).shape))
    words = {f"w{k}": tuple(float(v) for v in rng.standard_normal(inputs)) for k in range(3)}
    encoder = Encoder(tuple(f"input {k + 1}" for k in range(inputs)), MappingProxyType(words))
    return Document("many", (Model("LSTM", network, network),), ("w0", "w1", "w2", "w0"), encoder)


def make(qtbot: QtBot, shown: Document, size: tuple[int, int] = (850, 340), **view: object) -> NetworkPanel:
    load_fonts()
    store = Store(shown, View(**{"cursor": 2, "signal": "i", **view}))  # type: ignore[arg-type]
    panel = NetworkPanel(store, LIGHT)
    store.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(*size)
    panel.show()
    return panel


def look(panel: NetworkPanel, **changes: object) -> None:
    panel.store.look(**changes)
    panel.store.publish()


def item(panel: NetworkPanel, key: Key) -> BlockItem:
    found = panel.view.diagram.nodes[key]
    assert isinstance(found, BlockItem)
    return found


def layout(panel: NetworkPanel) -> Layout:
    assert panel.view.diagram.layout is not None
    return panel.view.diagram.layout


# the grid


@given(st.integers(25, 600), st.integers(30, 300), st.integers(30, 300), st.sampled_from([1, 2]))
def test_every_node_has_a_cell_of_its_own(count: int, width: int, height: int, grids: int) -> None:
    block = Block(folded(count, 1, width, height, grids), 10.0, 20.0)
    for grid in range(grids):
        corners = {block.cell(node, grid) for node in range(count)}
        assert len(corners) == count
        size = block.fold.cell / 2
        assert all(block.at(*(np.add(block.cell(node, grid), size))) == node for node in range(count))
        assert all(block.left <= x < block.right and block.top <= y < block.bottom for x, y in corners)
    assert block.at(block.right + 1, block.top) is None and block.at(block.left, block.bottom + 1) is None


def test_512_units_are_a_grid_of_16_by_32() -> None:
    fold = folded(512, 5, 300, 300)
    assert (fold.columns, fold.rows) == (16, 32) and fold.cell >= 6


@pytest.mark.parametrize("limit", [1.0, 4.0])
def test_cells_have_the_colours_of_nodes(limit: float) -> None:
    values = np.array([-9.0, -1.0, -0.3, 0.0, 0.004, 0.7, 1.0, 9.0, np.inf, -np.inf, np.nan])
    scale = [LIGHT.value_colour(k / 100 - 1.0) for k in range(201)] + [LIGHT.value_colour(float("nan"))]
    for value, level in zip(values.tolist(), colour_levels(values, limit).tolist(), strict=True):
        assert scale[level] == LIGHT.value_colour(value, limit)


# which groups, and where

layers = st.builds(LayerShape, st.sampled_from([2, 24, 40, 512]), st.booleans(), st.booleans())
shapes = st.builds(
    Shape,
    st.sampled_from([1, 4, 20, 300]),
    st.lists(layers, min_size=1, max_size=3).map(tuple),
    st.sampled_from([1, 10, 100]),
)


@given(shapes, st.integers(560, 1900), st.integers(200, 1000))
def test_blocks_lie_inside_and_apart(shape: Shape, width: int, height: int) -> None:
    found = arranged(shape, width, height, 60, 60)
    boxes = []
    for group in found.groups.values():
        assert group.top() >= 0 and group.bottom() <= height
        block = group.block
        if block is None:
            boxes.append((group.left, group.top(), group.right, group.bottom()))
            continue
        assert block.left >= 0 and block.right <= width and block.top >= float(group.y[-1]) + group.height / 2
        left, right = min(block.left, group.left), max(block.right, group.right)
        boxes.append((left, group.top(), right, block.bottom))
    for k, (x, top, end, low) in enumerate(boxes):
        for left, above, right, bottom in boxes[:k]:
            assert end <= left or right <= x or low <= above or bottom <= top


@given(shapes, st.integers(560, 1900), st.integers(200, 1000))
def test_a_few_nodes_are_laid_out_as_ever(shape: Shape, width: int, height: int) -> None:
    if max(shape.inputs, shape.outputs, *(layer.units for layer in shape.layers)) > FEW:
        return
    ever, now = arrange(shape, width, height, 60, 60), arranged(shape, width, height, 60, 60)
    for key, group in ever.groups.items():
        assert np.array_equal(group.y, now.groups[key].y) and group.x == now.groups[key].x
        assert now.groups[key].block is None


def test_units_about_the_selected_one_are_units_that_there_are() -> None:
    assert around(0, 5, 64) == (0, 1, 2, 3, 4)
    assert around(30, 5, 64) == (28, 29, 30, 31, 32)
    assert around(63, 5, 64) == (59, 60, 61, 62, 63)


# what is shown


def test_the_selected_unit_and_what_weighs_most_on_it_are_drawn_out(qtbot: QtBot) -> None:
    panel = make(qtbot, document(), unit=70)
    groups = layout(panel).groups
    assert 70 in groups[UNITS].rows and item(panel, UNITS).selected == groups[UNITS].rows.index(70)
    sizes = np.abs(panel.store.state.model.network.parameter(0, "U_i")[70])
    assert set(groups[BEFORE].rows) == set(np.argsort(-sizes)[: len(groups[BEFORE].rows)].tolist())
    look(panel, signal="f")
    sizes = np.abs(panel.store.state.model.network.parameter(0, "U_f")[70])
    rows = layout(panel).groups[BEFORE].rows
    assert set(rows) == set(np.argsort(-sizes)[: len(rows)].tolist())


def test_edges_are_of_the_units_drawn_out_only(qtbot: QtBot) -> None:
    panel = make(qtbot, document(inputs=300, layers=(("lstm", 512),), outputs=100), unit=200)
    table = panel.view.diagram.table
    assert table is not None and len(table.weights) < 400
    network = panel.store.state.model.network
    for row in range(len(table.weights)):
        edge = table.edge(row)
        place, name, at = edge.entry
        assert table.weights[row] == network.parameter(place, name)[at] == edge.weight
        assert table.row_of(edge.entry) == row
        assert all(n.row in layout(panel).groups[n.key].drawn for n in edge.nodes)
    assert table.row_of(Weight(0, "U_i", (0, 0))) is None
    into = {table.edge(row).target for row in table.strong_rows.tolist() if table.edge(row).bundle.place == 0}
    assert into == {200}


def test_cells_and_nodes_tell_every_value(qtbot: QtBot) -> None:
    panel = make(qtbot, document(), unit=70)
    values = panel.store.state.trace()[0, "h"][2]
    assert [item(panel, UNITS).text(row) for row in range(128)] == [number(v) for v in values]
    look(panel, cursor=0, unit=3)
    values = panel.store.state.trace()[0, "h"][0]
    assert [item(panel, UNITS).text(row) for row in range(128)] == [number(v) for v in values]


def cell_colour(image: QImage, found: BlockItem, row: int, grid: int, offset: QPoint) -> str:
    middle = found.cell_rect(row, grid).center().toPoint() + offset
    return image.pixelColor(middle).name()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_cells_are_painted_in_their_values_colours(qtbot: QtBot, theme: object) -> None:
    panel = make(qtbot, document(), unit=70)
    panel.set_theme(theme)  # type: ignore[arg-type]
    found, trace = item(panel, UNITS), panel.store.state.trace()
    image = panel.view.grab().toImage()
    turn = panel.view.diagram._full_turn(panel.store.state)
    for row in (0, 17, 99, 127):
        expected = theme.value_colour(float(trace[0, "h"][2, row])).name()  # type: ignore[attr-defined]
        assert cell_colour(image, found, row, 0, QPoint()) == expected
        expected = theme.value_colour(float(trace[0, "c"][2, row]) / turn).name()  # type: ignore[attr-defined]
        assert cell_colour(image, found, row, 1, QPoint()) == expected


def test_a_picture_in_lines_has_every_cell_as_a_rectangle(qtbot: QtBot, tmp_path: Path) -> None:
    panel = make(qtbot, document(layers=(("lstm", 64),)))
    target = QSvgGenerator()
    target.setFileName(str(tmp_path / "network.svg"))
    painter = QPainter(target)
    panel.view.diagram.draw(painter, panel.view.sceneRect())
    painter.end()
    drawn = (tmp_path / "network.svg").read_text()
    assert "<image" not in drawn and drawn.count("<rect") > 3 * 64


def test_a_block_says_how_many_there_are_and_between_what_they_lie(qtbot: QtBot) -> None:
    panel = make(qtbot, document(inputs=300), (1200, 500))
    assert item(panel, UNITS)._heading.title == "128 LSTM units"
    assert item(panel, INPUTS)._heading.title == "300 inputs"
    values = np.array([0.25, -0.5, np.nan, 0.75])
    assert span_words(values) == "−0.50 … +0.75" and span_words(values, 2.0) == "−1.00 … +1.50"
    assert span_words(np.array([np.nan])) == ""


# what mouse and keys do


def cell_point(panel: NetworkPanel, key: Key, row: int) -> QPoint:
    return panel.view.mapFromScene(item(panel, key).cell_rect(row).center())


def test_a_cell_under_the_mouse_is_named_and_a_click_selects_its_unit(qtbot: QtBot) -> None:
    panel = make(qtbot, document())
    panel.view._point_at(cell_point(panel, UNITS, 100))
    label = panel.view.diagram.label()
    assert label is not None and label.title == "unit 101" and not panel.view.label.isHidden()
    assert label.lines[-1].value == number(float(panel.store.state.trace()[0, "h"][2, 100]))
    QTest.mouseClick(panel.view.viewport(), LEFT, NO_KEYS, cell_point(panel, UNITS, 100))
    panel.store.publish()
    assert panel.store.state.view.unit == 100 and 100 in layout(panel).groups[UNITS].rows
    place = panel.view.position(Node(UNITS, 100))
    assert panel.view._hit(place) == Node(UNITS, 100)


@pytest.mark.parametrize("back", [False, True])
def test_a_band_over_a_block_chooses_the_units_whose_cells_it_holds(qtbot: QtBot, back: bool) -> None:
    panel = make(qtbot, document(layers=(("lstm", 512),)))
    view, columns = panel.view.viewport(), item(panel, UNITS).block.fold.columns
    first, last = (5 * columns + 7, 2 * columns + 3) if back else (2 * columns + 3, 5 * columns + 7)
    begin, end = (cell_point(panel, UNITS, row) for row in (first, last))
    reach = QPoint(-1, -1) if back else QPoint(1, 1)
    QTest.mousePress(view, LEFT, Qt.KeyboardModifier.NoModifier, begin - reach)
    QTest.mouseMove(view, (begin + end) / 2)
    QTest.mouseMove(view, end + reach)
    QTest.mouseRelease(view, LEFT, Qt.KeyboardModifier.NoModifier, end + reach)
    (top, left), (bottom, right) = (divmod(row, columns) for row in sorted((first, last)))
    held = {row * columns + k for row in range(top, bottom + 1) for k in range(left, right + 1)}
    assert {node.row for node in panel.editing.selection.nodes if node.key == UNITS} == held


def test_the_nodes_drawn_out_are_found_by_their_own_numbers(qtbot: QtBot) -> None:
    panel = make(qtbot, document(inputs=300, outputs=100), unit=50)
    for key, group in layout(panel).groups.items():
        for row in (*group.drawn, *range(0, group.count, 7)):
            assert layout(panel).node_at(*layout(panel).centre(Node(key, row))) == Node(key, row)


def wheel(panel: NetworkPanel, at: QPoint, turned: int) -> bool:
    event = QWheelEvent(
        QPointF(at),
        QPointF(panel.view.viewport().mapToGlobal(at)),
        QPoint(),
        QPoint(0, turned),
        Qt.MouseButton.NoButton,
        NO_KEYS,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(panel.view.viewport(), event)
    panel.store.publish()
    return event.isAccepted()


def test_wheel_and_arrow_keys_walk_through_the_units(qtbot: QtBot) -> None:
    panel = make(qtbot, document(), unit=20)
    at = cell_point(panel, UNITS, 60)
    assert wheel(panel, at, -120) and panel.store.state.view.unit == 21
    assert wheel(panel, at, 240) and panel.store.state.view.unit == 19
    assert wheel(panel, at, -60) and panel.store.state.view.unit == 19
    assert wheel(panel, at, -60) and panel.store.state.view.unit == 20
    assert not wheel(panel, QPoint(2, 2), -120) and panel.store.state.view.unit == 20
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    panel.store.publish()
    assert panel.store.state.view.unit == 21 and 21 in layout(panel).groups[UNITS].rows


def test_an_edge_drawn_out_opens_the_card_of_its_weight(qtbot: QtBot) -> None:
    panel = make(qtbot, document(), (1200, 500), unit=40, panels=("network", "weights"))
    table = panel.view.diagram.table
    assert table is not None
    row = next(row for row in table.strong_rows.tolist() if table.edge(row).bundle.name == "U_i")
    x, y = table.points[row].mean(axis=0)
    edge = table.edge(row)
    asked: list[object] = []
    panel.weight_chosen.connect(lambda *chosen: asked.append(chosen))
    panel.view.edge_clicked.emit(edge, panel.mapToGlobal(QPoint(int(x), int(y))))
    assert asked == [(0, "U_i", edge.entry.at)]
    assert panel.view.diagram.pinned == edge.entry


# what moves and what stays


def test_while_one_weight_is_dragged_nodes_stay_where_they_are(qtbot: QtBot) -> None:
    panel = make(qtbot, document(), unit=40)
    rows = layout(panel).groups[BEFORE].rows
    panel.store.edit(set_weight, 0, 0, "U_i", (40, rows[0]), 0.0, label="test")
    panel.store.publish()
    assert layout(panel).groups[BEFORE].rows == rows
    panel.store.edit(randomise, 0, 9, label="test")
    panel.store.publish()
    other = layout(panel).groups[BEFORE].rows
    sizes = np.abs(panel.store.state.model.network.parameter(0, "U_i")[40])
    assert set(other) == set(np.argsort(-sizes)[: len(other)].tolist())
    panel.store.undo()
    panel.store.publish()
    assert layout(panel).groups[UNITS].rows and not panel.grab().isNull()


def test_cut_and_held_units_are_marked(qtbot: QtBot) -> None:
    panel = make(qtbot, document(), unit=40)
    rows = layout(panel).groups[BEFORE].rows
    panel.store.edit(set_cuts, 0, [Weight(0, "U_i", (40, rows[1]))], True, label="test")
    panel.store.edit(set_clamp, 0, Clamp(0, "h", 90, 0.5), label="test")
    panel.store.publish()
    table = panel.view.diagram.table
    assert table is not None and [table.edge(row).source for row in table.cuts.tolist()] == [rows[1]]
    assert item(panel, UNITS).held == {90: True}
    colour = cell_colour(panel.view.grab().toImage(), item(panel, UNITS), 90, 0, QPoint())
    assert colour == LIGHT.text.name()


@pytest.mark.parametrize("size", [(560, 220), (850, 340), (1500, 800)])
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_any_wiring_of_many_units_is_drawn(qtbot: QtBot, size: tuple[int, int], theme: object) -> None:
    both = LayerForm(load_cell("lstm"), 100, direction="both")
    shown = document(300, (both, LayerForm(load_cell("elman"), 60, window=3)), 100)
    panel = make(qtbot, shown, size)
    panel.set_theme(theme)  # type: ignore[arg-type]
    for layer in range(3):
        look(panel, layer=layer, unit=45)
        assert not panel.grab().isNull()
        assert 45 in layout(panel).groups[Key("unit", layer)].drawn
        table = panel.view.diagram.table
        assert table is not None and len(table.strong_rows)


def test_another_number_of_units_is_laid_out_anew(qtbot: QtBot) -> None:
    panel = make(qtbot, document(layers=(("lstm", 24),)))
    assert not isinstance(panel.view.diagram.nodes[UNITS], BlockItem)
    count = len(panel.view.diagram.items())
    panel.store.edit(lambda d: document(layers=(("lstm", 200),)), label="test")
    panel.store.publish()
    assert isinstance(panel.view.diagram.nodes[UNITS], BlockItem)
    panel.store.undo()
    panel.store.publish()
    assert not isinstance(panel.view.diagram.nodes[UNITS], BlockItem)
    assert len(panel.view.diagram.items()) == count


def test_nodes_beside_a_block_can_be_moved_and_those_in_it_stay(qtbot: QtBot) -> None:
    panel = make(qtbot, document(), unit=70)
    rows = {key: group.rows for key, group in layout(panel).groups.items()}
    places = [Position("input", 0, 1, 0.3, 0.5), Position("unit", 0, 70, 0.9, 0.9)]
    panel.store.edit(move_nodes, 0, places, label="test")
    panel.store.publish()
    groups = layout(panel).groups
    assert set(groups[INPUTS].moved) == {1} and not groups[UNITS].moved
    assert {key: group.rows for key, group in groups.items()} == rows
    look(panel, unit=20)
    assert 20 in layout(panel).groups[UNITS].rows and set(layout(panel).groups[INPUTS].moved) == {1}


def test_units_chosen_together_are_marked_in_their_cells(qtbot: QtBot) -> None:
    panel = make(qtbot, document(), unit=70)
    before = panel.view.grab().toImage()
    panel.editing.choose([Node(UNITS, 70), Node(UNITS, 5), Node(UNITS, 120)])
    panel.view.choose(panel.editing.selection.nodes)
    edge = item(panel, UNITS).cell_rect(120).topLeft().toPoint()
    assert before.pixelColor(edge) != panel.view.grab().toImage().pixelColor(edge) == LIGHT.accent
    panel.editing.remove()
    panel.store.publish()
    assert item(panel, UNITS).column.count == 125
    panel.store.undo()
    panel.store.publish()
    assert item(panel, UNITS).column.count == 128
