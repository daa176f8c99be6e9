"""A text as a sequence: words and marks of punctuation, each a step."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from core.errors import CarouselError
from core.step_edits import LONGEST_WORD, MOST_STEPS
from core.text_files import read_text

_TOKEN = re.compile(r"\w+(?:['’.,\-]\w+)*|[^\w\s]")


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each word or mark of punctuation stands in `text`: its first character, and the one behind its last."""
    return (found.span() for found in _TOKEN.finditer(text))


def tokens(text: str, lower: bool = False, most: int = MOST_STEPS) -> tuple[str, ...]:
    """The first `most` words and marks of a text; in small letters where `lower`. A very long word is cut."""
    found: list[str] = []
    for first, last in spans(text):
        if len(found) == most:
            break
        word = text[first : min(last, first + LONGEST_WORD)]
        found.append(word.lower() if lower else word)
    return tuple(found)


def read_tokens(path: Path, lower: bool = False, most: int = MOST_STEPS) -> tuple[str, ...]:
    """The words of a text file; CarouselError for a file that is no text or has no word."""
    found = tokens(read_text(path), lower, most)
    if not found:
        raise CarouselError(path.name, "at least one word", "none")
    return found
