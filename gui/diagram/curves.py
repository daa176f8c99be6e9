"""The ways of the diagram's edges, as Bezier curves: pure, knows no Qt."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from gui.diagram.layout import Group, Key, Layout

SAMPLES = 25
NEAR = 40.0  # a gap between two nodes in which an edge has no room to turn
WIDEST_TURN = 90.0


def curves(layout: Layout, source: Key, target: Key, shift: float = 0.0) -> Array:
    """(targets, sources, 4, 2): the Bezier curves of all edges from one group to another.

    They leave at the right of a node and arrive at the left of one, each at a place of its own, in the order of what
    is at their other ends. `shift` bends them down by so many pixels, for a second matrix between the same groups.
    """
    a, b = layout.groups[source], layout.groups[target]
    before, together = _ports(layout, source, target)
    out = _port_heights(_order(b), len(b.y), a.height)
    into = _port_heights(before, together, b.height - 2 * b.ring)
    points = np.empty((len(b.y), len(a.y), 4, 2))
    points[..., 0, 0] = a.xs[None, :] + _half_width(a, out)[:, None]
    points[..., 0, 1] = a.ys[None, :] + out[:, None]
    points[..., 3, 0] = b.xs[:, None] - _half_width(b, into)[None, :]
    points[..., 3, 1] = b.ys[:, None] + into[None, :]
    reach = _reach(a, b)
    points[..., 1, 0], points[..., 1, 1] = points[..., 0, 0] + reach, points[..., 0, 1] + shift
    points[..., 2, 0], points[..., 2, 1] = points[..., 3, 0] - reach, points[..., 3, 1] + shift
    return points


def sampled(points: Array, count: int = SAMPLES) -> Array:
    """(..., count, 2): points along Bezier curves (..., 4, 2)."""
    t = np.linspace(0.0, 1.0, count)[:, None]
    basis = np.concatenate([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3], axis=1)
    return basis @ points


def distances(samples: Array, x: float, y: float) -> Array:
    """(edges,): how far a point is from the polylines (edges, count, 2)."""
    start, along = samples[:, :-1], np.diff(samples, axis=1)
    to = np.array([x, y]) - start
    length = np.maximum((along**2).sum(axis=-1), 1e-12)
    t = np.clip((to * along).sum(axis=-1) / length, 0.0, 1.0)
    gap = to - t[..., None] * along
    return np.sqrt((gap**2).sum(axis=-1).min(axis=1))


def _ports(layout: Layout, source: Key, target: Key) -> tuple[Array, int]:
    """Which of the edges that arrive at a node of `target`, from the top, are those from `source`; how many arrive."""
    groups = {key: layout.groups[key] for key in layout.groups if layout.shape.leads(key, target)}
    keys = list(groups)
    before = sum(len(groups[key].y) for key in keys[: keys.index(source)])
    rows = slice(before, before + len(groups[source].y))
    together = sum(len(group.y) for group in groups.values())
    if not any(group.moved for group in groups.values()):
        return np.arange(together)[rows], together
    return _ranks(np.concatenate([group.ys for group in groups.values()]))[rows], together


def _order(group: Group) -> Array:
    """Which of the nodes, from the top, each is."""
    return _ranks(group.ys) if group.moved else np.arange(len(group.y))


def _ranks(values: Array) -> Array:
    return np.argsort(np.argsort(values, kind="stable"), kind="stable")


def _reach(a: Group, b: Group) -> Array | float:
    """How far edges run straight on at both ends; where a node was moved so that little room is left, round it."""
    if not (a.moved or b.moved):
        return 0.46 * (b.left - a.right)
    gap = (b.xs - b.width / 2)[:, None] - (a.xs + a.width / 2)[None, :]
    return np.where(gap >= NEAR, 0.46 * gap, np.minimum(0.46 * NEAR + 0.25 * (NEAR - gap), WIDEST_TURN))


def _port_heights(index: Array, count: int, height: float) -> Array:
    return ((index + 0.5) / count - 0.5) * 0.66 * height


def _half_width(group: Group, offset: Array) -> Array:
    """Half the width of a stadium at a height above or below its middle."""
    radius = group.height / 2
    return group.width / 2 - radius + np.sqrt(np.maximum(radius**2 - offset**2, 0.0))
