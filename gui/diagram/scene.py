"""The network diagram as a scene: it shows a State, updates its items in place, and says what is at a point."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF, QPainter

from core.arrays import Array
from core.edges import Weight
from core.positions import Position
from core.state import State
from core.trace import Trace
from gui.diagram import captions as captions_of
from gui.diagram import words
from gui.diagram.band import BandItem
from gui.diagram.bands import BandsItem
from gui.diagram.block_item import BlockItem
from gui.diagram.drawn_out import DrawnOut
from gui.diagram.edges import EdgeTable
from gui.diagram.folding import FEW, arranged
from gui.diagram.item import Item, Stage
from gui.diagram.layout import CAPTION, MARGIN, Group, Key, Layout, Node, Shape
from gui.diagram.nodes import NodesItem
from gui.diagram.notes import BackItem, NoteItem, Way
from gui.diagram.pictures import Kept, grid_of
from gui.diagram.placing import can_move, moved, nodes_of
from gui.diagram.runs import Words
from gui.diagram.selection import Nodes, unit_node
from gui.diagram.strands import CrossItem, CutItem, FaintItem, HoverItem, StrongItem
from gui.diagram.wiring import Bundle, bundles, ring_state, shape_of, undrawn
from gui.fonts import BASE, SEMIBOLD, ui_font
from gui.theme import Theme
from gui.widgets.meter import UNDECIDED

REACH = 5.0  # pixels beyond an edge's line at which it is still under the mouse


class DiagramScene(Stage):
    """Inputs, units, outputs and the edges of the chosen gate of the selected model."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setBackgroundBrush(theme.surface)
        self.setItemIndexMethod(self.ItemIndexMethod.NoIndex)
        self.faint, self.strong = FaintItem(theme, 1.0), StrongItem(theme, 2.0)
        self.cuts, self.crosses, self.over = CutItem(theme, 1.5), CrossItem(theme, 2.5), HoverItem(theme)
        self.back, self.note, self.bands = BackItem(theme), NoteItem(theme), BandsItem(theme)
        self.band = BandItem(theme)
        self.nodes: dict[Key, NodesItem] = {}
        for item in (*self._items_below(), *self._items_above(), self.band):
            self.addItem(item)
        self._size = QSizeF(640, 320)
        self._state: State | None = None
        self._shape: Shape | None = None
        self._names: tuple[str, ...] = ()
        self._plain: Layout | None = None  # with no node moved by hand
        self._positions: tuple[Position, ...] = ()
        self.layout: Layout | None = None
        self.table: EdgeTable | None = None
        self._table_of: tuple[Layout, int, int, int] | None = None
        self._hovered: Node | int | None = None
        self._chosen: Nodes = frozenset()
        self._pinned: Weight | None = None
        self._held: tuple[object, ...] = ()
        self._captions: tuple[object, ...] = ()
        self._note_of: tuple[object, ...] = ()
        self._below = Kept()
        self._drawn_out = DrawnOut()
        self._whole: tuple[Array | None, bool] = (None, True)
        self._turn: tuple[Trace | None, float] = (None, 1.0)

    def set_size(self, size: QSizeF) -> None:
        """Lay everything out anew in `size` pixels."""
        if size != self._size:
            self._size = size
            self.setSceneRect(QRectF(QPointF(0, 0), size))
            if self._state is not None:
                self._arrange(self._state)
                self.show_state(self._state)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self.theme = theme
        self.setBackgroundBrush(theme.surface)
        for item in self._all_items():
            item.set_theme(theme)
        self.touch(self.sceneRect())

    def show_state(self, state: State) -> None:
        """Show `state`; items are made anew only where the network has another structure."""
        self._state = state
        with self.together():
            self._show(state)

    def _show(self, state: State) -> None:
        names = (*state.document.encoder.inputs, *words.output_names(state))
        shape = self._shape_of(state)
        if shape != self._shape or names != self._names:
            self._shape, self._names = shape, names
            self._arrange(state)
        elif state.model.positions != self._positions:
            self._move(state)
        self._show_edges(state)
        self._show_values(state)
        self._show_marks(state)

    def draw(self, painter: QPainter, exposed: QRectF) -> None:
        """Draw all that lies in `exposed`, what is below first."""
        grid = grid_of(painter, self.sceneRect())
        if grid is None or not self.sceneRect().contains(exposed):
            painter.fillRect(exposed, self.theme.surface)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        below = self._items_below()
        if grid is None:
            _draw_items(painter, [*below, *self._items_above(), *self.nodes.values(), self.band], exposed)
            return
        names = tuple((key, item.name_changes) for key, item in self.nodes.items())
        of = (grid, self.theme, self.layout, names, tuple((one.changes, one.isVisible()) for one in below))
        self._below.show(painter, of, self.sceneRect(), self._draw_below, self.theme.surface)
        _draw_items(painter, self._items_above(), exposed)
        for item in self.nodes.values():
            if item.boundingRect().intersects(exposed):
                item.draw_rest(painter, exposed, grid)
        if not self.band.is_idle():
            self.band.draw(painter, exposed)

    def _draw_below(self, painter: QPainter) -> None:
        """Draw what seldom changes: all below the edges that stand out, and the names."""
        _draw_items(painter, self._items_below(), self.sceneRect())
        for item in self.nodes.values():
            item.draw_names(painter)

    def _items_below(self) -> list[Item]:
        return [self.bands, self.back, self.note, self.faint, self.cuts]

    def _items_above(self) -> list[Item]:
        return [self.strong, self.crosses, self.over]

    # what is under the mouse

    def hit(self, x: float, y: float, zoom: float = 1.0) -> Node | int | None:
        """The node at a point, or the row of the edge there, or None."""
        if self.layout is None or self.table is None:
            return None
        node = self.layout.node_at(x, y)
        return node if node is not None else self.table.at(x, y, REACH / zoom)

    def layer_of_block(self, x: float, y: float) -> int | None:
        """The layer whose units are drawn as a block at a point."""
        for key, item in self.nodes.items():
            if isinstance(item, BlockItem) and key.kind in ("unit", "before") and item.column_rect().contains(x, y):
                return key.layer
        return None

    def hover(self, hit: Node | int | None) -> None:
        """Mark a node, or an edge by its row, as under the mouse."""
        if hit == self._hovered and type(hit) is type(self._hovered):
            return
        self._hovered = hit
        if self._state is not None:
            self._show_marks(self._state)

    def choose(self, nodes: Nodes) -> None:
        """Mark the nodes that are chosen together."""
        if nodes != self._chosen:
            self._chosen = nodes
            if self._state is not None:
                self._show_marks(self._state)

    @property
    def chosen(self) -> Nodes:
        """The nodes that are marked as chosen together; none where there is only the selected unit."""
        return self._chosen

    def show_moving(self, nodes: Nodes | None) -> None:
        """That some nodes are dragged from now on: what does not move is not drawn anew; None where none is."""
        assert self.table is not None
        self.faint.set_live(None if nodes is None else self.table.rows_at(nodes))

    @property
    def current(self) -> Node:
        """The node that keys are about: the selected unit, or what alone is chosen in its place."""
        assert self._state is not None
        main = unit_node(self._state)
        return main if not self._chosen or main in self._chosen else min(self._chosen)

    def nodes_in(self, band: QRectF) -> Nodes:
        """The nodes whose middles, or those of their cells in a block, are in a rectangle; those of this step."""
        assert self.layout is not None
        drawn = (n for n in nodes_of(self.layout) if band.contains(QPointF(*self.layout.centre(n))))
        blocks = [(key, group.block) for key, group in self.layout.groups.items() if group.block is not None]
        sides = band.left(), band.top(), band.right(), band.bottom()
        cells = (Node(key, row) for key, block in blocks for row in block.within(*sides))
        return frozenset(node for node in itertools.chain(drawn, cells) if can_move(node))

    def name_of(self, node: Node) -> str:
        """What a node is called."""
        assert self._state is not None
        return words.node_name(self._state, node)

    def pin(self, weight: Weight | None) -> None:
        """Keep the edge of a weight marked: a card about it is open."""
        if weight != self._pinned:
            self._pinned = weight
            if self._state is not None:
                self._show_marks(self._state)

    @property
    def pinned(self) -> Weight | None:
        """The weight whose edge is kept marked."""
        return self._pinned

    @property
    def hovered(self) -> Node | int | None:
        """What is marked as under the mouse."""
        return self._hovered

    def label(self) -> words.Label | None:
        """What is to be said of what is under the mouse."""
        if self._state is None or self.table is None or self._hovered is None:
            return None
        if isinstance(self._hovered, Node):
            return words.node_label(self._state, self._hovered)
        edge = self.table.edge(self._hovered)
        # the card that is open says it
        return None if edge.entry == self._pinned else words.edge_label(self._state, edge)

    def covered(self, hit: Node | int | None) -> tuple[list[QRectF], list[QRectF]]:
        """What a label about `hit` had better leave in sight: the nodes it speaks of, and all that is told."""
        assert self.table is not None
        ends = self.table.edge(hit).nodes if isinstance(hit, int) else () if hit is None else (hit,)
        nodes = [self.nodes[node.key].node_rect(node.row) for node in ends]
        return nodes, self.told()

    def told(self) -> list[QRectF]:
        """What a card had better leave in sight: columns, and the words above and beside them more than that."""
        columns, headings = [], []
        for key, item in self.nodes.items():
            columns.append(item.column_rect())
            headings += item.word_rects()
            if key.kind == "output":
                headings.append(item.column_rect())
        # words are small, a part of them is enough to lose them
        return headings * 8 + columns

    # the parts of showing

    def _all_items(self) -> list[Item]:
        """Every item, what is below first."""
        return [*self._items_below(), *self._items_above(), *self.nodes.values(), self.band]

    def _shape_of(self, state: State) -> Shape:
        return shape_of(state.model.network, 1 if self._all_whole(state.document.x) else 5)

    def _all_whole(self, x: Array) -> bool:
        """Whether every input is a figure 0 to 9, so that no decimals are shown."""
        if self._whole[0] is not x:
            self._whole = (x, bool(((x == np.round(x)) & (x >= 0) & (x <= 9)).all()))
        return self._whole[1]

    def _arrange(self, state: State) -> None:
        assert self._shape is not None
        self._hovered = None
        self._plain = arranged(self._shape, self._size.width(), self._size.height(), *self._label_widths(state))
        self._positions = state.model.positions
        self.layout = moved(self._plain, self._positions)
        for key in set(self.nodes) - set(self.layout.groups):
            self.removeItem(self.nodes.pop(key))
        for key, group in self.layout.groups.items():
            if key in self.nodes and _alike(self.nodes[key].column, group):
                self.nodes[key].set_group(group)
                continue
            if key in self.nodes:
                self.removeItem(self.nodes.pop(key))
            self.nodes[key] = (BlockItem if group.block else NodesItem)(group, self.theme)
            self.addItem(self.nodes[key])
        # which of two that overlap lies above does not depend on which was made first
        self.nodes = {key: self.nodes[key] for key in self.layout.groups}
        self._name_nodes(state)
        self._show_back(state, self.layout)

    def _move(self, state: State) -> None:
        """Put the nodes where the state has them; nothing else is another."""
        assert self._plain is not None and self.layout is not None
        old, self._positions = self.layout, state.model.positions
        self.layout = moved(self._plain, self._positions)
        for key, group in self.layout.groups.items():
            if group.moved != old.groups[key].moved:
                self.nodes[key].set_group(group)
        self._show_back(state, self.layout)

    def _label_widths(self, state: State) -> tuple[float, float]:
        metrics = QFontMetricsF(ui_font(12))
        many = max(state.model.network.layers[index].units for index in state.model.network.levels[0])
        named = (*state.document.encoder.inputs, *([f"unit {many}"] if many > FEW else []))
        names = max(metrics.horizontalAdvance(name) for name in named)
        bold, question = QFontMetricsF(ui_font(BASE, SEMIBOLD)), state.document.question
        if question is not None and state.model.network.outputs == 1:
            beside = max(bold.horizontalAdvance(f"“{word}”") for word in (question.low, question.high))
        elif state.model.network.outputs > 1:
            beside = max(metrics.horizontalAdvance(name) for name in words.output_names(state))
        else:
            beside = 16.0
        return max(names, 40.0) + 1, beside + 3

    def _name_nodes(self, state: State) -> None:
        for key, item in self.nodes.items():
            if key.kind == "input":
                item.set_names(state.document.encoder.inputs)
            elif key.kind == "before" and item.column.is_first:
                item.set_names([f"unit {row + 1}" for row in range(item.column.count)])
            elif key.kind == "output" and state.model.network.outputs > 1:
                item.set_names(words.output_names(state))
            else:
                item.set_names(())

    def _answers(self, state: State) -> bool:
        return state.document.question is not None and state.steps > 0 and state.model.network.outputs == 1

    def _show_back(self, state: State, layout: Layout) -> None:
        ways: list[Way] = []
        network = state.model.network
        for left, right in itertools.pairwise(layout.columns):
            key = right[-1]
            ghost = layout.groups.get(Key("before", key.layer))
            # from below a layer that stands alone to below what it remembers
            if key.kind == "unit" and len(right) == 1 and ghost is not None and ghost.key == left[-1]:
                group, layer = layout.groups[key], network.layers[key.layer]
                signal, place = words.remembered(layer.cell), _below(group)
                ways.append(Way(*place, ghost.x, ghost.bottom() + 2, signal, layer.reverse))
        self.back.show_ways(layout.back, ways, QRectF(QPointF(0, 0), self._size))

    def _show_edges(self, state: State) -> None:
        view = state.view
        found = bundles(state.model.network, view.layer, view.signal)
        layout = self._draw_out(state, found)
        rect = QRectF(QPointF(0, 0), self._size)
        self.band.set_area(rect)
        key = (layout, view.model, view.layer, view.unit)
        if self.table is None or key != self._table_of or not self.table.fits(found):
            if not isinstance(self._hovered, Node):
                self._hovered = None
            self.table, self._table_of = EdgeTable(layout, found, view.layer, view.unit), key
        elif not _same_weights(found, self.table.bundles):
            self.table.read(found)
        self.faint.show_edges(self.table, self.table.faint_rows, rect)
        self.strong.show_edges(self.table, self.table.strong_rows, rect)
        self.cuts.show_cuts(self.table, rect)
        self.crosses.show_cuts(self.table, rect)
        self.bands.show_bands(layout, found, rect)
        self._show_note(state, layout, self.table)

    def _draw_out(self, state: State, found: list[Bundle]) -> Layout:
        """The layout in which those nodes are drawn out of blocks that have to do with what is selected."""
        assert self.layout is not None
        view = state.view
        of = (view.model, view.layer, view.unit, view.signal)
        layout = self._drawn_out.show(self.layout, found, of, Key("unit", view.layer), view.unit)
        if layout is not self.layout:
            self.layout = layout
            for key, group in layout.groups.items():
                if group.block:
                    self.nodes[key].set_group(group)
        return layout

    def _show_note(self, state: State, layout: Layout, table: EdgeTable) -> None:
        note = (layout, state.view.unit, table.left_out > 0)
        if note == self._note_of:
            return
        self._note_of = note
        units = [group for key, group in layout.groups.items() if key.kind == "unit"]
        left = max(max(group.x, group.block.right if group.block else 0.0) for group in units) + 12
        rect = QRectF(left, layout.height - CAPTION - 4, layout.width - left - MARGIN, CAPTION)
        levels = range(len(layout.shape.levels))
        several = any(undrawn(state.model.network, level) for level in levels)
        folded = any(group.block for group in layout.groups.values())
        said = captions_of.of_blocks(state.view.unit) if folded else ()
        self.note.show_one_of(said or captions_of.drawn(state.view.unit, table.left_out > 0, several), rect)

    def _show_values(self, state: State) -> None:
        network = state.model.network
        whole = self._all_whole(state.document.x)
        turn = self._full_turn(state)
        for key, item in self.nodes.items():
            values = words.values(state, key)
            style, rings, limit = "signed", None, 1.0
            if key.kind == "input":
                style, limit = "whole" if whole else "signed", max(1.0, float(np.abs(values).max()))
            elif key.kind == "output":
                style = {"identity": "signed", "softmax": "share", "sigmoid": "answer"}[network.readout]
            elif key.kind == "unit" and not key.shift:
                around = words.ring_values(state, key.layer)
                rings = None if around is None else around / turn
            if not state.steps:
                style, rings, limit = "empty", None, 1.0
            item.set_values(values, rings, style, limit)
        self._show_captions(state, turn)

    def _full_turn(self, state: State) -> float:
        """The cell state that fills the ring: the least of 1, 2, 4 ... that none of this run is beyond."""
        if not state.steps:
            return 1.0
        trace = state.trace()
        if self._turn[0] is not trace:
            largest = 0.0
            for index, layer in enumerate(state.model.network.layers):
                signal = ring_state(layer.cell)
                if signal is not None:
                    largest = max(largest, _largest(trace[index, signal]))
            self._turn = (trace, 2.0 ** max(0, math.ceil(math.log2(max(largest, 1e-9)))))
        return self._turn[1]

    def _show_captions(self, state: State, turn: float) -> None:
        cursor, sequence = state.view.cursor, state.document.sequence
        layers = tuple((layer.cell, *layer.initial) for layer in state.model.network.layers)
        answer = self._answer(state) if self._answers(state) else None
        captions = (self.layout, layers, sequence, cursor, turn, answer, self._names)
        if captions == self._captions:
            return
        self._captions = captions
        for key, item in self.nodes.items():
            is_colour = not item.column.font
            if isinstance(item, BlockItem):
                item.set_heading(captions_of.heading(state, key, item.column, turn))
            if key.kind == "input":
                item.set_caption(*captions_of.inputs(state, key.shift))
            elif key.kind == "before":
                item.set_caption(*captions_of.remembered(state, key.layer, is_colour))
            elif key.kind == "unit":
                ring = turn if item.column.ring and state.steps else None
                item.set_caption(*captions_of.units(state, key, is_colour, ring))
            elif answer is not None:
                item.set_caption([Words(words.output_names(state)[0])])
                item.set_beside(answer)
            else:
                item.set_caption([Words("output" if len(item.column.y) == 1 else "outputs")])
                item.set_beside(())

    def _answer(self, state: State) -> list[Words]:
        question = state.document.question
        assert question is not None
        p = math.nan if words.not_asked(state) else state.probability(state.view.model)
        low, high = UNDECIDED
        return [
            Words(f"“{word}”", "text" if says else "muted", says)
            for word, says in ((question.high, p > high), (question.low, p < low))
        ]

    def _show_marks(self, state: State) -> None:
        view, hovered = state.view, self._hovered
        apart = bool(self._chosen) and unit_node(state) not in self._chosen
        for key, item in self.nodes.items():
            selected = view.unit if key == Key("unit", view.layer) else None
            over = hovered.row if isinstance(hovered, Node) and hovered.key == key else None
            item.set_marks(selected, over, self._chosen_of(key), apart)
        assert self.table is not None
        pinned = None if self._pinned is None else self.table.row_of(self._pinned)
        rows = [row for row in dict.fromkeys((pinned, hovered)) if isinstance(row, int)]
        cuts = self.table.cuts_into(hovered).tolist() if isinstance(hovered, Node) else []
        self._show_held(state)
        self.over.show_hover(self.table, rows, cuts, QRectF(QPointF(0, 0), self._size))

    def _chosen_of(self, key: Key) -> frozenset[int]:
        if not self._chosen:
            return frozenset()
        return frozenset(
            node.row for node in self._chosen if node.key == key and node.row < self.nodes[key].column.count
        )

    def _show_held(self, state: State) -> None:
        """Which units have a signal that is held, at the cursor or at other steps."""
        shown = (state.model.clamps, state.view.cursor, self.layout)
        if shown == self._held:
            return
        self._held = shown
        for key, item in self.nodes.items():
            if key.kind == "unit" and not key.shift:
                held: dict[int, bool] = {}
                for clamp in state.model.clamps:
                    if clamp.layer == key.layer:
                        held[clamp.unit] = held.get(clamp.unit, False) or clamp.covers(state.view.cursor)
                item.set_held(held)


def _alike(one: Group, other: Group) -> bool:
    """Whether an item can go from one to the other."""
    return (len(one.y), one.count, bool(one.block)) == (len(other.y), other.count, bool(other.block))


def _below(group: Group) -> tuple[float, float]:
    """A place below the lowest node of a group."""
    if group.block is not None:
        return group.x, group.block.bottom + 6
    row = int(np.argmax(group.ys))
    return float(group.xs[row]), float(group.ys[row]) + group.height / 2 + 6


def _same_weights(new: list[Bundle], old: tuple[Bundle, ...]) -> bool:
    return all(a.weights is b.weights and a.cut is b.cut for a, b in zip(new, old, strict=True))


def _draw_items(painter: QPainter, items: Sequence[Item], exposed: QRectF) -> None:
    for item in items:
        if item.isVisible() and item.boundingRect().intersects(exposed):
            item.draw(painter, exposed)


def _largest(values: Array) -> float:
    """The largest size of `values`; what is no number counts as 0, what is infinite as a thousand million."""
    largest = float(np.abs(values).max())
    return largest if math.isfinite(largest) else float(np.nan_to_num(np.abs(values), posinf=1e9).max())
