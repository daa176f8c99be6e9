"""The one bridge between the document and the window: holds History and View, and says what changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from core.document import Document, opened_for
from core.errors import CarouselError
from core.history import History
from core.state import State, View, moved_cursor


class Store(QObject):
    """The present State. `changed` is sent once per turn of the event loop, however many edits that turn made."""

    changed = Signal(object)
    failed = Signal(str)
    told = Signal(str)  # what was done without a change that can be seen
    _asked = Signal()  # for a publication

    def __init__(self, document: Document, view: View, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._due = False
        # a posted event, not a timer: it comes before the repaint that a slider has asked for, which then shows all
        self._asked.connect(self._on_asked, Qt.ConnectionType.QueuedConnection)
        self.path: Path | None = None
        self._begin(document, view, "Opened")

    def _begin(self, document: Document, view: View, began: str) -> None:
        self._history, self._began = History(document), f"{began} “{document.title}”"
        self._opened = document
        self._saved: Document | None = document
        self._state = State(document, view.fitted(document))

    @property
    def state(self) -> State:
        """The document and view as they are now, published or not."""
        return self._state

    @property
    def is_due(self) -> bool:
        """Whether there is a state that is not yet published."""
        return self._due

    @property
    def modified(self) -> bool:
        """Whether the document differs from the one last opened or saved."""
        return self._state.document is not self._saved

    @property
    def opened(self) -> Document:
        """What resets go back to: the document as it was opened, its models in the order of the present ones."""
        return opened_for(self._state.document, self._opened)

    @property
    def labels(self) -> tuple[str, ...]:
        """What each step of the history did, the oldest first; what it began with has no label."""
        return self._history.labels

    @property
    def began(self) -> str:
        """How the history began: "Opened “The red hat”"."""
        return self._began

    @property
    def let_go(self) -> int:
        """How many of the oldest steps of the history are no longer kept."""
        return self._history.let_go

    @property
    def saved_position(self) -> int | None:
        """Which step of the history the file holds, or None; None too where there is no file."""
        return self._history.position_of(self._saved) if self.path else None

    @property
    def saved_title(self) -> str | None:
        """What the document was called when it was last opened or saved; None where that is not known."""
        return self._saved.title if self._saved else None

    @property
    def subjects(self) -> tuple[str, ...]:
        """The model that each step of the history changed, by name; "" where that is not one of several."""
        return self._history.subjects

    @property
    def position(self) -> int:
        """Which step of the history the present document is."""
        return self._history.position

    @property
    def undo_label(self) -> str | None:
        """What undo would take back, or None."""
        return self._history.undo_label

    @property
    def redo_label(self) -> str | None:
        """What redo would do again, or None."""
        return self._history.redo_label

    def open(self, document: Document, view: View, path: Path | None = None, began: str = "Opened") -> None:
        """Begin with another document; the history begins anew, and `began` says how."""
        self.path = path
        self._begin(document, view, began)
        self._ask()

    def recovered(self, document: Document, view: View, path: Path | None) -> None:
        """Begin with a document that is not what the file at `path` holds."""
        self.open(document, view, path, "Recovered")
        self._saved = None

    def saved(self, path: Path) -> None:
        """The present document is what the file at `path` holds."""
        self.path, self._saved = path, self._state.document
        self._ask()

    def edit(self, change: Callable[..., Document], *arguments: Any, label: str, gesture: object | None = None) -> bool:
        """Make document = change(document, *arguments); a refused edit changes nothing and is told by `failed`."""
        try:
            document = change(self._state.document, *arguments)
        except CarouselError as error:
            self.failed.emit(str(error))
            return False
        self._history.push(document, label, gesture)
        self._show(document, self._state.view, self._history.before)
        return True

    def end_gesture(self) -> None:
        """A drag or a run of keys is over: the next edit is an undo step of its own."""
        self._history.end_gesture()

    def look(self, **changes: Any) -> None:
        """Change the view: any of its fields."""
        self._show(self._state.document, replace(self._state.view, **changes), self._state.earlier)

    def forget_earlier(self) -> None:
        """The run before the last edit is no longer shown."""
        self._show(self._state.document, self._state.view)

    def show_panel(self, key: str, shown: bool = True) -> None:
        """Show a panel, or put it away."""
        others = tuple(panel for panel in self._state.view.panels if panel != key)
        self.look(panels=(*others, key) if shown else others)

    def undo(self) -> None:
        """Go back to the document before the last edit; the cursor stays on its word."""
        if self._history.undo():
            self._show_past()

    def redo(self) -> None:
        """Make again the edit that was undone; the cursor stays on its word."""
        if self._history.redo():
            self._show_past()

    def go_to(self, position: int) -> None:
        """Go to a step of the history, behind or ahead; the cursor stays on its word."""
        if self._history.go_to(position):
            self._show_past()

    def merge_since(self, document: Document) -> None:
        """Make one undo step of every edit since `document` was the present one; the earlier run is the one before."""
        self._history.merge_since(document)
        if self._state.earlier is not None:
            self._show(self._state.document, self._state.view, self._history.before)
        self._ask()

    def back_to(self, document: Document) -> None:
        """Take back every edit since `document` was the present one; redo makes them again."""
        if self._history.back_to(document):
            self._show_past()

    def _show_past(self) -> None:
        document, (shown, view) = self._history.document, (self._state.document, self._state.view)
        cursor = moved_cursor(view.cursor, shown.sequence, document.sequence)
        self._show(document, replace(view, cursor=cursor))

    def _show(self, document: Document, view: View, earlier: Document | None = None) -> None:
        shown = self._state
        fitted = view.followed(shown.document, document).fitted(document)
        if document is not shown.document or fitted != shown.view or earlier is not shown.earlier:
            self._state = State(document, fitted, earlier)
            self._ask()

    def _ask(self) -> None:
        if not self._due:
            self._due = True
            self._asked.emit()

    def _on_asked(self) -> None:
        if self._due:
            self.publish()

    def publish(self) -> None:
        """Send the present State now."""
        self._due = False
        self.changed.emit(self._state)
