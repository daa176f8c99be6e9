"""Drawing an input over the steps by hand; of a document without steps, over as many as are asked for."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from core.document import Document
from core.state import State
from core.step_edits import MOST_STEPS, set_sequence, set_values, value_label
from gui.sequence.curve_view import CurveView
from gui.store import Store
from gui.theme import Theme

STEPS = 100  # of an empty document, at first
WIDE, NARROW = 620, 440  # pixels, from which on there is room for all words, for some
MOST_OTHERS = 8  # inputs that are drawn pale behind


class DrawPage(QWidget):
    """The curve of one input."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self.input = QComboBox(self)
        self.input.setAccessibleName("Input to draw")
        self.input.setMinimumWidth(88)
        self.input.setMaximumWidth(190)
        self.low, self.high = _end(-1.0, "Least value of the axis", self), _end(1.0, "Greatest value of the axis", self)
        self.length = QSpinBox(self)
        self.length.setRange(1, MOST_STEPS)
        self.length.setValue(STEPS)
        self.length.setGroupSeparatorShown(True)
        self.length.setSuffix(" steps")
        self.length.setFixedWidth(112)
        self.length.setAccessibleName("Steps to draw over")
        self.hint = QLabel("drag to draw, with Shift straight lines", self)
        self.hint.setProperty("tone", "small")
        self.curve = CurveView(theme, self)
        self.curve.setAccessibleName("Curve")
        self._inputs: tuple[str, ...] = ()
        self._lay_out()
        self.input.currentIndexChanged.connect(self._show_curve)
        self.low.valueChanged.connect(self._on_range)
        self.high.valueChanged.connect(self._on_range)
        self.length.valueChanged.connect(self._show_curve)
        self.curve.drawn.connect(self._on_drawn)
        self.curve.gesture_ended.connect(store.end_gesture)
        self.curve.cursor_asked.connect(self._on_cursor_asked)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(6)
        self._axis, to = QLabel("from", self), QLabel("to", self)
        for word in (self._axis, to):
            word.setProperty("tone", "muted")
        for part in (self.input, self.length, self._axis, self.low, to, self.high):
            row.addWidget(part)
        row.addSpacing(6)
        row.addWidget(self.hint)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self.curve, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.hint.setVisible(event.size().width() >= WIDE)
        self._axis.setVisible(event.size().width() >= NARROW)

    def show_state(self, state: State) -> None:
        """Show the curve of the chosen input."""
        inputs = state.document.encoder.inputs
        if inputs != self._inputs:
            self._inputs = inputs
            index = max(self.input.currentIndex(), 0)
            self.input.blockSignals(True)
            self.input.clear()
            self.input.addItems(list(inputs))
            self.input.setCurrentIndex(min(index, len(inputs) - 1))
            self.input.blockSignals(False)
        self.length.setVisible(not state.steps)
        self._show_curve()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self.curve.set_theme(theme)

    def choose(self, row: int) -> None:
        """Draw another input."""
        self.input.setCurrentIndex(row)

    def _row(self) -> int:
        return max(self.input.currentIndex(), 0)

    def _show_curve(self) -> None:
        state, row = self.store.state, self._row()
        document = state.document
        if not state.steps:
            count = self.length.value()
            names = [str(k + 1) for k in range(count)]
            self.curve.show_values(names, np.zeros(count), (), 0)
            return
        x = document.x
        few = range(x.shape[1]) if x.shape[1] <= MOST_OTHERS else ()
        others = [x[:, k] for k in few if k != row]
        self._fit_range(x[:, row])
        self.curve.show_values(document.sequence, x[:, row], others, state.view.cursor)

    def _fit_range(self, values: np.ndarray) -> None:
        """Widen the axis where values are beyond it."""
        low, high = float(values.min()), float(values.max())
        if low < self.low.value():
            self.low.setValue(float(np.floor(low)))
        if high > self.high.value():
            self.high.setValue(float(np.ceil(high)))

    def _on_range(self) -> None:
        low, high = self.low.value(), self.high.value()
        for box, bad in ((self.low, low >= high), (self.high, low >= high)):
            if bool(box.property("invalid")) != bad:
                box.setProperty("invalid", bad)
        if low < high:
            self.curve.set_range(low, high)

    # what a person asks for

    def _on_drawn(self, first: int, values: list[float], gesture: object) -> None:
        row = self._row()
        label = f"Draw {self._inputs[row]}"
        if self.store.state.steps:
            self.store.edit(_drawn, first, row, values, label=label, gesture=gesture)
        else:
            self.store.edit(_begun, self.length.value(), first, row, values, label=label, gesture=gesture)
        self.store.publish()

    def _on_cursor_asked(self, step: int) -> None:
        if step < self.store.state.steps:
            self.store.look(cursor=step)


def _drawn(document: Document, first: int, row: int, values: list[float]) -> Document:
    vectors = document.x[first : first + len(values)].copy()
    vectors[:, row] = values
    return set_values(document, first, vectors.tolist())


def _begun(document: Document, steps: int, first: int, row: int, values: list[float]) -> Document:
    """The document on `steps` steps that are 0 but for the values drawn."""
    zeros = (0.0,) * len(document.encoder.inputs)
    made = set_sequence(document, [value_label(zeros)] * steps, [zeros] * steps)
    return _drawn(made, first, row, values)


def _end(value: float, name: str, parent: QWidget) -> QDoubleSpinBox:
    box = QDoubleSpinBox(parent)
    box.setRange(-1e6, 1e6)
    box.setDecimals(2)
    box.setSingleStep(0.5)
    box.setValue(value)
    box.setAccessibleName(name)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.setFixedWidth(82)
    return box
