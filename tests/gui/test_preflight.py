"""What keeps a window from opening is told in one sentence, and Qt never gets to abort."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLibraryInfo
from PySide6.QtWidgets import QApplication, QWidget

from gui import preflight

ROOT = Path(__file__).resolve().parents[2]
NO_DISPLAY = {"DISPLAY": None, "WAYLAND_DISPLAY": None, "XDG_SESSION_TYPE": None, "QT_QPA_PLATFORM": None}
linux = pytest.mark.skipif(sys.platform != "linux", reason="X11 and Wayland")


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in NO_DISPLAY:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def run_python(*args: str, **environment: str | None) -> subprocess.CompletedProcess[str]:
    """Python on `args` from the repository's root; an environment variable that is None is taken out."""
    merged = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    env = {name: value for name, value in merged.items() if value is not None}
    return subprocess.run(
        [sys.executable, *args], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
    )


def assert_one_sentence(run: subprocess.CompletedProcess[str], *parts: str) -> None:
    assert run.returncode == 2, run.stderr
    assert run.stdout == ""
    assert run.stderr.count("\n") == 1 and run.stderr.endswith(".\n"), run.stderr
    for part in parts:
        assert part in run.stderr


def test_offscreen_needs_no_display(no_display: pytest.MonkeyPatch) -> None:
    no_display.setenv("QT_QPA_PLATFORM", "offscreen")
    assert preflight.check() is None


@linux
def test_no_display_is_told(no_display: pytest.MonkeyPatch) -> None:
    problem = preflight.check()
    assert problem is not None
    assert "no display" in problem and "render --out window.png" in problem


@linux
def test_the_command_exits_with_2_when_there_is_no_display() -> None:
    assert_one_sentence(run_python("main.py", **NO_DISPLAY), "no display", "render --out window.png")


@linux
def test_the_command_exits_with_2_when_the_x_server_is_gone() -> None:
    assert_one_sentence(run_python("main.py", **NO_DISPLAY | {"DISPLAY": ":987"}), ":987 does not answer")


@linux
def test_the_command_exits_with_2_when_the_compositor_is_gone(tmp_path: Path) -> None:
    environment = NO_DISPLAY | {"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": str(tmp_path)}
    run = run_python("main.py", **environment)
    # a machine without Wayland's libraries is told so first
    assert_one_sentence(run, "wayland-9 does not answer" if "without" not in run.stderr else "libwayland")


def test_looking_loads_neither_numpy_nor_pyqtgraph() -> None:
    code = (
        "import sys; from gui import preflight; preflight.check();"
        "print(*sorted({'numpy', 'pyqtgraph', 'core', 'PySide6.QtWidgets'} & set(sys.modules)))"
    )
    run = run_python("-c", code, QT_QPA_PLATFORM="offscreen")
    assert run.stdout.strip() == "", run.stderr


@pytest.mark.parametrize(("library", "package"), list((preflight.IMPORTED | preflight.X11).items()))
def test_a_missing_library_is_named_with_its_package(
    library: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preflight, "_loads", lambda name: True)
    message = f"{library}: cannot open shared object file: No such file or directory"
    problem = preflight._load_problem(message, preflight.IMPORTED | preflight.X11)
    assert problem == f"Qt cannot start without {library}; on Debian and Ubuntu: sudo apt install {package}."


def test_all_missing_libraries_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = {"libxcb-icccm.so.4", "libxcb-keysyms.so.1"}
    monkeypatch.setattr(preflight, "_loads", lambda name: name not in gone)
    message = "libxcb-icccm.so.4: cannot open shared object file: No such file or directory"
    problem = preflight._load_problem(message, preflight.X11)
    assert problem.endswith("sudo apt install libxcb-icccm4 libxcb-keysyms1.")


def test_another_message_of_the_loader_is_passed_on() -> None:
    assert "file too short" in preflight._load_problem("/lib/libGL.so.1: file too short", preflight.IMPORTED)


@linux
def test_the_loader_itself_reports_a_library_that_is_gone(no_display: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The plug-in's own library is copied with one name in it changed, so that the real loader fails."""
    platforms, libraries = tmp_path / "plugins" / "platforms", tmp_path / "lib"
    platforms.mkdir(parents=True)
    libraries.mkdir()
    plugin = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath), "platforms", "libqxcb.so")
    (platforms / plugin.name).write_bytes(plugin.read_bytes())
    library = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.LibrariesPath), "libQt6XcbQpa.so.6")
    changed = library.read_bytes().replace(b"libxcb-cursor.so.0", b"libxcb-absent.so.0")
    (libraries / library.name).write_bytes(changed)

    no_display.setenv("DISPLAY", ":987")
    no_display.setattr(preflight, "_plugin_folder", lambda: platforms)
    problem = preflight.check()
    assert problem is not None and problem.startswith("Qt cannot start without libxcb-absent.so.0")


@pytest.mark.parametrize("module", ["PySide6", "PySide6.QtGui"])
def test_pyside_that_is_not_installed(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # `from PySide6 import QtGui` takes the attribute before it looks for the module
    if module == "PySide6.QtGui":
        monkeypatch.delattr("PySide6.QtGui")
    monkeypatch.setitem(sys.modules, module, None)
    problem = preflight.check()
    assert problem is not None and "README.md" in problem and sys.executable in problem


@pytest.mark.parametrize(
    ("qt", "python", "told"),
    [
        ("6.12.0", (3, 11), True),
        ("6.12.1", (3, 10), True),
        ("7.0.0", (3, 11), True),
        ("6.12.0", (3, 12), False),
        ("6.11.3", (3, 11), False),
        ("6.10.3", (3, 11), False),
    ],
)
def test_qt_that_crashes_this_python(qt: str, python: tuple[int, int], told: bool) -> None:
    problem = preflight._version_problem(qt, python)
    assert bool(problem) is told
    if problem:
        assert qt in problem and '"PySide6-Essentials<6.12"' in problem


@pytest.mark.parametrize(
    ("environment", "order"),
    [
        ({"DISPLAY": ":0"}, ["xcb"]),
        ({}, ["xcb"]),
        ({"WAYLAND_DISPLAY": "wayland-0"}, ["wayland"]),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, ["wayland", "xcb"]),
        ({"DISPLAY": ":0", "XDG_SESSION_TYPE": "wayland"}, ["wayland", "xcb"]),
        ({"QT_QPA_PLATFORM": "vnc:size=800x600"}, ["vnc"]),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "wayland;xcb"}, ["wayland", "xcb"]),
    ],
)
def test_platforms_are_tried_as_qt_tries_them(
    environment: dict[str, str], order: list[str], no_display: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        no_display.setenv(name, value)
    assert preflight._platforms() == order


@linux
def test_x_is_looked_at_when_wayland_does_not_answer(no_display: pytest.MonkeyPatch) -> None:
    no_display.setenv("WAYLAND_DISPLAY", "wayland-9")
    no_display.setenv("DISPLAY", ":0")
    no_display.setattr(preflight, "_wayland_problem", lambda: "gone")
    no_display.setattr(preflight, "_x11_problem", lambda: None)
    assert preflight.check() is None


@pytest.mark.display
def test_a_window_opens_where_nothing_is_missing(qtbot) -> None:
    assert preflight.check() is None
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    if sys.platform == "linux":
        assert QApplication.platformName() == "xcb"
