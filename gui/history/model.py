"""The steps of the history as a list that Qt's views read."""

from __future__ import annotations

from html import escape
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gui.history.rows import Row, When

ROW = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class HistoryModel(QAbstractListModel):
    """`show_rows` tells the views only what has changed, so that the place where one has scrolled to stays."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()

    @property
    def present(self) -> int:
        """The row where one is."""
        return next((k for k, row in enumerate(self.rows) if row.when is When.PRESENT), -1)

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show these rows."""
        old, both = self.rows, min(len(self.rows), len(rows))
        if len(old) > both:
            self.beginRemoveRows(QModelIndex(), both, len(old) - 1)
            self.rows = old[:both]
            self.endRemoveRows()
        elif len(rows) > both:
            self.beginInsertRows(QModelIndex(), both, len(rows) - 1)
            self.rows = (*old, *rows[both:])
            self.endInsertRows()
        self.rows = rows
        other = [k for k in range(both) if rows[k] != old[k]]
        if other:
            self.dataChanged.emit(self.index(other[0]), self.index(other[-1]))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.said
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"<p>{escape(row.said)}</p>"
        return row if role == ROW else None
