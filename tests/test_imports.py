"""Imports point one way: main -> gui -> core -> NumPy. Read from the source, function-level imports too."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]

# A file of core imports only files of the lines before its own; core/__init__.py imports any.
CORE_ORDER = (
    ("errors", "memory", "kept"),
    ("text_files",),
    ("arrays",),
    ("equations",),
    ("plan",),
    ("writer",),
    ("plain", "compiler", "evaluator", "bounds", "formulas"),
    ("cells",),
    ("cell_identity", "cell_library"),
    ("cell_lines",),
    ("activations", "gate_removal", "couplings"),
    ("peepholes",),
    ("cell_edits",),
    ("layer",),
    ("network", "wiring"),
    ("clamps", "edges", "starts", "positions"),
    ("trace", "reshape", "shared_steps"),
    ("gradients", "belt", "norms"),
    ("decay",),
    ("measures", "long"),
    ("influence",),
    ("document",),
    ("footprint",),
    ("step_edits", "model_edits", "unit_edits"),
    ("input_edits", "texts", "tables"),
    ("node_edits", "drafts"),
    ("state",),
    ("blank", "history"),
    ("losses", "optimisers", "schedules", "clipping", "prices", "flat"),
    ("tasks",),
    ("samples",),
    ("training",),
    ("session_format",),
    ("session_fields", "session_writer"),
    ("session_network",),
    ("session_reader",),
    ("session",),
    ("scene",),
    ("zone", "presets"),
    ("lessons",),
    ("weights",),
)
CORE_RANK = {name: rank for rank, names in enumerate(CORE_ORDER) for name in names}
WINDOW = ("gui.app", "gui.main_window")


class Import(NamedTuple):
    """`target`, a dotted name, imported by `module` (whose first part is a top-level name) at file:line."""

    module: str
    target: str
    place: str

    def is_of(self, *packages: str) -> bool:
        return any(within(self.target, package) for package in packages)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def imports_in(root: Path) -> Iterator[Import]:
    files = [
        root / "main.py",
        *(file for top in ("core", "gui", "resources") for file in root.glob(f"{top}/**/*.py")),
    ]
    for file in filter(Path.exists, files):
        path = file.relative_to(root)
        parts = path.with_suffix("").parts
        is_package = parts[-1] == "__init__"
        module = ".".join(parts[:-1] if is_package else parts)
        package = parts[:-1]
        for node in ast.walk(ast.parse(file.read_bytes(), str(path))):
            for target in targets(node, package):
                yield Import(module, target, f"{path}:{node.lineno}")


def targets(node: ast.AST, package: tuple[str, ...]) -> list[str]:
    """What a node imports; `from a import b` is a.b, which covers b being a module or a name in one."""
    match node:
        case ast.Import(names):
            return [alias.name for alias in names]
        case ast.ImportFrom(source, names, level):
            base = package[: len(package) - level + 1] if level else ()
            start = ".".join([*base, *([source] if source else [])])
            return [f"{start}.{alias.name}" for alias in names]
        case ast.Call(ast.Name("__import__" | "import_module"), [ast.Constant(str(name)), *_]):
            return [name]
        case ast.Call(ast.Attribute(_, "import_module"), [ast.Constant(str(name)), *_]):
            return [name]
    return []


def problems(root: Path) -> list[str]:
    found = list(imports_in(root))
    told = [f"{one.place} imports {one.target}: {reason}" for one in found if (reason := problem(one))]
    return told + unlisted(root)


def problem(one: Import) -> str | None:
    top = one.module.partition(".")[0]
    rules = {
        "core": core_problem,
        "gui": gui_problem,
        "resources": resources_problem,
        "main": history_problem,
    }
    return rules[top](one)


def resources_problem(one: Import) -> str | None:
    return None if one.is_of("__future__") else "resources is data only"


def core_problem(one: Import) -> str | None:
    if not one.is_of("core"):
        top = one.target.partition(".")[0]
        allowed = top == "numpy" or top in sys.stdlib_module_names
        return None if allowed else "core imports only NumPy, the standard library and core"
    return order_problem(one)


def order_problem(one: Import) -> str | None:
    if one.module == "core":
        return None
    own, name = one.module.split(".")[1], (one.target.split(".") + [""])[1]
    if own == name or own not in CORE_RANK:
        return None
    if name not in CORE_RANK:
        return "inside core, import from the file that has it"
    if CORE_RANK[name] >= CORE_RANK[own]:
        return f"core/{name} does not come before core/{own} in CORE_ORDER"
    return None


def unlisted(root: Path) -> list[str]:
    files = [path for path in root.glob("core/*") if path.suffix == ".py" or path.is_dir()]
    names = sorted({path.stem for path in files} - {"__init__", "__pycache__", *CORE_RANK})
    return [f"core/{name} has no place in the order: add it to CORE_ORDER in tests/test_imports.py" for name in names]


def gui_problem(one: Import) -> str | None:
    if one.is_of("main"):
        return "gui never imports main"
    return history_problem(one) or panel_problem(one)


def history_problem(one: Import) -> str | None:
    if one.module != "gui.store" and one.is_of("core.history", "core.History"):
        return "only gui/store.py holds the history"
    return None


def panel_problem(one: Import) -> str | None:
    if not one.module.startswith("gui.panels."):
        return None
    if one.is_of(*WINDOW):
        return "a panel does not know the window"
    own = ".".join(one.module.split(".")[:3])
    if one.is_of("gui.panels") and not one.is_of(own, "gui.panels.panel"):
        return "panels import each other's base, gui.panels.panel, and nothing else of each other"
    return None


def test_imports_point_one_way() -> None:
    assert problems(ROOT) == []


@pytest.mark.parametrize(
    ("file", "source", "reason"),
    [
        ("core/trace.py", "import PySide6", "only NumPy"),
        ("core/trace.py", "def f():\n    from pyqtgraph import mkPen", "only NumPy"),
        ("core/trace.py", "def f():\n    import gui.store", "only NumPy"),
        ("core/trace.py", "import main", "only NumPy"),
        ("core/trace.py", "import importlib\nimportlib.import_module('torch')", "only NumPy"),
        ("core/trace.py", "from core.document import Document", "does not come before"),
        ("core/trace.py", "from .document import Document", "does not come before"),
        ("core/trace.py", "from . import document", "does not come before"),
        ("core/trace.py", "def f():\n    import core.session", "does not come before"),
        ("core/plain.py", "from core.compiler import forward", "does not come before"),
        ("core/trace.py", "from core import run", "import from the file"),
        ("core/trace.py", "import core", "import from the file"),
        ("core/weights/keras.py", "import h5py", "only NumPy"),
        ("core/extra.py", "", "no place in the order"),
        ("gui/theme.py", "def f():\n    import main", "never imports main"),
        ("gui/theme.py", "from core.history import History", "only gui/store.py"),
        ("gui/theme.py", "from core import history", "only gui/store.py"),
        ("gui/theme.py", "from core import History", "only gui/store.py"),
        ("main.py", "import core.history", "only gui/store.py"),
        ("gui/panels/weights.py", "from gui.panels.timeline import Timeline", "nothing else of each other"),
        ("gui/panels/weights.py", "from gui.panels import timeline", "nothing else of each other"),
        ("gui/panels/weights.py", "from .timeline import Timeline", "nothing else of each other"),
        ("gui/panels/weights.py", "import gui.panels", "nothing else of each other"),
        ("gui/panels/weights.py", "def f():\n    from gui.app import run_app", "does not know the window"),
        ("gui/panels/weights.py", "from gui import main_window", "does not know the window"),
        ("resources/__init__.py", "import core", "data only"),
    ],
)
def test_a_wrong_import_is_found(file: str, source: str, reason: str, tmp_path: Path) -> None:
    write(tmp_path, file, source)
    (told,) = problems(tmp_path)
    assert told.startswith(file.removesuffix(".py")) and reason in told


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("core/__init__.py", "from core.trace import run\nfrom core.session import load"),
        (
            "core/trace.py",
            "import json\nimport numpy.linalg\nfrom core.network import Network\nfrom . import errors",
        ),
        ("core/weights/keras.py", "from core.weights.torch import read\nfrom core.network import Network"),
        ("gui/store.py", "from core.history import History"),
        (
            "gui/panels/weights.py",
            "from gui.panels.panel import Panel\nfrom gui.widgets.slider import Slider",
        ),
        ("gui/panels/__init__.py", "from gui.panels.weights import Weights"),
        ("gui/main_window.py", "import pyqtgraph\nfrom gui.panels import weights\nfrom core import run"),
        ("main.py", "from gui.app import run_app\nfrom core.errors import CarouselError"),
    ],
)
def test_a_right_import_passes(file: str, source: str, tmp_path: Path) -> None:
    write(tmp_path, file, source)
    assert problems(tmp_path) == []


def write(root: Path, file: str, source: str) -> None:
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)
