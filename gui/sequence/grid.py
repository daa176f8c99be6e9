"""A grid of numbers that can be edited by mouse and keys."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from gui.sequence.columns import HEAD
from gui.sequence.grid_editors import Editors
from gui.sequence.grid_view import GridView
from gui.sequence.word_editor import WordEditor
from gui.theme import Theme
from gui.widgets.number_editor import NumberEditor

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


class ValueGrid(GridView):
    """A click goes to a cell, a double click, Enter or a digit types a number, a drag changes it.

    The head of a column has its name; shift extends what is chosen. Every signal is what a person asks for: nothing
    changes until other Columns are shown. `valued` carries column, row, value and the gesture (None: one of its own).
    """

    valued = Signal(int, int, float, object)
    gesture_ended = Signal()
    named = Signal(int, str)  # a column
    row_named = Signal(int, str)
    inserted = Signal(int, str)  # before a column
    moved = Signal(int, int, int)  # first, last, where the first goes
    asked = Signal(str)  # "delete", "insert", "duplicate", "copy", "paste"
    menu_asked = Signal(int, int, QPoint)  # column, row (-1 each for none), place of the screen

    def __init__(self, theme: Theme, can_arrange: bool, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._can_arrange = can_arrange
        self._press: tuple[QPointF, int, int, float] | None = None
        self._gesture: object | None = None
        self._editors = Editors(self)
        self._editors.number.connect(self._on_number)
        self._editors.stepped.connect(self._on_stepped)
        self._editors.word.connect(self._on_word)
        self._editors.closed.connect(self._end_gesture)
        self.scrolled.connect(self._editors.close)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._end_gesture)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)

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

    # keys

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
            self.go(self._look.column, self._look.row, extend=False)
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
            self.go(max(self._columns.cursor, 0), 0, extend=False)
        else:
            self.go(column + across, row + down, extend=bool(modifiers & _SHIFT))

    def _on_end(self, key: Qt.Key, extend: bool) -> None:
        page = max(1, (self._plan.width - self._plan.left) // self._plan.pitch - 1)
        column = max(self._look.column, 0)
        to = {
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self._columns.count - 1,
            Qt.Key.Key_PageUp: column - page,
            Qt.Key.Key_PageDown: column + page,
        }[key]
        self.go(to, self._look.row, extend)

    def _on_open(self) -> None:
        if self._look.column < 0:
            self.go(max(self._columns.cursor, 0), self._look.row, extend=False)
        self.edit_cell(*self.cell)

    def _move_by(self, way: int) -> None:
        first, last = self._look.first, self._look.last
        if self._can_arrange and first + way >= 0 and last + way < self._columns.count:
            self.moved.emit(first, last, first + way)

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        plan, at = self.plan, event.position()
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
        self.go(column, row, shift)

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
            self.go(press[1], -1, extend=False)

    def _drop_press(self) -> None:
        self._press = None
        self._look = replace(self._look, drop=-1)
        self._end_gesture()
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        plan, at = self.plan, event.position()
        if event.button() != _LEFT_BUTTON or at.y() >= plan.y(plan.rows):
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
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            column, row = self.cell
            if column >= 0:
                place = self.cell_area(column, row).center()
                self.menu_asked.emit(column, row, self.viewport().mapToGlobal(place))
            return
        row = plan.row_at(at.y()) if at.y() < plan.y(plan.rows) else -1
        column = plan.column_at(at.x()) if plan.is_over_columns(at.x()) else -1
        if column >= 0 and not self._look.first <= column <= self._look.last:
            self.go(column, row, extend=False)
        self.menu_asked.emit(column, row, event.globalPos())

    def _show_shape(self, at: QPointF) -> None:
        plan = self.plan
        over = plan.is_over_columns(at.x()) and HEAD <= at.y() < plan.y(plan.rows)
        self.viewport().setCursor(Qt.CursorShape.SizeVerCursor if over else Qt.CursorShape.ArrowCursor)
