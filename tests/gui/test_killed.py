"""A process that edits and saves is killed at a random moment: nothing older than five seconds is lost, or broken."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core import session
from core.document import Document
from core.state import View
from gui.app import Work
from gui.autosave import orphans
from gui.recovery import RecoveryQuestion
from tests.gui import killed

BOUND = 5.0  # seconds of work that may be lost
AT = ("did", "doing", "saving", "saved", "kept")


@dataclass
class Log:
    """What the process told before it died."""

    begun: int = 0  # the last edit that may be done
    done: list[tuple[int, float]] = field(default_factory=list)
    saving: int = 0
    saved: int = 0
    copies: int = 0

    def read(self, line: str) -> str:
        """Take one line in; its first word."""
        word, *rest = line.split()
        if word == "doing":
            self.begun = int(rest[0])
        elif word == "did":
            self.done.append((int(rest[0]), float(rest[1])))
        elif word == "saving":
            self.saving = int(rest[0])
        elif word == "saved":
            self.saved = int(rest[0])
        else:
            self.copies += 1
        return word


def run_and_kill(seed: int, folder: Path, file: Path, at: str, count: int) -> Log:
    """Kill the process when it has told the word `at` for the `count`th time; a copy was written once before."""
    log, seen = Log(), 0
    command = [sys.executable, str(Path(killed.__file__)), str(seed), str(folder), str(file)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        for line in process.stdout:
            seen += log.read(line) == at and log.copies > 0
            if seen == count:
                assert orphans(folder) == []  # it lives: what it has is its own
                process.send_signal(signal.SIGKILL)
                break
        for line in process.stdout:  # what it had told before the signal came
            log.read(line)
    assert process.returncode == -signal.SIGKILL
    return log


def same(one: Document, other: Document) -> bool:
    """Whether two documents would be the same file."""
    return session.dumps(one, View()) == session.dumps(other, View())


def check(log: Log, folder: Path, file: Path) -> list[int]:
    """That what is left is whole, is one of the states there were, and is not too old; the edits of the copies."""
    states = killed.states(log.begun)
    document, view = session.load(file)
    on_file = killed.number_of(document)
    assert same(document, states[on_file]) and log.saved <= on_file <= max(log.saving, log.saved)
    found = orphans(folder)
    copies = []
    for orphan in found:
        document, view = orphan.load()
        copies.append(killed.number_of(document))
        assert same(document, states[copies[-1]]) and orphan.original == file
        assert orphan.title in {f"Edit {number}" for number in range(log.begun + 1)} and view.cursor == 1
        orphan.release()
    assert len(copies) <= 1
    newest, last = max([on_file, *copies]), log.done[-1][1]
    lost = [last - time for number, time in log.done if number > newest]
    assert max(lost, default=0.0) < BOUND
    sessions = {path.name for path in file.parent.iterdir() if path.suffix == session.SUFFIX}
    assert sessions == {file.name}  # a half-written file is none
    return copies


def once(seed: int, at: str, count: int, tmp_path: Path) -> tuple[Path, list[int]]:
    folder, file = tmp_path / "data" / "autosave", tmp_path / "mine.carousel"
    log = run_and_kill(seed, folder, file, at, count)
    return folder, check(log, folder, file)


def test_a_process_killed_while_it_saves_loses_little(tmp_path: Path, qapp: QApplication) -> None:
    once(2, "saving", 1, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 13))
def test_a_process_killed_at_any_moment_loses_little(seed: int, tmp_path: Path, qapp: QApplication) -> None:
    chance = random.Random(1000 + seed)
    at = AT[seed % len(AT)]
    count = chance.randrange(1, 4 if at == "kept" else 5 if at.startswith("sav") else 150)
    once(seed, at, count, tmp_path)


def test_the_next_start_offers_what_is_left(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, copies = once(0, "kept", 1, tmp_path)
    monkeypatch.setenv("CAROUSEL_DATA", str(folder.parent))
    work = Work(qapp, [])
    try:
        work.window.show()
        work.guard()
        question = work.window.findChild(RecoveryQuestion)
        assert question is not None and f"“Edit {copies[0]}”" in question.text()
        _press(question, "Restore it")
        assert killed.number_of(work.store.state.document) == copies[0]
        assert work.store.path == tmp_path / "mine.carousel" and work.store.modified
    finally:
        work.autosave.close()
        work.reporter.uninstall()
        work.store.saved(tmp_path / "unused.carousel")
        work.window.close()
        work.window.deleteLater()
        work.deleteLater()


def _press(question: RecoveryQuestion, words: str) -> None:
    button = next(button for button in question.buttons() if button.text() == words)
    button.click()
