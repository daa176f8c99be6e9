"""Who has the keyboard: which keys a focused control keeps for itself, and where Tab goes next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAbstractSlider, QComboBox, QWidget

LINE = 24  # pixels within which controls stand on one line

_SPACE = {Qt.Key.Key_Space}
_ARROWS = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End}


def keeps(focused: QWidget | None, event: QKeyEvent) -> bool:
    """Whether the control that has the keyboard uses this key itself (text fields say so on their own)."""
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return False
    key = Qt.Key(event.key())
    if isinstance(focused, QAbstractButton):
        return key in _SPACE
    if isinstance(focused, QAbstractSlider):
        return key in _ARROWS
    return isinstance(focused, QComboBox | QAbstractItemView) and key in _SPACE | _ARROWS


def next_in_order(areas: Sequence[QWidget], focused: QWidget | None, forward: bool) -> QWidget | None:
    """Where Tab (or Shift+Tab) goes: area by area, and in each as one reads; None where nothing can be reached."""
    order = [widget for area in areas for widget in _as_read(area)]
    if not order:
        return None
    if focused not in order:
        return order[0 if forward else -1]
    return order[(order.index(focused) + (1 if forward else -1)) % len(order)]


def _as_read(area: QWidget) -> list[QWidget]:
    reachable = [
        widget
        for widget in area.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    return sorted(reachable, key=lambda widget: _line(widget, area))


def _line(widget: QWidget, area: QWidget) -> tuple[int, int]:
    place = widget.mapTo(area, widget.rect().center())
    return place.y() // LINE, place.x()
