"""Edits of a document's models as a whole: added, copied, renamed, taken away, put back to where training began."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.cells import Cell
from core.document import RESHAPED, Document, Model, Recipe, model_of, named, with_model
from core.errors import CarouselError
from core.network import Network

MOST_MODELS = 64
COLOURS = ("#2F6FDE", "#D1495B", "#12887E", "#B07A12", "#A8479A", "#64748B")  # of models, in the order they are given


def add_model(document: Document, cell: Cell, units: int, name: str = "", seed: int = 0) -> Document:
    """The document with one more model behind the others: one layer, the first model's outputs, drawn from a seed.

    Without a name it is called as its cell is, with a number where that is taken.
    """
    _check_room(document)
    first = document.models[0].network
    network = Network.build(len(document.encoder.inputs), [(cell, units)], first.outputs, first.readout, seed)
    called = named("name of the network", name) if name else cell.name
    model = Model(free_name(document, called), network, network, _free_colour(document))
    return replace(document, models=(*document.models, model))


def duplicate_model(document: Document, model: int) -> Document:
    """The document with a copy of a model right behind it, under another name and in another colour."""
    _check_room(document)
    chosen = model_of(document, model)
    copy = replace(chosen, name=free_name(document, chosen.name), color=_free_colour(document), identity=object())
    return replace(document, models=(*document.models[: model + 1], copy, *document.models[model + 1 :]))


def rename_model(document: Document, model: int, name: str) -> Document:
    """The document with a model under another name, in its recipe too; CarouselError for one that another model has."""
    chosen, name = model_of(document, model), named("name of the network", name)
    if any(other.name == name for other in document.models if other is not chosen):
        raise CarouselError("name of the network", "one that no other network has", repr(name)[:60])
    if name == chosen.name:
        return document
    recipe = _with_name(document.recipe, chosen.name, name) if is_told_of(document, chosen) else document.recipe
    return replace(with_model(document, model, replace(chosen, name=name)), recipe=recipe)


def is_told_of(document: Document, model: Model) -> bool:
    """Whether the recipe tells of a model: of none that was added or given another form since its training."""
    if model.trained == RESHAPED:
        return False
    return bool(model.trained) or not any(other.trained for other in document.models)


def _with_name(recipe: Recipe | None, old: str, new: str) -> Recipe | None:
    """The recipe with a model's results under its new name; those of another one of that name, now gone, go too."""
    if recipe is None:
        return None
    rows = (row for row in recipe.seeds if row.model != new)
    return replace(recipe, seeds=tuple(replace(row, model=new) if row.model == old else row for row in rows))


def remove_model(document: Document, model: int) -> Document:
    """The document without a model; CarouselError for the last one."""
    gone = model_of(document, model)
    if len(document.models) == 1:
        raise CarouselError("networks", "at least one", "none left")
    return replace(document, models=tuple(other for other in document.models if other is not gone))


def rewind(document: Document, model: int) -> Document:
    """The document with a model's parameters as they were before its training; cuts and clamps stay."""
    chosen = model_of(document, model)
    if chosen.start is None:
        raise CarouselError(f"start of {chosen.name}", "the parameters that its training began with", "none kept")
    network = chosen.network
    for place, name in network.places():
        network = network.with_parameter(place, name, chosen.start.parameter(place, name))
    return document if network.equals(chosen.network) else with_model(document, model, replace(chosen, network=network))


def can_rewind(document: Document, model: int) -> bool:
    """Whether `rewind` would change anything: a start is known, and the parameters are others by now."""
    chosen = model_of(document, model)
    start, now = chosen.start, chosen.network
    if start is None or start is now:
        return False
    pairs = ((now.parameter(*at), start.parameter(*at)) for at in now.places())
    return any(one is not other and not np.array_equal(one, other) for one, other in pairs)


def free_name(document: Document, wanted: str) -> str:
    """`wanted`, or with the first number from 2 on that no model has."""
    taken = {model.name for model in document.models}
    if wanted not in taken:
        return wanted
    base, _, number = wanted.rpartition(" ")
    stem = base if base and number.isdigit() else wanted
    return next(name for k in range(2, MOST_MODELS + 3) if (name := f"{stem} {k}") not in taken)


def _free_colour(document: Document) -> str:
    """The first colour that no model has; of the six taken the one that comes next round."""
    taken = {model.color.upper() for model in document.models}
    free = [colour for colour in COLOURS if colour not in taken]
    return free[0] if free else COLOURS[len(document.models) % len(COLOURS)]


def _check_room(document: Document) -> None:
    if len(document.models) >= MOST_MODELS:
        raise CarouselError("networks", f"at most {MOST_MODELS}", f"{len(document.models)} and one more")
