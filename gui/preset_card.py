"""One preset in the gallery: its picture, its title, and the two sentences that tell what to look at."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from core.presets import Entry
from gui.fonts import SEMIBOLD, TITLE, ui_font
from gui.presets import thumbnail
from gui.theme import Theme

LEAST = 250  # pixels of width
PAD = 14
WORDS = 12  # pixels of the sentences' letters
GAP = 6
RADIUS = 8
_WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class PresetCard(QAbstractButton):
    """A click, Enter or Space on it opens the preset."""

    def __init__(self, entry: Entry, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry, self._theme = entry, theme
        self._picture = QPixmap()
        self._picture.loadFromData(thumbnail(entry.key, theme.name))
        self.setText(entry.title)
        self.setAccessibleName(entry.title)
        self.setAccessibleDescription(entry.says)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        words = self._words_height(width)
        return round(self._picture_height(width) + self._title_height() + GAP + words + PAD) + 2

    def sizeHint(self) -> QSize:
        return QSize(LEAST, self.heightForWidth(LEAST))

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, 0)

    def _picture_height(self, width: int) -> float:
        return width * self._picture.height() / max(1, self._picture.width())

    def _title_height(self) -> float:
        return QFontMetricsF(ui_font(TITLE, SEMIBOLD)).height()

    def _words_height(self, width: int) -> float:
        room = QRectF(0, 0, width - 2 * PAD, 10_000)
        return QFontMetricsF(ui_font(WORDS)).boundingRect(room, _WRAPPED, self.entry.says).height()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        warm = self.underMouse() or self.isDown()
        painter.setPen(QPen(theme.focus, 2) if self.hasFocus() else QPen(theme.line_strong if warm else theme.line, 1))
        painter.setBrush(theme.surface)
        edge = 1.0 if self.hasFocus() else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), RADIUS, RADIUS)
        high = self._picture_height(self.width())
        inset = RADIUS / 2  # within the round corners: the picture's ground is the card's
        area = QRectF(inset, inset, self.width() - 2 * inset, high * (1 - 2 * inset / self.width()))
        painter.drawPixmap(area, self._picture, QRectF(self._picture.rect()))
        self._paint_words(painter, high)

    def _paint_words(self, painter: QPainter, top: float) -> None:
        wide, tall = self.width() - 2 * PAD, self._title_height()
        painter.setFont(ui_font(TITLE, SEMIBOLD))
        painter.setPen(self._theme.text)
        painter.drawText(QRectF(PAD, top, wide, tall), _WRAPPED, self.entry.title)
        painter.setFont(ui_font(WORDS))
        painter.setPen(self._theme.muted)
        below = top + tall + GAP
        painter.drawText(QRectF(PAD, below, wide, self.height() - below), _WRAPPED, self.entry.says)
