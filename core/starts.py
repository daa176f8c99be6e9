"""Starts: how a network's parameters are before training. Pure functions Network -> Network, to the bit from a seed.

Each changes what it is about and leaves the rest, so that one can follow another:

    start(start(network, "orthogonal", seed=1), "chrono", seed=1, longest=50)

What is cut stays cut. A *recurrent* matrix is one of (units, units) that stands before another signal, not before x;
the *bias* of a gate is a vector that is added within its function's brackets.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from core.arrays import Array, generator
from core.cells import Cell
from core.equations import Binary, Call, Expr, Negative, Number, Signal, Vector
from core.errors import CarouselError
from core.evaluator import apply
from core.network import READOUT, Network, Place

Seed = int | Sequence[int] | np.random.Generator


def start(network: Network, kind: str = "uniform", seed: Seed = 0, **settings: float) -> Network:
    """The network with the start called so: uniform, xavier, orthogonal, identity, forget or chrono.

    `settings` are those of the function of that name below. CarouselError for an unknown name or setting, which lists
    what there is, and where the network has nothing that the start is about.
    """
    if kind not in STARTS:
        raise CarouselError("start", f"one of {', '.join(STARTS)}", repr(kind)[:60])
    known = tuple(inspect.signature(STARTS[kind]).parameters)[2:]
    for name, value in settings.items():
        if name not in known:
            expected = f"one of {', '.join(known)}" if known else "none"
            raise CarouselError(f"setting of the start {kind}", expected, repr(name)[:60])
        if not (isinstance(value, int | float | np.number) and math.isfinite(value)):
            raise CarouselError(f"{name} of the start {kind}", "a finite number", repr(value)[:60])
    return STARTS[kind](network, seed, **settings)


def uniform(network: Network, seed: Seed) -> Network:
    """Every matrix uniform in +-1/sqrt(units), every vector 0: as `Network.build`, to the bit.

    units are those of the layer, and for the readout those it reads.
    """
    rng = generator(seed)
    for place, name in network.places():
        shape = network.parameter(place, name).shape
        width = shape[-1] if place == READOUT else network.layers[place].units
        values = rng.uniform(-1, 1, shape) / np.sqrt(width) if len(shape) == 2 else np.zeros(shape)
        network = network.with_parameter(place, name, values)
    return network


def xavier(network: Network, seed: Seed, gain: float = 1.0) -> Network:
    """Every matrix uniform in +-gain sqrt(6 / (rows + columns)): Glorot & Bengio 2010, eq. 16, the readout too.

    Each gate's matrix counts by itself.
    """
    rng = generator(seed)
    for place, name in network.places():
        shape = network.parameter(place, name).shape
        if len(shape) == 2:
            network = network.with_parameter(place, name, rng.uniform(-1, 1, shape) * gain * math.sqrt(6 / sum(shape)))
    return network


def orthogonal(network: Network, seed: Seed, gain: float = 1.0) -> Network:
    """Every recurrent matrix `gain` times an orthogonal one, drawn evenly from all: Saxe, McClelland & Ganguli 2014."""
    rng = generator(seed)
    for place, name, units in _recurrent(network, "orthogonal"):
        network = network.with_parameter(place, name, gain * _orthogonal(rng, units))
    return network


def identity(network: Network, seed: Seed, scale: float = 1.0) -> Network:
    """Every recurrent matrix `scale` times the identity: Le, Jaitly & Hinton 2015, there with relu."""
    for place, name, units in _recurrent(network, "identity"):
        network = network.with_parameter(place, name, scale * np.eye(units))
    return network


def forget(network: Network, seed: Seed, value: float = 1.0) -> Network:
    """The bias of every forget gate is `value`: Gers, Schmidhuber & Cummins 2000; Jozefowicz et al. 2015 on 1."""
    found = False
    for layer, each in enumerate(network.layers):
        for signal in _with_role(each.cell, "forget"):
            network, found = _with_bias(network, layer, signal, np.full(each.units, value)), True
    return network if found else _nothing("forget", "a forget gate with a bias")


def chrono(network: Network, seed: Seed, longest: float = 100.0) -> Network:
    """Gates that keep for up to `longest` steps: Tallec & Ollivier 2018, "Can recurrent neural networks warp time?".

    The LSTM's as in the paper: the forget gate's bias is log u with u uniform from 1 to longest - 1, a number a unit;
    the input gate's, where it has one of its own, is minus that; other biases stay. A layer without a forget gate has
    its update gate treated by the same reasoning: log u where the gate's 1 keeps the state, as z does in
    h = (1 - z) * n + z * h, and -log u where its 0 does, as in h = (1 - z) * h + z * n. So a unit at rest keeps a part
    of 1 - 1 / (1 + u) a step: 2 to `longest` steps.
    """
    if longest < 3:
        raise CarouselError("longest of the start chrono", "at least 3 steps", repr(longest)[:60])
    rng, found = generator(seed), False
    for layer, each in enumerate(network.layers):
        keeping = _keeping_gate(each.cell)
        if keeping is None:
            continue
        signal, sign = keeping
        bias = sign * np.log(rng.uniform(1.0, longest - 1.0, each.units))
        network, found = _with_bias(network, layer, signal, bias), True
        if each.cell.info(signal).role == "forget":
            for writing in _with_role(each.cell, "input"):
                network = _with_bias(network, layer, writing, -bias)
    return network if found else _nothing("chrono", "a forget or update gate with a bias, on which a state depends")


STARTS: dict[str, Callable[..., Network]] = {
    "uniform": uniform,
    "xavier": xavier,
    "orthogonal": orthogonal,
    "identity": identity,
    "forget": forget,
    "chrono": chrono,
}


def _nothing(kind: str, expected: str) -> Network:
    raise CarouselError(f"network for the start {kind}", f"a layer with {expected}", "none")


def _recurrent(network: Network, kind: str) -> Iterator[tuple[Place, str, int]]:
    """Place, name and units of every recurrent matrix; CarouselError where there is none."""
    found = [
        (place, name, network.layers[place].units)
        for place, name in network.places()
        if place != READOUT and network.layers[place].cell.parameters.get(name) == ("units", "units")
    ]
    if not found:
        _nothing(kind, "a recurrent matrix")
    yield from found


def _orthogonal(rng: np.random.Generator, units: int) -> Array:
    """QR of a Gaussian matrix, R's diagonal made positive: Mezzadri 2007, "How to generate random matrices"."""
    q, r = np.linalg.qr(rng.standard_normal((units, units)))
    return np.asarray(q * np.sign(np.diag(r)))


def _with_role(cell: Cell, role: str) -> list[str]:
    """The signals of a role whose line has a bias."""
    return [s for s in cell.signals if cell.info(s).role == role and _biases(_line(cell, s))]


def _line(cell: Cell, signal: str) -> Expr:
    return next(line.expr for line in cell.graph.lines if line.name == signal)


def _with_bias(network: Network, layer: int, signal: str, values: Array) -> Network:
    """The network in which the biases of a gate add up to `values`: the first is that, others are 0."""
    for k, (name, sign) in enumerate(_biases(_line(network.layers[layer].cell, signal)).items()):
        network = network.with_parameter(layer, name, 0 * values if k else sign * values)
    return network


def _biases(expr: Expr) -> dict[str, int]:
    """The vectors that are added in a function's brackets, with their signs."""
    return dict(_terms(expr.argument, 1)) if isinstance(expr, Call) else {}


def _terms(expr: Expr, sign: int) -> Iterator[tuple[str, int]]:
    match expr:
        case Vector(name=name):
            yield name, sign
        case Negative(operand=operand):
            yield from _terms(operand, -sign)
        case Binary(op="+" | "-" as op, left=left, right=right):
            yield from _terms(left, sign)
            yield from _terms(right, sign if op == "+" else -sign)


def _keeping_gate(cell: Cell) -> tuple[str, int] | None:
    """The gate on which it depends how much of a state is kept, and 1 where its 1 keeps it, -1 where its 0 does."""
    for signal in (*_with_role(cell, "forget"), *_with_role(cell, "update")):
        for state in cell.states:
            opened, shut = (_kept(_line(cell, state), state, signal, level) for level in (1.0, 0.0))
            if opened != shut:
                return signal, 1 if opened > shut else -1
    return None


def _kept(expr: Expr, state: str, gate: str, level: float) -> float:
    """How much a line passes on of the state, a gate at `level` and all else at 0."""
    return _value(expr, state, 1.0, gate, level) - _value(expr, state, 0.0, gate, level)


def _value(expr: Expr, state: str, before: float, gate: str, level: float) -> float:
    match expr:
        case Number(value=value):
            return value
        case Signal(name=name, previous=previous):
            return before if previous and name == state else level if not previous and name == gate else 0.0
        case Negative(operand=operand):
            return -_value(operand, state, before, gate, level)
        case Call(function=function, argument=argument):
            return apply(function, _value(argument, state, before, gate, level))
        case Binary(op=op, left=left, right=right):
            a, b = (_value(part, state, before, gate, level) for part in (left, right))
            if op == "/":
                return a / b if b else math.nan
            return a + b if op == "+" else a - b if op == "-" else a * b
    return 0.0  # a vector, or a product
