"""Choose a panel, a size, a scale and colours; see the picture; copy it or save it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QMargins,
    QObject,
    QPointF,
    QRectF,
    QSettings,
    QSize,
    QStandardPaths,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from core.document import Document
from core.errors import CarouselError
from core.state import View
from gui.export import MARGIN, MOST_PIXELS, picture, pixels, save_png
from gui.fonts import ui_font
from gui.panels.panel import Panel
from gui.theme import DARK, LIGHT, Theme
from gui.widgets.segmented import Segmented

LEAST, MOST = 100, 8000  # pixels of a side, before scaling
DELAY_MS = 120
FOLDER = "export/folder"  # in the settings
SUGGESTED, ON_SCREEN, OTHER = "Suggested", "As on screen", "Other"
SLIDES = {
    "Slide, 16:9": QSize(1280, 720),
    "Half a slide": QSize(640, 720),
    "Square": QSize(720, 720),
}
SCALES = (1, 2, 3, 4)
COLOURS = {LIGHT.name: LIGHT, DARK.name: DARK}


class WholeWindow:
    """Stands for the window among the classes of panels."""

    key = "window"
    title = "The whole window"
    picture_size = QSize(1440, 900)
    least = QSize(960, 600)


DrawWindow = Callable[[Document, View, Theme, QSize, float], QImage]


class ExportDialog(QDialog):
    """A picture of one panel of `document` as `view` shows it, or of the window; the window itself is left alone.

    `draw_window` draws the whole window anew; without it that is not offered. Enter saves, Ctrl+C copies, Esc
    closes. The folder last saved to is kept in `settings`.
    """

    def __init__(
        self,
        panel_classes: Sequence[type[Panel]],
        current_key: str,
        document: Document,
        view: View,
        theme: Theme,
        parent: QWidget | None = None,
        settings: QSettings | None = None,
        draw_window: DrawWindow | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export a picture")
        kinds: list[type[Panel] | type[WholeWindow]] = [*panel_classes, *([WholeWindow] if draw_window else [])]
        self._classes = {kind.key: kind for kind in kinds}
        self._draw_window = draw_window
        self._document, self._view = document, view
        self._settings = QSettings() if settings is None else settings
        self._make_controls(theme)
        self._lay_out()
        self._make_timer()
        self._connect()
        self.panel.setCurrentIndex(max(0, self.panel.findData(current_key)))
        self._on_panel_chosen()
        self.resize(1000, 600)

    # parts

    def _make_controls(self, theme: Theme) -> None:
        self.preview = _Preview(theme, self)
        self.panel = QComboBox(self)
        for kind in self._classes.values():
            self.panel.addItem(kind.title, kind.key)
        self.title = QLineEdit(self)
        self.title.setPlaceholderText("No title")
        self.preset = QComboBox(self)
        self.width_box, self.height_box = _side("Width", self), _side("Height", self)
        chips = [(str(n), f"{n}×", None, f"{96 * n} dots an inch") for n in SCALES]
        self.scale_choice = Segmented(theme, chips, self)
        self.scale_choice.set_current("2")
        self.resolution = _label("", "small", self)
        chips = [(name, name.capitalize(), None, f"In the {name} colours") for name in COLOURS]
        self.colours = Segmented(theme, chips, self)
        self.colours.set_current(LIGHT.name)
        self.status = _label("", "muted", self)
        self.status.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.close_button = QPushButton("Close", self)
        self.copy_button = QPushButton("Copy to clipboard", self)
        self.copy_button.setToolTip(_with_keys("Copy the picture", QKeySequence.StandardKey.Copy))
        self.save_button = QPushButton("Save PNG…", self)
        self.save_button.setDefault(True)
        for button in (self.close_button, self.copy_button):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        sides = QHBoxLayout()
        sides.setSpacing(8)
        for part in (self.width_box, _label("×", "muted", self), self.height_box, _label("px", "muted", self)):
            sides.addWidget(part, 1 if isinstance(part, QSpinBox) else 0)
        scale = QHBoxLayout()
        scale.addWidget(self.scale_choice)
        scale.addStretch(1)
        scale.addWidget(self.resolution)
        column = QVBoxLayout()
        column.setSpacing(6)
        self._add_group(column, "Picture of", self.panel)
        self._add_group(column, "Title", self.title)
        self._add_group(column, "Size", self.preset)
        column.addLayout(sides)
        self._add_group(column, "Scale", self.scale_choice, scale)
        self._add_group(column, "Colours", self.colours)
        column.addStretch(1)
        controls = QWidget(self)
        controls.setFixedWidth(272)
        column.setContentsMargins(0, 0, 0, 0)
        controls.setLayout(column)
        middle = QHBoxLayout()
        middle.setSpacing(20)
        middle.addWidget(self.preview, 1)
        middle.addWidget(controls)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(16)
        layout.addLayout(middle, 1)
        layout.addLayout(self._make_buttons())

    def _add_group(self, column: QVBoxLayout, words: str, control: QWidget, row: QHBoxLayout | None = None) -> None:
        if column.count():
            column.addSpacing(10)
        label = _label(words, "small", self)
        label.setBuddy(control)
        control.setAccessibleName(words)
        column.addWidget(label)
        if row is None:
            column.addWidget(control)
        else:
            column.addLayout(row)

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.status, 1)
        for button in (self.close_button, self.copy_button, self.save_button):
            row.addWidget(button)
        return row

    def _make_timer(self) -> None:
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self._show_preview)

    def _connect(self) -> None:
        self.panel.currentIndexChanged.connect(self._on_panel_chosen)
        self.preset.activated.connect(self._on_preset_chosen)
        self.title.textChanged.connect(self._on_changed)
        for box in (self.width_box, self.height_box):
            box.valueChanged.connect(self._on_side_changed)
            box.lineEdit().installEventFilter(self)
        self.title.installEventFilter(self)
        self.scale_choice.chosen.connect(self._on_changed)
        self.colours.chosen.connect(self._on_changed)
        self.preview.resized.connect(self._timer.start)
        self.close_button.clicked.connect(self.reject)
        self.copy_button.clicked.connect(self.copy)
        self.save_button.clicked.connect(self.save)
        for keys, slot in ((QKeySequence.StandardKey.Copy, self.copy), (Qt.Key.Key_Escape, self.reject)):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    # what is chosen

    @property
    def kind(self) -> type[Panel] | type[WholeWindow]:
        """The panel of the picture, or the window."""
        return self._classes[self.panel.currentData()]

    @property
    def picture_size(self) -> QSize:
        """In device-independent pixels."""
        return QSize(self.width_box.value(), self.height_box.value())

    @property
    def scale(self) -> int:
        """The picture's pixels for one of its size."""
        return int(self.scale_choice.current)

    @property
    def problem(self) -> str:
        """Why there can be no such picture, or ""."""
        sides = self.picture_size
        if not all(LEAST <= side <= MOST for side in (sides.width(), sides.height())):
            return f"A side can be {LEAST} to {MOST} px long."
        least = WholeWindow.least
        if self.kind is WholeWindow and sides.expandedTo(least) != sides:
            return f"The window needs at least {_times(least)} px."
        asked = pixels(sides, self.scale)
        if asked.width() * asked.height() > MOST_PIXELS:
            return f"{_times(asked)} px is too large: a picture has at most {MOST_PIXELS // 10**6} million."
        return ""

    def _presets(self) -> dict[str, QSize]:
        parent = self.parentWidget()
        kind = self.kind
        found = {SUGGESTED: kind.picture_size}
        if issubclass(kind, WholeWindow):
            if parent is not None:
                found[ON_SCREEN] = parent.size()
            return found | {name: size for name, size in SLIDES.items() if size.expandedTo(WholeWindow.least) == size}
        shown = parent.findChild(kind) if parent is not None else None
        if shown is not None and shown.isVisible():
            found[ON_SCREEN] = shown.size().grownBy(QMargins(MARGIN, MARGIN, MARGIN, MARGIN))
        return found | SLIDES

    def _on_panel_chosen(self) -> None:
        titles = [kind.title for kind in self._classes.values()]
        self.title.setEnabled(self.kind is not WholeWindow)
        if not self.title.isModified() or self.title.text() in titles:
            self.title.setText(self.kind.title)
        chosen = self.preset.currentData() or SUGGESTED
        self.preset.clear()
        for name, size in self._presets().items():
            self.preset.addItem(f"{name}   {_times(size)}", name)
        self.preset.addItem(OTHER, OTHER)
        self.preset.setCurrentIndex(max(0, self.preset.findData(chosen)))
        self._on_preset_chosen()

    def _on_preset_chosen(self) -> None:
        size = self._presets().get(self.preset.currentData(), self.picture_size)
        for box, side in ((self.width_box, size.width()), (self.height_box, size.height())):
            box.blockSignals(True)
            box.setValue(side)
            box.blockSignals(False)
        self._on_changed()

    def _on_side_changed(self) -> None:
        names = [name for name, size in self._presets().items() if size == self.picture_size]
        if self.preset.currentData() not in names:
            self.preset.setCurrentIndex(self.preset.findData(next(iter(names), OTHER)))
        self._on_changed()

    def _on_changed(self) -> None:
        problem = self.problem
        for button in (self.copy_button, self.save_button):
            button.setEnabled(not problem)
        self.resolution.setText(f"{_times(pixels(self.picture_size, self.scale))} px")
        self._say("")
        self._timer.start()

    # what comes of it

    def _picture(self, scale: float) -> QImage:
        colours = COLOURS[self.colours.current]
        title, kind = self.title.text().strip(), self.kind
        if issubclass(kind, WholeWindow):
            assert self._draw_window is not None
            return self._draw_window(self._document, self._view, colours, self.picture_size, scale)
        return picture(kind, self._document, self._view, colours, self.picture_size, scale, title)

    def _show_preview(self) -> None:
        if problem := self.problem:
            self.preview.show_words(problem)
            return
        room, size = self.preview.room, self.picture_size
        fit = min(1.0, room.width() / size.width(), room.height() / size.height())
        ratio = self.devicePixelRatioF()
        image = self._picture(fit * ratio)
        image.setDevicePixelRatio(ratio)
        self.preview.show_image(image)
        self.preview.setAccessibleName(f"Preview of {self.kind.title}")

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        if self.problem:
            return
        with _waiting():
            QGuiApplication.clipboard().setImage(self._picture(self.scale))
        self._say(f"Copied, {_times(pixels(self.picture_size, self.scale))} px")

    def save(self) -> None:
        """Ask for a name and save the picture there."""
        path = None if self.problem else self._ask_path(self._suggested_path())
        if path is None:
            return
        try:
            with _waiting():
                save_png(self._picture(self.scale), path)
        except CarouselError as error:
            self._say(f"Not saved. {error}", failed=True)
            return
        self._settings.setValue(FOLDER, str(path.parent))
        self._say(f"Saved to {path.parent.name}/{path.name}", str(path))

    def _suggested_path(self) -> Path:
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        folder = Path(str(self._settings.value(FOLDER, pictures or Path.home())))
        name = re.sub(r"[\W_]+", "-", self.title.text().lower()).strip("-")[:60]
        return (folder if folder.is_dir() else Path.home()) / f"{name or self.kind.key}.png"

    # asked apart, so that a test can answer

    def _ask_path(self, suggested: Path) -> Path | None:
        dialog = QFileDialog(self, "Save the picture", str(suggested), "Pictures (*.png)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("png")
        chosen = Path(dialog.selectedFiles()[0]) if dialog.exec() else None
        dialog.deleteLater()
        return chosen

    def _say(self, words: str, tooltip: str = "", failed: bool = False) -> None:
        tone = "danger" if failed else "muted"
        if self.status.property("tone") != tone:
            self.status.setProperty("tone", tone)
            self.status.style().unpolish(self.status)
            self.status.style().polish(self.status)
        self.status.setText(words)
        self.status.setToolTip(tooltip or words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # a text field claims Ctrl+C even with nothing chosen in it
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            copies = event.matches(QKeySequence.StandardKey.Copy)
            if copies and isinstance(watched, QLineEdit) and not watched.hasSelectedText():
                event.ignore()
                return True
        return super().eventFilter(watched, event)


class _Preview(QWidget):
    """The picture in the middle of a calm ground, never larger than it is."""

    resized = Signal()
    PADDING = 20

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: QImage | None = None
        self._words = ""
        self.setMinimumSize(320, 240)

    @property
    def image(self) -> QImage | None:
        """What is shown."""
        return self._image

    @property
    def room(self) -> QSize:
        """How large a picture can be, in device-independent pixels."""
        return QSize(self.width() - 2 * self.PADDING, self.height() - 2 * self.PADDING)

    def show_image(self, image: QImage) -> None:
        """Show a picture, at its own size."""
        self._image, self._words = image, ""
        self.update()

    def show_words(self, words: str) -> None:
        """Show a sentence where the picture would be."""
        self._image, self._words = None, words
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.track)
        painter.drawRoundedRect(self.rect(), 8, 8)
        if self._image is not None:
            self._paint_image(painter, self._image)
        elif self._words:
            painter.setPen(self._theme.text)
            painter.setFont(ui_font())
            place = self.rect().adjusted(self.PADDING, 0, -self.PADDING, 0)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words)

    def _paint_image(self, painter: QPainter, image: QImage) -> None:
        size = image.deviceIndependentSize()
        corner = QPointF(round((self.width() - size.width()) / 2), round((self.height() - size.height()) / 2))
        painter.drawImage(corner, image)
        painter.setPen(QPen(self._theme.line, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(corner, size).adjusted(-0.5, -0.5, 0.5, 0.5))


def _side(name: str, parent: QWidget) -> QSpinBox:
    box = QSpinBox(parent)
    box.setRange(1, 99_999)  # so that what is too large can be typed, and is then told
    box.setSingleStep(10)
    box.setFont(ui_font(tabular=True))
    box.setFixedHeight(28)
    box.setAccessibleName(name)
    box.setToolTip(f"{name} before scaling, {LEAST} to {MOST} px")
    return box


def _label(words: str, tone: str, parent: QWidget) -> QLabel:
    label = QLabel(words, parent)
    label.setProperty("tone", tone)
    label.setFont(ui_font(tabular=True))
    return label


def _times(size: QSize) -> str:
    return f"{size.width()} × {size.height()}"


def _with_keys(words: str, keys: QKeySequence.StandardKey) -> str:
    return f"{words}  ({QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)})"


@contextmanager
def _waiting() -> Iterator[None]:
    """The pointer says so where a large picture takes a moment."""
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()
