"""The words of a text become the sequence: how many, how written, and what new ones are known by."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from core.document import Document
from core.drafts import with_words
from core.errors import CarouselError
from core.step_edits import MOST_STEPS, new_words
from core.texts import tokens
from gui.sequence import told

MOST = 200  # words, at first
PREVIEW = 400  # words


class TextDialog(QDialog):
    """`taken` carries the words, and "inputs", "other" or "any" for the new ones."""

    taken = Signal(object, str)

    def __init__(self, text: str, name: str, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Take over {name}")
        self._text, self._document = text, document
        self.words: tuple[str, ...] = ()
        self.preview = QPlainTextEdit(self)
        self.preview.setReadOnly(True)
        self.preview.setAccessibleName("The words, one step each")
        self.small = QCheckBox("In small letters", self)
        self.most = QSpinBox(self)
        self.most.setRange(1, MOST_STEPS)
        self.most.setGroupSeparatorShown(True)
        self.most.setValue(min(MOST, max(len(tokens(text)), 1)))
        self.most.setAccessibleName("How many words")
        self.new = QComboBox(self)
        if document.encoder.other is not None:
            self.new.addItem("the vector of any other word", "any")
        self.new.addItem("an input each (one-hot)", "inputs")
        if document.encoder.other is None:
            self.new.addItem("one input, “other word”, for all", "other")
        self.new.setAccessibleName("What new words get")
        self.count = QLabel("", self)
        self.effect = QLabel("", self)
        self.effect.setProperty("tone", "muted")
        self.problem = QLabel("", self)
        self.problem.setProperty("tone", "danger")
        for label in (self.count, self.effect, self.problem):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.cancel_button, self.take_button = QPushButton("Cancel", self), QPushButton("Take over", self)
        self.take_button.setDefault(True)
        self.cancel_button.setAutoDefault(False)
        self._lay_out()
        self.small.toggled.connect(self._show)
        self.most.valueChanged.connect(self._show)
        self.new.currentIndexChanged.connect(self._show)
        self.cancel_button.clicked.connect(self.reject)
        self.take_button.clicked.connect(self._on_take)
        self._show()
        self.resize(640, 420)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        form.addRow("The first", self.most)
        form.addRow("", self.small)
        self._new_label = QLabel("New words get", self)
        form.addRow(self._new_label, self.new)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.take_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(8)
        layout.addWidget(self.preview, 1)
        layout.addLayout(form)
        for label in (self.count, self.effect, self.problem):
            layout.addWidget(label)
        layout.addLayout(buttons)

    def _show(self) -> None:
        self.words = tokens(self._text, self.small.isChecked(), self.most.value())
        more = " …" if len(self.words) > PREVIEW else ""
        self.preview.setPlainText("  ".join(self.words[:PREVIEW]) + more)
        fresh = new_words(self._document, self.words)
        self.new.setVisible(bool(fresh))
        self._new_label.setVisible(bool(fresh))
        kinds = len(set(self.words))
        new = f"{len(fresh):,} of them new" if fresh else "all known"
        self.count.setText(f"{len(self.words):,} steps, {kinds:,} different words, {new}.")
        problem, effect = "", ""
        try:
            made = with_words(self._document, self.words, self.new.currentData())
            effect = told.changes(self._document, made.encoder.inputs)
        except CarouselError as error:
            problem = str(error)
        self.effect.setText(effect)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.take_button.setEnabled(not problem and bool(self.words))

    def _on_take(self) -> None:
        self.taken.emit(self.words, self.new.currentData())
        self.accept()
