"""The stepping controls of the bar: first, back, play or pause, forward, last, the counter, the speed."""

from __future__ import annotations

from math import log

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QStyle, QWidget

from core.state import State
from gui.fonts import SEMIBOLD, ui_font
from gui.player import Player
from gui.store import Store
from gui.theme import Theme
from gui.widgets.icon_button import IconButton

SLOWEST, FASTEST = 0.5, 8.0  # steps a second
NOTCHES = 100  # of the slider, even on a log scale
HANDLE = 14
FIGURE_SPACE = "\u2007"  # as wide as a figure
REPEAT_AFTER_MS, REPEAT_MS = 400, 110  # of a button that is held down


class Transport(QWidget):
    """Moves the cursor of the store, by hand or by its player; stepping by hand pauses."""

    def __init__(self, store: Store, player: Player, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._player = store, player
        self._told: tuple[object, ...] = ()
        self._make_buttons(theme)
        self._make_counter()
        self._make_speed()
        self._lay_out()
        slots = (self.first, self.back, self.toggle, self.forward, self.last)
        for button, slot in zip(self.buttons, slots, strict=True):
            button.clicked.connect(slot)
        self.speed.valueChanged.connect(self._on_speed_changed)
        player.playing_changed.connect(self._on_playing_changed)
        store.changed.connect(self.show_state)
        self.show_state(store.state)

    def _make_buttons(self, theme: Theme) -> None:
        self.first_button = _button(theme, "first", "First step", "Home", self)
        self.back_button = _button(theme, "back", "Step back", "\u2190", self)
        self.play_button = _button(theme, "play", "Play", "Space", self, kind="primary")
        self.forward_button = _button(theme, "forward", "Step forward", "\u2192", self)
        self.last_button = _button(theme, "last", "Last step", "End", self)
        self.buttons = (self.first_button, self.back_button, self.play_button, self.forward_button, self.last_button)
        for button in (self.back_button, self.forward_button):
            button.setAutoRepeat(True)
            button.setAutoRepeatDelay(REPEAT_AFTER_MS)
            button.setAutoRepeatInterval(REPEAT_MS)

    def _make_counter(self) -> None:
        self.counter = QLabel(self)
        self.counter.setFont(ui_font(13, SEMIBOLD, tabular=True))
        self.counter.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def _make_speed(self) -> None:
        self.speed_label = QLabel("speed", self)
        self.speed_label.setProperty("tone", "muted")
        self.speed = SpeedSlider(self)
        self.speed.setAccessibleName("Speed of playing")
        self.speed_label.setBuddy(self.speed)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for button in self.buttons:
            layout.addWidget(button)
        layout.addSpacing(10)
        layout.addWidget(self.counter)
        layout.addSpacing(10)
        layout.addWidget(self.speed_label)
        layout.addWidget(self.speed)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def first(self) -> None:
        """Go to the first step."""
        self._step_to(0)

    def back(self) -> None:
        """Go one step back."""
        self._step_to(self._store.state.view.cursor - 1)

    def toggle(self) -> None:
        """Play, or pause."""
        self._player.toggle()

    def forward(self) -> None:
        """Go one step on."""
        self._step_to(self._store.state.view.cursor + 1)

    def last(self) -> None:
        """Go to the last step."""
        self._step_to(self._store.state.steps - 1)

    def _step_to(self, cursor: int) -> None:
        self._player.pause()
        self._store.look(cursor=cursor)

    def show_state(self, state: State) -> None:
        """Show where the cursor is; what leads nowhere is disabled."""
        cursor, steps = state.view.cursor, state.steps
        told = (cursor, steps, self._player.playing, state.view.speed)
        if told == self._told:
            return
        self._told = told
        self._show_counter(min(cursor + 1, steps), steps)
        for button in (self.first_button, self.back_button):
            button.setEnabled(cursor > 0)
        for button in (self.forward_button, self.last_button):
            button.setEnabled(cursor < steps - 1)
        self.play_button.setEnabled(steps > 1)
        self._show_play(at_end=cursor == steps - 1)
        self.speed.show_speed(state.view.speed)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        for button in self.buttons:
            button.set_theme(theme)

    def set_compact(self, compact: bool) -> None:
        """In a narrow window, leave the word beside the slider out."""
        self.speed_label.setVisible(not compact)

    def _show_counter(self, step: int, steps: int) -> None:
        total = str(steps)
        text = f"step {str(step).rjust(len(total), FIGURE_SPACE)} / {total}"
        if text != self.counter.text():
            self.counter.setText(text)
            widest = f"step {total} / {total}"
            self.counter.setFixedWidth(QFontMetrics(self.counter.font()).horizontalAdvance(widest) + 4)

    def _show_play(self, at_end: bool) -> None:
        playing = self._player.playing
        self.play_button.set_icon("pause" if playing else "play")
        words = "Pause" if playing else "Play again from the first step" if at_end else "Play"
        _say(self.play_button, words, "Space")

    def _on_playing_changed(self, playing: bool) -> None:
        self.show_state(self._store.state)

    def _on_speed_changed(self) -> None:
        self._store.look(speed=self.speed.speed)


class SpeedSlider(QSlider):
    """Steps a second on a log scale; a press goes there, the wheel works only with the keyboard's focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, NOTCHES)
        self.setSingleStep(5)
        self.setPageStep(25)
        self.setFixedWidth(88)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.valueChanged.connect(self._tell)
        self._tell()

    @property
    def speed(self) -> float:
        """Steps a second."""
        return SLOWEST * (FASTEST / SLOWEST) ** (self.value() / NOTCHES)

    def show_speed(self, speed: float) -> None:
        """Show the nearest speed that the slider has; no signal is sent, and a drag is not disturbed."""
        notch = round(NOTCHES * log(speed / SLOWEST) / log(FASTEST / SLOWEST))
        if self.isSliderDown() or min(max(notch, 0), NOTCHES) == self.value():
            return
        blocked = self.blockSignals(True)
        self.setValue(notch)
        self.blockSignals(blocked)
        self._tell()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            x = int(event.position().x()) - HANDLE // 2
            self.setValue(QStyle.sliderValueFromPosition(0, NOTCHES, x, self.width() - HANDLE))
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _tell(self) -> None:
        shown = f"{self.speed:.2g}"
        self.setToolTip(f"{shown} step{'' if shown == '1' else 's'} a second")


def _button(theme: Theme, icon: str, words: str, keys: str, parent: QWidget, kind: str = "tool") -> IconButton:
    button = IconButton(theme, icon, kind=kind, parent=parent)
    _say(button, words, keys)
    return button


def _say(button: IconButton, words: str, keys: str) -> None:
    button.set_tooltip(words)
    # drawn arrows rather than the keys' names
    button.setToolTip(f"{words} ({keys})")
