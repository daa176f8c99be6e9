"""Errors that nobody caught: each is written to a log and told calmly, and the app goes on."""

from __future__ import annotations

import faulthandler
import os
import platform
import signal
import socket
import sys
import threading
import traceback
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from PySide6 import __version__ as qt_version
from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QObject,
    QSocketNotifier,
    Qt,
    QTimer,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)

from gui import __version__

FOLDER = "log"
QT_LOG = "qt.log"
QT_LOG_BYTES = 256 * 1024  # then it becomes qt.old.log
KEPT = 20  # crash logs, and fault logs, on disk
TOLD = 10  # different errors that one run writes down and tells

_LEVELS = {
    QtMsgType.QtDebugMsg: "debug",
    QtMsgType.QtInfoMsg: "info",
    QtMsgType.QtWarningMsg: "warning",
    QtMsgType.QtCriticalMsg: "critical",
    QtMsgType.QtFatalMsg: "fatal",
}


def install(folder: Path, parent: QObject | None = None) -> CrashReporter:
    """Catch what nobody caught, until the application quits; logs go to `folder`/log.

    Call once, in the main thread, after the application is made. Besides errors: Ctrl+C in a terminal closes
    the windows (a second one ends the process at once), Qt's own messages go to qt.log, and a fault in native
    code leaves the Python stack of every thread in a fault log.
    """
    reporter = CrashReporter(folder / FOLDER, parent)
    reporter.install()
    return reporter


class CrashReporter(QObject):
    """Writes down each new error in `folder`; `crashed` carries one sentence for the user."""

    crashed = Signal(str)
    _caught = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self._seen: set[tuple[object, ...]] = set()
        self._seen_lock = threading.Lock()
        self._installed = False
        # told in the next turn of the event loop: the error may be of another thread, or in the midst of painting
        self._caught.connect(self.crashed, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Put every hook in place; they go when the application quits."""
        self._installed = True
        self._old_hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = self._on_error
        threading.excepthook = self._on_thread_error
        sys.unraisablehook = self._on_unraisable
        self._old_qt = qInstallMessageHandler(self._on_qt_message)
        self._faults = _watch_faults(self.folder)
        self._interrupt = _Interrupt(self)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.uninstall)

    def uninstall(self) -> None:
        """Put back what was there before."""
        if not self._installed:
            return
        self._installed = False
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._old_hooks
        qInstallMessageHandler(self._old_qt)
        _close_faults(self._faults)
        self._interrupt.uninstall()

    def report(self, error: BaseException, trace: TracebackType | None = None, where: str = "") -> None:
        """Write `error` to a log of its own and tell it; the same one from the same line only once."""
        trace = trace or error.__traceback__
        text = "".join(traceback.format_exception(type(error), error, trace))
        _print(text)
        if self._is_new(error, trace):
            self._tell(error, _write_log(self.folder, text, where))

    def _is_new(self, error: BaseException, trace: TracebackType | None) -> bool:
        frames = traceback.extract_tb(trace)
        mark = (type(error), frames[-1].filename, frames[-1].lineno) if frames else (type(error), str(error))
        with self._seen_lock:
            new = mark not in self._seen and len(self._seen) < TOLD
            if new:
                self._seen.add(mark)
        return new

    def _tell(self, error: BaseException, path: Path | None) -> None:
        what = f"Something went wrong ({type(error).__name__}), and Carousel goes on."
        details = f"The details are in {path}." if path else "The details could not be written to a log."
        with suppress(RuntimeError):  # late in an exit the Qt half of this object may be gone
            self._caught.emit(f"{what} {details}")

    def _on_error(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
        else:
            self.report(error, trace)

    def _on_thread_error(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            name = args.thread.name if args.thread else "unnamed"
            self.report(args.exc_value, args.exc_traceback, f"in the thread {name}")

    def _on_unraisable(self, args: Any) -> None:
        if args.exc_value is not None:
            self.report(args.exc_value, args.exc_traceback, f"{args.err_msg or 'ignored in'} {args.object!r}")

    def _on_qt_message(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        _print(message + "\n")
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
            line = f"{_now()} {_LEVELS[kind]} {context.category or 'default'}: {message}"
            _append(self.folder / QT_LOG, line)


class _Interrupt(QObject):
    """Ctrl+C wakes Qt's event loop through a socket: Python by itself would see it at the next event only."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._read, self._write = socket.socketpair()
        self._read.setblocking(False)
        self._write.setblocking(False)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_woken)
        self._old_wakeup = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        self._old_handler = signal.signal(signal.SIGINT, self._on_interrupt)

    def _on_interrupt(self, number: int, frame: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        QTimer.singleShot(0, self._quit)

    def _quit(self) -> None:
        QCoreApplication.quit()

    def _on_woken(self) -> None:
        with suppress(BlockingIOError):
            self._read.recv(4096)

    def uninstall(self) -> None:
        """Ctrl+C does again what it did before."""
        signal.signal(signal.SIGINT, self._old_handler)
        signal.set_wakeup_fd(self._old_wakeup)
        self._notifier.setEnabled(False)
        self._read.close()
        self._write.close()
        self.deleteLater()


def _watch_faults(folder: Path) -> TextIO | None:
    """faulthandler, writing to a file of this process; None where there can be none."""
    try:
        file = open(_new_log(folder, "fault"), "w", encoding="utf-8")  # noqa: SIM115 - stays open
    except OSError:
        return None
    faulthandler.enable(file)
    return file


def _close_faults(file: TextIO | None) -> None:
    if file is None:
        return
    faulthandler.disable()
    file.close()
    path = Path(file.name)
    with suppress(OSError):
        if not path.stat().st_size:
            path.unlink()


def _write_log(folder: Path, text: str, where: str) -> Path | None:
    """The log that was written, or None where there can be none."""
    python, system = platform.python_version(), platform.platform()
    head = f"{_now()} {where}\nCarousel {__version__}, Python {python}, PySide6 {qt_version}, {system}"
    try:
        path = _new_log(folder, "crash")
        path.write_text(f"{head}\n\n{text}", "utf-8")
    except OSError:
        return None
    return path


def _new_log(folder: Path, kind: str) -> Path:
    """A path for a new log; the oldest beyond what is kept are removed. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in sorted(folder.glob(f"{kind}-*.log"))[: -KEPT + 1]:
        old.unlink(missing_ok=True)
    return folder / f"{kind}-{datetime.now():%Y%m%d-%H%M%S-%f}-{os.getpid()}.log"


def _now() -> str:
    return f"{datetime.now():%Y-%m-%d %H:%M:%S}"


def _append(path: Path, line: str) -> None:
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > QT_LOG_BYTES:
            os.replace(path, path.with_suffix(".old.log"))
        with open(path, "a", encoding="utf-8") as file:
            file.write(line + "\n")


def _print(text: str) -> None:
    """To the terminal, where there is one."""
    with suppress(OSError, ValueError, AttributeError):  # closed, broken or None
        sys.stderr.write(text)
