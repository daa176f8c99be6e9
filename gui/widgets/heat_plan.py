"""What a heat map of signals over steps shows and where: rows, tiles and places, without painting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple
from unicodedata import category

import numpy as np
from PySide6.QtCore import QRect

from core.arrays import Array
from gui.numbers import MINUS, number

PITCH_MOST = 112  # width of one step's column, its gap included
PITCH_NUMBERS = 44  # the least width that holds a number
PITCH_LEAST = 16  # beyond that the columns scroll
ROW_LEAST, ROW_DENSE = 17, 15  # least height of a row with numbers; where they stand in the readout
ROW_THIN = 5  # and of one among many, which holds none
PRESSED_THIN, PRESSED = 3, 384  # and where all must be seen, and the height of very many there
ROW_GOOD = 26  # below it the words give way first
ROW_ROOMY = 20  # below it the note gives way, then the strips
ROW_MOST, ROW_ALONE = 36, 64  # and the most, with others and alone
LOW = 20  # rows up to that stand closer
STRIP, STRIP_LEAST, STRIP_TIGHT = 17, 12, 9  # height of a strip under the words; the last where rows need it
STRIP_GAP, STRIP_GAP_LEAST = 4, 2  # between the last strip and the first row
NOTE, NOTE_GAP = 17, 2  # a line below the rows, and above it
HEAD = 30  # room for the words that lie
STANDING_LEAST, STANDING_MOST, STANDING_TIGHT = 44, 76, 38  # and for those that stand
STANDING_GAP = 6  # above and below them
NOW = 64  # the readout of the current step, where the columns hold no numbers
NOW_GAP = 12
LABEL_LEAST, LABEL_MOST, LABEL_GAP = 62, 120, 12
EDGE = 2  # room for the playhead beside the outermost columns
FOOT = 4  # and below the last row
BAR = 10  # of a scroll bar
VISIBLE = 0.005  # a value that was so far from what it is now looks different


@dataclass(frozen=True, eq=False)
class Row:
    """One signal over all steps: `values` (T,); `signed` ones are drawn blue to orange, others as levels 0..1.

    `title` names it in full ("Input gate of unit 1"), `says` is one sentence about it. `held` are the steps, from and
    to (both included), at which it is held at one value. `marked` is the row that is selected, among those that can
    be: `pickable`. `backward`: it is known from the last step to the cursor, not from the first. `was` are the values
    of an earlier run, `since` is what made them others; None and "" where there is none.
    """

    label: str
    title: str
    says: str
    role: str
    signed: bool
    values: Array
    held: tuple[tuple[int, int], ...] = ()
    marked: bool = False
    pickable: bool = False
    backward: bool = False
    was: Array | None = None
    since: str = ""

    def is_known(self, step: int, cursor: int) -> bool:
        """Whether the value at `step` is known at the cursor."""
        return step >= cursor if self.backward else step <= cursor

    def known(self, cursor: int, first: int, last: int) -> range:
        """The steps of first..last (both included) whose values are known at the cursor."""
        return range(max(first, cursor), last + 1) if self.backward else range(first, min(cursor, last) + 1)

    def is_held(self, step: int) -> bool:
        """Whether it is held at `step`."""
        return any(first <= step <= last for first, last in self.held)

    def differing(self, first: int, end: int) -> Array:
        """Which of the steps from `first` up to `end` look different in the earlier run, (end - first,) of bool."""
        return self._differing[first:end]

    @cached_property
    def _differing(self) -> Array:
        """The same of all steps: it is asked for at every tile that is painted."""
        if self.was is None:
            return np.zeros(len(self.values), bool)
        with np.errstate(all="ignore"):
            found: Array = (np.abs(self.values - self.was) >= VISIBLE) | (np.isnan(self.values) != np.isnan(self.was))
        return found

    def earlier(self) -> Row:
        """The same row with the values of the earlier run."""
        return self if self.was is None else replace(self, values=self.was, was=None)


class Tile(NamedTuple):
    """One signal at one step; `value` is None, `text` empty where it is not yet known.

    `was` is the value of the earlier run where that looks different.
    """

    row: int
    step: int
    value: float | None
    text: str
    was: float | None = None


def tiles(rows: Sequence[Row], cursor: int, first: int, last: int, numbers: bool = True) -> list[Tile]:
    """The tiles of the steps first..last (both included), row by row, as they are known at the cursor."""
    shown: list[Tile] = []
    for index, row in enumerate(rows):
        known = row.known(cursor, first, last)
        shown += [Tile(index, step, None, "") for step in range(first, min(known.start, last + 1))]
        earlier = _earlier(row, known)
        for step, value in zip(known, row.values[known.start : known.stop].tolist(), strict=False):
            shown.append(Tile(index, step, value, number(value, 2, row.signed) if numbers else "", earlier.get(step)))
        shown += [Tile(index, step, None, "") for step in range(max(known.stop, first), last + 1)]
    return shown


def _earlier(row: Row, known: range) -> dict[int, float]:
    """The earlier values that look different, by step."""
    if row.was is None or not known:
        return {}
    steps = np.flatnonzero(row.differing(known.start, known.stop)).tolist()
    return {known.start + step: float(row.was[known.start + step]) for step in steps}


def exact(value: float, signed: bool) -> str:
    """A value with three decimals; a smaller one by its exponent: a shut gate is small, not zero."""
    if value != value or value == 0.0 or abs(value) >= 0.0005:
        return number(value, 3, signed)
    mantissa, exponent = f"{value:{'+' if signed else ''}.1e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", MINUS)


@lru_cache(maxsize=2048)
def shown_word(word: str) -> str:
    """A word on one line of at most 200 characters; an empty one is shown as a space's sign."""
    plain = "".join(" " if category(c) in ("Cc", "Zl", "Zp") else c for c in word[:200])
    return " ".join(plain.split()) or "\u2423"


@dataclass(frozen=True)
class Plan:
    """Where everything stands in a widget of `width` x `height`; `x` of columns is without scrolling.

    From top to bottom: words, strips, rows, a note. `dense` columns hold no numbers: those of the current step stand
    in a readout of their own, so that nothing widens or moves while stepping. Rows that are too thin for numbers have
    none anywhere.
    """

    width: int
    height: int
    steps: int
    rows: int
    labels: int
    strips: int
    top: int  # free above the words, as much as below the rows
    words: int  # where the words end and the strips begin
    head: int  # where the strips end and the rows begin
    pitch: int
    strip_height: int
    row_height: int
    note_height: int
    dense: bool
    readout: bool
    over_x: int  # pixels of columns that do not fit
    over_y: int  # pixels of rows that do not fit

    @property
    def left(self) -> int:
        """Where the columns begin."""
        return self.labels + (NOW + NOW_GAP if self.readout else EDGE)

    @property
    def right(self) -> int:
        """Where the view of the columns ends."""
        return self.width - (BAR if self.over_y else 0)

    @property
    def bottom(self) -> int:
        """Where the rows, or the view of them, end."""
        below = self.note_height + (BAR if self.over_x else 0)
        return min(self.head + self.rows * self.row_height, self.height - FOOT - below)

    @property
    def thin(self) -> bool:
        """Whether the rows are too thin for a number."""
        return self.row_height < ROW_DENSE

    @property
    def numbers(self) -> bool:
        """Whether the tiles hold numbers."""
        return not self.dense and not self.thin

    @cached_property
    def columns_area(self) -> QRect:
        """Where columns can be seen."""
        bottom = self.note_area.top() if self.note_height else self.height
        return QRect(self.left - EDGE, 0, self.right - self.left + EDGE, bottom)

    @cached_property
    def strips_area(self) -> QRect:
        """Where strips can be seen."""
        return self.columns_area.intersected(QRect(0, self.words, self.width, self.strips * self.strip_height))

    @cached_property
    def rows_area(self) -> QRect:
        """Where tiles can be seen."""
        return self.columns_area.intersected(QRect(0, self.head, self.width, self.bottom - self.head))

    @cached_property
    def note_area(self) -> QRect:
        """Where the note stands: under the rows, and the bar that scrolls them."""
        top = self.bottom + FOOT + NOTE_GAP + (BAR if self.over_x else 0)
        return QRect(self.left, top, self.right - self.left, self.note_height - NOTE_GAP)

    def x(self, step: int, scrolled: int) -> int:
        """The left edge of a step's column."""
        return self.left + step * self.pitch - scrolled

    def y(self, row: int, scrolled: int) -> int:
        """The upper edge of a row."""
        return self.head + row * self.row_height - scrolled

    def strip_y(self, strip: int) -> int:
        """The upper edge of a strip."""
        return self.words + strip * self.strip_height

    def step_at(self, x: float, scrolled: int) -> int:
        """The step whose column is at `x`, the nearest one where there is none."""
        return min(max(int((x - self.left + scrolled) // self.pitch), 0), self.steps - 1)

    def row_at(self, y: float, scrolled: int) -> int | None:
        """The row at `y`, or None."""
        if not self.head <= y < self.bottom:
            return None
        return min(int((y - self.head + scrolled) // self.row_height), self.rows - 1)

    def strip_at(self, y: float) -> int | None:
        """The strip at `y`, or None."""
        index = int((y - self.words) // self.strip_height) if self.strips else -1
        return index if 0 <= index < self.strips else None

    def rows_seen(self, y0: float, y1: float, scrolled: int) -> tuple[int, int]:
        """The first row of which something can be seen between `y0` and `y1`, and the first below them."""
        first, last = (int((y - self.head + scrolled) // self.row_height) for y in (y0, y1))
        return max(0, first), min(self.rows, last + 1)

    def seen(self, x0: float, x1: float, scrolled: int) -> tuple[int, int]:
        """The first and the last step of which something can be seen between `x0` and `x1`."""
        return self.step_at(x0 - EDGE, scrolled), self.step_at(x1 + EDGE, scrolled)


class Wanted(NamedTuple):
    """What is to be shown, for a plan of it.

    `labels` is the width that the names of the rows need, `standing` the height that words need to stand. `many`
    rows may become thin before they scroll. In a picture it is `pressing`: the note is shown however little room
    there is, and many rows become as thin as need be.
    """

    steps: int
    rows: int
    labels: int
    strips: int = 0
    standing: int = STANDING_MOST
    many: bool = False
    pressing: bool = False


def plan(width: int, height: int, wanted: Wanted) -> Plan:
    """The plan of a widget: columns as wide as fit up to a comfortable width, then dense, then scrolling."""
    found = _plan(width, width, height, wanted)
    return _plan(width, width - BAR, height, wanted) if found.over_y else found


def _plan(width: int, right: int, height: int, wanted: Wanted) -> Plan:
    """The plan with columns up to `right`."""
    dense = wanted.steps * PITCH_NUMBERS > max(1, right - wanted.labels - 2 * EDGE)
    found = _with_readout(width, right, height, wanted, dense, dense)
    return _with_readout(width, right, height, wanted, dense, False) if found.readout and found.thin else found


def _with_readout(width: int, right: int, height: int, wanted: Wanted, dense: bool, readout: bool) -> Plan:
    beside = NOW + NOW_GAP + EDGE if readout else 2 * EDGE
    room = max(1, right - wanted.labels - beside)
    narrow, wide = (PITCH_LEAST, PITCH_NUMBERS - 1) if dense else (PITCH_NUMBERS, PITCH_MOST)
    pitch = min(max(room // wanted.steps, narrow), wide)
    over_x = max(0, wanted.steps * pitch - room)
    below = max(1, height - FOOT - (BAR if over_x else 0))
    words, strip, head, note, row = _heights(below, wanted, dense)
    used = wanted.rows * row
    over_y = max(0, used - max(below - head - note, 1))
    top = max(0, below - head - note - used) // 2
    return Plan(
        width=width,
        height=height,
        steps=wanted.steps,
        rows=wanted.rows,
        labels=wanted.labels,
        strips=wanted.strips,
        top=top,
        words=top + words,
        head=top + head,
        pitch=pitch,
        strip_height=strip,
        row_height=row,
        note_height=note,
        dense=dense,
        readout=readout,
        over_x=over_x,
        over_y=over_y,
    )


def _heights(room: int, wanted: Wanted, dense: bool) -> tuple[int, int, int, int, int]:
    """Of words, a strip, all above the rows, the note and a row in `room`.

    First the words give way, then the note, then the strips, then the rows; strips and words once more, before a few
    rows scroll.
    """
    rows, strips = max(wanted.rows, 1), wanted.strips
    note = NOTE if strips and wanted.pressing else 0
    spare = room - note - strips_height(strips, STRIP)
    words = min(max(spare - rows * ROW_GOOD, STANDING_LEAST), wanted.standing) if dense else HEAD
    if strips and not note and spare - words - NOTE >= rows * ROW_ROOMY:
        note, spare = NOTE, spare - NOTE
    strip = STRIP if spare - words >= rows * ROW_ROOMY else STRIP_LEAST
    low = row_least(wanted, dense)
    lacking = rows * low - (room - note - words - strips_height(strips, strip))
    narrow = max(words - STANDING_TIGHT, 0) if dense else 0
    if lacking > 0 and not wanted.many:
        strip = max(STRIP_LEAST - -(-lacking // strips), STRIP_TIGHT) if strips else strip
        words -= min(max(lacking - strips * (STRIP_LEAST - strip), 0), narrow)
    head = words + strips_height(strips, strip)
    row = min(max((room - note - head) // rows, low), ROW_ALONE if rows == 1 else ROW_MOST)
    return words, strip, head, note, row


def above(row_height: int) -> int:
    """What is free above a tile, and below."""
    return 2 if row_height > LOW else 1


def row_least(wanted: Wanted, dense: bool) -> int:
    """The least height of a row."""
    if wanted.many and wanted.pressing:
        return min(max(PRESSED // max(wanted.rows, 1), 1), PRESSED_THIN)
    return ROW_THIN if wanted.many else ROW_DENSE if dense else ROW_LEAST


def strips_height(strips: int, each: int) -> int:
    """What the strips need, with the gap below them."""
    gap = STRIP_GAP if each == STRIP else STRIP_GAP_LEAST
    return strips * each + gap if strips else 0
