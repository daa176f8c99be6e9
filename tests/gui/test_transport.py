"""Playing and stepping: the player, the buttons, the counter, the speed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.document import set_weight
from core.state import View
from core.step_edits import insert_words
from gui.player import Player
from gui.store import Store
from gui.theme import DARK, LIGHT, apply
from gui.transport import FASTEST, SLOWEST, Transport
from tests.core import scenes

Make = Callable[..., "Bench"]
LEFT = Qt.MouseButton.LeftButton
FAST, SLOW = 20.0, 0.25  # the ends of what a view holds


class Bench(QWidget):
    """A transport and what it moves, with a field beside it that has the keyboard."""

    def __init__(self, sentence: str, **view: float) -> None:
        super().__init__()
        self.store = Store(scenes.document(sentence, (("elman", 2),)), View(**view), self)  # type: ignore[arg-type]
        self.player = Player(self.store, self)
        self.transport = Transport(self.store, self.player, LIGHT, self)
        self.field = QLineEdit(self)
        layout = QVBoxLayout(self)
        layout.addWidget(self.transport)
        layout.addWidget(self.field)
        self.visited: list[int] = []
        self.store.changed.connect(self._on_changed)

    def _on_changed(self) -> None:
        self.visited.append(self.cursor)

    @property
    def cursor(self) -> int:
        return self.store.state.view.cursor

    def waiting(self) -> bool:
        """Whether the player has a step to come."""
        return any(timer.isActive() for timer in self.player.findChildren(QTimer))


@pytest.fixture
def bench(qtbot: QtBot) -> Make:
    """Makes a bench in sight, which lives as long as the test."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply(LIGHT, application)
    kept: list[Bench] = []

    def made(sentence: str = "The boy who wore", **view: float) -> Bench:
        kept.append(Bench(sentence, **view))
        qtbot.addWidget(kept[-1])
        with qtbot.waitExposed(kept[-1]):
            kept[-1].show()
        return kept[-1]

    return made


# the player


def test_playing_visits_every_step_and_stops_at_the_end(qtbot: QtBot, bench: Make) -> None:
    b = bench(speed=FAST)
    with qtbot.waitSignal(b.player.playing_changed) as began:
        b.player.play()
    assert began.args == [True] and b.player.playing
    qtbot.waitUntil(lambda: not b.player.playing)
    qtbot.waitUntil(lambda: b.visited == [1, 2, 3])
    assert not b.waiting()


def test_playing_at_the_end_begins_again(qtbot: QtBot, bench: Make) -> None:
    b = bench(speed=FAST, cursor=3)
    b.player.play()
    assert b.cursor == 0 and b.player.playing
    qtbot.waitUntil(lambda: not b.player.playing)
    qtbot.waitUntil(lambda: b.visited == [0, 1, 2, 3])


def test_pause_leaves_no_timer(qtbot: QtBot, bench: Make) -> None:
    b = bench(speed=SLOW)
    b.player.toggle()
    assert b.waiting()
    with qtbot.waitSignal(b.player.playing_changed) as ended:
        b.player.toggle()
    assert ended.args == [False]
    assert not b.waiting() and b.cursor == 0


def test_stepping_by_hand_pauses(qtbot: QtBot, bench: Make) -> None:
    b = bench(speed=SLOW)
    b.player.play()
    b.store.look(cursor=2)
    qtbot.waitUntil(lambda: not b.player.playing)
    assert b.cursor == 2 and not b.waiting()


def test_an_edit_does_not_pause(qtbot: QtBot, bench: Make) -> None:
    b = bench(speed=FAST)
    b.player.play()
    for value in range(3):
        b.store.edit(set_weight, 0, 0, "b", (0,), float(value), label="bias")
    qtbot.waitUntil(lambda: b.cursor == 1)
    assert b.player.playing
    b.store.edit(set_weight, 0, 0, "b", (0,), 5.0, label="bias")
    qtbot.waitUntil(lambda: not b.player.playing)
    assert b.cursor == 3


def test_words_put_in_while_playing_are_played(qtbot: QtBot, bench: Make) -> None:
    b = bench(speed=FAST)
    b.player.play()
    b.store.edit(insert_words, 2, ["and", "again"], label="words")
    qtbot.waitUntil(lambda: not b.player.playing)
    assert b.cursor == 5


def test_another_document_pauses(qtbot: QtBot, bench: Make) -> None:
    b = bench(speed=SLOW)
    b.player.play()
    b.store.open(scenes.document("one two three", (("gru", 1),)), View(speed=SLOW))
    qtbot.waitUntil(lambda: not b.player.playing)
    assert not b.waiting()


def test_another_speed_holds_at_once(qtbot: QtBot, bench: Make) -> None:
    b = bench(speed=SLOW)
    b.player.play()
    b.store.look(speed=FAST)
    # at the old speed a step takes four seconds
    qtbot.waitUntil(lambda: b.cursor == 3, timeout=2000)


def test_one_step_is_not_played(bench: Make) -> None:
    b = bench("boy")
    b.player.play()
    assert not b.player.playing and not b.waiting()
    assert not any(button.isEnabled() for button in b.transport.buttons)


# the buttons


def test_buttons_step(qtbot: QtBot, bench: Make) -> None:
    b = bench(cursor=1)
    t = b.transport
    for button, there in [
        (t.forward_button, 2),
        (t.back_button, 1),
        (t.last_button, 3),
        (t.first_button, 0),
    ]:
        qtbot.waitUntil(button.isEnabled)
        QTest.mouseClick(button, LEFT)
        assert b.cursor == there


@pytest.mark.parametrize(("cursor", "back", "forward"), [(0, False, True), (1, True, True), (3, True, False)])
def test_what_leads_nowhere_is_disabled(bench: Make, cursor: int, back: bool, forward: bool) -> None:
    t = bench(cursor=cursor).transport
    assert [t.first_button.isEnabled(), t.back_button.isEnabled()] == [back, back]
    assert [t.forward_button.isEnabled(), t.last_button.isEnabled()] == [forward, forward]
    assert t.play_button.isEnabled()


def test_slots_at_the_ends_stay(bench: Make) -> None:
    b = bench(cursor=0)
    b.transport.back()
    assert b.cursor == 0
    b.transport.last()
    b.transport.forward()
    assert b.cursor == 3


def test_the_play_button_plays_and_pauses(qtbot: QtBot, bench: Make) -> None:
    b = bench(speed=SLOW)
    play = b.transport.play_button
    assert play.toolTip() == "Play (Space)"
    QTest.mouseClick(play, LEFT)
    assert b.player.playing and play.toolTip() == "Pause (Space)"
    QTest.mouseClick(play, LEFT)
    assert not b.player.playing and play.toolTip() == "Play (Space)"
    b.store.look(cursor=3)
    qtbot.waitUntil(lambda: play.toolTip() == "Play again from the first step (Space)")


def test_a_step_by_button_pauses(qtbot: QtBot, bench: Make) -> None:
    b = bench(speed=SLOW)
    b.transport.toggle()
    QTest.mouseClick(b.transport.forward_button, LEFT)
    assert not b.player.playing and b.cursor == 1


def test_a_held_button_goes_on(qtbot: QtBot, bench: Make) -> None:
    b = bench("The boy who wore a red hat")
    QTest.mousePress(b.transport.forward_button, LEFT)
    qtbot.waitUntil(lambda: b.cursor >= 3)
    QTest.mouseRelease(b.transport.forward_button, LEFT)


def test_a_click_leaves_the_keyboard_where_it_is(qtbot: QtBot, bench: Make) -> None:
    b = bench(cursor=1)
    b.field.setFocus()
    qtbot.waitUntil(b.field.hasFocus)
    for widget in (*b.transport.buttons, b.transport.speed):
        QTest.mouseClick(widget, LEFT)
    assert b.field.hasFocus()


def test_tooltips_name_the_keys(bench: Make) -> None:
    tips = [button.toolTip() for button in bench(cursor=1).transport.buttons]
    assert tips == [
        "First step (Home)",
        "Step back (\u2190)",
        "Play (Space)",
        "Step forward (\u2192)",
        "Last step (End)",
    ]


# the counter


def test_without_words_no_step_is_counted(bench: Make) -> None:
    made = bench("boy")
    empty = replace(made.store.state.document, sequence=(), question=None)
    made.store.open(empty, View())
    made.store.publish()
    assert made.transport.counter.text() == "step 0 / 0"


def test_the_counter_never_jumps(qtbot: QtBot, bench: Make) -> None:
    b = bench(" ".join(["boy"] * 120))
    counter = b.transport.counter
    width, metrics = counter.width(), QFontMetrics(counter.font())
    widths = set()
    for cursor, text in [(0, "step \u2007\u20071 / 120"), (10, "step \u200711 / 120"), (119, "step 120 / 120")]:
        b.store.look(cursor=cursor)
        qtbot.waitUntil(lambda text=text: counter.text() == text)
        widths.add(metrics.horizontalAdvance(text))
        assert counter.width() == width
    assert len(widths) == 1
    assert widths.pop() <= width


# the speed


def test_the_slider_is_logarithmic_and_sets_the_speed(qtbot: QtBot, bench: Make) -> None:
    b = bench()
    slider = b.transport.speed
    assert slider.value() == 50 and slider.toolTip() == "2 steps a second"
    slider.setValue(0)
    assert b.store.state.view.speed == SLOWEST
    slider.setValue(25)
    assert b.store.state.view.speed == pytest.approx(1.0)
    assert slider.toolTip() == "1 step a second"
    slider.setValue(100)
    assert b.store.state.view.speed == pytest.approx(FASTEST)


@pytest.mark.parametrize(("speed", "value"), [(SLOW, 0), (0.5, 0), (4.0, 75), (8.0, 100), (FAST, 100)])
def test_the_slider_shows_the_speed_and_leaves_it(qtbot: QtBot, bench: Make, speed: float, value: int) -> None:
    b = bench()
    b.store.look(speed=speed)
    qtbot.waitUntil(lambda: b.transport.speed.value() == value)
    assert b.store.state.view.speed == speed


def test_a_press_goes_there_and_a_drag_goes_on(qtbot: QtBot, bench: Make) -> None:
    b = bench()
    slider = b.transport.speed
    y = slider.height() // 2
    QTest.mousePress(slider, LEFT, pos=QPoint(slider.width() - 2, y))
    assert b.store.state.view.speed == pytest.approx(FASTEST)
    QTest.mouseMove(slider, QPoint(slider.width() // 2, y))
    qtbot.waitUntil(lambda: 1.2 < b.store.state.view.speed < 3.0)
    QTest.mouseRelease(slider, LEFT, pos=QPoint(slider.width() // 2, y))


def test_the_wheel_needs_the_keyboard(qtbot: QtBot, bench: Make) -> None:
    b = bench()
    slider = b.transport.speed
    place = QPointF(20, 8)

    def wheel() -> None:
        event = QWheelEvent(
            place,
            place,
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(slider, event)

    b.field.setFocus()
    wheel()
    assert slider.value() == 50
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(slider.hasFocus)
    wheel()
    assert slider.value() > 50


# looks


def test_compact_leaves_the_word_out(bench: Make) -> None:
    t = bench().transport
    wide = t.sizeHint().width()
    t.set_compact(True)
    assert t.speed_label.isHidden() and t.sizeHint().width() < wide
    t.set_compact(False)
    assert t.speed_label.isVisible() and t.sizeHint().width() == wide


def test_another_theme_recolours_the_icons(bench: Make) -> None:
    t = bench(cursor=1).transport
    before = t.forward_button.icon().cacheKey(), t.play_button.icon().cacheKey()
    t.set_theme(DARK)
    assert t.forward_button.icon().cacheKey() != before[0]
    assert not t.grab().isNull()
