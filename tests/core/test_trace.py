"""Runs: shapes, batches, lengths, initial states, layers, readouts, precision, arguments that do not fit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from core import Clamp, Network, backward, gradient_decay, load_cell, parse_cell, run
from core.cells import Cell
from core.errors import CarouselError, ShapeError
from core.network import READOUT
from tests.core.oracles import central, close, random_network, random_states, randomised
from tests.core.pytorch_figures import agreement

RNG = np.random.default_rng(11)
X = RNG.standard_normal((6, 3, 2))


def two_layers(first: str = "lstm", second: str = "gru", readout: str = "identity") -> Network:
    layers = [(load_cell(first), 3), (load_cell(second), 4)]
    return randomised(Network.build(2, layers, 2, readout))  # type: ignore[arg-type]


# shapes


def test_shapes_of_a_sequence_and_of_a_batch(any_cell: Cell) -> None:
    network = random_network(any_cell, units=5)
    one, many = run(network, X[:, 0]), run(network, X)
    assert one.x.shape == (6, 2) and many.x.shape == (6, 3, 2)
    assert one.output.shape == one.logits.shape == (6, 2)
    assert many.output.shape == many.logits.shape == (6, 3, 2)
    for signal in any_cell.signals:
        assert one[0, signal].shape == (6, 5)
        assert many[0, signal].shape == (6, 3, 5)
    for state in any_cell.states:
        assert one.before(0, state).shape == (6, 5)


@pytest.mark.parametrize(("steps", "units", "inputs", "outputs"), [(1, 1, 1, 1), (1, 4, 2, 1), (5, 1, 3, 2)])
def test_the_smallest(any_cell: Cell, steps: int, units: int, inputs: int, outputs: int) -> None:
    network = random_network(any_cell, units, inputs, outputs)
    trace = run(network, np.ones((steps, inputs)))
    gradients = backward(trace, output=np.ones((steps, outputs)))
    decay = gradient_decay(trace, step=steps - 1)
    assert trace.output.shape == (steps, outputs) and gradients.x.shape == (steps, inputs)
    assert all(decay.log10_norm[s].shape == (steps,) for s in any_cell.states)


def test_a_batch_of_none(any_cell: Cell) -> None:
    network = random_network(any_cell)
    trace = run(network, np.zeros((4, 0, 2)), lengths=[])
    gradients = backward(trace, output=np.zeros((4, 0, 2)))
    assert trace.output.shape == (4, 0, 2) and gradients.x.shape == (4, 0, 2)
    assert not any(values.any() for values in gradients.parameters[0].values())
    with pytest.raises(CarouselError, match="sequence"):
        gradient_decay(trace, step=0)


def test_everything_returned_is_read_only(any_cell: Cell) -> None:
    trace = run(random_network(any_cell), X, lengths=[6, 2, 3])
    gradients = backward(trace, output=np.ones((6, 3, 2)))
    arrays = [trace.x, trace.output, trace.logits, gradients.x, *gradients.initial.values()]
    arrays += [part[0, signal] for part in (trace, gradients) for signal in any_cell.signals]
    arrays += [trace.before(0, state) for state in any_cell.states]
    decay = gradient_decay(trace, step=1)
    arrays += [decay.steps, *decay.log10_norm.values(), *decay.log10_belt.values()]
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_a_trace_keeps_its_own_copy_of_what_it_was_given() -> None:
    network = random_network(load_cell("lstm"))
    for x in (X[:, 0].copy(), X.copy()):
        start = np.ones(3)
        trace = run(network, x, initial={(0, "c"): start})
        before = backward(trace, output=np.ones_like(trace.output)).parameters[0]["W_f"]
        x[...] = start[...] = 99.0
        assert trace.x.max() < 99
        assert np.array_equal(backward(trace, output=np.ones_like(trace.output)).parameters[0]["W_f"], before)


def test_running_twice_gives_the_same_to_the_bit(any_cell: Cell) -> None:
    network = random_network(any_cell)
    first = run(network, X)
    for other in (first, run(network, X)):
        assert np.array_equal(first.output, other.output)
        a, b = (backward(t, output=np.ones((6, 3, 2))).parameters[0] for t in (first, other))
        assert all(np.array_equal(a[name], b[name]) for name in a)


# batches, lengths, initial states


def test_a_batch_equals_separate_runs(any_cell: Cell) -> None:
    network = random_network(any_cell)
    initial = random_states(network, batch=3)
    many = run(network, X, initial=initial)
    d = RNG.standard_normal(many.output.shape)
    together, total = backward(many, output=d), 0.0
    for k in range(3):
        one = run(network, X[:, k], initial={key: values[k] for key, values in initial.items()})
        assert close(many.output[:, k], one.output, 1e-14)
        assert all(close(many[0, s][:, k], one[0, s], 1e-14) for s in any_cell.signals)
        alone = backward(one, output=d[:, k])
        assert close(together.x[:, k], alone.x, 1e-13)
        total = total + alone.parameters[0][list(any_cell.parameters)[0]]
        for state in any_cell.states:
            assert close(together.initial[0, state][k], alone.initial[0, state], 1e-13)
            decays = gradient_decay(many, step=5, sequence=k), gradient_decay(one, step=5)
            assert close(*(decay.log10_norm[state] for decay in decays), 1e-12)
            assert np.allclose(*(decay.log10_belt[state] for decay in decays), rtol=1e-12)
    assert close(together.parameters[0][list(any_cell.parameters)[0]], total, 1e-13)


def test_lengths_equal_running_each_sequence_alone(any_cell: Cell) -> None:
    network, lengths = random_network(any_cell), [6, 1, 4]
    many = run(network, X, lengths=lengths)
    together = backward(many, output=np.ones_like(many.output))
    total = dict.fromkeys(any_cell.parameters, 0.0)
    for k, end in enumerate(lengths):
        one = run(network, X[:end, k])
        alone = backward(one, output=np.ones_like(one.output))
        assert close(many.output[:end, k], one.output, 1e-14)
        assert close(many.logits[:end, k], one.logits, 1e-14)
        assert close(together.x[:end, k], alone.x, 1e-13)
        for array in (many.output, many.logits, together.x):
            assert not array[end:, k].any()
        for signal in any_cell.signals:
            assert close(many[0, signal][:end, k], one[0, signal], 1e-14)
            assert not many[0, signal][end:, k].any() and not together[0, signal][end:, k].any()
        for state in any_cell.states:
            assert close(many.before(0, state)[:end, k], one.before(0, state), 1e-14)
            decays = gradient_decay(many, step=end - 1, sequence=k), gradient_decay(one, step=end - 1)
            assert close(*(decay.log10_norm[state] for decay in decays), 1e-12)
        total = {name: total[name] + alone.parameters[0][name] for name in total}
    for name, values in total.items():
        assert close(together.parameters[0][name], values, 1e-13)


def test_nothing_flows_from_beyond_the_end() -> None:
    network, lengths = two_layers(), [4, 2, 3]
    short, long = (run(network, x, lengths=lengths) for x in (X[:4], np.concatenate([X[:4], 50 + X])))
    d = np.ones_like(long.output)
    a, b = backward(short, output=d[:4]), backward(long, output=d)
    assert close(a.x, b.x[:4], 1e-14) and not b.x[4:].any()
    for place in (0, 1, READOUT):
        assert all(close(b.parameters[place][name], values, 1e-13) for name, values in a.parameters[place].items())


def test_what_overflows_beyond_the_end_is_not_felt() -> None:
    cell = parse_cell("c = relu(W @ x + U @ c)\nh = c / (1 + c)")
    network = Network.build(1, [(cell, 1), (load_cell("lstm"), 2)], 1).with_parameter(0, "U", [[8.0]])
    network = network.with_parameter(0, "W", [[1.0]])
    x = np.zeros((600, 2, 1))
    x[0, 0] = 1.0  # grows to 8^599; the other stays at 0
    together = run(network, x, lengths=[3, 600])
    alone = [run(network, x[:3, 0]), run(network, x[:, 1])]
    gradients = backward(together, output=np.ones((600, 2, 1)))
    apart = [backward(trace, output=np.ones_like(trace.output)) for trace in alone]
    assert np.isinf(run(network, x)[0, "c"]).any()
    for place in (0, 1, READOUT):
        for name, values in gradients.parameters[place].items():
            assert close(values, apart[0].parameters[place][name] + apart[1].parameters[place][name], 1e-13), name
    assert close(gradients.x[:3, 0], apart[0].x, 1e-13) and not gradients.x[3:, 0].any()


def test_initial_states_are_what_the_first_step_finds() -> None:
    network = two_layers()
    initial = random_states(network, batch=3)
    trace = run(network, X, initial=initial)
    for (layer, state), values in initial.items():
        assert np.array_equal(trace.before(layer, state)[0], values)
        assert np.array_equal(trace.before(layer, state)[1:], trace[layer, state][:-1])
    for key, values in initial.items():  # one for all of the batch
        same = run(network, X, initial={key: values[0]})
        assert np.array_equal(same.before(*key)[0], np.tile(values[0], (3, 1)))


def test_initial_states_carry_a_run_on(any_cell: Cell) -> None:
    network = random_network(any_cell)
    whole, first = run(network, X), run(network, X[:3])
    second = run(network, X[3:], initial={(0, s): first[0, s][-1] for s in any_cell.states})
    assert close(whole.output, np.concatenate([first.output, second.output]), 1e-14)


# layers and readouts


def test_two_layers_are_one_after_the_other() -> None:
    network = two_layers("lstm", "elman")
    trace = run(network, X)
    upper = Network(3, (network.layers[1],), 2, "identity", network.readout_parameters)
    assert close(trace.output, run(upper, trace[0, "h"]).output, 1e-14)


@pytest.mark.parametrize("readout", ["identity", "sigmoid", "softmax"])
def test_gradients_through_two_layers_and_the_readout_are_central_differences(readout: str) -> None:
    network, x = two_layers("gru", "lstm", readout), X[:3]
    initial = random_states(network, batch=3)
    d_output, d_logits = RNG.standard_normal((2, 3, 3, 2))

    def loss(net: Network, x: np.ndarray = x, initial: dict[tuple[int, str], np.ndarray] = initial) -> float:
        trace = run(net, x, initial=initial)
        return float((trace.output * d_output + trace.logits * d_logits).sum() + (trace[0, "r"] ** 2).sum())

    trace = run(network, x, initial=initial)
    ours = backward(trace, output=d_output, logits=d_logits, signals={(0, "r"): 2 * trace[0, "r"]})
    for place, name in network.places():
        at = network.parameter(place, name)
        found = central(lambda v, p=place, n=name: loss(network.with_parameter(p, n, v)), at)
        assert agreement(ours.parameters[place][name], found) < 1e-6, (place, name)
    assert agreement(ours.x, central(lambda v: loss(network, v), x)) < 1e-6
    for key, values in initial.items():
        found = central(lambda v, k=key: loss(network, initial={**initial, k: v}), values)
        assert agreement(ours.initial[key], found) < 1e-6, key


def test_readouts() -> None:
    logits = run(two_layers(), X).logits
    assert np.array_equal(run(two_layers(), X).output, logits)
    assert np.allclose(run(two_layers(readout="sigmoid"), X).output, 1 / (1 + np.exp(-logits)), rtol=1e-14)
    shares = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    assert np.allclose(run(two_layers(readout="softmax"), X).output, shares, rtol=1e-14)


def test_a_readout_of_huge_logits() -> None:
    network = random_network(load_cell("elman"), readout="softmax").with_parameter(READOUT, "b_y", [900.0, -900.0])
    assert np.array_equal(run(network, X).output[0, 0], [1.0, 0.0])
    network = random_network(load_cell("elman"), readout="sigmoid").with_parameter(READOUT, "b_y", [900.0, -900.0])
    assert np.array_equal(run(network, X).output[0, 0], [1.0, 0.0])


# precision


def test_float32_is_close_to_float64(any_cell: Cell) -> None:
    network = random_network(any_cell, units=6, readout="softmax")
    wide, narrow = run(network, X), run(network, X, dtype=np.float32)
    a, b = (backward(t, output=np.ones((6, 3, 2)), logits=np.ones((6, 3, 2))) for t in (wide, narrow))
    pairs = [(wide.output, narrow.output), (wide.x, narrow.x), (a.x, b.x)]
    pairs += [(wide[0, s], narrow[0, s]) for s in any_cell.signals]
    pairs += [(a[0, s], b[0, s]) for s in any_cell.signals]
    pairs += [(values, b.parameters[0][name]) for name, values in a.parameters[0].items()]
    pairs += [(values, b.parameters[READOUT][name]) for name, values in a.parameters[READOUT].items()]
    for exact, ours in pairs:
        assert ours.dtype == np.float32 and exact.dtype == np.float64
        assert close(ours, exact, 3e-6)
    for state in any_cell.states:
        decays = (gradient_decay(t, step=5).log10_norm[state] for t in (wide, narrow))
        assert np.allclose(*decays, atol=1e-5)


def test_float32_runs_with_constants_clamps_lengths_and_initial_states() -> None:
    cell = parse_cell("f = sigmoid(W_f @ x + U_f @ h - 2.5)\nc = f * c + (1 - f) * tanh(W @ x + b)\nh = 0.5 * c / 3")
    network = random_network(cell)
    arguments = {
        "clamps": [Clamp(0, "f", 1, 0.25, 2, 3)],
        "initial": {(0, "c"): np.ones(3)},
        "lengths": [6, 2, 3],
    }
    wide, narrow = run(network, X, **arguments), run(network, X, dtype=np.float32, **arguments)  # type: ignore[arg-type]
    assert narrow.output.dtype == narrow[0, "c"].dtype == np.float32
    assert close(narrow.output, wide.output, 1e-6)


# arguments that do not fit: (call, class, field, words expected, words found)

NETWORK = random_network(load_cell("lstm"))
DEEP = two_layers()
TRACE = run(NETWORK, X, lengths=[6, 2, 3])

WRONG: dict[str, tuple[Callable[[], object], type[CarouselError], str, str, str]] = {
    "x of one dimension": (lambda: run(NETWORK, np.ones(2)), ShapeError, "x", "(T, 2) or (T, batch, 2)", "(2,)"),
    "x of four": (lambda: run(NETWORK, np.ones((1, 1, 1, 2))), ShapeError, "x", "(T, 2)", "(1, 1, 1, 2)"),
    "x of another width": (lambda: run(NETWORK, np.ones((5, 3))), ShapeError, "x", "(T, 2)", "(5, 3)"),
    "x of no steps": (lambda: run(NETWORK, np.ones((0, 2))), ShapeError, "x", "T of at least 1", "(0, 2)"),
    "NaN in x": (lambda: run(NETWORK, [[1, 2], [np.nan, 0]]), ShapeError, "x", "finite", "nan at (1, 0)"),
    "infinity in x": (lambda: run(NETWORK, [[1, np.inf]]), ShapeError, "x", "finite", "inf at (0, 1)"),
    "too large for float32": (lambda: run(NETWORK, [[1, 1e300]], dtype="f4"), ShapeError, "x", "float32", "1e+300"),
    "text in x": (lambda: run(NETWORK, [["1", "2"]]), ShapeError, "x", "real numbers", "'1'"),  # type: ignore[list-item]
    "None in x": (lambda: run(NETWORK, [[None, 1]]), ShapeError, "x", "real numbers", "None"),  # type: ignore[list-item]
    "complex x": (lambda: run(NETWORK, [[1j, 1]]), ShapeError, "x", "real numbers", "complex"),
    "ragged x": (lambda: run(NETWORK, [[1, 1], [1]]), ShapeError, "x", "an array", "[[1, 1], [1]]"),  # type: ignore[list-item]
    "a dtype": (lambda: run(NETWORK, X, dtype=np.int64), CarouselError, "dtype", "float64 or float32", "int64"),
    "too few lengths": (lambda: run(NETWORK, X, lengths=[6]), ShapeError, "lengths", "3 whole numbers", "[6]"),
    "a length of 0": (lambda: run(NETWORK, X, lengths=[6, 0, 1]), ShapeError, "lengths", "from 1 to 6", "0"),
    "a length too long": (lambda: run(NETWORK, X, lengths=[6, 7, 1]), ShapeError, "lengths", "from 1 to 6", "7"),
    "half a length": (lambda: run(NETWORK, X, lengths=[6, 2.5, 1]), ShapeError, "lengths", "whole", "2.5"),  # type: ignore[list-item]
    "lengths of words": (lambda: run(NETWORK, X, lengths="abc"), ShapeError, "lengths", "numbers", "abc"),  # type: ignore[arg-type]
    "initial of a gate": (
        lambda: run(NETWORK, X, initial={(0, "f"): np.ones(3)}),
        CarouselError,
        "initial f of layer 0",
        "c, h",
        "'f'",
    ),
    "initial of no layer": (
        lambda: run(NETWORK, X, initial={(1, "c"): np.ones(3)}),
        CarouselError,
        "layer of an initial state",
        "0 to 0",
        "1",
    ),
    "initial of another shape": (
        lambda: run(NETWORK, X, initial={(0, "c"): np.ones(4)}),
        ShapeError,
        "initial c of layer 0",
        "(3,) or (3, 3)",
        "(4,)",
    ),
    "NaN in an initial state": (
        lambda: run(NETWORK, X, initial={(0, "c"): [0, np.nan, 0]}),
        ShapeError,
        "initial c of layer 0",
        "finite",
        "nan",
    ),
    "no such layer": (lambda: TRACE[1, "f"], CarouselError, "layer", "0 to 0", "1"),
    "a layer from the end": (lambda: TRACE[-1, "f"], CarouselError, "layer", "0 to 0", "-1"),
    "half a layer": (lambda: TRACE[0.5, "f"], CarouselError, "layer", "0 to 0", "0.5"),  # type: ignore[index]
    "no such signal": (lambda: TRACE[0, "q"], CarouselError, "signal of layer 0", "f, i, g, o, c, h", "'q'"),
    "before of a gate": (lambda: TRACE.before(0, "f"), CarouselError, "state of layer 0", "c, h", "'f'"),
    "derivative of another shape": (
        lambda: backward(TRACE, output=np.ones((6, 2))),
        ShapeError,
        "derivative of the output",
        "(6, 3, 2)",
        "(6, 2)",
    ),
    "derivative that would broadcast": (
        lambda: backward(TRACE, logits=np.ones((6, 3, 1))),
        ShapeError,
        "derivative of the logits",
        "(6, 3, 2)",
        "(6, 3, 1)",
    ),
    "derivative of NaN": (
        lambda: backward(TRACE, signals={(0, "c"): np.full((6, 3, 3), np.nan)}),
        ShapeError,
        "derivative of c of layer 0",
        "finite",
        "nan at (0, 0, 0)",
    ),
    "derivative of no signal": (
        lambda: backward(TRACE, signals={(0, "q"): np.ones((6, 3, 3))}),
        CarouselError,
        "signal of layer 0",
        "f, i, g, o, c, h",
        "'q'",
    ),
    "derivative of no layer": (
        lambda: backward(TRACE, signals={(3, "c"): np.ones((6, 3, 3))}),
        CarouselError,
        "layer",
        "0 to 0",
        "3",
    ),
    "gradient of no signal": (
        lambda: backward(TRACE, output=np.ones((6, 3, 2)))[0, "q"],
        CarouselError,
        "signal of layer 0",
        "f, i, g, o, c, h",
        "'q'",
    ),
    "decay at no step": (lambda: gradient_decay(TRACE, step=6), CarouselError, "step", "0 to 5", "6"),
    "decay before the start": (lambda: gradient_decay(TRACE, step=-1), CarouselError, "step", "0 to 5", "-1"),
    "decay beyond the end": (lambda: gradient_decay(TRACE, step=2, sequence=1), CarouselError, "step", "0 to 1", "2"),
    "decay at half a step": (lambda: gradient_decay(TRACE, step=1.5), CarouselError, "step", "0 to 5", "1.5"),  # type: ignore[arg-type]
    "decay of no layer": (lambda: gradient_decay(TRACE, step=1, layer=1), CarouselError, "layer", "0 to 0", "1"),
    "decay of no signal": (lambda: gradient_decay(TRACE, step=1, of="q"), CarouselError, "of", "f, i, g", "'q'"),
    "decay of no sequence": (
        lambda: gradient_decay(TRACE, step=1, sequence=3),
        CarouselError,
        "sequence",
        "0 to 2",
        "3",
    ),
    "decay of fewer than no lags": (
        lambda: gradient_decay(TRACE, step=1, lags=-1),
        CarouselError,
        "lags",
        "0 to",
        "-1",
    ),
}


@pytest.mark.parametrize(("call", "kind", "field", "expected", "found"), WRONG.values(), ids=WRONG.keys())
def test_what_does_not_fit_is_told(
    call: Callable[[], object], kind: type[CarouselError], field: str, expected: str, found: str
) -> None:
    with pytest.raises(CarouselError) as caught:
        call()
    assert type(caught.value) is kind
    assert caught.value.field == field
    assert expected in caught.value.expected
    assert found in caught.value.found


def test_numbers_of_any_kind_are_taken() -> None:
    x = np.array([[1, 0], [0, 1], [1, 1]])
    reference = run(NETWORK, x.astype(float)).output
    for same in (x, x.astype(bool), x.tolist(), x.astype(np.float16), np.asfortranarray(x), x[::-1][::-1]):
        assert np.array_equal(run(NETWORK, same).output, reference)
    assert np.array_equal(run(NETWORK, X, lengths=np.array([6, 2, 3])).output, TRACE.output)  # type: ignore[arg-type]
    assert gradient_decay(TRACE, step=np.int64(3)).step == 3  # type: ignore[arg-type]
