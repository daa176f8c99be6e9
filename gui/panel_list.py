"""The panels of the window, in the order of the View menu."""

from __future__ import annotations

from gui.panels.cell import CellPanel
from gui.panels.equations import EquationsPanel
from gui.panels.gradient import GradientPanel
from gui.panels.network import NetworkPanel
from gui.panels.panel import Panel
from gui.panels.timeline import TimelinePanel
from gui.panels.weights import WeightsPanel

PANELS: tuple[type[Panel], ...] = (NetworkPanel, CellPanel, TimelinePanel, GradientPanel, WeightsPanel, EquationsPanel)
