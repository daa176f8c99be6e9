"""A heat map of signals over steps: words on top, a row a signal, a playhead; click and drag choose a step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from PySide6.QtCore import QEasingCurve, QEvent, QPropertyAnimation, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollBar, QSizePolicy, QToolTip, QWidget

from gui.theme import Theme, reduced_motion
from gui.widgets.heat_paint import HeatPaint, Shown, look
from gui.widgets.heat_plan import (
    BAR,
    EDGE,
    FOOT,
    HEAD,
    LABEL_GAP,
    LABEL_LEAST,
    LABEL_MOST,
    NOW,
    PITCH_NUMBERS,
    ROW_GOOD,
    ROW_LEAST,
    STANDING_GAP,
    STANDING_LEAST,
    STANDING_MOST,
    Plan,
    Row,
    exact,
    plan,
    shown_word,
)
from gui.widgets.heat_text import Texts

GLIDE_MS = 180
PULL_MS = 40  # between the steps of a drag beyond the edge
WHEEL_STEPS = 3  # columns a notch of the wheel
WORDS_MEASURED = 1000  # of a long sequence


class HeatRows(QWidget):
    """Shows rows up to the cursor, later steps as not yet known; `step_chosen` tells which step a person wants."""

    step_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words: Sequence[str] = ()
        self._rows: Sequence[Row] = ()
        self._cursor = 0
        self._hovered: int | None = None
        self._dragging = False
        self._ringed = False
        self._labels = LABEL_LEAST + LABEL_GAP
        self._standing = STANDING_MOST
        self._plan = plan(1, 1, 1, 0, self._labels)
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

    def show_rows(self, words: Sequence[str], rows: Sequence[Row], cursor: int) -> None:
        """Show other values: `words` (T) on top and `rows` (values (T,)) below."""
        if len(rows) != len(self._rows):
            self.updateGeometry()
        others, moved = words is not self._words, cursor != self._cursor
        old, places = self._rows, self._plan
        self._words, self._rows, self._cursor = words, rows, cursor
        self._labels = self._labels_width()
        if others:
            self._standing = self._standing_height()
        self._replan()
        if others:
            self._scroll_to(self._near(), glide=False)
        elif moved:
            self._follow()
        self._describe()
        if others or moved or places != self._plan or _forms(old) != _forms(rows):
            self.update()
        else:
            self._update_values(old)

    def show_cursor(self, cursor: int) -> None:
        """Show the same values with another step as the present one."""
        if cursor == self._cursor:
            return
        old, self._cursor = self._cursor, cursor
        self._describe()
        self._update_columns(min(old, cursor), max(old, cursor))
        if self._plan.dense:
            self.update(0, 0, self._plan.left - EDGE, self.height())
        self._follow()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._labels + 4 * PITCH_NUMBERS, HEAD + min(max(len(self._rows), 1), 4) * ROW_LEAST + FOOT)

    def sizeHint(self) -> QSize:
        return QSize(self._labels + 12 * PITCH_NUMBERS, HEAD + max(len(self._rows), 1) * ROW_GOOD + FOOT)

    # places

    def _labels_width(self) -> int:
        widest = max((self._texts.width(row.label, "label") for row in self._rows), default=0)
        return min(max(widest, LABEL_LEAST), LABEL_MOST) + LABEL_GAP

    def _standing_height(self) -> int:
        """What the longest of the first words needs to stand, so that nothing changes while scrolling."""
        some = {shown_word(word) for word in self._words[:WORDS_MEASURED]}
        longest = max((self._texts.width(word, "standing word now") for word in some), default=0)
        return min(max(longest + 2 * STANDING_GAP, STANDING_LEAST), STANDING_MOST)

    def _replan(self) -> None:
        steps = max(len(self._words), 1)
        new = plan(self.width(), self.height(), steps, len(self._rows), self._labels, self._standing)
        if new == self._plan:
            return
        self._plan = new
        self._glide.stop()
        self._hovered = None
        view = new.right - new.left
        self._across.setGeometry(new.left, self.height() - BAR, view, BAR)
        self._down.setGeometry(new.right, new.head, BAR, new.bottom - new.head)
        _set_range(self._across, new.over_x, view, new.pitch)
        _set_range(self._down, new.over_y, new.bottom - new.head, new.row_height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._replan()
        self._scroll_to(self._near(), glide=False)

    def column_rect(self, step: int) -> QRect:
        """The column of `step`, words and all rows, as it is scrolled now."""
        plan_ = self._plan
        return QRect(plan_.x(step, self.scrolled), plan_.top, plan_.pitch, plan_.bottom + FOOT - plan_.top)

    def _update_columns(self, first: int, last: int) -> None:
        # on a screen at one and a quarter, say, the edges of a column lie within pixels
        area = self.column_rect(first).united(self.column_rect(last)).adjusted(-EDGE, -1, EDGE, 1)
        self.update(area.intersected(self._plan.columns_area))

    def _update_values(self, old: Sequence[Row]) -> None:
        """Have those tiles painted that look different from the `old` ones."""
        plan_, area = self._plan, self._plan.rows_area
        first, last = plan_.seen(plan_.left, plan_.right, self.scrolled)
        for index, (was, row) in enumerate(zip(old, self._rows, strict=True)):
            for step in self._changed(was, row, first, min(last, self._cursor)):
                x, y = plan_.x(step, self.scrolled), plan_.y(index, self._down.value())
                self.update(QRect(x, y, plan_.pitch, plan_.row_height).intersected(area))
        if plan_.dense:
            self.update(0, 0, plan_.left - EDGE, self.height())

    def _changed(self, was: Row, row: Row, first: int, last: int) -> Iterator[int]:
        """The steps first..last (both included) whose tiles look different."""
        values, numbers = was.values[first : last + 1].tolist(), not self._plan.dense
        for step, (old, new) in enumerate(zip(values, row.values[first : last + 1].tolist(), strict=True), first):
            if old != new and look(self._theme, row, old, numbers) != look(self._theme, row, new, numbers):
                yield step

    # scrolling

    def _follow(self) -> None:
        """Keep the cursor in sight: while it is dragged, just so; else in the middle when it comes to an edge."""
        plan_, x = self._plan, self._plan.x(self._cursor, self.scrolled)
        if not plan_.over_x:
            return
        if self._dragging:
            self._scroll_to(self._near(), glide=False)
        elif not plan_.left + 2 * plan_.pitch <= x <= plan_.right - 3 * plan_.pitch:
            self._scroll_to(self._cursor * plan_.pitch - (plan_.right - plan_.left) // 2, glide=True)

    def _near(self) -> int:
        """The least scrolling with the whole of the cursor's column in sight."""
        end = (self._cursor + 1) * self._plan.pitch + EDGE - (self._plan.right - self._plan.left)
        return min(max(self.scrolled, end), self._cursor * self._plan.pitch)

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
        self._hovered = None
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
        if event.button() != Qt.MouseButton.LeftButton or self._step_under(x, y) is None:
            event.ignore()
            return
        self._dragging = True
        self._glide.stop()
        self._choose(self._plan.step_at(x, self.scrolled))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x, y = event.position().x(), event.position().y()
        if not self._dragging:
            self._hover(self._step_under(x, y))
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

    def _step_under(self, x: float, y: float) -> int | None:
        plan_ = self._plan
        inside = plan_.left <= x < min(plan_.right, plan_.x(plan_.steps, self.scrolled))
        inside = inside and plan_.top <= y < plan_.bottom + FOOT
        return plan_.step_at(x, self.scrolled) if inside and self._rows else None

    def _hover(self, step: int | None) -> None:
        if step == self._hovered:
            return
        for changed in (self._hovered, step):
            if changed is not None:
                self._update_columns(changed, changed)
        self._hovered = step
        if not self._dragging:
            self.setCursor(Qt.CursorShape.ArrowCursor if step is None else Qt.CursorShape.PointingHandCursor)

    # words about it

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = self.tip_at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), words, self, self._tip_area(event.pos().x(), event.pos().y()))
            return True
        return super().event(event)

    def tip_at(self, x: float, y: float) -> str:
        """What is told about the place under the pointer, as rich text; "" where there is nothing to tell."""
        step, row = self._step_under(x, y), self._plan.row_at(y, self._down.value())
        if row is not None and x < self._labels:
            return _rich(self._rows[row].title, self._rows[row].says)
        if row is not None and step is None and self._plan.dense and x < self._labels + NOW:
            step = self._cursor
        return "" if step is None else self._tip(step, None if row is None else self._rows[row])

    def _tip(self, step: int, row: Row | None) -> str:
        word = f"\u201c{shown_word(self._words[step])}\u201d"
        if row is None:
            return _rich(f"{word}, step {step + 1} of {len(self._words)}", "")
        if step > self._cursor:
            return _rich(f"{row.title} at {word} (step {step + 1}): not yet known", row.says)
        value = exact(float(row.values[step]), row.signed)
        return _rich(f"{row.title} at {word} (step {step + 1}): {value}", row.says)

    def _tip_area(self, x: int, y: int) -> QRect:
        """The tile under the pointer: the tooltip goes when the pointer leaves it."""
        step, row, plan_ = self._step_under(x, y), self._plan.row_at(y, self._down.value()), self._plan
        across = (0, plan_.left) if step is None else (plan_.x(step, self.scrolled), plan_.pitch)
        words = (plan_.top, plan_.head - plan_.top)
        down = words if row is None else (plan_.y(row, self._down.value()), plan_.row_height)
        return QRect(across[0], down[0], across[1], down[1])

    def _describe(self) -> None:
        """The current column in words, for a screen reader."""
        if not self._rows:
            return
        step = self._cursor
        values = [f"{row.label} {exact(float(row.values[step]), row.signed)}" for row in self._rows]
        word = shown_word(self._words[step])
        text = f"step {step + 1} of {len(self._words)}, {word}: {', '.join(values)}"
        self.setAccessibleDescription(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = Shown(
            plan=self._plan,
            words=self._words,
            rows=self._rows,
            cursor=self._cursor,
            hovered=self._hovered,
            ringed=self._ringed,
            across=self._across.value(),
            down=self._down.value(),
        )
        with QPainter(self) as painter:
            HeatPaint(painter, self._theme, self._texts, shown).paint(event.region())


def _set_range(bar: QScrollBar, over: int, view: int, step: int) -> None:
    bar.setRange(0, over)
    bar.setPageStep(max(view, 1))
    bar.setSingleStep(step)
    bar.setVisible(over > 0)


def _forms(rows: Sequence[Row]) -> list[tuple[object, ...]]:
    """What of the rows is not their values."""
    return [(row.label, row.role, row.signed) for row in rows]


def _rich(text: str, says: str) -> str:
    more = f"<br><small>{escape(says)}</small>" if says else ""
    return f"<div>{escape(text)}{more}</div>"
