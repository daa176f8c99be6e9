"""Every key and what it does, from the table of actions."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.actions import TABLE, Spec
from gui.fonts import mono_font
from gui.theme import Theme

Group = tuple[str, tuple[tuple[str, str], ...]]  # a heading, then keys and what they do
NAMES = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}
IN_LIST: Group = (
    "In the list of nodes",
    (
        ("Enter", "look inside, or type a weight"),
        ("Insert / Delete", "one more; remove it, cut a weight"),
        ("Shift+F10", "what can be done with it"),
    ),
)
# what has no action: the keys of the part that has the keyboard
IN_LISTS: tuple[Group, ...] = (
    (
        "In the timeline",
        (
            ("Up / Down", "the word, or a tile below it"),
            ("Enter", "another word, another value"),
            ("Delete", "delete the word, release the tile"),
            ("Alt+Left / Alt+Right", "move the word"),
            ("Shift+F10", "what can be done with it"),
        ),
    ),
    ("In the list of models", (("F2", "another name"), ("Delete", "remove it"))),
)
IN_SEQUENCE: Group = (
    "In the sequence",
    (
        ("Enter", "another number, another word"),
        ("Ctrl+Up / Ctrl+Down", "a little more, less"),
        ("Insert / Delete", "put a step in, take it out"),
        ("Alt+Left / Alt+Right", "move what is chosen"),
        ("Ctrl+Shift+D", "duplicate it"),
        ("Ctrl+C / Ctrl+V", "copy as a table, paste one"),
    ),
)
IN_WEIGHTS: Group = (
    "In the list of weights",
    (
        ("Enter", "keep a number, on to the next"),
        ("Ctrl+PgUp", "the gate before, the unit before"),
        ("Ctrl+PgDown", "the gate after, the next unit"),
    ),
)
ELSEWHERE: tuple[Group, ...] = (
    (
        "In the network",
        (
            ("Up / Down", "the unit above, below"),
            ("Ctrl+Left / Ctrl+Right", "the column beside"),
            ("Insert / Delete", "add one, remove it"),
            ("F2", "give it another name"),
            ("Ctrl+A", "choose the whole layer"),
            ("Ctrl+C / Ctrl+V", "copy its weights, paste them"),
            ("Alt+Up / Alt+Down", "move it in the picture"),
            ("X", "cut the edge at the mouse, restore it"),
            ("Shift+F10", "what can be done with it"),
        ),
    ),
    ("In cell and equations", (("Up / Down", "the gate before, after"), ("Shift+F10", "what can be done with it"))),
    ("In the cell editor", (("Ctrl+Space", "what could come next"), ("Tab / Enter", "take it"))),
    (
        "On a slider",
        (
            ("Left / Right", "a little less, more"),
            ("F2", "type a value (or just type it)"),
            ("Delete", "back to how it was opened"),
        ),
    ),
    ("On a card", (("Enter", "done"), ("Esc", "take it back"))),
    (
        "Everywhere",
        (
            ("Tab", "the next control"),
            ("Esc", "give the keys back to the window"),
            ("Ctrl+wheel", "zoom the network"),
        ),
    ),
)


class KeysDialog(QDialog):
    """Keys by what they are for, in columns. "?" or Esc closes it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self._theme = theme
        columns = QHBoxLayout(self)
        columns.setContentsMargins(28, 24, 28, 24)
        columns.setSpacing(40)
        for part in (
            (*_from_table("File", "Edit", "Step", "Help"), *IN_LISTS),
            (*_from_table("View"), IN_LIST, IN_WEIGHTS, IN_SEQUENCE),
            ELSEWHERE,
        ):
            column = QVBoxLayout()
            column.setSpacing(16)
            for title, rows in part:
                column.addLayout(self._group(title, rows))
            column.addStretch(1)
            columns.addLayout(column)

    def _group(self, title: str, rows: tuple[tuple[str, str], ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(3)
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
        grid.setColumnMinimumWidth(0, 110)
        grid.setColumnStretch(1, 1)
        return grid

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "?":
            self.reject()
        else:
            super().keyPressEvent(event)


def _from_table(*menus: str) -> Iterator[Group]:
    for menu in menus:
        rows = tuple((spec.shortcut, _does(spec)) for spec in TABLE if spec.menu == menu and spec.shortcut)
        if rows:
            yield menu, rows


def _does(spec: Spec) -> str:
    text = spec.text.removesuffix("…")
    return f"Show or hide {text.lower()}" if spec.key.startswith("panel_") else text


def _written(keys: str) -> str:
    """Keys as this system writes them."""
    if "/" in keys or "wheel" in keys:
        return " ".join("+".join(NAMES.get(key, key) for key in part.split("+")) for part in keys.split(" "))
    native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return NAMES.get(native, native)
