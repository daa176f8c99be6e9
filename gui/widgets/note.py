"""A strip of calm words below the bar: what to look at in what was opened. It goes when it is closed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from gui.theme import Theme
from gui.widgets.icon_button import IconButton

BELOW = 7  # free below it, as below the bar
RADIUS = 8


class Note(QWidget):
    """Words that wrap, and a cross. `closed` when a person closes it."""

    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._cross = IconButton(theme, "close", tooltip="Close the note", parent=self)
        self._cross.clicked.connect(self._on_cross_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8 + BELOW)
        row.setSpacing(12)
        row.addWidget(self._words, 1)
        row.addWidget(self._cross, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def text(self) -> str:
        """The words shown, or ""."""
        return "" if self.isHidden() else self._words.text()

    def show_text(self, text: str) -> None:
        """Say this; "" is nothing, and hides it."""
        self._words.setText(text)
        self.setAccessibleName(f"What to look at: {text}")
        self.setVisible(bool(text))

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self._cross.set_theme(theme)
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._on_cross_clicked()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.accent_soft)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 0, 0, -BELOW), RADIUS, RADIUS)

    def _on_cross_clicked(self) -> None:
        self.hide()
        self.closed.emit()
