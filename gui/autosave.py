"""A copy of unsaved work on disk, offered again after a crash: one per running process, guarded by a lock."""

from __future__ import annotations

import gc
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLockFile, QObject, QRunnable, QThreadPool, QTimer, Signal

from core import session
from core.document import Document
from core.errors import SessionError
from core.state import State, View
from gui.folders import data_folder
from gui.store import Store

DELAY_MS = 1_500  # with the writing itself, a copy is at most 2 s behind
RETRY_MS = 30_000
LOCK, NOTE = ".lock", ".json"
ASIDE = "unreadable"


def default_folder() -> Path:
    """Where copies are kept: "autosave" in the application's data folder (or in CAROUSEL_DATA)."""
    return data_folder("autosave")


class Autosave(QObject):
    """Writes the store's unsaved document into `folder`, and takes the copy away when nothing is unsaved.

    It is written on a thread, since a disk may be slow. That a disk fails is told once, by `store.failed`.
    """

    written = Signal()

    def __init__(self, store: Store, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._folder = store, folder
        self._path = folder / f"{os.getpid()}-{secrets.token_hex(4)}{session.SUFFIX}"
        self._lock: QLockFile | None = None
        self._document: Document | None = None  # what the copy holds, or will when it is written
        self._kept = False  # whether there may be a copy on disk
        self._told = self._closed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._start_writing)
        self._writer = _Writer(self)
        self._writer.done.connect(self._on_done)
        store.changed.connect(self._on_changed)
        self._on_changed(store.state)

    @property
    def path(self) -> Path:
        """Where this process's copy is, when there is one."""
        return self._path

    def _on_changed(self, state: State) -> None:
        if not self._store.modified:
            self._forget()
        elif state.document is not self._document and not self._timer.isActive():
            self._timer.start(DELAY_MS)

    def _forget(self) -> None:
        """Nothing is unsaved: a copy would offer old work after a crash."""
        self._timer.stop()
        if self._kept and not self._writer.busy:
            self._kept, self._document = False, None
            _remove(self._path)

    def _start_writing(self) -> None:
        if not self._store.modified:
            return
        if self._writer.busy:
            self._timer.start(DELAY_MS)
        elif self._ready():
            self._writer.start(self._job())

    def _ready(self) -> bool:
        """Whether the folder is there and locked; if not, that is told."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._fail(error.strerror or str(error))
            return False
        self._lock = self._lock or _locked(self._path)
        if self._lock is None:
            self._fail("its lock file cannot be made")
        return self._lock is not None

    def _job(self) -> _Job:
        state = self._store.state
        self._document, self._kept = state.document, True
        return _Job(self._path, state.document, state.view, self._store.path)

    def _on_done(self, problem: str) -> None:
        if self._closed:
            return
        if problem:
            self._document = None
            self._fail(problem)
        else:
            self._told = False
            self.written.emit()
        if not self._store.modified:
            self._forget()

    def _fail(self, problem: str) -> None:
        self._timer.start(RETRY_MS)
        if not self._told:
            self._told = True
            self._store.failed.emit(f"No recovery copy can be kept now: {problem}. Save your work to a file.")

    def write(self) -> bool:
        """Write the copy before this returns, if there is unsaved work; whether it is on disk."""
        self._timer.stop()
        self._writer.wait()
        if not self._store.modified or not self._ready():
            return False
        problem = self._job().run()
        self._on_done(problem)
        return not problem

    def recover(self, orphan: Orphan) -> None:
        """Go on with a copy that a crash left; it is kept until this process has a copy of its own.

        Raises SessionError for one that cannot be read; the open document is then untouched.
        """
        document, view = orphan.load()
        self._store.recovered(document, view, orphan.original)
        if self.write():
            orphan.discard()

    def close(self) -> None:
        """The user has decided about the work and leaves: take the copy away."""
        if self._closed:
            return
        self._closed = True
        self._store.changed.disconnect(self._on_changed)
        self._timer.stop()
        self._writer.wait()
        _remove(self._path)
        if self._lock is not None:
            self._lock.unlock()


@dataclass(frozen=True)
class _Job:
    path: Path
    document: Document
    view: View
    original: Path | None

    def run(self) -> str:
        """Write the note, then the copy; "" or what went wrong."""
        note = {"title": self.document.title, "original": str(self.original) if self.original else None}
        try:
            _write_whole(self.path.with_suffix(NOTE), json.dumps(note).encode())
            session.save(self.path, self.document, self.view)
        except SessionError as error:
            return error.found
        except OSError as error:
            return error.strerror or str(error)
        except Exception as error:  # whatever it is, it must be told: the answer is waited for
            return str(error) or type(error).__name__
        return ""


class _Writer(QObject):
    """Runs one job at a time on a thread; `done` carries its answer.

    Python collects no cycles meanwhile: on that thread it would free Qt objects that belong to the window's.
    """

    done = Signal(str)
    _answered = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.busy = self._collects = False
        self._pool = QThreadPool(self)
        self._answered.connect(self._on_answered)

    def start(self, job: _Job) -> None:
        self.busy, self._collects = True, gc.isenabled()
        gc.disable()
        self._pool.start(_Run(job, self))

    def answer(self, problem: str) -> None:
        """From the thread to the window's."""
        self._answered.emit(problem)

    def _on_answered(self, problem: str) -> None:
        self.wait()
        self.busy = False
        self.done.emit(problem)

    def wait(self) -> None:
        """Return when nothing is being written."""
        self._pool.waitForDone()
        if self._collects:
            self._collects = False
            gc.enable()


class _Run(QRunnable):
    def __init__(self, job: _Job, writer: _Writer) -> None:
        super().__init__()
        self._job, self._writer = job, writer

    def run(self) -> None:
        self._writer.answer(self._job.run())


@dataclass(frozen=True)
class Orphan:
    """A copy that a crash left. While this object lives, no other Carousel is offered the same copy.

    `time` says in words when the copy was written, `original` which file the work came from, if any.
    """

    title: str
    time: str
    written: datetime
    path: Path
    original: Path | None
    _lock: QLockFile

    def load(self) -> tuple[Document, View]:
        """The work in the copy; SessionError where it cannot be read: it is then set aside for good."""
        try:
            return session.load(self.path)
        except SessionError as error:
            kept = _set_aside(self.path)
            self._lock.unlock()
            found = f"{error.found}; it is kept as {kept}" if kept else error.found
            raise SessionError(error.field, error.expected, found) from None

    def discard(self) -> None:
        """Delete the copy."""
        _remove(self.path)
        self._lock.unlock()

    def release(self) -> None:
        """Leave the copy where it is; it is offered again at the next start."""
        self._lock.unlock()


def orphans(folder: Path) -> list[Orphan]:
    """The copies in `folder` whose process is gone, the newest last; what else it left is removed."""
    found = []
    for path in _copies(folder):
        lock = _locked(path)
        if lock is None:
            continue
        orphan = _orphan(path, lock)
        if orphan is None:
            _remove(path)
            lock.unlock()
        else:
            found.append(orphan)
    return sorted(found, key=attrgetter("written"))


def _copies(folder: Path) -> list[Path]:
    """Where the copy of every process that left a trace is or would be."""
    try:
        names = [file.name for file in folder.iterdir() if file.is_file()]
    except OSError:
        return []
    stems = {name.lstrip(".").partition(".")[0] for name in names}
    return [folder / f"{stem}{session.SUFFIX}" for stem in sorted(stems) if stem]


def _locked(path: Path) -> QLockFile | None:
    """The lock of the copy at `path`, taken; None while another living process or object has it."""
    lock = QLockFile(str(path.with_suffix(LOCK)))
    lock.setStaleLockTime(0)  # stale only when its process is gone, however old it is
    return lock if lock.tryLock(0) else None


def _orphan(path: Path, lock: QLockFile) -> Orphan | None:
    try:
        written = datetime.fromtimestamp(path.stat().st_mtime)
    except OSError:
        return None
    note = _note(path.with_suffix(NOTE))
    title, original = note.get("title"), note.get("original")
    return Orphan(
        title=title if isinstance(title, str) and title else "Untitled",
        time=_in_words(written, datetime.now()),
        written=written,
        path=path,
        original=Path(original) if isinstance(original, str) and original else None,
        _lock=lock,
    )


def _in_words(written: datetime, now: datetime) -> str:
    """Such as "19:05 today" or "19:05 on 2026-01-31"."""
    day = "today" if written.date() == now.date() else f"on {written:%Y-%m-%d}"
    return f"{written:%H:%M} {day}"


def _note(path: Path) -> dict[str, Any]:
    try:
        note = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return note if isinstance(note, dict) else {}


def _write_whole(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_bytes(data)
    os.replace(temporary, path)


def _set_aside(path: Path) -> Path | None:
    """Move an unreadable copy out of the way; where to, or None where it had to stay."""
    target = path.parent / ASIDE / path.name
    try:
        target.parent.mkdir(exist_ok=True)
        os.replace(path, target)
    except OSError:
        return None
    _remove(path)
    return target


def _remove(path: Path) -> None:
    """Delete a copy and what belongs to it; what cannot be deleted stays."""
    for file in _traces(path):
        try:
            file.unlink(missing_ok=True)
        except OSError:
            continue


def _traces(path: Path) -> Iterator[Path]:
    yield path
    yield path.with_suffix(NOTE)
    yield from path.parent.glob(f".{path.stem}.*.part")
