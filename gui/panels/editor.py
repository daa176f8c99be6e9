"""The cell editor: the selected layer's equations as text, and the cell that they make beside it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QMenu, QSizePolicy, QVBoxLayout, QWidget

from core.cell_identity import NEW
from core.cell_library import delete_cell, list_cells, save_cell
from core.cells import Cell, parse_cell
from core.document import Document, set_cell
from core.equations import parse
from core.errors import CarouselError, EquationError
from core.state import State
from gui.cell_choices import variant
from gui.editor.menus import delete_menu, load_menu
from gui.editor.name_dialog import NameDialog
from gui.editor.picture import CellPicture
from gui.editor.text import EquationText
from gui.editor.typing import Typing
from gui.own_cells import cells_folder
from gui.panels.panel import Panel
from gui.store import Store
from gui.theme import Theme
from gui.whose import layer_name, layer_words
from gui.widgets.quiet_button import PADDING, QuietButton
from gui.widgets.toast import Toast

BESIDE = 520  # pixels of width from which the diagram is beside the text
ROOM = 330  # of height from which there is room for it below
KEPT = "The network keeps the last that read."
TEMPLATE = """\
# read before its line, a signal is
# the one of the step before
z = sigmoid(W_z @ x + U_z @ h + b_z)
h = (1 - z) * h + z * tanh(W @ x + U @ h + b)"""


class EditorPanel(Panel):
    """What is typed becomes the layer's cell as soon as it reads; a draft that does not stays, and says so."""

    key = "editor"
    title = "Cell editor"
    says = (
        "A cell is its equations: a signal that is read before its line is the one of the step before. As soon as the "
        "text reads, the layer's cell becomes it, and every panel follows."
    )
    needs_steps = False
    picture_size = QSize(960, 400)

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(store, theme, parent)
        self._place: tuple[int, int] | None = None  # model and layer whose text is shown
        self._cell: Cell | None = None
        self._error: EquationError | None = None
        self._drafts: dict[tuple[int, int], tuple[Cell, str]] = {}  # what does not read, of other layers
        self._opened: Document = store.opened
        self._source: tuple[object, ...] = ()
        self._deleted: Cell | None = None
        self._about = ""
        self.typing = Typing(store, self)
        self.text = EquationText(theme, self)
        self.picture = CellPicture(store, theme, self)
        self.told, self.problem = QLabel("", self), QLabel("", self)
        self.revert_button = QuietButton(theme, "Revert", tooltip="Back to the last equations that read", parent=self)
        self.footer = QWidget(self)
        self.buttons = {
            name: QuietButton(theme, words, tooltip=tip, parent=self.footer) for name, words, tip in BUTTONS
        }
        self.toast = Toast(theme, self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        # the flat buttons reach into the left margin, so that their words stand below the others
        layout = self.layout()
        assert layout is not None
        margins = layout.contentsMargins()
        layout.setContentsMargins(margins.left() - PADDING, margins.top(), margins.right(), 8)
        self.header.setContentsMargins(PADDING, 0, 0, 0)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(self.text, 1)
        message = QHBoxLayout()
        for label, tone in ((self.told, "small"), (self.problem, "problem")):
            label.setProperty("tone", tone)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.told.setMinimumWidth(0)
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.told.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        message.addWidget(self.problem, 1)
        message.addWidget(self.revert_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(message)
        self._split = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._split.setSpacing(16)
        self._split.setContentsMargins(PADDING, 0, 0, 0)
        self._split.addLayout(column)
        self._split.addWidget(self.picture)
        row = QHBoxLayout(self.footer)
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(4)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addWidget(self.told, 1)
        self.body.addLayout(self._split, 1)
        self.body.addWidget(self.footer)
        self._show_problem(None)

    def _connect(self) -> None:
        self.text.edited.connect(self._on_edited)
        self.text.left.connect(self.typing.leave)
        self.text.undo_asked.connect(self._on_undo_asked)
        self.text.redo_asked.connect(self._on_redo_asked)
        self.text.refused.connect(self.store.failed)
        self.revert_button.clicked.connect(self.revert)
        self.toast.action_triggered.connect(self._on_undelete)
        slots = {
            "new": self.begin_new,
            "load": self.open_load_menu,
            "save": self.ask_name,
            "delete": self.open_delete_menu,
        }
        for name, slot in slots.items():
            self.buttons[name].clicked.connect(slot)

    # what is shown

    def refresh(self, state: State) -> None:
        """Show the selected layer's text, unless a draft of it stands there, and its diagram."""
        place = state.view.model, state.view.layer
        if self.store.opened is not self._opened:
            self._opened, self._place, self._error = self.store.opened, None, None
            self._drafts.clear()
        if place != self._place:
            self._go_to(place, state)
        elif state.cell is not self._cell and self._error is None:
            self._show_text(_text_of(state.cell))
        self._cell = state.cell
        self._show_cell(state)

    def _go_to(self, place: tuple[int, int], state: State) -> None:
        if self._place is not None and self._error is not None and self._cell is not None:
            self._drafts[self._place] = (self._cell, self.text.toPlainText())
        self.typing.leave()
        self._place = place
        cell, draft = self._drafts.pop(place, (None, ""))
        self._show_text(draft if cell is state.cell else _text_of(state.cell))
        self._show_problem(_problem(self.text.toPlainText()))

    def _show_cell(self, state: State) -> None:
        view, document = state.view, state.document
        looked_at = view.cursor, view.layer, view.unit, view.signal
        read = document.sequence, document.vectors, document.encoder
        source = (state.model.network, state.model.clamps, *read, state.model.name, *looked_at)
        self.text.show_cell(state.cell)
        if source == self._source:
            return
        self._source = source
        self.header.set_subtitle(subtitle(state))
        self._about = about(state)
        self._show_about()
        self.picture.show_state(state)

    def _show_text(self, text: str) -> None:
        self.text.show_text(text)
        self._share_out()

    def _show_problem(self, error: EquationError | None) -> None:
        self._error = error
        self.text.show_error(error)
        self.problem.setText(f"{_sentence(error)}. {KEPT}" if error else "")
        self.problem.setVisible(error is not None)
        self.revert_button.setVisible(error is not None)

    # typing

    def _on_edited(self) -> None:
        self._type(self.text.toPlainText())

    def _type(self, text: str, base: Cell | None = None) -> None:
        error = self.typing.type(text, base)
        self._show_problem(error)
        self._cell = self.store.state.cell  # its text is what stands there
        self.text.show_cell(self._cell)

    def _on_undo_asked(self) -> None:
        self.text.document().clearUndoRedoStacks()  # what comes next is the document's
        self.store.undo()

    def _on_redo_asked(self) -> None:
        self.text.document().clearUndoRedoStacks()
        self.store.redo()

    def revert(self) -> None:
        """Give a draft that does not read up."""
        self._show_problem(None)
        self._show_text(_text_of(self.store.state.cell))
        self.text.show_cell(self.store.state.cell)

    def begin_new(self) -> None:
        """A small cell to begin with, as if it were typed."""
        self.typing.leave()
        self.typing.type(TEMPLATE, parse_cell(TEMPLATE, NEW))
        self.text.replace_all(TEMPLATE)
        self.text.setFocus()

    # the user's own cells

    def open_load_menu(self) -> None:
        """Every cell there is."""
        self._open(load_menu(list_cells(cells_folder()), self.store.state.cell, self), "load", self._on_load)

    def open_delete_menu(self) -> None:
        """The user's own cells."""
        self._open(delete_menu(list_cells(cells_folder()), self), "delete", self._on_delete)

    def _open(self, menu: QMenu, button: str, slot: object) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.triggered.connect(slot)
        if menu.isEmpty():
            menu.addAction("None of yours is saved yet").setEnabled(False)
        menu.popup(self.buttons[button].mapToGlobal(QPoint(0, self.buttons[button].height())))

    def _on_load(self, action: QAction) -> None:
        cell = action.data()
        if isinstance(cell, Cell):
            self.load(cell)
        else:
            self.store.failed.emit(str(cell))

    def load(self, cell: Cell) -> None:
        """Make a cell the layer's; a draft gives way."""
        self.typing.leave()
        self._show_problem(None)
        self._name(cell, f"Make {layer_name(self.store.state.model.network, self._layer) or 'the layer'} {cell.name}")
        self._show_text(_text_of(self.store.state.cell))

    @property
    def _layer(self) -> int:
        return self.store.state.view.layer

    def _name(self, cell: Cell, label: str) -> None:
        present = self.store.state.cell
        if cell is not present and (cell.name, cell.equations) != (present.name, present.equations):
            self.store.edit(set_cell, self.store.state.view.model, self._layer, cell, label=label)

    def ask_name(self) -> None:
        """Ask under which name the layer's cell is to be saved."""
        taken = [saved.cell.name for saved in list_cells(cells_folder()) if saved.cell is not None]
        dialog = NameDialog(self.store.state.cell.name, taken, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.named.connect(self.save)
        dialog.open()

    def save(self, name: str) -> None:
        """Save the layer's cell as one of the user's own; the layer's is called so too."""
        cell = replace(self.store.state.cell, name=name, key="")
        try:
            save_cell(cells_folder(), cell)
        except CarouselError as error:
            self.store.failed.emit(str(error))
            return
        self.typing.leave()
        self._name(cell, f"Call the cell {name}")
        self._deleted = None
        self.toast.show_info(f"Saved as “{name}”")

    def _on_delete(self, action: QAction) -> None:
        try:
            self._deleted = delete_cell(cells_folder(), action.data())
        except CarouselError as error:
            self.store.failed.emit(str(error))
            return
        self.toast.show_info(f"Deleted “{self._deleted.name}”", "Undo")

    def _on_undelete(self) -> None:
        if self._deleted is not None:
            try:
                save_cell(cells_folder(), self._deleted)
            except CarouselError as error:
                self.store.failed.emit(str(error))

    # looks

    def set_theme(self, theme: Theme) -> None:
        for button in (self.revert_button, *self.buttons.values()):
            button.set_theme(theme)
        for part in (self.text, self.picture, self.toast):
            part.set_theme(theme)
        super().set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= BESIDE
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._split.setDirection(way)
        self.picture.setVisible(beside or self.height() >= ROOM)
        self._share_out()
        self._show_about()

    def _show_about(self) -> None:
        """What there is to say of the cell, where there is room for it beside the buttons."""
        buttons = [button for button in self.buttons.values() if not button.isHidden()]
        taken = sum(button.sizeHint().width() + 4 for button in buttons) + 2 * PADDING + 32
        fits = self.told.fontMetrics().horizontalAdvance(self._about) <= self.width() - taken
        self.told.setText(self._about if fits else "")

    def _share_out(self) -> None:
        """Give the text the width of its longest row, and more only where the diagram has enough."""
        width = self.width()
        wanted = min(max(self.text.wanted_width, int(0.36 * width)), int(0.55 * width))
        beside = self._split.direction() == QBoxLayout.Direction.LeftToRight
        for index, share in enumerate((wanted, width - wanted) if beside else (2, 3)):
            self._split.setStretch(index, share)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.picture.canvas.has_key_focus:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.theme.focus, 2))
            place = QRectF(self.picture.geometry()).translated(QRectF(self.content.geometry()).topLeft())
            painter.drawRoundedRect(place.adjusted(-6, -1, 6, 3), 6, 6)

    def prepare_picture(self) -> None:
        """Leave out what can be clicked."""
        super().prepare_picture()
        for button in self.buttons.values():
            button.hide()
        self.picture.fit()
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


BUTTONS = (
    ("new", "New", "A small cell to begin with"),
    ("load", "Load ▾", "Load a cell: those that ship, and yours"),
    ("save", "Save as cell…", "Save the cell as one of yours, for every document"),
    ("delete", "Delete ▾", "Delete a cell of yours"),
)


def subtitle(state: State) -> str:
    """Which cell it is, and whose: "LSTM, peepholes · layer 2 of LSTM"."""
    words = layer_words(state)
    return state.cell.name if words == state.cell.name else f"{state.cell.name} · {words}"


def about(state: State) -> str:
    """What there is to say of a cell that reads: "NFG: no forget gate · remembers c and h · 92 weights"."""
    cell = state.cell
    states = " and ".join(", ".join(cell.states).rsplit(", ", 1)) or "nothing"
    count = sum(array.size for array in state.layer.parameters.values())
    parts = [variant(cell), f"remembers {states}", f"{count:,} weights"]
    return " · ".join(part for part in parts if part)


def _text_of(cell: Cell) -> str:
    return cell.equations.strip("\n")


def _problem(text: str) -> EquationError | None:
    try:
        parse(text)
    except EquationError as error:
        return error
    return None


def _sentence(error: EquationError) -> str:
    text = str(error)
    return text[0].upper() + text[1:]
