"""Which keys the diagram takes for itself, and what each asks for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from gui.part_menu import asks_menu

KEY = 1.25  # zoom of a press
NUDGE = 4.0  # pixels of a press

STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
SIDES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
ZOOMS = {Qt.Key.Key_Plus: KEY, Qt.Key.Key_Equal: KEY, Qt.Key.Key_Minus: 1 / KEY, Qt.Key.Key_0: 0.0}
PLAIN = {
    Qt.Key.Key_Insert: "add",
    Qt.Key.Key_Delete: "remove",
    Qt.Key.Key_Backspace: "remove",
    Qt.Key.Key_F2: "rename",
    Qt.Key.Key_Escape: "escape",
}
WITH_CONTROL = {Qt.Key.Key_A: "all", Qt.Key.Key_C: "copy", Qt.Key.Key_V: "paste"}

_CONTROL, _ALT, _SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def action_of(event: QKeyEvent, on_edge: bool) -> str:
    """What a key asks for, "" for one that is the window's.

    "menu", "up", "down", "more up", "more down", "left", "right", "nudge", "zoom", "cut", or one of PLAIN and
    WITH_CONTROL; `on_edge` tells whether the mouse is on an edge, which X and Delete are then about.
    """
    if asks_menu(event):
        return "menu"
    key = Qt.Key(event.key())
    keys = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if keys == _CONTROL:
        return {-1: "left", 1: "right"}[SIDES[key]] if key in SIDES else WITH_CONTROL.get(key, "")
    if keys == _ALT:
        return "nudge" if key in STEPS or key in SIDES else ""
    if keys not in (Qt.KeyboardModifier.NoModifier, _SHIFT):
        return ""
    if key in STEPS:
        return ("more " if keys == _SHIFT else "") + ("up" if STEPS[key] < 0 else "down")
    if on_edge and key in (Qt.Key.Key_X, Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
        return "cut"
    return "zoom" if key in ZOOMS else PLAIN.get(key, "")


def nudge_of(event: QKeyEvent) -> tuple[float, float]:
    """How far a key moves nodes, across and down."""
    key = Qt.Key(event.key())
    return SIDES.get(key, 0) * NUDGE, STEPS.get(key, 0) * NUDGE
