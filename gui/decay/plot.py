"""The picture of gradient decay, its lines drawn by pyqtgraph; importing this file loads pyqtgraph, which is slow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRect, QRectF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from core.arrays import Array
from gui.decay import paint
from gui.decay.curves_item import CurvesItem
from gui.decay.frame import FLOOR, POWERS, TOP, Frame
from gui.decay.labels import Labels, Notes, name_room, place_labels, shortened, ticks, width_of
from gui.decay.line import Line
from gui.decay.pieces import Pieces, changed_area, pieces_of
from gui.decay.readout import Readout, draw_readout, readout_at
from gui.decay.source_button import SourceButton
from gui.decay.text import GAIN_TIP, power_text
from gui.fonts import SEMIBOLD
from gui.theme import Theme


class DecayPlot(pg.GraphicsView):
    """Curves from the cursor (left) back in time (right), or ahead, on a fixed axis, 1e-6 to 10, words as ticks.

    pyqtgraph draws the lines; what is measured in pixels (axes, zone, names, marks, readout) is painted around
    them. Nothing pans, zooms or takes the keyboard. `source` is the button in the zone.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._frame = Frame(QRectF(0, 0, 1, 1), 1.0, 0)
        self._lines: tuple[Line, ...] = ()
        self._words: tuple[str, ...] = ("",)
        self._message = self._caption = ""
        self._notes = Notes()
        self._labels = Labels()
        self._ticks: tuple[tuple[int, str], ...] = ()
        self._hovered: int | None = None
        self._pieces: Pieces = {}
        self._curves = CurvesItem()
        self._box: pg.ViewBox | None = None
        super().__init__(parent, useOpenGL=False, background=None)
        self.theme = theme
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        # every change asks for its repaint here; the scene would ask again, a turn later
        self.setViewportUpdateMode(self.ViewportUpdateMode.NoViewportUpdate)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAcceptDrops(False)  # the scene would take a file that is meant for the window
        self.setMinimumSize(200, 120)
        self._tip = ""
        self.viewport().setMouseTracking(True)
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self._box.disableAutoRange()
        self.addItem(self._box)
        self._box.addItem(self._curves, ignoreBounds=True)
        self.source = SourceButton(theme, self.viewport())

    # what is shown

    def set_caption(self, caption: str) -> None:
        """Say above the axis what it measures."""
        if caption != self._caption:
            self._caption = caption
            self.viewport().update()

    def set_tip(self, tip: str) -> None:
        """What is said of the picture on request, where nothing else says it."""
        self._tip = tip

    def show_lines(self, lines: Sequence[Line], words: Sequence[str], notes: Notes, message: str = "") -> None:
        """Show `lines`; `words` by lag, from 0 on; `message` stands in the plot where there is little to see."""
        around, pieces = self._around(), self._pieces
        self._lines, self._words = tuple(lines), tuple(words)
        self._notes, self._message = notes, message
        if self._hovered is not None:
            self._hovered = min(self._hovered, self.lags)
        self._place()
        if self._around() != around:
            self.viewport().update()
        elif self._hovered is not None:
            self.viewport().update(self._inside())
        elif not (area := changed_area(pieces, self._pieces)).isEmpty():
            self.viewport().update(area.toAlignedRect() & self._inside())

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours; those of the lines come with the lines."""
        self.theme = theme
        self.source.set_theme(theme)
        self.viewport().update()

    @property
    def lags(self) -> int:
        """The largest lag on the axis."""
        return len(self._words) - 1

    @property
    def frame(self) -> Frame:
        """Where things stand now."""
        return self._frame

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is drawn, in this order."""
        return self._lines

    @property
    def labels(self) -> Labels:
        """The words in the plot now."""
        return self._labels

    @property
    def caption(self) -> str:
        """What stands above the axis."""
        return self._caption

    @property
    def message(self) -> str:
        """What stands in the plot where there is little to see, or ""."""
        return self._message

    @property
    def view_range(self) -> list[list[float]]:
        """The lags and the log10 gains at the edges, as pyqtgraph has them."""
        assert self._box is not None
        return self._box.viewRange()

    @property
    def tick_texts(self) -> list[tuple[int, str]]:
        """(lag, text) of the ticks that are drawn."""
        return list(self._ticks)

    @property
    def readout(self) -> Readout | None:
        """What is said under the mouse now."""
        if self._hovered is None:
            return None
        return readout_at(self._lines, self._words, self._hovered, self._notes.ahead)

    def line_names(self) -> list[str]:
        """What the lines are called, in the order they are drawn."""
        return [line.name for line in self._lines]

    def line_data(self, name: str) -> tuple[Array, Array]:
        """Lags and log10 gains of a line as they are drawn."""
        return self._curves.data_of(self.line_names().index(name))

    # places

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """Fit the axes to the size, the words and the names at the right."""
        if self._box is None:  # pyqtgraph resizes the view while it builds it
            return
        left = math.ceil(width_of(power_text(POWERS[-1]))) + 8
        after = max(_tick_width(shortened(self._words[-1])) / 2 + 2, min(name_room(self._lines), self.width() / 4))
        frame = Frame.fit(self.width(), self.height(), self.lags, left, after)
        if frame != self._frame:
            self._frame = frame
            self._box.setGeometry(frame.rect)
            self._box.setRange(xRange=frame.x_range, yRange=(FLOOR, TOP), padding=0)
        self._curves.show_lines(self._lines, frame)
        self._ticks = _ticks(self._words, frame.scale, self._notes.subject, frame.x(0), self._notes.ahead)
        self._labels = place_labels(frame, self._lines, self._notes)
        self._pieces = pieces_of(frame, self._lines, self._labels)
        self.source.set_quiet(self._notes.quiet)
        self.source.stand_behind(self._labels.zone)

    def _inside(self) -> QRect:
        """Where the lines and all that goes with them are, the axes apart."""
        return self._frame.rect.toAlignedRect().adjusted(-4, -3, 1, 4)

    def _around(self) -> tuple[object, ...]:
        """What is beside the pieces: while it stays the same, only those that change are painted anew."""
        return self._frame, self._ticks, self._notes.subject, self._notes.quiet, self._message

    # paint

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        self._curves.exposed = rect
        painter.fillRect(rect, self.theme.surface)
        paint.draw_ground(painter, self._frame, self.theme, self._labels)
        if not QRectF(self._inside()).contains(rect):
            paint.draw_axes(painter, self._frame, self.theme, self._ticks, self._caption, self._notes)
        if self._labels.bracket is not None:
            paint.draw_bracket(painter, self._frame, self.theme, self._labels.bracket)

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        self._curves.exposed = None
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint.draw_points(painter, self._frame, self.theme, self._lines, self._notes.quiet, rect)
        paint.draw_labels(painter, self.theme, self._labels, rect)
        if self._message:
            paint.draw_message(painter, self._frame, self.theme, self._message)
        if (readout := self.readout) is not None:
            draw_readout(painter, self._frame, self.theme, self._lines, readout)

    # mouse: the readout only; the rest is for whoever is below

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._frame.lag_at(event.position()))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._explain(event)
            return True
        return super().viewportEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def _explain(self, event: QHelpEvent) -> None:
        """Say what the axis measures, over its numbers and its caption; what it comes to, where nothing else does."""
        at, rect = event.pos(), self._frame.rect
        if at.y() < rect.top() or at.x() < rect.left() and at.y() < rect.bottom():
            QToolTip.showText(event.globalPos(), "\n\n".join(filter(None, (GAIN_TIP, self._tip))), self)
        elif self._tip:
            QToolTip.showText(event.globalPos(), self._tip, self)
        else:
            QToolTip.hideText()

    def _hover(self, lag: int | None) -> None:
        if lag != self._hovered:
            self._hovered = lag
            self.viewport().update()


@lru_cache(maxsize=16)
def _ticks(
    words: tuple[str, ...], scale: float, subject: int | None, room: float, ahead: bool
) -> tuple[tuple[int, str], ...]:
    return tuple(ticks([shortened(word) for word in words], scale, _tick_width, subject, room, ahead))


def _tick_width(word: str) -> float:
    return width_of(word, SEMIBOLD)
