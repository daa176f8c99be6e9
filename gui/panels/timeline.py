"""The timeline: words on top, the gain of each word's input, a row per signal or unit; later steps not yet known."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QWidget

from core.clamps import Clamp
from core.document import release
from core.state import State
from core.step_edits import new_words
from gui.held import quoted
from gui.panels.panel import Panel
from gui.part_menu import open_part_menu
from gui.signal_label import label
from gui.store import Store
from gui.theme import Theme
from gui.timeline.choice import RowsButton
from gui.timeline.ghost_legend import GhostLegend
from gui.timeline.rows import folding, folds, parts_of, rows_of, strips_left_out, strips_of, subject
from gui.timeline.word_choices import (
    AFTER,
    BEFORE,
    CHANGE,
    WordChoice,
    deleted,
    moved,
    refusal,
    with_word,
)
from gui.timeline.word_field import LEAST, WordField
from gui.timeline.word_menu import WordMenu
from gui.value_card import open_clamp_card
from gui.whose import unit_name
from gui.widgets.heat_rows import HeatRows
from gui.widgets.heat_shown import WORD
from gui.widgets.icon_button import IconButton


class TimelinePanel(Panel):
    """The selected unit's signals over the sequence, or one signal of all units; a click or drag moves the cursor."""

    key = "timeline"
    title = "Timeline"
    says = (
        "How the signals of a unit change from word to word, up to the step at the cursor; the bars say how much each "
        "word’s input moves the answer there."
    )
    picture_size = QSize(960, 300)

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(store, theme, parent)
        self._source: tuple[object, ...] = ()
        self.field: WordField | None = None
        self._asked = (CHANGE, 0)  # what the field is for, and the step
        self.legend = GhostLegend(theme, self.header)
        self.legend.toggled.connect(self._on_ghost_toggled)
        self.legend.forgotten.connect(store.forget_earlier)
        self.header.add(self.legend)
        self.choice = RowsButton(theme, self.header)
        self.choice.chosen.connect(self._on_across_chosen)
        self.more = IconButton(theme, text="more rows", kind="flat", parent=self.header)
        self.more.clicked.connect(self._on_more)
        self.header.add(self.choice)
        self.header.add(self.more)
        self.rows = HeatRows(theme, self)
        self.rows.setAccessibleName(self.title)
        self.rows.step_chosen.connect(self._on_step_chosen)
        self.rows.tile_pressed.connect(self._on_tile_pressed)
        self.rows.label_pressed.connect(self._on_label_pressed)
        self.rows.menu_asked.connect(self._on_menu_asked)
        self.rows.edit_asked.connect(self._on_edit_asked)
        self.rows.removal_asked.connect(self._on_removal_asked)
        self.rows.move_asked.connect(self._on_move_asked)
        self.rows.scrolled_away.connect(self._close_field)
        self.body.addWidget(self.rows, 1)

    def refresh(self, state: State) -> None:
        """Show the rows that the view asks for; only the columns between two cursors change when stepping."""
        view = state.view
        shown = tuple((state.document.models[k].name, state.document.models[k].color) for k in state.visible)
        network = state.model.network
        place = (state.model.name, view.layer, network.levels, state.layer.cell, state.layer.units)
        asked = (view.unit, view.signal, view.across, view.unfolded)
        source = (state.trace(), state.ghost(), state.document.sequence, place, asked, shown)
        self.legend.show_state(state, self.store.undo_label or "")
        if self.field is not None and source[2] is not self._source[2]:
            self._close_field()
        if source == self._source:
            self.rows.show_cursor(view.cursor, strips_of(state))
            return
        if self._source[2:] != source[2:]:
            self.header.set_subtitle(f"{subject(state)} \u00b7 click a word to go there, double-click to change it")
            self.choice.show_state(state)
            self._offer_more(state)
        self._source = source
        many = bool(view.across)
        self.rows.set_left_out(strips_left_out(state))
        rows = rows_of(state, self.store.undo_label or "")
        self.rows.show_rows(state.document.sequence, rows, view.cursor, strips_of(state), many)

    def unfold(self, unfolded: bool) -> None:
        """Show the rows that are folded away at first, or fold them."""
        self.store.look(unfolded=unfolded)

    def prepare_picture(self) -> None:
        """Leave out what only helps in the window, and say what the strips are."""
        super().prepare_picture()
        self.header.set_subtitle(subject(self.store.state))
        self.rows.press_note()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        for part in (self.rows, self.choice, self.more, self.legend):
            part.set_theme(theme)
        super().set_theme(theme)

    def _offer_more(self, state: State) -> None:
        cell, unfolded = state.cell, state.view.unfolded
        count = 0 if state.view.across else folds(cell)
        rows = "row" if count == 1 else "rows"
        self.more.setVisible(count > 0)
        self.more.setText(f"fewer {rows} \u25b4" if unfolded else f"{count} more {rows} \u25be")
        *most, last = (label(cell, s) for s in folding(cell) or cell.signals)
        names = f"{', '.join(most)} and {last}" if most else last
        self.more.set_tooltip(f"{'Hide' if unfolded else 'Show'} {names}")

    def _on_more(self) -> None:
        self.unfold(not self.store.state.view.unfolded)

    def _on_across_chosen(self, signal: str) -> None:
        self.store.look(across=signal)

    def _on_step_chosen(self, step: int) -> None:
        self.store.look(cursor=step)

    def _on_tile_pressed(self, row: int) -> None:
        if self.store.state.view.across:
            self._select(row)

    def _on_label_pressed(self, row: int) -> None:
        self._select(row)

    def _select(self, row: int) -> None:
        """Select the unit of a row, or its gate."""
        state = self.store.state
        part = parts_of(state)[row]
        if state.view.across:
            self.store.look(unit=part.unit)
        else:
            self.store.look(signal=part.signal)

    def _on_menu_asked(self, row: int, step: int, at: QPoint) -> None:
        """The part menu of a tile, at its step, or of a row; on a word its own."""
        if step >= 0:
            self.store.look(cursor=step)
        if row == WORD:
            menu = WordMenu(self.store.state, step, self)
            menu.chosen.connect(self._on_word_choice)
            menu.open(at)
        else:
            open_part_menu(self.store, self.theme, parts_of(self.store.state)[row], at, self)

    # another word, another value

    def _on_edit_asked(self, row: int, step: int) -> None:
        """A field to type another word in, or the card of a clamp of a tile at its step."""
        if row == WORD:
            self._open_field(CHANGE, step)
            return
        self.store.look(cursor=step)
        part, place = parts_of(self.store.state)[row], self.rows.screen_place(row, step)
        clamp = Clamp(part.layer, part.signal, part.unit, 0.0, step, step)
        open_clamp_card(
            self.store, self.theme, clamp, place.center(), self, avoid=[self.rows.screen_column(step)], back=self.rows
        )

    def _on_removal_asked(self, row: int, step: int) -> None:
        """The word is deleted, or a tile that is held let go at its step."""
        state = self.store.state
        if row == WORD:
            self._do(deleted(state, step))
            return
        part = parts_of(state)[row]
        if state.clamp(part.signal, part.unit, part.layer) is not None:
            what = f"{part.signal} of {unit_name(state.model.network, part.layer, part.unit)}"
            label = f"Release {what} at {quoted(state.document.sequence, step)}"
            place = (state.view.model, part.layer, part.signal, part.unit, step, step)
            self.store.edit(release, *place, label=label)

    def _on_move_asked(self, way: int) -> None:
        choice = moved(self.store.state, self.store.state.view.cursor, way)
        if choice.enabled:
            self._do(choice)

    def _on_word_choice(self, choice: WordChoice, step: int) -> None:
        if choice.asks:
            self._open_field(choice.asks, step)
        else:
            self._do(choice)

    def _do(self, choice: WordChoice) -> None:
        assert choice.edit is not None
        if self.store.edit(choice.edit, *choice.arguments, label=choice.label):
            self.store.look(cursor=choice.cursor)

    def _open_field(self, asks: str, step: int) -> None:
        """A field over the word, or over the edge at which a new one comes in."""
        self._close_field()
        document, place = self.store.state.document, self.rows.screen_place(WORD, step)
        place.moveTo(self.rows.mapFromGlobal(place.topLeft()))
        place.translate({BEFORE: -place.width() // 2, AFTER: place.width() // 2}.get(asks, 0), 0)
        word = document.sequence[step] if asks == CHANGE else ""
        self._asked = asks, step
        self.field = WordField(word, sorted(document.encoder.words), self._refusal, self.rows)
        self.field.committed.connect(self._on_word_committed)
        self.field.closed.connect(self._on_field_closed)
        self.field.open(place, LEAST)

    def _refusal(self, word: str) -> str:
        return refusal(self.store.state.document, word)

    def _on_word_committed(self, word: str) -> None:
        asks, step = self._asked
        new = new_words(self.store.state.document, [word.strip()])
        self._do(with_word(self.store.state, asks, step, word))
        if new:
            self.store.told.emit(f"“{new[0]}” is new and read as any other word: Sequence gives it a vector")

    def _on_field_closed(self) -> None:
        had = self.field is not None and self.field.hasFocus()
        self.field = None
        if had:
            self.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_field(self) -> None:
        if self.field is not None:
            self.field.dismiss()

    def _on_ghost_toggled(self, shown: bool) -> None:
        self.store.look(ghost=shown)
