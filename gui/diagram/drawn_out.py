"""Which nodes are drawn out of the diagram's blocks: the selected unit, its neighbours, and what weighs most on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.arrays import Array
from gui.diagram.layout import Key, Layout
from gui.diagram.wiring import Bundle

Rows = dict[Key, tuple[int, ...]]


class DrawnOut:
    """Remembers what is drawn out, so that nodes stay in their places while one weight is dragged."""

    def __init__(self) -> None:
        self._of: tuple[object, ...] = ()
        self._bundles: tuple[Bundle, ...] = ()
        self._columns: object = None
        self._rows: Rows = {}

    def show(
        self, layout: Layout, bundles: Sequence[Bundle], of: tuple[object, ...], selected: Key, unit: int
    ) -> Layout:
        """`layout` with the nodes drawn out that matter to a unit; the same while `of` is and few weights differ."""
        if not any(group.block for group in layout.groups.values()):
            return layout
        if of != self._of or layout.columns is not self._columns or self._many_differ(bundles):
            self._of, self._columns = of, layout.columns
            self._rows = drawn_out(layout, bundles, selected, unit)
        self._bundles = tuple(bundles)
        if all(layout.groups[key].rows == rows for key, rows in self._rows.items()):
            return layout
        return layout.with_rows(self._rows)

    def _many_differ(self, bundles: Sequence[Bundle]) -> bool:
        """Whether more than one matrix is another: a slider moves one weight, a training or a draw moves all."""
        if len(bundles) != len(self._bundles):
            return True
        now = {(b.place, b.name): b.weights for b in bundles}
        before = {(b.place, b.name): b.weights for b in self._bundles}
        return now.keys() != before.keys() or sum(not _same(now[k], before[k]) for k in now) > 1


def drawn_out(layout: Layout, bundles: Sequence[Bundle], selected: Key, unit: int) -> Rows:
    """The nodes drawn out of each block, in order.

    Of the selected layer the unit and those beside it; of every other block those with the largest weights to what
    was looked at before, from the selected unit on outwards.
    """
    found: Rows = {}
    looked_at: dict[Key, Sequence[int]] = {selected: (unit,)}
    if (group := layout.groups[selected]).block is not None:
        found[selected] = around(unit, len(group.y), group.count)
    while scores := _scores(layout, bundles, looked_at):
        for key, sizes in scores.items():
            group = layout.groups[key]
            if group.block is None:
                looked_at[key] = range(group.count)
            else:
                found[key] = tuple(sorted(np.argsort(-sizes, kind="stable")[: len(group.y)].tolist()))
                looked_at[key] = found[key]
    return found


def around(unit: int, slots: int, count: int) -> tuple[int, ...]:
    """So many units about one, all of them units that there are."""
    first = min(max(unit - slots // 2, 0), count - slots)
    return tuple(range(first, first + slots))


def _scores(layout: Layout, bundles: Sequence[Bundle], looked_at: dict[Key, Sequence[int]]) -> dict[Key, Array]:
    """Of the groups next to those looked at, how much each node has to do with these."""
    scores: dict[Key, Array] = {}
    for bundle in bundles:
        for here, there in ((bundle.target, bundle.source), (bundle.source, bundle.target)):
            if here in looked_at and there not in looked_at and there in layout.groups:
                sizes = _sizes(bundle, here == bundle.target, list(looked_at[here]))
                scores[there] = scores[there] + sizes if there in scores else sizes
    return scores


def _sizes(bundle: Bundle, into: bool, nodes: list[int]) -> Array:
    """The sizes of the weights that lead into some nodes, or out of them, for each node at their other ends."""
    at = (nodes, slice(None)) if into else (slice(None), nodes)
    sizes = np.abs(bundle.weights[at])
    if bundle.cut is not None:
        sizes[bundle.cut[at]] = 0.0
    return sizes.sum(axis=0 if into else 1)


def _same(one: Array, other: Array) -> bool:
    """Whether two arrays are one, or the same part of one."""
    return one is other or (one.shape == other.shape and one.ctypes.data == other.ctypes.data)
