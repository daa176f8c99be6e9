"""Make the PyTorch figures that the optimisers and the losses are compared with.

    torchvenv/bin/python tests/data/make_optimiser_figures.py

with the environment of make_pytorch_figures.py. Writes optimisers.npz and losses.npz beside this file, in float64 from
fixed seeds; the test suite only reads them, so it needs no PyTorch.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

HERE = Path(__file__).resolve().parent
SIZE, STEPS = 7, 20

OPTIMISERS: dict[str, Callable[[list[Tensor]], torch.optim.Optimizer]] = {
    "sgd": lambda w: torch.optim.SGD(w, lr=1.0),
    "momentum": lambda w: torch.optim.SGD(w, lr=1.0, momentum=0.9),
    "nesterov": lambda w: torch.optim.SGD(w, lr=1.0, momentum=0.8, nesterov=True),
    "rmsprop": lambda w: torch.optim.RMSprop(w, lr=1.0, alpha=0.9, eps=1e-8),
    "rmsprop-slow": lambda w: torch.optim.RMSprop(w, lr=1.0, alpha=0.99, eps=1e-3),
    "adam": lambda w: torch.optim.Adam(w, lr=1.0),
    "adam-other": lambda w: torch.optim.Adam(w, lr=1.0, betas=(0.5, 0.9), eps=1e-4),
}


def optimiser_figures() -> dict[str, np.ndarray]:
    """`start` (SIZE,), `gradients` (STEPS, SIZE), `rates` (STEPS,), and for each optimiser the path (STEPS, SIZE)."""
    rng = np.random.default_rng(0)
    found = {
        "start": rng.standard_normal(SIZE),
        "gradients": rng.standard_normal((STEPS, SIZE)) * 10.0 ** rng.integers(-6, 3, (STEPS, SIZE)),
        "rates": rng.uniform(0.001, 0.1, STEPS),
    }
    found["gradients"][3, 2] = 0.0
    for name, make in OPTIMISERS.items():
        weights = torch.tensor(found["start"], requires_grad=True)
        optimiser, path = make([weights]), []
        for gradient, rate in zip(found["gradients"], found["rates"], strict=True):
            optimiser.param_groups[0]["lr"] = float(rate)
            weights.grad = torch.tensor(gradient)
            optimiser.step()
            path.append(weights.detach().numpy().copy())
        found[f"path.{name}"] = np.array(path)
    return found


def loss_figures() -> dict[str, np.ndarray]:
    """For each case logits z (T, batch, outputs), target, scored (T, batch), the loss and its gradient, like z."""
    rng = np.random.default_rng(1)
    z = 3 * rng.standard_normal((6, 4, 3))
    z[0, 0], z[1, 1], z[2, 2] = (1e3, -1e3, 2.0), (-1e3, -1e3, 1e3), (40.0, -40.0, 0.0)
    scored = rng.random((6, 4)) < 0.6
    scored[0, 0] = scored[1, 1] = scored[2, 2] = True
    near, parts = rng.standard_normal(z.shape), rng.random(z.shape)
    sides, classes = rng.integers(0, 2, z.shape).astype(float), rng.integers(0, 3, (6, 4))
    found: dict[str, np.ndarray] = {"z": z, "scored": scored}
    cases: dict[str, tuple[np.ndarray, Callable[[Tensor, Tensor], Tensor]]] = {
        "mse.identity": (near, functional.mse_loss),
        "mse.sigmoid": (parts, lambda logits, y: functional.mse_loss(torch.sigmoid(logits), y)),
        "binary.sigmoid": (parts, functional.binary_cross_entropy_with_logits),
        "binary.sides": (sides, functional.binary_cross_entropy_with_logits),
        "categorical.softmax": (classes, functional.cross_entropy),
    }
    for name, (target, loss) in cases.items():
        logits = torch.tensor(z, requires_grad=True)
        value = loss(logits[torch.tensor(scored)], torch.tensor(target[scored]))
        value.backward()
        assert logits.grad is not None
        found |= {f"target.{name}": target, f"loss.{name}": np.array(value.item())}
        found[f"gradient.{name}"] = logits.grad.numpy()
    return found


def main() -> None:
    """Write the two files."""
    torch.set_num_threads(1)
    np.savez_compressed(HERE / "optimisers.npz", **optimiser_figures())
    np.savez_compressed(HERE / "losses.npz", **loss_figures())


if __name__ == "__main__":
    main()
