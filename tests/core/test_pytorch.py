"""The core against PyTorch's figures in float64: outputs, states, gradients, decay."""

from __future__ import annotations

import numpy as np
import pytest

from core import Network, backward, gradient_decay, load_cell, run
from core.cells import cell_names
from core.gradients import Gradients
from core.network import READOUT
from core.trace import Trace
from tests.core.pytorch_figures import NAMES, OWN, Figures, agreement, load

TOLERANCE = 1e-12


@pytest.fixture(params=NAMES)
def figures(request: pytest.FixtureRequest) -> Figures:
    return load(request.param)


@pytest.fixture
def trace(figures: Figures) -> Trace:
    units = figures.signals["h"].shape[-1]
    network = Network.build(figures.x.shape[-1], [(load_cell(figures.kind), units)], 2)
    for name, values in figures.parameters.items():
        network = network.with_parameter(0, name, values)
    for name, values in figures.readout.items():
        network = network.with_parameter(READOUT, name, values)
    return run(network, figures.x, initial={(0, state): values for state, values in figures.initial.items()})


@pytest.fixture
def gradients(figures: Figures, trace: Trace) -> Gradients:
    return backward(trace, output=figures.output_weights)


def test_every_cell_is_compared() -> None:
    assert {load(name).kind for name in NAMES} == set(cell_names()) - {"dense"}


def test_outputs_and_signals(figures: Figures, trace: Trace) -> None:
    assert agreement(trace.output, figures.y) < TOLERANCE
    assert agreement(trace.logits, figures.y) < TOLERANCE
    cell = trace.network.layers[0].cell
    assert set(figures.signals) == set(cell.states if figures.name in OWN else cell.signals)
    for name, values in figures.signals.items():
        assert agreement(trace[0, name], values) < TOLERANCE, name


def test_every_parameter_is_compared(figures: Figures, trace: Trace) -> None:
    names = {*trace.network.layers[0].parameters, *trace.network.readout_parameters}
    initial = {f"initial_{state}" for state in trace.network.layers[0].cell.states}
    assert names | initial | {"x"} == set(figures.gradients)


def test_parameter_gradients(figures: Figures, gradients: Gradients) -> None:
    for place in (0, READOUT):
        for name, values in gradients.parameters[place].items():
            assert agreement(values, figures.gradients[name]) < TOLERANCE, name


def test_gradients_of_x_and_of_the_initial_states(figures: Figures, gradients: Gradients) -> None:
    assert agreement(gradients.x, figures.gradients["x"]) < TOLERANCE
    for (_, state), values in gradients.initial.items():
        assert agreement(values, figures.gradients[f"initial_{state}"]) < TOLERANCE, state


def test_decay(figures: Figures, trace: Trace) -> None:
    for (step, state), reference in figures.norms.items():
        decay = gradient_decay(trace, step=step)
        assert agreement(decay.norm[state], reference) < TOLERANCE
        some = reference > 0  # all, but where a relu is 0
        assert np.abs(decay.log10_norm[state][some] - np.log10(reference[some])).max(initial=0.0) < TOLERANCE
        assert (decay.log10_norm[state][~some] == -np.inf).all()
