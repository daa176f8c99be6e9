"""What a grid of numbers shows, and where it stands. Knows no Qt."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.arrays import Array
from core.document import Document
from core.state import State
from core.step_edits import value_label
from gui.numbers import MINUS, number

HEAD = 26  # height of the names of the columns
ROW_LEAST, ROW_MOST = 18, 30
PITCH_LEAST, PITCH_MOST = 56, 92
LABEL_LEAST, LABEL_MOST = 56, 148
LABEL_GAP = 10
OTHER = "other words"


@dataclass(frozen=True, eq=False)
class Columns:
    """A column each for `names`, with `values` (columns, rows); `own` columns are marked.

    `cursor` is the column that is ringed, -1 for none.
    """

    names: Sequence[str]
    rows: Sequence[str]
    values: Array
    own: Collection[int] = ()
    cursor: int = -1

    @property
    def count(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class GridPlan:
    """Columns of `pitch` from `left` on, rows of `row` below the head; `across` and `down` are how far it is scrolled.

    `width` and `height` are those of what is seen.
    """

    columns: int
    rows: int
    width: int
    height: int
    left: int
    pitch: int
    row: int
    across: int = 0
    down: int = 0

    def x(self, column: int) -> int:
        return self.left + column * self.pitch - self.across

    def y(self, row: int) -> int:
        return HEAD + row * self.row - self.down

    @property
    def over(self) -> tuple[int, int]:
        """How far it can be scrolled."""
        across = self.columns * self.pitch - (self.width - self.left)
        return max(0, across), max(0, self.rows * self.row - (self.height - HEAD))

    def column_at(self, x: float) -> int:
        """The column at `x`, the nearest one beyond the ends; -1 over the names of the rows or where there is none."""
        if x < self.left or not self.columns:
            return -1
        return min(int(x + self.across - self.left) // self.pitch, self.columns - 1)

    def gap_at(self, x: float) -> int:
        """Between which columns `x` is nearest: before that of this index."""
        return min(max(round((x + self.across - self.left) / self.pitch), 0), self.columns)

    def row_at(self, y: float) -> int:
        """The row at `y`, -1 for the head, the last one below."""
        return -1 if y < HEAD else min(int(y + self.down - HEAD) // self.row, self.rows - 1)

    def is_over_columns(self, x: float) -> bool:
        return self.left <= x < self.x(self.columns)

    def seen(self, first: int, last: int) -> range:
        """The columns from pixel `first` to `last`."""
        if last < self.left:
            return range(0)
        begin = (max(first, self.left) + self.across - self.left) // self.pitch
        return range(begin, min(self.columns, (last + self.across - self.left) // self.pitch + 1))


def planned(columns: Columns, width: int, height: int, widest: int, widest_row: int) -> GridPlan:
    """The plan for a size; `widest` is the room the longest name of a column needs, `widest_row` that of a row's."""
    label = min(max(widest_row, LABEL_LEAST), LABEL_MOST, max(LABEL_LEAST, width // 3))
    left = label + LABEL_GAP
    share = (width - left) // max(columns.count, 1)
    pitch = min(max(share, PITCH_LEAST), PITCH_MOST)
    if share < PITCH_LEAST:  # it scrolls anyway
        pitch = min(max(widest, PITCH_LEAST), PITCH_MOST)
    row = min(max((height - HEAD) // max(len(columns.rows), 1), ROW_LEAST), ROW_MOST)
    return GridPlan(columns.count, len(columns.rows), width, height, left, pitch, row)


@lru_cache(maxsize=4096)
def cell_text(value: float) -> str:
    """A number as a cell has it: a whole one without a point, another one with two decimals and its sign."""
    if value == round(value, 0) and abs(value) < 1000:
        return f"{value:.0f}".replace("-", MINUS) if value else "0"
    return number(value, 2)


def returns(document: Document, step: int) -> bool:
    """Whether a step has other numbers than its word, and the word has some; not one that is named by its numbers."""
    vector = document.vectors[step] if document.vectors else None
    word, encoder = document.sequence[step], document.encoder
    if vector is None or (word not in encoder.words and encoder.other is None):
        return False
    return word in encoder.words or word != value_label(vector)


def of_steps(state: State) -> Columns:
    """The steps of the sequence, those marked that have other numbers than their word."""
    document = state.document
    own = {k for k, vector in enumerate(document.vectors) if vector is not None and returns(document, k)}
    return Columns(document.sequence, document.encoder.inputs, document.x, own, state.view.cursor)


def of_words(state: State) -> Columns:
    """The words that the encoder knows; last the vector of all others, where it has one."""
    encoder, document = state.document.encoder, state.document
    names = [*encoder.words, *([OTHER] if encoder.other is not None else [])]
    rows = [*encoder.words.values(), *([encoder.other] if encoder.other is not None else [])]
    values = np.array(rows, dtype=np.float64).reshape(-1, len(encoder.inputs))
    word = document.sequence[state.view.cursor] if document.sequence else ""
    has_own = bool(document.vectors and document.vectors[state.view.cursor] is not None)
    found = -1 if has_own or not word else _place(names, word, encoder.other is not None)
    return Columns(names, encoder.inputs, values, (), found)


def _place(names: Sequence[str], word: str, has_other: bool) -> int:
    if word in names:
        return list(names).index(word)
    return len(names) - 1 if has_other else -1
