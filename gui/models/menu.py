"""The menus of a model: its colours, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QKeySequence, QPainter, QPixmap
from PySide6.QtWidgets import QColorDialog, QMenu, QWidget

from core.document import Document, recolour, reset_model
from core.model_edits import MOST_MODELS, duplicate_model, remove_model, rewind
from core.state import State
from gui.icons import SCALES
from gui.models.choice import alone, everything, toggled
from gui.models.words import can_reset, can_rewind
from gui.store import Store
from gui.theme import MODEL_FILLS, Theme

NAMES = ("Blue", "Red", "Teal", "Ochre", "Purple", "Grey")  # of MODEL_FILLS
OTHER = "Other colour\u2026"
_DOT = 14


@dataclass(frozen=True)
class _Choice:
    """What an action does: an edit with its arguments and what undo calls it, a change of the view, or the dialog.

    `renames` asks for another name.
    """

    label: str = ""
    edit: Callable[..., Document] | None = None
    arguments: tuple[Any, ...] = ()
    look: tuple[tuple[str, Any], ...] = ()
    asks: bool = False
    renames: bool = False
    selects: int | None = None  # after the edit


def open_model_menu(store: Store, theme: Theme, index: int, at: QPoint, parent: QWidget) -> ModelMenu:
    """Show the menu of a model at a place of the screen; it deletes itself."""
    return _opened(ModelMenu(store, theme, index, parent), at)


def open_colour_menu(store: Store, theme: Theme, index: int, at: QPoint, parent: QWidget) -> ModelMenu:
    """Show the colours of a model at a place of the screen; it deletes itself."""
    return _opened(ModelMenu(store, theme, index, parent, colours_only=True), at)


def _opened(menu: ModelMenu, at: QPoint) -> ModelMenu:
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(at)
    return menu


class ModelMenu(QMenu):
    """Each choice is one edit, or changes what is looked at; `rename_asked` carries the model."""

    rename_asked = Signal(int)

    def __init__(self, store: Store, theme: Theme, index: int, parent: QWidget, colours_only: bool = False) -> None:
        super().__init__(parent)
        # no reference to the parent: let go of while the menu is deleted, it would be deleted in the midst of that
        self._store, self._theme, self._index = store, theme, index
        state = store.state
        name = state.document.models[index].name
        self.setAccessibleName(f"Colour of {name}" if colours_only else name)
        if colours_only:
            self._fill_colours(self, state)
        else:
            self._fill(state)
        self.triggered.connect(self._on_triggered)

    def _fill(self, state: State) -> None:
        index, hidden = self._index, self._index in state.view.hidden
        toggle = self._add("Show" if hidden else "Hide", _looked(toggled(state, index)))
        toggle.setEnabled(state.visible != (index,))
        self._add("Show only this one", _looked(alone(state, index))).setEnabled(state.visible != (index,))
        self._add("Show all", _looked(everything())).setEnabled(bool(state.view.hidden))
        self.addSeparator()
        self._fill_colours(self.addMenu("Colour"), state)
        self.addSeparator()
        self._fill_edits(state)
        self.addSeparator()
        opened, name = self._store.opened, state.document.models[index].name
        reset = self._add("Reset (as opened)", _Choice(f"Reset {name}", reset_model, (opened, index)))
        reset.setEnabled(can_reset(state, opened, index))

    def _fill_edits(self, state: State) -> None:
        """What is done to the model as a whole."""
        index, models = self._index, state.document.models
        name = models[index].name
        self._add("Rename\u2026\tF2", _Choice(renames=True))
        copy = _Choice(f"Duplicate {name}", duplicate_model, (index,), selects=index + 1)
        self._add("Duplicate", copy).setEnabled(len(models) < MOST_MODELS)
        back = _Choice(f"Rewind {name} to before training", rewind, (index,))
        self._add("Rewind to before training", back).setEnabled(can_rewind(state, index))
        remove = _Choice(f"Remove {name}", remove_model, (index,))
        alone = len(models) == 1
        keys = QKeySequence(Qt.Key.Key_Delete).toString(QKeySequence.SequenceFormat.NativeText)
        self._add("Remove (the only network stays)" if alone else f"Remove\t{keys}", remove).setEnabled(not alone)

    def _fill_colours(self, menu: QMenu, state: State) -> None:
        model = state.document.models[self._index]
        for name, fill in zip(NAMES, MODEL_FILLS, strict=True):
            others = [m.name for m in state.document.models if m is not model and _same(m.color, fill)]
            words = f"{name}  \u00b7  {', '.join(others)}" if others else name
            choice = _Choice(f"Colour {model.name} {name.lower()}", recolour, (self._index, fill))
            action = self._add(words.replace("&", "&&"), choice, menu)
            action.setIcon(_dot(self._theme.line_colour(fill).name()))
            if _same(model.color, fill):
                action.setEnabled(False)
                action.setText(f"{name}  \u00b7  now")
        menu.addSeparator()
        self._add(OTHER, _Choice(asks=True), menu)

    def _add(self, text: str, choice: _Choice, menu: QMenu | None = None) -> QAction:
        action = (menu or self).addAction(text)
        action.setData(choice)
        return action

    def _on_triggered(self, action: QAction) -> None:
        choice = action.data()
        if not isinstance(choice, _Choice):
            return
        if choice.asks:
            open_colour_dialog(self._store, self._index, self.parentWidget())
        elif choice.renames:
            self.rename_asked.emit(self._index)
        elif choice.edit is not None:
            done = self._store.edit(choice.edit, *choice.arguments, label=choice.label)
            if done and choice.selects is not None:
                self._store.look(model=choice.selects)
        else:
            self._store.look(**dict(choice.look))


def _looked(changes: dict[str, Any]) -> _Choice:
    return _Choice(look=tuple(changes.items()))


def _same(one: str, other: str) -> bool:
    return QColor(one) == QColor(other)


def open_colour_dialog(store: Store, index: int, parent: QWidget | None) -> ColourDialog:
    """Ask for any colour of a model; the dialog deletes itself."""
    dialog = ColourDialog(store, index, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


class ColourDialog(QColorDialog):
    """The colour that is accepted is one edit."""

    def __init__(self, store: Store, index: int, parent: QWidget | None) -> None:
        model = store.state.document.models[index]
        super().__init__(QColor(model.color), parent)
        self._store, self._index = store, index
        self.setWindowTitle(f"Colour of {model.name}")
        self.colorSelected.connect(self._on_colour_selected)

    def _on_colour_selected(self, colour: QColor) -> None:
        models = self._store.state.document.models
        if self._index < len(models) and not _same(models[self._index].color, colour.name()):
            name = models[self._index].name
            self._store.edit(recolour, self._index, colour.name().upper(), label=f"Colour {name}")


@cache
def _dot(colour: str) -> QIcon:
    """A disc of a colour, the same where it cannot be chosen."""
    result = QIcon()
    for scale in SCALES:
        pixmap = QPixmap(round(_DOT * scale), round(_DOT * scale))
        pixmap.fill(Qt.GlobalColor.transparent)
        pixmap.setDevicePixelRatio(scale)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawEllipse(QPointF(_DOT / 2, _DOT / 2), 5.5, 5.5)
        painter.end()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
            result.addPixmap(pixmap, mode)
    return result
