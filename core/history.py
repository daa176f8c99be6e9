"""Undo and redo as a list of documents; the edits of one gesture are one entry."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.document import Document
from core.footprint import footprint

MAX_ENTRIES = 500
MAX_BYTES = 256 * 2**20


@dataclass(frozen=True)
class Entry:
    """A document and what was done to reach it; `gesture` is the token of the drag or run of keys it belongs to.

    `own_bytes` is the memory, roughly, that the entry before does not share; `subject` the model that was changed.
    """

    document: Document
    label: str
    gesture: object | None = None
    own_bytes: int = 0
    subject: str = ""


class History:
    """The documents behind and ahead of the present one."""

    def __init__(self, document: Document) -> None:
        self._entries = [Entry(document, "")]
        self._position = 0
        self._let_go = 0

    @property
    def let_go(self) -> int:
        """How many documents there were before the oldest that is kept."""
        return self._let_go

    def position_of(self, document: Document | None) -> int | None:
        """Which entry holds `document`, or None."""
        return next((k for k, entry in enumerate(self._entries) if entry.document is document), None)

    @property
    def document(self) -> Document:
        """The present document."""
        return self._entries[self._position].document

    @property
    def undo_label(self) -> str | None:
        """What `undo` would take back, or None."""
        return self._entries[self._position].label if self._position else None

    @property
    def redo_label(self) -> str | None:
        """What `redo` would do again, or None."""
        ahead = self._position + 1
        return self._entries[ahead].label if ahead < len(self._entries) else None

    @property
    def labels(self) -> tuple[str, ...]:
        """What was done to reach each document, the oldest first; what it began with has none."""
        return tuple(entry.label for entry in self._entries)

    @property
    def subjects(self) -> tuple[str, ...]:
        """The model that each of them changed, where it changed one of several and nothing else; else ""."""
        return tuple(entry.subject for entry in self._entries)

    @property
    def position(self) -> int:
        """Which of them is the present one."""
        return self._position

    @property
    def before(self) -> Document | None:
        """The document before the present one, or None."""
        return self._entries[self._position - 1].document if self._position else None

    def go_to(self, position: int) -> bool:
        """Make the document of that position the present one; False where it is so already or there is none."""
        if position == self._position or not 0 <= position < len(self._entries):
            return False
        self._position = position
        self.end_gesture()
        return True

    def push(self, document: Document, label: str, gesture: object | None = None) -> None:
        """Make `document` the present one; within one gesture it takes the place of the last."""
        if document is self.document:
            return
        del self._entries[self._position + 1 :]
        last = self._entries[-1]
        if gesture is not None and last.gesture == gesture and len(self._entries) > 1:
            label = last.label
            self._entries.pop()
        before = self._entries[-1].document
        self._entries.append(Entry(document, label, gesture, footprint(document, before), _subject(before, document)))
        self._trim()
        self._position = len(self._entries) - 1

    def end_gesture(self) -> None:
        """What comes next begins a new entry, even with the same token."""
        present = self._entries[self._position]
        self._entries[self._position] = replace(present, gesture=None)

    def undo(self) -> bool:
        """Go one entry back; False where there is none."""
        if not self._position:
            return False
        self._position -= 1
        self.end_gesture()
        return True

    def back_to(self, document: Document) -> bool:
        """Go back to the entry that holds `document`; False where none behind the present one does."""
        for position in reversed(range(self._position)):
            if self._entries[position].document is document:
                self._position = position
                self.end_gesture()
                return True
        return False

    def merge_since(self, document: Document) -> None:
        """Make one entry of all since the one that holds `document`; nothing is done where none behind does."""
        for position in reversed(range(self._position)):
            if self._entries[position].document is document:
                own, subject = footprint(self.document, document), _subject(document, self.document)
                merged = replace(self._entries[self._position], own_bytes=own, subject=subject)
                self._entries[self._position] = merged
                del self._entries[position + 1 : self._position]
                self._position = position + 1
                return

    def redo(self) -> bool:
        """Go one entry forward; False where there is none."""
        if self._position + 1 >= len(self._entries):
            return False
        self._position += 1
        self.end_gesture()
        return True

    def _trim(self) -> None:
        while len(self._entries) > 1 and (
            len(self._entries) > MAX_ENTRIES or sum(entry.own_bytes for entry in self._entries) > MAX_BYTES
        ):
            del self._entries[0]
            self._let_go += 1


def _subject(before: Document, after: Document) -> str:
    kept = {id(model) for model in before.models}
    changed = [model for model in after.models if id(model) not in kept]
    others = before.encoder is not after.encoder or before.sequence is not after.sequence
    if others or len(changed) != 1 or not 1 < len(after.models) == len(before.models):
        return ""
    return changed[0].name
