"""What every item of the diagram's scene is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

from gui.theme import Theme


class Stage(QGraphicsScene):
    """A scene that tells at once where its picture has changed."""

    touched = Signal(QRectF)


class Item(QGraphicsItem):
    """An item with a theme and a rectangle of its own."""

    def __init__(self, theme: Theme, layer: float) -> None:
        super().__init__()
        self.theme = theme
        self._rect = QRectF()
        self.setZValue(layer)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def boundingRect(self) -> QRectF:
        return self._rect

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self.theme = theme
        self.touch()

    def touch(self, area: QRectF | None = None) -> None:
        """Ask the scene to paint `area` anew, or all of the item."""
        scene = self.scene()
        if isinstance(scene, Stage):
            scene.touched.emit(self._rect if area is None else area)

    def _place(self, rect: QRectF) -> None:
        if rect != self._rect:
            self.touch()
            self.prepareGeometryChange()
            self._rect = rect
        self.touch()
