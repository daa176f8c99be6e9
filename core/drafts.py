"""A sequence as a person types it, in one line of text, and what is still to be asked before it can stand.

Words stand apart by spaces, marks of punctuation are steps of their own; "two words" in quotation marks are one. A
number, or as many joined by commas as there are inputs, is a step with an input of its own; rows of numbers stand
apart by semicolons: "0.5, 1; -1, 0".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from core.document import Document
from core.errors import CarouselError
from core.input_edits import UNNAMED, add_input, add_inputs, remove_inputs, set_content, set_other, set_word_vector
from core.shared_steps import shared_steps
from core.step_edits import LONGEST_WORD, Vector, checked_word, new_words, set_sequence, value_label
from core.tables import MOST_INPUTS, as_number
from core.texts import spans

_CHUNK = re.compile(r'"(?:[^"]|"")*"|\S+')
_JOINED = re.compile(r"(?<=\d)\s*,\s+(?=[-+.\d])")
NewWords = Literal["inputs", "other", "any"]
_ROW = re.compile(r"[^;\n]*[^;\n\s][^;\n]*")


@dataclass(frozen=True)
class Draft:
    """Words and their own inputs (None for the word's); `places` where each stands in the text it was read from."""

    words: tuple[str, ...]
    vectors: tuple[Vector | None, ...]
    places: tuple[tuple[int, int], ...] = ()

    def unknown(self, document: Document) -> tuple[str, ...]:
        """The words that are to be asked for: those without an input that anybody gave them, each once."""
        bare = (word for word, own in zip(self.words, self.vectors, strict=True) if own is None)
        return new_words(document, bare)


@dataclass(frozen=True)
class Answer:
    """Which vector a new word has: that of another word, numbers of its own, or 1 at one input (one-hot).

    Or that of "any" other word, which the encoder need not be told. The input is the one called `name`, a new one
    where there is none; without a name a new one that is called as the word.
    """

    kind: Literal["like", "own", "input", "any"]
    like: str = ""
    numbers: Vector = ()
    name: str = ""


def written(document: Document) -> str:
    """The document's sequence as one types it."""
    return " ".join(quoted(word) for word in document.sequence)


def quoted(word: str) -> str:
    """A word as it stands in a line: in quotation marks where it would else be read as several."""
    if re.fullmatch(r'[^\s";]+', word):
        return word
    return '"{}"'.format(word.replace('"', '""'))


def read_text(document: Document, text: str) -> Draft:
    """What a text says of itself; CarouselError for a row of too many numbers."""
    found = _rows(document, text) or _pieces(document, text)
    words = tuple(_unquoted(label) for label, *_ in found)
    for word in words:
        checked_word(word)
    return Draft(words, tuple(own for _, own, _ in found), tuple(place for *_, place in found))


def drafted(document: Document, text: str) -> Draft:
    """What a text says in place of the sequence: steps that the document has keep their own input."""
    read = read_text(document, text)
    kept = kept_vectors(document, read.words)
    vectors = tuple(given if own is None else own for own, given in zip(kept, read.vectors, strict=True))
    return replace(read, vectors=vectors)


def kept_vectors(document: Document, words: Sequence[str]) -> tuple[Vector | None, ...]:
    """The own input of each word that is a step of the document still, else None."""
    if not document.vectors:
        return (None,) * len(words)
    sources = shared_steps(document.sequence, words)
    return tuple(
        None if old is None or document.sequence[old] != word else document.vectors[old]
        for old, word in zip(sources, words, strict=True)
    )


def apply_draft(document: Document, draft: Draft, answers: Mapping[str, Answer] | None = None) -> Document:
    """The document on the draft's sequence, its new words known as answered; CarouselError for one left unanswered.

    Where nothing was known before, inputs that have no name of their own and are in no word are not kept.
    """
    answers = answers or {}
    known, ats = _with_answered_inputs(document, answers)
    fresh = len(known.encoder.inputs) - len(document.encoder.inputs)
    vectors = [None if own is None else (*own, *(0.0,) * fresh) for own in draft.vectors]
    for word, answer in answers.items():
        if answer.kind != "any":
            known = set_word_vector(known, word, _vector(known, answer, fresh, ats.get(word, -1)))
    known = set_sequence(known, draft.words, vectors)
    is_bare = not document.encoder.words and not document.sequence
    return _without_idle(known) if is_bare and fresh else known


def _with_answered_inputs(document: Document, answers: Mapping[str, Answer]) -> tuple[Document, dict[str, int]]:
    """The document with the inputs that the answers ask for, and which of them is each word's."""
    old = inputs = document.encoder.inputs
    ats: dict[str, int] = {}
    for word, answer in answers.items():
        if answer.kind == "input":
            name = answer.name or _free(inputs, word)
            inputs = inputs if name in inputs else (*inputs, name)
            ats[word] = inputs.index(name)
    return add_inputs(document, inputs[len(old) :]), ats


def _without_idle(document: Document) -> Document:
    used = {k for k, column in enumerate(document.x.T) if column.any()}
    idle = [k for k, name in enumerate(document.encoder.inputs) if UNNAMED.fullmatch(name) and k not in used]
    return remove_inputs(document, idle) if idle else document


def with_words(document: Document, words: Sequence[str], new: NewWords) -> Document:
    """The document on a text's words; new ones get an input each ("inputs") or one for all of them ("other").

    Or they are read as "any" other word, where the encoder has a vector for those. Where nothing was known before, no
    input is kept. CarouselError for more inputs than a document may have.
    """
    if new == "any":
        return set_sequence(document, words)
    fresh = new_words(document, words)
    is_bare = not document.encoder.words and not document.sequence
    kept = () if is_bare else document.encoder.inputs
    wanted = fresh if new == "inputs" else fresh[:1]
    if len(kept) + len(wanted) > MOST_INPUTS:
        found = f"{len(kept) + len(wanted):,}, one for each word"
        raise CarouselError("inputs", f"at most {MOST_INPUTS}", found)
    if new == "other" and fresh:
        return _with_other(document, words, kept)
    if is_bare and fresh:
        return set_content(document, fresh, _one_hot(fresh), words)
    return apply_draft(document, Draft(tuple(words), (None,) * len(words)), {w: Answer("input") for w in fresh})


def _with_other(document: Document, words: Sequence[str], kept: Sequence[str]) -> Document:
    if not kept:
        document = set_content(document, ["other word"], {}, ())
    else:
        document = add_input(document, _free(kept, "other word"))
    size = len(document.encoder.inputs)
    return set_sequence(set_other(document, [float(k == size - 1) for k in range(size)]), words)


def _one_hot(words: Sequence[str]) -> dict[str, Vector]:
    return {word: tuple(float(k == j) for k in range(len(words))) for j, word in enumerate(words)}


def _vector(known: Document, answer: Answer, fresh: int, at: int) -> Vector:
    size = len(known.encoder.inputs)
    if answer.kind == "like":
        return known.encoder.vector(answer.like)
    if answer.kind == "own":
        return (*answer.numbers, *(0.0,) * fresh)
    return tuple(float(k == at) for k in range(size))


def _rows(document: Document, text: str) -> list[tuple[str, Vector | None, tuple[int, int]]]:
    """Rows of numbers, apart by semicolons or lines; [] where the text is something else."""
    if ";" not in text and "\n" not in text:
        return []
    found: list[tuple[str, Vector | None, tuple[int, int]]] = []
    size = len(document.encoder.inputs)
    for k, match in enumerate(_ROW.finditer(text), 1):
        numbers = [as_number(cell, ".") for cell in re.split(r"[\s,]+", match[0].strip(" ,"))]
        if any(number != number for number in numbers):
            return []
        if len(numbers) != size:
            raise CarouselError(f"row {k}", f"{size} number{'s' * (size != 1)}, one for each input", str(len(numbers)))
        found.append((value_label(numbers), tuple(numbers), match.span()))
    return found


def _pieces(document: Document, text: str) -> list[tuple[str, Vector | None, tuple[int, int]]]:
    found: list[tuple[str, Vector | None, tuple[int, int]]] = []
    labels = set(document.sequence)
    size = len(document.encoder.inputs)
    for first, last in _chunks(text, size > 1):
        chunk = text[first:last]
        known = chunk.startswith('"') or chunk in document.encoder.words or chunk in labels
        own = None if chunk in document.encoder.words else _numbers(chunk.rstrip(","), size)
        if own is not None:
            found.append((chunk if chunk in labels else value_label(own), own, (first, last)))
        elif known:
            found.append((chunk, None, (first, last)))
        else:
            found += [(chunk[a:b], None, (first + a, first + b)) for a, b in spans(chunk)]
    return found


def _chunks(text: str, joined: bool) -> Iterable[tuple[int, int]]:
    """Where what stands apart by spaces stands; numbers that a comma joins are one where `joined`."""
    joins = {match.end(): match.start() for match in _JOINED.finditer(text)} if joined else {}
    at: tuple[int, int] | None = None
    for match in _CHUNK.finditer(text):
        first, last = match.span()
        if at is not None and at[0] <= joins.get(first, -1) <= at[1]:
            at = at[0], last
            continue
        if at is not None:
            yield at
        at = first, last
    if at is not None:
        yield at


def _numbers(chunk: str, size: int) -> Vector | None:
    """As many numbers as there are inputs, or None."""
    numbers = [as_number(cell, ".") for cell in re.split(r"\s*,\s*", chunk)]
    if size == 1 and len(numbers) == 2:
        numbers = [as_number(chunk, ",")]
    if len(numbers) != size or any(number != number for number in numbers):
        return None
    return tuple(numbers)


def _unquoted(word: str) -> str:
    inside = word[1:-1].replace('""', '"') if len(word) > 1 and word[0] == word[-1] == '"' else word
    return inside.strip()[:LONGEST_WORD]


def _free(inputs: Sequence[str], name: str) -> str:
    return next(made for k in range(1, len(inputs) + 2) if (made := name if k == 1 else f"{name} {k}") not in inputs)
