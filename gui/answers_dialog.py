"""What the output answers: the words for a high and for a low value, and at which step it is asked about which."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from core.document import LONGEST_NAME, Question
from core.errors import CarouselError
from core.state import State
from core.step_edits import set_question
from gui.held import quoted
from gui.store import Store


class AnswersDialog(QDialog):
    """A few fields about the question of the document. Done makes one edit; Esc leaves everything as it was."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.setWindowTitle("Name the answers")
        self.setMinimumWidth(400)
        state = store.state
        question = state.document.question
        self.high = _field("such as was", question.high if question else "", self)
        self.low = _field("such as were", question.low if question else "", self)
        self.prompt = _field("such as the verb", question.prompt if question else "", self)
        self.asked = StepField(state, question.asked if question else state.view.cursor, self)
        self.subject = StepField(state, question.subject if question else 0, self)
        self.problem = QLabel(self)
        self.problem.setWordWrap(True)
        self.problem.setProperty("tone", "danger")
        self.none_button = QPushButton("Ask no question", self)
        self.none_button.setVisible(question is not None)
        self.cancel_button, self.done_button = QPushButton("Cancel", self), QPushButton("Done", self)
        self.done_button.setDefault(True)
        self._lay_out()
        self._connect()
        self._check()

    def _lay_out(self) -> None:
        says = QLabel("The first output is read as the probability of a word; the rest is that of another.", self)
        says.setWordWrap(True)
        says.setProperty("tone", "muted")
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        rows: dict[str, QLineEdit | StepField] = {
            "Word when it is high": self.high,
            "Word when it is low": self.low,
            "What is asked for": self.prompt,
            "Asked after": self.asked,
            "About": self.subject,
        }
        for words, field in rows.items():
            form.addRow(words, field)
            field.setAccessibleName(words) if isinstance(field, QLineEdit) else field.set_name(words)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.none_button)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.done_button)
        for button in (self.none_button, self.cancel_button):
            button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(says)
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        for field in (self.high, self.low, self.prompt):
            field.textChanged.connect(self._check)
        for step in (self.asked, self.subject):
            step.changed.connect(self._check)
        self.cancel_button.clicked.connect(self.reject)
        self.none_button.clicked.connect(self._on_none)
        self.done_button.clicked.connect(self._on_done)

    def question(self) -> Question:
        """What the fields say."""
        words = (self.prompt.text().strip(), self.low.text().strip(), self.high.text().strip())
        return Question(*words, self.subject.step, self.asked.step)

    def _trouble(self) -> str:
        """Why the fields are no question yet, in a sentence, or ""."""
        question = self.question()
        if not question.high or not question.low:
            return "Both answers need a word."
        if question.high == question.low:
            return f"The two answers have to differ: both are “{question.high}”."
        if question.subject > question.asked:
            return "The step it is about has to come no later than the one at which it is asked."
        return ""

    def _check(self) -> None:
        trouble = self._trouble()
        # an empty field says by itself what is missing
        self.problem.setText(trouble if self.high.text().strip() and self.low.text().strip() else "")
        self.problem.setVisible(bool(self.problem.text()))
        self.done_button.setEnabled(not trouble)

    def _on_done(self) -> None:
        question = self.question()
        if self._edit(question, f"Ask “{question.high}” or “{question.low}”"):
            self.accept()

    def _on_none(self) -> None:
        if self._edit(None, "Ask no question"):
            self.accept()

    def _edit(self, question: Question | None, label: str) -> bool:
        """Make the edit; what it is refused for is told here, where the fields are."""
        try:
            set_question(self._store.state.document, question)
        except CarouselError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return False
        return self._store.edit(set_question, question, label=label)


def _field(hint: str, text: str, parent: QWidget) -> QLineEdit:
    field = QLineEdit(text, parent)
    field.setPlaceholderText(hint)
    field.setMaxLength(LONGEST_NAME)
    return field


class StepField(QWidget):
    """A step by its number, and the word that stands there."""

    changed = Signal()

    def __init__(self, state: State, step: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = state.document.sequence
        self.box = QSpinBox(self)
        self.box.setRange(1, max(1, len(self._words)))
        self.box.setValue(step + 1)
        self._word = QLabel(self)
        self._word.setProperty("tone", "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.box)
        layout.addWidget(self._word, 1)
        self.setFocusProxy(self.box)
        self.box.valueChanged.connect(self._on_changed)
        self._show_word()

    @property
    def step(self) -> int:
        """The step, from 0."""
        return self.box.value() - 1

    def set_name(self, words: str) -> None:
        """What a screen reader calls it."""
        self.box.setAccessibleName(words)

    def _on_changed(self) -> None:
        self._show_word()
        self.changed.emit()

    def _show_word(self) -> None:
        self._word.setText(quoted(self._words, self.step) if self._words else "")
