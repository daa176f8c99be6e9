"""The network panel: what it shows is the trace's, and what mouse and keys do to the view."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QKeyEvent, QPixmap, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core import Network, load_cell
from core.cells import cell_names
from core.document import Document, Encoder, Model, set_network, set_weight
from core.state import View
from gui.diagram.curves import sampled
from gui.diagram.edges import Edge
from gui.diagram.layout import Key, Node
from gui.diagram.notes import _fitting
from gui.fonts import load_fonts
from gui.numbers import number, probability
from gui.panels.network import NetworkPanel
from gui.store import Store
from gui.theme import DARK, LIGHT
from tests.core import scenes

LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
UNITS, BEFORE, INPUTS = Key("unit", 0), Key("before", 0), Key("input", 0)


def make(qtbot: QtBot, document: Document | None = None, size: tuple[int, int] = (850, 340), **view: object):
    load_fonts()  # widths of words are the shipped faces'
    store = Store(document or scenes.document(), View(**{"cursor": 9, "signal": "i", **view}))  # type: ignore[arg-type]
    panel = NetworkPanel(store, LIGHT)
    store.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(*size)
    panel.show()
    return panel


@pytest.fixture
def panel(qtbot: QtBot) -> NetworkPanel:
    return make(qtbot)


def look(panel: NetworkPanel, **changes: object) -> None:
    panel.store.look(**changes)
    panel.store.publish()


def edit(panel: NetworkPanel, change: object, *arguments: object) -> None:
    assert panel.store.edit(change, *arguments, label="test")  # type: ignore[arg-type]
    panel.store.publish()


def texts(panel: NetworkPanel, key: Key) -> list[str]:
    item = panel.view.diagram.nodes[key]
    return [item.text(row) for row in range(item.column.count)]


def click(panel: NetworkPanel, node: Node) -> None:
    QTest.mouseClick(panel.view.viewport(), LEFT, NO_KEYS, panel.view.position(node))
    panel.store.publish()


def point(panel: NetworkPanel, at: QPoint) -> None:
    QTest.mouseMove(panel.view.viewport(), at)
    QApplication.sendPostedEvents()
    panel.view._point_at(at)


def edge_point(panel: NetworkPanel, name: str, target: int, source: int, along: float = 0.5) -> QPoint:
    table = panel.view.diagram.table
    assert table is not None
    points = sampled(table.points[table.row(name, target, source)], 101)
    return panel.view.mapFromScene(QPointF(*points[int(100 * along)]))


def width_of(panel: NetworkPanel, name: str, target: int, source: int) -> float:
    table = panel.view.diagram.table
    assert table is not None
    return float(table.widths[table.row(name, target, source)])


def wheel(panel: NetworkPanel, turn: int, at: QPoint, modifiers: Qt.KeyboardModifier = NO_KEYS) -> bool:
    viewport = panel.view.viewport()
    event = QWheelEvent(
        QPointF(at), QPointF(viewport.mapToGlobal(at)), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
        modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    event.ignore()
    QApplication.sendEvent(viewport, event)
    return event.isAccepted()


def picture(panel: NetworkPanel) -> bytes:
    image = panel.view.grab().toImage()
    return bytes(image.constBits())


def colour_at(panel: NetworkPanel, at: QPoint) -> QColor:
    return panel.view.grab().toImage().pixelColor(at)


# what is shown


@pytest.mark.parametrize("cursor", [0, 1, 9, 12])
def test_numbers_are_the_traces(panel: NetworkPanel, cursor: int) -> None:
    look(panel, cursor=cursor)
    state = panel.store.state
    trace = state.trace()
    assert texts(panel, INPUTS) == [str(round(v)) for v in trace.x[cursor]]
    assert texts(panel, UNITS) == [number(v) for v in trace[0, "h"][cursor]]
    earlier = trace[0, "h"][cursor - 1] if cursor else np.zeros(4)
    assert texts(panel, BEFORE) == [number(v) for v in earlier]
    assert texts(panel, Key("output", 1)) == [probability(state.probability(0))]


def test_the_ring_is_the_cell_state(panel: NetworkPanel) -> None:
    cells = panel.store.state.trace()[0, "c"]
    turn = 1.0
    while np.abs(cells).max() > turn:
        turn *= 2
    rings = panel.view.diagram.nodes[UNITS]._rings
    assert rings is not None and np.allclose(rings * turn, cells[9])
    look(panel, model=1)
    assert panel.view.diagram.nodes[UNITS]._rings is None


def test_numbers_that_are_not_whole_are_shown_with_decimals(qtbot: QtBot) -> None:
    encoder = Encoder(("a", "b", "c", "d"), MappingProxyType({}), (0.25, -1.5, 3.0, 0.0))
    panel = make(qtbot, replace(scenes.document(), encoder=encoder))
    assert texts(panel, INPUTS) == [number(v) for v in (0.25, -1.5, 3.0, 0.0)]


def test_a_weight_moves_numbers_and_width_in_place(panel: NetworkPanel) -> None:
    items, table, before = panel.view.diagram.items(), panel.view.diagram.table, texts(panel, UNITS)
    edit(panel, set_weight, 0, 0, "W_i", (1, 2), 7.5)
    assert texts(panel, UNITS) != before
    assert texts(panel, UNITS) == [number(v) for v in panel.store.state.trace()[0, "h"][9]]
    assert width_of(panel, "W_i", 1, 2) > 6.5
    assert panel.view.diagram.items() == items and panel.view.diagram.table is table


@pytest.mark.parametrize("unit", [0, 3])  # the edge is faint, or stands out
def test_an_edge_is_painted_in_the_colour_of_its_sign(panel: NetworkPanel, unit: int) -> None:
    look(panel, unit=unit)
    for weight in (9.0, -9.0, 9.0):
        edit(panel, set_weight, 0, "readout", "W_y", (0, 3), weight)
        colour = colour_at(panel, edge_point(panel, "W_y", 0, 3))
        assert (colour.red() > colour.blue()) == (weight > 0)


def test_the_gate_chooses_the_edges(panel: NetworkPanel) -> None:
    network = panel.store.state.model.network
    widths = {}
    for gate in "figo":
        look(panel, signal=gate)
        table = panel.view.diagram.table
        assert table is not None
        assert [b.name for b in table.bundles] == [f"W_{gate}", f"U_{gate}", "W_y"]
        assert np.array_equal(table.bundles[1].weights, network.parameter(0, f"U_{gate}"))
        widths[gate] = table.widths.copy()
    assert len({tuple(w) for w in widths.values()}) == 4


def test_the_header_names_the_network_and_offers_its_gates(panel: NetworkPanel) -> None:
    assert panel.header.title == "Network"
    assert panel.header.subtitle == "4 inputs → 4 LSTM units → 1 output"
    assert panel.gates.isVisible() and panel.gates.current == "i"
    look(panel, model=1)
    assert panel.header.subtitle == "4 inputs → 9 RNN units → 1 output"
    assert not panel.gates.isVisible()
    assert panel.models.current == "1"


def test_a_gate_and_a_model_are_chosen_by_their_chips(panel: NetworkPanel) -> None:
    panel.gates.chosen.emit("o")
    assert panel.store.state.view.signal == "o"
    panel.models.chosen.emit("1")
    assert panel.store.state.view.model == 1


def test_both_answers_are_always_shown(panel: NetworkPanel) -> None:
    for model in (0, 1):
        look(panel, model=model, cursor=9 + model)
        state = panel.store.state
        assert panel.answers.isVisible()
        said = [(m.accessibleName().split(":")[0], m.accessibleDescription()) for m in panel.answers.meters]
        expected = [f"P(was) = {probability(state.probability(k))}" for k in (0, 1)]
        assert said == [("LSTM", expected[0]), ("RNN", expected[1])]


def test_answers_are_muted_where_they_are_not_asked_for(panel: NetworkPanel) -> None:
    output = panel.view.diagram.nodes[Key("output", 1)]
    assert any(words.strong for words in output._beside) is (panel.answers.meters[0].answer != "undecided")
    assert all("asked" not in meter.toolTip() for meter in panel.answers.meters)
    number_before = panel.answers.meters[0].accessibleDescription()
    look(panel, cursor=4)
    for meter in panel.answers.meters:
        assert meter.toolTip().startswith("asked only at “dogs”, the word before the verb\nbetween 0.4 and 0.6")
        assert meter.accessibleName().endswith("not asked here")
    assert panel.answers.meters[0].accessibleDescription() != number_before
    assert [(words.tone, words.strong) for words in output._beside] == [("muted", False)] * 2


def test_chips_have_the_models_colours_and_shorten_where_it_is_narrow(panel: NetworkPanel) -> None:
    assert [chip.role for chip in panel.models._chips] == [model.color for model in panel.store.state.document.models]
    assert not panel.gates.short and not panel.models.short
    panel.resize(450, 340)
    assert panel.gates.short and not panel.models.short
    assert [chip.text() for chip in panel.gates._chips] == ["F", "I", "C", "O"]
    assert panel.gates._chips[0].toolTip().startswith("Forget: ")
    panel.resize(panel.minimumSizeHint().width(), 340)
    assert panel.models.short and panel.header.minimumSizeHint().width() <= panel.header.width()
    look(panel, model=1)  # one gate only: its chip is gone, and there is room
    panel.resize(450, 340)
    assert not panel.models.short
    panel.resize(850, 340)
    look(panel, model=0)
    QApplication.processEvents()
    assert not panel.gates.short and panel.gates._chips[0].text() == "Forget"


def many(count: int) -> Document:
    model = scenes.document().models[0]
    models = [replace(model, name=f"Model {k + 1}", identity=object()) for k in range(count)]
    return replace(scenes.document(), models=tuple(models))


def chips(panel: NetworkPanel) -> list[str]:
    return [chip.key for chip in panel.models._chips]


def test_models_that_are_shown_have_a_chip_and_one_leads_to_the_others(qtbot: QtBot) -> None:
    panel = make(qtbot, many(4), (1200, 340), hidden=(1,))
    assert chips(panel) == ["0", "2", "3", "more"] and panel.models._chips[-1].text() == "+1"
    panel.models.chosen.emit("2")
    panel.store.publish()
    assert panel.store.state.view.model == 2 and panel.models.current == "2"
    look(panel, hidden=(0, 1))
    assert chips(panel) == ["2", "3", "more"] and panel.models._chips[-1].text() == "+2"
    look(panel, hidden=(0, 1, 3))
    assert chips(panel) == ["2", "more"]
    panel.models.chosen.emit("more")
    assert "models" in panel.store.state.view.panels and panel.store.state.view.model == 2
    look(panel, hidden=())
    assert chips(panel) == ["0", "1", "2", "3"]


def test_a_chip_of_a_network_shows_its_marker_and_none_of_a_gate_does(qtbot: QtBot) -> None:
    panel = make(qtbot, many(4), (1200, 340), hidden=(1,))
    assert [chip._marker for chip in panel.models._chips] == [0, 2, 3, None]
    assert {chip._marker for chip in panel.gates._chips} == {None}
    panel = make(qtbot, many(20), (700, 340), model=19)
    assert panel.models._chips[-1].key == "more" and panel.models._chips[-1]._marker is None


def test_networks_stand_apart_from_gates(panel: NetworkPanel) -> None:
    def line() -> bool:
        image = panel.models.grab().toImage()
        return any(image.pixelColor(x, image.height() // 2) == LIGHT.line_strong for x in range(12))

    assert line() and panel.models.contentsMargins().left() > 12
    look(panel, model=1)
    assert panel.gates.isHidden() and not line()


@pytest.mark.parametrize("model", [0, 19])
def test_many_models_make_the_panel_no_wider(qtbot: QtBot, model: int) -> None:
    panel = make(qtbot, many(20), (1500, 340), model=model)
    two = make(qtbot, many(2), (1500, 340))
    assert panel.minimumSizeHint().width() <= two.minimumSizeHint().width() + 20  # of a longer name's meter
    counts: list[int] = []
    for width in (1000, 800, 500, 420):
        panel.resize(width, 340)
        QApplication.processEvents()
        assert panel.width() == width
        assert str(model) in chips(panel) and panel.models.current == str(model)
        edges = [chip.mapTo(panel, chip.rect().topRight()).x() for chip in panel.models._chips]
        assert max(edges) < width and all(chip.width() >= chip.width_hint(True) for chip in panel.models._chips)
        left = 20 - (len(chips(panel)) - 1)
        assert panel.models._chips[-1].text() == f"+{left}"
        counts.append(len(chips(panel)))
    assert counts == sorted(counts, reverse=True) and counts[0] > counts[-1]


def test_of_many_models_chips_have_names_and_gates_keep_theirs(qtbot: QtBot) -> None:
    document = many(20)
    long = tuple(replace(m, name=f"A very long name of a model, number {k}") for k, m in enumerate(document.models))
    panel = make(qtbot, replace(document, models=long), (1200, 340), model=7)
    QApplication.processEvents()
    assert not panel.models.short and not panel.gates.short
    first, last = panel.models._chips[-2], panel.models._chips[-1]
    assert (first.accessibleName(), last.text()) == (long[7].name, f"+{21 - len(chips(panel))}")
    assert long[7].name in first.toolTip() and first.width() < 200


def test_the_chip_of_further_models_opens_their_panel(qtbot: QtBot) -> None:
    panel = make(qtbot, many(20), (600, 340))
    QTest.mouseClick(panel.models._chips[-1], LEFT)
    panel.store.publish()
    assert "models" in panel.store.state.view.panels
    assert panel.store.state.view.model == 0 and panel.models.current == "0"


def test_the_label_says_what_a_click_does(panel: NetworkPanel) -> None:
    diagram = panel.view.diagram
    hints = []
    for panels in (("network",), ("network", "cell")):
        look(panel, panels=panels)
        for what in (Node(UNITS, 1), Node(BEFORE, 1), Node(INPUTS, 0), 0):
            diagram.hover(what)
            label = diagram.label()
            assert label is not None
            hints.append(label.hint)
    assert hints == ["click to look inside"] * 2 + ["", "click for its weight"] + ["", "", "", "click for its weight"]


def test_the_line_of_a_click_has_room_in_the_label(panel: NetworkPanel) -> None:
    heights = []
    for panels in (("network",), ("network", "cell")):
        look(panel, panels=panels)
        point(panel, panel.view.position(Node(UNITS, 1)))
        heights.append(panel.view.label.height())
    assert heights[0] > heights[1]


def test_the_header_teaches_what_is_shown(panel: NetworkPanel) -> None:
    assert panel.says.count(".") == 1 and panel.says in panel.header._words.toolTip()


def test_without_a_question_there_are_no_answers(qtbot: QtBot) -> None:
    panel = make(qtbot, replace(scenes.document(), question=None))
    assert not panel.answers.isVisible()
    edit(panel, lambda d: replace(d, question=scenes.document().question))
    assert panel.answers.isVisible() and len(panel.answers.meters) == 2


def test_answers_stand_above_each_other_where_it_is_narrow(panel: NetworkPanel) -> None:
    first, second = panel.answers.meters
    assert first.y() == second.y() and first.x() < second.x()
    for width in (640, 420):
        panel.resize(width, 340)
        QApplication.processEvents()
        assert first.y() < second.y() and first.x() == second.x()
        assert first._track_left() + 60 < first.width() - first._after_track()


# every structure


@pytest.mark.parametrize("units", [1, 2, 8, 64, 200])
def test_any_number_of_units_is_shown(qtbot: QtBot, units: int) -> None:
    panel = make(qtbot, scenes.document(cells=(("lstm", units),)), unit=units - 1)
    assert len(texts(panel, UNITS)) == units
    assert not QPixmap(panel.grab()).isNull()
    look(panel, cursor=10, unit=0)
    assert texts(panel, UNITS)[0] == number(panel.store.state.trace()[0, "h"][10, 0])


@pytest.mark.parametrize("name", cell_names())
@pytest.mark.parametrize("units", [1, 5])
def test_any_cell_is_shown(qtbot: QtBot, name: str, units: int) -> None:
    panel = make(qtbot, scenes.document(cells=((name, units),)))
    cell = load_cell(name)
    for gate in cell.gates:
        look(panel, signal=gate)
        assert not panel.grab().isNull()
        for row in range(units):
            panel.view.diagram.hover(Node(UNITS, row))
            label = panel.view.diagram.label()
            assert label is not None and [line.symbol for line in label.lines] == list(cell.signals)
    values = panel.store.state.trace()[0, cell.output][9]
    assert texts(panel, UNITS) == [number(v) for v in values]


def stacked() -> Document:
    network = Network.build(4, [(load_cell("lstm"), 3), (load_cell("gru"), 2)], 3, "softmax", seed=4)
    return replace(scenes.document(), models=(Model("Stack", network),))


def test_stacked_layers_have_a_column_each(qtbot: QtBot) -> None:
    panel = make(qtbot, stacked(), layer=1)
    nodes = panel.view.diagram.nodes
    places = [nodes[key].column.x for key in (INPUTS, UNITS, Key("unit", 1), Key("output", 2))]
    assert places == sorted(places)
    click(panel, Node(UNITS, 2))
    assert (panel.store.state.view.layer, panel.store.state.view.unit) == (0, 2)
    assert nodes[UNITS].selected == 2 and nodes[Key("unit", 1)].selected is None
    assert len(texts(panel, Key("output", 2))) == 3


@pytest.mark.parametrize(("layers", "units"), [(1, 4), (2, 2), (2, 3), (2, 4), (3, 2), (3, 3)])
@pytest.mark.parametrize("size", [(420, 300), (576, 260), (576, 324), (700, 340), (1000, 500)])
def test_no_words_above_a_column_lie_on_others_or_on_nodes(
    qtbot: QtBot, layers: int, units: int, size: tuple[int, int]
) -> None:
    document = scenes.document(cells=(("lstm", 4),))
    network = Network.build(4, [(load_cell("lstm"), units)] * layers, 1, "sigmoid", 1)
    long = replace(document.question, high="was still playing") if document.question else None
    document = replace(document, models=(replace(document.models[0], network=network),), question=long)
    panel = make(qtbot, document, size)
    items = panel.view.diagram.nodes.values()
    words = [(item, rect) for item in items for rect in item.word_rects()]
    groups = [item.column for item in items]
    nodes = [QRectF(QPointF(g.left, g.top() + 1), QPointF(g.right, g.bottom())) for g in groups]
    for k, (item, rect) in enumerate(words):
        assert not any(rect.intersects(node) for node in nodes), rect
        assert not any(rect.intersects(other) for owner, other in words[:k] if owner is not item), rect


@pytest.mark.parametrize(("size", "told"), [((576, 260), True), ((1200, 800), False)])
def test_nodes_without_numbers_are_said_to_be_colours(qtbot: QtBot, size: tuple[int, int], told: bool) -> None:
    panel = make(qtbot, size=size, model=1)
    before = panel.view.diagram.nodes[BEFORE]
    assert (before.column.font == 0) is told
    assert "".join(run.text for run in before._words).endswith("as colour") is told


def test_of_many_units_the_first_and_the_last_are_named(qtbot: QtBot) -> None:
    panel = make(qtbot, scenes.document(cells=(("lstm", 20),)), (900, 260))
    before = panel.view.diagram.nodes[BEFORE]
    (first, last) = before._placed_names
    assert (first.text, last.text) == ("unit 1", "unit 20")
    assert first.rect.top() == before.column.top() and last.rect.bottom() == before.column.bottom()
    assert before.boundingRect().contains(first.rect.adjusted(0, 0, -3, 0))


def test_a_way_with_words_keeps_dashes_on_both_sides() -> None:
    load_fonts()
    for span in range(20, 400, 5):
        words = _fitting("h", float(span))
        assert words is None or words[1] + words[2] <= span
    assert _fitting("h", 400.0) != _fitting("h", 100.0) != _fitting("h", 20.0) is None


def test_another_structure_is_laid_out_anew_and_leaves_nothing_behind(panel: NetworkPanel) -> None:
    count = len(panel.view.diagram.items())
    network = Network.build(4, [(load_cell("lstm"), 3), (load_cell("gru"), 2)], 1, "sigmoid", seed=4)
    edit(panel, set_network, 0, network)
    assert len(panel.view.diagram.items()) == count + 2
    edit(panel, set_network, 0, scenes.network(load_cell("lstm"), 6))
    assert len(panel.view.diagram.items()) == count and len(texts(panel, UNITS)) == 6


def test_a_hundred_refreshes_make_no_item(panel: NetworkPanel) -> None:
    items = panel.view.diagram.items()
    for step in range(100):
        panel.store.look(cursor=step % 12, unit=step % 4, signal="figo"[step % 4])
        edit(panel, set_weight, 0, 0, "U_i", (0, step % 4), step / 50)
    assert panel.view.diagram.items() == items


def test_a_huge_number_is_no_trouble(panel: NetworkPanel) -> None:
    edit(panel, set_weight, 0, 0, "W_i", (0, 0), 1e300)
    edit(panel, set_weight, 0, "readout", "W_y", (0, 0), -1e300)
    assert not panel.grab().isNull()


def test_the_theme_can_change(panel: NetworkPanel) -> None:
    edit(panel, set_weight, 0, "readout", "W_y", (0, 0), 9.0)
    middle = edge_point(panel, "W_y", 0, 0)
    assert colour_at(panel, middle) == LIGHT.positive
    light = picture(panel)
    panel.set_theme(DARK)
    dark = picture(panel)
    assert colour_at(panel, middle) == DARK.positive
    assert light != dark
    assert panel.view.grab().toImage().pixelColor(2, 2).name() == DARK.surface.name()
    panel.set_theme(LIGHT)
    assert colour_at(panel, middle) == LIGHT.positive
    assert picture(panel) == light


# the mouse


@pytest.mark.parametrize("key", [UNITS, BEFORE])
@pytest.mark.parametrize("row", [0, 3])
def test_a_click_on_a_unit_selects_it(panel: NetworkPanel, key: Key, row: int, qtbot: QtBot) -> None:
    look(panel, unit=1)
    with qtbot.assertNotEmitted(panel.weight_chosen):
        click(panel, Node(key, row))
    assert panel.store.state.view.unit == row
    assert panel.view.diagram.nodes[UNITS].selected == row
    table = panel.view.diagram.table
    assert table is not None and table.edge(int(np.flatnonzero(table.strong)[0])).target == row


def test_a_click_on_an_input_selects_nothing(panel: NetworkPanel, qtbot: QtBot) -> None:
    view = panel.store.state.view
    with qtbot.assertNotEmitted(panel.weight_chosen):
        click(panel, Node(INPUTS, 2))
        click(panel, Node(Key("output", 1), 0))
    assert panel.store.state.view == view


def test_a_click_on_an_edge_selects_its_unit_and_tells_its_weight(panel: NetworkPanel, qtbot: QtBot) -> None:
    look(panel, unit=2)
    edges: list[Edge] = []
    panel.view.edge_clicked.connect(lambda edge, at: edges.append(edge))
    at = edge_point(panel, "U_i", 2, 0, 0.4)
    table, row = panel.view.diagram.table, panel.view._hit(at)
    assert table is not None and isinstance(row, int)
    with qtbot.waitSignal(panel.weight_chosen) as chosen:
        QTest.mouseClick(panel.view.viewport(), LEFT, NO_KEYS, at)
    assert edges == [table.edge(row)] and edges[0].target == 2
    assert chosen.args == [0, edges[0].bundle.name, (2, edges[0].source)]
    look(panel, unit=0)
    with qtbot.waitSignal(panel.weight_chosen) as chosen:
        QTest.mouseClick(panel.view.viewport(), LEFT, NO_KEYS, edge_point(panel, "W_y", 0, 3, 0.2))
    assert panel.store.state.view.unit == 3
    assert chosen.args == ["readout", "W_y", (0, 3)]


def test_an_edge_of_another_layer_selects_a_gate_that_has_it(qtbot: QtBot) -> None:
    net = Network.build(4, [(load_cell("lstm"), 3), (load_cell("gru"), 3)], 1, "sigmoid", seed=3)
    panel = make(qtbot, replace(scenes.document(), models=(Model("two", net),)), signal="i")
    table = panel.view.diagram.table
    assert table is not None
    other = next(row for row in range(len(table.weights)) if table.edge(row).bundle.place == 1)
    with qtbot.waitSignal(panel.weight_chosen) as chosen:
        panel.view.edge_clicked.emit(table.edge(other), QPoint())
    state = panel.store.state
    assert state.view.layer == 1 and chosen.args[0] == 1
    assert chosen.args[1] in state.cell.parameters_of(state.view.signal)


def test_the_edge_under_the_mouse_is_named_with_its_weight(panel: NetworkPanel) -> None:
    look(panel, unit=1)
    point(panel, edge_point(panel, "U_i", 1, 3, 0.3))
    label = panel.view.diagram.label()
    assert panel.view.label.isVisible() and label is not None
    hovered = panel.view.diagram.hovered
    table = panel.view.diagram.table
    assert isinstance(hovered, int) and table is not None
    edge = table.edge(hovered)
    assert label.title == "U_i · input gate"
    assert label.lines[0].name == f"unit {edge.source + 1} (one step before) → unit 2"
    assert label.lines[0].value == number(edge.weight)


def test_a_unit_under_the_mouse_tells_every_signal(panel: NetworkPanel) -> None:
    point(panel, panel.view.position(Node(UNITS, 1)))
    label = panel.view.diagram.label()
    assert label is not None and label.title == "unit 2"
    trace = panel.store.state.trace()
    assert [line.symbol for line in label.lines] == ["f", "i", "g", "o", "c", "h"]
    assert label.lines[4].value == number(trace[0, "c"][9, 1])
    assert label.lines[0].value == number(trace[0, "f"][9, 1], signed=False)
    assert panel.view.diagram.nodes[UNITS].hovered == 1


def test_the_label_follows_the_steps_and_goes_with_the_mouse(panel: NetworkPanel) -> None:
    point(panel, panel.view.position(Node(UNITS, 1)))
    before = panel.view.diagram.label()
    look(panel, cursor=3)
    assert panel.view.diagram.label() != before and panel.view.label._label == panel.view.diagram.label()
    QApplication.sendEvent(panel.view.viewport(), QEvent(QEvent.Type.Leave))
    assert not panel.view.label.isVisible() and panel.view.diagram.hovered is None


def test_the_label_stays_inside_and_off_its_node(panel: NetworkPanel) -> None:
    viewport = panel.view.viewport().rect()
    for key, item in panel.view.diagram.nodes.items():
        for row in range(item.column.count):
            point(panel, panel.view.position(Node(key, row)))
            card = panel.view.label.geometry()
            assert viewport.contains(card)
            assert not card.contains(panel.view.position(Node(key, row)))


@pytest.mark.parametrize("row", range(4))
def test_the_label_of_a_unit_leaves_headings_and_the_output_in_sight(panel: NetworkPanel, row: int) -> None:
    panel.resize(1000, 500)
    view = panel.view
    view._point_at(view.position(Node(Key("unit", 0), row)))
    said, items = view.label.geometry(), view.diagram.nodes
    headings = [rect for item in items.values() for rect in item.word_rects()]
    assert len(headings) >= 4
    for rect in (*headings, items[Key("output", 1)].column_rect()):
        assert not said.intersects(view._seen(rect)), rect


def test_a_cut_edge_is_told_at_its_unit_only(panel: NetworkPanel) -> None:
    mask = np.zeros((4, 4), dtype=bool)
    mask[1] = True
    network = panel.store.state.model.network.with_cut(0, "U_i", mask)
    edit(panel, set_network, 0, network)
    table = panel.view.diagram.table
    assert table is not None and not table.shown[table.row("U_i", 1, 2)]
    without = picture(panel)
    panel.view.diagram.hover(Node(UNITS, 1))
    assert len(panel.view.diagram.over._cuts) == 4 and picture(panel) != without
    panel.view.diagram.hover(Node(UNITS, 0))
    assert panel.view.diagram.over._cuts == []


# size and zoom


@pytest.mark.parametrize("size", [(320, 200), (850, 340), (1600, 900)])
def test_it_fits_any_size(panel: NetworkPanel, size: tuple[int, int]) -> None:
    panel.resize(*size)
    QApplication.processEvents()
    viewport = panel.view.viewport().rect()
    for key, item in panel.view.diagram.nodes.items():
        for row in range(item.column.count):
            assert viewport.contains(panel.view.mapFromScene(item.node_rect(row).adjusted(6, 6, -6, -6)).boundingRect())
            assert panel.view._hit(panel.view.position(Node(key, row))) == Node(key, row)


def test_ctrl_and_the_wheel_zoom_about_the_mouse(panel: NetworkPanel) -> None:
    at = panel.view.position(Node(UNITS, 2))
    assert wheel(panel, 240, at, Qt.KeyboardModifier.ControlModifier)
    assert panel.view.zoom > 1.3 and panel.view.fit_button.isVisible()
    assert (panel.view.position(Node(UNITS, 2)) - at).manhattanLength() <= 3
    click(panel, Node(UNITS, 2))
    assert panel.store.state.view.unit == 2
    wheel(panel, -2400, at, Qt.KeyboardModifier.ControlModifier)
    assert panel.view.zoom == 1.0 and not panel.view.fit_button.isVisible()


def test_the_plain_wheel_is_left_alone_until_it_pans(panel: NetworkPanel) -> None:
    at = panel.view.position(Node(UNITS, 1))
    assert not wheel(panel, 120, at) and panel.view.zoom == 1.0
    panel.view.zoom_at(3.0, QPointF(at))
    place = panel.view.position(Node(UNITS, 1))
    assert wheel(panel, -120, at)
    assert panel.view.position(Node(UNITS, 1)).y() < place.y()


def test_empty_space_pans_and_a_double_click_fits(panel: NetworkPanel) -> None:
    panel.view.zoom_at(3.0, QPointF(panel.view.position(Node(UNITS, 1))))
    viewport = panel.view.viewport()
    spots = (QPoint(x, y) for x in range(20, viewport.width(), 10) for y in range(20, viewport.height(), 10))
    empty = next(spot for spot in spots if panel.view._hit(spot) is None)
    place = panel.view.position(Node(UNITS, 1))
    QTest.mousePress(viewport, LEFT, NO_KEYS, empty)
    QTest.mouseMove(viewport, empty + QPoint(-15, 10))
    QTest.mouseRelease(viewport, LEFT, NO_KEYS, empty + QPoint(-15, 10))
    assert panel.view.position(Node(UNITS, 1)) - place == QPoint(-15, 10)
    empty = next(spot for spot in spots if panel.view._hit(spot) is None)
    QTest.mouseDClick(viewport, LEFT, NO_KEYS, empty)
    assert panel.view.zoom == 1.0


def test_a_zoomed_view_keeps_its_zoom_when_resized_until_it_is_fitted(panel: NetworkPanel) -> None:
    panel.view.zoom_at(2.0, QPointF(100, 100))
    panel.resize(700, 300)
    QApplication.processEvents()
    assert panel.view.zoom == 2.0
    panel.view.fit_button.click()
    assert panel.view.zoom == 1.0
    assert panel.view.diagram.sceneRect().size().toSize() == panel.view.viewport().size()


# the keyboard


def test_up_and_down_select_the_next_unit_within_the_layer(panel: NetworkPanel) -> None:
    panel.view.setFocus()
    for key, unit in ((Qt.Key.Key_Down, 1), (Qt.Key.Key_Down, 2), (Qt.Key.Key_Up, 1)):
        QTest.keyClick(panel.view, key)
        assert panel.store.state.view.unit == unit
    look(panel, unit=0)
    QTest.keyClick(panel.view, Qt.Key.Key_Up)
    assert panel.store.state.view.unit == 0
    look(panel, unit=3)
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    assert panel.store.state.view.unit == 3


def test_the_windows_keys_are_not_swallowed(panel: NetworkPanel) -> None:
    panel.view.setFocus()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End):
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            event = QKeyEvent(kind, key, NO_KEYS)
            event.setAccepted(kind == QEvent.Type.KeyPress)
            panel.view.event(event)
            assert not event.isAccepted(), (key, kind)
    own = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Down, NO_KEYS)
    panel.view.event(own)
    assert own.isAccepted()


def test_escape_gives_the_keyboard_back(panel: NetworkPanel, qtbot: QtBot) -> None:
    panel.activateWindow()
    panel.view.setFocus()
    qtbot.waitUntil(panel.view.hasFocus)
    QTest.keyClick(panel.view, Qt.Key.Key_Escape)
    assert not panel.view.hasFocus()


def test_keys_zoom(panel: NetworkPanel) -> None:
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_Plus)
    assert panel.view.zoom > 1.0
    QTest.keyClick(panel.view, Qt.Key.Key_0)
    assert panel.view.zoom == 1.0


def test_a_screen_reader_is_told_the_network_and_the_selected_unit(panel: NetworkPanel) -> None:
    look(panel, unit=2)
    known = QAccessible.queryAccessibleInterface(panel.view)
    assert "4 LSTM units" in known.text(QAccessible.Text.Name)
    value = number(panel.store.state.trace()[0, "c"][9, 2])
    assert known.text(QAccessible.Text.Description).startswith("unit 3: ")
    assert f"Cell state {value}" in known.text(QAccessible.Text.Description)


def test_a_picture_says_which_edges_it_shows(panel: NetworkPanel) -> None:
    panel.prepare_picture()
    assert panel.header.subtitle.endswith("edges of the input gate")
    assert not panel.gates.isVisible()
