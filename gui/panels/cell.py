"""The cell: the inside of the selected unit at this step, laid out from the cell's equations."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from core.state import State
from gui.cell.canvas import CellCanvas
from gui.cell.shown import shown
from gui.cell.words import spoken
from gui.panels.panel import Panel
from gui.part_menu import Part, open_part_menu
from gui.store import Store
from gui.theme import Theme
from gui.whose import layer_words, step_words


class CellPanel(Panel):
    """Gates, operators and the belt of one unit, with live numbers; a click on a gate opens its weights."""

    key = "cell"
    title = "Cell"
    says = (
        "The inside of one unit: gates, each a number made of the word and of what is remembered, decide what is kept, "
        "what is added and what is passed on; a wire is as wide as what flows through it."
    )
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
        self.area.viewport().setAutoFillBackground(False)  # the canvas covers it
        self.body.addWidget(self.area, 1)
        self.canvas.gate_clicked.connect(self._on_gate_clicked)
        self.canvas.stepped.connect(self._on_stepped)
        self.canvas.menu_asked.connect(self._on_menu_asked)
        self.canvas.focus_changed.connect(self._on_focus_changed)

    def refresh(self, state: State) -> None:
        """Show the numbers of the selected unit at the cursor."""
        self.header.set_title(heading(state))
        self.header.set_subtitle(subtitle(state))
        view = state.view
        looked_at = view.cursor, view.layer, view.unit, view.signal
        source = (state.trace(), state.document.sequence, state.model.name, *looked_at)
        if source == self._source:
            return
        self._source = source
        found = shown(state)
        self.canvas.show_cell(found)
        self.canvas.setAccessibleName(f"{heading(state)}, {subtitle(state)}")
        self.canvas.setAccessibleDescription(spoken(found))

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self.canvas.set_theme(theme)
        super().set_theme(theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.canvas.has_key_focus:
            # round the cell, whose words reach its edge
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.theme.focus, 2))
            painter.drawRoundedRect(QRectF(self.area.geometry()).adjusted(-8, -1, 8, 5), 6, 6)

    def prepare_picture(self) -> None:
        """A cell that would scroll is made small enough."""
        super().prepare_picture()
        self.canvas.fit()
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _on_gate_clicked(self, signal: str) -> None:
        self.store.look(signal=signal)
        self.store.show_panel("weights")

    def _on_stepped(self, by: int) -> None:
        state = self.store.state
        gates = state.cell.gates
        if state.view.signal in gates and self.canvas.isVisible():
            signal = gates[min(max(gates.index(state.view.signal) + by, 0), len(gates) - 1)]
            self.store.look(signal=signal)
            self.store.publish()  # the canvas may still show another cell
            at = self.canvas.gate_box(signal).center()
            self.area.ensureVisible(at.x(), at.y(), 80, 60)

    def _on_focus_changed(self) -> None:
        self.update()

    def _on_menu_asked(self, signal: str, at: QPoint) -> None:
        view = self.store.state.view
        open_part_menu(self.store, self.theme, Part(view.layer, view.unit, signal), at, self)


def heading(state: State) -> str:
    """Whose inside it is: "Inside unit 1"."""
    return f"Inside unit {state.view.unit + 1}"


def subtitle(state: State) -> str:
    """Of which network, and when: "LSTM at “dogs”"."""
    return f"{layer_words(state)} {step_words(state)}"
