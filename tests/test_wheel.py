"""The wheel, installed in a fresh environment, draws its first window from another folder."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BIN, SUFFIX = ("Scripts", ".exe") if sys.platform == "win32" else ("bin", "")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def run(*command: str | Path, cwd: Path) -> str:
    """The command's output; nothing of this environment or this tree reaches it."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout.strip()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment's folder of programs."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    run(sys.executable, "-m", "venv", folder, cwd=wheel.parent)
    programs = folder / BIN
    run(programs / f"python{SUFFIX}", "-m", "pip", "install", wheel, cwd=wheel.parent)
    return programs


def test_the_wheel_holds_the_program_and_its_data_only(wheel: Path) -> None:
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    tree = {"main.py"}
    for top in ("core", "gui", "resources"):
        files = (file for file in (ROOT / top).rglob("*") if file.is_file() and file.parent.name != "__pycache__")
        tree |= {file.relative_to(ROOT).as_posix() for file in files}
    assert inside == tree


@pytest.mark.parametrize("command", [["python", "-m", "main"], ["carousel"]], ids=["module", "script"])
def test_the_first_window_is_drawn_from_another_folder(command: list[str], installed: Path, tmp_path: Path) -> None:
    program, *rest = command
    run(
        installed / f"{program}{SUFFIX}",
        *rest,
        "render",
        "--out",
        "x.png",
        "--size",
        "1200x800",
        cwd=tmp_path,
    )
    assert png_size(tmp_path / "x.png") == (1200, 800)


def test_what_runs_is_what_was_installed(installed: Path, tmp_path: Path) -> None:
    code = "import main, core, gui, resources as r; print(*(m.__file__ for m in (main, core, gui, r)), sep='|')"
    files = run(installed / f"python{SUFFIX}", "-c", code, cwd=tmp_path).split("|")
    assert len(files) == 4
    assert all(Path(file).is_relative_to(installed.parent) for file in files)


def png_size(path: Path) -> tuple[int, int]:
    """Width and height, from the header's first chunk."""
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:])
    return width, height
