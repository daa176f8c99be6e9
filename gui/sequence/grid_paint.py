"""One painting of a grid of numbers: only what is within the area that is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gui.sequence.columns import HEAD, Columns, GridPlan, cell_text
from gui.theme import Theme
from gui.widgets.heat_text import Texts, write

RADIUS = 4
PALE = 0.2
MARK = 3.0  # half the size of the mark of a step with numbers of its own


@dataclass(frozen=True)
class Look:
    """What is chosen: columns `first`..`last` (-1 for none), the cell that has the keyboard, where columns would go."""

    first: int = -1
    last: int = -1
    column: int = -1
    row: int = -1
    focused: bool = False
    drop: int = -1


class GridPaint:
    """Paints `columns`; made for one painting."""

    def __init__(
        self, painter: QPainter, theme: Theme, texts: Texts, columns: Columns, plan: GridPlan, look: Look, limit: float
    ) -> None:
        self.painter, self.theme, self.texts = painter, theme, texts
        self.columns, self.plan, self.look, self.limit = columns, plan, look, limit

    def paint(self, area: QRect) -> None:
        """Paint what lies within `area`."""
        self.painter.fillRect(area, self.theme.surface)
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if area.left() < self.plan.left:
            self._paint_labels(area)
        seen = self.plan.seen(area.left(), area.right())
        self._clip(area, QRect(self.plan.left - 2, 0, self.plan.width, self.plan.height))
        for column in seen:
            self._paint_head(column)
        self._clip(area, QRect(self.plan.left, HEAD, self.plan.width, self.plan.height))
        self._paint_cells(area, seen)
        self._clip(area, QRect(self.plan.left - 3, 0, self.plan.width, self.plan.height))
        self._paint_cursor()
        self._paint_drop()

    def _clip(self, area: QRect, to: QRect) -> None:
        self.painter.setClipRect(area.intersected(to))

    def _paint_labels(self, area: QRect) -> None:
        plan = self.plan
        self._clip(area, QRect(0, HEAD, plan.left, plan.height))
        for row, name in enumerate(self.columns.rows):
            y = plan.y(row)
            if y + plan.row < area.top() or y > area.bottom():
                continue
            kind = "label now" if row == self.look.row and self.look.focused else "label"
            write(self.painter, self.texts.get(name, kind, plan.left - 10), (0, y, plan.left, plan.row), *self._label())

    def _label(self) -> tuple[QColor, float]:
        return self.theme.muted, 0.0

    def _paint_head(self, column: int) -> None:
        x, pitch = self.plan.x(column), self.plan.pitch
        if self.look.first <= column <= self.look.last:
            self._fill(QRectF(x + 2, 2, pitch - 4, HEAD - 4), self.theme.accent_soft, RADIUS)
        kind = "word now" if column == self.columns.cursor else "word"
        name = " ".join(self.columns.names[column].split()) or "\u2423"
        has_mark = column in self.columns.own
        room = pitch - 10 - (int(4 * MARK) if has_mark else 0)
        laid = self.texts.get(name, kind, room)
        shift = int(2 * MARK) if has_mark else 0
        write(self.painter, laid, (x + shift, 0, pitch, HEAD), self.theme.text)
        if has_mark:
            self._paint_mark(x + shift + (pitch - laid.width) / 2 - 2.4 * MARK, HEAD / 2)
        if self.look.focused and column == self.look.column and self.look.row < 0:
            self._ring(QRectF(x + 2.5, 2.5, pitch - 5, HEAD - 5))

    def _paint_mark(self, x: float, y: float) -> None:
        """A diamond: this step has numbers of its own."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(self.theme.accent)
        ends = ((x - MARK, y), (x, y - MARK), (x + MARK, y), (x, y + MARK))
        self.painter.drawPolygon(QPolygonF([QPointF(*end) for end in ends]))

    def _paint_cells(self, area: QRect, seen: range) -> None:
        plan = self.plan
        first = max(0, (area.top() - HEAD + plan.down) // plan.row)
        last = min(plan.rows, (area.bottom() - HEAD + plan.down) // plan.row + 1)
        for column in seen:
            values = self.columns.values[column]
            for row in range(first, last):
                self._paint_cell(column, row, float(values[row]))

    def _paint_cell(self, column: int, row: int, value: float) -> None:
        plan, theme = self.plan, self.theme
        x, y = plan.x(column), plan.y(row)
        area = QRectF(x + 2, y + 1.5, plan.pitch - 4, plan.row - 3)
        if abs(value) < PALE * self.limit:
            self._fill(area, theme.line, RADIUS)
            area.adjust(1, 1, -1, -1)
        self._fill(area, theme.value_colour(value, self.limit), RADIUS - 0.5)
        ink = theme.value_text_colour(value, self.limit)
        kind = "number now" if column == self.columns.cursor else "number"
        write(self.painter, self.texts.get(cell_text(value), kind), (x, y, plan.pitch, plan.row), ink)
        if self.look.focused and (column, row) == (self.look.column, self.look.row):
            self._ring(QRectF(x + 2.5, y + 2, plan.pitch - 5, plan.row - 4))

    def _paint_cursor(self) -> None:
        plan, cursor = self.plan, self.columns.cursor
        if 0 <= cursor < plan.columns:
            bottom = min(plan.y(plan.rows) + 2, plan.height - 1)
            self.painter.setPen(QPen(self.theme.accent, 2))
            self.painter.setBrush(Qt.BrushStyle.NoBrush)
            self.painter.drawRoundedRect(QRectF(plan.x(cursor), 1, plan.pitch, bottom - 2), RADIUS + 2, RADIUS + 2)

    def _paint_drop(self) -> None:
        if self.look.drop >= 0:
            x = self.plan.x(self.look.drop)
            self.painter.setPen(QPen(self.theme.accent, 3))
            self.painter.drawLine(QPointF(x, 3), QPointF(x, min(self.plan.y(self.plan.rows), self.plan.height) - 2))

    def _ring(self, area: QRectF) -> None:
        self.painter.setPen(QPen(self.theme.focus, 2))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawRoundedRect(area, RADIUS, RADIUS)

    def _fill(self, area: QRectF, colour: QColor, radius: float) -> None:
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour)
        self.painter.drawRoundedRect(area, radius, radius)
