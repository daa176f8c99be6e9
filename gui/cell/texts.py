"""The texts of a cell, laid out once and drawn many times."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from gui.cell.routes import Rect
from gui.cell.spots import LARGE, SMALL
from gui.fonts import MEDIUM, SEMIBOLD, mono_font, ui_font
from gui.widgets.laid import Laid, draw, lay_out


@lru_cache(maxsize=16)
def font(kind: str) -> QFont:
    """The font of a kind of text."""
    if kind == "symbol":
        italic = ui_font(15, SEMIBOLD)
        italic.setItalic(True)
        return italic
    return {
        "index": ui_font(SMALL, MEDIUM),
        "name": ui_font(SMALL, SEMIBOLD),
        "sign": ui_font(16, SEMIBOLD),
        "part": ui_font(12, SEMIBOLD),
        "small": ui_font(10, SEMIBOLD),
        "word": ui_font(12, MEDIUM),
        "value": mono_font(13, SEMIBOLD),
        "belt": mono_font(LARGE, MEDIUM),
        "number": mono_font(SMALL, MEDIUM),
    }[kind]


@lru_cache(maxsize=2048)
def laid(text: str, kind: str) -> Laid:
    """`text` laid out."""
    return lay_out(text, font(kind))._replace(width=QFontMetricsF(font(kind)).horizontalAdvance(text))


@lru_cache(maxsize=256)
def fitted(text: str, kind: str, room: int) -> str:
    """`text` shortened to `room` pixels."""
    return QFontMetricsF(font(kind)).elidedText(text, Qt.TextElideMode.ElideRight, room)


def write(painter: QPainter, text: str, kind: str, rect: Rect, ink: QColor, across: float = 0.0) -> None:
    """Draw a text in the middle of the height of `rect`, at `across` of its width."""
    one = laid(text, kind)
    x = rect.x + (rect.width - one.width) * across
    draw(painter, one, QPointF(x, rect.y + (rect.height - one.height) / 2), ink)
