"""Playing: the cursor goes on by itself, step by step, at the view's speed."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from core.state import State
from gui.store import Store


class Player(QObject):
    """Moves the store's cursor `speed` steps a second until the last step.

    Stepping by hand pauses it; edits do not, so weights can be dragged while it plays.
    """

    playing_changed = Signal(bool)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        self._since = QElapsedTimer()  # since the last step
        self._playing = False
        self._speed = 1.0
        self._cursor = 0  # where playing has left it
        self._opened = store.opened
        store.changed.connect(self._on_changed)

    @property
    def playing(self) -> bool:
        """Whether the cursor goes on by itself."""
        return self._playing

    def play(self) -> None:
        """Go on from the cursor; at the last step, begin again from the first."""
        state = self._store.state
        if self._playing or state.steps < 2:
            return
        self._playing = True
        self._opened, self._speed = self._store.opened, state.view.speed
        at_end = state.view.cursor == state.steps - 1
        self._go(0 if at_end else state.view.cursor)
        self.playing_changed.emit(True)

    def pause(self) -> None:
        """Stay where it is."""
        self._timer.stop()
        if self._playing:
            self._playing = False
            self.playing_changed.emit(False)

    def toggle(self) -> None:
        """Play, or pause."""
        if self._playing:
            self.pause()
        else:
            self.play()

    def _go(self, cursor: int) -> None:
        """Put the cursor there and wait for the next step."""
        self._cursor = cursor
        self._since.start()
        self._timer.start(self._interval())
        self._store.look(cursor=cursor)

    def _interval(self) -> int:
        return round(1000 / self._speed)

    def _on_timeout(self) -> None:
        state = self._store.state
        if self._moved(state):
            self.pause()
            return
        if state.view.cursor < state.steps - 1:
            self._go(state.view.cursor + 1)
        if self._store.state.view.cursor == state.steps - 1:
            self.pause()

    def _on_changed(self, state: State) -> None:
        if not self._playing:
            return
        if self._moved(state):
            self.pause()
        elif state.view.speed != self._speed:
            self._speed = state.view.speed
            self._timer.start(max(0, self._interval() - self._since.elapsed()))

    def _moved(self, state: State) -> bool:
        """Whether someone else moved the cursor or opened another document."""
        return state.view.cursor != self._cursor or self._store.opened is not self._opened
