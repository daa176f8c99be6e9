"""The strips of a heat map, painted: a bar for each step whose gain is known."""

from __future__ import annotations

import math
from itertools import count

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from gui.decay.text import rough_text
from gui.theme import Theme
from gui.widgets.heat_plan import NOW, STRIP_LEAST
from gui.widgets.heat_shown import Shown
from gui.widgets.heat_strip import HIGH, height
from gui.widgets.heat_text import Texts, write

ABOVE, FOOT = 2, 2  # free above a full bar; and below the ground line
RADIUS = 3
WIDE = 24  # narrower columns stand closer
BAR_MOST = 24  # width of a bar
LINE = 1  # under every known bar, however low
CAP = 2  # what is beyond the scale: the top of its bar stands apart


def bar_room(strip_height: int) -> int:
    """The height of a full bar."""
    return strip_height - ABOVE - FOOT


def bar_width(pitch: int) -> int:
    """The width of a bar in a column."""
    return min(pitch - (4 if pitch >= WIDE else 2), BAR_MOST)


def paint_bars(painter: QPainter, theme: Theme, shown: Shown, first: int, last: int) -> None:
    """Paint the bars of the steps first..last, both included."""
    plan = shown.plan
    wide, full = bar_width(plan.pitch), bar_room(plan.strip_height)
    left = plan.x(first, shown.across) + (plan.pitch - wide) // 2
    for index, strip in enumerate(shown.strips):
        top, colour, soft = (
            plan.strip_y(index) + ABOVE,
            theme.line_colour(strip.colour),
            theme.soft_colour(strip.colour),
        )
        for x, gain in zip(count(left, plan.pitch), strip.of(first, last), strict=False):
            if gain is None or math.isnan(gain):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.unknown if gain is None else theme.danger_soft)
                painter.drawRoundedRect(x, top, wide, full, RADIUS, RADIUS)
                continue
            painter.fillRect(x, top, wide, full, soft)
            tall = height(gain, full) + LINE
            painter.fillRect(QRectF(x, top + full + LINE - tall, wide, tall), colour)
            if gain > HIGH:
                painter.fillRect(x, top + CAP, wide, LINE, theme.surface)


def paint_gains_now(painter: QPainter, theme: Theme, texts: Texts, shown: Shown, x: int) -> None:
    """The gain of the current step's own input, in the readout."""
    for index, strip in enumerate(shown.strips):
        gain = strip.at(shown.cursor)
        if gain is not None:
            place = (x, shown.plan.strip_y(index), NOW, shown.plan.strip_height)
            kind = "number small" if shown.plan.strip_height >= STRIP_LEAST else "number least"
            write(painter, texts.get(rough_text(gain), kind), place, theme.text)
