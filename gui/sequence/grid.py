"""A grid of numbers that can be edited: a column a step or word, a row an input. One widget, whatever its length."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QToolTip, QWidget

from gui.sequence.columns import HEAD, LABEL_LEAST, PITCH_LEAST, ROW_LEAST, Columns, GridPlan, planned
from gui.sequence.grid_editors import Editors
from gui.sequence.grid_paint import GridPaint, Look
from gui.sequence.word_editor import WordEditor
from gui.theme import Theme
from gui.widgets.heat_text import Texts
from gui.widgets.number_editor import NumberEditor

MEASURED = 400  # names whose width is looked at
BY_PIXEL, FINE = 0.01, 0.1
BY_KEY = 0.1
WORD_LEAST, NAME_LEAST, NEW_WIDE = 96, 120, 150  # pixels of an editor
IDLE_MS = 600  # after which the wheel or a key begins another undo step
_LEFT_BUTTON = Qt.MouseButton.LeftButton
_SHIFT, _CONTROL, _ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
_MOVES = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENDS = (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)


class ValueGrid(QAbstractScrollArea):
    """Shows Columns. A click goes to a cell, a double click, Enter or a digit types a number, a drag changes it.

    The head of a column has its name; shift extends what is chosen. Every signal is what a person asks for: nothing
    changes until other Columns are shown. `valued` carries column, row, value and the gesture (None: one of its own).
    """

    chosen = Signal(int)  # the column that is gone to
    selected = Signal()
    valued = Signal(int, int, float, object)
    gesture_ended = Signal()
    named = Signal(int, str)  # a column
    row_named = Signal(int, str)
    inserted = Signal(int, str)  # before a column
    moved = Signal(int, int, int)  # first, last, where the first goes
    asked = Signal(str)  # "delete", "insert", "duplicate", "copy", "paste"
    menu_asked = Signal(int, int, QPoint)  # column, row (-1 each for none), place of the screen

    def __init__(self, theme: Theme, can_arrange: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._can_arrange = theme, can_arrange
        self._columns = Columns((), (), np.zeros((0, 0)))
        self._texts = Texts()
        self._plan = planned(self._columns, 1, 1, 0, 0)
        self._look = Look()
        self._anchor = -1
        self._limit = 1.0
        self._press: tuple[QPointF, int, int, float] | None = None
        self._gesture: object | None = None
        self._editors = Editors(self)
        self._editors.number.connect(self._on_number)
        self._editors.stepped.connect(self._on_stepped)
        self._editors.word.connect(self._on_word)
        self._editors.closed.connect(self._end_gesture)
        self._fixed = False
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._end_gesture)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(self._on_scrolled)

    # what is shown

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

    def set_fixed(self) -> None:
        """Only show: nothing is chosen or changed."""
        self._fixed = True
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

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

    # editing

    def edit_cell(self, column: int, row: int, text: str = "") -> None:
        """Open an editor over a cell, or over a column's name (row -1); `text` is what was typed already."""
        self.reveal(column)
        area = self.cell_area(column, row)
        if row < 0:
            wide = area.adjusted(0, 0, max(0, WORD_LEAST - area.width()), 0)
            self._editors.open_word(("column", column), wide, self._columns.names[column], text)
        else:
            self._editors.open_number((column, row), area, float(self._columns.values[column, row]), text)

    def edit_row_name(self, row: int) -> None:
        """Open an editor over a row's name."""
        self._reveal_row(row)
        plan = self.plan
        area = QRect(0, plan.y(row), max(plan.left, NAME_LEAST), plan.row)
        self._editors.open_word(("row", row), area, self._columns.rows[row], hint="Name of the input")

    def edit_new(self, before: int) -> None:
        """Open an editor for a new column before another."""
        if self._columns.count:
            self.reveal(min(before, self._columns.count - 1))
        x = max(min(self.plan.x(before), self.viewport().width() - NEW_WIDE), self._plan.left)
        self._editors.open_word(("new", before), QRect(x, 0, NEW_WIDE, HEAD), "")

    @property
    def editor(self) -> NumberEditor | WordEditor | None:
        """The editor that is open."""
        return self._editors.editor

    def _on_number(self, column: int, row: int, value: float) -> None:
        self.valued.emit(column, row, value, None)

    def _on_stepped(self, column: int, row: int, way: float) -> None:
        self._nudge(column, row, way * BY_KEY)
        self._editors.show_value(float(self._columns.values[column, row]))

    def _on_word(self, place: tuple[str, int], text: str) -> None:
        kind, index = place
        signal = {"column": self.named, "row": self.row_named, "new": self.inserted}[kind]
        signal.emit(index, text)

    def _nudge(self, column: int, row: int, by: float) -> None:
        """Change a value by a little; what follows within IDLE_MS is the same gesture."""
        if self._gesture is None:
            self._gesture = object()
        self._idle.start()
        value = round(float(self._columns.values[column, row]) + by, 6)
        self.valued.emit(column, row, value, self._gesture)

    def _end_gesture(self) -> None:
        self._idle.stop()
        if self._gesture is not None:
            self._gesture = None
            self.gesture_ended.emit()

    # choosing

    def _choose(self, first: int, last: int, column: int, row: int) -> None:
        was = (self._look.first, self._look.last)
        first, last = min(first, last), max(first, last)
        self._look = replace(self._look, first=first, last=last, column=column, row=row)
        if was != (first, last):
            self.selected.emit()
        self._say()
        self.viewport().update()

    def _go(self, column: int, row: int, extend: bool) -> None:
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

    def event(self, event: QEvent) -> bool:
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self._uses(event):
            event.accept()
            return True
        return super().event(event)

    def _uses(self, event: QKeyEvent) -> bool:
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _MOVES or key in _ENDS or key in _OPENS:
            return True
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Insert, Qt.Key.Key_Backspace):
            return True
        if modifiers == _CONTROL | _SHIFT:
            return key == Qt.Key.Key_D
        if modifiers == _CONTROL:
            return key in (Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_A)
        return self._begins_typing(event)

    def _begins_typing(self, event: QKeyEvent) -> bool:
        text = event.text()
        if not text or event.modifiers() & (_CONTROL | _ALT) or self._look.column < 0:
            return False
        return text.isalnum() if self._look.row < 0 else text in "0123456789+-.,"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Escape:
            self._on_escape(event)
        elif key == Qt.Key.Key_Insert:
            self.asked.emit("insert")
        elif modifiers == _CONTROL and key in (Qt.Key.Key_C, Qt.Key.Key_V):
            self.asked.emit("copy" if key == Qt.Key.Key_C else "paste")
        elif not self._columns.count:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.asked.emit("delete")
        elif modifiers == _CONTROL | _SHIFT and key == Qt.Key.Key_D:
            self.asked.emit("duplicate")
        elif modifiers == _CONTROL and key == Qt.Key.Key_A:
            self._anchor = 0
            self._choose(0, self._columns.count - 1, max(self._look.column, 0), self._look.row)
        elif key in _MOVES:
            self._on_arrow(Qt.Key(key), modifiers)
        elif key in _ENDS:
            self._on_end(Qt.Key(key), bool(modifiers & _SHIFT))
        elif key in _OPENS:
            self._on_open()
        elif self._begins_typing(event):
            self.edit_cell(*self.cell, event.text())
        else:
            super().keyPressEvent(event)

    def _on_escape(self, event: QKeyEvent) -> None:
        if self._press is not None:
            self._drop_press()
        elif self.selection is not None and self._look.first != self._look.last:
            self._go(self._look.column, self._look.row, extend=False)
        else:
            self._anchor = -1
            self._choose(-1, -1, self._look.column, self._look.row)
            self.clearFocus()
            event.ignore()

    def _on_arrow(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        across, down = _MOVES[key]
        column, row = self.cell
        if modifiers & _ALT:
            if across and self.selection is not None:
                self._move_by(across)
        elif modifiers & _CONTROL and down:
            if column >= 0 and row >= 0:
                self._nudge(column, row, -down * BY_KEY * (FINE if modifiers & _SHIFT else 1.0))
        elif column < 0:
            self._go(max(self._columns.cursor, 0), 0, extend=False)
        else:
            self._go(column + across, row + down, extend=bool(modifiers & _SHIFT))

    def _on_end(self, key: Qt.Key, extend: bool) -> None:
        page = max(1, (self._plan.width - self._plan.left) // self._plan.pitch - 1)
        column = max(self._look.column, 0)
        to = {
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self._columns.count - 1,
            Qt.Key.Key_PageUp: column - page,
            Qt.Key.Key_PageDown: column + page,
        }[key]
        self._go(to, self._look.row, extend)

    def _on_open(self) -> None:
        if self._look.column < 0:
            self._go(max(self._columns.cursor, 0), self._look.row, extend=False)
        self.edit_cell(*self.cell)

    def _move_by(self, way: int) -> None:
        first, last = self._look.first, self._look.last
        if self._can_arrange and first + way >= 0 and last + way < self._columns.count:
            self.moved.emit(first, last, first + way)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        plan, at = self.plan, event.position()
        if self._fixed:
            return
        if event.button() != _LEFT_BUTTON or not plan.is_over_columns(at.x()) or at.y() >= plan.y(plan.rows):
            if event.button() == _LEFT_BUTTON and at.x() >= plan.left:
                self._anchor = -1
                self._choose(-1, -1, -1, -1)
            return
        column, row = plan.column_at(at.x()), plan.row_at(at.y())
        shift = bool(event.modifiers() & _SHIFT)
        inside = self._look.first <= column <= self._look.last
        value = 0.0 if row < 0 else float(self._columns.values[column, row])
        self._press = (at, column, row, value)
        if row < 0 and inside and not shift and self._look.first != self._look.last:
            self._look = replace(self._look, column=column, row=row)  # a drag moves all that is chosen
            return
        self._go(column, row, shift)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is None:
            self._show_shape(event.position())
            return
        start, column, row, value = self._press
        far = (event.position() - start).manhattanLength() >= QApplication.startDragDistance()
        if row < 0:
            if self._can_arrange and (far or self._look.drop >= 0):
                self._look = replace(self._look, drop=self.plan.gap_at(event.position().x()))
                self._pull(event.position().x())
                self.viewport().update()
        elif far or self._gesture is not None:
            self._drag_value(column, row, value, start.y() - event.position().y(), event.modifiers())

    def _drag_value(self, column: int, row: int, value: float, up: float, modifiers: Qt.KeyboardModifier) -> None:
        if self._gesture is None:
            self._gesture = object()
        step = BY_PIXEL * (FINE if modifiers & _SHIFT else 1.0)
        self.valued.emit(column, row, round(value + step * round(up), 6), self._gesture)

    def _pull(self, x: float) -> None:
        """Scroll on while columns are dragged beyond an edge."""
        bar = self.horizontalScrollBar()
        if x > self._plan.width - 8:
            bar.setValue(bar.value() + self._plan.pitch)
        elif x < self._plan.left + 8:
            bar.setValue(bar.value() - self._plan.pitch)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        press, drop = self._press, self._look.drop
        self._drop_press()
        if press is None:
            return
        first, last = self._look.first, self._look.last
        if drop >= 0:
            to = drop if drop <= first else drop - (last - first + 1)
            if not first <= drop <= last + 1:
                self.moved.emit(first, last, to)
        elif press[2] < 0 and first != last and not event.modifiers() & _SHIFT:
            self._go(press[1], -1, extend=False)

    def _drop_press(self) -> None:
        self._press = None
        self._look = replace(self._look, drop=-1)
        self._end_gesture()
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        plan, at = self.plan, event.position()
        if self._fixed or event.button() != _LEFT_BUTTON or at.y() >= plan.y(plan.rows):
            return
        row = plan.row_at(at.y())
        if plan.is_over_columns(at.x()):
            self._drop_press()
            self.edit_cell(plan.column_at(at.x()), row)
        elif at.x() < plan.left and row >= 0:
            self.edit_row_name(row)

    def wheelEvent(self, event: QWheelEvent) -> None:
        plan, at = self.plan, event.position()
        over = (plan.column_at(at.x()), plan.row_at(at.y())) if plan.is_over_columns(at.x()) else (-1, -1)
        turns = event.angleDelta().y() / 120
        if self.hasFocus() and over == self.cell and over[1] >= 0 and turns:
            self._nudge(*over, turns * BY_KEY * (FINE if event.modifiers() & _SHIFT else 1.0))
            return
        delta = event.angleDelta()
        if plan.over[1] and abs(delta.y()) > abs(delta.x()) and not event.modifiers() & _SHIFT and not plan.over[0]:
            self.verticalScrollBar().setValue(plan.down - delta.y() // 3)
            return
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - round((delta.x() or delta.y()) / 120 * 2 * plan.pitch))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        plan, at = self.plan, event.pos()
        if self._fixed:
            return
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            column, row = self.cell
            if column >= 0:
                place = self.cell_area(column, row).center()
                self.menu_asked.emit(column, row, self.viewport().mapToGlobal(place))
            return
        row = plan.row_at(at.y()) if at.y() < plan.y(plan.rows) else -1
        column = plan.column_at(at.x()) if plan.is_over_columns(at.x()) else -1
        if column >= 0 and not self._look.first <= column <= self._look.last:
            self._go(column, row, extend=False)
        self.menu_asked.emit(column, row, event.globalPos())

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

    def _show_shape(self, at: QPointF) -> None:
        plan = self.plan
        over = not self._fixed and plan.is_over_columns(at.x()) and HEAD <= at.y() < plan.y(plan.rows)
        self.viewport().setCursor(Qt.CursorShape.SizeVerCursor if over else Qt.CursorShape.ArrowCursor)

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

    _widest = _widest_row = 0

    def _fit(self) -> None:
        view = self.viewport()
        self._plan = planned(self._columns, view.width(), view.height(), self._widest, self._widest_row)
        across, down = self._plan.over
        bars = (
            (self.horizontalScrollBar(), across, self._plan.width - self._plan.left, self._plan.pitch),
            (self.verticalScrollBar(), down, self._plan.height - HEAD, self._plan.row),
        )
        for bar, over, page, step in bars:
            bar.setRange(0, over)
            bar.setPageStep(max(page, 1))
            bar.setSingleStep(step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        if self._columns.cursor >= 0:
            self.reveal(self._columns.cursor)

    def _on_scrolled(self) -> None:
        self._editors.close()
        self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """All is painted anew: names of rows and columns stay where they are."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        paint = GridPaint(painter, self._theme, self._texts, self._columns, self.plan, self._look, self._limit)
        paint.paint(event.rect())
