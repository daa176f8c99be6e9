"""A slider row that edits a number of the document: a gesture is one undo step."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.fonts import BASE, SMALL, mono_font, ui_font
from gui.numbers import number
from gui.quantity import Quantity
from gui.store import Store
from gui.theme import Theme
from gui.widgets.slider_row import SliderRow


class QuantityRow(SliderRow):
    """What a person does to it becomes an edit. A cut weight says so and takes no edit."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget) -> None:
        super().__init__("", theme, parent=parent)
        self._store = store
        self._quantity: Quantity | None = None
        self._token: object | None = None
        self.pressed.connect(self._on_pressed)
        self.moved.connect(self._on_moved)
        self.released.connect(self._on_released)
        self.typed.connect(self._on_typed)
        self.reset_requested.connect(self._on_reset_requested)

    @property
    def quantity(self) -> Quantity | None:
        """What the row moves."""
        return self._quantity

    @property
    def is_cut(self) -> bool:
        """Whether what the row moves is held at 0."""
        return self.locked

    def move_quantity(self, quantity: Quantity) -> None:
        """Move another number; a gesture on the one before is over."""
        self.end_gesture()
        self._quantity = quantity

    def show_cut(self, is_cut: bool) -> None:
        """Show that the weight is held at 0, or that it is free."""
        if is_cut != self.locked:
            self.set_locked(is_cut)

    # edits

    def _on_pressed(self) -> None:
        self._token = object()

    def _on_moved(self, value: float) -> None:
        self._edit(value, self._token)

    def _on_released(self) -> None:
        self._store.end_gesture()

    def _on_typed(self, value: float) -> None:
        self._edit(value, None)

    def _edit(self, value: float, gesture: object | None) -> None:
        quantity, present = self._quantity, self._present()
        if quantity is None or present is None or value == present:
            return
        label = quantity.label(self._store.state)
        if not self._store.edit(quantity.set, value, label=label, gesture=gesture):
            self.set_value(present)

    def _on_reset_requested(self) -> None:
        if self._quantity is not None:
            label = self._quantity.reset_label(self._store.state)
            self._store.edit(self._quantity.reset, self._store.opened, label=label)
        present = self._present()
        if present is not None:
            self.set_value(present)

    def _present(self) -> float | None:
        """The number as the store has it now, published or not."""
        return None if self._quantity is None else self._quantity.value(self._store.state.document)

    # paint

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.is_cut:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self._theme.muted)
        painter.setFont(ui_font(BASE))
        metrics = painter.fontMetrics()
        text = metrics.elidedText(self._label, Qt.TextElideMode.ElideRight, self._label_width)
        painter.drawText(self._label_rect(), _LEFT, text if self._label_width else "")
        painter.setFont(mono_font(12))
        painter.drawText(self._number_rect().adjusted(0, 0, -5, 0), _RIGHT, number(0.0))
        self._paint_cut(painter)

    def _paint_cut(self, painter: QPainter) -> None:
        """A broken line in place of the track, and the word."""
        left, right = self._ends()
        painter.setFont(ui_font(SMALL))
        middle, half = (left + right) / 2, painter.fontMetrics().horizontalAdvance("cut") / 2 + 6
        word = QRectF(middle - half, 0, 2 * half, self.height())
        painter.drawText(word, Qt.AlignmentFlag.AlignCenter, "cut")
        pen = QPen(self._theme.line_strong, 1)
        pen.setDashPattern([2, 4])
        painter.setPen(pen)
        y = self.height() // 2 + 0.5
        painter.drawLine(QPointF(word.left(), y), QPointF(left, y))
        painter.drawLine(QPointF(word.right(), y), QPointF(right, y))
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.focus, 1.5))
            ring = QRectF(word.left() + 1, y - 9, word.width() - 2, 18)
            painter.drawRoundedRect(ring, 9, 9)


_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
