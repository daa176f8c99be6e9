"""The sequence as text on top of the editor: typed, checked, its new words asked for, applied."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from core.document import Document
from core.drafts import Draft, apply_draft, drafted, quoted, written
from core.errors import CarouselError
from core.state import State
from gui.sequence import edits
from gui.sequence.asking import AskingRow
from gui.sequence.field import SequenceField
from gui.store import Store
from gui.theme import Theme

MOST_STEPS = 2000  # of a sequence that is written in the field
MOST_TEXT = 40_000  # characters of it
TYPED = "Type the sequence"
HINT = "Type a sentence, or numbers such as 0.5 \u22121 0.3"


@dataclass(frozen=True)
class _Pending:
    """A draft that waits for its new words, what undo will call it, and the text it was read from."""

    draft: Draft
    label: str
    text: str


class Entry(QWidget):
    """The field, below it a row that asks for new words. The document keeps its sequence until all are answered.

    `table_pasted` carries a table that was pasted into the field.
    """

    table_pasted = Signal(str)

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self.field = SequenceField(theme, self)
        self.field.setPlaceholderText(HINT)
        self.asking = AskingRow(theme, self)
        self.problem = QLabel("", self)
        self.problem.setProperty("tone", "danger")
        self.problem.setWordWrap(True)
        self._pending: _Pending | None = None
        self._document: Document | None = None
        self._sequence: tuple[str, ...] | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(2)
        for part in (self.field, self.asking, self.problem):
            layout.addWidget(part)
        self.asking.hide()
        self.problem.hide()
        self.field.entered.connect(self._on_entered)
        self.field.rested.connect(self._on_rested)
        self.field.given_up.connect(self.give_up)
        self.field.table_pasted.connect(self.table_pasted)
        self.asking.answered.connect(self._on_answered)
        self.asking.gone_on.connect(self._mark_new)
        self.asking.left.connect(self._on_asking_left)
        self.asking.given_up.connect(self.give_up)

    def show_state(self, state: State) -> None:
        """Show the sequence; a draft stays, unless another document was opened."""
        document, before = state.document, self._document
        if document is before:
            return
        self._document = document
        is_opened = before is None or len(self.store.labels) == 1
        if self.field.is_draft and not is_opened:
            self._check_again(document)
        elif document.sequence != self._sequence or is_opened:
            self._show(document)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self.field.set_theme(theme)
        self.asking.set_theme(theme)

    def _show(self, document: Document) -> None:
        """Write the document's sequence into the field, where it is not too long for one line."""
        steps = len(document.sequence)
        text = written(document) if steps <= MOST_STEPS else ""
        is_long = steps > MOST_STEPS or len(text) > MOST_TEXT
        self._forget()
        self._sequence = document.sequence
        self.field.setReadOnly(is_long)
        long = f"{steps:,} steps, too many for one line: change them below"
        self.field.setPlaceholderText(long if is_long else HINT)
        self.field.show_text("" if is_long else text)

    def _forget(self) -> None:
        self._pending = None
        self.asking.forget()
        self.asking.hide()
        self._say("")

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    # from draft to sequence

    def stage(self, draft: Draft, label: str) -> None:
        """Apply a draft that was made elsewhere in the editor, or ask for its new words."""
        document = self.store.state.document
        if not draft.unknown(document):
            self._apply(draft, label)
            return
        text = " ".join(quoted(word) for word in draft.words)
        if not self.field.isReadOnly():
            self.field.put_draft(text)
            draft = Draft(draft.words, draft.vectors, _places(draft.words))
        self._ask(_Pending(draft, label, self.field.toPlainText()))

    def give_up(self) -> None:
        """The draft is gone; the field has the document's sequence again."""
        self._show(self.store.state.document)
        self.field.setFocus()

    def _on_entered(self) -> None:
        self._take(self.field.is_draft)
        if self.asking.isVisible() and self._pending is not None:
            self.asking.take_keyboard()

    def _on_asking_left(self) -> None:
        self.field.setFocus()

    def _on_rested(self) -> None:
        # an emptied field is most often the beginning of another sentence
        if self.field.is_draft and self.field.toPlainText().strip():
            self._take(True)

    def _take(self, is_draft: bool) -> None:
        text = self.field.toPlainText()
        if not is_draft or self.field.isReadOnly():
            return
        draft = self._read(self.store.state.document, text)
        if draft is None:
            return
        if draft.unknown(self.store.state.document):
            self._ask(_Pending(draft, TYPED, text))
        else:
            self._apply(draft, TYPED)

    def _read(self, document: Document, text: str) -> Draft | None:
        try:
            draft = drafted(document, text)
        except CarouselError as error:
            self._forget()
            self.field.mark((), str(error))
            self._say(str(error))
            return None
        return draft

    def _ask(self, pending: _Pending) -> None:
        unknown = pending.draft.unknown(self.store.state.document)
        self._pending = pending
        self._say("")
        self.asking.ask(self.store.state.document, unknown)
        self.asking.show()
        self._mark_new()

    def _mark_new(self) -> None:
        """Underline the words that are still to be answered."""
        if self._pending is None or self.field.toPlainText() != self._pending.text:
            return
        draft, left = self._pending.draft, self.asking.words
        words = zip(draft.words, draft.vectors, draft.places, strict=False)
        self.field.mark([place for word, own, place in words if own is None and word in left], "")

    def _apply(self, draft: Draft, label: str) -> None:
        self._settle(label, apply_draft, draft)

    def _on_answered(self, answers: object) -> None:
        pending = self._pending
        if pending is None:
            return
        focused = QApplication.focusWidget()
        if focused is not None and self.asking.isAncestorOf(focused):
            self.field.setFocus()
        text = self.field.toPlainText()
        if text != pending.text:  # typed on since
            self._take(True)
            if self._pending is None or self._pending.text != text:
                return
            pending = self._pending
            assert isinstance(answers, dict)
            if set(pending.draft.unknown(self.store.state.document)) - set(answers):
                return
        self._settle(pending.label, apply_draft, pending.draft, answers)

    def _settle(self, label: str, *edit: object) -> None:
        """Make the edit; the text in the field is what there is then."""
        change, *arguments = edit
        if not edits.edit(self.store, change, *arguments, label=label):  # type: ignore[arg-type]
            return
        self._forget()
        document = self.store.state.document
        self._sequence = document.sequence
        if self.field.is_draft and self.field.hasFocus():
            self.field.accept_draft()
        else:
            self._show(document)
        self.store.publish()

    def _check_again(self, document: Document) -> None:
        """Another edit may have made a word known, or unknown."""
        if self._pending is None:
            return
        unknown = self._pending.draft.unknown(document)
        if unknown:
            self._ask(self._pending)
        else:
            self.asking.hide()
            self.field.mark((), "")


def _places(words: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Where each word stands in the line that they are written in."""
    found, at = [], 0
    for word in words:
        long = len(quoted(word))
        found.append((at, at + long))
        at += long + 1
    return tuple(found)
