"""Which models are shown and which is selected: pure changes of a view, for `store.look(**changes)`."""

from __future__ import annotations

from typing import Any

from core.state import State


def selected(state: State, index: int) -> dict[str, Any]:
    """Select a model; one that was hidden is shown."""
    return {"model": index, "hidden": tuple(k for k in state.view.hidden if k != index)}


def toggled(state: State, index: int) -> dict[str, Any]:
    """Hide a model that is shown, or show it. With the selected one hidden the next one is selected.

    Nothing where it is the only one shown.
    """
    if index in state.view.hidden:
        return {"hidden": tuple(k for k in state.view.hidden if k != index)}
    others = [k for k in state.visible if k != index]
    if not others:
        return {}
    changes: dict[str, Any] = {"hidden": (*state.view.hidden, index)}
    if index == state.view.model:
        changes["model"] = next((k for k in others if k > index), others[-1])
    return changes


def alone(state: State, index: int) -> dict[str, Any]:
    """Show and select one model only."""
    return {"model": index, "hidden": tuple(k for k in range(len(state.document.models)) if k != index)}


def everything() -> dict[str, Any]:
    """Show every model."""
    return {"hidden": ()}
