"""What is shown is derived: State = (document, view); traces and gradients are pure functions of it, memoised."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from core.arrays import Array
from core.cells import Cell
from core.clamps import Clamp, clamped_to
from core.decay import Decay, gradient_decay
from core.document import Document, Model
from core.influence import input_gain, input_gain_ahead
from core.kept import Kept
from core.layer import Layer
from core.network import Network
from core.shared_steps import shared_ends, shared_steps
from core.trace import Trace, run

# what the first hour needs; the rest is opened from there
FIRST_PANELS = ("network", "timeline", "gradient")
PANELS = (
    *("network", "cell", "timeline", "gradient", "weights", "equations", "models"),
    *("sequence", "editor", "history"),
)
WHOLE_UNITS = 64  # up to which a decay looks at every unit of what a layer puts out
FORMULAS = ("numbers", "symbols", "numpy")


@dataclass(frozen=True)
class View:
    """What one looks at: not the document, saved with a session and not undone.

    `cursor` is a step; `model`, `layer`, `unit` and `signal` what is selected; `before` shows the gradient as it was
    before training; `unfolded` the timeline with all its rows; `across` the signal of which it shows all units (""
    for the signals of one unit); `formulas` how equations are written; `panels` which are shown, `hidden` which
    models are not; `speed` is in steps a second; `ghost` shows the run before an edit of the past as well.
    """

    cursor: int = 0
    model: int = 0
    layer: int = 0
    unit: int = 0
    signal: str = ""
    before: bool = False
    unfolded: bool = False
    across: str = ""
    formulas: str = "numbers"
    panels: tuple[str, ...] = FIRST_PANELS
    hidden: tuple[int, ...] = ()
    speed: float = 2.0
    ghost: bool = True

    def followed(self, before: Document, after: Document) -> View:
        """The view of `after` that looks at the same models as this one does of `before`, where they are still there.

        A model that was not there is shown.
        """
        if [id(model.identity) for model in before.models] == [id(model.identity) for model in after.models]:
            return self
        places = {id(model.identity): index for index, model in enumerate(after.models)}
        moved = [places.get(id(model.identity)) for model in before.models]
        hidden = tuple(k for k in (moved[old] for old in self.hidden if old < len(moved)) if k is not None)
        model = moved[self.model] if self.model < len(moved) else None
        return replace(self, hidden=hidden, model=min(self.model, len(after.models) - 1) if model is None else model)

    def fitted(self, document: Document) -> View:
        """The nearest view that `document` has: indices within range, a signal of the selected cell."""
        count = len(document.models)
        hidden = tuple(sorted({k for k in self.hidden if 0 <= k < count}))
        hidden = hidden if len(hidden) < count else hidden[1:]
        model = _within(self.model, count)
        model = model if model not in hidden else next(k for k in range(count) if k not in hidden)
        layers = document.models[model].network.layers
        layer = _within(self.layer, len(layers))
        cell = layers[layer].cell
        signal = self.signal if self.signal in cell.gates else _first_choice(cell)
        return replace(
            self,
            cursor=_within(self.cursor, len(document.sequence)),
            model=model,
            layer=layer,
            unit=_within(self.unit, layers[layer].units),
            signal=signal,
            across=self.across if self.across in cell.signals else "",
            formulas=self.formulas if self.formulas in FORMULAS else FORMULAS[0],
            panels=tuple(panel for panel in PANELS if panel in self.panels),
            hidden=hidden,
            speed=min(max(self.speed, 0.25), 20.0),
        )


def moved_cursor(cursor: int, before: tuple[str, ...], after: tuple[str, ...]) -> int:
    """Where a cursor on a step of `before` is in `after`: on the same word, if it is left.

    On a word that is gone it goes back to the one in front of the gap.
    """
    if before == after:
        return cursor
    head, tail = shared_ends(before, after)
    if head + tail < min(len(before), len(after)):
        # more was done than one run put in or taken out
        found = _same_word(cursor, before, after)
        if found is not None:
            return found
    longer = len(after) - len(before)
    if cursor < head:
        return cursor
    return cursor + longer if cursor >= head - longer else max(head - 1, 0)


def _same_word(cursor: int, before: tuple[str, ...], after: tuple[str, ...]) -> int | None:
    """Where the word at `cursor` went, as often as it is there; None where that is not known."""
    word = before[cursor] if cursor < len(before) else None
    old, new = ([k for k, one in enumerate(group) if one == word] for group in (before, after))
    if old and len(old) == len(new):
        return new[old.index(cursor)]
    sources = shared_steps(before, after)
    return sources.index(cursor) if cursor in sources else None


def _within(index: int, count: int) -> int:
    return max(min(index, count - 1), 0)


def _first_choice(cell: Cell) -> str:
    gates = cell.gates or cell.signals
    return next((s for s in gates if cell.info(s).role == "input"), gates[0])


@dataclass(frozen=True, eq=False)
class State:
    """A document and a view of it; `view` always fits `document`. `earlier` is the document before the last edit."""

    document: Document
    view: View
    earlier: Document | None = None

    @property
    def model(self) -> Model:
        """The selected model."""
        return self.document.models[self.view.model]

    @property
    def layer(self) -> Layer:
        """The selected layer of the selected model."""
        return self.model.network.layers[self.view.layer]

    @property
    def cell(self) -> Cell:
        """The selected layer's cell."""
        return self.layer.cell

    @property
    def steps(self) -> int:
        """How many steps the sequence has."""
        return len(self.document.sequence)

    @cached_property
    def visible(self) -> tuple[int, ...]:
        """The models that are shown, by index; at least one."""
        return tuple(k for k in range(len(self.document.models)) if k not in self.view.hidden)

    def clamp(self, signal: str, unit: int | None = None, layer: int | None = None) -> Clamp | None:
        """The clamp that holds a signal of the selected unit and layer (or others) at the cursor, or None."""
        view = self.view
        place = view.layer if layer is None else layer, signal, view.unit if unit is None else unit
        return clamped_to(self.model.clamps, *place, view.cursor)

    def network(self, model: int, before: bool = False) -> Network | None:
        """The network of a model, or as it was before training (None where that is not known)."""
        chosen = self.document.models[model]
        return chosen.start if before else chosen.network

    def trace(self, model: int | None = None, before: bool = False) -> Trace:
        """The run of a model (the selected one) over the sequence."""
        index = self.view.model if model is None else model
        if (index, before) not in self._traces:  # many ask for the same
            network = self.network(index, before)
            assert network is not None
            clamps = self.document.models[index].clamps
            self._traces[index, before] = _trace(network, _Sequence(self.document.x), clamps)
        return self._traces[index, before]

    def has_earlier(self, model: int | None = None) -> bool:
        """Whether there is a run of a model (the selected one) before the last edit, and it differs from this one.

        There is none where the steps or the network's form are others, or nothing of the run is.
        """
        return self._earlier(self.view.model if model is None else model) is not None

    def ghost(self, model: int | None = None) -> Trace | None:
        """The run of a model (the selected one) before the last edit of the past: of an input or of what is held.

        None where it is not to be shown or none is: after an edit of the network all that is shown is another anyway.
        """
        index = self.view.model if model is None else model
        was = self._earlier(index) if self.view.ghost else None
        if was is None or self.earlier is None:
            return None
        if index not in self._ghosts:
            self._ghosts[index] = _trace(was.network, _Sequence(self.earlier.x), was.clamps)
        return self._ghosts[index]

    def _earlier(self, index: int) -> Model | None:
        """A model before the last edit, where the same network's run was another over as many steps."""
        now, earlier = self.document.models[index], self.earlier
        if earlier is None or len(earlier.sequence) != self.steps:
            return None
        was = next((m for m in earlier.models if m.identity is now.identity), None)
        if was is None or was.network is not now.network:
            return None
        return None if was.clamps == now.clamps and earlier.x is self.document.x else was

    @cached_property
    def _ghosts(self) -> dict[int, Trace]:
        return {}

    @cached_property
    def _traces(self) -> dict[tuple[int, bool], Trace]:
        return {}

    def decay(self, model: int, before: bool = False, unit: int | None = None) -> Decay | None:
        """The gradient's decay from the cursor back in the main layer, or None where there is no such network.

        Of a nudge to all units' states, or to those of one `unit` alone; of a large layer's output `watched_units` are
        looked at. Where the layer runs backward, its past is what follows the cursor: see Decay.
        """
        network = self.network(model, before)
        if network is None:
            return None
        return _decay(self.trace(model, before), self.view.cursor, network.main_layer, unit)

    def input_gain(self, model: int) -> Array:
        """log10 of the gain of each step's input on a model's answer at the cursor; ends at the cursor's own step."""
        return _input_gain(self.trace(model), self.view.cursor)

    def input_gain_ahead(self, model: int) -> Array:
        """The same of the inputs after the cursor's, in order; empty where the model does not look ahead."""
        return _input_gain_ahead(self.trace(model), self.view.cursor)

    def probability(self, model: int) -> float:
        """The first output of a model at the cursor."""
        return float(self.trace(model).output[self.view.cursor, 0])


class _Sequence:
    """An input array as a key: the same array is the same key."""

    def __init__(self, x: Array) -> None:
        self.x = x

    def __hash__(self) -> int:
        return id(self.x)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sequence) and self.x is other.x


def _trace(network: Network, sequence: _Sequence, clamps: tuple[Clamp, ...]) -> Trace:
    return _traces.get((network, sequence, clamps), lambda: run(network, sequence.x, clamps=clamps))


def _bytes(trace: Trace) -> int:
    """About what a trace holds."""
    values = sum(layer.units * (len(layer.cell.signals) + 1) for layer in trace.network.layers)
    return 8 * trace.steps * (values + 3 * trace.network.outputs)


# a refresh asks for the runs of all models: were fewer kept, each would be made anew every time
_traces: Kept[Trace] = Kept(32, 256, 2**25, _bytes)


@lru_cache(maxsize=64)
def _decay(trace: Trace, step: int, layer: int, unit: int | None) -> Decay:
    watched = watched_units(trace.network.layers[layer].units)
    return gradient_decay(trace, step, layer, units=None if unit is None else (unit,), of_units=watched)


def watched_units(units: int) -> tuple[int, ...] | None:
    """Those units of a layer's output, spread evenly, that its decay is asked for; None where it is all of them.

    As many as cost what all of WHOLE_UNITS do: a unit's row of the Jacobian costs units ** 2.
    """
    if units <= WHOLE_UNITS:
        return None
    count = max(1, WHOLE_UNITS**3 // units**2)
    return tuple(k * units // count for k in range(count))


@lru_cache(maxsize=64)
def _input_gain(trace: Trace, step: int) -> Array:
    return input_gain(trace, step)


@lru_cache(maxsize=64)
def _input_gain_ahead(trace: Trace, step: int) -> Array:
    return input_gain_ahead(trace, step)
