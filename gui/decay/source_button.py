"""A small round "i": where a statement comes from is one click away."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from gui.decay.labels import ROW
from gui.decay.paint import zone_ink
from gui.theme import Theme

SIZE = 20
RADIUS = 5.5


class SourceButton(QAbstractButton):
    """Drawn in the colour of the words it stands behind; the tabulator reaches it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.quiet = False
        self.setText("Source")
        self.setToolTip("Where this comes from")
        self.setAccessibleName("Where the zone comes from")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.resize(SIZE, SIZE)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self.theme = theme
        self.update()

    def set_quiet(self, quiet: bool) -> None:
        """Take the muted colour, as the words do."""
        if quiet != self.quiet:
            self.quiet = quiet
            self.update()

    def stand_behind(self, words: QRectF) -> None:
        """Move behind the first row of `words`."""
        self.move(round(words.right()) + 2, round(words.top() + (ROW - SIZE) / 2))

    def sizeHint(self) -> QSize:
        return QSize(SIZE, SIZE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = self.rect().adjusted(1, 1, -1, -1)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.hover if self.quiet else self.theme.danger_soft)
            painter.drawEllipse(disc)
        if self.hasFocus():
            painter.setPen(QPen(self.theme.focus, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(disc)
        ink = zone_ink(self.theme, self.quiet)
        painter.setPen(QPen(ink, 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        centre = QPointF(SIZE / 2, SIZE / 2)
        painter.drawEllipse(centre, RADIUS, RADIUS)
        painter.drawLine(centre + QPointF(0, -0.6), centre + QPointF(0, 3.0))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(centre + QPointF(0, -2.9), 0.8, 0.8)
