"""Icons: small drawings in resources/icons, recoloured from the theme and drawn sharp at every scale."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources
from gui.theme import Theme

FOLDER = Path(resources.__file__).parent / "icons"
SCALES = (1.0, 1.5, 2.0, 3.0)


def icon(name: str, theme: Theme, colour: QColor | None = None, size: int = 20) -> QIcon:
    """The icon called `name` in `colour` (the theme's text colour if None), for `size` pixels square.

    Disabled, it takes the theme's faint colour. Raises FileNotFoundError for a name that has no drawing.
    """
    ink = theme.text if colour is None else colour
    return _icon(name, ink.name(), theme.faint.name(), size)


def icon_pixmap(name: str, colour: QColor, size: int = 20, scale: float = 1.0) -> QPixmap:
    """The icon called `name` as a picture of `size` device-independent pixels at `scale`."""
    return _pixmap(name, colour.name(), size, scale)


@cache
def _icon(name: str, colour: str, disabled: str, size: int) -> QIcon:
    result = QIcon()
    for scale in SCALES:
        result.addPixmap(_pixmap(name, colour, size, scale), QIcon.Mode.Normal)
        result.addPixmap(_pixmap(name, disabled, size, scale), QIcon.Mode.Disabled)
    return result


@cache
def _pixmap(name: str, colour: str, size: int, scale: float) -> QPixmap:
    renderer = _renderer(name, colour)
    pixels = round(size * scale)
    pixmap = QPixmap(QSize(pixels, pixels))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    drawing = (FOLDER / f"{name}.svg").read_text("utf-8").replace("currentColor", colour)
    return QSvgRenderer(QByteArray(drawing.encode()))
