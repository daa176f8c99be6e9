"""Texts that are laid out once and drawn many times."""

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
    """A text ready to be drawn in its font, how large it is, and how far its letters stand above the line."""

    text: QStaticText
    font: QFont
    width: float
    height: float
    ascent: float


def lay_out(text: str, font: QFont) -> Laid:
    """`text` laid out in a font, to be kept by who draws it again."""
    static = QStaticText(text)
    static.setTextFormat(Qt.TextFormat.PlainText)
    static.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    static.prepare(QTransform(), font)
    size = static.size()
    return Laid(static, font, size.width(), size.height(), QFontMetricsF(font).ascent())


def draw(painter: QPainter, laid: Laid, at: QPointF, ink: QColor) -> None:
    """Draw a text, its upper left corner `at` a point."""
    painter.setFont(laid.font)
    painter.setPen(ink)
    painter.drawStaticText(at, laid.text)


@lru_cache(maxsize=64)
def font(face: Face) -> QFont:
    """The font of a face; it is shared."""
    return (mono_font if face.mono else ui_font)(face.size, face.weight)


@lru_cache(maxsize=4096)
def laid(text: str, face: Face) -> Laid:
    """`text` laid out in a face: as wide and high as drawText has it, where the text's own size is in whole pixels."""
    found = lay_out(text, font(face))
    return found._replace(width=width(text, face), height=QFontMetricsF(found.font).height())


@lru_cache(maxsize=1024)
def width(text: str, face: Face) -> float:
    """How far `text` reaches."""
    return QFontMetricsF(font(face)).horizontalAdvance(text)


def write(painter: QPainter, rect: QRectF, text: str, face: Face, ink: QColor, across: float = 0.0) -> None:
    """Draw `text` in the middle of the height of `rect`, at `across` of its width."""
    found = laid(text, face)
    x = rect.x() + (rect.width() - found.width) * across
    draw(painter, found, QPointF(x, rect.y() + (rect.height() - found.height) / 2), ink)
