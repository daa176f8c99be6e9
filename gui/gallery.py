"""The gallery: every preset as a card, to be opened by a click or by the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from core.presets import entries
from gui.preset_card import LEAST, PresetCard
from gui.theme import Theme

GAP = 16
MARGIN = 24
MOST = QSize(1080, 860)
COLUMNS = 3
TITLE = "Presets"
SAYS = "Each is a document of its own: open one and change what you like."
AWAY = 40  # pixels of the window that stay in sight beside the gallery


class Gallery(QDialog):
    """A grid of cards. Arrows move, Enter opens, Esc closes; `chosen` has the key of the preset to open."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(TITLE)
        self.cards = [PresetCard(entry, theme, self) for entry in entries()]
        self.columns = 0
        content = QWidget(self)
        content.setObjectName("content")
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(MARGIN, 4, MARGIN, MARGIN)
        self._grid.setSpacing(GAP)
        self._scroller = QScrollArea(self)
        self._scroller.setWidget(content)
        self._scroller.setWidgetResizable(True)
        self._scroller.setFrameShape(QFrame.Shape.NoFrame)
        self._scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 18, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._head())
        layout.addWidget(self._scroller, 1)
        for card in self.cards:
            card.installEventFilter(self)
            card.clicked.connect(self._on_card_clicked)
        self._line_up(COLUMNS)
        self.setMinimumSize(LEAST + 2 * MARGIN + 20, 320)
        room = parent.window().size() - QSize(AWAY, AWAY) if parent else MOST
        self.resize(MOST.boundedTo(room))
        self.cards[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _head(self) -> QWidget:
        head = QWidget(self)
        column = QVBoxLayout(head)
        column.setContentsMargins(MARGIN, 0, MARGIN, 0)
        column.setSpacing(2)
        for text, tone in ((TITLE, "heading"), (SAYS, "muted")):
            label = QLabel(text, head)
            label.setProperty("tone", tone)
            column.addWidget(label)
        return head

    def _line_up(self, columns: int) -> None:
        """The cards in rows of so many, each row as tall as its longest."""
        if columns == self.columns:
            return
        self.columns = columns
        for index, card in enumerate(self.cards):
            self._grid.addWidget(card, index // columns, index % columns)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - 2 * MARGIN - self._scroller.verticalScrollBar().sizeHint().width() + GAP
        self._line_up(max(1, min(COLUMNS, room // (LEAST + GAP))))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self._show_focused)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, PresetCard) and event.type() == QEvent.Type.FocusIn:
            self._scroller.ensureWidgetVisible(watched, 0, GAP)
        if isinstance(watched, PresetCard) and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(self.cards.index(watched), Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _on_key(self, at: int, key: Qt.Key) -> bool:
        """Whether a key on a card was for the gallery."""
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.cards[at].click()
            return True
        last, row = len(self.cards) - 1, self.columns
        target = {
            Qt.Key.Key_Left: at - 1,
            Qt.Key.Key_Right: at + 1,
            Qt.Key.Key_Up: at - row,
            Qt.Key.Key_Down: at + row if at // row < last // row else at,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(key)
        if target is None:
            return False
        if target >= 0:
            self.cards[min(target, last)].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _on_card_clicked(self) -> None:
        card = self.sender()
        assert isinstance(card, PresetCard)
        self.accept()
        self.chosen.emit(card.entry.key)

    def _show_focused(self) -> None:
        focused = self.focusWidget()
        if isinstance(focused, PresetCard):
            self._scroller.ensureWidgetVisible(focused, 0, GAP)
