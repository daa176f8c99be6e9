"""The run before the last edit: strips of the timeline, the marks of the answers, and how they are put away."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core import run
from core.clamps import Clamp
from core.document import Document, set_clamp, set_weight
from core.state import State, View
from core.step_edits import delete_steps, set_input, set_word
from gui.diagram.answers import Answers
from gui.panels.timeline import TimelinePanel
from gui.store import Store
from gui.theme import DARK, LIGHT, Theme, apply
from gui.timeline.rows import parts_of, rows_of
from gui.widgets.heat_ghost import NARROW
from gui.widgets.heat_plan import VISIBLE, Row, tiles
from tests.core import scenes, wired_scenes

LEFT = Qt.MouseButton.LeftButton
Show = Callable[..., TimelinePanel]
SINCE = "Change “boy” to “boys”"


@pytest.fixture
def show(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Show:
    """A timeline on a document, in sight and up to date."""
    monkeypatch.setenv("CAROUSEL_REDUCED_MOTION", "1")

    def shown(
        document: Document | None = None, size: tuple[int, int] = (900, 250), theme: Theme = LIGHT, **view: object
    ) -> TimelinePanel:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        apply(theme, application)
        store = Store(document or scenes.document(), View(**({"cursor": 9} | view)))  # type: ignore[arg-type]
        panel = TimelinePanel(store, theme)
        panel.store.setParent(panel)
        qtbot.addWidget(panel)
        panel.resize(*size)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    return shown


def edited(panel: TimelinePanel) -> None:
    panel.store.edit(set_word, 1, "boys", label=SINCE)
    panel.store.publish()


def colour(panel: TimelinePanel, row: int, step: int, x: int) -> QColor:
    """The colour of a point of a tile, `x` pixels from its column's left edge, in the middle of its height."""
    plan = panel.rows.places
    image = panel.rows.grab().toImage()
    scale = image.devicePixelRatio()
    at = plan.x(step, panel.rows.scrolled) + x, plan.y(row, 0) + plan.row_height // 2
    return QColor(image.pixel(round(at[0] * scale), round(at[1] * scale)))


def strips(state: State) -> set[tuple[int, int]]:
    """Row and step of each tile that has a strip."""
    shown = tiles(rows_of(state), state.view.cursor, 0, state.steps - 1)
    return {(tile.row, tile.step) for tile in shown if tile.was is not None}


# which tiles have one


@pytest.mark.parametrize("name", wired_scenes.WIRED)
def test_strips_stand_where_a_fresh_run_of_the_document_before_differs(name: str) -> None:
    before, step = wired_scenes.document(name), 4
    after = set_word(before, step, "boys" if before.sequence[step] != "boys" else "boy")
    network = after.models[0].network
    causal = not any(layer.reverse for layer in network.layers)
    for layer, each in enumerate(network.layers):
        cursor = 0 if each.reverse else after.x.shape[0] - 1
        state = State(after, View(layer=layer, cursor=cursor, unfolded=True).fitted(after), before)
        was, now = run(network, before.x), run(network, after.x)
        expected = set()
        for index, part in enumerate(parts_of(state)):
            old, new = (trace[layer, part.signal][:, part.unit] for trace in (was, now))
            expected |= {(index, int(k)) for k in np.flatnonzero(np.abs(old - new) >= VISIBLE)}
            row = rows_of(state)[index]
            assert row.was is not None and np.array_equal(row.was, old)
        assert strips(state) == expected
        if causal:
            assert all(k >= step for _, k in expected)
        assert expected or each.units == 0


def test_a_held_signal_leaves_the_steps_before_it_alone() -> None:
    before = scenes.document()
    after = set_clamp(before, 0, Clamp(0, "f", 0, 0.0, 6, 6))
    state = State(after, View(cursor=12, unfolded=True).fitted(after), before)
    found = strips(state)
    assert (0, 6) in found and all(step >= 6 for _, step in found)
    assert not strips(replace(state, earlier=None))
    assert not strips(replace(state, view=replace(state.view, ghost=False)))


def test_what_is_not_yet_known_has_no_strip() -> None:
    before = scenes.document()
    after = set_word(before, 1, "boys")
    state = State(after, View(cursor=3).fitted(after), before)
    assert strips(state) and all(step <= 3 for _, step in strips(state))


def test_no_number_is_no_other_than_no_number() -> None:
    values, was = np.array([np.nan, np.nan, 1.0, np.inf]), np.array([np.nan, 0.0, np.nan, np.inf])
    row = Row("h", "Hidden", "", "hidden", True, values, was=was)
    assert row.differing(0, 4).tolist() == [False, True, True, False]


def test_another_models_edit_and_another_number_of_steps_leave_none() -> None:
    before = scenes.document()
    other = set_clamp(before, 1, Clamp(0, "h", 0, 0.5))
    assert not State(other, View().fitted(other), before).has_earlier()
    assert State(other, View(model=1).fitted(other), before).has_earlier()
    weight = set_weight(before, 0, 0, "b_f", (0,), 3.0)
    assert not State(weight, View().fitted(weight), before).has_earlier()  # no edit of the past
    shorter = delete_steps(before, 3, 3)
    assert not State(shorter, View().fitted(shorter), before).has_earlier()


# how it looks


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_strip_has_the_colour_of_then(show: Show, theme: Theme) -> None:
    panel = show(theme=theme, across="")
    panel.store.edit(set_clamp, 0, Clamp(0, "f", 0, 0.0, 6, 6), label="Clamp f")
    panel.store.edit(set_clamp, 0, Clamp(0, "f", 0, 1.0, 6, 6), label="Clamp f")
    panel.store.publish()
    row = rows_of(panel.store.state)[0]
    assert row.was is not None and row.was[6] == 0.0
    assert colour(panel, 0, 6, panel.rows.places.pitch - 7) == theme.level_colour("forget", 1.0)
    panel.store.edit(set_clamp, 0, Clamp(0, "f", 0, 0.0, 6, 6), label="Clamp f")
    panel.store.publish()
    assert colour(panel, 0, 6, 3) == theme.level_colour("forget", 1.0)


@pytest.mark.parametrize("size", [(900, 250), (420, 250)], ids=["numbers", "dense"])
def test_only_what_changes_is_painted_and_it_is_all_of_it(show: Show, size: tuple[int, int]) -> None:
    panel = show(size=size)
    for word in ("boys", "hat", "boy"):
        panel.store.edit(set_word, 1, word, label="Change it")
        panel.store.publish()
        shown = panel.rows.grab().toImage()
        panel.rows.update()
        assert panel.rows.grab().toImage() == shown


def test_thin_rows_have_strips_too(show: Show) -> None:
    document = scenes.document(cells=(("lstm", 40),))
    panel = show(document, across="c")
    assert panel.rows.places.thin
    plain = panel.rows.grab().toImage()
    panel.store.edit(set_word, 1, "boys", label=SINCE)
    panel.store.publish()
    with_strips = panel.rows.grab().toImage()
    panel.store.look(ghost=False)
    panel.store.publish()
    without = panel.rows.grab().toImage()
    assert plain != without != with_strips
    plan = panel.rows.places
    left, ends = plan.x(1, 0), plan.x(2, 0)
    for x in range(0, panel.rows.width(), 1):
        column = [with_strips.pixel(x, y) == without.pixel(x, y) for y in range(plan.head, plan.bottom)]
        if x < left or left + NARROW + 1 <= x < ends:
            assert all(column), x


# words


def test_the_tooltip_and_a_screen_reader_are_told(show: Show) -> None:
    panel = show(cursor=1)
    edited(panel)
    state, plan = panel.store.state, panel.rows.places
    row = rows_of(state)[3]
    assert row.was is not None and abs(row.was[1] - row.values[1]) >= VISIBLE
    tip = panel.rows.tip_at(plan.x(1, 0) + 10, plan.y(3, 0) + 5)
    assert f"was {row.was[1]:+.3f}".replace("-", "−") + f" before: {SINCE}" in tip
    assert f"was {row.was[1]:+.3f}".replace("-", "−") in panel.rows.accessibleDescription()
    assert "before" not in panel.rows.tip_at(plan.x(0, 0) + 10, plan.y(3, 0) + 5)


def test_the_legend_is_there_while_there_is_an_earlier_run(show: Show) -> None:
    panel = show()
    assert panel.legend.isHidden()
    edited(panel)
    assert panel.legend.isVisible() and SINCE in panel.legend.toolTip()
    panel.store.undo()
    panel.store.publish()
    assert panel.legend.isHidden() and not strips(panel.store.state)
    panel.store.redo()
    panel.store.publish()
    assert panel.legend.isHidden()


def test_the_eye_hides_the_strips_and_the_cross_forgets_them(show: Show) -> None:
    panel = show()
    edited(panel)
    assert strips(panel.store.state)
    QTest.mouseClick(panel.legend.eye, LEFT)
    panel.store.publish()
    assert not panel.store.state.view.ghost and not strips(panel.store.state) and panel.legend.isVisible()
    QTest.mouseClick(panel.legend.eye, LEFT)
    panel.store.publish()
    assert strips(panel.store.state)
    QTest.mouseClick(panel.legend.cross, LEFT)
    panel.store.publish()
    assert panel.legend.isHidden() and not strips(panel.store.state)
    assert panel.store.state.view.ghost  # the next edit is shown again


def test_a_gesture_keeps_the_run_from_before_it(show: Show) -> None:
    panel = show()
    before = panel.store.state.trace()
    for value in (0.2, 0.4, 0.6):
        panel.store.edit(set_input, 2, 0, value, label="Change an input", gesture="drag")
        panel.store.publish()
        assert panel.store.state.ghost() is before
    panel.store.end_gesture()
    middle = panel.store.state.trace()
    panel.store.edit(set_input, 2, 0, 0.9, label="Change an input", gesture="drag")
    assert panel.store.state.ghost() is middle


# answers


def test_an_answer_is_marked_where_it_was_before(qtbot: QtBot) -> None:
    before = scenes.document()
    after = set_clamp(before, 0, Clamp(0, "h", 0, 0.9))
    answers = Answers(LIGHT)
    qtbot.addWidget(answers)
    view = View(cursor=9).fitted(after)
    answers.show_state(State(after, view, before))
    expected = run(before.models[0].network, before.x).output[9, 0]
    assert answers.meters[0].earlier == pytest.approx(expected)
    assert "before the last edit" in answers.meters[0].accessibleDescription()
    assert math.isnan(answers.meters[1].earlier)
    answers.show_state(State(after, replace(view, ghost=False), before))
    assert math.isnan(answers.meters[0].earlier)
    assert "before" not in answers.meters[0].accessibleDescription()
