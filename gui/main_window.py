"""The window: the network in the middle, the other panels around it, a bar with menus and transport on top."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSettings, QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QVBoxLayout, QWidget

from core.state import State
from gui import actions, keys
from gui import theme as themes
from gui.files import Files
from gui.panels.gradient import GradientPanel
from gui.panels.network import NetworkPanel
from gui.panels.panel import Panel
from gui.panels.timeline import TimelinePanel
from gui.panels.weights import WeightsPanel
from gui.player import Player
from gui.store import Store
from gui.theme import DARK, LIGHT, Theme
from gui.title_bar import TitleBar
from gui.transport import Transport
from gui.widgets.toast import Toast

GAP = 8
ZOOM = 1.25
BORDERS = (Qt.CursorShape.SplitHCursor, Qt.CursorShape.SplitVCursor)
COMPACT = 1180  # pixels of width below which the bar leaves words out
PANELS = (NetworkPanel, TimelinePanel, GradientPanel, WeightsPanel)


class MainWindow(QMainWindow):
    """Shows one Store."""

    def __init__(self, store: Store, theme: Theme, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.store, self.theme, self.settings = store, theme, settings
        self.setObjectName("window")
        self.setMinimumSize(QSize(960, 600))
        self.toast = Toast(theme, self)
        self.files = Files(store, self.toast, settings, self)
        self.player = Player(store, self)
        self.transport = Transport(store, self.player, theme, self)
        self.actions_by_key = actions.build(self)
        self.bar = TitleBar(self.actions_by_key, self.transport, theme, self)
        self.setMenuWidget(self.bar)
        self._by_hand = False  # whether the user has moved a border between panels
        self._shown = store.state.document
        self.panels = self._make_panels()
        store.changed.connect(self._show_state)
        store.failed.connect(self.toast.show_error)
        self._show_state(store.state)

    def _make_panels(self) -> dict[str, Panel]:
        made: dict[str, Panel] = {kind.key: kind(self.store, self.theme, self) for kind in PANELS}
        network, weights = made["network"], made["weights"]
        assert isinstance(network, NetworkPanel) and isinstance(weights, WeightsPanel)
        weights.recipe_requested.connect(self.show_recipe)
        network.weight_chosen.connect(weights.show_weight)
        self._network = network
        self.setCentralWidget(_framed(network, left=GAP))
        for corner in (Qt.Corner.TopRightCorner, Qt.Corner.BottomRightCorner):
            self.setCorner(corner, Qt.DockWidgetArea.RightDockWidgetArea)
        timeline = self._dock(made["timeline"], Qt.DockWidgetArea.BottomDockWidgetArea)
        gradient = self._dock(made["gradient"], Qt.DockWidgetArea.RightDockWidgetArea)
        weights_dock = self._dock(made["weights"], Qt.DockWidgetArea.RightDockWidgetArea)
        self._docks = (timeline, gradient, weights_dock)
        return made

    def _dock(self, panel: Panel, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(panel.title, self)
        dock.setObjectName(f"dock-{panel.key}")
        dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        dock.setTitleBarWidget(QWidget(dock))
        right = area == Qt.DockWidgetArea.RightDockWidgetArea
        bottom = panel.key != "gradient"
        dock.setWidget(_framed(panel, left=0 if right else GAP, right=GAP if right else 0, bottom=GAP * bottom))
        self.addDockWidget(area, dock)
        return dock

    def arrange(self) -> None:
        """Give every panel its share of the window, unless the user has given them theirs."""
        if self._by_hand:
            return
        timeline, gradient, weights = self._docks
        width, height = self.width(), self.height() - self.bar.height()
        self.resizeDocks([gradient], [min(max(int(width * 0.29), 368), 520)], Qt.Orientation.Horizontal)
        self.resizeDocks([timeline], [min(max(int(height * 0.33), 236), 300)], Qt.Orientation.Vertical)
        self.resizeDocks([gradient, weights], [48, 52], Qt.Orientation.Vertical)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.arrange()

    # what is shown

    def _show_state(self, state: State) -> None:
        title, modified = state.document.title, self.store.modified
        if state.document is not self._shown:
            self._shown = state.document
            self.toast.dismiss_error()
        self.setWindowTitle(f"{title}{' •' if modified else ''} — Carousel")
        self.bar.show_document(title, modified)
        undo, redo = self.actions_by_key["undo"], self.actions_by_key["redo"]
        for action, verb, label in ((undo, "Undo", self.store.undo_label), (redo, "Redo", self.store.redo_label)):
            action.setEnabled(label is not None)
            action.setText(f"{verb}: {label}" if label else verb)
        self.actions_by_key["recipe"].setEnabled(state.document.recipe is not None)

    def set_theme(self, theme: Theme) -> None:
        """Show everything in the colours of `theme`."""
        self.theme = theme
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        themes.apply(theme, application)
        self.bar.set_theme(theme)
        self.toast.set_theme(theme)
        for panel in self.panels.values():
            panel.set_theme(theme)

    # what the actions do

    def toggle_theme(self) -> None:
        """Light becomes dark, dark light, and stays so the next time."""
        chosen = LIGHT if self.theme.dark else DARK
        self.settings.setValue("theme", chosen.name)
        self.set_theme(chosen)

    def zoom_in(self) -> None:
        """Draw the network larger."""
        self._zoom(ZOOM)

    def zoom_out(self) -> None:
        """Draw the network smaller."""
        self._zoom(1 / ZOOM)

    def zoom_fit(self) -> None:
        """Draw the whole network again."""
        self._network.view.fit()

    def _zoom(self, factor: float) -> None:
        view = self._network.view
        view.zoom_at(factor, QRectF(view.viewport().rect()).center())

    def toggle_full_screen(self) -> None:
        """Fill the screen, or come back from it."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def export(self) -> None:
        """Choose a panel and save or copy its picture."""
        from gui.export_dialog import ExportDialog

        state = self.store.state
        dialog = ExportDialog(
            list(PANELS), self._panel_in_use(), state.document, state.view, self.theme, self, self.settings
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _panel_in_use(self) -> str:
        focused = QApplication.focusWidget()
        for key, panel in self.panels.items():
            if focused is not None and panel.isAncestorOf(focused):
                return key
        return "gradient"

    def show_recipe(self) -> None:
        """How the document's networks were trained, and how every seed came out."""
        from gui.recipe_dialog import RecipeDialog

        recipe = self.store.state.document.recipe
        if recipe is None:
            return
        dialog = self.findChild(RecipeDialog)
        if dialog is not None and dialog.recipe is not recipe:
            dialog.close()
            dialog = None
        if dialog is None:
            dialog = RecipeDialog(recipe, self.theme, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def show_about(self) -> None:
        """What this is, its version and its licences."""
        from gui.about_dialog import AboutDialog

        dialog = AboutDialog(self.theme, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    # events

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and _is_override(event) and keys.keeps(QApplication.focusWidget(), event):
            event.accept()
            return True
        if event.type() == QEvent.Type.MouseButtonPress and self.cursor().shape() in BORDERS:
            self._by_hand = True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        areas = [self.bar, *self.panels.values()]
        chosen = keys.next_in_order(areas, QApplication.focusWidget(), forward)
        if chosen is None:
            return False
        chosen.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.setFocus()
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.transport.set_compact(event.size().width() < COMPACT)
        self.arrange()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_leave():
            event.ignore()
            return
        self.player.pause()
        self.settings.setValue("geometry", self.saveGeometry())
        super().closeEvent(event)

    def restore(self) -> None:
        """The size and place of the last time, or a size that fits the screen."""
        geometry = self.settings.value("geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            available = self.screen().availableGeometry().size()
            self.resize(min(1440, available.width()), min(900, available.height()))


def _is_override(event: QKeyEvent) -> bool:
    return event.type() == QEvent.Type.ShortcutOverride


def _framed(panel: Panel, *, left: int = 0, right: int = 0, bottom: int = 0) -> QWidget:
    """The card with the gap that sets it off from the edge of the window."""
    frame = QWidget()
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(left, GAP if panel.key in ("network", "gradient") else 0, right, bottom)
    layout.addWidget(panel)
    return frame
