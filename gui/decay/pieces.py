"""What the picture of decay is made of: how each piece looks and where it is painted.

A picture is painted anew only where a piece has come, gone or changed its look.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF

from gui.decay.frame import FLOOR, TOP, Frame
from gui.decay.labels import Bracket, Labels, Mark, Name
from gui.decay.line import Line
from gui.decay.traces import Coords, coords

Pieces = dict[tuple[object, ...], Coords]  # by look: all that the picture of a piece depends on but frame and theme

REACH = 7.0  # of a marker beyond its point
_TIP = 7.0  # and an arrow
_WIDE, _HIGH = 4.0, 2.0  # and words beyond their place, with what is cleared around them


def pieces_of(frame: Frame, lines: Sequence[Line], labels: Labels) -> Pieces:
    """Every line with its markers, and all that is written between them."""
    # among several, the markers of a line depend on how many there are
    count = len(lines)
    found: Pieces = {("line", k, count, line.look): line_area(frame, line) for k, line in enumerate(lines)}
    found |= {("name", name.line.look, coords(name.place), name.weight): name_area(name) for name in labels.names}
    for mark in labels.marks:
        found["mark", mark.line.look, mark.text, coords(mark.place), mark.crossed] = mark_area(mark)
    zone = labels.zone
    found["zone", labels.zone_rows, coords(zone), labels.zone_crossed, labels.quiet] = words_area(zone)
    if labels.bracket is not None:
        bracket = labels.bracket
        look = bracket.left, bracket.right, bracket.is_open, bracket.text, coords(bracket.place)
        found["bracket", *look] = bracket_area(frame, bracket)
    return found


def changed_area(before: Pieces, now: Pieces) -> QRectF:
    """Where a piece has come, gone or changed; an empty rectangle where none has."""
    looks = before.keys() ^ now.keys()
    if not looks:
        return QRectF()
    left, top, right, bottom = _united([before.get(look) or now[look] for look in looks])
    return QRectF(left, top, right - left, bottom - top)


def line_area(frame: Frame, line: Line) -> Coords:
    """Of a line and its markers, as far as it is on the axis."""
    low, high = line.span
    top, bottom = frame.y(min(max(high, FLOOR), TOP)), frame.y(min(max(low, FLOOR), TOP))
    right = frame.x(len(line.values) - 1)
    return frame.x(0) - REACH, top - REACH, right + REACH, bottom + REACH


def name_area(name: Name) -> Coords:
    """Of a name and the hairline that leads to it."""
    x, y = name.end.x(), name.end.y()
    return _united([words_area(name.place), (x, y - _HIGH, x, y + _HIGH)])


def mark_area(mark: Mark) -> Coords:
    """Of an arrow and its words."""
    x, y = mark.tip.x(), mark.tip.y()
    return _united([words_area(mark.place), (x - _TIP, y - _TIP, x + _TIP, y + _TIP)])


def bracket_area(frame: Frame, bracket: Bracket) -> Coords:
    """Of the gaps of the training, their words and what leads up to them."""
    bottom = frame.rect.bottom()
    ends = bracket.left - _HIGH, bottom - _WIDE, bracket.right + _HIGH, bottom + _WIDE
    return _united([ends, words_area(bracket.place)]) if bracket.text else ends


def words_area(place: QRectF) -> Coords:
    """Of words, and of the ground that is cleared around them."""
    return place.left() - _WIDE, place.top() - _HIGH, place.right() + _WIDE, place.bottom() + _HIGH


def touches(area: Coords, rect: QRectF) -> bool:
    """Whether something of `area` is within `rect`."""
    left, top, right, bottom = area
    return left < rect.right() and right > rect.left() and top < rect.bottom() and bottom > rect.top()


def _united(areas: Sequence[Coords]) -> Coords:
    lefts, tops, rights, bottoms = zip(*areas, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
