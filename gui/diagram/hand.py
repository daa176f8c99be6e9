"""What the mouse does on the diagram while a button is down: click, drag nodes, draw a band, move the view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from gui.diagram.drag import Guides, NodeDrag
from gui.diagram.layout import Node
from gui.diagram.placing import can_move, stands_alone

if TYPE_CHECKING:
    from gui.diagram.view import DiagramView

BESIDE = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
FREE = Qt.KeyboardModifier.AltModifier  # a dragged node falls in with no other


@dataclass
class _Down:
    """A button that is down: where, on which node, with which keys; `panning` moves the view."""

    at: QPoint
    node: Node | None
    beside: bool
    panning: bool
    last: QPoint
    gone: bool = False  # further than a hand that trembles


class Hand(QObject):
    """One press of the mouse at a time, and what has become of it."""

    clicked = Signal(object, bool)  # a Node, None for the ground; whether beside what is chosen
    moved = Signal(object, object)  # positions of the nodes that are dragged, the token of the gesture
    dropped = Signal()
    cancelled = Signal()
    banded = Signal(object, bool)  # the nodes in the band; whether beside what is chosen

    def __init__(self, view: DiagramView) -> None:
        super().__init__(view)
        self._view = view
        self._down: _Down | None = None
        self._drag: NodeDrag | None = None
        self._shape: object = None

    @property
    def is_down(self) -> bool:
        """Whether a button is down that has begun here."""
        return self._down is not None

    @property
    def is_dragging(self) -> bool:
        """Whether nodes are being dragged."""
        return self._drag is not None

    def press(self, event: QMouseEvent, node: Node | None) -> bool:
        """A button goes down, on a node or on the ground; whether it is of use here."""
        at, left = event.position().toPoint(), event.button() == Qt.MouseButton.LeftButton
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        middle = event.button() == Qt.MouseButton.MiddleButton
        panning = self._view.zoom > 1.0 and (middle or left and node is None and not shifted)
        if not (left or panning):
            return False
        self._down = _Down(at, node, bool(event.modifiers() & BESIDE), panning, at)
        if panning:
            self._view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        return True

    def move(self, event: QMouseEvent) -> None:
        """The mouse moves with the button down."""
        down, at = self._down, event.position().toPoint()
        if down is None:
            return
        far = (at - down.at).manhattanLength() >= QApplication.startDragDistance()
        down.gone = down.gone or far
        if down.panning:
            self._view.scroll_by(down.last - at)
            down.last = at
        elif down.gone and self._is_banding(down):
            self._view.diagram.band.set_band(self._band(down, at))
        elif down.gone and down.node is not None:
            self._move_nodes(down.node, self._scene(at), bool(event.modifiers() & FREE))

    def release(self, event: QMouseEvent) -> None:
        """The button goes up."""
        down, at = self._down, event.position().toPoint()
        if down is None:
            return
        dragged = self._drag is not None
        band = self._band(down, at)
        self._end()
        if dragged:
            self.dropped.emit()
        elif not down.gone:
            self.clicked.emit(down.node, down.beside)
        elif self._is_banding(down) and not down.panning:
            self.banded.emit(self._view.diagram.nodes_in(band), down.beside)

    def cancel(self) -> bool:
        """Nothing becomes of what is being done; whether there was anything."""
        if self._down is None:
            return False
        dragged = self._drag is not None
        self._end()
        if dragged:
            self.cancelled.emit()
        return True

    def _end(self) -> None:
        if self._drag is not None:
            self._view.diagram.show_moving(None)
        self._down = self._drag = None
        self._view.diagram.band.set_band(None)
        self._view.diagram.band.set_guides(Guides())

    def _move_nodes(self, node: Node, at: QPointF, free: bool) -> None:
        layout = self._view.diagram.layout
        assert layout is not None and self._down is not None
        if self._drag is None:
            if not stands_alone(layout, node):
                return
            chosen = frozenset(each for each in self._view.diagram.chosen if stands_alone(layout, each))
            nodes = chosen if node in chosen else frozenset({node})
            self._view.diagram.show_moving(nodes)
            start = self._scene(self._down.at)
            self._drag, self._shape = NodeDrag(layout, node, nodes, (start.x(), start.y())), layout.shape
        elif layout.shape != self._shape:  # another network has come meanwhile
            self._end()
            self.dropped.emit()
            return
        positions = self._drag.to((at.x(), at.y()), self._view.zoom, free)
        self._view.diagram.band.set_guides(self._drag.guides)
        self.moved.emit(positions, self._drag.token)

    def _is_banding(self, down: _Down) -> bool:
        """Whether a drag draws a band: from the ground, and from a node of a block, which keeps its place."""
        layout, node = self._view.diagram.layout, down.node
        if node is None or layout is None or node.key not in layout.groups:
            return node is None
        return can_move(node) and layout.groups[node.key].block is not None

    def _band(self, down: _Down, at: QPoint) -> QRectF:
        return QRectF(self._scene(down.at), self._scene(at)).normalized()

    def _scene(self, at: QPoint) -> QPointF:
        return self._view.viewportTransform().inverted()[0].map(QPointF(at))
