"""A panel as a dock: its header drags it, its cross puts it away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QContextMenuEvent, QIcon, QMouseEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QMenu, QVBoxLayout, QWidget

from gui.panels.panel import Panel
from gui.theme import Theme
from gui.widgets.icon_button import IconButton

FLOATING_GAP = 6  # around a panel in a window of its own
CROSS = 16  # of the button that puts a panel away: it stands in the margin of the card
GRIP = 1  # height of the area that Qt drags docks by: the header of the panel below stands in for it
_DRAGS = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
}


class PanelDock(QDockWidget):
    """One panel's dock, empty until it is filled. It can be dragged elsewhere, floated and put away."""

    put_away = Signal(str)

    def __init__(self, key: str, title: str, parent: QMainWindow) -> None:
        super().__init__(title, parent)
        self.key = key
        self.panel: Panel | None = None
        self.by_mouse = False  # whether it floats, or came back, because it was dragged
        self.setObjectName(f"dock-{key}")
        self.setTitleBarWidget(_Grip(self))
        frame = QWidget(self)
        self._inside = QVBoxLayout(frame)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self.setWidget(frame)
        self.topLevelChanged.connect(self._on_floated)

    def fill(self, panel: Panel, theme: Theme) -> None:
        """Take the panel in; its header becomes the handle."""
        self.panel = panel
        self.cross = CloseButton(theme, panel)
        self.cross.clicked.connect(self._on_cross_clicked)
        panel.header.installEventFilter(self)
        self._inside.addWidget(panel)
        self.visibilityChanged.connect(panel.setVisible)  # one behind another's tab then rests

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        if self.panel is not None:
            self.panel.set_theme(theme)
            self.cross.set_theme(theme)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _DRAGS and isinstance(event, QMouseEvent):
            return self._drag(event)
        if isinstance(event, QContextMenuEvent):
            self._show_menu(event)
            return True
        return super().eventFilter(watched, event)

    def _drag(self, event: QMouseEvent) -> bool:
        """Hand a mouse event of the header on as one on the title bar, which Qt drags docks by."""
        spot, grip = event.globalPosition(), self.titleBarWidget().geometry()
        across = min(max(self.mapFromGlobal(spot).x(), grip.left()), grip.right())
        place = QPointF(across, grip.top())
        moved = QMouseEvent(event.type(), place, spot, event.button(), event.buttons(), event.modifiers())
        self.by_mouse = event.type() == QEvent.Type.MouseMove
        QApplication.sendEvent(self, moved)
        return moved.isAccepted()

    def _show_menu(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = "Put back into the window" if self.isFloating() else "Float"
        menu.addAction(words).triggered.connect(self._on_float_chosen)
        menu.addAction("Hide").triggered.connect(self._on_cross_clicked)
        menu.popup(event.globalPos())

    def _on_float_chosen(self) -> None:
        self.by_mouse = False
        self.setFloating(not self.isFloating())

    def _on_floated(self, floating: bool) -> None:
        # on a ground of its own the card's edge and corners are seen
        gap = FLOATING_GAP if floating else 0
        self._inside.setContentsMargins(gap, gap, gap, gap)
        if self.panel is not None:
            self.cross.set_always(floating)

    def _on_cross_clicked(self) -> None:
        self.put_away.emit(self.key)

    def closeEvent(self, event: QCloseEvent) -> None:
        window = self.parentWidget()
        if window is not None and window.isVisible():
            event.ignore()  # the view says what is shown
            self.put_away.emit(self.key)
        else:
            super().closeEvent(event)  # the application ends, which a refusal would stop


class _Grip(QWidget):
    def sizeHint(self) -> QSize:
        return QSize(0, GRIP)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class CloseButton(IconButton):
    """A cross in a panel's margin, seen while the mouse is over the panel or the keyboard on it."""

    def __init__(self, theme: Theme, panel: Panel) -> None:
        self._seen = self._always = False
        super().__init__(theme, "close", tooltip=f"Hide {panel.title.lower()}", parent=panel)
        self.setIconSize(QSize(CROSS - 4, CROSS - 4))
        self.setFixedSize(CROSS, CROSS)
        self._panel = panel
        panel.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self._show(event.type() == QEvent.Type.Enter)
        elif event.type() == QEvent.Type.Resize:
            self.move(self._panel.width() - CROSS - 1, 4)
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._show(event.type() == QEvent.Type.FocusIn)
        return super().event(event)

    def set_always(self, always: bool) -> None:
        """Whether it is seen wherever the mouse is."""
        self._always = always
        self._refresh_icon()

    def _show(self, seen: bool) -> None:
        self._seen = seen
        self._refresh_icon()

    def _refresh_icon(self) -> None:
        super()._refresh_icon()
        if not (self._seen or self._always):
            self.setIcon(QIcon())
