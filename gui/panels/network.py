"""The network: inputs, units, outputs with live numbers, the edges of the chosen gate, and every model's answer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.network import READOUT
from core.state import State
from gui.diagram.answers import Answers
from gui.diagram.edges import Edge
from gui.diagram.layout import Node
from gui.diagram.view import DiagramView
from gui.diagram.words import short_title, summary
from gui.panels.panel import Panel
from gui.store import Store
from gui.theme import Theme
from gui.widgets.segmented import Segmented


class NetworkPanel(Panel):
    """The selected model as a diagram. A click on a unit selects it; one on an edge its unit, gate and weight."""

    key = "network"
    title = "Network"

    weight_chosen = Signal(object, str, object)  # place, name and index of the selected model's, by its edge

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(store, theme, parent)
        self.gates = Segmented(theme, (), self)
        self.gates.setAccessibleName("Gate shown")
        self.models = Segmented(theme, (), self)
        self.models.setAccessibleName("Network shown")
        self.models.setContentsMargins(8, 0, 0, 0)
        self.header.add(self.gates)
        self.header.add(self.models)
        self.view = DiagramView(theme, self)
        self.answers = Answers(theme, self)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self.answers)
        self.gates.chosen.connect(self._on_gate_chosen)
        self.models.chosen.connect(self._on_model_chosen)
        self.view.node_clicked.connect(self._on_node_clicked)
        self.view.edge_clicked.connect(self._on_edge_clicked)
        self.view.stepped.connect(self._on_view_stepped)

    def refresh(self, state: State) -> None:
        """Show `state`: header, diagram, answers."""
        self.header.set_subtitle(summary(state))
        self._refresh_controls(state)
        self.answers.show_state(state)
        self.view.show_state(state)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        for part in (self.gates, self.models, self.view, self.answers):
            part.set_theme(theme)
        super().set_theme(theme)

    def prepare_picture(self) -> None:
        """Say in words which gate's edges are drawn: the controls that say it are hidden."""
        super().prepare_picture()
        state = self.store.state
        gate = state.cell.info(state.view.signal).title.lower()
        shown = f" · edges of the {gate}" if len(state.cell.gates) > 1 else ""
        self.header.set_subtitle(f"{state.model.name}: {summary(state)}{shown}")

    def _refresh_controls(self, state: State) -> None:
        cell = state.cell
        infos = [(gate, cell.info(gate)) for gate in cell.gates]
        self.gates.set_options([(gate, short_title(i.title), i.role, i.says) for gate, i in infos])
        self.gates.set_current(state.view.signal)
        self.gates.setVisible(len(infos) > 1)
        models = state.document.models
        choices = [(str(i), model.name, model.color, f"Show the {model.name}") for i, model in enumerate(models)]
        self.models.set_options(choices)
        self.models.set_current(str(state.view.model))
        self.models.setVisible(len(models) > 1)

    def _on_gate_chosen(self, gate: str) -> None:
        self.store.look(signal=gate)

    def _on_model_chosen(self, model: str) -> None:
        self.store.look(model=int(model))

    def _on_node_clicked(self, node: Node) -> None:
        if node.key.kind in ("unit", "before"):
            self.store.look(layer=node.key.layer, unit=node.row)

    def _on_edge_clicked(self, edge: Edge) -> None:
        source, target = edge.nodes
        node = source if target.key.kind == "output" else target
        self.store.look(layer=node.key.layer, unit=node.row)
        state = self.store.state
        gates = [gate for gate in state.cell.gates if edge.bundle.name in state.cell.parameters_of(gate)]
        if edge.bundle.place != READOUT and gates and state.view.signal not in gates:
            self.store.look(signal=gates[0])
        self.weight_chosen.emit(edge.bundle.place, edge.bundle.name, (edge.target, edge.source))

    def _on_view_stepped(self, way: int) -> None:
        self.store.look(unit=max(0, self.store.state.view.unit + way))
