"""Layers that run backward, stand side by side, see windows, begin at learnt states or share gates in blocks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import Clamp, LayerForm, Network, backward, gradient_decay, input_gain, load_cell, run
from core.cells import Cell
from core.edges import weights_out_of
from core.errors import CarouselError
from core.network import READOUT
from core.trace import Trace
from tests.core.oracles import by_hand, central, close, jacobian, random_states, randomised

LSTM, GRU, RNN, DENSE = (load_cell(key) for key in ("lstm", "gru", "elman", "dense"))
RNG = np.random.default_rng(3)
X = RNG.standard_normal((6, 3, 2))
LENGTHS = [6, 2, 4]
BOTH = [LayerForm(LSTM, 3, "both"), LayerForm(GRU, 2, "both", window=2), (RNN, 2)]
NETWORKS = {
    "backward": [LayerForm(LSTM, 3, "backward")],
    "both": [LayerForm(LSTM, 3, "both")],
    "both, stacked, mixed": BOTH,
    "side by side": [(LSTM, 3), LayerForm(GRU, 2, beside=True), LayerForm(RNN, 2, "backward", beside=True), (GRU, 2)],
    "a window": [LayerForm(DENSE, 3, window=3)],
    "a window longer than the sequence": [LayerForm(RNN, 2, window=9), (LSTM, 2)],
    "a window, backward": [(RNN, 2), LayerForm(GRU, 2, "backward", window=3)],
    "learnt": [LayerForm(LSTM, 2, learnt=("c", "h")), LayerForm(GRU, 2, "both", learnt=("h",))],
}


def network(layers: list[LayerForm | tuple[Cell, int]], readout: str = "identity", seed: int = 1) -> Network:
    return randomised(Network.build(2, layers, 2, readout, seed), seed)  # type: ignore[arg-type]


@pytest.fixture(params=NETWORKS)
def wired(request: pytest.FixtureRequest) -> Network:
    return network(NETWORKS[request.param])


def test_a_layer_in_both_directions_is_two_runs_over_the_sequence_and_its_mirror_image() -> None:
    both = network([LayerForm(LSTM, 3, "both")])
    trace = run(both, X, lengths=LENGTHS)
    for k, length in enumerate(LENGTHS):
        one = X[:length, k]
        for layer, turn in ((0, slice(None)), (1, slice(None, None, -1))):
            zeros = dict.fromkeys(LSTM.states, np.zeros(3))
            hand = by_hand(LSTM.graph, both.layers[layer].parameters, one[turn], zeros)
            for signal in LSTM.signals:
                assert close(trace[layer, signal][:length, k], hand[signal][turn], 1e-13)
                assert not trace[layer, signal][length:, k].any()
        joined = np.concatenate([trace[0, "h"][:length, k], trace[1, "h"][:length, k]], axis=1)
        weights = both.readout_parameters
        assert close(trace.output[:length, k], joined @ weights["W_y"].T + weights["b_y"], 1e-13)


def test_what_a_step_of_a_layer_saw(wired: Network) -> None:
    trace = run(wired, X, lengths=LENGTHS)
    below = X
    for level in wired.levels:
        for index in level:
            layer = wired.layers[index]
            for k, length in enumerate(LENGTHS):
                for t in range(length):
                    past = [t + lag * (1 if layer.reverse else -1) for lag in range(layer.window)]
                    values = [below[p, k] if 0 <= p < length else 0 * below[0, k] for p in past]
                    assert np.array_equal(trace.entering(index)[t, k], np.concatenate(values))
        below = np.concatenate([trace[index, wired.layers[index].cell.output] for index in level], axis=2)


def test_every_layer_is_its_equations_over_what_it_saw(wired: Network) -> None:
    trace = run(wired, X[:, 0])
    for index, layer in enumerate(wired.layers):
        turn = slice(None, None, -1 if layer.reverse else None)
        zeros = {state: layer.initial.get(state, np.zeros(layer.units)) for state in layer.cell.states}
        hand = by_hand(layer.cell.graph, layer.parameters, trace.entering(index)[turn], zeros)
        for signal in layer.cell.signals:
            assert close(trace[index, signal], hand[signal][turn], 1e-13)
        for state in layer.cell.states:
            found = np.vstack([zeros[state][None], trace[index, state][turn][:-1]])
            assert close(trace.before(index, state)[turn], found, 0)


def loss_of(trace: Trace, weights: np.ndarray) -> float:
    return float((trace.output * weights).sum())


def test_every_gradient_is_that_of_central_differences(wired: Network) -> None:
    weights = np.random.default_rng(0).standard_normal((6, 3, 2))
    clamps = [Clamp(0, wired.layers[0].cell.signals[0], 1, 0.3, 1, 3), Clamp(len(wired.layers) - 1, "h", 0, -0.2, 2)]
    for place, name in [(0, next(iter(wired.layers[0].parameters))), (READOUT, "W_y")]:
        mask = np.zeros(wired.parameter(place, name).shape, bool)
        mask[0] = True
        wired = wired.with_cut(place, name, mask)

    def run_it(net: Network, x: np.ndarray = X) -> Trace:
        return run(net, x, clamps=clamps, lengths=LENGTHS)

    gradients = backward(run_it(wired), output=weights)
    assert close(gradients.x, central(lambda x: loss_of(run_it(wired, x), weights), X), 1e-8)
    for place, name in wired.places():
        values = wired.parameter(place, name)

        def moved(v: np.ndarray, place=place, name=name) -> float:  # type: ignore[no-untyped-def]
            return loss_of(run_it(wired.with_parameter(place, name, v)), weights)

        assert close(gradients.parameters[place][name], central(moved, values), 1e-8), (place, name)


def test_the_gradient_of_initial_states_that_are_given(wired: Network) -> None:
    weights = np.random.default_rng(0).standard_normal((6, 3, 2))
    initial = random_states(wired, 3)
    gradients = backward(run(wired, X, initial=initial, lengths=LENGTHS), output=weights)
    for key, values in initial.items():

        def moved(v: np.ndarray, key=key) -> float:  # type: ignore[no-untyped-def]
            return loss_of(run(wired, X, initial={**initial, key: v}, lengths=LENGTHS), weights)

        assert close(gradients.initial[key], central(moved, values), 1e-8), key
        name = f"initial_{key[1]}"
        if name in gradients.parameters[key[0]]:  # what was given stands in for what was learnt
            assert not gradients.parameters[key[0]][name].any()


def test_learnt_states_begin_the_run_and_are_edited_like_parameters() -> None:
    net = Network.build(2, [LayerForm(LSTM, 3, learnt=("c",))], 1)
    assert (0, "initial_c") in list(net.places()) and (0, "initial_h") not in list(net.places())
    assert not run(net, X).before(0, "c")[0].any()
    net = net.with_parameter(0, "initial_c", [1.0, -2.0, 0.5])
    assert np.array_equal(run(net, X).before(0, "c")[0], np.tile([1.0, -2.0, 0.5], (3, 1)))
    cut = net.with_cut(0, "initial_c", [False, True, False])
    assert np.array_equal(run(cut, X).before(0, "c")[0, 0], [1.0, 0.0, 0.5])
    assert cut.count() - cut.count(free_only=True) == 1
    given = run(net, X, initial={(0, "c"): np.zeros(3)})
    assert not given.before(0, "c")[0].any()


@pytest.mark.parametrize("layer", range(5))
def test_decay_in_every_layer_is_that_of_central_differences(layer: int) -> None:
    net, x = network(BOTH), X[:, 0]
    trace, step = run(net, x), 3
    for of in net.layers[layer].cell.signals:
        decay = gradient_decay(trace, step, layer, of)
        order = [3, 4, 5] if net.layers[layer].reverse else [3, 2, 1, 0]
        assert decay.steps.tolist() == order[::-1]
        for state in net.layers[layer].cell.states:
            for k, norm in zip(decay.steps, decay.norm[state], strict=True):
                reference = np.linalg.norm(jacobian(net, x, of, step, state, int(k), layer))
                assert abs(norm - reference) < 1e-9


def test_decay_of_one_of_a_batch_begins_at_its_own_end() -> None:
    net = network([LayerForm(LSTM, 3, "backward")])
    decay = gradient_decay(run(net, X, lengths=LENGTHS), 1, sequence=2)
    alone = gradient_decay(run(net, X[:4, 2]), 1)
    assert decay.steps.tolist() == [3, 2, 1]
    assert close(decay.log10_norm["c"], alone.log10_norm["c"], 1e-12)
    assert close(decay.log10_belt["c"], alone.log10_belt["c"], 1e-12)


def test_the_gain_of_the_input_is_that_of_central_differences(wired: Network) -> None:
    x, step = X[:, 1], 4
    found = input_gain(run(wired, x), step)
    for k in range(step + 1):
        columns = []
        for out in range(2):

            def logit(row: np.ndarray, k=k, out=out) -> float:  # type: ignore[no-untyped-def]
                return float(run(wired, np.vstack([x[:k], row[None], x[k + 1 :]])).logits[step, out])

            columns.append(central(logit, x[k]))
        reference = np.linalg.norm(np.array(columns)) / np.sqrt(2)
        assert abs(10 ** found[k] - reference) < 1e-9


def test_weights_out_of_a_unit_are_those_by_which_anything_moves(wired: Network) -> None:
    """Cutting them all makes the unit deaf to the rest: holding it changes nothing else."""
    for index, layer in enumerate(wired.layers):
        cut = wired
        for place, name, at in weights_out_of(wired, index, 0):
            old = cut.cut(place, name)
            mask = np.zeros(cut.parameter(place, name).shape, bool) if old is None else old.copy()
            assert not mask[at], "named once"
            mask[at] = True
            cut = cut.with_cut(place, name, mask)
        output = layer.cell.output
        if output in ("h",) and layer.cell is GRU:
            continue  # its h reaches itself by z * h, which is no weight
        held = run(cut, X, clamps=[Clamp(index, output, 0, 5.0)])
        assert np.array_equal(held.output, run(cut, X).output)


def everything(net: Network, x: np.ndarray, **choices: object) -> dict[str, np.ndarray]:
    """All that is derived from a run, by what it is."""
    trace = run(net, x, **choices)  # type: ignore[arg-type]
    gradients = backward(trace, output=np.ones_like(trace.output))
    found = {"output": trace.output, "x": gradients.x}
    for index, layer in enumerate(net.layers):
        found |= {f"{index} {s}": trace[index, s] for s in layer.cell.signals}
        found |= {f"{index} d {s}": gradients[index, s] for s in layer.cell.signals}
    for place, name in net.places():
        found |= {f"{place} {name}": gradients.parameters[place][name]}
        found |= {f"{place} {name} by step": gradients.by_step(place, name)}
    return found


def test_a_batch_of_none_and_a_single_step(wired: Network) -> None:
    for name, values in everything(wired, np.zeros((4, 0, 2))).items():
        assert values.size == 0 or not values.any(), name
    one = everything(wired, X[:1], lengths=[1, 1, 1])
    for name, values in everything(wired, X[:1]).items():
        assert np.array_equal(values, one[name]), name


def test_single_precision_is_double_precision_rounded(wired: Network) -> None:
    double, single = (everything(wired, X, lengths=LENGTHS, dtype=dtype) for dtype in (np.float64, np.float32))
    for name, values in single.items():
        assert values.dtype == np.float32, name
        assert close(values, double[name], 2e-5), name


@pytest.mark.parametrize("value", [1e300, -1e300, 5e-324, 0.0])
def test_nothing_raises_at_the_ends_of_the_numbers(wired: Network, value: float) -> None:
    for place, name in wired.places():
        wired = wired.with_parameter(place, name, np.full_like(wired.parameter(place, name), value))
    found = everything(wired, X, lengths=LENGTHS)
    for index, layer in enumerate(wired.layers):
        if not any(below.initial for below in wired.layers):  # U times a state of 1e300 is no number
            assert np.isfinite(found[f"{index} {layer.cell.output}"]).all()
    input_gain(run(wired, X), 3)
    for layer in range(len(wired.layers)):
        gradient_decay(run(wired, X), 3, layer)


# blocks of memory cells that share their gates

BLOCKS = load_cell("lstm_1997")


def test_blocks_share_their_gates_and_nothing_else() -> None:
    net = randomised(Network.build(2, [(BLOCKS, 6)], 1).with_blocks(0, 2, ["i", "o"]), 4)
    trace = run(net, X)
    for gate in ("i", "o"):
        assert np.array_equal(trace[0, gate][..., ::2], trace[0, gate][..., 1::2])
    assert not np.array_equal(trace[0, "g"][..., ::2], trace[0, "g"][..., 1::2])
    whole = net.with_parameter(0, "W_i", np.arange(12.0).reshape(6, 2))
    assert whole.parameter(0, "W_i").tolist() == [[0, 1], [0, 1], [4, 5], [4, 5], [8, 9], [8, 9]]


def test_the_gradient_of_what_is_shared_adds_up_in_the_first_of_a_block() -> None:
    net = randomised(Network.build(2, [(BLOCKS, 4)], 1).with_blocks(0, 2, ["i", "o"]), 4)
    weights = np.random.default_rng(0).standard_normal((6, 3, 1))
    gradients = backward(run(net, X), output=weights)
    for name, values in net.layers[0].parameters.items():

        def moved(v: np.ndarray, name=name) -> float:  # type: ignore[no-untyped-def]
            return loss_of(run(net.with_parameter(0, name, v), X), weights)

        assert close(gradients.parameters[0][name], central(moved, values), 1e-8), name


@pytest.mark.parametrize(
    "inputs, units, block, outputs, biases, output_biases, published",
    [
        (7, 4, 1, 7, ("b_i", "b_o"), False, 264),  # task 1, 4 blocks of size 1
        (7, 6, 2, 7, ("b_i", "b_o"), False, 276),  # task 1, 3 blocks of size 2
        (1, 3, 1, 1, ("b_i", "b_o", "b_g"), False, 102),  # task 3a
        (2, 4, 2, 1, ("b_i", "b_o", "b_g"), True, 93),  # task 4
        (8, 4, 2, 4, ("b_i", "b_o", "b_g"), True, 156),  # task 6a
        (8, 6, 2, 8, ("b_i", "b_o", "b_g"), True, 308),  # task 6b
    ],
)
def test_weights_are_as_many_as_hochreiter_and_schmidhuber_count(
    inputs: int, units: int, block: int, outputs: int, biases: tuple[str, ...], output_biases: bool, published: int
) -> None:
    net = Network.build(inputs, [(BLOCKS, units)], outputs, "sigmoid").with_blocks(0, block, ["i", "o"])
    for name in {"b_i", "b_o", "b_g"} - set(biases):
        net = net.with_cut(0, name, np.ones(units, bool))
    if not output_biases:
        net = net.with_cut(READOUT, "b_y", np.ones(outputs, bool))
    # a cell's squashing reads one number a cell: biases of cells are one a cell, those of gates one a block
    assert net.count(free_only=True) == published


# what does not fit


@pytest.mark.parametrize(
    "form, message",
    [
        (LayerForm(LSTM, 0), "units: expected a whole number of at least 1, found 0"),
        (LayerForm(LSTM, 2, "up"), "direction: expected one of forward, backward, both, found 'up'"),  # type: ignore[arg-type]
        (LayerForm(LSTM, 2, window=0), "window: expected a whole number from 1 to 1000, found 0"),
        (LayerForm(LSTM, 2, learnt=("f",)), "learnt initial state: expected one of the states c, h, found 'f'"),
        (LayerForm(LSTM, 2, beside=True), "beside: expected a layer before it, found the first layer"),
    ],
)
def test_forms_that_do_not_fit(form: LayerForm, message: str) -> None:
    with pytest.raises(CarouselError, match=message):
        Network.build(2, [form], 1)


def test_blocks_tie_what_was_cut_before() -> None:
    mask = np.array([[True, False], [False, True], [False, False], [True, True]])
    cut = randomised(Network.build(2, [(BLOCKS, 4)], 1), 4).with_cut(0, "W_i", mask)
    net = cut.with_blocks(0, 2, ["i"])
    assert net.equals(randomised(cut.with_blocks(0, 2, ["i"]), 4).with_cut(0, "W_i", mask))
    trace = run(net, X)
    assert np.array_equal(trace[0, "i"][..., ::2], trace[0, "i"][..., 1::2])
    gradient = backward(trace, output=np.ones_like(trace.output)).parameters[0]["W_i"]

    def moved(v: np.ndarray) -> float:
        return loss_of(run(net.with_parameter(0, "W_i", v), X), np.ones_like(trace.output))

    assert close(gradient, central(moved, net.parameter(0, "W_i")), 1e-9)


def test_blocks_that_do_not_fit() -> None:
    net = Network.build(2, [(BLOCKS, 4)], 1)
    for arguments, message in [((0, 3, ["i"]), "a divisor of 4 units"), ((0, 2, ["c"]), "one of g, i, o")]:
        with pytest.raises(CarouselError, match=message):
            net.with_blocks(*arguments)


def test_forms_lead_back_to_the_same_network(wired: Network) -> None:
    again = Network.build(2, wired.forms, 2, "identity", 1)
    assert again.has_form_of(wired) and randomised(again, 1).equals(wired)
    assert randomised(again, 1).fingerprint == wired.fingerprint
    other = replace(wired.layers[-1], window=wired.layers[-1].window + 1)
    assert not replace(wired, layers=(*wired.layers[:-1], other)).has_form_of(wired)


@st.composite
def forms(draw: st.DrawFn) -> list[LayerForm]:
    cells = st.sampled_from([LSTM, GRU, RNN, DENSE, BLOCKS])
    directions = st.sampled_from(["forward", "backward", "both"])
    made: list[LayerForm] = []
    for index in range(draw(st.integers(1, 3))):
        cell = draw(cells)
        learnt = tuple(state for state in cell.states if draw(st.booleans()))
        beside = index > 0 and draw(st.booleans())
        window = draw(st.integers(1, 3))
        made.append(LayerForm(cell, draw(st.integers(1, 3)), draw(directions), beside, window, learnt))
    return made


@settings(max_examples=40)
@given(forms(), st.data())
def test_a_batch_of_any_lengths_is_its_sequences_one_by_one(layers: list[LayerForm], data: st.DataObject) -> None:
    net = network(list(layers), seed=data.draw(st.integers(0, 99)))
    for place, name in net.places():
        if data.draw(st.integers(0, 3)) == 0:
            share = data.draw(st.sampled_from([0.3, 1.0]))
            shape = net.parameter(place, name).shape
            net = net.with_cut(place, name, np.random.default_rng(len(name)).random(shape) < share)
    lengths = [data.draw(st.integers(1, 6)) for _ in range(3)]
    layer = data.draw(st.integers(0, len(net.layers) - 1))
    signal = data.draw(st.sampled_from(net.layers[layer].cell.signals))
    clamps = [Clamp(layer, signal, 0, 0.4, data.draw(st.integers(0, 5)))]
    weights = np.random.default_rng(0).standard_normal((6, 3, 2))
    together = run(net, X, clamps=clamps, lengths=lengths)
    gradients = backward(together, output=weights)
    sums = dict.fromkeys(net.places(), 0.0)
    for k, length in enumerate(lengths):
        alone = run(net, X[:length, k], clamps=clamps)
        own = backward(alone, output=weights[:length, k])
        assert close(together.output[:length, k], alone.output, 1e-13)
        assert close(gradients.x[:length, k], own.x, 1e-12)
        for index, part in enumerate(net.layers):
            for name in part.cell.signals:
                assert close(together[index, name][:length, k], alone[index, name], 1e-13)
                assert close(gradients[index, name][:length, k], own[index, name], 1e-12)
        for place, name in sums:
            sums[place, name] = sums[place, name] + own.parameters[place][name]
    for place, name in sums:
        assert close(gradients.parameters[place][name], np.asarray(sums[place, name]), 1e-11)
