"""What a step of the history weighs: what Python itself says it allocates, roughly."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from dataclasses import replace

import pytest

from core import Clamp
from core import history as module
from core.document import Document, recolour, set_clamp, set_title, set_weight
from core.footprint import footprint
from core.history import History
from core.input_edits import set_word_vector
from core.step_edits import insert_words, move_steps, relabel_step, set_vector
from tests.core import scenes

STEPS = 3_000


def long_document(own: bool = True) -> Document:
    words = tuple(("who", "barked")[k % 2] for k in range(STEPS))
    vectors = tuple((float(k), 0.5, 0.25, 1.0) for k in range(STEPS)) if own else ()
    return replace(scenes.document(), sequence=words, vectors=vectors, question=None)


def many_clamps(document: Document) -> Document:
    clamps = tuple(Clamp(0, "f", k % 4, 0.5, k, k) for k in range(0, 2_000, 4))
    return replace(document, models=(replace(document.models[0], clamps=clamps), *document.models[1:]))


def many_words(document: Document) -> Document:
    words = {f"word {k}": (float(k), 0.0, 0.0, 0.0) for k in range(2_000)}
    return replace(document, encoder=replace(document.encoder, words={**document.encoder.words, **words}))


EDITS: dict[str, tuple[Document, Callable[[Document, int], Document]]] = {
    "own vector": (long_document(), lambda d, k: set_vector(d, k, (0.1 * k, 1.0, 2.0, 3.0))),
    "first own vector": (long_document(False), lambda d, k: set_vector(d, k, (0.1 * k, 1.0, 2.0, 3.0))),
    "label": (long_document(), lambda d, k: relabel_step(d, k, f"a new word {k}")),
    "words put in": (long_document(), lambda d, k: insert_words(d, 5, tuple(f"fresh {k} {j}" for j in range(50)))),
    "steps moved": (long_document(), lambda d, k: move_steps(d, k, k + 2, 2_000)),
    "clamp among many": (many_clamps(long_document()), lambda d, k: set_clamp(d, 0, Clamp(0, "f", 1, 0.1, k, k))),
    "word's vector": (many_words(scenes.document()), lambda d, k: set_word_vector(d, "boy", (0.1 * k, 0.0, 0.0, 1.0))),
}


@pytest.mark.parametrize("name", EDITS)
def test_it_is_what_python_allocates(name: str) -> None:
    document, change = EDITS[name]
    change(document, 1)
    gc.collect()
    tracemalloc.start()
    try:
        kept, said = [document], 0
        for step in range(2, 6):
            before = tracemalloc.get_traced_memory()[0]
            kept.append(change(kept[-1], step))
            gc.collect()
            allocated = tracemalloc.get_traced_memory()[0] - before
            said = footprint(kept[-1], kept[-2])
            assert 0.6 * allocated - 2_000 < said < 1.5 * allocated + 2_000
    finally:
        tracemalloc.stop()
    assert said > 4_000


def test_what_is_shared_weighs_nothing() -> None:
    document = many_clamps(long_document())
    assert footprint(document, document) == 0
    assert footprint(set_title(document, "Another"), document) == 0
    assert footprint(recolour(document, 0, "#123456"), document) == 0
    weight = document.models[0].network.parameter(0, "W_i").nbytes
    assert footprint(set_weight(document, 0, 0, "W_i", (0, 0), 3.0), document) == weight


def test_a_long_sequence_cannot_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """3,000 steps of which one vector is edited at a time: 24 kB an entry, and no more are kept than the limit says."""
    history = History(long_document())
    monkeypatch.setattr(module, "MAX_BYTES", 1_000_000)
    for step in range(100):
        history.push(set_vector(history.document, step, (9.0, 9.0, 9.0, 9.0)), f"step {step}")
    kept = len(history.labels)
    assert 30 < kept < 45
    assert history.let_go == 101 - kept
    assert history.labels[-1] == "step 99" and history.position == kept - 1


def test_the_history_says_which_entry_holds_a_document() -> None:
    history = History(scenes.document())
    opened = history.document
    history.push(set_title(opened, "A"), "A")
    assert history.position_of(opened) == 0 and history.position_of(history.document) == 1
    assert history.position_of(None) is None and history.position_of(scenes.document()) is None
