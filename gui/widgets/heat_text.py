"""Texts of a heat map by what they are, laid out once and drawn many times."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from gui.fonts import BOLD, MEDIUM, REGULAR, SEMIBOLD, mono_font, ui_font
from gui.widgets.laid import Laid, draw, lay_out

MOST = 4096  # texts that are kept


class Texts:
    """Lays texts out by kind: "label", "word", "standing word" or "number", all bolder with " now"; and small ones."""

    def __init__(self) -> None:
        self._laid: dict[tuple[str, str, int], Laid] = {}
        self._fonts = {
            "label": ui_font(12, MEDIUM),
            "label now": ui_font(12, BOLD),
            "strip": ui_font(11, SEMIBOLD),
            "low strip": ui_font(10, SEMIBOLD),
            "note": ui_font(11, REGULAR),
            "word": ui_font(12, REGULAR),
            "word now": ui_font(12, BOLD),
            "standing word": ui_font(11, REGULAR),
            "standing word now": ui_font(11, BOLD),
            "number": mono_font(12),
            "number now": mono_font(12, SEMIBOLD),
            "number small": mono_font(11),
            "number least": mono_font(10),
        }

    def get(self, text: str, kind: str, room: int = 0) -> Laid:
        """`text` laid out; shortened to `room` pixels where that is given."""
        key = (text, kind, room)
        laid = self._laid.get(key)
        if laid is None:
            if len(self._laid) >= MOST:
                self._laid.clear()
            laid = self._laid[key] = lay_out(self._shortened(text, kind, room), self._fonts[kind])
        return laid

    def width(self, text: str, kind: str) -> int:
        """The whole pixels that `text` needs."""
        return ceil(self.get(text, kind).width) + 1

    def _shortened(self, text: str, kind: str, room: int) -> str:
        """A word is shortened as its bold form must be, so that it does not change while stepping."""
        if not room:
            return text
        widest = self._fonts.get(f"{kind} now", self._fonts[kind])
        return QFontMetricsF(widest).elidedText(text, Qt.TextElideMode.ElideRight, room)


def write(painter: QPainter, laid: Laid, place: tuple[int, int, int, int], ink: QColor, across: float = 0.5) -> None:
    """Draw a text in the middle of the height of `place` (x, y, width, height), at `across` of its width."""
    x, y, width, height = place
    draw(painter, laid, QPointF(x + (width - laid.width) * across, y + (height - laid.height) / 2), ink)
