"""What every panel is: a card with a header that shows a State while it can be seen."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from core.state import State
from gui.store import Store
from gui.theme import Theme
from gui.widgets.panel_header import PanelHeader


class Panel(QFrame):
    """A card. A subclass names itself by `key` and `title`, fills `body`, and updates its items in `refresh`.

    Only a visible panel refreshes; one that was hidden does so when it is shown. `refresh` reads the State and
    updates what is there; it never edits. Edits go to `store`.
    """

    key = ""
    title = ""
    picture_size = QSize(960, 540)  # of an exported picture, unless asked otherwise

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.store, self.theme = store, theme
        self.header = PanelHeader(self.title, theme, parent=self)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 12)
        layout.setSpacing(4)
        layout.addWidget(self.header)
        layout.addLayout(self.body, 1)
        self._stale = True
        self.shown = False  # whether it has shown a State yet
        store.changed.connect(self.show_state)

    def show_state(self, state: State) -> None:
        """Show `state` now, or when the panel is next seen."""
        self._stale = not self.isVisible()
        if not self._stale:
            self._refresh(state)

    def refresh(self, state: State) -> None:
        """Update what is shown; a subclass's own."""

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`; a subclass extends this for what it paints itself."""
        self.theme = theme
        self.header.set_theme(theme)
        if self.isVisible():
            self._refresh(self.store.state)
        else:
            self._stale = True

    def prepare_picture(self) -> None:
        """Hide what is of no use in a picture: the controls."""
        self.header.hide_controls()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self._refresh(self.store.state)

    def _refresh(self, state: State) -> None:
        self.refresh(state)
        self.shown = True
