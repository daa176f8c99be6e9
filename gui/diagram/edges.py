"""Every edge of the diagram as rows of arrays: its curve, weight, width, whether it stands out. Knows no Qt."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.edges import Weight
from core.network import READOUT
from gui.diagram.curves import curves, distances, sampled
from gui.diagram.layout import Group, Layout, Node
from gui.diagram.wiring import Bundle

THINNEST, WIDEST = 0.6, 7.0
FULL = 8.0  # the weight from which an edge is as wide as the widest
MOST_FAINT = 900  # beyond, only the largest weights are drawn faintly
MOST_STRONG = 24  # of one matrix into the selected unit that stand out: the largest
MOST_WHOLE = 16  # cut edges of one matrix that are shown where all of a unit's are cut
BEND = 10.0  # the most by which edges of several matrices that join the same nodes part, down or up


@dataclass(frozen=True)
class Edge:
    """One edge: an entry of a bundle's matrix."""

    bundle: Bundle
    target: int
    source: int

    @property
    def weight(self) -> float:
        """What it is worth, a cut not counted."""
        return float(self.bundle.weights[self.target, self.source])

    @property
    def entry(self) -> Weight:
        """Which entry of which matrix it is."""
        return Weight(self.bundle.place, self.bundle.name, (self.target, self.bundle.first + self.source))

    @property
    def cut(self) -> bool:
        """Whether it is held at 0."""
        return self.bundle.cut is not None and bool(self.bundle.cut[self.target, self.source])

    @property
    def nodes(self) -> tuple[Node, Node]:
        """Where it comes from and where it goes."""
        return Node(self.bundle.source, self.source), Node(self.bundle.target, self.target)


def widths(weights: Array, scale: float = 1.0) -> Array:
    """Line widths in pixels: they grow with the root of |weight|, up to WIDEST."""
    return scale * (THINNEST + (WIDEST - THINNEST) * np.sqrt(np.minimum(np.abs(weights) / FULL, 1.0)))


def bend(order: int) -> float:
    """How far down the edges of a matrix bend that is one of several between the same nodes; no two alike."""
    if not order:
        return 0.0
    return (BEND if order % 2 else -BEND) / 2 ** ((order - 1) // 2)


class EdgeTable:
    """The edges of all bundles, one row each. Built when the layout, the gate or the selection changes.

    `shown` are drawn, those in `strong_rows` stand out: of the `strong`, which are the selected unit's, the largest
    of each matrix; `stood_back` counts the others, which are faint. Of those that are cut only the selected unit's
    are drawn, `cuts`, as broken lines; `whole` marks them where none of the unit's in the same matrix is left. Where
    a group is a block there are rows for the nodes drawn out of it only.
    """

    def __init__(self, layout: Layout, bundles: Sequence[Bundle], layer: int, unit: int) -> None:
        self.scale = layout.stroke
        self.bundles = tuple(bundles)
        parts = [curves(layout, b.source, b.target, bend(b.order)).reshape(-1, 4, 2) for b in bundles]
        self._ends = [(layout.groups[b.target], layout.groups[b.source]) for b in bundles]
        self.points = np.concatenate(parts)
        self._starts = np.cumsum([0, *(len(part) for part in parts)])
        self.strong = np.concatenate([self._drawn(k, _chosen(b, layer, unit)) for k, b in enumerate(bundles)])
        self._samples: Array | None = None
        self._form = _forms(bundles)
        self._read = False
        self.read(bundles)

    def fits(self, bundles: Sequence[Bundle]) -> bool:
        """Whether `bundles` are of the same matrices, so that `read` is enough."""
        return _forms(bundles) == self._form

    def read(self, bundles: Sequence[Bundle]) -> None:
        """Take the weights and cuts of `bundles`."""
        old, self.bundles = self.bundles, tuple(bundles)
        if self._read and all(a.cut is b.cut for a, b in zip(old, bundles, strict=True)):
            self._read_weights(old)
            return
        self._read = True
        self.cut = np.concatenate([self._drawn(k, _cut(b)) for k, b in enumerate(bundles)])
        self.cuts, self.whole = self._cuts_shown()
        self.weights = np.concatenate([self._drawn(k, b.weights) for k, b in enumerate(bundles)])
        self.widths = widths(self.weights, self.scale)
        self._choose()

    def _read_weights(self, old: Sequence[Bundle]) -> None:
        """Take those weights that are others than before; what is cut is the same."""
        for k, (before, now) in enumerate(zip(old, self.bundles, strict=True)):
            if before.weights is not now.weights:
                rows = slice(self._starts[k], self._starts[k + 1])
                self.weights[rows] = self._drawn(k, now.weights)
                self.widths[rows] = widths(self.weights[rows], self.scale)
        if self.left_out or self.stood_back:
            self._choose()

    def _choose(self) -> None:
        """Which edges are drawn, and which of them stand out: of very many the largest."""
        own = self.strong & ~self.cut
        outstanding = np.zeros_like(own)
        for start, end in itertools.pairwise(self._starts.tolist()):
            outstanding[start:end] = _largest(self.weights[start:end], own[start:end], MOST_STRONG)
        self.strong_rows = np.flatnonzero(outstanding)
        self.stood_back = int(np.count_nonzero(own)) - len(self.strong_rows)
        self.faint = _largest(self.weights, ~self.strong & ~self.cut, MOST_FAINT) | (own & ~outstanding)
        self.faint_rows = np.flatnonzero(self.faint)
        self.shown = self.faint | own
        self.left_out = int(np.count_nonzero(~self.shown & ~self.cut))

    def _cuts_shown(self) -> tuple[Array, Array]:
        """The rows of cut edges that would stand out, and whether all of their matrix that would is cut.

        Where that is so, and it is many, none is shown: the unit has no such input at all.
        """
        shown, whole = [], []
        for start, end in itertools.pairwise(self._starts.tolist()):
            strong, cut = self.strong[start:end], self.cut[start:end]
            rows = np.flatnonzero(strong & cut)
            all_cut = len(rows) > 1 and len(rows) == np.count_nonzero(strong)
            if not all_cut or len(rows) <= MOST_WHOLE:
                shown += (start + rows).tolist()
                whole += [all_cut] * len(rows)
        return np.array(shown, dtype=int), np.array(whole, dtype=bool)

    def edge(self, row: int) -> Edge:
        """The edge in a row."""
        index = int(np.searchsorted(self._starts, row, side="right")) - 1
        bundle = self.bundles[index]
        into, out_of = self._ends[index]
        target, source = divmod(int(row - self._starts[index]), len(out_of.y))
        return Edge(bundle, into.drawn[target], out_of.drawn[source])

    def row(self, bundle: str, target: int, source: int) -> int:
        """The row of an entry of the matrix called `bundle`."""
        index = next(i for i, b in enumerate(self.bundles) if b.name == bundle)
        found = self._row(index, target, source)
        assert found is not None
        return found

    def row_of(self, entry: Weight) -> int | None:
        """The row of an entry of a matrix, if its edge is among them."""
        for index, bundle in enumerate(self.bundles):
            if (bundle.place, bundle.name) == (entry.place, entry.name) and len(entry.at) == 2:
                target, source = entry.at[0], entry.at[1] - bundle.first
                rows, columns = bundle.weights.shape
                if target < rows and 0 <= source < columns:
                    return self._row(index, target, source)
        return None

    def _row(self, index: int, target: int, source: int) -> int | None:
        """The row of an entry of a bundle's matrix, or None where an end of it is not drawn out."""
        into, out_of = self._ends[index]
        t, s = into.place(target), out_of.place(source)
        return None if t is None or s is None else int(self._starts[index]) + t * len(out_of.y) + s

    def _drawn(self, index: int, matrix: Array) -> Array:
        """What of a bundle's matrix is drawn, row by row."""
        into, out_of = self._ends[index]
        if into.block or out_of.block:
            matrix = matrix[_rows(into)][:, _rows(out_of)]
        return matrix.ravel()

    def at(self, x: float, y: float, slack: float) -> int | None:
        """The row of the drawn edge nearest to a point, if it is within `slack` pixels; strong ones come first."""
        if self._samples is None:
            self._samples = sampled(self.points)
        rows = np.concatenate([np.flatnonzero(self.shown), self.cuts])
        if not len(rows):
            return None
        gaps = distances(self._samples[rows], x, y) - np.where(self.cut[rows], THINNEST, self.widths[rows]) / 2
        for group in (self.strong[rows], ~self.strong[rows]):
            near = np.where(group, gaps, np.inf)
            best = int(np.argmin(near))
            if near[best] <= slack:
                return int(rows[best])
        return None

    def rows_at(self, nodes: Iterable[Node]) -> frozenset[int]:
        """The rows of the edges that begin or end at some nodes."""
        found: set[int] = set()
        for key, row in nodes:
            for bundle, start, (into, out_of) in zip(self.bundles, self._starts.tolist(), self._ends, strict=False):
                targets, sources = len(into.y), len(out_of.y)
                if bundle.target == key and (place := into.place(row)) is not None:
                    found |= set(range(start + place * sources, start + (place + 1) * sources))
                if bundle.source == key and (place := out_of.place(row)) is not None:
                    found |= set(range(start + place, start + targets * sources, sources))
        return frozenset(found)

    def cuts_into(self, node: Node) -> Array:
        """The rows of the cut edges that would arrive at a node."""
        return np.flatnonzero(self.cut & self._arriving(node))

    def _arriving(self, node: Node) -> Array:
        return np.concatenate([self._drawn(k, _into(bundle, node)) for k, bundle in enumerate(self.bundles)])


def _forms(bundles: Sequence[Bundle]) -> list[tuple[object, ...]]:
    return [(b.place, b.name, b.source, b.target, b.first, b.weights.shape) for b in bundles]


def _chosen(bundle: Bundle, layer: int, unit: int) -> Array:
    """Which edges of a bundle stand out: those into the selected unit, and its own into the readout."""
    mask = np.zeros(bundle.weights.shape, dtype=bool)
    if bundle.place == layer:
        mask[unit] = True
    elif bundle.place == READOUT and bundle.source.layer == layer:
        mask[:, unit] = True
    return mask


def _into(bundle: Bundle, node: Node) -> Array:
    """Which edges of a bundle arrive at a node."""
    mask = np.zeros(bundle.weights.shape, dtype=bool)
    if bundle.target == node.key:
        mask[node.row] = True
    return mask


def _rows(group: Group) -> list[int] | slice:
    return list(group.rows) if group.block else slice(None)


def _cut(bundle: Bundle) -> Array:
    return bundle.cut if bundle.cut is not None else np.zeros(bundle.weights.shape, dtype=bool)


def _largest(weights: Array, among: Array, most: int) -> Array:
    if np.count_nonzero(among) <= most:
        return among
    size = np.where(among, np.abs(weights), -1.0)
    chosen = np.zeros_like(among)
    chosen[np.argpartition(size, -most)[-most:]] = True
    return chosen
