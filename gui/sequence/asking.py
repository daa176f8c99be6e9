"""The row that asks which vector a new word has."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QStandardItemModel
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QLabel, QWidget

from core.document import Document
from core.drafts import Answer
from gui.sequence.input_field import InputField
from gui.sequence.numbers_field import NumbersField
from gui.theme import Theme
from gui.widgets.icon_button import IconButton
from gui.widgets.quiet_button import QuietButton

LIKE, NAMED, OWN, INPUT, ANY = "like", "named", "own", "input", "any"
ALL = 1  # words from which on they can be answered at once
LONGEST = 24
NARROW = 620  # pixels, below which the question has a line of its own


class AskingRow(QWidget):
    """Asks for one new word after the other, or for all at once. `answered` carries word -> Answer.

    `gone_on` follows an answer after which there are more words to ask for, `left` the key Esc.
    """

    answered = Signal(object)
    gone_on = Signal()
    left = Signal()
    given_up = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self._inputs: tuple[str, ...] = ()
        self._known: tuple[str, ...] = ()
        self._offered: tuple[str, ...] = ()
        self._answers: dict[str, Answer] = {}
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.choice = QComboBox(self)
        self.choice.setAccessibleName("Vector of the new word")
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.choice.setMinimumContentsLength(8)  # where there is no room for all of it
        self.choice.setMinimumWidth(110)
        self.choice.addItem("the vector of", LIKE)
        self.choice.addItem("the input", NAMED)
        self.choice.addItem("a vector of its own", OWN)
        self.choice.addItem("a new input of its own", INPUT)
        self.known = QComboBox(self)
        self.known.setAccessibleName("Known word")
        self.known.setMaxVisibleItems(12)
        self.known.setMinimumContentsLength(5)
        self.known.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.inputs = InputField(self)
        self.numbers = NumbersField(self)
        self.add = IconButton(theme, text="Add", kind="primary", parent=self)
        self.add_all = IconButton(theme, text="All", kind="tool", parent=self)
        self.drop = QuietButton(theme, icon_name="close", tooltip="Leave the sequence as it was", parent=self)
        self._lay_out()
        self.choice.currentIndexChanged.connect(self._show_kind)
        self.add.clicked.connect(self._on_add)
        self.add_all.clicked.connect(self._on_add_all)
        self.numbers.returnPressed.connect(self._on_add)
        self.inputs.entered.connect(self._on_add)
        self.inputs.editTextChanged.connect(self._show_kind)
        self.drop.clicked.connect(self.given_up)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        for part in (self.choice, self.known, self.inputs, self.numbers, self.add, self.add_all):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.drop)
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(0, 3, 0, 1)
        self._rows.setSpacing(8)
        self._rows.addWidget(self.label)
        self._rows.addLayout(row, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        way = QBoxLayout.Direction
        self._rows.setDirection(way.TopToBottom if event.size().width() < NARROW else way.LeftToRight)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        for part in (self.add, self.add_all, self.drop):
            part.set_theme(theme)

    @property
    def words(self) -> tuple[str, ...]:
        """The words that are still to be answered."""
        return tuple(word for word in self._words if word not in self._answers)

    def ask(self, document: Document, words: Sequence[str]) -> None:
        """Ask for these words; answers that were given stay, for those that are still new."""
        self._answers = {word: one for word, one in self._answers.items() if word in words}
        self._words = tuple(words)
        self._known = tuple(document.encoder.words)
        if document.encoder.inputs != self._inputs:
            self._inputs = document.encoder.inputs
            self.numbers.set_names(self._inputs)
        self._offer_any(document.encoder.other is not None)
        self._show_word()

    def forget(self) -> None:
        """Nothing is asked any more."""
        self._words, self._answers = (), {}

    def take_keyboard(self) -> None:
        """Have the keyboard where the answer is chosen or typed."""
        kind = self.choice.currentData()
        field = {LIKE: self.known, NAMED: self.inputs, OWN: self.numbers}.get(kind, self.choice)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        if field is self.inputs:
            self.inputs.choose_all()

    def _offer_any(self, has_other: bool) -> None:
        """Offer the vector of any other word, where there is one: as the first, which Enter takes."""
        at = self.choice.findData(ANY)
        if has_other and at < 0:
            self.choice.insertItem(0, "the vector of any other word", ANY)
            self.choice.setCurrentIndex(0)
        elif not has_other and at >= 0:
            self.choice.removeItem(at)

    def _offer(self) -> None:
        """Offer the words that are known or answered, the inputs that there are or will be."""
        known = (*self._known, *self._answers)
        if known != self._offered:
            self._offered = known
            current = self.known.currentText()
            self.known.clear()
            self.known.addItems(list(known))
            self.known.setCurrentIndex(max(0, self.known.findText(current)))
        named = (answer.name for answer in self._answers.values() if answer.kind == "input")
        self.inputs.offer(tuple(dict.fromkeys((*self._inputs, *named))))
        model = self.choice.model()
        assert isinstance(model, QStandardItemModel)
        model.item(self.choice.findData(LIKE)).setEnabled(bool(known))
        if not known and self.choice.currentData() == LIKE:
            self.choice.setCurrentIndex(self.choice.findData(NAMED))

    def _show_word(self) -> None:
        left = self.words
        if not left:
            return
        self._offer()
        word = left[0] if len(left[0]) <= LONGEST else left[0][: LONGEST - 1] + "…"
        more = f", and {len(left) - 1} more" if len(left) > 1 else ""
        self.label.setText(f"“{word}” is new{more}: give it")
        self.label.setToolTip(", ".join(left[:40]))
        self.add_all.setVisible(len(left) > ALL)
        self.add_all.setText(f"All {len(left)}")
        self.add_all.set_tooltip(f"Give all {len(left)} new words this")
        self._show_kind()

    def _show_kind(self) -> None:
        kind = self.choice.currentData()
        self.known.setVisible(kind == LIKE)
        self.inputs.setVisible(kind == NAMED)
        self.numbers.setVisible(kind == OWN)
        is_missing = kind == LIKE and not self.known.count() or kind == NAMED and not self.inputs.currentText().strip()
        self.add.setEnabled(not is_missing)
        self.add_all.setEnabled(self.add.isEnabled())

    def _answer(self, word: str) -> Answer | None:
        kind = self.choice.currentData()
        if kind == LIKE:
            like = self.known.currentText()
            return self._answers.get(like, Answer("like", like=like))
        if kind == ANY:
            return Answer("any")
        if kind == INPUT:
            return Answer("input", name=self._free(word))
        if kind == NAMED:
            name = self.inputs.name()
            return None if name is None else Answer("input", name=name)
        numbers = self.numbers.numbers()
        return None if numbers is None else Answer("own", numbers=numbers)

    def _free(self, word: str) -> str:
        """What a new input for a word is called: as the word, where no other is."""
        taken = {*self._inputs, *(answer.name for answer in self._answers.values())}
        return next(n for k in range(1, len(taken) + 2) if (n := word if k == 1 else f"{word} {k}") not in taken)

    def _on_add(self) -> None:
        self._give(self.words[:1])

    def _on_add_all(self) -> None:
        self._give(self.words)

    def _give(self, words: Sequence[str]) -> None:
        if not self.add.isEnabled():
            return
        for word in words:
            answer = self._answer(word)
            if answer is None:
                return
            self._answers[word] = answer
        if not self.words:
            self.answered.emit(dict(self._answers))
            return
        had_keyboard = self.inputs.hasFocus()
        self._show_word()
        if had_keyboard:
            self.inputs.choose_all()
        self.gone_on.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and (self.choice.hasFocus() or self.known.hasFocus()):
            self._on_add()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
