"""The nodes of the selected model as an item model: groups, nodes, weights; what is not looked at is not made."""

from __future__ import annotations

from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.edges import Weight
from core.state import State
from gui.diagram.layout import Node
from gui.diagram.node_rows import (
    Branch,
    branches,
    has_weights,
    node_name,
    value_signs,
    value_words,
    weight_name,
    weight_value,
    weights_into_node,
)
from gui.fonts import REGULAR, SEMIBOLD, mono_font, ui_font

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
_BITS = 32  # an index's own number is its group's below, then its node's; 0 is for nothing


class Place(NamedTuple):
    """What an index is of: a group, a node of it, or one of the weights into that."""

    group: int
    row: int | None = None
    weight: int | None = None


class NodeModel(QAbstractItemModel):
    """Two columns: names and values. Weights are listed when a node is opened."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state: State | None = None
        self._of: tuple[object, ...] = ()
        self.branches: tuple[Branch, ...] = ()
        self._weights: dict[tuple[int, int], list[Weight]] = {}

    def show_state(self, state: State) -> bool:
        """Show `state`; whether the rows are others than before, so that all indices are new."""
        network = state.model.network
        found = branches(network)
        layers = tuple((layer.cell, layer.inputs, *layer.initial) for layer in network.layers)
        of = (found, layers, state.document.encoder.inputs, state.document.question)
        if of != self._of:
            self.beginResetModel()
            self._state, self._of, self.branches, self._weights = state, of, found, {}
            self.endResetModel()
            return True
        self._state = state
        for group in range(len(found)):
            self._tell(self.index(group, 0))
        for group, row in list(self._weights):
            self._tell(self.index(row, 0, self.index(group, 0)))
        return False

    def _tell(self, parent: QModelIndex) -> None:
        """Say that the values below an index may be others."""
        if count := self.rowCount(parent):
            self.dataChanged.emit(self.index(0, 1, parent), self.index(count - 1, 1, parent))

    # where things are

    def place(self, index: Index) -> Place | None:
        """What an index is of."""
        if not index.isValid():
            return None
        own = index.internalId()
        group, node = own & ((1 << _BITS) - 1), own >> _BITS
        if not group:
            return Place(index.row())
        return Place(group - 1, index.row()) if not node else Place(group - 1, node - 1, index.row())

    def node_index(self, node: Node) -> QModelIndex:
        """Where a node of the diagram is in the list; nowhere for one that it does not have."""
        for group, branch in enumerate(self.branches):
            kind = "unit" if node.key.kind == "before" else node.key.kind
            if (branch.kind, branch.layer) == (kind, node.key.layer) and node.row < branch.count:
                return self.index(node.row, 0, self.index(group, 0))
        return QModelIndex()

    def index_of(self, place: Place) -> QModelIndex:
        """Where something is; of what is no longer there the last that is."""
        index = self.index(min(place.group, len(self.branches) - 1), 0)
        for row in (place.row, place.weight):
            if row is not None and (count := self.rowCount(index)):
                index = self.index(min(row, count - 1), 0, index)
        return index

    @property
    def listed(self) -> tuple[tuple[int, int], ...]:
        """The nodes whose weights have been asked for: group and row."""
        return tuple(self._weights)

    def weight_value(self, index: Index) -> float:
        """What the weight at an index is worth, a cut not counted."""
        weight = self.weight_at(index)
        assert weight is not None and self._state is not None
        return float(self._state.model.network.parameter(weight.place, weight.name)[weight.at])

    def weight_at(self, index: Index) -> Weight | None:
        """The weight that an index is of."""
        place = self.place(index)
        if place is None or place.row is None or place.weight is None:
            return None
        return self._weights_of(place.group, place.row)[place.weight]

    def _weights_of(self, group: int, row: int) -> list[Weight]:
        assert self._state is not None
        if (group, row) not in self._weights:
            network = self._state.model.network
            self._weights[group, row] = weights_into_node(network, self.branches[group], row)
        return self._weights[group, row]

    # what Qt asks

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        place = self.place(parent)
        if place is None:
            return self.createIndex(row, column, 0)
        own = place.group + 1 if place.row is None else (place.row + 1) << _BITS | (place.group + 1)
        return self.createIndex(row, column, own)

    def parent(self, child: Index = NOWHERE) -> Any:  # QObject has a parent of its own
        place = self.place(child)
        if place is None or place.row is None:
            return QModelIndex()
        if place.weight is None:
            return self.createIndex(place.group, 0, 0)
        return self.createIndex(place.row, 0, place.group + 1)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        if parent.column() > 0 or self._state is None:
            return 0
        match self.place(parent):
            case None:
                return len(self.branches)
            case Place(group, None, None):
                return self.branches[group].count
            case Place(group, int(row), None) if has_weights(self.branches[group]):
                return len(self._weights_of(group, row))
        return 0

    def hasChildren(self, parent: Index = NOWHERE) -> bool:
        # without making the list of a node's weights
        place = self.place(parent)
        if place is not None and place.row is not None:
            return parent.column() == 0 and place.weight is None and has_weights(self.branches[place.group])
        return self.rowCount(parent) > 0

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 2

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        is_value = index.column() == 1 and self.weight_at(index) is not None
        return flags | Qt.ItemFlag.ItemIsEditable if is_value else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(index, spoken=False)[min(index.column(), 1)]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, self._words(index))) if index.column() == 0 else self._words(index)[1]
        if role == Qt.ItemDataRole.FontRole:
            is_group = index.column() == 0 and not index.parent().isValid()
            return mono_font(11) if index.column() else ui_font(12, SEMIBOLD if is_group else REGULAR)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        return None

    def _words(self, index: Index, spoken: bool = True) -> tuple[str, str]:
        """Name and values of what an index is of; of a node's values the signals in words where they are `spoken`."""
        state, place = self._state, self.place(index)
        assert state is not None and place is not None
        branch = self.branches[place.group]
        if place.row is None:
            return branch.title, ""
        weight = self.weight_at(index)
        if weight is None:
            return node_name(state, branch, place.row), (value_words if spoken else value_signs)(
                state, branch, place.row
            )
        return weight_name(state, branch, place.row, weight), weight_value(state, weight)
