"""Where the zone comes from: a small table of who learnt from how much gradient.

Importing this file loads the core's training, which takes longer than a frame; do so when it is asked for.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from core.document import Recipe
from core.zone import LEARNT, Row, Tally, load_zone
from gui.decay.paint import zone_colour
from gui.decay.text import ZONE, gain_text, power_text
from gui.fonts import MEDIUM, SEMIBOLD, SMALL, ui_font
from gui.theme import Theme

TITLE = "Who learns across a gap"

_CELL = QSize(78, 40)
_HEAD, _SIDE = 36, 50
_EDGE = 16
_APART = 22  # from the plot, so that the panel's edge is in view


class ZoneSource(QFrame):
    """Opens beside what asks for it; Esc or a click elsewhere closes it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._theme = theme
        self.setAccessibleName(TITLE)
        self._table = _Table(theme, self)
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(_EDGE, 12, _EDGE, 14)
        layout.setSpacing(8)
        layout.addWidget(_words(TITLE, "title", self))
        layout.addWidget(_words(_setting(), "muted", self))
        layout.addWidget(self._table)
        layout.addWidget(_words(_finding(), "muted", self))
        layout.addWidget(_words(_limit(), "muted", self))
        self._trained = _words("", "", self)
        layout.addWidget(self._trained)
        self.setFixedWidth(self._table.sizeHint().width() + 2 * _EDGE)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = self._table.theme = theme
        self.update()

    def show_training(self, recipe: Recipe | None) -> None:
        """Say across which gaps the networks of the window were trained; nothing where that is not known."""
        self._trained.setVisible(recipe is not None)
        if recipe is not None:
            least, greatest = recipe.trained_gaps
            self._trained.setText(f"The networks in the window were trained on gaps of {least} to {greatest}.")

    def open_beside(self, plot: QRect) -> None:
        """Show beside `plot` (of the screen), else below or above it, within the screen; over it only at last."""
        self.setFixedHeight(self._layout.totalHeightForWidth(self.width()))  # adjustSize() stops at 2/3 of the screen
        screen = QGuiApplication.screenAt(plot.center()) or QGuiApplication.primaryScreen()
        self.move(place_beside(plot, self.size(), screen.availableGeometry()).topLeft())
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(self._theme.line_strong, 1))
        painter.setBrush(self._theme.raised)
        # square: not every screen can let through what is behind a round corner
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        else:
            super().keyPressEvent(event)


def place_beside(plot: QRect, size: QSize, area: QRect) -> QRect:
    """Where in `area` a frame of this size hides the least of `plot`: left, right, below, above, in this order."""
    lefts = (plot.left() - size.width() - _APART, plot.right() + _APART, plot.left(), plot.left())
    tops = (plot.top(), plot.top(), plot.bottom() + _APART, plot.top() - size.height() - _APART)
    places = []
    for left, top in zip(lefts, tops, strict=True):
        x = min(max(left, area.left()), max(area.left(), area.right() + 1 - size.width()))
        y = min(max(top, area.top()), max(area.top(), area.bottom() + 1 - size.height()))
        places.append(QRect(QPoint(x, y), size))
    hidden = [(both := place.intersected(plot)).width() * both.height() for place in places]
    return places[hidden.index(min(hidden))]


def _words(text: str, tone: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setProperty("tone", tone)
    label.setWordWrap(True)
    return label


def learnt(tally: Tally) -> str:
    """Such as "4 of 79", which no line break parts."""
    return f"{tally.learnt}\u00a0of\u00a0{tally.networks}"


def learnt_in_zone() -> str:
    """How many of the networks whose own gain was in the zone learnt."""
    return learnt(load_zone().under(10.0**ZONE))


def _setting() -> str:
    zone = load_zone()
    return (
        f"The task of the red hat: {zone.units} units, {zone.updates:,} updates, {zone.seeds} seeds a start. Upper "
        f"figure: the median gain over the gap before training. Lower: how many then learnt (right in at least "
        f"{LEARNT:.0%} of {zone.sentences:,} sentences, each read on its own). b_f: the forget gate\u2019s bias at the "
        "start. Orthogonal: the recurrent weights at the start."
    )


def _finding() -> str:
    lower = int(ZONE) - 1
    return (
        f"Of networks with an own gain under {power_text(int(ZONE))}, {learnt_in_zone()} learnt; under "
        f"{power_text(lower)}, {learnt(load_zone().under(10.0**lower))}."
    )


def _limit() -> str:
    return f"Needed as a rule, but not enough: of those above the zone, {learnt(load_zone().above(10.0**ZONE))} learnt."


class _Table(QWidget):
    """Gaps down, cells across."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        zone = load_zone()
        return QSize(_SIDE + _CELL.width() * len(zone.networks), _HEAD + _CELL.height() * len(zone.gaps) + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint_heads(painter)
        zone = load_zone()
        for row in zone.rows:
            column, line = zone.networks.index(row.network), zone.gaps.index(row.gaps)
            left, top = _SIDE + column * _CELL.width(), _HEAD + line * _CELL.height()
            self._paint_cell(painter, QRectF(left, top, _CELL.width(), _CELL.height()), row)

    def _paint_heads(self, painter: QPainter) -> None:
        centre, left = Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(ui_font(SMALL, SEMIBOLD))
        painter.setPen(self.theme.muted)
        painter.drawText(QRectF(0, 0, _SIDE, _HEAD), left, "gap")
        for column, network in enumerate(load_zone().networks):
            place = QRectF(_SIDE + column * _CELL.width(), 0, _CELL.width(), _HEAD)
            painter.drawText(place, centre, network.replace(", ", ",\n"))
        painter.setFont(ui_font(12, MEDIUM, tabular=True))
        for row, (low, high) in enumerate(load_zone().gaps):
            painter.setPen(QPen(self.theme.line, 1))
            y = _HEAD + row * _CELL.height()
            painter.drawLine(0, y, self.width(), y)
            painter.setPen(self.theme.text)
            painter.drawText(QRectF(0, y, _SIDE, _CELL.height()), left, f"{low}\u2013{high}")

    def _paint_cell(self, painter: QPainter, place: QRectF, row: Row) -> None:
        centre, in_zone = Qt.AlignmentFlag.AlignCenter, row.gain < 10.0**ZONE
        if in_zone:
            painter.fillRect(place.adjusted(0, 1, 0, 0), zone_colour(self.theme))
        upper, lower = place.adjusted(0, 4, 0, -18), place.adjusted(0, 19, 0, -3)
        painter.setFont(ui_font(12, MEDIUM, tabular=True))
        painter.setPen(self.theme.danger if in_zone else self.theme.text)
        painter.drawText(upper, centre, gain_text(math.log10(row.gain)))
        painter.setFont(ui_font(SMALL, tabular=True))
        painter.setPen(self.theme.muted)
        painter.drawText(lower, centre, learnt(row.tally))
