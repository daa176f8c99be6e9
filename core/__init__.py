"""Recurrent networks as their equations: run them, differentiate them, see how gradients decay."""

from core.cells import load_cell, parse_cell
from core.gradients import backward, gradient_decay
from core.network import Network
from core.trace import Clamp, run

__all__ = ["Clamp", "Network", "backward", "gradient_decay", "load_cell", "parse_cell", "run"]
