"""Buttons of three kinds: flat (quiet until touched), tool (a soft ground), primary (the one to press)."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from gui.icons import icon
from gui.theme import Theme

KINDS = ("flat", "tool", "primary")
HEIGHT = 32


class IconButton(QToolButton):
    """An icon, words or both. A click does not take the keyboard away; the tabulator reaches it."""

    def __init__(
        self,
        theme: Theme,
        icon_name: str = "",
        text: str = "",
        *,
        tooltip: str = "",
        shortcut: str = "",
        kind: str = "flat",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon_name
        self._said: tuple[str, str] | None = None
        self._action: QAction | None = None
        self.setProperty("kind", kind)
        self.setProperty("bare", not text)
        self.setText(text)
        self.setIconSize(QSize(20, 20))
        self.setToolButtonStyle(_style(icon_name, text))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_tooltip(tooltip or text, shortcut)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self._refresh_icon()

    def set_icon(self, icon_name: str) -> None:
        """Show another icon: play becomes pause."""
        if icon_name != self._icon_name:
            self._icon_name = icon_name
            self._refresh_icon()

    def set_tooltip(self, tooltip: str, shortcut: str = "") -> None:
        """Say what the button does, and by which keys as well ("Ctrl+Z"); this is its accessible name too."""
        if (tooltip, shortcut) == self._said:
            return
        self._said = (tooltip, shortcut)
        keys = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        said = f"{tooltip} ({keys})" if keys else tooltip
        self.setToolTip(f"<p>{escape(said)}</p>" if "<" in said else said)
        self.setAccessibleName(tooltip)

    def bind(self, action: QAction) -> None:
        """Trigger `action`, and follow its enabled and checked state, words and shortcut."""
        self._action = action
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow_action)
        self._follow_action()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        wide = {"primary": 52, "tool": 40}.get(self.property("kind"), HEIGHT)
        return QSize(wide, HEIGHT) if not self.text() else QSize(hint.width(), HEIGHT)

    def _follow_action(self) -> None:
        action = self._action
        if action is None:
            return
        self.setEnabled(action.isEnabled())
        self.setCheckable(action.isCheckable())
        self.setChecked(action.isChecked())
        self.set_tooltip(action.toolTip(), action.shortcut().toString())

    def _refresh_icon(self) -> None:
        if self._icon_name:
            colour = self._theme.on_accent if self.property("kind") == "primary" else self._theme.text
            self.setIcon(icon(self._icon_name, self._theme, colour, self.iconSize().width()))


def _style(icon_name: str, text: str) -> Qt.ToolButtonStyle:
    if icon_name and text:
        return Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    return Qt.ToolButtonStyle.ToolButtonIconOnly if icon_name else Qt.ToolButtonStyle.ToolButtonTextOnly
