"""One painting of a heat map: only the columns that are asked for, in one pass."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import cast

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen, QRegion

from gui.theme import Theme
from gui.widgets.heat_clamp import LEFT, LEGEND_GAP, paint_clamps, paint_legend, paint_tile_lock, raised
from gui.widgets.heat_flat import paint_flat
from gui.widgets.heat_ghost import paint_flat_was, paint_was
from gui.widgets.heat_labels import paint_labels
from gui.widgets.heat_plan import EDGE, FOOT, HEAD, NOW, STANDING_GAP, Row, Tile, above, shown_word, tiles
from gui.widgets.heat_shown import WORD, Shown
from gui.widgets.heat_strip_paint import paint_bars, paint_gains_now
from gui.widgets.heat_text import Texts, write

RADIUS = 4
FADE = 16
PALE = 0.2  # values below it hardly colour their tile
WIDE = 24  # columns narrower than that stand closer
MOST_AREAS = 40  # of a painting; beyond, they are painted as one


def _ground(theme: Theme, row: Row, value: float) -> QColor:
    return theme.value_colour(value) if row.signed else theme.level_colour(row.role, value)


def _areas(region: QRegion) -> Iterable[QRect]:
    return cast(Iterable[QRect], region) if region.rectCount() <= MOST_AREAS else (region.boundingRect(),)


class HeatPaint:
    """Paints what is `shown`; made for one painting."""

    def __init__(self, painter: QPainter, theme: Theme, texts: Texts, shown: Shown) -> None:
        self.painter, self.theme, self.texts, self.shown, self.plan = painter, theme, texts, shown, shown.plan

    def paint(self, region: QRegion) -> None:
        """Paint what lies within `region`."""
        for area in _areas(region):
            self.painter.setClipRect(area)
            # without: where the screen has no whole pixel for an edge, it must be covered whole
            self.painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            self.painter.fillRect(area, self.theme.surface)
            self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.shown.rows:
                self._paint(area)

    def _paint(self, area: QRect) -> None:
        columns = self.plan.columns_area
        if area.left() < columns.left():
            paint_labels(self.painter, self.theme, self.texts, self.shown, area)
            if self.plan.readout:
                self._paint_now(area)
        changed = area.intersected(columns)
        if not changed.isEmpty():
            self._paint_columns(changed, *self.plan.seen(changed.left(), changed.right(), self.shown.across))
        if self.plan.note_height and area.bottom() >= columns.bottom():
            self._paint_note(area)

    def _paint_now(self, area: QRect) -> None:
        """The numbers of the current step, where its column is too narrow for them."""
        plan, shown, x = self.plan, self.shown, self.plan.labels
        top = plan.words - HEAD
        self._paint_area(QRectF(x, top, NOW, plan.bottom + FOOT - top), self.theme.accent_soft, RADIUS + 2)
        word = self.texts.get(shown_word(shown.words[shown.cursor]), "word now", NOW - 10)
        write(self.painter, word, (x, top, NOW, HEAD), self.theme.text)
        paint_gains_now(self.painter, self.theme, self.texts, shown, x)
        self.painter.setClipRect(area.intersected(QRect(x, plan.head, NOW, plan.bottom - plan.head)))
        top, below = plan.rows_seen(area.top(), area.bottom(), shown.down)
        for tile in tiles(shown.rows[top:below], shown.cursor, shown.cursor, shown.cursor):
            self._paint_tile(tile, top + tile.row, x + 3, NOW - 6)
            if shown.rows[top + tile.row].is_held(tile.step):
                paint_tile_lock(self.painter, self.theme, shown, top + tile.row, x + 2 + LEFT, tile.value)
        self.painter.setClipRect(area)

    def _paint_columns(self, area: QRect, first: int, last: int) -> None:
        plan, shown = self.plan, self.shown
        self.painter.setClipRect(area)
        if shown.hovered is not None and first <= shown.hovered <= last:
            self._paint_area(self._column(shown.hovered), self.theme.hover, RADIUS + 2)
        if area.top() < plan.words:
            for step in range(first, last + 1):
                self._paint_word(step)
        if shown.strips and area.intersects(plan.strips_area):
            paint_bars(self.painter, self.theme, shown, first, last)
        tiled = area.intersected(plan.rows_area)
        if not tiled.isEmpty():
            self.painter.setClipRect(tiled)
            self._paint_rows(first, last, *plan.rows_seen(tiled.top(), tiled.bottom(), shown.down))
            self.painter.setClipRect(area)
        if first <= shown.cursor <= last:
            self._paint_playhead()
        self._paint_fades()

    def _paint_rows(self, first: int, last: int, top: int, below: int) -> None:
        plan, shown = self.plan, self.shown
        if plan.thin:
            paint_flat(self.painter, self.theme, shown, (first, last), (top, below))
            paint_flat_was(self.painter, self.theme, shown, (first, last), (top, below))
        else:
            for tile in tiles(shown.rows[top:below], shown.cursor, first, last, numbers=plan.numbers):
                self._paint_tile(tile, top + tile.row, plan.x(tile.step, shown.across), plan.pitch)
        paint_clamps(self.painter, self.theme, shown, (first, last), (top, below))

    def _column(self, step: int) -> QRectF:
        plan = self.plan
        return QRectF(plan.x(step, self.shown.across), plan.top + 1, plan.pitch, plan.bottom + FOOT - 2 - plan.top)

    def _paint_tile(self, tile: Tile, index: int, x: int, width: int) -> None:
        theme, row, value = self.theme, self.shown.rows[index], tile.value
        y, height = self.plan.y(index, self.shown.down), self.plan.row_height
        gap, free = 2 if width >= WIDE else 1, above(height)
        if row.held and row.is_held(tile.step):
            height -= raised(self.plan)
        area = QRectF(x + gap, y + free, width - 2 * gap, height - 2 * free)
        if value is None:
            self._paint_area(area, theme.unknown, RADIUS)
            return
        if tile.was is not None:
            area = paint_was(self.painter, theme, area, _ground(theme, row, tile.was), abs(tile.was) < PALE)
        if abs(value) < PALE:
            # known, though hardly coloured: an edge sets it off from the surface
            self._paint_area(area, theme.line, RADIUS)
            area.adjust(1, 1, -1, -1)
        self._paint_area(area, _ground(theme, row, value), RADIUS)
        if tile.text:
            ink = theme.value_text_colour(value) if row.signed else theme.level_text_colour(row.role, value)
            laid = self.texts.get(tile.text, "number now" if tile.step == self.shown.cursor else "number")
            write(self.painter, laid, (x, y, width, height), ink)

    def _paint_word(self, step: int) -> None:
        plan, painter, x = self.plan, self.painter, self.plan.x(step, self.shown.across)
        height = plan.words - plan.top
        word = shown_word(self.shown.words[step])
        kind = "word now" if step == self.shown.cursor else "word"
        is_read = self.shown.rows[0].is_known(step, self.shown.cursor)
        ink = self.theme.text if is_read else self.theme.faint
        if not plan.dense:
            write(painter, self.texts.get(word, kind, plan.pitch - 6), (x, plan.top, plan.pitch, height), ink)
            return
        laid = self.texts.get(word, f"standing {kind}", height - 2 * STANDING_GAP)
        painter.save()
        painter.translate(x, plan.words - STANDING_GAP)
        painter.rotate(-90)
        write(painter, laid, (0, 0, height, plan.pitch), ink, across=0.0)
        painter.restore()

    def _paint_note(self, area: QRect) -> None:
        place = self.plan.note_area
        self.painter.setClipRect(area)
        laid = self.texts.get(self.shown.note, "note")
        at = (place.x() + EDGE, place.y(), place.width() - EDGE, place.height())
        write(self.painter, laid, at, self.theme.muted, across=0.0)
        if any(row.held for row in self.shown.rows):
            behind = ceil(laid.width) + LEGEND_GAP if self.shown.note else 0
            rest = (at[0] + behind, at[1], at[2] - behind, at[3])
            paint_legend(self.painter, self.theme, self.texts, rest)

    def _paint_area(self, area: QRectF, colour: QColor, radius: int) -> None:
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour)
        self.painter.drawRoundedRect(area, radius, radius)

    def _paint_playhead(self) -> None:
        self.painter.setPen(QPen(self.theme.accent, 3 if self.shown.ringed else 2))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawRoundedRect(self._column(self.shown.cursor), RADIUS + 2, RADIUS + 2)
        if self.shown.ringed:
            self._paint_place()

    def _paint_place(self) -> None:
        """A ring around what the keys are about: the word at the cursor, or one of the tiles below it."""
        plan, shown = self.plan, self.shown
        x, wide = plan.x(shown.cursor, shown.across) + 4, plan.pitch - 8
        area = QRectF(x, plan.top + 5, wide, plan.words - plan.top - 9)
        if shown.place != WORD:
            y = plan.y(shown.place, shown.down)
            if not plan.head <= y <= plan.bottom - plan.row_height:
                return
            area = QRectF(x - 1.5, y + 0.5, wide + 3, plan.row_height - 1)
        self.painter.setPen(QPen(self.theme.focus, 1.5))
        self.painter.drawRoundedRect(area, RADIUS, RADIUS)

    def _paint_fades(self) -> None:
        """Columns that go on beyond an edge fade out there."""
        left, right = self.plan.left - EDGE, self.plan.right
        if self.shown.across > 0:
            self._paint_fade(left, left + FADE)
        if self.shown.across < self.plan.over_x:
            self._paint_fade(right, right - FADE)

    def _paint_fade(self, full: int, clear: int) -> None:
        gradient = QLinearGradient(full, 0, clear, 0)
        nothing = QColor(self.theme.surface)
        nothing.setAlpha(0)
        gradient.setColorAt(0, self.theme.surface)
        gradient.setColorAt(1, nothing)
        area = QRect(min(full, clear), 0, FADE, self.plan.bottom + FOOT)
        x = self.plan.x(self.shown.cursor, self.shown.across)
        now = QRect(x - EDGE, 0, self.plan.pitch + 2 * EDGE, area.height())
        for part in _areas(QRegion(area).subtracted(now)):  # the current column is seen whole while it is dragged there
            self.painter.fillRect(part, gradient)
