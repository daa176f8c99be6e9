"""The style sheet of the window: one text, filled with a theme's colours."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Template

import resources

ICONS = Path(resources.__file__).parent / "icons"


@cache
def stylesheet(name: str, colours: tuple[tuple[str, str], ...]) -> str:
    """Qt style sheet of the theme called `name`, with its colours by name as "#rrggbb"."""
    icons = {f"icon_{stem}": (ICONS / f"{stem}.svg").as_posix() for stem in ("check", "dash", "dot")}
    for way in ("up", "down", "right"):
        icons[f"icon_chevron_{way}"] = (ICONS / f"chevron-{way}-{name}.svg").as_posix()
    icons["icon_tick"] = (ICONS / f"tick-{name}.svg").as_posix()
    return _SHEET.substitute(dict(colours), **icons)


_SHEET = Template(
    """
QMainWindow, QDialog, QWidget#window { background: $window; }
QFrame#card { background: $surface; border: 1px solid $line; border-radius: 8px; }
QFrame#popover { background: $raised; border: 1px solid $line_strong; border-radius: 8px; }
QFrame#bar { background: transparent; border: none; }
QFrame#rule { background: $line; border: none; max-height: 1px; min-height: 1px; }
QScrollArea, QStackedWidget { background: transparent; border: none; }
QScrollArea > QWidget > QWidget#content { background: transparent; }

QLabel { background: transparent; color: $text; }
QLabel[tone="title"] { font-size: 14px; font-weight: 600; }
QLabel[tone="heading"] { font-size: 20px; font-weight: 700; }
QLabel[tone="muted"] { color: $muted; font-size: 12px; }
QLabel[tone="small"] { color: $muted; font-size: 11px; }
QLabel[tone="caps"] { color: $muted; font-size: 11px; font-weight: 600; }
QLabel[tone="danger"] { color: $danger; }
QLabel[tone="problem"] { color: $danger; font-size: 12px; }
QLabel:disabled { color: $faint; }

QToolButton, QPushButton {
    background: $button; color: $text; border: 1px solid $line; border-radius: 6px;
    padding: 0px 12px; min-height: 28px; font-weight: 500;
}
QToolButton { padding: 0px 8px; }
QToolButton:hover, QPushButton:hover { background: $hover; }
QToolButton:pressed, QPushButton:pressed, QToolButton:open { background: $pressed; }
QToolButton:checked, QPushButton:checked {
    background: $accent_soft; border-color: $accent; color: $accent_text;
}
QToolButton:focus, QPushButton:focus { border: 2px solid $focus; padding: 0px 11px; min-height: 26px; }
QToolButton:focus { padding: 0px 7px; }
QToolButton:disabled, QPushButton:disabled { color: $faint; background: $button; border-color: $line; }

QToolButton[kind="flat"], QPushButton[kind="flat"] { background: transparent; border-color: transparent; }
QToolButton[kind="flat"]:hover, QPushButton[kind="flat"]:hover { background: $hover; }
QToolButton[kind="flat"]:pressed, QPushButton[kind="flat"]:pressed { background: $pressed; }
QToolButton[kind="flat"]:checked { background: $accent_soft; color: $accent_text; }
QToolButton[kind="flat"]:focus, QPushButton[kind="flat"]:focus { border-color: $focus; }

QToolButton[kind="primary"], QPushButton[kind="primary"], QPushButton:default {
    background: $accent; border-color: $accent; color: $on_accent; font-weight: 600;
}
QToolButton[kind="primary"]:hover, QPushButton[kind="primary"]:hover, QPushButton:default:hover {
    background: $accent_hover; border-color: $accent_hover;
}
QToolButton[kind="primary"]:pressed, QPushButton[kind="primary"]:pressed, QPushButton:default:pressed {
    background: $accent_pressed; border-color: $accent_pressed;
}
QToolButton[kind="primary"]:focus, QPushButton[kind="primary"]:focus, QPushButton:default:focus {
    border: 2px solid $text;
}
QToolButton[kind="primary"]:disabled, QPushButton[kind="primary"]:disabled, QPushButton:default:disabled {
    background: $track; border-color: $track; color: $faint;
}
QToolButton[bare="true"] { padding: 0px; }
QToolButton[bare="true"]:focus { padding: 0px; }
QToolButton::menu-indicator { image: none; width: 0px; }

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit, QTextEdit {
    background: $surface; color: $text; border: 1px solid $line_strong; border-radius: 6px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox { padding: 0px 7px; min-height: 26px; }
QPlainTextEdit, QTextEdit { padding: 4px; }
QLineEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover, QComboBox:hover { border-color: $muted; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {
    border: 2px solid $focus; padding: 0px 6px; min-height: 24px;
}
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $focus; padding: 3px; }
QPlainTextEdit[kind="code"] { border: 1px solid transparent; background: transparent; padding: 0px 4px 0px 13px; }
QPlainTextEdit[kind="equations"] { border: 1px solid transparent; background: transparent; padding: 1px; }
QPlainTextEdit[kind="equations"]:focus { border: 2px solid $focus; padding: 0px; }
QPlainTextEdit[kind="code"]:focus { border: 2px solid $focus; padding: 0px 3px 0px 12px; }
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"] { border-color: $danger; }
QLineEdit#number { padding: 0px 3px; min-height: 0px; border: 1px solid $focus; border-radius: 4px; }
QLineEdit#number[invalid="true"] { border: 1px solid $danger; border-bottom: 3px solid $danger; }
QLineEdit#inline { padding: 0px 5px; min-height: 0px; border: 2px solid $focus; }
QLineEdit#inline[invalid="true"] { border-color: $danger; }
QLineEdit:read-only { background: $window; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled,
QPlainTextEdit:disabled, QTextEdit:disabled { color: $faint; background: $window; border-color: $line; }
QTextBrowser { background: transparent; border: none; padding: 0px; }

QSpinBox, QDoubleSpinBox { qproperty-alignment: "AlignRight | AlignVCenter"; min-width: 48px; }
QSpinBox::up-button, QDoubleSpinBox::up-button {
    subcontrol-origin: border; subcontrol-position: top right; width: 24px; border: none;
    background: transparent;
    margin: 2px 2px 0px 2px; border-radius: 4px;
}
QSpinBox::down-button, QDoubleSpinBox::down-button {
    subcontrol-origin: border; subcontrol-position: bottom right; width: 24px; border: none;
    background: transparent;
    margin: 0px 2px 2px 2px; border-radius: 4px;
}
QSpinBox::up-button:hover, QSpinBox::down-button:hover,
QDoubleSpinBox::up-button:hover, QDoubleSpinBox::down-button:hover { background: $hover; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url("$icon_chevron_up"); width: 10px; height: 10px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {
    image: url("$icon_chevron_down"); width: 10px; height: 10px;
}

QComboBox QLineEdit, QComboBox QLineEdit:focus {
    border: none; background: transparent; padding: 0px; min-height: 0px;
}
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url("$icon_chevron_down"); width: 12px; height: 12px; }
QComboBox QAbstractItemView, QComboBox QAbstractItemView:focus {
    background: $raised; color: $text; border: 1px solid $line_strong; border-radius: 0px; padding: 4px;
    outline: none;
    selection-background-color: $accent_soft; selection-color: $text;
}

QCheckBox, QRadioButton {
    color: $text; spacing: 8px; background: transparent; padding: 4px; border-radius: 6px;
}
QCheckBox:focus, QRadioButton:focus { border: 2px solid $focus; padding: 2px; }
QCheckBox:disabled, QRadioButton:disabled { color: $faint; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 14px; height: 14px; background: $surface; border: 1px solid $faint; border-radius: 4px;
}
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:pressed, QRadioButton::indicator:pressed { background: $accent_soft; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$icon_check"); }
QCheckBox::indicator:indeterminate { background: $accent; border-color: $accent; image: url("$icon_dash"); }
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: url("$icon_dot"); }
QCheckBox[kind="task"]::indicator:checked { background: #23845D; border-color: #23845D; }
QCheckBox[kind="task"]:checked { color: $muted; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $track; border-color: $line; }

QSlider { background: transparent; min-height: 20px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $track; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider::handle:horizontal {
    width: 10px; height: 10px; margin: -5px 0px; border-radius: 7px; border: 2px solid $accent;
    background: $surface;
}
QSlider::handle:horizontal:hover { background: $accent_soft; }
QSlider::handle:horizontal:pressed { background: $accent; }
QSlider::handle:horizontal:focus { background: $accent; border-color: $text; }
QSlider::handle:horizontal:disabled { border-color: $line_strong; }
QSlider::sub-page:horizontal:disabled { background: $line_strong; }

QProgressBar {
    background: $track; border: none; border-radius: 2px; max-height: 4px; min-height: 4px;
    color: transparent;
}
QProgressBar::chunk { background: $accent; border-radius: 2px; }

QMenuBar { background: $surface; color: $text; border: none; spacing: 2px; padding: 2px 8px; }
QMenuBar::item { background: transparent; padding: 4px 8px; border-radius: 4px; }
QMenuBar::item:selected { background: $hover; }
QMenuBar::item:pressed { background: $pressed; }
QMenu { background: $raised; color: $text; border: 1px solid $line_strong; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 10px; border-radius: 4px; border: none; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $faint; }
QMenu::indicator { width: 14px; height: 14px; padding-left: 8px; }
QMenu::indicator:checked { image: url("$icon_tick"); }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; }
QMenu::right-arrow { image: url("$icon_chevron_right"); width: 12px; height: 12px; margin-right: 6px; }
QToolTip {
    background: $raised; color: $text; border: 1px solid $line_strong; padding: 4px 6px; font-size: 12px;
}

QToolBar {
    background: $surface; border: none; border-bottom: 1px solid $line; spacing: 4px; padding: 6px 12px;
}
QToolBar::separator { width: 1px; background: $line; margin: 6px 6px; }
QStatusBar { background: $window; color: $muted; }
QStatusBar::item { border: none; }
QMainWindow::separator { background: transparent; width: 8px; height: 7px; }
QMainWindow::separator:hover { background: $pressed; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $pressed; }
QSplitter::handle:horizontal { width: 8px; }
QSplitter::handle:vertical { height: 8px; }
QDockWidget { color: $text; titlebar-close-icon: none; titlebar-normal-icon: none; font-weight: 600; }
QDockWidget::title { background: transparent; padding: 6px 12px; text-align: left; }

QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar { background: transparent; border: none; qproperty-drawBase: 0; }
QTabBar::tab {
    background: transparent; color: $muted; border: none; border-bottom: 2px solid transparent;
    padding: 5px 10px;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $accent_text; border-bottom-color: $accent; }
QTabBar::tab:focus { background: $accent_soft; }

QListView, QTreeView, QTableView {
    background: $surface; color: $text; border: 1px solid $line; border-radius: 6px; outline: none;
    alternate-background-color: $unknown; gridline-color: $line;
    selection-background-color: $accent_soft; selection-color: $text;
}
QListView:focus, QTreeView:focus, QTableView:focus { border-color: $focus; }
QListView#rows, QListView#rows:focus { background: transparent; border: none; border-radius: 0px; }
QListView#rows::item { padding: 0px; }
QListView::item, QTreeView::item { padding: 4px 6px; border-radius: 4px; }
QListView::item:hover, QTreeView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected { background: $accent_soft; color: $text; }
QHeaderView { background: $surface; border: none; }
QTableCornerButton::section { background: $surface; border: none; border-bottom: 1px solid $line; }
QHeaderView::section {
    background: $surface; color: $muted; border: none; border-bottom: 1px solid $line;
    padding: 4px 6px; font-weight: 500;
}

QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; margin: 0px; }
QScrollBar:horizontal { height: 10px; margin: 0px; }
QScrollBar::handle { background: $line_strong; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
    background: transparent; border: none; width: 0px; height: 0px;
}
QAbstractScrollArea::corner { background: transparent; border: none; }

QGroupBox { border: none; border-top: 1px solid $line; margin-top: 20px; padding-top: 8px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; subcontrol-position: top left; padding: 0px; }
"""
)
