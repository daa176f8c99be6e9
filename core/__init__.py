"""Recurrent networks as their equations: run them, differentiate them, see how gradients decay, train them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.cells import load_cell, parse_cell
    from core.clamps import Clamp
    from core.decay import gradient_decay, jacobian
    from core.gradients import backward
    from core.influence import input_gain
    from core.layer import LayerForm
    from core.long import run_long
    from core.measures import saturation, spectra
    from core.network import Network
    from core.starts import start
    from core.tasks import Batch, load_task
    from core.trace import run
    from core.training import train

__all__ = [
    "Batch",
    "Clamp",
    "LayerForm",
    "Network",
    "backward",
    "gradient_decay",
    "input_gain",
    "jacobian",
    "load_cell",
    "load_task",
    "parse_cell",
    "run",
    "run_long",
    "saturation",
    "spectra",
    "start",
    "train",
]

# name -> its file, which is imported when the name is first asked for: the window needs few of them to open
_FILES = {
    "Batch": "tasks",
    "Clamp": "clamps",
    "LayerForm": "layer",
    "Network": "network",
    "backward": "gradients",
    "gradient_decay": "decay",
    "input_gain": "influence",
    "jacobian": "decay",
    "load_cell": "cells",
    "load_task": "tasks",
    "parse_cell": "cells",
    "run": "trace",
    "run_long": "long",
    "saturation": "measures",
    "spectra": "measures",
    "start": "starts",
    "train": "training",
}


def __getattr__(name: str) -> Any:
    if name not in _FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_FILES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
