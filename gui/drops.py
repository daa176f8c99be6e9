"""A file dropped onto the window: what will be done with it is said over the window, then done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from core.session import SUFFIX
from gui.files import Files
from gui.fonts import MEDIUM, ui_font
from gui.panel_list import TITLES
from gui.theme import Theme

STEPS = (".csv", ".txt")  # what the sequence panel reads
INSET = 6
LONGEST = 48  # letters of a name that are shown


@dataclass(frozen=True)
class Plan:
    """What becomes of dropped files: `path` is opened, or the sentence says why not. `says` is shown meanwhile."""

    says: str
    path: Path | None = None
    refusal: str = ""
    note: str = ""  # told when it is opened


def plan(paths: list[Path]) -> Plan:
    """What becomes of these files, of which there is at least one."""
    first, count = paths[0], len(paths)
    name = first.name if len(first.name) <= LONGEST else f"{first.name[: LONGEST - 1]}…"
    if first.suffix.lower() == SUFFIX:
        if count == 1:
            return Plan(f"Open “{name}”", first)
        return Plan(f"Open “{name}”, the first of {count} files", first, note=f"“{name}” is the first of {count} files")
    if first.suffix.lower() in STEPS and "sequence" in TITLES:
        where = f"the panel {TITLES['sequence']}, which reads steps"
        return Plan(f"Drop it on {where}", refusal=f"{name}: expected to be dropped on {where}, found elsewhere")
    found = f"a {first.suffix} file" if first.suffix else "a folder" if first.is_dir() else "a file of no kind"
    return Plan(f"Carousel opens {SUFFIX} files", refusal=f"{name}: expected a {SUFFIX} file, found {found}")


def local_files(data: QMimeData) -> list[Path]:
    """The files of this machine among what is dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile() and url.toLocalFile()]


class Drops(QObject):
    """The window hands its drag events here."""

    def __init__(self, files: Files, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._files = files
        self._plan: Plan | None = None
        self.ground = DropGround(theme, window)
        self._soon = QTimer(self)  # the program that is dragged from waits until the drop is over
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._do)
        window.setAcceptDrops(True)

    def enter(self, event: QDragEnterEvent) -> None:
        """Something is dragged over the window: say what would be done with it."""
        paths = local_files(event.mimeData())
        if not paths:
            event.ignore()
            return
        self.ground.show_plan(plan(paths))
        _accept(event)

    def leave(self) -> None:
        """It is dragged away."""
        self.ground.hide()

    def drop(self, event: QDropEvent) -> None:
        """Open it, or say why not, as soon as the drop is over."""
        self.ground.hide()
        paths = local_files(event.mimeData())
        if paths:
            self._plan = plan(paths)
            _accept(event)
            self._soon.start()

    def _do(self) -> None:
        chosen, self._plan = self._plan, None
        if chosen is None:
            return
        if chosen.path is None:
            if "sequence" in TITLES and TITLES["sequence"] in chosen.refusal:
                self._files.store.show_panel("sequence")
            self._files.toast.show_error(chosen.refusal)
        elif self._files.open_path(chosen.path) and chosen.note:
            self._files.toast.show_info(chosen.note)


def _accept(event: QDropEvent) -> None:
    event.setDropAction(Qt.DropAction.CopyAction)  # the file stays where it is
    event.accept()


class DropGround(QWidget):
    """A thin frame over the window, and a sentence in its middle."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._window, self.theme = parent, theme
        self.plan = Plan("")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_plan(self, chosen: Plan) -> None:
        """Say what would be done."""
        self.plan = chosen
        self.setAccessibleName(chosen.says)
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, welcome = self.theme, self.plan.path is not None
        ink = theme.accent if welcome else theme.line_strong
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wash = QColor(theme.window)
        wash.setAlphaF(0.6)
        painter.fillRect(self.rect(), wash)
        painter.setPen(QPen(ink, 2))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(INSET, INSET, -INSET, -INSET), 8, 8)
        self._paint_words(painter, ink)

    def _paint_words(self, painter: QPainter, ink: QColor) -> None:
        font = ui_font(15, MEDIUM)
        words = QFontMetrics(font).elidedText(self.plan.says, Qt.TextElideMode.ElideMiddle, self.width() - 120)
        place = QRect(0, 0, QFontMetrics(font).horizontalAdvance(words) + 48, 52)
        place.moveCenter(self.rect().center())
        painter.setPen(QPen(ink, 1))
        painter.setBrush(self.theme.raised)
        painter.drawRoundedRect(place.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setPen(self.theme.accent_text if self.plan.path is not None else self.theme.text)
        painter.setFont(font)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
