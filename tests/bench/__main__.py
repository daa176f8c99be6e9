"""Measures the rows of the speed table that exist so far and prints them."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
from typing import Any

ROUNDS = 3
THEMES = ("light", "dark")


def main() -> None:
    """Run each side in fresh processes, alternating, and print medians with versions and threads."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=main.__doc__)
    parser.add_argument("rows", nargs="*", choices=[[], "slider", "startup"], help="which rows (default: all)")
    rows = parser.parse_args().rows or ["slider", "startup"]
    print(_setting())
    if "slider" in rows:
        for platform_name in _platforms():
            for theme in THEMES:
                _slider(platform_name, theme)
    if "startup" in rows:
        for platform_name in _platforms():
            _startup(platform_name)


def _setting() -> str:
    import numpy
    import pyqtgraph
    import PySide6

    versions = f"PySide6 {PySide6.__version__}, pyqtgraph {pyqtgraph.__version__}, NumPy {numpy.__version__}"
    return f"Python {platform.python_version()}, {versions}, {os.cpu_count()} cores, 1 BLAS thread"


def _platforms() -> list[str]:
    """Offscreen, and a virtual display where there is a way to have one."""
    return ["offscreen", "xcb"] if os.environ.get("DISPLAY") or shutil.which("xvfb-run") else ["offscreen"]


def _run(module: str, platform_name: str, *arguments: str) -> dict[str, Any]:
    environment = os.environ | {"QT_QPA_PLATFORM": platform_name}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # both sides start from compiled modules, as installed ones do
    command = [sys.executable, "-m", f"tests.bench.{module}", *arguments]
    if platform_name == "xcb" and not os.environ.get("DISPLAY"):
        command = ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24", *command]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=300)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _slider(platform_name: str, theme: str) -> None:
    found = [_run("slider", platform_name, theme) for _ in range(ROUNDS)]
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


def _startup(platform_name: str) -> None:
    ours, bare = [], []
    _run("startup", platform_name, "carousel"), _run("startup", platform_name, "bare")  # fill the file cache
    for _ in range(ROUNDS):
        bare.append(_run("startup", platform_name, "bare")["seconds"])
        ours.append(_run("startup", platform_name, "carousel")["seconds"])
    a, b = statistics.median(ours), statistics.median(bare)
    print(
        f"start, {platform_name}: {a:.2f} s to the first frame with data in every panel; "
        f"bare pyqtgraph window {b:.2f} s; ratio {a / b:.2f} (to reach: 1.3)"
    )


if __name__ == "__main__":
    main()
