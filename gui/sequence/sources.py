"""Where a sequence can come from besides typing and drawing: the clipboard, a table, a text, a task."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from core.document import Document
from core.drafts import NewWords, with_words
from core.errors import CarouselError
from core.input_edits import set_content
from core.samples import Sample
from core.step_edits import set_sequence
from core.tables import Series, Table, parsed
from core.text_files import read_text
from core.texts import tokens
from gui.sequence import edits
from gui.sequence.clipboard import as_table, table_of
from gui.store import Store
from gui.theme import Theme

TABLES = (".csv", ".tsv", ".tab", ".dat")
TEXTS = (".txt", ".md")
TABLE_FILTER = f"Tables ({' '.join('*' + suffix for suffix in TABLES)} *.txt);;All files (*)"
TEXT_FILTER = f"Texts ({' '.join('*' + suffix for suffix in TEXTS)});;All files (*)"


class Sources(QObject):
    """Reads what a person gives, shows it in a dialog, and makes one edit of what is taken over.

    `words_pasted` carries words from the clipboard. What cannot be read is told by the store.
    """

    words_pasted = Signal(str)
    taken = Signal()

    def __init__(self, store: Store, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.store, self.theme, self._over = store, theme, parent

    def copy(self, first: int, last: int) -> None:
        """Put steps on the clipboard as a table."""
        QGuiApplication.clipboard().setText(as_table(self.store.state.document, first, last))

    def paste(self) -> None:
        """Take a table or words from the clipboard."""
        self.paste_text(QGuiApplication.clipboard().text())

    def paste_text(self, text: str) -> None:
        """Take a table over by the dialog; words are handed on."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        try:
            table = table_of(text)
        except CarouselError as error:
            self.store.failed.emit(str(error))
            return
        if table is None:
            self.words_pasted.emit(" ".join(text.split()))
        else:
            self._show_table(table, text)

    def open_table(self) -> None:
        """Ask for a file and take its table over."""
        path = self.ask_path("Open a table", TABLE_FILTER)
        if path is not None:
            self.open_path(path, as_text=False)

    def open_text(self) -> None:
        """Ask for a file and take its words over."""
        path = self.ask_path("Open a text", TEXT_FILTER)
        if path is not None:
            self.open_path(path, as_text=True)

    def open_path(self, path: Path, as_text: bool | None = None) -> None:
        """Take a file over, as its name says unless told."""
        by_name = path.suffix.lower() in TEXTS if as_text is None else as_text
        try:
            text = read_text(path)
            if by_name:
                self._show_text(text, path.name)
            else:
                self._show_table(parsed(text, path.name), text)
        except CarouselError as error:
            self.store.failed.emit(str(error))

    def from_task(self) -> None:
        """Take a sequence of a task over."""
        from gui.sequence.task_dialog import TaskDialog

        dialog = TaskDialog(self.store.state.document, self.theme, self._over)
        dialog.taken.connect(self.take_sample)
        _open(dialog)

    def ask_path(self, title: str, kinds: str) -> Path | None:
        """The file that a person chooses, or None."""
        name, _ = QFileDialog.getOpenFileName(self._over, title, "", kinds)
        return Path(name) if name else None

    def _show_table(self, table: Table, text: str) -> None:
        from gui.sequence.table_dialog import TableDialog

        dialog = TableDialog(table, text, self.store.state.document, self.theme, self._over)
        dialog.taken.connect(self.take_series)
        _open(dialog)

    def _show_text(self, text: str, name: str) -> None:
        from gui.sequence.text_dialog import TextDialog

        if not tokens(text, most=1):
            raise CarouselError(name, "at least one word", "none")
        dialog = TextDialog(text, name, self.store.state.document, self._over)
        dialog.taken.connect(self.take_words)
        _open(dialog)

    # one edit each

    def take_series(self, made: Series) -> None:
        """The sequence is a table's; words and question stay where the inputs are the same."""
        rows = [tuple(row) for row in made.values.tolist()]
        if made.inputs == self.store.state.document.encoder.inputs:
            self._take("Take over a table", set_sequence, made.labels, rows)
        else:
            self._take("Take over a table", set_content, made.inputs, {}, made.labels, rows)

    def take_sample(self, made: Sample, name: str) -> None:
        """The sequence is a task's."""
        self._take(name, set_content, made.inputs, made.words, made.sequence, made.vectors)

    def take_words(self, words: tuple[str, ...], new: NewWords) -> None:
        """The sequence is a text's words."""
        self._take("Take over a text", with_words, words, new)

    def _take(self, label: str, change: Any, *arguments: Any) -> None:
        before: Document = self.store.state.document
        if (
            edits.edit(self.store, change, *arguments, label=label, cursor=0)
            and self.store.state.document is not before
        ):
            self.taken.emit()


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
