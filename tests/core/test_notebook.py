"""Ten lines of a notebook: a cell's equations are typed, trained, run and differentiated."""

from __future__ import annotations

import re
from pathlib import Path

from core.cells import cell_names
from core.decay import Decay
from core.losses import LOSSES
from core.optimisers import OPTIMISERS
from core.starts import STARTS
from core.tasks import Task
from core.tasks.catalogue import task_names
from core.training import Step

BLOCK = '''
from core import gradient_decay, load_task, parse_cell, run, start, train
cell = parse_cell("""
f = sigmoid(W_f @ x + U_f @ h + b_f)
c = f * c + (1 - f) * tanh(W_g @ x + U_g @ h + b_g)
h = tanh(c)""")
task = load_task("temporal-order", length=20)             # two symbols far apart, each X or Y: XX, XY, YX or YY?
net = start(task.network([(cell, 12)], seed=0), "chrono", longest=20)
*_, last = train(net, task, updates=300, optimiser="adam", rate=0.02)  # each step: loss, norm, network
print(task.score(last.network), task.chance)              # the share of right answers; 0.25 by guessing
print(gradient_decay(run(last.network, task.draw(0, 1).x), step=19).half_life["c"])
'''


README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_readme_shows_these_lines_and_names_all_there_is() -> None:
    text = README.read_text("utf-8")
    assert BLOCK.strip() in text
    named = set(re.findall(r"`([a-z0-9_-]+)`", text))
    for names in (cell_names(), LOSSES, OPTIMISERS, STARTS, task_names()):
        assert set(names) <= named


def test_the_ten_lines_learn_what_they_say() -> None:
    assert len(BLOCK.strip().splitlines()) == 10
    names: dict[str, object] = {}
    exec(BLOCK, names)
    task, last = names["task"], names["last"]
    assert isinstance(task, Task) and isinstance(last, Step)
    assert task.chance == 0.25 and task.score(last.network, 500) > 0.95


def test_a_network_is_taught_ones_own_arrays() -> None:
    """Fixed sequences of two lengths, several sigmoid outputs, the loss and the optimiser by name."""
    names: dict[str, object] = {}
    exec(
        """
import numpy as np
from core import Network, gradient_decay, load_cell, run, train
x = np.random.default_rng(0).standard_normal((6, 16, 2))  # (T, batch, inputs)
y = (np.cumsum(x, axis=0) > 0).astype(float)              # (T, batch, outputs)
net = Network.build(2, [(load_cell("gru"), 8)], 2, "sigmoid")
steps = list(train(net, (x, y), lengths=[6] * 8 + [4] * 8, loss="mse", optimiser="rmsprop", updates=200))
decay = gradient_decay(run(steps[-1].network, x), step=5)
""",
        names,
    )
    steps, decay = names["steps"], names["decay"]
    assert isinstance(steps, list) and isinstance(decay, Decay)
    assert steps[-1].loss < steps[0].loss / 4
