"""A small card with a slider and a number, floating over the window: for one weight, or for a clamp."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
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

from core.clamps import Clamp
from core.document import release, set_clamp, set_cuts
from core.edges import Weight
from core.network import READOUT
from core.state import State
from gui.fonts import MEDIUM, ui_font
from gui.held import lies_between, when_words
from gui.quantity import ClampValue, Quantity, WeightValue
from gui.quantity_row import QuantityRow
from gui.store import Store
from gui.theme import Theme
from gui.weight_entries import gate_words, unit_words, weight_words
from gui.widgets.beside import best_spot, held_within
from gui.widgets.quiet_button import QuietButton

SHADOW = 8  # around the card
PAD = 10
LEAST, MOST = 236, 380  # pixels of width
SIDES = (*((part, way) for part in (0, 0.3, -0.3, 0.6, -0.6, 1, -1) for way in (-1, 1)), (1, 0), (-1, 0))


def open_weight_card(
    store: Store,
    theme: Theme,
    weight: Weight,
    at: QPoint,
    parent: QWidget,
    *,
    avoid: Sequence[QRect] = (),
    back: QWidget | None = None,
) -> ValueCard | None:
    """Show the card of a weight of the selected model beside a place of the screen; a second time puts it away.

    It covers as little as it can of the places of the screen to `avoid`; the keyboard goes `back` when it closes.
    """
    quantity = WeightValue(store.state.view.model, weight)
    if quantity.value(store.state.document) is None or _put_away(parent.window(), quantity):
        return None
    card = WeightCard(store, theme, quantity, parent)
    card.open(at, avoid, back)
    return card


def open_clamp_card(
    store: Store,
    theme: Theme,
    clamp: Clamp,
    at: QPoint,
    parent: QWidget,
    *,
    avoid: Sequence[QRect] = (),
    back: QWidget | None = None,
) -> ValueCard | None:
    """Show the card of a clamp of the selected model: the signal is held at once, at what it is now."""
    model, step = store.state.view.model, store.state.view.cursor
    if not clamp.covers(step):
        step = clamp.first
    values = store.state.trace()[clamp.layer, clamp.signal]
    value = float(values[min(step, len(values) - 1), clamp.unit])
    held = replace(clamp, value=value if math.isfinite(value) else 0.0)
    quantity = ClampValue(model, held)
    _put_away(parent.window(), None)
    if quantity.value(store.state.document) != held.value and not store.edit(
        set_clamp, model, held, label=quantity.label(store.state)
    ):
        return None
    card = ClampCard(store, theme, quantity, parent)
    card.open(at, avoid, back)
    return card


def open_cards(window: QWidget) -> list[ValueCard]:
    """The cards that are open in a window: one at most."""
    return [card for card in window.findChildren(ValueCard) if not card.closing]


def _put_away(window: QWidget, quantity: Quantity | None) -> bool:
    """Close the card that is open; whether it was about this number."""
    same = False
    for card in open_cards(window):
        same = same or card.quantity == quantity
        card.dismiss()
    return same


class ValueCard(QWidget):
    """Title, slider, number. It follows the document, and goes when there is no such number any more.

    Esc, Enter and a press elsewhere in the window close it. A subclass adds its buttons and says its title.
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
        self._words = ""
        self._title = QLabel(self)
        self._title.setFont(ui_font(12, MEDIUM))
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self.row = CardRow(store, theme, self)
        self.row.set_label_width(0)
        self.row.move_quantity(quantity)
        self.row.escaped.connect(self.dismiss)
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
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
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


class WeightCard(ValueCard):
    """A weight: it can be cut, restored and put back as well."""

    quantity: WeightValue

    def __init__(self, store: Store, theme: Theme, quantity: WeightValue, parent: QWidget) -> None:
        super().__init__(store, theme, quantity, parent)
        state = store.state
        place, name, _ = quantity.weight
        self.row.set_role(_role(state, quantity.weight))
        self.row.set_limit(float(np.abs(state.model.network.parameter(place, name)).max()))
        opened = quantity.opened_value(state.document, store.opened)
        self.row.set_default(opened or 0.0)
        self.restore_button = self._add(QuietButton(theme, "Restore", parent=self))
        self.cut_button = self._add(QuietButton(theme, icon_name="cut", parent=self))
        self.reset_button = self._add(QuietButton(theme, icon_name="reset", parent=self))
        self.restore_button.set_tooltip("Let it act again")
        self.cut_button.set_tooltip("Cut: hold at 0, in training too")
        self.restore_button.clicked.connect(self._on_cut_clicked)
        self.cut_button.clicked.connect(self._on_cut_clicked)
        self.reset_button.clicked.connect(self.row.reset)

    def title(self, state: State) -> str:
        return weight_words(state, self.quantity.weight)

    def show_number(self, state: State, value: float) -> None:
        cut = self.quantity.is_cut(state.document)
        self.row.show_cut(cut)
        super().show_number(state, 0.0 if cut else value)
        self.restore_button.setVisible(cut)
        self.cut_button.setVisible(not cut)
        self.reset_button.setEnabled(self.quantity.differs(state.document, self._store.opened))
        self.reset_button.set_tooltip("Reset (as opened)" if self.reset_button.isEnabled() else "As it was opened")

    def _on_cut_clicked(self) -> None:
        state, weight = self._store.state, self.quantity.weight
        cut = self.quantity.is_cut(state.document)
        label = f"{'Restore' if cut else 'Cut'} {weight_words(state, weight)}"
        self._store.edit(set_cuts, self._model, [weight], not cut, label=label)
        self.row.setFocus(Qt.FocusReason.OtherFocusReason)


class ClampCard(ValueCard):
    """What a signal of a unit is held at; it can be let go."""

    quantity: ClampValue

    def __init__(self, store: Store, theme: Theme, quantity: ClampValue, parent: QWidget) -> None:
        super().__init__(store, theme, quantity, parent)
        clamp, state = quantity.clamp, store.state
        cell = state.model.network.layers[clamp.layer].cell
        self.row.set_role(cell.info(clamp.signal).role)
        if lies_between(cell, clamp.signal) and 0.0 <= clamp.value <= 1.0:
            self.row.set_bounds(0.0, 1.0)
            self.row.set_signed(False)
        else:
            largest = np.abs(np.nan_to_num(state.trace()[clamp.layer, clamp.signal][:, clamp.unit])).max()
            self.row.set_limit(float(largest))
        self.row.set_default(clamp.value)
        self.release_button = self._add(QuietButton(theme, "Release", parent=self))
        self.release_button.clicked.connect(self._on_release_clicked)

    def title(self, state: State) -> str:
        clamp, network = self.quantity.clamp, state.model.network
        gate = gate_words(network.layers[clamp.layer].cell, clamp.signal)
        when = when_words(state.document.sequence, clamp)
        return f"{gate} of {unit_words(network, clamp.layer, clamp.unit)} · held {when}"

    def _on_release_clicked(self) -> None:
        clamp = self.quantity.clamp
        place = (clamp.layer, clamp.signal, clamp.unit)
        label = self.quantity.release_label(self._store.state)
        self._store.edit(release, self._model, *place, clamp.first, clamp.last, label=label)
        self.dismiss()


def _role(state: State, weight: Weight) -> str:
    """The role of the gate that a weight belongs to: of those that share it, the chosen one."""
    if weight.place == READOUT:
        return "hidden"
    cell = state.model.network.layers[weight.place].cell
    gates = [gate for gate in cell.gates if weight.name in cell.parameters_of(gate)]
    chosen = state.view.signal if state.view.signal in gates else gates[0]
    return cell.info(chosen).role
