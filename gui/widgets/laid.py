"""Short texts, laid out once and drawn many times."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QStaticText, QTransform

from gui.fonts import REGULAR, mono_font, ui_font


class Face(NamedTuple):
    """A typeface in a size: what a font is made of, as a key."""

    size: int
    weight: int = REGULAR
    mono: bool = False


class Laid(NamedTuple):
    """A text ready to be drawn in its font, and how large it is."""

    text: QStaticText
    font: QFont
    width: float
    height: float


@lru_cache(maxsize=64)
def font(face: Face) -> QFont:
    """The font of a face; it is shared."""
    return (mono_font if face.mono else ui_font)(face.size, face.weight)


@lru_cache(maxsize=4096)
def laid(text: str, face: Face) -> Laid:
    """`text` laid out."""
    static = QStaticText(text)
    static.setTextFormat(Qt.TextFormat.PlainText)
    static.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    static.prepare(QTransform(), font(face))
    # the height of a line, as drawText has it; the text's own size is in whole pixels
    return Laid(static, font(face), width(text, face), QFontMetricsF(font(face)).height())


@lru_cache(maxsize=1024)
def width(text: str, face: Face) -> float:
    """How far `text` reaches."""
    return QFontMetricsF(font(face)).horizontalAdvance(text)


def write(painter: QPainter, rect: QRectF, text: str, face: Face, ink: QColor, across: float = 0.0) -> None:
    """Draw `text` in the middle of the height of `rect`, at `across` of its width."""
    static, its_font, wide, high = laid(text, face)
    painter.setFont(its_font)
    painter.setPen(ink)
    x = rect.x() + (rect.width() - wide) * across
    painter.drawStaticText(QPointF(x, rect.y() + (rect.height() - high) / 2), static)
