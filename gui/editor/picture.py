"""The diagram of the cell that is edited: it scrolls where it has too little room."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from core.state import State
from gui.cell.canvas import CellCanvas
from gui.cell.shown import shown, without_numbers
from gui.cell.words import spoken
from gui.part_menu import Part, open_part_menu
from gui.store import Store
from gui.theme import Theme


class CellPicture(QScrollArea):
    """The selected layer's cell with the numbers of the selected unit, where there is a step that has some."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._store, self._theme = store, theme
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.canvas = CellCanvas(theme)
        self.setWidget(self.canvas)
        self.viewport().setAutoFillBackground(False)  # the canvas covers it
        self.canvas.gate_clicked.connect(self._on_gate_clicked)
        self.canvas.stepped.connect(self._on_stepped)
        self.canvas.menu_asked.connect(self._on_menu_asked)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self.canvas.set_theme(theme)

    def show_state(self, state: State) -> None:
        """Show the selected layer's cell."""
        found = shown(state) if state.steps else without_numbers(state)
        self.canvas.show_cell(found)
        self.canvas.setAccessibleName(f"Diagram of {state.cell.name}")
        self.canvas.setAccessibleDescription(spoken(found) if found.numbers else "no numbers: there is no word")

    def fit(self) -> None:
        """Be as small as there is room for."""
        self.canvas.fit()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        return QSize(240, 120)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 90)

    def _on_gate_clicked(self, signal: str) -> None:
        self._store.look(signal=signal)

    def _on_stepped(self, by: int) -> None:
        state = self._store.state
        gates = state.cell.gates
        if state.view.signal in gates:
            signal = gates[min(max(gates.index(state.view.signal) + by, 0), len(gates) - 1)]
            self._store.look(signal=signal)
            at = self.canvas.gate_box(signal).center()
            self.ensureVisible(at.x(), at.y(), 80, 60)

    def _on_menu_asked(self, signal: str, at: QPoint) -> None:
        view = self._store.state.view
        if self._store.state.steps:
            open_part_menu(self._store, self._theme, Part(view.layer, view.unit, signal), at, self)
