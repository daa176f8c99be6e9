"""One side of a row: a process that takes a cell in JSON, one a line, and answers with what it measured."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from tests.bench.problem import Cell

BLOCKS = 5
BLOCK = 0.04  # seconds that a block of calls takes at least
WARM = 0.02  # seconds of calls ahead of them
MOST = 0.25  # seconds after which no further block is begun

CPU = "--cpu"  # on the command line: processor time in place of the clock's

Act = Callable[[], object]
Measure = Callable[[Cell], dict[str, Any]]


def serve(rows: Mapping[str, Measure]) -> None:
    """Measure the row that the command line names, cell by cell, until there are no more."""
    measure = rows[sys.argv[1]]
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(measure(Cell(*json.loads(line)))), flush=True)


def now() -> float:
    """Seconds on the clock, or of the processor where the command line asks for that."""
    return time.process_time() if CPU in sys.argv else time.perf_counter()


def seconds(act: Act) -> float:
    """Seconds that a call takes: the median of blocks of calls, once warm."""
    calls, warm = _warm(act)
    count = max(round(calls * BLOCK / warm), 1)
    blocks: list[float] = []
    while len(blocks) < BLOCKS and sum(blocks) < MOST:
        blocks.append(_timed(act, count))
    return statistics.median(blocks) / count


def _warm(act: Act) -> tuple[int, float]:
    """Call until warm: how many of the calls after the first, and what they took."""
    spent = _timed(act, 1)
    if spent > WARM:
        return 1, spent
    calls, spent = 0, 0.0
    while spent < WARM:
        spent += _timed(act, 1)
        calls += 1
    return calls, spent


def _timed(act: Act, count: int) -> float:
    began = now()
    for _ in range(count):
        act()
    return now() - began
