"""The timeline: its rows and tiles, what is not yet known, click and drag, long and tiny sequences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.cells import Cell, SignalInfo, cell_names, load_cell, parse_cell
from core.document import Document, set_weight
from core.state import State, View
from gui.numbers import number
from gui.panels.timeline import TimelinePanel
from gui.signal_label import label
from gui.store import Store
from gui.theme import DARK, LIGHT, Theme, apply
from gui.timeline.rows import rows_of, shown_signals
from gui.widgets import heat_paint
from gui.widgets.heat_plan import (
    FOOT,
    NOW,
    PITCH_LEAST,
    PITCH_MOST,
    PITCH_NUMBERS,
    ROW_ALONE,
    ROW_DENSE,
    ROW_LEAST,
    ROW_MOST,
    ROW_THIN,
    STRIP,
    STRIP_LEAST,
    STRIP_TIGHT,
    Row,
    Wanted,
    exact,
    plan,
    shown_word,
    tiles,
)
from gui.widgets.heat_text import Texts
from tests.core import scenes

LEFT = Qt.MouseButton.LeftButton
Show = Callable[..., TimelinePanel]


@pytest.fixture
def show(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Show:
    """A panel on a document, in sight and up to date; without motion unless asked otherwise."""
    monkeypatch.setenv("CAROUSEL_REDUCED_MOTION", "1")
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply(LIGHT, application)

    def shown(document: Document | None = None, size: tuple[int, int] = (820, 250), **view: int) -> TimelinePanel:
        panel = TimelinePanel(Store(document or scenes.document(), View(**view)), LIGHT)
        panel.store.setParent(panel)
        qtbot.addWidget(panel)
        panel.resize(*size)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    return shown


def long_document(steps: int, cells: tuple[tuple[str, int], ...] = (("elman", 3),)) -> Document:
    words = scenes.document().sequence
    return replace(scenes.document(cells=cells), sequence=tuple(words[k % len(words)] for k in range(steps)))


def middle(panel: TimelinePanel, step: int) -> QPoint:
    return panel.rows.column_rect(step).center()


def cursor(panel: TimelinePanel) -> int:
    return panel.store.state.view.cursor


def settled(qtbot: QtBot, panel: TimelinePanel) -> None:
    """Every change has been published and shown."""
    qtbot.waitUntil(lambda: f"step {cursor(panel) + 1} of" in panel.rows.accessibleDescription())


# what is shown


def test_first_rows_of_an_lstm_and_those_that_unfold() -> None:
    cell = load_cell("lstm")
    assert shown_signals(cell, unfolded=False) == ("f", "i", "g", "c")
    assert shown_signals(cell, unfolded=True) == ("f", "i", "g", "c", "o", "h")


@pytest.mark.parametrize(("key", "signals"), [("elman", "h"), ("dense", "h"), ("gru", "rznh")])
def test_a_cell_with_few_signals_shows_them_all(key: str, signals: str) -> None:
    assert shown_signals(load_cell(key), unfolded=False) == tuple(signals)


def test_what_only_repeats_the_step_before_stands_behind() -> None:
    cell = load_cell("lstm_fgr")
    assert shown_signals(cell, unfolded=False) == ("f", "i", "g", "c")
    assert shown_signals(cell, unfolded=True) == ("f", "i", "g", "c", "f_past", "i_past", "o", "h")
    assert [label(cell, s) for s in ("f", "f_past", "i_past")] == ["forget", "past forget gate", "past input gate"]


def test_labels_are_first_words() -> None:
    cell = load_cell("lstm")
    assert [label(cell, s) for s in cell.signals] == ["forget", "input", "candidate", "output", "cell", "hidden"]


def test_labels_of_a_typed_cell_are_its_names() -> None:
    cell = parse_cell("A = sigmoid(W_a @ x)\nh = A * tanh(W @ x + U @ h)")
    assert [label(cell, s) for s in cell.signals] == ["A", "h"]


def test_labels_that_would_be_the_same_are_whole_titles() -> None:
    infos = {"c": SignalInfo("Cell state", "cell"), "h": SignalInfo("Cell output", "hidden")}
    cell = Cell("two", parse_cell("c = tanh(W @ x + U @ h)\nh = c").graph, infos=infos)
    assert [label(cell, s) for s in cell.signals] == ["cell state", "cell output"]


@pytest.mark.parametrize("key", cell_names())
def test_tiles_hold_the_values_of_the_trace_up_to_the_cursor(key: str) -> None:
    state = State(scenes.document(cells=((key, 3),)), View(cursor=6, unit=2, unfolded=True))
    rows = rows_of(state)
    assert [row.title for row in rows] == [
        f"{state.cell.info(s).title} of unit 3" for s in shown_signals(state.cell, unfolded=True)
    ]
    trace = state.trace()
    shown = tiles(rows, 6, 0, state.steps - 1)
    assert len(shown) == len(rows) * state.steps
    for tile in shown:
        signal = shown_signals(state.cell, unfolded=True)[tile.row]
        value = trace[0, signal][tile.step, 2]
        if tile.step <= 6:
            assert tile.value == value
            assert tile.text == number(value, 2, signed=not state.cell.is_level(signal))
        else:
            assert (tile.value, tile.text) == (None, "")


def test_tiles_are_of_the_steps_asked_for() -> None:
    rows = rows_of(State(scenes.document(), View()))
    assert {tile.step for tile in tiles(rows, 5, 4, 7)} == {4, 5, 6, 7}
    assert [tile.value is None for tile in tiles(rows[:1], 2, 4, 5)] == [True, True]
    assert all(tile.text == "" for tile in tiles(rows, 5, 0, 5, numbers=False))


@pytest.mark.parametrize(
    ("value", "signed", "text"),
    [
        (0.0708, False, "0.071"),
        (-0.9782, True, "\u22120.978"),
        (0.0, True, "+0.000"),
        (4.2e-5, False, "4.2e\u22125"),
        (-4.2e-5, True, "\u22124.2e\u22125"),
        (float("nan"), False, "  nan"),
    ],
)
def test_exact_values(value: float, signed: bool, text: str) -> None:
    assert exact(value, signed) == text


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("dogs", "dogs"),
        ("", "\u2423"),
        (" \t\n", "\u2423"),
        ("a\nb", "a b"),
        ("\u200d犬", "\u200d犬"),
        ("x" * 999, "x" * 200),
    ],
)
def test_words_stand_on_one_line(word: str, shown: str) -> None:
    assert shown_word(word) == shown


# where it is shown


@given(
    width=st.integers(1, 3000),
    height=st.integers(1, 600),
    steps=st.integers(1, 100_000),
    rows=st.integers(1, 600),
    labels=st.integers(60, 140),
    strips=st.integers(0, 5),
    many=st.booleans(),
    pressing=st.booleans(),
)
def test_plans_are_sane(
    width: int, height: int, steps: int, rows: int, labels: int, strips: int, many: bool, pressing: bool
) -> None:
    made = plan(width, height, Wanted(steps, rows, labels, strips, many=many, pressing=pressing))
    low = (1 if pressing else ROW_THIN) if many else ROW_DENSE if made.dense else ROW_LEAST
    assert low <= made.row_height <= (ROW_ALONE if rows == 1 else ROW_MOST)
    assert made.top >= 0 and made.bottom + made.top <= max(height, made.bottom)
    assert made.readout == (made.dense and not made.thin) and not (made.numbers and (made.dense or made.thin))
    assert made.strip_height == STRIP or STRIP_TIGHT <= made.strip_height <= STRIP_LEAST
    assert made.strip_height >= STRIP_LEAST or made.row_height == low and not many
    assert (made.head - made.words > strips * made.strip_height) == (strips > 0)
    assert not pressing or (made.note_height > 0) == (strips > 0)
    least, most = (PITCH_LEAST, PITCH_NUMBERS - 1) if made.dense else (PITCH_NUMBERS, PITCH_MOST)
    assert least <= made.pitch <= most
    assert made.over_x >= 0 and made.over_y >= 0
    assert made.over_x == 0 or made.dense
    # scrolled to the end, the last column ends before the edge; the step in a column's middle is its own
    assert width < labels + NOW + 32 or made.x(steps, made.over_x) <= made.right
    for step in {0, steps // 2, steps - 1}:
        assert made.step_at(made.x(step, 7) + made.pitch / 2, 7) == step


def test_a_word_is_shortened_alike_whether_it_is_the_current_one(qapp: QApplication) -> None:
    texts = Texts()
    word = "Donaudampfschifffahrt"
    for room in range(20, 160, 7):
        assert texts.get(word, "word", room).text.text() == texts.get(word, "word now", room).text.text()


def test_columns_stay_where_they_are_while_stepping(qtbot: QtBot, show: Show) -> None:
    for document in (scenes.document(), long_document(30)):
        panel = show(document, cursor=3)
        before = panel.rows.places, panel.rows.scrolled
        panel.store.look(cursor=9)
        settled(qtbot, panel)
        assert (panel.rows.places, panel.rows.scrolled) == before


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_known_tiles_have_their_colour_and_later_ones_none(qtbot: QtBot, show: Show, theme: Theme) -> None:
    panel = show(cursor=4)
    panel.set_theme(theme)
    rows, places = rows_of(panel.store.state), panel.rows.places
    picture = panel.rows.grab().toImage()
    for index, row in enumerate(rows):
        for step in (0, 3, 4, 5, 12):
            spot = QPoint(places.x(step, 0) + 6, places.y(index, 0) + 6)
            value = row.values[step]
            colour = theme.value_colour(value) if row.signed else theme.level_colour(row.role, value)
            assert picture.pixelColor(spot) == (theme.unknown if step > 4 else colour)


def test_a_dense_sequence_tells_the_current_numbers_beside_the_labels(show: Show) -> None:
    panel = show(long_document(40), cursor=20)
    places = panel.rows.places
    assert places.dense
    spot = QPoint(places.labels + NOW // 2, places.y(0, 0) + places.row_height // 2)
    value = exact(rows_of(panel.store.state)[0].values[20], True)
    assert value in panel.rows.tip_at(spot.x(), spot.y())
    ground = panel.theme.accent_soft
    assert panel.rows.grab().toImage().pixelColor(places.labels + 1, places.head + 20) == ground


# what is told


def test_tips(show: Show) -> None:
    panel = show(cursor=9)
    places, rows = panel.rows.places, rows_of(panel.store.state)
    y = places.y(1, 0) + 8
    says = panel.store.state.cell.info("i").says
    value = exact(rows[1].values[9], signed=False)
    tip = panel.rows.tip_at(middle(panel, 9).x(), y)
    assert f"Input gate of unit 1 at \u201cdogs\u201d (step 10): {value}" in tip
    assert says in tip
    assert "(step 11): not yet known" in panel.rows.tip_at(middle(panel, 10).x(), y)
    assert "\u201chat\u201d, step 7 of 13" in panel.rows.tip_at(middle(panel, 6).x(), 10)
    assert says in panel.rows.tip_at(10, y)
    assert panel.rows.tip_at(10, 5) == ""


def test_a_word_in_a_tip_is_no_markup(show: Show) -> None:
    panel = show(replace(scenes.document(), sequence=("<b>boy</b>", "&amp;"), question=None))
    assert "&lt;b&gt;boy&lt;/b&gt;" in panel.rows.tip_at(middle(panel, 0).x(), 10)


def test_a_screen_reader_hears_the_current_column(qtbot: QtBot, show: Show) -> None:
    panel = show(cursor=9)
    values = [f"{row.label} {exact(row.values[9], row.signed)}" for row in rows_of(panel.store.state)]
    assert panel.rows.accessibleDescription() == f"step 10 of 13, dogs: {', '.join(values)}"


def test_subtitle_names_unit_layer_and_model(qtbot: QtBot, show: Show) -> None:
    panel = show(model=1, unit=8)
    assert panel.header.subtitle == "unit 9 of RNN \u00b7 click a word to go there, double-click to change it"
    panel.store.look(model=0, unit=1)
    qtbot.waitUntil(lambda: panel.header.subtitle.startswith("unit 2 of LSTM"))


def test_rows_unfold(qtbot: QtBot, show: Show) -> None:
    panel = show()
    assert panel.more.text() == "2 more rows \u25be"
    QTest.mouseClick(panel.more, LEFT)
    qtbot.waitUntil(lambda: panel.more.text() == "fewer rows \u25b4")
    assert panel.rows.places.rows == 6
    QTest.mouseClick(panel.more, LEFT)
    qtbot.waitUntil(lambda: panel.rows.places.rows == 4)
    panel.store.look(model=1)
    qtbot.waitUntil(lambda: panel.rows.places.rows == 1)
    assert not panel.more.isVisible()


def test_all_rows_of_an_lstm_fit_a_small_window(show: Show) -> None:
    for size in ((893, 237), (576, 228)):
        panel = show(size=size)
        panel.unfold(True)
        panel.store.publish()
        assert panel.rows.places.rows == 6 and panel.rows.places.over_y == 0


@pytest.mark.parametrize("networks", [1, 2, 3])
def test_four_rows_fit_the_least_window(show: Show, networks: int) -> None:
    cells = (("lstm", 4), ("elman", 9), ("gru", 4))[:networks]
    panel = show(scenes.document(cells=cells), (560, 190), cursor=9)
    places = panel.rows.places
    assert (places.rows, places.strips, places.over_y) == (4, networks, 0)
    assert places.bottom + FOOT <= places.height
    assert not places.note_height


def test_columns_and_rows_grow_with_the_room(show: Show) -> None:
    places = show(size=(1384, 292)).rows.places
    assert places.pitch > 90 and places.row_height == ROW_MOST
    assert places.right - places.x(places.steps, 0) <= places.steps
    # what is left is as much above as below
    assert 0 <= places.height - places.bottom - places.top - FOOT - places.note_height <= 1


def test_a_single_row_is_taller_and_in_the_middle(show: Show) -> None:
    panel = show(size=(893, 237), model=1)
    places = panel.rows.places
    assert places.row_height == ROW_ALONE and places.top > 10
    assert panel.rows.column_rect(3).top() == places.top
    assert panel.rows.tip_at(middle(panel, 3).x(), places.top + 5).count("step 4 of 13") == 1
    assert panel.rows.tip_at(middle(panel, 3).x(), places.top - 2) == ""


# click, drag, keys, wheel


@pytest.mark.parametrize("step", [0, 3, 12])
@pytest.mark.parametrize("part", ["word", "tile"])
def test_a_click_goes_there(qtbot: QtBot, show: Show, step: int, part: str) -> None:
    panel = show(cursor=9)
    spot = middle(panel, step)
    QTest.mouseClick(panel.rows, LEFT, pos=QPoint(spot.x(), 10) if part == "word" else spot)
    assert cursor(panel) == step
    settled(qtbot, panel)


def test_a_drag_goes_along(qtbot: QtBot, show: Show) -> None:
    panel = show(cursor=0)
    visited: list[int] = []
    panel.rows.step_chosen.connect(visited.append)
    QTest.mousePress(panel.rows, LEFT, pos=middle(panel, 2))
    settled(qtbot, panel)
    for step in (3, 4, 3, 11):
        QTest.mouseMove(panel.rows, middle(panel, step))
        qtbot.waitUntil(lambda step=step: cursor(panel) == step)
        settled(qtbot, panel)
    QTest.mouseMove(panel.rows, middle(panel, 11) + QPoint(3, 0))
    QTest.mouseMove(panel.rows, QPoint(panel.rows.width() + 40, 60))
    qtbot.waitUntil(lambda: cursor(panel) == 12)
    QTest.mouseRelease(panel.rows, LEFT, pos=middle(panel, 12))
    QTest.mouseMove(panel.rows, middle(panel, 5))
    settled(qtbot, panel)
    assert visited == [2, 3, 4, 3, 11, 12]


def test_a_drag_beyond_the_edge_goes_on_until_it_ends(qtbot: QtBot, show: Show) -> None:
    panel = show(long_document(300), cursor=20)
    last_seen = panel.rows.places.step_at(panel.rows.places.right - 1, 0)
    QTest.mousePress(panel.rows, LEFT, pos=middle(panel, 25))
    QTest.mouseMove(panel.rows, QPoint(panel.rows.width() + 30, 60))
    qtbot.waitUntil(lambda: cursor(panel) == 28)
    assert any(timer.isActive() for timer in panel.rows.findChildren(QTimer))
    QTest.mouseRelease(panel.rows, LEFT, pos=QPoint(panel.rows.width() + 30, 60))
    assert not any(timer.isActive() for timer in panel.rows.findChildren(QTimer))
    panel.store.look(cursor=last_seen)
    settled(qtbot, panel)
    # the column at the edge comes into sight while it is held
    QTest.mousePress(panel.rows, LEFT, pos=middle(panel, last_seen - 3))
    QTest.mouseMove(panel.rows, QPoint(panel.rows.width() + 30, 60))
    qtbot.waitUntil(lambda: cursor(panel) > last_seen + 2)
    settled(qtbot, panel)
    assert panel.rows.column_rect(cursor(panel)).right() <= panel.rows.places.right
    panel.hide()
    assert not any(timer.isActive() for timer in panel.rows.findChildren(QTimer))


def test_other_buttons_and_other_places_do_nothing(show: Show) -> None:
    panel = show(cursor=9)
    QTest.mouseClick(panel.rows, Qt.MouseButton.MiddleButton, pos=middle(panel, 3))
    QTest.mouseClick(panel.rows, LEFT, pos=QPoint(5, 60))
    QTest.mouseClick(panel.rows, LEFT, pos=QPoint(panel.rows.width() - 1, 60))
    assert cursor(panel) == 9


@pytest.mark.parametrize("key", [Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Space])
def test_keys_are_left_to_the_window(show: Show, key: Qt.Key) -> None:
    panel = show()
    event = QKeyEvent(QKeyEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
    panel.rows.keyPressEvent(event)
    assert not event.isAccepted()
    assert panel.rows.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_the_column_under_the_pointer_is_set_off(qtbot: QtBot, show: Show) -> None:
    panel = show(cursor=9)
    corner = panel.rows.column_rect(3).topLeft() + QPoint(8, 5)
    surface = panel.theme.surface
    assert panel.rows.grab().toImage().pixelColor(corner) == surface
    QTest.mouseMove(panel.rows, middle(panel, 4))
    QTest.mouseMove(panel.rows, middle(panel, 3))
    qtbot.waitUntil(lambda: panel.rows.grab().toImage().pixelColor(corner) == panel.theme.hover)
    assert panel.rows.cursor().shape() == Qt.CursorShape.PointingHandCursor
    QTest.mouseMove(panel.rows, QPoint(5, 5))
    qtbot.waitUntil(lambda: panel.rows.grab().toImage().pixelColor(corner) == surface)


def wheel(panel: TimelinePanel, delta: QPoint, shift: bool = False) -> bool:
    keys = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    place = QPointF(200, 60)
    event = QWheelEvent(
        place, place, QPoint(), delta, Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(panel.rows, event)
    return event.isAccepted()


def test_the_wheel_scrolls_what_does_not_fit(show: Show) -> None:
    panel = show(long_document(300))
    assert wheel(panel, QPoint(0, -120))
    there = panel.rows.scrolled
    assert there > 0
    wheel(panel, QPoint(0, 120))
    assert panel.rows.scrolled == 0
    wheel(panel, QPoint(-120, 0))
    assert panel.rows.scrolled == there
    assert cursor(panel) == 0


def test_the_wheel_is_left_alone_where_all_is_in_sight(show: Show) -> None:
    assert not wheel(show(), QPoint(0, -120))


def test_rows_that_do_not_fit_scroll(show: Show) -> None:
    panel = show(size=(820, 150))
    panel.unfold(True)
    panel.store.publish()
    places = panel.rows.places
    assert places.over_y > 0 and places.over_x == 0
    assert wheel(panel, QPoint(0, -120))
    tip = panel.rows.tip_at(middle(panel, 0).x(), places.head + 5)
    assert "Forget" not in tip


def test_the_cursor_stays_in_sight(qtbot: QtBot, show: Show) -> None:
    panel = show(long_document(300))
    for step in [*range(0, 60), 299, 298, 150, 149, 0]:
        panel.store.look(cursor=step)
        settled(qtbot, panel)
        column = panel.rows.column_rect(step)
        assert panel.rows.places.left <= column.left() and column.right() <= panel.rows.places.right


@pytest.mark.parametrize("steps", [67, 300])
@pytest.mark.parametrize("widths", [(1100, 1100), (120, 1100), (1100, 560), (560, 900), (300, 560)])
def test_a_long_sentence_opens_at_the_cursor_with_columns_beside_it(
    show: Show, steps: int, widths: tuple[int, int]
) -> None:
    panel = show(long_document(steps), (widths[0], 250), cursor=60)
    panel.resize(widths[1], 250)
    places, column = panel.rows.places, panel.rows.column_rect(60)
    assert places.over_x > 0
    left, right = column.left() - 2 * places.pitch, column.right() + 2 * places.pitch
    assert places.left <= left and right <= places.right
    assert places.right - right <= places.pitch  # what is in sight is the past


def test_the_current_column_is_seen_whole_where_it_is_dragged_to_the_edge(qtbot: QtBot, show: Show) -> None:
    panel = show(long_document(300), cursor=20)
    last = panel.rows.places.step_at(panel.rows.places.right, 0) - 1
    QTest.mousePress(panel.rows, LEFT, pos=middle(panel, last - 3))
    QTest.mouseMove(panel.rows, middle(panel, last))
    settled(qtbot, panel)
    column, image = panel.rows.column_rect(last), panel.rows.grab().toImage()
    assert panel.rows.scrolled < panel.rows.places.pitch and column.right() > panel.rows.places.right - 16
    assert image.pixelColor(column.left() + column.width() // 2, column.bottom() - 1) == panel.theme.accent
    QTest.mouseRelease(panel.rows, LEFT, pos=middle(panel, last))


def test_following_glides_unless_asked_for_less_motion(
    qtbot: QtBot, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = show(long_document(300), cursor=0)
    monkeypatch.setenv("CAROUSEL_REDUCED_MOTION", "0")
    passed: list[int] = []
    panel.store.look(cursor=60)
    settled(qtbot, panel)
    qtbot.waitUntil(lambda: passed.append(panel.rows.scrolled) or panel.rows.column_rect(60).right() < 700)
    assert passed[0] < panel.rows.scrolled


def test_a_scrolled_view_stays_while_weights_change(qtbot: QtBot, show: Show) -> None:
    panel = show(long_document(300), cursor=0)
    wheel(panel, QPoint(0, -1200))
    there = panel.rows.scrolled
    painted = panel.rows.accessibleDescription()
    panel.store.edit(set_weight, 0, 0, "b", (0,), 2.0, label="bias")
    qtbot.waitUntil(lambda: panel.rows.accessibleDescription() != painted)
    assert panel.rows.scrolled == there > 0


# sizes


def test_a_long_sequence_paints_only_what_is_seen(qtbot: QtBot, show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = show(long_document(100_000, (("elman", 1),)), cursor=50_000)
    asked: list[tuple[int, int]] = []

    def counted(rows: object, at: int, first: int, last: int, numbers: bool = True) -> object:
        asked.append((first, last))
        return tiles(rows, at, first, last, numbers)

    monkeypatch.setattr(heat_paint, "tiles", counted)
    panel.rows.repaint()
    columns = panel.rows.places.right // panel.rows.places.pitch + 2
    assert max(last - first for first, last in asked) < columns < 100
    first, last = asked[-1]
    assert first < 50_000 < last
    panel.rows.step_chosen.emit(50_000 - 5)
    qtbot.waitUntil(lambda: len(asked) > 2)
    asked.clear()
    panel.store.look(cursor=50_000 - 4)
    qtbot.waitUntil(lambda: len(asked) >= 2)
    # one step repaints the two columns, and their neighbours for the outline
    assert max(last - first for first, last in asked) <= 3


def test_values_that_stay_are_not_read_again(qtbot: QtBot, show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = show(cursor=2)
    monkeypatch.setattr("gui.panels.timeline.rows_of", pytest.fail)
    panel.store.look(cursor=5)
    settled(qtbot, panel)
    panel.store.edit(set_weight, 1, 0, "b", (0,), 2.0, label="a weight of the other model")
    with qtbot.waitSignal(panel.store.changed):
        pass


@pytest.mark.parametrize("key", cell_names())
@pytest.mark.parametrize("size", [(820, 250), (300, 120), (1, 1)])
def test_every_cell_is_shown(show: Show, key: str, size: tuple[int, int]) -> None:
    panel = show(scenes.document(cells=((key, 2),)), size, cursor=3, unit=1)
    panel.unfold(True)
    panel.store.publish()
    assert not panel.grab().isNull()


@pytest.mark.parametrize("sentence", ["dogs", "犬 كلب 🐕‍🦺 naïve Donaudampfschifffahrtsgesellschaft"])
def test_a_step_a_unit_and_words_of_all_kinds(show: Show, sentence: str) -> None:
    panel = show(scenes.document(sentence, (("lstm", 1),)))
    assert panel.rows.places.pitch == PITCH_MOST
    assert f"step 1 of {len(sentence.split())}" in panel.rows.accessibleDescription()
    assert not panel.grab().isNull()


@pytest.mark.parametrize("signed", [True, False])
def test_numbers_that_are_none_are_shown_as_such(qtbot: QtBot, show: Show, signed: bool) -> None:
    panel = show(cursor=3)
    values = np.array([np.nan, np.inf, 1e9, -1e9])
    panel.rows.show_rows(tuple("abcd"), (Row("cell", "Cell state of unit 1", "", "cell", signed, values),), 0)
    assert panel.rows.accessibleDescription().split() == ["step", "1", "of", "4,", "a:", "cell", "nan"]
    picture = panel.rows.grab().toImage()
    assert picture.pixelColor(panel.rows.places.x(0, 0) + 6, panel.rows.places.head + 6) == panel.theme.danger_soft
    panel.rows.show_cursor(3)
    assert not panel.rows.grab().isNull()


def test_an_unseen_panel_waits(qtbot: QtBot, show: Show) -> None:
    panel = show(cursor=1)
    panel.hide()
    panel.store.look(cursor=7)
    with qtbot.waitSignal(panel.store.changed):
        pass
    assert panel.rows.accessibleDescription().startswith("step 2 of")
    panel.show()
    settled(qtbot, panel)


def test_another_document_is_shown(qtbot: QtBot, show: Show) -> None:
    panel = show(cursor=9)
    panel.store.open(scenes.document("one two", (("gru", 1),)), View())
    qtbot.waitUntil(lambda: panel.rows.places.steps == 2)
    assert panel.rows.places.rows == 4
    assert np.isfinite(rows_of(panel.store.state)[0].values).all()
