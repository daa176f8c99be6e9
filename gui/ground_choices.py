"""What can be done with the diagram as a whole: its menu's choices, in groups. Knows no Qt."""

from __future__ import annotations

from core.cells import cell_names, load_cell
from core.document import add_layer
from core.reshape import MOST_LAYERS
from core.state import State
from core.unit_edits import reset_positions
from gui.choice import Choice, Group, Submenu
from gui.end_choices import add_input_choice, add_output_choice


def ground_groups(state: State) -> list[Group]:
    """Parts to add, then what is chosen, where nodes stand, what is seen."""
    model, network = state.view.model, state.model.network
    behind, last = len(network.layers), network.layers[-1]
    full = behind >= MOST_LAYERS
    layers = [
        Choice(c.name, f"Add a layer of {c.name}", add_layer, (model, behind, c, last.units), enabled=not full)
        for c in map(load_cell, cell_names())
    ]
    add = (
        add_input_choice(state, key=""),
        Submenu(f"Add a layer of {last.units} behind the last", tuple(layers)),
        add_output_choice(state, key=""),
    )
    choose = (
        Choice("Select all units of the layer", act="all", key="Ctrl+A"),
        Choice("Paste the copied weights", act="paste", key="Ctrl+V"),
    )
    moved = bool(state.model.positions)
    see = (
        Choice("Reset all positions", "Reset all positions", reset_positions, (model,), enabled=moved),
        Choice("Fit the whole network", act="fit", key="0"),
    )
    return [add, choose, see]
