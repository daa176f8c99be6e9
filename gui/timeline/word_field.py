"""A field over a word of the timeline, in which another word is typed or chosen from those that are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QToolTip, QWidget

LEAST, HEIGHT = 116, 28
MOST_LISTED = 8  # known words in sight
_OWN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Up)


class WordField(QLineEdit):
    """Enter commits, Esc leaves all as it was, Down lists the known words. `refusal` says why a word will not do.

    What is typed when the keyboard goes elsewhere is committed, if it will do.
    """

    committed = Signal(str)
    closed = Signal()

    def __init__(self, word: str, known: Sequence[str], refusal: Callable[[str], str], parent: QWidget) -> None:
        super().__init__(parent)
        self._refusal, self._word = refusal, word
        self._done = False
        self.setText(word)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setAccessibleName(f"Another word for “{word}”" if word else "The new word")
        self.setPlaceholderText("word")
        completer = self._completer = QCompleter(self)
        self._ground = parent
        completer.setModel(QStringListModel(list(known), completer))
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(MOST_LISTED)
        listed = completer.popup()
        assert listed is not None
        self._listed = listed
        self._listed.clicked.connect(self._on_word_clicked)
        self.setCompleter(completer)
        self.textEdited.connect(self._on_text_edited)

    def open(self, place: QRect) -> None:
        """Show the field in the middle of `place` of the parent, and give it the keyboard."""
        parent = self._ground
        wide = max(LEAST, place.width())
        left = min(max(place.center().x() - wide // 2, 0), max(parent.width() - wide, 0))
        top = min(max(place.center().y() - HEIGHT // 2, 0), max(parent.height() - HEIGHT, 0))
        self.setGeometry(left, top, wide, HEIGHT)
        self.show()
        self.raise_()
        self.selectAll()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Go away, with nothing changed."""
        if not self._done:
            self._done = True
            self.closed.emit()
            self.hide()
            self.deleteLater()

    # events

    def event(self, event: QEvent) -> bool:
        # the window's shortcuts wait while a word is typed
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._commit()
        elif event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not self._listed.isVisible():
            self._list_words()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        elsewhere = event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if elsewhere and not self._done:
            if self._refusal(self.text()):
                self.dismiss()
            else:
                self._commit()

    def _list_words(self) -> None:
        """All known words, with what is typed left as it is."""
        self._completer.setCompletionPrefix("")
        self._completer.complete()

    def _on_word_clicked(self) -> None:
        self.setText(str(self._listed.currentIndex().data() or self.text()))
        self._commit()

    def _on_text_edited(self) -> None:
        self._mark(self._refusal(self.text()) if self.text().strip() else "")

    def _commit(self) -> None:
        word = self.text().strip()
        if sentence := self._refusal(word):
            self._mark(sentence)
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), sentence, self)
            return
        if not self._done:
            changed = word != self._word
            self.dismiss()
            if changed:
                self.committed.emit(word)

    def _mark(self, sentence: str) -> None:
        """Outline in red with a sentence as the tooltip; "" takes both away."""
        self.setToolTip(sentence)
        self.setAccessibleDescription(sentence)
        if bool(self.property("invalid")) != bool(sentence):
            self.setProperty("invalid", bool(sentence))
            self.style().unpolish(self)
            self.style().polish(self)
