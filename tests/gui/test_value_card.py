"""The card of a weight or a clamp: what it edits, how it follows, when it goes, and that nothing of it stays."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from core.clamps import Clamp
from core.document import Document, set_clamp, set_network, set_weight
from core.edges import Weight
from core.network import READOUT
from core.state import View
from core.step_edits import insert_words
from gui.diagram.curves import sampled
from gui.fonts import load_fonts
from gui.panels.network import NetworkPanel
from gui.player import Player
from gui.store import Store
from gui.theme import DARK, LIGHT
from gui.value_card import ClampCard, ValueCard, WeightCard, open_cards, open_clamp_card, open_weight_card
from gui.widgets.number_editor import NumberEditor
from tests.core import scenes

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
W = Weight(0, "W_i", (0, 1))
F_NEAR = Clamp(0, "f", 0, 0.0, 7, 7)


def make(qtbot: QtBot, document: Document | None = None, **view: object) -> NetworkPanel:
    load_fonts()
    store = Store(document or scenes.document(), View(**{"cursor": 7, "signal": "i", **view}))  # type: ignore[arg-type]
    panel = NetworkPanel(store, LIGHT)
    store.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(900, 400)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    return panel


@pytest.fixture
def panel(qtbot: QtBot) -> NetworkPanel:
    return make(qtbot)


def at(panel: NetworkPanel) -> QPoint:
    return panel.mapToGlobal(QPoint(300, 200))


def opened(panel: NetworkPanel, weight: Weight = W) -> WeightCard:
    card = open_weight_card(panel.store, LIGHT, weight, at(panel), panel)
    assert isinstance(card, WeightCard) and open_cards(panel) == [card]
    return card


def held(panel: NetworkPanel, clamp: Clamp = F_NEAR) -> ClampCard:
    card = open_clamp_card(panel.store, LIGHT, clamp, at(panel), panel)
    assert isinstance(card, ClampCard) and open_cards(panel) == [card]
    return card


def stored(panel: NetworkPanel, weight: Weight = W) -> float:
    return float(panel.store.state.model.network.parameter(weight.place, weight.name)[weight.at])


def drag(card: ValueCard, *distances: int, publish: Callable[[], object] = lambda: None) -> None:
    start = card.row.handle_position()
    QTest.mousePress(card.row, LEFT, pos=start)
    for distance in distances:
        QTest.mouseMove(card.row, start + QPoint(distance, 0))
        publish()
    QTest.mouseRelease(card.row, LEFT, pos=start + QPoint(distances[-1], 0))


def typed(card: ValueCard, text: str) -> NumberEditor:
    QTest.keyClicks(card.row, text[:1])
    editor = card.row.findChild(NumberEditor)
    QTest.keyClicks(editor, text[1:])
    return editor


def press_window(panel: QWidget, where: QPoint, button: Qt.MouseButton = LEFT) -> None:
    """A press that comes as the mouse's do: through the window."""
    QTest.mouseClick(panel.window().windowHandle(), button, NO_KEYS, where)
    settle()


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


def edge_point(panel: NetworkPanel, name: str, target: int, source: int, along: float = 0.5) -> QPoint:
    """A place on an edge, in the viewport."""
    table = panel.view.diagram.table
    assert table is not None
    points = sampled(table.points[table.row(name, target, source)], 101)
    return panel.view.mapFromScene(QPointF(*points[int(100 * along)]))


# what it edits


def test_a_drag_is_live_and_one_step(panel: NetworkPanel) -> None:
    first, seen = stored(panel), []
    card = opened(panel)
    drag(card, 10, 20, 30, publish=lambda: seen.append(stored(panel)))
    assert len(set(seen)) == 3 and first not in seen
    assert panel.store.undo_label == "Change W_i plural noun → unit 1"
    panel.store.publish()
    assert card.row.value == stored(panel) == seen[-1]
    drag(card, -40)
    panel.store.undo()
    assert stored(panel) == seen[-1]
    panel.store.undo()
    panel.store.publish()
    assert card.row.value == stored(panel) == first and panel.store.undo_label is None


def test_keys_and_wheel_merge_into_one_step(panel: NetworkPanel) -> None:
    first, card = stored(panel), opened(panel)
    for _ in range(3):
        QTest.keyClick(card.row, Qt.Key.Key_Right)
    where = QPointF(card.row.rect().center())
    event = QWheelEvent(
        where, QPointF(card.row.mapToGlobal(where.toPoint())), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        NO_KEYS, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(card.row, event)
    assert stored(panel) > first
    panel.store.undo()
    assert stored(panel) == first and panel.store.undo_label is None


@pytest.mark.parametrize(
    "weight", [W, Weight(0, "U_i", (2, 3)), Weight(0, "b_i", (1,)), Weight(READOUT, "W_y", (0, 2))]
)
def test_it_edits_its_own_weight_and_nothing_else(panel: NetworkPanel, weight: Weight) -> None:
    before = panel.store.state.model.network
    QTest.keyClick(typed(opened(panel, weight), "2.5"), Qt.Key.Key_Return)
    after = panel.store.state.model.network
    for place, name in before.places():
        changed = before.parameter(place, name) != after.parameter(place, name)
        assert changed.sum() == ((place, name) == weight[:2])
    assert stored(panel, weight) == 2.5


def test_it_cuts_restores_and_puts_back(panel: NetworkPanel) -> None:
    first, card = stored(panel), opened(panel)
    assert not card.reset_button.isEnabled() and not card.restore_button.isVisible()
    QTest.mouseClick(card.cut_button, LEFT)
    panel.store.publish()
    assert panel.store.undo_label == "Cut W_i plural noun → unit 1"
    assert card.row.is_cut and card.row.value == 0.0 and stored(panel) == first
    assert panel.store.state.model.network.layers[0].effective["W_i"][0, 1] == 0.0
    drag(card, 30)
    QTest.keyClick(card.row, Qt.Key.Key_Right)
    QTest.keyClicks(card.row, "3")
    assert stored(panel) == first and card.row.hasFocus()
    QTest.mouseClick(card.restore_button, LEFT)
    panel.store.publish()
    assert not card.row.is_cut and card.row.value == first
    drag(card, 30)
    panel.store.publish()
    assert card.reset_button.isEnabled() and stored(panel) != first
    QTest.mouseClick(card.reset_button, LEFT)
    panel.store.publish()
    assert card.row.value == stored(panel) == first and not card.reset_button.isEnabled()


def test_it_is_live_while_it_plays(panel: NetworkPanel, qtbot: QtBot) -> None:
    player = Player(panel.store, panel)
    panel.store.look(cursor=0, speed=20.0)
    card = opened(panel)
    player.play()
    first = stored(panel)
    start = card.row.handle_position()
    QTest.mousePress(card.row, LEFT, pos=start)
    for step in range(1, 6):
        cursor = panel.store.state.view.cursor
        QTest.mouseMove(card.row, start + QPoint(4 * step, 0))
        qtbot.waitUntil(lambda cursor=cursor: panel.store.state.view.cursor > cursor)
        assert player.playing and card.row.value == stored(panel) != first
    QTest.mouseRelease(card.row, LEFT, pos=start + QPoint(20, 0))
    player.pause()
    panel.store.undo()
    assert stored(panel) == first and panel.store.undo_label is None


# a clamp


@pytest.mark.parametrize("clamp", [F_NEAR, Clamp(0, "c", 2, 9.0), Clamp(0, "h", 1, 5.0, 7, 7)])
def test_a_clamp_begins_where_the_signal_is(panel: NetworkPanel, clamp: Clamp) -> None:
    before = panel.store.state.trace()[0, clamp.signal][7, clamp.unit]
    card = held(panel, clamp)
    assert panel.store.state.model.clamps == (replace(clamp, value=float(before)),)
    assert panel.store.state.trace()[0, clamp.signal][7, clamp.unit] == before == card.row.value
    drag(card, -20, -35)
    value = panel.store.state.model.clamps[0].value
    assert value < before and panel.store.state.trace()[0, clamp.signal][7, clamp.unit] == value
    panel.store.undo()
    assert panel.store.state.model.clamps[0].value == before
    panel.store.undo()
    assert panel.store.state.model.clamps == () and panel.store.undo_label is None


def test_a_clamp_reaches_trace_and_decay(panel: NetworkPanel) -> None:
    panel.store.look(cursor=9)
    free_trace, free_decay = panel.store.state.trace(), panel.store.state.decay(0)
    card = held(panel, F_NEAR)
    QTest.keyClick(card.row, Qt.Key.Key_Home)
    state = panel.store.state
    assert state.model.clamps[0].value == 0.0
    assert state.trace()[0, "f"][7, 0] == 0.0 != free_trace[0, "f"][7, 0]
    assert state.trace()[0, "c"][9, 0] != free_trace[0, "c"][9, 0]
    assert free_decay is not None and state.decay(0).log10_norm["c"][0] != free_decay.log10_norm["c"][0]


def test_a_gate_goes_from_0_to_1_and_a_state_further(panel: NetworkPanel) -> None:
    card = held(panel)
    for key, value in ((Qt.Key.Key_Home, 0.0), (Qt.Key.Key_End, 1.0)):
        QTest.keyClick(card.row, key)
        assert panel.store.state.model.clamps[0].value == value
    editor = typed(card, "3")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.property("invalid") is not None and not card.closing
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    cell = held(panel, Clamp(0, "c", 0, 0.0))
    QTest.keyClick(typed(cell, "-3.5"), Qt.Key.Key_Return)
    assert panel.store.state.clamp("c", 0).value == -3.5


def test_a_clamp_is_released_on_its_card(panel: NetworkPanel, qtbot: QtBot) -> None:
    card = held(panel)
    assert card.accessibleName() == "forget gate of unit 1 · held at “near”"
    with qtbot.waitSignal(card.closed):
        QTest.mouseClick(card.release_button, LEFT)
    assert panel.store.state.model.clamps == ()
    assert panel.store.undo_label == "Release f of unit 1 at “near”"


def test_the_card_of_a_clamp_that_is_there_edits_nothing_by_itself(panel: NetworkPanel) -> None:
    clamp = replace(F_NEAR, value=0.25)
    panel.store.edit(set_clamp, 0, clamp, label="clamp")
    document = panel.store.state.document
    held(panel, clamp)
    assert panel.store.state.document is document


# how it follows


def test_it_follows_the_document(panel: NetworkPanel) -> None:
    card = opened(panel)
    panel.store.edit(set_weight, 0, *W, 3.25, label="elsewhere")
    panel.store.publish()
    assert card.row.value == 3.25 and card.row.limit >= 3.25


def test_it_goes_when_its_weight_is_no_more(panel: NetworkPanel) -> None:
    def other_network() -> None:
        panel.store.edit(set_network, 0, scenes.network(scenes.load_cell("elman"), 3), label="another")

    def other_document() -> None:
        panel.store.open(scenes.document(), View())

    def other_model() -> None:
        panel.store.look(model=1)

    for change in (other_network, other_document, other_model):
        panel.store.open(scenes.document(), View(signal="i"))
        panel.store.publish()
        card = opened(panel)
        change()
        panel.store.publish()
        assert card.closing and not open_cards(panel)


def test_a_clamps_card_goes_when_it_is_undone(panel: NetworkPanel) -> None:
    card = held(panel)
    panel.store.undo()
    panel.store.publish()
    assert card.closing


def test_typing_does_not_reach_another_document(panel: NetworkPanel) -> None:
    typed(opened(panel), "7")
    other = scenes.document()
    panel.store.open(other, View(signal="i"))
    panel.store.publish()
    settle()
    assert panel.store.state.document is other


def test_it_stays_while_words_are_put_in(panel: NetworkPanel) -> None:
    card = opened(panel)
    panel.store.edit(insert_words, 3, ("who",), label="words")
    panel.store.publish()
    assert not card.closing


# when it goes


def test_escape_gives_the_keyboard_back_to_where_it_was(panel: NetworkPanel) -> None:
    panel.view.setFocus()
    card = opened(panel)
    assert card.row.hasFocus()
    QTest.keyClick(card.row, Qt.Key.Key_Escape)
    assert card.closing and not card.isVisible() and panel.view.hasFocus()


def test_without_the_keyboard_before_nobody_has_it_after(panel: NetworkPanel) -> None:
    panel.setFocus()
    panel.clearFocus()
    assert panel.focusWidget() is None
    card = opened(panel)
    QTest.keyClick(card.row, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is None


def test_escape_drops_what_was_typed_and_goes(panel: NetworkPanel) -> None:
    first, card = stored(panel), opened(panel)
    editor = typed(card, "4.5")
    assert stored(panel) == first
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert card.closing and stored(panel) == first


def test_escape_in_a_drag_takes_the_drag_back_first(panel: NetworkPanel) -> None:
    first, card = stored(panel), opened(panel)
    start = card.row.handle_position()
    QTest.mousePress(card.row, LEFT, pos=start)
    QTest.mouseMove(card.row, start + QPoint(25, 0))
    assert stored(panel) != first
    QTest.keyClick(card.row, Qt.Key.Key_Escape)
    assert stored(panel) == first and not card.closing
    QTest.keyClick(card.row, Qt.Key.Key_Escape)
    assert card.closing


def test_escape_takes_back_what_was_done_on_the_card_and_enter_keeps_it(panel: NetworkPanel) -> None:
    before = panel.store.state.document
    card = opened(panel)
    drag(card, 20)
    drag(card, 30)
    card.cut_button.click()
    assert panel.store.state.document is not before
    QTest.keyClick(card.row, Qt.Key.Key_Escape)
    assert card.closing and panel.store.state.document is before and panel.store.undo_label is None
    assert panel.store.redo_label is not None
    card = opened(panel)
    drag(card, 20)
    changed = panel.store.state.document
    QTest.keyClick(card.row, Qt.Key.Key_Return)
    assert card.closing and panel.store.state.document is changed


def test_escape_lets_go_what_the_card_of_a_clamp_held(panel: NetworkPanel) -> None:
    before = panel.store.state.document
    card = held(panel)
    assert panel.store.state.model.clamps
    QTest.keyClick(card.row, Qt.Key.Key_Escape)
    assert panel.store.state.document is before


def test_holding_a_signal_and_choosing_its_value_are_one_step(panel: NetworkPanel) -> None:
    before = panel.store.state.document
    card = held(panel)
    drag(card, 20)
    drag(card, 30)
    QTest.keyClick(card.row, Qt.Key.Key_Return)
    after = panel.store.state.document
    assert after.models[0].clamps and after is not before
    panel.store.undo()
    assert panel.store.state.document is before and panel.store.undo_label is None
    panel.store.redo()
    assert panel.store.state.document is after


def test_enter_takes_the_number_and_goes(panel: NetworkPanel) -> None:
    panel.view.setFocus()
    card = opened(panel)
    QTest.keyClick(typed(card, "-1.25"), Qt.Key.Key_Return)
    assert stored(panel) == -1.25 and card.closing and panel.view.hasFocus()
    again = opened(panel)
    QTest.keyClick(again.row, Qt.Key.Key_Enter)
    assert again.closing


def test_a_press_elsewhere_closes_it_and_one_within_does_not(panel: NetworkPanel) -> None:
    card = opened(panel)
    inside = card.row.mapTo(panel, QPoint(card.row.width() // 2, card.row.height() // 2))
    press_window(panel, inside)
    assert not card.closing
    press_window(panel, QPoint(panel.width() - 12, panel.height() - 6))
    assert card.closing and not open_cards(panel)


def test_a_press_elsewhere_takes_what_was_typed(panel: NetworkPanel) -> None:
    card = opened(panel)
    typed(card, "2.75")
    press_window(panel, QPoint(panel.width() - 12, panel.height() - 6))
    assert card.closing and stored(panel) == 2.75


def test_the_tabulator_goes_round_on_the_card(panel: NetworkPanel) -> None:
    panel.store.edit(set_weight, 0, *W, 3.0, label="so that it can be reset")
    card = opened(panel)
    visited = []
    for _ in range(4):
        visited.append(QApplication.focusWidget())
        QTest.keyClick(visited[-1], Qt.Key.Key_Tab)
    assert visited == [card.row, card.cut_button, card.reset_button, card.row]
    QTest.keyClick(card.cut_button, Qt.Key.Key_Escape)
    assert card.closing


def test_the_windows_keys_are_the_windows_again(panel: NetworkPanel) -> None:
    keys: list[int] = []

    class Field(QLineEdit):
        def keyPressEvent(self, event: object) -> None:
            keys.append(event.key())  # type: ignore[attr-defined]

    field = Field(panel)
    field.show()
    field.setFocus()
    card = opened(panel)
    QTest.keyClick(card.row, Qt.Key.Key_Escape)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert keys == [Qt.Key.Key_Right]


# where it is


@pytest.mark.parametrize("point", [(0, 0), (899, 0), (0, 399), (899, 399), (450, 200), (2000, -50)])
def test_it_is_inside_the_window(panel: NetworkPanel, point: tuple[int, int]) -> None:
    card = open_weight_card(panel.store, LIGHT, W, panel.mapToGlobal(QPoint(*point)), panel)
    assert card is not None
    assert panel.rect().contains(card.card_rect().translated(card.pos()))
    card.dismiss()


def test_it_stays_inside_a_window_that_shrinks(panel: NetworkPanel) -> None:
    card = open_weight_card(panel.store, LIGHT, W, panel.mapToGlobal(QPoint(890, 390)), panel)
    assert card is not None
    panel.resize(500, 300)
    settle()
    assert panel.rect().contains(card.card_rect().translated(card.pos()))


@pytest.mark.parametrize("size", [(900, 400), (640, 420), (1300, 800)])
def test_it_covers_neither_end_of_its_edge(panel: NetworkPanel, size: tuple[int, int]) -> None:
    panel.resize(*size)
    settle()
    for name in ("W_i", "U_i"):
        for target in range(4):
            where = edge_point(panel, name, target, 1, 0.5)
            hit = panel.view._hit(where)
            if not isinstance(hit, int):
                continue
            QTest.mouseClick(panel.view.viewport(), LEFT, NO_KEYS, where)
            (card,) = open_cards(panel)
            box = QRect(panel.mapToGlobal(card.pos() + card.card_rect().topLeft()), card.card_rect().size())
            for node in panel.view.diagram.table.edge(hit).nodes:
                assert not box.contains(panel.view.node_place(node).center()), (name, target, size)
            assert not box.contains(panel.view.viewport().mapToGlobal(where))
            card.dismiss()


# on an edge


def test_a_click_on_an_edge_opens_it_and_a_second_puts_it_away(panel: NetworkPanel) -> None:
    where = panel.view.viewport().mapTo(panel, edge_point(panel, "W_i", 0, 0, 0.3))
    press_window(panel, where)
    (card,) = open_cards(panel)
    table = panel.view.diagram.table
    assert card.quantity.weight == table.edge(panel.view._hit(edge_point(panel, "W_i", 0, 0, 0.3))).entry
    assert panel.view.diagram.pinned == card.quantity.weight and card.row.hasFocus()
    assert not panel.view.label.isVisible()
    press_window(panel, where)
    assert not open_cards(panel) and panel.view.diagram.pinned is None
    assert panel.view.hasFocus()


def test_another_edge_takes_it_over(panel: NetworkPanel) -> None:
    shown = []
    for source in (0, 3):
        press_window(panel, panel.view.viewport().mapTo(panel, edge_point(panel, "W_i", 0, source, 0.12)))
        (card,) = open_cards(panel)
        shown.append(card.quantity.weight)
        assert panel.view.diagram.pinned == shown[-1]
    assert shown[0] != shown[1]


def test_what_a_click_opens_is_asked_for(panel: NetworkPanel) -> None:
    assert not {"cell", "weights"} & set(panel.store.state.view.panels)
    QTest.mouseClick(panel.view.viewport(), LEFT, NO_KEYS, edge_point(panel, "W_i", 0, 0, 0.3))
    assert "weights" in panel.store.state.view.panels and "cell" not in panel.store.state.view.panels


def test_the_theme_changes_with_the_window(panel: NetworkPanel) -> None:
    card = opened(panel)
    panel.set_theme(DARK)
    colour = card.grab().toImage().pixelColor(card.card_rect().center() + QPoint(0, -20))
    assert colour.lightness() < 80


# nothing stays


@pytest.mark.parametrize("open_card", [opened, held])
def test_twenty_cards_leave_nothing_behind(panel: NetworkPanel, open_card: Callable[[NetworkPanel], ValueCard]) -> None:
    widgets = len(panel.findChildren(QWidget))
    gone: list[ValueCard] = []
    for k in range(20):
        card = open_card(panel)
        card.destroyed.connect(lambda: gone.append(None))  # type: ignore[arg-type]
        if k % 3 == 0:
            typed(card, "1")
            press_window(panel, QPoint(panel.width() - 12, panel.height() - 6))
        else:
            QTest.keyClick(card.row, Qt.Key.Key_Escape)
        del card
        settle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    assert len(panel.findChildren(QWidget)) == widgets and len(gone) == 20
