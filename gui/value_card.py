"""A small card with a slider and a number field, floating over the window: for one weight, or for a clamp."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from core.clamps import Clamp
from core.edges import Weight
from gui.store import Store
from gui.theme import Theme


def open_weight_card(store: Store, theme: Theme, weight: Weight, at: QPoint, parent: QWidget) -> None:
    """Show the card of a weight of the selected model at a place of the screen."""


def open_clamp_card(store: Store, theme: Theme, clamp: Clamp, at: QPoint, parent: QWidget) -> None:
    """Show the card of a clamp of the selected model: it is set as soon as a value is chosen."""
