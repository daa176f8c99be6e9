"""A row of the list of models: colour and marker, name, what it is, and whether it is shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gui.decay.line import Line, draw_sample
from gui.fonts import BASE, MEDIUM, SEMIBOLD, SMALL, ui_font
from gui.models.words import Row
from gui.palette import mixed
from gui.theme import Theme
from gui.widgets.icon_button import IconButton

HEIGHT = 46
EYE = 32
SWATCH = 34
TEXT = 46  # where the words begin
LEAST_NAME = 64  # pixels kept for a name beside a note
_WAYS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class ModelRow(QAbstractButton):
    """A click selects the model; `swatch` asks for its colour, `eye` shows or hides it.

    `moved` carries -1 or 1 for the keys up and down, `menu_asked` the place of the screen for its menu. A double click
    or F2 asks for another name, Delete for its removal.
    """

    moved = Signal(int)
    menu_asked = Signal(object)
    rename_asked = Signal()
    removal_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row: Row | None = None
        self.swatch = _Swatch(theme, self)
        self.eye = IconButton(theme, "eye", parent=self)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        self.set_stop(False)

    @property
    def row(self) -> Row | None:
        """What it shows."""
        return self._row

    def show_row(self, row: Row) -> None:
        """Show `row`."""
        if row == self._row:
            return
        self._row = row
        self.setChecked(row.is_selected)
        self.setAccessibleName(row.name)
        told = [row.description, row.note, "hidden" if row.is_hidden else "shown", "selected" * row.is_selected]
        self.setAccessibleDescription(", ".join(filter(None, told)))
        self.setToolTip(row.tip)
        self.swatch.show_row(row)
        self.eye.set_icon("eye-off" if row.is_hidden else "eye")
        only = f"{row.name} is the only network shown: show another one first"
        self.eye.set_tooltip(only if row.is_last else f"{'Show' if row.is_hidden else 'Hide'} {row.name}")
        self.eye.setEnabled(not row.is_last)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = self.swatch.theme = theme
        self.eye.set_theme(theme)
        self.update()

    def prepare_picture(self) -> None:
        """Say in words what the eye tells."""
        self.eye.hide()
        if self._row is not None and self._row.is_hidden:
            self._row = replace(self._row, note="hidden")
            self.update()

    def set_stop(self, stop: bool) -> None:
        """Whether the tabulator comes to this row and its buttons."""
        policy = Qt.FocusPolicy.TabFocus if stop else Qt.FocusPolicy.NoFocus
        for part in (self, self.swatch, self.eye):
            part.setFocusPolicy(policy)

    def nextCheckState(self) -> None:
        """The State alone says which row is selected."""

    def sizeHint(self) -> QSize:
        return QSize(260, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(TEXT + LEAST_NAME + EYE, HEIGHT)

    # events

    def event(self, event: QEvent) -> bool:
        # the window's renames the document
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F2:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _WAYS:
            self.moved.emit(_WAYS[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_F2:
            self.rename_asked.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.removal_asked.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.rename_asked.emit()

    def name_place(self) -> QRect:
        """Where the name stands, and may be changed."""
        return QRect(TEXT - 8, 2, self.width() - TEXT - EYE, 23)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        self.menu_asked.emit(self.mapToGlobal(self.rect().center()) if by_key else event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.swatch.setGeometry(8, (HEIGHT - EYE) // 2, SWATCH, EYE)
        self.eye.setGeometry(self.width() - EYE - 4, (HEIGHT - EYE) // 2, EYE, EYE)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.update()

    # paint

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._row is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, self._row)
        self._paint_words(painter, self._row)

    def _paint_ground(self, painter: QPainter, row: Row) -> None:
        theme, place = self._theme, QRectF(self.rect()).adjusted(0.5, 1.5, -0.5, -1.5)
        painter.setPen(Qt.PenStyle.NoPen)
        if row.is_selected or self.underMouse():
            painter.setBrush(theme.accent_soft if row.is_selected else mixed(theme.surface, theme.hover, 0.6))
            painter.drawRoundedRect(place, 6, 6)
        if row.is_selected:
            painter.setBrush(theme.accent)
            painter.drawRoundedRect(QRectF(2, 11, 3, HEIGHT - 22), 1.5, 1.5)
        if self.hasFocus():
            painter.setPen(QPen(theme.focus, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_words(self, painter: QPainter, row: Row) -> None:
        theme = self._theme
        right = self.width() - (EYE + 10 if self.eye.isVisibleTo(self) else 12)
        strong = ui_font(BASE, SEMIBOLD if row.is_selected else MEDIUM)
        small, note = ui_font(12, tabular=True), ui_font(SMALL, tabular=True)
        upper, lower = QRectF(TEXT, 5, right - TEXT, 19), QRectF(TEXT, 23, right - TEXT, 17)
        name_width, note_width = _width(strong, row.name), _width(note, row.note) + 10 if row.note else 0
        if note_width > upper.width() - min(LEAST_NAME, name_width):
            note_width = 0
        painter.setPen(theme.muted)
        if note_width:
            _write(painter, note, upper, row.note, _RIGHT)
        _write(painter, small, lower, row.description)
        painter.setPen(theme.muted if row.is_hidden else theme.text)
        _write(painter, strong, upper.adjusted(0, 0, -note_width, 0), row.name)


class _Swatch(QAbstractButton):
    """The line and the marker that stand for a model in the pictures; a click asks for another colour."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self._row: Row | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_row(self, row: Row) -> None:
        """Show the colour and the marker of a row's model."""
        self._row = row
        self.setToolTip(f"Colour of {row.name}")
        self.setAccessibleName(f"Colour of {row.name}")
        self.setAccessibleDescription(row.colour)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._row is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, row = self.theme, self._row
        ground = theme.accent_soft if row.is_selected else theme.surface
        place = QRectF(self.rect()).adjusted(1, 4, -1, -4)
        if self.underMouse() or self.hasFocus() or self.isDown():
            painter.setPen(QPen(theme.focus, 2) if self.hasFocus() else QPen(theme.line_strong, 1))
            painter.setBrush(theme.surface)
            painter.drawRoundedRect(place, 5, 5)
            ground = theme.surface
        colour = theme.line_colour(row.colour)
        colour = mixed(ground, colour, 0.45) if row.is_hidden else colour
        line = Line(row.name, colour, colour, np.empty(0), row.marker)
        draw_sample(painter, line, ground, QRectF(6, 0, SWATCH - 12, self.height()))


def _write(painter: QPainter, font: QFont, place: QRectF, text: str, align: Qt.AlignmentFlag = _LEFT) -> None:
    painter.setFont(font)
    text = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(place.width()) + 1)
    painter.drawText(place, align, text)


def _width(font: QFont, text: str) -> int:
    return QFontMetrics(font).horizontalAdvance(text) + 1
