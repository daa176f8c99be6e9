"""The small card at the mouse: what is under it, and its values."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.diagram.words import Label, Line
from gui.fonts import MEDIUM, SEMIBOLD, SMALL, mono_font, ui_font
from gui.theme import Theme
from gui.widgets.beside import Side, best_spot

PAD_X, PAD_Y = 10, 7
ROW = 18
GAP = 14  # between a name and its value
DOT = 6
CORNERS = ((1, -1), (1, 1), (0, 1), (-1, -1), (-1, 1), (0, -1))  # of the mouse: right and above, right and below ...
BESIDE = ((1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))  # a node: right, left, below or above its middle

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class HoverLabel(QWidget):
    """A card that lets the mouse through; it stays inside its parent and away from what it speaks of."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._stage = parent
        self._label = Label("", ())
        self._side: Side = CORNERS[0]
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self.update()

    def say(self, label: Label, box: QRect | None = None, avoid: Sequence[QRect] = ()) -> None:
        """Show `label` beside `box` (in the parent; a node, or the mouse if it is empty), else where the card is.

        It covers as little as it can of the places to `avoid`.
        """
        if label != self._label:
            self._label = label
            self.resize(self.sizeHint())
            self.update()
        if box is not None:
            sides = CORNERS if box.isEmpty() else BESIDE
            place, self._side = best_spot(self.size(), self._stage.size(), box, sides, avoid, self._side)
            self.move(place)
        if self.isHidden():
            self.show()
            self.raise_()

    def sizeHint(self) -> QSize:
        label = self._label
        width = QFontMetrics(ui_font(12, SEMIBOLD)).horizontalAdvance(label.title)
        for line in label.lines:
            width = max(width, self._indent() + _name_width(line) + GAP + _value_width(line))
        width = max(width, QFontMetrics(ui_font(SMALL)).horizontalAdvance(label.hint))
        rows = 1 + len(label.lines) + bool(label.hint)
        return QSize(width + 2 * PAD_X + 2, ROW * rows + 2 * PAD_Y)

    def _indent(self) -> int:
        symbols = [line.symbol for line in self._label.lines if line.symbol]
        if not symbols:
            return 0
        return DOT + 7 + max(QFontMetrics(ui_font(12, SEMIBOLD)).horizontalAdvance(s) for s in symbols) + 7

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.line_strong, 1))
        painter.setBrush(theme.raised)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        row = QRectF(PAD_X, PAD_Y, self.width() - 2 * PAD_X, ROW)
        painter.setFont(ui_font(12, SEMIBOLD))
        painter.setPen(theme.text)
        painter.drawText(row, _LEFT, self._label.title)
        for line in self._label.lines:
            row.translate(0, ROW)
            self._paint_line(painter, row, line)
        painter.setFont(ui_font(SMALL))
        painter.setPen(theme.muted)
        painter.drawText(row.translated(0, ROW), _LEFT, self._label.hint)

    def _paint_line(self, painter: QPainter, row: QRectF, line: Line) -> None:
        theme = self._theme
        if line.symbol:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.role(line.role).stroke)
            painter.drawEllipse(QPointF(row.left() + DOT / 2, row.center().y()), DOT / 2, DOT / 2)
            painter.setFont(ui_font(12, SEMIBOLD))
            painter.setPen(theme.role(line.role).text)
            painter.drawText(row.adjusted(DOT + 7, 0, 0, 0), _LEFT, line.symbol)
        painter.setFont(ui_font(12))
        painter.setPen(theme.muted)
        painter.drawText(row.adjusted(self._indent(), 0, 0, 0), _LEFT, line.name)
        painter.setFont(mono_font(12, MEDIUM))
        painter.setPen(theme.text_colour(theme.sign_colour(line.sign)) if line.sign else theme.text)
        painter.drawText(row, _RIGHT, line.value)


def _name_width(line: Line) -> int:
    return QFontMetrics(ui_font(12)).horizontalAdvance(line.name)


def _value_width(line: Line) -> int:
    return QFontMetrics(mono_font(12, MEDIUM)).horizontalAdvance(line.value)
