"""The widget that shows a cell: paints it, says what is under the mouse, tells which gate was clicked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.cells import Cell
from gui.cell.flow import Flow, Node, written
from gui.cell.layout import Plan, Wire, least_size, plan
from gui.cell.paint import CellPaint, Shown, sums
from gui.cell.routes import Point
from gui.diagram.label import HoverLabel
from gui.diagram.words import Label, Line
from gui.numbers import number
from gui.theme import Theme

NEAR = 6.0  # pixels from a wire that still touch it
EXACT = 6  # decimals in the label at the mouse


class CellCanvas(QWidget):
    """A cell with its numbers. `gate_clicked` names the signal of the gate that was clicked."""

    gate_clicked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: Shown | None = None
        self._fits = False
        self.label = HoverLabel(theme, self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def flow(self) -> Flow | None:
        """What is shown, or None before the first State."""
        return self._shown.flow if self._shown else None

    @property
    def plan(self) -> Plan:
        """Where everything stands now, in the plan's own pixels."""
        assert self._shown is not None
        return plan(self._shown.flow, self.width(), self.height())

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

    def show_cell(
        self, cell: Cell, flow: Flow, values: dict[int, float], chosen: str, word: str, inputs: str, entering: float
    ) -> None:
        """Show other numbers, or another cell; the parts stay where they are while the cell does."""
        if flow is not self.flow:
            if not self._fits:
                width, height = least_size(flow)
                self.setMinimumSize(int(width), int(height))
            self.label.hide()
        hovered = self._shown.hovered if self._shown and self._shown.flow is flow else None
        self._shown = Shown(cell, flow, Plan((0, 0), {}, ()), values, chosen, hovered, word, inputs, entering)
        if self.label.isVisible():
            self._say(hovered)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(720, 240)

    def gate_box(self, signal: str) -> QRect:
        """Where the gate of a signal is, in the widget's pixels."""
        assert self._shown is not None
        place, scale = self.plan, self._scale()
        box = place.boxes[self._shown.flow.roots[signal]]
        return QRectF(box.x * scale, box.y * scale, box.width * scale, box.height * scale).toAlignedRect()

    def _scale(self) -> float:
        width, height = self.plan.size
        return max(0.05, min(1.0, self.width() / width, self.height() / height))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._shown is None:
            return
        painter = QPainter(self)
        scale = self._scale()
        painter.scale(scale, scale)
        CellPaint(painter, self._theme, self._shown._replace(plan=self.plan)).paint()

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
        found = self.part_at(event.position())
        signal = self._signal(found)
        if signal:
            self.gate_clicked.emit(signal)

    def part_at(self, position: QPointF) -> int | Wire | str | None:
        """The node's key, the wire or "belt" under the mouse, or None."""
        if self._shown is None:
            return None
        place, scale = self.plan, self._scale()
        x, y = position.x() / scale, position.y() / scale
        for key, box in place.boxes.items():
            if box.x - 3 <= x <= box.right + 3 and box.y - 3 <= y <= box.bottom + 3:
                return key
        near = [(_away(Point(x, y), wire), k) for k, wire in enumerate(place.wires)]
        if near and min(near)[0] <= NEAR:
            return place.wires[min(near)[1]]
        belt = place.belt
        if belt and belt[0].x <= x <= belt[-1].x and abs(y - belt[0].y) <= 11:
            return "belt"
        return None

    def _signal(self, found: object) -> str:
        """The signal that a click on a part chooses: one that owns parameters."""
        if self._shown is None or not isinstance(found, int):
            return ""
        node = self._shown.flow.nodes[found]
        name = node.signal or (node.owner if node.kind in ("gate", "term") else "")
        return name if name in self._shown.cell.gates else ""

    def _hover(self, found: object) -> None:
        assert self._shown is None or isinstance(self._shown, Shown)
        if self._shown is None or self._shown.hovered == found:
            return
        self._shown = self._shown._replace(hovered=found)
        shape = Qt.CursorShape.PointingHandCursor if self._signal(found) else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        if found is None:
            self.label.hide()
        self.update()

    def _say(self, found: object, box: QRect | None = None) -> None:
        label = self._words(found)
        if label is not None:
            self.label.say(label, box)

    def _words(self, found: object) -> Label | None:
        shown = self._shown
        if shown is None or found is None:
            return None
        flow, cell = shown.flow, shown.cell
        if found == "belt":
            info = cell.info(flow.state)
            rows = [(word, value) for _, word, value in sums(flow, shown.values)]
            lines = [Line(word, number(value, EXACT)) for word, value in rows]
            key = flow.belt[-1]
            lines.append(Line(info.says or "remembered", number(shown.values[key], EXACT)))
            return Label(f"{info.title}: the belt", tuple(lines))
        if isinstance(found, Wire):
            return Label(_title(cell, flow.nodes[found.source]), self._lines(flow.nodes[found.source]))
        if isinstance(found, int):
            return Label(_title(cell, flow.nodes[found]), self._lines(flow.nodes[found]))
        return None

    def _lines(self, node: Node) -> tuple[Line, ...]:
        assert self._shown is not None
        value = number(self._shown.values[node.key], EXACT, signed=node.text != "σ")
        says = self._shown.cell.info(node.signal).says if node.signal else ""
        return (Line(says or _formula(node), value),)


def _formula(node: Node) -> str:
    if node.kind == "before":
        return "remembered from the step before"
    text = written(node.expr)
    return text if len(text) <= 48 else text[:47] + "…"


def _title(cell: Cell, node: Node) -> str:
    if node.kind == "before":
        return f"{cell.info(node.text).title}, one step before"
    if node.signal:
        title = cell.info(node.signal).title
        return title if title == node.signal else f"{title} {node.signal}"
    kinds = {"×": "Product", "+": "Sum", "−": "Difference", "÷": "Quotient", "1−": "The rest up to 1"}
    return kinds.get(node.text, written(node.expr) if node.kind == "term" else node.text)


def _away(p: Point, wire: Wire) -> float:
    best = float("inf")
    for a, b in zip(wire.points, wire.points[1:], strict=False):
        x = min(max(p.x, min(a.x, b.x)), max(a.x, b.x))
        y = min(max(p.y, min(a.y, b.y)), max(a.y, b.y))
        best = min(best, abs(p.x - x) + abs(p.y - y))
    return best
