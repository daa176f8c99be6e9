"""The files opened or saved last: a short list in the settings, and its menu."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

MOST = 10
KEY = "recent"
WIDTH = 360  # pixels for a name


class RecentFiles(QObject):
    """Paths, the newest first, each once; `changed` is sent when the list is another."""

    changed = Signal()

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

    @property
    def paths(self) -> list[Path]:
        """The files, the newest first; they may be gone."""
        kept = self._settings.value(KEY, [])
        names = [kept] if isinstance(kept, str) else kept if isinstance(kept, list) else []
        return [Path(name) for name in names if isinstance(name, str) and name][:MOST]

    def remember(self, path: Path) -> None:
        """Put a file first."""
        path = Path(os.path.abspath(path))
        try:
            str(path).encode()
        except UnicodeEncodeError:  # a name that is no text cannot be kept in the settings
            return
        self._keep([path, *self._others(path)])

    def forget(self, path: Path) -> None:
        """Take a file off the list."""
        self._keep(list(self._others(path)))

    def clear(self) -> None:
        """Forget every file."""
        self._keep([])

    def _others(self, path: Path) -> Iterator[Path]:
        same = _key(path)
        return (other for other in self.paths if _key(other) != same)

    def _keep(self, paths: list[Path]) -> None:
        if paths != self.paths:
            self._settings.setValue(KEY, [str(path) for path in paths[:MOST]])
            self.changed.emit()


def _key(path: Path) -> str:
    return os.path.normcase(os.path.realpath(path))


class RecentMenu(QMenu):
    """The files by name, with their paths as tooltips; `chosen` carries the path."""

    chosen = Signal(object)

    def __init__(self, recent: RecentFiles, owner: QAction, parent: QWidget) -> None:
        super().__init__(parent)
        self._recent, self._owner = recent, owner
        self.setToolTipsVisible(True)
        self.triggered.connect(self._on_triggered)
        recent.changed.connect(self.fill)
        owner.setMenu(self)
        self.fill()

    def fill(self) -> None:
        """List the files as they are now."""
        for action in self.actions():
            self.removeAction(action)
            action.deleteLater()
        paths = self._recent.paths
        self._owner.setEnabled(bool(paths))
        names = Counter(path.name for path in paths)
        for path in paths:
            # of two files of one name the folders tell them apart
            self._add(path, path.name if names[path.name] == 1 else f"{path.name} — {path.parent.name or path.parent}")
        if paths:
            self.addSeparator()
            self.addAction(QAction("Clear this list", self))

    def _add(self, path: Path, name: str) -> None:
        printable = "".join(letter if letter.isprintable() else "�" for letter in name)
        shown = self.fontMetrics().elidedText(printable, Qt.TextElideMode.ElideMiddle, WIDTH)
        action = QAction(shown.replace("&", "&&"), self)
        action.setToolTip(f"<span style='white-space:pre'>{escape(str(path))}</span>")
        action.setData(str(path))
        self.addAction(action)

    def _on_triggered(self, action: QAction) -> None:
        if action.data():
            self.chosen.emit(Path(action.data()))
        else:
            self._recent.clear()
