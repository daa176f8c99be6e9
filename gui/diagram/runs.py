"""Runs of small words, each in a colour of its own, drawn after each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from gui.fonts import REGULAR, SEMIBOLD, SMALL, ui_font
from gui.theme import Theme

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True)
class Words:
    """A run of words in one colour: "muted", "text" or a signal's role; `strong` is bolder."""

    text: str
    tone: str = "muted"
    strong: bool = False

    def ink(self, theme: Theme) -> QColor:
        """The colour of the words."""
        if self.tone in ("text", "muted"):
            return theme.text if self.tone == "text" else theme.muted
        return theme.role(self.tone).text

    def font(self, size: int) -> QFont:
        """The face of the words."""
        return ui_font(size, SEMIBOLD if self.strong else REGULAR)


class Placed(NamedTuple):
    """A run where it is drawn, shortened if need be."""

    rect: QRectF
    text: str
    font: QFont
    words: Words


def width_of(runs: Sequence[Words], size: int) -> float:
    """The width that runs take after each other."""
    return sum(QFontMetricsF(run.font(size)).horizontalAdvance(run.text) for run in runs)


def placed(rect: QRectF, align: Qt.AlignmentFlag, runs: Sequence[Words], size: int = SMALL) -> list[Placed]:
    """Runs after each other in `rect`, at its left, its right or in its middle; what is beyond it is left out."""
    free = max(0.0, rect.width() - width_of(runs, size))
    share = {Qt.AlignmentFlag.AlignLeft: 0.0, Qt.AlignmentFlag.AlignHCenter: 0.5}.get(align, 1.0)
    x, found = rect.left() + free * share, []
    for run in runs:
        font, room = run.font(size), rect.right() - x
        metrics = QFontMetricsF(font)
        width = metrics.horizontalAdvance(run.text)
        text = run.text if width <= room + 0.5 else metrics.elidedText(run.text, Qt.TextElideMode.ElideRight, room)
        if room >= 4:
            found.append(Placed(QRectF(x, rect.top(), room + 2, rect.height()), text, font, run))
        x += width
    return found


def draw(painter: QPainter, runs: Iterable[Placed], theme: Theme) -> None:
    """Draw what `placed` gave."""
    for rect, text, font, words in runs:
        painter.setFont(font)
        painter.setPen(words.ink(theme))
        painter.drawText(rect, _LEFT, text)
