"""The states in which pictures are taken, as data: each a name and a pure function of a document and a view.

Each begins with the first scene at its question. A new state is one line in STATES, and its name in PANEL_STATES for
the panels in which it matters. This file knows no Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import cycle, islice

import numpy as np

from core.cells import Cell, cell_names, load_cell, parse_cell
from core.clamps import Clamp
from core.document import Document, Encoder, Model, set_clamp, set_cuts, set_network, set_weight
from core.edges import weights_into
from core.layer import LayerForm
from core.network import Network
from core.state import PANELS, View

Scene = tuple[Document, View]
Change = Callable[[Document, View], Scene]

WINDOW = "window"  # stands for the whole window where a panel's key is expected
LONG = 60  # words of a long sentence
COMMON = ("dense", "elman", "gru", "lstm")
# each of the others differs from one of these by little, but for the cell panel
TELLING = (*COMMON, "elman_relu", "lstm_1997", "lstm_peephole", "lstm_fgr", "mgu")
TYPED = """
keep = sigmoid(W_keep @ x + U_keep @ h + p_keep * c)
fresh = tanh(W_fresh @ x + U_fresh @ h + b_fresh)
c = keep * c + (1 - keep) * fresh
h = sigmoid(W_out @ x + p_out * c) * tanh(c)
"""


def looking(**chosen: object) -> Change:
    """Another view of the same document."""

    def change(document: Document, view: View) -> Scene:
        return document, replace(view, **chosen)  # type: ignore[arg-type]

    return change


def at(word: str) -> Change:
    """The cursor on a word."""

    def change(document: Document, view: View) -> Scene:
        return document, replace(view, cursor=document.sequence.index(word))

    return change


def both(first: Change, second: Change) -> Change:
    """One change upon the other."""

    def change(document: Document, view: View) -> Scene:
        return second(*first(document, view))

    return change


def rest(document: Document, view: View) -> Scene:
    """The scene as it is."""
    return document, view


def last_step(document: Document, view: View) -> Scene:
    """All of the sentence is known."""
    return document, replace(view, cursor=len(document.sequence) - 1)


def edited(document: Document, view: View) -> Scene:
    """A weight of the first unit's input gate is far from where it was trained to be."""
    return set_weight(document, 0, 0, "W_i", (0, 0), 6.0), view


def clamped(document: Document, view: View) -> Scene:
    """The first unit's forget gate is held at 0 at "near"."""
    step = document.sequence.index("near")
    return set_clamp(document, 0, Clamp(0, "f", 0, 0.0, step, step)), view


def cut(document: Document, view: View) -> Scene:
    """All weights into the first unit's input gate are cut."""
    into = weights_into(document.models[0].network, 0, 0, "i")
    return set_cuts(document, 0, into, True), view


def other_model(document: Document, view: View) -> Scene:
    """The RNN beside the LSTM is selected."""
    found = next(k for k, m in enumerate(document.models) if m.network.layers[0].cell.key == "elman")
    return document, replace(view, model=found, signal="h", hidden=())


def untouched(document: Document, view: View) -> Scene:
    """The networks are as they were before training."""
    kept = tuple(replace(m, network=m.start) if m.start else m for m in document.models)
    return replace(document, models=kept), view


def exploding(document: Document, view: View) -> Scene:
    """All recurrent weights are 40 times as large: numbers and gradients leave the scales."""
    for index, model in enumerate(document.models):
        network = model.network
        for name, shape in network.layers[0].cell.parameters.items():
            if shape == ("units", "units"):
                network = network.with_parameter(0, name, 40.0 * network.parameter(0, name))
        document = set_network(document, index, network)
    return document, view


def of_cell(cell: Cell, units: int = 4, layers: int = 1) -> Change:
    """One model of this cell, untrained, in place of the scene's."""

    return of_layers(cell.name, *[LayerForm(cell, units)] * layers)


def of_layers(name: str, *forms: LayerForm) -> Change:
    """One model of layers wired so, untrained, in place of the scene's; the last one is selected."""

    def change(document: Document, view: View) -> Scene:
        model = Model(name, _network(document.encoder, forms))
        view = replace(view, model=0, layer=len(model.network.layers) - 1, signal="", hidden=())
        return replace(document, models=(model,), recipe=None), view

    return change


def many_models(document: Document, view: View) -> Scene:
    """Six models, of different cells, all shown."""
    cells = [load_cell(key) for key in islice(cycle(COMMON), 6 - len(document.models))]
    colours = ("#12887E", "#B07A12", "#A8479A", "#64748B")
    fresh = [
        Model(f"{cell.name}, untrained", _network(document.encoder, [LayerForm(cell, 4 + k)]), color=colour)
        for k, (cell, colour) in enumerate(zip(cells, colours, strict=False))
    ]
    return replace(document, models=(*document.models, *fresh)), replace(view, hidden=())


def one_step(document: Document, view: View) -> Scene:
    """A sentence of one word."""
    return _saying(document, ("boy",)), replace(view, cursor=0)


def long_sentence(document: Document, view: View) -> Scene:
    """The scene's sentence with clauses put in: 60 words, the question near its end."""
    asked = document.sequence.index("dogs")
    filled = tuple(islice(cycle(document.fillers or ("who",)), LONG - len(document.sequence)))
    words = document.sequence[:asked] + filled + document.sequence[asked:]
    question = document.question and replace(document.question, asked=asked + len(filled))
    return replace(document, sequence=words, question=question), replace(view, cursor=asked + len(filled))


def long_names(document: Document, view: View) -> Scene:
    """Words, inputs, models, answers and a title that are longer than the room for them."""
    words = tuple(f"incomprehensible-{word}" if word in ("boy", "dogs") else word for word in document.sequence)
    known = {**document.encoder.words, **dict(zip(words, map(document.encoder.vector, document.sequence), strict=True))}
    inputs = tuple(f"{name} of the English language" for name in document.encoder.inputs)
    question = document.question and replace(document.question, low="were not playing", high="was still playing")
    return (
        replace(
            document,
            title="A title that says in many words what this document is all about, and then goes on a little",
            models=tuple(replace(m, name=f"{m.name}, trained on long sentences") for m in document.models),
            sequence=words,
            encoder=Encoder(inputs, known, document.encoder.other),
            question=question,
        ),
        view,
    )


def empty(document: Document, view: View) -> Scene:
    """No word."""
    return _saying(document, ()), replace(view, cursor=0)


def _saying(document: Document, words: tuple[str, ...]) -> Document:
    return replace(document, sequence=words, question=None)


def _network(encoder: Encoder, forms: Sequence[LayerForm]) -> Network:
    """Of random parameters, large enough for its signals to differ; the same every time."""
    network = Network.build(len(encoder.inputs), forms, 1, "sigmoid", seed=1)
    rng = np.random.default_rng(1)
    for place, name in list(network.places()):
        shape = network.parameter(place, name).shape
        spread = 1.5 if shape[-1] <= 8 else 4.0 / shape[-1] ** 0.5
        network = network.with_parameter(place, name, rng.normal(0.0, spread, shape))
    return network


WIRED = {
    "backward": (LayerForm(load_cell("lstm"), 4, "backward"),),
    "both-directions": (LayerForm(load_cell("lstm"), 3, "both"), LayerForm(load_cell("gru"), 3)),
    "window": (LayerForm(load_cell("dense"), 4, window=3),),
    "learnt-start": (LayerForm(load_cell("lstm"), 4, "both", learnt=("c", "h")),),
}

STATES: dict[str, Change] = {
    "rest": rest,
    "first-step": looking(cursor=0),
    "mid-play": looking(cursor=5, speed=8.0),
    "last-step": last_step,
    "edited": edited,
    "clamped": clamped,
    "held": both(clamped, at("near")),
    "cut": cut,
    "rnn": other_model,
    "before-training": looking(before=True),
    "untrained": untouched,
    "exploding": exploding,
    "long-sentence": long_sentence,
    "long-names": long_names,
    "one-step": one_step,
    "empty": empty,
    "one-unit": of_cell(load_cell("lstm"), units=1),
    "64-units": of_cell(load_cell("lstm"), units=64),
    "two-layers": of_cell(load_cell("lstm"), units=3, layers=2),
    **{name: of_layers(name.replace("-", " "), *forms) for name, forms in WIRED.items()},
    "typed-cell": of_cell(parse_cell(TYPED, "Typed cell")),
    **{key: of_cell(load_cell(key)) for key in cell_names()},
    "many-models": many_models,
    "one-model": of_cell(load_cell("lstm")),
    "hidden-model": looking(hidden=(1,)),
    "unfolded": looking(unfolded=True),
    "across": looking(across="c"),
    "across-64-units": both(of_cell(load_cell("lstm"), units=64), looking(across="c")),
    "numbers": looking(formulas="numbers"),
    "symbols": looking(formulas="symbols"),
    "numpy": looking(formulas="numpy"),
    "all-panels": looking(panels=PANELS),
    "all-panels-long-names": both(long_names, looking(panels=PANELS)),
    "only-network": looking(panels=("network",)),
}

SIZES_OF = ("one-step", "one-unit", "64-units", "long-sentence", "long-names")
EVERY = ("rest", "first-step", "rnn", "clamped", "cut", *TELLING, "typed-cell", *SIZES_OF, "empty", *WIRED)
OTHERS = tuple(key for key in cell_names() if key not in TELLING)

PANEL_STATES: dict[str, tuple[str, ...]] = {
    WINDOW: (
        *("rest", "first-step", "mid-play", "clamped", "rnn", "long-sentence", "long-names", "one-step", "one-unit"),
        *("64-units", "typed-cell", "many-models", "empty", "all-panels", "all-panels-long-names", "only-network"),
    ),
    "network": (*EVERY, "edited", "last-step", "held", "two-layers", "many-models", "hidden-model", "one-model"),
    "cell": (*EVERY, *OTHERS, "mid-play", "last-step", "edited", "held", "two-layers", "exploding"),
    "timeline": (*EVERY, "mid-play", "last-step", "held", "unfolded", "across", "across-64-units", "exploding"),
    "gradient": (*EVERY, "before-training", "untrained", "many-models", "hidden-model", "one-model", "exploding"),
    "weights": (*EVERY, "edited", "two-layers", "exploding"),
    "equations": (*EVERY, *OTHERS, "numbers", "symbols", "numpy", "held", "exploding"),
    "editor": (
        "rest",
        "first-step",
        "rnn",
        "clamped",
        "typed-cell",
        *OTHERS,
        "64-units",
        "long-names",
        "empty",
        *WIRED,
    ),
    "models": ("rest", "rnn", "hidden-model", "one-model", "many-models", "long-names", "untrained", "empty", *WIRED),
    "sequence": ("rest", "last-step", "long-sentence", "long-names", "one-step", "empty"),
    "history": ("rest", "long-names", "empty"),
}


def states_of(key: str) -> tuple[str, ...]:
    """The names of the states in which a panel (or the window) is pictured; at rest, where nothing is listed."""
    return PANEL_STATES.get(key, ("rest",))
