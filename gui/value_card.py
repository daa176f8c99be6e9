"""A small card with a slider and a number, floating over the window: for one weight, or for a clamp."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from core.clamps import Clamp
from core.document import release, set_clamp, set_cuts
from core.edges import Weight
from core.network import READOUT
from core.state import State
from gui.floating_card import ValueCard
from gui.held import when_words
from gui.quantity import ClampValue, Quantity, WeightValue
from gui.store import Store
from gui.theme import Theme
from gui.weight_entries import gate_words, weight_words
from gui.whose import unit_name
from gui.widgets.quiet_button import QuietButton

__all__ = ["ClampCard", "ValueCard", "WeightCard", "open_cards", "open_clamp_card", "open_weight_card"]


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
    value = 0.0
    if store.state.steps:
        values = store.state.trace()[clamp.layer, clamp.signal]
        value = float(values[min(step, len(values) - 1), clamp.unit])
    held = replace(clamp, value=value if math.isfinite(value) else 0.0)
    quantity = ClampValue(model, held)
    _put_away(parent.window(), None)
    before = store.state.document
    if quantity.value(store.state.document) != held.value and not store.edit(
        set_clamp, model, held, label=quantity.label(store.state)
    ):
        return None
    card = ClampCard(store, theme, quantity, parent)
    card.before = before
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_X and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self._on_cut_clicked()
        else:
            super().keyPressEvent(event)

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
        if cell.is_level(clamp.signal) and 0.0 <= clamp.value <= 1.0:
            self.row.set_bounds(0.0, 1.0)
            self.row.set_signed(False)
        else:
            if state.steps:
                largest = np.abs(np.nan_to_num(state.trace()[clamp.layer, clamp.signal][:, clamp.unit])).max()
                self.row.set_limit(float(largest))
        self.row.set_default(clamp.value)
        self.release_button = self._add(QuietButton(theme, "Release", parent=self))
        self.release_button.clicked.connect(self._on_release_clicked)

    def title(self, state: State) -> str:
        clamp, network = self.quantity.clamp, state.model.network
        gate = gate_words(network.layers[clamp.layer].cell, clamp.signal)
        when = when_words(state.document.sequence, clamp)
        return f"{gate} of {unit_name(network, clamp.layer, clamp.unit)} · held {when}"

    def dismiss(self) -> None:
        """Go away; holding the signal and choosing its value were one step."""
        if not self.closing:
            self._store.merge_since(self.before)
        super().dismiss()

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
