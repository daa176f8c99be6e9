"""A grid of numbers: a column a step or word, a row an input. One widget, whatever its length."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from gui.sequence.columns import HEAD, LABEL_LEAST, PITCH_LEAST, ROW_LEAST, Columns, GridPlan, planned
from gui.sequence.grid_paint import GridPaint, Look
from gui.theme import Theme
from gui.widgets.heat_text import Texts

MEASURED = 400  # names whose width is looked at


class GridView(QAbstractScrollArea):
    """Shows Columns, which of them are chosen, and which cell has the keyboard; painted is only what is seen.

    `chosen` carries the column that is gone to; `selected` says that others are chosen, `scrolled` that it was moved.
    """

    chosen = Signal(int)
    selected = Signal()
    scrolled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._columns = Columns((), (), np.zeros((0, 0)))
        self._texts = Texts()
        self._plan = planned(self._columns, 1, 1, 0, 0)
        self._look = Look()
        self._anchor = -1
        self._limit = 1.0
        self._widest = self._widest_row = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(self._on_scrolled)

    @property
    def columns(self) -> Columns:
        """What it shows."""
        return self._columns

    @property
    def plan(self) -> GridPlan:
        """Where everything stands now."""
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        return replace(self._plan, across=across, down=down)

    @property
    def selection(self) -> tuple[int, int] | None:
        """The first and the last chosen column."""
        return None if self._look.first < 0 else (self._look.first, self._look.last)

    @property
    def cell(self) -> tuple[int, int]:
        """The column and row that have the keyboard; row -1 is the name."""
        return self._look.column, self._look.row

    def show_columns(self, columns: Columns) -> None:
        """Show other columns; what is chosen stays, as far as it is there."""
        old, self._columns = self._columns, columns
        if columns.values is not old.values:
            self._limit = max(1.0, float(np.abs(columns.values).max())) if columns.values.size else 1.0
        last = columns.count - 1
        look, rows = self._look, len(columns.rows) - 1
        self._look = replace(
            look,
            first=min(look.first, last),
            last=min(look.last, last),
            column=min(look.column, last),
            row=min(look.row, rows),
        )
        self._anchor = min(self._anchor, last)
        if columns.names is not old.names or columns.rows is not old.rows:
            self._measure()
        self._fit()
        if columns.cursor != old.cursor and columns.cursor >= 0:
            self.reveal(columns.cursor)
        if (look.first, look.last) != (self._look.first, self._look.last):
            self.selected.emit()
        self._say()
        self.viewport().update()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self.viewport().update()

    def select(self, first: int, last: int | None = None) -> None:
        """Choose columns `first` to `last`; -1 for none."""
        last = first if last is None else last
        self._anchor = first
        self._choose(first, last, last, self._look.row)

    def reveal(self, column: int) -> None:
        """Scroll so that a column is seen."""
        bar, pitch = self.horizontalScrollBar(), self._plan.pitch
        left, room = column * pitch, self._plan.width - self._plan.left
        if left < bar.value():
            bar.setValue(max(0, left - pitch))
        elif left + pitch > bar.value() + room:
            bar.setValue(left + 2 * pitch - room)

    def cell_area(self, column: int, row: int) -> QRect:
        """Where a cell stands in the viewport; row -1 is the column's name."""
        plan = self.plan
        y, height = (0, HEAD) if row < 0 else (plan.y(row), plan.row)
        return QRect(plan.x(column), y, plan.pitch, height)

    def sizeHint(self) -> QSize:
        return QSize(600, HEAD + 4 * 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(LABEL_LEAST + 2 * PITCH_LEAST, HEAD + 2 * ROW_LEAST)

    # choosing

    def _choose(self, first: int, last: int, column: int, row: int) -> None:
        was = (self._look.first, self._look.last)
        first, last = min(first, last), max(first, last)
        self._look = replace(self._look, first=first, last=last, column=column, row=row)
        if was != (first, last):
            self.selected.emit()
        self._say()
        self.viewport().update()

    def go(self, column: int, row: int, extend: bool) -> None:
        """Give a cell the keyboard, choose its column or extend what is chosen to it."""
        column = min(max(column, 0), self._columns.count - 1)
        row = min(max(row, -1), len(self._columns.rows) - 1)
        if not extend or self._anchor < 0:
            self._anchor = column
        self._choose(self._anchor, column, column, row)
        self.reveal(column)
        self._reveal_row(row)
        self.chosen.emit(column)

    def _reveal_row(self, row: int) -> None:
        bar, height = self.verticalScrollBar(), self._plan.row
        if row >= 0:
            bar.setValue(min(max(bar.value(), (row + 1) * height - (self._plan.height - HEAD)), row * height))

    def _say(self) -> None:
        column, row = self.cell
        if not 0 <= column < self._columns.count:
            self.setAccessibleDescription(f"{self._columns.count} columns")
            return
        told = [self._columns.names[column]]
        if row >= 0:
            told += [self._columns.rows[row], f"{self._columns.values[column, row]:.4g}"]
        if column in self._columns.own:
            told.append("numbers of its own")
        self.setAccessibleDescription(", ".join(told))

    # events

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._look.column < 0 and self._columns.count and event.reason() != Qt.FocusReason.MouseFocusReason:
            self._look = replace(self._look, column=max(self._columns.cursor, 0), row=0)
        self._show_focus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_focus(False)

    def _show_focus(self, focused: bool) -> None:
        self._look = replace(self._look, focused=focused)
        self._say()
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(event.pos()), self.viewport())
            return True
        return super().viewportEvent(event)

    def _tip(self, at: QPoint) -> str:
        plan = self.plan
        row = plan.row_at(at.y())
        if at.x() < plan.left:
            return self._columns.rows[row] if 0 <= row < len(self._columns.rows) else ""
        if not plan.is_over_columns(at.x()):
            return ""
        column = plan.column_at(at.x())
        name = self._columns.names[column]
        if row < 0 or at.y() >= plan.y(plan.rows):
            return f"{name}: numbers of its own" if column in self._columns.own else name
        return f"{name}, {self._columns.rows[row]}: {self._columns.values[column, row]:.6g}"

    # places

    def _measure(self) -> None:
        names = [*self._columns.names[:MEASURED]]
        self._widest = max((self._texts.width(name[:40], "word now") + 12 for name in names), default=0)
        rows = self._columns.rows[:MEASURED]
        self._widest_row = max((self._texts.width(name, "label now") for name in rows), default=0)

    def _fit(self) -> None:
        self._show_bars()
        view = self.viewport()
        self._plan = self._planned(view.width(), view.height())
        across, down = self._plan.over
        bars = (
            (self.horizontalScrollBar(), across, self._plan.width - self._plan.left, self._plan.pitch),
            (self.verticalScrollBar(), down, self._plan.height - HEAD, self._plan.row),
        )
        for bar, over, page, step in bars:
            bar.setRange(0, over)
            bar.setPageStep(max(page, 1))
            bar.setSingleStep(step)

    def _show_bars(self) -> None:
        """Show the bars that are needed, told by the whole size: a bar takes room that its own need depends on."""
        room, wide = self.contentsRect(), self.verticalScrollBar().sizeHint().width()
        high = self.horizontalScrollBar().sizeHint().height()
        for has_across, has_down in ((False, False), (True, False), (False, True), (True, True)):
            across, down = self._planned(room.width() - wide * has_down, room.height() - high * has_across).over
            if (has_across or not across) and (has_down or not down):
                break
        self.setHorizontalScrollBarPolicy(_bar_policy(has_across))
        self.setVerticalScrollBarPolicy(_bar_policy(has_down))

    def _planned(self, width: int, height: int) -> GridPlan:
        return planned(self._columns, width, height, self._widest, self._widest_row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        if self._columns.cursor >= 0:
            self.reveal(self._columns.cursor)

    def _on_scrolled(self) -> None:
        self.scrolled.emit()
        self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """All is painted anew: names of rows and columns stay where they are."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        paint = GridPaint(painter, self._theme, self._texts, self._columns, self.plan, self._look, self._limit)
        paint.paint(event.rect())


def _bar_policy(shown: bool) -> Qt.ScrollBarPolicy:
    return Qt.ScrollBarPolicy.ScrollBarAlwaysOn if shown else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
