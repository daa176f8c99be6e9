"""What a process does that is killed: a series of edits and saves from a seed, each told on the standard output.

Run as a program it does so in a window's store, with recovery copies beside it, until it is killed. A line is told
before what it names is done ("doing 7", "saving 7") and after ("did 7 12.34", "saved 7 12.36"), with its own clock.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT)]

from core import Network, load_cell  # noqa: E402 - the folder must be known first
from core.document import Document, Encoder, Model, add_unit, set_title, set_weight  # noqa: E402
from core.state import View  # noqa: E402
from core.step_edits import insert_words  # noqa: E402

UNITS = 64  # so that a session takes a while to write


@dataclass(frozen=True)
class Act:
    """The `number`th edit, how long after the one before, and whether the file is saved behind it."""

    number: int
    pause_ms: int
    saves: bool


def begin() -> Document:
    """The document that is edited."""
    network = Network.build(2, [(load_cell("lstm"), UNITS)], 1, "sigmoid", seed=1)
    encoder = Encoder(("a", "b"), MappingProxyType({"a": (1.0, 0.0)}), (0.0, 1.0))
    return Document("Edit 0", (Model("LSTM", network),), ("a", "b", "a"), encoder)


def acts(seed: int) -> Iterator[Act]:
    """What is done, one after the other, without end; from the seed 0 nothing is saved."""
    chance, number = random.Random(seed), 0
    while True:
        number += 1
        yield Act(number, chance.choice((0, 1, 5, 20, 60, 120)), chance.random() < 0.02 * (seed > 0))


def edited(document: Document, number: int) -> Document:
    """The document after the `number`th edit: its title says which, and something else changes too."""
    named = set_title(document, f"Edit {number}")
    kind = number % 5
    if kind == 0:
        return insert_words(named, 1, (f"word {number}",))
    if kind == 1 and number % 50 == 1:
        return add_unit(named, 0, 0)
    return set_weight(named, 0, 0, "U_f", (kind, number % UNITS), float(number))


def states(count: int) -> list[Document]:
    """The document after none, one, ... `count` edits."""
    found = [begin()]
    for number in range(1, count + 1):
        found.append(edited(found[-1], number))
    return found


def number_of(document: Document) -> int:
    """After which edit a document is."""
    return int(document.title.removeprefix("Edit "))


def tell(*words: object) -> None:
    """One line, at once: what is written to a pipe outlives its writer."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def main(seed: int, folder: Path, file: Path) -> None:
    """Edit and save until killed."""
    from PySide6.QtCore import QTimer

    from core import session
    from gui.app import make_application
    from gui.autosave import Autosave
    from gui.store import Store

    application = make_application()
    store = Store(begin(), View(cursor=1))
    store.path = file
    session.save(file, store.state.document, store.state.view)
    keeper = Autosave(store, folder)
    keeper.written.connect(lambda: tell("kept"))
    series, timer = acts(seed), QTimer()
    timer.setSingleShot(True)

    def act() -> None:
        one = next(series)
        tell("doing", one.number)
        store.edit(edited, one.number, label=f"Edit {one.number}", gesture=one.number // 3)
        tell("did", one.number, time.monotonic())
        if one.saves:
            tell("saving", one.number)
            session.save(file, store.state.document, store.state.view)
            store.saved(file)
            tell("saved", one.number, time.monotonic())
        timer.start(one.pause_ms)

    timer.timeout.connect(act)
    timer.start(0)
    application.exec()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
