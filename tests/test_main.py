"""The command line: what it calls, with what, and what it says when it cannot."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import main
from core.errors import CarouselError

ROOT = Path(__file__).resolve().parents[1]
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


class Calls:
    """Stands in for what the commands call, and keeps what it was called with."""

    def __init__(self) -> None:
        self.made: list[tuple[Any, ...]] = []
        self.error: Exception | None = None

    def run_app(self, argv: list[str]) -> int:
        return self._keep(7, argv)

    def render_window(self, **given: Any) -> None:
        self._keep(None, given)

    def write(self, folder: Path, shots: Any, scale: float) -> None:
        self._keep(None, folder, list(shots), scale)

    def main(self, scene: str, **given: Any) -> int:
        return self._keep(0, scene, given)

    def zone(self, **given: Any) -> int:
        return self._keep(0, "zone", given)

    def _keep(self, answer: Any, *given: Any) -> Any:
        self.made.append(given)
        if self.error:
            raise self.error
        return answer


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    calls = Calls()
    app, scene, zone = ModuleType("gui.app"), ModuleType("core.scene"), ModuleType("core.zone")
    pictures = ModuleType("gui.pictures")
    pictures.THEMES, pictures.SIZES = ("light", "dark"), ("small", "medium", "large")  # type: ignore[attr-defined]
    pictures.shots, pictures.write = lambda *given: given, calls.write  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "gui.pictures", pictures)
    zone.main = calls.zone  # type: ignore[attr-defined]
    app.run_app, app.render_window, scene.main = calls.run_app, calls.render_window, calls.main  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "gui.app", app)
    monkeypatch.setitem(sys.modules, "core.scene", scene)
    monkeypatch.setitem(sys.modules, "core.zone", zone)
    # set here, so that what main() sets is taken back
    for name in ("QT_QPA_PLATFORM", *THREADS):
        monkeypatch.setenv(name, os.environ.get(name, "1"))
    return calls


@pytest.mark.parametrize(
    ("argv", "opened"),
    [([], []), (["a.carousel"], ["a.carousel"]), (["open"], []), (["open", "render"], ["render"])],
)
def test_the_window_is_the_default(argv: list[str], opened: list[str], calls: Calls) -> None:
    assert main.main(argv) == 7
    assert calls.made == [(opened,)]


def test_the_window_opens_only_where_it_can(calls: Calls, monkeypatch, capsys) -> None:
    monkeypatch.setattr(main.preflight, "check", lambda: "No display.")
    assert main.main([]) == 2
    assert calls.made == []
    assert capsys.readouterr().err == "carousel: No display.\n"


def test_render_has_defaults(calls: Calls) -> None:
    assert main.main(["render", "--out", "a.png"]) == 0
    assert calls.made == [
        ({"out": Path("a.png"), "size": (1440, 900), "scale": 1.0, "theme": "light", "path": None, "panels": None},)
    ]


def test_render_takes_size_scale_theme_and_file(calls: Calls) -> None:
    options = "render --out a.png --size 800x600 --scale 2.5 --theme dark b.carousel"
    assert main.main(options.split()) == 0
    assert calls.made == [
        (
            {
                "out": Path("a.png"),
                "size": (800, 600),
                "scale": 2.5,
                "theme": "dark",
                "path": Path("b.carousel"),
                "panels": None,
            },
        )
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
@pytest.mark.parametrize("command", ["render", "pictures"])
def test_pictures_need_no_display(command: str, calls: Calls, monkeypatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.delenv("DISPLAY", raising=False)
    assert main.main([command, "--out", "a"]) == 0
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"


def test_pictures_are_all_or_those_asked_for(calls: Calls) -> None:
    assert main.main(["pictures", "--out", "a"]) == 0
    some = ["--only", "cell,window", "--theme", "dark", "--size", "small", "--scale", "3"]
    assert main.main(["pictures", "--out", "a", *some]) == 0
    assert calls.made == [
        (Path("a"), [(), ("light", "dark"), ("small", "medium", "large")], 1.0),
        (Path("a"), [["cell", "window"], ("dark",), ("small",)], 3.0),
    ]


def test_train_needs_no_qt(calls: Calls, monkeypatch) -> None:
    monkeypatch.setattr(main.preflight, "check", lambda: "No display.")
    assert main.main(["train", "red-hat", "--seed", "3", "--out", "a.carousel"]) == 0
    assert main.main(["train", "red-hat", "--out", "a.carousel", "--all-seeds"]) == 0
    out = Path("a.carousel")
    assert calls.made == [
        ("red-hat", {"seed": 3, "out": out, "all_seeds": False}),
        ("red-hat", {"seed": None, "out": out, "all_seeds": True}),
    ]


def test_presets_are_made_and_drawn_or_drawn_only(tmp_path: Path) -> None:
    """Through a process of its own, as it is the one that makes the application."""
    out = tmp_path / "made"
    out.mkdir()
    run = [sys.executable, "main.py", "presets", "--out", str(out)]
    done = subprocess.run([*run, "latch"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "latch.carousel written, 3 kB\nlatch-light.png drawn\nlatch-dark.png drawn\n"
    assert (out / "latch.carousel").read_bytes() == (ROOT / "resources/presets/latch.carousel").read_bytes()
    done = subprocess.run([*run, "--pictures", "red-hat"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "red-hat-light.png drawn\nred-hat-dark.png drawn\n"
    done = subprocess.run([*run, "ladder"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("carousel: preset: expected one of red-hat, ")
    assert sorted(path.suffix for path in out.iterdir()) == [".carousel", *[".png"] * 4]


def test_the_zone_is_trained_with_all_its_seeds(calls: Calls, capsys) -> None:
    assert main.main(["train", "zone", "--out", "a.json"]) == 0
    assert calls.made == [("zone", {"out": Path("a.json")})]
    for option in (["--seed", "3"], ["--seed", "0"], ["--all-seeds"]):
        with pytest.raises(SystemExit) as stop:
            main.main(["train", "zone", "--out", "a.json", *option])
        assert stop.value.code == 2
        told = capsys.readouterr().err
        assert "carousel train: error: zone always trains all of its own seeds: leave out" in told
    assert len(calls.made) == 1


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["render", "--out", "a.png"],
        ["pictures", "--out", "a"],
        ["train", "red-hat", "--out", "a"],
        ["train", "zone", "--out", "a"],
    ],
)
def test_an_error_of_the_family_is_one_sentence(argv: list[str], calls: Calls, capsys) -> None:
    calls.error = CarouselError("a.carousel", "a session", "a picture")
    assert main.main(argv) == 2
    assert capsys.readouterr().err == "carousel: a.carousel: expected a session, found a picture\n"


def test_another_error_is_not_hidden(calls: Calls) -> None:
    calls.error = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        main.main([])


@pytest.mark.parametrize(
    "argv",
    [
        ["render"],
        ["render", "--out", "a.png", "--size", "800"],
        ["render", "--out", "a.png", "--size", "0x600"],
        ["render", "--out", "a.png", "--size", "800x99999"],
        ["render", "--out", "a.png", "--size", "²x600"],
        ["render", "--out", "a.png", "--scale", "nan"],
        ["render", "--out", "a.png", "--scale", "0"],
        ["render", "--out", "a.png", "--theme", "blue"],
        ["pictures"],
        ["pictures", "--out", "a", "--size", "huge"],
        ["pictures", "--out", "a", "--theme", "blue"],
        ["train", "blue-hat", "--out", "a"],
        ["train", "red-hat"],
        ["train", "zone"],
        ["presets"],
        ["a.carousel", "b.carousel"],
        ["--what"],
    ],
)
def test_a_wrong_argument_exits_with_2(argv: list[str], calls: Calls) -> None:
    with pytest.raises(SystemExit) as stop:
        main.main(argv)
    assert stop.value.code == 2
    assert calls.made == []


def test_version_and_help(capsys) -> None:
    for option in ("--version", "--help"):
        with pytest.raises(SystemExit) as stop:
            main.main([option])
        assert stop.value.code == 0
    told = capsys.readouterr().out
    assert f"Carousel {main.__version__}\n" in told
    assert all(command in told for command in ("open", "render", "pictures", "train", "presets"))


@pytest.mark.parametrize(("of_the_user", "kept"), [(None, "1"), ("4", "4")])
def test_one_thread_is_chosen_before_numpy_loads(of_the_user: str | None, kept: str) -> None:
    code = (
        "import os, sys, types, main\n"
        "assert 'numpy' not in sys.modules\n"
        "main._use_one_blas_thread()\n"
        f"print(*(os.environ[name] for name in {THREADS}))"
    )
    env = {name: value for name, value in os.environ.items() if name not in THREADS}
    env |= dict.fromkeys(THREADS, of_the_user) if of_the_user else {}
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert run.stdout.split() == [kept] * 3, run.stderr
