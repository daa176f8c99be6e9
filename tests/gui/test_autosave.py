"""Recovery copies: written soon, taken away when nothing is unsaved, found again after a crash."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile
from pytestqt.qtbot import QtBot

from core import Network, load_cell, session
from core.document import Document, Encoder, Model, set_weight
from core.errors import SessionError
from core.state import View
from gui import autosave
from gui.autosave import Autosave, default_folder, orphans
from gui.store import Store

ROOT = Path(__file__).resolve().parents[2]
PLACE = (0, 0, "U", (0, 0))


def document() -> Document:
    network = Network.build(2, [(load_cell("elman"), 3)], 1, "sigmoid", seed=1)
    encoder = Encoder(("a", "b"), {"a": (1.0, 0.0)}, (0.0, 1.0))
    return Document("A small one", (Model("RNN", network),), ("a", "b", "a"), encoder)


def edit(store: Store, value: float) -> None:
    assert store.edit(set_weight, *PLACE, value, label="weight")


def weight(path: Path) -> float:
    return weight_of(session.load(path)[0])


def weight_of(opened: Document) -> float:
    return float(opened.models[0].network.parameter(0, "U")[0, 0])


@pytest.fixture
def store(qapp: object) -> Store:
    return Store(document(), View(cursor=1))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(autosave, "DELAY_MS", 20)
    monkeypatch.setattr(autosave, "RETRY_MS", 20)


def test_default_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CAROUSEL_DATA", str(tmp_path))
    assert default_folder() == tmp_path / "autosave"
    monkeypatch.delenv("CAROUSEL_DATA")
    assert default_folder().name == "autosave"


def test_promises_two_seconds() -> None:
    assert autosave.DELAY_MS <= 1_600


def test_copy_holds_the_last_edit_and_the_view(qtbot: QtBot, store: Store, quick: None, tmp_path: Path) -> None:
    keeper = Autosave(store, tmp_path / "new" / "folder")
    store.look(cursor=2)
    with qtbot.waitSignal(keeper.written):
        edit(store, 0.25)
        edit(store, 0.5)
    opened, view = session.load(keeper.path)
    assert weight_of(opened) == 0.5 and view.cursor == 2
    keeper.close()


def test_changes_do_not_put_the_copy_off(qtbot: QtBot, store: Store, tmp_path: Path) -> None:
    keeper = Autosave(store, tmp_path)
    with qtbot.waitSignal(store.changed):
        edit(store, 1.0)
    later = autosave.DELAY_MS - 100
    qtbot.waitUntil(lambda: keeper._timer.remainingTime() < later)
    with qtbot.waitSignal(store.changed):
        edit(store, 2.0)
    assert 0 < keeper._timer.remainingTime() < later
    keeper.close()


def test_an_edit_during_the_writing_is_written_next(qtbot: QtBot, store: Store, quick: None, tmp_path: Path) -> None:
    keeper = Autosave(store, tmp_path)
    edit(store, 1.0)
    qtbot.waitUntil(lambda: keeper._writer.busy)
    edit(store, 2.0)
    qtbot.waitUntil(lambda: keeper.path.exists() and weight(keeper.path) == 2.0)
    keeper.close()


def test_no_cycle_is_collected_on_the_writing_thread(qtbot: QtBot, store: Store, quick: None, tmp_path: Path) -> None:
    keeper = Autosave(store, tmp_path)
    edit(store, 1.0)
    qtbot.waitUntil(lambda: keeper._writer.busy)
    assert not gc.isenabled()
    qtbot.waitUntil(lambda: not keeper._writer.busy)
    assert gc.isenabled()
    keeper.close()


def test_nothing_is_written_while_nothing_is_unsaved(qtbot: QtBot, store: Store, quick: None, tmp_path: Path) -> None:
    keeper = Autosave(store, tmp_path)
    with qtbot.waitSignal(store.changed):
        store.look(cursor=0)
    assert not keeper._timer.isActive() and not keeper.write()
    assert list(tmp_path.iterdir()) == []
    keeper.close()


@pytest.mark.parametrize("way", ["saved", "undone", "another"])
def test_copy_goes_when_nothing_is_unsaved(qtbot: QtBot, store: Store, quick: None, tmp_path: Path, way: str) -> None:
    keeper = Autosave(store, tmp_path / "copies")
    with qtbot.waitSignal(keeper.written):
        edit(store, 1.0)
    if way == "saved":
        store.saved(tmp_path / "mine.carousel")
    elif way == "undone":
        store.undo()
    else:
        store.open(document(), View())
    qtbot.waitUntil(lambda: not keeper.path.exists())
    assert not keeper.path.with_suffix(".json").exists()
    keeper.close()


def test_saving_while_the_copy_is_written_leaves_none(qtbot: QtBot, store: Store, quick: None, tmp_path: Path) -> None:
    keeper = Autosave(store, tmp_path)
    edit(store, 1.0)
    qtbot.waitUntil(lambda: keeper._writer.busy)
    with qtbot.waitSignal(keeper.written):
        store.saved(tmp_path.parent / "mine.carousel")
    qtbot.waitUntil(lambda: not keeper.path.exists())
    keeper.close()


def test_close_leaves_nothing_and_may_come_twice(store: Store, tmp_path: Path) -> None:
    keeper = Autosave(store, tmp_path)
    edit(store, 1.0)
    assert keeper.write()
    keeper.close()
    keeper.close()
    assert list(tmp_path.iterdir()) == []


def test_failing_disk_is_told_once_and_tried_again(qtbot: QtBot, store: Store, quick: None, tmp_path: Path) -> None:
    blocked = tmp_path / "copies"
    blocked.write_text("a file where the folder should be")
    told: list[str] = []
    store.failed.connect(told.append)
    keeper = Autosave(store, blocked)
    edit(store, 1.0)
    qtbot.waitUntil(lambda: bool(told))
    edit(store, 2.0)
    assert not keeper.write() and not keeper.write()
    assert len(told) == 1 and "File exists" in told[0] and "Save your work" in told[0]
    blocked.unlink()
    qtbot.waitUntil(lambda: keeper.path.exists() and weight(keeper.path) == 2.0)
    keeper.close()


def test_failure_of_the_writing_itself_is_told(
    qtbot: QtBot, store: Store, quick: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise SessionError("copy", "a place that can be written", "No space left on device")

    keeper = Autosave(store, tmp_path)
    monkeypatch.setattr(session, "save", full)
    with qtbot.waitSignal(store.failed) as caught:
        edit(store, 1.0)
    assert caught.args and "No space left on device" in caught.args[0]
    monkeypatch.undo()
    qtbot.waitUntil(lambda: keeper.path.exists())
    keeper.close()


def test_living_process_keeps_its_copy_to_itself(store: Store, tmp_path: Path) -> None:
    first, second = Autosave(store, tmp_path), Autosave(store, tmp_path)
    edit(store, 1.0)
    assert first.write() and second.write() and first.path != second.path
    assert orphans(tmp_path) == []
    first.close()
    assert weight(second.path) == 1.0
    second.close()


def left_behind(folder: Path, value: float = 0.5, original: Path | None = None) -> Path:
    """A copy as a dead process leaves it, its lock file included."""
    store = Store(document(), View(cursor=1))
    edit(store, value)
    store.path = original
    keeper = Autosave(store, folder)
    assert keeper.write()
    assert keeper._lock is not None
    keeper._lock.unlock()
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    lines = (str(dead.pid), "python", "", "", "")
    keeper.path.with_suffix(".lock").write_text("\n".join(lines))
    keeper._kept = False
    return keeper.path


def test_orphan_tells_what_it_is(qapp: object, tmp_path: Path) -> None:
    path = left_behind(tmp_path, original=Path("/home/me/mine.carousel"))
    (orphan,) = orphans(tmp_path)
    assert (orphan.title, orphan.path) == ("A small one", path)
    assert orphan.original == Path("/home/me/mine.carousel")
    assert orphan.time == f"{orphan.written:%H:%M} today"
    assert abs(orphan.written.timestamp() - time.time()) < 60
    assert weight_of(orphan.load()[0]) == 0.5


def test_orphan_without_its_note_is_still_offered(qapp: object, tmp_path: Path) -> None:
    path = left_behind(tmp_path)
    path.with_suffix(".json").write_text("{")
    (orphan,) = orphans(tmp_path)
    assert (orphan.title, orphan.original) == ("Untitled", None)
    assert weight_of(orphan.load()[0]) == 0.5


def test_orphan_is_offered_to_one_only(qapp: object, tmp_path: Path) -> None:
    left_behind(tmp_path)
    (orphan,) = orphans(tmp_path)
    assert orphans(tmp_path) == []
    orphan.release()
    (again,) = orphans(tmp_path)
    again.discard()
    assert orphans(tmp_path) == [] and list(tmp_path.iterdir()) == []


def test_newest_orphan_is_last(qapp: object, tmp_path: Path) -> None:
    old, new = left_behind(tmp_path, 1.0), left_behind(tmp_path, 2.0)
    os.utime(old, (1_000_000_000, 1_000_000_000))
    found = orphans(tmp_path)
    assert [orphan.path for orphan in found] == [old, new]
    assert found[0].time.endswith("on 2001-09-09")


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 not a session", None])
def test_unreadable_orphan_is_set_aside(qapp: object, tmp_path: Path, damage: bytes | None) -> None:
    path = left_behind(tmp_path)
    data = path.read_bytes()
    damaged = data[: len(data) // 2] if damage is None else damage
    path.write_bytes(damaged)
    (orphan,) = orphans(tmp_path)
    with pytest.raises(SessionError, match="it is kept as .*unreadable"):
        orphan.load()
    assert orphans(tmp_path) == []
    assert (tmp_path / "unreadable" / path.name).read_bytes() == damaged
    assert not path.with_suffix(".json").exists()


def test_what_has_no_copy_is_cleared_away(qapp: object, tmp_path: Path) -> None:
    path = left_behind(tmp_path)
    path.unlink()
    (tmp_path / f".{path.name}.123.part").write_bytes(b"half")
    assert orphans(tmp_path) == [] and list(tmp_path.iterdir()) == []


def test_folder_that_is_not_there_has_no_orphans(qapp: object, tmp_path: Path) -> None:
    assert orphans(tmp_path / "none") == []


def test_recovered_work_is_safe_before_the_orphan_goes(qtbot: QtBot, store: Store, tmp_path: Path) -> None:
    path = left_behind(tmp_path, 0.75, Path("/home/me/mine.carousel"))
    keeper = Autosave(store, tmp_path)
    keeper.recover(orphans(tmp_path)[0])
    assert store.modified and store.path == Path("/home/me/mine.carousel")
    assert weight_of(store.state.document) == 0.75
    assert not path.exists() and weight(keeper.path) == 0.75
    keeper.close()


def test_orphan_stays_while_there_is_no_copy_of_it(
    qtbot: QtBot, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = left_behind(tmp_path)
    keeper = Autosave(store, tmp_path)
    (orphan,) = orphans(tmp_path)
    monkeypatch.setattr(autosave._Job, "run", lambda job: "No space left on device")
    keeper.recover(orphan)
    assert path.exists() and store.modified
    keeper.close()


def test_old_lock_of_a_living_process_holds(qapp: object, tmp_path: Path) -> None:
    """However long a window has been open, its copy is its own."""
    path = left_behind(tmp_path)
    path.with_suffix(".lock").unlink()
    lock = QLockFile(str(path.with_suffix(".lock")))
    assert lock.tryLock(0)
    os.utime(path.with_suffix(".lock"), (1_000_000_000, 1_000_000_000))
    assert orphans(tmp_path) == []
    lock.unlock()
