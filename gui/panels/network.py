"""The network: inputs, units, outputs with live numbers, the edges of the chosen gate, and every model's answer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from core.network import READOUT
from core.state import State
from gui.answers_dialog import AnswersDialog
from gui.diagram.answers import Answers
from gui.diagram.drag import nudged
from gui.diagram.edges import Edge
from gui.diagram.editing import Editing
from gui.diagram.find_bar import FindBar
from gui.diagram.layout import Key, Node
from gui.diagram.list_beside import ListBeside
from gui.diagram.no_steps import SEQUENCE, NoSteps
from gui.diagram.placing import beside, can_move, stands_alone
from gui.diagram.selection import Nodes
from gui.diagram.spots import Spot
from gui.diagram.view import DiagramView
from gui.diagram.words import short_title, summary
from gui.panels.panel import Panel
from gui.part_choices import Ground, Part, Several, Subject
from gui.part_menu import open_part_menu
from gui.store import Store
from gui.theme import Theme
from gui.value_card import open_cards, open_weight_card
from gui.widgets.icon_button import IconButton
from gui.widgets.segmented import Option, Segmented

BUTTON_FROM = 760  # pixels of the panel's width: where it is narrower the key and the menu open the list
LEAST_CHIP = 30  # pixels
FEW_MODELS = 6  # of so many initials tell enough
FEW_CHIPS = 3  # for as many names the gates keep theirs
MORE = "more"  # the chip of the models that found no room


class NetworkPanel(Panel):
    """The selected model as a diagram that can be edited: what mouse and keys do there is an edit of the document.

    A click on a unit selects it; one on an edge its unit, gate and weight, and opens a card with that; the right
    button opens a menu of what can be done with a part.
    """

    key = "network"
    title = "Network"
    needs_steps = False
    says = (
        "What the network computes at this word, from the inputs on the left to the answer on the right: each line "
        "is a weight of the chosen gate, wider the larger it is, its colour the sign."
    )

    weight_chosen = Signal(object, str, object)  # place, name and index of the selected model's, by its edge

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(store, theme, parent)
        self.gates = Segmented(theme, (), self)
        self.gates.setAccessibleName("Gate shown")
        self.models = Segmented(theme, (), self)
        self.models.setAccessibleName("Network shown")
        self.models.setMinimumWidth(1)  # chips of networks make no panel wider: as many are shown as fit
        self._has_controls = True  # a picture has none
        self._controls_of: tuple[object, ...] = ()
        self._renamed = 0  # the input whose name is being typed
        self.header.add(self.gates)
        self.header.add(self.models)
        self.list_button = IconButton(theme, text="List", tooltip="List of nodes", shortcut="Ctrl+L", parent=self)
        self.list_button.setCheckable(True)
        self.list_button.hide()
        self.header.add(self.list_button)
        self.view = DiagramView(theme, self)
        self.answers = Answers(theme, self)
        self.no_steps = NoSteps(theme, self)
        self.find_bar = FindBar(theme, self)
        self.editing = Editing(store)
        self.body.addWidget(self.find_bar)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.view, 1)
        self.beside = ListBeside(store, theme, self.view, row)
        self.body.addLayout(row, 1)
        self.body.addWidget(self.answers)
        self.body.addWidget(self.no_steps)
        self.no_steps.asked.connect(self._on_steps_asked)
        self.gates.menu_asked.connect(self._on_gate_menu_asked)
        self.gates.chosen.connect(self._on_gate_chosen)
        self.models.chosen.connect(self._on_model_chosen)
        self.list_button.clicked.connect(self.toggle_list)
        self._connect_view()
        self._connect_ways_in()

    def _connect_ways_in(self) -> None:
        self.view.walked.connect(self._on_view_walked)
        self.find_bar.chosen.connect(self._on_found)
        self.find_bar.closed.connect(self._on_find_closed)
        self.beside.shown_changed.connect(self.list_button.setChecked)
        self.beside.selected.connect(self._on_listed)

    def _connect_view(self) -> None:
        view, hand, buttons = self.view, self.view.hand, self.view.buttons
        hand.clicked.connect(self._on_clicked)
        hand.moved.connect(self.editing.move)
        hand.dropped.connect(self.store.end_gesture)
        hand.cancelled.connect(self.editing.take_back_move)
        hand.banded.connect(self._on_banded)
        buttons.added.connect(self._on_added)
        buttons.removed.connect(self._on_removed)
        view.edge_clicked.connect(self._on_edge_clicked)
        view.edge_cut_asked.connect(self.editing.cut)
        view.menu_asked.connect(self._on_menu_asked)
        view.unit_menu_asked.connect(self._on_unit_menu_asked)
        view.name_asked.connect(self._on_name_asked)
        view.acted.connect(self._on_acted)
        view.stepped.connect(self._on_view_stepped)
        view.crossed.connect(self._on_view_crossed)
        view.nudged.connect(self._on_nudged)
        view.let_go.connect(self._on_let_go)

    def refresh(self, state: State) -> None:
        """Show `state`: header, diagram, answers."""
        self.header.set_subtitle(summary(state))
        self._refresh_controls(state)
        self.answers.show_state(state)
        self.no_steps.show_state(state)
        self.editing.selection.follow(state)
        self.view.choose(self.editing.selection.nodes)
        self.view.show_state(state)
        self.beside.show_state(state)
        self.find_bar.show_state(state)

    def toggle_list(self) -> None:
        """Show the list of nodes and give it the keyboard, or put it away."""
        self.beside.toggle()

    def open_find(self) -> None:
        """Open the field in which a unit is looked for."""
        self.find_bar.open(self.store.state)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        for part in (self.gates, self.models, self.view, self.answers, self.no_steps, self.find_bar, self.list_button):
            part.set_theme(theme)
        self.beside.set_theme(theme)
        for card in open_cards(self.window()):
            card.set_theme(theme)
        super().set_theme(theme)

    def prepare_picture(self) -> None:
        """Say in words which gate's edges are drawn: the controls that say it are hidden."""
        super().prepare_picture()
        self._has_controls = False
        self.no_steps.button.hide()
        self.beside.put_away()
        self.find_bar.hide()
        state = self.store.state
        gate = state.cell.info(state.view.signal).title.lower()
        shown = f" · edges of the {gate}" if len(state.cell.gates) > 1 else ""
        self.header.set_subtitle(f"{state.model.name}: {summary(state)}{shown}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        has_room = self._has_controls and self.width() >= BUTTON_FROM
        if has_room is self.list_button.isHidden():
            if self.list_button.hasFocus():
                self.window().setFocus()  # Qt would hand the keyboard on as if by the tabulator
            self.list_button.setVisible(has_room)
            QApplication.sendEvent(self.header, QEvent(QEvent.Type.LayoutRequest))  # chips share out the room now
        self.beside.resized(self.width() - self._margins() - 2)
        if self.shown:
            self._refresh_controls(self.store.state)

    def _refresh_controls(self, state: State) -> None:
        view, models = state.view, state.document.models
        choices = tuple((k, models[k].name, models[k].color) for k in state.visible)
        place = view.model, view.layer, view.unit, view.signal, view.cursor
        hidden = len(models) - len(choices)
        of = (choices, hidden, state.cell, state.model.clamps, place, self.width())
        if of == self._controls_of or not self._has_controls:
            return
        self._controls_of = of
        infos = [(gate, state.cell.info(gate)) for gate in state.cell.gates]
        self.gates.set_options([(gate, short_title(i.title), i.role, i.says) for gate, i in infos])
        self.gates.set_current(view.signal)
        self._mark_held(state)
        self.gates.setVisible(len(infos) > 1)
        self.models.set_apart(len(infos) > 1)
        self.models.set_markers({str(k): k for k, _, _ in choices})  # the same as in the panels beside
        chips: list[Option] = [(str(k), name, color, f"Look at the {name}") for k, name, color in choices]
        self._show_models(chips, view.model, hidden)

    def _show_models(self, choices: list[Option], chosen: int, hidden: int) -> None:
        """Chips of the models that are shown, all with initials where that is enough, else as many names as fit.

        The last tells how many there are beside.
        """
        count = self._chip_count(choices, str(chosen), hidden)
        self.models.set_options(_some(choices, str(chosen), max(1, count), hidden))
        self.models.set_current(str(chosen))
        self.models.setVisible(count > 0 and len(choices) + hidden > 1)

    def _chip_count(self, choices: list[Option], chosen: str, hidden: int) -> int:
        room = self.width() - self._margins() - self.header.least_width(but=self.models)
        names = 0 if self.gates.isHidden() else self.gates.width_hint(False) - self.gates.width_hint(True)

        def most(room: int, short: bool) -> int:
            counts = range(min(len(choices), max(0, room) // LEAST_CHIP), 0, -1)
            widths = ((n, self.models.width_of(_some(choices, chosen, n, hidden), short)) for n in counts)
            return next((n for n, width in widths if width <= room), 0)

        if len(choices) <= FEW_MODELS and most(room, True) == len(choices):
            return len(choices)
        for count, least in ((most(room - names, False), FEW_CHIPS), (most(room, False), 2)):
            if count >= least:
                return count
        return min(most(room, True), 1)

    def _margins(self) -> int:
        layout = self.layout()
        assert layout is not None
        return layout.contentsMargins().left() + layout.contentsMargins().right()

    def _mark_held(self, state: State) -> None:
        """A padlock on the chips of the gates that are held."""
        view = state.view
        clamps = [clamp for clamp in state.model.clamps if (clamp.layer, clamp.unit) == (view.layer, view.unit)]
        here = {clamp.signal for clamp in clamps if clamp.covers(view.cursor)}
        self.gates.set_held(here, {clamp.signal for clamp in clamps})

    # what a person does

    def _on_gate_chosen(self, gate: str) -> None:
        self.store.look(signal=gate)
        self.store.show_panel("weights")

    def _on_gate_menu_asked(self, gate: str, at: QPoint) -> None:
        view = self.store.state.view
        self._open_menu(Part(view.layer, view.unit, gate), at)

    def _on_model_chosen(self, model: str) -> None:
        if model == MORE:
            self.models.set_current(str(self.store.state.view.model))
            self.store.show_panel("models")
        else:
            self.store.look(model=int(model))

    def _on_clicked(self, node: Node | None, beside: bool) -> None:
        if node is None:
            if not beside:
                self._on_let_go()
        elif beside and can_move(node):
            self.editing.toggle(node)
            self._show_chosen()
        else:
            self.editing.select(node)
            self._show_chosen()
            if node.key.kind in ("unit", "before"):
                self.store.show_panel("cell")

    def _show_chosen(self) -> None:
        """Mark what is chosen at once: the view may be the same."""
        self.view.choose(self.editing.selection.nodes)

    def _on_let_go(self) -> None:
        self.editing.selection.choose(())
        self._show_chosen()

    def _on_banded(self, nodes: Nodes, beside: bool) -> None:
        self.editing.choose(nodes, beside)
        self._show_chosen()

    def _on_added(self, spot: Spot) -> None:
        self.editing.add_at(spot)
        self._show_chosen_later()

    def _on_removed(self, node: Node) -> None:
        self.editing.remove(node)
        self._show_chosen_later()

    def _on_edge_clicked(self, edge: Edge, at: QPoint) -> None:
        focused = self.window().focusWidget()
        self._select(edge)
        self.store.show_panel("weights")
        self.weight_chosen.emit(edge.bundle.place, edge.bundle.name, edge.entry.at)
        head = QRect(self.header.mapToGlobal(QPoint()), self.header.size())
        avoid = [*self.view.places_about(edge), head]
        card = open_weight_card(self.store, self.theme, edge.entry, at, self, avoid=avoid, back=focused)
        self.view.diagram.pin(None if card is None else edge.entry)
        if card is not None:
            card.closed.connect(self._on_card_closed)

    def _on_steps_asked(self) -> None:
        self.store.show_panel(SEQUENCE)

    def _on_card_closed(self) -> None:
        self.view.diagram.pin(None)

    def _on_menu_asked(self, what: Node | Edge | None, at: QPoint) -> None:
        if isinstance(what, Edge):
            self._select(what)
            self._open_menu(what.entry, at)
        elif what is None:
            self._open_menu(Ground(), at)
        else:
            about = self.editing.subject(what)
            if not isinstance(about, Several):
                self.editing.select(what)
                self._show_chosen()
            self._open_menu(about, at)

    def _on_unit_menu_asked(self) -> None:
        place = self.view.node_place(self.view.diagram.current)
        self._open_menu(self.editing.subject(), place.center())

    def _open_menu(self, part: Subject, at: QPoint) -> None:
        # a key may ask twice: as a key, and as what the platform makes of it
        if QApplication.activePopupWidget() is None:
            acts = {"rename", "answers", "copy", "all", "fit"} | ({"paste"} if self.editing.copied else set())
            menu = open_part_menu(self.store, self.theme, part, at, self, acts=acts)
            menu.acted.connect(self._on_acted)

    def _on_acted(self, act: str) -> None:
        """What a key or a line of a menu asks for."""
        acts = {
            "add": self.editing.add_beside,
            "remove": self.editing.remove,
            "all": self.editing.choose_layer,
            "copy": self._copy,
            "paste": self.editing.paste,
            "rename": self._rename_current,
            "answers": self._name_answers,
            "fit": self.view.fit,
        }
        acts[act]()
        self._show_chosen_later()

    def _show_chosen_later(self) -> None:
        """With the next state, whose nodes they are; now where the state is the one that is shown."""
        if not self.store.is_due:
            self._show_chosen()

    def _copy(self) -> None:
        self.store.told.emit(self.editing.copy())

    def _rename_current(self) -> None:
        self._on_name_asked(self.editing.current)

    def _on_name_asked(self, node: Node) -> None:
        if node.key.kind == "output":
            self._name_answers()
        elif node.key.kind == "input":
            self._renamed = node.row
            name = self.store.state.document.encoder.inputs[node.row]
            editor = self.view.edit_name(node._replace(key=Key("input", 0)), name)
            editor.committed.connect(self._on_renamed)

    def _on_renamed(self, name: str) -> None:
        if self._renamed < len(self.store.state.document.encoder.inputs):
            self.editing.rename(self._renamed, name)

    def _name_answers(self) -> None:
        dialog = AnswersDialog(self.store, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _select(self, edge: Edge) -> None:
        """Select the unit and gate that an edge belongs to: of the readout's, the unit that it comes from."""
        source, target = edge.nodes
        node = source if target.key.kind == "output" else target
        self.store.look(layer=node.key.layer, unit=node.row)
        state = self.store.state
        gates = [gate for gate in state.cell.gates if edge.bundle.name in state.cell.parameters_of(gate)]
        if edge.bundle.place != READOUT and gates and state.view.signal not in gates:
            self.store.look(signal=gates[0])

    def _on_view_stepped(self, way: int, beside: bool) -> None:
        self.editing.step(way, beside)
        self._show_chosen()

    def _on_view_crossed(self, way: int) -> None:
        there = beside(self.view.diagram.layout, self.editing.current, way)
        if there is not None:
            self.editing.select(there)
            self._show_chosen()

    def _on_nudged(self, dx: float, dy: float) -> None:
        layout = self.view.diagram.layout
        if layout is not None:
            nodes = self.view.diagram.chosen or {self.view.diagram.current}
            loose = [node for node in nodes if stands_alone(layout, node)]
            if loose:
                self.editing.nudge(nudged(layout, loose, dx, dy))

    def _on_found(self, node: Node) -> None:
        """Select what was found, and bring it into view."""
        self._on_listed(node)
        self.show_state(self.store.state)  # it may have to be drawn out of a block first
        self.view.show_node(node)

    def _on_listed(self, node: Node) -> None:
        self.editing.select(node)
        self._show_chosen()

    def _on_find_closed(self) -> None:
        self.find_bar.hide()
        self.view.leave()
        self.window().setFocus()

    def _on_view_walked(self, layer: int, way: int) -> None:
        view = self.store.state.view
        self.store.look(layer=layer, unit=max(0, view.unit + way) if view.layer == layer else 0)


def _some(choices: list[Option], chosen: str, count: int, hidden: int) -> list[Option]:
    """`count` of the choices, the chosen one among them, and what tells of the others and of the `hidden` ones."""
    first = choices[:count]
    if all(key != chosen for key, *_ in first):
        first[-1:] = [choice for choice in choices if choice[0] == chosen]
    left = len(choices) - len(first) + hidden
    if not left:
        return first
    networks = "network" if left == 1 else "networks"
    return [*first, (MORE, f"+{left}", None, f"{left} more {networks}: Models lists all, and shows or hides them")]
