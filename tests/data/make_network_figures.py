"""Make PyTorch's figures of whole networks: stacked, in both directions, with and without biases, of unequal lengths.

    python -m venv torchvenv
    torchvenv/bin/pip install torch==2.13.0 numpy
    torchvenv/bin/python tests/data/make_network_figures.py

Writes `network-<kind>-<case>.npz` beside this file, float64 from fixed seeds: outputs and gradients of `torch.nn.RNN`,
`LSTM` and `GRU` over packed sequences. Parameters are under Carousel's names, by layer: a layer in both directions is
two, the forward one first. README.md lists the arrays.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

HERE = Path(__file__).resolve().parent
INPUTS, UNITS, OUTPUTS, STEPS = 2, 3, 2, 6
LENGTHS = [4, 6, 1]
SCALE = 0.6


class Case(NamedTuple):
    layers: int
    both: bool
    bias: bool


CASES = {
    "stacked": Case(2, False, True),
    "stacked-bare": Case(2, False, False),
    "both": Case(1, True, True),
    "both-bare": Case(1, True, False),
    "both-stacked": Case(2, True, True),
}
KINDS = {
    "elman": (torch.nn.RNN, {"nonlinearity": "tanh"}, ("",)),
    "elman_relu": (torch.nn.RNN, {"nonlinearity": "relu"}, ("",)),
    "lstm": (torch.nn.LSTM, {}, ("_i", "_f", "_g", "_o")),
    "gru": (torch.nn.GRU, {}, ("_r", "_z", "_n")),
}


def main() -> None:
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    for kind in KINDS:
        for name, case in CASES.items():
            path = HERE / f"network-{kind}-{name}.npz"
            np.savez(path, allow_pickle=False, **figures(kind, case))
            print(f"{path.name:34s} {path.stat().st_size / 1000:6.1f} kB")


def figures(kind: str, case: Case) -> dict[str, np.ndarray]:
    """All arrays of one file."""
    rng = np.random.default_rng([list(KINDS).index(kind), *map(int, case)])

    def normal(*shape: int, scale: float = SCALE) -> Tensor:
        return torch.from_numpy(scale * rng.standard_normal(shape)).requires_grad_()

    make, settings, gates = KINDS[kind]
    directions = 2 if case.both else 1
    net = make(INPUTS, UNITS, case.layers, bias=case.bias, bidirectional=case.both, **settings)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.copy_(normal(*parameter.shape))
    x = normal(STEPS, len(LENGTHS), INPUTS, scale=1.0)
    initial = {
        s: normal(case.layers * directions, len(LENGTHS), UNITS) for s in (("h", "c") if kind == "lstm" else ("h",))
    }
    readout = {"W_y": normal(OUTPUTS, directions * UNITS), "b_y": normal(OUTPUTS)}
    weights = normal(STEPS, len(LENGTHS), OUTPUTS, scale=1.0).detach()
    packed = pack_padded_sequence(x, LENGTHS, enforce_sorted=False)
    h, _ = pad_packed_sequence(net(packed, (initial["h"], initial["c"]) if kind == "lstm" else initial["h"])[0])
    within = torch.arange(STEPS)[:, None] < torch.tensor(LENGTHS)
    y = torch.nn.functional.linear(h, readout["W_y"], readout["b_y"]) * within[:, :, None]
    (y * weights).sum().backward()
    found: dict[str, Tensor] = {"x": x, "h": h, "y": y, "output_weights": weights, "gradient.x": x.grad}
    for name, value in readout.items():
        found |= {f"readout.{name}": value, f"gradient.readout.{name}": value.grad}
    for state, value in initial.items():
        for layer in range(len(value)):
            found[f"initial.{layer}.{state}"] = value[layer]
            found[f"gradient.initial.{layer}.{state}"] = value.grad[layer]
    for level in range(case.layers):
        for direction, suffix in enumerate(["", "_reverse"][:directions]):
            index = directions * level + direction
            parts = {key: getattr(net, f"{key}_l{level}{suffix}") for key in ("weight_ih", "weight_hh")}
            parts |= {key: getattr(net, f"{key}_l{level}{suffix}") for key in ("bias_ih", "bias_hh") if case.bias}
            values = translated(kind, gates, {key: part.detach() for key, part in parts.items()}, is_sum=True)
            slopes = translated(kind, gates, {key: part.grad for key, part in parts.items()}, is_sum=False)
            found |= {f"parameter.{index}.{name}": value for name, value in values.items()}
            found |= {f"gradient.{index}.{name}": value for name, value in slopes.items()}
    return {"kind": np.array(kind), "lengths": np.array(LENGTHS)} | {k: v.detach().numpy() for k, v in found.items()}


def translated(kind: str, gates: tuple[str, ...], stacked: dict[str, Tensor], *, is_sum: bool) -> dict[str, Tensor]:
    """PyTorch's stacked rows under Carousel's names; two biases are one, their sum, whose gradient is either's."""
    found: dict[str, Tensor] = {}
    for k, gate in enumerate(gates):
        part = {name: value.chunk(len(gates))[k] for name, value in stacked.items()}
        found |= {f"W{gate}": part["weight_ih"], f"U{gate}": part["weight_hh"]}
        if "bias_ih" not in part:
            continue
        if (kind, gate) == ("gru", "_n"):  # b_hn stands within the reset gate's brackets
            found |= {"b_n": part["bias_ih"], "d_n": part["bias_hh"]}
        else:
            found[f"b{gate}"] = part["bias_ih"] + part["bias_hh"] if is_sum else part["bias_ih"]
    return found


if __name__ == "__main__":
    main()
