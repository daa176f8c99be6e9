"""The menu of a word of the timeline."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from core.state import State
from gui.timeline.word_choices import WordChoice, choices


class WordMenu(QMenu):
    """`chosen` carries what is to be done with the word at `step`."""

    chosen = Signal(object, int)  # WordChoice

    def __init__(self, state: State, step: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._step = step
        self.setAccessibleName(f"“{state.document.sequence[step]}”, step {step + 1}")
        for group in choices(state, step):
            if self.actions():
                self.addSeparator()
            for choice in group:
                self._add(choice)
        self.triggered.connect(self._on_triggered)

    def open(self, at: QPoint) -> None:
        """Show it at a place of the screen; it deletes itself."""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.popup(at)

    def _add(self, choice: WordChoice) -> None:
        keys = QKeySequence(choice.keys).toString(QKeySequence.SequenceFormat.NativeText)
        action = self.addAction(choice.text.replace("&", "&&") + (f"\t{keys}" if keys else ""))
        action.setData(choice)
        action.setEnabled(choice.enabled)
        action.setCheckable(choice.chosen)
        action.setChecked(choice.chosen)

    def _on_triggered(self, action: QAction) -> None:
        choice = action.data()
        if isinstance(choice, WordChoice) and not choice.chosen:
            self.chosen.emit(choice, self._step)
