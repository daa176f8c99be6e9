"""The words that could come next, in a small list at the cursor; the keyboard stays in the text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from gui.editor.words import Candidate
from gui.fonts import SEMIBOLD, mono_font, ui_font
from gui.theme import Theme

ROW = 24
MOST = 7  # rows in sight
PADDING = 10
GAP = 14
EDGE = 4


class Completions(QWidget):
    """A list without the keyboard: `step` moves through it, a click takes a row (`taken`)."""

    taken = Signal(object)  # Candidate

    def __init__(self, theme: Theme, colour: Callable[[str, str], QColor], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._colour = theme, colour
        self._rows: tuple[Candidate, ...] = ()
        self._at = self._first = 0
        self.setAccessibleName("Completions")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.hide()

    @property
    def rows(self) -> tuple[Candidate, ...]:
        """What is offered; none while it is hidden."""
        return self._rows if self.isVisible() else ()

    @property
    def current(self) -> Candidate | None:
        """The row that Tab or Enter takes."""
        return self.rows[self._at] if self.rows else None

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self.update()

    def offer(self, rows: Sequence[Candidate], cursor: QRect, ground: QWidget) -> None:
        """Show rows at a cursor (in `ground`, which the list stays within); none hides it."""
        self._rows = tuple(rows)
        self._at = self._first = 0
        if not rows:
            self.hide()
            return
        if self.parentWidget() is not ground:
            self.setParent(ground)
        self.setGeometry(self._place(cursor, ground.rect()))
        self._tell()
        self.show()
        self.raise_()
        self.update()

    def follow(self, cursor: QRect) -> None:
        """Stay at the cursor, which has moved with the text."""
        ground = self.parentWidget()
        if ground is not None:
            self.setGeometry(self._place(cursor, ground.rect()))

    def _place(self, cursor: QRect, ground: QRect) -> QRect:
        """Below the cursor, above it where there is no room."""
        size = self.sizeHint()
        x = max(ground.left(), min(cursor.left() - PADDING - EDGE, ground.right() - size.width()))
        below = cursor.bottom() + 3
        y = below if below + size.height() <= ground.bottom() else max(ground.top(), cursor.top() - 3 - size.height())
        return QRect(QPoint(x, y), size)

    def sizeHint(self) -> QSize:
        names, abouts = QFontMetrics(mono_font(12, SEMIBOLD)), QFontMetrics(ui_font(11))
        name = max((names.horizontalAdvance(row.name) for row in self._rows), default=0)
        about = max((abouts.horizontalAdvance(row.about) for row in self._rows), default=0)
        width = min(name + GAP + about + 2 * (PADDING + EDGE), 420)
        return QSize(width, ROW * min(len(self._rows), MOST) + 2 * EDGE)

    def step(self, by: int) -> None:
        """Go to another row; past the last comes the first."""
        if self._rows:
            self._at = (self._at + by) % len(self._rows)
            self._first = min(max(self._first, self._at - MOST + 1), self._at)
            self._tell()
            self.update()

    def _tell(self) -> None:
        row = self._rows[self._at]
        self.setAccessibleDescription(f"{row.name}, {row.about}, {self._at + 1} of {len(self._rows)}")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        if row is not None and row != self._at:
            self._at = row
            self._tell()
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self.taken.emit(self._rows[row])

    def wheelEvent(self, event: QWheelEvent) -> None:
        by = -1 if event.angleDelta().y() > 0 else 1
        self._first = min(max(self._first + by, 0), max(len(self._rows) - MOST, 0))
        self._at = min(max(self._at, self._first), self._first + MOST - 1, len(self._rows) - 1)
        self.update()

    def _row_at(self, spot: QPoint) -> int | None:
        row = self._first + (spot.y() - EDGE) // ROW
        return row if self.rect().contains(spot) and 0 <= row < len(self._rows) and spot.y() >= EDGE else None

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.surface)
        painter.setPen(QPen(theme.line_strong, 1))
        painter.setBrush(theme.raised)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        for k, row in enumerate(self._rows[self._first : self._first + MOST]):
            place = QRect(EDGE, EDGE + k * ROW, self.width() - 2 * EDGE, ROW)
            self._paint_row(painter, row, place, self._first + k == self._at)

    def _paint_row(self, painter: QPainter, row: Candidate, place: QRect, current: bool) -> None:
        theme = self._theme
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent_soft)
            painter.drawRoundedRect(place, 4, 4)
        inside = place.adjusted(PADDING, 0, -PADDING, 0)
        font = mono_font(12, SEMIBOLD if row.kind == "signal" else 400)
        painter.setFont(font)
        painter.setPen(theme.text if row.kind == "parameter" else self._colour(row.kind, row.name))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inside, middle | Qt.AlignmentFlag.AlignLeft, row.name)
        room = inside.adjusted(QFontMetrics(font).horizontalAdvance(row.name) + GAP, 0, 0, 0)
        painter.setFont(ui_font(11))
        painter.setPen(theme.muted)
        words = QFontMetrics(ui_font(11)).elidedText(row.about, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, words)
