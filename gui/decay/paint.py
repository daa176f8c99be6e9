"""How the decay picture is painted around its lines: zone, axes, ticks, markers, names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from gui.decay.frame import FLOOR, POWERS, TOP, Frame
from gui.decay.labels import ROW, Bracket, Labels, Name, Notes, elided, font, width_of
from gui.decay.line import FEW, Line, draw_markers
from gui.decay.pieces import REACH, mark_area, name_area, touches, words_area
from gui.decay.text import ZONE, power_text
from gui.fonts import REGULAR, SEMIBOLD, ui_font
from gui.palette import mixed
from gui.theme import Theme

_MARKED = 24  # lags up to which every point has its marker
_APART = 4  # lags from one marker of a line to its next where lines take turns
_CENTRE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


def zone_colour(theme: Theme, quiet: bool = False) -> QColor:
    """The tint of the zone; `quiet` where it is not about what is shown."""
    if quiet:
        return mixed(theme.surface, theme.muted, 0.08 if theme.dark else 0.05)
    return mixed(theme.surface, theme.danger, 0.10 if theme.dark else 0.06)


def zone_ink(theme: Theme, quiet: bool) -> QColor:
    """The colour of the zone's words."""
    return theme.muted if quiet else theme.danger


def draw_ground(painter: QPainter, frame: Frame, theme: Theme, labels: Labels) -> None:
    """The zone and the lines at the powers of ten; none of them runs through a word."""
    rect, top = frame.rect, frame.y(ZONE)
    zone = QRectF(rect.left(), top, rect.width(), rect.bottom() - top)
    tint = zone_colour(theme, labels.quiet)
    painter.fillRect(zone, tint)
    painter.setPen(QPen(theme.line, 1))
    painter.drawLines([_level(frame, power) for power in POWERS])
    painter.setPen(QPen(mixed(theme.surface, zone_ink(theme, labels.quiet), 0.6), 1, Qt.PenStyle.DotLine))
    painter.drawLine(_level(frame, ZONE))
    bracket = labels.bracket if labels.bracket is not None and labels.bracket.text else None
    if bracket is not None:
        _draw_posts(painter, frame, theme, bracket)
    for words in [*(name.place for name in labels.names), *(mark.place for mark in labels.marks), labels.zone]:
        _clear(painter, words.adjusted(-2, 1, 2, -1), zone, theme, tint)
    if bracket is not None:
        _clear(painter, bracket.place.adjusted(-2, 0, 2, 0), zone, theme, tint)


def _draw_posts(painter: QPainter, frame: Frame, theme: Theme, bracket: Bracket) -> None:
    """Hairlines lead from the ends of the bracket up to words that stand high."""
    top, bottom = bracket.place.bottom(), frame.rect.bottom()
    if bracket.place.bottom() < bottom - 6:
        painter.setPen(QPen(theme.line_strong, 1))
        for x in (bracket.left,) if bracket.is_open else (bracket.left, bracket.right):
            painter.drawLine(QPointF(round(x) + 0.5, top), QPointF(round(x) + 0.5, bottom))


def _clear(painter: QPainter, place: QRectF, zone: QRectF, theme: Theme, tint: QColor) -> None:
    painter.fillRect(place, theme.surface)
    painter.fillRect(place.intersected(zone), tint)


def draw_axes(
    painter: QPainter, frame: Frame, theme: Theme, ticks: Sequence[tuple[int, str]], caption: str, notes: Notes
) -> None:
    """The powers of ten, `caption` above them, and the words below.

    That at the cursor is bold; the subject is bold and underlined.
    """
    painter.setFont(font())
    painter.setPen(theme.muted)
    painter.drawText(QRectF(0, 0, frame.rect.right(), ROW), _LEFT, elided(caption, frame.rect.right(), REGULAR))
    for power in POWERS:
        _draw_power(painter, frame, power)
    if frame.y(ZONE - 1) - frame.y(ZONE) >= ROW:
        painter.setPen(zone_ink(theme, notes.quiet))
        _draw_power(painter, frame, int(ZONE))
    for lag, text in ticks:
        is_chosen = lag in (0, notes.subject)
        painter.setFont(_underlined() if lag == notes.subject else font(SEMIBOLD if is_chosen else REGULAR))
        painter.setPen(theme.text if is_chosen else theme.muted)
        width = width_of(text, SEMIBOLD) + 2
        left = max(0.0, frame.x(lag) - width / 2)  # the first may be wider than there is room for
        painter.drawText(QRectF(left, frame.rect.bottom() + 4, width, ROW), _CENTRE, text)


@cache
def _underlined() -> QFont:
    face = font(SEMIBOLD)
    face.setUnderline(True)
    return face


def _draw_power(painter: QPainter, frame: Frame, power: int) -> None:
    place = QRectF(0, frame.y(power) - ROW / 2, frame.rect.left() - 6, ROW)
    painter.drawText(place, _RIGHT, power_text(power))


def draw_points(
    painter: QPainter, frame: Frame, theme: Theme, lines: Sequence[Line], quiet: bool, exposed: QRectF
) -> None:
    """Each model's marker: at every lag, or at some where there are many; those that reach into `exposed`.

    More than a few models take turns, so that lines on top of each other can be told apart.
    """
    every = 1 if frame.lags <= _MARKED else math.ceil(frame.lags / 12)
    marked = [line for line in lines if line.marker is not None]
    several = len(marked) > FEW
    every = max(every, min(len(marked), _APART)) if several else every
    for turn, line in sorted(enumerate(marked), key=_is_chosen):
        if line.marker is not None:
            first = turn % every if several else 0
            values = [
                (k, float(line.values[k])) for k in range(min(first, len(line.values) - 1), len(line.values), every)
            ]
            near = exposed.adjusted(-REACH, -REACH, REACH, REACH)
            points = [(value, frame.point(k, value)) for k, value in values if FLOOR <= value <= TOP]
            above = [point for value, point in points if value >= ZONE and near.contains(point)]
            below = [point for value, point in points if value < ZONE and near.contains(point)]
            draw_markers(painter, line.marker, above, line.colour, theme.surface)
            draw_markers(painter, line.marker, below, line.colour, zone_colour(theme, quiet))


def _is_chosen(turn: tuple[int, Line]) -> bool:
    return turn[1].chosen


def draw_labels(painter: QPainter, theme: Theme, labels: Labels, exposed: QRectF) -> None:
    """The zone's words, the name of each line, and a mark with the value where one leaves the axis.

    What a line has to cross stands on a ground of its own.
    """
    if touches(words_area(labels.zone), exposed):
        _draw_zone_words(painter, theme, labels)
    for mark in labels.marks:
        if not touches(mark_area(mark), exposed):
            continue
        _draw_arrow(painter, mark.tip, mark.below, mark.line.colour)
        if mark.crossed:
            _draw_halo(painter, mark.place, zone_colour(theme, labels.quiet) if mark.below else theme.surface)
        painter.setPen(mark.line.ink)
        painter.setFont(font(SEMIBOLD if mark.is_last else REGULAR))
        painter.drawText(mark.place, _LEFT, mark.text)
    for name in labels.names:
        if not touches(name_area(name), exposed):
            continue
        if name.led:
            _draw_leader(painter, name)
        painter.setPen(name.line.ink)
        painter.setFont(font(name.weight))
        text = elided(name.line.name, name.place.width(), name.weight)
        painter.drawText(name.place, _LEFT, text)
    if (bracket := labels.bracket) is not None and bracket.text:
        painter.setFont(font())
        painter.setPen(theme.muted)
        painter.drawText(bracket.place, _CENTRE, bracket.text)


def _draw_zone_words(painter: QPainter, theme: Theme, labels: Labels) -> None:
    if labels.zone_crossed:
        _draw_halo(painter, labels.zone, zone_colour(theme, labels.quiet))
    painter.setFont(font())
    painter.setPen(zone_ink(theme, labels.quiet))
    for k, row in enumerate(labels.zone_rows):
        painter.drawText(QRectF(labels.zone.left(), labels.zone.top() + k * ROW, 600, ROW), _LEFT, row)


def _draw_halo(painter: QPainter, place: QRectF, ground: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(place.adjusted(-3, 0, 3, 0), 3, 3)


def _draw_leader(painter: QPainter, name: Name) -> None:
    """A hairline from the end of a line to its name."""
    painter.setPen(QPen(name.line.colour, 0.75))
    painter.drawLine(name.end + QPointF(4, 0), QPointF(name.place.left() - 2, name.place.center().y()))


def draw_bracket(painter: QPainter, frame: Frame, theme: Theme, bracket: Bracket) -> None:
    """Under the axis, over the gaps of the training; it fades out where they go on."""
    y = frame.rect.bottom() + 2.5
    painter.setPen(QPen(theme.muted, 1.5))
    shut = bracket.right - (8 if bracket.is_open else 0)
    painter.drawLine(QPointF(bracket.left, y), QPointF(shut, y))
    painter.drawLine(QPointF(bracket.left, y - 5), QPointF(bracket.left, y))
    if bracket.is_open:
        for k in (2, 6):
            painter.drawLine(QPointF(shut + k, y), QPointF(shut + k + 1, y))
    else:
        painter.drawLine(QPointF(bracket.right, y - 5), QPointF(bracket.right, y))


def _draw_arrow(painter: QPainter, tip: QPointF, down: bool, colour: QColor) -> None:
    rise = -5.5 if down else 5.5
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    corners = [tip, QPointF(tip.x() - 3.5, tip.y() + rise), QPointF(tip.x() + 3.5, tip.y() + rise)]
    painter.drawPolygon(QPolygonF(corners))


def draw_message(painter: QPainter, frame: Frame, theme: Theme, message: str) -> None:
    """Words where there is little to see, on a ground that no line strikes through."""
    painter.setFont(ui_font(12))
    painter.setPen(theme.muted)
    top, low = frame.y(0) + 20, frame.y(ZONE)
    place = QRectF(frame.rect.left() + 12, top, frame.rect.width() - 24, low - top)
    flags = _CENTRE | Qt.TextFlag.TextWordWrap
    painter.fillRect(painter.boundingRect(place, flags, message).adjusted(-6, -2, 6, 2), theme.surface)
    painter.drawText(place, flags, message)


def _level(frame: Frame, log10_gain: float) -> QLineF:
    """A horizontal line on whole pixels."""
    y = round(frame.y(log10_gain)) + 0.5
    return QLineF(frame.rect.left(), y, frame.rect.right(), y)
