"""The answers of the models that are shown, at the cursor, side by side: always in sight under the diagram."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QWidget

from core.state import State
from gui.diagram.words import not_asked
from gui.theme import Theme
from gui.widgets.meter import AnswerMeter

APART = 28
COMFORT = 32  # more than the least for each that stands beside another
FEW = 2  # more models than these stand closer
MOST_COLUMNS = 3
MOST_ROWS = 4  # in sight; the others are scrolled to
LONGEST = 120  # pixels of a name
BAR = 10  # of a scroll bar


class Answers(QScrollArea):
    """One meter a model; hidden where the document asks no question.

    Many stand closer, in two or three columns; where two would not fit they leave the words at their ends out.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.meters: list[AnswerMeter] = []
        self._laid: tuple[object, ...] = ()
        self._lined_up: tuple[object, ...] = ()
        self._rows = self._columns = 1
        content = QWidget(self)
        content.setObjectName("content")
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(APART)
        self._grid.setVerticalSpacing(0)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Answers")

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        for meter in self.meters:
            meter.set_theme(theme)

    def show_state(self, state: State) -> None:
        """Show what each model that is shown answers at the cursor."""
        question, shown = state.document.question, state.visible
        self.setVisible(question is not None and state.steps > 0)
        if question is None or not state.steps:
            return
        asked = not_asked(state)
        while len(self.meters) > len(shown):
            meter = self.meters.pop()
            self._grid.removeWidget(meter)
            meter.hide()
            meter.deleteLater()
        for place, index in enumerate(shown):
            model = state.document.models[index]
            if place == len(self.meters):
                made = AnswerMeter(self._theme, model.name, question.low, question.high, model.color, self.widget())
                self.meters.append(made)
            meter = self.meters[place]
            meter.set_model(model.name, model.color)
            meter.set_words(question.low, question.high)
            p = state.probability(index) if model.network.readout != "identity" else math.nan
            meter.set_value(p)
            meter.set_earlier(_earlier(state, index))
            meter.set_not_asked(asked)
        self._line_up()

    def sizeHint(self) -> QSize:
        return QSize(self.minimumSizeHint().width(), min(self._rows, MOST_ROWS) * self._height())

    def minimumSizeHint(self) -> QSize:
        # one above the other they need half the width
        return QSize(self._least(True), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._line_up()

    def _line_up(self) -> None:
        """Beside each other, or one above the other where they would not fit."""
        if not self.meters:
            return
        of = (self.width(), tuple((meter, meter.name_width_hint(), *meter.words) for meter in self.meters))
        if of == self._lined_up:
            return
        self._lined_up = of
        count = len(self.meters)
        name = min(max(meter.name_width_hint() for meter in self.meters), LONGEST)
        for meter in self.meters:
            meter.set_name_width(name)
            meter.set_close(count > FEW)
        columns, with_ends = self._fitting(count)
        laid = (tuple(self.meters), columns, with_ends)
        if laid == self._laid:
            return
        self._laid = laid
        self._columns, self._rows = columns, -(-count // columns)
        for index, meter in enumerate(self.meters):
            meter.set_ends(with_ends)
            self._grid.addWidget(meter, index // columns, index % columns)
        for column in range(MOST_COLUMNS):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        scrolls = self._rows > MOST_ROWS
        always, never = Qt.ScrollBarPolicy.ScrollBarAlwaysOn, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(always if scrolls else never)
        self._grid.setContentsMargins(0, 0, BAR // 2 if scrolls else 0, 0)
        self.updateGeometry()

    def _fitting(self, count: int) -> tuple[int, bool]:
        """How many columns, no more than save a row, and whether with the words at the ends of each meter."""
        with_ends, room = self._least(True) + COMFORT, self.width() + APART
        most = min(count, MOST_COLUMNS if count > FEW else FEW, room // (with_ends + APART))
        if most >= 2:
            rows = -(-count // most)
            return -(-count // rows), True
        two = count > MOST_ROWS and self.width() - BAR >= 2 * self._least(False) + APART
        return (2, False) if two else (1, True)

    def _least(self, with_ends: bool) -> int:
        return max((meter.width_hint(with_ends) for meter in self.meters), default=0)

    def _height(self) -> int:
        return max((meter.minimumSizeHint().height() for meter in self.meters), default=0)


def _earlier(state: State, index: int) -> float:
    """What a model answered at the cursor in the run before the last edit; NaN where there is none to show."""
    ghost = state.ghost(index)
    if ghost is None or ghost.network.readout == "identity":
        return math.nan
    return float(ghost.output[state.view.cursor, 0])
