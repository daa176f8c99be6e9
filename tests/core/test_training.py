"""Training: the gradient of all that is minimised, each part of an update, and that it learns."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest

from core import Network, load_cell, load_task, parse_cell
from core.clipping import ClipNorm, ClipValue
from core.errors import CarouselError
from core.flat import Layout
from core.losses import LOSSES
from core.network import Place
from core.optimisers import OPTIMISERS, Adam, Momentum
from core.prices import Price
from core.scene import PRICE, lstm_start
from core.schedules import Cosine, Drops
from core.tasks import Batch, accuracy, agreement
from core.trace import run
from core.training import Settings, Step, loss_and_gradients, train


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


def test_one_update_is_adams_on_the_clipped_gradient() -> None:
    network, given, prices = CASES["sigmoid"]
    settings = Settings(updates=1, rate=0.05, clip=0.01)
    (step,) = train(network, lambda: given, settings, prices=[Price(0, "i", 0.3), Price(1, "h", -0.2)])
    loss, cost, gradients = loss_and_gradients(network, given, prices)
    layout = Layout(network)
    gradient = layout.flat_gradient(gradients)
    norm = float(np.linalg.norm(gradient))
    assert norm > 0.01
    assert (step.update, step.loss, step.cost, step.rate) == (0, loss, cost, 0.05)
    assert step.norm == pytest.approx(norm)
    assert step.clipped_norm == pytest.approx(0.01)
    moved = layout.flat(network) - Adam().state(layout.size).move(gradient * (0.01 / norm), 0.05)
    assert layout.flat(step.network) == pytest.approx(moved, rel=1e-9)


def test_the_rate_falls_and_the_price_rises_when_told() -> None:
    settings = Settings(updates=1000, rate=0.02, schedule=Drops(((0.6, 0.3), (0.85, 0.1))))
    told = {0: 0.02, 599: 0.02, 600: 0.006, 849: 0.006, 850: 0.002, 999: 0.002}
    assert {u: settings.rate_at(u) for u in told} == pytest.approx(told)
    price = Price(0, "i", 0.1, begins=0.25, full=0.5)
    told = {0: 0.0, 250: 0.0, 375: 0.05, 500: 0.1, 999: 0.1}
    assert {u: price.at(u, 1000) for u in told} == pytest.approx(told)
    assert Price(0, "i", 0.1).at(0, 1000) == 0.1


def short(updates: int = 6) -> Settings:
    return Settings(updates=updates, rate=0.05)


def drawing(seed: int) -> Callable[[], Batch]:
    rng = np.random.default_rng(seed)
    return lambda: agreement(rng, 4, (0, 3))


def test_what_is_cut_stays_and_the_rest_moves() -> None:
    start = lstm_start(0)
    *_, last = train(start, drawing(0), short(), prices=[PRICE])
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
        *_, last = train(sigmoid_network(), drawing(seed), short(), prices=[Price(0, "i", 0.1)])
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
    *_, last = train(start, lambda: agreement(rng, 16, (0, 3)), updates=300, rate=0.02)
    assert accuracy(start, 2, 400) < 0.8
    assert accuracy(last.network, 2, 400) > 0.98


def test_what_cannot_be_trained_is_refused() -> None:
    identity = Network.build(4, [(load_cell("elman"), 2)], 1, "identity")
    with pytest.raises(CarouselError, match="readout for the loss binary: expected sigmoid, found identity"):
        train(identity, batch, loss="binary")  # before the first update
    with pytest.raises(CarouselError, match="network for the task adding: expected 2 inputs and one identity output"):
        train(identity, load_task("adding"))
    drawn = batch()
    nothing = Batch(drawn.x, drawn.target, np.zeros_like(drawn.scored), drawn.lengths)
    with pytest.raises(CarouselError, match="scored steps"):
        next(train(sigmoid_network(), lambda: nothing, short()))
    with pytest.raises(CarouselError, match="signal of layer 0"):
        next(train(sigmoid_network(), batch, short(), prices=[Price(0, "zz", 1.0)]))
    with pytest.raises(CarouselError, match="lengths: expected those of arrays"):
        train(sigmoid_network(), batch, lengths=[1])


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ({"updates": 0}, "updates: expected a whole number of at least 1, found 0"),
        ({"updates": 1.5}, "updates"),
        ({"rate": -1.0}, "rate: expected a finite number of at least 0"),
        ({"rate": math.nan}, "rate"),
        ({"dtype": "float16"}, "dtype: expected float64 or float32, found 'float16'"),
        ({"dtype": "number"}, "dtype"),
        ({"optimiser": "adamw"}, "optimiser: expected one of sgd"),
        ({"schedule": "step"}, "schedule: expected one of constant"),
        ({"loss": "hinge"}, "loss: expected one of mse"),
        ({"clip": 0.0}, "largest norm of the gradient"),
        ({"learning_rate": 0.1}, "choice for training: expected one of updates, rate, .*, found 'learning_rate'"),
    ],
)
def test_a_choice_that_does_not_fit_is_told_before_the_first_update(choices: dict[str, object], told: str) -> None:
    with pytest.raises(CarouselError, match=told):
        train(sigmoid_network(), batch, **choices)


def test_a_loss_that_overflows_is_told_with_its_update() -> None:
    cell = load_cell("dense")
    network = Network.build(4, [(cell, 1)], 1, "sigmoid").with_parameter("readout", "W_y", [[1e308]])
    network = network.with_parameter("readout", "b_y", [1e308]).with_parameter(0, "W", [[9.0, 9.0, 9.0, 9.0]])
    with pytest.raises(CarouselError, match="training, update 0: expected finite numbers"):
        next(train(network, batch, short()))


@pytest.mark.parametrize("rate", [1e3, 1e308])
def test_training_that_explodes_ends_with_an_error_and_every_step_before_is_good(rate: float) -> None:
    """A linear memory fed back on itself, taught by plain descent at a rate that is far too large."""
    network = Network.build(1, [(parse_cell("h = W @ x + U @ h"), 2)], 1, "identity", 0)
    x, target = np.ones((30, 1)), np.zeros(30)
    steps = train(network, (x, target), updates=50, optimiser="sgd", rate=rate, clip=None)
    good: list[Step] = []
    with pytest.raises(CarouselError, match="training, update") as told:
        good.extend(iter(lambda: next(steps), None))
    assert told.value.field == f"training, update {len(good)}"
    for step in good:
        assert np.isfinite(step.values).all() and math.isfinite(step.loss + step.norm)
        run(step.network, x)
    assert rate == 1e308 or good


# what can be chosen


def last(steps: object) -> Step:
    *_, step = steps  # type: ignore[misc]
    assert isinstance(step, Step)
    return step


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_every_optimiser_trains_in_either_type(optimiser: str, dtype: type) -> None:
    task = load_task("latch", length=6)
    network = task.network([(load_cell("elman"), 4)])
    steps = list(train(network, task, updates=60, rate=0.02, optimiser=optimiser, dtype=dtype))
    assert all(step.values.dtype == dtype for step in steps)
    assert steps[-1].network.parameter(0, "W").dtype == np.float64
    assert np.mean([s.loss for s in steps[-10:]]) < np.mean([s.loss for s in steps[:10]])


def test_float32_takes_the_same_way_but_for_rounding() -> None:
    task = load_task("adding", length=8)
    network = task.network([(load_cell("lstm"), 4)])
    double, single = (last(train(network, task, updates=20, dtype=dtype)) for dtype in ("float64", "float32"))
    assert single.loss == pytest.approx(double.loss, rel=1e-3)
    assert single.values == pytest.approx(double.values, abs=1e-3)


def test_cuts_hold_in_float32_too() -> None:
    start = lstm_start(0)
    step = last(train(start, drawing(0), short(), prices=[PRICE], dtype="float32"))
    assert np.array_equal(step.network.parameter(0, "U_g"), start.parameter(0, "U_g"))


@pytest.mark.parametrize("loss", LOSSES)
def test_one_update_of_each_loss_is_plain_descent_on_its_gradient(loss: str) -> None:
    readout = LOSSES[loss].readouts[-1]
    network = Network.build(3, [(load_cell("gru"), 3)], 2, readout, 1)
    rng = np.random.default_rng(0)
    x, outputs = rng.standard_normal((5, 4, 3)), (5, 4) if loss == "categorical" else (5, 4, 2)
    target = rng.integers(0, 2, outputs).astype(float)
    step = last(train(network, (x, target), updates=1, rate=0.5, optimiser="sgd", loss=loss, clip=None))

    def minimised(changed: Network) -> float:
        return LOSSES[loss].measure(run(changed, x), target)[0]

    assert step.loss == pytest.approx(minimised(network), rel=1e-12)
    slopes = [central_differences(network, place, name, minimised).ravel() for place, name in network.places()]
    moved = Layout(network).flat(network) - 0.5 * np.concatenate(slopes)
    assert step.values == pytest.approx(moved, abs=1e-8)


def test_the_rate_follows_the_schedule() -> None:
    steps = list(train(sigmoid_network(), batch, updates=5, rate=0.04, schedule=Cosine()))
    assert [step.rate for step in steps] == pytest.approx([0.04 * Cosine().factor(k, 5) for k in range(5)])
    assert steps[-1].rate == 0.0 and np.array_equal(steps[-1].values, steps[-2].values)


def test_clipping_is_told_before_and_after() -> None:
    network, given, _ = CASES["sigmoid"]
    (free,) = train(network, given, updates=1, clip=None)
    (short_,) = train(network, given, updates=1, clip=ClipNorm(free.norm / 2))
    (flat,) = train(network, given, updates=1, clip=ClipValue(1e-3))
    assert free.norm == free.clipped_norm == short_.norm == flat.norm
    assert short_.clipped_norm == pytest.approx(free.norm / 2)
    assert 1e-3 <= flat.clipped_norm <= 1e-3 * math.sqrt(Layout(network).size)


def test_a_clipped_gradient_is_what_moves_the_parameters() -> None:
    network, given, _ = CASES["sigmoid"]
    (step,) = train(network, given, updates=1, rate=0.1, optimiser=Momentum(), clip=1e-3)
    assert np.linalg.norm(step.values - Layout(network).flat(network)) == pytest.approx(1e-4)


def test_a_task_is_drawn_from_the_seed() -> None:
    task = load_task("parity", length=4)
    network = task.network([(load_cell("lstm"), 3)])
    one, same, other = (last(train(network, task, updates=3, batch=8, seed=seed)) for seed in (1, 1, 2))
    assert one.values.tobytes() == same.values.tobytes() != other.values.tobytes()
    rng = np.random.default_rng(1)
    by_hand = last(train(network, lambda: task.draw(rng, 8), updates=3))
    assert one.values.tobytes() == by_hand.values.tobytes()


def test_arrays_and_one_batch_are_the_same_sequences_at_every_update() -> None:
    network = softmax_network()
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((6, 5, 4)), rng.integers(0, 3, (6, 5))
    ends = [6, 5, 4, 1, 6]
    by_arrays = last(train(network, (x, y), updates=3, lengths=ends))
    by_batch = last(train(network, Batch.of(x, y, lengths=ends), updates=3))
    assert by_arrays.values.tobytes() == by_batch.values.tobytes()
    longer = last(train(network, (x, y), updates=3))
    assert longer.values.tobytes() != by_arrays.values.tobytes()
    x[4:, 2] = y[4:, 2] = 99  # what lies beyond an end plays no part
    y[4:, 2] = 0
    assert last(train(network, (x, y), updates=3, lengths=ends)).values.tobytes() == by_arrays.values.tobytes()


def test_settings_are_a_value_that_choices_stand_above() -> None:
    settings = Settings(updates=7, optimiser="momentum", clip=0.5)
    assert settings == Settings(updates=7, optimiser=Momentum(), clip=ClipNorm(0.5))
    assert len(list(train(sigmoid_network(), batch, settings, updates=2))) == 2
    assert settings.updates == 7
