"""How a step of the history is painted: a bead on a line, its number, what was done."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.fonts import BASE, MEDIUM, SEMIBOLD, SMALL, ui_font
from gui.history.model import ROW
from gui.history.rows import Row, When
from gui.palette import mixed
from gui.theme import Theme

HEIGHT = 30
LINE = 18  # where the line stands
TEXT = 34  # where the words begin
ROOMY = 190  # pixels from which a network's name has room beside the words
LONGEST = 90  # pixels for that name
TICK = 9  # pixels of width
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class HistoryDelegate(QStyledItemDelegate):
    """The step where one is has a ring, a ground and strong words; undone ones are hollow and muted."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(ROW)
        if not isinstance(row, Row):
            return
        place = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, place, row, option.state)
        has_next = index.row() + 1 < index.model().rowCount()
        self._paint_line(painter, place, row, index.row() > 0, has_next)
        self._paint_words(painter, place, row)
        painter.restore()

    def _paint_ground(self, painter: QPainter, place: QRectF, row: Row, state: QStyle.StateFlag) -> None:
        theme, ground = self.theme, place.adjusted(0.5, 1, -0.5, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if row.when is When.PRESENT or state & QStyle.StateFlag.State_MouseOver:
            hovered = mixed(theme.surface, theme.hover, 0.6)
            painter.setBrush(theme.accent_soft if row.when is When.PRESENT else hovered)
            painter.drawRoundedRect(ground, 6, 6)
        view = self.parent()
        focused = isinstance(view, QAbstractItemView) and view.hasFocus()
        if focused and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.focus, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_line(self, painter: QPainter, place: QRectF, row: Row, has_above: bool, has_below: bool) -> None:
        """The line through the beads: whole up to the present step, dotted behind it."""
        theme, at = self.theme, QPointF(place.left() + LINE, place.center().y())
        reach = 7 if row.when is When.PRESENT else 5
        done, undone = QPen(theme.line_strong, 1.5), QPen(theme.line_strong, 1.5, Qt.PenStyle.DotLine)
        if has_above:
            painter.setPen(undone if row.when is When.UNDONE else done)
            painter.drawLine(QPointF(at.x(), place.top()), QPointF(at.x(), at.y() - reach))
        if has_below:
            painter.setPen(done if row.when is When.DONE else undone)
            painter.drawLine(QPointF(at.x(), at.y() + reach), QPointF(at.x(), place.bottom()))
        self._paint_bead(painter, at, row.when)

    def _paint_bead(self, painter: QPainter, at: QPointF, when: When) -> None:
        theme = self.theme
        if when is When.PRESENT:
            painter.setPen(QPen(theme.accent, 2))
            painter.setBrush(theme.surface)
            painter.drawEllipse(at, 5.5, 5.5)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent)
            painter.drawEllipse(at, 2.5, 2.5)
            return
        painter.setPen(QPen(theme.muted, 1.5))
        painter.setBrush(theme.muted if when is When.DONE else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, 3.0, 3.0)

    def _paint_words(self, painter: QPainter, place: QRectF, row: Row) -> None:
        """What was done; behind it, from the right, its number, whether it is saved, and whose it is."""
        theme, note = self.theme, ui_font(SMALL, tabular=True)
        ends = place.adjusted(TEXT, 0, -10, 0)
        _write(painter, note, theme.muted, ends, f"{row.number:,}" if row.number else "", _RIGHT)
        ends.adjust(0, 0, -(_width(note, f"{row.last:,}") + 10) if row.last else 0, 0)
        if row.is_saved:
            ends.setRight(self._paint_saved(painter, ends))
        if row.subject and ends.width() > ROOMY:
            width = min(_width(note, row.subject), LONGEST)
            whose = QRectF(ends.right() - width, ends.top(), width, ends.height())
            _write(painter, note, theme.muted, whose, row.subject, _RIGHT)
            ends.setRight(whose.left() - 8)
        font = ui_font(BASE, SEMIBOLD if row.when is When.PRESENT else MEDIUM)
        _write(painter, font, theme.muted if row.when is When.UNDONE else theme.text, ends, row.label, _LEFT)

    def _paint_saved(self, painter: QPainter, place: QRectF) -> float:
        """ "saved" with its tick; where what is left of the row ends."""
        font, theme = ui_font(SMALL), self.theme
        _write(painter, font, theme.ok, place, "saved", _RIGHT)
        left, middle = place.right() - _width(font, "saved") - TICK - 5, place.center().y()
        painter.setPen(QPen(theme.ok, 1.5))
        painter.drawPolyline([QPointF(left, middle), QPointF(left + 3, middle + 3), QPointF(left + TICK, middle - 3.5)])
        return left - 8


def _write(painter: QPainter, font: QFont, ink: QColor, place: QRectF, text: str, align: Qt.AlignmentFlag) -> None:
    painter.setFont(font)
    painter.setPen(ink)
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(place.width()) + 1)
    painter.drawText(place, align, shown)


def _width(font: QFont, text: str) -> int:
    return QFontMetrics(font).horizontalAdvance(text) + 1
