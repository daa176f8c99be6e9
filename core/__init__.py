"""Recurrent networks as their equations: run them, differentiate them, train them, see how gradients decay."""

from core.cells import load_cell, parse_cell
from core.clamps import Clamp
from core.decay import gradient_decay, jacobian
from core.gradients import backward
from core.influence import input_gain
from core.layer import LayerForm
from core.long import run_long
from core.measures import saturation, spectra
from core.network import Network
from core.starts import start
from core.tasks import Batch, load_task
from core.trace import run
from core.training import train

__all__ = [
    "Batch",
    "Clamp",
    "LayerForm",
    "Network",
    "backward",
    "gradient_decay",
    "input_gain",
    "jacobian",
    "load_cell",
    "load_task",
    "parse_cell",
    "run",
    "run_long",
    "saturation",
    "spectra",
    "start",
    "train",
]
