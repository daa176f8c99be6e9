"""The rows of the core, PyTorch's side. Run by tests.bench: python -m tests.bench.pytorch ROW, cells on stdin.

The second bias of torch.nn.LSTM stands at zero and takes no gradient, so that both sides compute the same.
"""

from __future__ import annotations

import os
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.nn.utils import clip_grad_norm_

from core.network import READOUT
from tests.bench.problem import CLIP, FIRST_UPDATES, OUTPUTS, RATE, Cell, answers, network, slopes, words
from tests.bench.timing import seconds, serve

GATES = "ifgo"  # in the order of PyTorch's stacked rows


def measure_run(cell: Cell) -> dict[str, Any]:
    """torch.nn.LSTM that keeps nothing for a gradient."""
    lstm, _ = _modules(cell)
    x = torch.from_numpy(words(cell))

    def act() -> Tensor:
        with torch.no_grad():
            return lstm(x)[0]

    return {"check": float(act().square().sum()), "seconds": seconds(act)}


def measure_gradients(cell: Cell) -> dict[str, Any]:
    """The derivatives of a loss on all outputs, by autograd."""
    lstm, readout = _modules(cell)
    x, d = torch.from_numpy(words(cell)).requires_grad_(), torch.from_numpy(slopes(cell))
    wanted = [x, *_learnt(lstm, readout)]

    def both() -> tuple[Tensor, ...]:
        return torch.autograd.grad(readout(lstm(x)[0]), wanted, d)

    return {"check": sum(float(found.square().sum()) for found in both()), "seconds": seconds(both)}


def measure_training(cell: Cell) -> dict[str, Any]:
    """A training step with the fused Adam."""
    lstm, readout = _modules(cell)
    learnt = _learnt(lstm, readout)
    adam = torch.optim.Adam(learnt, lr=RATE, fused=True)
    x, y = torch.from_numpy(words(cell)), torch.from_numpy(answers(cell))

    def step() -> Tensor:
        adam.zero_grad()
        loss = binary_cross_entropy_with_logits(readout(lstm(x)[0])[:, :, 0], y)
        loss.backward()
        clip_grad_norm_(learnt, CLIP)
        adam.step()
        return loss.detach()

    check = [float(step()) for _ in range(FIRST_UPDATES + 1)][-1]
    return {"check": check, "seconds": seconds(step), "dtype": cell.dtype}


def _modules(cell: Cell) -> tuple[torch.nn.LSTM, torch.nn.Linear]:
    """The LSTM and the readout of tests.bench.problem."""
    net, dtype = network(cell), getattr(torch, cell.dtype)
    lstm = torch.nn.LSTM(cell.inputs, cell.units, dtype=dtype)
    readout = torch.nn.Linear(cell.units, OUTPUTS, dtype=dtype)
    lstm.bias_hh_l0.requires_grad_(False).zero_()
    with torch.no_grad():
        for letter, array in (("W", lstm.weight_ih_l0), ("U", lstm.weight_hh_l0), ("b", lstm.bias_ih_l0)):
            array.copy_(torch.cat([torch.tensor(net.parameter(0, f"{letter}_{gate}")) for gate in GATES]))
        readout.weight.copy_(torch.tensor(net.parameter(READOUT, "W_y")))
        readout.bias.copy_(torch.tensor(net.parameter(READOUT, "b_y")))
    return lstm, readout


def _learnt(*modules: torch.nn.Module) -> list[torch.nn.Parameter]:
    return [array for module in modules for array in module.parameters() if array.requires_grad]


if __name__ == "__main__":
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    serve({"run": measure_run, "gradients": measure_gradients, "training": measure_training})
