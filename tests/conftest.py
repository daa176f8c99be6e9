"""For every test: no display, no files of the user's, no widget left behind."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from gui import preflight

os.environ["QT_QPA_PLATFORM"] = "offscreen"

settings.register_profile("carousel", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("carousel")


def pytest_collection_finish(session: pytest.Session) -> None:
    """A process has one platform: display tests run on X, alone; among others they are skipped."""
    shown = [item for item in session.items if item.get_closest_marker("display")]
    if not shown or session.config.option.collectonly:
        return
    if "PYTEST_XDIST_WORKER" in os.environ:
        pytest.exit("the display tests share one screen: run them with -n 0", returncode=2)
    if len(shown) < len(session.items):
        for item in shown:
            item.add_marker(pytest.mark.skip(reason="needs a run of its own: pytest -m display"))
        return
    if sys.platform == "linux":
        os.environ["QT_QPA_PLATFORM"] = "xcb"
    if problem := preflight.check():
        pytest.exit(problem, returncode=2)


@pytest.fixture(autouse=True, scope="session")
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Settings and recovery files go to a folder of this run's."""
    folder = tmp_path_factory.mktemp("user")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(folder))
        yield folder


@pytest.fixture(autouse=True)
def no_leaked_widgets(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test after which a window of its own is still alive."""
    if "qapp" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("qapp")
    before = set(QApplication.topLevelWidgets())
    yield
    _flush_deletes()
    if not _new_windows(before):
        return
    gc.collect()
    _flush_deletes()
    left = [f"{type(widget).__name__} {widget.objectName()!r}" for widget in _new_windows(before)]
    assert not left, f"still alive after the test: {', '.join(left)}"


def _flush_deletes() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _new_windows(before: set[object]) -> list[object]:
    return [widget for widget in QApplication.topLevelWidgets() if widget not in before]
