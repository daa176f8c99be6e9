"""What the list says of a model: its layers and parameters, how it answered when it was trained. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.arrays import Array
from core.document import Document, Model, Recipe, SeedRow, differs
from core.errors import CarouselError
from core.model_edits import is_told_of, rewind
from core.network import Network
from core.state import State
from gui.level_words import counted, level_words, trait_words

CHANGED, REWOUND, NEW = "changed", "before training", "untrained"


@dataclass(frozen=True)
class Row:
    """A row of the list. `is_last`: no other model is shown."""

    name: str
    colour: str
    marker: int
    description: str
    note: str
    tip: str
    is_selected: bool
    is_hidden: bool
    is_last: bool


def rows_of(state: State, opened: Document) -> tuple[Row, ...]:
    """A row for each model of the document."""
    return tuple(_row(state, opened, index) for index in range(len(state.document.models)))


def _row(state: State, opened: Document, index: int) -> Row:
    model = state.document.models[index]
    changed = is_changed(state, opened, index)
    result = None if changed or not is_told_of(state.document, model) else _result(state.document.recipe, model.name)
    note = CHANGED if changed else "" if result is None else result[0]
    why = _why(model) if changed else "" if result is None else result[1]
    if is_at_start(model):
        note, why = (REWOUND, "Its parameters are those its training began with.") if model.trained else (NEW, "")
    description = describe(model)
    not_free, *traits = _more(model.network)
    tip = "\n".join(filter(None, (f"{model.name}: {description}{not_free}", *traits, why)))
    return Row(
        model.name,
        model.color,
        index,
        description,
        note,
        tip,
        index == state.view.model,
        index not in state.visible,
        state.visible == (index,),
    )


def _why(model: Model) -> str:
    return "Not as it was opened." if model.is_as_trained is None else "Not as it was trained."


@lru_cache(maxsize=64)  # networks are told apart by identity
def _more(network: Network) -> tuple[str, ...]:
    """How many parameters are cut, and how many are one with another's, or ""; then what else there is to say."""
    cut = sum(int(mask.sum()) for mask in network.readout_cuts.values())
    cut += sum(_cut(mask, layer.shared.get(name)) for layer in network.layers for name, mask in layer.cuts.items())
    tied = network.count() - network.count(free_only=True) - cut
    told = [f", and {cut:,} that are cut"] if cut else []
    told += [f", and {tied:,} that are one with others"] if tied else []
    return "".join(told), *(f"{words[0].upper()}{words[1:]}." for words in trait_words(network))


def _cut(mask: Array, rows: Array | None) -> int:
    """How many entries are cut, of rows that are tied counted once."""
    return int((mask if rows is None else mask[np.unique(rows)]).sum())


def describe(model: Model) -> str:
    """Such as "4 LSTM units · 130 parameters", without those that are cut."""
    held = f" \u00b7 {counted(len(model.clamps), 'clamp')}" if model.clamps else ""
    return f"{_described(model.network)}{held}"


@lru_cache(maxsize=64)
def _described(network: Network) -> str:
    layers = " \u2192 ".join(level_words(network, level) for level in range(len(network.levels)))
    return f"{layers} \u00b7 {counted(network.count(free_only=True), 'parameter')}"


def is_changed(state: State, opened: Document, index: int) -> bool:
    """Whether a model is not as its training left it; where that is not known, not as it was opened."""
    known = state.document.models[index].is_as_trained
    if known is not None:
        return not known
    return index < len(opened.models) and differs(state.document, opened, index)


def is_at_start(model: Model) -> bool:
    """Whether a model's parameters are those that a training begins with."""
    return model.start is not None and (model.network is model.start or model.network.equals(model.start))


def can_rewind(state: State, index: int) -> bool:
    """Whether it is known what the training of a model began with, and that is not what it is now."""
    try:
        return rewind(state.document, index) is not state.document
    except CarouselError:
        return False


def can_reset(state: State, opened: Document, index: int) -> bool:
    """Whether a model has changed since it was opened and can be put back."""
    if index >= len(opened.models) or not differs(state.document, opened, index):
        return False
    return opened.models[index].network.inputs == state.document.models[index].network.inputs


def _result(recipe: Recipe | None, name: str) -> tuple[str, str] | None:
    """How the trained network of that name answered: in short, and at every gap; None where that is not known."""
    if recipe is None or not recipe.gaps:
        return None
    row = next((row for row in recipe.seeds if (row.model, row.seed) == (name, recipe.chosen)), None)
    if row is None or len(row.accuracy) != len(recipe.gaps):
        return None
    least, greatest = recipe.trained_gaps
    at = next((k for k, gap in enumerate(recipe.gaps) if least <= gap <= greatest), 0)
    return f"{_percent(row.accuracy[at])} right at gap {recipe.gaps[at]}", _at_every_gap(recipe, row)


def _at_every_gap(recipe: Recipe, row: SeedRow) -> str:
    found = [f"{_percent(share)} at {gap}" for gap, share in zip(recipe.gaps, row.accuracy, strict=True)]
    return f"As trained from seed {row.seed}, right at a gap: {', '.join(found)} words."


def _percent(share: float) -> str:
    """One decimal where it is needed; only all of them is 100%, only none is 0%."""
    rounded = round(100 * share, 1)
    if 0 < share < 1:
        rounded = min(max(rounded, 0.1), 99.9)
    return f"{rounded:.1f}".removesuffix(".0") + "%"
