"""The editor that is open over a grid: one at a time, for a number or a word."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtWidgets import QAbstractScrollArea, QApplication

from gui.sequence.word_editor import WordEditor
from gui.widgets.number_editor import NumberEditor

FINE = 0.1  # of a step, with shift
Place = tuple[str, int]  # "column", "row" or "new", and which


class Editors(QObject):
    """Opens editors over the viewport of `grid`, which gets the keyboard back.

    `number` carries column, row, value; `stepped` column, row and 1 or -1, less with shift; `word` a Place and a text.
    """

    number = Signal(int, int, float)
    stepped = Signal(int, int, float)
    word = Signal(object, str)
    closed = Signal()

    def __init__(self, grid: QAbstractScrollArea) -> None:
        super().__init__(grid)
        self._grid = grid
        self.editor: NumberEditor | WordEditor | None = None
        self._cell = (0, 0)
        self._place: Place = ("column", 0)

    def open_number(self, cell: tuple[int, int], area: QRect, value: float, typed: str = "") -> None:
        """Open an editor for the number of a cell; `typed` is what was typed already."""
        self.close()
        self._cell = cell
        editor = NumberEditor(value, self._grid.viewport())
        editor.committed.connect(self._on_number)
        editor.stepped.connect(self._on_stepped)
        self._open(editor, area, typed)

    def open_word(self, place: Place, area: QRect, word: str, typed: str = "", hint: str = "Word or number") -> None:
        """Open an editor for a name."""
        self.close()
        self._place = place
        editor = WordEditor(word, hint, self._grid.viewport())
        editor.committed.connect(self._on_word)
        self._open(editor, area, typed)

    def show_value(self, value: float) -> None:
        """Show another number in the editor that is open."""
        if isinstance(self.editor, NumberEditor):
            self.editor.show_value(value)

    def close(self) -> None:
        """Close the editor that is open; what was typed in it stands."""
        if self.editor is not None:
            self._grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, editor: NumberEditor | WordEditor, area: QRect, typed: str) -> None:
        self.editor = editor
        editor.setGeometry(area.adjusted(1, 0, -1, 0))
        editor.closed.connect(self._on_closed)
        editor.show()
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if typed:
            editor.setText(typed)

    def _on_number(self, value: float) -> None:
        self.number.emit(*self._cell, value)

    def _on_stepped(self, way: int, modifiers: Qt.KeyboardModifier) -> None:
        self.stepped.emit(*self._cell, way * (FINE if modifiers & Qt.KeyboardModifier.ShiftModifier else 1.0))

    def _on_word(self, text: str) -> None:
        self.word.emit(self._place, text)

    def _on_closed(self, keep_focus: bool) -> None:
        editor, self.editor = self.editor, None
        if editor is not None:
            editor.hide()
            editor.deleteLater()
        self.closed.emit()
        if keep_focus or QApplication.focusWidget() is None:
            self._grid.setFocus(Qt.FocusReason.OtherFocusReason)
