"""What a notebook user types: these names stay."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import core
from core.cells import Cell
from core.decay import Decay
from core.trace import Trace

README = Path(__file__).resolve().parents[2] / "README.md"
BLOCK = """
import numpy as np
from core import Network, gradient_decay, load_cell, parse_cell, run

lstm = load_cell("lstm")                                  # resources/cells/lstm.toml
lstm.states, lstm.signals                                 # ("c", "h"), ("f", "i", "g", "o", "c", "h")
lstm.parameters                                           # {"W_f": ("units", "inputs"), "b_f": ("units",), ...}
mine = parse_cell("f = sigmoid(W_f @ x + U_f @ h + b_f)\\nc = f * c + (1 - f) * tanh(W @ x + b)\\nh = tanh(c)")
net = Network.build(inputs=4, layers=[(lstm, 8)], outputs=2, readout="softmax", seed=0)
net = net.with_parameter(0, "b_f", np.ones(8))            # a new Network; its arrays are read-only
x = np.random.default_rng(0).standard_normal((20, 4))     # (T, inputs) or (T, batch, inputs)
trace = run(net, x)                                       # also clamps=, initial=, lengths=, dtype=np.float64
trace[0, "f"]                                             # layer 0's forget gate: (T, units) or (T, batch, units)
trace.output                                              # (T, outputs) or (T, batch, outputs)
decay = gradient_decay(trace, step=19)                    # also layer=0, of="h", lags=; d h[step] / d s[k]
decay.log10_norm["c"], decay.norm["c"]                    # Frobenius, k = 0..step; the logs are primary
decay.log10_belt["c"], decay.gain["c"]                    # along the belt; gain = norm / sqrt(units)
decay.half_life["c"], decay.reach["c"]
"""


def test_the_block_runs_and_says_what_it_says() -> None:
    names: dict[str, object] = {}
    exec(BLOCK, names)
    lstm, mine, net, trace, decay = (names[n] for n in ("lstm", "mine", "net", "trace", "decay"))
    assert isinstance(lstm, Cell) and isinstance(mine, Cell)
    assert (lstm.states, lstm.signals) == (("c", "h"), ("f", "i", "g", "o", "c", "h"))
    assert (lstm.parameters["W_f"], lstm.parameters["b_f"]) == (("units", "inputs"), ("units",))
    assert (mine.states, mine.output) == (("c", "h"), "h")
    assert isinstance(net, core.Network)
    assert not net.layers[0].parameters["b_f"].flags.writeable and net.layers[0].parameters["b_f"].sum() == 8
    assert isinstance(trace, Trace)
    assert trace[0, "f"].shape == (20, 8) and trace.output.shape == (20, 2)
    assert np.allclose(trace.output.sum(axis=1), 1)
    assert isinstance(decay, Decay)
    for values in (decay.log10_norm, decay.norm, decay.log10_belt, decay.gain):
        assert values["c"].shape == values["h"].shape == (20,)
    assert np.allclose(decay.norm["c"], 10 ** decay.log10_norm["c"])
    assert decay.half_life["c"] > 0 and 0 < decay.reach["c"] <= 19


def test_every_option_that_it_names() -> None:
    net = core.Network.build(2, [(core.load_cell("lstm"), 3)], 1)
    trace = core.run(
        net,
        np.ones((5, 2, 2)),
        clamps=[core.Clamp(layer=0, signal="f", unit=1, value=0.5, first=1, last=None)],
        initial={(0, "c"): np.ones((2, 3))},
        lengths=[5, 3],
        dtype=np.float64,
    )
    decay = core.gradient_decay(trace, step=4, layer=0, of="h", lags=2)
    assert decay.steps.tolist() == [2, 3, 4]
    assert core.input_gain(trace, step=2, lags=1, sequence=1).shape == (2,)
    gradients = core.backward(trace, output=np.ones((5, 2, 1)))
    assert gradients.parameters[0]["W_f"].shape == (3, 2) and gradients.initial[0, "c"].shape == (2, 3)


def test_all_that_is_offered_is_there() -> None:
    names = {"Clamp", "Network", "backward", "gradient_decay", "input_gain", "load_cell", "parse_cell", "run"}
    names |= {"Batch", "load_task", "start", "train"}
    assert names <= set(core.__all__)
    assert all(hasattr(core, name) for name in core.__all__)
    assert set(core.__all__) <= set(dir(core))
    with pytest.raises(AttributeError, match="'core' has no attribute 'fly'"):
        core.fly  # noqa: B018


def test_to_import_the_core_imports_none_of_it() -> None:
    code = "import sys, core; print([name for name in sys.modules if name.startswith('core.')])"
    done = subprocess.run([sys.executable, "-c", code], cwd=README.parent, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_readmes_code_runs() -> None:
    blocks = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    ours = [block for block in blocks if "from core import" in block]
    assert ours, "README.md shows no code of the core"
    for block in ours:
        exec(block, {})
