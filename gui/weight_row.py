"""One weight as a row of the list: what it is, its value and range, what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent
from PySide6.QtWidgets import QToolTip, QWidget

from core.network import Network
from gui.numbers import number
from gui.part_menu import asks_menu, open_part_menu
from gui.quantity import WeightValue
from gui.quantity_row import QuantityRow
from gui.store import Store
from gui.theme import Theme
from gui.weight_entries import Entry, Group

_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
CUT_TIP = "cut: held at 0 in training and here; right-click to restore it"


class WeightRow(QuantityRow):
    """One weight; its menu cuts, sets and resets it. `turned` carries the way (-1, +1) to another gate."""

    turned = Signal(int)

    def __init__(self, store: Store, theme: Theme, parent: QWidget) -> None:
        super().__init__(store, theme, parent)
        self._entry = Entry(0, "", (), "", "")
        self._opened: float | None = None

    @property
    def entry(self) -> Entry:
        """What the row is about."""
        return self._entry

    def assign(self, model: int, entry: Entry, group: Group) -> None:
        """Be about another weight; a drag of the one before is over."""
        self.move_quantity(WeightValue(model, entry.weight))
        self._entry = entry
        self.set_label(entry.label)
        self.setAccessibleName(f"{entry.label}, {group.caption}" if group.caption else entry.label)
        self.set_role(group.role)

    @property
    def reach(self) -> float:
        """The larger size of the weight and of the one to go back to."""
        return max(abs(self.value), abs(self._opened or 0.0))

    def show_weight(self, network: Network, opened: Network | None) -> None:
        """Show the weight as it is in `network`; the one in `opened` is the one to go back to."""
        entry = self._entry
        mask = network.cut(entry.place, entry.name)
        self.show_cut(mask is not None and bool(mask[entry.index]))
        before = None if opened is None else _weight(opened, entry)
        if before != self._opened:
            self._opened = before
            self.set_default(before or 0.0)
        self.set_value(0.0 if self.is_cut else _weight(network, entry))

    def track(self) -> tuple[float, float]:
        """Where the ends of the track lie."""
        return self._ends()

    # what it says

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip(), self)
            return True
        return super().event(event)

    def tip(self) -> str:
        """What the weight joins, and how to take a change back."""
        if self.is_cut:
            return f"{self._entry.tip}\n{CUT_TIP}"
        if self._opened is None or self._opened == self.value:
            return self._entry.tip
        return f"{self._entry.tip}\n{number(self._opened)} as opened: double-click the name to go back"

    # the menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._open_menu(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _PAGES and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.close_editor(commit=True)
            self.turned.emit(_PAGES[Qt.Key(event.key())])
        elif asks_menu(event):
            self._open_menu(self.mapToGlobal(QPoint(self._label_width, self.height())))
        else:
            super().keyPressEvent(event)

    def _open_menu(self, at: QPoint) -> None:
        # a value is typed in the row itself: a card would be a second slider for the same weight
        menu = open_part_menu(self._store, self._theme, self._entry.weight, at, self, cards=False)
        menu.value_asked.connect(self._on_value_asked)

    def _on_value_asked(self) -> None:
        self.edit()


def _weight(network: Network, entry: Entry) -> float:
    return float(network.parameter(entry.place, entry.name)[entry.index])
