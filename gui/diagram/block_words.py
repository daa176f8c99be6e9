"""The words above the cells of a block: how many of what, and between which values each grid lies."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from core.arrays import Array
from gui.diagram.blocks import APART, LINE, Block
from gui.diagram.runs import Words, draw, placed, width_of
from gui.fonts import SMALL
from gui.numbers import number
from gui.theme import Theme
from gui.widgets.laid import Face, width, write

NUMBERS = Face(10, mono=True)
GAP = 8.0
SPAN = "−0.00 … +0.00"
_LEFT = Qt.AlignmentFlag.AlignLeft


class Heading(NamedTuple):
    """`title` tells how many of what; a grid for each of `symbols`, whose values come multiplied by `factors`."""

    title: str = ""
    symbols: tuple[str, ...] = ()
    factors: tuple[float, ...] = (1.0, 1.0)


def span_words(values: Array | None, factor: float = 1.0) -> str:
    """The least and the largest of some values: "−0.41 … +0.52", always as long."""
    if values is None or not len(values) or np.isnan(values).all():
        return ""
    return f"{number(float(np.nanmin(values)) * factor)} … {number(float(np.nanmax(values)) * factor)}"


def title_rect(block: Block, heading: Heading, at_right: bool) -> QRectF:
    """Where the first line stands: above the middle of the cells, or at their right end."""
    wide = _title_width(block, heading)
    left = block.right + 1 - wide if at_right else (block.left + block.right - wide) / 2
    return QRectF(left, block.top - block.fold.lines * LINE - 2, wide, LINE)


def paint_heading(
    painter: QPainter, theme: Theme, block: Block, heading: Heading, values: tuple[Array | None, ...], at_right: bool
) -> None:
    """Draw the lines above the cells; edges may pass behind them."""
    rect = title_rect(block, heading, at_right)
    painter.fillRect(QRectF(rect.adjusted(-3, 0, 3, 0).toAlignedRect()), theme.surface)
    draw(painter, placed(rect, _LEFT, [Words(heading.title, "text")]), theme)
    if has_span(block, heading):
        write(painter, rect, span_words(values[0]), NUMBERS, theme.muted, 1.0)
    if block.fold.lines < 2:
        return
    for k, (left, symbol) in enumerate(zip(block.lefts, heading.symbols, strict=False)):
        line = QRectF(left, block.top - LINE - 1, block.fold.grid_width + APART - 4, LINE)
        painter.fillRect(line.adjusted(0, 0, 0, -1), theme.surface)
        draw(painter, placed(line, _LEFT, [Words(symbol, "cell" if k else "text", True)]), theme)
        words = span_words(values[k], heading.factors[k])
        beside = line.adjusted(width(symbol, Words(symbol, "text", True).face(SMALL)) + GAP / 2, 0, 0, 0)
        if width(words, NUMBERS) <= beside.width():
            write(painter, beside, words, NUMBERS, theme.muted)


def _title_width(block: Block, heading: Heading) -> float:
    wide = width_of([Words(heading.title)], SMALL) + 1
    return wide + (GAP + width(SPAN, NUMBERS) if has_span(block, heading) else 0.0)


def has_span(block: Block, heading: Heading) -> bool:
    """Whether the first line tells of the values: there is one grid, and room."""
    wide = width_of([Words(heading.title)], SMALL) + GAP + width(SPAN, NUMBERS)
    return block.fold.lines == 1 and bool(heading.title) and block.right - wide >= 2
