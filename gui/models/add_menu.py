"""The menu that adds a network: a copy of the selected one, or one layer of any cell in a number of units."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from core.cells import Cell, cell_names, load_cell
from core.model_edits import MOST_MODELS, add_model, duplicate_model
from core.state import State
from gui.level_words import counted
from gui.own_cells import own_cells
from gui.store import Store

UNITS = (1, 2, 4, 8, 16, 32, 64)
FIRST = ("dense", "elman", "lstm", "gru")  # listed at once; the others in a menu of their own


class AddMenu(QMenu):
    """Filled anew each time that it opens. What is added is one edit, and selected."""

    def __init__(self, store: Store, parent: QWidget) -> None:
        super().__init__(parent)
        self._store = store
        self.setAccessibleName("Add a network")
        self.aboutToShow.connect(self._fill)
        self.triggered.connect(self._on_triggered)

    def _fill(self) -> None:
        self.clear()
        for menu in self.findChildren(QMenu):
            menu.deleteLater()
        state = self._store.state
        if len(state.document.models) >= MOST_MODELS:
            self.addAction(f"There are {MOST_MODELS} networks: remove one first").setEnabled(False)
            return
        self.addAction(f"A copy of {state.model.name}".replace("&", "&&")).setData(())
        self.addSeparator()
        for key in FIRST:
            _add_cell(self, load_cell(key))
        more = self.addMenu("More cells")
        for cell in cells_of(state):
            if cell.key not in FIRST:
                _add_cell(more, cell)

    def _on_triggered(self, action: QAction) -> None:
        chosen, state = action.data(), self._store.state
        if chosen is None:
            return
        if len(chosen):
            cell, units = chosen
            at = len(state.document.models)
            added = self._store.edit(add_model, cell, units, "", at, label=f"Add {counted(units, f'{cell.name} unit')}")
        else:
            at = state.view.model + 1
            added = self._store.edit(duplicate_model, at - 1, label=f"Duplicate {state.model.name}")
        if added:
            self._store.look(model=at)


def cells_of(state: State) -> list[Cell]:
    """Those that ship, in their order, then the user's own, then others that the document's networks have."""
    cells = [*(load_cell(key) for key in cell_names()), *own_cells()]
    for model in state.document.models:
        for layer in model.network.layers:
            if all(layer.cell.graph != cell.graph for cell in cells):
                cells.append(layer.cell)
    return cells


def _add_cell(menu: QMenu, cell: Cell) -> None:
    units = menu.addMenu(cell.name.replace("&", "&&"))
    for count in UNITS:
        units.addAction(counted(count, "unit")).setData((cell, count))
