"""Edits of the steps as a person asks for them: one undo step each, the cursor stays on its word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.document import Document
from core.drafts import Draft, read_text
from core.errors import CarouselError
from core.state import moved_cursor
from core.step_edits import (
    clear_vectors,
    delete_steps,
    duplicate_steps,
    insert_words,
    move_steps,
    relabel_step,
    set_values,
    set_word,
)
from gui.held import quoted
from gui.sequence.columns import returns
from gui.store import Store


def edit(store: Store, change: Callable[..., Document], *arguments: Any, label: str, cursor: int | None = None) -> bool:
    """Make an edit, then have the cursor at `cursor`, or on the word that it was on; False where it was refused."""
    before = store.state
    if not store.edit(change, *arguments, label=label):
        return False
    after = store.state.document.sequence
    if after is not before.document.sequence:
        found = moved_cursor(before.view.cursor, before.document.sequence, after) if cursor is None else cursor
        store.look(cursor=found)
    return True


def counted(count: int, what: str = "step") -> str:
    """ "1 step", "13 steps"."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def set_cell(store: Store, step: int, row: int, value: float, gesture: object | None) -> None:
    """Set one number of a step's input."""
    document = store.state.document
    vector = list(document.vector(step))
    vector[row] = value
    label = f"Set {document.encoder.inputs[row]} at {quoted(document.sequence, step)}"
    store.edit(set_values, step, [vector], label=label, gesture=gesture)


def insert(store: Store, at: int, piece: Draft) -> bool:
    """Put known steps before step `at`."""
    cursor, count = store.state.view.cursor, len(piece.words)
    moved = cursor + count if store.state.steps and cursor >= at else cursor
    return edit(store, insert_words, at, piece.words, piece.vectors, label=f"Insert {counted(count)}", cursor=moved)


def delete(store: Store, first: int, last: int) -> bool:
    """Take steps out."""
    cursor, count = store.state.view.cursor, last - first + 1
    moved = cursor - count if cursor > last else max(first - 1, 0) if cursor >= first else cursor
    return edit(store, delete_steps, first, last, label=f"Delete {counted(count)}", cursor=moved)


def duplicate(store: Store, first: int, last: int) -> bool:
    """Put a copy of steps behind them."""
    cursor, count = store.state.view.cursor, last - first + 1
    moved = cursor + count if cursor > last else cursor
    return edit(store, duplicate_steps, first, last, label=f"Duplicate {counted(count)}", cursor=moved)


def move(store: Store, first: int, last: int, to: int) -> bool:
    """Move steps so that the first of them is step `to`."""
    cursor, count = store.state.view.cursor, last - first + 1
    if first <= cursor <= last:
        moved = cursor + to - first
    else:
        rest = cursor if cursor < first else cursor - count
        moved = rest if rest < to else rest + count
    return edit(store, move_steps, first, last, to, label=f"Move {counted(count)}", cursor=moved)


def back_to_words(store: Store, first: int, last: int) -> bool:
    """Give steps the vectors of their words again."""
    return edit(store, _back_to_words, first, last, label=f"Back to the vector of {counted(last - first + 1, 'word')}")


def can_go_back(document: Document, first: int, last: int) -> bool:
    """Whether one of these steps has numbers of its own and a word with a vector."""
    return any(returns(document, step) for step in range(first, last + 1))


def _back_to_words(document: Document, first: int, last: int) -> Document:
    return clear_vectors(document, [step for step in range(first, last + 1) if returns(document, step)])


def named(store: Store, step: int, text: str) -> Draft | None:
    """Give a step another word, number or name; the draft that is left to ask for where the word is new."""
    document = store.state.document
    try:
        piece = read_text(document, text)
    except CarouselError as error:
        store.failed.emit(str(error))
        return None
    if len(piece.words) == 1 and piece.vectors[0] is None:
        word, has_own = piece.words[0], bool(document.vectors) and document.vectors[step] is not None
        if has_own and word not in document.encoder.words:
            edit(store, relabel_step, step, word, label=f"Name {quoted(document.sequence, step)}")
            return None
        if not piece.unknown(document):
            edit(store, set_word, step, word, label=f"Change {quoted(document.sequence, step)}")
            return None
    return put(document, step, step + 1, piece)


def put(document: Document, first: int, stop: int, piece: Draft) -> Draft:
    """The document's sequence as a draft, with `piece` in place of the steps from `first` up to `stop`."""
    own = document.vectors or (None,) * len(document.sequence)
    words = (*document.sequence[:first], *piece.words, *document.sequence[stop:])
    return Draft(words, (*own[:first], *piece.vectors, *own[stop:]))
