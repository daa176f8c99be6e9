"""What can be done with a word of the timeline: its menu's choices, in groups. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from core.document import Document
from core.state import State, moved_cursor
from core.step_edits import (
    checked_word,
    delete_steps,
    duplicate_steps,
    insert_words,
    move_steps,
    set_question,
    set_vector,
    set_word,
    unknown_words,
)
from gui.held import quoted

CHANGE, BEFORE, AFTER = "change", "before", "after"  # what asks for a word first


@dataclass(frozen=True)
class WordChoice:
    """One line of the menu: an edit with its arguments, which leaves the cursor at `cursor`; or `asks` for a word.

    `label` is what undo calls the edit; `chosen` marks what is so already.
    """

    text: str
    label: str = ""
    edit: Callable[..., Document] | None = None
    arguments: tuple[Any, ...] = ()
    cursor: int = 0
    asks: str = ""
    keys: str = ""
    enabled: bool = True
    chosen: bool = False


Group = tuple[WordChoice, ...]


def choices(state: State, step: int) -> tuple[Group, ...]:
    """Groups of what can be done with the word at a step."""
    asking = (
        WordChoice("Change the word\u2026", asks=CHANGE, keys="F2"),
        WordChoice("Insert a word before it\u2026", asks=BEFORE),
        WordChoice("Insert a word after it\u2026", asks=AFTER),
    )
    moving = (duplicated(state, step), moved(state, step, -1), moved(state, step, 1), deleted(state, step))
    groups = asking, moving, _of_question(state, step), _of_input(state, step)
    return tuple(group for group in groups if group)


def duplicated(state: State, step: int) -> WordChoice:
    """A copy of the word behind it."""
    label = f"Duplicate {quoted(state.document.sequence, step)}"
    return WordChoice("Duplicate", label, duplicate_steps, (step, step), step + 1)


def moved(state: State, step: int, way: int) -> WordChoice:
    """The word one step to the left (-1) or to the right (1)."""
    to, side = step + way, "left" if way < 0 else "right"
    label = f"Move {quoted(state.document.sequence, step)} to the {side}"
    fits = 0 <= to < state.steps
    also = _loses_question(state, move_steps, (step, step, to)) if fits else ""
    keys = "Alt+Left" if way < 0 else "Alt+Right"
    return WordChoice(f"Move {side}{also}", label, move_steps, (step, step, to), to, keys=keys, enabled=fits)


def deleted(state: State, step: int) -> WordChoice:
    """The sequence without the word."""
    sequence = state.document.sequence
    cursor = moved_cursor(state.view.cursor, sequence, (*sequence[:step], *sequence[step + 1 :]))
    also = _loses_question(state, delete_steps, (step, step))
    label = f"Delete {quoted(sequence, step)}"
    return WordChoice(f"Delete{also}", label, delete_steps, (step, step), cursor, keys="Del")


def _loses_question(state: State, edit: Callable[..., Document], arguments: tuple[int, ...]) -> str:
    question = state.document.question
    return " (and the question)" if question and edit(state.document, *arguments).question is None else ""


def _of_question(state: State, step: int) -> Group:
    question, word = state.document.question, quoted(state.document.sequence, step)
    if question is None:
        return ()
    here = replace(question, asked=max(step, question.subject))
    about = replace(question, subject=min(step, question.asked))
    return (
        WordChoice(
            "Ask the question here",
            f"Ask the question at {word}",
            set_question,
            (here,),
            state.view.cursor,
            enabled=step >= question.subject,
            chosen=step == question.asked,
        ),
        WordChoice(
            "The question is about this word",
            f"Make the question about {word}",
            set_question,
            (about,),
            state.view.cursor,
            enabled=step <= question.asked,
            chosen=step == question.subject,
        ),
    )


def _of_input(state: State, step: int) -> Group:
    document, word = state.document, quoted(state.document.sequence, step)
    if (
        not document.vectors
        or document.vectors[step] is None
        or unknown_words(document.encoder, [document.sequence[step]])
    ):
        return ()
    label = f"Give {word} its word\u2019s input"
    return (WordChoice(f"Back to the input of {word}", label, set_vector, (step, None), state.view.cursor),)


def with_word(state: State, asks: str, step: int, word: str) -> WordChoice:
    """What a word that was asked for does."""
    old = quoted(state.document.sequence, step)
    if asks == CHANGE:
        return WordChoice("", f"Change {old} to {quoted([word], 0)}", set_word, (step, word), state.view.cursor)
    at = step if asks == BEFORE else step + 1
    return WordChoice("", f"Insert {quoted([word], 0)}", insert_words, (at, [word]), at)


def refusal(document: Document, word: str) -> str:
    """Why a word cannot stand in the sequence, in a sentence; "" where it can."""
    if not word.strip():
        return "Type a word; Esc leaves all as it was."
    try:
        known = checked_word(word)
    except ValueError as error:
        return f"{error}."
    if unknown_words(document.encoder, [known]):
        return (
            f"The encoder does not know {quoted([known], 0)}: give it an input in the Sequence panel first, "
            "or choose a word that it knows."
        )
    return ""
