"""Two sides of a row, each in a fresh process of its own, asked in turn, cell by cell."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Any, NamedTuple

from tests.bench.problem import Cell
from tests.bench.timing import CPU

THREADS = (1, 2)  # the better is kept
SAME = {"float64": 1e-9, "float32": 1e-3}  # how far the checks of two sides may lie apart, relatively
VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True)
class Manner:
    """How a row is measured: in how many rounds, on a coarse grid or the whole; `cpu`: in processor time.

    Other work of the machine leaves processor time alone, but threads cannot be seen to help: it is taken at one.
    """

    rounds: int = 3
    quick: bool = False
    cpu: bool = False

    @property
    def threads(self) -> tuple[int, ...]:
        """At how many threads to measure."""
        return (1,) if self.cpu else THREADS


class Best(NamedTuple):
    """The better of a side's medians over the rounds, and at how many threads it was."""

    seconds: float
    threads: int


class Side:
    """A process that measures one row; ends with the block."""

    def __init__(self, module: str, row: str, threads: int, cpu: bool) -> None:
        self.module, self.row = module, row
        command = [sys.executable, "-m", f"tests.bench.{module}", row, *([CPU] if cpu else [])]
        environment = os.environ | dict.fromkeys(VARIABLES, str(threads))
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True)
        self._read()  # so that nothing is measured while another process starts

    def ask(self, cell: Cell) -> dict[str, Any]:
        """What the process measures of a cell."""
        assert self._process.stdin is not None
        print(json.dumps(cell), file=self._process.stdin, flush=True)
        found: dict[str, Any] = json.loads(self._read())
        return found

    def _read(self) -> str:
        assert self._process.stdout is not None
        if not (line := self._process.stdout.readline()):
            self._process.communicate()
            raise RuntimeError(f"tests.bench.{self.module} {self.row} ended early")
        return line

    def __enter__(self) -> Side:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.communicate()  # it ends with its input


class Answer(NamedTuple):
    """What a side said of a cell, by round, at some count of threads."""

    threads: int
    said: dict[str, Any]


def ask(
    modules: Sequence[str], row: str, cells: Iterable[Cell], manner: Manner, threads: Sequence[int] = ()
) -> dict[tuple[str, Cell], list[Answer]]:
    """All that the sides answer: every cell at every count of threads in every round, who is first changing.

    `threads` are those of `manner` unless given.
    """
    cells, answers = list(cells), defaultdict(list)
    for number in range(manner.rounds):
        for count in threads or manner.threads:
            print(f"{row}: round {number + 1} of {manner.rounds}, {count} thread(s)", file=sys.stderr)
            with ExitStack() as stack:
                sides = [stack.enter_context(Side(module, row, count, manner.cpu)) for module in modules]
                for cell in cells:
                    sides.reverse()
                    said = {side.module: side.ask(cell) for side in sides}
                    check_same(cell, [each["check"] for each in said.values() if "check" in each])
                    for module, each in said.items():
                        answers[module, cell].append(Answer(count, each))
    return answers


def check_same(cell: Cell, checks: Sequence[float]) -> None:
    """ValueError where two sides did not compute the same, so that their times mean nothing."""
    if not all(abs(check - checks[0]) <= SAME[cell.dtype] * abs(checks[0]) for check in checks):
        raise ValueError(f"{cell}: the sides differ: {' and '.join(map(repr, checks))}")


def best(answers: Sequence[Answer]) -> Best:
    """The median over the rounds at each count of threads, and of these the least."""
    taken: dict[int, list[float]] = defaultdict(list)
    for answer in answers:
        taken[answer.threads].append(answer.said["seconds"])
    return min(Best(statistics.median(times), count) for count, times in taken.items())
