"""The widget that shows a cell: paints it, says what is under the mouse, tells what was asked of which part."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.cell.flow import Flow
from gui.cell.layout import least_size, plan
from gui.cell.paint import CellPaint
from gui.cell.parts import width_with_titles
from gui.cell.pieces import Pieces, changed, pieces_of
from gui.cell.plan import BELT, End, Plan, Wire
from gui.cell.routes import Point
from gui.cell.shown import Shown
from gui.cell.words import label_of
from gui.diagram.label import HoverLabel
from gui.fonts import ui_font
from gui.theme import Theme

NEAR = 6.0  # pixels from a wire that still touch it
SMALLEST, LARGEST = 0.75, 1.2  # scales; below the smallest it scrolls
TITLED = 0.85  # down to which it is drawn smaller so that gates can have their titles
MOST_PARTS = 50  # of a cell that is drawn: wires between more are too long to find, and to follow
TOO_MANY = "This cell has {} parts: too many for a picture. Its equations and its numbers are all there."
SPARE = 1.25  # times the least size: more than that and it is drawn larger

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class CellCanvas(QWidget):
    """A cell with its numbers.

    `gate_clicked` names the signal of the gate that was clicked, `menu_asked` the signal ("" for the whole unit)
    whose menu is asked for and where on the screen, `stepped` is to the gate before (-1) or after (+1).
    """

    gate_clicked = Signal(str)
    menu_asked = Signal(str, QPoint)
    stepped = Signal(int)
    focus_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: Shown | None = None
        self._hovered: object = None
        self._fits = False
        self._by_keys = False
        self.label = HoverLabel(theme, self)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # else the card would be painted with each number
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def has_key_focus(self) -> bool:
        """Whether it has the keyboard, by the keyboard: what is round it shows a ring."""
        return self._by_keys and self.hasFocus()

    @property
    def shown(self) -> Shown | None:
        """What is shown, or None before the first State."""
        return self._shown

    @property
    def flow(self) -> Flow | None:
        """The flow of what is shown, or None before the first State."""
        return self._shown.flow if self._shown else None

    @property
    def is_too_large(self) -> bool:
        """Whether the cell has too many parts to be drawn; a sentence says so in place of the picture."""
        return self._shown is not None and len(self._shown.flow.nodes) > MOST_PARTS

    @property
    def plan(self) -> Plan:
        """Where everything stands now, in the plan's own pixels."""
        assert self._shown is not None
        scale = self.scale
        return plan(self._shown.flow, self.width() / scale, self.height() / scale)

    @property
    def scale(self) -> float:
        """How large the plan is drawn: smaller where there is too little room, larger where there is plenty."""
        assert self._shown is not None
        width, height = least_size(self._shown.flow)
        room = min(self.width() / width, self.height() / height)
        found = room if room < 1.0 else min(LARGEST, max(1.0, room / SPARE))
        titled = self.width() / width_with_titles(self._shown.cell, self._shown.flow)
        return max(0.05, titled if TITLED <= titled < found else found)

    def pieces(self, pixels: float = 1.0) -> Pieces:
        """What the picture is painted of now, on a screen with so many pixels for one of the widget's."""
        assert self._shown is not None
        return pieces_of(self._shown.flow, self.plan, self.scale, int(not float(pixels).is_integer()))

    @property
    def values(self) -> dict[int, float]:
        """Node -> the number shown."""
        return self._shown.values if self._shown else {}

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self.label.set_theme(theme)
        self.update()

    def fit(self) -> None:
        """Shrink to what room there is in place of asking for more."""
        self._fits = True
        self.setMinimumSize(0, 0)

    def show_cell(self, shown: Shown) -> None:
        """Show other numbers, or another cell; the parts stay where they are while the cell does."""
        if shown == self._shown:
            return
        if shown.flow is not self.flow:
            self._hovered = None
            self.label.hide()
            if not self._fits:
                self.setMinimumSize(0, 0)
            if not self._fits and len(shown.flow.nodes) <= MOST_PARTS:
                width, height = least_size(shown.flow)
                self.setMinimumSize(int(width * SMALLEST), int(height * SMALLEST))
        old, self._shown = self._shown, shown
        if self.label.isVisible():
            self._say(self._hovered)
        region = self._changed(old, shown)
        if region is None:
            self.update()
        elif not region.isEmpty():
            self.update(region)

    def _changed(self, old: Shown | None, shown: Shown) -> QRegion | None:
        """Where the picture looks different now; None where all of it may."""
        if old is None or self.is_too_large or self._hovered is not None or shown.form != old.form:
            return None
        return changed(self.pieces(), old, shown)

    def sizeHint(self) -> QSize:
        return QSize(720, 240)

    def gate_box(self, signal: str) -> QRect:
        """Where the part of a signal is, in the widget's pixels."""
        assert self._shown is not None
        if self.is_too_large:
            return self.rect()
        scale = self.scale
        box = self.plan.boxes[self._shown.flow.roots[signal]]
        return QRectF(box.x * scale, box.y * scale, box.width * scale, box.height * scale).toAlignedRect()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._shown is None:
            QPainter(self).fillRect(event.rect(), self._theme.surface)
            return
        if self.is_too_large:
            self._paint_note(len(self._shown.flow.nodes))
            return
        painter, scale = QPainter(self), self.scale
        pieces = self.pieces(painter.deviceTransform().m11())
        painter.scale(scale, scale)
        found = CellPaint(painter, self._theme, self._shown, self.plan, self._hovered)
        found.paint(pieces, event.region())

    def _paint_note(self, count: int) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface)
        painter.setFont(ui_font(12))
        painter.setPen(self._theme.muted)
        middle = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self.rect().adjusted(16, 0, -16, 0), middle, TOO_MANY.format(count))

    # what is where

    def part_at(self, position: QPointF) -> int | Wire | End | str | None:
        """The node's key, the wire, the end or "belt" under the mouse, or None."""
        if self._shown is None or self.is_too_large:
            return None
        place, scale = self.plan, self.scale
        x, y = position.x() / scale, position.y() / scale
        for key, box in place.boxes.items():
            if box.x - 3 <= x <= box.right + 3 and box.y - 3 <= y <= box.bottom + 3:
                return key
        for end in place.ends:
            if end.covers(x, y):
                return end
        near = [(_away(Point(x, y), (s.bottom, s.top)), k) for k, s in enumerate(place.stubs)]
        if near and min(near)[0] <= NEAR:
            return place.stubs[min(near)[1]].source
        near = [(_away(Point(x, y), wire.points), k) for k, wire in enumerate(place.wires)]
        if near and min(near)[0] <= NEAR:
            return place.wires[min(near)[1]]
        belt = place.belt
        if belt and belt[0].x <= x <= belt[-1].x and abs(y - belt[0].y) <= BELT / 2 + 1:
            return "belt"
        return None

    def _gate_of(self, found: object) -> str:
        """The signal that a click on a part chooses: one that owns parameters."""
        if self._shown is None or not isinstance(found, int):
            return ""
        node = self._shown.flow.nodes[found]
        name = node.signal or (node.owner if node.kind in ("gate", "term", "feed") else "")
        return name if name in self._shown.cell.gates else ""

    def _signal_of(self, found: object) -> str:
        """The signal whose menu a right-click on a part opens; "" for the whole unit."""
        if self._shown is None:
            return ""
        flow = self._shown.flow
        if found == "belt":
            return flow.state
        if isinstance(found, End):
            return found.signal
        node = flow.nodes[found.source if isinstance(found, Wire) else found] if isinstance(found, Wire | int) else None
        if node is None:
            return ""
        return node.text if node.kind == "before" else node.signal or self._gate_of(node.key)

    # the mouse

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self.part_at(event.position())
        self._hover(found)
        if found is not None:
            self._say(found, QRect(event.position().toPoint(), QSize(0, 0)))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        signal = self._gate_of(self.part_at(event.position()))
        if signal:
            self.gate_clicked.emit(signal)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._ask_menu()
        elif self._shown is not None:
            self._hover(None)
            self.menu_asked.emit(self._signal_of(self.part_at(QPointF(event.pos()))), event.globalPos())

    def _ask_menu(self) -> None:
        """The menu of the chosen gate, below it."""
        if self._shown is not None:
            signal = self._shown.chosen
            box = self.gate_box(signal)
            self.menu_asked.emit(signal, self.mapToGlobal(QPoint(box.center().x(), box.bottom())))

    def _hover(self, found: object) -> None:
        if self._shown is None or self._hovered == found:
            return
        self._hovered = found
        shape = Qt.CursorShape.PointingHandCursor if self._gate_of(found) else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        if found is None:
            self.label.hide()
        self.update()

    def _say(self, found: object, box: QRect | None = None) -> None:
        has_numbers = self._shown is not None and self._shown.numbers
        label = label_of(self._shown, found) if self._shown is not None and has_numbers else None
        if label is not None:
            self.label.say(label, box, self._kept_free() if box is not None else ())

    def _kept_free(self) -> list[QRect]:
        """What the label at the mouse should not cover: the gates and the values at the ends."""
        place, scale = self.plan, self.scale
        rects = [*place.boxes.values(), *(r for end in place.ends for r in (end.symbol, end.figure))]
        whole = [QRectF(r.x * scale, r.y * scale, r.width * scale, r.height * scale) for r in rects]
        return [rect.toAlignedRect() for rect in whole]

    # keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # the window's own keys, those of stepping above all, stay the window's
            event.setAccepted(_is_own(event))
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _is_own(event):
            event.ignore()
        elif event.key() in _STEPS:
            self.stepped.emit(_STEPS[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            self._ask_menu()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._by_keys = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit()


def _is_own(event: QKeyEvent) -> bool:
    """Up, Down, Esc, and Shift+F10 (the menu's key sends an event of its own)."""
    plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() == Qt.Key.Key_F10:
        return plain == Qt.KeyboardModifier.ShiftModifier
    return (event.key() in _STEPS or event.key() == Qt.Key.Key_Escape) and plain == Qt.KeyboardModifier.NoModifier


def _away(p: Point, points: tuple[Point, ...]) -> float:
    best = float("inf")
    for a, b in zip(points, points[1:], strict=False):
        x = min(max(p.x, min(a.x, b.x)), max(a.x, b.x))
        y = min(max(p.y, min(a.y, b.y)), max(a.y, b.y))
        best = min(best, abs(p.x - x) + abs(p.y - y))
    return best
