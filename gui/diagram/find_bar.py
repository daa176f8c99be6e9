"""The field in which a unit is looked for: Enter goes to it, up and down walk through all that is found."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from core.errors import CarouselError
from core.state import State
from gui.diagram.find import found
from gui.diagram.layout import Node
from gui.diagram.words import node_label
from gui.theme import Theme
from gui.widgets.quiet_button import QuietButton

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_OWN_KEYS = {*_STEPS, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}
FIELD = 290
HINT = "unit 37, layer 2 unit 5, a name, c > 0.9"


class FindBar(QWidget):
    """Announces the node to go to; closed by Esc. It finds anew when what is shown is other."""

    chosen = Signal(object)  # Node
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: State | None = None
        self._found: list[Node] = []
        self._at = 0
        self.field = _Field(self)
        self.field.setPlaceholderText(HINT)
        self.field.setAccessibleName("Find a unit")
        self.field.setAccessibleDescription(f"Type {HINT}. Enter goes to it, up and down walk through what is found")
        self.field.setFixedWidth(FIELD)
        self.field.setMaxLength(200)
        self.words = QLabel("", self)
        self.words.setProperty("tone", "muted")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setMinimumWidth(1)
        self.close_button = QuietButton(theme, icon_name="close", tooltip="Close", parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 4)
        row.setSpacing(10)
        row.addWidget(self.field)
        row.addWidget(self.words, 1)
        row.addWidget(self.close_button)
        self.field.textEdited.connect(self._on_text_edited)
        self.field.stepped.connect(self._on_stepped)
        self.field.entered.connect(self._on_entered)
        self.field.escaped.connect(self.closed)
        self.close_button.clicked.connect(self.closed)
        self.hide()

    @property
    def found(self) -> list[Node]:
        """The nodes that are meant, the likeliest first."""
        return self._found

    def open(self, state: State) -> None:
        """Show the field, what was typed before selected, and give it the keyboard."""
        self.show()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._state = state
        self._find()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self.close_button.set_theme(theme)

    def show_state(self, state: State) -> None:
        """Find in `state`; of what was found before the same stays the one that is told."""
        if self.isHidden() or state is self._state:
            return
        told = self._found[self._at] if self._found else None
        self._state = state
        self._find()
        if told in self._found:
            self._at = self._found.index(told)
            self._tell()

    def _find(self) -> None:
        assert self._state is not None
        self._found, self._at = [], 0
        try:
            self._found = found(self._state, self.field.text())
        except CarouselError as error:
            self.words.setText(str(error))
            return
        self._tell()

    def _tell(self) -> None:
        """Say which of how many it is, and its values."""
        assert self._state is not None
        if not self._found:
            self.words.setText("Nothing is called so." if self.field.text().strip() else "")
            return
        label = node_label(self._state, self._found[self._at])
        values = ", ".join(f"{line.symbol or line.name} {line.value.strip()}" for line in label.lines)
        count = f"{self._at + 1} of {len(self._found)}: " if len(self._found) > 1 else ""
        self.words.setText(f"{count}{label.title}{'  ' if values else ''}{values}")

    def _on_text_edited(self) -> None:
        self._find()

    def _on_stepped(self, way: int) -> None:
        if self._found:
            self._at = (self._at + way) % len(self._found)
            self._on_entered()

    def _on_entered(self) -> None:
        if self._found:
            self._tell()
            self.chosen.emit(self._found[self._at])


class _Field(QLineEdit):
    stepped = Signal(int)
    entered = Signal()
    escaped = Signal()

    def event(self, event: QEvent) -> bool:
        # the window's shortcuts wait while one types
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)
