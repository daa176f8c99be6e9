"""Signals held and parameters cut: what they do to values, to gradients and to decay."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from core import Clamp, Network, backward, gradient_decay, load_cell, parse_cell, run
from core.cells import Cell
from core.errors import CarouselError, EquationError
from core.network import READOUT
from tests.core.equation_texts import equation_texts
from tests.core.oracles import by_hand, central, close, jacobian, random_network, random_states, randomised
from tests.core.pytorch_figures import agreement
from tests.core.test_readers import WRITTEN

RNG = np.random.default_rng(21)
X = RNG.standard_normal((6, 2, 2))


def some_clamps(cell: Cell, seed: int, layer: int = 0) -> list[Clamp]:
    """Half of the signals held, each in one or two units over a window of its own."""
    rng = np.random.default_rng(seed)
    clamps = []
    for signal in cell.signals:
        for unit in (0, 2):
            first = int(rng.integers(0, 5))
            last = None if rng.random() < 0.3 else int(rng.integers(first, 8))
            if rng.random() < 0.5:
                clamps.append(Clamp(layer, signal, unit, float(rng.uniform(0.1, 0.9)), first, last))
    return clamps


# held signals


def test_a_clamp_holds_its_window_and_nothing_else() -> None:
    network = random_network(load_cell("lstm"))
    free, held = run(network, X), run(network, X, clamps=[Clamp(0, "f", 1, 0.25, 2, 3)])
    assert np.array_equal(held[0, "f"][2:4, :, 1], np.full((2, 2), 0.25))
    assert np.array_equal(held[0, "f"][:2], free[0, "f"][:2])
    assert np.array_equal(held[0, "f"][2, :, [0, 2]], free[0, "f"][2, :, [0, 2]])
    assert np.array_equal(held[0, "c"][:2], free[0, "c"][:2])
    assert not np.array_equal(held[0, "c"][2, :, 1], free[0, "c"][2, :, 1])


def test_without_an_end_a_clamp_holds_to_the_last_step() -> None:
    trace = run(random_network(load_cell("lstm")), X, clamps=[Clamp(0, "o", 0, 0.0, 4)])
    assert not trace[0, "o"][4:, :, 0].any() and not trace[0, "h"][4:, :, 0].any()
    assert trace[0, "o"][:4, :, 0].all()


def test_of_two_clamps_on_one_place_the_later_counts() -> None:
    clamps = [Clamp(0, "c", 0, 1.0), Clamp(0, "c", 0, -2.0, 3, 3)]
    trace = run(random_network(load_cell("lstm")), X[:, 0], clamps=clamps)
    assert trace[0, "c"][:, 0].tolist() == [1, 1, 1, -2, 1, 1]


def test_a_clamp_beyond_the_end_does_nothing() -> None:
    network = random_network(load_cell("gru"))
    assert np.array_equal(run(network, X, clamps=[Clamp(0, "z", 0, 1.0, 6, 9)]).output, run(network, X).output)


@pytest.mark.parametrize("seed", range(4))
def test_values_are_those_worked_out_by_hand(any_cell: Cell, seed: int) -> None:
    network, clamps = random_network(any_cell), some_clamps(any_cell, seed)
    initial = random_states(network)
    trace = run(network, X[:, 0], clamps=clamps, initial=initial)
    starts = {state: values for (_, state), values in initial.items()}
    hand = by_hand(any_cell.graph, network.layers[0].parameters, X[:, 0], starts, clamps)
    for signal in any_cell.signals:
        assert close(trace[0, signal], hand[signal], 1e-13), signal


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN.keys())
def test_written_equations_by_hand_and_by_differences(text: str) -> None:
    cell = parse_cell(text)
    network, clamps = random_network(cell), some_clamps(cell, seed=len(text))
    initial = random_states(network)
    starts = {state: values for (_, state), values in initial.items()}
    hand = by_hand(cell.graph, network.layers[0].parameters, X[:4, 0], starts, clamps)
    trace = run(network, X[:4, 0], clamps=clamps, initial=initial)
    assert all(close(trace[0, signal], hand[signal], 1e-12) for signal in cell.signals)
    assert_gradients_are_differences(network, X[:4, 0], clamps, initial)


def assert_gradients_are_differences(
    network: Network,
    x: np.ndarray,
    clamps: Sequence[Clamp],
    initial: dict[tuple[int, str], np.ndarray],
) -> None:
    rng = np.random.default_rng(2)
    trace = run(network, x, clamps=clamps, initial=initial)
    weights = {
        (index, signal): rng.standard_normal(trace[index, signal].shape)
        for index, layer in enumerate(network.layers)
        for signal in layer.cell.signals
    }
    d = rng.standard_normal(trace.output.shape)

    def loss(net: Network, x: np.ndarray = x, initial: dict[tuple[int, str], np.ndarray] = initial) -> float:
        trace = run(net, x, clamps=clamps, initial=initial)
        return float((trace.output * d).sum() + sum((trace[key] * w).sum() for key, w in weights.items()))

    ours = backward(trace, output=d, signals=weights)
    for place, name in network.places():
        at = network.parameter(place, name)
        found = central(lambda v, p=place, n=name: loss(network.with_parameter(p, n, v)), at)
        assert close(ours.parameters[place][name], found, 1e-7), (place, name)
    assert close(ours.x, central(lambda v: loss(network, v), x), 1e-7)
    for key, values in initial.items():
        found = central(lambda v, k=key: loss(network, initial={**initial, k: v}), values)
        assert close(ours.initial[key], found, 1e-7), key


@pytest.mark.parametrize("seed", range(3))
def test_gradients_of_every_cell_are_central_differences(any_cell: Cell, seed: int) -> None:
    network = random_network(any_cell)
    initial = random_states(network, batch=2)
    assert_gradients_are_differences(network, X[:4], some_clamps(any_cell, seed), initial)


def test_gradients_through_clamps_in_two_layers_are_central_differences() -> None:
    lstm, gru = load_cell("lstm"), load_cell("gru")
    network = randomised(Network.build(2, [(lstm, 3), (gru, 3)], 2))
    clamps = some_clamps(lstm, 1) + some_clamps(gru, 2, layer=1)
    assert {clamp.layer for clamp in clamps} == {0, 1}
    assert_gradients_are_differences(network, X[:3], clamps, random_states(network, batch=2))


@given(equation_texts(), st.integers(0, 999))
@settings(max_examples=200, derandomize=True, phases=[Phase.generate])
def test_random_equations_with_clamps(text: str, seed: int) -> None:
    """Values by hand; the gradient along one random direction of all parameters, x and initial states together."""
    try:
        cell = parse_cell(text.replace("relu", "softplus"))  # differences across a kink say nothing
    except EquationError:
        return
    network, x, clamps = random_network(cell, seed=seed), X[:4, 0], some_clamps(cell, seed)
    initial = random_states(network)
    trace = run(network, x, clamps=clamps, initial=initial)
    assume(all(np.abs(trace[0, signal]).max() < 1e3 for signal in cell.signals))
    starts = {state: values for (_, state), values in initial.items()}
    hand = by_hand(cell.graph, network.layers[0].parameters, x, starts, clamps)
    assert all(close(trace[0, signal], hand[signal], 1e-11) for signal in cell.signals)

    rng = np.random.default_rng(seed)
    ours = backward(trace, output=np.ones((4, 2)), signals={(0, s): np.ones((4, 3)) for s in cell.signals})
    d_x = rng.standard_normal(x.shape)
    d_initial = {key: rng.standard_normal(3) for key in initial}
    d_parameters = {name: rng.standard_normal(v.shape) for name, v in network.layers[0].parameters.items()}

    def loss(t: np.ndarray) -> float:
        moved = network
        for name, d in d_parameters.items():
            moved = moved.with_parameter(0, name, network.parameter(0, name) + float(t) * d)
        start = {key: values + float(t) * d_initial[key] for key, values in initial.items()}
        trace = run(moved, x + float(t) * d_x, clamps=clamps, initial=start)
        return float(trace.output.sum() + sum(trace[0, signal].sum() for signal in cell.signals))

    along = (ours.x * d_x).sum() + sum((ours.initial[key] * d).sum() for key, d in d_initial.items())
    along += sum((ours.parameters[0][name] * d).sum() for name, d in d_parameters.items())
    assert along == pytest.approx(float(central(loss, np.array(0.0), 1e-4)), rel=1e-6, abs=1e-6)


def test_no_gradient_passes_a_signal_that_is_held() -> None:
    network = random_network(load_cell("lstm"), units=1)
    trace = run(network, X[:, 0], clamps=[Clamp(0, "f", 0, 0.5), Clamp(0, "i", 0, 0.5, 0, 2)])
    gradients = backward(trace, output=np.ones((6, 2)))
    assert not any(gradients.parameters[0][name].any() for name in ("W_f", "U_f", "b_f"))
    assert gradients.parameters[0]["b_i"].all() and gradients[0, "f"][1:].all()


def test_the_gradient_of_a_held_value_is_its_own_difference() -> None:
    network = random_network(load_cell("lstm"))

    def output(value: np.ndarray) -> float:
        return float(run(network, X[:, 0], clamps=[Clamp(0, "f", 1, float(value), 2, 3)]).output.sum())

    trace = run(network, X[:, 0], clamps=[Clamp(0, "f", 1, 0.3, 2, 3)])
    ours = backward(trace, output=np.ones((6, 2)))[0, "f"][2:4, 1].sum()
    assert agreement(np.array(ours), central(output, np.array(0.3))) < 1e-8


@pytest.mark.parametrize("value", [0.0, -3.0, 1e-300, 1e200, -1e308])
@pytest.mark.parametrize("signal", ["f", "g", "o", "c", "h"])
def test_gradients_stay_finite_whatever_is_held(signal: str, value: float) -> None:
    network = random_network(load_cell("lstm"), units=2).with_parameter(0, "U_g", np.zeros((2, 2)))
    trace = run(network, X[:, 0], clamps=[Clamp(0, signal, 0, value, 2, 2)])
    gradients = backward(trace, signals={(0, "h"): np.eye(6)[:, [1, 1]]})  # reached before it is held
    assert all(np.isfinite(values).all() for values in gradients.parameters[0].values() if abs(value) < 1e100)
    assert np.isfinite(gradients.x).all()
    assert not gradients.x[2:].any()


# decay past clamps


@pytest.mark.parametrize("seed", range(3))
def test_norms_through_clamps_are_those_of_brute_force(any_cell: Cell, seed: int) -> None:
    network, x, clamps = random_network(any_cell), X[:, 0], some_clamps(any_cell, seed)
    decay = gradient_decay(run(network, x, clamps=clamps), step=5)
    for state in any_cell.states:
        for k in range(6):
            brute = jacobian(network, x, any_cell.output, 5, state, k, clamps=clamps)
            assert abs(decay.norm[state][k] - np.sqrt((brute**2).sum())) < 1e-9, (state, k)


def test_a_held_state_lets_nothing_through() -> None:
    network = random_network(load_cell("elman"), units=2)
    decay = gradient_decay(run(network, X[:, 0], clamps=[Clamp(0, "h", u, 0.5, 3, 3) for u in (0, 1)]), step=5)
    assert np.isneginf(decay.log10_norm["h"][:3]).all() and np.isfinite(decay.log10_norm["h"][3:]).all()


def test_the_belt_is_cut_where_the_state_is_held() -> None:
    network = random_network(load_cell("lstm"), units=1)
    trace = run(network, X[:, 0], clamps=[Clamp(0, "c", 0, 0.5, 3, 3)])
    belt = gradient_decay(trace, step=5).log10_belt["c"]
    assert np.isneginf(belt[:3]).all() and np.isfinite(belt[3:]).all()


def test_a_held_forget_gate_is_the_belt() -> None:
    trace = run(random_network(load_cell("lstm")), X[:, 0], clamps=[Clamp(0, "f", u, 0.5) for u in range(3)])
    belt = gradient_decay(trace, step=5).log10_belt["c"]
    assert np.allclose(np.diff(belt), np.log10(2), atol=1e-12)


# arguments


@pytest.mark.parametrize(
    ("clamp", "field", "expected", "found"),
    [
        (Clamp(1, "f", 0, 0.5), "clamp's layer", "0 to 0", "1"),
        (Clamp(-1, "f", 0, 0.5), "clamp's layer", "0 to 0", "-1"),
        (Clamp(0, "q", 0, 0.5), "clamp's signal", "f, i, g, o, c, h", "'q'"),
        (Clamp(0, "f", 3, 0.5), "clamp's unit", "0 to 2", "3"),
        (Clamp(0, "f", -1, 0.5), "clamp's unit", "0 to 2", "-1"),
        (Clamp(0, "f", 0.5, 0.5), "clamp's unit", "0 to 2", "0.5"),  # type: ignore[arg-type]
        (Clamp(0, "f", 0, float("nan")), "clamp's value", "finite", "nan"),
        (Clamp(0, "f", 0, "high"), "clamp's value", "real numbers", "high"),  # type: ignore[arg-type]
        (Clamp(0, "f", 0, 0.5, -1), "clamp's first step", "0 to", "-1"),
        (Clamp(0, "f", 0, 0.5, 3, 2), "clamp's last step", "3, its first, or later", "2"),
    ],
)
def test_a_clamp_that_does_not_fit_is_told(clamp: Clamp, field: str, expected: str, found: str) -> None:
    with pytest.raises(CarouselError) as caught:
        run(random_network(load_cell("lstm")), X, clamps=[clamp])
    assert caught.value.field == field
    assert expected in caught.value.expected and found in caught.value.found


# cuts


def cut_and_zeroed(cell: Cell) -> tuple[Network, Network]:
    """A network with cuts everywhere, and one without whose entries are zero there."""
    cut = zeroed = random_network(cell)
    rng = np.random.default_rng(8)
    for place, name in cut.places():
        values = cut.parameter(place, name)
        mask = rng.random(values.shape) < 0.4
        mask.flat[0] = True
        cut = cut.with_cut(place, name, mask)
        zeroed = zeroed.with_parameter(place, name, np.where(mask, 0, values))
    return cut, zeroed


def test_cuts_act_as_zeros_and_take_no_gradient(any_cell: Cell) -> None:
    cut, zeroed = cut_and_zeroed(any_cell)
    a, b = run(cut, X), run(zeroed, X)
    assert np.array_equal(a.output, b.output)
    ours, reference = (backward(trace, output=np.ones((6, 2, 2))) for trace in (a, b))
    assert np.array_equal(ours.x, reference.x)
    for place, name in cut.places():
        mask, found = cut.cut(place, name), ours.parameters[place][name]
        assert mask is not None and not found[mask].any()
        assert np.array_equal(found[~mask], reference.parameters[place][name][~mask])
    for state in any_cell.states:
        decays = (gradient_decay(trace, step=5).log10_norm[state] for trace in (a, b))
        assert np.array_equal(*decays)


def test_a_cut_mended_brings_the_value_back(any_cell: Cell) -> None:
    cut, _ = cut_and_zeroed(any_cell)
    mended = cut
    for place, name in cut.places():
        mended = mended.with_cut(place, name, np.zeros(cut.parameter(place, name).shape))
    assert np.array_equal(run(mended, X).output, run(random_network(any_cell), X).output)


def test_a_cut_readout_sees_one_unit_only() -> None:
    network = random_network(load_cell("lstm"), outputs=1).with_cut(READOUT, "W_y", [[False, True, True]])
    trace = run(network, X[:, 0])
    weight, bias = (network.parameter(READOUT, name)[0] for name in ("W_y", "b_y"))
    assert close(trace.output[:, 0], weight[0] * trace[0, "h"][:, 0] + bias, 1e-15)
