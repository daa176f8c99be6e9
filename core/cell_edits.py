"""Edits of a cell, Cell -> Cell, each the same as editing the text of its equations; untouched lines keep their text.

What can be done to a cell is told beside each edit: `removable`, `activation`, `peepholes`, `couplings`, `uncoupled`.
An edit raises CarouselError where it cannot be done.
"""

from __future__ import annotations

from core.activations import NONE, SCALED, activation, set_activation
from core.couplings import couple, couplings, uncouple, uncoupled
from core.gate_removal import removable, remove_gate
from core.peepholes import add_peephole, peepholes, remove_peephole

__all__ = [
    "NONE",
    "SCALED",
    "activation",
    "add_peephole",
    "couple",
    "couplings",
    "peepholes",
    "removable",
    "remove_gate",
    "remove_peephole",
    "set_activation",
    "uncouple",
    "uncoupled",
]
