"""The quiet bands of a diagram's blocks: all edges that are not drawn one by one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from gui.diagram.item import Item
from gui.diagram.layout import Group, Key, Layout
from gui.diagram.wiring import Bundle
from gui.palette import mixed
from gui.theme import Theme

SHARE = 0.45  # of the track's colour over the surface
REACH = 0.46  # as the edges bend


class BandsItem(Item):
    """One band for each matrix of which an end is a block, below all edges."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 0.25)
        self._layout: Layout | None = None
        self._pairs: tuple[tuple[Key, Key], ...] = ()
        self._path = QPainterPath()

    def show_bands(self, layout: Layout, bundles: Sequence[Bundle], rect: QRectF) -> None:
        """Show the bands between the groups that `bundles` join."""
        pairs = tuple(dict.fromkeys((b.source, b.target) for b in bundles if _is_folded(layout, b)))
        if pairs == self._pairs and (layout is self._layout or not pairs):
            return
        self._layout, self._pairs = layout, pairs
        self._path = QPainterPath()
        self._path.setFillRule(Qt.FillRule.WindingFill)
        for source, target in pairs:
            self._path.addPath(band(layout.groups[source], layout.groups[target]))
        self._place(rect)

    def draw(self, painter: QPainter, exposed: QRectF) -> None:
        if self._pairs:
            painter.fillPath(self._path, mixed(self.theme.surface, self.theme.track, SHARE))


def band(source: Group, target: Group) -> QPainterPath:
    """From the right edge of a group to the left edge of another: of a block's cells, or of all nodes."""
    start, top, bottom = _edge(source, True)
    end, upper, lower = _edge(target, False)
    reach = REACH * (end - start)
    path = QPainterPath(QPointF(start, top))
    path.cubicTo(start + reach, top, end - reach, upper, end, upper)
    path.lineTo(end, lower)
    path.cubicTo(end - reach, lower, start + reach, bottom, start, bottom)
    path.closeSubpath()
    return path


def _is_folded(layout: Layout, bundle: Bundle) -> bool:
    ends = layout.groups.get(bundle.source), layout.groups.get(bundle.target)
    return all(ends) and any(group.block for group in ends if group)


def _edge(group: Group, at_right: bool) -> tuple[float, float, float]:
    """Where a band ends: x, and its upper and lower end."""
    if (block := group.block) is not None:
        return (block.right + 4 if at_right else block.left - 3), block.top, block.bottom
    return (group.right if at_right else group.left), group.top(), group.bottom()
