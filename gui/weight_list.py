"""The list of weights: a slider row for each parameter of the selected unit and gate, with captions."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from core.document import Document
from core.network import Network, Place
from core.state import State
from gui.fonts import SMALL, ui_font
from gui.numbers import MINUS, number
from gui.store import Store
from gui.theme import Theme, reduced_motion
from gui.weight_entries import Group, gate_beside, groups_of
from gui.weight_row import WeightRow
from gui.widgets.slider_scale import nice

CAPTION = 18  # height of a line of small words
GAP = 6  # above a group
LEAST_ROW, MOST_ROW = 24, 30
LABELS = 116  # width of the labels where there is room, so that captions end before the ranges
LEFT = 12  # width kept free on the left, for what stands out there below the list
BAR = 10  # and on the right for the scroll bar, so that nothing moves when it appears
SHORTENED = 1.2  # times the room beside its range up to which a caption is shortened rather than put above it
MARK_MS = 1600  # how long a row that was asked for is marked; it fades at the end
LARGE = 1e5  # ends of a range from here on are told by their exponent


class WeightList(QScrollArea):
    """Rows are kept, and given other entries when the selection changes.

    Those of the gate share one range, those of the readout another; while a gesture lasts they only grow.
    """

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = _Content(store, theme, self)
        self.setWidget(self._content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(3 * LEAST_ROW)
        self.setAccessibleName("Weights")

    @property
    def rows(self) -> list[WeightRow]:
        """The rows that are shown, from the top."""
        return self._content.rows

    @property
    def marked(self) -> WeightRow | None:
        """The row that is set off for a moment."""
        return self._content.marked

    @property
    def touched(self) -> bool:
        """Whether a person moved a row since the last `show_state`: it may show what the State no longer holds."""
        return self._content.touched

    def show_state(self, state: State, opened: Network | None) -> None:
        """Show the weights of the selection; `opened` holds those to go back to, where there are such."""
        self._content.show_state(state, opened)
        self._content.place_rows(self.size())

    def show_weight(self, place: Place, name: str, index: tuple[int, ...]) -> None:
        """Bring a row into sight, mark it and give it the keyboard; nothing is done where it is not shown."""
        for row in self.rows:
            if (row.entry.place, row.entry.name, row.entry.index) == (place, name, index):
                self.ensureWidgetVisible(row, 0, LEAST_ROW)
                row.setFocus(Qt.FocusReason.OtherFocusReason)
                self._content.mark(row)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._content.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._content.place_rows(self.size())


class _Content(QWidget):
    def __init__(self, store: Store, theme: Theme, parent: QScrollArea) -> None:
        super().__init__(parent)
        self._area = parent
        self.setObjectName("content")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # with each row, what is below would be painted
        self._store, self._theme = store, theme
        self.touched = False
        # one from the start, so that the tabulator comes here before what is made after the list
        self._pool = [self._make_row()]
        self._pool[0].hide()
        self._groups: tuple[Group, ...] = ()
        self._captions: list[tuple[int, Group, WeightRow]] = []
        self._is_long = False  # the first caption, so that its range stands below it
        self._selection: tuple[object, ...] = ()
        self._document: Document | None = None
        self._limits: dict[Place, float] = {}
        self._placed: tuple[object, ...] = ()
        self.marked: WeightRow | None = None
        self._mark = QVariantAnimation(self)
        self._mark.setDuration(MARK_MS)
        self._mark.valueChanged.connect(self._on_mark_changed)
        self._mark.finished.connect(self._on_mark_finished)

    @property
    def rows(self) -> list[WeightRow]:
        return self._pool[: sum(len(group.entries) for group in self._groups)]

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for row in self._pool:
            row.set_theme(theme)
        self.update()

    def show_state(self, state: State, opened: Network | None) -> None:
        groups = groups_of(state)
        selection = (groups, state.view.model, state.document.encoder)
        if selection != self._selection:
            self._selection = selection
            for row in self._pool:
                # what is being typed is of use only in the document that it was begun in
                row.close_editor(commit=self._document is state.document)
            self._assign(groups, state.view.model)
            self._unmark()
        self._document = state.document
        self.touched = False
        self._show_values(state.model.network, opened)

    def _make_row(self) -> WeightRow:
        row = WeightRow(self._store, self._theme, self)
        row.moved.connect(self._on_row_touched)
        row.typed.connect(self._on_row_touched)
        row.released.connect(self._fit_ranges)
        row.entered.connect(self._on_row_entered)
        row.turned.connect(self._on_turned)
        return row

    def _on_row_entered(self) -> None:
        """A number was typed and confirmed: the next one can be."""
        rows = self.rows
        row = self.sender()
        after = rows[rows.index(row) + 1 :] if isinstance(row, WeightRow) and row in rows else []
        self._go_to(next((other for other in after if not other.locked), None))

    def _on_turned(self, way: int) -> None:
        """On to the gate before or after, of this unit or the one beside; the keyboard is on its first weight."""
        place = gate_beside(self._store.state, way)
        if place is None:
            return
        layer, unit, signal = place
        self._store.look(layer=layer, unit=unit, signal=signal)
        self._store.publish()
        self._go_to(next(iter(self.rows), None))

    def _go_to(self, row: WeightRow | None) -> None:
        if row is not None:
            row.setFocus(Qt.FocusReason.TabFocusReason)
            self._area.ensureWidgetVisible(row, 0, LEAST_ROW)

    def _on_row_touched(self) -> None:
        self.touched = True

    def _assign(self, groups: tuple[Group, ...], model: int) -> None:
        self._groups = groups
        entries = [(entry, group) for group in groups for entry in group.entries]
        while len(self._pool) < len(entries):
            self._pool.append(self._make_row())
            self.setTabOrder(*self._pool[-2:])
        for row, (entry, group) in zip(self._pool, entries, strict=False):
            row.assign(model, entry, group)
        for index, row in enumerate(self._pool):
            row.setVisible(index < len(entries))

    def _show_values(self, network: Network, opened: Network | None) -> None:
        for row in self.rows:
            row.show_weight(network, opened)
        self._fit_ranges()

    def _fit_ranges(self) -> None:
        """As wide as the values need; while one of them is moved no narrower than it was."""
        limits = dict(self._limits) if any(row.moving for row in self.rows) else {}
        for row in self.rows:
            place = row.entry.place
            limits[place] = max(limits.get(place, 1.0), nice(row.reach))
        for row in self.rows:
            if row.limit != limits[row.entry.place]:
                row.set_limit(limits[row.entry.place])
        if limits != self._limits:
            self._limits = limits
            self.update()

    def mark(self, row: WeightRow) -> None:
        """Set a row off for a moment."""
        self._unmark()
        self.marked = row
        self._mark.setKeyValues([(0.0, 1.0), (0.99 if reduced_motion() else 0.5, 1.0), (1.0, 0.0)])
        self._mark.start()
        self.update()

    def _unmark(self) -> None:
        self._mark.stop()
        self._on_mark_finished()

    def _on_mark_changed(self) -> None:
        if self.marked is not None:
            self.update(_around(self.marked))

    def _on_mark_finished(self) -> None:
        self._on_mark_changed()
        self.marked = None

    def place_rows(self, size: QSize) -> None:
        """Lay the rows out in a list of this size: closer together where that spares scrolling."""
        if self._placed == (size, self._groups):
            return
        self._placed = (size, self._groups)
        width = max(120, size.width() - LEFT - BAR)
        labels = min(max(self._label_width(), LABELS), int(0.36 * width))
        self._is_long = False
        y = self._place_groups(width, labels, size.height())
        if self._captions and self._overfills(*self._captions[0]):
            self._is_long = True
            y = self._place_groups(width, labels, size.height())
        self.setMinimumHeight(y)
        self.update()

    def _overfills(self, _: int, group: Group, row: WeightRow) -> bool:
        """Whether much of a caption would be lost beside the range of its rows."""
        metrics = QFontMetrics(ui_font(SMALL, tabular=True))
        return metrics.horizontalAdvance(group.caption) > SHORTENED * self._beside_range(metrics, row)

    def _place_groups(self, width: int, labels: int, height: int) -> int:
        """Place captions and rows, which share out a height where that spares scrolling; the height of it all."""
        room = (height - self._room_between()) // max(1, len(self.rows))
        pitch = min(MOST_ROW, max(LEAST_ROW, room))
        rows = iter(self.rows)
        self._captions = []
        y = 0
        for k, group in enumerate(self._groups):
            members = [next(rows) for _ in group.entries]
            y += GAP if k else 0
            if _has_caption(k, group):
                self._captions.append((y, group, members[0]))
                y += CAPTION * (2 if self._is_long and not k else 1)
            for row in members:
                row.set_label_width(labels)
                row.setGeometry(LEFT, y, width, pitch)
                y += pitch
        return y

    def _room_between(self) -> int:
        captions = sum(_has_caption(k, group) for k, group in enumerate(self._groups))
        return CAPTION * (captions + self._is_long) + GAP * max(0, len(self._groups) - 1)

    def _label_width(self) -> int:
        return max((row.label_width_hint() for row in self.rows), default=0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.surface)
        self._paint_mark(painter)
        painter.setPen(self._theme.muted)
        painter.setFont(ui_font(SMALL, tabular=True))
        if not self.rows:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "Nothing here can be set.")
        place: Place | None = None
        for y, group, row in self._captions:
            if event.rect().intersects(QRect(0, y, self.width(), 2 * CAPTION)):
                self._paint_caption(painter, y, group, row, with_range=row.entry.place != place)
            place = row.entry.place

    def _paint_caption(self, painter: QPainter, y: int, group: Group, row: WeightRow, with_range: bool) -> None:
        room = self.width() - LEFT
        if with_range:
            is_below = self._is_long and (y, group, row) == self._captions[0]
            self._paint_range(painter, y + CAPTION * is_below, row)
            room = room if is_below else self._beside_range(painter.fontMetrics(), row)
        text = painter.fontMetrics().elidedText(group.caption, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(LEFT, y, room, CAPTION), _LEFT, text)

    def _paint_mark(self, painter: QPainter) -> None:
        if self.marked is None:
            return
        colour = QColor(self._theme.accent_soft)
        colour.setAlphaF(float(self._mark.currentValue() or 0.0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(_around(self.marked), 6, 6)

    def _paint_range(self, painter: QPainter, y: int, row: WeightRow) -> None:
        """The ends of the range over the ends of the tracks."""
        ends = _ends(row)
        width = painter.fontMetrics().horizontalAdvance(ends[0])
        for x, text in zip((row.x() + end for end in row.track()), ends, strict=True):
            painter.drawText(QRectF(x - width, y, 2 * width, CAPTION), Qt.AlignmentFlag.AlignCenter, text)

    def _beside_range(self, metrics: QFontMetrics, row: WeightRow) -> int:
        """The room left of the ends of the range, from where the captions begin."""
        return int(row.track()[0] - metrics.horizontalAdvance(_ends(row)[0]) / 2) - 4


def _ends(row: WeightRow) -> tuple[str, str]:
    """The ends of the range of a row."""
    return f"{MINUS}{range_words(row.limit)}", f"+{range_words(row.limit)}"


def range_words(limit: float) -> str:
    """The end of a range in at most five characters: "64", "65536", "4e199"."""
    return f"{limit:g}" if limit < LARGE else number(limit, 0, signed=False)


def _around(row: WeightRow) -> QRect:
    """Where the mark of a row is."""
    return row.geometry().adjusted(4 - LEFT, 0, BAR - 4, 0)


def _has_caption(index: int, group: Group) -> bool:
    """Whether a line stands above a group; above the first always, for its range."""
    return index == 0 or group.caption != ""


_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
