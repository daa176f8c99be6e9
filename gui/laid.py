"""Texts that are laid out once and drawn many times."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QStaticText, QTransform


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
