"""A table becomes the sequence: which columns, which rows, how scaled, seen before it is done."""

from __future__ import annotations

from itertools import islice

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.document import Document
from core.errors import CarouselError
from core.tables import MOST_INPUTS, SCALES, Choice, Series, Table, parsed, problems, series
from gui.sequence import told
from gui.sequence.clipboard import label_column
from gui.sequence.table_model import TableModel
from gui.theme import Theme

SEPARATORS = {"\t": "Tabulator", ";": "Semicolon", ",": "Comma", "|": "Vertical line", "": "None: one column"}
DECIMALS = {".": "0.5", ",": "0,5"}
COUNTED = 1000  # problems that are counted
NO_LABEL = "The values"


class TableDialog(QDialog):
    """`taken` carries the Series when a person takes the table over; `document` is what it would change."""

    taken = Signal(object)

    def __init__(
        self, table: Table, text: str, document: Document, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Take over {table.name}" if table.name != "clipboard" else "Paste a table")
        self._table, self._text, self._document = table, text, document
        self._filling = True
        self._series: Series | None = None
        self._model = TableModel(theme, self)
        self._make_controls()
        self._lay_out()
        self._fill()
        self._connect()
        self._filling = False
        self._show()
        self.resize(920, 560)
        self.take_button.setFocus()

    @property
    def table(self) -> Table:
        """The table as it is read now."""
        return self._table

    def choice(self) -> Choice:
        """What is taken, as the controls say."""
        columns = tuple(k for k in range(self.columns.count()) if self._is_checked(k))
        last = self.last.value()
        return Choice(
            columns,
            self.label_box.currentData(),
            self.first.value(),
            None if last >= len(self._table.body) else last,
            self.scale.currentData(),
            self.skips.isChecked() and not self.skips.isHidden(),
        )

    # parts

    def _make_controls(self) -> None:
        self.view = QTableView(self)
        self.view.setModel(self._model)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.view.setAccessibleName("The table")
        self.view.setShowGrid(False)
        self.view.setCornerButtonEnabled(False)
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.view.verticalHeader().setDefaultSectionSize(24)
        self.view.horizontalHeader().setDefaultSectionSize(96)
        self.head = QLabel("", self)
        self.columns = QListWidget(self)
        self.columns.setMinimumHeight(72)
        self.label_box = QComboBox(self)
        self.label_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.first, self.last = QSpinBox(self), QSpinBox(self)
        self.first.setAccessibleName("First row")
        self.last.setAccessibleName("Last row")
        self.scale = QComboBox(self)
        for scale in SCALES:
            self.scale.addItem(told.SCALES[scale][0], scale)
        self.scale_says = _label("small", self)
        self.headed = QCheckBox("The first row has the names", self)
        self.separator, self.decimal = QComboBox(self), QComboBox(self)
        for box, choices in ((self.separator, SEPARATORS), (self.decimal, DECIMALS)):
            for key, words in choices.items():
                box.addItem(words, key)
        self.problem = _label("danger", self)
        self.skips = QCheckBox("Leave these rows out", self)
        self.effect = _label("muted", self)
        self.cancel_button, self.take_button = QPushButton("Cancel", self), QPushButton("Take over", self)
        self.take_button.setDefault(True)
        self.cancel_button.setAutoDefault(False)
        for button in (self.cancel_button, self.take_button):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _lay_out(self) -> None:
        rows = QHBoxLayout()
        rows.setSpacing(6)
        rows.addWidget(self.first, 1)
        rows.addWidget(QLabel("to", self))
        rows.addWidget(self.last, 1)
        form = QFormLayout()
        form.setVerticalSpacing(7)
        form.setHorizontalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("Steps named by", self.label_box)
        form.addRow("Rows", rows)
        form.addRow("Scale", self.scale)
        form.addRow(self.scale_says)
        form.addRow("Apart by", self.separator)
        form.addRow("Numbers like", self.decimal)
        form.addRow(self.headed)
        side = QVBoxLayout()
        side.setSpacing(6)
        self.head.setBuddy(self.columns)
        self.columns.setAccessibleName("Columns that become inputs")
        side.addWidget(self.head)
        side.addWidget(self.columns, 1)
        side.addSpacing(4)
        side.addLayout(form)
        controls = QWidget(self)
        side.setContentsMargins(0, 0, 0, 0)
        controls.setLayout(side)
        controls.setFixedWidth(292)
        middle = QHBoxLayout()
        middle.setSpacing(18)
        middle.addWidget(self.view, 1)
        middle.addWidget(controls)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(8)
        layout.addLayout(middle, 1)
        layout.addLayout(self._make_foot())

    def _make_foot(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        trouble = QHBoxLayout()
        trouble.setSpacing(10)
        trouble.addWidget(self.problem, 1)
        trouble.addWidget(self.skips)
        words.addLayout(trouble)
        words.addWidget(self.effect)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addLayout(words, 1)
        foot.addWidget(self.cancel_button, 0, Qt.AlignmentFlag.AlignBottom)
        foot.addWidget(self.take_button, 0, Qt.AlignmentFlag.AlignBottom)
        return foot

    def _connect(self) -> None:
        self.columns.itemChanged.connect(self._show)
        self.label_box.currentIndexChanged.connect(self._show)
        self.scale.currentIndexChanged.connect(self._show)
        for row in (self.first, self.last):
            row.valueChanged.connect(self._show)
        self.skips.toggled.connect(self._show)
        self.headed.toggled.connect(self._on_form_changed)
        self.separator.currentIndexChanged.connect(self._on_form_changed)
        self.decimal.currentIndexChanged.connect(self._on_form_changed)
        self.cancel_button.clicked.connect(self.reject)
        self.take_button.clicked.connect(self._on_take)

    def _fill(self) -> None:
        """What the table says of itself."""
        table = self._table
        numeric, names = table.numeric(), table.columns
        self.columns.clear()
        for k, name in enumerate(names):
            item = QListWidgetItem(name, self.columns)
            item.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if k in numeric[:MOST_INPUTS] else Qt.CheckState.Unchecked)
        self.label_box.clear()
        self.label_box.addItem(NO_LABEL, None)
        for k, name in enumerate(names):
            self.label_box.addItem(name, k)
        label = label_column(table, numeric)
        self.label_box.setCurrentIndex(0 if label is None else label + 1)
        rows = max(len(table.body), 1)
        for box, value in ((self.first, 1), (self.last, rows)):
            box.setRange(1, rows)
            box.setValue(value)
        self.headed.setChecked(table.headed)
        self.separator.setCurrentIndex(self.separator.findData(table.separator))
        self.decimal.setCurrentIndex(self.decimal.findData(table.decimal))

    # what is shown

    def _is_checked(self, column: int) -> bool:
        return self.columns.item(column).checkState() == Qt.CheckState.Checked

    def _show(self) -> None:
        if self._filling:
            return
        self.scale_says.setText(told.SCALES[self.scale.currentData()][1])
        choice = self.choice()
        self.head.setText(f"Columns that become inputs: {len(choice.columns)} of {self.columns.count()}")
        self._model.show_table(self._table, choice)
        self._show_problems(choice)
        try:
            self._series = series(self._table, self.choice())
        except CarouselError as error:
            self._series = None
            if not self.skips.isVisibleTo(self) or self.skips.isChecked():
                self._say_problem(str(error))
        self._show_effect()

    def _show_problems(self, choice: Choice) -> None:
        found = list(islice(problems(self._table, choice), COUNTED))
        rows = len({problem.row for problem in found})
        self.skips.setVisible(bool(found))
        self._say_problem("")
        if found:
            more = f" And {'over ' if len(found) == COUNTED else ''}{len(found) - 1:,} more." if len(found) > 1 else ""
            self._say_problem(f"{found[0].error}.{more}")
            self.skips.setText("Leave this row out" if rows == 1 else f"Leave these {rows:,} rows out")

    def _say_problem(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _show_effect(self) -> None:
        made = self._series
        self.take_button.setEnabled(made is not None)
        if made is None:
            self.effect.setText("Nothing is changed yet.")
            return
        steps = f"{len(made.labels):,} step{'' if len(made.labels) == 1 else 's'}"
        self.effect.setText(f"{steps}. {told.changes(self._document, made.inputs)}")

    def _on_form_changed(self) -> None:
        """Read the table another way; one that cannot be read so is told, and stays as it was."""
        if self._filling:
            return
        form = self.separator.currentData(), self.decimal.currentData(), self.headed.isChecked()
        try:
            table = parsed(self._text, self._table.name, *form)
        except CarouselError as error:
            self._say_problem(str(error))
            return
        self._filling, self._table = True, table
        self._fill()
        self._filling = False
        self._show()

    def _on_take(self) -> None:
        if self._series is not None:
            self.taken.emit(self._series)
            self.accept()


def _label(tone: str, parent: QWidget) -> QLabel:
    label = QLabel("", parent)
    label.setProperty("tone", tone)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return label
