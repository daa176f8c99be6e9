"""Which words the decay picture has room for, and where: ticks, names, marks where a line leaves the axis."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from statistics import fmean

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

from core.arrays import Array
from gui.decay.frame import FLOOR, TOP, Frame
from gui.decay.line import FEW, Line
from gui.decay.text import ZONE, gain_text
from gui.decay.traces import Coords, coords, covered, crossing, edges_of, touched
from gui.fonts import REGULAR, SEMIBOLD, SMALL, ui_font

ROW = 14.0  # height of a line of small text
GAPS = "gaps in training {}\u2013{}"

_TICK_GAP = 5.0  # pixels kept free between two ticks
_FEWEST_WORDS = 4  # every fourth word, else numbers
_ROUND = (5, 10, 20, 25, 50, 100)
_WORD = 110.0  # the widest of a word, in pixels
_HIT = 50  # what standing on another word costs, in points of a line that are hidden
_BUTTON = 22.0  # kept free behind the zone's words
_NEAR = 2.0  # pixels from a line to the zone's words
_FEWEST_GAPS = 2  # steps of a bracket that are in view, where it has so many
MARK_ROWS, MARK_ROWS_OF_MANY = 4, 2  # in which words of marks stand; of many lines the zone's words need the rest
MANY = 9
_BEHIND = 8.0  # from the end of a line to its name


@dataclass(frozen=True)
class Exit:
    """A curve leaves the axis: at `lag` it is first off the picture, below or above, at log10 `value`."""

    lag: int
    below: bool
    value: float
    to_end: bool  # it does not come back


@dataclass(frozen=True)
class Notes:
    """What is said in the plot beside the lines.

    `zone`: wordings from full to short; `quiet` mutes it. `gaps`: the least and the greatest gap of the training;
    `subject`: the lag of the word that the question is about. `ahead`: lags lead to the words that follow.
    """

    zone: tuple[str, ...] = ()
    quiet: bool = False
    gaps: tuple[int, int] | None = None
    subject: int | None = None
    ahead: bool = False


@dataclass(frozen=True, eq=False)
class Mark:
    """Where a line leaves the axis: an arrow at `tip`, its words at `place`; `crossed` by a line."""

    line: Line
    tip: QPointF
    below: bool
    text: str
    place: QRectF
    is_last: bool
    crossed: bool


@dataclass(frozen=True, eq=False)
class Name:
    """The name of a line behind its `end`; `led` there by a hairline where it stands more than a row away."""

    line: Line
    place: QRectF
    end: QPointF
    weight: int = SEMIBOLD

    @property
    def led(self) -> bool:
        """Whether the name stands more than a row from its line's end."""
        return abs(self.place.center().y() - self.end.y()) > ROW


@dataclass(frozen=True, eq=False)
class Bracket:
    """The gaps of the training on the axis, from pixel `left` to `right`; `is_open` where they go on out of view.

    `text` is "" where there is no room for it.
    """

    left: float
    right: float
    is_open: bool
    text: str
    place: QRectF


@dataclass(frozen=True, eq=False)
class Labels:
    """Everything that is written into the plot: marks, the names of lines, the zone's rows, the training's gaps."""

    marks: tuple[Mark, ...] = ()
    names: tuple[Name, ...] = ()
    zone_rows: tuple[str, ...] = ()
    zone: QRectF = field(default_factory=QRectF)
    zone_crossed: bool = False
    quiet: bool = False
    bracket: Bracket | None = None


def place_labels(frame: Frame, lines: Sequence[Line], notes: Notes) -> Labels:
    """Words that no line crosses, nor other words, as far as there is room for them."""
    names = tuple(_names(frame, lines))
    taken = [name.place for name in names]
    marks = tuple(_marks(frame, lines, taken))
    taken += [mark.place for mark in marks]
    bracket = _bracket(frame, notes.gaps, lines, taken)
    if bracket is not None and bracket.text:
        taken.append(bracket.place)
    rows, zone, crossed = _zone(frame, notes.zone, lines, taken)
    return Labels(marks, names, rows, zone, crossed, notes.quiet, bracket)


def name_room(lines: Sequence[Line]) -> float:
    """How much is kept free for the names behind the largest lag, whichever of them are shown."""
    return _BEHIND + max((_width(shortened(line.name), SEMIBOLD) for line in lines), default=0.0) + 2


def width_of(text: str, weight: int = REGULAR) -> float:
    """The width of small text, in pixels."""
    return _width(text, weight)


@lru_cache(maxsize=4096)
def shortened(word: str) -> str:
    """A word no wider than there is room for."""
    return elided(word, _WORD)


def elided(word: str, room: float, weight: int = SEMIBOLD) -> str:
    """As much of a word as stands on `room` pixels."""
    if _width(word, weight) <= room:
        return word
    return QFontMetricsF(font(weight)).elidedText(word, Qt.TextElideMode.ElideRight, room)


@lru_cache(maxsize=4096)
def _width(text: str, weight: int) -> float:
    return QFontMetricsF(font(weight)).horizontalAdvance(text)


def font(weight: int = REGULAR) -> QFont:
    """The small face, its figures of one width."""
    return ui_font(SMALL, weight, tabular=True)


def _hits(place: QRectF, others: Sequence[QRectF]) -> int:
    return sum(place.intersects(other) for other in others)


# ticks


def ticks(
    words: Sequence[str],
    spacing: float,
    width: Callable[[str], float],
    subject: int | None = None,
    room: float = math.inf,
    ahead: bool = False,
) -> list[tuple[int, str]]:
    """(lag, text) of the ticks that fit: all words, else every n-th, else every n-th lag's number; always lag 0.

    The subject's word is there too, in place of what would touch it, unless that is the word at the cursor. That has
    no more than `room` pixels to its left: a wider one stands further to the right. `ahead`: lags lead to what follows.
    """
    if width(words[0]) > 2 * room:
        return ticks(words, spacing, _Shifted(words[0], 2 * (width(words[0]) - room), width), subject, ahead=ahead)
    found = _ticks(words, spacing, width, "+" if ahead else "\u2212")
    if subject is None or not 0 < subject < len(words) or (subject, words[subject]) in found:
        return found
    mine = width(words[subject])
    apart = [tick for tick in found if abs(tick[0] - subject) * spacing >= (mine + width(tick[1])) / 2 + _TICK_GAP]
    return sorted([*apart, (subject, words[subject])]) if found[0] in apart else found


@dataclass(frozen=True)
class _Shifted:
    """Widths of words, of which one is given."""

    word: str
    wide: float
    width: Callable[[str], float]

    def __call__(self, word: str) -> float:
        return self.wide if word == self.word else self.width(word)


def _ticks(words: Sequence[str], spacing: float, width: Callable[[str], float], sign: str) -> list[tuple[int, str]]:
    widths = [width(word) for word in words]
    for n in range(1, _FEWEST_WORDS + 1):
        if _fit(widths[::n], n * spacing):
            return [(lag, words[lag]) for lag in range(0, len(words), n)]
    last = len(words) - 1
    wide = width(f"{sign}{last}")
    n = next((n for n in _ROUND if n * spacing >= wide + 2 * _TICK_GAP), _ROUND[-1])
    numbers = [lag for lag in range(n, last + 1, n) if lag * spacing >= (widths[0] + wide) / 2 + _TICK_GAP]
    return [(0, words[0]), *((lag, f"{sign}{lag}") for lag in numbers)]


def _fit(widths: Sequence[float], spacing: float) -> bool:
    return all((a + b) / 2 + _TICK_GAP <= spacing for a, b in zip(widths, widths[1:], strict=False))


# marks


def exits(values: Array) -> Iterator[Exit]:
    """Where a line, by lag from 0 on, is first off the axis, each time that it leaves; no number is above."""
    off = np.where(values < FLOOR, -1, np.where((values > TOP) | np.isnan(values), 1, 0))
    for lag in np.flatnonzero(off):
        if lag == 0 or off[lag - 1] != off[lag]:
            to_end = bool((off[lag:] == off[lag]).all())
            yield Exit(int(lag), bool(off[lag] < 0), float(values[lag]), to_end)


def _marks(frame: Frame, lines: Sequence[Line], taken: Sequence[QRectF]) -> Iterator[Mark]:
    """Marks that do not stand on each other; the last of each line finds its place first."""
    taken, rows = list(taken), MARK_ROWS if len(lines) <= MANY else MARK_ROWS_OF_MANY
    for line in lines:
        if line.span[0] >= FLOOR and line.span[1] <= TOP:
            continue
        for leaving in reversed(list(exits(line.values))):
            tip = QPointF(frame.x(leaving.lag), frame.rect.bottom() - 2 if leaving.below else frame.rect.top() + 2)
            inside = frame.rect.adjusted(0, -2, 1, 2)
            for text in _mark_texts(line, leaving):
                places = [
                    place
                    for place in _mark_places(tip, _width(text, SEMIBOLD) + 2, leaving.below, rows)
                    if inside.contains(place) and not _hits(place, taken)
                ]
                if not places:
                    continue
                costs = covered(frame, lines, edges_of(list(map(coords, places))), 1)
                k = int(np.argmin(costs))
                taken.append(places[k].adjusted(-12, 0, 12, 0))
                yield Mark(line, tip, leaving.below, text, places[k], leaving.to_end, bool(costs[k]))
                break


def _mark_texts(line: Line, leaving: Exit) -> tuple[str, ...]:
    """Whose gain it is and how large, from full to short."""
    gain = gain_text(leaving.value)
    between = ": " if line.name[-1:].isdigit() else " "  # two figures are told apart
    names = dict.fromkeys((line.name, shortened(line.name)))
    return tuple(f"{name}{between}{gain}" for name in names) + (() if leaving.to_end else (gain,))


def _mark_places(tip: QPointF, width: float, below: bool, rows: int) -> Iterator[QRectF]:
    """Beside an arrow, right then left, in its own row and further in; the best first."""
    for row in range(rows):
        top = tip.y() - (row + 1) * ROW + 1 if below else tip.y() + row * ROW - 1
        for left in (tip.x() + 8, tip.x() - 8 - width, tip.x() - 24 - width, tip.x() - 48 - width):
            yield QRectF(left, top, width, ROW)


# names


def _names(frame: Frame, lines: Sequence[Line]) -> Iterator[Name]:
    """The names of the lines that stay on the axis, behind their ends and in the order of these."""
    ends = [(line, frame.point(len(line.values) - 1, float(line.values[-1]))) for line in lines]
    left = [pair for pair in ends if FLOOR <= pair[0].values[-1] <= TOP]
    left.sort(key=_height)  # those that end as good as together keep their order
    while True:
        wanted = [end.y() for _, end in left]
        heights = _apart(wanted, ROW, frame.rect.top() + ROW / 2 - 2, frame.rect.bottom() - ROW / 2 + 2)
        away = [abs(a - b) for a, b in zip(wanted, heights, strict=True)]
        belts = [k for k, (line, _) in enumerate(left) if line.marker is None]
        if not belts or max(away) <= 0.6 * ROW:
            break
        left.pop(max(belts, key=away.__getitem__))  # the legend names it
    several = sum(line.marker is not None for line in lines) > FEW
    room = frame.rect.right() - frame.x(frame.lags) - _BEHIND
    most = int((frame.rect.height() + 4) // ROW)
    for (line, end), y in list(zip(left, heights, strict=True))[:most]:
        width = min(_width(line.name, SEMIBOLD) + 2, room) if frame.lags else _width(line.name, SEMIBOLD) + 2
        weight = SEMIBOLD if line.chosen or not several else REGULAR
        top = math.floor(8 * (y - ROW / 2)) / 8  # rows that are a row apart do not touch by an error of rounding
        yield Name(line, QRectF(end.x() + _BEHIND, top, width, ROW), end, weight)


def _height(pair: tuple[Line, QPointF]) -> int:
    return round(pair[1].y() / 5)


def _apart(wanted: Sequence[float], gap: float, least: float, most: float) -> list[float]:
    """Rising heights, at least `gap` apart and as near to the `wanted` ones, which rise, as can be."""
    firsts: list[float] = []  # where the first would be, were the others packed below it; those of a run are one
    runs: list[list[float]] = []
    for k, value in enumerate(wanted):
        runs.append([value - k * gap])
        while len(runs) > 1 and fmean(runs[-2]) >= fmean(runs[-1]):
            runs[-2:] = [runs[-2] + runs[-1]]
    for run in runs:
        firsts += [fmean(run)] * len(run)
    last = max(least, most - (len(wanted) - 1) * gap)
    return [min(max(first, least), last) + k * gap for k, first in enumerate(firsts)]


# the gaps of the training


def _bracket(
    frame: Frame, gaps: tuple[int, int] | None, lines: Sequence[Line], taken: Sequence[QRectF]
) -> Bracket | None:
    """The part that is in view, and its words in the first place that hides nothing, if there is one."""
    if gaps is None or min(gaps[1], frame.lags) - gaps[0] < min(_FEWEST_GAPS, gaps[1] - gaps[0]):
        return None
    is_open = gaps[1] > frame.lags
    left = frame.x(gaps[0])
    right = min(frame.x(frame.lags) + 12, frame.rect.right() - 2) if is_open else frame.x(gaps[1])
    text = GAPS.format(*gaps)
    places = list(_bracket_places(frame, left, right, _width(text, REGULAR) + 2))
    edges = edges_of(list(map(coords, places)))
    crossed, hit = covered(frame, lines, edges, 1), touched(edges, list(map(coords, taken)))
    k = int(np.argmin(crossed + _HIT * hit))
    if hit[k] or crossed[k]:  # the verdict says it too
        return Bracket(left, right, is_open, "", QRectF())
    return Bracket(left, right, is_open, text, places[k])


def _bracket_places(frame: Frame, left: float, right: float, width: float) -> Iterator[QRectF]:
    """Over the bracket, low first; then further up."""
    least, most = frame.rect.left() + 4, max(frame.rect.left() + 4, frame.rect.right() - 4 - width)
    rows = max(1, int(frame.rect.height() // ROW) - 1)
    for row in range(rows):
        for x in ((left + right - width) / 2, right - width, left):
            top = frame.rect.bottom() - 4 - (row + 1) * ROW
            yield QRectF(math.floor(min(max(x, least), most)), math.floor(top), width, ROW)


# the zone


def _zone(
    frame: Frame, texts: Sequence[str], lines: Sequence[Line], taken: Sequence[QRectF]
) -> tuple[tuple[str, ...], QRectF, bool]:
    """The zone's words on one row or more, in the first place that hides nothing, else the least; whether crossed."""
    top = min((_zone_top(frame, text) for text in texts), default=0.0)
    near = crossing(frame, lines, top - _NEAR, frame.rect.bottom())
    return _best_zone(frame, tuple(texts), near, tuple(coords(place) for place in taken if place.bottom() > top))


@lru_cache(maxsize=64)
def _zone_top(frame: Frame, text: str) -> float:
    """How high the zone's words may reach in one of their wordings."""
    return float(min(_zone_places(frame, rows)[1][1].min() for rows in _zone_rows(frame, text)))


@lru_cache(maxsize=64)
def _best_zone(
    frame: Frame, texts: tuple[str, ...], lines: tuple[Line, ...], taken: tuple[Coords, ...]
) -> tuple[tuple[str, ...], QRectF, bool]:
    """As `_zone`, from no more than the lines and the words that come near; lines are told apart by identity."""
    best: tuple[tuple[str, ...], QRectF, bool] = ((), QRectF(), False)
    least = math.inf
    for text in texts:
        for rows in _zone_rows(frame, text):
            places, wholes = _zone_places(frame, rows)
            crossed = covered(frame, lines, wholes, _NEAR)
            costs = crossed + _HIT * touched(wholes, taken)
            k = int(np.argmin(costs))
            if costs[k] < least:
                best, least = (rows, places[k], bool(crossed[k])), float(costs[k])
            if not least:
                return best
    return best


def _zone_rows(frame: Frame, text: str) -> list[tuple[str, ...]]:
    """On one row as far as there is room, then on narrower ones."""
    room = frame.rect.width() - _BUTTON - 16
    return list(dict.fromkeys(_wrapped(text, min(room, most)) for most in (room, 160.0, 110.0)))


@lru_cache(maxsize=64)
def _zone_places(frame: Frame, rows: tuple[str, ...]) -> tuple[tuple[QRectF, ...], Array]:
    """Where the rows may stand, and the edges of all that is kept free for them there."""
    places = tuple(_zone_spots(frame, rows))
    return places, edges_of([coords(place.adjusted(-4, 0, _BUTTON, 0)) for place in places])


def _zone_spots(frame: Frame, rows: Sequence[str]) -> Iterator[QRectF]:
    """Low to high in the zone; each at the left, the right and between. Rows that are too many stand low."""
    width = max((_width(row, REGULAR) for row in rows), default=0.0)
    height = ROW * len(rows)
    left, right = frame.rect.left() + 8, max(frame.rect.left() + 8, frame.rect.right() - 8 - _BUTTON - width)
    top, bottom = frame.y(ZONE) + 4, frame.rect.bottom() - 4 - height
    for down in (1.0, 0.75, 0.5, 0.25, 0.0) if top < bottom else (1.0,):
        for part in (0.0, 1.0, 0.5, 0.25, 0.75):
            y = top + down * (bottom - top)
            yield QRectF(math.floor(left + part * (right - left)), math.floor(y), width, height)


@lru_cache(maxsize=64)
def _wrapped(text: str, room: float) -> tuple[str, ...]:
    rows: list[str] = []
    for word in text.split():
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and _width(longer, REGULAR) <= room:
            rows[-1] = longer
        else:
            rows.append(word)
    return tuple(rows)
