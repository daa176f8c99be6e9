"""The cell: the inside of the selected unit at this step, laid out from the cell's equations."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from core.equations import Product, reads, walk
from core.state import State
from gui.cell.canvas import CellCanvas
from gui.cell.flow import flow_of
from gui.cell.values import before, values
from gui.panels.panel import Panel
from gui.store import Store
from gui.theme import Theme


class CellPanel(Panel):
    """Gates, operators and the belt of one unit, with live numbers; a click on a gate selects it."""

    key = "cell"
    title = "Cell"
    picture_size = QSize(960, 420)

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(store, theme, parent)
        self._source: tuple[object, ...] = ()
        self.canvas = CellCanvas(theme)
        self.canvas.setAccessibleName(self.title)
        self.area = QScrollArea(self)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidgetResizable(True)
        self.area.setWidget(self.canvas)
        # the card's own ground shows through
        self.area.viewport().setAutoFillBackground(False)
        self.canvas.setAutoFillBackground(False)
        self.body.addWidget(self.area, 1)
        self.canvas.gate_clicked.connect(self._on_gate_clicked)

    def refresh(self, state: State) -> None:
        """Show the numbers of the selected unit at the cursor."""
        view = state.view
        source = (state.trace(), state.document.sequence, view.cursor, view.layer, view.unit, view.signal)
        if source == self._source:
            return
        self._source = source
        self.header.set_subtitle(subtitle(state))
        flow, name = flow_of(state.cell), carried(state)
        entering = before(state, name) if name else 0.0
        numbers = values(state, flow)
        self.canvas.show_cell(state.cell, flow, numbers, view.signal, _word(state), name, entering)
        self.canvas.setAccessibleDescription(f"{subtitle(state)}: {_spoken(state, flow.roots, numbers)}")

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self.canvas.set_theme(theme)
        super().set_theme(theme)

    def prepare_picture(self) -> None:
        """A cell that would scroll is made small enough."""
        super().prepare_picture()
        self.canvas.fit()
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _on_gate_clicked(self, signal: str) -> None:
        self.store.look(signal=signal)


def subtitle(state: State) -> str:
    """Whose inside it is: "unit 1 of LSTM at “dogs”"."""
    several = len(state.model.network.layers) > 1
    layer = f"layer {state.view.layer + 1} of " if several else ""
    word = state.document.sequence[state.view.cursor]
    return f"unit {state.view.unit + 1} of {layer}{state.model.name} at “{word}”"


def carried(state: State) -> str:
    """The remembered signal that the matrices read beside x; "" where there is none."""
    names = [
        name
        for line in state.cell.graph.lines
        for part in walk(line.expr)
        if isinstance(part, Product)
        for name in sorted(reads(part.operand, previous=True))
    ]
    return state.cell.output if state.cell.output in names else next(iter(names), "")


def _word(state: State) -> str:
    if state.view.layer:
        return f"what layer {state.view.layer} puts out"
    return f"“{state.document.sequence[state.view.cursor]}”"


def _spoken(state: State, roots: dict[str, int], numbers: dict[int, float]) -> str:
    return ", ".join(f"{state.cell.info(name).title} {numbers[key]:.3f}" for name, key in roots.items())
