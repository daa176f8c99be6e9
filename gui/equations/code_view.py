"""The cell as plain NumPy, to read and to copy."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from core import plain
from core.cells import Cell
from gui.equations.python_colours import PythonColours
from gui.equations.row import INSET, LEFT
from gui.fonts import mono_font
from gui.theme import Theme
from gui.widgets.icon_button import IconButton

NOTE = "It runs as it stands; the app runs a faster equivalent."
NOT_HELD = " What is held is left out."
WINDOW = " A row of x is {} steps side by side, this one first."
BACKWARD = " It is given the last step first."
PICTURED = "The forward pass; Copy in the app has the backward pass too."
LEFT_OUT = "    ...  # parameters and what is remembered at first"
KEPT = "        ...  # every signal of the step is kept"
LEGIBLE = 0.8  # the least scale of a picture's letters
COPY, COPIED = "Copy", "Copied"
COPIED_MS = 1600
_OWN_KEYS = {
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
}


class CodeView(QWidget):
    """A line that says what it is, a button that copies all of it, and the text."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cell: Cell | None = None
        self.note = QLabel(NOTE, self)
        self.note.setProperty("tone", "small")
        self.note.setWordWrap(True)
        self.copy_button = IconButton(theme, text=COPIED, tooltip="Copy the whole program", kind="tool", parent=self)
        self.copy_button.setFixedSize(self.copy_button.sizeHint())  # the longer of its words fits
        self.copy_button.setText(COPY)
        self.copy_button.clicked.connect(self._on_copy)
        self.text = CodeText(theme, self)
        self._told = QTimer(self)
        self._told.setSingleShot(True)
        self._told.setInterval(COPIED_MS)
        self._told.timeout.connect(self._on_told)
        head = QHBoxLayout()
        head.setContentsMargins(LEFT, 0, INSET, 0)
        head.setSpacing(12)
        head.addWidget(self.note, 1)
        head.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.text, 1)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self.copy_button.set_theme(theme)
        self.text.colours.set_theme(theme)

    def show_cell(self, cell: Cell, held: bool, window: int = 1, backward: bool = False) -> None:
        """Show the program of a cell; `held` tells that the numbers on screen are not all made by it.

        What a layer is that sees a `window` of steps or runs `backward` is told: the program knows neither.
        """
        about = (NOTE, WINDOW.format(window) * (window > 1), BACKWARD * backward, NOT_HELD * held)
        self.note.setText("".join(about))
        if cell is not self._cell:
            self._cell = cell
            self._on_told()
            self.text.setPlainText(plain.source(cell.graph))
            self.text.go_to("def forward")

    def set_bare(self) -> None:
        """Leave out what can be clicked, and show the forward pass, so much of it as can be read."""
        assert self._cell is not None
        self.copy_button.hide()
        self.note.setText(PICTURED)
        self.text.setPlainText(forward_text(self._cell, self.size()))
        self.text.show_all()
        layout = self.layout()
        assert layout is not None
        layout.activate()  # so that it asks at once for the room that its text needs

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self._say(COPIED)
        self._told.start()

    def _on_told(self) -> None:
        self._told.stop()
        self._say(COPY)

    def _say(self, words: str) -> None:
        self.copy_button.setText(words)
        self.copy_button.setAccessibleName(words if words == COPIED else self.copy_button.toolTip())


class CodeText(QPlainTextEdit):
    """Text that can be read, selected and copied. With the keyboard in it the arrows are its own; Esc lets go."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "code")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFont(mono_font(12))
        self.document().setDefaultFont(mono_font(12))
        self.document().setDocumentMargin(2)
        self.setAccessibleName("The cell as NumPy")
        self.colours = PythonColours(theme, self.document())
        self._first = 0  # the line that is still to be at the upper edge

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def go_to(self, text: str) -> None:
        """Put the cursor, and the upper edge as soon as there is one, at a text."""
        cursor = self.document().find(text)
        cursor.setPosition(cursor.selectionStart())
        self.setTextCursor(cursor)
        self._first = cursor.blockNumber()
        self._scroll()

    def _scroll(self) -> None:
        bar = self.verticalScrollBar()
        if self._first and bar.maximum():
            bar.setValue(self._first)
            self._first = 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scroll()

    def show_all(self) -> None:
        """Ask for the room that all of the text needs."""
        for policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(text_size(self.toPlainText().split("\n")))

    def minimumSizeHint(self) -> QSize:
        return self.minimumSize().expandedTo(QSize(120, 60))


def forward_text(cell: Cell, size: QSize) -> str:
    """The forward pass; where it would be too small in a picture, without the lines ahead of its loop.

    And without those that keep the signals, where it is large enough only then.
    """
    lines = plain.forward(cell.graph).rstrip().split("\n")
    if _scale(lines, size) < LEGIBLE:
        loop = next(k for k, line in enumerate(lines) if line.startswith("    for "))
        lines = [lines[0], LEFT_OUT, *lines[loop:]]
    short = [*lines[: -len(cell.signals) - 1], KEPT, lines[-1]]
    if _scale(lines, size) < LEGIBLE <= _scale(short, size):
        lines = short
    return "\n".join(lines)


def _scale(lines: list[str], size: QSize) -> float:
    """What lines of code are drawn with so that all fit."""
    needed = text_size(lines)
    return min(size.width() / needed.width(), size.height() / needed.height())


def text_size(lines: list[str]) -> QSize:
    """The room that lines of code need, with what is left around them."""
    metrics = QFontMetricsF(mono_font(12))
    width = max(metrics.horizontalAdvance(line) for line in lines)
    return QSize(int(width) + 40, ceil(metrics.lineSpacing()) * len(lines) + 24)
