"""Menus that tell by a key what was chosen in them; they delete themselves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

# key, words, keys to press, whether it can be chosen; None for a line between
Entry = tuple[str, str, str, bool] | None


class KeyMenu(QMenu):
    """`picked` carries the key of the entry that was chosen."""

    picked = Signal(str)

    def __init__(self, name: str, entries: Sequence[Entry], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        for entry in entries:
            if entry is None:
                self.addSeparator()
                continue
            key, words, keys, enabled = entry
            action = self.addAction(words.replace("&", "&&"))
            if keys:  # shown only: the grid has these keys itself
                action.setText(
                    f"{action.text()}\t{QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)}"
                )
            action.setData(key)
            action.setEnabled(enabled)
        self.triggered.connect(self._on_triggered)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def open_at(self, place: QPoint) -> None:
        """Show it at a place of the screen."""
        self.popup(place)

    def _on_triggered(self, action: QAction) -> None:
        self.picked.emit(str(action.data()))
