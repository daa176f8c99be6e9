"""What taking over another sequence changes, in words. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence

from core.document import Document

MOST_NAMES = 4
SCALES = {
    "none": ("As they are", "The numbers of the table."),
    "unit": ("0 to 1", "(x − least) ÷ (greatest − least), column by column; a column of one value becomes 0."),
    "signed": ("−1 to 1", "2 (x − least) ÷ (greatest − least) − 1, column by column; a column of one value becomes 0."),
    "standard": (
        "Standardised",
        "(x − mean) ÷ standard deviation, column by column: mean 0, deviation 1 over the rows taken.",
    ),
}


def changes(document: Document, inputs: Sequence[str]) -> str:
    """What the networks keep when they get these inputs: one or two sentences."""
    old = document.encoder.inputs
    if tuple(inputs) == old:
        return "The inputs stay, and so do all weights."
    kept = [name for name in inputs if name in old]
    count = f"{_inputs(len(inputs))} instead of {len(old)}" if len(inputs) != len(old) else f"{_inputs(len(inputs))}"
    if not kept:
        return f"{count}, under other names: the networks’ weights from the inputs are drawn anew."
    fresh = len(inputs) - len(kept)
    drawn = f"; those of {_names([n for n in inputs if n not in old])} are drawn" if fresh else ""
    return f"{count}: the networks keep the weights of {_names(kept)}{drawn}."


def _inputs(count: int) -> str:
    return f"{count:,} input{'' if count == 1 else 's'}"


def _names(names: Sequence[str]) -> str:
    shown = [f"“{name if len(name) <= 24 else name[:23] + '…'}”" for name in names[:MOST_NAMES]]
    more = len(names) - len(shown)
    if more:
        return f"{', '.join(shown)} and {more:,} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
