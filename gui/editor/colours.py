"""Colours of equations while they are typed: signals in their own, parameters, functions and numbers apart."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from core.cells import Cell
from gui.editor.words import targets, words
from gui.theme import Theme


class EquationColours(QSyntaxHighlighter):
    """Colours a document of equations. A signal has the colour that it has everywhere, by its role in `cell`."""

    def __init__(self, theme: Theme, document: QTextDocument) -> None:
        super().__init__(document)
        self._theme = theme
        self._cell: Cell | None = None
        self._signals: tuple[str, ...] = ()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self.rehighlight()

    def show_cell(self, cell: Cell, text: str) -> None:
        """Take the roles of a cell's signals; `text` is that of the document, whose signals may be others."""
        signals = targets(text)
        if cell is not self._cell or signals != self._signals:
            self._cell, self._signals = cell, signals
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for word in words(text, self._signals):
            self.setFormat(word.start, word.end - word.start, self._form(word.kind, word.text))

    def _form(self, kind: str, text: str) -> QTextCharFormat:
        form = QTextCharFormat()
        form.setForeground(self.colour(kind, text))
        if kind == "signal":
            form.setFontWeight(QFont.Weight.DemiBold)
        return form

    def colour(self, kind: str, text: str = "") -> QColor:
        """The colour of a word."""
        theme = self._theme
        if kind == "signal":
            cell = self._cell
            return theme.role(cell.info(text).role if cell is not None and text in cell.signals else None).text
        if kind == "number":
            return theme.text_colour(theme.positive)
        if kind in ("function", "input"):
            return theme.text
        return theme.danger if kind == "unknown" else theme.muted
