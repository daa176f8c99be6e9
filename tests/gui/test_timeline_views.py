"""The timeline's other views: all units of one signal, the strips of input gain, marks of clamps, clicks and menus."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QPainter, QRegion, QTransform
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core import run
from core.cells import cell_names
from core.clamps import Clamp
from core.document import Document, recolour, set_clamp, set_weight
from core.network import READOUT
from core.state import State, View
from core.step_edits import insert_words
from gui.decay.text import gain_text
from gui.export import picture
from gui.numbers import number
from gui.panels.timeline import TimelinePanel
from gui.part_menu import Part, PartMenu
from gui.store import Store
from gui.theme import DARK, LIGHT, Theme, apply
from gui.timeline.rows import parts_of, rows_of, spans_held, strips_of, subject
from gui.timeline.word_menu import WordMenu
from gui.widgets import heat_flat
from gui.widgets.heat_clamp import is_locked_beside_name
from gui.widgets.heat_flat import row_colours
from gui.widgets.heat_labels import LINE, named
from gui.widgets.heat_paint import HeatPaint
from gui.widgets.heat_plan import FOOT, ROW_THIN, Row, exact, tiles
from gui.widgets.heat_plan import LOW as LOW_ROW
from gui.widgets.heat_strip import HIGH, LOW, NOTES, Strip, height, note_of, share, strip_tip
from gui.widgets.heat_strip_paint import ABOVE, bar_room
from tests.core import scenes

LEFT = Qt.MouseButton.LeftButton
Show = Callable[..., TimelinePanel]


@pytest.fixture
def show(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Show:
    """A panel on a document, in sight and up to date, without motion."""
    monkeypatch.setenv("CAROUSEL_REDUCED_MOTION", "1")
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply(LIGHT, application)

    def shown(document: Document | None = None, size: tuple[int, int] = (930, 260), **view: object) -> TimelinePanel:
        panel = TimelinePanel(Store(document or scenes.document(), View(**view)), LIGHT)
        panel.store.setParent(panel)
        qtbot.addWidget(panel)
        panel.resize(*size)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    return shown


def wide(units: int, cell: str = "lstm", words: int = 13) -> Document:
    document = scenes.document(cells=((cell, units),))
    sequence = tuple(document.sequence[k % 13] for k in range(words))
    return replace(document, sequence=sequence, question=document.question if words >= 13 else None)


def tile(panel: TimelinePanel, row: int, step: int) -> QPoint:
    places = panel.rows.places
    return QPoint(panel.rows.column_rect(step).center().x(), places.y(row, 0) + places.row_height // 2)


def label(panel: TimelinePanel, row: int) -> QPoint:
    return QPoint(20, tile(panel, row, 0).y())


def strip(panel: TimelinePanel, index: int, step: int) -> QPoint:
    places = panel.rows.places
    return QPoint(panel.rows.column_rect(step).center().x(), places.strip_y(index) + places.strip_height // 2)


def view(panel: TimelinePanel) -> View:
    return panel.store.state.view


def picture_of(panel: TimelinePanel) -> QImage:
    panel.store.publish()
    return panel.rows.grab().toImage()


# all units of one signal


@pytest.mark.parametrize("key", cell_names())
def test_a_row_a_unit_holds_the_values_of_the_trace(key: str) -> None:
    for signal in State(wide(3, key), View()).cell.signals:
        state = State(wide(3, key), View(cursor=6, unit=1, across=signal))
        rows, trace, info = rows_of(state), state.trace(), state.cell.info(signal)
        assert [row.label for row in rows] == ["unit 1", "unit 2", "unit 3"]
        assert [row.marked for row in rows] == [False, True, False]
        assert {(row.role, row.signed) for row in rows} == {(info.role, not state.cell.is_level(signal))}
        for one in tiles(rows, 6, 0, 6):
            value = trace[0, signal][one.step, one.row]
            assert (one.value, one.text) == (value, number(value, 2, not state.cell.is_level(signal)))


def test_every_row_is_a_part_of_the_selected_layer() -> None:
    state = State(wide(3), View(unit=2, across="f"))
    assert parts_of(state) == tuple(Part(0, unit, "f") for unit in range(3))
    assert parts_of(State(wide(3), View(unit=2))) == tuple(Part(0, 2, signal) for signal in "figc")


@pytest.mark.parametrize(
    ("across", "units", "text"),
    [
        ("", 4, "unit 1 of LSTM"),
        ("f", 4, "forget gate of all 4 units of LSTM"),
        ("c", 1, "cell state of the one unit of LSTM"),
    ],
)
def test_the_subtitle_says_what_the_rows_are(across: str, units: int, text: str) -> None:
    assert subject(State(wide(units), View(across=across))) == text


def test_the_menu_in_the_header_chooses(qtbot: QtBot, show: Show) -> None:
    panel = show(unit=1)
    assert panel.choice.text() == "unit 2 \u25be" and panel.more.isVisible()
    actions = [action for action in panel.choice.menu().actions() if not action.isSeparator()]
    titles = [panel.store.state.cell.info(s).title.lower() for s in panel.store.state.cell.signals]
    assert [action.text().lower() for action in actions] == ["signals of unit 2", *(f"all units: {t}" for t in titles)]
    actions[1].trigger()
    qtbot.waitUntil(lambda: panel.choice.text() == "all units: forget \u25be")
    assert view(panel).across == "f" and panel.rows.places.rows == 4
    assert (
        panel.header.subtitle
        == "forget gate of all 4 units of LSTM \u00b7 click a word to go there, double-click to change it"
    )
    assert [action.isChecked() for action in actions] == [False, True, *[False] * 5]
    assert not panel.more.isVisible()
    actions[0].trigger()
    qtbot.waitUntil(lambda: panel.more.isVisible())
    assert view(panel).across == ""


def test_the_header_has_room_for_its_controls_where_it_is_narrow(show: Show) -> None:
    for across in ("", "g"):
        panel = show(size=(420, 240), across=across)
        for control in (panel.choice, panel.more):
            if control.isVisible():
                assert control.width() >= control.sizeHint().width()
                assert panel.header.rect().contains(control.geometry())


def test_a_signal_that_the_other_network_has_not_gives_way(qtbot: QtBot, show: Show) -> None:
    panel = show(across="c")
    panel.store.look(model=1)
    qtbot.waitUntil(lambda: panel.choice.text() == "unit 1 \u25be")
    assert panel.rows.places.rows == 1


@pytest.mark.parametrize(("units", "size"), [(64, (930, 300)), (64, (930, 700)), (512, (930, 300)), (9, (930, 220))])
def test_many_units_are_thin_rows_with_some_names(show: Show, units: int, size: tuple[int, int]) -> None:
    panel = show(wide(units), size, cursor=8, across="c", unit=6)
    places = panel.rows.places
    assert places.thin and not places.numbers and places.row_height >= ROW_THIN
    assert (places.over_y > 0) == (places.head + units * places.row_height > places.bottom)
    tops = sorted(top for _, top in named(panel.rows._shown()))
    assert all(after - before >= LINE for before, after in zip(tops, tops[1:], strict=False)) and len(tops) >= 3
    assert named(panel.rows._shown())[0][0] == 6


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("signal", ["f", "c"])
def test_thin_tiles_have_the_colours_of_their_values(show: Show, theme: Theme, signal: str) -> None:
    panel = show(wide(64), (930, 420), cursor=8, across=signal)
    panel.set_theme(theme)
    image, places = picture_of(panel), panel.rows.places
    for index, row in enumerate(rows_of(panel.store.state)[:20]):
        for step in (0, 3, 7, 9, 12):
            value = float(row.values[step])
            known = theme.value_colour(value) if row.signed else theme.level_colour(row.role, value)
            spot = QPoint(places.x(step, 0) + 8, places.y(index, 0) + 1)
            assert image.pixelColor(spot) == (known if step <= 8 else theme.unknown), (index, step)


@given(st.lists(st.floats(), min_size=1, max_size=20), st.booleans())
def test_colours_of_many_are_those_of_each(values: list[float], signed: bool) -> None:
    row = Row("", "", "", "forget", signed, np.array(values))
    each = [LIGHT.value_colour(v) if signed else LIGHT.level_colour("forget", v) for v in values]
    assert row_colours(LIGHT, row, 0, len(values)).tolist() == [colour.rgb() for colour in each]


def test_of_many_units_over_a_long_sequence_only_what_is_seen_is_painted(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = show(wide(64, "elman", 5000), (930, 260), cursor=2500, across="h")
    asked: list[tuple[int, int]] = []

    def counted(theme: Theme, row: Row, first: int, end: int) -> np.ndarray:
        asked.append((first, end))
        return row_colours(theme, row, first, end)

    monkeypatch.setattr(heat_flat, "row_colours", counted)
    panel.rows.repaint()
    places = panel.rows.places
    assert 0 < len(asked) <= (places.bottom - places.head) // places.row_height + 1 < 64
    ((first, end),) = set(asked)
    assert 2400 < first < 2500 and end == 2501
    assert end - first <= (places.right - places.left) // places.pitch + 2


@pytest.mark.parametrize(("units", "size"), [(64, (576, 180)), (64, (960, 300)), (200, (576, 180)), (4, (576, 90))])
def test_a_picture_shows_every_row(
    show: Show, monkeypatch: pytest.MonkeyPatch, units: int, size: tuple[int, int]
) -> None:
    plans = []
    painted = HeatPaint.paint
    monkeypatch.setattr(HeatPaint, "paint", lambda self, region: (plans.append(self.plan), painted(self, region))[1])
    picture(TimelinePanel, wide(units), View(cursor=9, across="c" if units > 4 else ""), LIGHT, QSize(*size))
    assert plans[-1].rows == units and plans[-1].over_y == 0
    assert plans[-1].bottom + FOOT <= plans[-1].note_area.top()


# selecting


def test_a_click_on_the_name_of_a_unit_selects_it(show: Show) -> None:
    panel = show(cursor=5, across="f")
    QTest.mouseClick(panel.rows, LEFT, pos=label(panel, 2))
    assert (view(panel).unit, view(panel).cursor) == (2, 5)


def test_a_click_on_a_tile_of_a_unit_selects_it_and_goes_there(show: Show) -> None:
    panel = show(cursor=5, across="f")
    QTest.mouseClick(panel.rows, LEFT, pos=tile(panel, 3, 8))
    assert (view(panel).unit, view(panel).cursor) == (3, 8)
    QTest.mouseClick(panel.rows, LEFT, pos=QPoint(tile(panel, 0, 2).x(), 12))
    assert (view(panel).unit, view(panel).cursor) == (3, 2)


def test_a_drag_selects_only_the_unit_it_began_on(show: Show) -> None:
    panel = show(cursor=5, across="f")
    QTest.mousePress(panel.rows, LEFT, pos=tile(panel, 1, 2))
    QTest.mouseMove(panel.rows, tile(panel, 3, 7))
    QTest.mouseRelease(panel.rows, LEFT, pos=tile(panel, 3, 7))
    assert (view(panel).unit, view(panel).cursor) == (1, 7)


def test_a_click_on_a_name_among_thin_rows_selects_what_it_names(show: Show) -> None:
    panel = show(wide(64), cursor=5, across="f")
    for index, top in named(panel.rows._shown())[1:4]:
        for y in (top + 1, top + LINE - 2):
            assert panel.rows._label_under(20, y) == index
    QTest.mouseClick(panel.rows, LEFT, pos=QPoint(20, named(panel.rows._shown())[2][1] + 2))
    assert view(panel).unit == named(panel.rows._shown())[2][0]


def test_a_click_on_the_name_of_a_gate_selects_it(qtbot: QtBot, show: Show) -> None:
    panel = show(cursor=5, signal="i")
    QTest.mouseClick(panel.rows, LEFT, pos=label(panel, 0))
    assert (view(panel).signal, view(panel).cursor) == ("f", 5)
    qtbot.waitUntil(lambda: [row.marked for row in panel.rows._rows] == [True, False, False, False])
    # the cell state has no weights to select
    QTest.mouseClick(panel.rows, LEFT, pos=label(panel, 3))
    assert view(panel).signal == "f"
    # a tile of another gate only goes to its step
    QTest.mouseClick(panel.rows, LEFT, pos=tile(panel, 2, 4))
    assert (view(panel).signal, view(panel).cursor) == ("f", 4)


def test_a_unit_that_is_selected_elsewhere_comes_into_sight(show: Show) -> None:
    panel = show(wide(64), cursor=5, across="f", unit=50)
    places = panel.rows.places
    for unit in (50, 3, 63, 62, 0):
        panel.store.look(unit=unit)
        panel.store.publish()
        top = places.y(unit, panel.rows._down.value())
        assert places.head <= top and top + places.row_height <= places.bottom
    panel.store.look(unit=41)
    panel.store.publish()
    for size in ((930, 120), (500, 700), (930, 300)):
        panel.resize(*size)
        places, top = panel.rows.places, panel.rows.places.y(41, panel.rows._down.value())
        assert places.head <= top and top + places.row_height <= places.bottom
    # what was scrolled to by hand stays while weights change
    panel.rows._down.setValue(40)
    panel.store.edit(set_weight, 0, 0, "b_f", (0,), 2.0, label="a weight")
    panel.store.publish()
    assert panel.rows._down.value() == 40


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_selected_row_is_marked_beside_its_name(show: Show, theme: Theme) -> None:
    panel = show(signal="g")
    panel.set_theme(theme)
    image, places = picture_of(panel), panel.rows.places
    marks = [image.pixelColor(places.labels - 12 + 5, tile(panel, row, 0).y()) for row in range(4)]
    stroke = theme.role("candidate").stroke
    assert marks == [theme.surface, theme.surface, stroke, theme.surface]


def test_the_pointer_tells_what_can_be_pressed(qtbot: QtBot, show: Show) -> None:
    panel = show(signal="i")
    for row, shape in ((3, Qt.CursorShape.ArrowCursor), (0, Qt.CursorShape.PointingHandCursor)):
        QTest.mouseMove(panel.rows, label(panel, row))
        qtbot.waitUntil(lambda shape=shape: panel.rows.cursor().shape() == shape)
    assert panel.rows.grab().toImage().pixelColor(2, label(panel, 0).y()) == LIGHT.hover


# menus


def right_click(panel: TimelinePanel, at: QPoint) -> bool:
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, panel.rows.mapToGlobal(at))
    QApplication.sendEvent(panel.rows, event)
    return event.isAccepted()


@pytest.mark.parametrize(
    ("across", "on_label", "part", "cursor"),
    [
        ("", False, Part(0, 1, "g"), 3),
        ("", True, Part(0, 1, "g"), 9),
        ("o", False, Part(0, 2, "o"), 3),
        ("o", True, Part(0, 2, "o"), 9),
    ],
)
def test_a_right_click_opens_the_menu_of_the_part(
    show: Show, monkeypatch: pytest.MonkeyPatch, across: str, on_label: bool, part: Part, cursor: int
) -> None:
    panel = show(cursor=9, unit=1, across=across)
    opened: list[tuple[object, ...]] = []
    monkeypatch.setattr("gui.panels.timeline.open_part_menu", lambda *given: opened.append(given))
    at = label(panel, 2) if on_label else tile(panel, 2, 3)
    assert right_click(panel, at)
    assert opened == [(panel.store, panel.theme, part, panel.rows.mapToGlobal(at), panel)]
    assert (view(panel).cursor, view(panel).unit) == (cursor, 1)


def test_the_menu_clamps_at_the_word_that_was_clicked(qtbot: QtBot, show: Show) -> None:
    panel = show(cursor=9)
    right_click(panel, tile(panel, 0, 7))
    (menu,) = panel.findChildren(PartMenu)
    assert menu.accessibleName() == "forget gate of unit 1"
    (clamps,) = [action.menu() for action in menu.actions() if action.text() == "Clamp at \u201cnear\u201d"]
    next(action for action in clamps.actions() if action.text() == "to 0").trigger()
    assert panel.store.state.model.clamps == (Clamp(0, "f", 0, 0.0, 7, 7),)
    menu.close()
    qtbot.waitUntil(lambda: panel.rows._rows[0].held == ((7, 7),))
    qtbot.waitUntil(lambda: not panel.findChildren(PartMenu))


@pytest.mark.parametrize("across", ["", "c"])
def test_a_right_click_on_a_word_opens_the_menu_of_that_word(show: Show, across: str) -> None:
    panel = show(cursor=9, unit=1, signal="o", across=across)
    assert right_click(panel, QPoint(tile(panel, 0, 3).x(), panel.rows.places.top + 12))
    (menu,) = panel.findChildren(WordMenu)
    assert menu.accessibleName() == "\u201cwore\u201d, step 4" and view(panel).cursor == 3
    menu.close()


def test_where_there_is_no_part_there_is_no_menu(show: Show) -> None:
    panel = show(cursor=9)
    assert not right_click(panel, strip(panel, 0, 3))
    assert not right_click(panel, QPoint(20, 12))
    assert not right_click(panel, QPoint(panel.rows.width() - 1, tile(panel, 0, 0).y()))
    assert view(panel).cursor == 9


# the gain of each step's input


def numeric_gain(state: State, model: int, step: int) -> float:
    """From central differences of the answer before its sigmoid."""
    network, x = state.document.models[model].network, np.array(state.document.x)

    def logit(moved: np.ndarray) -> float:
        p = run(network, moved).output[state.view.cursor, 0]
        return float(np.log(p) - np.log1p(-p))

    slopes = []
    for k in range(x.shape[1]):
        nudge = np.zeros_like(x)
        nudge[step, k] = 1e-5
        slopes.append((logit(x + nudge) - logit(x - nudge)) / 2e-5)
    return float(np.sqrt(np.mean(np.square(slopes))))


@pytest.mark.parametrize("cursor", [0, 9])
def test_strips_hold_the_derivative_of_the_answer(cursor: int) -> None:
    state = State(scenes.document(), View(cursor=cursor))
    strips = strips_of(state)
    assert [one.name for one in strips] == ["LSTM", "RNN"]
    for model, one in enumerate(strips):
        for step in range(cursor + 1):
            gain = one.at(step)
            assert gain is not None and math.isclose(10.0**gain, numeric_gain(state, model, step), rel_tol=1e-4)
        assert one.at(cursor + 1) is None


def test_only_networks_that_are_shown_have_a_strip(qtbot: QtBot, show: Show) -> None:
    panel = show(cursor=4)
    assert panel.rows.places.strips == 2
    panel.store.look(hidden=(0,))
    qtbot.waitUntil(lambda: panel.rows.places.strips == 1)
    assert [one.name for one in panel.rows._strips] == ["RNN"]


def test_networks_of_one_colour_are_told_apart_by_their_markers(show: Show) -> None:
    document = scenes.document(cells=(("lstm", 4), ("elman", 4), ("gru", 4)))
    document = recolour(recolour(recolour(document, 0, "#2F6FDE"), 1, "#2f6fde"), 2, "#D1495B")
    assert [one.marker for one in strips_of(State(document, View()))] == [0, 1, None]
    assert [one.marker for one in strips_of(State(document, View(hidden=(1,))))] == [None, None]
    names = []
    for other in (document, recolour(document, 1, "#12887E")):
        panel = show(other, cursor=4)
        places = panel.rows.places
        names.append(picture_of(panel).copy(0, places.words, places.labels, places.strip_height))
    assert names[0] != names[1]


@given(st.floats(-400, 400), st.integers(1, 40))
def test_heights_are_on_a_fixed_log_scale(log10: float, full: int) -> None:
    assert 0.0 <= share(log10) <= 1.0
    assert height(log10, full) * 2 == int(height(log10, full) * 2)
    assert abs(height(log10, full) - full * share(log10)) <= 0.25
    if LOW <= log10 <= HIGH:
        assert math.isclose(share(log10) * (HIGH - LOW), log10 - LOW, abs_tol=1e-12)


def test_the_ends_of_the_scale() -> None:
    assert [share(math.log10(gain)) for gain in (1e-6, 10.0)] == pytest.approx([0.0, 1.0])
    assert [share(log10) for log10 in (-math.inf, math.inf)] == [0.0, 1.0]


def painted_height(image: QImage, x: int, top: int, bottom: int, colour: QColor) -> int:
    return sum(image.pixelColor(x, y) == colour for y in range(top, bottom))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("size", [(930, 260), (560, 236)], ids=["wide", "dense"])
def test_bars_are_as_high_as_the_gain(show: Show, theme: Theme, size: tuple[int, int]) -> None:
    panel = show(size=size, cursor=9)
    panel.set_theme(theme)
    for cursor in (9, 3, 11):
        panel.store.look(cursor=cursor)
        image, places = picture_of(panel), panel.rows.places
        for index, one in enumerate(strips_of(panel.store.state)):
            colour, top = theme.line_colour(one.colour), places.strip_y(index)
            full = bar_room(places.strip_height)
            for step in range(cursor + 1):
                x = panel.rows.column_rect(step).center().x()
                gain = one.at(step)
                assert gain is not None and gain <= HIGH
                shown = painted_height(image, x, top, top + places.strip_height, colour)
                assert shown == int(height(gain, full)) + 1, (index, step)
            if cursor < 12:
                later = panel.rows.column_rect(12).center().x()
                assert image.pixelColor(later, top + ABOVE + full // 2) == theme.unknown


def test_bars_follow_a_weight_of_any_network(show: Show) -> None:
    panel = show(cursor=9)
    for model in (0, 1):
        before = picture_of(panel)
        panel.store.edit(set_weight, model, READOUT, "W_y", (0, 0), 9.0, label="a weight")
        after, area = picture_of(panel), panel.rows.places.strips_area
        assert before.copy(area) != after.copy(area)


def test_what_is_beyond_the_scale_is_capped_and_what_is_no_number_is_told(show: Show) -> None:
    panel = show(cursor=9)
    gains = np.array([3.0, np.nan, -np.inf, -40.0, 0.5])
    panel.rows.show_cursor(4, (Strip("LSTM", "#2F6FDE", gains, 4), panel.rows._strips[1]))
    image, places = panel.rows.grab().toImage(), panel.rows.places
    colour, top = LIGHT.line_colour("#2F6FDE"), places.strip_y(0)
    columns = [panel.rows.column_rect(step).center().x() for step in range(5)]
    heights = [painted_height(image, x, top, top + places.strip_height, colour) for x in columns]
    full = bar_room(places.strip_height)
    assert heights == [full, 0, 1, 1, int(height(0.5, full)) + 1]
    assert image.pixelColor(columns[0], top + ABOVE + 2) == LIGHT.surface
    assert image.pixelColor(columns[1], top + ABOVE + full // 2) == LIGHT.danger_soft


def test_tips_of_a_strip(show: Show) -> None:
    panel = show(cursor=9)
    gain = float(panel.store.state.input_gain(0)[1])
    tip = panel.rows.tip_at(strip(panel, 0, 1).x(), strip(panel, 0, 1).y())
    said = f"moves the LSTM\u2019s answer at \u201cdogs\u201d by {gain_text(gain)} times its size (gain)"
    assert "A nudge of the input at \u201cboy\u201d (step 2)" in tip and said in tip
    tip = panel.rows.tip_at(strip(panel, 1, 11).x(), strip(panel, 1, 11).y())
    assert "\u201cplaying\u201d (step 12) comes after \u201cdogs\u201d" in tip
    name = panel.rows.tip_at(20, strip(panel, 1, 0).y())
    assert "RNN: gain of each word" in name and "log scale" in name
    assert "log scale" in panel.rows.tip_at(20, panel.rows.places.words - 4)


def test_an_input_that_moves_nothing_says_so() -> None:
    state = State(wide(3, "dense"), View(cursor=4))
    (one,) = strips_of(state)
    words = state.document.sequence
    assert "does not move the" in strip_tip(one, words, 2) and "gain 0" in strip_tip(one, words, 2)
    assert "times its size" in strip_tip(one, words, 4)


def test_steps_too_far_back_are_not_known(show: Show) -> None:
    document = insert_words(scenes.document(), 3, ("again",) * 300)
    panel = show(document, cursor=300)
    (one, _) = strips_of(panel.store.state)
    assert one.at(99) is None and one.at(100) is not None
    assert one.of(98, 101)[:2] == [None, None] and None not in one.of(100, 300)
    assert "not computed" in strip_tip(one, document.sequence, 20)


def test_the_note_says_what_the_strips_are_where_there_is_room(show: Show) -> None:
    panel = show(size=(930, 300), cursor=9)
    assert panel.rows.places.note_height > 0
    assert panel.rows._note == NOTES[0].format("\u201cdogs\u201d")
    panel.resize(930, 200)
    assert panel.rows.places.note_height == 0
    panel.prepare_picture()
    assert panel.rows.places.note_height > 0 and "log scale" in panel.rows._note


def test_the_note_keeps_its_wording_while_stepping(show: Show) -> None:
    panel = show(size=(560, 320))
    words = panel.store.state.document.sequence
    wordings = set()
    for cursor in range(len(words)):
        panel.store.look(cursor=cursor)
        panel.store.publish()
        said = note_of(words, cursor, panel.rows._widest, panel.rows._fits)
        assert panel.rows._note == said and panel.rows._fits(said)
        wordings.add(next(k for k, note in enumerate(NOTES) if said.startswith(note.split("{}")[0])))
    assert len(wordings) == 1


@pytest.mark.parametrize("size", [(560, 190), (560, 300), (930, 260)])
def test_a_short_word_leaves_its_ink_beside_long_ones(show: Show, size: tuple[int, int]) -> None:
    document = scenes.document()
    words = tuple("incomprehensible-dogs" if word == "dogs" else word for word in document.sequence)
    panel = show(replace(document, sequence=words, question=None), size, cursor=12)
    image, places = picture_of(panel), panel.rows.places
    for step, word in enumerate(words[:-1]):
        x = panel.rows.column_rect(step).left()
        spots = ((x + dx, y) for dx in range(3, places.pitch - 3) for y in range(places.top + 3, places.words - 3))
        assert any(image.pixelColor(*spot).lightness() < 160 for spot in spots), word


def test_rows_shrink_before_they_scroll(show: Show) -> None:
    panel = show(size=(930, 300), cursor=9)
    panel.unfold(True)
    panel.store.publish()
    seen = []
    for tall in range(400, 120, -4):
        panel.resize(930, tall)
        places = panel.rows.places
        seen.append((places.note_height > 0, places.strip_height, places.row_height, places.over_y > 0))
    assert seen == sorted(seen, key=lambda one: (not one[0], -one[1], one[3]))
    assert len({one[2] for one in seen if not one[3]}) > 5
    assert len({one[2] for one in seen if one[3]}) == 1


# what is held


HELD = (Clamp(0, "f", 0, 0.0, 7, 7), Clamp(0, "g", 0, 0.5, 2, 4), Clamp(0, "i", 3, 1.0), Clamp(0, "g", 0, 0.25, 4, 5))


def clamped(document: Document | None = None) -> Document:
    document = document or scenes.document()
    for clamp in HELD:
        document = set_clamp(document, 0, clamp)
    return document


@pytest.mark.parametrize("across", ["", "f", "i", "g"])
def test_rows_know_where_they_are_held(across: str) -> None:
    state = State(clamped(), View(cursor=3, across=across))
    for part, row in zip(parts_of(state), rows_of(state), strict=True):
        for step in range(state.steps):
            held = [c for c in state.model.clamps if c.is_of(part.layer, part.signal, part.unit) and c.covers(step)]
            assert row.is_held(step) == bool(held)
            assert not held or row.values[step] == held[-1].value


def test_spans_part_where_the_value_differs() -> None:
    document = set_clamp(clamped(), 0, Clamp(0, "f", 1, 0.5))
    document = set_clamp(document, 0, Clamp(0, "f", 1, 0.0, 9, 9))
    document = set_clamp(document, 0, Clamp(0, "f", 1, 0.5, 3, 4))
    state = State(document, View())
    assert spans_held(state, Part(0, 1, "f")) == ((0, 8), (9, 9), (10, state.steps - 1))
    assert spans_held(state, Part(0, 0, "g")) == ((2, 3), (4, 5))
    assert spans_held(state, Part(0, 3, "i")) == ((0, state.steps - 1),)


def test_a_lock_stands_where_there_is_room_for_it(show: Show) -> None:
    document = set_clamp(scenes.document(), 0, Clamp(0, "f", 0, 0.0))
    document = set_clamp(document, 0, Clamp(0, "i", 0, 0.5, 3, 5))
    beside = {}
    for size in ((1100, 260), (760, 260), (560, 260)):
        panel = show(document, size, cursor=8)
        beside[size[0]] = [is_locked_beside_name(panel.rows.places, row) for row in rows_of(panel.store.state)]
    assert beside[1100] == beside[560] == [True, False, False, False]
    assert beside[760] == [True, True, False, False]


def test_a_picture_says_what_a_lock_is(show: Show) -> None:
    notes = []
    for document in (scenes.document(), clamped()):
        panel = show(document, (960, 300), cursor=9)
        panel.prepare_picture()
        place = panel.rows.places.note_area
        behind = place.left() + 2 + panel.rows._texts.width(panel.rows._note, "note") + 4
        image = picture_of(panel).copy(QRect(behind, place.top(), place.right() - behind, place.height()))
        notes.append(any(image.pixelColor(x, 8) != LIGHT.surface for x in range(image.width())))
        assert "log scale" in panel.rows._note
    assert notes == [False, True]


def test_a_clamp_beyond_the_end_marks_nothing() -> None:
    document = set_clamp(scenes.document(), 0, Clamp(0, "f", 0, 0.0, 40, 50))
    assert rows_of(State(document, View()))[0].held == ()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("size", "across", "units"),
    [((930, 260), "", 4), ((560, 236), "", 4), ((930, 300), "f", 4), ((930, 260), "f", 64), ((420, 260), "f", 64)],
    ids=["wide", "dense", "units", "thin", "thin and dense"],
)
def test_held_tiles_have_a_line_under_them(
    show: Show, theme: Theme, size: tuple[int, int], across: str, units: int
) -> None:
    panel = show(clamped(wide(units)), size, cursor=3, across=across)
    panel.set_theme(theme)
    image, places = picture_of(panel), panel.rows.places
    for index, row in enumerate(rows_of(panel.store.state)[:4]):
        bottom = places.y(index, 0) + places.row_height
        for step in range(13):
            x = panel.rows.column_rect(step).center().x()
            ink = theme.text if places.thin else theme.muted
            inked = [y - bottom for y in range(bottom - 4, bottom) if image.pixelColor(x, y) == ink]
            line = [-2] if places.row_height <= LOW_ROW else [-4, -3]  # it touches no other row
            assert inked == (line if row.is_held(step) else []), (index, step)


def test_a_held_value_says_so(show: Show) -> None:
    panel = show(clamped(), cursor=8)
    tip = panel.rows.tip_at(tile(panel, 0, 7).x(), tile(panel, 0, 7).y())
    assert f"(step 8): held at {exact(0.0, False)}" in tip
    assert "held" not in panel.rows.tip_at(tile(panel, 0, 6).x(), tile(panel, 0, 6).y())
    panel.store.look(cursor=7)
    panel.store.publish()
    assert "forget 0.000 (held)" in panel.rows.accessibleDescription()
    # what is held is known ahead of time
    panel.store.look(cursor=1)
    panel.store.publish()
    assert "held at" in panel.rows.tip_at(tile(panel, 0, 7).x(), tile(panel, 0, 7).y())


def test_a_clamp_is_seen_at_once_and_goes_with_undo(show: Show) -> None:
    panel = show(cursor=8)
    before = picture_of(panel)
    panel.store.edit(
        set_clamp, 0, Clamp(0, "f", 0, float(rows_of(panel.store.state)[0].values[7]), 7, 7), label="clamp"
    )
    held = picture_of(panel)
    assert held.copy(panel.rows.places.rows_area) != before.copy(panel.rows.places.rows_area)
    panel.store.undo()
    assert picture_of(panel) == before


# pictures and sizes


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("across", ["", "c"])
def test_a_picture_has_strips_and_their_note(theme: Theme, across: str) -> None:
    for size in (QSize(960, 300), QSize(420, 240)):
        image = picture(TimelinePanel, clamped(), View(cursor=9, across=across), theme, size)
        colour = theme.line_colour(scenes.document().models[0].color)
        strips = image.copy(QRect(0, 40, size.width(), 100))
        found = [strips.pixelColor(x, y) for x in range(0, strips.width(), 3) for y in range(strips.height())]
        assert image.size() == size and found.count(colour) > 30


@pytest.mark.parametrize("units", [1, 64])
@pytest.mark.parametrize("words", [1, 13, 60])
def test_the_tiny_and_the_large(show: Show, units: int, words: int) -> None:
    for size in ((930, 240), (300, 120), (1, 1)):
        panel = show(wide(units, words=words), size, cursor=words // 2, across="h", unit=units - 1)
        assert not panel.grab().isNull()
        assert panel.rows.accessibleDescription().startswith(f"step {words // 2 + 1} of {words}")


def painted_at(panel: TimelinePanel, scale: float, shift: float, upon: QImage | None, region: QRegion) -> QImage:
    """The rows painted on a screen of this scale, within `region`, upon an older picture."""
    image = QImage(QSize(2000, 700), QImage.Format.Format_RGB32) if upon is None else QImage(upon)
    with QPainter(image) as painter:
        painter.setTransform(QTransform(scale, 0, 0, scale, shift, shift))
        HeatPaint(painter, panel.theme, panel.rows._texts, panel.rows._shown()).paint(region)
    return image


@pytest.mark.parametrize(("scale", "shift"), [(1.0, 0.0), (1.25, 0.75), (1.5, 0.5), (1.75, 0.0), (2.0, 0.0)])
@pytest.mark.parametrize(
    ("size", "across", "units"),
    [((930, 240), "", 4), ((560, 236), "f", 4), ((800, 260), "f", 64), ((420, 260), "f", 64)],
)
def test_what_is_painted_of_a_change_is_as_if_all_were(
    show: Show,
    monkeypatch: pytest.MonkeyPatch,
    scale: float,
    shift: float,
    size: tuple[int, int],
    across: str,
    units: int,
) -> None:
    panel = show(clamped(wide(units)), size, cursor=6, across=across)
    whole = QRegion(panel.rows.rect())
    shown = painted_at(panel, scale, shift, None, whole)
    asked: list[QRegion] = []
    monkeypatch.setattr(panel.rows, "update", lambda *area: asked.append(QRegion(*area) if area else whole))
    changes: tuple[Callable[[], object], ...] = (
        lambda: panel.store.look(cursor=7),
        lambda: panel.store.look(cursor=11),
        lambda: panel.store.edit(set_weight, 0, 0, "W_f", (0, 2), 2.0, label="a weight"),
        lambda: panel.store.edit(set_clamp, 0, Clamp(0, "f", 0, 0.6, 7, 7), label="clamp"),
        lambda: panel.store.edit(set_weight, 0, READOUT, "W_y", (0, 0), 4.0, label="a weight"),
        lambda: panel.store.look(cursor=2),
    )
    for change in changes:
        asked.clear()
        change()
        panel.store.publish()
        region = QRegion()
        for part in asked:
            region = region.united(part)
        shown = painted_at(panel, scale, shift, shown, region.intersected(whole))
        assert shown == painted_at(panel, scale, shift, QImage(shown), whole)
