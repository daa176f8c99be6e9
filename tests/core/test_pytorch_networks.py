"""Whole networks against PyTorch's figures: stacked, in both directions, without biases, of unequal lengths."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core import LayerForm, Network, backward, load_cell, run
from core.gradients import Gradients
from core.network import READOUT
from core.trace import Trace
from tests.core.pytorch_figures import agreement

FILES = sorted((Path(__file__).parents[1] / "data").glob("network-*.npz"))
TOLERANCE = 1e-12
Arrays = dict[str, np.ndarray]


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def figures(request: pytest.FixtureRequest) -> Arrays:
    with np.load(request.param, allow_pickle=False) as archive:
        return dict(archive)


def under(figures: Arrays, prefix: str) -> Iterator[tuple[int, str, np.ndarray]]:
    """(layer, name, values) of what stands under a prefix."""
    for key, values in figures.items():
        if key.startswith(prefix) and key[len(prefix)].isdigit():
            layer, name = key.removeprefix(prefix).split(".")
            yield int(layer), name, values


@pytest.fixture
def network(figures: Arrays) -> Network:
    """The network with PyTorch's weights; where PyTorch has no biases they are cut."""
    cell, units = load_cell(str(figures["kind"])), figures["initial.0.h"].shape[-1]
    both = figures["h"].shape[-1] == 2 * units
    count = 1 + max(layer for layer, _, _ in under(figures, "parameter."))
    form = LayerForm(cell, units, "both" if both else "forward")
    net = Network.build(figures["x"].shape[-1], [form] * (count // (2 if both else 1)), 2)
    for layer, name, values in under(figures, "parameter."):
        net = net.with_parameter(layer, name, values)
    given = {(layer, name) for layer, name, _ in under(figures, "parameter.")}
    for place, name in list(net.places()):
        if place == READOUT:
            net = net.with_parameter(READOUT, name, figures[f"readout.{name}"])
        elif (place, name) not in given:
            net = net.with_cut(place, name, np.ones(net.parameter(place, name).shape, bool))
    return net


@pytest.fixture
def trace(figures: Arrays, network: Network) -> Trace:
    initial = {(layer, state): values for layer, state, values in under(figures, "initial.")}
    return run(network, figures["x"], initial=initial, lengths=figures["lengths"].tolist())


@pytest.fixture
def gradients(figures: Arrays, trace: Trace) -> Gradients:
    return backward(trace, output=figures["output_weights"])


def test_every_kind_and_case_is_there() -> None:
    assert len(FILES) == 20


def test_outputs(figures: Arrays, trace: Trace) -> None:
    assert agreement(trace.output, figures["y"]) < TOLERANCE
    last = [trace[index, "h"] for index in trace.network.levels[-1]]
    assert agreement(np.concatenate(last, axis=2), figures["h"]) < TOLERANCE


def test_every_gradient(figures: Arrays, network: Network, gradients: Gradients) -> None:
    assert agreement(gradients.x, figures["gradient.x"]) < TOLERANCE
    compared = set()
    for layer, name, values in under(figures, "gradient."):
        assert agreement(gradients.parameters[layer][name], values) < TOLERANCE, (layer, name)
        compared.add((layer, name))
    for name, values in gradients.parameters[READOUT].items():
        assert agreement(values, figures[f"gradient.readout.{name}"]) < TOLERANCE
    for layer, state, values in under(figures, "gradient.initial."):
        assert agreement(gradients.initial[layer, state], values) < TOLERANCE, (layer, state)
    cut = {(k, name) for k, layer in enumerate(network.layers) for name in layer.cuts}
    assert compared | cut == {place for place in network.places() if place[0] != READOUT}
