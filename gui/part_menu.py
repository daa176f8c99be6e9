"""The menu of a part of the network: a weight, a gate or a unit can be cut, clamped and reset."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from core.clamps import Clamp
from core.document import Document, release, reset_unit, reset_weights, set_clamp, set_cuts, set_weight
from core.edges import Weight, all_cut, weights_into, weights_out_of
from core.state import State
from gui.numbers import MINUS, number
from gui.store import Store
from gui.theme import Theme
from gui.value_card import open_clamp_card, open_weight_card
from gui.weight_entries import gate_words, weight_words

BETWEEN = ("forget", "input", "output", "update", "reset")  # roles of what lies between 0 and 1


@dataclass(frozen=True)
class Part:
    """A unit of a layer of the selected model, or one signal of it."""

    layer: int
    unit: int
    signal: str = ""


@dataclass(frozen=True)
class _Choice:
    """What an action of the menu does: an edit with its arguments and what undo calls it; or a card to open."""

    label: str
    edit: Callable[..., Document] | None = None
    arguments: tuple[Any, ...] = ()
    card: Clamp | Weight | None = None


def open_part_menu(store: Store, theme: Theme, part: Part | Weight, at: QPoint, parent: QWidget) -> PartMenu:
    """Show the menu of `part` of the selected model at a place of the screen; it deletes itself."""
    menu = PartMenu(store, theme, part, parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(at)
    return menu


class PartMenu(QMenu):
    """What can be done with a part. Each choice is one edit, or opens a small card to choose a value in."""

    def __init__(self, store: Store, theme: Theme, part: Part | Weight, parent: QWidget) -> None:
        super().__init__(parent)
        self._store, self._theme, self._part, self._parent = store, theme, part, parent
        self._model = store.state.view.model
        self.setAccessibleName(title(store.state, part))
        heading = self.addAction(title(store.state, part))
        heading.setEnabled(False)
        self.addSeparator()
        if isinstance(part, Weight):
            self._fill_weight(store.state, part)
        else:
            self._fill_part(store.state, part)
        self.triggered.connect(self._on_triggered)

    # what it offers

    def _fill_weight(self, state: State, weight: Weight) -> None:
        words, cut = weight_words(state, weight), all_cut(state.model.network, [weight])
        verb = "Restore" if cut else "Cut"
        self._add(verb, _Choice(f"{verb} {words}", set_cuts, ([weight], not cut)))
        if not cut:
            self.addSeparator()
            for value in (0.0, 1.0):
                self._add(f"Set to {value:g}", _Choice(f"Change {words}", set_weight, (*weight, value)))
            self._add("Set to a value…", _Choice("", card=weight))
        self._add_reset(f"Reset {words}", reset_weights, [weight], state)

    def _fill_part(self, state: State, part: Part) -> None:
        cell = state.model.network.layers[part.layer].cell
        signals = [part.signal] if part.signal else list(dict.fromkeys([cell.output, *cell.states]))
        for signal in signals:
            self._fill_clamps(state, part, signal, named=not part.signal)
        self.addSeparator()
        self._fill_cuts(state, part)
        self._add_reset(f"Reset {title(state, part)}", reset_unit, (part.layer, part.unit, part.signal or None), state)

    def _fill_clamps(self, state: State, part: Part, signal: str, named: bool) -> None:
        step, what = state.view.cursor, f"{signal} of unit {part.unit + 1}"
        name = f" {signal}" if named else ""
        word = state.document.sequence[step]
        here = Clamp(part.layer, signal, part.unit, 0.0, step, step)
        always = Clamp(part.layer, signal, part.unit, 0.0)
        for menu_title, clamp, when in (
            (f"Clamp{name} at “{word}”", here, f" at “{word}”"),
            (f"Clamp{name} at every step", always, ""),
        ):
            menu = self.addMenu(menu_title)
            for value in _offered(state, part, signal):
                held = Clamp(clamp.layer, clamp.signal, clamp.unit, value, clamp.first, clamp.last)
                text = f"to {value:g}".replace("-", MINUS)
                self._add(text, _Choice(f"Clamp {what}{when}", set_clamp, (held,)), menu)
            self._add("to a value…", _Choice("", card=clamp), menu)
        self._fill_releases(state, here, name, word, what)

    def _fill_releases(self, state: State, here: Clamp, name: str, word: str, what: str) -> None:
        place = (here.layer, here.signal, here.unit)
        held = [clamp for clamp in state.model.clamps if clamp.is_of(*place)]
        if any(clamp.covers(here.first) for clamp in held):
            self._add(
                f"Release{name} at “{word}”",
                _Choice(f"Release {what} at “{word}”", release, (*place, here.first, here.first)),
            )
        if held and not (len(held) == 1 and (held[0].first, held[0].last) == (here.first, here.first)):
            self._add(f"Release{name} at every step", _Choice(f"Release {what}", release, place))

    def _fill_cuts(self, state: State, part: Part) -> None:
        network = state.model.network
        into = weights_into(network, part.layer, part.unit, part.signal or None)
        groups = [("the weights into it", into)]
        if not part.signal:
            groups.append(("the weights that read it", weights_out_of(network, part.layer, part.unit)))
        for words, weights in groups:
            if weights:
                cut = all_cut(network, weights)
                verb = "Restore" if cut else "Cut"
                label = f"{verb} {words.replace('it', title(state, part))}"
                self._add(f"{verb} {words}", _Choice(label, set_cuts, (weights, not cut)))

    def _add_reset(self, label: str, edit: Callable[..., Document], what: Any, state: State) -> None:
        opened, index = self._store.opened, self._model
        if index >= len(opened.models) or not opened.models[index].network.has_form_of(state.model.network):
            return
        arguments = (opened, index, *what) if isinstance(what, tuple) else (opened, index, what)
        changed = edit(state.document, *arguments)
        before, after = state.document.models[index], changed.models[index]
        self.addSeparator()
        action = self._add("Reset (as opened)", _Choice(label, edit, arguments))
        action.setEnabled(not after.network.equals(before.network) or set(after.clamps) != set(before.clamps))

    def _add(self, text: str, choice: _Choice, menu: QMenu | None = None) -> QAction:
        action = (menu or self).addAction(text)
        action.setData(choice)
        return action

    def _on_triggered(self, action: QAction) -> None:
        choice = action.data()
        if not isinstance(choice, _Choice):
            return
        if isinstance(choice.card, Weight):
            open_weight_card(self._store, self._theme, choice.card, self.pos(), self._parent)
        elif choice.card is not None:
            open_clamp_card(self._store, self._theme, choice.card, self.pos(), self._parent)
        elif choice.edit in (reset_weights, reset_unit):
            self._store.edit(choice.edit, *choice.arguments, label=choice.label)
        elif choice.edit is not None:
            self._store.edit(choice.edit, self._model, *choice.arguments, label=choice.label)


def title(state: State, part: Part | Weight) -> str:
    """What a part is called: "forget gate of unit 1", "W_i boy → unit 1"."""
    if isinstance(part, Weight):
        return weight_words(state, part)
    layers = state.model.network.layers
    whose = f"unit {part.unit + 1}" + (f" of layer {part.layer + 1}" if len(layers) > 1 else "")
    return f"{gate_words(layers[part.layer].cell, part.signal)} of {whose}" if part.signal else whose


def _offered(state: State, part: Part, signal: str) -> Iterable[float]:
    """The values a clamp is offered: the ends of what the signal can be."""
    role = state.model.network.layers[part.layer].cell.info(signal).role
    return (0.0, 1.0) if role in BETWEEN else (-1.0, 0.0, 1.0)


def clamp_words(clamp: Clamp) -> str:
    """What a clamp does, for a label: "held at +0.00"."""
    return f"held at {number(clamp.value)}"
