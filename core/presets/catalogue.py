"""Every preset by key, made and written; the first scene has a command of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from core.document import Document
from core.errors import CarouselError, SessionError
from core.presets import counter, forgetting, gru_and_lstm, latch, small_inputs, store_and_forget, stream
from core.presets.index import entry
from core.presets.trained import Report
from core.session import SUFFIX, save
from core.state import View

Made = tuple[Document, View]
BY_HAND: dict[str, Callable[[], Made]] = {
    "latch": latch.document,
    "counter": counter.document,
    "store-and-forget": store_and_forget.document,
    "stream-1997": stream.document,
    "exploding-rnn": small_inputs.exploding,
    "orthogonal-rnn": small_inputs.orthogonal,
}
BY_TRAINING: dict[str, Callable[[Report], Made]] = {
    forgetting.KEY: forgetting.document,
    gru_and_lstm.KEY: gru_and_lstm.document,
}
BUILDERS = (*BY_HAND, *BY_TRAINING)


def build(key: str, report: Report = lambda line: None) -> Made:
    """Make a preset; `report` is told how a training goes. CarouselError, which lists what there is, for another."""
    if key not in BUILDERS:
        raise CarouselError("preset", f"one of {', '.join(BUILDERS)}", repr(key)[:60])
    made, view = BY_HAND[key]() if key in BY_HAND else BY_TRAINING[key](report)
    return replace(made, title=entry(key).title, says=entry(key).says), view.fitted(made)


def write(keys: Sequence[str], folder: Path, report: Report) -> dict[str, Made]:
    """Make presets and write `<key>.carousel` of each into a folder, to the bit; what was made, by key.

    CarouselError for an unknown key or a folder that is not there, before anything is made.
    """
    if unknown := [key for key in keys if key not in BUILDERS]:
        raise CarouselError("preset", f"some of {', '.join(BUILDERS)}", repr(unknown[0])[:60])
    if not folder.is_dir():
        raise SessionError(str(folder), "a folder that exists", "a file" if folder.exists() else "no such folder")
    made = {}
    for key in keys:
        path = folder / f"{key}{SUFFIX}"
        made[key] = build(key, report)
        save(path, *made[key])
        report(f"{path.name} written, {path.stat().st_size / 1000:.0f} kB")
    return made
