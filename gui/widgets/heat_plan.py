"""What a heat map of signals over steps shows and where: rows, tiles and places, without painting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from unicodedata import category

from PySide6.QtCore import QRect

from core.network import Array
from gui.numbers import MINUS, number

PITCH_MOST = 112  # width of one step's column, its gap included
PITCH_NUMBERS = 44  # the least width that holds a number
PITCH_LEAST = 16  # beyond that the columns scroll
ROW_LEAST, ROW_DENSE = 22, 20  # least height of a row; where its tiles hold no numbers
ROW_GOOD = 26  # below it the words give way first
ROW_MOST, ROW_ALONE = 40, 64  # and the most, with others and alone
HEAD = 30  # room for the words that lie
STANDING_LEAST, STANDING_MOST = 44, 76  # and for those that stand
STANDING_GAP = 6  # above and below them
NOW = 64  # the readout of the current step, where the columns hold no numbers
NOW_GAP = 12
LABEL_LEAST, LABEL_MOST, LABEL_GAP = 62, 120, 12
EDGE = 2  # room for the playhead beside the outermost columns
FOOT = 4  # and below the last row
BAR = 10  # of a scroll bar


@dataclass(frozen=True, eq=False)
class Row:
    """One signal over all steps: `values` (T,); `signed` ones are drawn blue to orange, others as levels 0..1.

    `title` names it in full ("Input gate of unit 1"), `says` is one sentence about it.
    """

    label: str
    title: str
    says: str
    role: str
    signed: bool
    values: Array


class Tile(NamedTuple):
    """One signal at one step; `value` is None, `text` empty where the step is later than the cursor."""

    row: int
    step: int
    value: float | None
    text: str


def tiles(rows: Sequence[Row], cursor: int, first: int, last: int, numbers: bool = True) -> list[Tile]:
    """The tiles of the steps first..last (both included), row by row; later than `cursor` nothing is known."""
    shown: list[Tile] = []
    for index, row in enumerate(rows):
        known = row.values[first : min(cursor, last) + 1].tolist()
        for step, value in enumerate(known, first):
            shown.append(Tile(index, step, value, number(value, 2, row.signed) if numbers else ""))
        for step in range(first + len(known), last + 1):
            shown.append(Tile(index, step, None, ""))
    return shown


def exact(value: float, signed: bool) -> str:
    """A value with three decimals; a smaller one by its exponent: a shut gate is small, not zero."""
    if value != value or value == 0.0 or abs(value) >= 0.0005:
        return number(value, 3, signed)
    mantissa, exponent = f"{value:{'+' if signed else ''}.1e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", MINUS)


def shown_word(word: str) -> str:
    """A word on one line of at most 200 characters; an empty one is shown as a space's sign."""
    plain = "".join(" " if category(c) in ("Cc", "Zl", "Zp") else c for c in word[:200])
    return " ".join(plain.split()) or "\u2423"


@dataclass(frozen=True)
class Plan:
    """Where everything stands in a widget of `width` x `height`; `x` of columns is without scrolling.

    `dense` columns hold no numbers: those of the current step stand in a readout of their own, so that nothing
    widens or moves while stepping.
    """

    width: int
    height: int
    steps: int
    rows: int
    labels: int
    top: int  # free above the words, as much as below the rows
    head: int  # where the words end and the rows begin
    pitch: int
    row_height: int
    dense: bool
    over_x: int  # pixels of columns that do not fit
    over_y: int  # pixels of rows that do not fit

    @property
    def left(self) -> int:
        """Where the columns begin."""
        return self.labels + (NOW + NOW_GAP if self.dense else EDGE)

    @property
    def right(self) -> int:
        """Where the view of the columns ends."""
        return self.width - (BAR if self.over_y else 0)

    @property
    def bottom(self) -> int:
        """Where the rows, or the view of them, end."""
        return min(self.head + self.rows * self.row_height, self.height - FOOT - (BAR if self.over_x else 0))

    @property
    def columns_area(self) -> QRect:
        """Where columns can be seen."""
        return QRect(self.left - EDGE, 0, self.right - self.left + EDGE, self.height)

    @property
    def rows_area(self) -> QRect:
        """Where tiles can be seen."""
        return self.columns_area.intersected(QRect(0, self.head, self.width, self.bottom - self.head))

    def x(self, step: int, scrolled: int) -> int:
        """The left edge of a step's column."""
        return self.left + step * self.pitch - scrolled

    def y(self, row: int, scrolled: int) -> int:
        """The upper edge of a row."""
        return self.head + row * self.row_height - scrolled

    def step_at(self, x: float, scrolled: int) -> int:
        """The step whose column is at `x`, the nearest one where there is none."""
        return min(max(int((x - self.left + scrolled) // self.pitch), 0), self.steps - 1)

    def row_at(self, y: float, scrolled: int) -> int | None:
        """The row at `y`, or None."""
        if not self.head <= y < self.bottom:
            return None
        return min(int((y - self.head + scrolled) // self.row_height), self.rows - 1)

    def rows_seen(self, y0: float, y1: float, scrolled: int) -> tuple[int, int]:
        """The first row of which something can be seen between `y0` and `y1`, and the first below them."""
        first, last = (int((y - self.head + scrolled) // self.row_height) for y in (y0, y1))
        return max(0, first), min(self.rows, last + 1)

    def seen(self, x0: float, x1: float, scrolled: int) -> tuple[int, int]:
        """The first and the last step of which something can be seen between `x0` and `x1`."""
        return self.step_at(x0 - EDGE, scrolled), self.step_at(x1 + EDGE, scrolled)


def plan(width: int, height: int, steps: int, rows: int, labels: int, standing: int = STANDING_MOST) -> Plan:
    """The plan of a widget: columns as wide as fit up to a comfortable width, then dense, then scrolling.

    `labels` is the width that the names of the rows need, `standing` the height that words need to stand.
    """
    fitted = _plan(width, width, height, steps, rows, labels, standing)
    return _plan(width, width - BAR, height, steps, rows, labels, standing) if fitted.over_y else fitted


def _plan(width: int, right: int, height: int, steps: int, rows: int, labels: int, standing: int) -> Plan:
    """The plan with columns up to `right`."""
    room = max(1, right - labels - 2 * EDGE)
    dense = steps * PITCH_NUMBERS > room
    if dense:
        room = max(1, right - labels - NOW - NOW_GAP - EDGE)
    narrow, wide = (PITCH_LEAST, PITCH_NUMBERS - 1) if dense else (PITCH_NUMBERS, PITCH_MOST)
    pitch = min(max(room // steps, narrow), wide)
    over_x = max(0, steps * pitch - room)
    below = max(1, height - FOOT - (BAR if over_x else 0))
    head = min(max(below - rows * ROW_GOOD, STANDING_LEAST), standing) if dense else HEAD
    low, high = ROW_DENSE if dense else ROW_LEAST, ROW_ALONE if rows == 1 else ROW_MOST
    row_height = min(max((below - head) // max(rows, 1), low), high)
    over_y = max(0, rows * row_height - max(below - head, 1))
    top = max(0, below - head - rows * row_height) // 2
    return Plan(width, height, steps, rows, labels, top, top + head, pitch, row_height, dense, over_x, over_y)
