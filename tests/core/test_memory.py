"""Memory that is taken again is taken only when nothing looks at it any more."""

from __future__ import annotations

import gc
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import Network, load_cell, memory, run

FLOAT = np.dtype(np.float64)
LARGE = memory.LEAST // 8


@pytest.fixture(autouse=True)
def nothing_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_idle", {})


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(1, 4 * LARGE), st.booleans(), st.booleans()), max_size=12))
def test_no_two_living_arrays_share_memory(steps: list[tuple[int, bool, bool]]) -> None:
    living: list[tuple[np.ndarray, float]] = []
    for number, (size, keeps_a_view, drops_one) in enumerate(steps):
        array = memory.empty((size,), FLOAT)
        assert array.shape == (size,) and array.dtype == FLOAT
        array[:] = number
        living.append((array[size // 2 :].reshape(-1, 1) if keeps_a_view else array, float(number)))
        del array
        if drops_one:
            living.pop(0)
        assert all((values == value).all() for values, value in living)


def test_memory_is_taken_again_once_the_last_view_is_gone() -> None:
    first = memory.empty((LARGE, 2), FLOAT)
    place, view = first.ctypes.data, first[3:, 1].T
    del first
    assert memory.empty((LARGE, 2), FLOAT).ctypes.data != place, "a view still looks at it"
    del view
    assert place in {block.ctypes.data for block in memory._idle.values()}
    again = [memory.empty((2, LARGE), FLOAT) for _ in range(3)]
    assert place in {array.ctypes.data for array in again}


def test_what_is_much_smaller_does_not_take_a_large_block() -> None:
    large = memory.empty((8 * LARGE,), FLOAT)
    place = large.ctypes.data
    del large
    assert memory.empty((LARGE,), FLOAT).ctypes.data != place


def test_little_is_kept_idle() -> None:
    arrays = [memory.empty((memory.MOST_IDLE // 8 // 4,), FLOAT) for _ in range(7)]
    del arrays
    gc.collect()
    assert 0 < sum(block.nbytes for block in memory._idle.values()) <= memory.MOST_IDLE


def test_a_signal_outlives_its_trace() -> None:
    network = Network.build(4, [(load_cell("lstm"), 16)], 1)
    x = np.random.default_rng(0).standard_normal((400, 4, 4))
    kept = run(network, x)[0, "c"]
    copy = kept.copy()
    for seed in range(5):
        run(network, np.random.default_rng(seed).standard_normal((400, 4, 4)))
    assert np.array_equal(kept, copy)


def test_runs_on_several_threads_keep_apart() -> None:
    network = Network.build(4, [(load_cell("lstm"), 16)], 1)
    x = np.random.default_rng(0).standard_normal((400, 4, 4))
    expected, wrong = run(network, x).output.copy(), []

    def work() -> None:
        for _ in range(20):
            if not np.array_equal(run(network, x).output, expected):
                wrong.append(threading.get_ident())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
