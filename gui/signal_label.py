"""What a signal of a cell is called where there is little room: the same word wherever it is shown. Knows no Qt."""

from __future__ import annotations

from functools import lru_cache

from core.cells import Cell


@lru_cache(maxsize=256)
def label(cell: Cell, signal: str) -> str:
    """The first word of a signal's title ("forget"); all of it where two signals share that word."""
    title = cell.info(signal).title
    if title == signal:
        return signal
    first = title.split()[0].lower()
    shared = sum(cell.info(s).title.lower().split()[:1] == [first] for s in cell.signals) > 1
    return title.lower() if shared else first
