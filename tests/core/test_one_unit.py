"""A layer of one unit, whose values lie apart in memory, is the first of two units that know nothing of each other."""

from __future__ import annotations

import numpy as np
import pytest

from core import Network, backward, parse_cell, run
from core.network import READOUT
from core.trace import Trace
from tests.core.oracles import close, randomised

X = np.random.default_rng(8).standard_normal((9, 3, 6))


def of_gates(count: int) -> str:
    """That many gates side by side, the last of another function."""
    functions = ["sigmoid"] * (count - 1) + ["softplus"]
    gates = [f"a{k} = {function}(W_{k} @ x - U_{k} @ h + b_{k})" for k, function in enumerate(functions)]
    return "\n".join([*gates, f"h = -tanh({' + '.join(f'a{k}' for k in range(count))})"])


TEXTS = [of_gates(count) for count in range(1, 10)]
TEXTS += ["n = tanh(W @ x + U @ h)\nh = -h", "h = -(U @ h - W @ x)"]


def beside_another(network: Network) -> Network:
    """The network with a second unit, its parameters zero."""
    cell = network.layers[0].cell
    wide = Network.build(network.inputs, [(cell, 2)], network.outputs)
    for place, name in network.places():
        values = network.parameter(place, name)
        whole = np.zeros_like(wide.parameter(place, name))
        whole[tuple(slice(size) for size in values.shape)] = values
        wide = wide.with_parameter(place, name, whole)
    return wide


def found(trace: Trace) -> dict[str, np.ndarray]:
    """All that is known of the first unit."""
    weights = np.random.default_rng(1).standard_normal(trace.output.shape)
    gradients = backward(trace, output=weights)
    values = {"x": gradients.x, "output": trace.output}
    for name in trace.network.layers[0].cell.signals:
        values |= {name: trace[0, name][..., :1], f"adjoint of {name}": gradients[0, name][..., :1]}
    for name, gradient in gradients.parameters[0].items():
        columns = gradient.shape[-1] if name[0] == "W" else 1
        values[f"gradient of {name}"] = gradient[:1, :columns] if gradient.ndim == 2 else gradient[:1]
    values["gradient of W_y"] = gradients.parameters[READOUT]["W_y"][:, :1]
    return values


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-13), (np.float32, 1e-5)])
@pytest.mark.parametrize("x", [X, X[:, :1], X[:, :1, :2], X[..., :2], X[:1]], ids=lambda x: str(x.shape))
def test_one_unit_is_the_first_of_two(text: str, dtype: type, tolerance: float, x: np.ndarray) -> None:
    network = randomised(Network.build(x.shape[-1], [(parse_cell(text), 1)], 2), 4)
    start = 0.5 + np.arange(x.shape[1])[:, None]
    alone = found(run(network, x, initial={(0, "h"): start}, dtype=dtype))
    together = np.concatenate([start, np.zeros_like(start)], axis=1)
    reference = found(run(beside_another(network), x, initial={(0, "h"): together}, dtype=dtype))
    for name, values in alone.items():
        assert close(values, reference[name], tolerance), name
