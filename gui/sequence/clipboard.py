"""The sequence as a table on the clipboard, as spreadsheets read it. Knows no Qt."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from core.document import Document
from core.errors import CarouselError
from core.tables import Table, parsed


def as_table(document: Document, first: int, last: int) -> str:
    """Steps `first` to `last` as rows: the word, then a number for each input; names on top. Apart by tabulators."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(["word", *document.encoder.inputs])
    for step in range(first, last + 1):
        writer.writerow([document.sequence[step], *map(_exact, document.x[step].tolist())])
    return out.getvalue()


def table_of(text: str) -> Table | None:
    """The table that a text is; None where it is words. CarouselError for a broken table."""
    if not text.strip():
        raise CarouselError("clipboard", "a table, numbers or words", "nothing")
    is_table = "\t" in text or "\n" in text.strip() or ";" in text
    try:
        table = parsed(text, "clipboard")
    except CarouselError:
        if is_table and "\t" in text:
            raise
        return None
    return table if is_table and table.numeric() else None


def label_column(table: Table, numeric: Sequence[int]) -> int | None:
    """The first column that is not of numbers, as steps are named by."""
    return next((k for k in range(table.width) if k not in numeric), None)


def _exact(value: float) -> str:
    return f"{value:.0f}" if value == round(value) and abs(value) < 1e15 else repr(value)
