"""The kinds of thumbnails: the gain by lag, signals by step, the rows of a unit, the answer as the sentence grows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor

from core.arrays import Array
from core.document import Document
from core.state import State, View
from core.step_edits import insert_words
from core.trace import run
from gui.numbers import MINUS
from gui.thumbnail.paper import CENTRE, RIGHT, Paper, apart, width_of

Of = Sequence[tuple[int, int, str]]  # model, unit, signal
LINE = 16.0  # of words
ZONE = -3.0
FLOOR = -7.0
MOST_BARS = 14
GROWS = 6  # times the fillers


class Line(NamedTuple):
    """Values from left to right, which of them is told at its dot, and of which model they are."""

    values: Sequence[float] | Array
    told: int
    text: str
    colour: QColor
    model: str


def gain(paper: Paper, area: QRectF, state: State, of: Of) -> None:
    """The gain from the cursor back to the word asked about, or the first, of each model, and what it is there."""
    question = state.document.question
    first = question.subject if question is not None and question.subject < state.view.cursor else 0
    lines = []
    for index in state.visible:
        decay = state.decay(index)
        assert decay is not None
        model = state.document.models[index]
        memory = model.network.layers[model.network.main_layer].cell.memory
        values = decay.log10_gain[memory][first:][::-1]
        colour = paper.theme.text_colour(model.color)
        lines.append(Line(values, len(values) - 1, _short(10 ** float(values[-1])), colour, model.name))
    low = max(FLOOR, min(min(line.values) for line in lines))
    high = max(max(line.values) for line in lines)
    low, high = min(low, ZONE - 0.6) if low < -1 else min(low, -1.0), max(high, 0.5)
    ticks = [(0.0, "1", False), *([(ZONE, "", True)] if low < ZONE else [])]
    _plot(paper, area, lines, (low, high), ticks, "gain", "steps back")


def steps(paper: Paper, area: QRectF, state: State, of: Of) -> None:
    """Signals by step, with their values at the cursor; one alone over few steps as bars above its words."""
    lines = _by_step(paper, state, of)
    name = of[0][2]
    if len(lines) == 1 and state.steps <= MOST_BARS:
        _bars(paper, area, lines[0], state.document.sequence, name)
        return
    low, high = min(0.0, *(min(line.values) for line in lines)), max(max(line.values) for line in lines)
    room = 0.06 * (high - low)
    _plot(paper, area, lines, (low - room, high + room), [(0.0, "0", False)], name, "", stairs=True)


def parted(paper: Paper, area: QRectF, state: State, of: Of) -> None:
    """Signals by step beside the gain back from the cursor."""
    lines = _by_step(paper, state, of)
    half = area.width() / 2
    _plot(paper, area.adjusted(0, 0, -half - 6, 0), lines, (0.0, 1.06), [(0.0, "0", False)], of[0][2], "", False)
    gain(paper, area.adjusted(half + 6, 0, 0, 0), state, of)


def _by_step(paper: Paper, state: State, of: Of) -> list[Line]:
    found = [(state.document.models[model], state.trace(model)[0, signal][:, unit]) for model, unit, signal in of]
    told = state.view.cursor
    digits = 0 if max(np.abs(values).max() for _, values in found) > 1.5 else 2
    return [
        Line(
            values,
            told,
            f"{values[told]:+.{digits}f}".replace("-", MINUS),
            paper.theme.text_colour(model.color),
            model.name,
        )
        for model, values in found
    ]


def rows(paper: Paper, area: QRectF, state: State, of: Of) -> None:
    """Signals of a unit as coloured rows, as in the timeline; over two columns their words."""
    labels = QRectF(area.left(), area.top() + LINE, 16, area.height() - LINE)
    high = labels.height() / len(of)
    wide = (area.width() - labels.width()) / state.steps
    for row, (model, unit, signal) in enumerate(of):
        role = state.document.models[model].network.layers[0].cell.info(signal).role
        y = labels.top() + row * high
        name = QRectF(labels.left(), y, labels.width(), high)
        paper.words(name, signal, colour=paper.theme.role(role).text)
        signed = role in ("candidate", "cell", "hidden")
        for step, value in enumerate(state.trace(model)[0, signal][:, unit]):
            tile = QRectF(labels.right() + step * wide, y, wide, high).adjusted(1, 2, -1, -2)
            ground = paper.theme.value_colour(value) if signed else paper.theme.level_colour(role, value)
            paper.tile(tile, ground, edge=abs(value) < 0.05)
    question, words = state.document.question, state.document.sequence
    for step in {question.subject, state.view.cursor} if question else {state.view.cursor}:
        middle = labels.right() + (step + 0.5) * wide
        over = QRectF(min(max(middle - 50, labels.right()), area.right() - 100), area.top(), 100, LINE)
        paper.words(over, words[step], CENTRE)


def answers(paper: Paper, area: QRectF, state: State, of: Of) -> None:
    """The first model's probability at the word that is asked about, as the sentence grows."""
    document, question = state.document, state.document.question
    assert question is not None
    found = [_answer(document)]
    for _ in range(GROWS):
        assert document.question is not None
        document = insert_words(document, document.question.asked + 1, document.fillers)
        found.append(_answer(document))
    colour = paper.theme.text_colour(document.models[0].color)
    line = Line(found, GROWS, "", colour, "")
    ticks = [(1.0, question.high, False), (0.5, "", True), (0.0, question.low, False)]
    _plot(paper, area, [line], (-0.08, 1.08), ticks, "", f"0 to {GROWS * len(document.fillers)} words more", dots=True)


KINDS: dict[str, Callable[[Paper, QRectF, State, Of], None]] = {
    "gain": gain,
    "steps": steps,
    "parted": parted,
    "rows": rows,
    "answers": answers,
}


def _answer(document: Document) -> float:
    assert document.question is not None
    return float(run(document.models[0].network, document.x).output[document.question.asked, 0])


def _plot(
    paper: Paper,
    area: QRectF,
    lines: Sequence[Line],
    span: tuple[float, float],
    ticks: Sequence[tuple[float, str, bool]],
    name: str,
    along: str,
    stairs: bool = False,
    dots: bool = False,
) -> None:
    """Curves over a span of values; `ticks` are (value, label, dotted). What leaves the span ends at its edge."""
    left = 34.0 if any(len(text) > 1 for _, text, _ in ticks) else 14.0
    right = max(width_of(line.text) for line in lines) + 8 if any(line.text for line in lines) else 6.0
    inner = area.adjusted(left, LINE + 6 if name else 4, -right, -LINE - 2 if along else -4)
    most = max(len(line.values) for line in lines) - 1

    def at(k: float, value: float) -> QPointF:
        y = inner.bottom() - (value - span[0]) / (span[1] - span[0]) * inner.height()
        return QPointF(inner.left() + k / most * inner.width(), y)

    for value, text, dotted in ticks:
        y = at(0, value).y()
        paper.rule(inner.left(), inner.right(), y, dotted)
        paper.words(QRectF(area.left(), y - 8, left - 6, 16), text, RIGHT)
    paper.words(QRectF(inner.left(), area.top(), inner.width(), LINE), name)
    _name(paper, QRectF(inner.left(), area.top(), area.right() - inner.left(), LINE), name, lines)
    paper.words(QRectF(inner.left(), area.bottom() - LINE, inner.width(), LINE), along, RIGHT)
    paper.painter.save()
    paper.painter.setClipRect(inner.adjusted(-4, -4, 4, 4))
    for line in reversed(lines):
        paper.curve(_path(line.values, at, stairs), line.colour)
        for k in range(len(line.values)) if dots else ():
            paper.dot(at(k, line.values[k]), line.colour)
    paper.painter.restore()
    _tell(paper, inner, lines, at)


def _name(paper: Paper, area: QRectF, name: str, lines: Sequence[Line]) -> None:
    """The models in their colours, from the right, where they fit beside the name of what is drawn."""
    widths = [paper.width(line.model) + 10 for line in lines]
    if len(lines) < 2 or sum(widths) + paper.width(name) > area.width():
        return
    right = area.right()
    for line, width in zip(reversed(lines), reversed(widths), strict=True):
        paper.words(QRectF(right - width, area.top(), width, area.height()), line.model, RIGHT, line.colour)
        right -= width


def _path(values: Sequence[float] | Array, at: Callable[[float, float], QPointF], stairs: bool) -> list[QPointF]:
    points = []
    for k, value in enumerate(values):
        if stairs and k:
            points.append(at(k, values[k - 1]))
        points.append(at(k, value))
    return points


def _tell(paper: Paper, inner: QRectF, lines: Sequence[Line], at: Callable[[float, float], QPointF]) -> None:
    """The values told, right of the plot, without touching each other."""
    told = [line for line in lines if line.text]
    spots = [at(line.told, line.values[line.told]) for line in told]
    levels = [min(max(spot.y(), inner.top()), inner.bottom()) for spot in spots]
    for line, spot, y, shown in zip(told, spots, apart(levels, 15, inner.top(), inner.bottom()), levels, strict=True):
        if spot.y() == shown:
            paper.dot(spot, line.colour)
        paper.figure(QRectF(inner.right() + 7, y - 8, 60, 16), line.text, line.colour)


def _bars(paper: Paper, area: QRectF, line: Line, words: Sequence[str], name: str) -> None:
    """A bar a step, from 0, with its value on top and its word below."""
    paper.words(QRectF(area.left(), area.top(), 40, LINE), name)
    inner = area.adjusted(14, LINE, 0, -LINE - 2)
    wide, high = inner.width() / len(line.values), max(abs(v) for v in line.values)
    for k, value in enumerate(line.values):
        tall = abs(value) / high * (inner.height() - LINE)
        bar = QRectF(inner.left() + k * wide, inner.bottom() - tall, wide, tall).adjusted(3, 0, -3, 0)
        paper.tile(bar.adjusted(0, -1, 0, 0), line.colour)
        over = QRectF(bar.left() - 6, bar.top() - LINE, bar.width() + 12, LINE)
        paper.figure(over, f"{value:.0f}".replace("-0", "0"), line.colour, CENTRE)
        paper.words(QRectF(bar.left() - 6, inner.bottom() + 2, bar.width() + 12, LINE), words[k], CENTRE)
    paper.rule(inner.left(), inner.right(), inner.bottom())


def _short(value: float) -> str:
    """A gain in few characters: "2,300", "21", "0.16", "0.003", "3e-7"."""
    if value >= 1:
        return f"{float(f'{value:.2g}'):,.{0 if value >= 10 else 1}f}"
    return f"{value:.{2 if value >= 0.1 else 1}{'f' if value >= 0.1 else 'g'}}".replace("e-0", f"e{MINUS}")


def scene(document: Document, view: View) -> State:
    """What is drawn: the document as it opens."""
    return State(document, view.fitted(document))
