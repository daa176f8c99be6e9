"""What is typed becomes the cell of a layer: a run of typing is one undo step, what comes back keeps its values."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from core.cell_identity import trimmed, typed
from core.cells import Cell
from core.document import Document, Model, set_cell
from core.errors import EquationError
from gui.store import Store
from gui.whose import layer_words

PAUSE_MS = 2000  # without a key, after which the next begins another undo step


class Typing(QObject):
    """Edits of the selected layer's cell by its text.

    A visit lasts until `leave`: parameters that go and come back within it have the values they had when it began.
    """

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._run: object | None = None
        self._first: Document | None = None  # before the run
        self._last: Document | None = None  # after its last edit
        self._keep: Model | None = None
        self._base: Cell | None = None
        self._made: Cell | None = None  # what was typed last
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.rest)

    def type(self, text: str, base: Cell | None = None) -> EquationError | None:
        """Make the layer's cell that of a text; what is wrong with it where it does not read.

        The cell is called after `base`, or after what the layer had when the visit began.
        """
        state = self._store.state
        if state.document is not self._last:
            self.rest()  # something else was edited meanwhile
        if base is not None or self._base is None or state.cell is not self._made:
            self._base = base or state.cell
        self._keep = self._keep or state.model
        try:
            cell = typed(self._base, text)
        except EquationError as error:
            self._made = state.cell
            return error
        self._edit(cell, text)
        self._made = self._store.state.cell
        self._pause.start()
        return None

    def _edit(self, cell: Cell, text: str) -> None:
        state = self._store.state
        if self._run is None:
            self._run, self._first = object(), state.document
        elif self._first is not None and _text_in(self._first, state.view.model, state.view.layer) == trimmed(text):
            self._store.back_to(self._first)  # nothing is left of the run
            self._last = self._store.state.document
            self._run = None
            return
        if cell.graph == state.cell.graph and cell.name == state.cell.name:
            return
        place = state.view.model, state.view.layer
        label = f"Edit the equations of {layer_words(state)}"
        self._store.edit(set_cell, *place, cell, self._keep, label=label, gesture=self._run)
        self._last = self._store.state.document

    def rest(self) -> None:
        """What comes next is another undo step."""
        self._pause.stop()
        if self._run is not None:
            self._run = self._first = None
            self._store.end_gesture()

    def leave(self) -> None:
        """The visit is over."""
        self.rest()
        self._keep = self._base = None


def _text_in(document: Document, model: int, layer: int) -> str:
    return trimmed(document.models[model].network.layers[layer].cell.equations)
