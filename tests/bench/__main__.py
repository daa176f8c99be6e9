"""Measures the rows of the speed table and prints them."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from importlib import metadata, util
from pathlib import Path

from tests.bench import core_rows, window_rows
from tests.bench.sides import VARIABLES, Manner

ROWS = {
    "slider": window_rows.slider,
    "startup": window_rows.startup,
    "notebook": window_rows.notebook,
    "run": core_rows.run,
    "gradients": core_rows.gradients,
    "training": core_rows.training,
    "growth": core_rows.growth,
}
NEEDS = {"notebook": ("torch", "matplotlib"), "run": ("torch",), "gradients": ("torch",), "training": ("torch",)}
PACKAGES = ("numpy", "PySide6-Essentials", "pyqtgraph", "torch", "matplotlib")
STEERING = ("OPENBLAS_", "MKL_", "DNNL_", "ONEDNN_", "ATEN_", "NPY_", "OMP_", "GOMP_", "KMP_")
ROUNDS = 3


def main() -> None:
    """Run each side in fresh processes, alternating, and print medians with versions and threads."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=main.__doc__)
    parser.add_argument("rows", nargs="*", choices=[[], *ROWS], help="which rows (default: all)")
    parser.add_argument("--quick", action="store_true", help="one round, and of the core's rows fewer sizes")
    parser.add_argument(
        "--cpu", action="store_true", help="processor time at one thread (slider and start: always the clock's)"
    )
    arguments = parser.parse_args()
    rounds = 1 if arguments.quick else ROUNDS
    manner = Manner(rounds, arguments.quick, arguments.cpu)
    print(
        f"`python -m tests.bench {' '.join(sys.argv[1:])}`: {_setting()}, {_threads(manner)}; {rounds} round(s)",
        flush=True,
    )
    for row in arguments.rows or ROWS:
        if missing := [name for name in NEEDS.get(row, ()) if util.find_spec(name) is None]:
            print(f"{row}: not measured without {' and '.join(missing)}; install the extra `bench`")
        else:
            ROWS[row](manner)


def _setting() -> str:
    found = [f"{name} {version}" for name in PACKAGES if (version := _version(name))]
    processor = f"{os.cpu_count()} cores of {_processor()}"
    versions = f"Python {platform.python_version()}, {', '.join(found)} (NumPy's BLAS: {_blas()})"
    return ", ".join([versions, processor, *_steering()])


def _steering() -> list[str]:
    """Variables of the environment that change the arithmetic of either side, such as the kernels that BLAS takes."""
    return sorted(f"{k}={v}" for k, v in os.environ.items() if k.startswith(STEERING) and k not in VARIABLES)


def _threads(manner: Manner) -> str:
    if manner.cpu:
        return "processor time at 1 thread"
    counts = " and ".join(map(str, manner.threads))
    return f"1 BLAS thread; against PyTorch {counts} threads, the better of each side"


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _blas() -> str:
    import numpy

    blas = numpy.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return f"{blas['name']} {blas['version']}"


def _processor() -> str:
    """Its name where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
