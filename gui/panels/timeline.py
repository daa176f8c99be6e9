"""The timeline: words on top, a row per signal of the selected unit, what is later than the cursor not yet known."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from core.cells import Cell
from core.state import State
from core.trace import Trace
from gui.panels.panel import Panel
from gui.store import Store
from gui.theme import Theme
from gui.widgets.heat_plan import Row
from gui.widgets.heat_rows import HeatRows
from gui.widgets.icon_button import IconButton

LEVELS = ("forget", "input", "output", "update", "reset")  # roles of gates: 0..1
BEHIND = ("output", "hidden")  # roles that a large cell shows only when asked
FEW = 4  # signals that are all shown


def shown_signals(cell: Cell, unfolded: bool) -> tuple[str, ...]:
    """The signals of the rows: in the order of the lines, what the cell shows to the outside last or folded away."""
    ahead = tuple(s for s in cell.signals if cell.info(s).role not in BEHIND)
    behind = tuple(s for s in cell.signals if s not in ahead)
    return ahead + behind if unfolded or not folds(cell) else ahead


def folds(cell: Cell) -> int:
    """How many rows can be folded away; 0 for a cell with few signals."""
    behind = sum(cell.info(s).role in BEHIND for s in cell.signals)
    return behind if FEW < len(cell.signals) > behind else 0


def rows_of(state: State, unfolded: bool = False) -> tuple[Row, ...]:
    """The rows of the selected unit."""
    trace = state.trace()
    return tuple(_row(state, trace, signal) for signal in shown_signals(state.cell, unfolded))


def _row(state: State, trace: Trace, signal: str) -> Row:
    info, unit = state.cell.info(signal), state.view.unit
    return Row(
        label=label(state.cell, signal),
        title=f"{info.title} of unit {unit + 1}",
        says=info.says,
        role=info.role,
        signed=info.role not in LEVELS,
        values=trace[state.view.layer, signal][:, unit],
    )


def label(cell: Cell, signal: str) -> str:
    """The first word of a signal's title ("forget"); all of it where two signals share that word."""
    title = cell.info(signal).title
    if title == signal:
        return signal
    first = title.split()[0].lower()
    shared = sum(cell.info(s).title.lower().split()[:1] == [first] for s in cell.signals) > 1
    return title.lower() if shared else first


class TimelinePanel(Panel):
    """The selected unit's signals over the sequence; a click or a drag moves the cursor."""

    key = "timeline"
    title = "Timeline"
    picture_size = QSize(960, 300)

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(store, theme, parent)
        self._source: tuple[object, ...] = ()
        self.more = IconButton(theme, text="more rows", kind="flat", parent=self.header)
        self.more.clicked.connect(self._on_more)
        self.header.add(self.more)
        self.rows = HeatRows(theme, self)
        self.rows.setAccessibleName(self.title)
        self.rows.step_chosen.connect(self._on_step_chosen)
        self.body.addWidget(self.rows, 1)

    def refresh(self, state: State) -> None:
        """Show the rows of the selected unit; only the columns between two cursors change when stepping."""
        view = state.view
        place = (state.model.name, view.layer, view.unit)
        source = (state.trace(), state.document.sequence, place, view.unfolded)
        if source == self._source:
            self.rows.show_cursor(view.cursor)
            return
        self._source = source
        self.header.set_subtitle(f"{_unit(state)} · click a word to go there")
        self._offer_more(state.cell, view.unfolded)
        self.rows.show_rows(state.document.sequence, rows_of(state, view.unfolded), view.cursor)

    def unfold(self, unfolded: bool) -> None:
        """Show the rows that are folded away at first, or fold them."""
        self.store.look(unfolded=unfolded)

    def prepare_picture(self) -> None:
        """Leave out what only helps in the window."""
        super().prepare_picture()
        self.header.set_subtitle(_unit(self.store.state))

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self.rows.set_theme(theme)
        self.more.set_theme(theme)
        super().set_theme(theme)

    def _offer_more(self, cell: Cell, unfolded: bool) -> None:
        count = folds(cell)
        rows = "row" if count == 1 else "rows"
        self.more.setVisible(count > 0)
        self.more.setText(f"fewer {rows} \u25b4" if unfolded else f"{count} more {rows} \u25be")
        names = " and ".join(label(cell, s) for s in cell.signals if cell.info(s).role in BEHIND)
        self.more.set_tooltip(f"{'Hide' if unfolded else 'Show'} {names}")

    def _on_more(self) -> None:
        self.unfold(not self.store.state.view.unfolded)

    def _on_step_chosen(self, step: int) -> None:
        self.store.look(cursor=step)


def _unit(state: State) -> str:
    several = len(state.model.network.layers) > 1
    layer = f"layer {state.view.layer + 1} of " if several else ""
    return f"unit {state.view.unit + 1} of {layer}{state.model.name}"
