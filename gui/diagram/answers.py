"""The answers of all models at the cursor, side by side: always in sight under the diagram."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from core.state import State
from gui.diagram.words import not_asked
from gui.theme import Theme
from gui.widgets.meter import AnswerMeter

APART = 28
COMFORT = 32  # more than the least for each of two beside each other


class Answers(QWidget):
    """One meter a model; hidden where the document asks no question."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.meters: list[AnswerMeter] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(APART)
        self._grid.setVerticalSpacing(0)
        self._columns = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        for meter in self.meters:
            meter.set_theme(theme)

    def show_state(self, state: State) -> None:
        """Show what each model answers at the cursor."""
        question, models = state.document.question, state.document.models
        self.setVisible(question is not None)
        if question is None:
            return
        while len(self.meters) > len(models):
            meter = self.meters.pop()
            self._grid.removeWidget(meter)
            meter.hide()
            meter.deleteLater()
            self._columns = 0
        for index, model in enumerate(models):
            if index == len(self.meters):
                self.meters.append(AnswerMeter(self._theme, model.name, question.low, question.high, model.color, self))
                self._columns = 0
            meter = self.meters[index]
            meter.set_model(model.name, model.color)
            meter.set_words(question.low, question.high)
            p = state.probability(index) if model.network.readout != "identity" else math.nan
            meter.set_value(p)
            meter.set_not_asked(not_asked(state))
        self._line_up()

    def sizeHint(self) -> QSize:
        rows = -(-len(self.meters) // max(1, self._columns))
        return QSize(self.minimumSizeHint().width(), rows * self._height())

    def minimumSizeHint(self) -> QSize:
        # one above the other they need half the width
        return QSize(self._least(), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._line_up()

    def _line_up(self) -> None:
        """Beside each other, or one above the other where they would not fit."""
        if not self.meters:
            return
        name = max(meter.name_width_hint() for meter in self.meters)
        roomy = 2 * (self._least() + COMFORT) + APART
        columns = 2 if len(self.meters) > 1 and self.width() >= roomy else 1
        if columns == self._columns:
            return
        self._columns = columns
        for index, meter in enumerate(self.meters):
            meter.set_name_width(min(name, 120))
            self._grid.addWidget(meter, index // columns, index % columns)
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self.updateGeometry()

    def _least(self) -> int:
        return max((meter.minimumSizeHint().width() for meter in self.meters), default=0)

    def _height(self) -> int:
        return max((meter.minimumSizeHint().height() for meter in self.meters), default=0)
