"""The view on the diagram: mouse, keys, zoom. It announces what a person does and shows what it is given."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
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
from gui.diagram.add_buttons import AddButtons
from gui.diagram.edges import Edge
from gui.diagram.hand import Hand
from gui.diagram.label import HoverLabel
from gui.diagram.layout import Node
from gui.diagram.name_editor import NameEditor
from gui.diagram.scene import DiagramScene
from gui.diagram.selection import Nodes
from gui.diagram.view_keys import ZOOMS, action_of, nudge_of
from gui.diagram.words import chosen_words, summary, unit_description
from gui.theme import Theme
from gui.widgets.icon_button import IconButton

CLOSEST = 12.0
WHEEL = 1.0015  # zoom for an eighth of a degree of the wheel
TICK = 120  # eighths of a degree of the wheel for one unit
SPOKEN_OF = 24  # a node that is spoken of counts as so many others


class DiagramView(QGraphicsView):
    """The diagram at the view's size; Ctrl and the wheel, a pinch, + and - zoom, 0 or a double-click fits it again.

    What the mouse does with a button down is told by `hand`, what the small buttons are pressed for by `buttons`.
    """

    edge_clicked = Signal(object, QPoint)  # Edge; where on the screen
    edge_cut_asked = Signal(object)  # Edge, by a key
    menu_asked = Signal(object, QPoint)  # for a Node or an Edge, None for the ground; where on the screen
    unit_menu_asked = Signal()  # for what is chosen, by the keyboard
    name_asked = Signal(object)  # for a Node, to be given another name
    acted = Signal(str)  # "add", "remove", "rename", "all", "copy", "paste"
    stepped = Signal(int, bool)  # to the node above (-1) or below (+1); whether beside what is chosen
    walked = Signal(int, int)  # in a layer by so many units: the wheel upon its block
    crossed = Signal(int)  # to the column on the left (-1) or on the right (+1)
    nudged = Signal(float, float)  # what is chosen, by so many pixels across and down
    let_go = Signal()  # what is chosen, by Esc

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.diagram = DiagramScene(theme, self)
        self.setScene(self.diagram)
        self._zoom = 1.0
        self.hand = Hand(self)
        self._by_keys = False
        self._naming: tuple[NameEditor, Node] | None = None
        self._turned = 0  # of the wheel, that has moved nothing yet
        self._dirty = QRect()
        self._set_up()
        self.buttons = AddButtons(theme, self)
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
        self.setAcceptDrops(False)  # the scene would take a file that is meant for the window
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
        self.setAccessibleDescription(unit_description(state) + chosen_words(self.diagram.chosen))
        self._refresh_buttons()
        self._follow_name()

    def choose(self, nodes: Nodes) -> None:
        """Mark the nodes that are chosen together; none where there is only the selected unit."""
        if nodes != self.diagram.chosen:
            self.diagram.choose(nodes)
            self._refresh_buttons()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self.diagram.set_theme(theme)
        self.label.set_theme(theme)
        self.buttons.set_theme(theme)
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
        self._follow_name()

    def zoom_at(self, factor: float, at: QPointF) -> None:
        """Zoom by `factor`; what is at `at` of the viewport stays there."""
        zoom = min(CLOSEST, self._zoom * factor)
        if zoom <= 1.0:
            self.fit()
            return
        kept = self.viewportTransform().inverted()[0].map(at)
        self._zoom = zoom
        self.setTransform(QTransform.fromScale(zoom, zoom))
        self.scroll_by(self.viewportTransform().map(kept) - at)
        self._place_fit()
        self.fit_button.show()
        self._follow_name()

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
        self._follow_name()

    def scroll_by(self, by: QPointF | QPoint) -> None:
        """Move what is seen to the left and up by so many pixels."""
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
        if event.button() == Qt.MouseButton.LeftButton and isinstance(hit, int):
            assert self.diagram.table is not None
            self.edge_clicked.emit(self.diagram.table.edge(hit), event.globalPosition().toPoint())
            self._point_at(event.position().toPoint())
        elif self.hand.press(event, hit if isinstance(hit, Node) else None):
            if not isinstance(hit, Node):
                self.put_away()
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.hand.is_down:
            self.hand.move(event)
            if self.hand.is_dragging:
                self.put_away()
        elif event.buttons() == Qt.MouseButton.NoButton:
            self._point_at(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.hand.is_down:
            self.hand.release(event)
            self._point_at(event.position().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton:
            self.mousePressEvent(event)
        elif hit is None:
            self.fit()
        elif isinstance(hit, Node) and hit.key.kind in ("input", "output"):
            self.put_away()
            self.name_asked.emit(hit)
        else:
            self.mousePressEvent(event)

    def put_away(self) -> None:
        """Nothing is under the mouse: no mark, no label, no buttons."""
        self._point_at(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._point_at(None)  # no label lies half below the menu
        if event.reason() != QContextMenuEvent.Reason.Mouse:
            self.unit_menu_asked.emit()
            return
        hit = self._hit(event.pos())
        if isinstance(hit, int):
            assert self.diagram.table is not None
            self.menu_asked.emit(self.diagram.table.edge(hit), event.globalPos())
        else:
            self.menu_asked.emit(hit, event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_at(WHEEL ** event.angleDelta().y(), event.position())
            self._point_at(event.position().toPoint())
        elif self._zoom > 1.0:
            pixels = event.pixelDelta()
            self.scroll_by(-pixels if not pixels.isNull() else -event.angleDelta() / 2)
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
            if not self.buttons.under_mouse():
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
        self._show_buttons(hit, at)
        self._say(hit, at)
        shape = Qt.CursorShape.PointingHandCursor if hit is not None else Qt.CursorShape.ArrowCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def _show_buttons(self, hit: Node | int | None, at: QPoint | None) -> None:
        if at is not None and not isinstance(hit, int):
            node = hit if isinstance(hit, Node) else None
            self.buttons.point_at(self.viewportTransform().inverted()[0].map(QPointF(at)), node)
        elif at is None and self._by_keys and self.hasFocus() and not self.hand.is_down:
            self.buttons.focus_on(self.diagram.current)
        else:
            self.buttons.hide()

    def _refresh_buttons(self) -> None:
        """After an edit, where any are seen."""
        if self._by_keys and self.hasFocus() or self.buttons.visible:
            at = self.viewport().mapFromGlobal(QCursor.pos())
            inside = self.viewport().underMouse() or self.buttons.under_mouse()
            self._show_buttons(self._hit(at) if inside else None, at if inside else None)

    def on_button_left(self) -> None:
        """The mouse has left one of the small buttons, perhaps for good."""
        if not self.viewport().underMouse():
            self._point_at(None)

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
        places = [self._seen(rect) for rect in (*nodes * SPOKEN_OF, *others)]
        self.label.say(said, box, [*places, *self.buttons.places() * SPOKEN_OF])

    def _seen(self, rect: QRectF) -> QRect:
        return self.viewportTransform().mapRect(rect).toAlignedRect()

    # keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # the window's own keys, those of stepping above all, stay the window's
            event.setAccepted(bool(self._action_of(event)))
            return True
        return super().event(event)

    def _action_of(self, event: QKeyEvent) -> str:
        return action_of(event, isinstance(self.diagram.hovered, int))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match self._action_of(event):
            case "":
                event.ignore()
            case "up" | "down" | "more up" | "more down" as step:
                self.stepped.emit(-1 if step.endswith("up") else 1, step.startswith("more"))
            case "left" | "right" as side:
                self.crossed.emit(-1 if side == "left" else 1)
            case "nudge":
                self.nudged.emit(*nudge_of(event))
            case "menu":
                self._point_at(None)
                self.unit_menu_asked.emit()
            case "zoom":
                self.zoom_at(ZOOMS[Qt.Key(event.key())], QPointF(self.viewport().rect().center()))
            case "cut":
                row = self.diagram.hovered
                assert self.diagram.table is not None and isinstance(row, int)
                self.edge_cut_asked.emit(self.diagram.table.edge(row))
            case "escape":
                self._escape()
            case other:
                self.acted.emit(other)

    def _escape(self) -> None:
        """Take back the drag, let go what is chosen, or give the keyboard back to the window: one of them."""
        if self.hand.cancel():
            return
        if self.diagram.chosen:
            self.let_go.emit()
        else:
            self.clearFocus()

    def edit_name(self, node: Node, name: str) -> NameEditor:
        """Open a field over the name of a node; it tells what was typed."""
        item = self.diagram.nodes[node.key]
        editor = NameEditor(name, f"Name of {name}", self._seen(item.name_rect(node.row)), self.viewport())
        editor.done.connect(self._on_name_done)
        self._naming = editor, node
        return editor

    def _follow_name(self) -> None:
        """Keep the field over the name that is typed, wherever the diagram moves it."""
        if self._naming is not None:
            editor, node = self._naming
            layout = self.diagram.layout
            if layout is not None and node.key in layout.groups and node.row < layout.groups[node.key].count:
                editor.stand_over(self._seen(self.diagram.nodes[node.key].name_rect(node.row)))

    def _on_name_done(self, keep: bool) -> None:
        self._naming = None
        if keep:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._by_keys = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)
        self._refresh_buttons()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._refresh_buttons()
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
