"""The steps of the sequence with their numbers, and what can be done with those that are chosen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.document import Document
from core.drafts import read_text
from core.errors import CarouselError
from core.state import State
from gui.held import quoted
from gui.sequence import edits
from gui.sequence.columns import HEAD, ROW_LEAST, of_steps
from gui.sequence.foot import Foot
from gui.sequence.grid import ValueGrid
from gui.sequence.input_menu import InputMenus
from gui.sequence.menus import Entry, KeyMenu
from gui.store import Store
from gui.theme import Theme

BUTTONS = (
    ("insert", "Insert", "", "Insert a step before (Insert)"),
    ("duplicate", "Duplicate", "", "Duplicate (Ctrl+Shift+D)"),
    ("delete", "Delete", "", "Delete (Delete)"),
    ("left", "", "back", "Move to the left (Alt+Left)"),
    ("right", "", "forward", "Move to the right (Alt+Right)"),
    ("return", "Back to the word", "", "Give it the vector of its word again"),
)
TALL = 116  # pixels, from which on there is room for a hint
BAR = 10  # of which the bar below the steps takes
HINT = "drag a number up or down, double-click to type one"
MARKED = "\u25c6 numbers of its own, not its word\u2019s"


class StepsPage(QWidget):
    """`staged` carries a draft with a new word, and what undo calls it; `asked` what the panel does: copy and paste."""

    staged = Signal(object, str)
    asked = Signal(str)
    input_asked = Signal(int)  # to draw

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self._document: Document | None = None
        self.grid = ValueGrid(theme, True, self)
        self.grid.setAccessibleName("Steps")
        self.foot = Foot(theme, BUTTONS, self)
        self.inputs = InputMenus(store, self.grid, self)
        self.inputs.draw_asked.connect(self.input_asked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.foot)
        self.foot.show_bar(None)
        self.foot.pressed.connect(self._do)
        grid = self.grid
        grid.chosen.connect(self._on_chosen)
        grid.selected.connect(self._show_foot)
        grid.horizontalScrollBar().valueChanged.connect(self._show_foot)
        grid.valued.connect(self._on_valued)
        grid.gesture_ended.connect(store.end_gesture)
        grid.named.connect(self._on_named)
        grid.row_named.connect(self.inputs.rename)
        grid.inserted.connect(self._on_inserted)
        grid.moved.connect(self._on_moved)
        grid.asked.connect(self._do)
        grid.menu_asked.connect(self._on_menu_asked)

    def show_state(self, state: State) -> None:
        """Show the steps."""
        if state.document is self._document:
            self.grid.show_columns(replace(self.grid.columns, cursor=state.view.cursor))
            return
        self._document = state.document
        self.grid.show_columns(of_steps(state))
        self._show_foot()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self.grid.set_theme(theme)
        self.foot.set_theme(theme)

    @property
    def selection(self) -> tuple[int, int] | None:
        """The chosen steps that are there."""
        chosen, last = self.grid.selection, self.store.state.steps - 1
        return None if chosen is None or chosen[0] > last else (chosen[0], min(chosen[1], last))

    # the line below

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_foot()

    def _show_foot(self) -> None:
        chosen, document = self.selection, self.store.state.document
        # a hint takes no room that a row needs
        needed = max(TALL, HEAD + len(document.encoder.inputs) * ROW_LEAST + BAR + self.foot.height())
        self.foot.setVisible(chosen is not None or self.height() >= needed)
        self.foot.set_hint(MARKED if self.grid.columns.own else HINT)
        if chosen is None:
            self.foot.show_bar(None)
            return
        first, last = chosen
        self.foot.enable("left", first > 0)
        self.foot.enable("right", last < self.store.state.steps - 1)
        returns = edits.can_go_back(document, first, last)
        self.foot.enable("return", returns, shown=returns)
        plan = self.grid.plan
        self.foot.show_bar((plan.x(first) + plan.x(last + 1)) // 2)

    # what a person asks for

    def _on_chosen(self, step: int) -> None:
        if step < self.store.state.steps:
            self.store.look(cursor=step)

    def _on_valued(self, step: int, row: int, value: float, gesture: object) -> None:
        edits.set_cell(self.store, step, row, value, gesture)
        self.store.publish()  # a step by key shows its number in the editor at once

    def _on_named(self, step: int, text: str) -> None:
        draft = edits.named(self.store, step, text)
        if draft is not None:
            self.staged.emit(draft, "Change a step")

    def _on_inserted(self, at: int, text: str) -> None:
        self.put_in(at, text)

    def put_in(self, at: int, text: str) -> None:
        """Put what a text says before step `at`; new words are asked for."""
        document = self.store.state.document
        try:
            piece = read_text(document, text)
        except CarouselError as error:
            self.store.failed.emit(str(error))
            return
        if piece.unknown(document):
            self.staged.emit(edits.put(document, at, at, piece), f"Insert {edits.counted(len(piece.words))}")
        elif piece.words and edits.insert(self.store, at, piece):
            self._choose(at, at + len(piece.words) - 1)

    def _on_moved(self, first: int, last: int, to: int) -> None:
        if edits.move(self.store, first, last, to):
            self._choose(to, to + last - first)

    def _choose(self, first: int, last: int) -> None:
        self.store.publish()
        self.grid.select(first, last)
        self.grid.reveal(first)

    def delete_all(self) -> None:
        """Take every step out."""
        if self.store.state.steps:
            edits.delete(self.store, 0, self.store.state.steps - 1)

    def _do(self, key: str) -> None:
        chosen = self.selection
        if key in ("copy", "paste"):
            self.asked.emit(key)
        elif key in ("insert", "insert after"):
            end = self.store.state.steps
            at = end if chosen is None else chosen[0] if key == "insert" else chosen[1] + 1
            self.grid.edit_new(at)
        elif chosen is not None:
            self._act(key, *chosen)

    def _act(self, key: str, first: int, last: int) -> None:
        if key == "edit":
            self.grid.edit_cell(first, -1)
        elif key == "delete" and edits.delete(self.store, first, last):
            self.store.publish()
            left = self.store.state.steps
            self.grid.select(min(first, left - 1))
        elif key == "duplicate" and edits.duplicate(self.store, first, last):
            self._choose(last + 1, 2 * last - first + 1)
        elif key == "left" and first > 0:
            self._on_moved(first, last, first - 1)
        elif key == "right" and last < self.store.state.steps - 1:
            self._on_moved(first, last, first + 1)
        elif key == "return":
            edits.back_to_words(self.store, first, last)

    def _on_menu_asked(self, column: int, row: int, at: QPoint) -> None:
        if column < 0:
            self.inputs.open(row, at)
            return
        menu = KeyMenu("Steps", self._entries(), self)
        menu.picked.connect(self._do)
        menu.open_at(at)

    def _entries(self) -> tuple[Entry, ...]:
        state, chosen = self.store.state, self.selection
        first, last = chosen or (0, 0)
        one = first == last
        name = quoted(state.document.sequence, first) if one else edits.counted(last - first + 1)
        return (
            ("edit", f"Change {name}…", "F2", one),
            ("insert", "Insert before…", "Ins", True),
            ("insert after", "Insert after…", "", True),
            ("duplicate", f"Duplicate {name}", "Ctrl+Shift+D", True),
            ("delete", f"Delete {name}", "Del", True),
            None,
            ("left", "Move to the left", "Alt+Left", first > 0),
            ("right", "Move to the right", "Alt+Right", last < state.steps - 1),
            None,
            ("return", "Back to the word’s vector", "", edits.can_go_back(state.document, first, last)),
            None,
            ("copy", "Copy as a table", "Ctrl+C", True),
            ("paste", "Paste…", "Ctrl+V", True),
        )
