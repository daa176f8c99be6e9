"""The menus of the cell editor: cells to load, those that ship and the user's own, and own ones to delete."""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from core.cell_library import Saved
from core.cells import Cell, cell_names, load_cell
from gui.cell_choices import variant


def load_menu(own: Iterable[Saved], present: Cell, parent: QWidget) -> QMenu:
    """Every cell, with whose it is and what it is called there; an action's data is the cell, or what is wrong."""
    menu = QMenu(parent)
    menu.setAccessibleName("Load a cell")
    menu.setToolTipsVisible(True)
    for cell in (load_cell(key) for key in cell_names()):
        _add(menu, cell, _origin(cell), cell.graph == present.graph)
    menu.addSeparator()
    for saved in own:
        if saved.cell is not None:
            _add(menu, saved.cell, "yours", saved.cell.graph == present.graph and saved.cell.name == present.name)
        else:
            action = menu.addAction(f"{_plain(saved.path.name)}\tcannot be read")
            action.setToolTip(saved.problem)
            action.setData(saved.problem)
    return menu


def delete_menu(own: Iterable[Saved], parent: QWidget) -> QMenu:
    """The user's own cells; an action's data is the cell's name."""
    menu = QMenu(parent)
    menu.setAccessibleName("Delete a cell of yours")
    for saved in own:
        if saved.cell is not None:
            menu.addAction(f"Delete “{_plain(saved.cell.name)}”").setData(saved.cell.name)
    return menu


def _add(menu: QMenu, cell: Cell, origin: str, chosen: bool) -> QAction:
    action = menu.addAction(f"{_plain(cell.name)}\t{_plain(origin)}")
    action.setToolTip(cell.source or cell.equations.strip())
    action.setData(cell)
    if chosen:
        action.setCheckable(True)
        action.setChecked(True)
    return action


def _origin(cell: Cell) -> str:
    """Whose a cell is and what it is called there: "Greff et al. 2015 · NFG"."""
    whose = re.match(r"[^;:(]*?\d{4}", cell.source)
    return " · ".join(part for part in (whose[0] if whose else "", variant(cell).partition(":")[0]) if part)


def _plain(text: str) -> str:
    return text.replace("&", "&&")
