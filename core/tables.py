"""A table of text, as a spreadsheet or a file of measurements gives it, as a sequence of numbers.

`read_table` and `parsed` find out how it is written; `series` takes the chosen columns out as numbers. What does not
fit is told by column and row, as a spreadsheet counts rows: the first line of the table is row 1.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from core.arrays import Array
from core.errors import CarouselError
from core.step_edits import LONGEST_WORD, MOST_STEPS, value_label
from core.text_files import MOST_BYTES, read_text

Scale = Literal["none", "unit", "signed", "standard"]
SCALES: tuple[Scale, ...] = get_args(Scale)
SEPARATORS = ("\t", ";", ",", "|", "")
MOST_INPUTS = 512
MOST_NUMBERS = 5_000_000  # of a sequence: beyond, a document would take too much memory and time to be saved
LONGEST_NAME = 80
SAMPLE = 200  # rows that are looked at to find out how a table is written
_MISSING = {"", "na", "n/a", "nan", "null", "none", "-", "?", "#n/a"}
_INTEGERS = re.compile(r"\s*[-+]?\d+,\d+\s*")
_GROUPED = {
    ".": re.compile(r"[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?"),
    ",": re.compile(r"[-+]?[1-9]\d{0,2}(\.\d{3})+(,\d*)?"),
}
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Table:
    """Cells as text: `rows` without empty ones, and in which row of the source each stands (from 1).

    `separator` is "" for a table of one column, `decimal` "." or ","; `headed` is whether the first row has names.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    places: tuple[int, ...]
    separator: str
    decimal: str
    headed: bool

    @property
    def width(self) -> int:
        """How many columns it has: as most of its rows."""
        return Counter(map(len, self.rows[:SAMPLE])).most_common(1)[0][0]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, each once; "column 3" where there is none."""
        return column_names(self.rows[0] if self.headed else (), self.width)

    @property
    def body(self) -> range:
        """Which rows have values."""
        return range(int(self.headed), len(self.rows))

    def numbers(self, column: int) -> Array:
        """A column's numbers, row by row, the header's too; NaN for what is none. Worked out once."""
        if column not in self._numbers:
            cells = (row[column] if column < len(row) else "" for row in self.rows)
            self._numbers[column] = np.array([as_number(cell, self.decimal) for cell in cells])
        return self._numbers[column]

    @cached_property
    def _numbers(self) -> dict[int, Array]:
        return {}

    def numeric(self) -> tuple[int, ...]:
        """The columns in which most of the first values are numbers."""
        sample = self.rows[self.body.start : self.body.start + SAMPLE]
        return tuple(k for k in range(self.width) if _share(sample, k, self.decimal) > 0.5)


@dataclass(frozen=True)
class Choice:
    """What is taken from a table: `columns` become inputs, `label` names the steps (None: the values do).

    `first` and `last` count the rows of values from 1, both included, last None to the end. `skips` leaves out the
    rows in which a number is missing.
    """

    columns: tuple[int, ...]
    label: int | None = None
    first: int = 1
    last: int | None = None
    scale: Scale = "none"
    skips: bool = False


@dataclass(frozen=True)
class Problem:
    """A cell that is no number, or a row of another length: where, what should be there, what is."""

    row: int
    field: str
    expected: str
    found: str

    @property
    def error(self) -> CarouselError:
        return CarouselError(self.field, self.expected, self.found)


@dataclass(frozen=True, eq=False)
class Series:
    """A sequence of numbers: names of the inputs, a label for each step, values (T, inputs), rows left out."""

    inputs: tuple[str, ...]
    labels: tuple[str, ...]
    values: Array
    skipped: int


def read_table(path: Path, most: int = MOST_BYTES) -> Table:
    """The table in a file. CarouselError for one that cannot be read, is too large, no text, empty or broken."""
    return parsed(read_text(path, most), path.name)


def parsed(
    text: str, name: str, separator: str | None = None, decimal: str | None = None, headed: bool | None = None
) -> Table:
    """The table in a text; what is not given is found out. CarouselError for no row or a quotation left open."""
    if separator is None:
        separator = _separator(text)
    rows, places = _rows(text, name, separator)
    if not rows:
        raise CarouselError(name, "a table with at least one row", "nothing")
    if decimal is None:
        decimal = _decimal(rows, separator)
    draft = Table(name, rows, places, separator, decimal, False)
    return Table(name, rows, places, separator, decimal, _is_headed(draft) if headed is None else headed)


def column_names(header: Sequence[str], width: int) -> tuple[str, ...]:
    """Names for columns, each once and as an input's name may be."""
    names: list[str] = []
    for k in range(width):
        given = "".join(c if c.isprintable() else " " for c in header[k]) if k < len(header) else ""
        name = " ".join(given.split())[: LONGEST_NAME - 6].strip() or f"column {k + 1}"
        names.append(_free(name, names))
    return tuple(names)


def problems(table: Table, choice: Choice) -> Iterator[Problem]:
    """What in the chosen cells is no number, row by row."""
    names, width, chosen = table.columns, table.width, _chosen(table, choice)
    for k in np.flatnonzero(_bad(table, choice)):
        row, place = table.rows[chosen[k]], table.places[chosen[k]]
        if len(row) != width:
            yield Problem(chosen[k], f"row {place}", f"{width} cell{'s' * (width != 1)}", str(len(row)))
            continue
        for column in choice.columns:
            if math.isnan(table.numbers(column)[chosen[k]]):
                yield Problem(chosen[k], f"column {names[column]}, row {place}", "a number", _found(row[column]))


def series(table: Table, choice: Choice) -> Series:
    """The chosen columns as numbers, scaled as asked.

    CarouselError names the first cell that is no number, unless such rows are skipped; and too many steps or inputs.
    """
    _check(table, choice)
    chosen, bad = _chosen(table, choice), _bad(table, choice)
    if bad.any() and not choice.skips:
        raise next(problems(table, choice)).error
    kept = [chosen[k] for k in np.flatnonzero(~bad)]
    if not kept:
        raise CarouselError("rows", "at least one with numbers", "none")
    if len(kept) > MOST_STEPS:
        raise CarouselError("rows", f"at most {MOST_STEPS:,}", f"{len(kept):,}")
    if (count := len(kept) * len(choice.columns)) > MOST_NUMBERS:
        raise CarouselError("numbers", f"at most {MOST_NUMBERS:,}, rows times columns", f"{count:,}")
    values = np.stack([table.numbers(column)[kept] for column in choice.columns], axis=1)
    values = scaled(values, choice.scale)
    labels = [_label(table.rows[k][choice.label]) if choice.label is not None else "" for k in kept]
    named = tuple(label or value_label(row) for label, row in zip(labels, values.tolist(), strict=True))
    names = table.columns
    return Series(tuple(names[c] for c in choice.columns), named, values, int(bad.sum()))


def scaled(values: Array, scale: Scale) -> Array:
    """Each column (T, inputs) scaled; one that has a single value becomes 0, but for "none".

    "unit": (x - least) / (most - least). "signed": twice that, less 1. "standard": (x - mean) / standard deviation,
    that of the T values themselves (divided by T).
    """
    if scale == "none":
        return values
    size = np.abs(values).max(axis=0)
    x = values / np.where(size > 0, size, 1.0)  # so that the ends of the range of floats do not overflow
    least, most = x.min(axis=0), x.max(axis=0)
    if scale == "standard":
        below, across = x.mean(axis=0), x.std(axis=0)
    else:
        below, across = least, most - least
    flat = most == least
    found = np.where(flat, 0.0, (x - below) / np.where(flat | (across == 0), 1.0, across))
    return np.where(flat, 0.0, 2 * found - 1) if scale == "signed" else found


def as_number(text: str, decimal: str) -> float:
    """A cell as a number; NaN where it is none, or none that a float can hold."""
    tidy = text.strip().replace("\u2212", "-").replace("\u00a0", "").replace("\u202f", "")
    if _GROUPED[decimal].fullmatch(tidy):
        tidy = tidy.replace("," if decimal == "." else ".", "")
    if decimal == ",":
        tidy = "" if "." in tidy and "," in tidy else tidy.replace(",", ".")
    value = float(tidy) if _NUMBER.fullmatch(tidy) else math.nan
    return value if math.isfinite(value) else math.nan


def _rows(text: str, name: str, separator: str) -> tuple[tuple[tuple[str, ...], ...], tuple[int, ...]]:
    rows, places = [], []
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=separator, strict=True) if separator else _single(lines)
    count = 0
    try:
        for row in reader:
            count += 1
            if any(cell.strip() for cell in row):
                rows.append(tuple(cell.strip() for cell in row))
                places.append(count)
    except csv.Error as error:
        told = "a quotation mark that is not closed" if "end of data" in str(error) else str(error)
        raise CarouselError(f"{name}, row {count + 1}", "cells in which quotation marks are closed", told) from None
    return tuple(rows), tuple(places)


def _single(lines: io.StringIO) -> Iterator[list[str]]:
    return ([line.strip().strip('"')] for line in lines)


def _separator(text: str) -> str:
    """What stands between the cells: the one by which most rows have the same, greatest number of them."""
    lines = [line for line in text[:200_000].split("\n") if line.strip()][:SAMPLE]
    if lines and _are_decimals(lines):
        return ""
    best, found = 0.0, ""
    for separator in SEPARATORS[:-1]:
        widths = Counter(len(_cells(line, separator)) for line in lines)
        width, rows = widths.most_common(1)[0] if widths else (1, 0)
        score = rows / len(lines) if width > 1 else 0.0
        if score > best + 0.01:
            best, found = score, separator
    return found


def _cells(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator), [])


def _are_decimals(lines: Sequence[str]) -> bool:
    """Whether lines such as "0,25" are numbers with a decimal comma rather than two columns of whole ones."""
    body = lines[1:] if len(lines) > 1 and not any(char.isdigit() for char in lines[0]) else lines
    if "," in (lines[0] if body is not lines else "") or not all(_INTEGERS.fullmatch(line) for line in body):
        return False
    return 2 * sum(line.strip().lstrip("+-").startswith("0,") for line in body) >= len(body)


def _decimal(rows: Sequence[Sequence[str]], separator: str) -> str:
    """ "," where cells such as "0,5" are seen and fewer such as "0.5"; where commas separate, "1,234" is none."""
    cells = [cell for row in rows[:SAMPLE] for cell in row]
    if separator == ",":
        cells = [cell for cell in cells if "." in cell or math.isnan(as_number(cell, "."))]
    commas = sum(not math.isnan(as_number(cell, ",")) for cell in cells if "," in cell)
    points = sum(not math.isnan(as_number(cell, ".")) for cell in cells if "." in cell)
    return "," if commas > points else "."


def _is_headed(table: Table) -> bool:
    """Whether the first row has no number where those below have some."""
    first, below = table.rows[0], table.rows[1 : 1 + SAMPLE]
    if not below or any(not math.isnan(as_number(cell, table.decimal)) for cell in first):
        return False
    return any(_share(below, k, table.decimal) > 0.5 for k in range(table.width))


def _share(rows: Sequence[Sequence[str]], column: int, decimal: str) -> float:
    cells = [row[column] for row in rows if column < len(row) and row[column].lower() not in _MISSING]
    return sum(not math.isnan(as_number(cell, decimal)) for cell in cells) / len(cells) if cells else 0.0


def _bad(table: Table, choice: Choice) -> Array:
    """Which of the chosen rows are of another length, or have no number in a chosen column."""
    chosen, width = _chosen(table, choice), table.width
    bad = np.array([len(table.rows[k]) != width for k in chosen], dtype=bool)
    for column in choice.columns:
        bad |= np.isnan(table.numbers(column)[chosen.start : chosen.stop])
    return bad


def _chosen(table: Table, choice: Choice) -> range:
    body = table.body
    last = len(body) if choice.last is None else min(choice.last, len(body))
    return body[max(choice.first, 1) - 1 : last]


def _check(table: Table, choice: Choice) -> None:
    if not choice.columns:
        raise CarouselError("inputs", "at least one column", "none chosen")
    if len(choice.columns) > MOST_INPUTS:
        raise CarouselError("inputs", f"at most {MOST_INPUTS}", str(len(choice.columns)))
    if not len(_chosen(table, choice)):
        raise CarouselError("rows", f"some of 1 to {len(table.body)}", f"{choice.first} to {choice.last}")


def _label(text: str) -> str:
    shown = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return shown if len(shown) <= LONGEST_WORD else shown[: LONGEST_WORD - 1] + "…"


def _found(cell: str) -> str:
    return repr(cell[:40]) if cell else "nothing"


def _free(name: str, taken: Sequence[str]) -> str:
    if name not in taken:
        return name
    return next(made for k in range(2, len(taken) + 3) if (made := f"{name} ({k})") not in taken)
