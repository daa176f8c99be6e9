"""A calm message over the bottom of a window: what happened, and at most one thing to do about it."""

from __future__ import annotations

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QObject,
    QPoint,
    QPropertyAnimation,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from gui.icons import icon_pixmap
from gui.theme import Theme, reduced_motion
from gui.widgets.icon_button import IconButton

STAY_MS = 6000  # an info goes by itself; an error stays until it is closed
SLIDE_MS = 140
MARGIN = 16
WIDEST = 560


class Toast(QWidget):
    """Non-modal; keeps to the bottom centre of its parent; the newest message takes the place of the last.

    An info leaves by itself unless the pointer rests on it; an error waits to be closed (Esc, the cross).
    """

    action_triggered = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._error = False
        self._picture = QLabel(self)
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._act = IconButton(theme, text="\u2026", parent=self)
        self._act.clicked.connect(self._on_act_clicked)
        self._cross = IconButton(theme, "close", tooltip="Close", shortcut="Esc", parent=self)
        self._cross.clicked.connect(self.dismiss)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(STAY_MS)
        self._timer.timeout.connect(self.dismiss)
        self._slide = QPropertyAnimation(self, b"pos", self)
        self._slide.setDuration(SLIDE_MS)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._lay_out()
        self.hide()

    @property
    def _ground(self) -> QWidget:
        # not kept: parent and toast would hold each other, and be taken apart in no good order
        parent = self.parentWidget()
        assert parent is not None
        return parent

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self._act.set_theme(theme)
        self._cross.set_theme(theme)
        self._refresh_picture()
        self.update()

    @property
    def text(self) -> str:
        """The message shown, or ""."""
        return self._words.text() if self.isVisible() else ""

    def show_info(self, text: str, action: str = "") -> None:
        """Say that something was done; with `action`, a button of that name."""
        self._show(text, action, error=False)

    def show_error(self, text: str, action: str = "") -> None:
        """Say what went wrong, in a sentence that names what was expected and what was found."""
        self._show(text, action, error=True)

    def dismiss(self) -> None:
        """Go away."""
        self._timer.stop()
        self._ground.removeEventFilter(self)
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def dismiss_error(self) -> None:
        """Go away if it tells of an error: something has succeeded since."""
        if self._error:
            self.dismiss()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._slide.stop()
            self.setGeometry(self._place())
        return False

    def enterEvent(self, event: QEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        if not self._error and self.isVisible():
            self._timer.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1)
        row.addWidget(self._act, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._cross, 0, Qt.AlignmentFlag.AlignVCenter)

    def _show(self, text: str, action: str, error: bool) -> None:
        self._error = error
        self._words.setText(text)
        self._act.setText(action)
        self._act.set_tooltip(action)
        self._act.setVisible(bool(action))
        self.setAccessibleName(f"{'Error' if error else 'Message'}: {text}")
        self._refresh_picture()
        self._appear()
        self._timer.stop() if error else self._timer.start()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _appear(self) -> None:
        place = self._place()
        new = self.isHidden()
        self.setGeometry(place)
        if new:
            self._ground.installEventFilter(self)
        self.show()
        self.raise_()
        if new and not reduced_motion():
            self._slide.stop()
            self._slide.setStartValue(place.topLeft() + QPoint(0, 12))
            self._slide.setEndValue(place.topLeft())
            self._slide.start()

    def _place(self) -> QRect:
        """Bottom centre of the parent, as wide as the words need up to a readable line."""
        room = self._ground.rect()
        widest = max(160, min(WIDEST, room.width() - 2 * MARGIN))
        besides = self.sizeHint().width() - self._words.sizeHint().width()
        one_line = self._words.fontMetrics().horizontalAdvance(self._words.text()) + 4
        width = min(widest, one_line + besides)
        height = max(48, self._row.totalHeightForWidth(width))
        return QRect((room.width() - width) // 2, room.height() - height - MARGIN, width, height)

    def _refresh_picture(self) -> None:
        theme = self._theme
        colour = theme.danger if self._error else theme.accent_text
        scale = self.devicePixelRatioF()
        self._picture.setPixmap(icon_pixmap("warning" if self._error else "info", colour, 20, scale))

    def _on_act_clicked(self) -> None:
        self.dismiss()
        self.action_triggered.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.line_strong, 1))
        painter.setBrush(theme.raised)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
