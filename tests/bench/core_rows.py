"""The rows of the core, as Markdown: run, gradients, training against PyTorch; growth."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from tests.bench.problem import Cell
from tests.bench.sides import Answer, Manner, ask, best
from tests.bench.tables import BOUNDS, Outcome, by_steps, exponent, markdown, ratios, verdict

SIDES = ("carousel", "pytorch")
PARTS = ("run", "backward")


@dataclass(frozen=True)
class Grid:
    """The sizes of a row; `inputs` None is as many as units."""

    units: Sequence[int]
    batches: Sequence[int]
    steps: Sequence[int]

    def cells(self, inputs: int | None = 4, dtype: str = "float64") -> list[Cell]:
        """Every cell, small ones first."""
        sizes = product(self.units, self.batches, self.steps)
        return [Cell(h, batch, t, inputs or h, dtype) for h, batch, t in sizes]


CORE = Grid((4, 16, 64, 256), (1, 8, 32), (20, 200, 1000))
CORE_QUICK = Grid((4, 32, 256), (1, 32), (20, 200))
TRAINING = Grid((4, 8, 16, 32), (1, 8, 32), (20, 50, 100))
TRAINING_QUICK = Grid((4, 32), (1, 32), (20, 100))
STEPS, UNITS = (20, 50, 100, 200, 500, 1000, 2000, 5000), (8, 16, 32, 64, 128, 256, 512)
AT_UNITS, AT_STEPS = 16, 100  # where the other grows
MEMORY = 1.3  # times the trace's arrays


def run(manner: Manner) -> None:
    """run() with every signal kept beside torch.nn.LSTM that keeps none."""
    grid = CORE_QUICK if manner.quick else CORE
    _compared("run", "4 inputs, float64", grid.cells(), manner)
    wide = [cell for cell in grid.cells(inputs=None) if cell.inputs != 4]
    _compared("run", "as many inputs as units, float64", wide, manner)
    _compared("run", "4 inputs, float32 (the bounds are those of float64)", grid.cells(dtype="float32"), manner)


def gradients(manner: Manner) -> None:
    """run() and all gradients beside autograd."""
    grid = CORE_QUICK if manner.quick else CORE
    _compared("gradients", "4 inputs, float64", grid.cells(), manner)
    _compared("gradients", "4 inputs, float32 (the bounds are those of float64)", grid.cells(dtype="float32"), manner)


def training(manner: Manner) -> None:
    """A training step beside PyTorch's with the fused Adam, and where ours goes."""
    grid = TRAINING_QUICK if manner.quick else TRAINING
    answers = _compared("training", "4 inputs, float32", grid.cells(dtype="float32"), manner)
    ours = {cell: found for (side, cell), found in answers.items() if side == "carousel"}
    dtypes = sorted({answer.said["dtype"] for found in ours.values() for answer in found})
    print(
        f"\nCarousel in {' and '.join(dtypes)}. Where its step goes, ms: run, backward, the rest (loss, clip, update)\n"
    )
    print(by_steps({cell: _parts(found) for cell, found in ours.items()}))


def _parts(answers: Sequence[Answer]) -> str:
    whole, threads = best(answers)
    kept = [answer.said["parts"] for answer in answers if answer.threads == threads]
    shares = [statistics.median(parts[part] for parts in kept) for part in PARTS]
    return " ".join(f"{1000 * whole * share:.2f}" for share in [*shares, 1 - sum(shares)])


def _compared(row: str, what: str, cells: Iterable[Cell], manner: Manner) -> dict[tuple[str, Cell], list[Answer]]:
    """Measure and print a table; gives all answers."""
    cells, bounds = list(cells), BOUNDS[row]
    answers = ask(SIDES, row, cells, manner)
    outcomes = [Outcome(cell, *(best(answers[side, cell]) for side in SIDES)) for cell in cells]
    print(f"\n`{row}`, {what}: how many times as fast as PyTorch; bold is below its bound\n")
    print(ratios(outcomes, bounds), verdict(outcomes, bounds), sep="\n\n", flush=True)
    return answers


def growth(manner: Manner) -> None:
    """Time and memory as T and H grow, one sequence, one thread."""
    steps, units = (STEPS[::2], UNITS[::2]) if manner.quick else (STEPS, UNITS)
    _grown("T", [Cell(AT_UNITS, 1, t) for t in steps], lambda cell: cell.steps, f"H {AT_UNITS}", manner)
    _grown("H", [Cell(h, 1, AT_STEPS) for h in units], lambda cell: cell.units, f"T {AT_STEPS}", manner)


def _grown(what: str, cells: list[Cell], size: Callable[[Cell], int], fixed: str, manner: Manner) -> None:
    measured = {row: ask(SIDES[:1], row, cells, manner, threads=(1,)) for row in ("run", "gradients")}
    times = {row: [best(found["carousel", cell]).seconds for cell in cells] for row, found in measured.items()}
    held = [found[0].said for found in ask(SIDES[:1], "memory", cells, Manner(rounds=1), threads=(1,)).values()]
    sizes = [size(cell) for cell in cells]
    print(f"\n`growth` in {what}: {fixed}, one sequence, 4 inputs, float64, 1 thread\n")
    head = [what, "run, ms", "run and gradients, ms", "arrays, kB", "most held, kB", "times"]
    columns = zip(sizes, *times.values(), held, strict=True)
    print(markdown(head, (_grown_row(*row) for row in columns)), end="\n\n")
    for row, taken in times.items():
        print(f"{row}: {what} to the power {_exponents(sizes, taken)}.")
    kept, most = ([each[key] for each in held] for key in ("arrays", "peak"))
    over = [str(n) for n, a, b in zip(sizes, kept, most, strict=True) if b > MEMORY * a]
    print(f"memory: {what} to the power {_exponents(sizes, most)}.")
    print(f"More than {MEMORY} times the trace's arrays at {what} {', '.join(over) or 'none'}.", flush=True)


def _grown_row(size: int, run_time: float, both_time: float, held: dict[str, int]) -> list[str]:
    arrays, peak = held["arrays"], held["peak"]
    times = [f"{1000 * seconds:.3g}" for seconds in (run_time, both_time)]
    return [str(size), *times, f"{arrays / 1000:.0f}", f"{peak / 1000:.0f}", f"{peak / arrays:.2f}"]


def _exponents(sizes: Sequence[int], costs: Sequence[float]) -> str:
    """Over all sizes; over the lower and the upper half, where what is fixed and what grows weigh otherwise."""
    middle = len(sizes) // 2
    halves = [slice(None), slice(middle + 1), slice(middle, None)]
    each = [f"{exponent(sizes[part], costs[part]):.2f}" for part in halves]
    return f"{each[0]} ({each[1]} up to {sizes[middle]}, {each[2]} from there on)"
