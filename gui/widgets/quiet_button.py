"""A small button that stays in the background: muted words or an icon, with a ground only under the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gui.fonts import MEDIUM, ui_font
from gui.icons import icon_pixmap
from gui.theme import Theme

HEIGHT = 24
ICON = 16
PADDING = 7


class QuietButton(QAbstractButton):
    """An icon, or words in the accent's colour. A click does not take the keyboard away; the tabulator reaches it."""

    def __init__(
        self, theme: Theme, text: str = "", icon_name: str = "", tooltip: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon_name
        self.setText(text)
        self.set_tooltip(tooltip or text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self.update()

    def set_icon(self, icon_name: str) -> None:
        """Show another icon."""
        self._icon_name = icon_name
        self.update()

    def set_tooltip(self, tooltip: str) -> None:
        """Say what the button does; this is its accessible name too."""
        self.setToolTip(tooltip)
        self.setAccessibleName(tooltip)

    def sizeHint(self) -> QSize:
        words = QFontMetrics(ui_font(12, MEDIUM)).horizontalAdvance(self.text()) + 1
        return QSize(HEIGHT if self._icon_name else words + 2 * PADDING, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        warm = self.isEnabled() and (self.underMouse() or self.isDown())
        painter.setPen(QPen(theme.focus, 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush((theme.pressed if self.isDown() else theme.hover) if warm else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(ground, 5, 5)
        if self._icon_name:
            ink = theme.faint if not self.isEnabled() else theme.text if warm else theme.muted
            pixmap = icon_pixmap(self._icon_name, ink, ICON, self.devicePixelRatioF())
            painter.drawPixmap(QPointF((self.width() - ICON) / 2, (self.height() - ICON) / 2), pixmap)
        else:
            painter.setFont(ui_font(12, MEDIUM))
            painter.setPen(theme.accent_text if self.isEnabled() else theme.faint)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
