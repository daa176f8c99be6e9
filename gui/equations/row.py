"""One equation as a row that can be chosen: its ground, its mark, what it says, mouse and keyboard."""

from __future__ import annotations

from functools import cache
from html import escape

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from core.cells import Cell
from core.equations import Line
from gui.equations.notation import rich, text
from gui.equations.plan import INK, MUTED
from gui.palette import legible
from gui.theme import READABLE, Theme

LEFT = 16  # up to the symbol: room for the mark and for the disclosure
BAR = 3  # width of the mark of the chosen gate
INSET = 10  # from the right edge: room for a scroll bar
WAYS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class EquationRow(QWidget):
    """The line of one signal. A subclass paints it in `paint_line`, on a ground that tells whether it is chosen."""

    pressed = Signal(str)  # the signal of a gate's row that was clicked
    menu_asked = Signal(str, QPoint)
    stepped = Signal(int)  # up (-1) or down (+1) by the keyboard
    unfold_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.signal = self.role = ""
        self.is_gate = self.is_chosen = self.bare = False
        self.unfolds = False
        self._ringed = False
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self.theme = theme
        self.update()

    def set_line(self, cell: Cell, line: Line, backward: bool) -> None:
        """Be the row of a line of `cell`, in a layer that may run backward."""
        info = cell.info(line.name)
        self.signal, self.role = line.name, info.role
        self.is_gate = line.name in cell.gates
        self.setCursor(Qt.CursorShape.PointingHandCursor if self.is_gate else Qt.CursorShape.ArrowCursor)
        title = line.name if info.title == line.name else f"{info.title} {line.name}"
        self.setAccessibleName(f"{title}: {text(line, backward)}")
        says = f": {escape(info.says)}" if info.says else ""
        self.setToolTip(f"<b>{escape(info.title)}</b>{says}<br>{rich(line, backward)}")
        self.update()

    def set_chosen(self, chosen: bool) -> None:
        """Mark the row of the chosen gate; the tabulator comes to it."""
        if chosen != self.is_chosen:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus if chosen else Qt.FocusPolicy.NoFocus)
            self.is_chosen = chosen
            self.update()

    def set_bare(self, bare: bool) -> None:
        """Leave out what is of use only where it can be clicked."""
        self.bare = bare
        self.update()

    # mouse and keyboard

    def disclosure_rect(self) -> QRect:
        """What a click unfolds."""
        return QRect()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
        elif self.unfolds and self.disclosure_rect().contains(event.position().toPoint()):
            self.unfold_asked.emit(self.signal)
        elif self.is_gate:
            self.pressed.emit(self.signal)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(self.signal, event.globalPos())

    def event(self, event: QEvent) -> bool:
        # the keys that the row uses are not the window's while it has the keyboard
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._uses(event):
            event.accept()
            return True
        return super().event(event)

    def _uses(self, event: QKeyEvent) -> bool:
        return event.key() in WAYS or (event.key() == Qt.Key.Key_Space and self.unfolds)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in WAYS:
            self.stepped.emit(WAYS[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Space and self.unfolds:
            self.unfold_asked.emit(self.signal)
        elif event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ringed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    # paint

    @property
    def head_height(self) -> int:
        """Of the line itself, which is what is marked."""
        return self.height()

    @property
    def ground(self) -> QColor:
        """What the line is written on."""
        if self.is_chosen:
            return self.theme.role(self.role).soft
        hovered = self.is_gate and self.underMouse() and not self.bare
        return self.theme.unknown if hovered else self.theme.surface

    def ink(self, role: str = INK) -> QColor:
        """The colour of a signal's role, or of words, on the present ground."""
        return ink(self.theme, role, self.ground.rgb())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self.theme
        painter.fillRect(event.rect(), theme.surface)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(2, 1, self.width() + 3 - INSET, self.head_height - 2)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.ground != theme.surface:
            painter.setBrush(self.ground)
            painter.drawRoundedRect(ground, 5, 5)
        if self.is_chosen:
            painter.setBrush(theme.role(self.role).stroke)
            painter.drawRoundedRect(QRectF(2, 4, BAR, self.head_height - 8), 1.5, 1.5)
        self.paint_line(painter, event.rect())
        if self.hasFocus() and self._ringed:
            painter.setPen(QPen(theme.focus, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground.adjusted(1, 0, -1, 0), 5, 5)

    def paint_line(self, painter: QPainter, area: QRect) -> None:
        """Paint what is within `area`; a subclass's own."""


@cache
def ink(theme: Theme, role: str, ground: int) -> QColor:
    """The colour of a signal's role, or of words, that can be read on a ground (0xffrrggbb)."""
    plain = {INK: theme.text, MUTED: theme.muted}
    colour = plain[role] if role in plain else theme.role(role).text
    return legible(colour, QColor.fromRgb(ground), READABLE)
