"""The view on the diagram: mouse, keys, zoom. It announces what a person does and shows what it is given."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGestureEvent, QGraphicsView, QPinchGesture, QWidget

from core.state import State
from gui.diagram.edges import Edge
from gui.diagram.label import HoverLabel
from gui.diagram.layout import Node
from gui.diagram.scene import DiagramScene
from gui.diagram.words import summary, unit_description
from gui.part_menu import asks_menu
from gui.theme import Theme
from gui.widgets.icon_button import IconButton

CLOSEST = 12.0
WHEEL = 1.0015  # zoom for an eighth of a degree of the wheel
KEY = 1.25
TICK = 120  # eighths of a degree of the wheel for one unit
SPOKEN_OF = 24  # a node that is spoken of counts as so many others

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ZOOMS = {Qt.Key.Key_Plus: KEY, Qt.Key.Key_Equal: KEY, Qt.Key.Key_Minus: 1 / KEY, Qt.Key.Key_0: 0.0}
_OWN_KEYS = {*_STEPS, *_ZOOMS, Qt.Key.Key_Escape}


class DiagramView(QGraphicsView):
    """The diagram at the view's size; Ctrl and the wheel, a pinch, + and - zoom, 0 or a double-click fits it again."""

    node_clicked = Signal(object)  # Node
    edge_clicked = Signal(object, QPoint)  # Edge; where on the screen
    menu_asked = Signal(object, QPoint)  # for a Node or an Edge; where on the screen
    unit_menu_asked = Signal()  # for the selected unit, by the keyboard
    stepped = Signal(int)  # to the unit above (-1) or below (+1)
    walked = Signal(int, int)  # in a layer by so many units: the wheel upon its block

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.diagram = DiagramScene(theme, self)
        self.setScene(self.diagram)
        self._zoom = 1.0
        self._drag: QPoint | None = None
        self._by_keys = False
        self._turned = 0  # of the wheel, that has moved nothing yet
        self._dirty = QRect()
        self._set_up()
        self.label = HoverLabel(theme, self.viewport())
        self.fit_button = IconButton(theme, text="Fit", tooltip="Show the whole network", kind="tool", parent=self)
        self.fit_button.clicked.connect(self.fit)
        self.fit_button.hide()

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        # the scene's own updates come a turn later, and would be a second painting
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        self.diagram.touched.connect(self._on_touched)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setMouseTracking(True)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        self.setMinimumSize(160, 96)

    def show_state(self, state: State) -> None:
        """Show `state`, in the label at the mouse as well."""
        self.diagram.show_state(state)
        self._say()
        if self.accessibleName() != (name := f"Network diagram: {summary(state)}"):
            self.setAccessibleName(name)
        self.setAccessibleDescription(unit_description(state))

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self.diagram.set_theme(theme)
        self.label.set_theme(theme)
        self.fit_button.set_theme(theme)

    @property
    def zoom(self) -> float:
        """1 where the whole diagram is shown."""
        return self._zoom

    def fit(self) -> None:
        """Show the whole diagram, laid out for the view's present size."""
        self._zoom = 1.0
        self.setTransform(QTransform())
        self.diagram.set_size(QSizeF(self.viewport().size()))
        self.fit_button.hide()

    def zoom_at(self, factor: float, at: QPointF) -> None:
        """Zoom by `factor`; what is at `at` of the viewport stays there."""
        zoom = min(CLOSEST, self._zoom * factor)
        if zoom <= 1.0:
            self.fit()
            return
        kept = self.viewportTransform().inverted()[0].map(at)
        self._zoom = zoom
        self.setTransform(QTransform.fromScale(zoom, zoom))
        self._scroll(self.viewportTransform().map(kept) - at)
        self._place_fit()
        self.fit_button.show()

    def show_node(self, node: Node) -> None:
        """Bring a node into view; one that cannot be selected is marked and told instead."""
        self.ensureVisible(self.diagram.nodes[node.key].node_rect(node.row))
        if node.key.kind == "unit":
            self._point_at(None)
        else:
            self.diagram.hover(node)
            self._say(node, self.position(node))

    def leave(self) -> None:
        """Nothing is marked, as if the mouse were elsewhere."""
        self._point_at(None)

    def position(self, node: Node) -> QPoint:
        """Where a node is in the viewport."""
        assert self.diagram.layout is not None
        return self.mapFromScene(QPointF(*self.diagram.layout.centre(node)))

    def node_place(self, node: Node) -> QRect:
        """Where a node is on the screen."""
        return self._on_screen(self.diagram.nodes[node.key].node_rect(node.row))

    def places_about(self, edge: Edge) -> list[QRect]:
        """What a card about an edge had better leave in sight, on the screen: its ends above all."""
        others = [self._on_screen(rect) for rect in self.diagram.told()]
        return [self.node_place(node) for node in edge.nodes] * SPOKEN_OF + others

    def _on_screen(self, rect: QRectF) -> QRect:
        seen = self._seen(rect)
        return QRect(self.viewport().mapToGlobal(seen.topLeft()), seen.size())

    def _on_touched(self, area: QRectF) -> None:
        # in one rectangle: within a region of several, painting is many times slower
        self._dirty = self._dirty.united(self._seen(area).adjusted(-2, -2, 2, 2))
        self.viewport().update(self._dirty)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self.viewport().update()

    def _scroll(self, by: QPointF | QPoint) -> None:
        for bar, amount in ((self.horizontalScrollBar(), by.x()), (self.verticalScrollBar(), by.y())):
            bar.setValue(bar.value() + round(amount))

    def _place_fit(self) -> None:
        size = self.fit_button.sizeHint()
        self.fit_button.setGeometry(self.width() - size.width() - 4, 4, size.width(), size.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_fit()
        if self._zoom == 1.0:
            self.fit()
        self._say()

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        if left and isinstance(hit, Node):
            self.node_clicked.emit(hit)
        elif left and isinstance(hit, int):
            assert self.diagram.table is not None
            self.edge_clicked.emit(self.diagram.table.edge(hit), event.globalPosition().toPoint())
            self._point_at(event.position().toPoint())
        elif self._zoom > 1.0 and (left or event.button() == Qt.MouseButton.MiddleButton):
            self._drag = event.position().toPoint()
            self._point_at(None)
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._drag is not None:
            self._scroll(self._drag - at)
            self._drag = at
        elif event.buttons() == Qt.MouseButton.NoButton:
            self._point_at(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            self._drag = None
            self._point_at(event.position().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._hit(event.position().toPoint()) is None:
            self.fit()
        else:
            self.mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._point_at(None)  # no label lies half below the menu
        if event.reason() != QContextMenuEvent.Reason.Mouse:
            self.unit_menu_asked.emit()
            return
        hit = self._hit(event.pos())
        if isinstance(hit, int):
            assert self.diagram.table is not None
            self.menu_asked.emit(self.diagram.table.edge(hit), event.globalPos())
        elif hit is not None:
            self.menu_asked.emit(hit, event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_at(WHEEL ** event.angleDelta().y(), event.position())
            self._point_at(event.position().toPoint())
        elif self._zoom > 1.0:
            pixels = event.pixelDelta()
            self._scroll(-pixels if not pixels.isNull() else -event.angleDelta() / 2)
            self._point_at(event.position().toPoint())
        elif not self._walk(event):
            event.ignore()
            return
        event.accept()

    def _walk(self, event: QWheelEvent) -> bool:
        """Upon a block of units the wheel goes through them."""
        at = event.position()
        layer = self.diagram.layer_of_block(at.x(), at.y())
        if layer is None:
            return False
        self._turned += event.angleDelta().y()
        ticks, self._turned = int(self._turned / TICK), self._turned - TICK * int(self._turned / TICK)
        if ticks:
            self.walked.emit(layer, -ticks)
        return True

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._point_at(None)
        elif isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_at(1.0 + event.value(), event.position())
                return True
        elif isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                centre = self.viewport().mapFromGlobal(pinch.centerPoint().toPoint())
                self.zoom_at(pinch.scaleFactor(), QPointF(centre))
                return True
        return super().viewportEvent(event)

    def _hit(self, at: QPoint) -> Node | int | None:
        point = self.viewportTransform().inverted()[0].map(QPointF(at))
        return self.diagram.hit(point.x(), point.y(), self._zoom)

    def _point_at(self, at: QPoint | None) -> None:
        """Mark and tell what is at a point of the viewport; None is nowhere."""
        hit = None if at is None else self._hit(at)
        self.diagram.hover(hit)
        self._say(hit, at)
        clickable = isinstance(hit, int) or isinstance(hit, Node) and hit.key.kind in ("unit", "before")
        shape = Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def _say(self, hit: Node | int | None = None, at: QPoint | None = None) -> None:
        """Tell what is under the mouse: beside a node, where it stands still, or beside the mouse on an edge."""
        said = self.diagram.label()
        if said is None:
            self.label.hide()
            return
        if at is None:
            self.label.say(said)
            return
        nodes, others = self.diagram.covered(hit)
        box = self._seen(nodes[0]) if isinstance(hit, Node) else QRect(at, QSize(0, 0))
        self.label.say(said, box, [self._seen(rect) for rect in (*nodes * SPOKEN_OF, *others)])

    def _seen(self, rect: QRectF) -> QRect:
        return self.viewportTransform().mapRect(rect).toAlignedRect()

    # keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # the window's own keys, those of stepping above all, stay the window's
            event.setAccepted(_is_own(event))
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if not _is_own(event):
            event.ignore()
        elif key in _STEPS:
            self.stepped.emit(_STEPS[Qt.Key(key)])
        elif asks_menu(event):
            self._point_at(None)
            self.unit_menu_asked.emit()
        elif key == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            self.zoom_at(_ZOOMS[Qt.Key(key)], QPointF(self.viewport().rect().center()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._by_keys = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._dirty = QRect()
        painter, area = QPainter(self.viewport()), QRectF(event.rect())
        # the items themselves: the scene's way to them takes longer than they do
        painter.setWorldTransform(self.viewportTransform())
        self.diagram.draw(painter, self.viewportTransform().inverted()[0].mapRect(area))
        if self._by_keys and self.hasFocus():
            painter.resetTransform()
            painter.setPen(QPen(self._theme.focus, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1), 6, 6)


def _is_own(event: QKeyEvent) -> bool:
    if asks_menu(event):
        return True
    plain = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
    return event.key() in _OWN_KEYS and plain == Qt.KeyboardModifier.NoModifier
