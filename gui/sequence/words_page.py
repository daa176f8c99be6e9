"""The words that are known, with their vectors."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.document import Document
from core.input_edits import forget_word, rename_word, set_other, set_word_vector
from core.state import State
from gui.sequence.columns import OTHER, of_words
from gui.sequence.edits import counted
from gui.sequence.foot import Foot
from gui.sequence.grid import ValueGrid
from gui.sequence.input_menu import InputMenus
from gui.sequence.menus import Entry, KeyMenu
from gui.store import Store
from gui.theme import Theme

BUTTONS = (
    ("word", "Add a word", "", "Add a word; its numbers are 0 at first (Insert)"),
    ("input", "Add an input", "", "Add an input, 0 in every word"),
    ("rename", "Rename input", "", "Rename the input of the chosen row"),
    ("remove", "Remove input", "", "Remove the input of the chosen row"),
    ("delete", "Forget word", "", "Forget the chosen word (Delete)"),
)


class WordsPage(QWidget):
    """A column a word, a row an input. Every edit of a word holds wherever the word stands."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self.grid = ValueGrid(theme, False, self)
        self.grid.setAccessibleName("Words")
        self.inputs = InputMenus(store, self.grid, self)
        self.foot = Foot(theme, BUTTONS, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.foot)
        self.foot.pressed.connect(self._do)
        self.foot.show_bar(0)
        grid = self.grid
        grid.selected.connect(self._show_foot)
        grid.chosen.connect(self._show_foot)
        grid.valued.connect(self._on_valued)
        grid.gesture_ended.connect(store.end_gesture)
        grid.named.connect(self._on_named)
        grid.row_named.connect(self.inputs.rename)
        grid.inserted.connect(self._on_inserted)
        grid.asked.connect(self._do)
        grid.menu_asked.connect(self._on_menu_asked)

    def show_state(self, state: State) -> None:
        """Show the words."""
        self.grid.show_columns(of_words(state))
        self._show_foot()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self.grid.set_theme(theme)
        self.foot.set_theme(theme)

    def _show_foot(self) -> None:
        column, row = self.grid.cell
        has_row = 0 <= row < len(self.store.state.document.encoder.inputs)
        self.foot.enable("rename", has_row, shown=has_row)
        can_remove = has_row and len(self.store.state.document.encoder.inputs) > 1
        self.foot.enable("remove", can_remove, shown=has_row)
        self.foot.enable("delete", self.grid.selection is not None, shown=self.grid.selection is not None)
        words = counted(len(self.store.state.document.encoder.words), "word")
        self.foot.set_hint("" if self.grid.selection else f"{words} known")

    # what a person asks for

    def _word(self, column: int) -> str | None:
        """The word of a column; None for all others."""
        words = tuple(self.store.state.document.encoder.words)
        return words[column] if column < len(words) else None

    def _on_valued(self, column: int, row: int, value: float, gesture: object) -> None:
        encoder, word = self.store.state.document.encoder, self._word(column)
        vector = list(encoder.words[word] if word is not None else encoder.other or ())
        vector[row] = value
        label = f"Set {encoder.inputs[row]} of {word or OTHER}"
        if word is not None:
            self.store.edit(set_word_vector, word, vector, label=label, gesture=gesture)
        else:
            self.store.edit(set_other, vector, label=label, gesture=gesture)
        self.store.publish()

    def _on_named(self, column: int, name: str) -> None:
        word = self._word(column)
        if word is not None:
            self.store.edit(rename_word, word, name, label=f"Rename {word}")

    def _on_inserted(self, before: int, word: str) -> None:
        encoder = self.store.state.document.encoder
        if word in encoder.words:
            self.grid.select(list(encoder.words).index(word))
            return
        if self.store.edit(set_word_vector, word, [0.0] * len(encoder.inputs), label=f"Add {word}"):
            self.store.publish()
            self.grid.select(len(encoder.words))
            self.grid.reveal(len(encoder.words))

    def _do(self, key: str) -> None:
        _, row = self.grid.cell
        if key in ("word", "insert"):
            self.grid.edit_new(len(self.store.state.document.encoder.words))
        elif key == "input":
            self.inputs.add()
        elif key == "rename" and row >= 0:
            self.grid.edit_row_name(row)
        elif key == "remove":
            self.inputs.remove(row)
        elif key == "edit":
            self.grid.edit_cell(self.grid.cell[0], -1)
        elif key == "delete":
            self._forget()
        elif key == "other":
            zeros = [0.0] * len(self.store.state.document.encoder.inputs)
            self.store.edit(set_other, zeros, label="Know other words")

    def _forget(self) -> None:
        chosen = self.grid.selection
        if chosen is None:
            return
        words = [self._word(column) for column in range(chosen[0], chosen[1] + 1)]
        self.store.edit(
            _without, words, label=f"Forget {words[0] or OTHER if len(words) == 1 else counted(len(words), 'word')}"
        )

    def _on_menu_asked(self, column: int, row: int, at: QPoint) -> None:
        if column < 0 and row >= 0:
            self.inputs.open(row, at)
            return
        encoder, word = self.store.state.document.encoder, self._word(column) if column >= 0 else None
        entries: list[Entry] = []
        if column >= 0:
            if word is not None:
                entries.append(("edit", f"Rename {word}…", "F2", True))
            entries += [("delete", f"Forget {word or OTHER}", "Del", True), None]
        entries += [("word", "Add a word…", "Ins", True), ("input", "Add an input", "", True)]
        if encoder.other is None:
            entries += [None, ("other", "Give all other words a vector", "", True)]
        menu = KeyMenu("Words", entries, self)
        menu.picked.connect(self._do)
        menu.open_at(at)


def _without(document: Document, words: list[str | None]) -> Document:
    for word in words:
        document = set_other(document, None) if word is None else forget_word(document, word)
    return document
