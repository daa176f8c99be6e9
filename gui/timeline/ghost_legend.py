"""What the strips of the timeline are, with an eye that hides them and a cross that forgets the earlier run."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from core.state import State
from gui.fonts import ui_font
from gui.theme import Theme
from gui.widgets.heat_ghost import paint_sample
from gui.widgets.quiet_button import QuietButton

WORDS = "earlier run"
SAMPLE, GAP = QSize(17, 13), 6


class GhostLegend(QWidget):
    """In sight while there is a run before the last edit. `toggled` carries whether it is to be shown."""

    toggled = Signal(bool)
    forgotten = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = True
        self._since = ""
        self._words = _Words(theme, self)
        self.eye = QuietButton(theme, icon_name="eye", parent=self)
        self.cross = QuietButton(theme, icon_name="close", parent=self)
        self.cross.set_tooltip("Forget the earlier run (until the next edit)")
        self.eye.clicked.connect(self._on_eye_clicked)
        self.cross.clicked.connect(self.forgotten)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for part in (self._words, self.eye, self.cross):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(WORDS)
        self.hide()

    def show_state(self, state: State, since: str) -> None:
        """Show whether there is an earlier run and whether its strips are shown; `since` is what the edit did."""
        self.setVisible(state.has_earlier())
        told = (state.view.ghost, since)
        if told == (self._shown, self._since):
            return
        self._shown, self._since = told
        edit = f" “{since}”" if since else " the last edit"
        self.setToolTip(f"The strip at the left of a tile has the colour of its value before{edit}.")
        self.setAccessibleDescription(self.toolTip())
        self._words.show_muted(not state.view.ghost)
        self.eye.set_icon("eye" if state.view.ghost else "eye-off")
        self.eye.set_tooltip("Hide the earlier run" if state.view.ghost else "Show the earlier run")

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        for part in (self._words, self.eye, self.cross):
            part.set_theme(theme)

    def _on_eye_clicked(self) -> None:
        self.toggled.emit(not self._shown)


class _Words(QWidget):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._muted = False
        width = QFontMetrics(ui_font(12)).horizontalAdvance(WORDS) + 1
        self.setFixedSize(SAMPLE.width() + GAP + width + 2, 24)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_muted(self, muted: bool) -> None:
        self._muted = muted
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(0.5 if self._muted else 1.0)
        top = (self.height() - SAMPLE.height()) / 2
        paint_sample(painter, self._theme, QRectF(0, top, SAMPLE.width(), SAMPLE.height()))
        painter.setOpacity(1.0)
        painter.setFont(ui_font(12))
        painter.setPen(self._theme.muted)
        place = self.rect().adjusted(SAMPLE.width() + GAP, 0, 0, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, WORDS)
