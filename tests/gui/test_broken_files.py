"""A file that cannot be read is told in one sentence; the open document, its history and its file stay as they were."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.document import set_weight
from gui.main_window import MainWindow
from main import main
from tests.core.test_broken_files import FOLDER, SESSIONS
from tests.gui.conftest import Open


@pytest.fixture
def window(open_window: Open) -> MainWindow:
    made = open_window()
    made.store.edit(set_weight, 0, 0, "b_f", (0,), 2.0, label="Change b_f")
    return made


@pytest.mark.parametrize("name", SESSIONS)
def test_the_open_document_stays(
    window: MainWindow, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.chdir(tmp_path)
    store = window.store
    before = store.state, store.labels, store.path, store.modified
    assert not window.files.open_path(FOLDER / f"{name}.carousel")
    assert (store.state, store.labels, store.path, store.modified) == before
    assert window.toast.isVisible() and f"{name}.carousel" in window.toast.text
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("name", ["newer", "pickle"])
def test_the_command_line_tells_the_same_sentence(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["render", "--out", str(tmp_path / "x.png"), str(FOLDER / f"{name}.carousel")])
    assert code and not (tmp_path / "x.png").exists()
    assert f"{name}.carousel" in capsys.readouterr().err
