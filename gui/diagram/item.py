"""What every item of the diagram's scene is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QStyleOptionGraphicsItem, QWidget

from gui.theme import Theme


class Stage(QGraphicsScene):
    """A scene that tells at once where its picture has changed; of many changes together, once."""

    touched = Signal(QRectF)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changed: QRectF | None = None  # what is to be told; None where it is told at once

    def touch(self, area: QRectF) -> None:
        """Tell that `area` looks different."""
        if self._changed is None:
            self.touched.emit(area)
        else:
            self._changed |= area

    @contextmanager
    def together(self) -> Iterator[None]:
        """What changes within is told at the end."""
        if self._changed is not None:
            yield
            return
        self._changed = QRectF()
        try:
            yield
        finally:
            changed, self._changed = self._changed, None
            if not changed.isEmpty():
                self.touched.emit(changed)


class Item(QGraphicsItem):
    """An item with a theme and a rectangle of its own. The scene's own coordinates are the item's."""

    def __init__(self, theme: Theme, layer: float) -> None:
        super().__init__()
        self.theme = theme
        self.changes = 0  # how often it has come to look different
        self._rect = QRectF()
        self.setZValue(layer)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, option.exposedRect)

    def draw(self, painter: QPainter, exposed: QRectF) -> None:
        """Draw at least what of the item lies in `exposed`; a subclass's own."""

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self.theme = theme
        self.touch()

    def touch(self, area: QRectF | None = None) -> None:
        """Ask the scene to paint `area` anew, or all of the item."""
        self.changes += 1
        scene = self.scene()
        if isinstance(scene, Stage):
            scene.touch(self._rect if area is None else area)

    def _place(self, rect: QRectF) -> None:
        if rect != self._rect:
            self.touch()
            self.prepareGeometryChange()
            self._rect = rect
        self.touch()
