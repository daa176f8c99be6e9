"""The shared controls, by real mouse, wheel and key events."""

from __future__ import annotations

import gc
import math
import weakref
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QImage, QKeySequence, QShortcut, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.theme import DARK, LIGHT, Theme
from gui.widgets.icon_button import IconButton
from gui.widgets.meter import AnswerMeter
from gui.widgets.number_editor import NumberEditor
from gui.widgets.panel_header import PanelHeader
from gui.widgets.segmented import Segmented, short_names
from gui.widgets.slider_row import SliderRow
from gui.widgets.slider_scale import Scale, nice
from gui.widgets.toast import Toast

LEFT = Qt.MouseButton.LeftButton
CHIPS = [
    ("f", "Forget", "forget", "what to throw away"),
    ("i", "Input", "input", ""),
    ("g", "Candidate", "candidate", ""),
    ("o", "Output", "output", ""),
]


class Log:
    """What a slider row announced, in order."""

    def __init__(self, row: SliderRow) -> None:
        self.said: list[str | float] = []
        row.pressed.connect(self._on_pressed)
        row.moved.connect(self._on_moved)
        row.released.connect(self._on_released)
        row.typed.connect(self._on_typed)
        row.reset_requested.connect(self._on_reset)

    def _on_pressed(self) -> None:
        self.said.append("pressed")

    def _on_moved(self, value: float) -> None:
        self.said.append(value)

    def _on_released(self) -> None:
        self.said.append("released")

    def _on_typed(self, value: float) -> None:
        self.said.append(f"typed {value:g}")

    def _on_reset(self) -> None:
        self.said.append("reset")


class Bench:
    """A row in a shown window."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(400, 120)
        self.row = SliderRow("bias", LIGHT, 0.5, limit=8, role="input", parent=self.window)
        QVBoxLayout(self.window).addWidget(self.row)
        show(qtbot, self.window)
        self.log = Log(self.row)

    def at(self, value: float) -> QPoint:
        """Where on the row `value` lies."""
        return QPoint(round(self.row._x(value)), self.row.height() // 2)

    def number(self) -> QPoint:
        return self.row._number_rect().center()

    def drag(self, start: QPoint, *stops: QPoint) -> None:
        QTest.mousePress(self.row, LEFT, pos=start)
        for stop in stops:
            QTest.mouseMove(self.row, stop)
        QTest.mouseRelease(self.row, LEFT, pos=stops[-1] if stops else start)

    def keys(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def type(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget(), text)

    def wheel(self, delta: int) -> bool:
        """Turn the wheel over the row; whether the row took it."""
        event = QWheelEvent(
            QPointF(self.at(0.0)),
            QPointF(self.row.mapToGlobal(self.at(0.0))),
            QPoint(),
            QPoint(0, delta),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        event.ignore()
        self.row.wheelEvent(event)
        return event.isAccepted()

    def editor(self) -> NumberEditor | None:
        return next((e for e in self.row.findChildren(NumberEditor) if e.isVisible()), None)

    def open_editor(self) -> NumberEditor:
        QTest.mouseClick(self.row, LEFT, pos=self.number())
        editor = self.editor()
        assert editor is not None and editor.hasFocus()
        return editor


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot)


@given(limit=st.sampled_from([1.0, 2.0, 8.0, 1024.0]), share=st.floats(-1.0, 1.0))
def test_a_value_lies_where_it_is_read(limit: float, share: float) -> None:
    scale = Scale(-limit, limit, 90.0, 290.0)
    value = limit * share
    assert scale.value_at(scale.x(value), 1e-6) == pytest.approx(value, abs=1e-6)
    assert limit / 100 <= scale.step() <= limit / 10
    assert nice(value) >= abs(value) and nice(value) <= max(1.0, 2 * abs(value))


def test_a_drag_is_one_gesture_that_follows_the_pointer(bench: Bench) -> None:
    bench.drag(bench.at(0.5), bench.at(2.0), bench.at(-3.0))
    said = bench.log.said
    assert said[0] == "pressed" and said[-1] == "released" and len(said) == 4
    assert said[1] == pytest.approx(2.0, abs=0.1) and said[2] == pytest.approx(-3.0, abs=0.1)
    assert bench.row.value == said[2] == round(said[2], 2)


def test_a_press_on_the_handle_does_not_move_it(bench: Bench) -> None:
    bench.drag(bench.at(0.5) + QPoint(4, 0))
    assert bench.log.said == ["pressed", "released"]
    assert bench.row.value == 0.5


def test_a_click_on_the_track_jumps(bench: Bench) -> None:
    QTest.mouseClick(bench.row, LEFT, pos=bench.at(-4.0))
    assert bench.row.value == pytest.approx(-4.0, abs=0.1)
    assert bench.log.said == ["pressed", bench.row.value, "released"]


def test_the_other_buttons_are_left_to_the_menu(bench: Bench) -> None:
    QTest.mouseClick(bench.row, Qt.MouseButton.RightButton, pos=bench.at(-4.0))
    assert bench.log.said == [] and bench.row.value == 0.5


def test_a_drag_stops_at_the_end_and_far_beyond_it_the_range_grows(bench: Bench) -> None:
    end = bench.at(8.0)
    bench.drag(bench.at(0.5), end + QPoint(20, 0))
    assert bench.row.value == 8.0 and bench.row.limit == 8.0
    bench.drag(bench.at(8.0), bench.at(8.0) + QPoint(60, 0))
    assert 8.0 < bench.row.value < 16.0 and bench.row.limit == 16.0


def test_the_range_does_not_shrink_during_a_gesture(bench: Bench) -> None:
    QTest.mousePress(bench.row, LEFT, pos=bench.at(0.5))
    bench.row.set_limit(1.0)
    assert bench.row.limit == 8.0
    QTest.mouseRelease(bench.row, LEFT, pos=bench.at(0.5))
    bench.row.set_limit(1.0)
    assert bench.row.limit == 1.0


def test_escape_takes_a_drag_back(bench: Bench) -> None:
    QTest.mousePress(bench.row, LEFT, pos=bench.at(0.5))
    QTest.mouseMove(bench.row, bench.at(4.0))
    bench.keys(Qt.Key.Key_Escape)
    assert bench.row.value == 0.5
    assert bench.log.said[-2:] == [0.5, "released"]
    QTest.mouseMove(bench.row, bench.at(5.0))
    QTest.mouseRelease(bench.row, LEFT, pos=bench.at(5.0))
    assert bench.row.value == 0.5


@pytest.mark.parametrize(("value", "limit"), [(8.0, 8.0), (-8.1, 16.0), (100.0, 128.0), (0.01, 8.0)])
def test_the_range_grows_by_powers_of_two(bench: Bench, value: float, limit: float) -> None:
    bench.row.set_value(value)
    assert bench.row.limit == limit
    assert bench.log.said == []


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_broken_value_is_shown_and_can_be_replaced(bench: Bench, value: float) -> None:
    bench.row.set_value(value)
    assert not bench.row.grab().isNull()
    assert bench.row.limit == 8.0
    bench.row.setFocus()
    bench.keys(Qt.Key.Key_Right)
    assert bench.row.value == 0.1


def test_arrow_keys_are_one_gesture_until_they_rest(bench: Bench, qtbot: QtBot) -> None:
    bench.row.setFocus()
    bench.keys(Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Left)
    assert bench.log.said == ["pressed", 0.6, 0.7, 0.6]
    with qtbot.waitSignal(bench.row.released, timeout=3000):
        pass
    bench.keys(Qt.Key.Key_Down)
    assert bench.log.said[4:] == ["released", "pressed", 0.5]


def test_keys_step_finer_and_coarser(bench: Bench) -> None:
    bench.row.setFocus()
    bench.keys(Qt.Key.Key_Right, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert bench.row.value == 0.51
    bench.keys(Qt.Key.Key_Right, modifier=Qt.KeyboardModifier.ControlModifier)
    assert bench.row.value == 1.51
    bench.keys(Qt.Key.Key_PageDown)
    assert bench.row.value == 0.51
    bench.keys(Qt.Key.Key_Home)
    assert bench.row.value == -8.0
    bench.keys(Qt.Key.Key_End)
    assert bench.row.value == 8.0
    bench.keys(Qt.Key.Key_Right)
    assert bench.row.value == 8.1 and bench.row.limit == 16.0


def test_losing_the_keyboard_ends_the_gesture(bench: Bench) -> None:
    bench.row.setFocus()
    bench.keys(Qt.Key.Key_Right)
    bench.row.clearFocus()
    assert bench.log.said == ["pressed", 0.6, "released"]


def test_hiding_ends_the_gesture(bench: Bench) -> None:
    bench.row.setFocus()
    bench.keys(Qt.Key.Key_Right)
    bench.window.hide()
    assert bench.log.said[-1] == "released"


def test_the_wheel_turns_only_what_has_the_keyboard(bench: Bench, qtbot: QtBot) -> None:
    bench.row.clearFocus()
    assert not bench.wheel(120)
    assert bench.log.said == [] and bench.row.value == 0.5
    bench.row.setFocus()
    assert bench.wheel(120) and bench.wheel(-60) and bench.wheel(-60)
    assert bench.log.said == ["pressed", 0.6, 0.5]
    with qtbot.waitSignal(bench.row.released, timeout=3000):
        pass


def test_a_double_click_on_label_or_handle_resets(bench: Bench) -> None:
    bench.row.set_default(-2.0)
    double_click(bench.row, QPoint(10, 14))
    assert bench.row.value == -2.0 and bench.log.said[-1] == "reset"
    bench.row.set_value(3.0)
    double_click(bench.row, bench.at(3.0))
    assert bench.row.value == -2.0 and bench.log.said.count("reset") == 2


def test_a_double_click_on_the_track_does_not_reset(bench: Bench) -> None:
    double_click(bench.row, bench.at(-5.0))
    assert "reset" not in bench.log.said
    assert bench.row.value == pytest.approx(-5.0, abs=0.1)


def test_delete_resets(bench: Bench) -> None:
    bench.row.setFocus()
    bench.keys(Qt.Key.Key_Delete)
    assert bench.row.value == 0.0 and bench.log.said == ["reset"]


@pytest.mark.parametrize(("text", "value"), [("1e-3", 1e-3), ("-.5", -0.5), ("0,25", 0.25), ("-100", -100.0)])
def test_a_number_can_be_typed(bench: Bench, text: str, value: float) -> None:
    bench.open_editor()
    bench.type(text)
    assert bench.log.said == []
    bench.keys(Qt.Key.Key_Return)
    assert bench.row.value == value and bench.log.said == [f"typed {value:g}"]
    assert bench.editor() is None and bench.row.hasFocus()


def test_a_double_click_on_the_number_opens_it_once(bench: Bench) -> None:
    double_click(bench.row, bench.number())
    assert len(bench.row.findChildren(NumberEditor)) == 1


def test_typing_after_a_double_click_on_the_number_replaces_all_of_it(bench: Bench) -> None:
    bench.row.set_value(1.1875)
    double_click(bench.row, bench.number())
    bench.type("-3.25")
    editor = bench.editor()
    assert editor is not None and editor.text() == "-3.25"
    bench.keys(Qt.Key.Key_Enter)
    assert bench.row.value == -3.25


@pytest.mark.parametrize("second", [QTest.mouseClick, QTest.mouseDClick])
def test_the_second_click_in_an_open_number_chooses_all(bench: Bench, second: Callable[..., None]) -> None:
    bench.row.set_value(1.1875)
    editor = bench.open_editor()
    middle = editor.rect().center()
    second(editor, LEFT, pos=middle)  # soon after the one that opened it
    assert editor.selectedText() == editor.text() == "1.1875"


def test_a_double_and_a_triple_click_later_choose_all_and_a_click_does_not(bench: Bench, qtbot: QtBot) -> None:
    bench.row.set_value(-1.1875)
    editor = bench.open_editor()
    qtbot.wait(QApplication.doubleClickInterval() + 20)
    at = QPoint(editor.width() - 12, 10)
    QTest.mouseClick(editor, LEFT, pos=at)
    assert editor.selectedText() == ""
    QTest.mousePress(editor, LEFT, pos=at)
    QTest.mouseDClick(editor, LEFT, pos=at)
    assert editor.selectedText() == "-1.1875"
    QTest.mousePress(editor, LEFT, pos=at)
    QTest.mouseRelease(editor, LEFT, pos=at)
    assert editor.selectedText() == "-1.1875"


def test_a_hand_that_trembles_on_a_double_click_still_chooses_all(bench: Bench) -> None:
    editor = bench.open_editor()
    QTest.mousePress(editor, LEFT, pos=QPoint(20, 10))
    QTest.mouseMove(editor, QPoint(30, 10))
    QTest.mouseRelease(editor, LEFT, pos=QPoint(30, 10))
    assert editor.selectedText() == editor.text()


def test_typing_over_a_focused_row_begins_the_number(bench: Bench) -> None:
    bench.row.setFocus()
    bench.keys(Qt.Key.Key_3)
    bench.type(".5")
    bench.keys(Qt.Key.Key_Enter)
    assert bench.row.value == 3.5 and bench.log.said == ["typed 3.5"]


def test_escape_restores_the_number_and_gives_the_keyboard_back(bench: Bench) -> None:
    bench.open_editor()
    bench.type("7")
    bench.keys(Qt.Key.Key_Escape)
    assert bench.row.value == 0.5 and bench.log.said == []
    assert bench.editor() is None
    assert QApplication.focusWidget() is None or QApplication.focusWidget() is bench.window


def test_enter_without_a_change_says_nothing(bench: Bench) -> None:
    bench.row.set_value(0.123456789)
    bench.open_editor()
    bench.keys(Qt.Key.Key_Return)
    assert bench.log.said == [] and bench.row.value == 0.123456789


def test_going_elsewhere_keeps_what_was_typed(bench: Bench) -> None:
    editor = bench.open_editor()
    bench.type("2")
    editor.clearFocus()
    assert bench.log.said == ["typed 2"] and bench.editor() is None


def test_what_is_no_number_is_underlined_explained_and_restored(bench: Bench) -> None:
    editor = bench.open_editor()
    bench.type("abc")
    assert editor.property("invalid") is True and "not a number" in editor.toolTip()
    bench.keys(Qt.Key.Key_Return)
    assert bench.editor() is editor and editor.text() == "0.5" and editor.selectedText() == "0.5"
    assert editor.property("invalid") is True and "\u201cabc\u201d" in editor.toolTip()
    assert bench.log.said == [] and bench.row.value == 0.5
    bench.type("2")
    assert editor.property("invalid") is False and editor.toolTip() == ""
    bench.keys(Qt.Key.Key_Return)
    assert bench.row.value == 2.0


def test_a_half_typed_number_is_not_yet_wrong(bench: Bench) -> None:
    editor = bench.open_editor()
    bench.type("-")
    assert not editor.property("invalid")
    bench.type(".")
    assert not editor.property("invalid")


def test_up_and_down_step_in_the_number(bench: Bench) -> None:
    editor = bench.open_editor()
    bench.keys(Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert bench.log.said == ["pressed", 0.6, 0.7] and editor.text() == "0.7"
    bench.keys(Qt.Key.Key_Escape)
    assert bench.log.said[-1] == "released" and bench.row.value == 0.7


def test_bounds_hold_for_every_way_to_change(bench: Bench) -> None:
    bench.row.set_bounds(0.0, 1.0)
    bench.drag(bench.at(0.5), bench.at(1.0) + QPoint(200, 0))
    assert bench.row.value == 1.0 and bench.row.limit == 1.0
    bench.row.setFocus()
    bench.keys(Qt.Key.Key_Right)
    assert bench.row.value == 1.0
    bench.keys(Qt.Key.Key_Home)
    assert bench.row.value == 0.0
    editor = bench.open_editor()
    bench.type("1.5")
    bench.keys(Qt.Key.Key_Return)
    assert "outside 0 to 1" in editor.toolTip() and bench.row.value == 0.0


def test_the_rows_keys_win_over_the_windows_shortcuts(bench: Bench) -> None:
    fired: list[str] = []
    for keys in ("Right", "Space"):
        shortcut = QShortcut(QKeySequence(keys), bench.window)
        shortcut.activated.connect(Recorder(keys, fired, shortcut).record)
    bench.row.setFocus()
    bench.keys(Qt.Key.Key_Right, Qt.Key.Key_Space)
    assert fired == ["Space"] and bench.row.value == 0.6
    bench.keys(Qt.Key.Key_Escape)
    bench.keys(Qt.Key.Key_Right)
    assert fired == ["Space", "Right"] and bench.row.value == 0.6


def test_a_row_says_its_name_and_value(bench: Bench) -> None:
    assert bench.row.accessibleName() == "bias"
    bench.row.set_value(-0.25)
    assert bench.row.accessibleDescription() == "value \u22120.25"


def test_a_disabled_row_takes_nothing(bench: Bench) -> None:
    bench.row.setEnabled(False)
    QTest.mouseClick(bench.row, LEFT, pos=bench.at(-4.0))
    assert bench.log.said == [] and bench.row.value == 0.5


def test_chips_are_chosen_by_click_and_arrows(qtbot: QtBot) -> None:
    chips = shown(qtbot, Segmented(LIGHT, CHIPS))
    chips.set_current("i")
    said: list[str] = []
    chips.chosen.connect(said.append)
    QTest.mouseClick(chips._chips[3], LEFT)
    assert chips.current == "o" and said == ["o"]
    chips._chips[3].setFocus()
    QTest.keyClick(chips._chips[3], Qt.Key.Key_Right)
    assert chips.current == "f" and QApplication.focusWidget() is chips._chips[0]
    QTest.keyClick(chips._chips[0], Qt.Key.Key_Left)
    assert said == ["o", "f", "o"]
    chips.set_current("g")
    assert said == ["o", "f", "o"] and chips.current == "g"


def test_a_chosen_chip_stays_chosen_when_clicked_again(qtbot: QtBot) -> None:
    chips = shown(qtbot, Segmented(LIGHT, CHIPS))
    chips.set_current("f")
    QTest.mouseClick(chips._chips[0], LEFT)
    assert chips.current == "f" and [chip.isChecked() for chip in chips._chips] == [True, False, False, False]


def test_chips_are_one_stop_for_the_tabulator_and_keep_their_widths(qtbot: QtBot) -> None:
    chips = shown(qtbot, Segmented(LIGHT, CHIPS))
    widths = [chip.width() for chip in chips._chips]
    chips.set_current("g")
    policies = [chip.focusPolicy() for chip in chips._chips]
    assert policies.count(Qt.FocusPolicy.TabFocus) == 1 and policies[2] == Qt.FocusPolicy.TabFocus
    assert [chip.width() for chip in chips._chips] == widths


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["Forget", "Input", "Candidate", "Output"], ["F", "I", "C", "O"]),
        (["LSTM", "LSTM without gates"], ["L", "LWG"]),
        (["RNN", "Residual"], ["RNN", "Res"]),
        (["Network 1", "Network 2"], ["N1", "N2"]),
        (["network one", "network other"], ["1", "2"]),
        ([], []),
    ],
)
def test_short_names_tell_chips_apart(names: list[str], short: list[str]) -> None:
    assert short_names(names) == short


def test_chips_shorten_and_tell_their_names(qtbot: QtBot) -> None:
    chips = shown(qtbot, Segmented(LIGHT, [*CHIPS, ("m", "Model", "#D1495B", "Show the Model")]))
    whole = chips.sizeHint().width()
    chips.set_short(True)
    assert chips.sizeHint().width() == chips.minimumSizeHint().width() == chips.width_hint(True) < whole
    assert [chip.text() for chip in chips._chips] == ["F", "I", "C", "O", "M"]
    assert [chip.toolTip() for chip in chips._chips[:2]] == ["Forget: what to throw away", "Input"]
    assert chips._chips[0].accessibleName() == "Forget"
    chips.set_options(CHIPS)
    assert chips._chips[0].text() == "F"
    chips.set_short(False)
    assert chips._chips[0].text() == "Forget" and chips._chips[0].toolTip() == "what to throw away"


def test_a_header_shortens_what_is_on_the_left_first(qtbot: QtBot) -> None:
    header = PanelHeader("Network", LIGHT, "4 inputs")
    first, second = Segmented(LIGHT, CHIPS), Segmented(LIGHT, CHIPS[:2])
    header.add(first)
    header.add(second)
    shown(qtbot, header, 700, 32)
    seen = []
    for width in range(700, 250, -10):
        header.resize(width, 32)
        seen.append((first.short, second.short))
    assert list(dict.fromkeys(seen)) == [(False, False), (True, False), (True, True)]


def test_other_options_keep_the_choice_they_share(qtbot: QtBot) -> None:
    chips = shown(qtbot, Segmented(LIGHT, CHIPS))
    chips.set_current("i")
    chips.set_options(CHIPS[1:3])
    assert chips.current == "i" and len(chips._chips) == 2
    chips.set_options([("z", "Update", "update", "")])
    assert chips.current == ""
    chips.set_options([])
    assert chips.current == ""


def test_a_subtitle_gives_way(qtbot: QtBot) -> None:
    header = shown(qtbot, PanelHeader("Weights", LIGHT, "unit 1 \u00b7 input gate"))
    button = IconButton(LIGHT, "more", tooltip="More")
    header.add(button)
    header.resize(400, 32)
    assert header._words.toolTip() == ""
    header.resize(140, 32)
    qtbot.waitUntil(lambda: button.geometry().right() < 140)
    assert header._words.toolTip() == "unit 1 \u00b7 input gate"
    header.set_subtitle("")
    assert header._words.toolTip() == "" and header.title == "Weights" and header.subtitle == ""


@pytest.mark.parametrize("kind", ["flat", "tool", "primary"])
def test_a_button_has_a_name_and_its_shortcut(qtbot: QtBot, kind: str) -> None:
    button = shown(qtbot, IconButton(LIGHT, "undo", tooltip="Undo", shortcut="Ctrl+Z", kind=kind))
    assert button.accessibleName() == "Undo" and button.toolTip() == "Undo (Ctrl+Z)"
    assert not button.icon().isNull()
    with qtbot.waitSignal(button.clicked):
        QTest.mouseClick(button, LEFT)
    assert not button.hasFocus()


def test_a_button_follows_its_action(qtbot: QtBot) -> None:
    button = shown(qtbot, IconButton(LIGHT, "play"))
    action = QAction("&Play", button)
    action.setCheckable(True)
    action.setShortcut("Space")
    button.bind(action)
    QTest.mouseClick(button, LEFT)
    assert action.isChecked() and button.isChecked()
    action.setChecked(False)
    action.setEnabled(False)
    assert not button.isChecked() and not button.isEnabled()
    assert button.toolTip() == "Play (Space)" and button.accessibleName() == "Play"
    before = button.icon().cacheKey()
    button.set_icon("pause")
    assert button.icon().cacheKey() != before


@pytest.mark.parametrize(
    ("p", "answer"),
    [
        (0.998, "was"),
        (0.61, "was"),
        (0.6, "undecided"),
        (0.47, "undecided"),
        (0.4, "undecided"),
        (0.39, "were"),
        (0.0, "were"),
        (math.nan, "not yet"),
    ],
)
def test_a_meter_says_its_answer(qtbot: QtBot, p: float, answer: str) -> None:
    meter = shown(qtbot, AnswerMeter(LIGHT, "LSTM", "were", "was", "#2F6FDE"))
    meter.set_value(p)
    assert meter.answer == answer
    assert meter.accessibleName() == f"LSTM: {answer}"


def test_a_meter_mutes_an_answer_that_is_not_asked_for(qtbot: QtBot) -> None:
    meter = shown(qtbot, AnswerMeter(LIGHT, "LSTM", "were", "was", "#2F6FDE"), 400, 28)
    meter.set_value(0.9)
    asked = meter.grab().toImage()
    meter.set_not_asked("asked only at “dogs”")
    assert meter.grab().toImage() != asked and meter.answer == "was"
    assert meter.toolTip() == "asked only at “dogs”\nbetween 0.4 and 0.6, the two ticks: undecided"
    meter.set_not_asked("")
    assert meter.grab().toImage() == asked and meter.toolTip().startswith("between 0.4 and 0.6")


def test_a_meters_dot_stands_at_its_value(qtbot: QtBot) -> None:
    meter = shown(qtbot, AnswerMeter(LIGHT, "LSTM", "were", "was", "#D1495B"))
    meter.resize(400, 28)
    dots = []
    for p in (0.0, 0.25, 0.75, 1.0):
        meter.set_value(p)
        dots.append(middle_of(meter.grab().toImage(), "#d1495b"))
    assert dots[1] - dots[0] == pytest.approx((dots[3] - dots[0]) / 4, abs=1.5)
    assert dots[2] - dots[0] == pytest.approx((dots[3] - dots[0]) * 3 / 4, abs=1.5)


def test_an_info_goes_by_itself_and_an_error_stays(qtbot: QtBot, ground: QWidget) -> None:
    toast = Toast(LIGHT, ground)
    assert toast.text == ""
    toast.show_info("Picture saved: red-hat.svg")
    assert toast.text == "Picture saved: red-hat.svg" and toast._timer.isActive()
    with qtbot.waitSignal(toast.closed):
        toast._timer.setInterval(1)
        toast._timer.start()
    assert toast.isHidden()
    toast.show_error("weights.npz: W_f has shape (4, 3), expected (4, 4).")
    assert not toast._timer.isActive() and toast.accessibleName().startswith("Error: weights.npz")
    QTest.mouseClick(toast._cross, LEFT)
    assert toast.text == ""


def test_a_toasts_action(qtbot: QtBot, ground: QWidget) -> None:
    toast = Toast(LIGHT, ground)
    toast.show_info("Picture saved.", action="Show")
    with qtbot.waitSignal(toast.action_triggered):
        QTest.mouseClick(toast._act, LEFT)
    assert toast.isHidden()
    toast.show_error("It failed.")
    assert toast._act.isHidden()


def test_a_toast_keeps_to_the_bottom_of_its_window(ground: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAROUSEL_REDUCED_MOTION", "1")
    toast = Toast(LIGHT, ground)
    toast.show_error("A sentence that is long enough to need a second line in a narrow window, as it is here.")
    for size in ((900, 500), (360, 300)):
        ground.resize(*size)
        box = toast.geometry()
        assert ground.rect().contains(box)
        assert abs(box.center().x() - ground.rect().center().x()) <= 1
        assert ground.height() - box.bottom() < 20
    assert QApplication.focusWidget() is not toast


@pytest.fixture
def ground(qtbot: QtBot) -> QWidget:
    return shown(qtbot, QWidget(), 640, 400)


MAKERS: dict[str, Callable[[Theme], QWidget]] = {
    "slider row": lambda theme: SliderRow("bias", theme, 0.5, role="cell"),
    "segmented": lambda theme: Segmented(theme, CHIPS),
    "panel header": lambda theme: PanelHeader("Weights", theme, "unit 1"),
    "icon button": lambda theme: IconButton(theme, "play"),
    "meter": lambda theme: AnswerMeter(theme, "LSTM", "were", "was", "#2F6FDE"),
}


@pytest.mark.parametrize("name", MAKERS)
def test_a_widget_takes_another_theme(qtbot: QtBot, name: str) -> None:
    widget, dark = shown(qtbot, MAKERS[name](LIGHT)), shown(qtbot, MAKERS[name](DARK))
    before = widget.grab().toImage()
    widget.set_theme(DARK)
    assert widget.grab().toImage() == dark.grab().toImage() != before


@pytest.mark.parametrize("name", MAKERS)
def test_a_widget_is_drawn_at_any_size(qtbot: QtBot, name: str) -> None:
    widget = shown(qtbot, MAKERS[name](LIGHT))
    for size in ((1, 1), (40, 12), (2000, 60)):
        widget.resize(*size)
        assert not widget.grab().isNull()


@pytest.mark.parametrize("name", [*MAKERS, "toast", "editing row"])
def test_a_widget_leaves_nothing_behind(qapp: QApplication, name: str) -> None:
    window = QWidget()
    if name == "toast":
        widget: QWidget = Toast(LIGHT, window)
        widget.show_info("Saved.", "Show")
    elif name == "editing row":
        widget = SliderRow("bias", LIGHT, parent=window)
        widget.edit()
    else:
        widget = MAKERS[name](LIGHT)
        widget.setParent(window)
    window.show()
    seen = weakref.ref(widget)
    del widget
    window.deleteLater()
    del window
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    assert seen() is None


class Recorder:
    """A bound method to connect to; kept by the shortcut's own Python object."""

    def __init__(self, name: str, into: list[str], keeper: QShortcut) -> None:
        self._name, self._into = name, into
        keeper.recorder = self  # type: ignore[attr-defined]

    def record(self) -> None:
        self._into.append(self._name)


def shown(qtbot: QtBot, widget: QWidget, width: int = 0, height: int = 0) -> QWidget:
    qtbot.addWidget(widget)
    if width:
        widget.resize(width, height)
    show(qtbot, widget)
    return widget


def show(qtbot: QtBot, window: QWidget) -> None:
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    if focused := QApplication.focusWidget():
        focused.clearFocus()


def double_click(widget: QWidget, pos: QPoint) -> None:
    """Press, release, double-click, release: as the window system sends it."""
    QTest.mouseClick(widget, LEFT, pos=pos)
    target = widget.childAt(pos) or widget
    QTest.mouseDClick(target, LEFT, pos=target.mapFrom(widget, pos))


def middle_of(image: QImage, colour: str) -> float:
    """The mean column of the pixels of `colour` right of the name."""
    columns = [
        x for x in range(60, image.width()) for y in range(image.height()) if image.pixelColor(x, y).name() == colour
    ]
    return sum(columns) / len(columns)
