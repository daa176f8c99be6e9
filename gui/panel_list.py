"""The panels of the window by key; each is imported when it is first asked for, so that the window opens at once."""

from __future__ import annotations

from importlib import import_module

from core.state import PANELS as KEYS
from gui.panels.panel import Panel

TITLES = {
    "network": "Network",
    "cell": "Cell",
    "timeline": "Timeline",
    "gradient": "Gradient decay",
    "weights": "Weights",
    "equations": "Equations",
    "models": "Models",
    "sequence": "Sequence",
    "editor": "Cell editor",
    "history": "History",
}


def panel_class(key: str) -> type[Panel]:
    """The class of the panel called `key`: gui.panels.<key>.<Key>Panel."""
    found: type[Panel] = getattr(import_module(f"gui.panels.{key}"), f"{key.capitalize()}Panel")
    return found


def panel_classes() -> tuple[type[Panel], ...]:
    """The classes of all panels, in the order of the View menu."""
    return tuple(panel_class(key) for key in KEYS if key in TITLES)
