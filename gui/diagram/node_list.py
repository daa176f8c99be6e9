"""The list of nodes: every node of the network by the keyboard and for a screen reader, with its weights below it."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from core.state import State
from gui.diagram.layout import Key, Node
from gui.diagram.node_model import NodeModel, Place
from gui.part_menu import asks_menu
from gui.widgets.number_editor import NumberEditor

VALUES = 138  # width of the column of values
_OWN_KEYS = {
    Qt.Key.Key_Escape,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Insert,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
}
_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class NodeList(QTreeView):
    """Announces what a person does; places are those of its model."""

    node_chosen = Signal(object)  # Place: moved to by a person
    opened = Signal(object)  # Place: by Enter or a double click, where there is no number to type
    menu_asked = Signal(object, QPoint)  # Place; where on the screen
    removal_asked = Signal(object)  # list[Place]
    addition_asked = Signal(object)  # Place
    number_typed = Signal(object, float)  # Weight
    left = Signal()  # by Esc

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.nodes = NodeModel(self)
        self._followed: tuple[int, int] | None = None
        self.setModel(self.nodes)
        self.setAccessibleName("Nodes of the network")
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setIndentation(14)
        self.setAllColumnsShowFocus(True)
        self.setExpandsOnDoubleClick(False)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        self.setItemDelegate(_Numbers(self))
        self.doubleClicked.connect(self._on_double_clicked)

    # what is shown

    def show_state(self, state: State) -> None:
        """Show `state`; what was open stays open where it is still there, and the selected unit is gone to."""
        kept, current = self._open_places(), self.nodes.place(self.currentIndex())
        if self.nodes.show_state(state):
            self._open(kept, current)
        view = state.view
        at = (view.layer, view.unit)
        if at != self._followed:
            self._followed = at
            self._follow(Node(Key("unit", view.layer), view.unit))

    def _follow(self, node: Node) -> None:
        """Go to a node that was selected elsewhere, unless the list is at it, or at a weight into it."""
        index, place = self.nodes.node_index(node), self.nodes.place(self.currentIndex())
        wanted = self.nodes.place(index)
        if wanted is None or (place is not None and (place.group, place.row) == (wanted.group, wanted.row)):
            return
        self._go_to(index)

    def _go_to(self, index: QModelIndex) -> None:
        blocked = self.blockSignals(True)  # nobody here has chosen it
        try:
            self.expand(index.parent())
            self.selectionModel().setCurrentIndex(index, _SELECT)
        finally:
            self.blockSignals(blocked)
        self.scrollTo(index)

    def show_node(self, node: Node) -> None:
        """Go to a node."""
        self._go_to(self.nodes.node_index(node))

    def _open_places(self) -> list[Place]:
        """What is expanded: groups, then nodes."""
        found = []
        for group in range(self.nodes.rowCount()):
            index = self.nodes.index(group, 0)
            if self.isExpanded(index):
                found.append(Place(group))
                rows = {row for at, row in self.nodes.listed if at == group}
                found += [Place(group, row) for row in rows if self.isExpanded(self.nodes.index(row, 0, index))]
        return found

    def _open(self, places: list[Place], current: Place | None) -> None:
        blocked = self.blockSignals(True)
        for group in range(self.nodes.rowCount()):
            self.setFirstColumnSpanned(group, QModelIndex(), True)
        try:
            for place in places or [Place(group) for group in range(self.nodes.rowCount())]:
                self.expand(self.nodes.index_of(place))
            if current is not None:
                self.selectionModel().setCurrentIndex(self.nodes.index_of(current), _SELECT)
        finally:
            self.blockSignals(blocked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.header().resizeSection(1, int(min(VALUES, 0.6 * self.viewport().width())))
        super().resizeEvent(event)

    # what a person does

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, before: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, before)
        place = self.nodes.place(current)
        if place is not None:
            self.node_chosen.emit(place)

    def chosen(self) -> list[Place]:
        """What is selected, each once, in order; the current one where nothing is."""
        rows = self.selectionModel().selectedRows() or [self.currentIndex()]
        found = (self.nodes.place(index) for index in sorted(rows))
        return [place for place in found if place is not None]

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if asks_menu(event) or plain and event.key() in _OWN_KEYS:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, place = event.key(), self.nodes.place(self.currentIndex())
        if asks_menu(event):
            self.ask_menu()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key == Qt.Key.Key_Delete and place is not None:
            self.removal_asked.emit(self.chosen())
        elif key == Qt.Key.Key_Insert and place is not None:
            self.addition_asked.emit(place)
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        """Type the number of a weight, open or shut a group, or do what a click on a node would."""
        index = self.currentIndex()
        place = self.nodes.place(index)
        if self.nodes.weight_at(index) is not None:
            self.edit(index.siblingAtColumn(1))
        elif place is not None and place.row is None:
            self.setExpanded(index, not self.isExpanded(index))
        elif place is not None:
            self.opened.emit(place)

    def _on_double_clicked(self) -> None:
        self._enter()

    def ask_menu(self) -> None:
        """Ask for the menu of what the keyboard is at."""
        place = self.nodes.place(self.currentIndex())
        if place is not None:
            self.menu_asked.emit(place, self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() != QContextMenuEvent.Reason.Mouse:
            self.ask_menu()
            return
        place = self.nodes.place(self.indexAt(event.pos()))
        if place is not None:
            self.menu_asked.emit(place, event.globalPos())


class _Numbers(QStyledItemDelegate):
    """Lets the number of a weight be typed where it stands."""

    def __init__(self, owner: NodeList) -> None:
        super().__init__(owner)
        self._owner = owner

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        editor = NumberEditor(self._owner.nodes.weight_value(index), parent)
        editor.committed.connect(self._on_committed)
        editor.closed.connect(self._on_closed)
        return editor

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        """Nothing: what is typed stays while the values behind it change."""

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Nothing: the editor has announced it."""

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        return False  # the editor has keys of its own

    def _on_committed(self, value: float) -> None:
        weight = self._owner.nodes.weight_at(self._owner.currentIndex())
        if weight is not None:
            self._owner.number_typed.emit(weight, value)

    def _on_closed(self, keep_focus: bool) -> None:
        editor = self.sender()
        assert isinstance(editor, NumberEditor)
        self.closeEditor.emit(editor)
        self._owner.setFocus(Qt.FocusReason.OtherFocusReason)
