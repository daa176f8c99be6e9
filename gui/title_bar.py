"""The bar on top: name and menus, the transport in the middle, undo, redo, export and theme."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QMenuBar,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from gui.actions import MENUS, TABLE
from gui.document_name import DocumentName
from gui.fonts import BOLD, ui_font
from gui.theme import Theme
from gui.transport import Transport
from gui.widgets.icon_button import IconButton

HEIGHT = 56
BELOW = 7  # free below the bar


class TitleBar(QFrame):
    """Lists every action in its menu; the most used ones are buttons too."""

    def __init__(
        self, actions: dict[str, QAction], transport: Transport, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setFixedHeight(HEIGHT + BELOW)
        self._actions, self.transport = actions, transport
        self.name = QLabel("Carousel", self)
        self.name.setFont(ui_font(17, BOLD))
        self.document = DocumentName(self)
        self.menus = self._make_menus()
        self.panels = IconButton(theme, "panels", "Panels", tooltip="Show or hide panels", parent=self)
        self.panels.setMenu(self._make_panel_menu())
        self.panels.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.buttons = [self._button(key, theme) for key in ("undo", "redo", "export", "theme")]
        self._lay_out()
        self.set_theme(theme)

    def _make_menus(self) -> QMenuBar:
        bar = QMenuBar(self)
        bar.setNativeMenuBar(False)
        bar.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for title in MENUS:
            menu = bar.addMenu(title)
            for spec in TABLE:
                if spec.menu == title:
                    if spec.separated:
                        menu.addSeparator()
                    menu.addAction(self._actions[spec.key])
        return bar

    def _make_panel_menu(self) -> QMenu:
        menu = QMenu(self)
        for spec in TABLE:
            if spec.key.startswith("panel_"):
                menu.addAction(self._actions[spec.key])
        menu.addSeparator()
        menu.addAction(self._actions["reset_layout"])
        return menu

    def _button(self, key: str, theme: Theme) -> IconButton:
        spec = next(spec for spec in TABLE if spec.key == key)
        button = IconButton(theme, spec.icon, parent=self)
        button.bind(self._actions[key])
        return button

    def _lay_out(self) -> None:
        left = QHBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.name)
        left.addWidget(self.menus)
        left.addStretch(1)
        right = QHBoxLayout()
        right.setSpacing(4)
        right.addWidget(self.document, 1)
        right.addSpacing(8)
        right.addWidget(self.panels)
        for button in self.buttons:
            right.addWidget(button)
        # equal columns on both sides keep the transport in the middle, whatever the document is called
        layout = QGridLayout(self)
        layout.setContentsMargins(8, 0, 4, BELOW)
        layout.setHorizontalSpacing(12)
        layout.addLayout(left, 0, 0)
        layout.addWidget(self.transport, 0, 1)
        layout.addLayout(right, 0, 2)
        layout.setColumnStretch(0, 1)
        layout.setColumnStretch(2, 1)

    def show_document(self, title: str, modified: bool) -> None:
        """Name the document; a dot says that it has changes that are not saved."""
        self.document.show_name(title, modified)

    def set_compact(self, compact: bool) -> None:
        """Leave words out where the window is narrow; its own title has the name."""
        self.name.setVisible(not compact)
        self.transport.set_compact(compact)
        self.panels.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonIconOnly if compact else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        )

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.transport.set_theme(theme)
        self.panels.set_theme(theme)
        for button in self.buttons:
            button.set_theme(theme)
        self.buttons[-1].set_icon("sun" if theme.dark else "moon")
