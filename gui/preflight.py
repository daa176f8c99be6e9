"""Looks at the machine before a QApplication is made: where Qt would abort, this says what is missing."""

from __future__ import annotations

import ctypes
import os
import re
import socket
import sys
from pathlib import Path

# library -> Debian's package: what PySide6 loads on import, then what its two window plug-ins load
IMPORTED = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
}
X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
}
WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
PICTURE = "`carousel render --out window.png` draws the window into a picture instead"


def check() -> str | None:
    """One sentence on what keeps a window from opening here, or None if nothing does; takes 0.1 s at most.

    Loads PySide6.QtGui and, on Linux, the window plug-in that Qt would choose; nothing else of the app.
    """
    problem = _qt_problem()
    if problem or sys.platform != "linux":
        return problem
    for platform in _platforms():
        problem = _platform_problem(platform)
        if problem is None:
            break
    return problem


def _qt_problem() -> str | None:
    try:
        import PySide6

        if problem := _version_problem(PySide6.__version__, sys.version_info[:2]):
            return problem
        from PySide6 import QtGui  # noqa: F401
    except ModuleNotFoundError as error:
        return f"{error.name} is not installed for {sys.executable}; README.md's first command installs it."
    except ImportError as error:
        return _load_problem(str(error), IMPORTED | X11 if "xcb" in _platforms() else IMPORTED)
    return None


def _version_problem(qt: str, python: tuple[int, int]) -> str | None:
    """PySide6 6.12.0 frees None, which only Python 3.12 and later survive."""
    major, minor = (int(part) for part in qt.split(".")[:2])
    if (major, minor) < (6, 12) or python >= (3, 12):
        return None
    return (
        f"PySide6 {qt} crashes Python {python[0]}.{python[1]}; use Python 3.12 or later, "
        f'or run {sys.executable} -m pip install "PySide6-Essentials<6.12".'
    )


def _platforms() -> list[str]:
    """Qt's window plug-ins in the order in which Qt tries them."""
    if chosen := os.environ.get("QT_QPA_PLATFORM"):
        return [name.partition(":")[0] for name in chosen.split(";")]
    wayland = "WAYLAND_DISPLAY" in os.environ or os.environ.get("XDG_SESSION_TYPE") == "wayland"
    x11 = "DISPLAY" in os.environ or not wayland
    return ["wayland"] * wayland + ["xcb"] * x11


def _platform_problem(platform: str) -> str | None:
    if platform == "xcb":
        return _x11_problem()
    if platform.startswith("wayland"):
        return _wayland_problem()
    return None


def _x11_problem() -> str | None:
    display = os.environ.get("DISPLAY")
    if not display:
        return f"There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set; {PICTURE}."
    if error := _load_plugin("libqxcb.so"):
        return _load_problem(error, IMPORTED | X11)
    if not _x_server_answers():
        return f"The display {display} does not answer or refuses; {PICTURE}."
    return None


def _wayland_problem() -> str | None:
    if error := _load_plugin("libqwayland*.so"):
        return _load_problem(error, IMPORTED | WAYLAND)
    name = os.environ.get("WAYLAND_DISPLAY") or "wayland-0"
    address = Path(os.environ.get("XDG_RUNTIME_DIR", "/"), name)
    return None if _answers(address) else f"The Wayland display {name} does not answer; {PICTURE}."


def _answers(address: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            return not connection.connect_ex(str(address))
        except OSError:  # such as an address longer than a socket's may be
            return False


def _load_plugin(pattern: str) -> str | None:
    """The loader's message if it cannot load the plug-in; that there is none at all is left to Qt."""
    for plugin in sorted(_plugin_folder().glob(pattern))[:1]:
        try:
            ctypes.CDLL(str(plugin))
        except OSError as error:
            return str(error)
    return None


def _plugin_folder() -> Path:
    from PySide6.QtCore import QLibraryInfo

    return Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath), "platforms")


def _x_server_answers() -> bool:
    """Connects as Qt will, so that a wrong DISPLAY, a server that is gone and a refusal are all seen."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)


def _load_problem(message: str, libraries: dict[str, str]) -> str:
    """The loader names only the first library it misses: the others are looked for here."""
    named = re.search(r"(\S+\.so[.\d]*): cannot open shared object file", message)
    if not named:
        return f"Qt cannot be loaded: {message}."
    missing = [named[1], *(name for name in libraries if name != named[1] and not _loads(name))]
    packages = dict.fromkeys(libraries[name] for name in missing if name in libraries)
    advice = f"; on Debian and Ubuntu: sudo apt install {' '.join(packages)}" if packages else ""
    return f"Qt cannot start without {', '.join(missing)}{advice}."


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
