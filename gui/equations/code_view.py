"""The cell as plain NumPy, to read and to copy."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from core import plain
from core.cells import Cell
from gui.equations.python_colours import PythonColours
from gui.equations.row import INSET, LEFT
from gui.fonts import mono_font
from gui.theme import Theme
from gui.widgets.icon_button import IconButton

NOTE = "The plain NumPy of this cell: it runs as it stands. The app runs an equivalent, faster form."
COPY, COPIED = "Copy", "Copied"
COPIED_MS = 1600
MOST_COLUMNS = 4  # of a picture
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
        self._columns = QHBoxLayout()
        self._columns.addWidget(self.text)
        layout.addLayout(self._columns, 1)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self.copy_button.set_theme(theme)
        self.text.colours.set_theme(theme)

    def show_cell(self, cell: Cell) -> None:
        """Show the program of a cell."""
        if cell is not self._cell:
            self._cell = cell
            self._on_told()
            self.text.setPlainText(plain.source(cell.graph))

    def set_bare(self) -> None:
        """Leave out what can be clicked, and grow to show everything, in as many columns as keep it large."""
        self.copy_button.hide()
        lines = self.text.toPlainText().rstrip().split("\n")
        size = text_size(lines)
        columns = min(
            range(1, MOST_COLUMNS + 1),
            key=lambda n: max(n * size.width() / self.width(), size.height() / n / self.height()),
        )
        length = -(-len(lines) // columns)
        for start in range(length, len(lines), length):
            column = CodeText(self._theme, self)
            column.setPlainText("\n".join(lines[start : start + length]))
            column.show_all()
            self._columns.addWidget(column)
            column.show()
        self.text.setPlainText("\n".join(lines[:length]))
        self.text.show_all()
        layout = self.layout()
        assert layout is not None
        layout.activate()  # so that it asks at once for the room that its columns need

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

    def show_all(self) -> None:
        """Ask for the room that all of the text needs."""
        for policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(text_size(self.toPlainText().split("\n")))

    def minimumSizeHint(self) -> QSize:
        return self.minimumSize().expandedTo(QSize(120, 60))


def text_size(lines: list[str]) -> QSize:
    """The room that lines of code need, with what is left around them."""
    metrics = QFontMetricsF(mono_font(12))
    width = max(metrics.horizontalAdvance(line) for line in lines)
    return QSize(int(width) + 40, ceil(metrics.lineSpacing()) * len(lines) + 24)
