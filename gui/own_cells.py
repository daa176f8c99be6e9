"""The folder of the user's own cells."""

from __future__ import annotations

from pathlib import Path

from core.cell_library import list_cells
from core.cells import Cell
from gui.folders import data_folder


def cells_folder() -> Path:
    """Where they are; it may not exist."""
    return data_folder("cells")


def own_cells() -> tuple[Cell, ...]:
    """Those that can be read, by name."""
    return tuple(saved.cell for saved in list_cells(cells_folder()) if saved.cell is not None)
