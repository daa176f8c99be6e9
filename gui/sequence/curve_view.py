"""A plot of one input over the steps into which one draws with the mouse."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.arrays import Array
from gui.sequence.columns import cell_text
from gui.sequence.curve import Point, as_run, between
from gui.theme import Theme
from gui.widgets.heat_text import Texts, write

LEFT, TOP, RIGHT, FOOT = 52, 10, 10, 22
WORD_GAP = 12
DOT, DOTS = 2.5, 5.0  # of a point; pixels between points from which on they are drawn
BY_KEY = 1 / 40  # of the range
FINE = 0.1
IDLE_MS = 600
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class CurveView(QWidget):
    """Shows the values of the steps. `drawn` carries the first step, values and the gesture; nothing changes by itself.

    A drag draws; with shift, a straight line from where it began. Up and down change the value at the cursor.
    """

    drawn = Signal(int, object, object)
    gesture_ended = Signal()
    cursor_asked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._texts = theme, Texts()
        self._names: Sequence[str] = ()
        self._values: Array = np.zeros(0)
        self._others: Sequence[Array] = ()
        self._cursor = 0
        self._low, self._high = -1.0, 1.0
        self._gesture: object | None = None
        self._before: Array = self._values
        self._start: Point = (0.0, 0.0)
        self._last: Point = (0.0, 0.0)
        self._touched: tuple[int, int] | None = None
        self._hovered: QPointF | None = None
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self.end_gesture)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_values(self, names: Sequence[str], values: Array, others: Sequence[Array], cursor: int) -> None:
        """Show `values` (T,), pale behind them those of the `others`; `names` are the words of the steps."""
        self._names, self._values, self._others, self._cursor = names, values, others, cursor
        self._say()
        self.update()

    def set_range(self, low: float, high: float) -> None:
        """Show values from `low` to `high`; what is drawn stays within."""
        self._low, self._high = low, max(high, low + 1e-9)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, 140)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 64)

    # places

    @property
    def field(self) -> QRectF:
        """Where the curve is."""
        return QRectF(LEFT, TOP, max(self.width() - LEFT - RIGHT, 1), max(self.height() - TOP - FOOT, 1))

    def place(self, step: float, value: float) -> QPointF:
        """Where a value stands."""
        field, count = self.field, max(len(self._values), 1)
        x = field.left() + (step + 0.5) * field.width() / count
        share = (value - self._low) / (self._high - self._low)
        return QPointF(x, field.bottom() - min(max(share, 0.0), 1.0) * field.height())

    def point(self, at: QPointF) -> Point:
        """Step and value at a place, the nearest ones beyond the edges."""
        field, count = self.field, max(len(self._values), 1)
        step = (at.x() - field.left()) / field.width() * count - 0.5
        share = (field.bottom() - at.y()) / field.height()
        value = self._low + min(max(share, 0.0), 1.0) * (self._high - self._low)
        digits = max(0, 3 - len(f"{max(abs(self._low), abs(self._high)):.0f}") + 1)
        return min(max(step, 0.0), count - 1.0), round(value, digits)

    # drawing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not len(self._values):
            return
        self.end_gesture()
        self._gesture = object()
        self._before = self._values.copy()
        self._start = self._last = self.point(event.position())
        self._touched = None
        self._draw(between(self._start, self._start))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = event.position()
        if self._gesture is None or not event.buttons() & Qt.MouseButton.LeftButton:
            self.update()
            return
        to = self.point(event.position())
        if event.modifiers() & _SHIFT:
            self._draw_line(between(self._start, to))
        else:
            self._draw(between(self._last, to))
        self._last = to

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._gesture is not None:
            step = round(self._last[0])
            self.end_gesture()
            self.cursor_asked.emit(step)

    def _draw(self, values: dict[int, float]) -> None:
        first, run = as_run({step: round(value, 6) for step, value in values.items()})
        self._touch(first, first + len(run) - 1)
        self.drawn.emit(first, run, self._gesture)

    def _draw_line(self, values: dict[int, float]) -> None:
        """A straight line; what an earlier one of the same gesture went over is as it was before."""
        first, last = min(values), max(values)
        if self._touched is not None:
            first, last = min(first, self._touched[0]), max(last, self._touched[1])
        self._draw({step: values.get(step, float(self._before[step])) for step in range(first, last + 1)})

    def _touch(self, first: int, last: int) -> None:
        was = self._touched or (first, last)
        self._touched = min(was[0], first), max(was[1], last)

    def end_gesture(self) -> None:
        """What is drawn next is an undo step of its own."""
        self._idle.stop()
        if self._gesture is not None:
            self._gesture = None
            self.gesture_ended.emit()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()

    # keys

    def event(self, event: QEvent) -> bool:
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if way and len(self._values):
            self._nudge(way * (FINE if event.modifiers() & _SHIFT else 1.0))
        elif event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _nudge(self, way: float) -> None:
        if self._gesture is None:
            self._gesture = object()
        self._idle.start()
        value = float(self._values[self._cursor]) + way * BY_KEY * (self._high - self._low)
        self.drawn.emit(self._cursor, [round(min(max(value, self._low), self._high), 6)], self._gesture)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _say(self) -> None:
        if len(self._values):
            value = f"{float(self._values[self._cursor]):.4g}"
            self.setAccessibleDescription(f"{self._names[self._cursor]}, step {self._cursor + 1}: {value}")

    # paint

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        if len(self._values):
            self._paint_cursor(painter)
            for other in self._others:
                self._paint_curve(painter, other, QPen(self._theme.line_strong, 1))
            wide = len(self._values) <= self.field.width() / 2
            self._paint_curve(painter, self._values, QPen(self._theme.accent, 2 if wide else 1))
            self._paint_dots(painter)
            self._paint_names(painter)
            self._paint_hovered(painter)

    def _paint_frame(self, painter: QPainter) -> None:
        field, theme = self.field, self._theme
        middle = 0.0 if self._low < 0 < self._high else (self._low + self._high) / 2
        for value in (self._low, middle, self._high):
            y = round(self.place(0, value).y()) + 0.5
            painter.setPen(QPen(theme.line_strong if value == 0 else theme.line, 1))
            painter.drawLine(QPointF(field.left(), y), QPointF(field.right(), y))
            laid = self._texts.get(cell_text(value), "number small")
            write(painter, laid, (0, int(y) - 8, LEFT - 8, 16), theme.muted, across=1.0)
        if self.hasFocus():
            painter.setPen(QPen(theme.focus, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(field.adjusted(-1, -3, 1, 3), 5, 5)

    def _paint_cursor(self, painter: QPainter) -> None:
        field = self.field
        pitch = field.width() / len(self._values)
        x = self.place(self._cursor, 0).x()
        area = QRectF(x - max(pitch, 2) / 2, field.top(), max(pitch, 2), field.height())
        painter.fillRect(area, self._theme.accent_soft)

    def _paint_curve(self, painter: QPainter, values: Array, pen: QPen) -> None:
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        field, count = self.field, len(values)
        columns = int(field.width())
        steps = np.arange(count)
        if count > 2 * columns:  # the least and the greatest of what each column of pixels stands for
            edges = np.arange(columns) * count // columns
            least, most = np.minimum.reduceat(values, edges), np.maximum.reduceat(values, edges)
            steps, values = np.repeat(edges, 2), np.stack([least, most], axis=1).ravel()
        x = field.left() + (steps + 0.5) * (field.width() / count)
        share = np.clip((values - self._low) / (self._high - self._low), 0.0, 1.0)
        y = field.bottom() - share * field.height()
        painter.drawPolyline(QPolygonF([QPointF(*at) for at in zip(x.tolist(), y.tolist(), strict=True)]))

    def _paint_dots(self, painter: QPainter) -> None:
        if self.field.width() / len(self._values) < DOTS:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.accent)
        for k, value in enumerate(self._values.tolist()):
            painter.drawEllipse(self.place(k, value), DOT, DOT)

    def _paint_names(self, painter: QPainter) -> None:
        """The words, or the numbers of the steps where not all have room."""
        field, count = self.field, len(self._values)
        pitch, y = field.width() / count, int(field.bottom()) + 3
        has_room = count <= 60 and all(self._texts.width(n, "note") + 8 <= pitch for n in self._names)
        every = 1 if has_room else self._every(pitch)
        for step in range(0, count, every):
            text = self._names[step] if has_room else str(step + 1)
            ink = self._theme.text if step == self._cursor else self._theme.muted
            x = self.place(step, 0).x()
            write(painter, self._texts.get(text, "note"), (int(x) - 40, y, 80, FOOT - 4), ink)

    def _every(self, pitch: float) -> int:
        """A round number of steps between two that are numbered."""
        least = 34 / pitch
        sizes = (b * 10**e for e in range(7) for b in (1, 2, 5))
        return next((size for size in sizes if size >= least), 10**7)

    def _paint_hovered(self, painter: QPainter) -> None:
        if self._hovered is None or not self.field.contains(self._hovered):
            return
        step = round(self.point(self._hovered)[0])
        at = self.place(step, float(self._values[step]))
        painter.setPen(QPen(self._theme.accent, 2))
        painter.setBrush(self._theme.surface)
        painter.drawEllipse(at, 4, 4)
        laid = self._texts.get(f"{self._names[step]}  {cell_text(float(self._values[step]))}", "note")
        x = min(max(at.x() - laid.width / 2 - 6, LEFT), self.width() - laid.width - 14)
        y = at.y() - 26 if at.y() > 34 else at.y() + 8
        painter.setPen(QPen(self._theme.line_strong, 1))
        painter.setBrush(self._theme.raised)
        painter.drawRoundedRect(QRectF(x, y, laid.width + 12, 18), 4, 4)
        write(painter, laid, (int(x), int(y), int(laid.width + 12), 18), self._theme.text)
