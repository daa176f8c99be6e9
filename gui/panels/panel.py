"""What every panel is: a card with a header that shows a State while it can be seen."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from core.state import State
from gui.store import Store
from gui.theme import Theme
from gui.widgets.panel_header import PanelHeader


class Panel(QFrame):
    """A card. A subclass names itself by `key` and `title`, fills `body`, and updates its items in `refresh`.

    Only a visible panel refreshes; one that was hidden does so when it is shown. `refresh` reads the State and
    updates what is there; it never edits. Edits go to `store`. `says` is one sentence that teaches what it shows.
    A document without a step has nothing to show: a note says so in place of `body`, unless the panel
    does not need steps.
    """

    key = ""
    title = ""
    says = ""
    needs_steps = True
    empty_words = "Appears with the first word."
    picture_size = QSize(960, 540)  # of an exported picture, unless asked otherwise

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.store, self.theme = store, theme
        self.header = PanelHeader(self.title, theme, parent=self)
        self.header.set_says(self.says)
        self.content = QWidget(self)
        self.empty: EmptyNote | None = None
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 12)
        layout.setSpacing(4)
        layout.addWidget(self.header)
        layout.addWidget(self.content, 1)
        self._stale = True
        self.shown = False  # whether it has shown a State yet
        store.changed.connect(self.show_state)

    @property
    def is_empty(self) -> bool:
        """Whether a note stands in place of what the panel shows."""
        return self.empty is not None and not self.empty.isHidden()

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
        """Hide what is of no use in a picture: the controls. Not called where there is nothing to show."""
        self.header.hide_controls()

    def finish(self) -> None:
        """Show now what comes bit by bit as the event loop goes round; a subclass's own."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self._refresh(self.store.state)

    def _refresh(self, state: State) -> None:
        is_empty = self.needs_steps and not state.steps
        if is_empty or self.empty is not None:
            self._show_empty(is_empty)
        if not is_empty:
            self.refresh(state)
        self.shown = True

    def _show_empty(self, is_empty: bool) -> None:
        if self.empty is None:
            self.empty = EmptyNote(self.empty_words, self)
            layout = self.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.addWidget(self.empty, 1)
        self.empty.setVisible(is_empty)
        self.content.setVisible(not is_empty)
        self.header.set_bare(is_empty)
        if is_empty:
            self.header.set_title(self.title)
            self.header.set_subtitle("")


class EmptyNote(QLabel):
    """What stands in a panel while the document has no step."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(words, parent)
        self.setProperty("tone", "muted")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
