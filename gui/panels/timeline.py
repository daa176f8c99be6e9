"""The timeline: words on top, the gain of each word's input, a row per signal or unit; later steps not yet known."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QWidget

from core.state import State
from gui.panels.panel import Panel
from gui.part_menu import Part, open_part_menu
from gui.signal_label import label
from gui.store import Store
from gui.theme import Theme
from gui.timeline.choice import RowsButton
from gui.timeline.rows import folding, folds, parts_of, rows_of, strips_of, subject
from gui.widgets.heat_rows import HeatRows
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
        self.body.addWidget(self.rows, 1)

    def refresh(self, state: State) -> None:
        """Show the rows that the view asks for; only the columns between two cursors change when stepping."""
        view = state.view
        shown = tuple((state.document.models[k].name, state.document.models[k].color) for k in state.visible)
        place = (state.model.name, view.layer, state.layer.cell, state.layer.units)
        asked = (view.unit, view.signal, view.across, view.unfolded)
        source = (state.trace(), state.document.sequence, place, asked, shown)
        if source == self._source:
            self.rows.show_cursor(view.cursor, strips_of(state))
            return
        if self._source[1:] != source[1:]:
            self.header.set_subtitle(f"{subject(state)} \u00b7 click a word to go there")
            self.choice.show_state(state)
            self._offer_more(state)
        self._source = source
        many = bool(view.across)
        self.rows.show_rows(state.document.sequence, rows_of(state), view.cursor, strips_of(state), many)

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
        for part in (self.rows, self.choice, self.more):
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
        """The part menu of a tile, at its step, or of a row; on a word that of the selected gate."""
        if step >= 0:
            self.store.look(cursor=step)
        state = self.store.state
        selected = Part(state.view.layer, state.view.unit, state.view.signal)
        part = parts_of(state)[row] if row >= 0 else selected
        open_part_menu(self.store, self.theme, part, at, self)
