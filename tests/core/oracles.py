"""What the core's numbers are compared with: the other readers, central differences, brute force."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from core.cells import Cell
from core.equations import Graph
from core.evaluator import explain_all
from core.network import Network
from core.trace import Clamp, run

Arrays = dict[str, np.ndarray]


def random_arrays(graph: Graph, units: int, inputs: int, seed: int = 0, size: float = 0.6) -> Arrays:
    """Normal values for every parameter of a cell."""
    rng = np.random.default_rng(seed)
    sizes = {"units": units, "inputs": inputs}
    return {name: size * rng.standard_normal([sizes[s] for s in shape]) for name, shape in graph.parameters.items()}


def random_network(
    cell: Cell, units: int = 3, inputs: int = 2, outputs: int = 2, readout: str = "identity", seed: int = 0
) -> Network:
    """One layer of `cell`, every parameter normal, biases too."""
    return randomised(Network.build(inputs, [(cell, units)], outputs, readout, seed), seed)  # type: ignore[arg-type]


def randomised(network: Network, seed: int = 0, size: float = 0.6) -> Network:
    """The network with every parameter normal."""
    rng = np.random.default_rng(seed)
    for place, name in network.places():
        shape = network.parameter(place, name).shape
        network = network.with_parameter(place, name, size * rng.standard_normal(shape))
    return network


def random_states(network: Network, batch: int | None = None, seed: int = 5) -> dict[tuple[int, str], np.ndarray]:
    """Initial values of every state of every layer."""
    rng = np.random.default_rng(seed)
    return {
        (index, state): 0.6 * rng.standard_normal((layer.units,) if batch is None else (batch, layer.units))
        for index, layer in enumerate(network.layers)
        for state in layer.cell.states
    }


def by_hand(
    graph: Graph,
    parameters: Mapping[str, np.ndarray],
    x: np.ndarray,
    initial: Mapping[str, np.ndarray],
    clamps: Sequence[Clamp] = (),
) -> Arrays:
    """Signals (T, units) of one sequence (T, inputs), by the evaluator: unit by unit, in Python numbers."""
    before = {state: [float(v) for v in initial[state]] for state in graph.states}
    rows: dict[str, list[list[float]]] = {name: [] for name in graph.signals}
    for step, row in enumerate(x):
        held: dict[str, dict[int, float]] = {}
        for clamp in clamps:
            if clamp.first <= step <= (len(x) if clamp.last is None else clamp.last):
                held.setdefault(clamp.signal, {})[clamp.unit] = clamp.value
        terms = explain_all(graph, parameters, row, before, held)
        for name in graph.signals:
            rows[name].append([term.value for term in terms[name]])
        before = {state: rows[state][-1] for state in graph.states}
    return {name: np.array(values) for name, values in rows.items()}


def central(loss: Callable[[np.ndarray], float], at: np.ndarray, step: float = 1e-3) -> np.ndarray:
    """The derivative of `loss` at an array, entry by entry, by a central difference of the fourth order."""
    found = np.zeros_like(at, dtype=float)
    for index in np.ndindex(at.shape):
        values = []
        for nudge in (-2, -1, 1, 2):
            moved = at.astype(float)
            moved[index] += nudge * step
            values.append(loss(moved))
        found[index] = (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * step)
    return found


def jacobian(
    network: Network,
    x: np.ndarray,
    of: str,
    step: int,
    state: str,
    k: int,
    layer: int = 0,
    clamps: Sequence[Clamp] = (),
) -> np.ndarray:
    """d of[step] / d state[k], (units of `of`, units of the state), in total, by central differences.

    The state is held at step k, beside its value: what comes after it, in step k too, follows.
    """
    at = run(network, x, clamps=clamps)[layer, state][k]

    def value(held: np.ndarray) -> np.ndarray:
        held_here = [Clamp(layer, state, unit, float(v), k, k) for unit, v in enumerate(held)]
        return run(network, x, clamps=[*clamps, *held_here])[layer, of][step]

    return np.array([central(lambda v, u=u: float(value(v)[u]), at) for u in range(len(at))])


def close(ours: np.ndarray, reference: np.ndarray, tolerance: float) -> bool:
    """max |ours - reference| within `tolerance` of the larger of 1 and max |reference|; shapes equal.

    Infinite are the same entries of both, with the same sign; of the others the rest is asked.
    """
    ours, reference = np.asarray(ours), np.asarray(reference)
    assert ours.shape == reference.shape, f"expected shape {reference.shape}, found {ours.shape}"
    endless = np.isinf(reference)
    if not np.array_equal(ours[endless], reference[endless]):
        return False
    ours, reference = ours[~endless], reference[~endless]
    if not reference.size:
        return True
    difference = np.abs(ours - reference).max()
    return bool(difference <= tolerance * max(1.0, np.abs(reference).max()))
