"""The picture of gradient decay, its lines drawn by pyqtgraph; importing this file loads pyqtgraph, which is slow."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRect, QRectF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QToolTip, QWidget

from core.network import Array
from gui.decay import paint
from gui.decay.frame import BEYOND, FLOOR, POWERS, TOP, Frame
from gui.decay.labels import Labels, Notes, name_room, place_labels, shortened, ticks, width_of
from gui.decay.line import Line, pen_of
from gui.decay.readout import Readout, draw_readout, readout_at
from gui.decay.source_button import SourceButton
from gui.decay.text import GAIN_TIP, power_text
from gui.fonts import SEMIBOLD
from gui.theme import Theme


class DecayPlot(pg.GraphicsView):
    """Curves from the cursor (left) back in time (right) on a fixed axis, 1e-6 to 10, words as ticks.

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
        self._ticks: list[tuple[int, str]] = []
        self._hovered: int | None = None
        self._items: list[pg.PlotCurveItem] = []
        self._box: pg.ViewBox | None = None
        super().__init__(parent, useOpenGL=False, background=None)
        self.theme = theme
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        # every change asks for its repaint here; the scene would ask again, a turn later
        self.setViewportUpdateMode(self.ViewportUpdateMode.NoViewportUpdate)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSize(200, 120)
        self.viewport().setMouseTracking(True)
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self._box.disableAutoRange()
        self.addItem(self._box)
        self.source = SourceButton(theme, self.viewport())

    # what is shown

    def set_caption(self, caption: str) -> None:
        """Say above the axis what it measures."""
        if caption != self._caption:
            self._caption = caption
            self.viewport().update()

    def show_lines(self, lines: Sequence[Line], words: Sequence[str], notes: Notes, message: str = "") -> None:
        """Show `lines`; `words` by lag, from 0 on; `message` stands in the plot where there is little to see."""
        around = self._around()
        self._lines, self._words = tuple(lines), tuple(words)
        self._notes, self._message = notes, message
        if self._hovered is not None:
            self._hovered = min(self._hovered, self.lags)
        self._show_lines()
        self._place()
        self.viewport().update(self._inside() if self._around() == around else self.viewport().rect())

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
        return readout_at(self._lines, self._words, self._hovered)

    def line_names(self) -> list[str]:
        """What the lines are called, in the order they are drawn."""
        return [line.name for line in self._lines]

    def line_data(self, name: str) -> tuple[Array, Array]:
        """Lags and log10 gains of a line as pyqtgraph draws them."""
        return self._items[self.line_names().index(name)].getData()

    def _show_lines(self) -> None:
        assert self._box is not None
        while len(self._items) < len(self._lines):
            self._items.append(_CurveItem(antialias=True, connect="finite"))
            self._box.addItem(self._items[-1], ignoreBounds=True)
        for k, item in enumerate(self._items):
            item.setVisible(k < len(self._lines))
        for item, line in zip(self._items, self._lines, strict=False):
            pen = _pen(line)
            if item.opts["pen"] != pen:
                item.setPen(pen)
            item.setZValue(1 if line.chosen else 0)
            lags = np.arange(len(line.values), dtype=np.float64)
            item.setData(lags, np.clip(line.values, FLOOR - BEYOND, TOP + BEYOND))

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
        self._frame = frame = Frame.fit(self.width(), self.height(), self.lags, left, after)
        self._box.setGeometry(frame.rect)
        self._box.setRange(xRange=frame.x_range, yRange=(FLOOR, TOP), padding=0)
        words = [shortened(word) for word in self._words]
        self._ticks = ticks(words, frame.scale, _tick_width, self._notes.subject)
        self._labels = place_labels(frame, self._lines, self._notes)
        self.source.set_quiet(self._notes.quiet)
        self.source.stand_behind(self._labels.zone)

    def _inside(self) -> QRect:
        """Where the lines and all that goes with them are, the axes apart."""
        return self._frame.rect.toAlignedRect().adjusted(-4, -3, 1, 4)

    def _around(self) -> tuple[object, ...]:
        """What is outside of that: while it stays the same it is not painted anew."""
        return self._frame, self._ticks, self._notes.subject, self._notes.quiet

    # paint

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        painter.fillRect(rect, self.theme.surface)
        paint.draw_ground(painter, self._frame, self.theme, self._labels)
        if not QRectF(self._inside()).contains(rect):
            paint.draw_axes(painter, self._frame, self.theme, self._ticks, self._caption, self._notes)
        if self._labels.bracket is not None:
            paint.draw_bracket(painter, self._frame, self.theme, self._labels.bracket)

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint.draw_points(painter, self._frame, self.theme, self._lines, self._notes.quiet)
        paint.draw_labels(painter, self.theme, self._labels)
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
        """Say what the axis measures, over its numbers and its caption."""
        at, rect = event.pos(), self._frame.rect
        if at.y() < rect.top() or at.x() < rect.left() and at.y() < rect.bottom():
            QToolTip.showText(event.globalPos(), GAIN_TIP, self)
        else:
            QToolTip.hideText()

    def _hover(self, lag: int | None) -> None:
        if lag != self._hovered:
            self._hovered = lag
            self.viewport().update()


class _CurveItem(pg.PlotCurveItem):
    """A curve whose width is in the window's pixels, on every screen and in every picture."""

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None) -> None:
        # a cosmetic pen is measured in the device's pixels, of which a picture may have three for one
        scale = abs(painter.deviceTransform().m22() / self.sceneTransform().m22())
        pen = QPen(self.opts["pen"])
        pen.setWidthF(self.opts["pen"].widthF() * scale)
        own, self.opts["pen"] = self.opts["pen"], pen
        super().paint(painter, option, widget)
        self.opts["pen"] = own


def _pen(line: Line) -> QPen:
    pen = pen_of(line)
    pen.setCosmetic(True)
    return pen


def _tick_width(word: str) -> float:
    return width_of(word, SEMIBOLD)
