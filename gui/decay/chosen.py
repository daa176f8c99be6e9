"""Which networks the decay picture shows, and at which words: those whose memory runs the selected one's way."""

from __future__ import annotations

from functools import lru_cache

from core.document import Model
from core.network import Network
from core.state import State, watched_units
from gui.decay.curve import Curve, curve_of
from gui.some_models import some
from gui.whose import layer_part

MOST = 16  # curves that can be told apart


def runs_backward(network: Network) -> bool:
    """Whether the memory that is watched runs from the last step to the first: its past is what follows."""
    return network.layers[network.main_layer].reverse


def looks_ahead(state: State) -> bool:
    """Whether the picture leads from the cursor to what follows, as the selected model's memory does."""
    return runs_backward(state.model.network)


@lru_cache(maxsize=4)  # of one state many ask
def shown(state: State) -> tuple[int, ...]:
    """The models that are shown, by index, of those whose memory runs the selected one's way; MOST at most."""
    return some(_same_way(state), state.view.model, MOST)


def left_out(state: State) -> list[str]:
    """The names of those for whose curves there is no room."""
    return [state.document.models[index].name for index in _same_way(state) if index not in shown(state)]


@lru_cache(maxsize=4)
def _same_way(state: State) -> tuple[int, ...]:
    ahead, models = looks_ahead(state), state.document.models
    return tuple(index for index in state.visible if runs_backward(models[index].network) == ahead)


def shown_models(state: State) -> list[Model]:
    """The same models themselves."""
    return [state.document.models[index] for index in shown(state)]


def other_way(state: State) -> list[str]:
    """The names of those that would be shown, did their memory not run the other way."""
    return [state.document.models[index].name for index in state.visible if index not in _same_way(state)]


def has_starts(state: State) -> bool:
    """Whether it is known of any of them how it was before training."""
    return any(model.start is not None for model in shown_models(state))


def curves(state: State, before: bool) -> list[Curve]:
    """Those of the models that are shown; nothing is derived for the others."""
    found = [(index, state.decay(index, before)) for index in shown(state)]
    return [curve_of(k, state.document.models[k], decay) for k, decay in found if decay is not None]


def words_by_lag(state: State, found: list[Curve]) -> list[str]:
    """The words by lag, as far as there is a gain: back from the cursor, or on from it."""
    cursor, lags = state.view.cursor, max(curve.lags for curve in found)
    if looks_ahead(state):
        return list(state.document.sequence[cursor : cursor + lags + 1])
    return list(state.document.sequence[cursor - lags : cursor + 1][::-1])


def subject_lag(state: State, lags: int) -> int | None:
    """How far away the word is that the question is about; None where it is out of view."""
    question = state.document.question
    if question is None:
        return None
    lag = state.view.cursor - question.subject
    lag = -lag if looks_ahead(state) else lag
    return lag if 0 <= lag <= lags else None


def moved(state: State) -> str:
    """The signal whose change the gain is about; networks may call it by several names."""
    names = {_output(model.network) for model in shown_models(state)}
    return names.pop() if len(names) == 1 else "the output"


def _output(network: Network) -> str:
    """What the watched layer puts out: "h", of two directions "the forward h", of many units "h (16 of 128 units)"."""
    layer, units = network.main_layer, network.layers[network.main_layer].units
    name, part, watched = network.layers[layer].cell.output, layer_part(network, layer), watched_units(units)
    name = f"the {part} {name}" if part in ("forward", "backward") else name
    return name if watched is None else f"{name} ({len(watched)} of {units} units)"
