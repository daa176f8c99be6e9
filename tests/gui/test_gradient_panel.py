"""Gradient decay: curves as the core computes them, a fixed axis, words as ticks, what is off the scale."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QImage, QPainter, QPainterPath
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from core import backward, run
from core import state as core_state
from core.cells import cell_names, load_cell, parse_cell
from core.clamps import Clamp
from core.decay import Decay
from core.document import Document, Model, Question, randomise, release, set_clamp, set_weight
from core.network import Network
from core.scene import GRU
from core.state import State, View
from core.step_edits import insert_words
from core.trace import Trace
from core.zone import load_zone
from gui.decay import paint
from gui.decay.curve import Curve, belt_factor, curve_of, has_belt
from gui.decay.frame import FLOOR, TOP, Frame
from gui.decay.labels import ROW, Labels, Notes, exits, place_labels, ticks
from gui.decay.legend import ROW as LEGEND_ROW
from gui.decay.legend import DecayLegend, LegendRow, columns
from gui.decay.line import draw_markers, lines_of, pen_of
from gui.decay.readout import readout_at, readout_place
from gui.decay.source import ZoneSource, learnt, learnt_in_zone, place_beside
from gui.decay.text import (
    ZONE,
    decay_texts,
    decay_tip,
    gain_text,
    half_life_text,
    power_text,
    reach_text,
    rough_text,
    spoken,
)
from gui.decay.traces import coords, covered, edges_of, hidden, pixels
from gui.decay.training import Gains, Training, training_of
from gui.decay.verdict import verdicts
from gui.export import picture
from gui.fonts import SEMIBOLD, ui_font
from gui.panels.gradient import AS_NOW, AS_TRAINED, ZONE_BEFORE, ZONE_CLAMPED, ZONE_TRAINED, GradientPanel
from gui.presets import first_scene
from gui.store import Store
from gui.theme import DARK, LIGHT, apply
from tests.core import scenes

ROOT = Path(__file__).resolve().parents[2]
LEFT = Qt.MouseButton.LeftButton
Show = Callable[..., GradientPanel]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """A panel on a document, in sight and up to date."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply(LIGHT, application)

    def shown(document: Document | None = None, size: tuple[int, int] = (420, 400), **view: object) -> GradientPanel:
        view = {"cursor": 9} | view
        panel = GradientPanel(Store(document or scenes.document(), View(**view)), LIGHT)  # type: ignore[arg-type]
        panel.store.setParent(panel)
        qtbot.addWidget(panel)
        panel.resize(*size)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    return shown


def state(panel: GradientPanel) -> State:
    return panel.store.state


def one_model(network: Network, name: str = "it", steps: int = 10) -> Document:
    document = scenes.document()
    words = tuple(document.sequence[k % len(document.sequence)] for k in range(steps))
    return replace(document, models=(Model(name, network),), sequence=words, question=None)


def relu_network(weight: float) -> Network:
    cell = parse_cell("h = relu(W @ x + U @ h + b)")
    network = Network.build(4, [(cell, 4)], 1, "sigmoid", 0)
    return network.with_parameter(0, "U", np.full((4, 4), weight)).with_parameter(0, "b", np.ones(4))


def curve(log10_gain: list[float], half_life: float = 1.0, name: str = "RNN") -> Curve:
    return Curve(0, name, "#D1495B", "hidden", "the hidden state", np.array(log10_gain), None, half_life, 1, True)


# the curves


@pytest.mark.parametrize("odd", [0.0, math.nan, -math.inf, math.inf, -400.0])
def test_a_line_is_led_as_pyqtgraph_would(odd: float) -> None:
    import pyqtgraph as pg

    from gui.decay.curves_item import CurvesItem, path_of

    found = curve([0.0, -1.0, odd, -2.0, -2.5, odd])
    line = next(lines_of([found], LIGHT))
    item = CurvesItem()
    item.show_lines([line], Frame.fit(420, 300, 5, 30, 60))
    assert segments(path_of(line)) == segments(pg.arrayToQPath(*item.data_of(0), connect="finite"))


def segments(path: QPainterPath) -> list[tuple[float, ...]]:
    """The pieces of a path that are longer than nothing."""
    elements = [path.elementAt(k) for k in range(path.elementCount())]
    pairs = [(a.x, a.y, b.x, b.y) for a, b in zip(elements, elements[1:], strict=False) if b.isLineTo()]
    return [pair for pair in pairs if pair[:2] != pair[2:]]


def test_what_a_rectangle_hides_is_found_from_the_lines_near_it() -> None:
    rng = np.random.default_rng(3)
    for _ in range(60):
        curves = [curve(list(np.cumsum(rng.normal(-0.3, 0.5, 12)))) for _ in range(3)]
        lines, frame = list(lines_of(curves, LIGHT)), Frame.fit(500, 260, 11, 30, 60)
        places = [QRectF(*rng.uniform((30, 0, 10, 8), (450, 260, 90, 30))) for _ in range(5)]
        for edge in (1.0, 2.0, 4.0):
            found = covered(frame, lines, edges_of([coords(place) for place in places]), edge)
            assert found.tolist() == hidden(places, pixels(frame, lines), edge).tolist()


def test_a_line_that_stays_is_not_made_again(show: Show) -> None:
    panel = show()
    lstm, rnn, _ = panel.plot.lines
    panel.store.edit(set_weight, 0, 0, "W_i", (0, 0), 0.7, label="change")
    panel.store.publish()
    assert panel.plot.lines[1] is rnn and panel.plot.lines[0] is not lstm
    panel.set_theme(DARK)
    assert panel.plot.lines[1].colour == DARK.line_colour(state(panel).document.models[1].color)


@pytest.mark.parametrize("before", [False, True], ids=["trained", "before"])
def test_the_curves_are_the_cores_gains_of_the_memories(before: bool, show: Show) -> None:
    panel = show(before=before)
    for index, (name, memory) in enumerate((("LSTM", "c"), ("RNN", "h"))):
        decay = state(panel).decay(index, before)
        assert decay is not None
        lags, gains = panel.plot.line_data(name)
        assert lags.tolist() == list(range(10))
        np.testing.assert_array_equal(gains, decay.log10_gain[memory][::-1])


def test_before_and_trained_are_different_networks(show: Show) -> None:
    panel = show()
    _, trained = panel.plot.line_data("RNN")
    trained = trained.copy()
    panel.store.look(before=True)
    panel.store.publish()
    assert not np.allclose(panel.plot.line_data("RNN")[1], trained)


def test_an_lstm_has_a_belt_and_an_rnn_has_none(show: Show) -> None:
    panel = show()
    decay = state(panel).decay(0)
    assert decay is not None
    assert panel.plot.line_names() == ["LSTM", "RNN", "belt"]
    np.testing.assert_array_equal(panel.plot.line_data("belt")[1], decay.log10_belt_gain["c"][::-1])


@pytest.mark.parametrize(
    ("equations", "state_name", "expected"),
    [
        ("c = c + tanh(W @ x)\nh = tanh(c + U @ h)", "c", True),
        ("c = c + tanh(W @ x)\nh = tanh(c + U @ h)", "h", False),
        ("h = tanh(W @ x + U @ h)", "h", False),
        ("z = sigmoid(W @ x)\nh = z * h + (1 - z) * tanh(U @ h)", "h", True),
        ("a = -h\nh = a / (1 + exp(W @ x))", "h", True),
    ],
)
def test_a_belt_is_a_path_without_functions_and_products(equations: str, state_name: str, expected: bool) -> None:
    assert has_belt(parse_cell(equations), state_name) is expected


@pytest.mark.parametrize("key", cell_names())
def test_every_cell_is_shown(key: str, show: Show) -> None:
    panel = show(scenes.document(cells=((key, 3),)))
    cell = load_cell(key)
    _, gains = panel.plot.line_data(cell.name)
    decay = state(panel).decay(0)
    assert decay is not None
    if cell.states:
        np.testing.assert_array_equal(gains, decay.log10_gain[cell.memory][::-1])
        assert ("belt" in panel.plot.line_names()) == has_belt(cell, cell.memory)
    else:
        assert gains[0] == 0.0 and (gains[1:] < FLOOR).all()
        assert panel.legend.texts[0][1] == "no memory"


def test_a_state_that_is_not_the_output_is_taken_where_no_role_says_so() -> None:
    cell = parse_cell("c = 0.5 * c + W @ x\nh = tanh(c)")
    document = one_model(Network.build(4, [(cell, 2)], 1, "sigmoid", 0))
    decay = State(document, View(cursor=5)).decay(0)
    assert decay is not None
    found = curve_of(0, document.models[0], decay)
    assert found.memory == "c" and found.remembers
    np.testing.assert_allclose(np.diff(found.log10_gain), math.log10(0.5))


def test_a_belt_is_told_by_what_it_is_multiplied_with() -> None:
    for key in cell_names():
        factor = "f" if key.startswith("lstm") else "z" if key.startswith("gru") else None
        factor = {"lstm_1997": "1", "lstm_nfg": "1", "mgu": "(1 − f)"}.get(key, factor)
        if load_cell(key).states:
            assert belt_factor(load_cell(key), load_cell(key).memory) == factor
    for equations, factor in (
        ("c = c + tanh(W @ x)\nh = tanh(c)", "1"),
        ("c = tanh(W @ x) - c\nh = tanh(c)", ""),
        ("f = sigmoid(W @ x)\nc = f * c + (1 - f) * tanh(W @ x)\nh = tanh(c)", "f"),
        ("f = sigmoid(W @ x)\nc = (c + 1) * f\nh = tanh(c)", "f"),
        ("f = sigmoid(W @ x)\nc = f * c + 0.5 * c\nh = tanh(c)", ""),
        ("f = sigmoid(W @ x)\nc = f * f * c\nh = tanh(c)", ""),
        ("c = c / 2 + W @ x\nh = tanh(c)", ""),
    ):
        assert belt_factor(parse_cell(equations), "c") == factor, equations


@pytest.mark.parametrize("key", ["lstm", "gru"])
def test_the_belts_factor_is_the_one_the_core_multiplies(key: str) -> None:
    document = scenes.document(cells=((key, 1),))
    there = State(document, View(cursor=9))
    decay, trace = there.decay(0), there.trace(0)
    assert decay is not None
    memory = load_cell(key).memory
    factor = belt_factor(load_cell(key), memory)
    assert factor
    steps = np.log10(trace[0, factor][1:10, 0])
    np.testing.assert_allclose(np.diff(decay.log10_belt_gain[memory]), -steps)


def test_of_several_belts_the_selected_models_is_shown(show: Show) -> None:
    panel = show(scenes.document(cells=(("lstm", 4), ("elman", 9), ("gru", 4))))
    belts = {0: ("c", "LSTM belt: the path through the cell state"), 2: ("h", "GRU belt: the path through the hidden")}
    for model, whose in ((0, 0), (2, 2), (1, 0)):
        panel.store.look(model=model)
        panel.store.publish()
        decay = state(panel).decay(whose)
        assert decay is not None
        memory, words = belts[whose]
        assert panel.plot.line_names() == ["LSTM", "RNN", "GRU", "belt"]
        np.testing.assert_array_equal(panel.plot.line_data("belt")[1], decay.log10_belt_gain[memory][::-1])
        assert panel.legend.texts[-1][0].startswith(words)
    panel.store.look(hidden=(0,))
    panel.store.publish()
    assert panel.legend.texts[-1][0].startswith("belt: the path through the hidden state alone, \u00d7\u202fz")
    tip = panel.legend.places[-1][0].tip
    assert "The belt of GRU" in tip and "At each step it is z, the update gate." in tip


# which models


def test_models_that_are_hidden_are_not_shown_and_cost_nothing(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Network] = []

    def counted(network: Network, *arguments: object, **named: object) -> Trace:
        ran.append(network)
        return run(network, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(core_state, "run", counted)
    document = scenes.document(cells=(("lstm", 4), ("elman", 9), ("gru", 4)))
    panel = show(document, hidden=(1,))
    assert panel.plot.line_names() == ["LSTM", "GRU", "belt"]
    assert [name for name, *_ in panel.legend.texts[:-1]] == ["LSTM", "GRU"]
    assert {id(network) for network in ran} == {id(document.models[k].network) for k in (0, 2)}
    panel.store.look(hidden=())
    panel.store.publish()
    assert panel.plot.line_names() == ["LSTM", "RNN", "GRU", "belt"]
    assert {id(network) for network in ran} == {id(model.network) for model in document.models}


def test_words_are_about_the_models_that_are_shown(show: Show) -> None:
    panel = show(the_scene(), size=(900, 480), hidden=(1, GRU))
    assert "It was trained" in panel.verdict.text() and "RNN" not in panel.verdict.whole
    document = the_scene()
    document = replace(document, models=(replace(document.models[0], start=None), *document.models[1:]))
    started = show(document, hidden=(1, GRU), before=True)
    assert started.views.isHidden() and started.plot.line_names() == ["LSTM", "belt"]
    started.store.edit(set_weight, 1, 0, "U", (0, 0), 7.0, label="change")  # of a model that is hidden
    started.store.publish()
    assert started.plot.accessibleName().startswith(f"Gradient decay, {AS_TRAINED}")


def many(count: int) -> Document:
    """A document of so many models, with names of all lengths."""
    cells = (("lstm", 2), ("elman", 3), ("gru", 2))
    document = scenes.document(cells=tuple(cells[k % 3] for k in range(count)))
    names = ("{}", "{} of seed {}", "{} {} that has a rather long name")
    models = [
        replace(model, name=names[k % 3].format(model.name, k) if k > 2 else model.name)
        for k, model in enumerate(document.models)
    ]
    return replace(document, models=tuple(models))


SIZES = [(380, 360), (520, 430)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 8, 13, 40])
def test_the_legend_of_many_models_leaves_the_plot_its_room(count: int, size: tuple[int, int], show: Show) -> None:
    document = many(count)
    panel = show(document, size=size)
    places = panel.legend.places
    area = panel.legend.rect()
    assert all(area.contains(place) for _, place in places)
    assert not any(a.intersects(b) for k, (_, a) in enumerate(places) for _, b in places[:k])
    assert panel.plot.frame.rect.height() >= 75 and panel.plot.height() > panel.legend.height()
    models = [row for row, _ in places if row.line is not None and row.line.marker is not None]
    counted = [row for row, _ in places if row.name.startswith("and ")]
    assert len(models) + sum(int(row.name.split()[1]) for row in counted) == count
    for row in counted:
        assert all(model.name in row.tip for model in document.models[len(models) :])
    assert len(panel.legend.texts) == count + 1  # a screen reader has them all


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [5, 8, 13])
@pytest.mark.parametrize("cursor", [3, 9, 12])
def test_names_of_many_models_do_not_touch(count: int, size: tuple[int, int], cursor: int, show: Show) -> None:
    plot = show(many(count), size=size, cursor=cursor).plot
    labels = plot.labels
    places = [mark.place for mark in labels.marks] + [name.place for name in labels.names]
    places += [labels.bracket.place] if labels.bracket is not None and labels.bracket.text else []
    assert places
    assert all(plot.frame.rect.adjusted(-4, -14, 4, 4).contains(place) for place in places)
    assert not any(a.intersects(b) for k, a in enumerate(places) for b in places[:k])


def test_among_more_than_two_the_selected_models_line_stands_out(show: Show) -> None:
    panel = show(many(5), model=1)
    widths = {line.marker: line.width for line in panel.plot.lines}
    assert widths[1] > max(width for marker, width in widths.items() if marker != 1)
    assert [name.line.marker for name in panel.plot.labels.names if name.weight == SEMIBOLD] == [1]
    panel.store.look(model=3)
    panel.store.publish()
    assert [line.marker for line in panel.plot.lines if line.chosen] == [3]
    panel.store.look(hidden=(1, 2, 4))
    panel.store.publish()
    assert {line.width for line in panel.plot.lines} == {2.0} and not any(line.chosen for line in panel.plot.lines)


def test_markers_of_twelve_models_differ() -> None:
    pictures = []
    for shape in range(12):
        image = QImage(24, 24, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        draw_markers(painter, shape, [QPointF(12, 12)], QColor("black"), QColor("white"))
        painter.end()
        pictures.append(image)
    assert not any(a == b for k, a in enumerate(pictures) for b in pictures[:k])


def test_a_model_keeps_its_marker_whoever_else_is_shown(show: Show) -> None:
    panel = show(many(5))
    markers = {line.name: line.marker for line in panel.plot.lines}
    panel.store.look(hidden=(0, 2))
    panel.store.publish()
    assert [line.marker for line in panel.plot.lines] == [1, 3, 4, None]
    assert all(markers[line.name] == line.marker for line in panel.plot.lines if line.marker is not None)


# the axes


@pytest.mark.parametrize("weight", [1e-5, 1.0, 1e200])
def test_the_axis_is_fixed(weight: float, show: Show) -> None:
    panel = show(one_model(relu_network(weight)))
    (_, _), y_range = panel.plot.view_range
    assert y_range == pytest.approx([FLOOR, TOP])
    assert (FLOOR, TOP) == (-6, 1)


def test_the_lines_stand_where_the_axes_say(show: Show) -> None:
    """What pyqtgraph draws and what is painted around it agree on pixels."""
    panel = show()
    plot = panel.plot
    x_range, y_range = plot.view_range
    rect = plot.frame.rect
    assert x_range == pytest.approx(plot.frame.x_range)
    for lag, value in ((0, 0.0), (4, -3.0), (9, -6.0)):
        x = rect.left() + (lag - x_range[0]) / (x_range[1] - x_range[0]) * rect.width()
        y = rect.bottom() - (value - y_range[0]) / (y_range[1] - y_range[0]) * rect.height()
        assert (plot.frame.x(lag), plot.frame.y(value)) == pytest.approx((x, y))


@pytest.mark.parametrize("cursor", [0, 1, 2, 9, 12])
def test_ticks_are_the_words_back_from_the_cursor(cursor: int, show: Show) -> None:
    panel = show(size=(760, 400), cursor=cursor)
    words = state(panel).document.sequence[cursor::-1]
    assert panel.plot.tick_texts == list(enumerate(words))


def test_ticks_thin_out_and_never_touch() -> None:
    words = ["around", *(f"word{k}" for k in range(200))]

    def width(text: str) -> float:
        return 7.0 * len(text)

    for spacing in (60.0, 40.0, 25.0, 12.0, 6.0, 3.0, 1.5, 0.5):
        found = ticks(words, spacing, width)
        assert found[0] == (0, "around")
        for (a, left), (b, right) in zip(found, found[1:], strict=False):
            assert (b - a) * spacing >= (width(left) + width(right)) / 2
    assert ticks(words, 3.0, width)[1:3] == [(20, "\u221220"), (40, "\u221240")]
    assert ticks(words, 3.0, width, ahead=True)[1:3] == [(20, "+20"), (40, "+40")]
    assert ticks(words, 3.0, width, None, 5.0, ahead=True)[-1] == (200, "+200")
    assert ticks(words, 60.0, width)[1] == (1, "word0")


def test_two_hundred_lags_are_legible(show: Show) -> None:
    document = scenes.document()
    document = replace(document, sequence=document.sequence * 20)
    panel = show(document, cursor=250)
    assert panel.plot.lags == 200
    texts = [text for _, text in panel.plot.tick_texts]
    assert texts[0] == document.sequence[250]
    assert all(text.startswith("\u2212") for text in texts[1:]) and len(texts) > 3


# longer sentences


@pytest.mark.parametrize("cursor", [0, 9, 12])
def test_ten_more_words_go_before_the_verb_in_one_undo_step(cursor: int, show: Show, qtbot: QtBot) -> None:
    panel = show(cursor=cursor)
    before = state(panel).document
    assert panel.longer.text() == "+10 words"
    assert panel.longer.toolTip().startswith("Ten more words before \u201cwas\u201d:")
    QTest.mouseClick(panel.longer, LEFT)
    assert state(panel).document.sequence == before.sequence[:10] + before.fillers + before.sequence[10:]
    question = state(panel).document.question
    assert question is not None and state(panel).view.cursor == question.asked == 19
    qtbot.waitUntil(lambda: panel.plot.lags == 19)
    assert panel.store.undo_label == "Add 10 words"
    panel.store.undo()
    assert state(panel).document is before
    assert panel.store.undo_label is None


def test_without_a_question_more_words_go_behind_the_cursor(show: Show) -> None:
    panel = show(replace(scenes.document(), question=None), cursor=12)
    assert panel.longer.toolTip().startswith("Ten more words after the full stop:")
    QTest.mouseClick(panel.longer, LEFT)
    assert state(panel).document.sequence[13:] == state(panel).document.fillers
    assert state(panel).view.cursor == 22


def test_a_question_at_the_end_has_no_verb_behind_it(show: Show) -> None:
    document = scenes.document("The boy near the dogs")
    panel = show(document, cursor=4)
    assert panel.longer.toolTip().startswith("Ten more words after \u201cdogs\u201d:")


def test_without_fillers_there_is_no_button(show: Show) -> None:
    panel = show(replace(scenes.document(), fillers=()))
    assert panel.longer.isHidden()


# before and after training


def test_before_training_is_one_click_away(show: Show, qtbot: QtBot) -> None:
    panel = show(size=(900, 500))
    assert panel.views.current == "trained" and "trained" in panel.plot.accessibleName()
    panel.views.chosen.emit("before")
    assert state(panel).view.before
    qtbot.waitUntil(lambda: "before training" in panel.plot.accessibleName())
    assert panel.views.current == "before"
    assert panel.store.undo_label is None


def test_where_no_start_is_known_there_is_no_choice(show: Show) -> None:
    panel = show(one_model(relu_network(0.1)), before=True)
    assert panel.views.isHidden()
    assert panel.plot.line_names() == ["it"]
    assert "before training" not in panel.plot.accessibleName()


def test_a_model_whose_start_is_not_known_is_named(show: Show) -> None:
    document = scenes.document()
    document = replace(document, models=(document.models[0], replace(document.models[1], start=None)))
    panel = show(document, before=True)
    assert panel.plot.line_names() == ["LSTM", "belt"]
    assert panel.legend.texts[-1] == ("RNN: as it was before training is not known",)


def test_the_switch_says_that_it_is_for_this_panel_only(show: Show) -> None:
    panel = show()
    tips = [chip.toolTip() for chip in panel.views.findChildren(QAbstractButton)]
    assert len(tips) == 2 and all(tip.endswith("Changes this panel only.") for tip in tips)


def chips(panel: GradientPanel) -> list[str]:
    return [chip.text() for chip in panel.views.findChildren(QAbstractButton) if not chip.isHidden()]


def test_a_network_that_was_changed_is_not_called_trained(show: Show, qtbot: QtBot) -> None:
    panel = show(size=(420, 400))
    width = panel.views.sizeHint().width()
    weight = float(state(panel).document.models[1].network.parameter(0, "U")[0, 0])
    assert chips(panel)[1] == AS_TRAINED
    for change, said in (
        ((set_weight, 1, 0, "U", (0, 0), 7.0), AS_NOW),
        ((set_weight, 1, 0, "U", (0, 0), weight), AS_TRAINED),
        ((randomise, 0, 3), AS_NOW),
    ):
        panel.store.edit(*change, label="change")
        panel.store.publish()
        qtbot.waitUntil(lambda said=said: chips(panel)[1:] == [said])  # type: ignore[misc]
        assert panel.views.current == "trained"
        assert panel.views.sizeHint().width() == width
    panel.store.undo()
    qtbot.waitUntil(lambda: chips(panel)[1:] == [AS_TRAINED])


def test_a_network_with_a_clamp_is_not_called_trained(show: Show, qtbot: QtBot) -> None:
    panel = show()
    clamp = Clamp(0, "f", 0, 0.0, 7, 7)
    panel.store.edit(set_clamp, 0, clamp, label="hold")
    qtbot.waitUntil(lambda: chips(panel)[1:] == [AS_NOW])
    assert panel.plot.accessibleName().startswith(f"Gradient decay, {AS_NOW}")
    panel.store.look(model=1, hidden=(0,))
    panel.store.publish()
    qtbot.waitUntil(lambda: chips(panel)[1:] == [AS_TRAINED])  # it is another network that is held
    panel.store.look(hidden=())
    panel.store.edit(release, 0, 0, "f", 0, label="let go")
    qtbot.waitUntil(lambda: chips(panel)[1:] == [AS_TRAINED])


def test_before_training_with_a_clamp_is_not_what_it_learnt_from(show: Show) -> None:
    free, held = show(the_scene(), size=(900, 480), before=True), show(the_scene(), size=(900, 480), before=True)
    held.store.edit(set_clamp, 1, Clamp(0, "h", 0, 0.0), label="hold")
    held.store.publish()
    assert "before training, with the clamps:" in held.plot.accessibleName()
    assert " ".join(held.plot.labels.zone_rows) in ZONE_CLAMPED and held.plot.labels.quiet
    assert "clamps that are set now" in held.views.findChildren(QAbstractButton)[0].toolTip()
    assert "clamps" not in free.plot.accessibleName()
    assert "gain is 3" in free.verdict.whole
    assert "gain before training was 3" in held.verdict.whole  # without the clamp, as it was


def test_the_zone_is_mute_where_it_is_not_about_what_is_shown(show: Show) -> None:
    trained, before = show(), show(before=True)
    assert trained.plot.labels.quiet and trained.plot.source.quiet
    assert " ".join(trained.plot.labels.zone_rows) in ZONE_TRAINED
    assert not before.plot.labels.quiet and not before.plot.source.quiet
    assert " ".join(before.plot.labels.zone_rows) in ZONE_BEFORE


def test_the_subtitle_stands_above_the_axis_where_the_header_is_short(show: Show) -> None:
    wide, narrow = show(size=(800, 400)), show(size=(380, 330))
    assert wide.header.subtitle == "how much of a nudge, so many words back, still moves h at \u201cdogs\u201d"
    assert wide.plot.caption == "gain"
    assert narrow.header.subtitle == ""
    assert narrow.plot.caption == "gain: how much of a nudge back there still moves h at \u201cdogs\u201d"
    narrow.store.look(cursor=12)
    narrow.store.publish()
    assert narrow.plot.caption.endswith("back there still moves h at the full stop")


def test_the_subtitle_is_there_again_after_all_words_were_gone(show: Show) -> None:
    panel = show(size=(900, 400))
    subtitle, document = panel.header.subtitle, state(panel).document
    assert subtitle
    panel.store.edit(without_words, label="take out the words")
    panel.store.publish()
    assert not panel.header.subtitle
    panel.store.undo()
    panel.store.look(cursor=9)
    panel.store.publish()
    assert state(panel).document is document and panel.header.subtitle == subtitle


def without_words(document: Document) -> Document:
    return replace(document, sequence=(), question=None)


def test_a_caption_that_is_too_long_ends_in_an_ellipsis(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    document = scenes.document()
    words = (
        *document.sequence[:9],
        "incomprehensibilities-of-all-the-many-dogs-that-were-there",
        *document.sequence[10:],
    )
    panel = show(replace(document, sequence=words), size=(368, 330))
    drawn: list[str] = []
    draw = QPainter.drawText

    def kept(painter: QPainter, *arguments: object) -> None:
        drawn.append(str(arguments[-1]))
        draw(painter, *arguments)  # type: ignore[call-overload]

    monkeypatch.setattr(QPainter, "drawText", kept)
    panel.plot.grab()
    (caption,) = [text for text in drawn if text.startswith("gain: ")]
    assert caption.endswith("\u2026") and caption != panel.plot.caption


def test_a_wide_word_at_the_cursor_keeps_its_distance() -> None:
    def width(text: str) -> float:
        return 7.0 * len(text)

    for room in (0.0, 20.0, 40.0, 80.0):
        for spacing in (15.0, 40.0, 80.0):
            found = ticks(["w" * 16, *(f"word{k}" for k in range(20))], spacing, width, None, room)
            lag, text = found[1]
            first_ends = max(width(found[0][1]) / 2, width(found[0][1]) - room)
            assert lag * spacing - width(text) / 2 >= first_ends + 4


def test_marks_have_names() -> None:
    assert [spoken(word) for word in (".", "?", "dogs")] == ["the full stop", "the question mark", "\u201cdogs\u201d"]


# words and figures


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "1.0"),
        (math.log10(0.42), "0.42"),
        (math.log10(0.0996), "0.10"),
        (math.log10(0.031), "0.031"),
        (math.log10(12), "12"),
        (math.log10(330), "330"),
        (math.log10(9.96), "10"),
        (math.log10(3.1e-5), "3.1\u00d710\u207b\u2075"),
        (math.log10(0.00996), "0.010"),
        (math.log10(9.96e-4), "1.0\u00d710\u207b\u00b3"),
        (-800.0, "1.0\u00d710\u207b\u2078\u2070\u2070"),
        (1805.3, "2.0\u00d710\u00b9\u2078\u2070\u2075"),
        (-math.inf, "0"),
        (math.inf, "\u221e"),
        (math.nan, "no number"),
    ],
)
def test_gains_have_two_figures_and_typeset_powers(value: float, text: str) -> None:
    assert gain_text(value) == text


def test_powers_are_typeset() -> None:
    assert [power_text(k) for k in (0, -2, -4, -6)] == [
        "10\u2070",
        "10\u207b\u00b2",
        "10\u207b\u2074",
        "10\u207b\u2076",
    ]


@pytest.mark.parametrize(
    ("half_life", "lags", "text"),
    [
        (43.2, 20, "half-life 43"),
        (0.7, 9, "half-life 0.7"),
        (9.96, 9, "half-life 10"),
        (27.0, 9, "half-life 27"),
        (27.1, 9, "half-life > 27 (extrapolated)"),
        (math.inf, 9, "does not decay"),
        (math.nan, 2, "step further"),
        (0.0, 9, "half-life 0.0"),
    ],
)
def test_half_lives_as_the_design_words_them(half_life: float, lags: int, text: str) -> None:
    assert half_life_text(half_life, lags) == text


def test_reach_counts_the_lags_there_are() -> None:
    assert reach_text(8, 9) == "reach 8 of 9"
    assert reach_text(0, 0) == ""


def test_the_legend_says_what_the_core_found(show: Show) -> None:
    panel = show()
    for index, memory in enumerate("ch"):
        decay = state(panel).decay(index)
        assert isinstance(decay, Decay)
        expected = half_life_text(decay.half_life[memory], 9), f"reach {decay.reach[memory]} of 9"
        assert panel.legend.texts[index][1:] == expected
    assert panel.legend.texts[2] == ("belt: the path through the cell state alone, \u00d7\u202ff at each step",)


def test_the_tip_tells_what_the_figures_mean() -> None:
    assert "ln 2" in decay_tip(curve([0, -1, -2, -3])) and "1%" in decay_tip(curve([0, -1, -2, -3]))
    assert "does not fall" in decay_tip(curve([0, -1, -1, -1], math.inf))
    assert "a guess" in decay_tip(curve([0, -1, -1, -1.01], 30.0))


@pytest.mark.parametrize("width", [300, 331, 360, 800])
@pytest.mark.parametrize("lags", [9, 29, 200])
def test_the_legend_elides_no_number(width: int, lags: int) -> None:
    rows = [
        LegendRow(None, "LSTM", (half_life_text(9999.0, lags), reach_text(lags, lags)), ""),
        LegendRow(None, "RNN", (half_life_text(1.0, lags), reach_text(8, lags)), ""),
    ]
    metrics = QFontMetrics(ui_font(12, tabular=True))
    room = width - 84
    found, second = columns(rows, room)
    for row in found:
        half_life, reach = row.texts
        assert metrics.horizontalAdvance(half_life) + 6 <= second
        assert second + metrics.horizontalAdvance(reach) <= room
    assert str(3 * lags) in found[0].texts[0] and str(lags) in found[0].texts[1]
    if width == 331 and lags == 9:
        assert [row.texts for row in found] == [row.texts for row in rows]


# the verdict


def the_scene() -> Document:
    return first_scene()[0]


def training(*gains: Gains, models: int = 2) -> Training:
    return Training((10, 20), models, gains, 20)


WEAK, STRONG = Gains("RNN", -2.5, -5.0, -3.7), Gains("LSTM", math.log10(0.25), math.log10(0.16), -0.7)


def test_the_gains_of_the_training_are_the_cores_in_a_longer_sentence() -> None:
    document = the_scene()
    longer = document
    assert document.question is not None and document.recipe is not None
    least, greatest = document.recipe.trained_gaps
    while longer.question is not None and longer.question.asked - longer.question.subject < greatest:
        longer = insert_words(longer, longer.question.asked + 1, longer.fillers)
    assert longer.question is not None
    found = training_of(document)
    assert found is not None and found.gaps == (least, greatest)
    assert found.added == len(longer.sequence) - len(document.sequence)
    assert [gains.name for gains in found.gains] == ["LSTM", "GRU", "RNN"]
    there = State(longer, View(cursor=longer.question.asked))
    for gains, (index, memory) in zip(found.gains, ((0, "c"), (2, "h"), (1, "h")), strict=True):
        decay = there.decay(index, before=True)
        assert decay is not None
        values = decay.log10_gain[memory][::-1][least : greatest + 1]
        assert (gains.least, gains.greatest, gains.mean) == pytest.approx((values[0], values[-1], values.mean()))
    assert [gains.is_in_zone for gains in found.gains] == [False, False, True]
    assert [gains.name for gains in training_of(document, (1,)).gains] == ["RNN"]  # type: ignore[union-attr]
    assert training_of(document).gains[0] is found.gains[0]  # type: ignore[union-attr]


def test_what_is_not_known_of_a_training_is_left_out() -> None:
    document = the_scene()
    assert training_of(replace(document, recipe=None)) is None
    for bare in (replace(document, question=None), replace(document, fillers=())):
        found = training_of(bare)
        assert found is not None and found.gains == ()
    started = replace(document, models=(document.models[0], replace(document.models[1], start=None)))
    assert training_of(started).models == 2  # type: ignore[union-attr]
    assert [gains.name for gains in training_of(started).gains] == ["LSTM"]  # type: ignore[union-attr]


@pytest.mark.parametrize("before", [False, True])
def test_the_verdict_tells_why_from_the_gaps_of_the_training(before: bool, show: Show) -> None:
    for size in ((363, 345), (409, 393), (900, 480)):
        for cursor in (0, 2, 9, 12):
            panel = show(the_scene(), size=size, cursor=cursor, before=before)
            text = panel.verdict.text()
            assert "10\u201320" in text and "mostly too little" in text
            for gains in training_of(panel.store.state.document, (0, 1)).gains:  # type: ignore[union-attr]
                assert gains.name in text and f"{rough_text(gains.least)} to {rough_text(gains.greatest)}" in text
            assert "this sentence made longer by 20 words" in panel.verdict.toolTip()
            assert text.startswith("Before training, ") or size[0] == 900


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("hidden_models", [(GRU,), ()])
def test_the_smallest_panel_still_tells_both_sides(before: bool, hidden_models: tuple[int, ...], show: Show) -> None:
    panel = show(the_scene(), size=(368, 360), before=before, hidden=hidden_models)
    text = panel.verdict.text()
    assert panel.verdict.rows == 2 and "\u2026" not in text
    assert text.startswith("Before training, across 10\u201320")
    little, enough = text.split("), ")
    assert "RNN 3\u00d710\u207b\u00b3 to 1\u00d710\u207b\u2075 (mostly too little" in little
    assert "LSTM 0.25 to 0.16" in enough


def test_the_verdict_speaks_of_the_subject(show: Show) -> None:
    panel = show(the_scene(), size=(900, 480), cursor=9, hidden=(GRU,))
    gains = [panel.plot.line_data(name)[1][8] for name in ("LSTM", "RNN")]
    here = f"LSTM {gain_text(gains[0])}, RNN {gain_text(gains[1])}"
    assert min(gains) > ZONE
    assert panel.verdict.text().startswith(f"\u201cboy\u201d, 8 steps back: {here}. Both were trained")


def said(curves: list[Curve], before: bool, told: Training | None, is_subject: bool = True) -> tuple[str, ...]:
    return verdicts(curves, "\u201cThe\u201d", curves[0].lags, before, told, is_subject)


@pytest.mark.parametrize(
    ("log10_gain", "before", "text"),
    [
        (
            [0, -1, -2, -3.5],
            True,
            "\u201cThe\u201d, 3 steps back: RNN 3.2\u00d710\u207b\u2074, too little to learn from.",
        ),
        ([0, -1, -2, -3.5], False, "\u201cThe\u201d, 3 steps back: RNN 3.2\u00d710\u207b\u2074, next to nothing."),
        ([0, -1, -2, -math.inf], False, "\u201cThe\u201d, 3 steps back: RNN 0."),
        ([0, -1, -2, -math.inf], True, "\u201cThe\u201d, 3 steps back: RNN 0, too little to learn from."),
        ([0, -0.5, -1, -1.5], True, "\u201cThe\u201d, 3 steps back: RNN 0.032."),
    ],
)
def test_without_a_training_the_verdict_follows_from_the_gain(log10_gain: list[float], before: bool, text: str) -> None:
    assert said([curve(log10_gain)], before, None)[0] == text


def test_the_model_in_the_zone_comes_last_and_is_the_only_one_meant() -> None:
    curves = [curve([0, -4, -5, -6]), curve([0, 0, 0, -0.4], 50, "LSTM")]
    assert said(curves, True, None)[0].endswith("LSTM 0.40; RNN 1.0\u00d710\u207b\u2076, too little to learn from.")
    assert said(curves, False, None)[0].endswith("LSTM 0.40; RNN 1.0\u00d710\u207b\u2076, next to nothing.")
    both = [curve([0, -4, -5, -5], name="ANN"), *curves]
    assert said(both, False, None)[0].endswith(
        "LSTM 0.40; ANN 1.0\u00d710\u207b\u2075, RNN 1.0\u00d710\u207b\u2076, both next to nothing."
    )


def test_only_the_weak_are_said_to_have_too_little() -> None:
    flat = [curve([0, -0.1, -0.2, -0.3], name="LSTM")]
    for before in (False, True):
        texts = said(flat, before, training(STRONG, models=1))
        assert all("too little" not in text for text in texts) and "It was trained" in texts[0]
        assert all("0.25 to 0.16" in text for text in texts[:-1]) and "LSTM 0.16" in texts[-1]
    *texts, shortest = said(flat, False, training(STRONG, WEAK))
    for text in texts:
        assert "(mostly too little" in text and "LSTM" not in text.split("(mostly")[0].replace("LSTM 0.50", "")
        assert all(figures in text for figures in ("0.25 to 0.16", "3\u00d710\u207b\u00b3 to 1\u00d710\u207b\u2075"))
    assert shortest == "20 words back, before training: RNN 1\u00d710\u207b\u2075, LSTM 0.16."
    sure = replace(WEAK, least=-3.1)  # all of its gaps are in the zone
    assert all("mostly" not in text for text in said(flat, False, training(STRONG, sure)))
    assert said([curve([0, -1, -2, -2.5])], False, training())[-1] == (
        "Both were trained across gaps of 10\u201320 words."
    )


def test_long_names_are_cut_where_there_is_little_room() -> None:
    name = "a network with a long name"
    told = training(replace(STRONG, name=name), WEAK)
    texts = said([curve([0, 0, 0, -0.3], name=name), curve([0, -1, -2, -2.5])], False, told)
    assert any(name in text for text in texts)
    assert name not in texts[-2] and "a network wit\u2026 0.25 to 0.16" in texts[-2] and "RNN" in texts[-2]


def test_no_verdict_below_three_lags_or_from_what_is_no_number() -> None:
    assert said([curve([0, -1, -2])], True, None, is_subject=False) == ()
    assert said([curve([0, -1, -2, math.nan])], True, None) == ()
    assert all("3 steps back" not in text for text in said([curve([0, -1, -2, math.nan])], True, training(WEAK)))
    assert decay_texts(curve([0, -1, -2, math.nan])) == ("not a number", "")


@pytest.mark.parametrize("before", [False, True])
def test_more_models_than_there_is_room_for_are_counted(before: bool) -> None:
    weak = [Gains(f"RNN {k}", -2.0 - k / 10, -5.0 - k / 10, -3.7) for k in range(3)]
    strong = [Gains(f"LSTM {k}", -0.3 - k / 10, -0.6 - k / 10, -0.5) for k in range(4)]
    curves = [curve([0, -1, -2, -3 - k], name=f"model {k}") for k in range(7)]
    *_, both, _, some, shortest = said(curves, before, training(*strong, *weak, models=7))
    assert some.startswith("Across 10\u201320 words 3 of the 7 had 0.010 to 6\u00d710\u207b\u2076 (mostly too little")
    assert both.startswith("Before training, across 10\u201320 words 3 of the 7 had") and "4 of the 7 had 0.50" in both
    assert shortest == "20 words back, before training: 0.25 to 6\u00d710\u207b\u2076."
    assert said(curves, before, training(*weak, models=3))[-2].startswith("Across 10\u201320 words all 3 had")
    assert said(curves, before, training(*strong, models=4))[-2] == "Across 10\u201320 words: 0.50 to 0.13."
    assert said(curves, before, None)[-1].startswith("3 steps back, 6 of the 7: ")
    near = [curve([0, -0.1, -0.2, -0.3 - k / 10], name=f"model {k}") for k in range(3)]
    assert said(near, before, None)[-1] == "3 steps back: 0.50 to 0.32."


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [3, 8, 40])
@pytest.mark.parametrize("trained", [False, True])
def test_the_verdict_on_many_models_fits_on_its_two_lines(
    count: int, trained: bool, size: tuple[int, int], show: Show
) -> None:
    document = many(count)
    document = replace(document, recipe=the_scene().recipe if trained else None)
    panel = show(document, size=size, cursor=12)
    verdict = panel.verdict
    flags = int(Qt.TextFlag.TextWordWrap)
    needed = verdict.fontMetrics().boundingRect(QRect(0, 0, verdict.width(), 999), flags, verdict.text())
    assert verdict.text() and needed.height() <= verdict.height()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-2.5, "3\u00d710\u207b\u00b3"),
        (math.log10(0.25), "0.25"),
        (math.log10(9.7e-5), "1\u00d710\u207b\u2074"),
        (-math.inf, "0"),
    ],
)
def test_powers_are_rounded_to_one_figure(value: float, text: str) -> None:
    assert rough_text(value) == text


@pytest.mark.parametrize("document", [the_scene(), scenes.document()], ids=["scene", "untrained"])
def test_the_verdict_fits_on_its_two_lines(document: Document, show: Show) -> None:
    for width in (363, 420, 512, 700, 1100):
        panel = show(document, size=(width, 400), before=True)
        verdict = panel.verdict
        flags = int(Qt.TextFlag.TextWordWrap)
        needed = verdict.fontMetrics().boundingRect(QRect(0, 0, verdict.width(), 999), flags, verdict.text())
        assert verdict.text() and needed.height() <= verdict.height()


# the gaps of the training on the axis, and the subject


def test_the_gaps_of_the_training_are_bracketed_where_they_are_in_view(show: Show) -> None:
    document = the_scene()
    assert show(document, cursor=9).plot.labels.bracket is None
    assert show(document, cursor=11).plot.labels.bracket is None  # one step of it would be in view
    partly = show(document, cursor=12).plot
    bracket = partly.labels.bracket
    assert bracket is not None and bracket.is_open and bracket.text == "gaps in training 10\u201320"
    assert bracket.left == partly.frame.x(10) and partly.frame.x(12) <= bracket.right <= partly.frame.rect.right()
    longer = insert_words(document, 10, document.fillers)
    whole = show(longer, cursor=22).plot
    bracket = whole.labels.bracket
    assert bracket is not None and not bracket.is_open
    assert (bracket.left, bracket.right) == (whole.frame.x(10), whole.frame.x(20))
    assert show(replace(longer, recipe=None), cursor=22).plot.labels.bracket is None


def test_the_subjects_tick_is_always_there() -> None:
    words = [f"word{k}" for k in range(40)]

    def width(text: str) -> float:
        return 7.0 * len(text)

    for spacing in (60.0, 25.0, 12.0, 6.0):
        for subject in (7, 13, 38):
            found = ticks(words, spacing, width, subject)
            assert (subject, words[subject]) in found and found[0] == (0, "word0")
            for (a, left), (b, right) in zip(found, found[1:], strict=False):
                assert (b - a) * spacing >= (width(left) + width(right)) / 2
    assert ticks(words, 6.0, width, 1) == ticks(words, 6.0, width)


def test_the_subject_is_marked_where_it_is_in_view(show: Show) -> None:
    panel = show(cursor=9)
    assert (8, "boy") in panel.plot.tick_texts
    with_it = panel.plot.grab().toImage()
    document = state(panel).document
    other = replace(document, question=Question("the verb", "were", "was", subject=0, asked=9))
    assert show(other, cursor=9).plot.grab().toImage() != with_it


# names and words among the lines


def labels_of(
    values: dict[str, list[float]], size: tuple[float, float] = (300, 180), notes: Notes | None = None
) -> Labels:
    lines = [*lines_of([curve(gains, name=name) for name, gains in values.items()], LIGHT)]
    lags = len(next(iter(values.values()))) - 1
    return place_labels(Frame.fit(*size, lags, 34, 50), lines, notes or Notes())


def test_names_stand_behind_the_ends_in_their_order() -> None:
    found = labels_of({"low": [0, -2.2], "high": [0, -0.1], "middle": [0, -0.2]})
    assert [name.line.name for name in found.names] == ["high", "middle", "low"]
    tops = [name.place.top() for name in found.names]
    assert tops[0] < tops[1] < tops[2]
    for name in found.names:
        assert name.place.left() > name.end.x()
        assert abs(name.place.center().y() - name.end.y()) <= ROW and not name.led


def test_a_name_far_from_its_end_is_led_there() -> None:
    found = labels_of({f"m{k}": [0, -0.01 * k] for k in range(6)})
    assert [name.line.name for name in found.names] == [f"m{k}" for k in range(6)]
    assert found.names[-1].led


@pytest.mark.parametrize("cursor", range(1, 13))
@pytest.mark.parametrize("before", [False, True])
def test_names_of_the_scene_are_near_their_ends(cursor: int, before: bool, show: Show) -> None:
    for size in ((363, 345), (512, 480)):
        names = show(the_scene(), size=size, cursor=cursor, before=before).plot.labels.names
        assert {"LSTM", "RNN"} - {name.line.name for name in names} in (set(), {"RNN"})
        assert not any(name.led for name in names)
        shown = [(round(name.end.y() / 5), name.place.top()) for name in names]
        assert shown == sorted(shown)


@pytest.mark.parametrize("size", [(363, 345), (409, 393), (512, 480)])
@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("more", [0, 1, 2, 4])
@pytest.mark.parametrize("hidden_models", [(GRU,), ()])
def test_no_line_runs_through_words(
    size: tuple[int, int], before: bool, more: int, hidden_models: tuple[int, ...], show: Show
) -> None:
    document = the_scene()
    for _ in range(more):
        assert document.question is not None
        document = insert_words(document, document.question.asked + 1, document.fillers)
    assert document.question is not None
    for cursor in (document.question.asked, len(document.sequence) - 1):
        plot = show(document, size=size, cursor=cursor, before=before, hidden=hidden_models).plot
        labels, traces = plot.labels, pixels(plot.frame, plot.lines)
        places = [mark.place for mark in labels.marks] + [name.place for name in labels.names] + [labels.zone]
        places += [labels.bracket.place] if labels.bracket is not None and labels.bracket.text else []
        assert labels.zone_rows
        assert not hidden(places, traces, 0).any()
        assert not any(a.intersects(b) for k, a in enumerate(places) for b in places[:k])


# the source beside the plot


@pytest.mark.parametrize("left", [60, 500, 1100])
def test_the_source_opens_beside_the_plot(left: int) -> None:
    area, plot = QRect(0, 0, 1600, 900), QRect(left, 100, 330, 200)
    place = place_beside(plot, QSize(470, 400), area)
    assert area.contains(place) and not place.intersects(plot)
    assert area.contains(place_beside(plot, QSize(1500, 880), area))


# off the scale


def test_where_a_line_leaves_the_axis() -> None:
    below = list(exits(np.array([0, -3, -7, -5, -9, -math.inf])))
    assert [(e.lag, e.below, e.value, e.to_end) for e in below] == [(2, True, -7, False), (4, True, -9, True)]
    (above,) = exits(np.array([0, 2, 400, math.inf]))
    assert (above.lag, above.below, above.value) == (1, False, 2)
    (unknown,) = exits(np.array([0, math.nan]))
    assert (unknown.lag, unknown.below) == (1, False)
    assert not list(exits(np.array([0.0, FLOOR, TOP])))


def marks(panel: GradientPanel) -> list[tuple[str, bool]]:
    return [(mark.text, mark.below) for mark in panel.plot.labels.marks]


def test_what_leaves_the_axis_is_marked_with_its_value(show: Show) -> None:
    decays = show(one_model(relu_network(1e-4)))
    assert marks(decays) == [("it 8.0\u00d710\u207b\u2078", True)]
    explodes = show(one_model(relu_network(1e200)))
    assert marks(explodes) == [("it 2.0\u00d710\u00b2\u2070\u2070", False)]
    assert explodes.legend.texts[0][1] == "does not decay"


def test_an_exact_zero_is_said_so(show: Show) -> None:
    panel = show(scenes.document(cells=(("dense", 3),)))
    assert marks(panel) == [("ANN 0", True)]
    _, gains = panel.plot.line_data("ANN")
    assert np.isfinite(gains).all()


def test_words_in_the_plot_stand_inside_it_and_apart(show: Show) -> None:
    document = scenes.document(cells=(("lstm", 4), ("elman", 9), ("dense", 2)))
    for size in ((380, 330), (560, 480)):
        for cursor in range(13):
            panel = show(document, size=size, cursor=cursor)
            plot = panel.plot
            places = [mark.place for mark in plot.labels.marks] + [name.place for name in plot.labels.names]
            inside = plot.frame.rect.adjusted(-4, -14, 4, 4)
            assert all(inside.contains(place) for place in places)
            assert not any(a.intersects(b) for k, a in enumerate(places) for b in places[:k])


def test_the_zones_words_make_way_for_the_lines() -> None:
    frame = Frame.fit(380, 180, 20, 34, 12)
    low = curve([0.0, *(-6.0 for _ in range(20))])
    found = place_labels(frame, list(lines_of([low], LIGHT)), Notes(ZONE_BEFORE))
    assert found.zone.bottom() <= frame.y(FLOOR) - 4 and found.zone.top() > frame.y(-3)


def test_a_gain_that_is_zero_too_soon_for_a_fit_is_said_so(show: Show) -> None:
    found = curve([0.0, -0.5, *(-math.inf for _ in range(8))], half_life=0.0)
    assert decay_texts(found) == ("0 from 2 steps back", "reach 1 of 9")
    assert "too soon to fit" in decay_tip(found)
    assert decay_texts(curve([0.0, *(-math.inf for _ in range(4))], 0.0))[0] == "0 from 1 step back"
    assert decay_texts(curve([0.0, -1.0, -2.0, -3.0, -math.inf], 0.3))[0] == "half-life 0.3"


def test_a_line_that_comes_back_is_named_where_it_leaves() -> None:
    found = labels_of({"RNN": [0, 1.5, 0, -1], "model 5": [0, -1, -1, -7]})
    assert [mark.text for mark in found.marks] == ["RNN 32", "model 5: 1.0\u00d710\u207b\u2077"]


# one unit's own memory


def held_scene(unit: int = 0) -> Document:
    return set_clamp(the_scene(), 0, Clamp(0, "f", unit, 0.0))


@pytest.mark.parametrize("before", [False, True])
def test_a_clamp_brings_the_selected_units_own_line(before: bool, show: Show) -> None:
    panel = show(held_scene(), size=(420, 420), before=before, hidden=(GRU,))
    assert panel.plot.line_names() == ["LSTM", "RNN", "belt", "unit 1"]
    trace = state(panel).trace(0, before)
    seeds = np.zeros((4, state(panel).steps, 4))
    seeds[range(4), 9, range(4)] = 1
    jacobian = np.array([backward(trace, signals={(0, "h"): seed})[0, "c"][:10, 0] for seed in seeds])
    own = 0.5 * np.log10((jacobian**2).sum(axis=0))[::-1]
    np.testing.assert_allclose(panel.plot.line_data("unit 1")[1], own, atol=1e-9)
    whole = panel.plot.line_data("LSTM")[1]
    assert own[2] < whole[2] - 1.5  # it shows what the gain of all units does not
    row = panel.legend.places[-1][0]
    assert row.name == "unit 1: a nudge of its cell state alone" and row.line is panel.plot.lines[-1]
    assert "The line of LSTM is for a nudge of all its units" in row.tip
    styles = [tuple(pen_of(line).dashPattern()) for line in panel.plot.lines[-2:]]
    assert styles[0] != styles[1]
    panel.store.look(unit=2)
    panel.store.publish()
    assert panel.plot.line_names()[-1] == "unit 3"
    panel.store.edit(release, 0, 0, "f", 0, label="let go")
    panel.store.publish()
    assert panel.plot.line_names() == ["LSTM", "RNN", "belt"]


def test_without_a_clamp_on_the_selected_model_no_unit_has_a_line(show: Show) -> None:
    panel = show(held_scene(), model=1, hidden=(GRU,))
    assert panel.plot.line_names() == ["LSTM", "RNN", "belt"]
    panel.store.look(model=0)
    panel.store.publish()
    assert panel.plot.line_names()[-1] == "unit 1"
    one = scenes.document(cells=(("lstm", 1),))
    assert show(set_clamp(one, 0, Clamp(0, "f", 0, 0.0))).plot.line_names() == ["LSTM", "belt"]
    dense = scenes.document(cells=(("dense", 3),))
    assert show(set_clamp(dense, 0, Clamp(0, "h", 0, 0.0))).plot.line_names() == ["ANN"]
    unknown = replace(held_scene(), models=(replace(held_scene().models[0], start=None), *held_scene().models[1:]))
    assert show(unknown, before=True, hidden=(GRU,)).plot.line_names() == ["RNN"]


def test_a_unit_of_another_layer_has_no_line(show: Show) -> None:
    network = Network.build(4, [(load_cell("lstm"), 3), (load_cell("lstm"), 2)], 1, "sigmoid", 0)
    document = set_clamp(one_model(network), 0, Clamp(1, "f", 0, 0.0))
    panel = show(document, layer=0)
    assert panel.plot.line_names() == ["it", "belt"]
    panel.store.look(layer=1)
    panel.store.publish()
    assert panel.plot.line_names() == ["it", "belt", "unit 1"]


# a low panel


@pytest.mark.parametrize("hidden_models", [(GRU,), ()])
@pytest.mark.parametrize("held", [False, True])
def test_in_a_low_panel_the_words_give_way_to_the_plot(
    held: bool, hidden_models: tuple[int, ...], show: Show, qtbot: QtBot
) -> None:
    panel = show(held_scene() if held else the_scene(), size=(368, 420), hidden=hidden_models)
    least, rows, legends = panel.minimumSizeHint().height(), [], []
    assert least < 270
    for height in range(420, least - 1, -5):
        panel.resize(368, height)
        QApplication.processEvents()
        assert panel.plot.frame.rect.height() >= 100
        assert panel.verdict.isVisible() == (panel.verdict.rows > 0)
        if panel.verdict.rows:
            text, verdict = panel.verdict.text(), panel.verdict
            room = QRect(0, 0, verdict.width(), 999)
            needed = verdict.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), text)
            assert text and needed.height() <= verdict.contentsRect().height()
        rows.append(panel.verdict.rows)
        legends.append(panel.legend.height())
    assert rows == sorted(rows, reverse=True) and set(rows) == {0, 1, 2}
    assert legends == sorted(legends, reverse=True) and legends[0] > legends[-1] == 17
    panel.resize(368, 420)
    assert (panel.verdict.rows, panel.legend.height()) == (2, legends[0])
    assert panel.verdict.text()


def test_a_verdict_without_room_is_told_by_the_plots_tip(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    tips: list[str] = []
    monkeypatch.setattr("gui.decay.plot.QToolTip.showText", lambda at, tip, widget: tips.append(tip))
    panel = show(the_scene(), size=(368, 250))
    point = QPoint(120, 60)
    event = QHelpEvent(QEvent.Type.ToolTip, point, panel.plot.viewport().mapToGlobal(point))
    QApplication.sendEvent(panel.plot.viewport(), event)
    assert tips == [panel.verdict.told] and panel.verdict.whole in tips[0]
    panel.resize(368, 420)
    QApplication.sendEvent(panel.plot.viewport(), event)
    assert len(tips) == 1


# few steps


def test_one_word(show: Show) -> None:
    panel = show(replace(scenes.document(), sequence=("boy",), question=None), cursor=0)
    assert panel.plot.message == "one word: there is no past to look back on"
    assert panel.plot.tick_texts == [(0, "boy")]
    assert panel.plot.line_data("RNN")[1].tolist() == [0.0]
    assert panel.legend.texts[:2] == [("LSTM", "step further", ""), ("RNN", "step further", "")]
    assert not panel.verdict.text()


def test_the_first_word(show: Show) -> None:
    panel = show(cursor=0)
    assert panel.plot.message == "no past yet: step further"
    panel.store.look(cursor=1)
    panel.store.publish()
    assert not panel.plot.message
    assert panel.legend.texts[0][1:] == ("step further", "reach 1 of 1")


# the mouse


def test_no_line_strikes_through_the_words_of_an_empty_plot(show: Show) -> None:
    panel = show(size=(420, 330), cursor=0)
    plot = panel.plot
    image = plot.grab().toImage()
    row, middle = round(plot.frame.y(-2)), plot.frame.rect.center().x()
    assert abs(row - (plot.frame.y(0) + 20 + plot.frame.y(ZONE)) / 2) < 7  # the line is as high as the words
    width = QFontMetrics(ui_font(12)).horizontalAdvance(plot.message)
    beside, away = round(middle - width / 2 - 3), round(middle - width / 2 - 20)
    assert image.pixelColor(beside, row) == LIGHT.surface != image.pixelColor(away, row)


def hover(panel: GradientPanel, lag: float, log10_gain: float = -3.0) -> None:
    point = QPointF(panel.plot.frame.x(lag), panel.plot.frame.y(log10_gain)).toPoint()
    QTest.mouseMove(panel.plot.viewport(), point)


def test_the_readout_follows_the_mouse(show: Show, qtbot: QtBot) -> None:
    panel = show()
    assert panel.plot.readout is None
    hover(panel, 6.3)
    qtbot.waitUntil(lambda: panel.plot.readout is not None)
    readout = panel.plot.readout
    assert readout is not None
    assert (readout.lag, readout.word, readout.distance) == (6, "wore", "6 steps back")
    expected = [gain_text(panel.plot.line_data(name)[1][6]) for name in ("LSTM", "RNN", "belt")]
    assert readout.rows == tuple(zip(("LSTM", "RNN", "belt"), expected, strict=True))
    hover(panel, 0.2)
    qtbot.waitUntil(lambda: panel.plot.readout is not None and panel.plot.readout.distance == "at the cursor")
    QTest.mouseMove(panel.plot.viewport(), QPoint(2, 2))
    qtbot.waitUntil(lambda: panel.plot.readout is None)


def test_the_readout_keeps_up_while_stepping(show: Show, qtbot: QtBot) -> None:
    panel = show()
    hover(panel, 9)
    qtbot.waitUntil(lambda: panel.plot.readout is not None)
    for cursor in (8, 2, 0, 12):
        panel.store.look(cursor=cursor)
        panel.store.publish()
        readout = panel.plot.readout
        assert readout is not None and readout.lag <= cursor
        assert not panel.grab().isNull()


@pytest.mark.parametrize("size", [(340, 300), (420, 400), (900, 300)])
@pytest.mark.parametrize("models", [1, 2, 9])
def test_the_readout_stays_in_the_plot_at_every_lag(size: tuple[int, int], models: int, show: Show) -> None:
    cells = (("lstm", 2), ("elman", 2), ("gru", 2)) * 3
    panel = show(scenes.document(cells=cells[:models]), size=size, cursor=12)
    plot = panel.plot
    for lag in range(13):
        readout = readout_at(plot.lines, state(panel).document.sequence[12::-1], lag)
        assert plot.frame.rect.contains(readout_place(plot.frame, plot.lines, readout))


def test_the_mouse_neither_pans_nor_zooms(show: Show) -> None:
    panel = show()
    plot = panel.plot
    before = plot.view_range
    QTest.mousePress(plot.viewport(), LEFT, pos=QPoint(120, 80))
    QTest.mouseMove(plot.viewport(), QPoint(220, 120))
    QTest.mouseRelease(plot.viewport(), LEFT, pos=QPoint(220, 120))
    QTest.mouseDClick(plot.viewport(), LEFT, pos=QPoint(120, 80))
    assert plot.view_range == before
    assert plot.focusPolicy() == Qt.FocusPolicy.NoFocus


# where the zone comes from


def test_the_source_is_one_click_away_and_esc_closes_it(show: Show, qtbot: QtBot) -> None:
    panel = show()
    QTest.mouseClick(panel.plot.source, LEFT)
    source = panel.findChild(ZoneSource)
    assert source is not None and source.isVisible()
    words = " ".join(label.text() for label in source.findChildren(QLabel))
    for tally in (load_zone().under(1e-3), load_zone().under(1e-4), load_zone().above(1e-3)):
        assert learnt(tally) in words
    layout = source.layout()
    assert layout is not None and source.height() == layout.totalHeightForWidth(source.width())
    QTest.keyClick(source, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not source.isVisible())


def test_the_source_fills_its_corners_on_every_screen(show: Show) -> None:
    panel = show()
    source = ZoneSource(DARK, panel)
    source.resize(300, 300)
    assert not source.testAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    image = source.grab().toImage()
    corners = ((0, 0), (0, image.height() - 1), (image.width() - 1, 0), (image.width() - 1, image.height() - 1))
    assert {image.pixelColor(x, y).name() for x, y in corners} == {DARK.line_strong.name()}


def test_almost_nothing_was_learnt_in_the_zone_of_the_test() -> None:
    """What the plot says in so many words is what the file of results holds."""
    tally = load_zone().under(10.0**ZONE)
    assert 0 < tally.learnt <= 0.1 * tally.networks
    assert all(text.startswith("almost nothing was learnt") for text in ZONE_BEFORE)


def test_the_source_shows_every_row_of_the_file(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    draw = QPainter.drawText

    def kept(painter: QPainter, place: object, flags: object, text: str) -> None:
        drawn.append(text)
        draw(painter, place, flags, text)  # type: ignore[call-overload]

    panel = show()
    source = ZoneSource(LIGHT, panel)
    monkeypatch.setattr(QPainter, "drawText", kept)
    source.grab()
    zone = load_zone()
    assert [text.replace("\n", " ") for text in drawn[: 1 + len(zone.networks)]] == ["gap", *zone.networks]
    for row in zone.rows:
        assert gain_text(math.log10(row.gain)) in drawn
        assert learnt(row.tally) in drawn
    assert len(drawn) == 1 + len(zone.networks) + len(zone.gaps) + 2 * len(zone.rows)


# looks


def test_the_theme_changes_lines_and_words(show: Show) -> None:
    panel = show()
    light = panel.grab().toImage()
    inks = [line.ink for line in panel.plot.lines]
    panel.set_theme(DARK)
    assert panel.plot.theme is DARK and panel.plot.source.theme is DARK
    assert [line.ink for line in panel.plot.lines] != inks
    dark = panel.plot.grab().toImage()
    assert dark.pixelColor(2, 2) == DARK.surface
    panel.set_theme(LIGHT)
    assert panel.grab().toImage() == light


def test_lines_differ_by_more_than_colour(show: Show) -> None:
    panel = show(scenes.document(cells=(("lstm", 2), ("elman", 2), ("gru", 2))))
    lines = panel.plot.lines
    shapes = [line.marker for line in lines]
    assert len({shape for shape in shapes if shape is not None}) == 3
    assert all(pen_of(line).style() == Qt.PenStyle.CustomDashLine for line in lines if line.marker is None)


def thickness(image: QImage, x: int, colour: str) -> int:
    """Pixels of a column that are near a colour."""
    wanted = QColor(colour)
    near = 0
    for y in range(image.height()):
        found = image.pixelColor(x, y)
        near += sum(abs(a - b) for a, b in zip(found.getRgb(), wanted.getRgb(), strict=True)) < 60
    return near


@pytest.mark.parametrize("scale", [1, 2, 3])
def test_a_picture_has_lines_of_the_same_width_at_every_scale(scale: int, show: Show) -> None:
    show()
    flat = one_model(relu_network(0.25), "flat")
    image = picture(GradientPanel, flat, View(cursor=9), size=QSize(500, 400), scale=scale)
    between = round(250.0 * scale)
    colour = LIGHT.line_colour(flat.models[0].color).name()
    assert thickness(image, between, colour) == pytest.approx(2 * scale, abs=1)


def test_a_picture_has_no_buttons_and_tells_the_source(show: Show) -> None:
    panel = show(size=(960, 540), before=True)
    panel.prepare_picture()
    assert not panel.longer.isVisible() and not panel.plot.source.isVisible() and not panel.views.isVisible()
    assert panel.legend.isVisible() and panel.verdict.isVisible()
    rows = " ".join(panel.plot.labels.zone_rows)
    assert rows.replace("\u00a0", " ") == f"{ZONE_BEFORE[0]}: {learnt_in_zone()} networks".replace("\u00a0", " ")
    assert panel.plot.caption.startswith("before training \u00b7 gain: ")


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("title", [None, "", "My lecture"])
@pytest.mark.parametrize("size", [QSize(360, 360), QSize(960, 540)])
def test_a_picture_says_what_it_shows_under_any_title(
    before: bool, title: str | None, size: QSize, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    show()
    captions: list[str] = []
    draw = paint.draw_axes

    def kept(*arguments: object) -> None:
        captions.append(str(arguments[4]))
        draw(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(paint, "draw_axes", kept)
    picture(GradientPanel, scenes.document(), View(cursor=9, before=before), size=size, title=title)
    assert captions[-1].startswith("before training \u00b7 gain: " if before else "trained \u00b7 gain: ")
    assert captions[-1].endswith("at \u201cdogs\u201d")


def test_refreshing_makes_no_new_items(show: Show) -> None:
    panel = show()
    items = len(panel.plot.scene().items())
    for cursor in (0, 5, 12, 9):
        panel.store.look(cursor=cursor, before=cursor == 5)
        panel.store.publish()
    assert len(panel.plot.scene().items()) == items


def test_pyqtgraph_is_loaded_when_the_panel_is_first_seen() -> None:
    code = "import sys, gui.panels.gradient; assert 'pyqtgraph' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, cwd=ROOT)


def test_the_zones_figures_are_loaded_when_they_are_asked_for() -> None:
    code = """
import sys
from PySide6.QtWidgets import QApplication
from core.state import View
from gui.panels.gradient import GradientPanel
from gui.presets import first_scene
from gui.store import Store
from gui.theme import LIGHT
from tests.core.scenes import document
app = QApplication([])
panel = GradientPanel(Store(document(), View(cursor=9, before=True)), LIGHT)
panel.show()
panel.grab()
assert panel.plot.labels.zone_rows and "core.zone" not in sys.modules
panel.plot.source.click()
assert "core.zone" in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, cwd=ROOT, capture_output=True)


def test_the_legend_is_as_high_as_what_it_has_though_there_are_as_many_rows(qtbot: QtBot) -> None:
    legend = DecayLegend(LIGHT)
    qtbot.addWidget(legend)
    legend.resize(400, 10)
    model, note = LegendRow(None, "LSTM", ("1", "2"), ""), LegendRow(None, "belt: the path", (), "")
    for models, notes, rows in ((3, 2, 5), (4, 1, 3), (3, 2, 5), (5, 0, 3)):
        legend.show_rows([model] * models + [note] * notes)
        assert legend.height() == max(rect.bottom() + 1 for _, rect in legend.places)
        assert legend.height() == rows * LEGEND_ROW
