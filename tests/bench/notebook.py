"""One slider move as a student's notebook makes it: PyTorch runs again, autograd gives the norms, matplotlib draws.

The LSTM and the sentence are those of the first scene. Run: python -m tests.bench.notebook
"""

from __future__ import annotations

import io
import json
import math
import os
import statistics
from collections.abc import Callable, Sequence
from functools import partial

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from torch import Tensor

from core.network import READOUT
from gui.presets import first_scene
from tests.bench.pytorch import GATES
from tests.bench.timing import now

MOVES = 60
INCHES, DOTS = (8, 5), 100  # the 800x500 of the lone plot in tests.bench.slider
Curves = list[np.ndarray]


matplotlib.use("agg")  # pictures, no windows


def main() -> None:
    """Print the median milliseconds of a move as JSON.

    `new`: a new figure at each move, cropped to what is on it, as `interact` and the inline backend of a notebook do.
    `kept`: one figure is kept, its lines are given new data. `draw` is what of it is matplotlib's. What the notebook's
    server and the browser add is not in it.
    """
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    model = Model()
    kept = KeptFigure(model.words, model.curves(0.0))
    found: dict[str, float] = {}
    for name, draw in (("kept", kept.png), ("new", partial(new_figure, model.words))):
        whole, drawing = _moves(model, draw)
        found |= {name: whole, f"{name}_draw": drawing}
    print(json.dumps({name: round(value, 2) for name, value in found.items()}))


def _moves(model: Model, draw: Callable[[Curves], bytes]) -> tuple[float, float]:
    """Medians over all moves: a whole one, its drawing."""
    wholes, drawings = [], []
    draw(model.curves(0.0))
    for move in range(MOVES):
        began = now()
        curves = model.curves(math.sin(move / 12))
        computed = now()
        draw(curves)
        ended = now()
        wholes.append(1000 * (ended - began))
        drawings.append(1000 * (ended - computed))
    return statistics.median(wholes), statistics.median(drawings)


class Model:
    """The first scene's LSTM, its readout and its sentence in PyTorch."""

    def __init__(self) -> None:
        document, _ = first_scene()
        net = document.models[0].network
        self.words, self._x = document.sequence, torch.tensor(document.x).float()
        self._units = net.layers[0].units
        self._cell = torch.nn.LSTMCell(net.inputs, self._units)
        self._readout = torch.nn.Linear(self._units, net.outputs)
        with torch.no_grad():
            for letter, array in (("W", self._cell.weight_ih), ("U", self._cell.weight_hh), ("b", self._cell.bias_ih)):
                array.copy_(torch.cat([torch.tensor(net.parameter(0, f"{letter}_{gate}")) for gate in GATES]))
            self._cell.bias_hh.zero_()
            self._readout.weight.copy_(torch.tensor(net.parameter(READOUT, "W_y")))
            self._readout.bias.copy_(torch.tensor(net.parameter(READOUT, "b_y")))

    def curves(self, weight: float) -> Curves:
        """With the slider's weight at a value: c and h of unit 1, the answer, the norm of d h_T / d c_k."""
        with torch.no_grad():
            self._cell.weight_hh[self._units, 0] = weight
        h, c = (torch.zeros(1, self._units) for _ in range(2))
        hs: list[Tensor] = []
        cs: list[Tensor] = []
        for x in self._x:
            h, c = self._cell(x[None], (h, c))
            hs.append(h)
            cs.append(c)
        # all units at once: a quarter of what a loop over them takes
        rows = torch.autograd.grad(h, cs, torch.eye(self._units)[:, None], is_grads_batched=True)
        with torch.no_grad():
            norms = torch.stack(rows).square().sum((1, 2, 3)).sqrt()
            answer = torch.sigmoid(self._readout(torch.cat(hs)))[:, 0]
            each = (torch.cat(cs)[:, 0], torch.cat(hs)[:, 0], answer, norms)
            return [values.numpy() for values in each]


class KeptFigure:
    """A figure that is drawn again with other data: the least that matplotlib can do."""

    def __init__(self, words: Sequence[str], curves: Curves) -> None:
        self._figure = Figure(INCHES, DOTS)
        self._lines = _fill(self._figure, words, curves)

    def png(self, curves: Curves) -> bytes:
        """The picture as a notebook shows it."""
        for line, values in zip(self._lines, curves, strict=True):
            line.set_ydata(values)
        file = io.BytesIO()
        self._figure.savefig(file, format="png")
        return file.getvalue()


def new_figure(words: Sequence[str], curves: Curves) -> bytes:
    """The same from nothing."""
    figure = plt.figure(figsize=INCHES, dpi=DOTS)
    _fill(figure, words, curves)
    file = io.BytesIO()
    figure.savefig(file, format="png", bbox_inches="tight")
    plt.close(figure)
    return file.getvalue()


def _fill(figure: Figure, words: Sequence[str], curves: Curves) -> list[Line2D]:
    """The signals above, the gradient on a log axis below them, over the words."""
    above, below = figure.subplots(2, 1, sharex=True)
    lines = [above.plot(values, label=name)[0] for name, values in zip(("c", "h", "answer"), curves, strict=False)]
    above.set_ylim(-3, 3)
    above.legend()
    lines += below.semilogy(curves[-1])
    below.set_ylim(1e-6, 10)
    below.set_xticks(range(len(words)), words, rotation=45)
    return lines


if __name__ == "__main__":
    main()
