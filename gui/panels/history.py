"""History: every step since the document was opened, and the way back to each of them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListView, QWidget

from core.state import State
from gui.history.delegate import HEIGHT, HistoryDelegate
from gui.history.model import HistoryModel
from gui.history.rows import Row, let_go_words, rows, summary
from gui.panels.panel import Panel
from gui.store import Store
from gui.theme import Theme

REACH = 8  # of the rows into the margins, so that their words stand under the title
HINT = "What you change appears here, step by step."


class HistoryPanel(Panel):
    """A row a step, the oldest first; undone ones stand behind the present one. A click or Enter goes to a step."""

    key = "history"
    title = "History"
    says = "Every step since the document was opened. A click goes back to one, or forward again; nothing is lost."
    needs_steps = False
    picture_size = QSize(420, 320)

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(store, theme, parent)
        layout = self.layout()
        assert layout is not None
        margins = layout.contentsMargins()
        layout.setContentsMargins(margins.left() - REACH, margins.top(), margins.right() - REACH, 8)
        self.header.setContentsMargins(REACH, 0, REACH, 0)
        self.model = HistoryModel(self)
        self.list = _StepList(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(HistoryDelegate(theme, self.list))
        self.list.chosen.connect(self._on_chosen)
        self.note, self.hint = self._quiet_label(), self._quiet_label()
        self.hint.setText(HINT)
        self.body.addWidget(self.note)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.hint)
        self._shown: tuple[object, ...] = ()

    def _quiet_label(self) -> QLabel:
        label = QLabel(self.content)
        label.setProperty("tone", "small")
        label.setContentsMargins(REACH, 2, REACH, 4)
        label.setWordWrap(True)
        label.hide()
        return label

    def refresh(self, state: State) -> None:
        store = self.store
        told = (store.labels, store.subjects, store.position, store.saved_position, store.began, store.let_go)
        if told == self._shown:
            return
        moved = told[:3] != self._shown[:3]
        self._shown = told
        found = rows(*told)
        self.model.show_rows(found)
        self._tell(found)
        if moved:
            self._follow()

    def _tell(self, found: tuple[Row, ...]) -> None:
        self.header.set_subtitle(summary(found))
        self.note.setText(let_go_words(self.store.let_go))
        self.note.setVisible(bool(self.store.let_go))
        self.hint.setVisible(len(found) == 1)
        self.list.setAccessibleDescription(summary(found))

    def _follow(self) -> None:
        """The present step is in sight, and the keys up and down begin at it."""
        index = self.model.index(self.model.present)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)

    def _on_chosen(self, index: QModelIndex) -> None:
        self.store.go_to(index.row())

    def set_theme(self, theme: Theme) -> None:
        delegate = self.list.itemDelegate()
        assert isinstance(delegate, HistoryDelegate)
        delegate.theme = theme
        self.list.viewport().update()
        super().set_theme(theme)

    def prepare_picture(self) -> None:
        super().prepare_picture()
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


class _StepList(QListView):
    """`chosen` is sent by a click, Enter or the space bar; the keys up and down look at a step without going there."""

    chosen = Signal(QModelIndex)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("rows")
        self.setAccessibleName("Steps of the history")
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setMinimumHeight(HEIGHT)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self.chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self.currentIndex().isValid():
                self.chosen.emit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
            event.ignore()
        else:
            super().keyPressEvent(event)
