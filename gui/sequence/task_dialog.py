"""A sequence of a task, from a seed, becomes the sequence."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.document import Document
from core.errors import CarouselError
from core.input_edits import set_content
from core.samples import Sample, sample
from core.tasks import load_task, task_names
from gui.sequence import told
from gui.sequence.columns import Columns
from gui.sequence.grid_view import GridView
from gui.sequence.task_settings import TaskSettings
from gui.theme import Theme
from gui.widgets.seed_field import SeedField

MOST_ANSWERS = 4


class TaskDialog(QDialog):
    """`taken` carries the Sample and the task's title."""

    taken = Signal(object, str)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("A sequence from a task")
        self._document = document
        self.sample: Sample | None = None
        self._title = ""
        self.tasks = QListWidget(self)
        self.tasks.setAccessibleName("Task")
        self.tasks.setFixedWidth(196)
        for name in task_names():
            item = QListWidgetItem(load_task(name).title, self.tasks)
            item.setData(Qt.ItemDataRole.UserRole, name)
        self.says, self.source = _label("", self), _label("small", self)
        self.settings = TaskSettings(self)
        self.seed = SeedField(0, self)
        self.next_button = QPushButton("Next seed", self)
        self.next_button.setAutoDefault(False)
        self.grid = GridView(theme, self)
        self.grid.setAccessibleName("Preview")
        self.answers, self.effect = _label("muted", self), _label("muted", self)
        self.problem = _label("danger", self)
        self.cancel_button, self.take_button = QPushButton("Cancel", self), QPushButton("Take over", self)
        self.take_button.setDefault(True)
        self.cancel_button.setAutoDefault(False)
        self._lay_out()
        self.tasks.currentRowChanged.connect(self._on_task)
        self.settings.changed.connect(self._show)
        self.seed.textEdited.connect(self._show)
        self.seed.entered.connect(self._show)
        self.seed.textChanged.connect(self._show)
        self.next_button.clicked.connect(self._on_next)
        self.cancel_button.clicked.connect(self.reject)
        self.take_button.clicked.connect(self._on_take)
        self.tasks.setCurrentRow(0)
        self.resize(820, 520)

    def _lay_out(self) -> None:
        seed = QHBoxLayout()
        seed.setSpacing(8)
        label = QLabel("Seed", self)
        label.setBuddy(self.seed)
        seed.addWidget(label)
        seed.addWidget(self.seed)
        seed.addWidget(self.next_button)
        seed.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(8)
        for part in (self.says, self.source, self.settings):
            right.addWidget(part)
        right.addLayout(seed)
        right.addWidget(self.grid, 1)
        for part in (self.answers, self.problem, self.effect):
            right.addWidget(part)
        middle = QHBoxLayout()
        middle.setSpacing(18)
        middle.addWidget(self.tasks)
        middle.addLayout(right, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.take_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(middle, 1)
        layout.addLayout(buttons)

    @property
    def task(self) -> str:
        """The chosen task's name."""
        return str(self.tasks.currentItem().data(Qt.ItemDataRole.UserRole))

    def _on_task(self) -> None:
        task = load_task(self.task)
        self.says.setText(task.says)
        self.source.setText(task.source)
        self.settings.show_settings(task.name, task.settings)
        self._show()

    def _show(self) -> None:
        try:
            task = load_task(self.task, **self.settings.settings())
            self.sample = found = sample(task, self.seed.seed)
            made = set_content(self._document, found.inputs, found.words, found.sequence, found.vectors)
        except CarouselError as error:
            self.sample = None
            self._say(str(error))
            return
        self._title = task.title
        self.says.setText(task.says)
        self.grid.show_columns(Columns(made.sequence, made.encoder.inputs, made.x))
        self.answers.setText(_answers(found))
        self.effect.setText(f"{len(found.sequence):,} steps. {told.changes(self._document, found.inputs)}")
        self._say("")

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.take_button.setEnabled(not problem)

    def _on_next(self) -> None:
        self.seed.set_seed(self.seed.seed + 1)
        self._show()

    def _on_take(self) -> None:
        if self.sample is not None:
            self.taken.emit(self.sample, f"{self._title}, seed {self.seed.seed}")
            self.accept()


def _answers(found: Sample) -> str:
    """The right answers by step, as far as they are few."""
    told_ = [f"step {step + 1}: {answer}" for step, answer in list(found.answers.items())[:MOST_ANSWERS]]
    more = f" and at {len(found.answers) - len(told_)} more steps" if len(found.answers) > len(told_) else ""
    return f"Right answer at {'; '.join(told_)}{more}." if told_ else ""


def _label(tone: str, parent: QWidget) -> QLabel:
    label = QLabel("", parent)
    if tone:
        label.setProperty("tone", tone)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
