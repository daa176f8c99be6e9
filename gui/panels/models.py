"""Models: the networks of the document, which of them are shown, and which is selected."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from core.errors import CarouselError
from core.model_edits import remove_model, rename_model
from core.state import State
from gui.models.add_menu import AddMenu
from gui.models.choice import selected, toggled
from gui.models.menu import open_colour_menu, open_model_menu
from gui.models.row import HEIGHT, ModelRow
from gui.models.words import rows_of
from gui.panels.panel import Panel
from gui.store import Store
from gui.theme import Theme
from gui.widgets.icon_button import IconButton
from gui.widgets.inline_field import InlineField

REACH = 8  # of the rows into the margins, so that their words stand under the title


class ModelsPanel(Panel):
    """A row a model. A click or the keys up and down select one; its eye shows or hides it, its menu does the rest."""

    key = "models"
    title = "Models"
    says = "The networks that read the sentence: which are shown, and which one the other panels are about."
    needs_steps = False
    picture_size = QSize(420, 320)

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(store, theme, parent)
        self.rows: list[ModelRow] = []
        self._stop = -1  # the row that the tabulator comes to
        self._selected = -1
        layout = self.layout()
        assert layout is not None
        margins = layout.contentsMargins()
        layout.setContentsMargins(margins.left() - REACH, margins.top(), margins.right() - REACH, 8)
        self.header.setContentsMargins(REACH, 0, REACH, 0)
        self._list = QScrollArea(self)
        self._list.setWidgetResizable(True)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMinimumHeight(HEIGHT)
        self._list.setAccessibleName("Models")
        content = QWidget(self._list)
        content.setObjectName("content")
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._list.setWidget(content)
        self.body.addWidget(self._list, 1)
        self.add_button = IconButton(theme, "plus", "Add a network", parent=self)
        self.add_button.setMenu(AddMenu(store, self.add_button))
        self.add_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more_button = IconButton(theme, "more", tooltip="Rename, duplicate, recolour or remove", parent=self)
        self.more_button.clicked.connect(self._on_more_clicked)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 4, 0)  # below the eyes
        foot.addWidget(self.add_button)
        foot.addStretch(1)
        foot.addWidget(self.more_button)
        self.body.addLayout(foot)
        self.field: InlineField | None = None
        self._renamed = 0
        self._identities: list[object] = []

    def refresh(self, state: State) -> None:
        found = rows_of(state, self.store.opened)
        shown = sum(not row.is_hidden for row in found)
        count = f"{len(found)} network{'' if len(found) == 1 else 's'}"
        self.header.set_subtitle(count if shown == len(found) else f"{shown} of {count} shown")
        if [model.identity for model in state.document.models] != self._identities:
            self._identities = [model.identity for model in state.document.models]
            self._close_field()
        self._provide(len(found))
        for widget, row in zip(self.rows, found, strict=True):
            widget.show_row(row)
        if state.view.model != self._selected or self._stop >= len(found):
            self._selected = state.view.model
            self._set_stop(state.view.model)
            self._list.ensureWidgetVisible(self.rows[state.view.model], 0, 0)

    def set_theme(self, theme: Theme) -> None:
        for row in self.rows:
            row.set_theme(theme)
        self.add_button.set_theme(theme)
        self.more_button.set_theme(theme)
        super().set_theme(theme)

    def prepare_picture(self) -> None:
        super().prepare_picture()
        self.add_button.hide()
        self.more_button.hide()
        self._list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for row in self.rows:
            row.prepare_picture()

    def _provide(self, count: int) -> None:
        """As many rows as there are models."""
        while len(self.rows) > count:
            row = self.rows.pop()
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self.rows) < count:
            row = ModelRow(self.theme, self._list.widget())
            row.clicked.connect(self._on_row_clicked)
            row.eye.clicked.connect(self._on_eye_clicked)
            row.swatch.clicked.connect(self._on_swatch_clicked)
            row.moved.connect(self._on_row_moved)
            row.menu_asked.connect(self._on_menu_asked)
            row.rename_asked.connect(self._on_rename_asked)
            row.removal_asked.connect(self._on_removal_asked)
            self._column.insertWidget(len(self.rows), row)
            self.rows.append(row)

    def _set_stop(self, index: int) -> None:
        self._stop = index
        for k, row in enumerate(self.rows):
            row.set_stop(k == index)

    # what a person asks for

    def _index(self) -> int:
        """The row whose signal is handled, or whose button's."""
        sender = self.sender()
        return next(k for k, row in enumerate(self.rows) if sender in (row, row.eye, row.swatch))

    def _on_row_clicked(self) -> None:
        self.store.look(**selected(self.store.state, self._index()))

    def _on_eye_clicked(self) -> None:
        self.store.look(**toggled(self.store.state, self._index()))

    def _on_swatch_clicked(self) -> None:
        index = self._index()
        swatch = self.rows[index].swatch
        open_colour_menu(self.store, self.theme, index, swatch.mapToGlobal(QPoint(0, swatch.height())), self)

    def _on_menu_asked(self, at: QPoint) -> None:
        self._open_menu(self._index(), at)

    def _on_more_clicked(self) -> None:
        """The menu of the selected model, for whoever does not think of the right button."""
        index = self.store.state.view.model
        self._list.ensureWidgetVisible(self.rows[index], 0, 0)
        self._open_menu(index, self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))

    def _open_menu(self, index: int, at: QPoint) -> None:
        menu = open_model_menu(self.store, self.theme, index, at, self)
        menu.rename_asked.connect(self._open_field)

    def _on_rename_asked(self) -> None:
        self._open_field(self._index())

    def _open_field(self, index: int) -> None:
        """A field over the name of a model."""
        self._close_field()
        name, row = self.store.state.document.models[index].name, self.rows[index]
        self._list.ensureWidgetVisible(row, 0, 0)
        self._renamed = index
        self.field = InlineField(name, self._refusal, row)
        self.field.setAccessibleName(f"Another name for {name}")
        self.field.committed.connect(self._on_name_committed)
        self.field.closed.connect(self._on_field_closed)
        self.field.open(row.name_place())

    def _refusal(self, name: str) -> str:
        """Why a name will not do, in a sentence."""
        try:
            rename_model(self.store.state.document, self._renamed, name)
        except CarouselError as error:
            return f"{error}."
        return ""

    def _on_name_committed(self, name: str) -> None:
        old = self.store.state.document.models[self._renamed].name
        self.store.edit(rename_model, self._renamed, name, label=f"Rename {old} to {name}")

    def _on_field_closed(self) -> None:
        had = self.field is not None and self.field.hasFocus()
        self.field = None
        if had and self._renamed < len(self.rows):
            self._set_stop(self._renamed)
            self.rows[self._renamed].setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_field(self) -> None:
        if self.field is not None:
            self.field.dismiss()

    def _on_removal_asked(self) -> None:
        """Take a model away; the keyboard goes to the row in its place."""
        index, models = self._index(), self.store.state.document.models
        if len(models) == 1:
            self.store.failed.emit(f"{models[0].name} is the only network: add another one before it is removed.")
            return
        self.store.edit(remove_model, index, label=f"Remove {models[index].name}")
        self._set_stop(min(index, len(models) - 2))
        self.rows[self._stop].setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_row_moved(self, way: int) -> None:
        """Go to the next row and select it; one that is hidden stays so until it is asked for."""
        index = self._index() + way
        if not 0 <= index < len(self.rows):
            return
        self._set_stop(index)
        self.rows[index].setFocus(Qt.FocusReason.TabFocusReason)
        self._list.ensureWidgetVisible(self.rows[index], 0, 0)
        if index not in self.store.state.view.hidden:
            self.store.look(model=index)
