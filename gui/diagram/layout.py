"""Where the diagram's nodes and edges lie, in pixels of the view: pure, knows no Qt.

Columns from left to right: the inputs, the units of each level, the outputs; layers beside each other stand one above
the other. What a layer remembers stands as a group of its own, the units *one step before* (or after, for one that runs
backward), under the column that the layer reads, and so does what a window sees of other steps: so every edge runs from
one column to the next, through a gap that holds no node, and no edge covers a node.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np

from core.arrays import Array
from core.layer import levels_of
from gui.diagram.blocks import ABOVE, LINE, Block, Fold

Kind = Literal["input", "before", "unit", "output"]

CAPTION = 16.0  # height of a line of small words above a group
BETWEEN = 6.0  # between a group and the caption of the one below
MOST_WORDS = 0.6  # of a column's height for its captions
LEAST_WORDS = 13.0  # height of a line in which small words can be read
BACK = 14.0  # height of the way back under the columns
MARGIN = 3.0
LABEL_GAP = 8.0
LABELLED = 10.0  # least row in which a name stands
UNNAMED = 70.0  # room for the words above where no name stands
NAMED = 15.0  # a row in which a name is read with ease
RINGED = 26.0  # least row for which the ring is drawn: with a number inside
ROOMY = 200.0  # a height in which the way back is drawn
LEAST_WAY = 150.0  # where rows are few it is drawn from here on
NUMBERED = 17.0  # a row in which numbers stand beside names
FULL_SIZE = (900.0, 430.0)  # from here on nodes and gaps grow with the room
MOST_GROWN = 1.4
WIDEST_GAP = 560.0
NUMBER = 9.0  # size of the number of a node drawn out of a block
DIGIT = 0.6  # width of a figure of the fixed-width face, of its size


class Key(NamedTuple):
    """A group of nodes: the units of `layer`, or what it remembers; of the outputs `layer` is the number of layers.

    `shift` is for inputs and units that a window sees of other steps: so many steps after the cursor.
    """

    kind: Kind
    layer: int
    shift: int = 0

    @property
    def is_ghost(self) -> bool:
        """Whether it is what units were, or will be, at another step."""
        return self.kind == "before" or (self.kind == "unit" and self.shift != 0)


class Node(NamedTuple):
    """One node of a group."""

    key: Key
    row: int


@dataclass(frozen=True)
class LayerShape:
    """What of a layer shapes the diagram; `beside`, `reverse` and `window` are as in core.layer.Layer."""

    units: int
    recurrent: bool  # has edges from the step before
    ring: bool  # has a cell state, drawn round the unit
    beside: bool = False
    reverse: bool = False
    window: int = 1

    @property
    def shifts(self) -> tuple[int, ...]:
        """The other steps that its window sees, counted from its own."""
        return tuple(lag if self.reverse else -lag for lag in range(1, self.window))


@dataclass(frozen=True)
class Shape:
    """What of a network shapes the diagram; `digits` is how many figures an input's number takes.

    `shifts`, by level, are the other steps of which what the level reads is drawn as well.
    """

    inputs: int
    layers: tuple[LayerShape, ...]
    outputs: int
    digits: int = 5
    shifts: tuple[tuple[int, ...], ...] = ()

    @cached_property
    def levels(self) -> tuple[tuple[int, ...], ...]:
        """The layers by index, those beside each other together."""
        return levels_of(self.layers)

    def level_of(self, layer: int) -> int:
        """The level that a layer is in."""
        return next(k for k, level in enumerate(self.levels) if layer in level)

    def leads(self, source: Key, target: Key) -> bool:
        """Whether edges may run from one group to another."""
        if source.kind == "before":
            return target == Key("unit", source.layer)
        if source.kind == "output":
            return False
        level = 0 if source.kind == "input" else 1 + self.level_of(source.layer)
        if level == len(self.levels):
            return target.kind == "output" and not source.shift
        if target.kind != "unit" or target.shift or target.layer not in self.levels[level]:
            return False
        return source.shift in (0, *self.layers[target.layer].shifts)


@dataclass(frozen=True, eq=False)
class Group:
    """Nodes in a column, alike: stadiums `width` x `height` (the ring included) at `x` and `y[i]`.

    `font` is the size of the numbers in pixels, 0 where there is no room; `ring` the room for the ring on each side;
    `label` the room for a name beside a node, 0 where there is none. The words above stand around (`words`, `caption`)
    and take at most `room`. Nodes that were `moved` by hand have their middles there.
    """

    key: Key
    x: float
    y: Array
    width: float
    height: float
    font: int
    ring: float
    label: float
    words: float
    caption: float
    room: float
    is_first: bool = False  # in the first column
    block: Block | None = None  # where only some of very many nodes are drawn out
    rows: tuple[int, ...] = ()  # which, where there is a block

    @property
    def count(self) -> int:
        """How many nodes it has, drawn out or not."""
        return self.block.fold.count if self.block else len(self.y)

    @property
    def drawn(self) -> Sequence[int]:
        """The nodes that are drawn out, from the top."""
        return self.rows or range(len(self.y))

    def place(self, row: int) -> int | None:
        """Which of those that are drawn out a node is, from the top, or None."""
        return row if not self.block else self.rows.index(row) if row in self.rows else None

    moved: Mapping[int, tuple[float, float]] = field(default_factory=dict)

    @cached_property
    def xs(self) -> Array:
        """Where the nodes' middles are across: the column's, but for those that were moved."""
        found = np.full(len(self.y), self.x)
        for row, (x, _) in self.moved.items():
            found[row] = x
        return found

    @cached_property
    def ys(self) -> Array:
        """Where the nodes' middles are from the top: the column's, but for those that were moved."""
        found = self.y.copy()
        for row, (_, y) in self.moved.items():
            found[row] = y
        return found

    @property
    def left(self) -> float:
        """Where edges arrive."""
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        """Where edges leave."""
        return self.x + self.width / 2

    @property
    def pitch(self) -> float:
        """From one node to the next; its height where there is one only."""
        return float(self.y[1] - self.y[0]) if len(self.y) > 1 else self.height + 6

    def top(self) -> float:
        """The upper edge of the first node."""
        return float(self.y[0]) - self.height / 2

    def bottom(self) -> float:
        """The lower edge of the last node, or of the block."""
        if self.block:
            return self.block.bottom
        return float(self.y[-1]) + self.height / 2


@dataclass(frozen=True, eq=False)
class Layout:
    """The places of everything: `columns` from left to right, the groups of each from the top.

    `stroke` scales the widths of edges; `back` is the height of the way back, or None.
    """

    shape: Shape
    width: float
    height: float
    groups: dict[Key, Group]
    stroke: float
    back: float | None
    columns: tuple[tuple[Key, ...], ...]

    def node_at(self, x: float, y: float) -> Node | None:
        """The node, or its name, under a point; one that is very small is easier to hit than to see."""
        # what was moved may lie over others
        for group in sorted(self.groups.values(), key=lambda each: not each.moved):
            named = group.label + LABEL_GAP if group.is_first or group.key.kind == "before" else 0.0
            if group.block and (cell := group.block.at(x, y)) is not None:
                return Node(group.key, cell)
            least = max(group.width / 2, 8.0)
            across = (group.xs - least - named <= x) & (x <= group.xs + least)
            away = np.where(across, np.abs(group.ys - y), np.inf)
            row = int(np.argmin(away))
            if away[row] <= max(group.height / 2, min(group.pitch / 2, 8.0)):
                return Node(group.key, group.drawn[row])
        return None

    def centre(self, node: Node) -> tuple[float, float]:
        """The middle of a node."""
        group = self.groups[node.key]
        place = group.place(node.row)
        if place is None:
            assert group.block is not None
            return group.block.centre(node.row)
        return float(group.xs[place]), float(group.ys[place])

    def with_rows(self, rows: Mapping[Key, tuple[int, ...]]) -> Layout:
        """The same with other nodes drawn out of its blocks."""
        return replace(self, groups={k: replace(g, rows=rows[k]) if k in rows else g for k, g in self.groups.items()})


def arrange(
    shape: Shape, width: float, height: float, names: float, words: float, folds: Mapping[Key, Fold] | None = None
) -> Layout:
    """The layout of `shape` in width x height pixels.

    `names` is the width that the longest input name asks for, `words` that of the words beside the outputs; both are
    given less where the diagram is narrow. `folds` are of the groups that are drawn as blocks.
    """
    folds = folds or {}
    names, words = min(names, 0.2 * width), min(words, 0.2 * width)
    columns = columns_of(shape)
    back = _way_back(shape, height)
    floor = height - MARGIN - (BACK if back else 0.0)
    grown = min(max(1.0, min(width / FULL_SIZE[0], height / FULL_SIZE[1])), MOST_GROWN)
    rows = [_heights(shape, keys, MARGIN, floor, grown, folds) for keys in columns]
    if max(rows[0].pitches) < LABELLED:
        names = min(names, UNNAMED)
    widths = [
        max(_column_width(shape, key, pitch, grown, folds) for key, pitch in zip(keys, column.pitches, strict=True))
        for keys, column in zip(columns, rows, strict=True)
    ]
    middles = _across(width, widths, names, words, WIDEST_GAP * grown)
    groups: dict[Key, Group] = {}
    for index, (keys, column) in enumerate(zip(columns, rows, strict=True)):
        room = _caption_room(width, middles, widths, index) if column.worded else 0.0
        for key, y, pitch, caption in zip(keys, column.y, column.pitches, column.captions, strict=True):
            size = _size(shape, key, pitch, grown, key in folds and index > 0)
            group = _group(shape, key, middles[index], widths[index], y, pitch, caption, room, size, index == 0)
            label = names if index == 0 else words if key.kind == "output" else 0.0
            groups[key] = replace(group, label=label if pitch >= LABELLED else 0.0)
            if key in folds:
                groups[key] = _with_block(groups[key], folds[key], middles[index] + widths[index] / 2)
    smallest = min(group.pitch for group in groups.values() if group.key.kind != "output")
    lowest = max(group.bottom() for group in groups.values())
    way = min(floor + 5, lowest + 2 * BACK) if back else None
    stroke = grown * float(np.clip(smallest / 20, 0.3, 1.0))
    return Layout(shape, width, height, groups, stroke, way, tuple(map(tuple, columns)))


class _Rows(NamedTuple):
    y: list[Array]
    pitches: list[float]
    captions: list[float]
    worded: bool  # there is room for the words above the groups


def columns_of(shape: Shape) -> list[list[Key]]:
    """The groups of each column, from the left."""
    columns: list[list[Key]] = [[Key("input", 0)]]
    for level, shifts in itertools.zip_longest(shape.levels, shape.shifts[: len(shape.levels)], fillvalue=()):
        columns[-1] += [key._replace(shift=shift) for shift in shifts for key in columns[-1]]
        columns[-1] += [Key("before", index) for index in level if shape.layers[index].recurrent]
        columns.append([Key("unit", index) for index in level])
    columns.append([Key("output", len(shape.layers))])
    return columns


def _way_back(shape: Shape, height: float) -> bool:
    if not any(len(level) == 1 and shape.layers[level[0]].recurrent for level in shape.levels):
        return False
    most = max(sum(count_of(shape, key) for key in keys) for keys in columns_of(shape))
    return height >= ROOMY or height >= LEAST_WAY and (height - BACK - 2 * CAPTION) / most >= NUMBERED


def count_of(shape: Shape, key: Key) -> int:
    """How many nodes a group has."""
    if key.kind == "input":
        return shape.inputs
    return shape.outputs if key.kind == "output" else shape.layers[key.layer].units


_FONTS = ((17, 66.0), (15, 56.0), (13, 40.0), (12, 27.0), (11, 17.0), (10, 11.0))  # and the least body for each
_LARGEST = {"input": 52.0, "before": 40.0, "unit": 96.0, "output": 88.0}
_SHARE = {"input": 1.2, "before": 1.0, "unit": 1.2, "output": 1.2}
_MOST = {"input": 32.0, "before": 24.0, "unit": 50.0, "output": 52.0}  # height of a body


def _sort(key: Key) -> Kind:
    """What a group is like: ghosts are small."""
    return "before" if key.is_ghost else key.kind


def _heights(
    shape: Shape, keys: Sequence[Key], top: float, floor: float, grown: float, folds: Mapping[Key, Fold]
) -> _Rows:
    """Rows of the groups of one column: as large as is good, smaller where the room is short, in the middle."""
    counts = [folds[key].slots if key in folds else count_of(shape, key) for key in keys]
    below = [folds[key].height if key in folds else 0.0 for key in keys]
    fixed = CAPTION * len(keys) + BETWEEN * (len(keys) - 1)
    # where many groups stand in little room, the words above them give way
    share = min(1.0, MOST_WORDS * (floor - top) / fixed)
    high, between, fixed = share * CAPTION, share * BETWEEN, share * fixed + sum(below)
    room = max(floor - top - fixed, 1.0)
    wanted = [grown * _LARGEST[_sort(key)] for key in keys]
    if sum(n * p for n, p in zip(counts, wanted, strict=True)) > room:
        wanted = _shrunk(keys, counts, room, grown)
    taken = sum(n * p for n, p in zip(counts, wanted, strict=True)) + fixed
    at = top + max(0.0, (floor - top - taken) / 2)
    rows = _Rows([], wanted, [], high >= LEAST_WORDS)
    for count, pitch, block in zip(counts, wanted, below, strict=True):
        rows.captions.append(at + high / 2)
        rows.y.append(at + high + pitch * (np.arange(count) + 0.5))
        at += high + pitch * count + block + between
    return rows


def _shrunk(keys: Sequence[Key], counts: Sequence[int], room: float, grown: float) -> list[float]:
    """Rows that fill `room`; a few inputs keep their names beside many units of the step before."""
    unit = room / sum(n * _SHARE[_sort(key)] for n, key in zip(counts, keys, strict=True))
    rows = [min(grown * _LARGEST[_sort(key)], unit * _SHARE[_sort(key)]) for key in keys]
    ghosts = sum(n for n, key in zip(counts, keys, strict=True) if key.is_ghost)
    others = sum(counts) - ghosts
    if ghosts and rows[0] < NAMED:
        first = max(rows[0], min(NAMED, 0.4 * room / others))
        rows = [(room - first * others) / ghosts if key.is_ghost else first for key in keys]
    return rows


def _ring(shape: Shape, key: Key, pitch: float) -> float:
    ringed = _sort(key) == "unit" and shape.layers[key.layer].ring and pitch >= RINGED
    return 0.0 if not ringed else 8.0 if pitch > 110 else 6.0 if pitch >= 40 else 4.5


def _column_width(shape: Shape, key: Key, pitch: float, grown: float, folds: Mapping[Key, Fold]) -> float:
    """What a group asks of its column."""
    if key not in folds:
        return _size(shape, key, pitch, grown)[0]
    return max(_size(shape, key, pitch, grown, True)[0], folds[key].width)


def _with_block(group: Group, fold: Fold, right: float) -> Group:
    """`group` with its block below: in the middle, or where its nodes stand in line at the `right`, at the right."""
    left = right - fold.width if _sort(group.key) in ("input", "before") else group.x - fold.width / 2
    under = float(group.y[-1]) + group.pitch / 2 + ABOVE + fold.lines * LINE
    return replace(group, block=Block(fold, float(round(left)), float(int(under))), rows=tuple(range(fold.slots)))


def _size(shape: Shape, key: Key, pitch: float, grown: float, numbered: bool = False) -> tuple[float, float, int]:
    """Width and height of a node with its ring, and the size of its number, in a row of `pitch` pixels.

    One that is `numbered` tells inside which of very many it is.
    """
    ring = _ring(shape, key, pitch)
    gap = float(np.clip(0.34 * pitch - 3.4, min(1.3, 0.2 * pitch), 14.0 * grown))
    most = grown * _MOST[_sort(key)]
    body = min(pitch - gap - 2 * ring, most)
    font = next((font for font, least in _FONTS if body >= least), 0)
    digits = shape.digits if key.kind == "input" else 5
    if font:
        width = max(body, digits * DIGIT * font + (9 if body < 32 else 6))
        width += (len(str(count_of(shape, key))) * DIGIT * NUMBER + 7) * (numbered and key.kind in ("unit", "before"))
    else:
        width = float(np.clip(2.6 * body, 9.0, 18.0))
    return width + 2 * ring, body + 2 * ring, font


def _across(width: float, widths: list[float], names: float, words: float, widest: float) -> list[float]:
    """The columns' middles: gaps as wide as the room allows, the last narrower, the whole in the middle."""
    shares = [1.0] * (len(widths) - 2) + [0.66]
    left, right = names + LABEL_GAP + MARGIN, words + LABEL_GAP + MARGIN
    free = max(width - left - right - sum(widths), 8.0 * len(shares))
    unit = min(free / sum(shares), widest)
    at = left + max(0.0, (free - unit * sum(shares)) / 2)
    middles = []
    for column, share in zip(widths, [*shares, 0.0], strict=True):
        middles.append(at + column / 2)
        at += column + unit * share
    return middles


def _caption_room(width: float, middles: list[float], widths: list[float], index: int) -> float:
    """How wide the words above a column may be: those of the first end at its right, the others are centred."""
    right = middles[index] + widths[index] / 2
    if index == 0:
        return right
    before = middles[index - 1] + widths[index - 1] / 2 + LABEL_GAP
    if index == len(middles) - 1:
        return 2 * min(middles[index] - before, width - middles[index])
    # two columns of units share what is between them; outputs are few, so that the words above them stand lower
    left = middles[index] - before if index == 1 else _half_way(middles, index - 1)
    return 2 * left if index == len(middles) - 2 else 2 * min(left, _half_way(middles, index))


def _half_way(middles: list[float], index: int) -> float:
    """From a column to the middle between it and the next, and a little less."""
    return (middles[index + 1] - middles[index] - LABEL_GAP) / 2


def _group(
    shape: Shape,
    key: Key,
    middle: float,
    column: float,
    y: Array,
    pitch: float,
    caption: float,
    room: float,
    size: tuple[float, float, int],
    is_first: bool,
) -> Group:
    width, height, font = size
    # the right edges of a column stand in line, so that no edge passes a node of its own column
    x = middle if _sort(key) in ("unit", "output") else middle + (column - width) / 2
    # words stand close above their nodes, clear of the ring of the selection
    above = max(caption, float(y[0]) - height / 2 - CAPTION / 2 - (4 if _sort(key) == "unit" else 1))
    words = middle + column / 2 - room / 2 if is_first else x
    return Group(key, x, y, width, height, font, _ring(shape, key, pitch), 0.0, words, above, room, is_first)
