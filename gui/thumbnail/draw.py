"""Thumbnails drawn, and written as PNG files beside the presets: one for each theme."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from core.document import Document
from core.presets import Entry
from core.state import View
from gui.theme import DARK, LIGHT, Theme
from gui.thumbnail.kinds import KINDS, scene
from gui.thumbnail.paper import Paper

SIZE = QSize(288, 150)
SCALE = 2.0
MARGIN = 14
THEMES = {"light": LIGHT, "dark": DARK}


def file_name(key: str, theme: Theme) -> str:
    """The picture's name in resources/presets."""
    return f"{key}-{theme.name}.png"


def draw(entry: Entry, document: Document, view: View, theme: Theme, scale: float = SCALE) -> QImage:
    """The picture of a preset, `scale` pixels for each of SIZE."""
    image = QImage(SIZE * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.fill(theme.surface)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = QRectF(0, 0, SIZE.width(), SIZE.height()).adjusted(MARGIN, MARGIN - 4, -MARGIN, -MARGIN + 4)
    KINDS[entry.picture](Paper(painter, theme), area, scene(document, view), entry.of)
    painter.end()
    return image.convertToFormat(QImage.Format.Format_RGB32)


def write(
    folder: Path, chosen: Sequence[tuple[Entry, Document, View]], say: Callable[[str], None] = print
) -> list[Path]:
    """Draw presets into a folder, light and dark; CarouselError where a file cannot be written."""
    from gui.app import make_application
    from gui.export import save_png

    make_application()
    written = []
    for entry, document, view in chosen:
        for theme in THEMES.values():
            path = folder / file_name(entry.key, theme)
            save_png(draw(entry, document, view, theme), path)
            say(f"{path.name} drawn")
            written.append(path)
    return written
