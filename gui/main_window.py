"""The window: the network in the middle, the other panels around it, a bar with menus and transport on top."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSettings, QSize, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QMainWindow, QTabBar, QWidget

from core.document import Document, set_title
from core.errors import CarouselError
from core.model_edits import can_rewind, rewind
from core.network import Place
from core.state import FIRST_PANELS, State, View
from gui import actions, keys
from gui import theme as themes
from gui.arrangement import GAP, Arrangement
from gui.drops import Drops
from gui.files import Files
from gui.head import Head
from gui.panel_list import panel_class, panel_classes
from gui.panels.panel import Panel
from gui.player import Player
from gui.recent import RecentMenu
from gui.store import Store
from gui.theme import DARK, LIGHT, Theme, system_theme
from gui.title_bar import HEIGHT, TitleBar
from gui.transport import Transport
from gui.widgets.note import Note
from gui.widgets.toast import Toast

ZOOM = 1.25
BORDERS = (Qt.CursorShape.SplitHCursor, Qt.CursorShape.SplitVCursor)
COMPACT = 1180  # pixels of width below which the bar leaves words out
THEMES = {"light": LIGHT, "dark": DARK}  # by the name that is kept; any other follows the system


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
        self.note = Note(theme, self)
        self._noted: Document | None = None  # what the note is about, as it was opened
        self.setMenuWidget(Head(self.bar, self.note, self))
        self.setContentsMargins(GAP, 0, GAP, GAP)
        self._shown = store.state.document
        self._told: tuple[object, ...] = ()
        self.arrangement = Arrangement(self, self._make_panel, theme)
        self.arrangement.put_away.connect(self._on_put_away)
        self.recent = RecentMenu(self.files.recent, self.actions_by_key["recent"], self)
        self.recent.chosen.connect(self.files.open_recent)
        self.drops = Drops(self.files, theme, self)
        self.bar.document.renamed.connect(self._on_renamed)
        self.bar.document.refused.connect(self.toast.show_error)
        self._show_theme_choice()
        store.changed.connect(self._show_state)
        store.failed.connect(self.toast.show_error)
        store.told.connect(self.toast.show_info)
        self.files.preset_opened.connect(self._on_preset_opened)
        self.files.begun.connect(self._on_begun)
        self.note.closed.connect(self._on_note_closed)
        self._show_state(store.state)

    @property
    def panels(self) -> dict[str, Panel]:
        """The panels made so far, by key: each is made when it is first shown."""
        return self.arrangement.panels

    def _make_panel(self, key: str) -> Panel:
        panel = panel_class(key)(self.store, self.theme, self)
        for name, slot in (("recipe_requested", self.show_recipe), ("weight_chosen", self._on_weight_chosen)):
            if hasattr(panel, name):
                getattr(panel, name).connect(slot)
        return panel

    def _on_weight_chosen(self, place: Place, name: str, index: tuple[int, ...]) -> None:
        """A weight was clicked in a panel: show it in the list of weights, where that is open."""
        weights = self.panels.get("weights")
        if weights is not None and "weights" in self.arrangement.shown:
            weights.show_weight(place, name, index)  # type: ignore[attr-defined]

    def _on_put_away(self, key: str) -> None:
        self.store.show_panel(key, False)

    def _on_preset_opened(self) -> None:
        """Say what there is to look at, once, until it is closed or another document is opened."""
        self._noted = self.store.opened
        self._show_note(self._noted.says)

    def _on_begun(self) -> None:
        """There is nothing yet: a sentence can be typed at once."""
        self.store.publish()
        if "sequence" in self.panels:
            self.panels["sequence"].take_keyboard()  # type: ignore[attr-defined]

    def _on_note_closed(self) -> None:
        self._show_note("")
        self.setFocus()

    def _show_note(self, text: str) -> None:
        if text != self.note.text:
            self.note.show_text(text)
        QTimer.singleShot(0, self.arrangement.arrange)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.arrangement.arrange()
        if self.arrangement.floating:
            QTimer.singleShot(0, self.arrangement.raise_floating)

    # what is shown

    def _show_state(self, state: State) -> None:
        if state.document is not self._shown:
            self._shown = state.document
            self.toast.dismiss_error()
        if self._noted is not None and self.store.opened is not self._noted:
            self._noted = None
            self._show_note("")
        undo, redo, recipe = self.store.undo_label, self.store.redo_label, state.document.recipe
        named = state.model.name, can_rewind(state.document, state.view.model)
        told = (state.document.title, self.store.modified, undo, redo, recipe is not None, state.view.panels, named)
        if told != self._told:
            self._told = told
            self._tell(state)

    def _tell(self, state: State) -> None:
        """Show what bar, menus and panels are told: it seldom changes."""
        title, modified = state.document.title, self.store.modified
        self.arrangement.show_panels(state.view.panels)
        actions.show_panels(self.actions_by_key, state.view.panels)
        self.setWindowTitle(f"{title}{' •' if modified else ''} — Carousel")
        self.bar.show_document(title, modified)
        undo, redo = self.actions_by_key["undo"], self.actions_by_key["redo"]
        for action, verb, label in ((undo, "Undo", self.store.undo_label), (redo, "Redo", self.store.redo_label)):
            action.setEnabled(label is not None)
            action.setText(f"{verb}: {label.replace('&', '&&')}" if label else verb)
        self.actions_by_key["recipe"].setEnabled(state.document.recipe is not None)
        back, name = self.actions_by_key["rewind"], state.model.name.replace("&", "&&")
        back.setText(f"Rewind {name} to before training")
        back.setEnabled(can_rewind(state.document, state.view.model))

    def set_theme(self, theme: Theme) -> None:
        """Show everything in the colours of `theme`."""
        self.theme = theme
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        themes.apply(theme, application)
        self.bar.set_theme(theme)
        self.note.set_theme(theme)
        self.toast.set_theme(theme)
        self.drops.ground.theme = theme
        self.arrangement.set_theme(theme)
        self.update()

    # what the actions do

    def toggle_theme(self) -> None:
        """Light becomes dark, dark light, and stays so the next time."""
        self._choose_theme("light" if self.theme.dark else "dark")

    def use_light_theme(self) -> None:
        """Light, whatever the system says."""
        self._choose_theme("light")

    def use_dark_theme(self) -> None:
        """Dark, whatever the system says."""
        self._choose_theme("dark")

    def follow_system_theme(self) -> None:
        """Light or dark as the system says, now and from now on."""
        self._choose_theme("system")

    def _choose_theme(self, name: str) -> None:
        self.settings.setValue("theme", name)
        self._show_theme_choice()
        self.set_theme(THEMES.get(name) or system_theme())

    def on_system_theme_changed(self) -> None:
        """The system went light or dark: follow it, unless the user has chosen one."""
        if self._theme_choice() == "system":
            self.set_theme(system_theme())

    def _theme_choice(self) -> str:
        kept = str(self.settings.value("theme", ""))
        return kept if kept in THEMES else "system"

    def _show_theme_choice(self) -> None:
        for name in ("system", *THEMES):
            self.actions_by_key[f"theme_{name}"].setChecked(name == self._theme_choice())

    def fill_recent(self) -> None:
        """List the files opened or saved last."""
        self.recent.fill()

    def rename(self) -> None:
        """Type another name for the document, where it stands in the bar."""
        self.bar.document.begin_edit()

    def _on_renamed(self, title: str) -> None:
        self.store.edit(set_title, title, label=f"Rename to “{title}”")

    def rewind(self) -> None:
        """The selected network as it was before its training."""
        state = self.store.state
        self.store.edit(rewind, state.view.model, label=f"Rewind {state.model.name}")

    def toggle_panel(self, key: str) -> None:
        """Show a panel, or put it away."""
        self.store.show_panel(key, key not in self.store.state.view.panels)

    def reset_layout(self) -> None:
        """The panels of the first window, where they stand at first."""
        self.store.look(panels=FIRST_PANELS)
        self.arrangement.show_panels(FIRST_PANELS)
        self.arrangement.reset()

    def find_unit(self) -> None:
        """Look for a unit in the network."""
        self._network_panel().open_find()  # type: ignore[attr-defined]

    def list_nodes(self) -> None:
        """Show the network's nodes as a list, or put that away."""
        self._network_panel().toggle_list()  # type: ignore[attr-defined]

    def _network_panel(self) -> Panel:
        """The network, shown now if it was not."""
        if "network" not in self.store.state.view.panels:
            self.store.show_panel("network")
            self.store.publish()
        return self.panels["network"]

    def zoom_in(self) -> None:
        """Draw the network larger."""
        self._zoom(ZOOM)

    def zoom_out(self) -> None:
        """Draw the network smaller."""
        self._zoom(1 / ZOOM)

    def zoom_fit(self) -> None:
        """Draw the whole network again."""
        if "network" in self.panels:
            self.panels["network"].view.fit()  # type: ignore[attr-defined]

    def _zoom(self, factor: float) -> None:
        if "network" in self.panels:
            view = self.panels["network"].view  # type: ignore[attr-defined]
            view.zoom_at(factor, QRectF(view.viewport().rect()).center())

    def toggle_full_screen(self) -> None:
        """Fill the screen, or come back from it."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def export(self) -> None:
        """Choose a panel and save or copy its picture."""
        from gui.export_dialog import ExportDialog

        state = self.store.state
        dialog = ExportDialog(
            panel_classes(),
            self._panel_in_use(),
            state.document,
            state.view,
            self.theme,
            self,
            self.settings,
            window_picture,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _panel_in_use(self) -> str:
        focused = QApplication.focusWidget()
        for key, panel in self.panels.items():
            if focused is not None and panel.isAncestorOf(focused):
                return key
        return "gradient"

    def show_presets(self) -> None:
        """The gallery of the documents that ship."""
        from gui.gallery import Gallery

        dialog = Gallery(self.theme, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self.files.open_preset)
        dialog.open()

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

    def show_keys(self) -> None:
        """Every key and what it does."""
        from gui.keys_dialog import KeysDialog

        dialog = self.findChild(KeysDialog)
        if dialog is not None:
            dialog.close()
            return
        dialog = KeysDialog(self.theme, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

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
            self.arrangement.by_hand = True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        areas = [self.bar, self.note, *(self.panels[key] for key in self.arrangement.shown)]
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
        self.bar.set_compact(event.size().width() < COMPACT)
        self.arrangement.arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        # the bar's ground goes from edge to edge, where the panels keep a gap
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), HEIGHT, self.theme.surface)
        painter.fillRect(0, HEIGHT - 1, self.width(), 1, self.theme.line)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.drops.enter(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drops.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drops.drop(event)

    def createPopupMenu(self) -> None:
        """None: Qt's own list of docks would bypass the view, which says what is shown."""

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_leave():
            event.ignore()
            return
        self.player.pause()
        self.settings.setValue("geometry", self.saveGeometry())
        self.arrangement.save(self.settings)
        super().closeEvent(event)

    def restore(self) -> None:
        """The size, place and layout of the last time, or a size that fits the screen."""
        geometry = self.settings.value("geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            available = self.screen().availableGeometry().size()
            self.resize(min(1440, available.width()), min(900, available.height()))
        self.arrangement.restore(self.settings)


def window_picture(document: Document, view: View, theme: Theme, size: QSize, scale: float = 1.0) -> QImage:
    """The whole window as a picture, made anew off the screen; CarouselError where it needs more room."""
    from gui.export import grab_window, settle

    store = Store(document, view)
    window = MainWindow(store, theme, QSettings(store))
    try:
        themes.apply(theme, window)
        window.resize(size)
        if window.size() != size:
            least = f"{window.width()} × {window.height()}"
            raise CarouselError("size of the picture", f"at least that of the window, {least}", _times(size))
        window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        window.show()
        window.setFocus()
        settle(window)
        for panel in window.panels.values():
            panel.finish()
        for bar in window.findChildren(QTabBar):
            bar.show()  # Qt would, when the event loop comes round
        return grab_window(window, scale)
    finally:
        window.hide()
        window.deleteLater()
        store.deleteLater()


def _times(size: QSize) -> str:
    return f"{size.width()} × {size.height()}"


def _is_override(event: QKeyEvent) -> bool:
    return event.type() == QEvent.Type.ShortcutOverride
