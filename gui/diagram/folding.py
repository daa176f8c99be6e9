"""Which groups of the diagram cannot be drawn node by node, and the layout with these as blocks. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gui.diagram.blocks import ABOVE, LINE, Fold, folded
from gui.diagram.layout import (
    BACK,
    BETWEEN,
    CAPTION,
    LABELLED,
    MARGIN,
    Key,
    Layout,
    Shape,
    arrange,
    columns_of,
    count_of,
)

FEW = 24  # nodes that are never a block
FEW_BESIDE = 8  # the same beside one, where they would be too small
ROW = {"unit": 27.0, "output": 24.0, "input": 19.0, "before": 19.0}  # of a node that is drawn out
MOST_OUT = {"unit": 5, "output": 6, "input": 8, "before": 8}
PLAIN = 19.0  # a row of a node that is in no block
PLAIN_SHARE = 0.45  # of a column with blocks, at most, for the nodes that are in none
OUT_SHARE = 0.5  # of a block's room for the nodes drawn out
WIDE_SHARE = 0.46  # of the diagram's width for all blocks
TOLD_APART = 3  # pixels: for smaller cells fewer nodes are drawn out
FOOT = 5.0  # free below a block
WORDED = 90.0  # room from which words stand above a block


def arranged(shape: Shape, width: float, height: float, names: float, words: float) -> Layout:
    """The layout of `shape`, as `arrange` has it; groups whose nodes cannot be told apart there are blocks."""
    plain = arrange(shape, width, height, names, words)
    chosen = too_large(plain)
    if not chosen:
        return plain
    columns = [keys for keys in columns_of(shape) if chosen & set(keys)]
    wide = WIDE_SHARE * width / max(len(columns), 2)
    high = height - 2 * MARGIN - (BACK if plain.back else 0.0)
    folds: dict[Key, Fold] = {}
    for keys in columns:
        folds.update(_folds(shape, keys, chosen, wide, high))
    return arrange(shape, width, height, names, words, folds)


def too_large(layout: Layout) -> set[Key]:
    """The groups whose nodes cannot be told apart; what a layer remembers is one where its units are."""
    found = {key for key, group in layout.groups.items() if group.pitch < LABELLED and len(group.y) > FEW}
    remembered = {Key("before", key.layer) for key in found if key.kind == "unit"}
    return found | (remembered & set(layout.groups))


def _folds(
    shape: Shape, keys: Sequence[Key], chosen: set[Key], width: float, height: float
) -> Iterator[tuple[Key, Fold]]:
    """The folds of a column's blocks: they share what the other nodes of the column leave."""
    free = height - (CAPTION + BETWEEN) * len(keys)
    plain = sum(count_of(shape, key) for key in keys if key not in chosen)
    least = FEW if PLAIN_SHARE * free >= LABELLED * plain else FEW_BESIDE
    own = [key for key in keys if key in chosen or count_of(shape, key) > least]
    plain = sum(count_of(shape, key) for key in keys if key not in own)
    room = max(free - min(plain * PLAIN, PLAIN_SHARE * free), 24.0) / len(own)
    for key in own:
        yield key, _fold(shape, key, width, room)


def _fold(shape: Shape, key: Key, width: float, room: float) -> Fold:
    ringed = key.kind == "unit" and shape.layers[key.layer].ring
    grids = 2 if ringed else 1
    lines = 0 if room < WORDED else grids
    slots = int(min(max(OUT_SHARE * room // ROW[key.kind], 1), MOST_OUT[key.kind]))
    if key.kind == "unit" and slots % 2 == 0:
        slots -= 1  # as many above the selected one as below
    foot = CAPTION + FOOT if key.kind == "output" else FOOT  # what the colours mean stands there
    fold = None
    while fold is None or fold.cell < TOLD_APART and slots > 1:
        slots = slots if fold is None else slots - (2 if key.kind == "unit" else 1)
        high = max(room - slots * ROW[key.kind], ABOVE + lines * LINE + foot)
        fold = folded(count_of(shape, key), slots, width, high, grids, lines, foot)
    return fold
