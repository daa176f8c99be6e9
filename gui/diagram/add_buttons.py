"""The diagram's small buttons: a plus where a part can be added, a cross on a node that can be removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QCursor, QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from core.reshape import MOST_LAYERS, MOST_UNITS
from gui.diagram.layout import Layout, Node
from gui.diagram.placing import can_move
from gui.diagram.spots import Box, Spot, column_at, removal, spots
from gui.theme import Theme

if TYPE_CHECKING:
    from gui.diagram.view import DiagramView

SIZE = 20  # of a button in pixels, its room included
DISC = {"add": 16.0, "remove": 13.0}  # of what is seen of it
ARM = {"add": 3.75, "remove": 2.5}
WORDS = {
    "input": "Add an input",
    "unit": "Add a unit",
    "layer": "Add a layer",
    "output": "Add an output",
}
BRIDGE = 6.0  # pixels from a node to its button over which the mouse may pass


class RoundButton(QAbstractButton):
    """A small disc with a plus or a cross. It never takes the keyboard: the keys of the diagram do the same."""

    left = Signal()  # by the mouse

    def __init__(self, theme: Theme, kind: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._kind = theme, kind
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.resize(SIZE, SIZE)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self.update()

    def say(self, words: str, key: str = "") -> None:
        """Say what it does, and by which key as well."""
        self.setAccessibleName(words)
        self.setToolTip(f"{words} ({key})" if key else words)

    def put_at(self, place: QRect) -> None:
        """Stand at a place of the viewport: what moves away from the mouse, or under it, gets no event that says so."""
        if place != self.geometry():
            self.setGeometry(place)
            mouse = self.mapToParent(self.mapFromGlobal(QCursor.pos()))
            self.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, place.contains(mouse))

    def sizeHint(self) -> QSize:
        return QSize(SIZE, SIZE)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()
        self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        warm, middle = self.underMouse() or self.isDown(), QPointF(SIZE / 2, SIZE / 2)
        strong = theme.danger if self._kind == "remove" else theme.accent
        painter.setPen(QPen(strong if warm else theme.line_strong, 1.0))
        painter.setBrush(strong if warm else theme.raised)
        radius = DISC[self._kind] / 2
        painter.drawEllipse(middle, radius, radius)
        painter.setPen(
            QPen(theme.on_accent if warm else theme.muted, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        )
        arm = ARM[self._kind]
        if self._kind == "add":
            painter.drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0))
            painter.drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm))
        else:
            painter.drawLine(middle - QPointF(arm, arm), middle + QPointF(arm, arm))
            painter.drawLine(middle - QPointF(arm, -arm), middle + QPointF(arm, -arm))


class AddButtons(QObject):
    """Shows the buttons near the mouse, or at the node that has the keyboard, and tells which was pressed."""

    added = Signal(object)  # Spot
    removed = Signal(object)  # Node

    def __init__(self, theme: Theme, view: DiagramView) -> None:
        super().__init__(view)
        self._view, self._theme = view, theme
        self._plus: list[RoundButton] = []
        self._shown: list[Spot] = []
        self._node: Node | None = None
        self._cross = self._made("remove")
        self._cross.clicked.connect(self._on_cross_clicked)
        self._of: tuple[Layout, float] | None = None
        self._spots: list[Spot] = []

    def _made(self, kind: str) -> RoundButton:
        button = RoundButton(self._theme, kind, self._view.viewport())
        button.left.connect(self._view.on_button_left)
        return button

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        for button in (*self._plus, self._cross):
            button.set_theme(theme)

    @property
    def visible(self) -> dict[str, RoundButton]:
        """The buttons that are seen, by what they say."""
        return {button.accessibleName(): button for button in (*self._plus, self._cross) if button.isVisible()}

    def places(self) -> list[QRect]:
        """Where those that are seen stand in the viewport."""
        return [button.geometry() for button in self.visible.values()]

    def under_mouse(self) -> bool:
        """Whether the mouse is on one of them."""
        return any(button.isVisible() and button.underMouse() for button in (*self._plus, self._cross))

    def hide(self) -> None:
        """None is shown."""
        self._show([], None)

    def point_at(self, at: QPointF, node: Node | None) -> None:
        """Those near a point of the scene, and the one of the node there, or of the one whose button is near."""
        layout = self._view.diagram.layout
        if layout is None:
            return
        column = column_at(layout, at.x())
        if node is None and self._node is not None and self._near(self._node, at):
            node = self._node
        near = [spot for spot in self._all(layout) if spot.column == column]
        if node is not None:  # the one about its group: what is told of the node takes room too
            near = [spot for spot in near if (spot.adds == "unit") is (node.key.kind in ("unit", "before"))]
            near = [spot for spot in near if spot.adds != "unit" or spot.layer == node.key.layer]
        self._show(near, node)

    def focus_on(self, node: Node) -> None:
        """Those of a node that has the keyboard: its own, and the one that adds another."""
        layout = self._view.diagram.layout
        if layout is not None:
            beside = [s for s in self._all(layout) if s.adds == node.key.kind and s.layer == node.key.layer]
            self._show(beside, node)

    def _near(self, node: Node, at: QPointF) -> bool:
        """Whether a point is on the way from a node to its button."""
        layout = self._view.diagram.layout
        if layout is None or not self._cross.isVisible() or not _is_in(layout, node):
            return False
        button = self._view.viewportTransform().inverted()[0].mapRect(QRectF(self._cross.geometry()))
        item = self._view.diagram.nodes[node.key]
        x, y = layout.centre(node)
        wide, high = item.column.width / 2, item.column.height / 2
        body = QRectF(x - wide, y - high, 2 * wide, 2 * high)
        return body.united(button).adjusted(-BRIDGE, -BRIDGE, BRIDGE, BRIDGE).contains(at)

    def _all(self, layout: Layout) -> list[Spot]:
        of = (layout, self._view.zoom)
        if self._of is None or self._of[0] is not layout or self._of[1] != of[1]:
            words = [box for item in self._view.diagram.nodes.values() for box in _lines(item.word_rects())]
            self._of, self._spots = of, [s for s in spots(layout, words, of[1]) if _has_room(layout, s)]
        return self._spots

    def _show(self, shown: list[Spot], node: Node | None) -> None:
        self._shown = shown
        while len(self._plus) < len(shown):
            button = self._made("add")
            button.clicked.connect(self._on_plus_clicked)
            self._plus.append(button)
        for index, button in enumerate(self._plus):
            if index < len(shown):
                spot = shown[index]
                words, key = WORDS[spot.adds], "Insert" if spot.adds != "layer" else ""
                self._place(button, QPointF(spot.x, spot.y), words, key)
            else:
                button.hide()
        self._show_cross(node)

    def _show_cross(self, node: Node | None) -> None:
        layout, diagram = self._view.diagram.layout, self._view.diagram
        self._node = None
        if node is not None and layout is not None and can_move(node) and _is_in(layout, node):
            place = removal(layout, node, node.row in diagram.nodes[node.key].held, self._view.zoom)
            if place is not None and layout.groups[node.key].count > 1:
                self._node = node
                self._place(self._cross, QPointF(*place), f"Remove {diagram.name_of(node)}", "Delete")
                return
        self._cross.hide()

    def _place(self, button: RoundButton, at: QPointF, words: str, key: str) -> None:
        middle = self._view.mapFromScene(at)
        place = QRect(middle - QPoint(SIZE // 2, SIZE // 2), QSize(SIZE, SIZE))
        if not self._view.viewport().rect().intersects(place):
            button.hide()
            return
        button.say(words, key)
        button.put_at(place)
        button.show()
        button.raise_()

    def _on_plus_clicked(self) -> None:
        index = next((k for k, button in enumerate(self._plus) if button is self.sender()), None)
        if index is not None and index < len(self._shown):
            self.added.emit(self._shown[index])

    def _on_cross_clicked(self) -> None:
        if self._node is not None:
            self.removed.emit(self._node)


def _has_room(layout: Layout, spot: Spot) -> bool:
    """Whether there may be one more."""
    if spot.adds == "layer":
        return len(layout.shape.layers) < MOST_LAYERS
    counts = {"input": layout.shape.inputs, "output": layout.shape.outputs}
    here = counts[spot.adds] if spot.adds != "unit" else layout.shape.layers[spot.layer].units
    return here < MOST_UNITS


def _is_in(layout: Layout, node: Node) -> bool:
    return node.key in layout.groups and node.row < layout.groups[node.key].count


def _lines(rects: list[QRectF]) -> list[Box]:
    """Words by line: runs after each other are one."""
    lines: dict[float, QRectF] = {}
    for rect in rects:
        lines[rect.top()] = lines.get(rect.top(), QRectF()).united(rect)
    return [Box(rect.left(), rect.top(), rect.right(), rect.bottom()) for rect in lines.values()]
