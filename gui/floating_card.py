"""A card that floats over the window with one number of the document: title, slider, buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
    QWindow,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from core.state import State
from gui.fonts import MEDIUM, ui_font
from gui.quantity import Quantity
from gui.quantity_row import QuantityRow
from gui.store import Store
from gui.theme import Theme
from gui.widgets.beside import best_spot, held_within
from gui.widgets.quiet_button import QuietButton

SHADOW = 8  # around the card
PAD = 10
LEAST, MOST = 236, 380  # pixels of width
SIDES = (*((part, way) for part in (0, 0.3, -0.3, 0.6, -0.6, 1, -1) for way in (-1, 1)), (1, 0), (-1, 0))


class ValueCard(QWidget):
    """Title, slider, number. It follows the document, and goes when there is no such number any more.

    Enter and a press elsewhere in the window close it; Esc also takes back what was done since it was opened. A
    subclass adds its buttons and says its title.
    """

    closed = Signal()
    _left = Signal()  # by a press elsewhere

    def __init__(self, store: Store, theme: Theme, quantity: Quantity, parent: QWidget) -> None:
        super().__init__(parent.window())
        self.quantity = quantity
        self.closing = False
        self._store, self._theme = store, theme
        self._seen: QWindow | None = None
        self._back: QWidget | None = None
        self._model, self._opened = store.state.view.model, store.opened
        self.before = store.state.document  # what Esc goes back to
        self._words = ""
        self._title = QLabel(self)
        self._title.setFont(ui_font(12, MEDIUM))
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self.row = CardRow(store, theme, self)
        self.row.set_label_width(0)
        self.row.move_quantity(quantity)
        self.row.escaped.connect(self.take_back)
        self.row.entered.connect(self.dismiss)
        self.buttons: list[QuietButton] = []
        self._lay_out()
        # queued: what was pressed first learns of the press, and may ask for the same card again
        self._left.connect(self.dismiss, Qt.ConnectionType.QueuedConnection)
        store.changed.connect(self._on_changed)
        self.hide()

    @property
    def _ground(self) -> QWidget:
        """The window: asked for each time, for a reference to it would keep both alive."""
        parent = self.parentWidget()
        assert parent is not None
        return parent

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.setContentsMargins(0, 0, 0, 0)
        self._head.setSpacing(0)
        self._head.addWidget(self._title, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SHADOW + PAD + 2, SHADOW + 5, SHADOW + PAD - 3, SHADOW + 5)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(self.row)

    def _add(self, button: QuietButton) -> QuietButton:
        """Put a button at the right of the title."""
        self._head.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.buttons.append(button)
        return button

    # what a subclass says

    def title(self, state: State) -> str:
        """What the number is."""
        raise NotImplementedError

    def show_number(self, state: State, value: float) -> None:
        """Show the number; a subclass shows more."""
        self.row.set_value(value)

    # coming and going

    def open(self, at: QPoint, avoid: Sequence[QRect] = (), back: QWidget | None = None) -> None:
        """Show the card beside a place of the screen, and give its slider the keyboard."""
        ground = self._ground
        self._back = back or ground.focusWidget()
        self._show_state(self._store.state)
        self.resize(self._size())
        self._show_words()
        box = QRect(ground.mapFromGlobal(at), QSize(1, 1))
        others = [QRect(ground.mapFromGlobal(rect.topLeft()), rect.size()) for rect in avoid]
        # the shadow may lie over anything
        bare = self.size() - QSize(2 * SHADOW, 2 * SHADOW)
        spot = best_spot(bare, ground.size(), box, SIDES, others, corner=0.01)
        self.move(spot.place - QPoint(SHADOW, SHADOW))
        self._seen = ground.windowHandle()
        if self._seen is not None:
            self._seen.installEventFilter(self)
        self.show()
        self.raise_()
        self.row.setFocus(Qt.FocusReason.PopupFocusReason)

    def take_back(self) -> None:
        """Go away, and undo what was done here."""
        if not self.closing:
            self._store.back_to(self.before)
            self.dismiss()

    def dismiss(self) -> None:
        """Go away; the keyboard goes back to where it was, if the card has it."""
        if self.closing:
            return
        self.closing = True
        if self._seen is not None and isValid(self._seen):
            self._seen.removeEventFilter(self)
        self.row.end_gesture()
        self._give_back()
        self._back = None
        self.hide()
        self.closed.emit()
        self.deleteLater()

    def _give_back(self) -> None:
        focused, back = self._ground.focusWidget(), self._back
        if focused is not None and not self.isAncestorOf(focused):
            return
        if back is not None and isValid(back) and back.isVisible():
            back.setFocus(Qt.FocusReason.OtherFocusReason)
        elif focused is not None:
            focused.clearFocus()

    def _size(self) -> QSize:
        # room for every button, so that the width stays when one takes the place of another
        buttons = sum(button.sizeHint().width() for button in self.buttons)
        words = QFontMetrics(self._title.font()).horizontalAdvance(self._words)
        width = min(max(words + buttons + 2 * PAD + 6, LEAST), MOST)
        return QSize(width + 2 * SHADOW, self.sizeHint().height())

    def card_rect(self) -> QRect:
        """The card without its shadow, in its own coordinates."""
        return self.rect().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self.row.set_theme(theme)
        for button in self.buttons:
            button.set_theme(theme)
        self.update()

    # what is shown

    def _on_changed(self, state: State) -> None:
        if self.closing:
            return
        same = self._store.opened is self._opened and state.view.model == self._model
        if not same or self.quantity.value(state.document) is None:
            self.row.close_editor(commit=False)
            self.dismiss()
        else:
            self._show_state(state)

    def _show_state(self, state: State) -> None:
        value = self.quantity.value(state.document)
        if value is None:
            return
        self.show_number(state, value)
        self._words = self.title(state)
        self.setAccessibleName(self._words)
        self.row.setAccessibleName(self._words)
        self._show_words()

    def _show_words(self) -> None:
        """The title, shortened where there is no room for it beside the buttons."""
        buttons = sum(button.sizeHint().width() for button in self.buttons if not button.isHidden())
        margins = self.contentsMargins() if (layout := self.layout()) is None else layout.contentsMargins()
        room = self.width() - margins.left() - margins.right() - buttons - 4
        text = QFontMetrics(self._title.font()).elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        if text != self._title.text():
            self._title.setText(text)
            self._title.setToolTip(self._words if text != self._words else "")

    # events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.closing:
            return False
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            if not self.card_rect().translated(self.pos()).contains(event.position().toPoint()):
                self._left.emit()
        elif isinstance(event, QResizeEvent):
            bare = self.card_rect()
            place = held_within(self.pos() + bare.topLeft(), bare.size(), event.size())
            self.move(place - bare.topLeft())
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.take_back()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """The tabulator goes round within the card."""
        parts = [self.row, *(button for button in self.buttons if button.isVisible() and button.isEnabled())]
        focused = self._ground.focusWidget()
        index = next((k for k, part in enumerate(parts) if part is focused), -1)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        parts[(index + (1 if forward else -1)) % len(parts)].setFocus(reason)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # what lies below is not pressed

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.card_rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        for away in range(SHADOW - 1, 0, -1):
            painter.setBrush(QColor(0, 0, 0, 9 if theme.dark else 4))
            painter.drawRoundedRect(card.adjusted(-away, -away + 1, away, away), 8 + away, 8 + away)
        painter.setPen(QPen(theme.line_strong, 1))
        painter.setBrush(theme.raised)
        painter.drawRoundedRect(card, 8, 8)


class CardRow(QuantityRow):
    """On a card Enter is to be done: the slider's moves have taken effect already."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)
