"""The list of nodes beside the diagram: it comes when it is asked for, and what is done in it reaches the store."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout

from core.edges import Weight
from core.network import READOUT
from core.state import State
from gui.diagram import list_deeds
from gui.diagram.node_list import NodeList
from gui.diagram.node_model import Place
from gui.diagram.view import DiagramView
from gui.part_menu import open_part_menu
from gui.store import Store
from gui.theme import Theme

WIDEST = 320
SHARE = 0.45  # of the panel's width, at most
LEAST = 210
ALONE = 460  # a panel narrower than that shows the list in place of the diagram


class ListBeside(QObject):
    """Made with the diagram's view, in a row where there is room at its right."""

    shown_changed = Signal(bool)
    selected = Signal(object)  # Node

    def __init__(self, store: Store, theme: Theme, view: DiagramView, row: QHBoxLayout) -> None:
        super().__init__(view)
        self._store, self._theme, self._view, self._row = store, theme, view, row
        self._width = 0
        self.list: NodeList | None = None  # made when it is first asked for

    @property
    def shown(self) -> bool:
        """Whether the list can be seen."""
        return self.list is not None and not self.list.isHidden()

    def toggle(self) -> None:
        """Show the list and give it the keyboard; put it away where it has that."""
        if self.list is not None and self.shown and self.list.hasFocus():
            self.put_away()
            return
        if self.list is None:
            self.list = self._make()
        self.list.show()
        self.resized(self._width)
        self.list.show_state(self._store.state)
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.shown_changed.emit(True)

    def put_away(self) -> None:
        """Hide the list; the keyboard goes to the diagram."""
        if self.list is not None and self.shown:
            had_focus = self.list.isAncestorOf(QApplication.focusWidget() or self._view)
            self._view.show()
            self.list.hide()
            if had_focus or self.list.hasFocus():
                self._view.setFocus(Qt.FocusReason.OtherFocusReason)
            self._view.leave()
            self.shown_changed.emit(False)

    def resized(self, width: int) -> None:
        """Share out the panel's width."""
        self._width = width
        if self.list is None or self.list.isHidden():
            return
        alone = width < ALONE
        self._view.setVisible(not alone)
        self.list.setFixedWidth(width if alone else int(min(WIDEST, max(LEAST, SHARE * width))))

    def show_state(self, state: State) -> None:
        """Show `state`, where the list can be seen."""
        if self.list is not None and self.shown:
            self.list.show_state(state)

    def _make(self) -> NodeList:
        made = NodeList(self._view.parentWidget())
        self._row.addWidget(made)
        made.node_chosen.connect(self._on_node_chosen)
        made.opened.connect(self._on_opened)
        made.menu_asked.connect(self._on_menu_asked)
        made.removal_asked.connect(self._on_removal_asked)
        made.addition_asked.connect(self._on_addition_asked)
        made.number_typed.connect(self._on_number_typed)
        made.left.connect(self._on_left)
        return made

    def _nodes(self) -> NodeList:
        assert self.list is not None
        return self.list

    # what a person does in it

    def _on_node_chosen(self, place: Place) -> None:
        """Select a node, and the gate of a weight."""
        nodes = self._nodes().nodes
        branch = nodes.branches[place.group]
        if place.row is not None and branch.kind != "unit":
            self._view.show_node(branch.node(place.row))
        else:
            self._view.leave()
        if place.row is None:
            return
        self.selected.emit(branch.node(place.row))
        weight = nodes.weight_at(nodes.index_of(place))
        if weight is not None and branch.kind == "unit":
            self._look_at_gate(weight)

    def _look_at_gate(self, weight: Weight) -> None:
        state = self._store.state
        gates = [gate for gate in state.cell.gates if weight.name in state.cell.parameters_of(gate)]
        if weight.place != READOUT and gates and state.view.signal not in gates:
            self._store.look(signal=gates[0])

    def _on_opened(self, place: Place) -> None:
        """What a click on the node would do; of an input or an output its menu."""
        branch = self._nodes().nodes.branches[place.group]
        if branch.kind == "unit":
            self._store.show_panel("cell")
        else:
            self._nodes().ask_menu()

    def _on_menu_asked(self, place: Place, at: QPoint) -> None:
        nodes = self._nodes().nodes
        weight = nodes.weight_at(nodes.index_of(place))
        # a key may ask twice: as a key, and as what the platform makes of it
        if place.row is None or QApplication.activePopupWidget() is not None:
            return
        subject = nodes.branches[place.group].subject(place.row) if weight is None else weight
        open_part_menu(self._store, self._theme, subject, at, self._nodes())

    def _on_removal_asked(self, places: list[Place]) -> None:
        list_deeds.remove(self._store, self._nodes().nodes, places)

    def _on_addition_asked(self, place: Place) -> None:
        list_deeds.add(self._store, self._nodes().nodes, place)

    def _on_number_typed(self, weight: Weight, value: float) -> None:
        list_deeds.type_number(self._store, weight, value)

    def _on_left(self) -> None:
        self._nodes().window().setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
