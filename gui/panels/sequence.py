"""The sequence editor: the steps as text, as numbers, as a curve; the words that are known."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from core.state import State
from gui.panels.panel import Panel
from gui.sequence.draw_page import DrawPage
from gui.sequence.edits import counted
from gui.sequence.empty_page import EmptyPage
from gui.sequence.entry import Entry
from gui.sequence.menus import KeyMenu
from gui.sequence.sources import TABLES, TEXTS, Sources
from gui.sequence.steps_page import StepsPage
from gui.sequence.words_page import WordsPage
from gui.store import Store
from gui.theme import Theme
from gui.widgets.icon_button import IconButton
from gui.widgets.segmented import Segmented

LEAST = QSize(240, 92)  # of a page
PAGES = (
    ("steps", "Steps", None, "Every step with its numbers"),
    ("draw", "Draw", None, "Draw an input over the steps"),
    ("words", "Words", None, "The words that are known, with their vectors"),
)


class SequencePanel(Panel):
    """Text on top, one of three pages below. What is typed, drawn, pasted or opened is one undo step."""

    key = "sequence"
    title = "Sequence"
    says = "What the networks read, step by step. Change a word or a number, and the whole run after it follows."
    needs_steps = False
    picture_size = QSize(960, 300)

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(store, theme, parent)
        self.pages = Segmented(theme, PAGES, self.header)
        self.pages.set_current("steps")
        self.menu_button = IconButton(
            theme, "more", tooltip="Paste, open a table or a text, take a task", parent=self.header
        )
        self.header.add(self.pages)
        self.header.add(self.menu_button)
        self.sources = Sources(store, theme, self)
        self.entry = Entry(store, theme, self)
        self.steps, self.draw, self.words = (
            StepsPage(store, theme, self),
            DrawPage(store, theme, self),
            WordsPage(store, theme, self),
        )
        self.nothing = EmptyPage(theme, self)
        self.stack = _Stack(self)
        for page in (self.steps, self.draw, self.words, self.nothing):
            self.stack.addWidget(page)
        self.body.addWidget(self.entry)
        self.body.addWidget(self.stack, 1)
        self.setAcceptDrops(True)
        self._connect()

    def _connect(self) -> None:
        self.pages.chosen.connect(self._on_page_chosen)
        self.menu_button.clicked.connect(self._on_menu)
        self.sources.words_pasted.connect(self._on_words_pasted)
        self.sources.taken.connect(self._on_taken)
        self.entry.table_pasted.connect(self.sources.paste_text)
        self.steps.staged.connect(self.entry.stage)
        self.steps.asked.connect(self._do)
        self.steps.input_asked.connect(self._on_draw_input)
        self.words.inputs.draw_asked.connect(self._on_draw_input)
        self.nothing.asked.connect(self._do)

    def refresh(self, state: State) -> None:
        """Show text and page."""
        inputs = counted(len(state.document.encoder.inputs), "input")
        self.header.set_subtitle(f"{counted(state.steps)} \u00b7 {inputs}" if state.steps else inputs)
        self.entry.show_state(state)
        self._show_page(state)

    def _show_page(self, state: State) -> None:
        pages: dict[str, StepsPage | DrawPage | WordsPage]
        pages = {"steps": self.steps, "draw": self.draw, "words": self.words}
        page = pages[self.pages.current]
        if page is self.steps and not state.steps:
            self.stack.setCurrentWidget(self.nothing)
            return
        page.show_state(state)
        self.stack.setCurrentWidget(page)

    def take_keyboard(self) -> None:
        """Have the keyboard in the line of text."""
        self.entry.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self.sources.theme = theme
        for part in (self.pages, self.menu_button, self.entry, self.steps, self.draw, self.words, self.nothing):
            part.set_theme(theme)
        super().set_theme(theme)

    def prepare_picture(self) -> None:
        """Leave the line below the numbers out."""
        super().prepare_picture()
        self.steps.foot.hide()
        self.words.foot.hide()

    def show_page(self, key: str) -> None:
        """Show "steps", "draw" or "words"."""
        self.pages.set_current(key)
        self._show_page(self.store.state)

    # what a person asks for

    def _on_page_chosen(self, key: str) -> None:
        self.show_page(key)

    def _on_draw_input(self, row: int) -> None:
        self.show_page("draw")
        self.draw.choose(row)

    def _on_menu(self) -> None:
        state = self.store.state
        entries = (
            ("paste", "Paste…", "", True),
            ("copy", "Copy as a table", "", state.steps > 0),
            None,
            ("table", "Open a table…", "", True),
            ("text", "Open a text…", "", True),
            ("task", "From a task…", "", True),
            None,
            ("clear", "Remove all steps", "", state.steps > 0),
        )
        menu = KeyMenu("Sequence", entries, self)
        menu.picked.connect(self._do)
        menu.open_at(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height())))

    def _do(self, key: str) -> None:
        last = self.store.state.steps - 1
        if key == "draw":
            self.show_page("draw")
        elif key == "paste":
            self.sources.paste()
        elif key == "copy" and last >= 0:
            self.sources.copy(*(self.steps.selection or (0, last)))
        elif key == "table":
            self.sources.open_table()
        elif key == "text":
            self.sources.open_text()
        elif key == "task":
            self.sources.from_task()
        elif key == "clear":
            self.steps.delete_all()

    def _on_words_pasted(self, text: str) -> None:
        """Put words behind what is chosen, or behind the cursor's word."""
        chosen, state = self.steps.selection, self.store.state
        at = chosen[1] + 1 if chosen else state.view.cursor + 1 if state.steps else 0
        self.steps.put_in(at, text)

    def _on_taken(self) -> None:
        self.entry.give_up()
        if self.pages.current == "words":
            self.show_page("steps")

    # files that are dropped

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(_is_ours(url.toLocalFile()) for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = next((p for url in event.mimeData().urls() if _is_ours(p := url.toLocalFile())), None)
        if path is not None:
            event.acceptProposedAction()
            self.sources.open_path(Path(path))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.nothing.fit(self.width())


class _Stack(QStackedWidget):
    """As narrow as a column of the window, whatever the pages would like."""

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        return QSize(LEAST.width(), max(LEAST.height(), page.minimumSizeHint().height() if page else 0))


def _is_ours(path: str) -> bool:
    return Path(path).suffix.lower() in (*TABLES, *TEXTS)
