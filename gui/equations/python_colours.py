"""Calm colours for Python: keywords, strings, numbers, comments."""

from __future__ import annotations

import re

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from gui.theme import SIGNAL_FILLS, Theme

KEYWORDS = ("and", "as", "def", "else", "for", "if", "import", "in", "is", "not", "or", "return", "while")
_TOKEN = re.compile(
    rf"(?P<comment>#.*)|(?P<string>\"[^\"]*\"|'[^']*')|(?P<keyword>\b(?:{'|'.join(KEYWORDS)})\b)"
    r"|(?P<number>\b\d+\.?\d*(?:e[+-]?\d+)?\b)"
)


def colours(theme: Theme) -> dict[str, QColor]:
    """The colour of each kind of token, readable on the surface."""
    return {
        "comment": theme.muted,
        "string": theme.text_colour(SIGNAL_FILLS["input"]),
        "keyword": theme.accent_text,
        "number": theme.text_colour(theme.positive),
    }


class PythonColours(QSyntaxHighlighter):
    """Colours the text of a document; no token goes on over the end of its line."""

    def __init__(self, theme: Theme, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        for kind, colour in colours(theme).items():
            form = QTextCharFormat()
            form.setForeground(colour)
            self._formats[kind] = form
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for found in _TOKEN.finditer(text):
            assert found.lastgroup is not None
            start, end = found.span()
            self.setFormat(start, end - start, self._formats[found.lastgroup])
