"""Edits of a document's sequence: steps put in, taken out, moved, copied, given another word or an input of their own.

Every edit is told as what each step was before, and carried out by one function: clamps and the question stay on their
steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.arrays import as_numbers
from core.clamps import shifted
from core.document import Document, Encoder, Question
from core.errors import CarouselError, checked_index
from core.shared_steps import moved_clamps, shared_steps

MOST_STEPS = 100_000
LONGEST_WORD = 60
Vector = tuple[float, ...]


def insert_words(document: Document, at: int, words: Sequence[str], vectors: Sequence[Vector | None] = ()) -> Document:
    """The document with `words` put before step `at` (0..T); `vectors` are their own inputs, () for the words'.

    What is put right behind the step that the question is asked at comes before it.
    """
    steps = len(document.sequence)
    if not 0 <= at <= steps:
        raise CarouselError("place in the sequence", f"0 to {steps}", repr(at))
    sources = [*range(at), *[None] * len(words), *range(at, steps)]
    made = _resequenced(document, sources, _put(document.sequence, at, words), _own(document, at, words, vectors))
    question = document.question and document.question.shifted(at, len(words))
    held = [shifted(model.clamps, at, len(words)) for model in document.models]
    models = [replace(m, clamps=clamps) if clamps else m for m, clamps in zip(document.models, held, strict=True)]
    return replace(made, question=question, models=tuple(models))


def delete_steps(document: Document, first: int, last: int) -> Document:
    """The document without the steps from `first` to `last`; a question about one of them goes as well."""
    first, last = _run(document, first, last)
    return _arranged(document, [*range(first), *range(last + 1, len(document.sequence))])


def move_steps(document: Document, first: int, last: int, to: int) -> Document:
    """The document with the steps from `first` to `last` so moved that the first of them is step `to`."""
    first, last = _run(document, first, last)
    moved = list(range(first, last + 1))
    others = [*range(first), *range(last + 1, len(document.sequence))]
    to = checked_index("place to move to", to, len(others) + 1)
    if to == first:
        return document
    return _arranged(document, [*others[:to], *moved, *others[to:]])


def duplicate_steps(document: Document, first: int, last: int) -> Document:
    """The document with a copy of the steps from `first` to `last` behind them, without their clamps."""
    first, last = _run(document, first, last)
    words = document.sequence[first : last + 1]
    return insert_words(document, last + 1, words, document.vectors[first : last + 1])


def set_word(document: Document, step: int, word: str) -> Document:
    """The document with another word at a step, whose input becomes that word's."""
    step = checked_index("step", step, len(document.sequence))
    word = checked_word(word)
    own = list(document.vectors)
    if own:
        own[step] = None
    if word == document.sequence[step] and tuple(own) == document.vectors:
        return document
    sequence = (*document.sequence[:step], word, *document.sequence[step + 1 :])
    return _resequenced(document, range(len(sequence)), sequence, own)


def relabel_step(document: Document, step: int, label: str) -> Document:
    """The document with another label on a step, whose input stays as it is."""
    vector = document.vector(checked_index("step", step, len(document.sequence)))
    sequence = (*document.sequence[:step], checked_word(label), *document.sequence[step + 1 :])
    relabelled = replace(document, sequence=sequence, vectors=_with_own(document, step, vector))
    return replace(relabelled, vectors=_plain(relabelled.encoder, sequence, relabelled.vectors))


def set_vector(document: Document, step: int, vector: Sequence[float] | None) -> Document:
    """The document with an input of its own at a step, or again (None) with that of its word."""
    step = checked_index("step", step, len(document.sequence))
    given = None if vector is None else _vector(document, vector)
    if given is None:
        document.encoder.vector(document.sequence[step])  # refused where the word has none
    elif given == document.vector(step):
        return document
    vectors = _plain(document.encoder, document.sequence, _with_own(document, step, given))
    return document if vectors == document.vectors else replace(document, vectors=vectors)


def set_input(document: Document, step: int, index: int, value: float) -> Document:
    """The document with one number of a step's input set."""
    vector = list(document.vector(checked_index("step", step, len(document.sequence))))
    vector[checked_index("input", index, len(vector))] = value
    return set_vector(document, step, vector)


def set_vectors(document: Document, first: int, vectors: Sequence[Sequence[float]]) -> Document:
    """The document with inputs of their own from step `first` on, as a curve drawn over them gives."""
    if not vectors:
        return document
    first, last = _run(document, first, first + len(vectors) - 1)
    own = list(document.vectors or (None,) * len(document.sequence))
    own[first : last + 1] = [_vector(document, vector) for vector in vectors]
    plain = _plain(document.encoder, document.sequence, own)
    return document if plain == document.vectors else replace(document, vectors=plain)


def clear_vectors(document: Document, steps: Iterable[int]) -> Document:
    """The document in which steps have again the input of their words."""
    own = list(_all_own(document))
    for step in steps:
        step = checked_index("step", step, len(own))
        document.encoder.vector(document.sequence[step])  # refused where the word has none
        own[step] = None
    vectors = _plain(document.encoder, document.sequence, own)
    return document if vectors == document.vectors else replace(document, vectors=vectors)


def set_values(document: Document, first: int, vectors: Sequence[Sequence[float]]) -> Document:
    """As `set_vectors`; a step that is called by its value takes the name of the new one."""
    if not vectors:
        return document
    first, last = _run(document, first, first + len(vectors) - 1)
    given, own, words = [_vector(document, one) for one in vectors], list(_all_own(document)), list(document.sequence)
    for step, vector in zip(range(first, last + 1), given, strict=True):
        old = own[step]
        if old is not None and words[step] == value_label(old):
            words[step] = value_label(vector)
        if own[step] is not None or vector != document.vector(step):
            own[step] = vector
    plain = _plain(document.encoder, words, own)
    if plain == document.vectors and tuple(words) == document.sequence:
        return document
    return replace(document, sequence=tuple(words), vectors=plain)


def set_sequence(document: Document, words: Sequence[str], vectors: Sequence[Vector | None] = ()) -> Document:
    """The document with another sequence; steps that it shares with the present one keep their clamps and questions.

    Where as many words give way to as many others, each stands for the one it takes the place of.
    """
    if tuple(words) == document.sequence and _given(document, words, vectors) == list(_all_own(document)):
        return document
    sources = shared_steps(document.sequence, words)
    return _resequenced(document, sources, words, _given(document, words, vectors))


def set_question(document: Document, question: Question | None) -> Document:
    """The document with another question, or none."""
    return document if question == document.question else replace(document, question=question)


def checked_word(word: str) -> str:
    """A word or label as it is kept; CarouselError for none or a long one, or one of several lines."""
    word = word.strip()
    if not word or len(word) > LONGEST_WORD or not word.isprintable():
        raise CarouselError("word", f"1 to {LONGEST_WORD} printable characters", repr(word)[:60] if word else "nothing")
    return word


def value_label(values: Sequence[float]) -> str:
    """A step's name made of its values: "0.5", "0.5,1", "0.5,1,-2,…"."""
    shown = [f"{v:.3g}" for v in values[:3]]
    return ",".join([*shown, "…"] if len(values) > 3 else shown)


def unknown_words(encoder: Encoder, words: Iterable[str]) -> tuple[str, ...]:
    """Those that the encoder has no vector for, each once."""
    return tuple(dict.fromkeys(w for w in words if w not in encoder.words and encoder.other is None))


def new_words(document: Document, words: Iterable[str]) -> tuple[str, ...]:
    """Those that a person has not said the input of, each once.

    They are neither known to the encoder nor, read as any other word, in the sequence or among the fillers already.
    """
    own = document.vectors or (None,) * len(document.sequence)
    read = {word for word, vector in zip(document.sequence, own, strict=True) if vector is None}
    said = read.union(document.fillers, document.encoder.words)
    return tuple(dict.fromkeys(word for word in words if word not in said))


def _run(document: Document, first: int, last: int) -> tuple[int, int]:
    steps = len(document.sequence)
    first, last = checked_index("first step", first, steps), checked_index("last step", last, steps)
    if last < first:
        raise CarouselError("last step", f"{first}, the first, or later", repr(last))
    return first, last


def _vector(document: Document, vector: Sequence[float]) -> Vector:
    size = len(document.encoder.inputs)
    numbers = as_numbers(vector, "input of the step")
    if numbers.shape != (size,):
        raise CarouselError("input of the step", f"{size} numbers", f"{len(vector)}")
    return tuple(float(number) for number in numbers)


def _all_own(document: Document) -> tuple[Vector | None, ...]:
    return document.vectors or (None,) * len(document.sequence)


def _with_own(document: Document, step: int, vector: Vector | None) -> tuple[Vector | None, ...]:
    own = list(_all_own(document))
    own[step] = vector
    return tuple(own)


def _given(document: Document, words: Sequence[str], vectors: Sequence[Vector | None]) -> list[Vector | None]:
    """The own inputs of `words`, checked; a word without one must be known."""
    own = list(vectors) or [None] * len(words)
    if len(own) != len(words):
        raise CarouselError("vectors", f"one for each of {len(words)} words, or none", str(len(own)))
    for word, vector in zip(words, own, strict=True):
        if vector is None:
            document.encoder.vector(word)
    return [None if vector is None else _vector(document, vector) for vector in own]


def _put(sequence: tuple[str, ...], at: int, words: Sequence[str]) -> tuple[str, ...]:
    return sequence[:at] + tuple(words) + sequence[at:]


def _own(document: Document, at: int, words: Sequence[str], vectors: Sequence[Vector | None]) -> list[Vector | None]:
    own = list(_all_own(document))
    own[at:at] = _given(document, words, vectors)
    return own


def _arranged(document: Document, sources: list[int]) -> Document:
    """The document with its own steps in another order, some left out."""
    sequence = tuple(document.sequence[k] for k in sources)
    own = [document.vectors[k] for k in sources] if document.vectors else []
    return _resequenced(document, sources, sequence, own)


def _resequenced(
    document: Document,
    sources: Sequence[int | None],
    words: Sequence[str],
    vectors: Sequence[Vector | None],
) -> Document:
    """The document with these words; `sources` has for each what step it was, None for a new one."""
    if len(words) > MOST_STEPS:
        raise CarouselError("steps", f"at most {MOST_STEPS:,}", f"{len(words):,}")
    words = tuple(words)
    own = _plain(document.encoder, words, vectors)
    for word, vector in zip(words, own or (None,) * len(words), strict=True):
        if vector is None:
            document.encoder.vector(word)
    question = document.question and _moved_question(document.question, sources)
    models = tuple(
        replace(model, clamps=moved_clamps(model.clamps, sources, len(document.sequence))) if model.clamps else model
        for model in document.models
    )
    return replace(document, sequence=words, vectors=own, question=question, models=models)


def _plain(encoder: Encoder, words: Sequence[str], vectors: Sequence[Vector | None]) -> tuple[Vector | None, ...]:
    """Own inputs, those that are their word's left out; () where all are."""
    if not any(vector is not None for vector in vectors):
        return ()
    pairs = zip(words, vectors, strict=True)
    own = tuple(None if v == encoder.words.get(w, encoder.other) else v for w, v in pairs)
    return own if any(vector is not None for vector in own) else ()


def _moved_question(question: Question, sources: Sequence[int | None]) -> Question | None:
    """The question on its steps; None where one of them is gone, or its subject no longer comes first."""
    places = {old: new for new, old in reversed(list(enumerate(sources))) if old is not None}
    subject, asked = places.get(question.subject), places.get(question.asked)
    if subject is None or asked is None or subject > asked:
        return None
    return replace(question, subject=subject, asked=asked)
