"""The menu of a part of the network: weights, gates, units, inputs and outputs can be cut, clamped and reset."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from core.edges import Weight
from gui.fonts import SEMIBOLD, ui_font
from gui.part_choices import Choice, Ground, Group, Input, Output, Part, Several, Subject, Submenu, choices, title
from gui.store import Store
from gui.theme import Theme
from gui.value_card import open_clamp_card, open_weight_card

__all__ = ["Ground", "Input", "Output", "Part", "PartMenu", "Several", "asks_menu", "open_part_menu", "title"]

INDENT = 10  # of an action's words, as the style sheet has it


def open_part_menu(
    store: Store,
    theme: Theme,
    part: Subject,
    at: QPoint,
    parent: QWidget,
    *,
    cards: bool = True,
    acts: Collection[str] = (),
) -> PartMenu:
    """Show the menu of `part` of the selected model at a place of the screen; it deletes itself.

    Without `cards`, the caller lets a value be chosen: `value_asked` says of what. `acts` are those of the diagram
    that it can carry out now: `acted` says which; with any, the keys that do the same are told.
    """
    menu = PartMenu(store, theme, part, parent, at, cards=cards, acts=acts)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(at)
    return menu


def asks_menu(event: QKeyEvent) -> bool:
    """Whether a key asks for the menu of what has the keyboard."""
    shifted = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
    return event.key() == Qt.Key.Key_Menu or event.key() == Qt.Key.Key_F10 and bool(shifted)


class PartMenu(QMenu):
    """What can be done with a part. Each choice is one edit, or opens a small card to choose a value on."""

    value_asked = Signal(object)  # Clamp or Weight
    acted = Signal(str)

    def __init__(
        self,
        store: Store,
        theme: Theme,
        part: Subject,
        parent: QWidget,
        at: QPoint | None = None,
        *,
        cards: bool = True,
        acts: Collection[str] = (),
    ) -> None:
        super().__init__(parent)
        self._store, self._theme, self._cards, self._acts, self._part = store, theme, cards, acts, part
        self._at = QPoint() if at is None else at
        words = title(store.state, part)
        self.setAccessibleName(words)
        self._heading = self._add_heading(words)
        for group in choices(store.state, store.opened, part):
            self._add_group(group)
        self.triggered.connect(self._on_triggered)

    def _add_group(self, group: Group) -> None:
        lines = [line for line in group if isinstance(line, Submenu) or not line.act or line.act in self._acts]
        if lines:
            self.addSeparator()
        for line in lines:
            if isinstance(line, Submenu):
                menu = self.addMenu(_plain(line.text))
                for choice in line.choices:
                    _add(menu, choice)
            else:
                _add(self, line, line.key if self._acts else "")

    def _add_heading(self, words: str) -> QAction:
        heading = self.addAction(_plain(words))
        heading.setFont(ui_font(12, SEMIBOLD))
        heading.setEnabled(False)
        return heading

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        # the heading again, as words that can be read: those of a disabled action are too faint
        painter, place = QPainter(self), self.actionGeometry(self._heading)
        painter.fillRect(place, self._theme.raised)
        painter.setFont(self._heading.font())
        painter.setPen(self._theme.muted)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(place.adjusted(INDENT, 0, 0, 0), middle, self.accessibleName())

    def _on_triggered(self, action: QAction) -> None:
        choice, parent = action.data(), self.parentWidget()
        assert parent is not None
        if not isinstance(choice, Choice):
            return
        if choice.chosen:
            return
        if choice.act:
            self.acted.emit(choice.act)
        elif choice.panel:
            if isinstance(self._part, Part):
                self._store.look(layer=self._part.layer, unit=self._part.unit)
            self._store.show_panel(choice.panel)
        elif choice.edit is not None:
            self._store.edit(choice.edit, *choice.arguments, label=choice.label)
        elif not self._cards:
            self.value_asked.emit(choice.card)
        elif isinstance(choice.card, Weight):
            open_weight_card(self._store, self._theme, choice.card, self._at, parent)
        elif choice.card is not None:
            open_clamp_card(self._store, self._theme, choice.card, self._at, parent)


def _add(menu: QMenu, choice: Choice, key: str = "") -> None:
    if choice.separated:
        menu.addSeparator()
    action = menu.addAction(_plain(choice.text))
    if key:  # told only: the diagram takes it while it has the keyboard
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setShortcutVisibleInContextMenu(True)
    action.setData(choice)
    action.setEnabled(choice.enabled)
    if choice.chosen:
        action.setCheckable(True)
        action.setChecked(True)


def _plain(text: str) -> str:
    """`text` with no letter underlined."""
    return text.replace("&", "&&")
