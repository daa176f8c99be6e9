"""Which nodes are chosen together, through every edit: no index is ever one of another network. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from core.state import State
from gui.diagram.layout import Key, Node
from gui.diagram.placing import can_move

Nodes = frozenset[Node]


class Form(NamedTuple):
    """What has to be the same for a node to be the same node: the model, and how many there are of each group."""

    model: object
    inputs: int
    units: tuple[int, ...]
    outputs: int

    def size(self, key: Key) -> int:
        """How many nodes a group has; 0 where there is none."""
        if key.kind == "input":
            return self.inputs
        if key.kind == "output":
            return self.outputs if key.layer == len(self.units) else 0
        return self.units[key.layer] if key.layer < len(self.units) else 0


@dataclass(frozen=True)
class _Left:
    """What was chosen in a form that an edit has left: undo brings it back."""

    form: Form
    nodes: Nodes


def form_of(state: State) -> Form:
    """The form of the selected model's network."""
    network = state.model.network
    return Form(state.model.identity, network.inputs, tuple(layer.units for layer in network.layers), network.outputs)


def unit_node(state: State) -> Node:
    """The node of the selected unit."""
    return Node(Key("unit", state.view.layer), state.view.unit)


class Selection:
    """The nodes chosen in the diagram; none where there is only the unit that all panels show."""

    def __init__(self) -> None:
        self.nodes: Nodes = frozenset()
        self._form: Form | None = None
        self._main: Node | None = None
        self._left: _Left | None = None

    def follow(self, state: State) -> None:
        """Adapt to a new state: groups that have changed are let go, and all where another unit was selected."""
        form, main = form_of(state), unit_node(state)
        if form != self._form:
            self._change_form(form)
        elif main != self._main and self.nodes and main not in self.nodes:
            self.nodes = frozenset()
        self._main = main

    def _change_form(self, form: Form) -> None:
        old, left = self._form, self._left
        self._left = None if old is None else _Left(old, self.nodes)
        self._form = form
        if left is not None and left.form == form:
            self.nodes = left.nodes
        elif old is None or old.model is not form.model or len(old.units) != len(form.units):
            self.nodes = frozenset()
        else:
            self.nodes = frozenset(node for node in self.nodes if old.size(node.key) == form.size(node.key))

    def choose(self, nodes: Iterable[Node]) -> None:
        """Choose these nodes alone; those of other steps cannot be."""
        self.nodes = frozenset(node for node in nodes if can_move(node))

    def toggle(self, node: Node, main: Node) -> None:
        """Choose a node beside those that are, the `main` unit at first, or let it go."""
        nodes = self.nodes or frozenset({main})
        self.choose(nodes ^ {node})

    def all_of(self, main: Node) -> Nodes:
        """What is chosen: the selected unit where nothing else is."""
        return self.nodes or frozenset({main})

    def current(self, main: Node) -> Node:
        """The one that keys start from: the selected unit, or what alone is chosen in its place."""
        if not self.nodes or main in self.nodes:
            return main
        return min(self.nodes)

    def units(self, main: Node) -> tuple[tuple[int, int], ...]:
        """Layer and unit of every unit that is chosen, in order."""
        return tuple(sorted((key.layer, row) for key, row in self.all_of(main) if key.kind == "unit"))

    def rows(self, kind: str, main: Node) -> tuple[int, ...]:
        """The inputs or outputs that are chosen, in order."""
        return tuple(sorted(row for key, row in self.all_of(main) if key.kind == kind))
