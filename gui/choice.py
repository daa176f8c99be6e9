"""A menu's lines: what a menu can be about, and what a line of it does. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.clamps import Clamp
from core.document import Document, set_cuts
from core.edges import Weight, all_cut
from core.state import State
from core.unit_edits import reset_positions
from gui.numbers import MINUS


@dataclass(frozen=True)
class Part:
    """A unit of a layer of the selected model, or one signal of it."""

    layer: int
    unit: int
    signal: str = ""


@dataclass(frozen=True)
class Input:
    """One input of the selected model."""

    row: int


@dataclass(frozen=True)
class Output:
    """One output of the selected model."""

    row: int


@dataclass(frozen=True)
class Several:
    """Nodes of the selected model, chosen together: each unit as its layer and its place in that.

    `first` is the unit that is looked at, if it is one of them.
    """

    units: tuple[tuple[int, int], ...]
    inputs: tuple[int, ...] = ()
    outputs: tuple[int, ...] = ()
    first: tuple[int, int] | None = None


@dataclass(frozen=True)
class Ground:
    """The diagram itself, where nothing stands."""


Subject = Part | Weight | Input | Output | Several | Ground  # what a menu is about


@dataclass(frozen=True)
class Choice:
    """One line of the menu: an edit with its arguments, a `card` to choose a value on, a `panel` to show, or an `act`.

    `label` is what undo calls the edit; `chosen` marks what is so already; above one that is `separated` runs a line.
    An act is carried out by the diagram, and is offered there only; so is the `key` that does the same.
    """

    text: str
    label: str = ""
    edit: Callable[..., Document] | None = None
    arguments: tuple[Any, ...] = ()
    card: Clamp | Weight | None = None
    enabled: bool = True
    chosen: bool = False
    act: str = ""
    key: str = ""
    panel: str = ""
    separated: bool = False


@dataclass(frozen=True)
class Submenu:
    """A line that opens further choices."""

    text: str
    choices: tuple[Choice, ...]


Group = tuple[Choice | Submenu, ...]


def cut_choices(state: State, weights: Iterable[Weight], words: str, label: str) -> Iterator[Choice]:
    """Cut weights, or restore them where all are cut; nothing where there are none."""
    if any(True for _ in weights):
        cut = all_cut(state.model.network, weights)
        verb = "Restore" if cut else "Cut"
        yield Choice(f"{verb} {words}", f"{verb} {label}", set_cuts, (state.view.model, weights, not cut))


def back_choices(state: State, nodes: Sequence[tuple[str, int, int]], who: str) -> Iterator[Choice]:
    """Put nodes that were moved by hand back where the layout has them."""
    if {position.node for position in state.model.positions} & set(nodes):
        yield Choice("Reset the position", f"Reset the position of {who}", reset_positions, (state.view.model, nodes))


def short(value: float) -> str:
    """A value in few figures, as menus write it."""
    return f"{value:g}".replace("-", MINUS)
