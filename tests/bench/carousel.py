"""The rows of the core, Carousel's side. Run by tests.bench: python -m tests.bench.carousel ROW, cells on stdin."""

from __future__ import annotations

import gc
import statistics
import tracemalloc
from collections.abc import Iterator
from typing import Any

import numpy as np

from core import memory, training
from core.gradients import Gradients, backward
from core.network import Network
from core.tasks import Batch
from core.trace import Trace, run
from tests.bench.problem import CLIP, FIRST_UPDATES, RATE, Cell, answers, network, slopes, words
from tests.bench.timing import now, seconds, serve

PARTS = ("run", "backward")  # of a training step, as core.training calls them
WATCHED = 60  # training steps of which the parts are timed


def measure_run(cell: Cell) -> dict[str, Any]:
    """run(), every signal kept; `check` is the sum of the squares of h."""
    net, x = network(cell), words(cell)
    check = float(np.square(run(net, x, dtype=x.dtype)[0, "h"]).sum())
    return {"check": check, "seconds": seconds(lambda: run(net, x, dtype=x.dtype))}


def measure_gradients(cell: Cell) -> dict[str, Any]:
    """run() and the derivatives of a loss on all outputs; `check` is the sum of the squares of them all."""
    net, x, d = network(cell), words(cell), slopes(cell)

    def both() -> Gradients:
        return backward(run(net, x, dtype=x.dtype), output=d)

    found = both()
    arrays = [found.x, *(array for place in found.parameters.values() for array in place.values())]
    check = sum(float(np.square(array).sum()) for array in arrays)
    return {"check": check, "seconds": seconds(both)}


def measure_training(cell: Cell) -> dict[str, Any]:
    """A training step and where its time goes; `check` is the loss after the first updates."""
    steps = _training(network(cell, "sigmoid"), _batch(cell))
    check = [next(steps).loss for _ in range(FIRST_UPDATES + 1)][-1]
    whole = seconds(lambda: next(steps))
    dtype = str(next(steps).values.dtype)
    return {"check": check, "seconds": whole, "dtype": dtype, "parts": _parts(steps)}


def _training(net: Network, batch: Batch) -> Iterator[training.Step]:
    """Steps without end over one batch."""
    if hasattr(training, "Settings"):
        return training.train(net, batch, updates=10**9, rate=RATE, clip=CLIP, dtype=np.float32)
    return training.train(net, lambda: batch, training.Schedule(updates=10**9, rate=RATE, drops=(), clip=CLIP))


def _batch(cell: Cell) -> Batch:
    shape = (cell.steps, cell.batch)
    return Batch(words(cell), answers(cell), np.ones(shape, bool), np.full(cell.batch, cell.steps))


def _parts(steps: Iterator[training.Step]) -> dict[str, float]:
    """The share of a step that each of PARTS takes."""
    spent = dict.fromkeys(PARTS, 0.0)

    def timed(part: str, function: Any) -> Any:
        def act(*arguments: Any, **named: Any) -> Any:
            began = now()
            try:
                return function(*arguments, **named)
            finally:
                spent[part] += now() - began

        return act

    plain = {part: getattr(training, part) for part in PARTS}
    found: list[dict[str, float]] = []
    for part, function in plain.items():
        setattr(training, part, timed(part, function))
    for _ in range(WATCHED):
        spent.update(dict.fromkeys(PARTS, 0.0))
        began = now()
        next(steps)
        whole = now() - began
        found.append({part: taken / whole for part, taken in spent.items()})
    for part, function in plain.items():
        setattr(training, part, function)
    return {part: statistics.median(each[part] for each in found) for part in PARTS}


def measure_memory(cell: Cell) -> dict[str, Any]:
    """Bytes: of the arrays of a trace, and the most that is held at once from before run() to its end."""
    net, x = network(cell), words(cell)
    run(net, x[:1])  # compiles
    memory._idle.clear()
    gc.collect()
    tracemalloc.start()
    trace = run(net, x, dtype=x.dtype)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {"arrays": _bytes(trace), "peak": peak}


def _bytes(trace: Trace) -> int:
    """Of every signal, of x and of the output."""
    signals = trace.network.layers[0].cell.signals
    return trace.x.nbytes + trace.output.nbytes + sum(trace[0, signal].nbytes for signal in signals)


if __name__ == "__main__":
    serve(
        {
            "run": measure_run,
            "gradients": measure_gradients,
            "training": measure_training,
            "memory": measure_memory,
        }
    )
