"""What is done in the list of nodes, as edits of the document: nodes come and go, weights are cut and typed."""

from __future__ import annotations

from collections.abc import Sequence

from core.document import add_unit, set_cuts, set_weight
from core.edges import Weight, all_cut
from core.input_edits import add_input, add_output, remove_inputs, remove_output
from core.unit_edits import remove_units
from gui.diagram.node_model import NodeModel, Place
from gui.part_choices import title
from gui.store import Store
from gui.weight_entries import weight_words


def remove(store: Store, nodes: NodeModel, places: Sequence[Place]) -> None:
    """Remove nodes, or cut weights and restore those that are cut: of several what is alike with the last."""
    last = places[-1]
    alike = [p for p in places if p.row is not None and (p.weight is None) == (last.weight is None)]
    if not alike:
        return
    if last.weight is not None:
        weights = [weight for p in alike if (weight := nodes.weight_at(nodes.index_of(p))) is not None]
        _cut(store, weights)
        return
    branch = nodes.branches[last.group]
    rows = [p.row for p in alike if p.group == last.group and p.row is not None]
    model, what = store.state.view.model, title(store.state, branch.subject(rows[0]))
    label = f"Remove {what}" if len(rows) == 1 else f"Remove {len(rows)} {branch.kind}s"
    if branch.kind == "unit":
        store.edit(remove_units, model, [(branch.layer, row) for row in rows], label=label)
    elif branch.kind == "input":
        store.edit(remove_inputs, rows, label=label)
    elif len(rows) == 1:
        store.edit(remove_output, model, rows[0], label=label)
    else:
        gesture = object()
        for row in sorted(rows, reverse=True):
            store.edit(remove_output, model, row, label=label, gesture=gesture)
        store.end_gesture()


def add(store: Store, nodes: NodeModel, place: Place) -> None:
    """One more node in the group of a place."""
    branch, model = nodes.branches[place.group], store.state.view.model
    label = f"Add {branch.kind} {branch.count + 1}"
    if branch.kind == "unit":
        store.edit(add_unit, model, branch.layer, label=label)
    elif branch.kind == "input":
        store.edit(add_input, label=label)
    else:
        store.edit(add_output, model, label=label)


def type_number(store: Store, weight: Weight, value: float) -> None:
    """Give a weight another value."""
    label = f"Change {weight_words(store.state, weight)}"
    store.edit(set_weight, store.state.view.model, *weight, value, label=label)


def _cut(store: Store, weights: list[Weight]) -> None:
    cut = all_cut(store.state.model.network, weights)
    what = weight_words(store.state, weights[0]) if len(weights) == 1 else f"{len(weights)} weights"
    verb = "Restore" if cut else "Cut"
    store.edit(set_cuts, store.state.view.model, weights, not cut, label=f"{verb} {what}")
