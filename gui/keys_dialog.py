"""Every key and what it does, from the table of actions."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.actions import MENUS, TABLE
from gui.fonts import mono_font
from gui.theme import Theme

Group = tuple[str, tuple[tuple[str, str], ...]]  # a heading, then keys and what they do
NAMES = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}
# what has no action: the keys of the part that has the keyboard
ELSEWHERE = (
    ("In the network", (("Up / Down", "the unit above, below"), ("Shift+F10", "what can be done with the unit"))),
    (
        "On a slider or number",
        (
            ("Left / Right", "a little less, more"),
            ("Enter", "type a value; take it"),
            ("Esc", "give the keys back to the window"),
        ),
    ),
    ("Everywhere", (("Tab", "the next control"), ("Ctrl+wheel", "zoom the network"))),
)


class KeysDialog(QDialog):
    """Keys by what they are for, in two columns. "?" or Esc closes it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self._theme = theme
        groups = [*_from_table(), *ELSEWHERE]
        columns = QHBoxLayout(self)
        columns.setContentsMargins(28, 24, 28, 24)
        columns.setSpacing(48)
        for part in _halves(groups):
            column = QVBoxLayout()
            column.setSpacing(18)
            for title, rows in part:
                column.addLayout(self._group(title, rows))
            column.addStretch(1)
            columns.addLayout(column)

    def _group(self, title: str, rows: tuple[tuple[str, str], ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(5)
        heading = QLabel(title, self)
        heading.setProperty("tone", "title")
        grid.addWidget(heading, 0, 0, 1, 2)
        for index, (keys, does) in enumerate(rows, 1):
            key = QLabel(_written(keys), self)
            key.setFont(mono_font(12))
            key.setStyleSheet(f"color: {self._theme.text.name()};")
            words = QLabel(does, self)
            words.setProperty("tone", "muted")
            grid.addWidget(key, index, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(words, index, 1, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnMinimumWidth(0, 130)
        grid.setColumnStretch(1, 1)
        return grid

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "?":
            self.reject()
        else:
            super().keyPressEvent(event)


def _from_table() -> Iterator[Group]:
    for menu in MENUS:
        rows = tuple((spec.shortcut, _does(spec.text)) for spec in TABLE if spec.menu == menu and spec.shortcut)
        if rows:
            yield menu, rows


def _does(text: str) -> str:
    return text.removesuffix("…")


def _written(keys: str) -> str:
    """Keys as this system writes them."""
    if "/" in keys or "wheel" in keys:
        return " ".join(NAMES.get(part, part) for part in keys.split(" "))
    native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return NAMES.get(native, native)


def _halves(
    groups: list[tuple[str, tuple[tuple[str, str], ...]]],
) -> list[list[tuple[str, tuple[tuple[str, str], ...]]]]:
    """Two columns of about the same height, in order."""
    heights = [len(rows) + 2 for _, rows in groups]
    cut = min(range(1, len(groups)), key=lambda k: abs(sum(heights[:k]) - sum(heights[k:])))
    return [groups[:cut], groups[cut:]]
