"""What is said under the mouse: a word, how far away it is, and what of a nudge there comes through."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gui.decay.frame import FLOOR, TOP, Frame
from gui.decay.labels import ROW, font, shortened, width_of
from gui.decay.line import Line, draw_markers, draw_sample
from gui.decay.text import gain_text
from gui.decay.traces import hidden, pixels
from gui.fonts import MEDIUM, SEMIBOLD
from gui.theme import Theme

_EDGE = 8.0
_SAMPLE = 16.0
_GAP = 8.0
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True)
class Readout:
    """The lag, its word, and name and gain of every line there; `ahead`, where lags lead to what follows."""

    lag: int
    word: str
    rows: tuple[tuple[str, str], ...]
    ahead: bool = False

    @property
    def distance(self) -> str:
        """How far away it is."""
        way = "ahead" if self.ahead else "back"
        return "at the cursor" if self.lag == 0 else f"1 step {way}" if self.lag == 1 else f"{self.lag} steps {way}"


def readout_at(lines: Sequence[Line], words: Sequence[str], lag: int, ahead: bool = False) -> Readout:
    """What is said at `lag`."""
    rows = tuple((line.name, gain_text(float(line.values[lag]))) for line in lines)
    return Readout(lag, shortened(words[lag]), rows, ahead)


def draw_readout(painter: QPainter, frame: Frame, theme: Theme, lines: Sequence[Line], readout: Readout) -> None:
    """A thin line at the lag, a ring on every model's curve, and the words in a frame beside it."""
    x = round(frame.x(readout.lag)) + 0.5
    painter.setPen(QPen(theme.line_strong, 1))
    painter.drawLine(QPointF(x, frame.rect.top()), QPointF(x, frame.rect.bottom()))
    for line in lines:
        value = float(line.values[readout.lag])
        if line.marker is not None and FLOOR <= value <= TOP:
            point = frame.point(readout.lag, value)
            draw_markers(painter, line.marker, [point], line.colour, theme.surface, hollow=True)
    box, names = readout_place(frame, lines, readout), _name_width(readout)
    painter.setPen(QPen(theme.line_strong, 1))
    painter.setBrush(theme.raised)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    row = QRectF(box.left() + _EDGE, box.top() + _EDGE - 2, box.width(), ROW)
    _draw_head(painter, theme, row, readout)
    for line, (name, text) in list(zip(lines, readout.rows, strict=True))[: _rows_shown(frame, readout)]:
        row.translate(0, ROW)
        draw_sample(painter, line, theme.raised, QRectF(row.left(), row.top(), _SAMPLE, ROW))
        painter.setFont(font(MEDIUM))
        painter.setPen(line.ink)
        painter.drawText(row.translated(_SAMPLE + _GAP, 0), _LEFT, name)
        painter.setPen(theme.text)
        painter.drawText(row.translated(_SAMPLE + 2 * _GAP + names, 0), _LEFT, text)


def readout_place(frame: Frame, lines: Sequence[Line], readout: Readout) -> QRectF:
    """Beside the lag, inside the plot, where the frame hides the least of the lines."""
    # the widest gain there usually is, so that the frame keeps its size under a moving mouse
    gains = max(width_of(gain_text(-11.1), MEDIUM), *(width_of(text, MEDIUM) for _, text in readout.rows))
    head = width_of(readout.word, SEMIBOLD) + _GAP + width_of(readout.distance)
    width = math.ceil(2 * _EDGE + max(_SAMPLE + 2 * _GAP + _name_width(readout) + gains, head))
    height = ROW * (1 + _rows_shown(frame, readout)) + 2 * _EDGE - 3
    rect, x = frame.rect, frame.x(readout.lag)
    sides = [left for left in (x + 10, x - 10 - width) if rect.left() <= left and left + width <= rect.right()]
    lefts = sides or [max(rect.left(), min(x + 10, rect.right() - width))]
    room = max(0.0, rect.height() - height - 2)
    tops = [rect.top() + 1 + room * k / 6 for k in range(7)]
    traces = pixels(frame, lines)
    places = [QRectF(math.floor(left), math.floor(top), width, height) for top in tops for left in lefts]
    return places[int(np.argmin(hidden(places, traces)))]


def _name_width(readout: Readout) -> float:
    return max(width_of(name, MEDIUM) for name, _ in readout.rows)


def _rows_shown(frame: Frame, readout: Readout) -> int:
    """As many as the plot is high; the belts are last."""
    return max(1, min(len(readout.rows), int((frame.rect.height() - 2 * _EDGE) // ROW) - 1))


def _draw_head(painter: QPainter, theme: Theme, row: QRectF, readout: Readout) -> None:
    painter.setFont(font(SEMIBOLD))
    painter.setPen(theme.text)
    painter.drawText(row, _LEFT, readout.word)
    painter.setFont(font())
    painter.setPen(theme.muted)
    painter.drawText(row.translated(width_of(readout.word, SEMIBOLD) + _GAP, 0), _LEFT, readout.distance)
