"""The nodes of a network as a list to be read: groups, the nodes of each with their values, the weights into them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from core.cells import Cell
from core.edges import Weight, all_cut, weights_of
from core.network import READOUT, Network
from core.state import State
from gui.diagram.layout import Key, Node
from gui.diagram.words import output_names
from gui.held import signal_number
from gui.level_words import counted, named
from gui.numbers import number, probability
from gui.part_choices import Input, Output, Part
from gui.weight_entries import weight_words
from gui.whose import layer_name, unit_name


@dataclass(frozen=True)
class Branch:
    """A group of nodes: the inputs, a layer's units, or the outputs."""

    kind: Literal["input", "unit", "output"]
    layer: int
    title: str
    count: int

    def node(self, row: int) -> Node:
        """A node of the group in the diagram."""
        return Node(Key(self.kind, self.layer), row)

    def subject(self, row: int) -> Part | Input | Output:
        """What the menu of a node is about."""
        if self.kind == "unit":
            return Part(self.layer, row)
        return Input(row) if self.kind == "input" else Output(row)


def branches(network: Network) -> tuple[Branch, ...]:
    """The groups, from the inputs to the outputs."""
    found = [Branch("input", 0, counted(network.inputs, "input"), network.inputs)]
    for index, layer in enumerate(network.layers):
        name = layer_name(network, index).removeprefix("the ")
        units = counted(layer.units, f"{named(layer.cell)[0]} unit")
        title = f"{name[0].upper()}{name[1:]}: {units}" if name else units
        found.append(Branch("unit", index, title, layer.units))
    return (*found, Branch("output", len(network.layers), counted(network.outputs, "output"), network.outputs))


def node_name(state: State, branch: Branch, row: int) -> str:
    """What a node is called within its group."""
    if branch.kind == "input":
        return state.document.encoder.inputs[row]
    return f"unit {row + 1}" if branch.kind == "unit" else output_names(state)[row]


def value_words(state: State, branch: Branch, row: int) -> str:
    """A node's values at the cursor in words: "hidden +0.66, cell +0.80"; "" without steps."""
    return ", ".join(f"{word} {value}" if word else value for word, _, value in node_values(state, branch, row))


def value_signs(state: State, branch: Branch, row: int) -> str:
    """The same, shorter: "h +0.66  c +0.80"."""
    return "  ".join(f"{sign} {value}" if sign else value for _, sign, value in node_values(state, branch, row))


def node_values(state: State, branch: Branch, row: int) -> list[tuple[str, str, str]]:
    """Each value of a node at the cursor: the signal in a word, its symbol, the number."""
    if not state.steps:
        return []
    trace, cursor = state.trace(), state.view.cursor
    if branch.kind == "input":
        return [("", "", number(float(trace.x[cursor, row])).strip())]
    if branch.kind == "output":
        value = float(trace.output[cursor, row])
        return [("", "", (number(value) if state.model.network.readout == "identity" else probability(value)).strip())]
    cell = state.model.network.layers[branch.layer].cell
    values = ((name, float(trace[branch.layer, name][cursor, row])) for name in told(cell))
    return [(short_name(cell, name), name, signal_number(cell, name, value).strip()) for name, value in values]


@lru_cache(maxsize=64)
def told(cell: Cell) -> tuple[str, ...]:
    """The signals that are told of a unit: its output, then what else it remembers."""
    return tuple(dict.fromkeys((cell.output, *reversed(cell.states))))


def short_name(cell: Cell, signal: str) -> str:
    """A signal in a word: "hidden", "cell", "forget"; its own name where it has no title."""
    title = cell.info(signal).title
    return title if title == signal else title.lower().removesuffix(" state").removesuffix(" gate")


def weights_into_node(network: Network, branch: Branch, row: int) -> list[Weight]:
    """All weights of a unit or an output, with its biases; none of an input."""
    if branch.kind == "unit":
        return weights_of(network, branch.layer, row)
    if branch.kind == "input":
        return []
    width = network.readout_parameters["W_y"].shape[1]
    return [*(Weight(READOUT, "W_y", (row, k)) for k in range(width)), Weight(READOUT, "b_y", (row,))]


def has_weights(branch: Branch) -> bool:
    """Whether weights lead into the nodes of a group."""
    return branch.kind != "input"


def weight_name(state: State, branch: Branch, row: int, weight: Weight) -> str:
    """What a weight is called below the node that it leads into: "W_i plural noun"."""
    words = weight_words(state, weight)
    if branch.kind == "unit":
        whose = unit_name(state.model.network, branch.layer, row)
        return words.removesuffix(f" → {whose}").removesuffix(f" of {whose}")
    return words.rpartition(" → ")[0] or words.partition(" of ")[0]


def weight_value(state: State, weight: Weight) -> str:
    """What a weight is worth; one that is cut says so as well."""
    value = number(float(state.model.network.parameter(weight.place, weight.name)[weight.at])).strip()
    return f"{value}, cut" if all_cut(state.model.network, [weight]) else value
