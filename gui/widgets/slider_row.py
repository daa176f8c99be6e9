"""One value as a row: label, slider filled from zero, number that can be typed."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.fonts import BASE, mono_font, ui_font
from gui.numbers import number
from gui.theme import Theme
from gui.widgets.number_editor import NumberEditor
from gui.widgets.slider_paint import RADIUS, paint_handle, paint_track
from gui.widgets.slider_scale import Scale, nice

IDLE_MS = 600  # wheel and arrow keys within this are one gesture
HEIGHT = 28
GAP = 12

_STEPS = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}
_KEYS = {
    *_STEPS,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_F2,
    Qt.Key.Key_Escape,
}


@dataclass
class _Drag:
    """What a drag began with: the value, the shown range, the pointer's distance from the handle."""

    value: float
    limit: float
    offset: float


class SliderRow(QWidget):
    """A slider over -limit..limit whose range grows (1, 2, 4, 8 ...) when the value leaves it.

    It announces what a person does and shows what it is given: `pressed`, `moved` for each change and
    `released` frame one gesture, whether of the mouse, the wheel or the keys; `typed` is an edit of its own.
    `entered` follows a number that was typed and confirmed, `escaped` the key Esc where there was no drag to take back.
    """

    pressed = Signal()
    moved = Signal(float)
    released = Signal()
    typed = Signal(float)
    reset_requested = Signal()
    entered = Signal()
    escaped = Signal()

    def __init__(
        self,
        label: str,
        theme: Theme,
        value: float = 0.0,
        *,
        default: float = 0.0,
        limit: float = 1.0,
        role: str | None = None,
        digits: int = 2,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._value, self._default, self._limit = value, default, nice(limit)
        self._bounds: tuple[float, float] | None = None
        self._role = role
        self._digits = digits
        self._signed = True
        self._label_width = 76
        self._number_width = QFontMetrics(mono_font(12)).horizontalAdvance("0" * (digits + 3)) + 10
        self._drag: _Drag | None = None
        self._gesture = False
        self._locked = False
        self._wheel = 0
        self._hovered = ""
        self._handle_pressed = False
        self._editor: NumberEditor | None = None
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self.end_gesture)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_label(label)
        self._make_room(value)
        self._describe()

    @property
    def value(self) -> float:
        """What is shown."""
        return self._value

    @property
    def limit(self) -> float:
        """The shown range is -limit..limit, unless it has bounds."""
        return self._limit

    @property
    def moving(self) -> bool:
        """Whether a gesture is under way."""
        return self._gesture

    @property
    def locked(self) -> bool:
        """Whether it takes no change; the keyboard and a menu reach it all the same."""
        return self._locked

    def set_locked(self, locked: bool) -> None:
        """Take no change from a person, or take them again."""
        if locked:
            self.close_editor(commit=False)
            self.end_gesture()
        self._locked = locked
        self._hover("")
        self._describe()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self.update()

    def set_value(self, value: float) -> None:
        """Show `value`; no signal is sent."""
        if value == self._value:
            return
        self._value = value
        self._make_room(value)
        self._describe()
        self.update()

    def set_default(self, default: float) -> None:
        """What a double-click on the label or the handle goes back to; a tick on the track."""
        self._default = default
        self.update()

    def set_label(self, label: str) -> None:
        """The words on the left, shortened where they do not fit."""
        self._label = label
        self.setAccessibleName(label)
        self.update()

    def set_label_width(self, pixels: int) -> None:
        """The room for the label, so that the tracks of several rows line up."""
        self._label_width = pixels
        self.update()

    def label_width_hint(self) -> int:
        """The room that the whole label needs."""
        return QFontMetrics(ui_font(BASE)).horizontalAdvance(self._label) + 2

    def set_role(self, role: str | None) -> None:
        """The signal whose colour fills the track."""
        self._role = role
        self.update()

    def set_limit(self, limit: float) -> None:
        """Show -limit..limit (rounded up to a power of two), or as much more as the value needs.

        While a gesture lasts the range only grows.
        """
        self._limit = max(nice(limit), self._limit) if self._gesture else nice(limit)
        self._make_room(self._value)
        self.update()

    def set_signed(self, signed: bool) -> None:
        """Whether a number above 0 has a sign."""
        self._signed = signed
        self._describe()
        self.update()

    def set_bounds(self, low: float, high: float) -> None:
        """Keep to low..high exactly, with no growth: for a gate (0..1) or a guess (-1..1)."""
        self._bounds = (low, high)
        self._limit = max(abs(low), abs(high))
        self.update()

    def end_gesture(self) -> None:
        """Announce the end of a gesture that is under way."""
        self._idle.stop()
        self._drag = None
        if self._gesture:
            self._gesture = False
            self.released.emit()
            self.update()

    def edit(self, text: str = "") -> None:
        """Open the number for typing, with `text` in place of the value."""
        self.end_gesture()
        if self._editor is not None or self._locked:
            return
        editor = NumberEditor(self._value, self)
        if self._bounds is not None:
            editor.set_bounds(*self._bounds)
        editor.setAccessibleName(f"{self._label}, number")
        editor.committed.connect(self._on_editor_committed)
        editor.stepped.connect(self._on_editor_stepped)
        editor.closed.connect(self._on_editor_closed)
        editor.escaped.connect(self.escaped)
        editor.setGeometry(self._number_rect().adjusted(-GAP - 8, 0, 0, 0))
        self._editor = editor
        editor.show()
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if text:
            editor.setText(text)
        self.update()

    def close_editor(self, commit: bool) -> None:
        """Put an open number field away, with or without what was typed."""
        if self._editor is not None:
            if not commit:
                self._editor.show_value(self._value)
            self._on_editor_closed(False)

    def sizeHint(self) -> QSize:
        return QSize(self._label_width + 160 + self._number_width, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._label_width + 64 + self._number_width, HEIGHT)

    # values

    def _change(self, value: float) -> None:
        """A person's change: clamped to the bounds, shown, announced."""
        if self._bounds is not None:
            value = min(self._bounds[1], max(self._bounds[0], value))
        if not math.isfinite(value) or value == self._value:
            return
        self.set_value(value)
        self.moved.emit(value)

    def _begin_gesture(self) -> None:
        if not self._gesture:
            self._gesture = True
            self.pressed.emit()

    def _step(self, count: int, modifiers: Qt.KeyboardModifier) -> None:
        """One of a series of steps by wheel or keys: Shift ten times finer, Ctrl ten times coarser."""
        step = self._scale().step()
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            step /= 10
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            step *= 10
        start = self._value if math.isfinite(self._value) else 0.0
        self._change_by_keys(round(start + count * step, 12) + 0.0)

    def _change_by_keys(self, value: float) -> None:
        self._begin_gesture()
        self._change(value)
        self._idle.start()

    def reset(self) -> None:
        """Ask for what it was at first."""
        self.end_gesture()
        self.set_value(self._default)
        self.reset_requested.emit()

    def _make_room(self, value: float) -> None:
        if self._bounds is None and math.isfinite(value) and abs(value) > self._limit:
            self._limit = nice(value)

    def _describe(self) -> None:
        value = f"value {number(self._value, self._digits, self._signed)}"
        self.setAccessibleDescription(f"{value}, locked" if self._locked else value)

    # places

    def handle_position(self) -> QPoint:
        """Where the handle is, in the row's coordinates."""
        return QPoint(round(self._x(self._value)), self.height() // 2)

    def _number_rect(self) -> QRect:
        width = self._number_width
        return QRect(self.width() - width, (self.height() - 22) // 2, width, 22)

    def _label_rect(self) -> QRect:
        return QRect(0, 0, self._label_width, self.height())

    def _ends(self) -> tuple[float, float]:
        """Where the least and the greatest value lie."""
        left = self._label_width + (GAP if self._label_width else 0) + RADIUS + 3
        return left, max(left + 1.0, self.width() - self._number_width - GAP - RADIUS)

    def _scale(self, limit: float | None = None) -> Scale:
        """The track's, as shown or as it is with another limit."""
        limit = self._limit if limit is None else limit
        low, high = self._bounds if self._bounds is not None else (-limit, limit)
        return Scale(low, high, *self._ends())

    def _x(self, value: float) -> float:
        return self._scale().x(value)

    def _on_handle(self, x: float) -> bool:
        return math.isfinite(self._value) and abs(x - self._x(self._value)) <= RADIUS + 3

    def _value_at(self, x: float, limit: float) -> float:
        return self._scale(limit).value_at(x, 10.0**-self._digits)

    def _part_at(self, x: float) -> str:
        if x < self._label_width:
            return "label"
        if x >= self.width() - self._number_width:
            return "number"
        return "handle" if self._on_handle(x) else "track"

    # mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._locked:
            event.ignore()
            return
        x = event.position().x()
        part = self._part_at(x)
        self._handle_pressed = part == "handle"
        if part == "number":
            self.edit()
        elif part != "label":
            self._start_drag(x)

    def _start_drag(self, x: float) -> None:
        self.end_gesture()
        self._begin_gesture()
        offset = x - self._x(self._value) if self._handle_pressed else 0.0
        self._drag = _Drag(self._value, self._limit, offset)
        if not self._handle_pressed:
            self._change(self._value_at(x, self._limit))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._drag is not None:
            self._change(self._value_at(x - self._drag.offset, self._drag.limit))
        elif not self._locked:
            self._hover(self._part_at(x))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._drag is not None:
            self.end_gesture()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        part = self._part_at(event.position().x())
        # the first click of a pair on the bare track has just brought the handle here
        if self._locked:
            event.ignore()
        elif part == "label" or part == "handle" and self._handle_pressed:
            self.reset()
        else:
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus() or self._locked:
            event.ignore()
            return
        self._wheel += event.angleDelta().y() or event.angleDelta().x()
        steps = int(self._wheel / 120)
        self._wheel -= 120 * steps
        if steps:
            self._step(steps, event.modifiers())
        event.accept()

    def event(self, event: QEvent) -> bool:
        # the window's shortcuts on these keys wait while the row has the keyboard
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._keeps(event):
            event.accept()
            return True
        return super().event(event)

    def _keeps(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape if self._locked else _is_own(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if not self._keeps(event):
            super().keyPressEvent(event)
        elif key in _STEPS:
            self._step(_STEPS[Qt.Key(key)], event.modifiers())
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            scale = self._scale()
            self._change_by_keys(scale.high if key == Qt.Key.Key_End else scale.low)
        elif key == Qt.Key.Key_Delete:
            self.reset()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit()
        elif key == Qt.Key.Key_Escape:
            self._escape()
        else:
            self.edit(event.text())

    def _escape(self) -> None:
        """Take a drag back, else give the keyboard back to the window."""
        if self._drag is not None:
            self._change(self._drag.value)
            self.end_gesture()
        else:
            self.clearFocus()
            self.escaped.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._drag is None:
            self.end_gesture()
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.end_gesture()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover("")

    def _hover(self, part: str) -> None:
        if part != self._hovered:
            self._hovered = part
            shape = Qt.CursorShape.IBeamCursor if part == "number" else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()

    # the typed number

    def _on_editor_committed(self, value: float) -> None:
        self.end_gesture()
        self.set_value(value)
        self.typed.emit(value)

    def _on_editor_stepped(self, count: int, modifiers: Qt.KeyboardModifier) -> None:
        self._step(count, modifiers)
        if self._editor is not None:
            self._editor.show_value(self._value)

    def _on_editor_closed(self, keep_focus: bool) -> None:
        editor, self._editor = self._editor, None
        if editor is None:
            return
        self.end_gesture()
        if keep_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            editor.clearFocus()
        editor.hide()
        editor.deleteLater()
        self.update()
        if keep_focus:
            self.entered.emit()

    # paint

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_label(painter)
        self._paint_track(painter)
        if math.isfinite(self._value):
            self._paint_handle(painter, QPointF(self._x(self._value), self.height() / 2))
        if self._editor is None:
            self._paint_number(painter)

    def _ink(self) -> QColor:
        return self._theme.text if self.isEnabled() else self._theme.faint

    def _paint_label(self, painter: QPainter) -> None:
        font = ui_font(BASE)
        text = QFontMetrics(font).elidedText(self._label, Qt.TextElideMode.ElideRight, self._label_width)
        painter.setFont(font)
        painter.setPen(self._ink())
        painter.drawText(self._label_rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _paint_track(self, painter: QPainter) -> None:
        y = self.height() / 2
        paint_track(painter, self._theme, self._scale(), y, self._value, self._default, self._fill())

    def _fill(self) -> QColor:
        return self._theme.role(self._role).stroke if self.isEnabled() else self._theme.line_strong

    def _paint_handle(self, painter: QPainter, centre: QPointF) -> None:
        warm = self._drag is not None or (self._hovered == "handle" and self.isEnabled())
        ground = self._theme.role(self._role).soft if warm else self._theme.surface
        paint_handle(painter, self._theme, centre, self._fill(), ground, self.hasFocus())

    def _paint_number(self, painter: QPainter) -> None:
        rect = self._number_rect()
        if self._hovered == "number" and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.hover)
            painter.drawRoundedRect(rect, 4, 4)
        painter.setFont(mono_font(12))
        painter.setPen(self._ink())
        text = number(self._value, self._digits, self._signed)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(rect.adjusted(0, 0, -5, 0), align, text)


def _is_own(event: QKeyEvent) -> bool:
    return event.key() in _KEYS or _begins_number(event)


def _begins_number(event: QKeyEvent) -> bool:
    plain = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    return plain == Qt.KeyboardModifier.NoModifier and event.text() != "" and event.text() in "0123456789+-.,"
