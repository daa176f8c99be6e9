"""The application as it starts: a file named on the command line, and what a crash left."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from core import session
from core.document import set_weight
from core.state import View
from gui.app import Work
from gui.autosave import Autosave, default_folder, orphans
from gui.recovery import RecoveryQuestion
from gui.store import Store
from tests.core import scenes

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[..., Work]


@pytest.fixture
def start(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts the application on some arguments; whatever it keeps goes to a folder of the test's."""
    monkeypatch.setenv("CAROUSEL_DATA", str(tmp_path / "data"))
    made: list[Work] = []

    def started(*arguments: str) -> Work:
        work = Work(qapp, arguments)
        made.append(work)
        work.window.show()
        work.guard()
        return work

    yield started
    for work in made:
        work.autosave.close()
        work.reporter.uninstall()
        work.store.saved(tmp_path / "unused.carousel")
        work.window.close()
        work.window.deleteLater()
        work.deleteLater()


@pytest.fixture
def left_by_a_crash(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> float:
    """A copy of unsaved work whose process is gone; the value of the weight that was changed in it."""
    monkeypatch.setenv("CAROUSEL_DATA", str(tmp_path / "data"))
    store = Store(scenes.document(), View())
    store.edit(set_weight, 0, 0, "W_i", (0, 0), 4.25, label="change")
    kept = Autosave(store, default_folder())
    assert kept.write()
    copies = {path: path.read_bytes() for path in default_folder().iterdir() if path.suffix != ".lock"}
    kept.close()
    for path, data in copies.items():
        path.write_bytes(data)
    return 4.25


def weight(work: Work) -> float:
    return float(work.store.state.document.models[0].network.parameter(0, "W_i")[0, 0])


def press(work: Work, words: str) -> None:
    question = work.window.findChild(RecoveryQuestion)
    next(button for button in question.findChildren(QPushButton) if words in button.text()).click()


def test_it_opens_the_first_scene(start: Start) -> None:
    work = start()
    assert work.store.state.document.title == "The red hat"
    assert work.window.findChild(RecoveryQuestion) is None


def test_it_opens_the_file_it_is_given(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "mine.carousel"
    session.save(path, scenes.document("The boy"), View())
    work = start(str(path))
    assert work.store.state.steps == 2 and work.store.path == path
    assert work.window.files.recent.paths == [path]


def test_a_file_that_cannot_be_read_is_told_over_the_first_scene(start: Start, tmp_path: Path) -> None:
    work = start(str(tmp_path / "none.carousel"))
    assert "none.carousel" in work.window.toast.text
    assert work.store.state.document.title == "The red hat" and work.store.path is None


def test_what_a_crash_left_is_offered_and_restored(start: Start, left_by_a_crash: float, qtbot: QtBot) -> None:
    work = start()
    press(work, "Restore")
    qtbot.waitUntil(lambda: weight(work) == left_by_a_crash)
    assert work.store.modified


def test_what_a_crash_left_can_be_deleted(start: Start, left_by_a_crash: float) -> None:
    work = start()
    press(work, "Delete")
    assert weight(work) != left_by_a_crash
    assert not orphans(default_folder())


def test_what_is_not_decided_about_is_offered_again(start: Start, left_by_a_crash: float) -> None:
    press(start(), "Later")
    found = orphans(default_folder())
    assert len(found) == 1
    found[0].release()


ENDS = """
import sys
from PySide6.QtCore import QTimer
from gui.app import Work, make_application
application = make_application()
work = Work(application, [])
work.window.show()
work.guard()
if sys.argv[1] == "floating":
    work.window.arrangement.docks["gradient"].setFloating(True)
QTimer.singleShot(200, work.window.close)
sys.exit(application.exec())
"""


@pytest.mark.parametrize("kind", ["floating", "docked"])
def test_closing_the_window_ends_the_application(kind: str, tmp_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "CAROUSEL_DATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", ENDS, kind], cwd=ROOT, env=environment, timeout=60)
    assert done.returncode == 0
