"""Equations: the selected cell's lines with this step's numbers, as typeset mathematics, or as NumPy."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QStackedWidget, QWidget

from core.state import State
from gui.equations.code_view import CodeView
from gui.equations.number_list import NumberList
from gui.equations.row import INSET, LEFT
from gui.equations.shown import shown_rows
from gui.equations.symbol_list import SymbolList
from gui.held import held_words
from gui.panels.panel import Panel
from gui.part_menu import Part, open_part_menu
from gui.store import Store
from gui.theme import Theme
from gui.whose import layer_words, step_words, unit_words
from gui.widgets.segmented import Segmented

CHOICES = (
    (
        "numbers",
        "Numbers",
        None,
        "This step's numbers in each line: a sum becomes a gate, and the gates make the state",
    ),
    ("symbols", "Symbols", None, "The lines as papers write them: the same at every step, with other numbers"),
    ("numpy", "NumPy", None, "The lines as a program: a loop over the words, then the chain rule back through them"),
)


class EquationsPanel(Panel):
    """One of three views of the same lines. A click on a gate's line selects the gate and opens its weights."""

    key = "equations"
    title = "Equations"
    says = (
        "What the cell computes at each step, line by line: with the numbers of this step, as mathematics, or as a "
        "program that runs."
    )
    picture_size = QSize(560, 320)

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(store, theme, parent)
        self._source: tuple[object, ...] = ()
        self._unfolded: frozenset[str] = frozenset()
        self.chips = Segmented(theme, CHOICES, self.header)
        self.chips.setAccessibleName("How the equations are written")
        self.chips.chosen.connect(self._on_chosen)
        self.header.add(self.chips)
        self.pages = QStackedWidget(self)
        self.body.addWidget(self.pages, 1)
        self.numbers = NumberList(theme, self.pages)
        self.symbols = SymbolList(theme, self.pages)
        self.code = CodeView(theme, self.pages)
        self._views: dict[str, NumberList | SymbolList | CodeView] = {
            "numbers": self.numbers,
            "symbols": self.symbols,
            "numpy": self.code,
        }
        self._fill()

    def _fill(self) -> None:
        # rows reach into the margins: their mark on the left, the scroll bar on the right
        layout = self.layout()
        assert layout is not None
        margins = layout.contentsMargins()
        layout.setContentsMargins(margins.left() - LEFT, margins.top(), margins.right() - INSET, 8)
        self.header.setContentsMargins(LEFT, 0, INSET, 0)
        for lines in (self.numbers, self.symbols):
            lines.gate_chosen.connect(self._on_gate_chosen)
            lines.gate_clicked.connect(self._on_gate_clicked)
            lines.menu_asked.connect(self._on_menu_asked)
        self.numbers.unfold_asked.connect(self._on_unfold_asked)
        for page in self._views.values():
            self.pages.addWidget(page)

    def refresh(self, state: State) -> None:
        """Show the chosen view of the selected cell, in place."""
        view = state.view
        heading, word = subtitle(state), state.document.sequence[view.cursor]
        looked_at = view.cursor, view.layer, view.unit, view.signal, view.formulas, self._unfolded
        source = (state.trace(), heading, word, *looked_at)
        if source == self._source:
            return
        self._source = source
        if self.chips.current != view.formulas:
            self.chips.set_current(view.formulas)
        self.header.set_subtitle(heading)
        if view.formulas == "numbers":
            shown = shown_rows(state, self._unfolded)
            self.numbers.show_numbers(state.cell, shown, view.signal, state.layer.reverse)
        elif view.formulas == "symbols":
            self.symbols.show_symbols(state.cell, view.signal, held_by_signal(state), state.layer.reverse)
        else:
            layer = state.layer
            self.code.show_cell(state.cell, bool(state.model.clamps), layer.window, layer.reverse)
        self.pages.setCurrentWidget(self._views[view.formulas])

    def _on_chosen(self, key: str) -> None:
        self.store.look(formulas=key)

    def _on_gate_chosen(self, signal: str) -> None:
        self.store.look(signal=signal)

    def _on_gate_clicked(self, signal: str) -> None:
        self.store.look(signal=signal)
        self.store.show_panel("weights")

    def _on_menu_asked(self, signal: str, at: QPoint) -> None:
        view = self.store.state.view
        open_part_menu(self.store, self.theme, Part(view.layer, view.unit, signal), at, self)

    def _on_unfold_asked(self, signal: str) -> None:
        self._unfolded = self._unfolded ^ {signal}
        self.refresh(self.store.state)

    def set_theme(self, theme: Theme) -> None:
        for part in (self.chips, *self._views.values()):
            part.set_theme(theme)
        super().set_theme(theme)

    def finish(self) -> None:
        """Set all formulas."""
        if self.store.state.view.formulas == "symbols" and self.symbols.cell is not None:
            self.symbols.finish()

    def prepare_picture(self) -> None:
        """Leave the controls out and show the chosen view whole."""
        super().prepare_picture()
        self.finish()
        page = self._views[self.store.state.view.formulas]
        page.set_bare()
        self.pages.setMinimumSize(page.minimumSizeHint())


def held_by_signal(state: State) -> dict[str, str]:
    """Of each signal of the selected unit that a clamp holds at the cursor, at what: "held at 0.00"."""
    if not state.model.clamps:
        return {}
    clamps = ((signal, state.clamp(signal)) for signal in state.cell.signals)
    return {signal: held_words(state.cell, clamp) for signal, clamp in clamps if clamp is not None}


def subtitle(state: State) -> str:
    """Whose lines they are: "unit 1 of LSTM at “dogs”"; where no numbers are shown, "LSTM".

    Of a layer that runs backward it is said which way the program's loop goes.
    """
    if state.view.formulas != "numbers":
        return layer_words(state) + (" · run from the last word to the first" if state.layer.reverse else "")
    return f"{unit_words(state)} {step_words(state)}"
