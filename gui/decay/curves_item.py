"""The lines of the decay picture as one item of pyqtgraph's plot: they stand where its axes say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from core.arrays import Array
from gui.decay.frame import BEYOND, FLOOR, TOP, Frame
from gui.decay.line import Line, pen_of
from gui.decay.pieces import line_area, touches


class CurvesItem(QGraphicsItem):
    """Lines by lag and log10 gain. Who shows them asks for the repaint, and sets `exposed` while it lasts."""

    def __init__(self) -> None:
        super().__init__()
        self.exposed: QRectF | None = None  # in the view's pixels; None is everything
        self._frame: Frame | None = None
        self._lines: tuple[Line, ...] = ()
        self._paths: dict[bytes, QPainterPath] = {}
        self._bounds = QRectF()

    def show_lines(self, lines: Sequence[Line], frame: Frame) -> None:
        """Show `lines`; those of the same values keep their paths."""
        self._lines = tuple(lines)
        kept = self._paths
        self._paths = {line.data: kept[line.data] if line.data in kept else path_of(line) for line in lines}
        if frame != self._frame:
            self.prepareGeometryChange()
            (left, right), self._frame = frame.x_range, frame
            self._bounds = QRectF(left, FLOOR - 1, right - left, TOP - FLOOR + 2)

    def data_of(self, k: int) -> tuple[Array, Array]:
        """Lags and log10 gains of a line as they are drawn."""
        return _data(self._lines[k])

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._frame is None:
            return
        # a cosmetic pen is measured in the device's pixels, of which a picture may have three for one
        scale = abs(painter.deviceTransform().m22() / self.sceneTransform().m22())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line in sorted(self._lines, key=_is_chosen):
            if self.exposed is None or touches(line_area(self._frame, line), self.exposed):
                painter.setPen(_pen(line, scale))
                painter.drawPath(self._paths[line.data])


def _is_chosen(line: Line) -> bool:
    return line.chosen


def _data(line: Line) -> tuple[Array, Array]:
    return np.arange(len(line.values), dtype=np.float64), np.clip(line.values, FLOOR - BEYOND, TOP + BEYOND)


def path_of(line: Line) -> QPainterPath:
    """Through all values; nothing leads to one that is no number."""
    path, is_down = QPainterPath(), False
    for lag, value in enumerate(_data(line)[1].tolist()):
        is_known = value == value
        if is_known:
            (path.lineTo if is_down else path.moveTo)(lag, value)
        is_down = is_known
    return path


def _pen(line: Line, scale: float) -> QPen:
    """Its width is in the window's pixels, on every screen and in every picture."""
    pen = pen_of(line)
    pen.setCosmetic(True)
    pen.setWidthF(pen.widthF() * scale)
    return pen
