"""The cells of a table as a view shows them: only those that are seen are asked for."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.tables import Choice, Table, as_number
from gui.fonts import mono_font
from gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex


class TableModel(QAbstractTableModel):
    """Rows of values below the names of the columns; what is not taken is pale, what is no number marked."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._table: Table | None = None
        self._choice = Choice(())
        self._rows = range(0)
        self._width = 0
        self._names: tuple[str, ...] = ()

    def show_table(self, table: Table, choice: Choice) -> None:
        """Show a table, and what of it is taken."""
        self.beginResetModel()
        self._table, self._choice, self._rows = table, choice, table.body
        self._width, self._names = table.width, table.columns
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._width

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._table is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self._names[section]
        return str(self._table.places[self._rows[section]])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._table is None:
            return None
        row = self._table.rows[self._rows[index.row()]]
        cell = row[index.column()] if index.column() < len(row) else ""
        if role == Qt.ItemDataRole.DisplayRole:
            return cell[:60].replace("\n", " ")
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in self._choice.columns:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.FontRole and index.column() in self._choice.columns:
            return mono_font(12)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(index, cell)
        if role == Qt.ItemDataRole.BackgroundRole and self._is_bad(index, cell):
            return self._theme.danger_soft
        return None

    def _is_taken(self, index: Index) -> bool:
        choice, row = self._choice, index.row() + 1
        within = choice.first <= row and (choice.last is None or row <= choice.last)
        return within and (index.column() in choice.columns or index.column() == choice.label)

    def _is_bad(self, index: Index, cell: str) -> bool:
        assert self._table is not None
        number = index.column() in self._choice.columns and self._is_taken(index)
        return number and math.isnan(as_number(cell, self._table.decimal))

    def _ink(self, index: Index, cell: str) -> Any:
        if self._is_bad(index, cell):
            return self._theme.danger
        return self._theme.text if self._is_taken(index) else self._theme.faint
