"""How the panels share the window: the network in the middle, the others docked around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QByteArray, QObject, QSettings, Qt, Signal
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow, QTabWidget, QVBoxLayout, QWidget

from core.state import PANELS as KEYS
from gui.docks import GRIP, PanelDock
from gui.panel_list import TITLES
from gui.panels.panel import Panel
from gui.theme import Theme

GAP = 8
VERSION = 1  # of what is kept of a layout
CENTRE = "network"
LEFT = ("cell", "timeline", "sequence", "editor")  # below the network
RIGHT = ("gradient", "weights", "equations", "models", "history")
LEAST = {
    "network": 270,
    "cell": 210,
    "timeline": 190,
    "gradient": 316,
    "weights": 236,
    "equations": 206,
    "models": 186,
    "sequence": 200,
    "editor": 220,
    "history": 150,
}
GROWS = {  # shares of the height that is left
    "network": 5.0,
    "cell": 2.0,
    "timeline": 2.0,
    "gradient": 4.0,
    "weights": 6.0,
    "equations": 1.0,
    "models": 0.2,
    "sequence": 1.5,
    "editor": 2.0,
    "history": 1.0,
}
NOTHING = "Every panel is hidden. Panels, at the top right, brings them back."
Groups = list[list[str]]


def grouped(keys: Sequence[str], height: int) -> Groups:
    """The panels of a column from top to bottom; those that would find no room share a place by tabs."""
    groups: Groups = []
    taken = 0
    for key in keys:
        if groups and taken + GAP + LEAST[key] > height:
            groups[-1].append(key)
        else:
            groups.append([key])
            taken += LEAST[key] + (GAP if taken else 0)
    return groups


def heights(keys: Sequence[str], height: int) -> list[int]:
    """The heights of panels one below the other: what each needs, and its share of the rest."""
    rest = max(0, height - sum(LEAST[key] for key in keys) - GAP * (len(keys) - 1))
    whole = sum(GROWS[key] for key in keys)
    return [int(LEAST[key] + rest * GROWS[key] / whole) for key in keys]


class Arrangement(QObject):
    """Shows panels in the docks of a window, and keeps them where they are good unless a person moved them."""

    put_away = Signal(str)

    def __init__(self, window: QMainWindow, make: Callable[[str], Panel], theme: Theme) -> None:
        super().__init__(window)
        self._window, self._make, self.theme = window, make, theme
        self.by_hand = False  # whether the user has moved a border or a panel
        self.panels: dict[str, Panel] = {}
        self._shown: tuple[str, ...] = ()
        self._placed: set[str] = set()  # what was seen in this layout
        self._groups: tuple[Groups, Groups] = ([], [])
        self._has_centre = True  # whether the network stands in the middle
        self._frame = QWidget(window)
        inside = QVBoxLayout(self._frame)
        inside.setContentsMargins(0, GRIP, 0, 0)
        self.note = QLabel(NOTHING, self._frame)
        self.note.setProperty("tone", "muted")
        self.note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.note.hide()
        inside.addWidget(self.note)
        window.setCentralWidget(self._frame)
        window.setDockNestingEnabled(True)
        window.setAnimated(False)  # panels are at once where they belong, in pictures too
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        for corner in (Qt.Corner.TopRightCorner, Qt.Corner.BottomRightCorner):
            window.setCorner(corner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.docks = {key: self._dock(key) for key in (*LEFT, *RIGHT) if key in TITLES}

    def _dock(self, key: str) -> PanelDock:
        dock = PanelDock(key, TITLES[key], self._window)
        dock.put_away.connect(self.put_away)
        dock.topLevelChanged.connect(self._on_floated)
        self._window.addDockWidget(self._area(key), dock, Qt.Orientation.Vertical)
        dock.hide()
        return dock

    def _area(self, key: str) -> Qt.DockWidgetArea:
        if key in RIGHT:
            return Qt.DockWidgetArea.RightDockWidgetArea
        # below nothing Qt would leave a gap, and it would make them narrow
        return Qt.DockWidgetArea.BottomDockWidgetArea if self._has_centre else Qt.DockWidgetArea.LeftDockWidgetArea

    @property
    def shown(self) -> tuple[str, ...]:
        """The panels that are shown, in the order of the View menu."""
        return self._shown

    def show_panels(self, keys: Sequence[str]) -> None:
        """Show these panels and no others; those seen for the first time are made."""
        wanted = tuple(key for key in KEYS if key in keys and key in TITLES)
        if wanted == self._shown:
            return
        fresh = [key for key in wanted if key not in self._shown]
        self._shown = wanted
        self._take_keyboard(wanted)
        for key in fresh:
            self._fill(key)
        self._frame.setVisible(CENTRE in wanted or not wanted)
        self.note.setVisible(not wanted)
        if CENTRE in self.panels:
            self.panels[CENTRE].setVisible(CENTRE in wanted)
        for key, dock in self.docks.items():
            dock.setVisible(key in wanted)
        self._follow_centre()
        if self.by_hand:
            for key in fresh:
                self._insert(key)
        self._placed |= set(wanted)
        self.arrange()
        for key in fresh:
            if key in self.docks and self._window.isVisible():
                self.docks[key].raise_()

    def _follow_centre(self) -> None:
        """Move the panels below the network into its place when it goes, and back below when it comes."""
        has_centre = CENTRE in self._shown
        if has_centre == self._has_centre:
            return
        moved = [key for key in LEFT if self._is_docked(key) and self._is_at_home(key)]
        self._has_centre = has_centre
        self._groups = ([], self._groups[1])
        if self.by_hand and moved:
            self._place(grouped(moved, self._room_of_left()))

    def _room_of_left(self) -> int:
        return self._height() - (LEAST[CENTRE] + GAP if self._has_centre else 0)

    def _take_keyboard(self, wanted: Sequence[str]) -> None:
        """The window has the keyboard where the panel that has it goes: else some other control would get it."""
        focused = self._window.focusWidget()
        for key, panel in self.panels.items():
            if key not in wanted and focused is not None and panel.isAncestorOf(focused):
                self._window.setFocus()

    def _insert(self, key: str) -> None:
        """Put a panel that was not seen in this layout where it belongs, and leave the others where they are."""
        if key in self._placed or key not in self.docks or self.docks[key].isFloating():
            return
        column = LEFT if key in LEFT else RIGHT
        there = [one for one in column if one != key and self._is_docked(one) and self._is_at_home(one)]
        above = [one for one in there if column.index(one) < column.index(key)]
        self._window.removeDockWidget(self.docks[key])
        if above:
            self._insert_below(key, above[-1])
        else:
            self._insert_first(key, there[:1])

    def _insert_below(self, key: str, above: str) -> None:
        """Below another panel of its column, or behind it where there is no room for both."""
        room = self.docks[above].height() - LEAST[key] - GAP
        if room < LEAST[above]:
            self._window.tabifyDockWidget(self.docks[above], self.docks[key])
            self.docks[key].show()
            return
        self._window.splitDockWidget(self.docks[above], self.docks[key], Qt.Orientation.Vertical)
        self.docks[key].show()
        self._settle()
        self._resize([above, key], [room, LEAST[key]], Qt.Orientation.Vertical)

    def _insert_first(self, key: str, below: Sequence[str]) -> None:
        """At the head of its column: what was there is put below it."""
        tall = [self.docks[one].height() for one in below]
        for one in below:
            self._window.removeDockWidget(self.docks[one])
        self._window.addDockWidget(self._area(key), self.docks[key], Qt.Orientation.Vertical)
        for one in below:
            self._window.splitDockWidget(self.docks[key], self.docks[one], Qt.Orientation.Vertical)
            self.docks[one].show()
        self.docks[key].show()
        self._settle()
        self._resize([key, *below], [LEAST[key], *tall], Qt.Orientation.Vertical)

    def _is_at_home(self, key: str) -> bool:
        return self._window.dockWidgetArea(self.docks[key]) == self._area(key)

    def _fill(self, key: str) -> None:
        if key in self.panels:
            return
        panel = self.panels[key] = self._make(key)
        if key == CENTRE:
            inside = self._frame.layout()
            assert inside is not None
            inside.addWidget(panel)
        else:
            self.docks[key].fill(panel, self.theme)

    def set_theme(self, theme: Theme) -> None:
        """Show every panel in the colours of `theme`."""
        self.theme = theme
        if CENTRE in self.panels:
            self.panels[CENTRE].set_theme(theme)
        for dock in self.docks.values():
            dock.set_theme(theme)

    # sharing out the room

    def arrange(self) -> None:
        """Give every panel its share of the window, unless the user has given them theirs."""
        if self.by_hand or not self._window.isVisible():
            return
        width, height = self._window.width(), self._height()
        below, right = ([key for key in column if self._is_docked(key)] for column in (LEFT, RIGHT))
        groups = grouped(below, self._room_of_left()), grouped(right, height)
        if groups != self._groups:
            self._groups = groups
            for column in groups:
                self._place(column)
        self._settle()
        heads = [group[0] for group in groups[1]]
        if heads:
            across = min(max(int(width * 0.29), 368), 520)
            beside = [] if self._has_centre else [group[0] for group in groups[0]][:1]
            widths = [width - across - 3 * GAP, across][-len(beside) - 1 :]
            self._resize([*beside, heads[0]], widths, Qt.Orientation.Horizontal)
            self._resize(heads, heights(heads, height), Qt.Orientation.Vertical)
        heads = [group[0] for group in groups[0]]
        if heads:
            centre = [CENTRE] if CENTRE in self._shown else []
            self._resize(heads, heights([*centre, *heads], height)[len(centre) :], Qt.Orientation.Vertical)

    def _is_docked(self, key: str) -> bool:
        return key in self._shown and not self.docks[key].isFloating()

    def _height(self) -> int:
        """Of the columns."""
        margins, bar = self._window.contentsMargins(), self._window.menuWidget()
        return self._window.height() - margins.top() - margins.bottom() - (bar.height() if bar else 0)

    def _place(self, column: Groups) -> None:
        """Put the panels of a column one below the other, those of a group upon each other."""
        for group in column:
            for key in group:
                self._window.removeDockWidget(self.docks[key])
        self._settle()  # else the bar of tabs that are no more stays in sight
        for group in column:
            docks = [self.docks[key] for key in group]
            for dock in docks:
                self._window.addDockWidget(self._area(dock.key), dock, Qt.Orientation.Vertical)
                dock.show()
            for dock in docks[1:]:
                self._window.tabifyDockWidget(docks[0], dock)
            if len(docks) > 1:
                docks[-1].raise_()

    def _settle(self) -> None:
        """Have the docks in their places: only then can they be given sizes."""
        layout = self._window.layout()
        if layout is not None:
            layout.activate()

    def _resize(self, keys: Sequence[str], sizes: Sequence[int], way: Qt.Orientation) -> None:
        docks: list[QDockWidget] = [self.docks[key] for key in keys]
        self._window.resizeDocks(docks, list(sizes), way)

    def _on_floated(self, floating: bool) -> None:
        # in the middle of a drag nothing may move
        self.by_hand = self.by_hand or any(dock.by_mouse for dock in self.docks.values())
        self.arrange()

    def reset(self) -> None:
        """Back to the places and shares that panels have at first."""
        for dock in self.docks.values():
            dock.by_mouse = False
            dock.setFloating(False)
        self.by_hand = False
        self._groups = ([], [])
        self.arrange()

    @property
    def floating(self) -> list[PanelDock]:
        """The docks that are shown in windows of their own."""
        return [dock for key, dock in self.docks.items() if key in self._shown and dock.isFloating()]

    def raise_floating(self) -> None:
        """Bring what floats in front of the window, which must be seen for that."""
        for dock in self.floating:
            dock.hide()
            dock.show()
            dock.raise_()

    # what is kept between runs

    def save(self, settings: QSettings) -> None:
        """Keep places, shares and what is shown."""
        settings.setValue("layout/panels", ",".join(self._shown))
        by_hand = self.by_hand or any(dock.isFloating() for dock in self.docks.values())
        settings.setValue("layout/by_hand", "yes" if by_hand else "no")
        settings.setValue("layout/state", self._window.saveState(VERSION))

    def restore(self, settings: QSettings) -> None:
        """The places and shares of the last time, where a person had chosen them."""
        state = settings.value("layout/state")
        if settings.value("layout/by_hand") != "yes" or not isinstance(state, QByteArray):
            return
        if self._window.restoreState(state, VERSION):
            self.by_hand = True
            self._placed = set(self._shown)
            self._has_centre = CENTRE in self._shown
            for key, dock in self.docks.items():
                dock.setVisible(key in self._shown)
            self._frame.setVisible(CENTRE in self._shown or not self._shown)


def kept_panels(settings: QSettings) -> tuple[str, ...] | None:
    """The panels that were shown the last time, or None."""
    kept = settings.value("layout/panels")
    if not isinstance(kept, str):
        return None
    return tuple(key for key in kept.split(",") if key in KEYS) or None
