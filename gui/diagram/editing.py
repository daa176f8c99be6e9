"""What a person does to the network in its diagram, as edits of the document: each one step for undo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QElapsedTimer

from core.document import Document, add_layer, add_unit, set_cuts
from core.input_edits import add_input, add_output, rename_input
from core.layer import Layer
from core.node_edits import paste_unit, remove_nodes
from core.positions import Position
from core.state import State
from core.unit_edits import move_nodes
from gui.choice import Input, Output, Part, Several, Subject
from gui.diagram.edges import Edge
from gui.diagram.layout import Key, Node
from gui.diagram.selection import Selection, form_of, unit_node
from gui.diagram.spots import Adds, Spot
from gui.end_choices import add_input_choice, add_output_choice
from gui.part_choices import title
from gui.store import Store
from gui.weight_entries import weight_words
from gui.whose import unit_name

RUN_MS = 600  # keys that follow each other within are one step for undo


class Copied(NamedTuple):
    """A unit whose weights were copied, in the layer as it was then."""

    layer: Layer
    unit: int
    name: str


@dataclass(frozen=True)
class _Run:
    """A run of keys that move the same nodes."""

    token: object
    nodes: frozenset[Node]


class Editing:
    """Edits of the selected model's network by its diagram; `selection` is what they are about."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.selection = Selection()
        self.copied: Copied | None = None
        self._run: _Run | None = None
        self._token: object | None = None
        self._before: Document | None = None  # the last drag
        self._since = QElapsedTimer()

    @property
    def state(self) -> State:
        """The present state; the selection is one of it."""
        state = self._store.state
        self.selection.follow(state)
        return state

    # what is chosen

    @property
    def current(self) -> Node:
        """The node that keys are about: the selected unit, or what alone is chosen in its place."""
        return self.selection.current(unit_node(self.state))

    def step(self, way: int, beside: bool) -> None:
        """Go to the node above (-1) or below (+1) the current one; `beside` chooses it too."""
        node, state = self.current, self.state
        there = node._replace(row=min(max(node.row + way, 0), form_of(state).size(node.key) - 1))
        if not beside:
            self.select(there)
            return
        self.choose((there,), beside=True)
        if there.key.kind == "unit":
            self._store.look(layer=there.key.layer, unit=there.row)
            self.selection.follow(self._store.state)

    def select(self, node: Node) -> None:
        """Choose one node alone; a unit is the one that all panels show."""
        self.state  # noqa: B018  the selection follows first
        self.selection.choose(() if node.key.kind in ("unit", "before") else (node,))
        if node.key.kind in ("unit", "before"):
            self._store.look(layer=node.key.layer, unit=node.row)

    def toggle(self, node: Node) -> None:
        """Choose a node beside those that are, or let it go."""
        self.selection.toggle(node, unit_node(self.state))
        self._look_at_chosen(node)

    def choose(self, nodes: Iterable[Node], beside: bool = False) -> None:
        """Choose these nodes, beside those that are or alone."""
        main = unit_node(self.state)
        self.selection.choose({*nodes, *(self.selection.all_of(main) if beside else ())})
        self._look_at_chosen(main)

    def choose_layer(self) -> None:
        """Choose all units of the layer that is looked at."""
        layer = self.state.view.layer
        self.choose(Node(Key("unit", layer), unit) for unit in range(self.state.layer.units))

    def _look_at_chosen(self, node: Node) -> None:
        """Look at a unit that is chosen: `node`, the one that was looked at, or the first."""
        main, nodes = unit_node(self.state), self.selection.nodes
        units = sorted(n for n in nodes if n.key.kind == "unit")
        if not units:
            return
        best = node if node in units else main if main in units else units[0]
        self._store.look(layer=best.key.layer, unit=best.row)
        self.selection.follow(self._store.state)

    def subject(self, node: Node | None = None) -> Subject:
        """What a menu about a node is about: what is chosen with it, or the node alone; None is what is chosen."""
        main = unit_node(self.state)
        nodes = self.selection.all_of(main)
        if len(nodes) > 1 and (node is None or node in nodes):
            return self.several()
        return _about(self.current if node is None else node)

    def several(self) -> Several:
        """All that is chosen."""
        main, chosen = unit_node(self.state), self.selection
        units = chosen.units(main)
        first = (main.key.layer, main.row)
        looked_at = first if first in units else None
        return Several(units, chosen.rows("input", main), chosen.rows("output", main), looked_at)

    # parts that come and go

    def add(self, adds: Adds, layer: int) -> None:
        """One more input, output, unit of a layer, or layer in front of one."""
        state = self.state
        if adds == "input":
            choice = add_input_choice(state)
            if self._store.edit(add_input, label=choice.label):
                self.select(Node(Key("input", 0), state.model.network.inputs))
        elif adds == "output":
            choice = add_output_choice(state)
            if self._store.edit(add_output, state.view.model, label=choice.label):
                self.select(Node(Key("output", len(state.model.network.layers)), state.model.network.outputs))
        elif adds == "unit":
            self._add_unit(state, layer)
        else:
            self._add_layer(state, layer)

    def _add_unit(self, state: State, layer: int) -> None:
        network = state.model.network
        units = network.layers[layer].units
        label = f"Add {unit_name(network, layer, units)}"
        if self._store.edit(add_unit, state.view.model, layer, label=label):
            self.select(Node(Key("unit", layer), units))

    def _add_layer(self, state: State, at: int) -> None:
        """A layer as the one in front of it is, or as the first."""
        layers = state.model.network.layers
        like = layers[max(at - 1, 0)]
        label = f"Add a layer of {like.cell.name}"
        if self._store.edit(add_layer, state.view.model, at, like.cell, like.units, label=label):
            self.select(Node(Key("unit", at), 0))

    def add_at(self, spot: Spot) -> None:
        """What one of the small buttons adds."""
        self.add(spot.adds, spot.layer)

    def add_beside(self) -> None:
        """One more of the kind that is chosen."""
        node = self.current
        adds: Adds = "unit" if node.key.kind in ("unit", "before") else node.key.kind  # type: ignore[assignment]
        self.add(adds, node.key.layer)

    def remove(self, node: Node | None = None) -> None:
        """Remove a node, or all that is chosen."""
        state = self.state
        about = self.subject() if node is None else _about(node)
        units, inputs, outputs = _parts(about)
        label = f"Remove {title(state, about)}"
        if self._store.edit(remove_nodes, state.view.model, units, inputs, outputs, label=label):
            self.selection.follow(self._store.state)

    def rename(self, row: int, name: str) -> None:
        """Give an input another name."""
        old = self.state.document.encoder.inputs[row]
        self._store.edit(rename_input, row, name, label=f"Rename input {old}")

    # where nodes stand

    def move(self, positions: tuple[Position, ...], token: object) -> None:
        """Put nodes where the mouse has them."""
        state = self.state
        if token is not self._token:
            self._token, self._before = token, state.document
        label = f"Move {self._moved_words(state, positions)}"
        self._store.edit(move_nodes, state.view.model, positions, label=label, gesture=token)

    def take_back_move(self) -> None:
        """Put the nodes back where the drag began."""
        if self._before is not None:
            self._store.end_gesture()
            self._store.back_to(self._before)

    def nudge(self, positions: tuple[Position, ...]) -> None:
        """Put nodes where a key moves them; keys that follow each other are one step for undo."""
        nodes = self.selection.all_of(unit_node(self.state))
        fresh = not self._since.isValid() or self._since.elapsed() > RUN_MS
        if self._run is None or fresh or self._run.nodes != nodes:
            self._run = _Run(object(), nodes)
        self._since.restart()
        self.move(positions, self._run.token)

    def _moved_words(self, state: State, positions: tuple[Position, ...]) -> str:
        if len(positions) > 1:
            return f"{len(positions)} nodes"
        (one,) = positions
        if one.kind == "unit":
            return unit_name(state.model.network, one.layer, one.row)
        return title(state, Input(one.row) if one.kind == "input" else Output(one.row))

    # weights

    def cut(self, edge: Edge) -> None:
        """Cut an edge, or restore it."""
        state = self.state
        label = f"{'Restore' if edge.cut else 'Cut'} {weight_words(state, edge.entry)}"
        self._store.edit(set_cuts, state.view.model, [edge.entry], not edge.cut, label=label)

    def copy(self) -> str:
        """Keep what leads into the unit that is looked at, to be pasted; what to say of it."""
        state = self.state
        name = unit_name(state.model.network, state.view.layer, state.view.unit)
        self.copied = Copied(state.layer, state.view.unit, name)
        return f"The weights into {name} are copied: Ctrl+V gives them to the units that are chosen."

    def paste(self) -> None:
        """Give what was copied to the units that are chosen."""
        state, copied = self.state, self.copied
        units = self.selection.units(unit_node(state))
        if copied is None or not units:
            return
        layers = sorted({layer for layer, _ in units})
        before = state.document
        for layer in layers:
            targets = [unit for of, unit in units if of == layer]
            where = unit_name(state.model.network, layer, targets[0]) if len(targets) == 1 else f"{len(targets)} units"
            label = f"Copy the weights of {copied.name} to {where}"
            if not self._store.edit(paste_unit, state.view.model, layer, targets, *copied[:2], label=label):
                break
        if len(layers) > 1:
            self._store.merge_since(before)


def _about(node: Node) -> Subject:
    if node.key.kind == "input":
        return Input(node.row)
    return Output(node.row) if node.key.kind == "output" else Part(node.key.layer, node.row)


def _parts(about: Subject) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...], tuple[int, ...]]:
    """The units, inputs and outputs that a subject is about."""
    if isinstance(about, Several):
        return about.units, about.inputs, about.outputs
    if isinstance(about, Input):
        return (), (about.row,), ()
    if isinstance(about, Output):
        return (), (), (about.row,)
    assert isinstance(about, Part)
    return ((about.layer, about.unit),), (), ()
