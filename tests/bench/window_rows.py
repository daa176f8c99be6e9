"""The rows of the window: slider, start, and the same slider move in a notebook."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from typing import Any

from tests.bench.sides import VARIABLES, Manner
from tests.bench.timing import CPU

THEMES = ("light", "dark")
NOTEBOOK = 10.0  # times faster than in a notebook


def slider(manner: Manner) -> None:
    """A move of a slider, in each theme on each platform."""
    for platform_name in _platforms():
        for theme in THEMES:
            _slider(platform_name, theme, manner.rounds)


def startup(manner: Manner) -> None:
    """The start of the app beside that of a bare window, on each platform."""
    for platform_name in _platforms():
        _startup(platform_name, manner.rounds)


def notebook(manner: Manner) -> None:
    """A slider's move here and in a notebook, in turn; the better of its counts of threads is kept."""
    ours, theirs = [], []
    options = [CPU] if manner.cpu else []
    for _ in range(manner.rounds):
        ours.append(_run("slider", "offscreen", "light")["cpu" if manner.cpu else "median"])
        theirs.append([_run("notebook", "offscreen", *options, threads=count) for count in manner.threads])
    move = statistics.median(ours)
    print(f"a slider's move: {move:.1f} ms")
    for name, what in (("new", "a new figure, cropped, as `interact` makes it"), ("kept", "a figure kept, new data")):
        whole, draw = (
            min(statistics.median(found[k][key] for found in theirs) for k in range(len(manner.threads)))
            for key in (name, f"{name}_draw")
        )
        print(
            f"the same in a notebook, {what}: {whole:.0f} ms, {draw:.0f} of them matplotlib's; "
            f"ratio {whole / move:.1f} (to reach: {NOTEBOOK:.0f})"
        )


def _platforms() -> list[str]:
    """Offscreen, and a virtual display where there is a way to have one."""
    return ["offscreen", "xcb"] if os.environ.get("DISPLAY") or shutil.which("xvfb-run") else ["offscreen"]


def _run(module: str, platform_name: str, *arguments: str, threads: int = 1) -> dict[str, Any]:
    environment = os.environ | {"QT_QPA_PLATFORM": platform_name} | dict.fromkeys(VARIABLES, str(threads))
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # both sides start from compiled modules, as installed ones do
    command = [sys.executable, "-m", f"tests.bench.{module}", *arguments]
    if platform_name == "xcb" and not os.environ.get("DISPLAY"):
        command = ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24", *command]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=300)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _slider(platform_name: str, theme: str, rounds: int) -> None:
    found = [_run("slider", platform_name, theme) for _ in range(rounds)]
    median, p95, plot = (statistics.median(f[key] for f in found) for key in ("median", "p95", "plot"))
    ratio, of_cpu = (
        statistics.median(f[a] / f[b] for f in found) for a, b in (("median", "plot"), ("cpu", "plot_cpu"))
    )
    spread = statistics.median(f["p95"] / f["median"] for f in found)
    late, panels = max(f["late"] for f in found), len(found[0]["panels"])
    print(
        f"slider, {panels} panels, {theme}, {platform_name}: median {median:.1f} ms, p95 {p95:.1f} ms; "
        f"lone plot {plot:.1f} ms; ratio {ratio:.2f}, of processor time {of_cpu:.2f} (to reach: 2.5), "
        f"p95 / median {spread:.2f} (2)" + (f"; {late:.0%} of the moves were painted on afterwards" if late else "")
    )


def _startup(platform_name: str, rounds: int) -> None:
    ours, bare = [], []
    _run("startup", platform_name, "carousel"), _run("startup", platform_name, "bare")  # fill the file cache
    for _ in range(rounds):
        bare.append(_run("startup", platform_name, "bare")["seconds"])
        ours.append(_run("startup", platform_name, "carousel")["seconds"])
    a, b = statistics.median(ours), statistics.median(bare)
    print(
        f"start, {platform_name}: {a:.2f} s to the first frame with data in every panel; "
        f"bare pyqtgraph window {b:.2f} s; ratio {a / b:.2f} (to reach: 1.3)"
    )
