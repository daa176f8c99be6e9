"""Make the PyTorch figures of the cells that PyTorch itself does not have.

    torchvenv/bin/python tests/data/make_cell_figures.py

As for `make_pytorch_figures.py`, which says how the environment is made, and whose helpers are used here. Each cell
is a step written after its paper, in the paper's own terms, with the parameters under Carousel's names; outputs,
gradients and Jacobians are autograd's. Writes one `.npz` for each cell and case beside this file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from make_pytorch_figures import OUTPUTS, SCALE, Arrays, Case, gradients_of, jacobian_norms, prefixed
from torch import Tensor, sigmoid, tanh

HERE = Path(__file__).resolve().parent
CASES = {"tiny": Case(inputs=1, units=1, steps=1, batch=1), "batch": Case(inputs=3, units=4, steps=8, batch=3)}
Step = Callable[[Arrays, Tensor, Arrays], Arrays]


class Kind(NamedTuple):
    """A cell: its step gives every signal under Carousel's name; the names of its parameters and of what it keeps."""

    step: Step
    parameters: str
    states: str


# Hochreiter & Schmidhuber 1997, appendix A.1, numbers of the authors' preprint; every unit u of the hidden layer sends
# to every other: y is what cells, input gates and output gates were at the step before, behind what comes in now


def hochreiter_schmidhuber(p: Arrays, x: Tensor, before: Arrays) -> Arrays:
    y = torch.cat([x, before["h"], before["i"], before["o"]], dim=1)

    def net(gate: str) -> Tensor:
        w = torch.cat([p[f"W_{gate}"], p[f"U_{gate}"], p[f"R_{gate}i"], p[f"R_{gate}o"]], dim=1)
        return torch.einsum("lu,bu->bl", w, y) + p[f"b_{gate}"]

    y_in = 1 / (1 + torch.exp(-net("i")))  # (3), (7)
    y_out = 1 / (1 + torch.exp(-net("o")))  # (3), (8)
    squashed = 4 / (1 + torch.exp(-net("g"))) - 2  # (5)
    s = before["c"] + y_in * squashed  # (9)
    y_cell = y_out * (2 / (1 + torch.exp(-s)) - 1)  # (4), (9)
    return {"i_past": before["i"], "g": squashed, "i": y_in, "o": y_out, "c": s, "h": y_cell}


# Graves 2013, (7) to (11): peepholes, the output gate's from the new cell state


def graves(p: Arrays, x: Tensor, before: Arrays) -> Arrays:
    h, c = before["h"], before["c"]
    i = sigmoid(x @ p["W_i"].T + h @ p["U_i"].T + p["p_i"] * c + p["b_i"])  # (7)
    f = sigmoid(x @ p["W_f"].T + h @ p["U_f"].T + p["p_f"] * c + p["b_f"])  # (8)
    g = tanh(x @ p["W_g"].T + h @ p["U_g"].T + p["b_g"])
    c = f * c + i * g  # (9)
    o = sigmoid(x @ p["W_o"].T + h @ p["U_o"].T + p["p_o"] * c + p["b_o"])  # (10)
    return {"f": f, "i": i, "g": g, "c": c, "o": o, "h": o * tanh(c)}  # (11)


# Greff et al. 2015: the block of Graves & Schmidhuber 2005 with peepholes, and one part of it changed; z is the block
# input, y the block output, R takes y (Carousel's U) and, in FGR, what the gates were


def greff(variant: str) -> Step:
    """The step of a variant; its names are those of the paper."""

    def step(p: Arrays, x: Tensor, before: Arrays) -> Arrays:
        y, c_before = before["h"], before["c"]

        def sums(gate: str) -> Tensor:
            total = x @ p[f"W_{gate}"].T + y @ p[f"U_{gate}"].T + p[f"b_{gate}"]
            if variant == "FGR" and gate in "ifo":
                for other in "ifo":
                    total = total + before[other] @ p[f"R_{gate}{other}"].T
            return total

        one = torch.ones_like(c_before)
        z = sums("g") if variant == "NIAF" else tanh(sums("g"))
        i = one if variant == "NIG" else sigmoid(sums("i") + p["p_i"] * c_before)
        f = 1 - i if variant == "CIFG" else one if variant == "NFG" else sigmoid(sums("f") + p["p_f"] * c_before)
        c = z * i + c_before * f
        o = one if variant == "NOG" else sigmoid(sums("o") + p["p_o"] * c)
        y = c * o if variant == "NOAF" else tanh(c) * o
        found = {"g": z, "c": c, "h": y}
        found |= {name: value for name, value in (("i", i), ("f", f), ("o", o)) if value is not one}
        if variant == "FGR":
            found |= {"f_past": before["f"], "i_past": before["i"]}
        return found

    return step


# Le, Jaitly & Hinton 2015: a recurrent net of rectified linear units


def le_jaitly_hinton(p: Arrays, x: Tensor, before: Arrays) -> Arrays:
    return {"h": torch.clamp(x @ p["W"].T + before["h"] @ p["U"].T + p["b"], min=0)}


# Cho et al. 2014, (5) to (8): the reset gate ahead of the product; z keeps the hidden state


def cho(p: Arrays, x: Tensor, before: Arrays) -> Arrays:
    h = before["h"]
    r = sigmoid(x @ p["W_r"].T + h @ p["U_r"].T + p["b_r"])  # (5)
    z = sigmoid(x @ p["W_z"].T + h @ p["U_z"].T + p["b_z"])  # (6)
    proposed = tanh(x @ p["W_n"].T + (r * h) @ p["U_n"].T + p["b_n"])  # (8)
    return {"r": r, "z": z, "n": proposed, "h": z * h + (1 - z) * proposed}  # (7)


# Zhou et al. 2016: weights act on hidden state and input behind each other; the forget gate lets the new state in


def zhou(p: Arrays, x: Tensor, before: Arrays) -> Arrays:
    h = before["h"]
    w_f, w_h = (torch.cat([p[f"U_{name}"], p[f"W_{name}"]], dim=1) for name in "fn")
    f = sigmoid(torch.cat([h, x], dim=1) @ w_f.T + p["b_f"])
    short = tanh(torch.cat([f * h, x], dim=1) @ w_h.T + p["b_n"])
    return {"f": f, "n": short, "h": (1 - f) * h + f * short}


def _of(gates: str, peepholes: str = "") -> str:
    """The names of the parameters of gates: W, U and b of each, p of those with a peephole."""
    return " ".join(f"W_{g} U_{g} b_{g}" for g in gates) + "".join(f" p_{g}" for g in peepholes)


BETWEEN = " ".join(f"R_{gate}{other}" for gate in "fio" for other in "fio")
KINDS = {
    "elman_relu": Kind(le_jaitly_hinton, "W U b", "h"),
    "lstm_1997": Kind(
        hochreiter_schmidhuber,
        f"{_of('gio')} " + " ".join(f"R_{gate}{other}" for gate in "gio" for other in "io"),
        "ioch",
    ),
    "lstm_peephole": Kind(graves, _of("figo", "fio"), "ch"),
    "lstm_coupled": Kind(greff("CIFG"), _of("igo", "io"), "ch"),
    "lstm_nig": Kind(greff("NIG"), _of("fgo", "fo"), "ch"),
    "lstm_nfg": Kind(greff("NFG"), _of("igo", "io"), "ch"),
    "lstm_nog": Kind(greff("NOG"), _of("fig", "fi"), "ch"),
    "lstm_niaf": Kind(greff("NIAF"), _of("figo", "fio"), "ch"),
    "lstm_noaf": Kind(greff("NOAF"), _of("figo", "fio"), "ch"),
    "lstm_fgr": Kind(greff("FGR"), f"{_of('figo', 'fio')} {BETWEEN}", "fioch"),
    "gru_reset_before": Kind(cho, _of("rzn"), "h"),
    "mgu": Kind(zhou, _of("fn"), "h"),
}


def main() -> None:
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    total = 0
    for kind in KINDS:
        for case in CASES:
            path = HERE / f"{kind}-{case}-random.npz"
            np.savez_compressed(path, allow_pickle=False, **figures(kind, CASES[case]))
            total += path.stat().st_size
            print(f"{path.name:36s} {path.stat().st_size / 1000:6.1f} kB")
    print(f"{total / 1000:.1f} kB in all")


def figures(kind: str, case: Case) -> dict[str, np.ndarray]:
    """All arrays of one file."""
    rng = np.random.default_rng([list(KINDS).index(kind), *case])

    def normal(*shape: int, scale: float = SCALE) -> Tensor:
        return torch.from_numpy(scale * rng.standard_normal(shape)).requires_grad_()

    sizes = {"W": (case.units, case.inputs), "U": (case.units, case.units), "R": (case.units, case.units)}
    names = KINDS[kind].parameters.split()
    parameters = {name: normal(*sizes.get(name[0], (case.units,))) for name in names}
    x = normal(case.steps, case.batch, case.inputs, scale=1.0)
    initial = {name: normal(case.batch, case.units) for name in KINDS[kind].states}
    readout = {"W_y": normal(OUTPUTS, case.units), "b_y": normal(OUTPUTS)}
    weights = normal(case.steps, case.batch, OUTPUTS, scale=1.0).detach()

    signals = unrolled(KINDS[kind].step, parameters, x, initial)
    h = torch.stack(signals["h"])
    y = torch.nn.functional.linear(h, readout["W_y"], readout["b_y"])
    starts = {f"initial_{name}": value for name, value in initial.items()}
    gradients = gradients_of((y * weights).sum(), parameters | readout | {"x": x} | starts)
    norms = jacobian_norms({name: signals[name] for name in KINDS[kind].states})
    found = {"x": x, "h": h, "y": y, "output_weights": weights}
    found |= prefixed("signal", {name: torch.stack(values) for name, values in signals.items() if name != "h"})
    found |= prefixed("parameter", parameters) | prefixed("readout", readout)
    found |= prefixed("initial", initial) | prefixed("gradient", gradients) | prefixed("norm", norms)
    return {"kind": np.array(kind)} | {name: value.detach().numpy() for name, value in found.items()}


def unrolled(step: Step, parameters: Arrays, x: Tensor, initial: Arrays) -> dict[str, list[Tensor]]:
    """Every signal at every step, attached to the graph: {signal: [(batch, units)]}."""
    found: dict[str, list[Tensor]] = {}
    before = initial
    for now in x:
        signals = step(parameters, now, before)
        for name, value in signals.items():
            found.setdefault(name, []).append(value)
        before = {name: signals[name] for name in initial}
    return found


if __name__ == "__main__":
    main()
