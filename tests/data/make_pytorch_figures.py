"""Make the PyTorch figures that the tests compare Carousel with.

    python -m venv torchvenv
    torchvenv/bin/pip install torch==2.13.0 numpy
    torchvenv/bin/python tests/data/make_pytorch_figures.py

Writes one `.npz` per kind, case and start beside this file (README.md there lists what they hold); the test
suite only reads them, so it needs no PyTorch. Everything is float64 from fixed seeds, on one thread: a second
run writes the same bytes with the same PyTorch, NumPy and processor, and the same figures to rounding
elsewhere.

Outputs and gradients come from `torch.nn.LSTM`, `torch.nn.GRU` and `torch.nn.RNN`; cell states and Jacobians
from a loop over `torch.nn.LSTMCell`, `GRUCell` and `RNNCell` with the same weights. Before a file is written,
a third run, of Carousel's equations on the parameters under Carousel's names, must give the same h, c,
gradients and norms.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

HERE = Path(__file__).resolve().parent
OUTPUTS = 2
SCALE = 0.6
TOLERANCE = 1e-12


class Case(NamedTuple):
    inputs: int
    units: int
    steps: int
    batch: int


class Kind(NamedTuple):
    layer: type[torch.nn.RNNBase]
    cell: type[torch.nn.RNNCellBase]
    states: tuple[str, ...]
    gates: tuple[str, ...]
    """Suffixes of Carousel's names, in the order of PyTorch's stacked rows."""


CASES = {
    "tiny": Case(inputs=1, units=1, steps=1, batch=1),
    "small": Case(inputs=3, units=4, steps=7, batch=1),
    "batch": Case(inputs=5, units=6, steps=12, batch=3),
    "long": Case(inputs=4, units=8, steps=40, batch=2),
}
KINDS = {
    "lstm": Kind(torch.nn.LSTM, torch.nn.LSTMCell, ("c", "h"), ("_i", "_f", "_g", "_o")),
    "gru": Kind(torch.nn.GRU, torch.nn.GRUCell, ("h",), ("_r", "_z", "_n")),
    "elman": Kind(torch.nn.RNN, torch.nn.RNNCell, ("h",), ("",)),
}
STARTS = ("random", "zeros")

Arrays = dict[str, Tensor]


class Setting(NamedTuple):
    """What is given: a layer with its weights, the sequence, the start, the readout, the loss's weights."""

    kind: str
    layer: torch.nn.RNNBase
    x: Tensor
    initial: Arrays
    readout: Arrays
    output_weights: Tensor


def main() -> None:
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    for kind in KINDS:
        for case in CASES:
            for start in STARTS:
                path = HERE / f"{kind}-{case}-{start}.npz"
                np.savez(path, allow_pickle=False, **figures(kind, case, start))
                print(f"{path.name:24s} {path.stat().st_size / 1000:6.1f} kB")


def figures(kind: str, case: str, start: str) -> dict[str, np.ndarray]:
    """All arrays of one file; raises AssertionError when the three runs disagree."""
    setting = make_setting(kind, CASES[case], start)
    parameters = translated(kind, {name: value.detach() for name, value in setting.layer.named_parameters()})
    h, y, gradients = layer_run(setting)
    states = cell_loop(setting)
    norms = jacobian_norms(states)
    check(setting, parameters, h, states, gradients, norms)
    found: dict[str, Tensor] = {"x": setting.x, "h": h, "y": y, "output_weights": setting.output_weights}
    if "c" in states:
        found["c"] = torch.stack(states["c"])
    found |= prefixed("parameter", parameters) | prefixed("readout", setting.readout)
    found |= prefixed("initial", setting.initial) | prefixed("gradient", gradients) | prefixed("norm", norms)
    return {"kind": np.array(kind)} | {name: value.detach().numpy() for name, value in found.items()}


def make_setting(kind: str, case: Case, start: str) -> Setting:
    """Random weights and biases of standard deviation SCALE; the starts differ in the initial states only."""
    rng = np.random.default_rng([list(KINDS).index(kind), *case])

    def normal(*shape: int, scale: float = SCALE) -> Tensor:
        return torch.from_numpy(scale * rng.standard_normal(shape)).requires_grad_()

    layer = KINDS[kind].layer(case.inputs, case.units)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.copy_(normal(*parameter.shape))
    x = normal(case.steps, case.batch, case.inputs, scale=1.0)
    readout = {"W_y": normal(OUTPUTS, case.units), "b_y": normal(OUTPUTS)}
    output_weights = normal(case.steps, case.batch, OUTPUTS, scale=1.0).detach()
    scale = SCALE if start == "random" else 0.0
    initial = {name: normal(case.batch, case.units, scale=scale) for name in KINDS[kind].states}
    return Setting(kind, layer, x, initial, readout, output_weights)


def translated(kind: str, stacked: Arrays) -> Arrays:
    """PyTorch's stacked parameters under Carousel's names.

    PyTorch's two biases are one in Carousel, their sum, except in the GRU's candidate, where b_hn stands
    inside the reset gate's brackets and is named d_n.
    """
    found: Arrays = {}
    gates = KINDS[kind].gates
    parts = {name: dict(zip(gates, value.chunk(len(gates)), strict=True)) for name, value in stacked.items()}
    for gate in gates:
        found[f"W{gate}"] = parts["weight_ih_l0"][gate]
        found[f"U{gate}"] = parts["weight_hh_l0"][gate]
        bias, recurrent_bias = parts["bias_ih_l0"][gate], parts["bias_hh_l0"][gate]
        if (kind, gate) == ("gru", "_n"):
            found["b_n"], found["d_n"] = bias, recurrent_bias
        else:
            found[f"b{gate}"] = bias + recurrent_bias
    return found


def translated_gradients(kind: str, stacked: Arrays) -> Arrays:
    """As `translated`; the gradient of a sum of two biases is the gradient of either one."""
    recurrent = stacked["bias_hh_l0"]
    found = translated(kind, stacked | {"bias_hh_l0": torch.zeros_like(recurrent)})
    if kind == "gru":
        found["d_n"] = recurrent.chunk(3)[2]
    return found


def layer_run(setting: Setting) -> tuple[Tensor, Tensor, Arrays]:
    """h (T, batch, units), y (T, batch, outputs), gradients of sum(y * output_weights), from `torch.nn`."""
    start = {name: value[None] for name, value in setting.initial.items()}
    h, last = setting.layer(setting.x, (start["h"], start["c"]) if "c" in start else start["h"])
    if "c" in start:
        last_c = cell_loop(setting)["c"][-1]
        torch.testing.assert_close(last[1][0], last_c, rtol=TOLERANCE, atol=TOLERANCE)
    y = torch.nn.functional.linear(h, setting.readout["W_y"], setting.readout["b_y"])
    loss = (y * setting.output_weights).sum()
    stacked = dict(setting.layer.named_parameters())
    gradients = translated_gradients(setting.kind, gradients_of(loss, stacked))
    gradients |= gradients_of(loss, setting.readout) | gradients_of(loss, {"x": setting.x})
    gradients |= {f"initial_{name}": value for name, value in gradients_of(loss, setting.initial).items()}
    return h, y, gradients


def gradients_of(loss: Tensor, inputs: Arrays) -> Arrays:
    found = torch.autograd.grad(loss, list(inputs.values()), retain_graph=True)
    return dict(zip(inputs, found, strict=True))


def cell_loop(setting: Setting) -> dict[str, list[Tensor]]:
    """Every state at every step from `torch.nn`'s cell, attached to the graph: {state: [(batch, units)]}."""
    cell = KINDS[setting.kind].cell(setting.layer.input_size, setting.layer.hidden_size)
    cell.load_state_dict({k.removesuffix("_l0"): v for k, v in setting.layer.state_dict().items()})

    def step(x: Tensor, state: Arrays) -> Arrays:
        if "c" not in state:
            return {"h": cell(x, state["h"])}
        h, c = cell(x, (state["h"], state["c"]))
        return {"c": c, "h": h}

    return unrolled(step, setting)


def unrolled(step: Callable[[Tensor, Arrays], Arrays], setting: Setting) -> dict[str, list[Tensor]]:
    state = setting.initial
    states: dict[str, list[Tensor]] = {name: [] for name in state}
    for x in setting.x:
        state = step(x, state)
        for name, value in state.items():
            states[name].append(value)
    return states


def jacobian_norms(states: dict[str, list[Tensor]]) -> Arrays:
    """Frobenius norm of d h_step / d state_k, k = 0..step, batch element 0: {"step.state": (step + 1,)}."""
    steps = len(states["h"])
    found: Arrays = {}
    for step in sorted({steps // 2, steps - 1}):
        retained = {(name, k): states[name][k] for name in states for k in range(step + 1)}
        squares = {key: torch.zeros(()) for key in retained}
        for component in states["h"][step][0]:
            rows = torch.autograd.grad(
                component,
                list(retained.values()),
                retain_graph=True,
                allow_unused=True,
                materialize_grads=True,
            )
            for key, row in zip(retained, rows, strict=True):
                squares[key] = squares[key] + row[0].square().sum()
        for name in states:
            found[f"{step}.{name}"] = torch.stack([squares[name, k] for k in range(step + 1)]).sqrt()
    return found


def check(
    setting: Setting,
    parameters: Arrays,
    h: Tensor,
    states: dict[str, list[Tensor]],
    gradients: Arrays,
    norms: Arrays,
) -> None:
    """The cell loop, and Carousel's equations on the translated parameters, give what the layer gave."""
    ours = {name: value.clone().requires_grad_() for name, value in parameters.items()}
    equations = EQUATIONS[setting.kind]
    again = unrolled(lambda x, state: equations(ours, x, state), setting)
    y = torch.stack(again["h"]) @ setting.readout["W_y"].T + setting.readout["b_y"]
    same(torch.stack(states["h"]), h)
    same(torch.stack(again["h"]), h)
    if "c" in states:
        same(torch.stack(again["c"]), torch.stack(states["c"]))
    starts = {f"initial_{name}": value for name, value in setting.initial.items()}
    wanted = ours | setting.readout | {"x": setting.x} | starts
    found = gradients_of((y * setting.output_weights).sum(), wanted)
    assert found.keys() == gradients.keys()
    for name, value in found.items():
        same(value, gradients[name])
    for name, value in jacobian_norms(again).items():
        torch.testing.assert_close(value, norms[name], rtol=1e-10, atol=0)


def same(ours: Tensor, reference: Tensor) -> None:
    assert ours.shape == reference.shape
    assert (ours - reference).abs().max() <= TOLERANCE * reference.abs().max()


def lstm(p: Arrays, x: Tensor, state: Arrays) -> Arrays:
    h, c = state["h"], state["c"]
    f = torch.sigmoid(x @ p["W_f"].T + h @ p["U_f"].T + p["b_f"])
    i = torch.sigmoid(x @ p["W_i"].T + h @ p["U_i"].T + p["b_i"])
    g = torch.tanh(x @ p["W_g"].T + h @ p["U_g"].T + p["b_g"])
    o = torch.sigmoid(x @ p["W_o"].T + h @ p["U_o"].T + p["b_o"])
    c = f * c + i * g
    return {"c": c, "h": o * torch.tanh(c)}


def gru(p: Arrays, x: Tensor, state: Arrays) -> Arrays:
    h = state["h"]
    r = torch.sigmoid(x @ p["W_r"].T + h @ p["U_r"].T + p["b_r"])
    z = torch.sigmoid(x @ p["W_z"].T + h @ p["U_z"].T + p["b_z"])
    n = torch.tanh(x @ p["W_n"].T + p["b_n"] + r * (h @ p["U_n"].T + p["d_n"]))
    return {"h": (1 - z) * n + z * h}


def elman(p: Arrays, x: Tensor, state: Arrays) -> Arrays:
    return {"h": torch.tanh(x @ p["W"].T + state["h"] @ p["U"].T + p["b"])}


EQUATIONS: dict[str, Callable[[Arrays, Tensor, Arrays], Arrays]] = {"lstm": lstm, "gru": gru, "elman": elman}


def prefixed(prefix: str, arrays: Arrays) -> Arrays:
    return {f"{prefix}.{name}": value for name, value in arrays.items()}


if __name__ == "__main__":
    main()
