"""The diagram's nodes as items of the scene, one item a group, updated in place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.arrays import Array
from gui.diagram.bodies import Body, Mark, body_picture
from gui.diagram.headings import ENDS, answer_beside, caption_above, caption_rect, names_beside
from gui.diagram.item import Item
from gui.diagram.layout import CAPTION, LABEL_GAP, Group
from gui.diagram.pictures import Grid, Picture, grid_of
from gui.diagram.runs import Placed, Words, draw
from gui.diagram.stadium import round_path
from gui.fonts import MEDIUM, REGULAR, mono_font
from gui.numbers import number, probability
from gui.palette import mixed
from gui.theme import Theme
from gui.widgets.laid import Face, width, write
from gui.widgets.pin import paint_lock, paint_pin

STANDS_BACK = 0.4  # of the accent round a unit while other nodes are chosen
GHOST = 0.5  # of a value's colour in what is of the step before
CALLOUT = 130.0  # room to the right of the units for the selected one's number
SMALLEST_LOCKED = 13.0  # least height of a node at which a padlock can be told
READABLE_PIXELS = 11.0  # a node's height on the screen from which its number is drawn
AROUND = 8.0  # a node's marks reach so far beyond it


class Look(NamedTuple):
    """What can be seen of a node's value: number, colours, how far round its ring is drawn."""

    text: str
    fill: QColor
    ink: QColor
    share: float


class NodesItem(Item):
    """One group of nodes: stadiums filled by value, numbers inside, the ring, names beside, words above."""

    def __init__(self, group: Group, theme: Theme) -> None:
        super().__init__(theme, 4.0)
        self.column = group
        self.name_changes = 0
        self.selected: int | None = None
        self.hovered: int | None = None
        self.chosen: frozenset[int] = frozenset()
        self._apart = False
        self._held: dict[int, bool] = {}
        self.style = "signed"
        self._limit = 1.0
        self._values = np.zeros(len(group.y))
        self._rings: Array | None = None
        self._shown = self._pairs()
        self._looks = list(map(self._look, self._shown))
        self._names: tuple[str, ...] = ()
        self._beside: tuple[Words, ...] = ()
        self._captions: tuple[tuple[Words, ...], ...] = ()
        self._words: list[Placed] = []
        self._ground = QRectF()  # of the words above
        self._placed_names: list[Placed] = []
        self._grid: Grid | None = None
        self.set_group(group)

    def set_group(self, group: Group) -> None:
        """Take the places of another layout; the number of nodes is the same."""
        self.column = group
        self._middles: list[float] = group.xs.tolist()
        self._heights: list[float] = group.ys.tolist()
        self._bodies: dict[int, tuple[Look, Mark | None, Picture]] = {}
        self._track = self._body(self._looks[0]).track()
        left = group.left - max(group.label, ENDS) - LABEL_GAP if group.key.kind != "output" else group.left - 8
        right = group.right + (group.label + LABEL_GAP if group.key.kind == "output" else CALLOUT)
        rect = QRectF(QPointF(left, group.caption - CAPTION / 2), QPointF(right, group.bottom() + 8))
        for row in group.moved:
            x = self._middles[row] - group.x
            places = QRectF(rect.left() + x, self._heights[row] - group.height / 2, rect.width(), group.height)
            rect = rect.united(places.adjusted(0, -AROUND, 0, AROUND))
        self._place(rect.united(caption_rect(group)).united(self.more_rect()))
        self._place_words()

    def set_names(self, names: Sequence[str]) -> None:
        """The names beside the nodes."""
        if tuple(names) != self._names:
            self._names = tuple(names)
            self._place_words()

    def set_beside(self, lines: Sequence[Words]) -> None:
        """Lines of words to the right of the first node: an answer."""
        if tuple(lines) != self._beside:
            self._beside = tuple(lines)
            self._place_words()

    def set_caption(self, *choices: Sequence[Words]) -> None:
        """The small words above: the first of `choices` that fits, else the last, shortened."""
        captions = tuple(map(tuple, choices))
        if captions != self._captions:
            self._captions = captions
            self._place_words()

    def set_values(self, values: Array, rings: Array | None = None, style: str = "signed", limit: float = 1.0) -> None:
        """Show one number a node and how far its ring goes round, -1..1.

        `style` is "signed", "whole" for figures, "share" of 1, "answer" for a share that stands between two words, or
        "empty" where there are no numbers; colours reach their ends at `limit`.
        """
        self._values, self._rings = values, rings
        old, self._shown = self._shown, self._pairs()
        if (style, limit) != (self.style, self._limit):
            self.style, self._limit = style, limit
            self._looks = list(map(self._look, self._shown))
            self.touch()
            return
        for row, (before, now) in enumerate(zip(old, self._shown, strict=True)):
            if before != now and (look := self._look(now)) != self._looks[row]:
                self._looks[row] = look
                self._touch_node(row)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._looks = list(map(self._look, self._shown))

    def set_marks(
        self, selected: int | None, hovered: int | None, chosen: frozenset[int] = frozenset(), apart: bool = False
    ) -> None:
        """Which node is selected, which is under the mouse, and which are chosen together.

        Where the selected one is `apart` from the chosen ones, it stands back.
        """
        if apart != self._apart and selected is not None:
            self._touch_node(selected)
        for other in chosen ^ self.chosen:
            self._touch_node(other)
        self.chosen, self._apart = chosen, apart
        for old, new in ((self.selected, selected), (self.hovered, hovered)):
            if old != new:
                for row in (old, new):
                    if row is not None:
                        self._touch_node(row)
        self.selected, self.hovered = selected, hovered

    def set_held(self, held: Mapping[int, bool]) -> None:
        """Which nodes have a signal that is held at a value: True where it is so now, False at other steps."""
        for row in self._held.keys() | held.keys():
            if self._held.get(row) != held.get(row):
                self._touch_node(row)
        self._held = dict(held)

    @property
    def held(self) -> dict[int, bool]:
        """The nodes that are marked as held."""
        return self._held

    def text(self, row: int) -> str:
        """The number in a node."""
        return self._looks[row].text

    def _pairs(self) -> list[tuple[float, float]]:
        """Each node's value, and how far its ring goes round."""
        values = self._values.tolist()
        return list(zip(values, [0.0] * len(values) if self._rings is None else self._rings.tolist(), strict=True))

    def _look(self, pair: tuple[float, float]) -> Look:
        value, share = pair
        if self.style == "whole":
            text = str(round(value))
        elif self.style == "empty":
            text = ""
        else:
            text = number(value) if self.style == "signed" else probability(value)
        # no hair's breadth of a ring, and no more than can be told apart
        return Look(text, *self._colours(value), round(share, 3) if abs(share) > 0.004 else 0.0)

    def _touch_node(self, row: int) -> None:
        self.touch(self._rect_of(row))
        if self.column.height < READABLE_PIXELS and self.selected is not None:
            self.touch(self._callout_rect(row, CALLOUT))

    def node_rect(self, row: int) -> QRectF:
        """All that is drawn of a node, its name apart."""
        return self._rect_of(row)

    def _rect_of(self, row: int) -> QRectF:
        group = self.column
        x, y = self._middles[row], self._heights[row]
        outer = QRectF(x - group.width / 2, y - group.height / 2, group.width, group.height)
        return outer.adjusted(-AROUND, -AROUND, AROUND, AROUND)

    def name_rect(self, row: int) -> QRectF:
        """Where the name beside a node stands, or the node itself where it has none."""
        group, x, y = self.column, self._middles[row], self._heights[row]
        if not group.label:
            return self.node_rect(row)
        away = group.width / 2 + LABEL_GAP
        left = x + away if group.key.kind == "output" else x - away - group.label
        return QRectF(left, y - 9, group.label + 1, 18)

    def column_rect(self) -> QRectF:
        """All nodes with their names."""
        group = self.column
        left, right = (0.0, group.label) if group.key.kind == "output" else (group.label, 0.0)
        return QRectF(QPointF(group.left - left, group.top()), QPointF(group.right + right, group.bottom()))

    def word_rects(self) -> list[QRectF]:
        """Where the words above the nodes stand, and those of an answer beside."""
        return [QRectF(run.rect.topLeft(), QSizeF(width(run.text, run.face), run.rect.height())) for run in self._words]

    def draw(self, painter: QPainter, exposed: QRectF) -> None:
        self.draw_names(painter)
        self.draw_rest(painter, exposed, grid_of(painter, self._rect))

    def draw_names(self, painter: QPainter) -> None:
        """Draw the names beside the nodes; no edge passes there, so that they may lie below or above."""
        draw(painter, self._placed_names, self.theme)

    def draw_rest(self, painter: QPainter, exposed: QRectF, grid: Grid | None) -> None:
        """Draw the words that change with the step, and the nodes: on a `grid`, their bodies as pictures."""
        if self.column.key.kind != "input" and exposed.intersects(self._ground):
            painter.fillRect(self._ground, self.theme.surface)  # edges may pass behind the words
        draw(painter, [run for run in self._words if exposed.intersects(run.rect)], self.theme)
        if self.column.height <= 8:
            self._paint_ground(painter)
        zoom = painter.worldTransform().m11()
        if grid != self._grid:
            self._grid, self._bodies = grid, {}
        rows = self._rows_in(exposed)
        # what is marked lies over its neighbours
        last = [row for row in (self.hovered, self.selected) if row is not None]
        marked = [row for row in (*(self.chosen - set(last)), *last) if row in rows]
        for row in [*(row for row in rows if row not in marked), *marked]:
            self._paint_node(painter, row, zoom)
        for row, here in self._held.items():
            if row in rows:
                self._paint_held(painter, row, here)
        if self.selected is not None and self.column.height * zoom < READABLE_PIXELS:
            self._paint_callout(painter, self.selected)
        is_unit = self.column.key.kind == "unit" and not self.column.key.is_ghost
        if is_unit and not self.column.block and self.column.height < READABLE_PIXELS:
            self._paint_ends(painter)

    def more_rect(self) -> QRectF:
        """What else is drawn of the group; a subclass's own."""
        return QRectF()

    def _rows_in(self, exposed: QRectF) -> Sequence[int]:
        """The nodes of which something may lie in `exposed`: they stand one below the other, if none was moved."""
        group = self.column
        if group.moved:
            return [row for row in range(len(self._heights)) if self.node_rect(row).intersects(exposed)]
        if exposed.right() < group.left - AROUND or exposed.left() > group.right + AROUND:
            return range(0)
        reach = group.height / 2 + AROUND
        first = bisect_left(self._heights, exposed.top() - reach)
        return range(first, bisect_left(self._heights, exposed.bottom() + reach))

    def _place_words(self) -> None:
        """Measure the words once, not at each painting."""
        names = names_beside(self.column, self._names)
        if names != self._placed_names:
            self._placed_names = names
            self.name_changes += 1
        above = caption_above(self.column, self._captions)
        self._words = [*above, *answer_beside(self.column, self._beside)]
        ground = QRectF()
        for rect in self.word_rects()[: len(above)]:
            ground = ground.united(rect)
        self._ground = QRectF(ground.adjusted(-3, 1, 3, -1).toAlignedRect())
        self.touch()

    def _colours(self, value: float) -> tuple[QColor, QColor]:
        theme, limit = self.theme, self._limit
        if self.column.key.is_ghost:
            value *= GHOST
        elif self.style == "answer":
            value = 2 * value - 1
        return theme.value_colour(value, limit), theme.value_text_colour(value, limit)

    def _paint_node(self, painter: QPainter, row: int, zoom: float) -> None:
        group, look = self.column, self._looks[row]
        width, height = group.width - 2 * group.ring, group.height - 2 * group.ring
        self._paint_body(painter, row, look)
        if group.ring:
            self._paint_ring(painter, row, look)
        if height * zoom >= READABLE_PIXELS:
            rect = QRectF(self._middles[row] - width / 2, self._heights[row] - height / 2, width, height)
            self._paint_inside(painter, rect, row, look)

    def _paint_body(self, painter: QPainter, row: int, look: Look) -> None:
        """The picture of a node without its value; while it looks the same, the one at hand."""
        known, mark = self._bodies.get(row), self._mark(row)
        if known is not None and known[0] is look and known[1] == mark:
            painter.drawPixmap(*known[2])
            return
        body, x, y = self._body(look, mark), self._middles[row], self._heights[row]
        one = None if self._grid is None else body_picture(body, x, y, painter.deviceTransform())
        if one is None:
            painter.translate(x, y)
            body.draw(painter)
            painter.translate(-x, -y)
        else:
            self._bodies[row] = (look, mark, one)
            painter.drawPixmap(*one)

    def _mark(self, row: int) -> Mark | None:
        """The line round what is selected or under the mouse."""
        if row not in (self.selected, self.hovered) and row not in self.chosen:
            return None
        group, theme = self.column, self.theme
        high = group.height - 2 * group.ring > 12
        if row == self.selected or row in self.chosen:
            back = self._apart and row not in self.chosen
            colour = mixed(theme.surface, theme.accent, STANDS_BACK) if back else theme.accent
            return colour.rgba(), 2.0, group.ring + (3.0 if high else 1.5)
        return theme.muted.rgba(), 1.5, group.ring + (2.5 if high else 1.5)

    def _body(self, look: Look, mark: Mark | None = None) -> Body:
        group = self.column
        width, height = group.width - 2 * group.ring, group.height - 2 * group.ring
        outline, line = self._outline(height)
        return Body(self.theme, width, height, self._thick(), look.fill.rgba(), outline.rgba(), line, mark)

    def _thick(self) -> float:
        """Of the ring."""
        return self.column.ring - 2.0 if self.column.ring else 0.0

    def _paint_held(self, painter: QPainter, row: int, here: bool) -> None:
        """A padlock at the upper right of a node; beside it where it is very small."""
        group = self.column
        x, y = self._middles[row] + group.width / 2, self._heights[row]
        if group.height < SMALLEST_LOCKED:
            paint_lock(painter, QPointF(x + 3.5, y), min(4.0, group.height), self.theme.text, here)
            return
        size = min(max(0.2 * group.height, 9.0), 11.0)
        radius = group.height / 2
        # over the edge of the node; a ring would be hidden, so beside it
        away = 0.7 * (radius + (4.0 if group.ring else 0.0))
        paint_pin(painter, self.theme, QPointF(x - radius + away, y - away), size, here)

    def _paint_ground(self, painter: QPainter) -> None:
        """A strip behind many small nodes, so that those near 0 are seen."""
        group = self.column
        strip = QRectF(QPointF(group.left - 2, group.top() - 2), QPointF(group.right + 2, group.bottom() + 2))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.track)
        painter.drawRoundedRect(strip, 3, 3)

    def _paint_callout(self, painter: QPainter, row: int) -> None:
        """Name and number of the selected node where there is no room inside."""
        theme = self.theme
        text, face = f"unit {self.column.drawn[row] + 1}  {self._looks[row].text}", Face(11, MEDIUM, mono=True)
        rect = self._callout_rect(row, width(text, face) + 14)
        painter.setPen(QPen(theme.accent, 1.0))
        painter.setBrush(theme.raised)
        painter.drawRoundedRect(rect, 9, 9)
        write(painter, rect, text, face, theme.text, 0.5)

    def _paint_ends(self, painter: QPainter) -> None:
        """The numbers of the first and the last unit, where there is room for none inside."""
        for text, rect in self.ends():
            painter.fillRect(rect, self.theme.surface)
            write(painter, rect, text, Face(10), self.theme.muted, 0.5)

    def ends(self) -> list[tuple[str, QRectF]]:
        """These numbers and where they stand: clear of padlocks; none where the callout is."""
        group, last = self.column, len(self._heights) - 1
        locks = [lock for row in self._held if (lock := self.lock(row)) is not None]
        found = []
        for row, top in ((0, group.top()), (last, group.bottom() - 12)) if last else ():
            text = str(row + 1)
            rect = QRectF(group.right + 4, top, width(text, Face(10)) + 4, 12)
            beside = [lock for lock in locks if lock.intersects(rect)]
            rect.translate(max((lock.right() - rect.left() for lock in beside), default=0.0), 0.0)
            near = self.selected is not None and self._callout_rect(self.selected, CALLOUT).intersects(rect)
            found += [] if near else [(text, rect)]
        return found

    def lock(self, row: int) -> QRectF | None:
        """Where the padlock of a very small node stands, beside it; None where nodes are larger."""
        group = self.column
        size = min(4.0, group.height)
        if group.height >= SMALLEST_LOCKED:
            return None
        x, y = self._middles[row] + group.width / 2 + 3.5, self._heights[row]
        return QRectF(x - size / 2, y - size / 2, size, size).adjusted(-1, -1, 1, 1)

    def _callout_rect(self, row: int, width: float) -> QRectF:
        group = self.column
        x, y = self._middles[row] + group.width / 2 + 8, self._heights[row] - 9
        top = y if row in group.moved else min(max(y, group.top()), group.bottom() - 18)
        return QRectF(x, top, width, 18)

    def _outline(self, height: float) -> tuple[QColor, float]:
        """Colour and width of the line round a body; 0 is none."""
        theme = self.theme
        if self.column.ring:
            return theme.line_strong, 0.75
        if height < 8:
            return theme.line_strong, 0.5 if height > 2 else 0.0
        return theme.line_strong if self.column.key.is_ghost else theme.muted, 1.0

    def _paint_inside(self, painter: QPainter, body: QRectF, row: int, look: Look) -> None:
        self._paint_number(painter, body, look.ink, look.text)

    def _paint_number(self, painter: QPainter, body: QRectF, ink: QColor, text: str) -> None:
        size = self.column.font
        if not text:
            return
        if size:
            write(painter, body, text, Face(size, MEDIUM if size > 10 else REGULAR, mono=True), ink, 0.5)
            return
        painter.setPen(ink)
        # the face has no size below a pixel: draw it large and shrink
        scale = min(body.height() * 0.72, body.width() / (len(text) * 0.62)) / 20.0
        painter.save()
        painter.translate(body.center())
        painter.scale(scale, scale)
        painter.setFont(mono_font(20))
        painter.drawText(QRectF(-100, -20, 200, 40), Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    def _paint_ring(self, painter: QPainter, row: int, look: Look) -> None:
        """How far the value goes round, and the mark where it begins."""
        cell, thick, track = self.theme.role("cell"), self._thick(), self._track
        x, y = self._middles[row], self._heights[row]
        if look.share:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(cell.stroke, thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawPath(round_path(track.width(), track.height(), look.share).translated(x, y))
        painter.setPen(QPen(cell.text, 1.5))
        top = y + track.top()
        painter.drawLine(QPointF(x, top - thick / 2 - 1), QPointF(x, top + thick / 2))
