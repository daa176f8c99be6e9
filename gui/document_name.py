"""The document's name in the bar on top, and how it is changed there."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QWidget

from core.document import named
from core.errors import CarouselError

LEAST = 8  # letters of a shortened name; fewer tell nothing, and the window's own title has it all
DOT = "\u2009•"  # says that there are changes that are not saved
NARROWEST, LEAST_WIDTH = 240, 150  # of the field where there is room, and where there is none
HEIGHT = 30  # of the field
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STAYS = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class DocumentName(QLabel):
    """The name, shortened where there is no room; the dot of unsaved changes always has its place.

    A double click, or `begin_edit`, opens a field over it. `renamed` carries a name that holds, `refused` the
    sentence that says why another one does not.
    """

    renamed = Signal(str)
    refused = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title, self._modified = "", False
        self.field: NameField | None = None
        self.setProperty("tone", "muted")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_name(self, title: str, modified: bool) -> None:
        """Show the name; `modified` puts the dot behind it."""
        self._title, self._modified = title, modified
        unsaved = "There are changes that are not saved yet<br>" if modified else ""
        self.setToolTip(f"<p>{escape(title)}</p><p>{unsaved}Double-click to rename</p>")
        self.setAccessibleName(f"{title}{', not saved' if modified else ''}")
        self._elide()

    def begin_edit(self) -> None:
        """Open the field, all of the name chosen."""
        if self.field is None:
            parent = self.parentWidget()
            assert parent is not None
            self.field = NameField(self._title, parent)
            self.field.entered.connect(self._on_entered)
            self.field.left.connect(self._on_left)
            self.field.escaped.connect(self._close)
            self._place_field()
            self.field.show()
        self.field.raise_()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place_field(self) -> None:
        """Over the name, its end where that of the name is; wider than a short name, where nothing is in the way."""
        if self.field is None:
            return
        place = self.geometry()
        wanted = self.field.fontMetrics().horizontalAdvance(self._title) + 40
        width = max(min(max(wanted, NARROWEST), place.width() + 4), LEAST_WIDTH)
        self.field.setGeometry(place.right() + 9 - width, place.center().y() - HEIGHT // 2 + 1, width, HEIGHT)

    def _on_entered(self) -> None:
        assert self.field is not None
        try:
            title = named("name of the document", self.field.text())
        except CarouselError as error:
            self.field.mark()
            self.refused.emit(str(error))
            return
        self._close()
        if title != self._title:
            self.renamed.emit(title)

    def _on_left(self) -> None:
        """The keyboard went elsewhere: a name that holds is taken, any other is dropped."""
        assert self.field is not None
        typed = self.field.text()
        self._close(give_back=False)
        try:
            title = named("name of the document", typed)
        except CarouselError:
            return
        if title != self._title:
            self.renamed.emit(title)

    def _close(self, give_back: bool = True) -> None:
        field, self.field = self.field, None
        if field is None:
            return
        field.blockSignals(True)
        if give_back:
            self.window().setFocus()
        field.hide()
        field.deleteLater()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.begin_edit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()
        self._place_field()

    def _elide(self) -> None:
        metrics = self.fontMetrics()
        room = self.width() - metrics.horizontalAdvance(DOT)
        shown = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        if shown != self._title and len(shown) < LEAST:
            shown = ""
        self.setText(shown + DOT if self._modified else shown)


class NameField(QLineEdit):
    """Enter sends `entered`, Esc `escaped`, and that the keyboard goes elsewhere `left`."""

    entered = Signal()
    escaped = Signal()
    left = Signal()

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setAccessibleName("Name of the document")
        self.selectAll()
        self.textEdited.connect(self._on_text_edited)

    def mark(self) -> None:
        """Show that the text is no name."""
        self._show_invalid(True)
        self.selectAll()

    def _on_text_edited(self) -> None:
        self._show_invalid(False)

    def _show_invalid(self, invalid: bool) -> None:
        self.setProperty("invalid", invalid)
        self.style().unpolish(self)
        self.style().polish(self)

    def event(self, event: QEvent) -> bool:
        # the window's shortcuts wait while a name is typed
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _STAYS:
            self.left.emit()


def _is_own(event: QKeyEvent) -> bool:
    return event.key() in (*_ENTER, Qt.Key.Key_Escape)
