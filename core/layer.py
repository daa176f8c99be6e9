"""One layer of a network: a cell, its size and parameters, and how it stands among the others. Frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Literal, Protocol, get_args

import numpy as np
from numpy.typing import ArrayLike

from core.arrays import Array, frozen, frozen_mask, read_only
from core.cells import Cell
from core.equations import Product, Signal, walk
from core.errors import CarouselError

Direction = Literal["forward", "backward", "both"]
INITIAL = "initial_"  # begins no parameter's name of a cell
MAX_WINDOW = 1000


@dataclass(frozen=True)
class LayerForm:
    """What a layer is before it has parameters.

    `direction`: "forward", "backward" (from the last step to the first) or "both", which makes two layers side by
    side. `beside`: it reads what the layer before it reads, and their outputs are joined. `window`: how many of the
    last inputs it sees, this step's first, zeros before the start. `learnt`: the states whose initial values are
    parameters.
    """

    cell: Cell
    units: int
    direction: Direction = "forward"
    beside: bool = False
    window: int = 1
    learnt: tuple[str, ...] = ()

    def check(self) -> None:
        """CarouselError where a field does not fit."""
        if not isinstance(self.cell, Cell):
            expected = 'a cell, such as load_cell("lstm")'
            raise CarouselError("cell", expected, repr(self.cell)[:60])
        for what, size, most in (("units", self.units, None), ("window", self.window, MAX_WINDOW)):
            is_whole = isinstance(size, int | np.integer) and not isinstance(size, bool)
            if not is_whole or size < 1 or (most is not None and size > most):
                expected = f"a whole number {'of at least 1' if most is None else f'from 1 to {most}'}"
                raise CarouselError(what, expected, repr(size)[:60])
        if self.direction not in get_args(Direction):
            raise CarouselError("direction", f"one of {', '.join(get_args(Direction))}", repr(self.direction)[:60])
        for state in self.learnt:
            check_state(self.cell, state, "learnt initial state")

    def single(self) -> tuple[LayerForm, ...]:
        """Forms that make one layer each."""
        if self.direction != "both":
            return (self,)
        return replace(self, direction="forward"), replace(self, direction="backward", beside=True)


def check_state(cell: Cell, state: str, field_name: str) -> None:
    """CarouselError where `state` is none of the cell's."""
    if state not in cell.states:
        raise CarouselError(field_name, f"one of the states {', '.join(cell.states)}", repr(state)[:60])


def levels_of(layers: Sequence[Standing]) -> tuple[tuple[int, ...], ...]:
    """The layers by index, from the input up; those beside each other together."""
    found: list[tuple[int, ...]] = []
    for index, layer in enumerate(layers):
        found = [*found[:-1], (*found[-1], index)] if layer.beside else [*found, (index,)]
    return tuple(found)


class Standing(Protocol):
    """What stands beside the layer before it, or above it."""

    @property
    def beside(self) -> bool:
        """Whether it is beside the one before."""


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer. `parameters` are read-only arrays; `cuts` maps a parameter to a mask, True where it is held at 0.

    `reverse`, `beside` and `window` are as in LayerForm; `inputs` counts the whole window. `initial` maps a state
    whose initial value is learnt to (units,). `shared` maps a parameter whose rows are tied to the row, (units,),
    that each of its rows is the same as.
    """

    cell: Cell
    units: int
    inputs: int
    parameters: Mapping[str, Array]
    cuts: Mapping[str, Array] = field(default_factory=dict)
    reverse: bool = False
    beside: bool = False
    window: int = 1
    initial: Mapping[str, Array] = field(default_factory=dict)
    shared: Mapping[str, Array] = field(default_factory=dict)

    @cached_property
    def effective(self) -> Mapping[str, Array]:
        """The cell's parameters that act: those cut are 0."""
        return effective(self.parameters, self.cuts)

    @cached_property
    def effective_initial(self) -> Mapping[str, Array]:
        """The learnt initial states that act, by state."""
        cuts = {name.removeprefix(INITIAL): mask for name, mask in self.cuts.items()}
        return effective(self.initial, cuts)

    @cached_property
    def arrays(self) -> Mapping[str, Array]:
        """Everything that can be learnt, by name: the cell's parameters, then learnt states as "initial_c"."""
        initial = {INITIAL + state: values for state, values in self.initial.items()}
        return MappingProxyType({**self.parameters, **initial})

    @property
    def form(self) -> LayerForm:
        """What it is without its parameters."""
        direction: Direction = "backward" if self.reverse else "forward"
        return LayerForm(self.cell, self.units, direction, self.beside, self.window, tuple(self.initial))

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of what can be learnt; CarouselError for an unknown name."""
        if name.removeprefix(INITIAL) in self.initial and name.startswith(INITIAL):
            return (self.units,)
        if name not in self.cell.parameters:
            raise CarouselError("parameter", f"one of {', '.join(self.arrays)}", repr(name))
        return self.cell.shape(name, self.units, self.inputs)

    def with_array(self, name: str, values: ArrayLike, where: str) -> Layer:
        """The layer with one array replaced; rows that are tied follow the row they are the same as."""
        array = frozen(values, self.shape(name), f"parameter {name} of {where}")
        if name in self.shared:
            array = read_only(array[self.shared[name]])
        if name not in self.parameters:
            return replace(self, initial=MappingProxyType({**self.initial, name.removeprefix(INITIAL): array}))
        return replace(self, parameters=MappingProxyType({**self.parameters, name: array}))

    def with_cut(self, name: str, values: ArrayLike) -> Layer:
        """The layer with the entries of a parameter held at 0 where `values` is True."""
        mask = frozen_mask(values, self.shape(name), f"cuts of {name}")
        if name in self.shared:
            mask = read_only(mask[self.shared[name]])
        return replace(self, cuts=with_mask(self.cuts, name, mask))

    def with_blocks(self, size: int, signals: Iterable[str]) -> Layer:
        """The layer in blocks of `size` units that share the gates `signals`: see Network.with_blocks."""
        source = np.arange(self.units)
        source -= source % size
        rows = {name: read_only(source) for signal in signals for name in self.cell.parameters_of(signal)}
        tied = replace(self, shared=MappingProxyType({**self.shared, **rows}))
        for name in rows:
            tied = tied.with_array(name, tied.parameters[name], "the layer")
            if name in tied.cuts:
                tied = tied.with_cut(name, tied.cuts[name])
        for name in _reading(self.cell, signals):
            mask = np.zeros(self.shape(name), bool) if name not in tied.cuts else tied.cuts[name].copy()
            mask[:, source != np.arange(self.units)] = True
            tied = tied.with_cut(name, mask)
        return tied

    def free(self, name: str) -> int:
        """How many entries of an array are neither cut nor tied to another."""
        is_free = np.ones(self.shape(name), bool)
        if name in self.cuts:
            is_free &= ~self.cuts[name]
        if name in self.shared:
            is_free[self.shared[name] != np.arange(self.units)] = False
        return int(is_free.sum())

    def gradient(self, name: str, whole: Array) -> Array:
        """The gradient of what is free: 0 where an entry is cut; rows that are tied add up in the row they follow."""
        if name in self.shared:
            summed = np.zeros_like(whole)
            np.add.at(summed, self.shared[name], whole)
            whole = summed
        return np.where(self.cuts[name], whole.dtype.type(0), whole) if name in self.cuts else whole


def with_mask(cuts: Mapping[str, Array], name: str, mask: Array) -> Mapping[str, Array]:
    """The cuts with one mask in place; a mask of nothing is none."""
    others = {key: value for key, value in cuts.items() if key != name}
    return MappingProxyType({**others, name: mask} if mask.any() else others)


def effective(parameters: Mapping[str, Array], cuts: Mapping[str, Array]) -> Mapping[str, Array]:
    """The parameters that act: those cut are 0."""
    acting = {k: read_only(np.where(cuts[k], v.dtype.type(0), v)) if k in cuts else v for k, v in parameters.items()}
    return MappingProxyType(acting)


def _reading(cell: Cell, signals: Iterable[str]) -> list[str]:
    """The matrices that are applied to one of the signals, or to a line that only names it."""
    lines = cell.graph.lines
    names = set(signals)
    names |= {line.name for line in lines if isinstance(line.expr, Signal) and line.expr.name in names}
    products = [e for line in lines for e in walk(line.expr) if isinstance(e, Product)]
    return [e.matrix for e in products if isinstance(e.operand, Signal) and e.operand.name in names]
