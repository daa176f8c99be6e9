"""A curve over the steps as it is drawn by hand: values between two points of the hand. Knows no Qt."""

from __future__ import annotations

Point = tuple[float, float]  # step, value


def between(a: Point, b: Point) -> dict[int, float]:
    """The value at every whole step that the straight line from `a` to `b` passes, both ends included."""
    first, last = sorted((round(a[0]), round(b[0])))
    if first == last:
        return {first: b[1]}
    (x, y), (u, v) = (a, b) if a[0] <= b[0] else (b, a)
    found = {}
    for step in range(first, last + 1):
        share = min(max((step - x) / (u - x), 0.0), 1.0) if u > x else 1.0
        found[step] = y + (v - y) * share
    return found


def as_run(values: dict[int, float]) -> tuple[int, list[float]]:
    """The first step, and the values of a run without gaps."""
    first = min(values)
    return first, [values[step] for step in range(first, max(values) + 1)]
