"""One line that holds the whole sequence as text; words that are not known yet are underlined."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextDocument,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from gui.fonts import ui_font
from gui.theme import Theme

IDLE_MS = 900  # without a key, after which what was typed is applied
HEIGHT = 30


class SequenceField(QPlainTextEdit):
    """`entered` is sent by Enter, `rested` after a short idle, `given_up` by Esc, `table_pasted` for pasted columns."""

    entered = Signal()
    rested = Signal()
    given_up = Signal()
    table_pasted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(ui_font(13))
        self.setAccessibleName("Sequence, as text")
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        self.document().setDocumentMargin(2)
        self._marks = _Marks(self.document(), theme)
        self._shown = ""
        self._showing = False
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self.rested)
        self.textChanged.connect(self._on_text_changed)

    @property
    def is_draft(self) -> bool:
        """Whether the text is another one than was last shown."""
        return self.toPlainText() != self._shown

    def show_text(self, text: str) -> None:
        """Show `text` as what there is; a draft is gone."""
        self._shown = text
        self._idle.stop()
        if text != self.toPlainText():
            self._put(text)
        self.mark((), "")

    def accept_draft(self) -> None:
        """What was typed is what there is; the caret stays where it is."""
        self._shown = self.toPlainText()
        self._idle.stop()
        self.document().clearUndoRedoStacks()  # what was typed is an edit of the document now
        self.mark((), "")

    def put_draft(self, text: str) -> None:
        """Put a draft in place of the text, as if it were typed."""
        self._put(text)
        self._idle.stop()

    def _put(self, text: str) -> None:
        self._showing = True
        self.setPlainText(text)
        self._showing = False

    def mark(self, places: Sequence[tuple[int, int]], told: str) -> None:
        """Underline these places, and tell what is the matter with the whole ("" for nothing)."""
        self._marks.show(places)
        self.setToolTip(told)
        if bool(self.property("invalid")) != bool(told):
            self.setProperty("invalid", bool(told))
            self.style().unpolish(self)
            self.style().polish(self)

    def marked(self) -> Collection[tuple[int, int]]:
        """The places that are underlined."""
        return self._marks.places

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._marks.set_theme(theme)

    def sizeHint(self) -> QSize:
        return QSize(300, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(QFontMetrics(self.font()).horizontalAdvance("0" * 12), HEIGHT)

    def _on_text_changed(self) -> None:
        if not self._showing and not self.isReadOnly():
            self._idle.start()

    # events

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
                event.accept()
                return True
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            text = self.document()
            if (event.matches(undo) and not text.isUndoAvailable()) or (
                event.matches(redo) and not text.isRedoAvailable()
            ):
                event.ignore()  # nothing of its own to take back: the window's
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._idle.stop()
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            if self.is_draft:
                self.given_up.emit()
            else:
                self.clearFocus()
                event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        stays = event.reason() in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if not stays and self._idle.isActive():
            self._idle.stop()
            self.rested.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """A table is handed on; lines of text become one line, lines of numbers rows."""
        text = source.text().strip("\n")
        if "\t" in text:
            self.table_pasted.emit(text)
            return
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        is_rows = len(lines) > 1 and all(set(line) <= set("0123456789+-.,eE \u2212") for line in lines)
        self.insertPlainText(("; " if is_rows else " ").join(lines))

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (delta.x() or delta.y()) // 2)


class _Marks(QSyntaxHighlighter):
    """Dotted underlines: what is new is a question, not a mistake."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self.places: tuple[tuple[int, int], ...] = ()
        self._colour = QColor(theme.accent_text)

    def show(self, places: Sequence[tuple[int, int]]) -> None:
        if tuple(places) != self.places:
            self.places = tuple(places)
            self.rehighlight()

    def set_theme(self, theme: Theme) -> None:
        self._colour = QColor(theme.accent_text)
        if self.places:
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        first = self.currentBlock().position()
        form = QTextCharFormat()
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        form.setUnderlineColor(self._colour)
        form.setForeground(self._colour)
        for a, b in self.places:
            begin, end = max(a - first, 0), min(b - first, len(text))
            if begin < end:
                self.setFormat(begin, end - begin, form)
