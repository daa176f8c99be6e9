"""The field for the input that is 1 in a word: one that there is, or the name of a new one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QToolTip, QWidget

from core.document import LONGEST_NAME, named
from core.errors import CarouselError

HINT = "a name, such as noun"


class InputField(QComboBox):
    """Typing completes the name of an input that there is. `entered` is sent by Enter."""

    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(12)
        self.setMinimumContentsLength(18)
        self.setMinimumWidth(120)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setAccessibleName("Input of the new word")
        self._line = QLineEdit(self)
        self._line.setAccessibleName("Input of the new word")
        self._line.setMaxLength(LONGEST_NAME)
        self._line.setPlaceholderText(HINT)
        self.setLineEdit(self._line)
        self._line.returnPressed.connect(self.entered)

    def offer(self, names: Sequence[str]) -> None:
        """Offer these inputs; what was typed stays, unless it is one that is no longer there."""
        before = [self.itemText(k) for k in range(self.count())]
        if before == list(names):
            return
        text = "" if self.currentText() in before else self.currentText()
        text = self.currentText() if self.currentText() in names else text
        self.clear()
        self.addItems(list(names))
        self.setCurrentIndex(-1)
        self.setEditText(text)

    def name(self) -> str | None:
        """What was typed; None, and a sentence is shown, where it is no name."""
        try:
            return named("name of the input", self.currentText())
        except CarouselError as error:
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), str(error), self)
            return None

    def choose_all(self) -> None:
        """Select the text, so that another name is typed over it."""
        self._line.selectAll()
