"""Networks: built from a seed, edited without change to what they were, counted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from core import Network, load_cell, parse_cell, run
from core.cells import Cell, cell_names
from core.errors import CarouselError, ShapeError
from core.network import READOUT, READOUTS

LSTM, ELMAN, GRU, DENSE = (load_cell(name) for name in ("lstm", "elman", "gru", "dense"))


def built(seed: int = 0) -> Network:
    return Network.build(4, [(LSTM, 8), (GRU, 3)], 2, "softmax", seed)


# building


def test_a_seed_builds_the_same_to_the_bit() -> None:
    a, b, c = built(7), built(7), built(8)
    for place, name in a.places():
        assert a.parameter(place, name).tobytes() == b.parameter(place, name).tobytes()
    assert any((a.parameter(*place) != c.parameter(*place)).any() for place in a.places())
    without = Network.build(4, [(LSTM, 8), (GRU, 3)], 2)
    assert np.array_equal(without.parameter(0, "W_f"), built(seed=0).parameter(0, "W_f"))
    assert without.readout == "identity"


def test_the_first_numbers_of_a_seed_stay_what_they_are() -> None:
    # sessions and lessons name seeds
    network = Network.build(2, [(ELMAN, 2)], 1, seed=3)
    rng = np.random.default_rng(3)
    for place, name, shape in ((0, "W", (2, 2)), (0, "U", (2, 2)), (READOUT, "W_y", (1, 2))):
        assert np.array_equal(network.parameter(place, name), rng.uniform(-1, 1, shape) / np.sqrt(2))


def test_shapes_and_starts() -> None:
    network = built()
    first, second = network.layers
    assert (first.inputs, first.units, second.inputs, second.units) == (4, 8, 8, 3)
    assert first.parameters["W_f"].shape == (8, 4) and first.parameters["U_f"].shape == (8, 8)
    assert second.parameters["W_r"].shape == (3, 8) and second.parameters["d_n"].shape == (3,)
    assert network.readout_parameters["W_y"].shape == (2, 3) and network.readout_parameters["b_y"].shape == (2,)
    for place, name in network.places():
        values, units = network.parameter(place, name), 8 if place == 0 else 3
        assert values.dtype == np.float64
        assert not values.any() if values.ndim == 1 else 0 < np.abs(values).max() <= 1 / np.sqrt(units)


def test_every_cell_builds_and_runs(any_cell: Cell) -> None:
    network = Network.build(np.int64(3), [(any_cell, np.int32(2))], 1)  # type: ignore[arg-type, list-item]
    assert run(network, np.zeros((2, 3))).output.shape == (2, 1)


def test_places() -> None:
    places = list(Network.build(1, [(ELMAN, 1)], 1).places())
    assert places == [(0, "W"), (0, "U"), (0, "b"), (READOUT, "W_y"), (READOUT, "b_y")]


# counts


@pytest.mark.parametrize(("inputs", "units"), [(1, 1), (4, 8), (5, 3)])
def test_counts(inputs: int, units: int) -> None:
    def count(cell: Cell) -> int:
        return Network.build(inputs, [(cell, units)], 2).count() - 2 * units - 2

    h, i = units, inputs
    assert count(LSTM) == 4 * (h * i + h * h + h)
    assert count(GRU) == 3 * (h * i + h * h + h) + h
    assert count(ELMAN) == h * i + h * h + h
    assert count(DENSE) == h * i + h


def test_cuts_leave_fewer_free() -> None:
    network = Network.build(4, [(LSTM, 4)], 1)
    assert network.count() == network.count(free_only=True) == 149
    cut = network.with_cut(0, "U_g", np.ones((4, 4))).with_cut(READOUT, "W_y", [[0, 1, 1, 1]])
    assert cut.count() == 149
    assert cut.count(free_only=True) == 130
    assert cut.with_cut(0, "U_g", np.zeros((4, 4))).count(free_only=True) == 146


# edits


def test_an_edit_shares_what_it_does_not_change() -> None:
    before = built()
    after = before.with_parameter(0, "b_f", np.ones(8))
    assert before.layers[0].parameters["b_f"].sum() == 0 and after.layers[0].parameters["b_f"].sum() == 8
    assert after.layers[1] is before.layers[1]
    assert after.readout_parameters is before.readout_parameters
    for place, name in before.places():
        shared = after.parameter(place, name) is before.parameter(place, name)
        assert shared == ((place, name) != (0, "b_f"))


def test_networks_and_layers_are_keys_by_identity() -> None:
    # what is derived from them is memoised
    a, b = built(), built()
    assert len({a, b, a}) == 2 and len({*a.layers, *b.layers}) == 4


def test_an_edit_of_the_readout_shares_the_layers() -> None:
    before = built()
    after = before.with_parameter(READOUT, "b_y", [1, 2]).with_cut(READOUT, "W_y", np.ones((2, 3)))
    assert after.layers is before.layers
    assert after.parameter(READOUT, "b_y").tolist() == [1.0, 2.0]
    assert not after.readout_effective["W_y"].any() and after.readout_effective["b_y"] is after.parameter(
        READOUT, "b_y"
    )


def test_arrays_are_read_only_and_ones_own() -> None:
    values, mask = np.ones(8), np.eye(8, dtype=bool)
    network = built().with_parameter(0, "b_f", values).with_cut(0, "U_f", mask)
    values[0], mask[0, 1] = 99, True
    assert network.parameter(0, "b_f")[0] == 1
    cut = network.cut(0, "U_f")
    assert cut is not None and np.array_equal(cut, np.eye(8))
    arrays = [network.parameter(*place) for place in network.places()] + [cut]
    arrays += [*network.layers[0].effective.values(), *network.readout_effective.values()]
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    with pytest.raises(TypeError):
        network.layers[0].parameters["b_f"] = values  # type: ignore[index]
    with pytest.raises(AttributeError):
        network.outputs = 3  # type: ignore[misc]


def test_a_cut_keeps_the_value_beneath() -> None:
    network = built()
    cut = network.with_cut(0, "W_f", np.ones((8, 4)))
    assert cut.parameter(0, "W_f") is network.parameter(0, "W_f")
    assert not cut.layers[0].effective["W_f"].any()
    assert network.cut(0, "W_f") is None


def test_a_mask_of_nothing_is_no_cut() -> None:
    network = built()
    for place, name in network.places():
        shape = network.parameter(place, name).shape
        mended = network.with_cut(place, name, np.ones(shape)).with_cut(place, name, np.zeros(shape))
        assert mended.cut(place, name) is None
        assert mended.equals(network)


# what does not fit: (call, class, field, words expected, words found)

N = built()
WRONG: dict[str, tuple[Callable[[], object], type[CarouselError], str, str, str]] = {
    "no units": (lambda: Network.build(1, [(LSTM, 0)], 1), CarouselError, "units", "at least 1", "0"),
    "half a unit": (lambda: Network.build(1, [(LSTM, 1.5)], 1), CarouselError, "units", "whole", "1.5"),  # type: ignore[list-item]
    "no inputs": (lambda: Network.build(0, [(LSTM, 1)], 1), CarouselError, "inputs", "at least 1", "0"),
    "no outputs": (lambda: Network.build(1, [(LSTM, 1)], -2), CarouselError, "outputs", "at least 1", "-2"),
    "no layers": (lambda: Network.build(1, [], 1), CarouselError, "layers", "(cell, units)", "none"),
    "a readout": (lambda: Network.build(1, [(LSTM, 1)], 1, "relu"), CarouselError, "readout", "softmax", "'relu'"),  # type: ignore[arg-type]
    "a layer": (
        lambda: N.with_parameter(2, "b_f", np.ones(8)),
        CarouselError,
        "layer",
        '0 to 1 or "readout"',
        "2",
    ),
    "a negative layer": (lambda: N.with_parameter(-1, "d_n", np.ones(3)), CarouselError, "layer", "0 to 1", "-1"),
    "a place of another kind": (lambda: N.parameter("output", "W_y"), CarouselError, "layer", "0 to 1", "'output'"),  # type: ignore[arg-type]
    "a name": (lambda: N.with_parameter(0, "b_q", np.ones(8)), CarouselError, "parameter", "W_f, U_f", "'b_q'"),
    "a name of the readout": (lambda: N.parameter(READOUT, "b"), CarouselError, "readout", "W_y or b_y", "'b'"),
    "a cut's name": (lambda: N.cut(0, "b_q"), CarouselError, "parameter", "W_f, U_f", "'b_q'"),
    "a shape": (
        lambda: N.with_parameter(0, "b_f", np.ones(7)),
        ShapeError,
        "parameter b_f of layer 0",
        "(8,)",
        "(7,)",
    ),
    "one number for all": (lambda: N.with_parameter(0, "b_f", 1.0), ShapeError, "b_f", "(8,)", "()"),
    "NaN": (
        lambda: N.with_parameter(READOUT, "b_y", [0, np.nan]),
        ShapeError,
        "parameter b_y of the readout",
        "finite",
        "nan at (1,)",
    ),
    "text": (lambda: N.with_parameter(READOUT, "b_y", ["1", "2"]), ShapeError, "b_y", "real numbers", "1"),
    "complex": (lambda: N.with_parameter(READOUT, "b_y", [1j, 2]), ShapeError, "b_y", "real numbers", "complex"),
    "ragged": (lambda: N.with_parameter(0, "W_f", [[1], [1, 2]]), ShapeError, "W_f", "an array", "[[1], [1, 2]]"),
    "a cut's shape": (lambda: N.with_cut(0, "U_f", np.ones(8)), ShapeError, "cuts of U_f", "(8, 8)", "(8,)"),
}


@pytest.mark.parametrize(("call", "kind", "field", "expected", "found"), WRONG.values(), ids=WRONG.keys())
def test_what_does_not_fit_is_told(
    call: Callable[[], object], kind: type[CarouselError], field: str, expected: str, found: str
) -> None:
    with pytest.raises(CarouselError) as caught:
        call()
    assert type(caught.value) is kind
    assert field in caught.value.field
    assert expected in caught.value.expected and found in caught.value.found


def test_every_readout_is_offered() -> None:
    for readout in READOUTS:
        assert Network.build(1, [(ELMAN, 1)], 1, readout).readout == readout


# cells


def test_the_cells_that_ship() -> None:
    assert {"lstm", "gru", "elman", "dense"} <= set(cell_names())
    with pytest.raises(CarouselError) as caught:
        load_cell("lstn")
    assert "lstm" in caught.value.expected and caught.value.found == "'lstn'"


def test_every_cell_says_what_it_is(any_cell: Cell) -> None:
    assert any_cell.name and any_cell.source and any_cell.key
    for signal in any_cell.signals:
        info = any_cell.info(signal)
        assert info.title != signal and info.says


def test_what_panels_ask_of_a_cell() -> None:
    assert (LSTM.output, LSTM.memory, LSTM.gates) == ("h", "c", ("f", "i", "g", "o"))
    assert (GRU.memory, GRU.gates) == ("h", ("r", "z", "n"))
    assert LSTM.parameters_of("i") == ("W_i", "U_i", "b_i") and LSTM.parameters_of("c") == ()
    assert LSTM.shape("W_f", 8, 4) == (8, 4) and LSTM.shape("b_f", 8, 4) == (8,)


def test_a_typed_cell_is_called_by_its_signals_names() -> None:
    cell = parse_cell("q = tanh(W @ x + U @ h)\nh = q * h", name="mine")
    assert (cell.name, cell.info("q").title, cell.info("h").role) == ("mine", "q", "hidden")
