"""The words of a text of equations, finished or not: what each is, and what could stand at a place. Knows no Qt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.cells import Cell
from core.equations import FUNCTIONS, MATRIX_LETTERS, VECTOR_LETTERS

_TOKEN = re.compile(r"(?P<comment>#.*)|(?P<name>[A-Za-z_]\w*)|(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)")
_TARGET = re.compile(r"^[ \t]*([A-Za-z_]\w*)[ \t]*=(?!=)", re.MULTILINE)
_BEFORE = re.compile(r"[A-Za-z_]\w*$")


@dataclass(frozen=True)
class Word:
    """A stretch of a row: a comment, signal, function, parameter, input, number, or a name of nothing."""

    start: int
    end: int
    kind: str
    text: str


@dataclass(frozen=True)
class Candidate:
    """A word that could stand at a place, and what it is: "forget gate", "matrix, units × inputs"."""

    name: str
    kind: str
    about: str

    @property
    def typed(self) -> str:
        """What is put into the text."""
        return f"{self.name}(" if self.kind == "function" else self.name


def targets(text: str) -> tuple[str, ...]:
    """The names that stand to the left of an equals sign, in order."""
    return tuple(dict.fromkeys(found[1] for found in _TARGET.finditer(text)))


def words(row: str, signals: tuple[str, ...]) -> Iterator[Word]:
    """The words of one row of a text with these signals."""
    for found in _TOKEN.finditer(row):
        kind = found.lastgroup or ""
        if kind == "name":
            kind = _kind(found[0], signals)
        yield Word(found.start(), found.end(), kind, found[0])


def _kind(name: str, signals: tuple[str, ...]) -> str:
    if name in signals:
        return "signal"
    if name in FUNCTIONS:
        return "function"
    if name == "x":
        return "input"
    return "parameter" if name[0] in MATRIX_LETTERS + VECTOR_LETTERS else "unknown"


def prefix_at(text: str, position: int) -> str:
    """The beginning of a name that stands right before a place; "" within a comment or where there is none."""
    row = text[text.rfind("\n", 0, position) + 1 : position]
    found = _BEFORE.search(row) if "#" not in row else None
    return found[0] if found and not row[: found.start()].endswith(tuple("0123456789.")) else ""


def candidates(text: str, position: int, cell: Cell) -> tuple[Candidate, ...]:
    """What could stand at a place and begins as what stands there already, the likeliest first."""
    prefix = prefix_at(text, position)
    row = text[text.rfind("\n", 0, position) + 1 : position]
    if "#" in row:
        return ()
    before = row[: len(row) - len(prefix)]
    rest = text[: position - len(prefix)] + text[position:]  # what is being typed is no name yet
    signals = targets(rest)
    known = [*_signals(signals, cell)]
    if "=" not in before:
        open_ends = _targets_to_come(signals, cell)
        return tuple(c for c in open_ends if c.name.startswith(prefix) and c.name != prefix)
    functions = [Candidate(name, "function", "function") for name in FUNCTIONS]
    if before.rstrip().endswith("@"):
        found = [Candidate("x", "input", "the layer's input"), *known, *functions]
    else:
        target = _TARGET.match(before)
        own, others = _parameters(rest, target[1] if target else "", signals, cell)
        found = [*own, *known, *functions, *others]
    return tuple(c for c in dict.fromkeys(found) if c.name.startswith(prefix) and c.name != prefix)


def is_name(text: str, position: int, cell: Cell) -> bool:
    """Whether what stands right before a place is all of a name that could stand there."""
    prefix = prefix_at(text, position)
    begin = position - len(prefix)
    return prefix in {one.name for one in candidates(text[:begin] + text[position:], begin, cell)}


def _signals(signals: tuple[str, ...], cell: Cell) -> Iterator[Candidate]:
    for name in signals:
        title = cell.info(name).title if name in cell.signals else name
        yield Candidate(name, "signal", "signal" if title == name else title.lower())


def _targets_to_come(signals: tuple[str, ...], cell: Cell) -> Iterator[Candidate]:
    """At the head of a line: the signals of the cell that have no line now."""
    yield from _signals(tuple(name for name in cell.signals if name not in signals), cell)


def _parameters(
    text: str, signal: str, signals: tuple[str, ...], cell: Cell
) -> tuple[list[Candidate], list[Candidate]]:
    """Those that the line of a signal would have by the usual names, and all others in use."""
    used = _in_use(text, signals, cell)
    alone = bool(used) and all("_" not in name for name in used) or len(signals) < 2
    ending = "" if alone or not signal else f"_{signal}"
    usual = {f"W{ending}": ("units", "inputs"), f"U{ending}": ("units", "units"), f"b{ending}": ("units",)}
    if any(name != signals[-1] for name in cell.states if name in signals) and signal:
        usual[f"p_{signal}"] = ("units",)
    own = {**usual, **{name: shape for name, shape in used.items() if signal and name.endswith(f"_{signal}")}}
    own = {name: shape for name, shape in own.items() if name not in signals}
    others = {name: shape for name, shape in used.items() if name not in own}
    return [_parameter(*item) for item in own.items()], [_parameter(*item) for item in others.items()]


def _in_use(text: str, signals: tuple[str, ...], cell: Cell) -> Mapping[str, tuple[str, ...]]:
    """Parameters in the text, with the shapes that they have in the cell, or by their letter."""
    found: dict[str, tuple[str, ...]] = {}
    for row in text.split("\n"):
        for word in words(row, signals):
            if word.kind == "parameter":
                plain = ("units", "units") if word.text[0] in MATRIX_LETTERS else ("units",)
                found[word.text] = cell.parameters.get(word.text, plain)
    return found


def _parameter(name: str, shape: tuple[str, ...]) -> Candidate:
    if len(shape) == 2:
        return Candidate(name, "parameter", f"matrix, {' × '.join(shape)}")
    return Candidate(name, "parameter", "peephole, one a unit" if name[0] == "p" else "vector, one a unit")
