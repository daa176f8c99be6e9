"""What can be done with an input: rename it, add one, remove one, draw it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from core.input_edits import add_input, remove_input, rename_input
from gui.sequence.grid import ValueGrid
from gui.sequence.menus import Entry, KeyMenu
from gui.store import Store


class InputMenus(QObject):
    """The menu of a row of a grid; `draw_asked` carries the input."""

    draw_asked = Signal(int)

    def __init__(self, store: Store, grid: ValueGrid, parent: QWidget) -> None:
        super().__init__(parent)
        self._store, self._grid = store, grid
        self._row = 0

    def open(self, row: int, at: QPoint) -> None:
        """Show the menu of an input (-1 for none of them) at a place of the screen."""
        self._row = row
        inputs = self._store.state.document.encoder.inputs
        name = inputs[row] if 0 <= row < len(inputs) else ""
        of_it: tuple[Entry, ...] = (
            ("draw", f"Draw {name}", "", True),
            ("rename", f"Rename {name}…", "", True),
            ("remove", f"Remove {name}", "", len(inputs) > 1),
        )
        entries: tuple[Entry, ...] = (*(of_it if name else ()), ("add", "Add an input", "", True))
        menu = KeyMenu("Input", entries, self._grid)
        menu.picked.connect(self._on_picked)
        menu.open_at(at)

    def _on_picked(self, key: str) -> None:
        if key == "draw":
            self.draw_asked.emit(self._row)
        elif key == "rename":
            self._grid.edit_row_name(self._row)
        elif key == "remove":
            self.remove(self._row)
        else:
            self.add()

    def add(self) -> None:
        """One more input, which is 0 everywhere; its name can be typed at once."""
        if self._store.edit(add_input, label="Add an input"):
            self._store.publish()
            self._grid.edit_row_name(len(self._store.state.document.encoder.inputs) - 1)

    def remove(self, row: int) -> None:
        """Remove an input from every network; the last one is refused."""
        inputs = self._store.state.document.encoder.inputs
        if 0 <= row < len(inputs):
            self._store.edit(remove_input, row, label=f"Remove {inputs[row]}")

    def rename(self, row: int, name: str) -> None:
        """Call an input otherwise."""
        inputs = self._store.state.document.encoder.inputs
        if 0 <= row < len(inputs):
            self._store.edit(rename_input, row, name, label=f"Rename {inputs[row]}")
