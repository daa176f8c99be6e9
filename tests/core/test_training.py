"""Training: the gradient of all that is minimised, each part of an update, and that it learns."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest

from core import Network, load_cell
from core.errors import CarouselError
from core.network import Place
from core.scene import PRICE, lstm_start
from core.tasks import Batch, accuracy, agreement
from core.trace import run
from core.training import Adam, Layout, Price, Schedule, clipped, loss_and_gradients, train


def sigmoid_network() -> Network:
    """An LSTM over an Elman layer, with cuts in each place."""
    layers = [(load_cell("lstm"), 3), (load_cell("elman"), 2)]
    network = scattered(Network.build(4, layers, 1, "sigmoid", 1))
    network = network.with_cut(0, "U_g", np.eye(3) == 0)
    return network.with_cut(1, "b", [True, False]).with_cut("readout", "W_y", [[False, True]])


def softmax_network() -> Network:
    return scattered(Network.build(4, [(load_cell("gru"), 3)], 3, "softmax", 2))


def scattered(network: Network) -> Network:
    """The network with every entry of every parameter random."""
    rng = np.random.default_rng(3)
    for place, name in list(network.places()):
        network = network.with_parameter(place, name, rng.normal(0, 0.7, network.parameter(place, name).shape))
    return network


def batch(classes: int = 2) -> Batch:
    """Streams of different lengths; for more than two classes with random answers."""
    drawn = agreement(4, 5, (0, 4))
    if classes == 2:
        return drawn
    target = np.random.default_rng(0).integers(0, classes, drawn.target.shape)
    return Batch(drawn.x.copy(), target.astype(float), drawn.scored.copy(), drawn.lengths.copy())


CASES = {
    "sigmoid": (sigmoid_network(), batch(), [(Price(0, "i", 1.0), 0.3), (Price(1, "h", 1.0), -0.2)]),
    "one signal priced twice": (
        sigmoid_network(),
        batch(),
        [(Price(0, "c", 1.0), 0.3), (Price(0, "c", 1.0), 0.4)],
    ),
    "softmax": (softmax_network(), batch(3), [(Price(0, "z", 1.0), 0.5)]),
}


@pytest.fixture(params=list(CASES))
def case(request: pytest.FixtureRequest) -> tuple[Network, Batch, list[tuple[Price, float]]]:
    """A network, a batch that fits it, and prices."""
    return CASES[request.param]


def minimised_by_hand(network: Network, given: Batch, prices: list[tuple[Price, float]]) -> tuple[float, float]:
    """Loss and cost, stream by stream and step by step."""
    losses, costs, real = [], [], 0
    for stream, length in enumerate(given.lengths):
        trace = run(network, given.x[:length, stream])
        real += int(length)
        for step in range(length):
            costs += [weight * trace[price.layer, price.signal][step].sum() for price, weight in prices]
            if given.scored[step, stream]:
                answer, p = int(given.target[step, stream]), trace.output[step]
                right = p[answer] if network.readout == "softmax" else p[0] if answer else 1 - p[0]
                losses.append(-math.log(right))
    return float(np.mean(losses)), sum(costs) / real


def test_what_is_minimised_is_as_told(case: tuple[Network, Batch, list[tuple[Price, float]]]) -> None:
    loss, cost, _ = loss_and_gradients(*case)
    assert (loss, cost) == pytest.approx(minimised_by_hand(*case), rel=1e-12)


def test_the_gradient_of_loss_and_cost_is_that_of_central_differences(
    case: tuple[Network, Batch, list[tuple[Price, float]]],
) -> None:
    network, given, prices = case

    def minimised(changed: Network) -> float:
        return sum(loss_and_gradients(changed, given, prices)[:2])

    gradients = loss_and_gradients(network, given, prices)[2].parameters
    for place, name in network.places():
        expected = central_differences(network, place, name, minimised)
        error = np.abs(gradients[place][name] - expected).max()
        assert error <= 1e-6 * max(np.abs(expected).max(), 0.01), (place, name)


def central_differences(network: Network, place: Place, name: str, of: Callable[[Network], float]) -> np.ndarray:
    values, nudge = network.parameter(place, name), 1e-5
    slopes = np.zeros(values.shape)
    for index in np.ndindex(values.shape):
        step = np.zeros(values.shape)
        step[index] = nudge
        above, below = (of(network.with_parameter(place, name, values + s)) for s in (step, -step))
        slopes[index] = (above - below) / (2 * nudge)
    return slopes


def test_logits_that_overflow_exp_do_not_overflow_the_loss() -> None:
    for network, given in ((sigmoid_network(), batch()), (softmax_network(), batch(3))):
        far = network.with_parameter("readout", "W_y", np.full(network.parameter("readout", "W_y").shape, 2e3))
        far = far.with_parameter("readout", "b_y", 1e4 * np.arange(network.outputs))
        loss, _, gradients = loss_and_gradients(far, given)
        assert math.isfinite(loss)
        assert np.isfinite(gradients.parameters["readout"]["W_y"]).all()


def test_adam_is_the_algorithm_of_the_paper() -> None:
    gradients, rates = [0.3, -1.2, 0.0, 2.5, 1e-9], [0.1, 0.1, 0.02, 0.02, 0.02]
    adam, place, mean, square = Adam(1), 1.0, 0.0, 0.0
    ours = 1.0
    for t, (g, rate) in enumerate(zip(gradients, rates, strict=True), 1):
        mean = 0.9 * mean + 0.1 * g
        square = 0.999 * square + 0.001 * g * g
        place -= rate * (mean / (1 - 0.9**t)) / (math.sqrt(square / (1 - 0.999**t)) + 1e-8)
        ours -= float(adam.move(np.array([g]), rate)[0])
        assert ours == pytest.approx(place, rel=1e-12)


def test_a_long_gradient_is_shortened_and_a_short_one_left() -> None:
    long, norm = clipped(np.array([3.0, -4.0]), 1.0)
    assert norm == 5.0
    assert long == pytest.approx([0.6, -0.8], rel=1e-11)
    short = np.array([0.3, 0.4])
    assert clipped(short, 1.0)[0] is short
    assert clipped(np.array([3.0, 4.0]), None)[0].tolist() == [3.0, 4.0]
    assert clipped(np.zeros(2), 1.0)[0].tolist() == [0.0, 0.0]


def test_one_update_is_adams_on_the_clipped_gradient() -> None:
    network, given, prices = CASES["sigmoid"]
    schedule = Schedule(updates=1, rate=0.05, clip=0.01)
    (step,) = train(network, lambda: given, schedule, [Price(0, "i", 0.3), Price(1, "h", -0.2)])
    loss, cost, gradients = loss_and_gradients(network, given, prices)
    layout = Layout(network)
    gradient = layout.flat_gradient(gradients)
    norm = float(np.linalg.norm(gradient))
    assert norm > schedule.clip
    assert (step.update, step.loss, step.cost) == (0, loss, cost)
    assert step.norm == pytest.approx(norm)
    moved = layout.flat(network) - Adam(layout.size).move(gradient * (0.01 / norm), 0.05)
    assert layout.flat(step.network) == pytest.approx(moved, rel=1e-9)


def test_the_rate_falls_and_the_price_rises_when_told() -> None:
    schedule = Schedule(updates=1000, rate=0.02, drops=((0.6, 0.3), (0.85, 0.1)))
    told = {0: 0.02, 599: 0.02, 600: 0.006, 849: 0.006, 850: 0.002, 999: 0.002}
    assert {u: schedule.at(u) for u in told} == pytest.approx(told)
    price = Price(0, "i", 0.1, begins=0.25, full=0.5)
    told = {0: 0.0, 250: 0.0, 375: 0.05, 500: 0.1, 999: 0.1}
    assert {u: price.at(u, 1000) for u in told} == pytest.approx(told)
    assert Price(0, "i", 0.1).at(0, 1000) == 0.1


def short(updates: int = 6) -> Schedule:
    return Schedule(updates=updates, rate=0.05)


def drawing(seed: int) -> Callable[[], Batch]:
    rng = np.random.default_rng(seed)
    return lambda: agreement(rng, 4, (0, 3))


def test_what_is_cut_stays_and_the_rest_moves() -> None:
    start = lstm_start(0)
    *_, last = train(start, drawing(0), short(), [PRICE])
    for place, name in start.places():
        before, after, cut = (
            start.parameter(place, name),
            last.network.parameter(place, name),
            start.cut(place, name),
        )
        held = np.zeros(before.shape, bool) if cut is None else cut
        assert (after[held] == before[held]).all(), name
        assert (after[~held] != before[~held]).all(), name
        if cut is not None:
            assert np.array_equal(last.network.cut(place, name), cut)


def test_a_seed_gives_the_same_network_to_the_bit() -> None:
    def trained(seed: int) -> bytes:
        *_, last = train(sigmoid_network(), drawing(seed), short(), [Price(0, "i", 0.1)])
        return Layout(last.network).flat(last.network).tobytes()

    assert trained(7) == trained(7)
    assert trained(7) != trained(8)


def test_it_is_a_generator_whose_steps_do_not_change_any_more() -> None:
    start = sigmoid_network()
    before = Layout(start).flat(start)
    steps = train(start, drawing(1), short(4))
    assert iter(steps) is steps
    first = next(steps)
    kept = first.values.copy()
    rest = list(steps)
    assert [step.update for step in rest] == [1, 2, 3]
    assert np.array_equal(first.values, kept)
    assert np.array_equal(Layout(start).flat(first.network), kept)
    assert np.array_equal(Layout(start).flat(start), before)
    assert not np.array_equal(rest[-1].values, kept)
    for place, name in start.places():
        with pytest.raises(ValueError, match="read-only"):
            first.network.parameter(place, name)[...] = 0


def test_a_step_can_be_left_at_any_time() -> None:
    drawn = itertools.count()

    def draw() -> Batch:
        next(drawn)
        return batch()

    steps = train(sigmoid_network(), draw, short(100))
    next(steps)
    steps.close()
    assert next(drawn) == 1  # nothing ran ahead


def test_it_learns_to_answer_across_a_short_gap() -> None:
    start = lstm_start(0)
    rng = np.random.default_rng(2)
    *_, last = train(start, lambda: agreement(rng, 16, (0, 3)), Schedule(updates=300))
    assert accuracy(start, 2, 400) < 0.8
    assert accuracy(last.network, 2, 400) > 0.98


def test_what_cannot_be_trained_is_refused() -> None:
    identity = Network.build(4, [(load_cell("elman"), 2)], 1, "identity")
    two = Network.build(4, [(load_cell("elman"), 2)], 2, "sigmoid")
    for network in (identity, two):
        with pytest.raises(CarouselError, match="softmax, or sigmoid with one output"):
            next(train(network, batch, short()))
    drawn = batch()
    nothing = Batch(drawn.x, drawn.target, np.zeros_like(drawn.scored), drawn.lengths)
    with pytest.raises(CarouselError, match="scored steps"):
        next(train(sigmoid_network(), lambda: nothing, short()))
    with pytest.raises(CarouselError, match="signal of layer 0"):
        next(train(sigmoid_network(), batch, short(), [Price(0, "zz", 1.0)]))


def test_a_loss_that_overflows_is_told_with_its_update() -> None:
    cell = load_cell("dense")
    network = Network.build(4, [(cell, 1)], 1, "sigmoid").with_parameter("readout", "W_y", [[1e308]])
    network = network.with_parameter("readout", "b_y", [1e308]).with_parameter(0, "W", [[9.0, 9.0, 9.0, 9.0]])
    with pytest.raises(CarouselError, match="training, update 0: expected finite numbers"):
        next(train(network, batch, short()))
