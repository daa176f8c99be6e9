"""Where a card goes beside what it speaks of: inside its stage, and away from what had better be seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize

AWAY = 10  # from the mouse or the node

Side = tuple[float, int]  # right (1), level (0) or left (-1) of it, or partly so; below (1), level (0), above (-1)


class Spot(NamedTuple):
    """A place for a card, and the side that it is on."""

    place: QPoint
    side: Side


def best_spot(
    size: QSize,
    room: QSize,
    box: QRect,
    sides: Sequence[Side],
    avoid: Sequence[QRect] = (),
    last: Side | None = None,
    corner: float = 1 / 12,
) -> Spot:
    """The spot for a card of `size` beside `box`, within `room`, that covers least of the places to `avoid`.

    The side that it was on `last` is kept where that is as good; else the earlier of `sides` is taken. So little as
    `corner` of the card over something does not count.
    """
    spots = [Spot(_place(size, room, box, side), side) for side in sides]
    least = max(1, int(size.width() * size.height() * corner))
    costs = [sum(_area(QRect(spot.place, size) & rect) for rect in avoid) // least for spot in spots]
    best = min(range(len(sides)), key=lambda k: (costs[k], sides[k] != last))
    return spots[best]


def held_within(place: QPoint, size: QSize, room: QSize) -> QPoint:
    """The nearest place at which a card of `size` lies within `room`."""
    x = max(0, min(place.x(), room.width() - size.width()))
    return QPoint(x, max(0, min(place.y(), room.height() - size.height())))


def _place(size: QSize, room: QSize, box: QRect, side: Side) -> QPoint:
    right, below = side
    ways: dict[float, int] = {1: box.right() + 1 + AWAY, -1: box.left() - AWAY - size.width()}
    x = ways.get(right, box.center().x() - round((1 - right) * size.width() / 2))
    half = (size.height() + box.height() * (abs(right) < 1)) // 2
    y = box.center().y() - size.height() // 2 + below * (AWAY + half)
    return held_within(QPoint(x, y), size, room)


def _area(rect: QRect) -> int:
    return max(0, rect.width()) * max(0, rect.height())
