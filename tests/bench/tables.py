"""Ratios against their bounds, in Markdown."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from tests.bench.problem import Cell
from tests.bench.sides import Best


class Outcome(NamedTuple):
    """The times of both sides in one cell."""

    cell: Cell
    ours: Best
    theirs: Best

    @property
    def ratio(self) -> float:
        """How many times as fast we are."""
        return self.theirs.seconds / self.ours.seconds


class Bounds(NamedTuple):
    """What each ratio and the geometric mean of all must reach."""

    each: Callable[[Cell], float]
    mean: float


BOUNDS = {
    "run": Bounds(lambda cell: 1.5 if cell.batch * cell.units <= 2048 else 0.9, 1.8),
    "gradients": Bounds(lambda cell: 1.3, 4.0),
    "training": Bounds(lambda cell: 0.5, 1.0),
}


def geometric_mean(ratios: Iterable[float]) -> float:
    """The mean of ratios: as far from 1 for twice as fast as for half."""
    return math.exp(statistics.fmean(map(math.log, ratios)))


def below(outcomes: Iterable[Outcome], bounds: Bounds) -> list[Outcome]:
    """Those that do not reach their bound, the furthest from it first."""
    missed = [one for one in outcomes if one.ratio < bounds.each(one.cell)]
    return sorted(missed, key=lambda one: one.ratio / bounds.each(one.cell))


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """b of the least-squares line log cost = a + b log size."""
    return statistics.linear_regression([math.log(s) for s in sizes], [math.log(c) for c in costs]).slope


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def ratios(outcomes: Sequence[Outcome], bounds: Bounds) -> str:
    """A row for each H and batch, a column for each T; bold is below its bound."""
    missed = {one.cell for one in below(outcomes, bounds)}
    shown = {one.cell: f"**{one.ratio:.2f}**" if one.cell in missed else f"{one.ratio:.2f}" for one in outcomes}
    return by_steps(shown)


def by_steps(shown: dict[Cell, str]) -> str:
    """What is shown of each cell: a row for each H and batch, a column for each T."""
    columns = sorted({cell.steps for cell in shown})
    rows: dict[tuple[int, int], dict[int, str]] = {}
    for cell, text in shown.items():
        rows.setdefault((cell.units, cell.batch), {})[cell.steps] = text
    head = ["H", "batch", *(f"T {steps}" for steps in columns)]
    return markdown(head, ([str(k) for k in key] + [row.get(c, "") for c in columns] for key, row in rows.items()))


def verdict(outcomes: Sequence[Outcome], bounds: Bounds) -> str:
    """The geometric mean, how many are below their bound and which, who was better at how many threads."""
    missed = below(outcomes, bounds)
    mean = geometric_mean(one.ratio for one in outcomes)
    lines = [
        f"Geometric mean {mean:.2f} (to reach: {bounds.mean}); {len(missed)} of {len(outcomes)} below their bound; "
        f"at 2 threads better: Carousel in {sum(one.ours.threads == 2 for one in outcomes)}, "
        f"PyTorch in {sum(one.theirs.threads == 2 for one in outcomes)}."
    ]
    for one in missed:
        times = f"{1000 * one.ours.seconds:.3g} ms against {1000 * one.theirs.seconds:.3g} ms"
        lines.append(f"- {one.cell}: {one.ratio:.2f} (to reach: {bounds.each(one.cell)}), {times}")
    return "\n".join(lines)
