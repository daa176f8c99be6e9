"""Everything the window can be told to do: one table of key, text, shortcut, icon, menu and slot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow

from gui.panel_list import TITLES


@dataclass(frozen=True)
class Spec:
    """One action. `slot` is a path from the window, such as "transport.first"; `menu` is where it is listed."""

    key: str
    text: str
    menu: str
    slot: str
    shortcut: str = ""
    icon: str = ""
    separated: bool = False
    checkable: bool = False


def _panel_specs() -> list[Spec]:
    """A choice for every panel, the first nine by Ctrl+1 and on, the history by its letter."""
    shortcuts = {key: f"Ctrl+{number}" for number, key in enumerate(TITLES, 1) if number <= 9}
    shortcuts["history"] = "Ctrl+H"
    return [
        Spec(f"panel_{key}", title, "View", "toggle_panel", shortcuts.get(key, ""), checkable=True)
        for key, title in TITLES.items()
    ]


TABLE = (
    Spec("new", "New", "File", "files.new", "Ctrl+N"),
    Spec("open", "Open…", "File", "files.open", "Ctrl+O"),
    Spec("recent", "Open recent", "File", "fill_recent"),
    Spec("presets", "Presets…", "File", "show_presets", "Ctrl+Shift+O"),
    Spec("first_scene", "Open the first scene", "File", "files.open_first_scene"),
    Spec("save", "Save", "File", "files.save", "Ctrl+S", separated=True),
    Spec("save_as", "Save as…", "File", "files.save_as", "Ctrl+Shift+S"),
    Spec("rename", "Rename the document…", "File", "rename", "F2"),
    Spec("export", "Export a picture…", "File", "export", "Ctrl+E", "export", separated=True),
    Spec("quit", "Quit", "File", "close", "Ctrl+Q", separated=True),
    Spec("undo", "Undo", "Edit", "store.undo", "Ctrl+Z", "undo"),
    Spec("redo", "Redo", "Edit", "store.redo", "Ctrl+Shift+Z", "redo"),
    Spec("find", "Find a unit…", "Edit", "find_unit", "Ctrl+F", separated=True),
    Spec("rewind", "Rewind to before training", "Edit", "rewind", separated=True),
    Spec("first", "First step", "Step", "transport.first", "Home", "first"),
    Spec("back", "Step back", "Step", "transport.back", "Left", "back"),
    Spec("play", "Play or pause", "Step", "transport.toggle", "Space", "play"),
    Spec("forward", "Step forward", "Step", "transport.forward", "Right", "forward"),
    Spec("last", "Last step", "Step", "transport.last", "End", "last"),
    *_panel_specs(),
    Spec("node_list", "List of nodes", "View", "list_nodes", "Ctrl+L"),
    Spec("reset_layout", "Reset the layout", "View", "reset_layout"),
    Spec("theme", "Switch between light and dark", "View", "toggle_theme", "Ctrl+D", "moon", separated=True),
    Spec("theme_system", "Follow the system", "View", "follow_system_theme", checkable=True),
    Spec("theme_light", "Light", "View", "use_light_theme", checkable=True),
    Spec("theme_dark", "Dark", "View", "use_dark_theme", checkable=True),
    Spec("zoom_in", "Zoom into the network", "View", "zoom_in", "Ctrl++", separated=True),
    Spec("zoom_out", "Zoom out", "View", "zoom_out", "Ctrl+-"),
    Spec("zoom_fit", "Fit the network", "View", "zoom_fit", "Ctrl+0"),
    Spec("full_screen", "Full screen", "View", "toggle_full_screen", "F11", separated=True),
    Spec("keys", "Keys", "Help", "show_keys", "?"),
    Spec("recipe", "How these networks were trained", "Help", "show_recipe"),
    Spec("about", "About Carousel", "Help", "show_about", separated=True),
)
MENUS = ("File", "Edit", "Step", "View", "Help")


def build(window: QMainWindow) -> dict[str, QAction]:
    """Make every action of the table, owned by the window and connected to its slot."""
    made: dict[str, QAction] = {}
    for spec in TABLE:
        action = QAction(spec.text, window)
        action.setObjectName(spec.key)
        if spec.shortcut:
            action.setShortcut(QKeySequence(spec.shortcut))
        action.setCheckable(spec.checkable)
        slot = attrgetter(spec.slot)(window)
        action.triggered.connect(_Toggle(spec.key, slot, action).run if spec.slot == "toggle_panel" else slot)
        window.addAction(action)
        made[spec.key] = action
    return made


def show_panels(made: dict[str, QAction], shown: Sequence[str]) -> None:
    """Tick the panels that are shown."""
    for key in TITLES:
        made[f"panel_{key}"].setChecked(key in shown)


class _Toggle(QObject):
    """Calls `slot` with the key of a panel."""

    def __init__(self, key: str, slot: Callable[[str], None], parent: QAction) -> None:
        super().__init__(parent)
        self._panel, self._slot = key.removeprefix("panel_"), slot

    def run(self) -> None:
        self._slot(self._panel)
