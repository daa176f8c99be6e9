"""A heat map of signals over steps: words on top, a row a signal, a playhead; click and drag choose a step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEasingCurve, QEvent, QPoint, QPropertyAnimation, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QScrollBar, QSizePolicy, QToolTip, QWidget

from gui.theme import Theme, reduced_motion
from gui.widgets.heat_changes import changed_bars, changed_tiles, forms
from gui.widgets.heat_clamp import legend_width
from gui.widgets.heat_labels import row_named_at
from gui.widgets.heat_measure import labels_width, widest_word
from gui.widgets.heat_paint import HeatPaint
from gui.widgets.heat_plan import (
    BAR,
    EDGE,
    FOOT,
    HEAD,
    LABEL_GAP,
    LABEL_LEAST,
    NOTE,
    PITCH_NUMBERS,
    ROW_GOOD,
    ROW_LEAST,
    STANDING_LEAST,
    STANDING_MOST,
    STRIP_LEAST,
    Plan,
    Row,
    Wanted,
    plan,
    row_least,
    strips_height,
)
from gui.widgets.heat_shown import WORD, Shown
from gui.widgets.heat_strip import Strip, note_of
from gui.widgets.heat_text import Texts
from gui.widgets.heat_tips import description, step_under, tip_area, tip_at

GLIDE_MS = 180
PULL_MS = 40  # between the steps of a drag beyond the edge
WHEEL_STEPS = 3  # columns a notch of the wheel
MARGIN = 2  # columns that are kept in sight beside the cursor's


class HeatRows(QWidget):
    """Shows rows up to the cursor, later steps as not yet known; `step_chosen` tells which step a person wants.

    `tile_pressed` and `label_pressed` carry a row; `menu_asked` a row (WORD: a word), a step (-1: the row's label) and
    a place of the screen. A double click, Enter or F2 asks by `edit_asked` for another value of a row (WORD: another
    word) at a step; Delete by `removal_asked` for none. `move_asked` carries the way of a word at the cursor.

    The keys up and down go from the word at the cursor to the tiles below it.
    """

    step_chosen = Signal(int)
    tile_pressed = Signal(int)
    label_pressed = Signal(int)
    menu_asked = Signal(int, int, QPoint)
    edit_asked = Signal(int, int)
    removal_asked = Signal(int, int)
    move_asked = Signal(int)
    scrolled_away = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words: Sequence[str] = ()
        self._rows: Sequence[Row] = ()
        self._strips: Sequence[Strip] = ()
        self._note = self._widest = ""
        self._many = self._pressing = False
        self._cursor = 0
        self._hovered: int | None = None
        self._pointed: int | None = None
        self._place, self._left_out = WORD, 0
        self._dragging = False
        self._ringed = False
        self._labels = LABEL_LEAST + LABEL_GAP
        self._standing = STANDING_MOST
        self._plan = plan(1, 1, Wanted(1, 0, self._labels))
        self._texts = Texts()
        self._across = self._bar(Qt.Orientation.Horizontal)
        self._down = self._bar(Qt.Orientation.Vertical)
        self._glide = QPropertyAnimation(self._across, b"value", self)
        self._glide.setDuration(GLIDE_MS)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._across.sliderPressed.connect(self._glide.stop)
        self._pull = 0
        self._puller = QTimer(self)
        self._puller.setInterval(PULL_MS)
        self._puller.timeout.connect(self._on_pull)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def _bar(self, orientation: Qt.Orientation) -> QScrollBar:
        bar = QScrollBar(orientation, self)
        bar.hide()
        bar.valueChanged.connect(self._on_scrolled)
        return bar

    @property
    def places(self) -> Plan:
        """Where everything stands now."""
        return self._plan

    @property
    def scrolled(self) -> int:
        """How far the columns are scrolled, in pixels."""
        return self._across.value()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self.update()

    def show_rows(
        self, words: Sequence[str], rows: Sequence[Row], cursor: int, strips: Sequence[Strip] = (), many: bool = False
    ) -> None:
        """Show other values: `words` (T) on top, `strips` and `rows` (values (T,)) below; `many` may become thin."""
        if (len(rows), len(strips)) != (len(self._rows), len(self._strips)):
            self.updateGeometry()
        others, moved = words is not self._words, cursor != self._cursor
        was, places = (self._rows, self._strips), self._plan
        self._words, self._rows, self._strips, self._cursor, self._many = words, rows, strips, cursor, many
        self._labels = labels_width(self._texts, rows, strips)
        if others:
            self._widest, self._standing = widest_word(self._texts, words)
        self._place = min(self._place, len(rows) - 1)
        self._replan()
        self._say()
        self._show_marked(was[0])
        if others or (places.left, places.right, places.pitch) != self._columns():
            self._scroll_to(self._near(MARGIN), glide=False)
        elif moved:
            self._follow()
        if others or moved or places != self._plan or forms(*was) != forms(rows, strips):
            self.update()
        else:
            self._update_changed(*was)

    def set_left_out(self, count: int) -> None:
        """How many strips there are beside those that are shown."""
        if count != self._left_out:
            self._left_out = count
            self.update()

    def show_cursor(self, cursor: int, strips: Sequence[Strip] = ()) -> None:
        """Show the same values with another step as the present one, and what the networks' gains are there."""
        old, was = self._cursor, self._strips
        self._cursor, self._strips = cursor, strips
        if cursor != old or strips is not was:
            self._update_changed(self._rows, was)
        if cursor != old:
            self._say()
            self._update_columns(min(old, cursor), max(old, cursor))
            self._follow()

    def press_note(self) -> None:
        """Show the note however little room there is, as a picture needs it."""
        self._pressing = True
        self.updateGeometry()
        self._lay_out()
        self.update()

    def minimumSizeHint(self) -> QSize:
        rows = min(max(len(self._rows), 1), 4) * ROW_LEAST
        if self._pressing:  # nothing can be scrolled there
            rows = len(self._rows) * row_least(self._wanted(), self._plan.dense) + NOTE
            rows += STANDING_LEAST - HEAD if self._plan.dense else 0
            rows += BAR if self._plan.over_x else 0
        return QSize(self._labels + 4 * PITCH_NUMBERS, self._above() + rows + FOOT)

    def sizeHint(self) -> QSize:
        rows = min(max(len(self._rows), 1), 12) * ROW_GOOD
        return QSize(self._labels + 12 * PITCH_NUMBERS, self._above() + rows + FOOT)

    # places

    def _above(self) -> int:
        return HEAD + strips_height(len(self._strips), STRIP_LEAST)

    def _replan(self) -> None:
        new = plan(self.width(), self.height(), self._wanted())
        if new == self._plan:
            return
        self._plan = new
        self._glide.stop()
        self._hovered = self._pointed = None
        view = new.right - new.left
        self._across.setGeometry(new.left, new.bottom + FOOT, view, BAR)
        self._down.setGeometry(new.right, new.head, BAR, new.bottom - new.head)
        _set_range(self._across, new.over_x, view, new.pitch)
        _set_range(self._down, new.over_y, new.bottom - new.head, new.row_height)

    def _wanted(self) -> Wanted:
        steps = max(len(self._words), 1)
        strips, pressing = len(self._strips), self._pressing
        return Wanted(steps, len(self._rows), self._labels, strips, self._standing, self._many, pressing)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        """Make another plan of the same, and keep what is selected in sight."""
        beyond = self._plan.right - self._plan.x(self._cursor + 1, self.scrolled)
        self._replan()
        self._say()
        # more room shows more of the past, not of what is not yet known
        ahead = self._plan.x(self._cursor + 1, 0) + beyond - self._plan.right
        self._scroll_to(self._near(MARGIN, ahead), glide=False)
        self._show_marked(())

    def column_rect(self, step: int) -> QRect:
        """The column of `step`, words and all rows, as it is scrolled now."""
        plan_ = self._plan
        return QRect(plan_.x(step, self.scrolled), plan_.top, plan_.pitch, plan_.bottom + FOOT - plan_.top)

    def _update_columns(self, first: int, last: int) -> None:
        # on a screen at one and a quarter, say, the edges of a column lie within pixels
        area = self.column_rect(first).united(self.column_rect(last)).adjusted(-EDGE, -1, EDGE, 1)
        self.update(area.intersected(self._plan.columns_area))

    def _update_changed(self, rows: Sequence[Row], strips: Sequence[Strip]) -> None:
        """Have that painted which looks different from what was shown before."""
        plan_, shown = self._plan, self._shown()
        if rows is not self._rows:
            for tile in changed_tiles(shown, rows):
                self.update(tile.intersected(plan_.rows_area))
        for bar in changed_bars(shown, strips):
            self.update(bar.intersected(plan_.strips_area))
        if plan_.readout:
            self.update(plan_.labels, 0, plan_.left - EDGE - plan_.labels, self.height())

    # scrolling

    def _follow(self) -> None:
        """Keep the cursor in sight: while it is dragged, just so; else in the middle when it comes to an edge."""
        plan_, x = self._plan, self._plan.x(self._cursor, self.scrolled)
        if not plan_.over_x:
            return
        if self._dragging:
            self._scroll_to(self._near(0), glide=False)
        elif not plan_.left + MARGIN * plan_.pitch <= x <= plan_.right - (MARGIN + 1) * plan_.pitch:
            self._scroll_to(self._cursor * plan_.pitch - (plan_.right - plan_.left) // 2, glide=True)

    def _show_marked(self, old: Sequence[Row]) -> None:
        """Bring the selected row into sight when it is another one."""
        index = next((index for index, row in enumerate(self._rows) if row.marked), 0)
        if index >= len(old) or not old[index].marked:
            top, view = index * self._plan.row_height, self._plan.bottom - self._plan.head
            self._down.setValue(min(max(self._down.value(), top + self._plan.row_height - view), top))

    def _columns(self) -> tuple[int, int, int]:
        return self._plan.left, self._plan.right, self._plan.pitch

    def _near(self, columns: int, scrolled: int | None = None) -> int:
        """The scrolling nearest to `scrolled` with the cursor's column in sight, and so many at its sides."""
        pitch, view = self._plan.pitch, self._plan.right - self._plan.left
        margin = max(min(columns * pitch, (view - pitch) // 2 - EDGE), 0)
        end = (self._cursor + 1) * pitch + EDGE + margin - view
        return min(max(self.scrolled if scrolled is None else scrolled, end), self._cursor * pitch - margin)

    def _scroll_to(self, value: int, glide: bool) -> None:
        self._glide.stop()
        value = min(max(value, 0), self._plan.over_x)
        far = abs(value - self.scrolled) > 2 * self.width()
        if not glide or far or not self.isVisible() or reduced_motion():
            self._across.setValue(value)
        elif value != self.scrolled:
            self._glide.setEndValue(value)
            self._glide.start()

    def _on_scrolled(self) -> None:
        self._hovered = self._pointed = None
        self.scrolled_away.emit()
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.pixelDelta()
        if delta.isNull():
            delta = event.angleDelta() * (WHEEL_STEPS * PITCH_NUMBERS / 120)
        sideways = event.modifiers() & Qt.KeyboardModifier.ShiftModifier or not self._plan.over_y
        if self._plan.over_y and delta.y() and not sideways:
            self._down.setValue(self._down.value() - delta.y())
        elif self._plan.over_x:
            self._glide.stop()
            self._across.setValue(self.scrolled - (delta.x() or delta.y()))
        else:
            event.ignore()

    # mouse and keyboard

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x, y = event.position().x(), event.position().y()
        row, label = self._plan.row_at(y, self._down.value()), self._label_under(x, y)
        if event.button() == Qt.MouseButton.LeftButton and label is not None:
            self.label_pressed.emit(label)
        elif event.button() == Qt.MouseButton.LeftButton and step_under(self._shown(), x, y) is not None:
            self._dragging = True
            self._glide.stop()
            self._stand_at(WORD if row is None else row)
            if row is not None:
                self.tile_pressed.emit(row)
            self._choose(self._plan.step_at(x, self.scrolled))
        else:
            event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        x, y = event.position().x(), event.position().y()
        step, row = step_under(self._shown(), x, y), self._plan.row_at(y, self._down.value())
        if event.button() != Qt.MouseButton.LeftButton or step is None or (row is None and y >= self._plan.words):
            self.mousePressEvent(event)
        else:
            self.edit_asked.emit(WORD if row is None else row, step)

    def screen_place(self, row: int, step: int) -> QRect:
        """Where a tile, or a word, stands on the screen."""
        plan_, x = self._plan, self._plan.x(step, self.scrolled)
        place = QRect(x, plan_.top, plan_.pitch, plan_.words - plan_.top)
        if row != WORD:
            place = QRect(x, plan_.y(row, self._down.value()), plan_.pitch, plan_.row_height)
        return place.translated(self.mapToGlobal(QPoint()))

    def screen_column(self, step: int) -> QRect:
        """Where a column stands on the screen."""
        return self.column_rect(step).translated(self.mapToGlobal(QPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = Qt.Key(event.key()), event.modifiers() == Qt.KeyboardModifier.AltModifier
        if not self._words:
            super().keyPressEvent(event)
        elif alt and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.move_asked.emit(-1 if key == Qt.Key.Key_Left else 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._ringed = True
            self._stand_at(self._place + (-1 if key == Qt.Key.Key_Up else 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit_asked.emit(self._place, self._cursor)
        elif key == Qt.Key.Key_F2:
            self.edit_asked.emit(WORD, self._cursor)
        elif key == Qt.Key.Key_Menu or key == Qt.Key.Key_F10 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._ask_menu()
        elif key == Qt.Key.Key_Delete:
            self.removal_asked.emit(self._place, self._cursor)
        else:
            super().keyPressEvent(event)

    def _ask_menu(self) -> None:
        """The menu of what the keys are about; a key may ask twice: as a key, and as what the platform makes of it."""
        if QApplication.activePopupWidget() is None:
            place = self.screen_place(self._place, self._cursor)
            self.menu_asked.emit(self._place, self._cursor, place.center())

    def _stand_at(self, row: int) -> None:
        """The keys are about this row from now on; it is brought into sight."""
        self._place = min(max(row, WORD), len(self._rows) - 1)
        if self._place != WORD:
            top, view = self._place * self._plan.row_height, self._plan.bottom - self._plan.head
            self._down.setValue(min(max(self._down.value(), top + self._plan.row_height - view), top))
        self._say()
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self._words:
            self._ask_menu()
            return
        x, y = event.pos().x(), event.pos().y()
        shown = self._shown()
        is_label, step = x < self._plan.labels, step_under(shown, x, y)
        row = row_named_at(shown, y) if is_label else self._plan.row_at(y, shown.down)
        is_word = step is not None and y < self._plan.words
        if (row is None and not is_word) or (step is None and not is_label):
            event.ignore()
        else:
            self.menu_asked.emit(-1 if row is None else row, -1 if step is None else step, event.globalPos())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x, y = event.position().x(), event.position().y()
        if not self._dragging:
            self._hover(step_under(self._shown(), x, y), self._label_under(x, y))
            return
        plan_ = self._plan
        self._pull = int(x >= plan_.right) - int(x < plan_.left)
        if self._pull and plan_.over_x:
            self._puller.start()
        else:
            self._puller.stop()
            self._choose(plan_.step_at(x, self.scrolled))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._end_drag()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._end_drag()

    def _end_drag(self) -> None:
        self._dragging = False
        self._puller.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ringed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ringed = False
        self.update()

    def _on_pull(self) -> None:
        self._choose(min(max(self._cursor + self._pull, 0), len(self._words) - 1))

    def _choose(self, step: int) -> None:
        self._hover(None)
        if step != self._cursor:
            self.step_chosen.emit(step)

    def _label_under(self, x: float, y: float) -> int | None:
        """The row that a click on its label selects, or None."""
        row = row_named_at(self._shown(), y) if x < self._plan.labels else None
        return row if row is not None and self._rows[row].pickable else None

    def _hover(self, step: int | None, label: int | None = None) -> None:
        if (step, label) == (self._hovered, self._pointed):
            return
        for changed in (self._hovered, step) if step != self._hovered else ():
            if changed is not None:
                self._update_columns(changed, changed)
        if label != self._pointed:
            self.update(0, self._plan.head, self._plan.labels, self._plan.bottom - self._plan.head)
        self._hovered, self._pointed = step, label
        if not self._dragging:
            hand = step is not None or label is not None
            self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    # words about it

    def event(self, event: QEvent) -> bool:
        # the window's renames the document
        is_override = event.type() == QEvent.Type.ShortcutOverride and bool(self._words)
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F2:
            event.accept()
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            x, y = event.pos().x(), event.pos().y()
            QToolTip.showText(event.globalPos(), self.tip_at(x, y), self, tip_area(self._shown(), x, y))
            return True
        return super().event(event)

    def tip_at(self, x: float, y: float) -> str:
        """What is told about the place under the pointer, as rich text; "" where there is nothing to tell."""
        return tip_at(self._shown(), x, y)

    def _say(self) -> None:
        """Put the current column in words, for a screen reader, and write the note."""
        if self._rows:
            self.setAccessibleDescription(description(self._shown()))
        place = self._plan.note_area
        note = note_of(self._words, self._cursor, self._widest, self._fits) if self._plan.note_height else ""
        if note != self._note:
            self._note = note
            self.update(place)

    def _fits(self, text: str) -> bool:
        room = self._plan.note_area.width() - EDGE - legend_width(self._texts, self._rows)
        return self._texts.width(text, "note") <= room

    def _shown(self) -> Shown:
        return Shown(
            plan=self._plan,
            words=self._words,
            rows=self._rows,
            strips=self._strips,
            note=self._note,
            cursor=self._cursor,
            hovered=self._hovered,
            pointed=self._pointed,
            ringed=self._ringed,
            across=self._across.value(),
            down=self._down.value(),
            place=self._place,
            left_out=self._left_out,
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            HeatPaint(painter, self._theme, self._texts, self._shown()).paint(event.region())


def _set_range(bar: QScrollBar, over: int, view: int, step: int) -> None:
    bar.setRange(0, over)
    bar.setPageStep(max(view, 1))
    bar.setSingleStep(step)
    bar.setVisible(over > 0)
