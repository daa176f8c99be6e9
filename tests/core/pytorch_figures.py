"""PyTorch's figures, the oracle of the core's tests; tests/data/README.md says what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np

DATA = Path(__file__).resolve().parents[1] / "data"
KINDS = ("lstm", "gru", "elman")
CASES = ("tiny", "small", "batch", "long")
STARTS = ("random", "zeros")
OWN = tuple(f"{kind}-{case}-{start}" for kind in KINDS for case in CASES for start in STARTS)  # of PyTorch's own cells
WRITTEN = ("elman_relu", "lstm_1997", "lstm_peephole", "lstm_coupled", "lstm_nig", "lstm_nfg", "lstm_nog")
WRITTEN += ("lstm_niaf", "lstm_noaf", "lstm_fgr", "gru_reset_before", "mgu")
NAMES = (*OWN, *(f"{kind}-{case}-random" for kind in WRITTEN for case in ("tiny", "batch")))


@dataclass(frozen=True, slots=True)
class Figures:
    """One run of PyTorch in float64 under Carousel's names and shapes; every array is read-only.

    Its loss is sum(y * output_weights) with y = W_y @ h + b_y. `gradients` has a key for each parameter, for
    "W_y", "b_y" and "x", and "initial_h" (LSTM: "initial_c" too). `norms[step, state][k]` is the Frobenius
    norm of the total derivative of h at `step` with respect to the state at step k = 0..step, for batch
    element 0. `signals` are all that PyTorch tells: of its own cells only the states.
    """

    name: str
    kind: str
    x: np.ndarray
    """(T, batch, inputs)"""
    parameters: Mapping[str, np.ndarray]
    readout: Mapping[str, np.ndarray]
    """W_y (outputs, units), b_y (outputs,)"""
    initial: Mapping[str, np.ndarray]
    """state -> (batch, units)"""
    signals: Mapping[str, np.ndarray]
    """signal -> (T, batch, units)"""
    output_weights: np.ndarray
    """(T, batch, outputs)"""
    y: np.ndarray
    """(T, batch, outputs)"""
    gradients: Mapping[str, np.ndarray]
    norms: Mapping[tuple[int, str], np.ndarray]


def load(name: str) -> Figures:
    """The figures called `name`, one of NAMES."""
    with np.load(DATA / f"{name}.npz", allow_pickle=False) as file:
        arrays = {key: file[key] for key in file.files}
    for array in arrays.values():
        array.flags.writeable = False
    return Figures(
        name=name,
        kind=str(arrays["kind"]),
        x=arrays["x"],
        parameters=_group(arrays, "parameter"),
        readout=_group(arrays, "readout"),
        initial=_group(arrays, "initial"),
        signals=MappingProxyType({k: arrays[k] for k in ("h", "c") if k in arrays} | dict(_group(arrays, "signal"))),
        output_weights=arrays["output_weights"],
        y=arrays["y"],
        gradients=_group(arrays, "gradient"),
        norms=_norms(arrays),
    )


def agreement(ours: np.ndarray, reference: np.ndarray) -> float:
    """max |ours - reference| / max |reference|; NaN when either holds one.

    Against a reference of zeros only it is 0 or inf. Raises ValueError for unequal shapes, which NumPy would
    broadcast.
    """
    ours, reference = np.asarray(ours), np.asarray(reference)
    if ours.shape != reference.shape:
        raise ValueError(f"expected shape {reference.shape}, found {ours.shape}")
    difference = float(np.abs(ours - reference).max())
    size = float(np.abs(reference).max())
    if size == 0 and difference > 0:
        return float("inf")
    return difference / size if size else difference


def _group(arrays: Mapping[str, np.ndarray], prefix: str) -> Mapping[str, np.ndarray]:
    start = f"{prefix}."
    return MappingProxyType({k.removeprefix(start): v for k, v in arrays.items() if k.startswith(start)})


def _norms(arrays: Mapping[str, np.ndarray]) -> Mapping[tuple[int, str], np.ndarray]:
    found: dict[tuple[int, str], np.ndarray] = {}
    for key, array in _group(arrays, "norm").items():
        step, state = key.split(".")
        found[int(step), state] = array
    return MappingProxyType(found)
