"""The answers under the diagram: those of the models that are shown, however many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core import Network
from core import state as core_state
from core.document import Document
from core.state import State, View
from core.trace import Trace, run
from gui.diagram.answers import MOST_ROWS, Answers
from gui.numbers import probability
from gui.theme import DARK, LIGHT
from gui.widgets.meter import AnswerMeter
from tests.core import scenes

Show = Callable[..., Answers]


def many(count: int) -> Document:
    cells = (("lstm", 2), ("elman", 3), ("gru", 2))
    document = scenes.document(cells=tuple(cells[k % 3] for k in range(count)))
    models = [
        replace(model, name=f"{model.name} {k}" if k > 2 else model.name) for k, model in enumerate(document.models)
    ]
    return replace(document, models=tuple(models))


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """The answers in sight, as high as they ask for."""

    def shown(document: Document, width: int = 820, **view: object) -> Answers:
        answers = Answers(LIGHT)
        qtbot.addWidget(answers)
        answers.resize(width, 100)
        with qtbot.waitExposed(answers):
            answers.show()
        answers.show_state(State(document, View(**({"cursor": 9} | view)).fitted(document)))  # type: ignore[arg-type]
        settle(answers)
        return answers

    return shown


def settle(answers: Answers) -> None:
    answers.resize(answers.width(), answers.sizeHint().height())
    QApplication.processEvents()


def said(answers: Answers) -> list[tuple[str, str]]:
    return [(m.accessibleName().split(":")[0], m.accessibleDescription()) for m in answers.meters]


def places(answers: Answers) -> list[QRect]:
    return [meter.geometry() for meter in answers.meters]


def test_only_the_models_that_are_shown_answer(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Network] = []

    def counted(network: Network, *arguments: object, **named: object) -> Trace:
        ran.append(network)
        return run(network, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(core_state, "run", counted)
    document = many(3)
    answers = show(document, hidden=(1,))
    assert ran == [document.models[0].network, document.models[2].network]
    there = State(document, View(cursor=9))
    assert said(answers) == [
        (name, f"P(was) = {probability(there.probability(k))}") for name, k in (("LSTM", 0), ("GRU", 2))
    ]
    answers.show_state(there)
    assert [name for name, _ in said(answers)] == ["LSTM", "RNN", "GRU"]
    answers.show_state(State(document, View(cursor=9, hidden=(0, 2), model=1)))
    assert [name for name, _ in said(answers)] == ["RNN"]
    assert answers.findChildren(AnswerMeter) and answers.meters[0].isVisible()


@pytest.mark.parametrize("width", [398, 530, 820, 1300])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 8, 14])
def test_many_answers_are_aligned_and_calm(count: int, width: int, show: Show) -> None:
    answers = show(many(count), width)
    found = places(answers)
    assert not any(a.intersects(b) for k, a in enumerate(found) for b in found[:k])
    assert all(place.left() >= 0 and place.right() < width for place in found)
    assert len({place.width() for place in found}) <= 2 and len({place.height() for place in found}) == 1
    assert len({meter._track_left() for meter in answers.meters}) == 1
    assert all(meter._track_left() + 40 <= meter.width() - meter._after_track() for meter in answers.meters)
    assert answers.height() <= MOST_ROWS * found[0].height()
    rows = len({place.top() for place in found})
    assert answers.verticalScrollBar().maximum() == max(0, rows - MOST_ROWS) * found[0].height()
    columns = len({place.left() for place in found})
    if width == 530:  # two without the words at their ends, rather than scrolling
        assert columns == (2 if count > MOST_ROWS else 1)
    else:
        assert (columns > 1) == (count > 1 and width > 800)


def test_two_stand_as_comfortably_as_one(show: Show) -> None:
    assert {place.height() for place in places(show(many(2)))} == {28}
    assert {place.height() for place in places(show(many(3)))} == {22}


def test_they_come_closer_and_apart_as_models_are_shown_and_hidden(show: Show) -> None:
    document = many(5)
    answers = show(document, 398, hidden=(2, 3, 4))
    few = places(answers)
    answers.show_state(State(document, View(cursor=9)))
    settle(answers)
    assert len(places(answers)) == 5 and answers.verticalScrollBar().maximum() > 0
    answers.show_state(State(document, View(cursor=9, hidden=(2, 3, 4))))
    settle(answers)
    assert places(answers) == few and answers.verticalScrollBar().maximum() == 0


def test_without_the_words_at_its_ends_a_meter_tells_them_in_its_tooltip(qtbot: QtBot) -> None:
    meter = AnswerMeter(LIGHT, "LSTM", "were", "was", "#2F6FDE")
    qtbot.addWidget(meter)
    meter.resize(400, 22)
    meter.set_value(0.9)
    with_ends, least = meter.grab().toImage(), meter.minimumSizeHint().width()
    meter.set_ends(False)
    assert meter.minimumSizeHint().width() < least and meter.grab().toImage() != with_ends
    assert meter.toolTip().startswith("from “were” (0) to “was” (1)\nbetween 0.4")
    meter.set_ends(True)
    assert meter.grab().toImage() == with_ends and "from" not in meter.toolTip()


def test_a_name_that_is_cut_short_is_in_the_tooltip(qtbot: QtBot) -> None:
    meter = AnswerMeter(LIGHT, "a rather long name of a network", "were", "was", "#2F6FDE")
    qtbot.addWidget(meter)
    meter.set_name_width(60)
    assert meter.toolTip().startswith("a rather long name of a network\n")
    meter.set_name_width(meter.name_width_hint())
    assert "rather" not in meter.toolTip()


def test_they_take_another_theme(show: Show) -> None:
    answers = show(many(3))
    light = answers.grab().toImage()
    answers.set_theme(DARK)
    assert answers.grab().toImage() != light
