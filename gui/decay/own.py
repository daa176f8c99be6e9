"""What of a nudge to one unit's own memory comes through, where something of its model is held."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from core.decay import Decay
from core.document import Model
from core.state import State
from gui.decay.curve import Curve, curve_of


def own_curve(state: State, before: bool) -> Curve | None:
    """That of the selected unit, called "unit 1"; without a belt.

    None while nothing of the selected model is held: the gain is then that of all its units, which says enough. A
    clamp on one of them may leave that gain as it is, though it shuts the unit that the answer is read from. None
    too where the model is not shown, or the unit is not of the main layer or the only one of it.
    """
    view, model = state.view, state.model
    main = model.network.main_layer
    if not model.clamps or view.model in view.hidden or view.layer != main:
        return None
    if model.network.layers[main].units < 2 or (before and model.start is None):
        return None
    decay = state.decay(view.model, before, view.unit)
    return None if decay is None else _named(view.model, model, decay, view.unit)


@lru_cache(maxsize=16)
def _named(index: int, model: Model, decay: Decay, unit: int) -> Curve | None:
    curve = curve_of(index, model, decay)
    return replace(curve, name=f"unit {unit + 1}", log10_belt=None) if curve.remembers else None
