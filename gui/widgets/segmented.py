"""A choice of one among a few, as pill chips with an optional dot in a signal's colour."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from gui.decay.line import draw_markers
from gui.fonts import MEDIUM, SEMIBOLD, ui_font
from gui.theme import Theme
from gui.widgets.pin import paint_lock

HEIGHT = 24
SIZE = 12  # of the words, in pixels
PADDING = 10
DOT = 7
SHORT_GAP = 5  # between a dot and a short name
LOCK = 10.0  # height of the padlock in place of a dot
MOST = 128  # width of a name: the rest of a longer one is in the tooltip
SAMPLE = 15  # width of a line with a marker in place of a dot
APART = 17  # before chips that are of another kind than what stands on their left

_ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}

# key, text, the dot's role or its colour as "#rrggbb" (None for no dot), tooltip
Option = tuple[str, str, str | None, str]


class Segmented(QWidget):
    """Exclusive chips; the arrow keys go from one to the next. `chosen` carries the key a person chose.

    Where there is no room for the names, `set_short` shows initials that tell them apart; the tooltip has the name.
    """

    chosen = Signal(str)
    menu_asked = Signal(str, QPoint)  # by the right button, or the menu key; the place is the screen's

    def __init__(self, theme: Theme, options: Sequence[Option] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chips: list[_Chip] = []
        self._markers: dict[str, int] = {}
        self._short = self._apart = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_options(options)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._theme = theme
        self.update()
        for chip in self._chips:
            chip.theme = theme
            chip.update()

    def set_markers(self, markers: Mapping[str, int]) -> None:
        """Show a line with one of the decay picture's markers in place of the dot, by key: the chip is a model's."""
        if markers != self._markers:
            self._markers = dict(markers)
            for chip in self._chips:
                chip.set_marker(self._markers.get(chip.key))

    def set_apart(self, apart: bool) -> None:
        """Keep away from what stands on the left, with a thin line between: the chips are of another kind."""
        if apart != self._apart:
            self._apart = apart
            self.setContentsMargins(APART if apart else 0, 0, 0, 0)
            self.updateGeometry()
            self.update()

    def set_options(self, options: Sequence[Option]) -> None:
        """Offer (key, text, role or None, tooltip) each; the current key stays if it is among them."""
        if [chip.option for chip in self._chips] == list(options):
            return
        shorter = short_names([option[1] for option in options])
        if [chip.key for chip in self._chips] == [option[0] for option in options]:
            for chip, option, short in zip(self._chips, options, shorter, strict=True):
                chip.show_option(option, short)  # the keyboard stays where it is
            return
        current = self.current
        for chip in self._chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [_Chip(*pair, self._theme, self) for pair in zip(options, shorter, strict=True)]
        for chip in self._chips:
            chip.set_short(self._short)
            chip.set_marker(self._markers.get(chip.key))
            chip.clicked.connect(self._on_chip_clicked)
            self._row.addWidget(chip)
        self.set_current(current)

    @property
    def current(self) -> str:
        """The chosen key, or ""."""
        return next((chip.key for chip in self._chips if chip.isChecked()), "")

    def set_current(self, key: str) -> None:
        """Show `key` as the chosen one; no signal is sent. A key not among the options chooses none."""
        for chip in self._chips:
            chip.setChecked(chip.key == key)
        # one stop for the tabulator: the chosen chip, else the first
        stop = next((chip for chip in self._chips if chip.isChecked()), None) or next(iter(self._chips), None)
        for chip in self._chips:
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus if chip is stop else Qt.FocusPolicy.NoFocus)

    def set_held(self, here: Collection[str], elsewhere: Collection[str] = ()) -> None:
        """Mark what is held at a value with a padlock: filled where it is so now, else an outline."""
        for chip in self._chips:
            held = 2 if chip.key in here else 1 if chip.key in elsewhere else 0
            if held != chip.held:
                chip.held = held
                chip.update()

    @property
    def short(self) -> bool:
        """Whether initials stand for the names."""
        return self._short

    def set_short(self, short: bool) -> None:
        """Show initials in place of the names, or the names again."""
        if short != self._short:
            self._short = short
            for chip in self._chips:
                chip.set_short(short)

    def width_hint(self, short: bool) -> int:
        """The width that the chips ask for with initials, or with names."""
        return self.width_of([chip.option for chip in self._chips], short)

    def width_of(self, options: Sequence[Option], short: bool) -> int:
        """The width that chips of other options would ask for."""
        margins = self.contentsMargins()
        texts = [option[1] for option in options]
        dots = [None if role is None else key in self._markers for key, _, role, _ in options]
        shown = zip(short_names(texts) if short else texts, dots, strict=True)
        between = self._row.spacing() * max(0, len(options) - 1)
        return margins.left() + sum(_width(text, dot, short) for text, dot in shown) + between + margins.right()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.width_hint(True), HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._apart and self._chips:
            painter = QPainter(self)
            painter.setPen(QPen(self._theme.line_strong, 1))
            x = (APART - self._row.spacing()) // 2
            painter.drawLine(x, 4, x, self.height() - 5)

    def choose_beside(self, chip: _Chip, way: int) -> None:
        """Choose the chip before (-1) or after (+1) `chip`, round the ends."""
        beside = self._chips[(self._chips.index(chip) + way) % len(self._chips)]
        self._choose(beside)
        beside.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_chip_clicked(self) -> None:
        chip = self.sender()
        if isinstance(chip, _Chip):
            self._choose(chip)

    def _choose(self, chip: _Chip) -> None:
        self.set_current(chip.key)
        self.chosen.emit(chip.key)


class _Chip(QAbstractButton):
    def __init__(self, option: Option, short: str, theme: Theme, parent: Segmented) -> None:
        super().__init__(parent)
        self.theme = theme
        self._owner = parent
        self._short = False
        self._marker: int | None = None
        self.held = 0  # 2: now, 1: at other times
        self.show_option(option, short)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_option(self, option: Option, short: str) -> None:
        """Stand for `option`, `short` where there is no room for its name."""
        self.option = option
        self.key, self._name, self.role, self._tooltip = option
        self._initials = short
        self.setAccessibleName(self._name)
        self.set_short(self._short)
        self.update()

    def set_short(self, short: bool) -> None:
        """Show the initials, with the whole name in the tooltip, or the name."""
        self._short = short
        self.setText(self._initials if short else self._name)
        told = self._tooltip.startswith(self._name) or not short
        self.setToolTip(self._tooltip if told else ": ".join(filter(None, (self._name, self._tooltip))))
        self.updateGeometry()

    def set_marker(self, marker: int | None) -> None:
        """Show a line with a marker in place of the dot; None is the dot."""
        if marker != self._marker:
            self._marker = marker
            self.updateGeometry()
            self.update()

    def nextCheckState(self) -> None:
        """The owner alone says which chip is chosen."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._owner.menu_asked.emit(self.key, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROWS:
            self._owner.choose_beside(self, _ARROWS[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(self.width_hint(self._short), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.width_hint(True), HEIGHT)

    def width_hint(self, short: bool) -> int:
        """The width with initials, or with the name."""
        return _width(self._initials if short else self._name, self._dot, short)

    @property
    def _dot(self) -> bool | None:
        return None if self.role is None else self._marker is not None

    def _colours(self) -> tuple[QColor, QColor]:
        """Of the dot and the outline, and of the ground of the chosen chip."""
        theme, role = self.theme, self.role
        if role is None:
            return theme.accent, theme.accent_soft
        if role.startswith("#"):
            return theme.line_colour(role), theme.soft_colour(role)
        return theme.role(role).stroke, theme.role(role).soft

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_pill(painter)
        if self.role is not None and self._marker is not None:
            self._paint_sample(painter, QPointF(PADDING + SAMPLE / 2, self.height() / 2), self._marker)
        elif self.role is not None:
            self._paint_dot(painter, QPointF(PADDING + DOT / 2, self.height() / 2))
        self._paint_words(painter)

    def _paint_dot(self, painter: QPainter, centre: QPointF) -> None:
        colour = self._colours()[0] if self.isEnabled() else self.theme.faint
        if self.held:
            paint_lock(painter, centre, LOCK, colour, filled=self.held == 2)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(centre, DOT / 2, DOT / 2)

    def _paint_sample(self, painter: QPainter, centre: QPointF, marker: int) -> None:
        """A piece of a model's line, as it is in the other panels."""
        colour = self._colours()[0] if self.isEnabled() else self.theme.faint
        painter.setPen(QPen(colour, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        reach = QPointF(SAMPLE / 2, 0)
        painter.drawLine(centre - reach, centre + reach)
        draw_markers(painter, marker, [centre], colour, self._ground())

    def _ground(self) -> QColor:
        theme = self.theme
        if self.isChecked():
            return self._colours()[1]
        if self.isDown():
            return theme.pressed
        return theme.hover if self.underMouse() and self.isEnabled() else theme.surface

    def _paint_pill(self, painter: QPainter) -> None:
        theme = self.theme
        painter.setPen(QPen(self._colours()[0] if self.isChecked() else theme.line, 1))
        painter.setBrush(self._ground())
        pill = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        if self.hasFocus():
            painter.setPen(QPen(theme.focus, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)

    def _paint_words(self, painter: QPainter) -> None:
        theme = self.theme
        font = ui_font(SIZE, SEMIBOLD if self.isChecked() else MEDIUM)
        room = self.rect().adjusted(PADDING + _dot_room(self._dot, self._short), 0, -PADDING, 0)
        painter.setFont(font)
        painter.setPen((theme.text if self.isChecked() else theme.muted) if self.isEnabled() else theme.faint)
        text = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width() + 1)
        side = Qt.AlignmentFlag.AlignHCenter if self.role is None else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | side, text)


def _width(text: str, dot: bool | None, short: bool) -> int:
    # the chosen chip is bolder: its width is kept free at all times
    words = QFontMetrics(ui_font(SIZE, SEMIBOLD)).horizontalAdvance(text)
    return min(words, MOST) + 2 * PADDING + _dot_room(dot, short) + 1


def _dot_room(dot: bool | None, short: bool) -> int:
    """For no dot (None), a dot, or (True) a line with a marker in its place."""
    if dot is None:
        return 0
    return (SAMPLE if dot else DOT) + (SHORT_GAP if short else 7)


def short_names(names: Sequence[str]) -> list[str]:
    """The shortest that still tells the names apart: first letters, up to four initials, three letters, else numbers.

    A count such as "+3" stays.
    """
    counts = [name for name in names if name.startswith("+")]
    if counts:
        others = iter(short_names([name for name in names if name not in counts]))
        return [name if name in counts else next(others) for name in names]
    letters = [name[:1].upper() for name in names]
    initials = ["".join(word if word.isdigit() else word[0] for word in name.split()).upper()[:4] for name in names]
    for shorter in (letters, initials, [name[:3] for name in names]):
        if len(set(shorter)) == len(names):
            return shorter
    return [str(index + 1) for index in range(len(names))]
