"""What nobody caught is written down and told, and the app goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal, qWarning
from pytestqt.qtbot import QtBot

from gui import crash
from gui.crash import CrashReporter

ROOT = Path(__file__).resolve().parents[2]


def failing(message: str = "a wrong number") -> None:
    raise ValueError(message)


@pytest.fixture
def reporter(qapp: object, tmp_path: Path) -> Iterator[CrashReporter]:
    """Not installed: a test's own hooks stay in place."""
    reporter = CrashReporter(tmp_path / "log")
    yield reporter
    reporter.deleteLater()


def raised() -> ValueError:
    with pytest.raises(ValueError) as caught:
        failing()
    return caught.value


def logs(folder: Path, kind: str = "crash") -> list[Path]:
    return sorted((folder / "log").glob(f"{kind}-*.log"))


def test_error_is_written_and_told(qtbot: QtBot, reporter: CrashReporter, tmp_path: Path) -> None:
    with qtbot.waitSignal(reporter.crashed) as told:
        reporter.report(raised(), where="in a test")
    (path,) = logs(tmp_path)
    text = path.read_text("utf-8")
    assert "ValueError: a wrong number" in text and "in failing" in text and "in a test" in text
    assert "Carousel 0." in text and "PySide6 6." in text
    assert told.args and "ValueError" in told.args[0] and str(path) in told.args[0]


def test_same_error_is_told_once(qtbot: QtBot, reporter: CrashReporter, tmp_path: Path) -> None:
    told: list[str] = []
    reporter.crashed.connect(told.append)
    for _ in range(3):
        reporter.report(raised())
    reporter.report(KeyError("the last"))
    qtbot.waitUntil(lambda: any("KeyError" in sentence for sentence in told))
    assert len(told) == len(logs(tmp_path)) == 2


def test_different_errors_are_told_up_to_a_limit(qtbot: QtBot, reporter: CrashReporter, tmp_path: Path) -> None:
    told: list[str] = []
    reporter.crashed.connect(told.append)
    for number in range(3 * crash.TOLD):
        reporter.report(ValueError(str(number)))
    assert told == [] and len(logs(tmp_path)) == crash.TOLD
    qtbot.waitUntil(lambda: len(told) == crash.TOLD)


def test_only_the_newest_logs_are_kept(reporter: CrashReporter, tmp_path: Path) -> None:
    reporter.folder.mkdir()
    for number in range(crash.KEPT + 5):
        (reporter.folder / f"crash-20200101-000000-{number:06}-1.log").touch()
    reporter.report(raised())
    left = logs(tmp_path)
    assert len(left) == crash.KEPT
    assert left[0].name.endswith("000006-1.log") and "wrong number" in left[-1].read_text("utf-8")


def test_folder_that_cannot_be_written_is_no_second_crash(
    qtbot: QtBot, reporter: CrashReporter, tmp_path: Path
) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    with qtbot.waitSignal(reporter.crashed) as told:
        reporter.report(raised())
    assert told.args and "could not be written" in told.args[0]


def test_listener_that_fails_itself_is_no_endless_loop(qtbot: QtBot, reporter: CrashReporter, tmp_path: Path) -> None:
    calls: list[int] = []

    def listener() -> None:
        calls.append(1)
        reporter.report(raised())

    reporter.crashed.connect(listener)
    reporter.report(KeyError("the first"))
    qtbot.waitUntil(lambda: len(calls) == 2)
    assert len(logs(tmp_path)) == 2


def test_hooks_are_put_back(qapp: object, tmp_path: Path, hooks: None) -> None:
    before = sys.excepthook, threading.excepthook, sys.unraisablehook, signal.getsignal(signal.SIGINT)
    reporter = crash.install(tmp_path)
    assert sys.excepthook != before[0]
    reporter.uninstall()
    reporter.uninstall()
    assert before == (
        sys.excepthook,
        threading.excepthook,
        sys.unraisablehook,
        signal.getsignal(signal.SIGINT),
    )
    assert logs(tmp_path, "fault") == []
    reporter.deleteLater()


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """faulthandler belongs to the process that runs the tests."""
    monkeypatch.setattr(crash.faulthandler, "enable", print)
    monkeypatch.setattr(crash.faulthandler, "disable", print)


class Button(QObject):
    pressed = Signal()

    def on_pressed(self) -> None:
        failing("in a slot")


@pytest.fixture
def installed(qapp: object, tmp_path: Path, hooks: None) -> Iterator[CrashReporter]:
    reporter = crash.install(tmp_path)
    yield reporter
    reporter.uninstall()
    reporter.deleteLater()


def test_error_in_a_slot_is_caught(qtbot: QtBot, installed: CrashReporter, tmp_path: Path) -> None:
    button = Button()
    button.pressed.connect(button.on_pressed)
    with qtbot.waitSignal(installed.crashed) as told:
        button.pressed.emit()
    assert told.args and "ValueError" in told.args[0]
    assert "on_pressed" in logs(tmp_path)[0].read_text("utf-8")


def test_error_in_a_thread_is_told_in_the_window_thread(qtbot: QtBot, installed: CrashReporter, tmp_path: Path) -> None:
    listener = Listener()
    installed.crashed.connect(listener.on_crashed)
    thread = threading.Thread(target=failing, name="worker 7")
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(listener.threads))
    assert listener.threads == [threading.main_thread()]
    assert "in the thread worker 7" in logs(tmp_path)[0].read_text("utf-8")


class Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.threads: list[threading.Thread] = []

    def on_crashed(self, sentence: str) -> None:
        self.threads.append(threading.current_thread())


def test_error_while_something_is_freed_is_caught(qtbot: QtBot, installed: CrashReporter, tmp_path: Path) -> None:
    class Broken:
        def __del__(self) -> None:
            failing("in __del__")

    with qtbot.waitSignal(installed.crashed):
        Broken()
    assert "in __del__" in logs(tmp_path)[0].read_text("utf-8")


def test_qt_warning_goes_to_the_log(installed: CrashReporter, tmp_path: Path) -> None:
    qWarning("QPainter: something is off")
    assert "warning default: QPainter: something is off" in (tmp_path / "log/qt.log").read_text("utf-8")


def test_qt_log_stays_small(installed: CrashReporter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crash, "QT_LOG_BYTES", 500)
    for _ in range(100):
        qWarning("a hundred times the same")
    files = sorted((tmp_path / "log").glob("qt*"))
    assert [file.name for file in files] == ["qt.log", "qt.old.log"]
    assert all(file.stat().st_size < 700 for file in files)


# what ends a process is tried in one of its own

APP = """
import sys, os, signal
sys.path[:0] = [{root!r}]
from pathlib import Path
from PySide6.QtCore import QTimer, qFatal
from PySide6.QtWidgets import QApplication
from gui import crash

application = QApplication([])
reporter = crash.install(Path({folder!r}), application)
reporter.crashed.connect(print)
def say(): print("ready", flush=True)
QTimer.singleShot(0, say)
{body}
print("code", application.exec(), flush=True)
"""


def start(folder: Path, body: str = "") -> subprocess.Popen[str]:
    script = APP.format(root=str(ROOT), folder=str(folder), body=body)
    return subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_the_app_cleanly(tmp_path: Path) -> None:
    with start(tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=30)
    assert (process.returncode, output, errors) == (0, "code 0\n", "")
    assert list((tmp_path / "log").iterdir()) == []


STUBBORN = """
from PySide6.QtWidgets import QWidget
class Window(QWidget):
    def closeEvent(self, event):
        event.ignore()
        print("asked", flush=True)
window = Window()
window.show()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_second_ctrl_c_does_not_ask(tmp_path: Path) -> None:
    with start(tmp_path, STUBBORN) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "asked\n"
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == -signal.SIGINT


def test_keyboard_interrupt_in_a_slot_quits(tmp_path: Path) -> None:
    body = "def stop(): raise KeyboardInterrupt\nQTimer.singleShot(0, stop)"
    with start(tmp_path, body) as process:
        output, _ = process.communicate(timeout=30)
    assert process.returncode == 0 and "code 0" in output
    assert logs(tmp_path) == []


def test_app_goes_on_after_an_error(tmp_path: Path) -> None:
    body = "def fail(): 1 / 0\nQTimer.singleShot(0, fail)\nQTimer.singleShot(50, application.quit)"
    with start(tmp_path, body) as process:
        output, errors = process.communicate(timeout=30)
    assert process.returncode == 0 and "code 0" in output
    assert "Something went wrong (ZeroDivisionError), and Carousel goes on." in output
    assert "ZeroDivisionError" in errors and len(logs(tmp_path)) == 1


@pytest.mark.parametrize("way", ["qFatal('the end')", "os.kill(os.getpid(), signal.SIGSEGV)"])
def test_fault_leaves_the_python_stack(tmp_path: Path, way: str) -> None:
    body = f"def fault(): {way}\nQTimer.singleShot(0, fault)"
    with start(tmp_path, body) as process:
        process.communicate(timeout=30)
    assert process.returncode != 0
    (path,) = logs(tmp_path, "fault")
    assert "in fault" in path.read_text("utf-8")
    if "qFatal" in way:
        text = (tmp_path / "log/qt.log").read_text("utf-8")
        assert "the end" in text and "fatal default" in text
