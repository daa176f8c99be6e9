"""The button that chooses what the rows of the timeline are: the signals of one unit, or one signal of all units."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from core.state import State
from gui.signal_label import label
from gui.theme import Theme
from gui.weight_entries import gate_words
from gui.widgets.icon_button import IconButton


class RowsButton(IconButton):
    """Says what the rows are, and opens a menu of what they can be; `chosen` carries a signal, or "" for one unit."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, text="rows", kind="flat", parent=parent)
        self._across = ""
        self._choices: tuple[tuple[str, str], ...] = ()
        self._menu = QMenu(self)
        self._menu.triggered.connect(self._on_triggered)
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def show_state(self, state: State) -> None:
        """Offer what the selected cell has."""
        cell, view = state.cell, state.view
        unit = f"unit {view.unit + 1}"
        self._across = view.across
        self.setText(f"all units: {label(cell, view.across)} \u25be" if view.across else f"{unit} \u25be")
        self.set_tooltip("Show the signals of one unit, or one signal of all units")
        choices = [("", f"Signals of {unit}")]
        choices += [(signal, f"All units: {gate_words(cell, signal)}") for signal in cell.signals]
        self._offer(tuple(choices))

    def _offer(self, choices: tuple[tuple[str, str], ...]) -> None:
        if choices != self._choices:
            self._choices = choices
            self._menu.clear()
            for key, text in choices:
                action = self._menu.addAction(text)
                action.setData(key)
                action.setCheckable(True)
                if not key:
                    self._menu.addSeparator()
        for action in self._menu.actions():
            action.setChecked(action.data() == self._across)

    def _on_triggered(self, action: QAction) -> None:
        action.setChecked(action.data() == self._across)  # until the state says so
        self.chosen.emit(action.data())
