"""Who has the keyboard: which keys a focused control keeps for itself, and where Tab goes next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAbstractSlider, QComboBox, QScrollArea, QWidget

LINE = 24  # pixels within which controls stand on one line

_EDIT_KEY = QAbstractItemView.EditTrigger.EditKeyPressed
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
    if isinstance(focused, QAbstractItemView) and focused.editTriggers() & _EDIT_KEY and key == Qt.Key.Key_F2:
        return True
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
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        # the viewport of a view stands for the view, which is there itself
        and widget.focusProxy() is None
    ]
    return sorted(reachable, key=lambda widget: _place(widget, area))


def _place(widget: QWidget, area: QWidget) -> tuple[int, int, int, int]:
    """Where one reads a control: line and column; in a list that scrolls those of the list, then its own within."""
    inside = widget.mapTo(area, widget.rect().center())
    scroller = _scroller(widget, area)
    outside = inside if scroller is None else scroller.mapTo(area, QPoint(0, 0))
    return outside.y() // LINE, outside.x(), inside.y() // LINE, inside.x()


def _scroller(widget: QWidget, area: QWidget) -> QWidget | None:
    """The outermost list that scrolls a control, within `area`."""
    found, above = None, widget.parentWidget()
    while above is not None and above is not area:
        if isinstance(above, QScrollArea):
            found = above
        above = above.parentWidget()
    return found
