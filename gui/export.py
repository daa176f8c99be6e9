"""Any panel as a picture: drawn anew, off the screen, at a chosen size and scale, with title and legend."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QIODevice, QPoint, QRect, QSaveFile, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QRegion
from PySide6.QtWidgets import QGraphicsView, QScrollBar, QTabBar, QWidget

from core.document import Document
from core.errors import CarouselError
from core.state import View
from gui.panels.panel import Panel
from gui.store import Store
from gui.theme import LIGHT, Theme, apply

MARGIN = 8  # around the panel, whose own margins are narrow
MOST_PIXELS = 50_000_000  # 200 MB while it is drawn
ROUNDS = 8  # of laying out; three are enough for the whole window
DOTS_PER_METRE = 96 / 0.0254  # at scale 1


def picture(
    panel_class: type[Panel],
    document: Document,
    view: View,
    theme: Theme = LIGHT,
    size: QSize | None = None,
    scale: float = 1.0,
    title: str | None = None,
) -> QImage:
    """A new panel of this class, drawn as a picture; the window is not touched.

    `size` (the panel's own if None) is in device-independent pixels, `scale` pixels for each of them. `title`
    takes the place of the panel's heading; "" leaves it out. Raises CarouselError for a picture too large.
    """
    size = panel_class.picture_size if size is None else size
    check_size(size, scale)
    stage = _Stage(theme)
    try:
        stage.put_on(panel_class, document, view)
        return stage.drawn(size, scale, title)
    finally:
        stage.deleteLater()


def grab_window(widget: QWidget, scale: float = 1.0) -> QImage:
    """A shown widget as it is now, with its background, `scale` pixels for each of its own."""
    check_size(widget.size(), scale)
    settle(widget)
    parts = QWidget.RenderFlag.DrawWindowBackground | QWidget.RenderFlag.DrawChildren
    return _with_resolution(_rendered(widget, pixels(widget.size(), scale), scale, parts), scale)


def pixels(size: QSize, scale: float) -> QSize:
    """The pixels of a picture of this size and scale."""
    return QSize(round(size.width() * scale), round(size.height() * scale))


def check_size(size: QSize, scale: float) -> None:
    """Raises CarouselError where a picture would have no pixels, or too many."""
    asked = pixels(size, scale)
    if asked.isEmpty() or asked.width() * asked.height() > MOST_PIXELS:
        found = f"{asked.width():,} × {asked.height():,}"
        raise CarouselError("picture size", f"1 to {MOST_PIXELS // 10**6} million pixels", found)


def save_png(image: QImage, path: Path) -> None:
    """Write a PNG whole or not at all; CarouselError where it cannot be written."""
    image = QImage(image)
    image.setText("Software", "Carousel")
    file = QSaveFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        raise _unwritable(path, file.errorString())
    writer = QImageWriter(file, b"png")
    if not writer.write(image):
        file.cancelWriting()
        raise _unwritable(path, writer.errorString())
    if not file.commit():
        raise _unwritable(path, file.errorString())


def _unwritable(path: Path, reason: str) -> CarouselError:
    return CarouselError(str(path), "a place that can be written", reason)


class _Stage(QWidget):
    """Holds one panel with a store of its own, off the screen; the panel takes itself as seen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        apply(theme, self)
        self._theme = theme

    def put_on(self, panel_class: type[Panel], document: Document, view: View) -> None:
        """Make the panel."""
        self._panel = panel_class(Store(document, view, self), self._theme, self)
        self._panel.setObjectName("picture")  # a card's border and round corners are the window's

    def drawn(self, size: QSize, scale: float, title: str | None) -> QImage:
        """The panel at this size; where it needs more room, it is laid out larger and drawn smaller."""
        self._lay_out(size)
        self.show()
        self._prepare()  # after its first refresh, which shows the controls that the state asks for
        self._show_title(title)
        settle(self)
        shrink = self._crowding(size)
        if shrink > 1.0:
            self._lay_out(pixels(size, shrink))
            settle(self)
        self._show_title(title)  # again: some panels share out their words by the room there is
        for bar in self._panel.findChildren(QScrollBar):
            bar.hide()
        parts = QWidget.RenderFlag.DrawChildren
        image = _rendered(self, pixels(size, scale), scale / shrink, parts, self._theme.surface)
        self.hide()
        return _with_resolution(image, scale)

    def _prepare(self) -> None:
        if self._panel.is_empty:
            self._panel.header.hide_controls()
        else:
            self._panel.prepare_picture()

    def _show_title(self, title: str | None) -> None:
        header = self._panel.header
        if title is not None and title != self._panel.title:
            header.set_title(title)
            header.set_subtitle("")
            header.setVisible(bool(title))

    def _crowding(self, size: QSize) -> float:
        """How many times the size, 1 at least, the panel needs; a list that scrolls may ask for twice of it."""
        hint, fixed = self._panel.minimumSizeHint(), self._panel.minimumSize()
        least = hint.expandedTo(fixed) + QSize(2 * MARGIN, 2 * MARGIN)
        hidden = max((bar.maximum() - bar.minimum() for bar in self._bars()), default=0)
        listed = min(2.0, (size.height() + hidden) / size.height())
        return max(1.0, least.width() / size.width(), least.height() / size.height(), listed)

    def _bars(self) -> list[QScrollBar]:
        """What scrolls up and down, but for scenes: those are larger than what is to be seen of them."""
        bars = self._panel.findChildren(QScrollBar)
        scenes = self._panel.findChildren(QGraphicsView)
        upright = [bar for bar in bars if bar.orientation() == Qt.Orientation.Vertical]
        return [bar for bar in upright if not any(scene.isAncestorOf(bar) for scene in scenes)]

    def _lay_out(self, size: QSize) -> None:
        self.resize(size)
        self._panel.setGeometry(self.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN))


def settle(widget: QWidget) -> None:
    """Do now what waits for the event loop: a widget that was added is shown by a queued call, then laid out.

    A layout may ask for another one, above or below it, until all is in its place.
    """
    known: list[QRect] = []
    for _ in range(ROUNDS):
        for bar in widget.findChildren(QTabBar):  # a window's layout retires bars, which would stand about till later
            QCoreApplication.sendPostedEvents(bar, QEvent.Type.DeferredDelete.value)
        parts = widget.findChildren(QWidget)
        places = [part.geometry() for part in parts]
        if places == known:
            return
        known = places
        for part in (widget, widget.layout(), *parts):  # a window's layout shows its tabs by a queued call
            if part is not None:
                QCoreApplication.sendPostedEvents(part, QEvent.Type.MetaCall.value)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def _rendered(
    widget: QWidget, size: QSize, scale: float, parts: QWidget.RenderFlag, ground: QColor | None = None
) -> QImage:
    # an image with an alpha channel keeps text grey: coloured fringes fit one kind of screen only
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.fill(ground or QColor("white"))
    widget.render(image, QPoint(), QRegion(), parts)
    return image.convertToFormat(QImage.Format.Format_RGB32)


def _with_resolution(image: QImage, scale: float) -> QImage:
    """The same picture; whoever inserts it in a page gets the same size at every scale."""
    image.setDevicePixelRatio(scale)
    image.setDotsPerMeterX(round(DOTS_PER_METRE * scale))
    image.setDotsPerMeterY(round(DOTS_PER_METRE * scale))
    return image
