"""A field over a word of the timeline, in which another word is typed or chosen from those that are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QWidget

from gui.widgets.inline_field import InlineField

LEAST = 116  # pixels of width
MOST_LISTED = 8  # known words in sight


class WordField(InlineField):
    """The keys up and down list the known words; what is typed narrows them down."""

    def __init__(self, word: str, known: Sequence[str], refusal: Callable[[str], str], parent: QWidget) -> None:
        super().__init__(word, refusal, parent)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setAccessibleName(f"Another word for “{word}”" if word else "The new word")
        self.setPlaceholderText("word")
        completer = self._completer = QCompleter(self)
        completer.setModel(QStringListModel(list(known), completer))
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(MOST_LISTED)
        listed = completer.popup()
        assert listed is not None
        self._listed = listed
        listed.clicked.connect(self._on_word_clicked)
        self.setCompleter(completer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not self._listed.isVisible():
            self._completer.setCompletionPrefix("")  # all known words, with what is typed left as it is
            self._completer.complete()
        else:
            super().keyPressEvent(event)

    def _on_word_clicked(self) -> None:
        self.setText(str(self._listed.currentIndex().data() or self.text()))
        self.commit()
