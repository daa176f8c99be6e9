"""The text of the equations: typed with colours, completion, and a wavy line under what does not read."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QMimeData, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from core.cells import Cell
from core.equations import MAX_CHARACTERS
from core.errors import CarouselError, EquationError
from gui.editor.colours import EquationColours
from gui.editor.completions import Completions
from gui.editor.words import Candidate, candidates, is_name, prefix_at
from gui.fonts import mono_font
from gui.theme import Theme

LONGEST_PASTE = 5 * MAX_CHARACTERS  # beyond, it cannot have been meant
SIZE = 13
GUTTER = 28  # for the numbers of the rows
MARGIN = 3
_NO_LEAVING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason)


class EquationText(QPlainTextEdit):
    """Equations to be typed.

    `edited` tells of a change by the user, `left` that the keyboard is elsewhere, `undo_asked` and `redo_asked` that
    there is no more to undo or redo in the text itself, `refused` why a paste was not taken.
    """

    edited = Signal()
    left = Signal()
    undo_asked = Signal()
    redo_asked = Signal()
    refused = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cell: Cell | None = None
        self._error: EquationError | None = None
        self._setting = False
        self._known = ""  # the text as it was last
        self.setProperty("kind", "equations")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.setFont(mono_font(SIZE))
        self.document().setDefaultFont(mono_font(SIZE))
        self.document().setDocumentMargin(MARGIN)
        self.setAcceptDrops(False)  # a dropped file is the window's to open
        self.setAccessibleName("Equations of the cell")
        self.setViewportMargins(GUTTER, 0, 0, 0)
        self.numbers = LineNumbers(theme, self)
        self.colours = EquationColours(theme, self.document())
        self.completions = Completions(theme, self.colours.colour, self)
        self.completions.taken.connect(self._on_taken)
        self.textChanged.connect(self._on_text_changed)
        self.updateRequest.connect(self._on_update_request)
        self.cursorPositionChanged.connect(self._on_cursor_moved)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.horizontalScrollBar().valueChanged.connect(self._on_scrolled)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self._setting = True
        self.colours.set_theme(theme)
        self._setting = False
        self.completions.set_theme(theme)
        self.numbers.theme = theme
        self._underline()

    def show_text(self, text: str) -> None:
        """Show another text, as of now the first: there is nothing to undo in it."""
        if text != self.toPlainText():
            self._setting = True
            self.setPlainText(text)
            self._setting = False
        self.completions.hide()

    def show_cell(self, cell: Cell) -> None:
        """Take the colours of a cell's signals."""
        self._cell = cell
        self._setting = True
        self.colours.show_cell(cell, self.toPlainText())
        self._setting = False

    def show_error(self, error: EquationError | None) -> None:
        """Draw a wavy line under the place of an error, or take it away."""
        self._error = error
        self.setAccessibleDescription(str(error) if error else "")
        self._underline()

    def replace_all(self, text: str) -> None:
        """Put another text in place of this one as if it were typed: it can be undone. Its beginning is in sight."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    @property
    def wrong_row(self) -> int:
        """The number of the row in which the error is; 0 where there is none."""
        return self._error.line if self._error is not None else 0

    def rows_in_sight(self) -> Iterator[tuple[int, int, int]]:
        """The number, the top and the height of each row that can be seen."""
        block, offset = self.firstVisibleBlock(), self.contentOffset()
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(offset)
            if box.top() > self.viewport().height():
                return
            yield block.blockNumber() + 1, round(box.top()), round(box.height())
            block = block.next()

    def _underline(self) -> None:
        found = []
        if self._error is not None:
            wave = QTextEdit.ExtraSelection()
            form = QTextCharFormat()
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            form.setUnderlineColor(self._theme.danger)
            wave.format, wave.cursor = form, self._place_of(self._error)
            found.append(wave)
        self.setExtraSelections(found)
        self.numbers.update()

    def _place_of(self, error: EquationError) -> QTextCursor:
        """The word at an error's column; at the end of a line the last letter before it."""
        cursor = QTextCursor(self.document())
        block = self.document().findBlockByNumber(min(error.line, self.blockCount()) - 1)
        row, column = block.text(), max(error.column - 1, 0)
        column = min(column, max(len(row.rstrip()) - 1, 0))
        end = column + 1
        while end < len(row) and row[column].isidentifier() and (row[end].isalnum() or row[end] == "_"):
            end += 1
        cursor.setPosition(block.position() + column)
        cursor.setPosition(block.position() + min(end, len(row)), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _on_text_changed(self) -> None:
        # colouring a text tells of a change as well
        before, self._known = self._known, self.toPlainText()
        if not self._setting and self._known != before:
            self.edited.emit()

    # completion

    def offer(self, asked: bool = False) -> None:
        """Show the words that could come next: while typing those that go on with a word, all where it was asked."""
        text, position = self.toPlainText(), self.textCursor().position()
        found = candidates(text, position, self._cell) if self._cell is not None else ()
        prefix = prefix_at(text, position)
        is_whole = bool(found) and self._cell is not None and is_name(text, position, self._cell)
        if not asked and (not prefix or is_whole or self._is_within_word()):
            found = ()
        self.completions.offer(found, self._cursor_in_window(), self.window())

    def _cursor_in_window(self) -> QRect:
        box = self.cursorRect()
        return QRect(self.viewport().mapTo(self.window(), box.topLeft()), box.size())

    def _is_within_word(self) -> bool:
        cursor = self.textCursor()
        rest = cursor.block().text()[cursor.positionInBlock() :]
        return bool(rest) and (rest[0].isalnum() or rest[0] == "_")

    def _on_taken(self, word: Candidate) -> None:
        cursor = self.textCursor()
        prefix = prefix_at(self.toPlainText(), cursor.position())
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(prefix))
        cursor.insertText(word.typed)
        self.setTextCursor(cursor)
        self.completions.hide()

    def _on_cursor_moved(self) -> None:
        if not self.completions.isHidden() and not prefix_at(self.toPlainText(), self.textCursor().position()):
            self.completions.hide()

    def _on_update_request(self, rect: QRect, dy: int) -> None:
        self.numbers.update()

    def _on_scrolled(self) -> None:
        if self.completions.rows:
            self.completions.follow(self._cursor_in_window())

    # keys

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and self._is_own(event):
                event.accept()
                return True
            # Tab goes on to the next control before it is a key press
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab and self._take():
                event.accept()
                return True
        return super().event(event)

    def _is_own(self, event: QKeyEvent) -> bool:
        return _asks_words(event) or event.matches(QKeySequence.StandardKey.Redo) or event.key() == Qt.Key.Key_Escape

    def _take(self) -> bool:
        word = self.completions.current
        if word is not None:
            self._on_taken(word)
        return word is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _asks_words(event):
            self.offer(asked=True)
        elif not self._went_to_words(event) and not self._went_to_history(event):
            if event.key() == Qt.Key.Key_Escape:
                self.clearFocus()
                return
            before = self.textCursor().position()
            super().keyPressEvent(event)
            self._follow(event, before)

    def _went_to_words(self, event: QKeyEvent) -> bool:
        """Keys of the list of words, while it is there."""
        key = event.key()
        if self.completions.current is None:
            return False
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.completions.step(-1 if key == Qt.Key.Key_Up else 1)
            return True
        if key == Qt.Key.Key_Escape:
            self.completions.hide()
            return True
        return key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._take()

    def _went_to_history(self, event: QKeyEvent) -> bool:
        """Undo and redo in the text first, then in the document."""
        if event.matches(QKeySequence.StandardKey.Undo):
            if self.document().isUndoAvailable():
                self.undo()
            else:
                self.undo_asked.emit()
            return True
        if event.matches(QKeySequence.StandardKey.Redo):
            if self.document().isRedoAvailable():
                self.redo()
            else:
                self.redo_asked.emit()
            return True
        return False

    def _follow(self, event: QKeyEvent, before: int) -> None:
        """After a letter the list of words is brought up to date; other keys close it."""
        typed = event.text()
        is_letter = typed.isalnum() or typed == "_"
        is_back = event.key() == Qt.Key.Key_Backspace and not self.completions.isHidden()
        if is_back or is_letter and self.textCursor().position() == before + 1:
            self.offer()
        elif typed or event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End):
            self.completions.hide()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        if event.commitString():
            self.offer()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.completions.hide()
        super().mousePressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _NO_LEAVING:
            self.completions.hide()
            self.left.emit()

    # pasting

    def insertFromMimeData(self, source: QMimeData) -> None:
        text = source.text().replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > LONGEST_PASTE:
            error = CarouselError("what is pasted", f"at most {MAX_CHARACTERS:,} characters", f"{len(text):,}")
            self.refused.emit(str(error))
            return
        self.textCursor().insertText(text)
        self.ensureCursorVisible()

    # looks

    @property
    def wanted_width(self) -> int:
        """The width in which its longest row can be seen whole."""
        rows = self.toPlainText().split("\n")
        longest = max(self.fontMetrics().horizontalAdvance(row) for row in rows)
        return longest + GUTTER + 2 * MARGIN + 24

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.contentsRect()
        self.numbers.setGeometry(QRect(inside.left(), inside.top(), GUTTER, inside.height()))
        if self.hasFocus():
            self.ensureCursorVisible()  # where the words about an error have taken room
            self._on_scrolled()

    def sizeHint(self) -> QSize:
        return QSize(200, 100)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 64)


class LineNumbers(QWidget):
    """The numbers of the rows, for errors are told by them."""

    def __init__(self, theme: Theme, text: EquationText) -> None:
        super().__init__(text)
        self.theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        text, painter = self.parentWidget(), QPainter(self)
        assert isinstance(text, EquationText)
        painter.setFont(mono_font(11))
        for number, top, height in text.rows_in_sight():
            painter.setPen(self.theme.danger if number == text.wrong_row else self.theme.muted)
            painter.drawText(QRect(0, top + 1, GUTTER - 12, height), Qt.AlignmentFlag.AlignCenter, str(number))


def _asks_words(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ControlModifier
