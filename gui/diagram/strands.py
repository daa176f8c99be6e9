"""The diagram's edges as items of the scene: faint and strong ones as kept pictures, the one under the mouse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from core.arrays import Array
from gui.diagram.edges import EdgeTable
from gui.diagram.item import Item
from gui.diagram.pictures import Grid, Picture, drawn, grid_of
from gui.palette import mixed
from gui.theme import Theme

FAINT = 0.28  # of an edge's colour over the surface
CASING = 1.5  # of the surface's colour on each side of a strong edge
MOST_CASED = 24
ARM = 3.5  # of the cross on a cut edge
CROSS = 2.0  # width of its strokes
AT_ONE_END = 0.1  # of the way: there it stands where all of a matrix is cut


class Shown(NamedTuple):
    """An edge as it is drawn."""

    row: int
    width: float
    negative: bool


class KeptItem(Item):
    """Lines that seldom change: they are drawn once, and their pictures are shown.

    Where they are `few`, what changes is drawn anew between the pictures of what does not: a weight that is dragged
    changes one of them again and again. `spread` is how far beyond its width an edge may be drawn, on each side.
    """

    few = False
    spread = 1.0

    def __init__(self, theme: Theme, layer: float) -> None:
        super().__init__(theme, layer)
        self._table: EdgeTable | None = None
        self._rows = self._weights = np.zeros(0)
        self._paths: dict[int, QPainterPath] = {}
        self._shown: list[Shown] = []
        self._pictures: dict[tuple[Shown, ...], Picture] = {}
        self._grid: Grid | None = None
        self._moving: set[int] = set()

    def show_edges(self, table: EdgeTable, rows: Array, rect: QRectF) -> None:
        """Show `rows` of `table`; nothing is done where none of them is another."""
        weights = table.weights[rows]
        same_place = table is self._table and rect == self._rect
        same_rows = rows is self._rows or np.array_equal(rows, self._rows)
        if same_place and same_rows and np.array_equal(weights, self._weights):
            return
        self._rows, self._weights = rows, weights
        # the widest lowest, so that thin ones stay visible upon them
        order = rows[np.argsort(-table.widths[rows], kind="stable")]
        widths, negative = table.widths[order].round(2).tolist(), (table.weights[order] < 0).tolist()
        shown = list(map(Shown, order.tolist(), widths, negative))
        if same_place and shown == self._shown:
            return
        changed = set(shown) ^ set(self._shown)
        same_case = (len(shown) <= MOST_CASED) == (len(self._shown) <= MOST_CASED)
        self._shown = shown
        if same_place and same_case:
            self._show_moving({edge.row for edge in changed})
            self.touch(self._area(changed))
        else:
            self._table, self._paths, self._pictures = table, {}, {}
            self._show_moving(set(rows.tolist()))
            self._place(rect)

    def _show_moving(self, rows: set[int]) -> None:
        """Draw one edge anew at every painting, or all of them once; the others are pictures."""
        if self.few:
            self._moving = rows if len(rows) == 1 else {edge.row for edge in self._shown}

    def _area(self, edges: Iterable[Shown]) -> QRectF:
        """Where `edges` are drawn."""
        area = QRectF()
        for row, width, _ in edges:
            away = width / 2 + self.spread
            area = area.united(self._path(row).controlPointRect().adjusted(-away, -away, away, away))
        return area

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._pictures = {}

    def draw(self, painter: QPainter, exposed: QRectF) -> None:
        if not self._shown:
            return
        grid = grid_of(painter, self._rect)
        if grid is None:
            self._draw(painter, self._shown)
            return
        if grid != self._grid:
            self._grid, self._pictures = grid, {}
        used: dict[tuple[Shown, ...], Picture] = {}
        for moving, edges in groupby(self._shown, self._is_moving):
            if moving:
                self._draw(painter, edges)
            else:
                run = tuple(edges)
                used[run] = self._pictures.get(run) or self._drawn(painter, run)
                painter.drawPixmap(*used[run])
        self._pictures = used
        if len(self._moving) > 1:
            self._moving = set()

    def _is_moving(self, edge: Shown) -> bool:
        return edge.row in self._moving

    def _drawn(self, painter: QPainter, edges: Sequence[Shown]) -> Picture:
        """The picture of `edges` on the pixels of `painter`."""
        return drawn(self._area(edges), painter.deviceTransform(), lambda onto: self._draw(onto, edges))

    def _draw(self, painter: QPainter, edges: Iterable[Shown]) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for row, width, negative in edges:
            self._draw_edge(painter, self._path(row), width, self.theme.sign_colour(-1.0 if negative else 1.0))

    def _draw_edge(self, painter: QPainter, path: QPainterPath, width: float, colour: QColor) -> None:
        """One edge; a subclass's own."""

    def _path(self, row: int) -> QPainterPath:
        assert self._table is not None
        if row not in self._paths:
            self._paths[row] = edge_path(self._table.points[row])
        return self._paths[row]


class FaintItem(KeptItem):
    """The edges that stand back: opaque, so that many of them do not add up to a dark one.

    While nodes are dragged, only their own are drawn anew, over a picture of the others.
    """

    def __init__(self, theme: Theme, layer: float) -> None:
        super().__init__(theme, layer)
        self._live: frozenset[int] | None = None
        self._others: Picture | None = None

    def set_live(self, rows: frozenset[int] | None) -> None:
        """Which edges move from now on; None where none does."""
        if rows != self._live:
            self._live, self._others = rows, None
            self.touch()

    def set_theme(self, theme: Theme) -> None:
        self._others = None
        super().set_theme(theme)

    def draw(self, painter: QPainter, exposed: QRectF) -> None:
        grid, live = grid_of(painter, self._rect), self._live
        if live is None or grid is None or not self._shown:
            super().draw(painter, exposed)
            return
        if self._others is None or grid != self._grid:
            self._grid, self._pictures = grid, {}
            self._others = self._drawn(painter, [edge for edge in self._shown if edge.row not in live])
        painter.drawPixmap(*self._others)
        self._draw(painter, [edge for edge in self._shown if edge.row in live])

    def _draw_edge(self, painter: QPainter, path: QPainterPath, width: float, colour: QColor) -> None:
        painter.setPen(_pen(mixed(self.theme.surface, colour, FAINT), width))
        painter.drawPath(path)


class StrongItem(KeptItem):
    """The edges that stand out, each cased in the surface's colour where it crosses others."""

    few = True
    spread = CASING + 1.0

    def _draw_edge(self, painter: QPainter, path: QPainterPath, width: float, colour: QColor) -> None:
        if width > 1.5 and len(self._shown) <= MOST_CASED:
            painter.setPen(_pen(self.theme.surface, width + 2 * CASING))
            painter.drawPath(path)
        painter.setPen(_pen(colour, width))
        painter.drawPath(path)


class CutItem(KeptItem):
    """The selected unit's edges that are cut, as thin broken lines; where all of a matrix is cut they are fainter."""

    def __init__(self, theme: Theme, layer: float) -> None:
        super().__init__(theme, layer)
        self._whole: set[int] = set()

    def show_cuts(self, table: EdgeTable, rect: QRectF) -> None:
        """Show the cut edges of `table` that are to be seen."""
        whole = set(table.cuts[table.whole].tolist())
        if whole != self._whole:
            self._whole, self._pictures = whole, {}
            self.touch()
        self.show_edges(table, table.cuts, rect)

    def _draw(self, painter: QPainter, edges: Iterable[Shown]) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for row, _, _ in edges:
            paint_broken(
                painter, self._path(row), self.theme.line_strong if row in self._whole else self.theme.muted, 1.0
            )


class CrossItem(CutItem):
    """The crosses on cut edges, above all edges; where all of a matrix is cut they stand at one end, to stay calm."""

    spread = ARM + 4.0

    def _draw(self, painter: QPainter, edges: Iterable[Shown]) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row, _, _ in edges:
            whole = row in self._whole
            at = self._path(row).pointAtPercent(AT_ONE_END if whole else 0.5)
            paint_cross(painter, at, self.theme.muted if whole else self.theme.text, self.theme.surface)


class HoverItem(KeptItem):
    """The edge under the mouse, and the cut edges of a node under the mouse as broken lines with a cross."""

    spread = ARM + 4.0

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 3.0)
        self._cuts: list[int] = []
        self._marked: list[int] = []

    def show_hover(self, table: EdgeTable, rows: Sequence[int], cuts: Sequence[int], rect: QRectF) -> None:
        """Show the edges in `rows` as marked, and `cuts`."""
        marked = [row for row in rows if table.cut[row]]
        if (list(cuts), marked) != (self._cuts, self._marked):
            self._cuts, self._marked = list(cuts), marked
            self.touch()
        self.show_edges(table, np.array([row for row in rows if not table.cut[row]], dtype=int), rect)

    def draw(self, painter: QPainter, exposed: QRectF) -> None:
        self._draw(painter, self._shown)
        theme = self.theme
        for rows, ink, width in ((self._cuts, theme.muted, 1.0), (self._marked, theme.text, 1.5)):
            for row in rows:
                path = self._path(row)
                paint_broken(painter, path, ink, width)
                paint_cross(painter, path.pointAtPercent(0.5), ink, theme.surface)

    def _draw_edge(self, painter: QPainter, path: QPainterPath, width: float, colour: QColor) -> None:
        width = max(width, 2.0)
        for pen in (_pen(self.theme.surface, width + 6.0), _pen(self.theme.text, width + 2.5), _pen(colour, width)):
            painter.setPen(pen)
            painter.drawPath(path)


def edge_path(points: Array) -> QPainterPath:
    """The Bezier curve through (4, 2) control points."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points.tolist()
    path = QPainterPath(QPointF(x0, y0))
    path.cubicTo(x1, y1, x2, y2, x3, y3)
    return path


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)


def paint_broken(painter: QPainter, path: QPainterPath, colour: QColor, width: float) -> None:
    """A broken line: a cut edge."""
    pen = QPen(colour, width, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([2, 3])
    painter.setPen(pen)
    painter.drawPath(path)


def paint_cross(painter: QPainter, at: QPointF, colour: QColor, ground: QColor) -> None:
    """The cross on a cut edge, set off from what it lies on."""
    for pen in (QPen(ground, CROSS + 3.0), QPen(colour, CROSS)):
        painter.setPen(pen)
        painter.drawLine(at + QPointF(-ARM, -ARM), at + QPointF(ARM, ARM))
        painter.drawLine(at + QPointF(-ARM, ARM), at + QPointF(ARM, -ARM))
