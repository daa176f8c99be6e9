"""The cells in resources/cells, by name, and cells typed by hand."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib import resources

from core.bounds import Interval, bounds, interval
from core.equations import Expr, Graph, Product, Signal, Vector, parse, reads, walk
from core.errors import CarouselError

# what the signals of the literature are called; taken only where the equation fits
NAMED = {"f": "forget", "i": "input", "g": "candidate", "o": "output", "z": "update", "r": "reset", "n": "candidate"}
GATES = ("forget", "input", "output", "update", "reset")
ROLES = ("forget", "input", "candidate", "output", "cell", "hidden", "update", "reset")
# how the cells that ship are listed: from the plainest on, variants after what they vary
LISTED = (
    *("dense", "elman", "elman_relu", "lstm", "lstm_1997", "lstm_peephole", "lstm_coupled"),
    *("lstm_nig", "lstm_nfg", "lstm_nog", "lstm_niaf", "lstm_noaf", "lstm_fgr"),
    *("gru", "gru_reset_before", "mgu"),
)


@dataclass(frozen=True)
class SignalInfo:
    """What a signal is called, the role that gives it its colour, and one sentence about it."""

    title: str
    role: str
    says: str = ""


@dataclass(frozen=True, eq=False)
class Cell:
    """A recurrent cell: its equations and what its signals are called."""

    name: str
    graph: Graph
    source: str = ""
    key: str = ""
    infos: Mapping[str, SignalInfo] = field(default_factory=dict)

    @property
    def equations(self) -> str:
        """The text of the equations."""
        return self.graph.text

    @property
    def signals(self) -> tuple[str, ...]:
        """Every signal, in the order of the lines."""
        return self.graph.signals

    @property
    def states(self) -> tuple[str, ...]:
        """The signals remembered from step to step, in the order of their lines."""
        return self.graph.states

    @property
    def parameters(self) -> Mapping[str, tuple[str, ...]]:
        """Parameter name -> ("units", "inputs"), ("units", "units") or ("units",)."""
        return self.graph.parameters

    @property
    def output(self) -> str:
        """The signal that the layer passes on."""
        return self.graph.output

    @property
    def memory(self) -> str:
        """The state whose gradient tells how long the cell remembers: one with role cell, else the output."""
        cells = [s for s in self.states if self.info(s).role == "cell"]
        return cells[0] if cells else self.output

    @cached_property
    def gates(self) -> tuple[str, ...]:
        """Signals that own parameters: those whose line holds a matrix or a vector, in order."""
        return tuple(s for s in self.signals if self.parameters_of(s))

    @cached_property
    def repeated(self) -> Mapping[str, str]:
        """Signals whose line is only the name of a remembered one, so that later lines see the step before: which."""
        found: dict[str, str] = {}
        for line in self.graph.lines:
            if isinstance(line.expr, Signal) and (line.expr.previous or line.expr.name in found):
                found[line.name] = found.get(line.expr.name, line.expr.name)
        return found

    def remembered(self, expr: Expr) -> set[str]:
        """The signals of the step before that an expression of the cell reads, by whatever name."""
        now = reads(expr, previous=False)
        return reads(expr, previous=True) | {self.repeated[name] for name in now if name in self.repeated}

    def info(self, signal: str) -> SignalInfo:
        """Title, role and saying of a signal; a role told by its equation where the file says nothing."""
        known = self.infos.get(signal)
        return known or SignalInfo(signal, self._guessed[signal])

    def bounds(self, signal: str) -> Interval:
        """The least and the greatest value that a signal can have, whatever the parameters."""
        return self._bounds[signal]

    def is_level(self, signal: str) -> bool:
        """Whether a signal lies between 0 and 1, as a gate does: it is shown without a sign."""
        low, high = self._bounds[signal]
        return low >= 0.0 and high <= 1.0

    def gives_level(self, expr: Expr) -> bool:
        """Whether an expression of the cell lies between 0 and 1; a remembered signal lies where its line does."""
        low, high = self.span(expr)
        return low >= 0.0 and high <= 1.0

    def span(self, expr: Expr) -> Interval:
        """The least and the greatest value of an expression; a remembered signal lies where its line does."""
        return self.bounds(expr.name) if isinstance(expr, Signal) else interval(expr, self._bounds)

    @cached_property
    def _bounds(self) -> dict[str, Interval]:
        return bounds(self.graph)

    @cached_property
    def _guessed(self) -> dict[str, str]:
        """A role for every signal: the output is hidden, another state the cell, and each gate has one of its own."""
        found: dict[str, str] = {}
        free = [role for role in GATES if role not in {info.role for info in self.infos.values()}]
        for signal in self.signals:
            named = NAMED.get(signal, "")
            if signal == self.output:
                found[signal] = "hidden"
            elif signal in self.states and not self.is_level(signal):
                found[signal] = "cell"
            elif not self.is_level(signal):
                found[signal] = "candidate"
            else:
                found[signal] = named if named in free else next(iter(free), "input")
                if found[signal] in free:
                    free.remove(found[signal])
        return found

    def parameters_of(self, signal: str) -> tuple[str, ...]:
        """The parameters in the line of a signal, in the order of the cell's list."""
        return self._parameters_by_signal[signal]

    @cached_property
    def _parameters_by_signal(self) -> dict[str, tuple[str, ...]]:
        found = {}
        for line in self.graph.lines:
            used = {e.matrix for e in walk(line.expr) if isinstance(e, Product)}
            used |= {e.name for e in walk(line.expr) if isinstance(e, Vector)}
            found[line.name] = tuple(name for name in self.parameters if name in used)
        return found

    def shape(self, parameter: str, units: int, inputs: int) -> tuple[int, ...]:
        """The shape of a parameter in a layer of `units` units with `inputs` inputs."""
        sizes = {"units": units, "inputs": inputs}
        return tuple(sizes[s] for s in self.graph.parameters[parameter])


def parse_cell(text: str, name: str = "typed cell") -> Cell:
    """A cell from typed equations; EquationError names line and column."""
    return Cell(name, parse(text))


@lru_cache(maxsize=64)
def load_cell(key: str) -> Cell:
    """The cell in resources/cells/<key>.toml."""
    if key not in cell_names():
        raise CarouselError("cell", f"one of {', '.join(cell_names())}", repr(key))
    text = resources.files("resources").joinpath("cells", f"{key}.toml").read_text("utf-8")
    return _from_toml(key, tomllib.loads(text))


@lru_cache(maxsize=1)
def cell_names() -> tuple[str, ...]:
    """The keys of all cells that ship: those LISTED in this order, then any other by name."""
    folder = resources.files("resources").joinpath("cells")
    found = sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))
    return tuple(sorted(found, key=lambda key: LISTED.index(key) if key in LISTED else len(LISTED)))


def _from_toml(key: str, data: dict[str, object]) -> Cell:
    graph = parse(str(data["equations"]))
    signals = data.get("signals", {})
    assert isinstance(signals, dict)
    infos = {name: SignalInfo(**entry) for name, entry in signals.items()}
    unknown = [name for name in infos if name not in graph.signals]
    unknown += [info.role for info in infos.values() if info.role not in ROLES]
    if unknown:
        expected = "signals of the equations, with a known role"
        raise CarouselError(f"cells/{key}.toml", expected, repr(unknown[0]))
    return Cell(str(data["name"]), graph, str(data.get("source", "")), key, infos)
