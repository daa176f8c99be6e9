"""Where the lines of the decay picture run, and how much of them a rectangle would hide."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRectF

from core.arrays import Array
from gui.decay.frame import BEYOND, FLOOR, TOP, Frame
from gui.decay.line import Line

Coords = tuple[float, float, float, float]  # left, top, right, bottom


def pixels(frame: Frame, lines: Sequence[Line]) -> Array:
    """(2, n): points along all lines as far as the axis goes, one every other pixel."""
    return np.concatenate([_along(frame, line.data) for line in lines], axis=1) if lines else np.empty((2, 0))


@lru_cache(maxsize=64)
def _along(frame: Frame, data: bytes) -> Array:
    values = np.frombuffer(data)
    known = np.clip(np.where(np.isnan(values), TOP, values), FLOOR - BEYOND, TOP + BEYOND)
    x = frame.x(0) + np.arange(len(known)) * frame.scale
    y = frame.rect.top() + (TOP - known) / (TOP - FLOOR) * frame.rect.height()
    way = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    at = np.linspace(0.0, way[-1], 1 + int(way[-1] / 2))
    points = np.array([np.interp(at, way, x), np.interp(at, way, y)])
    return points[:, (points[1] >= frame.rect.top()) & (points[1] <= frame.rect.bottom())]


def hidden(places: Sequence[QRectF], traces: Array, edge: float = 4.0) -> Array:
    """How much of the lines (`pixels`) each rectangle hides, or nearly so."""
    left, top, right, bottom = edges_of([coords(place) for place in places])
    x, y = traces
    across = (x > left - 2) & (x < right + 2)
    return np.asarray((across & (y > top - edge) & (y < bottom + edge)).sum(axis=1))


def covered(frame: Frame, lines: Sequence[Line], edges: Array, edge: float) -> Array:
    """How much of the `lines` the rectangles of these `edges` hide, or nearly so, each."""
    left, top, right, bottom = edges
    highest, lowest = top.min() - edge, bottom.max() + edge
    # most of the lines are far above or below all of the rectangles
    x, y = pixels(frame, crossing(frame, lines, highest, lowest))
    near = (y > highest) & (y < lowest)
    x, y = x[near], y[near]
    across = (x > left - 2) & (x < right + 2)
    return np.asarray((across & (y > top - edge) & (y < bottom + edge)).sum(axis=1))


def crossing(frame: Frame, lines: Sequence[Line], top: float, bottom: float) -> tuple[Line, ...]:
    """The lines that are somewhere between two heights."""
    return tuple(line for line in lines if frame.y(line.span[1]) <= bottom and frame.y(line.span[0]) >= top)


def touched(edges: Array, others: Sequence[Coords]) -> Array:
    """How many of the `others` the rectangles of these `edges` touch, each."""
    left, top, right, bottom = edges
    others_left, others_top, others_right, others_bottom = edges_of(others)[:, :, 0]
    across = (left < others_right) & (right > others_left)
    return np.asarray((across & (top < others_bottom) & (bottom > others_top)).sum(axis=1))


def edges_of(places: Sequence[Coords]) -> Array:
    """(4, n, 1): left, top, right, bottom."""
    return np.array(places, dtype=np.float64).reshape(-1, 4).T[:, :, None]


def coords(place: QRectF) -> Coords:
    """The edges of one."""
    return place.left(), place.top(), place.right(), place.bottom()
