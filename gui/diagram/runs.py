"""Runs of small words, each in a colour of its own, drawn after each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from gui.fonts import REGULAR, SEMIBOLD, SMALL
from gui.theme import Theme
from gui.widgets.laid import Face, font, width, write


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

    def face(self, size: int) -> Face:
        """The face of the words."""
        return Face(size, SEMIBOLD if self.strong else REGULAR)


class Placed(NamedTuple):
    """A run where it is drawn, shortened if need be."""

    rect: QRectF
    text: str
    face: Face
    words: Words


def width_of(runs: Sequence[Words], size: int) -> float:
    """The width that runs take after each other."""
    return sum(width(run.text, run.face(size)) for run in runs)


def placed(rect: QRectF, align: Qt.AlignmentFlag, runs: Sequence[Words], size: int = SMALL) -> list[Placed]:
    """Runs after each other in `rect`, at its left, its right or in its middle; what is beyond it is left out."""
    free = max(0.0, rect.width() - width_of(runs, size))
    share = {Qt.AlignmentFlag.AlignLeft: 0.0, Qt.AlignmentFlag.AlignHCenter: 0.5}.get(align, 1.0)
    x, found = rect.left() + free * share, []
    for run in runs:
        face, room = run.face(size), rect.right() - x
        wide = width(run.text, face)
        if room >= 4:
            text = run.text if wide <= room + 0.5 else _shortened(run.text, face, room)
            found.append(Placed(QRectF(x, rect.top(), room + 2, rect.height()), text, face, run))
        x += wide
    return found


def draw(painter: QPainter, runs: Iterable[Placed], theme: Theme) -> None:
    """Draw what `placed` gave."""
    for rect, text, face, words in runs:
        write(painter, rect, text, face, words.ink(theme))


def _shortened(text: str, face: Face, room: float) -> str:
    return QFontMetricsF(font(face)).elidedText(text, Qt.TextElideMode.ElideRight, room)
